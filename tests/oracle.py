"""Is a claim about a small map true? Decided naively, with fractions.Fraction, and without a line of the checker.

The iterates are counted in oracle_maps, cycles are found in oracle_cycles; here each kind of claim is decided by them. Claims
about L1 distances and networks have oracles of their own.

`is_true` returns None when it cannot tell: for polynomials of degree > 2, for far iterates, for too many paths.
"""

from collections.abc import Callable
from itertools import pairwise
from math import inf
from typing import Any

import oracle_l1
import oracle_narrow
import oracle_networks
from oracle_cycles import has_cycle
from oracle_maps import Map, Undecided, alternations, crossings, expand, laps, moves, number, turning_values

PHI = {"minpoly": [-1, -1, 1], "interval": ["1", "2"]}


def is_true(map_data: dict[str, Any] | None, claim: dict[str, Any], original: dict[str, Any] | None = None) -> bool | None:
    """Whether the claim about the map (None: about networks alone) is true; `original` is a claim about the same map that is known to
    be true."""
    if map_data is None:
        return ABOUT_NETWORKS[claim["kind"]](claim)
    if map_data.get("field", PHI) != PHI:
        return None
    if original is not None and is_weaker(claim, original):
        return True
    f = Map(map_data)
    kind = claim["kind"] if claim.get("iterate") != "every" else "every" if claim["kind"] == "sup" else "l1 every"
    try:
        return DECIDE[kind](f, claim)
    except Undecided:
        return None


def is_weaker(claim: dict[str, Any], original: dict[str, Any]) -> bool:
    """Whether the original implies the claim by inspection: the same words, and each number moved to the safe side."""
    if claim.keys() != original.keys() or claim["kind"] != original["kind"]:
        return False
    smaller = {"count", "pieces", "error", "errors", "constant"}
    for key, value in claim.items():
        if key == "levels":
            safe = number(value[0]) >= number(original[key][0]) and number(value[1]) <= number(original[key][1])
        elif key == "upper":
            safe = value == original[key] or (None not in (value, original[key]) and number(value) >= number(original[key]))
        elif key in smaller:
            safe = number(value) <= number(original[key])
        elif key == "from":
            safe = value >= original[key]
        elif key == "enclosures":
            safe = len(value) == len(original[key]) and all(
                number(u) <= number(p) and number(q) <= number(v) for (u, v), (p, q) in zip(value, original[key], strict=True)
            )
        else:
            safe = value == original[key]
        if not safe:
            return False
    return True


def decide_cycle(f: Map, claim: dict[str, Any]) -> bool:
    boxes = [(number(lo), number(hi)) for lo, hi in claim["enclosures"]]
    pattern = claim["pattern"]
    point, length = pattern[0], 1
    while point != 1 and length <= len(pattern):
        point, length = pattern[point - 1], length + 1
    proper = len(boxes) == len(pattern) == claim["period"] == length and all(p[1] < q[0] for p, q in pairwise(boxes))
    return proper and f.a <= boxes[0][0] and boxes[-1][1] <= f.b and has_cycle(f, pattern, boxes)


def decide_crossings(f: Map, claim: dict[str, Any]) -> bool:
    x, y = map(number, claim["levels"])
    return x < y and crossings(f, claim["iterate"], x, y) >= number(claim["count"])


def decide_growth(f: Map, claim: dict[str, Any]) -> bool:
    """At seven iterates."""
    x, y = map(number, claim["levels"])
    iterates = range(claim["from"], claim["from"] + 7)
    return x < y and all(crossings(f, t, x, y) >= number(claim["constant"]) * number(claim["rate"]) ** t for t in iterates)


