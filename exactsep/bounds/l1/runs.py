"""The runs of {F >= c} and {F < c} of a piecewise affine F, between neighbouring vertex values (T15x).

A *gap* (a, b) lies between consecutive distinct vertex values of F. A piece of F spans it or does not meet it. So for c in the gap the
runs of {F >= c} and {F < c}, from left to right, are one more than the spanning pieces, and their lengths are affine in c: they are known
from their limits at c = a+ and c = b-.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from typing import Any

from exactsep.bounds.l1.rounding import scaled_down
from exactsep.maps.piecewise import PLMap

GUARD = 64


@dataclass(frozen=True)
class Gap:
    """The open interval (low, high) between two vertex values that are neighbours, and how many pieces span it."""

    low: Any
    high: Any
    spanning: int


@dataclass(frozen=True)
class Gaps:
    """The gaps of F, in increasing order, and the runs in each of them."""

    F: PLMap

    @cached_property
    def _ranks(self) -> tuple[list[Any], list[int]]:
        """The distinct vertex values in increasing order, and the rank of each vertex's value."""
        values = sorted(set(self.F.ys.raw))
        rank = {value: k for k, value in enumerate(values)}
        return [value * self.F.ys.unit for value in values], [rank[value] for value in self.F.ys.raw]

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        """The gaps, in increasing order; none if F is constant."""
        values, ranks = self._ranks
        steps = [0] * (len(values) + 1)
        for r, s in pairwise(ranks):
            steps[min(r, s)] += 1
            steps[max(r, s)] -= 1
        return tuple(Gap(a, b, n) for (a, b), n in zip(pairwise(values), accumulate(steps), strict=False))

    @cached_property
    def bits(self) -> int:
        """A precision at which the run lengths, about |I| / pieces, have some 64 significant bits."""
        a, b = self.F.interval
        return max(1, GUARD + self.F.pieces.bit_length() + int(1 / (b - a)).bit_length() - int(b - a).bit_length())

    def runs(self, k: int) -> tuple[list[int], list[int]]:
        """The lengths of the runs of gap k, from left to right, at c = a+ and at c = b-: in units of 2^-bits, rounded down."""
        gap, (_, ranks) = self.gaps[k], self._ranks
        pieces = [i for i, (r, s) in enumerate(pairwise(ranks)) if min(r, s) <= k < max(r, s)]
        low = self._lengths([self._point(i, gap.low) for i in pieces])
        return low, self._lengths([self._point(i, gap.high) for i in pieces])

    def _point(self, piece: int, level: Any) -> Any:
        """The point of a piece at which F takes a value of the piece."""
        xs, ys = self.F.xs, self.F.ys
        x0, x1, y0, y1 = xs[piece], xs[piece + 1], ys[piece], ys[piece + 1]
        if level == y0:
            return x0
        return x1 if level == y1 else x0 + (level - y0) * (x1 - x0) / (y1 - y0)

    def _lengths(self, points: Sequence[Any]) -> list[int]:
        a, b = self.F.interval
        return [scaled_down(v - u, self.bits) for u, v in pairwise([a, *points, b])]
