"""Width d + 2 in any dimension (T20): the two lists of affine functions by other ways, certificates, and their mutants."""

from __future__ import annotations

import json
import random
from fractions import Fraction
from itertools import combinations, pairwise
from typing import Any

import pytest
from hypothesis import given, settings

import mutation
import oracle_networks
from checking import check, reason
from exactsep.networks.narrow.convex import maxima
from exactsep.networks.narrow.maxima import Maxima, from_corner, narrow_by_maxima
from exactsep.networks.narrow.narrowed import Narrow
from exactsep.networks.narrow.target import box_of, target_on
from exactsep.networks.relu import ReLUNet
from exactsep.numbers.field import Q
from narrow_networks import boxed, claim_of, dense, points_in, verdict

Case = tuple[ReLUNet, list[tuple[Fraction, Fraction]]]


def lists(net: ReLUNet, box: Any) -> tuple[list[Any], list[Any]]:
    """G and H, functions of x - lo."""
    ends = box_of(net, box)
    return maxima(from_corner(target_on(net, ends), ends), [hi - lo for lo, hi in ends])


def by_lists(net: ReLUNet, box: Any) -> Narrow:
    """T20 by the cells of the target, also for one input or one hidden layer."""
    ends = box_of(net, box)
    return Narrow(net, Maxima(ends, *lists(net, box)).network(), ends, "T20", {"rule": "T20"})


def at(lines: list[Any], x: Any) -> list[Any]:
    return [b + sum((w * z for w, z in zip(row, x, strict=True)), Q(0)) for b, *row in lines]


def random_target(sizes: list[int], seed: int) -> ReLUNet:
    """Integers from -5 to 5; no weight is 0."""
    rng = random.Random(seed)
    layers = []
    for n, m in pairwise(sizes):
        rows = [[rng.choice((-1, 1)) * rng.randint(1, 5) for _ in range(n)] for _ in range(m)]
        layers.append((rows, [rng.randint(-5, 5) for _ in range(m)]))
    return ReLUNet(layers)


# The lists


def test_the_lists_of_a_sum_of_two_kinks() -> None:
    """relu(x) + relu(y) has four pieces on [-1, 1]^2, relu(x) - relu(y) two and two; a layer more changes nothing."""
    for sign, sizes in ((1, (4, 1)), (-1, (2, 2))):
        for rest in ([([[1, sign]], [0])], [([[1, sign], [-1, -sign]], [0, 0]), ([[1, -1]], [0])]):
            g, h = lists(ReLUNet([([[1, 0], [0, 1]], [0, 0]), *rest]), [(-1, 1), (-1, 1)])
            assert (len(g), len(h)) == sizes if len(rest) == 1 else (len(g), len(h)) >= sizes


def is_needed(line: Any, others: list[Any], lengths: list[Any]) -> bool:
    """For one or two inputs: whether the function is above all others on a set with interior points, whose corners are among the points where
    two functions, or a function and an end of the box, meet."""
    d = len(lengths)
    borders = [[Q(0), *(Q(int(j == i)) for j in range(d))] for i in range(d)]
    borders += [[length, *(-Q(int(j == i)) for j in range(d))] for i, length in enumerate(lengths)]
    borders += [[a - b for a, b in zip(line, other, strict=True)] for other in others]
    corners = set()
    for rows in combinations(borders, d):
        if d == 1:
            found = (-rows[0][0] / rows[0][1],) if rows[0][1] else None
        else:
            (p, a, b), (q, c, e) = rows
            found = ((b * q - p * e) / (a * e - b * c), (p * c - a * q) / (a * e - b * c)) if a * e != b * c else None
        if found is not None and min(at(borders, found)) >= 0:
            corners.add(found)
    if d == 1:
        return len(corners) > 1
    return any((q[0] - p[0]) * (r[1] - p[1]) != (q[1] - p[1]) * (r[0] - p[0]) for p, q, r in combinations(sorted(corners), 3))


