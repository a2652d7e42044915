(** Cylinders: branches that f maps affinely onto intervals give, for every r, intervals that f^r maps affinely onto intervals; how long they
    are, by the powers of the matrix of 1/|slope|. *)

From Coq Require Import Reals List ZArith Lra Lia.
From Exactsep Require Import Networks Chains Hits Covering Windows Cylinders Onto Rates WindowForms.
Import ListNotations.
Open Scope R_scope.

(** ** Statements *)

(** F maps K affinely onto J. *)
Definition affinely_onto (F : R -> R) (K J : R * R) : Prop :=
  fst K < snd K /\ fst J < snd J /\ straight F (fst K) (snd K) /\ (F (fst K) = fst J /\ F (snd K) = snd J \/ F (fst K) = snd J /\ F (snd K) = fst J).

(** 1/|slope| of such a function. *)
Definition share (K J : R * R) : R := (snd K - fst K) / (snd J - fst J).

(** An interval, and the number of the J onto which it is mapped. *)
Definition numbered := ((R * R) * nat)%type.

Definition goes_to (F : R -> R) (Js : list (R * R)) (K : numbered) : Prop := (snd K < length Js)%nat /\ affinely_onto F (fst K) (nth (snd K) Js (0, 0)).

(** Intervals J in order, and in each of them branches in order that f maps affinely onto J's. *)
Definition affine_branches (f : R -> R) (a : R) (Js : list (R * R)) (b : R) (Bs : list (list numbered)) : Prop :=
  in_order a Js b /\ Forall (fun J => fst J < snd J) Js /\
  Forall2 (fun J Ks => in_order (fst J) (map fst Ks) (snd J) /\ Forall (goes_to f Js) Ks) Js Bs.

(** The sum of 1/|slope| over those that go to J_j, and the largest. *)
Definition share_of (Js : list (R * R)) (K : numbered) : R := share (fst K) (nth (snd K) Js (0, 0)).
Definition shares_to (Js : list (R * R)) (Ks : list numbered) (j : nat) : R := sum_of_list (map (fun K => if Nat.eqb (snd K) j then share_of Js K else 0) Ks).
Definition largest (cs : list R) : R := fold_right Rmax 0 cs.
Definition largest_to (Js : list (R * R)) (Ks : list numbered) (j : nat) : R := largest (map (share_of Js) (filter (fun K => Nat.eqb (snd K) j) Ks)).

(** B_ij and (B^r)_ij. *)
Definition share_matrix (Js : list (R * R)) (Bs : list (list numbered)) (i j : nat) : R := shares_to Js (nth i Bs []) j.
Fixpoint real_power (B : nat -> nat -> R) (m r i j : nat) : R :=
  match r with O => if Nat.eqb i j then 1 else 0 | S r' => sum_R m (fun k => B i k * real_power B m r' k j) end.
(** The same for products and maxima. *)
Fixpoint largest_power (Js : list (R * R)) (Bs : list (list numbered)) (r i j : nat) : R :=
  match r with
  | O => if Nat.eqb i j then 1 else 0
  | S r' => largest (map (fun k => largest_to Js (nth i Bs []) k * largest_power Js Bs r' k j) (seq 0 (length Js)))
  end.

(** Sums and maxima of columns: q = (1, ..., 1) B^r, and how large 1/|slope| of f^r is at most on what it maps onto J_j. *)
Definition column_sum (B : nat -> nat -> R) (m r j : nat) : R := sum_R m (fun i => real_power B m r i j).
Definition column_largest (Js : list (R * R)) (Bs : list (list numbered)) (r j : nat) : R :=
  largest (map (fun i => largest_power Js Bs r i j) (seq 0 (length Js))).

(** ** Sums of shares *)

Lemma sum_of_app cs cs' : sum_of_list (cs ++ cs') = sum_of_list cs + sum_of_list cs'.
Proof. unfold sum_of_list. induction cs as [| c cs IH]; cbn [app fold_right]; [ring | rewrite IH; ring]. Qed.

Lemma shares_app Js Ks Ks' j : shares_to Js (Ks ++ Ks') j = shares_to Js Ks j + shares_to Js Ks' j.
Proof. unfold shares_to. rewrite map_app. apply sum_of_app. Qed.

