(** Rule N for equality, which is T20 on an interval: two networks are equal on a segment if they agree at points between which both are affine. *)

From Coq Require Import Reals QArith Qreals List Lra Lia.
From Exactsep Require Import Networks Maps Vectors Symbolic.
Import ListNotations.
Open Scope Q_scope.

(** A pair is a quantity at the two ends of a segment, affine in between. *)
Definition neuron_pair (ps : list (Q * Q)) (u : neuron) : Q * Q :=
  fold_right (fun t rest => let p := nth (fst t) ps (0, 0) in (Qred (snd t * fst p + fst rest), Qred (snd t * snd p + snd rest)))
    (constant u, constant u) (reads u).

(** The ReLU is affine on the segment if the quantity does not change its sign. *)
Definition relu_pair (p : Q * Q) : option (Q * Q) :=
  if Qle_bool 0 (fst p) && Qle_bool 0 (snd p) then Some p else if Qle_bool (fst p) 0 && Qle_bool (snd p) 0 then Some (0, 0) else None.

(** The same for all neurons of a layer. *)
Fixpoint relu_pairs (ps : list (Q * Q)) : option (list (Q * Q)) :=
  match ps with
  | [] => Some []
  | p :: rest => match relu_pair p with None => None | Some r => match relu_pairs rest with None => None | Some rs => Some (r :: rs) end end
  end.

(** All hidden layers. *)
Fixpoint hidden_pairs (layers : list layer) (ps : list (Q * Q)) : option (list (Q * Q)) :=
  match layers with
  | [] => Some ps
  | l :: rest => match relu_pairs (map (neuron_pair ps) l) with None => None | Some rs => hidden_pairs rest rs end
  end.

(** The outputs at both ends, if no neuron changes its sign in between. *)
Definition output_pairs (N : plain_network) (ps : list (Q * Q)) : option (list (Q * Q)) :=
  match hidden_pairs (hidden_layers N) ps with None => None | Some rs => Some (map (neuron_pair rs) (output_layer N)) end.

(** The same values at both ends. *)
Fixpoint same_pairs (ps rs : list (Q * Q)) : bool :=
  match ps, rs with
  | [], [] => true
  | p :: ps', r :: rs' => Qeq_bool (fst p) (fst r) && Qeq_bool (snd p) (snd r) && same_pairs ps' rs'
  | _, _ => false
  end.

(** The point of a segment at s, and the part of it from s to t. *)
Definition at_parameter (s : Q) (p : Q * Q) : Q := Qred (fst p + s * (snd p - fst p)).

Definition part (s t : Q) (segment : list (Q * Q)) : list (Q * Q) := map (fun p => (at_parameter s p, at_parameter t p)) segment.

(** From point to point: both networks are affine, and equal at both ends. *)
Fixpoint same_outputs (N M : plain_network) (segment : list (Q * Q)) (s : Q) (points : list Q) : bool :=
  match points with
  | [] => true
  | t :: rest =>
    Qle_bool s t
    && match output_pairs N (part s t segment), output_pairs M (part s t segment) with Some ps, Some rs => same_pairs ps rs | _, _ => false end
    && same_outputs N M segment t rest
  end.

(** A proposal for the points: where a neuron changes its sign, layer by layer; a point comes with the values there. *)
Definition value_Q (vs : list Q) (u : neuron) : Q := fold_right (fun t rest => Qred (snd t * nth (fst t) vs 0 + rest)) (constant u) (reads u).

(** An increasing list with one more point. *)
Fixpoint insert (z : Q) (zs : list Q) : list Q :=
  match zs with [] => [z] | y :: rest => match Qcompare z y with Lt => z :: zs | Eq => zs | Gt => y :: insert z rest end end.

(** Where neurons change their sign between s and t. *)
Definition changes (s t : Q) (ps rs : list Q) : list Q :=
  fold_right (fun p zs =>
    if Qle_bool 0 (fst p) && Qle_bool 0 (snd p) || Qle_bool (fst p) 0 && Qle_bool (snd p) 0 then zs
    else insert (Qred (s + (t - s) * (fst p / (fst p - snd p)))) zs) [] (combine ps rs).

