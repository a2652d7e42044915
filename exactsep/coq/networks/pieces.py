"""Certificates of the kind network-pieces: pieces and regions of a network on a segment (rule N)."""

from __future__ import annotations

from typing import Any

from exactsep.coq.networks.general import Network, kind, modules
from exactsep.coq.networks.layers import segment_definition
from exactsep.coq.reading import entries
from exactsep.coq.terms import count, listed, rational

FILE = """\
(* Pieces and regions of a {kind} on a segment, from a certificate of exactsep *)

From Coq Require Import Reals QArith List ZArith.
From Exactsep Require Import Numbers Networks Chains Maps {modules} Curves Maximal Regions Pieces.
Import ListNotations.
Open Scope R_scope.

{network}

{segment}

(* The breakpoints, as parts of the segment from 0 to 1, and the outputs there. *)
Definition vertices : list (Q * list Q) := {vertices}%Q.

(* The outputs have these values; they are affine together on the intervals between neighbouring breakpoints, and on no longer ones. So the
   network has this number of pieces, and not fewer. *)
Theorem pieces_of_network :
  Forall (fun p => along segment ({function}) (Q2R (fst p)) = map Q2R (snd p)) vertices /\\
  maximal (affine_together (along segment ({function}))) (map fst vertices) /\\
  chain (affine_together (along segment ({function}))) 0 1 {pieces} /\\
  forall m, chain (affine_together (along segment ({function}))) 0 1 m -> ({pieces} <= m)%Z.
Proof. apply (N_pieces network segment vertices). computed. Qed.

(* On this number of intervals, and on no longer ones, no {steady}. *)
Theorem regions_of_network :
  exists cuts : list Q, Z.of_nat (length cuts) = ({regions} + 1)%Z /\\ maximal (steady (along segment ({quantities}))) cuts /\\
  chain (steady (along segment ({quantities}))) 0 1 {regions} /\\
  forall m, chain (steady (along segment ({quantities}))) 0 1 m -> ({regions} <= m)%Z.
Proof. apply (N_regions network segment). computed. Qed.

"""


STEADY = {True: "preactivation of a hidden neuron changes its sign", False: "preactivation passes a breakpoint of its activation"}


def pieces_file(certificate: dict[str, Any]) -> str:
    """The Coq file."""
    claim = certificate["claim"]
    network, segment = Network("network", claim["network"]), claim["segment"]
    if any(network.inputs != len(end) for end in segment):
        raise ValueError("claim.segment: the network does not have as many inputs as the ends of the segment")
    rows = zip(claim["breakpoints"], entries(claim["values"], "claim.values", len(claim["breakpoints"])), strict=True)
    return FILE.format(
        kind=kind([network]),
        modules=modules([network]),
        network=network.definition(),
        function=network.function,
        quantities=network.quantities,
        steady=STEADY[network.plain],
        segment=segment_definition(segment),
        vertices=listed(f"({rational(s)}, {listed(map(rational, row), 4)})" for s, row in rows),
        pieces=count(claim["pieces"]),
        regions=count(claim["regions"]),
    )
