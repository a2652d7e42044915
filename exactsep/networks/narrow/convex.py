"""Every ReLU network with one output is g - h on a box, g and h maxima of affine functions (T20): the two lists, in any dimension.

Let M_u = max(p_u+, p_u-), where the preactivation p_u = p_u+ - p_u- of unit u is an affine function plus a signed sum of the M's of
units before: p_u+ has the affine function and the positive terms, p_u- the negative ones. Then max(0, p_u) = M_u - p_u-, an affine
function plus a signed sum of M's as well; terms that cancel do so. (It is p_u if p_u >= 0 on the box, and 0 if p_u <= 0.) All M, p+ and
p- are convex.

The output is g - h in the same way. On each cell of `cells` all of them are affine, as the sign of p_u tells which side M_u is. A convex
function is the maximum of the affine functions with which it agrees on the cells of a cover: these are the two lists, and no shorter
ones have the maxima g and h."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from operator import mul
from typing import Any

from gmpy2 import mpq

from exactsep.networks.narrow.cells import Cells
from exactsep.networks.narrow.lines import Line
from exactsep.networks.narrow.target import Target, Unit


@dataclass(frozen=True)
class Sum:
    """A line and a sum of M's with positive weights."""

    line: Line
    units: tuple[int, ...]
    weights: tuple[Any, ...]

    def __call__(self, known: Mapping[int, Line]) -> Line:
        """Where the M's are these lines."""
        if not self.units:
            return self.line
        columns = zip(*[known[u] for u in self.units], strict=True)
        return tuple(a + sum(map(mul, self.weights, column)) for a, column in zip(self.line, columns, strict=True))


@dataclass(frozen=True)
class Signed:
    """An affine function, plus the sum of weights[u] * M_u."""

    line: Line
    weights: dict[int, Any]

    @property
    def sides(self) -> tuple[Sum, Sum]:
        """Minus the negative part, and the positive one with the affine function."""
        parts = [{u: abs(w) for u, w in self.weights.items() if w * sign > 0} for sign in (-1, 1)]
        lines = (mpq(0),) * len(self.line), self.line
        below, above = (Sum(line, tuple(part), tuple(part.values())) for line, part in zip(lines, parts, strict=True))
        return below, above

    def relu(self, u: int) -> Signed:
        """max(0, self), where it is the preactivation of unit u: M_u - p_u-."""
        return Signed((mpq(0),) * len(self.line), {v: w for v, w in self.weights.items() if w < 0} | {u: mpq(1)})


def maxima(target: Target, lengths: list[Any]) -> tuple[list[Line], list[Line]]:
    """The first output as max of the first lines - max of the second, on the box of these side lengths. Raises ValueError as `Cells`."""
    cells = Cells(target, lengths)
    size = target.inputs + 1
    zero = (mpq(0),) * size
    values = {i: Signed(tuple(mpq(k == i + 1) for k in range(size)), {}) for i in range(target.inputs)}
    bent: dict[int, tuple[Sum, Sum]] = {}  # p_u- and p_u+ of the units that change their sign
    u = 0
    for units in target.hidden:
        after = {}
        for i, unit in units.items():
            form = _combined(unit, values, size)
            if cells.negative[u] and cells.positive[u]:
                bent[u], form = form.sides, form.relu(u)
            after[i] = form if cells.positive[u] else Signed(zero, {})
            u += 1
        values = after
    below, above = _combined(target.outputs[0], values, size).sides
    g, h = set(), set()
    cells.spend(len(cells.patterns) * (size + sum(len(part.units) for sides in bent.values() for part in sides) * size // 2))
    for pattern in cells.patterns:
        known: dict[int, Line] = {}
        for v, sides in bent.items():
            known[v] = sides[pattern >> v & 1](known)
        g.add(above(known))
        h.add(below(known))
    return sorted(g), sorted(h)


def _combined(unit: Unit, values: dict[int, Signed], size: int) -> Signed:
    """The preactivation of a unit."""
    line, weights = [unit.bias, *[mpq(0)] * (size - 1)], dict[int, Any]()
    for j, w in unit.row.items():
        line = [a + w * b for a, b in zip(line, values[j].line, strict=True)]
        for u, factor in values[j].weights.items():
            weights[u] = weights.get(u, 0) + w * factor
    return Signed(tuple(line), {u: w for u, w in weights.items() if w})
