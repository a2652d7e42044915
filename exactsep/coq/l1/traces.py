"""Points that are followed along an iterate in integers, as theory Traces does, so that what it computes is known here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import floor, lcm
from typing import Any, NamedTuple

from exactsep.coq.problem import Problem, Vertex

MARGINS = (0, *(8**k for k in range(1, 13)))  # at the ends of stretches, in units of 2^-bits
MOST_SCALE = 10**9  # a denominator of slopes and widths
FIELD_SLACK = 1 << 12  # units of 2^-bits: over fields, enclosures may be one unit wider than they are here

Trace = tuple[int, int]  # a point in units of 2^-bits, and how far it is from that at most


class Strip(NamedTuple):
    """A line: where it is the map for sure, its left end and the value there, in units of 2^-bits; the slope in units of 2^-bits / scale;
    how wrong a value is at most for that; 16 |slope|; if it is flat, its value and the images of that, as far as they are found."""

    low: int
    high: int
    left: int
    height: int
    steep: int
    slack: int
    steep_above: int
    images: list[Trace]


class Stretch(NamedTuple):
    """A part of a piece of the iterate: its ends in units of 2^-bits, and the values there."""

    start: int
    stop: int
    first: Trace
    last: Trace


class Follower(NamedTuple):
    """An iterate of a map, with the precision and the margin with which points are followed; and the lines of a function beside it."""

    strips: list[Strip]
    beside: list[Strip]
    iterate: int
    bits: int
    scale: int  # a denominator of slopes
    margin: int
    left: tuple[int, int]
    right: tuple[int, int]

    def stretches(self, breaks: list[int]) -> Iterator[Stretch | None]:
        """From each break to the next, without the margins; None where it is too short or can't be followed."""
        now = self.left[1]
        for low, high in pairwise(breaks):
            start, stop = low + self.margin, high - self.margin
            found = self.followed(start, stop) if now <= start < stop <= self.right[0] else None
            if found is not None:
                now = stop
            yield None if found is None else Stretch(start, stop, *found)

    def followed(self, start: int, stop: int) -> tuple[Trace, Trace] | None:
        """The values of the iterate at two points, if it is affine between them, and the function beside it."""
        p, q = (start, 0), (stop, 0)
        if self.beside and strip_with(self.beside, p, q) is None:
            return None
        for left in reversed(range(self.iterate)):
            strip = strip_with(self.strips, p, q)
            if strip is None:
                return None
            if left < len(strip.images):
                return strip.images[left], strip.images[left]
            p, q = image(strip, p, self.bits, self.scale), image(strip, q, self.bits, self.scale)
        return p, q


def follower(
    problem: Problem, t: int, bits: int, scale: int, vertices: list[Vertex], beside: Sequence[Vertex] = ()
) -> tuple[Follower, list[int]]:
    """With the least margin with which all stretches between the vertices of f^t, and of a function beside it, can be followed, or with the
    largest; and the breaks."""
    lines, others = strips(problem.vertices, bits, scale, t), strips(beside, bits, scale)
    ends = [(floor(x * 2**bits), ceiling(x, bits)) for x in (problem.left, problem.right)]
    breaks = sorted({floor(x * 2**bits) for x, _ in [*vertices, *beside]})
    for margin in MARGINS:
        found = Follower(lines, others, t, bits, scale, margin, *ends)
        wide = [high - low > 4 * margin for low, high in pairwise(breaks)]
        if all(stretch is not None for stretch, needed in zip(found.stretches(breaks), wide, strict=True) if needed):
            break
    return found, breaks


def growth_bits(problem: Problem, t: int) -> int:
    """By how many bits an error grows at most along an iterate."""
    steepest = max((abs((y1 - y0) / (x1 - x0)) for (x0, y0), (x1, y1) in pairwise(problem.vertices)), default=0)
    return t * (floor(steepest * 16) + 1).bit_length() - 4 * t if steepest > 1 else 0


def strips(vertices: Sequence[Vertex], bits: int, scale: int, t: int | None = None) -> list[Strip]:
    """The lines of a piecewise-linear function; with the images of what is flat, of a map that is iterated t times."""
    return [
        strip(one, two, bits, scale, [] if t is None or one[1] != two[1] else images(vertices, bits, t, one[1]))
        for one, two in pairwise(vertices)
    ]


def images(vertices: Sequence[Vertex], bits: int, t: int, y: Any) -> list[Trace]:
    """A value and its images under the iterates of a map, as far as they are inside of its interval."""
    found: list[Trace] = []
    for _ in range(t + 1):
        low = floor(y * 2**bits)
        found.append((low, ceiling(y, bits) - low))
        ends = next(((one, two) for one, two in pairwise(vertices) if one[0] <= y <= two[0]), None)
        if ends is None:
            break
        (x0, y0), (x1, y1) = ends
        y = y0 + (y1 - y0) / (x1 - x0) * (y - x0)
    return found


def strip(one: Vertex, two: Vertex, bits: int, scale: int, images: list[Trace]) -> Strip:
    """The line from one vertex to the next."""
    (x0, y0), (x1, y1) = one, two
    (l0, l1), (h0, h1), (s0, s1) = ((floor(z * 2**bits), ceiling(z, bits)) for z in (x0, y0, (y1 - y0) / (x1 - x0) * scale))
    last, steep_above = floor(x1 * 2**bits), (16 * max(s1, -s0) >> bits) + 1
    beside = (steep_above * (l1 - l0) >> 4) + 1 if l0 < l1 else 0
    wide = ((s1 - s0) * (last - l0) >> bits) + 1 if s0 < s1 else 0
    return Strip(l1, last, l0, h0, s0, h1 - h0 + beside + wide, steep_above, images)


def inside(strip: Strip, p: Trace) -> bool:
    return strip.low <= p[0] - p[1] and p[0] + p[1] <= strip.high


def strip_with(strips: list[Strip], p: Trace, q: Trace) -> Strip | None:
    """The first line that holds two points."""
    return next((one for one in strips if inside(one, p) and inside(one, q)), None)


def image(strip: Strip, p: Trace, bits: int, scale: int) -> Trace:
    """The value at a point."""
    product = strip.steep * (p[0] - strip.left)
    value = (product >> bits) // scale
    grown = (strip.steep_above * p[1] >> 4) + 1 if p[1] else 0
    return value + strip.height, grown + strip.slack + (scale * value << bits != product)


def odd_denominator(values: Iterable[Any]) -> int:
    """A common denominator of rational numbers, without its factors 2; 1 if there is no small one."""
    result = 1
    for value in values:
        result = lcm(result, value.denominator)
        result //= result & -result
        if result > MOST_SCALE:
            return 1
    return result


def ceiling(value: Any, bits: int) -> int:
    return int(-floor(-value * 2**bits))
