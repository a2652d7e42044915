(** A piecewise linear map with all its vertices at heights between two numbers has all its values there. *)

From Coq Require Import Reals QArith Qreals List Lra.
From Exactsep Require Import Networks Maps Fields FieldMaps.
Import ListNotations.
Open Scope R_scope.

(** Between bounds of its values at the vertices it stays. *)
Lemma values_between lo hi x0 y0 vs x :
  increasing_R x0 vs -> lo <= y0 <= hi -> Forall (fun p => lo <= snd p <= hi) vs -> lo <= y0 + rises_R x0 y0 vs x <= hi.
Proof.
  intros Hi H0 H. revert x0 y0 Hi H0. induction H as [| [x1 y1] vs H1 _ IH]; intros x0 y0 Hi H0; [cbn; lra|].
  cbn [snd] in H1. destruct (Rle_dec x x1) as [E | E]; [|rewrite later_segments by (destruct Hi; lra); apply IH; [apply Hi | exact H1]].
  destruct (Rle_dec x0 x) as [E' | E']; [|rewrite rises_R_before by (exact Hi || lra); lra].
  rewrite first_segment by (exact Hi || lra). destruct Hi as [L _]. set (s := (x - x0) / (x1 - x0)).
  assert (0 <= s <= 1) as Hs.
  { unfold s. split; [apply Rle_mult_inv_pos; lra|]. apply Rmult_le_reg_l with (x1 - x0); [lra|]. field_simplify; lra. }
  replace ((y1 - y0) / (x1 - x0) * (x - x0)) with ((y1 - y0) * s) by (unfold s; field; lra). nra.
Qed.

(** The same for maps. *)
Lemma map_between lo hi x0 y0 vs x :
  increasing_R x0 vs -> Forall (fun p => lo <= snd p <= hi) ((x0, y0) :: vs) -> lo <= piecewise_linear_R ((x0, y0) :: vs) x <= hi.
Proof. intros Hi H. inversion_clear H as [| p ps H0 Hs]. exact (values_between lo hi x0 y0 vs x Hi H0 Hs). Qed.

(** ** Rational vertices *)

Definition heights_between (lo hi : Q) (vs : list (Q * Q)) : bool := forallb (fun p => Qle_bool lo (snd p) && Qle_bool (snd p) hi) vs.

Definition check_heights (vs : list (Q * Q)) (lo hi : Q) : bool := well_formed (Linear vs) && heights_between lo hi vs.

Lemma heights_between_ok vs lo hi x :
  well_formed (Linear vs) = true -> heights_between lo hi vs = true -> Q2R lo <= piecewise_linear vs x <= Q2R hi.
Proof.
  intros W H. rewrite piecewise_linear_rational. destruct vs as [| [x0 y0] vs]; [discriminate|]. cbn [map fst snd]. apply map_between.
  - cbn [well_formed] in W. apply increasing_Q_ok in W. clear H. revert x0 y0 W. induction vs as [| [x1 y1] vs IH]; intros x0 y0 W; [exact I|].
    destruct W as [L W]. cbn [map increasing_R fst snd]. split; [apply Qlt_Rlt, L | exact (IH x1 y1 W)].
  - apply (proj2 (Forall_map (fun v => (Q2R (fst v), Q2R (snd v))) (fun p => Q2R lo <= snd p <= Q2R hi) ((x0, y0) :: vs))).
    apply Forall_forall. intros p Hp. unfold heights_between in H. rewrite forallb_forall in H. specialize (H p Hp). apply andb_prop in H. destruct H as [H1 H2].
    cbn [snd]. split; apply Qle_Rle, Qle_bool_iff; assumption.
Qed.

(** In particular it takes its interval into itself. *)
Theorem self_map_stated vs lo hi a b :
  check_heights vs lo hi = true -> a = Q2R lo -> b = Q2R hi -> forall x, a <= x <= b -> a <= piecewise_linear vs x <= b.
Proof. intros H -> -> x _. apply andb_prop in H. destruct H as [W H]. exact (heights_between_ok vs lo hi x W H). Qed.

(** ** Vertices in a number field *)

Definition check_field_heights (F : number_field) (vs : list (element F * element F)) (ss : list (element F)) (lo hi : element F) : bool :=
  good_map F (FieldMap vs ss) && forallb (fun p => less_equal F lo (snd p) && less_equal F (snd p) hi) vs.

Theorem field_self_map_stated F a vs ss lo hi points u v :
  isolates F = true -> root_of F a -> check_field_heights F vs ss lo hi = true ->
  points = vertices_at a vs -> u = at_root a lo -> v = at_root a hi -> forall x, u <= x <= v -> u <= piecewise_linear_R points x <= v.
Proof.
  intros Hi Ha H -> -> -> x _. apply andb_prop in H. destruct H as [G H]. destruct vs as [| [x0 y0] vs]; [discriminate|].
  cbn [vertices_at map fst snd]. apply map_between; [exact (good_segments_increase F Hi a Ha x0 y0 vs ss G)|].
  apply (proj2 (Forall_map (fun v => (at_root a (fst v), at_root a (snd v))) (fun p => at_root a lo <= snd p <= at_root a hi) ((x0, y0) :: vs))).
  apply Forall_forall. intros p Hp. rewrite forallb_forall in H. specialize (H p Hp). apply andb_prop in H. destruct H as [H1 H2].
  cbn [snd]. split; apply (less_equal_ok F Hi a _ _ Ha); assumption.
Qed.
