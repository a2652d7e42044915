(** T15 at every iterate over any numbers: intervals that fill [a, b], branches that fill them and that the map takes affinely onto one of
    them; levels, two and two, and what a cylinder costs at both. *)

From Coq Require Import Reals List ZArith Lra Lia FunctionalExtensionality.
From Exactsep Require Import Networks Chains Hits Covering Maps Integral Teeth Slopes Windows Distance L1 Upper Constants Cylinders CylinderCosts.
Import ListNotations.
Open Scope R_scope.

(** Clipping to levels one above the other never makes two numbers further apart in all. *)
Fixpoint clipped_R (ks : list (R * R)) (u v : R) : R :=
  match ks with [] => 0 | k :: rest => Rabs (clamp (fst k) (snd k) u - clamp (fst k) (snd k) v) + clipped_R rest u v end.

Fixpoint levels_ordered (ks : list (R * R)) : Prop :=
  match ks with
  | [] => True
  | k :: rest => fst k < snd k /\ match rest with [] => True | k' :: _ => snd k <= fst k' end /\ levels_ordered rest
  end.

Lemma clipped_R_le ks u v : levels_ordered ks -> clipped_R ks u v <= Rabs (u - v).
Proof.
  assert (forall e, levels_ordered ks -> match ks with [] => True | k :: _ => e <= fst k end -> clipped_R ks u v <= Rabs (Rmax u e - Rmax v e)) as H.
  { induction ks as [| k ks IH]; intros e H He; cbn [clipped_R]; [apply Rabs_pos|]. destruct H as [H1 [H2 H3]].
    pose proof (clip_one e _ _ u v He H1). specialize (IH (snd k) H3 H2). lra. }
  intros Ho. destruct ks as [| k ks]; [apply Rabs_pos|]. eapply Rle_trans; [apply (H (fst k) Ho), Rle_refl|].
  unfold Rmax, Rabs. repeat destruct (Rle_dec _ _); repeat destruct (Rcase_abs _); lra.
Qed.

Lemma continuity_clipped_R ks F g : continuity F -> continuity g -> continuity (fun z => clipped_R ks (F z) (g z)).
Proof.
  intros HF Hg. induction ks as [| k ks IH]; cbn [clipped_R]; [apply continuity_fun_const|].
  apply (continuity_plus (fun z => Rabs (clipped (fst k) (snd k) F z - clipped (fst k) (snd k) g z))); [|exact IH].
  apply continuity_abs, (continuity_minus (clipped (fst k) (snd k) F)); apply continuity_clipped; assumption.
Qed.

(** Two levels; for each interval how much the iterates of the tail take above and below, and not more than the lesser of them, at both
    levels; and numbers that are not less than all these. *)
Record strip := Strip { bottom : R; top : R; amounts_at : list amounts; least_at : list (R * R); paid_low : R; paid_high : R }.

Definition strip_end (k : strip) : R * R := (bottom k, top k).
Definition least_of (k : strip) (j : nat) : R * R := nth j (least_at k) (0, 0).
Definition amount_of (k : strip) (j : nat) : amounts := nth j (amounts_at k) none.
Definition mean (k : strip) (p : R * R) : R := (top k - bottom k) * (fst p + snd p) / 2.

Definition least_ok (k : strip) (m : amounts) (p : R * R) : Prop :=
  fst p <= above0 m /\ fst p <= below0 m /\ fst p <= paid_low k /\ snd p <= above1 m /\ snd p <= below1 m /\ snd p <= paid_high k.

Definition sum_of_strips (phi : strip -> R) (ks : list strip) : R := fold_right (fun k s => phi k + s) 0 ks.

Section Every.
Variables (f : R -> R) (Js : list (R * R)) (Bs : list (list (R * nat))) (a b s : R) (tail : nat) (strips : list strip).
Hypotheses (Hf : continuity f) (Hs : 0 < s) (Hab : a < b).

