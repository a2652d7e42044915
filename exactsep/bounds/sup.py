"""Bounds for one iterate: sup norm (T12, T12i), classification (T13), exact representation (X).

Each function returns a `Bound`: a claim about every g with at most `pieces` pieces, and what proves it. None means that
nothing was found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from exactsep.bounds.counters import Counter, Expanded
from exactsep.bounds.levels import Levels, most_crossed, spread, strongest, widest_over
from exactsep.maps.crossings import move_sizes


@dataclass(frozen=True)
class Bound:
    """Every continuous piecewise affine g with at most `pieces` pieces has an error of at least `error` (None: g is not f^t).

    `rule` is T12, T12i, T13, X or T2; `levels` are missing for T12i and X; `points` and `errors` are those of T13.
    """

    kind: str
    rule: str
    pieces: int
    error: Any
    levels: Levels | None = None
    points: int = 0
    errors: int = 0


def sup_bound(counter: Counter, budget: int | None, most: int = 24) -> Bound | None:
    """The largest error in sup norm: for a budget of pieces the better of T12 and T12i; without one the strongest
    levels and M = N - 1.
    """
    if budget is None:
        levels = strongest(counter, most)
        return None if levels is None or levels.count < 2 else Bound("sup", "T12", levels.count - 1, levels.error, levels)
    levels = widest_over(counter, budget, most)
    if not isinstance(counter, Expanded):
        return None if levels is None else Bound("sup", "T12", budget, levels.error, levels)
    sizes = move_sizes(counter.iterate)
    if budget >= len(sizes):
        return None
    error = sizes[budget] / 2
    fixed = _levels_for(counter, budget, 2 * error, levels)
    return Bound("sup", "T12", budget, error, fixed) if fixed else Bound("sup", "T12i", budget, error)


def _levels_for(counter: Expanded, budget: int, gap: Any, found: Levels | None) -> Levels | None:
    """Levels that attain the error of T12i, if they are found: those known, or some [x, x + gap] crossed more than
    `budget` times.
    """
    if found is not None and found.y - found.x >= gap:
        return found
    values = spread(counter.candidates, 32)
    for x in sorted({*values, *(y - gap for y in values)}):
        if (count := counter.count(x, x + gap)) > budget:
            return Levels(*counter.fit(x, x + gap), count)
    return None


def sign_bound(counter: Counter, budget: int | None) -> Bound | None:
    """T13: of N + 1 alternating points at least ceil((N - M)/2) are mislabelled; `error` is their share. Without a
    budget M = N - 1.
    """
    levels = most_crossed(counter)
    if levels is None or levels.count < 2:
        return None
    points, pieces = levels.count + 1, levels.count - 1 if budget is None else budget
    errors = (points - pieces) // 2
    if errors < 1:
        return None
    return Bound("sign", "T13", pieces, _share(errors, points), levels, points, errors)


def _share(part: int, whole: int) -> Any:
    from exactsep.field import Q

    return Q(part) / Q(whole)


def exact_bound(counter: Counter, budget: int | None) -> Bound | None:
    """X: f^t needs all its pieces; when it is not expanded, at least as many as it has crossings (T2). Claims about at
    most that many less one.
    """
    if isinstance(counter, Expanded):
        needed, rule, levels = counter.iterate.pieces, "E", None
    else:
        levels = most_crossed(counter)
        if levels is None:
            return None
        needed, rule = levels.count, "T2"
    if needed < 2 or (budget is not None and budget >= needed):
        return None
    return Bound("exact", rule, needed - 1, None, levels)
