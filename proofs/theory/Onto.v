(** T3 and T4 for any continuous map, in terms of the powers of the matrix of a covering: f^t takes (A^t)_ij intervals in J_i onto J_j, ends
    to ends; so a vector with w A >= lam w forces lam^t crossings. *)

From Coq Require Import Reals List ZArith Lra Lia.
From Exactsep Require Import Networks Chains Hits Covering Teeth Cycles.
Import ListNotations.
Open Scope R_scope.

(** ** Statements *)

(** h maps the interval L onto the interval J, ends to ends. *)
Definition maps_onto (h : R -> R) (L J : R * R) : Prop :=
  fst L <= snd L /\
  (h (fst L) = fst J /\ h (snd L) = snd J \/ h (fst L) = snd J /\ h (snd L) = fst J) /\
  (forall z, fst L <= z <= snd L -> fst J <= h z <= snd J) /\
  (forall y, fst J <= y <= snd J -> exists z, fst L <= z <= snd L /\ h z = y).

(** A branch covers J_j if j is in its range; A_ij is the number of branches of J_i that cover J_j. *)
Definition targets {number} (K : branch number) (j : nat) : bool := Nat.leb (first _ K) j && Nat.leb j (first _ K + more _ K).
Definition matrix {number} (Bs : list (list (branch number))) (i j : nat) : nat := length (filter (fun K => targets K j) (nth i Bs [])).

(** (A^t)_ij of a matrix of m rows and columns. *)
Definition sum_below (m : nat) (g : nat -> nat) : nat := list_sum (map g (seq 0 m)).
Fixpoint matrix_power (A : nat -> nat -> nat) (m t i j : nat) : nat :=
  match t with
  | O => if Nat.eqb i j then 1 else 0
  | S t' => sum_below m (fun k => A i k * matrix_power A m t' k j)%nat
  end.

(** ** Pulling back *)

(** Rows of intervals, one behind the other. *)
Lemma in_order_app a Ls m Ls' b : in_order a Ls m -> in_order m Ls' b -> in_order a (Ls ++ Ls') b.
Proof.
  intros H H'. induction H as [a m Ham | a l r Ls m Hal Hlr H IH]; cbn [app]; [exact (in_order_widen _ _ _ _ Ham H') | constructor; auto].
Qed.

(** A longer interval on the right. *)
Lemma in_order_to a Ls b b' : b <= b' -> in_order a Ls b -> in_order a Ls b'.
Proof. intros Hb. induction 1 as [a b Hab | a l r Ls b Hal Hlr H IH]; constructor; auto; lra. Qed.

(** Of two intervals of a row the first one ends before the second one begins: their interiors are disjoint. *)
Lemma in_order_disjoint a Ls b i j : in_order a Ls b -> (i < j)%nat -> (j < length Ls)%nat -> snd (nth i Ls (0, 0)) <= fst (nth j Ls (0, 0)).
Proof.
  intros H. revert i j. induction H as [a b Hab | a l r Ls b Hal Hlr H IH]; intros i j Hij Hj; cbn [length] in Hj; [lia|].
  destruct j as [| j]; [lia|]. destruct i as [| i]; cbn [nth snd]; [|apply IH; lia]. clear -H Hj. assert (j < length Ls)%nat as Hl by lia. clear Hj.
  revert j Hl. induction H as [r b Hrb | r l' r' Ls b Hal Hlr H IH]; intros j Hj; cbn [length] in Hj; [lia|].
  destruct j as [| j]; cbn [nth fst]; [exact Hal|]. specialize (IH j ltac:(lia)). lra.
Qed.

(** What is mapped onto an interval that is not one point is not one point. *)
Lemma onto_proper h L J : maps_onto h L J -> fst J < snd J -> fst L < snd L.
Proof. intros [HL [Hends _]] HJ. destruct (Req_dec (fst L) (snd L)) as [E | E]; [rewrite E in Hends|]; lra. Qed.

(** What f maps onto [u, v], ends to ends, h o f maps onto what h maps [u, v] onto. *)
Lemma onto_through f h D u v c d :
  continuity f -> c <= d -> (f c = u /\ f d = v \/ f c = v /\ f d = u) -> (forall z, c <= z <= d -> u <= f z <= v) ->
  maps_onto h (u, v) D -> maps_onto (fun x => h (f x)) (c, d) D.
