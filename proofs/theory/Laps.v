(** The affine pieces of a function, one after the other, with the values at their ends and how wide they are. *)

From Coq Require Import Reals List Lra.
Import ListNotations.
Open Scope R_scope.

(** A piece: up or down between two values, so wide for each unit of the value; or flat, and so wide. *)
Inductive piece := Sloped (up : bool) (lowest highest pace : R) | Flat (value width : R).

(** A piece of h on [u, v] *)
Definition piece_on (h : R -> R) (u v : R) (p : piece) : Prop :=
  match p with
  | Sloped up lo hi k => 0 < k /\ lo < hi /\ v - u = k * (hi - lo) /\
      forall c, lo <= c <= hi -> h (if up then u + k * (c - lo) else u + k * (hi - c)) = c
  | Flat y w => u <= v /\ v - u = w /\ forall z, u <= z <= v -> h z = y
  end.

(** Pieces from left to right, and what is not known between them. *)
Inductive rows (h : R -> R) : R -> R -> list piece -> Prop :=
| rows_none : forall a b, a <= b -> rows h a b []
| rows_one : forall a u v b p, a <= u -> v <= b -> piece_on h u v p -> rows h a b [p]
| rows_join : forall a c b T T', rows h a c T -> rows h c b T' -> rows h a b (T ++ T').

Lemma piece_on_ordered h u v p : piece_on h u v p -> u <= v.
Proof. destruct p as [up lo hi k | y w]; intros H; [destruct H as [A [B [C _]]]; nra | apply H]. Qed.
