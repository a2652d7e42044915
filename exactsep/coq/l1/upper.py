"""Upper bounds of claims of the kind `l1`: a function with few pieces, and the integral of its distance from the iterate."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import floor
from typing import Any

from exactsep.coq.expansion import expanded
from exactsep.coq.l1.constants import constant_part
from exactsep.coq.problem import Problem, Vertex
from exactsep.coq.reading import integer
from exactsep.coq.terms import listed, natural, pair, rational

APPROXIMANT = """\
(* A function that consists of few affine pieces. *)
Definition approximant : list (Q * Q) := {vertices}%Q.
Definition g : R -> R := piecewise_linear approximant.

(* Points between its vertices, such that the iterate is affine from each to the next. *)
Definition places : list (list Q) :=
  {places}%Q.

Lemma close_accepted : check_upper vertices {iterate} approximant places {upper} = true.
Proof. computed. Qed.

(* It is so close to the iterate on average. *)
Theorem integral_of_an_approximation : continuity g /\\ (exists m : Z, pieces g {a} {b} m /\\ (m <= few)%Z) /\\
  exists integral : Riemann_integrable (fun x => Rabs (iterate {iterate} f x - g x)) {a} {b}, RiemannInt integral <= {real_upper}.
Proof.
  apply (close_on_average vertices approximant {iterate} places {upper});
    [exact close_accepted | reflexivity | reflexivity | number .. | computed].
Qed.
"""

APPROXIMANT_OVER_FIELD = """\
(* A function that consists of few affine pieces. *)
Definition g : R -> R := piecewise_linear_R {real_vertices}.

(* As the checkers read it: both functions with the slopes between their vertices, and 1/|slope| of the map; the interval; and for each
   segment of the approximant the ends of the stretches on which the iterate is affine, with the share of each before both cross, over
   2^48. *)
Definition approximant : list (element F * element F) := {vertices}.
Definition close_data : approximant_over (element F) := Approximant vertices
  {slopes}
  {paces}
  {interval} {iterate} {bits} approximant
  {approximant_slopes}
  {places}
  {upper}.

Lemma close_accepted : check_approximant close_data = true.
Proof. computed. Qed.

(* It is so close to the iterate on average. *)
Theorem integral_of_an_approximation : continuity g /\\ (exists m : Z, pieces g {a} {b} m /\\ (m <= few)%Z) /\\
  exists integral : Riemann_integrable (fun x => Rabs (iterate {iterate} f x - g x)) {a} {b}, RiemannInt integral <= {real_upper}.
Proof.
  apply (field_approximant_close F isolated a is_root close_data);
    [exact close_accepted | same_vertices | same_vertices | reflexivity | element | element | element | computed].
Qed.
"""

BITS = 2_000  # of places where functions cross
UP_BITS = 64  # of sums over a number field
SHARES = 2**48  # where functions cross, as a share of a stretch


def upper_modules(problem: Problem, upper: dict[str, Any]) -> str:
    """The theory files that are needed."""
    if "constant" in upper:
        return " Upper Constants" + (" SelfMap FieldBlocks FieldConstants" if problem.over_field else "")
    return " Upper" + (" Approximants" if problem.over_field else "")


def upper_part(problem: Problem, claim: dict[str, Any], upper: dict[str, Any]) -> str:
    """The function and the theorem about it; `few` is defined already."""
    names = {
        "iterate": natural(claim["iterate"]),
        "upper": problem.term(claim["upper"]),
        "real_upper": problem.real(claim["upper"]),
    } | problem.names
    if "constant" in upper:
        return constant_part(problem, upper, names)
    approximant = [(problem.exact(x), problem.exact(y)) for x, y in upper["vertices"]]
    vertices = expanded(problem, claim["iterate"])
    if problem.over_field:
        return over_field(problem, vertices, approximant, names)
    bits = integer(upper["bits"], "evidence.upper.bits", 0, BITS)
    places = [with_crossings(row, bits) for row in differences(vertices, approximant)]
    return APPROXIMANT.format(vertices=listed(map(pair, approximant)), places=listed(listed(map(rational, row)) for row in places), **names)


def over_field(problem: Problem, vertices: list[Vertex], approximant: list[Vertex], names: dict[str, str]) -> str:
    """The approximant of a map over a number field."""
    problem.numbers.need_bits(UP_BITS)
    slopes, paces = problem.segment_terms()
    names |= {"slopes": slopes, "paces": paces, "bits": str(UP_BITS), "vertices": listed(map(problem.pair, approximant))}
    names["real_vertices"] = listed(f"({problem.real(x)}, {problem.real(y)})" for x, y in approximant)
    names["approximant_slopes"] = listed(problem.term((y1 - y0) / (x1 - x0)) for (x0, y0), (x1, y1) in pairwise(approximant))
    stretches = [listed(f"({share}%Z, {problem.term(x)})" for share, x in with_shares(row)) for row in differences(vertices, approximant)]
    return APPROXIMANT_OVER_FIELD.format(places=listed(stretches), **names)


def differences(vertices: list[Vertex], approximant: list[Vertex]) -> list[list[Vertex]]:
    """For each segment of the approximant: its ends, the vertices of the iterate between them, and the differences of both functions."""
    result: list[list[Vertex]] = []
    k = 0  # the first vertex of the iterate that is not left of the segment
    for (x0, y0), (x1, y1) in pairwise(approximant):
        slope = (y1 - y0) / (x1 - x0)
        while vertices[k][0] < x0:
            k += 1
        row = [(x0, value(vertices, k, x0) - y0)]
        while vertices[k][0] < x1:
            if vertices[k][0] > x0:
                row.append((vertices[k][0], vertices[k][1] - y0 - slope * (vertices[k][0] - x0)))
            k += 1
        row.append((x1, value(vertices, k, x1) - y1))
        result.append(row)
    return result


def value(vertices: list[Vertex], k: int, x: Any) -> Any:
    """The iterate at x, between the vertices k - 1 and k."""
    x1, y1 = vertices[k]
    if x == x1:
        return y1
    x0, y0 = vertices[k - 1]
    return y0 + (y1 - y0) / (x1 - x0) * (x - x0)


def with_crossings(row: list[Vertex], bits: int) -> list[Any]:
    """The inner places of a row of differences, and those between them where the sign changes."""
    found: list[Any] = []
    for (x0, d0), (x1, d1) in pairwise(row):
        if d0 * d1 < 0:
            crossing = Fraction(floor((x0 + d0 / (d0 - d1) * (x1 - x0)) * 2**bits + Fraction(1, 2)), 2**bits)
            found += [crossing] if x0 < crossing < x1 else []
        found.append(x1)
    return found[:-1]


def with_shares(row: list[Vertex]) -> list[tuple[int, Any]]:
    """The ends of the stretches of a row of differences, each with its share before the functions cross, 0 if they do not."""
    return [(floor(d0 / (d0 - d1) * SHARES) if d0 * d1 < 0 else 0, x1) for (_, d0), (x1, d1) in pairwise(row)]
