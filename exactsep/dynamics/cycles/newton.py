"""One small step that may say "exactly one zero" or "no zero"; and Newton's method, to make enclosures narrow.

`judge` looks at a function on an interval. If the slope has one sign there, the signs at the two ends decide; if the
values exclude 0, there is no zero. Everything else is UNKNOWN. All evaluations are balls (arb) around exact dyadic
points and intervals: rounding can make a verdict UNKNOWN, never wrong. No search needs to be trusted for what this step
has said.
"""

from __future__ import annotations

from enum import Enum
from typing import Any, Protocol

import flint
from gmpy2 import mpq

from exactsep.maps.smooth import PolynomialMap
from exactsep.numbers.enclosure import Enclosure

MAX_PRECISION = 1 << 20


class Verdict(Enum):
    EMPTY = "no zero"
    UNIQUE = "exactly one zero"
    UNKNOWN = "unknown"


class Function(Protocol):
    """A smooth function whose zeros are wanted; all methods compute with `prec` bits."""

    def precision(self, bits: int) -> int:
        """A working precision that should do for boxes of width 2^-bits."""

    def at(self, x: Any, prec: int) -> Any:
        """A ball that holds the value at the exact point x."""

    def over(self, box: Enclosure, prec: int) -> tuple[Any, Any] | None:
        """Balls that hold all values and all slopes on a box; None if no zero on the box is wanted."""


class Return:
    """F(x) = f^n(x) - x for a polynomial f, by iterating f, never expanded.

    Slopes come from the chain rule, once directly and once as a mean value form with the second derivative of f^n,
    which alone is precise enough beside a double zero. With `confined`, only zeros whose orbits stay in the interval of
    f are wanted.
    """

    def __init__(self, f: PolynomialMap, n: int, confined: bool = False):
        self.f, self.n = f, n
        self._confined = confined
        self._growth = slope_bits(f)
        self._at_precision: dict[int, tuple[Any, Any, Any]] = {}

    def unconfined(self) -> Return:
        """The same function, all of whose zeros are wanted."""
        return Return(self.f, self.n) if self._confined else self

    def precision(self, bits: int) -> int:
        return bits + self.n * self._growth + 64

    def at(self, x: Any, prec: int) -> Any:
        with flint.ctx.workprec(prec):
            value = start = ball(Enclosure(x, x))
            p = self._polynomials(prec)[0]
            for _ in range(self.n):
                value = p(value)
                if not _moderate(value):
                    return _WHOLE
            return value - start

    def over(self, box: Enclosure, prec: int) -> tuple[Any, Any] | None:
        with flint.ctx.workprec(prec):
            domain = ball(Enclosure(*self.f.interval)) if self._confined else None
            x, middle = ball(box), ball(Enclosure(box.middle, box.middle))
            orbits = self._jets(x, middle, domain, self._polynomials(prec))
            if orbits is None:
                return None
            (value, slope, bend), (value_m, slope_m) = orbits
            if not (_moderate(value) and _moderate(slope) and _moderate(bend)):
                return _WHOLE, _WHOLE
            off, slope_m = x - middle, slope_m - 1
            values = (value - x).intersection(value_m - middle + off * (slope_m + bend * off / 2))
            return values, (slope - 1).intersection(slope_m + bend * off)

    def _jets(self, x: Any, middle: Any, domain: Any, polynomials: Any) -> Any:
        """(f^n, (f^n)', (f^n)'') over x and (f^n, (f^n)') at the middle; None if all orbits from x leave the domain."""
        p, p1, p2 = polynomials
        value, slope, bend = x, flint.arb(1), flint.arb(0)
        value_m, slope_m = middle, flint.arb(1)
        for _ in range(self.n):
            if domain is not None and not value.overlaps(domain):
                return None
            value, first, second = _taylor(value, p, p1, p2)
            slope, bend = first * slope, second * slope * slope + first * bend
            slope_m, value_m = p1(value_m) * slope_m, p(value_m)
            if not _moderate(value):
                break
        return (value, slope, bend), (value_m, slope_m)

    def images(self, box: Enclosure, prec: int) -> list[Enclosure]:
        """Enclosures of box, f(box), ..., f^n(box); shorter if they become too wide to be of use."""
        with flint.ctx.workprec(prec):
            value, found = ball(box), [box]
            for _ in range(self.n):
                value, _, _ = _taylor(value, *self._polynomials(prec))
                if not _moderate(value):
                    break
                found.append(ends(value))
            return found

    def _polynomials(self, prec: int) -> tuple[Any, Any, Any]:
        if prec not in self._at_precision:
            p = self.f.polynomial()
            self._at_precision[prec] = (
                flint.arb_poly(p), flint.arb_poly(p.derivative()), flint.arb_poly(p.derivative().derivative())
            )  # fmt: skip
        return self._at_precision[prec]


