(** T15x, in the form in which exported files use it: over any numbers, over Q, and over number fields. *)

From Coq Require Import Reals QArith Qreals Qround List ZArith Lra Lia.
From Exactsep Require Import Networks Chains Hits Covering Maps SupNorm Swings Slopes Integral Teeth Distance L1 Evidence Integrals Fields FieldMaps Lines Calculi Laps Traces Switches Levels LevelLaps LevelRows LevelSums.
Import ListNotations.
Open Scope R_scope.

Section Bound.
Context {number : Type} {Ca : calculus number} {Re : calculus_reading number}.
Variables (c : levels_over number) (f : R -> R) (n : nat) (M : Z) (a b e : R).
Hypotheses (accepted : check_levels c = true) (Hf : f = piecewise_linear_R (points_of (l_vertices c))) (Hn : n = l_iterate c) (HM : M = l_few c)
  (Ha : a = val (l_left c)) (Hb : b = val (l_right c)) (He : e = val (l_error c)).

Notation bits := (l_bits c).
Notation U := (IZR (2 ^ Zpos (l_bits c))).
Notation row := (laps_along (l_bits c) (l_scale c) (strips_of (l_bits c) (l_scale c) (l_iterate c) (l_vertices c) (l_slopes c)) (l_iterate c) (l_margin c)
  (fst (c_enclosed (l_bits c) (l_right c))) (snd (c_enclosed (l_bits c) (l_left c))) (l_breaks c)).

(** What the checker has verified, one by one. *)
Lemma level_facts : good_lines (l_vertices c) (l_slopes c) = true /\ val (l_left c) < val (l_right c) /\
  targets_ordered (flat_map (gap_targets bits) (l_gaps c)) = true /\ forallb (fun G => forallb (fun md => Z.leb 0 (price_of md)) (modes G)) (l_gaps c) = true /\
  val (l_error c) <= IZR (fold_right (fun G s => (gap_bound (l_few c) row G + s)%Z) 0%Z (l_gaps c)) / (2 * (U * (U * U * IZR (Zpos (l_scale c))))).
Proof.
  pose proof accepted as H. unfold check_levels in H. cbv zeta in H. rewrite <- andb_lazy_alt in H. apply andb_prop in H. destruct H as [H H5]. apply andb_prop in H. destruct H as [H H4].
  apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2]. apply c_lt_ok in H2. repeat split; try assumption.
  apply Z.leb_le, IZR_le in H5. rewrite mult_IZR, Z.shiftl_mul_pow2, mult_IZR in H5 by lia. replace (2 * Zpos bits + 1)%Z with (Zpos bits + Zpos bits + 1)%Z in H5 by lia.
  rewrite !Z.pow_add_r, !mult_IZR in H5 by lia. change (2 ^ 1)%Z with 2%Z in H5. assert (0 < IZR (Zpos (l_scale c))) as HN by (apply IZR_lt; reflexivity).
  pose proof (c_enclosed_ok bits (l_error c)) as [_ E]. pose proof (unit_pos bits) as HU.
  assert (0 < 2 * (U * (U * U * IZR (Zpos (l_scale c))))) as HW by (repeat apply Rmult_lt_0_compat; lra).
  apply Rmult_le_reg_r with (2 * (U * (U * U * IZR (Zpos (l_scale c))))); [exact HW|].
  unfold Rdiv. rewrite (Rmult_assoc (IZR _) (/ _)), Rinv_l, Rmult_1_r by (apply Rgt_not_eq, HW). eapply Rle_trans; [|exact H5].
  replace (val (l_error c) * (2 * (U * (U * U * IZR (Zpos (l_scale c)))))) with (IZR (Zpos (l_scale c)) * (val (l_error c) * U * (U * U * 2))) by ring.
  apply Rmult_le_compat_l; [lra|]. apply Rmult_le_compat_r; [repeat apply Rmult_le_pos; lra | exact E].
Qed.

(** The pieces of the iterate *)
Lemma iterate_rows : exists T, rows (iterate (l_iterate c) f) (val (l_left c)) (val (l_right c)) T /\ Forall2 (reads bits (l_scale c)) T row.
Proof.
  destruct level_facts as [H [Hlr _]]. pose proof (c_enclosed_ok bits (l_left c)) as [_ A]. pose proof (c_enclosed_ok bits (l_right c)) as [B _].
  apply (laps_along_rows bits (l_scale c) f); [exact (strips_of_show bits (l_scale c) f _ _ (l_iterate c) Hf H) | exact B | lra | exact A].
Qed.

(** For what has few pieces *)
Theorem levels_few_pieces : forall g m, continuity g -> pieces g a b m -> (m <= M)%Z -> distance_at_least (iterate n f) g a b e.
Proof.
  intros g m Hg Hp Hm. destruct level_facts as [_ [Hab [Ho [Hprices Herror]]]]. destruct iterate_rows as [T [HT HR]]. subst n M a b e.
  assert (continuity (iterate (l_iterate c) f)) as HF by (rewrite Hf; apply continuity_iterate, continuity_piecewise_linear_R).
  apply (rows_distance bits (l_scale c) (l_few c) _ g _ _ m T row (l_gaps c)); try assumption. lra.
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

Hypothesis isolated : isolates F = true.
Variable a : R.
Hypothesis root : root_of F a.
Variables (c : levels_over (element F)) (points : list (R * R)) (n : nat) (M : Z) (l r e : R).
Hypotheses (accepted : check_levels c = true) (Hf : points = vertices_at a (l_vertices c)) (Hn : n = l_iterate c) (HM : M = l_few c)
  (Hl : l = at_root a (l_left c)) (Hr : r = at_root a (l_right c)) (He : e = at_root a (l_error c)).

(** For what has few pieces *)
Theorem field_levels_few_pieces : forall g m, continuity g -> pieces g l r m -> (m <= M)%Z -> distance_at_least (iterate n (piecewise_linear_R points)) g l r e.
Proof. apply (levels_few_pieces (Re := field_calculus_reading F isolated a root) c); try assumption. rewrite Hf. reflexivity. Qed.

(** and for networks. *)
Theorem field_levels_networks : forall N : network, relu_network N -> ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N) <= M)%Z ->
  distance_at_least (iterate n (piecewise_linear_R points)) (value N) l r e.
Proof. apply (levels_networks (Re := field_calculus_reading F isolated a root) c); try assumption. rewrite Hf. reflexivity. Qed.
End Field.
