"""What floats can see of the cuts of a layer: on which sides of the breaks its units are, and where they pass them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from exactsep.networks.segments.lines import ROOM, Preactivations

ROUNDING = 2.0**-49  # of A s + B - c, relative to max(|A|, |B|) and to |c|


@dataclass(frozen=True)
class Ends:
    """The ends of the regions, from 0 to 1, in floats, and how far these may be off."""

    floats: Any
    errors: Any

    def with_more(self, more: Ends, index: Any) -> Ends:
        """Those of these ends, and, counted after them, of `more`, that `index` names."""
        return Ends(np.concatenate([self.floats, more.floats])[index], np.concatenate([self.errors, more.errors])[index])


@dataclass(frozen=True)
class Passages:
    """Which units pass which breaks in which regions: arrays of one length; change is 1 upwards and -1 downwards."""

    breaks: Any
    units: Any
    regions: Any
    change: Any

    def __len__(self) -> int:
        return len(self.units)

    def at(self, index: Any) -> Passages:
        return Passages(self.breaks[index], self.units[index], self.regions[index], self.change[index])


def visible_signs(pre: Preactivations, levels: Any, ends: Ends) -> Any:
    """The signs of preactivation - level at the ends of the regions, 0 where floats cannot see it: shape (breaks, units, regions + 1).

    `levels` are floats of shape (breaks, units). At an end either of its two regions will do: the values agree."""
    signs = np.empty((len(levels), len(pre.errors), len(ends.floats)), np.int8)
    if not len(levels):
        return signs
    slopes, heights = pre.floats[:, 0], pre.floats[:, 1]
    value, error = np.empty(signs.shape[1:]), np.empty(signs.shape[1:])
    scale = (ends.errors + ROUNDING) * ROOM
    for part, s, near in ((np.s_[:, :-1], np.s_[:-1], np.s_[:, :]), (np.s_[:, -1:], np.s_[-1:], np.s_[:, -1:])):
        np.multiply(slopes[near], ends.floats[s], out=value[part])
        value[part] += heights[near]
        np.multiply(pre.largest[near], scale[s], out=error[part])
        error[part] += (2 * ROOM) * pre.errors[near]
    for level, sign in zip(levels, signs, strict=True):
        high = level.any()
        v, e = (value - level[:, None], error + ROUNDING * np.abs(level)[:, None]) if high else (value, error)
        np.subtract(v > e, v < -e, out=sign, dtype=np.int8)
    return signs


def passages(signs: Any) -> Passages:
    """All passages inside of regions."""
    breaks, units, regions = np.nonzero(signs[..., :-1] * signs[..., 1:] < 0)
    return Passages(breaks, units, regions, signs[breaks, units, regions + 1])


def places_at_left_ends(signs: Any) -> Any:
    """The number of breaks below each unit just right of the left end of each region: shape (units, regions)."""
    left, right = signs[..., :-1], signs[..., 1:]
    above = (left > 0) | ((left == 0) & (right > 0))
    if len(above) == 1:
        return above[0].view(np.int8)
    return above.sum(axis=0, dtype=np.int16 if len(above) <= np.iinfo(np.int16).max else np.int32)


def located(pre: Preactivations, levels: Any, found: Passages) -> tuple[Any, Any]:
    """Where the passages are, in floats, and how far these may be off: if A s = -B and |A^ - A|, |B^ - B| <= e, then
    |s^ - s| <= (|A^ s^ + B^| + e (1 + |s^|)) / (|A^| - e)."""
    level = levels[found.breaks, found.units]
    a, b = (pre.floats[found.units, c, found.regions] for c in (0, 1))
    e = pre.errors[found.units, found.regions]
    s = (level - b) / a
    steep = np.abs(a) - e
    errors = (e * (1 + np.abs(s)) + ROUNDING * (np.abs(b) + np.abs(level))) / np.where(steep > 0, steep, np.nan) * ROOM
    return s, np.where(np.isfinite(errors), errors, np.inf)


def separated(order: Any, floats: Any, errors: Any, regions: Any) -> bool:
    """Whether floats show that points in this order (by region and place) are all different, and in order."""
    s, e, r = floats[order], errors[order], regions[order]
    apart = (s[1:] - s[:-1] > (e[1:] + e[:-1]) * ROOM) | (r[1:] > r[:-1])
    return bool(apart.all() and np.isfinite(e).all())
