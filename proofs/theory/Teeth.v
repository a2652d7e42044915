(** T14: rows of teeth, and what they cost every function with few pieces. *)

From Coq Require Import Reals List ZArith Lra Lia.
From Exactsep Require Import Networks Chains Hits Maps Integral.
Import ListNotations.
Open Scope R_scope.

(** A table says how many teeth there are of which steepness. *)
Definition table := list (R * Z).

Definition total (phi : R -> R) (T : table) : R := fold_right (fun p s => IZR (snd p) * phi (fst p) + s) 0 T.

Definition steeper (K : R) (T : table) : table := map (fun p => (K * fst p, snd p)) T.

(** The total of two tables. *)
Lemma total_app phi T T' : total phi (T ++ T') = total phi T + total phi T'.
Proof. unfold total. induction T as [| p T IH]; cbn [app fold_right]; [ring | rewrite IH; ring]. Qed.

(** The total of a table of steeper teeth. *)
Lemma total_steeper phi K T : total phi (steeper K T) = total (fun L => phi (K * L)) T.
Proof. unfold total. induction T as [| p T IH]; cbn [steeper map fold_right fst snd]; [reflexivity | rewrite <- IH; reflexivity]. Qed.

(** ** From the values at the ends to a stretch that stays between them *)

(** The first point where f reaches v. *)
Lemma first_point f a b v : continuity f -> a <= b -> f a <= v <= f b -> exists z, a <= z <= b /\ f z = v /\ forall w, a <= w <= z -> f w <= v.
Proof.
  intros Hf Hab Hv.
  pose (E := fun z => a <= z <= b /\ forall w, a <= w <= z -> f w <= v).
  assert (E a) as Ea by (split; [lra | intros w Hw; replace w with a by lra; lra]).
  destruct (completeness E) as [z [Hup Hleast]]; [exists b; intros w [Hw _]; lra | exists a; exact Ea |].
  assert (a <= z <= b) as Hz by (split; [apply Hup, Ea | apply Hleast; intros w [Hw _]; lra]).
  assert (forall w, a <= w < z -> f w <= v) as Hbefore.
  { intros w Hw. destruct (Rle_dec (f w) v) as [H | H]; [exact H | exfalso].
    assert (z <= w) as C; [|lra]. apply Hleast. intros e [He1 He2]. destruct (Rle_dec e w) as [H' | H']; [exact H' | exfalso].
    apply H, He2. lra. }
  assert (f z <= v) as Hzv.
  { destruct (Rle_dec (f z) v) as [H | H]; [exact H | exfalso].
    destruct (Req_dec z a) as [-> | Hza]; [lra|].
    destruct (Hf z (f z - v) ltac:(lra)) as [d [Hd H1]].
    pose (w := z - Rmin (d / 2) (z - a)). pose proof (Rmin_l (d / 2) (z - a)). pose proof (Rmin_r (d / 2) (z - a)).
    assert (0 < Rmin (d / 2) (z - a)) by (apply Rmin_glb_lt; lra).
    specialize (Hbefore w ltac:(unfold w; lra)).
    specialize (H1 w). cbn in H1. unfold R_dist, D_x, no_cond in H1.
    assert (Rabs (f w - f z) < f z - v) as C; [|apply Rabs_def2 in C; lra].
    apply H1. split; [split; [exact I | unfold w; lra] | apply Rabs_def1; unfold w; lra]. }
  exists z. split; [exact Hz|]. split; [|intros w Hw; destruct (Req_dec w z) as [-> | Hwz]; [exact Hzv | apply Hbefore; lra]].
  destruct (Rle_dec v (f z)) as [H | H]; [lra | exfalso].
  assert (z < b) as Hzb by (destruct (Req_dec z b) as [-> | Hne]; lra).
  destruct (Hf z (v - f z) ltac:(lra)) as [d [Hd H1]].
  pose (e := z + Rmin (d / 2) (b - z)). pose proof (Rmin_l (d / 2) (b - z)). pose proof (Rmin_r (d / 2) (b - z)).
  assert (0 < Rmin (d / 2) (b - z)) by (apply Rmin_glb_lt; lra).
  assert (E e) as Ee; [|specialize (Hup e Ee); unfold e in Hup; lra].
  split; [unfold e; lra|]. intros w Hw. destruct (Rle_dec w z) as [Hwz | Hwz].
  - destruct (Req_dec w z) as [-> | Hne]; [exact Hzv | apply Hbefore; lra].
  - specialize (H1 w). cbn in H1. unfold R_dist, D_x, no_cond in H1.
    assert (Rabs (f w - f z) < v - f z) as C; [|apply Rabs_def2 in C; lra].
    apply H1. split; [split; [exact I | lra] | unfold e in Hw; apply Rabs_def1; lra].
Qed.

(** A stretch on which f goes from u to v and stays between them. *)
Lemma stretch f a b u v :
  continuity f -> a <= b -> f a <= u -> u <= v -> v <= f b ->
  exists c d, a <= c /\ c <= d /\ d <= b /\ f c = u /\ f d = v /\ forall z, c <= z <= d -> u <= f z <= v.
Proof.
  intros Hf Hab Ha Huv Hb.
  destruct (first_point f a b v Hf Hab ltac:(lra)) as [d [Hd [Ed Hlow]]].
  assert (continuity (fun z => - f (- z))) as Hf'.
  { apply (continuity_opp (fun z => f (- z))), (continuity_comp (fun z => - z) f); [apply (continuity_opp (fun z => z)), continuity_fun_id | exact Hf]. }
  destruct (first_point (fun z => - f (- z)) (- d) (- a) (- u) Hf' ltac:(lra)) as [c [Hc [Ec Hhigh]]].
  { rewrite !Ropp_involutive. lra. }
  exists (- c), d. repeat split; try lra.
  - destruct (Rle_dec u (f z)) as [H' | H']; [exact H' |]. specialize (Hhigh (- z) ltac:(lra)). rewrite Ropp_involutive in Hhigh. lra.
  - apply Hlow. lra.
Qed.

(** ** Teeth in a row *)

Section Rows.
Variables x y : R.
Hypothesis levels : x < y.

(** From a to b there are disjoint teeth of h between the levels, as many and as steep as the table says; tables with the same totals
    say the same. *)
Inductive teeth (h : R -> R) : R -> R -> table -> Prop :=
| teeth_none : forall a b, a <= b -> teeth h a b []
| teeth_one : forall a u v b L, a <= u -> v <= b -> tooth x y h u v L -> teeth h a b [(L, 1%Z)]
| teeth_join : forall a m b T T', teeth h a m T -> teeth h m b T' -> teeth h a b (T ++ T')
| teeth_same : forall a b T T', teeth h a b T -> (forall phi, total phi T = total phi T') -> teeth h a b T'.

(** A row of teeth goes from left to right. *)
Lemma teeth_ordered h a b T : teeth h a b T -> a <= b.
Proof. induction 1 as [| a u v b L Ha Hb [Huv _] | |]; lra. Qed.

(** A longer interval has the same teeth. *)
Lemma teeth_widen h a b T : teeth h a b T -> forall a' b', a' <= a -> b <= b' -> teeth h a' b' T.
Proof.
  intros H a' b' Ha Hb. pose proof (teeth_ordered _ _ _ _ H).
  apply teeth_same with (T := [] ++ T ++ []); [|intros phi; rewrite app_nil_r; reflexivity].
  apply teeth_join with (m := a); [constructor; exact Ha | apply teeth_join with (m := b); [exact H | constructor; exact Hb]].
Qed.

(** Equal functions have the same teeth. *)
Lemma teeth_ext h h' a b T : (forall z, h z = h' z) -> teeth h a b T -> teeth h' a b T.
Proof.
  intros E. induction 1 as [a b Hab | a u v b L Ha Hb HT | a m b T T' H1 IH1 H2 IH2 | a b T T' H IH Hs].
  - constructor. exact Hab.
  - apply teeth_one with (u := u) (v := v); [assumption | assumption |]. destruct HT as [A [B [C D]]].
    split; [exact A|]. split; [exact B|]. rewrite <- !E. split; [exact C|]. intros p q Hp Hq. rewrite <- !E. apply D; assumption.
  - apply teeth_join with (m := m); assumption.
  - apply teeth_same with (T := T); assumption.
Qed.

Definition short_on (f : R -> R) (K a b : R) : Prop := forall p q, a <= p <= b -> a <= q <= b -> Rabs (f p - f q) <= K * Rabs (p - q).

(** One branch: the teeth of h o f, from those of h. *)
Lemma tooth_through f h u v L K c d :
  0 < K -> short_on f K c d -> tooth x y h u v L -> c <= d -> (forall z, c <= z <= d -> u <= f z <= v) ->
  (f c = u /\ f d = v \/ f c = v /\ f d = u) -> tooth x y (fun z => h (f z)) c d (K * L).
Proof.
  intros HK Hf [Huv [HL [Hends Hlip]]] Hcd Hin Hc.
  split; [exact Hcd|]. split; [nra|]. split.
  - destruct Hc as [[-> ->] | [-> ->]]; tauto.
  - intros p q Hp Hq. specialize (Hlip (f p) (f q) (Hin p Hp) (Hin q Hq)). specialize (Hf p q Hp Hq). nra.
Qed.

(** A branch that goes up over [l, r] has the teeth of [l, r], K times as steep. *)
Lemma teeth_up f h K l r T :
  continuity f -> 0 < K -> teeth h l r T ->
  forall a b, a <= b -> f a <= l -> r <= f b -> short_on f K a b -> teeth (fun z => h (f z)) a b (steeper K T).
Proof.
  intros Hf HK. induction 1 as [l r Hlr | l u v r L Hl Hr HT | l m r T T' H1 IH1 H2 IH2 | l r T T' H IH Hs]; intros a b Hab Ha Hb HKf.
  - constructor. exact Hab.
  - destruct (stretch f a b u v Hf Hab ltac:(lra) (proj1 HT) ltac:(lra)) as [c [d [Hc [Hcd [Hd [Ec [Ed Hin]]]]]]].
    cbn. apply teeth_one with (u := c) (v := d); [exact Hc | exact Hd |].
    apply (tooth_through f h u v L K c d HK); try assumption; [intros p q Hp Hq; apply HKf; lra | left; split; assumption].
  - pose proof (teeth_ordered _ _ _ _ H1). pose proof (teeth_ordered _ _ _ _ H2).
    destruct (between f a b m Hf Hab ltac:(lra)) as [z [Hz E]].
    unfold steeper. rewrite map_app. apply teeth_join with (m := z).
    + apply IH1; try lra. intros p q Hp Hq. apply HKf; lra.
    + apply IH2; try lra. intros p q Hp Hq. apply HKf; lra.
  - apply teeth_same with (T := steeper K T); [apply IH; assumption | intros phi; rewrite !total_steeper; apply Hs].
Qed.

(** The mirror image. *)
Lemma teeth_mirror h a b T : teeth h a b T -> teeth (fun z => h (- z)) (- b) (- a) T.
Proof.
  induction 1 as [a b Hab | a u v b L Ha Hb HT | a m b T T' H1 IH1 H2 IH2 | a b T T' H IH Hs].
  - constructor. lra.
  - apply teeth_one with (u := - v) (v := - u); [lra | lra |]. destruct HT as [Huv [HL [Hends Hlip]]].
    split; [lra|]. split; [exact HL|]. split; [rewrite !Ropp_involutive; tauto|].
    intros p q Hp Hq. specialize (Hlip (- p) (- q) ltac:(lra) ltac:(lra)).
    replace (- p - - q) with (- (p - q)) in Hlip by ring. rewrite Rabs_Ropp in Hlip. exact Hlip.
  - apply teeth_same with (T := T' ++ T); [|intros phi; rewrite !total_app; ring]. apply teeth_join with (m := - m); assumption.
  - apply teeth_same with (T := T); assumption.
Qed.

(** A branch that goes down over [l, r]. *)
Lemma teeth_down f h K l r T :
  continuity f -> 0 < K -> teeth h l r T ->
  forall a b, a <= b -> r <= f a -> f b <= l -> short_on f K a b -> teeth (fun z => h (f z)) a b (steeper K T).
Proof.
  intros Hf HK H a b Hab Ha Hb HKf.
  apply teeth_ext with (h := fun z => (fun w => h (- w)) (- f z)); [intros z; rewrite Ropp_involutive; reflexivity|].
  apply (teeth_up (fun z => - f z) (fun w => h (- w)) K (- r) (- l)); try lra.
  - apply (continuity_opp f), Hf.
  - apply teeth_mirror, H.
  - intros p q Hp Hq. replace (- f p - - f q) with (- (f p - f q)) by ring. rewrite Rabs_Ropp. apply HKf; assumption.
Qed.

(** ** What g can do *)

(** There is a function that grows by at least what the weight of g changes, and by at most one whole on each piece of g. *)
Lemma variation g a b m :
  pieces g a b m ->
  exists V, (forall p q, a <= p -> p <= q -> q <= b -> Rabs (clipped_weight x y (g p) - clipped_weight x y (g q)) <= V q - V p) /\
    V b - V a <= IZR m * whole x y.
Proof.
  induction 1 as [a | a d b m Had [k [c Hg]] Hc [V [HV Hm]]].
  - exists (fun _ => 0). split; [|lra]. intros p q H1 H2 H3. replace q with p by lra. rewrite Rminus_diag_eq, Rabs_R0 by reflexivity. lra.
  - pose proof (chain_ordered _ _ _ _ Hc) as [Hdb _].
    assert (forall z, 0 <= clipped_weight x y z <= whole x y) as Hw.
    { intros z. apply weight_within, clamp_within, levels. }
    assert (exists s, (s = 1 \/ s = -1) /\ forall p q, a <= p -> p <= q -> q <= d -> 0 <= s * (clipped_weight x y (g q) - clipped_weight x y (g p))) as [s [Hs Hmono]].
    { destruct (Rle_dec 0 k) as [Hk | Hk]; [exists 1 | exists (-1)]; (split; [lra|]); intros p q H1 H2 H3; rewrite !Hg by lra.
      - pose proof (clipped_weight_mono x y levels (k * p + c) (k * q + c) ltac:(nra)). lra.
      - pose proof (clipped_weight_mono x y levels (k * q + c) (k * p + c) ltac:(nra)). lra. }
    pose (W := fun z => s * clipped_weight x y (g z)).
    exists (fun z => if Rle_dec z d then W z else W d + (V z - V d)). split.
    + assert (forall p q, a <= p -> p <= q -> q <= d -> Rabs (clipped_weight x y (g p) - clipped_weight x y (g q)) <= W q - W p) as H1.
      { intros p q Hp Hpq Hq. specialize (Hmono p q Hp Hpq Hq). unfold W. destruct Hs as [-> | ->]; apply Rabs_le; lra. }
      intros p q Hp Hpq Hq. destruct (Rle_dec p d) as [Hpd | Hpd], (Rle_dec q d) as [Hqd | Hqd]; try lra.
      * apply H1; lra.
      * specialize (H1 p d Hp Hpd ltac:(lra)). specialize (HV d q ltac:(lra) ltac:(lra) Hq).
        replace (clipped_weight x y (g p) - clipped_weight x y (g q)) with
          ((clipped_weight x y (g p) - clipped_weight x y (g d)) + (clipped_weight x y (g d) - clipped_weight x y (g q))) by ring.
        pose proof (Rabs_triang (clipped_weight x y (g p) - clipped_weight x y (g d)) (clipped_weight x y (g d) - clipped_weight x y (g q))). lra.
      * specialize (HV p q ltac:(lra) Hpq Hq). lra.
    + rewrite plus_IZR. assert (W d - W a <= whole x y) as H1.
      { pose proof (Hw (g d)). pose proof (Hw (g a)). unfold W. destruct Hs as [-> | ->]; lra. }
      destruct (Rle_dec a d) as [_ | C]; [|lra].
      destruct (Rle_dec b d) as [Hbd | Hbd]; [replace b with d in * by lra; nra | lra].
Qed.

(** ** The bound *)

Definition clipped (h : R -> R) (z : R) : R := clamp x y (h z).

(** Clipped functions are continuous. *)
Lemma continuity_clipped h : continuity h -> continuity (clipped h).
Proof. intros Hh. exact (continuity_comp h (clamp x y) Hh (continuity_clamp x y)). Qed.

(** What is paid for a tooth of steepness L if a switch costs the price. *)
Definition share (price L : R) : R := Rmin (/ L) price.

(** What a row of teeth costs g: each tooth its share, less the price of what the weight of g changes. *)
Lemma teeth_cost F g price a b V T :
  continuity g -> 0 <= price -> teeth F a b T ->
  (forall p q, a <= p -> p <= q -> q <= b -> Rabs (clipped_weight x y (g p) - clipped_weight x y (g q)) <= V q - V p) ->
  costs (fun z => Rabs (clipped F z - clipped g z)) a b (whole x y * total (share price) T - price * (V b - V a)).
Proof.
  intros Hg Hprice. induction 1 as [a b Hab | a u v b L Ha Hb HT | a m b T T' H1 IH1 H2 IH2 | a b T T' H IH Hs]; intros HV.
  - apply costs_less with (e := 0); [apply costs_nothing; [exact Hab | intros; apply Rabs_pos]|].
    cbn. specialize (HV a b ltac:(lra) Hab ltac:(lra)). pose proof (Rabs_pos (clipped_weight x y (g a) - clipped_weight x y (g b))). nra.
  - pose proof HT as [Huv [HL _]].
    assert (tooth x y (clipped F) u v L) as HT'.
    { destruct HT as [_ [_ [Hends Hlip]]]. split; [exact Huv|]. split; [exact HL|]. unfold clipped. split.
      - destruct Hends as [[-> ->] | [-> ->]]; rewrite !clamp_fixed by lra; tauto.
      - intros p q Hp Hq. eapply Rle_trans; [apply clamp_short; exact levels | apply Hlip; assumption]. }
    pose (r := Rmin (whole x y) (V v - V u)).
    assert (0 <= whole x y) as Hw by (unfold whole; nra).
    assert (forall p q, a <= p -> p <= q -> q <= b -> 0 <= V q - V p) as Hup.
    { intros p q A B C. specialize (HV p q A B C). pose proof (Rabs_pos (clipped_weight x y (g p) - clipped_weight x y (g q))). lra. }
    assert (0 <= r <= whole x y) as Hr by (unfold r; split; [apply Rmin_glb; [exact Hw | apply Hup; lra] | apply Rmin_l]).
    assert (costs (fun z => Rabs (clipped F z - clipped g z)) u v ((whole x y - r) / L)) as Hc.
    { apply (tooth_costs x y levels); [exact HT' | apply continuity_clipped, Hg | intros; apply clamp_within, levels |].
      intros p q Hp Hq. fold (clipped_weight x y (g p)). fold (clipped_weight x y (g q)).
      change (weight x y (clipped g p)) with (clipped_weight x y (g p)). change (weight x y (clipped g q)) with (clipped_weight x y (g q)).
      assert (forall z, 0 <= clipped_weight x y z <= whole x y) as Hw' by (intros z; apply weight_within, clamp_within, levels).
      apply Rmin_glb; [pose proof (Hw' (g p)); pose proof (Hw' (g q)); lra|].
      destruct (Rle_dec p q) as [Hpq | Hpq].
      - specialize (HV p q ltac:(lra) Hpq ltac:(lra)). pose proof (Rle_abs (clipped_weight x y (g p) - clipped_weight x y (g q))).
        pose proof (Hup u p ltac:(lra) ltac:(lra) ltac:(lra)). pose proof (Hup q v ltac:(lra) ltac:(lra) ltac:(lra)). lra.
      - specialize (HV q p ltac:(lra) ltac:(lra) ltac:(lra)). rewrite Rabs_minus_sym in HV. pose proof (Rle_abs (clipped_weight x y (g p) - clipped_weight x y (g q))).
        pose proof (Hup u q ltac:(lra) ltac:(lra) ltac:(lra)). pose proof (Hup p v ltac:(lra) ltac:(lra) ltac:(lra)). lra. }
    apply costs_less with (e := 0 + ((whole x y - r) / L + 0)).
    { apply costs_join with (m := u); [lra | lra | apply costs_nothing; [lra | intros; apply Rabs_pos] |].
      apply costs_join with (m := v); [lra | lra | exact Hc | apply costs_nothing; [lra | intros; apply Rabs_pos]]. }
    cbn. pose proof (Hup a u ltac:(lra) ltac:(lra) ltac:(lra)). pose proof (Hup v b ltac:(lra) ltac:(lra) ltac:(lra)).
    assert (price * r <= price * (V b - V a)) by (apply Rmult_le_compat_l; [exact Hprice | pose proof (Rmin_r (whole x y) (V v - V u)) as C; fold r in C; lra]).
    unfold share, Rdiv. pose proof (Rmin_l (/ L) price). pose proof (Rmin_r (/ L) price).
    assert ((whole x y - r) * Rmin (/ L) price <= (whole x y - r) * / L) by (apply Rmult_le_compat_l; lra).
    assert (r * Rmin (/ L) price <= r * price) by (apply Rmult_le_compat_l; lra). lra.
  - pose proof (teeth_ordered _ _ _ _ H1). pose proof (teeth_ordered _ _ _ _ H2).
    apply costs_less with (e := (whole x y * total (share price) T - price * (V m - V a)) + (whole x y * total (share price) T' - price * (V b - V m))).
    + apply costs_join with (m := m); [lra | lra | apply IH1 | apply IH2]; intros; apply HV; lra.
    + rewrite total_app. lra.
  - rewrite <- Hs. apply IH, HV.
Qed.

(** T14, between two levels *)
Theorem T14_between F g price a b T m :
  continuity g -> 0 <= price -> teeth F a b T -> pieces g a b m ->
  costs (fun z => Rabs (clipped F z - clipped g z)) a b (whole x y * (total (share price) T - price * IZR m)).
Proof.
  intros Hg Hprice HT Hp. destruct (variation g a b m Hp) as [V [HV Hm]].
  apply costs_less with (e := whole x y * total (share price) T - price * (V b - V a)); [apply teeth_cost; assumption | nra].
Qed.

End Rows.
