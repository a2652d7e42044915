"""Upper bounds by explicit functions: g with at most M pieces, and the exact integral of |F - g|."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from exactsep.bounds.l1.copies import copying, median
from exactsep.bounds.l1.fitting import Floats, descended, exact_chain, scattered, shortest_chain
from exactsep.bounds.l1.results import UpperBound
from exactsep.bounds.l1.rounding import short_above
from exactsep.bounds.width import require_pieces
from exactsep.maps.distance import distance
from exactsep.maps.piecewise import PLMap

MAX_DESCENT = 1_500
MAX_CONSTANTS = 16
MAX_SMALL = 64
MAX_EXACT = 4
STARTS = 6
MAX_HALVED = 20
LEVELS, MARGIN = 10, 0.1


def explicit_bound(F: PLMap, iterate: int, pieces: Any) -> UpperBound:
    """The best function found that has at most `pieces` pieces, for F = f^iterate: F itself if it has so few.

    Candidates copy F where it pays and are constant elsewhere; if F or `pieces` is small they are improved by descent, and so are chains of
    nodes over the vertices of F. Where floats do not tell the vertices apart only constants are tried. Raises ValueError unless
    pieces >= 1.
    """
    most = require_pieces(pieces)
    if F.pieces <= most:
        return UpperBound("explicit", iterate, most, short_above(F.field(0)), F.field(0), F)
    found = [(distance(F, g).l1, k, g) for k, g in enumerate(_candidates(F, most))]
    exact, _, g = min(found, key=lambda item: item[:2])
    return UpperBound("explicit", iterate, most, short_above(exact), exact, g)


def _candidates(F: PLMap, most: int) -> Iterator[PLMap]:
    floats = Floats(F)
    if not floats.clear:
        for level in (sum(F.range) / 2, *sorted(set(F.ys))[:MAX_CONSTANTS]):
            yield PLMap([(x, level) for x in F.interval], F.field)
        return
    copied = copying(F, most)
    yield copied
    if F.pieces + most > MAX_DESCENT:
        return
    chains = [[(float(x), float(y)) for x, y in copied.vertices]]
    level = float(median(F, floats.xs, floats.ys))
    low, height = min(floats.ys), max(floats.ys) - min(floats.ys)
    nodes = [(floats, (level,)), (floats, (level - height / 4, level, level + height / 4))]
    if F.pieces <= MAX_HALVED:
        nodes.append((floats.halved(), tuple(low + height * (k / LEVELS - MARGIN) for k in range(round(LEVELS * (1 + 2 * MARGIN)) + 1))))
    chains += [chain for over, levels in nodes if (chain := shortest_chain(over, most, levels)) is not None]
    chains += scattered(floats, most, STARTS if F.pieces <= MAX_SMALL and most <= MAX_SMALL // 4 else 0)
    known = {float(z): z for g in (F, copied) for vertex in g.vertices for z in vertex}
    improved = sorted((descended(floats, chain) for chain in chains), key=floats.total)
    for chain in improved[:MAX_EXACT]:
        g = exact_chain(floats, chain, known)
        if g is not None and g.pieces <= most:
            yield g
