"""The inverse questions: against closed formulas for the tent, exhaustive searches, and the independent checker."""

from __future__ import annotations

from fractions import Fraction
from itertools import count, pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import brute
from exactsep.bounds.budgets import sign_budget, sup_budget
from exactsep.bounds.counters import Covered, Expanded
from exactsep.bounds.l1 import LowerBound
from exactsep.certificates.separation import realized
from exactsep.dynamics.partition import markov_partition
from exactsep.families import EXAMPLES, named_map
from exactsep.inverse.excluded import excluded, largest_budget
from exactsep.inverse.least import Least, deepest, least_depth, least_iterate, least_width
from exactsep.inverse.region import region
from exactsep.maps.piecewise import PLMap
from exactsep.numbers.field import Q
from strategies import markov_maps, self_maps

HALF = Fraction(1, 2)


def widest_of(pieces: int, depth: int) -> int:
    """The largest u >= 0 with (u + 1)^depth <= pieces, by counting up."""
    return next(u for u in count() if (u + 2) ** depth > pieces)


def require_accepted(found: Least, claimed: int) -> None:
    """The checker accepts the certificate, and it is about at least so many pieces and the error that the answer names."""
    assert found.certificate is not None
    assert found.certificate.check()["accepted"] is True
    claim = found.certificate.data["claim"]
    assert claim["pieces"] >= claimed
    if claim["kind"] != "sign":
        assert Fraction(claim["error"]) >= brute.fraction(found.error)
    else:
        assert Fraction(claim["errors"], claim["points"]) >= brute.fraction(found.error)


# -- the tent: f^t has 2^t crossings of [0, 1] ---------------------------------------------------


@pytest.mark.parametrize(("t", "depth"), [(1, 1), (2, 1), (5, 2), (9, 3), (12, 4), (20, 2), (20, 7), (40, 5)])
def test_least_width_of_the_tent(t: int, depth: int) -> None:
    found = least_width("tent", t, depth, error=HALF)
    last = widest_of(2**t - 1, depth)
    assert found.value == last + 1
    require_accepted(found, (last + 1) ** depth if last else 1)
    assert ("is at least 1/2 away" in found.words[0]) == (last > 0)
    assert "need not suffice" in found.words[1]


def test_least_depth_of_the_tent() -> None:
    for width in (1, 2, 5, 30, 2**12 - 2, 2**12 - 1):
        found = least_depth("tent", 12, width, error=HALF)
        last = max((depth for depth in range(1, 13) if (width + 1) ** depth <= 2**12 - 1), default=0)
        assert (found.value, found.excluded.pieces) == (last + 1, 2**12 - 1)
    assert "No depth is excluded at width 4096" in least_depth("tent", 12, 2**12, error=HALF).words[0]


def test_shares_of_the_tent() -> None:
    """T13 on all 2^t + 1 alternating points: n - M >= 2 ceil(share n)."""
    for t in (3, 6, 10):
        n = 2**t + 1
        for share in (Fraction(1, 10), Fraction(1, 4), Fraction(2, 5)):
            errors = next(k for k in count() if Fraction(k, n) >= share)
            found = excluded("tent", t, share, "sign")
            assert found.pieces == max(n - 2 * errors, 0)
    assert excluded("tent", 1, Fraction(2, 5), "sign").certificate is None


def test_l1_of_the_tent() -> None:
    """T15: the distance is at least (2^t - M)/(4 * 2^t)."""
    for t, error in ((30, Fraction(1, 8)), (40, Fraction(1, 5))):
        found = least_width("tent", t, 2, error, "l1")
        budget = 2**t - 4 * error * 2**t
        assert budget * (1 - Fraction(1, 2**19)) <= found.excluded.pieces <= budget
        require_accepted(found, widest_of(found.excluded.pieces, 2) ** 2)


