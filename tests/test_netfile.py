"""Network files: what is read, what each fault says, and that writing and reading again changes nothing."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import exactsep
from exactsep.networks.activation import activation, clip, leaky
from exactsep.networks.files.netfile import MAX_BYTES, network_json, parse_network
from exactsep.networks.layer import layer
from exactsep.networks.realize import realize
from exactsep.networks.relu import ReLUNet
from exactsep.numbers.field import Q

ABS = ReLUNet([([[1], [-1]], [0, 0]), ([[1, 1]], [0])])
WEIGHTS = '{"layers": [{"weights": [[1], [-1]], "bias": [0, 0]}, {"weights": [[1, 1]], "bias": [0]}]}'


def test_reading() -> None:
    assert parse_network(WEIGHTS) == ABS
    assert (
        parse_network(WEIGHTS.replace('{"layers"', '{"kind": "relu-network", "name": "abs", "source": 7, "format": "x", "layers"')) == ABS
    )
    assert parse_network(WEIGHTS.replace("[[1], [-1]]", '[["2/2"], [-1.0]]')) == ABS
    sparse = '{"columns": 1, "sparse": [[[0, 1]], [[0, "-1"]]], "bias": [0, 0]}'
    assert parse_network(WEIGHTS.replace('{"weights": [[1], [-1]], "bias": [0, 0]}', sparse)) == ABS


def test_floats_are_the_numbers_that_they_are() -> None:
    net = parse_network(
        '{"layers": [{"weights": [[0.1, "0.1", 1e-3, 5e-324, 1E400000, -0.0]], "bias": [1e308]}]}'.replace("1E400000", "2.5")
    )
    row = dict(net.layers[0].rows[0])
    assert row[0] == Fraction(0.1) != Fraction(1, 10) == row[1]
    assert (row[2], row[3], row[4]) == (Fraction(1e-3), Fraction(1, 2**1074), Fraction(5, 2))
    assert 5 not in row
    assert net.layers[0].bias[0] == int(1e308)


def test_text_with_an_exponent_is_exact() -> None:
    (one,) = parse_network('{"layers": [{"weights": [["1e-3", "-2.5E2", 1e-3]], "bias": ["1e3"]}]}').layers
    row = dict(one.rows[0])
    assert (row[0], row[1], one.bias[0]) == (Fraction(1, 1000), -250, 1000)
    assert row[0] != row[2]


def test_activations_and_sources() -> None:
    def read(act: str) -> Any:
        text = '{"layers": [{"weights": [[1]], "bias": [0], "activation": ACT}]}'
        return parse_network(text.replace("ACT", act)).layers[0].activation

    assert read('{"leaky": "1/100"}') == leaky("1/100")
    assert read('{"clip": [0, 6]}') == clip(0, 6)
    assert read('{"clip": [null, 6]}') == clip(None, 6)
    assert read('{"breaks": [0, 1], "slopes": [0, 2, 0], "value": "1/2"}') == activation([0, 1], [0, 2, 0], "1/2")
    net = parse_network(
        '{"layers": [{"weights": [[1]], "bias": [0]}, {"weights": [[1, -1]], "bias": [0], "sources": [0, 1], "activation": "identity"}]}'
    )
    assert net(-3) == -3
    assert net.layers[1].sources == (0, 1)


WEIGHT = "is not a number: write an integer or a string such as"
FAULTS = [
    (" \n", "the file is empty"),
    (WEIGHTS[:-3], "not JSON: Expecting ',' delimiter at line 1, column 88"),
    ("[" * 100_000, "nested too deeply"),
    ("[" * 8_000_001, "a network file of 8000001 values, over the limit of 8000000"),
    ("[]", "a network file holds one JSON object, not list"),
    ("{}", 'field "layers" is missing: a network is {"layers": [{"weights": [[...], ...], "bias": [...]}, ...]}'),
    ('{"layers": []}', "layers must be a list of 1 to 100000 layers"),
    ('{"layers": {}}', "layers must be a list of 1 to 100000 layers"),
    ('{"layers": [], "layers": []}', "the key 'layers' occurs twice"),
    ('{"layers": [], "weights": []}', "unknown field 'weights' in a network; known: layers, kind, format, name, source"),
    ('{"kind": "relu", "layers": []}', "kind 'relu' is unknown; known: relu-network"),
    ('{"kind": NaN, "layers": []}', "kind the number NaN is not finite is unknown; known: relu-network"),
    (WEIGHTS.replace('{"layers"', '{"name": 1e999, "layers"'), "the number 1e999 is too large for a float64"),
    (
        '{"claim": {"network": {"layers": []}}, "map": {}}',
        "this is a certificate, not a network; its network is what stands in claim.network, and a network file by itself, as jq",
    ),
    (
        '{"claim": {"target": {"layers": []}, "narrow": {"layers": []}, "range": ["0", "1"]}}',
        "this is a certificate, not a network; its networks are what stands in claim.target and claim.narrow, each a network file by itself, as jq '.claim.target' writes it",
    ),
    (
        '{"claim": {"networks": [{"layers": []}, {"layers": []}]}}',
        "this is a certificate, not a network; its networks are what stands in claim.networks[0] and claim.networks[1], each",
    ),
    ('{"field": {}, "layers": [{"weights": [["0", "1"]], "bias": [0]}]}', "field: this network has weights over a number field, and network"),
    ('{"claim": {"kind": "sup"}, "map": {}}', "this is a certificate, not a network; it holds no network; `exactsep check` reads the"),
    ('{"vertices": [[0, 0], [1, 1]]}', "this is a map, not a network; `exactsep net realize` writes its iterates as networks"),
    ('{"layers": [7]}', "layers[0] must be an object with weights and bias, not int"),
    ('{"layers": [{"weights": [[1]]}]}', "layers[0]: field 'bias' is missing"),
    ('{"layers": [{"weights": [[1]], "bias": [0], "bais": [0]}]}', "layers[0]: unknown field 'bais'"),
    ('{"layers": [{"weights": [[1]], "sparse": [], "columns": 1, "bias": [0]}]}', "layers[0]: unknown field 'weights' beside sparse rows"),
    ('{"layers": [{"weights": [[1], [1, 2]], "bias": [0, 0]}]}', "layers[0].weights[1] has 2 numbers, but layers[0].weights[0] has 1"),
    ('{"layers": [{"weights": [], "bias": []}]}', "layers[0]: the weights are not a matrix with rows of one length"),
    ('{"layers": [{"weights": [[]], "bias": [0]}]}', "layers[0]: the weights are not a matrix with rows of one length"),
    ('{"layers": [{"weights": [1], "bias": [0]}]}', "layers[0].weights[0] must be a list, not int"),
    ('{"layers": [{"weights": [[1]], "bias": 0}]}', "layers[0].bias must be a list, not int"),
    ('{"layers": [{"weights": [[1]], "bias": [0, 0]}]}', "layers[0]: 1 row of weights, but 2 biases"),
    ('{"layers": [{"weights": [[1, NaN]], "bias": [0]}]}', "layers[0].weights[0][1]: the number NaN is not finite"),
    ('{"layers": [{"weights": [[1]], "bias": [-Infinity]}]}', "layers[0].bias[0]: the number -Infinity is not finite"),
    (
        '{"layers": [{"weights": [[-0.00e5, 0e-999, 1e-400]], "bias": [0]}]}',
        "layers[0].weights[0][2]: the number 1e-400 is not 0, but too small for a float64",
    ),
    ('{"layers": [{"weights": [[1e309]], "bias": [0]}]}', "layers[0].weights[0][0]: the number 1e309 is too large for a float64"),
    ('{"layers": [{"weights": [["1e"]], "bias": [0]}]}', "layers[0].weights[0][0]: '1e' is not a rational number"),
    ('{"layers": [{"weights": [["1e99999"]], "bias": [0]}]}', "layers[0].weights[0][0]: '1e99999' is not a number of moderate size"),
    ('{"layers": [{"weights": [["-inf"]], "bias": [0]}]}', "layers[0].weights[0][0]: the number -inf is not finite"),
    ('{"layers": [{"weights": [["1/0"]], "bias": [0]}]}', "layers[0].weights[0][0]: the denominator of '1/0' is zero"),
    ('{"layers": [{"weights": [[null]], "bias": [0]}]}', f"layers[0].weights[0][0]: None {WEIGHT}"),
    ('{"layers": [{"weights": [[true]], "bias": [0]}]}', f"layers[0].weights[0][0]: True {WEIGHT}"),
    ('{"layers": [{"weights": [[["0", "1"]]], "bias": [0]}]}', "layers[0].weights[0][0]: a list is an element of a number field; weights"),
    ('{"layers": [{"weights": [[%s]], "bias": [0]}]}' % ("9" * 4001), "layers[0].weights[0][0]: a number of 4001 digits, over the limit"),
    ('{"layers": [{"columns": 0, "sparse": [[]], "bias": [0]}]}', "layers[0]: sparse rows need the number of columns, from 1 to 1000000"),
    ('{"layers": [{"columns": 1e3, "sparse": [[]], "bias": [0]}]}', "layers[0].columns must be an integer >= 0, not 1000.0"),
    ('{"layers": [{"columns": 2, "sparse": [[[2, 1]]], "bias": [0]}]}', "layers[0]: column 2, but 0 <= 2 < 2 is needed"),
    ('{"layers": [{"columns": 2, "sparse": [[[1, 1], [1, 1]]], "bias": [0]}]}', "layers[0].sparse[0]: the columns must increase, but 1 < 1"),
    ('{"layers": [{"columns": 2, "sparse": [[[1]]], "bias": [0]}]}', "layers[0].sparse[0][0] must be a pair [column, weight]"),
    ('{"layers": [{"columns": 2, "sparse": [[[true, 1]]], "bias": [0]}]}', "layers[0].sparse[0][0] must be an integer >= 0, not True"),
    ('{"layers": [{"weights": [[1]], "bias": [0], "sources": [1]}]}', "layers[0]: the sources must be"),
    ('{"layers": [{"weights": [[1]], "bias": [0], "sources": [-1]}]}', "layers[0].sources[0] must be an integer >= 0, not -1"),
    ('{"layers": [{"weights": [[1]], "bias": [0], "activation": "tanh"}]}', 'layers[0].activation must be "relu", "identity", {"leaky": a}'),
    ('{"layers": [{"weights": [[1]], "bias": [0], "activation": {"leaky": null}}]}', f"layers[0].activation.leaky: None {WEIGHT}"),
    (
        '{"layers": [{"weights": [[1]], "bias": [0], "activation": {"breaks": [1], "slopes": [1], "value": 0}}]}',
        "layers[0].activation: 1 break and 1 slope, but there must be one slope more than breaks",
    ),
    ('{"layers": [{"weights": [[1]], "bias": [0], "activation": {"clip": [2, 1]}}]}', "layers[0].activation.clip: the lower bound must be less"),
    ('{"layers": [{"weights": [[1]], "bias": [0], "activation": {"clip": [null, null]}}]}', "layers[0].activation.clip must be a pair"),
    (
        '{"layers": [{"weights": [[1]], "bias": [0], "activation": {"breaks": [1, 0], "slopes": [1, 2, 3], "value": 0}}]}',
        "layers[0].activation: the breaks must increase, but 1 < 0 does not hold",
    ),
    (WEIGHTS.replace("[[1, 1]]", "[[1]]"), "layers[1] takes 1 input, but layers[0] has 2 units"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), FAULTS, ids=range(len(FAULTS)))
def test_faults(text: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse_network(text)
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


def test_files(tmp_path: Path) -> None:
    for name, message in (("none.json", "No such file or directory"), ("net.txt", "the suffix '.txt' is not that of a network file")):
        with pytest.raises(ValueError, match=rf"{name}: {message}"):
            exactsep.load_network(tmp_path / name)
    (tmp_path / "folder.json").mkdir()
    with pytest.raises(ValueError, match=r"folder.json: a directory, not a network file"):
        exactsep.load_network(tmp_path / "folder.json")
    (tmp_path / "binary.json").write_bytes(bytes(range(128, 256)))
    with pytest.raises(ValueError, match=r"binary.json: not a UTF-8 text file"):
        exactsep.load_network(tmp_path / "binary.json")
    (tmp_path / "marked.json").write_text('{"layers": [{"weights": [[2]], "bias": [1]}]}', encoding="utf-8-sig")
    assert exactsep.load_network(tmp_path / "marked.json")(3) == 7
    with open(tmp_path / "huge.json", "wb") as huge:
        huge.truncate(2**30)
    with pytest.raises(ValueError, match=rf"huge.json: 1073741824 bytes, over the limit of {MAX_BYTES} bytes"):
        exactsep.load_network(tmp_path / "huge.json")


def test_writing_and_reading(tmp_path: Path) -> None:
    net = realize(exactsep.named_map("skew:1/3"), 4).network
    assert exactsep.save_network(net, tmp_path / "net.JSON") == []
    assert exactsep.load_network(tmp_path / "net.JSON") == net
    with pytest.raises(ValueError, match=r"a .json file holds the exact weights"):
        exactsep.save_network(net, tmp_path / "net.json", "float32")
    with pytest.raises(ValueError, match=r"net.pt: the suffix '.pt' is not that of a network file; known: .json, .onnx, .npz"):
        exactsep.save_network(net, tmp_path / "net.pt")
    golden = realize(exactsep.named_map("golden"), 2).network
    with pytest.raises(ValueError, match=r"weights in files are rational, but this network is over Q\(a\), a = 1.618"):
        exactsep.save_network(golden, tmp_path / "golden.json")


numbers = st.fractions(-9, 9, max_denominator=9) | st.floats(-9, 9)
ACTIVATIONS = [activation([0], [0, 1], 0), activation([], [1], 0), leaky("1/3"), clip(-1, 1), activation([0, 2], [1, -1, 3], "1/2")]


@st.composite
def networks(draw: st.DrawFn) -> ReLUNet:
    """Networks with up to four layers, sparse rows, skip connections and all kinds of activations."""
    sizes, layers = [draw(st.integers(1, 3))], []
    for k in range(draw(st.integers(1, 4))):
        sources = draw(st.lists(st.integers(0, k), min_size=1, max_size=3, unique=True))
        columns, units = sum(sizes[s] for s in sources), draw(st.integers(1, 3))
        entry = st.just(0) | numbers
        weights = [[draw(entry) for _ in range(columns)] for _ in range(units)]
        bias = [draw(entry) for _ in range(units)]
        layers.append(layer(weights, bias, draw(st.sampled_from(ACTIVATIONS)), sources, Q))
        sizes.append(units)
    return ReLUNet(layers)


@given(networks())
@settings(max_examples=60, deadline=None)
def test_round_trip(net: ReLUNet) -> None:
    assert parse_network(network_json(net)) == net
    assert parse_network(json.dumps(net.data())) == net
