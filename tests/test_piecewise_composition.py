"""Compositions and iterates of piecewise affine maps against naive composition, and their invariance under changes of coordinates."""

from __future__ import annotations

import tracemalloc
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import brute
from exactsep.maps.iterate import expand
from exactsep.maps.piecewise import PLMap
from strategies import REFLECTION, Affine, affine_changes, homeomorphisms, inverse, levels, self_maps

TENT = PLMap([(0, 0), ("1/2", 1), (1, 0)])


# -- composition ------------------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(self_maps(), st.data())
def test_composition(f: PLMap, data: st.DataObject) -> None:
    g = data.draw(self_maps(domain=tuple(map(brute.fraction, f.interval))))
    assert list((f @ g).vertices) == brute.compose(brute.vertices_of(f), brute.vertices_of(g))


@settings(max_examples=40)
@given(self_maps((3, 5)), st.data())
def test_composition_is_associative_with_neutral_element(f: PLMap, data: st.DataObject) -> None:
    domain = tuple(map(brute.fraction, f.interval))
    g, h = data.draw(self_maps((3, 5), domain)), data.draw(self_maps((3, 5), domain))
    identity = PLMap([(x, x) for x in domain])
    assert (f @ g) @ h == f @ (g @ h)
    assert f @ identity == f == identity @ f


@settings(max_examples=40)
@given(self_maps((3, 5)), st.integers(0, 4))
def test_iterates(f: PLMap, t: int) -> None:
    assert list(f.iterate(t).vertices) == brute.iterate(brute.vertices_of(f), t)


@settings(max_examples=40)
@given(self_maps((3, 4)), st.integers(0, 3), st.integers(0, 3))
def test_iterates_add_up(f: PLMap, s: int, t: int) -> None:
    assert f.iterate(s + t) == f.iterate(s) @ f.iterate(t)
    assert f.iterate(s).iterate(t) == f.iterate(s * t)


def test_composition_merges_pieces() -> None:
    assert PLMap([(0, 1), (1, 0)]).iterate(2) == PLMap([(0, 0), (1, 1)])
    h = PLMap([(0, 0), ("1/3", "2/3"), (1, 1)])
    assert h @ inverse(h) == inverse(h) @ h == PLMap([(0, 0), (1, 1)])
    assert (TENT @ PLMap([(0, "1/2"), (1, "1/2")])).vertices == ((0, 1), (1, 1))


def test_outer_map_on_a_larger_domain() -> None:
    outer = PLMap([(-1, 3), (0, 0), (2, 2)])
    assert outer @ TENT == TENT
    with pytest.raises(
        ValueError, match=brute.exactly("cannot compose: the inner map takes the value 3/2 outside [0, 1], the domain of the outer map")
    ):
        TENT @ PLMap([(0, 0), (1, "3/2")])
    with pytest.raises(ValueError, match=r"takes the value -1 outside \[0, 1\]"):
        TENT @ PLMap([(0, 0), (1, -1)])


@pytest.mark.parametrize("t", [-1, True, "2", 1.0])
def test_bad_iterates(t: Any) -> None:
    with pytest.raises(ValueError, match=rf"the iterate must be an integer t >= 0, not {t!r}"):
        TENT.iterate(t)


def test_tent_iterates_are_zigzags() -> None:
    for t in range(8):
        assert (TENT**t).vertices == tuple((Fraction(k, 2**t), k % 2) for k in range(2**t + 1)) or t == 0
    assert TENT**0 == PLMap([(0, 0), (1, 1)])


def test_expand_stops_at_its_limits() -> None:
    assert expand(TENT, 10, 1024) == TENT**10
    assert expand(TENT, 10, 1023) is None
    assert expand(TENT, 10, 10**6, work=10**9) == TENT**10
    assert expand(TENT, 10, 10**6, work=1000) is None


def test_expand_does_not_build_what_it_refuses() -> None:
    zigzag = PLMap([(Fraction(i, 600), i % 2) for i in range(601)])
    tracemalloc.start()
    assert expand(zigzag, 2, 1000) is None
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 * 2**20, f"{peak / 2**20:.0f} MiB to refuse 360,000 pieces where 1000 are allowed"


# -- changes of coordinates -----------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(self_maps(), st.one_of(affine_changes(), st.just(REFLECTION)), st.data())
def test_affine_conjugation_changes_no_count(f: PLMap, change: Affine, data: st.DataObject) -> None:
    g = change.conjugate(f)
    t = data.draw(st.integers(1, 3))
    ft, gt = f.iterate(t), g.iterate(t)
    assert gt == change.conjugate(ft)
    assert (ft.pieces, ft.lap_count, ft.lipschitz) == (gt.pieces, gt.lap_count, gt.lipschitz)
    x, y = data.draw(levels(ft))
    assert ft.crossings(x, y) == gt.crossings(*change.levels(x, y))


@settings(max_examples=40)
@given(self_maps(domain=(Fraction(0), Fraction(1))), homeomorphisms())
def test_conjugation_by_a_homeomorphism_changes_no_lap(f: PLMap, h: PLMap) -> None:
    g = h @ f @ inverse(h)
    assert g.lap_count == f.lap_count
    assert g.iterate(2) == h @ f.iterate(2) @ inverse(h)
