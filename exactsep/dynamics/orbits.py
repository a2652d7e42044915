"""What a search for cycles returns: cycles, intervals of periodic points, and how much of the domain was searched.

A cycle here is isolated: its points are isolated among the fixed points of f^n, n its period. Where f^n is the identity
on a whole interval there is a `PeriodicInterval` instead. A `CycleSet` is found by a search and is no part of a
certificate: what it proposes is certified elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Any

from exactsep.numbers.enclosure import Enclosure
from exactsep.numbers.field import as_integer, decimal
from exactsep.patterns.pattern import MAX_PERIOD, Pattern
from exactsep.wording import counted

Progress = Callable[[int, int], None]
BITS = 60


class Completeness(Enum):
    """Whether all points of the period were found."""

    COMPLETE = "complete"
    CUT_SHORT = "cut short"


@dataclass(frozen=True, slots=True)
class Cycle:
    """The points of a cycle in increasing order, enclosed (exactly where lo == hi), and how the map permutes them."""

    points: tuple[Enclosure, ...]
    pattern: Pattern

    def __repr__(self) -> str:
        shown = ", ".join(str(p.lo) if p.exact else f"{decimal(p.middle)}..." for p in self.points[:12])
        return f"Cycle({shown}{', ...' if self.period > 12 else ''}; pattern {self.pattern})"

    @property
    def period(self) -> int:
        return len(self.points)

    @classmethod
    def of_orbit(cls, orbit: tuple[Any, ...]) -> Cycle:
        """The cycle of the points p, f(p), f(f(p)), ..., given as numbers or as disjoint enclosures."""
        enclosures = [p if isinstance(p, Enclosure) else Enclosure(p, p) for p in orbit]
        pattern = Pattern.of_orbit([e.lo for e in enclosures])
        return cls(tuple(sorted(enclosures, key=lambda e: e.lo)), pattern)


@dataclass(frozen=True, slots=True)
class PeriodicInterval:
    """A maximal interval where f^n is the identity; all its points but the `excluded` ones have least period n."""

    lo: Any
    hi: Any
    excluded: tuple[Any, ...] = ()


@dataclass(frozen=True)
class CycleSet:
    """All points of least period `period`: isolated cycles and intervals, from left to right.

    `orbits` holds each cycle as p, f(p), f(f(p)), ... from its least point p on, as numbers or enclosures; `cycles`
    presents the same with patterns, and is built when it is first asked for. `how` says how completeness was
    established. If the status is CUT_SHORT, then `not_searched` lists the parts of the domain that may hold further
    points, and what is listed as found is still certain.
    """

    period: int
    orbits: tuple[tuple[Any, ...], ...]
    intervals: tuple[PeriodicInterval, ...]
    how: str
    status: Completeness = Completeness.COMPLETE
    not_searched: tuple[Enclosure, ...] = ()

    def __repr__(self) -> str:
        found = counted(len(self), "cycle") + (f", {counted(len(self.intervals), 'interval')}" if self.intervals else "")
        return f"CycleSet(period {self.period}: {found}, {self.status.value})"

    @cached_property
    def cycles(self) -> tuple[Cycle, ...]:
        return tuple(map(Cycle.of_orbit, self.orbits))

    @cached_property
    def patterns(self) -> tuple[Pattern, ...]:
        """The different patterns of the cycles, in the order of their first appearance."""
        return tuple(dict.fromkeys(cycle.pattern for cycle in self.cycles))

    @property
    def complete(self) -> bool:
        return self.status is Completeness.COMPLETE

    def __len__(self) -> int:
        """The number of isolated cycles."""
        return len(self.orbits)

    def __iter__(self) -> Iterator[Cycle]:
        """The isolated cycles."""
        return iter(self.cycles)

    def __getitem__(self, index: int) -> Cycle:
        return self.cycles[index]

    def __bool__(self) -> bool:
        """Whether a point of this least period was found."""
        return bool(self.orbits or self.intervals)


def require_period(n: Any) -> int:
    """n itself; raises ValueError unless it is an integer between 1 and 10,000."""
    period = as_integer(n)
    if period is None or period < 1:
        raise ValueError(f"the period must be an integer n >= 1, not {n!r}")
    if period > MAX_PERIOD:
        raise ValueError(f"the period {n} is over the limit {MAX_PERIOD}")
    return period


def divisors(n: int) -> list[int]:
    """The divisors of n in increasing order."""
    return [d for d in range(1, n + 1) if n % d == 0]


def agreement(n: int) -> str:
    """The sentence that says which second count was made."""
    second = "" if n == 1 else f" For every proper divisor d of {n}, f^d shows the same points of least period d."
    return f"{second} This is a search, not part of a certificate."
