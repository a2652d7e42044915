"""claim + evidence -> certificate. `certify` is the one function that sees the whole way from a map to a theorem.

A certificate is data (proofs/FORMAT.md); what it proves is decided by proofs/check.py alone. Everything here only proposes.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from gmpy2 import mpz

from exactsep.bounds.counters import Covered, Expanded
from exactsep.bounds.every import every_bound
from exactsep.bounds.levels import Levels, strongest, widest_over
from exactsep.bounds.search import Progress, Source, period_covering, period_sources, proved_cycles, source_for
from exactsep.bounds.sup import Bound, exact_bound, sign_bound, sup_bound
from exactsep.bounds.width import MAX_BREAKPOINTS, MAX_DEPTH, Budget, Row, budget_of, positive, table
from exactsep.claims import (
    certificate_json,
    covering_json,
    cycle_json,
    cycle_rule,
    every_summary,
    fixed_claim,
    fixed_summary,
    number_json,
    short_integer,
    texts,
)
from exactsep.dynamics.cycle_proof import CycleProof
from exactsep.dynamics.growth import growth
from exactsep.dynamics.rate import map_rate
from exactsep.files import layout, write_atomically
from exactsep.maps.families import as_map
from exactsep.maps.mapfile import Map
from exactsep.maps.smooth import PolynomialMap
from exactsep.numbers.field import Q, decimal, require_iterate, text_of
from exactsep.wording import counted

NORMS = ("sup", "sign", "exact", "crossings", "cycle")
MAX_ITERATE = 100_000


class NothingToCertify(ValueError):
    """The input is right, but no theorem of this kind was found about it."""


@dataclass(frozen=True)
class Certificate:
    """A theorem and its evidence, as JSON data, with a summary for people and programs.

    `claims` are dicts with the fields kind, rule, iterate, levels, crossings, pieces, error; `table` the depth-width
    consequence of the first, for activations of so many breakpoints; `budget` is what was asked for, if anything;
    `tried` says what the search looked at. `check()` runs the independent checker."""

    data: dict[str, Any]
    claims: tuple[dict[str, Any], ...]
    table: tuple[Row, ...]
    tried: tuple[str, ...]
    breakpoints: int = 1
    budget: Budget | None = None

    def __repr__(self) -> str:
        claim = self.claims[0]
        words = [f"t = {claim['iterate']}"] if "iterate" in claim else [f"period {claim['period']}"]
        if isinstance(claim.get("pieces"), int):
            words.append(f"at most {short_integer(claim['pieces'])} piece{'' if claim['pieces'] == 1 else 's'}")
        if claim.get("error"):
            words.append(f"error {claim['error'][:40] if isinstance(claim['error'], str) else decimal(Q(claim['error'][0]), 9) + '...'}")
        return f"Certificate({claim['kind']}, {', '.join(words)})"

    def text(self) -> str:
        """The file: JSON, one line per list of numbers."""
        return layout(self.data) + "\n"

    def save(self, path: str | os.PathLike[str]) -> str:
        """Write the file atomically and return its path. Raises ValueError if the folder cannot be written."""
        return write_atomically(path, self.text())

    def check(self, map_file: str | os.PathLike[str] | None = None) -> Any:
        """The verdict of proofs/check.py on this certificate: a dict with `accepted`, `theorem`, `reason`, fingerprints.

        With `map_file`, it is accepted only if it is about the map in that file."""
        from exactsep.checker import check_text

        return check_text(self.text(), map_file)

    @property
    def theorem(self) -> str:
        """The theorem in words, as the independent checker states it. Raises ValueError if it rejects the certificate."""
        verdict = self.check()
        if not verdict["accepted"]:
            raise ValueError(f"the checker rejects this certificate: {verdict['reason']}")
        return str(next(line.removeprefix("Theorem: ") for line in verdict["theorem"].splitlines() if line.startswith("Theorem: ")))

    def summary(self, file: str | None = None) -> dict[str, Any]:
        """What `exactsep certify --json` prints."""
        rows = [{"depth": r.depth, "width": number_json(r.width), "neurons": number_json(r.neurons)} for r in self.table]
        budget = None if self.budget is None else {"pieces": number_json(self.budget.pieces), "networks": self.budget.networks}
        shared = {"breakpoints": self.breakpoints, "budget": budget, "tried": list(self.tried)}
        return {"file": file, "claims": list(self.claims), "table": rows, **shared}


def certify(
    f: Map | str | os.PathLike[str],
    iterate: int | None = None,
    norm: str = "sup",
    *,
    for_all_t: bool = False,
    pieces: int | None = None,
    widths: Sequence[int] | None = None,
    depth: int | None = None,
    width: int | None = None,
    neurons: int | None = None,
    breakpoints: int = 1,
    period: int | None = None,
    progress: Progress | None = None,
) -> Certificate:
    """The strongest certificate that can be found for a map (a map object or a name such as "stefan:5").

    iterate, 0 <= t <= 100,000, for a claim about f^t; for_all_t for one about every t (norm "sup" or "crossings").
    norm: "sup" (T12, T12i), "sign" (T13), "exact", "crossings", or "cycle" (with period). The budget is given by at
    most one of pieces; widths (one per hidden layer); depth and width; neurons (with or without depth). With a budget
    the claim has the largest error that was found for it. Without one it is about M = N - 1 pieces, for the levels
    with the largest product of their gap and the number N of crossings: with a larger budget a smaller error may be
    certified. period restricts the evidence to a cycle of that least period (T6). progress is called with a few words
    before each step. Raises ValueError for wrong inputs, and NothingToCertify (also a ValueError) if nothing is found."""
    f = as_map(f)
    breakpoints = positive("breakpoints", breakpoints, MAX_BREAKPOINTS)
    budget = budget_of(pieces, widths, depth, width, neurons, breakpoints)
    _require_consistent(norm, iterate, for_all_t, budget, period)
    depths = [positive("depth", depth, MAX_DEPTH)] if depth is not None else []
    report = progress or _quiet
    if norm == "cycle":
        return _cycle_certificate(f, period, report)
    if for_all_t:
        return _every_certificate(f, norm, period, depths, breakpoints, report)
    made = _fixed_certificate(f, _fixed_iterate(iterate), norm, budget, period, report)
    rows = tuple(table(_pieces_claimed(made.claims[0]), depths, breakpoints))
    return replace(made, table=rows, breakpoints=breakpoints, budget=budget)


# -- inputs --------------------------------------------------------------------------------


def _quiet(_: str) -> None:
    """Progress that nobody hears of."""


def _require_consistent(norm: str, iterate: int | None, for_all_t: bool, budget: Budget | None, period: int | None) -> None:
    """Raises ValueError unless the options of `certify` belong together: no option is ever ignored."""
    if norm not in NORMS:
        raise ValueError(f"the norm must be one of {', '.join(NORMS)}, not {norm!r}")
    if for_all_t and iterate is not None:
        raise ValueError("a claim for every t has no iterate: give one of --iterate and --for-all-t")
    if for_all_t and norm not in ("sup", "crossings"):
        raise ValueError(f"a claim for every t is about the norm sup or crossings, not {norm}")
    if for_all_t and budget is not None:
        raise ValueError("a claim for every t has no budget: it is about fewer than constant * rate^t pieces")
    if norm in ("exact", "crossings", "cycle") and budget is not None:
        raise ValueError(f"the norm {norm} has no budget: budgets are for sup and sign")
    if norm == "cycle" and (iterate is not None or for_all_t):
        raise ValueError("the norm cycle is about f itself: it has no iterate, only a period")
    if norm == "cycle" and period is None:
        raise ValueError("the norm cycle needs a period")


def _fixed_iterate(t: Any) -> int:
    if t is None:
        raise ValueError("which iterate? Give one (iterate=T, --iterate T), or ask for every t (for_all_t=True, --for-all-t)")
    steps = require_iterate(t)
    if steps > MAX_ITERATE:
        raise ValueError(f"the iterate {str(t)[:30]} is over the limit {MAX_ITERATE}: ask for every t at once (for_all_t, --for-all-t)")
    return steps


# -- the three shapes of certificates ---------------------------------------------------------


def _fixed_certificate(f: Map, t: int, norm: str, budget: Budget | None, period: int | None, progress: Progress) -> Certificate:
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


def _pieces_claimed(claim: dict[str, Any]) -> int:
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
        about = f"networks with {budget.networks}" if budget.networks else f"functions with {short_integer(budget.pieces)} pieces"
        return f"nothing to certify ({norm}): f^{t} has only {pieces}, and {about} may be equal to it"
    many = short_integer(budget.pieces) + (f" (networks with {budget.networks})" if budget.networks else "")
    return f"nothing to certify ({norm}): no levels were found with more crossings of f^{t} than {many} ({tried})"


def _every_certificate(f: Map, norm: str, period: int | None, depths: list[int], breakpoints: int, progress: Progress) -> Certificate:
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


def _cycle_certificate(f: Map, period: Any, progress: Progress) -> Certificate:
    return cycle_certificate(f, proved_cycles(f, period, progress)[0])


def cycle_certificate(f: Map, proof: CycleProof) -> Certificate:
    """The certificate of one proved cycle."""
    claim = {"kind": "cycle", "period": proof.cycle.period, **cycle_json(proof)}
    summary = {**claim, "rule": proof.rule}
    return Certificate(certificate_json(f, claim, cycle_rule(proof)), (summary,), (), ())
