(** T14 over any numbers: branches are as steep as products of powers of a few rational bases, paths are counted by their exponents. A checker,
    and that its tables are true. The bound by them: [PathBounds]. *)

From Coq Require Import Reals QArith Qreals List ZArith Lra Lia.
From Exactsep Require Import Networks Chains Hits Covering Coverings Maps SupNorm Integral Teeth Slopes PowerTables.
Import ListNotations.

(** Numbers that are so far apart, and maps that are not steeper on an interval, by rational numbers. *)
Class measuring (number data : Type) := Measuring {
  wider : Q -> number -> number -> bool;
  no_steeper : data -> number -> number -> Q -> bool
}.

(** Two levels, how far they are apart at least, and the price of a piece between them. *)
Record path_target {number : Type} := PathTarget { t_low : number; t_high : number; t_width : Q; t_price : Q }.
Arguments path_target : clear implicits.
Arguments PathTarget {number} _ _ _%Q_scope _%Q_scope.

(** A branch, how steep the map is on it at most, and exponents whose product is not less. *)
Record path_branch {number : Type} := PathBranch { p_branch : branch number; p_steep : Q; p_key : key }.
Arguments path_branch : clear implicits.
Arguments PathBranch {number} _ _%Q_scope _%Z_scope.

Record path_teeth {number data : Type} := PathTeeth {
  p_map : data;
  p_left : number;
  p_right : number;
  p_intervals : list (number * number);
  p_bases : list Q;
  p_branches : list (list (path_branch number));
  p_targets : list (path_target number);
  p_places : positive;
  p_later : nat;
  p_at_most : Z;
  p_error : Q
}.
Arguments path_teeth : clear implicits.
Arguments PathTeeth {number data} _ _ _ _ _%Q_scope _ _ _%positive_scope _%nat_scope _%Z_scope _%Q_scope.

Section Tests.
Context {number data : Type} {Ar : arithmetic number} {Ev : evaluation number data} {Me : measuring number data}.

(** Does a branch cover a target? *)
Definition covers_target (m : data) (B : path_branch number) (k : path_target number) : bool :=
  let u := from _ (p_branch B) in
  let v := upto _ (p_branch B) in
  (value_below m u (t_low k) && value_above m v (t_high k)) || (value_above m u (t_high k) && value_below m v (t_low k)).

(** The paths of one branch over the targets *)
Definition first_keys (m : data) (ks : list (path_target number)) (B : path_branch number) : key_table :=
  let ns := map (fun k => if covers_target m B k then 1%Z else 0%Z) ks in if forallb (Z.eqb 0) ns then [] else [(p_key B, ns)].

(** and those of one branch more. *)
Definition next_keys (Ts : list key_table) (B : path_branch number) : key_table :=
  further (p_key B) (all_together (slice (first _ (p_branch B)) (more _ (p_branch B)) Ts)).

Definition row_keys (F : path_branch number -> key_table) (Bs : list (list (path_branch number))) : list key_table :=
  map (fun Ks => all_together (map F Ks)) Bs.

Fixpoint keys_after (Bs : list (list (path_branch number))) (t : nat) (Ts : list key_table) : list key_table :=
  match t with O => Ts | S t' => keys_after Bs t' (row_keys (next_keys Ts) Bs) end.

Definition steep_as_keyed (m : data) (places : positive) (fs : list (Z * Z)) (B : path_branch number) : bool :=
  no_steeper m (from _ (p_branch B)) (upto _ (p_branch B)) (p_steep B) && Qle_bool (p_steep B) (level_below places fs (p_key B) # 2 ^ places).

Fixpoint targets_in_order (ks : list (path_target number)) : bool :=
  match ks with
  | [] => true
  | k :: rest =>
      lt (t_low k) (t_high k) && wider (t_width k) (t_low k) (t_high k) && Qle_bool 0 (t_width k) && Qle_bool 0 (t_price k)
      && match rest with [] => true | k' :: _ => le (t_high k) (t_low k') end && targets_in_order rest
  end.

