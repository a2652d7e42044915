"""What the oracle says about networks on a segment, naively: every unit is a piecewise affine function of s, a list of vertices.

The checker cuts the segment into regions and follows lines through the layers; here whole functions are added, and bent where they pass
a break of an activation.
"""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import pairwise
from typing import Any

Function = list[tuple[Fraction, Fraction]]  # vertices (s, value), s from 0 to 1


def at(f: Function, s: Fraction) -> Fraction:
    for (s0, y0), (s1, y1) in pairwise(f):
        if s0 <= s <= s1:
            return y0 + (y1 - y0) * (s - s0) / (s1 - s0)
    raise AssertionError(f"{s} is outside of [0, 1]")


def combined(parts: list[tuple[Fraction, Function]], constant: Fraction) -> Function:
    knots = sorted({Fraction(0), Fraction(1)} | {s for _, f in parts for s, _ in f})
    return [(s, constant + sum((w * at(f, s) for w, f in parts), Fraction(0))) for s in knots]


def crossings(f: Function, level: Fraction) -> list[Fraction]:
    """Where f passes the level inside of one of its affine parts."""
    found = []
    for (s0, y0), (s1, y1) in pairwise(f):
        if (y0 - level) * (y1 - level) < 0:
            found.append(s0 + (s1 - s0) * (level - y0) / (y1 - y0))
    return found


def activated(f: Function, layer: dict[str, Any], last: bool) -> tuple[Function, list[Fraction]]:
    """activation(f), and where f passes one of its breaks."""
    act = layer.get("activation", "identity" if last else "relu")
    if act == "identity":
        return f, []
    if act == "relu":
        act = {"breaks": ["0"], "slopes": ["0", "1"], "value": "0"}
    breaks, slopes, value = [Fraction(c) for c in act["breaks"]], [Fraction(s) for s in act["slopes"]], Fraction(act["value"])
    cuts = [s for c in breaks for s in crossings(f, c)]

    def h(x: Fraction) -> Fraction:
        if not breaks or x <= breaks[0]:
            return value + slopes[0] * (x - (breaks[0] if breaks else 0))
        y = value
        for k, c in enumerate(breaks):
            y += slopes[k + 1] * (min(x, breaks[k + 1]) - c if k + 1 < len(breaks) else x - c) if x > c else 0
        return y

    knots = sorted({s for s, _ in f} | set(cuts))
    return [(s, h(at(f, s))) for s in knots], cuts


def units(layer: dict[str, Any]) -> list[list[tuple[int, Fraction]]]:
    if "sparse" in layer:
        return [[(j, Fraction(w)) for j, w in row] for row in layer["sparse"]]
    return [[(j, Fraction(w)) for j, w in enumerate(row)] for row in layer["weights"]]


def on_segment(network: dict[str, Any], segment: list[list[Any]]) -> tuple[list[Function], int]:
    """The outputs as functions of s, and the number of regions."""
    p, q = ([Fraction(z) for z in end] for end in segment)
    values: list[list[Function]] = [[[(Fraction(0), a), (Fraction(1), b)] for a, b in zip(p, q, strict=True)]]
    cuts: set[Fraction] = set()
    for k, layer in enumerate(network["layers"]):
        read = [f for s in layer.get("sources", [k]) for f in values[s]]
        row = []
        for weights, bias in zip(units(layer), layer["bias"], strict=True):
            f, more = activated(combined([(w, read[j]) for j, w in weights], Fraction(bias)), layer, k == len(network["layers"]) - 1)
            cuts.update(more)
            row.append(f)
        values.append(row)
    return values[-1], len(cuts) + 1


def vertices(outputs: list[Function]) -> list[tuple[Fraction, list[Fraction]]]:
    """(s, values) where some output bends, and at both ends."""
    knots = sorted({s for f in outputs for s, _ in f})
    table = [(s, [at(f, s) for f in outputs]) for s in knots]
    kept = [table[0]]
    for (s, y), (after, z) in pairwise(table[1:]):
        before, x = kept[-1]
        if any((b - a) * (after - s) != (c - b) * (s - before) for a, b, c in zip(x, y, z, strict=True)):
            kept.append((s, y))
    return [*kept, table[-1]]


def decide_pieces(claim: dict[str, Any]) -> bool:
    outputs, regions = on_segment(claim["network"], claim["segment"])
    found = vertices(outputs)
    given = [(Fraction(s), [Fraction(y) for y in row]) for s, row in zip(claim["breakpoints"], claim["values"], strict=True)]
    return found == given and claim["regions"] == regions and claim["pieces"] == len(found) - 1


