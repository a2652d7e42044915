From Coq Require Import Reals QArith List ZArith.
From Exactsep Require Import Networks Chains Hits Covering Maps SupNorm.
Import ListNotations.
Open Scope R_scope.

Definition f : R -> R := piecewise_linear [(0, 0); (1#2, 1); (1, 0)]%Q.

Definition data : certificate := Certificate (Linear [(0, 0); (1#2, 1); (1, 0)]%Q) 0 1 [(0, 1)]%Q
 [[Branch _ 0%Q (1#2) true 0 0; Branch _ (1#2)%Q 1%Q false 0 0]] 0 1 20 (2^20 - 1) (1#2).

Lemma accepted : check data = true.
Proof. computed. Qed.

Theorem far_from_few_pieces : forall (g : R -> R) (m : Z), pieces g 0 1 m -> (m <= 1048575)%Z ->
  exists z, 0 <= z <= 1 /\ Rabs (iterate 20 f z - g z) >= 1 / 2.
Proof. apply (soundness data); [exact accepted | number ..]. Qed.

Theorem far_from_small_networks : forall N : network, relu_network N -> ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N) <= 1048575)%Z ->
  exists z, 0 <= z <= 1 /\ Rabs (iterate 20 f z - value N z) >= 1 / 2.
Proof. apply (soundness_for_networks data); [exact accepted | number ..]. Qed.

Print Assumptions far_from_small_networks.
