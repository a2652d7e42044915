"""A narrow network, the network that it equals, and how both are written in a certificate."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gmpy2 import mpq

from exactsep.networks.activation import IDENTITY, RELU
from exactsep.networks.layer import Layer
from exactsep.networks.narrow.target import Box
from exactsep.networks.relu import ReLUNet
from exactsep.numbers.field import size_of, text_of

Register = tuple[str, int]  # a unit of a layer, by name
Wiring = tuple[dict[Register, Any], Any]  # weights of a unit, by the register of the layer before, and its bias


@dataclass(frozen=True)
class Result(ABC):
    """A narrow network in place of a target: what all methods tell about it. Besides, `box`: the set that is meant, None for R^d; `error`:
    the distance there, at most, but for a part of measure `bad` at most; `l1`: the integral of the distance, at most; `method`:
    the theorem that it comes from, T18 to T21; `evidence`: what the checker needs for the claim."""

    target: ReLUNet
    network: ReLUNet

    @abstractmethod
    def claim(self) -> dict[str, Any]:
        """The claim of a certificate."""

    @property
    def depth(self) -> int:
        return self.network.depth

    @property
    def width(self) -> int:
        return self.network.width

    @property
    def nonzero(self) -> int:
        """The number of weights and biases that are not 0."""
        return self.network.nonzero

    @property
    def largest_weight(self) -> Any:
        """The largest modulus of a weight or bias."""
        return self.network.largest_weight

    @property
    def weight_bits(self) -> int:
        """The bits of the longest numerator or denominator."""
        layers = self.network.layers
        return max(size_of(z) for layer in layers for z in (*layer.bias, *(w for row in layer.rows for _, w in row)))


@dataclass(frozen=True)
class Narrow(Result):
    """`network` equals `target` at every point of the box."""

    box: Box | None
    method: str
    evidence: dict[str, Any]

    @property
    def error(self) -> Any:
        return mpq(0)

    @property
    def bad(self) -> Any:
        return mpq(0)

    @property
    def l1(self) -> Any:
        return mpq(0)

    def claim(self) -> dict[str, Any]:
        """The claim of a certificate of kind `narrow-exact`."""
        return {
            "kind": "narrow-exact",
            "target": self.target.data(),
            "narrow": self.network.data(),
            "box": None if self.box is None else [[text_of(lo), text_of(hi)] for lo, hi in self.box],
            "depth": self.depth,
            "width": self.width,
        }


class Registers:
    """Builds a network layer by layer, each a dict of registers; a register reads those of the layer before by name."""

    def __init__(self, inputs: Sequence[Register]) -> None:
        self.places = {name: j for j, name in enumerate(inputs)}
        self.layers: list[Layer] = []

    def __contains__(self, name: Register) -> bool:
        """Whether the layer before has this register."""
        return name in self.places

    def add(self, units: dict[Register, Wiring]) -> None:
        """One hidden layer more."""
        self._append(list(units.values()), last=False)
        self.places = {name: j for j, name in enumerate(units)}

    def network(self, outputs: Sequence[Wiring]) -> ReLUNet:
        """The network with these outputs of the last layer."""
        self._append(outputs, last=True)
        return ReLUNet(self.layers)

    def _append(self, units: Sequence[Wiring], last: bool) -> None:
        rows = tuple(tuple(sorted((self.places[name], w) for name, w in row.items() if w != 0)) for row, _ in units)
        bias = tuple(mpq(b) for _, b in units)
        self.layers.append(Layer(rows, bias, len(self.places), IDENTITY if last else RELU, (len(self.layers),)))
