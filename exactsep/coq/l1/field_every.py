"""Rule T15 at every iterate over a number field: theory EveryShares and FieldEvery. All numbers are elements of the field."""

from __future__ import annotations

from typing import Any

from exactsep.coq.l1.constants import field_branches
from exactsep.coq.l1.cylinders import Partition
from exactsep.coq.problem import Problem
from exactsep.coq.terms import listed

MODULES = "Straight FieldBlocks FieldRealization Integrals Cylinders FieldCylinders FieldConstants EveryShares FieldEvery"

DATA = """\
(* What shows it: intervals that fill the interval, branches that fill them and that the map takes affinely onto one of them (until where,
   which share of it that is, and which one), and levels, two and two, between which what a cylinder costs is affine. *)
Definition l1_data : field_every F := FieldEvery vertices slopes {interval}
  {intervals}
  {branches}
  {since}
  {levels}.

Lemma accepted : check_field_every F l1_data {floor} {loss} {rate} = true.
Proof. computed. Qed.
"""
PROOF = """
  apply (field_every_{what} F isolated a is_root l1_data {floor} {loss} {rate});
    [exact accepted | same_vertices | reflexivity | element ..].
"""


class ElementPartition(Partition):
    """The intervals and branches of the evidence, and all shares, as elements."""

    def __init__(self, problem: Problem, given: dict[str, Any]) -> None:
        self.intervals = [(problem.exact(l), problem.exact(r)) for l, r in given["intervals"]]
        self.branches = [[] for _ in self.intervals]
        for i, u, v, j in given["branches"]:
            self.branches[i].append((problem.exact(u), problem.exact(v), j))
        self.shares = [[((v - u) / (self.intervals[j][1] - self.intervals[j][0]), j) for u, v, j in row] for row in self.branches]


def every_data(problem: Problem, given: dict[str, Any], levels: list[tuple[Any, Any]], names: dict[str, str]) -> str:
    """The data of rule T15."""
    partition = {
        "intervals": listed(f"({problem.term(l)}, {problem.term(r)})" for l, r in given["intervals"]),
        "branches": field_branches(problem, given),
        "levels": listed(map(problem.pair, levels)),
    }
    return DATA.format(**partition, **names)
