"""Words for people."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Integral
from typing import Any


def short_integer(n: int) -> str:
    """An integer for people: in full up to 30 digits, else its leading digits and its length."""
    if abs(n) < 10**30:
        return str(n)
    from gmpy2 import mpz  # Python refuses to write integers of over 4,300 digits

    digits = mpz(abs(n)).digits()
    return f"{'-' if n < 0 else ''}{digits[:12]}... ({len(digits)} digits)"


def counted(n: int, what: str, several: str | None = None) -> str:
    """A number of any length and a noun, its plural with an s unless it is given: "1 piece", "2 pieces", "3 biases",
    "123456789012... (40 digits) pieces"."""
    return f"{short_integer(n)} {what if n == 1 else several or f'{what}s'}"


def shown(value: Any) -> str:
    """What was given, for a message: an integer of any length, a short value as it is written, else its type ("a list")."""
    if isinstance(value, Integral) and not isinstance(value, bool):
        return short_integer(int(value))
    try:
        text = repr(value)
    except ValueError:  # with an integer that Python does not write
        return kind_of(value)
    return text if len(text) <= 40 and text[0] != "<" and "\n" not in text else kind_of(value)


def kind_of(value: Any) -> str:
    """The type of a value with its article: "a list", "an int"; or "None"."""
    name = "None" if value is None else type(value).__name__
    return name if value is None else f"{'an' if name[0] in 'aeioAEIO' else 'a'} {name}"


def polynomial_text(coefficients: Sequence[Any], variable: str = "x", most: int | None = None) -> str:
    """The polynomial with these coefficients, given from low to high, written from high to low: "x^2 - x - 1"; only its
    degree if that is over `most`.
    """
    if most is not None and len(coefficients) - 1 > most:
        return f"an integer polynomial of degree {len(coefficients) - 1}"
    terms = [(c, k) for k, c in reversed(list(enumerate(coefficients))) if c]
    if not terms:
        return "0"
    text = ""
    for c, k in terms:
        power = "" if k == 0 else variable if k == 1 else f"{variable}^{k}"
        size = str(abs(c)) if k == 0 or abs(c) != 1 else ""
        sign = ("-" if c < 0 else "") if not text else (" - " if c < 0 else " + ")
        text += f"{sign}{size}{' ' if size and power else ''}{power}"
    return text
