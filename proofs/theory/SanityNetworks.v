(** Networks that equal iterates, one unit less that is too little, and the definitions of pieces and distances of networks at work. *)

From Coq Require Import Reals QArith Qreals List ZArith Lra Lia.
From Exactsep Require Import Numbers Networks Chains Hits Covering Maps SupNorm Sanity Vectors Architectures Symbolic Parts Segments Curves Areas Maximal Regions Pieces.
Import ListNotations.
Open Scope R_scope.

(** ** Networks that equal f^t *)

(** Two hidden layers of two units, each layer as in [tent_network], equal the second iterate of the tent map. *)
Definition tent_twice : network :=
  Network [[Unit [2] 0 ReLU; Unit [4] (-2) ReLU]; [Unit [0; 2; -2] 0 ReLU; Unit [0; 4; -4] (-2) ReLU]] [0; 0; 0; 1; -1] 0.

Lemma tent_between x : 0 <= x <= 1 -> 0 <= tent x <= 1.
Proof. intros Hx. destruct (Rle_dec x (1 / 2)); [rewrite tent_left by lra | rewrite tent_right by lra]; lra. Qed.

Theorem tent_twice_is_deep : relu_network tent_twice /\ width tent_twice = 2%nat /\ depth tent_twice = 2%nat.
Proof. repeat split; repeat constructor. Qed.

(** Writes each relu of what equals [a] as relu a. *)
Ltac relus a :=
  repeat match goal with |- context [relu ?b] => lazymatch b with a => fail | _ => replace (relu b) with (relu a) by (f_equal; unfold Q2R; cbn; field) end end.

Lemma tent_network_value x : value tent_network x = relu (2 * x) - relu (4 * x - 2).
Proof. unfold value, tent_network, unit_value, activate. cbn. relus (2 * x). relus (4 * x - 2). ring. Qed.

Theorem tent_twice_is_the_iterate x : 0 <= x <= 1 -> value tent_twice x = iterate 2 tent x.
Proof.
  intros Hx. cbn [iterate]. rewrite <- (tent_network_is_tent (tent x)) by (apply tent_between, Hx). rewrite <- (tent_network_is_tent x) by exact Hx.
  rewrite !tent_network_value. unfold value, tent_twice, unit_value, activate. cbn. relus (2 * x). relus (4 * x - 2).
  relus (2 * (relu (2 * x) - relu (4 * x - 2))). relus (4 * (relu (2 * x) - relu (4 * x - 2)) - 2). ring.
Qed.

(** One hidden layer of three units does, too: the output reads the input as well. *)
Definition tent_wide : network := Network [[Unit [1] (-1 / 4) ReLU; Unit [1] (-1 / 2) ReLU; Unit [1] (-3 / 4) ReLU]] [4; -8; 8; -8] 0.

Theorem tent_wide_is_shallow : relu_network tent_wide /\ width tent_wide = 3%nat /\ depth tent_wide = 1%nat.
Proof. repeat split; repeat constructor. Qed.

Theorem tent_wide_is_the_iterate x : 0 <= x <= 1 -> value tent_wide x = iterate 2 tent x.
Proof.
  intros Hx. assert (value tent_wide x = 4 * x - 8 * relu (x - 1 / 4) + 8 * relu (x - 1 / 2) - 8 * relu (x - 3 / 4)) as ->.
  { unfold value, tent_wide, unit_value, activate. cbn. relus (x - 1 / 4). relus (x - 1 / 2). relus (x - 3 / 4). ring. }
  unfold relu.
  cbn [iterate]. destruct (Rle_dec x (1 / 2)) as [H | H]; [rewrite (tent_left x) by lra | rewrite (tent_right x) by lra].
  - destruct (Rle_dec x (1 / 4)) as [H' | H']; [rewrite tent_left by lra; rewrite !Rmax_left by lra; lra|].
    rewrite tent_right by lra. rewrite (Rmax_right 0 (x - 1 / 4)), !Rmax_left by lra. lra.
  - destruct (Rle_dec x (3 / 4)) as [H' | H']; [rewrite tent_right by lra; rewrite (Rmax_left 0 (x - 3 / 4)), !Rmax_right by lra; lra|].
    rewrite tent_left by lra. rewrite !Rmax_right by lra. lra.
Qed.

(** ** One unit less is too little, and the checker does not take one more *)

