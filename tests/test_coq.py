"""Certificates as Coq files: what Coq accepts, and that it rejects what is altered."""

from __future__ import annotations

import copy
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from exactsep.coq.export import coq_file, load_certificate
from exactsep.coq.terms import count, natural, rational, real

ROOT = Path(__file__).parent.parent
GALLERY = ROOT / "proofs" / "certificates"
sys.path.insert(0, str(ROOT / "proofs"))
import compile as coq  # noqa: E402

needs_coq = pytest.mark.skipif(shutil.which("coqc") is None, reason="coqc is not installed")
FAST = ("tent-20", "tent-every", "tent-8-l1", "plane-narrow", "tent-seven-cycle")


def exportable() -> list[str]:
    found = []
    for path in sorted(GALLERY.glob("*.json")):
        try:
            coq_file(load_certificate(path))
        except ValueError:
            continue
        found.append(path.stem)
    return found


@needs_coq
@pytest.mark.parametrize("name", [name if name in FAST else pytest.param(name, marks=pytest.mark.slow) for name in exportable()])
def test_coq_accepts_the_gallery(name: str) -> None:
    certificate = load_certificate(GALLERY / f"{name}.json")
    assert coq.compile_file(coq_file(certificate), coq.expected(certificate)) <= coq.AXIOMS | coq.CLASSICAL


def altered(change: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    data = copy.deepcopy(json.loads((GALLERY / "tent-20.json").read_text()))
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
    "a branch twice": lambda d: d["evidence"]["crossings"]["covering"]["branches"].insert(0, [0, "0", "1/2", 0, 1]),
    "a branch that is too short": lambda d: d["evidence"]["crossings"]["covering"]["branches"].__setitem__(0, [0, "0", "1/3", 0, 1]),
    "a target that is not there": lambda d: d["evidence"]["crossings"]["covering"]["branches"].__setitem__(0, [0, "0", "1/2", 0, 2]),
}


@needs_coq
@pytest.mark.parametrize("name", [name if k < 2 else pytest.param(name, marks=pytest.mark.slow) for k, name in enumerate(ALTERED)])
def test_coq_rejects_what_is_altered(name: str) -> None:
    with pytest.raises(coq.Rejected, match=r"accepted|computed|true"):
        coq.compile_file(coq_file(altered(ALTERED[name])))


def set_in(*path: Any, to: Any) -> Callable[[dict[str, Any]], None]:
    """Replace what is at the end of a path."""

    def change(data: dict[str, Any]) -> None:
        for key in path[:-1]:
            data = data[key]
        data[path[-1]] = to

    return change


OF_EACH_KIND: dict[str, Callable[[dict[str, Any]], None]] = {
    "tent-every": set_in("claim", "rate", to="2000001/1000000"),
    "stefan-5-growth": set_in("claim", "constant", to="2"),
    "stefan-5-40-sign": set_in("claim", "errors", to=2),
    "tent-seven-cycle": set_in("claim", "enclosures", 0, to=["1/43", "1/43"]),
    "tent-8-l1": set_in("claim", "error", to="60/256"),
    "trimodal-8-crossings": set_in("claim", "count", to=10**9),
    "trimodal-90-exact": set_in("claim", "pieces", to="1*2^900"),
    "trimodal-6-network": set_in("claim", "network", "layers", 0, "bias", 0, to="17/16"),
    "plane-narrow": set_in("claim", "narrow", "layers", -1, "bias", 0, to="17/16"),
    "three-units-equal": set_in("claim", "networks", 1, "layers", -1, "bias", 0, to="17/16"),
}


@needs_coq
@pytest.mark.slow
@pytest.mark.parametrize("name", OF_EACH_KIND)
def test_coq_rejects_what_is_altered_in_each_kind(name: str) -> None:
    data = json.loads((GALLERY / f"{name}.json").read_text())
    OF_EACH_KIND[name](data)
    with pytest.raises((coq.Rejected, ValueError)):
        coq.compile_file(coq_file(data), coq.expected(data))


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
        (rational, ["0", "1"], "numbers of a number field have no Coq form yet"),
        (count, "2^5", "a count is needed, not '2\\^5'"),
        (count, True, "a count is needed"),
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
        ({"claim": {"kind": "network-pieces"}}, "a certificate of the kind 'network-pieces' has no Coq form yet"),
        ({"claim": {"kind": "sup", "iterate": 3}}, "this is no certificate"),
    ],
)
def test_what_has_no_coq_form_is_said(data: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        coq_file(data)
