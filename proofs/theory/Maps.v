(** Maps: piecewise linear ones from their vertices, and polynomials; continuous on all of R, and exact at rational points. *)

From Coq Require Import Reals QArith Qreals List ZArith Lra Lia.
From Exactsep Require Import Comparisons.
Export Comparisons(le_Q, le_Q_is).
Import ListNotations.
Open Scope R_scope.

(** x, moved to the nearest point of [a, b]. *)
Definition clamp (a b x : R) : R := Rmin (Rmax x a) b.

(** The function with these vertices (x, y), in increasing order of x, affine between neighbours and constant outside: the first y, and
    what each segment adds up to x. *)
Fixpoint rises (x0 y0 : Q) (vs : list (Q * Q)) (x : R) : R :=
  match vs with
  | [] => 0
  | (x1, y1) :: rest => (Q2R y1 - Q2R y0) / (Q2R x1 - Q2R x0) * (clamp (Q2R x0) (Q2R x1) x - Q2R x0) + rises x1 y1 rest x
  end.

Definition piecewise_linear (vs : list (Q * Q)) (x : R) : R :=
  match vs with [] => 0 | (x0, y0) :: rest => Q2R y0 + rises x0 y0 rest x end.

(** Horner's scheme, coefficients from the constant one upwards. *)
Fixpoint polynomial (cs : list Q) (x : R) : R := match cs with [] => 0 | c :: rest => Q2R c + x * polynomial rest x end.

Fixpoint increasing (x0 : Q) (vs : list (Q * Q)) : Prop :=
  match vs with [] => True | (x1, _) :: rest => (x0 < x1)%Q /\ increasing x1 rest end.

(** ** Continuity *)

Lemma continuity_fun_const c : continuity (fun _ : R => c).
Proof. apply continuity_const. intros u v. reflexivity. Qed.

Lemma continuity_fun_id : continuity (fun x : R => x).
Proof. apply derivable_continuous, derivable_id. Qed.

Lemma Rmax_formula a b : Rmax a b = (a + b + Rabs (a - b)) / 2.
Proof. unfold Rmax, Rabs. destruct (Rle_dec a b), (Rcase_abs (a - b)); lra. Qed.

Lemma Rmin_formula a b : Rmin a b = (a + b - Rabs (a - b)) / 2.
Proof. unfold Rmin, Rabs. destruct (Rle_dec a b), (Rcase_abs (a - b)); lra. Qed.

Lemma continuity_ext (f g : R -> R) : (forall x, f x = g x) -> continuity f -> continuity g.
Proof.
  intros E Hf x. specialize (Hf x). unfold continuity_pt, continue_in, limit1_in, limit_in in *.
  intros eps Heps. destruct (Hf eps Heps) as [d [Hd H]]. exists d. split; [exact Hd|].
  intros y Hy. rewrite <- !E. apply H, Hy.
Qed.

Lemma continuity_abs f : continuity f -> continuity (fun x => Rabs (f x)).
Proof. intros Hf. exact (continuity_comp f Rabs Hf Rcontinuity_abs). Qed.

Lemma continuity_clamp a b : continuity (clamp a b).
Proof.
  pose proof (continuity_fun_const a) as Ha. pose proof (continuity_fun_const b) as Hb. pose proof continuity_fun_id as Hx.
  assert (continuity (fun x => Rmax x a)) as Hm.
  { apply continuity_ext with (f := fun x => (x + a + Rabs (x - a)) * (/ 2)); [intros x; rewrite Rmax_formula; field|].
    apply (continuity_mult (fun x => x + a + Rabs (x - a)) (fun _ => / 2)); [|apply continuity_fun_const].
    apply (continuity_plus (fun x => x + a)); [apply (continuity_plus (fun x => x)); assumption|].
    apply continuity_abs. apply (continuity_minus (fun x => x)); assumption. }
  apply continuity_ext with (f := fun x => (Rmax x a + b - Rabs (Rmax x a - b)) * (/ 2)); [intros x; unfold clamp; rewrite Rmin_formula; field|].
  apply (continuity_mult (fun x => Rmax x a + b - Rabs (Rmax x a - b)) (fun _ => / 2)); [|apply continuity_fun_const].
  apply (continuity_minus (fun x => Rmax x a + b)); [apply (continuity_plus (fun x => Rmax x a)); assumption|].
  apply continuity_abs. apply (continuity_minus (fun x => Rmax x a)); assumption.
Qed.

Lemma continuity_rises x0 y0 vs : continuity (rises x0 y0 vs).
Proof.
  revert x0 y0. induction vs as [| [x1 y1] vs IH]; intros x0 y0; cbn [rises]; [apply continuity_fun_const|].
  apply (continuity_plus (fun x => (Q2R y1 - Q2R y0) / (Q2R x1 - Q2R x0) * (clamp (Q2R x0) (Q2R x1) x - Q2R x0))); [|apply IH].
  apply (continuity_mult (fun _ => (Q2R y1 - Q2R y0) / (Q2R x1 - Q2R x0))); [apply continuity_fun_const|].
  apply (continuity_minus (clamp (Q2R x0) (Q2R x1))); [apply continuity_clamp | apply continuity_fun_const].
Qed.

Theorem continuity_piecewise_linear vs : continuity (piecewise_linear vs).
Proof.
  destruct vs as [| [x0 y0] vs]; cbn; [apply continuity_fun_const|].
  apply (continuity_plus (fun _ => Q2R y0)); [apply continuity_fun_const | apply continuity_rises].
Qed.

Theorem continuity_polynomial cs : continuity (polynomial cs).
Proof.
  induction cs as [| c cs IH]; cbn; [apply continuity_fun_const|].
  apply (continuity_plus (fun _ => Q2R c)); [apply continuity_fun_const|].
  apply (continuity_mult (fun x => x)); [apply continuity_fun_id | exact IH].
Qed.

(** ** Values *)

Lemma rises_before x0 y0 vs x : increasing x0 vs -> x <= Q2R x0 -> rises x0 y0 vs x = 0.
Proof.
  revert x0 y0. induction vs as [| [x1 y1] vs IH]; intros x0 y0 H Hx; cbn [rises]; [reflexivity|].
  destruct H as [H1 H2]. apply Qlt_Rlt in H1. rewrite (IH x1 y1 H2) by lra.
  unfold clamp. rewrite Rmax_right, Rmin_left by lra. field. lra.
Qed.

(** Between two neighbouring vertices the function is the line through them. *)
Theorem piecewise_linear_between before x0 y0 x1 y1 after x :
  (match before with [] => True | (z, _) :: rest => increasing z (rest ++ [(x0, y0)]) end) -> increasing x0 ((x1, y1) :: after) ->
  Q2R x0 <= x <= Q2R x1 ->
  piecewise_linear (before ++ (x0, y0) :: (x1, y1) :: after) x = Q2R y0 + (Q2R y1 - Q2R y0) / (Q2R x1 - Q2R x0) * (x - Q2R x0).
Proof.
  intros Hb Ha Hx.
  assert (forall y, rises x0 y ((x1, y1) :: after) x = (Q2R y1 - Q2R y) / (Q2R x1 - Q2R x0) * (x - Q2R x0)) as Hs.
  { intros y. cbn [rises]. destruct Ha as [H1 H2]. apply Qlt_Rlt in H1. rewrite (rises_before x1 y1 after x H2) by lra.
    unfold clamp. rewrite Rmax_left, Rmin_left by lra. lra. }
  assert (Q2R x0 < Q2R x1) as H01 by (apply Qlt_Rlt, Ha).
  remember ((x1, y1) :: after) as tail eqn:E. clear E Ha.
  destruct before as [| [z w] before]; cbn [app piecewise_linear]; [rewrite Hs; reflexivity|].
  assert (forall before z w, increasing z (before ++ [(x0, y0)]) ->
    Q2R w + rises z w (before ++ (x0, y0) :: tail) x = Q2R y0 + (Q2R y1 - Q2R y0) / (Q2R x1 - Q2R x0) * (x - Q2R x0)) as H.
  { clear before z w Hb. induction before as [| [z1 w1] before IH]; intros z w Hb; cbn [app rises] in *; destruct Hb as [H1 H2]; apply Qlt_Rlt in H1.
    - rewrite Hs. unfold clamp. rewrite Rmax_left, Rmin_right by lra. field. lra.
    - assert (Q2R z1 < Q2R x0) as Hlt.
      { clear -H2. revert z1 H2. induction before as [| [z2 w2] before IH]; intros z1 H2; cbn in H2; destruct H2 as [A B]; apply Qlt_Rlt in A; [exact A|].
        specialize (IH z2 B). lra. }
      unfold clamp at 1. rewrite Rmax_left, Rmin_right by lra. rewrite <- (IH z1 w1 H2). field. lra. }
  apply H, Hb.
Qed.

(** Horner's scheme in Q *)
Fixpoint polynomial_Q (cs : list Q) (x : Q) : Q := match cs with [] => 0%Q | c :: rest => Qred (c + x * polynomial_Q rest x) end.

Lemma Q2R_Qred q : Q2R (Qred q) = Q2R q.
Proof. apply Qeq_eqR, Qred_correct. Qed.

Theorem polynomial_at cs x : polynomial cs (Q2R x) = Q2R (polynomial_Q cs x).
Proof.
  induction cs as [| c cs IH]; cbn [polynomial polynomial_Q]; [unfold Q2R; cbn; lra|].
  rewrite Q2R_Qred, Q2R_plus, Q2R_mult, IH. reflexivity.
Qed.

(** The segment of x, and the value there; x is clamped to the ends. *)
Fixpoint value_Q (x0 y0 : Q) (vs : list (Q * Q)) (x : Q) : Q :=
  match vs with
  | [] => y0
  | (x1, y1) :: rest => if le_Q x x1 then (if le_Q x x0 then y0 else Qred (y0 + (y1 - y0) / (x1 - x0) * (x - x0))) else value_Q x1 y1 rest x
  end.

Definition piecewise_linear_Q (vs : list (Q * Q)) (x : Q) : Q := match vs with [] => 0%Q | (x0, y0) :: rest => value_Q x0 y0 rest x end.

Lemma value_at x0 y0 vs x : increasing x0 vs -> Q2R y0 + rises x0 y0 vs (Q2R x) = Q2R (value_Q x0 y0 vs x).
Proof.
  revert x0 y0. induction vs as [| [x1 y1] vs IH]; intros x0 y0 H; cbn [rises value_Q]; [lra|].
  destruct H as [H1 H2]. pose proof (Qlt_Rlt _ _ H1) as H1'.
  destruct (le_Q x x1) eqn:E1.
  - rewrite le_Q_is in E1. apply Qle_bool_iff, Qle_Rle in E1. rewrite (rises_before x1 y1 vs _ H2) by lra.
    destruct (le_Q x x0) eqn:E0; rewrite le_Q_is in E0.
    + apply Qle_bool_iff, Qle_Rle in E0. unfold clamp. rewrite Rmax_right, Rmin_left by lra. field. lra.
    + assert (Q2R x0 < Q2R x) as Hx.
      { apply Qlt_Rlt. apply Qnot_le_lt. intros C. apply Qle_bool_iff in C. congruence. }
      unfold clamp. rewrite Rmax_left, Rmin_left by lra.
      rewrite Q2R_Qred, Q2R_plus, Q2R_mult, Q2R_div, !Q2R_minus by (intros C; apply (Qlt_not_eq _ _ H1); rewrite <- (Qplus_inj_r _ _ (- x0)), Qplus_opp_r; symmetry; exact C).
      lra.
  - assert (Q2R x1 < Q2R x) as Hx.
    { apply Qlt_Rlt. apply Qnot_le_lt. intros C. apply Qle_bool_iff in C. rewrite le_Q_is in E1. congruence. }
    unfold clamp at 1. rewrite Rmax_left, Rmin_right by lra. rewrite <- (IH x1 y1 H2). field. lra.
Qed.

Fixpoint increasing_Q (x0 : Q) (vs : list (Q * Q)) : bool :=
  match vs with [] => true | (x1, _) :: rest => negb (le_Q x1 x0) && increasing_Q x1 rest end.

Lemma increasing_Q_ok x0 vs : increasing_Q x0 vs = true -> increasing x0 vs.
Proof.
  revert x0. induction vs as [| [x1 y1] vs IH]; intros x0 H; cbn in *; [exact I|].
  apply andb_prop in H. destruct H as [H1 H2]. split; [|apply IH, H2]. rewrite le_Q_is in H1.
  apply Qnot_le_lt. intros C. apply Qle_bool_iff in C. rewrite C in H1. discriminate.
Qed.

(** A map as data. *)
Inductive map_data := Linear (vertices : list (Q * Q)) | Polynomial (coefficients : list Q).

Definition function_of (m : map_data) : R -> R := match m with Linear vs => piecewise_linear vs | Polynomial cs => polynomial cs end.

Definition well_formed (m : map_data) : bool :=
  match m with Linear ((x0, _) :: rest) => increasing_Q x0 rest | Linear [] => false | Polynomial _ => true end.

Definition value_at_Q (m : map_data) (x : Q) : Q := match m with Linear vs => piecewise_linear_Q vs x | Polynomial cs => polynomial_Q cs x end.

(** ** Is the value at x at most y, at least y? Without a division. *)

(** The test at the ends of a segment, and on it by its line: [le] is <= or >=, and [line] says on which side of a line a point is. *)
Fixpoint segment_test (le : Q -> Q -> bool) (line : Q -> Q -> Q -> Q -> Q -> Q -> bool) (x0 y0 : Q) (vs : list (Q * Q)) (x y : Q) : bool :=
  match vs with
  | [] => le y0 y
  | (x1, y1) :: rest =>
      if le_Q x x1 then if le_Q x x0 then le y0 y else if le_Q x1 x then le y1 y else line x0 y0 x1 y1 x y
      else segment_test le line x1 y1 rest x y
  end.

Definition below_Q (m : map_data) (x y : Q) : bool :=
  match m with Linear ((x0, y0) :: vs) => segment_test le_Q above_line x0 y0 vs x y | _ => Qle_bool (value_at_Q m x) y end.

Definition above_Q (m : map_data) (x y : Q) : bool :=
  match m with
  | Linear ((x0, y0) :: vs) => segment_test (fun p q => le_Q q p) below_line x0 y0 vs x y
  | _ => Qle_bool y (value_at_Q m x)
  end.

Theorem continuity_function m : continuity (function_of m).
Proof. destruct m; [apply continuity_piecewise_linear | apply continuity_polynomial]. Qed.

Theorem function_at m x : well_formed m = true -> function_of m (Q2R x) = Q2R (value_at_Q m x).
Proof.
  destruct m as [[| [x0 y0] vs] | cs]; cbn [function_of well_formed value_at_Q]; intros H; [discriminate | | apply polynomial_at].
  apply value_at, increasing_Q_ok, H.
Qed.

(** The test says the same as the value. *)
Lemma segment_test_ok le line (rel : R -> R -> Prop) x0 y0 vs x y :
  (forall p q, le p q = true -> rel (Q2R p) (Q2R q)) ->
  (forall x0 y0 x1 y1, (x0 < x)%Q -> (x0 < x1)%Q -> line x0 y0 x1 y1 x y = true ->
     rel (Q2R y0 + (Q2R y1 - Q2R y0) * (Q2R x - Q2R x0) / (Q2R x1 - Q2R x0)) (Q2R y)) ->
  increasing x0 vs -> segment_test le line x0 y0 vs x y = true -> rel (Q2R (value_Q x0 y0 vs x)) (Q2R y).
Proof.
  intros Hle Hline. revert x0 y0. induction vs as [| [x1 y1] vs IH]; intros x0 y0 H; cbn [segment_test value_Q]; [apply Hle|].
  destruct H as [H1 H2]. destruct (le_Q x x1) eqn:E1; [|apply IH, H2]. destruct (le_Q x x0) eqn:E0; [apply Hle|].
  assert (Q2R x0 < Q2R x1) as H01 by (apply Qlt_Rlt, H1).
  assert (Q2R (Qred (y0 + (y1 - y0) / (x1 - x0) * (x - x0))) = Q2R y0 + (Q2R y1 - Q2R y0) * (Q2R x - Q2R x0) / (Q2R x1 - Q2R x0)) as Hv.
  { rewrite Q2R_Qred, Q2R_plus, Q2R_mult, Q2R_div, !Q2R_minus
      by (intros C; apply (Qlt_not_eq _ _ H1); rewrite <- (Qplus_inj_r _ _ (- x0)), Qplus_opp_r; symmetry; exact C).
    field. lra. }
  rewrite Hv. rewrite le_Q_is in E0, E1. destruct (le_Q x1 x) eqn:E2; intros HT.
  - rewrite le_Q_is in E2. apply Qle_bool_iff in E1, E2. assert (Q2R x = Q2R x1) as E by (apply Rle_antisym; apply Qle_Rle; assumption). rewrite E.
    replace (Q2R y0 + (Q2R y1 - Q2R y0) * (Q2R x1 - Q2R x0) / (Q2R x1 - Q2R x0)) with (Q2R y1) by (field; lra). apply Hle, HT.
  - apply Hline; [|exact H1 | exact HT]. apply Qnot_le_lt. intros C. apply Qle_bool_iff in C. congruence.
Qed.

Theorem below_Q_ok m x y : well_formed m = true -> below_Q m x y = true -> function_of m (Q2R x) <= Q2R y.
Proof.
  intros Hm H. rewrite function_at by exact Hm. destruct m as [[| [x0 y0] vs] | cs]; [discriminate | | apply Qle_Rle, Qle_bool_iff, H].
  apply (segment_test_ok le_Q above_line Rle x0 y0 vs x y); [| | apply increasing_Q_ok, Hm | exact H].
  - intros p q. rewrite le_Q_is. intros E. apply Qle_Rle, Qle_bool_iff, E.
  - clear. intros x0 y0 x1 y1 H0 H1 E. apply above_line_ok, Qle_Rle in E; [|assumption..]. apply Qlt_Rlt in H1. rewrite !Q2R_mult, !Q2R_minus in E.
    apply Rmult_le_reg_r with (Q2R x1 - Q2R x0); [lra|]. field_simplify; [|lra]. lra.
Qed.

Theorem above_Q_ok m x y : well_formed m = true -> above_Q m x y = true -> Q2R y <= function_of m (Q2R x).
Proof.
  intros Hm H. rewrite function_at by exact Hm. destruct m as [[| [x0 y0] vs] | cs]; [discriminate | | apply Qle_Rle, Qle_bool_iff, H].
  apply (segment_test_ok (fun p q => le_Q q p) below_line (fun v w => w <= v) x0 y0 vs x y); [| | apply increasing_Q_ok, Hm | exact H].
  - intros p q. rewrite le_Q_is. intros E. apply Qle_Rle, Qle_bool_iff, E.
  - clear. intros x0 y0 x1 y1 H0 H1 E. apply below_line_ok, Qle_Rle in E; [|assumption..]. apply Qlt_Rlt in H1. rewrite !Q2R_mult, !Q2R_minus in E.
    apply Rmult_le_reg_r with (Q2R x1 - Q2R x0); [lra|]. field_simplify; [|lra]. lra.
Qed.
