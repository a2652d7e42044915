"""The keys of a certificate, for each kind of claim and each rule, and what stands at them: proofs/FORMAT.md, section 3."""

from __future__ import annotations

from itertools import pairwise
from math import gcd
from typing import Any

from exactsep.coq.networks.shapes import require_network
from exactsep.coq.problem import read_problem
from exactsep.coq.reading import entries, require_keys
from exactsep.coq.reading import integer as integer_between
from exactsep.coq.syntax import (
    Reader,
    by_rule,
    chosen_by,
    count,
    cyclic,
    integer,
    list_of,
    natural,
    null_or,
    number,
    polyline,
    rational,
    record,
    row,
    with_branches,
    word,
)

DEGREE, FIELD_DIGITS = 24, 60  # of number fields, as in the checker
LEVELS = INTERVAL = row(number, number)


def polynomial_of_field(value: Any, where: str, degree: int) -> None:
    """The polynomial of a number field: integers without a common factor, the last one positive."""
    for k, c in enumerate(entries(value, where)):
        integer_between(c, f"{where}[{k}]", -(10**FIELD_DIGITS), 10**FIELD_DIGITS)
    if not 2 <= len(value) - 1 <= DEGREE:
        raise ValueError(f"{where}: a field has a degree from 2 to {DEGREE}, and not {len(value) - 1}")
    if value[-1] <= 0 or gcd(*value) != 1:
        raise ValueError(f"{where}: the last coefficient must be positive, and all together have no common factor")


def end_of_field(value: Any, where: str, degree: int) -> None:
    """A rational number with few digits."""
    rational(value, where, degree)
    if max(map(len, value.strip("-").split("/"))) > FIELD_DIGITS:
        raise ValueError(f"{where} has more than {FIELD_DIGITS} digits")


FIELD = record({"minpoly": polynomial_of_field, "interval": row(end_of_field, end_of_field)})
MAP = chosen_by(
    "kind",
    {
        "piecewise-linear": record({"kind": word("piecewise-linear"), "vertices": polyline}, {"field": FIELD}),
        "polynomial": record({"kind": word("polynomial"), "coefficients": list_of(rational), "interval": row(rational, rational)}),
    },
)


def network(value: Any, where: str, degree: int) -> None:
    """A network, and all of its numbers."""
    require_network(value, where)
    for k, layer in enumerate(value["layers"]):
        place = f"{where}.layers[{k}]"
        list_of(number)(layer["bias"], f"{place}.bias", degree)
        matrix = list_of(list_of(number if "weights" in layer else row(natural, number)))
        matrix(layer[key := "weights" if "weights" in layer else "sparse"], f"{place}.{key}", degree)
        if isinstance(layer.get("activation"), dict):
            ACTIVATION(layer["activation"], f"{place}.activation", degree)


ACTIVATION = record({"breaks": list_of(number), "slopes": list_of(number), "value": number})
SEGMENT = row(list_of(rational), list_of(rational))

CYCLE_RULE = by_rule(O={}, T5={}, T5s={"start": natural, "bits": natural})
BRANCH = row(natural, number, number, natural, natural)
T3 = with_branches(record({"rule": word("T3"), "intervals": list_of(INTERVAL), "branches": list_of(BRANCH)}), 0, 3, 4)
COVERING = by_rule(T3=T3, T6e={"pattern": cyclic, "enclosures": list_of(INTERVAL), "cycle": CYCLE_RULE})
POINTS = {"bits": natural, "points": list_of(rational)}
GROWTH = {"covering": COVERING, "vector": list_of(natural), "head": natural, "tail": natural}
CROSSINGS = by_rule(E={}, P=POINTS, T3w={"covering": COVERING}, T4w={"rate": rational, **GROWTH})
CROSSED = {"levels": LEVELS, "crossings": CROSSINGS}
AFFINE = record({"intervals": list_of(INTERVAL), "branches": list_of(row(natural, number, number, natural))})
PARTITION = with_branches(AFFINE, 0, 3)

