"""Bounds for one iterate: sup norm (T12, T12i), classification (T13), exact representation (X).

Each function returns a `Bound`: a claim about every g with at most `pieces` pieces, and what proves it. None means that
nothing was found."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from exactsep.bounds.counters import Counter, Expanded
from exactsep.bounds.levels import Levels, most_crossed, spread, strongest, widest_over


@dataclass(frozen=True)
class Bound:
    """Every continuous piecewise affine g with at most `pieces` pieces has an error of at least `error` (None: g is not f^t).

    `rule` is T12, T12i, T13, X or T2; `levels` are missing for X, and for T12i with a budget (without one they say where
    M = N - 1 comes from); `points` and `errors` are those of T13.
    """

    kind: str
    rule: str
    pieces: int
    error: Any
    levels: Levels | None = None
    points: int = 0
    errors: int = 0


def sup_bound(counter: Counter, budget: int | None, most: int = 24) -> Bound | None:
    """The largest error in sup norm: for a budget of pieces the better of T12 and T12i; without one M = N - 1 for the
    strongest levels, and then the same.
    """
    if budget is None:
        levels = strongest(counter, most)
        if levels is None or levels.count < 2:
            return None
        fixed = Bound("sup", "T12", levels.count - 1, levels.error, levels)
        drifting = _drifting(counter, fixed.pieces)
        stronger = drifting is not None and drifting.error * (1 - counter.room) > fixed.error
        return replace(fixed, rule="T12i", error=drifting.error) if drifting is not None and stronger else fixed
    levels = widest_over(counter, budget, most)
    drifting = _drifting(counter, budget)
    if drifting is None:
        return None if levels is None or isinstance(counter, Expanded) else Bound("sup", "T12", budget, levels.error, levels)
    better = _levels_for(counter, budget, 2 * drifting.error * (1 - counter.room), levels)
    return drifting if better is None else Bound("sup", "T12", budget, better.error, better)


def _drifting(counter: Counter, budget: int) -> Bound | None:
    """T12i, if the local extremes are known: never less than T12."""
    if not isinstance(counter, Expanded) or budget >= len(counter.move_sizes):
        return None
    return Bound("sup", "T12i", budget, counter.error(budget))


def _levels_for(counter: Counter, budget: int, gap: Any, found: Levels | None) -> Levels | None:
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
    from exactsep.numbers.field import Q

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
