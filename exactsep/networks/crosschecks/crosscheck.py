"""What another program says about a network on a segment, compared with the exact values, entry by entry.

*Breakpoints.* Exact and claimed points are matched in order (`matching`); the ends of the segment may be claimed or not. What is left over
is *missing*, or *spurious*; a spurious point may be a boundary of linear regions: there some unit passes a break of its activation, and
yet the output does not bend.

*Counts* must be equal. *Values* agree if they differ by no more than the tolerance; errors from an iterate are compared with the exact
distance, which is computed to all digits where an enclosure does not decide."""

from __future__ import annotations

import os
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from numbers import Integral
from typing import Any

from gmpy2 import mpq

from exactsep.maps.distance import expanded, measured
from exactsep.maps.mapfile import Map
from exactsep.maps.piecewise import PLMap
from exactsep.networks.crosschecks.matching import matched, without
from exactsep.networks.crosschecks.reported import COUNTS, ERRORS, reported, require_tolerance
from exactsep.networks.relu import ReLUNet, require_network
from exactsep.networks.segments.distances import compared_map
from exactsep.networks.segments.on_segment import OnSegment, on_segment
from exactsep.numbers.enclosure import Enclosure
from exactsep.numbers.field import decimal, decimal_above, require_iterate
from exactsep.numbers.literals import entries
from exactsep.wording import counted, short_integer

BOUNDARY = "a boundary of linear regions, but no bend of the output"


@dataclass(frozen=True)
class LeftOver:
    """A point without a partner: `nearest` is the nearest point of the other list (None if that is empty), at this distance."""

    point: Any
    nearest: Any
    distance: Any
    remark: str = ""


@dataclass(frozen=True)
class Compared:
    """One entry: what was claimed, what is exact, and whether they agree within the tolerance.

    difference: claimed - exact, an Enclosure if `exact` is one; for breakpoints the largest |claimed - exact| of the points that match
    (None if none do), and then `claimed` and `exact` are tuples of points, without the ends of the segment."""

    quantity: str
    claimed: Any
    exact: Any
    difference: Any
    agrees: bool
    remark: str = ""
    missing: tuple[LeftOver, ...] = ()
    spurious: tuple[LeftOver, ...] = ()

    def __repr__(self) -> str:
        verdict = "right" if self.agrees else f"wrong: {self.remark}" if self.remark else "wrong"
        return f"Compared({self.quantity}, claimed {_brief(self.claimed)}, exact {_brief(self.exact)}, {verdict})"


def _brief(value: Any) -> str:
    """A value in a few characters."""
    if isinstance(value, tuple):
        return counted(len(value), "point")
    if isinstance(value, Integral):
        return short_integer(int(value))
    return f"{decimal(value.lo)} .. {decimal_above(value.hi)}" if hasattr(value, "lo") else decimal(value)


def crosscheck(
    net: ReLUNet,
    claims: Mapping[str, Any],
    segment: Sequence[Any] | None = None,
    *,
    output: Any = None,
    f: Map | str | os.PathLike[str] | None = None,
    iterate: Any = None,
    tolerance: Any = None,
) -> list[Compared]:
    """Each claim (the keys are those of `reported`) about an output of the network on a segment, compared with the exact value.

    segment: a pair of points; by default the interval of f, or [0, 1] for one input. For one input everything is in x, for more in the
    parameter s from 0 to 1. output: its number, needed if there are several. f (a map, a name or a map file), iterate: the claims l1_error
    and sup_error are about the distance from f^iterate on the interval of f. tolerance: a number >= 0; by default that of the claims, or 0.
    Raises ValueError for wrong inputs, errors without an iterate, and a tolerance that is too large to tell breakpoints apart."""
    said = reported(claims)
    own = said.pop("tolerance", mpq(0))
    allowed = own if tolerance is None else require_tolerance(tolerance)
    _require_iterate(said, f, iterate)
    h = None if f is None else compared_map(f)
    found = on_segment(net, *_segment(net, segment, h))
    index = _output(found, output)
    exact = _Exact(found, index, h, iterate, allowed)
    return [exact.compared(key, value) for key, value in said.items()]


def _require_iterate(said: Mapping[str, Any], f: Any, iterate: Any) -> None:
    """Raises ValueError unless the map and the iterate are both given or both not, and are given if errors are claimed."""
    if (f is None) != (iterate is None):
        raise ValueError("a map needs an iterate, and an iterate a map: give both or neither")
    if iterate is not None:
        require_iterate(iterate)
    wanted = [key for key in ERRORS if key in said]
    if wanted and f is None:
        raise ValueError(f"{wanted[0]} is a distance from an iterate: which one? Give the map and the iterate (--map, --iterate)")


def _segment(net: ReLUNet, segment: Sequence[Any] | None, f: PLMap | None) -> Sequence[Any]:
    require_network(net)
    if segment is not None:
        ends = entries(segment, "a segment must be a pair of points (start, end)")
        if len(ends) != 2:
            raise ValueError(f"a segment is a pair of points, not {counted(len(ends), 'point')}")
        return ends
    if f is not None:
        return f.interval
    if net.inputs != 1:
        raise ValueError(f"the network has {counted(net.inputs, 'input')}: on which segment? Give its two ends (--segment)")
    return 0, 1


