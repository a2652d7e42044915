"""Certificates of the kind network-pieces: pieces and regions of a network on a segment (rule N)."""

from __future__ import annotations

from typing import Any

from exactsep.coq.layers import columns, network_definition, segment_definition
from exactsep.coq.terms import count, listed, rational

FILE = """\
(* Pieces and regions of a ReLU network on a segment, from a certificate of exactsep *)

From Coq Require Import Reals QArith List ZArith.
From Exactsep Require Import Numbers Networks Chains Maps Vectors Symbolic Segments Curves Maximal Regions Pieces.
Import ListNotations.
Open Scope R_scope.

{network}

{segment}

(* The breakpoints, as parts of the segment from 0 to 1, and the outputs there. *)
Definition vertices : list (Q * list Q) := {vertices}%Q.

(* The outputs have these values; they are affine together on the intervals between neighbouring breakpoints, and on no longer ones. So the
   network has this number of pieces, and not fewer. *)
Theorem pieces_of_network :
  Forall (fun p => along segment network (Q2R (fst p)) = map Q2R (snd p)) vertices /\\
  maximal (affine_together (along segment network)) (map fst vertices) /\\
  chain (affine_together (along segment network)) 0 1 {pieces} /\\
  forall m, chain (affine_together (along segment network)) 0 1 m -> ({pieces} <= m)%Z.
Proof. apply (N_pieces network segment vertices). computed. Qed.

(* On this number of intervals, and on no longer ones, no preactivation of a hidden neuron changes its sign. *)
Theorem regions_of_network :
  exists cuts : list Q, Z.of_nat (length cuts) = ({regions} + 1)%Z /\\ maximal (steady segment network) cuts /\\
  chain (steady segment network) 0 1 {regions} /\\
  forall m, chain (steady segment network) 0 1 m -> ({regions} <= m)%Z.
Proof. apply (N_regions network segment). computed. Qed.

"""


def pieces_file(certificate: dict[str, Any]) -> str:
    """The Coq file."""
    claim = certificate["claim"]
    network, segment = claim["network"], claim["segment"]
    if any(columns(network) != len(end) for end in segment):
        raise ValueError("the network does not have as many inputs as the ends of the segment")
    rows = zip(claim["breakpoints"], claim["values"], strict=True)
    return FILE.format(
        network=network_definition("network", network),
        segment=segment_definition(segment),
        vertices=listed(f"({rational(s)}, {listed(map(rational, row), 4)})" for s, row in rows),
        pieces=count(claim["pieces"]),
        regions=count(claim["regions"]),
    )
