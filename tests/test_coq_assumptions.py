"""What a Coq file may rest on: the axioms of the real numbers, and nothing that is assumed, switched off or left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from exactsep.coq.export import coq_file, load_certificate
from test_coq import GALLERY, coq, needs_coq

OLD = "Lemma l1_accepted : check_levels l1_data = true.\nProof. computed. Qed."
UNGUARDED = "#[bypass_check(guard)] Fixpoint loop (n : nat) : False := loop n."
UNPOSITIVE = """\
#[bypass_check(positivity)] Inductive bad : Set := B : (bad -> False) -> bad.
Definition no (b : bad) : False := match b with B g => g b end.
Definition loop (n : nat) : False := no (B no)."""
INCONSISTENT = """\
From Coq Require Hurkens.
#[bypass_check(universes)] Definition T : Type := Type.
Unset Universe Checking.
Definition loop (n : nat) : False := Hurkens.TypeNeqSmallType.paradox Type eq_refl."""


@needs_coq
@pytest.mark.slow
def test_coq_finds_what_is_assumed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hypothesis outside of a section is an axiom, whatever its name: this one has a digit in it."""
    certificate = load_certificate(GALLERY / "tent-8-l1.json")
    text = coq_file(certificate)
    assert OLD in text
    changed = text.replace(OLD, "Hypothesis l1_accepted : check_levels l1_data = true.")
    with pytest.raises(coq.Rejected, match="outside of a section"):
        coq.compile_file(changed, coq.expected(certificate))
    monkeypatch.setattr(coq, "require_proofs", lambda *_: None)
    with pytest.raises(coq.Rejected, match="other axioms: l1_accepted"):
        coq.compile_file(changed, coq.expected(certificate))


