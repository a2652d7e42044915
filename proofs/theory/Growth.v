(** T4w: crossings of f^t grow by a rate, for every iterate; a checker and its soundness. *)

From Coq Require Import Reals QArith Qreals List ZArith Lra Lia.
From Exactsep Require Import Networks Chains Hits Covering Maps SupNorm Counts.
Import ListNotations.

(** The data: a covering with its levels (the iterate and the number of pieces in it are not used), and the numbers. *)
Record growth_over {number data : Type} := Growth { base : certificate_over number data; numbers : growth_numbers }.
Arguments growth_over : clear implicits.
Arguments Growth {number data}.

Notation growth_certificate := (growth_over Q map_data).

Definition check_growth {number data} {A : arithmetic number} {E : evaluation number data} (c : growth_over number data) : bool :=
  let Bs := all_directed (base c) in covering_with (base c) Bs && grows Bs (first_words (base c)) (numbers c).

Open Scope R_scope.

(** ** Crossings *)

(** h goes from one level to the other, from u to v. *)
Definition crossing (x y : R) (h : R -> R) (u v : R) : Prop := h u <= x /\ h v >= y \/ h u >= y /\ h v <= x.

(** There are n crossings in a row somewhere in [a, b], between a level x and a higher one. *)
Definition crossings (x y : R) (h : R -> R) (a b : R) (n : Z) : Prop :=
  x < y /\ exists u v, a <= u /\ u <= v /\ v <= b /\ chain (crossing x y h) u v n.

(** Points that alternate n times make n crossings. *)
Lemma alternating_crossings x y h a b p q n :
  alternating (low_at x) (high_at y) h b a p q n ->
  exists u v, a <= u /\ u <= v /\ v <= b /\ hit (low_at x) (high_at y) h u p /\ chain (crossing x y h) u v n.
