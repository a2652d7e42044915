"""Words for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def counted(n: int, what: str) -> str:
    """A number and a noun: "1 piece", "2 pieces"."""
    return f"{n} {what}{'' if n == 1 else 's'}"


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
