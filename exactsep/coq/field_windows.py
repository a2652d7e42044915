"""Rule T15v over a number field: theory FieldWindows."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from exactsep.coq.expansion import expanded
from exactsep.coq.problem import Problem, Vertex
from exactsep.coq.terms import listed, natural, number, rational

BITS = 64  # to which places are told from each other at once
MODULES = "Windows FewPieces Integrals Straight FieldBlocks FieldRealization FieldWindows"

WINDOWS = """\
(* What shows it: cuts, and windows that begin there, each with the number of cuts that it passes over and its dual function: until which
   place it has which value. *)
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
        parts = dual_parts(problem, places, [problem.exact(x) for x in xs], [problem.exact(v) for v in values])
        entries = listed(f"({problem.term(x)}, {rational(str(v))}%Q)" for x, v in parts)
        rows[i].append(f"FieldWindow {natural(j - i - 1)} {entries}")
    problem.numbers.need_bits(BITS)
    return WINDOWS.format(
        iterate=natural(claim["iterate"]),
        cuts=listed(f"({problem.term(z)}, {listed(row)})" for z, row in zip(lower["cuts"], rows, strict=True)),
        pieces=natural(number(claim["pieces"])),
        error=rational(claim["error"]),
    )


def dual_parts(problem: Problem, places: list[Vertex], xs: list[Any], values: list[Any]) -> list[tuple[Any, Any]]:
    """The dual function, cut at the vertices, with the sign that makes its product with the iterate positive."""
    parts: list[tuple[Any, Any]] = []
    product = problem.exact("0")
    for left, right, value in zip(xs, xs[1:], values, strict=False):
        ends = [left, *(x for x, _ in places if left < x < right), right]
        heights = [between(places, x) for x in ends]
        for (u, p), (v, q) in pairwise(zip(ends, heights, strict=True)):
            parts.append((v, value.coefficients[0]))
            product = product + value * (p + q) * (v - u)
    return parts if product >= 0 else [(x, -value) for x, value in parts]


def between(places: list[Vertex], x: Any) -> Any:
    """The value of the iterate."""
    (x0, y0), (x1, y1) = next((p, q) for p, q in pairwise(places) if p[0] <= x <= q[0])
    return y0 + (y1 - y0) / (x1 - x0) * (x - x0)
