"""The minimal polynomial of a number and the interval that marks it among the roots: what defines a real number field."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import flint
from gmpy2 import mpq

from exactsep.numbers.enclosure import real_roots
from exactsep.numbers.field import Q, as_integer
from exactsep.wording import polynomial_text

MAX_DEGREE = 24


def irreducible(polynomial: Iterable[Any]) -> tuple[int, ...]:
    """The coefficients, from low to high, without a common factor and with a positive leading one. Raises ValueError
    unless they are integers and the polynomial is irreducible, of a degree from 2 to 24.
    """
    given = [as_integer(c) for c in polynomial]
    coefficients = [c for c in given if c is not None]
    if len(coefficients) < len(given):
        raise ValueError("the polynomial of a number field has integer coefficients")
    while coefficients and coefficients[-1] == 0:
        coefficients.pop()
    if not 2 <= len(coefficients) - 1 <= MAX_DEGREE:
        raise ValueError(f"the polynomial of a number field has a degree from 2 to {MAX_DEGREE}, not {len(coefficients) - 1}")
    _, factors = flint.fmpz_poly(coefficients).factor()
    if len(factors) != 1 or factors[0][1] != 1:
        parts = ", ".join(polynomial_text([int(c) for c in factor.coeffs()]) for factor, _ in factors)
        raise ValueError(f"the polynomial of a number field is irreducible, but {polynomial_text(coefficients)} has the factors {parts}")
    return tuple(int(c) for c in factors[0][0].coeffs())


def isolating(polynomial: tuple[int, ...], interval: Sequence[Any]) -> tuple[mpq, mpq]:
    """The interval, checked to hold exactly one root: by exact signs at its ends and isolated roots between."""

    if len(interval) != 2:
        raise ValueError(f"the isolating interval is a pair lo, hi, not {interval!r}")
    lo, hi = Q(interval[0]), Q(interval[1])
    if not lo < hi:
        raise ValueError(f"the isolating interval needs lo < hi, here lo = {lo}, hi = {hi}")
    roots, bits = real_roots(flint.fmpq_poly(list(polynomial)), 64), 64
    while any(e.lo <= end <= e.hi for e, _ in roots for end in (lo, hi)):
        bits *= 2  # the ends are rational, and the roots are not
        roots = real_roots(flint.fmpq_poly(list(polynomial)), bits)
    inside = sum(lo < e.lo and e.hi < hi for e, _ in roots)
    if inside != 1:
        raise ValueError(f"the interval ({lo}, {hi}) holds {inside} real roots of {polynomial_text(polynomial)}, and not exactly one")
    return lo, hi
