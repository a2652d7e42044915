"""Budgets of claims: pieces, breakpoints, widths, depths and units, how they are named, and the table of widths that follows."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

import brute
from certifying import accepted, attempt, widths
from exactsep.certificates.certify import certify
from exactsep.families import named_map
from exactsep.maps.piecewise import PLMap

DRIFT = PLMap([(Fraction(i, 10), Fraction(y) / 8) for i, y in enumerate([0, 4, 2, 6, 4, 8, "15/2", 8, "15/2", 8, "15/2"])])


def test_a_budget_of_pieces() -> None:
    claim = certify("trimodal", 3, pieces=20).claims[0]
    values = [y for _, y in brute.iterate(brute.vertices_of(named_map("trimodal")), 3)]
    assert claim["pieces"] == 20
    assert 2 * Fraction(claim["error"]) == brute.largest_sizes(values)[20]


@pytest.mark.parametrize(
    ("options", "pieces"),
    [
        ({"pieces": 100}, 100),
        ({"widths": [4, 5, 4]}, 150),
        ({"widths": [3], "breakpoints": 4}, 13),
        ({"depth": 3, "width": 4}, 125),
        ({"neurons": 6}, 64),
        ({"neurons": 6, "depth": 2}, 16),
        ({"depth": 2}, 255),
        ({}, 255),
    ],
)
def test_budgets(options: dict[str, Any], pieces: int) -> None:
    certificate = certify("tent", 8, **options)
    assert certificate.claims[0]["pieces"] == certificate.data["claim"]["pieces"] == pieces
    accepted(certificate)


def test_the_table_is_that_of_the_claim() -> None:
    """For T13 with a budget, too: widths follow from the M of the claim."""
    for norm, options in (("sup", {"pieces": 120}), ("sign", {"pieces": 120}), ("exact", {})):
        certificate = certify("tent", 8, norm, depth=12, **options)
        claimed = certificate.claims[0]["pieces"]
        assert certificate.data["claim"]["pieces"] in (claimed, claimed + 1)
        assert [row.depth for row in certificate.table] == [*range(1, 11), 12]
        assert widths(certificate)[1] == claimed - 1


def test_drifting_moves() -> None:
    certificate = certify(DRIFT, 1, pieces=4)
    assert certificate.data["evidence"] == {"rule": "T12i"}
    assert certificate.claims[0]["error"] == "1/8"
    accepted(certificate)


@pytest.mark.parametrize("norm", ["exact", "crossings", "cycle"])
def test_budgets_belong_to_sup_and_sign(norm: str) -> None:
    """No option is ever ignored."""
    with pytest.raises(ValueError, match=f"the norm {norm} has no budget"):
        certify("tent", 3, norm, pieces=4)


def test_architectures_are_named() -> None:
    for options, words in (
        ({"widths": [10, 20, 10]}, "hidden widths 10, 20, 10"),
        ({"depth": 1, "width": 1}, "1 hidden layer of at most 1 unit each"),
        ({"depth": 2, "width": 3}, "2 hidden layers of at most 3 units each"),
        ({"neurons": 6}, "at most 6 hidden units in all"),
        ({"neurons": 6, "depth": 2}, "at most 6 hidden units in 2 hidden layers"),
        ({"pieces": 7}, None),
    ):
        certificate = certify("tent", 12, **options)
        assert certificate.budget is not None
        assert certificate.budget.networks == (words or "")
        assert certificate.summary()["budget"] == {"pieces": certificate.claims[0]["pieces"], "networks": words}
    assert certify("tent", 5).summary()["budget"] is None
    assert certify("tent", 5, breakpoints=2).summary()["breakpoints"] == 2
    assert "networks with at most 40 hidden units in all" in str(attempt("tent", 12, neurons=40))


def test_one_wide_crossing_does_not_hide_many_narrow_ones() -> None:
    accepted(certify(DRIFT, 1))
