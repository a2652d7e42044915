"""Certificates as Coq files: what Coq accepts, and that it rejects what is altered."""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import compile as coq
from exactsep.certificates.certify import certify
from exactsep.coq.export import coq_file, load_certificate
from exactsep.coq.terms import count, natural, number, rational, real
from exactsep.maps.piecewise import PLMap

ROOT = Path(__file__).parent.parent
CASES = Path(__file__).parent / "cases"
GALLERY = ROOT / "proofs" / "certificates"

needs_coq = pytest.mark.skipif(shutil.which("coqc") is None, reason="coqc is not installed")
FAST = (
    "golden-12",
    "plane-pieces",
    "three-units-tent-4",
    "tent-20",
    "stefan-5-growth",
    "logistic-15-4-five-cycle",
    "trimodal-4-drifting-levels",
    "skew-30-l1",
    "tent-20-separation",
)


def exportable() -> list[str]:
    found = []
    for path in sorted(GALLERY.glob("*.json")):
        try:
            coq_file(load_certificate(path))
        except ValueError:
            continue
        found.append(path.stem)
    return found


def test_all_of_the_gallery_is_exported() -> None:
    assert {path.stem for path in GALLERY.glob("*.json")} == set(exportable())


@needs_coq
@pytest.mark.parametrize("name", [name if name in FAST else pytest.param(name, marks=pytest.mark.slow) for name in exportable()])
def test_coq_accepts_the_gallery(name: str) -> None:
    certificate = load_certificate(GALLERY / f"{name}.json")
    axioms = coq.compile_file(coq_file(certificate), coq.expected(certificate))
    assert bool(axioms & coq.CLASSICAL) == (coq.expected(certificate) != coq.AXIOMS)


def altered(change: Callable[[dict[str, Any]], None], name: str = "tent-20") -> dict[str, Any]:
    data = copy.deepcopy(json.loads((GALLERY / f"{name}.json").read_text()))
    change(data)
    return data


ALTERED: dict[str, Callable[[dict[str, Any]], None]] = {
    "one piece more": lambda d: d["claim"].update(pieces=2**20),
    "a larger error": lambda d: d["claim"].update(error="500001/1000000"),
    "a lower iterate": lambda d: d["claim"].update(iterate=19),
    "a lower vertex": lambda d: d["map"]["vertices"].__setitem__(1, ["1/2", "9/10"]),
    "vertices out of order": lambda d: d["map"]["vertices"].reverse(),
    "an interval outside": lambda d: d["evidence"]["crossings"]["covering"]["intervals"].__setitem__(0, ["-1", "1/2"]),
    "overlapping intervals": lambda d: d["evidence"]["crossings"]["covering"]["intervals"].__setitem__(0, ["0", "3/4"]),
    "a map that leaves its interval": lambda d: d["map"]["vertices"].__setitem__(1, ["1/2", "1001/1000"]),
    "a branch twice": lambda d: d["evidence"]["crossings"]["covering"]["branches"].insert(0, [0, "0", "1/2", 0, 1]),
    "a branch that is too short": lambda d: d["evidence"]["crossings"]["covering"]["branches"].__setitem__(0, [0, "0", "1/3", 0, 1]),
    "a target that is not there": lambda d: d["evidence"]["crossings"]["covering"]["branches"].__setitem__(0, [0, "0", "1/2", 0, 2]),
}


@needs_coq
@pytest.mark.parametrize("name", [name if k < 2 else pytest.param(name, marks=pytest.mark.slow) for k, name in enumerate(ALTERED)])
def test_coq_rejects_what_is_altered(name: str) -> None:
    with pytest.raises(coq.Rejected, match=r"accepted|computed|true"):
        coq.compile_file(coq_file(altered(ALTERED[name])))


def at(*keys: Any) -> Callable[[dict[str, Any]], None]:
    """Replace what stands at the end of these keys by the last one."""
    *path, last, value = keys

    def change(data: Any) -> None:
        for key in path:
            data = data[key]
        data[last] = value

    return change


