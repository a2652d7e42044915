(** What can show that an iterate goes from one level to another often: a covering, a cycle or points. One theorem for each kind of claim,
    over any numbers, in the form in which exported files use it: what stands in the data is compared with the statement by equations. *)

From Coq Require Import Reals QArith Qreals List ZArith NArith Lra Lia.
From Exactsep Require Import Networks Chains Hits Covering Maps SupNorm Counts Growth Cycles Loops CycleGrowth Swings Points Attracting Sign.
From Exactsep Require Export Sizes.
Import ListNotations.

(** Why there is a cycle: its enclosures cover each other (T5), or they are sent into each other (T5s). *)
Inductive reason := Expanding | Attracted (start : nat) (bits : positive).

Inductive source_over {number : Type} :=
| by_covering (Js : list (number * number)) (Bs : list (list (span_over number))) (bits : positive)
| by_cycle (Es : list (number * number)) (pi : list nat) (why : reason)
| by_points (zs : list number) (bits : positive).
Arguments source_over : clear implicits.

(** The map, its interval, and two levels. *)
Record setting_over {number data : Type} := Setting { s_map : data; s_left : number; s_right : number; s_low : number; s_high : number }.
Arguments setting_over : clear implicits.
Arguments Setting {number data} _ _%Q_scope _%Q_scope _%Q_scope _%Q_scope.

(** A test of cycles that need not expand *)
Class attractive (number data : Type) := Attractive { attracting : cycle_over number data -> nat -> positive -> bool }.

Section Tests.
Context {number data : Type} {Ar : arithmetic number} {Ev : evaluation number data} {En : enclosing number data} {At : attractive number data}.
Notation setting := (setting_over number data).
Notation source := (source_over number).

Definition check_reason (c : cycle_over number data) (why : reason) : bool :=
  match why with Expanding => check_cycle c | Attracted s bits => attracting c s bits end.

Definition cycle_inside (c : cycle_over number data) (a b : number) : bool := le a (fst (enclosed c 0)) && le (snd (last_enclosed c)) b.

(** Does f^t alternate more than M times between the levels? *)
Definition alternates (p : setting) (t : N) (M : Z) (s : source) : bool :=
  match s with
  | by_covering Js Bs bits => check (Certificate (s_map p) (s_left p) (s_right p) Js Bs (s_low p) (s_high p) t M zero bits)
  | by_cycle Es pi why =>
      let c := Cycle (s_map p) Es pi in
      check_reason c why && cycle_inside c (s_left p) (s_right p)
      && Z.ltb M (alternations (joined (words (cycle_branches c) (N.to_nat t) (cycle_words c (s_low p) (s_high p)))))
  | by_points zs bits => check_points (Points (s_map p) (s_left p) (s_right p) (N.to_nat t) bits zs) (s_low p) (s_high p) (M + 1)
  end.

(** Does it do so at least constant * rate^t times, for every t from [since] on? *)
Definition grown (p : setting) (d : growth_numbers) (s : source) : bool :=
  match s with
  | by_covering Js Bs bits => check_growth (Growth (Certificate (s_map p) (s_left p) (s_right p) Js Bs (s_low p) (s_high p) 0 0 zero bits) d)
  | by_cycle Es pi why =>
      let c := Cycle (s_map p) Es pi in
      check_reason c why && cycle_inside c (s_left p) (s_right p) && grows (cycle_branches c) (cycle_words c (s_low p) (s_high p)) d
  | by_points _ _ => false
  end.

(** Twice the error fits between the levels. *)
Definition fits (p : setting) (error : number) : bool := le (plus (s_low p) (plus error error)) (s_high p).

Definition check_sup (p : setting) (t : N) (M : Z) (error : number) (s : source) : bool := alternates p t M s && fits p error.

Definition check_swings_of (c : points_over number data) (first_up : bool) (error : number) (M : Z) : bool :=
  check_swings c first_up error && Z.ltb M (Z.of_nat (length (p_points c)) - 1).

