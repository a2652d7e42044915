"""`exactsep forces`; expected values from Sharkovsky's order, the literature, or a second computation."""

import re
import sys
from fractions import Fraction
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar
from xml.etree import ElementTree

import networkx
import pytest

from exactsep.patterns.pattern import Pattern
from test_cli_support import Runner


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runner:
    """Runs command lines in a folder of its own, without Graphviz."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    return Runner(capfd)


# -- periods ------------------------------------------------------------------------------------


def test_periods(run: Runner) -> None:
    data = run("forces", 3, "--upto", 12, "--json").data
    assert data["forced"] == list(range(1, 13))
    assert data["order"] == [3, 5, 7, 9, 11, 6, 10, 12, 8, 4, 2, 1]
    assert data["rate_floor"]["minimal_polynomial"] == [-1, -1, 1]
    lower, upper = (Fraction(data["rate_floor"][end]) for end in ("lower", "upper"))
    assert (2 * lower - 1) ** 2 < 5 < (2 * upper - 1) ** 2
    for period in (3, 5, 999, 6, 8):
        floor = run("forces", period, "--json").data["rate_floor"]
        assert floor["exceeds_sqrt_2"] == (Fraction(floor["lower"]) ** 2 > 2) == (period % 2 == 1)
    assert run("forces", 6, "--upto", 9, "--json").data["forced"] == [1, 2, 4, 6, 8]
    assert run("forces", 7, "--json").data["forced"] == [1, 2, 4, 6, 7, 8, 9, 10, 11, 12]
    assert run("forces", 8, "--json").data["rate_floor"]["minimal_polynomial"] == [-1, 1]


def test_huge_periods(run: Runner) -> None:
    data = run("forces", 10**30, "--upto", 5, "--json").data
    assert (data["forced"], data["rate_floor"]) == ([1, 2, 4], None)
    assert data["reason"] == f"the rate floor is computed for periods up to 1000 and powers of two, not for {10**30}"
    assert run("forces", 10**30, 10**30 + 1, "--json").data["forces"] is False
    assert run("forces", 10**30 + 1, 10**30, "--json").data["forces"] is True


def test_two_periods(run: Runner) -> None:
    assert run("forces", 3, 5, "--json").data == {"first": 3, "second": 5, "forces": True}
    assert run("forces", 5, 3, "--json").data == {"first": 5, "second": 3, "forces": False}
    assert run("forces", 3, 5).out == "Period 3 forces period 5.\n"
    no = run("forces", 6, 3)
    assert (no.code, no.out) == (0, "Period 6 does not force period 3.\n")


def test_periods_for_people(run: Runner) -> None:
    out = " ".join(run("forces", 6).out.split())
    assert out.startswith("Of the periods up to 12, period 6 forces 7: 1, 2, 4, 6, 8, 10, 12.")
    assert "6 > 10 > 12 > 8 > 4 > 2 > 1" in out
    assert "at least 1.272019649514..., the largest root of x^4 - x^2 - 1" in out
    assert run("forces", 8).out.endswith("every map with this period has rate at least 1\n")
    assert "which is over sqrt 2" in " ".join(run("forces", 5).out.split())
    assert "periods up to 1000" in run("forces", 1001).out


# -- patterns ---------------------------------------------------------------------------------------


def test_patterns(run: Runner) -> None:
    data = run("forces", "(1 2 3)", "--upto", 5, "--json").data
    assert data["forced"] == [[1], [2, 1], [2, 3, 1], [3, 4, 2, 1], [3, 5, 4, 2, 1]]
    assert (data["pattern"], data["period"], data["upto"]) == ([2, 3, 1], 3, 5)
    assert data["minimal_polynomial"] == [-1, -1, 1]
    kinds = {"stefan": True, "simple": True, "primary": True, "entropy_zero": False}
    assert {name: data[name] for name in kinds} == kinds
    data = run("forces", "[3, 4, 2, 1]", "--json").data
    assert data["forced"] == [[1], [2, 1], [3, 4, 2, 1]]
    assert (data["rate_lower"], data["rate_upper"], data["minimal_polynomial"]) == ("1", "1", [-1, 1])
    kinds = {"stefan": False, "simple": True, "primary": True, "entropy_zero": True}
    assert {name: data[name] for name in kinds} == kinds
    assert run("forces", "(1)", "--json").data["forced"] == [[1]]


def test_patterns_for_people(run: Runner) -> None:
    out = run("forces", "(1 2 3 4)", "--upto", 4).out
    assert out.startswith("(1 2 3 4) forces 5 patterns of period at most 4.")
    text = " ".join(out.split())
    for fact in ("1.839286755214..., the largest root of x^3 - x^2 - x - 1", "primary no (forces no", "(1 3 2 4)", "(1 2 3)"):
        assert fact in text
    large = run("forces", str(Pattern.stefan(101)), "--upto", 3).out
    assert "not computed for over 100 points" in large
    assert "not decided: too large" in large
    assert "Only the first 200 are shown" in run("forces", "(1 2 3)", "--upto", 17).out


def test_two_patterns(run: Runner) -> None:
    data = run("forces", "(1 3 2 4)", "(1 2 3)", "--json").data
    assert (data["forces"], data["witness"]) == (False, None)
    data = run("forces", "(1 2 3)", "(1 3 2 4)", "--json").data
    points = [Fraction(x) for x in data["witness"]]
    assert data["forces"] is True
    assert [(x, y) for x, y in data["vertices"]] == [("1", "2"), ("2", "3"), ("3", "1")]
    images = [x + 1 if x <= 2 else 7 - 2 * x for x in points]  # the map through these three points
    assert [points.index(y) + 1 for y in images] == [3, 4, 2, 1]
    assert run("forces", "(1 2)", "(1 2)", "--json").data["witness"] == ["1", "2"]
    out = run("forces", "(1 2 3)", "(1 3 2 4)").out
    assert out.startswith("(1 2 3) forces (1 3 2 4).")
    assert "13/9  19/9  22/9  25/9" in out
    no = run("forces", "(1 3 2 4)", "(1 2 3)")
    assert (no.code, no.err) == (0, "")
    assert no.out.startswith("(1 3 2 4) does not force (1 2 3).")


# -- the poset --------------------------------------------------------------------------------------


def test_poset(run: Runner) -> None:
    """34 patterns, 305 pairs, 45 arrows; the pairs are the transitive closure of the arrows."""
    data = run("forces", "--poset", "--json").data
    assert (data["upto"], len(data["patterns"]), len(data["pairs"]), len(data["hasse"])) == (5, 34, 305, 45)
    assert data["patterns"][:4] == [[1], [2, 1], [2, 3, 1], [3, 1, 2]]
    closure = networkx.transitive_closure_dag(networkx.DiGraph(data["hasse"]))
    assert sorted(map(list, closure.edges)) == data["pairs"]
    out = run("forces", "--poset").out
    for number in ("34 patterns", "305", "45 arrows"):
        assert number in out


# By hand: a 3-cycle forces (1 2), which forces (1); neither 3-cycle forces the other one (T8: both have the least rate).
HASSE_3 = {("(1 2 3)", "(1 2)"), ("(1 3 2)", "(1 2)"), ("(1 2)", "(1)")}


def test_dot_and_graphml(run: Runner) -> None:
    out = run("forces", "--poset", "--upto", 3, "--dot").out
    lines = out.splitlines()
    assert (lines[0], lines[-1]) == ("digraph forcing {", "}")
    arrows = {found.groups() for line in lines if (found := re.fullmatch(r'  "(.*)" -> "(.*)" \[constraint=false\];', line))}
    assert arrows == HASSE_3
    root = ElementTree.fromstring(run("forces", "--poset", "--upto", 3, "--graphml").out)
    assert {(e.attrib["source"], e.attrib["target"]) for e in root.iter() if e.tag.endswith("edge")} == HASSE_3
    assert run("forces", "--poset", "--upto", 3, "--dot", "-o", "p.dot").out == ""
    assert Path("p.dot").read_text() == out


def test_dot_of_one_pattern_and_of_one_period(run: Runner) -> None:
    lines = run("forces", "(1 3 2 4)", "--dot").out.splitlines()
    assert '  "(1 3 2 4)" -> "(1 2)" [constraint=false];' in lines
    assert sum("constraint" in line for line in lines) == 2
    lines = run("forces", 6, "--upto", 8, "--dot").out.splitlines()
    arrows = [found.groups() for line in lines if (found := re.fullmatch(r'  "(.*)" -> "(.*)" \[constraint=false\];', line))]
    assert arrows == [("6", "8"), ("8", "4"), ("4", "2"), ("2", "1")]


def test_pictures_by_graphviz(run: Runner, tmp_path: Path) -> None:
    dot = tmp_path / "dot"
    dot.write_text('#!/bin/sh\n/bin/cat >/dev/null; echo "<svg>$1</svg>"\n')
    dot.chmod(0o755)
    assert run("forces", "--poset", "--upto", 3, "--svg").out == "<svg>-Tsvg</svg>\n"
    assert run("forces", 3, "--png", "-o", "p.png").out == ""
    assert Path("p.png").read_bytes() == b"<svg>-Tpng</svg>\n"
    dot.write_text("#!/bin/sh\necho broken >&2; exit 3\n")
    assert run.refused("forces", 3, "--svg") == "dot failed: broken"


class FakeFigure:
    """Stands for matplotlib's Figure: keeps the calls of interest."""

    texts: ClassVar[list[tuple[Any, ...]]] = []
    arrows: ClassVar[list[tuple[Any, ...]]] = []

    def __init__(self, figsize: tuple[float, float]):
        self.size = figsize
        FakeFigure.texts, FakeFigure.arrows = [], []

    def get_figwidth(self) -> float:
        return self.size[0]

    def add_axes(self, _: Any) -> Any:
        return self

    def set_axis_off(self) -> None: ...
    def set_xlim(self, *_: float) -> None: ...
    def set_ylim(self, *_: float) -> None: ...

    def annotate(self, _: str, head: Any, tail: Any, **__: Any) -> None:
        self.arrows.append((tail, head))

    def text(self, x: float, y: float, text: str, **_: Any) -> None:
        self.texts.append((text, x, y))

    def savefig(self, buffer: Any, format: str, **_: Any) -> None:
        buffer.write(format.encode())


