"""Extremes of iterates of polynomial maps: as many as the derivative of the expanded polynomial has sign changes, with true bounds."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

import flint
import pytest
from gmpy2 import mpq
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import brute
from exactsep.bounds.counters import Sampled
from exactsep.bounds.sup import sup_bound
from exactsep.certificates.certify import certify
from exactsep.families import named_map
from exactsep.maps.extremes import Extremes, extremes
from exactsep.maps.smooth import PolynomialMap
from exactsep.numbers.enclosure import real_roots

CUBIC = PolynomialMap(["0", "9/4", "0", "-1"], (-2, 2))
OCTIC = PolynomialMap(["1/11", 0, -3, "1/7", 15, "-1/5", -24, "1/9", 12], (-1, 1))
QUARTIC = PolynomialMap([1, 0, -8, 0, 8], (-1, 1))
MAPS: list[tuple[Any, int]] = [
    (named_map("logistic:15/4"), 1),
    (named_map("logistic:15/4"), 5),
    (named_map("logistic:383/100"), 6),
    (named_map("logistic:3"), 4),
    (named_map("logistic:2"), 4),
    (named_map("logistic:1"), 3),
    (CUBIC, 3),
    (OCTIC, 2),
    (QUARTIC, 3),
    (PolynomialMap(["-19/10", 0, 1], (-2, 2)), 5),
    (PolynomialMap([0, 1]), 3),
    (PolynomialMap([1, -1]), 3),
]


def expanded(f: PolynomialMap, t: int) -> flint.fmpq_poly:
    """f^t as one polynomial."""
    power = flint.fmpq_poly([0, 1])
    for _ in range(t):
        power = f.polynomial()(power)
    return power


def value(f: PolynomialMap, t: int, x: Any) -> Any:
    for _ in range(t):
        x = f.at(x)
    return x


def found(f: PolynomialMap, t: int, at_most: int = 2000) -> Extremes:
    result = extremes(f, t, at_most)
    assert result is not None
    return result


def turning_points(f: PolynomialMap, t: int) -> list[Any]:
    """The zeros of odd order of the derivative of f^t inside of I, by isolating all its roots."""
    a, b = f.interval
    roots = real_roots(expanded(f, t).derivative(), 80)
    return [root.middle for root, multiplicity in roots if multiplicity % 2 and a < root.middle < b]


@pytest.mark.parametrize(("f", "t"), MAPS)
def test_they_are_all_and_next_to_the_true_ones(f: PolynomialMap, t: int) -> None:
    points = found(f, t).points
    a, b = f.interval
    expected = [a, *turning_points(f, t), b]
    assert len(points) == len(expected)
    assert all(abs(p - q) < mpq(1, 10**9) for p, q in zip(points, expected, strict=True))


@pytest.mark.parametrize(("f", "t"), MAPS)
def test_the_bounds_are_true_and_close(f: PolynomialMap, t: int) -> None:
    result = found(f, t)
    assert all(p < q for p, q in pairwise(result.points))
    steps = [q - p for p, q in pairwise(result.values)]
    assert all(p * q < 0 for p, q in pairwise(steps)), "alternately low and high"
    for k, (x, bound) in enumerate(zip(result.points, result.values, strict=True)):
        exact = value(f, t, x)
        low = steps[k] > 0 if k < len(steps) else steps[k - 1] < 0
        assert exact <= bound if low else bound <= exact
        assert abs(exact - bound) < mpq(1, 10**12)


def test_equal_values_are_equal() -> None:
    """All maxima of T_4^3 are 1 and all minima are -1."""
    assert len(set(found(QUARTIC, 3).values)) == 2
    assert len(set(found(named_map("logistic:15/4"), 6).values)) <= 2 * 6 + 1, "f, ..., f^6 of the turning point and the ends"


def test_limits() -> None:
    assert extremes(QUARTIC, 3, 65) is not None
    assert extremes(QUARTIC, 3, 64) is None
    assert extremes(QUARTIC, 1000, 25) is None
    assert extremes(CUBIC, 9, 5000) is None, "its iterates leave every interval of reasonable size"
    assert found(PolynomialMap([0, 1]), 1000).points == [0, 1]


def rational(x: Any) -> Fraction:
    return Fraction(int(x.numerator), int(x.denominator))


@settings(max_examples=15, deadline=None)
@given(st.lists(st.fractions(-3, 3, max_denominator=9), min_size=3, max_size=5), st.integers(1, 3))
def test_random_polynomials(coefficients: list[Fraction], t: int) -> None:
    f = PolynomialMap(coefficients, (-1, 1))
    assume(f.degree >= 2)
    result = extremes(f, t, 500)
    assume(result is not None)
    assert result is not None
    expected = turning_points(f, t)
    assume(all(q - p > mpq(1, 10**6) for p, q in pairwise([mpq(-1), *expected, mpq(1)])))
    assert len(result.points) == len(expected) + 2
    for x, bound in zip(result.points, result.values, strict=True):
        assert abs(value(f, t, x) - bound) < mpq(1, 10**9)


@pytest.mark.parametrize(("f", "t"), [(named_map("logistic:383/100"), 4), (CUBIC, 2), (OCTIC, 1), (named_map("logistic:3"), 5)])
def test_budgets_are_used_to_the_end(f: Any, t: int) -> None:
    """The error of T12i, which is never below that of T12, by brute force on the true extreme values; a billionth may be given away."""
    a, b = f.interval
    values = [rational(value(f, t, x)) for x in (a, *turning_points(f, t), b)]
    best = brute.largest_sizes(values)
    counter = Sampled(found(f, t))
    for budget in range(1, len(best) + 2):
        bound = sup_bound(counter, budget)
        if budget >= len(best):
            assert bound is None
            continue
        assert bound is not None
        assert 1 - Fraction(1, 10**8) < 2 * rational(bound.error) / best[budget] <= 1


@pytest.mark.parametrize(
    ("name", "t", "options"),
    [
        ("logistic:15/4", 5, {}),
        ("logistic:15/4", 6, {"pieces": 3}),
        ("logistic:383/100", 8, {"pieces": 107}),
        ("logistic:15/4", 7, {"norm": "sign"}),
        ("logistic:15/4", 7, {"norm": "crossings"}),
        ("logistic:7/2", 20, {}),
        ("logistic:1", 1, {}),
    ],
)
def test_the_checker_accepts(name: str, t: int, options: dict[str, Any]) -> None:
    certificate = certify(name, t, **options)
    verdict = certificate.check()
    assert verdict["accepted"], verdict["reason"]
    assert '"P"' in certificate.text()
