"""T15v: dual functions checked in Fractions, the minimum over breakpoints by enumeration, and the distance from affine functions."""

from __future__ import annotations

import itertools
from fractions import Fraction
from functools import cache
from typing import Any

import pytest
from gmpy2 import mpq
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from brute import Vertices, fraction, value, vertices_of
from exactsep.bounds.l1 import best_lower, best_upper
from exactsep.bounds.l1.duals import Integral, Window, dual
from exactsep.bounds.l1.explicit import explicit_bound
from exactsep.bounds.l1.fitting import Floats
from exactsep.bounds.l1.windows import MAX_BUDGET, least_total, run_bounds, window_bound
from exactsep.families import named_map
from exactsep.maps.iterate import expand
from exactsep.maps.piecewise import PLMap
from exactsep.numbers.algebraic import NumberField
from l1 import searched
from strategies import zigzags

FIELD = NumberField([-1, -1, 1], (1, 2))
PHI = FIELD.generator
GOLDEN = PLMap([(-1, PHI - 1), (0, -1), (PHI - 1, 0)], FIELD)
TENT = PLMap([(0, 0), ("1/2", 1), (1, 0)])


def expanded(f: Any, t: int) -> PLMap:
    found = expand(f, t, 10_000)
    assert found is not None
    return found


def integral(f: Vertices, points: list[Fraction], values: list[Fraction]) -> Fraction:
    """The integral of sigma f, by trapezoids between all cuts of both."""
    area = Fraction(0)
    for (u, v), s in zip(itertools.pairwise(points), values, strict=True):
        cuts = [u, *(x for x, _ in f if u < x < v), v]
        area += s * sum((q - p) * (value(f, p) + value(f, q)) / 2 for p, q in itertools.pairwise(cuts))
    return area


def proved_by(points: list[Fraction], values: list[Fraction], f: Vertices) -> Fraction:
    """|int sigma f|, after the conditions on sigma are checked."""
    assert all(abs(s) <= 1 for s in values)
    assert integral([(points[0], Fraction(1)), (points[-1], Fraction(1))], points, values) == 0
    assert integral([(points[0], points[0]), (points[-1], points[-1])], points, values) == 0
    return abs(integral(f, points, values))


def by_definition(f: Vertices, most: int, evidence: dict[str, Any]) -> Fraction:
    """The bound that the evidence proves: all choices of cells with breakpoints, and of disjoint windows between them."""
    cuts = [fraction(z) for z in evidence["cuts"]]
    windows = []
    for i, j, points, values in evidence["windows"]:
        assert (points[0], points[-1]) == (evidence["cuts"][i], evidence["cuts"][j])
        windows.append((i, j, proved_by([fraction(x) for x in points], [fraction(s) for s in values], f)))

    @cache
    def inside(i: int, j: int) -> Fraction:
        return Fraction(0) if i >= j else max([inside(i + 1, j), *(e + inside(b, j) for a, b, e in windows if a == i and b <= j)])

    n = len(cuts) - 1
    totals = []
    for left_out in itertools.combinations(range(n), min(most - 1, n)):
        ends = [-1, *left_out, n]
        totals.append(sum((inside(p + 1, q) for p, q in itertools.pairwise(ends)), Fraction(0)))
    return min(totals)


@settings(max_examples=6)
@given(zigzags((4, 8)), st.integers(1, 3))
def test_evidence_by_definition(F: PLMap, most: int) -> None:
    bound = window_bound(F, 1, most)
    assume(bound is not None)
    assert bound is not None
    proved = by_definition(vertices_of(F), most, bound.evidence)
    assert fraction(bound.error) <= proved <= fraction(bound.error) * (1 + Fraction(1, 10**9))
    assert bound.error <= explicit_bound(F, 1, most).exact
    assert searched(F.vertices, most, seed=most, starts=3, rounds=20) >= float(bound.error) - 1e-9


