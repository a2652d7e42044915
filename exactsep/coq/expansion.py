"""Iterates of piecewise-linear maps, expanded: points that show what the rule E knows."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from fractions import Fraction
from itertools import pairwise

from exactsep.coq.problem import Problem, Vertex

MOST = 20_000  # pieces
MOST_OVER_FIELDS = 1_000
MOST_FOLLOWED = 10_000  # over fields, where points are followed in integers
ITERATES = 1_000


def expanded(problem: Problem, t: int, most_over_fields: int = MOST_OVER_FIELDS) -> list[Vertex]:
    """The vertices of f^t, with those where it is straight. Raises ValueError for polynomial maps and for too many."""
    if not problem.vertices:
        raise ValueError("only iterates of piecewise-linear maps can be expanded")
    if not 0 <= t <= ITERATES:
        raise ValueError(f"expansions have a Coq form up to the iterate {ITERATES}")
    places = [x for x, _ in problem.vertices]
    most, where = (most_over_fields, " over a number field") if problem.over_field else (MOST, "")
    for _ in range(t - 1):
        places = pulled_back(problem.vertices, places)
        if len(places) > most:
            raise ValueError(f"an expansion of more than {most:,} pieces{where} has no Coq form yet".replace(",", " "))
    return [(x, problem.iterate(t, x)) for x in places]


def pulled_back(vertices: list[Vertex], places: list[Fraction]) -> list[Fraction]:
    """The vertices, and all points that f takes to one of the places inside of a piece."""
    found = [vertices[0][0]]
    for (x0, y0), (x1, y1) in pairwise(vertices):
        if y0 != y1:
            low, high = min(y0, y1), max(y0, y1)
            inside = places[bisect_right(places, low) : bisect_left(places, high)]
            new = [x0 + (p - y0) / (y1 - y0) * (x1 - x0) for p in inside]
            found += new if y0 < y1 else new[::-1]
        found.append(x1)
    return found


def hits(vertices: list[Vertex], low: Fraction, high: Fraction, most: int) -> list[Fraction]:
    """Points where the function is at most `low` and at least `high` by turns, no more than are needed."""
    chosen: list[Fraction] = []
    last = None
    for x, y in vertices:
        kind = True if y >= high else False if y <= low else None
        if kind is not None and kind != last and len(chosen) < most:
            chosen.append(x)
            last = kind
    return chosen


def swings(vertices: list[Vertex], size: Fraction) -> tuple[bool, list[Fraction]]:
    """Is the first swing of at least this size up, and the points between which there are most of them."""
    return max(((up, swings_from(vertices, size, up)) for up in (True, False)), key=lambda found: len(found[1]))


def swings_from(vertices: list[Vertex], size: Fraction, up: bool) -> list[Fraction]:
    """The points, if the first swing goes up, or down: the extremes since the last one, until the values have turned by the size."""
    chosen: list[Fraction] = []
    place, extreme = vertices[0]
    for x, y in vertices:
        turned = y - extreme if up else extreme - y
        if turned >= size:
            chosen.append(place)
            up = not up
        if turned >= size or turned < 0:
            place, extreme = x, y
    return [*chosen, place]


def bends(vertices: list[Vertex]) -> list[tuple[Fraction, Fraction]]:
    """The inner vertices where the function is not straight, each with a point behind it, before the next one."""
    bent: list[Vertex] = vertices[:1]
    for here, after in pairwise(vertices[1:]):
        if not straight(bent[-1], here, after):
            bent.append(here)
    places = [x for x, _ in [*bent[1:], vertices[-1]]]
    return [(w, (w + after) / 2) for w, after in pairwise(places)]


def straight(one: Vertex, two: Vertex, three: Vertex) -> bool:
    return bool((two[1] - one[1]) * (three[0] - two[0]) == (three[1] - two[1]) * (two[0] - one[0]))
