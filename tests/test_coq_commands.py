"""What a Coq file of the theory may say, and what make and Coq may be told: nothing with which a proof is avoided or a statement changed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from commands import declared, sentences, without_comments
from test_coq import coq, needs_coq

TYPE_IN_TYPE = "Definition large := Type.\nDefinition small : large := large.\n"
Theory = Callable[..., Path]


@pytest.fixture
def theory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Theory:
    """Writes a theory with the given files and takes it in place of that of the project."""

    def write(**files: str) -> Path:
        for name, text in files.items():
            (tmp_path / f"{name}.v").write_text(text, encoding="utf-8")
        (tmp_path / "_CoqProject").write_text("\n".join(["-Q . Exactsep", *(f"{name}.v" for name in sorted(files)), ""]), encoding="utf-8")
        monkeypatch.setattr(coq, "THEORY", tmp_path)
        return tmp_path

    return write


@pytest.mark.parametrize(
    "text",
    [
        "Time Hypothesis H : False.",
        "Timeout 5 Variable H : False.",
        "Time Context (H : False).",
        "Monomorphic Hypothesis H : False.",
        "Local Hypothesis H : False.",
        "#[local] #[global] Hypothesis H : False.",
        "Time Time Hypotheses H : False.",
        "Fail Hypothesis H : False.",
        "Instructions Hypothesis H : False.",
        "Definition\nSection := 0.\nHypothesis H : False.",
        "Definition f (\nSection : nat) := 0.\nHypothesis H : False.",
        "Section A. Definition f (\nSection : nat) := 0. End A. Hypothesis H : False.",
        "Section A. Time Section B. End A. Hypothesis H : False.",
        "Section A. End A. Hypothesis H : False.",
        "End A. Section A. Hypothesis H : False.",
        "Lemma a : True. Proof. Hypothesis H : False. exact I. Qed.",
        "Lemma a : True. Proof. - Hypothesis H : False. exact I. Qed.",
        "Lemma a : True. Proof. {Hypothesis H : False. exact I.} Qed.",
        "Lemma a : True. Proof. 1:{ Hypothesis H : False. exact I. } Qed.",
        "Lemma a : True. Proof. [goal]: { Hypothesis H : False. exact I. } Qed.",
        "Definition a := b...\nHypothesis H : False.",
        "Definition Variable := 1.",
    ],
)
def test_assumptions_are_found_wherever_they_stand(text: str) -> None:
    with pytest.raises(coq.Rejected, match=r"^x\.v: .* has no place here"):
        coq.require_proofs("x.v", text)


@pytest.mark.parametrize(
    "text",
    [
        "Notation f := g.",
        'Infix "<=" := Rlt : R_scope.',
        'Notation "x <= y" := True.',
        'Section A. Notation "x <= y" := True. End A.',
        'Section A. Global Notation "x * y" := 0. End A.',
        'Section A. Inductive c := C where "x * y" := (c x y). End A.',
        'Notation "x * y" := 0.',
        "Local Notation f := g.",
        "Coercion g : a >-> b.",
        "Class c := C { value :> nat }.",
        "Canonical Structure s := t.",
        "Export Nat.",
        "Import Nat.",
        "Close Scope R_scope.",
        "Bind Scope Q_scope with R.",
        "Delimit Scope Q_scope with R.",
        "Definition Rabs (x : R) : R := 0.",
        "Class shadow := Shadow { Rabs : R -> R }.",
        "Record shadow := Shadow { a : R; Rabs : R }.",
        "Record shadow := Rabs { a : R }.",
        "Inductive thing := A | Rabs.",
        "Inductive thing := Rabs (x : R).",
        "Inductive thing := A with R := B.",
        "Fixpoint f (n : t) := n with Rabs (n : t) := n.",
        'Add ML Path "here".',
        'Add Rec LoadPath "here".',
        'Declare ML Module "here".',
        "Load here.",
        "Require Extraction.",
        "Extraction f.",
        "From Coq Require Import Extraction.",
        "From Other Require Import Reals.",
        "Require Import Reals.",
        "Set Definitional UIP.",
        "Set Implicit Arguments.",
        "Unset Universe Minimization ToSet.",
        "Program Definition f := _.",
        "Obligation Tactic := idtac.",
        "Print Assumptions a b.",
        "#[bypass(x)] Instance a : b.",
        "Definition a := b.(* *).",
        "Definition a := b\u00a0.",
        'Definition a := "b. c".',
    ],
)
def test_statements_keep_their_meaning(text: str) -> None:
    with pytest.raises(coq.Rejected, match=r"^x\.v: .* has no place here"):
        coq.require_proofs("x.v", text)


@pytest.mark.parametrize("name", ["Z.v", "Nat.v", "List.v", "Reals.v"])
def test_files_have_no_names_of_the_standard_library(name: str) -> None:
    with pytest.raises(coq.Rejected, match="this is the name of a file of the standard library"):
        coq.require_proofs(name, "Definition of_nat (n : nat) : Z := 0%Z.")


def test_branches_declare_nothing() -> None:
    coq.require_proofs("x.v", "Fixpoint f (x : t) := match x with Some y => let z := y in z | None => f x end.")


def test_notations_are_named_with_their_file() -> None:
    coq.require_proofs("SupNorm.v", "Notation  span :=\n (span_over Q).")
    for name, text in (("SupNorms.v", "Notation span := (span_over Q)."), ("SupNorm.v", "Notation span := (span_over Z).")):
        with pytest.raises(coq.Rejected, match=r"'Notation span .*' has no place here, outside of a section"):
            coq.require_proofs(name, text)


def test_sentences_are_those_of_coq() -> None:
    text = """\
