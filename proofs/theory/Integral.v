(** T14: lower bounds for the integral of |F - g|, without measure theory. *)

From Coq Require Import Reals List ZArith Lra Lia.
From Exactsep Require Import Networks Chains Hits Maps.
Import ListNotations.
Open Scope R_scope.

(** ** Lower bounds of Riemann integrals *)

(** Whenever h is integrable, its integral from a to b is at least e. *)
Definition costs (h : R -> R) (a b e : R) : Prop := forall pr : Riemann_integrable h a b, RiemannInt pr >= e.

(** What is larger costs more. *)
Lemma costs_le h k a b e :
  a <= b -> (forall x, a < x < b -> k x <= h x) -> Riemann_integrable k a b -> costs k a b e -> costs h a b e.
Proof.
  intros Hab Hkh pk Hk pr. specialize (Hk pk). pose proof (RiemannInt_P19 pk pr Hab Hkh). lra.
Qed.

(** A smaller bound. *)
Lemma costs_less h a b e e' : costs h a b e -> e' <= e -> costs h a b e'.
Proof. intros H He pr. specialize (H pr). lra. Qed.

(** What is not negative costs at least 0. *)
Lemma costs_nothing h a b : a <= b -> (forall x, 0 <= h x) -> costs h a b 0.
Proof.
  intros Hab Hh. apply (costs_le h (fct_cte 0)); [exact Hab | intros; apply Hh | apply RiemannInt_P14 |].
  intros pr. rewrite RiemannInt_P15. lra.
Qed.

