"""The limits of the checker: beyond each of them a certificate is rejected with the reason, and below them everything works."""

import json
import resource
import subprocess
import sys
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest

from checking import CHECKER, MEGABYTE, reason, run_limited
from hostile_limits import LIMITS
from hostile_maps import LONG, TENT, encode, growth, linear, permuted, zigzag


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
