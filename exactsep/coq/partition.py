"""The intervals between the ends of the pieces of a map and all their images, if there are few: a covering that counts all crossings."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, NamedTuple

from exactsep.coq.problem import Problem

ENDS = 60


class Piece(NamedTuple):
    """An interval that the map takes onto the intervals first..last, or to one point: then it has none."""

    left: Any
    right: Any
    first: int
    last: int


def partition(problem: Problem) -> list[Piece] | None:
    """The intervals, from left to right; None for polynomial maps, and if there are more than 60 ends."""
    ends, new = {problem.left, problem.right}, {x for x, _ in problem.vertices}
    while new and len(ends) <= ENDS:
        ends |= new
        new = {problem.value(x) for x in new} - ends
    if new or not problem.vertices:
        return None
    places = sorted(ends)
    index = {x: k for k, x in enumerate(places)}
    images = [index[problem.value(x)] for x in places]
    return [Piece(u, v, min(i, j), max(i, j) - 1) for (u, i), (v, j) in pairwise(zip(places, images, strict=True))]