Lemma shares_cons Js K Ks j : shares_to Js (K :: Ks) j = (if Nat.eqb (snd K) j then share_of Js K else 0) + shares_to Js Ks j.
Proof. reflexivity. Qed.

Lemma shares_rev Js Ks j : shares_to Js (rev Ks) j = shares_to Js Ks j.
Proof. induction Ks as [| K Ks IH]; cbn [rev]; [reflexivity|]. rewrite shares_app, IH, !shares_cons. unfold shares_to. cbn. ring. Qed.

Lemma largest_ge c cs : In c cs -> c <= largest cs.
Proof.
  unfold largest. induction cs as [| d cs IH]; intros H; [destruct H|]. cbn [fold_right]. destruct H as [-> | H]; [apply Rmax_l|].
  eapply Rle_trans; [exact (IH H) | apply Rmax_r].
Qed.

Lemma largest_nonneg cs : 0 <= largest cs.
Proof. unfold largest. induction cs as [| c cs IH]; cbn [fold_right]; [lra|]. eapply Rle_trans; [exact IH | apply Rmax_r]. Qed.

(** A share is positive. *)
Lemma share_positive F Js K : goes_to F Js K -> 0 < share_of Js K.
Proof. intros [_ [HK [HJ _]]]. unfold share_of, share. apply Rdiv_lt_0_compat; lra. Qed.

(** ** Pulling back through an affine branch *)

