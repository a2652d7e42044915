(** T15x: what has to be paid at the levels of a gap, from plateaus whose widths are affine in the level. *)

From Coq Require Import Reals QArith Qreals List ZArith Lra Lia.
From Exactsep Require Import Networks Chains Maps Slopes Integral Teeth L1 Laps Traces Labels Bands Runs Switches Levels LevelLaps.
Import ListNotations.
Open Scope R_scope.

(** The plateaus at a level. *)
Definition now (T : plateaus) : list (bool * Z) := map (fun e => (fst e, fst (snd e))) T.
Definition at_level (k : nat) (T : plateaus) : list (bool * Z) := map (fun e => (fst e, fst (snd e) + Z.of_nat k * snd (snd e))%Z) T.
Definition raised_by (k : nat) (T : plateaus) : plateaus := Nat.iter k (map raise) T.

Lemma at_level_raise k T : at_level k (map raise T) = at_level (S k) T.
Proof.
  unfold at_level. rewrite map_map. apply map_ext. intros [bit [w s]]. cbn [raise fst snd]. f_equal. rewrite Nat2Z.inj_succ. ring.
Qed.

Lemma now_raised k T : now (raised_by k T) = at_level k T.
Proof.
  revert T. induction k as [| k IH]; intros T.
  - unfold raised_by. cbn [Nat.iter]. unfold now, at_level. apply map_ext. intros e. f_equal. cbn [Z.of_nat]. ring.
  - rewrite <- at_level_raise, <- IH. unfold raised_by. clear IH. f_equal. induction k as [| k IH]; [reflexivity|].
    change (map raise (Nat.iter (S k) (map raise) T) = map raise (Nat.iter k (map raise) (map raise T))). rewrite IH. reflexivity.
Qed.

