"""What the independent checker accepts is true, theorems say all of it, and mutants are rejected or true as well.

The truth of a claim is decided by tests/oracle.py, which shares nothing with the checker.
"""

import hashlib
import json
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import mutation
import oracle
import oracle_maps
from checking import ACCEPT, CASES, GALLERY, check, is_accepted

SAMPLED = (
    "l1",
    "separation",
    "realization",
    "golden-12",
    "golden-30",
    "skew-30",
    "tent-8",
    "tent-20-separation",
    "trimodal-2",
    "trimodal-6",
    "logistic-4-12",
)
SLOW_TO_CHECK = {"tent-sup-far", "stefan-5-100000"}


# Accepted


@pytest.mark.parametrize("path", ACCEPT + GALLERY, ids=lambda path: path.stem)
def test_accepted_claims_are_true(path: Path) -> None:
    certificate = json.loads(path.read_text())
    theorem = check.check_bytes(path.read_bytes())
    assert theorem.kind == certificate["claim"]["kind"]
    far = certificate["claim"].get("iterate", 0) in range(oracle_maps.MAX_ITERATE + 1, 10**6)
    far = far or certificate.get("map", {}).get("field", oracle.PHI) != oracle.PHI
    verdict = oracle.is_true(certificate.get("map"), certificate["claim"])
    claim = certificate["claim"]
    open_ended = claim["kind"] == "l1" or (claim["kind"] == "narrow-exact" and len(claim["box"] or ()) > 1)  # the oracle only refutes these
    assert verdict is (None if far else True) or (verdict is None and (path in GALLERY or open_ended))


def numbers(value: Any) -> Iterator[str]:
    return (str(number) for _, number in mutation.leaves(value))


@pytest.mark.parametrize("path", ACCEPT, ids=lambda path: path.stem)
def test_theorem_states_the_whole_claim(path: Path) -> None:
    certificate = json.loads(path.read_text())
    theorem = check.check_bytes(path.read_bytes())
    field = "field" in certificate.get("map", {})  # coefficients are those of polynomials then, with signs between the terms
    not_stated = {"network", "networks", "target", "narrow", "breakpoints", "values"}  # the theorem refers to those of the file
    stated = {key: value for key, value in certificate["claim"].items() if key not in not_stated}
    for spelled in (*numbers(certificate.get("map")), *numbers(stated)):
        number = spelled.removeprefix("-") if field else spelled
        assert number in theorem.words or (field and number == "0")
        assert number.replace("*2^", " \\cdot 2^{") in theorem.latex
    assert (theorem.map_sha256 == "") == ("map" not in certificate)
    prints = {"map": theorem.map_sha256, "claim": theorem.claim_sha256}
    for value, fingerprint in ((certificate[part], prints[part]) for part in prints if part in certificate):
        canonical = json.dumps(value, sort_keys=True, separators=(",", ":"))
        assert fingerprint == hashlib.sha256(canonical.encode()).hexdigest()
        assert fingerprint in theorem.words
    assert theorem.words.isascii()
    assert "\\begin{theorem}\n" in theorem.latex
    assert theorem.data["claim"] == certificate["claim"]


def rules(value: Any) -> set[str]:
    """All rules named in a certificate."""
    entries = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    found = {value["rule"]} if isinstance(value, dict) and "rule" in value else set()
    return found.union(*map(rules, entries))


@pytest.mark.parametrize("path", ACCEPT, ids=lambda path: path.stem)
def test_theorem_names_the_rules(path: Path) -> None:
    certificate = json.loads(path.read_text())
    named = check.check_bytes(path.read_bytes()).data["rules"].replace(",", "").split()
    assert rules(certificate["evidence"]) <= set(named)


RULES = {
    "E",
    "N",
    "P",
    "T2",
    "T3",
    "T3w",
    "T4w",
    "T5",
    "T5s",
    "T6e",
    "T12",
    "T12i",
    "T13",
    "T14",
    "T15",
    "T15v",
    "T15x",
    "T16",
    "T18",
    "T20",
    "T21",
    "O",
}


def test_accepted_cases_use_every_kind_and_rule() -> None:
    certificates = [json.loads(path.read_text()) for path in ACCEPT]
    assert set().union(*map(rules, certificates)) == RULES
    assert {certificate["claim"]["kind"] for certificate in certificates} == {*check.KINDS, *check.NETWORK_KINDS}


# Mutants


@pytest.mark.parametrize("path", ACCEPT + GALLERY, ids=lambda path: path.stem)
def test_mutants_are_rejected_or_true(path: Path) -> None:
    """A certificate with a number changed is rejected, or its claim is true all the same: a sample of the changes."""
    try_mutants(path, 10 if path.stem in SLOW_TO_CHECK else 40)


@pytest.mark.slow
@pytest.mark.parametrize("path", [path for path in ACCEPT + GALLERY if path.stem not in SLOW_TO_CHECK], ids=lambda path: path.stem)
def test_every_number_mutated(path: Path) -> None:
    """Every number of every certificate, in every way that `mutation` knows; of long ones, and those that take long, a sample."""
    try_mutants(path, 300 if path.stat().st_size > 3_000 or path.stem.startswith(SAMPLED) else None)


def try_mutants(path: Path, limit: int | None) -> None:
    certificate = json.loads(path.read_text())
    verdicts = []
    for what, mutant in mutation.mutants(certificate, limit):
        accepted, true = mutation.survivor(certificate, mutant, is_accepted)
        assert not accepted or true is not False, what
        verdicts.append((accepted, true))
    assert not all(accepted for accepted, _ in verdicts)


def test_mutants_change_every_number() -> None:
    certificate = json.loads((CASES / "accept" / "tent-sup-far.json").read_text())
    changed = {what.split(" := ")[0] for what, _ in mutation.mutants(certificate)}
    assert {".".join(map(str, path)) for path, _ in mutation.leaves(certificate)} <= changed
    assert all(mutant != certificate for _, mutant in mutation.mutants(certificate))


# The oracle itself


def test_oracle_knows_the_tent_map() -> None:
    tent = {"kind": "piecewise-linear", "vertices": [["0", "0"], ["1/2", "1"], ["1", "0"]]}
    f = oracle_maps.Map(tent)
    assert len(oracle_maps.expand(f, 5)) == 33
    assert oracle_maps.laps(f, 90) == oracle_maps.crossings(f, 90, Fraction(0), Fraction(1)) == 2**90
    cycle = {"kind": "cycle", "period": 3, "pattern": [2, 3, 1], "enclosures": [["1/5", "1/4"], ["2/5", "1/2"], ["4/5", "9/10"]]}
    assert oracle.is_true(tent, cycle) is True
    assert oracle.is_true(tent, cycle | {"pattern": [3, 1, 2]}) is False
    assert oracle.is_true(tent, cycle | {"enclosures": [["1/5", "11/50"], ["2/5", "1/2"], ["4/5", "9/10"]]}) is False


def test_oracle_knows_the_logistic_map() -> None:
    chaos = {"kind": "polynomial", "coefficients": ["0", "4", "-4"], "interval": ["0", "1"]}
    assert oracle_maps.crossings(oracle_maps.Map(chaos), 50, Fraction(0), Fraction(1)) == 2**50
    claim = {"kind": "cycle", "period": 2, "pattern": [2, 1], "enclosures": [["1/3", "7/20"], ["9/10", "19/20"]]}
    assert oracle.is_true(chaos, claim) is True
    assert oracle.is_true(chaos, claim | {"enclosures": [["1/4", "1/3"], ["9/10", "19/20"]]}) is False
