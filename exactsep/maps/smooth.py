"""Polynomial maps with rational coefficients, restricted to an interval.

The covering rules evaluate a map only at rational points, where a polynomial has exact values. Turning points and preimages, which are
irrational in general, are only ever *enclosed*: they say where to look, and nothing that is proved depends on them.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any

import flint
from gmpy2 import mpq

from exactsep.maps.base import Lap
from exactsep.numbers.enclosure import Enclosure, real_roots, rounded
from exactsep.numbers.field import Field, Q
from exactsep.wording import polynomial_text

MAX_DEGREE = 64


class PolynomialMap:
    """x -> c0 + c1 x + ... + cd x^d on [a, b], with rational coefficients from low to high; f(I) in I is not required.

    Raises ValueError if a >= b, if there is no coefficient or if the degree is over 64.
    """

    field: Field = Q

    def __init__(self, coefficients: Iterable[Any], interval: Sequence[Any] = (0, 1)):
        if not isinstance(coefficients, Iterable) or not isinstance(interval, Sequence):
            raise ValueError("a polynomial map is given by the list of its coefficients, from low to high, and an interval (a, b)")
        cs = [_named("coefficients", c) for c in coefficients]
        while len(cs) > 1 and cs[-1] == 0:
            cs.pop()
        if not cs:
            raise ValueError("a polynomial map needs at least one coefficient")
        if len(cs) - 1 > MAX_DEGREE:
            raise ValueError(f"the degree {len(cs) - 1} is over the limit {MAX_DEGREE}")
        if len(interval) != 2:
            raise ValueError(f"interval must be a pair a, b, not {interval!r}")
        a, b = _named("interval", interval[0]), _named("interval", interval[1])
        if not a < b:
            raise ValueError(f"interval: a < b is needed, here a = {a}, b = {b}")
        self.coefficients = tuple(cs)
        self.interval = (a, b)

    def __call__(self, x: Any) -> Any:
        """The exact value at a rational x in [a, b]. Raises ValueError outside."""
        x = Q(x)
        a, b = self.interval
        if not a <= x <= b:
            raise ValueError(f"x = {x} lies outside the domain [{a}, {b}]")
        return self.at(x)

    def at(self, x: Any) -> Any:
        """The exact value at any rational x (Horner)."""
        return _horner(self.coefficients, x)

    def slope_at(self, x: Any) -> Any:
        """The exact derivative at any rational x."""
        return _horner([k * c for k, c in enumerate(self.coefficients)][1:], x)

    def interval_arithmetic(self, bits: int) -> Callable[[int, int], tuple[int, int]]:
        """The function that encloses f on [lo, hi] 2^-bits in integers: Horner's scheme, rounded outwards at each step, as
        rules T5s and P have it.
        """
        scale = 1 << bits
        enclosed = [(int(c.numerator * scale // c.denominator), -int(-c.numerator * scale // c.denominator)) for c in self.coefficients]

        def image(lo: int, hi: int) -> tuple[int, int]:
            least, most = enclosed[-1]
            for low, high in enclosed[-2::-1]:
                products = least * lo, least * hi, most * lo, most * hi
                least, most = (min(products) >> bits) + low, -(-max(products) >> bits) + high
            return least, most

        return image

    @property
    def degree(self) -> int:
        return len(self.coefficients) - 1

    def polynomial(self) -> flint.fmpq_poly:
        """The polynomial, for python-flint."""
        return flint.fmpq_poly([flint.fmpq(int(c.numerator), int(c.denominator)) for c in self.coefficients])

    @cached_property
    def lipschitz(self) -> Any:
        """A rational upper bound for |f'| on I, above the least Lipschitz constant by less than 2^-32."""
        a, b = self.interval
        size = max(abs(a), abs(b), 1)
        bend = sum(k * (k - 1) * abs(c) * size ** max(k - 2, 0) for k, c in enumerate(self.coefficients))
        bits = 34 + (int(bend) + 1).bit_length()
        extremes = [e for e, _ in real_roots(self.polynomial().derivative().derivative(), bits) if a <= e.hi and e.lo <= b]
        points = [a, b, *(min(max(e.middle, a), b) for e in extremes)]
        return max(abs(self.slope_at(x)) for x in points) + (0 if all(e.exact for e in extremes) else bend / (1 << bits))

    def marks(self, bits: int = 64) -> tuple[Enclosure, ...]:
        """The ends of I and the turning points between them, enclosed in intervals of width at most 2^-bits."""
        a, b = self.interval
        inside = [e for e, multiplicity in real_roots(self.polynomial().derivative(), bits) if multiplicity % 2 and a < e.lo and e.hi < b]
        return (Enclosure(a, a), *inside, Enclosure(b, b))

    @property
    def turning_points(self) -> tuple[Enclosure, ...]:
        """The points of (a, b) where the map turns, as enclosures."""
        return self.marks()[1:-1]

    def laps(self, bits: int = 64) -> tuple[Lap, ...]:
        """The laps from left to right, their ends enclosed."""
        marks = self.marks(bits)
        values = [(self.at(p.middle), self.at(q.middle)) for p, q in itertools.pairwise(marks)]
        return tuple(Lap(p, q, (v1 > v0) - (v1 < v0)) for p, q, (v0, v1) in zip(marks, marks[1:], values, strict=False))

    def preimage(self, lap: Lap, value: Any, bits: int = 64) -> tuple[Enclosure, Enclosure]:
        """The point of a lap at which the map takes `value`, twice (a polynomial has no plateau), enclosed to 2^-bits by bisection."""
        lo, hi = lap.start.hi, lap.end.lo
        step = mpq(1, 2**bits)
        while hi - lo > step:
            middle = rounded((lo + hi) / 2, bits + 2)
            difference = (self.at(middle) - value) * lap.direction
            if difference == 0:
                return Enclosure(middle, middle), Enclosure(middle, middle)
            lo, hi = (middle, hi) if difference < 0 else (lo, middle)
        return Enclosure(lo, hi), Enclosure(lo, hi)

    @property
    def leaves_at(self) -> tuple[Any, Any] | None:
        """A point whose value lies outside I (an end, or a turning point up to its enclosure), or None."""
        a, b = self.interval
        points = [e.middle for e in self.marks(256)]
        return next(((x, y) for x, y in ((x, self.at(x)) for x in points) if not a <= y <= b), None)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PolynomialMap) and self.coefficients == other.coefficients and self.interval == other.interval

    def __hash__(self) -> int:
        return hash((self.coefficients, self.interval))

    def __repr__(self) -> str:
        return f"PolynomialMap({[str(c) for c in self.coefficients]}, {[str(e) for e in self.interval]})"

    def describe(self) -> str:
        """The map in words."""
        a, b = self.interval
        return f"the polynomial map x -> {polynomial_text(self.coefficients)} on [{a}, {b}]"


def _horner(coefficients: Sequence[Any], x: Any) -> Any:
    value = mpq(0)
    for c in reversed(coefficients):
        value = value * x + c
    return value


def _named(name: str, value: Any) -> Any:
    try:
        return Q(value)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None
