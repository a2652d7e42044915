"""Kinds of patterns that the literature names: Stefan, simple, of entropy zero. (Primary ones are in `forcing`.)"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from exactsep.patterns.pattern import Pattern

if TYPE_CHECKING:
    import networkx

MAX_ARROWS = 200_000


def is_stefan(pattern: Pattern) -> bool:
    """Whether this is the Stefan cycle of an odd period n >= 3, or its mirror image (Stefan 1977).

    Of all patterns of period n these two have the least rate (T8).
    """
    n = pattern.period
    return n >= 3 and n % 2 == 1 and pattern in ((stefan := Pattern.stefan(n)), stefan.mirror())


def is_simple(pattern: Pattern) -> bool:
    """Whether the pattern is simple: its period n is 1; or n >= 3 is odd and it is a Stefan cycle or the mirror image of
    one; or n is even, the left and the right half of the points are exchanged, and the second iterate is simple on each.

    For n = 2^k this is Block's definition (Simple periodic orbits of mappings of the interval, 1979), and equivalent to
    entropy zero. For other n these are the cycles of maps without any period that forces n in Sharkovsky's order (Coppel
    1983; Alseda, Llibre & Serra 1984). Every primary pattern is simple; (1 4 2 6 3 5) is simple and not primary.
    """
    if pattern.period == 1 or is_stefan(pattern):
        return True
    half = pattern.period // 2
    if pattern.period % 2 or min(pattern.images[:half]) <= half:
        return False
    second = [pattern.images[image - 1] for image in pattern.images]
    return is_simple(Pattern(second[:half])) and is_simple(Pattern(image - half for image in second[half:]))


def has_entropy_zero(pattern: Pattern) -> bool:
    """Whether the rate of the pattern is exactly 1, that is, its entropy is 0.

    Decided by its Markov graph, whose matrix has entries 0 and 1: the spectral radius is at most 1 iff no strongly connected
    component has more arrows than vertices, each being a single loop then. Raises ValueError if there are over 200,000
    arrows.
    """
    import networkx

    ranges = pattern.covering_ranges()
    arrows = sum(high - low for _, low, high in ranges)
    if arrows > MAX_ARROWS:
        raise ValueError(f"the Markov graph of the pattern has {arrows} arrows, over the limit {MAX_ARROWS}")
    graph: networkx.DiGraph[int] = networkx.DiGraph()
    graph.add_edges_from((i, j) for i, (_, low, high) in enumerate(ranges, start=1) for j in range(low, high))
    component = {i: k for k, nodes in enumerate(networkx.strongly_connected_components(graph)) for i in nodes}
    inner = Counter(component[i] for i, j in graph.edges if component[i] == component[j])
    vertices = Counter(component.values())
    return all(inner[k] <= vertices[k] for k in inner)
