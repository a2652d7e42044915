"""Paths of branches, counted by exponents, for rule T14: theory PowerTables.

Each branch is at most as steep as a product of powers of a few rational bases, so that a path of branches is one of not many kinds,
whatever the lengths of the numbers. The powers are taken once for each kind, in units of 2^-places, rounded as Coq rounds them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import floor
from typing import Any

from exactsep.coq.l1.teeth import Target, TooMany, edges
from exactsep.coq.problem import Problem

KINDS = 20_000  # of paths in one table
STEPS = 10_000_000  # kinds in the tables of all branches, iterates and targets
TOO_MANY = f"teeth that cost more than {STEPS:,} steps have no Coq form yet".replace(",", " ")
Key = tuple[int, ...]


@dataclass(frozen=True)
class Branch:
    """The map goes from u to v over the intervals first..last, at most as steep as the product of the powers of the bases."""

    u: Any
    v: Any
    first: int
    last: int
    key: Key


@dataclass(frozen=True)
class Paths:
    """A covering whose branches have exponents."""

    problem: Problem
    intervals: list[Target]
    branches: list[list[Branch]]  # of each interval

    def counts(self, t: int, target: Target, most: int = STEPS) -> Counter[Key]:
        """How many paths of t branches there are over a target, of each kind. Raises TooMany."""
        if (t - 1) * edges(self.branches) > most:
            raise TooMany(TOO_MANY)
        tables = [Counter(branch.key for branch in row if self.covers(branch, target)) for row in self.branches]
        steps = 0
        for _ in range(t - 1):
            steps += sum(len(table) for row in self.branches for branch in row for table in tables[branch.first : branch.last + 1])
            if steps > most:
                raise TooMany(TOO_MANY)
            if any(len(table) > KINDS for table in tables):
                raise TooMany("teeth of too many kinds of steepness have no Coq form yet")
            tables = [
                sum_of(further(branch.key, sum_of(tables[branch.first : branch.last + 1])) for branch in row) for row in self.branches
            ]
        return sum_of(tables)

    def covers(self, branch: Branch, target: Target) -> bool:
        low, high = sorted((self.problem.value(branch.u), self.problem.value(branch.v)))
        return bool(low <= target[0] and target[1] <= high)


def further(key: Key, table: Counter[Key]) -> Counter[Key]:
    """The same paths, each longer by one branch."""
    return Counter({tuple(a + b for a, b in zip(key, old, strict=True)): n for old, n in table.items()})


def sum_of(tables: Iterable[Counter[Key]]) -> Counter[Key]:
    result: Counter[Key] = Counter()
    for table in tables:
        result.update(table)
    return result


@dataclass(frozen=True)
class Powers:
    """Products of powers of the bases, from below, in units of 2^-places."""

    bases: list[Fraction]
    places: int

    @property
    def one(self) -> int:
        return 1 << self.places

    @cached_property
    def factors(self) -> list[tuple[int, int]]:
        return [(floor(base * self.one), floor(self.one / base)) for base in self.bases]

    def level(self, key: Key) -> int:
        """As `level_below`: from the last base on."""
        result = self.one
        for (base, inverse), e in reversed(list(zip(self.factors, key, strict=True))):
            if e:
                result = (self.power(base if e > 0 else inverse, abs(e)) * result) >> self.places
        return result

    def power(self, base: int, e: int) -> int:
        """Bit by bit, as `power_below`."""
        result = base
        for bit in f"{e:b}"[1:]:
            result = (result * result) >> self.places
            if bit == "1":
                result = (result * base) >> self.places
        return result

    def inverses(self, keys: Iterable[Key]) -> dict[Key, int]:
        """1 divided by the products, as `shares_after`: in the order of the keys, each from the one before."""
        result: dict[Key, int] = {}
        before: Key = (0,) * len(self.bases)
        value = self.one
        for key in sorted(keys):
            value = (value * self.level(tuple(a - b for a, b in zip(before, key, strict=True)))) >> self.places
            result[key] = value
            before = key
        return result
