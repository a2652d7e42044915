"""The map of a certificate: as a Coq term, and as an exact function."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from exactsep.coq.terms import listed, pair, rational, real

PIECEWISE_LINEAR = """\
(* The map. *)
Definition vertices : list (Q * Q) := {points}%Q.
Definition f : R -> R := piecewise_linear vertices.
"""

POLYNOMIAL = """\
(* The map. *)
Definition coefficients : list Q := {numbers}%Q.
Definition f : R -> R := polynomial coefficients.
"""

Vertex = tuple[Fraction, Fraction]


@dataclass(frozen=True)
class Problem:
    """A rational map on its interval."""

    vertices: list[Vertex]  # [] for a polynomial map
    coefficients: list[Fraction]
    left: Fraction
    right: Fraction

    def definitions(self) -> str:
        """The map as the reader would write it."""
        if self.vertices:
            points = listed(pair(vertex) for vertex in self.vertices)
            return PIECEWISE_LINEAR.format(points=points)
        numbers = listed(map(rational, self.coefficients))
        return POLYNOMIAL.format(numbers=numbers)

    @property
    def data(self) -> str:
        """The map as the checkers read it."""
        return "(Linear vertices)" if self.vertices else "(Polynomial coefficients)"

    @property
    def interval(self) -> str:
        """Its ends, as the checkers read them."""
        return f"{rational(self.left)} {rational(self.right)}"

    @property
    def ends(self) -> dict[str, str]:
        """Its ends as the reader would write them, for templates."""
        return {"a": real(self.left), "b": real(self.right)}

    def value(self, x: Fraction) -> Fraction:
        if not self.vertices:
            result = Fraction(0)
            for c in reversed(self.coefficients):
                result = result * x + c
            return result
        for (x0, y0), (x1, y1) in pairwise(self.vertices):
            if x <= x1:
                return y0 + (y1 - y0) / (x1 - x0) * (x - x0)
        return self.vertices[-1][1]

    def iterate(self, t: int, x: Fraction) -> Fraction:
        for _ in range(t):
            x = self.value(x)
        return x


def read_problem(given: dict[str, Any]) -> Problem:
    """The map of a certificate. Raises ValueError for number fields."""
    if "field" in given:
        raise ValueError("maps over a number field have no Coq form yet")
    if given["kind"] == "piecewise-linear":
        vertices = [(exact(x), exact(y)) for x, y in given["vertices"]]
        return Problem(vertices, [], vertices[0][0], vertices[-1][0])
    a, b = map(exact, given["interval"])
    return Problem([], [exact(c) for c in given["coefficients"]], a, b)


def exact(value: Any) -> Fraction:
    """A rational of a certificate. Raises ValueError for anything else."""
    rational(value)
    return Fraction(value)