def decide_every(f: Map, claim: dict[str, Any]) -> bool:
    """At seven iterates: with the most pieces that are fewer than constant * rate^t."""
    for t in range(claim["from"], claim["from"] + 7):
        least = number(claim["constant"]) * number(claim["rate"]) ** t
        if least > 1 and not decide_sup(f, {"iterate": t, "pieces": -(-least.numerator // least.denominator) - 1, "error": claim["error"]}):
            return False
    return number(claim["error"]) > 0


def decide_sup(f: Map, claim: dict[str, Any]) -> bool:
    """Alternating moves of size 2 error, or crossings of levels at that distance; more than `pieces`, or that many if
    the error is smaller than what they show."""
    t, pieces, size = claim["iterate"], number(claim["pieces"]), 2 * number(claim["error"])
    if size <= 0:
        return False
    try:
        values = [y for _, y in expand(f, t)]
        if len(values) < 400:
            return moves(values, size) > pieces
    except Undecided:
        pass
    if not f.linear and f.can_follow and t <= 30 and (path := turning_values(f, t)) is not None:
        return moves(path, size) > pieces
    values = sorted({f.iterate(k, z) for z in (f.a, f.b, *f.turns) for k in range(min(t, 8) + 1)})
    return any(crossings(f, t, x, x + size) > pieces for value in values for x in (value, value - size))


def decide_sign(f: Map, claim: dict[str, Any]) -> bool:
    """On n points where the labels alternate, M + 1 runs of constant labels hold at least ceil((n-1-M)/2) errors."""
    theta = number(claim["threshold"])
    n, m, errors = (number(claim[key]) for key in ("points", "pieces", "errors"))
    runs = 1 + alternations(f, claim["iterate"], lambda z: z < theta, lambda z: z >= theta)
    return n <= runs and errors <= -((-(n - 1 - m)) // 2)


def least_errors(n: int, pieces: int) -> int:
    """The least number of errors that labels with at most `pieces` switches make on 0, 1, 0, 1, ..., n points. All labels are tried."""
    best: float = inf
    for bits in range(2**n):
        labels = [bits >> i & 1 for i in range(n)]
        if sum(p != q for p, q in pairwise(labels)) <= pieces:
            best = min(best, sum(label != i % 2 for i, label in enumerate(labels)))
    return int(best)


def decide_exact(f: Map, claim: dict[str, Any]) -> bool:
    pieces = number(claim["pieces"])
    try:
        return len(expand(f, claim["iterate"])) - 1 >= pieces
    except Undecided:
        if laps(f, claim["iterate"]) >= pieces:
            return True
        raise


def decide_l1(f: Map, claim: dict[str, Any]) -> bool | None:
    upper = None if claim["upper"] is None else number(claim["upper"])
    graph = expand(f, claim["iterate"])
    if len(graph) > 300:
        raise Undecided
    return oracle_l1.refutes_l1(graph, number(claim["pieces"]), number(claim["error"]), upper)


def decide_l1_every(f: Map, claim: dict[str, Any]) -> bool | None:
    """At a few iterates, against a few functions."""
    floor, loss, rate = (number(claim[key]) for key in ("floor", "loss", "rate"))
    for t in range(claim["from"], min(claim["from"] + 4, 8)):
        graph = expand(f, t)
        for pieces in (1, 2, 3):
            bound = floor - loss * pieces
            for _ in range(t - claim["from"]):
                bound = floor - (floor - bound) / rate
            if bound > oracle_l1.nearest(graph, pieces):
                return False
    return None if floor > 0 and rate > 1 else False


def decide_realization(f: Map, claim: dict[str, Any]) -> bool:
    network = claim["network"]["layers"]
    layers = [([[number(w) for w in row] for row in layer["weights"]], [number(b) for b in layer["bias"]]) for layer in network]
    return oracle_l1.equals_network(expand(f, claim["iterate"]), layers)


def decide_separation(f: Map, claim: dict[str, Any]) -> bool | None:
    pieces = (claim["width"] + 1) ** claim["depth"]
    shared = {"iterate": claim["iterate"], "pieces": pieces}
    answers = [decide_realization(f, claim)]
    if claim["sup"] is not None:
        answers.append(decide_sup(f, {**shared, "error": claim["sup"]}))
    if claim["l1"] is not None:
        answers.append(decide_l1(f, {**shared, "error": claim["l1"], "upper": None}) is not False)
    if claim["sign"] is not None:
        answers.append(decide_sign(f, {**shared, **claim["sign"]}))
    return all(answers)


DECIDE: dict[str, Callable[[Map, dict[str, Any]], bool | None]] = {
    "cycle": decide_cycle,
    "crossings": decide_crossings,
    "growth": decide_growth,
    "every": decide_every,
    "sup": decide_sup,
    "sign": decide_sign,
    "exact": decide_exact,
    "l1": decide_l1,
    "l1 every": decide_l1_every,
    "realization": decide_realization,
    "separation": decide_separation,
    "network-distance": lambda f, claim: oracle_networks.distance_from(expand(f, claim["iterate"]), claim),
}

ABOUT_NETWORKS: dict[str, Callable[[dict[str, Any]], bool | None]] = {
    "network-pieces": oracle_networks.decide_pieces,
    "network-equal": oracle_networks.decide_equal,
    "network-distance": oracle_networks.decide_distance,
    "narrow-exact": oracle_networks.decide_narrow_exact,
    "narrow-approximate": oracle_narrow.decide_narrow,
}
