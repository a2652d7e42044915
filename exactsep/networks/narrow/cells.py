"""A ReLU network on a box, cut into polytopes, the *cells*, on which no unit changes its sign (T20).

At first the box is the only cell. Then, unit after unit: all earlier units are affine on each cell, and so is the preactivation p of
this one. A cell where p takes both signs is cut into {p >= 0} and {p <= 0}: the vertices of either are those of the cell in it, and the
zeros of p on the edges of the cell. Each cell is defined by the faces of the box and by the signs of the units, so that its face through
two vertices is given by what is 0 at both; it is an edge if no third vertex is in it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from gmpy2 import mpq

from exactsep.networks.narrow.target import Target, Unit
from exactsep.wording import short_integer

MAX_INPUTS = 10
MAX_VERTICES = 100_000
MAX_STEPS = 20_000_000  # some seconds: a product takes one step, more if numbers are long, and a number of a new vertex takes ten


class Cells:
    """`found` are the cells, each with its vertices and its pattern: bit u is set if unit u is positive somewhere in it. Units are numbered
    through all layers; `positive` and `negative` tell whether a unit is so somewhere on the box. `vertices` are the values of the last
    layer there, and `tight` the faces of the box through a vertex and the units that are 0 there, as bits."""

    def __init__(self, target: Target, lengths: list[Any]) -> None:
        """The target as a function of c, 0 <= c_i <= lengths[i]. Raises ValueError for over 10 inputs, and for over 100,000 vertices or
        20,000,000 steps: before that, the checker has given up."""
        d = target.inputs
        if d > MAX_INPUTS:
            raise ValueError(f"width d + 2: the network has {d} inputs, over the limit {MAX_INPUTS}; choose the method exact")
        self.inputs = d
        self.units = sum(map(len, target.hidden))
        self.steps = 0
        self.vertices = [[length * (k >> i & 1) for i, length in enumerate(lengths)] for k in range(2**d)]
        self.tight = [k | (k ^ (2**d - 1)) << d for k in range(2**d)]
        self.found: list[tuple[list[int], int]] = [(list(range(2**d)), 0)]
        self.positive: list[bool] = []
        self.negative: list[bool] = []
        places = {i: i for i in range(d)}
        for units in target.hidden:
            for unit in units.values():
                self.cut(unit, places)
            places = {i: k for k, i in enumerate(units)}
            self.vertices = [[max(z, mpq(0)) for z in vertex[len(vertex) - len(units) :]] for vertex in self.vertices]

    @property
    def patterns(self) -> list[int]:
        return [pattern for _, pattern in self.found]

    def cut(self, unit: Unit, places: dict[int, int]) -> None:
        """Append the preactivation of the unit at each vertex, and cut the cells where it changes its sign."""
        row = [(places[j], w) for j, w in unit.row.items()]
        bit, mark = 1 << len(self.positive), 1 << 2 * self.inputs + len(self.positive)
        self.spend(len(self.vertices) * (1 + len(row)) * (1 + digits([w for _, w in row]) + digits(self.vertices[-1])))
        for v, vertex in enumerate(self.vertices):
            vertex.append(sum((w * vertex[j] for j, w in row), unit.bias))
            if vertex[-1] == 0:
                self.tight[v] |= mark
        self.positive.append(any(vertex[-1] > 0 for vertex in self.vertices))
        self.negative.append(any(vertex[-1] < 0 for vertex in self.vertices))
        zeros: dict[tuple[int, int], int] = {}
        found = []
        for points, pattern in self.found:
            below = [v for v in points if self.vertices[v][-1] < 0]
            above = [v for v in points if self.vertices[v][-1] > 0]
            if not (below and above):
                found.append((points, pattern | bit if above else pattern))
                continue
            level = [v for v in points if self.vertices[v][-1] == 0]
            for edge in self.edges(below, above, points):
                if edge not in zeros:
                    zeros[edge] = self.zero(*edge, mark)
                level.append(zeros[edge])
            found += [(above + level, pattern | bit), (below + level, pattern)]
        self.found = found

    def edges(self, below: list[int], above: list[int], points: list[int]) -> list[tuple[int, int]]:
        """The edges of a cell with these vertices from `below` to `above`."""
        found = []
        self.spend(len(below) * len(above))
        for a in below:
            for b in above:
                common = self.tight[a] & self.tight[b]
                if common.bit_count() >= self.inputs - 1 and sum(self.tight[v] & common == common for v in points) == 2:
                    found.append((a, b))
        return found

    def zero(self, a: int, b: int, mark: int) -> int:
        """A new vertex: the zero of what was appended last, on the edge from a to b. All values are affine on it."""
        one, two = self.vertices[a], self.vertices[b]
        self.spend(len(one) * (10 + digits(one) + digits(two)))
        part = one[-1] / (one[-1] - two[-1])
        self.vertices.append([*(x + part * (y - x) for x, y in zip(one[:-1], two[:-1], strict=True)), mpq(0)])
        self.tight.append(self.tight[a] & self.tight[b] | mark)
        return len(self.vertices) - 1

    def spend(self, steps: int) -> None:
        """Before these steps. Raises ValueError if there are too many."""
        self.steps += steps
        if self.steps > MAX_STEPS or len(self.vertices) > MAX_VERTICES:
            cells = f"over {len(self.found)} cells with over {len(self.vertices) - 1} vertices"
            limits = f"the limits are {MAX_VERTICES} vertices and {MAX_STEPS} steps"
            raise ValueError(
                f"width d + 2: {len(self.negative)} of {short_integer(self.units)} units cut the box into {cells}, and {limits}; "
                "choose the method exact (one register more for each hidden layer), or a smaller box"
            )


def digits(numbers: Iterable[Any]) -> int:
    """The length of the longest of these rationals, in 100 binary digits of numerator and denominator."""
    return max((z.numerator.bit_length() + z.denominator.bit_length() for z in numbers), default=0) // 100