Definition interval (j : nat) : R * R := nth j Js (0, 0).
Definition length_at (j : nat) : R := snd (interval j) - fst (interval j).

(** Branches, each from where the one before ends; until where, and onto which interval. The rate is at most the slope. *)
Fixpoint row_fills (u : R) (row : list (R * nat)) (r : R) : Prop :=
  match row with
  | [] => u = r
  | (v, j) :: rest =>
      ((j < length Js)%nat /\ u < v /\ fst (interval j) < snd (interval j) /\ straight f u v /\
       (f u = fst (interval j) /\ f v = snd (interval j) \/ f u = snd (interval j) /\ f v = fst (interval j)) /\ (v - u) * s <= length_at j)
      /\ row_fills v rest r
  end.

Fixpoint intervals_fill (u : R) (Ks : list (R * R)) (r : R) : Prop :=
  match Ks with [] => u = r | J :: rest => u = fst J /\ fst J < snd J /\ intervals_fill (snd J) rest r end.

Hypothesis HB : Forall2 (fun J row => row_fills (fst J) row (snd J)) Js Bs.
Hypothesis HJ : intervals_fill a Js b.
Hypothesis ordered_strips : levels_ordered (map strip_end strips).
Hypothesis strips_ok : Forall (fun k => bottom k < top k /\
  Forall2 (fun J m => has (bottom k) (top k) (iterate tail f) (fst J) (snd J) m) Js (amounts_at k) /\
  Forall2 (least_ok k) (amounts_at k) (least_at k) /\ 0 <= paid_low k /\ 0 <= paid_high k) strips.

(** The same cylinders between all levels *)
Definition covered (h : R -> R) (u v : R) (T : cylinder_table) : Prop :=
  u <= v /\ Forall (fun k => cylinders (bottom k) (top k) (amount_of k) h u v T) strips.

(** not larger than s^(-k), of lengths that add up to L. *)
Definition fair_one (k : nat) (p : nat * R * Z) : Prop := (fst (fst p) < length Js)%nat /\ 0 <= snd (fst p) /\ snd (fst p) * s ^ k <= 1 /\ (0 <= snd p)%Z.
Definition fair_table (k : nat) (L : R) (T : cylinder_table) : Prop := Forall (fair_one k) T /\ L <= sum_over (fun j w => w * length_at j) T.

Definition shared (h : R -> R) (k : nat) (u v : R) : Prop := exists T, covered h u v T /\ fair_table k (v - u) T.

Lemma shared_nothing h k u : shared h k u u.
Proof.
  exists []. split; [split; [lra|] | split; [constructor | cbn; lra]]. apply Forall_forall. intros x _. constructor. lra.
Qed.

Lemma shared_join h k u v w : shared h k u v -> shared h k v w -> shared h k u w.
Proof.
  intros [T [[Huv HT] [FT ST]]] [T' [[Hvw HT'] [FT' ST']]]. exists (T ++ T'). split; [split; [lra|] | split; [apply Forall_app; split; assumption | rewrite sum_app; lra]].
  apply Forall_forall. intros x Hx. rewrite Forall_forall in HT, HT'. apply cylinders_join with (m := v); [apply HT, Hx | apply HT', Hx].
Qed.

Lemma shared_through h k u v j : continuity h -> u < v -> fst (interval j) < snd (interval j) -> straight f u v ->
  (f u = fst (interval j) /\ f v = snd (interval j) \/ f u = snd (interval j) /\ f v = fst (interval j)) -> (v - u) * s <= length_at j ->
  shared h k (fst (interval j)) (snd (interval j)) -> shared (fun z => h (f z)) (S k) u v.
