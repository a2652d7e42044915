"""The numbers: ordered fields, parsing, printing. The one file that owns conversion.

A *field* object knows how to read, print and collect its elements; the elements themselves carry the arithmetic (`+ - * / == <`).
The maps and the dynamics use only that, so that a field Q(alpha) can stand beside Q without a change there.

`Q` is the field of rational numbers. Its elements are `gmpy2.mpq`: exact, hashable, equal to the `fractions.Fraction` of the same value.
Floats are refused everywhere: 0.1 is not 1/10, and a proof cannot guess which one was meant.
"""

from __future__ import annotations

import numbers
import operator
import re
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any, Protocol

from gmpy2 import mpq, mpz

from exactsep.numbers.column import Column, RationalColumn
from exactsep.wording import kind_of, shown

MAX_DIGITS = 100_000
_INTEGER = re.compile(r"[+-]?[0-9]+")
_RATIONAL = re.compile(r"([+-]?[0-9]+)/([0-9]+)")
_DECIMAL = re.compile(r"([+-]?)([0-9]*)\.([0-9]*)")


class Number(Protocol):
    """An element of an ordered field: exact arithmetic and a total order."""

    def __add__(self, other: Any, /) -> Any: ...
    def __sub__(self, other: Any, /) -> Any: ...
    def __mul__(self, other: Any, /) -> Any: ...
    def __truediv__(self, other: Any, /) -> Any: ...
    def __neg__(self) -> Any: ...
    def __abs__(self) -> Any: ...
    def __lt__(self, other: Any, /) -> bool: ...
    def __le__(self, other: Any, /) -> bool: ...
    def __gt__(self, other: Any, /) -> bool: ...
    def __ge__(self, other: Any, /) -> bool: ...
    def __hash__(self) -> int: ...


class Field(Protocol):
    """What the maps need of a field: coercion, text, columns."""

    @property
    def name(self) -> str: ...
    def __call__(self, value: Any) -> Any: ...
    def text(self, x: Any) -> Any: ...
    def column(self, values: Any) -> Column: ...


class RationalField:
    """The field Q. `Q(value)` makes an element of an int, a Fraction, an mpq, or a string such as "2/5", "0.4"."""

    name = "Q"

    def __call__(self, value: Any) -> mpq:
        """The rational that `value` spells. Raises ValueError for floats, bad spellings and numbers over 100,000 digits."""
        if type(value) is mpq:
            return value
        if isinstance(value, str):
            return self._parse(value)
        if isinstance(value, int) and not isinstance(value, bool):
            return mpq(value)
        if isinstance(value, Fraction):
            return mpq(int(value.numerator), int(value.denominator))
        return self._foreign(value)

    @staticmethod
    def _foreign(value: Any) -> mpq:
        if isinstance(value, numbers.Real) and not isinstance(value, numbers.Rational):
            raise ValueError(f"{value!r} is a float; write an exact number, such as {_suggest(float(value))}")
        integer = as_integer(value)
        if integer is not None:
            return mpq(integer)
        if isinstance(value, Decimal) and value.is_finite() and abs(value.adjusted()) <= MAX_DIGITS:
            return mpq(*value.as_integer_ratio())
        numerator, denominator = getattr(value, "p", None), getattr(value, "q", None)
        if numerator is None or denominator is None:
            what = kind_of(value) if isinstance(value, list | tuple | dict | set) else brief(repr(value))
            raise ValueError(f"{what} is not a rational number: write an integer or a string p/q")
        return mpq(int(numerator), int(denominator))

    @staticmethod
    def _parse(text: str) -> mpq:
        stripped = text.strip()
        if len(stripped) > 2 * MAX_DIGITS:
            raise ValueError(f"a number of {len(stripped)} characters (limit {2 * MAX_DIGITS}): {brief(stripped)}")
        if _INTEGER.fullmatch(stripped):
            return mpq(mpz(stripped))
        if match := _RATIONAL.fullmatch(stripped):
            denominator = mpz(match[2])
            if denominator == 0:
                raise ValueError(f"the denominator of {brief(stripped)!r} is zero")
            return mpq(mpz(match[1]), denominator)
        match = _DECIMAL.fullmatch(stripped)
        if match and match[2] + match[3]:
            digits = mpq(mpz(match[2] + match[3]), mpz(10) ** len(match[3]))
            return -digits if match[1] == "-" else digits
        raise ValueError(f"{brief(stripped)!r} is not a rational number: write p/q, an integer or an exact decimal")

    def __reduce__(self) -> str:
        return "Q"

    def __repr__(self) -> str:
        return "Q"

    @staticmethod
    def text(x: Any) -> str:
        """The canonical spelling: "p/q" in lowest terms, or "p" for an integer."""
        return str(x)

    @staticmethod
    def column(values: Any) -> RationalColumn:
        """The elements of an iterable as a column over one common denominator."""
        return RationalColumn.of(values)


Q = RationalField()


def as_integer(value: Any) -> int | None:
    """The Python int that a value is (also an integer of numpy, gmpy2 or sympy), or None; True and False are no integers."""
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        return None
    try:
        return operator.index(value)
    except TypeError:
        return None


