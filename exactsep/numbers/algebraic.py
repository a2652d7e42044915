"""Real number fields Q(alpha): alpha is a root of an irreducible integer polynomial, marked by an isolating interval.

An element is a polynomial in alpha of smaller degree than the minimal polynomial, with rational coefficients: so it is zero iff all
coefficients are, and equality costs nothing. Signs are decided by evaluating this polynomial on balls around alpha, of more and more digits
until zero is outside; as the element is not zero, this ends. Nothing is ever decided by a float or by a bound for the size of a number.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any

import flint
from gmpy2 import mpq, mpz

from exactsep.numbers.algebraic_column import AlgebraicColumn
from exactsep.numbers.enclosure import exact_ball_end
from exactsep.numbers.field import Q, as_integer, decimal
from exactsep.numbers.minimal_polynomial import irreducible, isolating
from exactsep.wording import polynomial_text

MAX_PRECISION = 1 << 20
MIN_PRECISION = 64


class NumberField:
    """Q(alpha). `NumberField([-1, -1, 1], (1, 2))` is Q(phi), phi the root of x^2 - x - 1 in [1, 2].

    The polynomial is given from low to high. Raises ValueError unless it has integer coefficients, degree 2..24, is
    irreducible, and has exactly one real root in the interval (open, rational ends). Whatever interval is given, that of
    the field is [m/2^k, (m+1)/2^k] with the least k >= 0 for which it holds this root alone, so that equal fields look
    alike."""

    def __init__(self, polynomial: Iterable[Any], interval: Sequence[Any]):
        self.polynomial = irreducible(polynomial)
        self.degree = len(self.polynomial) - 1
        self.modulus = flint.fmpq_poly(list(self.polynomial))
        self.interval = isolating(self.polynomial, interval)
        self._balls: dict[int, flint.arb] = {}

    @property
    def name(self) -> str:
        return f"Q(a), a = {decimal(self.generator, 9)}... a root of {polynomial_text(self.polynomial)}"

    @cached_property
    def generator(self) -> Algebraic:
        """alpha itself."""
        return Algebraic(self, flint.fmpq_poly([0, 1]))

    def __call__(self, value: Any) -> Algebraic:
        """The element that a rational number (as `Q` reads it), an element, or the list of its coefficients stands for.

        Raises ValueError for other fields' elements, and for lists that do not have exactly `degree` rationals."""
        if isinstance(value, Algebraic):
            if value.field != self:
                raise ValueError(f"{value!r} is an element of another field than {self.name}")
            return value
        if isinstance(value, list | tuple):
            if len(value) != self.degree:
                raise ValueError(f"an element of a field of degree {self.degree} has {self.degree} coefficients, not {len(value)}")
            return Algebraic(self, flint.fmpq_poly([_fmpq(Q(c)) for c in value]))
        return Algebraic(self, flint.fmpq_poly([_fmpq(Q(value))]))

    def element(self, poly: Any) -> Algebraic:
        """The element that a flint polynomial of degree below `degree`, or a list of coefficients, stands for."""
        return Algebraic(self, poly) if isinstance(poly, flint.fmpq_poly) else self(poly)

    @staticmethod
    def text(x: Any) -> str | list[str]:
        """What stands in files: "p/q" for a rational element, else the list of its coefficients, from low to high."""
        return str(x.coefficients[0]) if x.poly.degree() < 1 else [str(c) for c in x.coefficients]

    def column(self, values: Iterable[Any]) -> AlgebraicColumn:
        """The elements of an iterable as a column."""
        return AlgebraicColumn.of(self, [self(v) for v in values])

    def ball(self, precision: int) -> flint.arb:
        """A ball around alpha of relative size about 2^-precision."""
        if precision not in self._balls:
            with flint.ctx.workprec(precision + 64):
                lo, hi = (flint.arb(_fmpq(end)) for end in self.interval)
                inside = lo.union(hi)
                roots: Any = flint.fmpz_poly(list(self.polynomial)).complex_roots()
                balls = [root.real for root, _ in roots if root.imag == 0 and root.real.overlaps(inside)]
            assert len(balls) == 1
            self._balls[precision] = balls[0]
        return self._balls[precision]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, NumberField) and self.polynomial == other.polynomial and self.interval == other.interval

    def __hash__(self) -> int:
        return hash((self.polynomial, self.interval))

    def __reduce__(self) -> tuple[Any, ...]:
        return NumberField, (self.polynomial, self.interval)

    def __repr__(self) -> str:
        return f"NumberField({list(self.polynomial)}, {[str(end) for end in self.interval]})"


