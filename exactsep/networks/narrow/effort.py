"""How many layers a tape network has, and how many steps its check takes, about: before it is written.

A layer that reads a bit of a tape has registers that depend on all bits of this tape. A layer that finds a bit of a neuron has one that
depends on all bits of the neuron, kept or not, and the tape that the bit goes to. The checker takes some steps for each of these entries,
more where numbers are long, and some for each layer; a register that is only passed on costs little. Under a bound on the weights a factor
2^n is spread over a chain of n / log2(bound) layers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, log2
from typing import Any

from exactsep.networks.narrow.grid import GridMachine

# Steps of the checker for each bit that is read: for each entry of its register, for 1000 digits of all these entries, and besides; then
# for each entry in a layer of a chain, and for each such layer. Measured on about 300 networks: where it is millions of steps, the sum is
# between 0.97 and 3 times what the checker counts.
# LONG adds what long numbers cost: for each entry, times (digits/1000)^2, and the same for digits of powers of beta; for each entry in a
# layer of a chain, times digits/1000. Measured on about 300 networks with numbers of up to 3000 digits.
STEPS = {"A": (125, 15, 2500, 0, 0), "B": (27, 125, 4500, 6, 450), "C": (25, 410, 4000, 12, 800)}
LONG = {"A": (900, 100, 0), "B": (700, 0, 18), "C": (300, 100, 12)}
PER_LAYER = {"A": 18, "B": 11, "C": 10}  # weights and biases of a layer, nearly the most


@dataclass(frozen=True)
class Part:
    """Some bits that are read, over so many layers in all: how many entries the register that they are read off has, and of how many
    digits (base 2) its numbers are."""

    bits: int
    layers: int
    entries: int
    digits: int


@dataclass(frozen=True)
class Style:
    """How a tape network is written: its variant, the base of its tapes, and the bound of its weights, or None."""

    variant: str
    beta: Any
    bound: Any

    def bit(self, exponent: int) -> int:
        """The layers that read a bit, with a factor 2^exponent."""
        if self.variant == "A":
            return 1
        return 2 if self.bound is None else max(2, ceil(exponent / log2(self.bound)))

    def parts(self, machine: GridMachine, separation: int) -> Iterator[Part]:
        """What the network consists of."""
        shared = self.variant == "C" and machine.inputs == 1
        for i in range(machine.inputs):
            yield self.found(machine.bits, separation, (i + 2) * machine.bits)
        for before, layer in zip(machine.stored, machine.layers[:-1], strict=False):
            written = 0
            for j in layer.live:
                yield self.read(before + written if shared else before)
                size, stored = layer.size(j) - layer.known(j), layer.stored(j)
                yield self.found(stored, size, size + written + stored + (before if shared else 0))
                written += stored
        yield self.read(machine.stored[-1])

    def found(self, bits: int, size: int, entries: int) -> Part:
        """The first bits of a register of so many bits."""
        return Part(bits, sum(self.bit(size - k) for k in range(bits)), entries, size)

    def read(self, length: int) -> Part:
        """A pass over a tape."""
        digits = ceil(length * log2(self.beta))
        gain = digits if self.beta == 2 else ceil(-log2(1 - 2 / self.beta))
        return Part(length, length * self.bit(gain), length, digits)

    def layers(self, machine: GridMachine, separation: int) -> int:
        """About the depth."""
        return sum(part.layers for part in self.parts(machine, separation))

    def steps(self, machine: GridMachine, separation: int) -> int:
        """About the steps of the checker."""
        entry, digit, bit, chained, link = STEPS[self.variant]
        least, total = 1 if self.variant == "A" else 2, 0.0
        for part in self.parts(machine, separation):
            links = part.layers - least * part.bits
            total += part.bits * (part.entries * (1000 * entry + digit * part.digits) // 1000 + bit) + links * (
                chained * part.entries + link
            )
            total += part.entries * self.long(part.bits, links, part.digits / 1000)
        return int(total)

    def long(self, bits: int, links: int, thousands: float) -> float:
        """Steps for each entry, with numbers of so many thousands of digits, beyond those of short numbers."""
        entry, tape, chained = LONG[self.variant]
        factor = 1.0 if self.bound is None else growth(self.bound)
        return bits * (entry + tape * growth(self.beta) ** 2) * thousands**2 + links * chained * factor * thousands

    def weights(self, machine: GridMachine, separation: int) -> int:
        """About the weights that are not 0, and biases."""
        return PER_LAYER[self.variant] * self.layers(machine, separation)


def growth(base: Any) -> float:
    """How many digits a power of a rational takes, numerator and denominator, for each digit of its size."""
    return log2(base.numerator * base.denominator) / log2(base)
