(** T6e: the crossings that a certified cycle forces, at one iterate and at every one. *)

From Coq Require Import Reals QArith Qreals List ZArith Lra Lia.
From Exactsep Require Import Networks Chains Hits Covering Maps SupNorm Counts Cycles Loops.
Import ListNotations.
Open Scope R_scope.

Section Growth.
Context {number data : Type} {Ar : arithmetic number} {Ev : evaluation number data}.
Notation certificate := (cycle_over number data).

(** The letter of the point i: its enclosure is below the low level, or above the high one. *)
Definition cycle_letter (c : certificate) (low high : number) (i : nat) : summary :=
  if le (snd (enclosed c i)) low then Some (false, false, 0%Z)
  else if le high (fst (enclosed c i)) then Some (true, true, 0%Z) else None.

Definition cycle_words (c : certificate) (low high : number) : list summary :=
  map (fun k => join (cycle_letter c low high k) (cycle_letter c low high (S k))) (seq 0 (size c - 1)).

Definition cycle_branches (c : certificate) : list (list (branch Datatypes.unit)) := map (gap_branches (fun _ => tt) (image c)) (seq 0 (size c - 1)).

Definition last_enclosed (c : certificate) : number * number := enclosed c (size c - 1).

Context {Rd : reading number data}.

(** T6e: hits of f^t that spell the word of the cycle. *)
Theorem T6e c low high t a b :
  has_cycle c -> a <= eval (fst (enclosed c 0)) -> eval (snd (last_enclosed c)) <= b ->
  hits (low_at (eval low)) (high_at (eval high)) (iterate t (function (cycle_map c))) a b
    (joined (words (cycle_branches c) t (cycle_words c low high))).
Proof.
  intros [Hn [P [HP [Hinc _]]]] Ha Hb.
  set (n := (size c - 1)%nat) in *.
  assert (forall k, (k < n)%nat -> P k < P (S k)) as Hstep by (intros k Hk; apply Hinc; lia).
  assert (forall k l r, (k <= n)%nat -> l <= P k <= r -> hits (low_at (eval low)) (high_at (eval high)) (fun x => x) l r (cycle_letter c low high k)) as Hletter.
  { intros k l r Hk Hlr. destruct (HP k ltac:(lia)) as [[W1 W2] _]. cbn in W1, W2. unfold cycle_letter.
    destruct (le (snd (enclosed c k)) low) eqn:E1; [|destruct (le high (fst (enclosed c k))) eqn:E2].
    - apply reads_le in E1. apply hits_one with (z := P k); [exact Hlr | cbn; unfold low_at; lra].
    - apply reads_le in E2. apply hits_one with (z := P k); [exact Hlr | cbn; unfold high_at; lra].
    - constructor. lra. }
  apply hits_widen with (a := P 0%nat) (b := P n).
  - apply (T6_words _ n P (image c) (reads_continuous (cycle_map c)) Hstep).
    + intros k Hk. destruct (HP k ltac:(lia)) as [_ [A _]]. lia.
    + intros k Hk. apply HP. lia.
    + unfold cycle_words. fold n.
      assert (forall m s, (s + m <= n)%nat -> Forall2 (fun J w => hits (low_at (eval low)) (high_at (eval high)) (fun x => x) (fst J) (snd J) w)
        (map (gap P) (seq s m)) (map (fun k => join (cycle_letter c low high k) (cycle_letter c low high (S k))) (seq s m))) as Hw.
      { induction m as [| m IH]; intros s Hs; cbn [seq map]; constructor; [|apply IH; lia]. cbn [gap fst snd].
        pose proof (Hstep s ltac:(lia)). apply hits_join with (m := P s); apply Hletter; lia || lra. }
      apply Hw. lia.
  - destruct (HP 0%nat Hn) as [[W _] _]. cbn in W. lra.
  - destruct (HP n ltac:(lia)) as [[_ W] _]. unfold last_enclosed in Hb. fold n in Hb. cbn in W. lra.
Qed.

(** What is far from f^t, at one iterate, *)
Theorem cycle_sup c low high t m :
  has_cycle c -> (m <? alternations (joined (words (cycle_branches c) t (cycle_words c low high))))%Z = true ->
  forall g k a b, a <= eval (fst (enclosed c 0)) -> eval (snd (last_enclosed c)) <= b -> pieces g a b k -> (k <= m)%Z ->
  exists z, a <= z <= b /\ Rabs (iterate t (function (cycle_map c)) z - g z) >= (eval high - eval low) / 2.
Proof.
  intros H Hm g k a b Ha Hb Hg Hk. apply Z.ltb_lt in Hm.
  eapply T12; [apply (T6e c low high t a b H Ha Hb) | exact Hg | lia].
Qed.