@needs_coq
@pytest.mark.slow
@pytest.mark.parametrize("cheat", [UNGUARDED, UNPOSITIVE, INCONSISTENT], ids=["guard", "positivity", "universes"])
def test_checks_are_not_switched_off(cheat: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Coq says so where it lists axioms, in other words; and the commands themselves are refused."""
    certificate = load_certificate(GALLERY / "tent-8-l1.json")
    text = coq_file(certificate).replace(OLD, f"{cheat}\nLemma l1_accepted : check_levels l1_data = true.\nProof. destruct (loop 0). Qed.")
    assert cheat in text
    with pytest.raises(coq.Rejected, match="has no place here"):
        coq.compile_file(text, coq.expected(certificate))
    monkeypatch.setattr(coq, "require_proofs", lambda *_: None)
    with pytest.raises(coq.Rejected, match="does not print just the axioms"):
        coq.compile_file(text, coq.expected(certificate))


@pytest.mark.parametrize(
    "text",
    [
        "Lemma a : False. Admitted.",
        "Lemma a : False. Proof. admit. Admitted.",
        "Axiom a : False.",
        "Axioms a b : False.",
        "Module M. Parameter a : False. End M.",
        "Conjecture a : False.",
        "Unset Guard Checking.",
        "Variable cheat : False.",
        "Lemma a : True. Proof. exact I. Qed. Hypothesis (cheat : False).",
        "Section A. Variable x : nat. End A.\nContext (cheat : False).",
        "Section A. End A. #[local] Hypotheses a b : False.",
        "Module M. End M.",
        'Add LoadPath ".".',
        "Unset Positivity  Checking.",
        "Unset(* *)Universe\nChecking.",
        "#[bypass_check(guard)] Fixpoint f (n : nat) : False := f n.",
        'Declare ML Module "plugin".',
        "Proof. native_compute. Qed.",
        "(* a *) Axiom (* b *) a : False.",
        "(* (* a *) b *) Axiom a : False.",
        'Definition s := "(*". Axiom a : False. (* *)',
        '(* "*)" *) Axiom a : False.',
    ],
)
def test_commands_that_avoid_proofs_are_refused(text: str) -> None:
    with pytest.raises(coq.Rejected, match=r"^x.v: .* has no place here"):
        coq.require_proofs("x.v", text)


def test_files_are_not_named_like_those_with_axioms() -> None:
    with pytest.raises(coq.Rejected, match="the name of a file of the standard library"):
        coq.require_proofs("ClassicalDedekindReals.v", "Definition a := 1.")


@pytest.mark.parametrize("more", ["Numbers.v.v\n", "-arg -type-in-type\n", "sub/Evil.v\n"])
def test_the_project_file_lists_the_theory_and_nothing_else(more: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "A.v").write_text("Definition a := 1.\n", encoding="utf-8")
    (tmp_path / "_CoqProject").write_text(f"-Q . Exactsep\nA.v\n{more}", encoding="utf-8")
    monkeypatch.setattr(coq, "THEORY", tmp_path)
    with pytest.raises(coq.Rejected, match="_CoqProject is not the list"):
        coq.compile_theory()


def test_files_in_folders_below_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "Evil.v").write_text("Axiom evil : False.\n", encoding="utf-8")
    monkeypatch.setattr(coq, "THEORY", tmp_path)
    with pytest.raises(coq.Rejected, match="'Axiom' has no place here"):
        coq.compile_theory()


def test_axioms_are_those_of_the_library() -> None:
    """A theory file could hold another axiom under the name of a known one."""
    with pytest.raises(coq.Rejected, match="is not the axiom of this name: it says False"):
        coq.axioms_printed("Axioms:\nClassicalDedekindReals.sig_not_dec : False")
    with pytest.raises(coq.Rejected, match="is not the axiom of this name"):
        coq.axioms_printed("Axioms:\nClassical_Prop.classic\n  : forall P : Prop,\n    P")
    mine = GOOD.replace("Coq.Reals.ClassicalDedekindReals.sig_not_dec", "Exactsep.ClassicalDedekindReals.sig_not_dec")
    assert coq.axioms_of_summary(mine) == {"Exactsep.ClassicalDedekindReals.sig_not_dec", "Classical_Prop.classic"}


def test_words_in_comments_and_names_are_no_commands() -> None:
    coq.require_proofs("x.v", "Section A. Variable a : nat. Section B. Context (b : nat). End B. Hypothesis c : a = 1. End A.")
    coq.require_proofs("x.v", "(* Axioms: (* Admitted *) Unset Guard Checking *) Lemma Axiom_free parameters : admitted.")
    for path in sorted(coq.THEORY.glob("*.v")):
        coq.require_proofs(path.name, path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "printed",
    [
        "",
        "Axioms:",
        "Axioms:\nloop is assumed to be guarded.",
        "Axioms:\nA.b : Type\nbad is assumed to be positive.",
        "Axioms:\nA.b : Type\nT relies on an unsafe hierarchy.",
        "Section Variables:\na : R",
        "Axioms:\nA.b : Type\nAxioms:",
        "something\nAxioms:\nA.b : Type",
        "Closed under the global context\nClosed under the global context",
    ],
)
def test_only_axioms_are_read(printed: str) -> None:
    with pytest.raises(coq.Rejected, match="does not print just the axioms"):
        coq.axioms_printed(printed)


def test_axioms_are_compared() -> None:
    printed = "Axioms:\nl1_accepted : check l1_data = true\nA.sig_not_dec : forall P : Prop,\n               {~ ~ P} + {~ P}\nB.long'2\n  : Type\n"
    assert coq.axioms_printed(printed) == {"l1_accepted", "A.sig_not_dec", "B.long'2"}
    tape = {"claim": {"kind": "narrow-approximate", "l1": "1/5", "target": {"layers": [{"weights": [["1", "1"]]}]}}}
    assert coq.expected({"claim": {"kind": "sup"}}) == coq.expected(tape) == coq.AXIOMS
    assert (
        coq.expected({"claim": {"kind": "l1"}})
        == coq.expected({"claim": {"kind": "separation", "l1": "1/5"}})
        == coq.AXIOMS | coq.CLASSICAL
    )


GOOD = """\
CONTEXT SUMMARY
===============

* Theory: Set is predicative

* Axioms:
    Coq.Reals.ClassicalDedekindReals.sig_not_dec
    Coq.Logic.Classical_Prop.classic

* Constants/Inductives relying on type-in-type: <none>

* Constants/Inductives relying on unsafe (co)fixpoints: <none>

* Inductives whose positivity is assumed: <none>
"""


def test_the_summary_of_coqchk_is_read() -> None:
    assert coq.axioms_of_summary(GOOD) == {"ClassicalDedekindReals.sig_not_dec", "Classical_Prop.classic"}
    newer = GOOD.replace("* Axioms", "* Theory: Rewrite rules are not allowed\n  \n* Axioms").replace("Coq.", "Stdlib.")
    assert coq.axioms_of_summary(newer) == coq.axioms_of_summary(GOOD)
    closed = GOOD[: GOOD.index("Axioms:")] + "Axioms: <none>\n" + GOOD[GOOD.index("* Constants") :]
    assert coq.axioms_of_summary(closed) == set()


@pytest.mark.parametrize(
    "text",
    [
        "",
        GOOD.replace("type-in-type: <none>", "type-in-type:\n    Exactsep.Maps.f"),
        GOOD.replace("positivity is assumed: <none>", "positivity is assumed: Exactsep.Maps.t"),
        GOOD.replace("Set is predicative", "Set is impredicative"),
        GOOD[: GOOD.index("* Inductives")],
        GOOD.replace("* Axioms", "* Theory: Rewrite rules are allowed\n\n* Axioms"),
    ],
)
def test_a_summary_with_anything_else_is_refused(text: str) -> None:
    with pytest.raises(coq.Rejected, match="coqchk does not say"):
        coq.axioms_of_summary(text)
