(** The definitions mean something: a network that equals a map, a bound that is attained, and a checker that says no. *)

From Coq Require Import Reals QArith Qreals List ZArith Lra Lia.
From Exactsep Require Import Numbers Networks Chains Hits Covering Maps SupNorm Vectors Parts Segments General GeneralSegments Curves Maximal Regions.
Import ListNotations.
Open Scope R_scope.

Definition tent : R -> R := piecewise_linear [(0, 0); (1 # 2, 1); (1, 0)]%Q.

(** The tent map is what its name says, *)
Theorem tent_left x : 0 <= x <= 1 / 2 -> tent x = 2 * x.
Proof.
  intros Hx. pose proof (piecewise_linear_between [] 0 0 (1 # 2) 1 [(1, 0)%Q] x I) as H. cbn [app] in H.
  unfold tent. rewrite H; [unfold Q2R; cbn; lra | split; [reflexivity | split; [reflexivity | exact I]] | unfold Q2R; cbn; lra].
Qed.

Theorem tent_right x : 1 / 2 <= x <= 1 -> tent x = 2 - 2 * x.
Proof.
  intros Hx. pose proof (piecewise_linear_between [(0, 0)%Q] (1 # 2) 1 1 0 [] x) as H. cbn [app] in H.
  unfold tent. rewrite H; [unfold Q2R; cbn; lra | split; [reflexivity | exact I] | split; [reflexivity | exact I] | unfold Q2R; cbn; lra].
Qed.

(** and it is a network with one hidden layer of two units: relu (2 x) - relu (4 x - 2). *)
Definition tent_network : network := Network [[Unit [2] 0 ReLU; Unit [4] (-2) ReLU]] [0; 1; -1] 0.

Theorem tent_network_is_small : relu_network tent_network /\ width tent_network = 2%nat /\ depth tent_network = 1%nat.
Proof. repeat split; repeat constructor. Qed.

Theorem tent_network_is_tent x : 0 <= x <= 1 -> value tent_network x = tent x.
Proof.
  intros Hx. assert (value tent_network x = Rmax 0 (2 * x) - Rmax 0 (4 * x - 2)) as ->.
  { unfold value, tent_network, unit_value, activate, relu. cbn. unfold relu.
    replace (2 * x + 0 + 0 - 0) with (2 * x) by ring. replace (4 * x + 0 + -2 - 0) with (4 * x - 2) by ring. ring. }
  destruct (Rle_dec x (1 / 2)) as [H | H].
  - rewrite tent_left by lra. rewrite !Rmax_right, Rmax_left by lra. lra.
  - rewrite tent_right by lra. rewrite !Rmax_right by lra. lra.
Qed.

(** So "every network with at most 3 pieces is at least e away" is false for every e > 0, *)
Theorem not_far_from_all e :
  0 < e -> ~ (forall N : network, relu_network N -> ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N) <= 3)%Z ->
    exists z, 0 <= z <= 1 /\ Rabs (iterate 1 tent z - value N z) >= e).
Proof.
  intros He H. destruct (H tent_network) as [z [Hz Hfar]]; [apply tent_network_is_small | cbn; lia |].
  cbn [iterate] in Hfar. rewrite tent_network_is_tent, Rminus_diag_eq, Rabs_R0 in Hfar by (exact Hz || reflexivity). lra.
Qed.

(** while for at most one piece it is true for e = 1/2, *)
Definition data (most : Z) (e : Q) : certificate := Certificate (Linear [(0, 0); (1 # 2, 1); (1, 0)]%Q) 0 1 [(0, 1 # 2); (1 # 2, 1)]%Q
  [[Span 0 (1 # 2) 0 1]; [Span (1 # 2) 1 0 1]] 0 1 1 most e 64.

Theorem far_from_one_piece : forall (g : R -> R) m, pieces g 0 1 m -> (m <= 1)%Z -> exists z, 0 <= z <= 1 /\ Rabs (iterate 1 tent z - g z) >= 1 / 2.
Proof. apply (soundness (data 1 (1 # 2)) tent 1%N 1); [computed | reflexivity | computed | computed | number ..]. Qed.

(** and the checker takes neither one piece more nor a larger error. *)
Theorem one_piece_more_is_refused : check (data 2 (1 # 2)) = false.
Proof. computed. Qed.

Theorem a_larger_error_is_refused : check (data 1 (501 # 1000)) = false.
Proof. computed. Qed.

(** Half of the tent is a constant away from its best constant: the bound 1/2 is attained. *)
Theorem the_error_is_attained : pieces (fun _ => 1 / 2) 0 1 1 /\ forall z, 0 <= z <= 1 -> Rabs (iterate 1 tent z - 1 / 2) <= 1 / 2.
Proof.
  split.
  - apply (chain_cons _ 0 1 1 0); [lra | exists 0, (1 / 2); intros x Hx; ring | constructor].
  - intros z Hz. cbn [iterate]. apply Rabs_le. destruct (Rle_dec z (1 / 2)) as [H | H];
      [rewrite tent_left by lra | rewrite tent_right by lra]; split; lra.
Qed.

(** The tent map has two pieces, and not one. *)
Theorem the_tent_map_has_two_pieces : pieces tent 0 1 2 /\ ~ pieces tent 0 1 1.
Proof.
  split.
  - replace 2%Z with (0 + 1 + 1)%Z by lia. apply chain_cons with (m := 1 / 2); [lra | exists 2, 0; intros x Hx; rewrite tent_left by lra; lra|].
    apply chain_cons with (m := 1); [lra | exists (-2), 2; intros x Hx; rewrite tent_right by lra; lra | constructor].
  - intros H. destruct (far_from_one_piece tent 1 H ltac:(lia)) as [z [Hz Hfar]].
    cbn [iterate] in Hfar. rewrite Rminus_diag_eq, Rabs_R0 in Hfar by reflexivity. lra.
Qed.

(** A network with a hard tanh and a skip connection is what a reader would write: x/2 + min(max(2x - 1, -1), 1). *)
Definition tanh_network : general_network :=
  General [Layer [Neuron [(0%nat, 2)] (-1)] (clip (-1) 1)]%Q (Layer [Neuron [(0%nat, 1 # 2); (1%nat, 1)] 0] identity)%Q.

Theorem tanh_network_is x : values tanh_network [x] = [x / 2 + Rmin (Rmax (2 * x - 1) (-1)) 1].
Proof.
  unfold values, tanh_network. cbn [inner_layers last_layer all_values app]. unfold general_value, layer_value. cbn [neurons shape map app].
  rewrite identity_value, clip_value by (unfold Q2R; cbn; lra). unfold neuron_value. cbn [fold_right reads constant fst snd nth].
  replace (Q2R 2) with 2 by (unfold Q2R; cbn; lra). replace (Q2R (-1)) with (-1) by (unfold Q2R; cbn; lra).
  replace (Q2R (1 # 2)) with (1 / 2) by (unfold Q2R; cbn; lra). replace (Q2R 1) with 1 by (unfold Q2R; cbn; lra).
  replace (Q2R 0) with 0 by (unfold Q2R; cbn; lra). replace (2 * x + -1) with (2 * x - 1) by ring. f_equal. field.
Qed.

(** Its preactivation 2x - 1 passes -1 and 1: *)
Theorem sides_of_tanh_network x : sides tanh_network [x] = [2 * x - 1 - -1; 2 * x - 1 - 1].
Proof.
  unfold sides, tanh_network, layer_sides, layer_value, neuron_value. cbn. unfold Q2R. cbn. f_equal; [lra | f_equal; lra].
Qed.

(** on [-1, 2] there are three regions, and the checker does not take two or four; *)
Theorem three_regions : map (check_regions tanh_network [(-1, 2)]%Q) [2; 3; 4]%Z = [false; true; false].
Proof. computed. Qed.

(** it equals the ReLU network x/2 + max(0, 2x) - max(0, 2x - 2) - 1 on [0, 2], and not without the skip connection. *)
Definition relu_twin (skip : Q) : plain_network :=
  Plain [[Neuron [(0%nat, 2)] 0; Neuron [(0%nat, 2)] (-2); Neuron [(0%nat, 1)] 0]]%Q [Neuron [(0%nat, 1); (1%nat, -1); (2%nat, skip)] (-1)]%Q.

Theorem twins : check_segment tanh_network (relu_twin (1 # 2)) [(0, 2)]%Q = true /\ check_segment tanh_network (relu_twin 0) [(0, 2)]%Q = false.
Proof. split; computed. Qed.
