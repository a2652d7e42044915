"""Bounds for every iterate at once (T4, T4w): C_{x,y}(f^t) >= constant * rate^t for all t.

T4 crosses one interval J_j. T4w lets the last s steps of f^t cross wider levels [x, y] and asks only that no factor is lost: among the
levels and tails s with kappa >= 1 the widest are taken, so that the claim stays "fewer than rate^t pieces" with the largest error.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Any

from gmpy2 import mpq

from exactsep.bounds.counters import spread
from exactsep.dynamics.covering import Covering
from exactsep.dynamics.growth import Growth
from exactsep.dynamics.words import crossing_counts, words_at

TAILS = (0, 1, 2, 3, 4, 6, 8)


@dataclass(frozen=True)
class EveryBound:
    """C_{x,y}(f^t) >= rate^t for every t >= 0, proved by T4w with a tail of `tail` steps."""

    x: Any
    y: Any
    rate: Any
    vector: tuple[int, ...]
    tail: int

    @property
    def error(self) -> Any:
        """(y - x) / 2: the sup error of every g with fewer than rate^t pieces."""
        return (self.y - self.x) / 2


def kappa(covering: Covering, vector: tuple[int, ...], rate: Any, x: Any, y: Any, tail: int) -> Any:
    """The constant of T4w: sum_j w_j c_j / (max w * rate^tail)."""
    counts = words_at(covering, x, y, tail).count
    return mpq(sum(w * c for w, c in zip(vector, counts, strict=True)), max(vector)) / rate**tail


def every_bound(covering: Covering, growth: Growth, most: int = 24) -> EveryBound | None:
    """The widest levels with a constant of at least 1, for every t >= 0; None if the covering has no growth (rate <= 1)."""
    if growth.lam <= 1:
        return None
    rate, vector = growth.lam, growth.vector
    for x, y in _pairs(covering, vector, most):
        for tail in TAILS:
            if kappa(covering, vector, rate, x, y, tail) >= 1 and _holds_before(covering, rate, x, y, tail):
                return EveryBound(x, y, rate, vector, tail)
    return None


def _pairs(covering: Covering, vector: tuple[int, ...], most: int) -> list[tuple[Any, Any]]:
    """Level pairs, the widest first; the interval with the largest weight, for which T4 holds with a tail of 0, is always among them."""
    ends = sorted({left.hi for left, _ in covering.intervals} | {right.lo for _, right in covering.intervals})
    heaviest = covering.intervals[max(range(len(vector)), key=vector.__getitem__)]
    pairs = {*combinations(spread(ends, most), 2), (heaviest[0].hi, heaviest[1].lo)}
    return sorted((p for p in pairs if p[0] < p[1]), key=lambda p: (p[0] - p[1], p[0]))


def _holds_before(covering: Covering, rate: Any, x: Any, y: Any, tail: int) -> bool:
    """Whether the counts for t = 0, ..., tail - 1 reach rate^t as well."""
    return tail == 0 or all(count >= rate**t for t, count in enumerate(crossing_counts(covering, x, y, tail - 1)))
