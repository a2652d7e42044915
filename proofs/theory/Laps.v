(** The affine pieces of an iterate of a piecewise linear map, one after the other, with the values at their ends and how wide they are:
    computed over any numbers that can be added, multiplied and compared. *)

From Coq Require Import Reals QArith Qreals List ZArith Lra Lia.
From Exactsep Require Import Networks Maps Fields FieldMaps.
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

(** A segment of the map: from one vertex to the next, its slope, 1/|slope| (anything if it is flat), and whether it goes up (1), down (-1)
    or neither. *)
Record segment {number : Type} :=
  Segment { x_left : number; y_left : number; x_right : number; y_right : number; slope : number; pace : number; direction : Z }.
Arguments segment : clear implicits.

(** A piece: up or down between two values, so wide for each unit of the value; or flat, and so wide. *)
Inductive piece {number : Type} := Sloped (up : bool) (lowest highest pace : number) | Flat (value width : number).
Arguments piece : clear implicits.

Section Computed.
Context {number : Type} {Ca : calculus number}.

Definition c_equal (p q : number) : bool := c_le p q && c_le q p.

Definition direction_of (s p : number) : Z :=
  let n := c_times p s in if c_equal n (c_integer 1) then 1%Z else if c_equal n (c_integer (-1)) then (-1)%Z else 0%Z.

Fixpoint segments_from (x0 y0 : number) (vs : list (number * number)) (ss ps : list number) : list (segment number) :=
  match vs, ss, ps with
  | (x1, y1) :: vs', s :: ss', p :: ps' => Segment number x0 y0 x1 y1 s p (direction_of s p) :: segments_from x1 y1 vs' ss' ps'
  | _, _, _ => []
  end.

Definition segments_of (vs : list (number * number)) (ss ps : list number) : list (segment number) :=
  match vs with [] => [] | (x0, y0) :: rest => segments_from x0 y0 rest ss ps end.

Definition along (q : segment number) (x : number) : number := c_plus (y_left q) (c_times (slope q) (c_minus x (x_left q))).

Definition rising_segment (q : segment number) : bool := Z.eqb (direction q) 1.
Definition falling_segment (q : segment number) : bool := Z.eqb (direction q) (-1).

(** It is a line from one vertex to the next. *)
Definition good_line (q : segment number) : bool := c_lt (x_left q) (x_right q) && c_equal (along q (x_right q)) (y_right q).

Definition good_segment (q : segment number) : bool :=
  good_line q
  && (if rising_segment q then c_equal (c_times (pace q) (slope q)) (c_integer 1) && c_lt (c_integer 0) (pace q)
      else if falling_segment q then c_equal (c_times (pace q) (slope q)) (c_integer (-1)) && c_lt (c_integer 0) (pace q)
      else c_equal (slope q) (c_integer 0)).

(** What a segment makes of a piece: where it begins and ends, with the values there. *)
Definition lower_part (q : segment number) (lo : number) : option (number * number) :=
  if c_le (x_left q) lo then Some (lo, along q lo) else if c_le lo (x_left q) then Some (x_left q, y_left q) else None.
Definition upper_part (q : segment number) (hi : number) : option (number * number) :=
  if c_le hi (x_right q) then Some (hi, along q hi) else if c_le (x_right q) hi then Some (x_right q, y_right q) else None.

Definition part (q : segment number) (up : bool) (lo hi k : number) : list (piece number) :=
  match lower_part q lo, upper_part q hi with
  | Some (l, v), Some (h, w) =>
      if c_lt l h then
        if rising_segment q then [Sloped up v w (c_times k (pace q))]
        else if falling_segment q then [Sloped (negb up) w v (c_times k (pace q))]
        else [Flat (y_left q) (c_times k (c_minus h l))]
      else []
  | _, _ => []
  end.

Fixpoint through_up (qs : list (segment number)) (lo hi k : number) : list (piece number) :=
  match qs with [] => [] | q :: rest => part q true lo hi k ++ through_up rest lo hi k end.
Fixpoint through_down (qs : list (segment number)) (lo hi k : number) : list (piece number) :=
  match qs with [] => [] | q :: rest => through_down rest lo hi k ++ part q false lo hi k end.
Fixpoint through_flat (qs : list (segment number)) (y w : number) : list (piece number) :=
  match qs with
  | [] => []
  | q :: rest => if c_le (x_left q) y && c_le y (x_right q) then [Flat (along q y) w] else through_flat rest y w
  end.

Definition through (qs : list (segment number)) (p : piece number) : list (piece number) :=
  match p with Sloped true lo hi k => through_up qs lo hi k | Sloped false lo hi k => through_down qs lo hi k | Flat y w => through_flat qs y w end.

