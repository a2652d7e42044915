"""The strategies of tests/strategies.py themselves: what they draw is what they say, and special maps occur."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from hypothesis import given, settings

from exactsep.maps.piecewise import PLMap
from strategies import Affine, affine_changes, constant_slope_maps, homeomorphisms, markov_maps, self_maps


@settings(max_examples=40)
@given(markov_maps())
def test_strategy_markov_maps(f: PLMap) -> None:
    assert f.require_self_map().interval == (0, 1)
    assert all(Fraction(x).denominator <= 6 for vertex in f.vertices for x in vertex)


@settings(max_examples=40)
@given(constant_slope_maps())
def test_strategy_constant_slope_maps(made: tuple[PLMap, Fraction]) -> None:
    f, s = made
    f.require_self_map()
    assert {abs(slope) for slope in f.slopes} == {s}
    assert f.lap_count == f.pieces <= 5


@settings(max_examples=40)
@given(homeomorphisms())
def test_strategy_homeomorphisms(h: PLMap) -> None:
    assert all(slope > 0 for slope in h.slopes)
    assert h.interval == h.range == (0, 1)


@settings(max_examples=40)
@given(affine_changes(), self_maps())
def test_strategy_affine_changes(change: Affine, f: PLMap) -> None:
    g = change.conjugate(f)
    g.require_self_map()
    back = Affine(1 / change.r, -change.s / change.r)
    assert back.conjugate(g) == f
    x, _ = f.vertices[1]
    assert g(change(x)) == change(f(x))


def test_strategies_reach_the_special_maps() -> None:
    """Plateaus, slopes 1 and -1, identity pieces and maps that are not onto all occur."""
    seen: set[str] = set()

    @given(self_maps())
    def look(f: PLMap) -> None:
        seen.update({0: "plateau", 1: "slope 1", -1: "slope -1"}.get(int(s), "") for s in f.slopes if s in (0, 1, -1))
        seen.update("identity" for (x0, y0), (x1, y1) in pairwise(f.vertices) if x0 == y0 and x1 == y1)
        seen.update({"not onto"} if f.range != f.interval else {"onto"})

    look()
    assert seen >= {"plateau", "slope 1", "slope -1", "identity", "not onto", "onto"}
