"""Crossings counted for tests of bounds: by brute force for all pairs of levels, and by the Markov partition."""

from __future__ import annotations

import itertools
from fractions import Fraction

import brute
from exactsep.bounds.counters import Covered
from exactsep.dynamics.partition import markov_partition
from exactsep.maps.piecewise import PLMap

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
