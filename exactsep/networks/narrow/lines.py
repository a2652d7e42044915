"""Differences g - h of two maxima of affine functions: what every ReLU network on a box is (T20). Two ways to find them.

*Any d.* A unit max(0, G - H) with maxima G and H is max(G, H) - H; a sum of w (g - h) has the maxima sum of w g over w > 0 and |w| h over
w < 0, and the reverse: lists are added elementwise, every one to every one. Functions that another one dominates on the box are dropped.
*d = 1.* A continuous piecewise affine function is known by its value and slope at the left end and the change of slope at each kink; g
takes the initial line and the kinks where the slope grows, h those where it falls, so that |G| + |H| - 2 is the number of kinks, which
is least possible."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from gmpy2 import mpq

from exactsep.networks.narrow.target import Target, Unit

Line = tuple[Any, ...]  # b, a_1, ..., a_d: the function a . c + b of c = x - lo, the lower ends of the box taken off

MAX_LINES = 1_000
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


def maxima(target: Target, lengths: list[Any]) -> tuple[list[Line], list[Line]]:
    """The first output as max of the first lines - max of the second, on the box of these side lengths. Raises ValueError for more than
    1,000 lines on one side."""
    zero = (mpq(0),) * (target.inputs + 1)
    values = {i: ([(*zero[: i + 1], mpq(1), *zero[i + 2 :])], [zero]) for i in range(target.inputs)}
    for units in target.hidden:
        after = {}
        for i, unit in units.items():
            g, h = _sum(unit, values, lengths)
            after[i] = (g, h) if unit.low >= 0 else (undominated([*g, *h], lengths), h)
        values = after
    return _sum(target.outputs[0], values, lengths)


def _sum(unit: Unit, values: dict[int, tuple[list[Line], list[Line]]], lengths: list[Any]) -> tuple[list[Line], list[Line]]:
    """The maxima of a preactivation; h is 0 where it is one affine function."""
    zero = (mpq(0),) * len(lengths)
    g, h = [(unit.bias, *zero)], [(mpq(0), *zero)]
    for j, w in unit.row.items():
        one, two = values[j] if w > 0 else values[j][::-1]
        g, h = _added(g, one, abs(w), lengths), _added(h, two, abs(w), lengths)
    if len(h) == 1:
        g, h = [tuple(a - b for a, b in zip(line, h[0], strict=True)) for line in g], [(mpq(0), *zero)]
    return g, h


def _added(one: list[Line], two: list[Line], w: Any, lengths: list[Any]) -> list[Line]:
    if len(one) * len(two) > MAX_LINES:
        raise ValueError(f"width d + 2: a maximum of {len(one) * len(two)} affine functions, over the limit {MAX_LINES}")
    return undominated([tuple(a + w * b for a, b in zip(p, q, strict=True)) for p in one for q in two], lengths)


def undominated(lines: Iterable[Line], lengths: list[Any]) -> list[Line]:
    """The lines that are not <= another one everywhere on the box; the maximum stays the same."""
    kept: list[Line] = []
    for line in lines:
        if not any(least(p, line, lengths) >= 0 for p in kept):
            kept = [p for p in kept if least(line, p, lengths) < 0]
            kept.append(line)
    return kept


def least(p: Line, q: Line, lengths: list[Any]) -> Any:
    """The least value of p - q on the box."""
    return p[0] - q[0] + sum((a - b) * length for a, b, length in zip(p[1:], q[1:], lengths, strict=True) if a < b)
