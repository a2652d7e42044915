"""What a Coq file may rest on: the axioms of the real numbers, with the types that they have there, and no command that avoids a proof."""

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
AVOIDS = re.compile(
    r"\b(Admitted|admit|Admit\s+Obligations|Axioms?|Parameters?|Conjectures?|Declare|bypass_check|native_compute|native_cast_no_check|Module"
    r"|(?:Set|Unset)\s+(?:Guard|Positivity|Universe)\s+Checking|Primitive|Symbols?|Rewrite\s+Rules?|Load|LoadPath|Drop|Redirect)\b"
)
SECTIONS = re.compile(
    r"(?:^|(?<=\.\s))\s*(?:#\[[^\]]*\]\s*)?(?:(?:Local|Global|Polymorphic)\s+)?(Section|End|Variables?|Hypothes[ie]s|Context)\b",
    re.MULTILINE,
)


class Rejected(Exception):
    """Coq does not accept a file, or a theorem needs another axiom."""


def require_proofs(name: str, text: str) -> None:
    """Raises Rejected for a command with which a proof could be avoided: one of AVOIDS outside of comments, an assumption outside of a
    section, and a file with the name of one that has axioms."""
    if name.removesuffix(".v") in {axiom.split(".")[0] for axiom in TYPES}:
        raise Rejected(f"{name}: this is the name of a file of the standard library")
    bare = without_comments(text)
    found = AVOIDS.search(bare)
    if found:
        raise Rejected(f"{name}: {found[0]!r} has no place here: with it a proof could be avoided")
    depth = 0
    for command in SECTIONS.findall(bare):
        depth += (command == "Section") - (command == "End")
        if depth <= 0 and command not in ("Section", "End"):
            raise Rejected(f"{name}: {command!r} has no place here, outside of a section: it is an axiom")


def without_comments(text: str) -> str:
    """A Coq file without its comments, which may be nested, and without its strings."""
    kept, depth = [], 0
    for token in re.findall(r'\(\*|\*\)|"[^"]*"|.', text, re.DOTALL):
        depth += (token == "(*") - (token == "*)" and depth > 0)
        if not depth:
            kept.append(" " if token == "*)" or token[0] == '"' else token)
    return "".join(kept)


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