SUP = by_rule(T12=CROSSED, T12i=record({"rule": word("T12i")}, {"moves": by_rule(P=POINTS)}))
SIGN = by_rule(T13=CROSSED)
DUAL = {"cuts": list_of(number), "windows": list_of(row(natural, natural, list_of(number), list_of(number)))}


def windows(value: Any, where: str, degree: int) -> None:
    """Cuts, and windows from a cut to a later one, each with as many points as its dual function needs."""
    record({"rule": word("T15v"), **DUAL})(value, where, degree)
    for k, (i, j, points, values) in enumerate(value["windows"]):
        if not i < j < len(value["cuts"]) or len(points) != len(values) + 1:
            raise ValueError(f"{where}.windows[{k}]: a later cut, and one point more than values are needed")


LOWER = by_rule(
    T15x={"bits": natural, "prices": list_of(list_of(null_or(natural)))},
    T15={"partition": PARTITION, "tail": natural, "levels": list_of(natural)},
    T15v=windows,
    T14={
        "covering": by_rule(T3=T3),
        "bases": list_of(number),
        "exponents": list_of(list_of(integer)),
        "targets": list_of(row(natural, natural)),
    },
)
APPROXIMANT = record({"bits": natural, "vertices": polyline})
CONSTANT = record({"constant": number}, {"partition": PARTITION})
BLOCK = record({"iterates": natural, "offsets": list_of(number), "output": list_of(number), "shift": number})
BLOCKS = by_rule(T16={"blocks": list_of(BLOCK), "sequence": list_of(natural)})
RULE_N = by_rule(N={})
T21 = {"dropped": list_of(natural), "neurons": list_of(row(natural, natural, natural, natural)), "clip": natural}


def upper(value: Any, where: str, degree: int) -> None:
    """A function with few pieces, or a constant."""
    (CONSTANT if isinstance(value, dict) and "constant" in value else APPROXIMANT)(value, where, degree)


ITERATE = {"iterate": integer}
FROM = {"rate": rational, "constant": rational, "from": natural}
MISLABELLED = {"threshold": number, "points": count, "errors": count}
DISTANCES = {"sup": rational, "argmax": rational, "l1": row(rational, rational)}
NARROW = {"target": network, "narrow": network, "depth": natural, "width": natural}
TAPE = {"bits": natural, "separation": natural, "error": rational, "bad": rational, "range": row(rational, rational), "l1": rational}
EVERY = {"iterate": word("every")}

Parts = tuple[dict[str, Reader], Reader]
ABOUT_MAPS: dict[str, Parts] = {  # the claim beside its kind, and the evidence
    "cycle": ({"period": natural, "pattern": cyclic, "enclosures": list_of(INTERVAL)}, CYCLE_RULE),
    "crossings": ({**ITERATE, "levels": LEVELS, "count": count}, CROSSINGS),
    "growth": ({"levels": LEVELS, **FROM}, by_rule(T4w=GROWTH)),
    "sup": ({**ITERATE, "pieces": count, "error": number}, SUP),
    "sup, every": ({**EVERY, **FROM, "error": number}, by_rule(T12={"levels": LEVELS, "growth": by_rule(T4w=GROWTH)})),
    "sign": ({**ITERATE, "pieces": count, **MISLABELLED}, SIGN),
    "exact": ({**ITERATE, "pieces": count}, by_rule(E={}, T2=CROSSED)),
    "l1": (
        {**ITERATE, "pieces": count, "error": number, "upper": null_or(number)},
        record({"lower": LOWER, "upper": null_or(upper)}),
    ),
    "l1, every": ({**EVERY, "floor": number, "loss": number, "rate": number, "from": natural}, by_rule(T15={"partition": PARTITION})),
    "realization": ({**ITERATE, "network": network}, BLOCKS),
    "separation": (
        {
            **ITERATE,
            "network": network,
            "depth": natural,
            "width": natural,
            "sup": null_or(number),
            "l1": null_or(number),
            "sign": null_or(record(MISLABELLED)),
        },
        record({"network": BLOCKS, "sup": null_or(SUP), "l1": null_or(LOWER), "sign": null_or(SIGN)}),
    ),
    "network-distance": ({**ITERATE, "network": network, **DISTANCES}, RULE_N),
}
ABOUT_NETWORKS: dict[str, Parts] = {
    "network-distance": ({"networks": row(network, network), "segment": SEGMENT, "output": natural, **DISTANCES}, RULE_N),
    "network-equal": ({"networks": row(network, network), "segment": SEGMENT}, RULE_N),
    "network-pieces": (
        {
            "network": network,
            "segment": SEGMENT,
            "regions": natural,
            "pieces": natural,
            "breakpoints": list_of(rational),
            "values": list_of(list_of(rational)),
        },
        RULE_N,
    ),
    "narrow-exact": ({**NARROW, "box": null_or(list_of(row(rational, rational)))}, by_rule(T18={}, T20={}, N={})),
    "narrow-approximate": ({**NARROW, **TAPE}, by_rule(T21={**T21, "error": word("layers", "cells")})),
}
BOTH_NULL = {"l1": ("upper",), "separation": ("sup", "l1", "sign")}  # in the claim and in the evidence, or in none of them


