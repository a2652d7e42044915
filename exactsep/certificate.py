"""claim + evidence -> certificate. `certify` is the one function that sees the whole way from a map to a theorem.

A certificate is data (proofs/FORMAT.md); what it proves is decided by proofs/check.py alone. Everything here only proposes.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from exactsep.bounds.counters import Covered
from exactsep.bounds.every import every_bound
from exactsep.bounds.levels import Levels, strongest, widest_over
from exactsep.bounds.search import Progress, Source, period_covering, period_sources, proved_cycles, source_for
from exactsep.bounds.sup import Bound, exact_bound, sign_bound, sup_bound
from exactsep.bounds.width import MAX_BREAKPOINTS, MAX_DEPTH, Row, budget_of, positive, table
from exactsep.claims import (
    certificate_json,
    claimed_pieces,
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
from exactsep.dynamics.enclose import CycleProof
from exactsep.dynamics.growth import growth
from exactsep.dynamics.rate import map_rate
from exactsep.field import Q, require_iterate
from exactsep.maps.families import resolve
from exactsep.maps.mapfile import Map
from exactsep.maps.piecewise import PLMap
from exactsep.maps.smooth import PolynomialMap

NORMS = ("sup", "sign", "exact", "crossings", "cycle")
MAX_ITERATE = 100_000


@dataclass(frozen=True)
class Certificate:
    """A theorem and its evidence, as JSON data, with a summary for people and programs.

    `claims` are dicts with the fields kind, rule, iterate, levels, crossings, pieces, error; `table` the depth-width
    consequence of the first; `tried` says what the search looked at. `check()` runs the independent checker."""

    data: dict[str, Any]
    claims: tuple[dict[str, Any], ...]
    table: tuple[Row, ...]
    tried: tuple[str, ...]

    def __repr__(self) -> str:
        claim = self.claims[0]
        words = [f"t = {claim['iterate']}"] if "iterate" in claim else [f"period {claim['period']}"]
        if isinstance(claim.get("pieces"), int):
            words.append(f"at most {short_integer(claim['pieces'])} pieces")
        if claim.get("error"):
            words.append(f"error {claim['error'][:40]}")
        return f"Certificate({claim['kind']}, {', '.join(words)})"

    def text(self) -> str:
        """The file: JSON, one line per list of numbers."""
        return _layout(self.data) + "\n"

    def save(self, path: str | os.PathLike[str]) -> str:
        """Write the file atomically and return its path. Raises ValueError if the folder cannot be written."""
        return write_atomically(path, self.text())

    def check(self) -> Any:
        """The verdict of proofs/check.py on this certificate: a dict with `accepted`, `theorem`, `reason`, fingerprints."""
        from exactsep.checker import check_text

        return check_text(self.text())

    def summary(self, file: str | None = None) -> dict[str, Any]:
        """What `exactsep certify --json` prints."""
        rows = [{"depth": r.depth, "width": number_json(r.width), "neurons": number_json(r.neurons)} for r in self.table]
        return {"file": file, "claims": list(self.claims), "table": rows, "tried": list(self.tried)}


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
    progress: Progress = lambda _: None,
) -> Certificate:
    """The strongest certificate that can be found for a map (a map object or a name such as "stefan:5").

    iterate, 0 <= t <= 100,000, for a claim about f^t; for_all_t for one about every t (norm "sup" or "crossings").
    norm: "sup" (T12, T12i), "sign" (T13), "exact", "crossings", or "cycle" (with period). The budget is given by at
    most one of pieces; widths (one per hidden layer); depth and width; neurons (with or without depth); without one the
    claim is about as many pieces as possible, M = N - 1. period restricts the evidence to a cycle of that least period
    (T6). Raises ValueError for wrong inputs and if nothing can be certified."""
    f = _map(f)
    if norm not in NORMS:
        raise ValueError(f"norm must be one of {', '.join(NORMS)}, not {norm!r}")
    budget = budget_of(pieces, widths, depth, width, neurons, breakpoints)
    if norm == "cycle":
        return _cycle_certificate(f, period, progress)
    breakpoints = positive("breakpoints", breakpoints, MAX_BREAKPOINTS)
    depths = [positive("depth", depth, MAX_DEPTH)] if depth is not None else []
    if for_all_t:
        if iterate is not None or budget is not None or norm not in ("sup", "crossings"):
            raise ValueError("a claim for all t takes no iterate and no budget, and its norm is sup or crossings")
        return _every_certificate(f, norm, period, depths, breakpoints, progress)
    return _fixed_certificate(f, _fixed_iterate(iterate), norm, budget, period, depths, breakpoints, progress)


# -- inputs --------------------------------------------------------------------------------


def _map(f: Any) -> Map:
    if isinstance(f, str | os.PathLike):
        f = resolve(f)
    if not isinstance(f, PLMap | PolynomialMap):
        raise ValueError(f"a map is a PLMap, a PolynomialMap, a name or a map file, not {type(f).__name__}")
    return f.require_self_map() if isinstance(f, PLMap) else f


def _fixed_iterate(t: Any) -> int:
    if t is None:
        raise ValueError("say which iterate (iterate=T, --iterate T), or ask for every t (for_all_t, --for-all-t)")
    steps = require_iterate(t)
    if steps > MAX_ITERATE:
        raise ValueError(f"the iterate {str(t)[:30]} is over the limit {MAX_ITERATE}: ask for every t at once (for_all_t, --for-all-t)")
    return steps


# -- the three shapes of certificates ---------------------------------------------------------


def _fixed_certificate(
    f: Map, t: int, norm: str, budget: int | None, period: int | None, depths: list[int], breakpoints: int, progress: Progress
) -> Certificate:
    sources = [source_for(f, t, progress)] if period is None else period_sources(f, t, period, progress)
    progress("choosing the levels")
    bounds = [(bound, source) for source in sources if (bound := _bound(norm, source, budget, period)) is not None]
    if not bounds:
        raise ValueError(_nothing(norm, t, budget, sources[0]))
    if budget is not None:
        bounds.sort(key=lambda item: -(item[0].error or 0))
    bound, source = bounds[0]
    claim, evidence = fixed_claim(f, t, bound, source)
    claims = tuple(fixed_summary(t, b, s) for b, s in bounds[:8])
    return Certificate(certificate_json(f, claim, evidence), claims, tuple(table(claimed_pieces(bound), depths, breakpoints)), source.tried)


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


def _nothing(norm: str, t: int, budget: int | None, source: Source) -> str:
    tried = "; ".join(source.tried)
    many = short_integer(budget or 1)
    if norm == "exact":
        return f"nothing to certify: f^{t} was not shown to need more than {many} pieces ({tried})"
    if budget is None:
        return f"nothing to certify: no levels were found that f^{t} crosses twice ({tried})"
    return f"nothing to certify ({norm}): no levels were found with more than {many} crossings of f^{t} ({tried})"


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
        raise ValueError(f"nothing to certify for every t: no covering with a rate above 1 was found ({'; '.join(tried)})")
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
        claim = {"kind": "sup", "iterate": "every", **growth_claim, "error": Q.text(bound.error)}
        evidence = {"rule": "T12", "levels": texts(bound.x, bound.y), "growth": evidence}
    return Certificate(certificate_json(f, claim, evidence), (every_summary(claim, bound),), tuple(table(None, depths, breakpoints)), tried)


def _cycle_certificate(f: Map, period: int | None, progress: Progress) -> Certificate:
    if period is None:
        raise ValueError("a cycle certificate needs a period")
    proof = proved_cycles(f, period, progress)[0]
    return cycle_certificate(f, proof)


def cycle_certificate(f: Map, proof: CycleProof) -> Certificate:
    """The certificate of one proved cycle."""
    claim = {"kind": "cycle", "period": proof.cycle.period, **cycle_json(proof)}
    summary = {**claim, "rule": proof.rule}
    return Certificate(certificate_json(f, claim, cycle_rule(proof)), (summary,), (), ())


# -- files ------------------------------------------------------------------------------------------


def _layout(data: dict[str, Any]) -> str:
    """Indented JSON in which every list without objects stands on one line."""
    parts = []

    def put(value: Any, indent: str) -> str:
        if not isinstance(value, dict):
            return json.dumps(value)
        inner = indent + "  "
        lines = [f"{inner}{json.dumps(key)}: {put(entry, inner)}" for key, entry in value.items()]
        return "{\n" + ",\n".join(lines) + f"\n{indent}}}"

    parts.append(put(data, ""))
    return "".join(parts)


def write_atomically(path: str | os.PathLike[str], text: str) -> str:
    """Write a text file by a temporary file and a rename. Raises ValueError with the reason if that fails."""
    target = os.fspath(path)
    folder = os.path.dirname(os.path.abspath(target))
    temporary = None
    try:
        with tempfile.NamedTemporaryFile("w", dir=folder, prefix=".exactsep-", delete=False, encoding="utf-8") as handle:
            temporary = handle.name
            handle.write(text)
        os.chmod(temporary, 0o644)
        os.replace(temporary, target)
    except OSError as error:
        if temporary is not None:
            os.unlink(temporary)
        raise ValueError(f"cannot write {target}: {error.strerror or error}") from None
    return target
