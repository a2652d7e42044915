"""Bounds for one iterate, against exhaustive searches over levels, over moves, and over labellings."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import brute
from exactsep.bounds.counters import Covered, Expanded, short_levels
from exactsep.bounds.levels import most_crossed, spread, strongest, widest_over
from exactsep.bounds.sup import exact_bound, sign_bound, sup_bound
from exactsep.dynamics.partition import markov_partition, refine
from exactsep.families import named_map
from exactsep.maps.piecewise import PLMap
from exactsep.numbers.field import Q, simplest
from strategies import fractions, levels, markov_maps, self_maps, zigzags

TENT = PLMap([(0, 0), ("1/2", 1), (1, 0)])
DRIFT = PLMap([(i, Fraction(y)) for i, y in enumerate([0, 4, 2, 6, 4, 8, "15/2", 8, "15/2", 8, "15/2"])])


def values_of(f: PLMap) -> list[Fraction]:
    return [y for _, y in brute.vertices_of(f)]


def all_pairs(values: list[Fraction]) -> list[tuple[Fraction, Fraction, int]]:
    """(x, y, C_{x,y}) for all pairs of values: no other levels can be better, because they widen to values at the same count."""
    return [(x, y, brute.longest_alternation(values, x, y)) for x, y in itertools.combinations(sorted(set(values)), 2)]


def covered(f: PLMap, t: int) -> Covered:
    covering = markov_partition(f)
    assert covering is not None
    return Covered(covering, t)


def ends_of(counter: Covered) -> list[Fraction]:
    return sorted({brute.fraction(e.lo) for pair in counter.covering.intervals for e in pair})


# -- sup norm, expanded iterates -----------------------------------------------------------------------


@settings(max_examples=40)
@given(zigzags((2, 10)), st.integers(1, 10))
def test_budget_on_expanded_iterates(f: PLMap, budget: int) -> None:
    """The error is the largest that T12i gives, T12 gives no more, and levels (if any) attain it."""
    bound = sup_bound(Expanded(f), budget)
    sizes = brute.largest_sizes(values_of(f))
    if budget >= len(sizes):
        assert bound is None
        return
    assert bound is not None
    assert (bound.kind, bound.pieces) == ("sup", budget)
    assert bound.error == sizes[budget] / 2
    assert all(y - x <= 2 * bound.error for x, y, count in all_pairs(values_of(f)) if count > budget)
    assert bound.rule == ("T12" if bound.levels else "T12i")
    if bound.levels is not None:
        assert bound.levels.count == brute.longest_alternation(values_of(f), bound.levels.x, bound.levels.y) > budget
        assert bound.levels.error >= bound.error


@settings(max_examples=60)
@given(self_maps((3, 5)), st.integers(1, 3), st.integers(1, 12))
def test_budget_on_iterates(f: PLMap, t: int, budget: int) -> None:
    values = [y for _, y in brute.iterate(brute.vertices_of(f), t)]
    assume(len(values) <= 60)
    bound = sup_bound(Expanded(f.iterate(t)), budget)
    best = max(
        (s for s in {abs(a - b) for a, b in itertools.combinations(values, 2)} if s and brute.most_moves(values, s) > budget), default=None
    )
    assert (None if bound is None else 2 * bound.error) == best


@settings(max_examples=40)
@given(zigzags())
def test_strongest_levels_without_a_budget(f: PLMap) -> None:
    """The largest count times gap over all levels that are crossed twice or more, with the exact count."""
    bound = sup_bound(Expanded(f), None)
    pairs = [(x, y, count) for x, y, count in all_pairs(values_of(f)) if count >= 2]
    if not pairs:
        assert bound is None
        return
    assert bound is not None
    assert bound.levels is not None
    x, y, count = bound.levels.x, bound.levels.y, bound.levels.count
    assert count == brute.crossings(brute.vertices_of(f), x, y) >= 2
    assert (bound.rule, bound.pieces, bound.error) == ("T12", count - 1, (y - x) / 2)
    assert count * (y - x) == max(n * (high - low) for low, high, n in pairs)


def test_one_wide_crossing_does_not_hide_many_narrow_ones() -> None:
    """[0, 8] is crossed once, [15/2, 8] six times, [2, 4] and [4, 6] three times: scores 8, 3 and 6, but one crossing bounds nothing."""
    bound = sup_bound(Expanded(DRIFT), None)
    assert bound is not None
    assert (bound.pieces, bound.error) == (2, 1)


def test_drifting_levels_beat_fixed_ones() -> None:
    """Five moves of size 2 or more; six crossings, but only of [15/2, 8]."""
    bound = sup_bound(Expanded(DRIFT), 4)
    assert bound is not None
    assert (bound.rule, bound.error, bound.levels) == ("T12i", 1, None)
    fixed = widest_over(Expanded(DRIFT), 4)
    assert fixed is not None
    assert (fixed.x, fixed.y, fixed.count) == (Fraction(15, 2), 8, 6)


def test_tent() -> None:
    bound = sup_bound(Expanded(TENT**6), None)
    assert bound is not None
    assert bound.levels is not None
    assert (bound.rule, bound.pieces, bound.error) == ("T12", 63, Fraction(1, 2))
    assert sup_bound(Expanded(TENT**6), 63) is not None
    assert sup_bound(Expanded(TENT**6), 64) is None
    assert sup_bound(Expanded(TENT), None) is not None
    assert sup_bound(Expanded(TENT**0), None) is None


@settings(max_examples=40)
@given(zigzags())
def test_every_g_with_few_pieces_misses(f: PLMap) -> None:
    """The theorem itself, on the g that interpolates f at its ends: one piece, error at least sizes[1] / 2."""
    bound = sup_bound(Expanded(f), 1)
    assume(bound is not None)
    assert bound is not None
    (a, fa), (b, fb) = f.vertices[0], f.vertices[-1]
    best_shift = [y - (fa + (fb - fa) * (x - a) / (b - a)) for x, y in f.vertices]
    assert bound.error <= (max(best_shift) - min(best_shift)) / 2


# -- sup norm, coverings ---------------------------------------------------------------------------------


@settings(max_examples=40)
@given(markov_maps((2, 5)), st.integers(1, 4), st.integers(1, 30))
def test_budget_on_markov_partitions(f: PLMap, t: int, budget: int) -> None:
    """The widest levels among the partition points, with exact counts."""
    counter = covered(f, t)
    values = [y for _, y in brute.iterate(brute.vertices_of(f), t)] if f.pieces**t <= 400 else values_of(f.iterate(t))
    pairs = [(y - x, x, y) for x, y in itertools.combinations(ends_of(counter), 2) if brute.longest_alternation(values, x, y) > budget]
    bound = sup_bound(counter, budget, most=50)
    assert (None if bound is None else 2 * bound.error) == max((gap for gap, _, _ in pairs), default=None)
    if bound is not None:
        assert bound.levels is not None
        assert bound.levels.count == brute.longest_alternation(values, bound.levels.x, bound.levels.y)


@settings(max_examples=40)
@given(markov_maps((2, 5)), st.integers(1, 4))
def test_strongest_levels_on_markov_partitions(f: PLMap, t: int) -> None:
    counter = covered(f, t)
    values = values_of(f.iterate(t))
    counts = {(x, y): brute.longest_alternation(values, x, y) for x, y in itertools.combinations(ends_of(counter), 2)}
    best = max((count * (y - x) for (x, y), count in counts.items() if count >= 2), default=0)
    found = strongest(counter)
    assert (0 if found is None else found.count * (found.y - found.x)) == best


@settings(max_examples=40)
@given(self_maps(), st.integers(1, 3), st.integers(1, 5))
def test_refined_coverings_prove_true_bounds(f: PLMap, t: int, budget: int) -> None:
    """Never more than the best of the expanded iterate."""
    covering = refine(f, 2).covering
    assume(len(covering) > 0)
    bound, best = sup_bound(Covered(covering, t), budget), sup_bound(Expanded(f.iterate(t)), budget)
    if bound is not None:
        assert best is not None
        assert bound.error <= best.error
        assert bound.levels is not None
        assert bound.levels.count <= f.iterate(t).crossings(bound.levels.x, bound.levels.y)


def rotating_map() -> PLMap:
    """[0, 1/10] -> [1/5, 4/5] -> [9/10, 1] -> [0, 1/10], the last step by a zigzag of 27 laps: f^3 has rate 27 there."""
    zigzag = [(Fraction(9, 10) + Fraction(k, 270), Fraction((k + 1) % 2, 10)) for k in range(28)]
    return PLMap([(0, "1/5"), ("1/10", "4/5"), ("1/5", "9/10"), ("4/5", 1), *zigzag])


@pytest.mark.parametrize("t", [30, 60, 999, 1000, 1001])
def test_large_budgets_on_permuted_intervals(t: int) -> None:
    """[1/5, 4/5] is crossed 27^k times or more, k = floor(t/3), by the paths inside of the three intervals alone."""
    counter = covered(rotating_map(), t)
    budget = 27 ** (t // 3) - 1
    bound = sup_bound(counter, budget, most=200)
    assert bound is not None
    assert bound.levels is not None
    assert bound.levels.count > budget
    assert bound.error >= Fraction(3, 10)


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
