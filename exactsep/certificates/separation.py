"""Both sides at once: a deep narrow network that equals f^t, and what no shallow network can do."""

from __future__ import annotations

import os
from typing import Any

from exactsep.bounds.search import Progress
from exactsep.bounds.width import MAX_DEPTH, budget_of
from exactsep.certificates.certificate import Certificate
from exactsep.certificates.certify import fixed_iterate
from exactsep.certificates.realization import realization_certificate, separation_certificate
from exactsep.families import as_map
from exactsep.maps.mapfile import Map
from exactsep.maps.piecewise import PLMap
from exactsep.networks.realize import Realization, block_for_depth, realize
from exactsep.numbers.field import positive


def realized(
    f: Map | str | os.PathLike[str], iterate: int, *, block: int | None = None, depth: int | None = None
) -> tuple[Realization, Certificate]:
    """f^t as a ReLU network with exact weights (T16), and the certificate that it is equal to f^t on I.

    `block` iterates of f make one hidden layer (default 1: depth t, width pieces(f)); or the least number of iterates per layer is chosen
    that gives at most `depth` hidden layers. Raises ValueError for wrong inputs and for networks of over 150,000 weights."""
    found, t = as_map(f), fixed_iterate(iterate)
    if not isinstance(found, PLMap):
        raise ValueError(f"only iterates of piecewise-linear maps are ReLU networks, not those of {found.describe()}")
    made = realize(found, t, _block_size(t, block, depth))
    return made, realization_certificate(found, made)


def separate(
    f: Map | str | os.PathLike[str],
    iterate: int,
    depth: int,
    width: int,
    *,
    block: int | None = None,
    deep: int | None = None,
    progress: Progress | None = None,
) -> Certificate:
    """A two-sided certificate: a ReLU network equals f^t on I (in blocks of `block` iterates, or of depth at most `deep`), and
    every ReLU network with at most `depth` hidden layers of at most `width` units each is away from it in sup norm (T12), in L1
    (T14, T15, T15x) and as a classifier (T13).

    Raises ValueError for wrong inputs, and NothingToCertify if none of the three is found."""
    f, t = as_map(f), fixed_iterate(iterate)
    layers, units = positive("depth", depth, MAX_DEPTH), positive("width", width, 10**60)
    budget = budget_of(None, None, layers, units, None, 1)
    assert budget is not None
    return separation_certificate(f, t, layers, units, budget, _block_size(t, block, deep), progress or (lambda _: None))


def _block_size(t: int, block: Any, depth: Any) -> int:
    if block is not None and depth is not None:
        raise ValueError("the size of the blocks is given twice, by a number of iterates and by a depth")
    return block_for_depth(t, depth) if depth is not None else 1 if block is None else block
