"""Which levels x < y give the strongest bound.

Without a budget: the pair that maximises N (y - x), the variation of f^t that the crossings account for (number of
pieces excluded times error). With a budget of M pieces: the widest pair with N > M. For classification the gap does not
matter: the pair with the largest N."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from gmpy2 import mpq

from exactsep.bounds.counters import Counter

MOST = 24
ROUNDS = 3


@dataclass(frozen=True)
class Levels:
    """Levels x < y and a proved number of disjoint crossings of [x, y]."""

    x: Any
    y: Any
    count: int

    @property
    def error(self) -> Any:
        """(y - x) / 2, the sup-norm error of T12."""
        return (self.y - self.x) / 2


def spread(values: Sequence[Any], most: int) -> list[Any]:
    """At most `most` of the sorted values, first and last included: half of them evenly spread by rank, half by size."""
    if len(values) <= most:
        return list(values)
    step = (values[-1] - values[0]) / mpq(most // 2 + 1)
    chosen = {0, len(values) - 1} | {bisect_left(values, values[0] + step * k) for k in range(1, most // 2)}
    rest = [k for k in range(len(values)) if k not in chosen]
    missing = most - len(chosen)
    chosen |= {rest[(2 * k + 1) * len(rest) // (2 * missing)] for k in range(missing)}
    return [values[k] for k in sorted(chosen)]


def nearby(values: Sequence[Any], tried: Sequence[Any], chosen: Sequence[Any], most: int) -> list[Any]:
    """At most `most` of the sorted values around each chosen one: between its neighbours among those tried."""
    found: set[Any] = set(chosen)
    for value in chosen:
        k = bisect_left(tried, value)
        low, high = tried[max(k - 1, 0)], tried[min(k + 1, len(tried) - 1)]
        found.update(spread(values[bisect_left(values, low) : bisect_right(values, high)], most))
    return sorted(found)


def best_levels(counter: Counter, score: Callable[[Any, int], Any], most: int = MOST) -> Levels | None:
    """The levels with the highest score(gap, count) among those tried; None if nothing is crossed twice.

    All pairs of up to `most` candidates, then those near the best pair, more and more closely; at last the best pair is
    fitted to the runs that it crosses."""
    best: tuple[Any, Any, Any] | None = None
    a, b = counter.window
    candidates = sorted({min(max(value, a), b) for value in counter.candidates})
    values = spread(candidates, most)
    for _ in range(ROUNDS):
        for x, y, count in counter.pairs(values):
            if count >= 2 and (best is None or score(y - x, count) > best[0]):
                best = (score(y - x, count), x, y)
        if best is None:
            return None
        values = nearby(candidates, values, best[1:], most // 2)
    assert best is not None
    x, y = counter.fit(best[1], best[2])
    return Levels(x, y, counter.count(x, y))


def strongest(counter: Counter, most: int = MOST) -> Levels | None:
    """The levels that maximise N (y - x)."""
    return best_levels(counter, lambda gap, count: gap * count, most)


def most_crossed(counter: Counter) -> Levels | None:
    """The levels with the largest N (T13: the gap does not matter)."""
    pair = counter.busiest()
    if pair is None:
        return None
    x, y = counter.fit(*pair)
    return Levels(x, y, counter.count(x, y))


def widest_over(counter: Counter, budget: int, most: int = 40) -> Levels | None:
    """The widest levels with more than `budget` crossings among those tried, or None."""
    best: tuple[Any, Any] | None = None
    values = spread(counter.candidates, most)
    for _ in range(ROUNDS):
        pair = counter.widest(values, budget)
        if pair is None:
            break
        best = pair if best is None or pair[1] - pair[0] > best[1] - best[0] else best
        values = nearby(counter.candidates, values, best, most // 2)
    if best is None:
        return None
    x, y = counter.fit(*best)
    return Levels(x, y, counter.count(x, y))