def test_pictures_by_matplotlib(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every pattern has a place of its own, and all arrows go downwards."""
    from contextlib import nullcontext

    package, figure = ModuleType("matplotlib"), ModuleType("matplotlib.figure")
    package.rc_context = nullcontext  # type: ignore[attr-defined]
    figure.Figure = FakeFigure  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "matplotlib", package)
    monkeypatch.setitem(sys.modules, "matplotlib.figure", figure)
    assert run("forces", "--poset", "--upto", 4, "--svg").out == "svg\n"
    places = {(x, y): text for text, x, y in FakeFigure.texts}
    assert len(places) == 10
    assert all(a[1] > b[1] for a, b in FakeFigure.arrows)
    assert min(y for _, y in places) == next(y for (_, y), text in places.items() if text == "(1)")
    assert {(places[a], places[b]) for a, b in FakeFigure.arrows} >= {("(1 3 2 4)", "(1 2)"), ("(1 2)", "(1)"), ("(1 2 3)", "(1 3 2 4)")}


def test_pictures_without_both(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    for arguments in (["--svg"], ["--png", "-o", "x.png"]):
        message = run.refused("forces", "--poset", *arguments)
        assert "needs the program dot of Graphviz or the package matplotlib (pip install 'exactsep[plot]')" in message
    assert list(Path().iterdir()) == []


# -- errors -----------------------------------------------------------------------------------------

TOGETHER = "of two periods or patterns the question is whether one forces the other: --upto and drawings are for one"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], 'what forces? Give a period such as 3, a pattern such as "(1 3 2 4)", or --poset for all patterns'),
        (["0"], "a period must be an integer >= 1, not 0"),
        (["3", "--upto", "0"], "--upto must be at least 1, not 0"),
        (["(1 2 3)", "--upto", "-4"], "--upto must be at least 1, not -4"),
        (["3", "--upto", "x"], "--upto needs a whole number, not 'x'"),
        (["3", "--upto", "9" * 50], "upto must be an integer from 1 to 100000, not 99999999999999999999999999999999999999999999999999"),
        (["9" * 4001], "PERIOD: a number of 4001 digits, over the limit of 4000"),
        (["tent"], "'tent' is neither a period such as 3 nor a pattern such as (1 3 2 4)"),
        (["3.5"], "'3.5' is neither a period such as 3 nor a pattern such as (1 3 2 4)"),
        (["10**30"], "'10**30' is neither a period such as 3 nor a pattern such as (1 3 2 4)"),
        (["(1 2)(3 4)"], "'(1 2)(3 4)' is not one cycle: a pattern is a single pair of parentheses, such as (1 3 2 4)"),
        (["[2, 1, 4, 3]"], "[2, 1, 4, 3] is not one cycle: it takes 1 back to 1 after 2 steps"),
        (["(1 2 4)"], "[1, 2, 4] is not a permutation of 1..3: 4 is not one of these numbers"),
        (["(1 2 3)", "--upto", "61"], "upto must be an integer from 1 to 60, not 61"),
        (["--poset", "--upto", "8"], "the poset of all patterns is computed up to period 7, not 8"),
        (["--poset", "3"], "--poset is about all patterns: give it no period or pattern, or leave it out"),
        (["3", "5", "7"], "forces takes one or two periods or patterns, not 3; a pattern needs quotation marks"),
        (["3", "5", "--upto", "9"], TOGETHER),
        (["(1 2)", "(1)", "--dot"], TOGETHER),
        (["3", "(1 2 3)"], "a period and a pattern are not compared: give two periods or two patterns"),
        (["3", "--dot", "--json"], "--dot and --json exclude each other"),
        (["3", "--dot", "--svg"], "--dot and --svg exclude each other"),
        (["--poset", "--graphml", "--png", "-o", "x"], "--graphml and --png exclude each other"),
        (["3", "-o", "x"], "-o is for the Hasse diagram: give one of --dot, --graphml, --svg, --png as well"),
        (["3", "--png"], "--png needs -o FILE"),
        (["3", "--upto", "2000", "--dot"], "the diagram would have 2000 nodes, over the limit 1000 of what is drawn; --json lists them"),
        (["(1 2 3)", "--upto", "24", "--dot"], "patterns of period <= 24 are forced, over the limit 1000 of what is ordered"),
        (["(1 2 3)", "--upto", "40"], "the Markov graph has 24157814 walks of at most 33 vertices, over the limit 20000000 of this search"),
    ],
)
def test_refused(run: Runner, arguments: list[str], message: str) -> None:
    assert message in run.refused("forces", *arguments)
    assert list(Path().iterdir()) == []
