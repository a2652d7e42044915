(** Upper bounds of integrals: neighbouring intervals, functions below lines, and what is between two affine functions. *)

From Coq Require Import Reals Lra.
From Exactsep Require Import Networks Chains Maps Integral Windows Distance.

Open Scope R_scope.

(** Whenever h is integrable, its integral from a to b is at most e. *)
Definition spends (h : R -> R) (a b e : R) : Prop := forall pr : Riemann_integrable h a b, RiemannInt pr <= e.

(** A larger bound. *)
Lemma spends_more h a b e e' : spends h a b e -> e <= e' -> spends h a b e'.
Proof. intros H He pr. specialize (H pr). lra. Qed.

(** What is smaller spends less. *)
Lemma spends_le h k a b e : a <= b -> (forall x, a < x < b -> h x <= k x) -> Riemann_integrable k a b -> spends k a b e -> spends h a b e.
Proof. intros Hab Hhk pk Hk pr. specialize (Hk pk). pose proof (RiemannInt_P19 pr pk Hab Hhk). lra. Qed.

(** Neighbouring intervals: the bounds add up. *)
Lemma spends_join h a m b e e' : a <= m -> m <= b -> spends h a m e -> spends h m b e' -> spends h a b (e + e').
Proof.
  intros Ham Hmb H H' pr.
  pose proof (RiemannInt_P22 pr (conj Ham Hmb)) as p1. pose proof (RiemannInt_P23 pr (conj Ham Hmb)) as p2.
  rewrite <- (RiemannInt_P26 p1 p2 pr). specialize (H p1). specialize (H' p2). lra.
Qed.

(** An interval without length. *)
Lemma spends_nothing h a : spends h a a 0.
Proof. intros pr. rewrite RiemannInt_P9. lra. Qed.

(** A function below a line spends at most the integral of the line. *)
Lemma spends_affine h a b c d :
  a <= b -> (forall x, a < x < b -> h x <= c + d * x) -> spends h a b (c * (b - a) + d * (b * b / 2 - a * a / 2)).
Proof.
  intros Hab Hh.
  assert (Riemann_integrable (fun x => x) a b) as p by (apply continuity_implies_RiemannInt; [exact Hab | intros; apply continuity_fun_id]).
  apply (spends_le h (fun x => fct_cte c x + d * x)); [exact Hab | exact Hh | apply RiemannInt_P10; [apply RiemannInt_P14 | exact p] |].
  intros pr. rewrite (RiemannInt_P13 (RiemannInt_P14 a b c) p pr), RiemannInt_P15, integral_of_id. lra.
Qed.

(** The modulus of an affine function is below the line between its values at the ends. *)
Lemma spends_straight (F g : R -> R) p q :
  p < q -> straight F p q -> straight g p q -> spends (fun x => Rabs (F x - g x)) p q ((Rabs (F p - g p) + Rabs (F q - g q)) * (q - p) / 2).
Proof.
  intros Hpq [s Hs] [k Hk]. set (A := Rabs (F p - g p)). set (B := Rabs (F q - g q)).
  apply spends_more with (e := (A - (B - A) / (q - p) * p) * (q - p) + (B - A) / (q - p) * (q * q / 2 - p * p / 2)); [|right; field; lra].
  apply spends_affine; [lra|]. intros x Hx.
  pose (w := (x - p) / (q - p)). assert (w * (q - p) = x - p) as Hw by (unfold w; field; lra). assert (0 <= w <= 1) by (split; nra).
  replace (A - (B - A) / (q - p) * p + (B - A) / (q - p) * x) with ((1 - w) * A + w * B) by (unfold w; field; lra).
  rewrite (Hs x), (Hk x) by (left; lra). unfold A, B. rewrite (Hs q), (Hk q) by (left; lra).
  replace (F p + s * (x - p) - (g p + k * (x - p))) with ((1 - w) * (F p - g p) + w * (F p + s * (q - p) - (g p + k * (q - p)))) by (rewrite <- Hw; ring).
  eapply Rle_trans; [apply Rabs_triang|]. rewrite !Rabs_mult, (Rabs_pos_eq (1 - w)), (Rabs_pos_eq w) by lra. apply Rle_refl.
Qed.
