"""Stefan, simple and primary patterns, and those of entropy zero, against other definitions, counts and exact rates."""

from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given

from exactsep.patterns.forcing import all_patterns, forced_patterns, is_primary
from exactsep.patterns.kinds import has_entropy_zero, is_simple, is_stefan
from exactsep.patterns.pattern import Pattern
from exactsep.patterns.sharkovsky import period_forces, rate_floor
from exactsep.rates import growth
from strategies import patterns


@cache
def of_period(n: int) -> tuple[Pattern, ...]:
    return tuple(Pattern(images) for images in all_patterns(n) if len(images) == n)


# -- rates ------------------------------------------------------------------------------------


def test_rates_of_4_cycles() -> None:
    """1 twice, 1.8392867552... (tribonacci) twice, 1 + sqrt 2 = 2.4142135623... twice (T8)."""
    rates = sorted(growth(pattern).minimal_polynomial or () for pattern in of_period(4))
    assert rates == sorted(2 * [(-1, 1), (-1, -1, -1, 1), (-1, -2, 1)])
    found = {growth(p).minimal_polynomial: f"{float(growth(p).lower):.10f}"[:11] for p in of_period(4)}
    assert found == {(-1, 1): "1.000000000", (-1, -1, -1, 1): "1.839286755", (-1, -2, 1): "2.414213562"}


def check_least_rates(period: int) -> None:
    """T8 by all patterns of an odd period: the rate is rho_p for the two Stefan patterns, and larger for all others."""
    floor = rate_floor(period)
    for pattern in of_period(period):
        rate = growth(pattern)
        if is_stefan(pattern):
            assert rate.minimal_polynomial == floor.minimal_polynomial
        else:
            assert rate.lower > floor.upper, pattern
    assert {p for p in of_period(period) if is_stefan(p)} == {Pattern.stefan(period), Pattern.stefan(period).mirror()}


@pytest.mark.parametrize("period", [3, 5])
def test_stefan_patterns_have_the_least_rate(period: int) -> None:
    check_least_rates(period)


@pytest.mark.slow
def test_stefan_patterns_have_the_least_rate_7() -> None:
    check_least_rates(7)


def test_least_rate_of_period_6() -> None:
    """The floor of period 6 is attained, and no primary pattern has a larger rate."""
    floor = rate_floor(6)
    for pattern in of_period(6):
        rate = growth(pattern)
        attained = rate.minimal_polynomial == floor.minimal_polynomial
        assert attained or rate.lower > floor.upper
        assert attained or not is_primary(pattern)


# -- simple, primary, entropy zero ------------------------------------------------------------------


def strongly_simple(pattern: Pattern) -> bool:
    """Simple, and, if n = 2^k q with q > 1 odd, monotone on all but one of the 2^k blocks of q points (Block & Coppel 1986)."""
    n = q = pattern.period
    while q % 2 == 0:
        q //= 2
    blocks = [list(pattern.images[i : i + q]) for i in range(0, n, q)]
    bent = [block for block in blocks if block not in (sorted(block), sorted(block, reverse=True))]
    return is_simple(pattern) and (q == 1 or len(bent) == 1)


def minimal(pattern: Pattern) -> bool:
    """No period up to 8 is forced but those that the period alone forces."""
    return all(period_forces(pattern.period, eta.period) for eta in forced_patterns(pattern, 8))


def check_kinds(period: int) -> None:
    for pattern in of_period(period):
        assert is_primary(pattern) == strongly_simple(pattern), pattern
        assert has_entropy_zero(pattern) == (period & (period - 1) == 0 and is_simple(pattern)), pattern
        assert is_stefan(pattern) == (period % 2 == 1 and period > 1 and is_simple(pattern)), pattern


@pytest.mark.parametrize(("period", "simple", "primary"), [(1, 1, 1), (2, 1, 1), (3, 2, 2), (4, 2, 2), (5, 2, 2), (6, 12, 8), (7, 2, 2)])
def test_kinds(period: int, simple: int, primary: int) -> None:
    """For odd periods the primary patterns are the Stefan cycle and its mirror image; for period 6 the two halves are exchanged in
    3! ways and the second iterate is one of two 3-cycles, which makes 12 simple patterns.
    """
    check_kinds(period)
    assert sum(map(is_simple, of_period(period))) == simple
    assert sum(map(is_primary, of_period(period))) == primary


@pytest.mark.slow
def test_kinds_8() -> None:
    check_kinds(8)


@pytest.mark.parametrize("k", [0, 1, 2, 3])
def test_number_of_patterns_of_entropy_zero(k: int) -> None:
    """2^(2^k - k - 1) for period 2^k: each of period 2^k gives 2^(2^k - 1) of period 2^(k+1), whose points are pairs of neighbours; a
    pair is mapped to the next one with or without being reversed, an odd number of times with.
    """
    assert sum(map(is_simple, of_period(2**k))) == 2 ** (2**k - k - 1)


@pytest.mark.parametrize("period", [2, 3, 4, 5, 6])
def test_simple_patterns_force_no_stronger_period(period: int) -> None:
    for pattern in of_period(period):
        assert is_simple(pattern) == minimal(pattern), pattern


@given(patterns((2, 12)))
def test_entropy_zero_is_rate_one(pattern: Pattern) -> None:
    """By the characteristic polynomial, against the strongly connected components."""
    assert has_entropy_zero(pattern) == (growth(pattern).minimal_polynomial == (-1, 1))
    assert has_entropy_zero(pattern) == (growth(pattern).upper == 1)


@given(patterns((1, 9)))
def test_mirror_images_are_of_the_same_kinds(pattern: Pattern) -> None:
    for kind in (is_stefan, is_simple, has_entropy_zero, is_primary):
        assert kind(pattern) == kind(pattern.mirror())


def test_examples() -> None:
    assert is_simple(Pattern("(1 4 2 6 3 5)"))
    assert not is_primary(Pattern("(1 4 2 6 3 5)"))
    long = Pattern([*range(65, 129), *doubling(64).images])
    assert is_simple(long)
    assert has_entropy_zero(long)


def doubling(n: int) -> Pattern:
    """The left half of n = 2^k points goes to the right half in order, and this one back by the same for n/2."""
    return Pattern([1]) if n == 1 else Pattern([*range(n // 2 + 1, n + 1), *doubling(n // 2).images])


def test_entropy_of_large_patterns_is_refused() -> None:
    pattern = Pattern.of_orbit([pow(1122, k, 2003) for k in range(2002)])  # 1122 generates the units modulo the prime 2003
    arrows = sum(abs(b - a) for a, b in pairwise(pattern.images))
    with pytest.raises(ValueError, match=f"the Markov graph of the pattern has {arrows} arrows, over the limit 200000"):
        has_entropy_zero(pattern)
