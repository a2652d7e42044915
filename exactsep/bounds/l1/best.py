"""The best L1 bounds for one iterate of a map, whatever the rule: with bounded work."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from exactsep.bounds.l1.affine import affine_partition
from exactsep.bounds.l1.constants import cylinder_constant, middle_constant
from exactsep.bounds.l1.crossings import crossing_bound
from exactsep.bounds.l1.cylinders import cylinder_bound
from exactsep.bounds.l1.explicit import explicit_bound
from exactsep.bounds.l1.levels import level_bound
from exactsep.bounds.l1.results import LowerBound, UpperBound
from exactsep.bounds.l1.windows import window_bound
from exactsep.bounds.width import require_pieces
from exactsep.dynamics.covering import Covering
from exactsep.dynamics.partition import markov_partition, refine
from exactsep.maps.base import IntervalMap
from exactsep.maps.iterate import expand
from exactsep.maps.piecewise import PLMap
from exactsep.numbers.field import Q, require_iterate

MAX_PIECES = 20_000
MANY_PIECES = 2_000
ORDERS = (2, 4, 6, 8, 10, 12, 16)
MAX_MARKS = 40
MAX_EXPANSION = 1_000_000


def best_lower(f: IntervalMap, t: Any, pieces: Any) -> LowerBound | None:
    """The largest lower bound found for int_I |f^t - g| over all g with at most `pieces` pieces; None if there is none above 0.

    Raises ValueError unless t >= 0 and pieces >= 1 are integers, and unless f maps I into I (piecewise affine f).
    """
    iterate, most = require_iterate(t), require_pieces(pieces)
    F = _expanded(f, iterate)
    found = [] if F is None else [level_bound(F, iterate, most), window_bound(F, iterate, most)]
    if F is None or F.pieces > max(most, MANY_PIECES):
        partition = affine_partition(f) if isinstance(f, PLMap) else None
        cylinders = None if partition is None else cylinder_bound(partition, iterate, most)
        if cylinders is not None:
            found.append(cylinders)
        elif F is None:
            found += [crossing_bound(f, covering, iterate, most) for covering in _coverings(f)]
    return max((bound for bound in found if bound is not None), key=lambda bound: bound.error, default=None)


def best_upper(f: IntervalMap, t: Any, pieces: Any) -> UpperBound | None:
    """The least int_I |f^t - g| found for a g with at most `pieces` pieces; None if f is not piecewise affine. If f^t is too long to
    be expanded and f has no complete affine Markov partition, all that is known is that the middle of I is never far.

    It is 0, with g = f^t, if f^t is known to have at most `pieces` pieces. Raises ValueError as `best_lower`.
    """
    iterate, most = require_iterate(t), require_pieces(pieces)
    F = _expanded(f, iterate)
    slow = F is None or (F.field is not Q and F.pieces > max(most, MANY_PIECES))
    partition = affine_partition(f) if slow and isinstance(f, PLMap) else None
    constant = None if partition is None else cylinder_constant(partition, iterate, most)
    if constant is None and F is not None:
        return explicit_bound(F, iterate, most)
    return constant if constant is not None or not isinstance(f, PLMap) else middle_constant(f, iterate, most)


def _coverings(f: IntervalMap) -> Iterator[Covering]:
    """The Markov partition, or refined coverings: neither the coarsest nor the finest is best."""
    if (partition := markov_partition(f)) is not None:
        yield partition
    elif f.leaves_at is None and len(f.marks()) <= MAX_MARKS:
        yield from (refine(f, order, 0 if isinstance(f, PLMap) else 64 + 3 * order).covering for order in ORDERS)


def _expanded(f: IntervalMap, t: int) -> PLMap | None:
    return expand(f, t, MAX_PIECES, MAX_EXPANSION) if isinstance(f, PLMap) else None
