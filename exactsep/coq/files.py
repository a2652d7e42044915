"""What all exported files have in common."""

from __future__ import annotations

from exactsep.coq.problem import Problem

HEAD = """\
(* {title}, from a certificate of exactsep *)

From Coq Require Import Reals QArith List ZArith NArith.
From Exactsep Require Import Numbers Networks Chains Hits Covering Maps SupNorm Counts Growth Swings Points Sign Evidence{more}.
Import ListNotations.
Open Scope R_scope.

"""


def file_of(title: str, problem: Problem, *parts: str, more: str = "") -> str:
    """A file about one map."""
    return "\n".join([HEAD.format(title=title, more=f" {more}" if more else "") + problem.definitions(), *parts])
