(** Lines of a piecewise linear map over any numbers that can be added, multiplied, compared and enclosed, and points that are followed along
    an iterate. *)

From Coq Require Import Reals QArith Qreals List ZArith Lra Lia.
From Exactsep Require Import Networks Maps Windows Fields FieldMaps.
Import ListNotations.

Class calculus (number : Type) := Calculus {
  c_le : number -> number -> bool;
  c_lt : number -> number -> bool;
  c_plus : number -> number -> number;
  c_minus : number -> number -> number;
  c_times : number -> number -> number;
  c_integer : Z -> number;
  c_enclosed : positive -> number -> Z * Z
}.

(** A segment of the map: from one vertex to the next, and its slope. *)
Record segment {number : Type} := Segment { x_left : number; y_left : number; x_right : number; y_right : number; slope : number }.
Arguments segment : clear implicits.

Section Computed.
Context {number : Type} {Ca : calculus number}.

Definition c_equal (p q : number) : bool := c_le p q && c_le q p.

Fixpoint segments_from (x0 y0 : number) (vs : list (number * number)) (ss : list number) : list (segment number) :=
  match vs, ss with
  | (x1, y1) :: vs', s :: ss' => Segment number x0 y0 x1 y1 s :: segments_from x1 y1 vs' ss'
  | _, _ => []
  end.

Definition segments_of (vs : list (number * number)) (ss : list number) : list (segment number) :=
  match vs with [] => [] | (x0, y0) :: rest => segments_from x0 y0 rest ss end.

Definition along (q : segment number) (x : number) : number := c_plus (y_left q) (c_times (slope q) (c_minus x (x_left q))).

(** It is a line from one vertex to the next. *)
Definition good_line (q : segment number) : bool := c_lt (x_left q) (x_right q) && c_equal (along q (x_right q)) (y_right q).

(** All of them are, from each vertex to the next. *)
Definition good_lines (vs : list (number * number)) (ss : list number) : bool :=
  let qs := segments_of vs ss in forallb good_line qs && Nat.eqb (S (length qs)) (length vs).

(** A segment of the map that holds two points. *)
Fixpoint segment_with (qs : list (segment number)) (p q : number) : option (segment number) :=
  match qs with
  | [] => None
  | s :: rest => if (if c_le q (x_right s) then if c_le p (x_right s) then if c_le (x_left s) p then c_le (x_left s) q else false else false else false) then Some s else segment_with rest p q
  end.

(** The values of f^t at two points between which it is affine. *)
Fixpoint followed (qs : list (segment number)) (t : nat) (p q : number) : option (number * number) :=
  match t with
  | O => Some (p, q)
  | S t' => match segment_with qs p q with Some s => followed qs t' (along s p) (along s q) | None => None end
  end.
End Computed.

(** ** Soundness *)

Open Scope R_scope.

Class calculus_reading (number : Type) {Ca : calculus number} := CalculusReading {
  val : number -> R;
  c_le_ok : forall p q, c_le p q = true -> val p <= val q;
  c_lt_ok : forall p q, c_lt p q = true -> val p < val q;
  c_plus_ok : forall p q, val (c_plus p q) = val p + val q;
  c_minus_ok : forall p q, val (c_minus p q) = val p - val q;
  c_times_ok : forall p q, val (c_times p q) = val p * val q;
  c_integer_ok : forall n, val (c_integer n) = IZR n;
  c_enclosed_ok : forall b p, IZR (fst (c_enclosed b p)) <= val p * IZR (2 ^ Zpos b) <= IZR (snd (c_enclosed b p))
}.

Section Sound.
Context {number : Type} {Ca : calculus number} {Re : calculus_reading number}.

Lemma c_equal_ok p q : c_equal p q = true -> val p = val q.
Proof. intros H. apply andb_prop in H. destruct H as [A B]. apply c_le_ok in A, B. lra. Qed.

Lemma along_ok q x : val (along q x) = val (y_left q) + val (slope q) * (val x - val (x_left q)).
Proof. unfold along. rewrite c_plus_ok, c_times_ok, c_minus_ok. reflexivity. Qed.

(** The map on a segment. *)
Definition on_line_of (f : R -> R) (q : segment number) : Prop :=
  val (x_left q) < val (x_right q) /\ forall x, val (x_left q) <= x <= val (x_right q) -> f x = val (y_left q) + val (slope q) * (x - val (x_left q)).

Definition points_of (vs : list (number * number)) : list (R * R) := map (fun v => (val (fst v), val (snd v))) vs.

(** Each segment begins where the one before ends. *)
Fixpoint linked (x : R) (qs : list (segment number)) : Prop :=
  match qs with [] => True | q :: rest => x = val (x_left q) /\ linked (val (x_right q)) rest end.

Lemma lines_follow x0 y0 vs ss :
  forallb good_line (segments_from x0 y0 vs ss) = true -> length (segments_from x0 y0 vs ss) = length vs ->
  increasing_R (val x0) (points_of vs) /\ linked (val x0) (segments_from x0 y0 vs ss) /\
  Forall (fun q => val x0 <= val (x_left q) /\ on_line_of (fun x => val y0 + rises_R (val x0) (val y0) (points_of vs) x) q) (segments_from x0 y0 vs ss).
