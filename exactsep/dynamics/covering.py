"""Covering graphs (T3, T6): which intervals cover which, under one step of the map.

A `Covering` is a list of intervals J_0 < J_1 < ... with disjoint interiors, and of branches: a branch of J_i covers the
J_j of a whole range first..last, upwards or downwards, because the values of f at its two ends straddle them. The
matrix A (A_ij = branches of J_i that cover J_j) is never stored: it acts through the ranges, at a cost of one addition
per branch and interval."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any

from exactsep.maps.base import IntervalMap
from exactsep.numbers.enclosure import Enclosure
from exactsep.wording import counted

if TYPE_CHECKING:
    import networkx

    from exactsep.dynamics.orbits import Cycle


@dataclass(frozen=True, slots=True)
class Branch:
    """A closed interval [start, end] in J_index whose image covers J_first..J_last, rising or falling; the ends are
    None in a cycle's covering.
    """

    index: int
    start: Any
    end: Any
    first: int
    last: int
    rising: bool


@dataclass(frozen=True)
class Covering:
    """Intervals, branches, and whether they form a complete Markov partition (then counts and rates are those of the map).

    `cycle` is set when the intervals lie between the points of a cycle (T6): their ends may then be irrational, and are enclosed.
    """

    intervals: tuple[tuple[Enclosure, Enclosure], ...]
    branches: tuple[Branch, ...]
    complete: bool = False
    cycle: Cycle | None = None

    def __repr__(self) -> str:
        size = f"{counted(len(self.intervals), 'interval')}, branches: {len(self.branches)}"
        return f"Covering({size}{', complete' if self.complete else ''})"

    def __len__(self) -> int:
        return len(self.intervals)

    def left_multiply(self, w: Sequence[Any]) -> list[Any]:
        """The row vector w A."""
        steps: list[Any] = [0] * (len(self) + 1)
        for b in self.branches:
            steps[b.first] += w[b.index]
            steps[b.last + 1] -= w[b.index]
        return list(accumulate(steps))[:-1]

    def right_multiply(self, v: Sequence[Any]) -> list[Any]:
        """The column vector A v."""
        sums = list(accumulate(v, initial=0))
        result: list[Any] = [0] * len(self)
        for b in self.branches:
            result[b.index] += sums[b.last + 1] - sums[b.first]
        return result

    def restricted(self, indices: Sequence[int]) -> Covering:
        """The covering by some of the intervals alone: branches keep the targets that are left. Counts can only fall."""
        kept = sorted(indices)
        branches = []
        for b in self.branches:
            i, first, last = bisect_left(kept, b.index), bisect_left(kept, b.first), bisect_right(kept, b.last) - 1
            if i < len(kept) and kept[i] == b.index and first <= last:
                branches.append(Branch(i, b.start, b.end, first, last, b.rising))
        return Covering(tuple(self.intervals[k] for k in kept), tuple(branches))

    def matrix(self) -> list[list[int]]:
        """A as a dense list of rows: entry (i, j) is the number of branches of J_i that cover J_j."""
        rows = [[0] * len(self) for _ in range(len(self))]
        for b in self.branches:
            for j in range(b.first, b.last + 1):
                rows[b.index][j] += 1
        return rows

    def graph(self) -> networkx.DiGraph[int]:
        """The covering graph as a networkx DiGraph: an edge i -> j carries its number of branches as `branches`."""
        import networkx

        graph: networkx.DiGraph[int] = networkx.DiGraph()
        for i, (left, right) in enumerate(self.intervals):
            graph.add_node(i, left=str(left.middle), right=str(right.middle))
        for i, row in enumerate(self.matrix()):
            graph.add_edges_from((i, j, {"branches": n}) for j, n in enumerate(row) if n)
        return graph


def covering_between(f: IntervalMap, cells: Sequence[tuple[Any, Any]], complete: bool = False) -> Covering:
    """The covering by cells (l, r) of exact ends, on each of which f is taken as one branch; f is evaluated at the ends
    only (T3).
    """
    lefts, rights = [left for left, _ in cells], [right for _, right in cells]
    branches = []
    for i, (left, right) in enumerate(cells):
        y0, y1 = f(left), f(right)
        first, last = bisect_left(lefts, min(y0, y1)), bisect_right(rights, max(y0, y1)) - 1
        if first <= last:
            branches.append(Branch(i, left, right, first, last, bool(y0 < y1)))
    intervals = tuple((Enclosure(left, left), Enclosure(right, right)) for left, right in cells)
    return Covering(intervals, tuple(branches), complete)


def covering_of_cycle(cycle: Cycle) -> Covering:
    """The covering by the intervals between neighbouring points of a cycle (T6; T6e when the points are only enclosed)."""
    points = cycle.points
    if len(points) < 2:
        raise ValueError("a cycle of period 1 has no intervals between its points")
    ranges = enumerate(cycle.pattern.covering_ranges())
    branches = [Branch(i, None, None, low - 1, high - 2, direction > 0) for i, (direction, low, high) in ranges]
    return Covering(tuple(pairwise(points)), tuple(branches), cycle=cycle)
