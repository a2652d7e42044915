(** T15 over any numbers: branches that a map takes affinely onto intervals, each with a rational share of the interval that it has at
    least; what is passed on by them from one iterate to the next, and the cylinders of an iterate. *)

From Coq Require Import Reals QArith Qreals Qround List ZArith Lra Lia FunctionalExtensionality.
From Exactsep Require Import Networks Chains Hits Covering Maps Integral Teeth Slopes Windows Distance L1 Upper Constants Cylinders CylinderCosts Cylindrical.
Import ListNotations.

(** For each interval its branches: at least how large, as a share of the interval onto which they go, and which one that is. *)
Definition shares := list (list (Q * nat)).

Section Passing.
Context {Y : Type} (zero : Y) (add : Y -> Y -> Y) (change : Q -> Y -> Y) (rows : shares).

Definition next_by (ys : list Y) : list Y := map (fun row => fold_right (fun B s => add (change (fst B) (nth (snd B) ys zero)) s) zero row) rows.

Fixpoint after_by (n : nat) (ys : list Y) : list Y := match n with O => ys | S n' => after_by n' (next_by ys) end.
End Passing.

Definition tail_by (rows : shares) (n : nat) (ms : list amountsQ) : list amountsQ := after_by nothing plusQ timesQ rows n ms.

(** Sizes are rounded down to multiples of 1/d. *)
Definition floorQ (d : positive) (q : Q) : Q := Qfloor (q * inject_Z (Zpos d)) # d.

Definition floored (d : positive) (k : Q) (T : list kindQ) : list kindQ := map (fun p => (fst (fst p), floorQ d (snd (fst p) * k), snd p)) T.

(** What is the same then is counted together. *)
Definition flooredQ (d : positive) (k : Q) (T : list kindQ) : list kindQ := fold_right (fun p T => merge_kinds [p] T) [] (floored d k T).

Definition kinds_by (d : positive) (rows : shares) (n : nat) : list kindQ :=
  fold_right merge_kinds [] (after_by [] merge_kinds (flooredQ d) rows n (first_kinds (length rows))).

(** ** Soundness *)

Open Scope R_scope.

(** From where, until where, and which share of which interval. *)
Definition real_branch := (R * R * (Q * nat))%type.

Definition branch_true (f : R -> R) (Js : list (R * R)) (B : real_branch) : Prop :=
  let '(u, v, (k, j)) := B in
  let J := nth j Js (0, 0) in
  (j < length Js)%nat /\ u < v /\ fst J < snd J /\ straight f u v /\ (f u = fst J /\ f v = snd J \/ f u = snd J /\ f v = fst J) /\
  0 <= Q2R k <= (v - u) / (snd J - fst J).

Fixpoint row_true (f : R -> R) (Js : list (R * R)) (l : R) (row : list real_branch) (r : R) : Prop :=
  match row with [] => l <= r | B :: rest => l <= fst (fst B) /\ branch_true f Js B /\ row_true f Js (snd (fst B)) rest r end.

Lemma same_length {A B : Type} (P : A -> B -> Prop) l m : Forall2 P l m -> length l = length m.
Proof. induction 1; cbn; congruence. Qed.

Section Rows.
Variables (f : R -> R) (Js : list (R * R)) (Bs : list (list real_branch)).
Hypothesis Hf : continuity f.
Hypothesis HB : Forall2 (fun J row => row_true f Js (fst J) row (snd J)) Js Bs.

Notation rows := (map (map snd) Bs).

Section Known.
Variables (Y : Type) (known : (R -> R) -> R -> R -> Y -> Prop) (zero : Y) (add : Y -> Y -> Y) (change : Q -> Y -> Y).
Hypothesis known_zero : forall h l r, l <= r -> known h l r zero.
Hypothesis known_join : forall h l c r A B, known h l c A -> known h c r B -> known h l r (add A B).
Hypothesis known_widen : forall h l r l' r' A, known h l r A -> l' <= l -> r <= r' -> known h l' r' A.
Hypothesis known_through : forall h u v l r k A, continuity h -> u < v -> l < r -> straight f u v -> (f u = l /\ f v = r \/ f u = r /\ f v = l) ->
  0 <= Q2R k <= (v - u) / (r - l) -> known h l r A -> known (fun z => h (f z)) u v (change k A).

