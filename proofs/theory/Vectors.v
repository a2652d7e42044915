(** Plain ReLU networks with any number of inputs and outputs and with rational weights, as functions of real numbers. *)

From Coq Require Import Reals QArith Qreals List Lra Lia.
From Exactsep Require Import Networks.
Import ListNotations.
Open Scope R_scope.

(** A neuron reads values of the layer before: (j, weight) for each one that it reads, j from 0; and it has a bias. *)
Record neuron := Neuron { reads : list (nat * Q); constant : Q }.

Definition layer := list neuron.

(** Each hidden layer reads the one before, the first one reads the inputs; the output layer has no ReLU. *)
Record plain_network := Plain { hidden_layers : list layer; output_layer : layer }.

Definition neuron_value (vs : list R) (u : neuron) : R :=
  fold_right (fun p rest => Q2R (snd p) * nth (fst p) vs 0 + rest) (Q2R (constant u)) (reads u).

Definition layer_value (l : layer) (vs : list R) : list R := map (neuron_value vs) l.

Fixpoint hidden_values (layers : list layer) (vs : list R) : list R :=
  match layers with [] => vs | l :: rest => hidden_values rest (map relu (layer_value l vs)) end.

(** The outputs at the inputs x. *)
Definition evaluate (N : plain_network) (x : list R) : list R := layer_value (output_layer N) (hidden_values (hidden_layers N) x).

Definition depth_of (N : plain_network) : nat := length (hidden_layers N).

Definition width_of (N : plain_network) : nat := fold_right (fun l w => Nat.max (length l) w) 0%nat (hidden_layers N).

(** A layer given by all its weights, one row for each neuron, and its biases. *)
Fixpoint numbered (j : nat) (ws : list Q) : list (nat * Q) := match ws with [] => [] | w :: rest => (j, w) :: numbered (S j) rest end.

Definition dense (rows : list (list Q)) (biases : list Q) : layer := map (fun p => Neuron (numbered 0 (fst p)) (snd p)) (combine rows biases).

(** Neurons that pass on the value j, which is not negative; or the values j, j + 1, ..., j + n - 1. *)
Definition pass (j : nat) : neuron := Neuron [(j, 1%Q)] 0%Q.

Definition passes (j n : nat) : layer := map pass (seq j n).

(** ** One input and one output: such a network is a network of Networks.v, with the same depth and width *)

(** w is added to the weight with the index j; weights that are not there are 0. *)
Fixpoint add_at (j : nat) (w : R) (ws : list R) : list R :=
  match j, ws with
  | O, [] => [w]
  | O, v :: rest => w + v :: rest
  | S j', [] => 0 :: add_at j' w []
  | S j', v :: rest => v :: add_at j' w rest
  end.

(** All weights of a neuron, if the values that it reads begin at the index [start]. *)
Definition spread (start : nat) (terms : list (nat * Q)) : list R := fold_right (fun p ws => add_at (start + fst p) (Q2R (snd p)) ws) [] terms.

(** The layers among all values: [start] is the index of the first value that a layer reads, [total] the number of values so far. *)
Fixpoint embed (start total : nat) (layers : list layer) : list (list unit) :=
  match layers with
  | [] => []
  | l :: rest => map (fun u => Unit (spread start (reads u)) (Q2R (constant u)) ReLU) l :: embed total (total + length l) rest
  end.

(** The index of the first value that the output reads. *)
Fixpoint last_start (start total : nat) (layers : list layer) : nat :=
  match layers with [] => start | l :: rest => last_start total (total + length l) rest end.

(** The same network as one of Networks.v. *)
Definition network_of (N : plain_network) : network :=
  let u := hd (Neuron [] 0%Q) (output_layer N) in
  Network (embed 0 1 (hidden_layers N)) (spread (last_start 0 1 (hidden_layers N)) (reads u)) (Q2R (constant u)).

