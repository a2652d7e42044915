"""Cycles of polynomial maps on intervals that are not invariant, at their ends, of affine maps, and of random maps against sympy."""

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import flint
import pytest
import sympy
from gmpy2 import mpq
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import brute
from cycle_sets import NECKLACES, counts, polynomial_maps
from exactsep.dynamics.cycles import algebra as cycles_algebra
from exactsep.dynamics.cycles import all_cycles, cycles
from exactsep.maps.smooth import PolynomialMap
from exactsep.numbers.enclosure import Enclosure

# -- intervals that are not invariant, ends, affine maps ------------------------------------------------------


@pytest.mark.parametrize(
    ("interval", "expected"),
    [((-2, 2), NECKLACES[:6]), ((-1, 2), (2, 0, 0, 0, 0, 0)), ((-2, 1), (1, 1, 0, 1, 0, 2)), ((0, 1), (0,) * 6)],
)
def test_cycles_must_stay_in_the_interval(interval: tuple[int, int], expected: tuple[int, ...]) -> None:
    """x^2 - 2 has the periodic points 2 cos(2 pi k / (2^n +- 1)); counted here by that formula."""
    by_formula = []
    for n in range(1, 7):
        orbits = {frozenset(orbit) for orbit in _cosine_orbits(n) if len(set(orbit)) == n}
        values = [[2 * math.cos(2 * math.pi * a) for a in orbit] for orbit in orbits]
        lo, hi = interval
        by_formula.append(sum(all(lo - 1e-9 <= x <= hi + 1e-9 for x in orbit) for orbit in values))
    assert by_formula == list(expected)
    assert counts(PolynomialMap([-2, 0, 1], interval), 6) == by_formula


