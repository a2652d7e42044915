"""Depth against width: excluded widths by closed formulas, the sizes of existing networks against those that are built."""

from __future__ import annotations

import csv
import sys
from math import ceil
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from exactsep.certificates.versus import Contradiction
from exactsep.cli.charts import tradeoff_chart
from exactsep.cli.tradeoff import between, statements
from exactsep.families import named_map
from exactsep.inverse import region as regions
from exactsep.inverse import tradeoff as module
from exactsep.inverse.region import RegionRow
from exactsep.inverse.tradeoff import Existing, Units, existing, narrow_parameters, tradeoff
from exactsep.maps.piecewise import PLMap
from exactsep.networks.narrow.exact import narrow_on_box
from exactsep.networks.realize import realize
from exactsep.networks.segments.distances import on_interval
from exactsep.numbers.field import Q
from test_cli_inverse import Axes
from test_cli_support import Runner

TENT = PLMap([(0, 0), ("1/2", 1), (1, 0)])
FLAT_START = PLMap([(0, 1), ("1/4", 1), ("1/2", 0), (1, "3/4")])  # begins with a plateau: one unit less than pieces
CONSTANT = PLMap([(0, "1/3"), (1, "1/3")])
COLLAPSING = PLMap([(0, 0), ("1/4", "1/2"), ("1/2", "1/2"), (1, 0)])  # f^r has hardly more pieces than f
MAPS = {"tent": TENT, "flat": FLAT_START, "constant": CONSTANT, "collapsing": COLLAPSING, "identity": PLMap([(0, 0), (1, 1)])}


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runner:
    monkeypatch.chdir(tmp_path)
    return Runner(capfd)


# -- known answers ------------------------------------------------------------------------------------


def test_the_tent() -> None:
    """f^12 has 2^12 pieces: (u+1)^d <= 2^12 - 1 is excluded; 2^r units in ceil(12/r) layers, and 3 units in 2^12 layers, are enough."""
    found = tradeoff("tent", 12, depths=range(1, 13))
    for row in found.region.rows:
        u = row.excluded_width or 0
        assert (u + 1) ** row.depth <= 2**12 - 1 < (u + 2) ** row.depth
        assert row.realized_width == 2 ** ceil(12 / row.depth)
    blocks = [n for n in found.networks if n.theorem == "T16"]
    assert [(n.block, n.depth, n.width) for n in blocks] == [(r, ceil(12 / r), 2**r) for r in (12, 6, 4, 3, 2, 1)]
    assert [(n.depth, n.width, n.parameters) for n in found.networks if n.theorem == "T18"] == [(4096, 3, 12 * 4096 - 12)]
    assert found.reason is None
    assert all(n.exact for n in found.networks)
    assert [n.depth for n in found.networks] == sorted(n.depth for n in found.networks)


