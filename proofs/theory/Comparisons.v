(** Comparisons of rationals that are fast for long numbers: equal denominators first, then leading bits, then products. *)

From Coq Require Import QArith ZArith List Lia.
Import ListNotations.
Local Open Scope Z_scope.

(** ** Leading bits *)

(** What is known about an integer: it lies between [lower] * 2^[exponent] and [upper] * 2^[exponent]. *)
Record approximation := Approximation { lower : Z; upper : Z; exponent : Z }.

Definition about (r : approximation) (z : Z) : Prop :=
  0 <= exponent r /\ lower r * 2 ^ exponent r <= z <= upper r * 2 ^ exponent r.

(** The leading 32 bits of an integer. *)
Definition leading (z : Z) : approximation :=
  let k := Z.log2 (Z.abs z) - 31 in
  if k <=? 0 then Approximation z z 0 else let l := Z.shiftr z k in Approximation l (l + 1) k.

(** What is known about a product; the second factor is not negative. *)
Definition times (r s : approximation) : approximation :=
  Approximation (lower r * (if lower r <? 0 then upper s else lower s)) (upper r * (if upper r <? 0 then lower s else upper s))
    (exponent r + exponent s).

(** x * 2^i <= y * 2^j, by a shift *)
Definition shifted_le (x i y j : Z) : bool := if i <=? j then x <=? Z.shiftl y (j - i) else Z.shiftl x (i - j) <=? y.

(** a times the product of bs *)
Definition multiplied (a : Z) (bs : list Z) : Z := fold_left Z.mul bs a.

Definition roughly (a : Z) (bs : list Z) : approximation := fold_left (fun r b => times r (leading b)) bs (leading a).

(** Is the one product at most the other? By leading bits if they decide it; all factors but the first are not negative. *)
Definition le_products (a : Z) (bs : list Z) (c : Z) (ds : list Z) : bool :=
  let r := roughly a bs in
  let s := roughly c ds in
  if shifted_le (upper r) (exponent r) (lower s) (exponent s) then true
  else if shifted_le (lower r) (exponent r) (upper s) (exponent s) then multiplied a bs <=? multiplied c ds else false.

Lemma about_leading z : about (leading z) z.
Proof.
  unfold leading, about. destruct (Z.leb_spec (Z.log2 (Z.abs z) - 31) 0); cbn [lower upper exponent]; [lia|].
  set (k := Z.log2 (Z.abs z) - 31) in *. rewrite Z.shiftr_div_pow2 by lia. split; [lia|].
  pose proof (Z.pow_pos_nonneg 2 k ltac:(lia) ltac:(lia)) as Hp.
  pose proof (Z.div_mod z (2 ^ k) ltac:(lia)). pose proof (Z.mod_pos_bound z (2 ^ k) Hp). nia.
Qed.

(** Leading bits of what is not negative are not negative. *)
Lemma leading_nonnegative z : 0 <= z -> 0 <= lower (leading z).
Proof.
  intros H. unfold leading. destruct (_ <=? 0); cbn [lower]; [exact H|]. apply Z.shiftr_nonneg, H.
Qed.

Lemma about_times r s y z : 0 <= lower s -> about r y -> about s z -> about (times r s) (y * z).
Proof.
  intros Hs [H0 [H1 H2]] [H3 [H4 H5]]. unfold about, times. cbn [lower upper exponent]. split; [lia|]. rewrite Z.pow_add_r by assumption.
  pose proof (Z.pow_pos_nonneg 2 (exponent r) ltac:(lia) H0) as Hp. pose proof (Z.pow_pos_nonneg 2 (exponent s) ltac:(lia) H3) as Hq.
  set (p := 2 ^ exponent r) in *. set (q := 2 ^ exponent s) in *. assert (0 <= z) as Hz by nia. split.
  - apply Z.le_trans with (lower r * p * z); [|nia].
    destruct (Z.ltb_spec (lower r) 0); [assert (lower r * p <= 0) by nia | assert (0 <= lower r * p) by nia]; nia.
  - apply Z.le_trans with (upper r * p * z); [nia|].
    destruct (Z.ltb_spec (upper r) 0); [assert (upper r * p <= 0) by nia | assert (0 <= upper r * p) by nia]; nia.
Qed.

