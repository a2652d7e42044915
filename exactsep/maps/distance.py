"""Exact distances between two piecewise affine functions f and g on one interval.

Between two neighbouring vertices of either, d = f - g is affine. So |d| attains its maximum at a vertex of f or of g;
and over such a stretch of length w, from d = p to d = q, the integral of |d| is the area of

    one trapezoid,   w (|p| + |q|) / 2                       if d keeps its sign,
    two triangles,   w (p^2 + q^2) / (2 (|p| + |q|))         if it changes: they meet at w |p| / (|p| + |q|).

The stretches of f inside one piece of g are taken together: there g is one affine function, and nothing is searched.
The denominators |p| + |q| of the triangles have nothing in common in general, and the exact sum has as many digits as all
of them together: it is formed by divide and conquer, so that most additions are short.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from gmpy2 import mpq

from exactsep.maps.iterate import expand
from exactsep.maps.piecewise import PLMap
from exactsep.numbers.enclosure import Enclosure
from exactsep.numbers.field import Q
from exactsep.wording import kind_of, short_integer

MAX_PIECES = 600_000
MAX_WORK = 20_000_000
LONG_SUM = 20_000
BITS = 64


@dataclass(frozen=True)
class Distance:
    """`sup` = max |f - g|, `argmax` the first vertex at which it is attained, `l1` = the integral of |f - g|; all exact, but that
    `measured` may give l1 as an Enclosure."""

    sup: Any
    argmax: Any
    l1: Any


def distance(f: PLMap, g: PLMap) -> Distance:
    """The exact sup and L1 distances of f and g. Raises ValueError, with both intervals, if their domains differ."""
    return measured(f, g, exact=True)


def measured(f: PLMap, g: PLMap, exact: bool = False) -> Distance:
    """The same, but if the denominators of its parts are so many that l1 may have over 20,000 bits, and `exact` is not asked for, l1 is an
    enclosure of width 2^-64."""
    require_same_domain(f, g)
    sup, argmax = f.field(0), f.interval[0]
    areas: list[Any] = []
    last: tuple[Any, Any] | None = None
    for x, difference in differences(f, g):
        if abs(difference) > sup:
            sup, argmax = abs(difference), x
        if last is not None:
            areas.append(area(x - last[0], last[1], difference))
        last = x, difference
    if not sup:
        return Distance(sup, argmax, sup)
    rational = f.field is Q and g.field is Q
    if exact or not rational or sum(d.bit_length() for d in {int(a.denominator) for a in areas}) <= LONG_SUM:
        return Distance(sup, argmax, total(areas) / 2)
    return Distance(sup, argmax, _enclosed_half(areas))


def _enclosed_half(areas: list[Any]) -> Enclosure:
    """Half of the sum of positive rationals, up to 2^-64."""
    bits = BITS + len(areas).bit_length()
    low = sum((int(a.numerator) << bits) // int(a.denominator) for a in areas)
    return Enclosure(mpq(low, 2 << bits), mpq(low + len(areas), 2 << bits))


def require_same_domain(f: PLMap, g: PLMap) -> None:
    """Raises ValueError, with both intervals, if the domains of f and g differ, or if one of them is no PLMap."""
    for h in (f, g):
        if not isinstance(h, PLMap):
            advice = "; named_map and load_map make them of names and files" if isinstance(h, str) else ""
            raise ValueError(f"distances are between piecewise-linear functions (PLMap), not {kind_of(h)}{advice}")
    if f.field != g.field and not (f.field is Q or g.field is Q):
        raise ValueError(f"the functions live over different fields: f over {f.field.name}, g over {g.field.name}")
    if f.interval != g.interval:
        (a, b), (c, d) = f.interval, g.interval
        raise ValueError(f"the functions live on different intervals: f on [{a}, {b}], g on [{c}, {d}]")


def expanded(f: PLMap, t: int) -> PLMap:
    """f^t, for comparing. Raises ValueError unless f is a self-map, t >= 0 and f^t has at most 600,000 pieces."""
    result = expand(f, t, MAX_PIECES, MAX_WORK)
    if result is None:
        raise ValueError(f"f^{short_integer(t)} has more than {MAX_PIECES} pieces, or too long numbers, to compare it piece by piece")
    return result


def differences(f: PLMap, g: PLMap) -> Iterator[tuple[Any, Any]]:
    """(x, f(x) - g(x)) at all vertices of f and of g, from left to right."""
    for j, (u, v) in enumerate(pairwise(g.xs)):
        start, stop = f.xs.right_of(u), f.xs.left_of(v)
        slope = g.slope(j)
        shift = g.ys[j] - slope * u
        yield u, f.at(u) - g.ys[j]
        for i in range(start, stop):
            x = f.xs[i]
            yield x, f.ys[i] - (slope * x + shift)
    yield g.xs[-1], f.ys[-1] - g.ys[-1]


def area(width: Any, p: Any, q: Any) -> Any:
    """Twice the integral of |d| over a stretch on which d is affine, from p to q."""
    if p * q >= 0:
        return width * abs(p + q)
    return width * (p * p + q * q) / abs(p - q)


def total(terms: Iterable[Any]) -> Any:
    """The sum of numbers of one field, by divide and conquer."""
    sums = list(terms)
    while len(sums) > 1:
        odd = sums[-1:] if len(sums) % 2 else []
        sums = [a + b for a, b in zip(sums[::2], sums[1::2], strict=False)] + odd
    return sums[0]
