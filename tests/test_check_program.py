"""The independent checker as a program: its words, LaTeX and JSON, map files, and wrong uses."""

import json
from pathlib import Path
from typing import Any

import pytest

from checking import CASES, check, encode, reason, run

TENT = CASES / "accept" / "tent-crossings-covering.json"


def test_text() -> None:
    done = run(TENT)
    assert done.returncode == 0
    assert done.stderr == ""
    assert done.stdout == (
        f"ACCEPTED {TENT}\n"
        "Let f be the piecewise linear map of I = [0, 1] with the 3 vertices (0, 0), (1/2, 1), (1, 0); f^t is its t-th iterate.\n"
        "Theorem: f^12 has at least 4096 crossings of [1/3, 2/3]: closed subintervals of I with disjoint interiors, "
        "at one end of which f^12 <= 1/3 and at the other f^12 >= 2/3.\n"
        "Rules: T3w, T3 on 2 intervals with 2 branches.\n"
        "Fingerprint of the map: 6cc456bd0753a2d198ea25ab10de04af4ef786f734f8ca179af4c577bca0eeae\n"
        "Fingerprint of the claim: " + check.fingerprint(json.loads(TENT.read_text())["claim"]) + "\n"
    )


def test_several_files(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.json"
    wrong.write_text(TENT.read_text().replace("4096", "4097"))
    done = run(wrong, TENT)
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert lines[0] == f"REJECTED {wrong}: claim.count = 4097 > 4096, the crossings that are shown"
    assert lines[1] == f"ACCEPTED {TENT}"


def test_json(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.json"
    wrong.write_text(TENT.read_text().replace("4096", "4097"))
    one, two = run("--json", TENT), run(TENT, wrong, "--json")
    assert (one.returncode, two.returncode) == (0, 1)
    accepted, [first, rejected] = json.loads(one.stdout), json.loads(two.stdout)
    assert accepted == first
    assert list(accepted) == ["file", "accepted", "theorem", "map", "claim", "map_sha256", "claim_sha256", "reason"]
    assert accepted["map"] == json.loads(TENT.read_text())["map"]
    assert accepted["claim"] == json.loads(TENT.read_text())["claim"]
    assert accepted["reason"] is None
    assert rejected == {
        "file": str(wrong),
        "accepted": False,
        "theorem": None,
        "map": None,
        "claim": None,
        "map_sha256": None,
        "claim_sha256": None,
        "reason": "claim.count = 4097 > 4096, the crossings that are shown",
    }


def test_long_numbers_are_short_in_words_and_full_in_json(tmp_path: Path) -> None:
    certificate = json.loads((CASES / "accept" / "tent-sup-far.json").read_text())
    certificate["claim"]["pieces"] = pieces = 7 * 10**3000
    path = tmp_path / "long.json"
    path.write_text(json.dumps(certificate))
    done = run("--json", path)
    assert json.loads(done.stdout)["claim"]["pieces"] == pieces
    assert "at most 700000000000... (3001 digits) pieces" in json.loads(done.stdout)["theorem"]


def test_numbers_shown_alike_are_told_apart() -> None:
    certificate = json.loads((CASES / "accept" / "tent-sup-far.json").read_text())
    certificate["claim"] |= {"iterate": 600, "pieces": 2**600 + 7}
    long = "414951556888... (181 digits)"
    assert reason(encode(certificate)) == (f"claim.pieces = {long} >= {long}, the crossings that are shown (those shown alike differ by 7)")
    assert check.apart(1, 1) == check.apart(1, 2) == check.apart(10**60, 10**61) == ""
    assert check.apart(10**60, (10**60, 1)) == " (those shown alike differ by 0)"
    assert check.apart((1, 10**60), 5, (1, 10**60 + 1), (1, 2)).startswith(" (those shown alike differ by 1/10000")


def test_one_is_singular() -> None:
    certificate = json.loads((CASES / "accept" / "tent-crossings-covering.json").read_text())
    certificate["claim"]["count"] = 1
    words = check.check_bytes(encode(certificate)).words
    assert "has at least 1 crossing of [" in words
    certificate["evidence"]["covering"] |= {"intervals": [["0", "1"]], "branches": [[0, "0", "1/2", 0, 0]]}
    assert "Rules: T3w, T3 on 1 interval with 1 branch." in check.check_bytes(encode(certificate)).words


def test_latex() -> None:
    done = run("--latex", CASES / "accept" / "tent-sup-far.json")
    assert done.returncode == 0
    assert "with at most $3 \\cdot 2^{29998}$ pieces has $\\sup_I |f^{30000} - g| \\ge 1/2$." in done.stdout
    assert done.stdout.count("\\begin{theorem}") == done.stdout.count("\\end{theorem}") == 1
    assert all(line.count("$") % 2 == 0 for line in done.stdout.splitlines())


@pytest.mark.parametrize(
    "data",
    [
        {"vertices": [["0", "0"], ["1/2", "1"], ["1", "0"]], "kind": "piecewise-linear"},
        {"vertices": [[0, 0], ["0.25", "0.50"], ["2/4", 1], ["3/4", "1/2"], [1, "0.0"]], "name": "tent", "format": 1, "source": ["any"]},
    ],
)
def test_map_file(data: Any, tmp_path: Path) -> None:
    path = tmp_path / "map.json"
    path.write_text(json.dumps(data))
    assert run(TENT, "--map", path).returncode == 0
    assert run("--map", path, CASES / "accept" / "golden-exact.json").returncode == 1


def test_map_file_of_a_polynomial(tmp_path: Path) -> None:
    path = tmp_path / "map.json"
    path.write_text(json.dumps({"coefficients": [1, "2.5", "-1.50", 0, "0/7"], "interval": ["-0", 2]}))
    assert run(CASES / "accept" / "quadratic-cycle.json", "--map", path).returncode == 0
    assert run(TENT, "--map", path).returncode == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "no file given"),
        (["--json"], "no file given"),
        (["--fast", TENT], "unknown option '--fast'"),
        ([TENT, "--map"], "--map needs a file"),
        ([TENT, "--json", "--latex"], "--json excludes --latex"),
        ([TENT, "--map", "nowhere.json"], "'nowhere.json' cannot be read: No such file or directory"),
        (["nowhere.json"], "'nowhere.json' cannot be read: No such file or directory"),
        ([TENT, CASES], "cannot be read: not an ordinary file"),
        (["--json", "nowhere.json", TENT], "'nowhere.json' cannot be read"),
    ],
)
def test_usage_errors(arguments: list[str | Path], message: str) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_help() -> None:
    done = run("--help")
    assert done.returncode == 0
    assert "--map MAPFILE" in done.stdout


def test_strange_file_names(tmp_path: Path) -> None:
    path = tmp_path / "a\nACCEPTED b\u00e9.json"
    path.write_text("[]")
    done = run(path)
    assert done.returncode == 1
    assert done.stdout.count("\n") == 1
    assert done.stdout.isascii()
