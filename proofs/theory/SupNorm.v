(** A checker for "f^t is far from everything with few pieces", by a covering (T3w, T12), and its soundness. *)

From Coq Require Import Reals QArith Qreals List ZArith NArith Lra Lia.
From Exactsep Require Import Networks Chains Hits Covering Rounding Maps.
Import ListNotations.

(** A branch as data: from, to, the first interval that it covers, and how many more. *)
Record span := Span { begins : Q; ends : Q; target : nat; more_targets : nat }.

(** The data: a map, the interval from [left] to [right], the intervals of a covering and their branches, the levels, the iterate, and the
    largest number of pieces that is too small; how far they are apart; counts of more than [bits] bits are rounded down. *)
Record certificate := Certificate {
  map_of : map_data;
  left : Q;
  right : Q;
  intervals : list (Q * Q);
  branches : list (list span);
  low_level : Q;
  high_level : Q;
  iterations : N;
  at_most : Z;
  error : Q;
  bits : positive
}.

(** A branch goes up if the map does so from its left to its right end. *)
Definition directed (m : map_data) (K : span) : branch Q :=
  Branch _ (begins K) (ends K) (Qle_bool (value_at_Q m (begins K)) (value_at_Q m (ends K))) (target K) (more_targets K).

Definition all_directed (c : certificate) : list (list (branch Q)) := map (map (directed (map_of c))) (branches c).

Definition letter (c : certificate) (z : Q) : summary :=
  if Qle_bool z (low_level c) then Some (false, false, 0%Z)
  else if Qle_bool (high_level c) z then Some (true, true, 0%Z) else None.

Definition first_words (c : certificate) : list summary := map (fun J => join (letter c (fst J)) (letter c (snd J))) (intervals c).

Fixpoint ordered (a : Q) (Js : list (Q * Q)) (b : Q) : bool :=
  match Js with [] => Qle_bool a b | (l, r) :: rest => Qle_bool a l && Qle_bool l r && ordered r rest b end.

Definition end_of (side : Q * Q -> Q) (Js : list (Q * Q)) (j : nat) : Q := side (nth j Js (0%Q, 0%Q)).

Definition is_branch (m : map_data) (Js : list (Q * Q)) (K : branch Q) : bool :=
  let l := end_of fst Js (first _ K) in
  let r := end_of snd Js (first _ K + more _ K) in
  let u := value_at_Q m (from _ K) in
  let v := value_at_Q m (upto _ K) in
  Nat.ltb (first _ K + more _ K) (length Js) && Qle_bool (from _ K) (upto _ K)
  && if up _ K then Qle_bool u l && Qle_bool r v else Qle_bool r u && Qle_bool v l.

Fixpoint are_branches (m : map_data) (Js : list (Q * Q)) (a : Q) (Ks : list (branch Q)) (b : Q) : bool :=
  match Ks with
  | [] => Qle_bool a b
  | K :: rest => Qle_bool a (from _ K) && is_branch m Js K && are_branches m Js (upto _ K) rest b
  end.

Fixpoint all_branches (m : map_data) (Js : list (Q * Q)) (rest : list (Q * Q)) (Bs : list (list (branch Q))) : bool :=
  match rest, Bs with
  | [], [] => true
  | (l, r) :: rest', Ks :: Bs' => are_branches m Js l Ks r && all_branches m Js rest' Bs'
  | _, _ => false
  end.

Definition check (c : certificate) : bool :=
  well_formed (map_of c) && ordered (left c) (intervals c) (right c)
  && all_branches (map_of c) (intervals c) (intervals c) (all_directed c)
  && Qle_bool (error c + error c) (high_level c - low_level c)
  && Z.ltb (at_most c) (count_at (words_at (Zpos (bits c)) (all_directed c) (iterations c) (first_words c))).

(** ** Soundness *)

Open Scope R_scope.

Definition real (J : Q * Q) : R * R := (Q2R (fst J), Q2R (snd J)).

Definition real_branch (K : branch Q) : branch R := Branch _ (Q2R (from _ K)) (Q2R (upto _ K)) (up _ K) (first _ K) (more _ K).

Lemma Qle_bool_R p q : Qle_bool p q = true -> Q2R p <= Q2R q.
Proof. intros H. apply Qle_Rle, Qle_bool_iff, H. Qed.

Lemma ordered_ok a Js b : ordered a Js b = true -> in_order (Q2R a) (map real Js) (Q2R b).
Proof.
  revert a. induction Js as [| [l r] Js IH]; intros a H; cbn in *.
  - constructor. apply Qle_bool_R, H.
  - apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2].
    constructor; [apply Qle_bool_R, H1 | apply Qle_bool_R, H2 | apply IH, H3].
