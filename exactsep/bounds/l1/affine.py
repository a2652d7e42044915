"""Markov partitions whose branches are affine, each onto one interval (T15).

The cuts are the ends of I, the values of f at its vertices, and the orbits of all of these. If they are finite, f maps them to themselves,
and each piece of f falls into branches that are mapped affinely onto one J_j each. Vertices of f inside a J_i are no cuts, so the tent map
has one interval with two branches.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

from exactsep.dynamics.cylinders import MAX_BITS, size
from exactsep.maps.piecewise import PLMap

MAX_POINTS = 400
MAX_BRANCHES = 4_000


@dataclass(frozen=True)
class AffineBranch:
    """[start, end] in J_index, which f maps affinely onto J_target."""

    index: int
    start: Any
    end: Any
    target: int


@dataclass(frozen=True)
class AffinePartition:
    """J_i = [points[i], points[i+1]], and all branches from left to right."""

    f: PLMap
    points: tuple[Any, ...]
    branches: tuple[AffineBranch, ...]

    def __len__(self) -> int:
        return len(self.points) - 1

    @property
    def intervals(self) -> list[tuple[Any, Any]]:
        return list(pairwise(self.points))

    @cached_property
    def lengths(self) -> list[Any]:
        """|J_j|."""
        return [v - u for u, v in pairwise(self.points)]

    @cached_property
    def complete(self) -> bool:
        """Whether the branches fill I (f has no plateau)."""
        return 0 not in self.f.slopes

    @cached_property
    def contractions(self) -> list[Any]:
        """1/|slope| of each branch."""
        return [(b.end - b.start) / self.lengths[b.target] for b in self.branches]

    def pushed(self, q: Sequence[Any]) -> list[Any]:
        """The row vector q B, B_ij the sum of 1/|slope| over the branches from J_i to J_j."""
        result = [self.f.field(0)] * len(self)
        for branch, contraction in zip(self.branches, self.contractions, strict=True):
            result[branch.target] += q[branch.index] * contraction
        return result

    def evidence(self) -> dict[str, Any]:
        """{"intervals": [(left, right), ...], "branches": [(i, start, end, j), ...]}: f maps [start, end] in J_i affinely onto J_j."""
        return {"intervals": self.intervals, "branches": [(b.index, b.start, b.end, b.target) for b in self.branches]}


def affine_partition(f: PLMap, max_points: int = MAX_POINTS) -> AffinePartition | None:
    """The partition described above; None if an orbit is longer than `max_points`, or there are over 4,000 branches.

    Raises ValueError unless f maps I into I.
    """
    f.require_self_map()
    points = _closure(f, max_points)
    if points is None or f.pieces + len(points) > MAX_BRANCHES:
        return None
    branches: list[AffineBranch] = []
    for piece in range(f.pieces):
        branches += _branches(f, points, piece)
        if len(branches) > MAX_BRANCHES:
            return None
    return AffinePartition(f, tuple(points), tuple(branches))


def _closure(f: PLMap, max_points: int) -> list[Any] | None:
    points: set[Any] = set()
    for start in (*f.interval, *f.ys):
        x = start
        while x not in points:
            if len(points) >= max_points or size(x) > MAX_BITS:
                return None
            points.add(x)
            x = f.at(x)
    return sorted(points)


def _branches(f: PLMap, points: list[Any], piece: int) -> list[AffineBranch]:
    """The branches in one piece of f: cut at the points, and at those that are mapped to points."""
    u, v, p, q = f.xs[piece], f.xs[piece + 1], f.ys[piece], f.ys[piece + 1]
    if p == q:
        return []
    low, high = min(p, q), max(p, q)
    preimages = {u + (y - p) * (v - u) / (q - p) for y in points if low < y < high}
    cuts = sorted({u, v, *preimages, *(x for x in points if u < x < v)})
    found = []
    for start, end in pairwise(cuts):
        middle = (start + end) / 2
        value = p + (q - p) * (middle - u) / (v - u)
        found.append(AffineBranch(_cell(points, middle), start, end, _cell(points, value)))
    return found


def _cell(points: list[Any], x: Any) -> int:
    """The index of the cell with x inside."""
    low, high = 0, len(points) - 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if points[middle] < x else (low, middle)
    return low