Proof.
  intros Hf Hcd Hends Hin [Huv [Hh [Hinto Honto]]]. cbn [fst snd] in *. split; [exact Hcd|]. cbn [fst snd]. split; [|split].
  - destruct Hends as [[-> ->] | [-> ->]]; tauto.
  - intros z Hz. apply Hinto, Hin, Hz.
  - intros y Hy. destruct (Honto y Hy) as [w [Hw E]]. destruct (between f c d w Hf Hcd) as [z [Hz E']]; [destruct Hends as [[-> ->] | [-> ->]]; lra|].
    exists z. split; [exact Hz | rewrite E'; exact E].
Qed.

(** A branch that goes up over a row of intervals has as many, *)
Lemma pull_up f h D l Ls r :
  continuity f -> in_order l Ls r -> Forall (fun L => maps_onto h L D) Ls -> forall a b, a <= b -> f a <= l -> r <= f b ->
  exists Ls', in_order a Ls' b /\ Forall (fun L => maps_onto (fun x => h (f x)) L D) Ls' /\ length Ls' = length Ls.
Proof.
  intros Hf. induction 1 as [l r Hlr | l u v Ls r Hlu Huv H IH]; intros HF a b Hab Ha Hb.
  - exists []. repeat split; constructor. exact Hab.
  - inversion_clear HF as [| L Ls0 HL HF']. pose proof (in_order_le _ _ _ H) as Hvr.
    destruct (between f a b v Hf Hab ltac:(lra)) as [m [Hm Em]].
    destruct (stretch f a m u v Hf ltac:(lra) ltac:(lra) Huv ltac:(lra)) as [c [d [Hc [Hcd [Hd [Ec [Ed Hin]]]]]]].
    destruct (IH HF' m b ltac:(lra) ltac:(lra) Hb) as [Ls' [H1 [H2 H3]]]. exists ((c, d) :: Ls'). split; [|split].
    + constructor; [exact Hc | exact Hcd | exact (in_order_widen _ _ _ _ Hd H1)].
    + constructor; [|exact H2]. apply (onto_through f h D u v); try assumption. left. split; assumption.
    + cbn. rewrite H3. reflexivity.
Qed.

(** and so has one that goes down, in the opposite order. *)
Lemma pull_down f h D l Ls r :
  continuity f -> in_order l Ls r -> Forall (fun L => maps_onto h L D) Ls -> forall a b, a <= b -> r <= f a -> f b <= l ->
  exists Ls', in_order a Ls' b /\ Forall (fun L => maps_onto (fun x => h (f x)) L D) Ls' /\ length Ls' = length Ls.
Proof.
  intros Hf. induction 1 as [l r Hlr | l u v Ls r Hlu Huv H IH]; intros HF a b Hab Ha Hb.
  - exists []. repeat split; constructor. exact Hab.
  - inversion_clear HF as [| L Ls0 HL HF']. pose proof (in_order_le _ _ _ H) as Hvr.
    destruct (between f a b v Hf Hab ltac:(lra)) as [m [Hm Em]].
    destruct (stretch (fun z => - f z) m b (- v) (- u) (continuity_opp f Hf) ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra))
      as [c [d [Hc [Hcd [Hd [Ec [Ed Hin]]]]]]].
    destruct (IH HF' a m ltac:(lra) ltac:(lra) ltac:(lra)) as [Ls' [H1 [H2 H3]]]. exists (Ls' ++ [(c, d)]). split; [|split].
    + apply (in_order_app a Ls' m); [exact H1 | constructor; [exact Hc | exact Hcd | constructor; exact Hd]].
    + apply Forall_app. split; [exact H2|]. constructor; [|constructor]. apply (onto_through f h D u v); try assumption.
      * right. split; lra.
      * intros z Hz. specialize (Hin z Hz). lra.
    + rewrite app_length, H3. cbn. lia.
Qed.

(** ** Counting *)

(** Sums over columns. *)
Lemma sum_below_plus m g g' : sum_below m (fun k => g k + g' k)%nat = (sum_below m g + sum_below m g')%nat.
Proof. unfold sum_below. generalize (seq 0 m). intros ks. induction ks as [| k ks IH]; cbn [map list_sum fold_right] in *; [reflexivity|]. unfold list_sum in IH. lia. Qed.

Lemma sum_below_ext m g g' : (forall k, (k < m)%nat -> g k = g' k) -> sum_below m g = sum_below m g'.
Proof. intros H. unfold sum_below. f_equal. apply map_ext_in. intros k Hk. apply in_seq in Hk. apply H. lia. Qed.

Lemma sum_below_first m g : sum_below (S m) g = (g 0%nat + sum_below m (fun k => g (S k)))%nat.
Proof. unfold sum_below. cbn [seq map list_sum fold_right]. rewrite <- seq_shift, map_map. reflexivity. Qed.

Lemma sum_below_none m g : (forall k, g k = 0%nat) -> sum_below m g = 0%nat.
Proof. intros H. unfold sum_below. induction (seq 0 m) as [| k ks IH]; cbn [map list_sum fold_right]; [reflexivity | rewrite H; exact IH]. Qed.

(** The entries of a list from p to p + q. *)
Lemma sum_slice p q v :
  list_sum (slice p q v) = sum_below (length v) (fun k => if (Nat.leb p k && Nat.leb k (p + q))%bool then nth k v 0%nat else 0%nat).
Proof.
  revert p. induction v as [| x v IH]; intros p; [unfold slice; rewrite skipn_nil; reflexivity|].
  cbn [length]. rewrite sum_below_first. cbn [nth]. destruct p as [| p].
  - clear IH. unfold slice. cbn [skipn firstn list_sum fold_right Nat.leb plus andb]. f_equal. revert q. induction v as [| y v IH]; intros q; [destruct q; reflexivity|].
    cbn [length]. rewrite sum_below_first. cbn [nth]. destruct q as [| q]; cbn [firstn list_sum fold_right Nat.leb].
    + symmetry. apply sum_below_none. reflexivity.
    + f_equal. apply IH.
  - cbn [Nat.leb andb plus]. exact (IH p).
Qed.

(** The branches of one interval, and the columns of its row. *)
Lemma sum_branches {number} (Ks : list (branch number)) v :
  list_sum (map (fun K => list_sum (slice (first _ K) (more _ K) v)) Ks)
  = sum_below (length v) (fun k => length (filter (fun K => targets K k) Ks) * nth k v 0)%nat.
Proof.
  induction Ks as [| K Ks IH]; cbn [map list_sum fold_right filter length].
  - symmetry. apply sum_below_none. reflexivity.
  - unfold list_sum in IH at 1. rewrite IH, sum_slice, <- sum_below_plus. apply sum_below_ext. intros k _. fold (targets K k).
    destruct (targets K k); cbn [length]; lia.
Qed.

(** ** T3 *)

(** Rows of intervals that h maps onto D: one for each J. *)
Definition rows_onto (h : R -> R) (D : R * R) (Js : list (R * R)) (rows : list (list (R * R))) : Prop :=
  Forall2 (fun J Ls => in_order (fst J) Ls (snd J) /\ Forall (fun L => maps_onto h L D) Ls) Js rows.

(** All intervals of a row of J's. *)
Lemma rows_joined h D a Js b rows :
  in_order a Js b -> rows_onto h D Js rows -> in_order a (concat rows) b /\ Forall (fun L => maps_onto h L D) (concat rows).
Proof.
  intros Ho. revert rows. induction Ho as [a b Hab | a l r Js b Hal Hlr Ho IH]; intros rows H.
  - inversion H; subst. split; constructor. exact Hab.
  - inversion H as [| J Ls Js' rows' [H1 H2] H3 E1 E2]; subst. destruct (IH rows' H3) as [H4 H5]. cbn [concat fst snd] in *. split.
    + apply (in_order_app a Ls r); [exact (in_order_widen _ _ _ _ Hal H1) | exact H4].
    + apply Forall_app. split; assumption.
Qed.

(** Entries at the same place. *)
Lemma Forall2_at {A B} (P : A -> B -> Prop) l l' i d d' : Forall2 P l l' -> (i < length l)%nat -> P (nth i l d) (nth i l' d').
Proof.
  intros H. revert i. induction H as [| x y l l' Hxy H IH]; intros i Hi; [cbn in Hi; lia|]. destruct i as [| i]; [exact Hxy | apply IH; cbn in Hi; lia].
Qed.

(** As many as there are in the rows. *)
Lemma length_concat {A} (rows : list (list A)) : length (concat rows) = list_sum (map (@length A) rows).
Proof. induction rows as [| row rows IH]; cbn [concat map list_sum fold_right]; [reflexivity|]. rewrite app_length, IH. reflexivity. Qed.

(** One branch. *)
Lemma pull_branch f h D a Js b rows K :
  continuity f -> in_order a Js b -> rows_onto h D Js rows -> covers f Js K ->
  exists Ls, in_order (from _ K) Ls (upto _ K) /\ Forall (fun L => maps_onto (fun x => h (f x)) L D) Ls /\
    length Ls = list_sum (slice (first _ K) (more _ K) (map (@length _) rows)).
Proof.
  intros Hf Ho Hr [Hlen [Hle HK]].
  destruct (rows_joined h D _ _ _ (slice (first _ K) (more _ K) rows) (in_order_slice _ _ _ _ _ Ho Hlen)) as [H1 H2];
    [apply Forall2_first, Forall2_skip, Hr|].
  unfold slice at 1. rewrite skipn_map, firstn_map. fold (slice (first _ K) (more _ K) rows). rewrite <- length_concat.
  destruct (up _ K); [apply (pull_up f h D _ _ _ Hf H1 H2) | apply (pull_down f h D _ _ _ Hf H1 H2)]; tauto.
Qed.

(** All branches of one interval. *)
Lemma pull_branches f h D a Js b rows l Ks r :
  continuity f -> in_order a Js b -> rows_onto h D Js rows -> branches_of f Js l Ks r ->
  exists Ls, in_order l Ls r /\ Forall (fun L => maps_onto (fun x => h (f x)) L D) Ls /\
    length Ls = list_sum (map (fun K => list_sum (slice (first _ K) (more _ K) (map (@length _) rows))) Ks).
Proof.
  intros Hf Ho Hr. induction 1 as [l r Hlr | l K Ks r Hl HK H IH].
  - exists []. repeat split; constructor. exact Hlr.
  - destruct (pull_branch f h D a Js b rows K Hf Ho Hr HK) as [Ls [A1 [A2 A3]]]. destruct IH as [Ls' [B1 [B2 B3]]].
    exists (Ls ++ Ls'). split; [|split].
    + apply (in_order_app l Ls (upto _ K)); [exact (in_order_widen _ _ _ _ Hl A1) | exact B1].
    + apply Forall_app. split; assumption.
    + rewrite app_length, A3, B3. reflexivity.
Qed.

(** One step, for all intervals. *)
Lemma pull_rows f h D a Js b Bs rows :
  continuity f -> covering f a Js b Bs -> rows_onto h D Js rows ->
  exists rows', rows_onto (fun x => h (f x)) D Js rows' /\
    forall i, length (nth i rows' []) = sum_below (length Js) (fun k => matrix Bs i k * length (nth k rows []))%nat.
Proof.
  intros Hf [Ho HB] Hr. assert (length rows = length Js) as Hlen by (clear -Hr; induction Hr as [| J Ls Js rows _ _ IH]; [reflexivity | cbn; rewrite IH; reflexivity]).
  pose (F := fun Ks : list (branch R) => list_sum (map (fun K => list_sum (slice (first _ K) (more _ K) (map (@length _) rows))) Ks)).
  assert (exists rows', rows_onto (fun x => h (f x)) D Js rows' /\ map (@length _) rows' = map F Bs) as [rows' [H1 H2]].
  { clear Hlen. induction HB as [| J Ks Js' Bs' HJ HB IH]; [exists []; split; [constructor | reflexivity]|].
    destruct IH as [rows' [H1 H2]]. destruct (pull_branches f h D a Js b rows _ _ _ Hf Ho Hr HJ) as [Ls [A1 [A2 A3]]].
    exists (Ls :: rows'). split; [constructor; [split; assumption | exact H1] | cbn [map]; rewrite A3, H2; reflexivity]. }
  exists rows'. split; [exact H1|]. intros i. transitivity (F (nth i Bs [])).
  - rewrite <- (map_nth (@length (R * R))), H2. exact (map_nth F Bs [] i).
  - unfold F. rewrite sum_branches, map_length, Hlen. apply sum_below_ext. intros k _. f_equal. exact (map_nth (@length (R * R)) rows [] k).
Qed.

(** The rows of the iterate 0: J_j itself in its own row, and nothing in the others. *)
Lemma rows_of_nothing h D a Js b s : in_order a Js b -> rows_onto h D Js (map (fun _ => []) (seq s (length Js))).
Proof.
  intros H. revert s. induction H as [a b Hab | a l r Js b Hal Hlr H IH]; intros s; cbn [length seq map]; constructor; [|apply IH].
  split; constructor. exact Hlr.
Qed.

Lemma rows_at_0 j Js a b :
  in_order a Js b -> rows_onto (fun x => x) (nth j Js (0, 0)) Js (map (fun i => if Nat.eqb i j then [nth j Js (0, 0)] else []) (seq 0 (length Js))).
Proof.
  intros H. revert j. induction H as [a b Hab | a l r Js b Hal Hlr H IH]; intros j; [constructor|].
  cbn [length seq map]. rewrite <- seq_shift, map_map. destruct j as [| j]; cbn [Nat.eqb nth]; constructor.
  - split; [constructor; [cbn; lra | exact Hlr | constructor; cbn; lra]|]. constructor; [|constructor].
    split; [exact Hlr|]. split; [left; split; reflexivity|]. split; [intros z Hz; exact Hz|]. intros y Hy. exists y. split; [exact Hy | reflexivity].
  - exact (rows_of_nothing _ _ _ _ _ _ H).
  - split; constructor. exact Hlr.
  - apply IH.
Qed.

(** T3: J_i holds (A^t)_ij intervals with disjoint interiors that f^t maps onto J_j, ends to ends. *)
Theorem T3_rows f a Js b Bs t j :
  continuity f -> covering f a Js b Bs -> (j < length Js)%nat ->
  exists rows, rows_onto (iterate t f) (nth j Js (0, 0)) Js rows /\
    forall i, (i < length Js)%nat -> length (nth i rows []) = matrix_power (matrix Bs) (length Js) t i j.
Proof.
  intros Hf Hc Hj. induction t as [| t [rows [H1 H2]]].
  - exists (map (fun i => if Nat.eqb i j then [nth j Js (0, 0)] else []) (seq 0 (length Js))). split; [exact (rows_at_0 j Js a b (proj1 Hc))|].
    intros i Hi. cbn [matrix_power].
    rewrite nth_seq by exact Hi. cbn [plus]. destruct (Nat.eqb i j); reflexivity.
  - destruct (pull_rows f _ _ a Js b Bs rows Hf Hc H1) as [rows' [H3 H4]]. exists rows'. split; [exact H3|].
    intros i Hi. rewrite H4. cbn [matrix_power]. apply sum_below_ext. intros k Hk. rewrite H2 by exact Hk. reflexivity.
Qed.

Theorem T3 f a Js b Bs t i j :
  continuity f -> covering f a Js b Bs -> (i < length Js)%nat -> (j < length Js)%nat ->
  exists Ls, in_order (left_end Js i) Ls (right_end Js i) /\ length Ls = matrix_power (matrix Bs) (length Js) t i j /\
    Forall (fun L => maps_onto (iterate t f) L (nth j Js (0, 0))) Ls /\
    (left_end Js j < right_end Js j -> Forall (fun L => fst L < snd L) Ls).
Proof.
  intros Hf Hc Hi Hj. destruct (T3_rows f a Js b Bs t j Hf Hc Hj) as [rows [H1 H2]]. exists (nth i rows []). rewrite <- (H2 i Hi).
  destruct (Forall2_at _ _ _ i (0, 0) [] H1 Hi) as [H3 H4]. repeat split; try assumption. intros Hlr.
  eapply Forall_impl; [|exact H4]. intros L HL. exact (onto_proper _ _ _ HL Hlr).
Qed.
