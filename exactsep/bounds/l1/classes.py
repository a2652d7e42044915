"""Paths of a graph, counted by where they end and by a sum of weights along them.

Many paths have the same product of slopes; the number of different products grows like a power of the length only. The generating functions
of the counts are polynomials with the counts as coefficients; here each is one integer, with a fixed number of bits for a coefficient, so
that a step is a shift and an addition for each edge.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Edge = tuple[int, int, int]

MAX_STEPS = 5_000_000
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


@dataclass(frozen=True)
class Packed:
    """For each node the generating function of the paths that end there, as one integer with `width` bits for a coefficient."""

    values: list[int]
    width: int

    def shifted(self, node: int, weight: int) -> int:
        """The generating function of one node, for paths that go on with an edge of some weight."""
        return self.values[node] << (weight * self.width)

    def counts(self, value: int) -> dict[int, int]:
        """The coefficients that are not 0. Halving keeps long integers from being shifted over and over."""
        found: dict[int, int] = {}
        stack = [(value, 0, max(1, -(-value.bit_length() // self.width)))]
        while stack:
            part, first, count = stack.pop()
            if part == 0:
                continue
            if count == 1:
                found[first] = part
                continue
            half = count // 2 * self.width
            stack += [(part >> half, first + count // 2, count - count // 2), (part & ((1 << half) - 1), first, count // 2)]
        return found


def packed_paths(nodes: int, edges: Sequence[Edge], length: int) -> Packed | None:
    """The paths of a given length by their ends; sums of these over some edges more fit into the coefficients, too.

    An edge is (from, to, weight), weights are integers >= 0. None if that is too much work: bits of all integers, over all steps.
    """
    heaviest = max((w for _, _, w in edges), default=0)
    if length * len(edges) > MAX_STEPS:
        return None
    paths = sum(path_counts(nodes, [(i, j) for i, j, _ in edges], length))
    width = (max(paths, 1) * (len(edges) + 1)).bit_length()
    if (heaviest * length + 1) * width * len(edges) * length > MAX_WORK:
        return None
    packed = [1] * nodes
    for _ in range(length):
        new = [0] * nodes
        for i, j, weight in edges:
            new[j] += packed[i] << (weight * width)
        packed = new
    return Packed(packed, width)


def path_classes(nodes: int, edges: Sequence[Edge], length: int) -> list[dict[int, int]] | None:
    """For each node, {weight: number of paths of this length that end there with this sum of weights}; None as `packed_paths`."""
    packed = packed_paths(nodes, edges, length)
    return None if packed is None else [packed.counts(value) for value in packed.values]


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
