"""Claims of the kinds `crossings`, `exact` and `sign` (T2, T13), and `cycle` (T5, T5s)."""

from __future__ import annotations

from typing import Any

from exactsep.coq.crossings.sources import crossings_source, cycle_terms
from exactsep.coq.crossings.sup import FEW
from exactsep.coq.expansion import bends, expanded
from exactsep.coq.files import file_of
from exactsep.coq.problem import Problem, read_problem
from exactsep.coq.terms import count, listed, natural, number, pair

LEVELS = """\
(* What shows it: two levels between which the iterate alternates, and why it does. *)
Definition {prefix}levels : {type_of_setting} := Setting {data} {interval} {low} {high}.

Definition {prefix}evidence : {type_of_source} := {source}.

"""

COUNTED = """\
Definition how_many : Z := {count}.

Lemma accepted : alternates levels {steps} (how_many - 1) evidence = true.
Proof. computed. Qed.

"""

CROSSINGS = """\
(* So many disjoint intervals on which the iterate goes from one level to the other. *)
Theorem many_crossings : crossings ({x}) ({y}) (iterate {iterate} f) {a} {b} how_many.
Proof.
  apply (crossings_stated levels {steps} evidence);
    [exact accepted | same_map | reflexivity | number | number | computed | computed | number ..].
Qed.
"""

EXACT = """\
(* What equals the iterate has at least as many pieces. *)
Theorem many_pieces : forall (g : R -> R) (m : Z), pieces g {a} {b} m ->
  (forall x, {a} <= x <= {b} -> g x = iterate {iterate} f x) -> (how_many <= m)%Z.
Proof.
  apply (exact_stated levels {steps} evidence);
    [exact accepted | same_map | reflexivity | number | number | computed | computed].
Qed.
"""

BENDS = """\
Definition how_many : Z := {count}.

(* What shows it: places where the iterate has a bend, each with a point behind it. *)
Definition places : list (Q * Q) :=
  {places}%Q.

Lemma accepted : check_exact {data} {iterate} {interval} places how_many = true.
Proof. computed. Qed.

(* What equals the iterate has at least as many pieces. *)
Theorem many_pieces : forall (g : R -> R) (m : Z), pieces g {a} {b} m ->
  (forall x, {a} <= x <= {b} -> g x = iterate {iterate} f x) -> (how_many <= m)%Z.
Proof. eapply bends_exact; [exact accepted | same_map | reflexivity | number | number]. Qed.
"""

FIELD_BENDS = """\
Definition how_many : Z := {count}.

(* What shows it: places where the iterate has a bend, each with a point behind it. *)
Definition places : list (element F * element F) :=
  {places}.

(* What equals the iterate has at least as many pieces. *)
Theorem many_pieces : forall (g : R -> R) (m : Z), pieces g {a} {b} m ->
  (forall x, {a} <= x <= {b} -> g x = iterate {iterate} f x) -> (how_many <= m)%Z.
Proof.
  apply (field_bends_exact F a (FieldMap vertices slopes) {iterate} f {iterate} {interval} places).
  - exact isolated.
  - exact is_root.
  - computed.
  - apply map_stated. same_vertices.
  - reflexivity.
  - element.
  - element.
Qed.
"""

SIGN = """\
Lemma sign_accepted : check_sign sign_levels {steps} {points} few {errors} {threshold} sign_evidence = true.
Proof. computed. Qed.

(* There are points, in increasing order, where everything that consists of few affine pieces has wrong labels, whatever its level is: the
   label of a point says whether the iterate is at least {c} there. *)
Theorem few_pieces_mislabel : exists zs : list R, increasing_points {a} zs {b} /\\ Z.of_nat (length zs) = {points}%Z /\\
  forall (g : R -> R) (m : Z) (level : R), pieces g {a} {b} m -> (m <= few)%Z ->
  ({errors} <= mislabelled (iterate {iterate} f) g ({c}) level zs)%Z.
Proof.
  apply (sign_stated sign_levels {steps} _ few _ {threshold} sign_evidence);
    [exact sign_accepted | same_map | reflexivity | number ..].
Qed.

(* The same for every ReLU network that is too small. *)
Theorem small_networks_mislabel : exists zs : list R, increasing_points {a} zs {b} /\\ Z.of_nat (length zs) = {points}%Z /\\
  forall (N : network) (level : R), relu_network N -> ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N) <= few)%Z ->
  ({errors} <= mislabelled (iterate {iterate} f) (value N) ({c}) level zs)%Z.
Proof.
  apply (sign_networks sign_levels {steps} _ few _ {threshold} sign_evidence);
    [exact sign_accepted | same_map | reflexivity | number ..].
Qed.
"""

CYCLE = """\
(* Intervals, in increasing order, and the numbers of their images, from 0 on. *)
Definition enclosures : list (Q * Q) :=
  {enclosures}%Q.

Definition images : list nat := {pattern}%nat.

Lemma accepted : check_claim {data} enclosures images {why} {period} {left} {right} = true.
Proof. computed. Qed.

(* A cycle of this least period in the interval of the map, with exactly one of its points in each of the intervals above. *)
Theorem cycle : exists p : nat -> R,
  (forall i, (i < {period})%nat ->
    Q2R (fst (nth i enclosures (0, 0)%Q)) <= p i <= Q2R (snd (nth i enclosures (0, 0)%Q)) /\\ f (p i) = p (nth i images 0%nat)) /\\
  (forall i j, (i < {period})%nat -> (j < {period})%nat ->
    Q2R (fst (nth i enclosures (0, 0)%Q)) <= p j <= Q2R (snd (nth i enclosures (0, 0)%Q)) -> j = i) /\\
  (forall i j, (i < j)%nat -> (j < {period})%nat -> p i < p j) /\\
  (forall i, (i < {period})%nat -> {a} <= p i <= {b}) /\\
  iterate {period} f (p 0%nat) = p 0%nat /\\ forall k, (0 < k < {period})%nat -> iterate k f (p 0%nat) <> p 0%nat.
Proof. refine (cycle_stated {data} enclosures images {why} {period} {left} {right} f {a} {b} accepted eq_refl _ _); number. Qed.
"""