Fixpoint laps (qs : list (segment number)) (t : nat) (row : list (piece number)) : list (piece number) :=
  match t with O => row | S t' => laps qs t' (flat_map (through qs) row) end.

Definition whole_interval (a b : number) : list (piece number) := [Sloped true a b (c_integer 1)].
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

Definition follows (f : R -> R) (q : segment number) : Prop := good_segment q = true /\ on_line_of f q.

Definition points_of (vs : list (number * number)) : list (R * R) := map (fun v => (val (fst v), val (snd v))) vs.

(** Each segment begins where the one before ends. *)
Fixpoint linked (x : R) (qs : list (segment number)) : Prop :=
  match qs with [] => True | q :: rest => x = val (x_left q) /\ linked (val (x_right q)) rest end.

Lemma lines_follow x0 y0 vs ss ps :
  forallb good_line (segments_from x0 y0 vs ss ps) = true -> length (segments_from x0 y0 vs ss ps) = length vs ->
  increasing_R (val x0) (points_of vs) /\ linked (val x0) (segments_from x0 y0 vs ss ps) /\
  Forall (fun q => val x0 <= val (x_left q) /\ on_line_of (fun x => val y0 + rises_R (val x0) (val y0) (points_of vs) x) q) (segments_from x0 y0 vs ss ps).
Proof.
  revert x0 y0 ss ps. induction vs as [| [x1 y1] vs IH]; intros x0 y0 [| s ss] [| p ps] H Hl; cbn [segments_from] in *; cbn in Hl; try discriminate;
    try (split; [exact I | split; [exact I | constructor]]).
  cbn [forallb points_of map fst snd] in *. apply andb_prop in H. destruct H as [Hq H]. destruct (IH x1 y1 ss ps H ltac:(lia)) as [Hi [Hlink HF]].
  apply andb_prop in Hq. destruct Hq as [H01 Hy]. apply c_lt_ok in H01. apply c_equal_ok in Hy. rewrite along_ok in Hy. cbn [x_left x_right y_left y_right slope] in *.
  assert (increasing_R (val x0) ((val x1, val y1) :: points_of vs)) as Hinc by (split; assumption).
  split; [exact Hinc|]. split; [split; [reflexivity | exact Hlink]|]. constructor; cbn [x_left x_right y_left slope].
  - split; [lra|]. split; [exact H01|]. intros x Hx. cbn [x_left x_right y_left slope] in *. rewrite first_segment by assumption. rewrite <- Hy. field. lra.
  - eapply Forall_impl; [|exact HF]. intros q [A [B C]]. split; [lra|]. split; [exact B|]. intros x Hx. rewrite later_segments by lra. apply C, Hx.
Qed.

Lemma segments_follow x0 y0 vs ss ps :
  forallb good_segment (segments_from x0 y0 vs ss ps) = true -> length (segments_from x0 y0 vs ss ps) = length vs ->
  linked (val x0) (segments_from x0 y0 vs ss ps) /\
  Forall (follows (fun x => val y0 + rises_R (val x0) (val y0) (points_of vs) x)) (segments_from x0 y0 vs ss ps).
