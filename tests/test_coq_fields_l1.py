"""L1 bounds over number fields as Coq files: what Coq accepts, and that it rejects what is altered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from exactsep.certificates.certify import certify
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


def few_slow(cases: list[Any], fast: int = 1) -> list[Any]:
    """All but the first ones are slow."""
    return [case if k < fast else pytest.param(*case, marks=pytest.mark.slow) for k, case in enumerate(cases)]


def refused(data: dict[str, Any], what: str = r"accepted|computed|true") -> None:
    with pytest.raises(coq.Rejected, match=what):
        coq.compile_file(coq_file(data), coq.expected(data))


CONSTANTS: list[tuple[str, dict[str, Any]]] = [
    ("- sqrt 2", {"iterate": 30}),
    ("golden", {"iterate": 30}),
    ("onto", {"iterate": 30}),
    ("cubic", {"iterate": 30}),
    ("degree 8", {"iterate": 30}),
]


@needs_coq
@pytest.mark.parametrize(("name", "options"), few_slow(CONSTANTS))
def test_constants_by_a_partition(name: str, options: dict[str, Any], tmp_path: Path) -> None:
    data = certified(name, options, tmp_path)
    assert "partition" in data["evidence"]["upper"]
    assert accepted(data)


UPPER = ("evidence", "upper")
NO_CONSTANTS: list[tuple[Callable[[dict[str, Any]], None]]] = [
    (at("claim", "upper", "1999999/1000000"),),
    (at(*UPPER, "constant", "1/1000"),),
    (at(*UPPER, "constant", ["0", "1/1000"]),),
    (at(*UPPER, "partition", "intervals", 0, 0, "-1"),),
    (at(*UPPER, "partition", "branches", 0, 2, "1/1000"),),
    (lambda data: data["evidence"]["upper"]["partition"]["branches"].pop(),),
]


@needs_coq
@pytest.mark.parametrize("change", [case if k < 1 else pytest.param(case, marks=pytest.mark.slow) for k, (case,) in enumerate(NO_CONSTANTS)])
def test_altered_constants_are_refused(change: Callable[[dict[str, Any]], None], tmp_path: Path) -> None:
    """Here 2 is exactly the integral: the half of the area of the square of side 2 sqrt 2."""
    data = certified("- sqrt 2", {"iterate": 30}, tmp_path)
    assert data["claim"]["upper"] == "2"
    change(data)
    refused(data)


@needs_coq
@pytest.mark.parametrize(("upper", "true"), few_slow([("1619/1000", True), ("1618/1000", False)]))
def test_constants_by_the_range(upper: str, true: bool, tmp_path: Path) -> None:
    """The golden map goes from [-1, a - 1] to itself, so it is at most 1 away from 0, on an interval of length a = 1.618034..."""
    data = certified("golden", {"iterate": 8, "pieces": 5}, tmp_path)
    data["claim"]["upper"], data["evidence"]["upper"] = upper, {"constant": "0"}
    if true:
        assert accepted(data)
    else:
        refused(data)