OTHER_KINDS: list[tuple[str, Callable[[dict[str, Any]], None]]] = [
    ("stefan-5-growth", at("claim", "rate", "756438198432048/500000000000000")),
    ("stefan-5-growth", at("claim", "constant", "3")),
    ("tent-every", at("claim", "error", "2/3")),
    ("tent-every", at("evidence", "growth", "vector", [1, 2])),
    ("logistic-15-4-five-cycle-every", at("evidence", "growth", "covering", "pattern", [3, 5, 4, 1, 2])),
    ("logistic-15-4-five-cycle-every", at("claim", "rate", "8/5")),
    ("tent-20-three-cycle", at("claim", "pieces", 17711)),
    ("tent-20-three-cycle", at("evidence", "crossings", "covering", "enclosures", 1, ["4/7", "5/7"])),
    ("tent-12-widths", at("claim", "pieces", 4096)),
    ("logistic-383-100-6-drifting-levels", at("claim", "error", "1/4")),
    ("logistic-383-100-6-drifting-levels", at("claim", "pieces", 38)),
    ("logistic-383-100-8-extremes", at("evidence", "moves", "points", 1, "1/2")),
    ("trimodal-4-drifting-levels", at("claim", "pieces", 23)),
    ("trimodal-8-crossings", at("claim", "count", 1580)),
    ("trimodal-90-exact", at("claim", "pieces", 1534514821060368691162171268776239633)),
    ("full-3-8-exact", at("claim", "pieces", 6562)),
    ("stefan-5-40-sign", at("claim", "errors", 2)),
    ("stefan-5-40-sign", at("claim", "threshold", "1/2")),
    ("tent-seven-cycle", at("claim", "enclosures", 0, ["1/43", "1/43"])),
    ("tent-seven-cycle", at("claim", "period", 6)),
    ("logistic-7-2-attracting-cycle", at("claim", "pattern", [2, 3, 4, 1])),
    ("logistic-7-2-attracting-cycle", at("evidence", "bits", 8)),
    ("logistic-4-12-l1", at("evidence", "lower", "exponents", [[0], [1]])),
    ("trimodal-2-l1-windows", at("claim", "error", "1/5")),
    ("three-units-distance", at("claim", "sup", "1/5")),
    ("three-units-distance", at("claim", "sup", "1/3")),
    ("three-units-distance", at("claim", "argmax", "1/8")),
    ("three-units-distance", at("claim", "segment", [["0"], ["1"]])),
    ("three-units-distance", at("claim", "networks", 0, "layers", 1, "bias", ["1/9"])),
    ("three-units-tent-4", at("claim", "argmax", "1/8")),
    ("three-units-tent-4", at("claim", "iterate", 3)),
    ("three-units-tent-4", at("claim", "l1", ["49094/76608", "1"])),
    ("three-units-tent-4", at("claim", "l1", ["0", "49092/76608"])),
    ("plane-pieces", at("claim", "pieces", 3)),
    ("plane-pieces", at("claim", "regions", 5)),
    ("plane-pieces", at("claim", "values", 2, ["12/5"])),
    ("plane-pieces", at("claim", "breakpoints", 1, "5/11")),
    ("tent-8-l1", at("claim", "upper", "361183/1557301")),
    ("tent-8-l1", at("evidence", "upper", "vertices", 4, ["1/64", "1/2"])),
    ("skew-every-l1", at("claim", "floor", "1/3")),
    ("skew-every-l1", at("claim", "loss", "249/1000")),
    ("skew-every-l1", at("claim", "rate", "8/5")),
    ("skew-every-l1", at("evidence", "partition", "branches", [[0, "0", "2/3", 0]])),
    ("skew-30-l1", at("claim", "upper", "999999/4000000")),
    ("skew-30-l1", at("evidence", "upper", "constant", "2/3")),
    ("skew-30-l1", at("evidence", "upper", "partition", "branches", 0, [0, "0", "1/2", 0])),
    ("skew-30-l1", at("evidence", "upper", {"constant": "1/2"})),
]


@needs_coq
@pytest.mark.slow
@pytest.mark.parametrize(("name", "change"), OTHER_KINDS)
def test_coq_rejects_altered_certificates_of_other_kinds(name: str, change: Callable[[dict[str, Any]], None]) -> None:
    data = altered(change, name)
    with pytest.raises(coq.Rejected, match=r"accepted|computed|true"):
        coq.compile_file(coq_file(data), coq.expected(data))