Proof.
  intros Hh Huv Hlr Hstr Hends Hrate [T [[_ HT] [FT ST]]]. fold (length_at j) in ST. assert (0 < length_at j) as Hlen by (unfold length_at; lra).
  set (w := (v - u) / length_at j). assert (w * length_at j = v - u) as Ew by (unfold w; field; lra).
  assert (0 < w) as Hw by (unfold w, Rdiv; apply Rmult_lt_0_compat; [lra | apply Rinv_0_lt_compat, Hlen]).
  assert (w * s <= 1) as Hws by (apply Rmult_le_reg_r with (length_at j); nra).
  exists (shrunk w T). split; [split; [lra|] | split].
  - apply Forall_forall. intros x Hx. rewrite Forall_forall in HT, strips_ok. destruct (strips_ok x Hx) as [Hk _].
    apply (cylinders_through _ _ Hk _ h f _ _ T Hh Hf (HT x Hx)); try assumption. reflexivity.
  - apply Forall_forall. intros p Hp. unfold shrunk in Hp. apply in_map_iff in Hp. destruct Hp as [q [<- Hq]]. rewrite Forall_forall in FT.
    destruct (FT q Hq) as [A [B [C D]]]. unfold fair_one. cbn [fst snd]. pose proof (pow_lt s k Hs). repeat split; [exact A | nra | | exact D]. cbn [pow].
    replace (snd (fst q) * w * (s * s ^ k)) with ((snd (fst q) * s ^ k) * (w * s)) by ring. apply Rle_trans with (1 * 1); [|lra]. apply Rmult_le_compat; nra.
  - rewrite sum_shrunk. apply Rle_trans with (w * sum_over (fun i x => x * length_at i) T); [nra|]. right. clear.
    unfold sum_over. induction T as [| p T IH]; cbn [fold_right]; [ring | rewrite <- IH; ring].
Qed.

Lemma shared_row h k u row r : continuity h -> Forall (fun J => shared h k (fst J) (snd J)) Js -> row_fills u row r -> shared (fun z => h (f z)) (S k) u r.
Proof.
  intros Hh HS. revert u. induction row as [| [v j] row IH]; intros u H; cbn [row_fills] in H; [subst; apply shared_nothing|].
  destruct H as [[Hj [Huv [Hlr [Hstr [Hends Hrate]]]]] Hrow]. apply shared_join with (v := v); [|exact (IH v Hrow)].
  apply (shared_through h k u v j); try assumption. rewrite Forall_forall in HS. apply HS. unfold interval. apply nth_In, Hj.
Qed.

Lemma shared_after r h k : continuity h -> Forall (fun J => shared h k (fst J) (snd J)) Js ->
  Forall (fun J => shared (fun z => h (iterate r f z)) (r + k) (fst J) (snd J)) Js.
Proof.
  revert h k. induction r as [| r IH]; intros h k Hh H; [exact H|]. cbn [iterate]. replace (S r + k)%nat with (r + S k)%nat by lia.
  assert (Forall (fun J => shared (fun z => h (f z)) (S k) (fst J) (snd J)) Js) as Hnext.
  { assert (forall Ks Rs, Forall2 (fun J row => row_fills (fst J) row (snd J)) Ks Rs -> Forall (fun J => shared (fun z => h (f z)) (S k) (fst J) (snd J)) Ks) as Hrows;
      [|exact (Hrows Js Bs HB)].
    intros Ks Rs HR. induction HR as [| J row Ks Rs Hrow HR IHR]; constructor; [exact (shared_row h k _ row _ Hh H Hrow) | exact IHR]. }
  pose proof (IH (fun z => h (f z)) (S k) (continuity_comp f h Hf Hh) Hnext) as Hall. cbv beta in Hall.
  assert ((fun z => h (f (iterate r f z))) = (fun z => h (iterate r f (f z)))) as E by (apply functional_extensionality; intros z; rewrite iterate_last; reflexivity).
  rewrite E in Hall. exact Hall.
Qed.

