"""A network on a segment, exactly (rule N): where it is affine, and what it is there.

On the segment p + s (q - p), 0 <= s <= 1, [0, 1] is cut where a preactivation passes a break of its activation. On each of the *regions*
between the cuts every unit is affine. All regions are followed through the layers together, in floats with bounds of their errors (see
`lines` and `sides`). As long as these bounds decide everything - on which side of a break each unit is at the ends of the regions, and the
order of the cuts - the regions are certified by floats alone. As soon as something is undecided, the same is followed in integers up to
there, and from then on side by side with the floats (see `exact`): they decide what floats cannot see. Exact ends and values are made, in
the same way, when they are asked for. *Pieces* are the maximal intervals on which the outputs are affine: neighbouring regions with the
same lines of the outputs belong to one piece.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import lcm
from typing import Any

import numpy as np
from gmpy2 import mpq

from exactsep.networks.relu import ReLUNet
from exactsep.networks.segments.exact import Exact, Step
from exactsep.networks.segments.lines import Floats, Preactivations
from exactsep.networks.segments.points import OFF, Points, ordered
from exactsep.networks.segments.residues import EXACT_BITS, UnluckyPrime
from exactsep.networks.segments.sides import Ends, Passages, located, passages, places_at_left_ends, separated, visible_signs

# What stays within about 2 GB, besides the network itself:
MAX_REGIONS = 2_500_000
MAX_ENTRIES = 160_000_000
MAX_REMEMBERED = 500_000_000
FEW_PRODUCTS = 20_000  # products of a weight and a line, for which Python integers are quicker than residues
MAX_RESIDUES = 100_000_000  # of all units of a layer on all regions; two or three such arrays are in memory at a time


class Decomposition:
    """The regions of a network over Q on the segment from p to q, and the lines of its outputs on them.

    p and q are lists of rationals, one for each input. `ends` are the ends of the regions in floats, with proved errors; `points()` are
    the exact ones. Raises ValueError if there are over 2,500,000 regions, or so many of so large a network that the memory would not do;
    the latter also when exact values are asked for that floats did not need.
    """

    def __init__(self, net: ReLUNet, p: Sequence[Any], q: Sequence[Any]):
        self.net, self.segment = net, (p, q)
        self.avoid: list[int] = []
        while not self._followed():
            pass

    def _followed(self) -> bool:
        """Follow the network through all layers; False if a prime was unlucky."""
        self.exact = self._small_integers()
        self.floats = None if self.exact else Floats(self.net.layers, *self.segment)
        self.ends = Ends(np.array([0.0, 1.0]), np.zeros(2))
        self.steps: list[Step] = []  # for integers that follow later
        self.remembered = 0
        try:
            with np.errstate(all="ignore"):
                for k in range(len(self.net.layers)):
                    self._follow(k)
        except UnluckyPrime as error:
            self.avoid.append(error.prime)
            return False
        return True

    @property
    def regions(self) -> int:
        """The number of regions."""
        return len(self.ends.floats) - 1

    def _small_integers(self) -> Exact | None:
        """The network in integers, if all of them are so small that floats are the integers themselves."""
        p, q = self.segment
        bits = lcm(*(int(z.denominator) for z in (*p, *q))).bit_length()
        for layer in self.net.layers:
            bits += layer.numeric.denominator.bit_length() - 1
            if bits > EXACT_BITS:
                return None
        exact = Exact(self.net, p, q)
        return exact if exact.small else None

    # -- layer by layer -------------------------------------------------------------------------

    def _follow(self, k: int) -> None:
        """Layer k."""
        if self.exact:
            self.exact.before(k)
        pre = self.floats.before(k) if self.floats else self._integers(k).preactivations()
        levels = self._levels(k, len(pre.errors))
        signs = self._signs(k, pre, levels)
        step, cuts = self._cut(k, pre, levels, signs)
        if self.floats:
            self.floats.after(k, pre, step.places, step.parents)
        if self.exact:
            self.exact.after(k, step, cuts)
        else:
            self.steps.append(step)
            self.remembered += step.places.nbytes
            if self.remembered > MAX_REMEMBERED:
                self._integers(k + 1)

    def _integers(self, k: int) -> Exact:
        """The network in integers; if it was not followed yet, up to the preactivations of layer k (if there is one)."""
        if self.exact is not None:
            return self.exact
        known = self.floats is not None and len(self.steps) == len(self.net.layers)
        sizes = self.floats.sizes if self.floats and known else ()
        plain = known and sum(layer.units * layer.columns for layer in self.net.layers) * self.regions <= FEW_PRODUCTS
        exact = Exact(self.net, *self.segment, sizes, self.avoid, plain)
        self._require_memory(exact)
        for j, step in enumerate(self.steps):
            exact.before(j, step)
            exact.after(j, step)
        self.exact, self.steps, self.ends = exact, [], _ends(exact.ends)
        if k < len(self.net.layers):
            exact.before(k)
        return exact

    def _whole(self) -> Exact:
        """The network in integers, up to its outputs."""
        while True:
            try:
                return self._integers(len(self.net.layers))
            except UnluckyPrime as error:
                self.avoid.append(error.prime)

    def _levels(self, k: int, units: int) -> Any:
        """The breaks of the activation, in the unit of the floats: shape (breaks, units)."""
        if self.floats:
            return np.repeat(np.array(self.net.layers[k].numeric.breaks, dtype=np.float64)[:, None], units, axis=1)
        return np.array(self._integers(k).integers.breaks, dtype=np.float64).reshape(-1, units)

    def _signs(self, k: int, pre: Preactivations, levels: Any) -> Any:
        """On which side of each break each unit is at each end: shape (breaks, units, regions + 1)."""
        signs = visible_signs(pre, levels, self.ends)
        breaks, units, ends = np.nonzero(signs == 0)
        if len(units):
            signs[breaks, units, ends] = self._integers(k).signs(units, ends, breaks)
        return signs

    def _cut(self, k: int, pre: Preactivations, levels: Any, signs: Any) -> tuple[Step, Points | None]:
        """Cut the regions where a preactivation passes a break. The exact cuts too, if the integers are followed."""
        n = pre.errors.shape[-1]
        if not len(signs):
            return Step(np.zeros((len(pre.errors), n), np.int8)), None
        found = passages(signs)
        places = places_at_left_ends(signs)
        if not len(found):
            return Step(places), None
        cut = np.zeros(n, bool)
        cut[found.regions] = True
        self._require_size(n + int(np.count_nonzero(cut)))  # at least
        order, new, cuts, exact_cuts = self._ordered(k, pre, levels, found)
        found = found.at(order)
        counts = 1 + np.bincount(found.regions[new], minlength=n)
        self._require_size(int(counts.sum()))
        offsets = np.cumsum(counts) - counts
        after = np.cumsum(new) + found.regions  # each region before this one adds one to the cuts before
        index = np.empty(n + 1 + len(cuts.floats), np.int64)
        index[offsets], index[-1], index[after[new]] = np.arange(n), n, n + 1 + np.arange(len(cuts.floats))
        self.ends = self.ends.with_more(cuts, index)
        changes = np.zeros((len(places), len(index)), places.dtype)
        np.add.at(changes, (found.units, after), found.change)
        np.add.at(changes, (found.units, offsets[found.regions] + counts[found.regions]), -found.change)
        parents = np.repeat(np.arange(n), counts)
        places = np.take(places, parents, axis=1) + np.cumsum(changes[:, :-1], axis=1, dtype=places.dtype)
        return Step(places, parents, found.at(new), index), exact_cuts

    def _ordered(self, k: int, pre: Preactivations, levels: Any, found: Passages) -> tuple[Any, Any, Ends, Points | None]:
        """An order of the passages from left to right, which of them, in this order, are at new places, and these places."""
        if self.exact is None:
            floats, errors = located(pre, levels, found)
            order = np.lexsort((floats, found.regions))
            if separated(order, floats, errors, found.regions):
                return order, np.ones(len(order), bool), Ends(floats[order], errors[order]), None
        points = self._integers(k).zeros(found)
        order, new = ordered(points, found.regions)
        cuts = points.at(order[new])
        return order, new, _ends(cuts), cuts

    def _require_size(self, regions: int) -> None:
        largest = max(layer.units for layer in self.net.layers)
        residues = len(self.exact.needed[-1].primes) if self.exact else 0
        if regions > MAX_REGIONS or regions * largest * 2 * (residues + 2) > MAX_ENTRIES:
            raise ValueError(f"this segment has at least {regions} regions, too many for layers of {largest} units: take a shorter one")

    def _require_memory(self, exact: Exact) -> None:
        """What floats could follow may be too much for integers."""
        largest = max(layer.units for layer in self.net.layers)
        if self.regions * largest * len(exact.needed[-1].primes) > MAX_RESIDUES:
            raise ValueError(
                f"this segment has {self.regions} regions, too many for exact values in layers of {largest} units: take a shorter one"
            )

    # -- results ----------------------------------------------------------------------------------

    def points(self) -> Points:
        """All ends of the regions, exactly."""
        return self._whole().ends

    def breaks(self) -> Any:
        """The indices into `ends` of the ends of the pieces."""
        last = len(self.net.layers)
        if self.exact is None and self.floats:
            values = self.floats.values[last]
            with np.errstate(all="ignore"):
                unlike = np.abs(np.diff(values.floats[:, 0], axis=-1)) > (values.slacks[:, 1:] + values.slacks[:, :-1])
            if unlike.any(axis=0).all():
                return np.arange(self.regions + 1)
        exact = self._whole()
        slopes = exact.moduli.canonical(exact.values[last][:, :, 1:])
        different = np.any(slopes[..., 1:] != slopes[..., :-1], axis=(0, 1))
        return np.concatenate([[0], np.nonzero(different)[0] + 1, [self.regions]])

    def vertices(self, indices: Any) -> Iterator[tuple[Any, tuple[Any, ...]]]:
        """(s, outputs at s), exactly, for some of the ends."""
        exact = self._whole()
        slopes, heights = exact.outputs(np.minimum(indices, self.regions - 1))
        p, q, slopes, heights = (part.astype(object) for part in (exact.ends.p[indices], exact.ends.q[indices], slopes, heights))
        below = np.array(exact.layers[-1].after, dtype=object)[:, None] * q
        outputs = [map(mpq, *rows) for rows in zip((slopes * p + heights * q).tolist(), below.tolist(), strict=True)]
        yield from zip(map(mpq, p.tolist(), q.tolist()), zip(*outputs, strict=True), strict=True)


def _ends(points: Points) -> Ends:
    return Ends(points.floats, np.full(len(points), OFF))
