"""Refined coverings between the two sides of rates that are known from elsewhere.

A zigzag of constant slope s > 1 has rate s (Misiurewicz & Szlenk 1980), whatever its turning points do; a conjugation keeps the rate.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from gmpy2 import mpq
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import brute
from covered_maps import HORSESHOES, tent_of_slope
from exactsep.dynamics.growth import radius_bounds
from exactsep.dynamics.partition import markov_partition, refine
from exactsep.families import EXAMPLES, named_map
from exactsep.maps.piecewise import PLMap
from exactsep.maps.smooth import PolynomialMap
from exactsep.numbers.field import Q
from strategies import REFLECTION, Affine, affine_changes, constant_slope_maps, homeomorphisms, inverse, markov_maps, self_maps


def eigenvalue(matrix: list[list[int]]) -> float:
    return float(max(abs(np.linalg.eigvals(np.array(matrix, dtype=float)))))


def sides(f: Any, order: int, bits: int = 0) -> tuple[Any, Any]:
    """(lower, upper) bounds of the rate of f by the covering and its outer counterpart."""
    refinement = refine(f, order, bits)
    return radius_bounds(refinement.covering)[0], max(radius_bounds(refinement.outer)[1], mpq(1))


@pytest.mark.parametrize("s", ["2", "3/2", "7/5", "19/10", "13/7", "21/20"])
def test_tents_of_constant_slope(s: str) -> None:
    for order in (1, 3, 6, 12):
        lower, upper = sides(tent_of_slope(s), order)
        assert lower <= Q(s) <= upper
    if Q(s) >= Q("7/5"):
        lower, upper = sides(tent_of_slope(s), 30)
        assert upper - lower < Fraction(1, 1000)


@settings(max_examples=60)
@given(constant_slope_maps(), st.sampled_from([0, 1, 2, 4, 7]))
def test_zigzags_of_constant_slope(made: tuple[PLMap, Fraction], order: int) -> None:
    f, s = made
    lower, upper = sides(f, order)
    assert lower <= max(s, 1) <= upper


@settings(max_examples=40)
@given(constant_slope_maps(), homeomorphisms(), st.sampled_from([2, 5]))
def test_zigzags_in_disguise(made: tuple[PLMap, Fraction], h: PLMap, order: int) -> None:
    f, s = made
    lower, upper = sides(h @ f @ inverse(h), order)
    assert lower <= max(s, 1) <= upper


@settings(max_examples=40)
@given(markov_maps(), st.sampled_from([0, 1, 3, 6]))
def test_markov_maps_by_refinement(f: PLMap, order: int) -> None:
    covering = markov_partition(f)
    assert covering is not None
    rate = max(eigenvalue(covering.matrix()), 1.0)
    lower, upper = sides(f, order)
    assert float(lower) <= rate + 1e-6
    assert float(upper) >= rate - 1e-6


@settings(max_examples=40)
@given(self_maps(), st.sampled_from([1, 2, 4]))
def test_upper_sides_bound_the_laps(f: PLMap, order: int) -> None:
    """lap(f^t) <= sum of the entries of A^t for the outer cells (a constant f^t has one lap and no path)."""
    outer = refine(f, order).outer
    ones: list[int] = [1] * len(outer)
    for t in range(4):
        assert brute.lap_count(brute.iterate(brute.vertices_of(f), t)) <= max(sum(ones), 1)
        ones = outer.left_multiply(ones)


@settings(max_examples=40)
@given(self_maps(), st.sampled_from([0, 1, 2, 4, 9]))
def test_refinements_are_coverings(f: PLMap, order: int) -> None:
    """In order, inside of I, disjoint; each branch is its interval, and its image straddles exactly the targets."""
    covering = refine(f, order).covering
    assume(len(covering) > 0)
    cells = [(left.lo, right.lo) for left, right in covering.intervals]
    a, b = f.interval
    assert a <= cells[0][0]
    assert cells[-1][1] <= b
    assert all(p < q for p, q in cells)
    assert all(q <= p for (_, q), (p, _) in pairwise(cells))
    for branch in covering.branches:
        u, v = cells[branch.index]
        assert (branch.start, branch.end) == (u, v)
        low, high = sorted((f(u), f(v)))
        assert low <= cells[branch.first][0]
        assert cells[branch.last][1] <= high
    assert not covering.complete


@settings(max_examples=40)
@given(self_maps(), st.one_of(affine_changes(), st.just(REFLECTION)), st.sampled_from([1, 3]))
def test_refinements_of_conjugate_maps(f: PLMap, change: Affine, order: int) -> None:
    assume(change.r > 0 or 0 not in f.slopes)
    mine, theirs = refine(f, order), refine(change.conjugate(f), order)
    turn = 1 if change.r > 0 else -1
    for one, other in [(mine.covering, theirs.covering), (mine.outer, theirs.outer)]:
        assert sorted(sorted((change(p.lo), change(q.lo))) for p, q in one.intervals) == [[p.lo, q.lo] for p, q in other.intervals]
        assert [row[::turn] for row in one.matrix()[::turn]] == other.matrix()


@settings(max_examples=40)
@given(self_maps(), st.sampled_from([1, 3]))
def test_mirror_images_with_plateaus(f: PLMap, order: int) -> None:
    """A plateau at which a map turns is cut at its right end: the cells of the mirror image may differ, the true rate does not."""
    assume(0 in f.slopes)
    lower, upper = sides(f, order)
    mirrored_lower, mirrored_upper = sides(REFLECTION.conjugate(f), order)
    assert lower <= mirrored_upper
    assert mirrored_lower <= upper


def test_finer_refinements_come_closer() -> None:
    gaps = []
    for order in (4, 9, 19, 40):
        lower, upper = sides(named_map("trimodal"), order)
        gaps.append(float(upper - lower))
    assert gaps == sorted(gaps, reverse=True)
    assert gaps[-1] < 1e-6


@pytest.mark.parametrize(("r", "order"), [("15/4", 12), ("19/5", 12), ("39/10", 12)])
def test_logistic_maps_are_between_their_sides(r: str, order: int) -> None:
    """Against the kneading sequence of the critical point 1/2, computed in floating point: the root of the kneading determinant."""
    lower, upper = sides(PolynomialMap([0, r, "-" + r]), order, bits=64 + 4 * order)
    rate = kneading_rate(float(Fraction(r)))
    assert float(lower) - 1e-6 <= rate <= float(upper) + 1e-6
    assert upper - lower < Fraction(1, 5)


def kneading_rate(r: float, terms: int = 45) -> float:
    """exp of the entropy of r x (1 - x): 1/z for the least zero of sum theta_k z^k in (0, 1) (Milnor & Thurston 1988).

    theta_k is the sign of the derivative of f^k at the critical value. Floating point loses a factor of 2 per step, and so do the terms.
    """
    theta, x = [1], r / 4
    for _ in range(terms):
        theta.append(theta[-1] * (1 if x < 0.5 else -1))
        x = r * x * (1 - x)

    def determinant(z: float) -> float:
        return sum(t * z**k for k, t in enumerate(theta))

    grid = np.linspace(0.5, 0.999, 5000)
    signs = [determinant(z) > 0 for z in grid]
    k = next(k for k in range(len(signs) - 1) if signs[k] != signs[k + 1])
    lo, hi = grid[k], grid[k + 1]
    for _ in range(60):
        middle = (lo + hi) / 2
        lo, hi = (middle, hi) if (determinant(middle) > 0) == signs[k] else (lo, middle)
    return float(1 / lo)


def test_kneading_of_known_maps() -> None:
    """Rate 2 for r = 4 (theta = 1, -1, -1, -1, ...), and the golden ratio at the superstable 3-cycle, r = 3.83187..."""
    assert abs(kneading_rate(4.0 - 1e-15) - 2) < 1e-6
    assert abs(kneading_rate(3.85) - (1 + 5**0.5) / 2) < 1e-3, "the window of period 3 has constant entropy"


@pytest.mark.parametrize("f", HORSESHOES)
def test_polynomials_that_leave_their_interval(f: PolynomialMap) -> None:
    """The points that stay form a full horseshoe of rate 2."""
    lower, _ = sides(f, 6, bits=128)
    assert lower > Fraction(19, 10)


def test_every_affine_example_is_covered() -> None:
    """The known rate of each example lies between the sides of a coarse refinement."""
    seen = 0
    for example in EXAMPLES:
        f = named_map(example.sample)
        if example.known.rate is not None and isinstance(f, PLMap):
            rate = max(root.real for root in np.roots(example.known.rate[::-1]) if abs(root.imag) < 1e-9)
            lower, upper = sides(f, 4)
            assert float(lower) - 1e-9 <= rate <= float(upper) + 1e-9
            seen += 1
    assert seen >= 5
