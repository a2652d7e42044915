"""Coverings: the matrix by hand, multiplication through ranges, and the rule that makes a branch."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import brute
from exactsep.dynamics.covering import Branch, Covering, covering_between, covering_of_cycle
from exactsep.dynamics.orbits import Cycle
from exactsep.maps.piecewise import PLMap
from exactsep.maps.smooth import PolynomialMap
from exactsep.numbers.enclosure import Enclosure
from exactsep.numbers.field import Q
from exactsep.patterns.pattern import Pattern
from strategies import between, patterns, polynomials, self_maps

TENT = PLMap([(0, 0), ("1/2", 1), (1, 0)])


def cells_of(points: list[Any]) -> list[tuple[Any, Any]]:
    return list(pairwise(Q(p) for p in points))


def ranges(covering: Covering) -> list[tuple[int, int, int, bool]]:
    return [(b.index, b.first, b.last, b.rising) for b in covering.branches]


# -- known coverings --------------------------------------------------------------------------------


def test_tent() -> None:
    covering = covering_between(TENT, cells_of([0, "1/2", 1]), complete=True)
    assert covering.matrix() == [[1, 1], [1, 1]]
    assert ranges(covering) == [(0, 0, 1, True), (1, 0, 1, False)]
    assert covering.complete
    assert len(covering) == 2


def test_tent_on_its_3_cycle() -> None:
    """The matrix of the golden ratio, with both constructions."""
    covering = covering_between(TENT, cells_of(["2/7", "4/7", "6/7"]))
    assert covering.matrix() == [[0, 1], [1, 1]]
    assert not covering.complete
    cycle = Cycle.of_orbit((Q("2/7"), Q("4/7"), Q("6/7")))
    assert covering_of_cycle(cycle).matrix() == [[0, 1], [1, 1]]
    assert ranges(covering_of_cycle(cycle)) == ranges(covering)
    assert covering_of_cycle(cycle).intervals == covering.intervals
    assert covering_of_cycle(cycle).cycle is cycle


def test_gaps_between_the_intervals() -> None:
    covering = covering_between(TENT, [(Q("1/8"), Q("1/4")), (Q("3/8"), Q("1/2")), (Q("3/4"), Q("7/8"))])
    assert covering.matrix() == [[0, 1, 0], [0, 0, 1], [0, 1, 0]]


def test_an_interval_that_covers_nothing_has_no_branch() -> None:
    constant = PLMap([(0, "1/2"), (1, "1/2")])
    assert covering_between(constant, cells_of([0, "1/2", 1])).branches == ()
    assert covering_between(PLMap([(0, "1/3"), (1, "2/3")]), cells_of([0, "1/2", 1])).matrix() == [[0, 0], [0, 0]]


def test_a_fixed_point_has_no_intervals() -> None:
    with pytest.raises(ValueError, match="a cycle of period 1 has no intervals between its points"):
        covering_of_cycle(Cycle.of_orbit((Q(0),)))


def test_graph() -> None:
    branches = (Branch(0, Q(0), Q("1/4"), 0, 1, True), Branch(0, Q("1/4"), Q("1/2"), 1, 1, False), Branch(1, Q("1/2"), Q(1), 0, 0, False))
    half = Enclosure(Q("1/2"), Q("1/2"))
    covering = Covering(((Enclosure(Q(0), Q(0)), half), (half, Enclosure(Q(1), Q(1)))), branches)
    graph = covering.graph()
    assert covering.matrix() == [[1, 2], [1, 0]]
    assert sorted((i, j, n) for i, j, n in graph.edges(data="branches")) == [(0, 0, 1), (0, 1, 2), (1, 0, 1)]
    assert graph.nodes[0] == {"left": "0", "right": "1/2"}


# -- any covering -------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(st.one_of(self_maps(), polynomials()), st.data())
def test_covering_between(f: Any, data: st.DataObject) -> None:
    """A_ij = 1 exactly if the values at the ends of J_i straddle J_j; the branch rises if they are in order."""
    a, b = map(brute.fraction, f.interval)
    points = sorted(data.draw(st.lists(between(a, b), min_size=2, max_size=7, unique=True)))
    kept = data.draw(st.lists(st.booleans(), min_size=len(points) - 1, max_size=len(points) - 1).filter(any))
    cells = [cell for cell, keep in zip(pairwise(points), kept, strict=True) if keep]
    covering = covering_between(f, [(Q(p), Q(q)) for p, q in cells])
    image = [(brute.fraction(f(p)), brute.fraction(f(q))) for p, q in cells]
    straddled = [[int(min(ends) <= p and q <= max(ends)) for p, q in cells] for ends in image]
    assert covering.matrix() == straddled
    assert all(b.rising == (image[b.index][0] < image[b.index][1]) for b in covering.branches)
    assert [b.index for b in covering.branches] == [i for i, row in enumerate(straddled) if any(row)]


@settings(max_examples=40)
@given(patterns())
def test_covering_of_a_pattern(pattern: Pattern) -> None:
    points = tuple(Enclosure(Q(i), Q(i)) for i in range(pattern.period))
    assert covering_of_cycle(Cycle(points, pattern)).matrix() == brute.pattern_rows(pattern.images)


@st.composite
def multigraphs(draw: st.DrawFn) -> Covering:
    """Any number of branches for each interval, over ranges of any length."""
    m = draw(st.integers(1, 6))
    branches = []
    for i in range(m):
        for k in range(draw(st.integers(0, 3))):
            first = draw(st.integers(0, m - 1))
            branches.append(
                Branch(i, Q(i + Fraction(k, 4)), Q(i + Fraction(k + 1, 4)), first, draw(st.integers(first, m - 1)), draw(st.booleans()))
            )
    ends = [Enclosure(Q(i), Q(i)) for i in range(m + 1)]
    return Covering(tuple(pairwise(ends)), tuple(branches))


@settings(max_examples=40)
@given(multigraphs(), st.data())
def test_multiplication(covering: Covering, data: st.DataObject) -> None:
    matrix, size = covering.matrix(), range(len(covering))
    assert sum(map(sum, matrix)) == sum(b.last - b.first + 1 for b in covering.branches)
    v = data.draw(st.lists(st.integers(0, 9), min_size=len(size), max_size=len(size)))
    assert covering.left_multiply(v) == [sum(v[i] * matrix[i][j] for i in size) for j in size]
    assert covering.right_multiply(v) == [sum(matrix[i][j] * v[j] for j in size) for i in size]


@settings(max_examples=40)
@given(multigraphs(), st.data())
def test_restriction(covering: Covering, data: st.DataObject) -> None:
    """The rows and columns of the intervals that are kept, in any order."""
    kept = data.draw(st.lists(st.integers(0, len(covering) - 1), unique=True, min_size=1))
    matrix = covering.matrix()
    part = covering.restricted(kept)
    assert part.matrix() == [[matrix[i][j] for j in sorted(kept)] for i in sorted(kept)]
    assert part.intervals == tuple(covering.intervals[k] for k in sorted(kept))
    assert not part.complete


def test_polynomials_are_evaluated_at_rational_ends_only() -> None:
    """A Cantor-like pair of intervals under 5 x (1 - x), which leaves [0, 1] in the middle: a full horseshoe."""
    horseshoe = PolynomialMap([0, 5, -5])
    assert horseshoe("3/10") > 1
    covering = covering_between(horseshoe, [(Q(0), Q("3/10")), (Q("7/10"), Q(1))])
    assert covering.matrix() == [[1, 1], [1, 1]]
