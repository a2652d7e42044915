(** T10: elements of a field Q(a) as lists of coefficients, from the constant one upwards; their sums and products, modulo a polynomial p with
    p(a) = 0. *)

From Coq Require Import Reals QArith Qreals List Lra.
From Exactsep Require Import Networks Chains Hits Covering Maps.
Import ListNotations.
Open Scope Q_scope.

Fixpoint sum_of (x y : list Q) : list Q :=
  match x, y with [], _ => y | _, [] => x | c :: x', d :: y' => Qred (c + d) :: sum_of x' y' end.

Definition multiple (k : Q) (x : list Q) : list Q := map (fun c => Qred (k * c)) x.

Definition difference (x y : list Q) : list Q := sum_of x (map Qopp y).

(** Without zeros at the end *)
Fixpoint trimmed (x : list Q) : list Q :=
  match x with [] => [] | c :: rest => match trimmed rest with [] => if Qeq_bool c 0 then [] else [c] | r => c :: r end end.

(** a times an element: what is as long as p is reduced by a multiple of p. *)
Definition times_root (p x : list Q) : list Q :=
  let z := 0 :: x in
  if Nat.ltb (length z) (length p) then z else trimmed (sum_of z (multiple (- (last z 0 / last p 0)) p)).

Fixpoint product (p x y : list Q) : list Q :=
  match x with [] => [] | c :: rest => sum_of (multiple c y) (times_root p (product p rest y)) end.

(** ** Soundness *)

Open Scope R_scope.

(** 0 is 0. *)
Lemma Q2R_0 : Q2R 0 = 0.
Proof. unfold Q2R. cbn. lra. Qed.

(** Sums, *)
Lemma polynomial_sum x y a : polynomial (sum_of x y) a = polynomial x a + polynomial y a.
Proof.
  revert y. induction x as [| c x IH]; intros y; [cbn; lra|]. destruct y as [| d y]; cbn [sum_of polynomial]; [lra|].
  rewrite Q2R_Qred, Q2R_plus, IH. ring.
Qed.

(** multiples, *)
Lemma polynomial_multiple k x a : polynomial (multiple k x) a = Q2R k * polynomial x a.
Proof. induction x as [| c x IH]; cbn [multiple map polynomial] in *; [ring|]. unfold multiple in IH. rewrite IH, Q2R_Qred, Q2R_mult. ring. Qed.

(** opposites, *)
Lemma polynomial_opposite x a : polynomial (map Qopp x) a = - polynomial x a.
Proof. induction x as [| c x IH]; cbn [map polynomial]; [ring|]. rewrite IH, Q2R_opp. ring. Qed.

(** differences, *)
Lemma polynomial_difference x y a : polynomial (difference x y) a = polynomial x a - polynomial y a.
Proof. unfold difference. rewrite polynomial_sum, polynomial_opposite. lra. Qed.

(** zeros at the end, *)
Lemma polynomial_trimmed x a : polynomial (trimmed x) a = polynomial x a.
Proof.
  induction x as [| c x IH]; cbn [trimmed polynomial]; [reflexivity|]. rewrite <- IH.
  destruct (trimmed x) as [| d r]; [|reflexivity]. destruct (Qeq_bool c 0) eqn:E; cbn [polynomial]; [|reflexivity].
  apply Qeq_bool_iff, Qeq_eqR in E. rewrite Q2R_0 in E. lra.
Qed.

(** multiples of the root, *)
Lemma polynomial_times_root p x a : polynomial p a = 0 -> polynomial (times_root p x) a = a * polynomial x a.
Proof.
  intros H. unfold times_root. cbv zeta. assert (polynomial (0%Q :: x) a = a * polynomial x a) as E by (cbn [polynomial]; rewrite Q2R_0; ring).
  destruct (Nat.ltb _ _); [exact E|]. rewrite polynomial_trimmed, polynomial_sum, polynomial_multiple, H, E. ring.
Qed.

(** and products are what they should be, at a root. *)
Lemma polynomial_product p x y a : polynomial p a = 0 -> polynomial (product p x y) a = polynomial x a * polynomial y a.
Proof.
  intros H. induction x as [| c x IH]; cbn [product polynomial]; [ring|].
  rewrite polynomial_sum, polynomial_multiple, polynomial_times_root, IH by exact H. ring.
Qed.

(** Zeros only are zero. *)
Lemma polynomial_zero x a : forallb (fun c => Qeq_bool c 0) x = true -> polynomial x a = 0.
Proof.
  induction x as [| c x IH]; cbn [forallb polynomial]; intros H; [reflexivity|]. apply andb_prop in H. destruct H as [H1 H2].
  apply Qeq_bool_iff, Qeq_eqR in H1. rewrite (IH H2), H1, Q2R_0. ring.
Qed.
