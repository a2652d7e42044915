"""Rule T14 in Coq with paths counted by exponents: for long numbers, and over number fields. What Coq accepts, and what it rejects."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from typing import Any

import pytest

from exactsep.certificates.certify import certify
from exactsep.certificates.separation import separate
from exactsep.coq.export import coq_file, load_certificate
from exactsep.coq.l1 import paths, teeth, teeth_l1
from exactsep.coq.problem import read_problem
from exactsep.families import named_map
from exactsep.maps.piecewise import PLMap
from exactsep.numbers.algebraic import NumberField
from test_coq import CASES, GALLERY, at, coq, needs_coq

SQRT_2, CUBIC = NumberField([-2, 0, 1], (1, 2)), NumberField([-2, 0, 0, 1], (1, 2))
MINUS_SQRT_2 = NumberField([-2, 0, 1], (-2, -1))
FIVE = [(0, 0), ("1/4", [0, "1/2"]), ("1/2", ["9/10", 0]), ("3/5", 1), ("4/5", [0, "1/3"]), (1, ["0", "1/5"])]
MAPS: dict[str, Callable[[], Any]] = {
    "long numbers": lambda: named_map("logistic:19/5"),
    "one slope": lambda: PLMap([(0, 0), ("1/2", [0, "2/3"]), (1, 0)], SQRT_2),
    "two slopes": lambda: PLMap([(0, [0, "1/7"]), ("2/5", 1), (1, 0)], SQRT_2),
    "cubic": lambda: PLMap([(0, [0, "1/7", 0]), ("2/5", 1), ([0, 0, "1/2"], ["1/3", 0, "1/9"]), (1, 0)], CUBIC),
    "negative root": lambda: PLMap(
        [([0, 1], [0, "1/3"]), ("-1/3", [0, -1]), ([0, "-1/3"], [0, "4/5"]), ([0, -1], [0, "-9/10"])], MINUS_SQRT_2
    ),
    "five slopes": lambda: PLMap(FIVE, SQRT_2),
    "three slopes": lambda: PLMap([(0, [0, "1/7"]), ([0, "1/4"], 1), ("2/3", ["1/9", 0]), (1, ["0", "1/2"])], SQRT_2),
}
SIZES = {"long numbers": (8, 9), "five slopes": (30, 40)}  # iterates and pieces; (20, 9) of the others


@cache
def text_of(name: str, iterate: int, pieces: int) -> str:
    return json.dumps(certify(MAPS[name](), iterate=iterate, norm="l1", pieces=pieces).data)


def bounded(name: str, *size: int) -> dict[str, Any]:
    """A bound by rule T14."""
    data: dict[str, Any] = json.loads(text_of(name, *(size or SIZES.get(name, (20, 9)))))
    assert data["evidence"]["lower"]["rule"] == "T14"
    return data


def test_short_numbers_are_as_they_are() -> None:
    text = coq_file(json.loads((GALLERY / "logistic-4-12-l1.json").read_text()))
    assert "check_l1 l1_data" in text
    assert "11 few (999#16777216)" in text


def test_long_numbers_are_rounded_if_the_claim_allows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    data = bounded("long numbers", 4, 3)
    assert "check_path_teeth l1_data" in coq_file(data)
    monkeypatch.setattr(teeth_l1, "LONG", 10**9)
    assert "check_l1 l1_data" in coq_file(data)


def best_of_slopes(iterate: int, pieces: int) -> dict[str, Any]:
    """The same with the whole of what exact slopes give: rounded bases give a little less."""
    data = bounded("long numbers", iterate, pieces)
    found = teeth_l1.slopes_and_targets(read_problem(data["map"]), data["claim"], data["evidence"]["lower"], None)
    assert found
    data["claim"]["error"] = str(found[1][0])
    return data


def test_slopes_are_exact_if_coq_can_take_them() -> None:
    assert "check_l1 l1_data" in coq_file(best_of_slopes(4, 3))


def test_long_slopes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """coqc would not have read this to its end."""
    monkeypatch.setattr(teeth, "WORK", 10**12)
    data = best_of_slopes(8, 9)
    monkeypatch.undo()
    with pytest.raises(
        ValueError, match=r"T14 gives less than is claimed \(with rounded bases; exact slopes .* over 2 000 000 000 steps\)"
    ):
        coq_file(data)


@needs_coq
@pytest.mark.slow
def test_coq_accepts_exact_slopes() -> None:
    data = best_of_slopes(4, 3)
    assert coq.compile_file(coq_file(data), coq.expected(data)) <= coq.expected(data)


@pytest.mark.parametrize("name", ["long numbers", "one slope"])
def test_too_much_is_refused(name: str) -> None:
    data = bounded(name)
    data["claim"]["error"] = "1"
    with pytest.raises(ValueError, match="rule T14 gives less than is claimed"):
        coq_file(data)


@pytest.mark.parametrize("change", [at("claim", "iterate", 10_000), at("evidence", "lower", "exponents", 0, [50_000])])
def test_steeper_paths_are_refused(change: Callable[[dict[str, Any]], None]) -> None:
    data = bounded("one slope")
    data["evidence"]["lower"]["bases"] = [["0", "40"]]
    change(data)
    with pytest.raises(ValueError, match=r"paths that are steeper than 2\^20000 have no Coq form"):
        coq_file(data)


def test_paths_are_not_counted_if_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """100 intervals whose branches are said to cover all of them, 10,000 times: this took over a minute."""
    ends = [str(Fraction(k, 100)) for k in range(101)]
    covering = {"rule": "T3", "intervals": [list(ends[k : k + 2]) for k in range(100)]}
    covering["branches"] = [[k, *ends[k : k + 2], 0, 99] for k in range(100)]
    data = load_certificate(GALLERY / "logistic-4-12-l1.json")
    data["claim"] |= {"iterate": 10_000}
    data["evidence"]["lower"] |= {"covering": covering, "exponents": [[0]] * 100, "targets": [[0, 0]]}
    for module in (paths, teeth):
        monkeypatch.setattr(module, "sum_of", lambda *_: pytest.fail("paths were counted"))
    with pytest.raises(ValueError, match="teeth that cost more than 10 000 000 steps have no Coq form yet"):
        coq_file(data)


def accepted(data: dict[str, Any]) -> bool:
    text = coq_file(data)
    assert "check_path_teeth l1_data" in text
    return coq.compile_file(text, coq.expected(data)) <= coq.expected(data)


@needs_coq
def test_coq_accepts_teeth_over_a_field() -> None:
    assert accepted(bounded("one slope"))


@needs_coq
@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "iterate", "pieces"),
    [
        ("long numbers", 8, 9),
        ("long numbers", 20, 9),  # 7,000 kinds of paths
        ("two slopes", 20, 9),
        ("three slopes", 20, 9),
        ("cubic", 20, 9),
        ("negative root", 20, 9),
        ("five slopes", 30, 40),  # powers of 65/64, some of them below 1
        ("two slopes", 60, 100),
    ],
)
def test_coq_accepts_teeth_of_many_kinds(name: str, iterate: int, pieces: int) -> None:
    assert accepted(bounded(name, iterate, pieces))


@needs_coq
@pytest.mark.slow
def test_coq_accepts_teeth_of_many_branches() -> None:
    """38 branches, 30 iterates, 18 pairs of levels, all in one table."""
    data = load_certificate(CASES / "accept" / "l1-crossings-linear.json")
    assert data["evidence"]["lower"]["rule"] == "T14"
    assert accepted(data)


def separated() -> dict[str, Any]:
    """A network that is an iterate of a map over a field, and what is far from it: in L1 by rule T14."""
    data: dict[str, Any] = json.loads(json.dumps(separate(MAPS["two slopes"](), iterate=20, depth=2, width=2).data))
    assert data["evidence"]["l1"]["rule"] == "T14"
    return data


def test_separations_over_a_field_have_all_their_parts() -> None:
    text = coq_file(separated())
    assert "check_path_teeth l1_data" in text
    assert all(f"Theorem {name} :" in text for name in ("deep_network", "separation", "separation_on_average", "separation_of_labels"))


@needs_coq
@pytest.mark.slow
def test_coq_accepts_separations_over_a_field() -> None:
    data = separated()
    text = coq_file(data)
    coq.compile_file(text, coq.expected(data))
    numerator = data["claim"]["l1"].split("/")[0]
    with pytest.raises(coq.Rejected, match="true"):
        coq.compile_file(text.replace(f"few ({numerator}#", f"few ({int(numerator) + 1}#"), coq.expected(data))


def larger(match: re.Match[str]) -> str:
    return f"({int(match[1]) * 9 // 8}#{match[2]})"


def smaller(match: re.Match[str]) -> str:
    return f"({int(match[1]) * 7 // 8}#{match[2]})"


RATIONAL = r"\((\d+)#(\d+)\)"
ALTERED: dict[str, Callable[[str], str]] = {
    "a larger error": lambda text: re.sub(r"(?<=few )\((\d+)#(\d+)\)\.", lambda m: f"({int(m[1]) + 1}#{m[2]}).", text),
    "less steep than the map": lambda text: re.sub(rf"(?<=true 0 1\) ){RATIONAL}", smaller, text),
    "steeper than the bases": lambda text: re.sub(rf"(?<=true 0 1\) ){RATIONAL}", larger, text),
    "smaller bases": lambda text: re.sub(rf"(?<=  \[){RATIONAL}; ", lambda m: smaller(m) + "; ", text),
    "fewer exponents": lambda text: text.replace("[1; 1]%Z", "[1; 0]%Z"),
    "levels further apart": lambda text: re.sub(rf"(?<=PathTarget \[9#64\]%Q \[1; -27#512\]%Q ){RATIONAL}", larger, text),
    "a negative price": lambda text: re.sub(rf"{RATIONAL}\]\n", lambda m: f"(-{m[1]}#{m[2]})]\n", text),
    "few places": lambda text: text.replace("  124 19 few", "  24 19 few"),
    "a lower iterate": lambda text: text.replace("  124 19 few", "  124 18 few"),
    "more pieces": lambda text: text.replace("few : Z := 9.", "few : Z := 10."),
    "levels in the wrong order": lambda text: text.replace("PathTarget [9#64]%Q [1; -27#512]%Q", "PathTarget [1; -27#512]%Q [9#64]%Q"),
    "a branch that ends elsewhere": lambda text: text.replace("[1]%Q false 0 0)", "[1]%Q false 0 1)"),
    "a branch that is too short": lambda text: text.replace("[0]%Q [9#64]%Q true 0 1)", "[0]%Q [8#64]%Q true 0 1)"),
    "a branch that leaves its interval": lambda text: text.replace("[0]%Q [9#64]%Q true 0 1)", "[0]%Q [10#64]%Q true 0 1)"),
    "a branch twice": lambda text: re.sub(r"\[(PathBranch[^;]*?true 0 1\).*?%Z)\]", r"[\1; \1]", text, flags=re.DOTALL),
    "a wrong slope": lambda text: text.replace("slopes : list (element F) := [[0; 4#3]%Q", "slopes : list (element F) := [[0; 5#4]%Q"),
}


@needs_coq
@pytest.mark.parametrize("name", [name if k < 2 else pytest.param(name, marks=pytest.mark.slow) for k, name in enumerate(ALTERED)])
def test_coq_rejects_altered_teeth(name: str) -> None:
    data = bounded("one slope")
    data["claim"]["upper"] = data["evidence"]["upper"] = None
    text = coq_file(data)
    changed = ALTERED[name](text)
    assert changed != text
    with pytest.raises(coq.Rejected, match=r"accepted|computed|true"):
        coq.compile_file(changed, coq.expected(data))
