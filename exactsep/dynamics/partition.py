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
from dataclasses import dataclass, field
from typing import Any

from gmpy2 import mpq

from exactsep.dynamics.covering import Covering, covering_between
from exactsep.maps.base import Enclosure, IntervalMap, Lap

MAX_POINTS = 1_201
MAX_BITS = 2_000


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
            if len(points) >= max_points or _bits(x) > MAX_BITS:
                return None
            points.add(x)
            x = f(x)
            if not f.interval[0] <= x <= f.interval[1]:
                return None
    cuts = sorted(points)
    return covering_between(f, list(itertools.pairwise(cuts)), complete=True)


def _bits(x: Any) -> int:
    size = getattr(x, "denominator", None)
    return int(size).bit_length() if size is not None else 0


@dataclass(eq=False)
class _Cut:
    """A cut point, as a gap [lo, hi], and the cut that f maps it to (None for a mark whose image is not a cut)."""

    lo: Any
    hi: Any
    next: _Cut | None = None
    turning: bool = field(default=False)


@dataclass(frozen=True)
class Refinement:
    """A covering (lower side) and cells with the hulls of their images (upper side), of one cylinder order."""

    order: int
    covering: Covering
    outer: Covering


def refine(f: IntervalMap, order: int, bits: int = 0) -> Refinement:
    """The covering and its outer counterpart that the cylinders of order `order` around the images of the marks give.

    bits = 0 is for maps with exact preimages (piecewise affine); polynomials need about 64 + 3 order.
    """
    marks = [_Cut(m.lo, m.hi, turning=True) for m in f.marks(bits or 64)]
    laps = f.laps(bits or 64)
    cuts = list(marks)
    for mark in marks:
        image = f((mark.lo + mark.hi) / 2)
        for side in _cylinder(f, laps, marks, image, order, bits):
            cut: _Cut | None = side
            while cut is not None and not cut.turning:
                cuts.append(cut)
                cut = cut.next
    cuts = _merged(f, cuts, bits)
    cells = [(p.hi, q.lo) for p, q in itertools.pairwise(cuts) if p.hi < q.lo]
    return Refinement(order, covering_between(f, cells), _outer(f, cuts))


def _cylinder(f: IntervalMap, laps: tuple[Lap, ...], marks: list[_Cut], value: Any, order: int, bits: int) -> tuple[_Cut, ...]:
    """The ends of the cylinder of the given order around a value, each with the chain of cuts that it maps along."""
    a, b = f.interval
    orbit = []
    x = min(max(value, a), b)
    for _ in range(order):
        orbit.append((x, _lap_at(laps, x)))
        if any(mark.lo <= x <= mark.hi for mark in marks):
            break
        x = _rounded(min(max(f(x), a), b), bits)
    ends: tuple[_Cut, _Cut] | None = None
    for x, k in reversed(orbit):
        mark = next((m for m in marks if m.lo <= x <= m.hi), None)
        ends = (mark, mark) if mark is not None else _pulled_back(f, laps[k], marks, ends, bits)
    return ends if ends is not None else ()


def _pulled_back(f: IntervalMap, lap: Lap, marks: list[_Cut], ends: tuple[_Cut, _Cut] | None, bits: int) -> tuple[_Cut, _Cut]:
    """The set of points of a lap whose image lies between two cuts, as cuts; the whole lap if there are none."""
    start, end = (next(m for m in marks if m.lo <= e.lo <= m.hi) for e in (lap.start, lap.end))
    if ends is None or lap.direction == 0:
        return start, end
    low, high = ends if lap.direction > 0 else ends[::-1]
    return _preimage_cut(f, lap, low, start, 0, bits), _preimage_cut(f, lap, high, end, 1, bits)


def _preimage_cut(f: IntervalMap, lap: Lap, target: _Cut, lap_end: _Cut, side: int, bits: int) -> _Cut:
    """The first (side 0) or last (side 1) point of a lap that maps to `target`, or the end of the lap if the lap ends before."""
    at_end, inner = f(lap_end.lo), (target.lo + target.hi) / 2
    beyond = at_end <= inner if (lap.direction > 0) == (side == 1) else at_end >= inner
    if beyond:
        return lap_end
    point = f.preimage(lap, inner, bits or 64)[side]
    return _Cut(point.lo, point.hi, target)


