(** T15 at every iterate over a number field: the checker of [FieldStrips] is right. *)

From Coq Require Import Reals QArith Qreals List ZArith Lra Lia FunctionalExtensionality.
From Exactsep Require Import Networks Chains Hits Covering Maps Integral Slopes Windows Distance L1 Upper Constants Cylinders CylinderCosts Integrals.
From Exactsep Require Import Fields FieldMaps FieldBlocks FieldRealization FieldCylinders FieldConstants EveryShares.
From Exactsep Require Export FieldStrips.
Import ListNotations.

Open Scope R_scope.

Section Sound.
Variable F : number_field.
Hypothesis isolated : isolates F = true.
Variable a : R.
Hypothesis root : root_of F a.
Notation "<< x >>" := (at_root a x).
Notation real_ends := (fun J : element F * element F => (<<fst J>>, <<snd J>>)).

Definition four_at (m : four F) : amounts := Amounts <<up_low m>> <<up_high m>> <<down_low m>> <<down_high m>>.
Definition strip_at (k : field_strip F) : strip :=
  Strip <<f_low k>> <<f_high k>> (map four_at (f_amounts k)) (map real_ends (f_least k)) <<fst (f_paid k)>> <<snd (f_paid k)>>.

Lemma zero_at : <<[]>> = 0.
Proof. reflexivity. Qed.

Lemma no_four_at : four_at (no_four F) = none.
Proof. reflexivity. Qed.

Lemma four_sum_at m n : four_at (four_sum F m n) = plus (four_at m) (four_at n).
Proof. unfold four_at, four_sum, plus. cbn [up_low up_high down_low down_high above0 above1 below0 below1]. rewrite !plus_el. reflexivity. Qed.

Lemma four_times_at k m : four_at (four_times F k m) = times <<k>> (four_at m).
Proof.
  unfold four_at, four_times, times. cbn [up_low up_high down_low down_high above0 above1 below0 below1]. rewrite !(times_el F a root). f_equal; ring.
Qed.

(** Of an interval itself *)
Lemma own_four_ok x y J : <<x>> < <<y>> -> <<fst J>> <= <<snd J>> -> has <<x>> <<y>> (fun z => z) <<fst J>> <<snd J>> (four_at (own_four F x y J)).
Proof.
  intros Hxy. destruct J as [l r]. cbn [fst snd]. intros Hlr. pose proof (has_identity _ _ Hxy _ _ Hlr) as Hid. unfold amounts_of in Hid.
  unfold own_four. cbv zeta. destruct (less_equal F y l) eqn:E1; [|destruct (less_equal F r x) eqn:E2; [|destruct (less_equal F l x && less_equal F y r)%bool eqn:E3]].
  - apply (leq_ok F isolated a root) in E1. specialize (Hid (or_introl E1)). unfold four_at. cbn [up_low up_high down_low down_high]. rewrite minus_el, zero_at.
    assert (clamp <<l>> <<r>> <<x>> = <<l>>) as E by (unfold clamp; rewrite Rmax_right, Rmin_left; lra). rewrite E in Hid.
    assert (clamp <<l>> <<r>> <<y>> = <<l>>) as E' by (unfold clamp; rewrite Rmax_right, Rmin_left; lra). rewrite E' in Hid.
    replace (<<l>> - <<l>>) with 0 in Hid by ring. exact Hid.
  - apply (leq_ok F isolated a root) in E2. specialize (Hid (or_intror (or_introl E2))). unfold four_at. cbn [up_low up_high down_low down_high]. rewrite minus_el, zero_at.
    assert (clamp <<l>> <<r>> <<x>> = <<r>>) as E by (unfold clamp; rewrite Rmax_left, Rmin_right; lra). rewrite E in Hid.
    assert (clamp <<l>> <<r>> <<y>> = <<r>>) as E' by (unfold clamp; rewrite Rmax_left, Rmin_right; lra). rewrite E' in Hid.
    replace (<<r>> - <<r>>) with 0 in Hid by ring. exact Hid.
  - apply andb_prop in E3. destruct E3 as [A B]. apply (leq_ok F isolated a root) in A, B. unfold four_at. cbn [up_low up_high down_low down_high]. rewrite !minus_el.
    specialize (Hid (or_intror (or_intror (conj A B)))). rewrite !clamp_fixed in Hid by lra. exact Hid.
  - rewrite no_four_at. apply has_none; assumption.
