(** T14 for every iterate: the integral of |f^t - g| stays above a constant until g has about rate^t pieces. A checker and its soundness. *)

From Coq Require Import Reals QArith Qreals List ZArith Lra Lia.
From Exactsep Require Import Networks Chains Hits Covering Maps SupNorm Integral Teeth Slopes Tables Distance L1.
Import ListNotations.

(** Two levels, and for each interval of the covering a number: the sum of 1/steepness over its teeth stays above it at each iterate. *)
Record level_mass := LevelMass { mass_low : Q; mass_high : Q; masses : list Q }.

Record every_certificate := EveryL1 {
  every_map : map_data;
  every_left : Q;
  every_right : Q;
  every_intervals : list (Q * Q);
  every_branches : list (list steep_branch);
  least_steep : Q;
  every_masses : list level_mass
}.

Definition sumQ (us : list Q) : Q := fold_right Qplus 0%Q us.

(** What the branches of one interval give at the first iterate, and at the next one. *)
Definition first_mass (m : map_data) (x y : Q) (B : steep_branch) : Q :=
  match first_table m x y B with [] => 0%Q | _ => / snd B end.

Definition next_mass (us : list Q) (B : steep_branch) : Q := / snd B * sumQ (slice (first _ (fst B)) (more _ (fst B)) us).

Definition mass_ok (m : map_data) (k : level_mass) (Ks : list steep_branch) (u : Q) : bool :=
  Qle_bool u (sumQ (map (first_mass m (mass_low k) (mass_high k)) Ks)) && Qle_bool u (sumQ (map (next_mass (masses k)) Ks)).

Fixpoint masses_ok (m : map_data) (k : level_mass) (Bs : list (list steep_branch)) (us : list Q) : bool :=
  match Bs, us with
  | [], [] => true
  | Ks :: Bs', u :: us' => mass_ok m k Ks u && masses_ok m k Bs' us'
  | _, _ => false
  end.

Definition target_of (k : level_mass) : target := Target (mass_low k) (mass_high k) 0.

Definition check_every_l1 (c : every_certificate) : bool :=
  well_formed (every_map c) && ordered (every_left c) (every_intervals c) (every_right c)
  && all_branches (every_map c) (every_intervals c) (every_intervals c) (map (map fst) (every_branches c))
  && forallb (forallb (fun B => steep_enough (every_map c) B && Qle_bool (least_steep c) (snd B))) (every_branches c)
  && negb (Qle_bool (least_steep c) 0)
  && targets_ordered (map target_of (every_masses c))
  && forallb (fun k => masses_ok (every_map c) k (every_branches c) (masses k)) (every_masses c).

(** The integral is at least floor - loss * pieces / rate^t, the rate being [least_steep]. *)
Definition area (k : level_mass) : Q := (mass_high k - mass_low k) * (mass_high k - mass_low k) * (1 # 4).
Definition floor_of (c : every_certificate) : Q := fold_right (fun k s => (area k * sumQ (masses k) + s)%Q) 0%Q (every_masses c).
Definition loss_of (c : every_certificate) : Q := fold_right (fun k s => (area k + s)%Q) 0%Q (every_masses c).

(** ** Soundness *)

Open Scope R_scope.

Section Mass.
Variables x y : R.
Hypothesis levels : x < y.

(** From l to r there are teeth of h whose shares at the price add up to u at least. *)
Definition massive (h : R -> R) (price l r u : R) : Prop :=
  exists T, teeth x y h l r T /\ Forall (fun p => 0 < fst p /\ (0 <= snd p)%Z) T /\ u <= total (share price) T.

(** Nothing is asked of an interval for the number 0. *)
Lemma massive_nothing h price l r : l <= r -> massive h price l r 0.
Proof. intros H. exists []. split; [constructor; exact H|]. split; [constructor | unfold total; cbn; lra]. Qed.

(** Neighbouring intervals: the numbers add up. *)
Lemma massive_join h price l c r u v : massive h price l c u -> massive h price c r v -> massive h price l r (u + v).
Proof.
  intros [T [HT [HP HU]]] [T' [HT' [HP' HU']]]. exists (T ++ T'). split; [apply teeth_join with (m := c); assumption|].
  split; [apply Forall_app; split; assumption | rewrite total_app; lra].
Qed.

(** A smaller number. *)
Lemma massive_less h price l r u v : massive h price l r u -> v <= u -> massive h price l r v.
Proof. intros [T [HT [HP HU]]] Hv. exists T. repeat split; try assumption. lra. Qed.

(** A longer interval. *)
Lemma massive_widen h price l r u l' r' : massive h price l r u -> l' <= l -> r <= r' -> massive h price l' r' u.
Proof.
  intros [T [HT H]] Hl Hr. exists T. split; [apply teeth_widen with (a := l) (b := r); assumption | exact H].
Qed.

(** Equal functions. *)
Lemma massive_ext h h' price l r u : (forall z, h z = h' z) -> massive h price l r u -> massive h' price l r u.
Proof. intros E [T [HT H]]. exists T. split; [apply teeth_ext with (h := h); assumption | exact H]. Qed.

