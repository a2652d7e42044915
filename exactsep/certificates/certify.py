"""From a map to a theorem. `certify` is the one function that sees the whole way; what it makes only proposes, proofs/check.py decides."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from exactsep.bounds.search import Progress
from exactsep.bounds.width import MAX_BREAKPOINTS, MAX_DEPTH, Budget, budget_of, table
from exactsep.certificates.certificate import Certificate
from exactsep.certificates.l1 import every_l1_certificate, l1_certificate
from exactsep.certificates.oscillation import every_certificate, fixed_certificate, found_cycle_certificate, pieces_claimed
from exactsep.families import as_map
from exactsep.maps.mapfile import Map
from exactsep.numbers.field import positive, require_iterate
from exactsep.wording import short_integer

NORMS = ("sup", "l1", "sign", "exact", "crossings", "cycle")
MAX_ITERATE = 100_000


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

    iterate, 0 <= t <= 100,000, for a claim about f^t; for_all_t for one about every t (norm "sup", "l1" or "crossings").
    norm: "sup" (T12, T12i), "l1" (T14, T15, T15x), "sign" (T13), "exact", "crossings", or "cycle" (with period). The budget is given by at
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
        return found_cycle_certificate(f, period, report)
    if for_all_t:
        return every_l1_certificate(f, report) if norm == "l1" else every_certificate(f, norm, period, depths, breakpoints, report)
    t = fixed_iterate(iterate, or_every=True)
    made = l1_certificate(f, t, budget, report) if norm == "l1" else fixed_certificate(f, t, norm, budget, period, report)
    rows = tuple(table(pieces_claimed(made.claims[0]), depths, breakpoints))
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
    if for_all_t and norm not in ("sup", "l1", "crossings"):
        raise ValueError(f"a claim for every t is about the norm sup, l1 or crossings, not {norm}")
    if norm == "l1" and period is not None:
        raise ValueError("the norm l1 has no period: its evidence is about the whole interval")
    if for_all_t and budget is not None:
        raise ValueError("a claim for every t has no budget: it says how many pieces are too few")
    if norm in ("exact", "crossings", "cycle") and budget is not None:
        raise ValueError(f"the norm {norm} has no budget: budgets are for sup, l1 and sign")
    if norm == "cycle" and (iterate is not None or for_all_t):
        raise ValueError("the norm cycle is about f itself: it has no iterate, only a period")
    if norm == "cycle" and period is None:
        raise ValueError("the norm cycle needs a period")


def fixed_iterate(t: Any, or_every: bool = False) -> int:
    """The iterate of a claim about one. Raises ValueError unless it is an integer from 0 to 100,000; with the advice to ask for every t
    at once if that is possible (`or_every`)."""
    if t is None:
        advice = ", or ask for every t (for_all_t=True, --for-all-t)" if or_every else ""
        raise ValueError(f"which iterate? Give one (iterate=T, --iterate T){advice}")
    steps = require_iterate(t)
    if steps > MAX_ITERATE:
        advice = ": ask for every t at once (for_all_t, --for-all-t)" if or_every else ""
        raise ValueError(f"the iterate {short_integer(steps)} is over the limit {MAX_ITERATE}{advice}")
    return steps