Qed.

Lemma left_end_real Js j : left_end (map real Js) j = Q2R (end_of fst Js j).
Proof.
  unfold left_end, end_of. change (0, 0) with (0, 0). revert j. induction Js as [| J Js IH]; intros [| j]; cbn; try apply IH; try reflexivity.
  all: unfold Q2R; cbn; lra.
Qed.

Lemma right_end_real Js j : right_end (map real Js) j = Q2R (end_of snd Js j).
Proof.
  unfold right_end, end_of. revert j. induction Js as [| J Js IH]; intros [| j]; cbn; try apply IH; try reflexivity.
  all: unfold Q2R; cbn; lra.
Qed.

Lemma is_branch_ok m Js K : well_formed m = true -> is_branch m Js K = true -> covers (function_of m) (map real Js) (real_branch K).
Proof.
  intros Hm H. unfold is_branch in H. apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2].
  unfold covers. cbn [real_branch from upto up first more]. rewrite map_length, left_end_real, right_end_real, !function_at by exact Hm.
  apply Nat.ltb_lt in H1. split; [exact H1|]. split; [apply Qle_bool_R, H2|].
  destruct (up _ K); apply andb_prop in H3; destruct H3; split; apply Qle_bool_R; assumption.
Qed.

Lemma are_branches_ok m Js a Ks b :
  well_formed m = true -> are_branches m Js a Ks b = true ->
  branches_of (function_of m) (map real Js) (Q2R a) (map real_branch Ks) (Q2R b).
Proof.
  intros Hm. revert a. induction Ks as [| K Ks IH]; intros a H; cbn in *.
  - constructor. apply Qle_bool_R, H.
  - apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2].
    constructor; [apply Qle_bool_R, H1 | apply is_branch_ok; assumption | apply IH, H3].
Qed.

Lemma all_branches_ok m Js rest Bs :
  well_formed m = true -> all_branches m Js rest Bs = true ->
  Forall2 (fun J Ks => branches_of (function_of m) (map real Js) (fst J) Ks (snd J)) (map real rest) (map (map real_branch) Bs).
Proof.
  intros Hm. revert Bs. induction rest as [| [l r] rest IH]; intros [| Ks Bs] H; cbn in *; try discriminate; constructor.
  - apply andb_prop in H. destruct H as [H _]. apply are_branches_ok; assumption.
  - apply andb_prop in H. destruct H as [_ H]. apply IH, H.
Qed.

Lemma plain_words_real Bs t ws : words (map (map real_branch) Bs) t ws = words Bs t ws.
Proof.
  revert ws. induction t as [| t IH]; intros ws; cbn [words]; [reflexivity|]. rewrite IH. f_equal.
  unfold next_words. rewrite map_map. apply map_ext. intros Ks. rewrite map_map. reflexivity.
Qed.

Lemma branch_word_real e ws K : branch_word_at e ws (real_branch K) = branch_word_at e ws K.
Proof. reflexivity. Qed.

Lemma words_real n Bs t ws : words_at n (map (map real_branch) Bs) t ws = words_at n Bs t ws.
Proof.
  unfold words_at. induction t as [| t IH] using N.peano_ind; [reflexivity|].
  rewrite !N.iter_succ, IH. destruct (N.iter t (step_at n Bs) (0%Z, ws)) as [e vs]. unfold step_at. rewrite map_map.
  replace (map (fun Ks => joined_at e (map (branch_word_at e vs) (map real_branch Ks))) Bs)
    with (map (fun Ks => joined_at e (map (branch_word_at e vs) Ks)) Bs); [reflexivity|].
  apply map_ext. intros Ks. rewrite map_map. reflexivity.
Qed.

Lemma letter_ok c z l r :
  l <= Q2R z <= r -> hits (low_at (Q2R (low_level c))) (high_at (Q2R (high_level c))) (fun x => x) l r (letter c z).
Proof.
  intros Hz. unfold letter. destruct (Qle_bool z (low_level c)) eqn:E1.
  - apply hits_one with (z := Q2R z); [exact Hz|]. apply Qle_bool_R, E1.
  - destruct (Qle_bool (high_level c) z) eqn:E2.
    + apply hits_one with (z := Q2R z); [exact Hz|]. apply Rle_ge, Qle_bool_R, E2.
    + constructor. lra.
Qed.

