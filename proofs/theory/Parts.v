(** Functions of several numbers that are affine where some quantities keep their signs, along segments; and rule N for equality: two of them
    are equal on a segment if they agree at points between which both are affine (T20 on an interval). *)

From Coq Require Import Reals QArith Qreals List Lra Lia.
From Exactsep Require Import Networks Maps.
Import ListNotations.
Open Scope R_scope.

(** A pair is a quantity at the two ends of a segment, affine in between; this is it at s, for s from 0 to 1. *)
Definition mix (s : R) (p : Q * Q) : R := Q2R (fst p) + s * (Q2R (snd p) - Q2R (fst p)).

(** The point of the segment at s, for real s. *)
Definition point (segment : list (Q * Q)) (s : R) : list R := map (mix s) segment.

(** A function of points, along a segment. *)
Definition along (segment : list (Q * Q)) (F : list R -> list R) (s : R) : list R := F (point segment s).

(** ** What a checker needs of a function *)

(** The function; quantities, all of which keep their signs where it is affine; the number of outputs; values of the function, and of the
    quantities, at both ends of a segment, if all of them keep their signs on it; and a proposal for points where one changes its sign, from
    a to b. A network is such a function, with the differences of preactivations and breakpoints as quantities. *)
Record by_parts := ByParts {
  outputs : list R -> list R;
  quantities : list R -> list R;
  output_count : nat;
  output_pairs : list (Q * Q) -> option (list (Q * Q));
  quantity_pairs : list (Q * Q) -> option (list (Q * Q));
  cuts_along : list (Q * Q) -> Q -> Q -> list Q;
  outputs_ok : forall s ps rs, 0 <= s <= 1 -> output_pairs ps = Some rs -> map (mix s) rs = outputs (map (mix s) ps);
  quantities_ok : forall s ps rs, 0 <= s <= 1 -> quantity_pairs ps = Some rs -> map (mix s) rs = quantities (map (mix s) ps)
}.

(** ** The checker *)

Open Scope Q_scope.

(** The point of a segment at s, and the part of it from s to t. *)
Definition at_parameter (s : Q) (p : Q * Q) : Q := Qred (fst p + s * (snd p - fst p)).

Definition part (s t : Q) (segment : list (Q * Q)) : list (Q * Q) := map (fun p => (at_parameter s p, at_parameter t p)) segment.

(** The same values at both ends. *)
Fixpoint same_pairs (ps rs : list (Q * Q)) : bool :=
  match ps, rs with
  | [], [] => true
  | p :: ps', r :: rs' => Qeq_bool (fst p) (fst r) && Qeq_bool (snd p) (snd r) && same_pairs ps' rs'
  | _, _ => false
  end.

(** The last point. *)
Fixpoint last_of (s : Q) (points : list Q) : Q := match points with [] => s | t :: rest => last_of t rest end.

(** From point to point: both functions are affine, and equal at both ends. *)
Fixpoint same_outputs (N M : by_parts) (segment : list (Q * Q)) (s : Q) (points : list Q) : bool :=
  match points with
  | [] => true
  | t :: rest =>
    Qle_bool s t
    && match output_pairs N (part s t segment), output_pairs M (part s t segment) with Some ps, Some rs => same_pairs ps rs | _, _ => false end
    && same_outputs N M segment t rest
  end.

(** ** A proposal for the points: a point comes with values there *)

(** An increasing list with one more point. *)
Fixpoint insert (z : Q) (zs : list Q) : list Q :=
  match zs with [] => [z] | y :: rest => match Qcompare z y with Lt => z :: zs | Eq => zs | Gt => y :: insert z rest end end.

(** Where quantities change their sign between s and t. *)
Definition changes (s t : Q) (ps rs : list Q) : list Q :=
  fold_right (fun p zs =>
    if Qle_bool 0 (fst p) && Qle_bool 0 (snd p) || Qle_bool (fst p) 0 && Qle_bool (snd p) 0 then zs
    else insert (Qred (s + (t - s) * (fst p / (fst p - snd p)))) zs) [] (combine ps rs).