(** Adding a weight adds its product. *)
Lemma dot_add_at j w ws vs : dot (add_at j w ws) vs = w * nth j vs 0 + dot ws vs.
Proof.
  revert ws vs. induction j as [| j IH]; intros [| v ws] [| x vs]; cbn [add_at dot nth]; try (rewrite IH; cbn [dot]); try (rewrite nth_overflow by (cbn; lia)); lra.
Qed.

(** The weights of a neuron among all values, the last ones of which are those that it reads. *)
Lemma dot_spread u old vs : dot (spread (length old) (reads u)) (old ++ vs) + Q2R (constant u) = neuron_value vs u.
Proof.
  unfold spread, neuron_value. induction (reads u) as [| [j w] terms IH]; cbn [fold_right fst snd].
  - cbn. lra.
  - rewrite dot_add_at, <- IH. rewrite app_nth2 by lia. replace (length old + j - length old)%nat with j by lia. lra.
Qed.

(** The activation of Networks.v with one turn at 0 is the ReLU. *)
Lemma activate_ReLU x : activate ReLU x = relu x.
Proof. unfold activate. cbn. replace (x - 0) with x by lra. lra. Qed.

(** After all layers the last values are those of the plain network. *)
Lemma run_embed layers old vs :
  exists old', run (embed (length old) (length (old ++ vs)) layers) (old ++ vs) = old' ++ hidden_values layers vs
    /\ length old' = last_start (length old) (length (old ++ vs)) layers.
Proof.
  revert old vs. induction layers as [| l layers IH]; intros old vs; cbn [embed run hidden_values last_start].
  - exists old. split; reflexivity.
  - set (us := map _ l). assert (map (unit_value (old ++ vs)) us = map relu (layer_value l vs)) as E.
    { unfold us, layer_value. rewrite !map_map. apply map_ext. intros u. unfold unit_value. cbn [act weights bias].
      rewrite activate_ReLU, dot_spread. reflexivity. }
    rewrite E. destruct (IH (old ++ vs) (map relu (layer_value l vs))) as [old' [H1 H2]].
    replace (length ((old ++ vs) ++ map relu (layer_value l vs))) with (length (old ++ vs) + length l)%nat in H1, H2
      by (rewrite (app_length (old ++ vs)); unfold layer_value; rewrite !map_length; reflexivity).
    exists old'. split; [exact H1 | exact H2].
Qed.

(** Both networks have the same value. *)
Theorem value_of_plain N u x : output_layer N = [u] -> evaluate N [x] = [value (network_of N) x].
Proof.
  intros E. unfold evaluate, value, network_of. rewrite E. cbn [hd layer_value map hidden out_weights out_bias].
  destruct (run_embed (hidden_layers N) [] [x]) as [old [H1 H2]]. cbn [app length] in H1, H2. rewrite H1, <- H2, dot_spread. reflexivity.
Qed.

(** Both have the same depth, *)
Theorem depth_of_plain N : depth (network_of N) = depth_of N.
Proof.
  unfold depth, depth_of, network_of. cbn [hidden]. generalize 0%nat 1%nat.
  induction (hidden_layers N) as [| l rest IH]; intros a b; cbn [embed length]; [reflexivity | rewrite IH; reflexivity].
Qed.

(** the same width, *)
Theorem width_of_plain N : width (network_of N) = width_of N.
Proof.
  unfold width, width_of, network_of. cbn [hidden]. generalize 0%nat at 2. generalize 1%nat.
  induction (hidden_layers N) as [| l rest IH]; intros a b; cbn [embed fold_right]; [reflexivity | rewrite IH, map_length; reflexivity].
Qed.

(** and all activations are ReLUs. *)
Theorem plain_is_relu_network N : relu_network (network_of N).
Proof.
  unfold relu_network, network_of. cbn [hidden]. generalize 0%nat 1%nat.
  induction (hidden_layers N) as [| l rest IH]; intros a b; cbn [embed]; constructor; [|apply IH].
  apply Forall_forall. intros u H. apply in_map_iff in H. destruct H as [v [<- _]]. reflexivity.
Qed.
