"""The same numbers by the most naive means: fractions, sorting, enumeration, dynamic programming. Nothing from the package.

A piecewise affine function is a list of vertices (x, y) here, a matrix a list of rows, a polynomial its coefficients from low to high.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from functools import cache
from typing import Any

Vertex = tuple[Fraction, Fraction]
Vertices = list[Vertex]
Matrix = list[list[int]]


def exactly(message: str) -> str:
    """The regular expression that matches one whole message."""
    return rf"\A{re.escape(message)}\Z"


def fraction(value: Any) -> Fraction:
    """A Fraction from anything with a numerator and a denominator, or from text."""
    return Fraction(value) if isinstance(value, str) else Fraction(int(value.numerator), int(value.denominator))


def vertices_of(f: Any) -> Vertices:
    """The vertices of a PLMap; elements of number fields as they are."""
    return [(x, y) if hasattr(x, "field") else (fraction(x), fraction(y)) for x, y in f.vertices]


# -- piecewise affine functions ---------------------------------------------------------------


def value(f: Vertices, x: Fraction) -> Fraction:
    """f(x), by looking for the piece."""
    for (x0, y0), (x1, y1) in itertools.pairwise(f):
        if x0 <= x <= x1:
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    raise AssertionError("x lies outside the domain")


def canonical(f: Vertices) -> Vertices:
    """Without the vertices at which f does not bend."""
    slopes = [(y1 - y0) / (x1 - x0) for (x0, y0), (x1, y1) in itertools.pairwise(f)]
    bends = [vertex for vertex, before, after in zip(f[1:-1], slopes, slopes[1:], strict=False) if before != after]
    return [f[0], *bends, f[-1]]


def preimages(f: Vertices, level: Fraction) -> set[Fraction]:
    """All x with f(x) = level; of a plateau at the level only the two ends."""
    found = {x for x, y in f if y == level}
    for (x0, y0), (x1, y1) in itertools.pairwise(f):
        if min(y0, y1) < level < max(y0, y1):
            found.add(x0 + (level - y0) * (x1 - x0) / (y1 - y0))
    return found


def compose(outer: Vertices, inner: Vertices) -> Vertices:
    """outer o inner: sort the vertices of inner and all preimages under inner of those of outer, and evaluate."""
    cuts = {x for x, _ in inner}.union(*(preimages(inner, x) for x, _ in outer))
    return canonical([(x, value(outer, value(inner, x))) for x in sorted(cuts)])


def iterate(f: Vertices, t: int) -> Vertices:
    """f^t, composed from the outside: f o f^(t-1)."""
    result = [(f[0][0], f[0][0]), (f[-1][0], f[-1][0])]
    for _ in range(t):
        result = compose(f, result)
    return result


def lap_count(f: Vertices) -> int:
    """Changes of direction, plateaus left out, plus one."""
    directions = [y1 > y0 for (_, y0), (_, y1) in itertools.pairwise(f) if y0 != y1]
    return 1 + sum(a != b for a, b in itertools.pairwise(directions))


def random_iterate_value(f: Vertices, x: Fraction, t: int) -> Fraction:
    """f(f(...f(x)))."""
    for _ in range(t):
        x = value(f, x)
    return x


# -- crossings and moves ------------------------------------------------------------------------


def crossings(f: Vertices, low: Fraction, high: Fraction) -> int:
    """C_{low,high}(f) straight from its definition, over all intervals between vertices and points at the levels: O(n^2)."""
    xs = sorted({x for x, _ in f} | preimages(f, low) | preimages(f, high))
    return most_disjoint_crossings([value(f, x) for x in xs], low, high)


def most_disjoint_crossings(values: Sequence[Fraction], low: Fraction, high: Fraction) -> int:
    """best[k] = the largest number of crossings with disjoint interiors that end at or before sample k."""
    best = [0] * len(values)
    for k in range(1, len(values)):
        ending_here = [
            best[i] + 1 for i in range(k) if (values[i] <= low and values[k] >= high) or (values[i] >= high and values[k] <= low)
        ]
        best[k] = max([best[k - 1], *ending_here])
    return best[-1]


def longest_alternation(values: Iterable[Fraction], low: Fraction, high: Fraction) -> int:
    """The same number in O(n): alternations of the longest subsequence that alternates between <= low and >= high, by its last letter."""
    ends_low = ends_high = 0
    for v in values:
        if v <= low:
            ends_low = max(ends_low, ends_high + 1)
        elif v >= high:
            ends_high = max(ends_high, ends_low + 1)
    return max(ends_low, ends_high, 1) - 1


def most_moves(values: Sequence[Fraction], size: Fraction) -> int:
    """The most alternating moves of at least `size` over all increasing subsequences of indices (T12i): O(n^2)."""
    up, down = [0] * len(values), [0] * len(values)
    for k in range(len(values)):
        for i in range(k):
            if values[k] - values[i] >= size:
                up[k] = max(up[k], down[i] + 1)
            if values[i] - values[k] >= size:
                down[k] = max(down[k], up[i] + 1)
    return max(up + down)


def most_moves_of_all_subsequences(values: Sequence[Fraction], size: Fraction) -> int:
    """The same by looking at every subsequence: O(2^n)."""

    def good(chosen: Sequence[Fraction]) -> bool:
        steps = [b - a for a, b in itertools.pairwise(chosen)]
        return all(abs(s) >= size for s in steps) and all(s * r < 0 for s, r in itertools.pairwise(steps))

    lengths = range(len(values), 0, -1)
    return next(n - 1 for n in lengths for chosen in itertools.combinations(values, n) if good(chosen))


def largest_sizes(values: Sequence[Fraction]) -> list[Fraction]:
    """sizes[m-1] = the largest size with at least m alternating moves: every difference of two values is tried."""
    differences = sorted({abs(a - b) for a, b in itertools.combinations(values, 2)} - {Fraction(0)}, reverse=True)
    moves = [most_moves(values, size) for size in differences]
    return [next(s for s, n in zip(differences, moves, strict=True) if n >= m) for m in range(1, max(moves, default=0) + 1)]


# -- cycles -----------------------------------------------------------------------------------------


def cycle_count(f: Vertices, n: int) -> int:
    """The number of cycles of least period n; every fixed point of f^n must be isolated."""
    g = iterate(f, n)
    points = set()
    for (x0, y0), (x1, y1) in itertools.pairwise(g):
        slope = (y1 - y0) / (x1 - x0)
        if slope == 1:
            assert y0 != x0, "an interval of fixed points"
            continue
        x = (y0 - slope * x0) / (1 - slope)
        if x0 <= x <= x1:
            points.add(x)
    least = [x for x in points if all(random_iterate_value(f, x, d) != x for d in range(1, n))]
    assert len(least) % n == 0
    return len(least) // n


# -- matrices -----------------------------------------------------------------------------------------


def markov_matrix(f: Callable[[Fraction], Fraction], points: Sequence[Fraction]) -> Matrix:
    """A_ij = 1 if the image of [p_i, p_i+1], spanned by the values at its ends, contains [p_j, p_j+1]."""
    images = [sorted((f(p), f(q))) for p, q in itertools.pairwise(points)]
    return [[int(lo <= p and q <= hi) for p, q in itertools.pairwise(points)] for lo, hi in images]


def power(matrix: Matrix, t: int) -> Matrix:
    """matrix^t by t multiplications."""
    size = range(len(matrix))
    result = [[int(i == j) for j in size] for i in size]
    for _ in range(t):
        result = [[sum(result[i][k] * matrix[k][j] for k in size) for j in size] for i in size]
    return result


def count_paths(matrix: Matrix, target: int, t: int) -> int:
    """The number of paths of length t that end at `target`, from anywhere, by walking all of them backwards."""

    @cache
    def walk(node: int, steps: int) -> int:
        return 1 if steps == 0 else sum(matrix[i][node] * walk(i, steps - 1) for i in range(len(matrix)) if matrix[i][node])

    return walk(target, t)


def characteristic_polynomial(matrix: Matrix) -> list[int]:
    """det(z - A), from low to high (Faddeev and LeVerrier)."""
    n = len(matrix)
    size = range(n)
    coefficients = [Fraction(1)]
    m = [[Fraction(0)] * n for _ in size]
    for k in range(1, n + 1):
        m = [[sum(matrix[i][r] * m[r][j] for r in size) + (coefficients[-1] if i == j else 0) for j in size] for i in size]
        trace = sum(matrix[i][r] * m[r][i] for i in size for r in size)
        coefficients.append(-trace / k)
    return [int(c) for c in reversed(coefficients)]


def polynomial_value(coefficients: Sequence[Any], x: Fraction) -> Fraction:
    """The value at x, term by term."""
    return sum((fraction(c) * x**k for k, c in enumerate(coefficients)), Fraction(0))


def pattern_rows(images: Sequence[int]) -> Matrix:
    """The Markov matrix of a pattern (T6): J_i covers J_j if pi(i) <= j < pi(i+1), or the reverse."""
    n = len(images)
    return [[int(min(images[i], images[i + 1]) <= j < max(images[i], images[i + 1])) for j in range(1, n)] for i in range(n - 1)]


# -- networks ---------------------------------------------------------------------------------------------


def compositions(total: int, parts: int) -> Iterable[tuple[int, ...]]:
    """All ways to write `total` as an ordered sum of `parts` positive integers."""
    if parts == 1:
        yield (total,)
        return
    for first in range(1, total - parts + 2):
        for rest in compositions(total - first, parts - 1):
            yield (first, *rest)
