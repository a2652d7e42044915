(** Rows of branches that a piecewise linear map takes affinely onto intervals, and what is passed on by them from one iterate to the next. *)

From Coq Require Import Reals QArith Qreals List ZArith Lra Lia FunctionalExtensionality.
From Exactsep Require Import Networks Chains Hits Covering Maps Integral Slopes Windows Constants.
Import ListNotations.

(** A branch: from where, until where, onto which interval. *)
Definition affine_branch := (Q * Q * nat)%type.

Fixpoint affine_row_ok (vs Js : list (Q * Q)) (l : Q) (row : list affine_branch) (r : Q) : bool :=
  match row with
  | [] => Qle_bool l r
  | (u, v, j) :: rest => Qle_bool l u && Nat.ltb j (length Js) && onto vs u v (nth j Js nowhere) && affine_row_ok vs Js v rest r
  end.

Fixpoint affine_rows_ok (vs all Js : list (Q * Q)) (Bs : list (list affine_branch)) : bool :=
  match Js, Bs with
  | [], [] => true
  | (l, r) :: Js', row :: Bs' => negb (Qle_bool r l) && affine_row_ok vs all l row r && affine_rows_ok vs all Js' Bs'
  | _, _ => false
  end.

Definition share_of (Js : list (Q * Q)) (B : affine_branch) : Q :=
  let '(u, v, j) := B in let J := nth j Js nowhere in Qred ((v - u) / (snd J - fst J)).

(** ** Soundness *)

Open Scope R_scope.

Section Rows.
Variables (vs Js : list (Q * Q)).
Hypothesis vs_ok : well_formed (Linear vs) = true.

Notation f := (piecewise_linear vs).

(** What is passed on by branches: joined from left to right, and changed by an affine branch. *)
Variables (Y : Type) (known : (R -> R) -> R -> R -> Y -> Prop) (zero : Y) (add : Y -> Y -> Y) (change : Q -> Y -> Y).
Hypothesis known_zero : forall h l r, l <= r -> known h l r zero.
Hypothesis known_join : forall h l c r A B, known h l c A -> known h c r B -> known h l r (add A B).
Hypothesis known_widen : forall h l r l' r' A, known h l r A -> l' <= l -> r <= r' -> known h l' r' A.
Hypothesis known_through : forall h u v l r k A, continuity h -> u < v -> l < r -> straight f u v -> (f u = l /\ f v = r \/ f u = r /\ f v = l) ->
  Q2R k = (v - u) / (r - l) -> known h l r A -> known (fun z => h (f z)) u v (change k A).

Definition passed (Bs : list (list affine_branch)) (ys : list Y) : list Y :=
  map (fun row => fold_right (fun B s => add (change (share_of Js B) (nth (snd B) ys zero)) s) zero row) Bs.

Lemma share_of_ok u v j : onto vs u v (nth j Js nowhere) = true ->
  Q2R (share_of Js (u, v, j)) = (Q2R v - Q2R u) / (Q2R (snd (nth j Js nowhere)) - Q2R (fst (nth j Js nowhere))).
Proof.
  intros H. destruct (onto_ok vs vs_ok _ _ _ H) as [_ [Hlr _]]. unfold share_of. rewrite Q2R_Qred, Q2R_div, !Q2R_minus; [reflexivity|].
  intros C. apply Qeq_eqR in C. rewrite Q2R_minus, Q2R_zero in C. lra.
Qed.

Lemma known_nth h ys j : Forall2 (fun J A => known h (Q2R (fst J)) (Q2R (snd J)) A) Js ys -> (j < length Js)%nat ->
  known h (Q2R (fst (nth j Js nowhere))) (Q2R (snd (nth j Js nowhere))) (nth j ys zero).
Proof.
  intros H. revert j. induction H as [| J A Js' ys' HJ H IH]; intros j Hj; [cbn in Hj; lia|]. destruct j as [| j]; [exact HJ | apply IH; cbn in Hj; lia].
Qed.

Lemma passed_row h ys : continuity h -> Forall2 (fun J A => known h (Q2R (fst J)) (Q2R (snd J)) A) Js ys -> forall row l r, affine_row_ok vs Js l row r = true ->
  known (fun z => h (f z)) (Q2R l) (Q2R r) (fold_right (fun B s => add (change (share_of Js B) (nth (snd B) ys zero)) s) zero row).
Proof.
  intros Hh Hys. induction row as [| [[u v] j] row IH]; intros l r H; cbn [affine_row_ok fold_right snd] in *; [apply known_zero, Qle_bool_real, H|].
  apply andb_prop in H. destruct H as [H H4]. apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2].
  apply Qle_bool_real in H1. apply Nat.ltb_lt in H2. destruct (onto_ok vs vs_ok _ _ _ H3) as [Huv [Hlr [Hstr Hends]]].
  apply known_join with (c := Q2R v); [|apply IH, H4]. apply known_widen with (l := Q2R u) (r := Q2R v); [|exact H1 | lra].
  eapply known_through; try eassumption; [apply share_of_ok, H3 | apply known_nth; assumption].
Qed.

Lemma passed_ok h Bs ys : continuity h -> affine_rows_ok vs Js Js Bs = true -> Forall2 (fun J A => known h (Q2R (fst J)) (Q2R (snd J)) A) Js ys ->
  Forall2 (fun J A => known (fun z => h (f z)) (Q2R (fst J)) (Q2R (snd J)) A) Js (passed Bs ys).
Proof.
  intros Hh H Hys. revert Bs H. unfold passed. generalize Js at 2 3. intros rest. induction rest as [| [l r] rest IH]; intros [| row Bs] H; cbn [affine_rows_ok map] in *; try discriminate; constructor.
  - apply andb_prop in H. destruct H as [H _]. apply andb_prop in H. destruct H as [_ H]. apply (passed_row h ys Hh Hys row l r H).
  - apply andb_prop in H. destruct H as [_ H]. apply IH, H.
Qed.

Lemma passed_often h Bs ys (steps_ : nat -> list Y -> list Y) :
  (forall l, steps_ O l = l) -> (forall n l, steps_ (S n) l = steps_ n (passed Bs l)) ->
  continuity h -> affine_rows_ok vs Js Js Bs = true -> Forall2 (fun J A => known h (Q2R (fst J)) (Q2R (snd J)) A) Js ys ->
  forall n, Forall2 (fun J A => known (fun z => h (iterate n f z)) (Q2R (fst J)) (Q2R (snd J)) A) Js (steps_ n ys).
Proof.
  intros E0 ES Hh H Hys n. revert h ys Hh Hys. induction n as [| n IH]; intros h ys Hh Hys; [rewrite E0; exact Hys|]. rewrite ES. cbn [iterate].
  assert (continuity (fun z => h (f z))) as Hhf by exact (continuity_comp f h (continuity_piecewise_linear vs) Hh).
  pose proof (IH _ _ Hhf (passed_ok h Bs ys Hh H Hys)) as Hall. cbv beta in Hall.
  assert ((fun z => h (f (iterate n f z))) = (fun z => h (iterate n f (f z)))) as E by (apply functional_extensionality; intros z; rewrite iterate_last; reflexivity).
  rewrite E in Hall. exact Hall.
Qed.
End Rows.