(* A. (* B. *) "*)" C. *)Lemma a.b : x(* D. *)y.
- apply c; [d .. | e]. + { exact f... }}1:{g.
2: h. } ** i. (*
*) Qed."""
    assert list(sentences(without_comments(text))) == ["Lemma a.b : x y", "apply c; [d .. | e]", "exact f", "g", "2: h", "i", "Qed"]


def test_everything_that_is_declared_is_named() -> None:
    text = "Theorem a : b. (* Lemma c : d. *) Proof. Qed. #[global] Instance e' : f.\nFixpoint g (Lemma : h) := i. Section j. Lemma\nk : l."
    assert declared(text) == ["a", "e'", "g", "k"]


@needs_coq
@pytest.mark.parametrize(
    "text", ["Lemma b : False.\nProof. exact a. Qed.", "Definition b := a.", "Section B.\nLemma b : False. exact a. Qed.\nEnd B."]
)
def test_axioms_of_theorems_that_nothing_uses(text: str, theory: Theory, monkeypatch: pytest.MonkeyPatch) -> None:
    theory(A=f"Hypothesis a : False.\n{text}\n", B="Lemma c : True.\nProof. exact I. Qed.\n")
    with pytest.raises(coq.Rejected, match="outside of a section"):
        coq.compile_theory()
    monkeypatch.setattr(coq, "require_proofs", lambda *_: None)
    coq.compile_theory()
    with pytest.raises(coq.Rejected, match=r"other axioms: (Exactsep\.)?A\.a$"):
        coq.axioms_of_theory()


@needs_coq
def test_the_command_compares_the_axioms_of_the_theory(
    theory: Theory, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    theory(A="Hypothesis a : False.\nLemma b : False.\nProof. exact a. Qed.\n")
    monkeypatch.setattr(coq, "require_proofs", lambda *_: None)
    assert coq.main(["--theory"]) == 1
    assert capsys.readouterr().err == "the theory: a theorem needs other axioms: A.a\n"


@pytest.mark.parametrize("name", ["Makefile.coq.local", "Makefile.coq.local-late", "Makefile.coq.more"])
def test_files_that_make_would_obey_are_refused(name: str, theory: Theory) -> None:
    (theory(A=TYPE_IN_TYPE) / name).write_text("COQEXTRAFLAGS += -type-in-type\n", encoding="utf-8")
    with pytest.raises(coq.Rejected, match=f"^{name} has no place in this folder: make would obey it$"):
        coq.compile_theory()


@needs_coq
@pytest.mark.parametrize(
    ("name", "value"), [("COQEXTRAFLAGS", "-type-in-type"), ("COQFLAGS", "-type-in-type"), ("MAKEFLAGS", " -- COQEXTRAFLAGS=-type-in-type")]
)
def test_the_environment_gives_no_options(name: str, value: str, theory: Theory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    theory(A=TYPE_IN_TYPE)
    with pytest.raises(coq.Rejected, match="universe inconsistency"):
        coq.compile_theory()


@needs_coq
def test_files_that_make_includes_are_written_anew(theory: Theory) -> None:
    folder = theory(A=TYPE_IN_TYPE)
    for name in (".Makefile.coq.d", "Makefile.coq.conf", "Makefile.coq"):
        (folder / name).write_text("COQFLAGS := -q -type-in-type\n", encoding="utf-8")
        os.utime(folder / name, (2**32, 2**32))  # make takes them for new
    with pytest.raises(coq.Rejected, match="universe inconsistency"):
        coq.compile_theory()


@needs_coq
def test_the_settings_of_a_user_are_not_read(theory: Theory, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = theory()
    (folder / ".config" / "coq").mkdir(parents=True)
    (folder / ".config" / "coq" / "coqrc").write_text("Axiom mine : False.\n", encoding="utf-8")
    monkeypatch.setenv("HOME", str(folder))
    with pytest.raises(coq.Rejected, match="reference mine was not found"):
        coq.compile_file("Lemma a : False.\nProof. exact mine. Qed.\nPrint Assumptions a.\n")


def test_required_files_are_those_of_the_folder(theory: Theory) -> None:
    (theory(A="From Exactsep Require Import B.\n") / "B.vo").write_bytes(b"")
    with pytest.raises(coq.Rejected, match=r"^A\.v: it requires B, but B\.v is not in this folder$"):
        coq.compile_theory()


@needs_coq
def test_files_of_an_older_date_are_compiled_again(theory: Theory) -> None:
    """make would believe that what was compiled later is up to date."""
    bound = "Definition bound : nat := {}.\n"
    folder = theory(A=bound.format(3), B="From Exactsep Require Import A.\nLemma is_three : bound = 3.\nProof. reflexivity. Qed.\n")
    coq.compile_theory()
    coq.compile_theory()
    (folder / "A.v").write_text(bound.format(4), encoding="utf-8")
    os.utime(folder / "A.v", (2**30, 2**30))
    with pytest.raises(coq.Rejected, match="Unable to unify"):
        coq.compile_theory()
    (folder / "A.v").write_text(bound.format(3), encoding="utf-8")
    coq.compile_theory()
    (folder / "A.vo").write_bytes((folder / "A.vo").read_bytes() + b"0")  # from somewhere else
    coq.compile_theory()
    coq.axioms_of_theory()
