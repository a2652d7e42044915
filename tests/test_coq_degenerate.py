"""Claims that would be true for a wrong reason: crossings between equal levels, cycles outside of the interval, other depths."""

from __future__ import annotations

from typing import Any

import pytest

from exactsep.coq import export
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
    crossings |= {"map": HIGH, "evidence": {"rule": "T3w", "covering": covering}}
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


@needs_coq
@pytest.mark.slow
@pytest.mark.parametrize("name", ["plane-narrow", "plane-narrow-width-4"])
@pytest.mark.parametrize("side", [["1", "-1"], ["1", "1"]])
def test_boxes_are_not_empty(name: str, side: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """On an empty box all networks are equal, and at one point many are. Coq refuses them, too."""
    narrow = load_certificate(GALLERY / f"{name}.json")
    with pytest.raises(ValueError, match=r"claim.box: 1 is not less than -?1"):
        coq_file(with_claim(narrow, box=[*narrow["claim"]["box"][:-1], side]))
    monkeypatch.setattr(export, "require_more_than_nothing", lambda _: None)
    refused(with_claim(narrow, box=[*narrow["claim"]["box"][:-1], side]), "true|computed|line")


@needs_coq
@pytest.mark.slow
@pytest.mark.parametrize("more", [[], [1, 8]])
def test_patterns_are_as_long_as_the_cycle(more: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    """The image that is left out is the number that a list has behind its end. Coq refuses it, too."""
    cycle = load_certificate(GALLERY / "tent-seven-cycle.json")
    assert cycle["claim"]["pattern"][-1] == 1
    short = with_claim(cycle, pattern=cycle["claim"]["pattern"][:-1] + more)
    with pytest.raises(ValueError, match=r"claim\.pattern"):
        coq_file(short)
    monkeypatch.setattr(export, "require_grammar", lambda _: None)
    refused(short, "accepted|true|computed")


@pytest.mark.parametrize(
    ("name", "claim"),
    [
        ("tent-20", {"error": "-1"}),
        ("tent-20", {"error": "0"}),
        ("tent-every", {"error": "-1/2"}),
        ("stefan-5-growth", {"constant": "0"}),
        ("stefan-5-growth", {"rate": "-1"}),
        ("skew-every-l1", {"rate": "0"}),
        ("skew-every-l1", {"rate": "1"}),
        ("tent-8-l1", {"error": "-1"}),
        ("tent-8-l1", {"error": "0/7"}),
        ("tent-8-l1", {"pieces": 0}),
        ("golden-12", {"error": ["-2", "1"]}),  # a - 2
        ("golden-12", {"error": ["0", "0"]}),
        ("stefan-5-40-sign", {"errors": 0}),
        ("tent-20-separation", {"sup": "0"}),
        ("tent-20-separation", {"l1": "-5"}),
        ("tent-20-separation", {"sign": {"threshold": "1/4", "points": 1048577, "errors": 0}}),
        ("golden-30-separation", {"sup": ["-1", "1/2"]}),
        ("three-units-equal", {"segment": [["1/2"], ["1/2"]]}),
        ("three-units-equal", {"segment": [["1/2"], ["2/4"]]}),
        ("plane-pieces", {"segment": [["0", "1"], ["0", "1"]]}),
    ],
)
def test_claims_about_nothing_are_refused(name: str, claim: dict[str, Any]) -> None:
    """As by the checker: literally true, but of everything."""
    with pytest.raises(
        ValueError, match=r"must be (positive|greater than 1)|are the same point|not in lowest terms|rational and not written"
    ):
        coq_file(with_claim(load_certificate(GALLERY / f"{name}.json"), **claim))


def test_separations_from_nothing_are_refused() -> None:
    data = load_certificate(GALLERY / "tent-20-separation.json")
    for part in (data["claim"], data["evidence"]):
        part |= {"sup": None, "l1": None, "sign": None}
    with pytest.raises(ValueError, match="claim has none of sup, l1 and sign"):
        coq_file(data)
