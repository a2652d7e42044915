"""Which levels x < y give the strongest bound.

Without a budget: the pair that maximises N (y - x), the variation of f^t that the crossings account for (number of
pieces excluded times error). With a budget of M pieces: the widest pair with N > M. For classification the gap does not
matter: the pair with the largest N."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from exactsep.bounds.counters import Counter


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


def best_levels(counter: Counter, score: Callable[[Any, int], Any], most: int = 24) -> Levels | None:
    """The levels with the highest score(gap, count) among those tried; None if nothing is crossed twice.

    All pairs of up to `most` candidate levels, and then the best pair fitted to the runs that it crosses.
    """
    best: tuple[Any, Any, Any] | None = None
    for x, y, count in counter.pairs(counter.levels(most)):
        if count >= 2 and (best is None or score(y - x, count) > best[0]):
            best = (score(y - x, count), x, y)
    if best is None:
        return None
    x, y = counter.fit(best[1], best[2])
    return Levels(x, y, counter.count(x, y))


def strongest(counter: Counter, most: int = 24) -> Levels | None:
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
    pair = counter.widest(counter.levels(most), budget)
    if pair is None:
        return None
    x, y = counter.fit(*pair)
    return Levels(x, y, counter.count(x, y))
