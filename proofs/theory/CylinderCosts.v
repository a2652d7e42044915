(** T15, continued: what a row of cylinders costs every function with few pieces, between two levels. *)

From Coq Require Import Reals List ZArith Lra Lia.
From Exactsep Require Import Networks Chains Hits Maps Integral Teeth Cylinders.
Import ListNotations.
Open Scope R_scope.

(** A function that grows by what w(g) changes, and by at most P on each piece of g. *)
Lemma variation_of (w : R -> R) P g a b m :
  (forall c d, c <= d -> w c <= w d) -> (forall c, 0 <= w c <= P) -> pieces g a b m ->
  exists V, (forall p q, a <= p -> p <= q -> q <= b -> Rabs (w (g p) - w (g q)) <= V q - V p) /\ V b - V a <= IZR m * P.
Proof.
  intros Hup Hw. induction 1 as [a | a d b m Had [k [c Hg]] Hc [V [HV Hm]]].
  - exists (fun _ => 0). split; [|lra]. intros p q H1 H2 H3. replace q with p by lra. rewrite Rminus_diag_eq, Rabs_R0 by reflexivity. lra.
  - pose proof (chain_ordered _ _ _ _ Hc) as [Hdb _].
    assert (exists s, (s = 1 \/ s = -1) /\ forall p q, a <= p -> p <= q -> q <= d -> 0 <= s * (w (g q) - w (g p))) as [s [Hs Hmono]].
    { destruct (Rle_dec 0 k) as [Hk | Hk]; [exists 1 | exists (-1)]; (split; [lra|]); intros p q H1 H2 H3; rewrite !Hg by lra.
      - pose proof (Hup (k * p + c) (k * q + c) ltac:(nra)). lra.
      - pose proof (Hup (k * q + c) (k * p + c) ltac:(nra)). lra. }
    pose (W := fun z => s * w (g z)).
    assert (forall p q, a <= p -> p <= q -> q <= d -> Rabs (w (g p) - w (g q)) <= W q - W p) as H1.
    { intros p q Hp Hpq Hq. specialize (Hmono p q Hp Hpq Hq). unfold W. destruct Hs as [-> | ->]; apply Rabs_le; lra. }
    exists (fun z => if Rle_dec z d then W z else W d + (V z - V d)). split.
    + intros p q Hp Hpq Hq. destruct (Rle_dec p d) as [Hpd | Hpd], (Rle_dec q d) as [Hqd | Hqd]; try lra.
      * apply H1; lra.
      * specialize (H1 p d Hp Hpd ltac:(lra)). specialize (HV d q ltac:(lra) ltac:(lra) Hq).
        replace (w (g p) - w (g q)) with ((w (g p) - w (g d)) + (w (g d) - w (g q))) by ring.
        pose proof (Rabs_triang (w (g p) - w (g d)) (w (g d) - w (g q))). lra.
      * specialize (HV p q ltac:(lra) Hpq Hq). lra.
    + rewrite plus_IZR. assert (W d - W a <= P) as H2.
      { pose proof (Hw (g d)). pose proof (Hw (g a)). unfold W. destruct Hs as [-> | ->]; lra. }
      destruct (Rle_dec a d) as [_ | C]; [|lra].
      destruct (Rle_dec b d) as [Hbd | Hbd]; [replace b with d in * by lra; lra | lra].
Qed.

Section Costs.
Variables x y p0 p1 : R.
Hypotheses (levels : x < y) (price0 : 0 <= p0) (price1 : 0 <= p1).

(** The prices of the levels below a value. *)
Definition potential (c : R) : R := area_under x y p0 p1 x (clamp x y c).

Lemma area_nonneg p q : x <= p -> p <= q -> q <= y -> 0 <= area_under x y p0 p1 p q.
Proof. intros. rewrite <- (area_none x y levels p q). apply area_le; assumption. Qed.

Lemma potential_mono c d : c <= d -> potential c <= potential d.
Proof.
  intros H. unfold potential. pose proof (clamp_within x y levels c). pose proof (clamp_within x y levels d). pose proof (clamp_mono x y levels c d H).
  rewrite <- (area_join x y levels p0 p1 x (clamp x y c) (clamp x y d)). pose proof (area_nonneg (clamp x y c) (clamp x y d) ltac:(lra) ltac:(lra) ltac:(lra)). lra.
