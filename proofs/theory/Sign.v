(** T13: as a classifier, what has few pieces mislabels many points; and T11: crossings cannot grow faster than the Lipschitz constant. *)

From Coq Require Import Reals QArith Qreals List ZArith Lra Lia.
From Exactsep Require Import Networks Chains Hits Covering Maps SupNorm Counts Growth.
Import ListNotations.
Open Scope R_scope.

(** The label of a value. *)
Definition label (c v : R) : bool := if Rle_dec c v then true else false.

(** How many of the points have different labels under F, at the threshold c, and under g, at the threshold c'. *)
Definition mislabelled (F g : R -> R) (c c' : R) (zs : list R) : Z :=
  fold_right (fun z n => ((if Bool.eqb (label c (F z)) (label c' (g z)) then 0 else 1) + n)%Z) 0%Z zs.

(** The points lie in [a, b], each beyond the one before. *)
Fixpoint increasing_points (a : R) (zs : list R) (b : R) : Prop :=
  match zs with [] => a <= b | z :: rest => a <= z <= b /\ match rest with [] => True | z' :: _ => z < z' end /\ increasing_points z rest b end.

(** The letters of the points alternate, from p on. *)
Fixpoint letters (low high : R -> Prop) (F : R -> R) (p : bool) (zs : list R) : Prop :=
  match zs with [] => True | z :: rest => hit low high F z p /\ letters low high F (negb p) rest end.

Section Levels.
Variables (x y : R).
Hypothesis levels : x < y.

(** The points of an alternating row, as a list. *)
Lemma alternating_points F a b p q n :
  alternating (low_at x) (high_at y) F b a p q n ->
  exists zs, increasing_points a zs b /\ letters (low_at x) (high_at y) F p zs /\ Z.of_nat (length zs) = (n + 1)%Z.
Proof.
  induction 1 as [a z p Hz Hp | a z p q n Haz Hp H IH].
  - exists [z]. cbn. repeat split; try lra; [exact Hp].
  - destruct IH as [zs [H1 [H2 H3]]]. destruct zs as [| z' zs]; [pose proof (alternating_ordered _ _ _ _ _ _ _ _ H); cbn in H3; lia|].
    pose proof (alternating_ordered _ _ _ _ _ _ _ _ H) as [Hzb _].
    exists (z :: z' :: zs). split; [|split; [split; assumption | cbn [length] in *; lia]].
    split; [lra|]. split; [|exact H1]. destruct H1 as [Hz' _]. destruct H2 as [Hp' _].
    destruct (Req_dec z z') as [E | E]; [exfalso | lra]. subst z'. unfold hit, low_at, high_at in *. destruct p; cbn in *; lra.
Qed.

(** The first points of a row are a row, *)
Lemma increasing_first k a zs b : increasing_points a zs b -> a <= b -> increasing_points a (firstn k zs) b.
Proof.
  revert k a. induction zs as [| z zs IH]; intros [| k] a H Hab; cbn [firstn increasing_points] in *; try assumption.
  destruct H as [Hz [Hn H]]. split; [exact Hz|]. split; [|apply IH; [exact H | lra]].
  destruct k as [| k]; [exact I|]. destruct zs; [exact I | exact Hn].
Qed.

(** with the same letters. *)
Lemma letters_first k low high F p zs : letters low high F p zs -> letters low high F p (firstn k zs).
Proof.
  revert k p. induction zs as [| z zs IH]; intros [| k] p H; cbn [firstn letters] in *; try exact I. destruct H. split; [assumption | apply IH; assumption].
Qed.

(** The letter of a point is its label at the middle level. *)
Lemma letters_labels F p zs : letters (low_at x) (high_at y) F p zs -> match zs with [] => True | z :: _ => label ((x + y) / 2) (F z) = p end.
Proof.
  destruct zs as [| z zs]; [intros _; exact I|]. intros [H _]. unfold hit, low_at, high_at, label in *.
  destruct p, (Rle_dec ((x + y) / 2) (F z)); reflexivity || (exfalso; lra).
Qed.

(** How often the label of g changes from point to point. *)
Fixpoint changes (g : R -> R) (c : R) (zs : list R) : Z :=
  match zs with
  | z :: (z' :: _) as rest => ((if Bool.eqb (label c (g z)) (label c (g z')) then 0 else 1) + changes g c rest)%Z
  | _ => 0%Z
  end.

(** Where the label stays, one of the two points is mislabelled. *)
Lemma stays_or_errs F g c' p zs :
  letters (low_at x) (high_at y) F p zs ->
  (Z.of_nat (length zs) - 1 <= changes g c' zs + 2 * mislabelled F g ((x + y) / 2) c' zs -
    match zs with [] => 1 | z :: _ => if Bool.eqb (label ((x + y) / 2) (F z)) (label c' (g z)) then 0 else 1 end)%Z.
Proof.
  revert p. induction zs as [| z zs IH]; intros p H; [cbn; lia|].
  destruct zs as [| z' zs].
  - cbn [length changes mislabelled fold_right]. destruct (Bool.eqb _ _); lia.
  - pose proof (letters_labels F p _ H) as E. destruct H as [Hz H]. specialize (IH (negb p) H).
    pose proof (letters_labels F (negb p) _ H) as E'. cbn [letters] in *.
    cbn [changes mislabelled fold_right length] in *. fold (changes g c') in *. fold (mislabelled F g ((x + y) / 2) c' zs) in *.
    rewrite E in *. rewrite E' in *.
    destruct (label c' (g z)), (label c' (g z')), p; cbn [Bool.eqb negb] in *; lia.
Qed.

(** A level just below c' separates the labels strictly. *)
Lemma strict_level (g : R -> R) c' (zs : list R) : exists c, c < c' /\ forall z, In z zs -> g z < c' -> g z < c.
Proof.
  induction zs as [| z zs [c [Hc H]]]; [exists (c' - 1); split; [lra | intros z []]|].
  destruct (Rlt_dec (g z) c') as [Hz | Hz].
  - exists (Rmax c ((g z + c') / 2)). split; [apply Rmax_lub_lt; lra|].
    pose proof (Rmax_l c ((g z + c') / 2)). pose proof (Rmax_r c ((g z + c') / 2)).
    intros w [<- | Hw] Hw'; [lra | specialize (H w Hw Hw'); lra].
  - exists c. split; [exact Hc|]. intros w [<- | Hw] Hw'; [lra | apply H; assumption].
Qed.

(** A function whose label changes alternates around a level that is strictly below c'. *)
Lemma changes_alternate g c c' a zs b :
  c < c' -> (forall z, In z zs -> g z < c' -> g z < c) -> increasing_points a zs b ->
  match zs with [] => True | z :: _ => exists q, alternating (below c) (above c) g b a (label c' (g z)) q (changes g c' zs) end.
Proof.
  intros Hc. revert a. induction zs as [| z zs IH]; intros a Hs Hi; [exact I|].
  assert (hit (below c) (above c) g z (label c' (g z))) as Hz.
  { unfold hit, below, above, label. specialize (Hs z (or_introl eq_refl)). destruct (Rle_dec c' (g z)); [lra | apply Hs; lra]. }
  destruct Hi as [Haz [Hn Hi]]. specialize (IH z (fun w Hw => Hs w (or_intror Hw)) Hi).
  destruct zs as [| z' zs]; [exists (label c' (g z)); apply alternating_one with (z := z); assumption|].
  destruct IH as [q IH]. exists q.
  change (changes g c' (z :: z' :: zs)) with ((if Bool.eqb (label c' (g z)) (label c' (g z')) then 0 else 1) + changes g c' (z' :: zs))%Z.
  destruct (Bool.eqb (label c' (g z)) (label c' (g z'))) eqn:E.
  - apply Bool.eqb_prop in E. rewrite E. apply alternating_from with (a := z); [lra | rewrite Z.add_0_l; exact IH].
  - replace (1 + changes g c' (z' :: zs))%Z with (changes g c' (z' :: zs) + 1)%Z by lia.
    apply alternating_more with (z := z); [lra | exact Hz |].
    replace (negb (label c' (g z))) with (label c' (g z')) by (destruct (label c' (g z)), (label c' (g z')); discriminate || reflexivity). exact IH.
Qed.

(** T13: there are n + 1 points for which every g with m pieces, at every threshold, mislabels at least (n - m) / 2 of them. *)
Theorem T13 F a b s n :
  hits (low_at x) (high_at y) F a b s -> (0 < n <= alternations s)%Z ->
  exists zs, increasing_points a zs b /\ Z.of_nat (length zs) = (n + 1)%Z /\
    forall g m c', pieces g a b m -> (n - m <= 2 * mislabelled F g ((x + y) / 2) c' zs)%Z.
Proof.
  intros HF Hn. pose proof (hits_ordered _ _ _ _ _ _ HF) as Hab. apply hits_alternate in HF. destruct s as [[[p q] k] |]; cbn in Hn; [|lia].
  destruct (alternating_points F a b p q k HF) as [zs [H1 [H2 H3]]].
  set (ws := firstn (Z.to_nat (n + 1)) zs).
  assert (Z.of_nat (length ws) = (n + 1)%Z) as Hlen by (unfold ws; rewrite firstn_length; lia).
  assert (increasing_points a ws b) as Hi by (apply increasing_first; assumption).
  assert (letters (low_at x) (high_at y) F p ws) as Hl by (apply letters_first; assumption).
  exists ws. split; [exact Hi|]. split; [exact Hlen|]. intros g m c' Hg.
  pose proof (stays_or_errs F g c' p ws Hl) as H. destruct (strict_level g c' ws) as [c [Hc Hs]].
  pose proof (changes_alternate g c c' a ws b Hc Hs Hi) as Ha.
  destruct ws as [| z ws]; [cbn in Hlen; lia|]. destruct Ha as [q' Ha]. pose proof (T2 g c a b m _ _ _ Hg Ha).
  destruct (Bool.eqb _ _); lia.
Qed.
End Levels.

(** The kind "sign" of a claim, by the checker for coverings: [at_most] is the number of points minus 2. *)
Theorem sign_soundness c errors :
  check c = true -> (0 <= at_most c)%Z -> Q2R (low_level c) < Q2R (high_level c) ->
  exists zs, increasing_points (Q2R (left c)) zs (Q2R (right c)) /\ Z.of_nat (length zs) = (at_most c + 2)%Z /\
    forall g m c', pieces g (Q2R (left c)) (Q2R (right c)) m -> (2 * errors <= Z.of_nat (length zs) - m)%Z ->
      (errors <= mislabelled (iterate (N.to_nat (iterations c)) (function_of (map_of c))) g ((Q2R (low_level c) + Q2R (high_level c)) / 2) c' zs)%Z.
Proof.
  intros H H0 Hxy. destruct (counted c H) as [_ [_ Hs]]. destruct (Hs H0) as [s [HF Hn]].
  destruct (T13 (Q2R (low_level c)) (Q2R (high_level c)) Hxy _ _ _ s (at_most c + 1) HF ltac:(lia)) as [zs [Hi [Hlen HM]]].
  exists zs. split; [exact Hi|]. split; [lia|]. intros g m c' Hg He. specialize (HM g m c' Hg). lia.
Qed.

(** ** T11 *)

(** The Lipschitz constant of an iterate. *)
Lemma lipschitz_iterate f L t : 0 <= L -> (forall u v, Rabs (f u - f v) <= L * Rabs (u - v)) -> forall u v, Rabs (iterate t f u - iterate t f v) <= L ^ t * Rabs (u - v).
Proof.
  intros HL Hf. induction t as [| t IH]; intros u v; cbn [iterate pow]; [lra|].
  eapply Rle_trans; [apply IH|]. rewrite (Rmult_comm L), Rmult_assoc. apply Rmult_le_compat_l; [apply pow_le, HL | apply Hf].
Qed.

(** Each crossing of a function with Lipschitz constant K has at least the length (y - x) / K. *)
Lemma crossings_need_room h x y K a b n :
  x < y -> (forall u v, Rabs (h u - h v) <= K * Rabs (u - v)) -> chain (crossing x y h) a b n -> IZR n * (y - x) <= K * (b - a).
Proof.
  intros Hxy Hh. induction 1 as [a | a m b n Ham Hc _ IH]; [lra|]. rewrite plus_IZR.
  specialize (Hh m a). rewrite (Rabs_pos_eq (m - a)) in Hh by lra.
  assert (y - x <= K * (m - a)); [|lra]. eapply Rle_trans; [|exact Hh].
  destruct Hc as [[H1 H2] | [H1 H2]]; [pose proof (Rle_abs (h m - h a)); lra | rewrite Rabs_minus_sym; pose proof (Rle_abs (h a - h m)); lra].
Qed.

(** T11: if crossings grow like lam^t, the Lipschitz constant is at least lam. *)
Theorem T11 f L lam constant x y a b :
  0 < L -> (forall u v, Rabs (f u - f v) <= L * Rabs (u - v)) -> x < y -> 0 < constant ->
  (forall t, exists n, constant * lam ^ t <= IZR n /\ crossings x y (iterate t f) a b n) -> lam <= L.
Proof.
  intros HL Hf Hxy Hk Hgrow. destruct (Rle_dec lam L) as [H | H]; [exact H | exfalso].
  assert (1 < lam / L) as Hq by (apply Rmult_lt_reg_r with (r := L); [exact HL | unfold Rdiv; rewrite Rmult_assoc, Rinv_l by lra; lra]).
  assert (forall t, constant * (lam / L) ^ t * (y - x) <= b - a) as Hbound.
  { intros t. destruct (Hgrow t) as [n [Hn [_ [u [v [Hu [Huv [Hv Hc]]]]]]]].
    pose proof (crossings_need_room _ _ _ _ _ _ _ Hxy (lipschitz_iterate f L t ltac:(lra) Hf) Hc) as Hr.
    assert (0 < L ^ t) as HLt by (apply pow_lt, HL).
    assert ((lam / L) ^ t * L ^ t = lam ^ t) as E by (rewrite <- Rpow_mult_distr; f_equal; field; lra).
    apply Rmult_le_reg_l with (r := L ^ t); [exact HLt|].
    replace (L ^ t * (constant * (lam / L) ^ t * (y - x))) with (constant * ((lam / L) ^ t * L ^ t) * (y - x)) by ring. rewrite E.
    assert (constant * lam ^ t * (y - x) <= IZR n * (y - x)) by (apply Rmult_le_compat_r; lra).
    assert (L ^ t * (v - u) <= L ^ t * (b - a)) by (apply Rmult_le_compat_l; lra). lra. }
  destruct (Pow_x_infinity (lam / L) ltac:(rewrite Rabs_pos_eq; lra) ((b - a) / (constant * (y - x)) + 1)) as [t Ht].
  specialize (Ht t (le_n t)). specialize (Hbound t). rewrite Rabs_pos_eq in Ht by (apply pow_le; lra).
  assert (0 < constant * (y - x)) as Hp by nra.
  assert ((b - a) / (constant * (y - x)) * (constant * (y - x)) = b - a) as E by (field; lra).
  assert (((b - a) / (constant * (y - x)) + 1) * (constant * (y - x)) <= (lam / L) ^ t * (constant * (y - x))) by (apply Rmult_le_compat_r; lra).
  lra.
Qed.
