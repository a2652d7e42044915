(** Numbers of exported files, as they are read, and how such files are closed. *)

From Coq Require Import Reals QArith Qreals ZArith Lra.

Lemma integer_is n : IZR n = Q2R (inject_Z n).
Proof. unfold Q2R, inject_Z. cbn. lra. Qed.

Lemma quotient_is n d : (IZR n / IZR (Zpos d))%R = Q2R (n # d).
Proof. reflexivity. Qed.

(** a number of the statement is the one of the data *)
Ltac number := first [exact (integer_is _) | exact (quotient_is _ _) | reflexivity].

(** two terms are the same when both are computed *)
Ltac computed := match goal with |- _ = true => vm_cast_no_check (eq_refl true) | |- ?x = _ => vm_cast_no_check (eq_refl x) end.

(** the map of the statement is the one of the data *)
Ltac same_map := reflexivity.
