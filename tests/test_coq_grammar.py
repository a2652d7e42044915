"""Keys that are missing or unknown, and values of the wrong kind, are refused by the export as by the checker, with the same place."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import check
from checking import encode, is_accepted, reason
from exactsep.coq import grammar
from exactsep.coq.export import KINDS, coq_file, load_certificate
from test_check_rejected import REJECT, patched
from test_coq import altered, at

PLACE = r"(?P<place>[a-z]\S*) (?:has (?:no|the unknown) key|is not an? |is .* and not one of|= -\d+ < 0|= \S+ is not of the form m)"
LENGTHS = r"(?P<list>[a-z]\S*) has (?P<found>\d+) entr(?:y|ies) and not (?P<wanted>[25])$"
OTHERS = {  # a kind of claim that is none; the place of a coordinate is more exact here; a rule that the export does not need
    "syntax/unknown-claim",
    "fields/element-of-integers",
    "growth/at-one-iterate-vector-too-short",
    "networks/activation-slopes-missing",
    "networks/segment-of-another-dimension",
    "narrow/box-of-another-dimension",
    "l1-and-networks/realization-fewer-layers",
}


def wrong_kinds() -> list[tuple[str, str]]:
    """The faults of tests/cases/reject that the checker finds by the grammar, with its reason."""
    told = {name: reason(*patched(case)) for name, case in REJECT.items() if "text" not in case and "map_file" not in case}
    return [(name, why) for name, why in told.items() if re.match(f"{PLACE}|{LENGTHS}", why) and name not in OTHERS]


WRONG = wrong_kinds()


def test_there_are_many_of_them() -> None:
    assert len(WRONG) > 70


@pytest.mark.parametrize(("name", "why"), WRONG, ids=[name for name, _ in WRONG])
def test_the_export_names_the_place_that_the_checker_names(name: str, why: str, tmp_path: Path) -> None:
    (tmp_path / "it.json").write_bytes(patched(REJECT[name])[0])
    with pytest.raises(ValueError, match=r"^\S+") as refused:
        coq_file(load_certificate(tmp_path / "it.json"))
    message = str(refused.value)
    match = re.match(f"{PLACE}|{LENGTHS}", why)
    assert match
    assert message.startswith((match["place"] or match["list"], "this is no certificate: it has"))
    if match["list"]:
        assert message.endswith(f": a list of {match['wanted']} is needed, and it has {match['found']}")


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        ("tent-20", at("evidence", "crossings", "covering", "text", 1), "evidence.crossings.covering has the unknown key 'text'"),
        ("skew-30-l1", at("evidence", "lower", "partition", "rule", "T3"), "evidence.lower.partition has the unknown key 'rule'"),
        ("trimodal-6-network", at("evidence", "blocks", 0, "bits", 1), r"evidence\.blocks\[0\] has the unknown key 'bits'"),
        ("tent-20-separation", at("claim", "sign", "level", "1"), "claim.sign has the unknown key 'level'"),
        ("plane-pieces", at("evidence", "bits", 8), "evidence has the unknown key 'bits'"),
        ("tent-8-l1", at("evidence", "upper", "constant", "1/2"), "evidence.upper has the unknown key 'bits'"),
        ("logistic-383-100-8-extremes", at("evidence", "moves", "levels", []), "evidence.moves has the unknown key 'levels'"),
        ("golden-12", at("map", "field", "name", "phi"), "map.field has the unknown key 'name'"),
        ("golden-12", at("map", "field", "minpoly", ["-1", "-1", "1"]), r"map\.field\.minpoly\[0\] must be an integer, not '-1'"),
        ("golden-12", at("map", "field", "minpoly", [-2, -2, 2]), "map.field.minpoly: .* no common factor"),
        ("golden-12", at("map", "field", "minpoly", [1, 1, -1]), "map.field.minpoly: the last coefficient must be positive"),
        ("golden-12", at("map", "field", "minpoly", [-1, 1]), "map.field.minpoly: a field has a degree from 2 to 24, and not 1"),
        ("golden-12", at("map", "field", "minpoly", [-1, -1, 10**60 + 1]), r"map\.field\.minpoly\[2\] must be from -1000"),
        ("golden-12", at("map", "field", "interval", ["1", "2" * 61]), r"map\.field\.interval\[1\] has more than 60 digits"),
        ("golden-12", at("claim", "error", ["1/9", "0"]), "claim.error is rational and not written as a rational number"),
        ("golden-12-network", at("claim", "network", "layers", 0, "bias", 0, 0), r"claim\.network\.layers\[0\]\.bias\[0\]: a rational"),
        ("tent-20", at("map", "vertices", 1, ["0", "1"]), r"map\.vertices\[1\] has the same place as the one before"),
        ("skew-30-l1", at("evidence", "lower", "partition", "intervals", 0, ["0", "0"]), r"evidence\..*intervals\[0\] is a single point"),
        ("skew-30-l1", at("evidence", "lower", "partition", "intervals", []), r"evidence\..*intervals is empty"),
        ("skew-30-l1", at("evidence", "lower", "partition", "branches", 0, 3, 1), r"evidence\..*branches\[0\]: an interval is not there"),
        ("trimodal-2-l1-windows", at("evidence", "lower", "windows", 0, 1, 0), r"evidence\.lower\.windows\[0\]: a later cut"),
        ("tent-20-separation", at("claim", "sign", None), "claim.sign and evidence.sign are not both null"),
        ("skew-30-l1", at("evidence", "upper", None), "claim.upper and evidence.upper are not both null"),
        ("tent-20", at("claim", "pieces", "7"), "claim.pieces: a count is needed, not '7'"),
        ("tent-20-three-cycle", at("evidence", "crossings", "covering", "pattern", [2, 1, 3]), "pattern is not one cycle of 3 points"),
    ],
)
def test_what_is_no_certificate(name: str, change: Callable[[dict[str, Any]], None], message: str) -> None:
    data = altered(change, name)
    assert not is_accepted(encode(data))
    with pytest.raises(ValueError, match=f"^{message}" if message[0] != "p" else message):
        coq_file(data)


def test_the_grammar_has_all_kinds() -> None:
    assert {kind.removesuffix(", every") for kind in grammar.ABOUT_MAPS} == set(check.KINDS)
    assert set(grammar.ABOUT_NETWORKS) == set(check.NETWORK_KINDS)
    assert set(grammar.ABOUT_MAPS) - {"sup, every", "l1, every"} | set(grammar.ABOUT_NETWORKS) == set(KINDS)
    assert (grammar.DEGREE, grammar.FIELD_DIGITS) == (check.MAX_FIELD_DEGREE, check.MAX_FIELD_DIGITS)
