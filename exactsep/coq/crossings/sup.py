"""Claims of the kind `sup` at one iterate: T12 by a covering, a cycle or points, and T12i."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from exactsep.coq.crossings.sources import GUARD, crossings_source
from exactsep.coq.expansion import expanded, swings
from exactsep.coq.files import file_of
from exactsep.coq.problem import Problem, read_problem
from exactsep.coq.reading import integer
from exactsep.coq.terms import count, natural, number

BITS = 20_000  # of points between which an iterate moves, as in the checker

FEW = """\
(* So few pieces are not enough. *)
Definition few : Z := {pieces}.
"""

LEVELS = """\
(* What shows it: two levels between which the iterate alternates, and why it does. *)
Definition levels : {type_of_setting} := Setting {data} {interval} {low} {high}.

Definition evidence : {type_of_source} := {source}.

Lemma accepted : check_sup levels {steps} few {error} evidence = true.
Proof. computed. Qed.
"""

SWINGS = """\
(* What shows it: points between which the iterate swings up and down. *)
Definition points : {type_of_points} := Points {data} {interval} {iterate}%nat {bits}
  {points}{scope}.

Lemma accepted : check_swings_of points {first_up} {error} few = true.
Proof. computed. Qed.
"""

THEOREMS = """\
(* Everything that consists of few affine pieces is far from the iterate. *)
Theorem far_from_few_pieces : forall (g : R -> R) (m : Z), pieces g {a} {b} m -> (m <= few)%Z ->
  exists z, {a} <= z <= {b} /\\ Rabs (iterate {iterate} f z - g z) >= {distance}.
Proof. apply ({rule}_few_pieces {arguments}); [exact accepted | same_map | reflexivity | number ..]. Qed.

(* So is every ReLU network that is too small, with skip connections or without. *)
Theorem far_from_small_networks : forall N : network, relu_network N ->
  ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N) <= few)%Z ->
  exists z, {a} <= z <= {b} /\\ Rabs (iterate {iterate} f z - value N z) >= {distance}.
Proof. apply ({rule}_networks {arguments}); [exact accepted | same_map | reflexivity | number ..]. Qed.
"""


def sup_file(certificate: dict[str, Any]) -> str:
    """The Coq file. Raises ValueError for evidence that has no Coq form."""
    problem, claim = read_problem(certificate["map"]), certificate["claim"]
    few = FEW.format(pieces=count(claim["pieces"]))
    return file_of("A theorem about an iterate of a map", problem, few, sup_part(problem, claim, certificate["evidence"]))


def sup_part(problem: Problem, claim: dict[str, Any], evidence: dict[str, Any]) -> str:
    """The data and the theorems; `few` is defined already."""
    t, error = claim["iterate"], claim["error"]
    names = {"iterate": natural(t), "error": problem.scoped(error), "distance": problem.real(error)} | problem.names
    if evidence["rule"] == "T12i":
        up, points, bits = moves(problem, t, evidence, error)
        names |= {"first_up": "true" if up else "false", "points": problem.terms(points), "bits": str(bits)}
        names |= {"rule": "swings", "arguments": f"points {names['first_up']} {names['error']} few"}
        return SWINGS.format(**names) + "\n" + THEOREMS.format(**names)
    low, high = evidence["levels"]
    source = crossings_source(problem, t, evidence["crossings"], [low, high], number(claim["pieces"]) + 1)
    steps = f"{count(t)}%N"
    names |= {"low": problem.term(low), "high": problem.term(high), "source": source, "steps": steps}
    names |= {"rule": "sup", "arguments": f"levels {steps} {names['error']} evidence few"}
    return LEVELS.format(**names) + "\n" + THEOREMS.format(**names)


def moves(problem: Problem, t: int, evidence: dict[str, Any], error: Any) -> tuple[bool, list[Any], int]:
    """Rule T12i: is the first swing up, the points, and bits of the rounding."""
    if "moves" not in evidence:
        return *swings(expanded(problem, t), 2 * problem.exact(error)), 1
    points = [problem.exact(z) for z in evidence["moves"]["points"]]
    if len(points) < 2:
        raise ValueError("evidence.moves.points: at least two points are needed")
    bits = GUARD + integer(evidence["moves"]["bits"], "evidence.moves.bits", 0, BITS)
    first, second = (rounded(problem, t, z, bits) for z in points[:2])
    return first < second, points, bits


def rounded(problem: Problem, t: int, z: Any, bits: int) -> Any:
    """The iterate at z, rounded at each step; only a proposal for Coq. Exact values double their digits with each iterate."""
    for _ in range(t):
        z = Fraction(round(problem.value(z) * 2**bits), 2**bits)
    return z