@given(
    st.integers(1, 6), st.dictionaries(st.tuples(st.integers(0, 5), st.integers(1, 6)), st.integers(1, 9), max_size=8), st.integers(1, 5)
)
def test_runs_and_totals(n: int, drawn: dict[tuple[int, int], int], most: int) -> None:
    """Both tables against all families of disjoint windows, and all sets of cells."""
    values = {(i, j): e for (i, j), e in drawn.items() if i < j <= n}

    def inside(i: int, j: int) -> int:
        own = [w for w in values if i <= w[0] and w[1] <= j]
        families = itertools.chain.from_iterable(itertools.combinations(sorted(own), k) for k in range(len(own) + 1))
        return max(sum(values[w] for w in family) for family in families if all(v[1] <= w[0] for v, w in itertools.pairwise(family)))

    table = run_bounds(n, values, 0)
    assert all(table[i][j] == inside(i, j) for i in range(n + 1) for j in range(i, n + 1))
    totals = []
    for count in range(min(most - 1, n) + 1):
        for cells in itertools.combinations(range(n), count):
            totals.append(sum(table[p + 1][q] for p, q in itertools.pairwise([-1, *cells, n])))
    assert least_total(table, most) == min(totals)


@settings(max_examples=25)
@given(zigzags((3, 9)))
def test_the_best_affine_function(F: PLMap) -> None:
    """One window: a lower bound for the distance from affine functions, and close to what a search finds."""
    a, b = F.interval
    assume(F.pieces > 1)
    sigma = dual(F, Window(Floats(F), float(a), float(b)), a, b)
    found = searched(F.vertices, 1, seed=5, starts=3, rounds=60)
    lower = 0.0 if sigma is None else float(Integral(F).against(sigma))
    assert 0.98 * found - 1e-9 <= lower <= found + 1e-9
    if sigma is not None:
        points, values = [fraction(x) for x in sigma.points], [fraction(s) for s in sigma.values]
        assert fraction(Integral(F).against(sigma)) == proved_by(points, values, vertices_of(F))


@pytest.mark.parametrize("t", [1, 2, 3, 4])
def test_tent_and_affine_functions(t: int) -> None:
    """1/4 against one piece, which the constant 1/2 attains; levels alone give 1/8 at t = 1."""
    bound, upper = best_lower(TENT, t, 1), best_upper(TENT, t, 1)
    assert bound is not None
    assert upper is not None
    assert (bound.rule, bound.error, upper.error) == ("T15v", mpq(1, 4), mpq(1, 4))


@pytest.mark.parametrize(("f", "t", "most"), [(TENT, 2, 2), (TENT, 3, 5), (GOLDEN, 5, 5), (named_map("trimodal"), 2, 2)])
def test_small_cases_are_bounded_within_a_factor(f: Any, t: int, most: int) -> None:
    lower, upper = best_lower(f, t, most), best_upper(f, t, most)
    assert lower is not None
    assert upper is not None
    assert lower.error < upper.exact <= upper.error < mpq(3, 2) * lower.error
    assert lower.error <= searched(expanded(f, t).vertices, most, seed=1, starts=8)


def test_over_a_number_field() -> None:
    """The evidence of the golden map, in Fractions close to Q(phi): the two conditions on sigma hold up to the rounding."""
    F = expanded(GOLDEN, 3)
    bound = window_bound(F, 3, 2)
    assert bound is not None
    for i, j, points, values in bound.evidence["windows"]:
        assert (points[0], points[-1]) == (bound.evidence["cuts"][i], bound.evidence["cuts"][j])
        assert all(abs(s) <= 1 for s in values)
        parts = list(zip(itertools.pairwise(points), values, strict=True))
        assert sum((v - u) * s for (u, v), s in parts) == 0
        assert sum((v - u) * (v + u) * s for (u, v), s in parts) == 0


def test_limits() -> None:
    assert window_bound(expanded(TENT, 3), 3, 8) is None
    assert window_bound(expanded(TENT, 6), 6, MAX_BUDGET + 1) is None
    assert window_bound(expanded(TENT, 7), 7, 1) is None
    assert window_bound(expanded(TENT, 3), 3, 2**200) is None
