"""Q(phi) once more, naively: a + b sqrt 5 with fractions, signs by squaring. For the oracle, so that it shares no line with the
package or the checker."""

from __future__ import annotations

from fractions import Fraction
from functools import total_ordering
from math import lcm
from typing import Any


@total_ordering
class Golden:
    """a + b sqrt 5."""

    def __init__(self, a: Any, b: Any = 0) -> None:
        self.a, self.b = Fraction(a), Fraction(b)

    @classmethod
    def of(cls, c0: Fraction, c1: Fraction) -> Golden:
        """c0 + c1 phi, phi = (1 + sqrt 5)/2."""
        return cls(c0 + c1 / 2, c1 / 2)

    @property
    def denominator(self) -> int:
        return lcm(self.a.denominator, self.b.denominator)

    def sign(self) -> int:
        p, q = (self.a > 0) - (self.a < 0), (self.b > 0) - (self.b < 0)
        if p * q >= 0:
            return p or q
        square = self.a**2 - 5 * self.b**2
        return p if square > 0 else q

    def __add__(self, other: Any) -> Golden:
        other = lift(other)
        return Golden(self.a + other.a, self.b + other.b)

    def __neg__(self) -> Golden:
        return Golden(-self.a, -self.b)

    def __sub__(self, other: Any) -> Golden:
        return self + -lift(other)

    def __rsub__(self, other: Any) -> Golden:
        return lift(other) - self

    def __mul__(self, other: Any) -> Golden:
        other = lift(other)
        return Golden(self.a * other.a + 5 * self.b * other.b, self.a * other.b + self.b * other.a)

    def __truediv__(self, other: Any) -> Golden:
        other = lift(other)
        norm = other.a**2 - 5 * other.b**2
        return self * Golden(other.a / norm, -other.b / norm)

    def __rtruediv__(self, other: Any) -> Golden:
        return lift(other) / self

    def __abs__(self) -> Golden:
        return self if self.sign() >= 0 else -self

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Golden | Fraction | int) and (self - other).sign() == 0

    def __lt__(self, other: Any) -> bool:
        return (self - other).sign() < 0

    def __hash__(self) -> int:
        return hash((self.a, self.b)) if self.b else hash(self.a)

    __radd__ = __add__
    __rmul__ = __mul__


def lift(value: Any) -> Golden:
    return value if isinstance(value, Golden) else Golden(value)
