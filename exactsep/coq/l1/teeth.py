"""What rule T14 gives: how many teeth of which steepness an iterate has over a target, and the best price of a piece."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from exactsep.coq.problem import Problem

CLASSES = 20_000  # different kinds of steepness
STEPS = 3_000_000  # kinds in the tables of all branches, iterates and targets
WORK = 2_000_000_000  # squares of the bits of all products: coqc needs about a minute for them and for the sum of all shares
TOO_MANY = f"teeth that cost more than {STEPS:,} steps have no Coq form yet".replace(",", " ")
LONG = 8_000  # bits of all kinds of steepness in a table for which exact numbers are tried first
Target = tuple[Any, Any]
Priced = tuple[Fraction, list[tuple[Target, Fraction]]]  # a bound, and the targets with their prices


class TooMany(ValueError):
    """Too many kinds of steepness."""


@dataclass(frozen=True)
class Branch:
    """The map goes from u to v over the intervals first..last, at most so steep."""

    u: Fraction
    v: Fraction
    first: int
    last: int
    steep: Fraction


@dataclass(frozen=True)
class Steep:
    """A covering whose branches are not too steep."""

    intervals: list[Target]
    branches: list[list[Branch]]  # of each interval

    def teeth(self, problem: Problem, t: int, target: Target, parts: int = 1, longest: int | None = None) -> Counter[Fraction]:
        """The teeth of f^t over a target, by their steepness. Raises TooMany if there are too many kinds, if this is more than one part
        of all that coqc can do, or if a table has more bits than the longest may have."""
        if (t - 1) * edges(self.branches) > STEPS // parts:
            raise TooMany(TOO_MANY)
        tables = [Counter(first(problem, branch, target) for branch in row) for row in self.branches]
        for table in tables:
            del table[Fraction(0)]
        steps = work = 0
        for _ in range(t - 1):
            steps += sum(len(table) for row in self.branches for branch in row for table in tables[branch.first : branch.last + 1])
            if steps > STEPS // parts:
                raise TooMany(TOO_MANY)
            work += self.work(tables)
            if work > WORK // parts:
                raise TooMany(f"exact slopes would take more than {WORK:,} steps".replace(",", " "))
            tables = [self.next_table(tables, row) for row in self.branches]
            if longest is not None and max(map(length, tables)) > longest:
                raise TooMany("steepness has too long numbers")
        return sum_of(tables)

    def work(self, tables: list[Counter[Fraction]]) -> int:
        """What the products for the next tables cost."""
        lengths = [[size(steep) for steep in table] for table in tables]
        sums = [(len(row), sum(row), sum(bits * bits for bits in row)) for row in lengths]
        rows = ((size(branch.steep), sums[branch.first : branch.last + 1]) for row in self.branches for branch in row)
        return sum(n * bits * bits + 2 * bits * first + second for bits, parts in rows for n, first, second in parts)

    def next_table(self, tables: list[Counter[Fraction]], row: list[Branch]) -> Counter[Fraction]:
        result: Counter[Fraction] = Counter()
        for branch in row:
            for steep, n in sum_of(tables[branch.first : branch.last + 1]).items():
                result[branch.steep * steep] += n
        if len(result) > CLASSES:
            raise TooMany("teeth of too many kinds of steepness have no Coq form yet")
        return result


def edges(branches: list[list[Any]]) -> int:
    """How many intervals all branches cover together: so many tables are read for each iterate, and most have at least one kind."""
    return sum(branch.last - branch.first + 1 for row in branches for branch in row)


def length(table: Counter[Fraction]) -> int:
    """Bits of all kinds of steepness."""
    return sum(map(size, table))


def size(value: Fraction) -> int:
    """Bits of numerator and denominator."""
    return value.numerator.bit_length() + value.denominator.bit_length()


def sum_of(tables: Iterable[Counter[Fraction]]) -> Counter[Fraction]:
    result: Counter[Fraction] = Counter()
    for table in tables:
        result.update(table)
    return result


def first(problem: Problem, branch: Branch, target: Target) -> Fraction:
    """The steepness of a tooth of f, 0 if there is none."""
    low, high = sorted((problem.value(branch.u), problem.value(branch.v)))
    return branch.steep if low <= target[0] and target[1] <= high else Fraction(0)


def best_price(target: Target, teeth: Counter[Fraction], pieces: int) -> tuple[Fraction, Fraction]:
    """The price of a piece for which rule T14 gives most, and what it gives: the share of the last tooth that the pieces can afford."""
    seen, price = 0, Fraction(0)
    for steep, n in sorted(teeth.items()):
        if seen < pieces <= seen + n:
            price = 1 / steep
        seen += n
    total = sum((n * min(1 / steep, price) for steep, n in teeth.items()), Fraction(0))
    return price, (target[1] - target[0]) ** 2 / 4 * (total - price * pieces)


def best_targets(priced: Callable[[Target], tuple[Fraction, Fraction]], targets: list[Target]) -> Priced:
    """The bound of rule T14 by targets one above the other, and these with their prices, the best of those that are given. `priced` gives
    the best price for one target, and the bound by it."""
    best: dict[Any, Priced] = {min(p for p, _ in targets): (Fraction(0), [])}
    for target in sorted(targets, key=lambda pq: (pq[1], pq[0])):
        price, bound = priced(target)
        below = max((found for top, found in best.items() if top <= target[0]), key=lambda found: found[0])
        candidates = [*best.values(), (below[0] + bound, [*below[1], (target, price)])]
        best[target[1]] = max(candidates, key=lambda found: found[0])
    return max(best.values(), key=lambda found: found[0])


def by_slopes(problem: Problem, steep: Steep, t: int, pieces: int, targets: list[Target], longest: int | None) -> Priced:
    """The same, with the steepness of each path as it is. Raises TooMany."""
    return best_targets(lambda target: best_price(target, steep.teeth(problem, t, target, len(targets), longest), pieces), targets)