(** One cylinder for each interval *)
Lemma shared_first : Forall (fun J => shared (iterate tail f) 0 (fst J) (snd J)) Js.
Proof.
  assert (forall i, (i < length Js)%nat -> fst (interval i) < snd (interval i)) as Hlong.
  { clear - HJ. unfold interval. revert a HJ. induction Js as [| J Ks IH]; intros u H i Hi; cbn in *; [lia|]. destruct H as [_ [H1 H2]].
    destruct i as [| i]; [exact H1 | apply (IH _ H2); lia]. }
  assert (forall i, (i < length Js)%nat -> shared (iterate tail f) 0 (fst (interval i)) (snd (interval i))) as H.
  { intros i Hi. pose proof (Hlong i Hi) as Hl. exists [(i, 1, 1%Z)]. split; [split; [lra|] | split].
    - apply Forall_forall. intros k Hk. rewrite Forall_forall in strips_ok. destruct (strips_ok k Hk) as [_ [Hm _]].
      apply cylinders_one with (u := fst (interval i)) (v := snd (interval i)); [lra | lra | exact Hl |].
      assert (times 1 (amount_of k i) = amount_of k i) as -> by (destruct (amount_of k i); unfold times; cbn; f_equal; ring).
      clear - Hm Hi. unfold interval, amount_of. revert i Hi. induction Hm as [| J m Ks ms HJm Hm IH]; intros i Hi; [cbn in Hi; lia|].
      destruct i as [| i]; [exact HJm | apply IH; cbn in Hi; lia].
    - constructor; [|constructor]. unfold fair_one. cbn [fst snd pow]. repeat split; try lra; [exact Hi | lia].
    - unfold sum_over, length_at. cbn [fold_right fst snd]. lra. }
  apply Forall_forall. intros J Hin. apply (In_nth _ _ (0, 0)) in Hin. destruct Hin as [i [Hi <-]]. exact (H i Hi).
Qed.

Lemma shared_all r : shared (iterate (r + tail) f) r a b.
Proof.
  pose proof (shared_after r _ 0 (continuity_iterate f tail Hf) shared_first) as H. rewrite Nat.add_0_r in H.
  assert ((fun z => iterate tail f (iterate r f z)) = iterate (r + tail) f) as E.
  { apply functional_extensionality. clear. induction r as [| n IH]; intros z; [reflexivity|]. cbn [iterate Nat.add]. apply IH. }
  rewrite E in H. clear E. revert H. generalize (iterate (r + tail) f) as F. intros F. clear HB strips_ok.
  assert (forall Ks u, intervals_fill u Ks b -> Forall (fun J => shared F r (fst J) (snd J)) Ks -> shared F r u b) as Hrow; [|exact (Hrow Js a HJ)].
  induction Ks as [| J Ks IH]; intros u Hu H; cbn [intervals_fill] in Hu; [subst; apply shared_nothing|].
  destruct Hu as [-> [Hu1 Hu2]]. inversion_clear H as [| J' Ks' H1 H2]. apply shared_join with (v := snd J); [exact H1 | exact (IH _ Hu2 H2)].
Qed.

(** Between two levels *)
Lemma strip_costs_R r F g m k T : continuity F -> continuity g -> pieces g a b m -> In k strips ->
  cylinders (bottom k) (top k) (amount_of k) F a b T -> Forall (fair_one r) T ->
  costs (fun z => Rabs (clipped (bottom k) (top k) F z - clipped (bottom k) (top k) g z)) a b
    (sum_over (fun j w => w * mean k (least_of k j)) T - IZR m * (/ s ^ r * mean k (paid_low k, paid_high k))).
