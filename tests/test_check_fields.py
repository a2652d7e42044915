"""The checker's own number fields, against the package's and against decimals; certificates over Q(alpha), end to end."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import brute
import check
from exactsep.certificates.certify import certify
from exactsep.families import named_map
from exactsep.maps.mapfile import map_json
from exactsep.maps.piecewise import PLMap
from exactsep.numbers.algebraic import Algebraic, NumberField
from exactsep.patterns.constant_slope import constant_slope
from exactsep.patterns.pattern import Pattern

FIELDS = [
    NumberField([-1, -1, 1], (1, 2)),
    NumberField([3, 0, -7, 2], (0, 1)),
    NumberField([-1, 1, -1, -1, 1], ("3/2", "8/5")),
    NumberField([1, -9, 0, 5], (0, 1)),
    NumberField([-2, *[0] * 11, 1], (1, 2)),
    NumberField([5, *[0] * 22, -7, 3], (2, 3)),
]


def root_of(field: NumberField) -> Any:
    interval = [check.rational(str(end), "end") for end in field.interval]
    return check.Root(list(field.polynomial), (interval[0], interval[1]), "field")


def translated(x: Algebraic, root: Any) -> Any:
    """An element of the package as a number of the checker."""
    return check.combined([(int(c.numerator), int(c.denominator)) for c in x.coefficients], root)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Algebraic, Algebraic]:
    field = draw(st.sampled_from(FIELDS))
    small = st.fractions(-9, 9, max_denominator=12)
    made = [field(draw(st.lists(small, min_size=field.degree, max_size=field.degree))) for _ in range(2)]
    return made[0], made[1]


@settings(max_examples=60, deadline=None)
@given(pairs())
def test_arithmetic_agrees_with_the_package(xy: tuple[Algebraic, Algebraic]) -> None:
    check.Meter.total = 0
    x, y = xy
    root = root_of(x.field)
    p, q = translated(x, root), translated(y, root)
    assert check.equal(check.plus(p, q), translated(x + y, root))
    assert check.equal(check.minus(p, q), translated(x - y, root))
    assert check.equal((p[0] * q[0], p[1] * q[1]), translated(x * y, root))
    assert check.below(p, q) == (x < y)
    assert check.at_most(q, p) == (y <= x)
    assert check.floor_at(p, 10**9) == (x * 10**9).__floor__()
    assert check.ceil_at(p, 10**9) == -((-x * 10**9).__floor__())
    if y:
        assert check.equal(check.divide(p, q), translated(x / y, root))


def test_same_roots() -> None:
    one, two = root_of(FIELDS[1]), check.Root(list(FIELDS[1].polynomial), ((1, 2), (9, 10)), "field")
    other = check.Root(list(FIELDS[1].polynomial), ((-1, 1), (0, 1)), "field")
    assert one.same(two)
    assert two.same(one)
    assert not one.same(other)
    assert not one.same(None)


@pytest.mark.parametrize(
    ("minpoly", "interval", "roots"),
    [([1, -3, 0, 1], (-2, 0), 1), ([1, -3, 0, 1], (0, 1), 1), ([-6, 11, -6, 1], ("1/2", "5/2"), 2), ([1, 0, 1], (-5, 5), 0)],
)
def test_sturm_counts_roots(minpoly: list[int], interval: tuple[Any, Any], roots: int) -> None:
    ends = [check.loose_rational(end, "end") for end in interval]
    signs = [[v for v in (check.evaluate(row, *end) for row in check.sturm(minpoly)) if v] for end in ends]
    changes = [sum(a * b < 0 for a, b in pairwise(row)) for row in signs]
    assert changes[0] - changes[1] == roots


GOLDEN = ("golden", "golden-wide", "slope:(1 3 4 2 5)", "slope:(1 2 3 4)", "slope:(1 4 2 5 3 6)")
OPTIONS: list[dict[str, Any]] = [
    {"iterate": 7},
    {"iterate": 90},
    {"iterate": 7, "norm": "sign"},
    {"iterate": 7, "norm": "exact"},
    {"iterate": 8, "pieces": 4},
    {"iterate": 25, "norm": "crossings"},
    {"norm": "cycle", "period": 4},
    {"for_all_t": True},
]


@pytest.mark.parametrize("options", OPTIONS, ids=lambda options: " ".join(map(str, options.values())))
@pytest.mark.parametrize("name", GOLDEN)
def test_certificates_are_accepted(name: str, options: dict[str, Any]) -> None:
    certificate = certify(name, **options)
    theorem = check.check_bytes(certificate.text().encode())
    assert theorem.kind == certificate.data["claim"]["kind"]
    assert "only root of" in theorem.words
    assert "\\" not in theorem.words
    assert theorem.latex.isascii()


def iterates(name: str, t: int) -> brute.Vertices:
    f = named_map(name)
    assert isinstance(f, PLMap)
    return brute.iterate(brute.vertices_of(f), t)


@pytest.mark.parametrize("name", GOLDEN[:3])
@pytest.mark.parametrize("t", [0, 1, 2, 5])
def test_expansion_over_a_field(name: str, t: int) -> None:
    """The checker's expansion has the pieces, and the crossings, of the iterate composed vertex by vertex."""
    f = named_map(name)
    check.Meter.total, check.Root.current = 0, None
    data = map_json(f)
    expansion = check.expand(check.read_map(data), t)
    graph = iterates(name, t)
    assert len(expansion.word) == len(graph) - 1
    field = f.field
    values = sorted({y for _, y in graph})
    for x, y in pairwise(values):
        levels = tuple(check.real(field.text(level), "level") for level in (x, y))
        assert expansion.crossings(levels) == brute.crossings(graph, x, y)
        size = check.real(field.text(y - x), "size")
        assert expansion.moves(size) == brute.most_moves([value for _, value in graph], y - x)


