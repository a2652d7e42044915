"""Points of a segment, exactly and in floats."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cmp_to_key, partial
from typing import Any

import numpy as np

CLOSE = 2.0**-45  # points that are nearer to each other are compared exactly
OFF = 2.0**-51


@dataclass(frozen=True)
class Points:
    """Rational numbers p/q in [0, 1], q > 0 (int64, or Python integers in arrays of dtype object), and floats off by OFF at most."""

    p: Any
    q: Any
    floats: Any

    @classmethod
    def of(cls, p: Any, q: Any) -> Points:
        """In lowest terms."""
        if len(p) == 0:
            return cls(p, q, np.zeros(0))
        common = np.gcd(p, q)
        p, q = p // common, q // common
        small = _bits(p, q) <= 62
        if small:
            p, q = p.astype(np.int64), q.astype(np.int64)
        return cls(p, q, np.asarray(p / q, dtype=np.float64))

    def __len__(self) -> int:
        return len(self.p)

    def at(self, index: Any) -> Points:
        return Points(self.p[index], self.q[index], self.floats[index])

    def with_more(self, more: Points, index: Any) -> Points:
        """Those of these points, and, counted after them, of `more`, that `index` names."""
        small = self.p.dtype == np.int64 and more.p.dtype == np.int64
        p, q = (np.concatenate([a, b] if small else [a.astype(object), b.astype(object)]) for a, b in ((self.p, more.p), (self.q, more.q)))
        return Points(p, q, np.concatenate([self.floats, more.floats])).at(index)

    def compared(self, i: Any, j: Any) -> Any:
        """The signs of point i - point j, exactly."""
        return signs_of(self.p[i], self.q[j], self.p[j], self.q[i])


def _bits(*arrays: Any) -> int:
    """The length of the longest number."""
    return max(int(np.abs(a).max()).bit_length() if len(a) else 0 for a in arrays)


def signs_of(a: Any, b: Any, c: Any, d: Any) -> Any:
    """The signs of a b - c d; as Python integers unless all fits into 63 bits."""
    fits = max(_bits(a) + _bits(b), _bits(c) + _bits(d)) <= 61
    a, b, c, d = (np.asarray(z, np.int64 if fits else object) for z in (a, b, c, d))
    left, right = a * b, c * d
    return np.asarray(left > right, dtype=np.int8) - np.asarray(left < right, dtype=np.int8)


def ordered(points: Points, regions: Any) -> tuple[Any, Any]:
    """An order of points by region and place, exactly, and for each place in this order whether the point differs from the one before."""
    order = np.lexsort((points.floats, regions))
    if len(order) < 2:
        return order, np.ones(len(order), dtype=bool)
    close = (np.diff(points.floats[order]) < CLOSE) & (np.diff(regions[order]) == 0)
    where = np.nonzero(close)[0]
    if len(where) and np.any(points.compared(order[where + 1], order[where]) < 0):
        order = _sorted_exactly(order, close, points)
    new = np.ones(len(order), dtype=bool)
    if len(where):
        new[where + 1] = points.compared(order[where + 1], order[where]) != 0
    return order, new


def _sorted_exactly(order: Any, close: Any, points: Points) -> Any:
    """The order with each cluster of close points sorted exactly."""
    result = list(order)
    start = 0
    while start < len(result):
        stop = start + 1
        while stop < len(result) and close[stop - 1]:
            stop += 1
        if stop - start > 1:
            result[start:stop] = sorted(result[start:stop], key=cmp_to_key(partial(_compare, points)))
        start = stop
    return np.array(result)


def _compare(points: Points, i: int, j: int) -> int:
    left, right = int(points.p[i]) * int(points.q[j]), int(points.p[j]) * int(points.q[i])
    return (left > right) - (left < right)
