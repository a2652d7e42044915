"""The iterates of a small map, counted naively, with fractions.Fraction: the part of the oracle that knows maps.

Where the checker expands or follows coverings, the oracle follows paths: on the way from a to b the values of f^t are those
of f^(t-1) on the way through f(a), f(turning points between), f(b). So the hits of f^t, and its turns, can be counted exactly
for large t as long as the orbits of the turning points stay short. Breakpoints of f^t are found as preimages of the vertices.
"""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from math import lcm
from typing import Any

from golden import Golden

Word = tuple[str, str, int]  # first letter, last letter, number of alternations; "", "", 0 for the empty word

BITS = 2_000  # of a value of an iterate; longer ones are rounded
MAX_ITERATE = 500
MAX_STEPS = 200_000  # of a path
MAX_VERTICES = 1_000


class Undecided(Exception):
    """Too long for a naive method."""


def number(text: Any) -> Any:
    """A rational, an integer, a count m*2^e, or an element of Q(phi)."""
    if isinstance(text, list):
        return Golden.of(*map(Fraction, text))
    if isinstance(text, str) and "*2^" in text:
        m, e = text.split("*2^")
        return Fraction(int(m) * 2 ** int(e))
    return Fraction(text)


class Map:
    """A map of a certificate: evaluation, the ends of I, and the points between which f is monotone."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.linear = data["kind"] == "piecewise-linear"
        if self.linear:
            self.vertices = [(number(x), number(y)) for x, y in data["vertices"]]
            self.a, self.b = self.vertices[0][0], self.vertices[-1][0]
            self.turns = [x for x, _ in self.vertices]
        else:
            self.coefficients = [number(c) for c in data["coefficients"]]
            self.a, self.b = (number(z) for z in data["interval"])
            degree = len(self.coefficients) - 1
            self.turns = [-self.coefficients[1] / (2 * self.coefficients[2])] if degree == 2 else []
        self.can_follow = self.linear or len(self.coefficients) <= 3

    def __call__(self, x: Fraction) -> Fraction:
        if not self.linear:
            return sum((c * x**k for k, c in enumerate(self.coefficients)), Fraction(0))
        for (x0, y0), (x1, y1) in pairwise(self.vertices):
            if x0 <= x <= x1:
                return y0 + (x - x0) * (y1 - y0) / (x1 - x0)
        raise AssertionError(f"{x} is not in [{self.a}, {self.b}]")

    def iterate(self, t: int, x: Fraction) -> Fraction:
        for _ in range(t):
            x = rounded(self(x))
        return x


def rounded(z: Fraction) -> Fraction:
    """A value with a longer denominator is no level and no turning point; a short orbit does not bring its error near one.
    A value of a quadratic polynomial that is longer in front escapes, on the same side from then on."""
    if abs(z) >= 2**BITS:
        return Fraction(2**BITS if z > 0 else -(2**BITS))
    return z if z.denominator < 2 ** (2 * BITS) else Fraction(round(z * 2**BITS), 2**BITS)


# Paths: summaries of what f^t does on the way from a to b.


def join(p: Word, q: Word) -> Word:
    if not p[0] or not q[0]:
        return p if p[0] else q
    return p[0], q[1], p[2] + q[2] + (p[1] != q[0])


def follow(f: Map, t: int, a: Fraction, b: Fraction, end: Callable[[Fraction, Fraction], Word]) -> Word:
    """The summary of f^t on [a, b] if `end(u, v)` is that of a monotone path from u to v."""
    if not f.can_follow or t > MAX_ITERATE:
        raise Undecided
    known: dict[tuple[int, Fraction, Fraction], Word] = {}
    image: dict[Fraction, Fraction] = {}

    def parts(u: Fraction, v: Fraction) -> list[tuple[Fraction, Fraction]]:
        inner = sorted((z for z in f.turns if min(u, v) < z < max(u, v)), reverse=u > v)
        for z in (u, *inner, v):
            if z not in image:
                image[z] = rounded(f(z))
        return [(image[p], image[q]) for p, q in pairwise((u, *inner, v))]

    layers = [{(a, b)}]
    for _ in range(t):
        layers.append({part for path in layers[-1] for part in parts(*path)})
        if sum(map(len, layers)) > MAX_STEPS:
            raise Undecided
    for u, v in layers[t]:
        known[t, u, v] = end(u, v)
    for k in range(t - 1, -1, -1):
        for u, v in layers[k]:
            word: Word = ("", "", 0)
            for p, q in parts(u, v):
                word = join(word, known[k + 1, p, q])
            known[k, u, v] = word
    return known[0, a, b]


def alternations(f: Map, t: int, low: Callable[[Fraction], bool], high: Callable[[Fraction], bool]) -> int:
    """The largest number of alternations between points of I where f^t is low and where it is high (it is never both)."""

    def letter(z: Fraction) -> Word:
        name = "L" if low(z) else "H" if high(z) else ""
        return name, name, 0

    return follow(f, t, f.a, f.b, lambda u, v: join(letter(u), letter(v)))[2]


def crossings(f: Map, t: int, x: Fraction, y: Fraction) -> int:
    """C_{x,y}(f^t), exactly."""
    return alternations(f, t, lambda z: z <= x, lambda z: z >= y)


def laps(f: Map, t: int) -> int:
    """The number of maximal intervals of monotonicity, constant parts absorbed: at most the number of pieces."""

    def direction(u: Fraction, v: Fraction) -> Word:
        name = "up" if u < v else "down" if u > v else ""
        return name, name, 0

    return 1 + follow(f, t, f.a, f.b, direction)[2]


def turning_values(f: Map, t: int, most: int = 2_000) -> list[Fraction] | None:
    """The values of f^t at its turning points and at the ends of I, from left to right, path by path; None if too many."""
    paths = [(f.a, f.b)]
    for _ in range(t):
        cut = [(u, sorted((z for z in f.turns if min(u, v) < z < max(u, v)), reverse=u > v), v) for u, v in paths]
        paths = [(rounded(f(p)), rounded(f(q))) for u, inner, v in cut for p, q in pairwise((u, *inner, v))]
        if len(paths) > most:
            return None
    return [paths[0][0], *(v for _, v in paths)]


# Expansion of a piecewise-linear f^t: preimages of the vertices.


def preimages(f: Map, y: Fraction) -> Iterator[Fraction]:
    for (x0, y0), (x1, y1) in pairwise(f.vertices):
        if y0 != y1 and min(y0, y1) <= y <= max(y0, y1):
            yield x0 + (y - y0) * (x1 - x0) / (y1 - y0)


def expand(f: Map, t: int) -> list[tuple[Fraction, Fraction]]:
    """The vertices of f^t where it is not affine, and the ends."""
    if not f.linear or t > MAX_ITERATE:
        raise Undecided
    key = t, tuple(f.vertices)
    if key not in EXPANDED:
        EXPANDED.clear()
        EXPANDED[key] = expand_anew(f, t)
    return EXPANDED[key]


EXPANDED: dict[object, list[tuple[Fraction, Fraction]]] = {}  # the last one


def expand_anew(f: Map, t: int) -> list[tuple[Fraction, Fraction]]:
    points, layer = {f.a, f.b}, set(f.turns)
    for _ in range(t):
        points |= layer
        layer = {x for y in layer for x in preimages(f, y)}
        if len(points) > MAX_VERTICES:
            raise Undecided
    graph = [(x, f.iterate(t, x)) for x in sorted(points)]
    return [graph[0], *(q for p, q, r in zip(graph, graph[1:], graph[2:], strict=False) if slope(p, q) != slope(q, r)), graph[-1]]


def slope(p: tuple[Fraction, Fraction], q: tuple[Fraction, Fraction]) -> Fraction:
    return (q[1] - p[1]) / (q[0] - p[0])


def scan_crossings(graph: Sequence[tuple[Fraction, Fraction]], x: Fraction, y: Fraction) -> int:
    """C_{x,y} of a piecewise affine function: a second way."""
    number_of_crossings, last = 0, ""
    for _, value in graph:
        kind = "low" if value <= x else "high" if value >= y else ""
        number_of_crossings += bool(kind and last and kind != last)
        last = kind or last
    return number_of_crossings


def moves(values: Sequence[Fraction], size: Fraction) -> int:
    """The largest number of alternating moves of at least this size: over all subsequences."""
    heights, step = list(values), size
    if not any(isinstance(value, Golden) for value in (*values, size)):  # integers are faster
        den = lcm(size.denominator, *(value.denominator for value in values))
        heights, step = [int(value * den) for value in values], int(size * den)
    ups, downs = [0] * len(values), [0] * len(values)  # the most moves that end here, the last one up, down
    for i, height in enumerate(heights):
        ups[i] = max((downs[j] + 1 for j in range(i) if height - heights[j] >= step), default=0)
        downs[i] = max((ups[j] + 1 for j in range(i) if heights[j] - height >= step), default=0)
    return max(*ups, *downs)
