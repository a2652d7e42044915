"""Certificates of networks that equal an iterate (T16), and of separations: such a network on one side, all shallow ones on the other."""

from __future__ import annotations

from typing import Any

from exactsep.bounds.search import Progress
from exactsep.bounds.width import Budget
from exactsep.certificates.certificate import Certificate, NothingToCertify
from exactsep.certificates.claims import certificate_json, number_json, texts
from exactsep.certificates.l1 import l1_certificate
from exactsep.certificates.oscillation import fixed_certificate
from exactsep.maps.mapfile import Map
from exactsep.maps.piecewise import PLMap
from exactsep.networks.realize import Block, Realization, realize
from exactsep.numbers.field import text_of


def realization_certificate(f: PLMap, made: Realization) -> Certificate:
    """The network equals f^t on I."""
    claim = {"kind": "realization", "iterate": made.iterate, "network": made.network.data()}
    summary = {"kind": "realization", "rule": "T16", "iterate": made.iterate, **shape(made)}
    return Certificate(certificate_json(f, claim, blocks_evidence(made)), (summary,), (), ())


def shape(made: Realization) -> dict[str, Any]:
    """Depth, width and size of a realization, for summaries."""
    return {"depth": made.depth, "width": made.width, "widths": list(made.network.widths), "parameters": made.network.parameters}


def blocks_evidence(made: Realization) -> dict[str, Any]:
    """The evidence of T16: the different blocks, and their sequence."""
    kinds = list(dict.fromkeys(made.blocks))
    return {"rule": "T16", "blocks": [_block(block) for block in kinds], "sequence": [kinds.index(block) for block in made.blocks]}


def _block(block: Block) -> dict[str, Any]:
    return {
        "iterates": block.iterates,
        "offsets": texts(*block.offsets),
        "output": texts(*block.output),
        "shift": text_of(block.shift),
    }


def separation_certificate(f: Map, t: int, depth: int, width: int, budget: Budget, block: int, progress: Progress) -> Certificate:
    """This deep network equals f^t, and every ReLU network of the given depth and width stays away from it: in sup norm, in
    L1, and as a classifier, as far as each is found.
    """
    if not isinstance(f, PLMap):
        raise NothingToCertify("nothing to certify (separation): no network equals an iterate of a polynomial map")
    progress("the deep network")
    made = realize(f, t, block)
    sides = {norm: _side(f, t, norm, budget, progress) for norm in ("sup", "l1", "sign")}
    if not any(sides.values()):
        raise NothingToCertify(f"nothing to certify (separation): no bound was found for f^{t} and networks with {budget.networks}")
    claims = {norm: None if side is None else _claimed(norm, side.data["claim"]) for norm, side in sides.items()}
    claim = {"kind": "separation", "iterate": t, "network": made.network.data(), "depth": depth, "width": width, **claims}
    evidence = {"network": blocks_evidence(made), **{norm: None if side is None else _evidence(norm, side) for norm, side in sides.items()}}
    shown = {norm: None if side is None else side.claims[0]["error"] for norm, side in sides.items()}
    shallow = {"depth": depth, "width": width, "pieces": number_json(budget.pieces)}
    rules = [side.claims[0]["rule"] for side in sides.values() if side is not None]
    summary = {"kind": "separation", "rule": "+".join(["T16", *rules]), "iterate": t, "deep": shape(made), "shallow": shallow, **shown}
    tried = tuple(f"{norm}: {'; '.join(side.tried)}" for norm, side in sides.items() if side is not None)
    return Certificate(certificate_json(f, claim, evidence), (summary,), (), tried)


def _side(f: PLMap, t: int, norm: str, budget: Budget, progress: Progress) -> Certificate | None:
    """The certificate for one norm, or None if nothing is found."""
    try:
        return l1_certificate(f, t, budget, progress) if norm == "l1" else fixed_certificate(f, t, norm, budget, None, progress)
    except NothingToCertify:
        return None


def _claimed(norm: str, claim: dict[str, Any]) -> Any:
    return {key: claim[key] for key in ("threshold", "points", "errors")} if norm == "sign" else claim["error"]


def _evidence(norm: str, side: Certificate) -> Any:
    return side.data["evidence"]["lower"] if norm == "l1" else side.data["evidence"]
