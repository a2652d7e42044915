(** T14w: the window form of T14. Two neighbouring crossings cost every affine function something, and a function with few pieces is affine
    on all but few windows. Riemann integrals are all that is needed. *)

From Coq Require Import Reals List ZArith Lra Lia.
From Exactsep Require Import Networks Chains Hits Covering Maps Integral Teeth Growth Windows Distance Sizes.
Import ListNotations.
Open Scope R_scope.

(** ** What is left when some costs are left out *)

(** The least sum of the costs when at most k of them are left out: of costs that are not negative, the sum of all but the k largest. *)
Fixpoint all_but (k : nat) (cs : list R) : R :=
  match cs with
  | [] => 0
  | c :: rest => match k with O => c + all_but O rest | S k' => Rmin (c + all_but k rest) (all_but k' rest) end
  end.

Definition sum_of_list (cs : list R) : R := fold_right Rplus 0 cs.

(** At least the sum less k times the largest. *)
Lemma all_but_at_least k cs top : 0 <= top -> Forall (fun c => c <= top) cs -> sum_of_list cs - INR k * top <= all_but k cs.
Proof.
  intros Htop H. unfold sum_of_list. revert k. induction H as [| c cs Hc H IH]; intros k; cbn [fold_right all_but].
  - pose proof (pos_INR k). nra.
  - destruct k as [| k]; [specialize (IH 0%nat); cbn [INR] in *; lra|].
    apply Rmin_glb; [specialize (IH (S k)); lra | specialize (IH k); rewrite S_INR; lra].
Qed.

(** The sum of equal costs. *)
Lemma sum_of_equal n e : sum_of_list (repeat e n) = INR n * e.
Proof. unfold sum_of_list. induction n as [| n IH]; [cbn; ring|]. cbn [repeat fold_right]. rewrite IH, S_INR. ring. Qed.

(** ** Windows and pieces *)

Definition far_on (F : R -> R) (W : R * R) (e : R) : Prop := far_from_affine F (fst W) (snd W) e.

(** The windows of an interval on which g is affine. *)
Lemma windows_of_one_piece F g a Ws b es :
  in_order a Ws b -> Forall2 (far_on F) Ws es -> affine_on g a b -> costs (fun z => Rabs (F z - g z)) a b (all_but 0 es).
Proof.
  intros Ho. revert es. induction Ho as [a b Hab | a l r Ws b Hal Hlr Ho IH]; intros es H Hg.
  - inversion H; subst. apply costs_nothing; [exact Hab | intros; apply Rabs_pos].
  - inversion H as [| W e Ws' es' [_ H1] H2 E1 E2]; subst. cbn [fst snd] in H1. pose proof (in_order_le _ _ _ Ho).
    cbn [all_but]. replace (e + all_but 0 es') with (0 + (e + all_but 0 es')) by ring.
    apply costs_join with (m := l); [lra | lra | apply costs_nothing; [lra | intros; apply Rabs_pos] |].
    apply costs_join with (m := r); [lra | lra | apply H1, (affine_sub g a b); lra || exact Hg | apply IH; [exact H2 | apply (affine_sub g a b); lra || exact Hg]].
Qed.

(** Where there are no pieces there is only a point. *)
Lemma no_pieces P a b n : chain P a b n -> n = 0%Z -> a = b.
Proof. destruct 1 as [a | a m b n Ham _ Hc]; intros E; [reflexivity|]. pose proof (chain_ordered _ _ _ _ Hc). lia. Qed.

(** Each breakpoint of g spoils at most one window. *)
Lemma windows_of_pieces F g a b m : pieces g a b m -> (1 <= m)%Z -> forall Ws es, in_order a Ws b -> Forall2 (far_on F) Ws es ->
  costs (fun z => Rabs (F z - g z)) a b (all_but (Z.to_nat (m - 1)) es).
