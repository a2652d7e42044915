"""Certificates about networks: narrow-exact (T18, T19, N), network-equal (N) and realization (T16)."""

from __future__ import annotations

from typing import Any

from exactsep.coq.layers import columns, network_definition
from exactsep.coq.terms import listed, natural, pair, rational, real

HEAD = """\
(* {title} *)

From Coq Require Import Reals QArith List ZArith.
From Exactsep Require Import Numbers Networks Maps Vectors Symbolic Equality{more}.
Import ListNotations.
Open Scope R_scope.

"""
CLOSE = "Proof. apply {theorem}. computed. Qed.\n\nPrint Assumptions {name}.\n"


def narrow_file(certificate: dict[str, Any]) -> str:
    """Both networks are equal on a box, or everywhere, and the narrow one is narrow."""
    claim, rule = certificate["claim"], certificate["evidence"]["rule"]
    theorems = {"T18": "T18_narrow", "N": "N_narrow"}
    if rule not in theorems:
        raise ValueError(f"narrow networks have a Coq form by the rules {' and '.join(theorems)} so far, not by {str(rule)[:20]!r}")
    box = claim["box"]
    domain = f"Everywhere {columns(claim['target'])}" if box is None else f"Box {listed(map(pair, box))}%Q"
    return (
        HEAD.format(title="Two ReLU networks are equal", more=" Segments" if rule == "N" else "")
        + f"{network_definition('target', claim['target'])}\n\n{network_definition('narrow', claim['narrow'])}\n\n"
        + f"Definition X : domain := {domain}.\n\n"
        + "Theorem narrow_network :\n"
        + f"  (depth_of narrow <= {natural(claim['depth'])})%nat /\\ (width_of narrow <= {natural(claim['width'])})%nat /\\\n"
        + "  forall x : list R, inside X x -> evaluate narrow x = evaluate target x.\n"
        + CLOSE.format(theorem=theorems[rule], name="narrow_network")
    )


def equal_file(certificate: dict[str, Any]) -> str:
    """Two networks are equal on a segment."""
    claim = certificate["claim"]
    one, other = claim["networks"]
    segment = listed(f"({rational(p)}, {rational(q)})" for p, q in zip(*claim["segment"], strict=True))
    return (
        HEAD.format(title="Two ReLU networks are equal on a segment", more=" Segments")
        + f"{network_definition('first_network', one)}\n\n{network_definition('second_network', other)}\n\n"
        + "(* For each input its values at both ends. *)\n"
        + f"Definition segment : list (Q * Q) := {segment}%Q.\n\n"
        + "Theorem equal : forall s : R, 0 <= s <= 1 ->\n"
        + "  evaluate first_network (point segment s) = evaluate second_network (point segment s).\n"
        + CLOSE.format(theorem="N_equal", name="equal")
    )


def realization_file(certificate: dict[str, Any]) -> str:
    """A network equals an iterate on the interval of the map."""
    given, claim = certificate["map"], certificate["claim"]
    if "field" in given:
        raise ValueError("maps over a number field have no Coq form yet")
    a, b = given["vertices"][0][0], given["vertices"][-1][0]
    blocks = map(block_term, certificate["evidence"]["blocks"])
    sequence = listed(map(natural, certificate["evidence"]["sequence"]))
    return (
        HEAD.format(title="A ReLU network equals an iterate of a map", more=" Blocks Realization")
        + f"Definition vertices : list (Q * Q) := {listed(map(pair, given['vertices']))}%Q.\n\n"
        + f"{network_definition('deep', claim['network'])}\n\n"
        + f"Definition blocks : list block :=\n  {listed(blocks)}%Q.\n\n"
        + f"Theorem deep_network : forall x : R, {real(a)} <= x <= {real(b)} ->\n"
        + f"  evaluate deep [x] = [iterate {natural(claim['iterate'])} (piecewise_linear vertices) x].\n"
        + f"Proof. apply (realized vertices _ _ blocks {sequence}%nat); [number | number | computed]. Qed.\n\n"
        + "Print Assumptions deep_network.\n"
    )


def block_term(one: dict[str, Any]) -> str:
    """One block of rule T16."""
    offsets, output = (listed(map(rational, one[key])) for key in ("offsets", "output"))
    return f"Block {natural(one['iterates'])} {offsets} {output} {rational(one['shift'])}"
