"""T15: cylinders listed one by one in Fractions, path classes by enumeration, the worked values, and the best constant."""

from __future__ import annotations

import itertools
from collections import Counter
from fractions import Fraction
from typing import Any

import pytest
from gmpy2 import mpq
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from brute import Vertices, fraction, iterate, preimages, value, vertices_of
from exactsep.bounds.l1 import best_lower, best_upper
from exactsep.bounds.l1.affine import AffinePartition, affine_partition
from exactsep.bounds.l1.classes import kind_counts, kind_weights, path_classes, path_counts, sum_of_largest
from exactsep.bounds.l1.constants import cylinder_constant, every_bound
from exactsep.bounds.l1.cylinders import Tail, cylinder_bound
from exactsep.bounds.l1.explicit import explicit_bound
from exactsep.families import named_map
from exactsep.maps.distance import distance
from exactsep.maps.iterate import expand
from exactsep.maps.piecewise import PLMap
from exactsep.numbers.algebraic import NumberField
from strategies import markov_maps, self_maps

FIELD = NumberField([-1, -1, 1], (1, 2))
PHI = FIELD.generator
GOLDEN = PLMap([(-1, PHI - 1), (0, -1), (PHI - 1, 0)], FIELD)
WIDE = PLMap([(-PHI, PHI), (0, -1), (PHI, PHI)], FIELD)
TENT = PLMap([(0, 0), ("1/2", 1), (1, 0)])
SKEW = PLMap([(0, 0), ("2/3", 1), (1, 0)])


def partitioned(f: PLMap) -> AffinePartition:
    found = affine_partition(f)
    assert found is not None
    return found


@settings(max_examples=40)
@given(markov_maps())
def test_partitions(f: PLMap) -> None:
    """Branches are affine onto their targets, and fill everything but the plateaus."""
    partition, vertices = partitioned(f), vertices_of(f)
    for b in partition.branches:
        (l, r), (u, v) = partition.intervals[b.index], partition.intervals[b.target]
        assert l <= b.start < b.end <= r
        assert {f(b.start), f(b.end)} == {u, v}
        assert not any(b.start < x < b.end for x, _ in f.vertices)
    flat = sum(v[0] - u[0] for u, v in itertools.pairwise(vertices) if u[1] == v[1])
    assert sum(b.end - b.start for b in partition.branches) + mpq(flat) == f.interval[1] - f.interval[0]
    assert partition.complete == (flat == 0)


def test_no_partition() -> None:
    trimodal = named_map("trimodal")
    assert isinstance(trimodal, PLMap)
    assert affine_partition(trimodal) is None
    assert affine_partition(SKEW, max_points=1) is None


def inverse_slope(f: Vertices, x: Fraction) -> Fraction:
    return next(abs((v[0] - u[0]) / (v[1] - u[1])) for u, v in itertools.pairwise(f) if u[0] < x < v[0])


def cylinders(f: Vertices, points: list[Fraction], order: int) -> list[tuple[int, Fraction]]:
    """(end, length) of all cylinders: cells between neighbouring preimages of points under f^order, by pulling back."""
    cuts = {x for p in points for x in preimages(iterate(f, order), p)} | {x for x, _ in iterate(f, order)} | set(points)
    found = []
    for u, v in itertools.pairwise(sorted(cuts)):
        a, b = sorted((value(iterate(f, order), u), value(iterate(f, order), v)))
        if a < b:
            found.append((next(j for j, p in enumerate(points) if p <= a and b <= points[j + 1]), (v - u) / (b - a)))
    return found


def by_definition(f: Vertices, points: list[Fraction], most: int, steps: int, evidence: dict[str, Any]) -> Fraction:
    """The trapezoid sums of T15 over all cylinders, in Fractions."""
    tail = iterate(f, evidence["tail"])
    listed = cylinders(f, points, steps)
    assert [fraction(u) for u, _ in evidence["partition"]["intervals"]] == points[:-1]
    area = Fraction(0)
    for (a, b), n in zip(itertools.pairwise(points), evidence["levels"], strict=True):
        for k in range(n + 1):
            ups = [up(tail, u, v, a, b, Fraction(k, n)) for u, v in itertools.pairwise(points)]
            costs = sorted((min(ups[j][0], ups[j][1]) * shrunk for j, shrunk in listed), reverse=True)
            area += (b - a) / n * sum(costs[most:]) / (2 if k in (0, n) else 1)
    return area


