"""The values of a layer on all regions of a segment at once: for each unit and region a line A s + B, known exactly and in floats.

Exactly: A and B are integers over a denominator that the whole layer shares, by their residues (see `residues`).
In floats: real numbers with a bound of their error. With u = 2^-53, a dot product of n terms computed in floats, in any order, differs
from the sum of the exact products of its float factors by at most n u / (1 - n u) times the sum of their moduli. So for
|W^ - W| <= 2u|W| and |x^ - x| <= e

    |fl(W^ x^ + b^) - (W x + b)|  <=  |W| e + (n + 4) 2u |W^| |x^| + 4u |b^|,      up to terms of order u^2,

and what `before` computes is larger: n + 8 instead of n + 4, and all of it rounded up by 2^-30, which also makes up for |W^| in the place
of |W|. Overflow gives inf or nan, which never decide anything; underflow is covered by TINY. Small integers (below 2^53) are floats
themselves; then the errors are 0, and the lines are in units of the denominator.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from exactsep.networks.layer import Layer
from exactsep.networks.segments.integers import IntegerLayer
from exactsep.networks.segments.residues import Moduli, near
from exactsep.networks.segments.weights import LARGE, SMALL

UNIT = 2.0**-52
ROOM = 1 + 2.0**-30
TINY = 2.0**-1000


@dataclass(frozen=True)
class Lines:
    """Of m units on n regions: floats and errors of shape (m, 2, n), residues of shape (k, m, 2, n); [:, 0] are the A, [:, 1] the B.

    `used` is False for units that are known to be 0 on all regions."""

    floats: Any
    errors: Any
    residues: Any
    used: Any

    def repeated(self, counts: Any) -> Lines:
        """Region i becomes counts[i] regions."""
        floats, errors, residues = (np.repeat(part, counts, axis=-1) for part in (self.floats, self.errors, self.residues))
        return Lines(floats, errors, residues, self.used)

    def restricted(self) -> tuple[Any, Any, Any]:
        """Floats, errors and residues of the units that are used."""
        return self.floats[self.used], self.errors[self.used], self.residues[:, self.used]

    @property
    def regions(self) -> int:
        return int(self.floats.shape[-1])


def joined(parts: Sequence[Lines]) -> Lines:
    """The units of several layers, one after the other."""
    if len(parts) == 1:
        return parts[0]
    floats, errors, used = (np.concatenate([getattr(part, name) for part in parts]) for name in ("floats", "errors", "used"))
    return Lines(floats, errors, np.concatenate([part.residues for part in parts], axis=1), used)


def everywhere(floats: Any, errors: Any, residues: Any) -> Lines:
    """Lines of units of which nothing is known to be 0."""
    return Lines(floats, errors, residues, np.ones(len(floats), dtype=bool))


class Prepared:
    """A layer for computing: its weights in floats and as residues."""

    def __init__(self, layer: Layer, integers: IntegerLayer, moduli: Moduli):
        self.integers, self.moduli, self.act = integers, moduli, layer.activation
        self.numeric = layer.numeric
        self.residues = self.numeric.residues(moduli, integers.factors)
        self.bias_residues = moduli.of(integers.bias)
        if moduli.exact:
            self.breaks, self.parts = [near(c) for c in integers.breaks], list(zip(integers.slopes, integers.intercepts, strict=True))
        else:
            self.breaks, self.parts = [near(c) for c in layer.activation.breaks], layer.activation.lines()
        self.bias = np.array([near(b) for b in layer.bias])
        visible = (np.abs(self.bias) > SMALL) & (np.abs(self.bias) < LARGE)
        self.blind = self.numeric.blind or np.count_nonzero(visible) < sum(b != 0 for b in layer.bias)
        self.blind |= any(z != 0 and not SMALL < abs(z) < LARGE for line in layer.activation.lines() for z in line)
        self.residues_of_parts = [
            moduli.of(np.array([m, h], dtype=object)) for m, h in zip(integers.slopes, integers.intercepts, strict=True)
        ]

    def before(self, x: Lines) -> Lines:
        """The preactivations. Where units are known to be 0, their weights are left out."""
        n, all_used = x.regions, bool(np.all(x.used))
        x_floats, x_errors, x_residues = (x.floats, x.errors, x.residues) if all_used else x.restricted()
        weights = self.residues if all_used else self.residues[:, :, x.used]
        residues = (weights @ x_residues.reshape(*x_residues.shape[:2], 2 * n)).reshape(-1, len(self.bias), 2, n)
        residues[:, :, 1] += self.bias_residues[:, :, None]
        if self.moduli.exact:
            return everywhere(residues[0], np.zeros_like(residues[0]), residues)
        weights, moduli = (w if all_used else w[:, x.used] for w in (self.numeric.floats, self.numeric.moduli_of_floats))
        floats = (weights @ x_floats.reshape(-1, 2 * n)).reshape(-1, 2, n)
        floats[:, 1] += self.bias[:, None]
        slack = x_errors + (len(x_floats) + 8) * UNIT * np.abs(x_floats)
        errors = (moduli @ slack.reshape(-1, 2 * n)).reshape(-1, 2, n)
        errors[:, 1] += 4 * UNIT * np.abs(self.bias)[:, None]
        errors = np.full_like(errors, np.inf) if self.blind else (errors + UNIT * np.abs(floats)) * ROOM + TINY
        return everywhere(floats, errors, self.moduli.reduced(residues))

    def after(self, pre: Lines, places: Any) -> Lines:
        """The values, places[i, r] being the number of breaks below unit i on region r."""
        if self.act.data() == "relu":
            floats, errors = pre.floats * places[:, None], pre.errors * places[:, None]
            return Lines(floats, errors, pre.residues * places[None, :, None], places.any(axis=1))
        if not self.breaks and self.integers.slopes == (1,) and self.integers.intercepts == (0,):
            return pre
        slopes = np.array([near(m) for m, _ in self.parts])[places][:, None]
        heights = np.array([near(h) for _, h in self.parts])[places]
        floats = pre.floats * slopes
        floats[:, 1] += heights
        errors = (np.abs(slopes) * (pre.errors + 4 * UNIT * np.abs(pre.floats)) + UNIT * np.abs(floats)) * ROOM + TINY
        errors[:, 1] += 4 * UNIT * np.abs(heights)
        table = np.stack(self.residues_of_parts)
        residues = pre.residues * np.moveaxis(table[:, :, 0][places], -1, 0)[:, :, None]
        residues[:, :, 1] += np.moveaxis(table[:, :, 1][places], -1, 0)
        if self.moduli.exact:
            return everywhere(residues[0], np.zeros_like(residues[0]), residues)
        return everywhere(floats, errors, self.moduli.reduced(residues))
