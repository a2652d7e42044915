"""Claims of the kind `l1` at every iterate: rule T14, with shares of the intervals that stay."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from exactsep.coq.coverings import given_partition, targets_of
from exactsep.coq.files import file_of
from exactsep.coq.l1 import branch_terms
from exactsep.coq.problem import Problem, read_problem
from exactsep.coq.teeth import Steep, Target, first
from exactsep.coq.terms import exact, listed, natural, pair, rational, real

Level = tuple[Target, list[Fraction]]

EVERY = """\
(* What shows it: a covering whose branches are not too steep, and what share of each interval the teeth take. *)
Definition l1_data : every_certificate := EveryL1 {data} {interval}
  {intervals}%Q
  {branches}%Q
  {least}
  {masses}%Q.

Lemma accepted : check_stated l1_data {floor} {loss} {rate} {since} = true.
Proof. computed. Qed.

(* What is continuous and consists of m affine pieces is far from each iterate on average. *)
Theorem integral_for_few_pieces : forall t : nat, ({since} <= t)%nat ->
  forall (g : R -> R) (m : Z), continuity g -> pieces g {a} {b} m -> (1 <= m)%Z ->
  exists integral : Riemann_integrable (fun x => Rabs (iterate t f x - g x)) {a} {b},
    RiemannInt integral >= {real_floor} - {real_loss} * IZR m / ({real_rate}) ^ (t - {since}).
Proof. apply (every_l1_few_pieces l1_data {floor} {loss} {rate} {since}); [exact accepted | reflexivity | reflexivity | number ..]. Qed.

(* So is every ReLU network. *)
Theorem integral_for_networks : forall t : nat, ({since} <= t)%nat -> forall N : network, relu_network N ->
  exists integral : Riemann_integrable (fun x => Rabs (iterate t f x - value N x)) {a} {b},
    RiemannInt integral >= {real_floor} - {real_loss} * IZR ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N)) / ({real_rate}) ^ (t - {since}).
Proof. apply (every_l1_networks l1_data {floor} {loss} {rate} {since}); [exact accepted | reflexivity | reflexivity | number ..]. Qed.
"""


def every_l1_file(certificate: dict[str, Any]) -> str:
    """The Coq file of a bound for every iterate. Raises ValueError if rule T14 gives less."""
    problem, claim = read_problem(certificate["map"]), certificate["claim"]
    problem.require_rational("L1 bounds")
    steep = given_partition(problem, certificate["evidence"]["partition"])
    chosen = chosen_levels(problem, steep, claim)
    least = least_steep(steep)
    names = {"branches": branch_terms(problem, steep), "least": rational(least)}
    names |= {"intervals": listed(map(pair, steep.intervals)), "since": natural(claim["from"])} | problem.names
    names |= {"masses": listed(f"LevelMass {rational(p)} {rational(q)} {listed(map(rational, us))}" for (p, q), us in chosen)}
    for key in ("floor", "loss", "rate"):
        names |= {key: rational(claim[key]), f"real_{key}": real(claim[key])}
    return file_of("A theorem about integrals, for every iterate of a map", problem, EVERY.format(**names), more="L1 EveryL1 Integrals")


def area(target: Target) -> Fraction:
    return (target[1] - target[0]) ** 2 / 4


def masses(problem: Problem, steep: Steep, target: Target) -> list[Fraction]:
    """A share of each interval, in proportion to its length, that the teeth of f over the target take, or [] if some interval has none."""
    shares = [sum((1 / s for K in row if (s := first(problem, K, target))), Fraction(0)) for row in steep.branches]
    lengths = [r - l for l, r in steep.intervals]
    factor = min(share / length for share, length in zip(shares, lengths, strict=True))
    return [factor * length for length in lengths] if factor else []


def least_steep(steep: Steep) -> Fraction:
    return min(branch.steep for row in steep.branches for branch in row)


def chosen_levels(problem: Problem, steep: Steep, claim: dict[str, Any]) -> list[Level]:
    """Pairs of levels with masses that show the claim: the intervals themselves, or one pair. Raises ValueError if there are none."""
    floor, loss, rate = (exact(claim[key]) for key in ("floor", "loss", "rate"))
    for targets in (steep.intervals, *([target] for target in targets_of(steep.intervals))):
        levels = [(target, shares) for target in targets if (shares := masses(problem, steep, target))]
        found, lost = sum(area(k) * sum(us) for k, us in levels), sum(area(k) for k, _ in levels)
        if found >= floor and lost <= loss * rate ** claim["from"] and rate <= least_steep(steep):
            return levels
    raise ValueError("rule T14, which has a Coq form, gives less here than the rule T15 of the certificate")
