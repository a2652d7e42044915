"""Forcing of patterns (T9): two searches against each other and against `cycles`, which expands the iterates; known orders."""

import re
from collections import Counter
from fractions import Fraction
from itertools import pairwise
from math import factorial
from typing import Any

import networkx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exactsep.dynamics.cycles import all_cycles
from exactsep.patterns.forcing import (
    all_patterns,
    forced_patterns,
    forced_poset,
    forces,
    forcing_poset,
    hasse_diagram,
    is_primary,
)
from exactsep.patterns.pattern import Pattern
from exactsep.patterns.sharkovsky import period_forces
from strategies import patterns

Images = tuple[int, ...]
PATTERNS_5 = [Pattern(images) for images in all_patterns(5)]


@pytest.fixture(scope="module")
def poset() -> Any:
    """All patterns of period <= 5."""
    return forcing_poset(5)


def patterns_of_the_map(theta: Pattern, upto: int) -> set[Pattern]:
    """The patterns of all cycles of the connect-the-dots map, from its expanded iterates (T9). Of an interval of periodic
    points: its ends (if not excluded), its midpoint and another one.
    """
    if theta.period == 1:
        return {theta}
    f = theta.connect_the_dots()
    found = set()
    for n, cycles in enumerate(all_cycles(f, upto), start=1):
        found.update(cycles.patterns)
        for interval in cycles.intervals:
            points = {interval.lo, interval.hi, (interval.lo + interval.hi) / 2, (2 * interval.lo + interval.hi) / 3}
            for point in points - set(interval.excluded):
                orbit = [point]
                while len(orbit) < n:
                    orbit.append(f(orbit[-1]))
                found.add(Pattern.of_orbit(orbit))
    return found


# -- two or three ways -----------------------------------------------------------------------


@pytest.mark.parametrize("theta", PATTERNS_5, ids=str)
def test_all_patterns_of_the_map(theta: Pattern) -> None:
    assert set(forced_patterns(theta, 6)) == patterns_of_the_map(theta, 6)


@settings(deadline=None, max_examples=25)
@given(patterns((6, 8)))
def test_all_patterns_of_larger_maps(theta: Pattern) -> None:
    assert set(forced_patterns(theta, 4)) == patterns_of_the_map(theta, 4)


def test_the_question_and_the_list_agree(poset: Any) -> None:
    for theta in PATTERNS_5:
        for eta in PATTERNS_5:
            assert bool(forces(theta, eta)) == (theta == eta or poset.has_edge(theta.images, eta.images)), (theta, eta)


@settings(deadline=None)
@given(patterns((3, 9)), patterns((1, 7)), st.booleans())
def test_the_question_and_the_list_agree_beyond(theta: Pattern, eta: Pattern, small: bool) -> None:
    upto = 5 if small or theta.period > 7 else 7
    listed = forced_patterns(theta, upto)
    if eta.period <= upto:
        assert bool(forces(theta, eta)) == (eta in listed)
    for other in listed[::7]:
        check_witness(theta, other)


def check_witness(theta: Pattern, eta: Pattern) -> None:
    """The witness is a cycle of the map through the points (i, theta(i)), by Fractions, and has the pattern eta."""
    found = forces(theta, eta)
    assert found.witness is not None
    points = [Fraction(str(x)) for x in found.witness]
    assert points == sorted(set(points))
    assert [points.index(dots(theta, x)) + 1 for x in points] == list(eta.images)
    if theta.period > 1:
        assert [found.map(x) for x in found.witness] == [dots(theta, x) for x in points]


def dots(theta: Pattern, x: Fraction) -> Fraction:
    i = min(int(x), theta.period - 1) or 1
    y0, y1 = theta.images[i - 1], theta.images[i % theta.period]
    return y0 + (x - i) * (y1 - y0)


@pytest.mark.parametrize("theta", PATTERNS_5, ids=str)
def test_witnesses(theta: Pattern) -> None:
    for eta in forced_patterns(theta, 5):
        check_witness(theta, eta)