Notation all_known h := (Forall2 (fun J A => known h (fst J) (snd J) A) Js).

Lemma known_nth_R h ys j : all_known h ys -> (j < length Js)%nat -> known h (fst (nth j Js (0, 0))) (snd (nth j Js (0, 0))) (nth j ys zero).
Proof.
  clear HB. intros H. revert j. induction H as [| J A Js' ys' HJ H IH]; intros j Hj; [cbn in Hj; lia|]. destruct j as [| j]; [exact HJ | apply IH; cbn in Hj; lia].
Qed.

(** One iterate more, *)
Lemma next_ok h ys : continuity h -> all_known h ys -> all_known (fun z => h (f z)) (next_by zero add change rows ys).
Proof.
  intros Hh Hys. unfold next_by. clear - Hh Hys HB known_zero known_join known_widen known_through.
  assert (forall Ks Rs, Forall2 (fun J row => row_true f Js (fst J) row (snd J)) Ks Rs ->
    Forall2 (fun J A => known (fun z => h (f z)) (fst J) (snd J) A) Ks
      (map (fun row => fold_right (fun B s => add (change (fst B) (nth (snd B) ys zero)) s) zero row) (map (map snd) Rs))) as H; [|exact (H Js Bs HB)].
  intros Ks Rs H. induction H as [| [l r] row Ks Rs HJ H IH]; cbn [map]; constructor; [|exact IH]. cbn [fst snd] in *. clear IH H.
  revert l HJ. induction row as [| [[u v] [k j]] row IHrow]; intros l HJ; cbn [row_true map fold_right fst snd] in *; [apply known_zero, HJ|].
  destruct HJ as [Hl [[Hj [Huv [HJ [Hs [Hends Hk]]]]] Hrow]].
  apply known_join with (c := v); [|exact (IHrow v Hrow)]. apply known_widen with (l := u) (r := v); [|exact Hl | apply Rle_refl].
  eapply known_through; try eassumption. exact (known_nth_R h ys j Hys Hj).
Qed.

(** and many. *)
Lemma after_ok n : forall h ys, continuity h -> all_known h ys -> all_known (fun z => h (iterate n f z)) (after_by zero add change rows n ys).
Proof.
  induction n as [| n IH]; intros h ys Hh Hys; [exact Hys|]. cbn [after_by iterate].
  pose proof (IH (fun z => h (f z)) _ (continuity_comp f h Hf Hh) (next_ok h ys Hh Hys)) as H. cbv beta in H.
  assert ((fun z => h (f (iterate n f z))) = (fun z => h (iterate n f (f z)))) as E by (apply functional_extensionality; intros z; rewrite iterate_last; reflexivity).
  rewrite E in H. exact H.
Qed.
End Known.

(** Tables with other sizes *)
Definition resized (rho : R -> R) (T : cylinder_table) : cylinder_table := map (fun p => (fst (fst p), rho (snd (fst p)), snd p)) T.

Lemma sum_resized phi rho T : sum_over phi (resized rho T) = sum_over (fun j w => phi j (rho w)) T.
Proof. unfold sum_over, resized. induction T as [| p T IH]; cbn [map fold_right fst snd]; [reflexivity | rewrite IH; reflexivity]. Qed.

(** Rounding down, over R, *)
Definition floor_R (d : positive) (w : R) : R := IZR (Int_part (w * IZR (Zpos d))) / IZR (Zpos d).

