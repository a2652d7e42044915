"""Points of a segment, exactly and in floats, and the cuts of a layer: where preactivations pass the breaks of its activation."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cmp_to_key, partial
from typing import Any

import numpy as np

from exactsep.networks.segments.lines import Lines
from exactsep.networks.segments.residues import Moduli

CLOSE = 2.0**-45  # points that are nearer to each other are compared exactly
SIGHT = 2.0**-50  # relative rounding errors of A s + B, and of s


@dataclass(frozen=True)
class Points:
    """Rational numbers p/q in [0, 1], q > 0 (int64, or Python integers in arrays of dtype object), and floats off by 2^-51 at most."""

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

    def compared(self, i: Any, j: Any) -> Any:
        """The signs of point i - point j, exactly."""
        return signs(*_wide(self.p[i], self.q[j], self.p[j], self.q[i]))


def _bits(*arrays: Any) -> int:
    """The length of the longest number."""
    return max(int(np.abs(a).max()).bit_length() if len(a) else 0 for a in arrays)


def _wide(a: Any, b: Any, c: Any, d: Any) -> tuple[Any, Any, Any, Any]:
    """The same numbers, as Python integers unless a b - c d fits into 63 bits."""
    if max(_bits(a) + _bits(b), _bits(c) + _bits(d)) <= 61:
        return np.asarray(a, np.int64), np.asarray(b, np.int64), np.asarray(c, np.int64), np.asarray(d, np.int64)
    return np.asarray(a, object), np.asarray(b, object), np.asarray(c, object), np.asarray(d, object)


def signs(a: Any, b: Any, c: Any, d: Any) -> Any:
    """The signs of a b - c d."""
    left, right = a * b, c * d
    return np.asarray(left > right, dtype=np.int8) - np.asarray(left < right, dtype=np.int8)


def concatenated(one: Points, two: Points) -> Points:
    """All points of both."""
    small = one.p.dtype == np.int64 and two.p.dtype == np.int64
    p, q = (np.concatenate([a, b] if small else [a.astype(object), b.astype(object)]) for a, b in ((one.p, two.p), (one.q, two.q)))
    return Points(p, q, np.concatenate([one.floats, two.floats]))


class Sides:
    """On which side of a break each unit is at the ends of the regions: signs of shape (m, n + 1), decided by floats where these can."""

    def __init__(self, pre: Lines, ends: Points, level: tuple[float, int], moduli: Moduli):
        self.pre, self.ends, self.moduli = pre, ends, moduli
        self.level = level[1]
        n = pre.regions
        self.region = np.minimum(np.arange(n + 1), n - 1)  # at an end, either region will do: the values agree
        self.signs = self._decided(level[0])

    def _decided(self, level: float) -> Any:
        with np.errstate(all="ignore"):
            a, b = self.pre.floats[:, 0][:, self.region], self.pre.floats[:, 1][:, self.region]
            value = a * self.ends.floats + b - level
            error = self.pre.errors[:, 0][:, self.region] + self.pre.errors[:, 1][:, self.region]
            error = error + SIGHT * (np.abs(a) + np.abs(b) + abs(level))
            result = np.asarray(value > error, dtype=np.int8) - np.asarray(value < -error, dtype=np.int8)
        units, ends = np.nonzero(result == 0)
        if len(units):
            a, b = self.lines(units, self.region[ends])
            p, q = self.ends.p[ends], self.ends.q[ends]
            result[units, ends] = signs(*_wide(a, p, -b, q))
        return result

    def lines(self, units: Any, regions: Any) -> tuple[Any, Any]:
        """The integers A and B - break of some units on some regions."""
        a, b = (self.moduli.integers(self.pre.residues[:, units, k, regions]) for k in (0, 1))
        wide = abs(self.level).bit_length() > 61 or b.dtype == object
        return a, (b.astype(object) if wide else b) - self.level

    def passed(self) -> tuple[Any, Any, Any, Points]:
        """(units, regions, change of side, where) of all passages inside of regions."""
        units, regions = np.nonzero(self.signs[:, :-1] * self.signs[:, 1:] < 0)
        a, b = self.lines(units, regions)
        up = a > 0
        wide = b.dtype == object
        p, q = np.where(up, -b, b), np.where(up, a, -a)
        if wide:
            p, q = p.astype(object), q.astype(object)
        return units, regions, np.where(up, 1, -1), Points.of(p, q)

    def above(self) -> Any:
        """Whether a unit is above the break just right of the left end of a region."""
        left, right = self.signs[:, :-1], self.signs[:, 1:]
        return (left > 0) | ((left == 0) & (right > 0))


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
