(** The integral of |f^t - k| for a constant k, over a number field: by a partition on whose branches f is affine, or by the range of f.
    Checkers and soundness. *)

From Coq Require Import Reals QArith Qreals List ZArith Lra Lia.
From Exactsep Require Straight.
From Exactsep Require Import Networks Chains Hits Covering Maps Integral Slopes Windows Distance Upper Constants Fields FieldMaps SelfMap FieldBlocks FieldRealization FieldCylinders.
Import ListNotations.

(** A branch that begins where the one before ends: until where, which share of an interval it is, and which one. *)
Definition field_part (F : number_field) : Type := (element F * (element F * nat))%type.

Section Checker.
Variable F : number_field.
Notation el := (element F).
Notation leq := (less_equal F).
Notation same := (same_element F).
Notation "x * y" := (product (minpoly F) x y).

(** The map is affine from u to v, goes onto an interval, and v - u is this share of its length. *)
Definition onto_el (m : field_map F) (vs : list (el * el)) (u v s : el) (J : el * el) : bool :=
  let (l, r) := J in
  less F u v && less F l r && forallb (fun p => beside_el F u v (fst p)) vs
  && match field_value F m u, field_value F m v with Some p, Some q => same p l && same q r || same p r && same q l | _, _ => false end
  && same (s * difference r l) (difference v u).

Fixpoint filled_row (m : field_map F) (vs Js : list (el * el)) (u : el) (row : list (field_part F)) (r : el) : bool :=
  match row with
  | [] => same u r
  | (v, (s, j)) :: rest => Nat.ltb j (length Js) && onto_el m vs u v s (nth j Js (nowhere_el F)) && filled_row m vs Js v rest r
  end.

Fixpoint filled_rows (m : field_map F) (vs all Js : list (el * el)) (Bs : list (list (field_part F))) : bool :=
  match Js, Bs with [], [] => true | (l, r) :: Js', row :: Bs' => filled_row m vs all l row r && filled_rows m vs all Js' Bs' | _, _ => false end.

(** The intervals fill [a, b]. *)
Fixpoint filled_el (a : el) (Js : list (el * el)) (b : el) : bool :=
  match Js with [] => same a b | (l, r) :: rest => same a l && leq l r && filled_el r rest b end.

(** Twice the integral of |x - k| over an interval; None if a sign is not known. *)
Definition twice_distance (k : el) (J : el * el) : option el :=
  let (l, r) := J in
  let d := difference l k in let e := difference r k in
  if leq k l then Some (sum_of d e * difference r l)
  else if leq r k then Some (multiple (-1) (sum_of d e) * difference r l)
  else if leq l k && leq k r then Some (sum_of (d * d) (e * e)) else None.

(** One iterate more *)
Definition row_sum (es : list el) (row : list (field_part F)) : el := fold_right (fun B s => sum_of (fst (snd B) * nth (snd (snd B)) es (zero_el F)) s) [] row.

Definition sums_after (Bs : list (list (field_part F))) (t : nat) : list el -> list el := after t (fun es => map (row_sum es) Bs).

Fixpoint all_known {A : Type} (l : list (option A)) : option (list A) :=
  match l with [] => Some [] | Some x :: rest => option_map (cons x) (all_known rest) | None :: _ => None end.

Definition check_constant_el (vs : list (el * el)) (ss : list el) (t : nat) (a b : el) (Js : list (el * el)) (Bs : list (list (field_part F))) (k upper : el) : bool :=
  let m := FieldMap vs ss in
  good_map F m && filled_el a Js b && filled_rows m vs Js Js Bs
  && match all_known (map (twice_distance k) Js) with
     | Some es => leq (fold_right sum_of [] (sums_after Bs t es)) (multiple 2 upper)
     | None => false
     end.

(** By the range alone: all values are in [a, b]. *)
Definition check_range_el (vs : list (el * el)) (ss : list el) (a b k upper : el) : bool :=
  check_field_heights F vs ss a b && leq a b && leq (difference b a * difference k a) upper && leq (difference b a * difference b k) upper.
End Checker.

(** ** Soundness *)

Open Scope R_scope.

(** The integral of |x - k|. *)
Lemma spends_above k l r : k <= l -> l <= r -> spends (fun x => Rabs (x - k)) l r ((l - k + (r - k)) * (r - l) / 2).
Proof.
  intros Hk Hlr. eapply spends_more; [apply (spends_affine _ l r (- k) 1 Hlr) | right; field]. intros x Hx. rewrite Rabs_pos_eq by lra. lra.
Qed.

