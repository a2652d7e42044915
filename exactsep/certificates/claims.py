"""The JSON of maps, claims and evidence, as proofs/FORMAT.md writes them."""

from __future__ import annotations

from typing import Any

from gmpy2 import mpq, mpz

from exactsep.bounds.counters import Covered, Sampled
from exactsep.bounds.every import EveryBound
from exactsep.bounds.grown import Grown
from exactsep.bounds.levels import Levels
from exactsep.bounds.search import Source
from exactsep.bounds.sup import Bound
from exactsep.dynamics.covering import Covering
from exactsep.dynamics.cycle_proof import CycleProof
from exactsep.maps.crossings import alternating_points, moving_points
from exactsep.maps.mapfile import Map, map_json
from exactsep.numbers.field import Q, text_of

FORMAT = "exactsep-certificate/1"
_DIGITS_LIMIT = 10**4000


def certificate_json(f: Map, claim: dict[str, Any], evidence: dict[str, Any]) -> dict[str, Any]:
    return {"format": FORMAT, "map": map_json(f), "claim": claim, "evidence": evidence}


def fixed_claim(f: Map, t: int, bound: Bound, source: Source) -> tuple[dict[str, Any], dict[str, Any]]:
    levels = bound.levels
    if bound.rule == "T12i":
        return {"kind": "sup", "iterate": t, "pieces": count_json(bound.pieces), "error": text_of(bound.error)}, _moves(bound, source)
    if levels is None:
        return {"kind": "exact", "iterate": t, "pieces": bound.pieces + 1}, {"rule": "E"}
    crossings = _crossings(levels, source)
    ends = texts(levels.x, levels.y)
    evidence = {"rule": bound.rule, "levels": ends, "crossings": crossings}
    if bound.kind == "crossings":
        return {"kind": "crossings", "iterate": t, "levels": ends, "count": count_json(levels.count)}, crossings
    if bound.kind == "exact":
        return {"kind": "exact", "iterate": t, "pieces": count_json(bound.pieces + 1)}, evidence
    if bound.kind == "sign":
        return _sign_claim(t, bound, levels), evidence
    return {"kind": "sup", "iterate": t, "pieces": count_json(bound.pieces), "error": text_of(bound.error)}, evidence


def _crossings(levels: Levels, source: Source) -> dict[str, Any]:
    counter = source.counter
    if isinstance(counter, Grown):
        covering = covering_json(counter.covering, source.proof)
        vector = [int(w) for w in counter.vector]
        ends = {"head": counter.head, "tail": counter.tail(levels.x, levels.y)}
        return {"rule": "T4w", "rate": Q.text(counter.rate), "covering": covering, "vector": vector, **ends}
    if isinstance(counter, Covered):
        return {"rule": "T3w", "covering": covering_json(counter.covering, source.proof)}
    if isinstance(counter, Sampled):
        return _points(counter, alternating_points(counter.iterate, levels.x, levels.y))
    return {"rule": "E"}


def _moves(bound: Bound, source: Source) -> dict[str, Any]:
    counter = source.counter
    if isinstance(counter, Sampled):
        return {"rule": "T12i", "moves": _points(counter, moving_points(counter.iterate, 2 * bound.error))}
    return {"rule": "T12i"}


def _points(counter: Sampled, points: list[Any]) -> dict[str, Any]:
    return {"rule": "P", "bits": counter.bits, "points": texts(*points)}


def _sign_claim(t: int, bound: Bound, levels: Levels) -> dict[str, Any]:
    points, pieces, errors = sign_numbers(bound)
    return {
        "kind": "sign", "iterate": t, "threshold": text_of((levels.x + levels.y) / 2),
        "points": count_json(points), "pieces": count_json(pieces), "errors": count_json(errors),
    }  # fmt: skip


