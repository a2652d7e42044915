"""L1 distances and labellings by naive means, for the tests of the L1 rules. Nothing from the package.

A function is a list of vertices (x, y). Searches for good approximations use floats: what they find is compared with a proved lower
bound, with room for rounding.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Sequence
from typing import Any

Floats = list[tuple[float, float]]


def labellings(lengths: Sequence[Any]) -> list[tuple[Any, int]]:
    """(cost, switches) of all labellings of alternating runs."""
    found = []
    for labels in itertools.product((0, 1), repeat=len(lengths)):
        cost = sum(w for k, (w, label) in enumerate(zip(lengths, labels, strict=True)) if label != k % 2)
        found.append((cost, sum(p != q for p, q in itertools.pairwise(labels))))
    return found


def least_cost(lengths: Sequence[Any], most: int) -> Any:
    """D_M by a table over (label, switches so far): the least cost with at most `most` switches."""
    table = {(label, 0): (lengths[0] if label else 0) for label in (0, 1)}
    for k, w in enumerate(lengths[1:], start=1):
        new: dict[tuple[int, int], Any] = {}
        for (label, switches), cost in table.items():
            for after in (0, 1):
                key = (after, switches + (after != label))
                value = cost + (w if after != k % 2 else 0)
                if key[1] <= most and (key not in new or value < new[key]):
                    new[key] = value
        table = new
    return min(table.values())


def value(f: Floats, x: float) -> float:
    for (x0, y0), (x1, y1) in itertools.pairwise(f):
        if x <= x1:
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    return f[-1][1]


def distance(f: Floats, g: Floats) -> float:
    """The integral of |f - g|, in floats."""
    cuts = sorted({x for x, _ in f} | {x for x, _ in g})
    area = 0.0
    for u, v in itertools.pairwise(cuts):
        p, q = value(f, u) - value(g, u), value(f, v) - value(g, v)
        area += (v - u) * (abs(p + q) if p * q >= 0 else (p * p + q * q) / abs(p - q)) / 2
    return area


def searched(f: Any, pieces: int, seed: int, starts: int = 6, rounds: int = 40) -> float:
    """The least distance from f (vertices of any numbers) of a g with `pieces` pieces, by random starts and descent."""
    floats = [(float(x), float(y)) for x, y in f]
    source = random.Random(seed)
    return min(_descend(floats, _start(floats, pieces, source), source, rounds) for _ in range(starts))


def _start(f: Floats, pieces: int, source: random.Random) -> Floats:
    a, b = f[0][0], f[-1][0]
    inner = [x for x, _ in f[1:-1]] + [source.uniform(a, b) for _ in range(pieces)]
    xs = [a, *sorted(source.sample(inner, pieces - 1)), b]
    ys = [y for _, y in f]
    pick: list[Callable[[float], float]] = [lambda x: value(f, x), lambda x: source.uniform(min(ys), max(ys))]
    return [(x, source.choice(pick)(x)) for x in xs]


def _descend(f: Floats, g: Floats, source: random.Random, rounds: int) -> float:
    best, step = distance(f, g), (f[-1][0] - f[0][0]) / 4
    for _ in range(rounds):
        improved = False
        for k, coordinate, sign in itertools.product(range(len(g)), (0, 1), (-1, 1)):
            if coordinate == 0 and k in (0, len(g) - 1):
                continue
            point = list(g[k])
            point[coordinate] += sign * step * source.uniform(0.3, 1)
            moved = [*g[:k], (point[0], point[1]), *g[k + 1 :]]
            if all(p[0] < q[0] for p, q in itertools.pairwise(moved)) and (found := distance(f, moved)) < best:
                best, g, improved = found, moved, True
        step = step if improved else step / 2
    return best
