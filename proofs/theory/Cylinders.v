(** T15: cylinders, on which f^t is a later iterate after an affine branch, and what they cost every function with few pieces. *)

From Coq Require Import Reals QArith Qreals List ZArith Lra Lia.
From Exactsep Require Import Networks Chains Hits Maps Integral Teeth Slopes Windows Distance Upper Constants.
Import ListNotations.
Open Scope R_scope.

(** The integral, exactly, through an affine branch. *)
Lemma costs_through h f u v l r e :
  u < v -> l < r -> continuity h -> continuity f -> straight f u v -> (f u = l /\ f v = r \/ f u = r /\ f v = l) ->
  costs h l r e -> costs (fun x => h (f x)) u v (e * ((v - u) / (r - l))).
Proof.
  intros Huv Hlr Hh Hf Hs Hends He pr.
  assert (continuity (fun x => - h x)) as Hn by (apply (continuity_opp h), Hh).
  assert (Riemann_integrable (fun x => - h (f x)) u v) as pn.
  { apply continuity_implies_RiemannInt; [lra|]. intros x _. exact (continuity_comp f (fun x => - h x) Hf Hn x). }
  assert (spends (fun x => - h x) l r (- e)) as Hsp.
  { intros p. assert (Riemann_integrable h l r) as ph by (apply continuity_implies_RiemannInt; [lra | intros x _; apply Hh]).
    specialize (He ph). assert (Riemann_integrable (fct_cte 0) l r) as p0 by apply RiemannInt_P14.
    rewrite (RiemannInt_P18 p (RiemannInt_P10 (-1) p0 ph)); [|lra | intros x Hx; unfold fct_cte; ring].
    rewrite (RiemannInt_P13 p0 ph), RiemannInt_P15. lra. }
  assert (RiemannInt pn <= - e * (v - u) / (r - l)) as H by exact (spends_through (fun x => - h x) f u v l r (- e) Huv Hlr Hn Hf Hs Hends Hsp pn).
  assert (Riemann_integrable (fct_cte 0) u v) as p0 by apply RiemannInt_P14.
  rewrite (RiemannInt_P18 pn (RiemannInt_P10 (-1) p0 pr)) in H; [|lra | intros x Hx; unfold fct_cte; ring].
  rewrite (RiemannInt_P13 p0 pr), RiemannInt_P15 in H. unfold Rdiv in *. lra.
Qed.

(** On a part of it *)
Lemma straight_sub F p q u v : straight F p q -> p <= u -> u <= v -> v <= q -> straight F u v.
Proof.
  intros [s H] Hp Huv Hq. exists s. intros z Hz. unfold between_points in *. rewrite (H z), (H u) by lra. ring.
Qed.

(** ** Between two levels *)

Section Levels.
Variables x y : R.
Hypothesis levels : x < y.

(** The integral from p to q of the affine function with these values at x and at y. *)
Definition affine_at (v0 v1 c : R) : R := v0 + (v1 - v0) * ((c - x) / (y - x)).
Definition area_under (v0 v1 p q : R) : R := (q - p) * (affine_at v0 v1 p + affine_at v0 v1 q) / 2.

Lemma area_plus v0 v1 w0 w1 p q : area_under (v0 + w0) (v1 + w1) p q = area_under v0 v1 p q + area_under w0 w1 p q.
Proof. unfold area_under, affine_at. field. lra. Qed.

Lemma area_times k v0 v1 p q : area_under (v0 * k) (v1 * k) p q = area_under v0 v1 p q * k.
Proof. unfold area_under, affine_at. field. lra. Qed.

Lemma area_join v0 v1 p q r : area_under v0 v1 p q + area_under v0 v1 q r = area_under v0 v1 p r.
Proof. unfold area_under, affine_at. field. lra. Qed.

Lemma area_whole v0 v1 : area_under v0 v1 x y = (y - x) * (v0 + v1) / 2.
Proof. unfold area_under, affine_at. field. lra. Qed.

(** Larger values, larger area. *)
Lemma area_le v0 v1 w0 w1 p q : v0 <= w0 -> v1 <= w1 -> x <= p -> p <= q -> q <= y -> area_under v0 v1 p q <= area_under w0 w1 p q.
Proof.
  intros H0 H1 Hp Hpq Hq.
  assert (forall c, x <= c <= y -> affine_at v0 v1 c <= affine_at w0 w1 c) as H.
  { intros c Hc. unfold affine_at. set (s := (c - x) / (y - x)). assert (s * (y - x) = c - x) as Es by (unfold s; field; lra). assert (0 <= s <= 1) by (split; nra). nra. }
  pose proof (H p ltac:(lra)). pose proof (H q ltac:(lra)). unfold area_under. unfold Rdiv. apply Rmult_le_compat_r; [lra | apply Rmult_le_compat_l; lra].