Lemma shifted_le_is x i y j : 0 <= i -> 0 <= j -> shifted_le x i y j = (x * 2 ^ i <=? y * 2 ^ j).
Proof.
  intros Hi Hj. pose proof (Z.pow_pos_nonneg 2 i ltac:(lia) Hi). pose proof (Z.pow_pos_nonneg 2 j ltac:(lia) Hj).
  unfold shifted_le. apply Bool.eq_iff_eq_true. destruct (Z.leb_spec i j); rewrite !Z.leb_le, Z.shiftl_mul_pow2 by lia.
  - replace (2 ^ j) with (2 ^ (j - i) * 2 ^ i) by (rewrite <- Z.pow_add_r by lia; f_equal; lia). nia.
  - replace (2 ^ i) with (2 ^ (i - j) * 2 ^ j) by (rewrite <- Z.pow_add_r by lia; f_equal; lia). nia.
Qed.

Lemma about_roughly a bs : Forall (Z.le 0) bs -> about (roughly a bs) (multiplied a bs).
Proof.
  intros H. unfold roughly, multiplied. generalize (about_leading a). generalize (leading a) as r. revert a.
  induction H as [| b bs Hb _ IH]; intros a r Hr; [exact Hr|]. apply IH, about_times; [apply leading_nonnegative, Hb | exact Hr | apply about_leading].
Qed.

(** The comparison by leading bits is that of the products. *)
Lemma le_products_is a bs c ds : Forall (Z.le 0) bs -> Forall (Z.le 0) ds -> le_products a bs c ds = (multiplied a bs <=? multiplied c ds).
Proof.
  intros Hb Hd. unfold le_products. destruct (about_roughly a bs Hb) as [R0 [R1 R2]], (about_roughly c ds Hd) as [S0 [S1 S2]].
  set (r := roughly a bs) in *. set (s := roughly c ds) in *. rewrite !shifted_le_is by assumption. symmetry.
  destruct (Z.leb_spec (upper r * 2 ^ exponent r) (lower s * 2 ^ exponent s)); [apply Z.leb_le; lia|].
  destruct (Z.leb_spec (lower r * 2 ^ exponent r) (upper s * 2 ^ exponent s)); [reflexivity | apply Z.leb_gt; lia].
Qed.

(** ** Rationals *)

(** A denominator of at most 64 bits *)
Definition short (p : Q) : bool := Z.log2 (Zpos (Qden p)) <? 64.

Definition le_Q (p q : Q) : bool :=
  if Pos.eqb (Qden p) (Qden q) then Qnum p <=? Qnum q
  else if short p && short q then Qle_bool p q else le_products (Qnum p) [Zpos (Qden q)] (Qnum q) [Zpos (Qden p)].

Lemma le_Q_is p q : le_Q p q = Qle_bool p q.
Proof.
  unfold le_Q. destruct (Pos.eqb_spec (Qden p) (Qden q)) as [H|].
  - unfold Qle_bool. rewrite H. apply Bool.eq_iff_eq_true. rewrite !Z.leb_le. nia.
  - destruct (short p && short q); [reflexivity|].
    rewrite le_products_is by (constructor; [discriminate | constructor]). reflexivity.
Qed.

(** The numerator of p - q, over the product of the denominators *)
Definition difference (p q : Q) : Z := Qnum p * Zpos (Qden q) - Qnum q * Zpos (Qden p).

(** Do these three have the same denominator? *)
Definition same_denominator (p q r : Q) : bool := Pos.eqb (Qden p) (Qden q) && Pos.eqb (Qden q) (Qden r).

(** Is (x, y) on or above the line through (x0, y0) and (x1, y1), for x0 < x and x0 < x1? That is, (y1 - y0) (x - x0) <= (y - y0) (x1 - x0).
    The denominators of x0 and y0 are on both sides. *)
Definition above_line (x0 y0 x1 y1 x y : Q) : bool :=
  if same_denominator x0 x1 x && same_denominator y0 y1 y
  then (Qnum y1 - Qnum y0) * (Qnum x - Qnum x0) <=? (Qnum y - Qnum y0) * (Qnum x1 - Qnum x0)
  else le_products (difference y1 y0) [difference x x0; Zpos (Qden x1); Zpos (Qden y)]
         (difference y y0) [difference x1 x0; Zpos (Qden x); Zpos (Qden y1)].

(** Is it on or below this line? *)
Definition below_line (x0 y0 x1 y1 x y : Q) : bool :=
  if same_denominator x0 x1 x && same_denominator y0 y1 y
  then (Qnum y - Qnum y0) * (Qnum x1 - Qnum x0) <=? (Qnum y1 - Qnum y0) * (Qnum x - Qnum x0)
  else le_products (difference y y0) [difference x1 x0; Zpos (Qden x); Zpos (Qden y1)]
         (difference y1 y0) [difference x x0; Zpos (Qden x1); Zpos (Qden y)].

