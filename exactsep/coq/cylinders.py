"""Rule T15 with a tail: cylinders, level by level, with the best prices of a piece at each level."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import pairwise
from typing import Any

from exactsep.coq.problem import Problem
from exactsep.coq.terms import exact, listed, natural, pair, rational

CLASSES = 5_000  # different kinds of cylinders
Kind = tuple[int, Fraction]  # onto which interval, and how large
Amounts = tuple[Fraction, Fraction]  # above a level and below, in one interval
Branch = tuple[Fraction, Fraction, int]

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
    """The intervals and branches of the evidence."""

    def __init__(self, given: dict[str, Any]) -> None:
        self.intervals = [(exact(l), exact(r)) for l, r in given["intervals"]]
        self.rows: list[list[Branch]] = [[] for _ in self.intervals]
        for i, u, v, j in given["branches"]:
            self.rows[i].append((exact(u), exact(v), j))

    def branch_terms(self) -> str:
        return listed(listed(f"({rational(u)}%Q, {rational(v)}%Q, {natural(j)}%nat)" for u, v, j in row) for row in self.rows)

    def share(self, branch: Branch) -> Fraction:
        u, v, j = branch
        l, r = self.intervals[j]
        return (v - u) / (r - l)

    def kinds(self, order: int) -> Counter[Kind]:
        """How many cylinders of which kind there are. Raises ValueError if there are too many kinds."""
        tables = [Counter({(j, Fraction(1)): 1}) for j in range(len(self.intervals))]
        for _ in range(order):
            tables = [self.next_table(tables, row) for row in self.rows]
        return sum(tables, Counter())

    def next_table(self, tables: list[Counter[Kind]], row: list[Branch]) -> Counter[Kind]:
        result: Counter[Kind] = Counter()
        for branch in row:
            for (j, size), n in tables[branch[2]].items():
                result[j, size * self.share(branch)] += n
        if len(result) > CLASSES:
            raise ValueError("cylinders of too many kinds have no Coq form yet")
        return result

    def amounts(self, tail: int, inside: int, level: Fraction) -> list[Amounts]:
        """How much of each interval f^tail takes above a level of the interval `inside`, and below."""
        found = []
        for k, (l, r) in enumerate(self.intervals):
            here = level if k == inside else l if k > inside else r
            found.append((r - here, here - l))
        for _ in range(tail):
            found = [
                (
                    sum((self.share(b) * found[b[2]][0] for b in row), Fraction(0)),
                    sum((self.share(b) * found[b[2]][1] for b in row), Fraction(0)),
                )
                for row in self.rows
            ]
        return found


def costs(kinds: Counter[Kind], amounts: list[Amounts]) -> Counter[Fraction]:
    """What the cylinders cost at a level, and how many cost so much."""
    result: Counter[Fraction] = Counter()
    for (j, size), n in kinds.items():
        result[size * min(amounts[j])] += n
    return result


def best_price(costs: Counter[Fraction], pieces: int) -> tuple[Fraction, Fraction]:
    """The cost of the last cylinder that the pieces can afford, 0 if they can afford all; and the sum of what costs less."""
    left, price = pieces, Fraction(0)
    for cost, n in sorted(costs.items(), reverse=True):
        left -= n
        if left <= 0:
            price = cost
            break
    return price, sum((n * min(cost, price) for cost, n in costs.items()), Fraction(0)) - pieces * price


def cylinders_data(problem: Problem, claim: dict[str, Any], lower: dict[str, Any], pieces: int) -> str:
    """The data of rule T15. Raises ValueError if it gives less than is claimed."""
    partition, tail = Partition(lower["partition"]), lower["tail"]
    kinds = partition.kinds(claim["iterate"] - tail)
    steps: list[str] = []
    bound = Fraction(0)
    for i, n in enumerate(lower["levels"]):
        l, r = partition.intervals[i]
        levels = [l + (r - l) * k / n for k in range(n + 1)] if n else []
        prices = [best_price(costs(kinds, partition.amounts(tail, i, level)), pieces) for level in levels]
        for (x, (p, low)), (y, (q, high)) in pairwise(zip(levels, prices, strict=True)):
            steps.append(f"LevelStep {rational(x)} {rational(y)} {rational(p)} {rational(q)}")
            bound += (y - x) * (low + high) / 2
    if bound < exact(claim["error"]):
        raise ValueError("rule T15 gives less than is claimed")
    return CYLINDERS.format(
        interval=problem.names["interval"],
        intervals=listed(map(pair, partition.intervals)),
        branches=partition.branch_terms(),
        tail=natural(tail),
        order=natural(claim["iterate"] - tail),
        steps=listed(steps),
        error=rational(claim["error"]),
    )