@pytest.mark.parametrize("name", MAPS)
def test_sizes_are_those_of_the_networks_that_are_built(name: str) -> None:
    """Realizations and narrow networks, built, have these sizes, and are equal to f^t."""
    f = MAPS[name]
    for t in (1, 2, 3, 4, 5):
        power = f.iterate(t)
        found, reason = existing(f, t)
        assert reason is None
        assert {-(-t // r) for r in range(1, t + 1)} == {n.depth for n in found if n.theorem == "T16"}
        for one in found:
            net = realize(f, t, one.block).network
            if one.theorem == "T18":
                assert one.block == t
                net = narrow_on_box(net, [f.interval]).network
            assert (net.depth, net.width, net.parameters) == (one.depth, one.width, one.parameters)
            assert one.exact
            assert on_interval(net, f).output() == power


def test_parameters_of_narrow_networks() -> None:
    """n = 1, 2, ...: also the ones that are too small for the formula."""
    for n in range(1, 12):
        zigzag = PLMap([(Q(k) / n, k % 2) for k in range(n + 1)])
        made = narrow_on_box(realize(zigzag, 1).network, [(0, 1)]).network
        assert (made.depth, made.width, made.parameters) == (n, min(n, 3), narrow_parameters(n))


def test_bounds_where_iterates_are_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not counted, sizes are never less than counted, and for the tent the same; they are marked."""
    counted = {name: existing(f, 6)[0] for name, f in MAPS.items()}
    monkeypatch.setattr(regions, "MAX_PIECES", 4)
    for name, f in MAPS.items():
        bounded = existing(f, 6)[0]
        assert len(bounded) == len(counted[name])
        for one, true in zip(bounded, counted[name], strict=True):
            assert (one.theorem, one.block) == (true.theorem, true.block)
            assert one.width >= true.width
            assert one.depth >= true.depth
            assert one.parameters >= true.parameters
            assert not one.exact or one == true
    tent = existing(TENT, 6)[0]
    assert [n.exact for n in tent] == [False, False, True, True, False]  # f and f^2 are counted, f^3 and f^6 are not
    assert [(n.depth, n.width, n.parameters) for n in tent] == [(n.depth, n.width, n.parameters) for n in counted["tent"]]


def test_a_late_iterate_is_not_built() -> None:
    found = tradeoff("tent", 1000, depths=[1, 500])
    assert found.networks[0].width == 2**1000 == found.networks[-1].depth
    assert found.region.rows[1] == RegionRow(500, 2, 4)
    assert Units(TENT, 10**6)(10**6) is None
    networks, reason = existing(TENT, 500_000)
    assert "too many pieces to count them" in str(reason)
    assert networks[-1] == Existing("T16", 1, 500_000, 2, 2 * 2 + 499_999 * 2 * 3 + 3, True)


def test_what_has_no_networks() -> None:
    found = tradeoff("logistic:4", 6)
    assert found.networks == ()
    assert found.reason == "a polynomial map is not represented by any ReLU network"
    assert statements(found) == []
    golden = tradeoff("golden", 6)
    assert {n.theorem for n in golden.networks} == {"T16"}
    assert "rational weights" in str(golden.reason)
    for one in golden.networks:
        made = realize(named_map("golden"), 6, one.block)
        assert (made.depth, made.width, made.network.parameters) == (one.depth, one.width, one.parameters)


def test_nothing_excluded() -> None:
    found = tradeoff(CONSTANT, 3)
    assert found.region.excluded.certificate is None
    (line,) = statements(found)
    assert line.startswith("Depth replaces width: 1 hidden layer of 1 unit (4 weights and biases, T16) equals f^3")


def test_a_contradiction_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A network that is excluded and exists; at the border there is none."""
    for width, wrong in ((62, True), (63, False)):  # 63^2 <= 4095 < 64^2
        monkeypatch.setattr(module, "existing", lambda *_, u=width: ([Existing("T16", 1, 2, u, 9, True)], None))
        if wrong:
            with pytest.raises(Contradiction, match="width 62 at depth 2 is excluded, and a network of it exists"):
                tradeoff("tent", 12)
        else:
            assert tradeoff("tent", 12).networks[0].width == width


# -- words ------------------------------------------------------------------------------------------------


def test_statements() -> None:
    depth, width = statements(tradeoff("tent", 12))
    assert depth == (
        "Depth replaces width: 1 hidden layer of 4096 units (12289 weights and biases, T16) equals f^12, and so does a network of "
        "4096 hidden layers of at most 3 units (49140 weights and biases, T18) and 12 hidden layers of at most 2 units "
        "(73 weights and biases, T16)."
    )
    assert width == (  # in 3 layers 15 + 15 + 14 units: 16 * 16 * 15 <= 4095 < 16^3; in 2 layers 63 + 62: 64 * 63 <= 4095 < 64^2
        "Width does not replace depth: 73 weights and biases are enough at depth 12; but every network of d = 1, 2, 3 hidden layers of at "
        "most 4094, 62, 14 units each, or at most 4094, 125, 44 units in all, is at least 1/4 away from f^12 somewhere, whatever its weights."
    )


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (RegionRow(1, 5, 6), "none"),
        (RegionRow(1, 5, 7), "6"),
        (RegionRow(1, 5, 9), "6..8"),
        (RegionRow(1, None, 3), "1..2"),
        (RegionRow(1, None, 1), "none"),
        (RegionRow(1, 5, None), "-"),
    ],
)
def test_between(row: RegionRow, text: str) -> None:
    assert between(row) == text


# -- the command line -------------------------------------------------------------------------------------------


def test_tradeoff_json_and_csv(run: Runner) -> None:
    data = run("tradeoff", "tent", "--iterate", 6, "--depths", "1..3", "--csv", "t.csv", "-o", "c.json", "--json").data
    assert data["rows"] == [
        {"depth": 1, "excluded_width": 62, "existing_width": 64},
        {"depth": 2, "excluded_width": 6, "existing_width": 8},
        {"depth": 3, "excluded_width": 2, "existing_width": 4},
    ]
    assert data["networks"][-1] == {"theorem": "T18", "block": 6, "depth": 64, "width": 3, "parameters": 756, "exact": True}
    assert [line.split(":")[0] for line in data["statements"]] == ["Depth replaces width", "Width does not replace depth"]
    assert (data["pieces"], data["error"], data["file"]) == (63, "1/4", "c.json")
    assert run("check", "c.json").code == 0
    lines = list(csv.reader(Path("t.csv").read_text().splitlines()))
    assert lines[0] == ["what", "depth", "width", "parameters", "theorem", "block", "exact"]
    assert lines[1:4] == [["excluded", str(d), str(u), "", "", "", ""] for d, u in ((1, 62), (2, 6), (3, 2))]
    assert lines[4] == ["exists", "1", "64", "193", "T16", "6", "yes"]
    assert lines[-1] == ["exists", "64", "3", "756", "T18", "6", "yes"]


