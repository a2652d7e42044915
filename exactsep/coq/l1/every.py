"""Claims of the kind `l1` at every iterate: rule T15, with costs that are affine between the levels of the data."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from exactsep.coq.files import file_of
from exactsep.coq.l1.cylinders import Partition, require_tail
from exactsep.coq.l1.field_every import MODULES, ElementPartition, every_data
from exactsep.coq.l1.field_every import PROOF as FIELD_PROOF
from exactsep.coq.problem import read_problem
from exactsep.coq.terms import listed, natural, pair

EVERY = """\
(* What shows it: intervals that fill the interval, branches that fill them and that the map takes affinely onto one of them, and levels,
   two and two, between which what a cylinder costs is affine. *)
Definition l1_data : every_cylinders := EveryCylinders vertices {interval}
  {intervals}%Q
  {branches}
  {since}
  {levels}%Q.

Lemma accepted : check_every_cylinders l1_data {floor} {loss} {rate} = true.
Proof. computed. Qed.

"""

THEOREMS = """\
(* How far, on average, what is continuous and consists of m affine pieces is at least from each iterate. *)
Theorem integral_for_few_pieces : forall t : nat, ({since} <= t)%nat ->
  forall (g : R -> R) (m : Z), continuity g -> pieces g {a} {b} m -> (1 <= m)%Z ->
  exists integral : Riemann_integrable (fun x => Rabs (iterate t f x - g x)) {a} {b},
    RiemannInt integral >= {real_floor} - {factor} * IZR m / ({real_rate}) ^ (t - {since}).
Proof.{for_few_pieces}Qed.

(* The same for every ReLU network. *)
Theorem integral_for_networks : forall t : nat, ({since} <= t)%nat -> forall N : network, relu_network N ->
  exists integral : Riemann_integrable (fun x => Rabs (iterate t f x - value N x)) {a} {b},
    RiemannInt integral >= {real_floor} - {factor} * IZR ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N)) / ({real_rate}) ^ (t - {since}).
Proof.{for_networks}Qed.
"""
PROOF = " apply (every_cylinders_{what} l1_data {floor} {loss} {rate}); [exact accepted | reflexivity | reflexivity | number ..]. "


def every_l1_file(certificate: dict[str, Any]) -> str:
    """The Coq file of a bound for every iterate."""
    problem, claim, given = read_problem(certificate["map"]), certificate["claim"], certificate["evidence"]["partition"]
    names = {"since": natural(claim["from"])} | problem.names
    for key in ("floor", "loss", "rate"):
        names |= {key: problem.term(claim[key]), f"real_{key}": problem.real(claim[key])}
    names["factor"] = problem.factor(claim["loss"])
    if problem.over_field:
        levels = affine_levels(ElementPartition(problem, given), claim["from"])
        data, proof, more = every_data(problem, given, levels, names), FIELD_PROOF, MODULES
    else:
        data, proof, more = rational_data(given, claim["from"], names), PROOF, "L1 Integrals Cylinders Cylindrical EveryCylinders"
    proofs = {f"for_{what}": proof.format(what=what, **names) for what in ("few_pieces", "networks")}
    title = "A theorem about integrals, for every iterate of a map"
    return file_of(title, problem, data + "\n" + THEOREMS.format(**proofs, **names), more=more)


def rational_data(given: dict[str, Any], since: int, names: dict[str, str]) -> str:
    """The data of rule T15 over Q."""
    partition = Partition(given)
    intervals, levels = listed(map(pair, partition.intervals)), listed(map(pair, affine_levels(partition, since)))
    return EVERY.format(intervals=intervals, branches=partition.branch_terms(), levels=levels, **names)


def affine_levels(partition: Partition, tail: int) -> list[tuple[Any, Any]]:
    """Neighbouring levels in each interval between which the lesser amount is the same of the two, in all intervals."""
    require_tail(partition, tail, "claim.from")
    found: list[tuple[Any, Any]] = []
    for i, (low, high) in enumerate(partition.intervals):
        levels = {low, high}
        for (above0, below0), (above1, below1) in zip(partition.amounts(tail, i, low), partition.amounts(tail, i, high), strict=True):
            first, last = above0 - below0, above1 - below1
            if first > 0 > last:
                levels.add(low + (high - low) * first / (first - last))
        found += pairwise(sorted(levels))
    return found
