"""The checker's rule N: random networks against whole functions (tests/oracle_networks.py), and deep narrow networks.

A long integer holds the numbers of several regions; how many does not matter. Units keep denominators of their own, so that numbers of
a network in which most units only pass a value on stay short.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

import oracle_networks
from checking import check, reason
from exactsep import ReLUNet, narrow

Network = dict[str, Any]


def told(claim: dict[str, Any]) -> str:
    return reason(json.dumps({"format": "exactsep-certificate/1", "claim": claim, "evidence": {"rule": "N"}}).encode())


def number(rng: random.Random) -> Fraction:
    """Often 0, 1 or -1; dyadic numbers of many sizes, and others."""
    kinds: list[Callable[[], Fraction]] = [
        lambda: Fraction(0),
        lambda: Fraction(rng.choice([1, -1])),
        lambda: Fraction(rng.randint(-5, 5), rng.randint(1, 4)),
        lambda: Fraction(rng.randint(-9, 9) * 2 ** rng.randint(0, 40), 2 ** rng.randint(0, 40)),
        lambda: Fraction(rng.randint(-(10**30), 10**30), rng.randint(1, 10**30)),
    ]
    return rng.choice(kinds)()


def texts(numbers: list[Fraction]) -> list[str]:
    return [str(z) for z in numbers]


def random_layer(rng: random.Random, sizes: list[int], last: int) -> dict[str, Any]:
    """With skip connections and activations of up to four breaks; units may be alike, or only pass a value on."""
    sources = [last] if rng.random() < 0.6 else rng.sample(range(last + 1), rng.randint(1, last + 1))
    columns, units = sum(sizes[s] for s in sources), rng.randint(1, 4)
    matrix = [[number(rng) for _ in range(columns)] for _ in range(units)]
    bias = [number(rng) for _ in range(units)]
    if rng.random() < 0.4:
        matrix = [[Fraction(i % columns == j) for j in range(columns)] for i in range(units)]
        bias = [Fraction(0)] * units
    layer: dict[str, Any] = {"columns": columns, "bias": texts(bias), "sources": sources}
    layer["sparse"] = [[[j, str(w)] for j, w in enumerate(row) if w] for row in matrix]
    if rng.random() < 0.4:
        breaks = sorted({number(rng) for _ in range(rng.randint(0, 4))})
        slopes = [number(rng) for _ in range(len(breaks) + 1)]
        layer["activation"] = {"breaks": texts(breaks), "slopes": texts(slopes), "value": str(number(rng))}
    return layer


def random_case(seed: int) -> tuple[Network, list[list[str]]]:
    """A network and a segment."""
    rng = random.Random(seed)
    sizes, layers = [rng.randint(1, 3)], list[dict[str, Any]]()
    for k in range(rng.randint(1, 6)):
        layers.append(random_layer(rng, sizes, k))
        sizes.append(len(layers[-1]["bias"]))
    start = [number(rng) for _ in range(sizes[0])]
    end = [z + Fraction(k + 1, 3) for k, z in enumerate(start)]
    return {"kind": "relu-network", "layers": layers}, [texts(start), texts(end)]


def true_claim(network: Network, segment: list[list[str]]) -> dict[str, Any]:
    outputs, regions = oracle_networks.on_segment(network, segment)
    found = oracle_networks.vertices(outputs)
    shown = {"breakpoints": [str(s) for s, _ in found], "values": [texts(row) for _, row in found]}
    return {"kind": "network-pieces", "network": network, "segment": segment, "regions": regions, "pieces": len(found) - 1, **shown}


@pytest.mark.parametrize("bits", [1, 300, 8_192])
@pytest.mark.parametrize("seed", range(40))
def test_pieces_of_random_networks(seed: int, bits: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The true claim is accepted, and after a change of one bias what the oracle says; for blocks of one region and of many."""
    monkeypatch.setattr(check, "BLOCK_BITS", bits)
    claim = true_claim(*random_case(seed))
    assert told(claim) == ""
    rng = random.Random(seed)
    changed = json.loads(json.dumps(claim))
    bias = rng.choice(changed["network"]["layers"])["bias"]
    i = rng.randrange(len(bias))
    bias[i] = str(Fraction(bias[i]) + rng.choice([Fraction(1), Fraction(-1, 3), Fraction(1, 10**30)]))
    assert (told(changed) == "") == oracle_networks.decide_pieces(changed)
    equal = {"kind": "network-equal", "networks": [claim["network"], changed["network"]], "segment": claim["segment"]}
    assert (told(equal) == "") == oracle_networks.decide_equal(equal)


def float32_network(widths: list[int], seed: int) -> ReLUNet:
    """Weights of 24 bits of many sizes, biases with which every unit is 0 somewhere near the middle of the cube."""
    rng = np.random.default_rng(seed)
    layers = []
    for columns, units in pairwise(widths):
        weights = rng.normal(size=(units, columns)).astype(np.float32)
        layers.append((weights.tolist(), (-weights.sum(axis=1) / 2).tolist()))
    return ReLUNet(layers)


def test_a_deep_narrow_network_is_followed() -> None:
    """Width 5 and depth 401: with one denominator for each layer its numbers would have 12,000 bits at the end."""
    net = float32_network([2, 20, 20, 1], 3)
    made = narrow(net, "exact", box=[(0, 1), (0, 1)])
    assert (made.width, made.depth) == (5, 401)
    nets = {"networks": [net.data(), made.network.data()], "segment": [["0", "1/7"], ["1", "5/6"]], "output": 0}
    claim = {"kind": "network-distance", **nets, "sup": "0", "argmax": "0", "l1": ["0", "0"]}
    assert told(claim) == ""
    assert check.Meter.total < 8_000_000
    assert told(claim | {"sup": "1/1000000000"}) == "claim.sup = 1/1000000000 and not 0"


def test_denominators_do_not_grow_where_values_are_passed_on() -> None:
    """x/3, passed on 3,000 times beside a register that is divided by 2 and doubled again."""
    turn = [{"weights": [["1", "0"], ["0", w]], "bias": ["0", "0"]} for w in ("1/2", "2")]
    first = {"weights": [["1/3"], ["1/7"]], "bias": ["0", "0"]}
    layers = [first, *turn * 1_500, {"weights": [["1", "1"]], "bias": ["0"]}]
    one, two = ({"kind": "relu-network", "layers": net} for net in (layers, [{"weights": [["10/21"]], "bias": ["0"]}]))
    claim = {"kind": "network-equal", "networks": [one, two], "segment": [["0"], ["5"]]}
    assert told(claim) == ""
    assert check.Meter.total < 8_000_000
