(** Bounds for the values of plain ReLU networks: a form in atoms from 0 to 1, plus something between two numbers; and interval arithmetic. *)

From Coq Require Import Reals QArith Qreals List ZArith Lra Lia.
From Exactsep Require Import Networks Maps Vectors Symbolic Forms.
Import ListNotations.
Open Scope Q_scope.

(** ** A form and two numbers *)

Definition enclosure : Set := (form * (Q * Q))%type.

Definition encloses (rho : positive -> R) (e : enclosure) (v : R) : Prop :=
  (value_form rho (fst e) + Q2R (fst (snd e)) <= v <= value_form rho (fst e) + Q2R (snd (snd e)))%R.

(** The bounds of a form for atoms from 0 to 1. *)
Definition lowest (F : form) : Q := fst (numerator F) + negatives (snd (numerator F)) # denominator F.

Definition highest (F : form) : Q := fst (numerator F) + positives (snd (numerator F)) # denominator F.

(** w times an interval. *)
Definition scaled (w : Q) (b : Q * Q) : Q * Q := if Qle_bool 0 w then (w * fst b, w * snd b) else (w * snd b, w * fst b).

(** The preactivation of a neuron. *)
Definition neuron_enclosure (es : list enclosure) (n : neuron) : enclosure :=
  (preactivation (map fst es) n,
   fold_right (fun t rest => let b := scaled (snd t) (snd (nth (fst t) es (zero, (0, 0)))) in (Qred (fst b + fst rest), Qred (snd b + snd rest)))
     (0, 0) (reads n)).

(** The ReLU. Where both signs occur: between 0 and the upper bound; or, if this is asked for and seems better, the form is kept, and
    relu v - v is at most minus the lower bound. *)
Definition relu_enclosure (keep : bool) (e : enclosure) : enclosure :=
  let low := Qred (lowest (fst e) + fst (snd e)) in
  let high := Qred (highest (fst e) + snd (snd e)) in
  if Qle_bool 0 low then e
  else if keep && negb (Qle_bool high (- low)) then (fst e, (fst (snd e), Qred (snd (snd e) - low)))
  else (zero, (0, if Qle_bool 0 high then high else 0)).

(** After all hidden layers. *)
Fixpoint hidden_enclosures (keep : bool) (layers : list layer) (es : list enclosure) : list enclosure :=
  match layers with
  | [] => es
  | l :: rest => hidden_enclosures keep rest (map (fun n => relu_enclosure keep (neuron_enclosure es n)) l)
  end.

(** The outputs of a network, from the forms of its inputs. *)
Definition output_enclosures (keep : bool) (N : plain_network) (inputs : list form) : list enclosure :=
  map (neuron_enclosure (hidden_enclosures keep (hidden_layers N) (map (fun F => (F, (0, 0))) inputs))) (output_layer N).