(** A steeper branch: the price is divided by the least steepness, the shares by that of the branch. *)
Lemma total_shares_steeper price s K T :
  0 < s -> s <= K -> 0 <= price -> Forall (fun p => 0 < fst p /\ (0 <= snd p)%Z) T ->
  / K * total (share price) T <= total (share (price / s)) (steeper K T).
Proof.
  intros Hs HK Hp. induction 1 as [| [L n] T [HL Hn] HT IH]; unfold total in *; cbn [steeper map fold_right fst snd] in *; [lra|].
  apply IZR_le in Hn. fold (steeper K T). unfold steeper in *.
  assert (/ K * share price L <= share (price / s) (K * L)) as Hshare.
  { unfold share. assert (0 < / K) as HK' by (apply Rinv_0_lt_compat; lra). apply Rmin_glb.
    - rewrite Rinv_mult. apply Rmult_le_compat_l; [lra | apply Rmin_l].
    - apply Rle_trans with (/ K * price); [apply Rmult_le_compat_l; [lra | apply Rmin_r]|].
      unfold Rdiv. rewrite (Rmult_comm price). apply Rmult_le_compat_r; [exact Hp | apply Rinv_le_contravar; lra]. }
  assert (IZR n * (/ K * share price L) <= IZR n * share (price / s) (K * L)) by (apply Rmult_le_compat_l; assumption). lra.
Qed.

(** What a branch of f takes over from what it covers, divided by its steepness. *)
Lemma massive_branch f h price s K l r u a b :
  continuity f -> 0 < s -> s <= K -> 0 <= price -> short_on f K a b -> a <= b -> massive h price l r u ->
  f a <= l /\ r <= f b \/ r <= f a /\ f b <= l -> massive (fun z => h (f z)) (price / s) a b (/ K * u).
Proof.
  intros Hf Hs HK Hp Hshort Hab [T [HT [HP HU]]] Hcover. exists (steeper K T). split; [|split].
  - destruct Hcover as [[H1 H2] | [H1 H2]]; [apply (teeth_up x y f h K l r) | apply (teeth_down x y f h K l r)]; assumption || lra.
  - unfold steeper. apply Forall_forall. intros p H. apply in_map_iff in H. destruct H as [q [<- Hq]].
    rewrite Forall_forall in HP. destruct (HP q Hq). cbn. split; [nra | assumption].
  - pose proof (total_shares_steeper price s K T Hs HK Hp HP). assert (0 < / K) by (apply Rinv_0_lt_compat; lra).
    assert (/ K * u <= / K * total (share price) T) by (apply Rmult_le_compat_l; lra). lra.
Qed.

(** A row of intervals: the sum of their numbers. *)
Lemma massive_row h price l Js r us :
  in_order l Js r -> Forall2 (fun J u => massive h price (fst J) (snd J) (Q2R u)) Js us -> massive h price l r (Q2R (sumQ us)).