(** and at every iterate. *)
Theorem cycle_every c low high d :
  has_cycle c -> grows (cycle_branches c) (cycle_words c low high) d = true ->
  forall t, (since d <= t)%nat -> forall g k a b, a <= eval (fst (enclosed c 0)) -> eval (snd (last_enclosed c)) <= b -> pieces g a b k ->
  IZR k < Q2R (constant d) * Q2R (rate d) ^ t ->
  exists z, a <= z <= b /\ Rabs (iterate t (function (cycle_map c)) z - g z) >= (eval high - eval low) / 2.
Proof.
  intros H Hd t Ht g k a b Ha Hb Hg Hk.
  eapply T12; [apply (T6e c low high t a b H Ha Hb) | exact Hg |].
  apply lt_IZR. pose proof (words_grow _ _ d Hd t Ht). lra.
Qed.

(** In terms of networks. *)
Theorem cycle_every_for_networks c low high d :
  has_cycle c -> grows (cycle_branches c) (cycle_words c low high) d = true ->
  forall t, (since d <= t)%nat -> forall N : network, relu_network N ->
  IZR ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N)) < Q2R (constant d) * Q2R (rate d) ^ t ->
  exists z, eval (fst (enclosed c 0)) <= z <= eval (snd (last_enclosed c)) /\
    Rabs (iterate t (function (cycle_map c)) z - value N z) >= (eval high - eval low) / 2.
Proof.
  intros H Hd t Ht N HN Hsize.
  destruct (T1 N _ _ (hits_ordered _ _ _ _ _ _ (T6e c low high t _ _ H (Rle_refl _) (Rle_refl _)))) as [m [Hm Hp]].
  apply (cycle_every c low high d H Hd t Ht (value N) m _ _ (Rle_refl _) (Rle_refl _) Hp).
  eapply Rle_lt_trans; [|exact Hsize]. apply IZR_le.
  pose proof (piece_bound_of_sizes N 1 (width N) (depth N) (relu_networks_have_one_breakpoint N HN) (le_n _) (le_n _)) as Hb.
  rewrite Z.mul_1_l in Hb. lia.
Qed.

End Growth.

(** ** Paths *)

(** The number of paths of t steps in the covering graph of a pattern that end in the gap j: an entry of (1, ..., 1) A^t. *)
Definition path_count (pi : nat -> nat) (n j t : nat) : Z :=
  let Bs := map (gap_branches (fun _ => tt) pi) (seq 0 n) in nth j (back_often Bs t (map (fun _ => 1%Z) Bs)) 0%Z.

(** The words of the iterate 0 pick one entry of a vector. *)
Lemma dot_gap_words v j s n :
  (s <= j)%nat -> (j < s + n)%nat -> dotZ v (map alternations (map (gap_word j) (seq s n))) = nth (j - s) v 0%Z.
Proof.
  revert v s. induction n as [| n IH]; intros v s Hs Hj; [lia|]. cbn [seq map]. destruct v as [| x v]; [destruct (j - s)%nat; reflexivity|]. cbn [dotZ].
  unfold gap_word at 1. destruct (Nat.compare_spec s j) as [-> | E | E]; [| |lia].
  - rewrite Nat.sub_diag. cbn [alternations nth].
    assert (forall m r w, (j < r)%nat -> dotZ w (map alternations (map (gap_word j) (seq r m))) = 0%Z) as H0.
    { induction m as [| m IHm]; intros r w Hr; cbn [seq map]; destruct w as [| y w]; try reflexivity. cbn [dotZ]. rewrite IHm by lia.
      unfold gap_word. destruct (Nat.compare_spec r j); [lia | lia | cbn [alternations]; lia]. }
    rewrite H0 by lia. lia.
  - rewrite IH by lia. replace (j - s)%nat with (S (j - S s)) by lia. cbn [alternations nth]. lia.
Qed.

(** Each path is a crossing, at least. *)
Theorem paths_are_crossings pi n j t : (j < n)%nat -> (path_count pi n j t <= pattern_count pi n j t)%Z.
Proof.
  intros Hj. unfold path_count, pattern_count, pattern_words. cbv zeta. set (Bs := map (gap_branches (fun _ => tt) pi) (seq 0 n)).
  set (ws := map (gap_word j) (seq 0 n)).
  assert (nonnegative (map (fun _ => 1%Z) Bs)) as Hones by (apply Forall_forall; intros z Hz; apply in_map_iff in Hz; destruct Hz as [u [<- _]]; lia).
  pose proof (count_steps Bs t ws _ Hones) as H. unfold ws in H at 1. rewrite (dot_gap_words _ j 0 n) in H by lia. rewrite Nat.sub_0_r in H.
  rewrite (dot_ones Bs) in H.
  - pose proof (count_joined (words Bs t ws)). lia.
  - rewrite map_length. symmetry. apply words_length. unfold ws, Bs. rewrite !map_length. reflexivity.
Qed.
