"""What a period forces: Sharkovsky's order (T7) and the least rate (T8).

Sharkovsky's order 3 > 5 > 7 > ... > 2*3 > 2*5 > ... > 4*3 > ... > 8 > 4 > 2 > 1 is total: a continuous map of an interval
with a point of least period n has one of every least period that stands at n or after it, and there is a map with no
others (Sharkovsky 1964).

The rate floor of a period n = 2^k q, q odd, is the least rate (exp of the topological entropy) of a map with this
period: rho_q^(1/2^k), rho_q > 1 the root of z^q - 2 z^(q-2) - 1, and 1 for q = 1 (Block, Guckenheimer, Misiurewicz &
Young 1980). On z > 0 the equation says z^2 = 2 + z^(2-q), so rho_q > sqrt 2.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from math import isqrt
from typing import TYPE_CHECKING, Any

from gmpy2 import mpq

from exactsep.numbers.enclosure import Enclosure
from exactsep.numbers.field import decimal, positive

if TYPE_CHECKING:
    import networkx

    from exactsep.numbers.algebraic import NumberField

MAX_UPTO = 100_000
MAX_FLOOR_PERIOD = 1_000
MAX_POLYNOMIAL_DEGREE = 200
_BITS = 96
Rank = tuple[int, int, int]


# -- the order (T7) ------------------------------------------------------------------------


def sharkovsky_key(period: Any) -> Rank:
    """A sort key: what stands earlier in Sharkovsky's order (3 is the first, 1 the last) has the smaller key.

    Raises ValueError unless the period is an integer >= 1.
    """
    k, q = _power_and_odd_part(positive("a period", period))
    return (0, k, q) if q > 1 else (1, -k, 0)


def period_forces(n: Any, m: Any) -> bool:
    """Whether every map with a point of least period n has one of least period m (T7). Every period forces itself.

    Raises ValueError unless both are integers >= 1.
    """
    return sharkovsky_key(n) <= sharkovsky_key(m)


def forced_periods(period: Any, upto: Any) -> tuple[int, ...]:
    """The periods m <= upto that a period forces (T7), in increasing order, itself included if it is <= upto.

    Raises ValueError unless period >= 1 and 1 <= upto <= 100,000.
    """
    key = sharkovsky_key(period)
    return tuple(m for m in range(1, positive("upto", upto, MAX_UPTO) + 1) if key <= sharkovsky_key(m))


def sharkovsky_order(periods: Iterable[Any]) -> tuple[int, ...]:
    """The periods from the one that forces all others to the one that forces none of them."""
    return tuple(sorted((positive("a period", period) for period in periods), key=sharkovsky_key))


def sharkovsky_graph(upto: Any) -> networkx.DiGraph[int]:
    """Sharkovsky's order on 1..upto as a networkx DiGraph, the Hasse diagram: each period -> the next one that it forces.

    The order is total, so this is a single path. Raises ValueError unless 1 <= upto <= 100,000.
    """
    import networkx

    order = sharkovsky_order(range(1, positive("upto", upto, MAX_UPTO) + 1))
    graph: networkx.DiGraph[int] = networkx.DiGraph()
    graph.add_nodes_from(order)
    networkx.add_path(graph, order)
    return graph


def _power_and_odd_part(n: int) -> tuple[int, int]:
    """(k, q) with n = 2^k q, q odd."""
    k = (n & -n).bit_length() - 1
    return k, n >> k


# -- the rate floor (T8) ---------------------------------------------------------------------


@dataclass(frozen=True)
class RateFloor:
    """The least rate of a map with a point of least period `period` = 2^k q: lower <= rho_q^(1/2^k) <= upper.

    `minimal_polynomial` has its coefficients from low to high; None if its degree may be over 200. The floor is the
    only root of the minimal polynomial in (1, 2), `isolating`; for a power of two it is 1, and `isolating` is None.
    """

    period: int
    k: int
    q: int
    lower: Any
    upper: Any
    odd_part: Enclosure
    isolating: tuple[Any, Any] | None

    def __repr__(self) -> str:
        return f"RateFloor(period {self.period}: {decimal(self.lower, 12)}{'' if self.lower == self.upper else '...'})"

    @cached_property
    def minimal_polynomial(self) -> tuple[int, ...] | None:
        if self.q == 1:
            return (-1, 1)
        return _minimal_polynomial(self) if (self.q - 1) << self.k <= MAX_POLYNOMIAL_DEGREE else None

    @property
    def odd_part_exceeds_sqrt_2(self) -> bool:
        """Whether the enclosure proves rho_q > sqrt 2, by lower^2 > 2 in rationals: it does for every odd q > 1."""
        return bool(self.odd_part.lo**2 > 2)

    def field(self) -> NumberField:
        """The number field Q(floor). Raises ValueError unless the degree of the minimal polynomial is from 2 to 24."""
        from exactsep.numbers.algebraic import NumberField

        if self.minimal_polynomial is None or self.isolating is None:
            degree = "1" if self.q == 1 else f"over {MAX_POLYNOMIAL_DEGREE}"
            raise ValueError(f"the rate floor of period {self.period} has degree {degree}: no number field of degree 2 to 24")
        return NumberField(self.minimal_polynomial, self.isolating)


def rate_floor(period: Any) -> RateFloor:
    """The rate floor of a period (T8), enclosed to a width of at most 2^-80.

    Raises ValueError unless the period is an integer >= 1, and a power of two or at most 1,000.
    """
    n = positive("a period", period)
    k, q = _power_and_odd_part(n)
    if q == 1:
        return RateFloor(n, k, 1, mpq(1), mpq(1), Enclosure(mpq(1), mpq(1)), None)
    if n > MAX_FLOOR_PERIOD:
        raise ValueError(f"the rate floor is computed for periods up to {MAX_FLOOR_PERIOD} and powers of two, not for {n}")
    bits = _BITS + q  # rho_q - sqrt 2 is about 2^(-q/2): enough to see that it is positive
    odd = _odd_floor(q, bits)
    lo, hi = odd.lo, odd.hi
    for _ in range(k):
        lo, hi = _sqrt_down(lo, bits), _sqrt_up(hi, bits)
    return RateFloor(n, k, q, lo, hi, odd, (mpq(1), mpq(2)))


def _odd_floor(q: int, bits: int) -> Enclosure:
    """rho_q: z -> sqrt(2 + z^(2-q)) is decreasing, so it maps an enclosure of its fixed point onto one, ends exchanged."""
    lo, hi = mpq(1), mpq(2)
    while True:
        smaller = _sqrt_down(2 + hi ** (2 - q), bits), _sqrt_up(2 + lo ** (2 - q), bits)
        if smaller[0] <= lo and smaller[1] >= hi:
            break
        lo, hi = max(lo, smaller[0]), min(hi, smaller[1])
    assert lo ** (q - 2) * (lo**2 - 2) < 1 < hi ** (q - 2) * (hi**2 - 2)
    return Enclosure(lo, hi)


def _sqrt_down(x: Any, bits: int) -> Any:
    """The square root of a rational, rounded down to a multiple of 2^-bits."""
    return mpq(isqrt(int((x.numerator << (2 * bits)) // x.denominator)), 1 << bits)


def _sqrt_up(x: Any, bits: int) -> Any:
    """A multiple of 2^-bits that is over the square root of a rational, by at most 2^-bits."""
    return _sqrt_down(x, bits) + mpq(1, 1 << bits)


def _minimal_polynomial(floor: RateFloor) -> tuple[int, ...]:
    """The irreducible factor with a sign change over the enclosure. By Descartes' rule of signs z^q - 2 z^(q-2) - 1 has
    one positive root, and so has what becomes of it with z^(2^k) for z: just one factor has a sign change, at this root.
    """
    import flint

    z = flint.fmpz_poly([0, 1])
    reduced = (z**floor.q - 2 * z ** (floor.q - 2) - 1) // (z + 1)
    _, factors = reduced(z ** (1 << floor.k)).factor()
    lo, hi = (flint.fmpq(int(end.numerator), int(end.denominator)) for end in (floor.lower, floor.upper))
    (found,) = (factor for factor, _ in factors if factor(lo) * factor(hi) < 0)
    return tuple(int(c) for c in found.coeffs())
