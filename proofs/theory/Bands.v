(** T15x between two levels: the trapezoid rule. Between the levels F consists of plateaus and of affine crossings from one level to the
    other; in thin bands crossings are plateaus as well, but for a share that disappears as the bands get thinner. *)

From Coq Require Import Reals List ZArith Lra Lia.
From Exactsep Require Import Networks Chains Hits Maps Integral Teeth Labels.
Import ListNotations.
Open Scope R_scope.

(** F goes from one level to the other between a and b. *)
Definition crossing_between (x y : R) (F : R -> R) (up : bool) (a b : R) : Prop :=
  a < b /\ forall z, a <= z <= b -> F z = if up then x + (y - x) * ((z - a) / (b - a)) else y - (y - x) * ((z - a) / (b - a)).

(** An inequality, times what is not negative. *)
Ltac scaled s H := apply Rmult_le_compat_l with (r := s) in H; [|lra].

Section Levels.
Variables x y p0 p1 : R.
Variable m : nat.
Hypotheses (levels : x < y) (price0 : 0 <= p0) (price1 : 0 <= p1).

(** What has to be paid at both levels: B at the lower one, C at the upper one. A crossing is above the one and below the other. *)
Inductive both_paid (F : R -> R) : R -> R -> future * future -> future * future -> Prop :=
| both_nothing : forall a b B C, a <= b -> closed p0 m B -> closed p1 m C -> both_paid F a b (B, C) (B, C)
| both_plateau : forall a b bit w B B' C C', a <= b -> 0 <= w <= b - a -> plateau x y F bit a b ->
    closed p0 m B -> closed p0 m B' -> closed p1 m C -> closed p1 m C' ->
    (forall l r, (r <= m)%nat -> B l r <= wrong bit l w + B' l r) -> (forall l r, (r <= m)%nat -> C l r <= wrong bit l w + C' l r) ->
    both_paid F a b (B, C) (B', C')
| both_crossing : forall a b up w B B' C C', 0 <= w <= b - a -> crossing_between x y F up a b ->
    closed p0 m B -> closed p0 m B' -> closed p1 m C -> closed p1 m C' ->
    (forall l r, (r <= m)%nat -> B l r <= wrong true l w + B' l r) -> (forall l r, (r <= m)%nat -> C l r <= wrong false l w + C' l r) ->
    both_paid F a b (B, C) (B', C')
| both_join : forall a c b D D1 D', both_paid F a c D D1 -> both_paid F c b D1 D' -> both_paid F a b D D'.

Lemma both_paid_ordered F a b D D' : both_paid F a b D D' -> a <= b.
Proof. induction 1 as [| | a b up w B B' C C' Hw [H _] | ]; lra. Qed.

