(** Theorems about maps over number fields, closed by computation, and files that are refused. *)

From Coq Require Import Reals QArith Qreals List ZArith NArith Lra Lia.
From Exactsep Require Import Numbers Networks Chains Hits Covering Maps SupNorm Counts Growth Fields FieldMaps FieldSup.
Import ListNotations.
Open Scope R_scope.

(** ** The golden ratio *)

Definition golden_field : number_field := NumberField [-1; -1; 1]%Q 1 2 (1779046547456, 1779047596032)%Z 40 40.

(** The polynomial has one root in the interval. *)
Theorem golden_root : exists a, root_of golden_field a /\ forall b, root_of golden_field b -> b = a.
Proof.
  destruct (root_exists golden_field) as [a Ha]; [computed|].
  exists a. split; [exact Ha|]. intros b Hb. apply (root_unique golden_field); [computed | exact Hb | exact Ha].
Qed.

(** It is the golden ratio. *)
Lemma golden_is a : 1 <= a <= 2 -> a ^ 2 - a - 1 = 0 -> root_of golden_field a.
Proof. apply root_stated; [number | number | element]. Qed.

(** The map a |x| - 1 on [-a, a]. *)
Definition golden_map (a : R) : R -> R := piecewise_linear_R [(- a, a); (0, -1); (a, a)]. (* a * a - 1 = a *)

Definition golden_vertices : list (element golden_field * element golden_field) := [([0; -1], [0; 1]); ([0], [-1]); ([0; 1], [0; 1])]%Q.

(** A covering, with its levels -1 and a - 1, and a vector that grows by almost a. *)
Definition golden_data (num : Z) : field_growth golden_field := Growth
  (Certificate (FieldMap golden_vertices) [0; -1]%Q [0; 1]%Q
    [([0; -1], [-1]); ([-1], [0]); ([0], [-1; 1]); ([-1; 1], [0; 1])]%Q
    [[Span [0; -1]%Q [-1]%Q 3 0]; [Span [-1]%Q [0]%Q 1 1]; [Span [0]%Q [-1; 1]%Q 1 0]; [Span [-1; 1]%Q [0; 1]%Q 2 1]]
    [-1]%Q [-1; 1]%Q 0 0 [0]%Q 64)
  (Numbers [0; 29847458893032750101; 18446744073709551616; 0]%Z (num # 500000000000000) 1 0 40 1 (48711690 # 2713405353912068191)).

(** Every iterate is at least a/2 away from every network with fewer than 1.618033988749894^t pieces. *)
Theorem golden_every a t (N : network) :
  1 <= a <= 2 -> a ^ 2 - a - 1 = 0 -> relu_network N ->
  IZR ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N)) < (809016994374947 / 500000000000000) ^ t ->
  exists z, - a <= z <= a /\ Rabs (iterate t (golden_map a) z - value N z) >= a / 2.
Proof.
  intros Ha H0 HN Hs. pose proof (golden_is a Ha H0) as Hroot.
  apply (field_every_networks golden_field (golden_data 809016994374947) golden_vertices a (golden_map a) [(- a, a); (0, -1); (a, a)] 0
    (809016994374947 / 500000000000000) 1 (- a) a (-1) (-1 + a)) with (error := [0; 1 # 2]%Q);
    [computed | reflexivity | exact Hroot | reflexivity | same_vertices | computed | number | number | element | element | element | element | computed | element | lia | exact HN |].
  rewrite Rmult_1_l. exact Hs.
Qed.

(** A faster rate is refused. *)
Theorem golden_faster_is_refused : check_growth (golden_data 809016994374948) = false.
Proof. computed. Qed.

(** ** The slope of the 9-cycle with the least entropy, of degree 8 *)

Definition nine_field : number_field :=
  NumberField [-1; 1; -1; 1; -1; 1; -1; -1; 1]%Q 1 2 (1584742268928, 1584743317504)%Z 40 40.

Definition nine_polynomial (a : R) : R := a ^ 8 - a ^ 7 - a ^ 6 + a ^ 5 - a ^ 4 + a ^ 3 - a ^ 2 + a - 1.

(** The root in the interval, as a reader would say it. *)
Lemma nine_is a : 1 <= a <= 2 -> nine_polynomial a = 0 -> root_of nine_field a.
Proof. apply root_stated; [number | number | unfold nine_polynomial; element]. Qed.

(** The polynomial has one root in the interval. *)
Theorem nine_root : exists a, root_of nine_field a /\ forall b, root_of nine_field b -> b = a.
Proof.
  destruct (root_exists nine_field) as [a Ha]; [computed|].
  exists a. split; [exact Ha|]. intros b Hb. apply (root_unique nine_field); [computed | exact Hb | exact Ha].
Qed.

Definition nine_map (a : R) : R -> R :=
  piecewise_linear_R [(0, 2 - a); (a - a ^ 2 + a ^ 3 - a ^ 4 + a ^ 5 + a ^ 6 - a ^ 7, 1); (1, 0)].

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

Definition nine_data (few : Z) (error : list Q) : field_certificate nine_field :=
  Certificate (FieldMap nine_vertices) [0]%Q [1]%Q nine_intervals nine_branches [0]%Q [0; -1; 1]%Q 40 few error 20000.

(** The 40th iterate is at least (a^2 - a)/2 away from every network with at most 1738043 pieces. *)
Theorem nine_40 a (N : network) :
  1 <= a <= 2 -> nine_polynomial a = 0 -> relu_network N -> ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N) <= 1738043)%Z ->
  exists z, 0 <= z <= 1 /\ Rabs (iterate 40 (nine_map a) z - value N z) >= (a ^ 2 - a) / 2.
Proof.
  intros Ha H0 HN Hs. pose proof (nine_is a Ha H0) as Hroot. revert N HN Hs.
  eapply (field_sup_networks nine_field (nine_data 1738043 [0; -1 # 2; 1 # 2]%Q) nine_vertices a (nine_map a) _ 40%N 1738043);
    [computed | reflexivity | exact Hroot | reflexivity | same_vertices | computed | computed | element ..].
Qed.

(** One piece more is refused, *)
Theorem nine_one_piece_more_is_refused : check (nine_data 1738044 [0; -1 # 2; 1 # 2]%Q) = false.
Proof. computed. Qed.

(** so is a larger error, *)
Theorem nine_larger_error_is_refused : check (nine_data 1738043 [1 # 1000000; -1 # 2; 1 # 2]%Q) = false.
Proof. computed. Qed.

(** and so is an inner interval that does not hold the root. *)
Theorem nine_beside_the_root_is_refused : isolates (NumberField (minpoly nine_field) 1 2 (1584742268927, 1584742268928)%Z 40 40) = false.
Proof. computed. Qed.
