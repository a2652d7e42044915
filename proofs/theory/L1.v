(** T14: a checker for lower bounds of the integral of |f^t - g|, by a covering whose branches are not too steep, and its soundness. *)

From Coq Require Import Reals QArith Qreals List ZArith Lra Lia.
From Exactsep Require Import Networks Chains Hits Covering Maps SupNorm Integral Teeth Slopes Tables Distance.
Import ListNotations.

(** A branch, and how steep the map is on it at most. *)
Definition steep_branch := (branch Q * Q)%type.

(** The teeth of f itself. *)
Definition first_table (m : map_data) (x y : Q) (B : steep_branch) : tableQ :=
  let u := value_at_Q m (from _ (fst B)) in
  let v := value_at_Q m (upto _ (fst B)) in
  if (Qle_bool u x && Qle_bool y v) || (Qle_bool y u && Qle_bool v x) then [(snd B, 1%Z)] else [].

Definition first_tables (m : map_data) (x y : Q) (Bs : list (list steep_branch)) : list tableQ :=
  map (fun Ks => merged (map (first_table m x y) Ks)) Bs.

Definition next_table (Ts : list tableQ) (B : steep_branch) : tableQ :=
  steeperQ (snd B) (merged (slice (first _ (fst B)) (more _ (fst B)) Ts)).

Definition next_tables (Ts : list tableQ) (Bs : list (list steep_branch)) : list tableQ :=
  map (fun Ks => merged (map (next_table Ts) Ks)) Bs.

Fixpoint tables (Bs : list (list steep_branch)) (t : nat) (Ts : list tableQ) : list tableQ :=
  match t with O => Ts | S t' => tables Bs t' (next_tables Ts Bs) end.

Record target := Target { low_end : Q; high_end : Q; price : Q }.

(** The number of iterations is one more than [later]. *)
Record l1_certificate := L1Certificate {
  l1_map : map_data;
  l1_left : Q;
  l1_right : Q;
  l1_intervals : list (Q * Q);
  l1_branches : list (list steep_branch);
  targets : list target;
  later : nat;
  l1_at_most : Z;
  l1_error : Q
}.

(** The sum of n min(1/L, price) *)
Definition total_shares (price : Q) (T : tableQ) : Q :=
  fold_right (fun p s => Qred (inject_Z (snd p) * (if Qle_bool (price * fst p) 1 then price else / fst p) + s)) 0%Q T.

Definition target_bound (c : l1_certificate) (k : target) : Q :=
  let T := merged (tables (l1_branches c) (later c) (first_tables (l1_map c) (low_end k) (high_end k) (l1_branches c))) in
  if forallb (fun p => negb (Qle_bool (fst p) 0)) T
  then (high_end k - low_end k) * (high_end k - low_end k) * (1 # 4) * (total_shares (price k) T - price k * inject_Z (l1_at_most c))
  else 0.

Fixpoint targets_ordered (ks : list target) : bool :=
  match ks with
  | [] => true
  | k :: rest =>
      negb (Qle_bool (high_end k) (low_end k)) && Qle_bool 0 (price k)
      && match rest with [] => true | k' :: _ => Qle_bool (high_end k) (low_end k') end && targets_ordered rest
  end.

Definition steep_enough (m : map_data) (B : steep_branch) : bool := is_short m (from _ (fst B)) (upto _ (fst B)) (snd B).

Definition check_l1 (c : l1_certificate) : bool :=
  well_formed (l1_map c) && ordered (l1_left c) (l1_intervals c) (l1_right c)
  && all_branches (l1_map c) (l1_intervals c) (l1_intervals c) (map (map fst) (l1_branches c))
  && forallb (forallb (steep_enough (l1_map c))) (l1_branches c)
  && targets_ordered (targets c)
  && Qle_bool (l1_error c) (fold_right (fun k s => Qred (target_bound c k + s)) 0%Q (targets c)).

(** ** Soundness *)

Open Scope R_scope.

Section Soundness.
Variables (m : map_data) (Js : list (Q * Q)) (a b : Q) (Bs : list (list steep_branch)).
Hypothesis m_ok : well_formed m = true.
Hypothesis Js_ok : ordered a Js b = true.
Hypothesis Bs_ok : all_branches m Js Js (map (map fst) Bs) = true.
Hypothesis steep_ok : forallb (forallb (steep_enough m)) Bs = true.

Notation f := (function_of m).

Section OneTarget.
Variables x y : Q.
Hypothesis levels : Q2R x < Q2R y.

Notation teeth_xy := (teeth (Q2R x) (Q2R y)).

