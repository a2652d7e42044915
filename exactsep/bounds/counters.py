"""Ways to count crossings of f^t: on the expanded iterate (rule E), at points next to its extremes (rule P), and by
words over a covering (rule T3w).

All answer the same questions, so that the choice of levels need not know which one it talks to.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate, combinations, pairwise
from math import log2
from typing import Any, Protocol

from gmpy2 import mpq

from exactsep.dynamics.covering import Covering
from exactsep.dynamics.words import crossing_count, step, words_at
from exactsep.maps.crossings import alternations, extrema, move_sizes
from exactsep.maps.extremes import Extremes
from exactsep.maps.piecewise import PLMap
from exactsep.numbers.field import simplest, size_of

MILLIONTH = mpq(1, 10**6)
HARDLY = mpq(1, 10**30)
ROOM = mpq(1, 10**9)  # the part of a gap that rule P gives away for short numbers


class Counter(Protocol):
    """Counts crossings of [x, y] by one iterate."""

    rule: str
    exact: bool
    room: Any  # of an error, what is given away for short numbers

    @property
    def window(self) -> tuple[Any, Any]: ...
    def count(self, x: Any, y: Any) -> int: ...
    def pairs(self, values: Sequence[Any]) -> Iterator[tuple[Any, Any, int]]: ...
    @property
    def candidates(self) -> list[Any]: ...
    def widest(self, values: Sequence[Any], budget: int) -> tuple[Any, Any] | None: ...
    def fit(self, x: Any, y: Any) -> tuple[Any, Any]: ...
    def busiest(self) -> tuple[Any, Any] | None: ...


def short_levels(x: Any, y: Any, room: Any = MILLIONTH) -> tuple[Any, Any]:
    """Levels inside [x, y], narrower by at most a millionth (or `room`) of the gap at each end, with short numbers if
    those of x or y are long.
    """
    room = (y - x) * room
    low = simplest(x, x + room) if _long(x) else x
    high = simplest(y - room, y) if _long(y) else y
    return low, high


def _long(x: Any) -> bool:
    return bool(x.denominator >= 10**6) if hasattr(x, "denominator") else size_of(x) > 40


def too_long(x: Any) -> bool:
    """Whether a number has over 200 digits: nobody reads it, and with 4,000 the checker refuses it."""
    return size_of(x) > 664


class Expanded:
    """Counts on the vertices of an expanded iterate: exactly C_{x,y}(f^t)."""

    rule = "E"
    exact = True
    room: Any = 0

    def __init__(self, iterate: PLMap):
        self.iterate = iterate

    @property
    def window(self) -> tuple[Any, Any]:
        """Between which numbers levels are chosen, if there is no budget."""
        return self.iterate.range

    @cached_property
    def zigzag(self) -> list[Any]:
        """The local extreme values, in units of the iterate's value column."""
        return extrema(self.iterate.ys.raw)

    def count(self, x: Any, y: Any) -> int:
        """C_{x,y}(f^t)."""
        unit = self.iterate.ys.unit
        return alternations(self.zigzag, x / unit, y / unit)

    def pairs(self, values: Sequence[Any]) -> Iterator[tuple[Any, Any, int]]:
        """All pairs x < y of the sorted values, with their counts: each swing is placed among the values once, then
        small numbers are compared.
        """
        unit = self.iterate.ys.unit
        marks = [value / unit for value in values]
        places = extrema([bisect_left(marks, v) + bisect_right(marks, v) for v in self.zigzag])
        for i, j in combinations(range(len(values)), 2):
            yield values[i], values[j], alternations(places, 2 * i + 1, 2 * j + 1)

    @cached_property
    def candidates(self) -> list[Any]:
        """The values that levels are chosen from, in order: the local extreme values."""
        unit = self.iterate.ys.unit
        return [raw * unit for raw in sorted(set(self.zigzag))]

    def widest(self, values: Sequence[Any], budget: int) -> tuple[Any, Any] | None:
        """The widest pair of the sorted values with more than `budget` crossings.

        The count falls when the levels move apart: for each lower level the highest possible upper one is found by bisection.
        """
        best: tuple[Any, Any] | None = None
        for i, x in enumerate(values):
            low, high = i, len(values)
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if self.count(x, values[middle]) > budget else (low, middle)
            if low > i and (best is None or values[low] - x > best[1] - best[0]):
                best = (x, values[low])
        return best

    def fit(self, x: Any, y: Any) -> tuple[Any, Any]:
        """The widest levels around [x, y] whose crossings are found by the same runs of low and high hits: same count,
        larger gap.
        """
        unit = self.iterate.ys.unit
        low, high = x / unit, y / unit
        lows: list[Any] = []
        highs: list[Any] = []
        last = 0
        for value in self.zigzag:
            kind = -1 if value <= low else 1 if value >= high else 0
            if kind == 0:
                continue
            kept = lows if kind < 0 else highs
            if kind != last:
                kept.append(value)
            else:
                kept[-1] = min(kept[-1], value) if kind < 0 else max(kept[-1], value)
            last = kind
        x, y = (max(lows) * unit, min(highs) * unit) if lows and highs else (x, y)
        return short_levels(x, y, HARDLY) if too_long(x) or too_long(y) else (x, y)

    @cached_property
    def move_sizes(self) -> list[Any]:
        """move_sizes[m-1] = the largest size of m alternating moves (T12i)."""
        return move_sizes(self.iterate)

    def error(self, budget: int) -> Any:
        """The error of T12i for a budget of pieces; less a 10^-30th of it, as a shorter number, if it has over 200 digits."""
        error = self.move_sizes[budget] / 2
        return simplest(error * (1 - HARDLY), error) if too_long(error) else error

    def busiest(self) -> tuple[Any, Any] | None:
        """Neighbouring values crossed most often, by a sweep over all swings: no levels are crossed more often."""
        changes: dict[Any, int] = {}
        for a, b in pairwise(self.zigzag):
            changes[min(a, b)] = changes.get(min(a, b), 0) + 1
            changes[max(a, b)] = changes.get(max(a, b), 0) - 1
        values = sorted(changes)
        totals = list(accumulate(changes[v] for v in values))
        if not totals:
            return None
        k = max(range(len(totals)), key=totals.__getitem__)
        return values[k] * self.iterate.ys.unit, values[k + 1] * self.iterate.ys.unit


