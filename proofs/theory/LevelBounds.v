(** T15x, in the form in which exported files use it: over any numbers, over Q, and over number fields. *)

From Coq Require Import Reals QArith Qreals Qround List ZArith Lra Lia.
From Exactsep Require Import Networks Chains Hits Covering Maps SupNorm Swings Slopes Integral Teeth Distance L1 Evidence Integrals Fields FieldMaps Laps LapRows Switches Levels LevelLaps LevelGaps LevelSums.
Import ListNotations.
Open Scope R_scope.

Section Bound.
Context {number : Type} {Ca : calculus number} {Re : calculus_reading number}.
Variables (c : levels_over number) (f : R -> R) (n : nat) (M : Z) (a b e : R).
Hypotheses (accepted : check_levels c = true) (Hf : f = piecewise_linear_R (points_of (l_vertices c))) (Hn : n = l_iterate c) (HM : M = l_few c)
  (Ha : a = val (l_left c)) (Hb : b = val (l_right c)) (He : e = val (l_error c)).

Notation bits := (l_bits c).
Notation U := (IZR (2 ^ Zpos (l_bits c))).
Notation row := (laps (segments_of (l_vertices c) (l_slopes c) (l_paces c)) (l_iterate c) (whole_interval (l_left c) (l_right c))).

(** What the checker has verified, one by one. *)
Lemma level_facts : good_segments_of (l_vertices c) (l_slopes c) (l_paces c) = true /\ val (l_left c) < val (l_right c) /\
  targets_ordered (flat_map (gap_targets bits) (l_gaps c)) = true /\ forallb (fun G => forallb (fun md => Z.leb 0 (price_of md)) (modes G)) (l_gaps c) = true /\
  val (l_error c) <= IZR (fold_right (fun G s => (gap_bound (l_few c) (map (lap_of bits) row) G + s)%Z) 0%Z (l_gaps c)) / (2 * (U * (U * U))).
Proof.
  pose proof accepted as H. unfold check_levels in H. cbv zeta in H. rewrite <- andb_lazy_alt in H. apply andb_prop in H. destruct H as [H H5]. apply andb_prop in H. destruct H as [H H4].
  apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2]. apply c_lt_ok in H2. repeat split; try assumption.
  apply Z.leb_le, IZR_le in H5. rewrite Z.shiftl_mul_pow2, mult_IZR in H5 by lia. replace (2 * Zpos bits + 1)%Z with (Zpos bits + Zpos bits + 1)%Z in H5 by lia.
  rewrite !Z.pow_add_r, !mult_IZR in H5 by lia. change (2 ^ 1)%Z with 2%Z in H5.
  pose proof (c_enclosed_ok bits (l_error c)) as [_ E]. pose proof (unit_pos bits) as HU. pose proof (square_pos bits) as HV.
  assert (0 < 2 * (U * (U * U))) as HW by (apply Rmult_lt_0_compat; [lra | apply Rmult_lt_0_compat; assumption]).
  apply Rmult_le_reg_r with (2 * (U * (U * U))); [exact HW|].
  unfold Rdiv. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by (apply Rgt_not_eq, HW). eapply Rle_trans; [|exact H5].
  replace (val (l_error c) * (2 * (U * (U * U)))) with (val (l_error c) * U * (U * U * 2)) by ring. apply Rmult_le_compat_r; [lra | exact E].
Qed.

(** The pieces of the iterate *)
Lemma iterate_rows : rows (iterate (l_iterate c) f) (val (l_left c)) (val (l_right c)) row.
Proof.
  destruct level_facts as [H [Hlr _]]. unfold good_segments_of in H. cbv zeta in H. apply andb_prop in H. destruct H as [H Hl]. apply Nat.eqb_eq in Hl.
  rewrite Hf. destruct (l_vertices c) as [| [x0 y0] vs]; [discriminate|]. cbn [segments_of length points_of map fst snd] in *.
  destruct (segments_follow x0 y0 vs _ _ H ltac:(lia)) as [Hlink HF]. exact (laps_of_interval _ _ HF _ Hlink _ _ _ Hlr).
Qed.