Qed.

Section Map.
Variables (vs : list (element F * element F)) (ss : list (element F)) (Js : list (element F * element F)) (Bs : list (list (field_part F))) (rate : element F).
Hypothesis good : good_map F (FieldMap vs ss) = true.
Hypothesis rows_ok : filled_rows F (FieldMap vs ss) vs Js Js Bs = true.
Hypothesis rate_ok : forallb (forallb (fun B => less_equal F (product (minpoly F) (fst (snd B)) rate) [1%Q])) Bs = true.
Notation f := (piecewise_linear_R (vertices_at a vs)).
Notation known x y h := (fun J m => has x y h <<fst J>> <<snd J>> (four_at m)).

(** One row, *)
Lemma row_four_ok x y h ms : x < y -> continuity h -> Forall2 (known x y h) Js ms -> forall row u r, filled_row F (FieldMap vs ss) vs Js u row r = true ->
  has x y (fun z => h (f z)) <<u>> <<r>> (four_at (row_four F ms row)).
Proof.
  intros Hxy Hh Hms. induction row as [| [v [s j]] row IH]; intros u r H; cbn [filled_row row_four fold_right fst snd] in *.
  - apply (same_ok F a) in H. rewrite <- H, no_four_at. apply has_none; [exact Hxy | lra].
  - apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2]. apply Nat.ltb_lt in H1.
    destruct (onto_el_ok F isolated a root vs ss good _ _ _ _ H2) as [Huv [Hlr [Hstr [Hends Hs]]]].
    rewrite four_sum_at, four_times_at. apply has_join with (c := <<v>>); [exact Hxy | | exact (IH v r H3)]. rewrite Hs.
    apply has_through; try assumption; [apply continuity_piecewise_linear_R|].
    clear - Hms H1. revert j H1. induction Hms as [| J m Ks ms HJ Hms IH]; intros j H1; [cbn in H1; lia|]. destruct j as [| j]; [exact HJ | apply IH; cbn in H1; lia].
Qed.

(** and all iterates. *)
Lemma fours_after_ok x y t h ms : x < y -> continuity h -> Forall2 (known x y h) Js ms -> Forall2 (known x y (fun z => h (iterate t f z))) Js (fours_after F Bs t ms).
Proof.
  intros Hxy. revert h ms. induction t as [| t IH]; intros h ms Hh Hms; [exact Hms|]. cbn [fours_after iterate].
  assert (Forall2 (known x y (fun z => h (f z))) Js (map (row_four F ms) Bs)) as Hnext.
  { clear IH rate_ok. revert rows_ok. generalize Js at 2 3. generalize Bs. intros rows rest. revert rows.
    induction rest as [| [l r] rest IH]; intros [| row rows] H; cbn [filled_rows map] in *; try discriminate; constructor.
    - apply andb_prop in H. destruct H as [H _]. exact (row_four_ok x y h ms Hxy Hh Hms row l r H).
    - apply andb_prop in H. destruct H as [_ H]. exact (IH rows H). }
  pose proof (IH (fun z => h (f z)) _ (continuity_comp f h (continuity_piecewise_linear_R _) Hh) Hnext) as Hall. cbv beta in Hall.
  assert ((fun z => h (f (iterate t f z))) = (fun z => h (iterate t f (f z)))) as E by (apply functional_extensionality; intros z; rewrite iterate_last; reflexivity).
  rewrite E in Hall. exact Hall.