CYCLE_OVER_FIELD = """\
(* Intervals, in increasing order, and the numbers of their images, from 0 on. *)
Definition enclosures : list (R * R) :=
  {reals}.

Definition images : list nat := {pattern}%nat.

(* The intervals, as the checkers read them. *)
Definition boxes : list (element F * element F) :=
  {enclosures}.

Lemma accepted : check_claim {data} boxes images {why} {period} {left} {right} = true.
Proof. computed. Qed.

(* A cycle of this least period in the interval of the map, with exactly one of its points in each of the intervals above. *)
Theorem cycle : exists p : nat -> R,
  (forall i, (i < {period})%nat ->
    fst (nth i enclosures (0, 0)) <= p i <= snd (nth i enclosures (0, 0)) /\\ f (p i) = p (nth i images 0%nat)) /\\
  (forall i j, (i < {period})%nat -> (j < {period})%nat ->
    fst (nth i enclosures (0, 0)) <= p j <= snd (nth i enclosures (0, 0)) -> j = i) /\\
  (forall i j, (i < j)%nat -> (j < {period})%nat -> p i < p j) /\\
  (forall i, (i < {period})%nat -> {a} <= p i <= {b}) /\\
  iterate {period} f (p 0%nat) = p 0%nat /\\ forall k, (0 < k < {period})%nat -> iterate k f (p 0%nat) <> p 0%nat.
Proof.
  refine (cycle_in_reals {data} boxes images {why} {period} {left} {right} f {a} {b} accepted _ _ _ enclosures _);
    [same_map | element | element | same_intervals].
Qed.
"""


def crossings_file(certificate: dict[str, Any]) -> str:
    """There are so many crossings."""
    problem, claim = read_problem(certificate["map"]), certificate["claim"]
    names = level_names(problem, claim["iterate"], certificate["evidence"], claim["levels"], number(claim["count"]))
    names["count"] = count(claim["count"])
    return file_of("Crossings of an iterate of a map", problem, LEVELS.format(prefix="", **names) + (COUNTED + CROSSINGS).format(**names))


def exact_file(certificate: dict[str, Any]) -> str:
    """An iterate has so many pieces."""
    problem, claim, evidence = read_problem(certificate["map"]), certificate["claim"], certificate["evidence"]
    t = claim["iterate"]
    names = {"iterate": natural(t), "count": count(claim["pieces"])} | problem.names
    if evidence["rule"] == "E":
        template, more = (FIELD_BENDS, "Bends FieldBends") if problem.over_field else (BENDS, "Bends")
        names["places"] = listed(map(problem.pair if problem.over_field else pair, bends(expanded(problem, t))))
        return file_of("The pieces of an iterate of a map", problem, template.format(**names), more=more)
    names |= level_names(problem, t, evidence["crossings"], evidence["levels"], number(claim["pieces"]))
    return file_of("The pieces of an iterate of a map", problem, LEVELS.format(prefix="", **names) + (COUNTED + EXACT).format(**names))


def sign_file(certificate: dict[str, Any]) -> str:
    """What is small mislabels points."""
    problem, claim = read_problem(certificate["map"]), certificate["claim"]
    few = FEW.format(pieces=count(claim["pieces"]))
    return file_of("A theorem about an iterate of a map as a classifier", problem, few, sign_part(problem, claim, certificate["evidence"]))


def sign_part(problem: Problem, claim: dict[str, Any], evidence: dict[str, Any]) -> str:
    """The data and the theorems; `few` is defined already."""
    names = level_names(problem, claim["iterate"], evidence["crossings"], evidence["levels"], number(claim["points"]) - 1)
    names |= {key: count(claim[key]) for key in ("points", "errors")}
    names |= {"threshold": problem.scoped(claim["threshold"]), "c": problem.real(claim["threshold"])}
    return LEVELS.format(prefix="sign_", **names) + SIGN.format(**names)


def level_names(problem: Problem, t: int, evidence: dict[str, Any], levels: list[Any], needed: int) -> dict[str, str]:
    """What the templates with levels need."""
    low, high = levels
    names = {"iterate": natural(t), "steps": f"{count(t)}%N"} | problem.names
    names |= {"low": problem.term(low), "high": problem.term(high), "x": problem.real(low), "y": problem.real(high)}
    return names | {"source": crossings_source(problem, t, evidence, levels, needed)}


def cycle_file(certificate: dict[str, Any]) -> str:
    """There is a cycle."""
    problem, claim, evidence = read_problem(certificate["map"]), certificate["claim"], certificate["evidence"]
    if evidence["rule"] == "T5s" and problem.vertices:
        raise ValueError("rule T5s has a Coq form for polynomial maps only")
    enclosures, pattern, why = cycle_terms(problem, claim, evidence)
    names = {"enclosures": enclosures, "pattern": pattern, "why": why, "period": natural(claim["period"])}
    names |= {"left": problem.scoped(problem.left), "right": problem.scoped(problem.right)} | problem.names
    if problem.over_field:
        names["reals"] = listed(f"({problem.real(l)}, {problem.real(r)})" for l, r in claim["enclosures"])
        return file_of("A cycle of a map", problem, CYCLE_OVER_FIELD.format(**names), more="Loops CycleClaims")
    return file_of("A cycle of a map", problem, CYCLE.format(**names), more="Loops CycleClaims")