(** More points, so that no quantity changes its sign between neighbours. *)
Fixpoint refine (quantities_at : list Q -> list Q) (points : list (Q * list Q)) : list (Q * list Q) :=
  match points with
  | (s, us) :: ((t, vs) :: _) as rest =>
    (s, us) :: map (fun z => (z, map (fun p => at_parameter ((z - s) / (t - s)) p) (combine us vs)))
                 (changes s t (quantities_at us) (quantities_at vs)) ++ refine quantities_at rest
  | _ => points
  end.

(** The ends of a segment from a to b. *)
Definition two_points (segment : list (Q * Q)) (a b : Q) : list (Q * list Q) :=
  [(a, map (at_parameter a) segment); (b, map (at_parameter b) segment)].

(** A function of pairs, for all of them. *)
Fixpoint each (f : Q * Q -> option (Q * Q)) (ps : list (Q * Q)) : option (list (Q * Q)) :=
  match ps with
  | [] => Some []
  | p :: rest => match f p with None => None | Some r => match each f rest with None => None | Some rs => Some (r :: rs) end end
  end.

(** Both functions are the same between all points of both. *)
Definition check_segment (N M : by_parts) (segment : list (Q * Q)) : bool :=
  match fold_right insert (cuts_along N segment 0 1) (cuts_along M segment 0 1) with
  | s :: t :: rest => Qeq_bool s 0 && Qeq_bool (last_of t rest) 1 && same_outputs N M segment s (t :: rest)
  | _ => false
  end.

(** ** Soundness *)

Open Scope R_scope.

(** 0 is 0 in between. *)
Lemma mix_zero s : mix s (0%Q, 0%Q) = 0.
Proof. unfold mix, Q2R. cbn. lra. Qed.

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

(** What is right for one pair is right for all. *)
Lemma each_ok s f h ps rs :
  (forall p r, f p = Some r -> mix s r = h (mix s p)) -> each f ps = Some rs -> map (mix s) rs = map h (map (mix s) ps).
Proof.
  intros Hf. revert rs. induction ps as [| p ps IH]; intros rs; cbn [each]; [intros [= <-]; reflexivity|].
  destruct (f p) as [r|] eqn:E; [|discriminate]. destruct (each f ps) as [rs'|]; [|discriminate]. intros [= <-].
  cbn [map]. rewrite (Hf p r E), (IH rs' eq_refl). reflexivity.
Qed.

(** The functions are equal from the first point to the last. *)
Lemma same_outputs_ok N M segment s points x :
  same_outputs N M segment s points = true -> points <> [] -> Q2R s <= x <= Q2R (last_of s points) ->
  outputs N (point segment x) = outputs M (point segment x).
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
    pose proof (outputs_ok N u _ _ Hu EN) as A. pose proof (outputs_ok M u _ _ Hu EM) as B. rewrite part_ok in A, B.
    rewrite <- A, <- B. apply same_pairs_ok, H2.
  - apply (IH t H3); [|lra]. intros ->. cbn [last_of] in Hx. lra.
Qed.

(** Rule N: both functions are equal on the segment. *)
Theorem N_equal N M segment : check_segment N M segment = true -> forall s, 0 <= s <= 1 -> outputs N (point segment s) = outputs M (point segment s).
Proof.
  unfold check_segment. destruct (fold_right insert (cuts_along N segment 0 1) (cuts_along M segment 0 1)) as [| s0 [| t rest]]; [discriminate | discriminate|].
  intros H s Hs. apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2].
  apply Qeq_bool_iff, Qeq_eqR in H1. apply Qeq_bool_iff, Qeq_eqR in H2.
  apply (same_outputs_ok N M segment s0 (t :: rest) s H3); [discriminate|]. cbn [last_of].
  replace (Q2R s0) with 0 by (rewrite H1; unfold Q2R; cbn; lra). replace (Q2R (last_of t rest)) with 1 by (rewrite H2; unfold Q2R; cbn; lra). exact Hs.
Qed.
