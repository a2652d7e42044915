"""Exact algebra for small degrees: f^n(x) - x as a polynomial, its multiple roots, and Sturm's count of its real roots.

Interval methods cannot tell a double root from two roots close together. The squarefree part F / gcd(F, F') has the
same roots as F, all simple, and there they can. Sturm's theorem counts the distinct real roots in an interval without
looking for one: the second count.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import flint

from exactsep.maps.smooth import PolynomialMap

MAX_DEGREE = 1024
MAX_BITS = 1 << 24
MAX_STURM = 1 << 26


def return_polynomial(f: PolynomialMap, n: int) -> Any:
    """f^n(x) - x times a positive integer, as an integer polynomial; None if it is too large.

    The degree of f is at least 2.
    """
    degree = f.degree**n
    size = max(int(c.numerator).bit_length() + int(c.denominator).bit_length() for c in f.coefficients)
    if degree > MAX_DEGREE or degree * degree * size > MAX_BITS:
        return None
    p = f.polynomial()
    power = p
    for _ in range(n - 1):
        power = power(p)
    return primitive((power - flint.fmpq_poly([0, 1])).numer())


def primitive(polynomial: Any) -> Any:
    """The polynomial over Z without its content; the leading sign is kept."""
    content = polynomial.content()
    return flint.fmpz_poly([c // content for c in polynomial.coeffs()])


def squarefree(polynomial: Any) -> Any:
    """The product of the different irreducible factors, up to sign."""
    common = polynomial.gcd(polynomial.derivative())
    return polynomial // common


def count_real_roots(polynomial: Any, a: Any, b: Any) -> int | None:
    """The number of distinct real roots in [a, b], a < b rational, by Sturm's theorem.

    None if the computation would be too large.
    """
    simple = squarefree(polynomial)
    if simple.degree() ** 2 * simple.height_bits() > MAX_STURM:
        return None
    chain = _sturm_chain(simple)
    return _variations(chain, a) - _variations(chain, b) + (_sign(simple, a) == 0)


def _sturm_chain(simple: Any) -> list[Any]:
    chain = [simple, primitive(simple.derivative())] if simple.degree() > 0 else [simple]
    while chain[-1].degree() > 0:
        _, rest = divmod(flint.fmpq_poly(chain[-2]), flint.fmpq_poly(chain[-1]))
        chain.append(primitive((-rest).numer()))
    return chain


def _variations(chain: list[Any], x: Any) -> int:
    """Sign changes of the chain at x, zeros left out.

    For a squarefree polynomial, V(a) - V(b) counts the roots in (a, b].
    """
    signs = [s for s in (_sign(p, x) for p in chain) if s]
    return sum(s != t for s, t in pairwise(signs))


def _sign(polynomial: Any, x: Any) -> int:
    value = polynomial(flint.fmpq(int(x.numerator), int(x.denominator)))
    return int((value > 0) - (value < 0))
