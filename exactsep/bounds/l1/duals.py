"""The distance of F from affine functions on a window, from below: dual functions.

If sigma is piecewise constant on W with |sigma| <= 1 and int sigma = int sigma x dx = 0, then for every affine alpha

    int_W |F - alpha| dx >= |int_W sigma (F - alpha) dx| = |int_W sigma F dx|.

With equality for sigma = sign(F - alpha) if alpha is the best one. So floats look for alpha; the signs are taken with short rational
switches, and where they miss the two conditions, or where F - alpha vanishes on a whole piece, the values are corrected exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

from gmpy2 import mpq

from exactsep.bounds.l1.fitting import Floats
from exactsep.maps.piecewise import PLMap

STEPS = 240
POLISH = 8
FREE_PARTS = 4
FLAT = 1e-4


@dataclass(frozen=True)
class Dual:
    """sigma has the value values[k] on [points[k], points[k+1]]."""

    points: tuple[Any, ...]
    values: tuple[Any, ...]


class Window:
    """F on [u, v] in floats, moved to [-1, 1]: a piecewise affine function given by its vertices."""

    def __init__(self, floats: Floats, u: float, v: float):
        inner = [(x, y) for x, y in zip(floats.xs, floats.ys, strict=True) if u < x < v]
        vertices = [(u, floats.at(u)), *inner, (v, floats.at(v))]
        self.middle, self.half = (u + v) / 2, (v - u) / 2
        self.xs = [(x - self.middle) / self.half for x, _ in vertices]
        self.ys = [y for _, y in vertices]
        self.height = max(self.ys) - min(self.ys)

    def slope(self, p: float, q: float) -> tuple[float, float, float]:
        """h = int |F - p - q x| dx and its derivatives by p and q."""
        h = dp = dq = 0.0
        rest = [y - p - q * x for x, y in zip(self.xs, self.ys, strict=True)]
        for (x0, x1), (d0, d1) in zip(pairwise(self.xs), pairwise(rest), strict=True):
            if d0 * d1 < 0:
                z = x0 + (x1 - x0) * d0 / (d0 - d1)
                parts = ((x0, z, d0 / 2), (z, x1, d1 / 2))
            else:
                parts = ((x0, x1, (d0 + d1) / 2), (x1, x1, 0.0))
            for a, b, mean in parts:
                sign = (mean > 0) - (mean < 0)
                h += (b - a) * abs(mean)
                dp -= sign * (b - a)
                dq -= sign * (b * b - a * a) / 2
        return h, dp, dq

    def best(self, tolerance: float) -> tuple[float, float, float]:
        """(distance, p, q) of the best affine function p + q x on [-1, 1], up to a share of the distance, by the ellipsoid method."""
        p, q = (self.ys[0] + self.ys[-1]) / 2, (self.ys[-1] - self.ys[0]) / 2
        size = 4 * self.height * self.height + 1e-300
        a, b, c = size, 0.0, size  # the ellipse {d: d (a b; b c)^-1 d <= 1}
        found = (float("inf"), p, q)
        for _ in range(STEPS):
            h, dp, dq = self.slope(p, q)
            found = min(found, (h, p, q))
            root = max(0.0, a * dp * dp + 2 * b * dp * dq + c * dq * dq) ** 0.5  # h is above the least distance by at most this
            if not root > max(tolerance * h, 1e-12 * self.height):
                break
            gp, gq = (a * dp + b * dq) / root, (b * dp + c * dq) / root
            p, q = p - gp / 3, q - gq / 3
            a, b, c = (4 / 3) * (a - 2 / 3 * gp * gp), (4 / 3) * (b - 2 / 3 * gp * gq), (4 / 3) * (c - 2 / 3 * gq * gq)
        return found[0] * self.half, found[1], found[2]

    def polished(self, p: float, q: float) -> tuple[float, float]:
        """p and q after some steps of Newton's method for the derivatives of h, as long as these get smaller."""
        _, dp, dq = self.slope(p, q)
        for _ in range(POLISH):
            a = b = c = 0.0
            for (x0, x1), (y0, y1) in zip(pairwise(self.xs), pairwise(self.ys), strict=True):
                d0, d1 = y0 - p - q * x0, y1 - p - q * x1
                if d0 * d1 < 0:
                    z, weight = x0 + (x1 - x0) * d0 / (d0 - d1), 2 * (x1 - x0) / abs(d0 - d1)
                    a, b, c = a + weight, b + weight * z, c + weight * z * z
            determinant = a * c - b * b
            if determinant <= 1e-12 * a * c:
                break
            new = p - (c * dp - b * dq) / determinant, q - (a * dq - b * dp) / determinant
            _, ep, eq = self.slope(*new)
            if abs(ep) + abs(eq) >= abs(dp) + abs(dq):
                break
            (p, q), dp, dq = new, ep, eq
        return p, q


