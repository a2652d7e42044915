(** T15 over a number field: intervals and branches are elements; what is counted and added are rational lower bounds of their lengths. *)

From Coq Require Import Reals QArith Qreals List ZArith Lra Lia.
From Exactsep Require Straight.
From Exactsep Require Import Networks Chains Hits Covering Maps Evidence Fields FieldMaps FieldBlocks FieldRealization.
From Exactsep Require Import Integral Teeth Slopes Windows Distance L1 Upper Constants Cylinders CylinderCosts Cylindrical Integrals Shares.
Import ListNotations.
Local Open Scope lazy_bool_scope.

(** A branch: from where, until where, and a share of the interval with this index. *)
Definition field_branch (F : number_field) : Type := (element F * element F * (Q * nat))%type.

(** Inside of each interval there is one with rational ends, close to it. *)
Record field_cylinders (F : number_field) : Type := FieldCylinders {
  k_vertices : list (element F * element F);
  k_slopes : list (element F);
  k_left : element F;
  k_right : element F;
  k_intervals : list (element F * element F);
  k_inner : list (Q * Q);
  k_branches : list (list (field_branch F));
  k_tail : nat;
  k_order : nat;
  k_unit : positive; (* sizes of cylinders are rounded down to multiples of 1/k_unit *)
  k_steps : list level_step;
  k_at_most : Z;
  k_error : Q
}.
Arguments FieldCylinders {F} _ _ _ _ _ _%Q_scope _ _%nat_scope _%nat_scope _%positive_scope _%Q_scope _%Z_scope _%Q_scope.
Arguments k_vertices {F}. Arguments k_slopes {F}. Arguments k_left {F}. Arguments k_right {F}. Arguments k_intervals {F}. Arguments k_inner {F}.
Arguments k_branches {F}. Arguments k_tail {F}. Arguments k_order {F}. Arguments k_unit {F}. Arguments k_steps {F}. Arguments k_at_most {F}. Arguments k_error {F}.

Section Checker.
Variable F : number_field.
Notation el := (element F).
Notation leq := (less_equal F).

Definition rational_el (q : Q) : el := [q].

Definition nowhere_el : el * el := ([], []).

Fixpoint intervals_el (a : el) (Js : list (el * el)) (b : el) : bool :=
  match Js with [] => leq a b | (l, r) :: rest => leq a l && less F l r && intervals_el r rest b end.

Fixpoint inner_el (Js : list (el * el)) (Is : list (Q * Q)) : bool :=
  match Js, Is with
  | [], [] => true
  | (l, r) :: Js', (p, q) :: Is' => leq l (rational_el p) && Qle_bool p q && leq (rational_el q) r && inner_el Js' Is'
  | _, _ => false
  end.

(** The map is affine from u to v, goes onto an interval, and v - u is at least this share of its length. *)
Definition branch_el (m : field_map F) (vs Js : list (el * el)) (B : field_branch F) : bool :=
  let '(u, v, (k, j)) := B in
  let '(l, r) := nth j Js nowhere_el in
  Nat.ltb j (length Js) && less F u v && forallb (fun p => beside_el F u v (fst p)) vs
  && match field_value F m u, field_value F m v with
     | Some p, Some q => same_element F p l && same_element F q r || same_element F p r && same_element F q l
     | _, _ => false
     end
  && Qle_bool 0 k && leq (multiple k (difference r l)) (difference v u).

Fixpoint row_el (m : field_map F) (vs Js : list (el * el)) (l : el) (row : list (field_branch F)) (r : el) : bool :=
  match row with [] => leq l r | B :: rest => leq l (fst (fst B)) && branch_el m vs Js B && row_el m vs Js (snd (fst B)) rest r end.

Fixpoint rows_el (m : field_map F) (vs all Js : list (el * el)) (Bs : list (list (field_branch F))) : bool :=
  match Js, Bs with [], [] => true | (l, r) :: Js', row :: Bs' => row_el m vs all l row r && rows_el m vs all Js' Bs' | _, _ => false end.

