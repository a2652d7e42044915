"""Rule T15v: windows with dual functions, cut where the iterate has vertices."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import lcm
from typing import Any

from exactsep.coq.expansion import expanded
from exactsep.coq.problem import Problem, Vertex
from exactsep.coq.terms import exact, listed, natural, number, rational

Part = tuple[Fraction, Fraction]  # until, value

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
        parts = dual_parts(places, [exact(x) for x in xs], [exact(v) for v in values])
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


def dual_parts(places: list[Vertex], xs: list[Fraction], values: list[Fraction]) -> list[Part]:
    """The dual function, cut at the vertices, with the sign that makes its product with the iterate positive."""
    known = dict(places)
    parts: list[Part] = []
    product = Fraction(0)
    for left, right, value in zip(xs, xs[1:], values, strict=False):
        ends = [left, *(x for x, _ in places if left < x < right), right]
        for u, v in pairwise(ends):
            parts.append((v, value))
            product += value * (between(places, known, u) + between(places, known, v)) * (v - u)
    return parts if product >= 0 else [(x, -value) for x, value in parts]


def between(places: list[Vertex], known: dict[Fraction, Fraction], x: Fraction) -> Fraction:
    """The value of the iterate."""
    if x in known:
        return known[x]
    (x0, y0), (x1, y1) = next((p, q) for p, q in pairwise(places) if p[0] < x < q[0])
    return Fraction(y0 + (y1 - y0) / (x1 - x0) * (x - x0))
