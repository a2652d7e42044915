"""Rates of maps: known ones, ones that a conjugation hides, and the gap between the two sides for random maps.

Sources of known rates: slopes s and -s only (Misiurewicz & Szlenk 1980), published numbers for patterns, closed formulas for polynomials.
A second bound for any map: the rate is at most lap(f^t)^(1/t).
"""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from gmpy2 import mpq
from hypothesis import given, settings
from hypothesis import strategies as st

import brute
from covered_maps import tent_of_slope
from exactsep.dynamics.rate import TOLERANCE, map_rate
from exactsep.families import named_map
from exactsep.maps.piecewise import PLMap
from exactsep.maps.smooth import PolynomialMap
from exactsep.numbers.field import Q
from exactsep.rates import growth
from strategies import REFLECTION, Affine, affine_changes, constant_slope_maps, homeomorphisms, inverse, markov_maps, self_maps

PERCENT = Fraction(1, 100)


# -- known rates --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "rate"),
    [
        ("tent", 2),
        ("full:5", 5),
        ("full:50", 50),
        ("skew:1/7", 2),
        ("stefan:3", 1.6180339887498949),
        ("stefan:5", 1.5128763968640948),
        ("stefan:7", 1.4655712318767680),
        ("plateau", 1.6180339887498949),
        ("logistic:4", 2),
        ("logistic:2", 1),
    ],
)
def test_named_maps_with_markov_partitions(name: str, rate: float) -> None:
    found = map_rate(named_map(name))
    assert found.exact
    assert found.covering.complete
    assert found.upper - found.lower <= Fraction(1, 10**12)
    assert abs(float(found.lower) - rate) < 1e-12
    assert found.tried == (f"Markov partition: {len(found.covering)} intervals",)


@pytest.mark.parametrize("s", ["2", "19/10", "3/2", "7/5", "6/5"])
def test_tents_have_their_slope_as_rate(s: str) -> None:
    found = map_rate(tent_of_slope(s))
    assert found.lower <= Q(s) <= found.upper
    assert found.gap < PERCENT / 20
    assert found.exact == (s == "2")


def test_golden_tent_approximations() -> None:
    """Slopes next to the golden ratio, where the turning point is almost periodic."""
    for s in (Fraction(1597, 987), Fraction(987, 610)):
        found = map_rate(tent_of_slope(s))
        assert found.lower <= s <= found.upper
        assert found.gap < PERCENT / 50


@settings(max_examples=15)
@given(constant_slope_maps((2, 4)), homeomorphisms())
def test_zigzags_of_constant_slope_in_disguise(made: tuple[PLMap, Fraction], h: PLMap) -> None:
    f, s = made
    found = map_rate(h @ f @ inverse(h), tolerance=mpq(1, 1000), max_cells=60)
    assert found.lower <= max(s, 1) <= found.upper


@pytest.mark.parametrize(
    ("coefficients", "interval", "rate"), [([1, 0, -2], (-1, 1), 2), ([0, -3, 0, 4], (-1, 1), 3), ([1, 0, -8, 0, 8], (-1, 1), 4)]
)
def test_chebyshev_polynomials(coefficients: list[int], interval: tuple[int, int], rate: int) -> None:
    """T_n has rate n; the turning points of T_4 are irrational, so that it is approximated."""
    found = map_rate(PolynomialMap(coefficients, interval))
    assert found.lower <= rate <= found.upper
    assert found.gap < PERCENT


@pytest.mark.parametrize(
    ("r", "rate"),
    [
        ("3.5", 1.0),
        ("3.83187", 1.6180339887),
        ("3.85", 1.6180339887),
        ("3.96027", 1.8392867552),
    ],
)
def test_certified_sides_in_windows_of_logistic_maps(r: str, rate: float) -> None:
    """In the windows of the periods 3 and 4 (1 -> 2 -> 3 -> 4 -> 1) entropy is constant; both sides must reach it."""
    found = map_rate(named_map(f"logistic:{r}"), max_cells=80)
    assert float(found.lower) <= rate + 1e-9
    assert float(found.upper) >= rate - 1e-9
    assert found.gap < mpq(1, 10**4)


