(** T14 over any numbers, with paths counted by exponents: what the checker of [PathTeeth] accepts is true. *)

From Coq Require Import Reals QArith Qreals List ZArith Lra Lia.
From Exactsep Require Import Networks Chains Hits Covering Coverings Maps SupNorm Integral Teeth Slopes Distance L1 Sizes EveryShares Integrals PowerTables PathTeeth.
Import ListNotations.
Open Scope R_scope.

Section Sound.
Context {number data : Type} {Ar : arithmetic number} {Ev : evaluation number data} {Me : measuring number data}.
Context {Rd : reading number data} {Ms : measures number data}.

Definition real_levels (k : path_target number) : R * R := (eval (t_low k), eval (t_high k)).

Lemma targets_in_order_ok ks : targets_in_order ks = true -> levels_ordered (map real_levels ks).
Proof.
  induction ks as [| k ks IH]; cbn [targets_in_order map levels_ordered]; intros H; [exact I|].
  apply andb_prop in H. destruct H as [H H6]. apply andb_prop in H. destruct H as [H H5]. do 3 (apply andb_prop in H; destruct H as [H _]).
  split; [apply reads_lt, H|]. split; [|apply IH, H6]. destruct ks as [| k' ks]; [exact I | apply reads_le, H5].
Qed.

(** T14 *)
Theorem path_teeth_sound c : check_path_teeth c = true ->
  eval (p_left c) <= eval (p_right c) /\
  forall g m, continuity g -> pieces g (eval (p_left c)) (eval (p_right c)) m -> (m <= p_at_most c)%Z ->
  costs (fun z => Rabs (iterate (S (p_later c)) (function (p_map c)) z - g z)) (eval (p_left c)) (eval (p_right c)) (Q2R (p_error c)).
Proof.
  unfold check_path_teeth. cbv zeta. intros H.
  apply andb_prop in H. destruct H as [H H7]. apply andb_prop in H. destruct H as [H H6]. apply andb_prop in H. destruct H as [H H5]. apply andb_prop in H. destruct H as [H H4].
  apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2]. apply Qle_bool_real in H7.
  pose proof (ordered_reads _ _ _ H2) as Ho. split; [exact (in_order_le _ _ _ Ho)|]. intros g m Hg Hp Hm.
  pose proof (in_order_le _ _ _ Ho) as Hab. pose (F := iterate (S (p_later c)) (function (p_map c))).
  assert (continuity F) as HF by apply continuity_iterate, reads_continuous.
  change (costs (fun z => Rabs (F z - g z)) (eval (p_left c)) (eval (p_right c)) (Q2R (p_error c))). eapply costs_less; [|exact H7].
  apply costs_le with (k := fun z => clipped_R (map real_levels (p_targets c)) (F z) (g z));
    [exact Hab | intros; apply clipped_R_le, targets_in_order_ok, H6 | |].
  { apply continuity_implies_RiemannInt; [exact Hab | intros; apply continuity_clipped_R; assumption]. }
  clear H7. set (vs := inverse_levels _ _ _ _ _).
  assert (forall ks j, (forall i k, nth_error ks i = Some k -> nth_error (p_targets c) (j + i) = Some k) -> targets_in_order ks = true ->
    costs (fun z => clipped_R (map real_levels ks) (F z) (g z)) (eval (p_left c)) (eval (p_right c)) (Q2R (targets_give c vs j ks))) as Hall.
  2: { apply Hall; [intros i k Hk; exact Hk | exact H6]. }
  clear H6. induction ks as [| k ks IH]; intros j Hthere H6; cbn [map clipped_R targets_give].
  - rewrite Q2R_zero. apply costs_nothing; [exact Hab | intros; lra].
  - cbn [targets_in_order] in H6. apply andb_prop in H6. destruct H6 as [H6 Hrest]. apply andb_prop in H6. destruct H6 as [H6 _]. apply andb_prop in H6. destruct H6 as [H6 Hprice].
    apply andb_prop in H6. destruct H6 as [H6 Hw0]. apply andb_prop in H6. destruct H6 as [Hlt Hw].
    apply reads_lt in Hlt. apply reads_wider in Hw. apply Qle_bool_real in Hw0, Hprice. rewrite Q2R_zero in Hw0, Hprice. rewrite Q2R_plus.
    set (x := eval (t_low k)) in *. set (y := eval (t_high k)) in *.
    apply costs_plus with (k := fun z => Rabs (clipped x y F z - clipped x y g z)) (k' := fun z => clipped_R (map real_levels ks) (F z) (g z));
      [exact Hab | intros; apply Rle_refl | | apply continuity_clipped_R; assumption | |].
    { apply continuity_abs, (continuity_minus (clipped x y F)); apply continuity_clipped; assumption. }
    2: { apply IH; [|exact Hrest]. intros i k' Hk'. replace (S j + i)%nat with (j + S i)%nat by lia. apply Hthere, Hk'. }
    pose proof (Hthere 0%nat k eq_refl) as Hk. rewrite Nat.add_0_r in Hk.
    unfold target_gives. cbv zeta. destruct (forallb _ vs && Qle_bool 0 _)%bool eqn:E;
      [|rewrite Q2R_zero; apply costs_nothing; [exact Hab | intros; apply Rabs_pos]].
    apply andb_prop in E. destruct E as [E Hs]. apply Qle_bool_real in Hs. rewrite Q2R_zero, Q2R_minus, Q2R_mult, Q2R_integer in Hs.
    eapply costs_less.
    + apply (T14_between x y Hlt F g (Q2R (t_price k)) _ _ (real_counts (p_bases c) j (all_keys c)) m Hg Hprice); [|exact Hp].
      apply (keys_ok (p_map c) (p_intervals c) (p_bases c) (p_places c) (p_branches c) H1 H3 H4 H5 (p_targets c) j k Hk Hlt _ _ (p_later c) Ho).
    + rewrite !Q2R_mult, Q2R_minus, Q2R_mult, Q2R_integer. pose proof (shares_from_below_ok (p_places c) (p_bases c) j (t_price k) (all_keys c) H4 Hprice E) as Hshares. unfold whole.
      fold vs in Hshares.
      replace (Q2R (1 # 4)) with (/ 4) by (unfold Q2R; cbn; lra). apply IZR_le in Hm.
      set (s := Q2R (shares_from_below _ _ _ _)) in *. set (S' := total _ _) in *. set (w := Q2R (t_width k)) in *. set (p := Q2R (t_price k)) in *.
      assert (p * IZR m <= p * IZR (p_at_most c)) by (apply Rmult_le_compat_l; assumption).
      assert (w * w <= (y - x) * (y - x)) by (apply Rmult_le_compat; lra). assert (0 <= w * w) by nra.
      replace (w * w * / 4 * (s - p * IZR (p_at_most c))) with ((w * w) * (s - p * IZR (p_at_most c)) / 4) by lra.
      replace ((y - x) * (y - x) / 4 * (S' - p * IZR m)) with (((y - x) * (y - x)) * (S' - p * IZR m) / 4) by lra.
      assert ((w * w) * (s - p * IZR (p_at_most c)) <= ((y - x) * (y - x)) * (S' - p * IZR m)) by (apply Rmult_le_compat; lra). lra.
Qed.

(** ** In the form in which exported files use it *)

Section Statement.
Variables (c : path_teeth number data) (f : R -> R) (n : nat) (M : Z) (a b e : R).
Hypotheses (accepted : check_path_teeth c = true) (Hf : f = function (p_map c)) (Hn : n = S (p_later c)) (HM : M = p_at_most c)
  (Ha : a = eval (p_left c)) (Hb : b = eval (p_right c)) (He : e = Q2R (p_error c)).

(** For what has few pieces *)
Theorem path_teeth_few_pieces : forall g m, continuity g -> pieces g a b m -> (m <= M)%Z -> distance_at_least (iterate n f) g a b e.
Proof.
  intros g m Hg Hp Hm. destruct (path_teeth_sound c accepted) as [Hab H]. subst.
  assert (Riemann_integrable (fun z => Rabs (iterate (S (p_later c)) (function (p_map c)) z - g z)) (eval (p_left c)) (eval (p_right c))) as pr.
  { apply continuity_implies_RiemannInt; [exact Hab|]. intros z _. revert z.
    apply continuity_abs, (continuity_minus (iterate _ _)); [apply continuity_iterate, reads_continuous | exact Hg]. }
  exists pr. exact (H g m Hg Hp Hm pr).
Qed.

(** and for networks. *)
Theorem path_teeth_networks : forall N : network, relu_network N -> ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N) <= M)%Z ->
  distance_at_least (iterate n f) (value N) a b e.
Proof.
  intros N HN Hsize. destruct (path_teeth_sound c accepted) as [Hab _].
  assert (a <= b) as Hle by (subst; exact Hab). destruct (network_pieces N a b HN Hle) as [m [Hp Hsmall]].
  apply (path_teeth_few_pieces (value N) m); [apply continuity_network | exact Hp | lia].
Qed.
End Statement.
End Sound.

(** ** Over Q *)

#[global] Instance rational_measuring : measuring Q map_data := Measuring Q map_data (fun w x y => Qle_bool w (y - x)) is_short.

#[global] Instance rational_measures : measures Q map_data.
Proof.
  constructor.
  - intros w x y H. apply Qle_bool_real in H. rewrite Q2R_minus in H. exact H.
  - intros m u v K Hm H. exact (proj2 (is_short_ok m u v K Hm H)).
Qed.
