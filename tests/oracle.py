"""Is a claim about a small map true? Decided naively, with fractions.Fraction, and without a line of the checker.

Where the checker expands or follows coverings, the oracle follows paths: on the way from a to b the values of f^t are those
of f^(t-1) on the way through f(a), f(turning points between), f(b). So the hits of f^t, and its turns, can be counted exactly
for large t as long as the orbits of the turning points stay short. Breakpoints of f^t are found as preimages of the vertices.

`is_true` returns None when it cannot tell: for polynomials of degree > 2, for far iterates, for too many paths.
"""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from math import inf, lcm
from typing import Any

import oracle_l1
import oracle_narrow
import oracle_networks
from golden import Golden

PHI = {"minpoly": [-1, -1, 1], "interval": ["1", "2"]}
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


# Cycles.


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


# Claims.


def is_true(map_data: dict[str, Any] | None, claim: dict[str, Any], original: dict[str, Any] | None = None) -> bool | None:
    """Whether the claim about the map (None: about networks alone) is true; `original` is a claim about the same map that is known to
    be true."""
    if map_data is None:
        return ABOUT_NETWORKS[claim["kind"]](claim)
    if map_data.get("field", PHI) != PHI:
        return None
    if original is not None and is_weaker(claim, original):
        return True
    f = Map(map_data)
    kind = claim["kind"] if claim.get("iterate") != "every" else "every" if claim["kind"] == "sup" else "l1 every"
    try:
        return DECIDE[kind](f, claim)
    except Undecided:
        return None


def is_weaker(claim: dict[str, Any], original: dict[str, Any]) -> bool:
    """Whether the original implies the claim by inspection: the same words, and each number moved to the safe side."""
    if claim.keys() != original.keys() or claim["kind"] != original["kind"]:
        return False
    smaller = {"count", "pieces", "error", "errors", "constant"}
    for key, value in claim.items():
        if key == "levels":
            safe = number(value[0]) >= number(original[key][0]) and number(value[1]) <= number(original[key][1])
        elif key == "upper":
            safe = value == original[key] or (None not in (value, original[key]) and number(value) >= number(original[key]))
        elif key in smaller:
            safe = number(value) <= number(original[key])
        elif key == "from":
            safe = value >= original[key]
        elif key == "enclosures":
            safe = len(value) == len(original[key]) and all(
                number(u) <= number(p) and number(q) <= number(v) for (u, v), (p, q) in zip(value, original[key], strict=True)
            )
        else:
            safe = value == original[key]
        if not safe:
            return False
    return True


def decide_cycle(f: Map, claim: dict[str, Any]) -> bool:
    boxes = [(number(lo), number(hi)) for lo, hi in claim["enclosures"]]
    pattern = claim["pattern"]
    point, length = pattern[0], 1
    while point != 1 and length <= len(pattern):
        point, length = pattern[point - 1], length + 1
    proper = len(boxes) == len(pattern) == claim["period"] == length and all(p[1] < q[0] for p, q in pairwise(boxes))
    return proper and f.a <= boxes[0][0] and boxes[-1][1] <= f.b and has_cycle(f, pattern, boxes)


def decide_crossings(f: Map, claim: dict[str, Any]) -> bool:
    x, y = map(number, claim["levels"])
    return x < y and crossings(f, claim["iterate"], x, y) >= number(claim["count"])


def decide_growth(f: Map, claim: dict[str, Any]) -> bool:
    """At seven iterates."""
    x, y = map(number, claim["levels"])
    iterates = range(claim["from"], claim["from"] + 7)
    return x < y and all(crossings(f, t, x, y) >= number(claim["constant"]) * number(claim["rate"]) ** t for t in iterates)


