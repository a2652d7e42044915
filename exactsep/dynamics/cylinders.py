"""Cut points for coverings: the ends of cylinders around the images of the marks, and the orbits of the marks.

A mark is an end of I, a turning point or the end of a plateau. The cylinder of order n around a point v is the largest interval around v on
which f, ..., f^n are monotone. Its ends are preimages of marks, so their orbits end at marks after at most n steps. Each `Cut` encloses one
real point and knows the cut that f maps this point to.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from exactsep.maps.base import IntervalMap
from exactsep.numbers.enclosure import rounded

MAX_BITS = 2_000


@dataclass(eq=False)
class Cut:
    """A point enclosed in [lo, hi] (exact if lo == hi), and the cut that f maps it to: None if that is no cut."""

    lo: Any
    hi: Any
    next: Cut | None = None
    is_mark: bool = False


class Cylinders:
    """The cuts of one order. bits = 0 is for maps with exact preimages (piecewise affine); polynomials need about 64 + 3 order."""

    def __init__(self, f: IntervalMap, order: int, bits: int = 0):
        self.f, self.order, self.bits = f, order, bits
        self.laps = f.laps(bits or 64)
        self.marks = [Cut(m.lo, m.hi, is_mark=True) for m in f.marks(bits or 64)]
        self._preimages: dict[tuple[int, int, int], Cut] = {}

    @cached_property
    def ends(self) -> list[Cut]:
        """The ends of the cylinders around the images of the marks, with the cuts that they are mapped along; each once."""
        found: dict[int, Cut] = {}
        for mark in self.marks:
            for end in self._around(self.f((mark.lo + mark.hi) / 2)):
                cut: Cut | None = end
                while cut is not None and not cut.is_mark:
                    found[id(cut)] = cut
                    cut = cut.next
        return list(found.values())

    @cached_property
    def orbits(self) -> list[Cut]:
        """The first `order` images of each mark: fewer if one comes to a mark, or if the enclosure becomes too wide."""
        return [cut for mark in self.marks for cut in self._orbit(mark)]

    # -- cylinders -----------------------------------------------------------------------

    def _around(self, value: Any) -> tuple[Cut, ...]:
        """The ends of the cylinder around a value."""
        orbit = []
        x = self._inside(value)
        for _ in range(self.order):
            orbit.append(x)
            if self._mark_at(x) is not None:
                break
            x = self._inside(self._short(self.f(x)))
        ends: tuple[Cut, Cut] | None = None
        for x in reversed(orbit):
            mark = self._mark_at(x)
            ends = (mark, mark) if mark is not None else self._pulled_back(self._lap_at(x), ends)
        return ends if ends is not None else ()

    def _pulled_back(self, k: int, ends: tuple[Cut, Cut] | None) -> tuple[Cut, Cut]:
        """The set of points of lap k whose image lies between two cuts, as cuts; the whole lap if there are none."""
        lap = self.laps[k]
        start, end = (next(m for m in self.marks if m.lo <= e.lo <= m.hi) for e in (lap.start, lap.end))
        if ends is None or lap.direction == 0:
            return start, end
        low, high = ends if lap.direction > 0 else ends[::-1]
        return self._preimage(k, low, 0) or start, self._preimage(k, high, 1) or end

    def _preimage(self, k: int, target: Cut, side: int) -> Cut | None:
        """The first (side 0) or last (side 1) point of lap k that maps to `target`; None if the lap ends before, or might."""
        lap, key = self.laps[k], (k, id(target), 0 if self.bits else side)
        value = self.f(lap.end.lo if side else lap.start.hi)
        if not (value > target.hi if (lap.direction > 0) == (side == 1) else value < target.lo):
            return None
        if key not in self._preimages:
            points = [self.f.preimage(lap, y, self.bits or 64)[side] for y in {target.lo, target.hi}]
            self._preimages[key] = Cut(min(p.lo for p in points), max(p.hi for p in points), target)
        return self._preimages[key]

    def _lap_at(self, x: Any) -> int:
        return next((k for k, lap in enumerate(self.laps) if x <= lap.end.lo), len(self.laps) - 1)

    # -- orbits ----------------------------------------------------------------------------

    def _orbit(self, mark: Cut) -> list[Cut]:
        found: list[Cut] = []
        last = mark
        lo, hi = self.image(mark)
        for _ in range(self.order):
            met = next((m for m in self.marks if m.lo <= hi and lo <= m.hi), None)
            if met is not None:
                last.next = met if met.lo == met.hi == lo == hi else None
                break
            if (hi - lo) * (1 << self.bits // 3) > 1 or size(lo) > max(MAX_BITS, 2 * self.bits):
                break
            last.next = Cut(lo, hi)
            last = last.next
            found.append(last)
            lo, hi = self.image(last)
        return found

    def image(self, cut: Cut) -> tuple[Any, Any]:
        """An interval that holds the image of the point of a cut, inside of I."""
        values = [self.f(cut.lo), self.f(cut.hi)]
        room = (cut.hi - cut.lo) * self.f.lipschitz if cut.is_mark else 0
        return self._inside(self._short(min(values) - room)), self._inside(-self._short(-max(values) - room))

    # -- where a point lies ------------------------------------------------------------------

    def _short(self, x: Any) -> Any:
        """x rounded down to twice the working precision, x itself where all is exact."""
        return rounded(x, 2 * self.bits) if self.bits else x

    def _inside(self, x: Any) -> Any:
        a, b = self.f.interval
        return min(max(x, a), b)

    def _mark_at(self, x: Any) -> Cut | None:
        return next((m for m in self.marks if m.lo <= x <= m.hi), None)


def size(x: Any) -> int:
    """The number of bits of the denominator of a rational number, 0 for numbers without one."""
    denominator = getattr(x, "denominator", None)
    return int(denominator).bit_length() if denominator is not None else 0
