"""Whether a small map has a cycle in given boxes: the part of the oracle that knows cycles.

For a piecewise-linear map, all points that stay in their boxes are followed as intervals on which the iterate is affine; for a
quadratic polynomial the first box is pulled back by bisection.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise

from oracle_maps import Map, Undecided


def has_cycle(f: Map, pattern: Sequence[int], boxes: Sequence[tuple[Fraction, Fraction]]) -> bool:
    """Whether points p_i in the boxes have f(p_i) = p_{pattern[i]} (1-based)."""
    return has_linear_cycle(f, pattern, boxes) if f.linear else has_smooth_cycle(f, pattern, boxes)


def has_linear_cycle(f: Map, pattern: Sequence[int], boxes: Sequence[tuple[Fraction, Fraction]]) -> bool:
    """All x in the first box that stay in their boxes, as intervals on which the iterate is an affine function."""
    lo, hi = boxes[0]
    found = [(lo, hi, Fraction(1), Fraction(0))]  # lo <= x <= hi, f^k(x) = m x + c
    k = 0
    for _ in pattern:
        k = pattern[k] - 1
        after = []
        for lo, hi, m, c in found:
            for (x0, y0), (x1, y1) in pairwise(f.vertices):
                s = (y1 - y0) / (x1 - x0)
                piece = cut(cut((lo, hi), m, c, x0, x1), s * m, y0 + s * (c - x0), *boxes[k])
                if piece[0] <= piece[1]:
                    after.append((*piece, s * m, y0 + s * (c - x0)))
        found = after
    return any(cut((lo, hi), m - 1, c, Fraction(0), Fraction(0)) != EMPTY for lo, hi, m, c in found)


EMPTY = (Fraction(1), Fraction(0))


def cut(interval: tuple[Fraction, Fraction], m: Fraction, c: Fraction, least: Fraction, most: Fraction) -> tuple[Fraction, Fraction]:
    """The x of the interval with least <= m x + c <= most."""
    lo, hi = interval
    if m == 0:
        return interval if least <= c <= most and lo <= hi else EMPTY
    ends = sorted(((least - c) / m, (most - c) / m))
    result = max(lo, ends[0]), min(hi, ends[1])
    return result if result[0] <= result[1] else EMPTY


def has_smooth_cycle(f: Map, pattern: Sequence[int], boxes: Sequence[tuple[Fraction, Fraction]]) -> bool:
    """Pull the first box back along the cycle, where f is monotone by bisection; then look for a sign change of f^n(x) - x."""
    if not f.can_follow:
        raise Undecided
    order, k = [0], pattern[0] - 1
    while k:
        order.append(k)
        k = pattern[k] - 1
    found = [boxes[0]]  # of the returning points
    for k in reversed(order):
        lo, hi = boxes[k]
        ends = [lo, *sorted(z for z in f.turns if lo < z < hi), hi]
        found = [part for goal in found for u, v in pairwise(ends) for part in pull_back(f, u, v, goal)]
    gaps = [[f.iterate(len(pattern), x) - x for x in interval] for interval in found]
    return any(p * q <= 0 for p, q in gaps)


def pull_back(f: Map, u: Fraction, v: Fraction, goal: tuple[Fraction, Fraction]) -> list[tuple[Fraction, Fraction]]:
    """The x in [u, v] with f(x) in the goal, f being monotone there; up to 2^-400, from inside."""
    sign = 1 if f(u) <= f(v) else -1
    low, high = sorted(sign * end for end in goal)

    def first(reached: Callable[[Fraction], bool]) -> Fraction | None:
        if reached(u) or not reached(v):
            return u if reached(u) else None
        a, b = u, v
        while b - a > Fraction(1, 2**400):
            middle = (a + b) / 2
            middle = Fraction(round(middle * 2**420), 2**420)
            a, b = (a, middle) if reached(middle) else (middle, b)
        return b

    left = first(lambda x: sign * f(x) >= low)
    if left is None or sign * f(left) > high:
        return []
    if sign * f(v) <= high:
        return [(left, v)]
    a, b = left, v
    while b - a > Fraction(1, 2**400):
        middle = Fraction(round((a + b) * 2**420), 2**421)
        a, b = (middle, b) if sign * f(middle) <= high else (a, middle)
    return [(left, a)]
