(** The integral of |f^t - k| for a constant k: by a partition on whose branches f is affine, or by the range of f. Checkers and soundness. *)

From Coq Require Import Reals QArith Qreals Qabs List ZArith Lra Lia FunctionalExtensionality.
From Exactsep Require Import Networks Chains Hits Covering Maps Integral Slopes Windows Distance Upper SelfMap.
Import ListNotations.

(** The branches of an interval, from left to right: until where, and onto which interval. *)
Definition rows := list (list (Q * nat)).

Definition nowhere : Q * Q := (0, 0)%Q.

Definition onto (vs : list (Q * Q)) (u v : Q) (J : Q * Q) : bool :=
  let p := piecewise_linear_Q vs u in let q := piecewise_linear_Q vs v in
  negb (Qle_bool v u) && negb (Qle_bool (snd J) (fst J)) && no_vertex_between vs u v
  && ((Qeq_bool p (fst J) && Qeq_bool q (snd J)) || (Qeq_bool p (snd J) && Qeq_bool q (fst J))).

Fixpoint row_ok (vs : list (Q * Q)) (Js : list (Q * Q)) (u : Q) (row : list (Q * nat)) (r : Q) : bool :=
  match row with
  | [] => Qeq_bool u r
  | (v, j) :: rest => Nat.ltb j (length Js) && onto vs u v (nth j Js nowhere) && row_ok vs Js v rest r
  end.

Fixpoint rows_ok (vs : list (Q * Q)) (all Js : list (Q * Q)) (Bs : rows) : bool :=
  match Js, Bs with
  | [], [] => true
  | (l, r) :: Js', row :: Bs' => row_ok vs all l row r && rows_ok vs all Js' Bs'
  | _, _ => false
  end.

(** The intervals fill [a, b]. *)
Fixpoint filled (a : Q) (Js : list (Q * Q)) (b : Q) : bool :=
  match Js with
  | [] => Qeq_bool a b
  | (l, r) :: rest => Qeq_bool a l && Qle_bool l r && filled r rest b
  end.

