"""Bounds for every iterate at once (T4, T4w): C_{x,y}(f^t) >= rate^t for all t.

T4 crosses one interval J_j. T4w lets the last s steps of f^t cross wider levels [x, y], and compares the vector with
what the first p steps spread over the intervals; among the levels for which no factor is lost (kappa >= 1) the widest
are taken, so that the claim stays "fewer than rate^t pieces" with the largest error."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Any

from gmpy2 import mpq

from exactsep.bounds.counters import short_levels
from exactsep.dynamics.covering import Covering
from exactsep.dynamics.growth import Growth
from exactsep.dynamics.words import crossing_counts, start, step

HEADS = (0, 2, 5, 10, 20, 40)
MAX_TAIL = 12


@dataclass(frozen=True)
class EveryBound:
    """C_{x,y}(f^t) >= rate^t for every t >= 0, proved by T4w with a head of `head` and a tail of `tail` steps."""

    x: Any
    y: Any
    rate: Any
    vector: tuple[int, ...]
    head: int
    tail: int

    @property
    def error(self) -> Any:
        """(y - x) / 2: the sup error of every g with fewer than rate^t pieces."""
        return (self.y - self.x) / 2


def head_factor(covering: Covering, vector: tuple[int, ...], rate: Any, head: int) -> Any:
    """sigma / rate^p for p = head: the largest sigma with sigma w <= (1, ..., 1) A^p, over rate^p. For p = 0 it is 1 / max w."""
    reached: list[int] = [1] * len(covering)
    for _ in range(head):
        reached = covering.left_multiply(reached)
    return min(mpq(r, w) for r, w in zip(reached, vector, strict=True) if w) / rate**head


def every_bound(covering: Covering, growth: Growth) -> EveryBound | None:
    """The widest levels among the ends of the intervals that have a constant of at least 1, for every t >= 0; None if
    the covering has no growth (rate <= 1).

    Wider levels are crossed less often: for each lower level the highest upper one is found by bisection, and only if
    it can be wider than the best so far."""
    if growth.lam <= 1:
        return None
    rate, vector = growth.lam, growth.vector
    factors = [(head_factor(covering, vector, rate, head), head) for head in HEADS]
    choices = sorted({max(factors), factors[0]}, key=lambda c: c[1])

    def bound(x: Any, y: Any) -> EveryBound | None:
        x, y = short_levels(x, y)
        for factor, head in choices:
            tail = _tail(covering, vector, rate, factor, x, y)
            if tail is not None and _holds_before(covering, rate, x, y, head + tail):
                return EveryBound(x, y, rate, vector, head, tail)
        return None

    left, right = covering.intervals[max(range(len(vector)), key=vector.__getitem__)]
    best = bound(left.hi, right.lo) if left.hi < right.lo else None
    ends = sorted({left.hi for left, _ in covering.intervals} | {right.lo for _, right in covering.intervals})
    for x in ends:
        low, high = bisect_right(ends, x if best is None else x + 2 * best.error) - 1, len(ends)
        if low + 1 < high and bound(x, ends[low + 1]) is None:
            continue
        while high - low > 1:
            middle = (low + high) // 2
            found = bound(x, ends[middle])
            low, high = (low, middle) if found is None else (middle, high)
            best = found if found is not None and (best is None or found.error > best.error) else best
    return best


def _tail(covering: Covering, vector: tuple[int, ...], rate: Any, factor: Any, x: Any, y: Any) -> int | None:
    """The least tail s for which kappa = factor * sum_j w_j c_j / rate^s is at least 1, c_j the alternations of W_j(s)."""
    words = start(covering, x, y)
    for tail in range(MAX_TAIL + 1):
        if factor * sum(w * c for w, c in zip(vector, words.count, strict=True)) >= rate**tail:
            return tail
        words = step(covering, words)
    return None


def _holds_before(covering: Covering, rate: Any, x: Any, y: Any, t0: int) -> bool:
    """Whether the counts for t = 0, ..., t0 - 1 reach rate^t as well."""
    return t0 == 0 or all(count >= rate**t for t, count in enumerate(crossing_counts(covering, x, y, t0 - 1)))