Proof.
  intros HF Hg Hp Hin HT FT. rewrite Forall_forall in strips_ok. destruct (strips_ok k Hin) as [Hk [_ [Hleast [P0 P1]]]].
  assert (0 < / s ^ r) as Hsr by (apply Rinv_0_lt_compat, pow_lt, Hs). set (p0 := paid_low k) in *. set (p1 := paid_high k) in *.
  eapply costs_less; [apply (T15_between _ _ (/ s ^ r * p0) (/ s ^ r * p1) Hk ltac:(nra) ltac:(nra) _ F g a b _ m HF Hg HT Hp)|].
  rewrite area_whole by exact Hk. unfold mean. cbn [fst snd].
  replace (IZR m * ((top k - bottom k) * (/ s ^ r * p0 + / s ^ r * p1) / 2)) with (IZR m * (/ s ^ r * ((top k - bottom k) * (p0 + p1) / 2))) by (field; apply pow_nonzero; lra).
  apply Rplus_le_compat_r. clear HT. induction FT as [| p T [_ [A [B C]]] FT IH]; [cbn; lra|].
  unfold sum_over in *. cbn [fold_right]. apply Rplus_le_compat; [|exact IH]. apply IZR_le in C. apply Rmult_le_compat_l; [exact C|].
  set (w := snd (fst p)) in *. unfold due. rewrite area_whole by exact Hk. cbn [times above0 above1 below0 below1].
  assert (w <= / s ^ r) as Hw by (apply Rmult_le_reg_r with (s ^ r); [apply pow_lt, Hs | rewrite Rinv_l by (apply pow_nonzero; lra); exact B]).
  assert (least_ok k (amount_of k (fst (fst p))) (least_of k (fst (fst p)))) as [L1 [L2 [L3 [L4 [L5 L6]]]]].
  { unfold amount_of, least_of. generalize (fst (fst p)) as j. clear - Hleast P0 P1. induction Hleast as [| m q ms qs Hm Hs IH]; intros j; [|destruct j; [exact Hm | apply IH]].
    destruct j; unfold least_ok, none; cbn; repeat split; lra || assumption. }
  fold p0 in L3. fold p1 in L6. set (q := least_of k (fst (fst p))) in *.
  assert (forall x y c d, c <= x -> c <= y -> c <= d -> 0 <= d -> w * c <= Rmin (Rmin (x * w) (y * w)) (/ s ^ r * d)) as Hmin.
  { intros x y c d Hx Hy Hd Hd0. apply Rmin_glb; [apply Rmin_glb; rewrite Rmult_comm; apply Rmult_le_compat_r; assumption|].
    apply Rle_trans with (w * d); [apply Rmult_le_compat_l; assumption | apply Rmult_le_compat_r; assumption]. }
  pose proof (Hmin _ _ _ _ L1 L2 L3 P0). pose proof (Hmin _ _ _ _ L4 L5 L6 P1).
  replace (w * ((top k - bottom k) * (fst q + snd q) / 2)) with ((top k - bottom k) * (w * fst q + w * snd q) / 2) by field.
  unfold Rdiv. apply Rmult_le_compat_r; [lra|]. apply Rmult_le_compat_l; lra.
Qed.

(** T15, at every iterate *)
Theorem every_shares_sound floor loss : 0 <= floor -> sum_of_strips (fun k => mean k (paid_low k, paid_high k)) strips <= loss ->
  (forall j, (j < length Js)%nat -> floor * length_at j <= (b - a) * sum_of_strips (fun k => mean k (least_of k j)) strips) ->
  forall r g m, continuity g -> pieces g a b m ->
  costs (fun z => Rabs (iterate (r + tail) f z - g z)) a b (floor - loss * IZR m / s ^ r).
