(** T4w, for words: a vector w with w A >= rate w shows that the alternations of words grow by the rate. *)

From Coq Require Import Reals QArith Qreals List ZArith Lra Lia.
From Exactsep Require Import Networks Chains Hits Covering Maps SupNorm.
From Exactsep Require Export IntegerVectors.
Import ListNotations.

(** The row of the matrix that belongs to one branch, and a vector times the matrix. *)
Definition row_of {number} (K : branch number) : list Z := repeat 0%Z (first _ K) ++ repeat 1%Z (S (more _ K)).

Fixpoint back {number} (Bs : list (list (branch number))) (v : list Z) : list Z :=
  match Bs, v with
  | Ks :: Bs', x :: v' => plusZ (timesZ x (fold_right plusZ [] (map row_of Ks))) (back Bs' v')
  | _, _ => []
  end.

Fixpoint back_often {number} (Bs : list (list (branch number))) (p : nat) (v : list Z) : list Z :=
  match p with O => v | S p' => back Bs (back_often Bs p' v) end.

(** The numbers: the vector, the rate, the constant, the first iterate of the claim, head and tail, and a lower bound of the sums of the
    columns of A^head, each divided by its entry of the vector. *)
Record growth_numbers := Numbers {
  vector : list Z;
  rate : Q;
  constant : Q;
  since : nat;
  head : nat;
  tail : nat;
  sigma : Q
}.

Fixpoint power (q : Q) (n : nat) : Q := match n with O => 1%Q | S n' => (q * power q n')%Q end.

(** Are the words of the next k iterates as the claim says? [bound] is constant * rate^t for the iterate t. *)
Fixpoint enough {number} (Bs : list (list (branch number))) (rate : Q) (k : nat) (bound : Q) (ws : list summary) : bool :=
  match k with
  | O => true
  | S k' => Qle_bool bound (inject_Z (alternations (joined ws))) && enough Bs rate k' (rate * bound) (next_words Bs ws)
  end.

(** The test, for branches and the words of the iterate 0. *)
Definition grows {number} (Bs : list (list (branch number))) (ws : list summary) (c : growth_numbers) : bool :=
  let w := vector c in
  Nat.eqb (length ws) (length Bs) && forallb (fun s => Z.leb 0 (alternations s)) ws
  && forallb (Z.leb 0) w && negb (Qle_bool (rate c) 0) && Qle_bool 0 (sigma c)
  && at_least (timesZ (Zpos (Qden (rate c))) (back Bs w)) (timesZ (Qnum (rate c)) w)
  && at_least (timesZ (Zpos (Qden (sigma c))) (back_often Bs (head c) (map (fun _ => 1%Z) Bs))) (timesZ (Qnum (sigma c)) w)
  && Qle_bool (constant c * power (rate c) (head c + tail c)) (sigma c * inject_Z (dotZ w (map alternations (words Bs (tail c) ws))))
  && enough Bs (rate c) (head c + tail c - since c) (constant c * power (rate c) (since c)) (words Bs (since c) ws).

(** ** Soundness: words *)

Open Scope Z_scope.

(** A non-negative vector times the matrix is one, *)
Lemma nonnegative_back {number} (Bs : list (list (branch number))) v : nonnegative v -> nonnegative (back Bs v).
Proof.
  intros Hv. revert Bs. induction Hv as [| x v Hx Hv IH]; intros [| Ks Bs]; cbn [back]; try constructor.
  apply nonnegative_plus; [|apply IH].
  assert (nonnegative (fold_right plusZ [] (map row_of Ks))) as H.
  { induction Ks as [| K Ks IH']; cbn [map fold_right]; [constructor|]. apply nonnegative_plus; [|exact IH'].
    apply Forall_app. split; apply Forall_forall; intros z Hz; apply repeat_spec in Hz; lia. }
  unfold timesZ. apply Forall_forall. intros z Hz. apply in_map_iff in Hz. destruct Hz as [r [<- Hr]].
  eapply Forall_forall in H; [|exact Hr]. cbn in H. nia.
