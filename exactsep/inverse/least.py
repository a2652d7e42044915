"""Least width, least depth, least iterate: the inverse questions, answered by what a certificate excludes (T1, with T12, T13 or an
L1 rule).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from exactsep.bounds.search import Progress
from exactsep.bounds.width import MAX_DEPTH, MAX_WIDTH, pieces_of, widest
from exactsep.certificates.certificate import Certificate
from exactsep.certificates.certify import MAX_ITERATE
from exactsep.families import as_map
from exactsep.inverse.excluded import Excluded, excluded, excludes, require_error
from exactsep.inverse.phrases import error_text, failure, shape
from exactsep.maps.mapfile import Map
from exactsep.maps.piecewise import PLMap
from exactsep.numbers.field import positive
from exactsep.wording import counted, short_integer

MAX_SCAN = 64  # iterates below the answer that are looked at one by one where the order of iterates proves nothing


@dataclass(frozen=True)
class Least:
    """The answer to an inverse question: the first `value` of `what` (width, depth or iterate) that is not excluded, or for the iterate
    the first one that excludes the architecture; None if there is none.

    `excluded` is the largest number of pieces that is excluded, and `certificate` its proof (None if nothing was found). `words` say what
    is proved and what is not, in one sentence each."""

    what: str
    value: int | None
    excluded: Excluded
    words: tuple[str, ...]

    def __repr__(self) -> str:
        return f"Least({self.what} {'none' if self.value is None else short_integer(self.value)}, by {self.certificate!r})"

    @property
    def certificate(self) -> Certificate | None:
        return self.excluded.certificate

    @property
    def error(self) -> Any:
        return self.excluded.error


def least_width(
    f: Map | str | os.PathLike[str], iterate: int, depth: int, error: Any = None, norm: str = "sup", *, progress: Progress | None = None
) -> Least:
    """The least width u such that networks of `depth` hidden layers of at most u units are not excluded: those of width u - 1 are
    certified to have an error of at least `error` from f^iterate. A lower bound of the width that is needed; u need not suffice.

    error and norm as in `excluded`. Raises ValueError for wrong inputs."""
    layers = positive("depth", depth, MAX_DEPTH)
    found = excluded(f, iterate, error, norm, progress=progress)
    last = widest(found.pieces, layers) if found.pieces else None
    smallest = counted(2**layers, "piece") if layers <= 64 else f"2^{layers} pieces"
    words = (
        f"Every ReLU network with {shape(layers, last)} {failure(found)}."
        if last is not None
        else f"No width is excluded at depth {layers}: {_reason(found, smallest)}.",
        f"Width {short_integer((last or 0) + 1)} is the first that is not excluded by what was found: a lower bound of the width that is "
        "needed; it need not suffice.",
    )
    return Least("width", (last or 0) + 1, found, words)


def least_depth(
    f: Map | str | os.PathLike[str], iterate: int, width: int, error: Any = None, norm: str = "sup", *, progress: Progress | None = None
) -> Least:
    """The least depth such that networks of at most `width` units in each hidden layer are not excluded; all shallower ones are
    certified to have an error of at least `error` from f^iterate. A lower bound of the depth that is needed.

    error and norm as in `excluded`. Raises ValueError for wrong inputs."""
    units = positive("width", width, MAX_WIDTH)
    found = excluded(f, iterate, error, norm, progress=progress)
    last = deepest(found.pieces, units)
    words = (
        f"Every ReLU network with {shape(last, units, most=True)} {failure(found)}."
        if last
        else f"No depth is excluded at width {short_integer(units)}: {_reason(found, counted(units + 1, 'piece'))}.",
        f"Depth {last + 1} is the first that is not excluded by what was found: a lower bound of the depth that is needed; "
        "it need not suffice.",
    )
    return Least("depth", last + 1, found, words)


def deepest(pieces: int, width: int) -> int:
    """The largest l >= 0 with (width + 1)^l <= pieces; 0 for pieces < 1."""
    depth, reach = 0, width + 1
    while reach <= pieces:
        depth, reach = depth + 1, reach * (width + 1)
    return depth


def _reason(found: Excluded, needed: str) -> str:
    """Why even the smallest network, which may have so many pieces, is not excluded."""
    if found.certificate is None and not found.maximal:
        return "; ".join(found.tried)
    if found.certificate is None:
        return f"no {_error(found)} is certified even for one piece"
    reach = f"an error of at least {error_text(found.error)} is certified up to {counted(found.pieces, 'piece')}"
    return f"the smallest network may have {needed}, and {reach}"


def _error(found: Excluded) -> str:
    return "error" if found.error is None else f"error of at least {error_text(found.error)}"


# -- the least iterate --------------------------------------------------------------------------


def least_iterate(
    f: Map | str | os.PathLike[str],
    widths: Sequence[int],
    error: Any = None,
    norm: str = "sup",
    *,
    limit: int = 1000,
    progress: Progress | None = None,
) -> Least:
    """The least iterate t <= limit for which all networks with these hidden widths are certified to have an error of at least `error`.

    f^t has at most k^t pieces or laps, k those of f (its degree for a polynomial), so that no t with k^t <= P, P the pieces of the
    networks (T1), is looked at. Then t is found by doubling and bisection. If f maps I onto I, the crossings of given levels never
    become fewer from one iterate to the next, so that for a given error in sup norm, or a given share of labels, no smaller t is passed
    over while the counts are exact; for other maps up to 64 iterates below are tried one by one.

    error and norm as in `excluded`; the default error is that of each iterate. Raises ValueError for wrong inputs."""
    f, budget = as_map(f), pieces_of(widths)
    require_error(error, norm)
    most = positive("limit", limit, MAX_ITERATE)

    def at(t: int) -> Excluded | None:
        return excludes(f, t, error, norm, budget, progress)

    start = _too_early(f, budget) + 1
    low, found = start - 1, None
    for t in _doubling(start, most):
        if (found := at(t)) is not None:
            break
        low = t
    if found is None:
        nothing = Excluded(norm, most, require_error(error, norm), 0, None, ())
        return Least("iterate", None, nothing, (f"No iterate up to {most} excludes {networks_with(widths, budget)} by what was found.",))
    while found.iterate - low > 1:
        middle = (low + found.iterate) // 2
        other = at(middle)
        low, found = (middle, found) if other is None else (low, other)
    if not _is_onto(f):
        earlier = (at(s) for s in range(max(start, found.iterate - MAX_SCAN), found.iterate))
        found = next((one for one in earlier if one is not None), found)
    return Least("iterate", found.iterate, found, _iterate_words(found, widths, budget, start))


def _doubling(start: int, most: int) -> Iterator[int]:
    """start, start + 1, start + 3, start + 7, ..., and at last `most`."""
    step = 1
    while start + step - 1 < most:
        yield start + step - 1
        step *= 2
    if start <= most:
        yield most


def networks_with(widths: Sequence[int], budget: int) -> str:
    shown = ", ".join(map(str, widths[:12])) + (", ..." if len(widths) > 12 else "")
    return f"the ReLU networks with hidden widths {shown} (at most {counted(budget, 'piece')})"


def _iterate_words(found: Excluded, widths: Sequence[int], budget: int, start: int) -> tuple[str, ...]:
    networks = networks_with(widths, budget).replace("the ReLU networks", "ReLU network")
    known = f"f^{start - 1} has at most as many laps" if found.iterate == start else "earlier ones may be out of reach as well"
    return f"Every {networks} {failure(found)}.", f"f^{found.iterate} is the first iterate for which this was found; {known}."


def _too_early(f: Map, budget: int) -> int:
    """The largest t >= 0 with k^t <= budget, k the pieces or the degree of f; 100,000 for k = 1."""
    k = f.pieces if isinstance(f, PLMap) else f.degree
    return deepest(budget, k - 1) if k > 1 else MAX_ITERATE


def _is_onto(f: Map) -> bool:
    """Whether f is known to map I onto I. Then C_{x,y}(f^(t+1)) >= C_{x,y}(f^t): between two points that go to the ends of I, hits of f^t
    have preimages in order.
    """
    return isinstance(f, PLMap) and f.range == f.interval
