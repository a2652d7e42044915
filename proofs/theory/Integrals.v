(** Lower bounds of integrals, in the form in which exported files use them: the integral exists and is at least e. *)

From Coq Require Import Reals QArith Qreals List ZArith Lra Lia.
From Exactsep Require Import Networks Chains Hits Covering Maps SupNorm Integral Slopes Distance L1 EveryL1 Windows FewPieces Counts Evidence.
Import ListNotations.
Open Scope R_scope.

(** |F - g| has an integral over [a, b], and it is at least e. *)
Definition distance_at_least (F g : R -> R) (a b e : R) : Prop :=
  exists pr : Riemann_integrable (fun z => Rabs (F z - g z)) a b, RiemannInt pr >= e.

(** The integral exists. *)
Lemma distance_exists m t g a b e :
  a <= b -> continuity g ->
  (forall pr : Riemann_integrable (fun z => Rabs (iterate t (function_of m) z - g z)) a b, RiemannInt pr >= e) ->
  distance_at_least (iterate t (function_of m)) g a b e.
Proof.
  intros Hab Hg H. assert (Riemann_integrable (fun z => Rabs (iterate t (function_of m) z - g z)) a b) as pr; [|exists pr; apply H].
  apply continuity_implies_RiemannInt; [exact Hab|]. intros z _. revert z.
  apply continuity_abs, (continuity_minus (iterate t (function_of m))); [apply continuity_iterate, continuity_function | exact Hg].
Qed.

(** The interval of a certificate goes from left to right. *)
Lemma l1_ends c : check_l1 c = true -> Q2R (l1_left c) <= Q2R (l1_right c).
Proof.
  unfold check_l1. intros H. do 4 (apply andb_prop in H; destruct H as [H _]). apply andb_prop in H. destruct H as [_ H].
  exact (in_order_le _ _ _ (ordered_ok _ _ _ H)).
Qed.

(** ** T14 *)

Section L1.
Variables (c : l1_certificate) (f : R -> R) (n : nat) (M : Z) (a b e : R).
Hypotheses (accepted : check_l1 c = true) (Hf : f = function_of (l1_map c)) (Hn : n = S (later c)) (HM : M = l1_at_most c)
  (Ha : a = Q2R (l1_left c)) (Hb : b = Q2R (l1_right c)) (He : e = Q2R (l1_error c)).

(** For what has few pieces *)
Theorem l1_few_pieces : forall g m, continuity g -> pieces g a b m -> (m <= M)%Z -> distance_at_least (iterate n f) g a b e.
Proof.
  intros g m Hg Hp Hm. pose proof (chain_ordered _ _ _ _ Hp) as [Hab _]. subst.
  apply distance_exists; [exact Hab | exact Hg | apply (l1_soundness c accepted g m Hg Hp Hm)].
Qed.

(** and for networks. *)
Theorem l1_networks : forall N : network, relu_network N -> ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N) <= M)%Z ->
  distance_at_least (iterate n f) (value N) a b e.
Proof.
  intros N HN Hsize. subst. apply distance_exists; [apply l1_ends, accepted | apply continuity_network | apply l1_soundness_for_networks; assumption].
Qed.
End L1.

(** ** T15v *)

Section Windows.
Variables (c : windows_certificate) (f : R -> R) (n : nat) (M : Z) (a b e : R).
Hypotheses (accepted : check_windows c && Qle_bool (w_left c) (w_right c) = true) (Hf : f = function_of (w_map c)) (Hn : n = w_iterations c)
  (HM : M = Z.of_nat (w_at_most c)) (Ha : a = Q2R (w_left c)) (Hb : b = Q2R (w_right c)) (He : e = Q2R (w_error c)).

(** For what has few pieces *)
Theorem windows_few_pieces : forall g m, continuity g -> pieces g a b m -> (m <= M)%Z -> distance_at_least (iterate n f) g a b e.
Proof.
  intros g m Hg Hp Hm. pose proof (chain_ordered _ _ _ _ Hp) as [Hab _]. subst. apply andb_prop in accepted. destruct accepted as [H _].
  apply distance_exists; [exact Hab | exact Hg | apply (windows_soundness c H g m Hp Hm)].
