"""The covering and the rate of a map: exact where there is a Markov partition, else refined until the two sides are
close.

The lower side is certified (T4): the vector of the covering proves it. The upper side (T17) is computed exactly, but is
not part of a certificate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from gmpy2 import mpq

from exactsep.dynamics.covering import Covering
from exactsep.dynamics.cylinders import size
from exactsep.dynamics.growth import Growth, growth, heaviest, radius_bounds
from exactsep.dynamics.partition import Refinement, markov_partition, refine
from exactsep.maps.base import IntervalMap
from exactsep.maps.piecewise import PLMap
from exactsep.maps.smooth import PolynomialMap
from exactsep.numbers.field import decimal, decimal_above
from exactsep.wording import counted

ORDERS = (4, 6, 9, 13, 19, 28, 40, 56, 80, 110, 150)
TOLERANCE = mpq(1, 10**5)
MAX_CELLS = 400
MAX_DIGITS = 3_900  # of the ends of intervals; certificates have at most 4,000


@dataclass(frozen=True)
class MapRate:
    """A covering of a map; `exact` if its growth is that of the map, else `bound` is an upper bound of the rate of the map."""

    covering: Covering
    exact: bool
    bound: Any
    tried: tuple[str, ...]

    def __repr__(self) -> str:
        kind = "exact" if self.exact else "two-sided"
        return f"MapRate({decimal(self.lower, 12)} .. {decimal_above(self.upper, 12)}, {kind}, {counted(len(self.covering), 'interval')})"

    @cached_property
    def growth(self) -> Growth:
        """The growth of the covering, computed when it is first asked for."""
        return growth(self.covering)

    @property
    def upper(self) -> Any:
        """An upper bound of the rate of the map."""
        return max(self.growth.upper, mpq(1)) if self.exact else self.bound

    @property
    def lower(self) -> Any:
        """A lower bound of the rate: the spectral radius of the covering, and at least 1."""
        return max(self.growth.lower, mpq(1))

    @property
    def minimal_polynomial(self) -> tuple[int, ...] | None:
        """Of the spectral radius of the covering, which is the rate if `exact`; coefficients from low to high; None
        beyond 160 intervals.
        """
        radius = self.growth
        return (-1, 1) if self.exact and radius.upper < 1 else radius.minimal_polynomial

    @property
    def gap(self) -> Any:
        """The relative distance of the two sides, (upper - lower) / upper."""
        return (self.upper - self.lower) / self.upper


def map_rate(
    f: IntervalMap, tolerance: Any = TOLERANCE, max_cells: int = MAX_CELLS, progress: Callable[[str], None] | None = None
) -> MapRate:
    """The Markov partition of f if it has one of at most 1,200 intervals, else a covering refined to the tolerance."""
    if isinstance(f, PLMap):
        f.require_self_map()
    partition = markov_partition(f)
    if partition is not None:
        return MapRate(partition, True, None, (f"Markov partition: {counted(len(partition), 'interval')}",))
    return _refined(f, tolerance, max_cells, progress)


def _refined(f: IntervalMap, tolerance: Any, max_cells: int, progress: Callable[[str], None] | None) -> MapRate:
    tried = ["no finite Markov partition found"]
    best, lower = None, mpq(-1)
    upper: Any = mpq(_lap_bound(f))
    stays = f.leaves_at is None
    if not stays:
        tried.append("f leaves I, so that its degree is all that bounds the rate from above")
    for order in ORDERS:
        if progress is not None:
            progress(f"covering of cylinder order {order}")
        refinement = refine(f, order, _bits(f, order))
        cells = len(refinement.covering)
        if _digits(refinement.covering) > MAX_DIGITS:
            tried.append(f"order {order} would have ends of over {MAX_DIGITS} digits")
            if best is None:
                best, upper = Covering((), ()), min(upper, mpq(max(1, f.lipschitz)))
            break
        if best is not None and cells > max_cells:
            tried.append(f"order {order} would have {cells} intervals, over the limit {max_cells}")
            break
        below, _ = radius_bounds(refinement.covering)
        tried.append(f"cylinders of order {order}: {counted(cells, 'interval')}")
        if best is None or below > lower:
            best, lower = refinement.covering, below
        upper = _upper(refinement, max(lower, mpq(1)), upper, tolerance) if stays else upper
        if (upper - max(lower, mpq(1))) / upper <= tolerance:
            break
    assert best is not None
    if len(best) > max_cells:
        best = best.restricted(heaviest(best, max_cells))
        tried.append(f"of these the {max_cells} heaviest")
    return MapRate(best, False, upper, tuple(tried))


def _digits(covering: Covering) -> int:
    """At least the digits of the longest end of an interval."""
    return max((size(end.lo) for interval in covering.intervals for end in interval), default=0) * 302 // 1000


def _lap_bound(f: IntervalMap) -> int:
    """L with lap(f^t) <= L^t: the laps of a self-map (T17), the degree of a polynomial on any interval."""
    if isinstance(f, PolynomialMap):
        return max(1, f.degree)
    assert isinstance(f, PLMap)
    return len(f.laps(1))


def _upper(refinement: Refinement, lower: Any, known: Any, tolerance: Any) -> Any:
    """The best upper bound of the rate so far; the orbits of the marks are brought in where the cylinders are not enough."""
    upper = min(known, max(mpq(1), radius_bounds(refinement.outer)[1]))
    if (upper - lower) / upper > tolerance:
        upper = min(upper, max(mpq(1), radius_bounds(refinement.outer_with_orbits)[1]))
    return upper


def _bits(f: IntervalMap, order: int) -> int:
    """Working precision of the cut points: 0 (exact) for piecewise affine maps."""
    return 64 + order * int((f.lipschitz + 1) ** 3).bit_length() // 2 if isinstance(f, PolynomialMap) else 0
