(** Functions that are affine between two points: compositions, clamps, piecewise linear maps. *)

From Coq Require Import Reals QArith Qreals List Lra.
From Exactsep Require Import Networks Maps.
Import ListNotations.
Open Scope R_scope.

(** p is not strictly between u and v. *)
Definition beside (u v p : Q) : bool := Qle_bool p u && Qle_bool p v || Qle_bool u p && Qle_bool v p.

(** F is affine between u and v. *)
Definition straight (F : R -> R) (u v : R) : Prop := forall s, 0 <= s <= 1 -> F (u + s * (v - u)) = F u + s * (F v - F u).

Definition beside_R (u v p : R) : Prop := (p <= u /\ p <= v) \/ (u <= p /\ v <= p).

(** The comparison is right. *)
Lemma beside_ok u v p : beside u v p = true -> beside_R (Q2R u) (Q2R v) (Q2R p).
Proof.
  unfold beside. intros H. apply orb_prop in H. destruct H as [H | H]; apply andb_prop in H; destruct H as [H1 H2];
    apply Qle_bool_iff, Qle_Rle in H1; apply Qle_bool_iff, Qle_Rle in H2; [left | right]; split; assumption.
Qed.

(** A composition of functions that are affine where they are used is affine. *)
Lemma straight_compose F G u v : straight F u v -> straight G (F u) (F v) -> straight (fun x => G (F x)) u v.
Proof. intros HF HG s Hs. rewrite (HF s Hs). apply HG, Hs. Qed.

(** A maximum with a constant, *)
Lemma straight_max u v p : beside_R u v p -> straight (fun x => Rmax x p) u v.
Proof.
  intros [[H1 H2] | [H1 H2]] s Hs.
  - rewrite !Rmax_left by nra. lra.
  - rewrite !Rmax_right by nra. lra.
Qed.

(** a minimum with a constant, *)
Lemma straight_min u v p : beside_R u v p -> straight (fun x => Rmin x p) u v.
Proof.
  intros [[H1 H2] | [H1 H2]] s Hs.
  - rewrite !Rmin_right by nra. lra.
  - rewrite !Rmin_left by nra. lra.
Qed.

(** and both are affine beside their turns. *)
Lemma straight_clamp a b u v : beside_R u v a -> beside_R u v b -> straight (clamp a b) u v.
Proof.
  intros Ha Hb. apply (straight_compose (fun x => Rmax x a) (fun x => Rmin x b)); [apply straight_max, Ha|]. apply straight_min.
  destruct Hb as [[H1 H2] | [H1 H2]]; [left; split; [apply Rle_trans with u | apply Rle_trans with v]; (assumption || apply Rmax_l)|].
  destruct (Rle_dec a b); [right; split; apply Rmax_lub; assumption | left; split; apply Rle_trans with a; (apply Rmax_r || lra)].
Qed.

(** So are sums of them, *)
Lemma straight_rises x0 y0 vs u v :
  beside_R u v (Q2R x0) -> Forall (fun p => beside_R u v (Q2R (fst p))) vs -> straight (rises x0 y0 vs) u v.
Proof.
  intros H0 H. revert x0 y0 H0. induction H as [| [x1 y1] vs H1 _ IH]; intros x0 y0 H0 s Hs; cbn [rises]; [lra|].
  cbn [fst] in H1. rewrite (IH x1 y1 H1 s Hs), (straight_clamp _ _ u v H0 H1 s Hs). ring.
Qed.

(** and piecewise linear maps beside their vertices. *)
Lemma straight_piecewise_linear vs u v : Forall (fun p => beside_R u v (Q2R (fst p))) vs -> straight (piecewise_linear vs) u v.
Proof.
  intros H. destruct H as [| [x0 y0] vs H0 H]; intros s Hs; cbn [piecewise_linear]; [lra|].
  rewrite (straight_rises x0 y0 vs u v H0 H s Hs). ring.
Qed.

(** The value at a rational point is right. *)
Lemma piecewise_linear_at vs x : well_formed (Linear vs) = true -> piecewise_linear vs (Q2R x) = Q2R (piecewise_linear_Q vs x).
Proof. exact (function_at (Linear vs) x). Qed.

(** Two functions that are affine between u and v and agree there agree between them. *)
Lemma straight_equal F G u v x : u <= x <= v -> straight F u v -> straight G u v -> F u = G u -> F v = G v -> F x = G x.
Proof.
  intros Hx HF HG E1 E2. destruct (Req_dec u v) as [E | E]; [replace x with u by lra; exact E1|].
  assert (0 <= (x - u) / (v - u) <= 1) as Hs.
  { split; [apply Rle_mult_inv_pos; lra|]. apply Rmult_le_reg_l with (v - u); [lra|]. field_simplify; lra. }
  replace x with (u + (x - u) / (v - u) * (v - u)) by (field; lra). rewrite (HF _ Hs), (HG _ Hs), E1, E2. reflexivity.
Qed.