Qed.

(** and for networks. *)
Theorem windows_networks : forall N : network, relu_network N -> ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N) <= M)%Z ->
  distance_at_least (iterate n f) (value N) a b e.
Proof.
  intros N HN Hsize. subst. apply andb_prop in accepted. destruct accepted as [H Hle]. apply Qle_bool_R in Hle.
  apply distance_exists; [exact Hle | apply continuity_network | apply windows_soundness_for_networks; assumption].
Qed.
End Windows.

(** ** T14 at every iterate *)

(** The masses show what is claimed: [floor] - [loss] * pieces / rate^(t - since). *)
Definition check_stated (c : every_certificate) (floor loss rate : Q) (since : nat) : bool :=
  check_every_l1 c && Qle_bool floor (floor_of c) && Qle_bool (loss_of c) (loss * power rate since) && Qle_bool 0 (loss_of c)
  && Qle_bool rate (least_steep c) && negb (Qle_bool rate 0) && Qle_bool floor loss && Qle_bool 0 loss.

(** Larger floor, smaller loss: the claim follows. *)
Lemma claim_follows F L s fl lo r k n0 t :
  fl <= F -> 0 <= L -> L <= lo * r ^ n0 -> 0 < r -> r <= s -> 0 <= k -> (n0 <= t)%nat -> fl - lo * k / r ^ (t - n0) <= F - L * k / s ^ t.
Proof.
  intros HF HL HLlo Hr Hrs Hk Ht.
  assert (0 < r ^ t) as Hrt by (apply pow_lt, Hr). assert (r ^ t <= s ^ t) as Hst by (apply pow_incr; lra).
  assert (r ^ t = r ^ n0 * r ^ (t - n0)) as E by (rewrite <- pow_add; f_equal; lia).
  assert (0 < r ^ n0) as Hn0 by (apply pow_lt, Hr). assert (0 < r ^ (t - n0)) as Hd by (apply pow_lt, Hr).
  assert (L * k / s ^ t <= L * k / r ^ t) as H1.
  { unfold Rdiv. apply Rmult_le_compat_l; [nra | apply Rinv_le_contravar; assumption]. }
  assert (L * k / r ^ t <= lo * r ^ n0 * k / r ^ t) as H2.
  { unfold Rdiv. apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat, Hrt | apply Rmult_le_compat_r; assumption]. }
  assert (lo * r ^ n0 * k / r ^ t = lo * k / r ^ (t - n0)) as H3 by (rewrite E; field; lra).
  lra.
Qed.

(** What holds against so many pieces holds against networks of so many. *)
Lemma against_networks F a b fl lo d : a <= b -> 0 <= lo -> 0 < d ->
  (forall g k, continuity g -> pieces g a b k -> (1 <= k)%Z -> distance_at_least F g a b (fl - lo * IZR k / d)) ->
  forall N : network, relu_network N -> distance_at_least F (value N) a b (fl - lo * IZR ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N)) / d).
