(** Rule N for distances: networks on a segment and iterates of piecewise linear maps as functions of one real number, cut into stretches
    on which the difference of two of them is affine. *)

From Coq Require Import Reals QArith Qreals List Lra Lia.
From Exactsep Require Import Networks Maps Vectors Symbolic Slopes Windows Parts.
Import ListNotations.
Open Scope R_scope.

(** Output k of a network with one input, or along a segment; or f^t. *)
Inductive curve :=
  | Output (N : by_parts) (k : nat)
  | Along (N : by_parts) (segment : list (Q * Q)) (k : nat)
  | Iterated (vertices : list (Q * Q)) (t : nat).

Definition curve_value (c : curve) (x : R) : R :=
  match c with
  | Output N k => nth k (outputs N [x]) 0
  | Along N segment k => nth k (outputs N (point segment x)) 0
  | Iterated vs t => iterate t (piecewise_linear vs) x
  end.

(** ** The checker *)

Open Scope Q_scope.

(** One input, as a segment. *)
Definition one_input : list (Q * Q) := [(0, 1)].

(** The vertices are in order; the output is there. *)
Definition curve_ok (c : curve) : bool :=
  match c with
  | Output N k | Along N _ k => Nat.ltb k (output_count N)
  | Iterated vs _ => well_formed (Linear vs)
  end.

(** The values at s and t, if the curve is affine in between. *)
Definition output_ends (N : by_parts) (segment : list (Q * Q)) (k : nat) (s t : Q) : option (Q * Q) :=
  match output_pairs N (part s t segment) with None => None | Some ps => Some (nth k ps (0, 0)) end.

Definition curve_ends (c : curve) (s t : Q) : option (Q * Q) :=
  match c with
  | Output N k => output_ends N one_input k s t
  | Along N segment k => output_ends N segment k s t
  | Iterated vs n => if straight_run vs n s t then Some (iterate_Q vs n s, iterate_Q vs n t) else None
  end.

(** A stretch goes from the end of the one before to [fst], and the difference has the values [snd] at both. *)
Definition stretch : Type := Q * (Q * Q).

Definition minus_pair (p r : Q * Q) : Q * Q := (Qred (fst p - fst r), Qred (snd p - snd r)).

Fixpoint stretches (c d : curve) (s : Q) (points : list Q) : option (list stretch) :=
  match points with
  | [] => Some []
  | t :: rest =>
    if Qle_bool s t then
      match curve_ends c s t, curve_ends d s t, stretches c d t rest with
      | Some p, Some r, Some more => Some ((t, minus_pair p r) :: more)
      | _, _, _ => None
      end
    else None
  end.

Fixpoint end_of (s : Q) (l : list stretch) : Q := match l with [] => s | (t, _) :: rest => end_of t rest end.

(** A proposal for the points of a curve from a to b: where neurons change their sign. *)
Definition cuts_of (c : curve) (a b : Q) : list Q :=
  match c with Output N _ => cuts_along N one_input a b | Along N segment _ => cuts_along N segment a b | Iterated _ _ => [a; b] end.

(** The difference from a to b, in stretches that end at the points of both curves and at [given] points. *)
Definition difference (c d : curve) (a b : Q) (given : list Q) : option (list stretch) :=
  match fold_right insert (fold_right insert (cuts_of c a b) (cuts_of d a b)) given with
  | [] => None
  | s :: points =>
    if curve_ok c && curve_ok d && Qeq_bool s a then
      match stretches c d s points with Some l => if Qeq_bool (end_of s l) b then Some l else None | None => None end
    else None
  end.

(** All values are at most e, and one at z is e. *)
Definition modulus_is (e y : Q) : bool := Qeq_bool y e || Qeq_bool (- y) e.

Definition modulus_within (e y : Q) : bool := Qle_bool y e && Qle_bool (- y) e.

Definition all_within (e : Q) (l : list stretch) : bool := forallb (fun r => modulus_within e (fst (snd r)) && modulus_within e (snd (snd r))) l.

