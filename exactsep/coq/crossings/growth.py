"""Claims of the kinds `growth`, and `sup` at every iterate (T4w)."""

from __future__ import annotations

from typing import Any

from exactsep.coq.crossings.sources import covering_source, numbers_term
from exactsep.coq.files import file_of
from exactsep.coq.problem import read_problem
from exactsep.coq.terms import natural, real

DATA = """\
(* What shows it: two levels between which the iterates alternate, why they do, and how fast that grows. *)
Definition levels : {type_of_setting} := Setting {data} {interval} {low} {high}.

Definition evidence : {type_of_source} := {source}.

Definition growth : growth_numbers := {numbers}.

Lemma accepted : grown levels growth evidence = true.
Proof. computed. Qed.

"""

GROWTH = """\
(* For every t there are many crossings: disjoint intervals on which the iterate goes from one level to the other. *)
Theorem crossings_grow : forall t : nat, ({since} <= t)%nat ->
  exists n : Z, {constant} * ({rate}) ^ t <= IZR n /\\ crossings ({x}) ({y}) (iterate t f) {a} {b} n.
Proof.
  apply (growth_stated levels growth evidence);
    [exact accepted | same_map | reflexivity | number .. | computed | number | number].
Qed.
"""

EVERY = """\
(* Everything that consists of few affine pieces is far from the iterate. *)
Theorem far_from_few_pieces : forall t : nat, ({since} <= t)%nat ->
  forall (g : R -> R) (m : Z), pieces g {a} {b} m -> IZR m < {constant} * ({rate}) ^ t ->
  exists z, {a} <= z <= {b} /\\ Rabs (iterate t f z - g z) >= {distance}.
Proof.
  apply (every_few_pieces levels growth evidence) with (error := {error});
    [exact accepted | same_map | reflexivity | number .. | computed | number].
Qed.

(* So is every ReLU network that is too small, with skip connections or without. *)
Theorem far_from_small_networks : forall t : nat, ({since} <= t)%nat -> forall N : network, relu_network N ->
  IZR ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N)) < {constant} * ({rate}) ^ t ->
  exists z, {a} <= z <= {b} /\\ Rabs (iterate t f z - value N z) >= {distance}.
Proof.
  apply (every_networks levels growth evidence) with (error := {error});
    [exact accepted | same_map | reflexivity | number .. | computed | number].
Qed.
"""


def growth_file(certificate: dict[str, Any]) -> str:
    """Crossings grow."""
    return _file(certificate, certificate["claim"]["levels"], "evidence", {}, GROWTH)


def every_file(certificate: dict[str, Any]) -> str:
    """What is small is far from every iterate."""
    evidence, error = certificate["evidence"], certificate["claim"]["error"]
    problem = read_problem(certificate["map"])
    names = {"error": problem.scoped(error), "distance": problem.real(error)}
    return _file(certificate, evidence["levels"], "evidence.growth", names, EVERY)


def _file(certificate: dict[str, Any], levels: list[Any], where: str, names: dict[str, str], theorems: str) -> str:
    problem, claim, evidence = read_problem(certificate["map"]), certificate["claim"], certificate["evidence"]
    growth = evidence["growth"] if where == "evidence.growth" else evidence
    (low, high), since = levels, natural(claim["from"])
    numbers = numbers_term(growth, where, claim["rate"], claim["constant"], claim["from"])
    names |= {
        "source": covering_source(problem, growth["covering"], 64),
        "numbers": numbers,
        "since": since,
    }
    names |= {"low": problem.term(low), "high": problem.term(high), "x": problem.real(low), "y": problem.real(high)}
    names |= {"rate": real(claim["rate"]), "constant": real(claim["constant"])} | problem.names
    return file_of("A theorem about every iterate of a map", problem, DATA.format(**names) + theorems.format(**names))
