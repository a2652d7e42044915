"""Certificates of networks in Python: pieces, equality and distances."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from exactsep import (
    Certificate,
    NothingToCertify,
    ReLUNet,
    difference,
    distance_certificate,
    distance_of_networks,
    equal_certificate,
    iterate_distance_certificate,
    narrow,
    on_segment,
    pieces_certificate,
)
from test_on_segment import network


def test_distances_need_not_be_given() -> None:
    one, two = on_segment(network(1, [1, 3, 2])), on_segment(network(2, [1, 4, 2]))
    for k in (0, np.int64(1)):
        made = distance_certificate(one, two, output=k)
        assert made.data == distance_certificate(one, two, distance_of_networks(one, two, k), int(k)).data
        assert made.check()["accepted"]
    assert not distance_certificate(one, two, distance_of_networks(one, two, 1), 0).check()["accepted"]
    half = ReLUNet([([[0]], [0]), ([[0]], ["1/2"])])
    found = iterate_distance_certificate(half, "tent", np.int64(3))
    assert found.claims[0]["l1"] == "1/4"
    assert found.check()["accepted"]


@pytest.mark.parametrize("seed", range(6))
def test_equal_networks(seed: int) -> None:
    """Equality against the sup of the difference, as a network of its own."""
    wide = network(seed, [1, 4, 1])
    made: Any = narrow(wide, "dplus2", box=[(0, 1)])
    for end, proved in ((1, True), (-8, False)):
        one, two = on_segment(wide, 0, end), on_segment(made.network, 0, end)
        low, high = on_segment(difference(wide, made.network), 0, end).range()
        assert proved <= (low == high == 0)
        if low == high == 0:
            assert equal_certificate(one, two).check()["accepted"]
        else:
            with pytest.raises(NothingToCertify, match="distance_certificate says how far they are apart"):
                equal_certificate(one, two)


def line(slope: int, outputs: int = 1) -> ReLUNet:
    return ReLUNet([([[1]], [0]), ([[slope]] * outputs, [0] * outputs)])


NUMBER: Any = 3
NET: Any = ReLUNet([([[1]], [0]), ([[1]], [0])])
SEGMENT: Any = on_segment(NET)

WRONG: list[tuple[Callable[[], Certificate], str]] = [
    (
        lambda: pieces_certificate(NET),
        "pieces_certificate takes networks on a segment: write on_segment(net, start, end), not a network",
    ),
    (lambda: equal_certificate(on_segment(NET), NUMBER), "equal_certificate takes networks on a segment"),
    (lambda: equal_certificate(on_segment(line(1)), on_segment(line(1), 0, 2)), "the networks are on different segments"),
    (lambda: equal_certificate(on_segment(line(1, 2)), on_segment(line(1))), "the same number of outputs are compared; these have 2 and 1"),
    (lambda: equal_certificate(on_segment(line(1)), on_segment(line(2))), "at s = 1, where their values are different"),
    (lambda: equal_certificate(on_segment(line(1), -1), on_segment(line(0), -1)), "one bends at s = 0.5, the other does not"),
    (lambda: distance_certificate(on_segment(NET), NET), "distance_certificate takes networks on a segment"),
    (lambda: distance_certificate(on_segment(line(1)), on_segment(line(1), 0, 2)), "the networks are on different segments"),
    (
        lambda: distance_certificate(on_segment(line(1, 2)), on_segment(line(1))),
        "the same number of outputs are compared; these have 2 and 1",
    ),
    (lambda: distance_certificate(on_segment(line(1)), on_segment(line(2)), output=1), "there is no output 1"),
    (lambda: distance_certificate(on_segment(line(1)), on_segment(line(2)), NUMBER), "found must be a Distance"),
    (lambda: iterate_distance_certificate(line(1), "tent", -1), "the iterate must be an integer t >= 0, not -1"),
    (lambda: iterate_distance_certificate(line(1), "golden", 1), "networks are compared over the rationals"),
    (lambda: iterate_distance_certificate(SEGMENT, "tent", 1), "a network is a ReLUNet, not an OnSegment"),
    (lambda: iterate_distance_certificate(line(1, 2), "tent", 1), "one input and one output, unlike this one"),
    (lambda: iterate_distance_certificate(line(1), "tent", 1, NUMBER), "found must be a Distance"),
]


@pytest.mark.parametrize(("made", "message"), WRONG)
def test_certificates_of_wrong_things(made: Callable[[], Certificate], message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)) as caught:
        made()
    assert "\n" not in str(caught.value)
