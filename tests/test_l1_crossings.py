"""T14: paths listed one by one, constants against samples, bounds against explicit functions and searches."""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import Any

import pytest
from gmpy2 import mpq
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from brute import fraction
from exactsep.bounds.l1 import best_lower
from exactsep.bounds.l1.crossings import crossing_bound, exact_constants, lipschitz_on, rounded_constants
from exactsep.bounds.l1.explicit import explicit_bound
from exactsep.dynamics.covering import Covering
from exactsep.dynamics.partition import markov_partition, refine
from exactsep.families import named_map
from exactsep.maps.iterate import expand
from exactsep.maps.piecewise import PLMap
from exactsep.maps.smooth import PolynomialMap
from exactsep.numbers.algebraic import NumberField
from l1 import searched
from strategies import markov_maps, polynomials, self_maps

FIELD = NumberField([-1, -1, 1], (1, 2))
PHI = FIELD.generator
GOLDEN = PLMap([(-1, PHI - 1), (0, -1), (PHI - 1, 0)], FIELD)
SKEW = PLMap([(0, 0), ("2/3", 1), (1, 0)])


def covered(f: Any) -> Covering:
    found = markov_partition(f)
    assert found is not None
    return found


def by_definition(covering: Covering, t: int, most: int, evidence: dict[str, Any]) -> list[Fraction]:
    """The share of each target, from all paths of t branches and the constants of the evidence, in Fractions."""
    branches = list(covering.branches)
    constants = []
    for own in evidence["exponents"]:
        value = Fraction(1)
        for base, e in zip(evidence["bases"], own, strict=True):
            value *= fraction(base) ** e
        constants.append(value)
    shares = []
    for p, q, _ in evidence["targets"]:
        inverses = []
        for path in itertools.product(range(len(branches)), repeat=t):
            steps = [branches[k] for k in path]
            joined = all(b.first <= after.index <= b.last for b, after in itertools.pairwise(steps))
            if joined and steps[-1].first <= p and q <= steps[-1].last:
                product = Fraction(1)
                for k in path:
                    product /= constants[k]
                inverses.append(product)
        gap = fraction(covering.intervals[q][1].lo) - fraction(covering.intervals[p][0].lo)
        shares.append(gap**2 / 4 * sum(sorted(inverses)[: max(0, len(inverses) - most)]))
    return shares


@settings(max_examples=30)
@given(st.one_of(self_maps((3, 5)), markov_maps((2, 4))), st.integers(1, 3), st.integers(1, 3), st.integers(1, 4))
def test_evidence_by_definition(f: PLMap, t: int, most: int, order: int) -> None:
    covering = refine(f, order).covering
    assume(0 < len(covering.branches) ** t <= 3_000)
    F = expand(f, t, 200)
    assume(F is not None)
    assert F is not None
    bound = crossing_bound(f, covering, t, most)
    assume(bound is not None)
    assert bound is not None
    targets = bound.evidence["targets"]
    assert all(q < p for (_, q, _), (p, _, _) in itertools.pairwise(targets))
    assert 0 <= sum(share for _, _, share in targets) - bound.error <= bound.error / 10**9
    for (_, _, share), value in zip(targets, by_definition(covering, t, most, bound.evidence), strict=True):
        assert 0 < fraction(share) <= value <= fraction(share) * (1 + Fraction(1, 10**6))
    for b, own in zip(covering.branches, bound.evidence["exponents"], strict=True):
        constant = mpq(1)
        for base, e in zip(bound.evidence["bases"], own, strict=True):
            constant *= base**e
        steepest = max(abs(s) for (x0, x1), s in zip(itertools.pairwise(f.xs), f.slopes, strict=True) if x0 < b.end and b.start < x1)
        assert constant >= steepest
    assert bound.error <= explicit_bound(F, t, most).exact


def test_uniform_paths() -> None:
    """The tent at t = 12: all 2^12 crossings of [0, 1] have the constant 2^12, and nothing is lost."""
    bound = crossing_bound(named_map("tent"), covered(named_map("tent")), 12, 16)
    assert bound is not None
    assert bound.error == mpq(2**12 - 16, 4 * 2**12)
    assert [target[:2] for target in bound.evidence["targets"]] == [(0, 1)]