(** How much of an interval is above the levels x and y, and below, at least. *)
Definition identity_el (x y : Q) (J : el * el) (I : Q * Q) : amountsQ :=
  let (l, r) := J in
  let (p, q) := I in
  if leq (rational_el y) l then (q - p, q - p, 0, 0)%Q
  else if leq r (rational_el x) then (0, 0, q - p, q - p)%Q
  else if Qle_bool p x && Qle_bool y q then (q - x, q - y, x - p, y - p)%Q
  else nothing.

Definition amounts_el (c : field_cylinders F) (k : level_step) : list amountsQ :=
  tail_by (map (map snd) (k_branches c)) (k_tail c)
    (map (fun JI => identity_el (step_low k) (step_high k) (fst JI) (snd JI)) (combine (k_intervals c) (k_inner c))).

(** The work comes last, and only if all else is right (&&& is `if`): from false branches as many kinds of cylinders may follow as there
    are cylinders. *)
Definition check_field_cylinders (c : field_cylinders F) : bool :=
  let m := FieldMap (k_vertices c) (k_slopes c) in
  good_map F m && intervals_el (k_left c) (k_intervals c) (k_right c) && inner_el (k_intervals c) (k_inner c)
  && rows_el m (k_vertices c) (k_intervals c) (k_intervals c) (k_branches c)
  && targets_ordered (map target_of_step (k_steps c)) && forallb (fun k => Qle_bool 0 (low_price k) && Qle_bool 0 (high_price k)) (k_steps c)
  &&& (let T := kinds_by (k_unit c) (map (map snd) (k_branches c)) (k_order c) in
      Qle_bool (k_error c) (fold_right (fun k s => Qred (step_total (k_at_most c) T (amounts_el c k) k + s)) 0%Q (k_steps c))).
End Checker.

(** ** Soundness *)

Open Scope R_scope.

(** Affine functions, in both forms *)
Lemma straight_again F u v : u < v -> Straight.straight F u v -> straight F u v.
Proof.
  intros Huv H. exists ((F v - F u) / (v - u)). intros z Hz. assert (u <= z <= v) as Hz' by (unfold between_points in Hz; lra).
  assert (0 <= (z - u) / (v - u) <= 1) as Hs.
  { split; [apply Rle_mult_inv_pos; lra|]. apply Rmult_le_reg_r with (v - u); [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra. lra. }
  replace (F z) with (F (u + (z - u) / (v - u) * (v - u))) by (f_equal; field; lra). rewrite (H _ Hs). field. lra.
Qed.

Section Sound.
Variable F : number_field.
Hypothesis isolated : isolates F = true.
Variable a : R.
Hypothesis root : root_of F a.
Notation "<< x >>" := (at_root a x).
Notation real_ends := (fun J : element F * element F => (<<fst J>>, <<snd J>>)).

Definition branch_at_root (B : field_branch F) : real_branch := (real_ends (fst B), snd B).

Lemma less_el_ok x y : less F x y = true -> <<x>> < <<y>>.
Proof. exact (less_ok F isolated a x y root). Qed.

Lemma rational_el_ok q : <<rational_el F q>> = Q2R q.
Proof. unfold at_root, rational_el. cbn. ring. Qed.

Lemma intervals_el_ok l Js r : intervals_el F l Js r = true -> in_order <<l>> (map real_ends Js) <<r>> /\ Forall (fun J => fst J < snd J) (map real_ends Js).
Proof.
  revert l. induction Js as [| [p q] Js IH]; intros l H; cbn [intervals_el map fst snd] in *.
  - split; constructor. apply (leq_ok F isolated a root), H.
  - apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2]. apply (leq_ok F isolated a root) in H1. apply less_el_ok in H2.
    destruct (IH q H3) as [A B]. split; constructor; try assumption; lra.
Qed.

Section Map.
Variables (vs : list (element F * element F)) (ss : list (element F)).
Hypothesis good : good_map F (FieldMap vs ss) = true.
Notation f := (piecewise_linear_R (vertices_at a vs)).

Lemma branch_el_ok (Js : list (element F * element F)) B : Forall (fun J => fst J < snd J) (map real_ends Js) ->
  branch_el F (FieldMap vs ss) vs Js B = true -> branch_true f (map real_ends Js) (branch_at_root B).
