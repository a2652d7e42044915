"""From a map to a theorem: known theorems, and every kind of claim accepted by the checker and true by expansion."""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import brute
from certifying import MAPS, accepted, attempt, crossings_of, widths
from covered_maps import HORSESHOES
from exactsep.certificates.certificate import Certificate
from exactsep.certificates.certify import MAX_ITERATE, certify
from exactsep.families import named_map
from exactsep.maps.mapfile import map_of_json
from exactsep.maps.piecewise import PLMap
from exactsep.maps.smooth import PolynomialMap
from strategies import REFLECTION, Affine, affine_changes, markov_maps, self_maps

# -- known theorems -----------------------------------------------------------------------------------


def test_tent_20() -> None:
    """Every network of depth 2 and width at most 1022 misses the 20th iterate by at least 1/2."""
    certificate = certify("tent", 20)
    (claim,) = certificate.claims
    assert (claim["kind"], claim["rule"], claim["iterate"]) == ("sup", "T12", 20)
    assert (claim["levels"], claim["crossings"], claim["pieces"], claim["error"]) == (["0", "1"], 2**20, 2**20 - 1, "1/2")
    assert [widths(certificate)[depth] for depth in (1, 2, 3, 10)] == [2**20 - 2, 1022, 100, 2]
    assert certificate.data["claim"] == {"kind": "sup", "iterate": 20, "pieces": 2**20 - 1, "error": "1/2"}
    assert "1/2" in accepted(certificate)["theorem"]


def test_tent_20_by_its_3_cycle() -> None:
    """2/7, 4/7, 6/7: 17711 crossings of [4/7, 6/7], a Fibonacci number; width 132 at depth 2."""
    certificate = certify("tent", 20, period=3)
    claim = certificate.claims[0]
    assert (claim["levels"], claim["crossings"], claim["error"]) == (["4/7", "6/7"], 17711, "1/7")
    assert widths(certificate)[2] == 132
    assert certificate.data["evidence"]["crossings"]["covering"]["pattern"] == [2, 3, 1]
    accepted(certificate)


def test_tent_for_every_t() -> None:
    certificate = certify("tent", for_all_t=True)
    (claim,) = certificate.claims
    assert (claim["rate"], claim["constant"], claim["from"], claim["error"], claim["levels"]) == ("2", "1", 0, "1/2", ["0", "1"])
    assert set(widths(certificate).values()) == {None}
    assert "every" in accepted(certificate)["theorem"]


def test_far_iterates() -> None:
    """2^100000 crossings, claimed as a lower bound m * 2^e."""
    certificate = certify("tent", MAX_ITERATE)
    pieces = certificate.data["claim"]["pieces"]
    mantissa, exponent = pieces.split("*2^")
    assert (2**MAX_ITERATE) * 999 < (int(mantissa) << int(exponent)) * 1000 < 2**MAX_ITERATE * 1000
    assert widths(certificate)[1000 if 1000 in widths(certificate) else 10] is not None
    accepted(certificate)


def test_both_sides_of_the_logistic_map() -> None:
    """r = 4: counts by the Markov partition [0, 1/2, 1], all 2^t of them."""
    claim = certify("logistic:4", 12).claims[0]
    assert (claim["crossings"], claim["levels"], claim["exact"]) == (4096, ["0", "1"], True)


# -- every kind of claim ---------------------------------------------------------------------------------


@pytest.mark.parametrize("norm", ["sup", "sign", "exact", "crossings"])
@pytest.mark.parametrize("name", MAPS)
def test_one_iterate(name: str, norm: str) -> None:
    f = named_map(name)
    if norm == "exact" and not isinstance(f, PLMap):
        return
    certificate = certify(f, 5, norm)
    verdict = accepted(certificate)
    claim, data = certificate.claims[0], certificate.data["claim"]
    assert (data["kind"], data["iterate"]) == (claim["kind"], 5) == (norm, 5)
    assert claim["exact"] == isinstance(f, PLMap)
    assert map_of_json(certificate.data["map"]) == f
    assert len(verdict["map_sha256"]) == len(verdict["claim_sha256"]) == 64
    if not isinstance(f, PLMap):
        return
    iterate = f.iterate(5)
    if norm == "exact":
        assert data["pieces"] == iterate.pieces == claim["pieces"] + 1
        return
    count = crossings_of(f, 5, claim["levels"])
    x, y = map(Fraction, claim["levels"])
    assert claim["crossings"] == count
    if norm == "sup":
        largest = brute.largest_sizes([Fraction(v) for v in iterate.ys])[count - 1] / 2 if iterate.pieces < 100 else (y - x) / 2
        assert data["pieces"] == count - 1
        assert Fraction(data["error"]) >= max(largest, (y - x) / 2)
        assert (claim["rule"] == "T12") == (Fraction(data["error"]) == (y - x) / 2)
    elif norm == "sign":
        assert (data["points"], data["pieces"], data["errors"], Fraction(data["threshold"])) == (count + 1, count - 1, 1, (x + y) / 2)
    else:
        assert data["count"] == count


