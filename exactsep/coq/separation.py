"""Claims of the kind `separation`: one network, and all that is shown about small ones."""

from __future__ import annotations

from typing import Any

from exactsep.coq.crossings.oscillation import sign_part
from exactsep.coq.crossings.sup import FEW, sup_part
from exactsep.coq.files import file_of
from exactsep.coq.l1.iterate import lower_part
from exactsep.coq.networks.equality import realization_modules, realization_part
from exactsep.coq.problem import read_problem
from exactsep.coq.reading import integer
from exactsep.coq.terms import natural, number

DEPTH, BITS = 1000, 13_300  # of small networks, and of the number of their pieces, as in the checker

INTEGRAL = """\
exists integral : Riemann_integrable (fun x => Rabs (iterate {iterate} f x - value N x)) {a} {b}, RiemannInt integral >= {l1}"""
SUP = "exists z, {a} <= z <= {b} /\\ Rabs (iterate {iterate} f z - value N z) >= {sup}"
SIZE = "(width N <= {width})%nat -> (depth N <= {depth})%nat"

SEPARATION = """\
(* For every ReLU network of at most {depth} hidden layers of at most {width} units. *)
Theorem {name} : forall N : network, relu_network N -> {size} ->
  {claim}.
Proof. intros N HN Hw Hl. apply {theorem}; [exact HN | apply (of_size N {width} {depth} few); [computed | exact Hw | exact Hl]]. Qed.
"""

SIGN = """\
(* For every ReLU network of at most {depth} hidden layers of at most {width} units. *)
Theorem separation_of_labels : exists zs : list R, increasing_points {a} zs {b} /\\ Z.of_nat (length zs) = {points}%Z /\\
  forall (N : network) (level : R), relu_network N -> {size} ->
  ({errors} <= mislabelled (iterate {iterate} f) (value N) ({c}) level zs)%Z.
Proof.
  destruct small_networks_mislabel as [zs [Hi [Hl H]]]. exists zs. split; [exact Hi | split; [exact Hl|]].
  intros N level HN Hwidth Hdepth. apply H; [exact HN | apply (of_size N {width} {depth} few); [computed | exact Hwidth | exact Hdepth]].
Qed.
"""


def separation_file(certificate: dict[str, Any]) -> str:
    """The Coq file with all theorems."""
    problem, claim, evidence = read_problem(certificate["map"]), certificate["claim"], certificate["evidence"]
    depth, width, t = claim["depth"], claim["width"], claim["iterate"]
    if integer(depth, "claim.depth", 1, DEPTH) * (integer(width, "claim.width", 1, 10**60) + 1).bit_length() > BITS:
        raise ValueError(f"claim: networks of this depth and width have more than 2^{BITS} pieces")
    pieces = (width + 1) ** depth
    names = {"depth": natural(depth), "width": natural(width), "iterate": natural(t)} | problem.names
    names["size"] = SIZE.format(**names)
    parts = [realization_part(problem, claim, evidence["network"]), FEW.format(pieces=pieces)]
    more = [realization_modules(problem)]
    if claim["sup"] is not None:
        names["sup"] = problem.real(claim["sup"])
        parts += [sup_part(problem, {"iterate": t, "pieces": pieces, "error": claim["sup"]}, evidence["sup"])]
        names |= {"name": "separation", "theorem": "far_from_small_networks", "claim": SUP.format(**names)}
        parts += [SEPARATION.format(**names)]
    if claim["l1"] is not None:
        names["l1"] = problem.real(claim["l1"])
        lower, theory = lower_part(problem, {"iterate": t, "pieces": pieces, "error": claim["l1"]}, evidence["l1"])
        parts += [lower]
        names |= {"name": "separation_on_average", "theorem": "integral_for_small_networks", "claim": INTEGRAL.format(**names)}
        parts += [SEPARATION.format(**names)]
        more += [theory]
    if claim["sign"] is not None:
        sign = claim["sign"]
        names |= {"points": str(number(sign["points"])), "errors": str(number(sign["errors"])), "c": problem.real(sign["threshold"])}
        parts += [sign_part(problem, {"iterate": t, "pieces": pieces, **sign}, evidence["sign"]), SIGN.format(**names)]
    return file_of("A network that is an iterate of a map, and what is far from it", problem, *parts, more=" ".join(more))
