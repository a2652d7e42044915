(** Coverings as data, over any numbers that can be compared: a test of them, and what it shows (T3, T3w). *)

From Coq Require Import Reals List ZArith NArith Lra Lia.
From Exactsep Require Import Networks Chains Hits Covering Rounding.
Import ListNotations.

(** Numbers with tests for <= and < (where they do not know, they say no), sums, and some number. *)
Class arithmetic (number : Type) := Arithmetic {
  le : number -> number -> bool;
  lt : number -> number -> bool;
  plus : number -> number -> number;
  zero : number
}.

(** Maps with tests for f x <= y and f x >= y. *)
Class evaluation (number data : Type) := Evaluation {
  good : data -> bool;
  value_below : data -> number -> number -> bool;
  value_above : data -> number -> number -> bool
}.

(** A branch as data: from, to, the first interval that it covers, and how many more. *)
Record span_over {number : Type} := Span { begins : number; ends : number; target : nat; more_targets : nat }.
Arguments span_over : clear implicits.
Arguments Span {number} _%Q_scope _%Q_scope _%nat_scope _%nat_scope.

Section Tests.
Context {number data : Type} {A : arithmetic number} {E : evaluation number data}.

(** A branch goes up if it begins at or below the intervals that it covers. *)
Definition directed (m : data) (Js : list (number * number)) (K : span_over number) : branch number :=
  Branch _ (begins K) (ends K) (value_below m (begins K) (fst (nth (target K) Js (begins K, ends K)))) (target K) (more_targets K).

(** The letter of a number, and the words of the intervals at the iterate 0. *)
Definition letter (low high z : number) : summary :=
  if le z low then Some (false, false, 0%Z) else if le high z then Some (true, true, 0%Z) else None.

Definition words_of_ends (low high : number) (Js : list (number * number)) : list summary :=
  map (fun J => join (letter low high (fst J)) (letter low high (snd J))) Js.

Fixpoint ordered (a : number) (Js : list (number * number)) (b : number) : bool :=
  match Js with [] => le a b | (l, r) :: rest => le a l && le l r && ordered r rest b end.

Definition is_branch (m : data) (Js : list (number * number)) (K : branch number) : bool :=
  let u := from _ K in
  let v := upto _ K in
  let l := fst (nth (first _ K) Js (u, v)) in
  let r := snd (nth (first _ K + more _ K) Js (u, v)) in
  Nat.ltb (first _ K + more _ K) (length Js) && le u v
  && if up _ K then value_below m u l && value_above m v r else value_above m u r && value_below m v l.

Fixpoint are_branches (m : data) (Js : list (number * number)) (a : number) (Ks : list (branch number)) (b : number) : bool :=
  match Ks with
  | [] => le a b
  | K :: rest => le a (from _ K) && is_branch m Js K && are_branches m Js (upto _ K) rest b
  end.

Fixpoint all_branches (m : data) (Js : list (number * number)) (rest : list (number * number)) (Bs : list (list (branch number))) : bool :=
  match rest, Bs with
  | [], [] => true
  | (l, r) :: rest', Ks :: Bs' => are_branches m Js l Ks r && all_branches m Js rest' Bs'
  | _, _ => false
  end.
End Tests.

(** ** Soundness *)

Open Scope R_scope.

(** The numbers and maps as those of R; the tests say what they should. *)
Class reading (number data : Type) {A : arithmetic number} {E : evaluation number data} := Reading {
  eval : number -> R;
  function : data -> R -> R;
  reads_le : forall x y, le x y = true -> eval x <= eval y;
  reads_lt : forall x y, lt x y = true -> eval x < eval y;
  reads_plus : forall x y, eval (plus x y) = eval x + eval y;
  reads_below : forall m x y, good m = true -> value_below m x y = true -> function m (eval x) <= eval y;
  reads_above : forall m x y, good m = true -> value_above m x y = true -> eval y <= function m (eval x);
  reads_continuous : forall m, continuity (function m)
}.

Section Sound.
Context {number data : Type} {A : arithmetic number} {E : evaluation number data} {H : reading number data}.

Definition real_pair (J : number * number) : R * R := (eval (fst J), eval (snd J)).

Definition read_branch (K : branch number) : branch R := Branch _ (eval (from _ K)) (eval (upto _ K)) (up _ K) (first _ K) (more _ K).

(** The intervals are in order. *)
Lemma ordered_reads a Js b : ordered a Js b = true -> in_order (eval a) (map real_pair Js) (eval b).
Proof.
  revert a. induction Js as [| [l r] Js IH]; intros a HJ; cbn in *.
  - constructor. apply (reads_le), HJ.
  - apply andb_prop in HJ. destruct HJ as [HJ H3]. apply andb_prop in HJ. destruct HJ as [H1 H2].
    constructor; [apply (reads_le), H1 | apply (reads_le), H2 | apply IH, H3].
Qed.

