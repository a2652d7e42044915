"""Hostile narrow networks (rule T20): many cells, vertices, functions and long numbers."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from fractions import Fraction
from typing import Any

COST = "evaluating the map and comparing numbers costs"


def hostile(target: list[Any], narrow: list[Any], inputs: int = 2) -> bytes:
    """Layers as (rows, biases)."""
    nets = [
        {
            "kind": "relu-network",
            "layers": [{"weights": [[str(w) for w in row] for row in rows], "bias": list(map(str, bias))} for rows, bias in net],
        }
        for net in (target, narrow)
    ]
    width = max(len(bias) for _, bias in narrow[:-1])
    claim = {
        "kind": "narrow-exact",
        "target": nets[0],
        "narrow": nets[1],
        "box": [["0", "1"]] * inputs,
        "depth": len(narrow) - 1,
        "width": width,
    }
    return json.dumps({"format": "exactsep-certificate/1", "claim": claim, "evidence": {"rule": "T20"}}).encode()


def zero(inputs: int = 2) -> list[Any]:
    return [([[0] * inputs], [0]), ([[0]], [0])]


def many_cells() -> bytes:
    """2,000 lines through the square: two million cells."""
    rng = random.Random(1)
    rows = [[rng.randint(-999, 999) for _ in range(2)] for _ in range(2_000)]
    return hostile([(rows, [-(a + b) // 2 for a, b in rows]), ([[1] * 2_000], [0])], zero())


def many_corners() -> bytes:
    """Planes through the middle of the cube of ten dimensions."""
    rng = random.Random(2)
    rows = [[rng.choice((-1, 1)) * rng.randint(1, 9) for _ in range(10)] for _ in range(9)]
    return hostile([(rows, [Fraction(-sum(row), 2) for row in rows]), ([[1] * 9], [0])], zero(10), 10)


def long_vertices() -> bytes:
    """Weights of 200 digits in 30 layers of units that are 0 on lines through the middle of the square."""
    rng = random.Random(3)
    layers = [([[-rng.randrange(10**200), 10**200], [10**200, -rng.randrange(10**200)]], [0, 0]) for _ in range(30)]
    return hostile([*layers, ([[1, 1]], [0])], zero())


def long_chain() -> bytes:
    """A narrow network with a maximum of 30,000 functions."""
    n = 30_000
    layers = [([[1]], [Fraction(-1, 3)]), *([([[1]], [Fraction((-1) ** k, k + 3)]) for k in range(n)])]
    return hostile([([[1]], [0]), ([[1]], [0])], [*layers, ([[1]], [0])], 1)


def coprime_lines() -> bytes:
    """The lines of the narrow network have long denominators without a common factor."""
    layers = [([[1]], [Fraction(-1, 10**1500 + k)]) for k in range(300)]
    return hostile([([[1]], [0]), ([[1]], [0])], [*layers, ([[1]], [0])], 1)


def many_convex() -> bytes:
    """Each unit reads all units of the layer before, on few cells: sums of M's with long weights."""
    rng = random.Random(4)
    layers = [
        ([[rng.choice((-1, 1)) * 10**60 for _ in range(40)] for _ in range(40)], [rng.randint(-9, 9) for _ in range(40)]) for _ in range(60)
    ]
    return hostile([([[1]] * 40, [Fraction(-k, 41) for k in range(40)]), *layers, ([[1] * 40], [0])], zero(1), 1)


def long_denominator() -> bytes:
    """The narrow network has two lines, but over a denominator of 70,000 bits; the target has over a thousand."""
    rng = random.Random(5)
    rows = [[rng.randint(-99, 99) for _ in range(2)] for _ in range(60)]
    layers = [([[1, 1]], [0]), *[([[Fraction(1, 10**3000 + k)]], [0]) for k in range(7)]]
    return hostile([(rows, [-(a + b) // 2 for a, b in rows]), ([[1] * 60], [0])], [*layers, ([[1]], [0])])


def many_inputs() -> bytes:
    return hostile([([[1] * 11], [0]), ([[1]], [0])], zero(11), 11)


MAXIMA: dict[str, tuple[Callable[[], bytes], str]] = {
    "maxima-of-many-inputs": (many_inputs, "evidence.rule: T20 is for at most 10 inputs, not 11"),
    "maxima-of-many-cells": (many_cells, COST),
    "maxima-of-many-corners": (many_corners, COST),
    "maxima-with-long-vertices": (long_vertices, COST),
    "maxima-of-a-long-chain": (long_chain, COST),
    "maxima-with-coprime-lines": (coprime_lines, COST),
    "maxima-over-a-long-denominator": (long_denominator, COST),
    "maxima-of-many-sums": (many_convex, COST),
}
