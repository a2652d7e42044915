"""Elements of a field between rational numbers, and long rationals between short ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gmpy2 import mpq, mpz

from exactsep.numbers.field import simplest

SHORT_DIGITS = 24
LONG_DIGITS = 200
GUARD = 64
MARGIN = mpq(1, 10**10)


def scaled_down(x: Any, bits: int) -> int:
    """An integer at most x * 2^bits: the floor of a rational x; for an irrational one it may be less by 1."""
    low = below(x, bits + 8)
    return int((low.numerator << bits) // low.denominator)


def scaled_up(x: Any, bits: int) -> int:
    """An integer at least x * 2^bits: the ceiling of a rational x; for an irrational one it may be more by 1."""
    return -scaled_down(-x, bits)


def below(x: Any, bits: int) -> mpq:
    """A rational at most x: x itself if it is rational, otherwise less than x by at most 2^-bits."""
    if not hasattr(x, "enclosure"):
        return mpq(x)
    coefficients = x.coefficients
    return mpq(x.enclosure(bits)[0]) if any(coefficients[1:]) else mpq(coefficients[0])


def above(x: Any, bits: int) -> mpq:
    """A rational at least x: x itself if it is rational, otherwise more than x by at most 2^-bits."""
    return -below(-x, bits)


def short_below(x: Any) -> mpq:
    """A short rational at most x >= 0: x itself if that is short, otherwise less by a share of at most 10^-10 (0 stays 0)."""
    low = below(x, 64)
    if low * (1 << 40) < 1 and x > 0:
        low = below(x, 64 + 2 * (1 / x).__floor__().bit_length())
    if low <= 0:
        return mpq(0)
    return low if digits(low) <= SHORT_DIGITS else mpq(simplest(low * (1 - MARGIN), low))


def short_above(x: Any, longest: int = LONG_DIGITS) -> mpq:
    """A rational at least x >= 0 of about `longest` digits at most: x itself, or more by a share of about 10^-10."""
    high = above(x, 64)
    if high * (1 << 40) < 1 and x > 0:
        high = above(x, 64 + 2 * (1 / x).__floor__().bit_length())
    if high == x and digits(high) <= longest:
        return high
    return mpq(simplest(high, high * (1 + MARGIN)))


def digits(x: Any) -> int:
    """About the number of decimal digits of a rational number, above and below the bar together."""
    return int((x.numerator.bit_length() + x.denominator.bit_length()) * 3 // 10)


def powers(x: Any, most: int, bits: int) -> list[tuple[int, int]]:
    """x^0, ..., x^most for x > 0, each enclosed by two integers in units of 2^-bits."""
    precise = bits + GUARD
    (p, q), (r, s) = ((int(e.numerator), int(e.denominator)) for e in (below(x, 2 * precise), above(x, 2 * precise)))
    low = high = mpz(1) << precise
    found = [(low, high)]
    for _ in range(most):
        low, high = low * p // q, -(-high * r // s)
        found.append((low, high))
    return [(int(a >> GUARD), int(-(-b >> GUARD))) for a, b in found]


def product(tables: Sequence[Sequence[tuple[int, int]]], exponents: Sequence[int], bits: int) -> tuple[int, int]:
    """The product of powers from the tables that `powers` made, enclosed by two integers in units of 2^-bits."""
    low = high = 1 << bits
    for table, e in zip(tables, exponents, strict=True):
        low, high = low * table[e][0] >> bits, -(-high * table[e][1] >> bits)
    return low, high
