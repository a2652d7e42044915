"""Hostile L1 claims, networks and fields: small files that would cost the checker minutes or gigabytes. It may use 300 MB, and answers
in one line.

Each of these was found by attacking the checker; the sizes are those at which it once took from 10 seconds to minutes.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from checking import assert_rejected
from hostile_maps import TENT, encode
from hostile_maxima import MAXIMA
from hostile_networks import NETWORKS
from hostile_paths import PATHS
from hostile_tapes import TAPES

L1 = {"kind": "l1", "iterate": 1, "pieces": 1, "error": "1/100", "upper": None}
COST = "comparing numbers costs"


def numbers(count: int, digits: int, seed: int) -> list[str]:
    """Increasing rationals in (0, 1) with coprime denominators, most likely."""
    rng = random.Random(seed)
    bottoms = [rng.randrange(10 ** (digits - 1), 10**digits) | 1 for _ in range(count)]
    return [str(Fraction(q * (k + 1) // (count + 2) + 1, q)) for k, q in enumerate(bottoms)]


def empty_steps() -> bytes:
    """T14 along 100,000 steps in a covering of 10,000 intervals without a path."""
    cells = [[str(Fraction(k, 20_000)), str(Fraction(k + 1, 20_000))] for k in range(9_999)]
    covering = {"rule": "T3", "intervals": cells, "branches": [[0, "0", "1/20000", 1, 1]]}
    lower = {"rule": "T14", "covering": covering, "bases": ["2"], "exponents": [[1]], "targets": [[0, 0]]}
    return encode(TENT, L1 | {"iterate": 100_000}, {"lower": lower, "upper": None})


def long_sums() -> bytes:
    """T15 with 200 branches of 900 digits, whose lengths are added."""
    points = numbers(400, 900, 1)
    pairs = list(zip(points[::2], points[1::2], strict=True))
    vertices = [["0", "0"], *([x, str(k)] for pair in pairs for k, x in enumerate(pair)), ["1", "0"]]
    partition = {"intervals": [["0", "1"]], "branches": [[0, u, v, 0] for u, v in pairs]}
    lower = {"rule": "T15", "partition": partition, "tail": 1, "levels": [1]}
    return encode({"kind": "piecewise-linear", "vertices": vertices}, L1, {"lower": lower, "upper": None})


def long_units() -> bytes:
    """A block of 80 units with weights of 999 digits, whose sums are to be compared with the tent."""
    weights, places = numbers(80, 999, 2), numbers(80, 999, 3)
    offsets = places[::-1]
    layers: list[Any] = [{"weights": [["1"]] * 80, "bias": offsets}, {"weights": [weights], "bias": ["0"]}]
    claim = {"kind": "realization", "iterate": 1, "network": {"kind": "relu-network", "layers": layers}}
    block = {"iterates": 1, "offsets": offsets, "output": weights, "shift": "0"}
    return encode(TENT, claim, {"rule": "T16", "blocks": [block], "sequence": [0]})


def long_moments() -> bytes:
    """A dual function with 80 steps of 999 digits."""
    points, values = ["0", *numbers(79, 999, 4), "1"], numbers(80, 999, 5)
    lower = {"rule": "T15v", "cuts": ["0", "1"], "windows": [[0, 1, points, values]]}
    return encode(TENT, L1, {"lower": lower, "upper": None})


def field(digits: int) -> dict[str, Any]:
    """A field of degree 24 with long coefficients, a in [0, 1]."""
    big = 10 ** (digits - 1) + 7
    return {"minpoly": [-big, *[big // 3] * 23, 3 * big + 1], "interval": ["0", "1"]}


def inverses() -> bytes:
    """Bases of T14 that have to be inverted, in a field of degree 24 with coefficients of 20 digits."""
    tent = {"kind": "piecewise-linear", "field": field(20), "vertices": TENT["vertices"]}
    covering = {"rule": "T3", "intervals": [["0", "1"]], "branches": [[0, "0", "1/2", 0, 0], [0, "1/2", "1", 0, 0]]}
    bases = [["1", *[str(k + 2)] * 23] for k in range(11)]
    lower = {"rule": "T14", "covering": covering, "bases": ["2", *bases], "exponents": [[1] + [0] * 11] * 2, "targets": [[0, 0]]}
    return encode(tent, L1, {"lower": lower, "upper": None})


def many_coefficients() -> bytes:
    """Elements with 24 long coprime denominators."""
    vertices = [[["0", *numbers(23, 999, k)], "0"] for k in range(150)]
    return encode({"kind": "piecewise-linear", "field": field(2), "vertices": vertices}, L1, {})


def dear_prices() -> bytes:
    """Prices of 4,000 digits for 2^16 runs."""
    lower = {"rule": "T15x", "bits": 64, "prices": [[10**3999] * 60]}
    return encode(TENT, L1 | {"iterate": 16}, {"lower": lower, "upper": None})


def many_pieces() -> bytes:
    """2^1000000 pieces, to be multiplied with prices."""
    lower = {"rule": "T15x", "bits": 3_000, "prices": [[2**2_990] * 2_000]}
    return encode(TENT, L1 | {"pieces": "1*2^1000000"}, {"lower": lower, "upper": None})


def deep_root() -> bytes:
    """A zero in disguise, in a reducible field: its sign is looked for up to the last bit."""
    minpoly = [1, 1, -1, -1, -1, 1]  # (x^2 - x - 1)(x^3 - 1)
    tent = {"kind": "piecewise-linear", "field": {"minpoly": minpoly, "interval": ["3/2", "2"]}, "vertices": TENT["vertices"]}
    claim = {"kind": "crossings", "iterate": 1, "levels": ["0", ["-1", "-1", "1", "0", "0"]], "count": 1}
    return encode(tent, claim, {"rule": "E"})


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty-steps": (empty_steps, "the slopes of paths need 200128 bits"),
    "long-sums": (long_sums, COST),
    "long-units": (long_units, COST),
    "long-moments": (long_moments, COST),
    "inverses": (inverses, COST),
    "many-coefficients": (many_coefficients, ""),
    "dear-prices": (dear_prices, "the largest value allowed"),
    "many-pieces": (many_pieces, "the error that is shown"),
    "deep-root": (deep_root, "is its polynomial irreducible?"),
    **PATHS,
    **NETWORKS,
    **MAXIMA,
    **TAPES,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files(name: str, tmp_path: Path) -> None:
    make, expected = HOSTILE[name]
    path = tmp_path / "hostile.json"
    path.write_bytes(make())
    assert_rejected(path, expected)
