"""T15x: labellings against brute force, evidence evaluated a second time from its definition, bounds against searches for g."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from gmpy2 import mpq
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from brute import exactly, fraction, vertices_of
from exactsep.bounds.l1.levels import level_bound
from exactsep.bounds.l1.rounding import scaled_down, scaled_up, short_above, short_below
from exactsep.bounds.l1.switches import best_price, fewest_switches, priced
from exactsep.bounds.width import require_pieces
from exactsep.families import named_map
from exactsep.maps.iterate import expand
from exactsep.maps.piecewise import PLMap
from exactsep.numbers.algebraic import NumberField
from l1 import labellings, least_cost, searched
from strategies import markov_maps, self_maps

GOLDEN_FIELD = NumberField([-1, -1, 1], (1, 2))
PHI = GOLDEN_FIELD.generator
GOLDEN = PLMap([(-1, PHI - 1), (0, -1), (PHI - 1, 0)], GOLDEN_FIELD)
TENT = PLMap([(0, 0), ("1/2", 1), (1, 0)])
RUNS = st.lists(st.integers(0, 9), min_size=1, max_size=9).filter(any)


def expanded(f: PLMap, t: int) -> PLMap:
    found = expand(f, t, 100_000)
    assert found is not None
    return found


def test_runs_one_two_one_two() -> None:
    """The third run takes the other label, for 1; flipping the last one first would cost 2."""
    assert least_cost([1, 2, 1, 2], 1) == 1
    assert best_price([100, 200, 100, 200], 1)[0] == 100


@given(RUNS, st.integers(0, 8))
def test_table_against_all_labellings(runs: list[int], most: int) -> None:
    assert least_cost(runs, most) == min(cost for cost, switches in labellings(runs) if switches <= most)


@given(RUNS, st.integers(0, 12))
def test_one_pass_against_all_labellings(runs: list[int], price: int) -> None:
    best = min((cost + price * switches, switches) for cost, switches in labellings(runs))
    cost, switches = priced(runs, price)
    assert (cost + price * switches, switches) == best


@given(RUNS, st.integers(0, 8), st.one_of(st.none(), st.integers(0, 12)))
def test_the_best_price(runs: list[int], most: int, first: int | None) -> None:
    """Never above D_M, and as good as any integer price (up to the rounding of the price, by at most one switch each)."""
    scale = 1000
    bound, price = best_price([scale * w for w in runs], most, first=first)
    assert bound <= scale * least_cost(runs, most)
    assert bound == max(0, min(scale * cost + price * (switches - most) for cost, switches in labellings(runs)))
    best = max(min(2 * cost + p * (switches - most) for cost, switches in labellings(runs)) for p in range(40)) / 2
    assert bound >= scale * best - len(runs)


@given(st.lists(st.integers(0, 9), min_size=1, max_size=9), st.integers(0, 6))
def test_fewest_switches(runs: list[int], most: int) -> None:
    """D_M is the least cost over all labellings with at most M switches."""
    assert fewest_switches(runs, most) == min(cost for cost, switches in labellings(runs) if switches <= most)


def test_a_labelling_that_no_price_finds() -> None:
    """1, 2, 1, 2 with one switch costs 1."""
    assert fewest_switches([1, 2, 1, 2], 1) == 1


def by_definition(f: PLMap, most: int, evidence: dict[str, Any]) -> Fraction:
    """The bound that the evidence proves, evaluated from the definition: no runs, but preimages of a level in each gap."""
    vertices, bits = vertices_of(f), evidence["bits"]
    values = sorted({y for _, y in vertices})
    assert len(evidence["prices"]) == len(values) - 1
    result = Fraction(0)
    for (a, b), prices in zip(pairwise(values), evidence["prices"], strict=True):
        if prices:
            n = len(prices) - 1
            ends = [lengths(vertices, a, b, c, bits) for c in (a, b)]
            costs = [at_level(ends, n, k, p, most) for k, p in enumerate(prices)]
            result += (b - a) * (sum(costs) - (costs[0] + costs[-1]) / 2) / n / 2**bits
    return result


def lengths(vertices: list[tuple[Fraction, Fraction]], a: Fraction, b: Fraction, c: Fraction, bits: int) -> list[int]:
    spanning = [(p, q) for p, q in pairwise(vertices) if min(p[1], q[1]) <= a and b <= max(p[1], q[1])]
    points = [p[0] + (c - p[1]) * (q[0] - p[0]) / (q[1] - p[1]) for p, q in spanning]
    return [(v - u) * 2**bits // 1 for u, v in pairwise([vertices[0][0], *points, vertices[-1][0]])]


def at_level(ends: list[list[int]], n: int, k: int, price: int | None, most: int) -> Fraction:
    runs = [(n - k) * u + k * v for u, v in zip(*ends, strict=True)]
    if price is None:
        return Fraction(least_cost(runs, most), n)
    assert type(price) is int
    assert price >= 0
    switches = len(runs) - 1
    least = min(table_cost + n * price * m for m, table_cost in enumerate(least_costs(runs, switches)))
    return Fraction(max(0, least - n * price * most), n)


def least_costs(runs: list[int], most: int) -> list[int]:
    return [least_cost(runs, m) for m in range(most + 1)]


@settings(max_examples=40)
@given(st.one_of(self_maps(), markov_maps()), st.integers(1, 3), st.integers(1, 6))
def test_evidence_by_definition(f: PLMap, t: int, most: int) -> None:
    F = expanded(f, t)
    assume(F.pieces <= 24)
    bound = level_bound(F, t, most)
    if bound is None:
        assert all(cost == 0 for cost in halfway(vertices_of(F), most))
        return
    value = by_definition(F, most, bound.evidence)
    assert 0 < fraction(bound.error) <= value <= fraction(bound.error) * (1 + Fraction(2, 10**10))


def halfway(vertices: list[tuple[Fraction, Fraction]], most: int) -> list[int]:
    """D_M in the middle of each gap."""
    values = sorted({y for _, y in vertices})
    return [least_cost(lengths(vertices, a, b, (a + b) / 2, 64), most) for a, b in pairwise(values)]


@settings(max_examples=25)
@given(st.one_of(self_maps(), markov_maps()), st.integers(1, 3), st.integers(1, 4))
def test_no_function_comes_closer(f: PLMap, t: int, most: int) -> None:
    F = expanded(f, t)
    assume(most < F.pieces <= 12)
    bound = level_bound(F, t, most)
    error = 0.0 if bound is None else float(bound.error)
    assert searched(F.vertices, most, seed=t * 100 + most, starts=4, rounds=25) >= error - 1e-9


@pytest.mark.parametrize(("t", "most"), [(1, 1), (3, 1), (3, 2), (5, 3), (8, 31), (10, 1000)])
def test_tent(t: int, most: int) -> None:
    """All 2^t crossings of all levels cost the same: (2^t - M)/(4 2^t), or more where the ends of I make a difference."""
    bound = level_bound(expanded(TENT, t), t, most)
    assert bound is not None
    assert bound.error >= mpq(2**t - most, 4 * 2**t)
    assert (bound.rule, bound.iterate, bound.pieces) == ("T15x", t, most)


@pytest.mark.parametrize(("most", "lower", "upper"), [(2, "0.6071", "0.6105"), (16, "0.5757", "0.5885"), (64, "0.4682", "0.5102")])
def test_golden(most: int, lower: str, upper: str) -> None:
    """The figures of another implementation, and the errors of explicit functions."""
    bound = level_bound(expanded(GOLDEN, 12), 12, most)
    assert bound is not None
    assert Fraction(lower) <= bound.error <= Fraction(upper)


def test_a_number_field_agrees_with_the_rationals() -> None:
    """The skew tent over Q and over Q(phi); then the golden map against its copies with ratios of Fibonacci numbers."""
    skew = [(0, 0), ("2/3", 1), (1, 0)]
    over_q, over_k = (level_bound(expanded(PLMap(skew, field), 5), 5, 4) for field in (TENT.field, GOLDEN_FIELD))
    assert over_q is not None
    assert over_k is not None
    assert (over_q.error, over_q.evidence) == (over_k.error, over_k.evidence)
    F = expanded(GOLDEN, 6)
    near = PLMap([(nearby(x), nearby(y)) for x, y in F.vertices])
    exact, rounded = level_bound(F, 6, 4), level_bound(near, 6, 4)
    assert exact is not None
    assert rounded is not None
    assert abs(exact.error - rounded.error) < mpq(1, 10**9)


def nearby(x: Any) -> Fraction:
    """An element of Q(phi), to 30 digits; equal elements stay equal."""
    phi = Fraction(16180339887498948482045868343656381177203, 10**40)
    return round(fraction(x.coefficients[0]) + fraction(x.coefficients[1]) * phi, 30)


def test_work_is_bounded() -> None:
    """With less work fewer gaps and levels are looked at: the bound falls, and at last there is none."""
    F = expanded(named_map("trimodal"), 5)
    bounds = [level_bound(F, 5, 8, work=w) for w in (600_000, 20_000, 1_000, 10)]
    errors = [0 if b is None else b.error for b in bounds]
    assert errors == sorted(errors, reverse=True)
    assert errors[0] > errors[1] > errors[2] > errors[3] == 0


def test_nothing_to_prove() -> None:
    F = expanded(TENT, 3)
    assert level_bound(F, 3, 8) is None
    assert level_bound(F, 3, 2**200) is None
    assert level_bound(PLMap([(0, "1/2"), (1, "1/2")]), 1, 1) is None


@pytest.mark.parametrize("wrong", [0, -1, True, "2", 1.5, mpq(1, 2)])
def test_pieces_must_be_a_positive_integer(wrong: Any) -> None:
    with pytest.raises(ValueError, match=exactly(f"pieces must be an integer M >= 1, not {wrong!r}")):
        require_pieces(wrong)


@given(st.fractions(), st.integers(0, 80))
def test_rounding(x: Fraction, bits: int) -> None:
    assert scaled_down(mpq(x.numerator, x.denominator), bits) == x * 2**bits // 1
    assert scaled_up(mpq(x.numerator, x.denominator), bits) == -(-x * 2**bits // 1)
    if x > 0:
        for value in (mpq(x.numerator, x.denominator), PHI * x, PHI * x / 10**30, mpq(1, 3) ** 200 + mpq(x.numerator, x.denominator)):
            low, high = short_below(value), short_above(value, 30)
            assert low <= value <= high
            assert (high - low) * 10**9 <= low
            assert len(str(low)) <= 120
