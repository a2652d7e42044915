"""Cycles of piecewise affine maps: against closed formulas, against brute force over itineraries, and under conjugation."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from functools import total_ordering
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from exactsep.dynamics.cycles import all_cycles, cycles
from exactsep.dynamics.cycles import piecewise as module
from exactsep.dynamics.orbits import Completeness, CycleSet
from exactsep.families import EXAMPLES
from exactsep.maps.piecewise import PLMap
from exactsep.numbers.column import Run
from exactsep.patterns.pattern import Pattern

Vertices = list[tuple[Fraction, Fraction]]

TENT = PLMap([(0, 0), ("1/2", 1), (1, 0)])


def zigzag(k: int) -> PLMap:
    return PLMap([(Fraction(i, k), i % 2) for i in range(k + 1)])


def necklaces(k: int, n: int) -> int:
    """(1/n) sum over d | n of mu(d) k^(n/d): the cycles of period n of a full k-lap map."""

    def mobius(d: int) -> int:
        primes = [p for p in range(2, d + 1) if d % p == 0 and all(p % q for q in range(2, p))]
        return 0 if any(d % (p * p) == 0 for p in primes) else (-1) ** len(primes)

    return sum(mobius(d) * k ** (n // d) for d in range(1, n + 1) if n % d == 0) // n


def rational(x: Any) -> Fraction:
    return Fraction(int(x.numerator), int(x.denominator))


def points(found: CycleSet) -> set[Fraction]:
    assert all(e.exact for cycle in found.cycles for e in cycle.points)
    return {rational(e.lo) for cycle in found.cycles for e in cycle.points}


def intervals(found: CycleSet) -> list[tuple[Fraction, Fraction, list[Fraction]]]:
    return [(rational(k.lo), rational(k.hi), [rational(x) for x in k.excluded]) for k in found.intervals]


# -- brute force ---------------------------------------------------------------------------------


def value(vertices: Vertices, x: Fraction) -> Fraction:
    (x0, y0), (x1, y1) = next((p, q) for p, q in pairwise(vertices) if x <= q[0])
    return y0 + (x - x0) * (y1 - y0) / (x1 - x0)


def least_period(vertices: Vertices, x: Fraction, n: int) -> int | None:
    image = x
    for t in range(1, n + 1):
        image = value(vertices, image)
        if image == x:
            return t
    return None


def solutions(vertices: Vertices, n: int) -> list[tuple[Fraction, Fraction]]:
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


def _one_more(vertices: Vertices, lo: Fraction, hi: Fraction, a: Fraction, b: Fraction) -> list[tuple[Fraction, ...]]:
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
    vertices = [(rational(x), rational(y)) for x, y in f.vertices]
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
        images = [value(vertices, rational(e.lo)) for e in cycle.points]
        assert [rational(cycle.points[i - 1].lo) for i in cycle.pattern.images] == images


# -- closed formulas ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("k", "upto"), [(2, 10), (3, 7), (5, 4)])
def test_full_zigzags(k: int, upto: int) -> None:
    """f^n has k^n full laps; on lap i it is k^n x - i or i + 1 - k^n x."""
    sets = all_cycles(zigzag(k), upto)
    assert [len(found) for found in sets] == [necklaces(k, n) for n in range(1, upto + 1)]
    for n in range(1, upto + 1):
        laps = range(k**n)
        formula = {Fraction(i, k**n - 1) if i % 2 == 0 else Fraction(i + 1, k**n + 1) for i in laps}
        assert set().union(*(points(sets[d - 1]) for d in range(1, n + 1) if n % d == 0)) == formula


@pytest.mark.slow
def test_all_cycles_of_a_full_zigzag_up_to_period_12() -> None:
    """The largest case in use: 531441 fixed points of f^12."""
    sets = all_cycles(zigzag(3), 12)
    assert [len(found) for found in sets] == [necklaces(3, n) for n in range(1, 13)]


def test_known_answers_of_the_families() -> None:
    for named in EXAMPLES:
        f = named.make(named.sample.partition(":")[2])
        found = all_cycles(f, len(named.known.cycles)) if named.known.cycles else ()
        assert tuple(len(s) for s in found) == named.known.cycles, named.name


def test_tent_patterns() -> None:
    """Periods 3 and 4 of the tent, with their points k/(2^n - 1), k/(2^n + 1)."""
    three, four = cycles(TENT, 3), cycles(TENT, 4)
    assert [[str(e.lo) for e in c.points] for c in three.cycles] == [["2/9", "4/9", "8/9"], ["2/7", "4/7", "6/7"]]
    assert [str(c.pattern) for c in three.cycles] == ["(1 2 3)", "(1 2 3)"]
    assert [str(c.pattern) for c in four.cycles] == ["(1 2 3 4)", "(1 2 3 4)", "(1 3 2 4)"]
    assert [str(p) for p in four.patterns] == ["(1 2 3 4)", "(1 3 2 4)"]


def test_stefan_map_of_period_5_has_no_3_cycle() -> None:
    """Sharkovsky's order is sharp (T7): the connect-the-dots map of the Stefan cycle has the periods that 5 forces, no others."""
    sets = all_cycles(Pattern.stefan(5).connect_the_dots(), 7)
    assert [bool(found) for found in sets] == [True, True, False, True, True, True, True]
    assert Pattern.stefan(5) in sets[4].patterns


