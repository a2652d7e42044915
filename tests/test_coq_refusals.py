"""What has no Coq form is refused in one line; the terms of a Coq file are numbers and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import check
from exactsep.coq.export import coq_file, load_certificate
from exactsep.coq.l1 import coverings
from exactsep.coq.terms import count, natural, number, rational, real
from test_coq import altered, at


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        ("skew-30-l1", at("claim", "error", "1/4"), "rule T15 gives less than is claimed"),
        ("skew-30-l1", at("evidence", "lower", "tail", 10**12), "evidence.lower.tail must be from 0 to 64"),
        ("skew-30-l1", at("evidence", "lower", "tail", 31), "a tail that is not longer than the iterate"),
        ("skew-30-l1", at("claim", "iterate", 10**9), "claim.iterate must be from 0 to 100000"),
        ("skew-30-l1", at("claim", "iterate", 10**5), "cylinders that take more than 500 000 steps to count"),
        ("golden-30-separation", at("claim", "iterate", 10**5), "cylinders that take more than 500 000 steps to count"),
        ("golden-30-separation", at("claim", "iterate", "every"), "claim.iterate must be an integer, not 'every'"),
        (
            "tent-20-separation",
            lambda data: data["claim"].update(width=10**30, depth=1000),
            "networks of this depth and width have more than 2.13300 pieces",
        ),
        ("tent-20-separation", at("claim", "depth", 0), "claim.depth must be from 1 to 1000"),
        ("trimodal-6-network", at("claim", "iterate", True), "claim.iterate must be an integer, not 'True'"),
        ("trimodal-6-network", at("evidence", "blocks", 0, "iterates", 10**9), "a block: iterates must be from 1 to 100000"),
        ("skew-30-l1", at("evidence", "lower", "levels", [10**12]), "levels that cost more than 500 000 steps"),
        ("skew-30-l1", at("evidence", "lower", "levels", [17_000]), "levels that cost more than 500 000 steps"),
        ("skew-every-l1", at("claim", "from", 65), "claim.from must be from 0 to 64"),
        ("logistic-4-12-l1", at("evidence", "lower", "exponents", 0, [10**11]), "exponents of rule T14 have a Coq form up to 50000"),
        ("tent-8-l1", at("map", "vertices", 0, 0, "3/4"), r"map\.vertices\[1\]: x = 1/2 is not greater than 3/4"),
        ("tent-20", at("map", "vertices", 1, 1, "3/2"), r"map\.vertices\[1\]: y = 3/2 is not in I = \[0, 1\]"),
        ("golden-12", at("map", "vertices", 1, 1, "-11/10"), r"map\.vertices\[1\]: y = \(-11\) / 10 is not in I = \[\(-1\), a - 1\]"),
        ("logistic-4-30", at("map", "interval", ["1", "0"]), r"map\.interval = \[1, 0\]: the first end is not less than the second"),
        ("tent-8-l1", at("claim", "error", "15/64"), "rule T15x gives less than is claimed"),
        ("tent-8-l1", at("map", "vertices", 1, ["2/5", "99/100"]), "prices for 1 gaps, and the iterate has"),
        (
            "trimodal-4-drifting-levels",
            at("map", "vertices", 4, 1, f"1/{'7' * 3999}"),
            "an expanded iterate with numbers of over 4000 digits",
        ),
        ("tent-12-widths", at("claim", "iterate", 40), "an expansion of more than 20 000 pieces"),
        ("tent-12-widths", at("claim", "iterate", 2000), "expansions have a Coq form up to the iterate 1000"),
        ("tent-8-l1", at("evidence", "lower", "bits", 20_000), "evidence.lower.bits must be from 0 to 10000"),
        ("tent-8-l1", at("evidence", "lower", "bits", 10**6), "evidence.lower.bits must be from 0 to 10000"),
        ("tent-8-l1", at("evidence", "upper", "bits", 10**9), "evidence.upper.bits must be from 0 to 2000"),
        ("trimodal-2-l1-windows", at("evidence", "upper", "bits", 10**9), "evidence.upper.bits must be from 0 to 2000"),
        ("logistic-7-2-attracting-cycle", at("evidence", "bits", 10**9), "the bits of rule T5s must be from 0 to 20000"),
        ("logistic-383-100-8-extremes", at("evidence", "moves", "bits", 20_001), "evidence.moves.bits must be from 0 to 20000"),
        ("tent-20", at("claim", "iterate", 10**9), "claim.iterate must be from 0 to 100000"),
        ("stefan-5-growth", at("evidence", "tail", 10**9), "evidence.tail must be from 0 to 64"),
        ("stefan-5-growth", at("evidence", "head", 65), "evidence.head must be from 0 to 64"),
        ("stefan-5-growth", at("claim", "from", 10**9), "claim.from must be from 0 to 64"),
        (
            "stefan-5-growth",
            at("evidence", "covering", "branches", 0, 4, 10**9),
            r"evidence\.covering\.branches\[0\]: an interval is not there",
        ),
        ("tent-20", at("map", "kind", "circle"), "map.kind is 'circle' and not one of piecewise-linear, polynomial"),
        ("logistic-15-4-30", at("map", "kind", "trigonometric"), "map.kind is 'trigonometric' and not one of piecewise-linear, polynomial"),
        ("logistic-15-4-30", at("map", "vertices", []), "map has the unknown key 'vertices'"),
        ("logistic-15-4-30", at("map", "interval", ["0", "1/2", "1"]), "map.interval: a list of 2 is needed, and it has 3"),
        ("tent-20", at("map", "vertices", [["0", "0"]]), "map.vertices: at least two vertices are needed"),
        ("tent-20", at("map", "vertices", 1, ["1/2"]), r"map\.vertices\[1\]: a list of 2 is needed, and it has 1"),
        (
            "stefan-5-growth",
            at("evidence", "vector", ["1]. Admitted.", 1, 1, 1]),
            r"evidence\.vector\[0\] must be an integer, not '1\]\. Admitted\.'",
        ),
        ("logistic-383-100-6-drifting-levels", at("evidence", "moves", "points", 0, "0)]. Admitted."), "a rational number is needed"),
    ],
)
def test_what_cannot_be_exported_is_said(name: str, change: Callable[[dict[str, Any]], None], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        coq_file(altered(change, name))


LONG = "7" * 5000


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        ("tent-20", at("claim", "error", f"1/{LONG}"), "a rational number of more than 4000 digits has no Coq form"),
        ("golden-12", at("map", "vertices", 1, 1, [LONG, "1"]), "a rational number of more than 4000 digits has no Coq form"),
        ("trimodal-2-l1-windows", at("claim", "pieces", "1*2^1000000"), "a number of more than 4,300 digits has no Coq form"),
        ("plane-pieces", lambda data: data["claim"]["values"].pop(), "claim.values: a list of 5 is needed, and it has 4"),
        ("plane-pieces", lambda data: data["claim"]["segment"].pop(), "claim.segment: a list of 2 is needed, and it has 1"),
        ("hard-tanh-equal", lambda data: data["claim"]["networks"].pop(), "claim.networks: a list of 2 is needed, and it has 1"),
        ("three-units-distance", at("claim", "l1", ["0"]), "claim.l1: a list of 2 is needed, and it has 1"),
        ("tent-20", at("evidence", "levels", ["0", "1/2", "1"]), "evidence.levels: a list of 2 is needed, and it has 3"),
        ("stefan-5-growth", at("claim", "levels", "1/2"), "levels: a list is needed, not '1/2'"),
        ("stefan-5-growth", at("evidence", "vector", [1]), "evidence.vector: a list of 4 is needed, and it has 1"),
        ("logistic-4-12-l1", at("evidence", "lower", "exponents", []), "evidence.lower.exponents: a list of 2 is needed, and it has 0"),
        (
            "tent-20",
            at("evidence", "crossings", "covering", "branches", 0, [0, "0"]),
            r"evidence\.crossings\.covering\.branches\[0\]: a list of 5 is needed, and it has 2",
        ),
        (
            "tent-20",
            at("evidence", "crossings", "covering", "branches", 0, [0] * 9),
            r"evidence\.crossings\.covering\.branches\[0\]: a list of 5 is needed, and it has 9",
        ),
        ("skew-30-l1", at("evidence", "lower", "levels", [9, 9]), "evidence.lower.levels: a list of 1 is needed, and it has 2"),
        ("skew-30-l1", at("evidence", "lower", "levels", [-1]), r"evidence\.lower\.levels\[0\] must not be negative, and is -1"),
        ("tent-8-l1", at("evidence", "lower", "prices", 0, 0, -1), r"evidence\.lower\.prices\[0\]\[0\] must not be negative, and is -1"),
        ("tent-20", lambda data: data.pop("map"), "this is no certificate: it has no key 'map'"),
        ("tent-20", at("evidence", None), "evidence: an object is needed, not 'None'"),
    ],
)
def test_reasons_are_sentences(name: str, change: Callable[[dict[str, Any]], None], message: str) -> None:
    """And not messages of Python, such as "zip() argument 2 is longer than argument 1"."""
    with pytest.raises(ValueError, match=message) as refused:
        coq_file(altered(change, name))
    assert "\n" not in str(refused.value)


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
            {"claim": {"kind": "network-equal", "networks": [{"layers": ["relu"]}], "segment": []}, "evidence": {"rule": "N"}},
            "claim.networks: a list of 2 is needed, and it has 1",
        ),
    ],
)
def test_what_has_no_coq_form_is_said(data: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        coq_file(data)


def test_powers_are_as_short_as_in_the_checker() -> None:
    """The power was computed until the export was stopped."""
    data = load_certificate(Path(__file__).parent.parent / "proofs" / "certificates" / "logistic-4-12-l1.json")
    data["evidence"]["lower"] |= {"bases": ["7" * 60], "exponents": [[50_000], [1]]}
    with pytest.raises(ValueError, match=r"powers of more than 100000 digits have no Coq form"):
        coq_file(data)
    assert coverings.DIGITS == check.MAX_RATE_DIGITS
