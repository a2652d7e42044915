"""Cycles of polynomial maps: against closed formulas and known counts, against sympy, and at tangencies."""

import math
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Any

import flint
import pytest
import sympy
from gmpy2 import mpq
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from exactsep.dynamics.cycles import algebra as cycles_algebra
from exactsep.dynamics.cycles import all_cycles, cycles
from exactsep.dynamics.cycles import search as cycles_search
from exactsep.dynamics.cycles.algebra import count_real_roots, return_polynomial, squarefree
from exactsep.dynamics.cycles.newton import Expanded, Return, Verdict, ends, judge, refine
from exactsep.dynamics.cycles.search import clusters, contains, increases, outward, separate, without
from exactsep.dynamics.cycles.smooth import simplest
from exactsep.dynamics.orbits import Completeness, CycleSet
from exactsep.maps.piecewise import PLMap
from exactsep.maps.smooth import PolynomialMap
from exactsep.numbers.enclosure import Enclosure
from exactsep.patterns.pattern import Pattern

NECKLACES = (2, 1, 2, 3, 6, 9, 18, 30, 56, 99)  # OEIS A001037: the cycles of a full 2-lap map
WIDTH = mpq(1, 2**60)


def logistic(r: str) -> PolynomialMap:
    return PolynomialMap([0, r, f"-{r}"], (0, 1))


def box(lo: object, hi: object) -> Enclosure:
    return Enclosure(mpq(lo), mpq(hi))


def rational(x: Any) -> Fraction:
    return Fraction(int(x.numerator), int(x.denominator))


def counts(f: PolynomialMap, upto: int) -> list[int]:
    sets = all_cycles(f, upto)
    assert all(s.complete for s in sets)
    for found in sets:
        assert_well_formed(f, found)
    return [len(s) for s in sets]


def assert_well_formed(f: PolynomialMap, found: CycleSet) -> None:
    """Disjoint, narrow, dyadic enclosures in I, permuted as the pattern says (in floats, independently of the search)."""
    everything = sorted((e for c in found.cycles for e in c.points), key=lambda e: e.lo)
    assert all(p.hi < q.lo for p, q in pairwise(everything))
    a, b = f.interval
    for cycle in found.cycles:
        assert all(a <= e.lo <= e.hi <= b and e.hi - e.lo <= WIDTH for e in cycle.points)
        assert all(e.exact or e.lo.denominator & (e.lo.denominator - 1) == 0 for e in cycle.points)
        middles = [float(e.middle) for e in cycle.points]
        images = [float(f.at(e.middle)) for e in cycle.points]
        assert [middles[i - 1] for i in cycle.pattern.images] == pytest.approx(images, abs=1e-12)


# -- known counts ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("f", "expected"),
    [
        (logistic("15/4"), (2, 1, 0, 1, 2, 2, 2, 3)),
        (logistic("4"), NECKLACES[:8]),
        (PolynomialMap([-2, 0, 1], (-2, 2)), NECKLACES[:6]),
        (PolynomialMap([0, 8, -8], (0, 1)), NECKLACES[:7]),  # a horseshoe: [0,1] is not invariant
        (PolynomialMap([0, -3, 0, 4], (-1, 1)), (3, 3, 8, 18)),  # Chebyshev T3: (1/n) sum mu(d) 3^(n/d)
        (PolynomialMap([1, 0, -8, 0, 8], (-1, 1)), (4, 6, 20)),  # Chebyshev T4
        (logistic("16/5"), (2, 1, 0, 0, 0, 0, 0, 0)),  # attracting 2-cycle
        (logistic("7/2"), (2, 1, 0, 1, 0, 0, 0, 0)),  # attracting 4-cycle
        (PolynomialMap([0, 0, 1], (-1, 1)), (2, 0, 0, 0)),  # superstable 0
        (PolynomialMap([-1, 0, 1], (-2, 2)), (2, 1, 0, 0, 0, 0)),  # superstable 2-cycle 0, -1
        (PolynomialMap(["-4/3", 0, 1], (-2, 2)), (2, 1, 0, 1, 0, 0, 0, 0)),
    ],
)
def test_known_counts(f: PolynomialMap, expected: tuple[int, ...]) -> None:
    assert counts(f, len(expected)) == list(expected)


