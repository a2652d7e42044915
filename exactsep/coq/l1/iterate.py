"""Claims of the kind `l1` at one iterate: lower bounds, by the rules T14, T15, T15v and T15x, and upper bounds."""

from __future__ import annotations

from typing import Any

from exactsep.coq.crossings.sup import FEW
from exactsep.coq.files import file_of
from exactsep.coq.l1.cylinders import cylinders_data
from exactsep.coq.l1.field_cylinders import MODULES as FIELD_MODULES
from exactsep.coq.l1.field_cylinders import PROOF as FIELD_PROOF
from exactsep.coq.l1.field_cylinders import field_cylinders_data
from exactsep.coq.l1.field_windows import MODULES as WINDOWS_MODULES
from exactsep.coq.l1.field_windows import PROOF as WINDOWS_AT_ROOT
from exactsep.coq.l1.field_windows import field_windows_data
from exactsep.coq.l1.levels import levels_data
from exactsep.coq.l1.teeth_l1 import teeth_data
from exactsep.coq.l1.upper import upper_modules, upper_part
from exactsep.coq.l1.windows import windows_data
from exactsep.coq.problem import Problem, read_problem
from exactsep.coq.terms import count, natural, number

THEOREMS = """\
(* What is continuous and consists of few affine pieces is far from the iterate on average. *)
Theorem integral_for_few_pieces : forall (g : R -> R) (m : Z), continuity g -> pieces g {a} {b} m -> (m <= few)%Z ->
  exists integral : Riemann_integrable (fun x => Rabs (iterate {iterate} f x - g x)) {a} {b}, RiemannInt integral >= {distance}.
Proof.{for_few_pieces}Qed.

(* So is every ReLU network that is too small. *)
Theorem integral_for_small_networks : forall N : network, relu_network N -> ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N) <= few)%Z ->
  exists integral : Riemann_integrable (fun x => Rabs (iterate {iterate} f x - value N x)) {a} {b}, RiemannInt integral >= {distance}.
Proof.{for_networks}Qed.
"""
PROOF = " apply ({rule}_{what} l1_data); [exact l1_accepted | reflexivity | reflexivity | computed | number ..]. "

LEVELS_PROOF = " apply (rational_levels_{what} l1_data); [exact l1_accepted | reflexivity | reflexivity | computed | number ..]. "
LEVELS_AT_ROOT = """
  apply (field_levels_{what} F isolated a is_root l1_data); [exact l1_accepted | same_vertices | reflexivity | computed | element ..].
"""
LEVELS_MODULES = "Integrals Lines Calculi Traces Runs Switches Levels LevelBounds"


def l1_file(certificate: dict[str, Any]) -> str:
    """The Coq file of both bounds. Raises ValueError if the rules that have a Coq form give less than is claimed."""
    problem, claim, evidence = read_problem(certificate["map"]), certificate["claim"], certificate["evidence"]
    title = "A theorem about the integral of the distance from an iterate of a map"
    lower, more = lower_part(problem, claim, evidence["lower"])
    parts = [FEW.format(pieces=count(claim["pieces"])), lower]
    if claim["upper"] is not None:
        parts.append(upper_part(problem, claim, evidence["upper"]))
        more += upper_modules(problem, evidence["upper"])
    return file_of(title, problem, *parts, more=more)


def lower_part(problem: Problem, claim: dict[str, Any], lower: dict[str, Any]) -> tuple[str, str]:
    """The data and the theorems, and the theory files that they need; `few` is defined already."""
    data, proof, modules = lower_data(problem, claim, lower)
    return data + "\n" + theorems(problem, claim, proof), modules


def lower_data(problem: Problem, claim: dict[str, Any], lower: dict[str, Any]) -> tuple[str, str, str]:
    """The data of one rule, what proves the theorems from it, and the theory files."""
    rule, over_field = lower["rule"], problem.over_field
    if rule == "T15x":
        return levels_data(problem, claim, lower), LEVELS_AT_ROOT if over_field else LEVELS_PROOF, LEVELS_MODULES
    if rule != "T15x" and isinstance(claim["error"], list):
        raise ValueError(f"claim.error: rule {str(rule)[:20]} has a Coq form for rational errors only, and not for elements of a field")
    if rule == "T15v" and over_field:
        return field_windows_data(problem, claim, lower), WINDOWS_AT_ROOT, WINDOWS_MODULES
    if rule == "T15v":
        return windows_data(problem, claim, lower), PROOF.replace("{rule}", "windows"), "Windows FewPieces Integrals"
    if rule == "T15" and over_field:
        return field_cylinders_data(problem, claim, lower, number(claim["pieces"])), FIELD_PROOF, FIELD_MODULES
    if rule == "T15":
        data = cylinders_data(problem, claim, lower, number(claim["pieces"]))
        return data, PROOF.replace("{rule}", "cylinders"), "L1 Integrals Cylinders CylinderTables Cylindrical"
    return teeth_data(problem, claim, lower)


def theorems(problem: Problem, claim: dict[str, Any], proof: str) -> str:
    """The theorems, and what proves them."""
    proofs = {f"for_{what}": proof.format(what=what) for what in ("few_pieces", "networks")}
    return THEOREMS.format(iterate=natural(claim["iterate"]), distance=problem.real(claim["error"]), **proofs, **problem.names)
