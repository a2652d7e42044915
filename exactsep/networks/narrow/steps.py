"""What T18 and T19 share: one leaf of the target after the other, slot h lagging by h - 1 layers; and the outputs at the end.

An affine target takes one layer, of the registers of its inputs."""

from __future__ import annotations

from abc import ABC, abstractmethod

from gmpy2 import mpq

from exactsep.networks.narrow.narrowed import Register, Registers, Wiring
from exactsep.networks.narrow.schedule import Addend, Leaf, last_uses, leaves
from exactsep.networks.narrow.target import Target, Unit
from exactsep.networks.relu import ReLUNet

ONE, ZERO = mpq(1), mpq(0)


class Steps(ABC):
    """Writes the layers. At step s the unit of layer 1 of leaf s is computed, and level h gets its addend of leaf s - h + 1."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.leaves = leaves(target) if target.hidden else []
        self.uses = last_uses(target, self.leaves) if target.hidden else {i: 1 for unit in target.outputs for i in unit.row}
        self.top = len(target.hidden) + 1
        self.made = Registers([("x", i) for i in range(target.inputs)])

    def network(self) -> ReLUNet:
        if not self.uses and not self.leaves:
            return constant_network(self.made, self.target)
        if not self.leaves:
            self.made.add(self.inputs(0))
            return self.made.network([self.affine(unit) for unit in self.target.outputs])
        count = len(self.leaves)
        for s in range(count + self.top - 2):
            units = self.inputs(s)
            if s < count:
                units["z", 1] = self.first(s)
            for h in range(2, self.top):
                units |= self.level(h, addend_at(self.leaves, s - h + 1, h))
            units |= self.output_sums(addend_at(self.leaves, s - self.top + 1, self.top))
            self.made.add(units)
        return self.made.network(self.outputs(self.leaves[-1].addends[-1]))

    @abstractmethod
    def inputs(self, s: int) -> dict[Register, Wiring]:
        """The registers of the inputs, as long as a later leaf reads them."""

    def first(self, s: int) -> Wiring:
        """The unit of layer 1 of leaf s. The first layer reads x itself."""
        unit = self.target.hidden[0][self.leaves[s].unit]
        return ({("x", i): w for i, w in unit.row.items()}, unit.bias) if s == 0 else self.affine(unit)

    @abstractmethod
    def affine(self, unit: Unit) -> Wiring:
        """A unit that reads the inputs, from their registers."""

    @abstractmethod
    def level(self, h: int, addend: Addend | None) -> dict[Register, Wiring]:
        """The registers of level h after this addend, if there is one at this step."""

    @abstractmethod
    def output_sums(self, addend: Addend | None) -> dict[Register, Wiring]:
        """The sums of the outputs after this addend, if there is one at this step."""

    @abstractmethod
    def outputs(self, end: Addend) -> list[Wiring]:
        """The outputs, with the last addend."""


def addend_at(found: list[Leaf], t: int, h: int) -> Addend | None:
    """The addend of level h >= 2 at leaf t; None before the first and after the last leaf."""
    return found[t].addends[h - 2] if 0 <= t < len(found) else None


def constant_network(made: Registers, target: Target) -> ReLUNet:
    """One hidden layer of a unit that is 0, and the outputs."""
    made.add({("z", 1): ({}, ZERO)})
    return made.network([({}, unit.bias) for unit in target.outputs])