def test_period_three_window() -> None:
    """logistic 383/100 has an attracting 3-cycle; with the golden mean shift it has the cycles of Lucas numbers, and 0."""
    lucas = [1, 3, 4, 7, 11, 18, 29, 47]
    mobius = {1: 1, 2: -1, 3: -1, 4: 0, 5: -1, 6: 1, 7: -1, 8: 0}
    golden = [sum(mobius[d] * lucas[n // d - 1] for d in mobius if n % d == 0) // n for n in range(1, 9)]
    expected = [c + (n in (1, 3)) for n, c in enumerate(golden, start=1)]
    assert counts(logistic("383/100"), 8) == expected


def test_either_side_of_a_window() -> None:
    """Period 3 appears at 1 + sqrt 8 = 3.82842712...: two cycles just above, none just below, two points 10^-4 apart told apart."""
    assert len(cycles(logistic("38284272/10000000"), 3)) == 2
    assert len(cycles(logistic("38284271/10000000"), 3)) == 0


@pytest.mark.slow
def test_long_periods_of_logistic_maps() -> None:
    assert counts(logistic("4"), 10) == list(NECKLACES)
    assert len(cycles(logistic("4"), 12)) == 335
    assert counts(logistic("3"), 16) == [2] + [0] * 15


# -- known points ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5, 6])
def test_logistic_4_is_conjugate_to_the_tent(n: int) -> None:
    """x = sin^2(pi theta / 2) with theta a periodic point of the tent: the same patterns in the same order, the points by formula."""
    smooth = cycles(logistic("4"), n)
    tent = cycles(PLMap([(0, 0), ("1/2", 1), (1, 0)]), n)
    assert [c.pattern for c in smooth.cycles] == [c.pattern for c in tent.cycles]
    with flint.ctx.workprec(200):
        for here, there in zip(smooth.cycles, tent.cycles, strict=True):
            for e, theta in zip(here.points, there.points, strict=True):
                point = flint.arb.sin_pi(_arb(theta.lo) / 2) ** 2
                assert point >= _arb(e.lo) - flint.arb(2) ** -150
                assert point <= _arb(e.hi) + flint.arb(2) ** -150


def _arb(x: Any) -> Any:
    return flint.arb(flint.fmpq(int(x.numerator), int(x.denominator)))


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_chebyshev_3_is_conjugate_to_the_zigzag(n: int) -> None:
    """x = -cos(pi theta) turns the zigzag with 3 laps into T3; periodic points are cos(2 pi k / (3^n +- 1))."""
    smooth = cycles(PolynomialMap([0, -3, 0, 4], (-1, 1)), n)
    zigzag = cycles(PLMap([(0, 0), ("1/3", 1), ("2/3", 0), (1, 1)]), n)
    assert [c.pattern for c in smooth.cycles] == [c.pattern for c in zigzag.cycles]
    theta = [float(e.lo) for c in zigzag.cycles for e in c.points]
    found = [float(e.middle) for c in smooth.cycles for e in c.points]
    assert found == pytest.approx([-math.cos(math.pi * t) for t in theta], abs=1e-12)


def test_rational_points_are_exact() -> None:
    fixed, two = cycles(logistic("15/4"), 1), cycles(logistic("7/2"), 2)
    assert fixed.orbits == ((box(0, 0),), (box("11/15", "11/15"),))
    assert two.orbits == ((box("3/7", "3/7"), box("6/7", "6/7")),)
    assert all(e.exact for c in cycles(PolynomialMap([-1, 0, 1], (-2, 2)), 2).cycles for e in c.points)


def test_two_cycle_of_logistic_16_5() -> None:
    """The 2-cycle of r x (1 - x): (r + 1 +- sqrt((r - 3)(r + 1))) / 2r, that is roots of r^2 x^2 - r (r + 1) x + r + 1."""
    (cycle,) = cycles(logistic("16/5"), 2).cycles
    r = mpq(16, 5)
    for e in cycle.points:
        signs = [r * r * x * x - r * (r + 1) * x + r + 1 > 0 for x in (e.lo, e.hi)]
        assert signs[0] != signs[1]
    assert str(cycle.pattern) == "(1 2)"


def test_patterns_of_logistic_15_4() -> None:
    """There is no 3-cycle, so the two 5-cycles are Stefan cycles (Stefan 1977: other 5-cycles force period 3)."""
    assert [c.pattern for c in cycles(logistic("15/4"), 5).cycles] == [Pattern.stefan(5)] * 2
    assert [str(c.pattern) for c in cycles(logistic("15/4"), 4).cycles] == ["(1 3 2 4)"]
    assert [str(c.pattern) for c in cycles(logistic("7/2"), 4).cycles] == ["(1 3 2 4)"]


# -- tangencies --------------------------------------------------------------------------------------------


def test_period_doubling_point() -> None:
    """x^2 - 3/4: the fixed point -1/2 has multiplier -1, a triple root of f^2(x) - x; no 2-cycle yet."""
    f = PolynomialMap(["-3/4", 0, 1], ("-3/2", "3/2"))
    assert counts(f, 8) == [2, 0, 0, 0, 0, 0, 0, 0]
    assert cycles(f, 1).orbits == ((box("-1/2", "-1/2"),), (box("3/2", "3/2"),))


def test_second_period_doubling_point() -> None:
    """x^2 - 5/4: the 2-cycle has multiplier -1."""
    assert counts(PolynomialMap(["-5/4", 0, 1], (-2, 2)), 8) == [2, 1, 0, 0, 0, 0, 0, 0]


def test_cusp_of_the_period_three_window() -> None:
    """x^2 - 7/4: the two 3-cycles have just met, at double roots of f^3(x) - x, the roots of 8x^3 + 4x^2 - 18x - 1."""
    f = PolynomialMap(["-7/4", 0, 1], (-2, 2))
    (cycle,) = cycles(f, 3).cycles
    for e in cycle.points:
        signs = [8 * x**3 + 4 * x**2 - 18 * x - 1 > 0 for x in (e.lo, e.hi)]
        assert signs[0] != signs[1]
    assert str(cycle.pattern.mirror()) == "(1 2 3)"
    assert counts(f, 7) == [2, 1, 1, 1, 2, 2, 4]


def test_logistic_3() -> None:
    """2/3 has multiplier -1; in f^2, f^4, ... it is set aside by algebra or by returning to f^2."""
    assert counts(logistic("3"), 9) == [2, 0, 0, 0, 0, 0, 0, 0, 0]
    assert cycles(logistic("3"), 14).complete  # degree 16384: only the return argument can know


@pytest.mark.parametrize("m", [2, 3, 4, 5, 6, 7])
@pytest.mark.parametrize("sign", [1, -1])
def test_high_order_tangencies(m: int, sign: int) -> None:
    """x + x^m and -x + x^m: 0 is the only fixed point here, a root of multiplicity m or more of f^2(x) - x; no cycles."""
    f = PolynomialMap([0, sign] + [0] * (m - 2) + [1], ("-9/10", "9/10"))
    assert counts(f, 4) == [1, 0, 0, 0]


def test_the_return_argument_needs_monotonicity() -> None:
    f = logistic("3")
    near, wide = box("21/32", "43/64"), box("1/4", "7/8")
    assert increases(f, 2, 12, near)
    assert not increases(f, 1, 12, near)
    assert not increases(f, 2, 12, wide)


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


@st.composite
def polynomial_maps(draw: st.DrawFn) -> PolynomialMap:
    coefficients = draw(st.lists(st.fractions(-3, 3, max_denominator=6), min_size=3, max_size=4))
    assume(coefficients[-1] != 0)
    return PolynomialMap(coefficients, (-2, 2))


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
    points = sorted(scale * rational(e.middle) + shift for c in here.cycles for e in c.points)
    assert sorted(float(e.middle) for c in there.cycles for e in c.points) == pytest.approx(list(map(float, points)))
    patterns = sorted(str(c.pattern if scale > 0 else c.pattern.mirror()) for c in here.cycles)
    assert sorted(str(c.pattern) for c in there.cycles) == patterns


def _conjugate(f: PolynomialMap, scale: Fraction, shift: Fraction) -> PolynomialMap:
    """h f h^-1 with h(x) = scale x + shift."""
    back = flint.fmpq_poly([_fmpq(-shift / scale), _fmpq(1 / scale)])
    p = f.polynomial()(back) * _fmpq(scale) + _fmpq(shift)
    ends = sorted(scale * rational(x) + shift for x in f.interval)
    return PolynomialMap([mpq(int(c.p), int(c.q)) for c in p.coeffs()], ends)


def _fmpq(x: Fraction) -> Any:
    return flint.fmpq(x.numerator, x.denominator)


# -- the step that decides ------------------------------------------------------------------------------------


def test_judge() -> None:
    square, parabola = Expanded(flint.fmpz_poly([-2, 0, 1])), Expanded(flint.fmpz_poly([0, 0, 1]))
    assert judge(square, box(1, 2), 64) is Verdict.UNIQUE
    assert judge(square, box("3/2", 2), 64) is Verdict.EMPTY
    assert judge(square, box(-2, 2), 64) is Verdict.UNKNOWN  # two zeros
    assert judge(parabola, box(-1, 1), 64) is Verdict.UNKNOWN  # a double zero
    assert judge(Expanded(flint.fmpz_poly([-1, 1])), box(1, 2), 64) is Verdict.UNKNOWN  # a zero at the end
    assert judge(Expanded(flint.fmpz_poly([1, 0, 1])), box("-1/2", "1/2"), 64) is Verdict.EMPTY
    assert judge(Return(logistic("4"), 3, confined=True), box(2, 3), 64) is Verdict.EMPTY
    assert judge(Return(PolynomialMap([0, 8, -8]), 2, confined=True), box("7/16", "9/16"), 64) is Verdict.EMPTY


@given(st.lists(st.integers(-6, 6), min_size=1, max_size=5), st.fractions(-7, 7), st.fractions(0, 4), st.sampled_from([2, 8, 64]))
def test_judge_is_never_wrong(roots: list[int], lo: Fraction, width: Fraction, prec: int) -> None:
    hi = lo + width
    polynomial = math.prod((flint.fmpz_poly([-r, 1]) for r in roots), start=flint.fmpz_poly([1]))
    zeros = [r for r in roots if lo <= r <= hi]
    verdict = judge(Expanded(polynomial), box(lo, hi), prec)
    assert verdict is Verdict.UNKNOWN or (verdict is Verdict.UNIQUE) == (len(zeros) == 1)
    assert not (verdict is Verdict.EMPTY and zeros)


@given(polynomial_maps(), st.integers(1, 4), st.fractions(-2, 2), st.fractions(0, 1), st.fractions(0, 1))
def test_balls_hold_values_and_slopes(f: PolynomialMap, n: int, lo: Fraction, width: Fraction, share: Fraction) -> None:
    """F(x) = f^n(x) - x and F'(x) in exact arithmetic, at a point of the box."""
    x = lo + width * share
    image, slope = mpq(x), mpq(1)
    for _ in range(n):
        slope *= sum(k * c * image ** (k - 1) for k, c in enumerate(f.coefficients) if k)
        image = f.at(image)
    ranges = Return(f, n).over(box(lo, lo + width), 53)
    assert ranges is not None
    values, slopes = ranges
    with flint.ctx.workprec(2000):
        assert values.overlaps(_arb(image - x))
        assert slopes.overlaps(_arb(slope - 1))
        assert Return(f, n).at(mpq(x), 53).overlaps(_arb(image - x))
    images = Return(f, n).images(box(lo, lo + width), 53)
    assert images[-1].lo <= image <= images[-1].hi or len(images) <= n


def test_refine() -> None:
    root = refine(Expanded(flint.fmpz_poly([-2, 0, 1])), box(1, 2), 200)
    assert root.lo**2 <= 2 <= root.hi**2
    assert root.hi - root.lo <= mpq(1, 2**200)
    exact = refine(Expanded(flint.fmpz_poly([-1, 3])), box(0, 1), 80)
    assert exact.lo <= mpq(1, 3) <= exact.hi


def test_infinite_values_are_unknown() -> None:
    far = Return(PolynomialMap([0, 0, 1000], (-2, 2)), 40)
    assert judge(far, box(1, 2), 64) is Verdict.UNKNOWN
    assert len(far.images(box(1, 2), 64)) < 41


# -- exact algebra --------------------------------------------------------------------------------------------


@given(st.lists(st.integers(-5, 5), min_size=1, max_size=6), st.fractions(-6, 0), st.fractions(1, 6))
def test_sturm_counts_distinct_roots(roots: list[int], a: Fraction, b: Fraction) -> None:
    polynomial = math.prod((flint.fmpz_poly([-r, 1]) for r in roots), start=flint.fmpz_poly([1, 0, 1]))
    assert count_real_roots(polynomial, a, b) == len({r for r in roots if a <= r <= b})


def test_small_algebra() -> None:
    p = flint.fmpz_poly([0, 0, 1]) * flint.fmpz_poly([-1, 1]) ** 3
    assert squarefree(p) in (flint.fmpz_poly([0, -1, 1]), flint.fmpz_poly([0, 1, -1]))
    assert return_polynomial(logistic("4"), 2) == flint.fmpz_poly([0, 15, -80, 128, -64])
    assert return_polynomial(logistic("4"), 11) is None
    assert count_real_roots(flint.fmpz_poly([7]), mpq(0), mpq(1)) == 0


@given(st.fractions(-3, 3, max_denominator=50), st.fractions(0, 1, max_denominator=50))
def test_simplest(lo: Fraction, width: Fraction) -> None:
    found = rational(simplest(box(lo, lo + width)))
    assert lo <= found <= lo + width
    smaller = (Fraction(k, q) for q in range(1, found.denominator) for k in range(math.ceil(lo * q), 4 * q + 1))
    assert not any(lo <= x <= lo + width for x in smaller)


# -- boxes --------------------------------------------------------------------------------------------------------


def test_boxes() -> None:
    assert clusters([box(2, 3), box(0, 1), box(1, 2), box(5, 6)]) == [box(0, 3), box(5, 6)]
    assert without(box(0, 8), [box(1, 2), box(2, 3), box(7, 9), box(-3, -2)]) == [box(0, 1), box(3, 7)]
    assert without(box(0, 8), []) == [box(0, 8)]
    assert contains(outward(box("1/3", "2/3")), box("1/3", "2/3"))
    assert outward(box("1/3", "2/3")).lo.denominator in (64, 128, 256)
    assert ends(flint.arb(1.5)) == box("3/2", "3/2")


def test_roots_found_twice_are_kept_once() -> None:
    function = Expanded(flint.fmpz_poly([-2, 0, 1]) * flint.fmpz_poly([-3, 2]))
    boxes = [box("11/8", "23/16"), box("45/32", "183/128"), box("47/32", "49/32")]
    roots = [cycles_search.Root(b, b, function) for b in boxes]
    assert [judge(function, b, 64) for b in boxes] == [Verdict.UNIQUE] * 3
    assert [float(r.tight.middle) for r in separate(roots, 60)] == pytest.approx([math.sqrt(2), 1.5])


# -- what is returned -------------------------------------------------------------------------------------------


def test_search_cut_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cycles_search, "MAX_WORK", 300)
    found = cycles(logistic("15/4"), 5)
    assert found.status is Completeness.CUT_SHORT
    assert not found.complete
    assert found.not_searched
    assert all(-1 <= e.lo < e.hi <= 2 for e in found.not_searched)
    assert "was cut short with" in found.how


@pytest.mark.slow
def test_tangency_beyond_algebra_is_reported() -> None:
    """-x + x^40 at period 2: a root of high multiplicity, degree 1600."""
    found = cycles(PolynomialMap([0, -1] + [0] * 38 + [1], ("-9/10", "9/10")), 2)
    assert (found.status, len(found.not_searched)) == (Completeness.CUT_SHORT, 1)
    assert found.not_searched[0].lo < 0 < found.not_searched[0].hi


def test_narrower_enclosures() -> None:
    found = cycles(logistic("15/4"), 2, bits=300)
    assert all(e.hi - e.lo <= mpq(1, 2**300) for c in found.cycles for e in c.points)


def test_how() -> None:
    found = cycles(logistic("15/4"), 4)
    assert "encloses 8 zeros of f^4(x) - x, as many as Sturm's theorem counts real roots in I" in found.how
    assert "For every proper divisor d of 4" in found.how
    assert "not part of a certificate" in found.how


def test_progress() -> None:
    calls: list[tuple[int, int]] = []
    cycles(logistic("2"), 4, lambda t, n: calls.append((t, n)))
    assert calls == [(1, 4), (2, 4), (4, 4)]


def test_huge_values(monkeypatch: pytest.MonkeyPatch) -> None:
    """x + (x - h)^2 has the double fixed point h = 2^5000."""
    monkeypatch.setattr(cycles_search, "MAX_WORK", 300)
    h = mpq(2) ** 5000
    with pytest.raises(ValueError, match="the values of the map on its interval are too large for a search for cycles"):
        cycles(PolynomialMap([h * h, 1 - 2 * h, 1], (0, 2 * h)), 1)


def test_bad_period() -> None:
    with pytest.raises(ValueError, match="the period must be an integer n >= 1, not 0"):
        cycles(logistic("2"), 0)
