(** Some theorems about one map each, closed by computation: what the checkers are for. *)

From Coq Require Import Reals QArith Qreals List ZArith Lra Lia.
From Exactsep Require Import Networks Chains Hits Covering Maps SupNorm Counts Growth Cycles Loops Sign Integral Distance L1 EveryL1.
Import ListNotations.

Definition tent : map_data := Linear [(0 # 1, 0 # 1); (1 # 2, 1 # 1); (1 # 1, 0 # 1)].
Definition tent_intervals : list (Q * Q) := [(0 # 1, 1 # 2); (1 # 2, 1 # 1)].
Definition tent_branches : list (list (branch Q)) := [[Branch Q (0 # 1) (1 # 2) true 0 1]; [Branch Q (1 # 2) (1 # 1) false 0 1]].
Definition skew : map_data := Linear [(0 # 1, 0 # 1); (2 # 3, 1 # 1); (1 # 1, 0 # 1)].
Definition stefan : map_data := Linear [(0 # 1, 1 # 2); (1 # 4, 1 # 1); (1 # 2, 3 # 4); (3 # 4, 1 # 4); (1 # 1, 0 # 1)].

Open Scope R_scope.

(** 0 is 0, *)
Lemma Q2R_0 : Q2R (0 # 1) = 0. Proof. unfold Q2R. cbn. lra. Qed.
(** and 1 is 1. *)
Lemma Q2R_1 : Q2R (1 # 1) = 1. Proof. unfold Q2R. cbn. lra. Qed.

(** T14: the integral of |tent^8 - N| is at least 59/256 for every network with two hidden layers of at most three units. *)
Definition tent_8 := L1Certificate tent (0 # 1) (1 # 1) tent_intervals (map (map (fun K => (K, 2 # 1)%Q)) tent_branches) [Target (0 # 1) (1 # 1) (1 # 256)] 7 20 (59 # 256).

Theorem tent_8_l1 (N : network) :
  relu_network N -> (width N <= 3)%nat -> (depth N <= 2)%nat ->
  forall pr : Riemann_integrable (fun z => Rabs (iterate 8 (function_of tent) z - value N z)) 0 1, RiemannInt pr >= 59 / 256.
Proof.
  intros HN Hw Hl. assert (check_l1 tent_8 = true) as H by (vm_cast_no_check (eq_refl true)).
  pose proof (l1_soundness_for_networks tent_8 H N HN (small_enough N 3 2 20 Hw Hl ltac:(cbn; lia))) as Hc.
  cbn [tent_8 l1_left l1_right l1_map later l1_error] in Hc. rewrite Q2R_0, Q2R_1 in Hc. replace (59 / 256) with (Q2R (59 # 256)) by reflexivity. exact Hc.
Qed.

(** T14, for every iterate of the skew tent map: 1/4 - (1/4) (2/3)^t times the number of pieces. *)
Definition skew_every := EveryL1 skew (0 # 1) (1 # 1) [(0 # 1, 1 # 1)]%Q
  [[(Branch Q (0 # 1) (2 # 3) true 0 0, 3 # 2); (Branch Q (2 # 3) (1 # 1) false 0 0, 3 # 1)]] (3 # 2) [LevelMass (0 # 1) (1 # 1) [1 # 1]].

Theorem skew_every_l1 t (N : network) :
  relu_network N ->
  forall pr : Riemann_integrable (fun z => Rabs (iterate (S t) (function_of skew) z - value N z)) 0 1,
  RiemannInt pr >= / 4 - / 4 * IZR ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N)) / (3 / 2) ^ S t.
Proof.
  intros HN. assert (check_every_l1 skew_every = true) as H by (vm_cast_no_check (eq_refl true)).
  pose proof (every_l1_soundness_for_networks skew_every H t N HN) as Hc.
  change (forall pr : Riemann_integrable (fun z => Rabs (iterate (S t) (function_of skew) z - value N z)) (Q2R (0 # 1)) (Q2R (1 # 1)),
    RiemannInt pr >= Q2R (floor_of skew_every) - Q2R (loss_of skew_every) * IZR ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N)) / (3 / 2) ^ S t) in Hc.
  assert (Q2R (floor_of skew_every) = / 4) as Ef by (unfold Q2R; cbn; lra). assert (Q2R (loss_of skew_every) = / 4) as El by (unfold Q2R; cbn; lra).
  rewrite Ef, El, Q2R_0, Q2R_1 in Hc. exact Hc.
Qed.

(** T4w: every iterate of the map of the Stefan 5-cycle is at least 1/8 away from every network with fewer than 1.512876...^t pieces. *)
Definition stefan_growth := Growth
  (Certificate stefan (0 # 1) (1 # 1) [(0 # 1, 1 # 4); (1 # 4, 1 # 2); (1 # 2, 3 # 4); (3 # 4, 1 # 1)]%Q
    [[Span (0 # 1) (1 # 4) 2 1]; [Span (1 # 4) (1 # 2) 3 0]; [Span (1 # 2) (3 # 4) 1 1]; [Span (3 # 4) (1 # 1) 0 0]]
    (1 # 2) (3 # 4) 0 0 0 64)
  (Numbers [18446744073709551616; 23774071384379504055; 35967231454789846577; 27907643708107800684]%Z (756438198432047 # 500000000000000) 1 0 0 0 (1 # 35967231454789846577)).

Theorem stefan_every t (N : network) :
  relu_network N -> IZR ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N)) < (756438198432047 / 500000000000000) ^ t ->
  exists z, 0 <= z <= 1 /\ Rabs (iterate t (function_of stefan) z - value N z) >= / 8.
Proof.
  intros HN Hs. assert (check_growth stefan_growth = true) as H by (vm_cast_no_check (eq_refl true)).
  destruct (every_soundness_for_networks stefan_growth H t (Nat.le_0_l t) N HN) as [z Hz].
  - cbn [stefan_growth numbers rate constant]. change (Q2R (756438198432047 # 500000000000000)) with (756438198432047 / 500000000000000).
    replace (Q2R 1) with 1 by (unfold Q2R; cbn; lra). rewrite Rmult_1_l. exact Hs.
  - exists z. cbn [stefan_growth base left right map_of low_level high_level] in Hz. rewrite Q2R_0, Q2R_1 in Hz.
    replace (Q2R (3 # 4)) with (3 / 4) in Hz by reflexivity. replace (Q2R (1 # 2)) with (1 / 2) in Hz by reflexivity. destruct Hz as [Hz Hd]. split; [exact Hz | lra].
Qed.

(** T13: among 21192498 points in [0, 1] every g with at most 21192496 pieces mislabels one, for the 40th iterate. *)
Definition stefan_40 := Certificate stefan (0 # 1) (1 # 1) (intervals (base stefan_growth)) (branches (base stefan_growth)) (1 # 2) (3 # 4) 40 21192496 0 64.

Theorem stefan_40_sign : exists zs, increasing_points 0 zs 1 /\ Z.of_nat (length zs) = 21192498%Z /\
  forall g m c, pieces g 0 1 m -> (m <= 21192496)%Z -> (1 <= mislabelled (iterate 40 (function_of stefan)) g (5 / 8) c zs)%Z.
Proof.
  assert (check stefan_40 = true) as H by (vm_cast_no_check (eq_refl true)).
  destruct (sign_soundness stefan_40 1 H) as [zs [Hi [Hl Hg]]]; [cbn; lia | cbn [stefan_40 low_level high_level]; unfold Q2R; cbn; lra |].
  cbn [stefan_40 left right at_most map_of iterations low_level high_level] in *. rewrite Q2R_0, Q2R_1 in *.
  replace ((Q2R (1 # 2) + Q2R (3 # 4)) / 2) with (5 / 8) in Hg by (unfold Q2R; cbn; lra).
  exists zs. split; [exact Hi|]. split; [exact Hl|]. intros g m c Hp Hm. apply (Hg g m c Hp). lia.
Qed.

(** T5: the tent map has a cycle of least period 7. *)
Definition tent_seven := Cycle tent [(2 # 43, 2 # 43); (4 # 43, 4 # 43); (8 # 43, 8 # 43); (16 # 43, 16 # 43); (22 # 43, 22 # 43); (32 # 43, 32 # 43); (42 # 43, 42 # 43)]%Q [1; 2; 3; 5; 6; 4; 0]%nat.

Theorem tent_seven_cycle : exists p, iterate 7 (function_of tent) p = p /\ forall k, (0 < k < 7)%nat -> iterate k (function_of tent) p <> p.
Proof.
  assert (check_cycle tent_seven = true) as H by (vm_cast_no_check (eq_refl true)).
  destruct (cycle_soundness tent_seven H) as [_ [P [_ [_ [H1 H2]]]]]. exists (P 0%nat). split; [exact H1 | exact H2].
Qed.
