"""Certificates as files: evidence that a checker can follow, numbers as they are written, and saving."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest
import sympy
from gmpy2 import mpz
from hypothesis import given
from hypothesis import strategies as st

from certifying import accepted
from exactsep.certificates.certify import MAX_ITERATE, certify
from exactsep.certificates.claims import count_json, number_json, rounded_count
from exactsep.dynamics.cycles import cycles
from exactsep.families import named_map
from exactsep.files import write_atomically
from exactsep.maps.piecewise import PLMap

TENT = PLMap([(0, 0), ("1/2", 1), (1, 0)])


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
