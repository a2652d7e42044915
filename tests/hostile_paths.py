"""Hostile L1 claims about paths of coverings (T14, T15), windows (T15v) and upper bounds: small files that once cost the checker from ten
seconds to minutes, or a gigabyte."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from hostile_maps import TENT, encode

COST = "comparing numbers costs"
SKEW = {"kind": "piecewise-linear", "vertices": [["0", "0"], ["2/3", "1"], ["1", "0"]]}
Map = dict[str, Any]


def l1(f: Map, t: int, lower: dict[str, Any] | None, upper: dict[str, Any] | None = None, pieces: int = 1) -> bytes:
    claim = {"kind": "l1", "iterate": t, "pieces": pieces, "error": "1/100", "upper": None if upper is None else "1"}
    return encode(f, claim, {"lower": lower, "upper": upper})


def texts(*numbers: Any) -> list[str]:
    return [str(Fraction(z)) for z in numbers]


def zigzag(laps: int) -> Map:
    return {"kind": "piecewise-linear", "vertices": [texts(Fraction(k, laps), k % 2) for k in range(laps + 1)]}


def full_cover(laps: int) -> list[list[Any]]:
    return [[0, *texts(Fraction(k, laps), Fraction(k + 1, laps)), 0, 0] for k in range(laps)]


def dead_end(rule: str) -> bytes:
    """A branch of slope 10^-3990 that no path takes: powers of 10^3990 up to the 1000th."""
    tiny, c = Fraction(1, 10**3990), Fraction(7, 8)
    points = [(0, 0), ("1/4", "1/2"), ("1/2", 0), ("15/16", c), (1, c + tiny)]
    f = {"kind": "piecewise-linear", "vertices": [texts(x, y) for x, y in points]}
    intervals, branches = (
        [texts(0, "1/2"), texts(c, c + tiny), texts("15/16", 1)],
        [(0, 0, "1/4", 0), (0, "1/4", "1/2", 0), (2, "15/16", 1, 1)],
    )
    if rule == "T15":
        partition = {"intervals": intervals, "branches": [[i, *texts(u, v), j] for i, u, v, j in branches]}
        return l1(f, 1000, {"rule": "T15", "partition": partition, "tail": 0, "levels": [1, 0, 0]})
    covering = {"rule": "T3", "intervals": intervals, "branches": [[i, *texts(u, v), j, j] for i, u, v, j in branches]}
    bases, exponents = texts(2, 16 * tiny), [[1, 0], [1, 0], [0, 1]]
    return l1(f, 1000, {"rule": "T14", "covering": covering, "bases": bases, "exponents": exponents, "targets": [[0, 0]]})


def equal_hashes(vertices: int) -> bytes:
    """Coordinates whose integers over the common denominator are multiples of 2^61 - 1, the modulus of Python's hash: T15x."""
    p, rng = 2**61 - 1, random.Random(0)
    points = [(Fraction(k, vertices), Fraction(rng.randrange(10**9), 10**9)) for k in range(vertices)] + [(1, Fraction(1, p))]
    f = {"kind": "piecewise-linear", "vertices": [texts(x, y) for x, y in points]}
    return l1(f, 1, {"rule": "T15x", "bits": 8, "prices": [[] for _ in range(vertices)]})


def long_counts() -> bytes:
    """A zigzag of 29 laps at t = 100,000: paths are counted by numbers of 500,000 bits."""
    covering = {"rule": "T3", "intervals": [["0", "1"]], "branches": full_cover(29)}
    lower = {"rule": "T14", "covering": covering, "bases": ["29"], "exponents": [[1]] * 29, "targets": [[0, 0]]}
    return l1(zigzag(29), 100_000, lower)


def many_levels(t: int, levels: int) -> bytes:
    """T15 on the skew tent: long costs times long numbers of cylinders."""
    partition = {"intervals": [["0", "1"]], "branches": [[0, "0", "2/3", 0], [0, "2/3", "1", 0]]}
    return l1(SKEW, t, {"rule": "T15", "partition": partition, "tail": 0, "levels": [levels]})


