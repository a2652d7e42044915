"""Sharkovsky's order (T7) against its definition as a list; rate floors (T8) against published digits and Stefan cycles."""

import re
from fractions import Fraction
from itertools import pairwise
from typing import Any

import networkx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exactsep.patterns.pattern import Pattern
from exactsep.patterns.sharkovsky import (
    forced_periods,
    period_forces,
    rate_floor,
    sharkovsky_graph,
    sharkovsky_key,
    sharkovsky_order,
)
from exactsep.rates import growth


def listed(limit: int) -> list[int]:
    """3, 5, 7, ..., 2*3, 2*5, ..., 4*3, ..., 8, 4, 2, 1: the order on 1..limit as it is usually written down."""
    multiples = [q << k for k in range(limit.bit_length()) for q in range(3, limit + 1, 2) if q << k <= limit]
    return multiples + [1 << k for k in reversed(range(limit.bit_length()))]


# -- the order --------------------------------------------------------------------------------


def test_order() -> None:
    assert sharkovsky_order(range(1, 17)) == (3, 5, 7, 9, 11, 13, 15, 6, 10, 14, 12, 16, 8, 4, 2, 1)
    assert list(sharkovsky_order(range(1, 301))) == listed(300)
    assert list(sharkovsky_graph(100).edges) == list(pairwise(listed(100)))
    assert networkx.dag_longest_path(sharkovsky_graph(64)) == listed(64)
    assert list(sharkovsky_graph(1)) == [1]


def test_what_a_period_forces() -> None:
    assert forced_periods(3, 12) == tuple(range(1, 13))
    assert forced_periods(6, 12) == (1, 2, 4, 6, 8, 10, 12)
    assert forced_periods(5, 6) == (1, 2, 4, 5, 6)
    assert forced_periods(8, 100) == (1, 2, 4, 8)
    assert forced_periods(1, 5) == (1,)
    assert forced_periods(7, 2) == (1, 2)
    assert forced_periods(10**30, 5) == (1, 2, 4)
    order = listed(60)
    for n in range(1, 61):
        assert set(forced_periods(n, 60)) == set(order[order.index(n) :])


@given(st.integers(1, 10**40), st.integers(1, 10**40))
def test_a_total_order(n: int, m: int) -> None:
    assert period_forces(n, m) == (sharkovsky_key(n) <= sharkovsky_key(m))
    assert (period_forces(n, m) and period_forces(m, n)) == (n == m)
    assert period_forces(n, m) or period_forces(m, n)
    assert period_forces(2 * n, 2 * m) == period_forces(n, m)
    assert period_forces(n, 1)
    assert period_forces(3, n)


# -- the rate floor -----------------------------------------------------------------------------

# The digits that T8 quotes; rho_3 is the golden ratio.
RHO = {3: 1.6180339887, 5: 1.5128763968, 7: 1.4655712318, 9: 1.4413, 11: 1.4284}


@pytest.mark.parametrize("q", RHO)
def test_digits(q: int) -> None:
    floor = rate_floor(q)
    places = 10 if q < 9 else 4
    assert str(float(floor.lower))[: places + 2] == str(float(floor.upper))[: places + 2] == f"{RHO[q]:.{places}f}"


def value(polynomial: Any, x: Fraction) -> Fraction:
    return sum((c * x**k for k, c in enumerate(polynomial)), Fraction(0))