@needs_coq
@pytest.mark.slow
def test_coq_follows_cylinders_with_a_tail() -> None:
    """The map goes from the left half onto the right one, and from the right half onto both: rule T14 gives less than a tail of six iterates."""
    f = PLMap([(0, "1/2"), ("1/2", 1), (1, 0)])
    data: dict[str, Any] = json.loads(json.dumps(certify(f, iterate=60, norm="l1", pieces=2000).data))
    assert data["evidence"]["lower"]["tail"] > 0
    text = coq_file(data)
    assert "check_cylinders" in text
    coq.compile_file(text, coq.expected(data))
    for old, new in (
        ("  6 54\n", "  5 54\n"),
        ("((1#2)%Q, (3#4)%Q, 1%nat)", "((1#2)%Q, (3#4)%Q, 0%nat)"),
        ("103871#453418", "104871#453418"),
    ):
        assert old in text
        with pytest.raises(coq.Rejected, match="true"):
            coq.compile_file(text.replace(old, new), coq.expected(data))
    data["evidence"]["lower"]["tail"] = 0
    with pytest.raises(ValueError, match="rule T15 gives less than is claimed"):
        coq_file(data)


@needs_coq
@pytest.mark.slow
@pytest.mark.parametrize(
    ("vertices", "iterate", "pieces"),
    [
        ([(0, "1/2"), ("1/2", 1), (1, 0)], 8, 4),  # gaps with and without prices
        ([(0, 0), ("1/3", 1), ("2/3", 1), (1, 0)], 5, 3),  # flat pieces, switches counted exactly
        ([(0, "1/7"), ("2/5", 1), (1, 0)], 6, 4),  # the vertices have many images
    ],
)
def test_coq_follows_levels(vertices: list[tuple[Any, Any]], iterate: int, pieces: int) -> None:
    data: dict[str, Any] = json.loads(json.dumps(certify(PLMap(vertices), iterate=iterate, norm="l1", pieces=pieces).data))
    assert data["evidence"]["lower"]["rule"] == "T15x"
    text = coq_file(data)
    coq.compile_file(text, coq.expected(data))
    numerator, denominator = data["claim"]["error"].split("/")
    for old, new in (
        (f"few ({numerator}#{denominator})", f"few ({int(numerator) + 1}#{denominator})"),
        ("Definition few : Z := ", "Definition few : Z := 1 + "),
        ("Exactly", "(Priced 0)"),
    ):
        assert old in text
        with pytest.raises(coq.Rejected, match=r"line \d+"):
            coq.compile_file(text.replace(old, new), coq.expected(data))


@needs_coq
@pytest.mark.slow
def test_coq_follows_cylinders_at_every_iterate() -> None:
    """The map takes the left third onto the rest, and the rest onto everything: costs cross between the ends of the intervals."""
    f = PLMap([(0, "1/3"), ("1/3", 1), (1, 0)])
    data: dict[str, Any] = json.loads(json.dumps(certify(f, for_all_t=True, norm="l1").data))
    assert data["claim"]["from"] > 0
    assert len(data["evidence"]["partition"]["intervals"]) == 2
    coq.compile_file(coq_file(data), coq.expected(data))
    for change in (at("claim", "floor", "1/4"), at("claim", "from", data["claim"]["from"] - 1), at("claim", "loss", "1/10")):
        worse = copy.deepcopy(data)
        change(worse)
        with pytest.raises(coq.Rejected, match="true"):
            coq.compile_file(coq_file(worse), coq.expected(worse))


@needs_coq
@pytest.mark.slow
def test_a_constant_is_close_by_the_range_alone() -> None:
    data = altered(lambda d: (d["claim"].update(upper="2/3"), d["evidence"].update(upper={"constant": "1/3"})), "skew-30-l1")
    coq.compile_file(coq_file(data), coq.expected(data))
    data["claim"]["upper"] = "333/500"
    with pytest.raises(coq.Rejected, match="true"):
        coq.compile_file(coq_file(data), coq.expected(data))


