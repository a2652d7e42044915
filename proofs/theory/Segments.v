(** Plain networks on segments (rule N): between points where no neuron changes its sign they are affine. *)

From Coq Require Import Reals QArith Qreals List Lra Lia.
From Exactsep Require Import Networks Maps Vectors Symbolic Parts.
Import ListNotations.
Open Scope R_scope.

(** The preactivations of all hidden neurons, layer by layer. *)
Fixpoint preactivations_from (layers : list layer) (vs : list R) : list R :=
  match layers with [] => [] | l :: rest => layer_value l vs ++ preactivations_from rest (map relu (layer_value l vs)) end.

Definition preactivations (N : plain_network) (x : list R) : list R := preactivations_from (hidden_layers N) x.

(** ** The checker *)

Open Scope Q_scope.

(** A neuron at both ends. *)
Definition neuron_pair (ps : list (Q * Q)) (u : neuron) : Q * Q :=
  fold_right (fun t rest => let p := nth (fst t) ps (0, 0) in (Qred (snd t * fst p + fst rest), Qred (snd t * snd p + snd rest)))
    (constant u, constant u) (reads u).

(** The ReLU is affine on the segment if the quantity does not change its sign. *)
Definition relu_pair (p : Q * Q) : option (Q * Q) :=
  if Qle_bool 0 (fst p) && Qle_bool 0 (snd p) then Some p else if Qle_bool (fst p) 0 && Qle_bool (snd p) 0 then Some (0, 0) else None.

(** All hidden layers. *)
Fixpoint hidden_pairs (layers : list layer) (ps : list (Q * Q)) : option (list (Q * Q)) :=
  match layers with
  | [] => Some ps
  | l :: rest => match each relu_pair (map (neuron_pair ps) l) with None => None | Some rs => hidden_pairs rest rs end
  end.

(** The outputs at both ends, if no neuron changes its sign in between. *)
Definition plain_outputs (N : plain_network) (ps : list (Q * Q)) : option (list (Q * Q)) :=
  match hidden_pairs (hidden_layers N) ps with None => None | Some rs => Some (map (neuron_pair rs) (output_layer N)) end.

(** The preactivations at both ends, if no neuron changes its sign. *)
Fixpoint hidden_ends (layers : list layer) (ps : list (Q * Q)) : option (list (Q * Q)) :=
  match layers with
  | [] => Some []
  | l :: rest =>
    let rs := map (neuron_pair ps) l in
    match each relu_pair rs with
    | None => None
    | Some qs => match hidden_ends rest qs with None => None | Some more => Some (rs ++ more) end
    end
  end.

(** A proposal for the points where a neuron changes its sign. *)
Definition value_Q (vs : list Q) (u : neuron) : Q := fold_right (fun t rest => Qred (snd t * nth (fst t) vs 0 + rest)) (constant u) (reads u).

Fixpoint propose (layers : list layer) (points : list (Q * list Q)) : list Q :=
  match layers with
  | [] => map fst points
  | l :: rest =>
    let preactivations_at vs := map (value_Q vs) l in
    propose rest (map (fun p => (fst p, map (fun v => if Qle_bool 0 v then v else 0) (preactivations_at (snd p)))) (refine preactivations_at points))
  end.

(** ** Soundness *)

Open Scope R_scope.

(** Preactivations are affine where the values before are, *)
Lemma mix_neuron s ps u : mix s (neuron_pair ps u) = neuron_value (map (mix s) ps) u.
Proof.
  unfold neuron_pair, neuron_value. induction (reads u) as [| [j w] terms IH]; cbn [fold_right fst snd]; [unfold mix; cbn [fst snd]; lra|].
  rewrite <- IH. rewrite <- (mix_zero s), map_nth. unfold mix. cbn [fst snd]. rewrite !Q2R_Qred, !Q2R_plus, !Q2R_mult. ring.
Qed.

(** and ReLUs where the sign does not change. *)
Lemma mix_relu s p r : 0 <= s <= 1 -> relu_pair p = Some r -> mix s r = relu (mix s p).
Proof.
  intros Hs. destruct p as [a b]. unfold relu_pair, mix, relu. cbn [fst snd]. assert (Q2R 0 = 0) as Z by (unfold Q2R; cbn; lra).
  destruct (Qle_bool 0 a && Qle_bool 0 b) eqn:E.
  - intros [= <-]. apply andb_prop in E. destruct E as [E1 E2]. apply Qle_bool_iff, Qle_Rle in E1. apply Qle_bool_iff, Qle_Rle in E2.
    cbn [fst snd]. rewrite Rmax_right; [reflexivity | nra].
  - destruct (Qle_bool a 0 && Qle_bool b 0) eqn:E'; [|discriminate]. intros [= <-].
    apply andb_prop in E'. destruct E' as [E1 E2]. apply Qle_bool_iff, Qle_Rle in E1. apply Qle_bool_iff, Qle_Rle in E2.
    cbn [fst snd]. rewrite Rmax_left; [lra | nra].
