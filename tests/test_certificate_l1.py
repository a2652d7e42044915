"""L1 certificates, end to end: the worked values, ratios of upper to lower bounds, what is refused."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from exactsep.certificates.certificate import Certificate, NothingToCertify
from exactsep.certificates.certify import certify
from exactsep.families import named_map
from exactsep.maps.piecewise import PLMap
from l1 import searched


def bounds(certificate: Certificate) -> tuple[Fraction, Fraction]:
    """Lower and upper bound of an accepted certificate."""
    verdict = certificate.check()
    assert verdict["accepted"], verdict["reason"]
    claim = certificate.data["claim"]
    return Fraction(claim["error"]), Fraction(claim["upper"])


TENTS = [(t, m) for t in range(5, 13) for m in (1, 2, 3, 5, 8, 13, 32, 100, 512) if m <= 2 ** (t - 3)]


@pytest.mark.parametrize(("t", "m"), [case if case[0] < 7 else pytest.param(*case, marks=pytest.mark.slow) for case in TENTS])
def test_tent(t: int, m: int) -> None:
    """At least (2^t - M)/(4 2^t), and the two sides within 1.1 of each other for M up to 2^(t-3)."""
    lower, upper = bounds(certify("tent", t, "l1", pieces=m))
    assert Fraction(2**t - m, 4 * 2**t) <= lower < upper <= lower * Fraction(11, 10)


@pytest.mark.parametrize(("m", "lower", "upper"), [(2, "0.6071", "0.6112"), (16, "0.5757", "0.5885"), (64, "0.4682", "0.5112")])
def test_golden(m: int, lower: str, upper: str) -> None:
    """Within 1.15; THEORY.md has 0.6072/0.6105, 0.5758/0.5885, 0.4683/0.5102."""
    found = bounds(certify("golden", 12, "l1", pieces=m))
    assert Fraction(lower) < found[0] < found[1] < Fraction(upper)
    assert found[1] < found[0] * Fraction(115, 100)


@pytest.mark.parametrize(("m", "least"), [(2**20, Fraction(22, 100)), (2**27, Fraction(6, 100))])
def test_skew(m: int, least: Fraction) -> None:
    certificate = certify("skew:2/3", 30, "l1", pieces=m)
    lower, upper = bounds(certificate)
    assert certificate.claims[0]["rule"] == "T15"
    assert least < lower < upper == Fraction(1, 4)


@pytest.mark.parametrize(
    ("name", "t", "m"),
    [("tent", 1, 1), ("tent", 2, 2), ("tent", 3, 3), ("golden", 2, 1), ("golden", 3, 2), ("plateau", 2, 2), ("trimodal", 2, 3)],
)
def test_short_iterates(name: str, t: int, m: int) -> None:
    """The best g that a search in floats finds is not below the lower bound; the two sides are within 3/2."""
    f = named_map(name)
    assert isinstance(f, PLMap)
    lower, upper = bounds(certify(f, t, "l1", pieces=m))
    assert float(lower) <= searched(f.iterate(t).vertices, m, seed=t) + 1e-9
    assert upper <= lower * Fraction(3, 2)


def test_one_piece_for_the_tent() -> None:
    """The best affine approximation of the tent is the constant 1/2: 1/4, from both sides (T15v)."""
    certificate = certify("tent", 1, "l1", pieces=1)
    assert certificate.data["claim"]["error"] == "1/4"
    assert certificate.claims[0]["rule"] == "T15v"
    assert bounds(certificate)[1] < Fraction(1, 4) + Fraction(1, 10**9)


def test_polynomials_and_maps_without_partitions() -> None:
    """T14: a true, if small, bound. From above f^t is in I, and nothing is claimed for polynomials."""
    for name, t, upper in (("logistic:15/4", 8, None), ("trimodal", 30, "1/2")):
        certificate = certify(name, t, "l1", pieces=3)
        assert certificate.check()["accepted"]
        assert certificate.claims[0]["rule"] == "T14"
        assert certificate.claims[0]["upper"] == upper
        assert 0 < Fraction(certificate.claims[0]["error"]) < Fraction(1, 2)


@pytest.mark.parametrize("name", ["tent", "skew:2/3", "golden", "full:3", "slope:(1 3 4 2 5)"])
def test_for_all_t(name: str) -> None:
    """The bound for every t is below what constants attain, and positive for small M."""
    certificate = certify(name, norm="l1", for_all_t=True)
    assert certificate.check()["accepted"]
    claim = certificate.claims[0]
    assert Fraction(claim["floor"]) > 0
    f = named_map(name)
    assert isinstance(f, PLMap)
    best = searched(f.iterate(claim["from"] + 4).vertices, 1, seed=1)
    rate = Fraction(claim["rate"][0] if isinstance(claim["rate"], list) else claim["rate"])
    assert float(Fraction(claim["floor"]) - Fraction(claim["loss"]) / rate**4) <= best + 1e-9


def test_without_a_budget() -> None:
    """The largest power of two with at least half of the bound for one piece."""
    certificate = certify("tent", 10, "l1")
    m = certificate.claims[0]["pieces"]
    one = bounds(certify("tent", 10, "l1", pieces=1))[0]
    assert bounds(certificate)[0] >= one / 2
    with pytest.raises(NothingToCertify):  # 2 m = 2^10, as many pieces as f^10 has
        certify("tent", 10, "l1", pieces=2 * m)


def test_budgets_of_networks() -> None:
    certificate = certify("tent", 12, "l1", depth=2, width=10)
    assert certificate.claims[0]["pieces"] == 121
    assert certificate.table[1].width == 10


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"iterate": 3, "pieces": 8}, "no lower bound was found for f^3 against functions with at most 8 pieces"),
        ({"iterate": 0, "pieces": 1}, "no lower bound was found for f^0"),
        ({"iterate": 5, "pieces": 2**200}, "no lower bound"),
    ],
)
def test_nothing(options: dict[str, Any], message: str) -> None:
    with pytest.raises(NothingToCertify, match=message.replace("^", "\\^")):
        certify("tent", norm="l1", **options)


def test_every_t_needs_a_partition() -> None:
    with pytest.raises(NothingToCertify, match="finite Markov partition"):
        certify("trimodal", norm="l1", for_all_t=True)
