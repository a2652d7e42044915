"""What cannot be certified is refused in words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import brute
from certifying import MAPS, NOTHING, accepted, attempt
from exactsep.certificates.certificate import Certificate, NothingToCertify
from exactsep.certificates.certify import certify
from exactsep.maps.piecewise import PLMap

IDENTITY = PLMap([(0, 0), (1, 1)])
SWAP = PLMap([(0, 1), (1, 0)])


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        (("tint", 3), {}, "no map or file is called 'tint'; did you mean 'tent'?"),
        (("mine.json", 3), {}, "mine.json: No such file or directory"),
        ((PLMap([(0, 0), (1, 2)]), 3), {}, "not a map of [0, 1] into itself: the vertex (1, 2) has the value 2, but 0 <= 2 <= 1 is needed"),
        (("tent", 3, "l2"), {}, "the norm must be one of sup, l1, sign, exact, crossings, cycle, not 'l2'"),
        (("tent",), {}, "which iterate? Give one (iterate=T, --iterate T), or ask for every t (for_all_t=True, --for-all-t)"),
        (("tent", -1), {}, "the iterate must be an integer t >= 0, not -1"),
        (("tent", 2.0), {}, "the iterate must be an integer t >= 0, not 2.0"),
        (("tent", True), {}, "the iterate must be an integer t >= 0, not True"),
        (
            ("tent", 10**18),
            {},
            "the iterate 1000000000000000000 is over the limit 100000: ask for every t at once (for_all_t, --for-all-t)",
        ),
        (("tent", 3), {"pieces": 0}, "pieces must be an integer M >= 1, not 0"),
        (("tent", 3), {"pieces": True}, "pieces must be an integer M >= 1, not True"),
        (("tent", 3), {"pieces": 2, "neurons": 3}, "the budget is given twice, by pieces and by neurons"),
        (("tent", 3), {"widths": [2], "depth": 1, "width": 3}, "the budget is given twice, by widths and by width"),
        (("tent", 3), {"width": 3}, "a width needs a depth: give both"),
        (("tent", 3), {"widths": []}, "widths: at least one hidden layer is needed"),
        (("tent", 3), {"widths": 10}, "widths must be a list, the width of each hidden layer, not 10"),
        (("tent", 3), {"widths": [2, 0]}, "width must be an integer from 1 to 1000000000000000000, not 0"),
        (("tent", 3), {"depth": 0}, "depth must be an integer from 1 to 100000, not 0"),
        (("tent", 3), {"breakpoints": 0}, "breakpoints must be an integer from 1 to 1000000, not 0"),
        (("tent", 3), {"breakpoints": -1}, "breakpoints must be an integer from 1 to 1000000, not -1"),
        (("tent", 3), {"pieces": 2, "breakpoints": 0}, "breakpoints must be an integer from 1 to 1000000, not 0"),
        (("tent", 3), {"for_all_t": True}, "a claim for every t has no iterate: give one of --iterate and --for-all-t"),
        (("tent",), {"for_all_t": True, "pieces": 3}, "a claim for every t has no budget: it says how many pieces are too few"),
        (("tent", None, "sign"), {"for_all_t": True}, "a claim for every t is about the norm sup, l1 or crossings, not sign"),
        (("tent", None, "cycle"), {}, "the norm cycle needs a period"),
        (("tent", 3, "cycle"), {"period": 3}, "the norm cycle is about f itself: it has no iterate, only a period"),
        (
            ("logistic:15/4", 3, "exact"),
            {},
            f"{NOTHING}: the norm exact is for piecewise-linear maps, a polynomial map is not represented by any network",
        ),
        (("tent", None, "cycle"), {"period": 0}, "the period must be an integer n >= 1, not 0"),
        (("tent", 3), {"period": 1}, "period 1: a cycle needs at least 2 points to have intervals between them"),
        (("tent",), {"period": 1, "for_all_t": True}, "period 1: a cycle needs at least 2 points to have intervals between them"),
        (("tent", 3), {"period": "3"}, "the period must be an integer n >= 1, not '3'"),
        (("stefan:5", 3), {"period": 3}, "the map has no cycle of least period 3"),
        (("stefan:5",), {"period": 3, "for_all_t": True}, "the map has no cycle of least period 3"),
        (("logistic:15/4", 3), {"period": 3}, "the map has no cycle of least period 3"),
        ((SWAP, None, "cycle"), {"period": 2}, "the points of least period 2 form intervals (1): there is no isolated cycle to stand on"),
        ((IDENTITY, 3), {}, f"{NOTHING}: no levels were found that f^3 crosses twice (expanded f^3: 1 piece, all counts exact)"),
        (("tent", 0), {}, f"{NOTHING}: no levels were found that f^0 crosses twice (expanded f^0: 1 piece, all counts exact)"),
        (
            ("tent", 3),
            {"pieces": 8},
            f"{NOTHING} (sup): f^3 has only 8 pieces, and functions with 8 pieces may be equal to it",
        ),
        (
            ("tent", 3, "sign"),
            {"pieces": 8},
            f"{NOTHING} (sign): f^3 has only 8 pieces, and functions with 8 pieces may be equal to it",
        ),
        (
            (IDENTITY,),
            {"for_all_t": True},
            f"{NOTHING} for every t: no covering with a rate above 1 was found (Markov partition: 1 interval)",
        ),
    ],
)
def test_refusals(arguments: tuple[Any, ...], options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=brute.exactly(message)):
        certify(*arguments, **options)


def test_refusals_of_exact_claims_speak_of_pieces() -> None:
    with pytest.raises(NothingToCertify, match="nothing to certify") as caught:
        certify("tent", 0, "exact")
    assert "1 piece " in str(caught.value)
    assert "crossings" not in str(caught.value), "the exact representation of an expanded iterate does not count crossings"


@pytest.mark.parametrize("wrong", [None, 3, [(0, 0), (1, 1)]])
def test_what_is_not_a_map(wrong: Any) -> None:
    with pytest.raises(ValueError, match="map"):
        certify(wrong, 3)


def test_maps_by_path(tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    path.write_text('{"vertices": [[0, 0], ["1/2", 1], [1, 0]]}')
    assert certify(str(path), 3).data == certify("tent", 3).data
    assert certify(path, 3).data == certify("tent", 3).data


@pytest.mark.slow
@pytest.mark.parametrize("name", MAPS)
def test_many_certificates(name: str) -> None:
    """All iterates and budgets that one minute allows."""
    for t in (1, 2, 3, 7, 12, 20, 40, 100, 1000):
        for norm in ("sup", "sign", "exact", "crossings"):
            budgets: list[dict[str, Any]] = [{"pieces": 1}, {"widths": [2, 2]}, {"depth": 2, "width": 3}]
            for options in [{}, *(budgets if norm in ("sup", "sign") else [])]:
                found = attempt(name, t, norm, **options)
                if isinstance(found, Certificate):
                    accepted(found)
                else:
                    assert NOTHING in found
                    assert t < 12 or (norm == "exact" and name.startswith("logistic"))
