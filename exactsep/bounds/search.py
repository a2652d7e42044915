"""Which evidence to count with: the expanded iterate, a Markov partition, a refined covering, or the intervals of one cycle."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gmpy2 import mpq

from exactsep.bounds.counters import Counter, Covered, Expanded, Sampled
from exactsep.bounds.grown import Grown
from exactsep.dynamics.covering import Covering, covering_of_cycle
from exactsep.dynamics.cycle_proof import CycleProof, prove_cycle
from exactsep.dynamics.cycles import cycles
from exactsep.dynamics.growth import heaviest
from exactsep.dynamics.orbits import require_period
from exactsep.dynamics.partition import markov_partition
from exactsep.dynamics.rate import MapRate, map_rate
from exactsep.dynamics.words import crossing_count
from exactsep.maps.base import IntervalMap
from exactsep.maps.extremes import Extremes, extremes
from exactsep.maps.iterate import expand
from exactsep.maps.piecewise import PLMap
from exactsep.maps.smooth import PolynomialMap
from exactsep.numbers.field import size_of
from exactsep.wording import counted

EXPAND_PIECES = 100_000
SAMPLE_POINTS = 10_000
SAMPLE_WORK = 400_000
EVALUATION_WORK = 40_000_000
EXPAND_WORK = 8_000_000
CHECKER_WORK = 5_000_000
MAX_CYCLES = 64
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Source:
    """A counter of crossings, the cycle it stands on if any, the rate of the map if it was computed, and what was tried."""

    counter: Counter
    proof: CycleProof | None
    rate: MapRate | None
    tried: tuple[str, ...]


def source_for(f: IntervalMap, t: int, progress: Progress, expanding: bool = True) -> Source:
    """Expanded up to 10^5 pieces, unless this is not wanted; else the extremes of a polynomial iterate; else the Markov
    partition, or a covering refined as far as a checker can follow.
    """
    tried: list[str] = []
    if isinstance(f, PLMap) and not expanding:
        tried.append(f"f^{t} not expanded: too much work, here or for the checker")
    elif isinstance(f, PLMap):
        progress(f"expanding iterate {t}")
        iterate = expand(f, t, EXPAND_PIECES, EXPAND_WORK)
        if iterate is not None:
            return Source(Expanded(iterate), None, None, (f"expanded f^{t}: {counted(iterate.pieces, 'piece')}, all counts exact",))
        tried.append(f"f^{t} has more than {EXPAND_PIECES} pieces or too long numbers, not expanded")
    elif isinstance(f, PolynomialMap) and markov_partition(f) is None:
        progress(f"the extremes of iterate {t}")
        found = extremes(f, t, min(SAMPLE_POINTS, SAMPLE_WORK // max(t * f.degree, 1)))
        if found is not None and _evaluation_work(f, t, found) <= EVALUATION_WORK:
            return Source(Sampled(found), None, None, (f"f^{t} at its {len(found.points)} extremes and ends",))
        tried.append(f"f^{t} has too many extremes, or too long numbers, to be evaluated at them")
    tolerance = max(mpq(1, 20 * max(t, 500)), mpq(1, 10**6))
    rate = map_rate(f, tolerance, progress=progress)
    if _word_work(rate.covering, t) > CHECKER_WORK and rate.growth.lam > 1:
        tried += [*rate.tried, f"covering of {counted(len(rate.covering), 'interval')}, growth at this iterate"]
        return Source(Grown(rate.covering, rate.growth, t), None, rate, tuple(tried))
    counter = Covered(_affordable(rate, t), t)
    quality = "counts exact" if counter.exact else "counts are lower bounds"
    tried += [*rate.tried, f"covering of {counted(len(counter.covering), 'interval')}, {quality}"]
    if counter.covering is not rate.covering:
        tried.append(f"a checker cannot follow more for {t} steps; for every t at once there is no such limit")
    return Source(counter, None, rate, tuple(tried))


def _evaluation_work(f: PolynomialMap, t: int, found: Extremes) -> int:
    """At least the work of rule P, as proofs/FORMAT.md counts it."""
    longest = max(max(len(str(z.numerator)), len(str(z.denominator))) for z in f.coefficients)
    largest = int(max(1, *(abs(y) for y in (*found.values, *f.interval)))).bit_length()
    m = longest + (found.bits + largest) // 3 + 2
    step = 30 + 20 * max(f.degree, 1) + max(f.degree, 1) ** 2 * m * (1000 + m) // 1000
    return int(len(found.points) * (t * step + 10 + m * m // 500))


def _word_work(covering: Covering, t: int) -> int:
    """The work of T3w: one unit for each interval and each branch at each step."""
    return t * (len(covering) + len(covering.branches))


def _affordable(rate: MapRate, t: int) -> Covering:
    """The covering, or as many of its heaviest intervals as a checker can follow for t steps."""
    covering = rate.covering
    most = CHECKER_WORK // (2 * max(t, 1))
    if len(covering) + len(covering.branches) <= 2 * most:
        return covering
    return covering.restricted(heaviest(covering, most))


def proved_cycles(f: IntervalMap, period: int, progress: Progress) -> list[CycleProof]:
    """Up to 64 cycles of a least period, with proofs, the simplest numbers first. Raises ValueError if the map has no
    such cycle.
    """
    progress(f"cycles of period {period}")
    found = cycles(f, period)
    if not found:
        raise ValueError(f"the map has no cycle of least period {period}")
    if not len(found):
        raise ValueError(
            f"the points of least period {period} form intervals ({len(found.intervals)}): there is no isolated cycle to stand on"
        )
    proofs = [proof for cycle in found.cycles[:MAX_CYCLES] if (proof := prove_cycle(f, cycle)) is not None]
    if not proofs:
        raise ValueError(f"no cycle of least period {period} could be proved by the rules O, T5, T5s")
    return sorted(proofs, key=_complexity)


def _complexity(proof: CycleProof) -> tuple[Any, ...]:
    points = [p.lo for p in proof.cycle.points]
    rational = all(hasattr(x, "denominator") for x in points)
    return max(x.denominator if rational else size_of(x) for x in points), points[0]


def _require_two_points(period: int) -> None:
    period = require_period(period)
    if period < 2:
        raise ValueError(f"period {period}: a cycle needs at least 2 points to have intervals between them")


def period_sources(f: IntervalMap, t: int, period: int, progress: Progress) -> list[Source]:
    """One source for each proved cycle of the period (T6), the strongest first: most crossings of one of its intervals,
    then simplest.
    """
    _require_two_points(period)
    counters = [(Covered(covering_of_cycle(proof.cycle), t), proof) for proof in proved_cycles(f, period, progress)]
    tried = tuple(_tale(counter, proof) for counter, proof in counters)
    ranked = sorted(counters, key=lambda c: -_most(c[0]))
    return [Source(counter, proof, None, tried) for counter, proof in ranked]


def _most(counter: Covered) -> int:
    pair = counter.busiest()
    return crossing_count(counter.covering, *pair, counter.t) if pair is not None else 0


def _tale(counter: Covered, proof: CycleProof) -> str:
    points = ", ".join(str(p.lo) if p.exact else f"{float(p.middle):.6f}..." for p in proof.cycle.points[:9])
    return f"cycle {points} of pattern {proof.cycle.pattern}"


def period_covering(f: IntervalMap, period: int, progress: Progress) -> tuple[Covering, CycleProof]:
    """The covering of the cycle of a least period with the largest rate, the simplest of those."""
    from exactsep.dynamics.growth import growth

    _require_two_points(period)
    proofs = proved_cycles(f, period, progress)
    rates = {proof.cycle.pattern: growth(covering_of_cycle(proof.cycle)).lower for proof in proofs}
    proof = max(proofs, key=lambda p: rates[p.cycle.pattern])
    return covering_of_cycle(proof.cycle), proof
