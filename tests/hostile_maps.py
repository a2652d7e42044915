"""Certificates about maps, cycles and coverings that cost a checker much: long numbers, many intervals, far iterates."""

import json
import random
from fractions import Fraction
from itertools import pairwise
from typing import Any

TENT = {"kind": "piecewise-linear", "vertices": [["0", "0"], ["1/2", "1"], ["1", "0"]]}
HALVES = {"rule": "T3", "intervals": [["0", "1/2"], ["1/2", "1"]], "branches": [[0, "0", "1/2", 0, 1], [1, "1/2", "1", 0, 1]]}
LONG = [str(Fraction(10**3999 + k, 10**3999 + k + 1)) for k in range(70)]


def encode(data: dict[str, Any], claim: dict[str, Any], evidence: dict[str, Any]) -> bytes:
    return json.dumps({"format": "exactsep-certificate/1", "map": data, "claim": claim, "evidence": evidence}).encode()


def tent(iterate: int = 1, covering: dict[str, Any] | None = None) -> bytes:
    evidence = {"rule": "E"} if covering is None else {"rule": "T3w", "covering": covering}
    return encode(TENT, {"kind": "crossings", "iterate": iterate, "levels": ["0", "1"], "count": 1}, evidence)


def linear(vertices: list[Any], iterate: int = 1) -> bytes:
    return encode({"kind": "piecewise-linear", "vertices": vertices}, {"kind": "exact", "iterate": iterate, "pieces": 1}, {"rule": "E"})


def cells(n: int) -> list[list[str]]:
    return [[str(Fraction(k, n)), str(Fraction(k + 1, n))] for k in range(n)]


def loop(data: dict[str, Any], n: int, evidence: dict[str, Any]) -> bytes:
    """A claim about a cycle of n points."""
    boxes = [[str(Fraction(2 * k, 2 * n)), str(Fraction(2 * k + 1, 2 * n))] for k in range(n)]
    return encode(data, {"kind": "cycle", "period": n, "pattern": [*range(2, n + 1), 1], "enclosures": boxes}, evidence)


def polynomial(coefficients: list[str]) -> dict[str, Any]:
    return {"kind": "polynomial", "coefficients": coefficients, "interval": ["0", "1"]}


def points(data: dict[str, Any], iterate: int, bits: int, values: list[str]) -> bytes:
    """Rule P."""
    claim = {"kind": "crossings", "iterate": iterate, "levels": ["-1", "2"], "count": 0}
    return encode(data, claim, {"rule": "P", "bits": bits, "points": values})


def growth(rate: str, head: int, tail: int) -> bytes:
    evidence = {"rule": "T4w", "covering": HALVES, "vector": [1, 1], "head": head, "tail": tail}
    return encode(TENT, {"kind": "growth", "levels": ["0", "1"], "rate": rate, "constant": "1/2", "from": 0}, evidence)


def long_fraction(rng: random.Random, factor: int = 1) -> Fraction:
    """Between 0 and 1, with a denominator of 13,000 bits."""
    q = factor * (rng.getrandbits(13_000 - factor.bit_length()) | 1)
    return Fraction(rng.randrange(q), q)


def written(points: list[tuple[Any, Any]]) -> list[list[str]]:
    return [[str(x), str(y)] for x, y in points]


def long_slopes() -> bytes:
    rng = random.Random(1)
    return linear(written([*((Fraction(k, 30), long_fraction(rng) if k > 19 else Fraction(k % 2)) for k in range(30)), (1, 0)]), 2)


def long_denominators(short: int) -> bytes:
    """All numbers have the same denominator, but for a few: the common one is many times longer than they are."""
    rng = random.Random(2)
    q = rng.getrandbits(short) | 1
    points = [(Fraction(q * k // 500, q), Fraction(rng.randrange(q), q)) for k in range(500)]
    return linear(written([*points, *((1 + Fraction(k, 10), long_fraction(rng)) for k in range(8)), (2, 0)]))


def prime_runs(limit: int) -> bytes:
    """Integers of few digits, but the slopes have a common denominator of many."""
    primes = [n for n in range(2, limit) if all(n % p for p in range(2, int(n**0.5) + 1))]
    return linear(written([(sum(primes[:k]), 1 + k % 2) for k in range(len(primes) + 1)]), 2)


def long_return() -> bytes:
    """A cycle of x + 1, for which the long piece of the map is evaluated again and again."""
    rng, n = random.Random(3), 3_000
    a, b = long_fraction(rng), n + long_fraction(rng)
    vertices = written([(0, 2), (a, a + 1), (b, b + 1), (n + 2, 0)])
    claim = {"kind": "cycle", "period": n, "pattern": [*range(2, n + 1), 1], "enclosures": written([(k, k) for k in range(1, n + 1)])}
    return encode({"kind": "piecewise-linear", "vertices": vertices}, claim, {"rule": "T5s", "start": 0, "bits": 0})


def permuted(lengths: list[int], t: int) -> bytes:
    """Intervals [2i, 2i+1] that f permutes in cycles of these lengths; words at different steps have different letters."""
    starts = [sum(lengths[:k]) for k in range(len(lengths))]
    image = [start + (i + 1) % n for start, n in zip(starts, lengths, strict=True) for i in range(n)]
    m = len(image)
    order = random.Random(5).sample(range(m), m)
    image = [order[image[order.index(k)]] for k in range(m)]
    points = [(2 * i + end, 2 * image[i] + end) for i in range(m) for end in (0, 1)]
    bends = [
        q for p, q, r in zip(points, points[1:], points[2:], strict=False) if (q[0] - p[0]) * (r[1] - q[1]) != (r[0] - q[0]) * (q[1] - p[1])
    ]
    covering = {
        "rule": "T3",
        "intervals": written([(2 * i, 2 * i + 1) for i in range(m)]),
        "branches": [[i, str(2 * i), str(2 * i + 1), image[i], image[i]] for i in range(m)],
    }
    claim = {"kind": "crossings", "iterate": t, "levels": [str(2 * (m // 2)), str(2 * (m // 2) + 1)], "count": 0}
    vertices = written([points[0], *bends, points[-1]])
    return encode({"kind": "piecewise-linear", "vertices": vertices}, claim, {"rule": "T3w", "covering": covering})


def near_lines(n: int) -> bytes:
    """No three vertices are on a line, but modulo 2^61 - 1 all of them are."""
    rng = random.Random(4)
    return linear(written([(k, n * long_fraction(rng, 2**61 - 1)) for k in range(n)] + [(n, 0)]))


def zigzag(laps: int) -> bytes:
    """An L1 claim by T14, on a covering where each of the laps covers all of them."""
    ends = [str(Fraction(k, laps)) for k in range(laps + 1)]
    covering = {
        "rule": "T3",
        "intervals": [list(pair) for pair in pairwise(ends)],
        "branches": [[k, *pair, 0, laps - 1] for k, pair in enumerate(pairwise(ends))],
    }
    lower = {"rule": "T14", "covering": covering, "bases": [str(laps)], "exponents": [[1]] * laps, "targets": [[0, laps - 1]]}
    claim = {"kind": "l1", "iterate": 1, "pieces": 1, "error": "1/100", "upper": None}
    return encode(
        {"kind": "piecewise-linear", "vertices": [[x, str(k % 2)] for k, x in enumerate(ends)]}, claim, {"lower": lower, "upper": None}
    )
