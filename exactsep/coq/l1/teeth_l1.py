"""Rule T14 at one iterate: theory L1 for short numbers, and PathTeeth for long ones and over number fields."""

from __future__ import annotations

from typing import Any

from exactsep.coq.l1.coverings import steep_covering, with_slopes
from exactsep.coq.l1.path_teeth import FIELD_MODULES, path_teeth_data
from exactsep.coq.l1.path_teeth import MODULES as PATH_MODULES
from exactsep.coq.l1.path_teeth import PROOF as PATH_PROOF
from exactsep.coq.l1.teeth import LONG, WORK, Priced, Steep, TooMany, by_slopes
from exactsep.coq.problem import Problem
from exactsep.coq.terms import exact, listed, natural, number, pair, rational

MOST = 10_000  # iterates
MODULES = "L1 Integrals"

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
PROOF = " apply (l1_{what} l1_data); [exact l1_accepted | reflexivity | reflexivity | computed | number ..]. "


def teeth_data(problem: Problem, claim: dict[str, Any], lower: dict[str, Any]) -> tuple[str, str, str]:
    """The data, with the best prices, what proves the theorems from it, and the theory files. Raises ValueError if it gives less than is
    claimed."""
    if not 1 <= claim["iterate"] <= MOST:
        raise ValueError(f"claim.iterate: L1 bounds have a Coq form for the iterates from 1 to {MOST}")
    if not lower["targets"]:
        raise ValueError("evidence.lower.targets is empty")
    if problem.over_field:
        return path_teeth_data(problem, claim, lower), PATH_PROOF, FIELD_MODULES
    found = slopes_and_targets(problem, claim, lower, LONG)
    if found is None:
        try:
            return path_teeth_data(problem, claim, lower), PATH_PROOF, PATH_MODULES
        except ValueError as error:  # too many kinds, or with rounded numbers the bound is less
            found = slopes_and_targets(problem, claim, lower, None)
            if found is None:
                steps = f"{WORK:,}".replace(",", " ")
                raise ValueError(f"{error} (with rounded bases; exact slopes are too many or take over {steps} steps)") from None
    if found[1][0] < exact(claim["error"]):
        raise ValueError("claim.error: rule T14 gives less than is claimed")
    return slopes_data(problem, claim, *found), PROOF, MODULES


def slopes_and_targets(problem: Problem, claim: dict[str, Any], lower: dict[str, Any], longest: int | None) -> tuple[Steep, Priced] | None:
    """A covering that has few enough kinds of steepness, and its best targets; None if there is none. The evidence has fewer kinds than the
    slopes of the map."""
    given, targets = steep_covering(lower)
    for steep in (with_slopes(problem, given), given):
        try:
            return steep, by_slopes(problem, steep, claim["iterate"], number(claim["pieces"]), targets, longest)
        except TooMany:
            continue
    return None


def slopes_data(problem: Problem, claim: dict[str, Any], steep: Steep, priced: Priced) -> str:
    """The data with the steepness of each branch as it is."""
    return TEETH.format(
        **problem.names,
        intervals=listed(map(pair, steep.intervals)),
        branches=branch_terms(problem, steep),
        targets=listed(f"Target {rational(p)} {rational(q)} {rational(price)}" for (p, q), price in priced[1]),
        later=natural(claim["iterate"] - 1),
        error=rational(claim["error"]),
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
