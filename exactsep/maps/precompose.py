"""Iteration by pre-composition: f^(t+1) = f^t o f.

Each piece of the inner map carries an affine copy of a slice of the outer map's vertices, in order or backwards.
Nothing is sorted or searched, the values are copied, and only the vertices of the inner map itself can become
collinear: there the slopes on both sides are compared."""

from __future__ import annotations

from typing import Any

from exactsep.column import Run
from exactsep.field import Q
from exactsep.maps.piecewise import PLMap


def compose(outer: PLMap, inner: PLMap) -> PLMap:
    """outer o inner, canonical. Raises ValueError if a value of `inner` lies outside the domain of `outer`."""
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
    return PLMap.of_columns(outer.xs.gather(x_parts), outer.ys.gather(y_parts), inner.field)


def _require_range(outer: PLMap, inner: PLMap) -> None:
    (a, b), (low, high) = outer.interval, inner.range
    if low < a or high > b:
        outside = low if low < a else high
        raise ValueError(f"cannot compose: the inner map takes the value {outside} outside [{a}, {b}], the domain of the outer map")


def _run(outer: PLMap, inner: PLMap, piece: int) -> Run | None:
    """The vertices of `outer` strictly inside the image of a piece, pulled back along the piece; None for a plateau."""
    x0, x1, y0, y1 = inner.xs[piece], inner.xs[piece + 1], inner.ys[piece], inner.ys[piece + 1]
    if y0 == y1:
        return None
    scale = (x1 - x0) / (y1 - y0)
    low, high = min(y0, y1), max(y0, y1)
    return Run(outer.xs.right_of(low), outer.xs.left_of(high), y0 > y1, scale, x0 - y0 * scale)


def _bends(outer: PLMap, inner: PLMap, piece: int) -> bool:
    """Whether outer o inner has different slopes before and after the right end of a piece of `inner`."""
    value = inner.ys[piece + 1]
    before, after = inner.slope(piece), inner.slope(piece + 1)
    return bool(before * _slope_beside(outer, value, before < 0) != after * _slope_beside(outer, value, after > 0))


def _slope_beside(outer: PLMap, value: Any, right: bool) -> Any:
    """The slope of `outer` just right or just left of a value (at the ends of its domain: inside)."""
    index = outer.xs.right_of(value) - 1 if right else outer.xs.left_of(value) - 1
    return outer.slope(min(max(index, 0), outer.pieces - 1))


def expand(f: PLMap, t: int, at_most: int, work: int | None = None) -> PLMap | None:
    """f^t, or None as soon as an iterate has more than `at_most` pieces, or the effort passes `work`.

    The effort is the sum over the steps of (vertices) * (1 + bits / 64). Raises ValueError unless f maps I into I and t >= 0.
    """
    f.require_self_map()
    if isinstance(t, bool) or not isinstance(t, int) or t < 0:
        raise ValueError(f"the iterate must be an integer t >= 0, not {t!r}")
    result, spent = PLMap([(x, x) for x in f.interval], f.field), 0
    for _ in range(t):
        result = compose(result, f)
        spent += len(result.xs) * (1 + (result.xs.bits + result.ys.bits) // 64)
        if result.pieces > at_most or (work is not None and spent > work):
            return None
    return result


def iterate(f: PLMap, t: int) -> PLMap:
    """f^t without a bound on the number of pieces."""
    result = expand(f, t, 10**18)
    assert result is not None
    return result