(** More points, so that no neuron of the layer changes its sign between neighbours. *)
Fixpoint refine (l : layer) (points : list (Q * list Q)) : list (Q * list Q) :=
  match points with
  | (s, us) :: ((t, vs) :: _) as rest =>
    (s, us) :: map (fun z => (z, map (fun p => at_parameter ((z - s) / (t - s)) p) (combine us vs)))
                 (changes s t (map (value_Q us) l) (map (value_Q vs) l)) ++ refine l rest
  | _ => points
  end.

(** The points for all layers. *)
Fixpoint propose (layers : list layer) (points : list (Q * list Q)) : list Q :=
  match layers with
  | [] => map fst points
  | l :: rest =>
    propose rest (map (fun p => (fst p, map (fun u => let v := value_Q (snd p) u in if Qle_bool 0 v then v else 0) l)) (refine l points))
  end.

(** The points for a network on the segment. *)
Definition proposed (N : plain_network) (segment : list (Q * Q)) : list Q :=
  propose (hidden_layers N) [(0, map fst segment); (1, map snd segment)].

(** The last point. *)
Fixpoint last_of (s : Q) (points : list Q) : Q := match points with [] => s | t :: rest => last_of t rest end.

(** Both networks are the same between all points of both. *)
Definition check_segment (N M : plain_network) (segment : list (Q * Q)) : bool :=
  match fold_right insert (proposed N segment) (proposed M segment) with
  | s :: t :: rest => Qeq_bool s 0 && Qeq_bool (last_of t rest) 1 && same_outputs N M segment s (t :: rest)
  | _ => false
  end.

(** ** Soundness *)

Open Scope R_scope.

(** The quantity at s, for s from 0 to 1. *)
Definition mix (s : R) (p : Q * Q) : R := Q2R (fst p) + s * (Q2R (snd p) - Q2R (fst p)).

(** The point of the segment at s, for real s. *)
Definition point (segment : list (Q * Q)) (s : R) : list R := map (mix s) segment.

(** 0 is 0 in between. *)
Lemma mix_zero s : mix s (0%Q, 0%Q) = 0.
Proof. unfold mix, Q2R. cbn. lra. Qed.

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

