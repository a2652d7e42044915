(** T1 for ReLU networks of a given width and depth: (width + 1)^depth pieces at most. *)

From Coq Require Import Reals QArith List ZArith Lia.
From Exactsep Require Import Networks Chains Hits.
From Exactsep Require Distance.
Open Scope R_scope.

(** The number of pieces of a network is at most (width + 1)^depth. *)
Lemma network_pieces (N : network) a b :
  relu_network N -> a <= b -> exists m, pieces (value N) a b m /\ (m <= (Z.of_nat (width N) + 1) ^ Z.of_nat (depth N))%Z.
Proof.
  intros HN Hab. destruct (T1 N a b Hab) as [m [Hm Hp]]. exists m. split; [exact Hp|].
  pose proof (piece_bound_of_sizes N 1 (width N) (depth N) (relu_networks_have_one_breakpoint N HN) (le_n _) (le_n _)) as Hb.
  rewrite Z.mul_1_l in Hb. lia.
Qed.

(** (width + 1)^depth is at least 1. *)
Lemma network_size_positive (N : network) : (1 <= (Z.of_nat (width N) + 1) ^ Z.of_nat (depth N))%Z.
Proof. pose proof (Z.pow_pos_nonneg (Z.of_nat (width N) + 1) (Z.of_nat (depth N)) ltac:(lia) ltac:(lia)). lia. Qed.

(** A network of at most this depth and width is small enough. *)
Lemma of_size (N : network) w l M :
  Z.leb ((Z.of_nat w + 1) ^ Z.of_nat l) M = true -> (width N <= w)%nat -> (depth N <= l)%nat -> ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N) <= M)%Z.
Proof. intros H Hw Hl. apply Z.leb_le in H. exact (Distance.small_enough N w l M Hw Hl H). Qed.
