"""Files of claims about a network: numbers as they are written, CSV and JSON, wrong files, and the command line."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest

from crosschecked import CUBED, RIGHT, TWO
from exactsep.networks.crosschecks.reported import load_reported, reported
from exactsep.numbers.field import Q
from test_cli_support import Runner

# -- files ------------------------------------------------------------------------------------------------


def test_numbers_are_what_is_written(tmp_path: Path) -> None:
    path = tmp_path / "claims.json"
    path.write_text('{"breakpoints": [0.1, 2E-1, "1/3", -25e-2], "maximum": 1.10, "pieces": 4.0, "lipschitz": 12e1, "tolerance": 1e-9}')
    assert load_reported(path) == {
        "breakpoints": (Q("-1/4"), Q("1/10"), Q("1/5"), Q("1/3")),
        "pieces": 4,
        "maximum": Q("11/10"),
        "lipschitz": 120,
        "tolerance": Q("1/1000000000"),
    }
    assert reported({"maximum": 0.1})["maximum"] == Fraction(0.1) != Q("1/10")  # in Python, floats are dyadic


def test_csv_is_the_same(tmp_path: Path) -> None:
    path = tmp_path / "claims.CSV"
    path.write_text("\ufeffQuantity, Value\nbreakpoints, 0.5\n\nbreakpoints,1e-1\npieces,3\nsup_error,1/8\ntolerance,0\n")
    assert load_reported(path) == {"breakpoints": (Q("1/10"), Q("1/2")), "pieces": 3, "sup_error": Q("1/8"), "tolerance": 0}
    path.write_text("pieces,3\n")
    assert load_reported(path) == {"pieces": 3}


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("c.json", '{"piecs": 8}', "unknown key 'piecs'; known: breakpoints, pieces, regions, maximum, minimum, lipschitz, l1_error, sup_error, tolerance"),
        ("c.json", '{"tolerance": 8}', "there is no claim in it: give at least one of breakpoints, pieces,"),
        ("c.json", "{}", "there is no claim in it"),
        ("c.json", "[]", "a file of claims holds one JSON object, not list"),
        ("c.json", '{"pieces": 8, "pieces": 8}', "the key 'pieces' occurs twice"),
        ("c.json", '{"maximum": NaN}', "maximum: the number NaN is not finite"),
        ("c.json", '{"maximum": "-inf"}', "maximum: the number -inf is not finite"),
        ("c.json", '{"breakpoints": [0, -Infinity]}', "breakpoints[1]: the number -Infinity is not finite"),
        ("c.json", '{"breakpoints": 0.5}', "breakpoints must be a list of numbers"),
        ("c.json", '{"breakpoints": "0.5"}', "breakpoints must be a list of numbers"),
        ("c.json", '{"minimum": true}', "minimum: True is not a number"),
        ("c.json", '{"minimum": null}', "minimum: None is not a number"),
        ("c.json", '{"minimum": 1e5000}', "minimum: '1e5000' is not a number of moderate size"),
        ("c.json", '{"minimum": 1e99999999999999999999}', "minimum: '1e99999999999999999999' is not a number of moderate size"),
        ("c.json", '{"pieces": 2.5}', "pieces must be a whole number, not 5/2"),
        ("c.json", '{"pieces": 2', "not JSON"),
        ("c.json", '{"tolerance": -1e-9, "pieces": 2}', "tolerance must be a number >= 0"),
        ("c.csv", "pieces,2,3\n", "line 1: a line is quantity,value, not 'pieces,2,3'"),
        ("c.csv", "quantity,value\npieces,2\npieces,2\n", "line 3: pieces occurs twice; only breakpoints may be repeated"),
        ("c.csv", "pieces,two\n", "pieces: 'two' is not a rational number"),
        ("c.csv", "breakpoints,nan\n", "breakpoints[0]: the number nan is not finite"),
        ("c.csv", "quantity,value\n", "there is no claim in it"),
        ("c.csv", "", "the file is empty"),
        ("c.csv", "name,number\npieces,2\n", "line 1: 'name' is not a quantity; a line is quantity,value, with breakpoints, pieces,"),
        ("c.csv", "quantity,value\npieces,2\nslope,3\n", "line 3: 'slope' is not a quantity; a line is quantity,value, with"),
        ("c.json", " ", "the file is empty"),
        ("c.json", '{"format": 1, "claim": {}, "evidence": {}}', "this is a certificate, not a file of claims; `exactsep check` reads it"),
        ("c.json", '{"kind": "relu-network", "layers": []}', "this is a network, not a file of claims about one"),
        ("c.json", '{"vertices": []}', "this is a map, not a file of claims"),
        ("c.json", '{"coefficients": [], "interval": []}', "this is a map, not a file of claims"),
    ],
)  # fmt: skip
def test_wrong_files(name: str, text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(ValueError) as error:
        load_reported(path)
    assert str(error.value).startswith(f"{path}: {message}")


# -- the command line -----------------------------------------------------------------------------------------


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runner:
    """Runs command lines in a folder in which net.json is tent^3, and right.json says so."""
    monkeypatch.chdir(tmp_path)
    Path("net.json").write_text(json.dumps(CUBED.data()))
    Path("right.json").write_text(json.dumps(RIGHT))
    return Runner(capfd)


def test_exit_codes(run: Runner) -> None:
    right = ("net", "crosscheck", "net.json", "--claim", "right.json", "--map", "tent")
    code, out, err = run(*right, "--iterate", 3)
    assert (code, err) == (0, "")
    assert "All claims agree with the exact values." in out
    code, out, err = run(*right, "--iterate", 2)
    assert (code, err) == (1, "")
    assert "2 of 8 wrong: l1_error, sup_error." in out
    assert run(*right).code == 2


def test_crosscheck_json(run: Runner) -> None:
    Path("c.json").write_text('{"breakpoints": [0.125, 0.25, 0.375, 0.5000001, 0.625, 0.75, 0.8], "maximum": 1.0000001}')
    code, out, _ = run("net", "crosscheck", "net.json", "--claim", "c.json", "--tolerance", "1e-6", "--json")
    data = json.loads(out)
    assert (code, data["agrees"], data["wrong"]) == (1, False, ["breakpoints"])
    breakpoints, maximum = data["entries"]
    assert breakpoints["difference"] == "1/10000000"
    assert breakpoints["missing"] == [{"point": "7/8", "nearest": "4/5", "distance": "3/40"}]
    assert breakpoints["spurious"] == [{"point": "4/5", "nearest": "3/4", "distance": "1/20", "remark": "no breakpoint there"}]
    assert (maximum["claimed"], maximum["exact"], maximum["difference"], maximum["agrees"]) == (
        "10000001/10000000",
        "1",
        "1/10000000",
        True,
    )


def test_hostile_files(run: Runner) -> None:
    """Very long numbers and lines that are no CSV: an answer or one line, never a traceback."""
    Path("long.json").write_text(json.dumps({"pieces": "1" + 5000 * "0", "maximum": "0." + 3000 * "3"}))
    code, out, _ = run("net", "crosscheck", "net.json", "--claim", "long.json", "--json")
    assert (code, json.loads(out)["entries"][0]["claimed"]) == (1, "1" + 5000 * "0")
    assert run("net", "crosscheck", "net.json", "--claim", "long.json").code == 1
    Path("deep.json").write_text('{"breakpoints": ' + 100_000 * "[")
    assert "nested too deeply" in run.refused("net", "crosscheck", "net.json", "--claim", "deep.json")
    for text in ("pieces,1\x00\n", '"pieces,1\n', "a" * 200_000 + ",1\n", "pieces\n"):
        Path("bad.csv").write_text(text)
        assert "bad.csv: " in run.refused("net", "crosscheck", "net.json", "--claim", "bad.csv")
    Path("binary.csv").write_bytes(b"\xff\xfe")
    assert run.refused("net", "crosscheck", "net.json", "--claim", "binary.csv") == "binary.csv: not a UTF-8 text file"


def test_byte_order_marks(tmp_path: Path) -> None:
    """They are no part of the first key; spreadsheets write them."""
    for name, text in (("c.json", '{"pieces": 7}'), ("c.csv", "pieces,7\n")):
        (tmp_path / name).write_text(text, encoding="utf-8-sig")
        assert load_reported(tmp_path / name) == {"pieces": 7}


def test_crosscheck_text(run: Runner) -> None:
    Path("c.csv").write_text("quantity,value\n" + "".join(f"breakpoints,{k / 8}\n" for k in (1, 2, 3, 4, 5, 6)) + "pieces,7\nmaximum,1\n")
    lines = [" ".join(line.split()) for line in run("net", "crosscheck", "net.json", "--claim", "c.csv").out.splitlines()]
    assert "breakpoints 6 points 7 points 0 where matched wrong: 1 missing" in lines
    assert "pieces 7 8 -1 wrong" in lines
    assert "maximum 1 1 0 right" in lines
    assert "7/8 3/4 1/8" in lines
    assert "2 of 3 wrong: breakpoints, pieces." in lines


def test_crosscheck_refuses(run: Runner) -> None:
    def refused(*arguments: object) -> str:
        return run.refused("net", "crosscheck", *arguments)

    Path("nan.json").write_text('{"maximum": NaN}')
    Path("typo.json").write_text('{"piecs": 8}')
    Path("none.json").write_text('{"tolerance": 8}')
    Path("two.json").write_text(json.dumps(TWO.data()))
    assert refused("missing.json", "--claim", "right.json") == "missing.json: No such file or directory"
    assert refused("net.json", "--claim", "missing.json") == "missing.json: No such file or directory"
    assert refused("net.json", "--claim", ".") == ".: a directory, not a file of claims"
    assert refused("net.json", "--claim", "nan.json") == "nan.json: maximum: the number NaN is not finite"
    assert refused("net.json", "--claim", "typo.json").startswith("typo.json: unknown key 'piecs'; known: breakpoints,")
    assert refused("net.json", "--claim", "none.json").startswith("none.json: there is no claim in it")
    assert "the start of the segment has 2 coordinates, but the network has 1 input" in refused(
        "net.json", "--claim", "right.json", "--segment", "0,0;1,1"
    )
    Path("pieces.json").write_text('{"pieces": 2}')
    assert refused("two.json", "--claim", "pieces.json").startswith("the network has 2 inputs: on which segment?")
    assert refused("two.json", "--claim", "pieces.json", "--segment", "0,0; 1,1").startswith("the network has 2 outputs: which one?")
    assert run("net", "crosscheck", "two.json", "--claim", "pieces.json", "--segment", "0,0; 1,1", "--output-number", 1).code == 0
    Path("segment.json").write_text("[[0, 0], [1, 1]]")
    assert run("net", "crosscheck", "two.json", "--claim", "pieces.json", "--segment", "segment.json", "--output-number", 0).code == 0
    Path("segment.json").write_text("[[0, 0]]")
    assert "segment.json: a segment is a list of two points" in refused("two.json", "--claim", "pieces.json", "--segment", "segment.json")
    assert refused("net.json", "--claim", "right.json", "--tolerance", "x").startswith("tolerance: 'x' is not a rational number")
    assert "Missing option '--claim'" in refused("net.json")
    assert "over the rationals" in refused("net.json", "--claim", "right.json", "--map", "golden", "--iterate", 2)