def test_two_slopes() -> None:
    """Skew tent: k steep steps of 30 happen in C(30, k) paths; T15 without a tail says the same, 0.226185."""
    bound = crossing_bound(SKEW, covered(SKEW), 30, 2**20)
    assert bound is not None
    assert abs(bound.error - mpq("0.226185")) < mpq(1, 10**6)


def test_a_number_field() -> None:
    bound = crossing_bound(GOLDEN, covered(GOLDEN), 12, 2)
    assert bound is not None
    assert bound.evidence["bases"] == [PHI]
    assert mpq("0.36") < bound.error < mpq("0.6073")


@settings(max_examples=60)
@given(polynomials(), st.fractions(0, 1), st.fractions(0, 1))
def test_constants_of_polynomials(f: PolynomialMap, p: Fraction, q: Fraction) -> None:
    assume(p < q)
    a, b = f.interval
    u, v = a + (b - a) * mpq(p), a + (b - a) * mpq(q)
    constant = lipschitz_on(f, u, v)
    assert all(abs(f.slope_at(u + (v - u) * k / 10)) <= constant for k in range(11))
    if f.degree <= 2:
        assert constant == max(abs(f.slope_at(u)), abs(f.slope_at(v)))


def test_constants_of_other_maps() -> None:
    with pytest.raises(ValueError, match=r"^Lipschitz constants are known for piecewise affine and polynomial maps, not for str$"):
        lipschitz_on("tent", 0, 1)  # type: ignore[arg-type]


@given(st.lists(st.fractions(Fraction(1, 9), 9, max_denominator=9), min_size=1, max_size=6), st.sampled_from(["65/64", "9/8"]))
def test_rounded_constants(values: list[Fraction], base: str) -> None:
    rationals, b = [mpq(v) for v in values], mpq(base)
    for value, (e,) in zip(rationals, rounded_constants(rationals, b).exponents, strict=True):
        assert b ** (e - 1) < value <= b**e
    exact = exact_constants(rationals)
    assert (exact is None) == (len(set(values)) > 3)
    if exact is not None:
        assert [exact.bases[e.index(1)] for e in exact.exponents] == rationals


@pytest.mark.parametrize(("name", "t", "most"), [("logistic:15/4", 3, 1), ("logistic:15/4", 4, 2), ("logistic:4", 3, 2)])
def test_polynomials_against_searches(name: str, t: int, most: int) -> None:
    """No g found comes closer to f^t (a polygon through 200 of its points, off by less than 10^-2) than the bound."""
    f = named_map(name)
    bound = best_lower(f, t, most)
    assert bound is not None
    assert bound.rule == "T14"
    polygon = []
    for k in range(201):
        x = y = k / 200
        for _ in range(t):
            y = float(f.coefficients[1]) * y * (1 - y)  # type: ignore[union-attr]
        polygon.append((x, y))
    assert 0 < bound.error < searched(polygon, most, seed=3, starts=2, rounds=10) + 1e-2


def test_long_iterates_without_a_partition() -> None:
    """A map with an infinite orbit, far beyond expansion: positive, and never above the trivial distance from the constant 1/2."""
    f = PLMap([(0, "1/7"), ("2/5", 1), (1, 0)])
    bound = best_lower(f, 60, 2**20)
    assert bound is not None
    assert bound.rule == "T14"
    assert mpq(1, 100) < bound.error < mpq(1, 2)
    assert best_lower(f, 60, 2**200) is None
    assert best_lower(f, 99_999, 2) is None


def test_nothing_to_prove() -> None:
    tent = named_map("tent")
    assert crossing_bound(tent, covered(tent), 3, 8) is None
    assert crossing_bound(tent, covered(tent), 0, 1) is None
    assert crossing_bound(tent, Covering((), ()), 3, 1) is None
    assert best_lower(PolynomialMap([0, 5, -5]), 3, 1) is None
