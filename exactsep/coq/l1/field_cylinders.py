"""Rule T15 with a tail over a number field: theory Shares and FieldCylinders.

Intervals and branches are elements of the field; lengths and shares are rational numbers just below, which Coq compares with them."""

from __future__ import annotations

from fractions import Fraction
from math import floor
from typing import Any

from exactsep.coq.elements import Elements
from exactsep.coq.l1.cylinders import Partition, Units, level_steps
from exactsep.coq.problem import Problem
from exactsep.coq.terms import listed, natural, rational

BITS = 64  # of lengths and shares
MODULES = "Straight FieldBlocks FieldRealization L1 Integrals Cylinders Cylindrical Shares FieldCylinders"

CYLINDERS = """\
(* What shows it: intervals, in each of them one with rational ends, branches that the map takes affinely onto one of them, with the share
   of its length that they have at least, the unit of sizes, and for pairs of levels the price of a piece at both. *)
Definition l1_data : field_cylinders F := FieldCylinders vertices slopes {interval}
  {intervals}
  {inner}%Q
  {branches}
  {tail} {order} {unit}
  {steps}%Q
  few {error}.

Lemma l1_accepted : check_field_cylinders F l1_data = true.
Proof. computed. Qed.
"""

PROOF = """
  apply (field_cylinders_{what} F a l1_data);
    [exact isolated | exact is_root | exact l1_accepted | same_vertices | reflexivity | computed | element | element | number].
"""


class FieldPartition(Partition):
    """The intervals and branches of the evidence, with rational numbers for what is counted."""

    def __init__(self, problem: Problem, given: dict[str, Any], order: int) -> None:
        self.ends = [(problem.exact(l), problem.exact(r)) for l, r in given["intervals"]]
        self.intervals = [(-below(-l), below(r)) for l, r in self.ends]
        self.branches: list[list[tuple[Any, Any, int]]] = [[] for _ in self.ends]
        for i, u, v, j in given["branches"]:
            self.branches[i].append((problem.exact(u), problem.exact(v), j))
        self.shares = [[(below((v - u) / (self.ends[j][1] - self.ends[j][0])), j) for u, v, j in row] for row in self.branches]
        least = min(share for row in self.shares for share, _ in row)
        self.unit = 2 ** (BITS + order * (least.denominator.bit_length() - least.numerator.bit_length() + 1))

    def units(self, order: int) -> Units:
        """Sizes over the unit, rounded down."""
        return Units(self.unit, 2**BITS, BITS, self.unit)

    def rounded(self, price: Fraction) -> Fraction:
        return Fraction(floor(price * self.unit), self.unit)


def below(value: Any) -> Fraction:
    """A rational number at most so large, and close to it."""
    return Fraction(floor(value * 2**BITS), 2**BITS)


def field_cylinders_data(problem: Problem, claim: dict[str, Any], lower: dict[str, Any], pieces: int) -> str:
    """The data of rule T15. Raises ValueError if it gives less than is claimed."""
    order = claim["iterate"] - lower["tail"]
    partition = FieldPartition(problem, lower["partition"], order)
    steps = level_steps(partition, claim, lower, pieces)
    if isinstance(problem.numbers, Elements):
        problem.numbers.need_bits(2 * BITS)  # shares and lengths differ by so little from what they are compared with
    return CYLINDERS.format(
        interval=problem.names["interval"],
        intervals=listed(f"({problem.term(l)}, {problem.term(r)})" for l, r in partition.ends),
        inner=listed(f"({rational(p)}, {rational(q)})" for p, q in partition.intervals),
        branches=listed(listed(row) for row in branch_terms(problem, partition)),
        tail=natural(lower["tail"]),
        order=natural(order),
        unit=partition.unit,
        steps=listed(steps),
        error=rational(claim["error"]),
    )


def branch_terms(problem: Problem, partition: FieldPartition) -> list[list[str]]:
    """The branches of each interval."""
    rows = zip(partition.branches, partition.shares, strict=True)
    return [
        [
            f"({problem.term(u)}, {problem.term(v)}, ({rational(share)}%Q, {natural(j)}%nat))"
            for (u, v, j), (share, _) in zip(branches, shares, strict=True)
        ]
        for branches, shares in rows
    ]
