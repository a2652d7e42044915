"""Iterates of a piecewise affine map, up to a bound on their pieces and on the effort."""

from __future__ import annotations

from exactsep.maps.piecewise import PLMap
from exactsep.maps.precompose import least_pieces
from exactsep.numbers.field import require_iterate


def compose(outer: PLMap, inner: PLMap) -> PLMap:
    """outer o inner, canonical. Raises ValueError if a value of `inner` lies outside the domain of `outer`."""
    return outer @ inner


def expand(f: PLMap, t: int, at_most: int, work: int | None = None) -> PLMap | None:
    """f^t, or None as soon as an iterate has more than `at_most` pieces, or the effort passes `work`.

    The effort is the sum over the steps of (vertices) * (1 + bits / 64). Raises ValueError unless f maps I into I and t >= 0.
    """
    f.require_self_map()
    steps = require_iterate(t)
    result, spent = PLMap([(x, x) for x in f.interval], f.field), 0
    for _ in range(steps):
        if least_pieces(result, f) > at_most:
            return None
        result = result @ f
        spent += len(result.xs) * (1 + (result.xs.bits + result.ys.bits) // 64)
        if result.pieces > at_most or (work is not None and spent > work):
            return None
    return result
