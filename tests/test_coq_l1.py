"""L1 bounds over Q as Coq files: cylinders, levels, teeth, constants."""

from __future__ import annotations

import copy
import json
import re
from collections import Counter
from fractions import Fraction
from typing import Any

import pytest

from exactsep.certificates.certify import certify
from exactsep.coq.expansion import expanded
from exactsep.coq.export import coq_file, load_certificate
from exactsep.coq.l1.cylinders import Partition
from exactsep.coq.l1.field_cylinders import FieldPartition
from exactsep.coq.l1.levels import all_gaps, runs_of_levels
from exactsep.coq.problem import read_problem
from exactsep.maps.piecewise import PLMap
from test_coq import CASES, altered, at, coq, needs_coq


@needs_coq
@pytest.mark.slow
def test_coq_follows_cylinders_with_a_tail() -> None:
    """The map goes from the left half onto the right one, and from the right half onto both: rule T14 gives less than a tail of six iterates."""
    f = PLMap([(0, "1/2"), ("1/2", 1), (1, 0)])
    data: dict[str, Any] = json.loads(json.dumps(certify(f, iterate=60, norm="l1", pieces=2000).data))
    assert data["evidence"]["lower"]["tail"] > 0
    text = coq_file(data)
    assert "check_cylinders" in text
    coq.compile_file(text, coq.expected(data))
    for old, new in (
        ("  6 54\n", "  5 54\n"),
        ("((1#2)%Q, (3#4)%Q, 1%nat)", "((1#2)%Q, (3#4)%Q, 0%nat)"),
        ("103871#453418", "104871#453418"),
    ):
        assert old in text
        with pytest.raises(coq.Rejected, match="true"):
            coq.compile_file(text.replace(old, new), coq.expected(data))
    data["evidence"]["lower"]["tail"] = 0
    with pytest.raises(ValueError, match="rule T15 gives less than is claimed"):
        coq_file(data)


@needs_coq
@pytest.mark.slow
@pytest.mark.parametrize(
    ("vertices", "iterate", "pieces"),
    [
        ([(0, "1/2"), ("1/2", 1), (1, 0)], 8, 4),  # gaps with and without prices
        ([(0, 0), ("1/3", 1), ("2/3", 1), (1, 0)], 5, 3),  # flat pieces, switches counted exactly
        ([(0, "1/7"), ("2/5", 1), (1, 0)], 6, 4),  # the vertices have many images
    ],
)
def test_coq_follows_levels(vertices: list[tuple[Any, Any]], iterate: int, pieces: int) -> None:
    data: dict[str, Any] = json.loads(json.dumps(certify(PLMap(vertices), iterate=iterate, norm="l1", pieces=pieces).data))
    assert data["evidence"]["lower"]["rule"] == "T15x"
    text = coq_file(data)
    coq.compile_file(text, coq.expected(data))
    numerator, denominator = data["claim"]["error"].split("/")
    for old, new in (
        (f"few ({numerator}#{denominator})", f"few ({int(numerator) + 1}#{denominator})"),
        ("Definition few : Z := ", "Definition few : Z := 1 + "),
        ("Exactly", "(Priced 0)"),
    ):
        assert old in text
        with pytest.raises(coq.Rejected, match=r"line \d+"):
            coq.compile_file(text.replace(old, new), coq.expected(data))


@needs_coq
@pytest.mark.slow
def test_coq_follows_cylinders_at_every_iterate() -> None:
    """The map takes the left third onto the rest, and the rest onto everything: costs cross between the ends of the intervals."""
    f = PLMap([(0, "1/3"), ("1/3", 1), (1, 0)])
    data: dict[str, Any] = json.loads(json.dumps(certify(f, for_all_t=True, norm="l1").data))
    assert data["claim"]["from"] > 0
    assert len(data["evidence"]["partition"]["intervals"]) == 2
    coq.compile_file(coq_file(data), coq.expected(data))
    for change in (at("claim", "floor", "1/4"), at("claim", "from", data["claim"]["from"] - 1), at("claim", "loss", "1/10")):
        worse = copy.deepcopy(data)
        change(worse)
        with pytest.raises(coq.Rejected, match="true"):
            coq.compile_file(coq_file(worse), coq.expected(worse))