Qed.

(** The branches, without their shares *)
Definition real_part (B : field_part F) : R * nat := (<<fst B>>, snd (snd B)).

Lemma interval_at j : (j < length Js)%nat -> interval (map real_ends Js) j = real_ends (nth j Js (nowhere_el F)).
Proof. intros Hj. unfold interval. rewrite (nth_indep _ (0, 0) (real_ends (nowhere_el F))) by (rewrite map_length; exact Hj). apply map_nth with (f := real_ends). Qed.

Lemma row_fills_ok row u r : filled_row F (FieldMap vs ss) vs Js u row r = true ->
  forallb (fun B => less_equal F (product (minpoly F) (fst (snd B)) rate) [1%Q]) row = true -> row_fills f (map real_ends Js) <<rate>> <<u>> (map real_part row) <<r>>.
Proof.
  revert u. induction row as [| [v [s j]] row IH]; intros u H Hr; cbn [filled_row row_fills map forallb fst snd real_part] in *; [apply (same_ok F a), H|].
  apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2]. apply andb_prop in Hr. destruct Hr as [Hr Hr']. apply Nat.ltb_lt in H1.
  destruct (onto_el_ok F isolated a root vs ss good _ _ _ _ H2) as [Huv [Hlr [Hstr [Hends Hs]]]]. split; [|exact (IH v H3 Hr')].
  unfold length_at. rewrite interval_at by exact H1. cbn [fst snd]. rewrite map_length. repeat split; try assumption.
  apply (leq_ok F isolated a root) in Hr. rewrite (times_el F a root), Hs in Hr. replace <<[1%Q]>> with 1 in Hr by (unfold at_root; cbn; unfold Q2R; cbn; lra).
  set (L := <<snd (nth j Js (nowhere_el F))>> - <<fst (nth j Js (nowhere_el F))>>) in *. assert (0 < L) as HL by (unfold L; lra).
  apply Rmult_le_reg_r with (/ L); [apply Rinv_0_lt_compat, HL|]. rewrite Rinv_r by lra. unfold Rdiv in Hr. lra.
Qed.

Lemma rows_fill_ok : Forall2 (fun J row => row_fills f (map real_ends Js) <<rate>> (fst J) row (snd J)) (map real_ends Js) (map (map real_part) Bs).
Proof.
  assert (forall Ks Rs, filled_rows F (FieldMap vs ss) vs Js Ks Rs = true ->
    forallb (forallb (fun B => less_equal F (product (minpoly F) (fst (snd B)) rate) [1%Q])) Rs = true ->
    Forall2 (fun J row => row_fills f (map real_ends Js) <<rate>> (fst J) row (snd J)) (map real_ends Ks) (map (map real_part) Rs)) as H; [|exact (H Js Bs rows_ok rate_ok)].
  induction Ks as [| [l r] Ks IH]; intros [| row Rs] H Hr; cbn [filled_rows map forallb] in *; try discriminate; constructor;
    apply andb_prop in H; destruct H as [H H']; apply andb_prop in Hr; destruct Hr as [Hr Hr']; [exact (row_fills_ok row l r H Hr) | exact (IH Rs H' Hr')].
Qed.
End Map.

Lemma long_filled_ok u Js r : long_filled F u Js r = true -> intervals_fill <<u>> (map real_ends Js) <<r>> /\ Forall (fun J => <<fst J>> < <<snd J>>) Js.
Proof.
  revert u. induction Js as [| [l v] Js IH]; intros u H; cbn [long_filled intervals_fill map fst snd] in *; [split; [apply (same_ok F a), H | constructor]|].
  apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2]. apply (same_ok F a) in H1. apply (less_el_ok F isolated a root) in H2.
  destruct (IH v H3) as [A B]. split; [split; [exact H1 | split; [exact H2 | exact A]] | constructor; [exact H2 | exact B]].
Qed.

Lemma levels_in_order_ok ks : levels_in_order F ks = true -> levels_ordered (map real_ends ks).
Proof.
  induction ks as [| k ks IH]; cbn [levels_in_order levels_ordered map fst snd]; intros H; [exact I|].
  apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2].
  split; [apply (less_el_ok F isolated a root), H1|]. split; [destruct ks; [exact I | apply (leq_ok F isolated a root), H2] | apply IH, H3].
Qed.

(** What a strip costs *)
Lemma strip_fits_ok k : strip_fits F k = true -> <<f_low k>> < <<f_high k>> /\
  Forall2 (least_ok (strip_at k)) (map four_at (f_amounts k)) (map real_ends (f_least k)) /\ 0 <= <<fst (f_paid k)>> /\ 0 <= <<snd (f_paid k)>>.
Proof.
  unfold strip_fits. intros H. apply andb_prop in H. destruct H as [H H4]. apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2].
  apply (less_el_ok F isolated a root) in H1. apply (leq_ok F isolated a root) in H3, H4. rewrite zero_at in H3, H4. split; [exact H1|]. split; [|split; assumption].
  assert (forall ms ls, all_fit F (f_paid k) ms ls = true -> Forall2 (least_ok (strip_at k)) (map four_at ms) (map real_ends ls)) as Hfit; [|exact (Hfit _ _ H2)].
  induction ms as [| m ms IH]; intros [| p ls] H; cbn [all_fit map] in *; try discriminate; constructor.
  - apply andb_prop in H. destruct H as [H _]. unfold least_fits in H.
    apply andb_prop in H. destruct H as [H A6]. apply andb_prop in H. destruct H as [H A5]. apply andb_prop in H. destruct H as [H A4].
    apply andb_prop in H. destruct H as [H A3]. apply andb_prop in H. destruct H as [A1 A2]. apply (leq_ok F isolated a root) in A1, A2, A3, A4, A5, A6.
    unfold least_ok. cbn. repeat split; assumption.
  - apply andb_prop in H. destruct H as [_ H]. exact (IH ls H).
