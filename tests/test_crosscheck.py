"""What other programs claim about a network, compared with the exact values: hand-made claims with known verdicts.

Verdicts, breakpoints and their matching, segments and outputs, and errors from an iterate.
"""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import combinations
from typing import Any

import pytest

from crosschecked import CUBED, EIGHTHS, RIGHT, TENT, TWO
from exactsep.maps.distance import distance
from exactsep.maps.piecewise import PLMap
from exactsep.networks.crosschecks.crosscheck import BOUNDARY, Compared, crosscheck
from exactsep.networks.crosschecks.matching import matched
from exactsep.networks.relu import ReLUNet
from exactsep.networks.segments.on_segment import on_segment
from exactsep.numbers.field import Q

# On [0, 1] x alone: two units meet at 1/2 and cancel, a third passes its break at 1/4 without being read.
HIDDEN = ReLUNet([([[1], [1], [1], [1]], [0, "-1/2", "-1/2", "-1/4"]), ([[1, 1, -1, 0]], [0])])


def only(net: ReLUNet, claims: dict[str, Any], *arguments: Any, **options: Any) -> Compared:
    (found,) = crosscheck(net, claims, *arguments, **options)
    return found


def points(left_over: Any) -> list[tuple[Any, ...]]:
    return [(one.point, one.nearest, one.distance, one.remark) for one in left_over]


# -- verdicts ---------------------------------------------------------------------------------------


def test_what_is_right() -> None:
    """tent^3 bends at k/8, from 0 to 1 with slopes of 8."""
    found = crosscheck(CUBED, RIGHT, f=TENT, iterate=3)
    assert [one.quantity for one in found] == list(RIGHT)
    assert all(one.agrees for one in found)
    assert all(one.difference == 0 and one.remark == "" for one in found)
    assert found[0].exact == found[0].claimed == tuple(map(Q, EIGHTHS))


@pytest.mark.parametrize("quantity", [key for key in RIGHT if key != "breakpoints"])
@pytest.mark.parametrize("off", [1, -3])
def test_each_wrong_number_is_found(quantity: str, off: int) -> None:
    found = crosscheck(CUBED, {**RIGHT, quantity: RIGHT[quantity] + off, "tolerance": "9/10"}, f=TENT, iterate=3)
    wrong = [one for one in found if not one.agrees]
    assert [(one.quantity, one.claimed, one.exact, one.difference) for one in wrong] == [
        (quantity, RIGHT[quantity] + off, RIGHT[quantity], off)
    ]


def test_the_tolerance_is_for_values_not_for_counts() -> None:
    for quantity in ("maximum", "minimum", "lipschitz", "l1_error", "sup_error"):
        claim = {quantity: Q(RIGHT[quantity]) + Q("1/100")}
        assert only(CUBED, claim, f=TENT, iterate=3, tolerance="1/100").agrees
        assert not only(CUBED, claim, f=TENT, iterate=3, tolerance="1/101").agrees
    assert not only(CUBED, {"pieces": 9}, tolerance=1).agrees
    assert not only(CUBED, {"maximum": 2, "tolerance": 1}, tolerance="1/2").agrees  # the argument counts, not the file


def test_counts_that_are_mixed_up() -> None:
    pieces, regions = crosscheck(HIDDEN, {"pieces": 3, "regions": 1})
    assert (pieces.exact, pieces.difference, pieces.remark) == (1, 2, "this is the number of linear regions")
    assert (regions.exact, regions.difference, regions.remark) == (3, -2, "this is the number of pieces of the output")
    assert only(HIDDEN, {"pieces": 2}).remark == ""


# -- breakpoints ---------------------------------------------------------------------------------------


def test_missing_and_spurious() -> None:
    claimed = ["1/8", "1/4", "3/8", "0.6", "5/8", "3/4"]
    found = only(CUBED, {"breakpoints": claimed})
    assert not found.agrees
    assert found.remark == "2 missing, 1 spurious"
    assert points(found.missing) == [(Q("1/2"), Q("3/5"), Q("1/10"), ""), (Q("7/8"), Q("3/4"), Q("1/8"), "")]
    assert points(found.spurious) == [(Q("3/5"), Q("5/8"), Q("1/40"), "no breakpoint there")]
    assert found.difference == 0


