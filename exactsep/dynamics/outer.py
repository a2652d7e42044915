"""An upper bound of the rate of a map (T17): cells between cuts, each counted as covering every cell that it may meet.

If the cuts contain all marks, f is monotone on each cell, so lap(f^t) <= max(1, sum of the entries of A^t), and the
rate of f is at most the spectral radius of A. The cells lie between the points themselves, not between their
enclosures: where the image of a point is a known cut, no numbers are compared to see which cells it bounds.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise

from exactsep.dynamics.covering import Branch, Covering
from exactsep.dynamics.cylinders import Cut, Cylinders
from exactsep.numbers.enclosure import Enclosure


def outer_covering(cylinders: Cylinders, with_orbits: bool = False) -> Covering:
    """The cells between the marks and the ends of the cylinders, and the orbits of the marks if asked: these bound the
    rate where an attracting cycle swallows a turning point.
    """
    cuts, same = _disjoint([cylinders.marks, cylinders.ends, cylinders.orbits if with_orbits else []])
    place = {id(cut): k for k, cut in enumerate(cuts)}
    lows, highs = [cut.lo for cut in cuts], [cut.hi for cut in cuts]

    def image(cut: Cut) -> tuple[int, int]:
        """Indices of cuts between which the image of a cut lies: equal if the image is a cut."""
        target = same.get(id(cut.next)) if cut.next is not None else None
        if target is not None:
            return place[id(target)], place[id(target)]
        lo, hi = cylinders.image(cut)
        k = bisect_left(lows, lo)
        if lo == hi and k < len(cuts) and lows[k] == highs[k] == lo:
            return k, k
        return max(bisect_left(highs, lo) - 1, 0), min(bisect_right(lows, hi), len(cuts) - 1)

    images = [image(cut) for cut in cuts]
    branches = []
    for k, (left, right) in enumerate(pairwise(images)):
        first, last = min(left[0], right[0]), max(left[1], right[1]) - 1
        if first <= last:
            branches.append(Branch(k, None, None, first, last, left[0] < right[0]))
    cells = tuple((Enclosure(p.lo, p.hi), Enclosure(q.lo, q.hi)) for p, q in pairwise(cuts))
    return Covering(cells, tuple(branches))


def _disjoint(groups: Sequence[Sequence[Cut]]) -> tuple[list[Cut], dict[int, Cut | None]]:
    """Cuts with disjoint enclosures in order, earlier groups first, and for each given cut the one that stands for the
    same point (None if it was left out because its enclosure meets another).
    """
    taken: list[Cut] = []
    same: dict[int, Cut | None] = {}
    for cut in (cut for group in groups for cut in group):
        k = bisect_left(taken, cut.lo, key=lambda c: c.hi)
        if k < len(taken) and taken[k].lo <= cut.hi:
            exact = taken[k].lo == taken[k].hi == cut.lo == cut.hi
            same[id(cut)] = taken[k] if exact else None
        else:
            taken.insert(k, cut)
            same[id(cut)] = cut
    return taken, same
