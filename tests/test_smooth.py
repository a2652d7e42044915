"""Polynomial maps: exact values, and enclosures of turning points, preimages and roots compared with sympy and with closed formulas."""

from __future__ import annotations

import re
from collections import Counter
from fractions import Fraction
from itertools import pairwise
from typing import Any

import flint
import pytest
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import brute
from exactsep.maps.smooth import PolynomialMap
from exactsep.numbers.enclosure import real_roots
from exactsep.numbers.field import Q
from strategies import between, polynomials

LOGISTIC = PolynomialMap([0, "15/4", "-15/4"])
X = sympy.Symbol("x")


# -- making one -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("coefficients", "interval", "message"),
    [
        ([], (0, 1), "a polynomial map needs at least one coefficient"),
        ([0] * 65 + [1], (0, 1), "the degree 65 is over the limit 64"),
        ([0, 1], (0, 1, 2), "interval must be a pair a, b, not (0, 1, 2)"),
        ([0, 1], (1, "1/2"), "interval: a < b is needed, here a = 1, b = 1/2"),
        ([0, 1], (1, 1), "interval: a < b is needed, here a = 1, b = 1"),
    ],
)
def test_bad_polynomials(coefficients: list[Any], interval: Any, message: str) -> None:
    with pytest.raises(ValueError, match=brute.exactly(message)):
        PolynomialMap(coefficients, interval)


@pytest.mark.parametrize(
    ("coefficients", "interval", "field", "message"),
    [
        ([0, 0.5], (0, 1), "coefficients", '0.5 is a float; write an exact number, such as "0.5" or "1/2"'),
        ([0, "r"], (0, 1), "coefficients", "'r' is not a rational number"),
        ([0, 1], (0, "one"), "interval", "'one' is not a rational number"),
    ],
)
def test_bad_numbers_are_located(coefficients: list[Any], interval: Any, field: str, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)) as caught:
        PolynomialMap(coefficients, interval)
    assert field in str(caught.value), "the message does not name the field"


def test_canonical_form() -> None:
    assert PolynomialMap([0, 1, 0, 0]).coefficients == (0, 1)
    assert PolynomialMap([0, 0]).coefficients == (0,)
    assert PolynomialMap([0, "3.75", "-15/4"]) == LOGISTIC
    assert hash(PolynomialMap([0, "3.75", "-15/4"])) == hash(LOGISTIC)
    assert PolynomialMap([0, 1], (0, 1)) != PolynomialMap([0, 1], (0, 2))
    assert PolynomialMap([0, 1]) != (0, 1)
    assert LOGISTIC.degree == 2


def test_describe() -> None:
    assert LOGISTIC.describe() == "the polynomial map x -> -15/4 x^2 + 15/4 x on [0, 1]"
    assert PolynomialMap([0]).describe() == "the polynomial map x -> 0 on [0, 1]"
    assert repr(LOGISTIC) == "PolynomialMap(['0', '15/4', '-15/4'], ['0', '1'])"


# -- values ----------------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(polynomials(), st.data())
def test_values(f: PolynomialMap, data: st.DataObject) -> None:
    a, b = map(brute.fraction, f.interval)
    x = data.draw(between(a, b))
    assert f(x) == brute.polynomial_value(f.coefficients, x)
    assert f.at(Q(b + 1)) == brute.polynomial_value(f.coefficients, b + 1)


def test_values_outside_the_domain() -> None:
    with pytest.raises(ValueError, match=r"x = 5/4 lies outside the domain \[0, 1\]"):
        LOGISTIC("5/4")


# -- turning points, laps, preimages -------------------------------------------------------------------------


