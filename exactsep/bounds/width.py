"""From pieces to architectures (T1): how wide a network must be to have more than M pieces.

A network R -> R with hidden widths n_1, ..., n_l and activations of k breakpoints (ReLU: k = 1) has at most prod (k n_i
+ 1) pieces. All roots are exact integer roots."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

from gmpy2 import iroot

from exactsep.numbers.field import as_integer, positive

MAX_DEPTH = 100_000
MAX_WIDTH = 10**18
MAX_BREAKPOINTS = 10**6


@dataclass(frozen=True)
class Row:
    """One line of a depth-width table: at this depth, no network of at most this width (or this many hidden units in
    all) has more than M pieces.
    """

    depth: int
    width: int | None
    neurons: int | None


def pieces_of(widths: Sequence[int], breakpoints: int = 1) -> int:
    """The largest number of pieces of a network with these hidden widths (T1). Raises ValueError for an empty list or a
    width < 1.
    """
    if isinstance(widths, str) or not isinstance(widths, Iterable):
        raise ValueError(f"widths must be a list, the width of each hidden layer, not {widths!r}")
    layers = [positive("width", width, MAX_WIDTH) for width in widths]
    if not layers:
        raise ValueError("widths: at least one hidden layer is needed")
    k = positive("breakpoints", breakpoints, MAX_BREAKPOINTS)
    return prod(k * n + 1 for n in layers)


def pieces_of_shape(depth: int, width: int, breakpoints: int = 1) -> int:
    """The largest number of pieces of a network of this depth and width: (k u + 1)^l."""
    layers, units = positive("depth", depth, MAX_DEPTH), positive("width", width, MAX_WIDTH)
    each = positive("breakpoints", breakpoints, MAX_BREAKPOINTS) * units + 1
    if layers * each.bit_length() > 400_000:
        raise ValueError(f"a network of depth {depth} and width {width} may have over 2^400000 pieces: too many to bound here")
    return int(each**layers)


def pieces_of_neurons(neurons: int, depth: int | None = None, breakpoints: int = 1) -> int:
    """The largest number of pieces of any network with this many hidden units in all, at one depth or (None) at any
    depth.

    At depth l the product is largest when the layers are as equal as possible; at any depth when every layer has one
    unit: (k + 1)^n."""
    units, k = positive("neurons", neurons, 200_000), positive("breakpoints", breakpoints, MAX_BREAKPOINTS)
    layers = units if depth is None else min(positive("depth", depth, MAX_DEPTH), units)
    each, more = divmod(units, layers)
    return int((k * (each + 1) + 1) ** more * (k * each + 1) ** (layers - more))


@dataclass(frozen=True)
class Budget:
    """At most so many pieces, and the networks that this is about, in words ("" for a plain number of pieces)."""

    pieces: int
    networks: str = ""


def budget_of(
    pieces: int | None, widths: Sequence[int] | None, depth: int | None, width: int | None, neurons: int | None, breakpoints: int
) -> Budget | None:
    """The budget that the options of `certify` describe, or None. Raises ValueError if they are wrong or contradict
    each other.
    """
    positive("breakpoints", breakpoints, MAX_BREAKPOINTS)
    given = [name for name, v in (("pieces", pieces), ("widths", widths), ("width", width), ("neurons", neurons)) if v is not None]
    if len(given) > 1:
        raise ValueError(f"the budget is given twice, by {' and by '.join(given)}")
    if depth is not None:
        pieces_of_shape(depth, 1, breakpoints)
    if pieces is not None:
        return Budget(require_pieces(pieces))
    layers = "" if depth is None else f"{depth} hidden layer{'' if depth == 1 else 's'}"
    if widths is not None:
        return Budget(pieces_of(widths, breakpoints), f"hidden widths {', '.join(str(n) for n in widths)}")
    if neurons is not None:
        return Budget(pieces_of_neurons(neurons, depth, breakpoints), f"at most {neurons} hidden units in {layers or 'all'}")
    if width is None:
        return None
    if depth is None:
        raise ValueError("a width needs a depth: give both")
    return Budget(pieces_of_shape(depth, width, breakpoints), f"{layers} of at most {width} unit{'' if width == 1 else 's'} each")


def widest(pieces: int, depth: int, breakpoints: int = 1) -> int | None:
    """The largest u >= 1 with (k u + 1)^depth <= pieces, or None."""
    if pieces.bit_length() <= depth:
        return None
    root, _ = iroot(pieces, depth)
    width = (int(root) - 1) // breakpoints
    return width if width >= 1 else None


def most_neurons(pieces: int, depth: int, breakpoints: int = 1) -> int | None:
    """The largest n such that every network of this depth with n hidden units in all has at most `pieces` pieces, or
    None if n < depth.
    """
    width = widest(pieces, depth, breakpoints)
    if width is None:
        return None
    wide, narrow = breakpoints * (width + 1) + 1, breakpoints * width + 1
    more, too_many = 0, depth
    while too_many - more > 1:
        middle = (more + too_many) // 2
        more, too_many = (middle, too_many) if wide**middle * narrow ** (depth - middle) <= pieces else (more, middle)
    return depth * width + more


def table(pieces: int | None, depths: Iterable[int] = (), breakpoints: int = 1) -> list[Row]:
    """The rows for depths 1..10 and those asked for; all empty when the number of pieces depends on t (None)."""
    wanted = sorted({*range(1, 11), *depths})
    if pieces is None:
        return [Row(depth, None, None) for depth in wanted]
    return [Row(d, widest(pieces, d, breakpoints), most_neurons(pieces, d, breakpoints)) for d in wanted]


def require_pieces(m: Any) -> int:
    """The number M of pieces as an int. Raises ValueError unless it is an integer M >= 1."""
    pieces = as_integer(m)
    if pieces is None or pieces < 1:
        raise ValueError(f"pieces must be an integer M >= 1, not {m!r}")
    return pieces
