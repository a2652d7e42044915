"""Networks on segments in Python and on the command line, against whole functions (tests/oracle_networks.py) and known iterates."""

from __future__ import annotations

import json
import random
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import oracle_networks
from exactsep import (
    distance_certificate,
    distance_of_networks,
    equal_certificate,
    iterate_distance_certificate,
    on_segment,
    pieces_certificate,
    save_network,
)
from exactsep.certificates.certificate import NothingToCertify
from exactsep.certificates.networks import distances_json
from exactsep.families import named_map
from exactsep.maps.distance import distance, measured
from exactsep.maps.piecewise import PLMap
from exactsep.networks.realize import realize
from exactsep.networks.relu import ReLUNet
from exactsep.networks.segments.distances import distance_from_iterate
from test_cli_support import Runner


def network(seed: int, widths: list[int]) -> ReLUNet:
    r = random.Random(seed)

    def number() -> Fraction:
        return Fraction(r.randint(-8, 8), r.randint(1, 5))

    return ReLUNet([([[number() for _ in range(a)] for _ in range(b)], [number() for _ in range(b)]) for a, b in pairwise(widths)])


def gap(one: ReLUNet, two: ReLUNet, p: list[Any], q: list[Any], k: int) -> oracle_networks.Function:
    f, g = (oracle_networks.on_segment(net.data(), [list(map(str, p)), list(map(str, q))])[0][k] for net in (one, two))
    return oracle_networks.difference(f, g)


@pytest.mark.parametrize("seed", range(8))
def test_functions_of_a_network(seed: int) -> None:
    net = network(seed, [2, 5, 4, 2])
    p, q = [0, Fraction(-1, 2)], [Fraction(3, 2), 1]
    found = on_segment(net, p, q)
    (_, f), regions = oracle_networks.on_segment(net.data(), [["0", "-1/2"], ["3/2", "1"]])
    assert found.regions == regions
    assert found.output(1) == PLMap(f)
    values = [y for _, y in f]
    assert found.range(1) == (min(values), max(values))
    assert found.lipschitz(1) == max(abs((z - y) / (t - s)) for (s, y), (t, z) in pairwise(f))
    passed = [y > 0 for y in values if y != 0]
    assert found.sign_changes(1) == sum(a != b for a, b in pairwise(passed))
    assert found.points()[-1] == (Fraction(3, 2), 1)
    assert [net(*x) for x in found.points()] == list(found.values)


