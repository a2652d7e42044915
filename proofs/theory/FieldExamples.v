(** Theorems about maps over number fields, closed by computation, and files that are refused. *)

From Coq Require Import Reals QArith Qreals List ZArith NArith Lra Lia.
From Exactsep Require Import Numbers Networks Chains Hits Covering Maps SupNorm Counts Growth Points Sign Evidence Fields FieldMaps FieldEvidence.
Import ListNotations.
Open Scope R_scope.

(** ** The golden ratio *)

Definition golden_field : number_field := NumberField [-1; -1; 1]%Q 1 2 (1779046547456, 1779047596032)%Z 40 40.

Lemma golden_isolated : isolates golden_field = true.
Proof. computed. Qed.

(** The polynomial has one root in the interval. *)
Theorem golden_root : exists! a, 1 <= a <= 2 /\ a ^ 2 - a - 1 = 0.
Proof. apply (one_root_stated golden_field); [exact golden_isolated | computed | number | number | intros a; element]. Qed.

(** A covering for the map a |x| - 1 on [-a, a], with its levels -1 and a - 1, and a vector that grows by almost a. *)
Definition golden_vertices : list (element golden_field * element golden_field) := [([0; -1], [0; 1]); ([0], [-1]); ([0; 1], [0; 1])]%Q.

Definition golden_levels : setting_over (element golden_field) (field_map golden_field) :=
  Setting (FieldMap golden_vertices [[0; -1]; [0; 1]]%Q) [0; -1]%Q [0; 1]%Q [-1]%Q [-1; 1]%Q.

Definition golden_covering : source_over (element golden_field) := by_covering
  [([0; -1], [-1]); ([-1], [0]); ([0], [-1; 1]); ([-1; 1], [0; 1])]%Q
  [[Span [0; -1]%Q [-1]%Q 3 0]; [Span [-1]%Q [0]%Q 1 1]; [Span [0]%Q [-1; 1]%Q 1 0]; [Span [-1; 1]%Q [0; 1]%Q 2 1]] 64.

Definition golden_numbers (num : Z) : growth_numbers :=
  Numbers [0; 29847458893032750101; 18446744073709551616; 0]%Z (num # 500000000000000) 1 0 40 1 (48711690 # 2713405353912068191).

Section Golden.
Variable a : R.
Hypothesis between_1_and_2 : 1 <= a <= 2.
Hypothesis golden : a ^ 2 - a - 1 = 0.

#[local] Instance at_a : reading (element golden_field) (field_map golden_field).
Proof. apply (field_reading golden_field golden_isolated a). apply (root_stated _ a 1 2 (a ^ 2 - a - 1)); [number | number | element | assumption ..]. Defined.

(** The map a |x| - 1 on [-a, a] *)
Definition golden_map : R -> R := piecewise_linear_R [(- a, a); (0, -1); (a, a)]. (* a * a - 1 = a *)

(** Every iterate is at least a/2 away from every network with fewer than 1.618033988749894^t pieces. *)
Theorem golden_every : forall t, (0 <= t)%nat -> forall N : network, relu_network N ->
  IZR ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N)) < 1 * (809016994374947 / 500000000000000) ^ t ->
  exists z, - a <= z <= a /\ Rabs (iterate t golden_map z - value N z) >= a / 2.
