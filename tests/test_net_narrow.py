"""`narrow` and `exactsep net narrow`: sizes from the theorems, equality by exact distances, errors in words."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from exactsep import load_network, narrow, narrow_certificate, on_segment, save_network
from exactsep.networks.narrow.methods import METHODS
from exactsep.networks.relu import ReLUNet
from exactsep.networks.segments.distances import distance_of_networks
from test_cli_support import Runner

TARGET = ReLUNet([([[1], [-1], [2]], ["-1/4", "1/2", -1]), ([[1, -2, "1/2"]], ["1/8"])])
PLANE = ReLUNet([([[1, 2], [-2, 1], [1, -1]], [0, 1, -1]), ([[1, -1, 2], [-1, 2, 1]], [1, -1]), ([[2, -1]], [0])])


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runner:
    monkeypatch.chdir(tmp_path)
    save_network(TARGET, "target.json")
    save_network(PLANE, "plane.json")
    return Runner(capfd)


@pytest.mark.parametrize(("method", "width"), [("exact", 3), ("global", 5), ("dplus2", 3)])
def test_methods(method: str, width: int) -> None:
    """d + H + q = 3, 2d + 2H + 2q - 1 = 5 and d + 2 = 3 for one input and one hidden layer, at most."""
    made = narrow(TARGET, method)
    assert made.network.width <= width
    for end in (1, 50) if method == "global" else (1,):
        found = distance_of_networks(
            on_segment(TARGET, -end if method == "global" else 0, end), on_segment(made.network, -end if method == "global" else 0, end)
        )
        assert (found.sup, found.l1) == (0, 0)
    assert narrow_certificate(made).check()["accepted"]


def test_on_the_command_line(run: Runner) -> None:
    data = run("net", "narrow", "target.json", "--network", "narrow.json", "-o", "proof.json", "--json").data
    assert (data["narrow"]["width"], data["narrow"]["depth"], data["narrow"]["nonzero"]) == (3, 3, 15)  # the values of T18
    assert (data["target"]["width"], data["target"]["nonzero"], data["proved"], data["sup"]) == (3, 10, True, "0")
    assert run("net", "distance", "target.json", "narrow.json", "--json").data["sup"] == "0"
    assert run("check", "proof.json").out.startswith("ACCEPTED proof.json")
    assert json.loads(Path("proof.json").read_text())["claim"]["kind"] == "narrow-exact"
    assert load_network("narrow.json").depth == 3


def test_a_box_for_all_inputs(run: Runner) -> None:
    one = run("net", "narrow", "plane.json", "--box", "-1,1/2", "--json").data
    assert one["box"] == [["-1", "1/2"], ["-1", "1/2"]]
    assert run("net", "narrow", "plane.json", "--box", "-1,1/2 -1,1/2", "--json").data == one
    assert one["narrow"]["width"] <= 2 + 2 + 1


def test_tapes(run: Runner) -> None:
    data = run("net", "narrow", "target.json", "--method", "tape", "--bits", 3, "--separation", 6, "--no-cells", "--json").data
    assert (data["narrow"]["width"], data["narrow"]["depth"]) == (5, 39)
    assert (data["kept"], data["whole"], data["cells"]) == (4, True, False)
    assert (data["sup_on_good_set"], data["bad_set"], data["range"]) == ("1/4", "1/8", ["-7/8", "11/8"])
    assert Fraction(data["l1"]) == Fraction(1, 4) + Fraction(1, 8) * Fraction(18, 8)
    small = run("net", "narrow", "plane.json", "--method", "tape", "--bits", 2, "--keep", 4, "--weights-at-most", 4, "--json").data
    assert small["narrow"]["width"] == 4
    assert Fraction(small["narrow"]["largest_weight"]) <= 4
    text = run("net", "narrow", "target.json", "--method", "tape", "--bits", 3, "--separation", 6, "--no-cells").out
    assert "measure of the rest  at most 1/8 = 0.125" in text
    assert "bits kept            at most 4 of a neuron: all" in text
    assert "at most 1/4 = 0.25, from bounds layer by layer" in text
    cells = run("net", "narrow", "target.json", "--method", "tape", "--bits", 3, "--separation", 6)
    assert "from bounds on each of 2^3 cells" in cells.out
    again = run("net", "narrow", "target.json", "--method", "tape", "--bits", 3, "--separation", 6, "--cells", "--json").data
    assert again["cells"]
    assert Fraction(again["sup_on_good_set"]) < Fraction(1, 4)


def test_width_d_plus_2_in_the_plane(run: Runner) -> None:
    data = run("net", "narrow", "plane.json", "--method", "dplus2", "--box", "-1,1", "-o", "c.json", "--json").data
    assert (data["method"], data["narrow"]["width"], data["narrow"]["depth"], data["proved"]) == ("T20", 4, 9, True)
    assert "equals the target of the claim" in run("net", "narrow", "plane.json", "--method", "dplus2").out
    assert run("check", "c.json").out.startswith("ACCEPTED c.json")


def test_what_is_too_much_for_the_checker(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise ValueError("no certificate was written, the checker does not take it: too long")

    monkeypatch.setattr("exactsep.cli.net_narrow.verdict_of", refuse)
    message = run.refused("net", "narrow", "plane.json", "--method", "dplus2", "-o", "c.json")
    assert "does not take it: too long; choose the method exact (one register more for each hidden layer), or a smaller box" in message
    assert not Path("c.json").exists()


@pytest.mark.parametrize("method", METHODS)
def test_all_methods_have_the_same_attributes(method: str) -> None:
    made = narrow(TARGET, method)
    assert (made.width, made.depth, made.nonzero) == (made.network.width, made.network.depth, made.network.nonzero)
    assert made.largest_weight == made.network.largest_weight
    assert made.weight_bits > 0
    assert made.target is TARGET
    assert made.box == (None if method == "global" else ((0, 1),))
    assert made.method == {"exact": "T18", "global": "T19", "dplus2": "T20", "tape": "T21"}[method]
    assert (made.error > 0) == (made.bad > 0) == (made.l1 > 0) == (method == "tape")
    assert made.claim()["width"] == made.width
    assert made.evidence["rule"] in ("T18", "N", "T21")


@pytest.mark.parametrize("method", METHODS)
def test_the_checker_proves_what_was_made(method: str) -> None:
    certificate = narrow_certificate(narrow(TARGET, method))
    assert certificate.check()["accepted"]
    assert certificate.claims[0]["rule"] == {"exact": "T18", "global": "T18", "dplus2": "N", "tape": "T21"}[method]


@pytest.mark.parametrize(("given", "kind"), [(TARGET, "a ReLUNet"), (None, "None")])
def test_certificates_of_other_things(given: Any, kind: str) -> None:
    with pytest.raises(ValueError, match=f"made must be what narrow\\(net\\) gives, not {kind}"):
        narrow_certificate(given)


@pytest.mark.parametrize("method", METHODS)
def test_results_are_shown_in_one_line(method: str) -> None:
    """Of a tape, all numbers of the machine were shown: 7,142 characters for two layers of 16 units."""
    made = narrow(TARGET, method)
    kind = "TapeNet" if method == "tape" else "Narrow"
    assert repr(made) == f"{kind}({made.network!r} in place of {TARGET!r})"


def test_the_help_says_what_a_target_is(run: Runner) -> None:
    text = " ".join(run("net", "narrow", "--help").out.split())
    assert "NET must be a plain ReLU network" in text
    assert "Leaky ReLU, clips, other activations and skip connections are refused." in text
    assert "at most 10 inputs" in text
    assert "by default all, or as many as the checker can afford." in text


@pytest.mark.parametrize(
    ("net", "options", "error", "message"),
    [
        (None, {}, ValueError, "a network is a ReLUNet, not None"),
        (TARGET, {"method": 7}, ValueError, "the method must be one of exact, global, dplus2, tape, not 7"),
        (TARGET, {"box": 5}, ValueError, "box: it must be a list of intervals [lo, hi], one for each input, not 5"),
        (
            TARGET,
            {"box": (0, 1)},
            ValueError,
            "box: it must be a list of intervals, one for each input, and not one interval alone: write [(0, 1)]",
        ),
        (
            PLANE,
            {"box": (-1, "1/2")},
            ValueError,
            "box: it must be a list of intervals, one for each input, and not one interval alone: write [(-1, 1/2)] * 2",
        ),
        (TARGET, {"bits": 5}, ValueError, "bits: only for the method tape"),
        (
            TARGET,
            {"method": "tape", "foo": 3},
            TypeError,
            "narrow() got an unexpected keyword argument 'foo'; the options of the method tape are bits, separation, eps, keep, variant, beta, "
            "weights_at_most, cells",
        ),
    ],
)
def test_wrong_calls(net: Any, options: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error) as caught:
        narrow(net, **options)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--method", "wide"], "the method must be one of exact, global, dplus2, tape, not 'wide'"),
        (["--bits", "3", "--keep", "4"], "--bits, --keep: only for --method tape"),
        (["--method", "tape", "--bits", "0"], "the number of input bits must be an integer from 1 to 256, not 0"),
        (["--method", "tape", "--variant", "D"], "the variant must be one of A, B, C, not 'D'"),
        (["--method", "tape", "--weights-at-most", "2"], "the bound of the weights must be > 2, not 2"),
        (["--method", "tape", "--box", "0,1"], "a box is for the methods exact and dplus2: [0, 1]^d is meant here"),
        (["--method", "global", "--box", "0,1"], "a box is for the methods exact and dplus2: R^d is meant here"),
        (["--method", "tape", "--separation", "9", "--eps", "1/8"], "the separation is given twice, by a number of bits and by eps"),
        (["--box", "1,0"], "--box: box[0]: an interval [lo, hi] needs lo < hi, but 1 < 0 does not hold"),
        (["--box", "0,x"], "--box: box[0]: 'x' is not a rational number: write p/q, an integer or an exact decimal"),
        (["--box", "0,1 0,1"], "--box: it has 2 intervals, but the network 1 input"),
        (["--box", "a"], "--box is \"lo,hi lo,hi ...\", an interval for each input or one for all, not 'a'"),
        (["--network", "n.txt"], "n.txt: "),
        (["--network", "target.json"], "--network target.json would overwrite the file that the network is read from"),
        (["--network", "same.json", "-o", "same.json"], "two outputs would be written to the same file"),
    ],
)
def test_wrong_commands(run: Runner, arguments: list[Any], message: str) -> None:
    assert message in run.refused("net", "narrow", "target.json", *arguments)