Lemma spends_below k l r : r <= k -> l <= r -> spends (fun x => Rabs (x - k)) l r (- (l - k + (r - k)) * (r - l) / 2).
Proof.
  intros Hk Hlr. eapply spends_more; [apply (spends_affine _ l r k (- 1) Hlr) | right; field]. intros x Hx. rewrite Rabs_left1 by lra. lra.
Qed.

(** A constant is as close as the integral says. *)
Lemma constant_spends f t a b k e few : continuity f -> (1 <=? few)%Z = true -> a <= b ->
  spends (fun x => Rabs (iterate t f x - k)) a b e -> constant_is_close f t a b k e few.
Proof.
  intros Hf Hfew Hab H. apply Z.leb_le in Hfew. split; [apply continuity_fun_const|]. split; [exists 1%Z; split; [apply constant_pieces, Hab | exact Hfew]|].
  assert (Riemann_integrable (fun x => Rabs (iterate t f x - k)) a b) as pr; [|exists pr; apply H].
  apply continuity_implies_RiemannInt; [exact Hab|]. intros x _. revert x.
  apply continuity_abs, (continuity_minus (iterate t f)); [apply continuity_iterate, Hf | apply continuity_fun_const].
Qed.

Section Sound.
Variable F : number_field.
Hypothesis isolated : isolates F = true.
Variable a : R.
Hypothesis root : root_of F a.
Notation "<< x >>" := (at_root a x).

Lemma times_el x y : <<product (minpoly F) x y>> = <<x>> * <<y>>.
Proof. exact (polynomial_product (minpoly F) x y a (proj2 root)). Qed.

Lemma plus_el x y : <<sum_of x y>> = <<x>> + <<y>>.
Proof. exact (polynomial_sum x y a). Qed.

Lemma minus_el x y : <<difference x y>> = <<x>> - <<y>>.
Proof. exact (polynomial_difference x y a). Qed.

Section Partition.
Variables (vs : list (element F * element F)) (ss : list (element F)) (Js : list (element F * element F)) (Bs : list (list (field_part F))).
Hypothesis good : good_map F (FieldMap vs ss) = true.
Notation f := (piecewise_linear_R (vertices_at a vs)).
Notation spent h := (fun J e => spends h <<fst J>> <<snd J>> (<<e>> / 2)).

(** What the test of a branch says. *)
Lemma onto_el_ok u v s J : onto_el F (FieldMap vs ss) vs u v s J = true ->
  <<u>> < <<v>> /\ <<fst J>> < <<snd J>> /\ straight f <<u>> <<v>> /\
  (f <<u>> = <<fst J>> /\ f <<v>> = <<snd J>> \/ f <<u>> = <<snd J>> /\ f <<v>> = <<fst J>>) /\ <<s>> = (<<v>> - <<u>>) / (<<snd J>> - <<fst J>>).
Proof.
  destruct J as [l r]. unfold onto_el. cbn [fst snd]. intros H.
  apply andb_prop in H. destruct H as [H Hshare]. apply andb_prop in H. destruct H as [H Hends]. apply andb_prop in H. destruct H as [H Hs].
  apply andb_prop in H. destruct H as [Huv Hlr]. apply (less_el_ok F isolated a root) in Huv, Hlr. split; [exact Huv|]. split; [exact Hlr|]. split; [|split].
  - apply straight_again; [exact Huv|]. apply straight_piecewise_linear_R, Forall_forall. intros p Hp. unfold vertices_at in Hp. apply in_map_iff in Hp.
    destruct Hp as [q [<- Hq]]. rewrite forallb_forall in Hs. cbn [fst]. apply (beside_el_ok F isolated a root), Hs, Hq.
  - destruct (field_value F _ u) as [p |] eqn:Eu; [|discriminate]. destruct (field_value F _ v) as [q |] eqn:Ev; [|discriminate].
    pose proof (field_value_ok F isolated a root _ _ _ good Eu) as Fu. pose proof (field_value_ok F isolated a root _ _ _ good Ev) as Fv. cbn [map_at] in Fu, Fv.
    rewrite Fu, Fv. apply orb_prop in Hends. destruct Hends as [E | E]; apply andb_prop in E; destruct E as [E1 E2]; apply (same_ok F a) in E1, E2; [left | right]; split; assumption.
  - apply (same_ok F a) in Hshare. rewrite times_el, !minus_el in Hshare. rewrite <- Hshare. field. lra.
Qed.

(** One row, *)
Lemma row_sum_ok h es : continuity h -> Forall2 (spent h) Js es -> forall row u r, filled_row F (FieldMap vs ss) vs Js u row r = true ->
  spends (fun x => h (f x)) <<u>> <<r>> (<<row_sum F es row>> / 2) /\ <<u>> <= <<r>>.