class Sampled(Expanded):
    """Counts at points next to the local extremes of an iterate of a polynomial map (rule P): lower bounds of
    C_{x,y}(f^t), and equal to it if the levels are not within about 2^-56 of an extreme value.
    """

    rule = "P"
    exact = False
    room = 4 * ROOM

    def __init__(self, found: Extremes):
        super().__init__(PLMap(zip(found.points, found.values, strict=True)))
        self.bits = found.bits

    @property
    def window(self) -> tuple[Any, Any]:
        """The ends of I: where f leaves I, a huge gap crossed once or twice would otherwise hide all the rest."""
        return self.iterate.interval

    def fit(self, x: Any, y: Any) -> tuple[Any, Any]:
        """The widest levels with the same runs, less a billionth of their gap, in short numbers."""
        return short_levels(*super().fit(x, y), ROOM)

    def error(self, budget: int) -> Any:
        """The error of T12i, less a billionth, as a short number."""
        error = super().error(budget)
        return simplest(error * (1 - ROOM), error)


class Covered:
    """Counts by words over a covering: a lower bound of C_{x,y}(f^t), exact for a complete Markov partition."""

    rule = "T3w"

    def __init__(self, covering: Covering, t: int):
        self.covering = covering
        self.t = t
        self.exact = covering.complete
        self.room = 0

    @property
    def window(self) -> tuple[Any, Any]:
        """The ends of the first and the last interval of the covering."""
        intervals = self.covering.intervals
        return (intervals[0][0].lo, intervals[-1][1].hi) if intervals else (0, 0)

    def count(self, x: Any, y: Any) -> int:
        """The number of crossings of [x, y] that the covering shows."""
        return crossing_count(self.covering, x, y, self.t)

    def pairs(self, values: Sequence[Any]) -> Iterator[tuple[Any, Any, int]]:
        """All pairs x < y of the sorted values; counted at an earlier iterate when t is large, which ranks them as well."""
        for x, y in combinations(values, 2):
            yield x, y, words_at(self.covering, x, y, self._near(60, 12)).total()

    def _near(self, earliest: int, period: int) -> int:
        """An early iterate that is t modulo a period (counts may oscillate when intervals are permuted), or t itself if
        it is small.
        """
        return min(self.t, earliest + (self.t - earliest) % period)

    @cached_property
    def candidates(self) -> list[Any]:
        """The values that levels are chosen from, in order: the ends of the intervals (on the safe side of an enclosure)."""
        return sorted({left.hi for left, _ in self.covering.intervals} | {right.lo for _, right in self.covering.intervals})

    def widest(self, values: Sequence[Any], budget: int) -> tuple[Any, Any] | None:
        """The widest pair of the sorted values with more than `budget` crossings, the counts at large t predicted
        first, then verified.
        """
        for x, y in sorted(combinations(values, 2), key=lambda pair: pair[0] - pair[1]):
            if self._predicted(x, y) > log2(budget) - 2 and self.count(x, y) > budget:
                return x, y
        return None

    def _predicted(self, x: Any, y: Any) -> float:
        """About log2 of the count, from the counts of two earlier iterates."""
        late = self._near(60, 60)
        early = max(late - 60, 0) if late < self.t else late
        words = words_at(self.covering, x, y, early)
        before = words.total()
        for _ in range(late - early):
            words = step(self.covering, words)
        after = words.total()
        if not before or not after or late == early:
            return log2(after) if after else -1.0
        return log2(after) + (log2(after) - log2(before)) / (late - early) * (self.t - late)

    def fit(self, x: Any, y: Any) -> tuple[Any, Any]:
        """The levels themselves, or shorter numbers just inside them if they are long (levels nearer to each other are
        crossed as often).
        """
        return short_levels(x, y)

    def busiest(self) -> tuple[Any, Any] | None:
        """The ends of the J_j with the most crossings."""
        pairs = [(left.hi, right.lo) for left, right in self.covering.intervals if left.hi < right.lo]
        t = self._near(60, 12)
        return max(pairs, key=lambda p: (words_at(self.covering, p[0], p[1], t).total(), p[1] - p[0]), default=None)