def _cosine_orbits(n: int) -> Iterator[list[Fraction]]:
    """Orbits of doubling on angles in [0, 1/2], where an angle and its negative are the same point."""
    for q in (2**n - 1, 2**n + 1):
        for k in range(q // 2 + 1):
            angle, orbit = Fraction(k, q), []
            for _ in range(n):
                orbit.append(angle)
                angle = min(2 * angle % 1, -2 * angle % 1)
            yield orbit


@pytest.mark.parametrize("interval", [("1/8", 1), ("1/10", 1), (0, "9/10")])
def test_with_and_without_the_sturm_count(interval: tuple[Any, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it, boxes whose orbits leave I are thrown away early; the cycles are the same."""
    f = PolynomialMap([0, 8, -8], interval)
    with_count = all_cycles(f, 6)
    monkeypatch.setattr(cycles_algebra, "MAX_STURM", 0)
    without_count = all_cycles(f, 6)
    assert [s.orbits for s in with_count] == [s.orbits for s in without_count]
    assert "Sturm's theorem" in with_count[5].how
    assert "Sturm's theorem" not in without_count[5].how


def test_ends_of_the_interval() -> None:
    """2/3 and 0 are fixed by 3x(1 - x): they count if they are ends, and not if the interval stops just before them."""
    tiny = mpq(1, 2**100)
    for a, b, expected in [(0, "2/3", 2), (0, mpq(2, 3) - tiny, 1), (tiny, "2/3", 1), (tiny, mpq(2, 3) - tiny, 0)]:
        assert len(cycles(PolynomialMap([0, 3, -3], (a, b)), 1)) == expected
    high = mpq("12345678901234567891/98765432109876543210")
    f = PolynomialMap([high * (1 - high), 1, 0], (0, high)), PolynomialMap([-high * high + high, 0, 1], (0, high))
    assert not cycles(f[0], 1)
    assert cycles(f[1], 1).orbits[-1] == (Enclosure(high, high),)


def test_ends_that_are_irrationally_near() -> None:
    """The golden mean is fixed by x^2 - 1; its convergents F(n+1)/F(n), on alternate sides, are ends of I here."""
    fibonacci = [1, 1]
    while len(fibonacci) < 200:
        fibonacci.append(fibonacci[-1] + fibonacci[-2])
    below, above = sorted([mpq(fibonacci[-1], fibonacci[-2]), mpq(fibonacci[-2], fibonacci[-3])])
    assert len(cycles(PolynomialMap([-1, 0, 1], (1, below)), 1)) == 0
    assert len(cycles(PolynomialMap([-1, 0, 1], (1, above)), 1)) == 1


@pytest.mark.parametrize(
    ("coefficients", "interval", "points", "excluded"),
    [
        ([0, 1], (0, 1), {1: [(0, 1)]}, []),
        (["1/2", 1], (0, 1), {}, []),
        ([1, -1], (0, 1), {1: ["1/2"], 2: [(0, 1)]}, ["1/2"]),
        ([1, -1], ("1/4", 2), {1: ["1/2"], 2: [("1/4", "3/4")]}, ["1/2"]),
        ([1, -1], ("1/2", 2), {1: ["1/2"]}, []),
        ([1, -1], (2, 3), {}, []),
        ([1, "1/2"], (0, 2), {1: [2]}, []),
        ([1, "-3/2"], (0, 1), {1: ["2/5"]}, []),
        (["1/3"], (0, 1), {1: ["1/3"]}, []),
        ([3], (0, 1), {}, []),
    ],
)
def test_affine_maps(coefficients: list[Any], interval: Any, points: dict[int, list[Any]], excluded: list[str]) -> None:
    for n, found in enumerate(all_cycles(PolynomialMap(coefficients, interval), 4), start=1):
        expected = points.get(n, [])
        assert [c.points[0].lo for c in found.cycles] == [mpq(x) for x in expected if not isinstance(x, tuple)]
        assert [(k.lo, k.hi) for k in found.intervals] == [(mpq(x[0]), mpq(x[1])) for x in expected if isinstance(x, tuple)]
        if n == 2 and found.intervals:
            assert [x for k in found.intervals for x in k.excluded] == [mpq(x) for x in excluded]


# -- random maps ----------------------------------------------------------------------------------------------


@settings(max_examples=60)
@given(polynomial_maps(), st.sampled_from([1, 2]))
def test_random_maps_against_sympy(f: PolynomialMap, n: int) -> None:
    """Isolating intervals by sympy; an orbit is followed in exact arithmetic from a point that is 10^-30 away."""
    x = sympy.Symbol("x")
    p = sum(sympy.Rational(str(c)) * x**k for k, c in enumerate(f.coefficients))
    power = sympy.Poly(p if n == 1 else p.subs(x, p), x) - sympy.Poly(x, x)
    roots = [(a + b) / 2 for (a, b), _ in power.intervals(eps=sympy.Rational(1, 10**30))]
    near = mpq(1, 10**15)
    expected = 0
    for root in (mpq(str(r)) for r in roots):
        image = f.at(root)
        assume(all(abs(abs(y) - 2) > near or abs(y) == 2 for y in (root, image)))
        expected += abs(root) <= 2 and abs(image) <= 2 and (n == 1 or abs(image - root) > near)
    assert len(cycles(f, n)) * n == expected


@settings(max_examples=25)
@given(polynomial_maps(), st.fractions(-2, 2, max_denominator=9), st.fractions(-3, 3, max_denominator=9), st.integers(1, 4))
def test_conjugation_moves_points_and_keeps_patterns(f: PolynomialMap, shift: Fraction, scale: Fraction, n: int) -> None:
    assume(scale != 0)
    moved = _conjugate(f, scale, shift)
    here, there = cycles(f, n), cycles(moved, n)
    points = sorted(scale * brute.fraction(e.middle) + shift for c in here.cycles for e in c.points)
    assert sorted(float(e.middle) for c in there.cycles for e in c.points) == pytest.approx(list(map(float, points)))
    patterns = sorted(str(c.pattern if scale > 0 else c.pattern.mirror()) for c in here.cycles)
    assert sorted(str(c.pattern) for c in there.cycles) == patterns


def _conjugate(f: PolynomialMap, scale: Fraction, shift: Fraction) -> PolynomialMap:
    """h f h^-1 with h(x) = scale x + shift."""
    back = flint.fmpq_poly([_fmpq(-shift / scale), _fmpq(1 / scale)])
    p = f.polynomial()(back) * _fmpq(scale) + _fmpq(shift)
    ends = sorted(scale * brute.fraction(x) + shift for x in f.interval)
    return PolynomialMap([mpq(int(c.p), int(c.q)) for c in p.coeffs()], ends)


def _fmpq(x: Fraction) -> Any:
    return flint.fmpq(x.numerator, x.denominator)