Qed.

Lemma twice_mean_at k p : <<twice_mean F k p>> = 2 * mean (strip_at k) (real_ends p).
Proof. unfold twice_mean, mean. rewrite (times_el F a root), minus_el, plus_el. cbn. field. Qed.

Lemma twice_paid_at ks : <<twice_paid F ks>> = 2 * sum_of_strips (fun k => mean k (paid_low k, paid_high k)) (map strip_at ks).
Proof.
  unfold sum_of_strips. induction ks as [| k ks IH]; cbn [twice_paid fold_right map]; [rewrite zero_at; ring|].
  rewrite plus_el, twice_mean_at. unfold twice_paid in IH. rewrite IH. cbn. ring.
Qed.

Lemma twice_least_at j ks : (forall k, In k ks -> (j < length (f_least k))%nat) ->
  <<twice_least F j ks>> = 2 * sum_of_strips (fun k => mean k (least_of k j)) (map strip_at ks).
Proof.
  intros Hj. unfold sum_of_strips. induction ks as [| k ks IH]; cbn [twice_least fold_right map]; [rewrite zero_at; ring|].
  rewrite plus_el, twice_mean_at. unfold twice_least in IH. rewrite IH by (intros x Hx; apply Hj; right; exact Hx).
  assert (least_of (strip_at k) j = real_ends (nth j (f_least k) (nowhere_el F))) as ->; [|ring].
  unfold least_of, strip_at. cbn [least_at]. rewrite (nth_indep _ (0, 0) (real_ends (nowhere_el F))) by (rewrite map_length; apply Hj; left; reflexivity).
  apply map_nth with (f := real_ends).
Qed.

Lemma known_at_root x y h Ks ms : Forall2 (fun J m => has x y h <<fst J>> <<snd J>> (four_at m)) Ks ms ->
  Forall2 (fun J m => has x y h (fst J) (snd J) m) (map real_ends Ks) (map four_at ms).
