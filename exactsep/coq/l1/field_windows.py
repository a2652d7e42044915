"""Rule T15v over a number field: theory FieldWindows."""

from __future__ import annotations

from math import lcm
from typing import Any

from exactsep.coq.elements import Elements
from exactsep.coq.expansion import expanded
from exactsep.coq.l1.windows import Part, dual_parts
from exactsep.coq.problem import Problem
from exactsep.coq.terms import exact, listed, natural, number, rational

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
