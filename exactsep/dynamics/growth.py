"""Growth: the spectral radius of a covering, as an algebraic number, with a two-sided enclosure, and the vector of T4.

The matrix is cut into its strongly connected components; its spectral radius is the largest of theirs. For an irreducible block and any
vector v > 0 the quotients (A v)_i / v_i enclose the spectral radius (Collatz and Wielandt): a good v may be found in any way, here by power
iteration on A + 1 and, where that is slow, by Noda's iteration; the quotients are then formed exactly from integers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import gcd
from typing import Any

from gmpy2 import mpq

from exactsep.dynamics.covering import Covering

MAX_CHARPOLY = 160
_BITS = 128


@dataclass(frozen=True)
class Block:
    """A strongly connected component: its indices in the covering and its adjacency lists (neighbour, multiplicity)."""

    indices: tuple[int, ...]
    rows: tuple[tuple[tuple[int, int], ...], ...]

    @cached_property
    def columns(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        columns: list[list[tuple[int, int]]] = [[] for _ in self.rows]
        for i, row in enumerate(self.rows):
            for j, n in row:
                columns[j].append((i, n))
        return tuple(tuple(c) for c in columns)


@dataclass(frozen=True)
class Growth:
    """The spectral radius of a covering: lower <= radius <= upper, as rationals.

    `minimal_polynomial` (coefficients from low to high) is None for components of more than 160 intervals; `block` is a component that
    attains the radius, None if there is no loop at all (radius 0). `vector` is T4's row vector w, in integers, with w A >= lam w.
    """

    lower: Any
    upper: Any
    minimal_polynomial: tuple[int, ...] | None
    block: Block | None
    vector: tuple[int, ...]
    lam: Any


def growth(covering: Covering) -> Growth:
    """The growth of a covering."""
    candidates = [(_perron(block.rows), block) for block in blocks(covering)]
    if not candidates:
        return Growth(mpq(0), mpq(0), (0, 1), None, (0,) * len(covering), mpq(0))
    (lower, upper, _), block = max(candidates, key=lambda c: c[0][0])
    upper = max(c[0][1] for c in candidates)
    polynomial = None
    if len(block.rows) <= MAX_CHARPOLY:
        polynomial, lower, upper = _algebraic(block, lower, upper)
    lam, small = _left_vector(block, lower, upper)
    lower, upper = max(lower, lam), min(upper, max(_quotients(block.columns, small)))
    vector = [0] * len(covering)
    for index, entry in zip(block.indices, small, strict=True):
        vector[index] = entry
    return Growth(lower, upper, polynomial, block, tuple(vector), lam)


def heaviest(covering: Covering, most: int) -> list[int]:
    """The `most` intervals with the largest weights w_i v_i (left and right eigenvector: the measure of maximal entropy)."""
    weights = [mpq(0)] * len(covering)
    for block in blocks(covering):
        (low, _), left, right = _enclosed(block), _power_iteration(block.columns), _power_iteration(block.rows)
        total = sum(w * v for w, v in zip(left, right, strict=True))
        for index, w, v in zip(block.indices, left, right, strict=True):
            weights[index] = mpq(w * v, total) + low
    return sorted(sorted(range(len(covering)), key=lambda i: -weights[i])[:most])


def _enclosed(block: Block) -> tuple[Any, Any]:
    return _quotients(block.rows, _power_iteration(block.rows, 200))


def radius_bounds(covering: Covering) -> tuple[Any, Any]:
    """A quick two-sided rational enclosure of the spectral radius, by power iteration alone: exact quotients, but perhaps wide."""
    bounds = [_quotients(block.rows, _power_iteration(block.rows, 200)) for block in blocks(covering)]
    return max((low for low, _ in bounds), default=mpq(0)), max((high for _, high in bounds), default=mpq(0))


def blocks(covering: Covering) -> list[Block]:
    """The strongly connected components with at least one edge."""
    import networkx

    graph = covering.graph()
    found = []
    for component in networkx.strongly_connected_components(graph):
        indices = tuple(sorted(component))
        place = {index: k for k, index in enumerate(indices)}
        rows = tuple(tuple((place[j], data["branches"]) for _, j, data in graph.out_edges(i, data=True) if j in place) for i in indices)
        if any(rows):
            found.append(Block(indices, rows))
    return sorted(found, key=lambda block: block.indices)


# -- Collatz-Wielandt enclosures ------------------------------------------------------


def _apply(rows: Sequence[Sequence[tuple[int, int]]], v: Sequence[Any]) -> list[Any]:
    return [sum(n * v[j] for j, n in row) for row in rows]


def _quotients(rows: Sequence[Sequence[tuple[int, int]]], v: Sequence[int]) -> tuple[Any, Any]:
    quotients = [mpq(image, entry) for image, entry in zip(_apply(rows, v), v, strict=True)]
    return min(quotients), max(quotients)


def _perron(rows: Sequence[Sequence[tuple[int, int]]]) -> tuple[Any, Any, list[int]]:
    """(lower, upper, v): v > 0 in integers, lower <= (A v)_i / v_i <= upper."""
    v = _power_iteration(rows)
    lower, upper = _quotients(rows, v)
    tries = 0
    while upper - lower > mpq(1, 10**20) and len(rows) <= 500 and tries < 8:
        v = _noda(rows, v, upper)
        lower, upper = _quotients(rows, v)
        tries += 1
    return lower, upper, v


def _power_iteration(rows: Sequence[Sequence[tuple[int, int]]], steps: int = 600) -> list[int]:
    """Integer power iteration on A + 1 (which is primitive), entries kept at about 128 bits above the smallest."""
    v = [1 << _BITS] * len(rows)
    for k in range(steps):
        image = [a + b for a, b in zip(_apply(rows, v), v, strict=True)]
        shift = max(min(image).bit_length() - _BITS, 0)
        v = [max(n >> shift, 1) for n in image]
        if k % 20 == 19:
            lower, upper = _quotients(rows, v)
            if upper - lower < mpq(1, 10**22):
                break
    return v


def _noda(rows: Sequence[Sequence[tuple[int, int]]], v: Sequence[int], upper: Any) -> list[int]:
    """One step of Noda's iteration: solve (mu - A) u = v with mu just above the spectral radius; u is positive."""
    import flint

    n, precision = len(rows), 256
    with flint.ctx.workprec(precision):
        mu = upper + upper / 2**100
        shift = flint.arb(flint.fmpq(int(mu.numerator), int(mu.denominator)))
        dense = [[flint.arb(0)] * n for _ in range(n)]
        for i, row in enumerate(rows):
            for j, multiplicity in row:
                dense[i][j] -= multiplicity
            dense[i][i] += shift
        scale = max(v)
        right = flint.arb_mat([[flint.arb(int(entry)) / int(scale)] for entry in v])
        solution = flint.arb_mat(dense).solve(right)
        middles = [abs(solution[i, 0].mid()) for i in range(n)]
        smallest = min(middles)
        scaled = [(m / smallest * 2**_BITS).mid().floor().unique_fmpz() for m in middles]
    return [max(int(s), 1) if s is not None else 1 for s in scaled]


