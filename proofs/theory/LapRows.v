(** The pieces of an iterate lie as computed: from one iterate to the next. *)

From Coq Require Import Reals List ZArith Lra Lia.
From Exactsep Require Import Networks Maps FieldMaps Laps.
Import ListNotations.
Open Scope R_scope.

Section Rows.
Context {number : Type} {Ca : calculus number} {Re : calculus_reading number}.
Variables (f : R -> R) (qs : list (segment number)).
Hypothesis all_follow : Forall (follows f) qs.

(** A piece that goes up, *)
Lemma through_up_ok h u v lo hi k rest x : piece_on h u v (Sloped true lo hi k) -> Forall (follows f) rest -> linked x rest ->
  rows (fun z => f (h z)) (u + val k * (clamp (val lo) (val hi) x - val lo)) v (through_up rest lo hi k).
Proof.
  intros H. pose proof H as [Hk [Hlh [Hw _]]].
  assert (forall c, val lo <= clamp (val lo) (val hi) c <= val hi) as Hin by (intros c; unfold clamp, Rmin, Rmax; repeat destruct (Rle_dec _ _); lra).
  revert x. induction rest as [| q rest IH]; intros x HF Hx; cbn [through_up].
  - constructor. specialize (Hin x). nra.
  - inversion_clear HF as [| q' rest' Hq Hrest]. destruct Hx as [-> Hx].
    apply rows_join with (c := u + val k * (held lo hi (x_right q) - val lo)); [apply (part_on f h u v true lo hi k q H Hq) | apply IH; assumption].
Qed.

(** one that goes down, *)
Lemma through_down_ok h u v lo hi k rest x : piece_on h u v (Sloped false lo hi k) -> Forall (follows f) rest -> linked x rest ->
  rows (fun z => f (h z)) u (u + val k * (val hi - clamp (val lo) (val hi) x)) (through_down rest lo hi k).
Proof.
  intros H. pose proof H as [Hk [Hlh [Hw _]]].
  assert (forall c, val lo <= clamp (val lo) (val hi) c <= val hi) as Hin by (intros c; unfold clamp, Rmin, Rmax; repeat destruct (Rle_dec _ _); lra).
  revert x. induction rest as [| q rest IH]; intros x HF Hx; cbn [through_down].
  - constructor. specialize (Hin x). nra.
  - inversion_clear HF as [| q' rest' Hq Hrest]. destruct Hx as [-> Hx].
    apply rows_join with (c := u + val k * (val hi - held lo hi (x_right q))); [apply IH; assumption | apply (part_on f h u v false lo hi k q H Hq)].
Qed.

(** and a flat one. *)
Lemma through_flat_ok h u v y w rest : piece_on h u v (Flat y w) -> Forall (follows f) rest -> rows (fun z => f (h z)) u v (through_flat rest y w).
Proof.
  intros [Huv [Hw Hh]] HF. induction HF as [| q rest [_ [_ Hq]] HF IH]; cbn [through_flat]; [constructor; exact Huv|].
  destruct (andb (c_le (x_left q) y) (c_le y (x_right q))) eqn:E; [|exact IH]. apply andb_prop in E. destruct E as [E1 E2]. apply c_le_ok in E1, E2.
  apply rows_one with (u := u) (v := v); [lra | lra |]. split; [exact Huv|]. split; [exact Hw|]. intros z Hz. rewrite Hh, along_ok by exact Hz. apply Hq. lra.
Qed.

Variable start : R.
Hypothesis linked_from : linked start qs.

Lemma through_ok h u v p : piece_on h u v p -> rows (fun z => f (h z)) u v (through qs p).
Proof.
  intros H. destruct p as [[|] lo hi k | y w]; cbn [through].
  - pose proof H as [Hk [Hlh [Hw _]]]. eapply rows_widen; [apply (through_up_ok h u v lo hi k qs start H all_follow linked_from) | | lra].
    assert (val lo <= clamp (val lo) (val hi) start) by (unfold clamp, Rmin, Rmax; repeat destruct (Rle_dec _ _); lra). nra.
  - pose proof H as [Hk [Hlh [Hw _]]]. eapply rows_widen; [apply (through_down_ok h u v lo hi k qs start H all_follow linked_from) | lra |].
    assert (val lo <= clamp (val lo) (val hi) start) by (unfold clamp, Rmin, Rmax; repeat destruct (Rle_dec _ _); lra). nra.
  - apply through_flat_ok; [exact H | exact all_follow].
Qed.

Lemma through_row h a b T : rows h a b T -> rows (fun z => f (h z)) a b (flat_map (through qs) T).
Proof.
  induction 1 as [a b Hab | a u v b p Ha Hb H | a c b T T' H1 IH1 H2 IH2]; cbn [flat_map].
  - constructor. exact Hab.
  - rewrite app_nil_r. eapply rows_widen; [apply through_ok, H | exact Ha | exact Hb].
  - rewrite flat_map_app. apply rows_join with (c := c); assumption.
Qed.

(** All pieces of an iterate *)
Theorem laps_ok t h a b T : rows h a b T -> rows (fun z => iterate t f (h z)) a b (laps qs t T).
Proof. revert h T. induction t as [| t IH]; intros h T H; [exact H|]. cbn [laps iterate]. apply (IH (fun z => f (h z))), through_row, H. Qed.

Theorem laps_of_interval t a b : val a < val b -> rows (iterate t f) (val a) (val b) (laps qs t (whole_interval a b)).
Proof.
  intros Hab. apply (laps_ok t (fun z => z)). apply rows_one with (u := val a) (v := val b); [lra | lra |].
  unfold piece_on. rewrite c_integer_ok. split; [lra|]. split; [exact Hab|]. split; [ring|]. intros c _. ring.
Qed.
End Rows.
