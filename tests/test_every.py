"""Claims for every t: true for t = 0, ..., 8 by expansion, proved by T4w as the rule is written, and at least as wide as T4."""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import brute
from exactsep.bounds.every import EveryBound, every_bound, head_factor
from exactsep.dynamics.covering import Covering, covering_of_cycle
from exactsep.dynamics.growth import growth
from exactsep.dynamics.orbits import Cycle
from exactsep.dynamics.partition import markov_partition, refine
from exactsep.dynamics.words import crossing_count
from exactsep.families import named_map
from exactsep.maps.piecewise import PLMap
from exactsep.numbers.enclosure import Enclosure
from exactsep.numbers.field import Q
from exactsep.patterns.pattern import Pattern
from strategies import markov_maps, patterns, self_maps

TENT = PLMap([(0, 0), ("1/2", 1), (1, 0)])


def partition_of(f: Any) -> Covering:
    covering = markov_partition(f)
    assert covering is not None
    return covering


def require_true(f: PLMap, bound: EveryBound, upto: int = 8, most: int = 3000) -> None:
    """C_{x,y}(f^t) >= rate^t by expansion."""
    for t in range(upto + 1):
        iterate = f.iterate(t)
        if iterate.pieces > most:
            break
        values = [y for _, y in brute.vertices_of(iterate)]
        assert brute.longest_alternation(values, bound.x, bound.y) >= bound.rate**t, f"t = {t}"


def words(covering: Covering, x: Any, y: Any, t: int) -> list[list[str]]:
    """[W(0), ..., W(t)] of rule T3w, letter by letter."""

    def letter(end: Enclosure) -> str:
        return "L" if end.hi <= x else "H" if end.lo >= y else ""

    found = [[letter(left) + letter(right) for left, right in covering.intervals]]
    for _ in range(t):
        following = [""] * len(covering)
        for b in covering.branches:
            joined = "".join(found[-1][b.first : b.last + 1])
            following[b.index] += joined if b.rising else joined[::-1]
        found.append(following)
    return found


def alternations(word: str) -> int:
    return sum(a != b for a, b in itertools.pairwise(word))


def require_proved(covering: Covering, bound: EveryBound) -> None:
    """T4w with these numbers has kappa >= 1, and before head + tail the counts of T3w suffice."""
    matrix, size, w, lam = covering.matrix(), range(len(covering)), bound.vector, bound.rate
    assert all(n >= 0 for n in w)
    assert any(w)
    assert all(sum(w[i] * matrix[i][j] for i in size) >= lam * w[j] for j in size)
    power = brute.power(matrix, bound.head)
    reached = [sum(power[i][j] for i in size) for j in size]
    sigma = min(Fraction(r, n) for r, n in zip(reached, w, strict=True) if n)
    spelled = words(covering, bound.x, bound.y, bound.tail)[-1]
    kappa = (
        sigma * sum(n * alternations(word) for n, word in zip(w, spelled, strict=True)) / brute.fraction(lam) ** (bound.head + bound.tail)
    )
    assert kappa >= 1


def test_tent() -> None:
    bound = every_bound(partition_of(TENT), growth(partition_of(TENT)))
    assert bound is not None
    assert (bound.x, bound.y, bound.rate, bound.error) == (0, 1, 2, Fraction(1, 2))
    require_true(TENT, bound)


@pytest.mark.parametrize(
    ("name", "rate", "error"),
    [
        ("full:3", 3, Fraction(1, 2)),
        ("skew:2/3", 2, Fraction(1, 2)),
        ("stefan:5", 1.5128763968, Fraction(1, 8)),
        ("plateau", 1.6180339887, Fraction(1, 7)),
    ],
)
def test_named_maps(name: str, rate: float, error: Fraction) -> None:
    f: Any = named_map(name)
    bound = every_bound(partition_of(f), growth(partition_of(f)))
    assert bound is not None
    assert abs(float(bound.rate) - rate) < 1e-10
    assert bound.error >= error
    require_true(f, bound)
    require_proved(partition_of(f), bound)


def test_trimodal() -> None:
    f: Any = named_map("trimodal")
    covering = refine(f, 6).covering
    bound = every_bound(covering, growth(covering))
    assert bound is not None
    require_true(f, bound, upto=7, most=6000)
    assert abs(float(bound.rate) - 2.4973) < 0.01