class Algebraic:
    """An element of a number field: immutable, with exact arithmetic, order and equality, also with rational numbers."""

    __slots__ = ("_sign", "field", "poly")

    def __init__(self, field: NumberField, poly: flint.fmpq_poly):
        self.field, self.poly = field, poly
        self._sign: int | None = None

    @property
    def coefficients(self) -> tuple[mpq, ...]:
        """(c_0, ..., c_{d-1}): the element is the sum of c_k alpha^k."""
        found = [mpq(int(c.p), int(c.q)) for c in self.poly.coeffs()]
        return (*found, *[mpq(0)] * (self.field.degree - len(found)))

    # -- arithmetic -----------------------------------------------------------------------

    def _other(self, value: Any) -> flint.fmpq_poly | None:
        if isinstance(value, Algebraic):
            if value.field is not self.field and value.field != self.field:
                raise ValueError("these numbers belong to different fields")
            return value.poly
        if isinstance(value, int | Fraction | type(mpq(0)) | type(mpz(0))) and not isinstance(value, bool):
            return flint.fmpq_poly([flint.fmpq(int(value.numerator), int(value.denominator))])
        return None

    def __add__(self, other: Any) -> Any:
        poly = self._other(other)
        return NotImplemented if poly is None else Algebraic(self.field, self.poly + poly)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Any:
        poly = self._other(other)
        return NotImplemented if poly is None else Algebraic(self.field, self.poly - poly)

    def __rsub__(self, other: Any) -> Any:
        poly = self._other(other)
        return NotImplemented if poly is None else Algebraic(self.field, poly - self.poly)

    def __mul__(self, other: Any) -> Any:
        poly = self._other(other)
        return NotImplemented if poly is None else Algebraic(self.field, self.poly * poly % self.field.modulus)

    __rmul__ = __mul__

    def inverse(self) -> Algebraic:
        """1 / self. Raises ZeroDivisionError for 0."""
        if self.poly.is_zero():
            raise ZeroDivisionError("division by the zero of a number field")
        _, inverse, _ = self.poly.xgcd(self.field.modulus)
        return Algebraic(self.field, inverse)

    def __truediv__(self, other: Any) -> Any:
        poly = self._other(other)
        return NotImplemented if poly is None else self * Algebraic(self.field, poly).inverse()

    def __rtruediv__(self, other: Any) -> Any:
        poly = self._other(other)
        return NotImplemented if poly is None else Algebraic(self.field, poly) * self.inverse()

    def __neg__(self) -> Algebraic:
        return Algebraic(self.field, -self.poly)

    def __pos__(self) -> Algebraic:
        return self

    def __abs__(self) -> Algebraic:
        return -self if self.sign() < 0 else self

    def __pow__(self, n: int) -> Algebraic:
        exponent = as_integer(n)
        if exponent is None:
            return NotImplemented
        base, result = self if exponent >= 0 else self.inverse(), self.field(1)
        for digit in bin(abs(exponent))[2:]:
            result = result * result * base if digit == "1" else result * result
        return result

    # -- order ----------------------------------------------------------------------------------

    def sign(self) -> int:
        """-1, 0 or 1."""
        if self._sign is None:
            self._sign = _sign(self.field, self.poly)
        return self._sign

    def __bool__(self) -> bool:
        return not self.poly.is_zero()

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Algebraic) and other.field != self.field:
            return False
        poly = self._other(other)
        return NotImplemented if poly is None else bool(self.poly == poly)

    def __hash__(self) -> int:
        return hash(self.coefficients[0]) if self.poly.degree() < 1 else hash(self.coefficients)

    def _compared(self, other: Any) -> int | None:
        poly = self._other(other)
        return None if poly is None else _sign(self.field, self.poly - poly)

    def __lt__(self, other: Any) -> bool:
        sign = self._compared(other)
        return NotImplemented if sign is None else sign < 0

    def __le__(self, other: Any) -> bool:
        sign = self._compared(other)
        return NotImplemented if sign is None else sign <= 0

    def __gt__(self, other: Any) -> bool:
        sign = self._compared(other)
        return NotImplemented if sign is None else sign > 0

    def __ge__(self, other: Any) -> bool:
        sign = self._compared(other)
        return NotImplemented if sign is None else sign >= 0

    # -- for people, and for rounding ----------------------------------------------------------------

    def enclosure(self, bits: int = 64) -> tuple[mpq, mpq]:
        """Rationals lo <= self <= hi with hi - lo <= 2^-bits."""
        precision = MIN_PRECISION
        while True:
            lo, hi = _ends(self.field, self.poly, precision)
            if (hi - lo) * (1 << bits) <= 1:
                return lo, hi
            precision *= 2

    def __floor__(self) -> int:
        if self.poly.degree() < 1:
            return int(self.coefficients[0] // 1)
        lo, hi = self.enclosure(8)
        while lo // 1 != hi // 1:  # ends, because the element is no integer
            lo, hi = self.enclosure(2 * (hi - lo).denominator.bit_length())
        return int(lo // 1)

    def __trunc__(self) -> int:
        return -(-self).__floor__() if self.sign() < 0 else self.__floor__()

    def __int__(self) -> int:
        return self.__trunc__()

    def __float__(self) -> float:
        lo, hi = self.enclosure(80)
        return float((lo + hi) / 2)

    def __str__(self) -> str:
        return polynomial_text(self.coefficients, "a")

    def __repr__(self) -> str:
        return f"Algebraic({self} = {decimal(self, 9)}...)" if self.poly.degree() > 0 else f"Algebraic({self})"

    def __reduce__(self) -> tuple[Any, ...]:
        return NumberField.__call__, (self.field, [str(c) for c in self.coefficients])


def _sign(field: NumberField, poly: flint.fmpq_poly) -> int:
    if poly.degree() < 1:
        constant = poly[0]
        return (constant > 0) - (constant < 0)
    numerator, precision = poly.numer(), MIN_PRECISION
    while precision <= MAX_PRECISION:
        with flint.ctx.workprec(precision + 32):
            value = numerator(field.ball(precision))
            if value > 0:
                return 1
            if value < 0:
                return -1
        precision *= 2
    raise ArithmeticError("a number is too close to zero for its sign to be found")


def _ends(field: NumberField, poly: flint.fmpq_poly, precision: int) -> tuple[mpq, mpq]:
    with flint.ctx.workprec(precision + 32):
        value: Any = flint.fmpz_poly(poly.numer())(field.ball(precision)) / flint.arb(poly.denom())
        return exact_ball_end(value.lower()), exact_ball_end(value.upper())


def _fmpq(x: Any) -> flint.fmpq:
    return flint.fmpq(int(x.numerator), int(x.denominator))