Lemma difference_positive p q : (q < p)%Q -> 0 <= difference p q.
Proof. unfold Qlt, difference. lia. Qed.

Lemma factors_positive p q x y : (q < p)%Q -> Forall (Z.le 0) [difference p q; Zpos x; Zpos y].
Proof. intros H. repeat constructor; [apply difference_positive, H | discriminate | discriminate]. Qed.

Lemma same_denominator_is p q r : same_denominator p q r = true -> Qden q = Qden p /\ Qden r = Qden p.
Proof. unfold same_denominator. intros H. apply andb_prop in H. destruct H as [H1 H2]. apply Pos.eqb_eq in H1, H2. split; congruence. Qed.

(** Products of differences, by integers: times all denominators but those of x0 and y0 *)
Lemma sides x0 y0 x1 y1 x y :
  let p := difference y1 y0 * difference x x0 * Zpos (Qden x1) * Zpos (Qden y) in
  let q := difference y y0 * difference x1 x0 * Zpos (Qden x) * Zpos (Qden y1) in
  (p <= q -> ((y1 - y0) * (x - x0) <= (y - y0) * (x1 - x0))%Q) /\ (q <= p -> ((y - y0) * (x1 - x0) <= (y1 - y0) * (x - x0))%Q).
Proof.
  cbv zeta. unfold Qle, Qminus, Qplus, Qopp, Qmult, difference. cbn [Qnum Qden]. rewrite !Pos2Z.inj_mul.
  split; intros H; apply (Z.mul_le_mono_nonneg_r _ _ (Zpos (Qden y0) * Zpos (Qden x0)) ltac:(discriminate)) in H;
    (eapply Z.le_trans; [|eapply Z.le_trans; [exact H|]]); apply Z.eq_le_incl; ring.
Qed.

(** The same over common denominators *)
Lemma sides_same x0 y0 x1 y1 x y : same_denominator x0 x1 x && same_denominator y0 y1 y = true ->
  let p := (Qnum y1 - Qnum y0) * (Qnum x - Qnum x0) in
  let q := (Qnum y - Qnum y0) * (Qnum x1 - Qnum x0) in
  (p <= q -> ((y1 - y0) * (x - x0) <= (y - y0) * (x1 - x0))%Q) /\ (q <= p -> ((y - y0) * (x1 - x0) <= (y1 - y0) * (x - x0))%Q).
Proof.
  intros E. apply andb_prop in E. destruct E as [Hx Hy]. apply same_denominator_is in Hx, Hy. destruct Hx as [X1 X], Hy as [Y1 Y].
  cbv zeta. pose proof (sides x0 y0 x1 y1 x y) as S. cbv zeta in S. unfold difference in S. rewrite X1, X, Y1, Y in S.
  set (d := Zpos (Qden x0)) in *. set (e := Zpos (Qden y0)) in *.
  split; intros H; apply S; apply (Z.mul_le_mono_nonneg_r _ _ (d * d * e * e) ltac:(discriminate)) in H;
    (eapply Z.le_trans; [|eapply Z.le_trans; [exact H|]]); apply Z.eq_le_incl; ring.
Qed.

Theorem above_line_ok x0 y0 x1 y1 x y :
  (x0 < x)%Q -> (x0 < x1)%Q -> above_line x0 y0 x1 y1 x y = true -> ((y1 - y0) * (x - x0) <= (y - y0) * (x1 - x0))%Q.
Proof.
  intros H0 H1. unfold above_line. destruct (same_denominator x0 x1 x && same_denominator y0 y1 y) eqn:E; intros H.
  - apply (sides_same _ _ _ _ _ _ E), Z.leb_le, H.
  - rewrite le_products_is in H by (apply factors_positive; assumption). apply sides, Z.leb_le, H.
Qed.

Theorem below_line_ok x0 y0 x1 y1 x y :
  (x0 < x)%Q -> (x0 < x1)%Q -> below_line x0 y0 x1 y1 x y = true -> ((y - y0) * (x1 - x0) <= (y1 - y0) * (x - x0))%Q.
Proof.
  intros H0 H1. unfold below_line. destruct (same_denominator x0 x1 x && same_denominator y0 y1 y) eqn:E; intros H.
  - apply (sides_same _ _ _ _ _ _ E), Z.leb_le, H.
  - rewrite le_products_is in H by (apply factors_positive; assumption). apply sides, Z.leb_le, H.
Qed.