def sign_numbers(bound: Bound) -> tuple[int, int, int]:
    """Points, pieces and errors of T13 as they are claimed: numbers beyond 4,000 digits rounded so that the claim stays true."""
    points, pieces = rounded_count(bound.points), rounded_count(bound.pieces)
    if points - pieces < 2:
        pieces = points - (points & -points)
    return points, pieces, rounded_count((points - pieces) // 2)


def fixed_summary(t: int, bound: Bound, source: Source) -> dict[str, Any]:
    levels = bound.levels
    result: dict[str, Any] = {
        "kind": bound.kind, "rule": bound.rule, "evidence": source.counter.rule, "iterate": t,
        "levels": None if levels is None else [shown(levels.x), shown(levels.y)],
        "crossings": None if levels is None else number_json(levels.count), "exact": source.counter.exact and not _rounded(levels),
        "pieces": number_json(bound.pieces), "error": None if bound.error is None else shown(bound.error),
    }  # fmt: skip
    if bound.kind == "sign":
        points, pieces, errors = sign_numbers(bound)
        error = Q.text(Q(errors) / Q(points))
        result |= {"pieces": number_json(pieces), "points": number_json(points), "errors": number_json(errors), "error": error}
    return result


def covering_json(covering: Covering, proof: CycleProof | None) -> dict[str, Any]:
    if proof is not None:
        return {"rule": "T6e", **cycle_json(proof), "cycle": cycle_rule(proof)}
    return {
        "rule": "T3",
        "intervals": [texts(left.lo, right.lo) for left, right in covering.intervals],
        "branches": [[b.index, *texts(b.start, b.end), b.first, b.last] for b in covering.branches],
    }


def cycle_json(proof: CycleProof) -> dict[str, Any]:
    cycle = proof.cycle
    return {"pattern": list(cycle.pattern.images), "enclosures": [texts(p.lo, p.hi) for p in cycle.points]}


def cycle_rule(proof: CycleProof) -> dict[str, Any]:
    return {"rule": "T5s", "start": proof.start, "bits": proof.bits} if proof.rule == "T5s" else {"rule": proof.rule}


def texts(*numbers: Any) -> list[Any]:
    return [text_of(x) for x in numbers]


def shown(x: Any) -> Any:
    """A number in a summary: "p/q", or for an irrational element of a number field an enclosure [lo, hi] of width 10^-30."""
    if isinstance(text := text_of(x), str):
        return text
    floor = (x * 10**30).__floor__()
    return [str(mpq(end, 10**30)) for end in (floor, floor + 1)]


def rounded_count(n: int) -> int:
    """n itself up to 4,000 digits; beyond, rounded down to m * 2^e with m of at most 190 bits."""
    if n < _DIGITS_LIMIT:
        return n
    drop = n.bit_length() - 190
    return n >> drop << drop


def count_json(n: int) -> int | str:
    """A count as FORMAT.md writes it: an integer, or "m*2^e" (rounded down) beyond 4,000 digits."""
    if n < _DIGITS_LIMIT:
        return int(n)
    drop = n.bit_length() - 190
    return f"{n >> drop}*2^{drop}"


def _rounded(levels: Levels | None) -> bool:
    return levels is not None and rounded_count(levels.count) != levels.count


def number_json(n: int | None) -> int | str | None:
    """An integer for JSON: a number up to 4,000 digits, a decimal string beyond."""
    if n is None:
        return None
    return int(n) if n < _DIGITS_LIMIT else mpz(rounded_count(n)).digits()


def every_summary(claim: dict[str, Any], bound: EveryBound) -> dict[str, Any]:
    return {
        "kind": claim["kind"],
        "rule": "T12+T4w" if claim["kind"] == "sup" else "T4w",
        "iterate": "every",
        "levels": [shown(bound.x), shown(bound.y)],
        "crossings": None,
        "pieces": None,
        "error": shown(bound.error),
        "rate": Q.text(bound.rate),
        "constant": "1",
        "from": 0,
    }
