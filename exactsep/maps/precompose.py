"""Iteration by pre-composition: f^(t+1) = f^t o f.

Each piece of the inner map carries an affine copy of a slice of the outer map's vertices, in order or backwards.
Nothing is sorted or searched, the values are copied, and only the vertices of the inner map itself can become
collinear: there the slopes on both sides are compared."""

from __future__ import annotations

from typing import Any, Protocol

from exactsep.numbers.column import Column, Run
from exactsep.numbers.field import Q


class Graph(Protocol):
    """The vertices of a continuous piecewise affine function, no three neighbours on a line."""

    @property
    def xs(self) -> Column: ...
    @property
    def ys(self) -> Column: ...
    @property
    def pieces(self) -> int: ...
    @property
    def interval(self) -> tuple[Any, Any]: ...
    @property
    def range(self) -> tuple[Any, Any]: ...
    def at(self, x: Any) -> Any: ...
    def slope(self, piece: int) -> Any: ...


def pulled_back(outer: Graph, inner: Graph) -> tuple[Column, Column]:
    """The vertices of outer o inner, canonical. Raises ValueError if a value of `inner` lies outside the domain of `outer`."""
    _require_range(outer, inner)
    x_parts: list[Any] = [inner.xs[0]]
    y_parts: list[Any] = [outer.at(inner.ys[0])]
    for piece in range(inner.pieces):
        run = _run(outer, inner, piece)
        if run is not None and run.start < run.stop:
            x_parts.append(run)
            y_parts.append(Run(run.start, run.stop, run.backwards, Q(1), Q(0)))
        if piece + 1 == inner.pieces or _bends(outer, inner, piece):
            x_parts.append(inner.xs[piece + 1])
            y_parts.append(outer.at(inner.ys[piece + 1]))
    return outer.xs.gather(x_parts), outer.ys.gather(y_parts)


def least_pieces(outer: Graph, inner: Graph) -> int:
    """A lower bound for the pieces of outer o inner: one more than the vertices of `outer` inside the images of the pieces of `inner`."""
    runs = (_run(outer, inner, piece) for piece in range(inner.pieces))
    return 1 + sum(run.stop - run.start for run in runs if run is not None and run.start < run.stop)


def _require_range(outer: Graph, inner: Graph) -> None:
    (a, b), (low, high) = outer.interval, inner.range
    if low < a or high > b:
        outside = low if low < a else high
        raise ValueError(f"cannot compose: the inner map takes the value {outside} outside [{a}, {b}], the domain of the outer map")


def _run(outer: Graph, inner: Graph, piece: int) -> Run | None:
    """The vertices of `outer` strictly inside the image of a piece, pulled back along the piece; None for a plateau."""
    x0, x1, y0, y1 = inner.xs[piece], inner.xs[piece + 1], inner.ys[piece], inner.ys[piece + 1]
    if y0 == y1:
        return None
    scale = (x1 - x0) / (y1 - y0)
    low, high = min(y0, y1), max(y0, y1)
    return Run(outer.xs.right_of(low), outer.xs.left_of(high), y0 > y1, scale, x0 - y0 * scale)


def _bends(outer: Graph, inner: Graph, piece: int) -> bool:
    """Whether outer o inner has different slopes before and after the right end of a piece of `inner`."""
    value = inner.ys[piece + 1]
    before, after = inner.slope(piece), inner.slope(piece + 1)
    return bool(before * _slope_beside(outer, value, before < 0) != after * _slope_beside(outer, value, after > 0))


def _slope_beside(outer: Graph, value: Any, right: bool) -> Any:
    """The slope of `outer` just right or just left of a value (at the ends of its domain: inside)."""
    index = outer.xs.right_of(value) - 1 if right else outer.xs.left_of(value) - 1
    return outer.slope(min(max(index, 0), outer.pieces - 1))
