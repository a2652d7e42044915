"""Cycles of random piecewise affine maps: against brute force over itineraries, and under conjugation."""

from collections import Counter
from fractions import Fraction
from itertools import pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st

import brute
from cycle_sets import H, T, grid_maps, intervals, points
from exactsep.dynamics.cycles import all_cycles, cycles
from exactsep.maps.piecewise import PLMap

# -- brute force ---------------------------------------------------------------------------------


def least_period(vertices: brute.Vertices, x: Fraction, n: int) -> int | None:
    image = x
    for t in range(1, n + 1):
        image = brute.value(vertices, image)
        if image == x:
            return t
    return None


def solutions(vertices: brute.Vertices, n: int) -> list[tuple[Fraction, Fraction]]:
    """The components [lo, hi] of Fix(f^n): for every itinerary of length n, solve a x + b = x where the itinerary is followed."""
    states = [(vertices[0][0], vertices[-1][0], Fraction(1), Fraction(0))]
    for _ in range(n):
        states = [state for lo, hi, a, b in states for state in _one_more(vertices, lo, hi, a, b)]
    solved = []
    for lo, hi, a, b in states:
        if a == 1 and b == 0:
            solved.append((lo, hi))
        elif a != 1 and lo <= b / (1 - a) <= hi:
            solved.append((b / (1 - a), b / (1 - a)))
    merged: list[tuple[Fraction, Fraction]] = []
    for lo, hi in sorted(solved):
        if merged and lo <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(hi, merged[-1][1]))
        else:
            merged.append((lo, hi))
    return merged


def _one_more(vertices: brute.Vertices, lo: Fraction, hi: Fraction, a: Fraction, b: Fraction) -> list[tuple[Fraction, ...]]:
    """Where on [lo, hi] the value a x + b lies in each piece, and the value of f there."""
    found = []
    for (x0, y0), (x1, y1) in pairwise(vertices):
        slope = (y1 - y0) / (x1 - x0)
        ends = sorted([(x0 - b) / a, (x1 - b) / a]) if a else ([lo, hi] if x0 <= b <= x1 else [hi + 1, hi + 1])
        left, right = max(lo, ends[0]), min(hi, ends[1])
        if left <= right:
            found.append((left, right, slope * a, slope * (b - x0) + y0))
    return found


def assert_agrees_with_brute_force(f: PLMap, n: int) -> None:
    vertices = [(brute.fraction(x), brute.fraction(y)) for x, y in f.vertices]
    components, found = solutions(vertices, n), cycles(f, n)
    isolated = {lo for lo, hi in components if lo == hi and least_period(vertices, lo, n) == n}
    assert points(found) == isolated
    expected = []
    for lo, hi in components:
        samples = [lo + (hi - lo) * s for s in (Fraction(1, 97), Fraction(53, 97))]
        if lo < hi and {least_period(vertices, x, n) for x in samples} == {n}:
            smaller = {x for d in range(1, n) if n % d == 0 for ends in solutions(vertices, d) for x in ends}
            expected.append((lo, hi, sorted(x for x in smaller if lo <= x <= hi)))
    assert intervals(found) == expected
    for cycle in found.cycles:
        images = [brute.value(vertices, brute.fraction(e.lo)) for e in cycle.points]
        assert [brute.fraction(cycle.points[i - 1].lo) for i in cycle.pattern.images] == images


# -- random maps -----------------------------------------------------------------------------------------


@settings(max_examples=150)
@given(grid_maps(), st.integers(1, 4))
@example(PLMap([(0, T), (T, 1), (Fraction(2, 3), 0), (1, T)]), 4)
@example(PLMap([(0, H), (H, 1), (1, 0)]), 6)
def test_random_maps_against_brute_force(f: PLMap, n: int) -> None:
    assert_agrees_with_brute_force(f, n)


@settings(max_examples=40)
@given(st.permutations(range(6)), st.integers(1, 5))
def test_permutation_maps_against_brute_force(images: list[int], n: int) -> None:
    """Connect-the-dots maps of permutations, not only cyclic ones."""
    assert_agrees_with_brute_force(PLMap([(Fraction(i, 5), Fraction(y, 5)) for i, y in enumerate(images)]), n)


@settings(max_examples=40)
@given(grid_maps(), st.fractions(-3, 3), st.fractions(-3, 3).filter(bool), st.integers(1, 5))
def test_conjugation_moves_points_and_keeps_patterns(f: PLMap, shift: Fraction, scale: Fraction, n: int) -> None:
    """h(x) = scale x + shift: the cycles of h f h^-1 are the images of those of f; their patterns are mirrored if h reflects."""
    vertices = [(scale * brute.fraction(x) + shift, scale * brute.fraction(y) + shift) for x, y in f.vertices]
    here, there = cycles(f, n), cycles(PLMap(sorted(vertices)), n)
    assert points(there) == {scale * x + shift for x in points(here)}
    assert len(there.intervals) == len(here.intervals)
    patterns = Counter(c.pattern if scale > 0 else c.pattern.mirror() for c in here.cycles)
    assert Counter(c.pattern for c in there.cycles) == patterns


@settings(max_examples=40)
@given(grid_maps(), st.integers(1, 5))
def test_one_period_and_all_periods_agree(f: PLMap, n: int) -> None:
    sets = all_cycles(f, n)
    assert [s.period for s in sets] == list(range(1, n + 1))
    assert sets[-1] == cycles(f, n)
