"""Functions with few pieces that copy F where it pays, and are constant elsewhere.

Cut I at the points where F takes the value k. On each *cell* between two neighbouring cuts g is either F or k; both are continuous
there. A cell that is copied saves the area between F and k, and costs about as many pieces as F has in it. Which cells to copy is chosen
in floats, with a price per piece (a pass with two states); g is exact, and so is the count of its pieces.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from gmpy2 import mpq

from exactsep.maps.piecewise import PLMap
from exactsep.numbers.field import simplest

ROUNDS = 40
REFINEMENTS = 3
MANY_PIECES = 2_000


@dataclass(frozen=True)
class Cell:
    """An interval between two cuts, the vertices of F inside it (first..last-1), the area between F and k over it, and whether the
    left cut lies inside of a piece of F.
    """

    start: Any
    end: Any
    first: int
    last: int
    area: float
    within: bool


def copying(F: PLMap, most: int) -> PLMap:
    """A function of the kind above with at most `most` >= 1 pieces; which one is best is only estimated."""
    xs, ys = [float(x) for x in F.xs], [float(y) for y in F.ys]
    best: tuple[float, PLMap] | None = None
    keep: list[bool] = []
    cells: list[Cell] = []
    for _ in range(REFINEMENTS if F.pieces <= MANY_PIECES else 1):
        outside = [(c.start, c.end) for c, kept in zip(cells, keep, strict=True) if not kept]
        level = median(F, xs, ys, [(float(u), float(v)) for u, v in outside])
        cells = cells_of(F, level)
        keep = chosen([c.area for c in cells], [c.last - c.first + 1 for c in cells], [c.within for c in cells], most)
        left = sum(c.area for c, kept in zip(cells, keep, strict=True) if not kept)
        if best is None or left < best[0]:
            best = left, joined(F, level, cells, keep)
    assert best is not None
    return best[1]


def median(F: PLMap, xs: Sequence[float], ys: Sequence[float], parts: Sequence[tuple[float, float]] = ()) -> Any:
    """A short rational near the level that F exceeds on half of I, or on half of some intervals given in order."""
    pieces = list(zip(pairwise(xs), pairwise(ys), strict=True)) if not parts else _restricted(xs, ys, parts)
    low, high = min(ys), max(ys)
    margin = (high - low) / 2**30
    whole = sum(v - u for (u, v), _ in pieces)
    for _ in range(ROUNDS):
        c = (low + high) / 2
        if 2 * sum((v - u) * _share(p, q, c) for (u, v), (p, q) in pieces) > whole:
            low = c
        else:
            high = c
    least, most = F.range
    return min(max(F.field(simplest(mpq(low - margin), mpq(high + margin))), least), most)


def _share(p: float, q: float, c: float) -> float:
    """The share of a piece with values p, q at its ends on which the value is at least c."""
    if p > q:
        p, q = q, p
    return 1.0 if c <= p else 0.0 if c > q else (q - c) / (q - p)


def _restricted(xs: Sequence[float], ys: Sequence[float], parts: Sequence[tuple[float, float]]) -> list[Any]:
    """The pieces of F cut down to some intervals."""
    found, k = [], 0
    for u, v in parts:
        while k > 0 and xs[k] > u:
            k -= 1
        while k + 1 < len(xs) and xs[k] < v:
            x0, x1, y0, y1 = xs[k], xs[k + 1], ys[k], ys[k + 1]
            left, right = max(u, x0), min(v, x1)
            if left < right:
                slope = (y1 - y0) / (x1 - x0)
                found.append(((left, right), (y0 + slope * (left - x0), y0 + slope * (right - x0))))
            k += 1
    return found


def cells_of(F: PLMap, level: Any) -> list[Cell]:
    """The cells of F between the points where it takes the value `level`."""
    above = [(y > level) - (y < level) for y in F.ys]
    cuts: list[tuple[Any, int, bool]] = [(F.xs[0], 1, False)]
    for i in range(F.pieces):
        if above[i] * above[i + 1] < 0:
            x0, x1, y0, y1 = F.xs[i], F.xs[i + 1], F.ys[i], F.ys[i + 1]
            cuts.append((x0 + (level - y0) * (x1 - x0) / (y1 - y0), i + 1, True))
        elif above[i + 1] == 0 and i + 1 < F.pieces:
            cuts.append((F.xs[i + 1], i + 2, False))
    cuts.append((F.xs[-1], F.pieces + 1, False))
    cells = []
    for (u, first, within), (v, after, inside) in pairwise(cuts):
        last = after if inside else after - 1
        points = [(u, level if first > 1 or within else F.ys[0]), *((F.xs[i], F.ys[i]) for i in range(first, last))]
        points.append((v, level if inside or after <= F.pieces else F.ys[-1]))
        cells.append(Cell(u, v, first, last, _area(points, float(level)), within))
    return cells


def _area(points: list[Any], level: float) -> float:
    """The integral of |F - level| over a cell; F - level keeps its sign there."""
    floats = [(float(x), abs(float(y) - level)) for x, y in points]
    return sum((x1 - x0) * (p + q) / 2 for (x0, p), (x1, q) in pairwise(floats))


def chosen(areas: Sequence[float], pieces: Sequence[int], within: Sequence[bool], most: int) -> list[bool]:
    """Which cells to copy so that at most `most` pieces are needed, and much area is saved.

    Two prices per piece are closed in on: with the lower one too many pieces are used, with the higher one they suffice. At last the
    choice of the lower one is taken as far from the left, or from the right, as the pieces allow.
    """
    count = len(areas)
    few, many = [False] * count, [True] * count
    if pieces_used(many, pieces, within) <= most:
        return many
    low, high = 0.0, sum(areas)
    for _ in range(ROUNDS):
        price = (low + high) / 2
        keep = _priced(areas, pieces, within, price)
        if pieces_used(keep, pieces, within) <= most:
            high, few = price, keep
        else:
            low, many = price, keep
    from_left = _last(count, lambda s: pieces_used(many[:s] + few[s:], pieces, within) <= most)
    from_right = _last(count, lambda s: pieces_used(few[: count - s] + many[count - s :], pieces, within) <= most)
    mixed = [many[:from_left] + few[from_left:], few[: count - from_right] + many[count - from_right :]]
    return max(mixed, key=lambda keep: sum(a for a, kept in zip(areas, keep, strict=True) if kept))


def _last(count: int, fits: Callable[[int], bool]) -> int:
    """Some s with fits(s), as large as bisection finds it between 0 and count; fits(0) holds."""
    return bisect_left(range(1, count + 1), True, key=lambda s: not fits(s))


def pieces_used(keep: Sequence[bool], pieces: Sequence[int], within: Sequence[bool]) -> int:
    """The pieces of the function that copies the cells of `keep` (an upper bound: neighbours may be on one line)."""
    used, before = 0, None
    for kept, own, inside in zip(keep, pieces, within, strict=True):
        used += own - (before is True and inside) if kept else before is not False
        before = kept
    return used


def _priced(areas: Sequence[float], pieces: Sequence[int], within: Sequence[bool], price: float) -> list[bool]:
    """The choice with the least (area not saved) + price * pieces."""
    choices: list[tuple[bool, bool]] = []
    copied, constant = price * pieces[0], price + areas[0]
    for area, own, inside in zip(areas[1:], pieces[1:], within[1:], strict=True):
        on, off = copied - price * inside, constant
        back = copied + price
        choices.append((on <= off, back < constant))
        copied, constant = min(on, off) + price * own, min(back, constant) + area
    state = copied < constant
    keep = [state]
    for from_copied_on, from_copied_off in reversed(choices):
        state = from_copied_on if state else from_copied_off
        keep.append(state)
    return keep[::-1]


def joined(F: PLMap, level: Any, cells: Sequence[Cell], keep: Sequence[bool]) -> PLMap:
    """The function that is F on the cells of `keep` and `level` elsewhere."""
    vertices: list[tuple[Any, Any]] = [(F.xs[0], F.ys[0] if keep[0] else level)]
    for k, (cell, kept) in enumerate(zip(cells, keep, strict=True)):
        if kept:
            vertices += [(F.xs[i], F.ys[i]) for i in range(cell.first, cell.last)]
        end = k == len(cells) - 1
        vertices.append((cell.end, F.ys[-1] if kept and end else level))
    return PLMap(vertices, F.field)
