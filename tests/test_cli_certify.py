"""`exactsep certify`: the theorem, the tables and the JSON; expected values from closed formulas."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from exactsep.cli.output import fraction_and_decimal, short
from exactsep.cli.tables import every_rows, share_rows
from exactsep.numbers.field import Q
from exactsep.wording import polynomial_text
from test_cli_support import Runner


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runner:
    """Runs command lines in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return Runner(capfd)


def widths(data: dict[str, Any]) -> dict[int, int | None]:
    return {row["depth"]: row["width"] for row in data["table"]}


def largest_width(pieces: int, depth: int) -> int | None:
    """The largest u >= 1 with (u + 1)^depth <= pieces, by counting up."""
    u = 0
    while (u + 2) ** depth <= pieces:
        u += 1
    return u or None


def test_tent_20(run: Runner) -> None:
    """f^20 runs 2^20 times between 0 and 1."""
    data = run("certify", "tent", "--iterate", 20, "--json").data
    (claim,) = data["claims"]
    assert claim["kind"] == "sup"
    assert (claim["levels"], claim["error"], claim["iterate"]) == (["0", "1"], "1/2", 20)
    assert (claim["crossings"], claim["pieces"], claim["exact"]) == (1048576, 1048575, True)
    table = widths(data)
    assert list(table) == list(range(1, 11))
    assert table == {1: 1048574, 2: 1022, **{d: largest_width(1048575, d) for d in range(3, 11)}}
    assert data["file"] is None
    assert "sup_I |f^20 - g| >= 1/2" in data["theorem"]
    assert list(Path().iterdir()) == []


def test_for_people(run: Runner) -> None:
    code, out, err = run("certify", "tent", "--iterate", 20, "-o", "tent.json")
    assert (code, err) == (0, "")
    assert max(map(len, out.splitlines())) <= 80
    for text in ("1048576 by f^20 (exact count)", "1/2 = 0.5", "T12", "The certificate was written to tent.json.", "2      1022      2045"):
        assert text in out
    assert "Theorem: every continuous piecewise affine g on I with at most 1048575 pieces" in " ".join(out.split())
    assert all(print_ in out for print_ in json.loads(run("check", "tent.json", "--json").out)["map_sha256"].split())
    assert "The certificate is written with -o FILE" in run("certify", "tent", "--iterate", 3).out


def test_the_file_is_the_theorem_that_was_printed(run: Runner) -> None:
    data = run("certify", "stefan:5", "--iterate", 9, "-o", "s.json", "--json").data
    assert data["file"] == "s.json"
    assert [path.name for path in Path().iterdir()] == ["s.json"]
    verdict = run("check", "s.json", "--json").data
    assert verdict["accepted"] is True
    assert {key: verdict[key] for key in ("theorem", "map_sha256", "claim_sha256")}.items() <= data.items()


def test_period_3(run: Runner) -> None:
    """On the 3-cycle 2/7 -> 4/7 -> 6/7 the crossings of [4/7, 6/7] are Fibonacci numbers; F(22) = 17711."""
    data = run("certify", "tent", "--iterate", 20, "--period", 3, "--json").data
    claim = data["claims"][0]
    assert (claim["levels"], claim["crossings"], claim["error"]) == (["4/7", "6/7"], 17711, "1/7")
    assert widths(data)[2] == 132
    assert "Other cycles of this period" in run("certify", "tent", "--iterate", 20, "--period", 3).out


@pytest.mark.parametrize(
    ("iterate", "options", "pieces"),
    [
        (12, ["--pieces", 100], 100),
        (12, ["--widths", "10,20,10"], 11 * 21 * 11),
        (12, ["--widths", " 10 20, 10 "], 11 * 21 * 11),
        (14, ["--depth", 3, "--width", 20], 21**3),
        (12, ["--depth", 2, "--width", 5, "--breakpoints", 3], 16**2),
        (12, ["--neurons", 9], 2**9),
        (12, ["--neurons", 9, "--depth", 2], 6 * 5),
    ],
)
def test_budgets(run: Runner, iterate: int, options: list[object], pieces: int) -> None:
    """f^t of the tent has 2^t full branches: every g with fewer pieces is 1/2 away somewhere."""
    (claim,) = run("certify", "tent", "--iterate", iterate, *options, "--json").data["claims"]
    assert pieces < 2**iterate
    assert (claim["pieces"], claim["error"]) == (pieces, "1/2")


def test_depths_that_are_asked_for(run: Runner) -> None:
    data = run("certify", "tent", "--iterate", 20, "--depth", 13, "--json").data
    assert list(widths(data)) == [*range(1, 11), 13]
    assert widths(data)[13] == largest_width(1048575, 13)
    shown = run("certify", "tent", "--iterate", 20, "--norm", "sign", "--depth", 7).out
    assert "d = 7" in shown


