"""Functions with few pieces near F, by dynamic programming over nodes and by descent. Floats: all of this only proposes.

A *node* is a point (x, y); a chain of nodes from one end of I to the other is a function g. A chain of affine segments has the sum of the
segments' areas as its distance from F.
"""

from __future__ import annotations

import random
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from copy import copy
from itertools import pairwise
from typing import Any

from gmpy2 import mpq

from exactsep.maps.piecewise import PLMap
from exactsep.numbers.field import simplest

Node = tuple[float, float]

MAX_AREAS = 1_500_000
MAX_STEPS = 1_500_000
MAX_MOVES = 400_000
SHRINKS = 24
FAR = 1e6
TINY = 1e-100


class Floats:
    """F in floats: xs, ys, and the area between F and a segment."""

    def __init__(self, F: PLMap):
        self.F = F
        self.xs, self.ys = [float(x) for x in F.xs], [float(y) for y in F.ys]

    @property
    def clear(self) -> bool:
        """Whether floats tell the vertices apart: in coordinates of moderate size, with no piece far shorter than I."""
        width, height = self.xs[-1] - self.xs[0], max(self.ys) - min(self.ys)
        sizes = max(map(abs, self.xs)) < width * FAR and max(map(abs, self.ys)) < height * FAR
        return sizes and min(width, height) > TINY and all(v - u > width / FAR**2 for u, v in pairwise(self.xs))

    def halved(self) -> Floats:
        """The same function with the middle of every piece as a vertex more."""
        finer = copy(self)
        middles = [(u + v) / 2 for u, v in pairwise(self.xs)]
        finer.xs = sorted([*self.xs, *middles])
        finer.ys = [self.at(x) for x in finer.xs]
        return finer

    def at(self, x: float) -> float:
        k = min(max(bisect_right(self.xs, x), 1), len(self.xs) - 1)
        x0, x1, y0, y1 = self.xs[k - 1], self.xs[k], self.ys[k - 1], self.ys[k]
        return y0 + (y1 - y0) * (x - x0) / (x1 - x0) if x1 > x0 else y1

    def area(self, left: Node, right: Node) -> float:
        """The integral of |F - g| over the segment from one node to another."""
        (u, p), (v, q) = left, right
        slope = (q - p) / (v - u)
        x0, d0, doubled = u, self.at(u) - p, 0.0
        for k in range(bisect_right(self.xs, u), bisect_left(self.xs, v)):
            x1, d1 = self.xs[k], self.ys[k] - p - slope * (self.xs[k] - u)
            doubled += _twice(x1 - x0, d0, d1)
            x0, d0 = x1, d1
        return (doubled + _twice(v - x0, d0, self.at(v) - q)) / 2

    def total(self, chain: Sequence[Node]) -> float:
        return sum(self.area(p, q) for p, q in pairwise(chain))


def _twice(width: float, p: float, q: float) -> float:
    if p * q >= 0:
        return width * abs(p + q)
    return width * (p * p + q * q) / abs(p - q)