@pytest.mark.parametrize(
    ("coefficients", "cycle"),
    [
        (["0", "3", "-3"], "parabolic fixed point 2/3"),
        (["0", "16/5", "-16/5"], "attracting cycle of period 2"),
        (["0", "7/2", "-7/2"], "attracting cycle of period 4"),
        (["0", "7/2", "-33/10"], "attracting cycle of period 4 that does not attract the end 1 at once"),
        (["0", "33/10", "-16/5"], "attracting cycle of period 2"),
        (["0", "178/50", "-178/50"], "attracting cycle of period 8"),
        (["1/3", "1/2", "-1/3", "1/5"], "one attracting fixed point"),
    ],
)
def test_attracting_cycles_that_swallow_all_turning_points(coefficients: list[str], cycle: str) -> None:
    """Entropy 0 below the limit of the period doublings, r = 3.5699... (Feigenbaum): proved from both sides."""
    found = map_rate(PolynomialMap(coefficients))
    assert (found.lower, found.upper) == (1, 1), cycle


def test_an_attracting_cycle_beside_a_horseshoe() -> None:
    """Three laps on [0, 1/2] that cover it, so rate 3; the turning point 3/4 lies in a part that contracts to a fixed point."""
    found = map_rate(PLMap([(0, 0), ("1/8", "1/2"), ("1/4", 0), ("1/2", 1), ("3/4", "7/10"), (1, "4/5")]))
    assert found.lower <= 3 <= found.upper
    assert found.gap < mpq(1, 10**5)


def test_polynomials_that_leave_their_interval() -> None:
    """5 x (1 - x) on [0, 1]: not a self-map, a normal input; the points that stay form a full horseshoe."""
    found = map_rate(PolynomialMap([0, 5, -5]))
    assert abs(float(found.growth.lam) - 2) < 0.02


@pytest.mark.parametrize(
    "f", [PLMap([(0, 0), (1, 1)]), PLMap([(0, 1), (1, 0)]), PLMap([(0, "1/2"), (1, "1/2")]), PLMap([(0, "1/3"), (1, "1/2")])]
)
def test_monotone_maps_have_rate_1(f: PLMap) -> None:
    found = map_rate(f)
    assert (found.lower, found.upper, found.gap) == (1, 1, 0)


# -- all maps -------------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(self_maps())
def test_bounds_by_laps(f: PLMap) -> None:
    found = map_rate(f, tolerance=mpq(1, 200), max_cells=40)
    assert 1 <= found.lower <= found.upper
    assert found.growth.lam <= found.lower
    assert found.gap == (found.upper - found.lower) / found.upper
    assert found.upper <= max(1, f.lipschitz) + mpq(1, 10**9) or not found.exact
    for t in (1, 2, 3, 4):
        assert found.lower**t <= brute.lap_count(brute.iterate(brute.vertices_of(f), t))
    assert found.lower <= max(1, f.lipschitz)


@settings(max_examples=40)
@given(markov_maps())
def test_markov_maps(f: PLMap) -> None:
    found = map_rate(f)
    points = [Fraction(i, 60) for i in range(61)]
    grid = brute.markov_matrix(lambda x: brute.value(brute.vertices_of(f), x), [p for p in points if (p * grid_size(f)).denominator == 1])
    eigenvalue = max(float(max(abs(np.linalg.eigvals(np.array(grid, dtype=float))))), 1.0)
    assert found.exact
    assert abs(float(found.lower) - eigenvalue) < 1e-3
    assert abs(float(found.upper) - eigenvalue) < 1e-3


def grid_size(f: PLMap) -> int:
    """The number of cells of a uniform grid that holds all vertices and their values."""
    return int(np.lcm.reduce([int(z.denominator) for vertex in f.vertices for z in vertex]))


