(** Rule N for pieces: where a function, such as a network, is affine on a segment. *)

From Coq Require Import Reals QArith Qreals List ZArith Lra Lia.
From Exactsep Require Import Networks Chains Vectors Symbolic Slopes Parts Curves Maximal.
Import ListNotations.
Open Scope R_scope.

(** All outputs are affine from u to v. *)
Definition affine_together (F : R -> list R) (u v : R) : Prop := exists lines : list (R * R), forall s, u <= s <= v -> F s = map (fun l => fst l * s + snd l) lines.

(** ** The checker *)

Open Scope Q_scope.

(** The outputs lie on the lines with the values [ends] at b and at b + width, from point to point. *)
Fixpoint on_lines (N : by_parts) (segment ends : list (Q * Q)) (b width s : Q) (points : list Q) : bool :=
  match points with
  | [] => true
  | t :: rest =>
    Qle_bool s t
    && match output_pairs N (part s t segment) with Some ps => same_pairs ps (part ((s - b) / width) ((t - b) / width) ends) | None => false end
    && on_lines N segment ends b width t rest
  end.

Definition affine_between (N : by_parts) (segment ends : list (Q * Q)) (b c : Q) : bool :=
  match cuts_along N segment b c with
  | s :: t :: rest => Qeq_bool s b && Qeq_bool (last_of t rest) c && negb (Qle_bool c b) && on_lines N segment ends b (c - b) s (t :: rest)
  | _ => false
  end.

(** The pieces between neighbouring vertices. *)
Fixpoint all_affine_between (N : by_parts) (segment : list (Q * Q)) (b : Q) (ys : list Q) (vertices : list (Q * list Q)) : bool :=
  match vertices with
  | [] => true
  | (c, zs) :: rest => Nat.eqb (length ys) (length zs) && affine_between N segment (combine ys zs) b c && all_affine_between N segment c zs rest
  end.

Fixpoint parts_between (ys : list Q) (vertices : list (Q * list Q)) : list affine_part :=
  match vertices with [] => [] | (c, zs) :: rest => (c, combine ys zs) :: parts_between zs rest end.

(** The slopes of an output before and after are different. *)
Definition bends_at (before after : Q) (p : (Q * Q) * (Q * Q)) : bool :=
  let (r, q) := p in negb (Qeq_bool ((snd r - fst r) * after) ((snd q - fst q) * before)).

Definition check_pieces (N : by_parts) (segment : list (Q * Q)) (vertices : list (Q * list Q)) (count : Z) : bool :=
  match vertices with
  | (b, ys) :: (_ :: _) as rest =>
    let l := parts_between ys rest in
    all_affine_between N segment b ys rest && kinks bends_at b l && Qeq_bool b 0 && Qeq_bool (end_of_parts b l) 1 && Z.eqb (Z.of_nat (length rest)) count
  | _ => false
  end.

(** ** Soundness *)

Open Scope R_scope.

(** From point to point the outputs lie on the lines. *)
Lemma on_lines_ok N segment ends b w s points x :
  on_lines N segment ends b w s points = true -> ~ w == 0%Q -> points <> [] -> Q2R s <= x <= Q2R (last_of s points) ->
  along segment (outputs N) x = point ends ((x - Q2R b) / Q2R w).
Proof.
  intros H Hw. assert (Q2R w <> 0) as Hw' by (intros C; apply Hw, eqR_Qeq; rewrite C, Q2R_zero; reflexivity).
  revert s H. induction points as [| t points IH]; intros s H Hne Hx; [contradiction Hne; reflexivity|].
  cbn [on_lines last_of] in *. apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [_ H2].
  destruct (Rle_dec x (Q2R t)) as [L | L].
  - destruct (from_to_inside s t x ltac:(lra)) as [u [Hu ->]].
    destruct (output_pairs N (part s t segment)) as [ps|] eqn:E; [|discriminate].
    pose proof (outputs_ok N u _ _ Hu E) as A. rewrite part_ok in A. unfold along, from_to. rewrite <- A, (same_pairs_ok u _ _ H2), part_ok. f_equal.
    rewrite !Q2R_div, !Q2R_minus by exact Hw. field. exact Hw'.
  - apply (IH t H3); [|lra]. intros ->. cbn [last_of] in Hx. lra.