Proof.
  apply (every_networks golden_levels (golden_numbers 809016994374947) golden_covering) with (error := [0; 1 # 2]%Q);
    [computed | same_map | reflexivity | number .. | computed | number].
Qed.
End Golden.

(** A faster rate is refused. *)
Theorem golden_faster_is_refused : grown golden_levels (golden_numbers 809016994374948) golden_covering = false.
Proof. computed. Qed.

(** ** The slope of the 9-cycle with the least entropy, of degree 8 *)

Definition nine_field : number_field :=
  NumberField [-1; 1; -1; 1; -1; 1; -1; -1; 1]%Q 1 2 (1584742268928, 1584743317504)%Z 40 40.

Definition nine_polynomial (a : R) : R := a ^ 8 - a ^ 7 - a ^ 6 + a ^ 5 - a ^ 4 + a ^ 3 - a ^ 2 + a - 1.

Lemma nine_isolated : isolates nine_field = true.
Proof. computed. Qed.

(** The polynomial has one root in the interval. *)
Theorem nine_root : exists! a, 1 <= a <= 2 /\ nine_polynomial a = 0.
Proof. apply (one_root_stated nine_field); [exact nine_isolated | computed | number | number | intros a; unfold nine_polynomial; element]. Qed.

Definition nine_vertices : list (element nine_field * element nine_field) := [([0], [2; -1]); ([0; 1; -1; 1; -1; 1; 1; -1], [1]); ([1], [0])]%Q.

(** The points between the ends, in order. *)
Definition nine_points : list (list Q) :=
  [[0; 1; -1; 1; -1; 1; 1; -1]; [0; 1; -1; 1; 1; -1]; [0; 1; 1; -1]; [2; -1]; [0; -1; 1]; [0; 1; -1; -1; 1]; [0; 1; -1; 1; -1; -1; 1]]%Q.

(** The intervals between neighbours. *)
Definition nine_intervals : list (list Q * list Q) := combine ([0%Q] :: nine_points) (nine_points ++ [[1%Q]]).

(** Each of them is one branch, over these intervals. *)
Definition nine_branches : list (list (span_over (list Q))) :=
  map (fun p => [Span (fst (fst p)) (snd (fst p)) (fst (snd p)) (snd (snd p))])
    (combine nine_intervals [(4, 3); (7, 0); (6, 0); (5, 0); (3, 1); (2, 0); (1, 0); (0, 0)]%nat).

Definition nine_levels : setting_over (element nine_field) (field_map nine_field) :=
  Setting (FieldMap nine_vertices [[0; 1]; [0; -1]]%Q) [0]%Q [1]%Q [0]%Q [0; -1; 1]%Q.

Definition nine_covering : source_over (element nine_field) := by_covering nine_intervals nine_branches 20000.

Section Nine.
Variable a : R.
Hypothesis between_1_and_2 : 1 <= a <= 2.
Hypothesis nine_zero : nine_polynomial a = 0.

#[local] Instance at_nine : reading (element nine_field) (field_map nine_field).
Proof.
  apply (field_reading nine_field nine_isolated a).
  apply (root_stated _ a 1 2 (nine_polynomial a)); [number | number | unfold nine_polynomial; element | assumption ..].
Defined.

Definition nine_map : R -> R := piecewise_linear_R [(0, 2 - a); (a - a ^ 2 + a ^ 3 - a ^ 4 + a ^ 5 + a ^ 6 - a ^ 7, 1); (1, 0)].

(** The 40th iterate is at least (a^2 - a)/2 away from every network with at most 1738043 pieces. *)
Theorem nine_40 : forall N : network, relu_network N -> ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N) <= 1738043)%Z ->
  exists z, 0 <= z <= 1 /\ Rabs (iterate 40 nine_map z - value N z) >= (a ^ 2 - a) / 2.
Proof. apply (sup_networks nine_levels 40%N [0; -1 # 2; 1 # 2]%Q nine_covering 1738043); [computed | same_map | reflexivity | number ..]. Qed.
End Nine.

(** One piece more is refused, *)
Theorem nine_one_piece_more_is_refused : check_sup nine_levels 40 1738044 [0; -1 # 2; 1 # 2]%Q nine_covering = false.
Proof. computed. Qed.

(** so is a larger error, *)
Theorem nine_larger_error_is_refused : check_sup nine_levels 40 1738043 [1 # 1000000; -1 # 2; 1 # 2]%Q nine_covering = false.
Proof. computed. Qed.

(** and so is an inner interval that does not hold the root. *)
Theorem nine_beside_the_root_is_refused : isolates (NumberField (minpoly nine_field) 1 2 (1584742268927, 1584742268928)%Z 40 40) = false.
Proof. computed. Qed.