@pytest.mark.parametrize("ends", [(0, 3), (3, 0)])
def test_facts_need_no_common_denominator(ends: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    """Of hundreds of breakpoints of a deep network it has hundreds of thousands of bits, and takes seconds."""
    found = on_segment(network(3, [1, 4, 3, 2]), *ends)
    expected = [found.output(k) for k in range(2)]
    assert found.output(1) is expected[1]  # made once
    monkeypatch.setattr(PLMap, "__init__", None)
    again = on_segment(found.net, *ends)
    for k, f in enumerate(expected):
        assert (again.range(k), again.lipschitz(k)) == (f.range, f.lipschitz)
        passed = [y > 0 for y in f.ys if y != 0]
        assert again.sign_changes(k) == sum(a != b for a, b in pairwise(passed))
    for read in (again.range, again.lipschitz, again.sign_changes):
        with pytest.raises(ValueError, match="there is no output 2"):
            read(2)


def test_a_segment_backwards_is_the_same_function_of_x() -> None:
    net = network(3, [1, 6, 6, 1])
    assert on_segment(net, -2, 3).output() == on_segment(net, 3, -2).output()
    assert [1 - s for s in on_segment(net, 3, -2).breakpoints][::-1] == list(on_segment(net, -2, 3).breakpoints)


def test_floats_of_a_segment_are_dyadic() -> None:
    net = ReLUNet([([[1, 1]], [0]), ([[1]], [0])])
    found = on_segment(net, np.array([0.1, -1.0]), np.float32([0.1, 1.0]))
    assert found.start == (Fraction(0.1), -1)
    assert found.end == (Fraction(float(np.float32(0.1))), 1)


@pytest.mark.parametrize("seed", range(6))
def test_distances(seed: int) -> None:
    one, two = network(seed, [2, 4, 4, 2]), network(seed + 50, [2, 5, 2])
    p, q = [0, 1], [1, -1]
    a, b = on_segment(one, p, q), on_segment(two, p, q)
    for k in (0, 1):
        found = distance_of_networks(a, b, k)
        claim = {**distances_json(found)}
        assert oracle_networks.distances_hold(gap(one, two, p, q, k), claim)
        assert distance_certificate(a, b, found, k).check()["accepted"]
    assert pieces_certificate(a).check()["accepted"]
    with pytest.raises(NothingToCertify, match="the networks are not equal on the segment"):
        equal_certificate(a, b)


def test_distance_from_an_iterate() -> None:
    f: Any = named_map("trimodal")
    assert distance_from_iterate(realize(f, 4).network, f, 4).sup == 0
    tent: Any = named_map("tent")
    half = ReLUNet([([[0]], [0]), ([[0]], ["1/2"])])  # the constant 1/2 is 1/4 away from each iterate, on average
    for t in (1, 3, 6):
        found = distance_from_iterate(half, tent, t)
        assert (found.sup, found.l1) == (Fraction(1, 2), Fraction(1, 4))
        assert iterate_distance_certificate(half, tent, t, found).check()["accepted"]


def test_long_integrals_are_enclosed() -> None:
    r = random.Random(5)
    f, g = (PLMap([(Fraction(k, 300), Fraction(r.randint(1, 10**30), r.randint(10**30, 10**31))) for k in range(301)]) for _ in range(2))
    exact, found = measured(f, g, exact=True), measured(f, g)
    assert (found.sup, found.argmax) == (exact.sup, exact.argmax)
    assert found.l1.lo <= exact.l1 <= found.l1.hi
    assert 0 < found.l1.hi - found.l1.lo <= Fraction(1, 2**64)
    assert float(found.l1) == pytest.approx(float(exact.l1), rel=1e-15)  # programs need not ask which of the two l1 is


def test_integrals_with_few_denominators_are_exact() -> None:
    """Their sum is short, however many parts it has."""
    tent: Any = named_map("tent")
    f, g = tent.iterate(12), tent.iterate(11)
    assert (measured(f, f).sup, measured(f, f).l1) == (0, 0)
    assert measured(f, g).l1 == distance(f, g).l1 == Fraction(1, 3)


@pytest.mark.parametrize(
    ("start", "end", "message"),
    [
        ([0, 0], [0, 0], "the segment has length 0: its start and its end are the same point"),
        ([0], [0, 1], "the start of the segment has 1 coordinate, but the network has 2 inputs"),
        ([0, 0], [0, 1, 2], "the end of the segment has 3 coordinates, but the network has 2 inputs"),
        ([0, float("nan")], [0, 1], "the start of the segment, coordinate 1: nan is not finite"),
        (
            [0, "x"],
            [0, 1],
            "the start of the segment, coordinate 1: 'x' is not a rational number: write p/q, an integer or an exact decimal",
        ),
        ([0, None], [0, 1], "the start of the segment, coordinate 1: None is not a rational number: write an integer or a string p/q"),
    ],
)
def test_wrong_segments(start: Any, end: Any, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        on_segment(network(0, [2, 2, 1]), start, end)
    assert str(caught.value) == message


def test_wrong_networks() -> None:
    with pytest.raises(ValueError, match="a network is a ReLUNet, not a PLMap"):
        on_segment(named_map("tent"))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="networks are decomposed over the rationals, and this one has weights in Q"):
        on_segment(realize(named_map("golden"), 2).network)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="has one input and one output, unlike this one: 2 inputs and 1 output"):
        distance_from_iterate(network(0, [2, 2, 1]), named_map("tent"), 2)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="the networks are on different segments"):
        distance_of_networks(on_segment(network(0, [1, 2, 1])), on_segment(network(1, [1, 2, 1]), 0, 2))
    with pytest.raises(ValueError, match="the network has 1 output, numbered from 0; there is no output 1"):
        on_segment(network(0, [1, 2, 1])).output(1)


# -- the command line ------------------------------------------------------------------------------


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runner:
    monkeypatch.chdir(tmp_path)
    return Runner(capfd)


def saved(net: ReLUNet, name: str) -> str:
    save_network(net, name)
    return name


def test_pieces_for_programs(run: Runner) -> None:
    name = saved(realize(named_map("tent"), 4).network, "tent4.json")  # type: ignore[arg-type]
    data = run("net", "pieces", name, "--json").data
    assert (data["regions"], data["pieces"]) == (16, 16)
    assert list(map(Fraction, data["breakpoints"])) == [Fraction(k, 16) for k in range(17)]
    assert data["values"] == [str(k % 2) for k in range(17)]
    assert run("net", "pieces", name, "--segment", "1; 1/2", "--json").data["x"] == [str(Fraction(16 - k, 16)) for k in range(9)]
    assert (data["range"], data["lipschitz"], data["sign_changes"]) == ([["0", "1"]], ["16"], [0])


def test_pieces_of_several_outputs_and_a_certificate(run: Runner) -> None:
    name = saved(network(1, [2, 3, 2]), "two.json")
    Path("segment.json").write_text("[[0, 0.5], [1, -1]]")
    data = run("net", "pieces", name, "--segment", "segment.json", "-o", "p.json", "--json").data
    assert data == {**data, **run("net", "pieces", name, "--segment", "0,1/2; 1 -1", "--json").data, "file": "p.json"}
    assert data["input"] == name
    assert all(len(row) == 2 for row in data["values"])
    assert run("check", "p.json").out.startswith("ACCEPTED p.json")
    text = run("net", "pieces", name, "--segment", "0,1/2; 1 -1").out
    assert "output 1" in text
    assert "network over the real numbers" in " ".join(text.split())