def dual(F: PLMap, window: Window, u: Any, v: Any) -> Dual | None:
    """A dual function for F on [u, v], with exact numbers; None if there is none near the signs that were found."""
    _, p, q = window.best(1e-6)
    marked = _signs(window, *window.polished(p, q))
    cuts = [u, *(u + (v - u) * mpq(round((x + 1) * 2**19), 2**20) for x, _ in marked[:-1]), v]
    parts = [(a, b, sign) for (a, b), (_, sign) in zip(pairwise(cuts), marked, strict=True) if a < b]
    values = _corrected([b - a for a, b, _ in parts], [(a + b) / 2 for a, b, _ in parts], [sign for _, _, sign in parts])
    if values is None:
        return None
    return Dual((parts[0][0], *(b for _, b, _ in parts)), tuple(values))


def _signs(window: Window, p: float, q: float) -> list[tuple[float, int]]:
    """(right end, sign of F - p - q x) of stretches from left to right; pieces where it is almost 0 have sign 0, and several parts."""
    rest = [y - p - q * x for x, y in zip(window.xs, window.ys, strict=True)]
    found: list[tuple[float, int]] = []
    for (x0, x1), (d0, d1) in zip(pairwise(window.xs), pairwise(rest), strict=True):
        if max(abs(d0), abs(d1)) < FLAT * window.height:
            found += [(x0 + (x1 - x0) * k / FREE_PARTS, 0) for k in range(1, FREE_PARTS + 1)]
        elif d0 * d1 < 0:
            found += [(x0 + (x1 - x0) * d0 / (d0 - d1), 1 if d0 > 0 else -1), (x1, 1 if d1 > 0 else -1)]
        else:
            found.append((x1, 1 if d0 + d1 > 0 else -1))
    return [item for k, item in enumerate(found) if k + 1 == len(found) or item[1] == 0 or found[k + 1][1] != item[1]]


def _corrected(lengths: Sequence[Any], centres: Sequence[Any], signs: Sequence[int]) -> list[Any] | None:
    """Values in [-1, 1] near the signs with sum l v = sum l c v = 0: the least change, on the parts of sign 0 if there are some."""
    free = [k for k, sign in enumerate(signs) if sign == 0] or list(range(len(signs)))
    r0 = sum(length * sign for length, sign in zip(lengths, signs, strict=True))
    r1 = sum(length * c * sign for length, c, sign in zip(lengths, centres, signs, strict=True))
    s0, s1, s2 = (sum(lengths[k] * lengths[k] * centres[k] ** e for k in free) for e in range(3))
    determinant = s0 * s2 - s1 * s1
    if determinant == 0:
        return None
    a, b = (r0 * s2 - r1 * s1) / determinant, (r1 * s0 - r0 * s1) / determinant
    values = [sign - lengths[k] * (a + b * centres[k]) if k in free else sign for k, sign in enumerate(signs)]
    largest = max(abs(value) for value in values)
    if largest == 0:
        return None
    return [value / largest if largest > 1 else value for value in values]


class Integral:
    """The integral of F from the left end of I to a point, exactly."""

    def __init__(self, F: PLMap):
        self.F = F
        vertices = list(F.vertices)
        areas = [(x1 - x0) * (y0 + y1) / 2 for (x0, y0), (x1, y1) in pairwise(vertices)]
        self.sums = list(accumulate(areas, initial=F.field(0)))

    def upto(self, x: Any) -> Any:
        F = self.F
        k = max(1, min(F.xs.right_of(x), F.pieces)) - 1
        return self.sums[k] + (x - F.xs[k]) * (F.ys[k] + F.at(x)) / 2

    def against(self, sigma: Dual) -> Any:
        """|int sigma F dx|."""
        primitive = [self.upto(x) for x in sigma.points]
        return abs(sum(((b - a) * value for (a, b), value in zip(pairwise(primitive), sigma.values, strict=True)), self.F.field(0)))
