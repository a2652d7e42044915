"""Points that are followed along an iterate in integers: T15x and L1 bounds from above for long numbers, and over number fields."""

from __future__ import annotations

import json
import random
import re
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest

from exactsep.certificates.certify import certify
from exactsep.coq.expansion import expanded
from exactsep.coq.export import coq_file
from exactsep.coq.l1.levels import all_gaps, runs_of_levels
from exactsep.coq.l1.traces import follower, growth_bits
from exactsep.coq.problem import read_problem
from exactsep.families import named_map
from exactsep.maps.piecewise import PLMap
from test_coq import coq, needs_coq

LONG = 10**30 + 57


def certified(f: Any, **options: Any) -> dict[str, Any]:
    result: dict[str, Any] = json.loads(json.dumps(certify(f, norm="l1", **options).data))
    assert result["evidence"]["lower"]["rule"] == "T15x"
    return result


def map_data(points: list[tuple[Fraction, Fraction]]) -> dict[str, Any]:
    return {"kind": "piecewise-linear", "vertices": [[str(x), str(y)] for x, y in points]}


def iterated(points: list[tuple[Fraction, Fraction]], t: int, x: Fraction) -> Fraction:
    """f^t(x), step by step."""
    for _ in range(t):
        x = next(y0 + (y1 - y0) * (x - x0) / (x1 - x0) for (x0, y0), (x1, y1) in pairwise(points) if x <= x1)
    return x


@pytest.mark.parametrize("seed", range(12))
def test_values_are_as_near_as_is_said(seed: int) -> None:
    """Against exact values: at both ends of every stretch, and in its middle, which shows that the iterate is affine there."""
    random.seed(seed)
    size, t = random.choice([10, 1000, LONG]), random.choice([1, 3, 5])
    xs = [Fraction(k, size) for k in sorted({0, size, *(random.randrange(1, size) for _ in range(3))})]
    points = [(x, Fraction(random.randrange(size + 1), size)) for x in xs]
    problem = read_problem(map_data(points))
    bits, scale = 40 + growth_bits(problem, t), random.choice([1, 3, 7 * 9])
    follow, breaks = follower(problem, t, bits, scale, expanded(problem, t))
    stretches = [found for found in follow.stretches(breaks) if found is not None]
    assert sum(found.stop - found.start for found in stretches) > 0.999 * 2**bits
    for found in stretches:
        ends = [Fraction(place, 2**bits) for place in (found.start, found.stop)]
        values = [iterated(points, t, x) for x in ends]
        for exact, (value, error) in zip(values, (found.first, found.last), strict=True):
            assert abs(exact * 2**bits - value) <= error
        assert iterated(points, t, sum(ends) / 2) == sum(values) / 2


def test_flat_pieces_are_followed_onto_vertices() -> None:
    """The value 1/3 of the flat piece is a vertex: an enclosure of it would be on both sides."""
    points = [(Fraction(0), Fraction(1, 3)), (Fraction(1, 7), Fraction(1, 3)), (Fraction(1, 3), Fraction(1)), (Fraction(1), Fraction(0))]
    problem = read_problem(map_data(points))
    follow, breaks = follower(problem, 3, 40, 1, expanded(problem, 3))
    found = list(follow.stretches(breaks))
    assert None not in found
    assert found[0] is not None
    assert found[0].first == found[0].last == (0, 0)  # 1/3, 1, 0


def test_numbers_that_fit_are_followed_exactly() -> None:
    problem = read_problem(map_data([(Fraction(0), Fraction(0)), (Fraction(1, 2), Fraction(1)), (Fraction(1), Fraction(0))]))
    follow, breaks = follower(problem, 6, 20, 1, expanded(problem, 6))
    assert follow.margin == 0
    assert [(found.first, found.last) for found in follow.stretches(breaks) if found] == [((0, 0), (2**20, 0)), ((2**20, 0), (0, 0))] * 32


