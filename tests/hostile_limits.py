"""LIMITS: certificates beyond a limit of proofs/FORMAT.md, each with a part of the reason.

They are checked in process, in test_check_limits.py and in test_check_rejected.py, where the cases must reach every `need`.
"""

import json
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from checking import MEGABYTE
from hostile_maps import (
    LONG,
    TENT,
    cells,
    encode,
    growth,
    linear,
    long_denominators,
    long_return,
    long_slopes,
    loop,
    near_lines,
    permuted,
    points,
    polynomial,
    prime_runs,
    tent,
    zigzag,
)


def network(width: int) -> bytes:
    """Two hidden layers of so many units."""
    one: dict[str, Any] = {"weights": [["1"]] * width, "bias": ["0"] * width}
    two: dict[str, Any] = {"weights": [["1"] * width] * width, "bias": ["0"] * width}
    last = {"weights": [["1"] * width], "bias": ["0"]}
    claim = {"kind": "realization", "iterate": 2, "network": {"kind": "relu-network", "layers": [one, two, last]}}
    return encode(TENT, claim, {"rule": "T16", "blocks": [], "sequence": []})


def narrow(layers: list[Any], end: int, rule: str = "T18") -> bytes:
    """A claim that a network with one input, which is 0, and these layers are equal on [0, end]."""
    zero = {"kind": "relu-network", "layers": chain(2, "0")}
    net = {"kind": "relu-network", "layers": layers}
    widths = [len(layer["bias"]) for layer in layers]
    claim = {"kind": "narrow-exact", "target": net, "narrow": zero, "box": [["0", str(end)]], "depth": 1, "width": max(widths)}
    return json.dumps({"format": "exactsep-certificate/1", "claim": claim, "evidence": {"rule": rule}}).encode()


def chain(n: int, weight: str) -> list[Any]:
    return [{"weights": [[weight]], "bias": ["0"]}] * n


def copied_sum(n: int, copies: int) -> list[Any]:
    """n units on different rays, their sum, many multiples of it, and an output."""
    rays = {"weights": [["1"]] * n, "bias": [str(-k) for k in range(1, n + 1)]}
    total = {"weights": [["1"] * n], "bias": ["0"]}
    return [rays, total, {"weights": [["2"]] * copies, "bias": ["0"] * copies}, {"weights": [["1"] * copies], "bias": ["0"]}]


def many_denominators(n: int) -> list[Any]:
    """Two layers of n units whose weights have different long denominators."""
    rays = {"weights": [["1"]] * n, "bias": [str(-k) for k in range(1, n + 1)]}
    return [rays, {"weights": [[f"1/{10**9 + k}" for k in range(n)]] * n, "bias": ["-1"] * n}, {"weights": [["1"] * n], "bias": ["0"]}]


def tape(target: list[Any], inner: list[Any], bits: int) -> bytes:
    """A target and a narrow network, as lists of (weights, bias)."""
    one, two = ({"kind": "relu-network", "layers": [{"weights": w, "bias": b} for w, b in layers]} for layers in (target, inner))
    numbers = {"bits": bits, "separation": bits + 1, "error": "1" + "0" * 3_999, "bad": "1", "range": ["0", "1"], "l1": "1"}
    shape = {"depth": len(inner) - 1, "width": max(len(b) for _, b in inner[:-1])}
    claim = {"kind": "narrow-approximate", "target": one, "narrow": two, **numbers, **shape}
    evidence = {"rule": "T21", "dropped": [0] * (len(target) - 1), "neurons": [], "clip": 0, "error": "layers"}
    return json.dumps({"format": "exactsep-certificate/1", "claim": claim, "evidence": evidence}).encode()


def affine(inputs: int, units: int, weight: str = "1") -> tuple[list[list[str]], list[str]]:
    return [[weight] * inputs] * units, ["0"] * units