def test_large_patterns() -> None:
    """Stefan cycles force the next longer ones and not the shorter ones (T8: their rates decrease), far beyond lists."""
    for p in (41, 101):
        longer, shorter = forces(Pattern.stefan(p), Pattern.stefan(p + 2)), forces(Pattern.stefan(p), Pattern.stefan(p - 2))
        assert longer
        assert not shorter
    check_witness(Pattern.stefan(41), Pattern.stefan(43))


# -- intervals of periodic points ------------------------------------------------------------------


@pytest.mark.parametrize("text", ["(1 2)", "(1 3 2 4)", "(1 4 2 3)"])
def test_intervals_of_periodic_points(text: str) -> None:
    """f^n is the identity on intervals (T9): nothing is found there but theta."""
    theta = Pattern(text)
    (*_, last) = all_cycles(theta.connect_the_dots(), theta.period)
    assert last.intervals
    assert set(forced_patterns(theta, 8)) == {Pattern("(1)"), Pattern("(1 2)"), theta}
    for eta in forced_patterns(theta, 4):
        check_witness(theta, eta)


def test_the_fixed_point() -> None:
    one = Pattern("(1)")
    assert forced_patterns(one, 7) == (one,)
    assert forces(one, one).witness == (1,)
    assert forces(one, Pattern("(1 2)")).witness is None
    assert not is_primary(Pattern("(1 2 3 4)"))
    with pytest.raises(ValueError, match=re.escape("the pattern (1) has no connect-the-dots map")):
        _ = forces(one, one).map


# -- the order ------------------------------------------------------------------------------------


def test_numbers_of_patterns_and_pairs(poset: Any) -> None:
    """34 patterns, 305 pairs, 45 of them in the Hasse diagram: counted independently of this program."""
    assert len(poset) == sum(factorial(n - 1) for n in range(1, 6)) == 34
    diagram = hasse_diagram(poset)
    assert (poset.size(), len(diagram), diagram.size()) == (305, 34, 45)
    assert set(poset.nodes(data="period")) == set(diagram.nodes(data="period")) == {(p.images, p.period) for p in PATTERNS_5}
    assert set(networkx.transitive_closure_dag(diagram).edges) == set(poset.edges)


def test_a_partial_order() -> None:
    """By the lists of single patterns: transitive, antisymmetric, reflexive; the mirror image of a map shows that of its patterns."""
    below = {theta: set(forced_patterns(theta, 5)) for theta in PATTERNS_5}
    for theta, forced in below.items():
        assert theta in forced
        for eta in forced:
            assert below[eta] <= forced
            assert eta == theta or theta not in below[eta]
        assert {eta.mirror() for eta in forced} == below[theta.mirror()]


def test_it_refines_sharkovskys_order(poset: Any) -> None:
    """If n forces m, every pattern of period n forces one of period m; and if it does not, then some pattern forces none."""
    periods = {theta: {len(eta) for eta in poset.successors(theta)} | {len(theta)} for theta in poset}
    for n in range(1, 6):
        for m in range(1, 6):
            assert period_forces(n, m) == all(m in found for theta, found in periods.items() if len(theta) == n)


def unimodal(images: Images) -> bool:
    """Up to one point, then down."""
    steps = [b > a for a, b in pairwise(images)]
    return steps == sorted(steps, reverse=True)


def test_unimodal_patterns_are_ordered_like_the_universal_sequence() -> None:
    """Forcing is total on unimodal patterns (Jungreis 1991), in the order in which their cycles appear in x -> r x (1 - x): the
    periods are those of Metropolis, Stein & Stein 1973.
    """
    cycles = [Pattern(images) for images in all_patterns(7) if unimodal(images)]
    assert Counter(p.period for p in cycles) == {1: 1, 2: 1, 3: 1, 4: 2, 5: 3, 6: 5, 7: 9}
    below = {theta: [eta for eta in cycles if forces(theta, eta)] for theta in cycles}
    assert sorted(map(len, below.values())) == list(range(1, len(cycles) + 1))
    order = sorted(cycles, key=lambda theta: len(below[theta]))
    assert [theta.period for theta in order] == [1, 2, 4, 6, 7, 5, 7, 3, 6, 7, 5, 7, 6, 7, 4, 7, 6, 7, 5, 7, 6, 7]