Proof.
  intros Hlong H. destruct B as [[u v] [k j]]. unfold branch_el, branch_at_root, branch_true in *. cbn [fst snd].
  destruct (nth j Js (nowhere_el F)) as [l r] eqn:Ej.
  apply andb_prop in H. destruct H as [H Hshare]. apply andb_prop in H. destruct H as [H Hk]. apply andb_prop in H. destruct H as [H Hends].
  apply andb_prop in H. destruct H as [H Hs]. apply andb_prop in H. destruct H as [Hj Huv]. apply Nat.ltb_lt in Hj. apply less_el_ok in Huv.
  assert (nth j (map real_ends Js) (0, 0) = (<<l>>, <<r>>)) as ->.
  { rewrite (nth_indep _ (0, 0) (real_ends (nowhere_el F))) by (rewrite map_length; exact Hj). pose proof (map_nth real_ends Js (nowhere_el F) j) as E. rewrite Ej in E. exact E. }
  assert (<<l>> < <<r>>) as Hlr.
  { rewrite Forall_forall in Hlong. apply (Hlong (<<l>>, <<r>>)). apply in_map_iff. exists (l, r). split; [reflexivity|]. rewrite <- Ej. apply nth_In, Hj. }
  cbn [fst snd]. split; [rewrite map_length; exact Hj|]. split; [exact Huv|]. split; [exact Hlr|]. split; [|split].
  - apply straight_again; [exact Huv|]. apply straight_piecewise_linear_R, Forall_forall. intros p Hp. unfold vertices_at in Hp. apply in_map_iff in Hp.
    destruct Hp as [q [<- Hq]]. rewrite forallb_forall in Hs. cbn [fst]. apply (beside_el_ok F isolated a root), Hs, Hq.
  - destruct (field_value F _ u) as [p |] eqn:Eu; [|discriminate]. destruct (field_value F _ v) as [q |] eqn:Ev; [|discriminate].
    pose proof (field_value_ok F isolated a root _ _ _ good Eu) as Fu. pose proof (field_value_ok F isolated a root _ _ _ good Ev) as Fv. cbn [map_at] in Fu, Fv.
    rewrite Fu, Fv. apply orb_prop in Hends. destruct Hends as [E | E]; apply andb_prop in E; destruct E as [E1 E2]; apply (same_ok F a) in E1, E2; [left | right]; split; assumption.
  - apply Qle_bool_real in Hk. rewrite Q2R_zero in Hk. apply (leq_ok F isolated a root) in Hshare. rewrite (multiple_ok a) in Hshare.
    unfold at_root in Hshare. rewrite !polynomial_difference in Hshare. split; [exact Hk|].
    apply Rmult_le_reg_r with (<<r>> - <<l>>); [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra. unfold at_root in *. lra.
Qed.

Lemma row_el_ok Js l row r : Forall (fun J => fst J < snd J) (map real_ends Js) ->
  row_el F (FieldMap vs ss) vs Js l row r = true -> row_true f (map real_ends Js) <<l>> (map branch_at_root row) <<r>>.
Proof.
  intros Hlong. revert l. induction row as [| B row IH]; intros l H; cbn [row_el row_true map] in *; [apply (leq_ok F isolated a root), H|].
  apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2].
  split; [apply (leq_ok F isolated a root) in H1; exact H1|]. split; [exact (branch_el_ok Js B Hlong H2) | exact (IH _ H3)].
Qed.

Lemma rows_el_ok all Js Bs : Forall (fun J => fst J < snd J) (map real_ends all) -> rows_el F (FieldMap vs ss) vs all Js Bs = true ->
  Forall2 (fun J row => row_true f (map real_ends all) (fst J) row (snd J)) (map real_ends Js) (map (map branch_at_root) Bs).
Proof.
  intros Hlong. revert Bs. induction Js as [| [l r] Js IH]; intros [| row Bs] H; cbn [rows_el map] in *; try discriminate; constructor.
  - apply andb_prop in H. destruct H as [H _]. exact (row_el_ok all l row r Hlong H).
  - apply andb_prop in H. destruct H as [_ H]. exact (IH Bs H).
Qed.
End Map.