@pytest.mark.parametrize("name", MAPS)
def test_every_iterate(name: str) -> None:
    f = named_map(name)
    for norm in ("sup", "crossings"):
        certificate = certify(f, norm=norm, for_all_t=True)
        accepted(certificate)
        claim = certificate.claims[0]
        assert claim["kind"] == ("sup" if norm == "sup" else "growth")
        if isinstance(f, PLMap) and norm == "sup":
            assert Fraction(claim["error"]) == (Fraction(claim["levels"][1]) - Fraction(claim["levels"][0])) / 2
            for t in range(9):
                if f.pieces**t < 4**6:
                    assert crossings_of(f, t, claim["levels"]) >= Fraction(claim["rate"]) ** t


@pytest.mark.parametrize(
    ("name", "period"),
    [("tent", 1), ("tent", 3), ("stefan:5", 5), ("plateau", 3), ("trimodal", 4), ("logistic:15/4", 5), ("logistic:3.2", 2)],
)
def test_cycles(name: str, period: int) -> None:
    """The enclosures hold a point of least period n each: its orbit is followed in the enclosures, for exact points exactly."""
    f = named_map(name)
    certificate = certify(f, norm="cycle", period=period)
    accepted(certificate)
    claim = certificate.data["claim"]
    assert claim["period"] == period == len(claim["pattern"]) == len(claim["enclosures"])
    ends = [tuple(map(Fraction, e)) for e in claim["enclosures"]]
    assert all(a[1] < b[0] for a, b in itertools.pairwise(ends))
    if isinstance(f, PLMap):
        assert all(lo == hi for lo, hi in ends)
        assert [f(lo) for lo, _ in ends] == [ends[image - 1][0] for image in claim["pattern"]]


@pytest.mark.parametrize("period", [3, 4, 5])
def test_periods(period: int) -> None:
    """Restricted to cycles of one period: no more than without the restriction, and what it says is true."""
    f: Any = named_map("tent")
    free = certify(f, 8).claims[0]
    certificate = certify(f, 8, period=period)
    accepted(certificate)
    for claim in certificate.claims:
        assert claim["crossings"] <= crossings_of(f, 8, claim["levels"]) <= free["crossings"]
    accepted(certify(f, period=period, for_all_t=True))


def test_periods_of_polynomials() -> None:
    accepted(certify("logistic:15/4", 30, period=5))
    certificate = certify("logistic:15/4", for_all_t=True, period=5)
    accepted(certificate)
    assert Fraction(certificate.claims[0]["rate"]) > Fraction(3, 2)


def test_levels_of_claims_are_short() -> None:
    """A reader sees the levels and the error: enclosures of 100 digits belong to the evidence."""
    for claim in certify("logistic:15/4", 30, period=5).claims:
        assert max(map(len, [*claim["levels"], claim["error"]])) < 60


@pytest.mark.parametrize("f", HORSESHOES[::3])
def test_polynomials_that_leave_their_interval(f: PolynomialMap) -> None:
    """5 u (1 - u), and a conjugate on [1/3, 4/3]: allowed for polynomials; the horseshoe crosses 2^t times."""
    certificate = certify(f, 8)
    accepted(certificate)
    assert certificate.claims[0]["crossings"] == 256
    accepted(certify(f, for_all_t=True))


# -- random maps ---------------------------------------------------------------------------------------------


@settings(max_examples=12)
@given(self_maps(), st.integers(1, 4), st.sampled_from(["sup", "sign", "exact", "crossings"]))
def test_random_maps(f: PLMap, t: int, norm: str) -> None:
    """Accepted; and refused only if f^t crosses nothing twice."""
    iterate, found = f.iterate(t), attempt(f, t, norm)
    if isinstance(found, Certificate):
        accepted(found)
    else:
        assert found.startswith("nothing to certify")
        assert iterate.pieces == 1 if norm == "exact" else iterate.lap_count == 1


@settings(max_examples=8)
@given(markov_maps((2, 5)))
def test_random_claims_for_every_t(f: PLMap) -> None:
    found = attempt(f, for_all_t=True)
    if not isinstance(found, Certificate):
        assert "no covering with a rate above 1" in found
        assert brute.lap_count(brute.vertices_of(f.iterate(6))) < 64, "more laps than a map of rate 1 should have"
        return
    accepted(found)
    claim = found.claims[0]
    for t in range(9):
        if f.pieces**t < 2000:
            assert crossings_of(f, t, claim["levels"]) >= Fraction(claim["rate"]) ** t


@settings(max_examples=30)
@given(self_maps(), st.one_of(affine_changes(), st.just(REFLECTION)), st.integers(1, 3))
def test_conjugate_maps_have_conjugate_claims(f: PLMap, change: Affine, t: int) -> None:
    def claimed(g: PLMap) -> Any:
        try:
            return certify(g, t, "sign").claims[0]["crossings"], certify(g, t, "exact").claims[0]["pieces"]
        except ValueError:
            return "refused"

    assert claimed(f) == claimed(change.conjugate(f))
