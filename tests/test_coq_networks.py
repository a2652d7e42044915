"""Pieces and distances of networks on segments as Coq files, against the Python code and a broken claim."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from exactsep import distance_certificate, iterate_distance_certificate, on_segment, pieces_certificate
from exactsep.coq.export import coq_file
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
