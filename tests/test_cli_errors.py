"""Bad input: one clear line on stderr, exit code 2, nothing on stdout, nothing written."""

import os
from pathlib import Path
from typing import Any

import pytest

from test_cli_support import Runner

NINES = "9" * 5000


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runner:
    """Runs command lines in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return Runner(capfd)


MAP_FILES = {
    "float": ('{"vertices": [[0, 0], ["1/2", 0.9], [1, 0]]}', 'the number 0.9 is a float; write it exactly, as a string: "0.9"'),
    "leaves": ('{"vertices": [[0, 0], ["1/2", "3/2"], [1, 0]]}', "the vertex (1/2, 3/2) has the value 3/2, but 0 <= 3/2 <= 1 is needed"),
    "twice": ('{"vertices": [[0, 0], ["1/2", 1], ["1/2", 0], [1, 0]]}', "two values at one x: vertices[1] has x = 1/2"),
    "order": ('{"vertices": [[0, 0], ["1/2", 1], ["1/3", 0], [1, 0]]}', "vertices out of order: vertices[1] has x = 1/2"),
    "keys": ('{"vertices": [], "vertices": []}', "the key 'vertices' occurs twice"),
    "nan": ('{"vertices": [[0, NaN], [1, 0]]}', "the number NaN is a float"),
    "truncated": ('{"vertices": [[0, 0]', "not JSON"),
    "deep": ("[" * 100_000, "nested too deeply"),
    "empty": ("", "the file is empty"),
}  # fmt: skip


@pytest.mark.parametrize("name", MAP_FILES)
def test_map_files(run: Runner, name: str) -> None:
    text, message = MAP_FILES[name]
    Path(f"{name}.json").write_text(text)
    for command in (["certify", "--iterate", 3, "-o", "out.json"], ["cycles", "--period", 2], ["growth"], ["graph"]):
        assert message in run.refused(command[0], f"{name}.json", *command[1:])
    assert os.listdir() == [f"{name}.json"]


def test_files_that_are_none(run: Runner) -> None:
    Path("folder").mkdir()
    Path("binary.json").write_bytes(bytes(range(128, 256)))
    with open("huge.json", "wb") as huge:
        huge.truncate(2**30)
    for name, message in (
        ("folder", "folder is a directory, not a map file"),
        ("binary.json", "binary.json: not a UTF-8 text file"),
        ("huge.json", "huge.json: 1073741824 bytes, over the limit"),
        ("none.json", "none.json: No such file or directory"),
    ):
        assert run.refused("certify", name, "--iterate", 3, "-o", "out.json").startswith(message)
    assert sorted(os.listdir()) == ["binary.json", "folder", "huge.json"]


@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may read everything")
def test_files_that_cannot_be_read(run: Runner) -> None:
    Path("secret.json").touch(mode=0)
    assert "Permission denied" in run.refused("certify", "secret.json", "--iterate", 3)
    assert "permission denied" in run.refused("check", "secret.json")


MAPS = [
    (["tnet"], "no map or file is called 'tnet'; did you mean 'tent'?"),
    (["stefan"], "'stefan': write 'stefan:P', for example 'stefan:5'"),
    (["stefan:4"], "stefan:P needs an odd period"),
    (["logistic:5"], "logistic:R needs 0 < R <= 4"),
    ([""], "no map or file is called ''"),
    ([], "which map? Give a name (see exactsep maps), a map file, or --points"),
    (["tent", "--points", "0,0 1,1"], "the map is given twice, by MAP and by --points"),
    (["--points", ""], "--points is empty"),
    (["--points", "0,0 1"], "--points: '1' is not x,y"),
    (["--points", "0,0 1,x"], "vertices[1]: 'x' is not a rational number"),
    (["--points", "0,0"], "at least two vertices"),
    (["--points", "0,0 1,2"], "the vertex (1, 2) has the value 2, but 0 <= 2 <= 1 is needed"),
    (["--points", "1,0 0,1"], "vertices out of order"),
]


@pytest.mark.parametrize(("arguments", "message"), MAPS)
def test_maps(run: Runner, arguments: list[str], message: str) -> None:
    assert message in run.refused("certify", *arguments, "--iterate", 3)
    assert message in run.refused("growth", *arguments)


CERTIFY = [
    ([], "which iterate? Give one"),
    (["--iterate", "-3"], "t >= 0, not -3"),
    (["--iterate", "3.5"], "--iterate needs a whole number, not '3.5'"),
    (["--iterate", "1_000"], "--iterate needs a whole number, not '1_000'"),
    (["--iterate", "1e3"], "--iterate needs a whole number"),
    (["--iterate", "1000000000000000000000"], "1000000000000000000000 is over the limit 100000"),
    (["--iterate", NINES], "--iterate: a number of 5000 digits, over the limit of 4000"),
    (["--iterate", "0"], "nothing to certify"),
    (["--iterate", "3", "--norm", "l1", "--pieces", "8"], "nothing to certify (l1): no lower bound was found for f^3 against functions"),
    (["--iterate", "3", "--norm", "l1", "--pieces", "0"], "pieces must be an integer M >= 1, not 0"),
    (["--iterate", "3", "--norm", "l1", "--period", "3"], "the norm l1 has no period"),
    (["--iterate", "3", "--norm", "max"], "norm must be one of"),
    (["--iterate", "3", "--pieces", "0"], "pieces must be an integer M >= 1"),
    (["--iterate", "3", "--pieces", "8"], "nothing to certify"),
    (["--iterate", "3", "--pieces", NINES[:3999]], "nothing to certify"),
    (["--iterate", "3", "--pieces", "5", "--neurons", "5"], "given twice"),
    (["--iterate", "3", "--width", "5"], "a width needs a depth"),
    (["--iterate", "3", "--widths", ","], "--widths needs whole numbers separated by commas"),
    (["--iterate", "3", "--widths", "3,x"], "--widths needs a whole number, not 'x'"),
    (["--iterate", "3", "--breakpoints", "0"], "breakpoints must be"),
    (["--for-all-t", "--breakpoints", "-5"], "breakpoints must be"),
    (["--iterate", "3", "--depth", "0"], "depth must be"),
    (["--iterate", "3", "--depth", "200", "--width", "1" + 12 * "0"], "nothing to certify"),
    (["--for-all-t", "--iterate", "3"], "a claim for every t has no iterate"),
    (["--for-all-t", "--norm", "sign"], "a claim for every t is about the norm sup, l1 or crossings, not sign"),
    (["--iterate", "3", "--period", "1"], "period 1"),
    (["--norm", "cycle"], "needs a period"),
    (["--iterate", "3", "-o", "folder"], "-o needs the name of a file, not 'folder'"),
    (["--iterate", "3", "-o", "-"], "-o needs the name of a file, not '-'"),
    (["--iterate", "3", "-o", "none/x.json"], "cannot write none/x.json: there is no directory"),
    (["--iterate", "3", "-o", os.devnull], f"cannot write {os.devnull}: it is not an ordinary file"),
]


@pytest.mark.parametrize(("arguments", "message"), CERTIFY)
def test_certify(run: Runner, arguments: list[str], message: str) -> None:
    Path("folder").mkdir()
    shown = run.refused("certify", "tent", *arguments, *[] if "-o" in arguments else ["-o", "out.json"])
    assert message in shown
    assert len(shown) < 400
    assert os.listdir() == ["folder"]


OTHERS = [
    (["certify", "stefan:5", "--iterate", 3, "--period", 3], "the map has no cycle of least period 3"),
    (["certify", "--points", "0,1/2 1,1/2", "--for-all-t"], "nothing to certify for every t"),
    (["cycles", "tent", "--period", 0], "the period must be an integer n >= 1, not 0"),
    (["cycles", "tent", "--period", 30], "over the limit"),
    (["cycles", "tent", "--period", 10**9], "over the limit 10000"),
    (["cycles", "stefan:5", "--period", 3, "-o", "out.json"], "no isolated cycle of least period 3"),
    (["growth", "(1 2"], "not a pattern in cycle notation"),
    (["growth", "(1 2)(3 4)"], "a pattern is a single pair of parentheses"),
    (["growth", "(1 1)"], "1 is repeated"),
    (["growth", "(1 2)", "-o", "out.json"], "nothing to certify for every t"),
    (["growth", "tent", "--tolerance", 0], "--tolerance must be positive, not 0"),
    (["growth", "tent", "--tolerance", "e-3"], "--tolerance: 'e-3' is not a rational number"),
    (["graph", "(1 2 4)"], "not a permutation"),
    (["graph", "tent", "--dot", "--graphml"], "exclude each other"),
    (["versus", "tent", "--iterate", 3, "--pl", "nope"], "no map or file is called 'nope'"),
    (["versus", "tent", "--iterate", 3, "--pl", "0,0 2,1"], "f on [0, 1], g on [0, 2]"),
    (["versus", "tent", "--iterate", 3, "--pl", "0,0 1"], "--pl: '1' is not x,y"),
    (["versus", "tent", "--iterate", 30, "--pl", "0,0 1,1"], "f^30 has more than 600000 pieces"),
    (["versus", "tent", "--iterate", -1, "--pl", "0,0 1,1"], "t >= 0"),
    (["versus", "logistic:4", "--iterate", 3, "--pl", "0,0 1,1"], "versus needs a piecewise-linear map, not the polynomial map"),
    (["versus", "tent", "--iterate", 3, "--pl", "logistic:4"], "--pl needs a piecewise-linear function"),
    (["versus", "--points", "0,0 1,2", "--iterate", 3, "--pl", "tent"], "the vertex (1, 2)"),
    (["check", "none.json"], "cannot read none.json: no such file"),
    (["check", "."], "cannot read .: it is a directory"),
    (["check", "--", "-x"], "cannot read -x: no such file"),
    (["check", __file__, "--json", "--latex"], "exclude each other"),
    (["check", __file__, "--map", "tnet"], "did you mean 'tent'?"),
    (["check", __file__, "--map", "0,0 0,1"], "two values at one x"),
]


@pytest.mark.parametrize(("arguments", "message"), OTHERS)
def test_other_commands(run: Runner, arguments: list[object], message: str) -> None:
    assert message in run.refused(*arguments)
    assert os.listdir() == []


def test_realized_networks_are_json(run: Runner) -> None:
    assert "--network writes exact weights as JSON: g.onnx must end in .json" in run.refused(
        "net", "realize", "tent", "-t", 3, "--network", "g.onnx"
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("region", "tent", "-t", 5, "--csv", "same", "-o", "./same"),
        ("net", "realize", "tent", "-t", 3, "--network", "same.json", "-o", "same.json"),
    ],
)
def test_two_outputs_to_one_file(run: Runner, arguments: tuple[Any, ...]) -> None:
    assert "two outputs would be written to the same file" in run.refused(*arguments)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("certify", "tent", "-t", 3, "--iterate", 4), "--iterate is given 2 times, and once is enough (see exactsep certify --help)"),
        (("net", "pieces", "n.json", *["--segment", "0; 1"] * 3), "--segment is given 3 times, and once is enough"),
    ],
)
def test_an_option_given_twice(run: Runner, arguments: tuple[Any, ...], message: str) -> None:
    """Otherwise one of the two would be ignored without a word."""
    assert message in run.refused(*arguments)


def test_flags_may_be_repeated(run: Runner) -> None:
    assert run("certify", "tent", "-t", 3, "--json", "--json").code == 0