def test_laps_of_golden() -> None:
    """Fibonacci numbers, by the exact number of pieces."""
    claims = [certify("golden", iterate=t, norm="exact").data["claim"]["pieces"] for t in range(1, 13)]
    assert claims == [2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377]


def test_fields_of_large_degree() -> None:
    """The Stefan cycle of period 23, over a field of degree 22, at t = 40; and Q(2^(1/12))."""
    f = constant_slope(Pattern.stefan(23))
    assert f.field.degree == 22
    assert check.check_bytes(certify(f, iterate=40).text().encode()).kind == "sup"
    field = FIELDS[4]
    peak = field.generator - 1
    tilted = PLMap([(0, 0), (peak, 1), (1, 0)], field)
    assert check.check_bytes(certify(tilted, iterate=5).text().encode()).data["claim"]["error"] == "1/2"


def test_a_claim_too_strong_by_a_hair() -> None:
    """phi/2 rounded up to 30 digits is refused, rounded down it is accepted."""
    certificate = certify("golden", iterate=6)
    assert certificate.data["claim"]["error"] == ["0", "1/2"]
    half_phi = 809016994374947424102293417182  # floor of phi/2 * 10^30
    for numerator, accepted in ((half_phi, True), (half_phi + 1, False)):
        data = json.loads(certificate.text())
        data["claim"]["error"] = str(brute.fraction(f"{numerator}/{10**30}"))
        try:
            check.check_bytes(json.dumps(data).encode())
            assert accepted
        except check.Rejected as rejected:
            assert not accepted
            assert "claim.error" in str(rejected)


def test_map_files_over_a_field(tmp_path: Any) -> None:
    """Any isolating interval of the same root will do, and numbers may be spelled loosely."""
    certificate = certify("golden", iterate=6)
    for interval, value, accepted in ((["1", "2"], "1", True), (["1.5", "1.7"], "1", True), (["1.5", "1.7"], "0.9", False)):
        data = {"field": {"minpoly": [-1, -1, 1], "interval": interval}, "vertices": [[-1, [-1, value]], [0, -1], [["-1", "1"], "0"]]}
        path = tmp_path / "map.json"
        path.write_text(json.dumps(data))
        assert certificate.check(path)["accepted"] is accepted
