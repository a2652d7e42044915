"""Networks and separations over number fields as Coq files: what Coq accepts, and that it rejects what is altered."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from exactsep.certificates.separation import realized, separate
from exactsep.coq import grammar
from exactsep.coq.export import coq_file, load_certificate
from test_coq import GALLERY, altered, at, coq, needs_coq
from test_coq_fields import MAPS

NETWORKS: list[tuple[str, dict[str, int]]] = [
    ("golden", {"iterate": 6, "block": 3}),
    ("many images", {"iterate": 5, "block": 2}),
    ("sqrt 2", {"iterate": 7, "depth": 3}),
    ("- sqrt 2", {"iterate": 4}),
    ("degree 8", {"iterate": 4, "block": 2}),
]


@needs_coq
@pytest.mark.parametrize(
    ("name", "options"), [case if k < 1 else pytest.param(*case, marks=pytest.mark.slow) for k, case in enumerate(NETWORKS)]
)
def test_coq_accepts_networks_over_number_fields(name: str, options: dict[str, int], tmp_path: Path) -> None:
    realized(MAPS[name](), **options)[1].save(tmp_path / "c.json")
    assert coq.compile_file(coq_file(load_certificate(tmp_path / "c.json"))) <= coq.AXIOMS


LAYERS = ("claim", "network", "layers")
NO_REALIZATIONS: list[Callable[[dict[str, Any]], None]] = [
    at(*LAYERS, 5, "weights", 1, 0, ["1/1000000", "-1"]),
    at(*LAYERS, 12, "bias", 0, "-1"),
    at("claim", "iterate", 11),
    lambda data: data["claim"]["network"]["layers"].pop(6),
    at("evidence", "blocks", 0, "shift", ["-1", "1000001/1000000"]),
    at("evidence", "sequence", 3, 1),
    at("map", "vertices", 2, 1, "1/100"),
]


@needs_coq
@pytest.mark.parametrize(
    "change", [case if k < 1 else pytest.param(case, marks=pytest.mark.slow) for k, case in enumerate(NO_REALIZATIONS)]
)
def test_coq_rejects_altered_networks(change: Callable[[dict[str, Any]], None]) -> None:
    data = altered(change, "golden-12-network")
    with pytest.raises(coq.Rejected, match=r"accepted|computed|true|Unable to unify"):
        coq.compile_file(coq_file(data))


def test_the_weights_stand_in_the_statement_as_polynomials_in_the_root() -> None:
    text = coq_file(load_certificate(GALLERY / "golden-12-network.json"))
    assert "Definition deep_layer_2 : layer_R :=\n  [([(- a); (2 * a)], a); ([(- a); (2 * a)], (a - 1))]." in text
    assert "Theorem deep_network : forall x : R, (-1) <= x <= (a - 1) -> evaluate_R deep [x] = [iterate 12 f x]." in text


SEPARATIONS: list[tuple[str, dict[str, int]]] = [
    ("- sqrt 2", {"iterate": 14, "depth": 1, "width": 12}),
    ("cubic", {"iterate": 12, "depth": 2, "width": 3, "block": 2}),
    ("many images", {"iterate": 6, "depth": 1, "width": 4}),
]


@needs_coq
@pytest.mark.slow
@pytest.mark.parametrize(("name", "options"), SEPARATIONS)
def test_coq_accepts_separations_over_number_fields(name: str, options: dict[str, int], tmp_path: Path) -> None:
    separate(MAPS[name](), **options).save(tmp_path / "c.json")
    data = load_certificate(tmp_path / "c.json")
    if data["claim"]["l1"] is not None and data["evidence"]["l1"]["rule"] != "T15":
        data["claim"]["l1"] = data["evidence"]["l1"] = None
    assert coq.compile_file(coq_file(data), coq.expected(data)) <= coq.expected(data)


PARTITION = ("evidence", "l1", "partition")
NO_SEPARATIONS: list[Callable[[dict[str, Any]], None]] = [
    at("claim", "width", 200),
    at("claim", "depth", 5),
    at("claim", "sup", ["1/1000000", "1/2"]),
    at("claim", "sign", "errors", 1084525),
    at("map", "vertices", 1, 1, "-11/10"),
    at(*LAYERS, 4, "weights", 1, 1, ["0", "1"]),
    at(*PARTITION, "branches", 0, [0, "-1", ["1", "-1"], 0]),
    at(*PARTITION, "branches", 1, [0, ["1", "-1"], "-1/1000000", 0]),
    at(*PARTITION, "branches", 2, [1, ["-1", "1/2"], ["-1", "1"], 0]),
    at(*PARTITION, "intervals", 1, ["-1/1000000", ["-1", "1"]]),
]


@needs_coq
@pytest.mark.slow
@pytest.mark.parametrize("change", NO_SEPARATIONS)
def test_altered_separations_are_refused(change: Callable[[dict[str, Any]], None], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grammar, "require_self_map", lambda _: None)
    data = altered(change, "golden-30-separation")
    with pytest.raises((coq.Rejected, ValueError), match=r"accepted|computed|true|Unable to unify|less than is claimed"):
        coq.compile_file(coq_file(data), coq.expected(data))


@needs_coq
@pytest.mark.slow
def test_coq_checks_each_number_of_a_bound_in_l1() -> None:
    """By the rule T15, as in the separation of the gallery."""
    both = load_certificate(GALLERY / "golden-30-separation.json")
    claim = {"kind": "l1", "iterate": 30, "pieces": 21**3, "error": both["claim"]["l1"], "upper": None}
    data = {**both, "claim": claim, "evidence": {"lower": both["evidence"]["l1"], "upper": None}}
    text = coq_file(data)
    assert coq.compile_file(text, coq.expected(data)) <= coq.expected(data)
    share = re.search(r"\(\((\d+)#\d+\)%Q, \d+%nat\)", text)
    error = data["claim"]["error"].replace("/", "#")
    assert share is not None
    assert error in text
    for old, new in ((share[1], str(int(share[1]) + 2)), (error, "1" + error)):
        with pytest.raises(coq.Rejected, match=r"line \d+"):
            coq.compile_file(text.replace(old, new, 1), coq.expected(data))
