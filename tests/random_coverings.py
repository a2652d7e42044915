"""Random piecewise-linear maps with coverings, and what coverings show, in full: words, and the growth by their matrix."""

import random
from fractions import Fraction
from itertools import pairwise
from typing import Any

import oracle_maps


def random_map(rng: random.Random, grid: int = 12) -> dict[str, Any]:
    """A piecewise-linear map of [0, 1], plateaus allowed, with vertices on a grid."""
    while True:
        xs = [0, *sorted(rng.sample(range(1, grid), rng.randint(1, 4))), grid]
        points = [(Fraction(x, grid), Fraction(rng.randint(0, grid), grid)) for x in xs]
        if all(oracle_maps.slope(p, q) != oracle_maps.slope(q, r) for p, q, r in zip(points, points[1:], points[2:], strict=False)):
            return {"kind": "piecewise-linear", "vertices": [[str(x), str(y)] for x, y in points]}


def markov_map(rng: random.Random, grid: int = 6) -> dict[str, Any]:
    """A piecewise-linear map of [0, 1] that maps each cell of a grid onto some cells, or to a point."""
    points = [(Fraction(x, grid), Fraction(rng.randint(0, grid), grid)) for x in range(grid + 1)]
    bends = [q for p, q, r in zip(points, points[1:], points[2:], strict=False) if oracle_maps.slope(p, q) != oracle_maps.slope(q, r)]
    return {"kind": "piecewise-linear", "vertices": [[str(x), str(y)] for x, y in (points[0], *bends, points[-1])]}


def random_levels(rng: random.Random) -> tuple[Fraction, Fraction]:
    x, y = sorted(rng.sample([Fraction(k, 24) for k in range(-1, 26)], 2))
    return x, y


def markov_covering(data: dict[str, Any], grid: int = 6) -> tuple[list[Any], list[Any]]:
    """The cells, one branch for each that is not on a plateau."""
    f = oracle_maps.Map(data)
    cells = [(Fraction(k, grid), Fraction(k + 1, grid)) for k in range(grid)]
    return cells, [branch for i, cell in enumerate(cells) for branch in branches_between(f, cells, i, list(cell))]


def random_case(rng: random.Random, markov: bool) -> tuple[dict[str, Any], list[Any], list[Any]]:
    """A map and a covering: a Markov partition, or a random one."""
    data = markov_map(rng) if markov else random_map(rng)
    return data, *(markov_covering(data) if markov else random_covering(rng, data))


def random_covering(rng: random.Random, data: dict[str, Any]) -> tuple[list[Any], list[Any]]:
    """Intervals with random ends, gaps between them; branches between random points, some left out, some with fewer targets."""
    f = oracle_maps.Map(data)
    points = sorted({*(Fraction(rng.randint(0, 36), 36) for _ in range(rng.randint(2, 12))), *f.turns, *(y for _, y in f.vertices)})
    cells = [cell for cell in pairwise(points) if rng.random() < 0.8]
    branches = []
    for i, (l, r) in enumerate(cells):
        ends = sorted({l, r, *(l + (r - l) * Fraction(rng.randint(1, 8), 9) for _ in range(rng.randint(0, 2)))})
        branches += branches_between(f, cells, i, ends)
    branches = [branch for branch in branches if rng.random() < 0.9]
    for branch in branches:
        if rng.random() < 0.2:
            branch[3:] = sorted(rng.choices(range(branch[3], branch[4] + 1), k=2))
    return cells, branches


def branches_between(f: oracle_maps.Map, cells: list[Any], i: int, ends: list[Fraction]) -> list[Any]:
    """The branches of J_i between neighbouring ends, with all their targets."""
    result = []
    for u, v in pairwise(ends):
        lo, hi = sorted((f(u), f(v)))
        targets = [j for j, (l, r) in enumerate(cells) if lo <= l and r <= hi]
        if targets:
            result.append([i, u, v, targets[0], targets[-1]])
    return result


def spelled(f: oracle_maps.Map, cells: list[Any], branches: list[Any], t: int, levels: tuple[Fraction, Fraction]) -> list[str]:
    """The words of T3w, in full."""
    letter = {True: "L", False: ""}
    words = ["".join(letter[end <= levels[0]] or ("H" if end >= levels[1] else "") for end in cell) for cell in cells]
    for _ in range(t):
        after = [""] * len(cells)
        for i, u, v, j1, j2 in branches:
            word = "".join(words[j1 : j2 + 1])
            after[i] += word if f(u) < f(v) else word[::-1]
        words = after
    return words


def alternations(word: str) -> int:
    return sum(p != q for p, q in pairwise(word))


def covering(cells: list[Any], branches: list[Any]) -> dict[str, Any]:
    """As in a certificate."""
    rows = [[i, str(u), str(v), j1, j2] for i, u, v, j1, j2 in branches]
    return {"rule": "T3", "intervals": [[str(l), str(r)] for l, r in cells], "branches": rows}


def times(row: list[Any], branches: list[Any]) -> list[Any]:
    """The row vector times the matrix of a covering."""
    return [sum(row[b[0]] for b in branches if b[3] <= j <= b[4]) for j in range(len(row))]


def growing_case(rng: random.Random, markov: bool) -> tuple[dict[str, Any], list[Any], list[Any], list[int], Fraction]:
    """A map, a covering that has loops, a vector w with some entries 0, and the largest rate with w A >= rate w."""
    while True:
        data, cells, branches = random_case(rng, markov)
        vector = [1] * len(cells)
        for _ in range(8):  # towards the largest rate
            vector = [a + b for a, b in zip(times(vector, branches), vector, strict=True)]
        vector = [w if rng.random() < 0.9 else 0 for w in vector]
        for _ in cells:  # no weight where nothing arrives
            vector = [w if image else 0 for image, w in zip(times(vector, branches), vector, strict=True)]
        if any(vector):
            return data, cells, branches, vector, min(Fraction(r, w) for r, w in zip(times(vector, branches), vector, strict=True) if w)
