"""Hostile files: the checker rejects each with one clear line, in bounded time and memory.

LIMITS are certificates beyond a limit of proofs/FORMAT.md, each with a part of the reason; they are checked in process, here
and in test_check_rejected.py, where the cases must reach every `need`. The malformed files of tests/cases/malformed, and larger ones
that are written when needed, are given to the checker as a program that may use 300 MB.
"""

import json
import os
import random
import resource
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from checking import CASES, CHECKER, reason

MEGABYTE = 1 << 20
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


def test_the_cost_is_said_of_what_is_there() -> None:
    """A certificate about networks alone has no map that could cost anything."""
    for name, start in (("forms-with-many-terms", "comparing"), ("points-that-escape", "evaluating the map and comparing")) * 2:
        assert reason(LIMITS[name][0]()).startswith(f"{start} numbers costs ")


@pytest.mark.parametrize("name", LIMITS)
def test_limits(name: str) -> None:
    make, expected = LIMITS[name]
    assert expected in reason(make())


def test_a_covering_below_the_limit_of_edges() -> None:
    assert reason(zigzag(40)) == ""


def test_numbers_of_4000_digits_are_read() -> None:
    """Up to the limit everything works, and is printed short."""
    assert reason(linear([["0", LONG[0]], ["1", LONG[1]]])) == ""
    assert reason(growth(LONG[0], 10, 2)) == ""
    told = reason(encode(TENT, {"kind": "exact", "iterate": 3, "pieces": 10**3999}, {"rule": "E"}))
    assert told == "claim.pieces = 100000000000... (4000 digits) > 8, the pieces of the iterate"


