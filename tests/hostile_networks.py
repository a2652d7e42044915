"""Hostile networks (rule N, T18): small files that once cost the checker from ten seconds to minutes, or gigabytes."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from fractions import Fraction
from typing import Any

COST = "evaluating the map and comparing numbers costs"
BITS = "bits"
Layer = dict[str, Any]


def pieces(layers: list[Layer]) -> bytes:
    """A claim about the pieces of a network from 0 to 1; what is claimed does not matter."""
    claim = {
        "kind": "network-pieces",
        "network": {"kind": "relu-network", "layers": layers},
        "segment": [["0"], ["1"]],
        "regions": 1,
        "pieces": 1,
        "breakpoints": ["0", "1"],
        "values": [["0"], ["0"]],
    }
    return json.dumps({"format": "exactsep-certificate/1", "claim": claim, "evidence": {"rule": "N"}}).encode()


def dense(weights: list[list[Any]], bias: list[Any], **more: Any) -> Layer:
    return {"weights": [[str(w) for w in row] for row in weights], "bias": [str(b) for b in bias], **more}


def tents(count: int) -> list[Layer]:
    """The tent, `count` times: 2^count regions."""
    return [dense([[1], [1]], [0, Fraction(-1, 2)]), *[dense([[2, -4], [2, -4]], [0, Fraction(-1, 2)])] * (count - 1)]


def long_cuts() -> bytes:
    """330 units that are 0 at different places of 4,000 digits."""
    rng = random.Random(1)
    bottoms = [rng.randrange(10**3998, 10**3999) | 1 for _ in range(330)]
    tops = [rng.randrange(1, q) for q in bottoms]
    return pieces([dense([[q] for q in bottoms], [-p for p in tops]), dense([[1] * 330], [0])])


def many_breaks() -> bytes:
    """One unit that passes 500 breaks of 1,500 digits."""
    q = 10**1499 + 7
    breaks = [str(Fraction(q * (k + 1) // 502, q)) for k in range(500)]
    act = {"breaks": breaks, "slopes": [str(k % 2) for k in range(501)], "value": "0"}
    return pieces([dense([[1]], [0], activation=act), dense([[1]], [0])])


def long_slope() -> bytes:
    """1,024 regions, then 1,000 units with a slope of 4,000 digits."""
    act = {"breaks": [], "slopes": [str(10**3999 + 1)], "value": "0"}
    wide = dense([[2, -4]] * 1_000, [0] * 1_000, activation=act)
    return pieces([*tents(10), wide, {"columns": 1_000, "sparse": [[[0, "1"]]], "bias": ["0"]}])


def one_weight() -> bytes:
    """One weight of 4,000 digits below the bar, and 60,000 units that read what it gives."""
    n = 60_000
    first = dense([[Fraction(1, 10**3999 + 1)]], [0])
    return pieces([first, dense([[1]] * n, [0] * n), {"columns": n, "sparse": [[[0, "1"]]], "bias": ["0"]}])


def growing_denominators() -> bytes:
    """4,000 layers of one unit that is 0, with weights 1/q, q of 250 digits."""
    rng = random.Random(2)
    layers = [dense([[0]], [0])]
    layers += [dense([[Fraction(1, rng.randrange(10**249, 10**250))]], [0]) for _ in range(4_000)]
    return pieces(layers)


def many_sources() -> bytes:
    """900 sources with coprime denominators of 1,000 digits, read by three layers."""
    rng = random.Random(3)
    first = [dense([[Fraction(1, rng.randrange(10**998, 10**999))]], [0], sources=[0]) for _ in range(900)]
    reading = dense([[1] * 900], [0], sources=list(range(1, 901)))
    return pieces([*first, reading, reading, reading])


def many_layers() -> bytes:
    """1,024 regions and 1,000 layers of one unit."""
    return pieces([*tents(10), dense([[2, -4]], [0]), *[dense([[1]], [0])] * 1_000])


def long_digits() -> bytes:
    """30,000 layers of one unit, integers that grow to 800,000 bits: nothing but carrying them along."""
    rng = random.Random(4)
    return pieces([*[dense([[rng.randrange(10**9)]], [rng.randrange(10**9)]) for _ in range(30_000)], dense([[1]], [0])])


def wide_skips() -> bytes:
    """A layer of 50,000 units, of which 3,000 layers read one."""
    reading = {"columns": 50_000, "sparse": [[[0, "1"]]], "bias": ["0"], "sources": [1]}
    return pieces([dense([[1]] * 50_000, [0] * 50_000), *[reading] * 3_000, dense([["1/2"]], [0])])


def long_differences() -> bytes:
    """Two networks of 1,024 pieces with values of 2,000 digits over different denominators."""
    ends = [dense([[Fraction(10**1989, 10**1990 + k)]], [0]) for k in (1, 3)]
    nets = [{"kind": "relu-network", "layers": [*tents(10), dense([[2, -4]], [0]), end]} for end in ends]
    numbers = {"output": 0, "sup": "1", "argmax": "0", "l1": ["0", "1"]}
    claim = {"kind": "network-distance", "networks": nets, "segment": [["0"], ["1"]], **numbers}
    return json.dumps({"format": "exactsep-certificate/1", "claim": claim, "evidence": {"rule": "N"}}).encode()


def empty_forms() -> bytes:
    """T18: 5,000 layers of a constant unit, with denominators that grow."""
    layers = [dense([[0]], [Fraction(10**3999 + 1, 10**3999)])]
    layers += [dense([[1]], [Fraction(1, 2 * k + 3)]) for k in range(5_000)]
    net = {"kind": "relu-network", "layers": layers}
    claim = {"kind": "narrow-exact", "target": net, "narrow": net, "box": [["0", "1"]], "depth": 5_000, "width": 1}
    return json.dumps({"format": "exactsep-certificate/1", "claim": claim, "evidence": {"rule": "T18"}}).encode()


NETWORKS: dict[str, tuple[Callable[[], bytes], str]] = {
    "long-cuts": (long_cuts, COST),
    "many-breaks": (many_breaks, COST),
    "long-slope": (long_slope, "the values of a layer on all regions have over 400000000 bits, the limit"),
    "one-weight": (one_weight, "a layer in integers has over 400000000 bits, the limit"),
    "growing-denominators": (growing_denominators, COST),
    "many-sources": (many_sources, COST),
    "many-layers": (many_layers, COST),
    "long-digits": (long_digits, COST),
    "wide-skips": (wide_skips, "claim.values[1][0] = 0 and not 1/2"),
    "long-differences": (long_differences, COST),
    "empty-forms": (empty_forms, COST),
}