def test_sign(run: Runner) -> None:
    """2^20 crossings give 2^20 + 1 alternating labels; with M = n - 2k pieces at least k of them are wrong (T13)."""
    data = run("certify", "tent", "--iterate", 20, "--norm", "sign", "--json").data
    (claim,) = data["claims"]
    assert (claim["points"], claim["pieces"], claim["errors"]) == (1048577, 1048575, 1)
    assert claim["error"] == "1/1048577"
    out = run("certify", "tent", "--iterate", 20, "--norm", "sign").out
    rows = {line.split()[0]: line.split()[1:] for line in out.splitlines() if line.strip().startswith(("1/10 ", "1/4 ", "2/5 "))}
    assert rows["1/10"][:3] == ["104858", "838861", "838860"]
    assert rows["1/4"][:4] == ["262145", "524287", "524286", "723"]
    for share, (errors, pieces, *_) in rows.items():
        assert (1048577 - int(pieces)) // 2 == int(errors)
        assert Fraction(int(errors), 1048577) >= Fraction(share)
        assert Fraction((1048577 - int(pieces) - 1) // 2, 1048577) < Fraction(share), "one piece more would not do"
    again = run("certify", "tent", "--iterate", 20, "--norm", "sign", "--pieces", rows["1/4"][1], "--json").data
    assert again["claims"][0]["errors"] == 262145


def test_exact_and_crossings(run: Runner) -> None:
    exact = run("certify", "tent", "--iterate", 10, "--norm", "exact", "--json").data
    assert exact["claims"][0]["kind"] == "exact"
    assert exact["claims"][0]["pieces"] == 1023
    assert "g = f^10 on I has at least 1024 pieces" in exact["theorem"]
    assert "differs from f^10 somewhere" in run("certify", "tent", "--iterate", 10, "--norm", "exact").out
    crossings = run("certify", "full:3", "--iterate", 6, "--norm", "crossings", "--json").data
    assert crossings["claims"][0]["crossings"] == 3**6
    assert "f^6 has at least 729 crossings of [0, 1]" in crossings["theorem"]


def test_for_all_t(run: Runner) -> None:
    data = run("certify", "tent", "--for-all-t", "--json").data
    (claim,) = data["claims"]
    assert (claim["iterate"], claim["rate"], claim["error"], claim["constant"], claim["from"]) == ("every", "2", "1/2", "1", 0)
    out = run("certify", "tent", "--for-all-t").out
    rows = {line.split()[0]: line.split()[1:] for line in out.splitlines() if line.split() and line.split()[0] in ("10", "20", "50", "100")}
    assert rows["20"] == ["1048575", "1048574", "1022", "100", "14"]
    assert rows["10"] == ["1023", "1022", "30", "9", "2"]
    other = run("certify", "--points", "0,1/7 2/5,1 1,0", "--for-all-t", "-o", "all.json", "--json").data
    assert Fraction(other["claims"][0]["rate"]) > 1
    assert Fraction(other["claims"][0]["error"]) > 0
    assert run("check", "all.json").code == 0


def test_cycle(run: Runner) -> None:
    data = run("certify", "tent", "--norm", "cycle", "--period", 3, "--json").data
    assert data["claims"][0]["pattern"] in ([2, 3, 1], [3, 1, 2])
    assert data["table"] == []
    assert run("certify", "logistic:15/4", "--norm", "cycle", "--period", 3 + 2).code == 0


def test_large_numbers(run: Runner) -> None:
    """2^100000 has 30,103 digits: shortened for people, decimal strings for programs, never an error of Python's."""
    out = run("certify", "tent", "--iterate", 100_000)
    assert (out.code, out.err) == (0, "")
    assert "(30103 digits)" in out.out
    assert max(map(len, out.out.splitlines())) <= 80
    claim = run("certify", "tent", "--iterate", 100_000, "--json").data["claims"][0]
    assert len(claim["crossings"]) == 30103


def test_polynomial_map(run: Runner) -> None:
    data = run("certify", "logistic:4", "--iterate", 8, "-o", "l.json", "--json").data
    assert 2 <= data["claims"][0]["crossings"] <= 2**8
    assert run("check", "l.json", "--map", "logistic:4").code == 0


# -- the tables, and numbers for people ------------------------------------------------------------


def test_every_rows() -> None:
    claim = {"rate": "3/2", "constant": "1/2", "from": 0}
    _, rows = every_rows(claim, [1, 2], 1)
    below = -(-(3**20) // 2**21) - 1
    assert rows[1] == ["20", str(below), str(below - 1), str(largest_width(below, 2))]
    assert [row[0] for row in every_rows({**claim, "from": 30}, [1], 1)[1]] == ["50", "100"]


def test_share_rows() -> None:
    assert share_rows(3, Fraction(0), [1], 1)[1] == [["1/10", "1", "1", "-"], ["1/4", "1", "1", "-"]]
    assert share_rows(3, Fraction(1, 3), [1], 1)[1] == [], "only larger shares than the one that is claimed"
    _, rows = share_rows(101, Fraction(1, 101), [1, 2], 2)
    assert rows[1] == ["1/4", "26", "49", "24", "3"], "26 >= 101/4; 101 - 52 = 49 pieces; 2 u + 1 <= 49, (2 u + 1)^2 <= 49"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (7, "7"),
        (None, "-"),
        (10**24, "100000000000...(25 digits)"),
        (-(10**30), "-100000000000...(31 digits)"),
        (Q("1/3"), "1/3"),
        ("12345678901234567890123456/7", "123456789012...(26 digits)/7"),
    ],
)
def test_short(value: Any, text: str) -> None:
    assert short(value) == text


def test_short_beyond_the_limit_of_python() -> None:
    assert short(10**5000) == "100000000000...(5001 digits)"


def test_fractions_and_polynomials() -> None:
    assert fraction_and_decimal("3") == "3"
    assert fraction_and_decimal("1/8") == "1/8 = 0.125"
    assert fraction_and_decimal("2/3") == "2/3 = 0.666666666..."
    assert polynomial_text([-1, 1, -1, -1, 1]) == "x^4 - x^3 - x^2 + x - 1"
    assert polynomial_text([0, 3, -2]) == "-2 x^2 + 3 x"
    assert polynomial_text([0]) == "0"
    assert polynomial_text([1] * 40, most=12) == "an integer polynomial of degree 39"
