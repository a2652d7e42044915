(** T15x: the costs of all gaps together. *)

From Coq Require Import Reals QArith Qreals List ZArith Lra Lia.
From Exactsep Require Import Networks Chains Maps SupNorm Slopes Integral Teeth Distance L1 Integrals Laps Switches Levels LevelLaps LevelGaps.
Import ListNotations.
Open Scope R_scope.

Lemma clipped_sum_app ks ks' u v : clipped_sum (ks ++ ks') u v = clipped_sum ks u v + clipped_sum ks' u v.
Proof. induction ks as [| k ks IH]; cbn [app clipped_sum]; [ring | rewrite IH; ring]. Qed.

Lemma targets_ordered_app ks ks' : targets_ordered (ks ++ ks') = true -> targets_ordered ks = true /\ targets_ordered ks' = true.
Proof.
  induction ks as [| k ks IH]; cbn [app]; intros H; [split; [reflexivity | exact H]|]. pose proof (first_below _ _ H) as [_ H']. destruct (IH H') as [A B]. split; [|exact B].
  cbn [targets_ordered] in *. apply andb_prop in H. destruct H as [H _]. apply andb_prop in H. destruct H as [H1 H2]. rewrite H1, A, andb_true_r. cbn [andb].
  destruct ks as [| k' ks]; [reflexivity | exact H2].
Qed.

Section Sums.
Variables (b N : positive) (few : Z) (F g : R -> R) (l r : R) (n : Z) (T : list piece) (row : list lap) (gaps : list gap) (e : R).
Notation U := (IZR (2 ^ Zpos b)).

(** The integral of |F - g| is as large as all gaps show. *)
Lemma rows_distance : continuity F -> continuity g -> pieces g l r n -> (n <= few)%Z -> rows F l r T -> Forall2 (reads b N) T row -> l <= r ->
  targets_ordered (flat_map (gap_targets b) gaps) = true -> forallb (fun G => forallb (fun md => Z.leb 0 (price_of md)) (modes G)) gaps = true ->
  e <= IZR (fold_right (fun G s => (gap_bound few row G + s)%Z) 0%Z gaps) / (2 * (U * (U * U * IZR (Zpos N)))) -> distance_at_least F g l r e.
Proof.
  intros HF Hg Hp Hn HT HR Hlr Ho HQ He.
  enough (costs (fun z => Rabs (F z - g z)) l r e) as Hc.
  { assert (Riemann_integrable (fun z => Rabs (F z - g z)) l r) as pr; [|exists pr; apply Hc].
    apply continuity_implies_RiemannInt; [exact Hlr|]. intros z _. revert z. apply continuity_abs, (continuity_minus F); assumption. }
  eapply costs_less; [|exact He]. clear He.
  apply costs_le with (k := fun z => clipped_sum (flat_map (gap_targets b) gaps) (F z) (g z)); [exact Hlr | intros; apply clip_total, Ho | |].
  { apply continuity_implies_RiemannInt; [exact Hlr | intros; apply continuity_clipped_sum; assumption]. }
  induction gaps as [| G Gs IH]; cbn [flat_map clipped_sum fold_right].
  - apply costs_less with (e := 0); [apply costs_nothing; [exact Hlr | intros; lra] | right; unfold Rdiv; ring].
  - cbn [flat_map forallb] in Ho, HQ. apply targets_ordered_app in Ho. destruct Ho as [Ho Ho']. apply andb_prop in HQ. destruct HQ as [HG HQ].
    rewrite plus_IZR. unfold Rdiv. rewrite Rmult_plus_distr_r.
    apply costs_plus with (k := fun z => clipped_sum (gap_targets b G) (F z) (g z)) (k' := fun z => clipped_sum (flat_map (gap_targets b) Gs) (F z) (g z));
      [exact Hlr | intros; rewrite clipped_sum_app; apply Rle_refl | apply continuity_clipped_sum; assumption | apply continuity_clipped_sum; assumption | | apply IH; assumption].
    apply (gap_costs b N few F g l r n T row G); assumption.
Qed.
End Sums.
