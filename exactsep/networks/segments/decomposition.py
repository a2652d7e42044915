"""A network on a segment, exactly (rule N): where it is affine, and what it is there.

On the segment p + s (q - p), 0 <= s <= 1, [0, 1] is cut where a preactivation passes a break of its activation. On each of the *regions*
between the cuts every unit is affine. All regions are followed through the layers together: the lines of their units are integers, in
residues, with floats and error bounds beside them (see `lines`). A float decides on which side of a break a unit is if its error bound
allows it; all other signs, all cuts, and all comparisons of cuts and of lines are decided by the integers. *Pieces* are the maximal
intervals on which the outputs are affine: neighbouring regions with the same lines of the outputs belong to one piece.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import lcm
from typing import Any

import numpy as np
from gmpy2 import mpq

from exactsep.networks.relu import ReLUNet
from exactsep.networks.segments.cuts import Points, Sides, concatenated, ordered
from exactsep.networks.segments.integers import IntegerLayer, integer_layer
from exactsep.networks.segments.lines import UNIT, Lines, Prepared, everywhere, joined
from exactsep.networks.segments.residues import Moduli, near

MAX_REGIONS = 3_000_000
MAX_ENTRIES = 200_000_000


class Decomposition:
    """The regions of a network over Q on the segment from p to q, and the lines of its outputs on them.

    p and q are lists of rationals, one for each input. `ends` are the ends of the regions, from 0 to 1. Raises ValueError if there are
    over 3,000,000 regions, or so many of so large a network that the memory would not do.
    """

    def __init__(self, net: ReLUNet, p: Sequence[Any], q: Sequence[Any]):
        self.net = net
        self.input_denominator = lcm(*(int(z.denominator) for z in (*p, *q)))
        self.start, self.stop = ([int(z * self.input_denominator) for z in end] for end in (p, q))
        self.layers = self._integers()
        self.moduli = Moduli(max(one.bits for one in self.layers), max(one.columns for one in net.layers))
        self.ends = Points.of(np.array([0, 1]), np.array([1, 1]))
        with np.errstate(all="ignore"):
            self.outputs = self._followed()
        self.denominator = self.layers[-1].after

    @property
    def regions(self) -> int:
        """The number of regions."""
        return len(self.ends) - 1

    def _integers(self) -> list[IntegerLayer]:
        denominators, sizes = [self.input_denominator], [self.net.inputs]
        bounds = [max(1, *(max(abs(u), abs(v), abs(v - u)) for u, v in zip(self.start, self.stop, strict=True)))]
        found: list[IntegerLayer] = []
        for layer in self.net.layers:
            chosen = ([row[s] for s in layer.sources] for row in (denominators, sizes, bounds))
            found.append(integer_layer(layer, *chosen))
            denominators.append(found[-1].after)
            sizes.append(layer.units)
            bounds.append(found[-1].bound)
        return found

    # -- layer by layer -------------------------------------------------------------------------

    def _followed(self) -> Lines:
        """The outputs on all regions, after all layers."""
        values = {0: self._input()}
        for k, (layer, integers) in enumerate(zip(self.net.layers, self.layers, strict=True)):
            prepared = Prepared(layer, integers, self.moduli)
            pre = prepared.before(joined([values[s] for s in layer.sources]))
            needed = {s for later in self.net.layers[k + 1 :] for s in later.sources}
            values = {s: lines for s, lines in values.items() if s in needed}
            places, counts = self._cut(pre, prepared)
            if counts is not None:
                pre, values = pre.repeated(counts), {s: lines.repeated(counts) for s, lines in values.items()}
            values[k + 1] = prepared.after(pre, places)
        return values[len(self.layers)]

    def _input(self) -> Lines:
        lines = np.array([[[v - u], [u]] for u, v in zip(self.start, self.stop, strict=True)], dtype=object)
        residues = self.moduli.of(lines)
        if self.moduli.exact:
            return everywhere(residues[0], np.zeros_like(residues[0]), residues)
        floats = np.array([near(mpq(z, self.input_denominator)) for z in lines.ravel()]).reshape(lines.shape)
        return everywhere(floats, 2 * UNIT * np.abs(floats) + 2.0**-1000, residues)

    def _cut(self, pre: Lines, prepared: Prepared) -> tuple[Any, Any]:
        """Cut the regions where a preactivation passes a break. Returns the number of breaks below each unit on each new region, and how
        many new regions each old one became (None: nothing was cut)."""
        n = pre.regions
        levels = zip(prepared.breaks, prepared.integers.breaks, strict=True)
        sides = [Sides(pre, self.ends, level, self.moduli) for level in levels]
        places = sum((side.above().astype(np.int16) for side in sides), np.zeros((len(pre.floats), n), np.int16))
        passed = [found for side in sides if len((found := side.passed())[0])]
        if not passed:
            return places, None
        units, regions, change = (np.concatenate([found[k] for found in passed]) for k in range(3))
        points = passed[0][3]
        for found in passed[1:]:
            points = concatenated(points, found[3])
        order, new = ordered(points, regions)
        units, regions, change = units[order], regions[order], change[order]
        cuts = points.at(order[new])
        counts = 1 + np.bincount(regions[new], minlength=n)
        self._require_size(int(counts.sum()), pre)
        offsets = np.cumsum(counts) - counts
        after = np.cumsum(new) + regions  # each region before this one adds one to the cuts before
        self._insert(cuts, offsets, after[new])
        changes = np.zeros((len(pre.floats), len(self.ends)), np.int16)
        np.add.at(changes, (units, after), change)
        np.add.at(changes, (units, offsets[regions] + counts[regions]), -change)
        return np.repeat(places, counts, axis=1) + np.cumsum(changes[:, :-1], axis=1, dtype=np.int16), counts

    def _require_size(self, regions: int, pre: Lines) -> None:
        largest = max(layer.units for layer in self.net.layers)
        if regions > MAX_REGIONS or regions * largest * 2 * (len(pre.residues) + 2) > MAX_ENTRIES:
            raise ValueError(f"this segment has over {regions} regions, too many for layers of {largest} units: take a shorter one")

    def _insert(self, cuts: Points, offsets: Any, places: Any) -> None:
        """The ends of the new regions: old ends at `offsets` (and the last), cuts at `places`."""
        source = np.empty(len(self.ends) + len(cuts), np.int64)
        source[offsets] = np.arange(len(offsets))
        source[-1] = len(offsets)
        source[places] = len(self.ends) + np.arange(len(cuts))
        self.ends = concatenated(self.ends, cuts).at(source)

    # -- results ----------------------------------------------------------------------------------

    def breaks(self) -> Any:
        """The indices into `ends` of the ends of the pieces."""
        lines = self.outputs.residues
        if not self.moduli.exact:
            primes = np.array(self.moduli.primes)[:, None, None, None]
            lines = lines.astype(np.int64) % primes
        different = np.any(lines[..., 1:] != lines[..., :-1], axis=(0, 1, 2))
        return np.concatenate([[0], np.nonzero(different)[0] + 1, [self.regions]])

    def vertices(self, indices: Any) -> Iterator[tuple[Any, tuple[Any, ...]]]:
        """(s, outputs at s), exactly, for some of the ends."""
        regions = np.minimum(indices, self.regions - 1)
        m = self.outputs.residues.shape[1]
        lines = [[self.moduli.integers(self.outputs.residues[:, i, c, regions]).tolist() for c in (0, 1)] for i in range(m)]
        places = zip(self.ends.p[indices].tolist(), self.ends.q[indices].tolist(), strict=True)
        for r, (p, q) in enumerate(places):
            yield mpq(p, q), tuple(mpq(a[r] * p + b[r] * q, q * self.denominator) for a, b in lines)