Lemma floor_R_bounds d w : (0 <= w -> 0 <= floor_R d w <= w) /\ (w < 0 -> floor_R d w <= 0).
Proof.
  unfold floor_R. assert (0 < IZR (Zpos d)) as Hd by (apply IZR_lt; reflexivity). destruct (base_Int_part (w * IZR (Zpos d))) as [H1 H2]. split; intros Hw.
  - assert (-1 < Int_part (w * IZR (Zpos d)))%Z as Hz by (apply lt_IZR; nra). assert (0 <= IZR (Int_part (w * IZR (Zpos d)))) as H0 by (apply IZR_le; lia).
    split; [apply Rle_mult_inv_pos; lra|]. apply Rmult_le_reg_r with (IZR (Zpos d)); [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra. lra.
  - apply Rmult_le_reg_r with (IZR (Zpos d)); [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra. nra.
Qed.

(** is rounding down over Q. *)
Lemma floorQ_ok d q : Q2R (floorQ d q) = floor_R d (Q2R q).
Proof.
  unfold floorQ, floor_R. set (p := (q * inject_Z (Zpos d))%Q). assert (Q2R q * IZR (Zpos d) = Q2R p) as -> by (unfold p; rewrite Q2R_mult, Q2R_integer; reflexivity).
  assert (Qfloor p + 1 = Rdefinitions.up (Q2R p))%Z as E.
  { apply tech_up.
    - pose proof (Qlt_Rlt _ _ (Qlt_floor p)) as H. rewrite Q2R_integer in H. exact H.
    - pose proof (Qle_Rle _ _ (Qfloor_le p)) as H. rewrite Q2R_integer in H. rewrite plus_IZR. lra. }
  unfold Int_part. rewrite <- E. replace (Qfloor p + 1 - 1)%Z with (Qfloor p) by lia. reflexivity.
Qed.

Lemma real_floored d k T : real_kinds (floored d k T) = resized (floor_R d) (real_kinds (shrunkQ k T)).
Proof.
  unfold floored, shrunkQ. induction T as [| p T IH]; [reflexivity|]. cbn [map real_kinds resized fst snd] in *.
  rewrite floorQ_ok, Q2R_Qred. f_equal. exact IH.
Qed.

Lemma sum_floored phi d k T : sum_over phi (real_kinds (flooredQ d k T)) = sum_over phi (real_kinds (floored d k T)).
Proof.
  unfold flooredQ. induction (floored d k T) as [| p T' IH]; [reflexivity|]. cbn [fold_right]. rewrite sum_merge, IH, !sum_real.
  unfold sum_over. cbn [real_kinds map fold_right]. ring.
Qed.

Section Levels.
Variables x y : R.
Hypothesis levels : x < y.

(** Smaller amounts *)
Definition at_most (m n : amounts) : Prop := above0 m <= above0 n /\ above1 m <= above1 n /\ below0 m <= below0 n /\ below1 m <= below1 n.

Lemma has_less h l r m n : has x y h l r n -> at_most m n -> has x y h l r m.
Proof.
  intros [H1 [H2 H3]] [A0 [A1 [B0 B1]]]. split; [exact H1|].
  split; intros c Hc; (eapply costs_less; [apply H2 || apply H3; exact Hc | apply area_le; assumption || lra]).
Qed.

(** A smaller share *)
Lemma smaller k K m : 0 <= k <= K -> at_most none m -> at_most (times k m) (times K m).
Proof. intros Hk [A0 [A1 [B0 B1]]]. cbn in *. unfold at_most, times. cbn. repeat split; apply Rmult_le_compat_l; assumption || lra. Qed.

Definition amounts_known (h : R -> R) (l r : R) (m : amountsQ) : Prop := has x y h l r (real_amounts m) /\ at_most none (real_amounts m).

Lemma tail_by_ok n ms : Forall2 (fun J m => amounts_known (fun z => z) (fst J) (snd J) m) Js ms ->
  Forall2 (fun J m => amounts_known (iterate n f) (fst J) (snd J) m) Js (tail_by rows n ms).
Proof.
  intros Hms. apply (after_ok amountsQ amounts_known nothing plusQ timesQ) with (h := fun z => z); try exact Hms; [| | | |exact continuity_fun_id].
  - intros h l r Hlr. unfold amounts_known. rewrite real_nothing. split; [apply has_none; assumption | unfold at_most; cbn; lra].
  - intros h l c r A B [HA PA] [HB' PB]. unfold amounts_known. rewrite real_plus. split; [eapply has_join; eassumption|].
    destruct PA as [A0 [A1 [A2 A3]]], PB as [B0 [B1 [B2 B3]]]. unfold at_most in *. cbn in *. lra.
  - intros h l r l' r' A [HA PA] Hl Hr. split; [eapply has_widen; eassumption | exact PA].
  - intros h u v l r k A Hh Huv Hlr Hs Hends Hk [HA PA]. unfold amounts_known. rewrite real_times. split.
    + apply has_less with (n := times ((v - u) / (r - l)) (real_amounts A)); [apply has_through; assumption | apply smaller; assumption].
    + destruct PA as [A0 [A1 [A2 A3]]]. unfold at_most. cbn in *. repeat split; apply Rmult_le_pos; lra.
Qed.

Variable kind : nat -> amounts.
Hypothesis kinds_positive : forall j, at_most none (kind j).

(** Cylinders that are said to be smaller *)
Lemma cylinders_resized h a b T rho : (forall w, 0 <= w -> 0 <= rho w <= w) -> (forall w, w < 0 -> rho w <= 0) ->
  cylinders x y kind h a b T -> cylinders x y kind h a b (resized rho T).
Proof.
  intros Hpos Hneg H. induction H as [a b Hab | a u v b j k Ha Hb Huv HT | a m b T T' H1 IH1 H2 IH2 | a b T T' H IH Hs].
  - constructor. exact Hab.
  - cbn [resized map fst snd]. apply cylinders_one with (u := u) (v := v); try assumption. destruct (kinds_positive j) as [A0 [A1 [B0 B1]]]. cbn in A0, A1, B0, B1.
    destruct (Rle_dec 0 k) as [Hk | Hk].
    + apply has_less with (n := times k (kind j)); [exact HT|]. apply smaller; [apply Hpos, Hk | apply kinds_positive].
    + apply has_less with (n := none); [apply has_none; lra|]. unfold at_most, times. cbn. specialize (Hneg k ltac:(lra)). repeat split; nra.
  - unfold resized. rewrite map_app. eapply cylinders_join; eassumption.
  - eapply cylinders_same; [exact IH|]. intros phi. rewrite !sum_resized. apply Hs.
Qed.

Lemma cylinders_smaller h a b T c : 0 <= c <= 1 -> cylinders x y kind h a b T -> cylinders x y kind h a b (shrunk c T).
Proof. intros Hc. apply (cylinders_resized h a b T (fun w => w * c)); intros w Hw; nra. Qed.

Lemma kinds_by_ok d F : continuity F ->
  Forall2 (fun J j => has x y F (fst J) (snd J) (kind j)) Js (seq 0 (length Js)) -> Forall (fun J => fst J < snd J) Js -> forall n,
  Forall2 (fun J T => cylinders x y kind (fun z => F (iterate n f z)) (fst J) (snd J) (real_kinds T)) Js
    (after_by [] merge_kinds (flooredQ d) rows n (first_kinds (length Js))).
Proof.
  intros HF Hkind Hlong n.
  apply (after_ok (list kindQ) (fun h l r T => cylinders x y kind h l r (real_kinds T)) [] merge_kinds (flooredQ d)) with (h := F); [| | | | exact HF |].
  - intros h l r Hlr. constructor. exact Hlr.
  - intros h l c r A B HA HB'. apply cylinders_same with (T := real_kinds A ++ real_kinds B); [eapply cylinders_join; eassumption|].
    intros phi. rewrite sum_app, sum_merge. reflexivity.
  - intros. eapply cylinders_widen; eassumption.
  - intros h u v l r k A Hh Huv Hlr Hs Hends Hk HA. set (K := (v - u) / (r - l)) in *.
    assert (0 < K) as HK by (unfold K, Rdiv; apply Rmult_lt_0_compat; [lra | apply Rinv_0_lt_compat; lra]).
    assert (Q2R k / K * K = Q2R k) as E by (field; lra).
    apply cylinders_same with (T := real_kinds (floored d k A)); [|intros phi; symmetry; apply sum_floored].
    rewrite real_floored. apply cylinders_resized; [apply floor_R_bounds | apply floor_R_bounds |].
    apply cylinders_same with (T := shrunk (Q2R k / K) (shrunk K (real_kinds A))).
    + apply cylinders_smaller; [split; [apply Rle_mult_inv_pos; lra | apply Rmult_le_reg_r with K; lra]|]. eapply cylinders_through; try eassumption. reflexivity.
    + intros phi. rewrite sum_shrunkQ, !sum_shrunk. apply f_equal2; [|reflexivity].
      apply functional_extensionality. intros j. apply functional_extensionality. intros w. f_equal. transitivity (w * (Q2R k / K * K)); [ring | rewrite E; reflexivity].
  - unfold first_kinds. clear - Hkind Hlong levels. revert Hkind. generalize 0%nat. induction Hlong as [| J rest HJ Hl IH]; intros i H; cbn [length seq map] in *; constructor.
    + inversion H; subst. cbn [real_kinds map fst snd]. apply cylinders_one with (u := fst J) (v := snd J); [lra | lra | assumption |].
      replace (times (Q2R 1) (kind i)) with (kind i); [assumption|]. replace (Q2R 1) with 1 by (unfold Q2R; cbn; lra).
      destruct (kind i). unfold times. cbn. f_equal; ring.
    + inversion H; subst. apply IH. assumption.
Qed.
End Levels.

(** The cylinders of an iterate, between two levels. *)
Lemma shares_cylinders d x y ms a b order tail : x < y -> in_order a Js b ->
  Forall (fun J => fst J < snd J) Js -> Forall2 (fun J m => amounts_known x y (fun z => z) (fst J) (snd J) m) Js ms ->
  cylinders x y (fun j => real_amounts (nth j (tail_by rows tail ms) nothing)) (iterate (order + tail) f) a b (real_kinds (kinds_by d rows order)).
Proof.
  intros Hxy Ho Hlong Hms. pose proof (tail_by_ok x y Hxy tail ms Hms) as Ht. set (ks := tail_by rows tail ms) in *.
  assert (forall j, at_most none (real_amounts (nth j ks nothing))) as Hpos.
  { intros j. destruct (nth_in_or_default j ks nothing) as [Hin | ->]; [|rewrite real_nothing; unfold at_most; lra].
    clear - Ht Hin. revert Hin. generalize (nth j ks nothing) as n. intros n Hin. induction Ht as [| J m Js' ks' [_ HJ] Ht IH]; [contradiction|]. destruct Hin as [<- | Hin]; [exact HJ | exact (IH Hin)]. }
  assert (Forall2 (fun J j => has x y (iterate tail f) (fst J) (snd J) (real_amounts (nth j ks nothing))) Js (seq 0 (length Js))) as Hkind.
  { assert (forall i Ks ns, Forall2 (fun J m => amounts_known x y (iterate tail f) (fst J) (snd J) m) Ks ns -> (forall j, nth j ns nothing = nth (i + j) ks nothing) ->
      Forall2 (fun J j => has x y (iterate tail f) (fst J) (snd J) (real_amounts (nth j ks nothing))) Ks (seq i (length Ks))) as H.
    { intros i Ks ns H. revert i. induction H as [| J m Ks ns [HJ _] H IH]; intros i Hn; cbn [length seq]; constructor.
      - specialize (Hn 0%nat). cbn [nth] in Hn. rewrite Nat.add_0_r in Hn. rewrite <- Hn. exact HJ.
      - apply IH. intros j. specialize (Hn (S j)). cbn [nth] in Hn. rewrite Hn. f_equal. lia. }
    exact (H 0%nat Js ks Ht (fun j => eq_refl)). }
  pose proof (kinds_by_ok x y Hxy _ Hpos d (iterate tail f) (continuity_iterate f tail Hf) Hkind Hlong order) as Hall.
  assert ((fun z => iterate tail f (iterate order f z)) = iterate (order + tail) f) as E.
  { apply functional_extensionality. clear. induction order as [| n IH]; intros z; [reflexivity|]. cbn [iterate Nat.add]. apply IH. }
  rewrite E in Hall. unfold kinds_by.
  replace (length rows) with (length Js) by (rewrite map_length; exact (same_length _ _ _ HB)).
  clear - Ho Hall. revert Ho Hall. generalize (iterate (order + tail) f) as F. generalize (after_by [] merge_kinds (flooredQ d) rows order (first_kinds (length Js))).
  intros Ts F Ho H. revert a Ho. induction H as [| J T rest Ts HJ H IH]; intros a Ho; cbn [fold_right] in *.
  - inversion Ho; subst. constructor. assumption.
  - inversion Ho as [| a0 l0 r0 Js0 b0 A B C]; subst. cbn [fst snd] in *.
    apply cylinders_same with (T := real_kinds T ++ real_kinds (fold_right merge_kinds [] Ts)); [|intros phi; rewrite sum_app, sum_merge; reflexivity].
    apply cylinders_join with (m := r0); [eapply cylinders_widen; [exact HJ | exact A | lra] | apply IH, C].
Qed.
End Rows.
