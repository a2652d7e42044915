"""What a complete affine Markov partition says without expanding an iterate: the best constant, and a bound for every t (T15)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from gmpy2 import mpq

from exactsep.bounds.l1.affine import AffinePartition
from exactsep.bounds.l1.cylinders import MAX_TAIL, Tail
from exactsep.bounds.l1.results import UpperBound
from exactsep.bounds.l1.rounding import above, below, short_above, short_below
from exactsep.bounds.width import require_pieces
from exactsep.maps.distance import total
from exactsep.maps.piecewise import PLMap
from exactsep.numbers.field import simplest

MAX_STEPS = 20_000
NEAR = mpq(1, 1 << 30)


def density(partition: AffinePartition, iterate: int) -> list[Any] | None:
    """q = (1, ..., 1) B^iterate: |{x: f^iterate(x) in S}| = q_j |S| for S in J_j. None for plateaus, or if it is too much work."""
    if not partition.complete:
        return None
    bits = max(int(1 / c).bit_length() + 1 for c in partition.contractions)
    if iterate * len(partition.branches) * (1 + iterate * bits // 10_000) > MAX_STEPS:
        return None
    q = [partition.f.field(1)] * len(partition)
    for _ in range(iterate):
        q = partition.pushed(q)
    return q


def cylinder_constant(partition: AffinePartition, iterate: int, pieces: Any) -> UpperBound | None:
    """The best constant k for f^iterate: int |f^t - k| dx = sum_j q_j int_{J_j} |y - k| dy; None if `density` is None.

    Evidence: {"constant": k, "partition": that of the partition}, k a short rational near the median of f^t. Raises ValueError
    unless pieces >= 1.
    """
    most, q = require_pieces(pieces), density(partition, iterate)
    if q is None:
        return None
    k = _median(partition, q)
    exact = total(share * _distance(k, u, v) for share, (u, v) in zip(q, partition.intervals, strict=True))
    return UpperBound(
        "constant", iterate, most, short_above(exact), exact, constant=k, evidence={"constant": k, "partition": partition.evidence()}
    )


def middle_constant(f: PLMap, iterate: int, pieces: Any) -> UpperBound:
    """The middle k of I: f^iterate stays in I, so that int |f^t - k| <= |I|^2/2. Evidence: {"constant": k}."""
    (a, b), most = f.interval, require_pieces(pieces)
    exact = (b - a) * (b - a) / 2
    return UpperBound("constant", iterate, most, short_above(exact), exact, constant=(a + b) / 2, evidence={"constant": (a + b) / 2})


def _median(partition: AffinePartition, q: list[Any]) -> Any:
    a, b = partition.points[0], partition.points[-1]
    left, j = (b - a) / 2, 0
    while left > q[j] * partition.lengths[j]:
        left -= q[j] * partition.lengths[j]
        j += 1
    exact = partition.points[j] + left / q[j]
    margin = below((b - a) * NEAR, 128)
    return partition.f.field(simplest(below(exact, 128) - margin, above(exact, 128) + margin))


def _distance(k: Any, u: Any, v: Any) -> Any:
    """int_u^v |y - k| dy."""
    if u < k < v:
        return ((k - u) * (k - u) + (v - k) * (v - k)) / 2
    return abs((u + v) / 2 - k) * (v - u)


@dataclass(frozen=True)
class EveryBound:
    """For every t >= `start`, every M and every g with at most M pieces: int_I |f^t - g| >= `floor` - M `loss` / `rate`^(t - `start`).

    `floor` is |I| min_j E_j/|J_j|, rounded down, `loss` is sum_j E_j, rounded up, both rational; `rate` > 1 is the least |slope|, an
    element of the field of f. Evidence: {"partition": that of the partition}; the tail is `start`.
    """

    floor: Any
    loss: Any
    rate: Any
    start: int
    evidence: dict[str, Any] = field(repr=False)


def every_bound(partition: AffinePartition) -> EveryBound | None:
    """T15 for all t at once, with the tail s = 0, ..., 6 that has the largest floor; None for plateaus, and for slopes <= 1."""
    if not partition.complete or max(partition.contractions) >= 1:
        return None
    a, b = partition.f.interval
    tails = [Tail(partition, s) for s in range(MAX_TAIL + 1)]
    rated = []
    for tail in tails:
        areas = tail.integrals()
        floor = (b - a) * min(area / length for area, length in zip(areas, partition.lengths, strict=True))
        rated.append((floor, -tail.steps, total(areas)))
    floor, negative, loss = max(rated, key=lambda item: item[:2])
    if not floor > 0:
        return None
    evidence = {"partition": partition.evidence()}
    return EveryBound(short_below(floor), short_above(loss), 1 / max(partition.contractions), -negative, evidence)