Lemma joined_at k T bit w : at_level k (joined bit w T) = compact bit (fst w + Z.of_nat k * snd w) (at_level k T).
Proof.
  revert bit w. induction T as [| [bit' w'] T IH]; intros bit w; [reflexivity|].
  change (at_level k ((bit', w') :: T)) with ((bit', fst w' + Z.of_nat k * snd w')%Z :: at_level k T). cbn [joined compact].
  destruct (Bool.eqb bit' bit).
  - rewrite IH. cbn [fst snd]. f_equal. ring.
  - change (at_level k ((bit, w) :: joined bit' w' T)) with ((bit, fst w + Z.of_nat k * snd w)%Z :: at_level k (joined bit' w' T)). f_equal. apply IH.
Qed.

Lemma all_joined_at k T : at_level k (all_joined T) = runs_of (at_level k T).
Proof. destruct T as [| [bit w] T]; [reflexivity | apply joined_at]. Qed.

(** The same plateaus, some of them in two parts. *)
Inductive splits : list (bool * Z) -> list (bool * Z) -> Prop :=
| splits_none : splits [] []
| splits_not : forall e T T', splits T T' -> splits (e :: T) (e :: T')
| splits_two : forall bit v w T T', splits T T' -> splits ((bit, v) :: (bit, w) :: T) ((bit, v + w)%Z :: T').

Lemma compact_splits T T' : splits T T' -> forall bit w, compact bit w T = compact bit w T'.
Proof.
  induction 1 as [| [bit' w'] T T' H IH | bit' v' w' T T' H IH]; intros bit w; cbn [compact].
  - reflexivity.
  - destruct (Bool.eqb bit' bit); [apply IH | f_equal; apply IH].
  - destruct (Bool.eqb bit' bit); rewrite ?Bool.eqb_reflx; [rewrite Z.add_assoc; apply IH | f_equal; apply IH].
Qed.

Lemma runs_splits T T' : splits T T' -> runs_of T = runs_of T'.
Proof.
  intros [| [bit w] T1 T1' H | bit v w T1 T1' H]; cbn [runs_of]; [reflexivity | apply compact_splits, H|].
  cbn [compact]. rewrite Bool.eqb_reflx. apply compact_splits, H.
Qed.

Lemma splits_app T1 T1' T2 T2' : splits T1 T1' -> splits T2 T2' -> splits (T1 ++ T2) (T1' ++ T2').
Proof. induction 1; intros H2; cbn [app]; [exact H2 | constructor; auto | constructor; auto]. Qed.

(** A piece at two levels of a gap *)
Lemma places_split A B d k l : let L := (A + Z.of_nat k * d)%Z in
  splits (bits_at at_lower (places L (L + d) A B l)) (at_level k (plateaus_of A B d l)) /\
  splits (bits_at at_upper (places L (L + d) A B l)) (at_level (S k) (plateaus_of A B d l)).
Proof.
  intros L. unfold places, plateaus_of. rewrite <- andb_lazy_alt. destruct (andb (Z.leb (snd (bottom l)) A) (Z.leb B (fst (top l)))).
  - assert (lap_pace l * (A - snd (bottom l)) + Z.of_nat k * (lap_pace l * d) = lap_pace l * (L - snd (bottom l)))%Z as E1 by (unfold L; ring).
    assert (lap_pace l * (fst (top l) - A) + Z.of_nat k * - (lap_pace l * d) = lap_pace l * (L + d - L) + lap_pace l * (fst (top l) - (L + d)))%Z as E2 by (unfold L; ring).
    assert (lap_pace l * (A - snd (bottom l)) + Z.of_nat (S k) * (lap_pace l * d) = lap_pace l * (L - snd (bottom l)) + lap_pace l * (L + d - L))%Z as E3
      by (rewrite Nat2Z.inj_succ; unfold L; ring).
    assert (lap_pace l * (fst (top l) - A) + Z.of_nat (S k) * - (lap_pace l * d) = lap_pace l * (fst (top l) - (L + d)))%Z as E4 by (rewrite Nat2Z.inj_succ; unfold L; ring).
    assert (lap_pace l * (fst (top l) - A) + Z.of_nat k * - (lap_pace l * d) = lap_pace l * (fst (top l) - (L + d)) + lap_pace l * (L + d - L))%Z as E5 by (rewrite E2; ring).
    assert (lap_pace l * (A - snd (bottom l)) + Z.of_nat (S k) * (lap_pace l * d) = lap_pace l * (L + d - L) + lap_pace l * (L - snd (bottom l)))%Z as E6 by (rewrite E3; ring).
    destruct (lap_up l); cbn [bits_at at_level map fst snd at_lower at_upper].
    + rewrite E1, E2, E3, E4. repeat constructor.
    + rewrite E1, E5, E6, E4. repeat constructor.
  - destruct (Z.leb (snd (top l)) A); [|destruct (Z.leb B (fst (bottom l))); [|split; constructor]]; cbn [bits_at at_level map fst snd at_lower at_upper];
      rewrite !Z.mul_0_r, Z.add_0_r; split; repeat constructor.
Qed.

Lemma row_split A B d k row : let L := (A + Z.of_nat k * d)%Z in
  let es := flat_map (places L (L + d) A B) row in let T := flat_map (plateaus_of A B d) row in
  runs_of (bits_at at_lower es) = at_level k (all_joined T) /\ runs_of (bits_at at_upper es) = at_level (S k) (all_joined T).
Proof.
  intros L es T. rewrite !all_joined_at. enough (splits (bits_at at_lower es) (at_level k T) /\ splits (bits_at at_upper es) (at_level (S k) T)) as [H H'].
  { split; apply runs_splits; assumption. }
  unfold es, T. clear es T. induction row as [| l row [IH IH']]; [split; constructor|]. cbn [flat_map]. unfold bits_at, at_level. rewrite !map_app.
  destruct (places_split A B d k l) as [H H']. split; apply splits_app; assumption.
Qed.

Section Costs.
Variables b N : positive.
Notation U := (IZR (2 ^ Zpos b)).
Notation V := (U * U * IZR (Zpos N)).
Variable few : Z.
Notation m := (Z.to_nat few).

Definition paid (md : mode) (T : list (bool * Z)) : state := fold_right (fun e s => pay md (fst e) (snd e) s) (at_end md few) T.

Lemma gain_paid md T : gain few T md = (to_pay (paid md (now T)) - few * price_of md)%Z.
Proof. unfold gain, paid, now. f_equal. f_equal. induction T as [| e T IH]; [reflexivity|]. cbn [fold_right map fst snd]. rewrite IH. reflexivity. Qed.

(** What is paid by integers is due. *)
Lemma due_paid md T : (0 <= price_of md)%Z -> Forall (fun e => (0 <= snd e)%Z) T ->
  proper md m (paid md T) /\ due_over (IZR (price_of md) / V) m (over V T) (future_of V md (paid md T)) (future_of V md (at_end md few)).
Proof.
  pose proof (square_pos b N) as HV. intros HP HT. destruct (at_end_ok V HV md few HP) as [A [C _]]. induction HT as [| [bit w] T Hw HT [IH1 IH2]]; cbn [paid fold_right over map fst snd].
  - split; [exact A | constructor; exact C].
  - destruct (pay_ok V HV md m bit w _ HP IH1) as [A' [C' D']]. split; [exact A'|]. apply due_more with (2 := C') (3 := D'); [|exact IH2].
    cbn [snd] in Hw. apply IZR_le in Hw. unfold Rdiv. apply Rmult_le_pos; [exact Hw | left; apply Rinv_0_lt_compat, HV].
Qed.

Lemma runs_positive T : Forall (fun e => (0 <= snd e)%Z) T -> Forall (fun e => (0 <= snd e)%Z) (runs_of T).
Proof.
  intros HT. destruct T as [| [bit w] T]; [exact HT|]. inversion_clear HT as [| e T' Hw HT']. cbn [runs_of snd] in *. revert bit w Hw.
  induction HT' as [| [bit' w'] T Hw' HT IH]; intros bit w Hw; cbn [compact snd] in *; [constructor; [exact Hw | constructor]|].
  destruct (Bool.eqb bit' bit); [apply IH; lia | constructor; [exact Hw | apply IH, Hw']].
Qed.

Lemma due_runs md T : (0 <= price_of md)%Z -> Forall (fun e => (0 <= snd e)%Z) T ->
  proper md m (paid md (runs_of T)) /\
  due_over (IZR (price_of md) / V) m (over V T) (future_of V md (paid md (runs_of T))) (future_of V md (at_end md few)).
Proof.
  intros HP HT. destruct (due_paid md _ HP (runs_positive _ HT)) as [A B]. split; [exact A | apply due_over_runs; [apply square_pos | exact HT | exact B]].
Qed.

Lemma lie_positive L L' h u v es : lie b N L L' h u v es -> Forall (fun e => (0 <= snd e)%Z) es.
Proof.
  induction 1 as [| u w v e es [_ [[He _] _]] H IH | ]; [constructor | constructor; [|exact IH] | assumption].
  apply le_IZR. pose proof (square_pos b N) as HV. apply Rmult_le_reg_r with (/ V); [apply Rinv_0_lt_compat, HV | unfold Rdiv in He; lra].
Qed.

Variables (F g : R -> R) (l r : R) (n : Z) (T : list piece) (row : list lap).
Hypotheses (HF : continuity F) (Hg : continuity g) (Hp : pieces g l r n) (Hn : (n <= few)%Z) (HT : rows F l r T) (HR : Forall2 (reads b N) T row).
Variables (A B d : Z).
Notation P := (all_joined (flat_map (plateaus_of A B d) row)).
Notation clip x y := (fun z => Rabs (clamp (IZR x / U) (IZR y / U) (F z) - clamp (IZR x / U) (IZR y / U) (g z))).

(** Between two levels of the gap *)
Lemma pair_costs k md0 md1 : (0 < d)%Z -> (A + Z.of_nat (S k) * d <= B)%Z -> (0 <= price_of md0)%Z -> (0 <= price_of md1)%Z ->
  costs (clip (A + Z.of_nat k * d)%Z (A + Z.of_nat k * d + d)%Z) l r
    (IZR (d * (gain few (raised_by k P) md0 + gain few (raised_by (S k) P) md1)) / (2 * (U * V))).
Proof.
  intros Hd HB Q0 Q1. set (L := (A + Z.of_nat k * d)%Z). pose proof (unit_pos b) as HU. pose proof (square_pos b N) as HV. pose proof (chain_ordered _ _ _ _ Hp) as [_ Hn0].
  assert (L < L + d)%Z as HL by lia. assert (A <= L)%Z as HA by (unfold L; nia). assert (L + d <= B)%Z as HB' by (unfold L; lia).
  pose proof (laps_lie b N L (L + d) HL A B HA HB' F l r T row HT HR) as Hlie. pose proof (lie_positive _ _ _ _ _ _ Hlie) as Hpos.
  destruct (row_split A B d k row) as [E0 E1]. fold L in E0, E1. set (es := flat_map (places L (L + d) A B) row) in *.
  assert (forall bit_of, Forall (fun e => (0 <= snd e)%Z) (bits_at bit_of es)) as Hbits by (intros; unfold bits_at; apply Forall_map; exact Hpos).
  destruct (due_runs md0 (bits_at at_lower es) Q0 (Hbits _)) as [S0 D0]. destruct (due_runs md1 (bits_at at_upper es) Q1 (Hbits _)) as [S1 D1].
  rewrite !gain_paid, !now_raised. rewrite E0 in S0, D0. rewrite E1 in S1, D1. set (s0 := paid md0 _) in *. set (s1 := paid md1 _) in *.
  assert (0 <= IZR (price_of md0) / V /\ 0 <= IZR (price_of md1) / V) as [R0 R1].
  { apply IZR_le in Q0, Q1. split; unfold Rdiv; apply Rmult_le_pos; try assumption; left; apply Rinv_0_lt_compat, HV. }
  assert (IZR L / U < IZR (L + d) / U) as Hxy by (unfold Rdiv; apply Rmult_lt_compat_r; [apply Rinv_0_lt_compat, HU | apply IZR_lt, HL]).
  eapply costs_less; [apply (T15x_between _ _ _ _ m Hxy R0 R1 F g l r n _ _ (IZR (to_pay s0) / V) (IZR (to_pay s1) / V) HF Hg Hp ltac:(lia) (both_due b N few L (L + d) (price_of md0) (price_of md1) F l r es Hlie _ _ _ _ D0 D1))|].
  - intros e. apply to_pay_ok; assumption.
  - intros e. apply to_pay_ok; assumption.
  - intros e. cbn [fst]. destruct (at_end_ok V HV md0 few Q0) as [_ [_ Z0]]. rewrite Z0. lra.
  - intros e. cbn [snd]. destruct (at_end_ok V HV md1 few Q1) as [_ [_ Z1]]. rewrite Z1. lra.
  - rewrite mult_IZR, plus_IZR, !minus_IZR, !mult_IZR, plus_IZR. apply IZR_le in Hn, Q0, Q1. apply IZR_lt in Hd.
    set (q0 := IZR (price_of md0)) in *. set (q1 := IZR (price_of md1)) in *. set (d0 := IZR (to_pay s0)). set (d1 := IZR (to_pay s1)).
    replace (((IZR L + IZR d) / U - IZR L / U) * (d0 / V - IZR n * (q0 / V) + (d1 / V - IZR n * (q1 / V))) / 2)
      with (IZR d * (d0 - IZR n * q0 + (d1 - IZR n * q1)) / (2 * (U * V))) by (assert (0 < IZR (Zpos N)) by (apply IZR_lt; reflexivity); field; repeat split; lra).
    unfold Rdiv. apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat; repeat apply Rmult_lt_0_compat; try lra; apply IZR_lt; reflexivity|]. apply Rmult_le_compat_l; [lra|]. nra.
Qed.

Lemma level_over z : Q2R (z # 2 ^ b) = IZR z / U.
Proof. unfold Q2R. cbn [Qnum Qden]. rewrite Pos2Z.inj_pow. reflexivity. Qed.

Lemma first_below k ks : targets_ordered (k :: ks) = true -> Q2R (low_end k) < Q2R (high_end k) /\ targets_ordered ks = true.
Proof.
  cbn [targets_ordered]. intros H. apply andb_prop in H. destruct H as [H H4]. apply andb_prop in H. destruct H as [H _]. apply andb_prop in H. destruct H as [H _].
  split; [apply Qlt_bool_real, H | exact H4].
Qed.

(** From a level of the gap up to its highest *)
Lemma costs_from md mds k : (A + Z.of_nat (k + length mds) * d <= B)%Z -> forallb (fun md => Z.leb 0 (price_of md)) (md :: mds) = true ->
  targets_ordered (targets_from b (A + Z.of_nat k * d) d mds) = true -> l <= r ->
  costs (fun z => clipped_sum (targets_from b (A + Z.of_nat k * d) d mds) (F z) (g z)) l r
    (IZR (d * trapezoids few (raised_by k P) (gain few (raised_by k P) md) mds) / (2 * (U * V))).
Proof.
  intros HB HQ Ho Hlr. pose proof (unit_pos b) as HU. pose proof (square_pos b N) as HV. revert md k HB HQ Ho. induction mds as [| md' mds IH]; intros md k HB HQ Ho; cbn [targets_from clipped_sum trapezoids].
  - apply costs_less with (e := 0); [apply costs_nothing; [exact Hlr | intros; lra] | right; rewrite Z.mul_0_r; unfold Rdiv; ring].
  - cbn [forallb] in HQ. apply andb_prop in HQ. destruct HQ as [Q0 HQ]. pose proof HQ as HQ'. apply andb_prop in HQ'. destruct HQ' as [Q1 _]. apply Z.leb_le in Q0, Q1.
    cbn [targets_from] in Ho. apply first_below in Ho. destruct Ho as [Hd Ho]. cbn [level_target low_end high_end] in Hd |- *. rewrite !level_over in *.
    assert (0 < d)%Z as Hd0.
    { enough (A + Z.of_nat k * d < A + Z.of_nat k * d + d)%Z by lia. apply lt_IZR. apply Rmult_lt_reg_r with (/ U); [apply Rinv_0_lt_compat, HU | exact Hd]. }
    cbn [length] in HB. change (map raise (raised_by k P)) with (raised_by (S k) P).
    assert (A + Z.of_nat k * d + d = A + Z.of_nat (S k) * d)%Z as E by (rewrite Nat2Z.inj_succ; ring).
    replace (IZR (d * (gain few (raised_by k P) md + gain few (raised_by (S k) P) md' + trapezoids few (raised_by (S k) P) (gain few (raised_by (S k) P) md') mds)) / (2 * (U * V)))
      with (IZR (d * (gain few (raised_by k P) md + gain few (raised_by (S k) P) md')) / (2 * (U * V))
        + IZR (d * trapezoids few (raised_by (S k) P) (gain few (raised_by (S k) P) md') mds) / (2 * (U * V)))
      by (rewrite (Z.mul_add_distr_l d (_ + _)%Z), plus_IZR; unfold Rdiv; ring).
    apply costs_plus with (k := fun z => Rabs (clamp (IZR (A + Z.of_nat k * d) / U) (IZR (A + Z.of_nat k * d + d) / U) (F z) - clamp (IZR (A + Z.of_nat k * d) / U) (IZR (A + Z.of_nat k * d + d) / U) (g z)))
      (k' := fun z => clipped_sum (targets_from b (A + Z.of_nat k * d + d) d mds) (F z) (g z)); [exact Hlr | intros; apply Rle_refl | | apply continuity_clipped_sum; assumption | |].
    + apply Bands.continuity_distance; assumption.
    + apply pair_costs; [exact Hd0 | | exact Q0 | exact Q1]. assert (Z.of_nat (S k) <= Z.of_nat (k + S (length mds)))%Z by lia. nia.
    + rewrite E in *. apply IH; [|exact HQ | exact Ho]. replace (S k + length mds)%nat with (k + S (length mds))%nat by lia. exact HB.
Qed.
End Costs.

(** A whole gap *)
Lemma gap_costs b N few F g l r n (T : list piece) row G :
  continuity F -> continuity g -> pieces g l r n -> (n <= few)%Z -> rows F l r T -> Forall2 (reads b N) T row -> l <= r ->
  forallb (fun md => Z.leb 0 (price_of md)) (modes G) = true -> targets_ordered (gap_targets b G) = true ->
  costs (fun z => clipped_sum (gap_targets b G) (F z) (g z)) l r (IZR (gap_bound few row G) / (2 * (IZR (2 ^ Zpos b) * (IZR (2 ^ Zpos b) * IZR (2 ^ Zpos b) * IZR (Zpos N))))).
Proof.
  intros HF Hg Hp Hn HT HR Hlr HQ Ho. unfold gap_targets, gap_bound in *. destruct G as [A d [| md mds]]; cbn [modes lowest distance tl] in *.
  - apply costs_less with (e := 0); [apply costs_nothing; [exact Hlr | cbn [targets_from clipped_sum]; intros; lra] | right; unfold Rdiv; ring].
  - pose proof (costs_from b N few F g l r n T row HF Hg Hp Hn HT HR A (highest (Gap A d (md :: mds))) d md mds 0%nat) as H.
    cbn [Z.of_nat] in H. rewrite Z.mul_0_l, Z.add_0_r in H. apply H; [|exact HQ | exact Ho | exact Hlr].
    unfold highest. cbn [lowest distance modes length pred]. rewrite Nat.add_0_l. apply Z.le_refl.
Qed.
