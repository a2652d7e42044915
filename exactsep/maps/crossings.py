"""Hits and alternations: how often a piecewise affine function crosses an interval of levels.

C_{x,y}(h) is the largest number of alternations between {h <= x} and {h >= y} (proofs/FORMAT.md, section 1). For a piecewise affine h the
vertices show them all. T12i asks the same for drifting levels: the largest number of alternating moves of at least a given size.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Protocol

from exactsep.numbers.column import Column


class Graph(Protocol):
    """The vertices of a continuous piecewise affine function."""

    @property
    def xs(self) -> Column: ...
    @property
    def ys(self) -> Column: ...


def crossings(h: Graph, x: Any, y: Any) -> int:
    """C_{x,y}(h), exactly. x < y are numbers of the field of h. Raises ValueError otherwise."""
    if not x < y:
        raise ValueError(f"levels must satisfy x < y, here x = {x}, y = {y}")
    return alternations(h.ys.raw, x / h.ys.unit, y / h.ys.unit)


def alternations(values: Sequence[Any], low: Any, high: Any) -> int:
    """How often a sequence alternates between values <= low and values >= high."""
    count, last = 0, 0
    for value in values:
        kind = -1 if value <= low else (1 if value >= high else 0)
        if kind and kind != last:
            count += last != 0
            last = kind
    return count


def alternating_points(h: Graph, x: Any, y: Any) -> list[Any]:
    """Points of the domain, in increasing order, at which h is alternately <= x and >= y: one more than C_{x,y}(h)."""
    points, last = [], 0
    for point, value in zip(h.xs, h.ys, strict=True):
        kind = -1 if value <= x else (1 if value >= y else 0)
        if kind and kind != last:
            points.append(point)
            last = kind
    return points


def moves(h: Graph, size: Any) -> int:
    """The largest number of alternating moves of h, up and down, of at least `size` > 0 (T12i with 2 delta = size).

    One pass: keep the lowest and highest value since the last turn; a move is complete when h has come back from one of them by `size`.
    """
    least = size / h.ys.unit
    values = h.ys.raw
    low = high = values[0]
    count, direction = 0, 0
    for value in values:
        low, high = min(low, value), max(high, value)
        if direction >= 0 and high - value >= least:
            count, direction, low, high = count + 1, -1, value, value
        elif direction <= 0 and value - low >= least:
            count, direction, low, high = count + 1, 1, value, value
    return count


def moving_points(h: Graph, size: Any) -> list[Any]:
    """Points of the domain, in increasing order, between which h moves alternately up and down by at least `size` > 0, as
    often as possible (T12i): one more than `moves`.
    """
    values, least = h.ys.raw, size / h.ys.unit
    low = high = 0
    found: list[int] = []
    direction = 0
    for k, value in enumerate(values):
        low, high = (k if value < values[low] else low), (k if value > values[high] else high)
        if direction >= 0 and values[high] - value >= least:
            found.append(high)
            direction, low, high = -1, k, k
        elif direction <= 0 and value - values[low] >= least:
            found.append(low)
            direction, low, high = 1, k, k
    return [] if not found else [h.xs[k] for k in [*found, low if direction < 0 else high]]


def extrema(values: Sequence[Any]) -> list[Any]:
    """The strictly alternating sequence of local extreme values, ends included; plateaus count once."""
    kept: list[Any] = []
    for value in values:
        if kept and value == kept[-1]:
            continue
        if len(kept) >= 2 and (kept[-1] > kept[-2]) == (value > kept[-1]):
            kept[-1] = value
        else:
            kept.append(value)
    return kept


def move_sizes(h: Graph) -> list[Any]:
    """sizes[m-1] = the largest size for which h makes m alternating moves of at least that size, m = 1, 2, ... (T12i, all budgets at once).

    By removing the smallest swing of the zigzag, again and again: an inner one takes its two neighbours along (they merge into one), an
    outer one goes alone. The swings removed never shrink, so the last zigzag with at least m moves gives the answer for m.
    """
    zigzag = extrema(h.ys.raw)
    sizes: list[Any] = []
    for remaining, smallest in reversed(_removals(zigzag)):
        sizes += [smallest * h.ys.unit] * (remaining - len(sizes))
    return sizes


def _removals(zigzag: list[Any]) -> list[tuple[int, Any]]:
    """(number of moves, smallest swing) of the zigzag, at the start and after each removal of its smallest swing."""
    n = len(zigzag)
    left, right = list(range(-1, n - 1)), list(range(1, n + 1))
    alive, remaining = [True] * n, n - 1
    heap = [(abs(b - a), i, i + 1) for i, (a, b) in enumerate(pairwise(zigzag))]
    heapq.heapify(heap)
    trace: list[tuple[int, Any]] = []
    while heap:
        swing, i, j = heapq.heappop(heap)
        if not (alive[i] and alive[j] and right[i] == j):
            continue
        trace.append((remaining, swing))
        gone = [k for k in (i, j) if 0 <= left[k] and right[k] < n]
        gone = [i, j] if len(gone) == 2 else [j if left[i] >= 0 else i] if remaining > 1 else [i, j]
        before, after = left[gone[0]], right[gone[-1]]
        for k in gone:
            alive[k] = False
        remaining -= len(gone)
        if before >= 0:
            right[before] = after
        if after < n:
            left[after] = before
        if before >= 0 and after < n:
            heapq.heappush(heap, (abs(zigzag[after] - zigzag[before]), before, after))
    return trace