Fixpoint reached (z e : Q) (s : Q) (l : list stretch) : bool :=
  match l with
  | [] => false
  | (t, p) :: rest => Qeq_bool z s && modulus_is e (fst p) || Qeq_bool z t && modulus_is e (snd p) || reached z e t rest
  end.

Definition check_distance (c d : curve) (a b : Q) (given : list Q) (e z : Q) : bool :=
  match difference c d a b given with Some l => all_within e l && reached z e a l | None => false end.

(** ** Soundness *)

Open Scope R_scope.

(** One input is a point of the segment. *)
Lemma one_input_point x : point one_input x = [x].
Proof. unfold point, one_input, mix, Q2R. cbn. f_equal. lra. Qed.

(** From s to t *)
Definition from_to (s t : Q) (u : R) : R := Q2R s + u * (Q2R t - Q2R s).

(** an output is affine, with the values that were computed. *)
Lemma output_ends_ok N segment k s t p u :
  output_ends N segment k s t = Some p -> 0 <= u <= 1 -> nth k (outputs N (point segment (from_to s t u))) 0 = mix u p.
Proof.
  unfold output_ends. destruct (output_pairs N (part s t segment)) as [ps|] eqn:E; [|discriminate]. intros [= <-] Hu.
  pose proof (outputs_ok N u _ _ Hu E) as H. rewrite part_ok in H. unfold from_to. rewrite <- H, <- (mix_zero u). apply map_nth.
Qed.

(** So is every curve. *)
Lemma curve_ends_ok c s t p u : curve_ok c = true -> curve_ends c s t = Some p -> 0 <= u <= 1 -> curve_value c (from_to s t u) = mix u p.
Proof.
  intros Hc H Hu. destruct c as [N k | N segment k | vs n]; cbn [curve_value curve_ends] in *.
  - rewrite <- one_input_point. exact (output_ends_ok N one_input k s t p u H Hu).
  - exact (output_ends_ok N segment k s t p u H Hu).
  - destruct (straight_run vs n s t) eqn:E; [|discriminate]. injection H as <-.
    destruct (straight_run_ok vs n s t Hc E) as [m Hm]. unfold mix. cbn [fst snd]. rewrite <- !(iterate_Q_ok vs n) by exact Hc.
    assert (between_points (Q2R s) (Q2R t) (Q2R t)) as Ht by (unfold between_points; lra).
    rewrite (Hm (Q2R t) Ht), (Hm (from_to s t u)); [unfold from_to; ring|]. unfold between_points, from_to.
    destruct (Rle_dec (Q2R s) (Q2R t)); [left | right]; split; nra.
Qed.

(** A difference of affine functions. *)
Lemma mix_minus u p r : mix u (minus_pair p r) = mix u p - mix u r.
Proof. unfold mix, minus_pair. cbn [fst snd]. rewrite !Q2R_Qred, !Q2R_minus. ring. Qed.

(** D is affine on each stretch, with these values. *)
Fixpoint made_of (D : R -> R) (s : Q) (l : list stretch) : Prop :=
  match l with
  | [] => True
  | (t, p) :: rest => Q2R s <= Q2R t /\ (forall u, 0 <= u <= 1 -> D (from_to s t u) = mix u p) /\ made_of D t rest
  end.

(** The difference is made of its stretches. *)
Lemma stretches_ok c d s points l :
  curve_ok c = true -> curve_ok d = true -> stretches c d s points = Some l -> made_of (fun x => curve_value c x - curve_value d x) s l.
Proof.
  intros Hc Hd. revert s l. induction points as [| t points IH]; intros s l; cbn [stretches]; [intros [= <-]; exact I|].
  destruct (Qle_bool s t) eqn:Hst; [|discriminate]. apply Qle_bool_real in Hst.
  destruct (curve_ends c s t) as [p|] eqn:Ep; [|discriminate]. destruct (curve_ends d s t) as [r|] eqn:Er; [|discriminate].
  destruct (stretches c d t points) as [more|] eqn:E; [|discriminate]. intros [= <-]. cbn [made_of]. split; [exact Hst|]. split; [|apply IH, E].
  intros u Hu. rewrite (curve_ends_ok c s t p u Hc Ep Hu), (curve_ends_ok d s t r u Hd Er Hu), mix_minus. reflexivity.
