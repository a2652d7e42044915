"""L1 bounds over number fields as Coq files: what Coq accepts, and that it rejects what is altered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from exactsep.certificates.certify import certify
from exactsep.coq import grammar
from exactsep.coq.export import coq_file, load_certificate
from exactsep.families import named_map
from exactsep.maps.piecewise import PLMap
from exactsep.numbers.algebraic import NumberField
from test_coq import at, coq, needs_coq
from test_coq_fields import MAPS, SQRT_2

GOLDEN = NumberField([-1, -1, 1], (1, 2))
MORE: dict[str, Callable[[], Any]] = {
    **MAPS,
    "onto": lambda: PLMap([(0, 0), ([-1, 1], 1), (1, 0)], SQRT_2),
    "golden tent": lambda: PLMap([(0, 0), ("1/2", [0, "1/2"]), (1, 0)], GOLDEN),
    "wide": lambda: named_map("golden-wide"),
}


def certified(name: str, options: dict[str, Any], folder: Path) -> dict[str, Any]:
    certify(MORE[name](), norm="l1", **options).save(folder / "c.json")
    return load_certificate(folder / "c.json")


def accepted(data: dict[str, Any]) -> bool:
    return coq.compile_file(coq_file(data), coq.expected(data)) <= coq.expected(data)


def slow_but_for_the_first(cases: list[Any]) -> list[Any]:
    return [pytest.param(case, marks=pytest.mark.slow) if k else case for k, case in enumerate(cases)]


def refused(data: dict[str, Any], what: str = r"accepted|computed|true") -> None:
    with pytest.raises(coq.Rejected, match=what):
        coq.compile_file(coq_file(data), coq.expected(data))


CONSTANTS = ["- sqrt 2", "golden", "onto", "cubic"]  # degree 8 takes two minutes


@needs_coq
@pytest.mark.parametrize("name", slow_but_for_the_first(CONSTANTS))
def test_constants_by_a_partition(name: str, tmp_path: Path) -> None:
    data = certified(name, {"iterate": 30}, tmp_path)
    assert "partition" in data["evidence"]["upper"]
    assert accepted(data)


UPPER = ("evidence", "upper")
NO_CONSTANTS: list[Callable[[dict[str, Any]], None]] = [
    at("claim", "upper", "1999999/1000000"),
    at(*UPPER, "constant", "1/1000"),
    at(*UPPER, "constant", ["0", "1/1000"]),
    at(*UPPER, "partition", "intervals", 0, 0, "-1"),
    at(*UPPER, "partition", "branches", 0, 2, "1/1000"),
    lambda data: data["evidence"]["upper"]["partition"]["branches"].pop(),
]


@needs_coq
@pytest.mark.parametrize("change", slow_but_for_the_first(NO_CONSTANTS))
def test_altered_constants_are_refused(change: Callable[[dict[str, Any]], None], tmp_path: Path) -> None:
    """Here 2 is exactly the integral: the half of the area of the square of side 2 sqrt 2."""
    data = certified("- sqrt 2", {"iterate": 30}, tmp_path)
    assert data["claim"]["upper"] == "2"
    change(data)
    refused(data)


@needs_coq
@pytest.mark.slow
@pytest.mark.parametrize(("upper", "true"), [("1619/1000", True), ("809/500", False)])
def test_constants_by_the_range(upper: str, true: bool, tmp_path: Path) -> None:
    """The golden map goes from [-1, a - 1] to itself, so it is at most 1 away from 0, on an interval of length a = 1.618034..."""
    data = certified("golden", {"iterate": 8, "pieces": 5}, tmp_path)
    data["claim"]["upper"], data["evidence"]["upper"] = upper, {"constant": "0"}
    if true:
        assert accepted(data)
    else:
        refused(data)


EVERY = ["- sqrt 2", "golden", "sqrt 2", "onto", "golden tent", "wide", "cubic", "degree 8"]


@needs_coq
@pytest.mark.parametrize("name", slow_but_for_the_first(EVERY))
def test_bounds_at_every_iterate(name: str, tmp_path: Path) -> None:
    assert accepted(certified(name, {"for_all_t": True}, tmp_path))


PART = ("evidence", "partition")
NOT_AT_EVERY: list[Callable[[dict[str, Any]], None]] = [
    at("claim", "floor", "132175/216203"),
    at("claim", "loss", "3/8"),  # a piece is paid 0.3778...
    at("claim", "rate", ["1/1000", "1"]),
    at("claim", "from", 5),
    at("map", "vertices", 1, 1, "-11/10"),
    at(*PART, "intervals", 0, ["-1", "1/100"]),
    at(*PART, "branches", 1, [0, ["1", "-1"], "-1/1000000", 0]),
    lambda data: data["evidence"]["partition"]["branches"].pop(),
]


@needs_coq
@pytest.mark.parametrize("change", slow_but_for_the_first(NOT_AT_EVERY))
def test_altered_bounds_at_every_iterate_are_refused(
    change: Callable[[dict[str, Any]], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grammar, "require_self_map", lambda _: None)
    data = certified("golden", {"for_all_t": True}, tmp_path)
    assert data["claim"]["floor"] == "132174/216203"
    change(data)
    refused(data)


LOSSES = [(["-1", "1"], "(a - 1)"), (["2", "-1"], "(- a + 2)"), (["0", "1/2"], "1 / 2 * a"), ("1", "1")]


@needs_coq
@pytest.mark.parametrize(("loss", "term"), [LOSSES[0], *(pytest.param(*case, marks=pytest.mark.slow) for case in LOSSES[1:])])
def test_a_loss_of_several_terms_is_one_factor(loss: Any, term: str, tmp_path: Path) -> None:
    """All are larger than the 0.3778... that are shown. A loss of a - 1 was written as a - 1 * m, and Coq refused the file."""
    data = certified("golden", {"for_all_t": True}, tmp_path)
    data["claim"]["loss"] = loss
    text = coq_file(data)
    for pieces in ("IZR m", "IZR ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N))"):
        assert f"RiemannInt integral >= 132174 / 216203 - {term} * {pieces} / (a) ^ (t - 6)" in text
    assert accepted(data)


@needs_coq
@pytest.mark.slow
@pytest.mark.parametrize("name", ["golden", "many images", "sqrt 2", "- sqrt 2", "cubic"])
def test_windows(name: str, tmp_path: Path) -> None:
    data = certified(name, {"iterate": 3, "pieces": 2}, tmp_path)
    assert data["evidence"]["lower"]["rule"] == "T15v"
    assert accepted(data)


def lower_bound(options: dict[str, Any], folder: Path) -> dict[str, Any]:
    """A bound for the golden map, without its upper bound."""
    data = certified("golden", options, folder)
    data["claim"]["upper"] = data["evidence"]["upper"] = None
    return data


@needs_coq
def test_windows_for_one_piece(tmp_path: Path) -> None:
    assert accepted(lower_bound({"iterate": 2, "pieces": 1}, tmp_path))


LOWER = ("evidence", "lower")
NO_WINDOWS: list[Callable[[dict[str, Any]], Any]] = [
    at("claim", "error", "104995/171773"),
    at("claim", "pieces", 2),
    at("claim", "iterate", 1),
    at("map", "vertices", 1, 1, "-11/10"),
    at(*LOWER, "cuts", 0, "-2"),
    lambda data: data["evidence"]["lower"]["cuts"].reverse(),
    lambda data: data["evidence"]["lower"]["windows"].clear(),
    lambda data: [window[2].__setitem__(1, window[2][0]) for window in data["evidence"]["lower"]["windows"]],
    lambda data: [window[3].__setitem__(0, "2") for window in data["evidence"]["lower"]["windows"]],
    lambda data: [window[3].__setitem__(0, "1/3") for window in data["evidence"]["lower"]["windows"]],
]


@needs_coq
@pytest.mark.parametrize("change", slow_but_for_the_first(NO_WINDOWS))
def test_altered_windows_are_refused(change: Callable[[dict[str, Any]], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grammar, "require_self_map", lambda _: None)
    data = lower_bound({"iterate": 2, "pieces": 1}, tmp_path)
    assert data["claim"]["error"] == "104994/171773"
    change(data)
    refused(data)