@needs_coq
@pytest.mark.slow
def test_a_constant_is_close_by_the_range_alone() -> None:
    data = altered(lambda d: (d["claim"].update(upper="2/3"), d["evidence"].update(upper={"constant": "1/3"})), "skew-30-l1")
    coq.compile_file(coq_file(data), coq.expected(data))
    data["claim"]["upper"] = "333/500"
    with pytest.raises(coq.Rejected, match="true"):
        coq.compile_file(coq_file(data), coq.expected(data))


@needs_coq
@pytest.mark.slow
def test_teeth_are_as_steep_as_the_map() -> None:
    """The evidence has powers of 65/64, of hundreds of digits; with the slopes of the map coqc needs seconds instead of minutes."""
    data = json.loads((CASES / "accept" / "four-slopes-l1-teeth.json").read_text())
    text = coq_file(data)
    assert data["evidence"]["lower"]["bases"] == ["65/64"]
    assert all(f", {slope})" in text for slope in ("3", "(24#5)", "(14#5)", "(31#10)"))
    coq.compile_file(text, coq.expected(data))
    data["claim"]["error"] = "1"
    with pytest.raises(ValueError, match="rule T14 gives less than is claimed"):
        coq_file(data)


def test_teeth_that_cost_too_much_are_refused() -> None:
    """Steepness of 38 intervals over 100 iterates: this was counted until it was stopped."""
    data = load_certificate(CASES / "accept" / "l1-crossings-linear.json")
    data["claim"]["iterate"] = 100
    with pytest.raises(ValueError, match="teeth that cost more than 10 000 000 steps have no Coq form yet"):
        coq_file(data)


def test_bits_grow_with_the_error() -> None:
    """The nearer an error is to what the prices give, the more bits are needed."""
    tent = PLMap([(0, 0), ("1/3", "6/7"), (1, 0)])
    data: dict[str, Any] = json.loads(json.dumps(certify(tent, iterate=6, norm="l1", pieces=10).data))
    assert data["evidence"]["lower"]["bits"] == 70
    problem, vertices = read_problem(data["map"]), expanded(read_problem(data["map"]), 6)
    runs = runs_of_levels(vertices, data["evidence"]["lower"]["prices"])
    total, _ = all_gaps(problem, 6, vertices, runs, 10, 70, 120)
    best = Fraction(total, 2 ** (3 * 120 + 1))

    def bits(error: Fraction) -> int:
        """0 if the export refuses it."""
        data["claim"]["error"] = str(error)
        try:
            return int(re.findall(r"LevelsCertificate vertices\n.*\n  0 1 6 (\d+) 1 \d+\n", coq_file(data))[0])
        except ValueError as refused:
            assert str(refused) == "claim.error: rule T15x gives less than is claimed (it is computed over powers of 2)"
            return 0

    assert bits(Fraction(data["claim"]["error"])) > 0
    found = [bits(best - Fraction(1, 2**k)) for k in (36, 42, 50, 56, 64)]
    assert found == sorted(found)
    assert found[0] < found[-1]
    assert bits(best + Fraction(1, 2**60)) == 0


def test_functions_that_are_not_so_close_are_refused() -> None:
    vertices = altered(at("evidence", "upper", "vertices", 4, ["1/64", "1/2"]), "tent-8-l1")
    for data in (vertices, altered(at("claim", "upper", "361183/1557301"), "tent-8-l1")):
        with pytest.raises(ValueError, match=r"claim\.upper is less than the distance that is shown for the function of evidence\.upper"):
            coq_file(data)


def paths(partition: Partition, i: int, order: int) -> list[tuple[int, list[Fraction]]]:
    """All paths of so many branches from an interval, one by one: where they end, and the shares of their branches, the last one first."""
    if order == 0:
        return [(i, [])]
    return [(j, [*shares, share]) for share, onto in partition.shares[i] for j, shares in paths(partition, onto, order - 1)]


@pytest.mark.parametrize("name", ["skew-30-l1", "golden-30-separation"])
def test_kinds_of_cylinders_are_those_of_the_paths(name: str) -> None:
    """Over a field each product is rounded down."""
    data = altered(lambda _: None, name)
    problem, lower = read_problem(data["map"]), data["evidence"]["lower" if name == "skew-30-l1" else "l1"]
    order = 7
    partition = FieldPartition(problem, lower["partition"], order) if problem.over_field else Partition(lower["partition"])
    expected: Counter[tuple[int, Fraction]] = Counter()
    for j, shares in (path for i in range(len(partition.intervals)) for path in paths(partition, i, order)):
        size = Fraction(1)
        for share in shares:
            size = partition.rounded(size * share)
        expected[j, size] += 1
    assert partition.kinds(order) == expected
