"""Counting without expanding: against the crossings of expanded iterates, walks on graphs, and powers of matrices."""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import Any

import flint
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import brute
from exactsep.dynamics.covering import Covering, covering_of_cycle
from exactsep.dynamics.orbits import Cycle
from exactsep.dynamics.partition import markov_partition, refine
from exactsep.dynamics.words import crossing_count, crossing_counts, path_counts, start, step, words_at
from exactsep.families import named_map
from exactsep.maps.piecewise import PLMap
from exactsep.numbers.enclosure import Enclosure
from exactsep.numbers.field import Q
from exactsep.patterns.pattern import Pattern
from strategies import levels, markov_maps, patterns, self_maps

TENT = PLMap([(0, 0), ("1/2", 1), (1, 0)])


def partition_of(f: PLMap) -> Covering:
    covering = markov_partition(f)
    assert covering is not None
    return covering


def iterates(f: PLMap, upto: int) -> list[list[Fraction]]:
    """The vertex values of f^0, ..., f^upto, by naive composition."""
    found = [brute.vertices_of(PLMap([(x, x) for x in f.interval]))]
    for _ in range(upto):
        found.append(brute.compose(found[-1], brute.vertices_of(f)))
    return [[y for _, y in g] for g in found]


# -- a complete Markov partition gives all counts exactly ----------------------------------------------------


@settings(max_examples=60)
@given(markov_maps())
def test_exact_for_all_pairs_of_partition_points_and_others(f: PLMap) -> None:
    covering = partition_of(f)
    ends = sorted({brute.fraction(e.lo) for pair in covering.intervals for e in pair})
    others = {(p + q) / 2 for p, q in itertools.pairwise(ends)} | {Fraction(-1), Fraction(1, 19), Fraction(2)}
    some = sorted({*ends, *sorted(others)[:3], *sorted(others)[-2:]})
    for t, values in enumerate(iterates(f, 3)):
        for x, y in itertools.combinations(some, 2):
            assert crossing_count(covering, x, y, t) == brute.longest_alternation(values, x, y), (t, x, y)


@settings(max_examples=60)
@given(markov_maps((2, 5)), st.integers(0, 5), st.data())
def test_exact_for_random_levels(f: PLMap, t: int, data: st.DataObject) -> None:
    assume(f.pieces**t < 700)
    x, y = data.draw(levels(f))
    assert crossing_count(partition_of(f), x, y, t) == brute.longest_alternation(iterates(f, t)[-1], x, y)


@pytest.mark.parametrize("name", ["tent", "full:3", "skew:2/3", "stefan:5", "plateau"])
def test_families(name: str) -> None:
    f: Any = named_map(name)
    covering = partition_of(f)
    ends = sorted({e.lo for pair in covering.intervals for e in pair})
    for t, values in enumerate(iterates(f, 5)):
        for x, y in itertools.combinations(ends, 2):
            assert crossing_count(covering, x, y, t) == brute.longest_alternation(values, x, y)


def test_tent_20() -> None:
    covering = partition_of(TENT)
    assert crossing_count(covering, Q(0), Q(1), 20) == 2**20
    assert crossing_count(covering, Q("1/3"), Q("2/3"), 20) == 2**20
    assert crossing_counts(covering, Q(0), Q(1), 6) == [1, 2, 4, 8, 16, 32, 64]


# -- any covering gives a lower bound ------------------------------------------------------------------------------


@settings(max_examples=50)
@given(self_maps(), st.integers(0, 3), st.sampled_from([0, 1, 2, 4]), st.data())
def test_lower_bound_for_refined_coverings(f: PLMap, t: int, order: int, data: st.DataObject) -> None:
    covering = refine(f, order).covering
    assume(len(covering) > 0)
    values = iterates(f, t)[-1]
    ends = sorted({brute.fraction(e.lo) for pair in covering.intervals for e in pair})
    x, y = data.draw(st.one_of(levels(f), st.lists(st.sampled_from(ends), min_size=2, max_size=2, unique=True).map(sorted)))
    assert crossing_count(covering, x, y, t) <= brute.longest_alternation(values, x, y)


