"""Cycles of x -> c0 + c1 x on an interval, in closed form.

These are the polynomial maps for which f^n(x) = x may hold everywhere.
"""

from __future__ import annotations

from typing import Any

from exactsep.dynamics.orbits import CycleSet, PeriodicInterval
from exactsep.maps.smooth import PolynomialMap

_HOW = "An affine map: a fixed point, the identity and x -> c - x are the only sources of cycles. This is not part of a certificate."


def affine_cycles(f: PolynomialMap, n: int) -> CycleSet:
    """All points of least period n whose cycle stays in the interval of f; the degree of f is at most 1."""
    a, b = f.interval
    c0, c1 = (*f.coefficients, 0)[:2]
    orbits: tuple[Any, ...] = ()
    intervals: tuple[PeriodicInterval, ...] = ()
    if c1 == 1:
        intervals = (PeriodicInterval(a, b),) if n == 1 and c0 == 0 else ()
    elif n == 1:
        orbits = ((c0 / (1 - c1),),) if a <= c0 / (1 - c1) <= b else ()
    elif n == 2 and c1 == -1:
        lo, hi = max(a, c0 - b), min(b, c0 - a)
        intervals = (PeriodicInterval(lo, hi, (c0 / 2,)),) if lo < hi else ()
    return CycleSet(n, orbits, intervals, _HOW)