Proof.
  intros Hab Hlo Hd H N HN. pose proof (network_size_positive N) as Hsize. destruct (network_pieces N a b HN Hab) as [k [Hk Hle]].
  assert (exists k', pieces (value N) a b k' /\ (1 <= k')%Z /\ (k' <= (Z.of_nat (width N) + 1) ^ Z.of_nat (depth N))%Z) as [k' [Hp [H1 H2]]].
  { destruct (Z_le_gt_dec 1 k) as [H1 | H1]; [exists k; tauto|]. exists 1%Z. split; [|split; [lia | exact Hsize]].
    pose proof (chain_ordered _ _ _ _ Hk) as [_ Hk0]. replace k with 0%Z in Hk by lia.
    inversion Hk as [x E1 E2 | x y z j Hxy Haff Hrest E1 E2 E3]; [|pose proof (chain_ordered _ _ _ _ Hrest); lia].
    change 1%Z with (0 + 1)%Z. apply chain_cons with (m := b); [lra | | constructor].
    exists 0, (value N b). intros z Hz. replace z with b by lra. ring. }
  destruct (H (value N) k' (continuity_network N) Hp H1) as [pr Hpr]. exists pr. eapply Rge_trans; [exact Hpr|]. apply Rle_ge. apply IZR_le in H2.
  assert (lo * IZR k' / d <= lo * IZR ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N)) / d); [|lra].
  unfold Rdiv. apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat, Hd | apply Rmult_le_compat_l; lra].
Qed.

Section Every.
Variables (c : every_certificate) (floor loss rate : Q) (since : nat) (f : R -> R) (n0 : nat) (a b fl lo r : R).
Hypotheses (accepted : check_stated c floor loss rate since = true) (Hf : f = function_of (every_map c)) (Hn : n0 = since)
  (Ha : a = Q2R (every_left c)) (Hb : b = Q2R (every_right c)) (Hfl : fl = Q2R floor) (Hlo : lo = Q2R loss) (Hr : r = Q2R rate).

(** For what has k pieces *)
Theorem every_l1_few_pieces : forall t, (n0 <= t)%nat -> forall g k, continuity g -> pieces g a b k -> (1 <= k)%Z ->
  distance_at_least (iterate t f) g a b (fl - lo * IZR k / r ^ (t - n0)).
Proof.
  intros t Ht g k Hg Hp Hk. pose proof (chain_ordered _ _ _ _ Hp) as [Hab _]. subst. apply distance_exists; [exact Hab | exact Hg|]. intros pr.
  unfold check_stated in accepted.
  apply andb_prop in accepted. destruct accepted as [H H8]. apply andb_prop in H. destruct H as [H H7]. apply andb_prop in H. destruct H as [H H6].
  apply andb_prop in H. destruct H as [H H5]. apply andb_prop in H. destruct H as [H H4]. apply andb_prop in H. destruct H as [H H3].
  apply andb_prop in H. destruct H as [H1 H2]. apply Qle_bool_R in H2, H3, H4, H5, H7, H8. apply Qlt_bool_real in H6.
  rewrite Q2R_zero in H4, H6, H8. rewrite Q2R_mult, power_ok in H3. apply IZR_le in Hk.
  destruct t as [| t].
  - assert (0 <= RiemannInt pr) as Hpr.
    { assert (costs (fun z => Rabs (iterate 0 (function_of (every_map c)) z - g z)) (Q2R (every_left c)) (Q2R (every_right c)) 0) as Hc
        by (apply costs_nothing; [exact Hab | intros; apply Rabs_pos]). apply Rge_le, Hc. }
    replace (0 - since)%nat with 0%nat by lia. cbn [pow]. unfold Rdiv. rewrite Rinv_1, Rmult_1_r. nra.
  - apply Rge_trans with (1 := every_l1_soundness c H1 t g k Hg Hp pr). apply Rle_ge.
    apply (claim_follows (Q2R (floor_of c)) (Q2R (loss_of c)) (Q2R (least_steep c))); assumption || lra.
Qed.

(** and for networks. *)
Theorem every_l1_networks : forall t, (n0 <= t)%nat -> forall N : network, relu_network N ->
  distance_at_least (iterate t f) (value N) a b (fl - lo * IZR ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N)) / r ^ (t - n0)).
Proof.
  intros t Ht. pose proof accepted as H. unfold check_stated in H.
  apply andb_prop in H. destruct H as [H H8]. apply andb_prop in H. destruct H as [H _]. apply andb_prop in H. destruct H as [H H6]. do 4 (apply andb_prop in H; destruct H as [H _]).
  assert (a <= b) as Hab.
  { subst. unfold check_every_l1 in H. do 5 (apply andb_prop in H; destruct H as [H _]). apply andb_prop in H. destruct H as [_ H].
    exact (in_order_le _ _ _ (ordered_ok _ _ _ H)). }
  apply Qlt_bool_real in H6. apply Qle_bool_R in H8. rewrite Q2R_zero in H6, H8.
  apply against_networks; [exact Hab | lra | apply pow_lt; lra | apply every_l1_few_pieces, Ht].
Qed.
End Every.