@settings(max_examples=40)
@given(patterns((2, 6)), st.integers(0, 4))
def test_lower_bound_for_cycles(pattern: Pattern, t: int) -> None:
    """On the connect-the-dots map, which is affine between the points, the cycle's covering even gives all of C."""
    f = pattern.connect_the_dots()
    n = pattern.period
    assume(f.pieces**t < 700)
    points = tuple(Enclosure(Q(Fraction(i, n - 1)), Q(Fraction(i, n - 1))) for i in range(n))
    covering = covering_of_cycle(Cycle(points, pattern))
    for i, j in itertools.combinations(range(n), 2):
        x, y = Fraction(i, n - 1), Fraction(j, n - 1)
        assert crossing_count(covering, x, y, t) == brute.longest_alternation(iterates(f, t)[-1], x, y)


def test_enclosed_ends_have_letters_only_when_sure() -> None:
    """A level inside of an enclosure: the end has no letter."""
    blurred = tuple(Enclosure(Q(p) - Q("1/100"), Q(p) + Q("1/100")) for p in ("2/7", "4/7", "6/7"))
    covering = covering_of_cycle(Cycle(blurred, Pattern([2, 3, 1])))
    assert (start(covering, Q("2/7"), Q("4/7")).first, start(covering, Q("2/7"), Q("4/7")).last) == ([0, 1], [0, 1])
    assert crossing_count(covering, Q("4/7") + Q("1/100"), Q("6/7") - Q("1/100"), 20) == 17711
    assert crossing_count(covering, Q("4/7"), Q("6/7"), 20) == 0


# -- one step after the other ----------------------------------------------------------------------------------------


def explicit_words(covering: Covering, x: Any, y: Any, t: int) -> list[str]:
    """W_i(t) as strings, by the definition of rule T3w."""

    def letter(end: Enclosure) -> str:
        return "L" if end.hi <= x else "H" if end.lo >= y else ""

    words = [letter(left) + letter(right) for left, right in covering.intervals]
    for _ in range(t):
        following = [""] * len(words)
        for branch in covering.branches:
            joined = "".join(words[branch.first : branch.last + 1])
            following[branch.index] += joined if branch.rising else joined[::-1]
        words = following
    return words


def alternations(word: str) -> int:
    return sum(a != b for a, b in itertools.pairwise(word))


@settings(max_examples=60)
@given(markov_maps((1, 4)), st.integers(0, 4), st.data())
def test_summaries_are_those_of_the_words(f: PLMap, t: int, data: st.DataObject) -> None:
    covering = partition_of(f)
    x, y = data.draw(levels(f))
    explicit = explicit_words(covering, x, y, t)
    summary = words_at(covering, x, y, t)
    sign = {"": 0, "L": -1, "H": 1}
    assert summary.count == [alternations(word) for word in explicit]
    assert summary.first == [sign[word[:1]] for word in explicit]
    assert summary.last == [sign[word[-1:]] for word in explicit]
    assert summary.total() == alternations("".join(explicit))
    assert summary.shift == 0


@settings(max_examples=40)
@given(markov_maps((2, 5)), st.integers(1, 60), st.sampled_from([4, 8, 16]), st.data())
def test_cut_counts_are_lower_bounds(f: PLMap, t: int, bits: int, data: st.DataObject) -> None:
    covering = partition_of(f)
    x, y = data.draw(levels(f))
    exact, cut = words_at(covering, x, y, t), words_at(covering, x, y, t, bits=bits)
    assert all(a << cut.shift <= b for a, b in zip(cut.count, exact.count, strict=True))
    assert cut.total() << cut.shift <= exact.total()
    assert max(n.bit_length() for n in cut.count) <= bits
    assert cut.letters == exact.letters


