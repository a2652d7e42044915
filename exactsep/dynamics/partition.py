"""Where to cut the interval: Markov partitions, and coverings that come as close to the rate of a map as asked.

*Markov*: if the orbits of the ends, the turning points and the ends of plateaus are finite, they cut I into intervals
that f maps monotonically, ends to ends. Then every count and rate of the covering is that of the map.

*Otherwise* the image v of such a mark never returns. Let [e-, e+] be the cylinder of order n that contains v: the
largest interval around v on which f, ..., f^n are monotone. Its ends are preimages of marks, so their orbits end at
marks after at most n steps. Cutting at these orbits for every mark gives a partition in which only the cell of v itself
is covered in part. Dropping it there is a covering (T3); counting it as covered gives an upper bound of lap(f^t), hence
of the rate (T17). The gap between the two shrinks like rate^-n, with O(n) cells.

For polynomials preimages are irrational. They are approximated, and each cut point becomes a tiny gap [lo, hi] that f
maps into the gap of its successor: intervals between gaps then cover what they should, which `covering_between`
verifies by evaluating f at their rational ends."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from gmpy2 import mpq

from exactsep.dynamics.covering import Covering, covering_between
from exactsep.dynamics.cylinders import MAX_BITS, Cut, Cylinders, size
from exactsep.dynamics.outer import outer_covering
from exactsep.maps.base import IntervalMap
from exactsep.numbers.enclosure import rounded

MAX_POINTS = 1_201


def markov_partition(f: IntervalMap, max_points: int = MAX_POINTS) -> Covering | None:
    """The Markov partition by the orbits of the marks of f, complete; None if they are longer than `max_points` or have
    irrational marks.
    """
    marks = f.marks()
    if not all(mark.exact for mark in marks):
        return None
    points: set[Any] = set()
    for mark in marks:
        x = mark.lo
        while x not in points:
            if len(points) >= max_points or size(x) > MAX_BITS:
                return None
            points.add(x)
            x = f(x)
            if not f.interval[0] <= x <= f.interval[1]:
                return None
    cuts = sorted(points)
    return covering_between(f, list(itertools.pairwise(cuts)), complete=True)


@dataclass(frozen=True)
class Refinement:
    """What the cylinders of one order give: a covering (lower side) and two outer ones (upper side)."""

    cylinders: Cylinders

    @cached_property
    def covering(self) -> Covering:
        """The covering between the ends of the cylinders."""
        f, bits = self.cylinders.f, self.cylinders.bits
        cuts = _merged(f, [*self.cylinders.marks, *self.cylinders.ends], bits)
        return covering_between(f, [(p.hi, q.lo) for p, q in itertools.pairwise(cuts) if p.hi < q.lo])

    @cached_property
    def outer(self) -> Covering:
        """The same cells, each counted as covering all that it meets."""
        return outer_covering(self.cylinders)

    @cached_property
    def outer_with_orbits(self) -> Covering:
        """The same, cut at the orbits of the marks as well."""
        return outer_covering(self.cylinders, with_orbits=True)


def refine(f: IntervalMap, order: int, bits: int = 0) -> Refinement:
    """The coverings that the cylinders of order `order` around the images of the marks give (bits: see Cylinders)."""
    return Refinement(Cylinders(f, order, bits))


def _merged(f: IntervalMap, cuts: list[Cut], bits: int) -> list[Cut]:
    """The cuts in order as gaps, equal ones (up to 2^-(bits/2)) as one, each wide enough to hold the image of the gaps
    that map to it.
    """
    near = mpq(1, 1 << (bits // 2)) if bits else 0
    merged: list[Cut] = []
    same: dict[int, Cut] = {}
    for cut in sorted(cuts, key=lambda c: c.lo):
        if merged and cut.lo - merged[-1].hi <= near:
            kept = merged[-1]
            kept.hi = max(kept.hi, cut.hi)
            kept.is_mark = kept.is_mark or cut.is_mark
            kept.next = kept.next or cut.next
        else:
            merged.append(Cut(cut.lo, cut.hi, cut.next, cut.is_mark))
        same[id(cut)] = merged[-1]
    for _ in range(len(merged) if bits else 0):
        widened = sum(_widen(f, cut, same, bits) for cut in merged)
        if widened == 0:
            break
    return merged


def _widen(f: IntervalMap, cut: Cut, same: dict[int, Cut], bits: int) -> bool:
    """Widen the gap of the successor of a cut so that it holds the image of the cut's gap; gaps beyond 2^(3 - bits/2)
    are left alone.
    """
    if cut.next is None or cut.is_mark:
        return False
    target = same[id(cut.next)]
    a, b = f.interval
    values = [min(max(f(x), a), b) for x in (cut.lo, cut.hi)]
    lo, hi = min(values), max(values)
    if target.lo <= lo and hi <= target.hi:
        return False
    lo, hi = min(target.lo, lo), max(target.hi, hi)
    coarse = ((hi - lo).denominator // (hi - lo).numerator).bit_length() + 3
    lo, hi = rounded(lo, coarse), -rounded(-hi, coarse)
    if hi - lo > mpq(8, 1 << (bits // 2)):
        return False
    target.lo, target.hi = max(lo, a), min(hi, b)
    return True
