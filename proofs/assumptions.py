"""The axioms that a Coq file may rest on: those of the real numbers, with the types that they have there; and what Coq prints of them."""

from __future__ import annotations

import re

TYPES = {  # of the axioms, in Coq's standard library
    "ClassicalDedekindReals.sig_not_dec": "forall P : Prop, {~ ~ P} + {~ P}",
    "ClassicalDedekindReals.sig_forall_dec": (
        "forall P : nat -> Prop, (forall n : nat, {P n} + {~ P n}) -> {n : nat | ~ P n} + {forall n : nat, P n}"
    ),
    "FunctionalExtensionality.functional_extensionality_dep": (
        "forall (A : Type) (B : A -> Type) (f g : forall x : A, B x), (forall x : A, f x = g x) -> f = g"
    ),
    "Classical_Prop.classic": "forall P : Prop, P \\/ ~ P",
}
CLASSICAL = {"Classical_Prop.classic"}  # integrals in the standard library need it
AXIOMS = set(TYPES) - CLASSICAL  # of the real numbers
LIBRARY = re.compile(r"(?:Coq|Stdlib)\.(?:Reals|Logic)\.(\w+\.\w+)")  # where they are
USUAL = {"Set is predicative", "Rewrite rules are not allowed"}  # what coqchk says of the theory of Coq itself


class Rejected(Exception):
    """Coq does not accept a file, or a theorem needs another axiom."""


def axioms_of_summary(output: str) -> set[str]:
    """The axioms in what coqchk prints, those of the standard library as `module.name`, others in full. Raises Rejected if it reports
    anything else that is assumed."""
    sections = [section.split(":", 1) for section in output.split("\n* ")[1:]]
    theories = {rest.strip() for name, rest in sections if name == "Theory"}
    found = {name: rest for name, rest in sections if name != "Theory"}
    axioms = found.pop("Axioms", None)
    assumed = [name for name, entries in found.items() if entries.strip() != "<none>"]
    if axioms is None or assumed or len(found) < 3 or not {"Set is predicative"} <= theories <= USUAL:
        raise Rejected(f"coqchk does not say that axioms are all that is assumed:\n{output.strip()[-2_000:]}")
    names = {name: LIBRARY.fullmatch(name) for name in axioms.split() if name != "<none>"}
    return {known[1] if known else name for name, known in names.items()}


def axioms_printed(output: str) -> set[str]:
    """The axioms in what coqc prints for Print Assumptions: names at the beginnings of lines, before a colon. Raises Rejected if it prints
    anything else, as it does for definitions that are only assumed to be terminating, positive or consistent."""
    if output.strip() == "Closed under the global context":
        return set()
    first, *lines = output.strip().splitlines() or [""]
    names = [re.fullmatch(r"([\w.']+)(?: :.*)?", line) for line in lines if not line.startswith(" ")]
    if first != "Axioms:" or not names or not all(names):
        raise Rejected(f"the file does not print just the axioms of its theorems:\n{output.strip()[-2_000:]}")
    for name, kind in TYPES.items():
        stated = re.search(rf"^{re.escape(name)}\s*:(.*(?:\n .*)*)", output, re.MULTILINE)
        if stated and " ".join(stated[1].split()) != kind:
            raise Rejected(f"{name} is not the axiom of this name: it says {' '.join(stated[1].split())}")
    return {name[1] for name in names if name}