def positive(name: str, value: Any, limit: int | None = None) -> int:
    """The value as an int. Raises ValueError unless it is an integer >= 1, and at most the limit if there is one."""
    integer = as_integer(value)
    if integer is None or integer < 1 or (limit is not None and integer > limit):
        given = brief(repr(value)) if integer is None or abs(integer) < 10**4000 else "a number of over 4,000 digits"
        raise ValueError(f"{name} must be an integer {'>= 1' if limit is None else f'from 1 to {limit}'}, not {given}")
    return integer


def require_iterate(t: Any) -> int:
    """The number of an iterate as an int. Raises ValueError unless it is an integer t >= 0."""
    steps = as_integer(t)
    if steps is None or steps < 0:
        raise ValueError(f"the iterate must be an integer t >= 0, not {shown(t)}")
    return steps


def text_of(x: Any) -> Any:
    """How a number is written in files: "p/q", or the list of coefficients of an irrational element of a number field."""
    return x.field.text(x) if hasattr(x, "field") else str(x)


def size_of(x: Any) -> int:
    """The bits of the longest numerator or denominator in what stands for a number in files."""
    parts = x.coefficients if hasattr(x, "coefficients") else (x,)
    return max(max(int(c.numerator).bit_length(), int(c.denominator).bit_length()) for c in parts)


def simplest(lo: Any, hi: Any) -> Any:
    """The rational with the least denominator in [lo, hi], lo <= hi (Stern-Brocot; the nearest to 0 among integers).

    Between elements of a number field, a rational of about the least denominator."""
    if hasattr(lo, "enclosure") or hasattr(hi, "enclosure"):
        return _simplest_between(lo, hi)
    if lo <= 0 <= hi:
        return mpq(0)
    if hi < 0:
        return -simplest(-hi, -lo)
    terms, (p, q, r, s) = [], (lo.numerator, lo.denominator, hi.numerator, hi.denominator)
    while True:
        whole = p // q
        if whole * q == p or (whole + 1) * s <= r:
            terms.append(whole if whole * q == p else whole + 1)
            break
        terms.append(whole)
        p, q, r, s = s, r - whole * s, q, p - whole * q
    value = mpq(terms.pop())
    while terms:
        value = terms.pop() + 1 / value
    return value


def _simplest_between(lo: Any, hi: Any) -> Any:
    """The same between rationals just inside of [lo, hi], lo < hi, of which one or both are irrational."""
    bits = 64
    while True:
        low = lo.enclosure(bits)[1] if hasattr(lo, "enclosure") else lo
        high = hi.enclosure(bits)[0] if hasattr(hi, "enclosure") else hi
        if high - low > mpq(3, 1 << bits) or low == high:
            return simplest(low, high)
        bits *= 2


def decimal(x: Any, digits: int = 6) -> str:
    """A rational, rounded towards zero, as decimal text for people to read (never for comparison)."""
    value = abs(x)
    if value != 0 and (value < mpq(1, 10**4) or value >= 10**12):
        return _scientific(_rational_near(value, digits), x < 0, digits)
    scaled = str(int(value * 10**digits)).rjust(digits + 1, "0")
    text = f"{scaled[:-digits]}.{scaled[-digits:]}".rstrip("0").rstrip(".") if digits else scaled
    return f"-{text}" if x < 0 and text != "0" else text


def decimal_above(x: Any, digits: int = 6) -> str:
    """The same, rounded up where the decimal does not stand for x itself: for the upper end of an enclosure."""
    text = decimal(x, digits)
    value = Q(text) if "e" not in text else None
    if value is None or value >= x:
        return text
    return decimal(value + mpq(1, 10**digits), digits)


def _rational_near(value: Any, digits: int) -> Any:
    """A positive number itself, or if it is irrational a rational a little below it, by less than 10^-(digits + 2) of it."""
    if not hasattr(value, "enclosure"):
        return value
    bits = 64
    while True:
        low, high = value.enclosure(bits)
        if low > 0 and (high - low) * 10 ** (digits + 2) < low:
            return low
        bits *= 2


def _scientific(value: Any, negative: bool, digits: int) -> str:
    exponent = len(mpz(value.numerator).digits()) - len(mpz(value.denominator).digits())
    if value < mpq(10) ** exponent:
        exponent -= 1
    mantissa = str(int(value / mpq(10) ** exponent * 10 ** (digits - 1)))
    return f"{'-' if negative else ''}{mantissa[0]}{'.' if mantissa[1:] else ''}{mantissa[1:]}e{exponent}"


def _suggest(value: float) -> str:
    if value != value or value in (float("inf"), float("-inf")):
        return 'an integer or a string "p/q"'
    exact = plain_decimal(repr(value))
    nearby = Fraction(value).limit_denominator(1000)
    return f'"{exact}" or "{nearby}"' if abs(nearby - Fraction(exact)) * 10**12 < 1 and nearby else f'"{exact}"'


def plain_decimal(literal: str) -> str:
    """A float literal, such as 25e-3, as the exact decimal "0.025"; empty if it is not a number of moderate size."""
    try:
        value = Decimal(literal)
    except InvalidOperation:
        return ""
    if not value.is_finite() or len(literal) > 400 or abs(value.adjusted()) > 400:
        return ""
    return format(value, "f")


def brief(text: str) -> str:
    """A text, or the beginning of a long one."""
    return text if len(text) <= 60 else f"{text[:40]}... ({len(text)} characters)"