def require_grammar(certificate: dict[str, Any]) -> None:
    """Raises ValueError, with the place, for keys that are missing or unknown, and for values of the wrong kind. The kind of the claim is
    known to be one of those above."""
    claim = certificate["claim"]
    kind = claim["kind"]
    about_networks = kind in ABOUT_NETWORKS and not (kind in ABOUT_MAPS and "map" in certificate)
    every = f"{kind}, every" if claim.get("iterate") == "every" else kind
    keys, evidence = ABOUT_NETWORKS[kind] if about_networks else ABOUT_MAPS.get(every, ABOUT_MAPS[kind])
    whole = {"claim": record({"kind": word(kind), **keys}), "evidence": evidence} | ({} if about_networks else {"map": MAP})
    require_parts(certificate, whole, "this is no certificate: it")
    for key in BOTH_NULL.get(every, ()):
        if (claim[key] is None) != (certificate["evidence"][key] is None):
            raise ValueError(f"claim.{key} and evidence.{key} are not both null")
    if "map" in whole:
        require_self_map(certificate["map"])


def require_parts(certificate: dict[str, Any], parts: dict[str, Reader], where: str) -> None:
    """The parts of a certificate, the field of the map first: it says what a number is."""
    require_keys(certificate, set(parts), where, {"format"})
    given = certificate.get("map")
    degree = 1
    if isinstance(given, dict) and "field" in given:
        FIELD(given["field"], "map.field", 1)
        degree = len(given["field"]["minpoly"]) - 1
    for key in ("map", "claim", "evidence"):
        if key in parts:
            parts[key](certificate[key], key, degree)


def require_self_map(given: dict[str, Any]) -> None:
    """Raises ValueError for an interval from right to left, for vertices that are not in order, and for one with a value outside."""
    problem = read_problem(given)

    def show(value: Any) -> str:
        text = problem.real(value) if problem.over_field else str(value)
        return text if len(text) <= 60 else f"{text[:60]}..."

    ends = f"[{show(problem.left)}, {show(problem.right)}]"
    for k, (one, two) in enumerate(pairwise(problem.vertices), 1):
        if not one[0] < two[0]:
            raise ValueError(f"map.vertices[{k}]: x = {show(two[0])} is not greater than {show(one[0])}")
    if not problem.left < problem.right:
        raise ValueError(f"map.interval = {ends}: the first end is not less than the second")
    for k, (_, y) in enumerate(problem.vertices):
        if not problem.left <= y <= problem.right:
            raise ValueError(f"map.vertices[{k}]: y = {show(y)} is not in I = {ends}")
