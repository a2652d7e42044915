"""The lines of all units on all regions of a segment, exactly: integers over a denominator of the unit, by their residues (rule N).

A network is followed here once it is known where the regions are (`Step`), or side by side with the floats, which then ask for the signs
that they cannot see.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import lcm
from typing import Any

import numpy as np

from exactsep.networks.activation import IDENTITY, RELU
from exactsep.networks.relu import ReLUNet
from exactsep.networks.segments.integers import IntegerLayer, Units, integer_layers
from exactsep.networks.segments.lines import Preactivations
from exactsep.networks.segments.points import Points, signs_of
from exactsep.networks.segments.residues import Moduli
from exactsep.networks.segments.sides import Passages


@dataclass(frozen=True)
class Step:
    """How a layer cuts the regions that it finds: region i into counts[i] (None: nothing was cut), at the zeros of preactivation - break.

    `cuts` has one passage for each new end, from left to right; `ends` says, for each new end of a region, which of the old ends and,
    counted after them, of the cuts it is. places[i, r] is the number of breaks below unit i on new region r."""

    places: Any
    counts: Any = None
    cuts: Passages | None = None
    ends: Any = None


class Exact:
    """A network on the segment from p to q. `values` are those of the sources that are still needed, of shape (k, units, 2, regions)."""

    def __init__(self, net: ReLUNet, p: Sequence[Any], q: Sequence[Any]):
        self.net = net
        given = lcm(*{int(z.denominator) for z in (*p, *q)})
        start, stop = ([int(z * given) for z in end] for end in (p, q))
        bounds = tuple(max(abs(u), abs(v), abs(v - u), 1) for u, v in zip(start, stop, strict=True))
        self.layers: list[IntegerLayer] = integer_layers(net.layers, Units((given,) * net.inputs, bounds, (net.inputs,)))
        self.moduli = Moduli(max(one.bits for one in self.layers), max(one.columns for one in net.layers))
        lines = np.array([[[v - u], [u]] for u, v in zip(start, stop, strict=True)], dtype=object)
        self.values = {0: self.moduli.of(lines)}
        self.used = {0: np.ones(net.inputs, bool)}
        self.ends = Points.of(np.array([0, 1]), np.array([1, 1]))
        self.pre: Any = None
        self.integers = self.layers[0]

    @property
    def small(self) -> bool:
        """Whether all integers are below 2^53, so that floats are the integers themselves."""
        return self.moduli.exact

    # -- layer by layer --------------------------------------------------------------------------

    def before(self, k: int) -> None:
        """Compute the preactivations of layer k. Where units are known to be 0, their weights are left out."""
        layer, self.integers = self.net.layers[k], self.layers[k]
        x, used = (_joined([part[s] for s in layer.sources], axis) for part, axis in ((self.values, 1), (self.used, 0)))
        weights = self.integers.weights(layer, self.moduli)
        if not np.all(used):
            x, weights = x[:, used], weights[:, :, used]
        n = x.shape[-1]
        self.pre = (weights @ x.reshape(len(x), -1, 2 * n)).reshape(len(x), -1, 2, n)
        self.pre[:, :, 1] += self.moduli.of(np.array(self.integers.bias, dtype=object))[:, :, None]
        self.pre = self.moduli.reduced(self.pre)

    def after(self, k: int, step: Step, cuts: Points | None = None) -> None:
        """Cut the regions (at points that may be known), and keep the values of layer k."""
        needed = {s for later in self.net.layers[k + 1 :] for s in later.sources}
        self.values = {s: x for s, x in self.values.items() if s in needed}
        if step.counts is not None and step.cuts is not None:
            made = self.zeros(step.cuts) if cuts is None else cuts
            self.ends = self.ends.with_more(made, step.ends)
            self.pre = np.repeat(self.pre, step.counts, axis=-1)
            self.values = {s: np.repeat(x, step.counts, axis=-1) for s, x in self.values.items()}
        self.values[k + 1], self.used[k + 1] = self._activated(k, step.places)

    def _activated(self, k: int, places: Any) -> tuple[Any, Any]:
        activation, always = self.net.layers[k].activation, np.ones(len(places), bool)
        if activation == IDENTITY:
            return self.pre, always
        if activation == RELU:
            return self.pre * places[None, :, None], places.any(axis=1)
        slopes = self.moduli.of(np.array(self.integers.slopes, dtype=object))
        heights = self.moduli.of(np.array(self.integers.intercepts, dtype=object))
        values = self.pre * slopes[:, places][:, :, None]
        values[:, :, 1] += heights[:, places, np.arange(len(places))[:, None]]
        return self.moduli.reduced(values), always

    # -- what is asked -----------------------------------------------------------------------------

    def preactivations(self) -> Preactivations:
        """Small integers as floats without errors."""
        floats = self.pre[0]
        return Preactivations.of(floats, np.zeros((len(floats), floats.shape[-1])))

    def lines(self, units: Any, regions: Any, breaks: Any) -> tuple[Any, Any]:
        """The integers A and B of preactivation - break, of some units on some regions."""
        a, b = (self.moduli.integers(self.pre[:, units, c, regions]) for c in (0, 1))
        levels = np.array([self.integers.breaks[k][i] for k, i in zip(breaks.tolist(), units.tolist(), strict=True)], dtype=object)
        wide = b.dtype == object or max(map(abs, levels), default=0) >> 61
        return a, b.astype(object) - levels if wide else b - levels.astype(np.int64)

    def signs(self, units: Any, ends: Any, breaks: Any) -> Any:
        """The signs of preactivation - break at some ends."""
        a, b = self.lines(units, np.minimum(ends, self.pre.shape[-1] - 1), breaks)
        return signs_of(a, self.ends.p[ends], -b, self.ends.q[ends])

    def zeros(self, found: Passages) -> Points:
        """Where preactivations are at breaks."""
        a, b = self.lines(found.units, found.regions, found.breaks)
        up = a > 0
        p, q = np.where(up, -b, b), np.where(up, a, -a)
        return Points.of(p, q) if b.dtype != object else Points.of(p.astype(object), q.astype(object))


def _joined(parts: Sequence[Any], axis: int) -> Any:
    return parts[0] if len(parts) == 1 else np.concatenate(parts, axis=axis)
