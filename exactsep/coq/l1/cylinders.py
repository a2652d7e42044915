"""Rule T15 with a tail: cylinders, level by level, with the best prices of a piece at each level."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import pairwise
from math import lcm
from typing import Any, NamedTuple

from exactsep.coq.problem import Problem
from exactsep.coq.reading import entries, integer
from exactsep.coq.terms import exact, listed, natural, pair, rational

CLASSES = 5_000  # different kinds of cylinders
TAIL, TAIL_STEPS = 64, 200_000  # as in the checker
STEPS, WORD = 500_000, 4_096  # steps of counting them, each once more for so many bits
COSTS = 500_000  # levels, each times the kinds of cylinders and the steps of the tail
Kind = tuple[int, Fraction]  # onto which interval, and how large
Amounts = tuple[Fraction, Fraction]  # above a level and below, in one interval
Share = tuple[Fraction, int]  # of which interval


class Units(NamedTuple):
    """Sizes as integers: of the whole interval; for each branch times the share, in units of 1/scale, and shifted; at last over `end`."""

    start: int
    scale: int
    shift: int
    end: int


CYLINDERS = """\
(* What shows it: intervals, branches that the map takes affinely onto one of them, and for pairs of levels the price of a piece at both. *)
Definition l1_data : cylinders_certificate := CylindersCertificate vertices {interval}
  {intervals}%Q
  {branches}
  {tail} {order}
  {steps}%Q
  few {error}.

