(** Comparisons of rationals that are fast for long numbers: equal denominators first, then leading bits, then products. *)

From Coq Require Import QArith ZArith Lia.
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

(** a * b <= c * d, for b and d that are not negative: by leading bits if they decide it. *)
Definition le_products (a b c d : Z) : bool :=
  let r := times (leading a) (leading b) in
  let s := times (leading c) (leading d) in
  if shifted_le (upper r) (exponent r) (lower s) (exponent s) then true
  else if shifted_le (lower r) (exponent r) (upper s) (exponent s) then a * b <=? c * d else false.

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

(** The comparison by leading bits is that of the products. *)
Lemma le_products_is a b c d : 0 <= b -> 0 <= d -> le_products a b c d = (a * b <=? c * d).
Proof.
  intros Hb Hd. unfold le_products.
  pose proof (about_times _ _ _ _ (leading_nonnegative b Hb) (about_leading a) (about_leading b)) as [R0 [R1 R2]].
  pose proof (about_times _ _ _ _ (leading_nonnegative d Hd) (about_leading c) (about_leading d)) as [S0 [S1 S2]].
  set (r := times (leading a) (leading b)) in *. set (s := times (leading c) (leading d)) in *.
  rewrite !shifted_le_is by assumption. symmetry. destruct (Z.leb_spec (upper r * 2 ^ exponent r) (lower s * 2 ^ exponent s)); [apply Z.leb_le; lia|].
  destruct (Z.leb_spec (lower r * 2 ^ exponent r) (upper s * 2 ^ exponent s)); [reflexivity | apply Z.leb_gt; lia].
Qed.

(** ** Rationals *)

(** A denominator of at most 64 bits *)
Definition short (p : Q) : bool := Z.log2 (Zpos (Qden p)) <? 64.

Definition le_Q (p q : Q) : bool :=
  if Pos.eqb (Qden p) (Qden q) then Qnum p <=? Qnum q
  else if short p && short q then Qle_bool p q else le_products (Qnum p) (Zpos (Qden q)) (Qnum q) (Zpos (Qden p)).

Lemma le_Q_is p q : le_Q p q = Qle_bool p q.
Proof.
  unfold le_Q. destruct (Pos.eqb_spec (Qden p) (Qden q)) as [H|].
  - unfold Qle_bool. rewrite H. apply Bool.eq_iff_eq_true. rewrite !Z.leb_le. nia.
  - destruct (short p && short q); [reflexivity|]. rewrite le_products_is by lia. reflexivity.
Qed.

(** p - q *)
Definition minus_Q (p q : Q) : Q := if Pos.eqb (Qden p) (Qden q) then (Qnum p - Qnum q) # Qden p else p - q.

Lemma minus_Q_is p q : (minus_Q p q == p - q)%Q.
Proof.
  unfold minus_Q. destruct (Pos.eqb_spec (Qden p) (Qden q)) as [H|]; [|reflexivity].
  unfold Qeq, Qminus, Qplus, Qopp. cbn. rewrite H. nia.
Qed.

(** a b <= c d? *)
Definition products_le (a b c d : Q) : bool :=
  if Pos.eqb (Qden a) (Qden c) && Pos.eqb (Qden b) (Qden d) then Qnum a * Qnum b <=? Qnum c * Qnum d else Qle_bool (a * b) (c * d).

Lemma products_le_ok a b c d : products_le a b c d = true -> (a * b <= c * d)%Q.
Proof.
  unfold products_le. destruct (_ && _)%bool eqn:H; intros HP; [|apply Qle_bool_iff, HP].
  apply andb_prop in H. destruct H as [H1 H2]. apply Pos.eqb_eq in H1, H2. apply Z.leb_le in HP.
  unfold Qle, Qmult. cbn. rewrite H1, H2. apply Z.mul_le_mono_nonneg_r; [lia | exact HP].
Qed.
