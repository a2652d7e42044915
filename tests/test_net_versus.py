"""A network beside the bounds for its architecture: trained networks never beat them, and cases with known answers."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from exactsep.certificates import versus
from exactsep.certificates.versus import Contradiction, net_versus
from exactsep.families import named_map
from exactsep.maps.piecewise import PLMap
from exactsep.networks.activation import IDENTITY, clip
from exactsep.networks.layer import layer
from exactsep.networks.realize import realize
from exactsep.networks.relu import ReLUNet
from exactsep.networks.segments.distances import distance_from_iterate
from exactsep.numbers.enclosure import Enclosure
from exactsep.numbers.field import Q
from test_cli_support import Runner

TENT = PLMap([(0, 0), ("1/2", 1), (1, 0)])
GOLDEN = PLMap([(-1, "5/8"), (0, -1), ("5/8", "1/64")])  # phi |x| - 1 with 13/8 instead of phi
CONSTANT = {"layers": [{"weights": [[0]] * 4, "bias": [0] * 4}, {"weights": [[0] * 4], "bias": ["1/2"]}]}


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runner:
    """Runs command lines in a folder in which net.json is the constant 1/2, with four hidden units."""
    monkeypatch.chdir(tmp_path)
    Path("net.json").write_text(json.dumps(CONSTANT))
    return Runner(capfd)


# -- training ---------------------------------------------------------------------------------------


def samples(f: PLMap, t: int, count: int = 400) -> tuple[Any, Any]:
    """Floats x on I, and f^t(x)."""
    power = f.iterate(t)
    a, b = f.interval
    xs = [a + (b - a) * Fraction(k, count) for k in range(count + 1)]
    return np.array([[float(x)] for x in xs]), np.array([[float(power(x))] for x in xs])


def hinges(f: PLMap, t: int, units: int, seed: int) -> ReLUNet:
    """One hidden layer with random kinks, the output by least squares."""
    rng = np.random.default_rng(seed)
    xs, ys = samples(f, t)
    kinks = np.sort(rng.uniform(xs[0, 0], xs[-1, 0], units))
    kinks[0] = xs[0, 0]
    features = np.hstack([np.maximum(xs - kinks, 0), np.ones_like(xs)])
    weights = np.linalg.lstsq(features, ys[:, 0], rcond=None)[0]
    return ReLUNet([([[1.0]] * units, (-kinks).tolist()), ([weights[:-1].tolist()], [float(weights[-1])])])


def descended(f: PLMap, t: int, widths: list[int], seed: int, steps: int = 800) -> ReLUNet:
    """Any depth, by gradient descent on the mean of squares."""
    rng = np.random.default_rng(seed)
    xs, ys = samples(f, t)
    sizes = [1, *widths, 1]
    layers = [[rng.normal(size=(m, n)) * (2 / m) ** 0.5, rng.normal(size=n) * 0.3] for m, n in pairwise(sizes)]
    for _ in range(steps):
        values = [xs]
        for k, (w, b) in enumerate(layers):
            pre = values[-1] @ w + b
            values.append(pre if k == len(layers) - 1 else np.maximum(pre, 0))
        back = 2 * (values[-1] - ys) / len(xs)
        for k in range(len(layers) - 1, -1, -1):
            w, b = layers[k]
            before = (back @ w.T) * (values[k] > 0)
            layers[k] = [w - 0.05 * values[k].T @ back, b - 0.05 * back.sum(axis=0)]
            back = before
    return ReLUNet([(w.T.tolist(), b.tolist()) for w, b in layers])


@pytest.mark.parametrize(
    ("f", "t", "net"),
    [
        (TENT, 6, hinges(TENT, 6, 20, seed=1)),
        (GOLDEN, 8, hinges(GOLDEN, 8, 12, seed=2)),
        (TENT, 5, descended(TENT, 5, [3, 3], seed=3)),
        (GOLDEN, 10, descended(GOLDEN, 10, [4, 4], seed=4)),
    ],
    ids=["hinges-6", "hinges-golden", "deep-tent", "deep-golden"],
)
def test_trained_networks_do_not_beat_the_bounds(f: PLMap, t: int, net: ReLUNet) -> None:
    found = net_versus(net, f, t)
    assert found.pieces <= found.allowed == np.prod([n + 1 for n in net.widths])
    for one in found.bounds:
        assert one.certificate is not None
        assert one.certificate.check()["accepted"]
        assert one.certificate.claims[0]["pieces"] == found.allowed
        assert 0 < one.bound <= getattr(one.measured, "hi", one.measured)
    compare_by_points(f.iterate(t), net, found)


def compare_by_points(power: PLMap, net: ReLUNet, found: versus.NetVersus) -> None:
    """The errors a second time: from values of the network at single points, where power or network bend and where they meet."""
    knots = sorted({*power.xs, *found.found.output().xs})
    for u, v in pairwise(knots):  # the network is affine between
        assert 2 * net((u + v) / 2) == net(u) + net(v)
    signed = [net(x) - power(x) for x in knots]
    assert max(map(abs, signed)) == found.distance.sup == abs(net(found.distance.argmax) - power(found.distance.argmax))
    area = Q(0)
    for (u, p), (v, q) in pairwise(zip(knots, signed, strict=True)):
        zero = u + (v - u) * p / (p - q) if p * q < 0 else v
        area += (zero - u) * abs(p if zero < v else p + q) / 2 + (v - zero) * abs(q) / 2
    l1 = found.distance.l1
    assert (l1.lo <= area <= l1.hi) if hasattr(l1, "lo") else l1 == area


def test_training_helps() -> None:
    """The networks are trained, so that comparing them says something: their errors are below those of a constant."""
    many, few = (distance_from_iterate(hinges(TENT, 3, units, seed=5), TENT, 3).l1 for units in (40, 4))
    assert many < Fraction(1, 20) < few < Fraction(1, 4)  # the distance of the constant 1/2


# -- known answers -----------------------------------------------------------------------------------


def constant(units: int) -> ReLUNet:
    return ReLUNet([([[0]] * units, [0] * units), ([[0] * units], ["1/2"])])


def test_a_constant_attains_the_sup_bound() -> None:
    """|tent^5 - 1/2| has the maximum 1/2 and the integral 1/4; of the 33 points k/32 the 17 with even k have the value 0."""
    found = net_versus(constant(4), TENT, 5)
    assert (found.pieces, found.allowed, found.iterate_pieces) == (1, 5, 32)
    sup, l1, sign = found.bounds
    assert (sup.measured, sup.bound, sup.excess) == (Q("1/2"), Q("1/2"), 1)
    assert l1.measured == Q("1/4") > l1.bound > Q("1/5")
    assert (sign.measured, sign.points, sign.threshold) == (Q("17/33"), 33, Q("1/2"))
    assert sign.bound == Fraction((33 - 5) // 2, 33)
    assert found.bound("l1") is l1


def test_breakpoints_of_the_activation_count() -> None:
    """n units with a clip function have at most 2 n + 1 pieces."""
    first = layer([[1], [1], [1]], [0, "-1/3", "-2/3"], clip(0, 1), (0,), Q)
    net = ReLUNet([first, layer([[1, -1, 1]], [0], IDENTITY, (1,), Q)])
    found = net_versus(net, TENT, 4)
    assert found.allowed == 7
    assert found.bound("sign").bound == Fraction((17 - 7) // 2, 17)


def test_what_may_be_equal_has_no_bound() -> None:
    found = net_versus(realize(TENT, 6).network, TENT, 6)
    assert (found.distance.sup, found.distance.l1, found.pieces, found.allowed) == (0, 0, 64, 3**6)
    for one in found.bounds:
        assert (one.bound, one.certificate, one.excess) == (None, None, None)
        assert one.reason == "f^6 has 64 pieces, and T1 allows this architecture 729: it excludes nothing"


def test_nothing_certified_for_other_reasons() -> None:
    """f^t never crosses any levels twice: monotone, and yet of many pieces."""
    f = PLMap([(0, 0), ("1/2", "1/4"), (1, 1)])
    found = net_versus(constant(1), f, 4)
    assert found.iterate_pieces == 5
    assert found.bound("sup").bound is None
    assert "nothing to certify" in str(found.bound("sup").reason)


@pytest.mark.parametrize(("norm", "better"), [("sup", "1/3"), ("l1", "1/100")])
def test_a_contradiction_is_an_internal_error(norm: str, better: str, run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the network were nearer than a bound allows."""
    real = versus.measured

    def wrong(*arguments: Any) -> Any:
        found = real(*arguments)
        object.__setattr__(found, norm, Q(better))
        return found

    monkeypatch.setattr(versus, "measured", wrong)
    with pytest.raises(Contradiction, match=f"an error of {better} \\({norm}\\), below the certified bound"):
        net_versus(constant(4), TENT, 5)
    code, out, err = run("net", "versus", "net.json", "tent", "--iterate", 5)
    assert (code, out) == (1, "")
    assert err.startswith("exactsep: internal error: the network has an error of")


