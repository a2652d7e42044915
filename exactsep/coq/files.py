"""What all exported files have in common."""

from __future__ import annotations

import re

from exactsep.coq.problem import Problem

HEAD = """\
(* {title}, from a certificate of exactsep *)

From Coq Require Import Reals QArith List ZArith NArith.
From Exactsep Require Import Numbers Networks Chains Hits Covering Maps SupNorm Counts Growth Swings Points Sign Evidence{more}.
Import ListNotations.
Open Scope R_scope.

"""
FIELDS = " Fields FieldMaps FieldEvidence"
THEOREM = re.compile(r"^Theorem (\w+)", re.MULTILINE)


def file_of(title: str, problem: Problem, *parts: str, more: str = "") -> str:
    """A file about one map, which ends with the axioms of its theorems."""
    head = HEAD.format(title=title, more=(FIELDS if problem.over_field else "") + (f" {more}" if more else ""))
    text = "\n".join([head + problem.definitions(), *parts])
    end = "\nEnd Root.\n" if problem.over_field else ""
    names = ", ".join(THEOREM.findall(text))
    return f"{text}{end}\n(* What they rest on. *)\nDefinition theorems := ({names}).\nPrint Assumptions theorems.\n"