(** The shares are those of the data. *)
Lemma shares_at_root Bs : map (map snd) (map (map branch_at_root) Bs) = map (map snd) Bs.
Proof. rewrite map_map. apply map_ext. intros row. rewrite map_map. apply map_ext. intros B. reflexivity. Qed.

(** Of each interval there is as much above and below as is said. *)
Lemma identity_el_ok x y l r p q : Q2R x < Q2R y -> <<l>> <= Q2R p -> Q2R p <= Q2R q -> Q2R q <= <<r>> ->
  amounts_known (Q2R x) (Q2R y) (fun z => z) <<l>> <<r>> (identity_el F x y (l, r) (p, q)).
Proof.
  intros Hxy Hp Hpq Hq. assert (<<l>> <= <<r>>) as Hlr by lra. pose proof (has_identity _ _ Hxy _ _ Hlr) as Hid. unfold amounts_of in Hid.
  unfold identity_el, amounts_known. destruct (less_equal F (rational_el F y) l) eqn:E1; [|destruct (less_equal F r (rational_el F x)) eqn:E2; [|destruct (Qle_bool p x && Qle_bool y q)%bool eqn:E3]].
  - apply (leq_ok F isolated a root) in E1. rewrite rational_el_ok in E1. specialize (Hid (or_introl E1)). unfold real_amounts. rewrite Q2R_minus, Q2R_zero.
    assert (clamp <<l>> <<r>> (Q2R x) = <<l>>) as E by (unfold clamp; rewrite Rmax_right, Rmin_left; lra). rewrite E in Hid.
    assert (clamp <<l>> <<r>> (Q2R y) = <<l>>) as E' by (unfold clamp; rewrite Rmax_right, Rmin_left; lra). rewrite E' in Hid.
    split; [|unfold at_most; cbn; lra]. eapply (has_less _ _ Hxy); [exact Hid | unfold at_most; cbn; lra].
  - apply (leq_ok F isolated a root) in E2. rewrite rational_el_ok in E2. specialize (Hid (or_intror (or_introl E2))). unfold real_amounts. rewrite Q2R_minus, Q2R_zero.
    assert (clamp <<l>> <<r>> (Q2R x) = <<r>>) as E by (unfold clamp; rewrite Rmax_left, Rmin_right; lra). rewrite E in Hid.
    assert (clamp <<l>> <<r>> (Q2R y) = <<r>>) as E' by (unfold clamp; rewrite Rmax_left, Rmin_right; lra). rewrite E' in Hid.
    split; [|unfold at_most; cbn; lra]. eapply (has_less _ _ Hxy); [exact Hid | unfold at_most; cbn; lra].
  - apply andb_prop in E3. destruct E3 as [A B]. apply Qle_bool_real in A, B. unfold real_amounts. rewrite !Q2R_minus.
    specialize (Hid (or_intror (or_intror (conj (Rle_trans _ _ _ Hp A) (Rle_trans _ _ _ B Hq))))). rewrite !clamp_fixed in Hid by lra.
    split; [|unfold at_most; cbn; lra]. eapply (has_less _ _ Hxy); [exact Hid | unfold at_most; cbn; lra].
  - rewrite real_nothing. split; [apply has_none; assumption | unfold at_most; cbn; lra].
Qed.

Lemma amounts_el_ok x y Js Is : Q2R x < Q2R y -> inner_el F Js Is = true ->
  Forall2 (fun J m => amounts_known (Q2R x) (Q2R y) (fun z => z) (fst J) (snd J) m) (map real_ends Js)
    (map (fun JI => identity_el F x y (fst JI) (snd JI)) (combine Js Is)).
Proof.
  intros Hxy. revert Is. induction Js as [| [l r] Js IH]; intros [| [p q] Is] H; cbn [inner_el map combine] in *; try discriminate; constructor.
  - apply andb_prop in H. destruct H as [H _]. apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2].
    apply (leq_ok F isolated a root) in H1, H3. rewrite rational_el_ok in H1, H3. apply Qle_bool_real in H2. exact (identity_el_ok x y l r p q Hxy H1 H2 H3).
  - apply andb_prop in H. destruct H as [_ H]. exact (IH Is H).