def test_an_enclosure_may_overlap_the_bound() -> None:
    assert versus._no_less("l1", Enclosure(Q("1/5"), Q("1/3")), Q("1/4")) is not None
    with pytest.raises(Contradiction):
        versus._no_less("l1", Enclosure(Q("1/5"), Q("2/9")), Q("1/4"))


# -- the command line ---------------------------------------------------------------------------------


def test_versus_json(run: Runner) -> None:
    data = run("net", "versus", "net.json", "tent", "--iterate", 5, "--json").data
    assert (data["sup"], data["l1"], data["pieces"], data["max_pieces"], data["widths"]) == ("1/2", "1/4", 1, "5", [4])
    bounds = data["bounds"]
    assert (bounds["sup"]["measured"], bounds["sup"]["bound"], bounds["sup"]["reason"]) == ("1/2", "1/2", None)
    assert bounds["sup"]["claim"]["pieces"] == 5
    assert "at most 5 pieces has sup_I |f^5 - g| >= 1/2" in bounds["sup"]["theorem"]
    assert (bounds["sign"]["measured"], bounds["sign"]["bound"], bounds["sign"]["points"]) == ("17/33", "14/33", 33)
    assert Fraction(bounds["l1"]["bound"]) < Fraction(bounds["l1"]["measured"])
    none = run("net", "versus", "net.json", "tent", "--iterate", 2, "--json").data["bounds"]["sup"]
    assert (none["bound"], none["claim"], none["theorem"]) == (None, None, None)
    assert none["reason"].startswith("f^2 has 4 pieces")


