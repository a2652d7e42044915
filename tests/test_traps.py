"""Networks that other tools count wrongly, here against exact evaluation of every unit at the ends and in the middle of every region."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from exactsep import difference, narrow, on_segment
from exactsep.networks.narrow.everywhere import narrow_everywhere
from exactsep.networks.relu import ReLUNet


def preactivations(net: ReLUNet, x: list[Any]) -> tuple[list[Any], Any]:
    """Of all hidden units, and the outputs; for plain networks."""
    found: list[Any] = []
    for one in net.layers[:-1]:
        before = one.before(x)
        found += before
        x = [max(z, z - z) for z in before]
    return found, tuple(net.layers[-1].before(x))


def require_regions_and_pieces(net: ReLUNet, p: list[Any], q: list[Any]) -> tuple[int, int]:
    """No unit has two signs on a region, neighbouring regions differ in a unit, and pieces are where the slope does not change."""
    found = on_segment(net, p, q)
    points = found.decomposition.points()
    ends = [Fraction(int(a), int(b)) for a, b in zip(points.p, points.q, strict=True)]
    at: dict[Fraction, Any] = {}
    for s in [*ends, *((a + b) / 2 for a, b in pairwise(ends))]:
        at[s] = preactivations(net, [Fraction(a) + s * (Fraction(b) - Fraction(a)) for a, b in zip(p, q, strict=True)])
    signs, bends = [], [ends[0]]
    for a, b in pairwise(ends):
        for left, right in zip(at[a][0], at[b][0], strict=True):
            assert left * right >= 0
        signs.append([(z > 0) - (z < 0) for z in at[(a + b) / 2][0]])
    for (a, b), (_, c), before, after in zip(pairwise(ends), list(pairwise(ends))[1:], signs, signs[1:], strict=False):
        assert before != after
        slopes = [[(v - u) / (t - s) for u, v in zip(at[s][1], at[t][1], strict=True)] for s, t in ((a, b), (b, c))]
        bends += [b] if slopes[0] != slopes[1] else []
    assert list(found.vertices) == [(s, at[s][1]) for s in (*bends, ends[-1])]
    assert (found.regions, found.pieces) == (len(ends) - 1, len(bends))
    return found.regions, found.pieces


def integers(r: random.Random, widths: list[int], bits: int, biases: bool = True) -> ReLUNet:
    most = 2 ** (bits - 1) - 1
    return ReLUNet(
        [
            ([[r.randint(-most, most) for _ in range(a)] for _ in range(b)], [r.randint(-most, most) * biases for _ in range(b)])
            for a, b in pairwise(widths)
        ]
    )


@pytest.mark.parametrize("seed", range(3))
def test_weights_of_3_bits(seed: int) -> None:
    regions, pieces = require_regions_and_pieces(integers(random.Random(seed), [1, 64, 64, 64, 1], 3), [-2], [2])
    assert 1 <= pieces <= regions


def test_no_biases_on_a_line_through_0() -> None:
    net = integers(random.Random(4), [6, 64, 64, 2], 3, biases=False)
    x = [3, -1, 2, 0, 1, -2]
    assert require_regions_and_pieces(net, [-z for z in x], [2 * z for z in x]) == (2, 2)


def trained(rng: Any, widths: list[int], steps: int) -> list[tuple[Any, Any]]:
    """Of |x| - x/3 on [-1, 1], in float32, by gradient descent with a large step, so that units die."""
    layers = [((rng.normal(size=(b, a)) * (2 / a) ** 0.5).astype(np.float32), np.zeros(b, np.float32)) for a, b in pairwise(widths)]
    x = np.linspace(-1, 1, 65, dtype=np.float32)[None]
    y = np.abs(x) - x / 3
    for _ in range(steps):
        values = [x]
        for k, (w, b) in enumerate(layers):
            z = w @ values[-1] + b[:, None]
            values.append(z if k == len(layers) - 1 else np.maximum(z, 0))
        grad = (values[-1] - y) / x.size
        for k in range(len(layers) - 1, -1, -1):
            w, b = layers[k]
            back = (w.T @ grad) * (values[k] > 0)
            layers[k] = ((w - 0.4 * grad @ values[k].T).astype(np.float32), (b - 0.4 * grad.sum(axis=1)).astype(np.float32))
            grad = back
    return layers


@pytest.mark.parametrize("seed", range(2))
def test_trained_networks(seed: int) -> None:
    layers = trained(np.random.default_rng(seed), [1, 16, 12, 12, 1], 300)
    net = ReLUNet([(w.astype(float).tolist(), b.astype(float).tolist()) for w, b in layers])
    regions, pieces = require_regions_and_pieces(net, [-1], [1])
    assert 1 < pieces <= regions


def test_a_layer_that_is_dead_on_a_part_hides_regions() -> None:
    """All of the second layer is 0 for x < 1, where the first one has 8 kinks."""
    first = ([[1]] * 8 + [[1]], [*(Fraction(-k, 9) for k in range(1, 9)), -1])
    net = ReLUNet([first, ([[0] * 8 + [1], [0] * 8 + [2]], [0, -1]), ([[1, 1]], [0])])
    assert require_regions_and_pieces(net, [0], [3]) == (11, 3)


@pytest.mark.parametrize("method", ["exact", "global"])
def test_a_wide_network_minus_its_narrow_version(method: str) -> None:
    net = integers(random.Random(8), [2, 7, 6, 1], 4)
    made = narrow(net, "exact", box=[(-1, 1), (-1, 1)]) if method == "exact" else narrow_everywhere(net)
    found = on_segment(difference(net, made.network), [-1, "-1/3"], ["3/4", 1])
    assert found.regions > 5
    assert (found.pieces, found.values) == (1, ((0,), (0,)))


def test_a_difference_has_the_difference_as_its_values() -> None:
    r = random.Random(3)
    one, other = integers(r, [2, 5, 2], 4), integers(r, [2, 3, 4, 2], 4)
    x = [Fraction(r.randint(-9, 9), 7) for _ in range(2)]
    assert difference(one, other)(*x) == tuple(a - b for a, b in zip(one(*x), other(*x), strict=True))
    with pytest.raises(ValueError, match="as many inputs and outputs, but they are 2 -> 2 and 2 -> 1"):
        difference(one, integers(r, [2, 3, 1], 4))
