"""Crossings and alternating moves against searches over all pairs and over all subsequences."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import brute
from exactsep.maps.crossings import alternating_points, alternations, crossings, extrema, move_sizes, moves
from exactsep.maps.piecewise import PLMap
from strategies import fractions, levels, self_maps, zigzags

TENT = PLMap([(0, 0), ("1/2", 1), (1, 0)])
DRIFT = PLMap([(0, 0), (1, 3), (2, 2), (3, 5), (4, 4), (5, 7)])


def values_of(f: PLMap) -> list[Fraction]:
    return [y for _, y in brute.vertices_of(f)]


# -- the naive methods agree with each other ---------------------------------------------------------


@settings(max_examples=40)
@given(zigzags((2, 9)), st.data())
def test_brute_crossings(f: PLMap, data: st.DataObject) -> None:
    x, y = data.draw(levels(f))
    by_subsequences = max(
        n - 1
        for n in range(1, len(values_of(f)) + 1)
        for chosen in itertools.combinations(values_of(f), n)
        if n == 1 or all((a <= x and b >= y) or (a >= y and b <= x) for a, b in itertools.pairwise(chosen))
    )
    assert brute.crossings(brute.vertices_of(f), x, y) == brute.longest_alternation(values_of(f), x, y) == by_subsequences


@settings(max_examples=40)
@given(zigzags((2, 8)), st.integers(1, 8))
def test_brute_moves(f: PLMap, size: int) -> None:
    values = values_of(f)
    assert brute.most_moves(values, Fraction(size)) == brute.most_moves_of_all_subsequences(values, Fraction(size))


# -- crossings ---------------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(st.one_of(zigzags(), self_maps()), st.data())
def test_crossings(f: PLMap, data: st.DataObject) -> None:
    x, y = data.draw(levels(f))
    expected = brute.crossings(brute.vertices_of(f), x, y)
    assert crossings(f, x, y) == f.crossings(x, y) == expected
    assert expected <= f.pieces
    assert alternations(values_of(f), x, y) == expected


@settings(max_examples=40)
@given(self_maps((3, 4)), st.integers(2, 3), st.data())
def test_crossings_of_iterates(f: PLMap, t: int, data: st.DataObject) -> None:
    iterate = f.iterate(t)
    x, y = data.draw(levels(iterate))
    assert iterate.crossings(x, y) == brute.crossings(brute.iterate(brute.vertices_of(f), t), x, y)


@settings(max_examples=40)
@given(zigzags(), st.data())
def test_alternating_points(f: PLMap, data: st.DataObject) -> None:
    x, y = data.draw(levels(f))
    points = alternating_points(f, x, y)
    signs = [-1 if f(p) <= x else int(f(p) >= y) for p in points]
    assert points == sorted(points)
    assert all(s * r == -1 for s, r in itertools.pairwise(signs))
    hit = any(v <= x or v >= y for v in values_of(f))
    assert len(points) == brute.crossings(brute.vertices_of(f), x, y) + hit


@pytest.mark.parametrize(("x", "y"), [(1, 0), ("1/2", "1/2"), ("0.5", "2/5")])
def test_levels_must_be_in_order(x: str, y: str) -> None:
    with pytest.raises(ValueError, match=r"levels must satisfy x < y, here x = .*, y = "):
        TENT.crossings(x, y)


def test_levels_outside_the_range() -> None:
    assert TENT.crossings(-1, 2) == 0
    assert TENT.crossings(2, 3) == 0
    assert TENT.crossings(-2, -1) == 0
    assert TENT.crossings(0, 1) == 2


def test_closed_levels_touch() -> None:
    """Crossings may share ends, and levels are reached by touching them."""
    assert PLMap([(0, 0), (1, 1), (2, 0), (3, 1)]).crossings(0, 1) == 3
    assert PLMap([(0, 0), (1, 1), (2, "1/100"), (3, 1)]).crossings(0, 1) == 1


def test_plateaus_count_once() -> None:
    assert PLMap([(0, 0), (1, 1), (2, 1), (3, 0), (4, 0), (5, 1)]).crossings(0, 1) == 3


# -- moves -----------------------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(zigzags(), st.integers(1, 9))
def test_moves(f: PLMap, size: int) -> None:
    assert moves(f, size) == brute.most_moves(values_of(f), Fraction(size))


@settings(max_examples=40)
@given(self_maps((3, 6)), st.integers(1, 2), fractions(Fraction(1, 30), 1, 30))
def test_moves_of_iterates(f: PLMap, t: int, size: Fraction) -> None:
    values = [y for _, y in brute.iterate(brute.vertices_of(f), t)]
    assert moves(f.iterate(t), size) == brute.most_moves(values, size)


@settings(max_examples=40)
@given(zigzags())
def test_move_sizes(f: PLMap) -> None:
    assert move_sizes(f) == brute.largest_sizes(values_of(f))


@settings(max_examples=40)
@given(st.lists(fractions(0, 1, 40), min_size=2, max_size=14))
def test_move_sizes_of_uneven_zigzags(values: list[Fraction]) -> None:
    assert move_sizes(PLMap(list(enumerate(values)))) == brute.largest_sizes(values)


@settings(max_examples=40)
@given(self_maps((3, 5)))
def test_move_sizes_of_iterates(f: PLMap) -> None:
    assert move_sizes(f.iterate(2)) == brute.largest_sizes([y for _, y in brute.iterate(brute.vertices_of(f), 2)])


@settings(max_examples=40)
@given(zigzags(), st.integers(0, 12))
def test_sizes_and_moves_are_inverse(f: PLMap, budget: int) -> None:
    sizes = move_sizes(f)
    if budget < len(sizes):
        assert moves(f, sizes[budget]) > budget
        assert moves(f, sizes[budget] + Fraction(1, 100)) <= budget


def test_drifting_levels() -> None:
    """Five moves of size 1 or more, though no levels at distance 1 are crossed five times."""
    assert moves(DRIFT, 1) == 5
    assert move_sizes(DRIFT) == [7, 1, 1, 1, 1]
    assert max(DRIFT.crossings(x, x + 1) for x in range(7)) == 3


def test_moves_of_monotone_and_constant_functions() -> None:
    assert move_sizes(PLMap([(0, 0), (1, 1), (2, 3)])) == [3]
    assert move_sizes(PLMap([(0, 2), (1, 2)])) == []
    assert moves(PLMap([(0, 2), (1, 2)]), 1) == 0


@settings(max_examples=40)
@given(st.lists(st.integers(-4, 4), min_size=1, max_size=12))
def test_extrema(values: list[int]) -> None:
    found = extrema(values)
    steps = [b - a for a, b in itertools.pairwise(values) if a != b]
    turns = sum(s * r < 0 for s, r in itertools.pairwise(steps))
    assert len(found) == 1 + bool(steps) + turns
    assert (found[0], found[-1]) == (values[0], values[-1])
    assert all((b - a) * (c - b) < 0 for a, b, c in zip(found, found[1:], found[2:], strict=False))
    places = iter(values)
    assert all(v in places for v in found)
