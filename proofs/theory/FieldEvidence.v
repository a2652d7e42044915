(** Number fields as numbers of exported files: values of iterates, the root of the statement, and how the statement is compared with the
    data. *)

From Coq Require Import Reals QArith Qreals List ZArith NArith Lra Lia.
From Exactsep Require Import Numbers Networks Chains Hits Covering Maps SupNorm Loops Points Evidence Fields FieldMaps.
Import ListNotations.
Open Scope R_scope.

(** ** Values of iterates *)

Section Values.
Variable F : number_field.

Fixpoint field_iterate (m : field_map F) (t : nat) (x : element F) : option (element F) :=
  match t with O => Some x | S t' => match field_value F m x with Some y => field_iterate m t' y | None => None end end.

#[global] Instance field_enclosing : enclosing (element F) (field_map F) :=
  Enclosing (element F) (field_map F) (fun m _ t z => match field_iterate m t z with Some v => Some (v, v) | None => None end).

(** Cycles that need not expand are none of polynomial maps: here they are shown by their points. *)
#[global] Instance field_attractive : attractive (element F) (field_map F) := Attractive (element F) (field_map F) (fun _ _ _ => false).

Hypothesis isolated : isolates F = true.
Variable a : R.
Hypothesis root : root_of F a.

(** What is computed is the value of the iterate. *)
Lemma field_iterate_ok m t x v : good_map F m = true -> field_iterate m t x = Some v -> iterate t (map_at a m) (at_root a x) = at_root a v.
Proof.
  intros Hm. revert x. induction t as [| t IH]; intros x H; cbn [field_iterate iterate] in *; [injection H as <-; reflexivity|].
  destruct (field_value F m x) as [y |] eqn:E; [|discriminate]. rewrite (field_value_ok F isolated a root m x y Hm E). exact (IH y H).
Qed.

#[global] Instance field_encloses : encloses (element F) (field_map F) (Rd := field_reading F isolated a root).
Proof.
  intros m bits t z l h Hm H. cbn in H. destruct (field_iterate m t z) as [v |] eqn:E; [|discriminate]. injection H as <- <-.
  cbn [eval function field_reading]. rewrite (field_iterate_ok m t z v Hm E). lra.
Qed.

#[global] Instance field_attracts : attracts (element F) (field_map F) (Rd := field_reading F isolated a root).
Proof. intros c s bits H. discriminate H. Qed.
End Values.

(** ** The root *)

(** A root, as a reader would say it. *)
Lemma root_stated F a lo hi v :
  lo = Q2R (lower F) -> hi = Q2R (upper F) -> v = at_root a (minpoly F) -> lo <= a <= hi -> v = 0 -> root_of F a.
Proof. intros -> -> -> Ha H0. split; assumption. Qed.

(** There is exactly one. *)
Lemma one_root_stated F lo hi (p : R -> R) :
  isolates F = true -> has_root F = true -> lo = Q2R (lower F) -> hi = Q2R (upper F) -> (forall a, p a = at_root a (minpoly F)) ->
  exists! a, lo <= a <= hi /\ p a = 0.
Proof.
  intros H1 H2 -> -> Hp. destruct (root_exists F H2) as [a Ha]. exists a. split.
  - rewrite Hp. exact Ha.
  - intros b [Hb H0]. rewrite Hp in H0. apply (root_unique F H1 a b Ha). split; assumption.
Qed.

(** ** The statement and the data *)

(** Vertices are compared one by one. *)
Lemma next_vertex a x y vs cx cy rest :
  x = at_root a cx -> y = at_root a cy -> vs = vertices_at a rest -> (x, y) :: vs = vertices_at a ((cx, cy) :: rest).
Proof. intros -> -> ->. reflexivity. Qed.

(** So are intervals. *)
Lemma intervals_stated F isolated a root Es (Js : list (element F * element F)) :
  Es = vertices_at a Js -> Es = map (real_pair (H := field_reading F isolated a root)) Js.
Proof. intros ->. reflexivity. Qed.

(** So are maps. *)
Lemma map_stated {F} a points vs ss : points = vertices_at a vs -> piecewise_linear_R points = map_at (F := F) a (FieldMap vs ss).
Proof. intros ->. reflexivity. Qed.

(** What is read at a root is the value of a polynomial. *)
Ltac at_the_root :=
  match goal with
  | |- _ = @eval _ _ _ _ ?r ?x => let r' := eval hnf in r in match r' with Reading _ _ _ _ ?e _ _ _ _ _ _ _ => change (@eval _ _ _ _ r x) with (e x) end
  | |- _ = @function _ _ _ _ ?r ?m => let r' := eval hnf in r in match r' with Reading _ _ _ _ _ ?f _ _ _ _ _ _ => change (@function _ _ _ _ r m) with (f m) end
  | _ => idtac
  end.

(** An expression in a is the element of the data. *)
Ltac element :=
  at_the_root;
  match goal with |- _ = at_root _ ?x => let l := eval vm_compute in x in change x with l end;
  cbv [at_root polynomial Q2R Qnum Qden]; field.

Ltac number ::= first [element | exact (integer_is _) | exact (quotient_is _ _) | reflexivity].

(** The vertices of the statement are those of the data. *)
Ltac same_vertices := repeat (apply next_vertex; [element | element |]); reflexivity.

(** The intervals of the statement are those of the data. *)
Ltac same_intervals := apply intervals_stated; same_vertices.

Ltac same_map ::= first [at_the_root; apply map_stated; same_vertices | reflexivity].