def decide_every(f: Map, claim: dict[str, Any]) -> bool:
    """At seven iterates: with the most pieces that are fewer than constant * rate^t."""
    for t in range(claim["from"], claim["from"] + 7):
        least = number(claim["constant"]) * number(claim["rate"]) ** t
        if least > 1 and not decide_sup(f, {"iterate": t, "pieces": -(-least.numerator // least.denominator) - 1, "error": claim["error"]}):
            return False
    return number(claim["error"]) > 0


def decide_sup(f: Map, claim: dict[str, Any]) -> bool:
    """Alternating moves of size 2 error, or crossings of levels at that distance; more than `pieces`, or that many if
    the error is smaller than what they show."""
    t, pieces, size = claim["iterate"], number(claim["pieces"]), 2 * number(claim["error"])
    if size <= 0:
        return False
    try:
        values = [y for _, y in expand(f, t)]
        if len(values) < 400:
            return moves(values, size) > pieces
    except Undecided:
        pass
    if not f.linear and f.can_follow and t <= 30 and (path := turning_values(f, t)) is not None:
        return moves(path, size) > pieces
    values = sorted({f.iterate(k, z) for z in (f.a, f.b, *f.turns) for k in range(min(t, 8) + 1)})
    return any(crossings(f, t, x, x + size) > pieces for value in values for x in (value, value - size))


def decide_sign(f: Map, claim: dict[str, Any]) -> bool:
    """On n points where the labels alternate, M + 1 runs of constant labels hold at least ceil((n-1-M)/2) errors."""
    theta = number(claim["threshold"])
    n, m, errors = (number(claim[key]) for key in ("points", "pieces", "errors"))
    runs = 1 + alternations(f, claim["iterate"], lambda z: z < theta, lambda z: z >= theta)
    return n <= runs and errors <= -((-(n - 1 - m)) // 2)


def least_errors(n: int, pieces: int) -> int:
    """The least number of errors that labels with at most `pieces` switches make on 0, 1, 0, 1, ..., n points. All labels are tried."""
    best: float = inf
    for bits in range(2**n):
        labels = [bits >> i & 1 for i in range(n)]
        if sum(p != q for p, q in pairwise(labels)) <= pieces:
            best = min(best, sum(label != i % 2 for i, label in enumerate(labels)))
    return int(best)


def decide_exact(f: Map, claim: dict[str, Any]) -> bool:
    pieces = number(claim["pieces"])
    try:
        return len(expand(f, claim["iterate"])) - 1 >= pieces
    except Undecided:
        if laps(f, claim["iterate"]) >= pieces:
            return True
        raise


def decide_l1(f: Map, claim: dict[str, Any]) -> bool | None:
    upper = None if claim["upper"] is None else number(claim["upper"])
    graph = expand(f, claim["iterate"])
    if len(graph) > 300:
        raise Undecided
    return oracle_l1.refutes_l1(graph, number(claim["pieces"]), number(claim["error"]), upper)


def decide_l1_every(f: Map, claim: dict[str, Any]) -> bool | None:
    """At a few iterates, against a few functions."""
    floor, loss, rate = (number(claim[key]) for key in ("floor", "loss", "rate"))
    for t in range(claim["from"], min(claim["from"] + 4, 8)):
        graph = expand(f, t)
        for pieces in (1, 2, 3):
            bound = floor - loss * pieces
            for _ in range(t - claim["from"]):
                bound = floor - (floor - bound) / rate
            if bound > oracle_l1.nearest(graph, pieces):
                return False
    return None if floor > 0 and rate > 1 else False


def decide_realization(f: Map, claim: dict[str, Any]) -> bool:
    network = claim["network"]["layers"]
    layers = [([[number(w) for w in row] for row in layer["weights"]], [number(b) for b in layer["bias"]]) for layer in network]
    return oracle_l1.equals_network(expand(f, claim["iterate"]), layers)


def decide_separation(f: Map, claim: dict[str, Any]) -> bool | None:
    pieces = (claim["width"] + 1) ** claim["depth"]
    shared = {"iterate": claim["iterate"], "pieces": pieces}
    answers = [decide_realization(f, claim)]
    if claim["sup"] is not None:
        answers.append(decide_sup(f, {**shared, "error": claim["sup"]}))
    if claim["l1"] is not None:
        answers.append(decide_l1(f, {**shared, "error": claim["l1"], "upper": None}) is not False)
    if claim["sign"] is not None:
        answers.append(decide_sign(f, {**shared, **claim["sign"]}))
    return all(answers)


DECIDE: dict[str, Callable[[Map, dict[str, Any]], bool | None]] = {
    "cycle": decide_cycle,
    "crossings": decide_crossings,
    "growth": decide_growth,
    "every": decide_every,
    "sup": decide_sup,
    "sign": decide_sign,
    "exact": decide_exact,
    "l1": decide_l1,
    "l1 every": decide_l1_every,
    "realization": decide_realization,
    "separation": decide_separation,
    "network-distance": lambda f, claim: oracle_networks.distance_from(expand(f, claim["iterate"]), claim),
}

ABOUT_NETWORKS: dict[str, Callable[[dict[str, Any]], bool | None]] = {
    "network-pieces": oracle_networks.decide_pieces,
    "network-equal": oracle_networks.decide_equal,
    "network-distance": oracle_networks.decide_distance,
    "narrow-exact": oracle_networks.decide_narrow_exact,
    "narrow-approximate": oracle_narrow.decide_narrow,
}
