"""Rule T15v over a number field: theory FieldWindows."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import lcm
from typing import Any

from exactsep.coq.elements import Elements
from exactsep.coq.expansion import expanded
from exactsep.coq.problem import Problem, Vertex
from exactsep.coq.terms import exact, listed, natural, number, rational

Part = tuple[Any, Fraction]  # until, value
BITS = 32  # to which places are told from each other at once
MODULES = "Windows FewPieces Integrals Straight FieldBlocks FieldRealization FieldWindows"

WINDOWS = """\
(* What shows it: cuts, and windows that begin there, each with the number of cuts that it passes over and its dual function: denominators
   of the places and of the values, and until which place it has which value. *)
Definition l1_data : field_windows F := FieldWindows vertices slopes {iterate}
  {cuts}
  {pieces} {error}.

Lemma l1_accepted : check_field_windows F l1_data = true.
Proof. computed. Qed.
"""
PROOF = """
  apply (field_windows_{what} F isolated a is_root l1_data);
    [exact l1_accepted | same_vertices | reflexivity | computed | element | element | number].
"""


def field_windows_data(problem: Problem, claim: dict[str, Any], lower: dict[str, Any]) -> str:
    """The data of rule T15v."""
    places = expanded(problem, claim["iterate"])
    rows: list[list[str]] = [[] for _ in lower["cuts"]]
    for i, j, xs, values in lower["windows"]:
        parts = dual_parts(problem, places, [problem.exact(x) for x in xs], [exact(v) for v in values])
        rows[i].append(window_term(problem, j - i - 1, problem.exact(xs[0]), parts))
    problem.numbers.need_bits(BITS)
    return WINDOWS.format(
        iterate=natural(claim["iterate"]),
        cuts=listed(f"({problem.term(z)}, {listed(row)})" for z, row in zip(lower["cuts"], rows, strict=True)),
        pieces=natural(number(claim["pieces"])),
        error=rational(claim["error"]),
    )


def window_term(problem: Problem, passes: int, start: Any, parts: list[Part]) -> str:
    """A window, with its places and its dual function in integers."""
    grid = lcm(*(c.denominator for x in (start, *(x for x, _ in parts)) for c in x.coefficients))
    scale = lcm(*(v.denominator for _, v in parts))
    numbers = problem.numbers
    assert isinstance(numbers, Elements)
    entries = listed(f"({numbers.listed(x * grid)}, ({v * scale})%Z)" for x, v in parts)
    return f"FieldWindow {natural(passes)} {grid} {scale} {entries}"


def dual_parts(problem: Problem, places: list[Vertex], xs: list[Any], values: list[Fraction]) -> list[Part]:
    """The dual function, cut at the vertices, with the sign that makes its product with the iterate positive."""
    parts: list[Part] = []
    product = problem.exact("0")
    for left, right, value in zip(xs, xs[1:], values, strict=False):
        ends = [left, *(x for x, _ in places if left < x < right), right]
        heights = [between(places, x) for x in ends]
        for (u, p), (v, q) in pairwise(zip(ends, heights, strict=True)):
            parts.append((v, value))
            product = product + value * (p + q) * (v - u)
    return parts if product >= 0 else [(x, -value) for x, value in parts]


def between(places: list[Vertex], x: Any) -> Any:
    """The value of the iterate. Raises ValueError outside of its interval."""
    for (x0, y0), (x1, y1) in pairwise(places):
        if x0 <= x <= x1:
            return y0 + (y1 - y0) / (x1 - x0) * (x - x0)
    raise ValueError(f"{x} is not in the interval of the map")