Proof. induction 1 as [| J m Ks ms HJ Hms IH]; cbn [map]; constructor; [exact HJ | exact IH]. Qed.

Lemma fours_length Bs t ms : length ms = length Bs -> length (fours_after F Bs t ms) = length Bs.
Proof. revert ms. induction t as [| t IH]; intros ms H; [exact H|]. cbn [fours_after]. apply IH, map_length. Qed.

(** T15, at every iterate *)
Theorem field_every_sound c floor loss rate : check_field_every F c floor loss rate = true ->
  (<<y_left c>> < <<y_right c>> /\ 0 < <<rate>> /\ 0 <= <<loss>>) /\
  forall r g m, continuity g -> pieces g <<y_left c>> <<y_right c>> m ->
  costs (fun z => Rabs (iterate (r + y_tail c) (piecewise_linear_R (vertices_at a (y_vertices c))) z - g z)) <<y_left c>> <<y_right c>>
    (<<floor>> - <<loss>> * IZR m / <<rate>> ^ r).
Proof.
  intros H. unfold check_field_every in H. cbv zeta in H.
  apply andb_prop in H. destruct H as [H H12]. apply andb_prop in H. destruct H as [H H11]. apply andb_prop in H. destruct H as [H H10]. apply andb_prop in H. destruct H as [H H9].
  apply andb_prop in H. destruct H as [H H8]. apply andb_prop in H. destruct H as [H H7]. apply andb_prop in H. destruct H as [H H6]. apply andb_prop in H. destruct H as [H H5].
  apply andb_prop in H. destruct H as [H H4]. apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2].
  apply (less_el_ok F isolated a root) in H4, H5. apply (leq_ok F isolated a root) in H9, H10, H11. rewrite zero_at in H5, H9, H10.
  rewrite twice_paid_at, (multiple_ok a) in H11. replace (Q2R 2) with 2 in H11 by (unfold Q2R; cbn; lra).
  destruct (long_filled_ok _ _ _ H2) as [Hfill Hlong]. split; [split; [exact H4 | split; assumption]|].
  set (ks := map (strip_between F c) (y_levels c)) in *. set (Js := y_intervals c) in *.
  assert (length Js = length (y_branches c)) as Hlength.
  { clear - H3. assert (forall Ks Rs, filled_rows F (FieldMap (y_vertices c) (y_slopes c)) (y_vertices c) Js Ks Rs = true -> length Ks = length Rs) as E; [|exact (E _ _ H3)].
    induction Ks as [| [l r] Ks IH]; intros [| row Rs] E; cbn in *; try discriminate; [reflexivity|]. apply andb_prop in E. rewrite (IH Rs) by apply E. reflexivity. }
  apply (every_shares_sound _ (map real_ends Js) (map (map real_part) (y_branches c)) _ _ <<rate>> (y_tail c) (map strip_at ks)
    (continuity_piecewise_linear_R _) H5 H4 (rows_fill_ok _ _ Js (y_branches c) rate H1 H3 H6) Hfill).
  - assert (map strip_end (map strip_at ks) = map real_ends (y_levels c)) as ->; [|apply levels_in_order_ok, H7].
    unfold ks. rewrite !map_map. apply map_ext. intros [x y]. reflexivity.
  - apply Forall_forall. intros k Hk. apply in_map_iff in Hk. destruct Hk as [q [<- Hq]]. rewrite forallb_forall in H8. pose proof (H8 q Hq) as Hfit.
    destruct (strip_fits_ok q Hfit) as [Hxy [Hleast [P0 P1]]]. split; [exact Hxy|]. split; [|split; [exact Hleast | split; assumption]].
    unfold ks in Hq. apply in_map_iff in Hq. destruct Hq as [[x y] [<- _]]. cbn [strip_at bottom top amounts_at f_low f_high f_amounts strip_between fst snd] in *.
    pose proof (fours_after_ok _ _ Js (y_branches c) H1 H3 <<x>> <<y>> (y_tail c) (fun z => z) (map (own_four F x y) Js) Hxy continuity_fun_id) as Hfours.
    assert (Forall2 (fun J m => has <<x>> <<y>> (fun z => z) <<fst J>> <<snd J>> (four_at m)) Js (map (own_four F x y) Js)) as Hown.
    { clear - Hlong Hxy isolated root. induction Hlong as [| J Ks HJ Hlong IH]; cbn [map]; constructor; [apply own_four_ok; [exact Hxy | lra] | exact IH]. }
    apply known_at_root, Hfours, Hown.
  - exact H9.
  - lra.
  - intros j Hj. rewrite map_length in Hj. rewrite forallb_forall in H12. specialize (H12 j ltac:(apply in_seq; lia)). apply (leq_ok F isolated a root) in H12.
    rewrite !(times_el F a root), (multiple_ok a), !minus_el, twice_least_at in H12.
    + replace (Q2R 2) with 2 in H12 by (unfold Q2R; cbn; lra). unfold length_at. rewrite (interval_at Js j Hj). cbn [fst snd]. lra.
    + intros k Hk. unfold ks in Hk. apply in_map_iff in Hk. destruct Hk as [q [<- _]]. cbn [f_least strip_between]. rewrite map_length, fours_length; [lia|].
      rewrite map_length. exact Hlength.