def up(f: Vertices, u: Fraction, v: Fraction, a: Fraction, b: Fraction, place: Fraction) -> tuple[Fraction, Fraction]:
    """The measures of {f >= c} and {f < c} in [u, v] at c = a + place (b - a), limits from inside (a, b); plateaus left out."""
    parts = [(max(p[0], u), min(q[0], v)) for p, q in itertools.pairwise(f)]
    above = below = Fraction(0)
    for x0, x1 in parts:
        if x0 < x1 and (values := sorted((value(f, x0), value(f, x1))))[0] < values[1]:
            share = (
                Fraction(1)
                if values[0] >= b
                else Fraction(0)
                if values[1] <= a
                else (values[1] - a - place * (b - a)) / (values[1] - values[0])
            )
            above, below = above + (x1 - x0) * share, below + (x1 - x0) * (1 - share)
    return above, below


@settings(max_examples=30)
@given(markov_maps((1, 4)), st.integers(1, 4), st.integers(1, 4))
def test_evidence_by_definition(f: PLMap, t: int, most: int) -> None:
    F = expand(f, t, 60)
    assume(F is not None)
    assert F is not None
    partition = partitioned(f)
    bound = cylinder_bound(partition, t, most)
    assume(bound is not None)
    assert bound is not None
    points = [fraction(p) for p in partition.points]
    proved = by_definition(vertices_of(f), points, most, t - bound.evidence["tail"], bound.evidence)
    assert fraction(bound.error) < proved <= fraction(bound.error) * (1 + Fraction(1, 10**8))
    assert bound.error <= explicit_bound(F, t, most).exact


def test_a_vertex_trap() -> None:
    """Taking the M largest integrated costs away would prove 1/16 here, where g = f costs 0."""
    assert cylinder_bound(partitioned(TENT), 1, 2) is None


@pytest.mark.parametrize(("t", "most", "expected"), [(30, 2**20, "0.226185"), (30, 2**27, "0.06057")])
def test_skew_tent(t: int, most: int, expected: str) -> None:
    """The worked values of THEORY.md."""
    bound = best_lower(SKEW, t, most)
    assert bound is not None
    assert (bound.rule, bound.evidence["tail"]) == ("T15", 0)
    assert abs(bound.error - mpq(expected)) < mpq(1, 10**5)
    upper = best_upper(SKEW, t, most)
    assert upper is not None
    assert (upper.error, upper.constant, upper.rule) == (mpq(1, 4), mpq(1, 2), "constant")


@pytest.mark.parametrize(("t", "most"), [(20, 1), (30, 2**29 + 12345), (200, 2**199), (12, 4095)])
def test_tent(t: int, most: int) -> None:
    """(2^t - M)/(4 2^t), all but a share of 10^-9."""
    bound = cylinder_bound(partitioned(TENT), t, most)
    assert bound is not None
    exact = mpq(2**t - most, 4 * 2**t)
    assert exact * (1 - mpq(1, 10**9)) < bound.error < exact


def test_golden_stays_below_the_levels() -> None:
    """A weaker rule than T15x, at 0.607; and the tails that THEORY.md compares: 0.360 without one, more with one."""
    bound = cylinder_bound(partitioned(GOLDEN), 12, 2)
    assert bound is not None
    assert mpq("0.597") < bound.error < mpq("0.6073")
    assert bound.evidence["tail"] == 3


def test_long_iterates() -> None:
    for f, t, most in ((SKEW, 300, 2**200), (GOLDEN, 300, 2**190), (named_map("full:3"), 100, 3**90)):
        lower, upper = best_lower(f, t, most), best_upper(f, t, most)
        assert lower is not None
        assert upper is not None
        assert lower.error < upper.error < mpq(101, 100) * lower.error
    assert best_lower(SKEW, 100, 2**100) is None
    assert best_lower(SKEW, 100, 2**200) is None
    assert best_lower(SKEW, 100_000, 5) is None


@given(st.integers(1, 3), st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 3)), max_size=6), st.integers(0, 4))
def test_path_classes(nodes: int, drawn: list[tuple[int, int, int]], length: int) -> None:
    edges = [(i % nodes, j % nodes, w) for i, j, w in drawn]
    expected: list[Counter[int]] = [Counter() for _ in range(nodes)]
    for path in itertools.product(edges, repeat=length):
        if all(p[1] == q[0] for p, q in itertools.pairwise(path)) and path:
            expected[path[-1][1]][sum(w for _, _, w in path)] += 1
    if length == 0:
        expected = [Counter({0: 1}) for _ in range(nodes)]
    assert path_classes(nodes, edges, length) == expected
    assert path_counts(nodes, [(i, j) for i, j, _ in edges], length) == [sum(c.values()) for c in expected]