(** Tables of neighbours, in one. *)
Lemma teeth_merge h l c r T T' :
  teeth_xy h l c (real_table T) -> teeth_xy h c r (real_table T') -> teeth_xy h l r (real_table (merge T T')).
Proof.
  intros H H'. apply teeth_same with (T := real_table T ++ real_table T'); [apply teeth_join with (m := c); assumption|].
  intros phi. rewrite total_app, total_merge. reflexivity.
Qed.

(** Tables of a row of intervals, in one. *)
Lemma teeth_row h l Ks r Ts :
  in_order l Ks r -> Forall2 (fun J T => teeth_xy h (fst J) (snd J) (real_table T)) Ks Ts -> teeth_xy h l r (real_table (merged Ts)).
Proof.
  intros Ho. revert Ts. induction Ho as [l r Hlr | l c d Ks r Hl Hcd Ho IH]; intros Ts H.
  - inversion H; subst. constructor. exact Hlr.
  - inversion H as [| J T Ks' Ts' H1 H2 E1 E2]; subst. cbn [merged fold_right].
    apply teeth_merge with (c := d); [|apply IH, H2]. eapply teeth_widen; [exact H1 | exact Hl | cbn; lra].
Qed.

(** A property of all branches, from one of each branch. *)
Lemma branch_rows h (F : steep_branch -> tableQ) :
  (forall B, is_branch m Js (fst B) = true -> steep_enough m B = true ->
    teeth_xy h (Q2R (from _ (fst B))) (Q2R (upto _ (fst B))) (real_table (F B))) ->
  Forall2 (fun J T => teeth_xy h (fst J) (snd J) (real_table T)) (map real Js) (map (fun Ks => merged (map F Ks)) Bs).
