"""The minimal polynomial of a number and the interval that marks it among the roots: what defines a real number field."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import flint
from gmpy2 import mpq

from exactsep.numbers.enclosure import Enclosure, real_roots
from exactsep.numbers.field import Q, as_integer
from exactsep.wording import polynomial_text

MAX_DEGREE = 24
MAX_COEFFICIENT = 10**60


def irreducible(polynomial: Iterable[Any]) -> tuple[int, ...]:
    """The coefficients, from low to high, without a common factor and with a positive leading one. Raises ValueError
    unless they are integers and the polynomial is irreducible, of a degree from 2 to 24.
    """
    if not isinstance(polynomial, Iterable) or isinstance(polynomial, str):
        raise ValueError(f"the polynomial of a number field is a list of integers, not {polynomial!r}")
    coefficients = [_coefficient(c) for c in polynomial]
    while coefficients and coefficients[-1] == 0:
        coefficients.pop()
    if not 2 <= len(coefficients) - 1 <= MAX_DEGREE:
        raise ValueError(f"the polynomial of a number field has a degree from 2 to {MAX_DEGREE}, not {max(0, len(coefficients) - 1)}")
    if max(map(abs, coefficients)) > MAX_COEFFICIENT:
        raise ValueError("the polynomial of a number field has a coefficient of more than 60 digits, over the limit")
    _, factors = flint.fmpz_poly(coefficients).factor()
    if len(factors) != 1 or factors[0][1] != 1:
        parts = ", ".join(_factor_text([int(c) for c in factor.coeffs()], times) for factor, times in factors)
        raise ValueError(f"the polynomial of a number field is irreducible, but {polynomial_text(coefficients)} has the factors {parts}")
    return tuple(int(c) for c in factors[0][0].coeffs())


def _coefficient(value: Any) -> int:
    """An integer, also as a string."""
    integer = as_integer(value)
    if integer is not None:
        return integer
    try:
        rational = Q(value)
    except ValueError:
        raise ValueError(f"the polynomial of a number field has integer coefficients, not {value!r}") from None
    if rational.denominator != 1:
        raise ValueError(f"the polynomial of a number field has integer coefficients, not {rational}")
    return int(rational)


def _factor_text(coefficients: Sequence[int], times: int) -> str:
    text = polynomial_text(coefficients)
    return text if times == 1 else f"({text})^{times}"


def isolating(polynomial: tuple[int, ...], interval: Sequence[Any]) -> tuple[mpq, mpq]:
    """The canonical interval of the one root in a given one: [m/2^k, (m+1)/2^k] with the least k >= 0 for which it
    isolates the root. Raises ValueError unless the interval has rational ends lo < hi and exactly one root between them.
    """
    if not isinstance(interval, Sequence) or isinstance(interval, str) or len(interval) != 2:
        raise ValueError(f"the isolating interval is a pair lo, hi, not {interval!r}")
    lo, hi = Q(interval[0]), Q(interval[1])
    if not lo < hi:
        raise ValueError(f"the isolating interval needs lo < hi, here lo = {lo}, hi = {hi}")
    inside = _roots_between(polynomial, lo, hi)
    if len(inside) != 1:
        raise ValueError(f"the interval ({lo}, {hi}) holds {len(inside)} real roots of {polynomial_text(polynomial)}, and not exactly one")
    (root,) = inside
    scale = 1
    while len(_roots_between(polynomial, mpq(cell := _cell(polynomial, root, scale), scale), mpq(cell + 1, scale))) != 1:
        scale *= 2
    return mpq(cell, scale), mpq(cell + 1, scale)


def _roots_between(polynomial: tuple[int, ...], lo: Any, hi: Any) -> list[Enclosure]:
    """The real roots in (lo, hi), which are irrational as the polynomial is irreducible; enclosures inside of (lo, hi)."""
    bits = 64
    roots = real_roots(flint.fmpq_poly(list(polynomial)), bits)
    while any(e.lo <= end <= e.hi for e, _ in roots for end in (lo, hi)):
        bits *= 2
        roots = real_roots(flint.fmpq_poly(list(polynomial)), bits)
    return [e for e, _ in roots if lo < e.lo and e.hi < hi]


def _cell(polynomial: tuple[int, ...], root: Enclosure, scale: int) -> int:
    """The m with m/scale < root < (m+1)/scale."""
    bits = 64
    while root.lo * scale // 1 != root.hi * scale // 1:
        bits *= 2
        (root,) = (e for e, _ in real_roots(flint.fmpq_poly(list(polynomial)), bits) if root.lo <= e.hi and e.lo <= root.hi)
    return int(root.lo * scale // 1)
