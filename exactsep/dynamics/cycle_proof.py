"""Enclosures of a cycle that a checker can verify with rational numbers alone (rules O, T5, T5s).

* O: the points are rational and f permutes them exactly.
* T5: each enclosure covers the next. Works when the multiplier |f'(p_0) ... f'(p_{n-1})| is over 1; the radii must
  follow the derivatives.
* T5s: each enclosure is mapped into the next, and f^n(x) - x changes sign over the first. Works at attracting cycles
  too."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gmpy2 import mpq

from exactsep.dynamics.orbits import Cycle
from exactsep.maps.base import IntervalMap
from exactsep.maps.smooth import PolynomialMap
from exactsep.numbers.enclosure import Enclosure, rounded
from exactsep.patterns.pattern import Pattern

PRECISIONS = (96, 192, 384, 1024)


@dataclass(frozen=True)
class CycleProof:
    """A cycle with enclosures in increasing order, and the rule that proves it; `start` and `bits` belong to T5s."""

    cycle: Cycle
    rule: str
    start: int = 0
    bits: int = 0


def prove_cycle(f: IntervalMap, cycle: Cycle) -> CycleProof | None:
    """A proof of the cycle by O, T5 or T5s, whichever works first; None if none does (a parabolic cycle of even order,
    for example).
    """
    if all(p.exact for p in cycle.points):
        return CycleProof(cycle, "O") if _permutes(f, cycle) else None
    if not isinstance(f, PolynomialMap):
        return None
    orbit = _orbit_order(cycle)
    for bits in PRECISIONS:
        for attempt in (_expanding, _sign_change):
            if (proof := attempt(f, orbit, cycle.pattern, bits)) is not None:
                return proof
    return None


def _permutes(f: IntervalMap, cycle: Cycle) -> bool:
    points = [p.lo for p in cycle.points]
    return all(f(p) == points[image - 1] for p, image in zip(points, cycle.pattern.images, strict=True))


def _orbit_order(cycle: Cycle) -> list[Enclosure]:
    return [cycle.points[i - 1] for i in cycle.pattern.orbit()]


def _expanding(f: PolynomialMap, orbit: Sequence[Enclosure], pattern: Pattern, bits: int) -> CycleProof | None:
    """E_0 small around p_0, E_{k+1} a little less than the image of E_k; then the last image must reach over E_0 (T5)."""
    p = _refined(f, orbit, bits)
    radius = mpq(1, 1 << (bits // 2))
    boxes = [_rounded_in(p - radius, p + radius, bits)]
    shrink = mpq(1, 1 << 20)
    for _ in orbit[1:]:
        y0, y1 = f.at(boxes[-1].lo), f.at(boxes[-1].hi)
        lo, hi = min(y0, y1), max(y0, y1)
        boxes.append(_rounded_in(lo + (hi - lo) * shrink, hi - (hi - lo) * shrink, bits))
        if not boxes[-1].lo < boxes[-1].hi:
            return None
    ends = f.at(boxes[-1].lo), f.at(boxes[-1].hi)
    if min(ends) > boxes[0].lo or max(ends) < boxes[0].hi:
        return None
    return _proof(f, boxes, pattern, "T5", bits)


def _sign_change(f: PolynomialMap, orbit: Sequence[Enclosure], pattern: Pattern, bits: int) -> CycleProof | None:
    """E_0 small around p_0, E_{k+1} an enclosure of the image of E_k; f^n(x) - x must change sign over E_0 (T5s)."""
    p = _refined(f, orbit, bits)
    radius = mpq(1, 1 << (bits // 2))
    boxes = [_rounded_in(p - radius, p + radius, bits)]
    precision = 4 * bits
    for _ in orbit[1:]:
        boxes.append(_image(f, boxes[-1], 2 * bits, room=1))
    signs = [_return_sign(f, x, len(orbit), precision) for x in (boxes[0].lo, boxes[0].hi)]
    if signs[0] * signs[1] != -1:
        return None
    return _proof(f, boxes, pattern, "T5s", precision)


def _proof(f: PolynomialMap, boxes: list[Enclosure], pattern: Pattern, rule: str, bits: int) -> CycleProof | None:
    """The proof, if the boxes are disjoint, lie in I and are arranged as the pattern says."""
    ordered = sorted(boxes, key=lambda e: e.lo)
    a, b = f.interval
    inside = a <= ordered[0].lo and ordered[-1].hi <= b
    disjoint = all(p.hi < q.lo for p, q in itertools.pairwise(ordered))
    if not (inside and disjoint) or Pattern.of_orbit([e.lo for e in boxes]) != pattern:
        return None
    return CycleProof(Cycle(tuple(ordered), pattern), rule, ordered.index(boxes[0]), bits if rule == "T5s" else 0)


def _refined(f: PolynomialMap, orbit: Sequence[Enclosure], bits: int) -> Any:
    """The first point of the orbit, by Newton steps on f^n(x) - x, rounded to 2 * bits fractional bits: only a proposal."""
    precision = 2 * bits
    x = rounded(orbit[0].middle, precision)
    for _ in range(bits.bit_length() + 2):
        value, slope = x, mpq(1)
        for _ in orbit:
            slope = rounded(slope * f.slope_at(value), precision)
            value = rounded(f.at(value), precision)
        if slope == 1:
            return x
        step = (value - x) / (slope - 1)
        if abs(step) > orbit[0].hi - orbit[0].lo + mpq(1, 1 << (bits // 2)):
            return rounded(orbit[0].middle, precision)
        x = rounded(x - step, precision)
    return x


def _image(f: PolynomialMap, box: Enclosure, bits: int, room: int = 0) -> Enclosure:
    """An interval that contains f(box), with `room` more units 2^-bits on each side."""
    scale = 1 << bits
    lo, hi = f.interval_arithmetic(bits)(int(rounded(box.lo, bits) * scale), -int(rounded(-box.hi, bits) * scale))
    return Enclosure(mpq(lo - room, scale), mpq(hi + room, scale))


def _return_sign(f: PolynomialMap, x: Any, n: int, bits: int) -> int:
    """The sign of f^n(x) - x if interval arithmetic decides it, else 0."""
    box = Enclosure(x, x)
    for _ in range(n):
        box = _image(f, box, bits)
    return 1 if box.lo > x else -1 if box.hi < x else 0


def _rounded_in(lo: Any, hi: Any, bits: int) -> Enclosure:
    """[lo, hi] rounded inwards to multiples of 2^-2bits."""
    return Enclosure(-rounded(-lo, 2 * bits), rounded(hi, 2 * bits))
