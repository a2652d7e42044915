"""Networks with skip connections and other activations as Coq files: what Coq accepts, and that it rejects what is altered."""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from exactsep import distance_certificate, equal_certificate, iterate_distance_certificate, on_segment, pieces_certificate
from exactsep.checker import check
from exactsep.coq.export import coq_file
from exactsep.coq.networks.general import shape
from exactsep.networks.activation import IDENTITY, RELU, Activation, activation, clip, leaky
from exactsep.networks.layer import layer
from exactsep.networks.relu import ReLUNet
from exactsep.numbers.field import Q
from test_coq import at, coq, needs_coq
from test_coq_networks import accepted, with_claim

HARD_TANH = clip(-1, 1)
STAIRS = activation([-1, 0, Fraction(1, 2), 2], [1, -1, 2, 0, Fraction(1, 3)], Fraction(1, 2))
ACTIVATIONS = [RELU, IDENTITY, leaky(Fraction(1, 10)), HARD_TANH, clip(0, 6), clip(0, None), clip(None, 2), STAIRS]


def net(*layers: tuple[list[list[Any]], list[Any], Activation, list[int]]) -> ReLUNet:
    """A network from (weights, bias, activation, sources) of each layer."""
    return ReLUNet([layer(weights, bias, act, sources, Q) for weights, bias, act, sources in layers])


def random_net(seed: int, inputs: int, outputs: int) -> ReLUNet:
    """All activations, also behind the last layer; any sources, in any order. Odd seeds: integers from -2 to 2, so that preactivations
    equal a break all along, and units pass breaks at the same points."""
    r = random.Random(seed)

    def number() -> Fraction:
        return Fraction(r.randint(-2, 2)) if seed % 2 else Fraction(r.randint(-8, 8), r.randint(1, 5))

    sizes, layers, last = [inputs], [], r.randint(1, 3)
    for k in range(last + 1):
        sources = r.sample(range(k + 1), r.randint(1, k + 1))
        width, units = sum(sizes[s] for s in sources), outputs if k == last else r.randint(1, 4)
        weights = [[number() for _ in range(width)] for _ in range(units)]
        layers.append((weights, [number() for _ in range(units)], r.choice(ACTIVATIONS), sources))
        sizes.append(units)
    return net(*layers)


MIXED = net(  # two inputs, two outputs; the output reads the inputs, and both layers in reverse order
    ([[1, -1], [2, "1/2"], [0, 1]], ["1/3", -1, 0], STAIRS, [0]),
    ([[1, 0, "-1/2"], [-1, 1, 1]], [0, "1/4"], leaky(Fraction(1, 10)), [1]),
    ([[1, "1/2", 0, 1, 0, -1, "1/5"], [0, -1, 1, "1/3", 2, 0, 0]], ["-1/2", 0], HARD_TANH, [2, 1, 0]),
)
TANH_NET = net(([[3], [-2]], [-1, "1/2"], HARD_TANH, [0]), ([[1, "1/2", "1/4"]], [0], IDENTITY, [1, 0]))
SAME_AS_TANH_NET = ReLUNet([  # min(max(x, -1), 1) = max(0, x + 1) - max(0, x - 1) - 1, and x = max(0, x) - max(0, -x)
    ([[3], [3], [-2], [-2], [1], [-1]], [0, -2, "3/2", "-1/2", 0, 0]),
    ([[1, -1, "1/2", "-1/2", "1/4", "-1/4"]], ["-3/2"]),
])  # fmt: skip
LINE = ([-1, 2], [2, -1])


def equality() -> dict[str, Any]:
    return equal_certificate(on_segment(TANH_NET, -2, 3), on_segment(SAME_AS_TANH_NET, -2, 3)).data


def pieces() -> dict[str, Any]:
    return pieces_certificate(on_segment(MIXED, *LINE)).data


def distance() -> dict[str, Any]:
    return distance_certificate(on_segment(MIXED, *LINE), on_segment(random_net(3, 2, 2), *LINE), output=1).data


def from_iterate() -> dict[str, Any]:
    return iterate_distance_certificate(TANH_NET, "tent", 3).data


@needs_coq
@pytest.mark.parametrize("made", [equality, pieces, pytest.param(distance, marks=pytest.mark.slow), from_iterate])
def test_coq_accepts(made: Callable[[], dict[str, Any]]) -> None:
    data = made()
    coq.compile_file(coq_file(data), coq.expected(data))


def more(key: str) -> Callable[[Any], None]:
    def change(data: Any) -> None:
        data["claim"][key] += 1

    return change


def moved(*keys: Any) -> Callable[[Any], None]:
    """The number that stands at the end of these keys, a little larger."""

    def change(data: Any) -> None:
        value = data
        for key in keys:
            value = value[key]
        at(*keys, str(Fraction(value) + Fraction(1, 1000)))(data)

    return change


FIRST = ("claim", "networks", 0, "layers")
ALTERED = [
    (pieces, more("pieces")),
    (pieces, more("regions")),
    (pieces, moved("claim", "breakpoints", 2)),
    (pieces, moved("claim", "values", 1, 0)),
    (pieces, moved("claim", "network", "layers", 1, "weights", 0, 0)),
    (pieces, moved("claim", "network", "layers", 0, "activation", "breaks", 1)),
    (pieces, at("claim", "network", "layers", 2, "sources", [0, 1, 2])),
    (equality, moved(*FIRST, 0, "weights", 0, 0)),
    (equality, moved(*FIRST, 0, "activation", "slopes", 2)),
    (equality, at(*FIRST, 1, "sources", [0, 1])),
    (equality, at(*FIRST, 1, "activation", "relu")),
    (equality, at("claim", "networks", 1, "layers", 0, "bias", 3, "-1/3")),
    (distance, moved("claim", "sup")),
    (distance, moved("claim", "argmax")),
    (distance, at("claim", "l1", ["0", "0"])),
    (distance, at("claim", "output", 0)),
    (from_iterate, moved("claim", "sup")),
    (from_iterate, at("claim", "l1", ["1", "2"])),
    (from_iterate, at("claim", "iterate", 2)),
]