Qed.

(** A piece is a part of the outputs. *)
Lemma affine_between_ok N segment ends b c :
  affine_between N segment ends b c = true -> Q2R b < Q2R c /\ forall u, 0 <= u <= 1 -> along segment (outputs N) (from_to b c u) = map (mix u) ends.
Proof.
  unfold affine_between. destruct (cuts_along N segment b c) as [| s [| t rest]]; [discriminate | discriminate|]. intros H.
  apply andb_prop in H. destruct H as [H H4]. apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2].
  apply Qeq_bool_iff, Qeq_eqR in H1. apply Qeq_bool_iff, Qeq_eqR in H2. apply Qlt_bool_real in H3. split; [exact H3|]. intros u Hu.
  assert (~ (c - b == 0)%Q) as Hne by (intros C; apply Qeq_eqR in C; rewrite Q2R_minus, Q2R_zero in C; lra).
  rewrite (on_lines_ok N segment ends b (c - b) s (t :: rest) _ H4 Hne) by (discriminate || (cbn [last_of]; rewrite H1, H2; unfold from_to; split; nra)).
  rewrite Q2R_minus. unfold point, from_to. f_equal. f_equal. field. lra.
Qed.

(** All pieces are. *)
Lemma all_affine_between_ok N segment b ys vertices : all_affine_between N segment b ys vertices = true -> parts_of (along segment (outputs N)) b (parts_between ys vertices).
Proof.
  revert b ys. induction vertices as [| [c zs] rest IH]; intros b ys H; cbn [all_affine_between parts_between parts_of] in *; [exact I|].
  apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [_ H2].
  destruct (affine_between_ok N segment _ b c H2) as [A B]. split; [exact A|]. split; [exact B | exact (IH c zs H3)].
Qed.

(** Values at the ends of a line. *)
Lemma mix_first ys zs : length ys = length zs -> map (mix 0) (combine ys zs) = map Q2R ys.
Proof.
  revert zs. induction ys as [| y ys IH]; intros [| z zs] H; try discriminate; [reflexivity|]. cbn [combine map]. rewrite IH by (injection H as H; exact H).
  f_equal. unfold mix. cbn [fst snd]. ring.
Qed.

Lemma mix_second ys zs : length ys = length zs -> map (mix 1) (combine ys zs) = map Q2R zs.
Proof.
  revert zs. induction ys as [| y ys IH]; intros [| z zs] H; try discriminate; [reflexivity|]. cbn [combine map]. rewrite IH by (injection H as H; exact H).
  f_equal. unfold mix. cbn [fst snd]. ring.
Qed.

(** The values at the vertices. *)
Lemma vertices_ok N segment b ys vertices :
  all_affine_between N segment b ys vertices = true -> vertices <> [] -> Forall (fun p => along segment (outputs N) (Q2R (fst p)) = map Q2R (snd p)) ((b, ys) :: vertices).
Proof.
  revert b ys. induction vertices as [| [c zs] rest IH]; intros b ys H Hne; [contradiction Hne; reflexivity|]. cbn [all_affine_between] in H.
  apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2]. apply Nat.eqb_eq in H1.
  destruct (affine_between_ok N segment _ b c H2) as [_ B]. constructor; cbn [fst snd].
  - rewrite <- (mix_first ys zs H1), <- B by lra. f_equal. unfold from_to. ring.
  - destruct rest as [| p rest]; [|exact (IH c zs H3 ltac:(discriminate))]. constructor; [|constructor]. cbn [fst snd].
    rewrite <- (mix_second ys zs H1), <- B by lra. f_equal. unfold from_to. ring.
