"""T15: L1 bounds by self-similar cylinders, for iterates that are too long to be expanded.

On a cylinder of order r that ends in J_j, f^r is affine onto J_j; so f^t = f^s o f^r, t = r + s, is an affine copy of f^s on J_j, shrunk
by the slope. With d_j(c) = min(|{y in J_j: f^s(y) >= c}|, |{y in J_j: f^s(y) < c}|) every cylinder without a switch of {g >= c}
costs at least d_j(c) / slope, and at most M cylinders hold a switch:

    int_I |f^t - g| >= int (sum of all but the M largest d_j(c)/slope) dc.

Cylinders with the same end and the same slopes, in any order, form a class. Weights 1/slope and costs are integers here, in fixed point:
rounded down where they are added, up where the largest are subtracted. For c inside of one J_i the integrand is concave, and the trapezoid
rule with one-sided limits at the ends is a lower bound.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from math import comb
from typing import Any

from gmpy2 import mpq

from exactsep.bounds.l1.affine import AffinePartition
from exactsep.bounds.l1.classes import kind_counts, kind_weights, path_classes, sum_of_largest
from exactsep.bounds.l1.results import LowerBound
from exactsep.bounds.l1.rounding import powers, product, scaled_down, scaled_up, short_below
from exactsep.bounds.width import require_pieces

PRECISION = 128
MAX_TAIL = 6
MAX_BITS = 20_000
MAX_CLASSES = 60_000
MAX_COUNTING = 5_000_000  # a checker counts paths class by class
MANY_CLASSES = 1_000
MAX_WORK = 1_500_000
LEVELS = (32, 16, 8, 4, 2)
ROOM = mpq(1, 1 << 40)


@dataclass(frozen=True)
class Tail:
    """f^s on the J's: for c inside of one J_i, |{f^s >= c}| in J_j is affine in c, as f^s spreads what it maps onto J_i evenly."""

    partition: AffinePartition
    steps: int

    @cached_property
    def mass(self) -> list[list[Any]]:
        """mass[j][i] = |J_j n f^-s(J_i)|, without what is mapped to single points."""
        field, m = self.partition.f.field, len(self.partition)
        rows = []
        for j in range(m):
            row = [field(1 if i == j else 0) for i in range(m)]
            for _ in range(self.steps):
                row = self.partition.pushed(row)
            rows.append([x * length for x, length in zip(row, self.partition.lengths, strict=True)])
        return rows

    def above(self, j: int) -> list[Any]:
        """|{y in J_j: f^s(y) > p}| for the points p of the partition."""
        return list(accumulate(reversed(self.mass[j]), initial=self.partition.f.field(0)))[::-1]

    def limits(self, i: int) -> list[tuple[Any, Any, Any, Any]]:
        """For each j: |{f^s >= c}| in J_j for c at the left and at the right end of J_i, and |{f^s < c}| for both."""
        columns = [self.above(j) for j in range(len(self.partition))]
        return [(a[i], a[i + 1], a[0] - a[i], a[0] - a[i + 1]) for a in columns]

    def integrals(self) -> list[Any]:
        """E_j = int d_j(c) dc, exactly."""
        sums = [self.partition.f.field(0)] * len(self.partition)
        for i, length in enumerate(self.partition.lengths):
            for j, (up0, up1, down0, down1) in enumerate(self.limits(i)):
                sums[j] += length * _least_mean(up0, up1, down0, down1)
        return sums


def _least_mean(up0: Any, up1: Any, down0: Any, down1: Any) -> Any:
    """The mean of the lesser of two affine functions, one falling from up0 to up1, the other rising from down0 to down1."""
    first, last = up0 - down0, up1 - down1
    lesser = (min(up0, down0) + min(up1, down1)) / 2
    return lesser if first * last >= 0 else lesser + abs(first) * abs(last) / (abs(first) + abs(last)) / 2


@dataclass(frozen=True)
class Weights:
    """The classes of the cylinders of order r: for each J_j, [(weight 1/slope, multiplicity), ...] by decreasing weight, in units of
    2^-bits rounded up; and their sum, rounded down.
    """

    bits: int
    classes: list[list[tuple[int, int]]]
    sums: list[int]

    @cached_property
    def cylinders(self) -> int:
        return sum(multiplicity for own in self.classes for _, multiplicity in own)

    @cached_property
    def count(self) -> int:
        return sum(len(own) for own in self.classes)