@settings(max_examples=40)
@given(markov_maps((2, 5)))
def test_markov_maps(f: PLMap) -> None:
    covering = partition_of(f)
    found = growth(covering)
    bound = every_bound(covering, found)
    if found.lam <= 1:
        assert bound is None
        return
    assert bound is not None
    assert bound.rate == found.lam
    require_true(f, bound, most=400)
    if bound.tail <= 6 and bound.head <= 10:
        require_proved(covering, bound)


@settings(max_examples=30)
@given(self_maps(), st.sampled_from([1, 3]))
def test_refined_coverings(f: PLMap, order: int) -> None:
    covering = refine(f, order).covering
    bound = every_bound(covering, growth(covering))
    if bound is not None:
        require_true(f, bound, most=300)
        require_t4(covering, bound)


@settings(max_examples=30)
@given(patterns((3, 7)))
def test_cycles(pattern: Pattern) -> None:
    n = pattern.period
    points = tuple(Enclosure(Q(Fraction(i, n - 1)), Q(Fraction(i, n - 1))) for i in range(n))
    covering = covering_of_cycle(Cycle(points, pattern))
    bound = every_bound(covering, growth(covering))
    assume(bound is not None)
    assert bound is not None
    require_true(pattern.connect_the_dots(), bound, most=300)
    require_t4(covering, bound)


def require_t4(covering: Covering, bound: EveryBound) -> None:
    """Not narrower than T4's interval, the one of the largest weight (up to the millionth that shorter numbers may cost)."""
    heaviest = max(range(len(covering)), key=bound.vector.__getitem__)
    left, right = covering.intervals[heaviest]
    assert 2 * bound.error >= (right.lo - left.hi) * Fraction(999_998, 1_000_000)


def test_no_growth_no_claim() -> None:
    for f in (PLMap([(0, 0), (1, 1)]), PLMap([(0, 1), (1, 0)]), PLMap([(0, "1/2"), (1, "1/2")])):
        assert every_bound(partition_of(f), growth(partition_of(f))) is None


def test_wider_levels_than_t4() -> None:
    """full:3 by its three thirds: T4 gives the levels of one third, T4w all of [0, 1]."""
    covering = partition_of(named_map("full:3"))
    bound = every_bound(covering, growth(covering))
    assert bound is not None
    assert (bound.x, bound.y) == (0, 1)
    assert bound.tail >= 1


@settings(max_examples=15)
@given(markov_maps((2, 4)))
def test_no_wider_ends_are_proved(f: PLMap) -> None:
    """All wider pairs of ends of the partition, without a head, with tails up to 4: a constant below 1, or a count that is too small."""
    covering = partition_of(f)
    found = growth(covering)
    assume(found.lam > 1 and len(covering) <= 12)
    bound = every_bound(covering, found)
    assert bound is not None
    ends = [covering.intervals[0][0].lo, *(right.lo for _, right in covering.intervals)]
    for x, y in itertools.combinations(ends, 2):
        if (y - x) * Fraction(999_998, 1_000_000) > 2 * bound.error:
            spelled = words(covering, x, y, 4)
            for tail in range(5):
                kappa = sum(w * alternations(word) for w, word in zip(found.vector, spelled[tail], strict=True)) / found.lam**tail
                before = all(crossing_count(covering, x, y, t) >= found.lam**t for t in range(tail))
                assert kappa / max(found.vector) < 1 or not before, (x, y, tail)


@pytest.mark.parametrize("head", [0, 1, 2, 5])
def test_head_factor(head: int) -> None:
    """By powers of the matrix: sigma w <= (1, ..., 1) A^p."""
    covering = partition_of(named_map("stefan:5"))
    vector, rate = (1, 2, 3, 5), Q("3/2")
    power = brute.power(covering.matrix(), head)
    sums = [sum(row[j] for row in power) for j in range(4)]
    assert (
        head_factor(covering, vector, rate, head) == min(Fraction(s, w) for s, w in zip(sums, vector, strict=True)) / Fraction(3, 2) ** head
    )
    assert head_factor(covering, (0, 2, 0, 5), rate, 0) == Fraction(1, 5)
