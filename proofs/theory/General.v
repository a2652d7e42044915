(** Networks with skip connections and with any continuous piecewise affine activations, with rational weights and any number of inputs and
    outputs, as functions of real numbers. *)

From Coq Require Import Reals QArith Qreals List Lra Lia.
From Exactsep Require Import Networks Vectors.
Import ListNotations.
Open Scope R_scope.

(** An activation of Networks.v, over Q: x -> first_slope * x + at_zero, plus turn * relu (x - place) for each (turn, place). *)
Record bent := Bent { first_slope : Q; at_zero : Q; places : list (Q * Q) }.

Definition activation_of (h : bent) : activation :=
  Activation (Q2R (first_slope h)) (Q2R (at_zero h)) (map (fun p => (Q2R (fst p), Q2R (snd p))) (places h)).

Definition bent_value (h : bent) : R -> R := activate (activation_of h).

(** The usual ones; below it is shown that they are what they are called. *)
Definition rectifier : bent := Bent 0 0 [(1, 0)]%Q.
Definition identity : bent := Bent 1 0 [].
Definition leaky (a : Q) : bent := Bent a 0 [(1 - a, 0)]%Q.
Definition clip (lo hi : Q) : bent := Bent 0 lo [(1, lo); (-1, hi)]%Q.

(** A layer: its neurons read the list of all values so far, first the inputs and then all earlier layers; and all have one activation. *)
Record general_layer := Layer { neurons : layer; shape : bent }.

Definition general_value (l : general_layer) (vs : list R) : list R := map (bent_value (shape l)) (layer_value (neurons l) vs).

Record general_network := General { inner_layers : list general_layer; last_layer : general_layer }.

Fixpoint all_values (layers : list general_layer) (vs : list R) : list R :=
  match layers with [] => vs | l :: rest => all_values rest (vs ++ general_value l vs) end.

(** The outputs at the inputs x. *)
Definition values (N : general_network) (x : list R) : list R := general_value (last_layer N) (all_values (inner_layers N) x).

(** The differences of all preactivations and the places where their activations turn: each is "preactivation - place". *)
Definition layer_sides (l : general_layer) (vs : list R) : list R :=
  flat_map (fun v => map (fun p => v - Q2R (snd p)) (places (shape l))) (layer_value (neurons l) vs).

Fixpoint sides_from (layers : list general_layer) (vs : list R) : list R :=
  match layers with [] => [] | l :: rest => layer_sides l vs ++ sides_from rest (vs ++ general_value l vs) end.

Definition sides (N : general_network) (x : list R) : list R := sides_from (inner_layers N ++ [last_layer N]) x.

(** ** The usual activations *)

Lemma rectifier_value x : bent_value rectifier x = relu x.
Proof.
  unfold bent_value, activate, rectifier. cbn. replace (Q2R 0) with 0 by (unfold Q2R; cbn; lra). replace (Q2R 1) with 1 by (unfold Q2R; cbn; lra).
  rewrite Rminus_0_r. lra.
Qed.

Lemma identity_value x : bent_value identity x = x.
Proof. unfold bent_value, activate, identity, Q2R. cbn. lra. Qed.

Lemma leaky_value a x : bent_value (leaky a) x = Rmax 0 x + Q2R a * Rmin 0 x.
Proof.
  unfold bent_value, activate, leaky. cbn. rewrite Q2R_minus. unfold relu. replace (Q2R 0) with 0 by (unfold Q2R; cbn; lra).
  replace (Q2R 1) with 1 by (unfold Q2R; cbn; lra). rewrite Rminus_0_r. unfold Rmax, Rmin. destruct (Rle_dec 0 x); lra.
Qed.

Lemma clip_value lo hi x : Q2R lo <= Q2R hi -> bent_value (clip lo hi) x = Rmin (Rmax x (Q2R lo)) (Q2R hi).
Proof.
  intros H. unfold bent_value, activate, clip. cbn. unfold relu. replace (Q2R 0) with 0 by (unfold Q2R; cbn; lra).
  replace (Q2R 1) with 1 by (unfold Q2R; cbn; lra). replace (Q2R (-1)) with (-1) by (unfold Q2R; cbn; lra).
  unfold Rmax, Rmin. repeat destruct (Rle_dec _ _); lra.
Qed.

(** ** One input and one output: such a network is a network of Networks.v, with the same depth and width *)

Definition unit_of (h : bent) (u : neuron) : unit := Unit (spread 0 (reads u)) (Q2R (constant u)) (activation_of h).

Definition units_of (l : general_layer) : list unit := map (unit_of (shape l)) (neurons l).

(** If the last layer has no activation, its neuron is the output; *)
Definition affine_end (N : general_network) : network :=
  let u := hd (Neuron [] 0%Q) (neurons (last_layer N)) in
  Network (map units_of (inner_layers N)) (spread 0 (reads u)) (Q2R (constant u)).

