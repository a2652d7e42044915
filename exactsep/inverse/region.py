"""The region of (depth, width) that one certificate excludes (T1), and the shapes of networks that equal the iterate (T16)."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from exactsep.bounds.search import Progress
from exactsep.bounds.width import MAX_DEPTH, widest
from exactsep.families import as_map
from exactsep.inverse.excluded import Excluded, excluded
from exactsep.maps.mapfile import Map
from exactsep.maps.piecewise import PLMap
from exactsep.maps.precompose import least_pieces
from exactsep.numbers.field import positive
from exactsep.wording import counted

DEPTHS = range(1, 11)
MAX_DEPTHS = 1000
MAX_PIECES = 20_000
MAX_EXPANSION = 200_000
MAX_BITS = 400_000


@dataclass(frozen=True)
class RegionRow:
    """At this depth all ReLU networks of at most `excluded_width` units in each layer have the error (None: not even width 1 is
    excluded), and one of width `realized_width` equals f^t (None: not known).
    """

    depth: int
    excluded_width: int | None
    realized_width: int | None


@dataclass(frozen=True)
class Region:
    """One row for each depth, and what they stand on."""

    excluded: Excluded
    rows: tuple[RegionRow, ...]

    def __repr__(self) -> str:
        return f"Region(f^{self.excluded.iterate}, {counted(len(self.rows), 'depth')}, {counted(self.excluded.pieces, 'piece')} excluded)"


def region(
    f: Map | str | os.PathLike[str],
    iterate: int,
    error: Any = None,
    norm: str = "sup",
    depths: Iterable[int] = DEPTHS,
    *,
    progress: Progress | None = None,
) -> Region:
    """For each depth the largest width that is certified to have an error of at least `error` from f^iterate, and a width that realizes it.

    error and norm as in `excluded`. At most 1,000 depths, from 1 to 100,000. Raises ValueError for wrong inputs."""
    f, layers = as_map(f), require_depths(depths)
    found = excluded(f, iterate, error, norm, progress=progress)
    widths = realized_widths(f, found.iterate, layers) if isinstance(f, PLMap) else [None] * len(layers)
    below = [widest(found.pieces, depth) if found.pieces else None for depth in layers]
    return Region(found, tuple(map(RegionRow, layers, below, widths)))


def require_depths(depths: Iterable[int]) -> list[int]:
    """The depths in increasing order. Raises ValueError unless they are from 1 to 100,000, at least one and at most 1,000."""
    if isinstance(depths, str) or not isinstance(depths, Iterable):
        raise ValueError(f"depths must be a list of integers, not {depths!r}")
    layers = sorted({positive("depth", depth, MAX_DEPTH) for depth in depths})
    if not 1 <= len(layers) <= MAX_DEPTHS:
        raise ValueError(f"depths: from 1 to {MAX_DEPTHS} different ones, not {len(layers)}")
    return layers


def realized_widths(f: PLMap, t: int, depths: Iterable[int]) -> list[int | None]:
    """For each depth d a width of a ReLU network that equals f^t: one hidden layer for each of d iterates f^r, r = t/d rounded up or down,
    with as many units as it has pieces (T16). None for numbers of over 400,000 bits.
    """
    exact = _piece_counts(f, t)

    def pieces(r: int) -> int | None:
        """pieces(f^r), or at least that: pieces(f o g) <= pieces(f) pieces(g)."""
        most = len(exact) - 1
        whole, rest = divmod(r, most)
        return None if whole * exact[most].bit_length() > MAX_BITS else exact[most] ** whole * exact[rest]

    def widest_layer(depth: int) -> int | None:
        parts = [pieces(-(-t // depth)), pieces(t // depth)]
        known = [p for p in parts if p is not None]
        return max(known) if len(known) == 2 else None

    return [widest_layer(depth) for depth in depths]


def _piece_counts(f: PLMap, t: int) -> list[int]:
    """pieces(f^r) for r = 0, 1, ..., as far as `small_iterates` goes."""
    return [1, *(power.pieces for power in small_iterates(f, t))]


def small_iterates(f: PLMap, t: int) -> Iterator[PLMap]:
    """f, f^2, ..., at least f, and up to f^t while this is little work (f^r of about 20,000 pieces)."""
    power, spent, r = f, 0, 1
    yield power
    while r < t and spent < MAX_EXPANSION and least_pieces(power, f) <= MAX_PIECES:
        power, r = power @ f, r + 1
        spent += power.pieces * (1 + (power.xs.bits + power.ys.bits) // 64)
        yield power
