"""Certificates about networks on a segment (rule N): their pieces, their distances, that two are equal."""

from __future__ import annotations

import os
from typing import Any

from exactsep.certificates.certificate import Certificate, NothingToCertify
from exactsep.certificates.claims import FORMAT, certificate_json, shown, texts
from exactsep.maps.distance import Distance
from exactsep.maps.mapfile import Map
from exactsep.networks.narrow.narrowed import Narrow
from exactsep.networks.narrow.tape import TapeNet
from exactsep.networks.relu import ReLUNet
from exactsep.networks.segments.distances import compared_map, distance_from_iterate, distance_of_networks, on_interval
from exactsep.networks.segments.on_segment import OnSegment, comparable, require_on_segment
from exactsep.numbers.field import decimal, require_iterate, text_of
from exactsep.wording import kind_of

RULE_N = {"rule": "N"}


def network_certificate(claim: dict[str, Any], evidence: dict[str, Any], summary: dict[str, Any]) -> Certificate:
    """A certificate about networks alone, without a map."""
    return Certificate({"format": FORMAT, "claim": claim, "evidence": evidence}, ({"kind": claim["kind"], **summary},), (), ())


def segment_json(found: OnSegment) -> list[list[str]]:
    """Both ends of the segment."""
    return [list(texts(*found.start)), list(texts(*found.end))]


def pieces_certificate(found: OnSegment) -> Certificate:
    """What `on_segment` found, as a theorem: the regions, the pieces, their ends and the values there (rule N).

    Like all certificates it is not checked yet: `.check()` does that. Raises ValueError for anything else than a network on a segment."""
    require_on_segment("pieces_certificate", found)
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
    """Two networks are the same function on the segment, in all outputs (rule N); both are what `on_segment` gives, on one segment.

    Raises ValueError for different segments or numbers of outputs, NothingToCertify, with a point, if the networks differ."""
    require_on_segment("equal_certificate", one, other)
    comparable([one, other])
    _require_equal(one, other)
    claim = {"kind": "network-equal", "networks": [one.net.data(), other.net.data()], "segment": segment_json(one)}
    return network_certificate(claim, RULE_N, {"rule": "N", "pieces": one.pieces})


def _require_equal(one: OnSegment, other: OnSegment) -> None:
    """Both have the same breakpoints and values: their functions are affine between these."""
    apart = next((pair for pair in zip(one.vertices, other.vertices, strict=False) if pair[0] != pair[1]), None)
    if apart is None and one.pieces == other.pieces:
        return
    (s, values), (t, others) = apart if apart is not None else (one.vertices[-1], other.vertices[-1])
    where = f"at s = {decimal(s, 9)}" if s == t else f"one bends at s = {decimal(min(s, t), 9)}, the other does not"
    what = "" if s != t or values == others else ", where their values are different"
    raise NothingToCertify(f"the networks are not equal on the segment: {where}{what}; distance_certificate says how far they are apart")


def distance_certificate(one: OnSegment, other: OnSegment, found: Distance | None = None, output: Any = 0) -> Certificate:
    """The sup and L1 distances of one output of two networks on a segment (rule N), in s, for one input in x.

    `one` and `other` are what `on_segment` gives, `found` is what `distance_of_networks` gives for this output; it is computed if it is
    left out. Raises ValueError for other objects, different segments or numbers of outputs, and for an output that they do not have."""
    require_on_segment("distance_certificate", one, other)
    comparable([one, other])
    k = one.require_output(output)
    found = distance_of_networks(one, other, k) if found is None else require_distance(found)
    nets = {"networks": [one.net.data(), other.net.data()], "segment": segment_json(one), "output": k}
    claim = {"kind": "network-distance", **nets, **distances_json(found)}
    return network_certificate(claim, RULE_N, {"rule": "N", **distances_shown(found)})


def iterate_distance_certificate(net: ReLUNet, f: Map | str | os.PathLike[str], t: Any, found: Distance | None = None) -> Certificate:
    """The sup and L1 distances of a network with one input and one output from f^t, on the interval of f (rule N).

    f: a piecewise-linear map over the rationals, a name or a map file. `found` is what `distance_from_iterate` gives; it is computed if it
    is left out. Raises ValueError for other networks, maps and objects."""
    f, steps = compared_map(f), require_iterate(t)
    on_interval(net, f)
    found = distance_from_iterate(net, f, steps) if found is None else require_distance(found)
    claim = {"kind": "network-distance", "network": net.data(), "iterate": steps, **distances_json(found)}
    summary = {"kind": "network-distance", "rule": "N", "iterate": steps, **distances_shown(found)}
    return Certificate(certificate_json(f, claim, RULE_N), (summary,), (), ())


def require_distance(found: Any) -> Distance:
    """Raises ValueError unless it is what the functions for distances give."""
    if not isinstance(found, Distance):
        raise ValueError(f"found must be a Distance, as distance_of_networks and distance_from_iterate give, not {kind_of(found)}")
    return found


def distances_json(found: Distance) -> dict[str, Any]:
    """As claims spell it: l1 is a pair lo, hi with lo <= l1 <= hi."""
    lo, hi = (found.l1.lo, found.l1.hi) if hasattr(found.l1, "lo") else (found.l1, found.l1)
    return {"sup": text_of(found.sup), "argmax": text_of(found.argmax), "l1": [text_of(lo), text_of(hi)]}


def distances_shown(found: Distance) -> dict[str, Any]:
    """For people and programs: exact numbers, and [lo, hi] where l1 is enclosed."""
    l1 = [str(found.l1.lo), str(found.l1.hi)] if hasattr(found.l1, "lo") else shown(found.l1)
    return {"sup": shown(found.sup), "argmax": shown(found.argmax), "l1": l1}


def narrow_certificate(made: Narrow | TapeNet) -> Certificate:
    """What `narrow` made, as a theorem: it equals its target (T18, T20, or N for one input), or is close to it (T21).

    `narrow` runs no checker; `narrow_certificate(made).check()` does. Raises ValueError for anything else than a result of `narrow`."""
    if not isinstance(made, Narrow | TapeNet):
        raise ValueError(f"made must be what narrow(net) gives, not {kind_of(made)}")
    summary = {"rule": made.evidence["rule"], "depth": made.depth, "width": made.width}
    return network_certificate(made.claim(), made.evidence, summary)