(** What is enclosed is within E of the form G. *)
Definition near (E : Q) (e : enclosure) (G : form) : bool :=
  let D := add_multiple (-1 # 1) G (fst e) in Qle_bool (- E) (lowest D + fst (snd e)) && Qle_bool (highest D + snd (snd e)) E.

(** ** Intervals, which may have no end *)

Definition ends : Set := (option Q * option Q)%type.

Definition between (b : ends) (v : R) : Prop :=
  (match fst b with Some lo => Q2R lo <= v | None => True end)%R /\ (match snd b with Some hi => v <= Q2R hi | None => True end)%R.

(** w times an end. *)
Definition times_end (w : Q) (z : option Q) : option Q := match z with Some q => Some (w * q) | None => None end.

(** The sum of two ends. *)
Definition plus_ends (y z : option Q) : option Q := match y, z with Some p, Some q => Some (Qred (p + q)) | _, _ => None end.

(** w times an interval. *)
Definition times_ends (w : Q) (b : ends) : ends :=
  if Qeq_bool w 0 then (Some 0, Some 0) else if Qle_bool 0 w then (times_end w (fst b), times_end w (snd b)) else (times_end w (snd b), times_end w (fst b)).

(** The preactivation of a neuron. *)
Definition neuron_ends (bs : list ends) (n : neuron) : ends :=
  fold_right (fun t rest => let b := times_ends (snd t) (nth (fst t) bs (Some 0, Some 0)) in (plus_ends (fst b) (fst rest), plus_ends (snd b) (snd rest)))
    (Some (constant n), Some (constant n)) (reads n).

(** The larger of 0 and a number. *)
Definition positive_part (q : Q) : Q := if Qle_bool 0 q then q else 0.

Definition relu_ends (b : ends) : ends :=
  (Some (match fst b with Some lo => positive_part lo | None => 0 end), match snd b with Some hi => Some (positive_part hi) | None => None end).

(** After all hidden layers. *)
Fixpoint hidden_ends (layers : list layer) (bs : list ends) : list ends :=
  match layers with [] => bs | l :: rest => hidden_ends rest (map (fun n => relu_ends (neuron_ends bs n)) l) end.

(** The one output of a network is between lo and hi, for inputs in these intervals. *)
Definition output_between (N : plain_network) (inputs : list ends) (lo hi : Q) : bool :=
  match map (neuron_ends (hidden_ends (hidden_layers N) inputs)) (output_layer N) with
  | [(Some a, Some b)] => Qle_bool lo a && Qle_bool b hi
  | _ => false
  end.

(** ** Soundness of enclosures *)

Open Scope R_scope.

(** The value 0 of Q. *)
Lemma Q2R_zero : Q2R 0 = 0.
Proof. unfold Q2R. cbn. lra. Qed.

(** What holds of the entries of two lists holds of the entries that are not there, if it holds of the defaults. *)
Lemma nth_Forall2 {A B} (P : A -> B -> Prop) la lb a b j : Forall2 P la lb -> P a b -> P (nth j la a) (nth j lb b).
Proof. intros H Hd. revert j. induction H as [| x y la lb Hxy _ IH]; intros [| j]; cbn [nth]; try assumption. apply IH. Qed.

(** A form is between its bounds. *)
Lemma form_bounds rho F : (forall a, 0 <= rho a <= 1) -> Q2R (lowest F) <= value_form rho F <= Q2R (highest F).
Proof.
  intros H. pose proof (bounds_on_box rho (snd (numerator F)) H) as B. unfold lowest, highest, value_form, value_sum, Q2R, Rdiv. cbn [Qnum Qden].
  rewrite !plus_IZR. assert (0 < / IZR (Zpos (denominator F))) by apply Rinv_0_lt_compat, positive_R.
  split; apply Rmult_le_compat_r; lra.
Qed.

(** w times something between two numbers. *)
Lemma scaled_ok w b v : Q2R (fst b) <= v <= Q2R (snd b) -> Q2R (fst (scaled w b)) <= Q2R w * v <= Q2R (snd (scaled w b)).
Proof.
  intros H. unfold scaled. destruct (Qle_bool 0 w) eqn:E; cbn [fst snd]; rewrite !Q2R_mult.
  - apply Qle_bool_iff, Qle_Rle in E. rewrite Q2R_zero in E. nra.
  - assert (Q2R w < 0) as L; [|nra]. rewrite <- Q2R_zero. apply Qlt_Rlt, Qnot_le_lt. intros A. apply Qle_bool_iff in A. congruence.
Qed.

(** The preactivation is enclosed. *)
Lemma neuron_enclosure_ok rho es vs n : Forall2 (encloses rho) es vs -> encloses rho (neuron_enclosure es n) (neuron_value vs n).
Proof.
  intros H. unfold encloses, neuron_enclosure. cbn [fst snd]. rewrite value_preactivation. unfold neuron_value.
  induction (reads n) as [| [j w] terms IH]; cbn [fold_right fst snd]; [rewrite Q2R_zero; lra|].
  rewrite !Q2R_Qred, !Q2R_plus.
  assert (encloses rho (nth j es (zero, (0%Q, 0%Q))) (nth j vs 0)) as A.
  { apply (nth_Forall2 (encloses rho)); [exact H|]. unfold encloses. cbn [fst snd]. rewrite value_zero, Q2R_zero. lra. }
  replace (nth j (map (value_form rho) (map fst es)) 0) with (value_form rho (fst (nth j es (zero, (0%Q, 0%Q)))))
    by (rewrite <- (value_zero rho), map_nth; f_equal; symmetry; exact (map_nth fst es (zero, (0%Q, 0%Q)) j)).
  unfold encloses in A. set (e := nth j es _) in *. clearbody e.
  pose proof (scaled_ok w (snd e) (nth j vs 0 - value_form rho (fst e)) ltac:(lra)). lra.
Qed.

(** So is the value of the unit. *)
Lemma relu_enclosure_ok keep rho e v : (forall a, 0 <= rho a <= 1) -> encloses rho e v -> encloses rho (relu_enclosure keep e) (relu v).
Proof.
  intros Hr H. unfold encloses, relu_enclosure in *. pose proof (form_bounds rho (fst e) Hr) as B.
  set (low := Qred (lowest (fst e) + fst (snd e))). set (high := Qred (highest (fst e) + snd (snd e))).
  assert (Q2R low <= v) as L by (unfold low; rewrite Q2R_Qred, Q2R_plus; lra).
  assert (v <= Q2R high) as U by (unfold high; rewrite Q2R_Qred, Q2R_plus; lra). clearbody low high.
  destruct (Qle_bool 0 low) eqn:E.
  { apply Qle_bool_iff, Qle_Rle in E. rewrite Q2R_zero in E. rewrite relu_nonneg by lra. exact H. }
  assert (Q2R low < 0) as N by (rewrite <- Q2R_zero; apply Qlt_Rlt, Qnot_le_lt; intros A; apply Qle_bool_iff in A; congruence).
  destruct (keep && negb (Qle_bool high (- low))); cbn [fst snd].
  - rewrite Q2R_Qred, Q2R_minus. unfold relu, Rmax. destruct (Rle_dec 0 v); lra.
  - rewrite value_zero, Q2R_zero. destruct (Qle_bool 0 high) eqn:E'.
    + apply Qle_bool_iff, Qle_Rle in E'. rewrite Q2R_zero in E'. unfold relu, Rmax. destruct (Rle_dec 0 v); lra.
    + assert (Q2R high < 0) by (rewrite <- Q2R_zero; apply Qlt_Rlt, Qnot_le_lt; intros A; apply Qle_bool_iff in A; congruence).
      rewrite Q2R_zero, relu_nonpos by lra. lra.
Qed.

(** So are all outputs. *)
Lemma output_enclosures_ok keep rho N inputs :
  (forall a, 0 <= rho a <= 1) -> Forall2 (encloses rho) (output_enclosures keep N inputs) (evaluate N (map (value_form rho) inputs)).
Proof.
  intros Hr. unfold output_enclosures, evaluate, layer_value.
  assert (forall layers es vs, Forall2 (encloses rho) es vs -> Forall2 (encloses rho) (hidden_enclosures keep layers es) (hidden_values layers vs)) as Hh.
  { induction layers as [| l layers IH]; intros es vs H; cbn [hidden_enclosures hidden_values]; [exact H|]. apply IH.
    unfold layer_value. induction l as [| n l IHl]; cbn [map]; constructor; [|exact IHl].
    apply relu_enclosure_ok, neuron_enclosure_ok; assumption. }
  assert (Forall2 (encloses rho) (map (fun F => (F, (0%Q, 0%Q))) inputs) (map (value_form rho) inputs)) as Hi.
  { clear. induction inputs as [| F inputs IH]; cbn [map]; constructor; [|exact IH]. unfold encloses. cbn [fst snd]. rewrite Q2R_zero. lra. }
  specialize (Hh (hidden_layers N) _ _ Hi). clear Hi. induction (output_layer N) as [| n l IH]; cbn [map]; constructor; [|exact IH].
  apply neuron_enclosure_ok, Hh.
Qed.

(** What is near is near. *)
Lemma near_ok E e G rho v : (forall a, 0 <= rho a <= 1) -> encloses rho e v -> near E e G = true -> Rabs (v - value_form rho G) <= Q2R E.
Proof.
  unfold near, encloses. intros Hr H A. apply andb_prop in A. destruct A as [A1 A2]. apply Qle_bool_iff, Qle_Rle in A1, A2.
  pose proof (form_bounds rho (add_multiple (-1 # 1) G (fst e)) Hr) as B. rewrite value_add_multiple in B.
  rewrite Q2R_opp, Q2R_plus in A1. rewrite Q2R_plus in A2. replace (Q2R (-1 # 1)) with (-1) in B by (unfold Q2R; cbn; lra).
  apply Rabs_le. lra.
Qed.

(** ** Soundness of intervals *)

(** w times an interval. *)
Lemma times_ends_ok w b v : between b v -> between (times_ends w b) (Q2R w * v).
Proof.
  intros [L U]. unfold times_ends. destruct (Qeq_bool w 0) eqn:Z.
  { apply Qeq_bool_iff, Qeq_eqR in Z. rewrite Z, Q2R_zero. unfold between. cbn [fst snd]. rewrite Q2R_zero. lra. }
  destruct (Qle_bool 0 w) eqn:E.
  - apply Qle_bool_iff, Qle_Rle in E. rewrite Q2R_zero in E. destruct b as [[lo |] [hi |]]; unfold between; cbn [fst snd times_end] in *; rewrite ?Q2R_mult; split; trivial; nra.
  - assert (Q2R w < 0) by (rewrite <- Q2R_zero; apply Qlt_Rlt, Qnot_le_lt; intros A; apply Qle_bool_iff in A; congruence).
    destruct b as [[lo |] [hi |]]; unfold between; cbn [fst snd times_end] in *; rewrite ?Q2R_mult; split; trivial; nra.
Qed.

(** The preactivation of a neuron. *)
Lemma neuron_ends_ok bs vs n : Forall2 between bs vs -> between (neuron_ends bs n) (neuron_value vs n).
Proof.
  intros H. unfold neuron_ends, neuron_value. induction (reads n) as [| [j w] terms IH]; cbn [fold_right fst snd]; [split; cbn; lra|].
  assert (between (nth j bs (Some 0%Q, Some 0%Q)) (nth j vs 0)) as A
    by (apply (nth_Forall2 between); [exact H | split; cbn [fst snd]; rewrite Q2R_zero; lra]).
  apply (times_ends_ok w) in A. destruct (times_ends w _) as [lo hi]. set (rest := fold_right _ _ terms) in *. destruct rest as [lo' hi'].
  set (v := fold_right _ _ terms) in *. clearbody v. unfold between in *. cbn [fst snd] in *.
  destruct A as [A1 A2], IH as [B1 B2]. split.
  - destruct lo, lo'; cbn [plus_ends]; trivial. rewrite Q2R_Qred, Q2R_plus. lra.
  - destruct hi, hi'; cbn [plus_ends]; trivial. rewrite Q2R_Qred, Q2R_plus. lra.
Qed.

(** The larger of 0 and a number. *)
Lemma positive_part_ok q : Q2R (positive_part q) = Rmax 0 (Q2R q).
Proof.
  unfold positive_part. destruct (Qle_bool 0 q) eqn:E.
  - apply Qle_bool_iff, Qle_Rle in E. rewrite Q2R_zero in E. symmetry. apply Rmax_right, E.
  - assert (Q2R q < 0) by (rewrite <- Q2R_zero; apply Qlt_Rlt, Qnot_le_lt; intros A; apply Qle_bool_iff in A; congruence).
    rewrite Rmax_left by lra. apply Q2R_zero.
Qed.

(** The ReLU. *)
Lemma relu_ends_ok b v : between b v -> between (relu_ends b) (relu v).
Proof.
  destruct b as [lo hi]. unfold between, relu_ends, relu. cbn [fst snd]. intros [L U]. split.
  - destruct lo as [lo |]; [|rewrite Q2R_zero; apply Rmax_l]. rewrite positive_part_ok. apply Rle_max_compat_l, L.
  - destruct hi as [hi |]; [|exact I]. rewrite positive_part_ok. apply Rle_max_compat_l, U.
Qed.

(** The output is between these numbers. *)
Lemma output_between_ok N inputs lo hi x :
  output_between N inputs lo hi = true -> Forall2 between inputs x -> exists y, evaluate N x = [y] /\ Q2R lo <= y <= Q2R hi.
Proof.
  intros H Hx. unfold output_between, evaluate, layer_value in *.
  assert (forall layers bs vs, Forall2 between bs vs -> Forall2 between (hidden_ends layers bs) (hidden_values layers vs)) as Hh.
  { induction layers as [| l layers IH]; intros bs vs A; cbn [hidden_ends hidden_values]; [exact A|]. apply IH.
    unfold layer_value. induction l as [| n l IHl]; cbn [map]; constructor; [|exact IHl]. apply relu_ends_ok, neuron_ends_ok, A. }
  specialize (Hh (hidden_layers N) _ _ Hx). destruct (output_layer N) as [| n [| n' l]]; cbn [map] in *; [discriminate | | destruct (neuron_ends _ n) as [[|] [|]]; discriminate].
  exists (neuron_value (hidden_values (hidden_layers N) x) n). split; [reflexivity|].
  pose proof (neuron_ends_ok _ _ n Hh) as B. destruct (neuron_ends _ n) as [[a |] [b |]]; try discriminate. destruct B as [B1 B2]. cbn [fst snd] in *.
  apply andb_prop in H. destruct H as [H1 H2]. apply Qle_bool_iff, Qle_Rle in H1, H2. lra.
Qed.
