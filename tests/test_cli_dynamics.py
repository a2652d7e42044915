"""`exactsep maps`, `cycles`, `growth` and `graph`; expected values from the literature or a second computation."""

import re
from fractions import Fraction
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

from exactsep.cli.graph import dot_lines
from exactsep.dynamics.covering import Covering
from exactsep.families import EXAMPLES
from test_cli_support import Runner


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runner:
    """Runs command lines in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return Runner(capfd)


# -- maps ------------------------------------------------------------------------------------------


def test_maps(run: Runner) -> None:
    maps = {entry["name"]: entry for entry in run("maps", "--json").data["maps"]}
    assert set(maps) == {example.spelling for example in EXAMPLES}
    assert maps["logistic:R"]["known"]["cycles"] == [2, 1, 0, 1, 2, 2, 2, 3]
    assert maps["stefan:P"]["known"]["rate_polynomial"] == [-1, 0, 0, -2, 0, 1]
    out = run("maps").out
    assert max(map(len, out.splitlines())) <= 80
    for text in ("Telgarsky 2016", "stefan:P", "x^5 - 2 x^3 - 1", "2, 1, 2, 3, 6, 9, 18, 30"):
        assert text in out


# -- cycles ----------------------------------------------------------------------------------------


def tent(x: Fraction) -> Fraction:
    return min(2 * x, 2 - 2 * x)


@pytest.mark.parametrize(("period", "count"), [(1, 2), (2, 1), (3, 2), (4, 3), (5, 6), (6, 9)])
def test_cycles_of_the_tent(run: Runner, period: int, count: int) -> None:
    """As many as there are necklaces of this least period: (1/n) sum of mu(n/d) 2^d."""
    data = run("cycles", "tent", "--period", period, "--json").data
    assert (data["period"], len(data["cycles"]), data["intervals"], data["complete"]) == (period, count, [], True)
    for cycle in data["cycles"]:
        points = [Fraction(p) for p in cycle["points"]]
        assert sorted(set(points)) == points
        assert [points.index(tent(p)) + 1 for p in points] == cycle["pattern"]
    assert "not part of a certificate" in data["how"]


def test_cycles_of_a_polynomial_are_enclosures(run: Runner) -> None:
    """The fixed points of 15/4 x (1 - x) are 0 and 11/15, enclosed even though they are rational."""
    fixed = run("cycles", "logistic:15/4", "--period", 1, "--json").data["cycles"]
    assert [cycle["points"] for cycle in fixed] == [[["0", "0"]], [["11/15", "11/15"]]]
    (four,) = run("cycles", "logistic:15/4", "--period", 4, "--json").data["cycles"]
    assert four["pattern"] == [3, 4, 2, 1]
    for index, (lo, hi) in enumerate(four["points"]):
        middle = (Fraction(lo) + Fraction(hi)) / 2
        left, right = four["points"][four["pattern"][index] - 1]
        assert float(Fraction(left)) == pytest.approx(float(Fraction(15, 4) * middle * (1 - middle)), abs=1e-9)
        assert Fraction(hi) - Fraction(lo) < Fraction(1, 10**9) > Fraction(right) - Fraction(left)


def test_intervals_of_periodic_points(run: Runner) -> None:
    data = run("cycles", "--points", "0,1 1,0", "--period", 2, "--json").data
    assert data["cycles"] == []
    assert data["intervals"] == [{"lo": "0", "hi": "1", "excluded": ["1/2"]}]
    out = run("cycles", "--points", "0,1 1,0", "--period", 2).out
    assert "[0, 1]" in out
    assert "1/2" in out
    assert run("cycles", "--points", "0,0 1,1", "--period", 1, "--json").data["intervals"] == [{"lo": "0", "hi": "1", "excluded": []}]
    message = run.refused("cycles", "--points", "0,1 1,0", "--period", 2, "-o", "c.json")
    assert message == "there is no isolated cycle of least period 2 to write a certificate about"


def test_cycles_for_people(run: Runner) -> None:
    out = run("cycles", "stefan:5", "--period", 5).out
    assert "(1 3 4 2 5)" in out
    assert "0  1/4  1/2  3/4  1" in out
    none = run("cycles", "stefan:5", "--period", 3)
    assert (none.code, none.err) == (0, ""), "that a period does not occur is an answer"
    assert none.out.startswith("No isolated cycles of least period 3")
    assert "28 more are not shown" in run("cycles", "tent", "--period", 8, "--limit", 2).out
    assert "0.733" in run("cycles", "logistic:11/3", "--period", 1).out or "8/11" in run("cycles", "logistic:11/3", "--period", 1).out


def test_cycle_certificates(run: Runner) -> None:
    for index in (1, 2):
        data = run("cycles", "tent", "--period", 3, "-o", f"{index}.json", "--index", index, "--json").data
        verdict = run("check", f"{index}.json", "--json").data
        assert verdict["claim"]["enclosures"] == [[p, p] for p in data["cycles"][index - 1]["points"]]
    assert run("cycles", "logistic:15/4", "--period", 5, "-o", "l.json").out.rstrip().endswith("The certificate was written to l.json.")
    assert run("check", "l.json").code == 0
    assert run.refused("cycles", "tent", "--period", 3, "-o", "x.json", "--index", 3).startswith("--index must be between 1 and 2")


# -- growth ------------------------------------------------------------------------------------------


def at(polynomial: list[int], x: Fraction) -> Fraction:
    return sum((c * x**k for k, c in enumerate(polynomial)), Fraction(0))


def radius(matrix: list[list[int]]) -> float:
    return float(max(abs(np.linalg.eigvals(np.array(matrix, dtype=float))))) if matrix else 0.0


@pytest.mark.parametrize(
    ("arguments", "polynomial", "rate"),
    [
        (["stefan:5"], [-1, 1, -1, -1, 1], 1.5128763968),
        (["stefan:3"], [-1, -1, 1], 1.6180339887),
        (["(1 2 3)"], [-1, -1, 1], 1.6180339887),
        (["(1 3 4 2 5)"], [-1, 1, -1, -1, 1], 1.5128763968),
        (["(1 3 2 4)"], [-1, 1], 1.0),
        (["(1 2)"], [-1, 1], 1.0),
        (["plateau"], [-1, -1, 1], 1.6180339887),
        (["tent"], [-2, 1], 2.0),
        (["full:7"], [-7, 1], 7.0),
        (["--points", "0,0 1/2,1 1,0"], [-2, 1], 2.0),
    ],
)
def test_growth(run: Runner, arguments: list[str], polynomial: list[int], rate: float) -> None:
    data = run("growth", *arguments, "--json").data
    assert data["minimal_polynomial"] == polynomial
    assert data["exact"] is True
    lower, upper = Fraction(data["lower"]), Fraction(data["upper"])
    assert upper - lower <= Fraction(1, 10**12)
    assert at(polynomial, lower) <= 0 <= at(polynomial, upper)
    assert float(lower) == pytest.approx(rate, abs=1e-9)
    assert radius(data["matrix"]) == pytest.approx(rate, abs=1e-6)
    assert len(data["intervals"]) == len(data["matrix"]) == len(data["vector"])
    assert left_quotient(data) >= Fraction(data["lam"])


def left_quotient(data: dict[str, Any]) -> Fraction:
    """The least (w A)_j / w_j over w_j > 0."""
    w = data["vector"]
    images = [sum(w[i] * row[j] for i, row in enumerate(data["matrix"])) for j in range(len(w))]
    return min(Fraction(image, entry) for image, entry in zip(images, w, strict=True) if entry)


def test_growth_between_two_bounds(run: Runner) -> None:
    """The trimodal map is not Markov; its laps 4, 14, ... are submultiplicative: the rate is at most 14^(1/2)."""
    data = run("growth", "trimodal", "--tolerance", "1/100", "--json").data
    assert data["exact"] is False
    assert Fraction(data["upper"]) - Fraction(data["lower"]) <= Fraction(1, 10**12)
    assert radius(data["matrix"]) == pytest.approx(float(Fraction(data["lower"])), abs=1e-6)
    lower, upper = Fraction(data["rate_lower"]), Fraction(data["rate_upper"])
    assert lower == Fraction(data["lower"])
    assert lower < upper <= lower * Fraction(102, 100)
    assert lower**2 <= 14
    assert "lies between" in run("growth", "trimodal", "--tolerance", "0.01").out


def test_growth_of_a_fixed_point(run: Runner) -> None:
    """No intervals, rate 1."""
    data = run("growth", "(1)", "--json").data
    assert (data["matrix"], data["lower"], data["upper"], data["exact"]) == ([], "1", "1", True)
    assert data["rate_lower"] == data["rate_upper"] == "1"
    assert run("growth", "(1)").out.startswith("The rate that this pattern forces is exactly 1")
    assert "no interval" in run.refused("growth", "(1)", "-o", "g.json")


def test_growth_for_people_and_certificate(run: Runner) -> None:
    out = run("growth", "stefan:5", "-o", "g.json").out
    assert "1.512876396864..., the largest root of x^4 - x^3 - x^2 + x - 1." in " ".join(out.split())
    assert "Theorem: for every t >= 0" in out
    assert run("check", "g.json", "--map", "stefan:5").code == 0
    assert run("growth", "(1 2 3)", "-o", "p.json", "--json").data["file"] == "p.json"
    assert run("check", "p.json", "--map", "0,1/2 1/2,1 1,0").code == 0


# -- graph -------------------------------------------------------------------------------------------

STEFAN_5 = {0: {2, 3}, 1: {3}, 2: {1, 2}, 3: {0}}


def test_graph(run: Runner) -> None:
    """J_0 = [p_1, p_2] is mapped over [p_3, p_5], and so on: images of the points are 3, 5, 4, 2, 1."""
    out = run("graph", "stefan:5").out.splitlines()
    assert out[0] == "J_0 = [0, 1/4] -> J_2, J_3"
    assert out[3] == "J_3 = [3/4, 1] -> J_0"
    data = run("graph", "(1 3 4 2 5)", "--json").data
    assert [(node["left"], node["right"]) for node in data["nodes"]] == [("1", "2"), ("2", "3"), ("3", "4"), ("4", "5")]
    assert {i: {e["to"] for e in data["edges"] if e["from"] == i} for i in range(4)} == STEFAN_5
    assert data["matrix"] == [[int(j in STEFAN_5[i]) for j in range(4)] for i in range(4)]
    assert run("graph", "(1)").out == "The graph is empty: there are no intervals.\n"


def test_dot(run: Runner) -> None:
    lines = run("graph", "stefan:5", "--dot").out.splitlines()
    assert (lines[0], lines[-1]) == ("digraph covering {", "}")
    assert '  J0 [label="J_0\\n[0, 1/4]"];' in lines
    arrows = {tuple(map(int, found.groups())) for line in lines if (found := re.fullmatch(r"  J(\d+) -> J(\d+);", line))}
    assert arrows == {(i, j) for i, targets in STEFAN_5.items() for j in targets}
    assert list(dot_lines(Covering((), ()))) == ["digraph covering {", "  node [shape=box];", "}"]


def test_graphml(run: Runner) -> None:
    root = ElementTree.fromstring(run("graph", "stefan:5", "--graphml").out)
    edges = {(int(e.attrib["source"]), int(e.attrib["target"])) for e in root.iter() if e.tag.endswith("edge")}
    assert edges == {(i, j) for i, targets in STEFAN_5.items() for j in targets}


def test_svg(run: Runner, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "needs the program dot of Graphviz" in run.refused("graph", "tent", "--svg")
    dot = tmp_path / "dot"
    dot.write_text("#!/bin/sh\n/bin/cat >/dev/null; echo '<svg/>'\n")
    dot.chmod(0o755)
    assert run("graph", "tent", "--svg").out == "<svg/>\n"
    dot.write_text("#!/bin/sh\necho broken >&2; exit 3\n")
    assert run.refused("graph", "tent", "--svg") == "dot failed: broken"
    assert run.refused("graph", "tent", "--svg", "--json") == "--dot, --graphml, --svg and --json exclude each other"
