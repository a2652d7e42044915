(** Upper bounds of the integral of |f^t - g|, in the form in which exported files use them: over any numbers, over Q, and over number fields. *)

From Coq Require Import Reals QArith Qreals List Bool ZArith Lra Lia.
From Exactsep Require Import Networks Chains Hits Covering Maps SupNorm Distance Integral Windows Upper Fields FieldMaps SelfMap Lines Calculi Traces Approximants.
Import ListNotations.
Open Scope R_scope.

Section Statement.
Context {number : Type} {Ca : calculus number} {Re : calculus_reading number}.

(** The largest modulus of the values of a map *)
Lemma farthest_ok b vs ss x : good_lines vs ss = true -> Rabs (piecewise_linear_R (points_of vs) x) * IZR (2 ^ Zpos b) <= IZR (farthest b vs).
Proof.
  intros H. pose proof (unit_pos b) as HU. set (U := IZR (2 ^ Zpos b)) in *.
  assert (forall k, (farthest b vs <= k)%Z -> Forall (fun p => - (IZR k / U) <= snd p <= IZR k / U) (points_of vs)) as HF.
  { clear H. induction vs as [| [x1 y1] vs IH]; intros k Hk; [constructor|]. cbn [farthest fold_right snd points_of map] in *. constructor; [|apply IH; apply Z.le_trans with (2 := Hk), Z.le_max_r].
    cbn [snd]. pose proof (size_above_ok b (c_enclosed b y1) (val y1) (c_enclosed_ok b y1)) as Hs. fold U in Hs.
    assert (IZR (size_above (c_enclosed b y1)) <= IZR k) as Hk' by (apply IZR_le, Z.le_trans with (2 := Hk), Z.le_max_l).
    assert (Rabs (val y1) <= IZR k / U) as Hy by (apply Rmult_le_reg_r with U; [exact HU|]; replace (IZR k / U * U) with (IZR k) by (field; lra); lra).
    unfold Rabs in Hy. destruct (Rcase_abs (val y1)); lra. }
  specialize (HF _ (Z.le_refl _)). set (m := IZR (farthest b vs) / U) in *.
  assert (m * U = IZR (farthest b vs)) as Em by (unfold m; field; lra).
  enough (- m <= piecewise_linear_R (points_of vs) x <= m) as Hx by (rewrite <- Em; apply Rmult_le_compat_r; [lra|]; apply Rabs_le; exact Hx).
  clearbody m. clear Em.
  unfold good_lines in H. cbv zeta in H. apply andb_prop in H. destruct H as [H Hl]. apply Nat.eqb_eq in Hl. destruct vs as [| [x0 y0] vs]; [discriminate|].
  cbn [segments_of length points_of map fst snd] in *. destruct (lines_follow x0 y0 vs ss H ltac:(lia)) as [Hi _]. exact (map_between (- m) m _ _ _ x Hi HF).
Qed.

Lemma lines_pieces g gs x0 : Forall (on_line_of g) gs -> linked (val x0) gs -> pieces g (val x0) (val (end_of x0 gs)) (Z.of_nat (length gs)).
Proof.
  intros HG. revert x0. induction HG as [| s gs [Hlt Hs] HG IH]; intros x0 Hl; cbn [end_of length linked] in *; [constructor|].
  destruct Hl as [E Hl]. rewrite Nat2Z.inj_succ. unfold Z.succ. apply chain_cons with (m := val (x_right s)); [lra | | apply IH, Hl].
  exists (val (slope s)), (val (y_left s) - val (slope s) * val (x_left s)). intros x Hx. rewrite Hs by lra. ring.
Qed.

Variables (c : approximant_over number) (f g : R -> R) (n : nat) (a b e : R) (few : Z).
Hypotheses (accepted : check_approximant c = true) (Hf : f = piecewise_linear_R (points_of (map_vertices c)))
  (Hg : g = piecewise_linear_R (points_of (g_vertices c))) (Hn : n = a_iterate c)
  (Ha : a = val (a_left c)) (Hb : b = val (a_right c)) (He : e = val (a_upper c)) (Hfew : (Z.of_nat (length (g_vertices c)) - 1 <=? few)%Z = true).