(** What rule T14 gives between two levels, from below *)
Definition target_gives (c : path_teeth number data) (vs : list (Z * list Z)) (j : nat) (k : path_target number) : Q :=
  let s := (shares_from_below (p_places c) j (t_price k) vs - t_price k * inject_Z (p_at_most c))%Q in
  if forallb (fun p => Z.leb 0 (nth j (snd p) 0%Z)) vs && Qle_bool 0 s then (t_width k * t_width k * (1 # 4) * s)%Q else 0%Q.

Fixpoint targets_give (c : path_teeth number data) (vs : list (Z * list Z)) (j : nat) (ks : list (path_target number)) : Q :=
  match ks with [] => 0%Q | k :: rest => (target_gives c vs j k + targets_give c vs (S j) rest)%Q end.

Definition all_keys (c : path_teeth number data) : key_table :=
  all_together (keys_after (p_branches c) (p_later c) (row_keys (first_keys (p_map c) (p_targets c)) (p_branches c))).

Definition check_path_teeth (c : path_teeth number data) : bool :=
  let fs := map (factors (p_places c)) (p_bases c) in
  good (p_map c) && ordered (p_left c) (p_intervals c) (p_right c)
  && all_branches (p_map c) (p_intervals c) (p_intervals c) (map (map p_branch) (p_branches c))
  && positive_bases (p_bases c) && forallb (forallb (steep_as_keyed (p_map c) (p_places c) fs)) (p_branches c)
  && targets_in_order (p_targets c)
  && Qle_bool (p_error c) (targets_give c (inverse_levels (p_places c) fs [] (one (p_places c)) (all_keys c)) 0 (p_targets c)).
End Tests.

(** ** Soundness *)

Open Scope R_scope.

Class measures (number data : Type) {Ar : arithmetic number} {Ev : evaluation number data} {Me : measuring number data} {Rd : reading number data} := Measures {
  reads_wider : forall w x y, wider w x y = true -> Q2R w <= eval y - eval x;
  reads_steeper : forall m u v K, good m = true -> no_steeper m u v K = true -> short_on (function m) (Q2R K) (eval u) (eval v)
}.

Section Sound.
Context {number data : Type} {Ar : arithmetic number} {Ev : evaluation number data} {Me : measuring number data}.
Context {Rd : reading number data} {Ms : measures number data}.

Section Covering.
Variables (m : data) (Js : list (number * number)) (bs : list Q) (places : positive) (Bs : list (list (path_branch number))).
Hypothesis m_ok : good m = true.
Hypothesis Bs_ok : all_branches m Js Js (map (map p_branch) Bs) = true.
Hypothesis bs_ok : positive_bases bs = true.
Hypothesis steep_ok : forallb (forallb (steep_as_keyed m places (map (factors places) bs))) Bs = true.

Notation f := (function m).

(** Steeper is allowed. *)
Lemma short_weaken K L u v : K <= L -> short_on f K u v -> short_on f L u v.
Proof. intros HKL H p q Hp Hq. specialize (H p q Hp Hq). pose proof (Rabs_pos (p - q)). nra. Qed.

Lemma keyed_ok B : steep_as_keyed m places (map (factors places) bs) B = true ->
  short_on f (level bs (p_key B)) (eval (from _ (p_branch B))) (eval (upto _ (p_branch B))).
Proof.
  intros H. apply andb_prop in H. destruct H as [H1 H2]. apply (level_at_least places bs _ _ bs_ok) in H2.
  exact (short_weaken _ _ _ _ H2 (reads_steeper _ _ _ _ m_ok H1)).
Qed.

Section OneTarget.
Variables (ks : list (path_target number)) (j : nat) (k : path_target number).
Hypothesis k_there : nth_error ks j = Some k.
Notation x := (t_low k).
Notation y := (t_high k).
Hypothesis levels : eval x < eval y.

Notation teeth_xy := (teeth (eval x) (eval y)).
Notation counts := (real_counts bs j).

Lemma teeth_together h l c r T T' : teeth_xy h l c (counts T) -> teeth_xy h c r (counts T') -> teeth_xy h l r (counts (together T T')).
Proof.
  intros H H'. apply teeth_same with (T := counts T ++ counts T'); [apply teeth_join with (m := c); assumption|].
  intros phi. rewrite total_app, total_together. reflexivity.
Qed.

(** Tables of a row of intervals, in one. *)
Lemma keys_of_row h l Ks r Ts :
  in_order l Ks r -> Forall2 (fun J T => teeth_xy h (fst J) (snd J) (counts T)) Ks Ts -> teeth_xy h l r (counts (all_together Ts)).
Proof.
  intros Ho. revert Ts. induction Ho as [l r Hlr | l c d Ks r Hl Hcd Ho IH]; intros Ts H.
  - inversion H; subst. constructor. exact Hlr.
  - inversion H as [| J T Ks' Ts' H1 H2 E1 E2]; subst. cbn [all_together fold_right].
    apply teeth_together with (c := d); [|apply IH, H2]. eapply teeth_widen; [exact H1 | exact Hl | cbn; lra].
Qed.

(** A property of all branches, from one of each branch. *)
Lemma keys_by_branches h (G : path_branch number -> key_table) :
  (forall B, is_branch m Js (p_branch B) = true -> steep_as_keyed m places (map (factors places) bs) B = true ->
    teeth_xy h (eval (from _ (p_branch B))) (eval (upto _ (p_branch B))) (counts (G B))) ->
  Forall2 (fun J T => teeth_xy h (fst J) (snd J) (counts T)) (map real_pair Js) (row_keys G Bs).
Proof.
  intros HG.
  assert (forall l Ks r, are_branches m Js l (map p_branch Ks) r = true -> forallb (steep_as_keyed m places (map (factors places) bs)) Ks = true ->
    teeth_xy h (eval l) (eval r) (counts (all_together (map G Ks)))) as Hrow.
  { intros l Ks. revert l. induction Ks as [| B Ks IH]; intros l r H Hs; cbn [map are_branches all_together fold_right forallb] in *.
    - constructor. apply reads_le, H.
    - apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2]. apply andb_prop in Hs. destruct Hs as [Hs1 Hs2].
      apply teeth_together with (c := eval (upto _ (p_branch B))); [|apply IH; assumption].
      eapply teeth_widen; [apply HG; assumption | apply reads_le, H1 | lra]. }
  revert Bs_ok steep_ok. generalize Js at 2 3. intros rest. unfold row_keys. revert Bs.
  induction rest as [| [l r] rest IH]; intros [| Ks Bs'] H Hs; cbn [map all_branches forallb] in *; try discriminate; constructor.
  - apply andb_prop in H. destruct H as [H _]. apply andb_prop in Hs. destruct Hs as [Hs _]. apply Hrow; assumption.
  - apply andb_prop in H. destruct H as [_ H]. apply andb_prop in Hs. destruct Hs as [_ Hs]. apply IH; assumption.
Qed.

(** The tables of f are true. *)
Lemma first_keys_ok : Forall2 (fun J T => teeth_xy f (fst J) (snd J) (counts T)) (map real_pair Js) (row_keys (first_keys m ks) Bs).
Proof.
  apply keys_by_branches. intros B HB Hs. apply keyed_ok in Hs. pose proof (branch_reads m Js (p_branch B) m_ok HB) as [_ [Hle _]]. cbn [read_branch from upto] in Hle.
  assert (teeth_xy (fun z => z) (eval x) (eval y) [(1, 1%Z)]) as Hid.
  { apply teeth_one with (u := eval x) (v := eval y); [lra | lra |]. split; [lra|]. split; [lra|]. split; [left; split; reflexivity|]. intros; lra. }
  unfold first_keys. cbv zeta. destruct (forallb (Z.eqb 0) _); [constructor; exact Hle|].
  pose proof (nth_error_nth _ _ 0%Z (map_nth_error (fun k => if covers_target m B k then 1%Z else 0%Z) _ _ k_there)) as En.
  unfold real_counts. cbn [map fst snd]. rewrite En. destruct (covers_target m B k) eqn:E.
  2: apply teeth_same with (T := []); [constructor; exact Hle | intros phi; unfold total; cbn [fold_right fst snd]; ring].
  apply teeth_same with (T := steeper (level bs (p_key B)) [(1, 1%Z)]).
  2: intros phi; unfold total; cbn [steeper map fst snd fold_right]; rewrite Rmult_1_r; reflexivity.
  unfold covers_target in E. cbv zeta in E. apply orb_prop in E. destruct E as [E | E]; apply andb_prop in E; destruct E as [E1 E2].
  - apply (reads_below m _ _ m_ok) in E1. apply (reads_above m _ _ m_ok) in E2.
    apply (teeth_up _ _ f (fun z => z) (level bs (p_key B)) (eval x) (eval y)); try assumption; [apply reads_continuous | apply level_positive].
  - apply (reads_above m _ _ m_ok) in E1. apply (reads_below m _ _ m_ok) in E2.
    apply (teeth_down _ _ f (fun z => z) (level bs (p_key B)) (eval x) (eval y)); try assumption; [apply reads_continuous | apply level_positive].
Qed.

(** The tables of the next iterate are true if those of this one are. *)
Lemma next_keys_ok l r h Ts : in_order l (map real_pair Js) r ->
  Forall2 (fun J T => teeth_xy h (fst J) (snd J) (counts T)) (map real_pair Js) Ts ->
  Forall2 (fun J T => teeth_xy (fun z => h (f z)) (fst J) (snd J) (counts T)) (map real_pair Js) (row_keys (next_keys Ts) Bs).
Proof.
  intros Ho HT. apply keys_by_branches. intros B HB Hs. apply keyed_ok in Hs.
  pose proof (branch_reads m Js (p_branch B) m_ok HB) as [Hlen [Hle HB']]. cbn [read_branch from upto up first more] in *.
  pose proof (in_order_slice _ _ _ _ _ Ho Hlen) as Ho'.
  pose proof (keys_of_row h _ _ _ _ Ho' (Forall2_first _ _ _ _ (Forall2_skip _ (first _ (p_branch B)) _ _ HT))) as Hrow.
  unfold next_keys. rewrite counts_further. destruct (up _ (p_branch B)); destruct HB' as [E1 E2].
  - eapply teeth_up; [apply reads_continuous | apply level_positive | exact Hrow | exact Hle | exact E1 | exact E2 | exact Hs].
  - eapply teeth_down; [apply reads_continuous | apply level_positive | exact Hrow | exact Hle | exact E1 | exact E2 | exact Hs].
Qed.

(** All tables are true. *)
Lemma keys_ok l r t : in_order l (map real_pair Js) r ->
  teeth_xy (iterate (S t) f) l r (counts (all_together (keys_after Bs t (row_keys (first_keys m ks) Bs)))).
Proof.
  intros Ho. eapply keys_of_row; [exact Ho|].
  assert (forall s h Ts, Forall2 (fun J T => teeth_xy h (fst J) (snd J) (counts T)) (map real_pair Js) Ts ->
    Forall2 (fun J T => teeth_xy (fun z => h (iterate s f z)) (fst J) (snd J) (counts T)) (map real_pair Js) (keys_after Bs s Ts)) as H.
  { induction s as [| s IH]; intros h Ts HT; [exact HT|]. cbn [keys_after iterate].
    eapply Forall2_weaken; [|apply (IH (fun z => h (f z)) _ (next_keys_ok _ _ h Ts Ho HT))].
    intros J T. apply teeth_ext. intros z. rewrite iterate_last. reflexivity. }
  eapply Forall2_weaken; [|apply (H t f _ first_keys_ok)].
  intros J T. apply teeth_ext. intros z. cbn [iterate]. rewrite iterate_last. reflexivity.
Qed.
End OneTarget.
End Covering.
End Sound.
