"""T19: any ReLU network, equal on all of R^d, narrow: width at most 2 d + 2 H + 2 q - 1 (2 d + 3 for two layers and one output).

The depth is that of T18, and every weight is one of the target, or its negative. Registers: p_i = relu(x_i) and m_i = relu(-x_i), x_i =
p_i - m_i; z_1; and for a unit of a level h >= 2, and for each output, two sums, of its addends w z with w > 0 and of -w z for those with
w < 0, which exist from the first such addend on. *Invariant.* All registers but z_1 and completed units are sums of nonnegative
multiples of nonnegative numbers, so that relu changes nothing; with the last addend relu(P - M + w z + b) is the unit of the target."""

from __future__ import annotations

from typing import Any

from exactsep.networks.narrow.narrowed import Narrow, Register, Wiring
from exactsep.networks.narrow.schedule import Addend, require_paths
from exactsep.networks.narrow.steps import ONE, ZERO, Steps
from exactsep.networks.narrow.target import Unit, require_plain, target_on
from exactsep.networks.relu import ReLUNet


def narrow_everywhere(net: ReLUNet) -> Narrow:
    """A network of width at most 2 d + 2 H + 2 q - 1 that equals `net` at every point of R^d.

    Raises ValueError for a network that is not plain (ReLU hidden layers, each reading the one before, an affine output, rational
    weights), and if the narrow network would have over 200,000 weights and biases."""
    require_plain(net)
    target = target_on(net, None)
    require_paths(target, 2 * (net.inputs + len(target.hidden) - 1 + net.outputs), 2)
    return Narrow(net, Everywhere(target).network(), None, "T19", {"rule": "T18"})


class Everywhere(Steps):
    """The layers of T19. Level H + 1 stands for the outputs, whose sums are ("p", (H + 1) + k) and ("m", (H + 1) + k)."""

    def inputs(self, s: int) -> dict[Register, Wiring]:
        """p_i and m_i, as long as a later leaf reads them."""
        found: dict[Register, Wiring] = {}
        for i, last in self.uses.items():
            if s < last:
                found["x+", i] = ({("x", i): ONE} if s == 0 else {("x+", i): ONE}, ZERO)
                found["x-", i] = ({("x", i): -ONE} if s == 0 else {("x-", i): ONE}, ZERO)
        return found

    def affine(self, unit: Unit) -> Wiring:
        """A unit that reads the inputs, from p and m."""
        row: dict[Register, Any] = {}
        for i, w in unit.row.items():
            row |= {("x+", i): w, ("x-", i): -w}
        return row, unit.bias

    def level(self, h: int, addend: Addend | None) -> dict[Register, Wiring]:
        """The two sums of level h or, with the last addend, the unit of the target."""
        if addend is None:
            return {}
        unit = self.target.hidden[h - 1][addend.unit]
        if addend.last and addend.done:
            return {("z", h): self.total(h, h, unit, addend.child, addend.first)}
        return self.sums(h, h, unit, addend)

    def sums(self, slot: int, h: int, unit: Unit, addend: Addend | None) -> dict[Register, Wiring]:
        """The sums in a slot of level h that have begun, and the one that the addend begins."""
        found: dict[Register, Wiring] = {}
        if addend is None:
            return found
        for sign, name in ((1, "p"), (-1, "m")):
            row: dict[Register, Any] = {(name, slot): ONE} if (name, slot) in self.made and not addend.first else {}
            w = unit.row.get(addend.child, ZERO) * sign
            if addend.done and w > 0:
                row["z", h - 1] = w
            if row:
                found[name, slot] = (row, ZERO)
        return found

    def output_sums(self, addend: Addend | None) -> dict[Register, Wiring]:
        """The two sums of each output that have begun."""
        found: dict[Register, Wiring] = {}
        for k, unit in enumerate(self.target.outputs):
            found |= self.sums(self.top + k, self.top, unit, addend)
        return found

    def outputs(self, end: Addend) -> list[Wiring]:
        """All outputs, with the last addend."""
        return [self.total(self.top + k, self.top, unit, end.child) for k, unit in enumerate(self.target.outputs)]

    def total(self, slot: int, h: int, unit: Unit, child: int, fresh: bool = False) -> Wiring:
        """Both sums in a slot (none if it is fresh), the last addend and the bias."""
        begun = {(name, slot): sign for name, sign in (("p", ONE), ("m", -ONE)) if (name, slot) in self.made and not fresh}
        return begun | {("z", h - 1): unit.row.get(child, ZERO)}, unit.bias
