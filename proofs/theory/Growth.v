(** T4w: crossings of f^t grow by a rate, for every iterate; a checker and its soundness. *)

From Coq Require Import Reals QArith Qreals List ZArith Lra Lia.
From Exactsep Require Import Networks Chains Hits Covering Maps SupNorm Counts.
Import ListNotations.

(** The data: a covering with its levels (the iterate and the number of pieces in it are not used), and the numbers. *)
Record growth_certificate := Growth { base : certificate; numbers : growth_numbers }.

Definition check_growth (c : growth_certificate) : bool :=
  well_formed (map_of (base c)) && ordered (left (base c)) (intervals (base c)) (right (base c))
  && all_branches (map_of (base c)) (intervals (base c)) (intervals (base c)) (all_directed (base c))
  && grows (all_directed (base c)) (first_words (base c)) (numbers c).

Open Scope R_scope.

(** ** Crossings *)

(** h goes from one level to the other, from u to v. *)
Definition crossing (x y : R) (h : R -> R) (u v : R) : Prop := h u <= x /\ h v >= y \/ h u >= y /\ h v <= x.

(** There are n crossings in a row somewhere in [a, b]. *)
Definition crossings (x y : R) (h : R -> R) (a b : R) (n : Z) : Prop :=
  exists u v, a <= u /\ u <= v /\ v <= b /\ chain (crossing x y h) u v n.

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
Lemma hits_crossings x y h a b s : a <= b -> hits (low_at x) (high_at y) h a b s -> crossings x y h a b (alternations s).
Proof.
  intros Hab H. apply hits_alternate in H. destruct s as [[[p q] n] |].
  - destruct (alternating_crossings _ _ _ _ _ _ _ _ H) as [u [v [Hu [Huv [Hv [_ Hc]]]]]]. exists u, v. repeat split; assumption.
  - exists a, a. repeat split; try lra. constructor.
Qed.

(** ** Soundness of the checker *)

(** T4w *)
Theorem T4w c :
  check_growth c = true -> forall t, (since (numbers c) <= t)%nat ->
  exists s, hits (low_at (Q2R (low_level (base c)))) (high_at (Q2R (high_level (base c)))) (iterate t (function_of (map_of (base c))))
      (Q2R (left (base c))) (Q2R (right (base c))) s /\
    Q2R (constant (numbers c)) * Q2R (rate (numbers c)) ^ t <= IZR (alternations s).
Proof.
  unfold check_growth. intros H t Ht.
  apply andb_prop in H. destruct H as [H H4]. apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2].
  exists (joined (words (all_directed (base c)) t (first_words (base c)))). split; [|apply words_grow; assumption].
  rewrite <- plain_words_real.
  apply (T3w _ _ _ (continuity_function (map_of (base c))) _ (map real (intervals (base c)))).
  - split; [apply ordered_ok, H2 | apply all_branches_ok; assumption].
  - apply (first_words_ok (base c) (left (base c)) (right (base c)) H2).
Qed.

(** The interval of a certificate goes from left to right. *)
Lemma growth_ends c : check_growth c = true -> Q2R (left (base c)) <= Q2R (right (base c)).
Proof.
  unfold check_growth. intros H. do 2 (apply andb_prop in H; destruct H as [H _]). apply andb_prop in H. destruct H as [_ H].
  exact (in_order_le _ _ _ (ordered_ok _ _ _ H)).
Qed.

(** Crossings grow by the rate. *)
Theorem growth_soundness c :
  check_growth c = true -> forall t, (since (numbers c) <= t)%nat ->
  exists n, Q2R (constant (numbers c)) * Q2R (rate (numbers c)) ^ t <= IZR n /\
    crossings (Q2R (low_level (base c))) (Q2R (high_level (base c))) (iterate t (function_of (map_of (base c)))) (Q2R (left (base c))) (Q2R (right (base c))) n.
Proof.
  intros H t Ht. destruct (T4w c H t Ht) as [s [Hs Hn]]. exists (alternations s). split; [exact Hn|].
  apply hits_crossings; [apply growth_ends, H | exact Hs].
Qed.

(** For every iterate: what has fewer pieces is far away. *)
Theorem every_soundness c :
  check_growth c = true -> forall t, (since (numbers c) <= t)%nat -> forall g m, pieces g (Q2R (left (base c))) (Q2R (right (base c))) m ->
  IZR m < Q2R (constant (numbers c)) * Q2R (rate (numbers c)) ^ t ->
  exists z, Q2R (left (base c)) <= z <= Q2R (right (base c)) /\
    Rabs (iterate t (function_of (map_of (base c))) z - g z) >= (Q2R (high_level (base c)) - Q2R (low_level (base c))) / 2.
Proof.
  intros H t Ht g m Hg Hm. destruct (T4w c H t Ht) as [s [Hs Hn]].
  eapply T12; [exact Hs | exact Hg | apply lt_IZR; lra].
Qed.

(** In terms of networks. *)
Theorem every_soundness_for_networks c :
  check_growth c = true -> forall t, (since (numbers c) <= t)%nat -> forall N : network, relu_network N ->
  IZR ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N)) < Q2R (constant (numbers c)) * Q2R (rate (numbers c)) ^ t ->
  exists z, Q2R (left (base c)) <= z <= Q2R (right (base c)) /\
    Rabs (iterate t (function_of (map_of (base c))) z - value N z) >= (Q2R (high_level (base c)) - Q2R (low_level (base c))) / 2.
Proof.
  intros H t Ht N HN Hsize. destruct (T1 N _ _ (growth_ends c H)) as [m [Hm Hp]].
  apply (every_soundness c H t Ht (value N) m Hp). eapply Rle_lt_trans; [|exact Hsize]. apply IZR_le.
  pose proof (piece_bound_of_sizes N 1 (width N) (depth N) (relu_networks_have_one_breakpoint N HN) (le_n _) (le_n _)) as Hb.
  rewrite Z.mul_1_l in Hb. lia.
Qed.
