(** Piecewise linear maps whose vertices are real numbers, and those with vertices in a number field: their values, by slopes that are
    given. *)

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

(** Elements and maps of a field: vertices, and the slopes between them. The field stands in their types only, so that the tests find it. *)
Definition element (F : number_field) : Type := list Q.
Inductive field_map (F : number_field) : Type := FieldMap (vertices : list (element F * element F)) (slopes : list (element F)).
Arguments FieldMap {F}.

Section Field.
Variable F : number_field.

(** Elements with the same coefficients *)
Definition same_element (x y : element F) : bool := forallb (fun c => Qeq_bool c 0) (difference x y).

(** y + s (x - x0) *)
Definition on_line (x0 y0 s x : element F) : element F := sum_of y0 (product (minpoly F) s (difference x x0)).

(** The vertices are in order, and each slope takes one to the next. *)
Fixpoint good_segments (x0 y0 : element F) (vs : list (element F * element F)) (ss : list (element F)) : bool :=
  match vs, ss with
  | [], [] => true
  | (x1, y1) :: rest, s :: ss' => less F x0 x1 && same_element (on_line x0 y0 s x1) y1 && good_segments x1 y1 rest ss'
  | _, _ => false
  end.

Definition good_map (m : field_map F) : bool := match m with FieldMap ((x0, y0) :: rest) ss => good_segments x0 y0 rest ss | FieldMap [] _ => false end.

(** The value at x, on its segment. *)
Fixpoint value_on (x0 y0 : element F) (vs : list (element F * element F)) (ss : list (element F)) (x : element F) : option (element F) :=
  match vs, ss with
  | (x1, y1) :: rest, s :: ss' => if less_equal F x0 x && less_equal F x x1 then Some (on_line x0 y0 s x) else value_on x1 y1 rest ss' x
  | _, _ => None
  end.

Definition field_value (m : field_map F) (x : element F) : option (element F) :=
  match m with FieldMap ((x0, y0) :: rest) ss => value_on x0 y0 rest ss x | FieldMap [] _ => None end.

Definition compared (compare : element F -> bool) (v : option (element F)) : bool := match v with Some y => compare y | None => false end.
End Field.

#[global] Instance field_arithmetic (F : number_field) : arithmetic (element F) := Arithmetic (element F) (less_equal F) (less F) sum_of [].

#[global] Instance field_evaluation (F : number_field) : evaluation (element F) (field_map F) :=
  Evaluation (element F) (field_map F) (good_map F)
    (fun m x y => compared F (fun v => less_equal F v y) (field_value F m x)) (fun m x y => compared F (less_equal F y) (field_value F m x)).

(** Elements and maps at a root *)
Definition at_root (a : R) (x : list Q) : R := polynomial x a.

Definition vertices_at (a : R) (vs : list (list Q * list Q)) : list (R * R) := map (fun v => (at_root a (fst v), at_root a (snd v))) vs.

Definition map_at {F : number_field} (a : R) (m : field_map F) : R -> R := match m with FieldMap vs _ => piecewise_linear_R (vertices_at a vs) end.

Section Sound.
Variable F : number_field.
Hypothesis isolated : isolates F = true.
Variable a : R.
Hypothesis root : root_of F a.

(** The same coefficients, the same number. *)
Lemma same_element_ok x y : same_element F x y = true -> at_root a x = at_root a y.
Proof. intros H. pose proof (polynomial_zero _ a H) as E. rewrite polynomial_difference in E. unfold at_root. lra. Qed.

(** Lines are lines. *)
Lemma on_line_ok x0 y0 s x : at_root a (on_line F x0 y0 s x) = at_root a y0 + at_root a s * (at_root a x - at_root a x0).
Proof. unfold at_root, on_line. rewrite polynomial_sum, polynomial_product, polynomial_difference by apply root. reflexivity. Qed.

(** Good vertices are in order. *)
Lemma good_segments_increase x0 y0 vs ss : good_segments F x0 y0 vs ss = true -> increasing_R (at_root a x0) (vertices_at a vs).
Proof.
  revert x0 y0 ss. induction vs as [| [x1 y1] vs IH]; intros x0 y0 ss H; [exact I|]. destruct ss as [| s ss]; cbn in H; [discriminate|].
  apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 _]. split; [exact (less_ok F isolated a _ _ root H1) | exact (IH _ _ _ H3)].
Qed.

(** The value that is computed is the value. *)
Lemma value_on_ok x0 y0 vs ss x v :
  good_segments F x0 y0 vs ss = true -> value_on F x0 y0 vs ss x = Some v ->
  at_root a x0 <= at_root a x /\ at_root a y0 + rises_R (at_root a x0) (at_root a y0) (vertices_at a vs) (at_root a x) = at_root a v.
Proof.
  revert x0 y0 ss. induction vs as [| [x1 y1] vs IH]; intros x0 y0 [| s ss] Hg H; try discriminate. pose proof (good_segments_increase _ _ _ _ Hg) as Hi.
  cbn [value_on good_segments vertices_at map fst snd] in *. apply andb_prop in Hg. destruct Hg as [Hg Hg3]. apply andb_prop in Hg. destruct Hg as [_ Hs].
  apply same_element_ok in Hs. rewrite on_line_ok in Hs. pose proof (proj1 Hi) as Hlt. cbn in Hlt.
  destruct (less_equal F x0 x && less_equal F x x1) eqn:E.
  - injection H as <-. apply andb_prop in E. destruct E as [E1 E2]. apply (less_equal_ok F isolated a _ _ root) in E1, E2.
    fold (at_root a x0) (at_root a x) in E1. fold (at_root a x) (at_root a x1) in E2.
    split; [exact E1|]. rewrite first_segment by (exact Hi || lra). rewrite on_line_ok, <- Hs. field. lra.
  - destruct (IH x1 y1 ss Hg3 H) as [H1 H2]. split; [lra|]. rewrite later_segments by lra. exact H2.
Qed.

(** The same for maps. *)
Lemma field_value_ok m x v : good_map F m = true -> field_value F m x = Some v -> map_at a m (at_root a x) = at_root a v.
Proof. intros Hm H. destruct m as [[| [x0 y0] vs] ss]; [discriminate|]. exact (proj2 (value_on_ok x0 y0 vs ss x v Hm H)). Qed.

(** So are comparisons. *)
Lemma value_compared m compare x (P : R -> Prop) :
  (forall v, compare v = true -> P (at_root a v)) -> good_map F m = true -> compared F compare (field_value F m x) = true -> P (map_at a m (at_root a x)).
Proof.
  intros HP Hm H. destruct (field_value F m x) as [v |] eqn:E; [|discriminate]. rewrite (field_value_ok m x v Hm E). apply HP, H.
Qed.

(** Elements and maps of the field are read at its root. *)
Definition field_reading : reading (element F) (field_map F).
Proof.
  refine (Reading (element F) (field_map F) _ _ (at_root a) (map_at (F := F) a) (fun x y => less_equal_ok F isolated a x y root)
    (fun x y => less_ok F isolated a x y root) (fun x y => polynomial_sum x y a) _ _ _).
  - intros m x y. apply (value_compared m _ x (fun v => v <= at_root a y)). intros v. exact (less_equal_ok F isolated a v y root).
  - intros m x y. apply (value_compared m _ x (fun v => at_root a y <= v)). intros v. exact (less_equal_ok F isolated a y v root).
  - intros [vs ss]. apply continuity_piecewise_linear_R.
Defined.
End Sound.
