"""Certificates about maps over number fields as Coq files: what Coq accepts, that it rejects what is altered, and what has no such form."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from exactsep.certificates.certify import certify
from exactsep.coq import grammar
from exactsep.coq.elements import Elements, polynomial_in_a
from exactsep.coq.export import coq_file, load_certificate
from exactsep.coq.problem import Problem, read_problem
from exactsep.families import named_map
from exactsep.maps.piecewise import PLMap
from exactsep.numbers.algebraic import Algebraic, NumberField
from test_coq import GALLERY, altered, at, coq, needs_coq

GOLDEN = {"minpoly": [-1, -1, 1], "interval": ["1", "2"]}


def tent(field: NumberField) -> PLMap:
    """Of slope sqrt 2."""
    height = field([0, "1/2"]) if field.polynomial[0] == -2 else field([0, 1])
    return PLMap([(0, 0), ("1/2", height), (1, 0)], field)


SQRT_2 = NumberField([-2, 0, 1], (1, 2))
SQRT_HALF = NumberField([-1, 0, 2], (0, 1))
MINUS_SQRT_2 = NumberField([-2, 0, 1], (-2, -1))
MAPS: dict[str, Callable[[], Any]] = {
    "sqrt 2": lambda: tent(SQRT_2),
    "sqrt 1/2": lambda: tent(SQRT_HALF),
    "- sqrt 2": lambda: PLMap([([0, 1], [0, -1]), (0, [0, 1]), ([0, -1], [0, -1])], MINUS_SQRT_2),
    "many images": lambda: PLMap([(0, [0, "1/7"]), ("2/5", 1), (1, 0)], SQRT_2),
    "cubic": lambda: named_map("slope:(1 2 3 4)"),
    "degree 8": lambda: named_map("slope:(1 5 6 4 7 3 8 2 9)"),
    "golden": lambda: named_map("golden"),
}
CASES: list[tuple[str, dict[str, Any]]] = [
    ("sqrt 2", {"iterate": 10}),
    ("many images", {"iterate": 4}),
    ("- sqrt 2", {"iterate": 20, "norm": "sign"}),
    ("cubic", {"for_all_t": True}),
    ("golden", {"norm": "cycle", "period": 5}),
    ("degree 8", {"iterate": 10}),
    ("sqrt 2", {"iterate": 8, "pieces": 5}),
    ("sqrt 2", {"iterate": 40, "norm": "exact"}),
    ("sqrt 2", {"iterate": 30, "norm": "crossings"}),
    ("golden", {"iterate": 6, "norm": "exact"}),
    ("degree 8", {"iterate": 4, "norm": "exact"}),
    ("- sqrt 2", {"iterate": 5, "norm": "exact"}),
    ("sqrt 2", {"norm": "crossings", "for_all_t": True}),
    ("sqrt 2", {"norm": "cycle", "period": 6}),
    ("sqrt 1/2", {"for_all_t": True}),
    ("- sqrt 2", {"iterate": 6}),
    ("many images", {"iterate": 5, "pieces": 4}),
    ("many images", {"iterate": 6, "norm": "sign"}),
    ("cubic", {"iterate": 7, "pieces": 20}),
    ("golden", {"iterate": 20, "period": 3}),
    ("golden", {"for_all_t": True, "period": 5}),
]


def certificate(name: str, options: dict[str, Any], folder: Path) -> dict[str, Any]:
    certify(MAPS[name](), **options).save(folder / "c.json")
    return load_certificate(folder / "c.json")


@needs_coq
@pytest.mark.parametrize(
    ("name", "options"), [case if k < 2 else pytest.param(*case, marks=pytest.mark.slow) for k, case in enumerate(CASES)]
)
def test_coq_accepts_maps_over_number_fields(name: str, options: dict[str, Any], tmp_path: Path) -> None:
    assert coq.compile_file(coq_file(certificate(name, options, tmp_path))) <= coq.AXIOMS


COVERING = ("evidence", "crossings", "covering")
ALTERED: list[tuple[str, Callable[[dict[str, Any]], None]]] = [
    ("golden-12", at("map", "vertices", 1, 1, "-11/10")),
    ("golden-12", at("claim", "pieces", 233)),
    ("golden-12", at("claim", "error", ["1/1000000", "1/2"])),
    ("golden-12", at("claim", "iterate", 11)),
    ("golden-12", at("evidence", "levels", ["-1", ["-999999/1000000", "1"]])),
    ("slope-9-cycle-40", at("claim", "pieces", 1738044)),
    ("slope-9-cycle-40", at("map", "vertices", 1, 1, "99/100")),
    ("slope-9-cycle-40", lambda data: data["map"]["vertices"].reverse()),
    ("slope-9-cycle-40", at(*COVERING, "intervals", 0, ["-1/100", ["0", "1", "-1", "1", "-1", "1", "1", "-1"]])),
    ("slope-9-cycle-40", at(*COVERING, "branches", 4, 4, 5)),
    ("slope-9-cycle-40", at(*COVERING, "branches", 4, 2, ["0", "-999999/1000000", "1", "0", "0", "0", "0", "0"])),
    ("golden-wide-every", at("claim", "rate", "202254248593737/125000000000000")),
    ("golden-wide-every", at("claim", "error", ["1/1000000", "1/2"])),
    ("golden-wide-every", at("claim", "constant", "2")),
    ("slope-6-cycle-every", at("evidence", "growth", "vector", 0, 1)),
]


@needs_coq
@pytest.mark.parametrize(
    ("name", "change"), [case if k < 2 else pytest.param(*case, marks=pytest.mark.slow) for k, case in enumerate(ALTERED)]
)
def test_coq_rejects_altered_certificates(name: str, change: Callable[[dict[str, Any]], None], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grammar, "require_self_map", lambda _: None)
    data = altered(change, name)
    with pytest.raises(coq.Rejected, match=r"accepted|computed|true"):
        coq.compile_file(coq_file(data))


TWICE = {"columns": 2, "sparse": [[[0, "1"], [0, "1"]], [[1, "1"]]], "bias": ["0", "0"]}


@needs_coq
def test_coq_rejects_pieces_that_are_not_there(tmp_path: Path) -> None:
    data = certificate("golden", {"iterate": 4, "norm": "exact"}, tmp_path)
    assert (data["evidence"], data["claim"]["pieces"]) == ({"rule": "E"}, 8)
    data["claim"]["pieces"] = 9
    with pytest.raises(coq.Rejected, match=r"accepted|computed|true"):
        coq.compile_file(coq_file(data))


FILES: list[tuple[str, str]] = [
    ("1 <= a <= 2 /\\ a ^ 2 - a - 1 = 0", "1 <= a <= 2 /\\ a ^ 2 - a - 2 = 0"),  # the polynomial of the statement is another one
    ("Hypothesis a_root : a ^ 2 - a - 1 = 0", "Hypothesis a_root : a ^ 2 - a - 2 = 0"),
    ("Hypothesis a_between : 1 <= a <= 2", "Hypothesis a_between : 1 <= a <= 3"),
    ("[-1; -1; 1]%Q 1 2 (", "[-1; -1; 1]%Q (-1) 2 ("),  # two roots
    ("[-1; -1; 1]%Q 1 2 (", "[-1; -1; 1]%Q 1 2 (2 * "),  # an enclosure beside the root
    ("piecewise_linear_R [((-1), a - 1)", "piecewise_linear_R [((-1), a - 2)"),  # the map of the statement is another one
    ("slopes : list (element F) := [[0; -1]%Q; ", "slopes : list (element F) := [[0; -2]%Q; "),
    ("- g z) >= 1 / 2 * a", "- g z) >= 1 * a"),
    ("pieces g (-1) (a - 1) m", "pieces g (-1) a m"),
]


@needs_coq
@pytest.mark.slow
@pytest.mark.parametrize(("old", "new"), FILES)
def test_coq_rejects_altered_files(old: str, new: str) -> None:
    text = coq_file(load_certificate(GALLERY / "golden-12.json"))
    assert old in text
    with pytest.raises(coq.Rejected, match=r"line \d+"):
        coq.compile_file(text.replace(old, new))


def test_the_statement_names_the_root() -> None:
    text = coq_file(load_certificate(GALLERY / "golden-12.json"))
    assert "Theorem one_root : exists! a : R, 1 <= a <= 2 /\\ a ^ 2 - a - 1 = 0." in text
    assert "Definition f : R -> R := piecewise_linear_R [((-1), a - 1); (0, (-1)); (a - 1, 0)]." in text
    assert "exists z, (-1) <= z <= (a - 1) /\\ Rabs (iterate 12 f z - value N z) >= 1 / 2 * a." in text


@pytest.mark.parametrize(
    ("coefficients", "text"),
    [
        (["-1", "-1", "1"], "a ^ 2 - a - 1"),
        (["0", "1/2"], "1 / 2 * a"),
        (["3", "-1"], "- a + 3"),
        (["-11/2", "0", "-9"], "- 9 * a ^ 2 - 11 / 2"),
        (["0", "0"], "0"),
        (["-1", "0"], "(-1)"),
        (["-1/2"], "(-1) / 2"),
    ],
)
def test_polynomials(coefficients: list[str], text: str) -> None:
    assert polynomial_in_a(coefficients) == text


def test_terms_of_elements() -> None:
    numbers = Elements(GOLDEN)
    assert [numbers.term(z) for z in ("0", "-1", ["0", "-1/2"], ["3", "0"])] == ["[0]%Q", "[-1]%Q", "[0; -1#2]%Q", "[3]%Q"]


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        ("golden-12-l1", at("claim", "error", "29/50"), "rule T15x gives less than is claimed"),
        (
            "golden-30-separation",
            at("claim", "l1", ["1/1000", "1/1000"]),
            r"claim\.error: rule T15 has a Coq form for rational errors only",
        ),
        (
            "golden-12-l1",
            at("evidence", "lower", "rule", "T16"),
            "evidence.lower.rule is 'T16' and not one of T15x, T15, T15v, T14",
        ),
        ("golden-30-separation", at("claim", "l1", "87281/144773"), "rule T15 gives less than is claimed"),
        ("golden-12-network", at("claim", "network", "layers", 0, "weights", 1, ["1", "0"]), "a row has not 1 weights"),
        ("golden-12-network", at("claim", "network", "layers", 1, TWICE), "the columns of a row do not increase"),
        ("golden-12-network", at("claim", "network", "layers", 0, "activation", "identity"), "a plain ReLU network is needed"),
        ("golden-12", at("map", "field", "minpoly", [1, -2, 1]), "irreducible|not squarefree|factor"),
        ("golden-12", at("map", "field", "interval", ["2", "3"]), "root"),
        ("golden-12", at("claim", "error", ["0", "1). Admitted. (*"]), "a rational number is needed"),
        ("golden-12", at("claim", "error", ["0", "1", "2"]), "claim.error: an element of this field has 2 coefficients, and not 3"),
        ("golden-12", at("claim", "error", "Admitted"), "a rational number is needed"),
        ("golden-12", at("claim", "error", f"1/{'7' * 3999}"), "numbers that need over 14000 bits of the root"),
        ("slope-9-cycle-40", at("claim", "error", f"1/{'7' * 3999}"), "numbers that need over 14000 bits of the root"),
        (
            "golden-12",
            at("map", "field", "interval", ["1", "2 1). Admitted. (*"]),
            r"map\.field\.interval\[1\]: a rational number is needed",
        ),
    ],
)
def test_what_cannot_be_exported_is_said(name: str, change: Callable[[dict[str, Any]], None], message: str) -> None:
    data = altered(change, name)
    with pytest.raises(ValueError, match=message):
        coq_file(data)


def test_long_vertices_are_refused_before_they_are_iterated(monkeypatch: pytest.MonkeyPatch) -> None:
    """A field of degree 24: quotients of its elements have thousands of digits."""
    field = NumberField([-2, *[0] * 23, 1], (1, 2))
    turn = [f"1/{k}{k}{k}" for k in range(2, 26)]
    data = json.loads(json.dumps(certify(PLMap([(0, 0), ("1/2", [0, "1/2", *[0] * 22]), (1, 0)], field), iterate=4).data))
    data["map"]["vertices"][1][0] = turn
    monkeypatch.setattr(Problem, "iterate", lambda *_: pytest.fail("the map was iterated"))
    with pytest.raises(ValueError, match="numbers that need over 14000 bits of the root"):
        coq_file(data)


def test_slopes_are_divided_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Over a field of high degree a quotient takes a thousand times as long as a product."""
    problem = read_problem(json.loads(json.dumps(certify(tent(SQRT_2), iterate=4).data))["map"])
    points = [problem.exact(f"{k}/100") for k in range(100)]
    values = [problem.value(x) for x in points]
    monkeypatch.setattr(Algebraic, "inverse", lambda _: pytest.fail("a slope was divided again"))
    assert [problem.value(x) for x in points] == values


@needs_coq
@pytest.mark.slow
def test_coq_follows_levels_over_a_field() -> None:
    data: dict[str, Any] = json.loads(json.dumps(certify(named_map("golden"), iterate=7, norm="l1", pieces=5).data))
    assert data["evidence"]["lower"]["rule"] == "T15x"
    text = coq_file(data)
    coq.compile_file(text, coq.expected(data))
    lower, upper = (data["claim"][key].split("/") for key in ("error", "upper"))
    for old, new in (
        (f"few [{lower[0]}#{lower[1]}]", f"few [{int(lower[0]) + 1}#{lower[1]}]"),
        (f"[{upper[0]}#{upper[1]}]%Q.", f"[{int(upper[0]) - 1}#{upper[1]}]%Q."),
        ("LevelsCertificate vertices\n  [[0; -1]%Q; [0; 1]%Q]", "LevelsCertificate vertices\n  [[0; -1]%Q; [0; 2]%Q]"),
        ("Definition few : Z := 5", "Definition few : Z := 6"),
        ("Exactly", "Priced 0"),
    ):
        assert old in text
        with pytest.raises(coq.Rejected, match=r"line \d+"):
            coq.compile_file(text.replace(old, new), coq.expected(data))
