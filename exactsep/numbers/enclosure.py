"""Numbers that are known to lie in an interval, and the real roots of polynomials as such."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

import flint
from gmpy2 import mpq


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A point known to lie in [lo, hi]; exact when lo == hi."""

    lo: Any
    hi: Any

    def __repr__(self) -> str:
        return str(self.lo) if self.exact else f"[{self.lo}, {self.hi}]"

    def __float__(self) -> float:
        """The middle, for plots and prints: float(x) does for a number and for an enclosure of it."""
        return float(self.middle)

    @property
    def exact(self) -> bool:
        return bool(self.lo == self.hi)

    @property
    def middle(self) -> Any:
        return self.lo if self.lo == self.hi else (self.lo + self.hi) / 2


def rounded(x: Any, bits: int) -> Any:
    """x rounded down to a multiple of 2^-bits."""
    return mpq((x.numerator << bits) // x.denominator, 1 << bits)


def real_roots(polynomial: flint.fmpq_poly, bits: int) -> list[tuple[Enclosure, int]]:
    """All real roots in increasing order with multiplicities, enclosed disjointly to width 2^-bits; rational ones exactly."""
    found: list[tuple[Enclosure, int]] = []
    if polynomial.degree() < 1:
        return found
    _, factors = polynomial.numer().factor()
    for factor, multiplicity in factors:
        if factor.degree() == 1:
            root = mpq(-int(factor[0]), int(factor[1]))
            found.append((Enclosure(root, root), multiplicity))
        else:
            found += [(e, multiplicity) for e in _irrational_roots(factor, bits)]
    found.sort(key=lambda item: item[0].middle)
    if any(p.hi >= q.lo for (p, _), (q, _) in itertools.pairwise(found)):
        return real_roots(polynomial, 2 * bits)
    return found


def _irrational_roots(factor: flint.fmpz_poly, bits: int) -> list[Enclosure]:
    with flint.ctx.workprec(bits + 32):
        roots: Any = factor.complex_roots()
        balls = [root.real for root, _ in roots if root.imag == 0]
        return [Enclosure(exact_ball_end(ball.lower()), exact_ball_end(ball.upper())) for ball in balls]


def exact_ball_end(point: Any) -> mpq:
    """The exact value of an end of a ball."""
    mantissa, exponent = point.man_exp()
    return mpq(int(mantissa)) * mpq(2) ** int(exponent)
