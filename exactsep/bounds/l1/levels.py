"""T15x: L1 bounds for an expanded iterate, level by level, with prices as evidence.

At almost every level c the set {g >= c} has at most M switches, so that int |F - g| dx >= int D_M(c) dc, D_M(c) the least measure of
{F >= c} sym-diff S over sets S with at most M switches. On a gap (see `runs`) D_M is concave: the trapezoid rule with one-sided limits
at the ends is a lower bound, and any lower bounds of D_M may stand in it.
"""

from __future__ import annotations

from typing import Any

from gmpy2 import mpq

from exactsep.bounds.l1.results import LowerBound
from exactsep.bounds.l1.rounding import short_below
from exactsep.bounds.l1.runs import Gaps
from exactsep.bounds.l1.switches import best_price, fewest_switches
from exactsep.bounds.width import require_pieces
from exactsep.maps.distance import total
from exactsep.maps.piecewise import PLMap
from exactsep.numbers.field import Q

MAX_WORK = 600_000
MAX_RUNS = {True: 300_000, False: 30_000}
LEVELS = (32, 16, 8, 4, 2, 1)


def level_bound(F: PLMap, iterate: int, pieces: Any, work: int = MAX_WORK) -> LowerBound | None:
    """T15x for F = f^iterate against g with at most `pieces` pieces; None if it proves nothing.

    Evidence: {"bits": b, "prices": [[p_0, ..., p_n], ...]}, one list for each gap in increasing order; an empty one skips
    the gap. Prices are integers >= 0 in units of 2^-b, for the levels low + (high - low) k/n; None stands for D_M
    itself. `work` bounds (runs) * (levels). Raises ValueError unless pieces >= 1.
    """
    most = require_pieces(pieces)
    gaps = Gaps(F)
    chosen, n = _chosen(gaps, most, work)
    prices: list[list[int | None]] = [[] for _ in gaps.gaps]
    exactly = sum(gaps.gaps[k].spanning + 1 for k in chosen) * (n + 1) * most <= work
    shares = [F.field(0)]
    for k in sorted(chosen):
        prices[k], share = _gap(*gaps.runs(k), most, n, exactly)
        shares.append((gaps.gaps[k].high - gaps.gaps[k].low) * share)
    error = short_below(total(shares) * mpq(1, 1 << gaps.bits))
    if error == 0:
        return None
    return LowerBound("T15x", iterate, most, error, {"bits": gaps.bits, "prices": prices})


def _chosen(gaps: Gaps, most: int, work: int) -> tuple[list[int], int]:
    """The gaps to look at, the widest first, and the number n of steps in each, so that the work is bounded."""
    useful = [k for k, gap in enumerate(gaps.gaps) if gap.spanning > most]
    useful.sort(key=lambda k: gaps.gaps[k].low - gaps.gaps[k].high)
    left, chosen, runs = min(work // 2, MAX_RUNS[gaps.F.field is Q]), [], 0
    for k in useful:
        if runs + gaps.gaps[k].spanning + 1 <= left:
            runs += gaps.gaps[k].spanning + 1
            chosen.append(k)
    return chosen, next(n for n in LEVELS if n == 1 or runs * (n + 1) <= work)


def _gap(low: list[int], high: list[int], most: int, n: int, exactly: bool) -> tuple[list[int | None], Any]:
    """The prices of one gap at n + 1 levels, and the trapezoid rule for a gap of length 1, in units of 2^-bits."""
    prices: list[int | None] = []
    doubled = 0
    for k in range(n + 1):
        lengths = [(n - k) * u + k * v for u, v in zip(low, high, strict=True)]
        bound, price = best_price(lengths, most, n, prices[-1] if prices else None)
        if exactly and len(lengths) - 1 > most and (least := fewest_switches(lengths, most)) > bound:
            bound, prices = least, [*prices, None]
        else:
            prices.append(price)
        doubled += bound if k in (0, n) else 2 * bound
    return (prices, mpq(doubled, 2 * n * n)) if doubled else ([], mpq(0))