Proof.
  induction 1 as [a z p Hz Hp | a z p q n Haz Hp H IH].
  - exists z, z. repeat split; try lra; [exact Hp | constructor].
  - destruct IH as [u [v [Hu [Huv [Hv [Hp' Hc]]]]]]. exists z, v. repeat split; try lra; [exact Hp|].
    apply chain_cons with (m := u); [exact Hu | | exact Hc].
    unfold crossing, hit, low_at, high_at in *. destruct p; cbn in Hp'; [right | left]; split; assumption.
Qed.

(** So do hits. *)
Lemma hits_crossings x y h a b s : x < y -> a <= b -> hits (low_at x) (high_at y) h a b s -> crossings x y h a b (alternations s).
Proof.
  intros Hxy Hab H. split; [exact Hxy|]. apply hits_alternate in H. destruct s as [[[p q] n] |].
  - destruct (alternating_crossings _ _ _ _ _ _ _ _ H) as [u [v [Hu [Huv [Hv [_ Hc]]]]]]. exists u, v. repeat split; assumption.
  - exists a, a. repeat split; try lra. constructor.
Qed.

(** ** Soundness of the checker, over any numbers *)

Section Sound.
Context {number data : Type} {A : arithmetic number} {E : evaluation number data} {Rd : reading number data}.
Variable c : growth_over number data.
Hypothesis accepted : check_growth c = true.

Notation low := (eval (low_level (base c))).
Notation high := (eval (high_level (base c))).

(** T4w *)
Theorem T4w_over : forall t, (since (numbers c) <= t)%nat ->
  exists s, hits (low_at low) (high_at high) (iterate t (function (map_of (base c)))) (eval (left (base c))) (eval (right (base c))) s /\
    Q2R (constant (numbers c)) * Q2R (rate (numbers c)) ^ t <= IZR (alternations s).
Proof.
  intros t Ht. unfold check_growth in accepted. cbv zeta in accepted. apply andb_prop in accepted. destruct accepted as [H1 H2].
  exists (joined (words (all_directed (base c)) t (first_words (base c)))). split; [|apply words_grow; assumption].
  destruct (covering_read (base c) H1) as [Hc [Hw _]]. rewrite <- words_read.
  exact (T3w _ _ _ (reads_continuous _) _ _ _ _ _ t Hc Hw).
Qed.

(** The interval of a certificate goes from left to right. *)
Lemma growth_ends_over : eval (left (base c)) <= eval (right (base c)).
Proof. apply andb_prop in accepted. apply (covering_read (base c)), accepted. Qed.

Section Statement.
Variables (f : R -> R) (n0 : nat) (lam kappa a b x y : R).
Hypotheses (Hf : f = function (map_of (base c))) (Hn : n0 = since (numbers c)) (Hl : lam = Q2R (rate (numbers c)))
  (Hk : kappa = Q2R (constant (numbers c))) (Ha : a = eval (left (base c))) (Hb : b = eval (right (base c)))
  (Hx : x = low) (Hy : y = high).

(** Crossings grow by the rate. *)
Theorem growth_over_stated : x < y -> forall t, (n0 <= t)%nat -> exists n, kappa * lam ^ t <= IZR n /\ crossings x y (iterate t f) a b n.
Proof.
  intros Hxy t Ht. subst. destruct (T4w_over t Ht) as [s [Hs Hm]]. exists (alternations s). split; [exact Hm|].
  apply hits_crossings; [exact Hxy | apply growth_ends_over | exact Hs].
Qed.

(** For every iterate: what has fewer pieces is far away. *)
Theorem every_over e : e <= (y - x) / 2 -> forall t, (n0 <= t)%nat -> forall g m, pieces g a b m -> IZR m < kappa * lam ^ t ->
  exists z, a <= z <= b /\ Rabs (iterate t f z - g z) >= e.
Proof.
  intros He t Ht g m Hg Hm. subst. destruct (T4w_over t Ht) as [s [Hs Hc]].
  destruct (T12 _ g _ _ _ _ s m Hs Hg ltac:(apply lt_IZR; lra)) as [z [Hz Hfar]]. exists z. split; [exact Hz | lra].
Qed.

(** In terms of networks. *)
Theorem every_networks_over e : e <= (y - x) / 2 -> forall t, (n0 <= t)%nat -> forall N : network, relu_network N ->
  IZR ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N)) < kappa * lam ^ t ->
  exists z, a <= z <= b /\ Rabs (iterate t f z - value N z) >= e.
Proof.
  intros He t Ht N HN Hsize. assert (a <= b) as Hab by (subst; exact growth_ends_over). destruct (T1 N _ _ Hab) as [m [Hm Hp]].
  apply (every_over e He t Ht (value N) m Hp). eapply Rle_lt_trans; [|exact Hsize]. apply IZR_le.
  pose proof (piece_bound_of_sizes N 1 (width N) (depth N) (relu_networks_have_one_breakpoint N HN) (le_n _) (le_n _)) as Hbound.
  rewrite Z.mul_1_l in Hbound. lia.
Qed.
End Statement.
End Sound.

(** ** Over Q *)

(** T4w *)
Theorem T4w (c : growth_certificate) :
  check_growth c = true -> forall t, (since (numbers c) <= t)%nat ->
  exists s, hits (low_at (Q2R (low_level (base c)))) (high_at (Q2R (high_level (base c)))) (iterate t (function_of (map_of (base c))))
      (Q2R (left (base c))) (Q2R (right (base c))) s /\
    Q2R (constant (numbers c)) * Q2R (rate (numbers c)) ^ t <= IZR (alternations s).
Proof. exact (T4w_over c). Qed.

(** Crossings grow by the rate. *)
Theorem growth_soundness (c : growth_certificate) :
  check_growth c = true -> Q2R (low_level (base c)) < Q2R (high_level (base c)) -> forall t, (since (numbers c) <= t)%nat ->
  exists n, Q2R (constant (numbers c)) * Q2R (rate (numbers c)) ^ t <= IZR n /\
    crossings (Q2R (low_level (base c))) (Q2R (high_level (base c))) (iterate t (function_of (map_of (base c)))) (Q2R (left (base c))) (Q2R (right (base c))) n.
Proof. intros H. eapply (growth_over_stated c H); reflexivity. Qed.

(** For every iterate: what has fewer pieces is far away. *)
Theorem every_soundness (c : growth_certificate) :
  check_growth c = true -> forall t, (since (numbers c) <= t)%nat -> forall g m, pieces g (Q2R (left (base c))) (Q2R (right (base c))) m ->
  IZR m < Q2R (constant (numbers c)) * Q2R (rate (numbers c)) ^ t ->
  exists z, Q2R (left (base c)) <= z <= Q2R (right (base c)) /\
    Rabs (iterate t (function_of (map_of (base c))) z - g z) >= (Q2R (high_level (base c)) - Q2R (low_level (base c))) / 2.
Proof. intros H. eapply (every_over c H); first [reflexivity | apply Rle_refl]. Qed.

(** In terms of networks. *)
Theorem every_soundness_for_networks (c : growth_certificate) :
  check_growth c = true -> forall t, (since (numbers c) <= t)%nat -> forall N : network, relu_network N ->
  IZR ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N)) < Q2R (constant (numbers c)) * Q2R (rate (numbers c)) ^ t ->
  exists z, Q2R (left (base c)) <= z <= Q2R (right (base c)) /\
    Rabs (iterate t (function_of (map_of (base c))) z - value N z) >= (Q2R (high_level (base c)) - Q2R (low_level (base c))) / 2.
Proof. intros H. eapply (every_networks_over c H); first [reflexivity | apply Rle_refl]. Qed.