(** g is continuous, has few pieces, and is so close. *)
Theorem approximant_close :
  continuity g /\ (exists m, pieces g a b m /\ (m <= few)%Z) /\
  exists pr : Riemann_integrable (fun x => Rabs (iterate n f x - g x)) a b, RiemannInt pr <= e.
Proof.
  pose proof accepted as H. unfold check_approximant in H. cbv zeta in H. rewrite <- andb_lazy_alt in H. apply andb_prop in H. destruct H as [H H5]. apply andb_prop in H. destruct H as [H H4].
  apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2]. apply Nat.leb_le in H3.
  assert (continuity f) as Cf by (rewrite Hf; apply continuity_piecewise_linear_R). assert (continuity g) as Cg by (rewrite Hg; apply continuity_piecewise_linear_R).
  pose proof (lines_of_map _ _ H1) as Lf. pose proof (lines_of_map _ _ H2) as Lg. rewrite <- Hf in Lf. rewrite <- Hg in Lg.
  assert (a <= b /\ pieces g a b (Z.of_nat (length (g_vertices c)) - 1)) as [Hab Hpieces].
  { pose proof H2 as H2'. unfold good_lines in H2'. cbv zeta in H2'. apply andb_prop in H2'. destruct H2' as [H2' Hl]. apply Nat.eqb_eq in Hl.
    destruct (g_vertices c) as [| [x0 y0] vs]; [discriminate|]. cbn [segments_of length] in *. destruct (lines_follow x0 y0 vs _ H2' ltac:(lia)) as [_ [Hlink _]].
    apply andb_prop in H4. destruct H4 as [E1 E2]. apply c_equal_ok in E1, E2. subst a b. rewrite <- E1, <- E2.
    pose proof (lines_pieces g _ x0 Lg Hlink) as Hp. split; [apply (proj1 (chain_ordered _ _ _ _ Hp))|]. replace (Z.of_nat (S (length vs)) - 1)%Z with (Z.of_nat (length (segments_from x0 y0 vs (g_slopes c)))) by lia. exact Hp. }
  split; [exact Cg|]. split; [exists (Z.of_nat (length (g_vertices c)) - 1)%Z; split; [exact Hpieces | apply Z.leb_le, Hfew]|].
  assert (Riemann_integrable (fun x => Rabs (iterate n f x - g x)) a b) as pr.
  { apply continuity_implies_RiemannInt; [exact Hab|]. intros x _. revert x. apply continuity_abs, (continuity_minus (iterate n f)); [apply continuity_iterate, Cf | exact Cg]. }
  exists pr. revert pr. fold (spends (fun x => Rabs (iterate n f x - g x)) a b e). pose proof (unit_pos (a_bits c)) as HU.
  assert (forall x, Rabs (iterate n f x - g x) * IZR (2 ^ Zpos (a_bits c)) <= IZR (farthest (a_bits c) (map_vertices c) + farthest (a_bits c) (g_vertices c))) as Hfar.
  { intros x. rewrite plus_IZR. destruct n as [| n']; [lia|]. assert (exists y, iterate (S n') f x = f y) as [y ->].
    { exists (iterate n' f x). cbn [iterate]. apply iterate_last. }
    pose proof (farthest_ok (a_bits c) _ _ y H1) as F1. pose proof (farthest_ok (a_bits c) _ _ x H2) as F2. rewrite <- Hf in F1. rewrite <- Hg in F2.
    pose proof (Rabs_triang (f y) (- g x)) as T. rewrite Rabs_Ropp in T. fold (f y - g x) in T. nra. }
  pose proof (c_enclosed_ok (a_bits c) (a_left c)) as EA. pose proof (c_enclosed_ok (a_bits c) (a_right c)) as EB. rewrite <- Ha in EA. rewrite <- Hb in EB.
  pose proof (strips_of_show (a_bits c) (a_scale c) f _ _ (a_iterate c) Hf H1) as Sf. pose proof (plain_strips_show (a_bits c) (a_scale c) g _ _ Hg H2) as Sg.
  eapply spends_more; [apply (sum_along_ok (a_bits c) (a_scale c) f g n _ _ Cf Cg Sf Sg _ Hfar (a_margin c) _ _ b (a_breaks c) EB _ _ a Hab EA)|].
  rewrite Hn. apply Z.leb_le, IZR_le in H5. unfold spent. set (S := sum_along _ _ _ _ _ _ _ _ _ _ _) in *. clearbody S.
  rewrite Z.shiftl_mul_pow2, mult_IZR, Z.pow_add_r, mult_IZR in H5 by lia. rewrite shares_squared, !mult_IZR in H5. change (IZR 2) with 2 in H5.
  pose proof (c_enclosed_ok (a_bits c) (a_upper c)) as [E _]. rewrite <- He in E. pose proof shares_positive as HK. set (U := IZR (2 ^ Zpos (a_bits c))) in *. set (K := IZR shares) in *.
  assert (0 < 2 * (U * U) * (K * K)) as HW by (repeat apply Rmult_lt_0_compat; lra). apply Rmult_le_reg_r with (2 * (U * U) * (K * K)); [exact HW|].
  unfold Rdiv. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra. eapply Rle_trans; [exact H5|].
  replace (e * (2 * (U * U) * (K * K))) with (e * U * (U * (2 * (K * K)))) by ring. apply Rmult_le_compat_r; [|exact E]. repeat apply Rmult_le_pos; lra.
Qed.
End Statement.

(** Over Q *)
Section Rational.
Variables (c : approximant_over Q) (f g : R -> R) (n : nat) (a b e : R) (few : Z).
Hypotheses (accepted : check_approximant c = true) (Hf : f = piecewise_linear (map_vertices c)) (Hg : g = piecewise_linear (g_vertices c)) (Hn : n = a_iterate c)
  (Ha : a = Q2R (a_left c)) (Hb : b = Q2R (a_right c)) (He : e = Q2R (a_upper c)) (Hfew : (Z.of_nat (length (g_vertices c)) - 1 <=? few)%Z = true).

Theorem rational_approximant_close :
  continuity g /\ (exists m, pieces g a b m /\ (m <= few)%Z) /\
  exists pr : Riemann_integrable (fun x => Rabs (iterate n f x - g x)) a b, RiemannInt pr <= e.
Proof. apply (approximant_close c); try assumption; [rewrite Hf | rewrite Hg]; apply rational_map. Qed.
End Rational.

(** Over a number field *)
Section Field.
Variables (F : number_field) (isolated : isolates F = true) (a : R) (root : root_of F a).
Variables (c : approximant_over (element F)) (points g_points : list (R * R)) (n : nat) (l r e : R) (few : Z).
Hypotheses (accepted : check_approximant c = true) (Hf : points = vertices_at a (map_vertices c)) (Hg : g_points = vertices_at a (g_vertices c))
  (Hn : n = a_iterate c) (Hl : l = at_root a (a_left c)) (Hr : r = at_root a (a_right c)) (He : e = at_root a (a_upper c))
  (Hfew : (Z.of_nat (length (g_vertices c)) - 1 <=? few)%Z = true).

Theorem field_approximant_close :
  continuity (piecewise_linear_R g_points) /\ (exists m, pieces (piecewise_linear_R g_points) l r m /\ (m <= few)%Z) /\
  exists pr : Riemann_integrable (fun x => Rabs (iterate n (piecewise_linear_R points) x - piecewise_linear_R g_points x)) l r, RiemannInt pr <= e.
Proof. apply (approximant_close (Re := field_calculus_reading F isolated a root) c); try assumption; [rewrite Hf | rewrite Hg]; reflexivity. Qed.
End Field.
