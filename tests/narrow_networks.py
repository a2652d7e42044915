"""Networks to be made narrow, by hand and at random; what the checker says of the narrow ones, and points where tapes are as said."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Any

from gmpy2 import mpq
from hypothesis import strategies as st

from checking import check, reason
from exactsep.networks.narrow.narrowed import Narrow
from exactsep.networks.narrow.tape import TapeNet
from exactsep.networks.relu import ReLUNet
from exactsep.numbers.field import Q

TARGET = ReLUNet([([[1], [-1], [2]], ["-1/4", "1/2", -1]), ([[1, -2, "1/2"]], ["1/8"])])
UNIT = ("0", "1")
VARIANTS: list[dict[str, Any]] = [
    {"variant": "A"},
    {"variant": "A", "beta": 3},
    {"variant": "B"},
    {"variant": "B", "weights_at_most": "9/4"},
    {"variant": "C"},
    {"variant": "C", "beta": 2},
    {"variant": "C", "weights_at_most": 4},
]


def dense(sizes: list[int], seed: int = 0, factor: Fraction = Fraction(1)) -> ReLUNet:
    """All weights and biases nonzero, times a factor > 0; with the factor 1 no unit is 0, or affine, on [-1, 1]^d."""
    rng = random.Random(seed)

    def row(n: int) -> list[Fraction]:
        return [Fraction(rng.choice((-1, 1)) * rng.randint(1, 8), 4) * factor for _ in range(n)]

    layers = [([row(n) for _ in range(m)], [Fraction(rng.choice((-1, 1)), 8) * factor for _ in range(m)]) for n, m in pairwise(sizes)]
    return ReLUNet(layers)


def certificate(made: Narrow | TapeNet) -> dict[str, Any]:
    assert made.evidence is not None
    return {"format": check.FORMAT, "claim": made.claim(), "evidence": made.evidence}


def verdict(made: Narrow) -> str:
    """Why the checker rejects it; "" if it does not."""
    return reason(json.dumps(certificate(made)).encode())


WEIGHTS = st.sampled_from([Fraction(p, q) for q in (1, 2, 3) for p in (0, 0, 1, -1, 2, -2, 3, -5)])


@st.composite
def networks(draw: st.DrawFn, most_inputs: int = 3, most_outputs: int = 2) -> ReLUNet:
    """With zeros, units that are off, and units on one ray."""
    sizes = [
        draw(st.integers(1, most_inputs)),
        *draw(st.lists(st.integers(1, 3), min_size=1, max_size=3)),
        draw(st.integers(1, most_outputs)),
    ]
    layers = []
    for n, m in pairwise(sizes):
        rows = [[draw(WEIGHTS) for _ in range(n + 1)] for _ in range(m)]
        if m > 1 and draw(st.booleans()):
            factor = draw(st.sampled_from((1, 2, Fraction(1, 3), -1)))
            rows[1] = [factor * w for w in rows[0]]
        layers.append(([row[:-1] for row in rows], [row[-1] for row in rows]))
    return ReLUNet(layers)


@st.composite
def boxed(draw: st.DrawFn, most_inputs: int = 3, most_outputs: int = 2) -> tuple[ReLUNet, list[tuple[Fraction, Fraction]]]:
    net = draw(networks(most_inputs, most_outputs))
    box = []
    for _ in range(net.inputs):
        lo = Fraction(draw(st.integers(-6, 4)), 2)
        box.append((lo, lo + Fraction(draw(st.integers(1, 8)), 3)))
    return net, box


def points_in(box: list[tuple[Fraction, Fraction]], n: int) -> list[list[Fraction]]:
    """Random points of a grid in the box, its corners among them."""
    rng = random.Random(1)
    return [[lo + (hi - lo) * Fraction(rng.randint(0, k % 5 + 1), k % 5 + 1) for lo, hi in box] for k in range(n)]


def claim_of(target: ReLUNet, narrow: ReLUNet, box: Any, rule: str = "T18") -> str:
    """What the checker says of the claim that the two are equal, by this rule."""
    claim = {
        "kind": "narrow-exact",
        "target": target.data(),
        "narrow": narrow.data(),
        "box": box,
        "depth": narrow.depth,
        "width": narrow.width,
    }
    return reason(json.dumps({"format": check.FORMAT, "claim": claim, "evidence": {"rule": rule}}).encode())


def random_target(shape: list[int], seed: int, grid: int = 8) -> ReLUNet:
    rng = random.Random(seed)

    def numbers(n: int) -> list[Fraction]:
        return [Fraction(rng.randint(-grid, grid), grid) for _ in range(n)]

    return ReLUNet([([numbers(a) for _ in range(b)], numbers(b)) for a, b in pairwise(shape)])


def good_points(net: TapeNet, rng: random.Random, n: int) -> Iterator[list[Any]]:
    """Points of G: corners of cells, and points inside of them."""
    c, p = net.machine.bits, net.separation
    for _ in range(n):
        shifts = [rng.choice([0, 1, Fraction(rng.randint(0, 999), 999)]) for _ in range(net.machine.inputs)]
        yield [mpq(rng.randrange(2**c), 2**c) + Q(shift) * (mpq(1, 2**c) - mpq(1, 2**p)) for shift in shifts]


def assert_as_said(net: TapeNet, seed: int = 0, n: int = 4) -> None:
    """Statements (i) and (ii) at some points."""
    rng, (lo, hi) = random.Random(seed), net.range
    for x in good_points(net, rng, n):
        assert net.in_good_set(x)
        assert net.network(*x) == net.machine(*net.cell(x))
        assert abs(net.network(*x) - net.target(*x)) <= net.error
    for scale in (1, 1, 1, 50):
        x = [mpq(rng.randint(-300 * (scale - 1), 300 * scale), 300) for _ in range(net.machine.inputs)]
        assert lo <= net.network(*x) <= hi
        assert scale > 1 or lo <= net.target(*x) <= hi
