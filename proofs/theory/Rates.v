(** T4: a vector w with w A >= lam w, A the matrix of a covering, forces at least lam^t crossings of f^t, for every t. *)

From Coq Require Import Reals List ZArith Lra Lia.
From Exactsep Require Import Networks Chains Hits Covering Cycles Counts Growth Onto.
Import ListNotations.
Open Scope R_scope.

(** Sums of real numbers with the indices 0, ..., m - 1. *)
Definition sum_R (m : nat) (g : nat -> R) : R := fold_right Rplus 0 (map g (seq 0 m)).

Lemma sum_R_ext m g g' : (forall k, (k < m)%nat -> g k = g' k) -> sum_R m g = sum_R m g'.
Proof. intros H. unfold sum_R. f_equal. apply map_ext_in. intros k Hk. apply in_seq in Hk. apply H. lia. Qed.

Lemma sum_R_le m g g' : (forall k, (k < m)%nat -> g k <= g' k) -> sum_R m g <= sum_R m g'.
Proof.
  intros H. unfold sum_R. assert (forall k, In k (seq 0 m) -> g k <= g' k) as H' by (intros k Hk; apply in_seq in Hk; apply H; lia).
  induction (seq 0 m) as [| k ks IH]; cbn [map fold_right]; [lra|]. pose proof (H' k (or_introl eq_refl)). specialize (IH (fun i Hi => H' i (or_intror Hi))). lra.
Qed.

Lemma sum_R_times m c g : sum_R m (fun k => c * g k) = c * sum_R m g.
Proof. unfold sum_R. induction (seq 0 m) as [| k ks IH]; cbn [map fold_right]; [ring | rewrite IH; ring]. Qed.

Lemma sum_R_plus m g g' : sum_R m (fun k => g k + g' k) = sum_R m g + sum_R m g'.
Proof. unfold sum_R. induction (seq 0 m) as [| k ks IH]; cbn [map fold_right]; [ring | rewrite IH; ring]. Qed.

Lemma sum_R_first m g : sum_R (S m) g = g 0%nat + sum_R m (fun k => g (S k)).
Proof. unfold sum_R. cbn [seq map fold_right]. rewrite <- seq_shift, map_map. reflexivity. Qed.

(** A double sum, either way. *)
Lemma sum_R_swap m n (g : nat -> nat -> R) : sum_R m (fun i => sum_R n (fun k => g i k)) = sum_R n (fun k => sum_R m (fun i => g i k)).
Proof.
  unfold sum_R at 1 4. induction (seq 0 m) as [| i is IH]; cbn [map fold_right].
  - unfold sum_R. induction (seq 0 n) as [| k ks IHk]; cbn [map fold_right]; [reflexivity | rewrite <- IHk; ring].
  - rewrite IH, <- sum_R_plus. reflexivity.
Qed.

(** One term of a sum that has only this one. *)
Lemma sum_R_single m j g : (j < m)%nat -> sum_R m (fun k => if Nat.eqb k j then g k else 0) = g j.
Proof.
  intros Hj. unfold sum_R. assert (NoDup (seq 0 m)) as Hn by apply seq_NoDup. assert (In j (seq 0 m)) as Hin by (apply in_seq; lia).
  induction (seq 0 m) as [| k ks IH]; [destruct Hin|]. cbn [map fold_right]. inversion_clear Hn as [| k' ks' Hk Hks]. destruct (Nat.eqb_spec k j) as [-> | Hkj].
  - assert (fold_right Rplus 0 (map (fun k => if Nat.eqb k j then g k else 0) ks) = 0) as ->; [|ring]. clear IH Hks Hin.
    induction ks as [| k ks IH]; cbn [map fold_right]; [reflexivity|]. destruct (Nat.eqb_spec k j) as [-> | _]; [exfalso; apply Hk; left; reflexivity|].
    rewrite IH; [ring | intros C; apply Hk; right; exact C].
  - destruct Hin as [C | Hin]; [congruence|]. rewrite (IH Hks Hin). ring.
Qed.

Lemma sum_below_INR m g : INR (sum_below m g) = sum_R m (fun k => INR (g k)).
Proof. unfold sum_below, sum_R. induction (seq 0 m) as [| k ks IH]; cbn [map list_sum fold_right]; [reflexivity|]. rewrite plus_INR. unfold list_sum in IH. rewrite IH. reflexivity. Qed.

(** w A >= lam w. *)
Definition grows_by (lam : R) (A : nat -> nat -> nat) (m : nat) (w : nat -> R) : Prop :=
  forall k, (k < m)%nat -> lam * w k <= sum_R m (fun i => w i * INR (A i k)).

