"""What the oracle says about narrow networks in place of wide ones, naively: both are evaluated at many points, in fractions.

The checker follows symbols for all points of the good set at once. Here the cells of the good set are gone through one by one; in one
dimension both networks are piecewise affine functions on each cell, vertex by vertex, so that the largest distance is exact there, and so
is the part of the integral over the good set. For two and more inputs a claim is only refuted, never proved: corners of cells and points
inside of them, and points anywhere for the range.
"""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import pairwise, product
from typing import Any

import oracle_networks

POINTS = 40


def value(network: dict[str, Any], x: list[Fraction]) -> Fraction:
    """A plain ReLU network with one output, at x."""
    layers = network["layers"]
    for k, layer in enumerate(layers):
        rows = zip(oracle_networks.units(layer), layer["bias"], strict=True)
        x = [sum((w * x[j] for j, w in row), Fraction(b)) for row, b in rows]
        x = x if k == len(layers) - 1 else [max(Fraction(0), z) for z in x]
    return x[0]


def inputs_of(network: dict[str, Any]) -> int:
    first = network["layers"][0]
    return int(first["columns"]) if "columns" in first else len(first["weights"][0])


def on_cell(claim: dict[str, Any], a: Fraction, b: Fraction) -> tuple[Fraction, Fraction]:
    """For one input: the largest distance on [a, b], and the integral of the distance."""
    (one,), _ = oracle_networks.on_segment(claim["target"], [[a], [b]])
    (two,), _ = oracle_networks.on_segment(claim["narrow"], [[a], [b]])
    gap = oracle_networks.combined([(Fraction(1), one), (Fraction(-1), two)], Fraction(0))
    knots = sorted({s for s, _ in gap} | set(oracle_networks.crossings(gap, Fraction(0))))
    sizes = [abs(oracle_networks.at(gap, s)) for s in knots]
    area = sum(((t - s) * (u + v) / 2 for (s, t), (u, v) in zip(pairwise(knots), pairwise(sizes), strict=True)), Fraction(0))
    return max(sizes), area * (b - a)


def is_near(claim: dict[str, Any], inputs: int, rng: random.Random) -> bool:
    """The distance on the good set, and for one input its integral there."""
    c, error = claim["bits"], Fraction(claim["error"])
    wide = Fraction(1, 2**c) - Fraction(1, 2 ** claim["separation"])
    if inputs == 1:
        found = [on_cell(claim, Fraction(q, 2**c), Fraction(q, 2**c) + wide) for q in range(2**c)]
        return max(size for size, _ in found) <= error and sum(area for _, area in found) <= Fraction(claim["l1"])
    cells = list(product(range(2**c), repeat=inputs))
    for cell in rng.sample(cells, min(len(cells), POINTS)):
        for shift in (0, 1, Fraction(rng.randint(0, 99), 99)):
            x = [Fraction(q, 2**c) + shift * wide for q in cell]
            if abs(value(claim["target"], x) - value(claim["narrow"], x)) > error:
                return False
    return True


def decide_narrow(claim: dict[str, Any]) -> bool:
    rng = random.Random(0)
    inputs = inputs_of(claim["target"])
    hidden = [len(layer["bias"]) for layer in claim["narrow"]["layers"][:-1]]
    if inputs != inputs_of(claim["narrow"]) or (claim["depth"], claim["width"]) != (len(hidden), max(hidden)):
        return False
    kept = (1 - Fraction(2) ** (claim["bits"] - claim["separation"])) ** inputs
    low, high = map(Fraction, claim["range"])
    if Fraction(claim["bad"]) < 1 - kept or not is_near(claim, inputs, rng):
        return False
    cube = [[Fraction(rng.randint(0, 24), 24) for _ in range(inputs)] for _ in range(POINTS)]
    space = [*cube, *([Fraction(rng.randint(-900, 1_000), 97) for _ in range(inputs)] for _ in range(POINTS))]
    values = [value(claim["target"], x) for x in cube] + [value(claim["narrow"], x) for x in space]
    return low <= min(values) and max(values) <= high