(** T13: there are points, [total] many, of which what has few pieces mislabels some; [M] is the number of pieces. *)
Definition check_sign (p : setting) (t : N) (total M errors : Z) (threshold : number) (s : source) : bool :=
  alternates p t (total - 2) s && lt (s_low p) (s_high p) && le (plus threshold threshold) (plus (s_low p) (s_high p))
  && le (plus (s_low p) (s_high p)) (plus threshold threshold) && Z.leb 2 total && Z.leb (2 * errors) (total - M).
End Tests.

Open Scope R_scope.

(** The test of cycles is right. *)
Class attracts (number data : Type) {Ar : arithmetic number} {Ev : evaluation number data} {At : attractive number data} {Rd : reading number data} : Prop :=
  attracting_ok : forall c s bits, attracting c s bits = true -> has_cycle c.

Section Sound.
Context {number data : Type} {Ar : arithmetic number} {Ev : evaluation number data} {En : enclosing number data} {At : attractive number data}.
Context {Rd : reading number data} {Es : encloses number data} {As : attracts number data}.
Notation setting := (setting_over number data).
Notation source := (source_over number).

(** What the test of a reason says is true. *)
Lemma reason_ok c why : check_reason c why = true -> has_cycle c.
Proof. destruct why; [apply cycle_soundness | apply attracting_ok]. Qed.

Notation hits_of p t s :=
  (hits (low_at (eval (s_low p))) (high_at (eval (s_high p))) (iterate t (function (s_map p))) (eval (s_left p)) (eval (s_right p)) s).

(** What all sources have in common, at one iterate *)
Theorem alternates_ok (p : setting) t M s : alternates p t M s = true -> (0 <= M)%Z -> exists w, hits_of p (N.to_nat t) w /\ (M < alternations w)%Z.
Proof.
  destruct s as [Js Bs bits | Js pi why | zs bits]; cbn [alternates]; intros H HM.
  - apply (proj2 (proj2 (counted_over _ H)) HM).
  - cbv zeta in H. apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2]. apply Z.ltb_lt in H3.
    unfold cycle_inside in H2. apply andb_prop in H2. destruct H2 as [Ha Hb]. apply reads_le in Ha, Hb.
    eexists. split; [exact (T6e _ _ _ _ _ _ (reason_ok _ _ H1) Ha Hb) | exact H3].
  - destruct (points_hit _ _ _ _ H) as [w [Hw Hn]]. exists w. split; [exact Hw | lia].
Qed.

(** and at every iterate. *)
Theorem grown_ok (p : setting) d s : grown p d s = true -> forall t, (since d <= t)%nat ->
  exists w, hits_of p t w /\ Q2R (constant d) * Q2R (rate d) ^ t <= IZR (alternations w).
Proof.
  destruct s as [Js Bs bits | Js pi why | zs bits]; cbn [grown]; intros H t Ht; [exact (T4w_over _ H t Ht) | | discriminate].
  cbv zeta in H. apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2].
  unfold cycle_inside in H2. apply andb_prop in H2. destruct H2 as [Ha Hb]. apply reads_le in Ha, Hb.
  eexists. split; [exact (T6e _ _ _ _ _ _ (reason_ok _ _ H1) Ha Hb) | apply words_grow; assumption].
Qed.

(** Twice the error is at most the distance of the levels. *)
Lemma fits_ok (p : setting) error : fits p error = true -> eval error <= (eval (s_high p) - eval (s_low p)) / 2.
Proof. unfold fits. intros H. apply reads_le in H. rewrite !reads_plus in H. lra. Qed.

(** ** sup, at one iterate *)

Section Sup.
Variables (p : setting) (t : N) (error : number) (s : source) (M : Z) (f : R -> R) (n : nat) (a b e : R).
Hypotheses (accepted : check_sup p t M error s = true) (Hf : f = function (s_map p)) (Hn : n = N.to_nat t)
  (Ha : a = eval (s_left p)) (Hb : b = eval (s_right p)) (He : e = eval error).