@needs_coq
@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("skew-30-l1", "few (83587#369552)", "few (1#4)"),
        ("skew-30-l1", "(0%Q, (2#3)%Q, 0%nat)", "(0%Q, (3#4)%Q, 0%nat)"),
        ("skew-30-l1", "0 30\n", "0 31\n"),
        ("skew-30-l1", "LevelStep (1#32)", "LevelStep (1#64)"),
        ("tent-8-l1", "0 1 8 44\n", "0 1 7 44\n"),
        ("tent-8-l1", "[(1#2); (1#2)]", "[1; (1#2)]"),
        ("tent-8-l1", "[2; (-2)]", "[(-2); 2]"),
        ("tent-8-l1", "9345848836096 (Priced 34359738368)", "9345848836096 (Priced 0)"),
        ("tent-8-l1", "9345848836096 (Priced 34359738368)", "9345848836096 (Priced (-1))"),
        ("tent-8-l1", "LevelPair 549755813888 ", "LevelPair 549755813887 "),
        ("skew-30-l1", "fun _ => 1 / 2", "fun _ => 1 / 3"),
        ("skew-30-l1", "((2#3), 0%nat)", "((2#3), 1%nat)"),
        ("tent-8-l1", "(m <= few)%Z) ", "(m <= few - 1)%Z) "),
        ("tent-8-l1", "few (59#256)", "few (15#64)"),
        ("skew-every-l1", "[(0, (1#2)); ((1#2), 1)]", "[(0, 1)]"),
        ("skew-every-l1", "((2#3)%Q, 1%Q, 0%nat)", "((3#4)%Q, 1%Q, 0%nat)"),
        ("tent-20-separation", "check_sup levels 20%N few (1#2)", "check_sup levels 20%N few (2#3)"),
        ("tent-20-separation", "<= 50)%nat", "<= 51)%nat"),
        ("trimodal-6-network", "iterate 6 f", "iterate 7 f"),
    ],
)
def test_coq_rejects_altered_files(name: str, old: str, new: str) -> None:
    certificate = load_certificate(GALLERY / f"{name}.json")
    text = coq_file(certificate)
    assert old in text
    with pytest.raises(coq.Rejected, match=r"line \d+"):
        coq.compile_file(text.replace(old, new), coq.expected(certificate))


@needs_coq
@pytest.mark.slow
@pytest.mark.parametrize(
    "options",
    [{"iterate": 3, "pieces": 2}, {"for_all_t": True}, {"iterate": 3, "norm": "sign"}],
)
def test_errors_and_thresholds_may_be_integers(options: dict[str, Any]) -> None:
    """The tent map on [0, 4]. The checkers in Coq are about any numbers, and an integer without a scope was a real number."""
    data: dict[str, Any] = json.loads(json.dumps(certify(PLMap([(0, 0), (2, 4), (4, 0)]), **options).data))
    text = coq_file(data)
    assert " 2%Q" in text
    coq.compile_file(text, coq.expected(data))


@needs_coq
@pytest.mark.slow
def test_teeth_are_as_steep_as_the_map() -> None:
    """The evidence has powers of 65/64, of hundreds of digits; with the slopes of the map coqc needs seconds instead of minutes."""
    data = json.loads((CASES / "accept" / "four-slopes-l1-teeth.json").read_text())
    text = coq_file(data)
    assert data["evidence"]["lower"]["bases"] == ["65/64"]
    assert all(f", {slope})" in text for slope in ("3", "(24#5)", "(14#5)", "(31#10)"))
    coq.compile_file(text, coq.expected(data))
    data["claim"]["error"] = "1"
    with pytest.raises(ValueError, match="rule T14 gives less than is claimed"):
        coq_file(data)


def test_teeth_that_cost_too_much_are_refused() -> None:
    """Steepness of 38 intervals over 30 iterates: this was counted until it was stopped."""
    with pytest.raises(ValueError, match="teeth that cost more than 3 000 000 steps have no Coq form yet"):
        coq_file(load_certificate(CASES / "accept" / "l1-crossings-linear.json"))


def test_moves_between_points_are_rounded() -> None:
    """An exact value of the 100th iterate of a quadratic map would have 2^100 digits; it was computed until the export was stopped."""
    assert "iterate 100 f" in coq_file(altered(at("claim", "iterate", 100), "logistic-383-100-8-extremes"))
    with pytest.raises(ValueError, match="moves by points have a Coq form up to 100000 iterates with 20016 bits"):
        coq_file(altered(at("claim", "iterate", 10**30), "logistic-383-100-8-extremes"))


@needs_coq
@pytest.mark.slow
def test_coq_finds_what_is_assumed() -> None:
    """A lemma that is assumed is an axiom, whatever its name: this one has a digit in it."""
    certificate = load_certificate(GALLERY / "tent-8-l1.json")
    old = "Lemma l1_accepted : check_levels l1_data = true.\nProof. computed. Qed."
    text = coq_file(certificate)
    assert old in text
    with pytest.raises(coq.Rejected, match="other axioms: l1_accepted"):
        coq.compile_file(text.replace(old, old.replace("Proof. computed. Qed.", "Admitted.")), coq.expected(certificate))