@settings(max_examples=200)
@given(boxed(most_outputs=1))
def test_the_lists_are_right_and_shortest(case: Case) -> None:
    """max G - max H is the network; and no function can be left out."""
    net, box = case
    found = lists(net, box)
    for x in points_in(box, 15):
        c = [Q(z) - Q(lo) for z, (lo, _) in zip(x, box, strict=True)]
        assert max(at(found[0], c)) - max(at(found[1], c)) == net(*x)
    for lines in found:
        if net.inputs < 3 and len(lines) < 9:
            assert all(is_needed(line, [*lines[:k], *lines[k + 1 :]], [Q(hi) - Q(lo) for lo, hi in box]) for k, line in enumerate(lines))


def test_sizes_of_random_targets() -> None:
    """With simplices instead of cells, another program found the same sizes."""
    for sizes, seed, wanted in (
        ([2, 6, 6, 1], 0, (13, 40)),
        ([2, 16, 16, 1], 1, (109, 110)),
        ([2, 6, 6, 6, 1], 0, (37, 42)),
        ([3, 6, 6, 1], 1, (31, 67)),
        ([4, 4, 4, 1], 0, (23, 24)),
    ):
        g, h = lists(random_target(sizes, seed), [(-1, 1)] * sizes[0])
        assert (len(g), len(h)) == wanted


# Certificates


@settings(max_examples=300)
@given(boxed(most_outputs=1))
def test_the_checker_finds_the_same_lists(case: Case) -> None:
    net, box = case
    made = by_lists(net, box)
    assert made.width <= net.inputs + 2
    assert all(made.network(*x) == net(*x) for x in points_in(box, 8))
    assert verdict(made) == ""


@pytest.mark.parametrize(
    ("sizes", "shape"), [([2, 16, 16, 1], (4, 290)), ([3, 8, 8, 1], (5, 213)), ([2, 8, 8, 8, 1], (4, 82)), ([5, 4, 4, 1], (7, 69))]
)
def test_larger_targets(sizes: list[int], shape: tuple[int, int]) -> None:
    net = random_target(sizes, 0)
    made = narrow_by_maxima(net, [(-1, 1)] * sizes[0])
    assert (made.width, made.depth) == shape
    assert all(made.network(*x) == net(*x) for x in points_in([(Fraction(-1), Fraction(1))] * sizes[0], 8))
    assert verdict(made) == ""


def test_one_hidden_layer_takes_one_layer_for_each_unit() -> None:
    made = narrow_by_maxima(dense([3, 9, 1]), [(-1, 1)] * 3)
    assert (made.method, made.width, made.depth) == ("T18", 5, 9)
    assert verdict(made) == ""


@pytest.mark.parametrize("order", ["reversed", "doubled"])
def test_the_order_of_the_lists_does_not_matter(order: str) -> None:
    net, box = random_target([2, 4, 4, 1], 3), [(-1, 2), (0, 1)]
    ends = box_of(net, box)
    g, h = ([*part, *part[:2]] if order == "doubled" else part[::-1] for part in lists(net, box))
    assert verdict(Narrow(net, Maxima(ends, g, h).network(), ends, "T20", {"rule": "T20"})) == ""


def test_one_function_more_or_less() -> None:
    """One that is nowhere largest is rejected though the networks are equal: the lists are the shortest ones."""
    net, box = random_target([2, 4, 4, 1], 3), [(-1, 2), (0, 1)]
    ends = box_of(net, box)
    g, h = lists(net, box)
    low = (g[0][0] - 10**6, *g[0][1:])
    for lines in ([*g, low], g[1:], g[:-1]):
        made = Narrow(net, Maxima(ends, lines, h).network(), ends, "T20", {"rule": "T20"})
        assert verdict(made) == "claim.narrow: its two maxima are not those of the target, with one affine function added to both"


