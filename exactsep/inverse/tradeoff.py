"""Depth against width for one iterate: the shapes that a certificate excludes, and networks that exist, each equal to f^t on I.

*Existing.* (T16) f^t in blocks of r iterates: ceil(t/r) hidden layers with as many units as f^r has pieces, one less if f^r begins with a
plateau. (T18) The wide network of one hidden layer with n units, r = t, made narrow: n hidden layers of at most 3 units. Networks of
several layers made narrow would be deeper and wider than this one.

Only sizes are computed, no network is built. A network of n >= 3 units made narrow has 12 n - 12 weights and biases: n layers of the
registers c and z, then c, z and o, and at last z and o. Where f^r is too long to count its pieces, pieces(f o g) <= pieces(f) pieces(g)
bounds them; a network of exactly this size exists as well, with units that do nothing."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from exactsep.bounds.search import Progress
from exactsep.bounds.width import widest
from exactsep.certificates.versus import Contradiction
from exactsep.families import as_map
from exactsep.inverse.region import MAX_BITS, Region, region, small_iterates
from exactsep.maps.mapfile import Map
from exactsep.maps.piecewise import PLMap
from exactsep.networks.realize import block_for_depth
from exactsep.numbers.field import Q
from exactsep.wording import counted, short_integer

DEPTHS = range(1, 13)


@dataclass(frozen=True)
class Existing:
    """A ReLU network that equals f^t on I: so many hidden layers of at most `width` units, `parameters` weights and biases, zeros included.

    theorem: T16, in blocks of `block` iterates, as `realize` builds it; or T18, as `narrow_on_box` builds it from the network of one
    hidden layer (`block` is t then). `exact`: these are the sizes of that network; else they are upper bounds of them."""

    theorem: str
    block: int
    depth: int
    width: int
    parameters: int
    exact: bool


@dataclass(frozen=True)
class Tradeoff:
    """`region` has the excluded width for each depth, and the least width known to be enough; `networks` are the existing ones by depth.

    `reason` says why there are none, or none by T18; None if there are both."""

    region: Region
    networks: tuple[Existing, ...]
    reason: str | None

    def __repr__(self) -> str:
        return f"Tradeoff({self.region!r}, {counted(len(self.networks), 'network')})"


def tradeoff(
    f: Map | str | os.PathLike[str],
    iterate: int,
    error: Any = None,
    norm: str = "sup",
    depths: Iterable[int] = DEPTHS,
    *,
    progress: Progress | None = None,
) -> Tradeoff:
    """What is excluded at each depth for an error of at least `error` from f^iterate, and networks that equal f^iterate.

    iterate from 1 to 100,000; error, norm and depths as in `region`. Raises ValueError for wrong inputs."""
    f = as_map(f)
    found = region(f, iterate, error, norm, depths, progress=progress)
    t = found.excluded.iterate
    if t < 1:
        raise ValueError("depth against width is about an iterate f^t with t >= 1")
    networks, reason = existing(f, t)
    _require_consistent(found, networks)
    return Tradeoff(found, tuple(networks), reason)


def existing(f: Map, t: int) -> tuple[list[Existing], str | None]:
    """The networks that equal f^t, by increasing depth, for t >= 1; and why some are missing."""
    if not isinstance(f, PLMap):
        return [], "a polynomial map is not represented by any ReLU network"
    units = Units(f, t)
    found = [one for r in _block_sizes(t) if (one := realization(units, t, r)) is not None]
    if f.field is not Q:
        return found[::-1], "networks over a number field are not made narrow (T18): that needs rational weights"
    if (wide := units(t)) is None:
        return found[::-1], f"f^{t} has too many pieces to count them: there is no network of one hidden layer to make narrow (T18)"
    found.append(Existing("T18", t, wide, min(wide, 3), narrow_parameters(wide), units.exact(t)))
    return sorted(found, key=lambda one: (one.depth, one.width)), None


def _block_sizes(t: int) -> Iterator[int]:
    """For each depth ceil(t/r) the smallest such r, in increasing order: larger blocks of the same depth are no use."""
    r = 1
    while True:
        yield r
        depth = -(-t // r)
        if depth == 1:
            return
        r = block_for_depth(t, depth - 1)


class Units:
    """The number of units of one hidden layer that equals f^r: exact as long as f^r is short, then an upper bound."""

    def __init__(self, f: PLMap, t: int):
        self.counts = [1]
        self.pieces = [1]
        for power in small_iterates(f, t):
            self.pieces.append(power.pieces)
            self.counts.append(max(power.pieces - (power.slope(0) == 0), 1))

    def exact(self, r: int) -> bool:
        return r < len(self.counts)

    def __call__(self, r: int) -> int | None:
        """None for numbers of over 400,000 bits."""
        if self.exact(r):
            return self.counts[r]
        most = len(self.counts) - 1
        whole, rest = divmod(r, most)
        return None if whole * self.pieces[most].bit_length() > MAX_BITS else self.pieces[most] ** whole * self.pieces[rest]


def realization(units: Units, t: int, r: int) -> Existing | None:
    """The sizes of f^t in blocks of r iterates, the last may be shorter (T16); None for numbers that are too long."""
    whole, rest = divmod(t, r)
    each, last = units(r), units(rest)
    if each is None or last is None:
        return None
    widths = [each, last] if rest else [each]
    parameters = 2 * each + (whole - 1) * each * (each + 1) + sum(n * (m + 1) for m, n in pairwise(widths)) + widths[-1] + 1
    return Existing("T16", r, whole + (rest > 0), max(widths), parameters, units.exact(r))


def narrow_parameters(n: int) -> int:
    """Weights and biases of the narrow network of one hidden layer with n units (T18), zeros included."""
    return {1: 4, 2: 13}.get(n, 12 * n - 12)


def _require_consistent(found: Region, networks: Iterable[Existing]) -> None:
    """Raises Contradiction if a network that equals f^t is among those that are excluded."""
    known = [(row.depth, row.realized_width) for row in found.rows if row.realized_width is not None]
    for depth, width in [*known, *((one.depth, one.width) for one in networks)]:
        below = widest(found.excluded.pieces, depth) if found.excluded.pieces else None
        if below is not None and width <= below:
            raise Contradiction(f"width {short_integer(width)} at depth {short_integer(depth)} is excluded, and a network of it exists")
