(** The numbers of maps: rational numbers, and elements of a number field. *)

From Coq Require Import Reals QArith Qreals Qround List ZArith Lra Lia.
From Exactsep Require Import Networks Maps SupNorm Swings Slopes Evidence Fields FieldMaps Lines.
Import ListNotations.
Open Scope R_scope.

(** ** Over Q *)

#[global] Instance rational_calculus : calculus Q :=
  Calculus Q Qle_bool (fun p q => negb (Qle_bool q p)) (fun p q => Qred (p + q)) (fun p q => Qred (p - q)) (fun p q => Qred (p * q)) inject_Z scaled.

#[global] Instance rational_calculus_reading : calculus_reading Q.
Proof.
  refine (CalculusReading Q _ Q2R _ _ _ _ _ _ _); cbn [c_le c_lt c_plus c_minus c_times c_integer c_enclosed rational_calculus].
  - intros p q H. apply Qle_bool_R, H.
  - intros p q H. apply Qlt_bool_real, H.
  - intros p q. rewrite Q2R_Qred. apply Q2R_plus.
  - intros p q. rewrite Q2R_Qred. apply Q2R_minus.
  - intros p q. rewrite Q2R_Qred. apply Q2R_mult.
  - intros z. apply Q2R_integer.
  - intros b p. pose proof (scaled_ok b p) as H. unfold unit_of in H. rewrite Q2R_integer in H. exact H.
Defined.

(** The map as the file defines it. *)
Lemma rational_map vs : piecewise_linear vs = piecewise_linear_R (points_of vs).
Proof. apply FunctionalExtensionality.functional_extensionality. intros x. apply piecewise_linear_rational. Qed.

(** ** Over number fields *)

Section Field.
Variable F : number_field.

(** An enclosure over 2^precision, over 2^b. *)
Definition rescaled (b : positive) (I : Z * Z) : Z * Z :=
  let d := (Zpos (precision F) - Zpos b)%Z in if Z.leb 0 d then (Z.shiftr (fst I) d, (- Z.shiftr (- snd I) d)%Z) else (Z.shiftl (fst I) (- d), Z.shiftl (snd I) (- d)).

#[global] Instance field_calculus : calculus (element F) :=
  Calculus (element F) (less_equal F) (less F) sum_of difference (product (minpoly F)) (fun z => [inject_Z z])
    (fun b x => rescaled b (horner (precision F) (prepared (precision F) x) (inner F))).

Hypothesis isolated : isolates F = true.
Variable a : R.
Hypothesis root : root_of F a.

Lemma rescaled_ok b I x : IZR (fst I) <= x * IZR (2 ^ Zpos (precision F)) <= IZR (snd I) ->
  IZR (fst (rescaled b I)) <= x * IZR (2 ^ Zpos b) <= IZR (snd (rescaled b I)).
Proof.
  intros [H1 H2]. unfold rescaled. cbv zeta. destruct (Z.leb_spec 0 (Zpos (precision F) - Zpos b)) as [L | L]; cbn [fst snd].
  - set (d := (Zpos (precision F) - Zpos b)%Z) in *. replace (Zpos (precision F)) with (Zpos b + d)%Z in H1, H2 by (unfold d; ring).
    rewrite Z.pow_add_r, mult_IZR in H1, H2 by lia. rewrite opp_IZR, !Z.shiftr_div_pow2 by lia.
    assert (0 < 2 ^ d)%Z as Hd by (apply Z.pow_pos_nonneg; lia). pose proof (IZR_lt _ _ Hd) as Hd'.
    pose proof (Z.mul_div_le (fst I) (2 ^ d) Hd) as D1. pose proof (Z.mul_div_le (- snd I) (2 ^ d) Hd) as D2. apply IZR_le in D1, D2. rewrite mult_IZR in D1, D2. rewrite opp_IZR in D2.
    split; apply Rmult_le_reg_l with (IZR (2 ^ d)); try exact Hd'; lra.
  - set (d := (- (Zpos (precision F) - Zpos b))%Z) in *. replace (Zpos b) with (Zpos (precision F) + d)%Z by (unfold d; ring).
    rewrite Z.pow_add_r, !Z.shiftl_mul_pow2, !mult_IZR by lia. assert (0 < 2 ^ d)%Z as Hd by (apply Z.pow_pos_nonneg; lia). apply IZR_lt in Hd. split; nra.
Qed.

Definition field_calculus_reading : calculus_reading (element F).
Proof.
  refine (CalculusReading (element F) _ (at_root a) (fun x y => less_equal_ok F isolated a x y root) (fun x y => less_ok F isolated a x y root)
    (fun x y => polynomial_sum x y a) (fun x y => polynomial_difference x y a) (fun x y => polynomial_product (minpoly F) x y a (proj2 root)) _ _).
  - intros z. unfold at_root. cbn [c_integer field_calculus polynomial]. rewrite Q2R_integer. ring.
  - intros b x. cbn [c_enclosed field_calculus]. apply rescaled_ok. pose proof (horner_within (precision F) x _ a (root_inside F isolated a root)) as H.
    unfold within, between_Z, unit_of in H. rewrite Q2R_integer in H. exact H.
Defined.
End Field.
