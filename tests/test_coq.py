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
from exactsep.coq import export
from exactsep.coq.export import coq_file, load_certificate
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
def test_coq_rejects_what_is_altered(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also what the export refuses."""
    monkeypatch.setattr(export, "require_grammar", lambda _: None)
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
def test_coq_rejects_altered_certificates_of_other_kinds(
    name: str, change: Callable[[dict[str, Any]], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also what the export refuses."""
    monkeypatch.setattr(export, "require_grammar", lambda _: None)
    data = altered(change, name)
    with pytest.raises(coq.Rejected, match=r"accepted|computed|true"):
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
        ("tent-8-l1", "0 1 8 60 1 0\n", "0 1 7 60 1 0\n"),
        ("tent-8-l1", "[2; (-2)]", "[1; (-2)]"),
        ("tent-8-l1", "[0; 4503599627370496; 9007199254740992;", "[0; 9007199254740992;"),
        ("tent-8-l1", "[0; 4503599627370496;", "[0; 4503599627370497;"),
        ("tent-8-l1", "0 1 8 60 1 0\n", "0 1 8 60 2 0\n"),
        ("tent-8-l1", "Gap 0 36028797018963968 ", "Gap 1 36028797018963968 "),
        ("tent-8-l1", "Gap 0 36028797018963968 ", "Gap 0 36028797018963967 "),
        ("tent-8-l1", "Priced 162259276829213363391578010288128; Priced 0]", "Priced (-162259276829213363391578010288128); Priced 0]"),
        ("tent-8-l1", "Priced 2596148429267413814265248164610048;", "Priced 2596148429267413814265248164610047;"),
        ("tent-8-l1", "361184", "361183"),
        ("tent-8-l1", "((1#64), 0); ((5#256), 1)", "((1#64), (1#2)); ((5#256), 1)"),
        ("tent-8-l1", "0 1 8 64 1 8\n", "0 1 8 64 1 0\n"),
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


def test_moves_between_points_are_rounded() -> None:
    """An exact value of the 100th iterate of a quadratic map would have 2^100 digits; it was computed until the export was stopped."""
    assert "iterate 100 f" in coq_file(altered(at("claim", "iterate", 100), "logistic-383-100-8-extremes"))
    with pytest.raises(ValueError, match=r"claim\.iterate must be from 0 to 100000"):
        coq_file(altered(at("claim", "iterate", 10**30), "logistic-383-100-8-extremes"))
