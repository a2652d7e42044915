(** T15 with a tail: a checker for lower bounds of the integral of |f^t - g| by cylinders, level by level, and what its tables mean. *)

From Coq Require Import Reals QArith Qreals List ZArith Lra Lia FunctionalExtensionality.
From Exactsep Require Import Networks Chains Hits Covering Maps SupNorm Integral Teeth Slopes Windows Distance L1 Upper Constants Cylinders CylinderCosts AffineRows Integrals Evidence.
Import ListNotations.
Local Open Scope lazy_bool_scope.

(** Two levels, and the price of a piece at both. *)
Record level_step := LevelStep { step_low : Q; step_high : Q; low_price : Q; high_price : Q }.

Record cylinders_certificate := CylindersCertificate {
  c_vertices : list (Q * Q);
  c_left : Q;
  c_right : Q;
  c_intervals : list (Q * Q);
  c_branches : list (list affine_branch);
  tail : nat;
  order : nat;
  steps : list level_step;
  c_at_most : Z;
  c_error : Q
}.

(** How much of an interval is above the levels and below, at both: over Q. *)
Definition amountsQ := (Q * Q * Q * Q)%type.
Definition nothing : amountsQ := (0, 0, 0, 0)%Q.

Definition plusQ (m n : amountsQ) : amountsQ :=
  let '(a, b, c, d) := m in let '(a', b', c', d') := n in (Qred (a + a'), Qred (b + b'), Qred (c + c'), Qred (d + d'))%Q.
Definition timesQ (k : Q) (m : amountsQ) : amountsQ := let '(a, b, c, d) := m in (a * k, b * k, c * k, d * k)%Q.

Definition identity_amounts (x y : Q) (J : Q * Q) : amountsQ :=
  let (l, r) := J in
  if Qle_bool y l then (r - l, r - l, 0, 0)%Q
  else if Qle_bool r x then (0, 0, r - l, r - l)%Q
  else if Qle_bool l x && Qle_bool y r then (r - x, r - y, x - l, y - l)%Q
  else nothing.

Definition next_amounts (Js : list (Q * Q)) (Bs : list (list affine_branch)) (ms : list amountsQ) : list amountsQ :=
  map (fun row => fold_right (fun B s => plusQ (timesQ (share_of Js B) (nth (snd B) ms nothing)) s) nothing row) Bs.

Fixpoint tail_amounts (Js : list (Q * Q)) (Bs : list (list affine_branch)) (s : nat) (ms : list amountsQ) : list amountsQ :=
  match s with O => ms | S s' => tail_amounts Js Bs s' (next_amounts Js Bs ms) end.

(** Tables of cylinders: onto which interval, how large, how many. *)
Definition kindQ := (nat * Q * Z)%type.

Definition compare_kinds (p q : kindQ) : comparison :=
  match Nat.compare (fst (fst p)) (fst (fst q)) with Eq => (snd (fst p) ?= snd (fst q))%Q | c => c end.