Lemma straight_sym F p q : straight F p q -> straight F q p.
Proof.
  intros [s H]. exists s. intros z Hz. assert (between_points p q z) as Hz' by (unfold between_points in *; lra).
  rewrite (H z Hz'), (H q) by (unfold between_points; lra). ring.
Qed.

(** Rows stay in order, *)
Lemma in_order_up (v : R -> R) l Ls r :
  in_order l Ls r -> (forall z z', l <= z -> z <= z' -> z' <= r -> v z <= v z') -> in_order (v l) (map (fun L => (v (fst L), v (snd L))) Ls) (v r).
Proof.
  induction 1 as [l r Hlr | l c d Ls r Hlc Hcd H IH]; intros Hv; [constructor; apply Hv; lra|]. pose proof (in_order_le _ _ _ H).
  cbn [map fst snd]. constructor; [apply Hv; lra | apply Hv; lra | apply IH; intros; apply Hv; lra].
Qed.

(** or are reversed. *)
Lemma in_order_down (v : R -> R) l Ls r :
  in_order l Ls r -> (forall z z', l <= z -> z <= z' -> z' <= r -> v z' <= v z) -> in_order (v r) (rev (map (fun L => (v (snd L), v (fst L))) Ls)) (v l).
Proof.
  induction 1 as [l r Hlr | l c d Ls r Hlc Hcd H IH]; intros Hv; [constructor; apply Hv; lra|]. pose proof (in_order_le _ _ _ H).
  cbn [map rev fst snd]. apply (in_order_app _ _ (v d)); [apply IH; intros; apply Hv; lra|]. constructor; [lra | apply Hv; lra | constructor; apply Hv; lra].
Qed.

(** Intervals of a row lie inside. *)
Lemma in_order_inside a Ls b : in_order a Ls b -> Forall (fun L => a <= fst L /\ snd L <= b) Ls.
Proof.
  induction 1 as [a b Hab | a l r Ls b Hal Hlr H IH]; constructor; [pose proof (in_order_le _ _ _ H); cbn; lra|].
  eapply Forall_impl; [|exact IH]. cbn. intros L HL. lra.
Qed.

Section Pull.
Variables (f F : R -> R) (Js : list (R * R)) (K J : R * R).
Hypothesis branch : affinely_onto f K J.

(** One interval. *)
Lemma pull_one L j L' :
  goes_to F Js (L, j) -> fst L' < snd L' -> fst K <= fst L' -> snd L' <= snd K -> snd L' - fst L' = (snd L - fst L) * share K J ->
  (f (fst L') = fst L /\ f (snd L') = snd L \/ f (fst L') = snd L /\ f (snd L') = fst L) ->
  goes_to (fun x => F (f x)) Js (L', j) /\ share_of Js (L', j) = share K J * share_of Js (L, j).
Proof.
  intros [Hj [HL [HJ [Hs Hends]]]] HL' Hl Hr Hlen Hf. unfold goes_to, share_of, affinely_onto. cbn [fst snd] in *.
  destruct branch as [_ [_ [Hstr _]]]. split; [|unfold share at 1 3; rewrite Hlen; field; lra].
  split; [exact Hj|]. split; [exact HL'|]. split; [exact HJ|]. split.
  - pose proof (straight_sub _ _ _ _ _ Hstr Hl (Rlt_le _ _ HL') Hr) as [s Es].
    assert (straight F (f (fst L')) (f (snd L'))) as [s' Es'] by (destruct Hf as [[-> ->] | [-> ->]]; [exact Hs | apply straight_sym, Hs]).
    exists (s' * s). intros z Hz. assert (f (snd L') = f (fst L') + s * (snd L' - fst L')) as E by (apply Es; left; lra).
    rewrite (Es z Hz), Es'; [ring|]. rewrite E. unfold between_points in *. destruct (Rle_dec 0 s), Hz; nra.
  - destruct Hf as [[-> ->] | [-> ->]]; tauto.
Qed.

(** A row. *)
Lemma pull_row row :
  in_order (fst J) (map fst row) (snd J) -> Forall (goes_to F Js) row ->
  exists row', in_order (fst K) (map fst row') (snd K) /\ Forall (goes_to (fun x => F (f x)) Js) row' /\
    (forall j, shares_to Js row' j = share K J * shares_to Js row j) /\
    Forall (fun L' => exists L, In L row /\ snd L' = snd L /\ share_of Js L' = share K J * share_of Js L) row'.
Proof.
  intros Ho Hrow. pose proof branch as [HK [HJ [Hstr Hends]]]. set (k := share K J).
  assert (k * (snd J - fst J) = snd K - fst K) as Ek by (unfold k, share; field; lra). assert (0 < k) as Hk by (apply Rmult_lt_reg_r with (r := snd J - fst J); lra).
  destruct Hstr as [s Hs]. assert (forall z, fst K <= z <= snd K -> f z = f (fst K) + s * (z - fst K)) as Hf by (intros z Hz; apply Hs; left; exact Hz).
  pose proof (Hf (snd K) ltac:(lra)) as Eend. pose proof (in_order_inside _ _ _ Ho) as Hin. rewrite Forall_forall in Hin, Hrow.
  assert (forall (g : numbered -> numbered), (forall L, In L row -> goes_to (fun x => F (f x)) Js (g L) /\ share_of Js (g L) = k * share_of Js L /\ snd (g L) = snd L) ->
    Forall (goes_to (fun x => F (f x)) Js) (map g row) /\ (forall j, shares_to Js (map g row) j = k * shares_to Js row j) /\
    Forall (fun L' => exists L, In L row /\ snd L' = snd L /\ share_of Js L' = k * share_of Js L) (map g row)) as Hmap.
  { clear. intros g H. split; [|split].
    - apply Forall_forall. intros L' HL'. apply in_map_iff in HL'. destruct HL' as [L [<- HL]]. apply H, HL.
    - intros j. induction row as [| L row IH]; [unfold shares_to; cbn; ring|]. destruct (H L (or_introl eq_refl)) as [_ [B C]].
      cbn [map]. rewrite !shares_cons, (IH (fun L' HL => H L' (or_intror HL))), B, C. destruct (Nat.eqb (snd L) j); ring.
    - apply Forall_forall. intros L' HL'. apply in_map_iff in HL'. destruct HL' as [L [<- HL]]. destruct (H L HL) as [_ [B C]]. exists L. split; [exact HL | split; assumption]. }
  destruct Hends as [[E1 E2] | [E1 E2]].
  - assert (s * k = 1) as Esk by (apply Rmult_eq_reg_r with (r := snd J - fst J); [rewrite Rmult_assoc, Ek; lra | lra]).
    pose (v := fun z => fst K + (z - fst J) * k). pose (g := fun L : numbered => ((v (fst (fst L)), v (snd (fst L))), snd L)).
    assert (forall z, fst J <= z <= snd J -> fst K <= v z <= snd K /\ f (v z) = z) as Hv.
    { intros z Hz. assert (fst K <= v z <= snd K) as H by (unfold v; split; nra). split; [exact H|]. rewrite Hf by exact H. unfold v. rewrite E1. nra. }
    destruct (Hmap g) as [A [B B']]; [|exists (map g row); split; [|split; [exact A | split; [exact B | exact B']]]].
    + intros [L j] HL. pose proof (Hin L (in_map fst _ _ HL)) as HinL. pose proof (Hrow _ HL) as HL'. pose proof (proj1 (proj2 HL')) as Hprop. cbn [fst snd] in Hprop.
      destruct (Hv (fst L) ltac:(lra)) as [V1 V2]. destruct (Hv (snd L) ltac:(lra)) as [V3 V4].
      destruct (pull_one L j (v (fst L), v (snd L)) HL') as [C D]; cbn [fst snd]; try lra; [unfold v; nra | unfold v, k; ring |].
      split; [exact C | split; [exact D | reflexivity]].
    + replace (fst K) with (v (fst J)) by (unfold v; ring). replace (snd K) with (v (snd J)) by (unfold v; lra).
      replace (map fst (map g row)) with (map (fun L => (v (fst L), v (snd L))) (map fst row)) by (rewrite !map_map; reflexivity).
      apply in_order_up; [exact Ho|]. intros z z' _ Hz _. unfold v. nra.
  - assert (s * k = -1) as Esk by (apply Rmult_eq_reg_r with (r := snd J - fst J); [rewrite Rmult_assoc, Ek; lra | lra]).
    pose (v := fun z => fst K + (snd J - z) * k). pose (g := fun L : numbered => ((v (snd (fst L)), v (fst (fst L))), snd L)).
    assert (forall z, fst J <= z <= snd J -> fst K <= v z <= snd K /\ f (v z) = z) as Hv.
    { intros z Hz. assert (fst K <= v z <= snd K) as H by (unfold v; split; nra). split; [exact H|]. rewrite Hf by exact H. unfold v. rewrite E1. nra. }
    destruct (Hmap g) as [A [B B']]; [|exists (rev (map g row)); split; [|split; [apply Forall_rev, A | split; [intros j; rewrite shares_rev; apply B | apply Forall_rev, B']]]].
    + intros [L j] HL. pose proof (Hin L (in_map fst _ _ HL)) as HinL. pose proof (Hrow _ HL) as HL'. pose proof (proj1 (proj2 HL')) as Hprop. cbn [fst snd] in Hprop.
      destruct (Hv (fst L) ltac:(lra)) as [V1 V2]. destruct (Hv (snd L) ltac:(lra)) as [V3 V4].
      destruct (pull_one L j (v (snd L), v (fst L)) HL') as [C D]; cbn [fst snd]; try lra; [unfold v; nra | unfold v, k; ring |].
      split; [exact C | split; [exact D | reflexivity]].
    + replace (fst K) with (v (snd J)) by (unfold v; ring). replace (snd K) with (v (fst J)) by (unfold v; lra).
      replace (map fst (rev (map g row))) with (rev (map (fun L => (v (snd L), v (fst L))) (map fst row))) by (rewrite map_rev, !map_map; reflexivity).
      apply in_order_down; [exact Ho|]. intros z z' _ Hz _. unfold v. nra.
Qed.
End Pull.

(** ** Cylinders of every order *)

(** A sum over branches is one over the intervals to which they go. *)
Lemma sum_of_branches Js Ks (h : nat -> R) m :
  Forall (fun K => (snd K < m)%nat) Ks -> sum_of_list (map (fun K => share_of Js K * h (snd K)) Ks) = sum_R m (fun k => shares_to Js Ks k * h k).
Proof.
  induction 1 as [| K Ks HK H IH].
  - rewrite (sum_R_ext m _ (fun k => 0 * h k)), sum_R_times by (intros; unfold shares_to; cbn; ring). cbn. ring.
  - unfold sum_of_list in *. cbn [map fold_right]. rewrite IH, <- (sum_R_single m (snd K) (fun k => share_of Js K * h k) HK), <- sum_R_plus.
    apply sum_R_ext. intros k _. rewrite shares_cons, (Nat.eqb_sym k). destruct (Nat.eqb_spec (snd K) k) as [E | E]; ring.
Qed.

(** Rows of all intervals, in one. *)
Lemma rows_in_one Js (good : numbered -> Prop) a Js' b (V : nat -> nat -> R) :
  in_order a Js' b -> (forall i, (i < length Js')%nat -> exists row, in_order (left_end Js' i) (map fst row) (right_end Js' i) /\ Forall good row /\
    forall j, shares_to Js row j = V i j) ->
  exists Ks, in_order a (map fst Ks) b /\ Forall good Ks /\ forall j, shares_to Js Ks j = sum_R (length Js') (fun i => V i j).
Proof.
  intros Ho. revert V. induction Ho as [a b Hab | a l r Js' b Hal Hlr Ho IH]; intros V H.
  - exists []. split; [constructor; exact Hab | split; [constructor | reflexivity]].
  - destruct (H 0%nat ltac:(cbn; lia)) as [row [A1 [A2 A3]]]. destruct (IH (fun i => V (S i)) (fun i Hi => H (S i) ltac:(cbn; lia))) as [Ks [B1 [B2 B3]]].
    exists (row ++ Ks). unfold left_end, right_end in A1. cbn [nth fst snd] in A1. split; [|split].
    + rewrite map_app. apply (in_order_app a (map fst row) r); [exact (in_order_widen _ _ _ _ Hal A1) | exact B1].
    + apply Forall_app. split; assumption.
    + intros j. cbn [length]. rewrite shares_app, A3, B3, sum_R_first. reflexivity.
Qed.

Section Cylinders.
Variables (f : R -> R) (a b : R) (Js : list (R * R)) (Bs : list (list numbered)).
Hypothesis branches : affine_branches f a Js b Bs.

Notation m := (length Js).
Notation B := (share_matrix Js Bs).

(** A row of f^r for each interval. *)
Lemma cylinders_in r i : (i < m)%nat ->
  exists row, in_order (left_end Js i) (map fst row) (right_end Js i) /\ Forall (goes_to (iterate r f) Js) row /\
    (forall j, shares_to Js row j = real_power B m r i j) /\ Forall (fun K => share_of Js K <= largest_power Js Bs r i (snd K)) row.
Proof.
  destruct branches as [_ [Hlong HB]]. revert i. induction r as [| r IH]; intros i Hi.
  - assert (left_end Js i < right_end Js i) as Hlr by (rewrite Forall_forall in Hlong; apply Hlong, nth_In, Hi).
    exists [(nth i Js (0, 0), i)]. unfold left_end, right_end in *. split; [|split; [|split]].
    + cbn [map fst]. destruct (nth i Js (0, 0)) as [l r]. cbn in *. constructor; [lra | lra | constructor; lra].
    + constructor; [|constructor]. split; [exact Hi|]. cbn [fst snd iterate]. split; [exact Hlr|]. split; [exact Hlr|]. split; [exists 1; intros; ring | left; split; reflexivity].
    + intros j. rewrite shares_cons. unfold shares_to, share_of, share. cbn [snd fst map sum_of_list fold_right real_power]. destruct (Nat.eqb i j); [field; lra | ring].
    + constructor; [|constructor]. cbn [snd largest_power]. rewrite Nat.eqb_refl. right. unfold share_of, share. cbn [fst snd]. field. lra.
  - assert (in_order (left_end Js i) (map fst (nth i Bs [])) (right_end Js i) /\ Forall (goes_to f Js) (nth i Bs [])) as [Ho Hgo].
    { exact (Forall2_at _ _ _ i (0, 0) [] HB Hi). }
    assert (exists row, in_order (left_end Js i) (map fst row) (right_end Js i) /\ Forall (goes_to (iterate (S r) f) Js) row /\
      (forall j, shares_to Js row j = sum_of_list (map (fun K => share_of Js K * real_power B m r (snd K) j) (nth i Bs []))) /\
      Forall (fun L => share_of Js L <= largest_power Js Bs (S r) i (snd L)) row) as [row [H1 [H2 [H3 H4]]]].
    { assert (Forall (fun K => share_of Js K <= largest_to Js (nth i Bs []) (snd K)) (nth i Bs [])) as Htop.
      { apply Forall_forall. intros K HK. apply largest_ge, in_map, filter_In. split; [exact HK | apply Nat.eqb_refl]. }
      cbn [largest_power]. assert (forall k, 0 <= largest_to Js (nth i Bs []) k) as Htop0 by (intros; apply largest_nonneg).
      revert Htop Htop0 Ho Hgo. generalize (largest_to Js (nth i Bs [])). intros top.
      generalize (left_end Js i) (right_end Js i) (nth i Bs []). clear i Hi. intros l r' Ks Htop Htop0 Ho. revert Htop. remember (map fst Ks) as Ls eqn:E. revert Ks E.
      induction Ho as [l r' Hlr | l u v Ls r' Hlu Huv Ho IHo]; intros [| [K k] Ks] E Htop Hgo; try discriminate E.
      - exists []. split; [constructor; exact Hlr | split; [constructor | split; [reflexivity | constructor]]].
      - cbn [map fst] in E. injection E as <- E. inversion_clear Hgo as [| ? ? [Hk HK] Hgo']. inversion_clear Htop as [| ? ? HKtop Htop']. cbn [fst snd] in *.
        destruct (IHo Ks E Htop' Hgo') as [row [A1 [A2 [A3 A4]]]]. destruct (IH k Hk) as [rowk [B1 [B2 [B3 B4]]]].
        destruct (pull_row f (iterate r f) Js (u, v) _ HK rowk B1 B2) as [row' [C1 [C2 [C3 C4]]]]. cbn [fst snd] in C1. exists (row' ++ row). split; [|split; [|split]].
        + rewrite map_app. apply (in_order_app l (map fst row') v); [exact (in_order_widen _ _ _ _ Hlu C1) | exact A1].
        + apply Forall_app. split; assumption.
        + intros j. rewrite shares_app, A3, C3, B3. reflexivity.
        + apply Forall_app. split; [|exact A4]. apply Forall_forall. intros L' HL'. rewrite Forall_forall in B2, B4, C2, C4.
          destruct (C4 L' HL') as [L [HL [EL ->]]]. rewrite EL. pose proof (share_positive _ _ _ (B2 L HL)).
          apply Rle_trans with (top k * largest_power Js Bs r k (snd L)).
          * apply Rmult_le_compat; [left; exact (share_positive f Js (u, v, k) (conj Hk HK)) | lra | exact HKtop | exact (B4 L HL)].
          * apply largest_ge, (in_map (fun k => top k * largest_power Js Bs r k (snd L))), in_seq. lia. }
    exists row. split; [exact H1|]. split; [exact H2|]. split; [|exact H4]. intros j. rewrite H3. cbn [real_power].
    apply (sum_of_branches Js (nth i Bs []) (fun k => real_power B m r k j)). eapply Forall_impl; [|exact Hgo]. intros K HK. apply HK.
Qed.

(** All of them in one row. *)
Lemma all_cylinders r :
  exists Ks, in_order a (map fst Ks) b /\ Forall (goes_to (iterate r f) Js) Ks /\
    (forall j, shares_to Js Ks j = column_sum B m r j) /\ Forall (fun K => share_of Js K <= column_largest Js Bs r (snd K)) Ks.
Proof.
  destruct (rows_in_one Js (fun K => goes_to (iterate r f) Js K /\ share_of Js K <= column_largest Js Bs r (snd K)) a Js b (real_power B m r) (proj1 branches))
    as [Ks [H1 [H2 H3]]].
  - intros i Hi. destruct (cylinders_in r i Hi) as [row [A1 [A2 [A3 A4]]]]. exists row. split; [exact A1|]. split; [|exact A3].
    apply Forall_forall. intros K HK. rewrite Forall_forall in A2, A4. split; [exact (A2 K HK)|].
    eapply Rle_trans; [exact (A4 K HK) | apply largest_ge, (in_map (fun i => largest_power Js Bs r i (snd K))), in_seq; lia].
  - exists Ks. split; [exact H1|]. rewrite Forall_forall in H2. split; [|split; [exact H3|]]; apply Forall_forall; intros K HK; apply H2, HK.
Qed.
End Cylinders.
