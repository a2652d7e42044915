"""Exact and claimed points, matched in order: so that as few as possible are left over, and then with the least sum of deviations.

Two points match if they are no farther apart than the tolerance. Points that are linked by gaps of at most the tolerance form a cluster;
no match leaves a cluster, so that each is matched on its own, by dynamic programming over the two lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gmpy2 import mpq

MAX_CELLS = 2_000_000


def matched(exact: Sequence[Any], claimed: Sequence[Any], tolerance: Any) -> tuple[list[tuple[Any, Any]], list[Any], list[Any]]:
    """(matching pairs, exact points without a partner, claimed ones without); both lists in increasing order, exact ones different.

    The first and the last exact point are the ends of the segment, which need no partner. Raises ValueError for clusters that are too
    large, that is a tolerance far above the distances of breakpoints."""
    pairs: list[tuple[Any, Any]] = []
    missing: list[Any] = []
    spurious: list[Any] = []
    free = {exact[0], exact[-1]}
    cells = 0
    for ours, theirs in _clusters(exact, claimed, tolerance):
        cells += len(ours) * len(theirs)
        if cells > MAX_CELLS:
            raise ValueError("the tolerance is too large: within it there are too many breakpoints to tell apart")
        found = _aligned(ours, theirs, tolerance, free)
        pairs += found
        left, right = {x for x, _ in found} | free, [y for _, y in found]
        missing += [x for x in ours if x not in left]
        spurious += without(theirs, right)
    return pairs, missing, spurious


def without(points: Sequence[Any], used: list[Any]) -> list[Any]:
    """The points less those that are used, as often as they are (a point may be claimed twice)."""
    rest = list(used)
    kept = []
    for x in points:
        if x in rest:
            rest.remove(x)
        else:
            kept.append(x)
    return kept


def _clusters(exact: Sequence[Any], claimed: Sequence[Any], tolerance: Any) -> list[tuple[list[Any], list[Any]]]:
    """The points of both lists, in increasing order, split where the gap to the next one is over the tolerance."""
    both = sorted([*((x, 0) for x in exact), *((x, 1) for x in claimed)])
    found: list[tuple[list[Any], list[Any]]] = []
    last = None
    for x, side in both:
        if last is None or x - last > tolerance:
            found.append(([], []))
        found[-1][side].append(x)
        last = x
    return found


def _aligned(ours: list[Any], theirs: list[Any], tolerance: Any, free: set[Any]) -> list[tuple[Any, Any]]:
    """The matching in order with the fewest points left over (those in `free` do not count), and then the least sum of deviations."""
    if not ours or not theirs:
        return []
    costs = [[(j, mpq(0)) for j in range(len(theirs) + 1)]]
    steps = [["claimed"] * (len(theirs) + 1)]
    for x in ours:
        above, lost = costs[-1], x not in free
        row, step = [(above[0][0] + lost, above[0][1])], ["exact"]
        for j, y in enumerate(theirs):
            options = [((above[j + 1][0] + lost, above[j + 1][1]), "exact"), ((row[j][0] + 1, row[j][1]), "claimed")]
            if abs(x - y) <= tolerance:
                options.append(((above[j][0], above[j][1] + abs(x - y)), "both"))
            cost, how = min(options)
            row.append(cost)
            step.append(how)
        costs.append(row)
        steps.append(step)
    return _traced(ours, theirs, steps)


def _traced(ours: list[Any], theirs: list[Any], steps: list[list[str]]) -> list[tuple[Any, Any]]:
    """The pairs of the cheapest way through the table."""
    i, j, pairs = len(ours), len(theirs), []
    while i and j:
        how = steps[i][j]
        if how == "both":
            pairs.append((ours[i - 1], theirs[j - 1]))
        i, j = i - (how != "claimed"), j - (how != "exact")
    return pairs[::-1]