(** Neighbouring intervals: the costs add up. *)
Lemma costs_join h a m b e e' : a <= m -> m <= b -> costs h a m e -> costs h m b e' -> costs h a b (e + e').
Proof.
  intros Ham Hmb H H' pr.
  pose proof (RiemannInt_P22 pr (conj Ham Hmb)) as p1. pose proof (RiemannInt_P23 pr (conj Ham Hmb)) as p2.
  rewrite <- (RiemannInt_P26 p1 p2 pr). specialize (H p1). specialize (H' p2). lra.
Qed.

(** The sum of two bounds, if the two functions together are below h. *)
Lemma costs_plus h k k' a b e e' :
  a <= b -> (forall x, a < x < b -> k x + k' x <= h x) -> continuity k -> continuity k' ->
  costs k a b e -> costs k' a b e' -> costs h a b (e + e').
Proof.
  intros Hab Hh Hk Hk' H H'.
  pose proof (continuity_implies_RiemannInt (f := k) Hab (fun x _ => Hk x)) as pk.
  pose proof (continuity_implies_RiemannInt (f := k') Hab (fun x _ => Hk' x)) as pk'.
  apply (costs_le h (fun x => k x + 1 * k' x)); [exact Hab | intros x Hx; specialize (Hh x Hx); lra | apply RiemannInt_P10; assumption |].
  intros pr. rewrite (RiemannInt_P13 pk pk' pr). specialize (H pk). specialize (H' pk'). lra.
Qed.

(** The integral of an affine function. *)
Lemma half_square_limit x : derivable_pt_lim (fun z => z * (z * / 2)) x x.
Proof.
  replace x with (1 * (x * / 2) + x * (1 * / 2 + x * 0)) at 2 by field.
  apply (derivable_pt_lim_mult (fun z => z) (fun z => z * / 2)); [apply derivable_pt_lim_id|].
  apply (derivable_pt_lim_mult (fun z => z) (fun _ => / 2)); [apply derivable_pt_lim_id | apply derivable_pt_lim_const].
Qed.

Definition half_square_derivable : derivable (fun z => z * (z * / 2)) := fun x => exist _ x (half_square_limit x).

(** The derivative of x^2/2 is continuous. *)
Lemma half_square_continuous : continuity (derive (fun z => z * (z * / 2)) half_square_derivable).
Proof. exact continuity_fun_id. Qed.

(** The integral of x. *)
Lemma integral_of_id a b (pr : Riemann_integrable (fun x => x) a b) : RiemannInt pr = b * (b * / 2) - a * (a * / 2).
Proof. exact (FTC_Riemann (mkC1 half_square_continuous) pr). Qed.

(** A function above a line costs at least the integral of the line. *)
Lemma costs_affine h a b c d :
  a <= b -> (forall x, a < x < b -> c + d * x <= h x) -> costs h a b (c * (b - a) + d * (b * b / 2 - a * a / 2)).
Proof.
  intros Hab Hh.
  assert (Riemann_integrable (fun x => x) a b) as p by (apply continuity_implies_RiemannInt; [exact Hab | intros; apply continuity_fun_id]).
  apply (costs_le h (fun x => fct_cte c x + d * x)); [exact Hab | exact Hh | apply RiemannInt_P10; [apply RiemannInt_P14 | exact p] |].
  intros pr. rewrite (RiemannInt_P13 (RiemannInt_P14 a b c) p pr), RiemannInt_P15, integral_of_id. lra.
Qed.

(** ** One tooth *)

Section Levels.
Variables x y : R.
Hypothesis levels : x < y.

(** h goes from x to y or from y to x, and is not steeper than L. *)
Definition tooth (h : R -> R) (u v L : R) : Prop :=
  u <= v /\ 0 < L /\ (h u = x /\ h v = y \/ h u = y /\ h v = x) /\
  forall p q, u <= p <= v -> u <= q <= v -> Rabs (h p - h q) <= L * Rabs (p - q).

Definition whole : R := (y - x) * (y - x) / 4.

(** The weight of the levels from x to c: the integral of the distance to the nearer of x and y. *)
Definition weight (c : R) : R :=
  if Rle_dec c ((x + y) / 2) then (c - x) * (c - x) / 2 else whole - (y - c) * (y - c) / 2.

Definition clipped_weight (c : R) : R := weight (clamp x y c).

(** A clipped value lies between the levels. *)
Lemma clamp_within c : x <= clamp x y c <= y.
Proof. unfold clamp. split; [apply Rmin_glb; [apply Rmax_r | lra] | apply Rmin_r]. Qed.

(** A value between the levels is not changed. *)
Lemma clamp_fixed c : x <= c <= y -> clamp x y c = c.
Proof. intros H. unfold clamp. rewrite Rmax_left, Rmin_left by (try rewrite Rmax_left; lra). reflexivity. Qed.

(** Clipping keeps the order, *)
Lemma clamp_mono c d : c <= d -> clamp x y c <= clamp x y d.
Proof. intros H. unfold clamp, Rmin, Rmax. repeat destruct (Rle_dec _ _); lra. Qed.

(** and brings values closer. *)
Lemma clamp_short c d : Rabs (clamp x y c - clamp x y d) <= Rabs (c - d).
Proof. unfold clamp, Rmin, Rmax, Rabs. repeat destruct (Rle_dec _ _); repeat destruct (Rcase_abs _); lra. Qed.

(** The weight grows with the level, *)
Lemma weight_mono c d : x <= c -> c <= d -> d <= y -> weight c <= weight d.
Proof. unfold weight, whole. intros. destruct (Rle_dec c _), (Rle_dec d _); try lra; nra. Qed.

(** from 0 to the whole. *)
Lemma weight_within c : x <= c <= y -> 0 <= weight c <= whole.
Proof. unfold weight, whole. intros. destruct (Rle_dec c _); split; nra. Qed.

(** It is at most the integral of the distance to x, *)
Lemma weight_low c : x <= c <= y -> weight c <= (c - x) * (c - x) / 2.
Proof. unfold weight, whole. intros. destruct (Rle_dec c _); nra. Qed.

(** and what is missing at most that of the distance to y. *)
Lemma weight_high c : x <= c <= y -> whole - weight c <= (y - c) * (y - c) / 2.
Proof. unfold weight, whole. intros. destruct (Rle_dec c _); nra. Qed.

(** The weight of a clipped value grows with the value. *)
Lemma clipped_weight_mono c d : c <= d -> clipped_weight c <= clipped_weight d.
Proof.
  intros H. unfold clipped_weight. pose proof (clamp_within c). pose proof (clamp_within d). apply weight_mono; try apply clamp_mono; lra.
Qed.

(** A function that goes up a tooth is far from everything between lo and hi: from below lo at the one end, from above hi at the other. *)
Lemma tooth_bounds F G u v L lo hi :
  tooth F u v L -> x <= lo -> lo <= hi -> hi <= y -> (forall z, u <= z <= v -> lo <= G z <= hi) ->
  costs (fun z => Rabs (F z - G z)) u v (((lo - x) * (lo - x) / 2 + (y - hi) * (y - hi) / 2) / L).
Proof.
  intros [Huv [HL [Hends Hlip]]] Hx Hlh Hy HG.
  assert (y - x <= L * (v - u)) as Hlong.
  { specialize (Hlip v u ltac:(lra) ltac:(lra)). rewrite (Rabs_pos_eq (v - u)) in Hlip by lra.
    destruct Hends as [[E1 E2] | [E1 E2]]; rewrite E1, E2 in Hlip; [rewrite Rabs_pos_eq in Hlip | rewrite Rabs_minus_sym, Rabs_pos_eq in Hlip]; lra. }
  pose (A := (lo - x) / L). pose (B := (y - hi) / L).
  assert (L * A = lo - x) as HA by (unfold A; field; lra). assert (L * B = y - hi) as HB by (unfold B; field; lra).
  assert (0 <= A) by nra. assert (0 <= B) by nra. assert (A + B <= v - u) by nra.
  destruct Hends as [[E1 E2] | [E1 E2]].
  - replace (((lo - x) * (lo - x) / 2 + (y - hi) * (y - hi) / 2) / L) with
      (((L * (u + A)) * (u + A - u) + (- L) * ((u + A) * (u + A) / 2 - u * u / 2)) + (0 +
       ((- L * (v - B)) * (v - (v - B)) + L * (v * v / 2 - (v - B) * (v - B) / 2)))).
    + apply costs_join with (m := u + A); [lra | lra | |apply costs_join with (m := v - B); [lra | lra | |]].
      * apply costs_affine; [lra|]. intros z Hz. specialize (HG z ltac:(lra)). specialize (Hlip z u ltac:(lra) ltac:(lra)).
        rewrite (Rabs_pos_eq (z - u)) in Hlip by lra. rewrite E1 in Hlip.
        pose proof (Rle_abs (F z - x)). rewrite Rabs_minus_sym. pose proof (Rle_abs (G z - F z)). nra.
      * apply costs_nothing; [lra | intros; apply Rabs_pos].
      * apply costs_affine; [lra|]. intros z Hz. specialize (HG z ltac:(lra)). specialize (Hlip v z ltac:(lra) ltac:(lra)).
        rewrite (Rabs_pos_eq (v - z)) in Hlip by lra. rewrite E2 in Hlip.
        pose proof (Rle_abs (y - F z)). pose proof (Rle_abs (F z - G z)). nra.
    + replace (lo - x) with (L * A) by exact HA. replace (y - hi) with (L * B) by exact HB. field. lra.
  - replace (((lo - x) * (lo - x) / 2 + (y - hi) * (y - hi) / 2) / L) with
      (((L * (u + B)) * (u + B - u) + (- L) * ((u + B) * (u + B) / 2 - u * u / 2)) + (0 +
       ((- L * (v - A)) * (v - (v - A)) + L * (v * v / 2 - (v - A) * (v - A) / 2)))).
    + apply costs_join with (m := u + B); [lra | lra | |apply costs_join with (m := v - A); [lra | lra | |]].
      * apply costs_affine; [lra|]. intros z Hz. specialize (HG z ltac:(lra)). specialize (Hlip u z ltac:(lra) ltac:(lra)).
        rewrite (Rabs_minus_sym u z), (Rabs_pos_eq (z - u)) in Hlip by lra. rewrite E1 in Hlip.
        pose proof (Rle_abs (y - F z)). pose proof (Rle_abs (F z - G z)). nra.
      * apply costs_nothing; [lra | intros; apply Rabs_pos].
      * apply costs_affine; [lra|]. intros z Hz. specialize (HG z ltac:(lra)). specialize (Hlip z v ltac:(lra) ltac:(lra)).
        rewrite (Rabs_minus_sym z v), (Rabs_pos_eq (v - z)) in Hlip by lra. rewrite E2 in Hlip.
        pose proof (Rle_abs (F z - x)). rewrite Rabs_minus_sym. pose proof (Rle_abs (G z - F z)). nra.
    + replace (lo - x) with (L * A) by exact HA. replace (y - hi) with (L * B) by exact HB. field. lra.
Qed.

(** In terms of what the weight of G does on the tooth. *)
Lemma tooth_costs F G u v L r :
  tooth F u v L -> continuity G -> (forall z, x <= G z <= y) ->
  (forall p q, u <= p <= v -> u <= q <= v -> weight (G p) - weight (G q) <= r) ->
  costs (fun z => Rabs (F z - G z)) u v ((whole - r) / L).
Proof.
  intros HF HG Hxy Hr. pose proof HF as [Huv [HL _]].
  destruct (continuity_ab_min G u v Huv (fun z _ => HG z)) as [p [Hp Hp']].
  destruct (continuity_ab_maj G u v Huv (fun z _ => HG z)) as [q [Hq Hq']].
  pose proof (Hxy p). pose proof (Hxy q).
  apply costs_less with (e := ((G p - x) * (G p - x) / 2 + (y - G q) * (y - G q) / 2) / L).
  - apply tooth_bounds; try assumption; try lra; [apply Hp, Hq'|].
    intros z Hz. split; [apply Hp, Hz | apply Hq, Hz].
  - specialize (Hr q p Hq' Hp'). pose proof (weight_low (G p) ltac:(lra)). pose proof (weight_high (G q) ltac:(lra)).
    unfold Rdiv. apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat, HL | lra].
Qed.

End Levels.
