"""`exactsep least`, `region` and `table`: what they print, write and refuse."""

from __future__ import annotations

import csv
import json
import sys
from fractions import Fraction
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from exactsep.checker import check
from exactsep.cli.charts import region_chart
from exactsep.inverse.region import RegionRow
from test_cli_support import Runner

TENT_WIDTHS = {1: 4094, 2: 62, 3: 14, 4: 6, 12: None}  # the largest u with (u + 1)^d <= 2^12 - 1


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runner:
    """Runs command lines in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return Runner(capfd)


def one_line(run: Runner, *arguments: object) -> str:
    """The message of a command that is refused: one line, exit code 2."""
    result = run(*arguments)
    assert (result.code, result.out, result.err.count("\n")) == (2, "", 1), result
    return result.err.removeprefix("exactsep: error: ").strip()


# -- least -----------------------------------------------------------------------------------------


def test_least_width(run: Runner) -> None:
    data = run("least", "width", "tent", "--iterate", 12, "--depth", 2, "--error", "1/2", "-o", "out.json", "--json").data
    assert (data["least"], data["value"], data["pieces"], data["error"], data["file"]) == ("width", 63, 4095, "1/2", "out.json")
    verdict = check("out.json")
    assert verdict["accepted"] is True
    assert verdict["theorem"] == data["theorem"]
    text = run("least", "width", "tent", "--iterate", 12, "--depth", 2, "--error", "1/2").out
    assert "Every ReLU network with 2 hidden layers of at most 62 units each" in text
    assert "it need not suffice" in " ".join(text.split())
    assert "Accepted by the independent checker" in text


def test_least_depth_and_iterate(run: Runner) -> None:
    assert run("least", "depth", "tent", "--iterate", 12, "--width", 5, "--json").data["value"] == 5  # 6^4 <= 4095 < 6^5
    data = run("least", "iterate", "tent", "--widths", "10,20,10", "--error", "1/3", "--json").data
    assert (data["least"], data["value"], data["iterate"]) == ("iterate", 12, 12)


def test_nothing_excluded(run: Runner) -> None:
    data = run("least", "width", "tent", "--iterate", 3, "--depth", 1, "--error", "2/3", "--json").data
    assert (data["value"], data["pieces"], data["theorem"], data["claims"]) == (1, 0, None, [])
    text = run("least", "width", "tent", "--iterate", 3, "--depth", 1, "--error", "2/3").out
    assert "No width is excluded at depth 1: no error of at least 2/3 is certified even for one piece." in " ".join(text.split())
    message = one_line(run, "least", "width", "tent", "--iterate", 3, "--depth", 1, "--error", "2/3", "-o", "out.json")
    assert message.startswith("nothing to certify: nothing was written to out.json")
    assert not Path("out.json").exists()
    message = one_line(run, "least", "iterate", "tent", "--widths", "3", "--error", "2/3", "--limit", 9)
    assert message == (
        "nothing to certify: no iterate up to 9 excludes the ReLU networks with hidden widths 3 (at most 4 pieces) by what was found"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["width", "tent", "-t", "5", "--depth", "0"], "depth must be an integer from 1 to 100000, not 0"),
        (["depth", "tent", "-t", "5", "--width", "0"], "width must be an integer from 1 to 1000000000000000000, not 0"),
        (["width", "tent", "-t", "5", "--depth", "1", "--error", "-1"], "the error must be positive, not -1"),
        (["width", "tent", "-t", "5", "--depth", "1", "--norm", "l2"], "the norm must be one of sup, sign, l1, not 'l2'"),
        (["width", "tent", "--depth", "1"], "Missing option '--iterate' / '-t'. (see exactsep least width --help)"),
        (["width", "--points", "0,2 1,0", "-t", "5", "--depth", "1"], "the value 2, but 0 <= 2 <= 1 is needed"),
        (["iterate", "tent", "--widths", "3,x"], "--widths needs a whole number, not 'x'"),
        (["nothing"], "no command is called 'nothing' (see exactsep least"),
    ],
)
def test_wrong_inputs_of_least(run: Runner, arguments: list[str], message: str) -> None:
    assert message in one_line(run, "least", *arguments)


# -- region ----------------------------------------------------------------------------------------


def test_region(run: Runner) -> None:
    data = run("region", "tent", "--iterate", 12, "--depths", "1..4,12", "--csv", "out.csv", "--json").data
    assert {row["depth"]: row["excluded_width"] for row in data["rows"]} == TENT_WIDTHS
    lines = list(csv.reader(Path("out.csv").read_text().splitlines()))
    assert lines[0] == ["depth", "excluded_width", "realized_width"]
    assert [line[:2] for line in lines[1:]] == [[str(d), "" if u is None else str(u)] for d, u in TENT_WIDTHS.items()]
    assert [line[2] for line in lines[1:]] == ["4096", "64", "16", "8", "2"]
    assert "one of the realized width equals f^12" in " ".join(run("region", "tent", "--iterate", 12).out.split())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--depths", "0..3"], "depth must be an integer from 1 to 100000, not 0"),
        (["--depths", "3..1"], "--depths: the range 3..1 is empty"),
        (["--depths", "1..1000000000"], "--depths: the range 1..1000000000 is over the limit of 1000 numbers"),
        (["--depths", "1,,2"], "--depths needs whole numbers or ranges separated by commas, such as 1,2,5..8, not '1,,2'"),
        (["--plot", "out.gif"], "--plot needs a file that ends in .svg, .png or .pdf, not 'out.gif'"),
        (["--csv", "nowhere/out.csv"], "cannot write nowhere/out.csv: there is no directory"),
        (["--csv", "-"], "--csv needs the name of a file, not '-'"),
    ],
)
def test_wrong_inputs_of_region(run: Runner, arguments: list[str], message: str) -> None:
    assert message in one_line(run, "region", "tent", "--iterate", "12", *arguments)


def test_the_map_is_not_overwritten(run: Runner) -> None:
    Path("map.json").write_text('{"vertices": [["0", "0"], ["1/2", "1"], ["1", "0"]]}')
    assert "--csv map.json would overwrite" in one_line(run, "region", "map.json", "--iterate", 3, "--csv", "map.json")


def test_plot_without_matplotlib(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    message = one_line(run, "region", "tent", "--iterate", 12, "--plot", "out.svg")
    assert message == "--plot needs the package matplotlib: pip install 'exactsep[plot]'; --csv and --json need nothing"


def test_plot(run: Runner) -> None:
    pytest.importorskip("matplotlib")
    for suffix, start in ((".svg", b"<?xml"), (".png", b"\x89PNG"), (".pdf", b"%PDF")):
        assert run("region", "tent", "--iterate", 12, "--plot", f"out{suffix}").code == 0
        assert Path(f"out{suffix}").read_bytes().startswith(start)


class Axes:
    """What a chart is told, by the names of the methods."""

    def __init__(self) -> None:
        self.told: list[tuple[str, tuple[Any, ...]]] = []
        self.xaxis = SimpleNamespace(get_major_locator=lambda: SimpleNamespace(set_params=lambda **_: None))

    def __getattr__(self, name: str) -> Any:
        return lambda *arguments, **_: self.told.append((name, arguments))


def test_what_is_plotted(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a stand-in for matplotlib: both curves, without the depths at which there is no width."""
    axes = Axes()
    figure = SimpleNamespace(add_subplot=lambda: axes, savefig=lambda buffer, **_: buffer.write(b"picture"))
    from contextlib import nullcontext

    for name, content in (("matplotlib", {"rc_context": lambda _: nullcontext()}), ("matplotlib.figure", {"Figure": lambda **_: figure})):
        module = ModuleType(name)
        module.__dict__.update(content)
        monkeypatch.setitem(sys.modules, name, module)
    rows = [RegionRow(1, 4094, 4096), RegionRow(2, 62, 64), RegionRow(12, None, 2)]
    assert region_chart(rows, "tent", "svg") == b"picture"
    assert [arguments[:2] for name, arguments in axes.told if name == "plot"] == [
        ([1, 2], [4094.0, 62.0]),
        ([1, 2, 12], [4096.0, 64.0, 2.0]),
    ]
    assert ("set_yscale", ("log",)) in axes.told
    with pytest.raises(ValueError, match="--plot shows widths of up to 300 digits"):
        region_chart([RegionRow(1, 10**301, None)], "tent", "svg")