def _output(found: OnSegment, output: Any) -> int:
    if output is None and found.net.outputs != 1:
        raise ValueError(f"the network has {counted(found.net.outputs, 'output')}: which one? Give its number, from 0 (--output-number)")
    return found.require_output(0 if output is None else output)


class _Exact:
    """The exact values of one output on the segment."""

    def __init__(self, found: OnSegment, index: int, f: PLMap | None, iterate: Any, tolerance: Any):
        self.found, self.g, self.f, self.iterate, self.tolerance = found, found.output(index), f, iterate, tolerance
        self.ends = tuple(self.g.xs)

    def compared(self, key: str, claimed: Any) -> Compared:
        if key == "breakpoints":
            return self.breakpoints(claimed)
        if key in COUNTS:
            return self.count(key, claimed)
        exact = self.error(key, claimed) if key in ERRORS else self.value(key)
        if hasattr(exact, "lo"):
            difference: Any = Enclosure(claimed - exact.hi, claimed - exact.lo)
            return Compared(key, claimed, exact, difference, max(abs(difference.lo), abs(difference.hi)) <= self.tolerance)
        return Compared(key, claimed, exact, claimed - exact, abs(claimed - exact) <= self.tolerance)

    def count(self, key: str, claimed: int) -> Compared:
        pieces, regions = self.g.pieces, self.found.regions
        exact, other = (pieces, regions) if key == "pieces" else (regions, pieces)
        what = "the number of linear regions" if key == "pieces" else "the number of pieces of the output"
        remark = f"this is {what}" if claimed == other != exact else ""
        return Compared(key, claimed, exact, claimed - exact, claimed == exact, remark)

    def value(self, key: str) -> Any:
        least, largest = self.g.range
        return {"minimum": least, "maximum": largest}[key] if key != "lipschitz" else self.g.lipschitz

    def error(self, key: str, claimed: Any) -> Any:
        """The distance from f^t: an Enclosure only if it decides."""
        assert self.f is not None
        power = expanded(self.f, self.iterate)
        distance = measured(power, self.g)
        if key == "sup_error":
            return distance.sup
        if not hasattr(distance.l1, "lo"):
            return distance.l1
        farthest = max(abs(claimed - distance.l1.lo), abs(claimed - distance.l1.hi))
        nearest = max(claimed - distance.l1.hi, distance.l1.lo - claimed)
        decided = farthest <= self.tolerance or nearest > self.tolerance
        return distance.l1 if decided else measured(power, self.g, exact=True).l1

    # -- breakpoints --------------------------------------------------------------------------------

    def breakpoints(self, claimed: tuple[Any, ...]) -> Compared:
        pairs, missing, spurious = matched(self.ends, claimed, self.tolerance)
        inner = self.ends[1:-1]
        lost = tuple(_left_over(x, claimed) for x in missing)
        added = tuple(self.spurious(x, inner) for x in spurious)
        largest = max((abs(x - y) for x, y in pairs), default=None)
        inside = tuple(without(claimed, [y for x, y in pairs if x in (self.ends[0], self.ends[-1])]))
        parts = [f"{len(points)} {name}" for name, points in (("missing", lost), ("spurious", added)) if points]
        return Compared("breakpoints", inside, inner, largest, not parts, ", ".join(parts), lost, added)

    def spurious(self, x: Any, exact: Sequence[Any]) -> LeftOver:
        one = _left_over(x, exact)
        a, b = self.g.interval
        if not a <= x <= b:
            return LeftOver(x, one.nearest, one.distance, "outside of the segment")
        if abs(_left_over(x, self.ends).distance) <= self.tolerance:
            return LeftOver(x, one.nearest, one.distance, "claimed more than once")
        near = _left_over(x, self.boundaries())
        on_boundary = near.distance is not None and near.distance <= self.tolerance
        return LeftOver(x, one.nearest, one.distance, BOUNDARY if on_boundary else "no breakpoint there")

    def boundaries(self) -> list[Any]:
        """The boundaries between regions, in the coordinate of the breakpoints, in increasing order."""
        if not hasattr(self, "_boundaries"):
            ends = self.found.decomposition.points()
            inner = [mpq(p, q) for p, q in zip(ends.p[1:-1].tolist(), ends.q[1:-1].tolist(), strict=True)]
            if self.found.net.inputs == 1:
                (a,), (b,) = self.found.start, self.found.end
                inner = sorted(a + s * (b - a) for s in inner)
            self._boundaries = inner
        return self._boundaries


def _left_over(x: Any, others: Sequence[Any]) -> LeftOver:
    """The point with the nearest of the others, which are in increasing order."""
    k = bisect_left(others, x)
    near = min(others[max(k - 1, 0) : k + 1], key=lambda y: abs(y - x), default=None)
    return LeftOver(x, near, None if near is None else abs(near - x))