LIMITS: dict[str, tuple[Callable[[], bytes], str]] = {
    "forms-with-growing-numbers": (lambda: narrow(chain(3_000, str(2**1_000)), 1), "comparing numbers costs"),
    "forms-with-growing-denominators": (lambda: narrow(chain(3_000, f"1/{3**600}"), 1), "comparing numbers costs"),
    "forms-with-long-numbers-passed-on": (
        lambda: narrow(chain(90, LONG[0].split("/")[1]) + chain(40_000, "1"), 1),
        "comparing numbers costs",
    ),
    "forms-with-many-terms": (lambda: narrow(copied_sum(5_000, 400), 5_001), "comparing numbers costs"),
    "forms-with-many-denominators": (lambda: narrow(many_denominators(300), 301), "comparing numbers costs"),
    "pieces-with-growing-numbers": (lambda: narrow(chain(3_000, str(2**1_000)), 1, "N"), "comparing numbers costs"),
    "edges": (lambda: zigzag(101), "evidence.lower.covering: 10201 edges, more than the limit 10000"),
    "weights": (lambda: network(500), "a network has over 200000 weights and biases, the limit"),
    "tape-input-bits": (
        lambda: tape([affine(79, 1)], [affine(79, 1), affine(1, 1)], 256),
        "the inputs have 20224 bits in all, more than the limit 20000",
    ),
    "tape-bits": (
        lambda: tape([([["9" * 3_999]] * 2, ["1", "1"]), affine(2, 1)], [affine(1, 1), affine(1, 1)], 1),
        "the inputs and neurons have over 20000 bits in all, the limit",
    ),
    "tape-symbols": (
        lambda: tape([affine(70, 1)], [affine(70, 9, "3"), affine(9, 1)], 256),
        "claim.narrow.layers[0]: its units depend on too many bits, over 400000 in all",
    ),
    "tape-work": (
        lambda: tape([affine(50, 1)], [affine(50, 2, "3"), *[affine(2, 2, "1/3"), affine(2, 2, "3/2")] * 400, affine(2, 1)], 256),
        "comparing numbers costs",
    ),
    "file": (lambda: b" " * (16 * MEGABYTE + 1), "the file is longer than the limit 16777216 bytes"),
    "mark": (lambda: b"\xef\xbb\xbf" + tent(), "the file begins with a byte-order mark; save it as UTF-8 without one"),
    "network": (lambda: json.dumps({"layers": []}).encode(), "the file is a network, not a certificate"),
    "map": (lambda: json.dumps(TENT).encode(), "the file is a map, not a certificate"),
    "values": (lambda: b"[" + b"0," * 1_000_000 + b"0]", "the file has 1000001 commas, brackets and braces, more than the limit"),
    "rational": (lambda: linear([["0", "0"], ["1", "1/" + "3" * 4001]]), "map.vertices[1] has 4001 digits, more than the limit 4000"),
    "vertices": (lambda: linear([[str(k), "0"] for k in range(20_001)]), "map.vertices has 20001 entries, more than the limit 20000"),
    "degree": (lambda: loop(polynomial(["1"] * 66), 1, {"rule": "T5"}), "map.coefficients has 66 entries, more than the limit 65"),
    "intervals": (
        lambda: tent(1, {"rule": "T3", "intervals": cells(50_001), "branches": []}),
        "intervals has 50001 entries, more than the limit 50000",
    ),
    "branches": (
        lambda: tent(1, {"rule": "T3", "intervals": cells(2), "branches": [[]] * 50_001}),
        "branches has 50001 entries, more than the limit 50000",
    ),
    "pattern": (
        lambda: encode(TENT, {"kind": "cycle", "period": 1, "pattern": [1] * 10_001, "enclosures": []}, {"rule": "O"}),
        "claim.pattern has 10001 entries, more than the limit 10000",
    ),
    "word-work": (
        lambda: tent(100_000, {"rule": "T3", "intervals": cells(51), "branches": []}),
        "t * (intervals + branches) = 5100000 exceeds the limit 5000000",
    ),
    "points": (
        lambda: points(polynomial(["0", "1"]), 1, 8, [str(Fraction(k, 50_001)) for k in range(50_001)]),
        "evidence.points has 50001 entries, more than the limit 50000",
    ),
    "points-of-a-far-iterate": (
        lambda: points(polynomial(["1", "-1"]), 100_000, 0, [str(Fraction(k, 71)) for k in range(71)]),
        "comparing numbers costs",
    ),
    "long-points": (
        lambda: points({**polynomial(["0", "1"]), "interval": ["0", LONG[0]]}, 0, 20_000, [str(Fraction(k, 3_000)) for k in range(2_900)]),
        "comparing numbers costs",
    ),
    "points-that-escape": (
        lambda: points({**polynomial(["0", "0", "1"]), "interval": ["2", "3"]}, 40, 10, ["2", "3"]),
        "comparing numbers costs",
    ),
    "expanded-vertices": (lambda: tent(100_000), "the iterate expands to 262145 vertices, more than the limit 200002"),
    "expansion-work": (
        lambda: linear([["0", "0"], ["1/3", LONG[0]], ["1", "1"]], 100_000),
        "expanding the iterate costs ",
    ),
    "expansion-work-of-a-denominator": (
        lambda: linear([["0", "0"], *([x, str(k % 2)] for k, x in enumerate(LONG)), ["1", "0"]], 2),
        "expanding the iterate costs ",
    ),
    "evaluation-of-a-polynomial": (
        lambda: loop(polynomial(LONG[:65]), 1, {"rule": "T5"}),
        "comparing numbers costs",
    ),
    "enclosure-of-a-polynomial": (
        lambda: loop(polynomial(["0", "4", "-4"]), 10_000, {"rule": "T5s", "start": 0, "bits": 20_000}),
        "comparing numbers costs",
    ),
    "evaluation-of-vertices": (
        lambda: loop({"kind": "piecewise-linear", "vertices": [["0", LONG[0]], ["1", LONG[1]]]}, 10_000, {"rule": "T5"}),
        "comparing numbers costs",
    ),
    "long-numbers": (
        lambda: b'["' + b"1" * 10_001_000 + b'"]',
        "the file has 10001 rows of 1000 digits in its long numbers, more than the limit 10000",
    ),
    "slopes": (long_slopes, "expanding the iterate costs"),
    "common-denominator": (lambda: long_denominators(3_900), "expanding the iterate costs"),
    "bits-of-a-common-denominator": (lambda: prime_runs(30_000), "bits, more than the limit 120000000"),
    "lines-of-a-return": (long_return, "comparing numbers costs"),
    "lines-of-many-pieces": (
        lambda: loop(
            {"kind": "piecewise-linear", "vertices": [[str(Fraction(k, 300)), str((1 + Fraction(LONG[k % 70])) / 2)] for k in range(301)]},
            300,
            {"rule": "T5"},
        ),
        "comparing numbers costs",
    ),
    "letters": (lambda: permuted([2, 3, 5, 7, 11, 13, 17, 19, 23], 25_000), "following the letters of the words costs 2000"),
    "vertices-on-a-line": (lambda: near_lines(70), "finding vertices on a line costs"),
    "rate": (lambda: growth(LONG[0], 64, 64), "claim.rate: digits * (head + tail) = 512000, more than the limit 100000"),
    "exponent-of-a-count": (
        lambda: encode(TENT, {"kind": "exact", "iterate": 1, "pieces": "1*2^1000001"}, {"rule": "E"}),
        "is not of the form m*2^e",
    ),
}
