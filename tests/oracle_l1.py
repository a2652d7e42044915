"""What the oracle says about L1 claims and about networks, naively: some g refutes a bound, points refute an equation.

A lower bound in L1 is refuted by a g that is nearer; that none was found proves nothing, so that the answer is False or None.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

Graph = Sequence[tuple[Any, Any]]


def value_at(g: Graph, x: Any) -> Any:
    for (x0, y0), (x1, y1) in pairwise(g):
        if x0 <= x <= x1:
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    raise AssertionError(f"{x} is outside")


def distance(f: Graph, g: Graph) -> Any:
    """int |f - g|, exactly."""
    points = sorted({x for x, _ in (*f, *g)})
    total = points[0] - points[0]
    gaps = [value_at(f, x) - value_at(g, x) for x in points]
    for (u, v), (p, q) in zip(pairwise(points), pairwise(gaps), strict=True):
        same = p * q >= 0
        total += (v - u) * ((abs(p) + abs(q)) / 2 if same else (p * p + q * q) / (2 * (abs(p) + abs(q))))
    return total


def candidates(f: Graph, most: Any) -> Iterator[Graph]:
    """Functions with at most so many pieces: constants, f itself on the first or last laps and constant elsewhere."""
    pieces = int(most)
    if pieces >= len(f) - 1:
        yield f
    (a, _), (b, _) = f[0], f[-1]
    values = sorted({y for _, y in f})
    low, high = values[0], values[-1]
    for k in range(9):
        c = low + (high - low) * k / 8
        yield [(a, c), (b, c)]
    if 2 <= pieces < len(f) - 1:
        head, tail = list(f[:pieces]), list(f[-pieces:])
        yield [*head, (b, head[-1][1])]
        yield [(a, tail[0][1]), *tail]


def nearest(f: Graph, pieces: int) -> Any:
    return min(distance(f, g) for g in candidates(f, pieces))


def refutes_l1(f: Graph, pieces: int, error: Any, upper: Any) -> bool | None:
    """False if the claim is refuted, True if its upper bound is shown and it says no more (error 0); None else."""
    if pieces < 1 or not error > 0:
        return False
    best = nearest(f, pieces)
    if error > best or (upper is not None and upper < error):
        return False
    return None


def network_value(layers: Sequence[tuple[Any, Any]], x: Any) -> Any:
    values = [x]
    for k, (weights, bias) in enumerate(layers):
        values = [sum((w * z for w, z in zip(row, values, strict=True)), b) for row, b in zip(weights, bias, strict=True)]
        if k < len(layers) - 1:
            values = [z if z > 0 else z - z for z in values]
    (result,) = values
    return result


def equals_network(f: Graph, layers: Sequence[tuple[Any, Any]]) -> bool:
    """At the vertices, and at two points between neighbours."""
    if any(network_value(layers, x) != y for x, y in f):
        return False
    for (u, p), (v, q) in pairwise(f):
        for part in (Fraction(1, 4), Fraction(2, 3)):
            if network_value(layers, u + (v - u) * part) != p + (q - p) * part:
                return False
    return True
