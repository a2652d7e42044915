"""What other programs claim about a network, compared with the exact values: hand-made claims with known verdicts."""

from __future__ import annotations

import json
import random
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from exactsep.maps.distance import distance
from exactsep.maps.piecewise import PLMap
from exactsep.networks.crosschecks.crosscheck import BOUNDARY, Compared, crosscheck
from exactsep.networks.crosschecks.matching import matched
from exactsep.networks.crosschecks.reported import load_reported, reported
from exactsep.networks.realize import realize
from exactsep.networks.relu import ReLUNet
from exactsep.networks.segments.on_segment import on_segment
from exactsep.numbers.field import Q
from test_cli_support import Runner

TENT = PLMap([(0, 0), ("1/2", 1), (1, 0)])
CUBED = realize(TENT, 3).network
EIGHTHS = [f"{k}/8" for k in range(1, 8)]
RIGHT = {"breakpoints": EIGHTHS, "pieces": 8, "regions": 8, "maximum": 1, "minimum": 0, "lipschitz": 8, "l1_error": 0, "sup_error": 0}
# On [0, 1] x alone: two units meet at 1/2 and cancel, a third passes its break at 1/4 without being read.
HIDDEN = ReLUNet([([[1], [1], [1], [1]], [0, "-1/2", "-1/2", "-1/4"]), ([[1, 1, -1, 0]], [0])])
TWO = ReLUNet([([[1, 0], [0, 1]], [0, "-1/2"]), ([[1, 1], [1, -1]], [0, 0])])


def only(net: ReLUNet, claims: dict[str, Any], *arguments: Any, **options: Any) -> Compared:
    (found,) = crosscheck(net, claims, *arguments, **options)
    return found


def points(left_over: Any) -> list[tuple[Any, ...]]:
    return [(one.point, one.nearest, one.distance, one.remark) for one in left_over]


# -- verdicts ---------------------------------------------------------------------------------------


def test_what_is_right() -> None:
    """tent^3 bends at k/8, from 0 to 1 with slopes of 8."""
    found = crosscheck(CUBED, RIGHT, f=TENT, iterate=3)
    assert [one.quantity for one in found] == list(RIGHT)
    assert all(one.agrees for one in found)
    assert all(one.difference == 0 and one.remark == "" for one in found)
    assert found[0].exact == found[0].claimed == tuple(map(Q, EIGHTHS))


@pytest.mark.parametrize("quantity", [key for key in RIGHT if key != "breakpoints"])
@pytest.mark.parametrize("off", [1, -3])
def test_each_wrong_number_is_found(quantity: str, off: int) -> None:
    found = crosscheck(CUBED, {**RIGHT, quantity: RIGHT[quantity] + off, "tolerance": "9/10"}, f=TENT, iterate=3)
    wrong = [one for one in found if not one.agrees]
    assert [(one.quantity, one.claimed, one.exact, one.difference) for one in wrong] == [
        (quantity, RIGHT[quantity] + off, RIGHT[quantity], off)
    ]


def test_the_tolerance_is_for_values_not_for_counts() -> None:
    for quantity in ("maximum", "minimum", "lipschitz", "l1_error", "sup_error"):
        claim = {quantity: Q(RIGHT[quantity]) + Q("1/100")}
        assert only(CUBED, claim, f=TENT, iterate=3, tolerance="1/100").agrees
        assert not only(CUBED, claim, f=TENT, iterate=3, tolerance="1/101").agrees
    assert not only(CUBED, {"pieces": 9}, tolerance=1).agrees
    assert not only(CUBED, {"maximum": 2, "tolerance": 1}, tolerance="1/2").agrees  # the argument counts, not the file


def test_counts_that_are_mixed_up() -> None:
    pieces, regions = crosscheck(HIDDEN, {"pieces": 3, "regions": 1})
    assert (pieces.exact, pieces.difference, pieces.remark) == (1, 2, "this is the number of linear regions")
    assert (regions.exact, regions.difference, regions.remark) == (3, -2, "this is the number of pieces of the output")
    assert only(HIDDEN, {"pieces": 2}).remark == ""


# -- breakpoints ---------------------------------------------------------------------------------------


def test_missing_and_spurious() -> None:
    claimed = ["1/8", "1/4", "3/8", "0.6", "5/8", "3/4"]
    found = only(CUBED, {"breakpoints": claimed})
    assert not found.agrees
    assert found.remark == "2 missing, 1 spurious"
    assert points(found.missing) == [(Q("1/2"), Q("3/5"), Q("1/10"), ""), (Q("7/8"), Q("3/4"), Q("1/8"), "")]
    assert points(found.spurious) == [(Q("3/5"), Q("5/8"), Q("1/40"), "no breakpoint there")]
    assert found.difference == 0


