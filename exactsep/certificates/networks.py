"""Certificates about networks on a segment (rule N): their pieces, their distances, that two are equal."""

from __future__ import annotations

from typing import Any

from exactsep.certificates.certificate import Certificate
from exactsep.certificates.claims import FORMAT, certificate_json, shown, texts
from exactsep.maps.distance import Distance
from exactsep.maps.piecewise import PLMap
from exactsep.networks.narrow.narrowed import Narrow
from exactsep.networks.narrow.tape import TapeNet
from exactsep.networks.relu import ReLUNet
from exactsep.networks.segments.on_segment import OnSegment
from exactsep.numbers.field import text_of

RULE_N = {"rule": "N"}


def network_certificate(claim: dict[str, Any], evidence: dict[str, Any], summary: dict[str, Any]) -> Certificate:
    """A certificate about networks alone, without a map."""
    return Certificate({"format": FORMAT, "claim": claim, "evidence": evidence}, ({"kind": claim["kind"], **summary},), (), ())


def segment_json(found: OnSegment) -> list[list[str]]:
    """Both ends of the segment."""
    return [list(texts(*found.start)), list(texts(*found.end))]


def pieces_certificate(found: OnSegment) -> Certificate:
    """The regions, the pieces, their ends and the values there."""
    claim = {
        "kind": "network-pieces",
        "network": found.net.data(),
        "segment": segment_json(found),
        "regions": found.regions,
        "pieces": found.pieces,
        "breakpoints": list(texts(*found.breakpoints)),
        "values": [list(texts(*row)) for row in found.values],
    }
    return network_certificate(claim, RULE_N, {"rule": "N", "regions": found.regions, "pieces": found.pieces})


def equal_certificate(one: OnSegment, other: OnSegment) -> Certificate:
    """Two networks are the same function on the segment."""
    claim = {"kind": "network-equal", "networks": [one.net.data(), other.net.data()], "segment": segment_json(one)}
    return network_certificate(claim, RULE_N, {"rule": "N", "pieces": one.pieces})


def distance_certificate(one: OnSegment, other: OnSegment, found: Distance, output: int) -> Certificate:
    """The distances of two networks."""
    nets = {"networks": [one.net.data(), other.net.data()], "segment": segment_json(one), "output": output}
    claim = {"kind": "network-distance", **nets, **distances_json(found)}
    return network_certificate(claim, RULE_N, {"rule": "N", **distances_shown(found)})


def iterate_distance_certificate(net: ReLUNet, f: PLMap, t: int, found: Distance) -> Certificate:
    """The distances of a network from f^t on I."""
    claim = {"kind": "network-distance", "network": net.data(), "iterate": t, **distances_json(found)}
    summary = {"kind": "network-distance", "rule": "N", "iterate": t, **distances_shown(found)}
    return Certificate(certificate_json(f, claim, RULE_N), (summary,), (), ())


def distances_json(found: Distance) -> dict[str, Any]:
    """As claims spell it: l1 is a pair lo, hi with lo <= l1 <= hi."""
    lo, hi = (found.l1.lo, found.l1.hi) if hasattr(found.l1, "lo") else (found.l1, found.l1)
    return {"sup": text_of(found.sup), "argmax": text_of(found.argmax), "l1": [text_of(lo), text_of(hi)]}


def distances_shown(found: Distance) -> dict[str, Any]:
    """For people and programs: exact numbers, and [lo, hi] where l1 is enclosed."""
    l1 = [str(found.l1.lo), str(found.l1.hi)] if hasattr(found.l1, "lo") else shown(found.l1)
    return {"sup": shown(found.sup), "argmax": shown(found.argmax), "l1": l1}


def narrow_certificate(made: Narrow | TapeNet) -> Certificate:
    """A narrow network equals its target (T18, T20, or N for one input), or is close to it (T21)."""
    summary = {"rule": made.evidence["rule"], "depth": made.depth, "width": made.width}
    return network_certificate(made.claim(), made.evidence, summary)
