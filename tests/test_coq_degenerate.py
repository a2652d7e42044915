"""Claims that would be true for a wrong reason: crossings between equal levels, cycles outside of the interval, other depths."""

from __future__ import annotations

from typing import Any

import pytest

from exactsep.coq.export import coq_file, load_certificate
from test_coq import GALLERY, coq, needs_coq
from test_coq_networks import with_claim

HIGH = {"kind": "piecewise-linear", "vertices": [["1/2", "1/2"], ["3/4", "1"], ["1", "1/2"]]}  # no value is below 1/2


def refused(data: dict[str, Any], why: str) -> None:
    with pytest.raises(coq.Rejected, match=why):
        coq.compile_file(coq_file(data), coq.expected(data))


@needs_coq
@pytest.mark.slow
def test_crossings_need_two_levels() -> None:
    """f(1/2) = 1/2 is at most 1/2 and at least 1/2: it would count as a crossing as often as one likes."""
    covering = {
        "rule": "T3",
        "intervals": [["1/2", "3/4"], ["3/4", "1"]],
        "branches": [[0, "1/2", "3/4", 0, 1], [1, "3/4", "1", 0, 1]],
    }
    crossings = load_certificate(GALLERY / "trimodal-8-crossings.json")
    crossings |= {"map": HIGH, "evidence": {"rule": "T3", "covering": covering}}
    true = with_claim(crossings, iterate=20, levels=["1/2", "1"], count=1048576)
    coq.compile_file(coq_file(true), coq.expected(true))
    refused(with_claim(true, levels=["1/2", "1/2"]), "accepted|true|computed|line")
    growth = load_certificate(GALLERY / "stefan-5-growth.json")
    refused(with_claim(growth, levels=[growth["claim"]["levels"][0]] * 2), "accepted|true|computed|line")


@needs_coq
@pytest.mark.slow
def test_cycles_lie_in_the_interval_of_the_map() -> None:
    cycle = load_certificate(GALLERY / "logistic-15-4-five-cycle.json")
    coq.compile_file(coq_file(cycle), coq.expected(cycle))
    refused(cycle | {"map": cycle["map"] | {"interval": ["1/2", "1"]}}, "accepted|true|computed")


@needs_coq
@pytest.mark.slow
@pytest.mark.parametrize("name", ["plane-narrow", "three-units-tape", "plane-narrow-everywhere"])
def test_the_depth_is_that_of_the_network(name: str) -> None:
    narrow = load_certificate(GALLERY / f"{name}.json")
    refused(with_claim(narrow, depth=narrow["claim"]["depth"] + 1), "true|computed|line")
