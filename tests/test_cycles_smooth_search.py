"""The search for cycles of polynomial maps, part by part: the step that decides, exact algebra, boxes, and what is returned."""

import math
from fractions import Fraction

import flint
import pytest
from gmpy2 import mpq
from hypothesis import given
from hypothesis import strategies as st

import brute
from cycle_sets import arb, box, logistic, polynomial_maps
from exactsep.dynamics.cycles import cycles
from exactsep.dynamics.cycles import search as cycles_search
from exactsep.dynamics.cycles.algebra import count_real_roots, return_polynomial, squarefree
from exactsep.dynamics.cycles.newton import Expanded, Return, Verdict, ends, judge, refine
from exactsep.dynamics.cycles.search import clusters, contains, outward, separate, without
from exactsep.dynamics.cycles.smooth import simplest
from exactsep.dynamics.orbits import Completeness
from exactsep.maps.smooth import PolynomialMap

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
        assert values.overlaps(arb(image - x))
        assert slopes.overlaps(arb(slope - 1))
        assert Return(f, n).at(mpq(x), 53).overlaps(arb(image - x))
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
    found = brute.fraction(simplest(box(lo, lo + width)))
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