def run_limited(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """The checker with 300 MB of memory."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (300 * MEGABYTE, 300 * MEGABYTE))

    command = [sys.executable, "-I", "-S", CHECKER, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, preexec_fn=limit)


def assert_rejected(path: Path, expected: str = "") -> None:
    done = run_limited(path)
    assert done.stderr == ""
    assert done.returncode == 1
    assert done.stdout.startswith(f"REJECTED {path}: ")
    assert done.stdout.count("\n") == 1
    assert len(done.stdout) < 600
    assert expected in done.stdout


MALFORMED = {
    "empty.json": "the file is not JSON: Expecting value, line 1, column 1",
    "truncated.json": "the file is not JSON",
    "truncated-string.json": "the file is not JSON: Unterminated string",
    "byte-order-mark.json": "the file begins with a byte-order mark",
    "utf-16.json": "the file is not UTF-8: byte 0",
    "latin-1.json": "the file is not UTF-8: byte",
    "zero-bytes.json": "the file is not JSON",
    "single-quotes.json": "the file is not JSON",
    "trailing-comma.json": "the file is not JSON",
    "python.json": "the file is not JSON",
    "not-a-number.json": "'NaN' is not an integer",
    "infinity.json": "'Infinity' is not an integer",
    "huge-exponent.json": "'1e999999999' is not an integer",
    "list.json": "certificate is not an object but a list",
    "string.json": "certificate is not an object but 'exactsep'",
    "number.json": "certificate is not an object but 7",
    "true.json": "certificate is not an object but true or false",
    "lone-surrogate.json": "certificate has the unknown key '\\ud800\\nREJECT'",
    "no-keys.json": "certificate has no key format, map, claim, evidence",
}


def test_malformed_files_are_listed() -> None:
    assert sorted(MALFORMED) == sorted(path.name for path in (CASES / "malformed").iterdir())


@pytest.mark.parametrize("name", MALFORMED)
def test_malformed(name: str) -> None:
    assert_rejected(CASES / "malformed" / name, MALFORMED[name])


HUGE: dict[str, tuple[Callable[[], bytes], str]] = {
    "lists-100000-deep": (lambda: b"[" * 100_000, "the file is nested too deeply"),
    "lists-100000-deep-and-closed": (lambda: b"[" * 100_000 + b"]" * 100_000, "the file is nested too deeply"),
    "objects-100000-deep": (lambda: b'{"map":' * 100_000, "the file is nested too deeply"),
    "lists-in-a-map": (lambda: b'{"map":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "the file is nested too deeply"),
    "integer-of-10-million-digits": (lambda: tent().replace(b'"count": 1', b'"count": ' + b"1" * 10**7), "a number has 10000000 digits"),
    "float-of-10-million-digits": (lambda: tent().replace(b'"count": 1', b'"count": 0.' + b"1" * 10**7), "is not an integer"),
    "rational-of-10-million-digits": (lambda: tent().replace(b'["0", "1"]', b'["0", "' + b"1" * 10**7 + b'"]'), "has 10000000 digits"),
    "string-of-16-megabytes": (lambda: b'{"map":"' + b"m" * (16 * MEGABYTE - 20) + b'"}', "certificate has no key format"),
    "escapes": (lambda: b'{"' + b"\\ud83d\\ude00" * (MEGABYTE) + b'":0}', "certificate has no key format"),
    "a-million-empty-lists": (lambda: b"[" + b"[]," * 499_000 + b"[]]", "certificate is not an object but a list"),
    "a-million-objects": (lambda: b"[" + b'{"a":0},' * 499_000 + b"{}]", "certificate is not an object but a list"),
    "a-million-strings": (lambda: b"[" + b'"1/2345",' * 999_000 + b"0]", "certificate is not an object but a list"),
    "a-million-integers": (lambda: b"[" + b"123456789," * 999_000 + b"0]", "certificate is not an object but a list"),
    "a-million-keys": (lambda: b"{" + b",".join(b'"%d":0' % k for k in range(999_000)) + b"}", "certificate has no key format"),
    "iterate-10-to-the-18": (lambda: tent(10**18), "claim.iterate = 1000000000000000000 > 100000"),
    "work-of-an-expansion": (LIMITS["expansion-work"][0], "expanding the iterate costs"),
    "work-of-a-common-denominator": (LIMITS["expansion-work-of-a-denominator"][0], "expanding the iterate costs"),
    "many-long-vertices": (
        lambda: linear([["0", "0"], *([str(Fraction(k * 10**3990 + 1, 10**3993)), str(k % 2)] for k in range(1, 900)), ["1", "0"]], 2),
        "",
    ),
    "pieces-of-a-million-bits": (
        lambda: encode(TENT, {"kind": "sup", "iterate": 1, "pieces": "1*2^1000000", "error": "1/2"}, {"rule": "T12i"}),
        "claim.pieces = 990065622929... (301030 digits) >= 2",
    ),
    "long-rate": (LIMITS["rate"][0], "claim.rate: digits"),
    **{
        name: LIMITS[name]
        for name in (
            "long-numbers",
            "slopes",
            "common-denominator",
            "bits-of-a-common-denominator",
            "lines-of-a-return",
            "letters",
            "vertices-on-a-line",
            "forms-with-growing-numbers",
            "forms-with-long-numbers-passed-on",
            "forms-with-many-terms",
            "forms-with-many-denominators",
            "tape-symbols",
            "tape-work",
        )
    },
}


@pytest.mark.parametrize("name", HUGE)
def test_huge(name: str, tmp_path: Path) -> None:
    make, expected = HUGE[name]
    path = tmp_path / "huge.json"
    path.write_bytes(make())
    assert_rejected(path, expected)


def test_gigabyte(tmp_path: Path) -> None:
    path = tmp_path / "huge.json"
    with path.open("wb") as file:
        file.truncate(1 << 30)
    assert_rejected(path, "the file is longer than the limit 16777216 bytes")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no /dev/zero")
def test_endless_file() -> None:
    done = run_limited(Path("/dev/zero"))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "check.py: '/dev/zero' cannot be read: not an ordinary file\n"


def test_pipe(tmp_path: Path) -> None:
    """It is not opened: that would wait for a writer."""
    os.mkfifo(tmp_path / "pipe")
    assert run_limited(tmp_path / "pipe").returncode == 2
    assert run_limited(CASES / "accept" / "tent-sup-far.json", "--map", tmp_path / "pipe").returncode == 2


def test_letters_of_ordinary_cycles_are_followed() -> None:
    """A cycle of 400 points, 5,000 steps: 400 different sets of letters."""
    assert reason(permuted([400], 5_000)) == ""


def test_at_the_limits_it_still_works(tmp_path: Path) -> None:
    """10,000 branches with 40-digit ends, and 10^5 pieces expanded."""
    n = 10_000
    shift = 10**39 + 7
    points = [Fraction(0), *(Fraction(k, n) + Fraction(k, n * shift) - Fraction(k * k, n * n * shift) for k in range(1, n)), Fraction(1)]
    rows = [[str(p), str(q)] for p, q in pairwise(points)]
    identity = {"kind": "polynomial", "coefficients": ["0", "1"], "interval": ["0", "1"]}
    covering = {"rule": "T3", "intervals": rows, "branches": [[k, *row, k, k] for k, row in enumerate(rows)]}
    claim = {"kind": "growth", "levels": [points[5_000], points[5_001]], "rate": "1/2", "constant": "1/2", "from": 0}
    claim["levels"] = list(map(str, claim["levels"]))
    vector = [10**40 + abs(k - 5_000) for k in range(n)]
    path = tmp_path / "large.json"
    path.write_bytes(encode(identity, claim, {"rule": "T4w", "covering": covering, "vector": vector, "head": 1, "tail": 1}))
    assert run_limited(path).returncode == 0
    path.write_bytes(encode(TENT, {"kind": "exact", "iterate": 17, "pieces": 1 << 17}, {"rule": "E"}))
    assert run_limited(path).returncode == 0


def test_many_files_take_no_more_memory_than_one(tmp_path: Path) -> None:
    """A file of 8 MB, six times: nothing is kept, and --json prints file by file."""
    big = encode(
        {"kind": "piecewise-linear", "vertices": [[str(k), str(k % 2)] for k in range(20_000)]},
        {"kind": "exact", "iterate": 0, "pieces": 1},
        {"rule": "E"},
    )
    path = tmp_path / "big.json"
    path.write_bytes(big + b" " * (8 * MEGABYTE))
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(CHECKER), *[str(path)] * 6, "--json"],
        capture_output=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (300 * MEGABYTE, 300 * MEGABYTE)),
        check=False,
    )
    assert done.returncode == 0, done.stderr[-300:]
    assert [entry["accepted"] for entry in json.loads(done.stdout)] == [True] * 6


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")
def test_output_that_cannot_be_written() -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-I", "-S", str(CHECKER), str(CASES / "accept" / "tent-cycle.json")],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr.decode().count("\n") == 1
    assert b"the output cannot be written" in done.stderr


def test_closed_output() -> None:
    command = f"exec {sys.executable} -I -S {CHECKER} {CASES / 'accept' / 'tent-cycle.json'} >&-"
    done = subprocess.run(["sh", "-c", command], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