def test_deviations_within_the_tolerance() -> None:
    claimed = [Q(x) + Q("1/1000") * k for k, x in enumerate(EIGHTHS)]
    found = only(CUBED, {"breakpoints": claimed}, tolerance="6/1000")
    assert found.agrees
    assert found.difference == Fraction(6, 1000)
    assert only(CUBED, {"breakpoints": claimed}, tolerance="5/1000").remark == "1 missing, 1 spurious"


def test_ends_of_the_segment_may_be_claimed() -> None:
    assert only(CUBED, {"breakpoints": [0, *EIGHTHS, 1]}).agrees
    assert only(CUBED, {"breakpoints": ["1/1000", *EIGHTHS]}, tolerance="1/1000").agrees
    for ends in ([], [0], [0, 1]):
        assert only(CUBED, {"breakpoints": [*ends, *EIGHTHS]}).claimed == tuple(map(Q, EIGHTHS))  # as in `exact`, without the ends
    found = only(CUBED, {"breakpoints": [0, 0, *EIGHTHS, "3/2", "1/8"]})
    assert found.claimed == (0, *map(Q, EIGHTHS[:1]), *map(Q, EIGHTHS), Q("3/2"))
    assert points(found.spurious) == [
        (0, Q("1/8"), Q("1/8"), "claimed more than once"),
        (Q("1/8"), Q("1/8"), 0, "claimed more than once"),
        (Q("3/2"), Q("7/8"), Q("5/8"), "outside of the segment"),
    ]


def test_boundaries_of_regions_that_are_no_breakpoints() -> None:
    assert on_segment(HIDDEN).regions == 3
    found = only(HIDDEN, {"breakpoints": ["1/4", "1/3", "0.501"]}, tolerance="1/1000")
    assert found.exact == ()
    assert points(found.spurious) == [
        (Q("1/4"), None, None, BOUNDARY),
        (Q("1/3"), None, None, "no breakpoint there"),
        (Q("501/1000"), None, None, BOUNDARY),
    ]
    assert BOUNDARY == "a boundary of linear regions, but no bend of the output"


def best_by_force(exact: list[Fraction], claimed: list[Fraction], tolerance: Fraction) -> tuple[int, Fraction]:
    """(pairs, sum of deviations) of the best matching in order, by trying all."""
    best = (0, Fraction(0))
    for size in range(1, min(len(exact), len(claimed)) + 1):
        for ours in combinations(exact, size):
            for theirs in combinations(claimed, size):
                gaps = [abs(x - y) for x, y in zip(ours, theirs, strict=True)]
                if max(gaps) <= tolerance and (best[0] < size or sum(gaps) < best[1]):
                    best = (size, sum(gaps, Fraction(0)))
    return best


def test_matching_is_best() -> None:
    rng = random.Random(4)
    for _ in range(150):
        exact = sorted({Fraction(rng.randint(1, 30), 30) for _ in range(rng.randint(1, 5))})
        claimed = sorted(Fraction(rng.randint(0, 60), 60) for _ in range(rng.randint(0, 5)))
        tolerance = Fraction(rng.randint(0, 8), 60)
        ends = [Fraction(-9), *exact, Fraction(9)]  # ends that match nothing
        pairs, missing, spurious = matched(ends, claimed, tolerance)
        assert all(abs(x - y) <= tolerance for x, y in pairs)
        assert pairs == sorted(pairs) == list(zip(*map(sorted, zip(*pairs, strict=True)), strict=True))
        assert (len(pairs), sum(abs(x - y) for x, y in pairs)) == best_by_force(exact, claimed, tolerance)
        assert sorted([*missing, *(x for x, _ in pairs)]) == exact
        assert sorted([*spurious, *(y for _, y in pairs)]) == claimed


def test_a_tolerance_that_tells_nothing_apart() -> None:
    many = [Q(k) / 3000 for k in range(3001)]
    assert len(matched(many, many, Q("1/6001"))[0]) == 3001
    with pytest.raises(ValueError, match="the tolerance is too large"):
        matched(many, many, 1)


# -- segments and outputs ---------------------------------------------------------------------------------