def test_segments_are_exact_text_or_dyadic_floats(run: Runner) -> None:
    """On the command line 0.1 is 1/10; in a file the number 0.1 is the float64, and the text "0.1" is 1/10."""
    name = saved(network(3, [1, 6, 6, 1]), "one.json")
    for text, start in (("0.1; 1", "1/10"), ("1e-3;1", "1/1000"), ("-25e-2 ; 1", "-1/4")):
        assert run("net", "pieces", name, "--segment", text, "--json").data["segment"] == [[start], ["1"]]
    for data, start in (("[0.1, 1]", Fraction(0.1)), ('["0.1", 1]', "1/10"), ("[[0.1], 1]", Fraction(0.1)), ('["1e-3", [1]]', "1/1000")):
        Path("s.json").write_text(data)
        assert run("net", "pieces", name, "--segment", "s.json", "--json").data["segment"] == [[str(start)], ["1"]]
    Path("claims.json").write_text('{"breakpoints": [0.5]}')
    assert run("net", "crosscheck", name, "--claim", "claims.json", "--segment", "s.json").code == 1
    for text, message in (
        ("0;1e-9999", "the end of the segment, coordinate 0: '1e-9999' is not a number of moderate size"),
        ("0;nan", "the end of the segment, coordinate 0: the number nan is not finite"),
    ):
        assert run.refused("net", "pieces", name, "--segment", text).startswith(message)
    for data, message in (
        ("[0, [1, 2]]", "the end of the segment has 2 coordinates, but the network has 1 input"),
        ("[0, NaN]", "s.json: the number NaN is not finite"),
        ("[0, null]", "the end of the segment, coordinate 0: None is not a rational number"),
        ("[0]", "s.json: a segment is a list of two points, [[...], [...]], or [p, q] for one input"),
        ("[0, {}]", "s.json: a segment is a list of two points"),
        ("", "s.json: the file is empty"),
    ):
        Path("s.json").write_text(data)
        assert run.refused("net", "pieces", name, "--segment", "s.json").startswith(message)


def test_distance_for_programs(run: Runner) -> None:
    name = saved(realize(named_map("tent"), 3).network, "tent3.json")  # type: ignore[arg-type]
    other = saved(ReLUNet([([[0]], [0]), ([[0]], ["1/2"])]), "half.json")
    assert run("net", "distance", name, "--map", "tent", "-t", 3, "--json").data["sup"] == "0"
    data = run("net", "distance", name, other, "--json", "-o", "d.json").data
    assert (data["sup"], data["argmax"], data["l1"]) == ("1/2", "0", "1/4")
    assert json.loads(Path("d.json").read_text())["claim"]["kind"] == "network-distance"
    assert "sup distance 1/2" in run("net", "distance", name, other).out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["pieces", "one.json", "--segment", "0;0"], "the segment has length 0"),
        (["pieces", "one.json", "--segment", "0;0;1"], 'a segment is "p; q", such as "0,0; 1,1/2", not \'0;0;1\''),
        (["pieces", "one.json", "--segment", "0,1;2"], "the start of the segment has 2 coordinates, but the network has 1 input"),
        (["pieces", "two.json"], 'which segment? The network has 2 inputs: give --segment "p; q"'),
        (["pieces", "two.json", "--segment", "bad.json"], "bad.json: a segment is a list of two points, [[...], [...]]"),
        (["pieces", "none.json"], "none.json: No such file or directory"),
        (["distance", "one.json"], "compare with another network, or with --map MAP --iterate T: one of the two"),
        (
            ["distance", "one.json", "one.json", "--map", "tent"],
            "compare with another network, or with --map MAP --iterate T: one of the two",
        ),
        (["distance", "one.json", "one.json", "-t", "2"], "--iterate needs --map MAP: the iterate of which map?"),
        (["distance", "one.json", "--map", "one.json", "-t", "2"], "one.json: this is a network, not a map; the commands of"),
        (["distance", "one.json", "--map", "tent"], "--map needs --iterate T: which iterate of it?"),
        (["distance", "one.json", "--map", "tent", "-t", "2", "--segment", "0;1"], "--segment is not for --map"),
        (
            ["distance", "one.json", "--map", "logistic:4", "-t", "2"],
            "networks are compared with iterates of piecewise-linear maps, not of the polynomial map",
        ),
        (["distance", "one.json", "two.json"], 'which segment? The network has 2 inputs: give --segment "p; q"'),
        (["distance", "one.json", "--map", "tent", "-t", "2", "--output-number", "1"], "--output-number is for two networks: one that is"),
        (["distance", "one.json", "one.json", "--output-number", "1"], "the network has 1 output, numbered from 0; there is no output 1"),
    ],
)
def test_wrong_commands(run: Runner, arguments: list[str], message: str) -> None:
    saved(network(0, [1, 2, 1]), "one.json")
    saved(network(0, [2, 2, 1]), "two.json")
    Path("bad.json").write_text('{"a": 1}')
    assert message in run.refused("net", *arguments)
