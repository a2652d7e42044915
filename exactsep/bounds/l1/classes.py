"""Paths of a graph, counted by where they end and by a sum of weights along them.

Many paths have the same product of slopes; the number of different products grows like a power of the length only. The generating functions
of the counts are polynomials with the counts as coefficients; here each is one integer, with a fixed number of bits for a coefficient, so
that a step is a shift and an addition for each edge.
"""

from __future__ import annotations

from collections.abc import Sequence

Edge = tuple[int, int, int]

MAX_WORK = 20_000_000_000


def path_counts(nodes: int, edges: Sequence[tuple[int, int]], length: int) -> list[int]:
    """The number of paths of a given length that end in each node."""
    counts = [1] * nodes
    for _ in range(length):
        new = [0] * nodes
        for i, j in edges:
            new[j] += counts[i]
        counts = new
    return counts


def path_classes(nodes: int, edges: Sequence[Edge], length: int) -> list[dict[int, int]] | None:
    """For each node, {weight: number of paths of this length that end there with this sum of weights}.

    An edge is (from, to, weight), weights are integers >= 0. None if that is too much work: bits of all integers, over all steps.
    """
    heaviest = max((w for _, _, w in edges), default=0)
    if length * len(edges) > 5_000_000:
        return None
    width = max(path_counts(nodes, [(i, j) for i, j, _ in edges], length), default=1).bit_length() + 1
    if (heaviest * length + 1) * width * len(edges) * length > MAX_WORK:
        return None
    packed = [1] * nodes
    for _ in range(length):
        new = [0] * nodes
        for i, j, weight in edges:
            new[j] += packed[i] << (weight * width)
        packed = new
    return [_unpacked(value, width) for value in packed]


def _unpacked(value: int, width: int) -> dict[int, int]:
    """The coefficients that are not 0; halving keeps long integers from being shifted over and over."""
    found: dict[int, int] = {}
    stack = [(value, 0, max(1, -(-value.bit_length() // width)))]
    while stack:
        part, first, count = stack.pop()
        if part == 0:
            continue
        if count == 1:
            found[first] = part
            continue
        half = count // 2
        stack.append((part >> (half * width), first + half, count - half))
        stack.append((part & ((1 << (half * width)) - 1), first, half))
    return found


def kind_weights(kinds: int, length: int) -> list[int]:
    """A weight for each kind of edge so that the sum along a path of this length tells how many edges there are of each kind."""
    return [0, *((length + 1) ** k for k in range(kinds - 1))]


def kind_counts(weight: int, kinds: int, length: int) -> list[int]:
    """How many edges of each kind the paths of a class have, from the sum of their weights."""
    digits = []
    for _ in range(kinds - 1):
        weight, digit = divmod(weight, length + 1)
        digits.append(digit)
    return [length - sum(digits), *digits]


def sum_of_largest(costs: Sequence[tuple[int, int]], most: int) -> int:
    """The sum of the `most` largest among costs with multiplicities (cost, multiplicity), in decreasing order of cost."""
    total = 0
    for cost, multiplicity in costs:
        taken = min(most, multiplicity)
        total += taken * cost
        most -= taken
        if most == 0:
            break
    return total