Qed.

(** Within a piece all outputs are affine. *)
Lemma affine_within (F : R -> list R) a b rs u v :
  Q2R a < Q2R b -> Q2R a <= u -> v <= Q2R b -> (forall x, 0 <= x <= 1 -> F (from_to a b x) = map (mix x) rs) -> affine_together F u v.
Proof.
  intros Hab Hu Hv HL. pose (slope := fun r : Q * Q => (Q2R (snd r) - Q2R (fst r)) / (Q2R b - Q2R a)).
  exists (map (fun r => (slope r, Q2R (fst r) - slope r * Q2R a)) rs). intros s Hs.
  destruct (strictly_inside a b s Hab ltac:(lra)) as [Hx E]. rewrite <- E at 1. rewrite (HL _ Hx), map_map. apply map_ext. intros r.
  unfold mix, slope. cbn [fst snd]. field. lra.
Qed.

(** Where the slopes are different they are not. *)
Lemma not_affine (F : R -> list R) b u v : u < Q2R b < v -> kink_at F bends_at b -> ~ affine_together F u v.
Proof.
  intros Hb [a [c [j [r [q [Habc [Ht [Hr Hq]]]]]]]] [lines Hlines]. unfold bends_at in Ht. apply negb_true_iff in Ht.
  assert (exists m k, forall s, u <= s <= v -> nth j (F s) 0 = m * s + k) as [m [k Hmk]].
  { exists (fst (nth j lines (0, 0))), (snd (nth j lines (0, 0))). intros s Hs. rewrite (Hlines s Hs).
    replace 0 with (fst (0, 0) * s + snd (0, 0)) at 1 by (cbn; ring). exact (map_nth (fun l => fst l * s + snd l) lines (0, 0) j). }
  pose (x := Rmax u (Q2R a)). pose (y := Rmin v (Q2R c)).
  assert (Q2R a <= x < Q2R b /\ u <= x) as [Hx Hux] by (unfold x, Rmax; destruct (Rle_dec _ _); lra).
  assert (Q2R b < y <= Q2R c /\ y <= v) as [Hy Hyv] by (unfold y, Rmin; destruct (Rle_dec _ _); lra).
  destruct (strictly_inside a b x ltac:(lra) ltac:(lra)) as [Hi Ei]. destruct (strictly_inside b c y ltac:(lra) ltac:(lra)) as [Hk Ek].
  destruct (strictly_inside a b (Q2R b) ltac:(lra) ltac:(lra)) as [Hi1 Ei1]. destruct (strictly_inside b c (Q2R b) ltac:(lra) ltac:(lra)) as [Hk0 Ek0].
  pose proof (Hr _ Hi) as Gx. pose proof (Hr _ Hi1) as Gb. pose proof (Hq _ Hk) as Gy. pose proof (Hq _ Hk0) as Gb'.
  rewrite Ei, Hmk in Gx by lra. rewrite Ei1, Hmk in Gb by lra. rewrite Ek, Hmk in Gy by lra. rewrite Ek0, Hmk in Gb' by lra. unfold mix in *.
  set (dr := Q2R (snd r) - Q2R (fst r)) in *. set (dq := Q2R (snd q) - Q2R (fst q)) in *.
  assert (m * (Q2R b - Q2R a) = dr) as E1.
  { apply Rmult_eq_reg_r with ((Q2R b - x) / (Q2R b - Q2R a)); [|apply Rgt_not_eq, Rdiv_lt_0_compat; lra].
    replace (dr * ((Q2R b - x) / (Q2R b - Q2R a))) with ((Q2R (fst r) + (Q2R b - Q2R a) / (Q2R b - Q2R a) * dr) - (Q2R (fst r) + (x - Q2R a) / (Q2R b - Q2R a) * dr))
      by (field; lra). rewrite <- Gx, <- Gb. field. lra. }
  assert (m * (Q2R c - Q2R b) = dq) as E2.
  { apply Rmult_eq_reg_r with ((y - Q2R b) / (Q2R c - Q2R b)); [|apply Rgt_not_eq, Rdiv_lt_0_compat; lra].
    replace (dq * ((y - Q2R b) / (Q2R c - Q2R b))) with ((Q2R (fst q) + (y - Q2R b) / (Q2R c - Q2R b) * dq) - (Q2R (fst q) + (Q2R b - Q2R b) / (Q2R c - Q2R b) * dq))
      by (field; lra). rewrite <- Gy, <- Gb'. field. lra. }
  assert ((snd r - fst r) * (c - b) == (snd q - fst q) * (b - a))%Q as C; [|apply Qeq_bool_iff in C; congruence].
  apply eqR_Qeq. rewrite !Q2R_mult, !Q2R_minus. fold dr dq. rewrite <- E1, <- E2. ring.
Qed.

(** The cuts are the places of the vertices. *)
Lemma places_of_parts b ys vertices : cuts_from b (parts_between ys vertices) = b :: map fst vertices.
Proof.
  unfold cuts_from. f_equal. revert ys. induction vertices as [| [c zs] rest IH]; intros ys; cbn [parts_between map fst]; [reflexivity | rewrite IH; reflexivity].
Qed.

(** Rule N: the pieces, and the values where they meet. *)
Theorem N_pieces N segment vertices count :
  check_pieces N segment vertices count = true ->
  Forall (fun p => along segment (outputs N) (Q2R (fst p)) = map Q2R (snd p)) vertices
  /\ maximal (affine_together (along segment (outputs N))) (map fst vertices)
  /\ chain (affine_together (along segment (outputs N))) 0 1 count
  /\ forall m, chain (affine_together (along segment (outputs N))) 0 1 m -> (count <= m)%Z.
Proof.
  destruct vertices as [| [b ys] [| p rest]]; [discriminate | discriminate|]. unfold check_pieces. cbv zeta. remember (p :: rest) as vertices eqn:Ev. intros H.
  apply andb_prop in H. destruct H as [H Hlen]. apply andb_prop in H. destruct H as [H H1]. apply andb_prop in H. destruct H as [H H0].
  apply andb_prop in H. destruct H as [HA HK]. apply Z.eqb_eq in Hlen. apply Qeq_bool_iff, Qeq_eqR in H0. apply Qeq_bool_iff, Qeq_eqR in H1.
  assert (Q2R 1 = 1) as One by (unfold Q2R; cbn; lra). rewrite Q2R_zero in H0. rewrite One in H1.
  pose proof (all_affine_between_ok N segment b ys vertices HA) as HP. split; [apply vertices_ok; [exact HA | rewrite Ev; discriminate]|].
  assert (maximal (affine_together (along segment (outputs N))) (cuts_from b (parts_between ys vertices))) as HM.
  { apply (parts_maximal (along segment (outputs N)) bends_at (fun _ => true)); try assumption.
    - apply forallb_forall. intros q _. apply forallb_forall. intros r _. reflexivity.
    - intros a c rs u v Hac Ha Huv Hc _ HL. exact (affine_within _ a c rs u v Hac Ha Hc HL).
    - intros c u v. apply not_affine. }
  pose proof (maximal_count _ b _ HM (parts_rising _ b _ HP) H0 H1) as Hcount. rewrite places_of_parts in HM. cbn [map fst]. split; [exact HM|].
  replace (length (map fst (parts_between ys vertices))) with (length vertices) in Hcount.
  2: { clear. revert ys. induction vertices as [| [c zs] vertices IH]; intros ys; cbn [parts_between map length]; [reflexivity | rewrite <- IH; reflexivity]. }
  rewrite <- Hlen. exact Hcount.
Qed.