(** For what has few pieces *)
Theorem levels_few_pieces : forall g m, continuity g -> pieces g a b m -> (m <= M)%Z -> distance_at_least (iterate n f) g a b e.
Proof.
  intros g m Hg Hp Hm. destruct level_facts as [_ [Hab [Ho [Hprices Herror]]]]. pose proof iterate_rows as Hrows. subst n M a b e.
  assert (continuity (iterate (l_iterate c) f)) as HF by (rewrite Hf; apply continuity_iterate, continuity_piecewise_linear_R).
  apply (rows_distance bits (l_few c) _ g _ _ m row (map (lap_of bits) row) (l_gaps c)); try assumption; [apply read_rows with (1 := Hrows) | lra].
Qed.

(** and for networks. *)
Theorem levels_networks : forall N : network, relu_network N -> ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N) <= M)%Z ->
  distance_at_least (iterate n f) (value N) a b e.
Proof.
  intros N HN Hsize. destruct level_facts as [_ [Hab _]]. destruct (network_pieces N a b HN ltac:(subst; lra)) as [k [Hk Hle]].
  apply (levels_few_pieces (value N) k (continuity_network N) Hk). lia.
Qed.
End Bound.

(** ** Over Q *)

#[global] Instance rational_calculus : calculus Q :=
  Calculus Q Qle_bool (fun p q => negb (Qle_bool q p)) (fun p q => Qred (p + q)) (fun p q => Qred (p - q)) (fun p q => Qred (p * q)) inject_Z scaled.

#[global] Instance rational_calculus_reading : calculus_reading Q.
Proof.
  refine (CalculusReading Q _ Q2R _ _ _ _ _ _ _); cbn [c_le c_lt c_plus c_minus c_times c_integer c_enclosed rational_calculus].
  - intros p q H. apply Qle_bool_R, H.
  - intros p q H. apply Qlt_bool_real, H.
  - intros p q. rewrite Q2R_Qred. apply Q2R_plus.
  - intros p q. rewrite Q2R_Qred. apply Q2R_minus.
  - intros p q. rewrite Q2R_Qred. apply Q2R_mult.
  - intros z. apply Q2R_integer.
  - intros b p. pose proof (scaled_ok b p) as H. unfold unit_of in H. rewrite Q2R_integer in H. exact H.
Defined.

(** The map as the file defines it. *)
Lemma rational_map vs : piecewise_linear vs = piecewise_linear_R (points_of vs).
Proof. apply FunctionalExtensionality.functional_extensionality. intros x. apply piecewise_linear_rational. Qed.

Section Rational.
Variables (c : levels_over Q) (f : R -> R) (n : nat) (M : Z) (a b e : R).
Hypotheses (accepted : check_levels c = true) (Hf : f = piecewise_linear (l_vertices c)) (Hn : n = l_iterate c) (HM : M = l_few c)
  (Ha : a = Q2R (l_left c)) (Hb : b = Q2R (l_right c)) (He : e = Q2R (l_error c)).

(** For what has few pieces *)
Theorem rational_levels_few_pieces : forall g m, continuity g -> pieces g a b m -> (m <= M)%Z -> distance_at_least (iterate n f) g a b e.
Proof. apply (levels_few_pieces c); try assumption. rewrite Hf. apply rational_map. Qed.

(** and for networks. *)
Theorem rational_levels_networks : forall N : network, relu_network N -> ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N) <= M)%Z ->
  distance_at_least (iterate n f) (value N) a b e.
Proof. apply (levels_networks c); try assumption. rewrite Hf. apply rational_map. Qed.
End Rational.

(** ** Over number fields *)

Section Field.
Variable F : number_field.

(** An enclosure over 2^precision, over 2^b. *)
Definition rescaled (b : positive) (I : Z * Z) : Z * Z :=
  let d := (Zpos (precision F) - Zpos b)%Z in if Z.leb 0 d then (Z.shiftr (fst I) d, (- Z.shiftr (- snd I) d)%Z) else (Z.shiftl (fst I) (- d), Z.shiftl (snd I) (- d)).