(** Then w A^t >= lam^t w. *)
Lemma powers_grow lam A m w t j : 0 < lam -> grows_by lam A m w -> (j < m)%nat -> lam ^ t * w j <= sum_R m (fun i => w i * INR (matrix_power A m t i j)).
Proof.
  intros Hlam Hw Hj. induction t as [| t IH].
  - rewrite <- (sum_R_single m j w Hj) at 1. rewrite <- sum_R_times. apply sum_R_le. intros i _. cbn [pow matrix_power].
    destruct (Nat.eqb i j); cbn [INR]; lra.
  - apply Rle_trans with (sum_R m (fun k => lam * (w k * INR (matrix_power A m t k j)))).
    + rewrite sum_R_times. cbn [pow]. rewrite Rmult_assoc. apply Rmult_le_compat_l; lra.
    + rewrite (sum_R_ext m (fun i => w i * INR (matrix_power A m (S t) i j)) (fun i => sum_R m (fun k => w i * INR (A i k) * INR (matrix_power A m t k j)))).
      2: { intros i _. cbn [matrix_power]. rewrite sum_below_INR, <- sum_R_times. apply sum_R_ext. intros k _. rewrite mult_INR. ring. }
      rewrite sum_R_swap. apply sum_R_le. intros k Hk. rewrite (sum_R_ext m _ (fun i => INR (matrix_power A m t k j) * (w i * INR (A i k)))) by (intros; ring).
      rewrite sum_R_times. pose proof (Hw k Hk). pose proof (pos_INR (matrix_power A m t k j)). nra.
Qed.

(** ** Crossings *)

(** Intervals that h maps onto [x, y] are crossings of it. *)
Lemma onto_crosses h L J : maps_onto h L J -> crossing (fst J) (snd J) h (fst L) (snd L).
Proof. intros [_ [Hends _]]. unfold crossing. lra. Qed.

(** T3, the last line: all of them, for one J_j that is not a point. *)
Theorem T3_crossings f a Js b Bs t j :
  continuity f -> covering f a Js b Bs -> (j < length Js)%nat -> left_end Js j < right_end Js j ->
  exists Ls, in_order a Ls b /\ length Ls = sum_below (length Js) (fun i => matrix_power (matrix Bs) (length Js) t i j) /\
    Forall (fun L => crossing (left_end Js j) (right_end Js j) (iterate t f) (fst L) (snd L)) Ls.
Proof.
  intros Hf Hc Hj _. destruct (T3_rows f a Js b Bs t j Hf Hc Hj) as [rows [H1 H2]]. destruct (rows_joined _ _ a Js b rows (proj1 Hc) H1) as [H3 H4].
  exists (concat rows). split; [exact H3|]. split.
  - rewrite length_concat. assert (length rows = length Js) as Hlen by (clear -H1; induction H1 as [| J Ls Js0 rows _ _ IH]; [reflexivity | cbn; rewrite IH; reflexivity]).
    rewrite <- (sum_below_ext _ _ _ H2), <- Hlen. clear. induction rows as [| Ls rows IH]; [reflexivity|]. cbn [length map]. rewrite sum_below_first. cbn [nth list_sum fold_right].
    f_equal. exact IH.
  - eapply Forall_impl; [|exact H4]. intros L HL. apply (onto_crosses _ _ _ HL).
Qed.

(** T4 *)
Theorem T4 f a Js b Bs (w : nat -> R) lam j :
  continuity f -> covering f a Js b Bs -> 0 < lam -> grows_by lam (matrix Bs) (length Js) w ->
  (j < length Js)%nat -> left_end Js j < right_end Js j -> 0 < w j -> (forall i, (i < length Js)%nat -> 0 <= w i <= w j) ->
  forall t, exists Ls, in_order a Ls b /\ lam ^ t <= INR (length Ls) /\
    Forall (fun L => crossing (left_end Js j) (right_end Js j) (iterate t f) (fst L) (snd L)) Ls.
Proof.
  intros Hf Hc Hlam Hw Hj Hlr Hpos Hmax t. destruct (T3_crossings f a Js b Bs t j Hf Hc Hj Hlr) as [Ls [H1 [H2 H3]]].
  exists Ls. split; [exact H1|]. split; [|exact H3]. rewrite H2, sum_below_INR.
  pose proof (powers_grow lam (matrix Bs) (length Js) w t j Hlam Hw Hj) as H. apply Rmult_le_reg_r with (r := w j); [exact Hpos|].
  eapply Rle_trans; [exact H|]. rewrite Rmult_comm, <- sum_R_times. apply sum_R_le. intros i Hi.
  apply Rmult_le_compat_r; [apply pos_INR | apply Hmax, Hi].