(** What has few pieces is far away. *)
Theorem sup_few_pieces : forall g m, pieces g a b m -> (m <= M)%Z -> exists z, a <= z <= b /\ Rabs (iterate n f z - g z) >= e.
Proof.
  clear - Es As accepted Hf Hn Ha Hb He. intros g m Hg Hm. pose proof (chain_ordered _ _ _ _ Hg) as [_ H0]. subst.
  apply andb_prop in accepted. destruct accepted as [H He]. apply fits_ok in He.
  destruct (alternates_ok p t M s H ltac:(lia)) as [w [Hw Hk]].
  destruct (T12 _ g _ _ _ _ w m Hw Hg ltac:(lia)) as [z [Hz Hfar]]. exists z. split; [exact Hz | lra].
Qed.

(** In terms of networks *)
Theorem sup_networks : forall N : network, relu_network N -> ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N) <= M)%Z ->
  exists z, a <= z <= b /\ Rabs (iterate n f z - value N z) >= e.
Proof.
  intros N HN Hsize. pose proof (network_size_positive N) as H0.
  assert (a <= b) as Hab.
  { subst. apply andb_prop in accepted. destruct accepted as [H _]. destruct (alternates_ok p t M s H ltac:(lia)) as [w [Hw _]].
    exact (hits_ordered _ _ _ _ _ _ Hw). }
  destruct (network_pieces N a b HN Hab) as [m [Hm Hle]]. apply (sup_few_pieces (value N) m Hm). lia.
Qed.
End Sup.

(** ** sup by swings (T12i) *)

Section SwingsSup.
Variables (c : points_over number data) (first_up : bool) (error : number) (M : Z) (f : R -> R) (n : nat) (a b e : R).
Hypotheses (accepted : check_swings_of c first_up error M = true) (Hf : f = function (p_map c)) (Hn : n = p_iterations c)
  (Ha : a = eval (p_left c)) (Hb : b = eval (p_right c)) (He : e = eval error).

(** What has few pieces is far away. *)
Theorem swings_few_pieces : forall g m, pieces g a b m -> (m <= M)%Z -> exists z, a <= z <= b /\ Rabs (iterate n f z - g z) >= e.
Proof.
  intros g m Hg Hm. subst. apply andb_prop in accepted. destruct accepted as [H HM]. apply Z.ltb_lt in HM.
  apply (swings_sup c first_up error H g m Hg). lia.
Qed.

(** In terms of networks *)
Theorem swings_networks : forall N : network, relu_network N -> ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N) <= M)%Z ->
  exists z, a <= z <= b /\ Rabs (iterate n f z - value N z) >= e.
Proof.
  intros N HN Hm. subst. apply andb_prop in accepted. destruct accepted as [H HM]. apply Z.ltb_lt in HM.
  apply (swings_sup_for_networks c first_up error H N HN). lia.
Qed.
End SwingsSup.

(** ** sup and growth, at every iterate *)

Section Every.
Variables (p : setting) (d : growth_numbers) (s : source) (f : R -> R) (n0 : nat) (lam kappa a b : R).
Hypotheses (accepted : grown p d s = true) (Hf : f = function (s_map p)) (Hn : n0 = since d) (Hl : lam = Q2R (rate d)) (Hk : kappa = Q2R (constant d))
  (Ha : a = eval (s_left p)) (Hb : b = eval (s_right p)).

(** Crossings grow by the rate. *)
Theorem growth_stated x y : lt (s_low p) (s_high p) = true -> x = eval (s_low p) -> y = eval (s_high p) ->
  forall t, (n0 <= t)%nat -> exists n, kappa * lam ^ t <= IZR n /\ crossings x y (iterate t f) a b n.
Proof.
  intros Hxy Hx Hy t Ht. subst. apply reads_lt in Hxy. destruct (grown_ok p d s accepted t Ht) as [w [Hw Hc]]. exists (alternations w).
  split; [exact Hc | apply hits_crossings; [exact Hxy | exact (hits_ordered _ _ _ _ _ _ Hw) | exact Hw]].
