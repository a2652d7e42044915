"""Pieces and distances of networks on segments as Coq files, against the Python code and a broken claim."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import Any

import pytest

from exactsep import distance_certificate, iterate_distance_certificate, on_segment, pieces_certificate
from exactsep.coq.export import coq_file, load_certificate
from test_coq import coq, needs_coq
from test_on_segment import network


def accepted(data: dict[str, Any]) -> bool:
    try:
        coq.compile_file(coq_file(data), coq.expected(data))
    except coq.Rejected:
        return False
    return True


def with_claim(data: dict[str, Any], **changes: Any) -> dict[str, Any]:
    changed = copy.deepcopy(data)
    changed["claim"].update(changes)
    return changed


@needs_coq
@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_random_networks(seed: int) -> None:
    """Two inputs and two outputs; two networks with one input, also from right to left; and an iterate."""
    plane = network(seed, [2, 3, 2, 2])
    found = pieces_certificate(on_segment(plane, [-1, 1], [2, -1])).data
    assert accepted(found)
    assert not accepted(with_claim(found, regions=found["claim"]["regions"] + 1))
    other = network(seed + 10, [2, 4, 2])
    apart = distance_certificate(on_segment(plane, [-1, 1], [2, -1]), on_segment(other, [-1, 1], [2, -1]), output=1).data
    assert accepted(apart)
    assert not accepted(with_claim(apart, output=0))
    one, two = network(seed, [1, 3, 1]), network(seed + 1, [1, 4, 1])
    back = distance_certificate(on_segment(one, 2, -1), on_segment(two, 2, -1)).data
    assert accepted(back)
    assert not accepted(with_claim(back, l1=["0", "0"]))
    assert accepted(iterate_distance_certificate(one, "tent", 3).data)


def test_networks_without_a_coq_form() -> None:
    found = pieces_certificate(on_segment(network(0, [1, 2, 1]), 0, 1)).data
    with pytest.raises(ValueError, match="not have as many inputs"):
        coq_file(with_claim(found, segment=[["0", "0"], ["1", "1"]]))
    apart = distance_certificate(on_segment(network(0, [1, 2, 1]), 0, 1), on_segment(network(1, [1, 2, 1]), 0, 1)).data
    with pytest.raises(ValueError, match="there is no output 1"):
        coq_file(with_claim(apart, output=1))


def plain(*rows: list[str]) -> dict[str, Any]:
    """A network with one hidden unit, whose weights are the first row, and outputs with the others."""
    first, *others = rows
    hidden = {"weights": [first], "bias": ["0"]}
    return {"kind": "relu-network", "layers": [hidden, {"weights": others, "bias": ["0"] * len(others)}]}


ONE, TWO, OTHER = plain(["1"], ["1"]), plain(["1", "0"], ["1"]), plain(["1", "3"], ["1"])
TAPE: dict[str, Any] = {"bits": 1, "separation": 4, "depth": 1, "width": 1, "error": "1", "bad": "1", "range": ["0", "1"], "l1": "2"}
CELLS = {"rule": "T21", "dropped": [0], "neurons": [], "clip": 0, "error": "cells"}


@pytest.mark.parametrize(
    ("claim", "rule"),
    [
        ({"kind": "network-equal", "networks": [TWO, OTHER], "segment": [["0"], ["1"]]}, {"rule": "N"}),
        ({"kind": "network-equal", "networks": [ONE, TWO], "segment": [["0"], ["1"]]}, {"rule": "N"}),
        ({"kind": "network-equal", "networks": [ONE, plain(["1"], ["1"], ["1"])], "segment": [["0"], ["1"]]}, {"rule": "N"}),
        ({"kind": "narrow-exact", "target": TWO, "narrow": OTHER, "box": [["0", "1"]], "depth": 1, "width": 1}, {"rule": "T18"}),
        ({"kind": "narrow-exact", "target": ONE, "narrow": OTHER, "box": [["0", "1"]], "depth": 1, "width": 1}, {"rule": "T18"}),
        ({"kind": "narrow-exact", "target": ONE, "narrow": OTHER, "box": None, "depth": 1, "width": 1}, {"rule": "T18"}),
        ({"kind": "narrow-approximate", "target": ONE, "narrow": OTHER, **TAPE}, CELLS),
        ({"kind": "narrow-approximate", "target": plain(["1"], ["1"], ["1"]), "narrow": ONE, **TAPE}, CELLS),
    ],
)
def test_numbers_of_inputs_and_outputs_are_compared(claim: dict[str, Any], rule: dict[str, Any]) -> None:
    """In Coq a network reads 0 where the list of its inputs ends: these networks would have been "equal", and check.py refuses them."""
    with pytest.raises(ValueError, match=r"are needed, and it has \d and \d"):
        coq_file({"claim": claim, "evidence": rule})


def test_architectures_are_stated() -> None:
    """Short, if many layers of the same size follow each other."""
    deep = {"kind": "relu-network", "layers": [ONE["layers"][0]] * 1500 + [{"weights": [["1"]] * 2, "bias": ["0"] * 2}]}
    text = coq_file({"claim": {"kind": "network-equal", "networks": [deep, deep], "segment": [["0"], ["1"]]}, "evidence": {"rule": "N"}})
    assert "Theorem first_network_architecture : architecture first_network (repeat 1 (N.to_nat 1501) ++ [2])%nat." in text


@needs_coq
@pytest.mark.slow
@pytest.mark.parametrize("name", ["three-units-equal", "hard-tanh-equal", "golden-12-network"])
def test_other_architectures_are_refused(name: str) -> None:
    """Another number of units, and inputs fewer than it reads."""
    data = load_certificate(Path(__file__).parent.parent / "proofs" / "certificates" / f"{name}.json")
    text = coq_file(data)
    coq.compile_file(text, coq.expected(data))
    stated = re.compile(r"(Theorem \w*architecture : \w+ \w+ )(.*)%nat")
    assert stated.search(text)
    for sizes in ("[1; 9; 1]", "[0; 3; 1]", "[1; 3]", "[]"):
        with pytest.raises(coq.Rejected):
            coq.compile_file(stated.sub(rf"\g<1>{sizes}%nat", text, count=1), coq.expected(data))


@needs_coq
@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "row", "more"),
    [("three-units-equal", "dense [[1];", "dense [[1; 7];"), ("hard-tanh-equal", "(0%nat, 2)", "(0%nat, 2); (9%nat, 7)")],
)
def test_weights_of_nothing_are_refused(name: str, row: str, more: str) -> None:
    """A unit also reads a value that is not there: nothing but the architecture is wrong."""
    data = load_certificate(Path(__file__).parent.parent / "proofs" / "certificates" / f"{name}.json")
    text = coq_file(data)
    assert row in text
    changed = text.replace(row, more, 1)
    with pytest.raises(coq.Rejected):
        coq.compile_file(changed, coq.expected(data))
    unstated = re.sub(r"Theorem first_network_architecture.*?Qed\.", "", changed, flags=re.DOTALL).replace(
        "(first_network_architecture, ", "("
    )
    coq.compile_file(unstated, coq.expected(data))


@pytest.mark.parametrize("network", [plain(["1", "9"], ["1"]), plain(["1"], ["1"], ["9"])])
def test_only_networks_of_one_number_are_compared_with_iterates(network: dict[str, Any]) -> None:
    tent = {"kind": "piecewise-linear", "vertices": [["0", "0"], ["1/2", "1"], ["1", "0"]]}
    claim = {"kind": "network-distance", "iterate": 2, "network": network, "sup": "1", "argmax": "1", "l1": ["0", "1"]}
    with pytest.raises(ValueError, match=r"claim.network: 1 input\(s\) and 1 output\(s\) are needed"):
        coq_file({"map": tent, "claim": claim, "evidence": {"rule": "N"}})