Qed.

(** Crossings one behind the other are hits that alternate at least as often. *)
Lemma crossings_hit x y h a Ls b :
  in_order a Ls b -> Forall (fun L => crossing x y h (fst L) (snd L)) Ls ->
  exists s, hits (low_at x) (high_at y) h a b s /\ (Z.of_nat (length Ls) <= alternations s)%Z.
Proof.
  induction 1 as [a b Hab | a l r Ls b Hal Hlr H IH]; intros HF; [exists None; split; [constructor; exact Hab | cbn; lia]|].
  inversion_clear HF as [| L Ls' HL HF']. destruct (IH HF') as [s [Hs Hn]]. cbn [fst snd] in HL.
  assert (exists p, hits (low_at x) (high_at y) h a r (join (Some (p, p, 0%Z)) (Some (negb p, negb p, 0%Z)))) as [p Hp].
  { destruct HL as [[H1 H2] | [H1 H2]]; [exists false | exists true]; (apply hits_join with (m := l); [apply hits_one with (z := l) | apply hits_one with (z := r)]);
      try lra; assumption. }
  exists (join (join (Some (p, p, 0%Z)) (Some (negb p, negb p, 0%Z))) s). split; [apply hits_join with (m := r); assumption|].
  pose proof (count_join (join (Some (p, p, 0%Z)) (Some (negb p, negb p, 0%Z))) s) as Hj.
  assert (alternations (join (Some (p, p, 0%Z)) (Some (negb p, negb p, 0%Z))) = 1%Z) as E by (destruct p; reflexivity). cbn [length]. lia.
Qed.

(** T2 for crossings: a function with m affine pieces has at most m crossings between two levels, one behind the other. *)
Theorem T2_crossings x y g a b Ls m :
  x < y -> in_order a Ls b -> Forall (fun L => crossing x y g (fst L) (snd L)) Ls -> pieces g a b m -> (Z.of_nat (length Ls) <= m)%Z.
Proof.
  intros Hxy Ho HF Hp. destruct (crossings_hit x y g a Ls b Ho HF) as [s [Hs Hn]]. destruct (Z_lt_le_dec m (alternations s)) as [L | L]; [|lia].
  destruct (T12 g g x y a b s m Hs Hp L) as [z [_ Hz]]. rewrite Rminus_diag_eq, Rabs_R0 in Hz by reflexivity. lra.
Qed.

(** So every network with fewer pieces is far away from f^t. *)
Theorem T4_for_networks f a Js b Bs (w : nat -> R) lam j :
  continuity f -> covering f a Js b Bs -> 0 < lam -> grows_by lam (matrix Bs) (length Js) w ->
  (j < length Js)%nat -> left_end Js j < right_end Js j -> 0 < w j -> (forall i, (i < length Js)%nat -> 0 <= w i <= w j) ->
  forall t (N : network), relu_network N -> IZR ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N)) < lam ^ t ->
  exists z, a <= z <= b /\ Rabs (iterate t f z - value N z) >= (right_end Js j - left_end Js j) / 2.
Proof.
  intros Hf Hc Hlam Hw Hj Hlr Hpos Hmax t N HN Hsize. destruct (T4 f a Js b Bs w lam j Hf Hc Hlam Hw Hj Hlr Hpos Hmax t) as [Ls [H1 [H2 H3]]].
  destruct (crossings_hit _ _ _ _ _ _ H1 H3) as [s [Hs Hn]]. destruct (T1 N a b (in_order_le _ _ _ H1)) as [m [Hm Hp]].
  apply (T12 _ _ _ _ _ _ s m Hs Hp).
  pose proof (piece_bound_of_sizes N 1 (width N) (depth N) (relu_networks_have_one_breakpoint N HN) (le_n _) (le_n _)) as Hb. rewrite Z.mul_1_l in Hb.
  rewrite INR_IZR_INZ in H2. pose proof (lt_IZR _ _ (Rlt_le_trans _ _ _ Hsize H2)). lia.
Qed.

(** ** Points with a pattern *)

(** The gap k covers the gap j if j lies between the images of the ends of k (T6). *)
Definition pattern_matrix (pi : nat -> nat) (k j : nat) : nat :=
  if (Nat.leb (Nat.min (pi k) (pi (S k))) j && Nat.ltb j (Nat.max (pi k) (pi (S k))))%bool then 1 else 0.