def test_versus_text(run: Runner) -> None:
    out = " ".join(run("net", "versus", "net.json", "tent", "--iterate", 5).out.split())
    for part in (
        "pieces of the network 1 piece",
        "its architecture at most 5 (T1)",
        "sup |f^5 - net| 1/2 = 0.5",
        "certified bound 1/2 = 0.5",
        "mislabelled points 17 of 33 alternating points of f^5, at the threshold 1/2 certified bound 14 of them",
        "No network of this architecture can beat the bounds, whatever its weights.",
    ):
        assert part in out
    assert out.count("Let f be") == 1
    assert out.count("Theorem:") == 3
    assert "Nothing is certified about this architecture" in run("net", "versus", "net.json", "tent", "--iterate", 1).out


def test_versus_refuses(run: Runner) -> None:
    Path("two.json").write_text('{"layers": [{"weights": [[1, 2]], "bias": [0]}]}')
    Path("nan.json").write_text('{"layers": [{"weights": [[NaN]], "bias": [0]}]}')
    refused = run.refused
    assert "none.json: No such file" in refused("net", "versus", "none.json", "tent", "--iterate", 3)
    assert "two.json: " not in (two := refused("net", "versus", "two.json", "tent", "--iterate", 3))
    assert two.endswith("has one input and one output, unlike this one: 2 inputs and 1 output")
    assert "the number NaN is not finite" in refused("net", "versus", "nan.json", "tent", "--iterate", 3)
    assert "over the rationals" in refused("net", "versus", "net.json", "golden", "--iterate", 3)
    assert "piecewise-linear maps, not of the polynomial" in refused("net", "versus", "net.json", "logistic:4", "--iterate", 3)
    assert "which map?" in refused("net", "versus", "net.json", "--iterate", 3)
    assert "Missing option '--iterate'" in refused("net", "versus", "net.json", "tent")
    assert "more than 600000 pieces" in refused("net", "versus", "net.json", "tent", "--iterate", 30)
    with pytest.raises(ValueError, match="piecewise-linear maps"):
        net_versus(constant(1), named_map("logistic:4"), 2)