@pytest.mark.parametrize("text", ["(1 2 3)", "(1 3 2 4)", "(1 2 3 4)", "(1 4 2 3)", "(1 4 3 5 2)", "(1 3 2 5 4 6)"])
def test_connect_the_dots_maps_have_their_pattern(text: str) -> None:
    pattern = Pattern.parse(text)
    f, last = pattern.connect_the_dots(), pattern.period - 1
    found = cycles(f, pattern.period)
    grid = {Fraction(i, last) for i in range(last + 1)}
    inside = [k for lo, hi, excluded in intervals(found) for k in grid if lo <= k <= hi and k not in excluded]
    assert grid <= points(found) | set(inside)
    assert inside or pattern in found.patterns


# -- intervals, plateaus, maps that are not onto -------------------------------------------------------

H, Q1, Q3, T = Fraction(1, 2), Fraction(1, 4), Fraction(3, 4), Fraction(1, 3)


def test_identity() -> None:
    found = cycles(PLMap([(-1, -1), (2, 2)]), 1)
    assert (intervals(found), len(found), bool(found)) == ([(Fraction(-1), Fraction(2), [])], 0, True)
    assert not cycles(PLMap([(-1, -1), (2, 2)]), 2)


@pytest.mark.parametrize(
    ("vertices", "centre"),
    [([(0, 1), (1, 0)], H), ([(0, 1), (T, T), (1, 0)], T), ([(0, 1), (Q1, H), (H, Q1), (1, 0)], Fraction(3, 8))],
)
def test_involutions_exclude_their_fixed_point(vertices: Vertices, centre: Fraction) -> None:
    """Decreasing maps that are their own inverse, bent or not: period 2 everywhere but at one point."""
    f = PLMap(vertices)
    assert points(cycles(f, 1)) == {centre}
    assert intervals(cycles(f, 2)) == [(0, 1, [centre])]
    assert not cycles(f, 4)


def test_intervals_that_are_permuted() -> None:
    """[0,1/4] and [3/4,1] change places by translations: period 2 everywhere on them."""
    f = PLMap([(0, Q3), (Q1, 1), (Q3, 0), (1, Q1)])
    assert intervals(cycles(f, 2)) == [(0, Q1, []), (Q3, 1, [])]
    assert len(cycles(f, 1)) == 1


def test_intervals_that_come_back_reversed() -> None:
    """[0,1/4] goes to [3/4,1] by a translation and comes back by a reflection: period 4, but for one 2-cycle in the middle."""
    f = PLMap([(0, Q3), (Q1, 1), (Q3, Q1), (1, 0)])
    middle = [Fraction(1, 8), Fraction(7, 8)]
    assert set(middle) <= points(cycles(f, 2))
    assert not cycles(f, 2).intervals
    assert intervals(cycles(f, 4)) == [(0, Q1, middle[:1]), (Q3, 1, middle[1:])]


