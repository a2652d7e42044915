"""Certificates of the kind network-distance: two networks on a segment, or a network and an iterate (rule N)."""

from __future__ import annotations

from typing import Any

from exactsep.coq.expansion import expanded
from exactsep.coq.networks.general import Network, kind, modules
from exactsep.coq.networks.layers import require_shape, segment_definition
from exactsep.coq.problem import read_problem
from exactsep.coq.terms import exact, listed, natural, rational, real

HEAD = """\
(* {title} *)

From Coq Require Import Reals QArith List ZArith.
From Exactsep Require Import Numbers Networks Maps {modules} Curves Areas{more}.
Import ListNotations.
Open Scope R_scope.

"""

THEOREM = """\
(* Their difference, as a function of {variable}. *)
Definition d (x : R) : R := {difference}.

Theorem distance :
  (forall x : R, {a} <= x <= {b} -> Rabs (d x) <= {sup}) /\\
  ({a} <= {argmax} <= {b} /\\ Rabs (d {argmax_}) = {sup}) /\\
  exists integral : Riemann_integrable (fun x => Rabs (d x)) {a_} {b_}, {lo} <= RiemannInt integral <= {hi}.
Proof.
  apply (N_distances {curves}
    {numbers}).
  all: [> computed | number ..].
Qed.
"""


def distance_file(certificate: dict[str, Any]) -> str:
    """The Coq file of either kind."""
    return (iterate_distance if "map" in certificate else networks_distance)(certificate)


def iterate_distance(certificate: dict[str, Any]) -> str:
    """A network and an iterate. What is handed to Coq are the vertices of the iterate, as a proposal."""
    problem, claim = read_problem(certificate["map"]), certificate["claim"]
    network, t = Network("network", claim["network"]), claim["iterate"]
    require_shape(network.data, "claim.network", inputs=1, results=1)
    places = [x for x, _ in expanded(problem, t)]
    return (
        HEAD.format(
            title=f"The distance of a {kind([network])} and an iterate of a map, from a certificate of exactsep",
            modules=modules([network]),
            more=" SelfMap",
        )
        + f"{problem.definitions()}\n{problem.self_map()}\n{network.definition()}\n\n"
        + theorem(
            claim,
            (problem.left, problem.right),
            variable="the input",
            difference=f"iterate {natural(t)} f x - {output(network, 0, '[x]')}",
            curves=f"(Iterated vertices {natural(t)}) (Output network 0)",
            given=f"{listed(map(rational, places), 4)}%Q",
        )
    )


def networks_distance(certificate: dict[str, Any]) -> str:
    """Two networks, as functions of the input, if there is one, and else along the segment, from 0 to 1."""
    claim = certificate["claim"]
    k = claim["output"]
    networks = [Network(name, data) for name, data in zip(("first_network", "second_network"), claim["networks"], strict=True)]
    definitions = [network.definition() for network in networks]
    start, end = claim["segment"]
    one_input = len(start) == 1
    if any(network.inputs != len(start) for network in networks):
        raise ValueError("claim.segment: the networks do not have as many inputs as the ends of the segment")
    if one_input:
        ends, place = sorted(map(exact, (start[0], end[0]))), "[x]"
    else:
        definitions.append(segment_definition(claim["segment"]))
        ends, place = [exact("0"), exact("1")], "(point segment x)"
    curve = "(Output {} {})" if one_input else "(Along {} segment {})"
    return (
        HEAD.format(
            title=f"The distance of two {kind(networks)}s on a segment, from a certificate of exactsep", modules=modules(networks), more=""
        )
        + "\n\n".join(definitions)
        + "\n\n"
        + theorem(
            claim,
            (ends[0], ends[1]),
            variable="the input" if one_input else "the part of the segment, from 0 to 1",
            difference=" - ".join(output(network, k, place) for network in networks),
            curves=" ".join(curve.format(network.name, natural(k)) for network in networks),
            given="[]",
        )
    )


def output(network: Network, k: int, place: str) -> str:
    """Output k of a network. Raises ValueError if there is none."""
    if not 0 <= k < network.outputs:
        raise ValueError(f"claim.output: there is no output {k}")
    return f"nth {natural(k)} ({network.function} {place}) 0"


def theorem(claim: dict[str, Any], ends: tuple[Any, Any], *, given: str, **texts: str) -> str:
    """The theorem, with the numbers of the claim."""
    lo, hi = claim["l1"]
    stated = {"sup": claim["sup"], "argmax": claim["argmax"], "lo": lo, "hi": hi}
    a, b = ends
    numbers = f"{rational(a)} {rational(b)} {given}\n    {' '.join(map(rational, stated.values()))}"
    reals = {name: real(value) for name, value in {"a": a, "b": b, **stated}.items()}
    arguments = {f"{name}_": argument(value) for name, value in reals.items()}
    return THEOREM.format(numbers=numbers, **texts, **reals, **arguments)


def argument(term: str) -> str:
    """A number as the argument of a function."""
    return f"({term})" if " " in term else term