def test_what_one_pattern_forces_as_a_poset(poset: Any) -> None:
    theta = Pattern("(1 3 4 2)")
    nodes = {eta.images for eta in forced_patterns(theta, 5)}
    below = forced_poset(theta, 5)
    assert set(below) == nodes
    assert set(below.edges) == {(a, b) for a, b in poset.edges if a in nodes and b in nodes}


@pytest.mark.slow
def test_the_poset_up_to_period_7() -> None:
    """874 patterns; transitive, and the same as by the search for single patterns on a sample."""
    poset = forcing_poset(7)
    assert len(poset) == 874
    assert networkx.is_directed_acyclic_graph(poset)
    below = {theta: set(poset.successors(theta)) for theta in poset}
    assert all(below[eta] <= below[theta] for theta, eta in poset.edges)
    nodes = list(poset)
    for theta in nodes[153::29]:
        for eta in nodes[::5]:
            assert bool(forces(Pattern(theta), Pattern(eta))) == (theta == eta or poset.has_edge(theta, eta))


# -- arguments ---------------------------------------------------------------------------------------


def test_notation_is_accepted() -> None:
    assert forced_patterns("(1 2 3)", 3) == tuple(map(Pattern, ["(1)", "(1 2)", "(1 2 3)"]))
    assert forces("(1 2 3)", "(1 3 2 4)")
    assert not forces("(1 3 2 4)", "(1 2 3)")


def test_lists_are_sorted_by_period_and_images() -> None:
    found = [eta.images for eta in forced_patterns("(1 3 4 2)", 6)]
    assert found == sorted(found, key=lambda images: (len(images), images))
    assert Pattern("(1 2 3 4 5)") not in forced_patterns("(1 2 3 4 5)", 4)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: forced_patterns("(1 2 3)", 0), "upto must be an integer from 1 to 60, not 0"),
        (lambda: forced_patterns("(1 2 3)", 61), "upto must be an integer from 1 to 60, not 61"),
        (lambda: forced_patterns("(1 2 3)", 40), "the Markov graph has 24157814 walks of at most 33 vertices, over the limit 20000000 of this search"),
        (lambda: forcing_poset(8), "the poset of all patterns is computed up to period 7, not 8"),
        (lambda: forcing_poset(1.5), "upto must be an integer >= 1, not 1.5"),
        (lambda: forced_poset("(1 2 3)", 24), "patterns of period <= 24 are forced, over the limit 1000 of what is ordered"),
        (lambda: forced_poset("(1 2 3)", 19), "patterns over 20000000 walks would have to be followed"),
        (lambda: is_primary(Pattern.stefan(101)), "the pattern has 101 points, over the limit 100"),
        (lambda: is_primary(Pattern.stefan(61)), "over 1000000 walks of at most 61 vertices were followed, the limit of this search"),
        (lambda: forces("(1 2 3)", Pattern.stefan(1001)), "eta has 1001 points, over the limit 1000 of this search"),
        (lambda: forces("(1 2)(3 4)", "(1)"), "is not one cycle"),
    ],
)  # fmt: skip
def test_refused(call: Any, message: str) -> None:
    """The golden graph has F(k+2) walks of k vertices, F(37) - 3 of at most 33."""
    with pytest.raises(ValueError, match=re.escape(message)):
        call()


def test_the_search_for_one_pattern_is_bounded() -> None:
    """Two large patterns without structure: the search gives up in words."""
    theta, eta = (Pattern.of_orbit([k * k % p * p + k for k in range(n)]) for p, n in ((61, 40), (23, 15)))
    with pytest.raises(
        ValueError, match="over 1000000 ways to place points of a pattern of period 15 were tried, the limit of this search"
    ):
        forces(theta, eta)
