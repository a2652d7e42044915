"""Bounds in the sup norm for one iterate, against exhaustive searches over levels and over moves."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import brute
from counted import DRIFT, TENT, all_pairs, covered, ends_of, values_of
from exactsep.bounds.counters import Covered, Expanded
from exactsep.bounds.levels import strongest, widest_over
from exactsep.bounds.sup import sup_bound
from exactsep.dynamics.partition import refine
from exactsep.maps.piecewise import PLMap
from strategies import markov_maps, self_maps, zigzags

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
