"""T14: L1 bounds from the crossings that the paths of a covering make.

Let [x, y] reach from the left end of J_p to the right end of J_q, p <= q. A path of t branches of a covering, the last of which covers J_p,
..., J_q, is a crossing of [x, y] by f^t, and the product L of Lipschitz constants of f on its branches is one for f^t there. The crossings
of one [x, y] are disjoint. At a level c in (x, y) at most M of them hold a switch of {g >= c}, and each other one costs at least
min(y - c, c - x)/L; the levels of disjoint [x, y] are disjoint, so that their shares add up:

    int_I |f^t - g| >= sum over some disjoint [x, y] of (y - x)^2/4 * (the sum of all but the M largest 1/L).

Paths are counted in classes: exactly, if the branches have at most three different constants; else the constants are rounded up to powers
of a base a little above 1. An iterate that can be expanded is better served by T15x, which knows the run lengths themselves: there is
no version of T14 for expanded iterates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from typing import Any

from gmpy2 import mpq

from exactsep.bounds.l1.classes import Packed, kind_counts, kind_weights, packed_paths
from exactsep.bounds.l1.results import LowerBound
from exactsep.bounds.l1.rounding import below, powers, product, scaled_down, short_below
from exactsep.bounds.width import require_pieces
from exactsep.dynamics.covering import Covering
from exactsep.maps.base import IntervalMap
from exactsep.maps.piecewise import PLMap
from exactsep.maps.smooth import PolynomialMap

BASES = (mpq(65, 64), mpq(33, 32), mpq(17, 16), mpq(9, 8), mpq(5, 4), mpq(3, 2), mpq(2))
MAX_KINDS = 3
MAX_EDGES = 5_000
MAX_COUNTING = 5_000_000  # a checker counts paths class by class
MAX_SLOTS = 20_000
MAX_UNPACKED = 1_500_000
MAX_BITS = 10_000
PRECISION = 128


def lipschitz_on(f: IntervalMap, u: Any, v: Any) -> Any:
    """An upper bound for |f(x) - f(y)| / |x - y| on [u, v]: the largest |slope| of a piecewise affine map; for a polynomial, Horner's
    scheme for f' in exact interval arithmetic. Raises ValueError for other maps.
    """
    if isinstance(f, PLMap):
        first, last = f.xs.right_of(u) - 1, f.xs.left_of(v)
        return max(abs(s) for s in f.slopes[first:last])
    if not isinstance(f, PolynomialMap):
        raise ValueError(f"Lipschitz constants are known for piecewise affine and polynomial maps, not for {type(f).__name__}")
    low = high = mpq(0)
    for c in [k * c for k, c in enumerate(f.coefficients)][:0:-1]:
        products = low * u, low * v, high * u, high * v
        low, high = min(products) + c, max(products) + c
    return max(abs(low), abs(high))


@dataclass(frozen=True)
class Constants:
    """Lipschitz constants of the branches, as products: branch b has the constant prod_k bases[k]^exponents[b][k], or a smaller one."""

    bases: tuple[Any, ...]
    exponents: tuple[tuple[int, ...], ...]


def exact_constants(values: Sequence[Any]) -> Constants | None:
    """The constants themselves as bases, if at most three are different."""
    kinds = sorted(set(values))
    if len(kinds) > MAX_KINDS:
        return None
    return Constants(tuple(kinds), tuple(tuple(int(v == kind) for kind in kinds) for v in values))


def rounded_constants(values: Sequence[Any], base: Any) -> Constants:
    """The constants rounded up to powers of a base > 1."""
    return Constants((base,), tuple((_power_above(v, base),) for v in values))


def _power_above(value: Any, base: Any) -> int:
    """The least e (up to 1 for a value at the border) with base^e >= value > 0."""
    e = int(log(float(value)) / log(float(base)))
    while base**e < value:
        e += 1
    while base ** (e - 1) >= value:
        e -= 1
    return e


def crossing_bound(f: IntervalMap, covering: Covering, iterate: int, pieces: Any) -> LowerBound | None:
    """T14 for f^iterate, iterate >= 1, against g with at most `pieces` pieces; None if it proves nothing, or takes too much work.

    Evidence: {"intervals": [(l, r), ...], "branches": [(i, u, v, j1, j2), ...], "bases": [...], "exponents": [[...], ...], "targets":
    [(p, q, share), ...]}: each branch has a list of exponents, one for each base; the shares add up to the error. Ends of intervals
    must be exact (no covering by a cycle). Raises ValueError unless pieces >= 1.
    """
    most = require_pieces(pieces)
    if iterate < 1 or not covering.branches or sum(b.last + 1 - b.first for b in covering.branches) > MAX_EDGES:
        return None
    values = [lipschitz_on(f, b.start, b.end) for b in covering.branches]
    for constants in (exact_constants(values), *(rounded_constants(values, base) for base in BASES)):
        paths = None if constants is None else Paths.of(covering, constants, iterate)
        if constants is None or paths is None:
            continue
        targets = [(p, q, short_below(share)) for p, q, share in paths.best_targets(most)]
        if not targets:
            return None
        evidence = {
            "intervals": [(left.lo, right.lo) for left, right in covering.intervals],
            "branches": [(b.index, b.start, b.end, b.first, b.last) for b in covering.branches],
            "bases": list(constants.bases),
            "exponents": [list(e) for e in constants.exponents],
            "targets": targets,
        }
        total = sum((share for _, _, share in targets), mpq(0))
        return LowerBound("T14", iterate, most, short_below(total), evidence)
    return None


@dataclass(frozen=True)
class Paths:
    """All paths of one length, packed one step before the end; marks[b] is the weight of branch b, table[w] the product of the 1/L of
    a path with the sum w of weights, in units of 2^-bits, rounded down.
    """

    covering: Covering
    packed: Packed
    marks: list[int]
    table: dict[int, int]
    bits: int

    @classmethod
    def of(cls, covering: Covering, constants: Constants, length: int) -> Paths | None:
        """None if it is too much work."""
        single = len(constants.bases) == 1
        least = min(e[0] for e in constants.exponents) if single else 0
        slots = (max(e[0] for e in constants.exponents) - least) * length if single else (length + 1) ** (len(constants.bases) - 1)
        steepest = max(sum(e * log(float(base)) for e, base in zip(own, constants.bases, strict=True)) for own in constants.exponents)
        bits = PRECISION + int(max(0.0, steepest) * length / log(2)) + 1
        if slots > MAX_SLOTS or bits > MAX_BITS:
            return None
        places = kind_weights(len(constants.bases), length)
        marks = [e[0] - least if single else places[e.index(1)] for e in constants.exponents]
        edges = [(b.index, j, mark) for b, mark in zip(covering.branches, marks, strict=True) for j in range(b.first, b.last + 1)]
        if slots * len(edges) * length > 2 * MAX_COUNTING:
            return None
        packed = packed_paths(len(covering), edges, length - 1)
        if packed is None:
            return None
        table = _single_table(constants.bases[0], least * length, slots, bits) if single else _kind_table(constants.bases, length, bits)
        return cls(covering, packed, marks, table, bits)

    def best_targets(self, most: int) -> list[tuple[int, int, Any]]:
        """(p, q, share) of disjoint ranges of intervals with the largest sum of shares; ranges begin and end at some of the intervals only,
        if there are many.
        """
        m = len(self.covering)
        step = 1
        while (m // step + 1) * (m // step + 2) // 2 * len(self.table) > MAX_UNPACKED:
            step += 1
        cuts = sorted({*range(0, m, step), m})
        best: list[tuple[Any, list[tuple[int, int, Any]]]] = [(mpq(0), [])]
        for end in range(1, len(cuts)):
            options = [best[-1]]
            for start in range(end):
                share = self.share(cuts[start], cuts[end] - 1, most)
                if share > 0:
                    options.append((best[start][0] + share, [*best[start][1], (cuts[start], cuts[end] - 1, share)]))
            best.append(max(options, key=lambda option: option[0]))
        return best[-1][1]

    def share(self, p: int, q: int, most: int) -> Any:
        """(y - x)^2/4 times the sum of all but the `most` largest 1/L, x the left end of J_p and y the right end of J_q."""
        last = [(b.index, mark) for b, mark in zip(self.covering.branches, self.marks, strict=True) if b.first <= p and q <= b.last]
        counted = self.packed.counts(sum(self.packed.shifted(i, mark) for i, mark in last))
        rest, area = sum(counted.values()) - most, 0
        for weight, multiplicity in sorted((self.table[w], n) for w, n in counted.items()):
            if rest <= 0:
                break
            area += weight * min(rest, multiplicity)
            rest -= multiplicity
        gap = below(self.covering.intervals[q][1].lo - self.covering.intervals[p][0].lo, 64)
        return gap * gap * area / (1 << (self.bits + 2)) if gap > 0 else mpq(0)


def _single_table(base: Any, first: int, slots: int, bits: int) -> dict[int, int]:
    """base^-(first + k), rounded down, for k = 0, ..., slots."""
    values = [scaled_down(1 / base**first, bits)]
    step = scaled_down(1 / base, bits)
    for _ in range(slots):
        values.append(values[-1] * step >> bits)
    return dict(enumerate(values))


def _kind_table(bases: Sequence[Any], length: int, bits: int) -> dict[int, int]:
    """The product of the inverse constants, rounded down, for each sum of weights that can occur."""
    tables = [powers(1 / base, length, bits) for base in bases]
    numbers = {w: kind_counts(w, len(bases), length) for w in range((length + 1) ** (len(bases) - 1))}
    return {w: product(tables, own, bits)[0] for w, own in numbers.items() if own[0] >= 0}