Qed.
End Sound.

(** ** In the form in which exported files use it *)

Section Statement.
Variables (F : number_field) (isolated : isolates F = true) (a : R) (root : root_of F a).
Variables (c : field_every F) (floor loss rate : element F) (points : list (R * R)) (n0 : nat) (u v fl lo r : R).
Hypotheses (accepted : check_field_every F c floor loss rate = true) (Hpoints : points = vertices_at a (y_vertices c)) (Hn : n0 = y_tail c)
  (Hu : u = at_root a (y_left c)) (Hv : v = at_root a (y_right c)) (Hfl : fl = at_root a floor) (Hlo : lo = at_root a loss) (Hr : r = at_root a rate).

(** For what has k pieces *)
Theorem field_every_few_pieces : forall t, (n0 <= t)%nat -> forall g k, continuity g -> pieces g u v k -> (1 <= k)%Z ->
  distance_at_least (iterate t (piecewise_linear_R points)) g u v (fl - lo * IZR k / r ^ (t - n0)).
Proof.
  intros t Ht g k Hg Hp Hk. destruct (field_every_sound F isolated a root c floor loss rate accepted) as [[Hab _] H]. subst.
  assert (Riemann_integrable (fun z => Rabs (iterate t (piecewise_linear_R (vertices_at a (y_vertices c))) z - g z)) (at_root a (y_left c)) (at_root a (y_right c))) as pr.
  { apply continuity_implies_RiemannInt; [lra|]. intros z _. revert z.
    apply continuity_abs, (continuity_minus (iterate _ _)); [apply continuity_iterate, continuity_piecewise_linear_R | exact Hg]. }
  exists pr. specialize (H (t - y_tail c)%nat g k Hg Hp). replace (t - y_tail c + y_tail c)%nat with t in H by lia. exact (H pr).
Qed.

(** and for networks. *)
Theorem field_every_networks : forall t, (n0 <= t)%nat -> forall N : network, relu_network N ->
  distance_at_least (iterate t (piecewise_linear_R points)) (value N) u v (fl - lo * IZR ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N)) / r ^ (t - n0)).
Proof.
  intros t Ht. destruct (field_every_sound F isolated a root c floor loss rate accepted) as [[Hab [Hs Hloss]] _].
  apply against_networks; [subst; lra | subst; lra | subst; apply pow_lt, Hs | apply field_every_few_pieces, Ht].
Qed.
End Statement.
