(** T15 for every iterate: with intervals that the branches fill, the integral of |f^t - g| stays above a constant until g has about
    rate^t pieces. A checker and its soundness. *)

From Coq Require Import Reals QArith Qreals List ZArith Lra Lia.
From Exactsep Require Import Networks Chains Hits Covering Maps SupNorm Integral Teeth Slopes Windows Distance L1 Upper Constants Cylinders CylinderCosts AffineRows Integrals Evidence Cylindrical.
Import ListNotations.

(** The intervals and branches, the number of iterates of the tail, and levels, two and two, between which all costs are affine. *)
Record every_cylinders := EveryCylinders {
  e_vertices : list (Q * Q);
  e_left : Q;
  e_right : Q;
  e_intervals : list (Q * Q);
  e_branches : list (list affine_branch);
  e_tail : nat;
  e_levels : list (Q * Q)
}.

Definition length_of (J : Q * Q) : Q := (snd J - fst J)%Q.
Definition maxQ (p q : Q) : Q := if Qle_bool p q then q else p.

(** The lesser amount in an interval, at the lower level and at the upper one. *)
Definition low_cost (m : amountsQ) : Q := let '(a, _, c, _) := m in minQ a c.
Definition high_cost (m : amountsQ) : Q := let '(_, b, _, d) := m in minQ b d.

(** The amounts between two levels, in all intervals. *)
Definition between_levels (c : every_cylinders) (k : Q * Q) : (Q * Q) * list amountsQ :=
  (k, tail_amounts (e_intervals c) (e_branches c) (e_tail c) (map (identity_amounts (fst k) (snd k)) (e_intervals c))).

