"""What all exported files have in common."""

from __future__ import annotations

import re

from exactsep.coq.problem import Problem

HEAD = """\
(* {title}, from a certificate of exactsep *)

From Coq Require Import Reals QArith List ZArith NArith.
From Exactsep Require Import Numbers Networks Chains Hits Covering Maps SupNorm Counts Growth Swings Points Sign Evidence SelfMap{more}.
Import ListNotations.
Open Scope R_scope.

"""
FIELDS = " Fields FieldMaps FieldEvidence"
THEOREM = re.compile(r"^Theorem (\w+)", re.MULTILINE)
AXIOMS = """
(* What they rest on. *)
Definition theorems := ({names}).
Print Assumptions theorems.
"""


def file_of(title: str, problem: Problem, *parts: str, more: str = "") -> str:
    """A file about one map."""
    head = HEAD.format(title=title, more=(FIELDS if problem.over_field else "") + (f" {more}" if more else ""))
    text = "\n".join([problem.definitions(), *filter(None, [problem.self_map()]), *parts])
    return head + problem.long_numbers() + text + ("\nEnd Root.\n" if problem.over_field else "")


def with_axioms(text: str) -> str:
    """The file, and at its end what all of its theorems rest on."""
    return text + AXIOMS.format(names=", ".join(THEOREM.findall(text)))
