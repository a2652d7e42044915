"""Claims of the kind `sup` at one iterate, by a covering: theories SupNorm, Covering (T3w, T12)."""

from __future__ import annotations

from typing import Any

from exactsep.coq.terms import count, listed, natural, pair, rational, real

EXACT = 2_000  # iterates whose counts are not rounded by much

TEMPLATE = """\
(* {title} *)

From Coq Require Import Reals QArith List ZArith NArith.
From Exactsep Require Import Numbers Networks Chains Hits Covering Maps SupNorm.
Import ListNotations.
Open Scope R_scope.

(* The map. *)
Definition f : R -> R := {function}.

(* So few pieces are not enough. *)
Definition few : Z := {pieces}.

(* What shows it: the intervals of a covering, their branches, and two levels. *)
Definition data : certificate := Certificate ({data})
  {left} {right}
  {intervals}%Q
  [{branches}]
  {low} {high} {number} few {error} {bits}.

Lemma accepted : check data = true.
Proof. computed. Qed.

(* Everything that consists of few affine pieces is far from the iterate. *)
Theorem far_from_few_pieces : forall (g : R -> R) (m : Z), pieces g {a} {b} m -> (m <= few)%Z ->
  exists z, {a} <= z <= {b} /\\ Rabs (iterate {iterate} f z - g z) >= {distance}.
Proof. apply (soundness data f {number}%N few); [exact accepted | reflexivity | computed | computed | number ..]. Qed.

(* So is every ReLU network that is too small, with skip connections or without. *)
Theorem far_from_small_networks : forall N : network, relu_network N ->
  ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N) <= few)%Z ->
  exists z, {a} <= z <= {b} /\\ Rabs (iterate {iterate} f z - value N z) >= {distance}.
Proof. apply (soundness_for_networks data f {number}%N few); [exact accepted | reflexivity | computed | computed | number ..]. Qed.

Print Assumptions far_from_small_networks.
"""


def sup_file(certificate: dict[str, Any]) -> str:
    """The Coq file. Raises ValueError for evidence that has no Coq form yet, and for number fields."""
    claim, evidence = certificate["claim"], certificate["evidence"]
    if claim["iterate"] == "every" or evidence["rule"] != "T12" or evidence["crossings"]["rule"] != "T3w":
        raise ValueError("claims of the kind 'sup' have a Coq form at one iterate, by the rules T12 and T3w, so far")
    covering = evidence["crossings"]["covering"]
    if covering["rule"] != "T3":
        raise ValueError("coverings have a Coq form by the rule T3 so far")
    function, data, (a, b) = map_terms(certificate["map"])
    low, high = evidence["levels"]
    return TEMPLATE.format(
        title="A theorem about an iterate of a map, from a certificate of exactsep",
        function=function,
        data=data,
        left=rational(a),
        right=rational(b),
        intervals=listed(pair(interval) for interval in covering["intervals"]),
        branches=";\n   ".join(branch_lists(covering)),
        low=rational(low),
        high=rational(high),
        iterate=natural(claim["iterate"]),
        number=count(claim["iterate"]),
        bits=20_000 if claim["iterate"] <= EXACT else 512,
        pieces=count(claim["pieces"]),
        error=rational(claim["error"]),
        a=real(a),
        b=real(b),
        distance=real(claim["error"]),
    )


def map_terms(given: dict[str, Any]) -> tuple[str, str, tuple[Any, Any]]:
    """The function in R, the data, and the ends of the interval of a map."""
    if "field" in given:
        raise ValueError("maps over a number field have no Coq form yet")
    if given["kind"] == "piecewise-linear":
        vertices = listed(pair(vertex) for vertex in given["vertices"])
        return f"piecewise_linear {vertices}%Q", f"Linear {vertices}%Q", (given["vertices"][0][0], given["vertices"][-1][0])
    coefficients = listed(rational(c) for c in given["coefficients"])
    return f"polynomial {coefficients}%Q", f"Polynomial {coefficients}%Q", tuple(given["interval"])


def branch_lists(covering: dict[str, Any]) -> list[str]:
    """For each interval the list of its branches."""
    found: list[list[str]] = [[] for _ in covering["intervals"]]
    ends = covering["intervals"]
    for i, u, v, j1, j2 in covering["branches"]:
        found[i].append(f"Span {rational(u)} {rational(v)} {j1} {j2 - j1}")
    return [listed(branches) for branches in found] if ends else []