Proof.
  intros Hh Hes. induction row as [| [v [s j]] row IH]; intros u r H; cbn [filled_row row_sum fold_right fst snd] in *.
  - apply (same_ok F a) in H. rewrite <- H. split; [|lra]. eapply spends_more; [apply spends_nothing | unfold at_root; cbn; lra].
  - apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2]. apply Nat.ltb_lt in H1.
    destruct (IH v r H3) as [Hrest Hle]. destruct (onto_el_ok _ _ _ _ H2) as [Huv [Hlr [Hstr [Hends Hs]]]]. split; [|lra].
    rewrite plus_el, times_el. eapply spends_more; [apply spends_join with (m := <<v>>); [lra | exact Hle | | exact Hrest]|].
    + eapply spends_through; [exact Huv | exact Hlr | exact Hh | apply continuity_piecewise_linear_R | exact Hstr | exact Hends|].
      assert (Forall2 (spent h) Js es -> spends h <<fst (nth j Js (nowhere_el F))>> <<snd (nth j Js (nowhere_el F))>> (<<nth j es (zero_el F)>> / 2)) as Hj; [|exact (Hj Hes)].
      clear - H1. intros Hes. revert j H1. induction Hes as [| J e Js es HJ Hes IH]; intros j H1; [cbn in H1; lia|].
      destruct j as [| j]; [exact HJ | apply IH; cbn in H1; lia].
    + change (@nth (list Q)) with (@nth (element F)). rewrite Hs. fold (row_sum F es row). right. field. lra.
Qed.

(** all rows, *)
Lemma next_sums_ok h es : continuity h -> filled_rows F (FieldMap vs ss) vs Js Js Bs = true -> Forall2 (spent h) Js es ->
  Forall2 (spent (fun x => h (f x))) Js (map (row_sum F es) Bs).
