"""proofs/theory/README.md and proofs/FORMAT.md say what is proved in Coq: each theorem that they name is there, each statement stands so in an
exported file, each kind of certificate has one."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

import check
from exactsep.coq import elements, expansion, reading, separation, terms
from exactsep.coq.crossings import sources, sup
from exactsep.coq.export import KINDS, coq_file, load_certificate
from exactsep.coq.l1 import cylinders, levels, path_teeth, paths, teeth, teeth_l1, upper
from exactsep.coq.networks import equality, shapes, tapes

PROOFS = Path(__file__).parent.parent / "proofs"
THEORY = (PROOFS / "theory" / "README.md").read_text(encoding="utf-8")
FORMAT = (PROOFS / "FORMAT.md").read_text(encoding="utf-8")
RULES = set(re.findall(r"^\*\*([A-Z][0-9a-z]*)\*\*", FORMAT, re.MULTILINE))
SECTIONS = re.findall(
    r"^### ([a-z0-9-]+)(?:: [^\n]*)?\n\nCertificate `([^`]+)` · rule ([^·]*) · ([^\n]*)\n\n```coq\n(.*?)^```$",
    THEORY,
    re.MULTILINE | re.DOTALL,
)


# T4 is in the paragraph of T4w, T19 in that of T18; the others are in no certificate.
OTHERS = {"T4", "T10", "T11", "T14w", "T15w", "T19"}
TABLE = re.findall(r"^\|([^|]*)\|([^|]*)\|([^|]*)\|$", FORMAT[FORMAT.index("\n## 7.") :], re.MULTILINE)
ROWS = [tuple(cell.strip() for cell in row) for row in TABLE[2:]]  # without the head


@cache
def theorems_of(file: str) -> set[str]:
    """And definitions."""
    return set(
        re.findall(r"^(?:Theorem|Lemma|Definition|Fixpoint) (\w+)", (PROOFS / "theory" / file).read_text(encoding="utf-8"), re.MULTILINE)
    )


def one_spaced(text: str) -> str:
    return " ".join(text.split())


def test_every_kind_has_a_statement() -> None:
    assert {kind for kind, *_ in SECTIONS} == set(KINDS)
    assert len(SECTIONS) == THEORY.count("\n### ") == THEORY.count("```coq") - 1  # the general theorem


def test_the_general_theorem_stands_so_in_the_theory() -> None:
    text = THEORY[THEORY.index("\n## Every continuous map with a cycle") : THEORY.index("\n## The statements, kind by kind")]
    statements = text[text.index("```coq\n") + 7 : text.rindex("```")]
    theory = one_spaced((PROOFS / "theory" / "Interval.v").read_text(encoding="utf-8"))
    assert statements.count("Theorem ") == 2
    for statement in re.split(r"^(?=Theorem )", statements, flags=re.MULTILINE)[1:]:
        assert f"{one_spaced(statement)} Proof." in theory


@pytest.mark.parametrize(
    ("kind", "certificate", "rules", "text", "statements"), SECTIONS, ids=[f"{kind}-{name}" for kind, name, *_ in SECTIONS]
)
def test_statements_are_those_of_the_exported_file(kind: str, certificate: str, rules: str, text: str, statements: str) -> None:
    given = load_certificate(PROOFS / "certificates" / f"{certificate}.json")
    assert given["claim"]["kind"] == kind
    exported = one_spaced(coq_file(given))
    for statement in re.split(r"^(?=Theorem )", statements, flags=re.MULTILINE)[1:]:
        assert f"{one_spaced(statement)} Proof." in exported
    assert set(re.findall(r"\b[A-Z]\d*[a-z]?\b", rules)) <= RULES | OTHERS


@pytest.mark.parametrize("text", [THEORY, FORMAT], ids=["theory", "format"])
def test_named_theorems_are_there(text: str) -> None:
    named = re.findall(r"`(\w+)` in `(\w+\.v)`", text)
    assert named
    for theorem, file in named:
        assert theorem in theorems_of(file), (theorem, file)


def test_the_table_of_rules_names_theorems() -> None:
    rows = re.findall(r"^\| ([^|]*) \| ((?:`\w+\.v`(?:, )?)+) \| ((?:`\w+`(?:, )?)+) \|$", THEORY, re.MULTILINE)
    assert len(rows) == THEORY.count("\n| ") - 1  # the head
    for _, files, theorems in rows:
        there = set().union(*(theorems_of(file) for file in re.findall(r"`(\w+\.v)`", files)))
        assert set(re.findall(r"`(\w+)`", theorems)) <= there


def test_every_rule_is_said_to_be_in_coq_or_on_paper() -> None:
    named = [rule for names, _, _ in ROWS for rule in re.findall(r"\b[A-Z]\d*[a-z]?\b", names)]
    assert sorted(named) == sorted({*RULES, *OTHERS} | {"L1"})  # each once; L1 for its upper bounds
    for names, proved, missing in ROWS:
        assert re.search(r"`\w+` in `\w+\.v`", proved) or (not proved and missing), names


def test_limits_of_the_table_are_those_of_the_code() -> None:
    missing = {names: rest for names, _, rest in ROWS}
    assert limits(missing["number fields"]) == [elements.PRECISION]
    assert limits(missing["E"]) == [expansion.ITERATES, expansion.MOST, expansion.MOST_OVER_FIELDS, terms.DIGITS]
    assert limits(missing["T14"]) == [teeth_l1.MOST, paths.KINDS, paths.STEPS, path_teeth.PLACES, teeth.WORK]
    assert limits(missing["T15"]) == [cylinders.CLASSES, cylinders.STEPS, cylinders.COSTS]
    assert limits(missing["T15x"]) == [expansion.MOST, expansion.MOST_FOLLOWED, levels.WORK, levels.MOST_BITS]
    assert limits(missing["upper bounds in L1"]) == [expansion.MOST, expansion.MOST_FOLLOWED, upper.BITS]
    assert limits(missing["T20"]) == [equality.MOST_INPUTS]
    assert limits(missing["T21"]) == [tapes.MOST]


def test_limits_of_the_checker_are_those_of_the_export() -> None:
    assert (reading.ITERATES, cylinders.TAIL, sources.LONGEST) == (check.MAX_ITERATE, check.MAX_TAIL, check.MAX_FROM)
    assert (sources.BITS, sup.BITS, cylinders.TAIL_STEPS) == (check.MAX_BITS, check.MAX_BITS, check.MAX_TAIL_WORK)
    assert (separation.DEPTH, separation.BITS, shapes.MOST) == (check.MAX_SHALLOW, check.MAX_LONG_EXACT, check.MAX_WEIGHTS)


def limits(text: str) -> list[int]:
    return [int(number.replace(",", "")) for number in re.findall(r"\b(?:over|field) (\d[\d,]*)", text)]
