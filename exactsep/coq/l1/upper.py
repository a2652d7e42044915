"""Upper bounds of claims of the kind `l1`: a function with few pieces, and the integral of its distance from the iterate."""

from __future__ import annotations

from itertools import pairwise, product
from math import floor
from typing import Any

from exactsep.coq.expansion import MOST_FOLLOWED, expanded
from exactsep.coq.l1.constants import constant_part
from exactsep.coq.l1.traces import FIELD_SLACK, Follower, Trace, ceiling, follower, growth_bits, image, inside, odd_denominator
from exactsep.coq.problem import Problem, Vertex
from exactsep.coq.reading import integer as checked
from exactsep.coq.terms import integer, listed, natural

APPROXIMANT = """\
(* A function that consists of few affine pieces. *)
{definition}

(* What shows it: the slopes of the map; points in units of 2^-{bits}, such that the iterate and the function are affine from {margin}
   behind one to {margin} before the next; and the slopes of the function. *)
Definition close_data : approximant_over {numbers} := Approximant vertices
  {slopes}
  {interval} {iterate} {bits} {scale} {margin}
  {breaks}%Z
  approximant
  {approximant_slopes}
  {scoped_upper}.

Lemma close_accepted : check_approximant close_data = true.
Proof. computed. Qed.

(* It is so close to the iterate on average. *)
Theorem integral_of_an_approximation : continuity g /\\ (exists m : Z, pieces g {a} {b} m /\\ (m <= few)%Z) /\\
  exists integral : Riemann_integrable (fun x => Rabs (iterate {iterate} f x - g x)) {a} {b}, RiemannInt integral <= {real_upper}.
Proof.{proof}Qed.
"""
RATIONAL = """\
Definition approximant : list (Q * Q) := {vertices}%Q.
Definition g : R -> R := piecewise_linear approximant."""
OVER_FIELD = """\
Definition g : R -> R := piecewise_linear_R {real_vertices}.

(* As the checkers read it. *)
Definition approximant : list (element F * element F) := {vertices}."""
RATIONAL_PROOF = """
  apply (rational_approximant_close close_data);
    [exact close_accepted | reflexivity | reflexivity | reflexivity | number | number | number | computed].
"""
FIELD_PROOF = """
  apply (field_approximant_close F isolated a is_root close_data);
    [exact close_accepted | same_vertices | same_vertices | reflexivity | element | element | element | computed].
"""

BITS = 2_000  # of what the certificate says
FEW_BITS, MORE_BITS, TRIES = 48, 12, 12  # with which it is tried
SHARE_BITS = 48  # of where functions cross, as a share of a stretch


def upper_modules(problem: Problem, upper: dict[str, Any]) -> str:
    """The theory files that are needed."""
    if "constant" in upper:
        return " Upper Constants" + (" SelfMap FieldBlocks FieldConstants" if problem.over_field else "")
    return " Lines Calculi Traces Approximants ApproximantBounds"


def upper_part(problem: Problem, claim: dict[str, Any], upper: dict[str, Any]) -> str:
    """The function and the theorem about it; `few` is defined already. Raises ValueError if it is not so close."""
    names = {
        "iterate": natural(claim["iterate"]),
        "upper": problem.term(claim["upper"]),
        "real_upper": problem.real(claim["upper"]),
    } | problem.names
    if "constant" in upper:
        return constant_part(problem, upper, names)
    approximant = [(problem.exact(x), problem.exact(y)) for x, y in upper["vertices"]]
    checked(upper["bits"], "evidence.upper.bits", 0, BITS)
    names |= {"vertices": listed(map(problem.pair, approximant)), "approximant_slopes": problem.terms_of(slopes_of(approximant))}
    if problem.over_field:
        names["real_vertices"] = listed(f"({problem.real(x)}, {problem.real(y)})" for x, y in approximant)
    names["definition"] = (OVER_FIELD if problem.over_field else RATIONAL).format(**names)
    names |= {"proof": FIELD_PROOF if problem.over_field else RATIONAL_PROOF, "numbers": problem.numbers.type_of_numbers}
    names |= {"slopes": problem.slope_terms(), "scoped_upper": problem.scoped(claim["upper"])}
    return APPROXIMANT.format(**names, **followed_names(problem, claim, approximant))


def slopes_of(vertices: list[Vertex]) -> list[Any]:
    return [(y1 - y0) / (x1 - x0) for (x0, y0), (x1, y1) in pairwise(vertices)]


def followed_names(problem: Problem, claim: dict[str, Any], approximant: list[Vertex]) -> dict[str, str]:
    """With what precision the iterate is followed, and between which breaks. Raises ValueError if the bound is more than is claimed."""
    vertices = expanded(problem, claim["iterate"], MOST_FOLLOWED)
    most, more = problem.exact(claim["upper"]), growth_bits(problem, claim["iterate"])
    both = slopes_of(problem.vertices) + slopes_of(approximant)
    scales = [1] if problem.over_field else sorted({1, odd_denominator(both)})
    for k, scale in product(range(TRIES), scales):
        bits = FEW_BITS + more + MORE_BITS * k
        follow, breaks = follower(problem, claim["iterate"], bits, scale, vertices, approximant)
        slack = FIELD_SLACK if problem.over_field else 0
        if distance_above(follow, breaks, problem.vertices, approximant) <= floor(most * 2**bits) - slack << bits + 2 * SHARE_BITS + 1:
            problem.numbers.need_bits(bits)
            return {"bits": str(bits), "scale": str(scale), "margin": str(follow.margin), "breaks": listed(map(integer, breaks))}
    raise ValueError("claim.upper is less than the distance that is shown for the function of evidence.upper")


def distance_above(follow: Follower, breaks: list[int], vertices: list[Vertex], approximant: list[Vertex]) -> int:
    """A bound of the integral, in units of 2^(-2 bits - 1) over the square of the shares, as the checker computes it."""
    bits, scale, shares = follow.bits, follow.scale, 1 << SHARE_BITS
    most = farthest(vertices, bits) + farthest(approximant, bits)
    total, now = 0, follow.left[0]
    for stretch in filter(None, follow.stretches(breaks)):
        start, stop = (stretch.start, 0), (stretch.stop, 0)
        line = next(one for one in follow.beside if inside(one, start) and inside(one, stop))
        first = difference(stretch.first, image(line, start, bits, scale))
        last = difference(stretch.last, image(line, stop, bits, scale))
        total += 2 * shares * shares * most * (stretch.start - now) + area(first, last, stretch.stop - stretch.start)
        now = stretch.stop
    return total + 2 * shares * shares * most * (follow.right[1] - now)


def farthest(vertices: list[Vertex], bits: int) -> int:
    """The largest modulus of a value, rounded up."""
    return max(ceiling(abs(y), bits) for _, y in vertices)


def difference(v: Trace, w: Trace) -> tuple[int, int]:
    """Bounds of the difference of two values."""
    return v[0] - w[0] - v[1] - w[1], v[0] - w[0] + v[1] + w[1]


def area(first: tuple[int, int], last: tuple[int, int], length: int) -> int:
    """Over a stretch, by a point near which both functions cross."""
    x, y, shares = sum(first), sum(last), 1 << SHARE_BITS
    z = abs(x) * shares // (abs(x) + abs(y)) if x * y < 0 else 0
    middle = max((shares - z) * first[1] + z * last[1], -((shares - z) * first[0] + z * last[0]))
    sizes = [shares * max(high, -low) for low, high in (first, last)]
    return length * (z * (sizes[0] + middle) + (shares - z) * (middle + sizes[1]))