@pytest.mark.parametrize(
    ("norm", "error", "pieces"), [("sup", "1/2", lambda t: 2**t - 1), ("sign", "1/4", lambda t: 2**t + 1 - 2 * (2**t // 4 + 1))]
)
def test_least_iterate_of_the_tent(norm: str, error: str, pieces: Any) -> None:
    for widths in ([1], [3], [10, 20, 10], [7, 7, 7]):
        budget = 1
        for n in widths:
            budget *= n + 1
        found = least_iterate("tent", widths, error, norm)
        assert found.value == next(t for t in count(1) if pieces(t) >= budget)
        require_accepted(found, budget)


def test_golden_iterates_have_fibonacci_many_crossings() -> None:
    """lap(f^t) is the Fibonacci number 2, 3, 5, 8, ... for t = 1, 2, 3, 4, ..., and at distance 1/4 each lap counts."""
    before, laps = 1, 2
    for t in range(1, 31):
        if t in (6, 12, 20, 30):
            assert excluded("golden", t, "1/4").pieces == laps - 1
        before, laps = laps, before + laps


# -- against brute force -------------------------------------------------------------------------


@given(self_maps((2, 5)), st.integers(1, 3), st.integers(1, 8))
@settings(max_examples=60, deadline=None)
def test_budgets_of_expanded_iterates(f: PLMap, t: int, part: int) -> None:
    """T12i proves at most (longest chain of moves of size 2E) - 1 pieces, and this many are found."""
    power = f.iterate(t)
    values = [y for _, y in brute.vertices_of(power)]
    error = (max(values) - min(values)) * Fraction(part, 16)
    if error > 0:
        found = sup_budget(Expanded(power), Q(error))
        assert (0 if found is None else found.pieces) == max(brute.most_moves(values, 2 * error) - 1, 0)
        assert found is None or found.error >= error


@given(self_maps((2, 5)), st.integers(1, 3), st.sampled_from([Fraction(1, 10), Fraction(1, 4), Fraction(2, 5)]))
@settings(max_examples=60, deadline=None)
def test_shares_of_expanded_iterates(f: PLMap, t: int, share: Fraction) -> None:
    power = f.iterate(t)
    values = sorted({y for _, y in brute.vertices_of(power)})
    most = max((brute.crossings(brute.vertices_of(power), x, y) for x, y in pairwise(values)), default=0)
    n = most + 1
    errors = next(k for k in count() if Fraction(k, n) >= share)
    found = sign_budget(Expanded(power), Q(share))
    assert (0 if found is None else found.pieces) == max(n - 2 * errors, 0)
    assert found is None or found.error >= share


@given(markov_maps(), st.integers(1, 5), st.integers(1, 6))
@settings(max_examples=60, deadline=None)
def test_budgets_by_words(f: PLMap, t: int, part: int) -> None:
    """On a Markov partition: the most crossings of levels at ends of intervals with a gap of at least 2E, counted on f^t."""
    partition = markov_partition(f)
    if partition is None or not len(partition):
        return
    error = Fraction(part, 16)
    ends = sorted({brute.fraction(e.middle) for interval in partition.intervals for e in interval})
    power = brute.iterate(brute.vertices_of(f), t)
    counts = [brute.longest_alternation([y for _, y in power], x, y) for x in ends for y in ends if y - x >= 2 * error]
    found = sup_budget(Covered(partition, t), Q(error))
    assert (0 if found is None else found.pieces) == max(max(counts, default=0) - 1, 0)
    assert found is None or found.error >= error


@given(self_maps((2, 4)), st.integers(1, 3), st.sampled_from(["sup", "sign", "l1"]))
@settings(max_examples=10, deadline=None)
def test_the_iterate_itself_is_never_excluded(f: PLMap, t: int, norm: str) -> None:
    found = excluded(f, t, norm=norm)
    assert found.pieces < max(f.iterate(t).pieces, 1)
    assert (found.certificate is None) == (found.pieces == 0)


@pytest.mark.parametrize("error", [Fraction(k, 100) for k in (1, 30, 77, 99)])
@pytest.mark.parametrize(
    "curve", [lambda m: Fraction(1, m), lambda m: max(Fraction(0), 1 - Fraction(m, 1000)), lambda m: Fraction(int(m < 37))]
)
def test_search_for_the_largest_budget(curve: Any, error: Fraction) -> None:
    """The largest M with curve(M) >= E, for falling curves of different shapes."""

    def bound(most: int) -> LowerBound | None:
        return LowerBound("T15", 1, most, Q(curve(most)), {}) if curve(most) > 0 else None

    first = bound(1)
    assert first is not None
    if first.error >= error:
        assert largest_budget(bound, Q(error), first) == (next(m for m in count(1) if curve(m + 1) < error), True)


def test_search_for_huge_budgets_stops_at_a_millionth() -> None:
    top = 3**500

    def bound(most: int) -> LowerBound:
        return LowerBound("T15", 1, most, top / (Q(most) + top), {})

    pieces, reached = largest_budget(bound, Q("1/3"), bound(1))
    assert (2 * top - pieces) * 10**6 <= 2 * top
    assert pieces <= 2 * top
    assert reached == (pieces == 2 * top)


def test_reasons() -> None:
    assert least_width("tent", 3, 4, HALF).words[0] == (
        "No width is excluded at depth 4: the smallest network may have 16 pieces, and an error of at least 1/2 is certified up to 7 pieces."
    )
    assert "may have 2^100 pieces" in least_width("tent", 3, 100, HALF).words[0]
    assert least_depth("tent", 3, 7, "2/3").words[0] == (
        "No depth is excluded at width 7: no error of at least 2/3 is certified even for one piece."
    )


def test_deepest() -> None:
    assert [deepest(pieces, 2) for pieces in (0, 1, 2, 3, 8, 9, 10)] == [0, 0, 0, 1, 1, 2, 2]


def test_least_iterate_where_iterates_are_not_ordered() -> None:
    """f exchanges [0, 1/2] and [1/2, 1] and folds one of them: f^t is not onto I. The answer is the first of all iterates."""
    f = PLMap([(0, "1/2"), ("1/4", 1), ("1/2", "1/2"), (1, 0)])
    found = least_iterate(f, [6], "1/10")
    by_hand = next(t for t in count(1) if excluded(f, t, "1/10").pieces >= 7)
    assert found.value == by_hand
    assert found.certificate is not None
    assert found.certificate.check()["accepted"] is True


def test_least_iterate_may_not_exist() -> None:
    found = least_iterate("tent", [3], "2/3", limit=40)
    assert (found.value, found.certificate) == (None, None)
    assert found.words == ("No iterate up to 40 excludes the ReLU networks with hidden widths 3 (at most 4 pieces) by what was found.",)
    assert least_iterate(PLMap([(0, 0), (1, 1)]), [1], "1/10").value is None


@pytest.mark.parametrize("name", [example.sample for example in EXAMPLES if example.name not in ("golden-wide", "slope")])
def test_every_family_in_sup_and_sign(name: str) -> None:
    for norm in ("sup", "sign"):
        found = excluded(name, 9, norm=norm)
        assert found.certificate is not None
        assert found.certificate.check()["accepted"] is True
        assert found.pieces >= 2


# -- the region -----------------------------------------------------------------------------------


def test_region_of_the_tent() -> None:
    rows = region("tent", 12, HALF, depths=[1, 2, 3, 5, 12, 20]).rows
    assert [row.excluded_width for row in rows] == [widest_of(2**12 - 1, d) or None for d in (1, 2, 3, 5, 12, 20)]
    assert [row.realized_width for row in rows] == [2**12, 2**6, 2**4, 2**3, 2, 2]


@pytest.mark.parametrize("name", ["trimodal", "plateau", "golden"])
def test_realized_widths_are_realized(name: str) -> None:
    """An explicit network of at most this width exists, proved equal to the iterate; and it is wider than what is excluded."""
    f = named_map(name)
    for row in region(f, 6, depths=range(1, 9)).rows:
        network, proof = realized(f, 6, depth=row.depth)
        assert proof.check()["accepted"] is True
        assert row.realized_width is not None
        assert network.depth <= row.depth
        if 6 % row.depth == 0:
            assert network.width <= row.realized_width
        assert (row.excluded_width or 0) < row.realized_width


def test_nothing_is_realized_for_polynomials() -> None:
    assert all(row.realized_width is None for row in region("logistic:15/4", 6).rows)


# -- wrong inputs ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: least_width("tent", 5, 0), "depth must be an integer from 1 to 100000, not 0"),
        (lambda: least_depth("tent", 5, 0), "width must be an integer from 1 to 1000000000000000000, not 0"),
        (lambda: least_width("tent", -1, 1), "the iterate must be an integer t >= 0, not -1"),
        (
            lambda: least_width("tent", 10**6, 1),
            "the iterate 1000000 is over the limit 100000",
        ),
        (lambda: least_width("tent", 5, 1, error=0), "the error must be positive, not 0"),
        (lambda: least_width("tent", 5, 1, error=0.5), 'the error: 0.5 is a float; write an exact number, such as "0.5" or "1/2"'),
        (lambda: least_width("tent", 5, 1, norm="l2"), "the norm must be one of sup, sign, l1, not 'l2'"),
        (
            lambda: least_width("tent", 5, 1, "1/2", "sign"),
            "the error for the norm sign is a share of the points, below 1/2, but 1/2 >= 1/2",
        ),
        (lambda: least_iterate("tent", [3, 0]), "width must be an integer from 1 to 1000000000000000000, not 0"),
        (lambda: least_iterate("tent", []), "widths: at least one hidden layer is needed"),
        (lambda: least_iterate("tent", [3], limit=0), "limit must be an integer from 1 to 100000, not 0"),
        (lambda: region("tent", 5, depths=[]), "depths: from 1 to 1000 different ones, not 0"),
        (lambda: region("tent", 5, depths="12"), "depths must be a list of integers, not '12'"),
    ],
)
def test_wrong_inputs(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=brute.exactly(message)):
        call()


def test_no_self_map() -> None:
    with pytest.raises(ValueError, match="not a map of \\[0, 1\\] into itself"):
        least_width(PLMap([(0, 2), (1, 0)]), 3, 1)
