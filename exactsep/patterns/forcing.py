"""Forcing of patterns (T9): which patterns a cycle of a given pattern implies.

theta forces eta if every continuous map of an interval with a cycle of pattern theta has one of pattern eta. It is
enough to look at one map, the connect-the-dots map of theta (Baldwin 1987; Alseda, Llibre & Misiurewicz). Forcing is a
partial order. `connect_the_dots` says how that map's cycles are found: all of them, for what theta forces, and those of one
pattern, for whether theta forces it. The two searches share only the solution of linear equations.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations
from typing import TYPE_CHECKING, Any

from gmpy2 import mpq

from exactsep.maps.piecewise import PLMap
from exactsep.numbers.field import as_integer, positive
from exactsep.patterns.connect_the_dots import MAX_WALKS, Dots, Images, order_type, placements
from exactsep.patterns.pattern import Pattern

if TYPE_CHECKING:
    import networkx

MAX_UPTO = 60
MAX_ETA = 1_000
MAX_POSET = 7
MAX_ORDERED = 1_000
MAX_PRIMARY, MAX_PRIMARY_PERIOD = 1_000_000, 100


@dataclass(frozen=True)
class Forcing:
    """Whether theta forces eta; true in a condition if it does.

    `witness` is then a cycle of pattern eta of `map`, the connect-the-dots map of theta on [1, n] (n the period of theta):
    its points, exact rationals from left to right. Otherwise it is None: that map has no cycle of pattern eta.
    """

    theta: Pattern
    eta: Pattern
    witness: tuple[Any, ...] | None

    def __bool__(self) -> bool:
        return self.witness is not None

    @property
    def map(self) -> PLMap:
        """The map through the points (i, theta(i)). Raises ValueError if theta is (1), whose map lives on a single point."""
        if self.theta.period == 1:
            raise ValueError("the pattern (1) has no connect-the-dots map: a single point spans no interval")
        return PLMap(enumerate(self.theta.images, start=1))


# -- all forced patterns --------------------------------------------------------------------


def forced_patterns(theta: Pattern | str, upto: Any) -> tuple[Pattern, ...]:
    """All patterns of period <= upto that theta forces (T9), by period and then by images.

    Theta is a Pattern or its notation, such as "(1 3 2 4)". It is among them if its period is <= upto. Raises ValueError
    unless 1 <= upto <= 60, and if the Markov graph of theta has over 20 million walks of at most `upto` vertices.
    """
    return tuple(Pattern(images) for images in sorted(_forced(_pattern(theta).images, positive("upto", upto, MAX_UPTO)), key=_by_period))


def forcing_poset(upto: Any) -> networkx.DiGraph[Images]:
    """All patterns of period <= upto as a networkx DiGraph, with an arrow theta -> eta if theta != eta forces eta.

    A node is the tuple of images of a pattern, with its `period`. Raises ValueError unless 1 <= upto <= 7.
    """
    bound = positive("upto", upto)
    if bound > MAX_POSET:
        raise ValueError(f"the poset of all patterns is computed up to period {MAX_POSET}, not {bound}")
    forced: dict[Images, set[Images]] = {}
    for theta in all_patterns(bound):
        mirror = _mirror(theta)
        forced[theta] = {_mirror(eta) for eta in forced[mirror]} if mirror in forced else _forced(theta, bound)
    return _digraph(forced)


def forced_poset(theta: Pattern | str, upto: Any) -> networkx.DiGraph[Images]:
    """The part of the forcing poset that theta forces: its patterns of period <= upto and the arrows between them.

    Raises ValueError for over 1,000 patterns, and if the Markov graphs of all of them together have over 20 million walks of
    at most `upto` vertices.
    """
    bound, walks = positive("upto", upto, MAX_UPTO), 0
    below = _forced(_pattern(theta).images, bound)
    if len(below) > MAX_ORDERED:
        raise ValueError(f"{len(below)} patterns of period <= {bound} are forced, over the limit {MAX_ORDERED} of what is ordered")
    for eta in below:
        walks += Dots(eta).count_walks(bound)
        if walks > MAX_WALKS:
            raise ValueError(f"to order {len(below)} patterns over {MAX_WALKS} walks would have to be followed; take a smaller period")
    return _digraph({eta: _forced(eta, bound) for eta in below})


def hasse_diagram(poset: networkx.DiGraph[Images]) -> networkx.DiGraph[Images]:
    """The covering relation of a poset that is given by all its strict pairs: theta -> eta with nothing between them."""
    import networkx

    diagram: networkx.DiGraph[Images] = networkx.transitive_reduction(poset)
    diagram.add_nodes_from(poset.nodes(data=True))
    return diagram


def is_primary(theta: Pattern | str) -> bool:
    """Whether theta forces no other pattern of its own period (Alseda, Llibre & Misiurewicz).

    Raises ValueError for over 100 points, and if over a million walks were followed and no other pattern was found.
    """
    images = _pattern(theta).images
    n = len(images)
    if n > MAX_PRIMARY_PERIOD:
        raise ValueError(f"the pattern has {n} points, over the limit {MAX_PRIMARY_PERIOD} up to which it is decided whether it is primary")
    return not any(other != images for other in Dots(images).patterns(n, n, MAX_PRIMARY))


def all_patterns(upto: int) -> Iterator[Images]:
    """The images of all patterns of period <= upto, (n - 1)! for each n, by period and then by images."""
    for n in range(1, upto + 1):
        found = []
        for order in permutations(range(2, n + 1)):
            orbit = (1, *order)
            images = dict(zip(orbit, orbit[1:] + orbit[:1], strict=True))
            found.append(tuple(images[i] for i in range(1, n + 1)))
        yield from sorted(found)


def _digraph(forced: dict[Images, set[Images]]) -> networkx.DiGraph[Images]:
    import networkx

    graph: networkx.DiGraph[Images] = networkx.DiGraph()
    graph.add_nodes_from((theta, {"period": len(theta)}) for theta in sorted(forced, key=_by_period))
    for theta, below in forced.items():
        graph.add_edges_from((theta, eta) for eta in sorted(below, key=_by_period) if eta != theta)
    return graph


def _by_period(images: Images) -> tuple[int, Images]:
    return len(images), images


def _mirror(images: Images) -> Images:
    n = len(images)
    return tuple(n + 1 - image for image in reversed(images))


def _forced(theta: Images, upto: int) -> set[Images]:
    """The forced patterns of period <= upto."""
    dots = Dots(theta)
    dots.count_walks(upto)
    return {*dots.patterns(upto), *([theta] if len(theta) <= upto else [])}


# -- does theta force eta? --------------------------------------------------------------------


def forces(theta: Pattern | str, eta: Pattern | str) -> Forcing:
    """Whether theta forces eta (T9), with a cycle as witness. Every pattern forces itself.

    Theta and eta are Patterns or their notation, such as "(1 3 2 4)". The points of a cycle of pattern eta are placed into
    the J_i one after the other along the cycle, as the Markov graph of theta and the order of the points allow; each
    placement is one closed walk, which is then solved. Raises ValueError if eta has over 1,000 points, and if over a
    million partial placements have been tried.
    """
    theta, eta = _pattern(theta), _pattern(eta)
    if theta == eta:
        return Forcing(theta, eta, tuple(mpq(i) for i in range(1, theta.period + 1)))
    if eta.period > MAX_ETA:
        raise ValueError(f"eta has {eta.period} points, over the limit {MAX_ETA} of this search")
    dots = Dots(theta.images)
    for walk in placements(dots, eta):
        a, b = 1, 0
        for i in walk:
            a, b = dots.slope[i] * a, dots.slope[i] * b + dots.shift[i]
        solution = dots.solution(walk, a, b)
        if solution is not None and len(set(solution[0])) == eta.period and order_type(solution[0]) == eta.images:
            return Forcing(theta, eta, tuple(mpq(x, solution[1]) for x in sorted(solution[0])))
    return Forcing(theta, eta, None)


# -- arguments -----------------------------------------------------------------------------------


def _pattern(theta: Any) -> Pattern:
    """A pattern, or the one that a text stands for."""
    if isinstance(theta, Pattern | str):
        return theta if isinstance(theta, Pattern) else Pattern.parse(theta)
    if as_integer(theta) is not None:
        raise ValueError(f"{theta} is a period, not a pattern: period_forces compares periods, forced_periods lists them")
    return Pattern(theta)