def test_fixed_points_beside_an_interval() -> None:
    """The identity on [1/4,1/2]; the isolated fixed points 0 and 1 are cycles, the ends of the interval are not."""
    f = PLMap([(0, 0), (Q1 / 2, Q1 / 4), (Q1, Q1), (H, H), (Q3, H), (1, 1)])
    found = cycles(f, 1)
    assert points(found) == {0, 1}
    assert intervals(found) == [(Q1, H, [])]


def test_plateau_cycles() -> None:
    """The tent cut off at 6/7 (Burns & Hasselblatt 2011): of the two 3-cycles one remains, and its top is on the plateau's edge."""
    f = PLMap([(0, 0), ("3/7", "6/7"), ("4/7", "6/7"), (1, 0)])
    assert points(cycles(f, 3)) == {Fraction(2, 7), Fraction(4, 7), Fraction(6, 7)}
    lower = PLMap([(0, 0), ("2/5", "4/5"), ("3/5", "4/5"), (1, 0)])
    assert points(cycles(lower, 2)) == {Fraction(2, 5), Fraction(4, 5)}
    assert [len(found) for found in all_cycles(lower, 6)] == [2, 1, 0, 0, 0, 0]


def test_superstable_cycle_inside_a_plateau() -> None:
    f = PLMap([(0, Q1), (Q1, Q3), (H, Q3), (Q3, T), (1, 0)])
    assert points(cycles(f, 2)) == {T, Q3}
    assert str(cycles(f, 2).cycles[0].pattern) == "(1 2)"


def test_constant_and_contracting_maps() -> None:
    assert points(cycles(PLMap([(0, T), (1, T)]), 1)) == {T}
    assert not cycles(PLMap([(0, T), (1, T)]), 5)
    contraction = PLMap([(0, T), (1, Fraction(2, 3))])
    assert points(cycles(contraction, 1)) == {H}
    assert not cycles(contraction, 1000)


# -- random maps -----------------------------------------------------------------------------------------


@st.composite
def grid_maps(draw: st.DrawFn, size: int = 6) -> PLMap:
    """Self-maps of [0, 1] with vertices on a grid: slopes +-1, plateaus and fixed vertices are frequent."""
    inner = draw(st.sets(st.integers(1, size - 1), max_size=4))
    xs = [0, *sorted(inner), size]
    ys = draw(st.lists(st.integers(0, size), min_size=len(xs), max_size=len(xs)))
    return PLMap([(Fraction(x, size), Fraction(y, size)) for x, y in zip(xs, ys, strict=True)])


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
    vertices = [(scale * rational(x) + shift, scale * rational(y) + shift) for x, y in f.vertices]
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


# -- another field -----------------------------------------------------------------------------------------


@total_ordering
@dataclass(frozen=True)
class Surd:
    """a + b sqrt 5."""

    a: Fraction
    b: Fraction = Fraction(0)

    @staticmethod
    def of(x: Any) -> "Surd":
        return x if isinstance(x, Surd) else Surd(rational(x))

    def __add__(self, other: Any) -> "Surd":
        return Surd(self.a + Surd.of(other).a, self.b + Surd.of(other).b)

    def __mul__(self, other: Any) -> "Surd":
        c, d = Surd.of(other).a, Surd.of(other).b
        return Surd(self.a * c + 5 * self.b * d, self.a * d + self.b * c)

    def __neg__(self) -> "Surd":
        return Surd(-self.a, -self.b)

    def __sub__(self, other: Any) -> "Surd":
        return self + -Surd.of(other)

    def __truediv__(self, other: Any) -> "Surd":
        c, d = Surd.of(other).a, Surd.of(other).b
        return self * Surd(c / (c * c - 5 * d * d), -d / (c * c - 5 * d * d))

    def __eq__(self, other: object) -> bool:
        return (self.a, self.b) == (Surd.of(other).a, Surd.of(other).b)

    def __lt__(self, other: Any) -> bool:
        x = self - other
        return x.a < 0 if x.a * x.a > 5 * x.b * x.b else x.b < 0

    __radd__, __rmul__ = __add__, __mul__


class SurdColumn(list[Surd]):
    """A column whose raw entries are the numbers themselves."""

    raw, unit = property(lambda self: self), 1

    def left_of(self, value: Any) -> int:
        return bisect_left(self, value)

    def right_of(self, value: Any) -> int:
        return bisect_right(self, value)

    def gather(self, parts: Any) -> "SurdColumn":
        result = SurdColumn()
        for part in parts:
            run = self[part.start : part.stop] if isinstance(part, Run) else [part]
            run = [x * part.scale + part.shift for x in run] if isinstance(part, Run) else run
            result += run[::-1] if isinstance(part, Run) and part.backwards else run
        return result