def test_tradeoff_text(run: Runner) -> None:
    out = run("tradeoff", "tent", "--iterate", 6, "--depths", "1,2").out
    lines = [" ".join(line.split()) for line in out.splitlines()]
    assert "2 6 8 7" in lines
    assert "64 3 756 T18, from r = 6" in lines
    assert "at most" not in out[out.index("Networks that equal") : out.index("Depth replaces")]
    assert "at most" in run("tradeoff", "tent", "--iterate", 16, "--depths", "1,2").out
    assert "No width is excluded at any depth." in run("tradeoff", "--points", "0,1/3 1,1/3", "--iterate", 2).out
    assert "rational weights." in " ".join(run("tradeoff", "golden", "--iterate", 3).out.split())


def test_tradeoff_refuses(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*arguments: object) -> str:
        return run.refused("tradeoff", *arguments)

    assert refused("tent", "--iterate", 0) == "depth against width is about an iterate f^t with t >= 1"
    assert "Missing option '--iterate'" in refused("tent")
    assert refused("tent", "--iterate", 5, "--depths", "3..1").startswith("--depths: the range 3..1 is empty")
    assert "the norm must be one of sup, sign, l1" in refused("tent", "--iterate", 5, "--norm", "l2")
    assert "--plot needs a file that ends in" in refused("tent", "--iterate", 5, "--plot", "t.gif")
    assert "same file" in refused("tent", "--iterate", 5, "--csv", "t", "-o", "t")
    assert "nothing to certify" in refused("--points", "0,1/3 1,1/3", "--iterate", 2, "-o", "c.json")
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    assert refused("tent", "--iterate", 5, "--plot", "t.svg").startswith("--plot needs the package matplotlib")
    monkeypatch.setattr(module, "existing", lambda *_: ([Existing("T16", 1, 1, 3, 9, True)], None))
    code, out, err = run("tradeoff", "tent", "--iterate", 5)
    assert (code, out) == (1, "")
    assert err.startswith("exactsep: internal error: width 3 at depth 1 is excluded")


def test_tradeoff_plot(run: Runner) -> None:
    pytest.importorskip("matplotlib")
    assert run("tradeoff", "tent", "--iterate", 6, "--plot", "t.svg").code == 0
    assert Path("t.svg").read_bytes().startswith(b"<?xml")


def test_what_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a stand-in for matplotlib: the excluded curve, the gap where both widths are known, and single networks."""
    from contextlib import nullcontext

    axes = Axes()
    figure = SimpleNamespace(add_subplot=lambda: axes, savefig=lambda buffer, **_: buffer.write(b"picture"))
    for name, content in (("matplotlib", {"rc_context": lambda _: nullcontext()}), ("matplotlib.figure", {"Figure": lambda **_: figure})):
        stand_in = ModuleType(name)
        stand_in.__dict__.update(content)
        monkeypatch.setitem(sys.modules, name, stand_in)
    rows = [RegionRow(1, 62, 64), RegionRow(2, 6, 8), RegionRow(6, None, 2)]
    networks = [Existing("T16", 6, 1, 64, 193, True), Existing("T16", 1, 6, 2, 37, True), Existing("T18", 6, 64, 3, 756, True)]
    assert tradeoff_chart(rows, networks, "tent", "svg") == b"picture"
    assert [arguments[:2] for name, arguments in axes.told if name == "plot"] == [
        ([1, 2], [62.0, 6.0]),
        ([1, 6], [64.0, 2.0]),
        ([64], [3.0]),
    ]
    fills: list[Any] = [arguments for name, arguments in axes.told if name == "fill_between"]
    assert fills == [([1, 2], [62.0, 6.0], 0.8), ([1, 2], [62.0, 6.0], [64.0, 8.0])]
    with pytest.raises(ValueError, match="--plot shows widths of up to 300 digits"):
        tradeoff_chart(rows, [Existing("T18", 6, 10**301, 3, 9, True)], "tent", "svg")
