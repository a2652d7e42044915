(** Piecewise linear maps whose vertices are real numbers, and those with vertices in a number field: their values are compared without
    division. *)

From Coq Require Import Reals QArith Qreals List Lra Lia.
From Exactsep Require Import Networks Maps Coverings Fields.
Import ListNotations.
Open Scope R_scope.

(** The function with these vertices (x, y), in increasing order of x, affine between neighbours and constant outside. *)
Fixpoint rises_R (x0 y0 : R) (vs : list (R * R)) (x : R) : R :=
  match vs with
  | [] => 0
  | (x1, y1) :: rest => (y1 - y0) / (x1 - x0) * (clamp x0 x1 x - x0) + rises_R x1 y1 rest x
  end.

Definition piecewise_linear_R (vs : list (R * R)) (x : R) : R :=
  match vs with [] => 0 | (x0, y0) :: rest => y0 + rises_R x0 y0 rest x end.

(** It is the one of Maps.v where the vertices are rational. *)
Theorem piecewise_linear_rational vs x : piecewise_linear vs x = piecewise_linear_R (map (fun v => (Q2R (fst v), Q2R (snd v))) vs) x.
Proof.
  destruct vs as [| [x0 y0] vs]; [reflexivity|]. cbn [piecewise_linear piecewise_linear_R map fst snd]. f_equal.
  revert x0 y0. induction vs as [| [x1 y1] vs IH]; intros x0 y0; [reflexivity|]. cbn [rises rises_R map fst snd]. rewrite IH. reflexivity.
Qed.

(** It is continuous. *)
Theorem continuity_piecewise_linear_R vs : continuity (piecewise_linear_R vs).
Proof.
  destruct vs as [| [x0 y0] vs]; cbn; [apply continuity_fun_const|].
  apply (continuity_plus (fun _ => y0)); [apply continuity_fun_const|].
  revert x0 y0. induction vs as [| [x1 y1] vs IH]; intros x0 y0; cbn [rises_R]; [apply continuity_fun_const|].
  apply (continuity_plus (fun x => (y1 - y0) / (x1 - x0) * (clamp x0 x1 x - x0))); [|apply IH].
  apply (continuity_mult (fun _ => (y1 - y0) / (x1 - x0))); [apply continuity_fun_const|].
  apply (continuity_minus (clamp x0 x1)); [apply continuity_clamp | apply continuity_fun_const].
Qed.

Fixpoint increasing_R (x0 : R) (vs : list (R * R)) : Prop :=
  match vs with [] => True | (x1, _) :: rest => x0 < x1 /\ increasing_R x1 rest end.

(** Before the first vertex nothing is added. *)
Lemma rises_R_before x0 y0 vs x : increasing_R x0 vs -> x <= x0 -> rises_R x0 y0 vs x = 0.
Proof.
  revert x0 y0. induction vs as [| [x1 y1] vs IH]; intros x0 y0 H Hx; cbn [rises_R]; [reflexivity|].
  destruct H as [H1 H2]. rewrite (IH x1 y1 H2) by lra. unfold clamp. rewrite Rmax_right, Rmin_left by lra. field. lra.
Qed.

(** On its first segment it is the line, *)
Lemma first_segment x0 y0 x1 y1 vs x :
  increasing_R x0 ((x1, y1) :: vs) -> x0 <= x <= x1 -> y0 + rises_R x0 y0 ((x1, y1) :: vs) x = y0 + (y1 - y0) / (x1 - x0) * (x - x0).
Proof.
  intros [H1 H2] Hx. cbn [rises_R]. rewrite (rises_R_before x1 y1 vs x H2) by lra. unfold clamp. rewrite Rmax_left, Rmin_left by lra. ring.
Qed.

(** and behind it what begins at its end. *)
Lemma later_segments x0 y0 x1 y1 vs x : x0 < x1 -> x1 <= x -> y0 + rises_R x0 y0 ((x1, y1) :: vs) x = y1 + rises_R x1 y1 vs x.
Proof. intros H Hx. cbn [rises_R]. unfold clamp. rewrite Rmax_left, Rmin_right by lra. field. lra. Qed.

(** ** Over a field *)

(** Elements and maps of a field. The field stands in their types only, so that the tests find it. *)
Definition element (F : number_field) : Type := list Q.
Inductive field_map (F : number_field) : Type := FieldMap (vertices : list (element F * element F)).
Arguments FieldMap {F}.

Section Field.
Variable F : number_field.
Notation mul := (product (minpoly F)).

(** Compare (y1 - y0) (x - x0) with (y - y0) (x1 - x0), on the segment of x. *)
Fixpoint on_segment (compare : list Q -> list Q -> bool) (x0 y0 : element F) (vs : list (element F * element F)) (x y : element F) : bool :=
  match vs with
  | [] => false
  | (x1, y1) :: rest =>
      if less_equal F x0 x && less_equal F x x1
      then compare (mul (difference y1 y0) (difference x x0)) (mul (difference y y0) (difference x1 x0))
      else on_segment compare x1 y1 rest x y
  end.

Definition on_map (compare : list Q -> list Q -> bool) (m : field_map F) (x y : element F) : bool :=
  match m with FieldMap ((x0, y0) :: rest) => on_segment compare x0 y0 rest x y | FieldMap [] => false end.

Fixpoint increasing_elements (x0 : element F) (vs : list (element F * element F)) : bool :=
  match vs with [] => true | (x1, _) :: rest => less F x0 x1 && increasing_elements x1 rest end.

