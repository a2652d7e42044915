(** What the theorems talk about: networks with real weights, and iterates. Everything else in this theory is proof. *)

From Coq Require Import Reals List ZArith Lra Lia.
Import ListNotations.
Open Scope R_scope.

Definition relu (x : R) : R := Rmax 0 x.

(** An activation is a continuous piecewise affine function: [slope * x + value], plus [turn * relu (x - place)] for each breakpoint. *)
Record activation := Activation { slope : R; value_at_0 : R; turns : list (R * R) (* (turn, place) *) }.

Definition activate (h : activation) (x : R) : R :=
  fold_right (fun p rest => fst p * relu (x - snd p) + rest) (slope h * x + value_at_0 h) (turns h).

Definition ReLU : activation := Activation 0 0 [(1, 0)].

(** A unit reads the input and all units of all earlier layers, in this order; weights that are not given are 0. *)
Record unit := Unit { weights : list R; bias : R; act : activation }.

Fixpoint dot (ws vs : list R) : R :=
  match ws, vs with
  | w :: ws', v :: vs' => w * v + dot ws' vs'
  | _, _ => 0
  end.

Definition unit_value (vs : list R) (u : unit) : R := activate (act u) (dot (weights u) vs + bias u).

Fixpoint run (layers : list (list unit)) (vs : list R) : list R :=
  match layers with
  | [] => vs
  | layer :: rest => run rest (vs ++ map (unit_value vs) layer)
  end.

(** A network with one input and one output; the output is affine in the input and all units. *)
Record network := Network { hidden : list (list unit); out_weights : list R; out_bias : R }.

Definition value (N : network) (x : R) : R := dot (out_weights N) (run (hidden N) [x]) + out_bias N.

Definition depth (N : network) : nat := length (hidden N).

Definition width (N : network) : nat := fold_right (fun layer w => Nat.max (length layer) w) 0%nat (hidden N).

(** All activations have at most [k] breakpoints; [k = 1] for ReLU networks. *)
Definition breakpoints_at_most (k : nat) (N : network) : Prop :=
  Forall (Forall (fun u => (length (turns (act u)) <= k)%nat)) (hidden N).

Definition relu_network (N : network) : Prop := Forall (Forall (fun u => act u = ReLU)) (hidden N).

(** f^t *)
Fixpoint iterate (t : nat) (f : R -> R) (x : R) : R :=
  match t with
  | O => x
  | S t' => iterate t' f (f x)
  end.