Proof.
  intros Hh H Hes. revert Bs H. generalize Js at 2 3. intros rest. induction rest as [| [l r] rest IH]; intros [| row Bs'] H; cbn [filled_rows map] in *; try discriminate; constructor.
  - apply andb_prop in H. destruct H as [H _]. apply (row_sum_ok h es Hh Hes row l r H).
  - apply andb_prop in H. destruct H as [_ H]. apply IH, H.
Qed.

(** and all iterates. *)
Lemma sums_after_ok t h es : continuity h -> filled_rows F (FieldMap vs ss) vs Js Js Bs = true -> Forall2 (spent h) Js es ->
  Forall2 (spent (fun x => h (iterate t f x))) Js (sums_after F Bs t es).
Proof.
  intros Hh H. apply (over_iterates (fun h => Forall2 (spent h) Js)); [apply continuity_piecewise_linear_R | | exact Hh].
  intros h' es' Hh'. apply next_sums_ok; assumption.
Qed.
End Partition.

(** The whole interval *)
Lemma filled_el_ok h u v Js es : filled_el F u Js v = true -> Forall2 (fun J e => spends h <<fst J>> <<snd J>> (<<e>> / 2)) Js es ->
  spends h <<u>> <<v>> (<<fold_right sum_of [] es>> / 2) /\ <<u>> <= <<v>>.
Proof.
  intros H Hes. revert u H. induction Hes as [| [l r] e Js' es HJ Hes IH]; intros u H; cbn [filled_el fold_right fst snd] in *.
  - apply (same_ok F a) in H. rewrite <- H. split; [|lra]. eapply spends_more; [apply spends_nothing | unfold at_root; cbn; lra].
  - apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2]. apply (same_ok F a) in H1. apply (leq_ok F isolated a root) in H2.
    destruct (IH r H3) as [Hrest Hle]. rewrite H1, plus_el. split; [|lra].
    eapply spends_more; [apply spends_join with (m := <<r>>); [exact H2 | exact Hle | exact HJ | exact Hrest] | lra].
Qed.

(** The distances at the beginning *)
Lemma twice_distance_ok k l r e : <<l>> <= <<r>> -> twice_distance F k (l, r) = Some e -> spends (fun x => Rabs (x - <<k>>)) <<l>> <<r>> (<<e>> / 2).
Proof.
  intros Hlr H. unfold twice_distance in H. cbv zeta in H.
  destruct (less_equal F k l) eqn:E1; [|destruct (less_equal F r k) eqn:E2; [|destruct (less_equal F l k && less_equal F k r)%bool eqn:E3; [|discriminate]]]; injection H as <-.
  - apply (leq_ok F isolated a root) in E1. rewrite times_el, plus_el, !minus_el. apply spends_above; assumption.
  - apply (leq_ok F isolated a root) in E2. rewrite times_el, (multiple_ok a), plus_el, !minus_el.
    replace (Q2R (-1)) with (-1) by (unfold Q2R; cbn; lra). replace (-1 * (<<l>> - <<k>> + (<<r>> - <<k>>))) with (- (<<l>> - <<k>> + (<<r>> - <<k>>))) by ring. apply spends_below; assumption.
  - apply andb_prop in E3. destruct E3 as [A B]. apply (leq_ok F isolated a root) in A, B.
    eapply spends_more; [apply spends_join with (m := <<k>>); [exact A | exact B | apply spends_below; lra | apply spends_above; lra]|].
    rewrite plus_el, !times_el, !minus_el. right. field.
Qed.

Lemma distances_ok k u Js v es : filled_el F u Js v = true -> all_known (map (twice_distance F k) Js) = Some es ->
  Forall2 (fun J e => spends (fun x => Rabs (x - <<k>>)) <<fst J>> <<snd J>> (<<e>> / 2)) Js es.
Proof.
  revert u es. induction Js as [| [l r] Js IH]; intros u es H E; cbn [map all_known filled_el] in *; [injection E as <-; constructor|].
  destruct (twice_distance F k (l, r)) as [e |] eqn:Ee; [|discriminate]. destruct (all_known _) as [es' |] eqn:Es; [|discriminate]. injection E as <-.
  apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [_ H2]. apply (leq_ok F isolated a root) in H2.
  constructor; [exact (twice_distance_ok k l r e H2 Ee) | exact (IH r es' H3 eq_refl)].
Qed.

(** ** The theorem *)

Variables (vs : list (element F * element F)) (ss : list (element F)) (t : nat) (left right constant upper : element F).
Variables (points : list (R * R)) (u v k e : R) (few : Z).
Hypotheses (Hpoints : points = vertices_at a vs) (Hu : u = <<left>>) (Hv : v = <<right>>) (Hk : k = <<constant>>) (He : e = <<upper>>)
  (Hfew : (1 <=? few)%Z = true).

(** By a partition, *)
Theorem field_constant_by_partition Js Bs : check_constant_el F vs ss t left right Js Bs constant upper = true ->
  constant_is_close (piecewise_linear_R points) t u v k e few.
Proof.
  intros H. unfold check_constant_el in H. cbv zeta in H. apply andb_prop in H. destruct H as [H H4]. apply andb_prop in H. destruct H as [H H3].
  apply andb_prop in H. destruct H as [H1 H2]. destruct (all_known _) as [es |] eqn:E; [|discriminate]. apply (leq_ok F isolated a root) in H4.
  rewrite (multiple_ok a) in H4. replace (Q2R 2) with 2 in H4 by (unfold Q2R; cbn; lra). subst points u v k e.
  assert (continuity (fun x => Rabs (x - <<constant>>))) as Hc.
  { apply continuity_abs, (continuity_minus (fun x => x)); [apply continuity_fun_id | apply continuity_fun_const]. }
  destruct (filled_el_ok _ left right Js _ H2 (sums_after_ok vs ss Js Bs H1 t _ es Hc H3 (distances_ok constant left Js right es H2 E))) as [Hs Hle].
  apply constant_spends; [apply continuity_piecewise_linear_R | exact Hfew | exact Hle|]. eapply spends_more; [exact Hs | lra].
Qed.

(** or by the range. *)
Theorem field_constant_by_range : check_range_el F vs ss left right constant upper = true -> constant_is_close (piecewise_linear_R points) t u v k e few.
Proof.
  intros H. apply andb_prop in H. destruct H as [H H4]. apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2].
  apply (leq_ok F isolated a root) in H2, H3, H4. rewrite times_el, !minus_el in H3, H4. rewrite <- Hu, <- Hv, <- Hk, <- He in *.
  pose proof (field_self_map_stated F a vs ss left right points u v isolated root H1 Hpoints Hu Hv) as Hr.
  apply constant_spends; [apply continuity_piecewise_linear_R | exact Hfew | exact H2|].
  assert (forall n x, u <= x <= v -> u <= iterate n (piecewise_linear_R points) x <= v) as Hin.
  { induction n as [| n IH]; intros x Hx; [exact Hx|]. cbn [iterate]. apply IH, Hr, Hx. }
  apply spends_more with (e := Rmax (k - u) (v - k) * (v - u) + 0 * (v * v / 2 - u * u / 2)).
  - apply spends_affine; [exact H2|]. intros x Hx. pose proof (Hin t x ltac:(lra)). rewrite Rmult_0_l, Rplus_0_r. unfold Rmax, Rabs. destruct (Rle_dec _ _), (Rcase_abs _); lra.
  - unfold Rmax. destruct (Rle_dec _ _); lra.
Qed.
End Sound.