@settings(max_examples=25)
@given(self_maps((3, 5)), st.one_of(affine_changes(), st.just(REFLECTION)))
def test_conjugate_maps_have_one_rate(f: PLMap, change: Affine) -> None:
    """The same enclosure; for a mirror image of a map with plateaus, which are cut at their right ends, a compatible one."""
    mine = map_rate(f, tolerance=mpq(1, 200), max_cells=40)
    theirs = map_rate(change.conjugate(f), tolerance=mpq(1, 200), max_cells=40)
    assert mine.exact == theirs.exact
    assert mine.lower <= theirs.upper
    assert theirs.lower <= mine.upper
    if mine.exact:
        assert mine.growth.minimal_polynomial == theirs.growth.minimal_polynomial
    elif change.r > 0:
        assert (mine.lower, mine.upper) == (theirs.lower, theirs.upper)


# -- how far the search goes --------------------------------------------------------------------------------


def test_limits_and_progress() -> None:
    trimodal = named_map("trimodal")
    said: list[str] = []
    coarse = map_rate(trimodal, tolerance=mpq(1, 10), progress=said.append)
    fine = map_rate(trimodal, tolerance=mpq(1, 10**7))
    assert len(coarse.covering) < len(fine.covering)
    assert coarse.lower <= fine.lower <= fine.upper <= coarse.upper
    assert coarse.gap <= mpq(1, 10)
    assert fine.gap <= mpq(1, 10**7)
    assert said[0] == "covering of cylinder order 4"
    assert coarse.tried[0] == "no finite Markov partition found"
    small = map_rate(trimodal, tolerance=mpq(0), max_cells=30)
    assert len(small.covering) <= 30
    assert "over the limit 30" in small.tried[-1]


def test_maps_with_many_laps() -> None:
    """About 100 laps, over 400 intervals: a limit on their number must not cost half of the rate."""
    rng = random.Random(6)
    xs = [0, *sorted(rng.sample(range(1, 997), 150)), 997]
    f = PLMap([(Fraction(x, 997), Fraction(rng.randrange(998), 997)) for x in xs])
    assert f.lap_count > 90
    gap = float(map_rate(f, tolerance=mpq(1, 200)).gap)
    assert gap < 0.01


def test_small_coverings_are_kept_small() -> None:
    """A map with many laps: the first covering must respect the limit as well."""
    rng = random.Random(3)
    f = PLMap([(Fraction(i, 60), Fraction(rng.randrange(61), 61)) for i in range(61)])
    assert len(map_rate(f, max_cells=100).covering) <= 100


# -- the gap for random maps ------------------------------------------------------------------------------------


def random_map(rng: random.Random) -> PLMap:
    """A map of [0, 1] with 3 to 5 laps and 3 to 7 pieces."""
    while True:
        size, pieces = rng.choice([20, 37, 100]), rng.randrange(3, 8)
        xs = [0, *sorted(rng.sample(range(1, size), pieces - 1)), size]
        f = PLMap([(Fraction(x, size), Fraction(rng.randrange(size + 1), size)) for x in xs])
        if 3 <= f.lap_count <= 5:
            return f


def require_small_gaps(seed: int, maps: int, tolerance: Any = TOLERANCE) -> None:
    """Of each map of rate above 1.1: the proved rate (that of T4's vector) within 1 % of the upper side."""
    rng = random.Random(seed)
    wide, seen = [], 0
    while seen < maps:
        f = random_map(rng)
        found = map_rate(f, tolerance)
        if found.upper > Fraction(11, 10):
            seen += 1
            gap = (found.upper - found.growth.lam) / found.upper
            if gap > PERCENT:
                wide.append(f"{float(gap):.4f}: {f!r}, between {float(found.lower):.6f} and {float(found.upper):.6f}")
    assert not wide, "\n".join(wide)


def test_random_maps_within_one_percent() -> None:
    require_small_gaps(seed=2020, maps=60, tolerance=mpq(1, 300))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8))
def test_many_random_maps_within_one_percent(seed: int) -> None:
    require_small_gaps(seed, maps=50)


def test_the_rate_is_at_most_the_number_of_laps() -> None:
    """A steep tent, whose cut points get too long to refine it: not the slope but the two laps bound the rate."""
    peak = Fraction(1, 7 * 10**3_999)
    rate = growth(PLMap([(0, 0), (peak, 1), (1, "1/3")]))
    assert 1 <= rate.lower <= rate.upper <= 2
