(** A checker for "f^t is far from everything with few pieces", by a covering (T3w, T12), and its soundness: over any numbers, and over Q. *)

From Coq Require Import Reals QArith Qreals List ZArith NArith Lra Lia.
From Exactsep Require Import Networks Chains Hits Covering Rounding Maps.
From Exactsep Require Export Coverings.
Import ListNotations.

(** The data: a map, the interval from [left] to [right], the intervals of a covering and their branches, the levels, the iterate, and the
    largest number of pieces that is too small; how far they are apart; counts of more than [bits] bits are rounded down. *)
Record certificate_over {number data : Type} := Certificate {
  map_of : data;
  left : number;
  right : number;
  intervals : list (number * number);
  branches : list (list (span_over number));
  low_level : number;
  high_level : number;
  iterations : N;
  at_most : Z;
  error : number;
  bits : positive
}.
Arguments certificate_over : clear implicits.
Arguments Certificate {number data} _ _%Q_scope _%Q_scope _%list_scope _%list_scope _%Q_scope _%Q_scope _%N_scope _%Z_scope _%Q_scope _%positive_scope.

Section Tests.
Context {number data : Type} {A : arithmetic number} {E : evaluation number data}.

Definition all_directed (c : certificate_over number data) : list (list (branch number)) :=
  map (map (directed (map_of c) (intervals c))) (branches c).

Definition first_words (c : certificate_over number data) : list summary := words_of_ends (low_level c) (high_level c) (intervals c).

(** Is it a covering, with these branches? *)
Definition covering_with (c : certificate_over number data) (Bs : list (list (branch number))) : bool :=
  good (map_of c) && ordered (left c) (intervals c) (right c) && all_branches (map_of c) (intervals c) (intervals c) Bs.

Definition check_covering (c : certificate_over number data) : bool := covering_with c (all_directed c).

(** The directions are found only once. *)
Definition check (c : certificate_over number data) : bool :=
  let Bs := all_directed c in
  covering_with c Bs && le (plus (low_level c) (plus (error c) (error c))) (high_level c)
  && Z.ltb (at_most c) (count_at (words_at (Zpos (bits c)) Bs (iterations c) (first_words c))).
End Tests.

(** ** Soundness, over any numbers *)

Open Scope R_scope.

Section Sound.
Context {number data : Type} {A : arithmetic number} {E : evaluation number data} {Rd : reading number data}.

(** A covering is one, and the interval goes from left to right. *)
Lemma covering_read c :
  check_covering c = true ->
  covering (function (map_of c)) (eval (left c)) (map (real_pair) (intervals c)) (eval (right c)) (map (map (read_branch)) (all_directed c))
  /\ Forall2 (fun J s => hits (low_at (eval (low_level c))) (high_at (eval (high_level c))) (fun x => x) (fst J) (snd J) s)
       (map (real_pair) (intervals c)) (first_words c)
  /\ eval (left c) <= eval (right c).
Proof.
  unfold check_covering, covering_with. intros H. apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2].
  pose proof (ordered_reads  _ _ _ H2) as Ho. repeat split; [exact Ho | eapply all_branches_read; eassumption | | exact (in_order_le _ _ _ Ho)].
  eapply words_of_ends_read; eassumption.
Qed.

(** What an accepted file shows: hits of the iterate with more alternations than [at_most]. *)
Lemma counted_over c :
  check c = true -> eval (left c) <= eval (right c) /\ 2 * eval (error c) <= eval (high_level c) - eval (low_level c) /\
  ((0 <= at_most c)%Z -> exists s,
    hits (low_at (eval (low_level c))) (high_at (eval (high_level c))) (iterate (N.to_nat (iterations c)) (function (map_of c)))
      (eval (left c)) (eval (right c)) s /\ (at_most c < alternations s)%Z).
Proof.
  unfold check. cbv zeta. intros H. apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2].
  apply Z.ltb_lt in H3. apply (reads_le) in H2. rewrite !(reads_plus) in H2.
  destruct (covering_read c H1) as [Hc [Hw Hab]]. split; [exact Hab|]. split; [lra|]. intros H0.
  pose proof (T3w_rounded (low_at (eval (low_level c))) (high_at (eval (high_level c))) _ (reads_continuous (map_of c)) (Zpos (bits c))
    _ _ _ _ (first_words c) (iterations c) ltac:(lia) Hc Hw) as H.
  rewrite words_at_read in H. unfold count_at in H3.
  destruct (words_at _ _ _ _) as [e vs]. cbn [fst snd] in H3. destruct H as [He H].
  destruct (joined_at e vs) as [[[p q] n] |]; cbn in H3, H; [|lia].
  destruct H as [n' [Hn H]]. exists (Some (p, q, n')). split; [exact H | cbn; lia].
Qed.

Section Statement.
Variables (c : certificate_over number data) (f : R -> R) (t : N) (M : Z) (a b e : R).
Hypotheses (accepted : check c = true) (Hf : f = function (map_of c)) (Ht : t = iterations c) (HM : M = at_most c)
  (Ha : a = eval (left c)) (Hb : b = eval (right c)) (He : e = eval (error c)).