Qed.

Lemma potential_within c : 0 <= potential c <= area_under x y p0 p1 x y.
Proof.
  unfold potential. pose proof (clamp_within x y levels c).
  rewrite <- (area_join x y levels p0 p1 x (clamp x y c) y). pose proof (area_nonneg (clamp x y c) y ltac:(lra) ltac:(lra) ltac:(lra)).
  pose proof (area_nonneg x (clamp x y c) ltac:(lra) ltac:(lra) ltac:(lra)). lra.
Qed.

(** What one cylinder pays at most. *)
Definition due (m : amounts) : R :=
  area_under x y (Rmin (Rmin (above0 m) (below0 m)) p0) (Rmin (Rmin (above1 m) (below1 m)) p1) x y.

Lemma cylinder_costs F g u v m V :
  continuity F -> continuity g -> has x y F u v m ->
  (forall p q, u <= p -> p <= q -> q <= v -> Rabs (potential (g p) - potential (g q)) <= V q - V p) ->
  costs (fun z => Rabs (clipped x y F z - clipped x y g z)) u v (due m - (V v - V u)).
Proof.
  intros HF Hg [Huv [Ha Hb]] HV. pose proof (continuity_clipped x y g Hg) as HG.
  destruct (continuity_ab_min (clipped x y g) u v Huv (fun z _ => HG z)) as [p [Hp Hp']].
  destruct (continuity_ab_maj (clipped x y g) u v Huv (fun z _ => HG z)) as [q [Hq Hq']].
  set (lo := clipped x y g p) in *. set (hi := clipped x y g q) in *.
  pose proof (clamp_within x y levels (g p)) as Hlo. fold (clipped x y g p) in Hlo. fold lo in Hlo.
  pose proof (clamp_within x y levels (g q)) as Hhi. fold (clipped x y g q) in Hhi. fold hi in Hhi.
  assert (lo <= hi) as Hlh by (apply Hp, Hq').
  apply costs_less with (e := area_under x y (above0 m) (above1 m) hi y + area_under x y (below0 m) (below1 m) x lo).
  - apply costs_plus with (k := fun z => Rmax 0 (clamp x y (F z) - hi)) (k' := fun z => Rmax 0 (lo - clamp x y (F z)));
      [exact Huv | | exact (continuity_comp F _ HF (above_integrand x y hi)) | exact (continuity_comp F _ HF (below_integrand x y lo)) | apply Ha, Hhi | apply Hb, Hlo].
    intros z Hz. specialize (Hp z ltac:(lra)). specialize (Hq z ltac:(lra)). fold (clipped x y F z). unfold Rmax, Rabs. repeat destruct (Rle_dec _ _); destruct (Rcase_abs _); lra.
  - assert (area_under x y p0 p1 lo hi <= V v - V u) as Hvar.
    { assert (area_under x y p0 p1 lo hi = potential (g q) - potential (g p)) as ->.
      { unfold potential. fold (clipped x y g p). fold (clipped x y g q). fold lo. fold hi. rewrite <- (area_join x y levels p0 p1 x lo hi). ring. }
      assert (forall s e, u <= s -> s <= e -> e <= v -> 0 <= V e - V s) as Hup.
      { intros s e H1 H2 H3. specialize (HV s e H1 H2 H3). pose proof (Rabs_pos (potential (g s) - potential (g e))). lra. }
      destruct (Rle_dec p q) as [Hpq | Hpq].
      - specialize (HV p q ltac:(lra) Hpq ltac:(lra)). rewrite Rabs_minus_sym in HV. pose proof (Rle_abs (potential (g q) - potential (g p))).
        pose proof (Hup u p ltac:(lra) ltac:(lra) ltac:(lra)). pose proof (Hup q v ltac:(lra) ltac:(lra) ltac:(lra)). lra.
      - specialize (HV q p ltac:(lra) ltac:(lra) ltac:(lra)). pose proof (Rle_abs (potential (g q) - potential (g p))).
        pose proof (Hup u q ltac:(lra) ltac:(lra) ltac:(lra)). pose proof (Hup p v ltac:(lra) ltac:(lra) ltac:(lra)). lra. }
    unfold due. set (d0 := Rmin (Rmin (above0 m) (below0 m)) p0). set (d1 := Rmin (Rmin (above1 m) (below1 m)) p1).
    assert (d0 <= above0 m /\ d0 <= below0 m /\ d0 <= p0) as [A0 [B0 C0]] by (unfold d0, Rmin; repeat destruct (Rle_dec _ _); lra).
    assert (d1 <= above1 m /\ d1 <= below1 m /\ d1 <= p1) as [A1 [B1 C1]] by (unfold d1, Rmin; repeat destruct (Rle_dec _ _); lra).
    rewrite <- (area_join x y levels d0 d1 x lo y), <- (area_join x y levels d0 d1 lo hi y).
    pose proof (area_le x y levels _ _ _ _ hi y A0 A1 ltac:(lra) ltac:(lra) ltac:(lra)). pose proof (area_le x y levels _ _ _ _ x lo B0 B1 ltac:(lra) ltac:(lra) ltac:(lra)).
    pose proof (area_le x y levels _ _ _ _ lo hi C0 C1 ltac:(lra) ltac:(lra) ltac:(lra)). lra.
Qed.

Variable kinds : nat -> amounts.

(** A row of cylinders *)
Lemma row_costs F g a b V T :
  continuity F -> continuity g -> cylinders x y kinds F a b T ->
  (forall p q, a <= p -> p <= q -> q <= b -> Rabs (potential (g p) - potential (g q)) <= V q - V p) ->
  costs (fun z => Rabs (clipped x y F z - clipped x y g z)) a b (sum_over (fun j k => due (times k (kinds j))) T - (V b - V a)).
Proof.
  intros HF Hg. induction 1 as [a b Hab | a u v b j k Ha Hb Huv HT | a m b T T' H1 IH1 H2 IH2 | a b T T' H IH Hs]; intros HV.
  - apply costs_less with (e := 0); [apply costs_nothing; [exact Hab | intros; apply Rabs_pos]|].
    cbn. specialize (HV a b ltac:(lra) Hab ltac:(lra)). pose proof (Rabs_pos (potential (g a) - potential (g b))). lra.
  - assert (forall s e, a <= s -> s <= e -> e <= b -> 0 <= V e - V s) as Hup.
    { intros s e A B C. specialize (HV s e A B C). pose proof (Rabs_pos (potential (g s) - potential (g e))). lra. }
    pose proof (Hup a u ltac:(lra) ltac:(lra) ltac:(lra)). pose proof (Hup v b ltac:(lra) ltac:(lra) ltac:(lra)).
    apply costs_less with (e := 0 + ((due (times k (kinds j)) - (V v - V u)) + 0)); [|cbn; lra].
    apply costs_join with (m := u); [lra | lra | apply costs_nothing; [lra | intros; apply Rabs_pos] |].
    apply costs_join with (m := v); [lra | lra | | apply costs_nothing; [lra | intros; apply Rabs_pos]].
    apply cylinder_costs; try assumption. intros; apply HV; lra.
  - pose proof (cylinders_ordered _ _ _ _ _ _ _ H1). pose proof (cylinders_ordered _ _ _ _ _ _ _ H2). rewrite sum_app.
    eapply costs_less; [apply costs_join with (m := m); [lra | lra | apply IH1; intros; apply HV; lra | apply IH2; intros; apply HV; lra] | lra].
  - rewrite <- Hs. apply IH, HV.
Qed.

(** T15 between two levels *)
Theorem T15_between F g a b T m :
  continuity F -> continuity g -> cylinders x y kinds F a b T -> pieces g a b m ->
  costs (fun z => Rabs (clipped x y F z - clipped x y g z)) a b (sum_over (fun j k => due (times k (kinds j))) T - IZR m * area_under x y p0 p1 x y).
Proof.
  intros HF Hg HT Hp. destruct (variation_of potential _ g a b m potential_mono potential_within Hp) as [V [HV Hm]].
  eapply costs_less; [apply row_costs; eassumption | lra].
Qed.
End Costs.