(** A band: s and s' are the shares of the two levels, their sum at most 1. *)
Lemma band_paid F a b D D' u v s s' :
  both_paid F a b D D' -> 0 <= s -> 0 <= s' -> s + s' < 1 -> u = x + (y - x) * s' -> v = y - (y - x) * s ->
  paid u v (s * p0 + s' * p1) m F a b (mixed s s' (fst D) (snd D)) (mixed s s' (fst D') (snd D')).
Proof.
  intros H Hs Hs' H1 Hu Hv.
  assert (x <= u /\ v <= y /\ u < v) as [Hxu [Hvy Huv]] by (subst; split; [nra | split; nra]).
  induction H as [a b B C Hab HB HC | a b bit w B B' C C' Hab Hw HF HB HB' HC HC' Hle Hle' | a b up w B B' C C' Hw [Hab HF] HB HB' HC HC' Hle Hle' | a c b D D1 D' _ IH1 _ IH2]; cbn [fst snd] in *.
  - constructor; [exact Hab | apply closed_mixed; assumption].
  - assert (0 <= (s + s') * w <= w) as Hsw by (split; nra).
    apply paid_plateau with (bit := bit) (w := (s + s') * w); [exact Hab | lra | | apply closed_mixed; assumption | apply closed_mixed; assumption |].
    + intros z Hz. specialize (HF z Hz). destruct bit; cbn in *; lra.
    + intros l r Hr. specialize (Hle l r Hr). specialize (Hle' l r Hr). unfold mixed, wrong in *. scaled s Hle. scaled s' Hle'. destruct (Bool.eqb bit l); lra.
  - assert (exists W, b = a + W) as [W EW] by (exists (b - a); ring). assert (0 < W) as HW by lra.
    assert (forall z, a <= z <= b -> exists q, q * W = z - a /\ 0 <= q <= 1 /\ F z = if up then x + (y - x) * q else y - (y - x) * q) as Hq.
    { intros z Hz. exists ((z - a) / W). assert ((z - a) / W * W = z - a) as E by (field; lra). split; [exact E|].
      split; [split; apply Rmult_le_reg_r with W; lra | replace W with (b - a) by lra; apply HF, Hz]. }
    assert (0 <= s * w <= s * W) as Hsw by (split; nra). assert (0 <= s' * w <= s' * W) as Hsw' by (split; nra).
    assert (s * W + s' * W <= W /\ 0 <= s * W /\ 0 <= s' * W) as [Hcd [HsW HsW']] by (split; [nra | split; nra]).
    destruct up.
    + pose (c := a + s' * W). pose (d := b - s * W).
      apply paid_join with (c := c) (B1 := mixed s s' B C'); [|apply paid_join with (c := d) (B1 := mixed s s' B C')].
      * apply paid_plateau with (bit := false) (w := s' * w); [unfold c; lra | unfold c; lra | | apply closed_mixed; assumption | apply closed_mixed; assumption |].
        { intros z Hz. unfold c in Hz. destruct (Hq z ltac:(lra)) as [q [E [Hq1 ->]]]. subst u. assert (q <= s') as Hqs by (apply Rmult_le_reg_r with W; lra). scaled (y - x) Hqs. lra. }
        { intros l r Hr. specialize (Hle' l r Hr). unfold mixed, wrong in *. scaled s' Hle'. destruct (Bool.eqb false l); lra. }
      * constructor; [unfold c, d; lra | apply closed_mixed; assumption].
      * apply paid_plateau with (bit := true) (w := s * w); [unfold d; lra | unfold d; lra | | apply closed_mixed; assumption | apply closed_mixed; assumption |].
        { intros z Hz. unfold d in Hz. destruct (Hq z ltac:(lra)) as [q [E [Hq1 ->]]]. subst v. assert (1 - s <= q) by (nra). nra. }
        { intros l r Hr. specialize (Hle l r Hr). unfold mixed, wrong in *. scaled s Hle. destruct (Bool.eqb true l); lra. }
    + pose (c := a + s * W). pose (d := b - s' * W).
      apply paid_join with (c := c) (B1 := mixed s s' B' C); [|apply paid_join with (c := d) (B1 := mixed s s' B' C)].
      * apply paid_plateau with (bit := true) (w := s * w); [unfold c; lra | unfold c; lra | | apply closed_mixed; assumption | apply closed_mixed; assumption |].
        { intros z Hz. unfold c in Hz. destruct (Hq z ltac:(lra)) as [q [E [Hq1 ->]]]. subst v. assert (q <= s) as Hqs by (apply Rmult_le_reg_r with W; lra). scaled (y - x) Hqs. lra. }
        { intros l r Hr. specialize (Hle l r Hr). unfold mixed, wrong in *. scaled s Hle. destruct (Bool.eqb true l); lra. }
      * constructor; [unfold c, d; lra | apply closed_mixed; assumption].
      * apply paid_plateau with (bit := false) (w := s' * w); [unfold d; lra | unfold d; lra | | apply closed_mixed; assumption | apply closed_mixed; assumption |].
        { intros z Hz. unfold d in Hz. destruct (Hq z ltac:(lra)) as [q [E [Hq1 ->]]]. subst u. assert (1 - s' <= q) by (nra). nra. }
        { intros l r Hr. specialize (Hle' l r Hr). unfold mixed, wrong in *. scaled s' Hle'. destruct (Bool.eqb false l); lra. }
  - eapply paid_join; [apply IH1 | apply IH2].
Qed.

(** Clipped distances add up. *)
Lemma clamp_sum u v w c : u <= v -> v <= w -> clamp u w c = clamp u v c + clamp v w c - v.
Proof. intros H1 H2. unfold clamp, Rmin, Rmax. repeat destruct (Rle_dec _ _); lra. Qed.

Lemma clamp_grows u v c d : u <= v -> c <= d -> clamp u v c <= clamp u v d.
Proof. intros H1 H2. unfold clamp, Rmin, Rmax. repeat destruct (Rle_dec _ _); lra. Qed.

Lemma clamp_split u v w c d : u <= v -> v <= w -> Rabs (clamp u w c - clamp u w d) = Rabs (clamp u v c - clamp u v d) + Rabs (clamp v w c - clamp v w d).
Proof.
  intros H1 H2. rewrite !(clamp_sum u v w) by assumption.
  destruct (Rle_dec c d) as [L | L]; [pose proof (clamp_grows u v c d H1 L); pose proof (clamp_grows v w c d H2 L) |
    pose proof (clamp_grows u v d c H1 ltac:(lra)); pose proof (clamp_grows v w d c H2 ltac:(lra))];
    unfold Rabs; repeat destruct (Rcase_abs _); lra.
Qed.

Lemma continuity_distance u v F g : continuity F -> continuity g -> continuity (fun z => Rabs (clamp u v (F z) - clamp u v (g z))).
Proof.
  intros HF Hg. apply continuity_abs, (continuity_minus (fun z => clamp u v (F z)) (fun z => clamp u v (g z)));
    [exact (continuity_comp F _ HF (continuity_clamp u v)) | exact (continuity_comp g _ Hg (continuity_clamp u v))].
Qed.

Variables (F g : R -> R) (a b : R) (n : Z) (D D' : future * future) (d0 d1 : R).
Hypotheses (HF : continuity F) (Hg : continuity g) (Hp : pieces g a b n) (Hn : (Z.to_nat n <= m)%nat) (HD : both_paid F a b D D')
  (H0 : forall l, d0 <= fst D l m) (H1 : forall l, d1 <= snd D l m)
  (E0 : forall l, fst D' l 0%nat <= 0) (E1 : forall l, snd D' l 0%nat <= 0).

Notation A := (d0 - IZR n * p0).
Notation C := (d1 - IZR n * p1).

(** One of N bands *)
Lemma band_costs N i : (i < N)%nat ->
  let h := (y - x) / INR N in
  costs (fun z => Rabs (clamp (x + INR i * h) (x + INR (S i) * h) (F z) - clamp (x + INR i * h) (x + INR (S i) * h) (g z))) a b
    (h * ((INR N - 1 - INR i) * A + INR i * C) / INR N).
Proof.
  intros Hi h. assert (0 < INR N) as HN by (apply lt_0_INR; lia). assert (INR i + 1 <= INR N) as HiN by (rewrite <- S_INR; apply le_INR; lia). pose proof (pos_INR i) as Hi0.
  pose (s := (INR N - 1 - INR i) / INR N). pose (s' := INR i / INR N). assert (s * INR N = INR N - 1 - INR i) as Es by (unfold s; field; lra).
  assert (s' * INR N = INR i) as Es' by (unfold s'; field; lra). assert (h * INR N = y - x) as Eh by (unfold h; field; lra).
  assert (0 <= s) by nra. assert (0 <= s') by nra. assert (s + s' < 1) by nra. assert (0 < h) by nra.
  assert (x + INR i * h = x + (y - x) * s') as Eu by (unfold h, s'; field; lra).
  assert (x + INR (S i) * h = y - (y - x) * s) as Ev by (rewrite S_INR; unfold h, s; field; lra).
  assert (x + INR i * h < x + INR (S i) * h) as Hlt by (rewrite S_INR; lra).
  eapply costs_less; [apply (labels_cost _ _ (s * p0 + s' * p1) m Hlt ltac:(nra) F g a b n _ _ (s * d0 + s' * d1) Hp Hn (band_paid F a b D D' _ _ s s' HD ltac:(assumption) ltac:(assumption) ltac:(assumption) Eu Ev))|].
  - intros l. specialize (H0 l). specialize (H1 l). unfold mixed. scaled s H0. scaled s' H1. lra.
  - intros l. specialize (E0 l). specialize (E1 l). unfold mixed. scaled s E0. scaled s' E1. lra.
  - right. rewrite S_INR. replace (x + (INR i + 1) * h - (x + INR i * h)) with h by ring. unfold s, s'. field. lra.
Qed.

(** The bands one above the other *)
Lemma bands_cost N k : (k <= N)%nat -> (0 < N)%nat ->
  let h := (y - x) / INR N in
  costs (fun z => Rabs (clamp x (x + INR k * h) (F z) - clamp x (x + INR k * h) (g z))) a b
    (h * (INR k * (INR N - 1) * A - (A - C) * (INR k * (INR k - 1) / 2)) / INR N).
Proof.
  intros Hk HN h. assert (0 < INR N) as HN' by (apply lt_0_INR; lia). assert (0 < h) as Hh by (unfold h, Rdiv; apply Rmult_lt_0_compat; [lra | apply Rinv_0_lt_compat, HN']).
  pose proof (chain_ordered _ _ _ _ Hp) as [Hab _]. induction k as [| k IH].
  - eapply costs_less; [apply costs_nothing; [exact Hab | intros; apply Rabs_pos]|]. cbn [INR]. right. field. lra.
  - specialize (IH ltac:(lia)). pose proof (pos_INR k) as Hk0.
    eapply costs_less; [apply costs_plus with (k := fun z => Rabs (clamp x (x + INR k * h) (F z) - clamp x (x + INR k * h) (g z)))
      (k' := fun z => Rabs (clamp (x + INR k * h) (x + INR (S k) * h) (F z) - clamp (x + INR k * h) (x + INR (S k) * h) (g z)));
      [exact Hab | | apply continuity_distance; assumption | apply continuity_distance; assumption | exact IH | apply band_costs; lia]|].
    + intros z _. right. symmetry. apply clamp_split; [nra | rewrite S_INR; nra].
    + right. fold h. rewrite S_INR. field. lra.
Qed.

(** T15x: the trapezoid rule *)
Theorem T15x_between : costs (fun z => Rabs (clamp x y (F z) - clamp x y (g z))) a b ((y - x) * (A + C) / 2).
Proof.
  intros pr. apply Rle_ge. apply Rnot_lt_le. intros Hlt. set (I := RiemannInt pr) in *. set (E := (y - x) * (A + C) / 2) in *.
  assert (forall N, (0 < N)%nat -> E * (1 - / INR N) <= I) as H.
  { intros N HN. assert (0 < INR N) as HN' by (apply lt_0_INR, HN). pose proof (bands_cost N N (le_n _) HN) as Hc. cbv zeta in Hc.
    replace (x + INR N * ((y - x) / INR N)) with y in Hc by (field; lra). specialize (Hc pr). fold I in Hc.
    replace (E * (1 - / INR N)) with ((y - x) / INR N * (INR N * (INR N - 1) * A - (A - C) * (INR N * (INR N - 1) / 2)) / INR N); [lra|].
    unfold E. field. lra. }
  destruct (Rle_dec E 0) as [L | L].
  - specialize (H 1%nat ltac:(lia)). cbn [INR] in H. rewrite Rinv_1 in H. lra.
  - pose (e := (E - I) / E). assert (e * E = E - I) as Ee by (unfold e; field; lra). assert (0 < e) as He by nra.
    destruct (archimed_cor1 e He) as [N [HN HN']]. specialize (H N HN'). nra.
Qed.
End Levels.
