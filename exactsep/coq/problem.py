"""The map of a certificate: as a Coq term, and as an exact function."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from math import lcm
from typing import Any

from exactsep.coq.elements import Elements
from exactsep.coq.terms import DIGITS, LONGEST, Rationals, exact, listed

LONG = """\
(* Numbers of many digits; those of the map come first, in increasing order. *)
{definitions}

"""

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

OVER_FIELD = """\
{field}
Definition vertices : list (element F * element F) := {points}.
Definition slopes : list (element F) := {slopes}.

{root}
(* The map. *)
Definition f : R -> R := piecewise_linear_R {real_points}.
"""

SELF_MAP = """\
(* It takes its interval into itself. *)
Theorem self_map : forall x : R, {a} <= x <= {b} -> {a} <= f x <= {b}.
Proof.{proof}Qed.
"""
BY_RATIONALS = " apply (self_map_stated vertices {interval}); [computed | number ..]. "
BY_ELEMENTS = """
  apply (field_self_map_stated F a vertices slopes {interval}).
  - exact isolated.
  - exact is_root.
  - computed.
  - same_vertices.
  - element.
  - element.
"""

Vertex = tuple[Any, Any]
SHORT = 64  # bits of denominators of points that are written where they are used


@dataclass(frozen=True)
class Problem:
    """A map on its interval. Its numbers are Fractions, or elements of a number field."""

    numbers: Rationals | Elements
    vertices: list[Vertex]  # [] for a polynomial map
    coefficients: list[Any]
    left: Any
    right: Any

    def definitions(self) -> str:
        """The map as the reader would write it."""
        points = listed(map(self.pair, self.vertices))
        if isinstance(self.numbers, Elements):
            slopes = listed(map(self.term, self.slopes))
            reals = listed(f"({self.real(x)}, {self.real(y)})" for x, y in self.vertices)
            definitions, root = self.numbers.definitions(), self.numbers.section()
            return OVER_FIELD.format(field=definitions, points=points, slopes=slopes, root=root, real_points=reals)
        if self.vertices:
            return PIECEWISE_LINEAR.format(points=points)
        return POLYNOMIAL.format(numbers=self.terms(self.coefficients))

    @cached_property
    def slopes(self) -> list[Any]:
        """Those between the vertices of a piecewise linear map."""
        return [(y1 - y0) / (x1 - x0) for (x0, y0), (x1, y1) in pairwise(self.vertices)]

    def self_map(self) -> str:
        """The theorem that a piecewise linear map takes its interval into itself. A polynomial map need not do so."""
        if not self.vertices:
            return ""
        proof = (BY_ELEMENTS if self.over_field else BY_RATIONALS).format(**self.names)
        return SELF_MAP.format(proof=proof, **self.names)

    @property
    def over_field(self) -> bool:
        return isinstance(self.numbers, Elements)

    @property
    def data(self) -> str:
        """The map as the checkers read it."""
        if self.over_field:
            return "(FieldMap vertices slopes)"
        return "(Linear vertices)" if self.vertices else "(Polynomial coefficients)"

    @property
    def names(self) -> dict[str, str]:
        """For templates: the map and its interval as the checkers read them, its ends as the reader would write them, and types."""
        ends = {"a": self.argument(self.left), "b": self.argument(self.right)}
        types = {f"type_of_{name}": self.numbers.type_of(name) for name in ("setting", "source", "points")}
        return (
            {"data": self.data, "interval": f"{self.term(self.left)} {self.term(self.right)}", "scope": self.numbers.scope} | ends | types
        )

    def exact(self, value: Any) -> Any:
        """A number of the certificate. Raises ValueError for what is none."""
        return self.numbers.exact(value)

    def term(self, value: Any) -> str:
        """A number as the checkers read it."""
        return self.numbers.term(value)

    def scoped(self, value: Any) -> str:
        """The same, as the argument of a function of theory Evidence: those are about any numbers, so that a scope must be given."""
        return self.numbers.scoped(value)

    @cached_property
    def denominator(self) -> int:
        """A common denominator of the long points of the map, if it is not much longer than theirs; otherwise 1."""
        denominators = [z.denominator for z in long_points(self)]
        common, longest = lcm(*denominators), max(denominators, default=1)
        return common if common.bit_length() <= longest.bit_length() + SHORT else 1

    @cached_property
    def named(self) -> dict[Fraction, str]:
        """The names of long points: Coq takes its time for reading them, and needs to read each only once."""
        return {z: f"point_{k}" for k, z in enumerate(long_points(self))}

    def place(self, value: Any) -> str:
        """A point; its name if it is long."""
        if self.over_field or (z := value if isinstance(value, Fraction) else exact(value)).denominator.bit_length() <= SHORT:
            return self.term(value)
        return self.named.setdefault(z, f"point_{len(self.named)}")

    def long_numbers(self) -> str:
        """The definitions of all points that have got a name, over the common denominator if they can be."""
        lines = [f"Definition denominator : positive := {self.denominator}."] if self.denominator > 1 else []
        for z, name in self.named.items():
            factor, rest = divmod(self.denominator, z.denominator)
            term = f"({z.numerator}#{z.denominator})" if rest else f"({z.numerator * factor}#denominator)"
            lines.append(f"Definition {name} : Q := {term}.")
        return LONG.format(definitions="\n".join(lines)) if lines else ""

    def terms(self, values: Iterable[Any]) -> str:
        """A list of numbers, without its scope."""
        return listed(map(self.place, values))

    def pair(self, values: Sequence[Any]) -> str:
        """A point or an interval."""
        first, second = values
        return f"({self.place(first)}, {self.place(second)})"

    def real(self, value: Any) -> str:
        """A number as the reader would write it."""
        return self.numbers.real(value)

    def argument(self, value: Any) -> str:
        """The same, in parentheses where it is no single word."""
        text = self.real(value)
        return text if text.isalnum() or (text[0] == "(" and text.count("(") == 1 and text[-1] == ")") else f"({text})"

    def factor(self, value: Any) -> str:
        """The same, in parentheses where it is a sum, or begins with a minus sign."""
        text = self.real(value)
        return f"({text})" if " + " in text or " - " in text or text[0] == "-" else text

    def slope_terms(self) -> str:
        """For a piecewise-linear map: the slopes between its vertices."""
        return self.terms_of((y1 - y0) / (x1 - x0) for (x0, y0), (x1, y1) in pairwise(self.vertices))

    def terms_of(self, values: Iterable[Any]) -> str:
        """A list of numbers, with its scope."""
        return listed(map(self.term, values)) + self.numbers.scope

    def value(self, x: Any) -> Any:
        if not self.vertices:
            result = exact("0")
            for c in reversed(self.coefficients):
                result = result * x + c
            return result
        for (x0, y0), (x1, _), slope in zip(self.vertices, self.vertices[1:], self.slopes, strict=False):
            if x <= x1:
                return y0 + slope * (x - x0)
        return self.vertices[-1][1]

    def iterate(self, t: int, x: Any) -> Any:
        """The exact value. Raises ValueError if it, or one before, has too many digits."""
        for _ in range(t):
            if isinstance(x, Fraction) and x.denominator >= LONGEST:
                raise ValueError(f"an expanded iterate with numbers of over {DIGITS} digits has no Coq form")
            x = self.value(x)
        return x


def long_points(problem: Problem) -> list[Fraction]:
    """The coordinates of the vertices with long denominators, in increasing order."""
    points = [] if problem.over_field else {Fraction(z) for vertex in problem.vertices for z in vertex}
    return sorted(z for z in points if z.denominator.bit_length() > SHORT)


def read_problem(given: dict[str, Any]) -> Problem:
    """The map of a certificate that has the keys of one. Raises ValueError for less than two vertices."""
    if given["kind"] == "polynomial":
        a, b = map(exact, given["interval"])
        return Problem(Rationals(), [], list(map(exact, given["coefficients"])), a, b)
    numbers = Elements(given["field"]) if "field" in given else Rationals()
    vertices = [(numbers.exact(x), numbers.exact(y)) for x, y in given["vertices"]]
    if len(vertices) < 2:
        raise ValueError("map.vertices: at least two vertices are needed")
    problem = Problem(numbers, vertices, [], vertices[0][0], vertices[-1][0])
    if problem.over_field:
        problem.definitions()  # so that too long numbers are refused before there is any work with them
    return problem