Qed.

(** and times its powers. *)
Lemma nonnegative_back_often {number} (Bs : list (list (branch number))) p v : nonnegative v -> nonnegative (back_often Bs p v).
Proof. intros Hv. induction p as [| p IH]; cbn [back_often]; [exact Hv | apply nonnegative_back, IH]. Qed.

Notation counts ws := (map alternations ws).

(** Joining words loses no alternations. *)
Lemma count_join s s' : alternations s + alternations s' <= alternations (join s s').
Proof. destruct s as [[[p q] n] |], s' as [[[p' q'] n'] |]; cbn; try lia. destruct (Bool.eqb q p'); lia. Qed.

(** Reading a word backwards changes no count. *)
Lemma count_flip s : alternations (flip s) = alternations s.
Proof. destruct s as [[[p q] n] |]; reflexivity. Qed.

(** The word of a row has at least the sum of the counts. *)
Lemma count_joined ws : sumZ (counts ws) <= alternations (joined ws).
Proof.
  induction ws as [| s ws IH]; [reflexivity|]. cbn [map sumZ fold_right joined].
  pose proof (count_join s (joined ws)) as H. unfold joined, sumZ in *. lia.
Qed.

(** The row of a branch sums up the counts of what it covers. *)
Lemma dot_row {number} (K : branch number) c : dotZ (row_of K) c = sumZ (slice (first _ K) (more _ K) c).
Proof.
  unfold row_of, slice. generalize (S (more _ K)). intros k. revert c. induction (first _ K) as [| n IH]; intros c; cbn [repeat app skipn].
  - revert c. induction k as [| n IH]; intros c; [destruct c; reflexivity|].
    destruct c as [| z c]; [reflexivity|]. cbn [repeat dotZ firstn sumZ fold_right]. rewrite IH. unfold sumZ. lia.
  - destruct c as [| z c]; [rewrite firstn_nil; reflexivity|]. cbn [dotZ]. rewrite IH. lia.
Qed.

(** The word of a branch has at least the counts of what it covers. *)
Lemma count_branch {number} ws (K : branch number) : dotZ (row_of K) (counts ws) <= alternations (branch_word ws K).
Proof.
  rewrite dot_row. unfold branch_word, slice. rewrite skipn_map, firstn_map.
  destruct (up _ K); [|rewrite count_flip]; apply count_joined.
Qed.

(** The same for all branches of one interval. *)
Lemma count_branches {number} ws (Ks : list (branch number)) :
  dotZ (fold_right plusZ [] (map row_of Ks)) (counts ws) <= alternations (joined (map (branch_word ws) Ks)).
Proof.
  eapply Z.le_trans; [|apply count_joined]. induction Ks as [| K Ks IH]; [reflexivity|].
  cbn [map fold_right sumZ]. rewrite dot_plus. pose proof (count_branch ws K). unfold sumZ in IH. lia.
Qed.

(** One step of the words, seen by a vector. *)
Lemma count_step {number} (Bs : list (list (branch number))) ws v :
  nonnegative v -> dotZ (back Bs v) (counts ws) <= dotZ v (counts (next_words Bs ws)).
Proof.
  intros Hv. unfold next_words. revert Bs. induction Hv as [| x v Hx Hv IH]; intros [| Ks Bs]; cbn [back map dotZ]; try reflexivity.
  rewrite dot_plus, dot_times. specialize (IH Bs). pose proof (count_branches ws Ks). nia.
Qed.

(** Several steps, seen by a vector. *)
Lemma count_steps {number} (Bs : list (list (branch number))) p ws v :
  nonnegative v -> dotZ (back_often Bs p v) (counts ws) <= dotZ v (counts (words Bs p ws)).
Proof.
  intros Hv. revert ws. induction p as [| p IH]; intros ws; cbn [back_often words]; [reflexivity|].
  eapply Z.le_trans; [apply count_step, nonnegative_back_often, Hv | apply IH].
Qed.

(** n steps and then p steps. *)
Lemma words_plus {number} (Bs : list (list (branch number))) n p ws : words Bs (n + p) ws = words Bs p (words Bs n ws).
Proof. revert ws. induction n as [| n IH]; intros ws; [reflexivity | apply IH]. Qed.

(** Counts of joined words are not negative. *)
Lemma join_nonnegative s s' : 0 <= alternations s -> 0 <= alternations s' -> 0 <= alternations (join s s').
Proof. intros. pose proof (count_join s s'). lia. Qed.

(** Nor those of rows, *)
Lemma joined_nonnegative ws : nonnegative (counts ws) -> 0 <= alternations (joined ws).
Proof.
  induction ws as [| s ws IH]; intros H; [reflexivity|]. inversion H; subst. apply join_nonnegative; [assumption | apply IH; assumption].
Qed.

(** nor those of slices, *)
Lemma slice_nonnegative n k v : nonnegative v -> nonnegative (slice n k v).
Proof.
  intros H. unfold slice. apply Forall_forall. intros x Hx. eapply Forall_forall; [exact H|].
  rewrite <- (firstn_skipn n v). apply in_or_app. right. rewrite <- (firstn_skipn (S k) (skipn n v)). apply in_or_app. left. exact Hx.
Qed.

(** nor those of all later words. *)
Lemma words_nonnegative {number} (Bs : list (list (branch number))) n ws : nonnegative (counts ws) -> nonnegative (counts (words Bs n ws)).
Proof.
  revert ws. induction n as [| n IH]; intros ws H; [exact H|]. apply IH. unfold next_words. rewrite map_map.
  apply Forall_forall. intros z Hz. apply in_map_iff in Hz. destruct Hz as [Ks [<- _]]. apply joined_nonnegative.
  rewrite map_map. apply Forall_forall. intros z Hz. apply in_map_iff in Hz. destruct Hz as [K [<- _]].
  unfold branch_word. pose proof (slice_nonnegative (first _ K) (more _ K) _ H) as Hs. unfold slice in Hs. rewrite skipn_map, firstn_map in Hs.
  destruct (up _ K); [|rewrite count_flip]; apply joined_nonnegative, Hs.
Qed.

(** The vector of ones sums up. *)
Lemma dot_ones {A} (l : list A) c : length l = length c -> dotZ (map (fun _ => 1) l) c = sumZ c.
Proof. revert c. induction l as [| x l IH]; intros [| z c] H; try discriminate; [reflexivity|]. cbn [map dotZ sumZ fold_right] in *. rewrite IH by (cbn in H; lia). unfold sumZ. lia. Qed.

Open Scope R_scope.

(** T4w, the growth: what a vector with w A >= rate w sees grows by the rate in each step. *)
Lemma counts_grow {number} (Bs : list (list (branch number))) (w : list Z) (num : Z) (den : positive) n ws :
  nonnegative w -> (0 <= num)%Z -> at_least (timesZ (Zpos den) (back Bs w)) (timesZ num w) = true -> nonnegative (counts ws) ->
  (IZR num / IZR (Zpos den)) ^ n * IZR (dotZ w (counts ws)) <= IZR (dotZ w (counts (words Bs n ws))).
Proof.
  intros Hw Hnum HA. revert ws. induction n as [| n IH]; intros ws Hws; cbn [words pow]; [lra|].
  assert (0 < IZR (Zpos den)) as Hd by (apply IZR_lt; reflexivity).
  assert (nonnegative (counts (next_words Bs ws))) as Hws' by exact (words_nonnegative Bs 1 ws Hws).
  eapply Rle_trans; [|apply IH, Hws'].
  pose proof (at_least_ok _ _ _ HA Hws) as H. rewrite !dot_times in H. pose proof (count_step Bs ws w Hw) as H'.
  assert (num * dotZ w (counts ws) <= Zpos den * dotZ w (counts (next_words Bs ws)))%Z as H2 by nia.
  apply IZR_le in H2. rewrite !mult_IZR in H2.
  assert (0 <= (IZR num / IZR (Zpos den)) ^ n) as Hp.
  { apply pow_le. apply Rmult_le_pos; [apply IZR_le, Hnum | left; apply Rinv_0_lt_compat, Hd]. }
  assert (IZR num / IZR (Zpos den) * IZR (dotZ w (counts ws)) <= IZR (dotZ w (counts (next_words Bs ws)))) as H3.
  { apply Rmult_le_reg_l with (r := IZR (Zpos den)); [exact Hd|]. unfold Rdiv. field_simplify; [|lra]. lra. }
  nra.
Qed.

(** ** Soundness of the test *)

(** Powers over Q are powers over R. *)
Lemma power_ok q n : Q2R (power q n) = Q2R q ^ n.
Proof. induction n as [| n IH]; cbn [power pow]; [unfold Q2R; cbn; lra|]. rewrite Q2R_mult, IH. reflexivity. Qed.

(** An integer as a rational is the integer. *)
Lemma Q2R_of_Z n : Q2R (inject_Z n) = IZR n.
Proof. unfold Q2R, inject_Z. cbn. lra. Qed.

(** There are always as many words as intervals. *)
Lemma words_length {number} (Bs : list (list (branch number))) n ws : length ws = length Bs -> length (words Bs n ws) = length Bs.
Proof. revert ws. induction n as [| n IH]; intros ws H; [exact H|]. apply IH. unfold next_words. apply map_length. Qed.

(** What the test of the first iterates says. *)
Lemma enough_ok {number} (Bs : list (list (branch number))) rate k bound ws i :
  enough Bs rate k bound ws = true -> (i < k)%nat -> Q2R bound * Q2R rate ^ i <= IZR (alternations (joined (words Bs i ws))).
Proof.
  revert bound ws i. induction k as [| k IH]; intros bound ws i H Hi; [lia|]. cbn [enough] in H. apply andb_prop in H. destruct H as [H1 H2].
  destruct i as [| i]; cbn [pow words].
  - apply Qle_bool_R in H1. rewrite Q2R_of_Z in H1. lra.
  - specialize (IH _ _ i H2 ltac:(lia)). rewrite Q2R_mult in IH. lra.
Qed.

(** T4w, for words: at every iterate from [since] on there are many alternations. *)
Theorem words_grow {number} (Bs : list (list (branch number))) ws c :
  grows Bs ws c = true -> forall t, (since c <= t)%nat -> Q2R (constant c) * Q2R (rate c) ^ t <= IZR (alternations (joined (words Bs t ws))).
Proof.
  unfold grows. intros H t Ht.
  apply andb_prop in H. destruct H as [H H10]. apply andb_prop in H. destruct H as [H H9]. apply andb_prop in H. destruct H as [H H8].
  apply andb_prop in H. destruct H as [H H7]. apply andb_prop in H. destruct H as [H H6]. apply andb_prop in H. destruct H as [H H5].
  apply andb_prop in H. destruct H as [H H4]. apply andb_prop in H. destruct H as [H1 H2]. apply Nat.eqb_eq in H1.
  destruct (le_lt_dec (head c + tail c) t) as [Hge | Hlt].
  2: { apply enough_ok with (i := (t - since c)%nat) in H10; [|lia]. rewrite Q2R_mult, power_ok in H10.
    rewrite <- words_plus in H10. replace (since c + (t - since c))%nat with t in H10 by lia.
    rewrite Rmult_assoc, <- pow_add in H10. replace (since c + (t - since c))%nat with t in H10 by lia. exact H10. }
  replace t with (tail c + (t - head c - tail c) + head c)%nat by lia.
  set (n := (t - head c - tail c)%nat). rewrite !words_plus. set (Y := words Bs (tail c) ws) in *. set (w := vector c) in *. set (X := words Bs n Y).
  assert (nonnegative (counts Y)) as H0.
  { apply words_nonnegative. apply Forall_forall. intros z Hz. apply in_map_iff in Hz. destruct Hz as [s [<- Hs]].
    rewrite forallb_forall in H2. apply Z.leb_le, H2, Hs. }
  assert (nonnegative (counts X)) as HX by apply words_nonnegative, H0.
  assert (length X = length Bs) as HlX by (apply words_length, words_length, H1).
  apply all_nonnegative in H4.
  assert (0 < Q2R (rate c)) as Hrate.
  { replace 0 with (Q2R 0) by (unfold Q2R; cbn; lra). apply Qlt_Rlt, Qnot_le_lt. intros C. apply Qle_bool_iff in C. rewrite C in H5. discriminate. }
  apply Qle_bool_R in H6. replace (Q2R 0) with 0 in H6 by (unfold Q2R; cbn; lra).
  assert (0 <= Qnum (rate c))%Z as Hnum.
  { apply le_IZR. destruct (Rle_dec 0 (IZR (Qnum (rate c)))) as [C | C]; [exact C | exfalso]. unfold Q2R in Hrate.
    pose proof (Rinv_0_lt_compat _ (IZR_lt 0 (Zpos (Qden (rate c))) eq_refl)). nra. }
  pose proof (counts_grow Bs w (Qnum (rate c)) (Qden (rate c)) n _ H4 Hnum H7 H0) as Hgrow. fold X in Hgrow.
  change (IZR (Qnum (rate c)) / IZR (Zpos (Qden (rate c)))) with (Q2R (rate c)) in Hgrow.
  assert (Q2R (sigma c) * IZR (dotZ w (counts X)) <= IZR (alternations (joined (words Bs (head c) X)))) as Hhead.
  { pose proof (at_least_ok _ _ _ H8 HX) as A. rewrite !dot_times in A.
    assert (nonnegative (map (fun _ => 1%Z) Bs)) as Hones by (apply Forall_forall; intros z Hz; apply in_map_iff in Hz; destruct Hz as [u [<- _]]; lia).
    pose proof (count_steps Bs (head c) X _ Hones) as B. pose proof (count_joined (words Bs (head c) X)) as C.
    rewrite (dot_ones Bs) in B by (rewrite map_length; symmetry; apply words_length, HlX).
    assert (Qnum (sigma c) * dotZ w (counts X) <= Zpos (Qden (sigma c)) * alternations (joined (words Bs (head c) X)))%Z as D by nia.
    apply IZR_le in D. rewrite !mult_IZR in D. pose proof (IZR_lt 0 (Zpos (Qden (sigma c))) eq_refl) as Hd.
    apply Rmult_le_reg_l with (r := IZR (Zpos (Qden (sigma c)))); [exact Hd|]. unfold Q2R. field_simplify; lra. }
  eapply Rle_trans; [|exact Hhead].
  apply Qle_bool_R in H9. rewrite !Q2R_mult, power_ok, Q2R_of_Z in H9.
  assert (0 <= Q2R (rate c) ^ n) as Hp by (apply pow_le; lra).
  replace (tail c + n + head c)%nat with (n + (head c + tail c))%nat by lia. rewrite pow_add.
  set (W := IZR (dotZ w (counts Y))) in *.
  assert (Q2R (rate c) ^ n * (Q2R (constant c) * Q2R (rate c) ^ (head c + tail c)) <= Q2R (rate c) ^ n * (Q2R (sigma c) * W)) as E
    by (apply Rmult_le_compat_l; assumption).
  assert (Q2R (sigma c) * (Q2R (rate c) ^ n * W) <= Q2R (sigma c) * IZR (dotZ w (counts X))) as G by (apply Rmult_le_compat_l; assumption).
  lra.
Qed.
