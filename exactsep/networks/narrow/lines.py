"""A ReLU network on an interval as g - h, g and h maxima of affine functions (T20, d = 1).

A continuous piecewise affine function is known by its value and slope at the left end and the change of slope at each kink; g
takes the initial line and the kinks where the slope grows, h those where it falls, so that |G| + |H| - 2 is the number of kinks, which
is least possible."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from gmpy2 import mpq

from exactsep.networks.narrow.target import Target

Line = tuple[Any, ...]  # b, a_1, ..., a_d: the function a . c + b of c = x - lo, the lower ends of the box taken off

MAX_KINKS = 20_000


@dataclass(frozen=True)
class Bent:
    """A piecewise affine function of c in [0, length]: value and slope at 0, (c, change of slope) in increasing order."""

    value: Any
    slope: Any
    kinks: tuple[tuple[Any, Any], ...]

    @classmethod
    def sum(cls, parts: Iterable[tuple[Any, Bent]], constant: Any) -> Bent:
        """constant + sum of w f."""
        value, slope, changes = constant, mpq(0), dict[Any, Any]()
        for w, f in parts:
            value, slope = value + w * f.value, slope + w * f.slope
            for c, change in f.kinks:
                changes[c] = changes.get(c, 0) + w * change
        if len(changes) > MAX_KINKS:
            raise ValueError(f"width d + 2: more than {MAX_KINKS} kinks on the interval, the limit")
        return cls(value, slope, tuple(sorted((c, change) for c, change in changes.items() if change != 0)))

    def relu(self, length: Any) -> Bent:
        """max(0, f)."""
        corners = [(mpq(0), self.value)]
        slope = self.slope
        for c, change in (*self.kinks, (length, mpq(0))):
            corners.append((c, corners[-1][1] + slope * (c - corners[-1][0])))
            slope += change
        bends = [corners[0]]
        for (c, y), (after, z) in pairwise(corners):
            if (y < 0 < z) or (z < 0 < y):
                bends.append((c + (after - c) * y / (y - z), mpq(0)))
            bends.append((after, z))
        rates = [(max(z, mpq(0)) - max(y, mpq(0))) / (after - c) for (c, y), (after, z) in pairwise(bends)]
        changes = [(c, new - old) for (c, _), (old, new) in zip(bends[1:-1], pairwise(rates), strict=True)]
        return Bent(max(self.value, mpq(0)), rates[0], tuple((c, change) for c, change in changes if change != 0))

    def maxima(self) -> tuple[list[Line], list[Line]]:
        """Lines with f = max of the first - max of the second."""
        g, h = [(self.value, self.slope)], [(mpq(0), mpq(0))]
        for c, change in self.kinks:
            lines = g if change > 0 else h
            b, a = lines[-1]
            lines.append((b - abs(change) * c, a + abs(change)))
        return list(g), list(h)


def bent(target: Target, length: Any) -> Bent:
    """The first output of a target with one input, as a function of c = x - lo. The first layer has had lo put into its biases."""
    values = {0: Bent(mpq(0), mpq(1), ())}
    for units in target.hidden:
        values = {i: Bent.sum([(w, values[j]) for j, w in unit.row.items()], unit.bias).relu(length) for i, unit in units.items()}
    unit = target.outputs[0]
    return Bent.sum([(w, values[j]) for j, w in unit.row.items()], unit.bias)