(** The ends of an interval that is there. *)
Lemma nth_reads Js j d : (j < length Js)%nat -> nth j (map real_pair Js) (0, 0) = real_pair (nth j Js d).
Proof. intros Hj. rewrite <- (map_nth real_pair). apply nth_indep. rewrite map_length. exact Hj. Qed.

(** A branch is one. *)
Lemma branch_reads m Js K : good m = true -> is_branch m Js K = true -> covers (function m) (map real_pair Js) (read_branch K).
Proof.
  intros Hm HK. unfold is_branch in HK. apply andb_prop in HK. destruct HK as [HK H3]. apply andb_prop in HK. destruct HK as [H1 H2].
  apply Nat.ltb_lt in H1. unfold covers, left_end, right_end. cbn [read_branch from upto up first more].
  rewrite map_length, !(nth_reads Js _ (from _ K, upto _ K)) by lia. cbn [real_pair fst snd].
  split; [exact H1|]. split; [apply (reads_le), H2|].
  destruct (up _ K); apply andb_prop in H3; destruct H3; split; (apply (reads_below) || apply (reads_above)); assumption.
Qed.

(** So are all branches of an interval, *)
Lemma branches_read m Js a Ks b :
  good m = true -> are_branches m Js a Ks b = true -> branches_of (function m) (map real_pair Js) (eval a) (map read_branch Ks) (eval b).
Proof.
  intros Hm. revert a. induction Ks as [| K Ks IH]; intros a HK; cbn in *.
  - constructor. apply (reads_le), HK.
  - apply andb_prop in HK. destruct HK as [HK H3]. apply andb_prop in HK. destruct HK as [H1 H2].
    constructor; [apply (reads_le), H1 | apply branch_reads; assumption | apply IH, H3].
Qed.

(** and those of all intervals. *)
Lemma all_branches_read m Js rest Bs :
  good m = true -> all_branches m Js rest Bs = true ->
  Forall2 (fun J Ks => branches_of (function m) (map real_pair Js) (fst J) Ks (snd J)) (map real_pair rest) (map (map read_branch) Bs).
Proof.
  intros Hm. revert Bs. induction rest as [| [l r] rest IH]; intros [| Ks Bs] HB; cbn in *; try discriminate; constructor.
  - apply andb_prop in HB. destruct HB as [HB _]. apply branches_read; assumption.
  - apply andb_prop in HB. destruct HB as [_ HB]. apply IH, HB.
Qed.

(** Reading the ends of branches changes no words, *)
Lemma words_read Bs t ws : words (map (map read_branch) Bs) t ws = words Bs t ws.
Proof.
  revert ws. induction t as [| t IH]; intros ws; cbn [words]; [reflexivity|]. rewrite IH. f_equal.
  unfold next_words. rewrite map_map. apply map_ext. intros Ks. rewrite map_map. reflexivity.
Qed.

(** rounded or not. *)
Lemma words_at_read n Bs t ws : words_at n (map (map read_branch) Bs) t ws = words_at n Bs t ws.
Proof.
  unfold words_at. cbv zeta. induction t as [| t IH] using N.peano_ind; [reflexivity|].
  rewrite !N.iter_succ, IH. destruct (N.iter t (step_at n Bs (2 ^ n)) (0%Z, ws)) as [e vs]. unfold step_at. rewrite map_map.
  replace (map (fun Ks => joined_at e (map (branch_word_at e vs) (map read_branch Ks))) Bs)
    with (map (fun Ks => joined_at e (map (branch_word_at e vs) Ks)) Bs); [reflexivity|].
  apply map_ext. intros Ks. rewrite map_map. reflexivity.
Qed.

(** A letter stands for a hit of the identity. *)
Lemma letter_reads low high z l r : l <= eval z <= r -> hits (low_at (eval low)) (high_at (eval high)) (fun x => x) l r (letter low high z).
Proof.
  intros Hz. unfold letter. destruct (le z low) eqn:E1.
  - apply hits_one with (z := eval z); [exact Hz|]. apply (reads_le), E1.
  - destruct (le high z) eqn:E2.
    + apply hits_one with (z := eval z); [exact Hz|]. apply Rle_ge, (reads_le), E2.
    + constructor. lra.
Qed.

(** The first words are spelled by hits. *)
Lemma words_of_ends_read low high Js a b :
  ordered a Js b = true ->
  Forall2 (fun J s => hits (low_at (eval low)) (high_at (eval high)) (fun x => x) (fst J) (snd J) s) (map real_pair Js) (words_of_ends low high Js).
Proof.
  revert a. induction Js as [| [l r] Js IH]; intros a HJ; cbn in *; constructor.
  - apply andb_prop in HJ. destruct HJ as [HJ _]. apply andb_prop in HJ. destruct HJ as [_ HJ]. apply (reads_le) in HJ. cbn.
    apply hits_join with (m := eval l); apply letter_reads; lra.
  - apply andb_prop in HJ. destruct HJ as [_ HJ]. apply (IH r HJ).
Qed.
End Sound.
