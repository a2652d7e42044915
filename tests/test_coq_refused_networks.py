"""Networks that are none are refused in one line, as the checker refuses them; written-out defaults are read."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from exactsep.checker import check
from exactsep.coq.export import coq_file, load_certificate
from test_coq import GALLERY, coq, needs_coq

LAST: dict[str, Any] = {"weights": [["1"]], "bias": ["0"]}
TWO: dict[str, Any] = {"kind": "relu-network", "layers": [{"weights": [["2"]], "bias": ["0"]}, LAST]}
SPARSE: dict[str, Any] = {"columns": 2, "sparse": [[[0, "2"], [1, "1"]]], "bias": ["0"]}


def equality(first: Any, inputs: int = 1) -> dict[str, Any]:
    """The certificate that a network is equal to itself on a segment."""
    claim = {"kind": "network-equal", "networks": [first, copy.deepcopy(first)], "segment": [["0"] * inputs, ["1"] * inputs]}
    return {"format": "exactsep-certificate/1", "claim": claim, "evidence": {"rule": "N"}}


def hidden(*layers: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "relu-network", "layers": [*layers, LAST]}


def rejected(data: dict[str, Any]) -> bool:
    """By the checker."""
    return not check(json.loads(json.dumps(data)))["accepted"]


def test_what_is_altered_below_is_accepted() -> None:
    for data in (equality(TWO), equality(hidden(SPARSE), 2)):
        assert not rejected(data)
        assert "Theorem equal" in coq_file(data)


@pytest.mark.parametrize(
    ("network", "message"),
    [
        (hidden(SPARSE | {"weights": [["2", "1"]]}), "either weights or sparse is needed, and not both"),
        (hidden({"bias": ["0"]}), "either weights or sparse is needed, and not both"),
        (hidden(SPARSE | {"sparse": [[["0", "2"]]]}), "a column must be an integer, not '0'"),
        (hidden(SPARSE | {"sparse": [[[" 0_0 ", "2"]]]}), "a column must be an integer, not ' 0_0 '"),
        (hidden(SPARSE | {"sparse": [[[True, "2"]]]}), "a column must be an integer, not 'True'"),
        (hidden(SPARSE | {"sparse": [[[0, "2"], [2, "1"]]]}), "a column must be from 0 to 1, and not 2"),
        (hidden(SPARSE | {"sparse": [[[-1, "2"]]]}), "a column must be from 0 to 1, and not -1"),
        (hidden(SPARSE | {"sparse": [[[0, "1"], [0, "1"]]]}), "the columns of a row do not increase"),
        (hidden(SPARSE | {"sparse": [[[0, "1", "1"]]]}), "a list of 2 is needed, and it has 3"),
        (hidden(SPARSE | {"columns": "2"}), "columns must be an integer, not '2'"),
        (hidden(SPARSE | {"columns": True}), "columns must be an integer, not 'True'"),
        (hidden(SPARSE | {"columns": 10**30}), "columns must be from 1 to 200000, and not a number of more than 20 digits"),
        (hidden(SPARSE, {"sparse": [], "columns": 1, "bias": []}), r"layers\[1\]: this layer has no units"),
        (hidden({"weights": [], "bias": []}), r"layers\[0\]: this layer has no units"),
        (hidden({"weights": [[]], "bias": ["0"]}), r"layers\[0\]: this layer has 0 columns"),
        (hidden(LAST | {"bias": ["0", "0"]}), "a layer has not as many biases as rows"),
        (hidden(SPARSE, SPARSE), r"layers\[1\]: this layer has 2 columns, and what it reads has 1 values"),
        (hidden({"weights": [["1", "1"], ["1"]], "bias": ["0", "0"]}), "a row has not 2 weights"),
        (hidden(LAST | {"bias2": ["1"]}), "the unknown key 'bias2'"),
        (hidden(LAST | {"columns": 1}), "the unknown key 'columns'"),
        (hidden(LAST | {"sources": [False]}), "the sources must be different numbers"),
        (hidden(LAST | {"sources": []}), "the sources must be different numbers"),
        (hidden(LAST | {"activation": ["relu"]}), "is not relu or identity"),
        ({"kind": "relu-network", "layers": []}, "layers is empty: a network has at least its output"),
        ({"kind": "relu-network", "layers": "relu"}, "a list is needed, not 'relu'"),
        ({"kind": "relu-network"}, "claim.networks.0. has no key 'layers'"),
        ({"kind": "resnet", "layers": TWO["layers"]}, "a network of the kind 'relu-network' is needed"),
        ("relu-network", "a network of the kind 'relu-network' is needed"),
    ],
)
def test_what_is_no_network(network: Any, message: str) -> None:
    data = equality(network, 2)
    with pytest.raises(ValueError, match=message):
        coq_file(data)
    assert rejected(data)


@pytest.mark.parametrize("key", ["regions", "pieces"])
def test_counts_are_not_negative(key: str) -> None:
    """A count of -1 gave a Coq file with a syntax error."""
    data = load_certificate(GALLERY / "plane-pieces.json")
    data["claim"][key] = -1
    with pytest.raises(ValueError, match=f"claim.{key} must not be negative, and is -1"):
        coq_file(data)


DEFAULTS: list[tuple[Any, Any]] = [
    ("relu", "identity"),
    ({"breaks": ["0"], "slopes": ["0", "1"], "value": "0"}, {"breaks": [], "slopes": ["1"], "value": "0"}),
]


@pytest.mark.parametrize(("relu", "identity"), DEFAULTS)
@pytest.mark.parametrize("name", ["golden-12-network", "trimodal-6-network"])
def test_networks_with_their_defaults_written_out(name: str, relu: Any, identity: Any) -> None:
    data = load_certificate(GALLERY / f"{name}.json")
    text = coq_file(data)
    layers = data["claim"]["network"]["layers"]
    for k, layer in enumerate(layers):
        layer |= {"activation": relu if k < len(layers) - 1 else identity, "sources": [k]}
    assert not rejected(data)
    assert coq_file(data) == text
    layers[1]["activation"] = "identity"
    with pytest.raises(ValueError, match="ReLU in all layers but the last, each reading the one before"):
        coq_file(data)


@needs_coq
@pytest.mark.slow
def test_coq_reads_sparse_rows() -> None:
    """What is accepted above also is in Coq."""
    data = equality(hidden(SPARSE), 2)
    assert coq.compile_file(coq_file(data), coq.expected(data)) <= coq.AXIOMS
