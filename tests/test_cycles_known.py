"""Cycles of piecewise affine maps that are known: closed formulas, intervals, plateaus; and what is returned or refused."""

import re
from fractions import Fraction

import pytest

import brute
from cycle_sets import Q1, Q3, H, T, intervals, points
from exactsep.dynamics.cycles import all_cycles, cycles
from exactsep.dynamics.cycles import piecewise as module
from exactsep.dynamics.orbits import Completeness
from exactsep.families import EXAMPLES
from exactsep.maps.piecewise import PLMap
from exactsep.patterns.pattern import Pattern

TENT = PLMap([(0, 0), ("1/2", 1), (1, 0)])


def zigzag(k: int) -> PLMap:
    return PLMap([(Fraction(i, k), i % 2) for i in range(k + 1)])


def necklaces(k: int, n: int) -> int:
    """(1/n) sum over d | n of mu(d) k^(n/d): the cycles of period n of a full k-lap map."""

    def mobius(d: int) -> int:
        primes = [p for p in range(2, d + 1) if d % p == 0 and all(p % q for q in range(2, p))]
        return 0 if any(d % (p * p) == 0 for p in primes) else (-1) ** len(primes)

    return sum(mobius(d) * k ** (n // d) for d in range(1, n + 1) if n % d == 0) // n


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


def test_identity() -> None:
    found = cycles(PLMap([(-1, -1), (2, 2)]), 1)
    assert (intervals(found), len(found), bool(found)) == ([(Fraction(-1), Fraction(2), [])], 0, True)
    assert not cycles(PLMap([(-1, -1), (2, 2)]), 2)


@pytest.mark.parametrize(
    ("vertices", "centre"),
    [([(0, 1), (1, 0)], H), ([(0, 1), (T, T), (1, 0)], T), ([(0, 1), (Q1, H), (H, Q1), (1, 0)], Fraction(3, 8))],
)
def test_involutions_exclude_their_fixed_point(vertices: brute.Vertices, centre: Fraction) -> None:
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
