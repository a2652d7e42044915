"""Certificates of the kind narrow-approximate (T21), cell by cell: on the good part of each cell the narrow network is affine."""

from __future__ import annotations

from typing import Any

from exactsep.coq.networks.layers import columns, network_definition, require_plain, require_shape
from exactsep.coq.terms import exact, natural, rational, real

MOST = 2_000_000  # units, counted for each cell
TAPE = """\
(* A narrow ReLU network is close to another one, but for points in thin strips *)

From Coq Require Import Reals QArith List ZArith.
From Exactsep Require Import Numbers Networks Vectors Architectures Symbolic Enclosures Tapes{more}.
Import ListNotations.
Open Scope R_scope.

{target}

{narrow}

(* A number is good if it is in an interval [q / 2^{bits}, (q + 1) / 2^{bits}], 0 <= q < 2^{bits}, but not in the
   last 1 / 2^{separation} of it. *)
Theorem narrow_network :
  depth_of narrow = {depth}%nat /\\ (width_of narrow <= {width})%nat /\\
  (* If all coordinates are good, both networks differ by at most {error}. *)
  (forall x : list R, length x = {inputs}%nat -> Forall (good {bits} {separation}) x ->
    exists y z, evaluate target x = [y] /\\ evaluate narrow x = [z] /\\ Rabs (y - z) <= {error}) /\\
  (* The points of [0, 1]^{inputs} with a coordinate that is not good are in strips of total breadth at most {bad}. *)
  good_but_for ({bad}) {inputs} {bits} {separation} /\\
  (* All values on [0, 1]^{inputs} of the target, and on R^{inputs} of the narrow network, are between {low} and {high}. *)
  (forall x : list R, in_cube {inputs} x -> exists y, evaluate target x = [y] /\\ {low} <= y <= {high}) /\\
  (forall x : list R, length x = {inputs}%nat -> exists z, evaluate narrow x = [z] /\\ {low} <= z <= {high}).
Proof.
  apply (T21 {keep} target narrow {inputs} {bits} {separation} {depth} {width} {numbers}); [computed | number ..].
Qed.

{integral}"""

INTEGRAL = """\
(* On average they are close on all of [0, 1]. *)
Theorem integral_of_distance :
  exists integral : Riemann_integrable (fun x => Rabs (hd 0 (evaluate target [x]) - hd 0 (evaluate narrow [x]))) 0 1,
  RiemannInt integral <= {l1}.
Proof.
  apply (T21_integral {keep} target narrow {bits} {separation} {depth} {width} {numbers} {most}); [computed | number].
Qed.
"""

NO_INTEGRAL = """\
(* The certificate also has a bound for the integral of |target - narrow| over [0, 1]^{inputs}. This file does not state it. *)
"""


def require_integral(claim: dict[str, Any]) -> None:
    """Raises ValueError if the bound for the integral, which the file does not state, does not follow from what it states."""
    error, bad, l1, low, high = map(exact, (claim["error"], claim["bad"], claim["l1"], *claim["range"]))
    if error + bad * (high - low) > l1:
        shown = str(error + bad * (high - low))
        raise ValueError(f"claim.l1: {claim['l1'][:40]} is less than error + bad (high - low) = {shown[:40]}")


def tape_file(certificate: dict[str, Any]) -> str:
    """A narrow network is close to its target. Raises ValueError if there are too many cells, or if the strips may be everything."""
    claim, evidence = certificate["claim"], certificate["evidence"]
    inputs, bits, separation = columns(claim["target"]), claim["bits"], claim["separation"]
    for key in ("target", "narrow"):
        require_plain(claim[key], f"claim.{key}")
        require_shape(claim[key], f"claim.{key}", inputs=inputs, results=1)
    names = {key: natural(claim[key]) for key in ("bits", "separation", "depth", "width")}
    units = sum(len(layer["bias"]) for key in ("target", "narrow") for layer in claim[key]["layers"])
    if inputs * bits > MOST.bit_length() or units << inputs * bits > MOST:
        raise ValueError(
            f"claim.bits: this file would have Coq go through 2^{inputs * bits} cells, one by one: too many for networks of this size"
        )
    if separation > 4096 or inputs << bits >= 1 << separation:
        raise ValueError("claim.separation: at most 4096, and so large that the strips do not cover all of the cube")
    low, high = claim["range"]
    if inputs > 1:
        require_integral(claim)
    names |= {key: real(claim[key]) for key in ("error", "bad", "l1")} | {"low": real(low), "high": real(high), "inputs": str(inputs)}
    names["keep"] = "true" if evidence["error"] == "cells" else "false"
    names["numbers"] = " ".join(map(rational, (claim["error"], claim["bad"], low, high)))
    return TAPE.format(
        target=network_definition("target", claim["target"]),
        narrow=network_definition("narrow", claim["narrow"]),
        integral=(INTEGRAL if inputs == 1 else NO_INTEGRAL).format(most=rational(claim["l1"]), **names),
        more=" TapeIntegral" if inputs == 1 else "",
        **names,
    )