Proof.
  revert x0 y0 ss. induction vs as [| [x1 y1] vs IH]; intros x0 y0 [| s ss] H Hl; cbn [segments_from] in *; cbn in Hl; try discriminate;
    try (split; [exact I | split; [exact I | constructor]]).
  cbn [forallb points_of map fst snd] in *. apply andb_prop in H. destruct H as [Hq H]. destruct (IH x1 y1 ss H ltac:(lia)) as [Hi [Hlink HF]].
  apply andb_prop in Hq. destruct Hq as [H01 Hy]. apply c_lt_ok in H01. apply c_equal_ok in Hy. rewrite along_ok in Hy. cbn [x_left x_right y_left y_right slope] in *.
  assert (increasing_R (val x0) ((val x1, val y1) :: points_of vs)) as Hinc by (split; assumption).
  split; [exact Hinc|]. split; [split; [reflexivity | exact Hlink]|]. constructor; cbn [x_left x_right y_left slope].
  - split; [lra|]. split; [exact H01|]. intros x Hx. cbn [x_left x_right y_left slope] in *. rewrite first_segment by assumption. rewrite <- Hy. field. lra.
  - eapply Forall_impl; [|exact HF]. intros q [A [B C]]. split; [lra|]. split; [exact B|]. intros x Hx. rewrite later_segments by lra. apply C, Hx.
Qed.

(** The lines of a map *)
Lemma lines_of_map vs ss : good_lines vs ss = true -> Forall (on_line_of (piecewise_linear_R (points_of vs))) (segments_of vs ss).
Proof.
  unfold good_lines. cbv zeta. intros H. apply andb_prop in H. destruct H as [H Hl]. apply Nat.eqb_eq in Hl. destruct vs as [| [x0 y0] vs]; [discriminate|].
  cbn [segments_of length points_of map fst snd piecewise_linear_R] in *. destruct (lines_follow x0 y0 vs ss H ltac:(lia)) as [_ [_ HF]]. eapply Forall_impl; [|exact HF]. intros q [_ Hq]. exact Hq.
Qed.

Variables (f : R -> R) (qs : list (segment number)).
Hypothesis lines : Forall (on_line_of f) qs.

Lemma segment_with_ok p q s : segment_with qs p q = Some s ->
  on_line_of f s /\ val (x_left s) <= val p <= val (x_right s) /\ val (x_left s) <= val q <= val (x_right s).
Proof.
  induction lines as [| s' rest Hs Hrest IH]; cbn [segment_with]; [discriminate|].
  destruct (c_le q (x_right s')) eqn:E1; [|exact (IH Hrest)]. destruct (c_le p (x_right s')) eqn:E2; [|exact (IH Hrest)].
  destruct (c_le (x_left s') p) eqn:E3; [|exact (IH Hrest)]. destruct (c_le (x_left s') q) eqn:E4; [|exact (IH Hrest)].
  intros H. injection H as <-. apply c_le_ok in E1, E2, E3, E4. split; [exact Hs | split; split; assumption].
Qed.

(** Affine, and with the values that are computed. *)
Lemma followed_ok t P Q : P < Q -> forall h p q u v, straight h P Q -> h P = val p -> h Q = val q -> followed qs t p q = Some (u, v) ->
  straight (fun z => iterate t f (h z)) P Q /\ iterate t f (h P) = val u /\ iterate t f (h Q) = val v.
Proof.
  intros HPQ. induction t as [| t IH]; intros h p q u v Hs Hp Hq H; cbn [followed iterate] in *; [injection H as <- <-; tauto|].
  destruct (segment_with qs p q) as [s |] eqn:E; [|discriminate]. destruct (segment_with_ok p q s E) as [[_ Hl] [Ip Iq]].
  apply (IH (fun z => f (h z)) (along s p) (along s q) u v); [| rewrite Hp, along_ok; apply Hl, Ip | rewrite Hq, along_ok; apply Hl, Iq | exact H].
  destruct Hs as [k Hk]. exists (val (slope s) * k). intros z Hz.
  assert (P <= z <= Q) as Hz' by (unfold between_points in Hz; lra). assert (h Q = h P + k * (Q - P)) as EQ by (apply Hk; left; lra).
  assert (val (x_left s) <= h z <= val (x_right s)) as Iz.
  { rewrite (Hk z Hz). pose (w := (z - P) / (Q - P)). assert (w * (Q - P) = z - P) as Ew by (unfold w; field; lra). assert (0 <= w <= 1) as Hw by (split; nra).
    replace (h P + k * (z - P)) with ((1 - w) * h P + w * h Q) by (rewrite EQ, <- Ew; ring). rewrite Hp, Hq. split; nra. }
  rewrite (Hl _ Iz). rewrite (Hl (h P)) by (rewrite Hp; exact Ip). rewrite (Hk z Hz). ring.
Qed.
End Sound.
