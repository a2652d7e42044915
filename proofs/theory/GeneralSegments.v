(** General networks on segments (rule N): between points where no preactivation passes a breakpoint they are affine. *)

From Coq Require Import Reals QArith Qreals List Lra Lia.
From Exactsep Require Import Networks Maps Vectors Symbolic Parts Segments General.
Import ListNotations.
Open Scope Q_scope.

(** A quantity minus a place, at both ends. *)
Definition minus_place (place : Q) (p : Q * Q) : Q * Q := (Qred (fst p - place), Qred (snd p - place)).

(** An activation is affine on the segment if the quantity passes none of its places. *)
Fixpoint turn_pair (turns : list (Q * Q)) (start p : Q * Q) : option (Q * Q) :=
  match turns with
  | [] => Some start
  | (turn, place) :: rest =>
    match relu_pair (minus_place place p), turn_pair rest start p with
    | Some r, Some q => Some (Qred (turn * fst r + fst q), Qred (turn * snd r + snd q))
    | _, _ => None
    end
  end.

Definition start_of (h : bent) (v : Q) : Q := Qred (first_slope h * v + at_zero h).

Definition bent_pair (h : bent) (p : Q * Q) : option (Q * Q) := turn_pair (places h) (start_of h (fst p), start_of h (snd p)) p.

Definition general_pairs (l : general_layer) (ps : list (Q * Q)) : option (list (Q * Q)) :=
  each (bent_pair (shape l)) (map (neuron_pair ps) (neurons l)).

(** All values at both ends. *)
Fixpoint all_pairs (layers : list general_layer) (ps : list (Q * Q)) : option (list (Q * Q)) :=
  match layers with
  | [] => Some ps
  | l :: rest => match general_pairs l ps with None => None | Some rs => all_pairs rest (ps ++ rs) end
  end.

(** The outputs at both ends. *)
Definition value_pairs (N : general_network) (ps : list (Q * Q)) : option (list (Q * Q)) :=
  match all_pairs (inner_layers N) ps with None => None | Some rs => general_pairs (last_layer N) rs end.

(** The differences of preactivations and places at both ends. *)
Definition side_pairs (l : general_layer) (ps : list (Q * Q)) : list (Q * Q) :=
  flat_map (fun r => map (fun p => minus_place (snd p) r) (places (shape l))) (map (neuron_pair ps) (neurons l)).

Fixpoint sides_ends (layers : list general_layer) (ps : list (Q * Q)) : option (list (Q * Q)) :=
  match layers with
  | [] => Some []
  | l :: rest =>
    match general_pairs l ps with
    | None => None
    | Some rs => match sides_ends rest (ps ++ rs) with None => None | Some more => Some (side_pairs l ps ++ more) end
    end
  end.

(** A proposal for the points where one changes its sign. *)
Definition bent_Q (h : bent) (v : Q) : Q :=
  fold_right (fun p rest => if Qle_bool v (snd p) then rest else Qred (fst p * (v - snd p) + rest)) (start_of h v) (places h).

Definition sides_Q (l : general_layer) (vs : list Q) : list Q :=
  flat_map (fun u => let v := value_Q vs u in map (fun p => v - snd p) (places (shape l))) (neurons l).

Fixpoint general_cuts (layers : list general_layer) (points : list (Q * list Q)) : list Q :=
  match layers with
  | [] => map fst points
  | l :: rest =>
    general_cuts rest (map (fun p => (fst p, snd p ++ map (fun u => bent_Q (shape l) (value_Q (snd p) u)) (neurons l))) (refine (sides_Q l) points))
  end.

(** ** Soundness *)

Open Scope R_scope.

(** A difference is the difference. *)
Lemma mix_minus_place s place p : mix s (minus_place place p) = mix s p - Q2R place.
Proof. unfold mix, minus_place. cbn [fst snd]. rewrite !Q2R_Qred, !Q2R_minus. ring. Qed.