Qed.

(** How much of [l, r] is above the levels, and below: at x, and at y. *)
Definition above (h : R -> R) (l r v0 v1 : R) : Prop :=
  forall c, x <= c <= y -> costs (fun z => Rmax 0 (clamp x y (h z) - c)) l r (area_under v0 v1 c y).
Definition below (h : R -> R) (l r v0 v1 : R) : Prop :=
  forall c, x <= c <= y -> costs (fun z => Rmax 0 (c - clamp x y (h z))) l r (area_under v0 v1 x c).

Lemma continuity_positive g : continuity g -> continuity (fun z => Rmax 0 (g z)).
Proof.
  intros Hg. apply continuity_ext with (f := fun z => (0 + g z + Rabs (0 - g z)) * / 2); [intros z; rewrite Rmax_formula; field|].
  apply (continuity_mult (fun z => 0 + g z + Rabs (0 - g z))); [|apply continuity_fun_const].
  apply (continuity_plus (fun z => 0 + g z)); [apply (continuity_plus (fun _ => 0)); [apply continuity_fun_const | exact Hg]|].
  apply continuity_abs, (continuity_minus (fun _ => 0)); [apply continuity_fun_const | exact Hg].
Qed.

Lemma above_integrand c : continuity (fun w => Rmax 0 (clamp x y w - c)).
Proof. apply continuity_positive, (continuity_minus (clamp x y)); [apply continuity_clamp | apply continuity_fun_const]. Qed.

Lemma below_integrand c : continuity (fun w => Rmax 0 (c - clamp x y w)).
Proof. apply continuity_positive, (continuity_minus (fun _ => c)); [apply continuity_fun_const | apply continuity_clamp]. Qed.

(** How much there is, for both. *)
Record amounts := Amounts { above0 : R; above1 : R; below0 : R; below1 : R }.

Definition has (h : R -> R) (l r : R) (m : amounts) : Prop := l <= r /\ above h l r (above0 m) (above1 m) /\ below h l r (below0 m) (below1 m).

