"""`exactsep check` and `exactsep versus`, and what is shown while one waits."""

import io
import json
import time
from fractions import Fraction
from pathlib import Path

import pytest

from exactsep.cli import progress
from exactsep.cli.progress import Activity
from test_cli_support import Runner


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runner:
    """Runs command lines in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return Runner(capfd)


# -- check -----------------------------------------------------------------------------------------


def test_accepted_and_rejected(run: Runner) -> None:
    """2^20 crossings prove a theorem about 2^20 - 1 pieces, and none about 2^20."""
    run("certify", "tent", "--iterate", 20, "-o", "good.json")
    Path("bad.json").write_text(Path("good.json").read_text().replace("1048575", "1048576"))
    good, bad, both = run("check", "good.json"), run("check", "bad.json"), run("check", "good.json", "bad.json")
    assert (good.code, bad.code, both.code) == (0, 1, 1)
    assert good.out.startswith("ACCEPTED good.json\n")
    assert "at most 1048575 pieces" in good.out
    assert bad.out.startswith("REJECTED bad.json: ")
    assert both.out == good.out + bad.out
    assert good.err == bad.err == ""


def test_json_and_latex(run: Runner) -> None:
    run("certify", "tent", "--iterate", 20, "-o", "good.json")
    Path("bad.json").write_text("{}")
    data = run("check", "good.json", "--json").data
    assert {"accepted", "theorem", "map_sha256", "claim_sha256", "reason"} <= set(data)
    assert (data["accepted"], data["reason"]) == (True, None)
    assert len(data["map_sha256"]) == len(data["claim_sha256"]) == 64
    code, out, err = run("check", "good.json", "bad.json", "--json")
    assert (code, err) == (1, "")
    assert [entry["accepted"] for entry in json.loads(out)] == [True, False]
    assert json.loads(out)[1]["reason"]
    assert r"\begin{theorem}" in run("check", "good.json", "--latex").out


def test_files_that_cannot_be_read_hide_no_verdict(run: Runner) -> None:
    run("certify", "tent", "--iterate", 20, "-o", "good.json")
    Path("bad.json").write_text(Path("good.json").read_text().replace("1048575", "1048576"))
    expected = run("check", "good.json", "bad.json").out
    code, out, err = run("check", "good.json", "none.json", "bad.json", ".")
    assert (code, out) == (2, expected)
    assert err == "exactsep: error: cannot read none.json: no such file\nexactsep: error: cannot read .: it is a directory\n"
    code, out, err = run("check", "none.json", "other.json")
    assert (code, out, err.count("\n")) == (2, "", 2)
    code, out, err = run("check", "good.json", "none.json", "--json")
    assert (code, [entry["accepted"] for entry in json.loads(out)]) == (2, [True, False])
    assert err == "check.py: 'none.json' cannot be read: No such file or directory\n"


def test_other_files_are_named(run: Runner) -> None:
    """A network, a map or a certificate in the wrong place, whatever the package makes of files with a byte-order mark."""
    run("certify", "tent", "--iterate", 5, "-o", "t.json")
    Path("net.json").write_text('{"layers": [{"weights": [["1"]], "bias": ["0"]}]}')
    Path("map.json").write_text('{"vertices": [[0, 0], ["0.5", 1], [1, 0]]}')
    Path("polynomial.json").write_text('{"coefficients": [0, 4, -4], "interval": [0, 1]}')
    for name, kind in (("net.json", "network"), ("map.json", "map"), ("polynomial.json", "map")):
        assert run("check", name) == (1, f"REJECTED {name}: the file is a {kind}, not a certificate\n", "")
    for name, kind in (("net.json", "network"), ("t.json", "certificate")):
        message = f"check.py: '{name}' is not a map file: it is a {kind}\n"
        assert run("check", "t.json", "--map", name) == (2, "", message)
    Path("marked.json").write_text(Path("t.json").read_text(), encoding="utf-8-sig")
    told = "REJECTED marked.json: the file begins with a byte-order mark; save it as UTF-8 without one\n"
    assert run("check", "marked.json") == (1, told, "")


@pytest.mark.parametrize("same", ["tent", "0,0 1/2,1 1,0", "0,0 1/4,1/2 0.5,1 1,0", "full:2", "map.json"])
def test_the_map_that_is_meant(run: Runner, same: str) -> None:
    run("certify", "tent", "--iterate", 5, "-o", "t.json")
    Path("map.json").write_text('{"vertices": [[0, 0], ["0.5", 1], [1, 0]], "name": "mine"}')
    assert run("check", "t.json", "--map", same).code == 0
    other = run("check", "t.json", "--map", "skew:2/3", "--json")
    assert other.code == 1
    assert "map" in json.loads(other.out)["reason"]


def test_file_names_like_options(run: Runner) -> None:
    run("certify", "tent", "--iterate", 5, "-o", "-t.json")
    assert run("check", "--", "-t.json").code == 0
    assert run("check", "--map", "tent", "--", "-t.json").code == 0


# -- versus ----------------------------------------------------------------------------------------


def test_versus(run: Runner) -> None:
    """T^t takes all values equally often: its L1 distance from 1/2 is 1/4, and no g with few pieces is closer than 1/2."""
    data = run("versus", "tent", "--iterate", 12, "--pl", "0,1/2 1,1/2", "--json").data
    assert {key: data[key] for key in ("sup", "l1", "pieces", "bound")} == {"sup": "1/2", "l1": "1/4", "pieces": 1, "bound": "1/2"}
    assert Fraction(data["argmax"]) * 2**12 % 1 == 0, "a vertex of T^12"
    assert data["claim"]["pieces"] == 1
    Path("g.json").write_text('{"vertices": [["0", "2"], ["1", "-1/2"]]}')
    out = run("versus", "tent", "--iterate", 2, "--pl", "g.json").out
    assert "2" in out
    assert "with at most 1 piece has" in " ".join(out.split())


def test_versus_the_iterate_itself(run: Runner) -> None:
    data = run("versus", "tent", "--iterate", 1, "--pl", "tent", "--json").data
    assert {key: data[key] for key in ("sup", "argmax", "l1", "bound", "claim")} == {
        "sup": "0", "argmax": "0", "l1": "0", "bound": None, "claim": None,
    }  # fmt: skip
    assert "nothing to certify" in data["reason"]
    assert "No bound is certified" in run("versus", "tent", "--iterate", 1, "--pl", "tent").out


@pytest.mark.parametrize("name", ["stefan:5", "trimodal", "plateau", "full:3"])
@pytest.mark.parametrize("g", ["0,1/3 1,2/3", "0,0 1/3,1 1/2,1/5 1,1", "0,1/2 1/4,1 1/2,3/4 3/4,1/4 1,0"])
def test_no_g_beats_the_bound(run: Runner, name: str, g: str) -> None:
    data = run("versus", name, "--iterate", 4, "--pl", g, "--json").data
    assert data["bound"] is None or 0 < Fraction(data["bound"]) <= Fraction(data["sup"])
    assert 0 < Fraction(data["l1"]) <= Fraction(data["sup"])


# -- waiting ---------------------------------------------------------------------------------------


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    for delay, shown in ((0.01, True), (30.0, False)):
        screen = Terminal()
        monkeypatch.setattr("sys.stderr", screen)
        monkeypatch.setattr(progress, "DELAY", delay)
        with Activity("starting [0, 1]") as activity:
            time.sleep(0.6)
            activity("levels")
            activity.count(3, 7)
            time.sleep(0.2)
        assert ("starting [0, 1]" in screen.getvalue(), "levels" in screen.getvalue()) == (shown, shown)


def test_no_progress_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = io.StringIO()
    monkeypatch.setattr("sys.stderr", screen)
    monkeypatch.setattr(progress, "DELAY", 0.0)
    with Activity("working") as activity:
        time.sleep(0.05)
        activity.count(1, 2)
    assert screen.getvalue() == ""