@pytest.mark.parametrize("period", [3, 5, 6, 7, 9, 10, 11, 12, 20, 24, 25, 28, 99, 144, 200])
def test_the_enclosure_and_the_polynomial_agree(period: int) -> None:
    """The defining polynomial of T8 and the minimal polynomial both change sign over the enclosure; the latter divides the former."""
    floor = rate_floor(period)
    q, power = period, 1
    while q % 2 == 0:
        q, power = q // 2, 2 * power
    lower, upper = Fraction(str(floor.lower)), Fraction(str(floor.upper))
    assert 0 < upper - lower < Fraction(1, 2**80)
    defining = [0] * (q * power + 1)
    defining[0], defining[(q - 2) * power], defining[q * power] = -1, -2, 1
    assert value(defining, lower) < 0 < value(defining, upper)
    polynomial = floor.minimal_polynomial
    assert polynomial is not None
    assert polynomial[-1] == 1
    assert value(polynomial, lower) * value(polynomial, upper) < 0
    assert not np.polydiv(defining[::-1], polynomial[::-1])[1].round(6).any()
    roots = [z.real for z in np.roots(polynomial[::-1]) if abs(z.imag) < 1e-9 and 1 < z.real < 2]
    assert roots == [pytest.approx(float(floor.lower), abs=1e-6)]
    assert floor.isolating == (1, 2)


@pytest.mark.parametrize("period", [3, 5, 7, 9, 11, 13, 21])
def test_stefan_cycles_attain_it(period: int) -> None:
    rate, floor = growth(Pattern.stefan(period)), rate_floor(period)
    assert rate.minimal_polynomial == floor.minimal_polynomial
    assert rate.lower <= floor.upper
    assert floor.lower <= rate.upper


def doubled(pattern: Pattern) -> Pattern:
    """The left half of 2n points goes to the right half in order, and this one back by the pattern: so the second iterate is the
    pattern on each half.
    """
    n = pattern.period
    return Pattern([*range(n + 1, 2 * n + 1), *pattern.images])


@pytest.mark.parametrize("period", [3, 5, 7])
def test_doubled_stefan_cycles_attain_it(period: int) -> None:
    pattern = Pattern.stefan(period)
    for k in (1, 2):
        pattern = doubled(pattern)
        assert growth(pattern).minimal_polynomial == rate_floor(period << k).minimal_polynomial


def test_more_than_the_square_root_of_two() -> None:
    """In rationals: rho_q^2 > 2, and rho_q decreases to sqrt 2."""
    floors = [rate_floor(q) for q in (3, 5, 7, 9, 11, 21, 51, 101, 499, 999)]
    for floor in floors:
        assert floor.odd_part_exceeds_sqrt_2
        assert floor.lower**2 > 2
    assert all(a.lower > b.upper for a, b in pairwise(floors))
    assert floors[-1].upper ** 2 < 2 + Fraction(1, 2**400)


def test_powers_of_two_force_no_growth() -> None:
    for period in (1, 2, 4, 1 << 200):
        floor = rate_floor(period)
        assert (floor.lower, floor.upper, floor.minimal_polynomial, floor.isolating) == (1, 1, (-1, 1), None)


def test_number_field() -> None:
    phi = rate_floor(3).field().generator
    assert phi**2 == phi + 1
    root = rate_floor(12).field().generator
    assert root**8 == root**4 + 1
    for q in range(5, 26, 2):
        rho = rate_floor(q).field().generator
        assert rho**q == 2 * rho ** (q - 2) + 1
        assert rho**2 > 2


# -- arguments ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: forced_periods(0, 5), "a period must be an integer >= 1, not 0"),
        (lambda: forced_periods(3, 0), "upto must be an integer from 1 to 100000, not 0"),
        (lambda: forced_periods(3, 100_001), "upto must be an integer from 1 to 100000, not 100001"),
        (lambda: period_forces(3, 2.5), "a period must be an integer >= 1, not 2.5"),
        (lambda: sharkovsky_graph(10**9), "upto must be an integer from 1 to 100000, not 1000000000"),
        (lambda: rate_floor(-3), "a period must be an integer >= 1, not -3"),
        (lambda: rate_floor(1001), "the rate floor is computed for periods up to 1000 and powers of two, not for 1001"),
        (lambda: rate_floor(4).field(), "the rate floor of period 4 has degree 1: no number field of degree 2 to 24"),
        (lambda: rate_floor(999).field(), "the rate floor of period 999 has degree over 200: no number field of degree 2 to 24"),
        (lambda: rate_floor(27).field(), "the polynomial of a number field has a degree from 2 to 24, not 26"),
    ],
)
def test_refused(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        call()
