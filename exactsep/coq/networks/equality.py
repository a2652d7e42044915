"""Certificates about networks: narrow-exact (T18, T19, T20, N), network-equal (N) and realization (T16)."""

from __future__ import annotations

from typing import Any

from exactsep.coq.files import file_of
from exactsep.coq.networks.field_networks import MODULES as FIELD_MODULES
from exactsep.coq.networks.field_networks import field_realization
from exactsep.coq.networks.general import Network, kind, modules
from exactsep.coq.networks.layers import columns, network_definition, outputs, require_plain, require_shape, segment_definition
from exactsep.coq.problem import Problem, read_problem
from exactsep.coq.reading import ITERATES, integer
from exactsep.coq.terms import listed, natural, pair, rational

HEAD = """\
(* {title} *)

From Coq Require Import Reals QArith List ZArith.
From Exactsep Require Import Numbers Networks Maps {modules}.
Import ListNotations.
Open Scope R_scope.

"""
MODULES = {"T18": "", "N": " Parts Segments", "T20": " MaximaEqual"}  # what a rule for narrow-exact needs beside the rest
MOST_INPUTS = 3
CLOSE = "Proof. apply {theorem}. computed. Qed.\n"


def narrow_file(certificate: dict[str, Any]) -> str:
    """Both networks are equal on a box, or everywhere, and the narrow one is narrow."""
    claim, rule = certificate["claim"], certificate["evidence"]["rule"]
    box = claim["box"]
    if rule == "T20" and (box is None or len(box) > MOST_INPUTS):
        raise ValueError(f"T20 has a Coq form for a box with at most {MOST_INPUTS} sides: it is cut into simplices, d! for d sides")
    inputs = columns(claim["target"]) if box is None else len(box)
    for key in ("target", "narrow"):
        require_plain(claim[key], f"claim.{key}")
        require_shape(claim[key], f"claim.{key}", inputs=inputs, results=outputs(claim["target"]))
    domain = f"Everywhere {columns(claim['target'])}" if box is None else f"Box {listed(map(pair, box))}%Q"
    return (
        HEAD.format(title="Two ReLU networks are equal", modules=f"Vectors Architectures Symbolic Equality{MODULES[rule]}")
        + f"{network_definition('target', claim['target'])}\n\n{network_definition('narrow', claim['narrow'])}\n\n"
        + f"Definition X : domain := {domain}.\n\n"
        + "Theorem narrow_network :\n"
        + f"  depth_of narrow = {natural(claim['depth'])}%nat /\\ (width_of narrow <= {natural(claim['width'])})%nat /\\\n"
        + "  forall x : list R, inside X x -> evaluate narrow x = evaluate target x.\n"
        + CLOSE.format(theorem=f"{rule}_narrow")
    )


def equal_file(certificate: dict[str, Any]) -> str:
    """Two networks are equal on a segment."""
    claim = certificate["claim"]
    networks = [Network(name, data) for name, data in zip(("first_network", "second_network"), claim["networks"], strict=True)]
    first, second = networks
    for network in networks:
        for end in claim["segment"]:
            require_shape(network.data, network.name, inputs=len(end), results=first.outputs)
    return (
        HEAD.format(title=f"Two {kind(networks)}s are equal on a segment", modules=modules(networks))
        + f"{first.definition()}\n\n{second.definition()}\n\n"
        + f"{segment_definition(claim['segment'])}\n\n"
        + "Theorem equal : forall s : R, 0 <= s <= 1 ->\n"
        + f"  {first.function} (point segment s) = {second.function} (point segment s).\n"
        + CLOSE.format(theorem="(N_equal first_network second_network segment)")
    )


REALIZATION = """\
{network}

Definition blocks : list block :=
  {blocks}%Q.

(* This network equals the iterate. *)
Theorem deep_network : forall x : R, {a} <= x <= {b} -> evaluate deep [x] = [iterate {iterate} f x].
Proof. apply (realized vertices _ _ blocks {sequence}%nat); [number | number | computed]. Qed.
"""


def realization_file(certificate: dict[str, Any]) -> str:
    """A network equals an iterate on the interval of the map."""
    problem = read_problem(certificate["map"])
    part = realization_part(problem, certificate["claim"], certificate["evidence"])
    return file_of("A ReLU network equals an iterate of a map", problem, part, more=realization_modules(problem))


def realization_modules(problem: Problem) -> str:
    """What a network that equals an iterate needs."""
    return FIELD_MODULES if problem.over_field else "Vectors Architectures Symbolic Equality Blocks Realization"


def realization_part(problem: Problem, claim: dict[str, Any], evidence: dict[str, Any]) -> str:
    """The network and the theorem. Raises ValueError for a network that is not plain."""
    require_plain(claim["network"], "claim.network")
    if problem.over_field:
        return field_realization(problem, claim, evidence)
    return REALIZATION.format(
        network=network_definition("deep", claim["network"]),
        blocks=listed(map(block_term, evidence["blocks"])),
        sequence=listed(map(natural, evidence["sequence"])),
        iterate=natural(claim["iterate"]),
        **problem.names,
    )


def block_term(one: dict[str, Any]) -> str:
    """One block of rule T16."""
    offsets, output = (listed(map(rational, one[key])) for key in ("offsets", "output"))
    return f"Block {natural(integer(one['iterates'], 'a block: iterates', 1, ITERATES))} {offsets} {output} {rational(one['shift'])}"