Qed.

(** What has fewer pieces is far away. *)
Theorem every_few_pieces error e : fits p error = true -> e = eval error ->
  forall t, (n0 <= t)%nat -> forall g m, pieces g a b m -> IZR m < kappa * lam ^ t -> exists z, a <= z <= b /\ Rabs (iterate t f z - g z) >= e.
Proof.
  intros Hfit He t Ht g m Hg Hm. subst. apply fits_ok in Hfit. destruct (grown_ok p d s accepted t Ht) as [w [Hw Hc]].
  destruct (T12 _ g _ _ _ _ w m Hw Hg ltac:(apply lt_IZR; lra)) as [z [Hz Hfar]]. exists z. split; [exact Hz | lra].
Qed.

(** In terms of networks *)
Theorem every_networks error e : fits p error = true -> e = eval error ->
  forall t, (n0 <= t)%nat -> forall N : network, relu_network N -> IZR ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N)) < kappa * lam ^ t ->
  exists z, a <= z <= b /\ Rabs (iterate t f z - value N z) >= e.
Proof.
  intros Hfit He t Ht N HN Hsize.
  assert (a <= b) as Hab by (subst; destruct (grown_ok p d s accepted t Ht) as [w [Hw _]]; exact (hits_ordered _ _ _ _ _ _ Hw)).
  destruct (network_pieces N a b HN Hab) as [m [Hm Hle]]. apply (every_few_pieces error e Hfit He t Ht (value N) m Hm).
  eapply Rle_lt_trans; [apply IZR_le, Hle | exact Hsize].
Qed.
End Every.

(** ** crossings, exact, sign *)

(** Fewer crossings. *)
Lemma fewer_crossings x y h a b n k : (0 <= k <= n)%Z -> crossings x y h a b n -> crossings x y h a b k.
Proof.
  intros Hk [Hxy [u [v [Hu [Huv [Hv H]]]]]]. split; [exact Hxy|].
  assert (exists w, w <= v /\ chain (crossing x y h) u w k) as [w [Hw Hc]].
  { clear Hu Huv Hv. revert k Hk. induction H as [u | u m v n Hum Hc H IH]; intros k Hk.
    - replace k with 0%Z by lia. exists u. split; [lra | constructor].
    - destruct (Z.eq_dec k 0) as [-> | Hk0]; [exists u; split; [pose proof (chain_ordered _ _ _ _ H); lra | constructor]|].
      destruct (IH (k - 1)%Z ltac:(lia)) as [w [Hw Hch]]. exists w. split; [exact Hw|].
      replace k with (k - 1 + 1)%Z by lia. apply chain_cons with (m := m); assumption. }
  exists u, w. split; [exact Hu|]. split; [exact (proj1 (chain_ordered _ _ _ _ Hc))|]. split; [lra | exact Hc].
Qed.

(** Hits, as many as claimed. *)
Lemma counted_hits (p : setting) t s count :
  alternates p t (count - 1) s = true -> (0 < count)%Z -> exists w, hits_of p (N.to_nat t) w /\ (count <= alternations w)%Z.
Proof. intros H Hc. destruct (alternates_ok _ _ _ _ H ltac:(lia)) as [w [Hw Hk]]. exists w. split; [exact Hw | lia]. Qed.

Section Counted.
Variables (p : setting) (t : N) (s : source) (count : Z) (f : R -> R) (n : nat) (a b : R).
Hypotheses (accepted : alternates p t (count - 1) s = true) (Hf : f = function (s_map p)) (Hn : n = N.to_nat t)
  (Ha : a = eval (s_left p)) (Hb : b = eval (s_right p)) (Hcount : (0 <? count)%Z = true).