Lemma first_words_ok c a b :
  ordered a (intervals c) b = true ->
  Forall2 (fun J s => hits (low_at (Q2R (low_level c))) (high_at (Q2R (high_level c))) (fun x => x) (fst J) (snd J) s)
    (map real (intervals c)) (first_words c).
Proof.
  unfold first_words. revert a. induction (intervals c) as [| [l r] Js IH]; intros a H; cbn in *; constructor.
  - apply andb_prop in H. destruct H as [H _]. apply andb_prop in H. destruct H as [_ H]. apply Qle_bool_R in H. cbn.
    apply hits_join with (m := Q2R l); apply letter_ok; lra.
  - apply andb_prop in H. destruct H as [_ H]. apply (IH r H).
Qed.

(** What an accepted file shows: hits of the iterate with more alternations than [at_most]. *)
Lemma counted c :
  check c = true -> Q2R (left c) <= Q2R (right c) /\ 2 * Q2R (error c) <= Q2R (high_level c) - Q2R (low_level c) /\
  ((0 <= at_most c)%Z -> exists s,
    hits (low_at (Q2R (low_level c))) (high_at (Q2R (high_level c))) (iterate (N.to_nat (iterations c)) (function_of (map_of c)))
      (Q2R (left c)) (Q2R (right c)) s /\ (at_most c < alternations s)%Z).
Proof.
  unfold check. intros H.
  apply andb_prop in H. destruct H as [H H4]. apply andb_prop in H. destruct H as [H H5].
  apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2].
  apply Z.ltb_lt in H4. apply Qle_bool_R in H5. rewrite Q2R_plus, Q2R_minus in H5.
  split; [exact (in_order_le _ _ _ (ordered_ok _ _ _ H2))|]. split; [lra|]. intros H0.
  pose proof (T3w_rounded (low_at (Q2R (low_level c))) (high_at (Q2R (high_level c))) _ (continuity_function (map_of c)) (Zpos (bits c))
    (Q2R (left c)) (map real (intervals c)) (Q2R (right c)) (map (map real_branch) (all_directed c)) (first_words c) (iterations c)
    ltac:(lia)) as H.
  rewrite words_real in H. unfold count_at in H4.
  destruct (words_at _ _ _ _) as [e vs]. cbn [fst snd] in H4. destruct H as [He H].
  - split; [apply ordered_ok, H2 | apply all_branches_ok; assumption].
  - apply (first_words_ok c (left c) (right c) H2).
  - destruct (joined_at e vs) as [[[p q] n] |]; cbn in H4, H; [|lia].
    destruct H as [n' [Hn H]]. exists (Some (p, q, n')). split; [exact H | cbn; lia].
Qed.

(** The statement, for all functions with few pieces. *)
Theorem soundness c f t M a b e :
  check c = true -> f = function_of (map_of c) -> t = iterations c -> M = at_most c -> a = Q2R (left c) -> b = Q2R (right c) -> e = Q2R (error c) ->
  forall g m, pieces g a b m -> (m <= M)%Z ->
  exists z, a <= z <= b /\ Rabs (iterate (N.to_nat t) f z - g z) >= e.
Proof.
  intros H -> -> -> -> -> -> g m Hg Hm. pose proof (chain_ordered _ _ _ _ Hg) as [_ H0].
  destruct (counted c H) as [_ [He Hs]]. destruct (Hs ltac:(lia)) as [s [HF Hn]].
  destruct (T12 _ g _ _ _ _ s m HF Hg ltac:(lia)) as [z [Hz Hfar]].
  exists z. split; [exact Hz | lra].
Qed.

(** In terms of networks. *)
Theorem soundness_for_networks c f t M a b e :
  check c = true -> f = function_of (map_of c) -> t = iterations c -> M = at_most c -> a = Q2R (left c) -> b = Q2R (right c) -> e = Q2R (error c) ->
  forall N : network, relu_network N -> ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N) <= M)%Z ->
  exists z, a <= z <= b /\ Rabs (iterate (N.to_nat t) f z - value N z) >= e.
Proof.
  intros H Hf Ht HM Ha Hb He N HN Hsize.
  assert (a <= b) as Hab by (subst; apply (counted c H)).
  destruct (T1 N a b Hab) as [m [Hm Hp]].
  apply (soundness c f t M a b e H Hf Ht HM Ha Hb He (value N) m Hp).
  pose proof (piece_bound_of_sizes N 1 (width N) (depth N) (relu_networks_have_one_breakpoint N HN) (le_n _) (le_n _)) as Hbound.
  rewrite Z.mul_1_l in Hbound. lia.
Qed.
