"""The lines of all units on all regions of a segment, exactly: integers over a denominator of the unit, by their residues (rule N).

A network is followed here once it is known where the regions are (`Step`), or side by side with the floats, which then ask for the signs
that they cannot see.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import lcm
from typing import Any

import numpy as np

from exactsep.networks.activation import IDENTITY, RELU
from exactsep.networks.relu import ReLUNet
from exactsep.networks.segments.integers import IntegerLayer, Units, integer_layers
from exactsep.networks.segments.lines import Preactivations
from exactsep.networks.segments.points import Points, signs_of
from exactsep.networks.segments.residues import EXACT_BITS, PLAIN, Moduli, moduli, moduli_of
from exactsep.networks.segments.sides import Passages

CHUNK = 10_000_000  # numbers that are worked on at once
COPIED = 8  # for no more lines it is not worth while to copy the rows of the weights that are used
LARGE = 1 << 15  # weights of a layer, from where on fewer moduli are worth the work of adding others later


@dataclass(frozen=True)
class Step:
    """How a layer cuts the regions that it finds, at zeros of preactivation - break: new region i is part of region parents[i] (None:
    nothing was cut).

    `cuts` has one passage for each new end, from left to right; `ends` says, for each new end of a region, which of the old ends and,
    counted after them, of the cuts it is. places[i, r] is the number of breaks below unit i on new region r."""

    places: Any
    parents: Any = None
    cuts: Passages | None = None
    ends: Any = None


class Exact:
    """A network on the segment from p to q.

    Lines A s + B agree at the ends of regions, so that all B follow from the first one and all A: `values` has them for the sources that
    are still needed, of shape (k, units, 1 + regions), the first column B on the first region, the others A; units that are 0 on all
    regions are left out, `used` says which are not. `pre` are the preactivations in the same way, position[i] the row of unit i. `sizes`
    may be bounds of the lines of each layer (real numbers, in floats) that are known already. Primes in `avoid` are not used; `plain`: no
    primes at all, but Python integers, however long."""

    def __init__(
        self,
        net: ReLUNet,
        p: Sequence[Any],
        q: Sequence[Any],
        sizes: Sequence[float] = (),
        avoid: Collection[int] = (),
        plain: bool = False,
    ):
        self.net = net
        given = lcm(*{int(z.denominator) for z in (*p, *q)})
        start, stop = ([int(z * given) for z in end] for end in (p, q))
        bounds = tuple(max(abs(u), abs(v), abs(v - u), 1) for u, v in zip(start, stop, strict=True))
        self.layers: list[IntegerLayer] = integer_layers(net.layers, Units((given,) * net.inputs, bounds, (net.inputs,)))
        bits = self._bits(sizes, max(bounds).bit_length())
        self.needed = [PLAIN] * len(bits) if plain else self._needed(bits, avoid)
        self.moduli = self.needed[0]
        self.values = {0: self.moduli.of(np.array([[u, v - u] for u, v in zip(start, stop, strict=True)], dtype=object))}
        self.used = {0: np.ones(net.inputs, bool)}
        self.ends = Points.of(np.array([0, 1]), np.array([1, 1]))
        self.pre: Any = None
        self.position: Any = None
        self.integers, self.at = self.layers[0], 0
        self.places = self.moduli.places(self.ends)

    def _bits(self, sizes: Sequence[float], inputs: int) -> list[int]:
        """How long the integers are that must be known up to each layer: all of them (also inputs that no unit reads), or, if they are
        residues, lines of a known size."""
        each = [one.bits for one in self.layers]
        if max(inputs, *each) > EXACT_BITS and len(sizes) == len(self.layers):
            each = [max(EXACT_BITS + 1, one.bits_for(size)) for one, size in zip(self.layers, sizes, strict=True)]
        return list(accumulate([max(inputs, each[0]), *each[1:]], max))

    def _needed(self, bits: Sequence[int], avoid: Collection[int]) -> list[Moduli]:
        """The moduli for each layer: no more than it needs, if matrices are large."""
        inner = max(one.columns for one in self.net.layers)
        most = moduli(bits[-1], inner, avoid)
        large = any(one.numeric.floats.size >= LARGE for one in self.net.layers)
        if most.exact or not large or len(most.primes) > inner:
            return [most] * len(bits)
        return [moduli(max(EXACT_BITS + 1, one), inner, avoid) for one in bits]

    @property
    def small(self) -> bool:
        """Whether all integers are below 2^53, so that floats are the integers themselves."""
        return self.moduli.exact and self.moduli.dtype is not object

    # -- layer by layer --------------------------------------------------------------------------

    def before(self, k: int, step: Step | None = None) -> None:
        """Compute the preactivations of layer k. Where units are known to be 0, their weights are left out, and so are, if the step is
        known, the units of this layer that it finds to be 0."""
        layer, self.integers, self.at = self.net.layers[k], self.layers[k], k
        x, used = (_joined([part[s] for s in layer.sources], axis) for part, axis in ((self.values, 1), (self.used, 0)))
        rows = np.ones(layer.units, bool) if step is None else self._bent(k, step.places)
        weights, bias = self.integers.residues(layer, self.moduli)
        every = rows.all()
        some = x.shape[-1] > COPIED or not used.all()
        if some and not (every and used.all()):
            weights = weights[:, np.nonzero(rows)[0][:, None], np.nonzero(used)[0]]
        self.pre = weights @ x
        if not some and not every:
            self.pre = self.pre[:, rows]
        self.position = np.cumsum(rows) - 1
        self.pre[:, :, 0] += bias[:, rows]
        self.pre = self.moduli.reduced(self.pre)

    def _bent(self, k: int, places: Any) -> Any:
        """The units of layer k that are not 0 on all regions; all units of the last layer."""
        last = k + 1 == len(self.layers)
        return places.any(axis=1) if self.net.layers[k].activation == RELU and not last else np.ones(len(places), bool)

    def _extend(self, moduli: Moduli) -> None:
        """From here on also modulo the primes of `moduli` that are new: what the layers read that follow."""
        more = moduli_of(moduli.primes[len(self.moduli.primes) :])
        if more.primes:
            self.pre = self.moduli.extended(self.pre, more)
            self.values = {s: self.moduli.extended(x, more) for s, x in self.values.items()}
            self.places = np.concatenate([self.places, more.places(self.ends)])
            self.moduli = moduli

    def after(self, k: int, step: Step, cuts: Points | None = None) -> None:
        """Cut the regions (at points that may be known), and keep the values of layer k."""
        needed = {s for later in self.net.layers[k + 1 :] for s in later.sources}
        self.values = {s: x for s, x in self.values.items() if s in needed}
        if step.cuts is not None and cuts is None:
            cuts = self.zeros(step.cuts)
        self._extend(self.needed[min(k + 1, len(self.layers) - 1)])  # before there are more regions
        if step.parents is not None and cuts is not None:
            self.ends = self.ends.with_more(cuts, step.ends)
            self.places = np.concatenate([self.places, self.moduli.places(cuts)], axis=-1)[:, step.ends]
            columns = np.concatenate([[0], step.parents + 1])
            self.pre = np.take(self.pre, columns, axis=-1)
            self.values = {s: np.take(x, columns, axis=-1) for s, x in self.values.items()}
        self.used[k + 1] = self._bent(k, step.places)
        self.values[k + 1] = self._activated(k, step.places, self.used[k + 1])

    def _activated(self, k: int, places: Any, used: Any) -> Any:
        """The values of the units that are used (in the memory of the preactivations, which are not needed any more)."""
        activation = self.net.layers[k].activation
        if activation == IDENTITY:
            return self.pre
        columns = np.concatenate([places[:, :1], places], axis=1)
        if activation == RELU:
            found = self.pre if self.pre.shape[1] == np.count_nonzero(used) else self.pre[:, used]
            return np.multiply(found, columns[used].astype(found.dtype), out=found)
        slopes = self.moduli.of(np.array(self.integers.slopes, dtype=object))
        heights = self.moduli.of(np.array(self.integers.intercepts, dtype=object))
        values = self.pre * slopes[:, columns]
        values[:, :, 0] += heights[:, columns[:, 0], np.arange(len(places))]
        return self.moduli.reduced(values)

    # -- what is asked -----------------------------------------------------------------------------

    def preactivations(self) -> Preactivations:
        """Small integers as floats without errors."""
        a, b = self.pre[:, :, 1:], self.moduli.heights(self.pre, self.places[:, 1:-1])
        return Preactivations.of(np.stack([a[0], b[0]], axis=1), np.zeros(a.shape[1:]))

    def outputs(self, regions: Any) -> tuple[Any, Any]:
        """The integers A and B of the outputs on some regions: shape (outputs, regions)."""
        values = self.values[len(self.layers)]
        lines = values[:, :, regions + 1], self.moduli.heights(values, self.places[:, 1:-1], regions=regions)
        a, b = self._integers([part.reshape(len(part), -1) for part in lines])
        return a.reshape(-1, len(regions)), b.reshape(-1, len(regions))

    def _integers(self, lines: Any) -> tuple[Any, Any]:
        """The integers A and B from their residues, each of shape (k, n)."""
        both = self.moduli.integers(np.concatenate(lines, axis=-1))
        return both[: len(both) // 2], both[len(both) // 2 :]

    def of_units(self, units: Any, regions: Any) -> tuple[Any, Any]:
        """The integers A and B of the preactivations of some units on some regions."""
        asked = np.bincount(units, minlength=len(self.position)) > 0
        rows, index = np.nonzero(asked)[0], (np.cumsum(asked) - 1)[units]
        step = max(1, CHUNK // self.pre[:, 0].size)
        found = np.empty((2, len(self.pre), len(units)), self.pre.dtype)
        for first in range(0, len(rows), step):
            chosen = np.nonzero((index >= first) & (index < first + step))[0]
            values, at = self.pre[:, self.position[rows[first : first + step]]], (index[chosen] - first, regions[chosen])
            found[0][:, chosen] = values[:, at[0], at[1] + 1]
            found[1][:, chosen] = self.moduli.heights(values, self.places[:, 1:-1], *at)
        return self._integers(found)

    def _passing(self, units: Any, regions: Any, breaks: Any) -> tuple[Any, Any]:
        """The integers A and B of preactivation - break."""
        a, b = self.of_units(units, regions)
        if self.net.layers[self.at].activation == RELU:
            return a, b
        levels = np.array([self.integers.breaks[k][i] for k, i in zip(breaks.tolist(), units.tolist(), strict=True)], dtype=object)
        return a, b.astype(object) - levels

    def signs(self, units: Any, ends: Any, breaks: Any) -> Any:
        """The signs of preactivation - break at some ends."""
        a, b = self._passing(units, np.minimum(ends, self.pre.shape[-1] - 2), breaks)
        return signs_of(a, self.ends.p[ends], -b, self.ends.q[ends])

    def zeros(self, found: Passages) -> Points:
        """Where preactivations are at breaks."""
        a, b = self._passing(found.units, found.regions, found.breaks)
        up = a > 0
        p, q = np.where(up, -b, b), np.where(up, a, -a)
        return Points.of(p, q) if b.dtype != object else Points.of(p.astype(object), q.astype(object))


def _joined(parts: Sequence[Any], axis: int) -> Any:
    return parts[0] if len(parts) == 1 else np.concatenate(parts, axis=axis)
