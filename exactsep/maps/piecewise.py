"""Continuous piecewise affine maps, as their vertices.

A `PLMap` is its sorted vertices (x_0, y_0), ..., (x_n, y_n), with no three neighbours on a line. So equality is
equality of vertices, a discontinuous map cannot be written down, and pieces(f) is the number of vertices minus one
(proofs/FORMAT.md, section 1)."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

from exactsep.maps.base import Lap
from exactsep.maps.crossings import crossings
from exactsep.maps.precompose import least_pieces, pulled_back
from exactsep.numbers.column import Column
from exactsep.numbers.enclosure import Enclosure
from exactsep.numbers.field import Field, Q, require_iterate
from exactsep.wording import counted

MAX_PIECES = 3_000_000


class PLMap:
    """A continuous piecewise affine function on an interval; as a dynamical system, one with f(I) in I.

    `PLMap([(0, 0), ("1/2", 1), (1, 0)])` takes vertices in increasing order of x; numbers are ints, Fractions or
    strings ("1/2", "0.4"), never floats; with `field=NumberField(...)` also its elements, or lists of their coefficients.
    Raises ValueError if there are fewer than two vertices, or if x does not increase. Collinear vertices are merged."""

    __slots__ = ("__dict__", "field", "xs", "ys")

    def __init__(self, vertices: Iterable[Sequence[Any]], field: Field = Q):
        if not isinstance(vertices, Iterable):
            raise ValueError(f"the vertices of a map are a list of pairs (x, y), not {vertices!r}")
        points = [_vertex(i, v, field) for i, v in enumerate(vertices)]
        if len(points) < 2:
            raise ValueError(f"a map needs at least two vertices, here there are {len(points)}")
        for i, ((x0, y0), (x1, y1)) in enumerate(itertools.pairwise(points)):
            if not x0 < x1:
                what = "two values at one x" if x0 == x1 and y0 != y1 else "vertices out of order"
                raise ValueError(f"{what}: vertices[{i}] has x = {x0}, vertices[{i + 1}] has x = {x1}, but {x0} < {x1} is needed")
        kept = _without_collinear(points)
        self._set(field.column(x for x, _ in kept), field.column(y for _, y in kept), field)

    def _set(self, xs: Column, ys: Column, field: Field) -> None:
        object.__setattr__(self, "xs", xs)
        object.__setattr__(self, "ys", ys)
        object.__setattr__(self, "field", field)

    xs: Column
    ys: Column
    field: Field

    @classmethod
    def of_columns(cls, xs: Column, ys: Column, field: Field) -> PLMap:
        """A map from columns that are already canonical (increasing, no three vertices on a line)."""
        made = cls.__new__(cls)
        made._set(xs, ys, field)
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return PLMap.of_columns, (self.xs, self.ys, self.field)

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"a PLMap is immutable; cannot set {name}")

    # -- values -------------------------------------------------------------

    @property
    def vertices(self) -> tuple[tuple[Any, Any], ...]:
        """The vertices (x, y), from left to right; no three neighbours are on a line."""
        return tuple(zip(self.xs, self.ys, strict=True))

    @property
    def interval(self) -> tuple[Any, Any]:
        """The ends (a, b) of the domain I."""
        return self.xs[0], self.xs[-1]

    @property
    def pieces(self) -> int:
        """The number of maximal intervals on which the map is affine."""
        return len(self.xs) - 1

    def __call__(self, x: Any) -> Any:
        """The exact value at x. Raises ValueError outside the domain."""
        x = self.field(x)
        a, b = self.interval
        if not a <= x <= b:
            raise ValueError(f"x = {x} lies outside the domain [{a}, {b}]")
        return self.at(x)

    def at(self, x: Any) -> Any:
        """The value at an element x of the field that is known to lie in the domain."""
        i = min(self.xs.right_of(x), len(self.xs) - 1)
        return self.ys[i - 1] + self.slope(i - 1) * (x - self.xs[i - 1])

    def slope(self, piece: int) -> Any:
        """The slope on piece number `piece`, counted from 0."""
        return (self.ys[piece + 1] - self.ys[piece]) / (self.xs[piece + 1] - self.xs[piece])

    @cached_property
    def slopes(self) -> tuple[Any, ...]:
        """The slopes of all pieces, from left to right."""
        return tuple(self.slope(i) for i in range(self.pieces))

    @cached_property
    def lipschitz(self) -> Any:
        """The least Lipschitz constant: the largest |slope|."""
        return max(abs(s) for s in self.slopes)

    @property
    def range(self) -> tuple[Any, Any]:
        """The least and the largest value."""
        unit = self.ys.unit
        return min(self.ys.raw) * unit, max(self.ys.raw) * unit

    # -- monotonicity ---------------------------------------------------------

    @cached_property
    def _lap_ends(self) -> tuple[tuple[int, int, int], ...]:
        """(first vertex, last vertex, direction) of each lap; a plateau belongs to the lap on its left."""
        ys, start, direction = self.ys.raw, 0, 0
        found = []
        for i in range(1, len(ys)):
            step = (ys[i] > ys[i - 1]) - (ys[i] < ys[i - 1])
            if step and direction and step != direction:
                found.append((start, i - 1, direction))
                start = i - 1
            direction = step or direction
        return (*found, (start, len(ys) - 1, direction))

    @property
    def lap_count(self) -> int:
        """The number of maximal intervals of weak monotonicity."""
        return len(self._lap_ends)

    def laps(self, bits: int = 64) -> tuple[Lap, ...]:
        """The laps from left to right, ends exact (`bits` is for maps whose turning points are irrational)."""
        ends = [Enclosure(x, x) for x in (self.xs[i] for i, _, _ in self._lap_ends)] + [Enclosure(self.xs[-1], self.xs[-1])]
        return tuple(Lap(ends[k], ends[k + 1], d) for k, (_, _, d) in enumerate(self._lap_ends))

    @property
    def turning_points(self) -> tuple[Any, ...]:
        """The points between laps. A plateau at which the map turns is represented by its right end."""
        return tuple(self.xs[start] for start, _, _ in self._lap_ends[1:])

    def marks(self, bits: int = 64) -> tuple[Enclosure, ...]:
        """The ends of I, the turning points and the ends of all plateaus, in order: cut here, the map is strictly
        monotone or constant.
        """
        flat = {k for i in range(self.pieces) if self.ys.raw[i] == self.ys.raw[i + 1] for k in (i, i + 1)}
        turning = {start for start, _, _ in self._lap_ends}
        return tuple(Enclosure(x, x) for x in (self.xs[i] for i in sorted(flat | turning | {0, self.pieces})))

    def preimage(self, lap: Lap, value: Any, bits: int = 64) -> tuple[Enclosure, Enclosure]:
        """The first and the last point of a lap at which the map takes `value` (which must be a value of the lap)."""
        first, last = self.xs.left_of(lap.start.lo), self.xs.left_of(lap.end.lo)
        solutions = []
        for i in range(first, last):
            y0, y1 = self.ys[i], self.ys[i + 1]
            if min(y0, y1) <= value <= max(y0, y1):
                x0, x1 = self.xs[i], self.xs[i + 1]
                solutions += [x0, x1] if y0 == y1 else [x0 + (value - y0) * (x1 - x0) / (y1 - y0)]
        assert solutions, "the value is not taken on this lap"
        return Enclosure(min(solutions), min(solutions)), Enclosure(max(solutions), max(solutions))

    # -- a map of the interval into itself ----------------------------------------

    @property
    def leaves_at(self) -> tuple[Any, Any] | None:
        """The first vertex whose value lies outside I, or None for a self-map."""
        a, b = self.interval
        return next(((x, y) for x, y in self.vertices if not a <= y <= b), None)

    def require_self_map(self) -> PLMap:
        """The map itself; raises ValueError with the offending vertex if f(I) is not in I."""
        if (outside := self.leaves_at) is not None:
            a, b = self.interval
            x, y = outside
            raise ValueError(
                f"not a map of [{a}, {b}] into itself: the vertex ({x}, {y}) has the value {y}, but {a} <= {y} <= {b} is needed"
            )
        return self

    # -- composition --------------------------------------------------------------

    def __matmul__(self, inner: PLMap) -> PLMap:
        """The composition self after inner: (f @ g)(x) = f(g(x)). Raises ValueError if a value of g leaves the domain of f."""
        return PLMap.of_columns(*pulled_back(self, inner), self.field)

    def iterate(self, t: int) -> PLMap:
        """The t-th iterate f^t, t >= 0. Raises ValueError if it has over 3,000,000 pieces: they may grow like rate^t."""
        self.require_self_map()
        steps = require_iterate(t)
        result = PLMap([(x, x) for x in self.interval], self.field)
        for k in range(steps):
            if (pieces := least_pieces(result, self)) > MAX_PIECES:
                raise ValueError(f"f^{k + 1} has at least {pieces} pieces, over the limit {MAX_PIECES}; certify needs no expansion")
            result = result @ self
        return result

    def __pow__(self, t: int) -> PLMap:
        """f ** t is the t-th iterate."""
        return self.iterate(t)

    def crossings(self, x: Any, y: Any) -> int:
        """C_{x,y}(f): the largest number of crossings of [x, y] with disjoint interiors (T2).

        Raises ValueError unless x < y; levels are exact numbers, no floats."""
        return crossings(self, self._level("x", x), self._level("y", y))

    def _level(self, name: str, level: Any) -> Any:
        try:
            return self.field(level)
        except ValueError as error:
            raise ValueError(f"the level {name}: {error}") from None

    # -- as a value ---------------------------------------------------------------

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PLMap) and self.xs == other.xs and self.ys == other.ys

    def __hash__(self) -> int:
        return hash((self.xs, self.ys))

    def __repr__(self) -> str:
        shown = [f"({x}, {y})" for x, y in (self.vertices if len(self.xs) <= 8 else self.vertices[:4])]
        return f"PLMap({' '.join(shown)}{'' if len(self.xs) <= 8 else f' ... {len(self.xs)} vertices'})"

    def describe(self) -> str:
        """The map in words."""
        a, b = self.interval
        return f"the piecewise affine map of [{a}, {b}] with {counted(self.pieces, 'piece')}: {repr(self)[6:-1]}"


def _vertex(index: int, vertex: Sequence[Any], field: Field) -> tuple[Any, Any]:
    if isinstance(vertex, str) or not hasattr(vertex, "__len__") or len(vertex) != 2:
        raise ValueError(f"vertices[{index}] is {vertex!r}, not a pair x, y")
    try:
        return field(vertex[0]), field(vertex[1])
    except ValueError as error:
        raise ValueError(f"vertices[{index}]: {error}") from None


def _without_collinear(points: list[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    kept = points[:1]
    for i in range(1, len(points) - 1):
        (x0, y0), (x1, y1), (x2, y2) = kept[-1], points[i], points[i + 1]
        if (y1 - y0) * (x2 - x1) != (y2 - y1) * (x1 - x0):
            kept.append(points[i])
    return [*kept, points[-1]]