Definition two_steps (most : Z) : certificate := Certificate (Linear [(0, 0); (1 # 2, 1); (1, 0)]%Q) 0 1 [(0, 1 # 2); (1 # 2, 1)]%Q
  [[Span 0 (1 # 2) 0 1]; [Span (1 # 2) 1 0 1]] 0 1 2 most (1 # 2) 64.

Theorem width_two_is_far : forall N : network, relu_network N -> (width N <= 2)%nat -> depth N = 1%nat ->
  exists z, 0 <= z <= 1 /\ Rabs (iterate 2 tent z - value N z) >= 1 / 2.
Proof.
  intros N HN Hw Hd. apply (soundness_for_networks (two_steps 3) tent 2%N 3); [computed | reflexivity | reflexivity | reflexivity | number .. | exact HN |].
  rewrite Hd. cbn. lia.
Qed.

Theorem width_three_is_refused : check (two_steps 4) = false.
Proof. computed. Qed.

(** ** Pieces *)

Definition plain_tent : plain_network := Plain [dense [[2]; [4]] [0; -2]]%Q (dense [[1; -1]] [0])%Q.

Definition whole : list (Q * Q) := [(0, 1)]%Q.

Theorem plain_tent_is_tent x : 0 <= x <= 1 -> evaluate plain_tent [x] = [tent x].
Proof.
  intros Hx. rewrite (value_of_plain plain_tent (Neuron [(0%nat, 1); (1%nat, -1)]%Q 0%Q)) by reflexivity. f_equal. rewrite <- tent_network_is_tent by exact Hx.
  rewrite tent_network_value. unfold value, network_of, unit_value, activate. cbn. relus (2 * x). relus (4 * x - 2). unfold Q2R. cbn. field.
Qed.

(** It has one input, two hidden units and one output; with a weight for a second input it would not have that architecture, though as a function
    of lists of one number it would be the same. *)
Theorem plain_tent_architecture : architecture plain_tent [1; 2; 1]%nat.
Proof. apply architecture_ok. computed. Qed.

Definition reads_too_much : plain_network := Plain [dense [[2; 5]; [4; 7]] [0; -2]]%Q (dense [[1; -1]] [0])%Q.

Theorem too_much_is_no_architecture :
  (forall x, evaluate reads_too_much [x] = evaluate plain_tent [x]) /\ forall m, ~ architecture reads_too_much [1; m; 1]%nat.
Proof.
  split; [intros x; unfold evaluate, neuron_value; cbn; repeat (f_equal; try ring)|].
  intros m [_ [H _]]. inversion H as [| u l Hu _]. inversion Hu as [| p r _ Hr]. inversion Hr as [| q s Hq _]. cbn in Hq. lia.
Qed.

(** The network has two pieces on [0, 1], and not one; *)
Theorem plain_tent_has_two_pieces :
  chain (affine_together (along whole (evaluate plain_tent))) 0 1 2 /\ ~ chain (affine_together (along whole (evaluate plain_tent))) 0 1 1.
Proof.
  destruct (N_pieces plain_tent whole [(0, [0]); (1 # 2, [1]); (1, [0])]%Q 2 ltac:(computed)) as [_ [_ [H Hleast]]].
  split; [exact H | intros H1; specialize (Hleast 1%Z H1); lia].
Qed.

(** the checker takes neither another number nor another place or value, *)
Theorem other_pieces_are_refused :
  check_pieces plain_tent whole [(0, [0]); (1 # 2, [1]); (1, [0])]%Q 3 = false /\
  check_pieces plain_tent whole [(0, [0]); (1 # 4, [1 # 2]); (1 # 2, [1]); (1, [0])]%Q 3 = false /\
  check_pieces plain_tent whole [(0, [0]); (1 # 3, [1]); (1, [0])]%Q 2 = false /\
  check_pieces plain_tent whole [(0, [0]); (1 # 2, [2]); (1, [0])]%Q 2 = false /\
  check_regions plain_tent whole 1 = false /\ check_regions plain_tent whole 2 = true /\ check_regions plain_tent whole 3 = false.
Proof. repeat split; computed. Qed.

(** ** Distances *)

Definition plain_zero : plain_network := Plain [] (dense [[0]] [0])%Q.

(** From the constant 0 the tent map is as far as its height, and on average as far as the area below it, *)
Theorem distance_to_zero :
  (forall x, 0 <= x <= 1 -> Rabs (iterate 1 tent x - nth 0 (evaluate plain_zero [x]) 0) <= 1) /\
  (0 <= 1 / 2 <= 1 /\ Rabs (iterate 1 tent (1 / 2) - nth 0 (evaluate plain_zero [1 / 2]) 0) = 1) /\
  exists integral : Riemann_integrable (fun x => Rabs (iterate 1 tent x - nth 0 (evaluate plain_zero [x]) 0)) 0 1,
  1 / 2 <= RiemannInt integral <= 1 / 2.
Proof.
  apply (N_distances (Iterated [(0, 0); (1 # 2, 1); (1, 0)]%Q 1) (Output plain_zero 0) 0 1 [0; 1 # 2; 1]%Q 1 (1 # 2) (1 # 2) (1 # 2)).
  all: [> computed | number ..].
Qed.

(** and the checker takes neither a smaller distance nor a larger area. *)
Theorem other_distances_are_refused :
  check_distance (Iterated [(0, 0); (1 # 2, 1); (1, 0)]%Q 1) (Output plain_zero 0) 0 1 [0; 1 # 2; 1]%Q (999 # 1000) (1 # 2) = false /\
  check_area (Iterated [(0, 0); (1 # 2, 1); (1, 0)]%Q 1) (Output plain_zero 0) 0 1 [0; 1 # 2; 1]%Q 1 (1 # 2) (501 # 1000) 1 = false /\
  check_area (Iterated [(0, 0); (1 # 2, 1); (1, 0)]%Q 1) (Output plain_zero 0) 0 1 [0; 1 # 2; 1]%Q 1 (1 # 2) 0 (499 # 1000) = false.
Proof. repeat split; computed. Qed.
