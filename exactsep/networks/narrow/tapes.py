"""Tapes (T21): a row of bits in one register, y = sum (beta - 1) b_k beta^-k >= 0, and the two ways to go through it.

If the first bit of n is 1, y >= (beta - 1)/beta =: theta; if it is 0, y <= (beta - 1) sum_{k >= 2} beta^-k = theta - gap, with

    gap = 1 - 2/beta + beta^-n > 0.

*Pop*: y <- beta y - (beta - 1) b. *Rotate*: pop, then append the bit at the back, + (beta - 1) beta^-n b: after n rotations the tape is as
before. *Push* at the front: y <- (y + (beta - 1) b)/beta. A pass over a stack pops every bit and pushes it on another stack, in reversed
order; there gap = 1 - 2/beta is used, for every n (beta > 2), so that no weight has many digits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from exactsep.networks.narrow.gadgets import Builder, Form

Label = tuple[int, int]  # neuron (or input), value of the bit in what is kept of it


class Queue:
    """Bits are read at the front and appended at the back. Source and destination may share one register."""

    def __init__(self, builder: Builder, name: str, beta: Any):
        self.builder, self.name, self.beta = builder, name, beta
        self.bits: list[tuple[int, Label]] = []  # the layer of the target that a bit comes from, and its label

    def labels(self, layer: int) -> list[Label]:
        return [label for owner, label in self.bits if owner == layer]

    def clear(self) -> None:
        """Nobody reads what is on the tape."""
        self.bits = []
        self.builder.drop(self.name)

    def append(self, layer: int, label: Label, bit: Form) -> None:
        self.bits.append((layer, label))
        self.builder.change(self.name, bit * ((self.beta - 1) / self.beta ** len(self.bits)))

    def read(self, layer: int, final: bool) -> Iterator[tuple[Label, Form]]:
        """All bits of a layer, each once; they are taken from the tape if it is the final pass."""
        wanted = set(self.labels(layer))
        while wanted:
            owner, label = self.bits[0]
            keep = not (final and owner == layer)
            bit = self.next(keep)
            if owner == layer and label in wanted:
                wanted.remove(label)
                yield label, bit

    def next(self, keep: bool) -> Form:
        n, beta, first = len(self.bits), self.beta, self.bits.pop(0)
        last = n == 1 and not keep
        bit = self.builder.bit(self.name, (beta - 1) / beta, 1 - 2 / beta + 1 / beta**n, last)
        if not last:
            self.builder.registers[self.name] = self.builder.registers[self.name] * beta - bit * (beta - 1)
        if keep:
            self.append(*first, bit)
        return bit


class Stack:
    """Bits are pushed and popped at the front; a pass moves them to another stack."""

    def __init__(self, builder: Builder, name: str, beta: Any):
        self.builder, self.name, self.other, self.beta = builder, name, f"{name}'", beta
        self.bits: list[Label] = []  # the last one is in front

    def labels(self, layer: int) -> list[Label]:
        return self.bits

    def clear(self) -> None:
        self.bits = []
        self.builder.drop(self.name)

    def append(self, layer: int, label: Label, bit: Form) -> None:
        self.bits.append(label)
        self.push(self.name, bit)

    def push(self, name: str, bit: Form) -> None:
        self.builder.change(name, bit * (self.beta - 1))
        self.builder.registers[name] = self.builder.registers[name] * (1 / self.beta)

    def read(self, layer: int, final: bool) -> Iterator[tuple[Label, Form]]:
        """All bits, each once; they are taken away in the final pass."""
        beta, name = self.beta, self.name
        for k, label in enumerate(reversed(self.bits), 1):
            last = k == len(self.bits)
            bit = self.builder.bit(name, (beta - 1) / beta, 1 - 2 / beta, last)
            if not last:
                self.builder.registers[name] = self.builder.registers[name] * beta - bit * (beta - 1)
            if not final:
                self.push(self.other, bit)
            yield label, bit
        self.bits = [] if final else self.bits[::-1]
        self.name, self.other = self.other, self.name
