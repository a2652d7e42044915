"""T20: any ReLU network with one output, equal on a box, of width d + 2, whatever its depth.

The network is g - h on the box, g = max(l_1, ..., l_n) and h = max(l'_1, ..., l'_m) with affine l (`lines` for d = 1, `convex` for any
d). *Registers.* c_i = x_i - lo_i >= 0; r for g; and s for h, beside which r is passed on.
*Invariant.* After the layer of l_k, l_k + r is the maximum m_k of the first k functions: r = relu(m_{k-1} - l_k) = relu(l_{k-1} + r - l_k).
Depth n + m - 2; for d = 1 this is the number of kinks of the network. Otherwise n and m are at most the number of its cells, which for a
fixed d is at most about the d-th power of the number of its units (of products of these, layer by layer); beyond the plane this is soon
too much. A network of one hidden layer with d >= 2 inputs is left to T18, which has width d + 2 there, and one layer for each unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from gmpy2 import mpq

from exactsep.networks.narrow.convex import maxima
from exactsep.networks.narrow.exact import narrow_on_box
from exactsep.networks.narrow.lines import Line, bent
from exactsep.networks.narrow.narrowed import Narrow, Register, Registers, Wiring
from exactsep.networks.narrow.steps import ONE, ZERO
from exactsep.networks.narrow.target import Box, Target, box_of, require_plain, require_size, target_on
from exactsep.networks.relu import ReLUNet


def narrow_by_maxima(net: ReLUNet, box: Sequence[Sequence[Any]]) -> Narrow:
    """A network of width at most d + 2 that equals `net`, with one output, on the box, a list of intervals [lo, hi], one for each input.

    `method` is T18 for one hidden layer and d >= 2, and for an affine network. Raises ValueError for a network that is not plain (ReLU
    hidden layers, each reading the one before, an affine output, rational weights) or has several outputs, for a box that does not fit, for
    over 200,000 weights and biases, and unless T18 is used for d > 10 and over 100,000 vertices of cells."""
    require_plain(net)
    if net.outputs != 1:
        raise ValueError(f"width d + 2 needs a network with one output, not {net.outputs}; choose the method exact or global")
    ends = box_of(net, box)
    if net.depth == 0 or (net.inputs > 1 and net.depth == 1):
        return narrow_on_box(net, ends)
    lengths = [hi - lo for lo, hi in ends]
    target = from_corner(target_on(net, ends), ends)
    g, h = bent(target, lengths[0]).maxima() if net.inputs == 1 else maxima(target, lengths)
    require_size((len(g) + len(h)) * (3 * net.inputs + 6))
    return Narrow(net, Maxima(ends, g, h).network(), ends, "T20", {"rule": "N" if net.inputs == 1 else "T20"})


def from_corner(target: Target, box: Box) -> Target:
    """The target as a function of c = x - lo."""
    first = {
        i: replace(unit, bias=unit.bias + sum((w * box[j][0] for j, w in unit.row.items()), ZERO)) for i, unit in target.hidden[0].items()
    }
    return replace(target, hidden=(first, *target.hidden[1:]))


class Maxima:
    """The layers of T20."""

    def __init__(self, box: Box, g: list[Line], h: list[Line]) -> None:
        self.box, self.g, self.h = box, g, h
        self.made = Registers([("x", i) for i in range(len(box))])

    def network(self) -> ReLUNet:
        self.running(self.g, ("r", 0))
        self.running(self.h, ("s", 0))
        if not self.made.layers:
            self.layer({})
        row, bias = self.affine(difference(self.g[-1], self.h[-1]))
        signs = {("r", 0): ONE, ("s", 0): -ONE}
        return self.made.network([(row | {name: sign for name, sign in signs.items() if name in self.made}, bias)])

    def running(self, lines: list[Line], name: Register) -> None:
        """The layers of the second and all later lines, beside which a maximum that is there already is passed on."""
        kept: dict[Register, Wiring] = {("r", 0): ({("r", 0): ONE}, ZERO)} if ("r", 0) in self.made else {}
        for k in range(1, len(lines)):
            row, bias = self.affine(difference(lines[k - 1], lines[k]))
            self.layer(kept | {name: (row | ({name: ONE} if k > 1 else {}), bias)})

    def layer(self, units: dict[Register, Wiring]) -> None:
        places = range(len(self.box))
        self.made.add({("c", i): self.affine(tuple(mpq(j == i) for j in (-1, *places))) for i in places} | units)

    def affine(self, line: Line) -> Wiring:
        """b + a . c, from x in the first layer."""
        if self.made.layers:
            return {("c", i): a for i, a in enumerate(line[1:])}, line[0]
        offset = sum((a * lo for a, (lo, _) in zip(line[1:], self.box, strict=True)), ZERO)
        return {("x", i): a for i, a in enumerate(line[1:])}, line[0] - offset


def difference(one: Line, other: Line) -> Line:
    return tuple(a - b for a, b in zip(one, other, strict=True))
