"""Networks to be made narrow, by hand and at random, and what the checker says of the narrow ones."""

from __future__ import annotations

import json
import random
from fractions import Fraction
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from checking import check, reason
from exactsep.networks.narrow.narrowed import Narrow
from exactsep.networks.relu import ReLUNet

TARGET = ReLUNet([([[1], [-1], [2]], ["-1/4", "1/2", -1]), ([[1, -2, "1/2"]], ["1/8"])])
UNIT = ("0", "1")


def dense(sizes: list[int], seed: int = 0, factor: Fraction = Fraction(1)) -> ReLUNet:
    """All weights and biases nonzero, times a factor > 0; with the factor 1 no unit is 0, or affine, on [-1, 1]^d."""
    rng = random.Random(seed)

    def row(n: int) -> list[Fraction]:
        return [Fraction(rng.choice((-1, 1)) * rng.randint(1, 8), 4) * factor for _ in range(n)]

    layers = [([row(n) for _ in range(m)], [Fraction(rng.choice((-1, 1)), 8) * factor for _ in range(m)]) for n, m in pairwise(sizes)]
    return ReLUNet(layers)


def certificate(made: Narrow) -> dict[str, Any]:
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
