"""Certificates of L1 bounds (T14, T15, T15x): a lower bound for every g with at most M pieces, and beside it an upper bound by one g."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from gmpy2 import mpq, mpz

from exactsep.bounds.l1 import LowerBound, UpperBound, best_lower, best_upper
from exactsep.bounds.l1.affine import affine_partition
from exactsep.bounds.l1.constants import EveryBound, every_bound, middle_constant
from exactsep.bounds.l1.rounding import short_below
from exactsep.bounds.search import Progress
from exactsep.bounds.width import Budget
from exactsep.certificates.certificate import Certificate, NothingToCertify
from exactsep.certificates.claims import certificate_json, count_json, number_json, shown, texts
from exactsep.maps.mapfile import Map
from exactsep.maps.piecewise import PLMap
from exactsep.numbers.field import decimal, simplest, text_of
from exactsep.wording import short_integer

ROOM = mpq(1, 1 << 40)
FAR = 1_000


def l1_certificate(f: Map, t: int, budget: Budget | None, progress: Progress) -> Certificate:
    """The best lower bound that is found for a budget of pieces (its table is left empty). Without a budget: for the largest power of
    two for which the bound is at least half of that for one piece.
    """
    progress("L1 lower bounds")
    lower = best_lower(f, t, budget.pieces) if budget is not None else _half(f, t)
    if lower is None:
        raise NothingToCertify(_nothing(f, t, budget))
    progress("L1 upper bounds")
    upper = best_upper(f, t, lower.pieces)
    reason = ""
    for made in _attempts(f, lower, upper):
        verdict = made.check()
        if verdict["accepted"]:
            return made
        reason = reason or verdict["reason"]
    raise NothingToCertify(f"nothing to certify (l1): the checker refuses the evidence that was found: {reason}")


def _attempts(f: Map, lower: LowerBound, upper: UpperBound | None) -> Iterator[Certificate]:
    """What was found; then less: the checker may round more than the search did, or refuse the work of the upper bound."""
    yield _certificate(f, lower, upper)
    smaller = replace(lower, error=short_below(lower.error * (1 - ROOM)))
    yield _certificate(f, smaller, upper)
    if isinstance(f, PLMap):
        yield _certificate(f, smaller, middle_constant(f, lower.iterate, lower.pieces))


def _half(f: Map, t: int) -> LowerBound | None:
    """By bisection of the exponent; the bounds fall when the budget grows."""
    first = best_lower(f, t, 1)
    if first is None:
        return None
    best, low, high = first, 0, 1
    while (found := best_lower(f, t, 1 << high)) is not None and 2 * found.error >= first.error:
        best, low, high = found, high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        found = best_lower(f, t, 1 << middle)
        if found is not None and 2 * found.error >= first.error:
            best, low = found, middle
        else:
            high = middle
    return best


def _certificate(f: Map, lower: LowerBound, upper: UpperBound | None) -> Certificate:
    most, proof = (None, None) if upper is None else _upper(f, upper)
    claim = {
        "kind": "l1",
        "iterate": lower.iterate,
        "pieces": count_json(lower.pieces),
        "error": text_of(lower.error),
        "upper": None if most is None else text_of(most),
    }
    evidence = {"lower": {"rule": lower.rule, **lower_evidence(lower)}, "upper": proof}
    summary = {
        **claim,
        "rule": lower.rule,
        "pieces": number_json(lower.pieces),
        "error": shown(lower.error),
        "upper": None if most is None else shown(most),
        "ratio": None if most is None else decimal(most / lower.error, 6),
    }
    return Certificate(certificate_json(f, claim, evidence), (summary,), (), _tried(lower, upper))


def _tried(lower: LowerBound, upper: UpperBound | None) -> tuple[str, ...]:
    above = "no upper bound was found" if upper is None else f"upper bound: {upper.rule}"
    return f"lower bound: {lower.rule}", above


def lower_evidence(lower: LowerBound) -> dict[str, Any]:
    """The evidence of a lower bound as JSON data (without its rule)."""
    data = dict(lower.evidence)
    if lower.rule == "T14":
        covering = {"rule": "T3", "intervals": data.pop("intervals"), "branches": data.pop("branches")}
        data = {"covering": covering, **data, "targets": [[p, q] for p, q, _ in data["targets"]]}
    if lower.rule == "T15v":
        data["windows"] = [[i, j, texts(*points), texts(*values)] for i, j, points, values in data["windows"]]
    return {key: plain(value) for key, value in data.items()}


def plain(value: Any) -> Any:
    """Lists, dicts and strings of JSON for nested sequences of numbers of a field; Python integers stay integers."""
    if isinstance(value, dict):
        return {key: plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [plain(entry) for entry in value]
    if value is None or isinstance(value, str):
        return value
    return int(value) if isinstance(value, int | type(mpz(0))) else text_of(value)


def _upper(f: Map, upper: UpperBound) -> tuple[Any, dict[str, Any]]:
    """The claimed number and the evidence: an explicit g is measured by the checker up to rounding, so that a little is added."""
    if upper.g is None:
        return upper.error, plain(upper.evidence)
    g: PLMap = upper.g
    error = upper.error * (1 + ROOM)
    bits = _bits(f, upper)
    return simplest(error, error * (1 + ROOM)), {"bits": bits, "vertices": plain(g.vertices)}


def _bits(f: Map, upper: UpperBound) -> int:
    """So many that rounding all positions and values costs less than a 2^-42th of the distance."""
    from exactsep.maps.iterate import expand

    assert isinstance(f, PLMap)
    iterate = expand(f, upper.iterate, 1_000_000)
    assert iterate is not None
    (a, b), top = f.interval, max(abs(y) for y in (*upper.g.ys, *f.interval))
    steepness = (f.lipschitz + 1) ** upper.iterate + upper.g.lipschitz + 4
    loss = (b - a) * steepness * (iterate.pieces + 2) + 2 * top + 2
    return 50 + max(0, int((loss / max(upper.error, mpq(1, 1 << 400))).__floor__()).bit_length())


def _nothing(f: Map, t: int, budget: Budget | None) -> str:
    if budget is None:
        return f"nothing to certify (l1): no lower bound was found for f^{t}"
    many = short_integer(budget.pieces) + (f" (networks with {budget.networks})" if budget.networks else "")
    found = f"nothing to certify (l1): no lower bound was found for f^{t} against functions with at most {many} pieces"
    return f"{found}; for iterates as far as this, a bound for every t may be found (for_all_t, --for-all-t)" if t > FAR else found


def every_l1_certificate(f: Map, progress: Progress) -> Certificate:
    """T15 for all t at once: a floor, less a term that vanishes like M rate^-t."""
    progress("a Markov partition with affine branches")
    partition = affine_partition(f) if isinstance(f, PLMap) else None
    bound = None if partition is None else every_bound(partition)
    if bound is None:
        why = "it needs a piecewise-linear map with a finite Markov partition, whose slopes are all over 1"
        raise NothingToCertify(f"nothing to certify (l1) for every t: {why}")
    claim = _every_claim(bound)
    summary = {**claim, "rule": "T15", "floor": shown(bound.floor), "loss": shown(bound.loss), "rate": shown(bound.rate), "error": None}
    return Certificate(certificate_json(f, claim, {"rule": "T15", **plain(bound.evidence)}), (summary,), (), ())


def _every_claim(bound: EveryBound) -> dict[str, Any]:
    numbers = {"floor": text_of(bound.floor), "loss": text_of(bound.loss), "rate": text_of(bound.rate)}
    return {"kind": "l1", "iterate": "every", **numbers, "from": bound.start}