Fixpoint merge_kinds (T : list kindQ) : list kindQ -> list kindQ :=
  match T with
  | [] => fun T' => T'
  | p :: rest =>
      fix with_first (T' : list kindQ) : list kindQ :=
        match T' with
        | [] => T
        | q :: rest' =>
            match compare_kinds p q with
            | Lt => p :: merge_kinds rest T'
            | Eq => (fst p, (snd p + snd q)%Z) :: merge_kinds rest rest'
            | Gt => q :: with_first rest'
            end
        end
  end.

Definition shrunkQ (k : Q) (T : list kindQ) : list kindQ := map (fun p => (fst (fst p), Qred (snd (fst p) * k), snd p)) T.

Definition next_kinds (Js : list (Q * Q)) (Bs : list (list affine_branch)) (Ts : list (list kindQ)) : list (list kindQ) :=
  map (fun row => fold_right (fun B s => merge_kinds (shrunkQ (share_of Js B) (nth (snd B) Ts [])) s) [] row) Bs.

Fixpoint kinds_after (Js : list (Q * Q)) (Bs : list (list affine_branch)) (r : nat) (Ts : list (list kindQ)) : list (list kindQ) :=
  match r with O => Ts | S r' => kinds_after Js Bs r' (next_kinds Js Bs Ts) end.

Definition first_kinds (n : nat) : list (list kindQ) := map (fun j => [(j, 1%Q, 1%Z)]) (seq 0 n).

Definition minQ (p q : Q) : Q := if Qle_bool p q then p else q.

(** What one cylinder pays, at both levels. *)
Definition kind_cost (k : level_step) (ms : list amountsQ) (p : kindQ) : Q :=
  let '(a, b, c, d) := timesQ (snd (fst p)) (nth (fst (fst p)) ms nothing) in (minQ (minQ a c) (low_price k) + minQ (minQ b d) (high_price k))%Q.

(** What all cylinders pay between two levels, less what so many pieces save. *)
Definition step_total (M : Z) (T : list kindQ) (ms : list amountsQ) (k : level_step) : Q :=
  ((step_high k - step_low k) * (1 # 2)
   * (fold_right (fun p s => Qred (inject_Z (snd p) * kind_cost k ms p + s)) 0 T - inject_Z M * (low_price k + high_price k)))%Q.

Definition step_bound (c : cylinders_certificate) (T : list kindQ) (k : level_step) : Q :=
  step_total (c_at_most c) T (tail_amounts (c_intervals c) (c_branches c) (tail c) (map (identity_amounts (step_low k) (step_high k)) (c_intervals c))) k.

Definition target_of_step (k : level_step) : target := Target (step_low k) (step_high k) 0.

(** The work comes last, and only if all else is right (&&& is `if`): from false branches there may be as many kinds as cylinders. *)
Definition check_cylinders (c : cylinders_certificate) : bool :=
  well_formed (Linear (c_vertices c)) && ordered (c_left c) (c_intervals c) (c_right c)
  && affine_rows_ok (c_vertices c) (c_intervals c) (c_intervals c) (c_branches c)
  && targets_ordered (map target_of_step (steps c)) && forallb (fun k => Qle_bool 0 (low_price k) && Qle_bool 0 (high_price k)) (steps c)
  &&& (let T := fold_right merge_kinds [] (kinds_after (c_intervals c) (c_branches c) (order c) (first_kinds (length (c_intervals c)))) in
      Qle_bool (c_error c) (fold_right (fun k s => Qred (step_bound c T k + s)) 0%Q (steps c))).

(** ** Soundness *)

Open Scope R_scope.

(** Amounts over Q are those over R. *)
Definition real_amounts (m : amountsQ) : amounts := let '(a, b, c, d) := m in Amounts (Q2R a) (Q2R b) (Q2R c) (Q2R d).

Lemma real_nothing : real_amounts nothing = none.
Proof. unfold real_amounts, nothing, none. rewrite Q2R_zero. reflexivity. Qed.

Lemma real_plus m n : real_amounts (plusQ m n) = plus (real_amounts m) (real_amounts n).
Proof. destruct m as [[[a b] c] d], n as [[[a' b'] c'] d']. unfold plusQ, real_amounts, plus. cbn [above0 above1 below0 below1]. rewrite !Q2R_Qred, !Q2R_plus. reflexivity. Qed.

Lemma real_times k m : real_amounts (timesQ k m) = times (Q2R k) (real_amounts m).
Proof. destruct m as [[[a b] c] d]. unfold timesQ, real_amounts, times. cbn [above0 above1 below0 below1]. rewrite !Q2R_mult. reflexivity. Qed.

(** A longer interval has as much. *)
Lemma has_widen x y h l r l' r' m : x < y -> has x y h l r m -> l' <= l -> r <= r' -> has x y h l' r' m.
Proof.
  intros Hxy H Hl Hr. pose proof H as [Hlr _]. replace m with (plus none (plus m none)) by (destruct m; unfold plus, none; cbn; f_equal; ring).
  apply has_join with (c := l); [exact Hxy | apply has_none; assumption|]. apply has_join with (c := r); [exact Hxy | exact H | apply has_none; assumption].
Qed.

Lemma identity_amounts_ok x y J : Q2R x < Q2R y -> Q2R (fst J) <= Q2R (snd J) ->
  has (Q2R x) (Q2R y) (fun z => z) (Q2R (fst J)) (Q2R (snd J)) (real_amounts (identity_amounts x y J)).
Proof.
  destruct J as [l r]. cbn [fst snd identity_amounts]. intros Hxy Hlr.
  destruct (Qle_bool y l) eqn:E1; [|destruct (Qle_bool r x) eqn:E2; [|destruct (Qle_bool l x && Qle_bool y r)%bool eqn:E3]].
  - apply Qle_bool_real in E1. pose proof (has_identity _ _ Hxy _ _ Hlr (or_introl E1)) as H. unfold amounts_of in H. unfold real_amounts. rewrite !Q2R_minus, Q2R_zero.
    assert (clamp (Q2R l) (Q2R r) (Q2R x) = Q2R l) as E by (unfold clamp; rewrite Rmax_right, Rmin_left; lra). rewrite E in H.
    assert (clamp (Q2R l) (Q2R r) (Q2R y) = Q2R l) as E' by (unfold clamp; rewrite Rmax_right, Rmin_left; lra). rewrite E' in H.
    replace (Q2R l - Q2R l) with 0 in H by ring. exact H.
  - apply Qle_bool_real in E2. pose proof (has_identity _ _ Hxy _ _ Hlr (or_intror (or_introl E2))) as H. unfold amounts_of in H. unfold real_amounts. rewrite !Q2R_minus, Q2R_zero.
    assert (clamp (Q2R l) (Q2R r) (Q2R x) = Q2R r) as E by (unfold clamp; rewrite Rmax_left, Rmin_right; lra). rewrite E in H.
    assert (clamp (Q2R l) (Q2R r) (Q2R y) = Q2R r) as E' by (unfold clamp; rewrite Rmax_left, Rmin_right; lra). rewrite E' in H.
    replace (Q2R r - Q2R r) with 0 in H by ring. exact H.
  - apply andb_prop in E3. destruct E3 as [A B]. apply Qle_bool_real in A, B.
    pose proof (has_identity _ _ Hxy _ _ Hlr (or_intror (or_intror (conj A B)))) as H. unfold amounts_of in H. unfold real_amounts. rewrite !Q2R_minus.
    rewrite !clamp_fixed in H by lra. exact H.
  - rewrite real_nothing. apply has_none; assumption.
Qed.

(** Tables over Q are those over R. *)
Definition real_kinds (T : list kindQ) : cylinder_table := map (fun p => (fst (fst p), Q2R (snd (fst p)), snd p)) T.

Lemma sum_real phi p T : sum_over phi (real_kinds (p :: T)) = IZR (snd p) * phi (fst (fst p)) (Q2R (snd (fst p))) + sum_over phi (real_kinds T).
Proof. reflexivity. Qed.

Lemma sum_merge phi T T' : sum_over phi (real_kinds (merge_kinds T T')) = sum_over phi (real_kinds T) + sum_over phi (real_kinds T').
Proof.
  revert T'. assert (sum_over phi (real_kinds []) = 0) as E0 by reflexivity.
  induction T as [| p T IH]; intros T'; [rewrite E0; cbn [merge_kinds]; ring|]. induction T' as [| q T' IH']; [rewrite E0; cbn [merge_kinds]; ring|].
  cbn [merge_kinds]. destruct (compare_kinds p q) eqn:E.
  - rewrite !sum_real, IH. cbn [fst snd]. unfold compare_kinds in E. destruct (Nat.compare_spec (fst (fst p)) (fst (fst q))) as [E1 | E1 | E1]; try discriminate.
    apply Qeq_alt, Qeq_eqR in E. rewrite E1, E, plus_IZR. ring.
  - rewrite sum_real, IH, !sum_real. ring.
  - rewrite (sum_real phi q). cbn [merge_kinds] in IH'. rewrite IH', !sum_real. ring.
Qed.

Lemma sum_shrunkQ phi k T : sum_over phi (real_kinds (shrunkQ k T)) = sum_over phi (shrunk (Q2R k) (real_kinds T)).
Proof.
  induction T as [| p T IH]; [reflexivity|]. cbn [shrunkQ map]. rewrite sum_real. cbn [fst snd]. rewrite Q2R_Qred, Q2R_mult.
  unfold sum_over in *. cbn [shrunk real_kinds map fold_right fst snd]. f_equal. exact IH.
Qed.

Lemma minQ_ok p q : Q2R (minQ p q) = Rmin (Q2R p) (Q2R q).
Proof.
  unfold minQ. destruct (Qle_bool p q) eqn:E; [apply Qle_bool_real in E; rewrite Rmin_left; auto|].
  assert (Q2R q < Q2R p) by (apply Qlt_bool_real; rewrite E; reflexivity). rewrite Rmin_right; lra.
Qed.

(** T15 from level to level: the integral is at least the sum of what is paid between them. *)
Lemma steps_cost (F g : R -> R) (a b : R) (m M : Z) (T : list kindQ) (ms : level_step -> list amountsQ) (ks : list level_step) :
  continuity F -> continuity g -> pieces g a b m -> (m <= M)%Z ->
  targets_ordered (map target_of_step ks) = true -> forallb (fun k => Qle_bool 0 (low_price k) && Qle_bool 0 (high_price k)) ks = true ->
  (forall k, Q2R (step_low k) < Q2R (step_high k) -> In k ks ->
    cylinders (Q2R (step_low k)) (Q2R (step_high k)) (fun j => real_amounts (nth j (ms k) nothing)) F a b (real_kinds T)) ->
  costs (fun z => Rabs (F z - g z)) a b (Q2R (fold_right (fun k s => Qred (step_total M T (ms k) k + s)) 0%Q ks)).
Proof.
  intros HF Hg Hp Hm H4 H5 HT. pose proof (chain_ordered _ _ _ _ Hp) as [Hab _].
  apply costs_le with (k := fun z => clipped_sum (map target_of_step ks) (F z) (g z)); [exact Hab | intros; apply clip_total, H4 | |].
  { apply continuity_implies_RiemannInt; [exact Hab | intros; apply continuity_clipped_sum; assumption]. }
  induction ks as [| k ks IH]; cbn [map fold_right clipped_sum target_of_step low_end high_end].
  - rewrite Q2R_zero. apply costs_nothing; [exact Hab | intros; lra].
  - cbn [map targets_ordered target_of_step low_end high_end price forallb] in H4, H5. apply andb_prop in H4. destruct H4 as [H4 H44]. apply andb_prop in H4. destruct H4 as [H4 _].
    apply andb_prop in H4. destruct H4 as [H4 _]. apply Qlt_bool_real in H4. apply andb_prop in H5. destruct H5 as [H5 H55]. apply andb_prop in H5. destruct H5 as [P0 P1].
    apply Qle_bool_real in P0, P1. rewrite Q2R_zero in P0, P1. rewrite Q2R_Qred, Q2R_plus.
    apply costs_plus with (k := fun z => Rabs (clipped (Q2R (step_low k)) (Q2R (step_high k)) F z - clipped (Q2R (step_low k)) (Q2R (step_high k)) g z))
      (k' := fun z => clipped_sum (map target_of_step ks) (F z) (g z));
      [exact Hab | intros; apply Rle_refl | | apply continuity_clipped_sum; assumption | | apply IH; [assumption | assumption | intros k' H Hk; apply HT; [exact H | right; exact Hk]]].
    { apply continuity_abs, (continuity_minus (clipped (Q2R (step_low k)) (Q2R (step_high k)) F)); apply continuity_clipped; assumption. }
    eapply costs_less; [apply (T15_between _ _ (Q2R (low_price k)) (Q2R (high_price k)) H4 P0 P1 _ F g _ _ _ m HF Hg (HT k H4 (or_introl eq_refl)) Hp)|].
    unfold step_total. set (ns := ms k). rewrite area_whole by exact H4. apply IZR_le in Hm.
    rewrite !Q2R_mult, !Q2R_minus, !Q2R_mult, Q2R_plus, Q2R_integer. replace (Q2R (1 # 2)) with (/ 2) by (unfold Q2R; cbn; lra).
    set (L := Q2R (step_high k) - Q2R (step_low k)) in *.
    assert (sum_over (fun j w => due (Q2R (step_low k)) (Q2R (step_high k)) (Q2R (low_price k)) (Q2R (high_price k)) (times w (real_amounts (nth j ns nothing)))) (real_kinds T)
      = L * / 2 * Q2R (fold_right (fun p s => Qred (inject_Z (snd p) * kind_cost k ns p + s)) 0%Q T)) as E.
    { clear IH HT. induction T as [| p T IHT]; [cbn; rewrite Q2R_zero; ring|]. cbn [fold_right]. rewrite sum_real, IHT, Q2R_Qred, Q2R_plus, Q2R_mult, Q2R_integer.
      unfold kind_cost. rewrite <- real_times. destruct (timesQ (snd (fst p)) (nth (fst (fst p)) ns nothing)) as [[[v0 v1] w0] w1].
      unfold due. rewrite area_whole by exact H4. cbn [real_amounts above0 above1 below0 below1]. rewrite Q2R_plus, !minQ_ok. fold L. field. }
    rewrite E. apply Rmult_le_compat_r with (r := Q2R (low_price k) + Q2R (high_price k)) in Hm; [|lra].
    apply Rmult_le_compat_l with (r := L) in Hm; [|unfold L; lra]. lra.
Qed.