def _lap_at(laps: tuple[Lap, ...], x: Any) -> int:
    return next((k for k, lap in enumerate(laps) if x <= lap.end.lo), len(laps) - 1)


def _rounded(x: Any, bits: int) -> Any:
    return mpq((x.numerator << bits) // x.denominator, 1 << bits) if bits else x


def _merged(f: IntervalMap, cuts: list[_Cut], bits: int) -> list[_Cut]:
    """The cuts in order, equal ones (up to 2^-(bits/2)) as one, each gap wide enough to hold the image of the gaps that
    map to it.
    """
    near = mpq(1, 1 << (bits // 2)) if bits else 0
    cuts = sorted(cuts, key=lambda c: c.lo)
    merged: list[_Cut] = []
    same: dict[int, _Cut] = {}
    for cut in cuts:
        if merged and cut.lo - merged[-1].hi <= near:
            kept = merged[-1]
            kept.hi = max(kept.hi, cut.hi)
            kept.turning = kept.turning or cut.turning
            kept.next = kept.next or cut.next
        else:
            merged.append(cut)
        same[id(cut)] = merged[-1]
    for _ in range(len(merged) if bits else 0):
        widened = sum(_widen(f, cut, same, bits) for cut in merged)
        if widened == 0:
            break
    return merged


def _widen(f: IntervalMap, cut: _Cut, same: dict[int, _Cut], bits: int) -> bool:
    """Widen the gap of the successor of a cut so that it holds the image of the cut's gap; gaps beyond 2^(3 - bits/2)
    are left alone.
    """
    if cut.next is None or cut.turning:
        return False
    target = same[id(cut.next)]
    a, b = f.interval
    values = [min(max(f(x), a), b) for x in (cut.lo, cut.hi)]
    lo, hi = min(values), max(values)
    if target.lo <= lo and hi <= target.hi:
        return False
    lo, hi = min(target.lo, lo), max(target.hi, hi)
    coarse = ((hi - lo).denominator // (hi - lo).numerator).bit_length() + 3
    lo, hi = _rounded(lo, coarse), -_rounded(-hi, coarse)
    if hi - lo > mpq(8, 1 << (bits // 2)):
        return False
    target.lo, target.hi = max(lo, a), min(hi, b)
    return True


def _outer(f: IntervalMap, cuts: list[_Cut]) -> Covering:
    """All cells, gaps included, each covering every cell that its image meets: lap(f^t) <= max(1, sum of the entries of A^t)."""
    from exactsep.dynamics.covering import Branch

    cells: list[tuple[Any, Any, bool]] = []
    for p, q in zip(cuts, [*cuts[1:], None], strict=True):
        if p.lo < p.hi:
            cells.append((p.lo, p.hi, p.turning))
        if q is not None and p.hi < q.lo:
            cells.append((p.hi, q.lo, False))
    rights, lefts = [r for _, r, _ in cells], [left for left, _, _ in cells]
    branches = []
    for i, (left, right, folded) in enumerate(cells):
        for lo, hi, rising in _images(f, left, right, folded):
            first = next((j for j in range(len(cells)) if rights[j] > lo), len(cells))
            last = next((j for j in range(len(cells) - 1, -1, -1) if lefts[j] < hi), -1)
            if lo < hi and first <= last:
                branches.append(Branch(i, left, right, first, last, rising))
    return Covering(tuple((Enclosure(x, x), Enclosure(y, y)) for x, y, _ in cells), tuple(branches))


def _images(f: IntervalMap, left: Any, right: Any, folded: bool) -> list[tuple[Any, Any, bool]]:
    """The hulls of the images of the (at most two) monotone parts of a cell; a folded cell is enclosed with room to spare."""
    y0, y1 = f(left), f(right)
    lo, hi = min(y0, y1), max(y0, y1)
    if not folded:
        return [(lo, hi, bool(y0 < y1))]
    room = (right - left) * _steepness(f)
    return [(lo - room, hi + room, True), (lo - room, hi + room, False)]


def _steepness(f: IntervalMap) -> Any:
    """A bound for |f'| on I: only polynomials have folded cells."""
    a, b = f.interval
    size = max(abs(a), abs(b), 1)
    return sum(k * abs(c) * size ** (k - 1) for k, c in enumerate(f.coefficients) if k)  # type: ignore[attr-defined]