Proof.
  intros Ho. revert us. induction Ho as [l r Hlr | l c d Js r Hl Hcd Ho IH]; intros us H.
  - inversion H; subst. cbn. rewrite Q2R_zero. apply massive_nothing, Hlr.
  - inversion H as [| J u Js' us' H1 H2 E1 E2]; subst. cbn [sumQ fold_right]. rewrite Q2R_plus.
    apply massive_join with (c := d); [|apply IH, H2]. apply massive_widen with (l := c) (r := d); [exact H1 | exact Hl | lra].
Qed.
End Mass.

Section Soundness.
Variable c : every_certificate.
Hypothesis accepted : check_every_l1 c = true.

Notation m := (every_map c).
Notation f := (function_of (every_map c)).
Notation Js := (every_intervals c).
Notation s := (Q2R (least_steep c)).

(** What the checker has verified, one by one. *)
Lemma facts :
  well_formed m = true /\ ordered (every_left c) Js (every_right c) = true /\ all_branches m Js Js (map (map fst) (every_branches c)) = true /\
  forallb (forallb (fun B => steep_enough m B && Qle_bool (least_steep c) (snd B))) (every_branches c) = true /\ 0 < s /\
  targets_ordered (map target_of (every_masses c)) = true /\ forallb (fun k => masses_ok m k (every_branches c) (masses k)) (every_masses c) = true.
Proof.
  pose proof accepted as H. unfold check_every_l1 in H.
  apply andb_prop in H. destruct H as [H H7]. apply andb_prop in H. destruct H as [H H6]. apply andb_prop in H. destruct H as [H H5].
  apply andb_prop in H. destruct H as [H H4]. apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2].
  apply Qlt_bool_real in H5. rewrite Q2R_zero in H5. repeat split; assumption.
Qed.

(** The masses of all intervals, from those of their branches. *)
Lemma mass_rows k h price (G : steep_branch -> Q) :
  (forall B, is_branch m Js (fst B) = true -> 0 < Q2R (snd B) -> s <= Q2R (snd B) ->
    short_on f (Q2R (snd B)) (Q2R (from _ (fst B))) (Q2R (upto _ (fst B))) ->
    massive (Q2R (mass_low k)) (Q2R (mass_high k)) h price (Q2R (from _ (fst B))) (Q2R (upto _ (fst B))) (Q2R (G B))) ->
  (forall Ks u, mass_ok m k Ks u = true -> Q2R u <= Q2R (sumQ (map G Ks))) ->
  masses_ok m k (every_branches c) (masses k) = true ->
  Forall2 (fun J u => massive (Q2R (mass_low k)) (Q2R (mass_high k)) h price (fst J) (snd J) (Q2R u)) (map real Js) (masses k).
Proof.
  intros HG Hsum. destruct facts as [H1 [H2 [H3 [H4 [H5 _]]]]].
  assert (forall l Ks r, are_branches m Js l (map fst Ks) r = true -> forallb (fun B => steep_enough m B && Qle_bool (least_steep c) (snd B)) Ks = true ->
    massive (Q2R (mass_low k)) (Q2R (mass_high k)) h price (Q2R l) (Q2R r) (Q2R (sumQ (map G Ks)))) as Hrow.
  { intros l Ks. revert l. induction Ks as [| B Ks IH]; intros l r H Hs; cbn [map are_branches forallb sumQ fold_right] in *.
    - rewrite Q2R_zero. apply massive_nothing, le_Q_R, H.
    - apply andb_prop in H. destruct H as [H Hb3]. apply andb_prop in H. destruct H as [Hb1 Hb2]. apply andb_prop in Hs. destruct Hs as [Hs1 Hs2].
      apply andb_prop in Hs1. destruct Hs1 as [Hs0 Hs1]. apply Qle_bool_real in Hs1. destruct (is_short_ok m _ _ _ H1 Hs0) as [HK Hshort].
      rewrite Q2R_plus. apply massive_join with (c := Q2R (upto _ (fst B))); [|apply IH; assumption].
      eapply massive_widen; [apply HG; assumption | apply le_Q_R, Hb1 | lra]. }
  revert H3 H4. generalize Js at 2 3. intros rest. generalize (masses k). intros us. revert rest us. induction (every_branches c) as [| Ks Bs IH]; intros rest us H3 H4 Hm.
  - destruct rest as [| [l r] rest]; [|discriminate]. destruct us as [| u us]; [constructor | discriminate].
  - destruct rest as [| [l r] rest]; [discriminate|]. destruct us as [| u us]; [discriminate|].
    cbn [map all_branches forallb masses_ok] in *. apply andb_prop in H3. destruct H3 as [A3 B3]. apply andb_prop in H4. destruct H4 as [A4 B4].
    apply andb_prop in Hm. destruct Hm as [Am Bm]. constructor; [|apply IH; assumption].
    cbn. eapply massive_less; [apply (Hrow l Ks r); assumption | apply Hsum, Am].
