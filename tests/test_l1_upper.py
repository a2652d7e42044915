"""Upper bounds: the exact distance of an explicit g by a second computation, pieces counted, and never below a lower bound."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from gmpy2 import mpq
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from brute import exactly
from exactsep.bounds.l1 import best_lower, best_upper
from exactsep.bounds.l1.copies import cells_of, chosen, copying, joined, pieces_used
from exactsep.bounds.l1.explicit import explicit_bound
from exactsep.bounds.l1.fitting import Floats, descended, shortest_chain
from exactsep.bounds.l1.levels import level_bound
from exactsep.families import named_map
from exactsep.maps.iterate import expand
from exactsep.maps.piecewise import PLMap
from exactsep.maps.smooth import PolynomialMap
from exactsep.numbers.algebraic import NumberField
from l1 import distance, searched
from strategies import markov_maps, self_maps, zigzags

FIELD = NumberField([-1, -1, 1], (1, 2))
PHI = FIELD.generator
GOLDEN = PLMap([(-1, PHI - 1), (0, -1), (PHI - 1, 0)], FIELD)
WIDE = PLMap([(-PHI, PHI), (0, -1), (PHI, PHI)], FIELD)
TENT = PLMap([(0, 0), ("1/2", 1), (1, 0)])


def floats(f: PLMap) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in f.vertices]


@settings(max_examples=12)
@given(st.one_of(self_maps(), markov_maps()), st.integers(1, 3), st.integers(1, 6))
def test_an_explicit_function(f: PLMap, t: int, most: int) -> None:
    """g has as few pieces as it should, its distance is as claimed, and lower bounds stay below."""
    F = expand(f, t, 20)
    assume(F is not None)
    assert F is not None
    bound = explicit_bound(F, t, most)
    assert bound.g.pieces <= most
    assert float(bound.exact) == pytest.approx(distance(floats(F), floats(bound.g)), abs=1e-9)
    assert bound.exact <= bound.error <= bound.exact * (1 + mpq(1, 10**9))
    lower = level_bound(F, t, most)
    assert lower is None or lower.error <= bound.exact
    assert (bound.exact == 0) == (F.pieces <= most)


@settings(max_examples=60)
@given(zigzags(), st.integers(-16, 16), st.data())
def test_copies_by_cells(F: PLMap, quarters: int, data: st.DataObject) -> None:
    """Copies agree with F on the cells chosen, are constant elsewhere, and have the pieces counted, or fewer."""
    low, high = F.range
    level = min(max(mpq(quarters, 4), low), high)
    cells = cells_of(F, level)
    keep = data.draw(st.lists(st.booleans(), min_size=len(cells), max_size=len(cells)))
    g = joined(F, level, cells, keep)
    assert g.pieces <= pieces_used(keep, [c.last - c.first + 1 for c in cells], [c.within for c in cells])
    assert joined(F, level, cells, [True] * len(cells)) == F
    missed = sum(c.area for c, kept in zip(cells, keep, strict=True) if not kept)
    assert distance(floats(F), floats(g)) == pytest.approx(missed, abs=1e-9)


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 3), st.booleans()), min_size=1, max_size=8), st.integers(1, 12))
def test_choices_fit(cells: list[tuple[int, int, bool]], most: int) -> None:
    """The choice has at most the pieces allowed; the best of all choices saves at most the largest cell and its neighbours more."""
    areas, pieces, within = [float(c[0]) for c in cells], [c[1] for c in cells], [c[2] for c in cells]
    keep = chosen(areas, pieces, within, most)
    assert pieces_used(keep, pieces, within) <= most
    choices = itertools.product((False, True), repeat=len(cells))
    best = max(saved(areas, k) for k in choices if pieces_used(k, pieces, within) <= most)
    assert saved(areas, keep) >= best - 3 * max(areas)


def saved(areas: list[float], keep: Any) -> float:
    return sum(a for a, kept in zip(areas, keep, strict=True) if kept)


@settings(max_examples=25)
@given(zigzags((3, 7)), st.integers(1, 4))
def test_chains_against_all_chains(F: PLMap, most: int) -> None:
    """Dynamic programming over nodes finds the least of all chains."""
    f = floats(F)
    level = 0.5
    chain = shortest_chain(Floats(F), most, [level])
    assert chain is not None
    inner = range(1, len(f) - 1)
    places = [(0, *c, len(f) - 1) for m in range(min(most, len(f) - 1)) for c in itertools.combinations(inner, m)]
    least = min(
        distance(f, [(f[i][0], y) for i, y in zip(place, ys, strict=True)])
        for place in places
        for ys in itertools.product(*((f[i][1], level) for i in place))
    )
    assert distance(f, chain) == pytest.approx(least, abs=1e-9)
    better = descended(Floats(F), chain)
    assert distance(f, better) <= distance(f, chain) + 1e-9
    assert len(better) == len(chain)


def test_best_constants() -> None:
    """One piece: for the tent 1/4 (k = 1/2, nothing affine is better), for golden^12 the figure of THEORY.md, about 0.612."""
    bound = best_upper(TENT, 6, 1)
    assert bound is not None
    assert (bound.error, bound.rule) == (mpq(1, 4), "explicit")
    golden = best_upper(GOLDEN, 12, 1)
    assert golden is not None
    assert 0.61 < golden.error < 0.6125


@pytest.mark.parametrize("t", [5])
def test_tent_is_bounded_closely(t: int) -> None:
    for most in [m for m in (1, 2, 3, 5, 8, 13, 32) if m <= 2 ** (t - 3)]:
        lower, upper = best_lower(TENT, t, most), best_upper(TENT, t, most)
        assert lower is not None
        assert upper is not None
        assert lower.error <= upper.error <= mpq(11, 10) * lower.error


@pytest.mark.slow
@pytest.mark.parametrize("t", [6, 7, 8, 9, 10, 11, 12])
def test_longer_tents_are_bounded_closely(t: int) -> None:
    for most in [2**k for k in range(t - 2)]:
        lower, upper = best_lower(TENT, t, most), best_upper(TENT, t, most)
        assert lower is not None
        assert upper is not None
        assert lower.error <= upper.error <= mpq(11, 10) * lower.error


@pytest.mark.parametrize(("f", "t", "most"), [(GOLDEN, 12, 2), (GOLDEN, 12, 16), (GOLDEN, 12, 64), (WIDE, 8, 8)])
def test_golden_is_bounded_closely(f: PLMap, t: int, most: int) -> None:
    lower, upper = best_lower(f, t, most), best_upper(f, t, most)
    assert lower is not None
    assert upper is not None
    assert lower.error < upper.exact <= upper.error <= mpq(23, 20) * lower.error


def test_copying_many_pieces() -> None:
    """A uniform iterate, where all cells are worth the same: the saving is M - 1 cells or so, not none."""
    F = expand(TENT, 9, 600)
    assert F is not None
    g = copying(F, 128)
    assert g.pieces <= 128
    assert distance(floats(F), floats(g)) < 0.25 * (512 - 126) / 512


def test_searches_do_not_find_much_better() -> None:
    for f, t, most in ((TENT, 3, 3), (named_map("skew:2/3"), 3, 4), (GOLDEN, 4, 3)):
        upper, lower = best_upper(f, t, most), best_lower(f, t, most)
        assert upper is not None
        assert lower is not None
        F = expand(f, t, 100)  # type: ignore[arg-type]
        assert F is not None
        found = searched(F.vertices, most, seed=7, starts=12)
        assert lower.error <= found
        assert upper.error <= found * 1.02


def test_enough_pieces() -> None:
    bound = best_upper(TENT, 4, 16)
    assert bound is not None
    assert (bound.error, bound.g) == (0, TENT**4)
    assert best_lower(TENT, 4, 16) is None
    assert best_lower(TENT, 4, 2**200) is None


def test_border() -> None:
    with pytest.raises(ValueError, match=exactly("pieces must be an integer M >= 1, not 0")):
        best_upper(TENT, 3, 0)
    with pytest.raises(ValueError, match=exactly("the iterate must be an integer t >= 0, not -1")):
        best_lower(TENT, -1, 1)
    with pytest.raises(ValueError, match="not a map of"):
        best_upper(PLMap([(0, 0), (1, 2)]), 2, 1)
    assert best_upper(PolynomialMap([0, 4, -4]), 3, 2) is None


def test_extreme_coordinates() -> None:
    """Numbers that floats cannot tell apart: a constant is all that is tried, and lower bounds stay below it."""
    steep = PLMap([(0, 0), (mpq(1, 10**300), 1), (1, mpq(1, 10**200))])
    far = PLMap([(10**30, 10**30), (10**30 + mpq(1, 10**30), 10**30 + mpq(2, 3 * 10**30)), (10**30 + mpq(2, 10**30), 10**30)])
    for f, t in ((steep, 1), (steep, 3), (far, 1), (far, 3)):
        lower, upper = best_lower(f, t, 1), best_upper(f, t, 1)
        assert upper is not None
        assert upper.g.pieces == 1
        assert lower is None or 0 < lower.error <= upper.exact


def test_bounded_work() -> None:
    """Long iterates of maps with many vertices: an answer or None, not a hang."""
    saw = PLMap([(mpq(i, 500), mpq(i * 7919 % 501, 501)) for i in range(501)])
    assert best_lower(saw, 50, 7) is None
    trivial = best_upper(saw, 50, 7)
    assert trivial is not None
    assert (trivial.error, trivial.constant) == (mpq(1, 2), mpq(1, 2))
    assert best_lower(TENT, 100_000, 2**200) is None
    trivial = best_upper(TENT, 100_000, 2**200)
    assert trivial is not None
    assert trivial.error == mpq(1, 2)
