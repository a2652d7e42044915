"""Constants as upper bounds of claims of the kind `l1`: theory Constants, and FieldConstants over a number field."""

from __future__ import annotations

from typing import Any

from exactsep.coq.problem import Problem
from exactsep.coq.terms import listed, natural, pair, rational

CONSTANT = """\
(* A constant. *)
Definition g : R -> R := fun _ => {real_constant}.

{accepted}
Proof. computed. Qed.

(* It is so close to the iterate on average. *)
Theorem integral_of_a_constant : continuity g /\\ (exists m : Z, pieces g {a} {b} m /\\ (m <= few)%Z) /\\
  exists integral : Riemann_integrable (fun x => Rabs (iterate {iterate} f x - g x)) {a} {b}, RiemannInt integral <= {real_upper}.
Proof.{proof}Qed.
"""

PARTITION = """\
(* A partition: the map is affine on each branch, onto an interval; until where, and onto which. *)
Definition intervals : list (Q * Q) := {intervals}%Q.
Definition branches : list (list (Q * nat)) :=
  {branches}%Q.

Lemma close_accepted : check_constant vertices {iterate} {interval} intervals branches {constant} {upper} = true."""
RANGE = "Lemma close_accepted : check_range vertices {interval} {constant} {upper} = true."
BY_PARTITION = "(constant_by_partition vertices {iterate} {interval} {constant} {upper}) with (Js := intervals) (Bs := branches)"
BY_RANGE = "(constant_by_range vertices {iterate} {interval} {constant} {upper})"
PROOF = " apply {theorem}; [reflexivity | number .. | computed | exact close_accepted]. "

FIELD_PARTITION = """\
(* A partition: the map is affine on each branch, onto an interval; until where, which share of the interval that is, and onto which. *)
Definition intervals : list (element F * element F) := {intervals}.
Definition branches : list (list (field_part F)) :=
  {branches}.

Lemma close_accepted : check_constant_el F vertices slopes {iterate} {interval} intervals branches {constant} {upper} = true."""
FIELD_RANGE = "Lemma close_accepted : check_range_el F vertices slopes {interval} {constant} {upper} = true."
AT_ROOT = "(field_constant_by_{how} F isolated a is_root vertices slopes {iterate} {interval} {constant} {upper})"
FIELD_PROOF = """
  apply {theorem};
    [same_vertices | element .. | computed | exact close_accepted].
"""


def constant_part(problem: Problem, upper: dict[str, Any], names: dict[str, str]) -> str:
    """The theorem about a constant. Raises ValueError for polynomial maps."""
    if not problem.vertices:
        raise ValueError("upper bounds of L1 distances have a Coq form for piecewise-linear maps only")
    names |= {"constant": problem.term(upper["constant"]), "real_constant": problem.real(upper["constant"])}
    by_range = "partition" not in upper
    if problem.over_field:
        names["theorem"] = AT_ROOT.format(how="range" if by_range else "partition", **names)
        if not by_range:
            names["theorem"] += " with (Js := intervals) (Bs := branches)"
            names |= field_partition(problem, upper["partition"])
        accepted, proof = FIELD_RANGE if by_range else FIELD_PARTITION, FIELD_PROOF
    else:
        names["theorem"] = (BY_RANGE if by_range else BY_PARTITION).format(**names)
        if not by_range:
            names |= rational_partition(upper["partition"])
        accepted, proof = RANGE if by_range else PARTITION, PROOF
    return CONSTANT.format(accepted=accepted.format(**names), proof=proof.format(**names), **names)


def rational_partition(partition: dict[str, Any]) -> dict[str, str]:
    """The intervals, and of each branch its end and the interval onto which it goes."""
    rows: list[list[str]] = [[] for _ in partition["intervals"]]
    for i, _, v, j in partition["branches"]:
        rows[i].append(f"({rational(v)}, {natural(j)}%nat)")
    return {"intervals": listed(map(pair, partition["intervals"])), "branches": listed(map(listed, rows))}


def field_partition(problem: Problem, partition: dict[str, Any]) -> dict[str, str]:
    """The same over a number field."""
    intervals = listed(f"({problem.term(l)}, {problem.term(r)})" for l, r in partition["intervals"])
    return {"intervals": intervals, "branches": field_branches(problem, partition)}


def field_branches(problem: Problem, partition: dict[str, Any]) -> str:
    """Of each branch its end, which share of an interval it is, and which one."""
    intervals = [(problem.exact(l), problem.exact(r)) for l, r in partition["intervals"]]
    rows: list[list[str]] = [[] for _ in intervals]
    for i, u, v, j in partition["branches"]:
        share = (problem.exact(v) - problem.exact(u)) / (intervals[j][1] - intervals[j][0])
        rows[i].append(f"({problem.term(v)}, ({problem.term(share)}, {natural(j)}%nat))")
    return listed(map(listed, rows))