Qed.

(** T15 *)
Theorem field_cylinders_sound c g m : check_field_cylinders F c = true -> continuity g -> pieces g <<k_left c>> <<k_right c>> m -> (m <= k_at_most c)%Z ->
  costs (fun z => Rabs (iterate (k_order c + k_tail c) (piecewise_linear_R (vertices_at a (k_vertices c))) z - g z)) <<k_left c>> <<k_right c>> (Q2R (k_error c)).
Proof.
  intros H Hg Hp Hm. unfold check_field_cylinders in H. cbv zeta in H. rewrite <- andb_lazy_alt in H.
  apply andb_prop in H. destruct H as [H H7]. apply andb_prop in H. destruct H as [H H6]. apply andb_prop in H. destruct H as [H H5]. apply andb_prop in H. destruct H as [H H4].
  apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2]. apply Qle_bool_real in H7. destruct (intervals_el_ok _ _ _ H2) as [Ho Hlong].
  pose proof (continuity_piecewise_linear_R (vertices_at a (k_vertices c))) as Hf.
  eapply costs_less; [|exact H7]. apply (steps_cost _ g _ _ m (k_at_most c) _ (amounts_el F c)); try assumption; [apply continuity_iterate, Hf|].
  intros k Hk _. unfold amounts_el. rewrite <- (shares_at_root (k_branches c)).
  apply (shares_cylinders _ (map real_ends (k_intervals c)) (map (map branch_at_root) (k_branches c)) Hf); try assumption.
  - exact (rows_el_ok _ _ H1 _ _ _ Hlong H4).
  - exact (amounts_el_ok _ _ _ _ Hk H3).
Qed.
End Sound.

(** ** In the form in which exported files use it *)

Section Statement.
Variables (F : number_field) (a : R) (c : field_cylinders F) (points : list (R * R)) (n : nat) (M : Z) (u v e : R).
Hypotheses (isolated : isolates F = true) (root : root_of F a) (accepted : check_field_cylinders F c = true)
  (Hpoints : points = vertices_at a (k_vertices c)) (Hn : n = (k_order c + k_tail c)%nat) (HM : M = k_at_most c)
  (Hu : u = at_root a (k_left c)) (Hv : v = at_root a (k_right c)) (He : e = Q2R (k_error c)).

(** For what has few pieces *)
Theorem field_cylinders_few_pieces : forall g m, continuity g -> pieces g u v m -> (m <= M)%Z -> distance_at_least (iterate n (piecewise_linear_R points)) g u v e.
Proof.
  intros g m Hg Hp Hm. pose proof (chain_ordered _ _ _ _ Hp) as [Hab _]. subst.
  assert (Riemann_integrable (fun z => Rabs (iterate (k_order c + k_tail c) (piecewise_linear_R (vertices_at a (k_vertices c))) z - g z)) (at_root a (k_left c)) (at_root a (k_right c))) as pr.
  { apply continuity_implies_RiemannInt; [exact Hab|]. intros z _. revert z.
    apply continuity_abs, (continuity_minus (iterate _ _)); [apply continuity_iterate, continuity_piecewise_linear_R | exact Hg]. }
  exists pr. exact (field_cylinders_sound F isolated a root c g m accepted Hg Hp Hm pr).
Qed.

(** and for networks. *)
Theorem field_cylinders_networks : forall N : network, relu_network N -> ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N) <= M)%Z ->
  distance_at_least (iterate n (piecewise_linear_R points)) (value N) u v e.
Proof.
  intros N HN Hsize. assert (u <= v) as Huv.
  { pose proof accepted as H. unfold check_field_cylinders in H. cbv zeta in H. rewrite <- andb_lazy_alt in H. do 5 (apply andb_prop in H; destruct H as [H _]).
    apply andb_prop in H. destruct H as [_ H]. subst. exact (in_order_le _ _ _ (proj1 (intervals_el_ok F isolated a root _ _ _ H))). }
  destruct (network_pieces N u v HN Huv) as [m [Hp Hle]]. apply (field_cylinders_few_pieces (value N) m); [apply continuity_network | exact Hp | lia].
Qed.
End Statement.