Definition strip_area (k : Q * Q) (v0 v1 : Q) : Q := ((snd k - fst k) * (1 # 2) * (v0 + v1))%Q.

(** E_j of T15: the integral of the lesser amount in the interval j. *)
Definition interval_area (table : list ((Q * Q) * list amountsQ)) (j : nat) : Q :=
  fold_right (fun e s => let m := nth j (snd e) nothing in Qred (strip_area (fst e) (low_cost m) (high_cost m) + s)) 0%Q table.

(** What a piece is paid: the largest amounts. *)
Definition largest (cost : amountsQ -> Q) (ms : list amountsQ) : Q := fold_right (fun m s => maxQ (cost m) s) 0%Q ms.
Definition piece_area (table : list ((Q * Q) * list amountsQ)) : Q :=
  fold_right (fun e s => Qred (strip_area (fst e) (largest low_cost (snd e)) (largest high_cost (snd e)) + s)) 0%Q table.

Definition total_length (Js : list (Q * Q)) : Q := fold_right (fun J s => Qred (length_of J + s)) 0%Q Js.
Definition branches_length (row : list affine_branch) : Q := fold_right (fun B s => Qred (snd (fst B) - fst (fst B) + s)) 0%Q row.

Fixpoint rows_full (Js : list (Q * Q)) (Bs : list (list affine_branch)) : bool :=
  match Js, Bs with
  | [], [] => true
  | J :: Js', row :: Bs' => Qle_bool (length_of J) (branches_length row) && rows_full Js' Bs'
  | _, _ => false
  end.

Definition check_every_cylinders (c : every_cylinders) (floor loss rate : Q) : bool :=
  let table := map (between_levels c) (e_levels c) in
  well_formed (Linear (e_vertices c)) && ordered (e_left c) (e_intervals c) (e_right c)
  && affine_rows_ok (e_vertices c) (e_intervals c) (e_intervals c) (e_branches c) && rows_full (e_intervals c) (e_branches c)
  && Qle_bool (e_right c - e_left c) (total_length (e_intervals c)) && negb (Qle_bool (e_right c) (e_left c))
  && forallb (forallb (fun B => Qle_bool (share_of (e_intervals c) B * rate) 1)) (e_branches c) && negb (Qle_bool rate 0)
  && targets_ordered (map (fun k => Target (fst k) (snd k) 0) (e_levels c)) && Qle_bool 0 floor && Qle_bool (piece_area table) loss && Qle_bool 0 loss
  && forallb (fun j => Qle_bool (floor * length_of (nth j (e_intervals c) nowhere)) ((e_right c - e_left c) * interval_area table j))
       (seq 0 (length (e_intervals c))).

(** ** Soundness *)

Open Scope R_scope.

Lemma maxQ_ok p q : Q2R p <= Q2R (maxQ p q) /\ Q2R q <= Q2R (maxQ p q).
Proof.
  unfold maxQ. destruct (Qle_bool p q) eqn:E; [apply Qle_bool_real in E; lra|].
  assert (Q2R q < Q2R p) by (apply Qlt_bool_real; rewrite E; reflexivity). lra.
Qed.

Lemma largest_ok cost ms j : Q2R (cost nothing) = 0 -> Q2R (cost (nth j ms nothing)) <= Q2R (largest cost ms) /\ 0 <= Q2R (largest cost ms).
Proof.
  intros H0. revert j. induction ms as [| m ms IH]; intros j; cbn [largest fold_right].
  - rewrite Q2R_zero. destruct j; cbn [nth]; rewrite H0; lra.
  - fold (largest cost ms). destruct (maxQ_ok (cost m) (largest cost ms)) as [A B].
    destruct j as [| j]; cbn [nth]; [destruct (IH 0%nat) | destruct (IH j)]; lra.
Qed.

Lemma strip_area_ok k v0 v1 : Q2R (strip_area k v0 v1) = (Q2R (snd k) - Q2R (fst k)) * (Q2R v0 + Q2R v1) / 2.
Proof. unfold strip_area. rewrite !Q2R_mult, Q2R_minus, Q2R_plus. replace (Q2R (1 # 2)) with (/ 2) by (unfold Q2R; cbn; lra). field. Qed.

Section Soundness.
Variables (c : every_cylinders) (floor loss rate : Q).
Hypothesis accepted : check_every_cylinders c floor loss rate = true.

Notation vs := (e_vertices c).
Notation f := (piecewise_linear (e_vertices c)).
Notation Js := (e_intervals c).
Notation Bs := (e_branches c).
Notation a := (Q2R (e_left c)).
Notation b := (Q2R (e_right c)).
Notation s := (Q2R rate).
Notation table := (map (between_levels c) (e_levels c)).

(** What the checker has verified, one by one. *)
Lemma e_facts : (well_formed (Linear vs) = true /\ ordered (e_left c) Js (e_right c) = true /\ affine_rows_ok vs Js Js Bs = true) /\
  rows_full Js Bs = true /\ b - a <= Q2R (total_length Js) /\ a < b /\
  forallb (forallb (fun B => Qle_bool (share_of Js B * rate) 1)) Bs = true /\ 0 < s /\
  targets_ordered (map (fun k => Target (fst k) (snd k) 0) (e_levels c)) = true /\ 0 <= Q2R floor /\ Q2R (piece_area table) <= Q2R loss /\
  0 <= Q2R loss /\
  forall j, (j < length Js)%nat -> Q2R floor * Q2R (length_of (nth j Js nowhere)) <= (b - a) * Q2R (interval_area table j).
Proof.
  pose proof accepted as H. unfold check_every_cylinders in H. cbv zeta in H.
  apply andb_prop in H. destruct H as [H H13]. apply andb_prop in H. destruct H as [H H12]. apply andb_prop in H. destruct H as [H H11].
  apply andb_prop in H. destruct H as [H H10]. apply andb_prop in H. destruct H as [H H9]. apply andb_prop in H. destruct H as [H H8].
  apply andb_prop in H. destruct H as [H H7]. apply andb_prop in H. destruct H as [H H6]. apply andb_prop in H. destruct H as [H H5].
  apply andb_prop in H. destruct H as [H H4]. apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2].
  apply Qle_bool_real in H5, H10, H11, H12. apply Qlt_bool_real in H6, H8. rewrite Q2R_minus in H5. rewrite Q2R_zero in H8, H10, H12.
  repeat split; try assumption. intros j Hj. rewrite forallb_forall in H13. specialize (H13 j ltac:(apply in_seq; lia)).
  apply Qle_bool_real in H13. rewrite !Q2R_mult, Q2R_minus in H13. exact H13.
Qed.

Definition len (j : nat) : R := Q2R (length_of (nth j Js nowhere)).

(** A table of cylinders that are not larger than rate^(-k), of lengths that add up to L. *)
Definition fair_entry (k : nat) (p : kindQ) : Prop :=
  (fst (fst p) < length Js)%nat /\ 0 <= Q2R (snd (fst p)) /\ Q2R (snd (fst p)) * s ^ k <= 1 /\ (0 <= snd p)%Z.
Definition fair (k : nat) (L : R) (T : list kindQ) : Prop := Forall (fair_entry k) T /\ L <= sum_over (fun j w => w * len j) (real_kinds T).

Lemma fair_merge k L L' T T' : fair k L T -> fair k L' T' -> fair k (L + L') (merge_kinds T T').
Proof.
  intros [H1 H2] [H1' H2']. split; [|rewrite sum_merge; lra]. clear H2 H2'. revert T' H1'.
  induction H1 as [| p T Hp HT IH]; intros T' H; [exact H|]. induction H as [| q T' Hq HT' IH']; [constructor; assumption|].
  cbn [merge_kinds]. destruct (compare_kinds p q).
  - constructor; [|apply IH, HT']. destruct Hp as [A [B [C D]]], Hq as [_ [_ [_ D']]]. repeat split; try assumption. cbn. lia.
  - constructor; [exact Hp | apply IH; constructor; assumption].
  - constructor; [exact Hq | exact IH'].
Qed.

Lemma fair_shrunk k L T w : 0 <= Q2R w -> Q2R w * s <= 1 -> 0 < s -> fair k L T -> fair (S k) (Q2R w * L) (shrunkQ w T).
Proof.
  intros Hw Hws Hs [H1 H2]. split.
  - apply Forall_forall. intros p H. apply in_map_iff in H. destruct H as [q [<- Hq]]. rewrite Forall_forall in H1.
    destruct (H1 q Hq) as [A [B [C D]]]. unfold fair_entry. cbn [fst snd]. rewrite Q2R_Qred, Q2R_mult. pose proof (pow_lt s k Hs).
    repeat split; [exact A | nra | | exact D]. cbn [pow].
    replace (Q2R (snd (fst q)) * Q2R w * (s * s ^ k)) with ((Q2R (snd (fst q)) * s ^ k) * (Q2R w * s)) by ring.
    apply Rle_trans with (1 * 1); [|lra]. apply Rmult_le_compat; nra.
  - rewrite sum_shrunkQ, sum_shrunk. apply Rle_trans with (Q2R w * sum_over (fun j v => v * len j) (real_kinds T)); [apply Rmult_le_compat_l; assumption|].
    right. clear. induction T as [| p T IH]; [cbn; ring|]. rewrite !sum_real, <- IH. ring.
Qed.

(** One step: the branches of each interval. *)
Lemma fair_row k Ts row l r : Forall2 (fun J T => fair k (Q2R (length_of J)) T) Js Ts -> affine_row_ok vs Js l row r = true ->
  forallb (fun B => Qle_bool (share_of Js B * rate) 1) row = true ->
  fair (S k) (Q2R (branches_length row)) (fold_right (fun B t => merge_kinds (shrunkQ (share_of Js B) (nth (snd B) Ts [])) t) [] row).
Proof.
  intros HT. destruct e_facts as [[H1 _] [_ [_ [_ [_ [Hs _]]]]]]. revert l. induction row as [| [[u v] j] row IH]; intros l H Hr; cbn [fold_right snd fst branches_length].
  - split; [constructor | cbn; rewrite Q2R_zero; lra].
  - cbn [affine_row_ok forallb] in H, Hr. apply andb_prop in H. destruct H as [H H4]. apply andb_prop in H. destruct H as [H H3].
    apply andb_prop in H. destruct H as [_ H2]. apply Nat.ltb_lt in H2. apply andb_prop in Hr. destruct Hr as [Hr Hr'].
    apply Qle_bool_real in Hr. rewrite Q2R_mult in Hr. replace (Q2R 1) with 1 in Hr by (unfold Q2R; cbn; lra).
    destruct (onto_ok vs H1 _ _ _ H3) as [Huv [Hlr _]]. pose proof (share_of_ok vs Js H1 u v j H3) as E.
    assert (fair k (len j) (nth j Ts [])) as Hj.
    { unfold len. clear - HT H2. revert j H2. induction HT as [| J T Js' Ts' HJ HT IH]; intros j Hj; [cbn in Hj; lia|]. destruct j as [| j]; [exact HJ | apply IH; cbn in Hj; lia]. }
    assert (0 <= Q2R (share_of Js (u, v, j))) as Hpos by (rewrite E; unfold Rdiv; apply Rmult_le_pos; [lra | left; apply Rinv_0_lt_compat; lra]).
    fold (branches_length row). rewrite Q2R_Qred, Q2R_plus, Q2R_minus.
    replace (Q2R v - Q2R u) with (Q2R (share_of Js (u, v, j)) * len j) by (rewrite E; unfold len, length_of; rewrite Q2R_minus; field; lra).
    apply fair_merge; [apply fair_shrunk; assumption | apply (IH v H4 Hr')].
Qed.

Lemma fair_next k Ts : Forall2 (fun J T => fair k (Q2R (length_of J)) T) Js Ts -> Forall2 (fun J T => fair (S k) (Q2R (length_of J)) T) Js (next_kinds Js Bs Ts).
Proof.
  intros HT. destruct e_facts as [[H1 [_ H3]] [Hfull [_ [_ [Hr _]]]]]. unfold next_kinds. revert H3 Hfull Hr. generalize Js at 2 3 5. generalize Bs.
  intros rows rest. revert rows. induction rest as [| [l r] rest IH]; intros [| row rows] H3 Hfull Hr; cbn [affine_rows_ok rows_full forallb map] in *; try discriminate; [constructor|].
  apply andb_prop in H3. destruct H3 as [H3 H3']. apply andb_prop in H3. destruct H3 as [_ H3]. apply andb_prop in Hfull. destruct Hfull as [Hf Hf'].
  apply andb_prop in Hr. destruct Hr as [Hr Hr']. constructor; [|apply IH; assumption].
  apply Qle_bool_real in Hf. destruct (fair_row k Ts row l r HT H3 Hr) as [A B]. split; [exact A | lra].
Qed.

Lemma fair_kinds r : Forall2 (fun J T => fair r (Q2R (length_of J)) T) Js (kinds_after Js Bs r (first_kinds (length Js))).
Proof.
  assert (forall r k Ts, Forall2 (fun J T => fair k (Q2R (length_of J)) T) Js Ts -> Forall2 (fun J T => fair (r + k) (Q2R (length_of J)) T) Js (kinds_after Js Bs r Ts)) as H.
  { clear r. induction r as [| r IH]; intros k Ts HT; [exact HT|]. cbn [kinds_after]. replace (S r + k)%nat with (r + S k)%nat by lia. apply IH, fair_next, HT. }
  specialize (H r 0%nat (first_kinds (length Js))). rewrite Nat.add_0_r in H. apply H. clear H. unfold first_kinds.
  assert (forall n Js', (forall i, (i < length Js')%nat -> nth i Js' nowhere = nth (n + i) Js nowhere /\ (n + i < length Js)%nat) ->
    Forall2 (fun J T => fair 0 (Q2R (length_of J)) T) Js' (map (fun j => [(j, 1%Q, 1%Z)]) (seq n (length Js')))) as H.
  { intros n Js'. revert n. induction Js' as [| J Js' IH]; intros n H; cbn [length seq map]; constructor.
    - destruct (H 0%nat ltac:(cbn; lia)) as [E Hn]. cbn [nth] in E. rewrite Nat.add_0_r in E, Hn. assert (Q2R 1 = 1) as E1 by (unfold Q2R; cbn; lra). split.
      + constructor; [|constructor]. unfold fair_entry. cbn [fst snd pow]. rewrite E1. repeat split; [exact Hn | lra | lra | lia].
      + unfold sum_over, len. cbn [real_kinds map fold_right fst snd]. rewrite E1, E. lra.
    - apply IH. intros i Hi. destruct (H (S i) ltac:(cbn; lia)) as [E Hn]. cbn [nth] in E. rewrite E. split; [f_equal; lia | lia]. }
  apply H. intros i Hi. split; [reflexivity | exact Hi].
Qed.

(** All cylinders, of the whole interval. *)
Definition all_kinds (r : nat) : list kindQ := fold_right merge_kinds [] (kinds_after Js Bs r (first_kinds (length Js))).

Lemma fair_all r : fair r (b - a) (all_kinds r).
Proof.
  destruct e_facts as [_ [_ [Hlen _]]]. assert (fair r (Q2R (total_length Js)) (all_kinds r)) as H; [|destruct H as [A B]; split; [exact A | lra]].
  clear Hlen. unfold all_kinds, total_length. induction (fair_kinds r) as [| J T Js' Ts HJ HT IH]; cbn [fold_right].
  - split; [constructor | cbn; rewrite Q2R_zero; lra].
  - rewrite Q2R_Qred, Q2R_plus. apply fair_merge; assumption.
Qed.

(** The same data for one iterate *)
Definition at_order (r : nat) : cylinders_certificate := CylindersCertificate vs (e_left c) (e_right c) Js Bs (e_tail c) r [] 0 0.

Lemma at_order_accepted r : check_cylinders (at_order r) = true.
Proof.
  destruct e_facts as [[H1 [H2 H3]] _]. unfold check_cylinders. cbv zeta. rewrite <- andb_lazy_alt. cbn [at_order c_vertices c_left c_right c_intervals c_branches steps c_error map targets_ordered forallb fold_right].
  rewrite H1, H2, H3. reflexivity.
Qed.

(** Between two levels *)
Lemma strip_costs r g m k : continuity g -> pieces g a b m -> Q2R (fst k) < Q2R (snd k) ->
  let F := iterate (r + e_tail c) f in let ms := snd (between_levels c k) in
  costs (fun z => Rabs (clipped (Q2R (fst k)) (Q2R (snd k)) F z - clipped (Q2R (fst k)) (Q2R (snd k)) g z)) a b
    (sum_over (fun j w => w * Q2R (strip_area k (low_cost (nth j ms nothing)) (high_cost (nth j ms nothing)))) (real_kinds (all_kinds r))
     - IZR m * (/ s ^ r * Q2R (strip_area k (largest low_cost ms) (largest high_cost ms)))).
Proof.
  intros Hg Hp Hk F ms. destruct e_facts as [_ [_ [_ [_ [_ [Hs _]]]]]]. assert (0 < / s ^ r) as Hsr by (apply Rinv_0_lt_compat, pow_lt, Hs).
  assert (forall cost j, Q2R (cost nothing) = 0 -> Q2R (cost (nth j ms nothing)) <= Q2R (largest cost ms) /\ 0 <= Q2R (largest cost ms)) as Hl by (intros; apply largest_ok; assumption).
  assert (Q2R (low_cost nothing) = 0 /\ Q2R (high_cost nothing) = 0) as [E0 E1] by (split; unfold Q2R; cbn; lra).
  set (p0 := Q2R (largest low_cost ms)) in *. set (p1 := Q2R (largest high_cost ms)) in *.
  assert (0 <= p0 /\ 0 <= p1) as [P0 P1] by (split; apply (Hl _ 0%nat); assumption).
  eapply costs_less; [apply (T15_between _ _ (/ s ^ r * p0) (/ s ^ r * p1) Hk ltac:(nra) ltac:(nra) _ F g a b _ m
    (continuity_iterate _ _ (continuity_piecewise_linear vs)) Hg (kinds_ok (at_order r) (at_order_accepted r) (fst k) (snd k) Hk) Hp)|].
  cbn [at_order c_intervals c_branches order]. fold (all_kinds r). rewrite area_whole by exact Hk. rewrite strip_area_ok. fold p0 p1.
  replace (IZR m * ((Q2R (snd k) - Q2R (fst k)) * (/ s ^ r * p0 + / s ^ r * p1) / 2)) with
    (IZR m * (/ s ^ r * ((Q2R (snd k) - Q2R (fst k)) * (p0 + p1) / 2))) by (field; apply pow_nonzero; lra).
  apply Rplus_le_compat_r. destruct (fair_all r) as [HT _]. induction HT as [| p T [_ [A [B C]]] HT IH]; [cbn; lra|].
  rewrite !sum_real. apply Rplus_le_compat; [|exact IH]. apply IZR_le in C. apply Rmult_le_compat_l; [exact C|].
  set (w := Q2R (snd (fst p))) in *. unfold due. rewrite area_whole by exact Hk. rewrite strip_area_ok.
  destruct (Hl low_cost (fst (fst p)) E0) as [L0 _]. destruct (Hl high_cost (fst (fst p)) E1) as [L1 _]. fold p0 in L0. fold p1 in L1.
  unfold kind. cbn [at_order c_intervals c_branches tail]. change (tail_amounts _ _ _ _) with ms.
  assert (w <= / s ^ r) as Hw.
  { apply Rmult_le_reg_r with (s ^ r); [apply pow_lt, Hs|]. rewrite Rinv_l by (apply pow_nonzero; lra). exact B. }
  destruct (nth (fst (fst p)) ms nothing) as [[[v0 v1] w0] w1]. cbn [low_cost high_cost] in *. rewrite minQ_ok in *.
  cbn [times real_amounts above0 above1 below0 below1].
  assert (forall x y q, Rmin x y <= q -> 0 <= q -> w * Rmin x y <= Rmin (Rmin (x * w) (y * w)) (/ s ^ r * q)) as Hmin.
  { intros x y q Hq Hq0. apply Rmin_glb; [apply Rmin_glb; rewrite Rmult_comm; apply Rmult_le_compat_r; try exact A; [apply Rmin_l | apply Rmin_r]|].
    apply Rle_trans with (w * q); [apply Rmult_le_compat_l; assumption | apply Rmult_le_compat_r; assumption]. }
  specialize (Hmin (Q2R v0) (Q2R w0) p0 L0 P0) as M0. specialize (Hmin (Q2R v1) (Q2R w1) p1 L1 P1) as M1. rewrite minQ_ok.
  set (H := Q2R (snd k) - Q2R (fst k)) in *. assert (0 < H) by (unfold H; lra).
  replace (w * (H * (Rmin (Q2R v0) (Q2R w0) + Rmin (Q2R v1) (Q2R w1)) / 2)) with (H * (w * Rmin (Q2R v0) (Q2R w0) + w * Rmin (Q2R v1) (Q2R w1)) / 2) by field.
  unfold Rdiv. apply Rmult_le_compat_r; [lra|]. apply Rmult_le_compat_l; lra.
Qed.

(** T15, at every iterate *)
Theorem every_cylinders_soundness : forall r g m, continuity g -> pieces g a b m ->
  costs (fun z => Rabs (iterate (r + e_tail c) f z - g z)) a b (Q2R floor - Q2R loss * IZR m / s ^ r).
Proof.
  intros r g m Hg Hp. destruct e_facts as [_ [_ [_ [Hab [_ [Hs [Ho [Hf [Hloss [_ HE]]]]]]]]]]. pose proof (chain_ordered _ _ _ _ Hp) as [_ Hm]. apply IZR_le in Hm.
  pose (F := iterate (r + e_tail c) f). fold F. assert (continuity F) as HF by apply continuity_iterate, continuity_piecewise_linear.
  assert (0 < / s ^ r) as Hsr by (apply Rinv_0_lt_compat, pow_lt, Hs).
  apply costs_less with (e := sum_over (fun j w => w * Q2R (interval_area table j)) (real_kinds (all_kinds r)) - IZR m * (/ s ^ r * Q2R (piece_area table))).
  - apply costs_le with (k := fun z => clipped_sum (map (fun k => Target (fst k) (snd k) 0) (e_levels c)) (F z) (g z)); [lra | intros; apply clip_total, Ho | |].
    { apply continuity_implies_RiemannInt; [lra | intros; apply continuity_clipped_sum; assumption]. }
    clear HE Hloss. induction (e_levels c) as [| k ks IH]; cbn [map clipped_sum low_end high_end interval_area piece_area fold_right].
    + apply costs_less with (e := 0); [apply costs_nothing; [lra | intros; lra]|]. rewrite Q2R_zero.
      assert (sum_over (fun (_ : nat) w => w * 0) (real_kinds (all_kinds r)) = 0) as ->; [|nra].
      generalize (all_kinds r). intros T. induction T as [| p T IHT]; [reflexivity|]. rewrite sum_real, IHT. ring.
    + cbn [map targets_ordered low_end high_end price] in Ho. apply andb_prop in Ho. destruct Ho as [Ho Ho4]. apply andb_prop in Ho. destruct Ho as [Ho _].
      apply andb_prop in Ho. destruct Ho as [Ho _]. apply Qlt_bool_real in Ho.
      eapply costs_less; [apply costs_plus with (k := fun z => Rabs (clipped (Q2R (fst k)) (Q2R (snd k)) F z - clipped (Q2R (fst k)) (Q2R (snd k)) g z))
        (k' := fun z => clipped_sum (map (fun k => Target (fst k) (snd k) 0) ks) (F z) (g z));
        [lra | intros; apply Rle_refl | | apply continuity_clipped_sum; assumption | apply (strip_costs r g m k Hg Hp Ho) | apply IH, Ho4]|].
      { apply continuity_abs, (continuity_minus (clipped (Q2R (fst k)) (Q2R (snd k)) F)); apply continuity_clipped; assumption. }
      fold (piece_area (map (between_levels c) ks)). cbn [fst]. cbv zeta. set (ms := snd (between_levels c k)). rewrite Q2R_Qred, Q2R_plus.
      change (fst (between_levels c k)) with k. set (P := Q2R (strip_area _ _ _)).
      apply Rle_trans with (sum_over (fun j w => w * Q2R (strip_area k (low_cost (nth j ms nothing)) (high_cost (nth j ms nothing)))) (real_kinds (all_kinds r))
        + sum_over (fun j w => w * Q2R (interval_area (map (between_levels c) ks) j)) (real_kinds (all_kinds r)) - IZR m * (/ s ^ r * (P + Q2R (piece_area (map (between_levels c) ks))))); [|lra].
      apply Rplus_le_compat_r. right. generalize (all_kinds r). intros T. induction T as [| p T IHT]; [cbn; ring|].
      rewrite !sum_real, IHT. unfold interval_area. cbn [fold_right]. rewrite Q2R_Qred, Q2R_plus. ring.
  - destruct (fair_all r) as [HT HL]. assert (Q2R floor <= sum_over (fun j w => w * Q2R (interval_area table j)) (real_kinds (all_kinds r))) as H1.
    { apply Rmult_le_reg_r with (b - a); [lra|]. apply Rle_trans with (Q2R floor * sum_over (fun j w => w * len j) (real_kinds (all_kinds r))); [apply Rmult_le_compat_l; assumption|].
      clear HL. induction HT as [| p T [A [B [_ C]]] HT IH]; [cbn; lra|]. rewrite !sum_real. specialize (HE _ A). apply IZR_le in C. fold (len (fst (fst p))) in HE.
      assert (IZR (snd p) * Q2R (snd (fst p)) * (Q2R floor * len (fst (fst p))) <= IZR (snd p) * Q2R (snd (fst p)) * ((b - a) * Q2R (interval_area table (fst (fst p)))))
        by (apply Rmult_le_compat_l; [apply Rmult_le_pos; assumption | exact HE]). lra. }
    assert (IZR m * (/ s ^ r * Q2R (piece_area table)) <= Q2R loss * IZR m / s ^ r); [|lra].
    unfold Rdiv. replace (Q2R loss * IZR m * / s ^ r) with (IZR m * (/ s ^ r * Q2R loss)) by ring. apply Rmult_le_compat_l; [exact Hm|]. apply Rmult_le_compat_l; lra.
Qed.
End Soundness.

(** ** In the form in which exported files use it *)

Section Statement.
Variables (c : every_cylinders) (floor loss rate : Q) (f : R -> R) (n0 : nat) (a b fl lo r : R).
Hypotheses (accepted : check_every_cylinders c floor loss rate = true) (Hf : f = piecewise_linear (e_vertices c)) (Hn : n0 = e_tail c)
  (Ha : a = Q2R (e_left c)) (Hb : b = Q2R (e_right c)) (Hfl : fl = Q2R floor) (Hlo : lo = Q2R loss) (Hr : r = Q2R rate).

(** For what has k pieces *)
Theorem every_cylinders_few_pieces : forall t, (n0 <= t)%nat -> forall g k, continuity g -> pieces g a b k -> (1 <= k)%Z ->
  distance_at_least (iterate t f) g a b (fl - lo * IZR k / r ^ (t - n0)).
Proof.
  intros t Ht g k Hg Hp Hk. subst. destruct (e_facts c _ _ _ accepted) as [_ [_ [_ [Hab _]]]].
  apply (distance_exists (Linear (e_vertices c))); [lra | exact Hg|]. intros pr.
  pose proof (every_cylinders_soundness c _ _ _ accepted (t - e_tail c) g k Hg Hp) as H.
  replace (t - e_tail c + e_tail c)%nat with t in H by lia. exact (H pr).
Qed.

(** and for networks. *)
Theorem every_cylinders_networks : forall t, (n0 <= t)%nat -> forall N : network, relu_network N ->
  distance_at_least (iterate t f) (value N) a b (fl - lo * IZR ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N)) / r ^ (t - n0)).
Proof.
  intros t Ht. destruct (e_facts c _ _ _ accepted) as [_ [_ [_ [Hab [_ [Hs [_ [_ [_ [Hloss _]]]]]]]]]].
  apply against_networks; [subst; lra | subst; lra | subst; apply pow_lt, Hs | apply every_cylinders_few_pieces, Ht].
Qed.
End Statement.
