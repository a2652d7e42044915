"""Certificates about oscillations: for one iterate (sup, sign, exact, crossings), for every iterate, and of one cycle."""

from __future__ import annotations

from typing import Any

from gmpy2 import mpz

from exactsep.bounds.counters import Covered, Expanded
from exactsep.bounds.every import every_bound
from exactsep.bounds.levels import Levels, strongest, widest_over
from exactsep.bounds.search import Progress, Source, period_covering, period_sources, proved_cycles, source_for
from exactsep.bounds.sup import Bound, exact_bound, sign_bound, sup_bound
from exactsep.bounds.width import Budget, table
from exactsep.certificates.certificate import Certificate, NothingToCertify
from exactsep.certificates.claims import (
    certificate_json,
    covering_json,
    cycle_json,
    cycle_rule,
    every_summary,
    fixed_claim,
    fixed_summary,
    texts,
)
from exactsep.dynamics.cycle_proof import CycleProof
from exactsep.dynamics.growth import growth
from exactsep.dynamics.rate import map_rate
from exactsep.maps.mapfile import Map
from exactsep.maps.smooth import PolynomialMap
from exactsep.numbers.field import Q, text_of
from exactsep.wording import counted, short_integer


def fixed_certificate(f: Map, t: int, norm: str, budget: Budget | None, period: int | None, progress: Progress) -> Certificate:
    """Without its table."""
    if norm == "exact" and isinstance(f, PolynomialMap):
        why = "the norm exact is for piecewise-linear maps, a polynomial map is not represented by any network"
        raise NothingToCertify(f"nothing to certify: {why}")
    if period is not None:
        return _best_of(f, t, norm, budget, period, period_sources(f, t, period, progress), progress)
    made = _best_of(f, t, norm, budget, None, [source := source_for(f, t, progress)], progress)
    if not _is_heavy(source) or made.check()["accepted"]:
        return made
    return _best_of(f, t, norm, budget, None, [source_for(f, t, progress, expanding=False)], progress)


def _is_heavy(source: Source) -> bool:
    """Whether the iterate was expanded with so much work that the checker might refuse to do it again."""
    if not isinstance(source.counter, Expanded) or source.counter.rule != "E":
        return False
    iterate = source.counter.iterate
    return bool(len(iterate.xs) * (100 + iterate.xs.bits + iterate.ys.bits) > 2_000_000)


def _best_of(
    f: Map, t: int, norm: str, budget: Budget | None, period: int | None, sources: list[Source], progress: Progress
) -> Certificate:
    """The certificate of the source with the largest error."""
    progress("choosing the levels")
    most = None if budget is None else budget.pieces
    bounds = [(bound, source) for source in sources if (bound := _bound(norm, source, most, period)) is not None]
    if not bounds:
        raise NothingToCertify(_nothing(norm, t, budget, sources[0]))
    if budget is not None:
        bounds.sort(key=lambda item: -(item[0].error or 0))
    bound, source = bounds[0]
    claim, evidence = fixed_claim(f, t, bound, source)
    claims = tuple(fixed_summary(t, b, s) for b, s in bounds[:8])
    return Certificate(certificate_json(f, claim, evidence), claims, (), source.tried)


def pieces_claimed(claim: dict[str, Any]) -> int:
    """The M of a claim about every g with at most M pieces."""
    return int(mpz(claim["pieces"]))


def _bound(norm: str, source: Source, budget: int | None, period: int | None) -> Bound | None:
    counter = source.counter
    if norm == "sign":
        return sign_bound(counter, budget)
    if norm == "exact":
        return exact_bound(counter, budget)
    if period is not None and budget is None and isinstance(counter, Covered):
        levels = _busiest_interval(counter)
    elif norm == "sup":
        return sup_bound(counter, budget)
    else:
        levels = strongest(counter) if budget is None else widest_over(counter, budget)
    if levels is None or levels.count < 2:
        return None
    rule = "T12" if norm == "sup" else counter.rule
    return Bound(norm, rule, levels.count - 1 if budget is None else budget, levels.error, levels)


def _busiest_interval(counter: Covered) -> Levels | None:
    """T3 on the intervals of a cycle: the one with the most crossings, the widest of those."""
    pair = counter.busiest()
    if pair is None:
        return None
    x, y = counter.fit(*pair)
    return Levels(x, y, counter.count(x, y))


def _nothing(norm: str, t: int, budget: Budget | None, source: Source) -> str:
    tried = "; ".join(source.tried)
    if norm == "exact":
        return f"nothing to certify: f^{t} was not shown to need more than 1 piece ({tried})"
    if budget is None:
        return f"nothing to certify: no levels were found that f^{t} crosses twice ({tried})"
    if isinstance(source.counter, Expanded) and source.counter.rule == "E" and budget.pieces >= source.counter.iterate.pieces:
        pieces = counted(source.counter.iterate.pieces, "piece")
        about = f"networks with {budget.networks}" if budget.networks else f"functions with {counted(budget.pieces, 'piece')}"
        return f"nothing to certify ({norm}): f^{t} has only {pieces}, and {about} may be equal to it"
    many = short_integer(budget.pieces) + (f" (networks with {budget.networks})" if budget.networks else "")
    return f"nothing to certify ({norm}): no levels were found with more crossings of f^{t} than {many} ({tried})"


def every_certificate(f: Map, norm: str, period: int | None, depths: list[int], breakpoints: int, progress: Progress) -> Certificate:
    proof: CycleProof | None = None
    if period is not None:
        covering, proof = period_covering(f, period, progress)
        found = growth(covering)
        tried: tuple[str, ...] = (f"cycle of period {period}, pattern {proof.cycle.pattern}",)
    else:
        rate = map_rate(f, progress=progress)
        covering, found, tried = rate.covering, rate.growth, rate.tried
    progress("choosing the levels")
    bound = every_bound(covering, found)
    if bound is None:
        raise NothingToCertify(f"nothing to certify for every t: no covering with a rate above 1 was found ({'; '.join(tried)})")
    growth_claim = {"rate": Q.text(bound.rate), "constant": "1", "from": 0}
    evidence = {
        "rule": "T4w",
        "covering": covering_json(covering, proof),
        "vector": list(bound.vector),
        "head": bound.head,
        "tail": bound.tail,
    }
    if norm == "crossings":
        claim = {"kind": "growth", "levels": texts(bound.x, bound.y), **growth_claim}
    else:
        claim = {"kind": "sup", "iterate": "every", **growth_claim, "error": text_of(bound.error)}
        evidence = {"rule": "T12", "levels": texts(bound.x, bound.y), "growth": evidence}
    return Certificate(certificate_json(f, claim, evidence), (every_summary(claim, bound),), tuple(table(None, depths)), tried, breakpoints)


def found_cycle_certificate(f: Map, period: Any, progress: Progress) -> Certificate:
    return cycle_certificate(f, proved_cycles(f, period, progress)[0])


def cycle_certificate(f: Map, proof: CycleProof) -> Certificate:
    """The certificate of one proved cycle."""
    claim = {"kind": "cycle", "period": proof.cycle.period, **cycle_json(proof)}
    summary = {**claim, "rule": proof.rule}
    return Certificate(certificate_json(f, claim, cycle_rule(proof)), (summary,), (), ())
