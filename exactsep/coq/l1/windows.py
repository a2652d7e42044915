"""Rule T15v: windows with dual functions, cut where the iterate has vertices; the data over Q."""

from __future__ import annotations

from bisect import bisect_left
from fractions import Fraction
from itertools import pairwise
from math import lcm
from operator import itemgetter
from typing import Any

from exactsep.coq.expansion import expanded
from exactsep.coq.problem import Problem, Vertex
from exactsep.coq.terms import exact, listed, natural, number, rational

Part = tuple[Any, Fraction]  # until, value

WINDOWS = """\
(* What shows it: cuts, and windows that begin there, each with the number of cuts that it passes over and its dual function: denominators
   of the places and of the values, and until which place it has which value. *)
Definition l1_data : windows_certificate := Windows vertices {iterate}
  {cuts}%Q
  {pieces} {error}.

Lemma l1_accepted : check_windows l1_data && Qle_bool (w_left l1_data) (w_right l1_data) = true.
Proof. computed. Qed.
"""


def windows_data(problem: Problem, claim: dict[str, Any], lower: dict[str, Any]) -> str:
    """The data of rule T15v."""
    places = expanded(problem, claim["iterate"])
    cuts = [exact(z) for z in lower["cuts"]]
    rows: list[list[str]] = [[] for _ in cuts]
    for i, j, xs, values in lower["windows"]:
        parts = dual_parts(problem, places, [exact(x) for x in xs], [exact(v) for v in values])
        rows[i].append(window_term(j - i - 1, cuts[i], parts))
    return WINDOWS.format(
        iterate=natural(claim["iterate"]),
        cuts=listed(f"({rational(z)}, {listed(row)})" for z, row in zip(cuts, rows, strict=True)),
        pieces=natural(number(claim["pieces"])),
        error=rational(claim["error"]),
    )


def window_term(passes: int, start: Fraction, parts: list[Part]) -> str:
    """A window, with its dual function in integers."""
    grid = lcm(start.denominator, *(x.denominator for x, _ in parts))
    scale = lcm(*(v.denominator for _, v in parts))
    entries = listed(f"({rational(x * grid)}, {rational(v * scale)})" for x, v in parts)
    return f"Window {natural(passes)} {grid} {scale} {entries}%Z"


def dual_parts(problem: Problem, places: list[Vertex], xs: list[Any], values: list[Fraction]) -> list[Part]:
    """The dual function, cut at the vertices, with the sign that makes its product with the iterate positive."""
    parts: list[Part] = []
    product = problem.exact("0")
    if len(values) != len(xs) - 1:
        raise ValueError(f"evidence.lower.windows: a dual function on {len(xs) - 1} intervals has {len(values)} values")
    for left, right, value in zip(xs[:-1], xs[1:], values, strict=True):
        ends = [left, *(x for x, _ in places if left < x < right), right]
        heights = [between(places, x) for x in ends]
        for (u, p), (v, q) in pairwise(zip(ends, heights, strict=True)):
            parts.append((v, value))
            product = product + value * (p + q) * (v - u)
    return parts if product >= 0 else [(x, -value) for x, value in parts]


def between(places: list[Vertex], x: Any) -> Any:
    """The value of the iterate. Raises ValueError outside of its interval."""
    k = bisect_left(places, x, key=itemgetter(0))
    if k < len(places) and places[k][0] == x:
        return places[k][1]
    if not 0 < k < len(places):
        raise ValueError(f"{x} is not in the interval of the map")
    (x0, y0), (x1, y1) = places[k - 1 : k + 1]
    return y0 + (y1 - y0) / (x1 - x0) * (x - x0)