@settings(max_examples=60)
@given(polynomials((1, 5)))
def test_laps(f: PolynomialMap) -> None:
    a, b = f.interval
    derivative = sympy.Poly([k * sympy.Rational(str(c)) for k, c in enumerate(f.coefficients) if k][::-1] or [0], X)
    real = {} if derivative.degree() < 1 else Counter(sympy.real_roots(derivative))
    turning = sorted(r for r, multiplicity in real.items() if multiplicity % 2 and sympy.Rational(str(a)) < r < sympy.Rational(str(b)))
    marks = f.marks()
    assert [(m.lo, m.hi) for m in (marks[0], marks[-1])] == [(a, a), (b, b)]
    assert f.turning_points == marks[1:-1]
    assert len(turning) == len(marks) - 2
    for enclosure, root in zip(f.turning_points, turning, strict=True):
        assert sympy.Rational(str(enclosure.lo)) <= root <= sympy.Rational(str(enclosure.hi))
        assert enclosure.hi - enclosure.lo <= Fraction(1, 2**64)
    laps = f.laps()
    assert all(p.hi < q.lo for p, q in pairwise(marks))
    assert [lap.start for lap in laps] == list(marks[:-1])
    assert [lap.end for lap in laps] == list(marks[1:])
    assert all(p.direction == -q.direction != 0 for p, q in pairwise(laps))


def test_laps_of_known_maps() -> None:
    assert [(lap.start.lo, lap.end.hi, lap.direction) for lap in LOGISTIC.laps()] == [(0, Fraction(1, 2), 1), (Fraction(1, 2), 1, -1)]
    assert [lap.direction for lap in PolynomialMap(["1/2"]).laps()] == [0]
    assert [lap.direction for lap in PolynomialMap([0, 0, 0, 1], (-1, 1)).laps()] == [1], "x^3 does not turn at 0"
    chebyshev = PolynomialMap([1, 0, -8, 0, 8], (-1, 1))
    root = sympy.sqrt(2) / 2
    assert [lap.direction for lap in chebyshev.laps()] == [-1, 1, -1, 1]
    assert [
        sympy.Rational(str(e.lo)) <= r <= sympy.Rational(str(e.hi)) for e, r in zip(chebyshev.turning_points, (-root, 0, root), strict=True)
    ]


@settings(max_examples=40)
@given(polynomials((1, 4)), st.data())
def test_preimages(f: PolynomialMap, data: st.DataObject) -> None:
    assume(f.degree > 0)
    lap = data.draw(st.sampled_from(f.laps()))
    place = data.draw(between(brute.fraction(lap.start.hi), brute.fraction(lap.end.lo)))
    first, last = f.preimage(lap, f(place), bits=80)
    assert first == last
    assert first.lo <= place <= first.hi
    assert first.hi - first.lo <= Fraction(1, 2**80)


@pytest.mark.parametrize(
    ("f", "point"),
    [
        (PolynomialMap([0, 5, -5]), (Fraction(1, 2), Fraction(5, 4))),
        (PolynomialMap([-1, 0, 1], (0, 1)), (0, -1)),
        (LOGISTIC, None),
        (PolynomialMap([1, 0, -2], (-1, 1)), None),
    ],
)
def test_leaves_at(f: PolynomialMap, point: Any) -> None:
    assert f.leaves_at == point


# -- real roots --------------------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(st.lists(st.integers(-6, 6), min_size=1, max_size=7))
def test_real_roots(coefficients: list[int]) -> None:
    expected = sympy.Poly(coefficients[::-1], X)
    multiplicities = {} if expected.degree() < 1 else Counter(sympy.real_roots(expected))
    found = real_roots(flint.fmpq_poly(coefficients), 40)
    assert len(found) == len(multiplicities)
    for (enclosure, multiplicity), root in zip(found, sorted(multiplicities), strict=True):
        assert sympy.Rational(str(enclosure.lo)) <= root <= sympy.Rational(str(enclosure.hi))
        assert multiplicity == multiplicities[root]
        assert enclosure.exact == isinstance(root, sympy.Rational)
        assert enclosure.hi - enclosure.lo <= Fraction(1, 2**40)
    assert all(p.hi < q.lo for (p, _), (q, _) in pairwise(found))


def test_close_roots_are_separated() -> None:
    """x^2 - 2 and 10^40 x^2 - 2 10^40 - 1 have roots within 10^-40 of each other."""
    product = flint.fmpq_poly([-2, 0, 1]) * flint.fmpq_poly([-2 * 10**40 - 1, 0, 10**40])
    found = [enclosure for enclosure, _ in real_roots(product, 8)]
    assert len(found) == 4
    assert all(p.hi < q.lo for p, q in pairwise(found))
    assert found[2].hi ** 2 > 2 > found[2].lo ** 2