# -- table -----------------------------------------------------------------------------------------


def test_table(run: Runner) -> None:
    result = run("table", "--periods", "3,8", "--depth", "1..3", "--iterate", 30, "--csv", "out.csv", "--save", "made")
    assert result.code == 0
    text = " ".join(result.out.split())
    for part in (
        "1.618033988749...",
        "no growth is forced",
        "z = 3/2: z^2 = 9/4 > 2, and the polynomial is -5/8 < 0 at z",
        "4 certificates",
    ):
        assert part in text
    names = sorted(path.name for path in Path("made").iterdir())
    assert names == ["period-3-l1.json", "period-3-rate.json", "period-3-sign.json", "period-3-sup.json"]
    for name in names:
        assert check(Path("made") / name)["accepted"] is True
    with open("out.csv", newline="") as handle:
        lines = list(csv.DictReader(handle))
    assert len(lines) == 9
    for line in lines:
        claim = json.loads((Path("made") / f"period-3-{line['norm']}.json").read_text())["claim"]
        depth, width, older = int(line["depth"]), int(line["width"]), int(line["older_width"])
        assert claim["pieces"] == int(line["pieces"])
        assert (width + 1) ** depth <= claim["pieces"] < (width + 2) ** depth
        n = claim["points"] if line["norm"] == "sign" else 4 * claim["pieces"]
        share = Fraction(1, 4) if line["norm"] == "sign" else 0
        assert (2 * older) ** depth <= (Fraction(1, 2) - share) * n if share else (2 * older) ** depth <= claim["pieces"]


def test_table_for_programs(run: Runner) -> None:
    data = run("table", "--periods", "3,4", "--depth", "2", "--iterate", 20, "--json").data
    three, four = data["rows"]
    assert three["floor"]["minimal_polynomial"] == [-1, -1, 1]
    assert three["rate_equals_lipschitz"] is True
    assert three["above_sqrt_2"] == {"z": "3/2", "z_squared": "9/4", "polynomial_at_z": "-5/8"}
    assert [w["norm"] for w in three["norms"]] == ["sup", "sign", "l1"]
    assert (four["floor"]["lower"], four["model"], four["norms"]) == ("1", None, [])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--periods", "3,5/2"], "--periods needs a whole number, not '5/2'"),
        (["--periods", "0"], "period must be an integer from 1 to 1000, not 0"),
        (["--periods", "3", "--iterate", "0"], "iterate must be an integer from 1 to 1000, not 0"),
        (["--periods", "3", "--depth", "0"], "depth must be an integer from 1 to 100000, not 0"),
        (["--periods", "27"], "the degree 26, over the limit 24 of number fields"),
        (["--periods", "3", "--save", __file__], "--save needs the name of a directory"),
        (["--periods", "3", "--save", "nowhere/made"], "cannot make nowhere/made: there is no directory"),
    ],
)
def test_wrong_inputs_of_table(run: Runner, arguments: list[str], message: str) -> None:
    assert message in one_line(run, "table", *arguments)
