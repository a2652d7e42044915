"""T18: any ReLU network, equal on a box, narrow: width d + H + q for d inputs, H hidden layers and q outputs (d + 2 for two layers).

Depth n_1 n_2 ... n_H + H - 1 for hidden widths n_1, ..., n_H, less where weights are 0 or units are off on the box.

*Registers.* c_i = x_i - lo_i >= 0 (the first layer reads x itself); z_1, the unit of layer 1 that is being computed; z_h, 2 <= h <= H, the
sum of what has been added to a unit of layer h, which turns into this unit at the last addend; o_k, the same for output k.
*Invariant.* Every register is its preactivation, except where it is relu of a preactivation of the target: c_i >= 0 on the box, and
a sum begins with the shift S = sum of max(0, -w) U over all its addends w z but the last, U >= z on the box, so that it stays >= 0.
The last addend takes S away again: relu(sum + w z + b - S) is the unit of the target. The last addend of an output is in the affine row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from exactsep.networks.narrow.narrowed import Narrow, Register, Wiring
from exactsep.networks.narrow.schedule import Addend, require_paths
from exactsep.networks.narrow.steps import ONE, ZERO, Steps
from exactsep.networks.narrow.target import Box, Target, Unit, box_of, require_plain, target_on
from exactsep.networks.relu import ReLUNet


def narrow_on_box(net: ReLUNet, box: Sequence[Sequence[Any]]) -> Narrow:
    """A network of width at most d + H + q that equals `net` on the box, a list of intervals [lo, hi], one for each input.

    Raises ValueError for a network that is not plain (ReLU hidden layers, each reading the one before, an affine output, rational
    weights), for a box that does not fit, and if the narrow network would have over 200,000 weights and biases."""
    require_plain(net)
    ends = box_of(net, box)
    target = target_on(net, ends)
    require_paths(target, net.inputs + len(target.hidden) - 1 + net.outputs, 1)
    return Narrow(net, OnBox(target, ends).network(), ends, "T18", {"rule": "T18"})


class OnBox(Steps):
    """The layers of T18."""

    def __init__(self, target: Target, box: Box) -> None:
        super().__init__(target)
        self.box = box

    def inputs(self, s: int) -> dict[Register, Wiring]:
        """c_i, as long as a later leaf reads it."""
        found: dict[Register, Wiring] = {}
        for i, last in self.uses.items():
            if s < last:
                found["c", i] = ({("x", i): ONE}, -self.box[i][0]) if s == 0 else ({("c", i): ONE}, ZERO)
        return found

    def affine(self, unit: Unit) -> Wiring:
        """A unit that reads the inputs, from c = x - lo."""
        return {("c", i): w for i, w in unit.row.items()}, unit.bias + sum((w * self.box[i][0] for i, w in unit.row.items()), ZERO)

    def level(self, h: int, addend: Addend | None) -> dict[Register, Wiring]:
        """z_h, a sum or, with its last addend, the unit of the target."""
        if addend is None or (addend.first and not addend.done):
            return {}
        unit = self.target.hidden[h - 1][addend.unit]
        wiring: Wiring = ({}, ZERO) if addend.first else ({("z", h): ONE}, ZERO)
        if addend.done:
            shift = self.shift(unit, h, unit.row)
            bias = (shift if addend.first else ZERO) if not addend.last else unit.bias - (ZERO if addend.first else shift)
            wiring = ({**wiring[0], ("z", h - 1): unit.row[addend.child]}, bias)
        return {("z", h): wiring}

    def output_sums(self, addend: Addend | None) -> dict[Register, Wiring]:
        """o_k, for the outputs that have begun."""
        found: dict[Register, Wiring] = {}
        for k, unit in enumerate(self.target.outputs if addend is not None else ()):
            assert addend is not None
            begun = ("o", k) in self.made
            w = unit.row.get(addend.child) if addend.done else None
            row: dict[Register, Any] = {("o", k): ONE} if begun else {}
            if w is not None:
                row["z", self.top - 1] = w
                found["o", k] = (row, ZERO if begun else self.shift(unit, self.top, self.target.last))
            elif begun:
                found["o", k] = (row, ZERO)
        return found

    def outputs(self, end: Addend) -> list[Wiring]:
        """All outputs, with the last addend."""
        return [self.output(k, end) for k in range(len(self.target.outputs))]

    def output(self, k: int, end: Addend) -> Wiring:
        """Output k, with the last addend."""
        unit = self.target.outputs[k]
        row: dict[Register, Any] = {("z", self.top - 1): unit.row.get(end.child, ZERO)}
        if ("o", k) not in self.made:
            return row, unit.bias
        return row | {("o", k): ONE}, unit.bias - self.shift(unit, self.top, self.target.last)

    def shift(self, unit: Unit, h: int, children: Iterable[int]) -> Any:
        """S of a unit of level h: the sum of max(0, -w) U over all addends but the last of the children."""
        below = self.target.hidden[h - 2]
        *others, _ = children
        return sum((-w * below[j].high for j in others if (w := unit.row.get(j, ZERO)) < 0), ZERO)