(** The same for lists, *)
Lemma mix_relus s ps rs : 0 <= s <= 1 -> relu_pairs ps = Some rs -> map (mix s) rs = map relu (map (mix s) ps).
Proof.
  intros Hs. revert rs. induction ps as [| p ps IH]; intros rs; cbn [relu_pairs]; [intros [= <-]; reflexivity|].
  destruct (relu_pair p) as [r|] eqn:E; [|discriminate]. destruct (relu_pairs ps) as [rs'|] eqn:E'; [|discriminate]. intros [= <-].
  cbn [map]. rewrite (mix_relu s p r Hs E), (IH rs' eq_refl). reflexivity.
Qed.

(** and for layers. *)
Lemma mix_layer s ps l : map (mix s) (map (neuron_pair ps) l) = layer_value l (map (mix s) ps).
Proof. unfold layer_value. rewrite map_map. apply map_ext. intros u. apply mix_neuron. Qed.

(** On a segment on which no neuron changes its sign the network is affine. *)
Lemma mix_network s N ps rs : 0 <= s <= 1 -> output_pairs N ps = Some rs -> map (mix s) rs = evaluate N (map (mix s) ps).
Proof.
  intros Hs. unfold output_pairs, evaluate. destruct (hidden_pairs (hidden_layers N) ps) as [qs|] eqn:E; [|discriminate]. intros [= <-].
  rewrite mix_layer. f_equal. revert ps E. induction (hidden_layers N) as [| l layers IH]; intros ps; cbn [hidden_pairs hidden_values].
  - intros [= <-]. reflexivity.
  - destruct (relu_pairs (map (neuron_pair ps) l)) as [ts|] eqn:E; [|discriminate]. intros H.
    rewrite (IH ts H), (mix_relus s _ _ Hs E), mix_layer. reflexivity.
Qed.

(** The same ends, the same in between. *)
Lemma same_pairs_ok s ps rs : same_pairs ps rs = true -> map (mix s) ps = map (mix s) rs.
Proof.
  revert rs. induction ps as [| p ps IH]; intros [| r rs] H; cbn [same_pairs] in H; try discriminate; [reflexivity|].
  apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2].
  apply Qeq_bool_iff, Qeq_eqR in H1. apply Qeq_bool_iff, Qeq_eqR in H2. cbn [map]. rewrite (IH rs H3). f_equal. unfold mix. rewrite H1, H2. reflexivity.
Qed.

(** A part of a segment is a segment. *)
Lemma part_ok s t u segment : map (mix u) (part s t segment) = point segment (Q2R s + u * (Q2R t - Q2R s)).
Proof.
  unfold part, point. rewrite map_map. apply map_ext. intros p. unfold mix, at_parameter. cbn [fst snd].
  rewrite !Q2R_Qred, !Q2R_plus, !Q2R_mult, !Q2R_minus. ring.
Qed.

(** The networks are equal from the first point to the last. *)
Lemma same_outputs_ok N M segment s points x :
  same_outputs N M segment s points = true -> points <> [] -> Q2R s <= x <= Q2R (last_of s points) ->
  evaluate N (point segment x) = evaluate M (point segment x).
Proof.
  revert s. induction points as [| t points IH]; intros s H Hne Hx; [contradiction Hne; reflexivity|].
  cbn [same_outputs last_of] in *. apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [_ H2].
  destruct (Rle_dec x (Q2R t)) as [L | L].
  - assert (exists u, 0 <= u <= 1 /\ x = Q2R s + u * (Q2R t - Q2R s)) as [u [Hu ->]].
    { destruct (Req_dec (Q2R s) (Q2R t)) as [E | E]; [exists 0; split; lra|].
      exists ((x - Q2R s) / (Q2R t - Q2R s)). split; [|field; lra].
      split; [apply Rle_mult_inv_pos; lra|]. apply Rmult_le_reg_l with (Q2R t - Q2R s); [lra|]. field_simplify; lra. }
    destruct (output_pairs N (part s t segment)) as [ps|] eqn:EN; [|discriminate].
    destruct (output_pairs M (part s t segment)) as [rs|] eqn:EM; [|discriminate].
    pose proof (mix_network u N _ _ Hu EN) as A. pose proof (mix_network u M _ _ Hu EM) as B. rewrite part_ok in A, B.
    rewrite <- A, <- B. apply same_pairs_ok, H2.
  - apply (IH t H3); [|lra]. intros ->. cbn [last_of] in Hx. lra.
Qed.

(** Rule N: the networks are equal on the segment. *)
Theorem N_equal N M segment : check_segment N M segment = true -> forall s, 0 <= s <= 1 -> evaluate N (point segment s) = evaluate M (point segment s).
Proof.
  unfold check_segment. destruct (fold_right insert (proposed N segment) (proposed M segment)) as [| s0 [| t rest]]; [discriminate | discriminate|].
  intros H s Hs. apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2].
  apply Qeq_bool_iff, Qeq_eqR in H1. apply Qeq_bool_iff, Qeq_eqR in H2.
  apply (same_outputs_ok N M segment s0 (t :: rest) s H3); [discriminate|]. cbn [last_of].
  replace (Q2R s0) with 0 by (rewrite H1; unfold Q2R; cbn; lra). replace (Q2R (last_of t rest)) with 1 by (rewrite H2; unfold Q2R; cbn; lra). exact Hs.
Qed.

(** A certificate of a narrow network with one input that is compared with its target piece by piece (rule T20 on an interval). *)
Theorem N_narrow T N lo hi l w :
  Nat.leb (depth_of N) l && Nat.leb (width_of N) w && check_segment N T [(lo, hi)] = true ->
  (depth_of N <= l)%nat /\ (width_of N <= w)%nat /\ forall x, inside (Box [(lo, hi)]) x -> evaluate N x = evaluate T x.
Proof.
  intros H. apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2].
  split; [apply Nat.leb_le, H1 | split; [apply Nat.leb_le, H2|]]. intros x Hx.
  inversion_clear Hx as [| side v sides x' Hv Hx']. inversion_clear Hx'. cbn [fst snd] in Hv.
  assert (exists s, 0 <= s <= 1 /\ v = mix s (lo, hi)) as [s [Hs ->]].
  { unfold mix. cbn [fst snd]. destruct (Req_dec (Q2R lo) (Q2R hi)) as [E | E]; [exists 0; split; lra|].
    exists ((v - Q2R lo) / (Q2R hi - Q2R lo)). split; [|field; lra].
    split; [apply Rle_mult_inv_pos; lra|]. apply Rmult_le_reg_l with (Q2R hi - Q2R lo); [lra|]. field_simplify; lra. }
  exact (N_equal N T [(lo, hi)] H3 s Hs).
Qed.