def test_deviations_within_the_tolerance() -> None:
    claimed = [Q(x) + Q("1/1000") * k for k, x in enumerate(EIGHTHS)]
    found = only(CUBED, {"breakpoints": claimed}, tolerance="6/1000")
    assert found.agrees
    assert found.difference == Fraction(6, 1000)
    assert only(CUBED, {"breakpoints": claimed}, tolerance="5/1000").remark == "1 missing, 1 spurious"


def test_ends_of_the_segment_may_be_claimed() -> None:
    assert only(CUBED, {"breakpoints": [0, *EIGHTHS, 1]}).agrees
    assert only(CUBED, {"breakpoints": ["1/1000", *EIGHTHS]}, tolerance="1/1000").agrees
    for ends in ([], [0], [0, 1]):
        assert only(CUBED, {"breakpoints": [*ends, *EIGHTHS]}).claimed == tuple(map(Q, EIGHTHS))  # as in `exact`, without the ends
    found = only(CUBED, {"breakpoints": [0, 0, *EIGHTHS, "3/2", "1/8"]})
    assert found.claimed == (0, *map(Q, EIGHTHS[:1]), *map(Q, EIGHTHS), Q("3/2"))
    assert points(found.spurious) == [
        (0, Q("1/8"), Q("1/8"), "claimed more than once"),
        (Q("1/8"), Q("1/8"), 0, "claimed more than once"),
        (Q("3/2"), Q("7/8"), Q("5/8"), "outside of the segment"),
    ]


def test_boundaries_of_regions_that_are_no_breakpoints() -> None:
    assert on_segment(HIDDEN).regions == 3
    found = only(HIDDEN, {"breakpoints": ["1/4", "1/3", "0.501"]}, tolerance="1/1000")
    assert found.exact == ()
    assert points(found.spurious) == [
        (Q("1/4"), None, None, BOUNDARY),
        (Q("1/3"), None, None, "no breakpoint there"),
        (Q("501/1000"), None, None, BOUNDARY),
    ]
    assert BOUNDARY == "a boundary of linear regions, but no bend of the output"


def best_by_force(exact: list[Fraction], claimed: list[Fraction], tolerance: Fraction) -> tuple[int, Fraction]:
    """(pairs, sum of deviations) of the best matching in order, by trying all."""
    best = (0, Fraction(0))
    for size in range(1, min(len(exact), len(claimed)) + 1):
        for ours in combinations(exact, size):
            for theirs in combinations(claimed, size):
                gaps = [abs(x - y) for x, y in zip(ours, theirs, strict=True)]
                if max(gaps) <= tolerance and (best[0] < size or sum(gaps) < best[1]):
                    best = (size, sum(gaps, Fraction(0)))
    return best


def test_matching_is_best() -> None:
    rng = random.Random(4)
    for _ in range(150):
        exact = sorted({Fraction(rng.randint(1, 30), 30) for _ in range(rng.randint(1, 5))})
        claimed = sorted(Fraction(rng.randint(0, 60), 60) for _ in range(rng.randint(0, 5)))
        tolerance = Fraction(rng.randint(0, 8), 60)
        ends = [Fraction(-9), *exact, Fraction(9)]  # ends that match nothing
        pairs, missing, spurious = matched(ends, claimed, tolerance)
        assert all(abs(x - y) <= tolerance for x, y in pairs)
        assert pairs == sorted(pairs) == list(zip(*map(sorted, zip(*pairs, strict=True)), strict=True))
        assert (len(pairs), sum(abs(x - y) for x, y in pairs)) == best_by_force(exact, claimed, tolerance)
        assert sorted([*missing, *(x for x, _ in pairs)]) == exact
        assert sorted([*spurious, *(y for _, y in pairs)]) == claimed


def test_a_tolerance_that_tells_nothing_apart() -> None:
    many = [Q(k) / 3000 for k in range(3001)]
    assert len(matched(many, many, Q("1/6001"))[0]) == 3001
    with pytest.raises(ValueError, match="the tolerance is too large"):
        matched(many, many, 1)


# -- segments and outputs ---------------------------------------------------------------------------------