Qed.

(** At every iterate the masses of the certificate are there, for teeth that are at least least_steep^t steep. *)
Lemma masses_stay k t : In k (every_masses c) -> Q2R (mass_low k) < Q2R (mass_high k) ->
  massive (Q2R (mass_low k)) (Q2R (mass_high k)) (iterate (S t) f) (/ s ^ S t) (Q2R (every_left c)) (Q2R (every_right c)) (Q2R (sumQ (masses k))).
Proof.
  intros Hk Hxy. destruct facts as [H1 [H2 [H3 [H4 [H5 [_ H7]]]]]]. rewrite forallb_forall in H7. specialize (H7 k Hk).
  pose proof (ordered_ok _ _ _ H2) as Ho. eapply massive_row; [exact Ho|].
  induction t as [| t IH].
  - apply (mass_rows k _ _ (first_mass m (mass_low k) (mass_high k))); [| |exact H7].
    2: intros Ks u Hu; apply andb_prop in Hu; apply Qle_bool_real, Hu.
    intros B HB HK HsK Hshort. pose proof (is_branch_ok m Js (fst B) H1 HB) as [_ [Hle _]]. cbn in Hle.
    unfold first_mass, first_table. destruct (_ || _) eqn:E; [|rewrite Q2R_zero; apply massive_nothing, Hle].
    assert (massive (Q2R (mass_low k)) (Q2R (mass_high k)) (fun z => z) 1 (Q2R (mass_low k)) (Q2R (mass_high k)) 1) as Hid.
    { exists [(1, 1%Z)]. split; [|split].
      - apply teeth_one with (u := Q2R (mass_low k)) (v := Q2R (mass_high k)); [lra | lra |]. split; [lra|]. split; [lra|]. split; [left; split; reflexivity|]. intros; lra.
      - constructor; [cbn; split; [lra | lia] | constructor].
      - unfold total, share. cbn. rewrite Rinv_1, Rmin_left by lra. lra. }
    assert (~ snd B == 0)%Q as Hne by (intros C; apply Qeq_eqR in C; rewrite Q2R_zero in C; lra).
    rewrite Q2R_inv by exact Hne. replace (/ Q2R (snd B)) with (/ Q2R (snd B) * 1) by ring. replace (/ s ^ 1) with (1 / s) by (cbn [pow]; rewrite Rmult_1_r; unfold Rdiv; ring).
    apply (massive_branch _ _ f (fun z => z) 1 s (Q2R (snd B)) (Q2R (mass_low k)) (Q2R (mass_high k))); try assumption; try lra; [apply continuity_function|].
    rewrite !function_at by exact H1. apply orb_prop in E. destruct E as [E | E]; apply andb_prop in E; destruct E as [E1 E2]; apply Qle_bool_real in E1, E2; [left | right]; split; assumption.
  - assert (Forall2 (fun J u => massive (Q2R (mass_low k)) (Q2R (mass_high k)) (fun z => iterate (S t) f (f z)) (/ s ^ S (S t)) (fst J) (snd J) (Q2R u)) (map real Js) (masses k)) as Hnext; [|exact Hnext].
    apply (mass_rows k _ _ (next_mass (masses k))); [| |exact H7].
    2: intros Ks u Hu; apply andb_prop in Hu; apply Qle_bool_real, Hu.
    intros B HB HK HsK Hshort. pose proof (is_branch_ok m Js (fst B) H1 HB) as [Hlen [Hle HB']]. cbn [real_branch from upto up first more] in *.
    pose proof (in_order_slice _ _ _ _ _ Ho Hlen) as Hs.
    pose proof (massive_row _ _ _ _ _ _ _ _ Hs (Forall2_first _ _ _ _ (Forall2_skip _ (first _ (fst B)) _ _ IH))) as Hrow.
    assert (~ snd B == 0)%Q as Hne by (intros C; apply Qeq_eqR in C; rewrite Q2R_zero in C; lra).
    unfold next_mass. rewrite Q2R_mult, Q2R_inv by exact Hne.
    replace (/ s ^ S (S t)) with (/ s ^ S t / s) by (cbn [pow]; unfold Rdiv; field; split; [apply pow_nonzero; lra | lra]).
    eapply massive_branch; [apply continuity_function | exact H5 | exact HsK | left; apply Rinv_0_lt_compat, pow_lt, H5 | exact Hshort | exact Hle | exact Hrow |].
    destruct (up _ (fst B)); [left | right]; exact HB'.
Qed.

(** T14 at every iterate *)
Theorem every_l1_soundness : forall t g k, continuity g -> pieces g (Q2R (every_left c)) (Q2R (every_right c)) k ->
  forall pr : Riemann_integrable (fun z => Rabs (iterate (S t) f z - g z)) (Q2R (every_left c)) (Q2R (every_right c)),
  RiemannInt pr >= Q2R (floor_of c) - Q2R (loss_of c) * IZR k / s ^ S t.
Proof.
  intros t g k Hg Hp. destruct facts as [H1 [H2 [H3 [H4 [H5 [H6 H7]]]]]]. pose proof (chain_ordered _ _ _ _ Hp) as [Hab Hk].
  change (costs (fun z => Rabs (iterate (S t) f z - g z)) (Q2R (every_left c)) (Q2R (every_right c)) (Q2R (floor_of c) - Q2R (loss_of c) * IZR k / s ^ S t)).
  pose (bound := fun q : level_mass => Q2R (area q) * (Q2R (sumQ (masses q)) - IZR k / s ^ S t)).
  assert (forall qs, (forall q, In q qs -> In q (every_masses c)) -> targets_ordered (map target_of qs) = true ->
    costs (fun z => clipped_sum (map target_of qs) (iterate (S t) f z) (g z)) (Q2R (every_left c)) (Q2R (every_right c)) (fold_right (fun q r => bound q + r) 0 qs)) as Hall.
  { assert (continuity (iterate (S t) f)) as HF by apply continuity_iterate, continuity_function.
    induction qs as [| q qs IH]; intros Hin Ho; cbn [map clipped_sum fold_right]; [apply costs_nothing; [exact Hab | intros; lra]|].
    cbn [map targets_ordered] in Ho. apply andb_prop in Ho. destruct Ho as [Ho Ho4]. apply andb_prop in Ho. destruct Ho as [Ho _].
    apply andb_prop in Ho. destruct Ho as [Ho _]. apply Qlt_bool_real in Ho. cbn [target_of low_end high_end] in *.
    apply costs_plus with (k := fun z => Rabs (clipped (Q2R (mass_low q)) (Q2R (mass_high q)) (iterate (S t) f) z - clipped (Q2R (mass_low q)) (Q2R (mass_high q)) g z))
      (k' := fun z => clipped_sum (map target_of qs) (iterate (S t) f z) (g z)); [exact Hab | intros; apply Rle_refl | | apply continuity_clipped_sum; assumption | |].
    - apply continuity_abs, (continuity_minus (clipped (Q2R (mass_low q)) (Q2R (mass_high q)) (iterate (S t) f))); apply continuity_clipped; assumption.
    - destruct (masses_stay q t (Hin q (or_introl eq_refl)) Ho) as [T [HT [_ HU]]].
      eapply costs_less; [apply (T14_between _ _ Ho (iterate (S t) f) g (/ s ^ S t) _ _ T k Hg); [left; apply Rinv_0_lt_compat, pow_lt, H5 | exact HT | exact Hp]|].
      unfold bound, area, whole. rewrite !Q2R_mult, !Q2R_minus. replace (Q2R (1 # 4)) with (/ 4) by (unfold Q2R; cbn; lra).
      unfold Rdiv. apply Rmult_le_compat_l; [pose proof (Rle_0_sqr (Q2R (mass_high q) - Q2R (mass_low q))) as Hsq; unfold Rsqr in Hsq; lra | lra].
    - apply IH; [intros q' Hq'; apply Hin; right; exact Hq' | exact Ho4]. }
  apply costs_less with (e := fold_right (fun q r => bound q + r) 0 (every_masses c)).
  - apply costs_le with (k := fun z => clipped_sum (map target_of (every_masses c)) (iterate (S t) f z) (g z)); [exact Hab | intros; apply clip_total, H6 | | apply Hall; [auto | exact H6]].
    apply continuity_implies_RiemannInt; [exact Hab | intros; apply continuity_clipped_sum; [apply continuity_iterate, continuity_function | exact Hg]].
  - unfold floor_of, loss_of. unfold Rdiv in *. set (w := IZR k * / s ^ S t) in *. clear Hall H6 H7. rewrite Rmult_assoc. fold w. clearbody w.
    induction (every_masses c) as [| q qs IH]; cbn [fold_right]; [rewrite Q2R_zero; lra|].
    rewrite !Q2R_plus, Q2R_mult. change (bound q) with (Q2R (area q) * (Q2R (sumQ (masses q)) - w)). lra.
Qed.

(** In terms of networks *)
Theorem every_l1_soundness_for_networks : forall t (N : network), relu_network N ->
  forall pr : Riemann_integrable (fun z => Rabs (iterate (S t) f z - value N z)) (Q2R (every_left c)) (Q2R (every_right c)),
  RiemannInt pr >= Q2R (floor_of c) - Q2R (loss_of c) * IZR ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N)) / s ^ S t.
Proof.
  intros t N HN pr. destruct facts as [H1 [H2 [H3 [H4 [H5 [H6 H7]]]]]].
  destruct (T1 N _ _ (in_order_le _ _ _ (ordered_ok _ _ _ H2))) as [k [Hk Hp]].
  pose proof (every_l1_soundness t (value N) k (continuity_network N) Hp pr) as H.
  pose proof (piece_bound_of_sizes N 1 (width N) (depth N) (relu_networks_have_one_breakpoint N HN) (le_n _) (le_n _)) as Hb.
  rewrite Z.mul_1_l in Hb.
  assert (IZR k <= IZR ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N))) as Hle by (apply IZR_le; lia).
  assert (0 <= Q2R (loss_of c)) as Hloss.
  { unfold loss_of. induction (every_masses c) as [| q qs IH]; cbn [fold_right]; [rewrite Q2R_zero; lra|]. rewrite Q2R_plus.
    cbn [map targets_ordered forallb] in H6, H7. apply andb_prop in H6. destruct H6 as [_ H6]. apply andb_prop in H7. destruct H7 as [_ H7]. specialize (IH H6 H7).
    unfold area at 1. rewrite !Q2R_mult, !Q2R_minus. replace (Q2R (1 # 4)) with (/ 4) by (unfold Q2R; cbn; lra).
    pose proof (Rle_0_sqr (Q2R (mass_high q) - Q2R (mass_low q))) as Hsq. unfold Rsqr in Hsq. lra. }
  assert (0 < / s ^ S t) by (apply Rinv_0_lt_compat, pow_lt, H5).
  assert (Q2R (loss_of c) * IZR k / s ^ S t <= Q2R (loss_of c) * IZR ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N)) / s ^ S t).
  { unfold Rdiv. apply Rmult_le_compat_r; [lra|]. apply Rmult_le_compat_l; assumption. }
  lra.
Qed.
End Soundness.
