"""The commands of a Coq file: sentence by sentence only those that the theory and the exported files need, so that no proof can be avoided
and no file can change what the statements of another one mean."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assumptions import TYPES, Rejected

LIBRARIES = "Arith Bool FunctionalExtensionality Lia List Lra NArith QArith Qabs Qreals Qround Reals ZArith"  # of Coq
ANY = "Lemma Theorem Corollary Definition Fixpoint Inductive Record Class Arguments Ltac Opaque"  # whatever follows
COMMANDS = re.compile(
    rf"(?:{ANY.replace(' ', '|')})\s.*|Proof|Qed|Defined|#\[(?:global|local)\] Instance\s.*"
    rf"|From Coq Require Import(?:\s+(?:{LIBRARIES.replace(' ', '|')}))+|From Exactsep Require(?: Import| Export)?(?:\s+\w+)+"
    r"|Import ListNotations|Open Scope (?:R|Q|Z)_scope|Local Open Scope (?:Z|lazy_bool)_scope|Print Assumptions \w+",
    re.DOTALL,
)
IN_SECTIONS = re.compile(r'Notation (?:\w[^"]*|"(?:<< x >>|x \* y)" [^"]*)|(?:Variables?|Hypothes[ie]s|Context)\s.*', re.DOTALL)
OUTSIDE = {  # what acts on other files: notations, coercions and exported names
    ("Counts.v", "Notation counts ws := (map alternations ws)"),
    ("Evidence.v", "Notation setting := (setting_over Q map_data)"),
    ("Evidence.v", "Notation source := (source_over Q)"),
    ("GeneralSegments.v", "Coercion general : general_network >-> by_parts"),
    ("Growth.v", "Notation growth_certificate := (growth_over Q map_data)"),
    ("Loops.v", "Notation cycle_certificate := (cycle_over Q map_data)"),
    ("Maps.v", "Export Comparisons(le_Q, le_Q_is)"),
    ("Points.v", "Local Notation \"'F_of' c\" := (iterate (p_iterations c) (function (p_map c))) (at level 10)"),
    ("Points.v", "Notation points_certificate := (points_over Q map_data)"),
    ("Segments.v", "Coercion plain : plain_network >-> by_parts"),
    ("SupNorm.v", "Notation certificate := (certificate_over Q map_data)"),
    ("SupNorm.v", "Notation span := (span_over Q)"),
}
TAKEN = (  # what statements call by the name that it has in the standard library
    "Forall IZR INR N None Prop Q Q2R Qeq Qle Qle_bool Qlt R R_dist Rabs Rdiv Rge Rgt Riemann_integrable RiemannInt Rinv Rle Rlt Rmax Rmin"
    " Rminus Rmult Ropp Rplus Set Some Type Z and bool continuity eq ex false fst hd length list map nat negb not nth option or pair pow"
    " powerRZ prod repeat snd true"
)
FILES = (  # of Coq
    f"{LIBRARIES} Ascii BinInt BinNat BinPos N Nat Nat2Z Ndec Pos Pos2Nat Pos2Z Q R Rbase RList String Z Z2Nat Z2Pos ZArith_base Znat"
)
SECTION = re.compile(r"(Section|End) \w+")
TACTIC = re.compile(r"[a-z]|\d[\d, -]*:\s*[a-z]")  # no command begins with a small letter
BETWEEN = re.compile(r"(?:[-+*{}\s]|\d+\s*:\s*\{)*")  # bullets and braces stand before a sentence
END = re.compile(r"(?<!\.)\.(?:\.\.)?(?=\s|$)")  # two dots are no end
ODD = re.compile(r"[^\x20-\x7e\n]|\.\(\*|:>")
AVOIDS = re.compile(
    r"\b(Admitted|admit|give_up|Axioms?|Parameters?|Conjectures?|Declare|bypass_check|native_compute|native_cast_no_check|Module"
    r"|(?:Set|Unset)\s+(?:Guard|Positivity|Universe)\s+Checking|Primitive|Symbols?|Load|LoadPath|Drop|Redirect)\b"
)
INSIDE = re.compile(r"(?<=.)\b(Section|End|Variables?|Hypothes[ie]s|Context)\b", re.DOTALL)  # not at the beginning of a sentence
REQUIRED = re.compile(r"From Exactsep Require(?: Import| Export)?(?=\s)")
NAMED = re.compile(r"(?:Lemma|Theorem|Corollary|Definition|Fixpoint|Inductive|Record|Class|#\[\w+\] Instance)\s+([\w']+)")

CONSTRUCTORS = re.compile(r"(?:\bwith\b|[|{;]|:=)\s*([\w']+)")
TOGETHER = re.compile(r"\bwith\s+([\w']+)\b(?=(?:(?!=>).)*?:=)", re.DOTALL)  # no branch of a match


def require_proofs(name: str, text: str) -> None:
    """Raises Rejected for all but the commands above: with others a proof could be avoided, or the meaning of a statement changed; and for
    a file with the name of one that has axioms."""
    if name.removesuffix(".v") in {*FILES.split(), *(axiom.split(".")[0] for axiom in TYPES)}:
        raise Rejected(f"{name}: this is the name of a file of the standard library")
    bare = without_comments(text)
    found = ODD.search(bare) or AVOIDS.search(bare)
    if found:
        raise Rejected(f"{name}: {found[0]!r} has no place here: with it a proof could be avoided")
    depth = 0
    for sentence in sentences(bare):
        section = SECTION.fullmatch(sentence)
        shown = " ".join(sentence.split())
        reason = None if section or (name, shown) in OUTSIDE else refused(sentence, depth > 0)
        if reason:
            raise Rejected(f"{name}: {shown[:60]!r} has no place here{reason}")
        if section:
            depth += 1 if section[1] == "Section" else -1


def refused(sentence: str, in_section: bool) -> str | None:
    """Why a sentence is not among the commands above, if it is not."""
    if INSIDE.search(sentence):
        return ": words for assumptions and sections only begin a sentence"
    if IN_SECTIONS.fullmatch(sentence):
        return None if in_section else ", outside of a section: it acts on all that follows, or it is an axiom"
    if '"' in sentence or not (TACTIC.match(sentence) or COMMANDS.fullmatch(sentence)):
        return ": no sentence of the theory has this form"
    if set(names(sentence)) & set(TAKEN.split()):
        return ": statements mean what the standard library calls so"
    return None


def names(sentence: str) -> list[str]:
    """What a sentence declares: the name behind the command, those of constructors and fields, and of what is declared together with it."""
    first = NAMED.match(sentence)
    inner = CONSTRUCTORS if sentence.startswith(("Inductive", "Record", "Class")) else TOGETHER
    return [first[1], *inner.findall(sentence)] if first else []


def without_comments(text: str) -> str:
    """A Coq file without its comments, which may be nested. In a string there is no comment."""
    kept, depth = [], 0
    for token in re.findall(r'\.\(\*|\(\*|\*\)|"[^"]*"|.', text, re.DOTALL):
        depth += token.endswith("(*") - (token == "*)" and depth > 0)
        if not depth or token == ".(*":  # which does not begin a comment
            kept.append(" " if token == "*)" else token)
    return "".join(kept)


def sentences(bare: str) -> Iterator[str]:
    """The sentences of a file without comments, each without the bullets and braces before it and the dot at its end."""
    for sentence in END.split(bare):
        begins = BETWEEN.match(sentence)
        rest = sentence[begins.end() if begins else 0 :].rstrip()
        if rest:
            yield rest


def declared(text: str) -> list[str]:
    """The names of all theorems, lemmas, definitions, ... of a file."""
    return [found[1] for sentence in sentences(without_comments(text)) if (found := NAMED.match(sentence))]


def required(text: str) -> set[str]:
    """The names of the theory files that a file requires."""
    found = [(sentence, REQUIRED.match(sentence)) for sentence in sentences(without_comments(text))]
    return {word for sentence, begins in found if begins for word in sentence[begins.end() :].split()}