Definition times (k : R) (m : amounts) : amounts := Amounts (above0 m * k) (above1 m * k) (below0 m * k) (below1 m * k).
Definition plus (m m' : amounts) : amounts := Amounts (above0 m + above0 m') (above1 m + above1 m') (below0 m + below0 m') (below1 m + below1 m').
Definition none : amounts := Amounts 0 0 0 0.

Lemma area_none p q : area_under 0 0 p q = 0.
Proof. unfold area_under, affine_at. field. lra. Qed.

Lemma has_none h l r : l <= r -> has h l r none.
Proof. intros H. split; [exact H|]. split; intros c Hc; cbn; rewrite area_none; apply costs_nothing; [exact H | intros; apply Rmax_l | exact H | intros; apply Rmax_l]. Qed.

Lemma has_join h l c r m m' : has h l c m -> has h c r m' -> has h l r (plus m m').
Proof.
  intros [H1 [H2 H3]] [H1' [H2' H3']]. split; [lra|].
  split; intros d Hd; cbn; rewrite area_plus; apply costs_join with (m := c); try assumption; [apply H2 | apply H2' | apply H3 | apply H3']; exact Hd.
Qed.

Lemma has_through h f u v l r m : continuity h -> continuity f -> u < v -> l < r -> straight f u v -> (f u = l /\ f v = r \/ f u = r /\ f v = l) ->
  has h l r m -> has (fun z => h (f z)) u v (times ((v - u) / (r - l)) m).
Proof.
  intros Hh Hf Huv Hlr Hs Hends [_ [H2 H3]]. split; [lra|]. split; intros c Hc; cbn; rewrite area_times.
  - apply (costs_through (fun z => Rmax 0 (clamp x y (h z) - c)) f u v l r); try assumption; [exact (continuity_comp h _ Hh (above_integrand c)) | apply H2, Hc].
  - apply (costs_through (fun z => Rmax 0 (c - clamp x y (h z))) f u v l r); try assumption; [exact (continuity_comp h _ Hh (below_integrand c)) | apply H3, Hc].
Qed.

(** Of the identity, on an interval that does not end between the levels. *)
Definition amounts_of (l r : R) : amounts := Amounts (r - clamp l r x) (r - clamp l r y) (clamp l r x - l) (clamp l r y - l).

Lemma has_identity l r : l <= r -> y <= l \/ r <= x \/ l <= x /\ y <= r -> has (fun z => z) l r (amounts_of l r).
Proof.
  intros Hlr [H | [H | [Hl Hr]]]; (split; [exact Hlr|]); unfold above, below, amounts_of; cbn [above0 above1 below0 below1].
  - assert (clamp l r x = l) as -> by (unfold clamp; rewrite Rmax_right, Rmin_left; lra). assert (clamp l r y = l) as -> by (unfold clamp; rewrite Rmax_right, Rmin_left; lra).
    split; intros c Hc.
    + eapply costs_less; [apply (costs_affine _ l r (y - c) 0 Hlr) | right; unfold area_under, affine_at; field; lra].
      intros z Hz. assert (clamp x y z = y) as -> by (unfold clamp; rewrite Rmax_left, Rmin_right; lra). rewrite Rmax_right; lra.
    + replace (l - l) with 0 by ring. rewrite area_none. apply costs_nothing; [exact Hlr | intros; apply Rmax_l].
  - assert (clamp l r x = r) as -> by (unfold clamp; rewrite Rmax_left, Rmin_right; lra). assert (clamp l r y = r) as -> by (unfold clamp; rewrite Rmax_left, Rmin_right; lra).
    split; intros c Hc.
    + replace (r - r) with 0 by ring. rewrite area_none. apply costs_nothing; [exact Hlr | intros; apply Rmax_l].
    + eapply costs_less; [apply (costs_affine _ l r (c - x) 0 Hlr) | right; unfold area_under, affine_at; field; lra].
      intros z Hz. assert (clamp x y z = x) as -> by (unfold clamp; rewrite Rmax_right, Rmin_left; lra). rewrite Rmax_right; lra.
  - assert (clamp l r x = x) as -> by (unfold clamp; rewrite Rmax_left, Rmin_left; lra). assert (clamp l r y = y) as -> by (unfold clamp; rewrite Rmax_left, Rmin_left; lra).
    split; intros c Hc.
    + eapply costs_less; [apply costs_join with (m := c); [lra | lra | apply costs_nothing; [lra | intros; apply Rmax_l] |
        apply costs_join with (m := y); [lra | lra | apply (costs_affine _ c y (- c) 1); [lra|] | apply (costs_affine _ y r (y - c) 0); [lra|]]]|].
      * intros z Hz. rewrite clamp_fixed, Rmax_right by lra. lra.
      * intros z Hz. assert (clamp x y z = y) as -> by (unfold clamp; rewrite Rmax_left, Rmin_right; lra). rewrite Rmax_right; lra.
      * right. unfold area_under, affine_at. field. lra.
    + eapply costs_less; [apply costs_join with (m := c); [lra | lra | apply costs_join with (m := x); [lra | lra | apply (costs_affine _ l x (c - x) 0); [lra|] |
        apply (costs_affine _ x c c (-1)); [lra|]] | apply costs_nothing; [lra | intros; apply Rmax_l]]|].
      * intros z Hz. assert (clamp x y z = x) as -> by (unfold clamp; rewrite Rmax_right, Rmin_left; lra). rewrite Rmax_right; lra.
      * intros z Hz. rewrite clamp_fixed, Rmax_right by lra. lra.
      * right. unfold area_under, affine_at. field. lra.
Qed.

(** ** Cylinders in a row *)

Variable kinds : nat -> amounts.

(** Of which kind, how large, and how many. *)
Definition cylinder_table := list (nat * R * Z).
Definition sum_over (phi : nat -> R -> R) (T : cylinder_table) : R := fold_right (fun p s => IZR (snd p) * phi (fst (fst p)) (snd (fst p)) + s) 0 T.
Definition shrunk (k : R) (T : cylinder_table) : cylinder_table := map (fun p => (fst (fst p), snd (fst p) * k, snd p)) T.

Inductive cylinders (h : R -> R) : R -> R -> cylinder_table -> Prop :=
| cylinders_none : forall a b, a <= b -> cylinders h a b []
| cylinders_one : forall a u v b j k, a <= u -> v <= b -> u < v -> has h u v (times k (kinds j)) -> cylinders h a b [(j, k, 1%Z)]
| cylinders_join : forall a m b T T', cylinders h a m T -> cylinders h m b T' -> cylinders h a b (T ++ T')
| cylinders_same : forall a b T T', cylinders h a b T -> (forall phi, sum_over phi T = sum_over phi T') -> cylinders h a b T'.

Lemma sum_app phi T T' : sum_over phi (T ++ T') = sum_over phi T + sum_over phi T'.
Proof. unfold sum_over. induction T as [| p T IH]; cbn [app fold_right]; [ring | rewrite IH; ring]. Qed.

Lemma sum_shrunk phi k T : sum_over phi (shrunk k T) = sum_over (fun j w => phi j (w * k)) T.
Proof. unfold sum_over, shrunk. induction T as [| p T IH]; cbn [map fold_right fst snd]; [reflexivity | rewrite IH; reflexivity]. Qed.

Lemma cylinders_ordered h a b T : cylinders h a b T -> a <= b.
Proof. induction 1; lra. Qed.

Lemma cylinders_widen h a b T : cylinders h a b T -> forall a' b', a' <= a -> b <= b' -> cylinders h a' b' T.
Proof.
  intros H a' b' Ha Hb. pose proof (cylinders_ordered _ _ _ _ H).
  apply cylinders_same with (T := [] ++ T ++ []); [|intros phi; rewrite app_nil_r; reflexivity].
  apply cylinders_join with (m := a); [constructor; exact Ha | apply cylinders_join with (m := b); [exact H | constructor; exact Hb]].
Qed.

(** Where an affine function has a value *)
Lemma preimage f a b c : a < b -> straight f a b -> f a <= c <= f b \/ f b <= c <= f a -> exists z, a <= z <= b /\ f z = c.
Proof.
  intros Hab [s Hs] Hc. assert (f b = f a + s * (b - a)) as E by (apply Hs; left; lra).
  destruct (Req_dec s 0) as [-> | Hs0]; [exists a; split; lra|].
  exists (a + (c - f a) / s). assert ((c - f a) / s * s = c - f a) as Ew by (field; exact Hs0). set (w := (c - f a) / s) in *.
  assert (0 <= w <= b - a) as Hw by (destruct (Rlt_dec 0 s), Hc; split; nra).
  split; [lra|]. rewrite (Hs (a + w)) by (left; lra). lra.
Qed.

(** Through an affine branch onto [l, r]. *)
Lemma cylinders_through h f l r T :
  continuity h -> continuity f -> cylinders h l r T ->
  forall a b k, a < b -> l < r -> k = (b - a) / (r - l) -> straight f a b -> (f a = l /\ f b = r \/ f a = r /\ f b = l) -> cylinders (fun z => h (f z)) a b (shrunk k T).
Proof.
  intros Hh Hf.
  assert (forall l r T, cylinders h l r T -> forall a b k, a <= b -> 0 < k -> (a < b -> straight f a b) -> b - a = k * (r - l) -> (f a = l /\ f b = r \/ f a = r /\ f b = l) ->
    cylinders (fun z => h (f z)) a b (shrunk k T)) as H.
  { clear l r T. induction 1 as [l r Hlr | l u v r j w Hl Hr Huv HT | l m r T T' H1 IH1 H2 IH2 | l r T T' H IH Hs]; intros a b k Hab Hk Hstr Hlen Hends.
    - constructor. exact Hab.
    - assert (a < b) as Hab' by nra. specialize (Hstr Hab').
      destruct (preimage f a b u Hab' Hstr) as [p [Hp Ep]]; [destruct Hends as [[-> ->] | [-> ->]]; lra|].
      destruct (preimage f a b v Hab' Hstr) as [q [Hq Eq]]; [destruct Hends as [[-> ->] | [-> ->]]; lra|].
      destruct Hstr as [s Hs]. assert (f p = f a + s * (p - a)) as E1 by (apply Hs; left; lra). assert (f q = f a + s * (q - a)) as E2 by (apply Hs; left; lra).
      assert (f b = f a + s * (b - a)) as E3 by (apply Hs; left; lra).
      assert (straight f a b) as Hstr by (exists s; exact Hs). cbn [shrunk map fst snd].
      destruct Hends as [[Ea Eb] | [Ea Eb]].
      + assert (s * k = 1) as Esk by (apply Rmult_eq_reg_r with (r := r - l); [rewrite Rmult_assoc, <- Hlen; lra | lra]).
        assert (v - u = s * (q - p)) as Ed by lra. assert (q - p = k * (v - u)) as Epq by (rewrite Ed; replace (k * (s * (q - p))) with (s * k * (q - p)) by ring; rewrite Esk; ring).
        assert (p < q) as Hpq by nra.
        apply cylinders_one with (u := p) (v := q); [lra | lra | exact Hpq |].
        replace (times (w * k) (kinds j)) with (times ((q - p) / (v - u)) (times w (kinds j))).
        * apply has_through; try assumption; [apply (straight_sub f a b); lra || exact Hstr | left; split; assumption].
        * replace ((q - p) / (v - u)) with k by (rewrite Epq; field; lra). unfold times. cbn. f_equal; ring.
      + assert (s * k = -1) as Esk by (apply Rmult_eq_reg_r with (r := r - l); [rewrite Rmult_assoc, <- Hlen; lra | lra]).
        assert (v - u = s * (q - p)) as Ed by lra. assert (p - q = k * (v - u)) as Epq by (rewrite Ed; replace (k * (s * (q - p))) with (s * k * (q - p)) by ring; rewrite Esk; ring).
        assert (q < p) as Hpq by nra.
        apply cylinders_one with (u := q) (v := p); [lra | lra | exact Hpq |].
        replace (times (w * k) (kinds j)) with (times ((p - q) / (v - u)) (times w (kinds j))).
        * apply has_through; try assumption; [apply (straight_sub f a b); lra || exact Hstr | right; split; assumption].
        * replace ((p - q) / (v - u)) with k by (rewrite Epq; field; lra). unfold times. cbn. f_equal; ring.
    - pose proof (cylinders_ordered _ _ _ _ H1). pose proof (cylinders_ordered _ _ _ _ H2). unfold shrunk. rewrite map_app.
      destruct (Req_dec a b) as [Eab | Hne].
      { assert (l = m /\ m = r) as [El Er] by (split; nra). subst m. subst r. apply cylinders_join with (m := a);
          [apply IH1; try assumption; [lra | intros; lra | nra | rewrite <- Eab in *; tauto] | subst b; apply IH2; assumption]. }
      assert (a < b) as Hab' by lra. specialize (Hstr Hab').
      destruct (preimage f a b m Hab' Hstr) as [z [Hz Ez]]; [destruct Hends as [[-> ->] | [-> ->]]; lra|].
      pose proof Hstr as [s Hs]. assert (f z = f a + s * (z - a)) as E1 by (apply Hs; left; lra). assert (f b = f a + s * (b - a)) as E3 by (apply Hs; left; lra).
      assert (0 < r - l) by nra.
      destruct Hends as [[Ea Eb] | [Ea Eb]].
      + assert (s * k = 1) as Esk by (apply Rmult_eq_reg_r with (r := r - l); [rewrite Rmult_assoc, <- Hlen; lra | lra]).
        assert (m - l = s * (z - a)) as Ed by lra. assert (z - a = k * (m - l)) as E4 by (rewrite Ed; replace (k * (s * (z - a))) with (s * k * (z - a)) by ring; rewrite Esk; ring).
        apply cylinders_join with (m := z).
        * apply IH1; [lra | exact Hk | intros; apply (straight_sub f a b); lra || exact Hstr | exact E4 | left; split; assumption].
        * apply IH2; [lra | exact Hk | intros; apply (straight_sub f a b); lra || exact Hstr | lra | left; split; assumption].
      + assert (s * k = -1) as Esk by (apply Rmult_eq_reg_r with (r := r - l); [rewrite Rmult_assoc, <- Hlen; lra | lra]).
        assert (m - r = s * (z - a)) as Ed by lra. assert (z - a = k * (r - m)) as E4 by (replace (r - m) with (- (s * (z - a))) by lra; replace (k * - (s * (z - a))) with (- (s * k) * (z - a)) by ring; rewrite Esk; ring).
        apply cylinders_same with (T := shrunk k T' ++ shrunk k T); [|intros phi; rewrite !sum_app; unfold shrunk; ring].
        apply cylinders_join with (m := z).
        * apply IH2; [lra | exact Hk | intros; apply (straight_sub f a b); lra || exact Hstr | exact E4 | right; split; assumption].
        * apply IH1; [lra | exact Hk | intros; apply (straight_sub f a b); lra || exact Hstr | lra | right; split; assumption].
    - apply cylinders_same with (T := shrunk k T); [apply IH; assumption | intros phi; rewrite !sum_shrunk; apply Hs]. }
  intros HT a b k Hab Hlr -> Hstr Hends. apply (H l r T HT); try assumption; [lra | | intros; exact Hstr | field; lra].
  unfold Rdiv. apply Rmult_lt_0_compat; [lra | apply Rinv_0_lt_compat; lra].
Qed.

End Levels.