(** Activations are affine where no place is passed, *)
Lemma mix_bent s h p r : 0 <= s <= 1 -> bent_pair h p = Some r -> mix s r = bent_value h (mix s p).
Proof.
  intros Hs. unfold bent_pair, bent_value, activate, activation_of. cbn [slope value_at_0 turns].
  revert r. induction (places h) as [| [turn place] rest IH]; intros r; cbn [turn_pair map fold_right fst snd].
  - intros [= <-]. unfold mix, start_of. cbn [fst snd]. rewrite !Q2R_Qred, !Q2R_plus, !Q2R_mult. ring.
  - destruct (relu_pair (minus_place place p)) as [m|] eqn:E; [|discriminate].
    destruct (turn_pair rest _ p) as [q|]; [|discriminate]. intros H.
    assert (r = (Qred (turn * fst m + fst q), Qred (turn * snd m + snd q))%Q) as -> by congruence.
    rewrite <- (IH q eq_refl), <- mix_minus_place, <- (mix_relu s _ m Hs E).
    unfold mix. cbn [fst snd]. rewrite !Q2R_Qred, !Q2R_plus, !Q2R_mult. ring.
Qed.

(** layers, *)
Lemma mix_general s l ps rs : 0 <= s <= 1 -> general_pairs l ps = Some rs -> map (mix s) rs = general_value l (map (mix s) ps).
Proof.
  intros Hs H. unfold general_value. rewrite <- mix_layer. apply (each_ok s _ _ _ _ (fun p r => mix_bent s (shape l) p r Hs) H).
Qed.

(** all values, *)
Lemma mix_all s layers ps rs : 0 <= s <= 1 -> all_pairs layers ps = Some rs -> map (mix s) rs = all_values layers (map (mix s) ps).
Proof.
  intros Hs. revert ps. induction layers as [| l layers IH]; intros ps; cbn [all_pairs all_values]; [intros [= <-]; reflexivity|].
  destruct (general_pairs l ps) as [qs|] eqn:E; [|discriminate]. intros H. rewrite (IH _ H), map_app, (mix_general s l ps qs Hs E). reflexivity.
Qed.

(** the outputs, *)
Lemma value_pairs_ok N s ps rs : 0 <= s <= 1 -> value_pairs N ps = Some rs -> map (mix s) rs = values N (map (mix s) ps).
Proof.
  intros Hs. unfold value_pairs, values. destruct (all_pairs (inner_layers N) ps) as [qs|] eqn:E; [|discriminate]. intros H.
  rewrite (mix_general s _ _ _ Hs H), (mix_all s _ _ _ Hs E). reflexivity.
Qed.

(** and the differences of preactivations and places. *)
Lemma mix_sides s l ps : map (mix s) (side_pairs l ps) = layer_sides l (map (mix s) ps).
Proof.
  unfold side_pairs, layer_sides. rewrite <- mix_layer. induction (map (neuron_pair ps) (neurons l)) as [| r rs IH]; [reflexivity|].
  cbn [flat_map map]. rewrite map_app, IH, map_map. f_equal. apply map_ext. intros p. apply mix_minus_place.
Qed.

Lemma sides_ends_ok layers s ps rs : 0 <= s <= 1 -> sides_ends layers ps = Some rs -> map (mix s) rs = sides_from layers (map (mix s) ps).
Proof.
  intros Hs. revert ps rs. induction layers as [| l layers IH]; intros ps rs; cbn [sides_ends sides_from]; [intros [= <-]; reflexivity|].
  destruct (general_pairs l ps) as [qs|] eqn:E; [|discriminate]. destruct (sides_ends layers (ps ++ qs)) as [more|] eqn:E'; [|discriminate].
  intros [= <-]. rewrite map_app, mix_sides, (IH _ _ E'), map_app, (mix_general s l ps qs Hs E). reflexivity.
Qed.

(** So a general network is a function that is affine by parts. *)
Definition general (N : general_network) : by_parts :=
  ByParts (values N) (sides N) (length (neurons (last_layer N))) (value_pairs N) (sides_ends (inner_layers N ++ [last_layer N]))
    (fun segment a b => general_cuts (inner_layers N ++ [last_layer N]) (two_points segment a b)) (value_pairs_ok N)
    (sides_ends_ok (inner_layers N ++ [last_layer N])).

Coercion general : general_network >-> by_parts.