(** The statement, for all functions with few pieces. *)
Theorem soundness_over : forall g m, pieces g a b m -> (m <= M)%Z -> exists z, a <= z <= b /\ Rabs (iterate (N.to_nat t) f z - g z) >= e.
Proof.
  intros g m Hg Hm. subst. pose proof (chain_ordered _ _ _ _ Hg) as [_ H0].
  destruct (counted_over c accepted) as [_ [He Hs]]. destruct (Hs ltac:(lia)) as [s [HF Hn]].
  destruct (T12 _ g _ _ _ _ s m HF Hg ltac:(lia)) as [z [Hz Hfar]].
  exists z. split; [exact Hz | lra].
Qed.

(** In terms of networks. *)
Theorem soundness_for_networks_over :
  forall N : network, relu_network N -> ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N) <= M)%Z ->
  exists z, a <= z <= b /\ Rabs (iterate (N.to_nat t) f z - value N z) >= e.
Proof.
  intros N HN Hsize. assert (a <= b) as Hab by (subst; apply (counted_over c accepted)).
  destruct (T1 N a b Hab) as [m [Hm Hp]]. apply (soundness_over (value N) m Hp).
  pose proof (piece_bound_of_sizes N 1 (width N) (depth N) (relu_networks_have_one_breakpoint N HN) (le_n _) (le_n _)) as Hbound.
  rewrite Z.mul_1_l in Hbound. lia.
Qed.
End Statement.
End Sound.

(** ** Over Q *)

#[global] Instance rational_arithmetic : arithmetic Q := Arithmetic Q le_Q (fun x y => negb (le_Q y x)) Qplus 0%Q.

#[global] Instance rational_evaluation : evaluation Q map_data :=
  Evaluation Q map_data well_formed below_Q above_Q.

Notation span := (span_over Q).
Notation certificate := (certificate_over Q map_data).

Definition real (J : Q * Q) : R * R := (Q2R (fst J), Q2R (snd J)).

Definition real_branch (K : branch Q) : branch R := Branch _ (Q2R (from _ K)) (Q2R (upto _ K)) (up _ K) (first _ K) (more _ K).

(** The comparison of rationals is that of real numbers. *)
Lemma Qle_bool_R p q : Qle_bool p q = true -> Q2R p <= Q2R q.
Proof. intros H. apply Qle_Rle, Qle_bool_iff, H. Qed.

Lemma le_Q_R p q : le_Q p q = true -> Q2R p <= Q2R q.
Proof. rewrite le_Q_is. apply Qle_bool_R. Qed.

(** So is <. *)
Lemma lt_Q_R p q : negb (le_Q q p) = true -> Q2R p < Q2R q.
Proof. rewrite le_Q_is. intros H. apply Qlt_Rlt, Qnot_le_lt. intros C. apply Qle_bool_iff in C. rewrite C in H. discriminate. Qed.

(** Rationals are read as they are. *)
#[global] Instance rational_reading : reading Q map_data.
Proof.
  exact (Reading Q map_data _ _ Q2R function_of le_Q_R lt_Q_R Q2R_plus below_Q_ok above_Q_ok continuity_function).
Defined.

(** Intervals in order, *)
Lemma ordered_ok (a : Q) Js b : ordered a Js b = true -> in_order (Q2R a) (map real Js) (Q2R b).
Proof. exact (ordered_reads a Js b). Qed.

(** branches, *)
Lemma is_branch_ok m Js K : well_formed m = true -> is_branch m Js K = true -> covers (function_of m) (map real Js) (real_branch K).
Proof. exact (branch_reads m Js K). Qed.

(** hits that are counted, *)
Lemma counted (c : certificate) :
  check c = true -> Q2R (left c) <= Q2R (right c) /\ 2 * Q2R (error c) <= Q2R (high_level c) - Q2R (low_level c) /\
  ((0 <= at_most c)%Z -> exists s,
    hits (low_at (Q2R (low_level c))) (high_at (Q2R (high_level c))) (iterate (N.to_nat (iterations c)) (function_of (map_of c)))
      (Q2R (left c)) (Q2R (right c)) s /\ (at_most c < alternations s)%Z).
Proof. exact (counted_over c). Qed.

(** and the statement, for all functions with few pieces *)
Theorem soundness (c : certificate) f t M a b e :
  check c = true -> f = function_of (map_of c) -> t = iterations c -> M = at_most c -> a = Q2R (left c) -> b = Q2R (right c) -> e = Q2R (error c) ->
  forall g m, pieces g a b m -> (m <= M)%Z ->
  exists z, a <= z <= b /\ Rabs (iterate (N.to_nat t) f z - g z) >= e.
Proof. exact (soundness_over c f t M a b e). Qed.

(** and in terms of networks. *)
Theorem soundness_for_networks (c : certificate) f t M a b e :
  check c = true -> f = function_of (map_of c) -> t = iterations c -> M = at_most c -> a = Q2R (left c) -> b = Q2R (right c) -> e = Q2R (error c) ->
  forall N : network, relu_network N -> ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N) <= M)%Z ->
  exists z, a <= z <= b /\ Rabs (iterate (N.to_nat t) f z - value N z) >= e.
Proof. exact (soundness_for_networks_over c f t M a b e). Qed.
