"""Piecewise affine maps: how they are made, their values, slopes and laps against naive ones, and self-maps."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import brute
from exactsep.maps.piecewise import PLMap
from exactsep.numbers.field import Q
from strategies import between, self_maps, vertex_lists, zigzags

TENT = PLMap([(0, 0), ("1/2", 1), (1, 0)])
PLATEAU = PLMap([(0, 0), ("3/7", "6/7"), ("4/7", "6/7"), (1, 0)])


# -- making one -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("vertices", "message"),
    [
        ([], "a map needs at least two vertices, here there are 0"),
        ([(0, 0)], "a map needs at least two vertices, here there are 1"),
        ([(0, 0), (1, 1), ("1/2", 0)], "vertices out of order: vertices[1] has x = 1, vertices[2] has x = 1/2, but 1 < 1/2 is needed"),
        (
            [(0, 0), ("1/2", 0), ("0.5", 1), (1, 0)],
            "two values at one x: vertices[1] has x = 1/2, vertices[2] has x = 1/2, but 1/2 < 1/2 is needed",
        ),
        ([(0, 0), (0, 0)], "vertices out of order: vertices[0] has x = 0, vertices[1] has x = 0, but 0 < 0 is needed"),
        ([(0, 0), (0.5, 1)], 'vertices[1]: 0.5 is a float; write an exact number, such as "0.5" or "1/2"'),
        ([(0, 0), (1, "one")], "vertices[1]: 'one' is not a rational number: write p/q, an integer or an exact decimal"),
        ([(0, 0), (1, 2, 3)], "vertices[1] is (1, 2, 3), not a pair x, y"),
        (["00", "11"], "vertices[0] is '00', not a pair x, y"),
        ([0, 1], "vertices[0] is 0, not a pair x, y"),
    ],
)
def test_bad_vertices(vertices: list[Any], message: str) -> None:
    with pytest.raises(ValueError, match=brute.exactly(message)):
        PLMap(vertices)


def test_many_kinds_of_numbers() -> None:
    spelled = PLMap([[np.int64(0), 0], (Fraction(1, 2), "1.0"), ("1", Q(0))])
    assert spelled == TENT
    assert PLMap(np.array([[0, 0], [1, 2], [2, 0]])) == PLMap([(0, 0), (1, 2), (2, 0)])


def test_collinear_vertices_are_merged() -> None:
    assert PLMap([(0, 0), ("1/4", "1/2"), ("1/2", 1), ("2/3", "2/3"), ("3/4", "1/2"), (1, 0)]) == TENT
    assert PLMap([(0, 1), (1, 1), (2, 1), (3, 1)]).vertices == ((0, 1), (3, 1))


@settings(max_examples=40)
@given(vertex_lists(), st.data())
def test_canonical_form(vertices: list[Any], data: st.DataObject) -> None:
    f = PLMap(vertices)
    assert list(f.vertices) == brute.canonical(vertices)
    a, b = f.interval
    extra = {data.draw(between(brute.fraction(a), brute.fraction(b))) for _ in range(3)} | {x for x, _ in vertices}
    again = PLMap([(x, brute.value(vertices, x)) for x in sorted(extra)])
    assert again == f
    assert hash(again) == hash(f)
    assert all(s != t for s, t in pairwise(f.slopes))
    assert f.pieces == len(f.vertices) - 1


def test_different_maps_are_different() -> None:
    assert PLMap([(0, 0), (1, 1)]) != PLMap([(0, 0), (2, 2)])
    assert PLMap([(0, 0), (1, 1)]) != PLMap([(0, 1), (1, 0)])
    assert PLMap([(0, 0), (1, 1)]) != ((0, 0), (1, 1))
    assert len({TENT, PLMap([(0, 0), ("1/2", 1), (1, 0)]), PLATEAU}) == 2


@pytest.mark.parametrize("name", ["xs", "ys", "field", "vertices", "new"])
def test_immutable(name: str) -> None:
    with pytest.raises(AttributeError, match=f"a PLMap is immutable; cannot set {name}"):
        setattr(TENT, name, 1)


def test_repr_reads_like_the_vertices() -> None:
    assert repr(TENT) == "PLMap((0, 0) (1/2, 1) (1, 0))"
    assert repr(TENT**4) == "PLMap((0, 0) (1/16, 1) (1/8, 0) (3/16, 1) ... 17 vertices)"
    assert TENT.describe() == "the piecewise affine map of [0, 1] with 2 pieces: (0, 0) (1/2, 1) (1, 0)"


# -- values -----------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(self_maps(), st.data())
def test_values(f: PLMap, data: st.DataObject) -> None:
    a, b = map(brute.fraction, f.interval)
    x = data.draw(between(a, b))
    assert f(x) == brute.value(brute.vertices_of(f), x)
    for x, y in f.vertices:
        assert f(x) == y


def test_values_are_exact() -> None:
    assert TENT("1/3") == Fraction(2, 3)
    assert TENT("0.1") == Fraction(1, 5)
    assert type(TENT(1)) is type(Q(1))


@pytest.mark.parametrize("x", [-1, "-1/1000", "1.001", 2])
def test_values_outside_the_domain(x: Any) -> None:
    with pytest.raises(ValueError, match=rf"x = {Q(x)} lies outside the domain \[0, 1\]"):
        TENT(x)


def test_values_at_floats_are_refused() -> None:
    with pytest.raises(ValueError, match=r"0\.25 is a float"):
        TENT(0.25)


def test_slopes_range_lipschitz() -> None:
    f = PLMap([(0, "1/2"), ("1/4", 1), ("1/2", 0), (1, "1/4")])
    assert f.slopes == (2, -4, Fraction(1, 2))
    assert f.lipschitz == 4
    assert f.range == (0, 1)
    assert PLMap([(0, "1/3"), (1, "1/3")]).lipschitz == 0


@settings(max_examples=40)
@given(self_maps())
def test_lipschitz_is_the_least(f: PLMap) -> None:
    quotients = [abs(y1 - y0) / (x1 - x0) for i, (x0, y0) in enumerate(f.vertices) for x1, y1 in f.vertices[i + 1 :]]
    assert f.lipschitz == max(quotients)


# -- laps -------------------------------------------------------------------------------------------------


def test_laps_with_plateaus() -> None:
    assert PLATEAU.lap_count == 2
    assert [(lap.start.lo, lap.end.lo, lap.direction) for lap in PLATEAU.laps()] == [(0, Fraction(4, 7), 1), (Fraction(4, 7), 1, -1)]
    assert PLATEAU.turning_points == (Fraction(4, 7),)
    assert [m.lo for m in PLATEAU.marks()] == [0, Fraction(3, 7), Fraction(4, 7), 1]


def test_a_plateau_inside_a_lap_does_not_turn() -> None:
    f = PLMap([(0, 0), (1, 1), (2, 1), (3, 3)])
    assert (f.lap_count, f.turning_points) == (1, ())
    assert [m.lo for m in f.marks()] == [0, 1, 2, 3]


def test_laps_of_constant_and_monotone_maps() -> None:
    constant = PLMap([(0, "1/2"), (1, "1/2")])
    assert [lap.direction for lap in constant.laps()] == [0]
    assert [lap.direction for lap in PLMap([(0, 1), ("1/2", "3/4"), (1, 0)]).laps()] == [-1]
    assert [lap.direction for lap in PLMap([(0, 1), (1, 1), (2, 0), (3, 0), (4, 2)]).laps()] == [-1, 1]


@settings(max_examples=40)
@given(zigzags())
def test_laps_are_maximal(f: PLMap) -> None:
    vertices = brute.vertices_of(f)
    laps = f.laps()
    assert len(laps) == f.lap_count == brute.lap_count(vertices)
    assert (laps[0].start.lo, laps[-1].end.lo) == f.interval
    assert all(p.end == q.start and p.direction == -q.direction for p, q in pairwise(laps))
    for lap in laps:
        values = [y for x, y in vertices if lap.start.lo <= x <= lap.end.lo]
        assert [(v > u) - (v < u) for u, v in pairwise(values) if u != v] == [lap.direction] * sum(u != v for u, v in pairwise(values))


@settings(max_examples=40)
@given(zigzags(), st.data())
def test_preimages_on_a_lap(f: PLMap, data: st.DataObject) -> None:
    lap = data.draw(st.sampled_from(f.laps()))
    ends = sorted(brute.fraction(f(e.lo)) for e in (lap.start, lap.end))
    value = data.draw(between(*ends))
    found = [x for x in brute.preimages(brute.vertices_of(f), value) if lap.start.lo <= x <= lap.end.lo]
    first, last = f.preimage(lap, Q(value))
    assert (first.lo, first.hi, last.lo, last.hi) == (min(found), min(found), max(found), max(found))


# -- self-maps ----------------------------------------------------------------------------------------------


def test_not_a_self_map() -> None:
    f = PLMap([(0, 0), ("1/2", "6/5"), (1, "-1/3")])
    assert f.leaves_at == (Fraction(1, 2), Fraction(6, 5))
    with pytest.raises(
        ValueError,
        match=brute.exactly("not a map of [0, 1] into itself: the vertex (1/2, 6/5) has the value 6/5, but 0 <= 6/5 <= 1 is needed"),
    ):
        f.require_self_map()
    with pytest.raises(ValueError, match=r"the vertex \(1/2, 6/5\)"):
        f.iterate(2)


@settings(max_examples=40)
@given(self_maps())
def test_self_maps_are_self_maps(f: PLMap) -> None:
    assert f.leaves_at is None
    assert f.require_self_map() is f
    assert 1 <= f.pieces <= 5