Qed.

(** Stretches go from left to right. *)
Lemma made_of_ordered D s l : made_of D s l -> Q2R s <= Q2R (end_of s l).
Proof.
  revert s. induction l as [| [t p] l IH]; intros s; cbn [made_of end_of]; [lra|]. intros [H [_ Hl]]. specialize (IH t Hl). lra.
Qed.

(** A start that is equal. *)
Lemma made_of_start D s a l : Q2R s = Q2R a -> made_of D s l -> made_of D a l.
Proof. intros E. destruct l as [| [t p] l]; cbn [made_of]; [tauto|]. unfold from_to. rewrite E. tauto. Qed.

(** What is computed is true, from a to b. *)
Lemma difference_ok c d a b given l :
  difference c d a b given = Some l ->
  curve_ok c = true /\ curve_ok d = true /\ made_of (fun x => curve_value c x - curve_value d x) a l /\ Q2R (end_of a l) = Q2R b /\ (l = [] -> Q2R a = Q2R b).
Proof.
  unfold difference. destruct (fold_right insert _ given) as [| s points]; [discriminate|].
  destruct (curve_ok c && curve_ok d && Qeq_bool s a) eqn:H; [|discriminate]. apply andb_prop in H. destruct H as [H Hs].
  apply andb_prop in H. destruct H as [Hc Hd]. apply Qeq_bool_iff, Qeq_eqR in Hs.
  destruct (stretches c d s points) as [l'|] eqn:E; [|discriminate]. destruct (Qeq_bool (end_of s l') b) eqn:Hb; [|discriminate]. intros [= <-].
  apply Qeq_bool_iff, Qeq_eqR in Hb. pose proof (stretches_ok c d s points l' Hc Hd E) as M. repeat split; [exact Hc | exact Hd | | |].
  - exact (made_of_start _ s a l' Hs M).
  - destruct l' as [| [t p] l']; cbn [end_of] in *; [rewrite <- Hs|]; exact Hb.
  - intros ->. cbn [end_of] in Hb. lra.
Qed.

(** A point between s and t. *)
Lemma from_to_inside s t x : Q2R s <= x <= Q2R t -> exists u, 0 <= u <= 1 /\ x = from_to s t u.
Proof.
  intros Hx. unfold from_to. destruct (Req_dec (Q2R s) (Q2R t)) as [E | E]; [exists 0; split; lra|].
  exists ((x - Q2R s) / (Q2R t - Q2R s)). split; [|field; lra].
  split; [apply Rle_mult_inv_pos; lra|]. apply Rmult_le_reg_l with (Q2R t - Q2R s); [lra|]. field_simplify; lra.
Qed.

(** The modulus of a number. *)
Lemma modulus_within_ok e y : modulus_within e y = true -> - Q2R e <= Q2R y <= Q2R e.
Proof.
  intros H. apply andb_prop in H. destruct H as [H1 H2]. apply Qle_bool_real in H1, H2. rewrite Q2R_opp in H2. lra.
Qed.

(** The modulus at all points of all stretches. *)
Lemma all_within_ok D e s l x : made_of D s l -> all_within e l = true -> l <> [] -> Q2R s <= x <= Q2R (end_of s l) -> Rabs (D x) <= Q2R e.
Proof.
  revert s. induction l as [| [t p] l IH]; intros s HM H Hne Hx; [contradiction Hne; reflexivity|].
  cbn [made_of end_of all_within forallb fst snd] in *. destruct HM as [Hst [HD HM]]. apply andb_prop in H. destruct H as [H Hl].
  apply andb_prop in H. destruct H as [H1 H2]. apply modulus_within_ok in H1, H2.
  destruct (Rle_dec x (Q2R t)) as [L | L].
  - destruct (from_to_inside s t x) as [u [Hu ->]]; [lra|]. rewrite (HD u Hu). unfold mix. apply Rabs_le. split; nra.
  - apply (IH t HM Hl); [|lra]. intros ->. cbn [end_of] in Hx. lra.
Qed.

(** The point where the bound is attained. *)
Lemma reached_ok D z e s l : made_of D s l -> 0 <= Q2R e -> reached z e s l = true -> Q2R s <= Q2R z <= Q2R (end_of s l) /\ Rabs (D (Q2R z)) = Q2R e.
Proof.
  intros HM He. revert s HM. induction l as [| [t p] l IH]; intros s HM H; cbn [reached made_of end_of] in *; [discriminate|].
  destruct HM as [Hst [HD HM]]. pose proof (made_of_ordered D t l HM) as Hend.
  assert (forall y, modulus_is e y = true -> Rabs (Q2R y) = Q2R e) as Hmod.
  { intros y Hy. apply orb_prop in Hy. destruct Hy as [Hy | Hy]; apply Qeq_bool_iff, Qeq_eqR in Hy.
    - rewrite Hy. apply Rabs_pos_eq, He.
    - rewrite Q2R_opp in Hy. rewrite Rabs_left1; lra. }
  apply orb_prop in H. destruct H as [H | H]; [|specialize (IH t HM H); lra].
  apply orb_prop in H. destruct H as [H | H]; apply andb_prop in H; destruct H as [Hz Hp]; apply Qeq_bool_iff, Qeq_eqR in Hz; apply Hmod in Hp; rewrite Hz.
  - split; [lra|]. specialize (HD 0 ltac:(lra)). unfold from_to, mix in HD. rewrite Rmult_0_l, Rplus_0_r in HD.
    replace (Q2R (fst p) + 0 * (Q2R (snd p) - Q2R (fst p))) with (Q2R (fst p)) in HD by ring. rewrite HD. exact Hp.
  - split; [lra|]. specialize (HD 1 ltac:(lra)). unfold from_to, mix in HD. replace (Q2R s + 1 * (Q2R t - Q2R s)) with (Q2R t) in HD by ring.
    rewrite HD. replace (Q2R (fst p) + 1 * (Q2R (snd p) - Q2R (fst p))) with (Q2R (snd p)) by ring. exact Hp.
Qed.

(** The outputs are there. *)
Definition output_there (c : curve) : Prop := match c with Output N k | Along N _ k => (k < output_count N)%nat | Iterated _ _ => True end.

(** What is accepted has outputs. *)
Lemma curve_ok_there c : curve_ok c = true -> output_there c.
Proof. destruct c as [N k | N segment k | vs t]; cbn; intros H; [apply Nat.ltb_lt, H | apply Nat.ltb_lt, H | exact I]. Qed.

(** Rule N: e is the largest distance of two curves from a to b, and it is attained at z. *)
Theorem N_distance c d qa qb given qe qz a b e z :
  check_distance c d qa qb given qe qz = true -> a = Q2R qa -> b = Q2R qb -> e = Q2R qe -> z = Q2R qz ->
  (forall x, a <= x <= b -> Rabs (curve_value c x - curve_value d x) <= e) /\ a <= z <= b /\ Rabs (curve_value c z - curve_value d z) = e.
Proof.
  unfold check_distance. destruct (difference c d qa qb given) as [l|] eqn:E; [|discriminate]. intros H -> -> -> ->.
  apply andb_prop in H. destruct H as [H1 H2]. destruct (difference_ok c d qa qb given l E) as [_ [_ [HM [Hb Hnil]]]].
  assert (l <> []) as Hne by (intros ->; discriminate H2).
  assert (forall x, Q2R qa <= x <= Q2R qb -> Rabs (curve_value c x - curve_value d x) <= Q2R qe) as Hall.
  { intros x Hx. apply (all_within_ok (fun x => curve_value c x - curve_value d x) qe qa l x HM H1 Hne). rewrite Hb. exact Hx. }
  pose proof (made_of_ordered _ _ _ HM) as Hab. rewrite Hb in Hab.
  assert (0 <= Q2R qe) as He by (eapply Rle_trans; [apply Rabs_pos | apply (Hall (Q2R qa)); lra]).
  split; [exact Hall|]. rewrite <- Hb. exact (reached_ok _ qz qe qa l HM He H2).
Qed.