@needs_coq
@pytest.mark.parametrize("k", [k if k in (1, 8) else pytest.param(k, marks=pytest.mark.slow) for k in range(len(ALTERED))])
def test_coq_rejects_what_is_altered(k: int) -> None:
    made, change = ALTERED[k]
    data = made()
    changed = copy.deepcopy(data)
    change(changed)
    assert changed != data
    with pytest.raises(coq.Rejected, match=r"accepted|computed|true"):
        coq.compile_file(coq_file(changed), coq.expected(changed))


@needs_coq
@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_random_networks(seed: int) -> None:
    """What the exact search finds is what Coq accepts: several inputs and outputs, one input from right to left, and an iterate."""
    plane, other = random_net(seed, 2, 2), random_net(seed + 100, 2, 2)
    found = pieces_certificate(on_segment(plane, *LINE)).data
    assert accepted(found)
    assert not accepted(with_claim(found, regions=found["claim"]["regions"] + 1))
    assert accepted(distance_certificate(on_segment(plane, *LINE), on_segment(other, *LINE), output=1).data)
    one, two = random_net(seed + 200, 1, 1), random_net(seed + 300, 1, 1)
    back = distance_certificate(on_segment(one, 2, -1), on_segment(two, 2, -1)).data
    assert accepted(back)
    assert not accepted(with_claim(back, l1=["-1", "-1/2"]))
    assert accepted(iterate_distance_certificate(one, "tent", 3).data)
    assert accepted(equal_certificate(on_segment(one, -1, 2), on_segment(one, -1, 2)).data)


@needs_coq
@pytest.mark.slow
def test_a_break_without_a_turn() -> None:
    """The checker counts a break where the slope does not change as one."""
    data = pieces_certificate(on_segment(ReLUNet([([[1]], [0]), ([[1]], [0])]), -1, 2)).data
    data["claim"]["network"]["layers"][0]["activation"] = {"breaks": ["0", "1"], "slopes": ["0", "1", "1"], "value": "0"}
    for regions in (2, 3):
        found = with_claim(data, regions=regions)
        assert check(found)["accepted"] == accepted(found) == (regions == 3)


def value_of_term(term: str, x: Fraction) -> Fraction:
    """What an activation term of theory General is at x, by the definition of leaky, clip and Bent there."""
    numbers = [Fraction(q.replace("#", "/")) for q in re.findall(r"-?\d+(?:#\d+)?", term)]
    name = term.strip("(").split(" ")[0]
    known = {"rectifier": [0, 0, 1, 0], "identity": [1, 0]}
    if name == "leaky":
        numbers = [numbers[0], Fraction(0), 1 - numbers[0], Fraction(0)]
    elif name == "clip":
        numbers = [Fraction(0), numbers[0], Fraction(1), numbers[0], Fraction(-1), numbers[1]]
    slope, value, *turns = known.get(name, numbers)
    return slope * x + value + sum((t * max(Fraction(0), x - c) for t, c in zip(turns[::2], turns[1::2], strict=True)), Fraction(0))


@pytest.mark.parametrize("act", ACTIVATIONS, ids=lambda act: act.kind)
def test_terms_of_activations(act: Activation) -> None:
    for x in (Fraction(k, 3) for k in range(-12, 25)):
        assert value_of_term(shape(act.data()), x) == act(x)


def test_what_a_layer_reads() -> None:
    """The columns of the output run through layer 2 (values 5 and 6 of all), layer 1 (2, 3, 4) and the inputs (0, 1)."""
    text = coq_file(pieces())
    assert "Neuron [(5%nat, 1); (6%nat, (1#2)); (3%nat, 1); (0%nat, (-1)); (1%nat, (1#5))] (-1#2)" in text
    assert "(leaky (1#10))" in text
    assert "(clip (-1) 1)" in text


def test_defaults_that_are_written_out() -> None:
    """ReLU and the layer before, also if the file says so, are a plain network."""
    data = pieces_certificate(on_segment(SAME_AS_TANH_NET, -2, 3)).data
    written = copy.deepcopy(data)
    hidden, last = written["claim"]["network"]["layers"]
    hidden.update(activation="relu", sources=[0])
    last.update(activation="identity", sources=[1])
    assert coq_file(written) == coq_file(data)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (at("claim", "network", "layers", 2, "sources", [2, 1, 3]), "the sources must be different numbers from 0"),
        (at("claim", "network", "layers", 2, "sources", [2, 0]), "this layer has 7 columns, and what it reads has 4 values"),
        (at("claim", "network", "layers", 0, "activation", "slopes", ["1"]), "one slope more than breaks"),
        (at("claim", "network", "layers", 0, "activation", "breaks", ["0", "0", "1", "2"]), "increasing breaks"),
        (at("claim", "network", "layers", 0, "activation", "tanh"), "activation: 'tanh' is not relu or identity"),
        (at("claim", "network", "layers", 0, "activation", "value", ["0", "1"]), "not the element"),
    ],
)
def test_what_is_no_network(change: Callable[[Any], None], message: str) -> None:
    data = pieces()
    change(data)
    with pytest.raises(ValueError, match=message):
        coq_file(data)