# -- the algebraic number ----------------------------------------------------------------


def _algebraic(block: Block, lower: Any, upper: Any) -> tuple[tuple[int, ...], Any, Any]:
    """The minimal polynomial of the spectral radius, and an enclosure of it of width at most 10^-24."""
    import flint

    n = len(block.rows)
    dense = [[0] * n for _ in range(n)]
    for i, row in enumerate(block.rows):
        for j, multiplicity in row:
            dense[i][j] = multiplicity
    _, factors = flint.fmpz_mat(dense).charpoly().factor()
    roots = [(_largest_root(factor), factor) for factor, _ in factors]
    best, factor = max(((r, f) for r, f in roots if r is not None), key=lambda item: item[0][0])
    return tuple(int(c) for c in factor.coeffs()), *best


def _largest_root(factor: Any) -> tuple[Any, Any] | None:
    """An enclosure of the largest real root of an irreducible integer polynomial, None if it has no real root."""
    import flint

    from exactsep.numbers.enclosure import real_roots

    roots = real_roots(flint.fmpq_poly(factor), 96)
    return (roots[-1][0].lo, roots[-1][0].hi) if roots else None


# -- the vector of T4 -----------------------------------------------------------------------


def _left_vector(block: Block, lower: Any, upper: Any) -> tuple[Any, list[int]]:
    """lam > 0 and integers w > 0 with w A >= lam w on the block: exact if the radius is an integer, else lam is rounded down."""
    if lower == upper and lower.denominator == 1 and (exact := _integer_eigenvector(block, int(lower))):
        return lower, exact
    _, _, w = _perron(block.columns)
    smallest = min(w)
    w = [(entry << 64) // smallest for entry in w]
    lam, _ = _quotients(block.columns, w)
    digits = 10**15
    return mpq(int(lam * digits), digits), w


def _integer_eigenvector(block: Block, radius: int) -> list[int] | None:
    """The positive left eigenvector of an irreducible block for an integer spectral radius, in lowest terms."""
    import flint

    n = len(block.rows)
    dense = [[0] * n for _ in range(n)]
    for j, column in enumerate(block.columns):
        for i, multiplicity in column:
            dense[j][i] = multiplicity
        dense[j][j] -= radius
    kernel, nullity = flint.fmpz_mat(dense).nullspace()
    if nullity != 1:
        return None
    entries = [int(kernel[i, 0]) for i in range(n)]
    divisor = gcd(*entries)
    sign = -1 if sum(entries) < 0 else 1
    return [sign * entry // divisor for entry in entries]