(** The integral of |x - k| over an interval. *)
Definition distance_from (k : Q) (J : Q * Q) : Q :=
  let (l, r) := J in
  if Qle_bool k l then (l + r - k - k) * (r - l) * (1 # 2)
  else if Qle_bool r k then (k + k - l - r) * (r - l) * (1 # 2)
  else ((k - l) * (k - l) + (r - k) * (r - k)) * (1 # 2).

(** One iterate more. *)
Fixpoint row_integral (Js : list (Q * Q)) (es : list Q) (u : Q) (row : list (Q * nat)) : Q :=
  match row with
  | [] => 0%Q
  | (v, j) :: rest => let J := nth j Js nowhere in Qred (nth j es 0%Q * (v - u) / (snd J - fst J) + row_integral Js es v rest)
  end.

Fixpoint next_integrals (all : list (Q * Q)) (es : list Q) (Js : list (Q * Q)) (Bs : rows) : list Q :=
  match Js, Bs with
  | J :: Js', row :: Bs' => row_integral all es (fst J) row :: next_integrals all es Js' Bs'
  | _, _ => []
  end.

(** t steps. *)
Fixpoint after {A : Type} (t : nat) (step : A -> A) (x : A) : A := match t with O => x | S t' => after t' step (step x) end.

Definition integrals (Js : list (Q * Q)) (Bs : rows) (t : nat) : list Q -> list Q := after t (fun es => next_integrals Js es Js Bs).

Definition check_constant (vs : list (Q * Q)) (t : nat) (a b : Q) (Js : list (Q * Q)) (Bs : rows) (k upper : Q) : bool :=
  well_formed (Linear vs) && filled a Js b && rows_ok vs Js Js Bs
  && Qle_bool (fold_right (fun e s => Qred (e + s)) 0%Q (integrals Js Bs t (map (distance_from k) Js))) upper.

(** By the range alone: all values are in [a, b]. *)
Definition check_range (vs : list (Q * Q)) (a b k upper : Q) : bool :=
  well_formed (Linear vs) && Qle_bool a b && forallb (fun v => Qle_bool a (snd v) && Qle_bool (snd v) b) vs
  && Qle_bool ((b - a) * (k - a)) upper && Qle_bool ((b - a) * (b - k)) upper.

(** ** Substitution *)

Open Scope R_scope.

(** What has the derivative h on [u, v] gives the integral. *)
Lemma integral_by_primitive h G u v :
  u <= v -> continuity h -> (forall x, u <= x <= v -> derivable_pt_lim G x (h x)) ->
  forall pr : Riemann_integrable h u v, RiemannInt pr = G v - G u.
Proof.
  intros Huv Hh HG pr. pose proof (fun x (_ : u <= x <= v) => Hh x) as C0.
  rewrite (RiemannInt_P20 Huv (FTC_P1 Huv C0) pr).
  destruct (antiderivative_Ucte h (primitive Huv (FTC_P1 Huv C0)) G u v) as [c Hc].
  - apply RiemannInt_P29.
  - split; [|exact Huv]. intros x Hx. exists (exist _ (h x) (HG x Hx)). reflexivity.
  - rewrite !Hc by lra. ring.
Qed.

(** Through an affine branch f of [u, v] onto [l, r]. *)
Lemma spends_through h f u v l r e :
  u < v -> l < r -> continuity h -> continuity f -> straight f u v -> (f u = l /\ f v = r \/ f u = r /\ f v = l) ->
  spends h l r e -> spends (fun x => h (f x)) u v (e * (v - u) / (r - l)).
Proof.
  intros Huv Hlr Hh Hf [s Hs] Hends He pr.
  assert (f v = f u + s * (v - u)) as Ev by (apply Hs; left; lra).
  assert (l <= r) as Hlr' by lra. pose proof (fun x (_ : l <= x <= r) => Hh x) as C0.
  pose (G := primitive Hlr' (FTC_P1 Hlr' C0)).
  assert (RiemannInt (continuity_implies_RiemannInt Hlr' C0) = G r - G l) as E by apply RiemannInt_P20.
  specialize (He (continuity_implies_RiemannInt Hlr' C0)). rewrite E in He.
  assert (s <> 0) as Hs0 by (intros ->; destruct Hends; lra).
  assert (forall x, u <= x <= v -> l <= f u + s * (x - u) <= r) as Hin.
  { intros x Hx. destruct Hends as [[E1 E2] | [E1 E2]]; rewrite E1 in *; rewrite E2 in Ev; split; nra. }
  rewrite (integral_by_primitive (fun x => h (f x)) (fun x => G (f u + s * (x - u)) * / s) u v); [ | lra | exact (continuity_comp f h Hf Hh) | ].
  - rewrite <- Ev. replace (f u + s * (u - u)) with (f u) by ring. destruct Hends as [[E1 E2] | [E1 E2]]; rewrite E1, E2 in *.
    + replace s with ((r - l) / (v - u)) by (rewrite Ev; field; lra). apply Rle_trans with ((G r - G l) * (v - u) / (r - l)); [right; field; lra|].
      unfold Rdiv. rewrite !Rmult_assoc. apply Rmult_le_compat_r; [|exact He]. apply Rmult_le_pos; [lra | left; apply Rinv_0_lt_compat; lra].
    + replace s with (- ((r - l) / (v - u))) by (rewrite Ev; field; lra). apply Rle_trans with ((G r - G l) * (v - u) / (r - l)); [right; field; lra|].
      unfold Rdiv. rewrite !Rmult_assoc. apply Rmult_le_compat_r; [|exact He]. apply Rmult_le_pos; [lra | left; apply Rinv_0_lt_compat; lra].
  - intros x Hx. rewrite (Hs x) by (left; lra).
    replace (h (f u + s * (x - u))) with (h (f u + s * (x - u)) * (s * 1) * / s + G (f u + s * (x - u)) * 0) by (field; exact Hs0).
    apply (derivable_pt_lim_mult (fun z => G (f u + s * (z - u))) (fun _ => / s)); [|apply derivable_pt_lim_const].
    apply (derivable_pt_lim_comp (fun z => f u + s * (z - u)) G).
    + replace (s * 1) with (0 + (0 * (x - u) + s * (1 - 0))) by ring.
      apply (derivable_pt_lim_plus (fun _ => f u) (fun z => s * (z - u))); [apply derivable_pt_lim_const|].
      apply (derivable_pt_lim_mult (fun _ => s) (fun z => z - u)); [apply derivable_pt_lim_const|].
      apply (derivable_pt_lim_minus (fun z => z) (fun _ => u)); [apply derivable_pt_lim_id | apply derivable_pt_lim_const].
    + apply RiemannInt_P28, Hin, Hx.
Qed.

(** The integral of |x - k|. *)
Lemma distance_from_ok k l r :
  Q2R l <= Q2R r -> spends (fun x => Rabs (x - Q2R k)) (Q2R l) (Q2R r) (Q2R (distance_from k (l, r))).
Proof.
  intros Hlr. assert (Q2R (1 # 2) = / 2) as Eh by (unfold Q2R; cbn; lra). unfold distance_from.
  assert (forall l r, Q2R k <= l -> l <= r -> spends (fun x => Rabs (x - Q2R k)) l r ((l + r - Q2R k - Q2R k) * (r - l) * / 2)) as Habove.
  { clear. intros l r Hk Hlr. eapply spends_more; [apply (spends_affine _ l r (- Q2R k) 1 Hlr)|right; field].
    intros x Hx. rewrite Rabs_pos_eq by lra. lra. }
  assert (forall l r, r <= Q2R k -> l <= r -> spends (fun x => Rabs (x - Q2R k)) l r ((Q2R k + Q2R k - l - r) * (r - l) * / 2)) as Hbelow.
  { clear. intros l r Hk Hlr. eapply spends_more; [apply (spends_affine _ l r (Q2R k) (- 1) Hlr)|right; field].
    intros x Hx. rewrite Rabs_left1 by lra. lra. }
  destruct (Qle_bool k l) eqn:E1; [|destruct (Qle_bool r k) eqn:E2].
  - apply Qle_bool_real in E1. rewrite !Q2R_mult, !Q2R_minus, Q2R_plus, Eh. apply Habove; assumption.
  - apply Qle_bool_real in E2. rewrite !Q2R_mult, !Q2R_minus, Q2R_plus, Eh. apply Hbelow; assumption.
  - assert (Q2R l < Q2R k) as H1 by (apply Qlt_bool_real; rewrite E1; reflexivity).
    assert (Q2R k < Q2R r) as H2 by (apply Qlt_bool_real; rewrite E2; reflexivity).
    eapply spends_more; [apply spends_join with (m := Q2R k); [lra | lra | apply Hbelow; lra | apply Habove; lra]|].
    rewrite Q2R_mult, Q2R_plus, !Q2R_mult, !Q2R_minus, Eh. right. field.
Qed.

(** ** Soundness *)

(** What one step of a computation does for one iterate more, t steps do for t iterates. *)
Lemma over_iterates {A} (P : (R -> R) -> A -> Prop) f step : continuity f ->
  (forall h x, continuity h -> P h x -> P (fun z => h (f z)) (step x)) ->
  forall t h x, continuity h -> P h x -> P (fun z => h (iterate t f z)) (after t step x).
Proof.
  intros Hf Hstep t. induction t as [| t IH]; intros h x Hh Hx; [exact Hx|]. cbn [after iterate].
  assert ((fun z => h (iterate t f (f z))) = (fun z => h (f (iterate t f z)))) as -> by (apply functional_extensionality; intros z; rewrite iterate_last; reflexivity).
  apply (IH (fun z => h (f z))); [exact (continuity_comp f h Hf Hh) | apply Hstep; assumption].
Qed.

Section Partition.
Variables (vs Js : list (Q * Q)) (Bs : rows).
Hypothesis vs_ok : well_formed (Linear vs) = true.

Notation f := (piecewise_linear vs).

(** What the test of a branch says. *)
Lemma onto_ok u v J : onto vs u v J = true ->
  Q2R u < Q2R v /\ Q2R (fst J) < Q2R (snd J) /\ straight f (Q2R u) (Q2R v) /\
  (f (Q2R u) = Q2R (fst J) /\ f (Q2R v) = Q2R (snd J) \/ f (Q2R u) = Q2R (snd J) /\ f (Q2R v) = Q2R (fst J)).
Proof.
  unfold onto. intros H. apply andb_prop in H. destruct H as [H H4]. apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2].
  apply Qlt_bool_real in H1, H2. split; [exact H1|]. split; [exact H2|]. split.
  - apply (straight_run_ok vs 1 u v vs_ok). cbn [straight_run]. rewrite H3. reflexivity.
  - change (f (Q2R u)) with (iterate 1 f (Q2R u)). change (f (Q2R v)) with (iterate 1 f (Q2R v)). rewrite !iterate_Q_ok by exact vs_ok. cbn [iterate_Q].
    apply orb_prop in H4. destruct H4 as [H4 | H4]; apply andb_prop in H4; destruct H4 as [A B]; apply Qeq_bool_eq, Qeq_eqR in A, B; [left | right]; split; assumption.
Qed.

(** One row, *)
Lemma row_integral_ok h es : continuity h -> Forall2 (fun J e => spends h (Q2R (fst J)) (Q2R (snd J)) (Q2R e)) Js es ->
  forall row u r, row_ok vs Js u row r = true ->
  spends (fun x => h (f x)) (Q2R u) (Q2R r) (Q2R (row_integral Js es u row)) /\ Q2R u <= Q2R r.
Proof.
  intros Hh Hes. induction row as [| [v j] row IH]; intros u r H; cbn [row_ok row_integral] in *.
  - apply Qeq_bool_eq, Qeq_eqR in H. rewrite <- H, Q2R_zero. split; [apply spends_nothing | lra].
  - apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2]. apply Nat.ltb_lt in H1.
    destruct (IH v r H3) as [Hrest Hle]. destruct (onto_ok _ _ _ H2) as [Huv [Hlr [Hstr Hends]]]. split; [|lra].
    rewrite Q2R_Qred, Q2R_plus. apply spends_join with (m := Q2R v); [lra | exact Hle | | exact Hrest].
    rewrite Q2R_div, Q2R_mult, !Q2R_minus.
    2: intros C; apply Qeq_eqR in C; rewrite Q2R_minus, Q2R_zero in C; lra.
    apply spends_through; try assumption; [apply continuity_piecewise_linear|].
    clear - Hes H1. revert j H1. induction Hes as [| J e Js es HJ Hes IH]; intros j H1; [cbn in H1; lia|].
    destruct j as [| j]; [exact HJ | apply IH; cbn in H1; lia].
Qed.

(** all rows, *)
Lemma next_integrals_ok h es : continuity h -> rows_ok vs Js Js Bs = true ->
  Forall2 (fun J e => spends h (Q2R (fst J)) (Q2R (snd J)) (Q2R e)) Js es ->
  Forall2 (fun J e => spends (fun x => h (f x)) (Q2R (fst J)) (Q2R (snd J)) (Q2R e)) Js (next_integrals Js es Js Bs).
Proof.
  intros Hh H Hes. revert Bs H. generalize Js at 2 3 5. intros rest. induction rest as [| [l r] rest IH]; intros [| row Bs'] H; cbn [rows_ok next_integrals] in *; try discriminate; constructor.
  - apply andb_prop in H. destruct H as [H _]. apply (row_integral_ok h es Hh Hes row l r H).
  - apply andb_prop in H. destruct H as [_ H]. apply IH, H.
Qed.

(** and all iterates. *)
Lemma integrals_ok t h es : continuity h -> rows_ok vs Js Js Bs = true ->
  Forall2 (fun J e => spends h (Q2R (fst J)) (Q2R (snd J)) (Q2R e)) Js es ->
  Forall2 (fun J e => spends (fun x => h (iterate t f x)) (Q2R (fst J)) (Q2R (snd J)) (Q2R e)) Js (integrals Js Bs t es).
Proof.
  intros Hh H. apply (over_iterates (fun h => Forall2 (fun J e => spends h (Q2R (fst J)) (Q2R (snd J)) (Q2R e)) Js)); [apply continuity_piecewise_linear | | exact Hh].
  intros h' es' Hh'. apply next_integrals_ok; assumption.
Qed.

(** The whole interval. *)
Lemma filled_ok h a b es : filled a Js b = true -> Forall2 (fun J e => spends h (Q2R (fst J)) (Q2R (snd J)) (Q2R e)) Js es ->
  spends h (Q2R a) (Q2R b) (Q2R (fold_right (fun e s => Qred (e + s)) 0%Q es)) /\ Q2R a <= Q2R b.
Proof.
  intros H Hes. revert a H. induction Hes as [| [l r] e Js' es HJ Hes IH]; intros a H; cbn [filled fold_right] in *.
  - apply Qeq_bool_eq, Qeq_eqR in H. rewrite <- H, Q2R_zero. split; [apply spends_nothing | lra].
  - apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2]. apply Qeq_bool_eq, Qeq_eqR in H1. apply Qle_bool_real in H2.
    destruct (IH r H3) as [Hrest Hle]. rewrite H1, Q2R_Qred, Q2R_plus. split; [|lra].
    apply spends_join with (m := Q2R r); [exact H2 | exact Hle | exact HJ | exact Hrest].
Qed.
End Partition.

(** A constant has one piece. *)
Lemma constant_pieces k a b : a <= b -> pieces (fun _ => k) a b 1.
Proof.
  intros Hab. change 1%Z with (0 + 1)%Z. apply chain_cons with (m := b); [exact Hab | | constructor]. exists 0, k. intros. ring.
Qed.

(** ** The theorem *)

Definition constant_is_close (f : R -> R) (t : nat) (a b k e : R) (few : Z) : Prop :=
  continuity (fun _ => k) /\ (exists m, pieces (fun _ => k) a b m /\ (m <= few)%Z) /\
  exists pr : Riemann_integrable (fun x => Rabs (iterate t f x - k)) a b, RiemannInt pr <= e.

Section Statement.
Variables (vs : list (Q * Q)) (t : nat) (left right constant upper : Q) (f : R -> R) (a b k e : R) (few : Z).
Hypotheses (Hf : f = piecewise_linear vs) (Ha : a = Q2R left) (Hb : b = Q2R right) (Hk : k = Q2R constant) (He : e = Q2R upper) (Hfew : (1 <=? few)%Z = true).

(** From a bound of the integral *)
Lemma constant_stated :
  Q2R left <= Q2R right -> spends (fun x => Rabs (iterate t f x - k)) a b e -> constant_is_close f t a b k e few.
Proof.
  intros Hle H. apply Z.leb_le in Hfew. subst. split; [apply continuity_fun_const|]. split.
  - exists 1%Z. split; [apply constant_pieces, Hle | exact Hfew].
  - assert (Riemann_integrable (fun x => Rabs (iterate t (piecewise_linear vs) x - Q2R constant)) (Q2R left) (Q2R right)) as pr; [|exists pr; apply H].
    apply continuity_implies_RiemannInt; [exact Hle|]. intros x _. revert x. apply continuity_abs, (continuity_minus (iterate t (piecewise_linear vs)));
      [apply continuity_iterate, continuity_piecewise_linear | apply continuity_fun_const].
Qed.

(** by a partition, *)
Theorem constant_by_partition Js Bs : check_constant vs t left right Js Bs constant upper = true -> constant_is_close f t a b k e few.
Proof.
  intros H. apply andb_prop in H. destruct H as [H H4]. apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2]. apply Qle_bool_real in H4.
  assert (continuity (fun x => Rabs (x - Q2R constant))) as Hc.
  { apply continuity_abs, (continuity_minus (fun x => x)); [apply continuity_fun_id | apply continuity_fun_const]. }
  assert (Forall2 (fun J e => spends (fun x => Rabs (x - Q2R constant)) (Q2R (fst J)) (Q2R (snd J)) (Q2R e)) Js (map (distance_from constant) Js)) as H0.
  { clear - H2. revert left H2. induction Js as [| [l r] Js IH]; intros a H; cbn [map filled] in *; constructor.
    - apply distance_from_ok. apply andb_prop in H. destruct H as [H _]. apply andb_prop in H. apply Qle_bool_real, H.
    - apply (IH r). apply andb_prop in H. apply H. }
  destruct (filled_ok Js _ left right _ H2 (integrals_ok vs Js Bs H1 t _ _ Hc H3 H0)) as [Hs Hle].
  apply constant_stated; [exact Hle|]. subst. eapply spends_more; [exact Hs | exact H4].
Qed.

(** or by the range. *)
Theorem constant_by_range : check_range vs left right constant upper = true -> constant_is_close f t a b k e few.
Proof.
  intros H. apply andb_prop in H. destruct H as [H H5]. apply andb_prop in H. destruct H as [H H4]. apply andb_prop in H. destruct H as [H H3].
  apply andb_prop in H. destruct H as [H1 H2]. apply Qle_bool_real in H2, H4, H5. rewrite Q2R_mult, !Q2R_minus in H4, H5.
  assert (forall x, Q2R left <= piecewise_linear vs x <= Q2R right) as Hr.
  { intros x. exact (heights_between_ok vs left right x H1 H3). }
  apply constant_stated; [exact H2|]. subst. destruct t as [| t'].
  - cbn [iterate]. apply spends_more with (e := Rmax (Q2R constant - Q2R left) (Q2R right - Q2R constant) * (Q2R right - Q2R left) + 0 * (Q2R right * Q2R right / 2 - Q2R left * Q2R left / 2)).
    + apply spends_affine; [exact H2|]. intros x Hx. rewrite Rmult_0_l, Rplus_0_r. unfold Rmax, Rabs. destruct (Rle_dec _ _), (Rcase_abs _); lra.
    + unfold Rmax. destruct (Rle_dec _ _); lra.
  - apply spends_more with (e := Rmax (Q2R constant - Q2R left) (Q2R right - Q2R constant) * (Q2R right - Q2R left) + 0 * (Q2R right * Q2R right / 2 - Q2R left * Q2R left / 2)).
    + apply spends_affine; [exact H2|]. intros x Hx. cbn [iterate]. rewrite iterate_last. pose proof (Hr (iterate t' (piecewise_linear vs) x)).
      rewrite Rmult_0_l, Rplus_0_r. unfold Rmax, Rabs. destruct (Rle_dec _ _), (Rcase_abs _); lra.
    + unfold Rmax. destruct (Rle_dec _ _); lra.
Qed.
End Statement.
