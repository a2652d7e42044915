"""From a map to a theorem: known theorems, every kind of claim accepted by the checker and true by expansion, every refusal in words."""

from __future__ import annotations

import itertools
import json
import os
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sympy
from gmpy2 import mpz
from hypothesis import given, settings
from hypothesis import strategies as st

import brute
from exactsep.certificates.certificate import Certificate, NothingToCertify
from exactsep.certificates.certify import MAX_ITERATE, certify
from exactsep.certificates.claims import count_json, number_json, rounded_count
from exactsep.dynamics.cycles import cycles
from exactsep.families import named_map
from exactsep.files import write_atomically
from exactsep.maps.mapfile import map_of_json
from exactsep.maps.piecewise import PLMap
from exactsep.maps.smooth import PolynomialMap
from strategies import REFLECTION, Affine, affine_changes, markov_maps, self_maps

TENT = PLMap([(0, 0), ("1/2", 1), (1, 0)])
DRIFT = PLMap([(Fraction(i, 10), Fraction(y) / 8) for i, y in enumerate([0, 4, 2, 6, 4, 8, "15/2", 8, "15/2", 8, "15/2"])])
HORSESHOES = [PolynomialMap([0, 5, -5]), PolynomialMap(["32/9", "-25/3", 5], ("1/3", "4/3"))]


def accepted(certificate: Certificate) -> dict[str, Any]:
    """The verdict, which must be positive."""
    verdict = certificate.check()
    assert verdict["accepted"], verdict["reason"]
    return dict(verdict)


def attempt(*arguments: Any, **options: Any) -> Certificate | str:
    """The certificate, or the message of the refusal."""
    try:
        return certify(*arguments, **options)
    except ValueError as error:
        return str(error)


def widths(certificate: Certificate) -> dict[int, int | None]:
    return {row.depth: row.width for row in certificate.table}


def crossings_of(f: PLMap, t: int, texts: list[str]) -> int:
    """C_{x,y}(f^t) for levels as they stand in a claim."""
    values = [y for _, y in brute.vertices_of(f.iterate(t))]
    return brute.longest_alternation(values, Fraction(texts[0]), Fraction(texts[1]))


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

MAPS = ["tent", "full:3", "skew:2/3", "stefan:5", "plateau", "trimodal", "logistic:15/4"]


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


@pytest.mark.parametrize("f", HORSESHOES)
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


# -- budgets ---------------------------------------------------------------------------------------------------


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


# -- what a checker can follow --------------------------------------------------------------------------------------


@pytest.mark.slow
def test_evidence_stays_within_the_limits_of_the_checker() -> None:
    accepted(certify("full:50", MAX_ITERATE))


def test_large_coverings_at_far_iterates() -> None:
    """stefan:99 at t = 10^5: 98 intervals are too many for words (T3w); the growth of the covering (T4w) loses nothing of sqrt 2."""
    certificate = certify("stefan:99", MAX_ITERATE)
    accepted(certificate)
    mantissa, _, exponent = str(certificate.data["claim"]["pieces"]).partition("*2^")
    assert int(mantissa).bit_length() + int(exponent or 0) > 49_990


def test_large_markov_partitions_are_used() -> None:
    """1000 intervals are few for three iterates: 10^9 crossings, and exactly so."""
    certificate = certify("full:500", 3)
    assert certificate.claims[0]["crossings"] == 500**3
    assert certificate.claims[0]["exact"]


def test_integers_of_other_libraries() -> None:
    """numpy's, gmpy2's and sympy's integers are integers, and their overflow is not ours."""
    plain = certify("tent", 12, widths=[10, 20, 10])
    for kind in (np.int64, mpz, sympy.Integer):
        assert certify("tent", kind(12), widths=np.array([10, 20, 10], dtype=np.int8)).claims == plain.claims
        assert certify("tent", 61, depth=kind(20), width=kind(7)).claims[0]["pieces"] == 8**20
        assert certify("tent", kind(9), period=kind(3)).claims[0]["iterate"] == 9
        assert len(cycles(TENT, kind(5))) == 6
    with pytest.raises(ValueError, match="the iterate must be an integer"):
        certify("tent", np.float64(12))
    with pytest.raises(ValueError, match="the iterate must be an integer"):
        certify("tent", True)


def test_the_text_of_a_certificate() -> None:
    certificate = certify("stefan:5", 9)
    assert json.loads(certificate.text()) == certificate.data
    assert list(certificate.data) == ["format", "map", "claim", "evidence"]
    assert certificate.text().endswith("}\n")
    assert max(map(len, certificate.text().splitlines())) < 2000
    json.dumps(certificate.summary())
    assert certificate.summary("x.json")["file"] == "x.json"
    assert certificate.summary()["table"][0] == {"depth": 1, "width": certificate.table[0].width, "neurons": certificate.table[0].neurons}
    assert certificate.tried == ("expanded f^9: 110 pieces, all counts exact",)
    assert named_map("stefan:5").iterate(9).pieces == 110


def test_progress_is_reported() -> None:
    said: list[str] = []
    certify("trimodal", 30, progress=said.append)
    assert said[0] == "expanding iterate 30"
    assert said[-1] == "choosing the levels"
    assert "covering of cylinder order 4" in said


# -- numbers in claims ------------------------------------------------------------------------------------------------


@given(st.integers(0, 10**9), st.integers(0, 30_000))
def test_counts(small: int, shift: int) -> None:
    n = (small << shift) + small
    text = count_json(n)
    if n < 10**4000:
        assert text == rounded_count(n) == number_json(n) == n
        return
    mantissa, exponent = str(text).split("*2^")
    value = int(mantissa) << int(exponent)
    assert n - (n >> 180) <= value == rounded_count(n) <= n
    assert int(mantissa) < 10**60
    import gmpy2

    assert gmpy2.mpz(number_json(n)) == value


def test_no_number() -> None:
    assert number_json(None) is None


# -- files -------------------------------------------------------------------------------------------------------------


def test_saving(tmp_path: Path) -> None:
    path = tmp_path / "tent.json"
    certificate = certify("tent", 3)
    assert certificate.save(path) == str(path)
    assert path.read_text(encoding="utf-8") == certificate.text()
    certificate.save(path)
    assert [p.name for p in tmp_path.iterdir()] == ["tent.json"]
    assert path.stat().st_mode & 0o777 == 0o644


def test_failed_saving_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"^cannot write .*/nowhere/x\.json: No such file or directory$"):
        certify("tent", 3).save(tmp_path / "nowhere" / "x.json")
    (tmp_path / "folder").mkdir()
    with pytest.raises(ValueError, match=r"^cannot write .*/folder: Is a directory$"):
        write_atomically(tmp_path / "folder", "text")
    assert [p.name for p in tmp_path.iterdir()] == ["folder"]
    assert list((tmp_path / "folder").iterdir()) == []


def test_saving_in_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_atomically("x.json", "é\n")
    assert os.listdir() == ["x.json"]
    assert Path("x.json").read_bytes() == "é\n".encode()


# -- refusals ------------------------------------------------------------------------------------------------------------

NOTHING = "nothing to certify"
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