def shortest_chain(floats: Floats, most: int, levels: Sequence[float]) -> list[Node] | None:
    """The best chain of at most `most` segments between nodes over the vertices of F, whose values are those of F or some levels.

    Segments span as many pieces as the work allows; None if that is not enough to get across.
    """
    pieces, c = len(floats.xs) - 1, len(levels) + 1
    span = min(pieces, int((2 * MAX_AREAS / (pieces * c * c)) ** 0.5), MAX_STEPS // (pieces * c * c * most))
    if span < pieces and span * most < 2 * pieces:
        return None
    nodes = [[(x, y), *((x, level) for level in levels)] for x, y in zip(floats.xs, floats.ys, strict=True)]
    areas = [_arriving(floats, nodes, j, span) for j in range(pieces + 1)]
    layer: list[list[tuple[float, Any]]] = [[(0.0, None)] * c if j == 0 else [(float("inf"), None)] * c for j in range(pieces + 1)]
    best = layer[pieces][0]
    chains = [layer]
    for _ in range(most):
        layer = [[_step(areas[j], chains[-1], b) for b in range(c)] for j in range(pieces + 1)]
        chains.append(layer)
    depth, end = min(((m, b) for m in range(1, most + 1) for b in range(c)), key=lambda mb: chains[mb[0]][pieces][mb[1]][0])
    best = chains[depth][pieces][end]
    if best[1] is None:
        return None
    found = [nodes[pieces][end]]
    while best[1] is not None:
        i, a = best[1]
        found.append(nodes[i][a])
        depth -= 1
        best = chains[depth][i][a]
    return found[::-1]


def _arriving(floats: Floats, nodes: list[list[Node]], j: int, span: int) -> list[tuple[int, int, int, float]]:
    """(i, a, b, area) of the segments from node a over vertex i to node b over vertex j."""
    steps = range(max(0, j - span), j)
    pairs = [(i, a, b) for i in steps for a in range(len(nodes[i])) for b in range(len(nodes[j])) if nodes[i][a][0] < nodes[j][b][0]]
    return [(i, a, b, floats.area(nodes[i][a], nodes[j][b])) for i, a, b in pairs]


def _step(arriving: list[tuple[int, int, int, float]], before: list[list[tuple[float, Any]]], b: int) -> tuple[float, Any]:
    """The best way to end in node b, one segment after a layer of ends."""
    least, source = float("inf"), None
    for i, a, end, area in arriving:
        if end == b and (value := before[i][a][0] + area) < least:
            least, source = value, (i, a)
    return least, source


def scattered(floats: Floats, most: int, count: int) -> list[list[Node]]:
    """Chains of at most `most` segments to descend from, through points of F at vertices and between them: the same at each call."""
    source = random.Random(0)
    a, b = floats.xs[0], floats.xs[-1]
    chains = []
    for _ in range(count):
        places = [*floats.xs[1:-1], *(source.uniform(a, b) for _ in range(most))]
        inner = set(source.sample(places, min(most - 1, len(places)))) - {a, b}
        chains.append([(x, floats.at(x)) for x in (a, *sorted(inner), b)])
    return chains


def descended(floats: Floats, chain: Sequence[Node], limit: int = MAX_MOVES) -> list[Node]:
    """The chain after moving its nodes, one or two neighbours at a time, as long as that lowers the area.

    `limit` bounds (moves) * (pieces of F under the segments moved), about.
    """
    found, areas = list(chain), [floats.area(p, q) for p, q in pairwise(chain)]
    height = max(floats.ys) - min(floats.ys)
    share, effort = 0.25, 0
    cost = 12 * (len(floats.xs) + len(found))
    for _ in range(SHRINKS * 4):
        if share < 2.0**-SHRINKS or effort > limit:
            break
        effort += cost
        if not _sweep(floats, found, areas, share, height):
            share /= 2
    return found


def _sweep(floats: Floats, chain: list[Node], areas: list[float], share: float, height: float) -> bool:
    """Try every move of every node once; whether one of them helped."""
    improved = False
    for k in range(len(chain)):
        left = chain[k][0] - chain[k - 1][0] if k > 0 else 0.0
        right = chain[k + 1][0] - chain[k][0] if k + 1 < len(chain) else 0.0
        inner = 0 < k < len(chain) - 1
        rise = share * height
        moves = [(0.0, rise, False), (0.0, -rise, False), (0.0, rise, True), (0.0, -rise, True)]
        if inner:
            moves += [(share * right, 0.0, False), (-share * left, 0.0, False)]
            moves += [(dx, floats.at(chain[k][0] + dx) - chain[k][1], False) for dx in (share * right, -share * left)]
        for move in moves:
            improved = _moved(floats, chain, areas, k, move) or improved
    return improved


def _moved(floats: Floats, chain: list[Node], areas: list[float], k: int, move: tuple[float, float, bool]) -> bool:
    """Move node k (with its right neighbour, upwards, if asked); undo it unless the area falls."""
    dx, dy, both = move
    last = min(k + 1, len(chain) - 1) if both else k
    old = chain[k : last + 1]
    chain[k : last + 1] = [(x + dx, y + dy) for x, y in old]
    first, after = max(k - 1, 0), min(last + 1, len(chain) - 1)
    if all(chain[i][0] < chain[i + 1][0] for i in range(first, after)):
        new = [floats.area(chain[i], chain[i + 1]) for i in range(first, after)]
        if sum(new) < sum(areas[first:after]) * (1 - 1e-9):
            areas[first:after] = new
            return True
    chain[k : last + 1] = old
    return False


def exact_chain(floats: Floats, chain: Sequence[Node], known: dict[float, Any]) -> PLMap | None:
    """The chain with exact coordinates: those `known` for a float, else short rationals nearby; None if they get out of order."""
    F = floats.F
    width, height = floats.xs[-1] - floats.xs[0], max(floats.ys) - min(floats.ys)
    xs = [known[x] if x in known else F.field(_near(x, width)) for x, _ in chain]
    xs[0], xs[-1] = F.interval
    ys = [known[y] if y in known else F.field(_near(y, height)) for _, y in chain]
    if not all(p < q for p, q in pairwise(xs)):
        return None
    return PLMap(zip(xs, ys, strict=True), F.field)


def _near(x: float, size: float) -> Any:
    margin = mpq(size) / 2**26
    return simplest(mpq(x) - margin, mpq(x) + margin)