Qed.

(** The same for layers. *)
Lemma mix_layer s ps l : map (mix s) (map (neuron_pair ps) l) = layer_value l (map (mix s) ps).
Proof. unfold layer_value. rewrite map_map. apply map_ext. intros u. apply mix_neuron. Qed.

(** On a segment on which no neuron changes its sign the network is affine, *)
Lemma plain_outputs_ok N s ps rs : 0 <= s <= 1 -> plain_outputs N ps = Some rs -> map (mix s) rs = evaluate N (map (mix s) ps).
Proof.
  intros Hs. unfold plain_outputs, evaluate. destruct (hidden_pairs (hidden_layers N) ps) as [qs|] eqn:E; [|discriminate]. intros [= <-].
  rewrite mix_layer. f_equal. revert ps E. induction (hidden_layers N) as [| l layers IH]; intros ps; cbn [hidden_pairs hidden_values].
  - intros [= <-]. reflexivity.
  - destruct (each relu_pair (map (neuron_pair ps) l)) as [ts|] eqn:E; [|discriminate]. intros H.
    rewrite (IH ts H), (each_ok s _ relu _ _ (fun p r => mix_relu s p r Hs) E), mix_layer. reflexivity.
Qed.

(** and so are the preactivations. *)
Lemma hidden_ends_ok layers s ps rs : 0 <= s <= 1 -> hidden_ends layers ps = Some rs -> map (mix s) rs = preactivations_from layers (map (mix s) ps).
Proof.
  intros Hs. revert ps rs. induction layers as [| l layers IH]; intros ps rs; cbn [hidden_ends preactivations_from]; [intros [= <-]; reflexivity|].
  destruct (each relu_pair (map (neuron_pair ps) l)) as [qs|] eqn:E; [|discriminate]. destruct (hidden_ends layers qs) as [more|] eqn:E'; [|discriminate].
  intros [= <-]. rewrite map_app, (IH qs more E'), (each_ok s _ relu _ _ (fun p r => mix_relu s p r Hs) E), mix_layer. reflexivity.
Qed.

(** So it is a function that is affine by parts. *)
Definition plain (N : plain_network) : by_parts :=
  ByParts (evaluate N) (preactivations N) (length (output_layer N)) (plain_outputs N) (hidden_ends (hidden_layers N))
    (fun segment a b => propose (hidden_layers N) (two_points segment a b)) (plain_outputs_ok N) (hidden_ends_ok (hidden_layers N)).

Coercion plain : plain_network >-> by_parts.

(** A certificate of a narrow network with one input that is compared with its target piece by piece (rule T20 on an interval). *)
Theorem N_narrow (T N : plain_network) lo hi l w :
  proper (Box [(lo, hi)]) && Nat.eqb (depth_of N) l && Nat.leb (width_of N) w && check_segment N T [(lo, hi)] = true ->
  depth_of N = l /\ (width_of N <= w)%nat /\ forall x, inside (Box [(lo, hi)]) x -> evaluate N x = evaluate T x.
Proof.
  intros H. apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H H2].
  apply andb_prop in H. destruct H as [_ H1]. split; [apply Nat.eqb_eq, H1 | split; [apply Nat.leb_le, H2|]]. intros x Hx.
  inversion_clear Hx as [| side v sides x' Hv Hx']. inversion_clear Hx'. cbn [fst snd] in Hv.
  assert (exists s, 0 <= s <= 1 /\ v = mix s (lo, hi)) as [s [Hs ->]].
  { unfold mix. cbn [fst snd]. destruct (Req_dec (Q2R lo) (Q2R hi)) as [E | E]; [exists 0; split; lra|].
    exists ((v - Q2R lo) / (Q2R hi - Q2R lo)). split; [|field; lra].
    split; [apply Rle_mult_inv_pos; lra|]. apply Rmult_le_reg_l with (Q2R hi - Q2R lo); [lra|]. field_simplify; lra. }
  exact (N_equal N T [(lo, hi)] H3 s Hs).
Qed.

