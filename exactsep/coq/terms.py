"""Coq terms for what stands in a certificate."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

RATIONAL = re.compile(r"-?(0|[1-9][0-9]*)(/[1-9][0-9]*)?")
COUNT = re.compile(r"([1-9][0-9]{0,59})\*2\^([1-9][0-9]{0,5}|1000000)")  # as the checker reads it
DIGITS = 4_000  # of numbers, as in the checker
LONGEST = 10**DIGITS
WIDTH = 140


def parts(value: Any) -> tuple[str, str]:
    """Numerator and denominator of a rational, as they are written. Raises ValueError for anything else."""
    if isinstance(value, Fraction):
        value = str(value) if max(abs(value.numerator), value.denominator) < LONGEST else "1" * (DIGITS + 1)
    if isinstance(value, str) and RATIONAL.fullmatch(value):
        above, _, below = value.partition("/")
        if max(len(above.strip("-")), len(below)) > DIGITS:
            raise ValueError(f"a rational number of more than {DIGITS} digits has no Coq form")
        return above, below or "1"
    if isinstance(value, list):
        raise ValueError(f"a rational number is needed, not the element {str(value)[:60]} of a number field")
    raise ValueError(f"a rational number is needed, not {str(value)[:60]!r}")


def rational(value: Any) -> str:
    """In Q: 3, (-3), (1#2)."""
    above, below = parts(value)
    if below == "1":
        return above if above[0] != "-" else f"({above})"
    return f"({above}#{below})"


def real(value: Any) -> str:
    """In R, as a reader would write it: 3, (-3), 1 / 2, (-1) / 2."""
    above, below = parts(value)
    above = above if above[0] != "-" else f"({above})"
    return above if below == "1" else f"{above} / {below}"


def exact(value: Any) -> Fraction:
    """A rational of a certificate. Raises ValueError for anything else."""
    rational(value)
    return Fraction(value)


class Rationals:
    """The numbers of a certificate over Q."""

    scope = "%Q"  # of lists of terms
    exact = staticmethod(exact)
    term = staticmethod(rational)
    real = staticmethod(real)
    type_of_numbers = "Q"

    @staticmethod
    def scoped(value: Any) -> str:
        """A term that is a rational number wherever it stands: 2%Q."""
        term = rational(value)
        return term if "#" in term else f"{term}%Q"

    @staticmethod
    def need_bits(bits: int) -> None:
        """Rational numbers are exact."""

    @staticmethod
    def type_of(name: str) -> str:
        """A type of theory Evidence over these numbers."""
        return {"points": "points_certificate"}.get(name, name)


def count(value: Any) -> str:
    """In Z: a count, which may be written m*2^e."""
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return str(value)
    if isinstance(value, str) and (match := COUNT.fullmatch(value)):
        return f"({match[1]} * 2 ^ {match[2]})"
    raise ValueError(f"a count is needed, not {str(value)[:60]!r}")


def number(value: Any) -> int:
    """A count as an integer."""
    count(value)
    if isinstance(value, int):
        return value
    above, _, exponent = value.partition("*2^")
    return int(above) << int(exponent)


def integer(value: int) -> str:
    """In Z: 3, (-3)."""
    return str(value) if value >= 0 else f"({value})"


def natural(value: Any) -> str:
    """In nat; large ones by way of N, because Coq writes numbers of type nat in unary."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(f"a number >= 0 is needed, not {str(value)[:60]!r}")
    return str(value) if value <= 1000 else f"(N.to_nat {value})"


def pair(values: Sequence[Any]) -> str:
    """A point or an interval, in Q."""
    first, second = values
    return f"({rational(first)}, {rational(second)})"


def listed(entries: Iterable[str], indent: int = 2) -> str:
    """A list, on as many lines as it needs."""
    lines, current = [], ""
    for entry in entries:
        if current and len(current) + len(entry) > WIDTH - indent:
            lines.append(current)
            current = ""
        current += f"{entry}; "
    lines.append(current)
    inner = f"\n{' ' * (indent + 1)}".join(line.rstrip() for line in lines)
    return f"[{inner.rstrip(';')}]"
