"""What a network is on a segment: regions, pieces, breakpoints and values, and the piecewise affine functions of its outputs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

from exactsep.maps.piecewise import PLMap
from exactsep.networks.relu import ReLUNet, require_network
from exactsep.networks.segments.decomposition import Decomposition
from exactsep.numbers.field import Q, as_integer
from exactsep.numbers.literals import dyadic, entries, named
from exactsep.wording import counted, kind_of, shown

Point = tuple[Any, ...]


@dataclass(frozen=True)
class OnSegment:
    """A network at start + s (end - start), 0 <= s <= 1, exactly. Made by `on_segment`.

    `decomposition` holds the regions: the maximal intervals of s on which no unit passes a break of its activation.
    """

    net: ReLUNet
    start: Point
    end: Point
    decomposition: Decomposition

    def __repr__(self) -> str:
        return f"OnSegment({counted(self.regions, 'region')}, {counted(self.pieces, 'piece')}, {self.net!r})"

    @property
    def regions(self) -> int:
        """The number of regions."""
        return self.decomposition.regions

    @property
    def pieces(self) -> int:
        """The number of pieces: maximal intervals of s on which all outputs are affine."""
        return len(self._ends) - 1

    @cached_property
    def _ends(self) -> Any:
        return self.decomposition.breaks()

    @cached_property
    def vertices(self) -> tuple[tuple[Any, tuple[Any, ...]], ...]:
        """(s, outputs at s) at both ends of the segment and where some output bends."""
        return tuple(self.decomposition.vertices(self._ends))

    @property
    def breakpoints(self) -> tuple[Any, ...]:
        """The ends of the pieces: 0 = s_0 < s_1 < ... < s_n = 1."""
        return tuple(s for s, _ in self.vertices)

    @property
    def values(self) -> tuple[tuple[Any, ...], ...]:
        """The outputs at the breakpoints."""
        return tuple(values for _, values in self.vertices)

    def points(self) -> tuple[Point, ...]:
        """The breakpoints as points of the input space."""
        return tuple(tuple(a + s * (b - a) for a, b in zip(self.start, self.end, strict=True)) for s in self.breakpoints)

    def output(self, index: Any = 0) -> PLMap:
        """One output as a function of s on [0, 1]; of a network with one input as a function of x between the two ends.

        Raises ValueError unless there is such an output."""
        k = self.require_output(index)
        if k not in self._outputs:
            self._outputs[k] = PLMap(self._graph(k))
        return self._outputs[k]

    @cached_property
    def _outputs(self) -> dict[int, PLMap]:
        return {}

    def _graph(self, k: int) -> list[tuple[Any, Any]]:
        """Vertices of output k as in `output`, from left to right; a common denominator of all of them, as in a PLMap, may be very long."""
        pairs = [(s, values[k]) for s, values in self.vertices]
        if self.net.inputs > 1:
            return pairs
        (a,), (b,) = self.start, self.end
        moved = [(a + s * (b - a), y) for s, y in pairs]
        return moved if a < b else moved[::-1]

    def require_output(self, index: Any) -> int:
        """The number of an output as an int. Raises ValueError unless there is one of this number, counted from 0."""
        k = as_integer(index)
        if k is None or not 0 <= k < self.net.outputs:
            raise ValueError(f"the network has {counted(self.net.outputs, 'output')}, numbered from 0; there is no output {shown(index)}")
        return k

    def lipschitz(self, index: Any = 0) -> Any:
        """The least Lipschitz constant of an output, in s (in x for one input)."""
        vertices = self._graph(self.require_output(index))
        return max(abs((w - v) / (y - x)) for (x, v), (y, w) in pairwise(vertices))

    def range(self, index: Any = 0) -> tuple[Any, Any]:
        """The least and the largest value of an output."""
        values = [y for _, y in self._graph(self.require_output(index))]
        return min(values), max(values)

    def crossings(self, x: Any, y: Any, index: Any = 0) -> int:
        """C_{x,y} of an output (T2). Raises ValueError unless x < y are exact numbers: levels are part of a claim, and no floats."""
        return self.output(index).crossings(x, y)

    def sign_changes(self, index: Any = 0) -> int:
        """How often an output changes between < 0 and > 0 along the segment, zeros left out."""
        signs = [y > 0 for _, y in self._graph(self.require_output(index)) if y != 0]
        return sum(p != q for p, q in pairwise(signs))


def on_segment(net: ReLUNet, start: Any = 0, end: Any = 1) -> OnSegment:
    """The network on the segment from `start` to `end`, each a list of numbers, one for each input (or one number for one input).

    Numbers as weights: text is exact, "0.1" is 1/10 and "1e-3" is 1/1000; floats, also of numpy, are the dyadic rationals that they are.
    Raises ValueError for a point of another dimension, a segment of length 0, a network over a number field, and for too many regions."""
    require_network(net)
    if net.field is not Q:
        raise ValueError(f"networks are decomposed over the rationals, and this one has weights in {net.field.name}")
    p, q = point_of(net, start, "the start"), point_of(net, end, "the end")
    if p == q:
        raise ValueError("the segment has length 0: its start and its end are the same point")
    return OnSegment(net, p, q, Decomposition(net, p, q))


def point_of(net: ReLUNet, given: Any, name: str) -> Point:
    """A point of the input space. Raises ValueError, with its name, unless it has one finite number for each input."""
    single = isinstance(given, str) or getattr(given, "ndim", None) == 0 or not isinstance(given, Iterable)
    values = [given] if single else entries(given, f"{name} of the segment must be a list of numbers")
    if len(values) != net.inputs:
        raise ValueError(
            f"{name} of the segment has {counted(len(values), 'coordinate')}, but the network has {counted(net.inputs, 'input')}"
        )
    return tuple(named(f"{name} of the segment, coordinate {k}", z, dyadic) for k, z in enumerate(values))


def segment_of_text(net: ReLUNet, text: str) -> tuple[Point, Point]:
    """The two ends of a segment "p; q", coordinates separated by commas or spaces. Raises ValueError for anything else."""
    ends = text.split(";")
    if len(ends) != 2:
        raise ValueError(f'a segment is "p; q", such as "0,0; 1,1/2", not {text[:60]!r}')
    p, q = ([z for z in end.replace(",", " ").split() if z] for end in ends)
    return point_of(net, p, "the start"), point_of(net, q, "the end")


def require_on_segment(function: str, *parts: Any) -> None:
    """Raises ValueError, with the name of the function that takes them, unless all parts are networks on segments."""
    for given in parts:
        if not isinstance(given, OnSegment):
            what = "a network" if isinstance(given, ReLUNet) else kind_of(given)
            raise ValueError(f"{function} takes networks on a segment: write on_segment(net, start, end), not {what}")


def same_segment(parts: Sequence[OnSegment]) -> None:
    """Raises ValueError unless all of them are on one segment."""
    if len({(part.start, part.end) for part in parts}) > 1:
        raise ValueError("the networks are on different segments")


def comparable(parts: Sequence[OnSegment]) -> None:
    """Raises ValueError unless all of them are on one segment and have the same number of outputs."""
    same_segment(parts)
    found = [part.net.outputs for part in parts]
    if len(set(found)) > 1:
        raise ValueError(f"networks with the same number of outputs are compared; these have {' and '.join(map(str, found))}")
