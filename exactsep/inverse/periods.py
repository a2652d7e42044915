"""The table of [CNP20] for any list of periods: what a period forces, and which widths that excludes, beside the older counts.

A map with a point of least period n = 2^k q, q odd > 1, has at least the rate floor of n (T8). The constant-slope model of the pattern
that attains it (T10: the Stefan cycle of q, doubled k times) is a map with exactly this rate and this Lipschitz constant. For its iterate
f^t the widths are

    sup     the largest u for which every network has a sup distance of at least E, half of what is certified against one piece
    sign    the largest u for which every network mislabels at least a quarter of n alternating points
    l1      the largest u for which every network has an L1 distance of at least E, half of what is certified against one piece

by the M pieces that are excluded and (u + 1)^d <= M (T1). The older counts give a network (2u)^d pieces: (2u)^d <= M for sup and l1, and
for sign, where the older share of errors is 1/2 - (2u)^d / n, (2u)^d <= n/4."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import isqrt
from typing import Any

from gmpy2 import iroot, mpq, mpz

from exactsep.bounds.search import Progress
from exactsep.bounds.width import widest
from exactsep.inverse.excluded import NORMS, QUARTER, Excluded, excluded
from exactsep.inverse.region import require_depths
from exactsep.inverse.slopes import RateAndLipschitz, rate_and_lipschitz, value_at
from exactsep.maps.piecewise import PLMap
from exactsep.numbers.field import as_integer, positive, simplest
from exactsep.patterns.constant_slope import constant_slope
from exactsep.patterns.pattern import Pattern
from exactsep.patterns.sharkovsky import RateFloor, rate_floor

MAX_PERIODS = 50
MAX_TABLE_ITERATE = 1000


@dataclass(frozen=True)
class Widths:
    """What is excluded in one norm: the largest widths at each depth, by T1 and by the older counts (None: not even width 1)."""

    excluded: Excluded
    widths: tuple[int | None, ...]
    older: tuple[int | None, ...]


@dataclass(frozen=True)
class AboveRootTwo:
    """rho_q > z > sqrt 2, q odd: `square` = z^2 > 2, and `value` = z^q - 2 z^(q-2) - 1 < 0, rho_q being the only positive root of this
    polynomial, which is positive beyond it.
    """

    q: int
    z: Any
    square: Any
    value: Any


@dataclass(frozen=True)
class PeriodRow:
    """One period. For a power of two the floor is 1 and there is nothing else."""

    period: int
    floor: RateFloor
    pattern: Pattern
    model: PLMap | None = None
    irreducible: bool | None = None
    slope: RateAndLipschitz | None = None
    above: AboveRootTwo | None = None
    norms: tuple[Widths, ...] = ()

    def __repr__(self) -> str:
        return f"PeriodRow({self.floor!r})"


def period_table(
    periods: Iterable[int], depths: Iterable[int] = range(1, 7), iterate: int = 30, *, progress: Progress | None = None
) -> list[PeriodRow]:
    """One row for each period, for the iterate f^t of its constant-slope model, 1 <= t <= 1,000.

    Every number of pieces stands on a certificate (row.norms[i].excluded.certificate), every rate on another one (row.slope.certificate).
    Raises ValueError for wrong inputs, and for periods whose rate has a degree over 24 (no number field for the model)."""
    numbers, layers = _require_periods(periods), require_depths(depths)
    t = positive("iterate", iterate, MAX_TABLE_ITERATE)
    report = progress or (lambda _: None)
    models = {n: _model(n) for n in numbers}
    return [_row(n, models[n], t, layers, report) for n in numbers]


def _require_periods(periods: Iterable[int]) -> list[int]:
    if isinstance(periods, str) or not isinstance(periods, Iterable):
        raise ValueError(f"periods must be a list of integers, not {periods!r}")
    numbers = [positive("period", n, 1000) if as_integer(n) is not None else _no_period(n) for n in periods]
    if not 1 <= len(numbers) <= MAX_PERIODS:
        raise ValueError(f"periods: from 1 to {MAX_PERIODS} of them, not {len(numbers)}")
    return numbers


def _no_period(value: Any) -> int:
    raise ValueError(f"a period must be an integer, not {value!r}")


def _model(n: int) -> tuple[Pattern, PLMap | None]:
    """The pattern of least rate and its constant-slope model; none for a power of two."""
    pattern = Pattern.least_rate(n)
    return pattern, None if rate_floor(n).q == 1 else constant_slope(pattern)


def _row(n: int, made: tuple[Pattern, PLMap | None], t: int, depths: list[int], progress: Progress) -> PeriodRow:
    pattern, f = made
    floor = rate_floor(n)
    if f is None:
        return PeriodRow(n, floor, pattern)
    progress(f"period {n}")
    slope = rate_and_lipschitz(f)
    assert floor.minimal_polynomial is not None
    assert 1 < f.lipschitz < 2, "where the floor is the only root of its minimal polynomial"
    assert value_at(floor.minimal_polynomial, f.lipschitz) == 0, "the slope of the model is not the floor"
    norms = tuple(_widths(f, t, norm, depths, progress) for norm in NORMS)
    above = above_root_two(n) if floor.k == 0 else None
    return PeriodRow(n, floor, pattern, f, is_irreducible(pattern), slope, above, norms)


def is_irreducible(pattern: Pattern) -> bool:
    """Whether every interval between neighbouring points of the cycle leads to every other one."""
    import networkx

    ranges = pattern.covering_ranges()
    graph = networkx.DiGraph((i, j - 1) for i, (_, j1, j2) in enumerate(ranges) for j in range(j1, j2))
    return len(graph) == len(ranges) and bool(networkx.is_strongly_connected(graph))


def above_root_two(q: int) -> AboveRootTwo:
    """A rational z with rho_q > z > sqrt 2, of about the least denominator, and the numbers that show it. q is odd, 3 <= q <= 1,000.

    For every q at once: z^q - 2 z^(q-2) - 1 is -1 at z = sqrt 2, and positive at 2."""
    lower, bits = rate_floor(q).odd_part.lo, 2 * q + 40
    z = simplest(mpq(isqrt(2 << 2 * bits) + 1, 1 << bits), lower)
    value = z**q - 2 * z ** (q - 2) - 1
    assert z * z > 2 > 0 > value
    return AboveRootTwo(q, z, z * z, value)


def _widths(f: PLMap, t: int, norm: str, depths: list[int], progress: Progress) -> Widths:
    found = excluded(f, t, QUARTER if norm == "sign" else None, norm, progress=progress)
    if found.certificate is None:
        return Widths(found, (None,) * len(depths), (None,) * len(depths))
    most = found.pieces if norm != "sign" else int(mpz(found.certificate.claims[0]["points"])) // 4
    widths = tuple(widest(found.pieces, depth) for depth in depths)
    return Widths(found, widths, tuple(older_width(most, depth) for depth in depths))


def older_width(pieces: int, depth: int) -> int | None:
    """The largest u >= 1 with (2u)^depth <= pieces, or None."""
    if pieces.bit_length() <= depth:
        return None
    root, _ = iroot(pieces, depth)
    return int(root) // 2 or None
