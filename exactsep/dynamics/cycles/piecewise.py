"""All cycles of a map of a given period, exactly and completely.

For a piecewise affine f, the iterate f^n is expanded and f^n(x) = x is solved on every piece (`fixed`). The set
Fix(f^n) then consists of finitely many points and intervals, which f permutes; that permutation is read for least
periods and patterns.

*Intervals.* Let K be an interval of Fix(f^n) and m the first time with f^m(K) = K. As f^m restricted to K has finite
order, it is the identity, or it reverses K and f^{2m} is the identity there. In the first case all of K, ends included,
has least period m; in the second, all of K but the one fixed point of f^m has least period 2m. The intervals of least
period n are therefore whole components of Fix(f^n). Polynomial maps are in `smooth`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from gmpy2 import mpq

from exactsep.dynamics.cycles.fixed import FixedSet, Permutation
from exactsep.dynamics.orbits import BITS, CycleSet, PeriodicInterval, Progress, agreement, divisors, require_period
from exactsep.families import as_map
from exactsep.maps.iterate import compose
from exactsep.maps.piecewise import PLMap
from exactsep.maps.precompose import least_pieces
from exactsep.wording import counted

MAX_PIECES = 2_000_000
MAX_WORDS = 10 * MAX_PIECES


def cycles(f: Any, n: int, progress: Progress | None = None, bits: int = BITS) -> CycleSet:
    """All points of least period n of a PLMap (exactly) or a PolynomialMap (enclosed to width 2^-bits), or of a named map.

    The result is a CycleSet: iterate over its cycles, or ask for its `intervals`, `complete` and `how`. For a polynomial
    map that leaves I the cycles are those that stay in I.
    `progress(t, n)` is called after the iterate f^t has been dealt with. Raises ValueError if n is not an integer
    between 1 and 10,000, if a piecewise affine f is no self-map, or if the search is too large.
    """
    n, f = require_period(n), as_map(f)
    return _cycle_sets(f, n, divisors(n), progress, bits)[n]


def all_cycles(f: Any, upto: int, progress: Progress | None = None, bits: int = BITS) -> tuple[CycleSet, ...]:
    """All points of least period 1, 2, ..., `upto`: `cycles` for each of them, with the work on the iterates shared."""
    upto = require_period(upto)
    return tuple(_cycle_sets(f, upto, range(1, upto + 1), progress, bits).values())


def _cycle_sets(f: Any, n: int, periods: Sequence[int], progress: Progress | None, bits: int) -> dict[int, CycleSet]:
    """The cycles of some periods <= n, with each period all its divisors."""
    if not isinstance(f, PLMap):
        from exactsep.dynamics.cycles.smooth import cycle_sets

        return cycle_sets(f, periods, progress, bits)
    sets: dict[int, CycleSet] = {}
    fixed: dict[int, FixedSet] = {}
    for t, iterate in _iterates(f.require_self_map(), n):
        if t in periods:
            fixed[t] = FixedSet.of(iterate)
            sets[t] = _least_period(f, t, iterate.pieces, fixed, sets)
        if progress is not None:
            progress(t, n)
    return sets


def _iterates(f: PLMap, n: int) -> Iterator[tuple[int, PLMap]]:
    """f, f^2, ..., f^n. Raises ValueError before an iterate that has too many pieces."""
    iterate, words = PLMap([(x, x) for x in f.interval], f.field), 0
    for t in range(1, n + 1):
        pieces = least_pieces(iterate, f)
        words += pieces * _words(iterate)
        if pieces > MAX_PIECES:
            raise ValueError(f"period {n}: the iterate f^{t} has at least {pieces} pieces, over the limit {MAX_PIECES}")
        if words > MAX_WORDS:
            raise ValueError(f"period {n}: the iterates up to f^{t} take over {MAX_WORDS} machine words, the limit of this search")
        iterate = compose(iterate, f)
        yield t, iterate


def _words(g: PLMap) -> int:
    """The size of one entry of the columns of g, in machine words."""
    units = (g.xs.unit, g.ys.unit)
    return 1 + sum(int(u.denominator).bit_length() for u in units if isinstance(u, mpq)) // 64


def _least_period(f: PLMap, n: int, pieces: int, fixed: dict[int, FixedSet], smaller: dict[int, CycleSet]) -> CycleSet:
    """The points of least period n, from Fix(f^d) for the divisors d of n.

    Checked against what was found for the smaller ones.
    """
    here, permutation = fixed[n], Permutation.of(f, fixed[n])
    orbits: list[tuple[Any, ...]] = []
    intervals: list[PeriodicInterval] = []
    found: Counter[int] = Counter()
    for cycle in permutation.cycles():
        m = len(cycle)
        if cycle[0] not in here.right_end:
            found[m] += 1
            if m == n:
                orbits.append(tuple(here.points[i] for i in cycle))
            continue
        reverses = len(permutation.reversing.intersection(cycle)) % 2
        found[-m * (1 + reverses)] += m
        found[m] += reverses
        if m * (1 + reverses) == n:
            intervals += _intervals(here, cycle, fixed[m] if reverses else None)
    _require_agreement(n, found, smaller)
    intervals.sort(key=lambda interval: interval.lo)
    return CycleSet(n, tuple(orbits), tuple(intervals), _how(n, pieces, here))


def _intervals(here: FixedSet, cycle: list[int], half: FixedSet | None) -> Iterator[PeriodicInterval]:
    """The intervals of a cycle of intervals.

    If f^m reverses them (half = Fix(f^m)), without the fixed point of f^m in each.
    """
    for i in cycle:
        lo, hi = here.points[i], here.right_end[i]
        yield PeriodicInterval(lo, hi, () if half is None else (half.within(lo, hi),))


def _require_agreement(n: int, found: Counter[int], smaller: dict[int, CycleSet]) -> None:
    """The second count: f^n and f^d, solved separately, show as many cycles (key d) and intervals (key -d) of period d."""
    for d in divisors(n)[:-1]:
        assert found[d] == len(smaller[d].orbits), f"f^{n} and f^{d} disagree on the cycles of period {d}"
        assert found[-d] == len(smaller[d].intervals), f"f^{n} and f^{d} disagree on the intervals of period {d}"


def _how(n: int, pieces: int, here: FixedSet) -> str:
    solutions = counted(len(here.points) - len(here.right_end), "isolated solution")
    if here.right_end:
        solutions += f" and {counted(len(here.right_end), 'interval')} of solutions"
    return (
        f"f^{n} was expanded exactly (affine pieces: {pieces}) and f^{n}(x) = x solved on every piece: {solutions}, "
        f"which f permutes.{agreement(n)}"
    )