@pytest.mark.parametrize("seed", range(8))
def test_mutants_are_rejected_or_equal(seed: int) -> None:
    """One entry of a network or of the box is changed. For one input an exact method decides; for two, random segments refute."""
    inputs = 1 + seed % 2
    made = by_lists(random_target([inputs, 3, 3, 1], seed), [(-1, "3/2")] * inputs)
    whole = {"format": check.FORMAT, "claim": made.claim(), "evidence": made.evidence}
    assert reason(json.dumps(whole).encode()) == ""
    accepted = 0
    for what, mutant in mutation.mutants(whole, 150, seed):
        if not reason(json.dumps(mutant).encode()):
            accepted += 1
            assert oracle_networks.decide_narrow_exact(mutant["claim"]) is (True if inputs == 1 else None), what
    assert accepted < 100


# Networks that the checker runs with another rule for relu


ABS = ReLUNet([([[1], [-1]], [0, 0]), ([[1, 1]], [0])])  # max(x, -x)


@pytest.mark.parametrize(
    ("narrow", "accepted"),
    [
        (ReLUNet([([[2]], [0]), ([[1]], [0])]), False),  # max(0, 2 x), and the other half is missing
        (ReLUNet([([[1], [2]], [1, 0]), ([[-1, 1]], [1])]), True),  # max(0, 2 x) - x
        (ReLUNet([([[1], ["2/3"]], [1, 0]), ([[-1, 3]], [1])]), True),  # a positive multiple
        (ReLUNet([([[1], ["2/3"]], [1, 0]), ([[-1, "3/2"]], [1])]), False),
        (ReLUNet([([[1], [-2]], [1, 0]), ([[1, 1]], [-1])]), True),  # max(0, -2 x) + x
        (ReLUNet([([[1], [2]], [1, 0]), ([[1, 0], [0, 1]], [0, 0]), ([[-1, 1]], [1])]), True),  # passed on
        (ReLUNet([([[1], [2]], [1, 0]), ([[1, 0], [0, 2]], [0, 0]), ([[-1, "1/2"]], [1])]), True),  # and doubled
        (ReLUNet([([[1], [2]], [1, 0]), ([[1, 0], [0, 1]], [0, "-1/2"]), ([[-1, 1]], [1])]), False),  # cut off
    ],
)
def test_rules(narrow: ReLUNet, accepted: bool) -> None:
    assert (claim_of(ABS, narrow, [["-1", "1"]], "T20") == "") is accepted
    assert all(narrow(x) == ABS(x) for x in (-1, "-1/3", 0, "1/2", 1)) is accepted


def test_two_maxima_are_told_apart() -> None:
    """|x| - |y| has the lists {x, -x} and {y, -y}; exchanged, or with x for y, they are those of other functions."""
    target = ReLUNet([([[1, 0], [-1, 0], [0, 1], [0, -1]], [0] * 4), ([[1, 1, -1, -1]], [0])])
    box = [["-1", "1"], ["-1", "1"]]
    assert claim_of(target, by_lists(target, [(-1, 1), (-1, 1)]).network, box, "T20") == ""
    for row in ([-1, -1, 1, 1], [1, 1, 1, 1], [1, 1, 0, 0]):
        other = ReLUNet([([[1, 0], [-1, 0], [0, 1], [0, -1]], [0] * 4), ([row], [0])])
        assert claim_of(target, by_lists(other, [(-1, 1), (-1, 1)]).network, box, "T20").startswith(
            "claim.narrow: its two maxima are not those"
        )


def test_degenerate_cells() -> None:
    """Zeros through corners and along faces of the box, the same zeros twice, units that are 0 on a part of the box or on all of it."""
    first = ([[1, 1], [1, -1], [1, 0], [2, 2], [1, 0], [0, 1]], [0, 0, -1, 0, 1, 0])
    second = ([[1, -1, 0, 0, 1, 0], [1, 1, 1, -1, 0, -1], [0, 0, 0, 0, 0, 0], [2, 0, 0, -1, 0, 0]], [0, 0, 0, 0])
    net = ReLUNet([first, second, ([[1, -2, 1, 3]], [0])])
    made = by_lists(net, [(-1, 1), (-1, 1)])
    assert verdict(made) == ""
    assert all(made.network(*x) == net(*x) for x in points_in([(Fraction(-1), Fraction(1))] * 2, 40))
