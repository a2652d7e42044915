(** T15x between two neighbouring levels: what has few pieces crosses them seldom, so that it is on the wrong side of them somewhere. What a
    labelling of the plateaus of F costs at least is carried from right to left, without measure theory. *)

From Coq Require Import Reals List ZArith Lra Lia.
From Exactsep Require Import Networks Chains Hits Maps Integral Teeth.
Import ListNotations.
Open Scope R_scope.

(** What has to be paid from a place on: by the label there (true is above), and by the number of switches that are left. *)
Definition future := bool -> nat -> R.

(** A plateau of length w costs its length if the label is wrong. *)
Definition wrong (bit l : bool) (w : R) : R := if Bool.eqb bit l then 0 else w.

(** With one switch more one may switch, or not; a switch costs p. *)
Definition closed (p : R) (m : nat) (B : future) : Prop :=
  forall l r, (r < m)%nat -> B l (S r) <= B l r /\ B l (S r) <= p + B (negb l) r.

Section Levels.
Variables x y p : R.
Variable m : nat.
Hypotheses (levels : x < y) (price : 0 <= p).

Definition plateau (F : R -> R) (bit : bool) (a b : R) : Prop := forall z, a <= z <= b -> if bit then y <= F z else F z <= x.

(** From a to b, what has to be paid is B before and B' after. *)
Inductive paid (F : R -> R) : R -> R -> future -> future -> Prop :=
| paid_nothing : forall a b B, a <= b -> closed p m B -> paid F a b B B
| paid_plateau : forall a b bit w B B', a <= b -> 0 <= w <= b - a -> plateau F bit a b -> closed p m B -> closed p m B' ->
    (forall l r, (r <= m)%nat -> B l r <= wrong bit l w + B' l r) -> paid F a b B B'
| paid_join : forall a c b B B1 B', paid F a c B B1 -> paid F c b B1 B' -> paid F a b B B'.

Lemma paid_closed F a b B B' : paid F a b B B' -> a <= b /\ closed p m B /\ closed p m B'.
Proof.
  induction 1 as [a b B Hab HB | | a c b B B1 B' _ [H1 [H2 _]] _ [H3 [_ H4]]]; [split; [|split]; assumption | split; [|split]; assumption|].
  split; [lra | split; assumption].
Qed.

(** A mixture *)
Definition mixed (s s' : R) (B B' : future) : future := fun l r => s * B l r + s' * B' l r.

Lemma closed_mixed q q' s s' B B' : 0 <= s -> 0 <= s' -> closed q m B -> closed q' m B' -> closed (s * q + s' * q') m (mixed s s' B B').
Proof.
  intros Hs Hs' H H' l r Hr. destruct (H l r Hr) as [A C], (H' l r Hr) as [A' C']. unfold mixed. split; [nra|].
  apply Rmult_le_compat_l with (r := s) in C; [|exact Hs]. apply Rmult_le_compat_l with (r := s') in C'; [|exact Hs']. lra.
Qed.

(** A place between. *)
Lemma paid_split F a b B B' : paid F a b B B' -> forall d, a <= d <= b -> exists Bd, paid F a d B Bd /\ paid F d b Bd B'.
Proof.
  induction 1 as [a b B Hab HB | a b bit w B B' Hab Hw HF HB HB' Hle | a c b B B1 B' H1 IH1 H2 IH2]; intros d Hd.
  - exists B. split; constructor; try assumption; lra.
  - destruct (Req_dec a b) as [<- | Hne].
    { replace d with a by lra. exists B'. split; [apply paid_plateau with (bit := bit) (w := w) | constructor]; assumption. }
    pose (s := (d - a) / (b - a)). assert (s * (b - a) = d - a) as Es by (unfold s; field; lra). assert (0 <= s <= 1) as Hs by (split; nra).
    exists (mixed (1 - s) s B B'). assert (closed p m (mixed (1 - s) s B B')) as Hc.
    { replace p with ((1 - s) * p + s * p) by ring. apply closed_mixed; assumption || lra. }
    split; [apply paid_plateau with (bit := bit) (w := s * w) | apply paid_plateau with (bit := bit) (w := (1 - s) * w)]; try assumption; try lra; try nra.
    + intros z Hz. apply HF. lra.
    + intros l r Hr. specialize (Hle l r Hr). unfold mixed, wrong in *. destruct (Bool.eqb bit l); nra.
    + intros z Hz. apply HF. lra.
    + intros l r Hr. specialize (Hle l r Hr). unfold mixed, wrong in *. destruct (Bool.eqb bit l); nra.
  - destruct (Rle_dec d c) as [L | L].
    + destruct (IH1 d ltac:(lra)) as [Bd [A C]]. exists Bd. split; [exact A | apply paid_join with (c := c) (B1 := B1); assumption].
    + destruct (IH2 d ltac:(lra)) as [Bd [A C]]. exists Bd. split; [apply paid_join with (c := c) (B1 := B1); assumption | exact C].
Qed.

(** On a point nothing is paid. *)
Lemma paid_point F a b B B' : paid F a b B B' -> a = b -> forall l r, (r <= m)%nat -> B l r <= B' l r.
Proof.
  induction 1 as [a b B Hab HB | a b bit w B B' Hab Hw HF HB HB' Hle | a c b B B1 B' H1 IH1 H2 IH2]; intros E l r Hr; [lra | |].
  - specialize (Hle l r Hr). unfold wrong in Hle. destruct (Bool.eqb bit l); lra.
  - apply paid_closed in H1, H2. apply Rle_trans with (B1 l r); [apply IH1 | apply IH2]; lra || exact Hr.
Qed.

(** What has to be paid for all levels, at a place where g has the value v: the label is that of v, *)
Definition due_at (B : future) (r : nat) (v : R) : R := (v - x) * B true r + (y - v) * B false r.

(** and after g has gone up from v0 to v, if at least r switches are left. *)
Definition due_up (B : future) (r : nat) (v0 v : R) : R := (v0 - x) * B true (S r) + (v - v0) * B true r + (y - v) * B false (S r).

(** Going further up. *)
Lemma due_up_moves B r v0 v w : closed p m B -> (r < m)%nat -> v <= w -> due_up B r v0 v - p * (w - v) <= due_up B r v0 w.
Proof. intros H Hr Hv. destruct (H false r Hr) as [_ C]. cbn [negb] in C. unfold due_up. nra. Qed.

(** What is as large costs as much. *)
Lemma costs_constant h a b e : a <= b -> (forall z, a <= z <= b -> e <= h z) -> costs h a b (e * (b - a)).
Proof.
  intros Hab H. eapply costs_less; [apply (costs_affine h a b e 0 Hab); intros z Hz; specialize (H z ltac:(lra)); lra | right; field].
Qed.

(** A function that does not fall, between two of the pieces of g. *)
Lemma paid_up F g r v0 a b B B' :
  paid F a b B B' -> (r < m)%nat -> (forall c d, a <= c -> c <= d -> d <= b -> g c <= g d) -> x <= v0 -> v0 <= clamp x y (g a) ->
  costs (fun z => Rabs (clamp x y (F z) - clamp x y (g z))) a b
    (due_up B r v0 (clamp x y (g a)) - due_up B' r v0 (clamp x y (g b)) - p * (clamp x y (g b) - clamp x y (g a))).
Proof.
  intros H Hr. induction H as [a b B Hab HB | a b bit w B B' Hab Hw HF HB HB' Hle | a c b B B1 B' H1 IH1 H2 IH2]; intros Hg Hx H0.
  - pose proof (clamp_mono x y levels _ _ (Hg a b ltac:(lra) Hab ltac:(lra))) as Hm.
    apply costs_less with (e := 0); [apply costs_nothing; [exact Hab | intros; apply Rabs_pos]|].
    pose proof (due_up_moves B r v0 _ _ HB Hr Hm). lra.
  - pose proof (clamp_mono x y levels _ _ (Hg a b ltac:(lra) Hab ltac:(lra))) as Hm.
    pose proof (clamp_within x y levels (g a)) as Wa. pose proof (clamp_within x y levels (g b)) as Wb.
    assert (forall l k, (k <= m)%nat -> B l k - B' l k <= wrong bit l w) as Hd by (intros l k Hk; specialize (Hle l k Hk); lra).
    pose proof (Hd true (S r) ltac:(lia)) as D1. pose proof (Hd true r ltac:(lia)) as D2. pose proof (Hd false (S r) ltac:(lia)) as D3. unfold wrong in D1, D2, D3.
    set (ga := clamp x y (g a)) in *. set (gb := clamp x y (g b)) in *. destruct bit; cbn [Bool.eqb] in *.
    + apply costs_less with (e := (y - gb) * (b - a)).
      * apply costs_constant; [exact Hab|]. intros z Hz. specialize (HF z Hz). cbn in HF.
        replace (clamp x y (F z)) with y by (unfold clamp; rewrite Rmax_left, Rmin_right; lra).
        pose proof (clamp_mono x y levels _ _ (Hg z b ltac:(lra) ltac:(lra) ltac:(lra))) as Hz'. fold gb in Hz'. rewrite Rabs_pos_eq; lra.
      * pose proof (due_up_moves B r v0 ga gb HB Hr Hm). unfold due_up in *. nra.
    + apply costs_less with (e := (ga - x) * (b - a)).
      * apply costs_constant; [exact Hab|]. intros z Hz. specialize (HF z Hz). cbn in HF.
        replace (clamp x y (F z)) with x by (unfold clamp, Rmax, Rmin; repeat destruct (Rle_dec _ _); lra).
        pose proof (clamp_mono x y levels _ _ (Hg a z ltac:(lra) ltac:(lra) ltac:(lra))) as Hz'. fold ga in Hz'. rewrite Rabs_minus_sym, Rabs_pos_eq; lra.
      * pose proof (due_up_moves B' r v0 ga gb HB' Hr Hm). unfold due_up in *. nra.
  - pose proof (paid_closed _ _ _ _ _ H1) as [Hac _]. pose proof (paid_closed _ _ _ _ _ H2) as [Hcb _].
    pose proof (clamp_mono x y levels _ _ (Hg a c ltac:(lra) Hac ltac:(lra))) as Hm.
    eapply costs_less; [apply costs_join with (m := c); [exact Hac | exact Hcb | apply IH1 | apply IH2]|]; try assumption; try lra;
      intros s e Hs Hse He; apply Hg; lra.
Qed.

(** What is left after a piece. *)
Lemma due_up_ends B r v0 v : closed p m B -> (r < m)%nat -> x <= v0 -> v <= y -> due_up B r v0 v <= due_at B r v.
Proof. intros H Hr Hx Hy. destruct (H true r Hr) as [A _]. destruct (H false r Hr) as [C _]. unfold due_up, due_at. nra. Qed.

(** A piece on which g does not fall. *)
Lemma piece_up F g r a b B B' :
  paid F a b B B' -> (r < m)%nat -> (forall c d, a <= c -> c <= d -> d <= b -> g c <= g d) ->
  costs (fun z => Rabs (clamp x y (F z) - clamp x y (g z))) a b
    (due_at B (S r) (clamp x y (g a)) - due_at B' r (clamp x y (g b)) - p * (y - x)).
Proof.
  intros H Hr Hg. pose proof (paid_closed _ _ _ _ _ H) as [Hab [_ HB']].
  pose proof (clamp_within x y levels (g a)) as Wa. pose proof (clamp_within x y levels (g b)) as Wb.
  eapply costs_less; [apply (paid_up F g r (clamp x y (g a)) a b B B' H Hr Hg); lra|].
  pose proof (due_up_ends B' r (clamp x y (g a)) (clamp x y (g b)) HB' Hr ltac:(lra) ltac:(lra)).
  assert (due_up B r (clamp x y (g a)) (clamp x y (g a)) = due_at B (S r) (clamp x y (g a))) as -> by (unfold due_up, due_at; ring). nra.
Qed.
End Levels.

(** ** The mirror image *)

Definition flipped (B : future) : future := fun l r => B (negb l) r.

Lemma closed_flipped p m B : closed p m B -> closed p m (flipped B).
Proof. intros H l r Hr. apply (H (negb l) r Hr). Qed.

Lemma paid_flipped x y p m F a b B B' : paid x y p m F a b B B' -> paid x y p m (fun z => x + y - F z) a b (flipped B) (flipped B').
Proof.
  induction 1 as [a b B Hab HB | a b bit w B B' Hab Hw HF HB HB' Hle | a c b B B1 B' H1 IH1 H2 IH2].
  - constructor; [exact Hab | apply closed_flipped, HB].
  - apply paid_plateau with (bit := negb bit) (w := w); try assumption; try (apply closed_flipped; assumption).
    + intros z Hz. specialize (HF z Hz). destruct bit; cbn in *; lra.
    + intros l r Hr. specialize (Hle (negb l) r Hr). unfold wrong, flipped in *. destruct bit, l; exact Hle.
  - apply paid_join with (c := c) (B1 := flipped B1); assumption.
Qed.

Lemma clamp_flipped x y v : x < y -> clamp x y (x + y - v) = x + y - clamp x y v.
Proof. intros H. unfold clamp, Rmax, Rmin. repeat destruct (Rle_dec _ _); lra. Qed.

Section Pieces.
Variables x y p : R.
Variable m : nat.
Hypotheses (levels : x < y) (price : 0 <= p).

(** A piece of g *)
Lemma piece_costs F g r a b B B' :
  paid x y p m F a b B B' -> (r < m)%nat -> affine_on g a b ->
  costs (fun z => Rabs (clamp x y (F z) - clamp x y (g z))) a b
    (due_at x y B (S r) (clamp x y (g a)) - due_at x y B' r (clamp x y (g b)) - p * (y - x)).
Proof.
  intros H Hr [k [c Hg]]. pose proof (paid_closed _ _ _ _ _ _ _ _ _ H) as [Hab _]. destruct (Rle_dec 0 k) as [Hk | Hk].
  - apply (piece_up x y p m levels price F g r a b B B' H Hr). intros s e H1 H2 H3. rewrite !Hg by lra. nra.
  - pose proof (piece_up x y p m levels price _ (fun z => x + y - g z) r a b _ _ (paid_flipped _ _ _ _ _ _ _ _ _ H) Hr) as Hc. cbv beta in Hc.
    assert (forall v D k', due_at x y (flipped D) k' (x + y - v) = due_at x y D k' v) as E by (intros; unfold due_at, flipped; cbn [negb]; ring).
    rewrite !clamp_flipped, !E in Hc by exact levels.
    assert ((fun z => Rabs (clamp x y (x + y - F z) - clamp x y (x + y - g z))) = (fun z => Rabs (clamp x y (F z) - clamp x y (g z)))) as Ef.
    { apply FunctionalExtensionality.functional_extensionality. intros z. rewrite !clamp_flipped by exact levels.
      rewrite <- Rabs_Ropp. f_equal. ring. }
    rewrite Ef in Hc. apply Hc. intros s e H1 H2 H3. rewrite !Hg by lra. nra.
Qed.

(** All pieces *)
Lemma pieces_cost F g a b n : pieces g a b n -> forall B B', (Z.to_nat n <= m)%nat -> paid x y p m F a b B B' ->
  costs (fun z => Rabs (clamp x y (F z) - clamp x y (g z))) a b
    (due_at x y B (Z.to_nat n) (clamp x y (g a)) - due_at x y B' 0 (clamp x y (g b)) - IZR n * (p * (y - x))).
Proof.
  induction 1 as [a | a d b n Had Hg Hc IH]; intros B B' Hn H.
  - pose proof (clamp_within x y levels (g a)). pose proof (paid_point _ _ _ _ _ _ _ _ _ H eq_refl true 0%nat ltac:(lia)). pose proof (paid_point _ _ _ _ _ _ _ _ _ H eq_refl false 0%nat ltac:(lia)).
    apply costs_less with (e := 0); [apply costs_nothing; [lra | intros; apply Rabs_pos]|]. cbn [Z.to_nat]. unfold due_at. nra.
  - pose proof (chain_ordered _ _ _ _ Hc) as [Hdb Hn0]. destruct (paid_split _ _ _ _ _ _ _ _ _ H d ltac:(lra)) as [Bd [H1 H2]].
    replace (Z.to_nat (n + 1)) with (S (Z.to_nat n)) in * by lia. rewrite plus_IZR.
    eapply costs_less; [apply costs_join with (m := d); [lra | lra | apply (piece_costs F g (Z.to_nat n) a d B Bd H1 ltac:(lia) Hg) | apply (IH Bd B' ltac:(lia) H2)]|]. lra.
Qed.

(** Fewer switches, more to pay. *)
Lemma closed_fewer B l n k : closed p m B -> (n <= k)%nat -> (k <= m)%nat -> B l k <= B l n.
Proof. intros H Hn. induction Hn as [| k Hn IH]; intros Hk; [lra|]. destruct (H l k ltac:(lia)) as [A _]. specialize (IH ltac:(lia)). lra. Qed.

(** So whatever has few pieces pays what is due at the left end. *)
Theorem labels_cost F g a b n B B' D : pieces g a b n -> (Z.to_nat n <= m)%nat -> paid x y p m F a b B B' ->
  (forall l, D <= B l m) -> (forall l, B' l 0%nat <= 0) ->
  costs (fun z => Rabs (clamp x y (F z) - clamp x y (g z))) a b ((y - x) * (D - IZR n * p)).
Proof.
  intros Hg Hn H HD HB'. pose proof (paid_closed _ _ _ _ _ _ _ _ _ H) as [_ [HB _]]. eapply costs_less; [apply (pieces_cost F g a b n Hg B B' Hn H)|].
  pose proof (clamp_within x y levels (g a)). pose proof (clamp_within x y levels (g b)).
  pose proof (closed_fewer B true _ _ HB Hn (le_n _)). pose proof (closed_fewer B false _ _ HB Hn (le_n _)).
  pose proof (HD true). pose proof (HD false). pose proof (HB' true). pose proof (HB' false). unfold due_at. nra.
Qed.
End Pieces.
