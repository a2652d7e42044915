"""The levels of bounds, for classification, exact representation and in general, against searches over all levels and all labellings."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import brute
from counted import DRIFT, TENT, all_pairs, covered, ends_of, values_of
from exactsep.bounds.counters import Covered, Expanded, short_levels
from exactsep.bounds.levels import most_crossed, spread, strongest
from exactsep.bounds.sup import exact_bound, sign_bound, sup_bound
from exactsep.dynamics.partition import refine
from exactsep.families import named_map
from exactsep.maps.piecewise import PLMap
from exactsep.numbers.field import Q, simplest
from strategies import fractions, levels, markov_maps, zigzags

# -- classification -------------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(zigzags())
def test_most_crossed_levels(f: PLMap) -> None:
    found = most_crossed(Expanded(f))
    best = max((count for _, _, count in all_pairs(values_of(f))), default=0)
    assert (0 if found is None else found.count) == best
    if found is not None:
        assert found.count == brute.crossings(brute.vertices_of(f), found.x, found.y)


@settings(max_examples=40)
@given(markov_maps((2, 5)), st.integers(1, 4))
def test_most_crossed_cells(f: PLMap, t: int) -> None:
    found = most_crossed(covered(f, t))
    values = values_of(f.iterate(t))
    best = max(brute.longest_alternation(values, x, y) for x, y in itertools.pairwise(ends_of(covered(f, t))))
    assert found is not None
    assert found.count == best


def fewest_errors(points: int, pieces: int) -> int:
    """Over all labellings of alternating points with at most pieces + 1 runs."""
    truth = [i % 2 for i in range(points)]
    changes = [(guess, sum(a != b for a, b in itertools.pairwise(guess))) for guess in itertools.product((0, 1), repeat=points)]
    return min(sum(a != b for a, b in zip(truth, guess, strict=True)) for guess, n in changes if n <= pieces)


@pytest.mark.parametrize("t", [1, 2, 3])
def test_sign_bound(t: int) -> None:
    for budget in range(1, 10):
        bound = sign_bound(Expanded(TENT**t), budget)
        points = 2**t + 1
        errors = fewest_errors(points, budget)
        assert (bound.errors if bound else 0) == errors
        if bound is not None:
            assert (bound.kind, bound.rule, bound.points, bound.pieces) == ("sign", "T13", points, budget)
            assert bound.error == Fraction(errors, points)


def test_sign_bound_without_a_budget() -> None:
    bound = sign_bound(Expanded(TENT**5), None)
    assert bound is not None
    assert (bound.points, bound.pieces, bound.errors) == (33, 31, 1)
    assert sign_bound(Expanded(TENT**0), None) is None
    assert sign_bound(Expanded(PLMap([(0, 0), (1, 0)])), None) is None


def test_the_gap_does_not_matter_for_signs() -> None:
    bound = sign_bound(Expanded(DRIFT), None)
    assert bound is not None
    assert (bound.points, bound.levels.x if bound.levels else None) == (7, Fraction(15, 2))


# -- exact representation ----------------------------------------------------------------------------------------


def test_exact_bound() -> None:
    bound = exact_bound(Expanded(TENT**5), None)
    assert bound is not None
    assert (bound.kind, bound.rule, bound.pieces, bound.error) == ("exact", "E", 31, None)
    assert exact_bound(Expanded(TENT**5), 31) is not None
    assert exact_bound(Expanded(TENT**5), 32) is None
    assert exact_bound(Expanded(TENT**0), None) is None


def test_exact_bound_by_crossings() -> None:
    bound = exact_bound(covered(TENT, 40), None)
    assert bound is not None
    assert (bound.rule, bound.pieces) == ("T2", 2**40 - 1)
    assert exact_bound(covered(TENT, 40), 2**40) is None


# -- parts ---------------------------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(zigzags(), st.data())
def test_fitted_levels_keep_the_count(f: PLMap, data: st.DataObject) -> None:
    x, y = data.draw(levels(f))
    low, high = Expanded(f).fit(Q(x), Q(y))
    count = brute.longest_alternation(values_of(f), x, y)
    assume(count > 0)
    assert low <= x < y <= high
    assert brute.longest_alternation(values_of(f), low, high) == count
    assert {low, high} <= set(values_of(f)), "they cannot be widened further"


@settings(max_examples=40)
@given(zigzags(), st.data())
def test_counters_agree(f: PLMap, data: st.DataObject) -> None:
    x, y = data.draw(levels(f))
    assert Expanded(f).count(Q(x), Q(y)) == brute.longest_alternation(values_of(f), x, y)


@settings(max_examples=40)
@given(zigzags(), st.lists(fractions(-5, 5), unique=True, max_size=6).map(sorted))
def test_counts_of_all_pairs(f: PLMap, values: list[Fraction]) -> None:
    expected = [(x, y, brute.longest_alternation(values_of(f), x, y)) for x, y in itertools.combinations(values, 2)]
    assert list(Expanded(f).pairs([Q(v) for v in values])) == expected


@settings(max_examples=30)
@given(markov_maps((2, 4)), st.integers(1, 3))
def test_counts_of_all_pairs_on_partitions(f: PLMap, t: int) -> None:
    counter = covered(f, t)
    values = values_of(f.iterate(t))
    expected = [(x, y, brute.longest_alternation(values, x, y)) for x, y in itertools.combinations(ends_of(counter), 2)]
    assert list(counter.pairs(counter.candidates)) == expected


@settings(max_examples=40)
@given(st.lists(st.integers(), min_size=0, max_size=60, unique=True).map(sorted), st.integers(2, 30))
def test_spread(values: list[int], most: int) -> None:
    chosen = spread(values, most)
    assert len(chosen) == min(len(values), most)
    assert chosen == sorted(set(chosen))
    assert set(chosen) <= set(values)
    if values:
        assert (chosen[0], chosen[-1]) == (values[0], values[-1])


@settings(max_examples=40)
@given(st.fractions(-2, 2, max_denominator=10**9), st.fractions(Fraction(1, 100), 2, max_denominator=10**9))
def test_short_levels(x: Fraction, gap: Fraction) -> None:
    y = x + gap
    low, high = short_levels(Q(x), Q(y))
    assert x <= low < high <= y
    assert high - low >= gap * Fraction(999_998, 1_000_000)
    assert (low == x) or low == simplest(Q(x), Q(x + gap / 10**6))
    assert low.denominator <= max(x.denominator, 10**6)


def test_levels_of_coverings() -> None:
    counter = covered(named_map("stefan:5"), 3)
    assert counter.exact
    assert spread(counter.candidates, 24) == [Fraction(i, 4) for i in range(5)]
    assert spread(counter.candidates, 3) == [0, Fraction(1, 2), 1]
    assert not Covered(refine(TENT, 3).covering, 3).exact


def test_more_values_than_candidates() -> None:
    """More extreme values than candidates: the count is exact for the levels chosen, and the budget bound does not depend on candidates."""
    values = [Fraction(k * k % 101, 101) for k in range(30)]
    f = PLMap(list(enumerate(values)))
    for budget in (1, 5, 12):
        bound = sup_bound(Expanded(f), budget, most=4)
        assert bound is not None
        assert bound.error == brute.largest_sizes(values)[budget] / 2
    chosen = strongest(Expanded(f), most=4)
    assert chosen is not None
    assert chosen.count == brute.crossings(brute.vertices_of(f), chosen.x, chosen.y)


@settings(max_examples=60)
@given(zigzags())
def test_without_a_budget_no_rule_gives_more_for_as_many_pieces(f: PLMap) -> None:
    bound = sup_bound(Expanded(f), None)
    assume(bound is not None)
    assert bound is not None
    assert bound.error == brute.largest_sizes(values_of(f))[bound.pieces] / 2
    chosen = strongest(Expanded(f))
    assert chosen is not None
    assert bound.pieces == chosen.count - 1
    assert bound.levels == chosen
    assert bound.rule == ("T12" if bound.error == chosen.error else "T12i")
