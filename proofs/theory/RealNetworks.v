(** Plain ReLU networks whose weights are real numbers, and those that are made of blocks (T16). *)

From Coq Require Import Reals List Lra.
From Exactsep Require Import Networks Straight.
Import ListNotations.
Open Scope R_scope.

(** For each neuron of a layer its weights, one for each value of the layer before, and its bias. *)
Definition layer_R := list (list R * R).

(** Each hidden layer reads the one before, the first one reads the inputs; the output layer has no ReLU. *)
Record real_network := RealNetwork { hidden_R : list layer_R; output_R : layer_R }.

Definition layer_value_R (l : layer_R) (vs : list R) : list R := map (fun u => dot (fst u) vs + snd u) l.

Fixpoint hidden_values_R (layers : list layer_R) (vs : list R) : list R :=
  match layers with [] => vs | l :: rest => hidden_values_R rest (map relu (layer_value_R l vs)) end.

(** The outputs at the inputs x. *)
Definition evaluate_R (N : real_network) (x : list R) : list R := layer_value_R (output_R N) (hidden_values_R (hidden_R N) x).

(** ** Blocks *)

(** The block h + sum of w_j relu (x + b_j): the b_j, the w_j and h. *)
Record block_R := Block_R { offsets_R : list R; weights_R : list R; shift_R : R }.

Definition units_R (B : block_R) (x : R) : list R := map (fun b => relu (x + b)) (offsets_R B).

Definition block_value_R (B : block_R) (x : R) : R := dot (weights_R B) (units_R B x) + shift_R B.

(** The network of a sequence of blocks: each layer computes the output of the block before, once for each of its units. *)
Definition first_layer_R (B : block_R) : layer_R := map (fun b => ([1], b)) (offsets_R B).

Definition next_layer_R (B C : block_R) : layer_R := map (fun b => (weights_R B, shift_R B + b)) (offsets_R C).

Fixpoint layers_after_R (B : block_R) (rest : list block_R) : list layer_R :=
  match rest with [] => [] | C :: rest' => next_layer_R B C :: layers_after_R C rest' end.

Fixpoint final_R (B : block_R) (rest : list block_R) : block_R := match rest with [] => B | C :: rest' => final_R C rest' end.

Definition network_of_blocks_R (B : block_R) (rest : list block_R) : real_network :=
  let D := final_R B rest in RealNetwork (first_layer_R B :: layers_after_R B rest) [(weights_R D, shift_R D)].

(** What the last block reads. *)
Fixpoint through_R (B : block_R) (rest : list block_R) (x : R) : R := match rest with [] => x | C :: rest' => through_R C rest' (block_value_R B x) end.

(** The first layer has the values of the first block, *)
Lemma first_layer_value_R B x : map relu (layer_value_R (first_layer_R B) [x]) = units_R B x.
Proof. unfold layer_value_R, first_layer_R, units_R. rewrite !map_map. apply map_ext. intros b. f_equal. cbn. lra. Qed.

(** each next one those of its block, at the output of the block before, *)
Lemma next_layer_value_R B C x : map relu (layer_value_R (next_layer_R B C) (units_R B x)) = units_R C (block_value_R B x).
Proof. unfold layer_value_R, next_layer_R, units_R at 2. rewrite !map_map. apply map_ext. intros b. f_equal. cbn. unfold block_value_R. lra. Qed.

(** and so on. *)
Lemma layers_after_value_R B rest x : hidden_values_R (layers_after_R B rest) (units_R B x) = units_R (final_R B rest) (through_R B rest x).
Proof.
  revert B x. induction rest as [| C rest IH]; intros B x; cbn [layers_after_R hidden_values_R final_R through_R]; [reflexivity|].
  rewrite next_layer_value_R. apply IH.
Qed.

(** The network is the composition of its blocks. *)
Lemma network_of_blocks_value_R B rest x : evaluate_R (network_of_blocks_R B rest) [x] = [block_value_R (final_R B rest) (through_R B rest x)].
Proof.
  unfold evaluate_R, network_of_blocks_R. cbn [hidden_R output_R hidden_values_R]. rewrite first_layer_value_R, layers_after_value_R. reflexivity.
Qed.

(** A block is affine beside the points where its units begin. *)
Lemma straight_block B u v : Forall (fun b => beside_R u v (- b)) (offsets_R B) -> straight (block_value_R B) u v.
Proof.
  destruct B as [bs ws h]. unfold block_value_R, units_R. cbn [offsets_R weights_R shift_R]. intros H.
  revert ws. induction H as [| b bs Hb _ IH]; intros [| w ws] s Hs; cbn [map dot]; try ring.
  assert (straight (fun x => relu (x + b)) u v) as Hr.
  { intros r Hr. assert (forall x, relu (x + b) = Rmax x (- b) + b) as E.
    { intros x. unfold relu, Rmax. destruct (Rle_dec 0 (x + b)), (Rle_dec x (- b)); lra. }
    rewrite !E. pose proof (straight_max u v (- b) Hb r Hr) as S. cbn beta in S. rewrite S. ring. }
  pose proof (IH ws s Hs) as E. pose proof (Hr s Hs) as Er. cbn beta in E, Er. rewrite Er.
  set (d := dot ws (map (fun c => relu (u + s * (v - u) + c)) bs)) in *.
  assert (d = dot ws (map (fun c => relu (u + c)) bs) + h + s * (dot ws (map (fun c => relu (v + c)) bs) + h - (dot ws (map (fun c => relu (u + c)) bs) + h)) - h) as -> by lra.
  ring.
Qed.