Proof.
  intros HF. clear Js_ok.
  assert (forall l Ks r, are_branches m Js l (map fst Ks) r = true -> forallb (steep_enough m) Ks = true ->
    teeth_xy h (Q2R l) (Q2R r) (real_table (merged (map F Ks)))) as Hrow.
  { intros l Ks. revert l. induction Ks as [| B Ks IH]; intros l r H Hs; cbn [map are_branches merged fold_right forallb] in *.
    - constructor. apply le_Q_R, H.
    - apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2]. apply andb_prop in Hs. destruct Hs as [Hs1 Hs2].
      apply teeth_merge with (c := Q2R (upto _ (fst B))); [|apply IH; assumption].
      eapply teeth_widen; [apply HF; assumption | apply le_Q_R, H1 | lra]. }
  revert Bs_ok steep_ok. generalize Js at 2 3. intros rest. revert Bs.
  induction rest as [| [l r] rest IH]; intros [| Ks Bs'] H Hs; cbn [map all_branches forallb] in *; try discriminate; constructor.
  - apply andb_prop in H. destruct H as [H _]. apply andb_prop in Hs. destruct Hs as [Hs _]. apply Hrow; assumption.
  - apply andb_prop in H. destruct H as [_ H]. apply andb_prop in Hs. destruct Hs as [_ Hs]. apply IH; assumption.
Qed.

(** The tables of f are true. *)
Lemma first_tables_ok : Forall2 (fun J T => teeth_xy f (fst J) (snd J) (real_table T)) (map real Js) (first_tables m x y Bs).
Proof.
  apply branch_rows. intros B HB Hs. destruct (is_short_ok m _ _ _ m_ok Hs) as [HK Hshort].
  pose proof (is_branch_ok m Js (fst B) m_ok HB) as [_ [Hle _]]. cbn in Hle.
  assert (teeth_xy (fun z => z) (Q2R x) (Q2R y) [(1, 1%Z)]) as Hid.
  { apply teeth_one with (u := Q2R x) (v := Q2R y); [lra | lra |]. split; [lra|]. split; [lra|]. split; [left; split; reflexivity|]. intros; lra. }
  unfold first_table. destruct (_ || _) eqn:E; [|constructor; exact Hle].
  apply teeth_same with (T := steeper (Q2R (snd B)) [(1, 1%Z)]).
  2: intros phi; unfold total; cbn [steeper map fst snd real_table fold_right]; rewrite Rmult_1_r; reflexivity.
  apply orb_prop in E. destruct E as [E | E]; apply andb_prop in E; destruct E as [E1 E2]; apply Qle_bool_real in E1, E2.
  - apply (teeth_up _ _ f (fun z => z) (Q2R (snd B)) (Q2R x) (Q2R y)); try assumption; [apply continuity_function | rewrite function_at | rewrite function_at]; assumption.
  - apply (teeth_down _ _ f (fun z => z) (Q2R (snd B)) (Q2R x) (Q2R y)); try assumption; [apply continuity_function | rewrite function_at | rewrite function_at]; assumption.
Qed.

(** The tables of the next iterate are true if those of this one are. *)
Lemma next_tables_ok h Ts :
  Forall2 (fun J T => teeth_xy h (fst J) (snd J) (real_table T)) (map real Js) Ts ->
  Forall2 (fun J T => teeth_xy (fun z => h (f z)) (fst J) (snd J) (real_table T)) (map real Js) (next_tables Ts Bs).
Proof.
  intros HT. apply branch_rows. intros B HB Hs. destruct (is_short_ok m _ _ _ m_ok Hs) as [HK Hshort].
  pose proof (is_branch_ok m Js (fst B) m_ok HB) as [Hlen [Hle HB']]. cbn [real_branch from upto up first more] in *.
  pose proof (in_order_slice _ _ _ _ _ (ordered_ok _ _ _ Js_ok) Hlen) as Ho.
  pose proof (teeth_row h _ _ _ _ Ho (Forall2_first _ _ _ _ (Forall2_skip _ (first _ (fst B)) _ _ HT))) as Hrow.
  unfold next_table. apply teeth_same with (T := steeper (Q2R (snd B)) (real_table (merged (slice (first _ (fst B)) (more _ (fst B)) Ts)))).
  2: intros phi; rewrite total_steeperQ; reflexivity.
  destruct (up _ (fst B)); destruct HB' as [E1 E2].
  - eapply teeth_up; [apply continuity_function | exact HK | exact Hrow | exact Hle | exact E1 | exact E2 | exact Hshort].
  - eapply teeth_down; [apply continuity_function | exact HK | exact Hrow | exact Hle | exact E1 | exact E2 | exact Hshort].
Qed.

(** All tables are true. *)
Lemma tables_ok t : teeth_xy (iterate (S t) f) (Q2R a) (Q2R b) (real_table (merged (tables Bs t (first_tables m x y Bs)))).
Proof.
  eapply teeth_row; [apply ordered_ok, Js_ok|].
  assert (forall s h Ts, Forall2 (fun J T => teeth_xy h (fst J) (snd J) (real_table T)) (map real Js) Ts ->
    Forall2 (fun J T => teeth_xy (fun z => h (iterate s f z)) (fst J) (snd J) (real_table T)) (map real Js) (tables Bs s Ts)) as H.
  { induction s as [| s IH]; intros h Ts HT; [exact HT|]. cbn [tables iterate].
    eapply Forall2_weaken; [|apply (IH (fun z => h (f z)) _ (next_tables_ok h Ts HT))].
    intros J T. apply teeth_ext. intros z. rewrite iterate_last. reflexivity. }
  eapply Forall2_weaken; [|apply (H t f _ first_tables_ok)].
  intros J T. apply teeth_ext. intros z. cbn [iterate]. rewrite iterate_last. reflexivity.
Qed.

End OneTarget.
End Soundness.

(** The shares over Q are those over R. *)
Lemma total_shares_ok p T :
  forallb (fun q => negb (Qle_bool (fst q) 0)) T = true -> Q2R (total_shares p T) = total (share (Q2R p)) (real_table T).
Proof.
  assert (Q2R 1 = 1) as E1 by (unfold Q2R; cbn; lra).
  induction T as [| [L n] T IH]; intros H; cbn [total_shares fold_right]; [rewrite total_nil; apply Q2R_zero|].
  cbn [forallb fst] in H. apply andb_prop in H. destruct H as [HL H]. apply Qlt_bool_real in HL. rewrite Q2R_zero in HL.
  rewrite total_real, Q2R_Qred, Q2R_plus, Q2R_mult, Q2R_integer. fold (total_shares p T). rewrite IH by exact H. cbn [fst snd]. f_equal. f_equal.
  unfold share. destruct (Qle_bool (p * L) 1) eqn:E.
  - apply Qle_bool_real in E. rewrite Q2R_mult, E1 in E.
    rewrite Rmin_right; [reflexivity|]. apply Rmult_le_reg_l with (r := Q2R L); [exact HL|]. rewrite Rinv_r by lra. lra.
  - assert (negb (Qle_bool (p * L) 1) = true) as E' by (rewrite E; reflexivity). apply Qlt_bool_real in E'. rewrite Q2R_mult, E1 in E'.
    assert (~ L == 0)%Q as HL0 by (intros C; apply Qeq_eqR in C; rewrite Q2R_zero in C; lra).
    rewrite Q2R_inv by exact HL0. rewrite Rmin_left; [reflexivity|].
    apply Rmult_le_reg_l with (r := Q2R L); [exact HL|]. rewrite Rinv_r by lra. lra.
Qed.

(** Clipping to levels one above the other never makes two numbers further apart in all. *)
Fixpoint clipped_sum (ks : list target) (u v : R) : R :=
  match ks with
  | [] => 0
  | k :: rest => Rabs (clamp (Q2R (low_end k)) (Q2R (high_end k)) u - clamp (Q2R (low_end k)) (Q2R (high_end k)) v) + clipped_sum rest u v
  end.

(** Clipping to [x, y] and clipping to what is above y, together. *)
Lemma clip_one e x y u v : e <= x -> x < y -> Rabs (clamp x y u - clamp x y v) + Rabs (Rmax u y - Rmax v y) <= Rabs (Rmax u e - Rmax v e).
Proof.
  assert (forall u v, u <= v -> e <= x -> x < y -> Rabs (clamp x y v - clamp x y u) + Rabs (Rmax v y - Rmax u y) <= Rabs (Rmax v e - Rmax u e)) as H.
  { clear. intros u v Huv He Hxy. pose proof (Rle_max_compat_r u v y Huv). pose proof (Rle_max_compat_r u v e Huv).
    pose proof (clamp_mono x y Hxy u v Huv). rewrite !Rabs_pos_eq by lra.
    unfold clamp, Rmin, Rmax. repeat destruct (Rle_dec _ _); lra. }
  intros He Hxy. destruct (Rle_dec u v) as [Huv | Huv]; [|apply H; lra].
  rewrite (Rabs_minus_sym (clamp x y u)), (Rabs_minus_sym (Rmax u y)), (Rabs_minus_sym (Rmax u e)). apply H; lra.
Qed.

(** Clipping to all pairs of levels from e on. *)
Lemma clip_all ks e u v :
  targets_ordered ks = true -> match ks with [] => True | k :: _ => e <= Q2R (low_end k) end -> clipped_sum ks u v <= Rabs (Rmax u e - Rmax v e).
Proof.
  revert e. induction ks as [| k ks IH]; intros e H He; cbn [clipped_sum]; [apply Rabs_pos|].
  cbn [targets_ordered] in H. apply andb_prop in H. destruct H as [H H4]. apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2].
  apply Qlt_bool_real in H1. pose proof (clip_one e _ _ u v He H1).
  assert (match ks with [] => True | k' :: _ => Q2R (high_end k) <= Q2R (low_end k') end) as He' by (destruct ks; [exact I | apply Qle_bool_real, H3]).
  specialize (IH (Q2R (high_end k)) H4 He'). lra.
Qed.

(** All together. *)
Lemma clip_total ks u v : targets_ordered ks = true -> clipped_sum ks u v <= Rabs (u - v).
Proof.
  intros H. destruct ks as [| k ks]; [apply Rabs_pos|].
  eapply Rle_trans; [apply (clip_all _ (Q2R (low_end k)) u v H), Rle_refl|].
  unfold Rmax, Rabs. repeat destruct (Rle_dec _ _); repeat destruct (Rcase_abs _); lra.
Qed.

(** The sum of the clipped distances is continuous. *)
Lemma continuity_clipped_sum ks F g : continuity F -> continuity g -> continuity (fun z => clipped_sum ks (F z) (g z)).
Proof.
  intros HF Hg. induction ks as [| k ks IH]; cbn [clipped_sum]; [apply continuity_fun_const|].
  apply (continuity_plus (fun z => Rabs (clipped (Q2R (low_end k)) (Q2R (high_end k)) F z - clipped (Q2R (low_end k)) (Q2R (high_end k)) g z))); [|exact IH].
  apply continuity_abs, (continuity_minus (clipped (Q2R (low_end k)) (Q2R (high_end k)) F)); apply continuity_clipped; assumption.
Qed.

(** T14 *)
Theorem l1_soundness c :
  check_l1 c = true ->
  forall g m, continuity g -> pieces g (Q2R (l1_left c)) (Q2R (l1_right c)) m -> (m <= l1_at_most c)%Z ->
  forall pr : Riemann_integrable (fun z => Rabs (iterate (S (later c)) (function_of (l1_map c)) z - g z)) (Q2R (l1_left c)) (Q2R (l1_right c)),
  RiemannInt pr >= Q2R (l1_error c).
Proof.
  unfold check_l1. intros H g m Hg Hp Hm.
  apply andb_prop in H. destruct H as [H H6]. apply andb_prop in H. destruct H as [H H5]. apply andb_prop in H. destruct H as [H H4].
  apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2]. apply Qle_bool_real in H6.
  pose proof (chain_ordered _ _ _ _ Hp) as [Hab _].
  pose (F := iterate (S (later c)) (function_of (l1_map c))).
  assert (continuity F) as HF by apply continuity_iterate, continuity_function.
  change (costs (fun z => Rabs (F z - g z)) (Q2R (l1_left c)) (Q2R (l1_right c)) (Q2R (l1_error c))).
  eapply costs_less; [|exact H6].
  apply costs_le with (k := fun z => clipped_sum (targets c) (F z) (g z)); [exact Hab | intros; apply clip_total, H5 | |].
  { apply continuity_implies_RiemannInt; [exact Hab | intros; apply continuity_clipped_sum; assumption]. }
  clear H6. induction (targets c) as [| k ks IH]; cbn [fold_right clipped_sum].
  - rewrite Q2R_zero. apply costs_nothing; [exact Hab | intros; lra].
  - cbn [targets_ordered] in H5. apply andb_prop in H5. destruct H5 as [H5 H54]. apply andb_prop in H5. destruct H5 as [H5 _].
    apply andb_prop in H5. destruct H5 as [H51 H52]. apply Qlt_bool_real in H51. apply Qle_bool_real in H52. rewrite Q2R_zero in H52.
    rewrite Q2R_Qred, Q2R_plus.
    apply costs_plus with (k := fun z => Rabs (clipped (Q2R (low_end k)) (Q2R (high_end k)) F z - clipped (Q2R (low_end k)) (Q2R (high_end k)) g z))
      (k' := fun z => clipped_sum ks (F z) (g z)); [exact Hab | intros; apply Rle_refl | | apply continuity_clipped_sum; assumption | | apply IH, H54].
    { apply continuity_abs, (continuity_minus (clipped (Q2R (low_end k)) (Q2R (high_end k)) F)); apply continuity_clipped; assumption. }
    unfold target_bound. cbv zeta. set (T := merged _). destruct (forallb (fun p => negb (Qle_bool (fst p) 0)) T) eqn:E; [|rewrite Q2R_zero; apply costs_nothing; [exact Hab | intros; apply Rabs_pos]].
    eapply costs_less.
    + apply (T14_between (Q2R (low_end k)) (Q2R (high_end k)) H51 F g (Q2R (price k)) _ _ (real_table T) m Hg H52); [|exact Hp].
      apply (tables_ok (l1_map c) (l1_intervals c) (l1_left c) (l1_right c) (l1_branches c) H1 H2 H3 H4 (low_end k) (high_end k) H51).
    + rewrite !Q2R_mult, !Q2R_minus, (total_shares_ok _ _ E), Q2R_mult, Q2R_integer. unfold whole.
      replace (Q2R (1 # 4)) with (/ 4) by (unfold Q2R; cbn; lra).
      apply IZR_le in Hm.
      set (W := Q2R (high_end k) - Q2R (low_end k)). assert (0 < W * W / 4) by (unfold W; nra).
      replace (W * W * / 4) with (W * W / 4) by reflexivity.
      apply Rmult_le_compat_l; [lra|]. assert (Q2R (price k) * IZR m <= Q2R (price k) * IZR (l1_at_most c)) by (apply Rmult_le_compat_l; assumption). lra.
Qed.

(** In terms of networks *)
Theorem l1_soundness_for_networks c :
  check_l1 c = true ->
  forall N : network, relu_network N -> ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N) <= l1_at_most c)%Z ->
  forall pr : Riemann_integrable (fun z => Rabs (iterate (S (later c)) (function_of (l1_map c)) z - value N z)) (Q2R (l1_left c)) (Q2R (l1_right c)),
  RiemannInt pr >= Q2R (l1_error c).
Proof.
  intros H N HN Hsize.
  assert (Q2R (l1_left c) <= Q2R (l1_right c)) as Hlr.
  { unfold check_l1 in H. do 4 (apply andb_prop in H; destruct H as [H _]). apply andb_prop in H. destruct H as [_ H].
    exact (in_order_le _ _ _ (ordered_ok _ _ _ H)). }
  destruct (T1 N _ _ Hlr) as [m [Hm Hp]].
  apply (l1_soundness c H (value N) m (continuity_network N) Hp).
  pose proof (piece_bound_of_sizes N 1 (width N) (depth N) (relu_networks_have_one_breakpoint N HN) (le_n _) (le_n _)) as Hb.
  rewrite Z.mul_1_l in Hb. lia.
Qed.
