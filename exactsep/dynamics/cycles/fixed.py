"""The fixed points of a piecewise affine map, and how a map permutes those of its iterate.

Fix(g) consists of finitely many components: points, and intervals on which g is the identity (whole pieces of g, since
no two neighbouring pieces lie on a line). For g = f^n, f maps Fix(g) onto itself as a homeomorphism: points to points,
intervals to intervals. It is monotone on every piece of f, so sorting the images is a merge; that they come out as the
components themselves is asserted.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from operator import truediv
from typing import Any

from gmpy2 import mpq

from exactsep.maps.piecewise import PLMap


@dataclass(frozen=True)
class FixedSet:
    """Fix(g) for a piecewise affine g: the least points of all components, in order; the right ends of the intervals."""

    points: list[Any]
    right_end: dict[int, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, g: PLMap) -> FixedSet:
        """Solves g(x) = x piece by piece; a vertex that two pieces share counts once."""
        gaps, xs, unit = _gaps(g), g.xs.raw, g.xs.unit
        quotient = mpq if isinstance(unit, mpq) else truediv
        points: list[Any] = []
        right_end: dict[int, Any] = {}
        for i, (left, right) in enumerate(pairwise(gaps)):
            if left == 0:
                if right == 0:
                    right_end[len(points)] = g.xs[i + 1]
                    points.append(g.xs[i])
                elif i == 0 or gaps[i - 1] != 0:
                    points.append(g.xs[i])
            elif right != 0 and (left < 0) != (right < 0):
                points.append(quotient(xs[i + 1] * left - xs[i] * right, left - right) * unit)
        if gaps[-1] == 0 and gaps[-2] != 0:
            points.append(g.xs[-1])
        return cls(points, right_end)

    def within(self, lo: Any, hi: Any) -> Any:
        """The one component in [lo, hi], which must be a point."""
        index = bisect_left(self.points, lo)
        point = self.points[index]
        assert point <= hi, "a reversed interval holds a fixed point"
        assert index not in self.right_end, "a reversed interval holds one fixed point"
        return point


def _gaps(g: PLMap) -> list[Any]:
    """g(x) - x at the vertices, up to a common positive factor: in integers, for Q."""
    ratio = g.field(g.ys.unit) / g.xs.unit
    p, q = (int(ratio.numerator), int(ratio.denominator)) if isinstance(ratio, mpq) else (ratio, 1)
    return [y * p - x * q for x, y in zip(g.xs.raw, g.ys.raw, strict=True)]


@dataclass(frozen=True)
class Permutation:
    """How f permutes the components of Fix(f^n): component i goes to image[i].

    The intervals in `reversing` go there turned round.
    """

    image: list[int]
    reversing: frozenset[int]

    @classmethod
    def of(cls, f: PLMap, fixed: FixedSet) -> Permutation:
        """Asserts that f maps the components one to one onto the components."""
        lows = _images(f, fixed.points)
        turned = set()
        highs = {i: f.at(end) for i, end in fixed.right_end.items()}
        for i in highs:
            if highs[i] < lows[i]:
                turned.add(i)
                lows[i], highs[i] = highs[i], lows[i]
        order = sorted(range(len(lows)), key=lows.__getitem__)
        assert [lows[i] for i in order] == fixed.points, "f permutes the fixed points of f^n"
        image = [0] * len(order)
        for place, i in enumerate(order):
            image[i] = place
        assert {image[i]: end for i, end in highs.items()} == fixed.right_end, "f permutes the intervals of Fix(f^n)"
        return cls(image, frozenset(turned))

    def cycles(self) -> Iterator[list[int]]:
        """The cycles of the permutation, each from its least component on."""
        seen = bytearray(len(self.image))
        for start in range(len(self.image)):
            if not seen[start]:
                cycle, i = [], start
                while not seen[i]:
                    seen[i] = 1
                    cycle.append(i)
                    i = self.image[i]
                yield cycle


def _images(f: PLMap, points: list[Any]) -> list[Any]:
    """f at increasing points, piece by piece."""
    images: list[Any] = []
    for piece in range(f.pieces):
        stop = bisect_left(points, f.xs[piece + 1]) if piece + 1 < f.pieces else len(points)
        slope = f.slope(piece)
        shift = f.ys[piece] - slope * f.xs[piece]
        images += [slope * x + shift for x in points[len(images) : stop]]
    return images
