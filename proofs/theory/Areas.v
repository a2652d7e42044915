(** The integral of the distance of two curves, exactly: rule N in L1. *)

From Coq Require Import Reals QArith Qreals List Lra Lia.
From Exactsep Require Import Networks Maps Vectors Slopes Integral Parts Curves.
Import ListNotations.
Open Scope R_scope.

(** h has an integral from a to b, and it is e. *)
Definition area (h : R -> R) (a b e : R) : Prop := exists pr : Riemann_integrable h a b, RiemannInt pr = e.

(** Neighbouring intervals. *)
Lemma area_join h a m b e e' : a <= m -> m <= b -> area h a m e -> area h m b e' -> area h a b (e + e').
Proof.
  intros Ham Hmb [p E] [p' E']. exists (RiemannInt_P21 Ham Hmb p p'). rewrite <- E, <- E'. symmetry. apply RiemannInt_P26.
Qed.

(** A point. *)
Lemma area_point h a : area h a a 0.
Proof. exists (RiemannInt_P7 h a). apply RiemannInt_P9. Qed.

(** An affine function. *)
Lemma area_affine h a b c d :
  a <= b -> (forall x, a <= x <= b -> c + d * x = h x) -> area h a b (c * (b - a) + d * (b * b / 2 - a * a / 2)).
Proof.
  intros Hab Hh.
  assert (Riemann_integrable (fun x => x) a b) as p by (apply continuity_implies_RiemannInt; [exact Hab | intros; apply continuity_fun_id]).
  pose (line := RiemannInt_P10 d (RiemannInt_P14 a b c) p).
  assert (Riemann_integrable h a b) as pr.
  { apply Riemann_integrable_ext with (f := fun x => fct_cte c x + d * x); [|exact line].
    intros x Hx. rewrite Rmin_left, Rmax_right in Hx by exact Hab. apply Hh, Hx. }
  exists pr. rewrite (RiemannInt_P18 pr line Hab) by (intros x Hx; unfold fct_cte; symmetry; apply Hh; lra).
  unfold line. rewrite (RiemannInt_P13 (RiemannInt_P14 a b c) p), RiemannInt_P15, integral_of_id. lra.
Qed.

(** A function that is affine from a to b, given by its values at the ends. *)
Lemma area_between h a b p q :
  a <= b -> (forall u, 0 <= u <= 1 -> h (a + u * (b - a)) = p + u * (q - p)) -> area h a b ((b - a) * ((p + q) / 2)).
Proof.
  intros Hab Hh. destruct (Req_dec a b) as [<- | Hne]; [replace ((a - a) * ((p + q) / 2)) with 0 by ring; apply area_point|].
  pose (d := (q - p) / (b - a)).
  assert (area h a b ((p - d * a) * (b - a) + d * (b * b / 2 - a * a / 2))) as H.
  { apply area_affine; [exact Hab|]. intros x Hx. pose (u := (x - a) / (b - a)).
    assert (0 <= u <= 1) as Hu.
    { unfold u. split; [apply Rle_mult_inv_pos; lra|]. apply Rmult_le_reg_l with (b - a); [lra|]. field_simplify; lra. }
    replace (h x) with (h (a + u * (b - a))) by (f_equal; unfold u; field; lra). rewrite (Hh u Hu). unfold u, d. field. lra. }
  replace ((b - a) * ((p + q) / 2)) with ((p - d * a) * (b - a) + d * (b * b / 2 - a * a / 2)); [exact H | unfold d; field; lra].
Qed.

(** The mean of the modulus, over an interval on which D goes from p to q on a line. *)
Definition mean_modulus (p q : R) : R := if Rle_dec 0 (p * q) then Rabs (p + q) / 2 else (p * p + q * q) / (2 * Rabs (p - q)).

(** The modulus of an affine function. *)
Lemma area_modulus D a b p q :
  a <= b -> (forall u, 0 <= u <= 1 -> D (a + u * (b - a)) = p + u * (q - p)) -> area (fun x => Rabs (D x)) a b ((b - a) * mean_modulus p q).
Proof.
  intros Hab HD. unfold mean_modulus. destruct (Rle_dec 0 (p * q)) as [H | H].
  - assert ((0 <= p /\ 0 <= q) \/ (p <= 0 /\ q <= 0)) as [[Hp Hq] | [Hp Hq]].
    { destruct (Rle_dec 0 p), (Rle_dec 0 q); try (left; lra); try (right; lra); [right | right]; split; nra. }
    + rewrite (Rabs_pos_eq (p + q)) by lra. apply area_between; [exact Hab|]. intros u Hu. rewrite (HD u Hu). apply Rabs_pos_eq. nra.
    + rewrite (Rabs_left1 (p + q)) by lra. replace (- (p + q) / 2) with ((- p + - q) / 2) by field. apply area_between; [exact Hab|].
      intros u Hu. rewrite (HD u Hu), Rabs_left1 by nra. ring.
  - assert (p <> q) as Hne by (intros ->; nra). pose (w := p / (p - q)). pose (z := a + w * (b - a)).
    assert (0 <= w <= 1) as Hw.
    { assert (w * (p - q) = p) as E by (unfold w; field; lra). destruct (Rle_dec 0 p); split; nra. }
    assert (w * (p - q) = p) as E by (unfold w; field; lra).
    assert (forall u, 0 <= u <= 1 -> 0 <= u * w <= 1) as Hin by (intros; split; nra).
    assert (forall u, 0 <= u <= 1 -> Rabs (D (a + u * (z - a))) = Rabs p + u * (0 - Rabs p)) as H1.
    { intros u Hu. replace (a + u * (z - a)) with (a + u * w * (b - a)) by (unfold z; ring). rewrite (HD _ (Hin u Hu)).
      replace (p + u * w * (q - p)) with ((1 - u) * p) by nra. rewrite Rabs_mult, (Rabs_pos_eq (1 - u)) by lra. ring. }
    assert (forall u, 0 <= u <= 1 -> Rabs (D (z + u * (b - z))) = 0 + u * (Rabs q - 0)) as H2.
    { intros u Hu. replace (z + u * (b - z)) with (a + (w + u * (1 - w)) * (b - a)) by (unfold z; ring). rewrite HD by (split; nra).
      replace (p + (w + u * (1 - w)) * (q - p)) with (u * q) by nra. rewrite Rabs_mult, (Rabs_pos_eq u) by lra. ring. }
    assert (a <= z <= b) as Hz by (unfold z; split; nra).
    pose proof (area_between (fun x => Rabs (D x)) a z _ _ (proj1 Hz) H1) as A1. pose proof (area_between (fun x => Rabs (D x)) z b _ _ (proj2 Hz) H2) as A2.
    replace ((b - a) * ((p * p + q * q) / (2 * Rabs (p - q)))) with ((z - a) * ((Rabs p + 0) / 2) + (b - z) * ((0 + Rabs q) / 2));
      [apply area_join with (m := z); (exact A1 || exact A2 || lra)|].
    unfold z, w. destruct (Rle_dec 0 p).
    + rewrite (Rabs_pos_eq p), (Rabs_left1 q), (Rabs_pos_eq (p - q)) by nra. field. lra.
    + rewrite (Rabs_left1 p), (Rabs_pos_eq q), (Rabs_left1 (p - q)) by nra. field. lra.
Qed.

(** ** The checker *)

Open Scope Q_scope.

Definition modulus (y : Q) : Q := if Qle_bool 0 y then y else - y.

Definition mean (p : Q * Q) : Q :=
  if Qle_bool 0 (fst p * snd p) then modulus (fst p + snd p) / 2
  else (fst p * fst p + snd p * snd p) / (2 * modulus (fst p - snd p)).

(** The integral over all stretches. *)
Fixpoint total_area (s : Q) (l : list stretch) : Q :=
  match l with [] => 0 | (t, p) :: rest => Qred ((t - s) * mean p + total_area t rest) end.

Definition check_area (c d : curve) (a b : Q) (given : list Q) (e z lo hi : Q) : bool :=
  match difference c d a b given with
  | Some l => let v := total_area a l in all_within e l && reached z e a l && (Qle_bool lo v && Qle_bool v hi)
  | None => false
  end.

(** ** Soundness *)

Open Scope R_scope.

(** The modulus over Q is that over R. *)
Lemma modulus_ok y : Q2R (modulus y) = Rabs (Q2R y).
Proof.
  unfold modulus. destruct (Qle_bool 0 y) eqn:E.
  - apply Qle_bool_real in E. rewrite Q2R_zero in E. rewrite Rabs_pos_eq by exact E. reflexivity.
  - rewrite Q2R_opp, Rabs_left1; [reflexivity|]. apply Rlt_le. rewrite <- Q2R_zero. apply Qlt_bool_real. rewrite E. reflexivity.
Qed.

(** So is the mean. *)
Lemma mean_ok p : Q2R (mean p) = mean_modulus (Q2R (fst p)) (Q2R (snd p)).
Proof.
  assert (Q2R 2 = 2) as Two by (unfold Q2R; cbn; lra).
  unfold mean, mean_modulus. destruct (Qle_bool 0 (fst p * snd p)) eqn:E.
  - apply Qle_bool_real in E. rewrite Q2R_mult, Q2R_zero in E. destruct (Rle_dec 0 _) as [H | H]; [|contradiction].
    rewrite Q2R_div, modulus_ok, Q2R_plus, Two by discriminate. reflexivity.
  - assert (Q2R (fst p * snd p) < Q2R 0) as L by (apply Qlt_bool_real; rewrite E; reflexivity). rewrite Q2R_mult, Q2R_zero in L.
    destruct (Rle_dec 0 _) as [H | H]; [lra|].
    assert (0 < Q2R (2 * modulus (fst p - snd p))) as Hpos.
    { rewrite Q2R_mult, modulus_ok, Q2R_minus, Two. assert (0 < Rabs (Q2R (fst p) - Q2R (snd p))); [|lra]. apply Rabs_pos_lt. nra. }
    rewrite Q2R_div.
    + rewrite Q2R_plus, !Q2R_mult, modulus_ok, Q2R_minus, Two. reflexivity.
    + intros C. apply Qeq_eqR in C. rewrite Q2R_zero in C. lra.
Qed.

(** The integral over all stretches. *)
Lemma total_area_ok D s l : made_of D s l -> area (fun x => Rabs (D x)) (Q2R s) (Q2R (end_of s l)) (Q2R (total_area s l)).
Proof.
  revert s. induction l as [| [t p] l IH]; intros s HM; cbn [made_of end_of total_area] in *; [rewrite Q2R_zero; apply area_point|].
  destruct HM as [Hst [HD HM]]. rewrite Q2R_Qred, Q2R_plus, Q2R_mult, Q2R_minus, mean_ok.
  apply area_join with (m := Q2R t); [exact Hst | exact (made_of_ordered D t l HM) | | exact (IH t HM)].
  apply area_modulus; [exact Hst|]. intros u Hu. exact (HD u Hu).
Qed.

(** Rule N: the largest distance of two curves, and the integral of the distance. *)
Theorem N_distances c d qa qb given qe qz qlo qhi a b e z lo hi :
  check_area c d qa qb given qe qz qlo qhi = true -> a = Q2R qa -> b = Q2R qb -> e = Q2R qe -> z = Q2R qz -> lo = Q2R qlo -> hi = Q2R qhi ->
  (forall x, a <= x <= b -> Rabs (curve_value c x - curve_value d x) <= e) /\
  (a <= z <= b /\ Rabs (curve_value c z - curve_value d z) = e) /\
  exists integral : Riemann_integrable (fun x => Rabs (curve_value c x - curve_value d x)) a b, lo <= RiemannInt integral <= hi.
Proof.
  unfold check_area. destruct (difference c d qa qb given) as [l|] eqn:E; [|discriminate]. cbv zeta. intros H Ha Hb He Hz Hlo Hhi.
  apply andb_prop in H. destruct H as [H1 H]. apply andb_prop in H. destruct H as [H2 H3].
  assert (check_distance c d qa qb given qe qz = true) as H by (unfold check_distance; rewrite E; exact H1).
  destruct (N_distance c d qa qb given qe qz a b e z H Ha Hb He Hz) as [A B]. split; [exact A|]. split; [exact B|].
  apply Qle_bool_real in H2, H3. destruct (difference_ok c d qa qb given l E) as [_ [_ [HM [Hend _]]]].
  pose proof (total_area_ok _ _ _ HM) as V. rewrite Hend in V. destruct V as [pr Hpr]. subst. exists pr. rewrite Hpr. lra.
Qed.
