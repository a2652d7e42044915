"""The cells of rule T20 by another method: simplices are cut in two at a point of an edge, until no unit changes its sign on one."""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise, permutations
from typing import Any

import pytest

from checking import check

Point = tuple[Fraction, ...]
Layers = list[tuple[list[list[int]], list[Fraction]]]
Box = list[tuple[int, int]]


def preactivations(layers: Layers, x: Point) -> list[Fraction]:
    """Of all hidden units, layer after layer."""
    found: list[Fraction] = []
    values = list(x)
    for rows, bias in layers[:-1]:
        sums = [sum((w * z for w, z in zip(row, values, strict=True)), b) for row, b in zip(rows, bias, strict=True)]
        found += sums
        values = [max(Fraction(0), z) for z in sums]
    return found


def corners(box: Box) -> Iterator[list[Point]]:
    """The simplices of the box in which the coordinates have one order, relative to the sides."""
    for order in permutations(range(len(box))):
        x = [Fraction(lo) for lo, _ in box]
        simplex = [tuple(x)]
        for i in order:
            x[i] = Fraction(box[i][1])
            simplex.append(tuple(x))
        yield simplex


def patterns(layers: Layers, box: Box, most: int) -> set[int] | None:
    """Which units are positive somewhere, as bits, on each simplex in the end; None for over `most` simplices."""
    known: dict[Point, list[Fraction]] = {}
    todo, found = list(corners(box)), set()
    for _ in range(most):
        if not todo:
            return found
        simplex = todo.pop()
        for x in simplex:
            if x not in known:
                known[x] = preactivations(layers, x)
        columns = list(zip(*(known[x] for x in simplex), strict=True))
        unit = next((u for u, column in enumerate(columns) if min(column) < 0 < max(column)), None)
        if unit is None:
            found.add(sum(1 << u for u, column in enumerate(columns) if max(column) > 0))
            continue
        a, b = (side(simplex, key=lambda x: known[x][unit]) for side in (min, max))
        p, q = -known[a][unit], known[b][unit]
        between = tuple((q * y + p * z) / (p + q) for y, z in zip(a, b, strict=True))
        todo += [[between if x == end else x for x in simplex] for end in (a, b)]
    return None


def random_case(rng: random.Random, d: int) -> tuple[Layers, Box]:
    """Small integers, so that zeros pass through corners and along faces, and are often the same."""
    sizes = [d, *(rng.randint(2, 4) for _ in range(rng.randint(1, 3))), 1]
    entries = rng.choice(([-1, 0, 1], [-1, 1], [-2, -1, 0, 1, 2]))
    layers = []
    for n, m in pairwise(sizes):
        rows = [rng.choices(entries, k=n) for _ in range(m)]
        layers.append((rows, [rng.choice((Fraction(0), Fraction(rng.choice(entries)), -Fraction(sum(row), 2))) for row in rows]))
    return layers, [(lo, lo + rng.randint(1, 2)) for lo in rng.choices((-1, 0), k=d)]


def cells_of(layers: Layers, box: Box) -> Any:
    entries = [{"weights": [list(map(str, row)) for row in rows], "bias": list(map(str, bias))} for rows, bias in layers]
    check.Meter.total = 0
    net = check.Net({"kind": "relu-network", "layers": entries}, "net")
    return check.Cells(net, [((lo, 1), (hi, 1)) for lo, hi in box])


@pytest.mark.parametrize(("d", "number"), [(1, 30), (2, 40), (3, 30), (4, 10)])
def test_cells_of_degenerate_networks(d: int, number: int) -> None:
    rng, compared = random.Random(d), 0
    for _ in range(number):
        layers, box = random_case(rng, d)
        wanted = patterns(layers, box, 1_500)
        if wanted is not None:
            cells = cells_of(layers, box)
            assert sorted(pattern for _, pattern in cells.found) == sorted(wanted)
            assert all(len(set(points)) == len(points) > d for points, _ in cells.found)
            assert [any(pattern >> u & 1 for pattern in wanted) for u in range(len(cells.signs))] == [on for on, _ in cells.signs]
            compared += 1
    assert compared > number // 2


def test_vertices_by_hand() -> None:
    """x + y + z = 3/2 cuts the cube in a regular hexagon. In the half above, x >= y leaves three corners of the cube, (1, 1, 1), (1, 1, 0) and
    (1, 0, 1), three of the hexagon, and x = y meets two edges of the hexagon inside; the other three cells are its mirror images."""
    cells = cells_of([([[1, 1, 1], [1, -1, 0]], [Fraction(-3, 2), Fraction(0)]), ([[1, 1]], [Fraction(0)])], [(0, 1)] * 3)
    assert [len(points) for points, _ in cells.found] == [8] * 4
    assert len(cells.vertices) == 8 + 6 + 2