Definition good_map (m : field_map F) : bool := match m with FieldMap ((x0, _) :: rest) => isolates F && increasing_elements x0 rest | FieldMap [] => false end.
End Field.

#[global] Instance field_arithmetic (F : number_field) : arithmetic (element F) := Arithmetic (element F) (less_equal F) sum_of.

#[global] Instance field_evaluation (F : number_field) : evaluation (element F) (field_map F) :=
  Evaluation (element F) (field_map F) (good_map F) (on_map F (less_equal F)) (on_map F (fun x y => less_equal F y x)).

(** Elements and maps at a root *)
Definition at_root (a : R) (x : list Q) : R := polynomial x a.

Definition vertices_at (a : R) (vs : list (list Q * list Q)) : list (R * R) := map (fun v => (at_root a (fst v), at_root a (snd v))) vs.

Definition map_at {F : number_field} (a : R) (m : field_map F) : R -> R := match m with FieldMap vs => piecewise_linear_R (vertices_at a vs) end.

Section Sound.
Variable F : number_field.
Hypothesis isolated : isolates F = true.
Variable a : R.
Hypothesis root : root_of F a.

(** The vertices are in order. *)
Lemma increasing_elements_ok x0 vs : increasing_elements F x0 vs = true -> increasing_R (at_root a x0) (vertices_at a vs).
Proof.
  revert x0. induction vs as [| [x1 y1] vs IH]; intros x0 H; cbn in *; [exact I|]. apply andb_prop in H. destruct H as [H1 H2].
  split; [exact (less_ok F isolated a _ _ root H1) | apply IH, H2].
Qed.

(** A test of elements stands for a relation of numbers that allows positive factors and sums. *)
Definition agrees (compare : list Q -> list Q -> bool) (P : R -> R -> Prop) : Prop :=
  (forall u v, compare u v = true -> P (at_root a u) (at_root a v)) /\ (forall u v k, 0 < k -> P (u * k) (v * k) -> P u v) /\
  (forall u v k, P u v -> P (u + k) (v + k)).

(** What [on_segment] compares is the value at x, and y. *)
Lemma on_segment_ok compare (P : R -> R -> Prop) x0 y0 vs x y :
  agrees compare P ->
  increasing_R (at_root a x0) (vertices_at a vs) -> on_segment F compare x0 y0 vs x y = true ->
  at_root a x0 <= at_root a x /\ P (at_root a y0 + rises_R (at_root a x0) (at_root a y0) (vertices_at a vs) (at_root a x)) (at_root a y).
Proof.
  intros [HP [Htimes Hplus]]. revert x0 y0. induction vs as [| [x1 y1] vs IH]; intros x0 y0 Hi H; cbn [on_segment vertices_at map fst snd] in *; [discriminate|].
  destruct (less_equal F x0 x && less_equal F x x1) eqn:E.
  - apply andb_prop in E. destruct E as [E1 E2]. apply (less_equal_ok F isolated a _ _ root) in E1, E2.
    fold (at_root a x0) (at_root a x) in E1. fold (at_root a x) (at_root a x1) in E2.
    split; [exact E1|]. rewrite first_segment by (exact Hi || lra). destruct Hi as [Hlt _].
    apply HP in H. unfold at_root in H. rewrite !polynomial_product, !polynomial_difference in H by apply root.
    fold (at_root a x0) (at_root a y0) (at_root a x1) (at_root a y1) (at_root a x) (at_root a y) in H.
    replace (at_root a y) with (at_root a y - at_root a y0 + at_root a y0) by ring. rewrite (Rplus_comm (at_root a y0)). apply Hplus.
    apply Htimes with (k := at_root a x1 - at_root a x0); [lra|]. eenough (_ * _ = _) as ->; [exact H | field; lra].
  - destruct (IH x1 y1 (proj2 Hi) H) as [H1 H2]. destruct Hi as [Hlt _]. split; [lra|]. rewrite later_segments by lra. exact H2.
Qed.

(** The same for maps. *)
Lemma on_map_ok compare (P : R -> R -> Prop) m x y :
  agrees compare P ->
  good_map F m = true -> on_map F compare m x y = true -> P (map_at a m (at_root a x)) (at_root a y).
Proof.
  intros HP Hm H. destruct m as [[| [x0 y0] vs]]; [discriminate|]. cbn in Hm. apply andb_prop in Hm. destruct Hm as [_ Hm].
  exact (proj2 (on_segment_ok compare P x0 y0 vs x y HP (increasing_elements_ok _ _ Hm) H)).
Qed.

(** Elements and maps of the field are read at its root. *)
Theorem field_reads : reads (number := element F) (at_root a) (map_at (F := F) a).
Proof.
  constructor.
  - intros x y. exact (less_equal_ok F isolated a x y root).
  - intros x y. apply polynomial_sum.
  - intros m x y. apply (on_map_ok (less_equal F) Rle). repeat split; [|intros; nra | intros; lra]. intros u v. exact (less_equal_ok F isolated a u v root).
  - intros m x y. apply (on_map_ok (fun x y => less_equal F y x) (fun u v => v <= u)). repeat split; [|intros; nra | intros; lra].
    intros u v. exact (less_equal_ok F isolated a v u root).
  - intros [vs]. apply continuity_piecewise_linear_R.
Qed.
End Sound.