def test_several_inputs_and_outputs() -> None:
    """On s -> (s, s): relu(s) + relu(s - 1/2), and the difference, which bends at 1/2 too."""
    claims = {"breakpoints": ["1/2"], "maximum": "3/2", "lipschitz": 2}
    assert all(one.agrees for one in crosscheck(TWO, claims, ((0, 0), (1, 1)), output=0))
    found = crosscheck(TWO, claims, ((0, 0), (1, 1)), output=1)
    assert [(one.agrees, one.exact) for one in found] == [(True, (Q("1/2"),)), (False, Q("1/2")), (False, 1)]
    for segment, output, message in (
        (None, 0, "the network has 2 inputs: on which segment? Give its two ends (--segment)"),
        (((0, 0), (1, 1)), None, "the network has 2 outputs: which one? Give its number, from 0 (--output-number)"),
        (((0, 0), (1, 1)), 2, "the network has 2 outputs, numbered from 0; there is no output 2"),
        (((0, 0), (0, 0)), 0, "the segment has length 0"),
        ((0, 1, 2), 0, "a segment is a pair of points, not 3 points"),
    ):
        with pytest.raises(ValueError) as error:
            crosscheck(TWO, claims, segment, output=output)
        assert str(error.value).startswith(message)


def test_segments_of_one_input_are_in_x() -> None:
    for segment in ((0, "3/16"), ("3/16", 0)):
        found = crosscheck(CUBED, {"breakpoints": ["1/8"], "pieces": 2, "maximum": 1, "minimum": 0, "lipschitz": 8}, segment)
        assert all(one.agrees for one in found)
    spurious = only(HIDDEN, {"breakpoints": ["-1/4", "1/4"]}, ("1/3", -1)).spurious
    assert [one.remark for one in spurious] == ["no breakpoint there", BOUNDARY]


# -- errors from an iterate ----------------------------------------------------------------------------------


def test_errors_from_another_iterate() -> None:
    """tent^3 and tent^2: 1 apart at 1/4, 2/4, 3/4; the integral is 1/3."""
    exact = distance(TENT.iterate(3), TENT.iterate(2))
    assert (exact.sup, exact.l1) == (1, Q("1/3"))
    found = crosscheck(CUBED, {"l1_error": "1/3", "sup_error": "0.999"}, f=TENT, iterate=2)
    assert [(one.agrees, one.difference) for one in found] == [(True, 0), (False, Q("-1/1000"))]


def test_long_integrals_are_enclosed_unless_that_does_not_decide() -> None:
    net = ReLUNet([([[1]], [0]), ([["12345/67891"]], ["2345/6789"])])
    rng = random.Random(5)
    rough = PLMap([(Fraction(k, 300), Fraction(rng.randint(1, 10**30), 10**30 + rng.randint(0, 10**30))) for k in range(301)])
    exact = distance(rough, on_segment(net).output()).l1
    near = Q(round(exact * 10**6)) / 10**6
    enclosed = only(net, {"l1_error": near}, f=rough, iterate=1, tolerance="1/1000000")
    assert enclosed.agrees
    assert enclosed.exact.lo < exact < enclosed.exact.hi
    assert enclosed.difference.lo < near - exact < enclosed.difference.hi
    assert not only(net, {"l1_error": near + Q("1/1000")}, f=rough, iterate=1, tolerance="1/1000000").agrees
    decided = only(net, {"l1_error": exact}, f=rough, iterate=1)
    assert (decided.agrees, decided.exact, decided.difference) == (True, exact, 0)


@pytest.mark.parametrize(
    ("claims", "options", "message"),
    [
        ({"sup_error": 0}, {}, "sup_error is a distance from an iterate: which one? Give the map and the iterate (--map, --iterate)"),
        ({"pieces": 8}, {"f": TENT}, "a map needs an iterate, and an iterate a map: give both or neither"),
        ({"pieces": 8}, {"iterate": 3}, "a map needs an iterate, and an iterate a map: give both or neither"),
        ({"pieces": 8}, {"f": 3, "iterate": 3}, "a map is a PLMap, a PolynomialMap, a name or a map file, not int"),
        ({"pieces": 8}, {"tolerance": -1}, "tolerance must be a number >= 0, not -1"),
        ({"pieces": 8}, {"tolerance": float("nan")}, "tolerance: nan is not finite"),
        (
            {"sup_error": 8},
            {"f": TENT, "iterate": 3, "segment": (0, 2)},
            "the functions live on different intervals: f on [0, 1], g on [0, 2]",
        ),
    ],
)
def test_wrong_arguments(claims: dict[str, Any], options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError) as error:
        crosscheck(CUBED, claims, **options)
    assert str(error.value) == message


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
