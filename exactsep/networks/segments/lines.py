"""The values of a layer on all regions of a segment at once, in floats: for each unit and region a line A s + B, with a bound of its error.

With u = 2^-53, a dot product of n terms computed in floats, in any order, differs from the sum of the exact products of its float factors
by at most n u / (1 - n u) times the sum of their moduli. So for |W^ - W| <= 2u|W| and |x^ - x| <= e

    |fl(W^ x^ + b^) - (W x + b)|  <=  |W| e + (n + 4) 2u |W^| |x^| + 4u |b^|,      up to terms of order u^2,

and what `before` computes is larger: n + 8 instead of n + 4, and all of it rounded up by 2^-30, which also makes up for |W^| in the place
of |W|. One number e bounds the errors of A and of B; with the second term it is the *slack* e + (n + 8) 2u max(|A|, |B|) of a value, and
|W| times the slacks is bounded, for large layers, by the norms of the rows times the norm of the slacks (Cauchy and Schwarz). Overflow
gives inf or nan, which never decide anything; underflow is covered by TINY, and that of squares by ROOT.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from exactsep.networks.activation import RELU
from exactsep.networks.layer import Layer
from exactsep.networks.segments.residues import near
from exactsep.networks.segments.weights import Weights

UNIT = 2.0**-52
ROOM = 1 + 2.0**-30
TINY = 2.0**-1000
ROOT = 2.0**-480
WIDE = 1 << 13  # weights of layers whose errors are bounded by norms


@dataclass(frozen=True)
class Preactivations:
    """Of m units on n regions: floats of shape (m, 2, n), [:, 0] the A, [:, 1] the B; their errors, and max(|A|, |B|), of shape (m, n)."""

    floats: Any
    errors: Any
    largest: Any

    @classmethod
    def of(cls, floats: Any, errors: Any) -> Preactivations:
        return cls(floats, errors, np.maximum(np.abs(floats[:, 0]), np.abs(floats[:, 1])))


@dataclass(frozen=True)
class Values:
    """Of m units on n regions: floats of shape (m, 2, n) and slacks of shape (m, n), see above.

    `used` is False for units that are known to be 0 on all regions."""

    floats: Any
    slacks: Any
    used: Any

    def cut(self, parents: Any) -> Values:
        """The new region i is a part of the region parents[i]."""
        return Values(np.take(self.floats, parents, axis=-1), np.take(self.slacks, parents, axis=-1), self.used)


class Floats:
    """A network on the segment from p to q in floats, layer by layer: `values` are those of the sources that are still needed."""

    def __init__(self, layers: Sequence[Layer], p: Sequence[Any], q: Sequence[Any]):
        self.layers = layers
        self.factor = (max(layer.columns for layer in layers) + 8) * UNIT
        floats = np.array([[[near(v - u)], [near(u)]] for u, v in zip(p, q, strict=True)])
        pre = Preactivations.of(floats, 2 * UNIT * np.abs(floats).max(axis=1) + TINY)
        self.sizes: list[float] = []  # for each layer a bound of all A and B, before and after the activation
        self.values = {0: self._values(pre.floats, pre.errors, pre.largest, np.ones(len(floats), bool))}

    def _values(self, floats: Any, errors: Any, largest: Any, used: Any) -> Values:
        return Values(floats, errors + self.factor * largest, used)

    def before(self, k: int) -> Preactivations:
        """The preactivations of layer k. Where units are known to be 0, their weights are left out."""
        layer, weights = self.layers[k], self.layers[k].numeric
        x = _joined([self.values[s] for s in layer.sources])
        n = x.floats.shape[-1]
        if x.used.all():
            matrix, floats, slacks = weights.floats, x.floats, x.slacks
        else:
            matrix, floats, slacks = weights.floats[:, x.used], x.floats[x.used], x.slacks[x.used]
        result = (matrix @ floats.reshape(-1, 2 * n)).reshape(-1, 2, n)
        result[:, 1] += weights.bias[:, None]
        if weights.blind:
            return Preactivations.of(result, np.full((len(result), n), np.inf))
        errors = _times(weights, x.used, slacks)
        errors += (4 * UNIT * np.abs(weights.bias) + TINY)[:, None]
        pre = Preactivations.of(result, errors)
        errors += UNIT * pre.largest
        errors *= ROOM
        return pre

    def after(self, k: int, pre: Preactivations, places: Any, parents: Any) -> None:
        """Keep the values, places[i, r] being the number of breaks below unit i on region r; new region r is part of parents[r]."""
        needed = {s for later in self.layers[k + 1 :] for s in later.sources}
        self.values = {s: x if parents is None else x.cut(parents) for s, x in self.values.items() if s in needed}
        activation = self.layers[k].activation
        bent = activation.data() not in ("relu", "identity")
        made = _bent(self.layers[k].numeric, pre, places, parents) if bent else pre
        self.sizes.append(max(float(np.max(part.largest + part.errors)) for part in {id(pre): pre, id(made): made}.values()) * ROOM)
        values = self._values(made.floats, made.errors, made.largest, np.ones(len(made.floats), bool))
        if not bent and parents is not None:
            values = values.cut(parents)
        self.values[k + 1] = _kept(values, places) if activation == RELU else values


def _kept(values: Values, places: Any) -> Values:
    """ReLU: 0 where the unit is not above 0."""
    return Values(values.floats * places[:, None], values.slacks * places, places.any(axis=1))


def _bent(weights: Weights, pre: Preactivations, places: Any, parents: Any) -> Preactivations:
    """Any activation: slope * preactivation + intercept."""
    if parents is not None:
        pre = Preactivations(*(np.take(part, parents, axis=-1) for part in (pre.floats, pre.errors, pre.largest)))
    slopes, heights = weights.slopes[places], weights.heights[places]
    floats = pre.floats * slopes[:, None]
    floats[:, 1] += heights
    made = Preactivations.of(floats, np.abs(slopes) * (pre.errors + 4 * UNIT * pre.largest))
    errors = (made.errors + 4 * UNIT * np.abs(heights) + UNIT * made.largest) * ROOM + TINY
    return Preactivations(made.floats, errors, made.largest)


def _times(weights: Weights, used: Any, slacks: Any) -> Any:
    """At least |W| times the slacks of the units that are used, up to a factor ROOM: shape (units, regions)."""
    if weights.floats.size < WIDE:
        return (weights.moduli if used.all() else weights.moduli[:, used]) @ slacks
    return np.outer(weights.norms, np.sqrt(np.einsum("ij,ij->j", slacks, slacks)) + ROOT)


def _joined(parts: Sequence[Values]) -> Values:
    """The units of several layers, one after the other."""
    if len(parts) == 1:
        return parts[0]
    return Values(*(np.concatenate([getattr(part, name) for part in parts]) for name in ("floats", "slacks", "used")))