Proof.
  induction 1 as [a | a d b n Had Hg Hc IH]; intros Hm Ws es Ho H; [lia|]. pose proof (chain_ordered _ _ _ _ Hc) as [Hdb Hn].
  destruct (Z.eq_dec n 0) as [-> | Hn0].
  { assert (d = b) as -> by exact (no_pieces _ _ _ _ Hc eq_refl).
    apply (windows_of_one_piece F g a Ws); assumption. }
  specialize (IH ltac:(lia)). replace (Z.to_nat (n + 1 - 1)) with (S (Z.to_nat (n - 1))) by lia. set (k := Z.to_nat (n - 1)) in *.
  clear Hc Hn Hn0 Hm. revert es H Had Hg. induction Ho as [a b Hab | a l r Ws b Hal Hlr Ho IHo]; intros es H Had Hg.
  - inversion H; subst. apply costs_nothing; [exact Hab | intros; apply Rabs_pos].
  - inversion H as [| W e Ws' es' [_ H1] H2 E1 E2]; subst. cbn [fst snd all_but] in *. pose proof (in_order_le _ _ _ Ho).
    destruct (Rle_dec r d) as [Hrd | Hrd].
    + apply costs_less with (e := 0 + (e + all_but (S k) es')); [|pose proof (Rmin_l (e + all_but (S k) es') (all_but k es')); lra].
      apply costs_join with (m := l); [lra | lra | apply costs_nothing; [lra | intros; apply Rabs_pos] |].
      apply costs_join with (m := r); [lra | lra | apply H1, (affine_sub g a d); lra || exact Hg |].
      apply IHo; try assumption. apply (affine_sub g a d); lra || exact Hg.
    + apply costs_less with (e := 0 + all_but k es'); [|pose proof (Rmin_r (e + all_but (S k) es') (all_but k es')); lra].
      apply costs_join with (m := d); [lra | lra | apply costs_nothing; [lra | intros; apply Rabs_pos] |].
      apply (IH Ws); [apply (in_order_widen r); [lra | exact Ho] | exact H2].
Qed.

(** The integral exists, and is as large. *)
Lemma costs_integral F g a b e : a <= b -> continuity F -> continuity g -> costs (fun z => Rabs (F z - g z)) a b e ->
  exists integral : Riemann_integrable (fun z => Rabs (F z - g z)) a b, RiemannInt integral >= e.
Proof.
  intros Hab HF Hg H. assert (Riemann_integrable (fun z => Rabs (F z - g z)) a b) as pr; [|exists pr; apply H].
  apply continuity_implies_RiemannInt; [exact Hab|]. intros z _. revert z. apply continuity_abs, (continuity_minus F); assumption.
Qed.

(** ** Evidence: dual functions *)

(** A function of modulus at most 1 that is orthogonal to affine functions shows how far F is from them. *)
Lemma dual_function F sigma a b (p0 : Riemann_integrable sigma a b) (p1 : Riemann_integrable (fun z => sigma z * z) a b)
    (p : Riemann_integrable (fun z => sigma z * F z) a b) :
  a <= b -> (forall z, a <= z <= b -> Rabs (sigma z) <= 1) -> RiemannInt p0 = 0 -> RiemannInt p1 = 0 -> far_from_affine F a b (Rabs (RiemannInt p)).
Proof.
  intros Hab Hs E0 E1. split; [exact Hab|]. intros g [m [c Hg]].
  assert (forall s, s = 1 \/ s = -1 -> costs (fun z => Rabs (F z - g z)) a b (s * RiemannInt p)) as H.
  { intros s Hsign. pose (q := RiemannInt_P10 (- m) (RiemannInt_P10 (- c) p p0) p1). pose (p' := RiemannInt_P10 s (RiemannInt_P14 a b 0) q).
    apply (costs_le _ (fun z => fct_cte 0 z + s * (sigma z * F z + - c * sigma z + - m * (sigma z * z)))); [exact Hab | | exact p' |].
    - intros z Hz. rewrite Hg by lra. specialize (Hs z ltac:(lra)). unfold fct_cte.
      replace (0 + s * (sigma z * F z + - c * sigma z + - m * (sigma z * z))) with (s * sigma z * (F z - (m * z + c))) by ring.
      eapply Rle_trans; [apply Rle_abs|]. rewrite Rabs_mult. assert (Rabs (s * sigma z) <= 1) as Hss.
      { destruct Hsign as [-> | ->]; [rewrite Rmult_1_l | replace (-1 * sigma z) with (- sigma z) by ring; rewrite Rabs_Ropp]; exact Hs. }
      pose proof (Rabs_pos (F z - (m * z + c))). nra.
    - intros pr. rewrite (RiemannInt_P13 (RiemannInt_P14 a b 0) q pr), (RiemannInt_P13 (RiemannInt_P10 (- c) p p0) p1 q), (RiemannInt_P13 p p0 (RiemannInt_P10 (- c) p p0)).
      rewrite RiemannInt_P15, E0, E1. lra. }
  unfold Rabs at 2. destruct (Rcase_abs (RiemannInt p)).
  - eapply costs_less; [apply (H (-1)); right; reflexivity | lra].
  - eapply costs_less; [apply (H 1); left; reflexivity | lra].
Qed.

(** ** Two crossings *)

(** What is at least h at one end of an interval, and decreases no faster than L, costs half of h h / L. *)
Lemma wedge_right D p q h L : 0 < h -> 0 < L -> h <= L * (q - p) -> (forall z, 0 <= D z) -> (forall z, p <= z <= q -> h - L * (z - p) <= D z) -> costs D p q (h * h / (2 * L)).
Proof.
  intros Hh HL Hlong Hpos HD. pose (w := h / L). assert (L * w = h) as Ew by (unfold w; field; lra). assert (0 < w) by nra. assert (p + w <= q) by nra.
  apply costs_less with (e := ((h + L * p) * (p + w - p) + (- L) * ((p + w) * (p + w) / 2 - p * p / 2)) + 0); [|right; rewrite <- Ew; field; lra].
  apply costs_join with (m := p + w); [lra | lra | | apply costs_nothing; [lra | exact Hpos]]. apply costs_affine; [lra|]. intros z Hz. specialize (HD z ltac:(lra)). lra.
Qed.

Lemma wedge_left D p q h L : 0 < h -> 0 < L -> h <= L * (q - p) -> (forall z, 0 <= D z) -> (forall z, p <= z <= q -> h - L * (q - z) <= D z) -> costs D p q (h * h / (2 * L)).
Proof.
  intros Hh HL Hlong Hpos HD. pose (w := h / L). assert (L * w = h) as Ew by (unfold w; field; lra). assert (0 < w) by nra. assert (p <= q - w) by nra.
  apply costs_less with (e := 0 + ((h - L * q) * (q - (q - w)) + L * (q * q / 2 - (q - w) * (q - w) / 2))); [|right; rewrite <- Ew; field; lra].
  apply costs_join with (m := q - w); [lra | lra | apply costs_nothing; [lra | exact Hpos] |]. apply costs_affine; [lra|]. intros z Hz. specialize (HD z ltac:(lra)). lra.
Qed.

(** A shorter window. *)
Lemma far_widen F a b a' b' e : a' <= a -> b <= b' -> far_from_affine F a b e -> far_from_affine F a' b' e.
Proof.
  intros Ha Hb H. replace e with (0 + (e + 0)) by ring. pose proof (proj1 H).
  apply far_join with (m := a); [apply far_nothing, Ha | apply far_join with (m := b); [exact H | apply far_nothing, Hb]].
Qed.

(** F is low, high, low. *)
Lemma far_from_hill F x y p q r L :
  x < y -> 0 < L -> p <= q -> q <= r -> F p <= x -> F q >= y -> F r <= x -> short_on F L p r -> far_from_affine F p r ((y - x) ^ 2 / (8 * L)).
Proof.
  intros Hxy HL Hpq Hqr Hp Hq Hr Hshort. split; [lra|]. intros g [m [c Hg]].
  assert (forall u v, p <= u -> u <= v -> v <= r -> F u - F v <= L * (v - u) /\ F v - F u <= L * (v - u)) as Hs.
  { intros u v Hu Huv Hv. specialize (Hshort u v ltac:(lra) ltac:(lra)). rewrite (Rabs_minus_sym u v), (Rabs_pos_eq (v - u)) in Hshort by lra.
    pose proof (Rle_abs (F u - F v)). pose proof (Rle_abs (F v - F u)) as Habs. rewrite Rabs_minus_sym in Habs. lra. }
  pose (h := (y - x) / 2). replace ((y - x) ^ 2 / (8 * L)) with (h * h / (2 * L)) by (unfold h; field; lra). assert (0 < h) as Hh by (unfold h; lra).
  pose proof (proj2 (Hs p q ltac:(lra) Hpq ltac:(lra))). pose proof (proj1 (Hs q r ltac:(lra) Hqr ltac:(lra))).
  assert (forall e, costs (fun z => Rabs (F z - g z)) p q e -> costs (fun z => Rabs (F z - g z)) p r e) as Hleft.
  { intros e H'. replace e with (e + 0) by ring. apply costs_join with (m := q); [lra | lra | exact H' | apply costs_nothing; [lra | intros; apply Rabs_pos]]. }
  assert (forall e, costs (fun z => Rabs (F z - g z)) q r e -> costs (fun z => Rabs (F z - g z)) p r e) as Hright.
  { intros e H'. replace e with (0 + e) by ring. apply costs_join with (m := q); [lra | lra | apply costs_nothing; [lra | intros; apply Rabs_pos] | exact H']. }
  assert (forall z, 0 <= Rabs (F z - g z)) as Hpos by (intros; apply Rabs_pos).
  destruct (Rle_dec (m * q + c) ((x + y) / 2)) as [Hmid | Hmid], (Rle_dec 0 m) as [Hm | Hm].
  - apply Hleft, wedge_left; try assumption; [unfold h; lra|]. intros z Hz. rewrite Hg by lra. pose proof (proj2 (Hs z q ltac:(lra) ltac:(lra) ltac:(lra))).
    pose proof (Rle_abs (F z - (m * z + c))). unfold h. nra.
  - apply Hright, wedge_right; try assumption; [unfold h; lra|]. intros z Hz. rewrite Hg by lra. pose proof (proj1 (Hs q z ltac:(lra) ltac:(lra) ltac:(lra))).
    pose proof (Rle_abs (F z - (m * z + c))). unfold h. nra.
  - apply Hright, wedge_left; try assumption; [unfold h; lra|]. intros z Hz. rewrite Hg by lra. pose proof (proj1 (Hs z r ltac:(lra) ltac:(lra) ltac:(lra))).
    rewrite Rabs_minus_sym. pose proof (Rle_abs (m * z + c - F z)). unfold h. nra.
  - apply Hleft, wedge_right; try assumption; [unfold h; lra|]. intros z Hz. rewrite Hg by lra. pose proof (proj2 (Hs p z ltac:(lra) ltac:(lra) ltac:(lra))).
    rewrite Rabs_minus_sym. pose proof (Rle_abs (m * z + c - F z)). unfold h. nra.
Qed.

(** F is high, low, high. *)
Lemma far_from_valley F x y p q r L :
  x < y -> 0 < L -> p <= q -> q <= r -> F p >= y -> F q <= x -> F r >= y -> short_on F L p r -> far_from_affine F p r ((y - x) ^ 2 / (8 * L)).
Proof.
  intros Hxy HL Hpq Hqr Hp Hq Hr Hshort. split; [lra|]. intros g [m [c Hg]].
  replace ((y - x) ^ 2 / (8 * L)) with ((- x - - y) ^ 2 / (8 * L)) by (f_equal; ring).
  destruct (far_from_hill (fun z => - F z) (- y) (- x) p q r L) as [_ H]; try lra.
  { intros u v Hu Hv. replace (- F u - - F v) with (- (F u - F v)) by ring. rewrite Rabs_Ropp. apply Hshort; assumption. }
  intros pr. assert (Riemann_integrable (fun z => Rabs (- F z - - g z)) p r) as pr'.
  { apply Riemann_integrable_ext with (f := fun z => Rabs (F z - g z)); [|exact pr]. intros z _. rewrite <- (Rabs_Ropp (F z - g z)). f_equal. ring. }
  specialize (H (fun z => - g z) ltac:(exists (- m), (- c); intros z Hz; rewrite Hg by lra; ring) pr').
  rewrite (RiemannInt_P18 pr pr'); [exact H | lra |]. intros z _. rewrite <- (Rabs_Ropp (F z - g z)). f_equal. ring.
Qed.

(** Two crossings, one behind the other: low, high, low or high, low, high. *)
Lemma far_from_crossings F x y u v u' v' L :
  x < y -> 0 < L -> u <= v -> v <= u' -> u' <= v' -> crossing x y F u v -> crossing x y F u' v' -> short_on F L u v' ->
  far_from_affine F u v' ((y - x) ^ 2 / (8 * L)).
Proof.
  intros Hxy HL Huv Hvu Huv' H H' Hshort.
  assert (forall r, u <= r <= v' -> short_on F L u r) as Hs by (intros r Hr p q Hp Hq; apply Hshort; lra).
  destruct H as [[A B] | [A B]], H' as [[A' B'] | [A' B']].
  - apply (far_widen F u u'); [lra | exact Huv' | apply (far_from_hill F x y u v u'); try assumption; try lra; apply Hs; lra].
  - apply (far_from_hill F x y u v v'); try assumption; lra.
  - apply (far_from_valley F x y u v v'); try assumption; lra.
  - apply (far_widen F u u'); [lra | exact Huv' | apply (far_from_valley F x y u v u'); try assumption; try lra; apply Hs; lra].
Qed.

(** ** T14w *)

(** Each window is made of two neighbouring crossings and what is between them. *)
Fixpoint windows_of (Cs : list (R * R)) : list (R * R) := match Cs with C :: C' :: rest => (fst C, snd C') :: windows_of rest | _ => [] end.

(** There are half as many, and all are windows. *)
Lemma windows_of_crossings F x y L n a Cs b :
  x < y -> 0 < L -> (length Cs <= n)%nat -> in_order a Cs b -> Forall (fun C => crossing x y F (fst C) (snd C)) Cs ->
  Forall (fun W => short_on F L (fst W) (snd W)) (windows_of Cs) ->
  length (windows_of Cs) = Nat.div (length Cs) 2 /\ in_order a (windows_of Cs) b /\ Forall2 (far_on F) (windows_of Cs) (repeat ((y - x) ^ 2 / (8 * L)) (Nat.div (length Cs) 2)).
Proof.
  intros Hxy HL. revert a Cs. induction n as [| n IH]; intros a [| [u v] [| [u' v'] Cs]] Hn Ho HC HW; cbn [length] in Hn; try lia.
  1, 2, 3: split; [reflexivity | split; [constructor; exact (in_order_le _ _ _ Ho) | constructor]].
  inversion Ho as [| ? ? ? ? ? A1 A2 Ho']; subst. inversion Ho' as [| ? ? ? ? ? A3 A4 Ho'']; subst.
  inversion HC as [| ? ? B1 HC']; subst. inversion HC' as [| ? ? B2 HC'']; subst. cbn [windows_of fst snd] in *. inversion HW as [| ? ? B3 HW']; subst. cbn [fst snd] in B3.
  destruct (IH v' Cs ltac:(lia) Ho'' HC'' HW') as [H1 [H2 H3]]. change (length ((u, v) :: (u', v') :: Cs)) with (2 + length Cs)%nat.
  assert (Nat.div (2 + length Cs) 2 = S (Nat.div (length Cs) 2)) as -> by (apply (Nat.div_add_l 1 2 (length Cs)); lia).
  split; [cbn [length]; rewrite H1; reflexivity|]. split; [constructor; [exact A1 | lra | exact H2]|]. cbn [repeat]. constructor; [|exact H3].
  apply (far_from_crossings F x y u v u' v'); assumption.
Qed.

(** T14w: f^t has N crossings with disjoint interiors, g has m pieces, and L is a Lipschitz constant of f^t on each window. *)
Theorem T14w f t g x y a b L Cs m :
  continuity f -> continuity g -> x < y -> a < b ->
  in_order a Cs b -> Forall (fun C => crossing x y (iterate t f) (fst C) (snd C)) Cs ->
  0 < L -> Forall (fun W => short_on (iterate t f) L (fst W) (snd W)) (windows_of Cs) -> pieces g a b m ->
  exists integral : Riemann_integrable (fun z => Rabs (iterate t f z - g z)) a b,
    RiemannInt integral >= (INR (Nat.div (length Cs) 2) - (IZR m - 1)) * ((y - x) ^ 2 / (8 * L)).
Proof.
  intros Hf Hg Hxy Hab Ho HC HL HW Hp. apply costs_integral; [lra | apply continuity_iterate, Hf | exact Hg |].
  assert (1 <= m)%Z as Hm.
  { pose proof (chain_ordered _ _ _ _ Hp). destruct (Z.eq_dec m 0) as [E | E]; [pose proof (no_pieces _ _ _ _ Hp E); lra | lia]. }
  destruct (windows_of_crossings (iterate t f) x y L (length Cs) a Cs b Hxy HL (le_n _) Ho HC HW) as [_ [H1 H2]].
  set (e := (y - x) ^ 2 / (8 * L)) in *. set (n := Nat.div (length Cs) 2) in *.
  assert (0 <= e) as He by (unfold e; apply Rle_mult_inv_pos; [apply pow2_ge_0 | lra]).
  eapply costs_less; [exact (windows_of_pieces (iterate t f) g a b m Hp Hm _ _ H1 H2)|].
  pose proof (all_but_at_least (Z.to_nat (m - 1)) (repeat e n) e He ltac:(apply Forall_forall; intros c Hc; apply repeat_spec in Hc; lra)) as H.
  rewrite sum_of_equal, (INR_IZR_INZ (Z.to_nat (m - 1))), Z2Nat.id, minus_IZR in H by lia. lra.
Qed.

(** For networks. *)
Theorem T14w_for_networks f t x y a b L Cs (N : network) :
  continuity f -> x < y -> a < b ->
  in_order a Cs b -> Forall (fun C => crossing x y (iterate t f) (fst C) (snd C)) Cs ->
  0 < L -> Forall (fun W => short_on (iterate t f) L (fst W) (snd W)) (windows_of Cs) -> relu_network N ->
  exists integral : Riemann_integrable (fun z => Rabs (iterate t f z - value N z)) a b,
    RiemannInt integral >= (INR (Nat.div (length Cs) 2) - (IZR ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N)) - 1)) * ((y - x) ^ 2 / (8 * L)).
Proof.
  intros Hf Hxy Hab Ho HC HL HW HN. destruct (network_pieces N a b HN ltac:(lra)) as [m [Hp Hm]].
  destruct (T14w f t (value N) x y a b L Cs m Hf (continuity_network N) Hxy Hab Ho HC HL HW Hp) as [integral H]. exists integral.
  apply IZR_le in Hm. assert (0 <= (y - x) ^ 2 / (8 * L)) as He by (apply Rle_mult_inv_pos; [apply pow2_ge_0 | lra]).
  eapply Rge_trans; [exact H|]. apply Rle_ge, Rmult_le_compat_r; lra.
Qed.
