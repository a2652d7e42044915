(** T16 over a number field: a network made of blocks equals an iterate of a piecewise linear map; by comparison at finitely many points,
    which are given. *)

From Coq Require Import Reals QArith Qreals List Lra Lia.
From Exactsep Require Import Networks Straight Fields FieldMaps SelfMap RealNetworks.
Import ListNotations.

(** The block h + sum of w_j relu (x + b_j), for f^r: r, the b_j, the w_j, h, and points between which both are affine. *)
Record field_block (F : number_field) : Type :=
  FieldBlock { iterates_of : nat; offsets_of : list (element F); weights_at : list (element F); shift_of : element F; cuts_of : list (element F) }.
Arguments FieldBlock {F}. Arguments iterates_of {F}. Arguments offsets_of {F}. Arguments weights_at {F}. Arguments shift_of {F}. Arguments cuts_of {F}.

(** For each neuron of a layer its weights and its bias. *)
Definition field_layer (F : number_field) : Type := list (list (element F) * element F).

Record field_network (F : number_field) : Type := FieldNetwork { field_hidden : list (field_layer F); field_output : field_layer F }.
Arguments FieldNetwork {F}. Arguments field_hidden {F}. Arguments field_output {F}.

Section Checker.
Variable F : number_field.
Notation el := (element F).
Notation leq := (less_equal F).

Definition zero_el : el := [].

Definition one_el : el := [1%Q].

(** p is not strictly between u and v. *)
Definition beside_el (u v p : el) : bool := leq p u && leq p v || leq u p && leq v p.

(** The values of f^r at u and v, if f, f^2, ..., f^r are affine between u and v. *)
Fixpoint ends_el (m : field_map F) (vs : list (el * el)) (r : nat) (u v : el) : option (el * el) :=
  match r with
  | O => Some (u, v)
  | S r' =>
    if forallb (fun p => beside_el u v (fst p)) vs then
      match field_value F m u, field_value F m v with Some y, Some z => ends_el m vs r' y z | _, _ => None end
    else None
  end.

(** relu z, if its sign is known. *)
Definition relu_el (z : el) : option el := if leq zero_el z then Some z else if leq z zero_el then Some zero_el else None.

(** The sum of the w relu (u + b). *)
Fixpoint relu_sum_el (bs ws : list el) (u : el) : option el :=
  match bs, ws with
  | b :: bs', w :: ws' =>
    match relu_el (sum_of u b), relu_sum_el bs' ws' u with Some z, Some s => Some (sum_of (product (minpoly F) w z) s) | _, _ => None end
  | _, _ => Some zero_el
  end.

Definition block_at (B : field_block F) (u y : el) : bool :=
  match relu_sum_el (offsets_of B) (weights_at B) u with Some s => same_element F (sum_of s (shift_of B)) y | None => false end.

(** From point to point: the block and f^r are affine, and equal at the two points. *)
Fixpoint same_from (m : field_map F) (vs : list (el * el)) (B : field_block F) (u : el) (points : list el) : bool :=
  match points with
  | [] => true
  | v :: rest =>
    leq u v && forallb (fun b => beside_el u v (multiple (-1) b)) (offsets_of B)
    && match ends_el m vs (iterates_of B) u v with None => false | Some (y, z) => block_at B u y && block_at B v z end
    && same_from m vs B v rest
  end.

Fixpoint last_point (u : el) (points : list el) : el := match points with [] => u | v :: rest => last_point v rest end.

(** The block is f^r from lo to hi. *)
Definition realizes_el (m : field_map F) (vs : list (el * el)) (lo hi : el) (B : field_block F) : bool :=
  match cuts_of B with
  | u :: v :: rest => same_element F u lo && same_element F (last_point v rest) hi && same_from m vs B u (v :: rest)
  | _ => false
  end.

(** The network of a sequence of blocks. *)
Definition next_layer_el (B C : field_block F) : field_layer F := map (fun b => (weights_at B, sum_of (shift_of B) b)) (offsets_of C).

Fixpoint layers_after_el (B : field_block F) (rest : list (field_block F)) : list (field_layer F) :=
  match rest with [] => [] | C :: rest' => next_layer_el B C :: layers_after_el C rest' end.

Fixpoint final_el (B : field_block F) (rest : list (field_block F)) : field_block F := match rest with [] => B | C :: rest' => final_el C rest' end.

Definition network_of_blocks_el (B : field_block F) (rest : list (field_block F)) : field_network F :=
  let D := final_el B rest in
  FieldNetwork (map (fun b => ([one_el], b)) (offsets_of B) :: layers_after_el B rest) [(weights_at D, shift_of D)].

(** The same network, weight by weight. *)
Fixpoint all_alike {A : Type} (same : A -> A -> bool) (l m : list A) : bool :=
  match l, m with [], [] => true | x :: l', y :: m' => same x y && all_alike same l' m' | _, _ => false end.

Definition same_unit (u v : list el * el) : bool := all_alike (same_element F) (fst u) (fst v) && same_element F (snd u) (snd v).

Definition same_network_el (N M : field_network F) : bool :=
  all_alike (all_alike same_unit) (field_hidden N) (field_hidden M) && all_alike same_unit (field_output N) (field_output M).

Definition no_block_el : field_block F := FieldBlock 0 [] [] [] [].

(** The network is that of the blocks in this order, and these give f^t. *)
Definition check_field_realization (vs : list (el * el)) (ss : list el) (lo hi : el) (N : field_network F) (t : nat)
    (blocks : list (field_block F)) (sequence : list nat) : bool :=
  match map (fun k => nth k blocks no_block_el) sequence with
  | [] => false
  | B :: rest =>
    check_field_heights F vs ss lo hi && forallb (realizes_el (FieldMap vs ss) vs lo hi) blocks
    && forallb (fun k => Nat.ltb k (length blocks)) sequence
    && Nat.eqb (fold_right (fun C n => (iterates_of C + n)%nat) 0%nat (B :: rest)) t
    && same_network_el N (network_of_blocks_el B rest)
  end.
End Checker.

(** At a root these are real numbers. *)
Definition layer_at {F} (a : R) (l : field_layer F) : layer_R := map (fun u => (map (at_root a) (fst u), at_root a (snd u))) l.

Definition network_at {F} (a : R) (N : field_network F) : real_network :=
  RealNetwork (map (layer_at a) (field_hidden N)) (layer_at a (field_output N)).

Definition block_at_root {F} (a : R) (B : field_block F) : block_R :=
  Block_R (map (at_root a) (offsets_of B)) (map (at_root a) (weights_at B)) (at_root a (shift_of B)).