def cylinder_weights(partition: AffinePartition, order: int) -> Weights | None:
    """The classes of the cylinders of one order; None if there are too many, or too long numbers."""
    kinds = sorted(set(partition.contractions))
    if not kinds:
        return None
    steepness = max(0, (1 / kinds[0]).__floor__().bit_length())
    bits = PRECISION + order * steepness
    if len(kinds) > 12 or bits > MAX_BITS or bits * order * len(kinds) > 50_000_000:
        return None
    possible = comb(order + len(kinds) - 1, len(kinds) - 1)
    if possible > MAX_CLASSES or possible * order * len(partition.branches) > MAX_COUNTING * len(kinds):
        return None
    places = kind_weights(len(kinds), order)
    edges = [(b.index, b.target, places[kinds.index(c)]) for b, c in zip(partition.branches, partition.contractions, strict=True)]
    counted = path_classes(len(partition), edges, order)
    if counted is None or sum(len(own) for own in counted) > MAX_CLASSES:
        return None
    tables = [powers(kind, order, bits) for kind in kinds]
    classes, sums = [], []
    for own in counted:
        weighed = [(product(tables, kind_counts(w, len(kinds), order), bits), n) for w, n in own.items()]
        classes.append(sorted(((high, n) for (_, high), n in weighed), reverse=True))
        sums.append(sum(low * n for (low, _), n in weighed))
    return Weights(bits, classes, sums)


def cylinder_bound(partition: AffinePartition, iterate: int, pieces: Any) -> LowerBound | None:
    """T15 for f^iterate against g with at most `pieces` pieces, the best over the tails s = 0, 1, ..., 6 (the first that works, if
    there are many classes); None if none is above 0.

    Evidence: {"partition": that of the partition, "tail": s, "levels": [n_0, ...]}: on J_i the trapezoid rule has n_i equal steps.
    Raises ValueError unless pieces >= 1.
    """
    most = require_pieces(pieces)
    best: tuple[Any, dict[str, Any]] | None = None
    weights: Weights | None = None
    for s in range(min(MAX_TAIL, iterate) + 1):
        if best is not None and weights is not None and weights.count > MANY_CLASSES:
            break
        tail, weights = Tail(partition, s), cylinder_weights(partition, iterate - s)
        if weights is None or weights.cylinders <= most:
            continue
        gaps = len(partition)
        n = next((n for n in LEVELS if gaps * (n + 1) * (weights.count + len(partition)) <= MAX_WORK), None)
        if n is None:
            continue
        bound = _integral(tail, weights, most, n)
        if bound > 0 and (best is None or bound > best[0]):
            best = bound, {"partition": partition.evidence(), "tail": s, "levels": [n] * gaps}
    if best is None:
        return None
    return LowerBound("T15", iterate, most, short_below(best[0] * (1 - ROOM)), best[1])


def _integral(tail: Tail, weights: Weights, most: int, n: int) -> mpq:
    """The integral over all gaps, rounded down, with n steps in each."""
    bits = PRECISION + max((1 / length).__floor__().bit_length() for length in tail.partition.lengths)
    area = mpq(0)
    for i, length in enumerate(tail.partition.lengths):
        limits = tail.limits(i)
        downs = [[scaled_down(x, bits) for x in own] for own in limits]
        ups = [[scaled_up(x, bits) for x in own] for own in limits]
        doubled = 0
        for k in range(n + 1):
            value = _at_level([_lesser(own, n, k) for own in downs], [_lesser(own, n, k) for own in ups], weights, most)
            doubled += value if k in (0, n) else 2 * value
        area += mpq(scaled_down(length, bits) * doubled, 2 * n * n)
    return area / (1 << (2 * bits + weights.bits))


def _lesser(own: Sequence[int], n: int, k: int) -> int:
    """n d_j at the level number k of n."""
    up0, up1, down0, down1 = own
    return min((n - k) * up0 + k * up1, (n - k) * down0 + k * down1)


def _at_level(downs: Sequence[int], ups: Sequence[int], weights: Weights, most: int) -> int:
    """The sum of all but the `most` largest costs, rounded down."""
    whole = sum(d * q for d, q in zip(downs, weights.sums, strict=True))
    costs = [[(d * w, m) for w, m in own] for d, own in zip(ups, weights.classes, strict=True) if d > 0]
    return max(0, whole - sum_of_largest(list(heapq.merge(*costs, reverse=True)), most))