Proof.
  intros Hfloor Hloss HE r g m Hg Hp. pose proof (chain_ordered _ _ _ _ Hp) as [_ Hm]. apply IZR_le in Hm.
  destruct (shared_all r) as [T [[_ HT] [FT ST]]]. set (F := iterate (r + tail) f) in *.
  assert (continuity F) as HF by apply continuity_iterate, Hf. assert (0 < / s ^ r) as Hsr by (apply Rinv_0_lt_compat, pow_lt, Hs).
  apply costs_less with (e := sum_over (fun j w => w * sum_of_strips (fun k => mean k (least_of k j)) strips) T
    - IZR m * (/ s ^ r * sum_of_strips (fun k => mean k (paid_low k, paid_high k)) strips)).
  - apply costs_le with (k := fun z => clipped_R (map strip_end strips) (F z) (g z)); [lra | intros; apply clipped_R_le, ordered_strips | |].
    { apply continuity_implies_RiemannInt; [lra | intros; apply continuity_clipped_R; assumption]. }
    assert (forall ks, (forall k, In k ks -> In k strips) -> levels_ordered (map strip_end ks) ->
      costs (fun z => clipped_R (map strip_end ks) (F z) (g z)) a b (sum_over (fun j w => w * sum_of_strips (fun k => mean k (least_of k j)) ks) T
        - IZR m * (/ s ^ r * sum_of_strips (fun k => mean k (paid_low k, paid_high k)) ks))) as H; [|apply H; [intros k Hk; exact Hk | exact ordered_strips]].
    induction ks as [| k ks IH]; intros Hin Ho; cbn [map clipped_R sum_of_strips fold_right].
    + apply costs_less with (e := 0); [apply costs_nothing; [lra | intros; lra]|].
      assert (sum_over (fun (_ : nat) w => w * 0) T = 0) as ->; [|nra]. clear. unfold sum_over. induction T as [| p T IHT]; cbn [fold_right]; [reflexivity | rewrite IHT; ring].
    + cbn [map levels_ordered] in Ho. destruct Ho as [Hk [_ Ho]]. cbn [strip_end fst snd] in Hk.
      assert (In k strips) as Hks by (apply Hin; left; reflexivity). rewrite Forall_forall in HT.
      eapply costs_less; [apply costs_plus with (k := fun z => Rabs (clipped (bottom k) (top k) F z - clipped (bottom k) (top k) g z))
        (k' := fun z => clipped_R (map strip_end ks) (F z) (g z));
        [lra | intros; apply Rle_refl | | apply continuity_clipped_R; assumption | exact (strip_costs_R r F g m k T HF Hg Hp Hks (HT k Hks) FT)
        | apply IH; [intros x Hx; apply Hin; right; exact Hx | exact Ho]]|].
      { apply continuity_abs, (continuity_minus (clipped (bottom k) (top k) F)); apply continuity_clipped; assumption. }
      fold (sum_of_strips (fun k => mean k (paid_low k, paid_high k)) ks). set (P := mean k _). set (Q := sum_of_strips _ ks).
      apply Rle_trans with (sum_over (fun j w => w * mean k (least_of k j)) T + sum_over (fun j w => w * sum_of_strips (fun k => mean k (least_of k j)) ks) T - IZR m * (/ s ^ r * (P + Q))); [|lra].
      apply Rplus_le_compat_r. right. clear. unfold sum_over. induction T as [| p T IHT]; cbn [fold_right]; [ring | rewrite IHT; unfold sum_of_strips; ring].
  - assert (floor <= sum_over (fun j w => w * sum_of_strips (fun k => mean k (least_of k j)) strips) T) as H1.
    { apply Rmult_le_reg_r with (b - a); [lra|]. apply Rle_trans with (floor * sum_over (fun j w => w * length_at j) T); [apply Rmult_le_compat_l; assumption|].
      clear ST HT. unfold sum_over. induction FT as [| p T [A [B [_ C]]] FT IH]; cbn [fold_right]; [lra|]. specialize (HE _ A). apply IZR_le in C.
      assert (IZR (snd p) * snd (fst p) * (floor * length_at (fst (fst p))) <= IZR (snd p) * snd (fst p) * ((b - a) * sum_of_strips (fun k => mean k (least_of k (fst (fst p)))) strips))
        by (apply Rmult_le_compat_l; [apply Rmult_le_pos; assumption | exact HE]). lra. }
    assert (IZR m * (/ s ^ r * sum_of_strips (fun k => mean k (paid_low k, paid_high k)) strips) <= loss * IZR m / s ^ r); [|lra].
    unfold Rdiv. replace (loss * IZR m * / s ^ r) with (IZR m * (/ s ^ r * loss)) by ring. apply Rmult_le_compat_l; [exact Hm|]. apply Rmult_le_compat_l; lra.
Qed.
End Every.