(** A layer gives the same values. *)
Lemma units_of_value l vs : map (unit_value vs) (units_of l) = general_value l vs.
Proof.
  unfold units_of, general_value, layer_value, bent_value. rewrite !map_map. apply map_ext. intros u.
  unfold unit_value, unit_of. cbn [act weights bias]. pose proof (dot_spread u [] vs) as H. cbn [length app] in H. rewrite H. reflexivity.
Qed.

(** All layers do. *)
Lemma run_units layers vs : run (map units_of layers) vs = all_values layers vs.
Proof. revert vs. induction layers as [| l layers IH]; intros vs; cbn [map run all_values]; [reflexivity|]. rewrite units_of_value. apply IH. Qed.

Theorem value_of_general N u x : last_layer N = Layer [u] identity -> values N [x] = [value (affine_end N) x].
Proof.
  intros E. unfold values, value, affine_end, general_value. rewrite E. cbn [neurons shape hd layer_value map hidden out_weights out_bias].
  rewrite identity_value, run_units. pose proof (dot_spread u [] (all_values (inner_layers N) [x])) as H. cbn [length app] in H. rewrite H. reflexivity.
Qed.

Theorem depth_of_general N : depth (affine_end N) = length (inner_layers N).
Proof. unfold depth, affine_end. cbn [hidden]. apply map_length. Qed.

Theorem width_of_general N : width (affine_end N) = fold_right (fun l w => Nat.max (length (neurons l)) w) 0%nat (inner_layers N).
Proof.
  unfold width, affine_end. cbn [hidden]. induction (inner_layers N) as [| l rest IH]; cbn [map fold_right]; [reflexivity|].
  rewrite IH. unfold units_of. rewrite map_length. reflexivity.
Qed.

(** Its activations have as many breakpoints as those of its layers. *)
Theorem breakpoints_of_general k N :
  Forall (fun l => (length (places (shape l)) <= k)%nat) (inner_layers N) -> breakpoints_at_most k (affine_end N).
Proof.
  unfold breakpoints_at_most, affine_end. cbn [hidden]. intros H. induction H as [| l rest Hl _ IH]; cbn [map]; constructor; [|exact IH].
  unfold units_of. apply Forall_forall. intros u Hu. apply in_map_iff in Hu. destruct Hu as [v [<- _]]. cbn. rewrite map_length. exact Hl.
Qed.

(** If the last layer has an activation, it is one more hidden layer, and the output is its neuron. *)
Definition hidden_end (N : general_network) : network :=
  let layers := inner_layers N ++ [last_layer N] in
  Network (map units_of layers) (spread (fold_right (fun l n => length (neurons l) + n)%nat 1%nat (inner_layers N)) [(0%nat, 1%Q)]) 0.

(** Number of values. *)
Lemma all_values_length layers vs n :
  length vs = n -> length (all_values layers vs) = fold_right (fun l m => length (neurons l) + m)%nat n layers.
Proof.
  revert vs n. induction layers as [| l layers IH]; intros vs n H; cbn [all_values fold_right]; [exact H|].
  rewrite (IH _ (length (neurons l) + n)%nat).
  - clear. induction layers as [| m layers IH]; cbn [fold_right]; [reflexivity | rewrite IH; lia].
  - rewrite app_length, H. unfold general_value, layer_value. rewrite !map_length. lia.
Qed.

Theorem value_of_hidden_end N u x : neurons (last_layer N) = [u] -> values N [x] = [value (hidden_end N) x].
Proof.
  intros E. unfold value, hidden_end. cbn [hidden out_weights out_bias]. rewrite run_units.
  assert (all_values (inner_layers N ++ [last_layer N]) [x] = all_values (inner_layers N) [x] ++ values N [x]) as ->.
  { unfold values. generalize [x]. induction (inner_layers N) as [| l layers IH]; intros vs; [reflexivity | exact (IH _)]. }
  rewrite <- (all_values_length (inner_layers N) [x] 1 eq_refl).
  pose proof (dot_spread (Neuron [(0%nat, 1%Q)] 0%Q) (all_values (inner_layers N) [x]) (values N [x])) as H. cbn [reads constant] in H.
  replace (Q2R 0) with 0 in H by (unfold Q2R; cbn; lra). rewrite H. unfold values, general_value, layer_value, neuron_value. rewrite E. cbn.
  replace (Q2R 0) with 0 by (unfold Q2R; cbn; lra). replace (Q2R 1) with 1 by (unfold Q2R; cbn; lra). f_equal. ring.
Qed.

Theorem depth_of_hidden_end N : depth (hidden_end N) = S (length (inner_layers N)).
Proof. unfold depth, hidden_end. cbn [hidden]. rewrite map_length, app_length. cbn. lia. Qed.
