"""Claims of the kind `l1` at one iterate: lower bounds, by the rules T14, T15, T15v and T15x, and upper bounds."""

from __future__ import annotations

from typing import Any

from exactsep.coq.coverings import steep_covering, with_slopes
from exactsep.coq.cylinders import cylinders_data
from exactsep.coq.field_cylinders import MODULES as FIELD_MODULES
from exactsep.coq.field_cylinders import PROOF as FIELD_PROOF
from exactsep.coq.field_cylinders import field_cylinders_data
from exactsep.coq.field_windows import MODULES as WINDOWS_MODULES
from exactsep.coq.field_windows import PROOF as WINDOWS_AT_ROOT
from exactsep.coq.field_windows import field_windows_data
from exactsep.coq.files import file_of
from exactsep.coq.levels import levels_data
from exactsep.coq.problem import Problem, read_problem
from exactsep.coq.sup import FEW
from exactsep.coq.teeth import Steep, TooMany, best_targets
from exactsep.coq.terms import count, exact, listed, natural, number, pair, rational
from exactsep.coq.upper import upper_modules, upper_part
from exactsep.coq.windows import windows_data

MOST = 10_000  # iterates
TEETH = """\
(* What shows it: a covering whose branches are not too steep, and for pairs of levels the price of a piece. *)
Definition l1_data : l1_certificate := L1Certificate {data} {interval}
  {intervals}%Q
  {branches}%Q
  {targets}%Q
  {later} few {error}.

Lemma l1_accepted : check_l1 l1_data = true.
Proof. computed. Qed.
"""

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
LEVELS_MODULES = "Integrals Laps Runs Switches Levels LevelBounds"


def l1_file(certificate: dict[str, Any]) -> str:
    """The Coq file of both bounds. Raises ValueError if the rules that have a Coq form give less than is claimed."""
    problem, claim, evidence = read_problem(certificate["map"]), certificate["claim"], certificate["evidence"]
    title = "A theorem about the integral of the distance from an iterate of a map"
    parts = [FEW.format(pieces=count(claim["pieces"])), l1_part(problem, claim, evidence["lower"])]
    more = modules(problem, evidence["lower"])
    if claim["upper"] is not None:
        parts.append(upper_part(problem, claim, evidence["upper"]))
        more += upper_modules(problem, evidence["upper"])
    return file_of(title, problem, *parts, more=more)


def modules(problem: Problem, lower: dict[str, Any]) -> str:
    """The theory files that are needed."""
    if problem.over_field and lower["rule"] != "T15x":
        return WINDOWS_MODULES if lower["rule"] == "T15v" else FIELD_MODULES
    if lower["rule"] == "T15":
        return "L1 Integrals Cylinders CylinderTables Cylindrical"
    if lower["rule"] == "T15x":
        return LEVELS_MODULES
    return "Windows FewPieces Integrals" if lower["rule"] == "T15v" else "L1 Integrals"


def l1_part(problem: Problem, claim: dict[str, Any], lower: dict[str, Any]) -> str:
    """The data and the theorems; `few` is defined already."""
    rule = lower["rule"]
    if rule == "T15x":
        proof = LEVELS_AT_ROOT if problem.over_field else LEVELS_PROOF
        return levels_data(problem, claim, lower) + "\n" + theorems(problem, claim, proof)
    if problem.over_field:
        if rule == "T15v":
            return field_windows_data(problem, claim, lower) + "\n" + theorems(problem, claim, WINDOWS_AT_ROOT)
        if rule != "T15":
            raise ValueError(
                f"L1 bounds over a number field have a Coq form by the rules T15, T15v and T15x, not yet by {str(rule)[:20]!r}"
            )
        data = field_cylinders_data(problem, claim, lower, number(claim["pieces"]))
        return data + "\n" + theorems(problem, claim, FIELD_PROOF)
    if rule == "T15v":
        return windows_data(problem, claim, lower) + "\n" + theorems(problem, claim, PROOF, "windows")
    if rule == "T15":
        data = cylinders_data(problem, claim, lower, number(claim["pieces"]))
        return data + "\n" + theorems(problem, claim, PROOF, "cylinders")
    return teeth_data(problem, claim, lower) + "\n" + theorems(problem, claim, PROOF, "l1")


def theorems(problem: Problem, claim: dict[str, Any], proof: str, rule: str = "") -> str:
    """The theorems, and what proves them."""
    proofs = {f"for_{what}": proof.format(rule=rule, what=what) for what in ("few_pieces", "networks")}
    return THEOREMS.format(iterate=natural(claim["iterate"]), distance=problem.real(claim["error"]), **proofs, **problem.names)


def teeth_data(problem: Problem, claim: dict[str, Any], lower: dict[str, Any]) -> str:
    """The data of rule T14, with the best prices."""
    given, targets = steep_covering(lower)
    t, error = claim["iterate"], exact(claim["error"])
    if not 1 <= t <= MOST:
        raise ValueError(f"L1 bounds have a Coq form for the iterates from 1 to {MOST}")
    try:
        steep = with_slopes(problem, given)
        bound, chosen = best_targets(problem, steep, t, number(claim["pieces"]), targets)
    except TooMany:  # the evidence has fewer kinds
        steep = given
        bound, chosen = best_targets(problem, steep, t, number(claim["pieces"]), targets)
    if bound < error:
        raise ValueError("rule T14 gives less than is claimed")
    return TEETH.format(
        **problem.names,
        intervals=listed(map(pair, steep.intervals)),
        branches=branch_terms(problem, steep),
        targets=listed(f"Target {rational(p)} {rational(q)} {rational(price)}" for (p, q), price in chosen),
        later=natural(t - 1),
        error=rational(error),
    )


def branch_terms(problem: Problem, steep: Steep) -> str:
    """The branches of each interval."""

    def term(row: list[Any]) -> str:
        return listed(
            f"(Branch Q {rational(K.u)} {rational(K.v)} {'true' if problem.value(K.u) <= problem.value(K.v) else 'false'}"
            f" {natural(K.first)} {natural(K.last - K.first)}, {rational(K.steep)})"
            for K in row
        )

    return listed(map(term, steep.branches))
