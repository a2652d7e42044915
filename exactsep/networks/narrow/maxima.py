"""T20: any ReLU network with one output, equal on a box, of width d + 2, whatever its depth.

The network is g - h on the box, g = max(l_1, ..., l_n) and h = max(l'_1, ..., l'_m) with affine l (exactsep.networks.narrow.lines).
*Registers.* c_i = x_i - lo_i; r; and, while h is computed, g + shift. *Invariant.* After the layer of l_k, l_k + r is the maximum m_k
of the first k functions: r = relu(m_{k-1} - l_k) = relu(l_{k-1} + r - l_k). Depth n + m - 2: exponential in the depth of the target in
general; for d = 1 the number of kinks of the network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from gmpy2 import mpq

from exactsep.networks.narrow.lines import Line, bent, least, maxima
from exactsep.networks.narrow.narrowed import Narrow, Register, Registers, Wiring
from exactsep.networks.narrow.steps import ONE, ZERO
from exactsep.networks.narrow.target import Box, Target, box_of, require_plain, require_size, target_on
from exactsep.networks.relu import ReLUNet


def narrow_by_maxima(net: ReLUNet, box: Sequence[Sequence[Any]]) -> Narrow:
    """A network of width at most d + 2 that equals `net`, with one output, on the box, a list of intervals [lo, hi], one for each input.

    There is evidence for the checker if d = 1. Raises ValueError for a network that is not plain (ReLU hidden layers, each reading the
    one before, an affine output, rational weights) or has several outputs, for a box that does not fit, and for too many pieces."""
    require_plain(net)
    if net.outputs != 1:
        raise ValueError(f"width d + 2 needs a network with one output, not {net.outputs}")
    ends = box_of(net, box)
    lengths = [hi - lo for lo, hi in ends]
    target = from_corner(target_on(net, ends), ends)
    g, h = bent(target, lengths[0]).maxima() if net.inputs == 1 else maxima(target, lengths)
    require_size((len(g) + len(h)) * (4 * net.inputs + 7))
    return Narrow(net, Maxima(ends, g, h).network(), ends, "T20", {"rule": "N"} if net.inputs == 1 else None)


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
        self.zero: Line = (ZERO,) * (len(box) + 1)
        self.made = Registers([("x", i) for i in range(len(box))])

    def network(self) -> ReLUNet:
        kept: Wiring | None = None
        self.running(self.g, kept)
        low = max(least(line, self.zero, [hi - lo for lo, hi in self.box]) for line in self.g)
        shift = max(-low, ZERO)
        if len(self.h) > 1:
            if len(self.g) > 1:
                row, bias = self.affine(self.g[-1])
                kept = (row | {("r", 0): ONE}, bias + shift)
            self.running(self.h, kept)
        if not self.made.layers:
            self.layer({})
        return self.made.network([self.output(shift)])

    def running(self, lines: list[Line], kept: Wiring | None) -> None:
        """The layers of the second and all later lines; the first of them keeps something, and the others carry it on."""
        for k in range(1, len(lines)):
            row, bias = self.affine(tuple(a - b for a, b in zip(lines[k - 1], lines[k], strict=True)))
            units: dict[Register, Wiring] = {("r", 0): (row | ({("r", 0): ONE} if k > 1 else {}), bias)}
            if kept is not None:
                units["g", 0] = kept
                kept = ({("g", 0): ONE}, ZERO)
            self.layer(units)

    def layer(self, units: dict[Register, Wiring]) -> None:
        self.made.add({("c", i): self.affine(tuple(mpq(j == i + 1) for j in range(len(self.zero)))) for i in range(len(self.box))} | units)

    def affine(self, line: Line) -> Wiring:
        """b + a . c, from x in the first layer."""
        if self.made.layers:
            return {("c", i): a for i, a in enumerate(line[1:])}, line[0]
        offset = sum((a * lo for a, (lo, _) in zip(line[1:], self.box, strict=True)), ZERO)
        return {("x", i): a for i, a in enumerate(line[1:])}, line[0] - offset

    def output(self, shift: Any) -> Wiring:
        """g - h: of each, the last line and r, or what was kept."""
        kept = ("g", 0) in self.made
        last = [ZERO] * len(self.zero) if kept else self.g[-1]
        row, bias = self.affine(tuple(a - b for a, b in zip(last, self.h[-1], strict=True)))
        if ("r", 0) in self.made:
            row["r", 0] = -ONE if len(self.h) > 1 else ONE
        return row | ({("g", 0): ONE} if kept else {}), bias - (shift if kept else ZERO)