@given(st.lists(st.integers(0, 2), max_size=7))
def test_kinds(path: list[int]) -> None:
    weights = kind_weights(3, len(path))
    assert kind_counts(sum(weights[k] for k in path), 3, len(path)) == [path.count(k) for k in range(3)]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 4)), max_size=6), st.integers(0, 20))
def test_sum_of_largest(costs: list[tuple[int, int]], most: int) -> None:
    costs.sort(reverse=True)
    assert sum_of_largest(costs, most) == sum([c for c, m in costs for _ in range(m)][:most])


def test_too_many_paths() -> None:
    assert path_classes(1, [(0, 0, 1), (0, 0, 10**9)], 1_000) is None
    assert path_classes(1, [(0, 0, 0)] * 100, 10**6) is None


@settings(max_examples=40)
@given(markov_maps((1, 4)), st.integers(0, 3))
def test_best_constant(f: PLMap, t: int) -> None:
    """The distance of the constant, by expanding; and no other constant is better by more than a little."""
    partition, F = partitioned(f), expand(f, t, 300)
    assume(F is not None)
    assert F is not None
    bound = cylinder_constant(partition, t, 1)
    assert (bound is None) == (not partition.complete)
    if bound is not None:
        a, b = f.interval
        assert bound.exact == distance(F, PLMap([(a, bound.constant), (b, bound.constant)])).l1
        for k in range(13):
            other = mpq(k, 12)
            assert bound.exact <= distance(F, PLMap([(a, other), (b, other)])).l1 + mpq(1, 10**8)


@pytest.mark.parametrize(("f", "floor"), [(TENT, "1/4"), (named_map("full:3"), "1/4"), (GOLDEN, "0.6113"), (WIDE, "1.2226")])
def test_all_iterates(f: PLMap, floor: str) -> None:
    """floor - M loss / rate^(t - s) is below the other bounds at every t, and the floor is what it should be."""
    partition = partitioned(f)
    bound = every_bound(partition)
    assert bound is not None
    assert abs(bound.floor - mpq(floor)) < mpq(1, 10**3)
    for t in (bound.start, bound.start + 1, 20, 40):
        constant = cylinder_constant(partition, t, 1)
        assert constant is not None
        assert bound.floor - bound.loss / bound.rate ** (t - bound.start) < constant.exact


@settings(max_examples=30)
@given(markov_maps((1, 4)), st.integers(0, 3))
def test_integrals(f: PLMap, s: int) -> None:
    """E_j is the least distance of f^s from a constant on J_j."""
    partition = partitioned(f)
    assume(partition.complete)
    tail, F = Tail(partition, s), vertices_of(f)
    for e, (u, v) in zip(tail.integrals(), partition.intervals, strict=True):
        u, v = fraction(u), fraction(v)
        part = PLMap([(u, value(iterate(F, s), u)), *(p for p in iterate(F, s) if u < p[0] < v), (v, value(iterate(F, s), v))])
        half = (v - u) / 2
        levels = sorted({y for _, y in part.vertices})
        best = min(distance(part, PLMap([(u, c), (v, c)])).l1 for c in [*levels, *medians(part, levels, half)])
        assert e == best


def medians(part: PLMap, levels: list[Any], half: Fraction) -> list[Any]:
    """The level of each gap at which {part >= c} is half of the interval."""
    found = []
    for a, b in itertools.pairwise(levels):
        pieces = list(itertools.pairwise(part.vertices))
        full = mpq(0)
        for p, q in pieces:
            low, high = sorted((p[1], q[1]))
            full += (q[0] - p[0]) * (1 if low >= b else 0 if high <= b else (high - b) / (high - low))
        rate = sum((abs((q[0] - p[0]) / (q[1] - p[1])) for p, q in pieces if min(p[1], q[1]) <= a and max(p[1], q[1]) >= b), mpq(0))
        c = b - (mpq(half) - full) / rate
        found.append(min(max(c, a), b))
    return found


@settings(max_examples=20)
@given(self_maps(), st.integers(1, 4), st.integers(1, 4))
def test_any_map(f: PLMap, t: int, most: int) -> None:
    """Partitions that random maps happen to have give true bounds, too."""
    partition, F = affine_partition(f, max_points=40), expand(f, t, 60)
    assume(partition is not None and F is not None)
    assert partition is not None
    assert F is not None
    bound = cylinder_bound(partition, t, most)
    assert bound is None or bound.error <= explicit_bound(F, t, most).exact