@needs_coq
@pytest.mark.slow
def test_coq_computes_the_bound_as_the_export_does() -> None:
    """The best error of the data is accepted, and one unit more is not."""
    data = certified(PLMap([(0, 0), ("1/3", "6/7"), (1, 0)]), iterate=6, pieces=10)
    problem, given = read_problem(data["map"]), data["evidence"]["lower"]
    text = coq_file(data)
    bits = int(re.findall(r"LevelsCertificate vertices\n.*\n  0 1 6 (\d+) 1 \d+\n", text)[0])
    vertices = expanded(problem, 6)
    total, _ = all_gaps(problem, 6, vertices, runs_of_levels(vertices, given["prices"]), 10, given["bits"], bits)
    above, below = data["claim"]["error"].split("/")
    for units, accepted in ((total >> 2 * bits + 1, True), ((total >> 2 * bits + 1) + 1, False)):
        best = Fraction(units, 2**bits)
        assert abs(best - Fraction(data["claim"]["error"])) < Fraction(1, 10**6)
        other = text.replace(f"{above}#{below}", f"{best.numerator}#{best.denominator}")
        other = other.replace(f"{above} / {below}", f"{best.numerator} / {best.denominator}")
        expected = coq.expected(data)
        if accepted:
            coq.compile_file(other, expected)
        else:
            with pytest.raises(coq.Rejected, match="true"):
                coq.compile_file(other, expected)


@needs_coq
@pytest.mark.slow
def test_coq_follows_long_numbers() -> None:
    """Numbers of 30 digits, and of hundreds in the fourth iterate: the exact iterate took coqc minutes."""
    xs, ys = (0, 300, 500, 800, 1000), (0, 700, 200, 900, 1000)
    points = [(Fraction(x * 10**27 + k, LONG), Fraction(y * 10**27 + 3 * k, LONG)) for k, (x, y) in enumerate(zip(xs, ys, strict=True))]
    points = [(Fraction(0), Fraction(0)), *points[1:-1], (Fraction(1), Fraction(1))]
    data = certified(PLMap(points), iterate=4, pieces=5)
    coq.compile_file(coq_file(data), coq.expected(data))
    data["claim"]["error"] = str(Fraction(data["claim"]["error"]) + Fraction(1, 10**6))
    with pytest.raises(ValueError, match="rule T15x gives less than is claimed"):
        coq_file(data)


@needs_coq
@pytest.mark.slow
def test_coq_follows_more_than_a_thousand_pieces_over_a_field() -> None:
    data = certified(named_map("golden"), iterate=15, pieces=20)
    assert len(expanded(read_problem(data["map"]), 15, 10_000)) > 1_000
    coq.compile_file(coq_file(data), coq.expected(data))


FIVE = [(0, 250), (125, 0), (500, 750), (875, 750), (1000, 125)]  # widths are multiples of 1/5
THIRDS = [(0, 0), ("3/4", 1), (1, 0)]  # all vertices of the iterate are multiples of powers of 1/4, and slopes of 1/3


@needs_coq
@pytest.mark.slow
@pytest.mark.parametrize(
    ("vertices", "pieces", "error", "given"),
    [(FIVE, 20, "61884375/8192", "0 1000 5"), (THIRDS, 7, "119935/1048576", "0 1 5")],
    ids=["five", "thirds"],
)
def test_coq_takes_exact_bounds(vertices: list[tuple[Any, Any]], pieces: int, error: str, given: str) -> None:
    """The claim is the bound itself: with powers of 2 alone it is missed, however many bits there are."""
    data = certified(PLMap(vertices), iterate=5, pieces=pieces)
    assert data["claim"]["error"] == error
    text = coq_file(data)
    scaled = re.search(rf"LevelsCertificate vertices\n.*\n  {given} \d+ ([35]) 0\n", text)
    assert scaled is not None
    coq.compile_file(text, coq.expected(data))
    other = text[: scaled.start(1)] + "7" + text[scaled.end(1) :]
    with pytest.raises(coq.Rejected, match="true"):
        coq.compile_file(other, coq.expected(data))