class Expanded:
    """A polynomial with integer coefficients.

    On a box it is shifted to the middle, so that narrow boxes have precise values.
    """

    def __init__(self, polynomial: Any):
        self.polynomial = polynomial

    def precision(self, bits: int) -> int:
        return int(bits + 64 + 2 * self.polynomial.height_bits() + 2 * self.polynomial.degree())

    def at(self, x: Any, prec: int) -> Any:
        with flint.ctx.workprec(prec):
            return flint.arb_poly(self.polynomial)(ball(Enclosure(x, x)))

    def over(self, box: Enclosure, prec: int) -> tuple[Any, Any] | None:
        with flint.ctx.workprec(prec):
            middle = ball(Enclosure(box.middle, box.middle))
            shifted = flint.arb_poly(self.polynomial)(flint.arb_poly([middle, 1]))
            off = ball(box) - middle
            return shifted(off), shifted.derivative()(off)


def judge(function: Function, box: Enclosure, prec: int) -> Verdict:
    """What is certain about the zeros of a function on the interval [box.lo, box.hi]."""
    ranges = function.over(box, prec)
    if ranges is None:
        return Verdict.EMPTY
    values, slopes = ranges
    if not values.contains(0):
        return Verdict.EMPTY
    if slopes.contains(0):
        return Verdict.UNKNOWN
    left, right = function.at(box.lo, prec), function.at(box.hi, prec)
    if left.contains(0) or right.contains(0):
        return Verdict.UNKNOWN
    return Verdict.UNIQUE if (left < 0) != (right < 0) else Verdict.EMPTY


def refine(function: Function, box: Enclosure, bits: int) -> Enclosure:
    """The zero in a box that was judged UNIQUE, enclosed to width 2^-bits: Newton steps, and bisection where these are slow."""
    prec = function.precision(bits)
    while (box.hi - box.lo) * 2**bits > 1:
        smaller = _newton_step(function, box, prec)
        if 2 * (smaller.hi - smaller.lo) > box.hi - box.lo:
            prec *= 2
            assert prec <= MAX_PRECISION, "a simple zero can be enclosed as narrowly as the precision allows"
        box = smaller
    return box


def _newton_step(function: Function, box: Enclosure, prec: int) -> Enclosure:
    """A part of the box that holds the zero; at most half of it if the sign in the middle can be decided."""
    ranges = function.over(box, prec)
    assert ranges is not None, "the box holds a zero"
    middle, slopes = box.middle, ranges[1]
    value, lo, hi = function.at(middle, prec), box.lo, box.hi
    if slopes.contains(0):
        return box
    with flint.ctx.workprec(prec):
        newton = ends(ball(Enclosure(middle, middle)) - value / slopes)
    if not value.contains(0):
        lo, hi = (lo, middle) if (value > 0) == (slopes > 0) else (middle, hi)
    return Enclosure(max(lo, newton.lo), min(hi, newton.hi))


# -- balls ---------------------------------------------------------------------------------

_WHOLE = flint.arb(0, flint.arb.pos_inf())
_HUGE = flint.arb(2) ** 4096


def ball(box: Enclosure) -> Any:
    """A ball that contains an interval with rational ends."""
    lo = _arb(box.lo)
    return lo if box.exact else lo.union(_arb(box.hi))


def ends(value: Any) -> Enclosure:
    """The ball as an interval with dyadic ends."""
    return Enclosure(_dyadic(value.lower()), _dyadic(value.upper()))


def slope_bits(f: PolynomialMap) -> int:
    """An integer g with |f'| <= 2^g on the interval of f."""
    reach = max(abs(x) for x in f.interval)
    bound = sum(k * abs(c) * reach ** (k - 1) for k, c in enumerate(f.coefficients) if k)
    return int(bound).bit_length()


def _arb(x: Any) -> Any:
    return flint.arb(flint.fmpq(int(x.numerator), int(x.denominator)))


def _dyadic(point: Any) -> Any:
    mantissa, exponent = point.man_exp()
    return mpq(int(mantissa)) * mpq(2) ** int(exponent)


def _moderate(value: Any) -> bool:
    return bool(abs(value) < _HUGE)


def _taylor(value: Any, p: Any, p1: Any, p2: Any) -> tuple[Any, Any, Any]:
    """Enclosures of p, p' and p'' over a ball: the first two around its middle, with p'' over the whole ball."""
    middle = value.mid()
    off, second, first = value - middle, p2(value), p1(middle)
    return p(middle) + off * (first + second * off / 2), first + second * off, second
