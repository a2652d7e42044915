"""Growth at one iterate (T4w): below the exact counts of Markov partitions, close to them, and accepted at any t."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from typing import Any

import pytest
from gmpy2 import mpq, mpz
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from checking import check
from exactsep.bounds.counters import Covered
from exactsep.bounds.grown import Grown
from exactsep.certificates.certify import certify
from exactsep.certificates.claims import covering_json
from exactsep.dynamics.growth import growth
from exactsep.dynamics.partition import markov_partition
from exactsep.families import named_map
from exactsep.maps.mapfile import map_json
from exactsep.maps.piecewise import PLMap
from strategies import markov_maps


@settings(max_examples=30, deadline=None)
@given(markov_maps((2, 4)), st.sampled_from([60, 150, 400]))
def test_below_the_exact_counts(f: PLMap, t: int) -> None:
    covering = markov_partition(f)
    assert covering is not None
    found = growth(covering)
    assume(found.lam > 1)
    exact, grown = Covered(covering, t), Grown(covering, found, t)
    ends = exact.candidates
    for x, y in combinations(ends[:: max(1, len(ends) // 4)], 2):
        assert grown.count(x, y) <= exact.count(x, y)


@pytest.mark.parametrize("name", ["stefan:5", "stefan:9", "full:3", "plateau"])
def test_close_to_the_exact_counts(name: str) -> None:
    covering: Any = markov_partition(named_map(name))
    exact, grown = Covered(covering, 500), Grown(covering, growth(covering), 500)
    x, y = exact.candidates[0], exact.candidates[-1]
    for levels in [(x, y), (exact.candidates[1], y)]:
        count = exact.count(*levels)
        assert count * Fraction(1, 4) <= grown.count(*levels) <= count


@pytest.mark.parametrize(
    ("name", "norm"), [("trimodal", "sup"), ("trimodal", "sign"), ("logistic:15/4", "crossings"), ("stefan:99", "exact")]
)
def test_far_iterates(name: str, norm: str) -> None:
    """100,000 steps over coverings that words could not follow: the rate of the count is that of the map to 1 in 10^4."""
    certificate = certify(name, 100_000, norm)
    verdict = certificate.check()
    assert verdict["accepted"], verdict["reason"]
    assert certificate.claims[0]["evidence"] == "T4w"
    bits = mpz(certificate.claims[0]["pieces" if norm == "exact" else "crossings"]).bit_length()
    rate = {"trimodal": 2.49734, "logistic:15/4": 1.51898, "stefan:99": 1.4142135}[name]
    assert abs(2 ** (bits / 100_000) - rate) < rate * 1e-4


@settings(max_examples=100)
@given(st.fractions(Fraction(1, 10), 50, max_denominator=10**15), st.integers(0, 300))
def test_powers_of_the_checker_are_rounded_down(rate: Fraction, n: int) -> None:
    m, e = check.power_below((rate.numerator, rate.denominator), n)
    value = m * mpq(2) ** e
    assert value <= mpq(rate) ** n <= value * (1 + mpq(1, 2**400))


@settings(max_examples=60, deadline=None)
@given(markov_maps((2, 5)), st.integers(0, 4), st.integers(0, 4), st.integers(0, 30), st.data())
def test_the_checker_never_counts_more_than_there_are(f: PLMap, head: int, tail: int, more: int, data: st.DataObject) -> None:
    """Against the exact counts of the complete Markov partition, for any rate up to the spectral radius."""
    covering = markov_partition(f)
    assert covering is not None
    found = growth(covering)
    assume(found.lam > 0 and any(found.vector))
    exact = Covered(covering, head + tail + more)
    x, y = sorted(data.draw(st.sampled_from(list(combinations(exact.candidates, 2)))))
    rate = found.lam * data.draw(st.sampled_from([1, Fraction(1, 2), Fraction(9, 10)]))
    evidence = {"rule": "T4w", "rate": str(mpq(rate)), "covering": covering_json(covering, None), "vector": [int(w) for w in found.vector]}
    levels = tuple((int(z.numerator), int(z.denominator)) for z in (x, y))
    check.Meter.total = 0
    shown, _ = check.prove_crossings(check.read_map(map_json(f)), exact.t, levels, {**evidence, "head": head, "tail": tail}, "evidence")
    assert shown <= exact.count(x, y)
