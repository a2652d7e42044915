"""The local extreme values of an iterate of a polynomial map: where they are, and rational bounds for them.

f^t turns where its orbit meets a turning point of f. These points are found backwards, from f^k to f^(k+1) = f^k o f: on each lap of f lie
the preimages of those turning points of f^k that its image contains. They are irrational in general. Each one is replaced by a rational
point next to it, and the value there is enclosed by interval arithmetic with outward rounding: what is proved stands on these values alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gmpy2
from gmpy2 import mpq

from exactsep.maps.base import Lap
from exactsep.maps.smooth import PolynomialMap
from exactsep.numbers.enclosure import rounded

MAX_SPAN = 10**40
NEGLIGIBLE = mpq(1, 1 << 20)
MAX_BITS = 800
EQUAL_BITS = 56


@dataclass(frozen=True)
class Extremes:
    """Points x_0 < ... < x_n of I, the ends included, at which f^t is alternately low and high. `values` are upper bounds
    of f^t at the low ones and lower bounds at the high ones, equal where they agree in 56 bits; `bits` is the working
    precision that shows them.
    """

    points: list[Any]
    values: list[Any]
    bits: int


def extremes(f: PolynomialMap, t: int, at_most: int) -> Extremes | None:
    """The local extremes of f^t on I; None if there are more than `at_most`, or if f^k(I) becomes too large."""
    wide = _wide(f, t)
    if wide is None:
        return None
    steps = max(int(wide.lipschitz), 1).bit_length() + 1
    bits = min(64 + t * steps, MAX_BITS)
    points = _turning_points(wide, f.interval, t, at_most, bits)
    if points is None or len(points) < 2:
        return None
    image = f.interval_arithmetic(bits)
    return _alternating(points, [_iterated(image, x, t, bits) for x in points], bits)


def _wide(f: PolynomialMap, t: int) -> PolynomialMap | None:
    """f on an interval that contains I, f(I), ..., f^(t-1)(I), up to about 2^-20."""
    a, b = f.interval
    for _ in range(t - 1):
        g = PolynomialMap(f.coefficients, (a, b))
        values = [g.at(end) for mark in g.marks(96) for end in (mark.lo, mark.hi)]
        if a - NEGLIGIBLE <= min(values) and max(values) <= b + NEGLIGIBLE:
            break
        a, b = min(a, rounded(min(values), 64)), max(b, -rounded(-max(values), 64))
        if b - a > MAX_SPAN:
            return None
    return PolynomialMap(f.coefficients, (a, b))


def _turning_points(wide: PolynomialMap, interval: tuple[Any, Any], t: int, at_most: int, bits: int) -> list[Any] | None:
    """The ends of I and, between them, points within about 2^-bits of all turning points of f^t."""
    laps = [_Branch(wide, lap, bits) for lap in wide.laps(bits)]
    newest = {mark.middle for mark in wide.marks(bits)[1:-1]}
    points = set(newest)
    for _ in range(t - 1):
        newest = {x for branch in laps for y in newest if (x := branch.preimage(y)) is not None} - points
        points |= newest
        if len(points) > 2 * at_most or not newest:
            break
    a, b = interval
    inside = sorted(x for x in points if a < x < b)
    return [a, *inside, b] if len(inside) + 2 <= at_most else None


class _Branch:
    """A polynomial on one lap, and its inverse, in floating point of enough digits: it says where to look, and nothing more."""

    def __init__(self, f: PolynomialMap, lap: Lap, bits: int):
        self.bits, self.context = bits, gmpy2.context(precision=bits + 32)
        self.direction = lap.direction
        with self.context:
            self.coefficients = [gmpy2.mpfr(c) for c in reversed(f.coefficients)]
            self.ends = gmpy2.mpfr(lap.start.hi), gmpy2.mpfr(lap.end.lo)
        self.values = sorted((f.at(lap.start.hi), f.at(lap.end.lo)))

    def preimage(self, y: Any) -> Any:
        """A point that is mapped next to y; None if the lap does not reach y. Newton's method, or bisection where it leaves
        the bracket.
        """
        if not self.values[0] < y < self.values[1]:
            return None
        with self.context:
            lo, hi = self.ends
            target, small = gmpy2.mpfr(y), gmpy2.exp2(-self.bits)
            x = (lo + hi) / 2
            while hi - lo > small:
                value, slope = self._at(x)
                value = (value - target) * self.direction
                lo, hi = (x, hi) if value < 0 else (lo, x)
                step = value / (slope * self.direction) if slope else hi - lo
                newton = x - step
                if abs(step) < small:
                    break
                x = newton if lo < newton < hi else (lo + hi) / 2
            return mpq(int(gmpy2.floor(x * gmpy2.exp2(self.bits))), 1 << self.bits)

    def _at(self, x: Any) -> tuple[Any, Any]:
        value, slope = self.coefficients[0], gmpy2.mpfr(0)
        for c in self.coefficients[1:]:
            slope = slope * x + value
            value = value * x + c
        return value, slope


def _iterated(image: Callable[[int, int], tuple[int, int]], x: Any, t: int, bits: int) -> tuple[int, int]:
    """lo <= f^t(x) 2^bits <= hi."""
    lo, hi = int((x.numerator << bits) // x.denominator), -int((-x.numerator << bits) // x.denominator)
    for _ in range(t):
        lo, hi = image(lo, hi)
    return lo, hi


def _alternating(points: list[Any], enclosed: list[tuple[int, int]], bits: int) -> Extremes:
    """The points that are alternately low and high, with bounds of the values that agree where the values (nearly) do."""
    kept: list[int] = []
    for k in range(len(points)):
        here = sum(enclosed[k])
        if kept and here == sum(enclosed[kept[-1]]):
            continue
        if len(kept) >= 2 and (sum(enclosed[kept[-1]]) > sum(enclosed[kept[-2]])) == (here > sum(enclosed[kept[-1]])):
            kept.pop()
        kept.append(k)
    first_is_low = len(kept) < 2 or enclosed[kept[0]] < enclosed[kept[1]]
    lows, highs = (kept[0::2], kept[1::2]) if first_is_low else (kept[1::2], kept[0::2])
    values = _levelled({k: enclosed[k][1] for k in lows}, bits) | {
        k: -v for k, v in _levelled({k: -enclosed[k][0] for k in highs}, bits).items()
    }
    return Extremes([points[k] for k in kept], [mpq(values[k], 1 << bits) for k in kept], bits)


def _levelled(bounds: dict[int, int], bits: int) -> dict[int, int]:
    """Upper bounds, those that differ by less than 2^-56 replaced by the largest of them."""
    result: dict[int, int] = {}
    group: list[int] = []
    for k in sorted(bounds, key=lambda k: -bounds[k]):
        if group and bounds[group[0]] - bounds[k] >= 1 << (bits - EQUAL_BITS):
            group = []
        group.append(k)
        result[k] = bounds[group[0]]
    return result
