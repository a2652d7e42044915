"""Numbers as people and programs give them: floats, numbers of numpy and PyTorch, decimals with an exponent; each exactly what it is.

Weights of networks and points of their input space may be floats: such a number is a dyadic rational, and that is what is meant. What a
theorem is about (maps, levels, errors) may not: there 0.1 is refused (`field`), because nobody knows whether 1/10 was meant. Text is always
exact, "0.1" is 1/10 and "1e-3" is 1/1000."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Set
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from math import isfinite
from numbers import Rational
from typing import Any

from gmpy2 import mpq

from exactsep.numbers.field import Field, Q, brief
from exactsep.wording import shown

MAX_EXPONENT = 4_000
_SCIENTIFIC = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)[eE][+-]?[0-9]+")
_NOT_FINITE = ("nan", "inf", "infinity")


def dyadic(value: Any, field: Field = Q) -> Any:
    """The element of the field that a number is; a float, of Python, numpy, gmpy2 or PyTorch, is its dyadic rational, and text as
    `decimal_literal` reads it. Raises ValueError for anything else, and unless it is finite."""
    if field is Q and type(value) is mpq:
        return value
    if hasattr(value, "dtype") and getattr(value, "ndim", 1) == 0 and hasattr(value, "item"):
        value = value.item()
    if field is Q and type(value) is float and isfinite(value):
        return mpq(*value.as_integer_ratio())  # twice as fast as mpq(value)
    if isinstance(value, str):
        return field(decimal_literal(value))
    if isinstance(value, Decimal | Rational) or not hasattr(value, "as_integer_ratio"):
        return field(value)
    try:
        top, bottom = value.as_integer_ratio()
    except (OverflowError, ValueError):
        raise ValueError(f"{value} is not finite") from None
    return field(Fraction(int(top), int(bottom)))


def decimal_literal(text: str) -> Any:
    """The rational that a spelling stands for, exactly: "1/3", "0.25", also with an exponent, such as "1.5e-3".

    Raises ValueError for anything else, and for exponents beyond 4,000."""
    spelled = text.strip()
    if spelled.lstrip("+-").lower() in _NOT_FINITE:
        raise ValueError(f"the number {spelled[:40]} is not finite")
    if not _SCIENTIFIC.fullmatch(spelled):
        return Q(spelled)
    try:
        value = Decimal(spelled)
    except InvalidOperation:
        raise ValueError(f"{spelled[:40]!r} is not a number of moderate size") from None
    if not value.is_finite() or len(spelled) > MAX_EXPONENT or abs(value.adjusted()) > MAX_EXPONENT:
        raise ValueError(f"{spelled[:40]!r} is not a number of moderate size: at most {MAX_EXPONENT} digits before or after the point")
    return mpq(*value.as_integer_ratio())


def exact(value: Any) -> Any:
    """The rational that an exact number is: what Q reads, text also with an exponent. Raises ValueError for floats and anything else."""
    return decimal_literal(value) if isinstance(value, str) else Q(value)


def named(name: str, value: Any, read: Callable[[Any], Any]) -> Any:
    """What `read` makes of the value, such as `exact` or `dyadic`. Raises its ValueError, with the name in front."""
    try:
        return read(value)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None


def positive_rational(name: str, value: Any) -> Any:
    """The value as an element of Q. Raises ValueError unless it is a rational number > 0, and for floats."""
    number = named(name, value, exact)
    if number <= 0:
        raise ValueError(f"{name} must be positive, not {brief(str(value))}")
    return number


def entries(value: Any, what: str) -> list[Any]:
    """The entries of a list, an array of numpy or a tensor of PyTorch, in order.

    Raises ValueError, with what it should be, for text, mappings, sets, and what has no entries."""
    if hasattr(value, "dtype") and hasattr(value, "tolist"):
        value = value.tolist()  # which is exact
    if isinstance(value, str | bytes | Mapping | Set) or not isinstance(value, Iterable):
        raise ValueError(f"{what}, not {shown(value)}")
    return list(value)