#[global] Instance field_calculus : calculus (element F) :=
  Calculus (element F) (less_equal F) (less F) sum_of difference (product (minpoly F)) (fun z => [inject_Z z])
    (fun b x => rescaled b (horner (precision F) (prepared (precision F) x) (inner F))).

Hypothesis isolated : isolates F = true.
Variable a : R.
Hypothesis root : root_of F a.

Lemma rescaled_ok b I x : IZR (fst I) <= x * IZR (2 ^ Zpos (precision F)) <= IZR (snd I) ->
  IZR (fst (rescaled b I)) <= x * IZR (2 ^ Zpos b) <= IZR (snd (rescaled b I)).
Proof.
  intros [H1 H2]. unfold rescaled. cbv zeta. destruct (Z.leb_spec 0 (Zpos (precision F) - Zpos b)) as [L | L]; cbn [fst snd].
  - set (d := (Zpos (precision F) - Zpos b)%Z) in *. replace (Zpos (precision F)) with (Zpos b + d)%Z in H1, H2 by (unfold d; ring).
    rewrite Z.pow_add_r, mult_IZR in H1, H2 by lia. rewrite opp_IZR, !Z.shiftr_div_pow2 by lia.
    assert (0 < 2 ^ d)%Z as Hd by (apply Z.pow_pos_nonneg; lia). pose proof (IZR_lt _ _ Hd) as Hd'.
    pose proof (Z.mul_div_le (fst I) (2 ^ d) Hd) as D1. pose proof (Z.mul_div_le (- snd I) (2 ^ d) Hd) as D2. apply IZR_le in D1, D2. rewrite mult_IZR in D1, D2. rewrite opp_IZR in D2.
    split; apply Rmult_le_reg_l with (IZR (2 ^ d)); try exact Hd'; lra.
  - set (d := (- (Zpos (precision F) - Zpos b))%Z) in *. replace (Zpos b) with (Zpos (precision F) + d)%Z by (unfold d; ring).
    rewrite Z.pow_add_r, !Z.shiftl_mul_pow2, !mult_IZR by lia. assert (0 < 2 ^ d)%Z as Hd by (apply Z.pow_pos_nonneg; lia). apply IZR_lt in Hd. split; nra.
Qed.

Definition field_calculus_reading : calculus_reading (element F).
Proof.
  refine (CalculusReading (element F) _ (at_root a) (fun x y => less_equal_ok F isolated a x y root) (fun x y => less_ok F isolated a x y root)
    (fun x y => polynomial_sum x y a) (fun x y => polynomial_difference x y a) (fun x y => polynomial_product (minpoly F) x y a (proj2 root)) _ _).
  - intros z. unfold at_root. cbn [c_integer field_calculus polynomial]. rewrite Q2R_integer. ring.
  - intros b x. cbn [c_enclosed field_calculus]. apply rescaled_ok. pose proof (horner_within (precision F) x _ a (root_inside F isolated a root)) as H.
    unfold within, between_Z, unit_of in H. rewrite Q2R_integer in H. exact H.
Defined.

Variables (c : levels_over (element F)) (points : list (R * R)) (n : nat) (M : Z) (l r e : R).
Hypotheses (accepted : check_levels c = true) (Hf : points = vertices_at a (l_vertices c)) (Hn : n = l_iterate c) (HM : M = l_few c)
  (Hl : l = at_root a (l_left c)) (Hr : r = at_root a (l_right c)) (He : e = at_root a (l_error c)).

(** For what has few pieces *)
Theorem field_levels_few_pieces : forall g m, continuity g -> pieces g l r m -> (m <= M)%Z -> distance_at_least (iterate n (piecewise_linear_R points)) g l r e.
Proof. apply (levels_few_pieces (Re := field_calculus_reading) c); try assumption. rewrite Hf. reflexivity. Qed.

(** and for networks. *)
Theorem field_levels_networks : forall N : network, relu_network N -> ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N) <= M)%Z ->
  distance_at_least (iterate n (piecewise_linear_R points)) (value N) l r e.
Proof. apply (levels_networks (Re := field_calculus_reading) c); try assumption. rewrite Hf. reflexivity. Qed.
End Field.