(** So many crossings. *)
Theorem crossings_stated x y : lt (s_low p) (s_high p) = true -> x = eval (s_low p) -> y = eval (s_high p) -> crossings x y (iterate n f) a b count.
Proof.
  intros Hxy Hx Hy. subst. apply reads_lt in Hxy. apply Z.ltb_lt in Hcount. destruct (counted_hits _ _ _ _ accepted Hcount) as [w [Hw Hc]].
  apply fewer_crossings with (n := alternations w); [lia|]. apply hits_crossings; [exact Hxy | exact (hits_ordered _ _ _ _ _ _ Hw) | exact Hw].
Qed.

(** T2: what equals f^t has at least as many pieces. *)
Theorem exact_stated : lt (s_low p) (s_high p) = true ->
  forall g m, pieces g a b m -> (forall x, a <= x <= b -> g x = iterate n f x) -> (count <= m)%Z.
Proof.
  intros Hxy g m Hg HE. subst. apply Z.ltb_lt in Hcount. destruct (counted_hits _ _ _ _ accepted Hcount) as [w [Hw Hc]]. apply reads_lt in Hxy.
  destruct (Z_le_gt_dec count m) as [H | H]; [exact H | exfalso].
  destruct (T12 _ g _ _ _ _ w m Hw Hg ltac:(lia)) as [z [Hz Hfar]]. rewrite (HE z Hz), Rminus_diag_eq, Rabs_R0 in Hfar by reflexivity. lra.
Qed.
End Counted.

Section Sign.
Variables (p : setting) (t : N) (total M errors : Z) (threshold : number) (s : source) (f : R -> R) (n : nat) (a b c : R).
Hypotheses (accepted : check_sign p t total M errors threshold s = true) (Hf : f = function (s_map p)) (Hn : n = N.to_nat t)
  (Ha : a = eval (s_left p)) (Hb : b = eval (s_right p)) (Hc : c = eval threshold).

Theorem sign_stated : exists zs, increasing_points a zs b /\ Z.of_nat (length zs) = total /\
  forall g m c', pieces g a b m -> (m <= M)%Z -> (errors <= mislabelled (iterate n f) g c c' zs)%Z.
Proof.
  clear - Es As accepted Hf Hn Ha Hb Hc. subst. unfold check_sign in accepted.
  apply andb_prop in accepted. destruct accepted as [H H5]. apply andb_prop in H. destruct H as [H H4]. apply andb_prop in H. destruct H as [H H6].
  apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2]. apply Z.leb_le in H4, H5. apply reads_lt in H2.
  apply reads_le in H3, H6. rewrite !reads_plus in H3, H6.
  destruct (alternates_ok _ _ _ _ H1 ltac:(lia)) as [w [Hw Hk]].
  destruct (T13 _ _ H2 _ _ _ w (total - 1) Hw ltac:(lia)) as [zs [Hi [Hlen HM]]].
  exists zs. split; [exact Hi|]. split; [lia|]. intros g m c' Hg Hm. specialize (HM g m c' Hg).
  replace ((eval (s_low p) + eval (s_high p)) / 2) with (eval threshold) in HM by lra. lia.
Qed.

(** In terms of networks *)
Theorem sign_networks : exists zs, increasing_points a zs b /\ Z.of_nat (length zs) = total /\
  forall (N : network) c', relu_network N -> ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N) <= M)%Z -> (errors <= mislabelled (iterate n f) (value N) c c' zs)%Z.
Proof.
  destruct sign_stated as [zs [Hi [Hlen HM]]]. exists zs. split; [exact Hi|]. split; [exact Hlen|]. intros N c' HN Hsize.
  assert (a <= b) as Hab.
  { clear - Hi. revert a Hi. induction zs as [| z zs IH]; intros a H; cbn [increasing_points] in H; [exact H | lra]. }
  destruct (network_pieces N a b HN Hab) as [m [Hm Hle]]. apply (HM (value N) m c' Hm). lia.
Qed.
End Sign.

End Sound.

(** ** Over Q *)

Notation setting := (setting_over Q map_data).
Notation source := (source_over Q).

#[global] Instance rational_attractive : attractive Q map_data := Attractive Q map_data check_attracting.

#[global] Instance rational_attracts : attracts Q map_data := T5s.
