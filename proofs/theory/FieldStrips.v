(** T15 at every iterate over a number field: a checker, whose numbers are elements of the field. It is right: [FieldEvery]. *)

From Coq Require Import Reals QArith Qreals List ZArith Lra Lia FunctionalExtensionality.
From Exactsep Require Import Networks Chains Hits Covering Maps Integral Slopes Windows Distance L1 Upper Constants Cylinders CylinderCosts Integrals.
From Exactsep Require Import Fields FieldMaps FieldBlocks FieldRealization FieldCylinders FieldConstants EveryShares.
Import ListNotations.

(** The intervals and branches, the number of iterates of the tail, and levels, two and two, between which all costs are affine. *)
Record field_every (F : number_field) : Type := FieldEvery {
  y_vertices : list (element F * element F);
  y_slopes : list (element F);
  y_left : element F;
  y_right : element F;
  y_intervals : list (element F * element F);
  y_branches : list (list (field_part F));
  y_tail : nat;
  y_levels : list (element F * element F)
}.
Arguments FieldEvery {F} _ _ _ _ _ _ _%nat_scope _.
Arguments y_vertices {F}. Arguments y_slopes {F}. Arguments y_left {F}. Arguments y_right {F}. Arguments y_intervals {F}. Arguments y_branches {F}.
Arguments y_tail {F}. Arguments y_levels {F}.

(** What is above a level and below, at two levels: above, above, below, below. *)
Record four (F : number_field) : Type := Four { up_low : element F; up_high : element F; down_low : element F; down_high : element F }.
Arguments Four {F}. Arguments up_low {F}. Arguments up_high {F}. Arguments down_low {F}. Arguments down_high {F}.

(** Levels, amounts, the lesser ones of them, and the largest of these, at both levels. *)
Record field_strip (F : number_field) : Type := FieldStrip {
  f_low : element F; f_high : element F; f_amounts : list (four F); f_least : list (element F * element F); f_paid : element F * element F }.
Arguments FieldStrip {F}. Arguments f_low {F}. Arguments f_high {F}. Arguments f_amounts {F}. Arguments f_least {F}. Arguments f_paid {F}.

Section Checker.
Variable F : number_field.
Notation el := (element F).
Notation leq := (less_equal F).
Notation "x * y" := (product (minpoly F) x y).

Definition no_four : four F := Four [] [] [] [].
Definition four_sum (m n : four F) : four F :=
  Four (sum_of (up_low m) (up_low n)) (sum_of (up_high m) (up_high n)) (sum_of (down_low m) (down_low n)) (sum_of (down_high m) (down_high n)).
Definition four_times (k : el) (m : four F) : four F := Four (k * up_low m) (k * up_high m) (k * down_low m) (k * down_high m).

(** Of an interval itself *)
Definition own_four (x y : el) (J : el * el) : four F :=
  let (l, r) := J in
  if leq y l then let d := difference r l in Four d d [] []
  else if leq r x then let d := difference r l in Four [] [] d d
  else if leq l x && leq y r then Four (difference r x) (difference r y) (difference x l) (difference y l)
  else no_four.

Definition row_four (ms : list (four F)) (row : list (field_part F)) : four F :=
  fold_right (fun B s => four_sum (four_times (fst (snd B)) (nth (snd (snd B)) ms no_four)) s) no_four row.

Fixpoint fours_after (Bs : list (list (field_part F))) (t : nat) (ms : list (four F)) : list (four F) :=
  match t with O => ms | S t' => fours_after Bs t' (map (row_four ms) Bs) end.

Definition lesser (x y : el) : el := if leq x y then x else y.
Definition larger (x y : el) : el := if leq x y then y else x.
Definition least_four (m : four F) : el * el := (lesser (up_low m) (down_low m), lesser (up_high m) (down_high m)).

Definition strip_between (c : field_every F) (k : el * el) : field_strip F :=
  let ms := fours_after (y_branches c) (y_tail c) (map (own_four (fst k) (snd k)) (y_intervals c)) in
  let ls := map least_four ms in
  FieldStrip (fst k) (snd k) ms ls (fold_right (fun p s => larger (fst p) s) [] ls, fold_right (fun p s => larger (snd p) s) [] ls).

Definition least_fits (paid : el * el) (m : four F) (p : el * el) : bool :=
  leq (fst p) (up_low m) && leq (fst p) (down_low m) && leq (fst p) (fst paid)
  && leq (snd p) (up_high m) && leq (snd p) (down_high m) && leq (snd p) (snd paid).

Fixpoint all_fit (paid : el * el) (ms : list (four F)) (ls : list (el * el)) : bool :=
  match ms, ls with [], [] => true | m :: ms', p :: ls' => least_fits paid m p && all_fit paid ms' ls' | _, _ => false end.

Definition strip_fits (k : field_strip F) : bool :=
  less F (f_low k) (f_high k) && all_fit (f_paid k) (f_amounts k) (f_least k) && leq [] (fst (f_paid k)) && leq [] (snd (f_paid k)).

Fixpoint levels_in_order (ks : list (el * el)) : bool :=
  match ks with
  | [] => true
  | k :: rest => less F (fst k) (snd k) && match rest with [] => true | k' :: _ => leq (snd k) (fst k') end && levels_in_order rest
  end.

(** Twice the areas *)
Definition twice_mean (k : field_strip F) (p : el * el) : el := difference (f_high k) (f_low k) * sum_of (fst p) (snd p).
Definition twice_least (j : nat) (ks : list (field_strip F)) : el :=
  fold_right (fun k s => sum_of (twice_mean k (nth j (f_least k) (nowhere_el F))) s) [] ks.
Definition twice_paid (ks : list (field_strip F)) : el := fold_right (fun k s => sum_of (twice_mean k (f_paid k)) s) [] ks.

Fixpoint long_filled (u : el) (Js : list (el * el)) (r : el) : bool :=
  match Js with [] => same_element F u r | (l, v) :: rest => same_element F u l && less F l v && long_filled v rest r end.

Definition check_field_every (c : field_every F) (floor loss rate : el) : bool :=
  let m := FieldMap (y_vertices c) (y_slopes c) in
  let ks := map (strip_between c) (y_levels c) in
  good_map F m && long_filled (y_left c) (y_intervals c) (y_right c) && filled_rows F m (y_vertices c) (y_intervals c) (y_intervals c) (y_branches c)
  && less F (y_left c) (y_right c) && less F [] rate && forallb (forallb (fun B => leq (fst (snd B) * rate) [1%Q])) (y_branches c)
  && levels_in_order (y_levels c) && forallb strip_fits ks && leq [] floor && leq [] loss && leq (twice_paid ks) (multiple 2 loss)
  && forallb (fun j => let J := nth j (y_intervals c) (nowhere_el F) in
       leq (multiple 2 floor * difference (snd J) (fst J)) (difference (y_right c) (y_left c) * twice_least j ks)) (seq 0 (length (y_intervals c))).
End Checker.