Proof.
  intros H Hl. rewrite forallb_forall in H. assert (forallb good_line (segments_from x0 y0 vs ss ps) = true) as H'.
  { apply forallb_forall. intros q Hq. specialize (H q Hq). apply andb_prop in H. apply H. }
  destruct (lines_follow x0 y0 vs ss ps H' Hl) as [_ [A B]]. split; [exact A|]. rewrite Forall_forall in *. intros q Hq. split; [apply H, Hq | apply (B q Hq)].
Qed.

(** A piece of h on [u, v] *)
Definition piece_on (h : R -> R) (u v : R) (p : piece number) : Prop :=
  match p with
  | Sloped up lo hi k => 0 < val k /\ val lo < val hi /\ v - u = val k * (val hi - val lo) /\
      forall c, val lo <= c <= val hi -> h (if up then u + val k * (c - val lo) else u + val k * (val hi - c)) = c
  | Flat y w => u <= v /\ v - u = val w /\ forall z, u <= z <= v -> h z = val y
  end.

(** Pieces from left to right, and what is not known between them. *)
Inductive rows (h : R -> R) : R -> R -> list (piece number) -> Prop :=
| rows_none : forall a b, a <= b -> rows h a b []
| rows_one : forall a u v b p, a <= u -> v <= b -> piece_on h u v p -> rows h a b [p]
| rows_join : forall a c b T T', rows h a c T -> rows h c b T' -> rows h a b (T ++ T').

Lemma piece_on_ordered h u v p : piece_on h u v p -> u <= v.
Proof. destruct p as [up lo hi k | y w]; intros H; [destruct H as [A [B [C _]]]; nra | apply H]. Qed.

Lemma rows_ordered h a b T : rows h a b T -> a <= b.
Proof. induction 1 as [| a u v b p Ha Hb H | ]; [assumption | apply piece_on_ordered in H; lra | lra]. Qed.

Lemma rows_widen h a b T a' b' : rows h a b T -> a' <= a -> b <= b' -> rows h a' b' T.
Proof.
  intros H Ha Hb. replace T with ([] ++ T ++ []) by (rewrite app_nil_r; reflexivity).
  apply rows_join with (c := a); [constructor; exact Ha | apply rows_join with (c := b); [exact H | constructor; exact Hb]].
Qed.

(** The place of a value on a piece, with what is outside moved to the ends. *)
Definition held (lo hi c : number) : R := clamp (val lo) (val hi) (val c).

Lemma part_on f h u v up lo hi k q : piece_on h u v (Sloped up lo hi k) -> follows f q ->
  rows (fun z => f (h z))
    (if up then u + val k * (held lo hi (x_left q) - val lo) else u + val k * (val hi - held lo hi (x_right q)))
    (if up then u + val k * (held lo hi (x_right q) - val lo) else u + val k * (val hi - held lo hi (x_left q))) (part q up lo hi k).
Proof.
  intros [Hk [Hlh [Hw Hh]]] [Hq [_ Hf]]. unfold good_segment in Hq. apply andb_prop in Hq. destruct Hq as [Hq H3].
  apply andb_prop in Hq. destruct Hq as [H1 H2]. apply c_lt_ok in H1. apply c_equal_ok in H2. rewrite along_ok in H2.
  assert (forall c, val lo <= clamp (val lo) (val hi) c <= val hi) as Hin by (intros c; unfold clamp, Rmin, Rmax; repeat destruct (Rle_dec _ _); lra).
  assert (held lo hi (x_left q) <= held lo hi (x_right q)) as Hheld by (unfold held, clamp, Rmin, Rmax; repeat destruct (Rle_dec _ _); lra).
  assert (rows (fun z => f (h z))
    (if up then u + val k * (held lo hi (x_left q) - val lo) else u + val k * (val hi - held lo hi (x_right q)))
    (if up then u + val k * (held lo hi (x_right q) - val lo) else u + val k * (val hi - held lo hi (x_left q))) []) as Hnone by (constructor; destruct up; nra).
  unfold part. destruct (lower_part q lo) as [[l vl] |] eqn:El; [|exact Hnone]. destruct (upper_part q hi) as [[e ve] |] eqn:Ee; [|exact Hnone].
  destruct (c_lt l e) eqn:Ele; [|exact Hnone]. clear Hnone. apply c_lt_ok in Ele.
  assert (held lo hi (x_left q) <= val l /\ val lo <= val l /\ val (x_left q) <= val l /\ val vl = val (y_left q) + val (slope q) * (val l - val (x_left q))) as [L1 [L2 [L3 L4]]].
  { unfold lower_part in El. destruct (c_le (x_left q) lo) eqn:E1; [|destruct (c_le lo (x_left q)) eqn:E2; [|discriminate]]; injection El as <- <-.
    - apply c_le_ok in E1. rewrite along_ok. unfold held, clamp. rewrite Rmax_right, Rmin_left by lra. lra.
    - apply c_le_ok in E2. split; [unfold held, clamp; rewrite Rmax_left by lra; apply Rmin_l | lra]. }
  assert (val e <= held lo hi (x_right q) /\ val e <= val hi /\ val e <= val (x_right q) /\ val ve = val (y_left q) + val (slope q) * (val e - val (x_left q))) as [U1 [U2 [U3 U4]]].
  { unfold upper_part in Ee. destruct (c_le hi (x_right q)) eqn:E1; [|destruct (c_le (x_right q) hi) eqn:E2; [|discriminate]]; injection Ee as <- <-.
    - apply c_le_ok in E1. rewrite along_ok. unfold held, clamp. rewrite Rmax_left, Rmin_right by lra. lra.
    - apply c_le_ok in E2. split; [|rewrite <- H2; lra]. unfold held, clamp, Rmin, Rmax. repeat destruct (Rle_dec _ _); lra. }
  pose (u' := if up then u + val k * (val l - val lo) else u + val k * (val hi - val e)).
  pose (v' := if up then u + val k * (val e - val lo) else u + val k * (val hi - val l)).
  assert (forall T, piece_on (fun z => f (h z)) u' v' T -> rows (fun z => f (h z))
    (if up then u + val k * (held lo hi (x_left q) - val lo) else u + val k * (val hi - held lo hi (x_right q)))
    (if up then u + val k * (held lo hi (x_right q) - val lo) else u + val k * (val hi - held lo hi (x_left q))) [T]) as Hone.
  { intros T HT. apply rows_one with (u := u') (v := v'); [| | exact HT]; unfold u', v'; destruct up; nra. }
  assert (forall c, val l <= c <= val e -> f (h (if up then u + val k * (c - val lo) else u + val k * (val hi - c))) = val (y_left q) + val (slope q) * (c - val (x_left q))) as Hfh
    by (intros c Hc; rewrite Hh by lra; apply Hf; lra).
  assert (v' - u' = val k * (val e - val l)) as Huv by (unfold u', v'; destruct up; ring).
  destruct (rising_segment q) eqn:Er; [|destruct (falling_segment q) eqn:Ef]; apply Hone.
  - apply andb_prop in H3. destruct H3 as [Eq H4]. apply c_lt_ok in H4. rewrite c_integer_ok in H4. clear Er. apply c_equal_ok in Eq as Er. rewrite c_times_ok, c_integer_ok in Er.
    unfold piece_on. rewrite c_times_ok. assert (0 < val (slope q)) by nra.
    split; [nra|]. split; [nra|]. split; [rewrite Huv, U4, L4; transitivity (val k * (val (pace q) * val (slope q)) * (val e - val l)); [rewrite Er; ring | ring]|].
    intros c Hc. destruct up.
    + pose (d := val l + val (pace q) * (c - val vl)).
      replace (u' + val k * val (pace q) * (c - val vl)) with (u + val k * (d - val lo)) by (unfold u', d; ring).
      rewrite Hfh; [|unfold d; split; [nra | apply Rmult_le_reg_r with (val (slope q)); [assumption|]; nra]].
      unfold d. transitivity (val vl + (val (pace q) * val (slope q)) * (c - val vl)); [rewrite L4; ring | rewrite Er; ring].
    + pose (d := val e - val (pace q) * (val ve - c)).
      replace (u' + val k * val (pace q) * (val ve - c)) with (u + val k * (val hi - d)) by (unfold u', d; ring).
      rewrite Hfh; [|unfold d; split; [apply Rmult_le_reg_r with (val (slope q)); [assumption|]; nra | nra]].
      unfold d. transitivity (val ve - (val (pace q) * val (slope q)) * (val ve - c)); [rewrite U4; ring | rewrite Er; ring].
  - apply andb_prop in H3. destruct H3 as [Eq H4]. apply c_lt_ok in H4. rewrite c_integer_ok in H4. clear Ef. apply c_equal_ok in Eq as Ef. rewrite c_times_ok, c_integer_ok in Ef.
    unfold piece_on. rewrite c_times_ok. assert (val (slope q) < 0) by nra.
    split; [nra|]. split; [nra|]. split; [rewrite Huv, U4, L4; transitivity (- (val k * (val (pace q) * val (slope q)) * (val e - val l))); [rewrite Ef; ring | ring]|].
    intros c Hc. destruct up; cbn [negb].
    + pose (d := val l + val (pace q) * (val vl - c)).
      replace (u' + val k * val (pace q) * (val vl - c)) with (u + val k * (d - val lo)) by (unfold u', d; ring).
      rewrite Hfh; [|unfold d; split; [nra | apply Rmult_le_reg_r with (- val (slope q)); [lra|]; nra]].
      unfold d. transitivity (val vl + (val (pace q) * val (slope q)) * (val vl - c)); [rewrite L4; ring | rewrite Ef; ring].
    + pose (d := val e - val (pace q) * (c - val ve)).
      replace (u' + val k * val (pace q) * (c - val ve)) with (u + val k * (val hi - d)) by (unfold u', d; ring).
      rewrite Hfh; [|unfold d; split; [apply Rmult_le_reg_r with (- val (slope q)); [lra|]; nra | nra]].
      unfold d. transitivity (val ve - (val (pace q) * val (slope q)) * (c - val ve)); [rewrite U4; ring | rewrite Ef; ring].
  - apply c_equal_ok in H3. rewrite c_integer_ok in H3. cbn [piece_on]. rewrite c_times_ok, c_minus_ok.
    split; [nra|]. split; [exact Huv|]. intros z Hz.
    assert (exists c, val l <= c <= val e /\ z = if up then u + val k * (c - val lo) else u + val k * (val hi - c)) as [c [Hc ->]].
    { destruct up.
      - exists (val lo + (z - u) / val k). assert ((z - u) / val k * val k = z - u) as E by (field; lra). unfold u', v' in Hz. split; [split; nra | lra].
      - exists (val hi - (z - u) / val k). assert ((z - u) / val k * val k = z - u) as E by (field; lra). unfold u', v' in Hz. split; [split; nra | lra]. }
    rewrite Hfh by exact Hc. rewrite H3. ring.
Qed.
End Sound.