def many_windows() -> bytes:
    """T15v with 100,000 windows that show nothing, on an iterate of 961 pieces."""
    lower = {"rule": "T15v", "cuts": ["0", "1"], "windows": [[0, 1, ["0", "1"], ["0"]]] * 100_000}
    return l1(zigzag(31), 2, lower)


def many_products() -> bytes:
    """T14 with 9,990 different constants, powers of bases that are 1."""
    n = 9_990
    exponents = [[1, *(78 + k // 7**i % 7 for i in range(5)), *[78] * 6] for k in range(n)]
    covering = {"rule": "T3", "intervals": [["0", "1"]], "branches": full_cover(n)}
    return l1(
        zigzag(n), 3, {"rule": "T14", "covering": covering, "bases": [str(n), *["1"] * 11], "exponents": exponents, "targets": [[0, 0]]}
    )


def many_classes() -> bytes:
    """T14: 2,401 times 2,401 paths, no two of the same exponents."""
    n = 2_401
    points = [(Fraction(k, n), 1 + k % 2) for k in range(n)]
    points += [(1 + Fraction(k, n), 2 + (k + 1) % 2 if k else 2) for k in range(n)] + [(2, 2), (3, 0)]
    values = {Fraction(x): y for x, y in points}
    branches, exponents = [], []
    for i, low in ((0, 0), (1, 1)):
        for k in range(n):
            u, v = low + Fraction(k, n), low + Fraction(k + 1, n)
            if {values[u], values[v]} >= {1 + i, 2 + i}:
                digits = [k // 7**e % 7 for e in range(4)]
                branches.append([i, *texts(u, v), i + 1, i + 1])
                exponents.append([1, *(digits + [0] * 4 if i == 0 else [0] * 4 + digits)])
    branches.append([2, "2", "3", 0, 0])
    exponents.append([1] + [0] * 8)
    covering = {"rule": "T3", "intervals": [texts(k, k + 1) for k in range(3)], "branches": branches}
    lower = {"rule": "T14", "covering": covering, "bases": ["1000000", *["2"] * 8], "exponents": exponents, "targets": [[0, 0]]}
    return l1({"kind": "piecewise-linear", "vertices": [texts(x, y) for x, y in points]}, 3, lower)


def long_interpolation() -> bytes:
    """An explicit upper bound with 5,200 vertices at 19,990 bits."""
    n = 5_200
    vertices = [texts(Fraction(k, n), Fraction(k % 3, 3)) for k in range(n + 1)]
    lower = {"rule": "T15x", "bits": 20, "prices": [[0, 0]]}
    return l1(TENT, 1, lower, {"bits": 19_990, "vertices": vertices}, n)


def idle_offsets() -> bytes:
    """A block of 100,000 offsets for a layer of one unit."""
    n = 100_000
    layers = [{"weights": [["1"]], "bias": ["0"]}, {"weights": [["1"]], "bias": ["0"]}]
    claim = {"kind": "realization", "iterate": 1, "network": {"kind": "relu-network", "layers": layers}}
    block = {"iterates": 1, "offsets": [str(Fraction(-k, n)) for k in range(n)], "output": ["0"] * n, "shift": "0"}
    return encode(TENT, claim, {"rule": "T16", "blocks": [block], "sequence": [0]})


PATHS: dict[str, tuple[Callable[[], bytes], str]] = {
    "powers-T14": (lambda: dead_end("T14"), "powers of factors of "),
    "powers-T15": (lambda: dead_end("T15"), "powers of factors of "),
    "equal-hashes": (lambda: equal_hashes(15_000), "claim.error = 1/100 > 0"),
    "long-counts": (long_counts, "evidence.lower: the slopes of paths need 500128 bits, more than the limit 20000"),
    "many-levels": (lambda: many_levels(1_000, 1_040), COST),
    "class-work": (lambda: many_levels(1_900, 1_040), "evidence.lower: counting paths by their slopes costs"),
    "many-windows": (many_windows, COST),
    "many-products": (many_products, COST),
    "many-classes": (many_classes, "evidence.lower: over 500000 classes of paths, the limit"),
    "long-interpolation": (long_interpolation, COST),
    "idle-offsets": (idle_offsets, "evidence.blocks[0].offsets has 100000 entries, more than the limit 1"),
}