(** This is the matrix of the covering of T6. *)
Lemma pattern_matrix_ok {A} (p : nat -> A) pi n k j :
  (k < n)%nat -> matrix (map (gap_branches p pi) (seq 0 n)) k j = pattern_matrix pi k j.
Proof.
  intros Hk. unfold matrix, pattern_matrix, gap_branches. rewrite nth_seq by exact Hk. cbn [plus].
  destruct (Nat.compare_spec (pi k) (pi (S k))) as [E | E | E]; cbn [filter length]; unfold targets; cbn [first more].
  - rewrite E, Nat.min_id, Nat.max_id. destruct (Nat.leb_spec (pi (S k)) j), (Nat.ltb_spec j (pi (S k))); cbn; lia.
  - rewrite Nat.min_l, Nat.max_r by lia. destruct (Nat.leb_spec (pi k) j), (Nat.leb_spec j (pi k + (pi (S k) - 1 - pi k))), (Nat.ltb_spec j (pi (S k))); cbn; lia.
  - rewrite Nat.min_r, Nat.max_l by lia. destruct (Nat.leb_spec (pi (S k)) j), (Nat.leb_spec j (pi (S k) + (pi k - 1 - pi (S k)))), (Nat.ltb_spec j (pi k)); cbn; lia.
Qed.

(** T4 for all maps with a pattern: the rate depends on the pattern alone. *)
Theorem pattern_grows f n p pi (w : nat -> R) lam j :
  continuity f -> (forall k, (k < n)%nat -> p k < p (S k)) -> (forall k, (k <= n)%nat -> (pi k <= n)%nat) -> (forall k, (k <= n)%nat -> f (p k) = p (pi k)) ->
  0 < lam -> grows_by lam (pattern_matrix pi) n w -> (j < n)%nat -> 0 < w j -> (forall i, (i < n)%nat -> 0 <= w i <= w j) ->
  forall t, exists Ls, in_order (p 0%nat) Ls (p n) /\ lam ^ t <= INR (length Ls) /\
    Forall (fun L => crossing (p j) (p (S j)) (iterate t f) (fst L) (snd L)) Ls.
Proof.
  intros Hf Hp Hpi Himg Hlam Hw Hj Hpos Hmax t. pose proof (gaps_cover f n p pi Hp Hpi Himg) as Hc.
  assert (length (map (gap p) (seq 0 n)) = n) as Hlen by (rewrite map_length; apply seq_length).
  assert (left_end (map (gap p) (seq 0 n)) j = p j /\ right_end (map (gap p) (seq 0 n)) j = p (S j)) as [El Er]
    by (unfold left_end, right_end; rewrite nth_seq by exact Hj; split; reflexivity).
  rewrite <- El, <- Er. apply (T4 f (p 0%nat) _ (p n) _ w lam j Hf Hc Hlam); rewrite ?Hlen, ?El, ?Er; try assumption; [|exact (Hp j Hj)].
  intros k Hk. eapply Rle_trans; [exact (Hw k Hk)|]. right. apply sum_R_ext. intros i Hi. rewrite pattern_matrix_ok by exact Hi. reflexivity.
Qed.

(** For instance: what has the cycle 0 -> 1 -> 2 -> 0 crosses its second gap golden^t times. *)
Theorem three_points_cross f (p : nat -> R) t :
  continuity f -> p 0%nat < p 1%nat -> p 1%nat < p 2%nat -> f (p 0%nat) = p 1%nat -> f (p 1%nat) = p 2%nat -> f (p 2%nat) = p 0%nat ->
  exists Ls, in_order (p 0%nat) Ls (p 2%nat) /\ golden ^ t <= INR (length Ls) /\
    Forall (fun L => crossing (p 1%nat) (p 2%nat) (iterate t f) (fst L) (snd L)) Ls.
Proof.
  intros Hf H01 H12 E0 E1 E2. pose proof golden_range. pose proof golden_square.
  apply (pattern_grows f 2 p three_up (fun i => match i with O => 1 | _ => golden end) golden 1); try assumption; try lia; try lra.
  - intros [| [| k]] Hk; assumption || lia.
  - intros [| [| [| k]]] Hk; cbn; lia.
  - intros [| [| [| k]]] Hk; cbn; assumption || lia.
  - intros [| [| k]] Hk; [| | lia]; unfold sum_R, pattern_matrix; cbn; lra.
  - intros [| [| i]] Hi; [lra | lra | lia].
Qed.