def test_several_inputs_and_outputs() -> None:
    """On s -> (s, s): relu(s) + relu(s - 1/2), and the difference, which bends at 1/2 too."""
    claims = {"breakpoints": ["1/2"], "maximum": "3/2", "lipschitz": 2}
    assert all(one.agrees for one in crosscheck(TWO, claims, ((0, 0), (1, 1)), output=0))
    found = crosscheck(TWO, claims, ((0, 0), (1, 1)), output=1)
    assert [(one.agrees, one.exact) for one in found] == [(True, (Q("1/2"),)), (False, Q("1/2")), (False, 1)]
    for segment, output, message in (
        (None, 0, "the network has 2 inputs: on which segment? Give its two ends (--segment)"),
        (((0, 0), (1, 1)), None, "the network has 2 outputs: which one? Give its number, from 0 (--output-number)"),
        (((0, 0), (1, 1)), 2, "the network has 2 outputs, numbered from 0; there is no output 2"),
        (((0, 0), (0, 0)), 0, "the segment has length 0"),
        ((0, 1, 2), 0, "a segment is a pair of points, not 3 points"),
    ):
        with pytest.raises(ValueError) as error:
            crosscheck(TWO, claims, segment, output=output)
        assert str(error.value).startswith(message)


def test_segments_of_one_input_are_in_x() -> None:
    for segment in ((0, "3/16"), ("3/16", 0)):
        found = crosscheck(CUBED, {"breakpoints": ["1/8"], "pieces": 2, "maximum": 1, "minimum": 0, "lipschitz": 8}, segment)
        assert all(one.agrees for one in found)
    spurious = only(HIDDEN, {"breakpoints": ["-1/4", "1/4"]}, ("1/3", -1)).spurious
    assert [one.remark for one in spurious] == ["no breakpoint there", BOUNDARY]


# -- errors from an iterate ----------------------------------------------------------------------------------


def test_errors_from_another_iterate() -> None:
    """tent^3 and tent^2: 1 apart at 1/4, 2/4, 3/4; the integral is 1/3."""
    exact = distance(TENT.iterate(3), TENT.iterate(2))
    assert (exact.sup, exact.l1) == (1, Q("1/3"))
    found = crosscheck(CUBED, {"l1_error": "1/3", "sup_error": "0.999"}, f=TENT, iterate=2)
    assert [(one.agrees, one.difference) for one in found] == [(True, 0), (False, Q("-1/1000"))]


def test_long_integrals_are_enclosed_unless_that_does_not_decide() -> None:
    net = ReLUNet([([[1]], [0]), ([["12345/67891"]], ["2345/6789"])])
    rng = random.Random(5)
    rough = PLMap([(Fraction(k, 300), Fraction(rng.randint(1, 10**30), 10**30 + rng.randint(0, 10**30))) for k in range(301)])
    exact = distance(rough, on_segment(net).output()).l1
    near = Q(round(exact * 10**6)) / 10**6
    enclosed = only(net, {"l1_error": near}, f=rough, iterate=1, tolerance="1/1000000")
    assert enclosed.agrees
    assert enclosed.exact.lo < exact < enclosed.exact.hi
    assert enclosed.difference.lo < near - exact < enclosed.difference.hi
    assert not only(net, {"l1_error": near + Q("1/1000")}, f=rough, iterate=1, tolerance="1/1000000").agrees
    decided = only(net, {"l1_error": exact}, f=rough, iterate=1)
    assert (decided.agrees, decided.exact, decided.difference) == (True, exact, 0)


@pytest.mark.parametrize(
    ("claims", "options", "message"),
    [
        ({"sup_error": 0}, {}, "sup_error is a distance from an iterate: which one? Give the map and the iterate (--map, --iterate)"),
        ({"pieces": 8}, {"f": TENT}, "a map needs an iterate, and an iterate a map: give both or neither"),
        ({"pieces": 8}, {"iterate": 3}, "a map needs an iterate, and an iterate a map: give both or neither"),
        ({"pieces": 8}, {"f": 3, "iterate": 3}, "a map is a PLMap, a PolynomialMap, a name or a map file, not int"),
        ({"pieces": 8}, {"tolerance": -1}, "tolerance must be a number >= 0, not -1"),
        ({"pieces": 8}, {"tolerance": float("nan")}, "tolerance: nan is not finite"),
        (
            {"sup_error": 8},
            {"f": TENT, "iterate": 3, "segment": (0, 2)},
            "the functions live on different intervals: f on [0, 1], g on [0, 2]",
        ),
    ],
)
def test_wrong_arguments(claims: dict[str, Any], options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError) as error:
        crosscheck(CUBED, claims, **options)
    assert str(error.value) == message