def test_cut_counts_are_good_bounds() -> None:
    covering = partition_of(named_map("stefan:5"))
    exact, cut = words_at(covering, Q(0), Q(1), 3000), words_at(covering, Q(0), Q(1), 3000, bits=256)
    assert cut.shift > 1000
    assert exact.total() * 999 <= (cut.total() << cut.shift) * 1000


# -- large t: the recurrence against steps, and against powers of the matrix ---------------------------------------------


@pytest.mark.parametrize("t", [399, 400, 401, 402, 517, 1000, 2999])
@pytest.mark.parametrize("name", ["tent", "full:3", "stefan:5", "stefan:7", "plateau"])
def test_recurrence(name: str, t: int) -> None:
    covering = partition_of(named_map(name))
    ends = [covering.intervals[0][0].lo, covering.intervals[len(covering) // 2][1].lo, covering.intervals[-1][1].lo]
    for x, y in [(ends[0], ends[-1]), (ends[0], ends[1] - Q("1/1000")), (Q("2/5"), Q("3/5"))]:
        if x < y:
            assert crossing_count(covering, x, y, t) == words_at(covering, x, y, t).total()


@settings(max_examples=30)
@given(markov_maps((2, 6)), st.integers(401, 700), st.data())
def test_recurrence_of_random_maps(f: PLMap, t: int, data: st.DataObject) -> None:
    covering = partition_of(f)
    x, y = data.draw(levels(f))
    assert crossing_count(covering, x, y, t) == words_at(covering, x, y, t).total()


@settings(max_examples=30)
@given(patterns((2, 9)), st.integers(401, 700))
def test_recurrence_of_patterns(pattern: Pattern, t: int) -> None:
    """Permutations of letters under the graph have periods of their own."""
    points = tuple(Enclosure(Q(i), Q(i)) for i in range(pattern.period))
    covering = covering_of_cycle(Cycle(points, pattern))
    assert crossing_count(covering, Q(0), Q(1), t) == words_at(covering, Q(0), Q(1), t).total()


@pytest.mark.parametrize("t", [450, 1500])
def test_counts_of_a_cell_are_column_sums_of_powers(t: int) -> None:
    """stefan:7, levels at the ends of J_j: every path to J_j is an alternation, and where words meet there are no others."""
    covering = partition_of(named_map("stefan:7"))
    power = flint.fmpz_mat(covering.matrix()) ** t
    for j, (left, right) in enumerate(covering.intervals):
        column = sum(int(power[i, j]) for i in range(len(covering)))
        assert crossing_count(covering, left.lo, right.lo, t) == column
        assert path_counts(covering, t)[j] == column


@settings(max_examples=60)
@given(markov_maps(), st.integers(0, 8))
def test_path_counts(f: PLMap, t: int) -> None:
    covering = partition_of(f)
    matrix, size = covering.matrix(), range(len(covering))
    power = brute.power(matrix, t)
    assert (
        list(path_counts(covering, t)) == [sum(power[i][j] for i in size) for j in size] == [brute.count_paths(matrix, j, t) for j in size]
    )


def test_t_in_the_hundred_thousands_is_fast() -> None:
    covering = partition_of(named_map("stefan:5"))
    count = crossing_count(covering, Q(0), Q("1/4"), 100_000)
    power = flint.fmpz_mat(covering.matrix()) ** 100_000
    assert count == sum(int(power[i, 0]) for i in range(len(covering)))


def test_step_keeps_the_order_of_branches() -> None:
    """full:3 on one cell: up, down, up gives LHHLLH."""
    third = partition_of(named_map("full:3"))
    words = start(third, Q(0), Q(1))
    assert words.count == [0, 0, 0]
    words = step(third, words)
    assert (words.first, words.last, words.count) == ([-1, 1, -1], [1, -1, 1], [1, 1, 1])
    assert words.total() == 3
