"""The same decomposition of a ReLU network on a segment in plain numpy float64, without any guarantee: what speed is compared with."""

from __future__ import annotations

from typing import Any

import numpy as np


def float_decomposition(layers: list[tuple[Any, Any]], p: Any, q: Any) -> tuple[Any, Any, Any]:
    """(ends of the regions, slopes, intercepts of the outputs) for pairs (weights, bias) of arrays."""
    a, b = (q - p)[:, None], p[:, None]
    ends = np.array([0.0, 1.0])
    for k, (weights, bias) in enumerate(layers):
        n = a.shape[1]
        both = weights @ np.concatenate([a, b], axis=1)
        a, b = both[:, :n], both[:, n:] + bias[:, None]
        if k == len(layers) - 1:
            break
        at = np.concatenate([a, a[:, -1:]], axis=1) * ends + np.concatenate([b, b[:, -1:]], axis=1)
        units, regions = np.nonzero(at[:, :-1] * at[:, 1:] < 0)
        cuts = -b[units, regions] / a[units, regions]
        order = np.lexsort((cuts, regions))
        units, regions, cuts = units[order], regions[order], cuts[order]
        counts = 1 + np.bincount(regions, minlength=n)
        offsets = np.cumsum(counts) - counts
        after = np.arange(1, len(cuts) + 1) + regions
        active = (at[:, :-1] + at[:, 1:] > 0).astype(np.int8)
        start = (at[:, :-1] > 0).astype(np.int8)
        crossing = np.zeros_like(active, dtype=bool)
        crossing[units, regions] = True
        places = np.repeat(np.where(crossing, start, active), counts, axis=1)
        changes = np.zeros((len(a), places.shape[1] + 1), np.int8)
        change = np.where(a[units, regions] > 0, 1, -1)
        np.add.at(changes, (units, after), change)
        np.add.at(changes, (units, offsets[regions] + counts[regions]), -change)
        places = places + np.cumsum(changes[:, :-1], axis=1)
        whole = np.empty(len(ends) + len(cuts))
        whole[offsets], whole[-1], whole[after] = ends[:-1], ends[-1], cuts
        ends = whole
        a, b = np.repeat(a, counts, axis=1) * places, np.repeat(b, counts, axis=1) * places
    return ends, a, b