Lemma l1_accepted : check_cylinders l1_data = true.
Proof. computed. Qed.
"""


class Partition:
    """The intervals and branches of the evidence: as (u, v, onto which one), and as a share of the interval onto which they go."""

    intervals: list[tuple[Fraction, Fraction]]
    branches: list[list[tuple[Any, Any, int]]]
    shares: list[list[Share]]

    def __init__(self, given: dict[str, Any]) -> None:
        self.intervals = [(exact(l), exact(r)) for l, r in given["intervals"]]
        self.branches = [[] for _ in self.intervals]
        for i, u, v, j in given["branches"]:
            self.branches[i].append((exact(u), exact(v), j))
        self.shares = [[((v - u) / (self.intervals[j][1] - self.intervals[j][0]), j) for u, v, j in row] for row in self.branches]

    def rounded(self, price: Fraction) -> Fraction:
        """A price, as it is written."""
        return price

    def branch_terms(self) -> str:
        """The branches as the checkers read them."""
        return listed(listed(f"({rational(u)}%Q, {rational(v)}%Q, {natural(j)}%nat)" for u, v, j in row) for row in self.branches)

    def units(self, order: int) -> Units:
        """Sizes over the power of a common denominator of all shares."""
        scale = lcm(*(share.denominator for row in self.shares for share, _ in row))
        return Units(1, scale, 0, scale**order)

    def kinds(self, order: int) -> Counter[Kind]:
        """How many cylinders of which kind there are. Raises ValueError if there are too many kinds."""
        units, steps = self.units(order), 0
        rows = [[(int(share * units.scale), onto) for share, onto in row] for row in self.shares]
        tables = [Counter({(j, units.start): 1}) for j in range(len(self.intervals))]
        for k in range(order):
            longest = k * units.scale.bit_length() if not units.shift else units.start.bit_length()
            steps += sum(len(tables[onto]) for row in rows for _, onto in row) * (1 + longest // WORD)
            if steps > STEPS:
                raise ValueError(f"cylinders that take more than {STEPS:,} steps to count have no Coq form yet".replace(",", " "))
            tables = [next_table(tables, row, units.shift) for row in rows]
        return Counter({(j, Fraction(size, units.end)): n for (j, size), n in sum(tables, Counter()).items()})

    def amounts(self, tail: int, inside: int, level: Fraction) -> list[Amounts]:
        """How much of each interval f^tail takes above a level of the interval `inside`, and below."""
        found = []
        for k, (l, r) in enumerate(self.intervals):
            here = level if k == inside else l if k > inside else r
            found.append((r - here, here - l))
        for _ in range(tail):
            found = [
                (sum((k * found[j][0] for k, j in row), Fraction(0)), sum((k * found[j][1] for k, j in row), Fraction(0)))
                for row in self.shares
            ]
        return found


def next_table(tables: list[Counter[tuple[int, int]]], row: list[tuple[int, int]], shift: int) -> Counter[tuple[int, int]]:
    """The kinds of cylinders that begin in one interval, one branch longer. Raises ValueError if there are too many."""
    result: Counter[tuple[int, int]] = Counter()
    for share, onto in row:
        for (j, size), n in tables[onto].items():
            result[j, size * share >> shift] += n
    if len(result) > CLASSES:
        raise ValueError("cylinders of too many kinds have no Coq form yet")
    return result


def costs(kinds: Counter[Kind], amounts: list[Amounts]) -> Counter[Fraction]:
    """What the cylinders cost at a level, and how many cost so much."""
    result: Counter[Fraction] = Counter()
    for (j, size), n in kinds.items():
        result[size * min(amounts[j])] += n
    return result


def last_price(costs: Counter[Fraction], pieces: int) -> Fraction:
    """The cost of the last cylinder that the pieces can afford, 0 if they can afford all."""
    left = pieces
    for cost, n in sorted(costs.items(), reverse=True):
        left -= n
        if left <= 0:
            return cost
    return Fraction(0)


def paid(costs: Counter[Fraction], price: Fraction, pieces: int) -> Fraction:
    """What the cylinders cost at a price of a piece, less what the pieces save."""
    return sum((n * min(cost, price) for cost, n in costs.items()), Fraction(0)) - pieces * price


def level_steps(partition: Partition, claim: dict[str, Any], lower: dict[str, Any], pieces: int) -> list[str]:
    """Pairs of levels with the best prices. Raises ValueError if they give less than is claimed."""
    tail = require_tail(partition, lower["tail"], "evidence.lower.tail")
    if tail > claim["iterate"]:
        raise ValueError("evidence.lower.tail: rule T15 needs a tail that is not longer than the iterate")
    kinds = partition.kinds(claim["iterate"] - tail)
    rows = entries(lower["levels"], "evidence.lower.levels", len(partition.intervals))
    if (sum(rows) + 2) * (len(kinds) + tail * sum(map(len, partition.shares))) > COSTS:
        raise ValueError(f"levels that cost more than {COSTS:,} steps have no Coq form yet".replace(",", " "))
    steps: list[str] = []
    bound = Fraction(0)
    for i, n in enumerate(rows):
        l, r = partition.intervals[i]
        levels = [l + (r - l) * k / n for k in range(n + 1)] if n else []
        tables = [costs(kinds, partition.amounts(tail, i, level)) for level in levels]
        prices = [(price, paid(table, price, pieces)) for table in tables for price in [partition.rounded(last_price(table, pieces))]]
        for (x, (p, low)), (y, (q, high)) in pairwise(zip(levels, prices, strict=True)):
            steps.append(f"LevelStep {rational(x)} {rational(y)} {rational(p)} {rational(q)}")
            bound += (y - x) * (low + high) / 2
    if bound < exact(claim["error"]):
        raise ValueError("claim.error: rule T15 gives less than is claimed")
    return steps


def require_tail(partition: Partition, tail: Any, where: str) -> int:
    """A tail. Raises ValueError for a long one, and for many intervals and branches."""
    size = len(partition.intervals)
    if integer(tail, where, 0, TAIL) * size * sum(map(len, partition.shares)) + size**2 > TAIL_STEPS:
        raise ValueError(f"tails that cost more than {TAIL_STEPS:,} steps have no Coq form yet".replace(",", " "))
    return int(tail)


def cylinders_data(problem: Problem, claim: dict[str, Any], lower: dict[str, Any], pieces: int) -> str:
    """The data of rule T15. Raises ValueError if it gives less than is claimed."""
    partition, tail = Partition(lower["partition"]), lower["tail"]
    steps = level_steps(partition, claim, lower, pieces)
    return CYLINDERS.format(
        interval=problem.names["interval"],
        intervals=listed(map(pair, partition.intervals)),
        branches=partition.branch_terms(),
        tail=natural(tail),
        order=natural(claim["iterate"] - tail),
        steps=listed(steps),
        error=rational(claim["error"]),
    )