def test_axioms_are_compared() -> None:
    printed = "Axioms:\nl1_accepted : check l1_data = true\nA.sig_not_dec : forall P : Prop,\n               {~ ~ P} + {~ P}\nB.long'2\n  : Type\n"
    assert coq.axioms_printed(printed) == {"l1_accepted", "A.sig_not_dec", "B.long'2"}
    tape = {"claim": {"kind": "narrow-approximate", "l1": "1/5", "target": {"layers": [{"weights": [["1", "1"]]}]}}}
    assert coq.expected({"claim": {"kind": "sup"}}) == coq.expected(tape) == coq.AXIOMS
    assert (
        coq.expected({"claim": {"kind": "l1"}})
        == coq.expected({"claim": {"kind": "separation", "l1": "1/5"}})
        == coq.AXIOMS | coq.CLASSICAL
    )


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        ("skew-30-l1", at("claim", "error", "1/4"), "rule T15 gives less than is claimed"),
        ("skew-30-l1", at("evidence", "lower", "tail", 10**12), "rule T15 has a Coq form up to 100000 iterates"),
        ("skew-30-l1", at("claim", "iterate", 10**9), "rule T15 has a Coq form up to 100000 iterates"),
        ("skew-30-l1", at("evidence", "lower", "levels", [10**12]), "levels that cost more than 2 000 000 steps"),
        ("skew-every-l1", at("claim", "from", 10**9), "rule T15 has a Coq form up to 100000 iterates"),
        ("logistic-4-12-l1", at("evidence", "lower", "exponents", 0, [10**11]), "exponents of rule T14 have a Coq form up to 50000"),
        ("tent-8-l1", at("claim", "error", "15/64"), "rule T15x gives less than is claimed"),
        ("tent-8-l1", at("map", "vertices", 1, ["2/5", "99/100"]), "prices for 1 gaps, and the iterate has"),
        ("tent-12-widths", at("claim", "iterate", 40), "an expansion of more than 20 000 pieces"),
        ("tent-12-widths", at("claim", "iterate", 2000), "expansions have a Coq form up to the iterate 1000"),
        ("tent-20", at("claim", "iterate", 10**9), "a covering at more than 200 000 iterates"),
        ("stefan-5-growth", at("evidence", "vector", ["1]. Admitted.", 1, 1, 1]), "this is no certificate|a count is needed"),
        ("logistic-383-100-6-drifting-levels", at("evidence", "moves", "points", 0, "0)]. Admitted."), "a rational number is needed"),
    ],
)
def test_what_cannot_be_exported_is_said(name: str, change: Callable[[dict[str, Any]], None], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        coq_file(altered(change, name))


def test_terms() -> None:
    assert [rational(z) for z in ("3", "-3", "1/2", "-1/2")] == ["3", "(-3)", "(1#2)", "(-1#2)"]
    assert [real(z) for z in ("3", "-3", "1/2", "-1/2")] == ["3", "(-3)", "1 / 2", "(-1) / 2"]
    assert [count(z) for z in (7, "3*2^40")] == ["7", "(3 * 2 ^ 40)"]
    assert [natural(z) for z in (20, 100_000)] == ["20", "(N.to_nat 100000)"]


@pytest.mark.parametrize(
    ("term", "value", "message"),
    [
        (rational, "0.5", "a rational number is needed, not '0.5'"),
        (rational, "1). Admitted. (*", "a rational number is needed"),
        (rational, ["0", "1"], "a rational number is needed, not the element"),
        (count, "2^5", "a count is needed, not '2\\^5'"),
        (count, True, "a count is needed"),
        (count, f"1*2^{10**20}", "a count is needed"),
        (number, f"1*2^{10**20}", "a count is needed"),
        (natural, -1, "a number >= 0 is needed"),
    ],
)
def test_terms_refuse_everything_else(term: Callable[[Any], str], value: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        term(value)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "this is no certificate"),
        ({"claim": {"kind": "entropy"}}, "a certificate of the kind 'entropy' has no Coq form yet"),
        ({"claim": {"kind": "sup", "iterate": 3}}, "this is no certificate"),
        (
            {"claim": {"kind": "narrow-exact", "box": None, "target": {"layers": ["relu"]}}, "evidence": {"rule": "T18"}},
            "this is no certificate",
        ),
    ],
)
def test_what_has_no_coq_form_is_said(data: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        coq_file(data)
