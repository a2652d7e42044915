"""The layers of a network in integers: denominators, and bounds of all that occurs, before anything is computed on a segment (rule N).

Every unit has its own denominator, which is what its weights and the units that it reads need: what a narrow network only passes on keeps
its denominator, however deep the network is. The units of full layers share one, so that their matrices of integers are the same for
every segment.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import frexp, gcd, isfinite, lcm
from operator import mul
from typing import Any

import numpy as np

from exactsep.networks.activation import RELU
from exactsep.networks.layer import Layer
from exactsep.networks.segments.residues import Moduli

Integers = tuple[int, ...]


@dataclass(frozen=True)
class Units:
    """The units that a layer reads: their denominators, and bounds of the moduli of their integers; `sizes` of the sources."""

    denominators: Integers
    bounds: Integers
    sizes: Integers


@dataclass(frozen=True)
class IntegerLayer:
    """A layer in integers.

    The preactivation of unit i is (row i of the weights times the integers that are read, plus bias[i]) / before[i]; the weights are those
    of the layer times `factors` of the columns, or the sparse `rows`. breaks[k][i] / before[i] is the k-th break; between two breaks the
    value is (slope * preactivation + intercept of the unit) / after[i]. All integers that occur, and all partial sums, are less than
    2^bits in modulus, the integers of the values at most `bounds`."""

    factors: Integers
    rows: tuple[tuple[tuple[int, int], ...], ...]
    bias: Integers
    before: Integers
    breaks: tuple[Integers, ...]
    slopes: Integers
    intercepts: tuple[Integers, ...]
    after: Integers
    bounds: Integers
    bits: int

    def bits_for(self, size: float) -> int:
        """How long the integers of lines are that are at most `size` in modulus; at most `bits`."""
        if not isfinite(size):
            return self.bits
        return min(self.bits, frexp(size)[1] + 1 + max(self.after).bit_length())

    def residues(self, layer: Layer, found: Moduli) -> tuple[Any, Any]:
        """The residues of the weights, of shape (k, units, columns), and of the biases, of shape (k, units)."""
        if self.factors:
            return layer.numeric.residues(found, self.factors), layer.numeric.biases(found, self.before[0])
        entries = [(i, j, w) for i, row in enumerate(self.rows) for j, w in row]
        numbers = found.of(np.array([*(w for _, _, w in entries), *self.bias], dtype=object))
        weights = np.zeros((len(numbers), layer.units, layer.columns), dtype=found.dtype)
        weights[:, [i for i, _, _ in entries], [j for _, j, _ in entries]] = numbers[:, : len(entries)]
        return weights, numbers[:, len(entries) :]


def integer_layers(layers: Sequence[Layer], inputs: Units) -> list[IntegerLayer]:
    """All layers, one after the other, from the denominators and bounds of the inputs."""
    known = [inputs]
    found: list[IntegerLayer] = []
    for layer in layers:
        read = [known[s] for s in layer.sources]
        joined = (
            read[0]
            if len(read) == 1
            else Units(*(sum(part, ()) for part in zip(*((u.denominators, u.bounds, u.sizes) for u in read), strict=True)))
        )
        found.append(_full(layer, joined) if layer.numeric.common else _sparse(layer, joined))
        known.append(Units(found[-1].after, found[-1].bounds, (layer.units,)))
    return found


def _full(layer: Layer, read: Units) -> IntegerLayer:
    """One denominator for all units."""
    weights, given = layer.numeric, lcm(*set(read.denominators))
    own = weights.denominator * given
    common, shifts = weights.shifts
    before = lcm(own, common)
    known = {d: before // own * (given // d) for d in set(read.denominators)}
    factors = tuple(map(known.__getitem__, read.denominators))
    scaled = list(map(mul, factors, read.bounds))
    most, start = 0, 0
    for total, size in zip(weights.sums(read.sizes), read.sizes, strict=True):
        most, start = most + total * max(scaled[start : start + size]), start + size
    bias = tuple(b * (before // common) for b in shifts)
    most += max(map(abs, bias))
    entry = weights.largest * max(known.values())
    return _activated(layer, factors, (), bias, (before,) * layer.units, (most,) * layer.units, entry)


def _sparse(layer: Layer, read: Units) -> IntegerLayer:
    """A denominator for each unit."""
    always = layer.numeric.breaking
    before, rows, offsets, bounds = [], [], [], []
    for row, (up, down) in layer.numeric.fractions:
        given = [read.denominators[j] for j, _, _ in row]
        common = lcm(down, always, *(v * (d // gcd(u, d)) for (_, u, v), d in zip(row, given, strict=True)))
        entries = tuple((j, u * (common // v) // d) for (j, u, v), d in zip(row, given, strict=True))
        before.append(common)
        rows.append(entries)
        offsets.append(up * (common // down))
        bounds.append(sum(abs(w) * read.bounds[j] for j, w in entries) + abs(offsets[-1]))
    entry = max((abs(w) for row in rows for _, w in row), default=0)
    return _activated(layer, (), tuple(rows), tuple(offsets), tuple(before), tuple(bounds), entry)


def _activated(layer: Layer, factors: Integers, rows: Any, bias: Integers, before: Integers, most: Integers, entry: int) -> IntegerLayer:
    """The layer, with its activation: slopes may need a further denominator."""
    if layer.activation == RELU:
        zero = (0,) * layer.units
        return IntegerLayer(factors, rows, bias, before, (zero,), (0, 1), (zero, zero), before, most, max(*most, entry).bit_length())
    lines = layer.activation.lines()
    extra = lcm(*(int(m.denominator) for m, _ in lines))
    breaks = tuple(tuple(int(c * d) for d in before) for c in layer.activation.breaks)
    slopes = tuple(int(m * extra) for m, _ in lines)
    intercepts = tuple(tuple(int(h * d * extra) for d in before) for _, h in lines)
    after = tuple(d * extra for d in before)
    steep = max(map(abs, slopes))
    bounds = tuple(bound * steep + max(abs(h[i]) for h in intercepts) for i, bound in enumerate(most))
    bits = max(*bounds, *most, entry, steep, *(abs(c) for part in breaks for c in part)).bit_length()
    return IntegerLayer(factors, rows, bias, before, breaks, slopes, intercepts, after, bounds, bits)
