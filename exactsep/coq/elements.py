"""Elements of number fields as Coq terms, and the number field itself: theory Fields and FieldEvidence.

A file states its theorems for every real number a in an interval at which a polynomial is 0, and proves that there is exactly one."""

from __future__ import annotations

from fractions import Fraction
from math import floor
from typing import Any

from exactsep.coq.terms import listed, rational, real
from exactsep.numbers.algebraic import Algebraic, NumberField

GUARD = 40  # bits of calculations with the root, besides those that the coefficients of elements need
CLOSE = 52  # bits of the first enclosure of the root, if no more are needed
PRECISION = 14_000  # bits of all enclosures of the root

FIELD = """\
(* The field: a polynomial, from the constant coefficient upwards, an interval, and inside of it an enclosure of the root, in integers over
   2^{precision}. *)
Definition F : number_field := NumberField {polynomial}%Q {lower} {upper} ({low}, {high})%Z {precision} {precision}.

Lemma isolated : isolates F = true.
Proof. computed. Qed.

(* The polynomial has exactly one root in the interval. *)
Theorem one_root : exists! a : R, {lower_end} <= a <= {upper_end} /\\ {equation} = 0.
Proof. apply (one_root_stated F); [exact isolated | computed | number | number | intros a; number]. Qed.

(* The map, as the checkers read it: its vertices, and the slopes between them. *)"""

SECTION = """\
(* From here on a is this root. *)
Section Root.
Variable a : R.
Hypothesis a_between : {lower_end} <= a <= {upper_end}.
Hypothesis a_root : {equation} = 0.

Lemma is_root : root_of F a.
Proof. apply (root_stated F a _ _ _) with (4 := a_between) (5 := a_root); number. Qed.

#[local] Instance at_a : reading (element F) (field_map F) := field_reading F isolated a is_root.
"""


class Elements:
    """The numbers of a certificate over a number field. `exact` gives elements with exact arithmetic."""

    scope = ""  # each term has its own

    def __init__(self, given: dict[str, Any]):
        self.field = NumberField(given["minpoly"], given["interval"])
        self.interval = [str(end) for end in given["interval"]]
        self.bits = 1  # of the largest coefficient of a term so far
        self.close = CLOSE  # bits of the first enclosure of the root

    def exact(self, value: Any) -> Algebraic:
        """The element that stands in a certificate. Raises ValueError for what is none."""
        if isinstance(value, list):
            for coefficient in value:
                rational(coefficient)
        elif not isinstance(value, Algebraic | Fraction):
            rational(value)
        return self.field(value)

    def need_bits(self, bits: int) -> None:
        """Elements are to be enclosed with so many bits."""
        self.close = max(self.close, bits + 16)

    def _coefficients(self, value: Any) -> list[str]:
        return [str(c) for c in self.exact(value).coefficients]

    def need(self, bits: int) -> None:
        """Comparisons are with coefficients of so many bits. Raises ValueError if the root would have to be enclosed with too many."""
        self.bits = max(self.bits, bits)
        if self.precision > PRECISION:
            raise ValueError(
                f"numbers that need over {PRECISION} bits of the root, as many as they have times the degree, have no Coq form"
            )

    @property
    def precision(self) -> int:
        """Bits of the enclosure of the root: an element of degree below d whose coefficients have b bits is not much closer to 0 than
        2^(-d b)."""
        return max(GUARD + self.bits * self.field.degree, 2 * self.close)

    def term(self, value: Any) -> str:
        """The list of its coefficients, without zeros at the end: [0; 1#2]%Q."""
        self.need(max(len(c) * 10 // 3 for c in self._coefficients(value)))
        return self.listed(value)

    def listed(self, value: Any) -> str:
        """The same for what is not compared with others."""
        found = self._coefficients(value)
        while len(found) > 1 and found[-1] == "0":
            found.pop()
        return f"[{'; '.join(rational(c).strip('()') for c in found)}]%Q"

    scoped = term

    def real(self, value: Any) -> str:
        """As a reader would write it: a - 1, - a, 1 / 2 * a ^ 2."""
        return polynomial_in_a(self._coefficients(value))

    type_of_numbers = "(element F)"

    def type_of(self, name: str) -> str:
        """A type of theory Evidence over these numbers."""
        arguments = "(element F)" if name == "source" else "(element F) (field_map F)"
        return f"{name}_over {arguments}"

    def _names(self) -> dict[str, str]:
        lower, upper = self.interval
        names = {"lower": rational(lower), "upper": rational(upper), "lower_end": real(lower), "upper_end": real(upper)}
        return names | {"equation": polynomial_in_a([str(c) for c in self.field.polynomial])}

    def definitions(self) -> str:
        """The field, and that its polynomial has one root. To be written last, when it is known how close numbers are."""
        precision = self.precision
        middle = floor(self.field.generator * 2**precision)
        wide = 2 ** (precision - self.close)  # not the same on both sides: the enclosure is halved, and at the root no sign is known
        ends = {"low": str(middle - wide), "high": str(middle + 2 * wide), "precision": str(precision)}
        return FIELD.format(polynomial=listed(str(c) for c in self.field.polynomial), **ends, **self._names())

    def section(self) -> str:
        """The beginning of the section about the root."""
        return SECTION.format(**self._names())


def polynomial_in_a(coefficients: list[str]) -> str:
    """A polynomial in a, the highest power first."""
    text = ""
    for power in reversed(range(len(coefficients))):
        c = coefficients[power]
        if c.strip("-") == "0":
            continue
        minus, size, letter = c.startswith("-"), real(c.removeprefix("-")), "" if not power else "a" if power == 1 else f"a ^ {power}"
        size = size if not letter else letter if size == "1" else f"{size} * {letter}"
        text += (" - " if minus else " + ") + size if text else f"- {size}" if minus else size
    return text if text.strip("-0123456789/ ") else real(coefficients[0])
