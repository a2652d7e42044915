"""`exactsep separate`, `exactsep net realize` and `certify --norm l1` from the command line."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest

from test_cli_support import Runner


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runner:
    monkeypatch.chdir(tmp_path)
    return Runner(capfd)


def test_l1_json(run: Runner) -> None:
    data = json.loads(run("certify", "golden", "--iterate", 6, "--norm", "l1", "--pieces", 4, "--json").out)
    assert Fraction(data["error"]) < Fraction(data["upper"])
    assert data["rule"] == data["claims"][0]["rule"]
    assert data["claims"][0]["upper"] == data["upper"]


def test_l1_text(run: Runner) -> None:
    out = run("certify", "tent", "--iterate", 8, "--norm", "l1", "--pieces", 3).out
    assert "int_I |f^8 - g| >= " in out.replace("\n", " ")
    assert "some g has" in out
    assert "T15x" in out
    out = run("certify", "skew:2/3", "--norm", "l1", "--for-all-t").out
    assert "(1/4) - (1/4) * M / (3/2)^t" in out.replace("\n", " ")
    out = run("certify", "golden", "--norm", "l1", "--for-all-t").out
    assert "* M / (a)^(t - 6)" in " ".join(out.split())


def test_realize(run: Runner) -> None:
    result = run("net", "realize", "tent", "--iterate", 6, "--block", 2, "-o", "c.json", "--network", "n.json")
    assert result.code == 0
    assert "3, of 4, 4, 4 units" in result.out
    network = json.loads(Path("n.json").read_text())
    assert network == json.loads(Path("c.json").read_text())["claim"]["network"]
    assert run("check", "c.json").code == 0
    data = json.loads(run("net", "realize", "tent", "--iterate", 6, "--json").out)
    assert (data["depth"], data["width"], data["widths"]) == (6, 2, [2] * 6)
    assert data["network"]["layers"][0] == {"weights": [["1"], ["1"]], "bias": ["0", "-1/2"]}


def test_separate(run: Runner) -> None:
    result = run("separate", "tent", "--iterate", 12, "--depth", 2, "--width", 10, "-o", "s.json")
    assert result.code == 0
    assert "depth 12, width 2" in result.out
    assert "at most 121 pieces" in result.out
    assert run("check", "s.json").code == 0
    data = json.loads(run("separate", "golden", "--iterate", 12, "--depth", 1, "--width", 30, "--deep", 4, "--json").out)
    assert data["deep"]["depth"] == 4
    assert isinstance(data["sup"], list)
    assert Fraction(data["sup"][0]) < Fraction(data["sup"][1])


def test_wrong_inputs(run: Runner) -> None:
    for arguments, message in (
        (("separate", "tent", "--iterate", 3, "--depth", 0, "--width", 3), "depth must be an integer from 1"),
        (("separate", "tent", "--iterate", 3, "--depth", 1), "Missing option '--width'"),
        (("separate", "tent", "--iterate", 3, "--depth", 5, "--width", 9), "nothing to certify (separation)"),
        (("net", "realize", "logistic:4", "--iterate", 3), "only iterates of piecewise-linear maps"),
        (("net", "realize", "tent"), "Missing option '--iterate'"),
        (("net", "nothing"), "no command is called 'nothing' (see exactsep net --help)"),
        (("net", "verus"), "no command is called 'verus'; did you mean 'versus'? (see exactsep net --help)"),
        (("net", "realize", "tent", "-t", 2, "--network", "none/net.json"), "cannot write none/net.json: there is no directory"),
        (("certify", "tent", "--iterate", 3, "--norm", "l1", "--pieces", 0), "pieces must be an integer M >= 1"),
    ):
        result = run(*arguments)
        assert result.code == 2, arguments
        assert message in result.err, (arguments, result.err)
        assert result.err.count("\n") == 1