class SurdField:
    name = "Q(sqrt 5)"
    text = str

    def __call__(self, value: Any) -> Surd:
        return Surd.of(value)

    def column(self, values: Any) -> SurdColumn:
        return SurdColumn(values)


def test_golden_map_over_its_own_field() -> None:
    """phi |x| - 1 on [-1, phi - 1] (CNP20): a full 3-cycle at its vertices; otherwise the counts of the golden mean shift."""
    phi = Surd(H, H)
    f = PLMap([(-1, phi - 1), (0, -1), (phi - 1, phi * (phi - 1) - 1)], SurdField())
    sets = all_cycles(f, 7)
    assert [str(p) for p in sets[2].patterns] == ["(1 3 2)"]
    assert list(sets[2].orbits) == [(Surd(Fraction(-1)), phi - 1, Surd(Fraction(0)))]
    same_pattern = all_cycles(Pattern.parse("(1 3 2)").connect_the_dots(), 7)
    assert [len(s) for s in sets] == [len(s) for s in same_pattern]
    assert [[c.pattern for c in s.cycles] for s in sets] == [[c.pattern for c in s.cycles] for s in same_pattern]
    involution = PLMap([(-1, phi), (phi, -1)], SurdField())
    assert [(k.lo, k.hi, k.excluded) for k in cycles(involution, 2).intervals] == [(-1, phi, ((phi - 1) / 2,))]


# -- what is returned ------------------------------------------------------------------------------------


def test_cycles_are_sorted_and_in_orbit_order() -> None:
    found = cycles(TENT, 5)
    assert found.status is Completeness.COMPLETE
    assert found.complete
    assert [o[0] for o in found.orbits] == sorted(min(o) for o in found.orbits)
    assert all(TENT(x) == y for o in found.orbits for x, y in zip(o, o[1:] + o[:1], strict=True))
    assert found.cycles[0].period == 5
    assert "not part of a certificate" in found.how
    assert "affine pieces: 32" in found.how


def test_progress() -> None:
    calls: list[tuple[int, int]] = []
    cycles(TENT, 3, lambda t, n: calls.append((t, n)))
    assert calls == [(1, 3), (2, 3), (3, 3)]


@pytest.mark.parametrize(
    ("n", "message"),
    [
        (0, "the period must be an integer n >= 1, not 0"),
        (-2, "the period must be an integer n >= 1, not -2"),
        (2.0, "the period must be an integer n >= 1, not 2.0"),
        ("2", "the period must be an integer n >= 1, not '2'"),
        (True, "the period must be an integer n >= 1, not True"),
        (10_001, "the period 10001 is over the limit 10000"),
        (30, "period 30: the iterate f^21 has at least 2097151 pieces, over the limit 2000000"),
    ],
)
def test_bad_periods(n: int, message: str) -> None:
    small = PLMap([(0, 0), ("1/2", 1), (1, 0)])
    with pytest.raises(ValueError, match=re.escape(message)):
        cycles(small, n)
    if n != 30:
        with pytest.raises(ValueError, match=re.escape(message)):
            all_cycles(small, n)


def test_large_iterates_are_refused_before_they_are_built() -> None:
    with pytest.raises(ValueError, match=r"period 3: the iterate f\^3 has at least 999999001 pieces"):
        cycles(zigzag(1000), 3)


def test_long_searches_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_WORDS", 50)
    with pytest.raises(ValueError, match=r"period 9: the iterates up to f\^5 take over 50 machine words"):
        cycles(TENT, 9)


def test_not_a_self_map() -> None:
    with pytest.raises(ValueError, match=re.escape("not a map of [0, 1] into itself: the vertex (1, 2)")):
        cycles(PLMap([(0, 0), (1, 2)]), 1)


def test_other_maps() -> None:
    with pytest.raises(ValueError, match="a map is a PLMap, a PolynomialMap, a name or a map file, not function"):
        cycles(lambda x: x, 1)
