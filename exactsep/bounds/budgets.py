"""The largest budget of pieces for which an error is still proved, in sup norm (T12, T12i) and for classification (T13).

The forward question is in `sup`: how large an error does a budget have? The error falls when the budget grows, because a function with at
most M pieces has at most M + 1; so the budgets with an error of at least E are those up to a largest one."""

from __future__ import annotations

from bisect import bisect_left
from typing import Any

from gmpy2 import mpq

from exactsep.bounds.counters import Counter, Covered, Expanded, short_levels
from exactsep.bounds.levels import Levels, most_crossed, widest_over
from exactsep.bounds.sup import Bound, sign_bound, sup_bound
from exactsep.dynamics.words import words_at

MOST_LEVELS = 400
FINALISTS = 4
EARLY = 60
WIDER = 24


def widest_error(counter: Counter) -> Any | None:
    """The largest sup error that is proved for one piece; None if there is none above 0."""
    found = sup_bound(counter, 1)
    return None if found is None else found.error


def sup_budget(counter: Counter, error: Any) -> Bound | None:
    """The bound for the largest number of pieces found that have a sup error of at least `error` > 0; None if one piece has not.

    On an expanded iterate it is the largest of T12i, and so of T12; on a covering that of T12 for the ends of the intervals."""
    if isinstance(counter, Expanded):
        return _by_moves(counter, error)
    assert isinstance(counter, Covered)
    levels = _busiest_over(counter, 2 * error)
    if levels is None or levels.count < 2:
        return None
    wider = widest_over(counter, levels.count - 1, WIDER)
    levels = wider if wider is not None and wider.error > levels.error else levels
    return Bound("sup", "T12", levels.count - 1, levels.error, levels)


def _by_moves(counter: Expanded, error: Any) -> Bound | None:
    """By bisection in the sizes of m = 1, 2, ... alternating moves, which fall."""
    usable = 2 * error / (1 - counter.room)
    budget = bisect_left(range(len(counter.move_sizes)), True, key=lambda m: bool(counter.move_sizes[m] < usable)) - 1
    if budget < 1:
        return None
    found = sup_bound(counter, budget)
    if found is not None and found.error >= error:
        return found
    return Bound("sup", "T12i", budget, max(error, counter.error(budget)))


def _busiest_over(counter: Covered, gap: Any) -> Levels | None:
    """The levels with the most crossings among those with y - x >= gap: for each x the nearest y, ranked at an early iterate
    (which ranks late ones as well), then counted.
    """
    values = counter.candidates
    step = -(-len(values) // MOST_LEVELS) or 1
    pairs = [(x, values[k]) for x in values[::step] if (k := bisect_left(values, x + gap)) < len(values)]
    early = min(counter.t, EARLY + (counter.t - EARLY) % 12)
    pairs.sort(key=lambda pair: -words_at(counter.covering, pair[0], pair[1], early).total())
    best = max(((counter.count(x, y), x, y) for x, y in pairs[:FINALISTS]), key=lambda item: item[0], default=None)
    if best is None:
        return None
    count, x, y = best
    low, high = short_levels(x, y)
    return Levels(low, high, counter.count(low, high)) if high - low >= gap else Levels(x, y, count)


def sign_budget(counter: Counter, share: Any) -> Bound | None:
    """The bound for the largest number of pieces that mislabel at least `share`, 0 < share < 1/2, of the N + 1 alternating points
    of the levels crossed most often: M = N + 1 - 2 ceil(share (N + 1)). None if M < 1.
    """
    levels = most_crossed(counter)
    if levels is None:
        return None
    points = levels.count + 1
    errors = int(-((-mpq(share) * points).__floor__()))
    drop = max(errors.bit_length() - 190, 0)  # claims of over 4,000 digits are rounded to so many bits: round up here
    errors = -(-errors >> drop) << drop
    budget = points - 2 * errors
    return sign_bound(counter, budget) if budget >= 1 else None