# Two networks are equal: exactly for one input, for several ones along segments


def same_on(one: dict[str, Any], two: dict[str, Any], segment: list[list[Any]]) -> bool:
    return vertices(on_segment(one, segment)[0]) == vertices(on_segment(two, segment)[0])


def beyond(network: dict[str, Any], sign: int) -> tuple[Fraction, list[tuple[Fraction, Fraction]]]:
    """One input, ReLU: z >= 0 such that all units are affine in s = sign * x for s >= z, and (slope, intercept) of the outputs there."""
    last, lines = Fraction(0), [(Fraction(sign), Fraction(0))]
    for k, layer in enumerate(network["layers"]):
        rows = [(weights, Fraction(b)) for weights, b in zip(units(layer), layer["bias"], strict=True)]
        lines = [(sum((w * lines[j][0] for j, w in row), Fraction(0)), sum((w * lines[j][1] for j, w in row), b)) for row, b in rows]
        if k < len(network["layers"]) - 1:
            last = max([last, *(-b / a for a, b in lines if a)])
            lines = [line if line > (0, 0) else (Fraction(0), Fraction(0)) for line in lines]
    return last, lines


def decide_narrow_exact(claim: dict[str, Any]) -> bool | None:
    target, narrow, box = claim["target"], claim["narrow"], claim["box"]
    hidden = [len(layer["bias"]) for layer in narrow["layers"][:-1]]
    if claim["depth"] != len(hidden) or claim["width"] < max(hidden):
        return False
    inputs = len(units(target["layers"][0])[0]) if "weights" in target["layers"][0] else target["layers"][0]["columns"]
    if inputs > 1:
        return None if all(same_on(target, narrow, segment) for segment in segments(box or [["-9", "9"]] * inputs)) else False
    if box is not None:
        return same_on(target, narrow, [[end] for end in box[0]])
    ends = []
    for sign in (-1, 1):
        (z, lines), (y, others) = beyond(target, sign), beyond(narrow, sign)
        if lines != others:
            return False
        ends.append([sign * max(z, y, Fraction(1))])
    return same_on(target, narrow, ends)


def segments(box: list[list[Any]]) -> list[list[list[Fraction]]]:
    """Some segments in the box: between random points of a grid."""
    rng = random.Random(0)
    sides = [(Fraction(lo), Fraction(hi)) for lo, hi in box]
    points = [[lo + (hi - lo) * Fraction(rng.randint(0, 7), 7) for lo, hi in sides] for _ in range(24)]
    return [[p, q] for p, q in zip(points[::2], points[1::2], strict=True) if p != q]


def difference(one: Function, two: Function) -> Function:
    return combined([(Fraction(1), one), (Fraction(-1), two)], Fraction(0))


def decide_equal(claim: dict[str, Any]) -> bool:
    one, two = (on_segment(net, claim["segment"])[0] for net in claim["networks"])
    return len(one) == len(two) and all(y == 0 for f, g in zip(one, two, strict=True) for _, y in difference(f, g))


def distances_hold(gap: Function, claim: dict[str, Any]) -> bool:
    """Whether sup, argmax and l1 are right for a difference, a function of the variable that argmax is about; by halves of triangles."""
    largest = max(abs(y) for _, y in gap)
    zeros = [(s, Fraction(0)) for s in crossings(gap, Fraction(0))]
    total = sum((abs(y) + abs(z)) * (t - s) / 2 for (s, y), (t, z) in pairwise(sorted([*gap, *zeros])))
    low, high = map(Fraction, claim["l1"])
    there = [abs(y) for s, y in gap if s == Fraction(claim["argmax"])]
    return largest == Fraction(claim["sup"]) and there == [largest] and low <= total <= high


def decide_distance(claim: dict[str, Any]) -> bool:
    one, two = (on_segment(net, claim["segment"])[0][claim["output"]] for net in claim["networks"])
    gap, (start, end) = difference(one, two), claim["segment"]
    if len(start) == 1:
        a, b = Fraction(start[0]), Fraction(end[0])
        gap = sorted((a + s * (b - a), y) for s, y in gap)
    return distances_hold(gap, claim)


def distance_from(path: Function, claim: dict[str, Any]) -> bool:
    """The distance of a network from a function on [a, b], given by its vertices."""
    a, b = path[0][0], path[-1][0]
    (output,), _ = on_segment(claim["network"], [[a], [b]])
    gap = difference(output, [((x - a) / (b - a), y) for x, y in path])
    return distances_hold([(a + s * (b - a), y) for s, y in gap], claim)
