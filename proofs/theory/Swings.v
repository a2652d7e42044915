(** T12i: a function that swings up and down more often than g has pieces is far from g, whatever the levels of the swings are.
    And rule P: values of f^t at rational points, by intervals with outward rounding. *)

From Coq Require Import Reals QArith Qreals Qround List ZArith Lra Lia.
From Exactsep Require Import Networks Chains Hits Covering Maps SupNorm Slopes.
Import ListNotations.
Open Scope R_scope.

(** From the point a on there are n swings before b, the first one up (p = true) or down; [lower v w] says that v is below w by enough. *)
Inductive swings (lower : R -> R -> Prop) (h : R -> R) (b : R) : R -> bool -> Z -> Prop :=
| swings_end : forall a p, a <= b -> swings lower h b a p 0
| swings_more : forall a z (p : bool) n, a <= z -> (if p then lower (h a) (h z) else lower (h z) (h a)) -> swings lower h b z (negb p) n -> swings lower h b a p (n + 1).

(** Swings go from left to right. *)
Lemma swings_ordered lower h b a p n : swings lower h b a p n -> a <= b /\ (0 <= n)%Z.
Proof. induction 1 as [a p Hab | a z p n Haz Hm H IH]; split; try lra; try lia; destruct IH; try lra; lia. Qed.

(** What has m pieces swings at most m times. *)
Lemma few_swings g a b m : pieces g a b m -> forall z p n, a <= z -> swings Rlt g b z p n -> (n <= m)%Z.
Proof.
  induction 1 as [a | a d b m Had [k [c Hg]] Hc IH]; intros z p n Hz Hs.
  - destruct Hs as [z p Hzb | z w p n Hzw Hm Hs]; [lia | exfalso]. pose proof (swings_ordered _ _ _ _ _ _ Hs) as [Hwb _].
    replace z with a in * by lra. replace w with a in * by lra. destruct p; lra.
  - pose proof (chain_ordered _ _ _ _ Hc) as [Hdb Hm0].
    destruct (Rle_dec d z) as [Hdz | Hdz]; [specialize (IH z p n Hdz Hs); lia|].
    destruct Hs as [z p Hzb | z w p n Hzw Hm Hs]; [lia|].
    destruct (Rle_dec d w) as [Hdw | Hdw]; [specialize (IH w (negb p) n Hdw Hs); lia|].
    remember (negb p) as p' eqn:E. destruct Hs as [w p' Hwb | w v p' n Hwv Hm' Hs]; [lia|]. subst p'.
    rewrite (Hg z), (Hg w) in Hm by lra.
    destruct (Rle_dec d v) as [Hdv | Hdv].
    + assert (swings Rlt g b d (negb p) (n + 1)) as Hs'.
      { apply swings_more with (z := v); [exact Hdv | | exact Hs]. rewrite (Hg d) by lra. rewrite (Hg w) in Hm' by lra.
        destruct p; cbn in *; [assert (0 < k) by nra | assert (k < 0) by nra]; nra. }
      specialize (IH d (negb p) (n + 1)%Z (Rle_refl d) Hs'). lia.
    + exfalso. rewrite (Hg w), (Hg v) in Hm' by lra. destruct p; cbn in *; [assert (0 < k) by nra | assert (k < 0) by nra]; nra.
Qed.

Definition lower_by (d v w : R) : Prop := w - v >= d.

(** T12i *)
Theorem T12i F g delta a b z p n m :
  pieces g a b m -> a <= z -> swings (lower_by (2 * delta)) F b z p n -> (m < n)%Z ->
  exists w, a <= w <= b /\ Rabs (F w - g w) >= delta.
Proof.
  intros Hg Hz Hs Hm.
  assert ((exists w, a <= w <= b /\ Rabs (F w - g w) >= delta) \/ swings Rlt g b z p n) as [H | H]; [|exact H|].
  2: pose proof (few_swings g a b m Hg z p n Hz H); lia.
  clear Hm. revert Hz. induction Hs as [z p Hzb | z w p n Hzw Hlow Hs IH]; intros Hz; [right; constructor; exact Hzb|].
  pose proof (swings_ordered _ _ _ _ _ _ Hs) as [Hwb _].
  destruct (Rge_dec (Rabs (F z - g z)) delta) as [Hfar | Hnear]; [left; exists z; split; [lra | exact Hfar]|].
  destruct (Rge_dec (Rabs (F w - g w)) delta) as [Hfar | Hnear']; [left; exists w; split; [lra | exact Hfar]|].
  destruct (IH ltac:(lra)) as [IH' | IH']; [left; exact IH' | right].
  apply Rnot_ge_lt, Rabs_def2 in Hnear. apply Rnot_ge_lt, Rabs_def2 in Hnear'.
  apply swings_more with (z := w); [exact Hzw | unfold lower_by in Hlow; destruct p; lra | exact IH'].
Qed.

(** ** Rule P: enclosures of f^t at rational points *)

(** Numbers are integers over 2^bits; these are the bounds of products, and Horner's scheme with rounding outwards in each step. *)
Definition product_bounds (x p : Z * Z) : Z * Z :=
  if Z.leb 0 (fst x)
  then (fst p * (if Z.leb 0 (fst p) then fst x else snd x), snd p * (if Z.leb 0 (snd p) then snd x else fst x))%Z
  else
  let a := (fst x * fst p)%Z in let b := (fst x * snd p)%Z in let c := (snd x * fst p)%Z in let d := (snd x * snd p)%Z in
  (Z.min (Z.min a b) (Z.min c d), Z.max (Z.max a b) (Z.max c d)).

Fixpoint horner (bits : positive) (cs : list (Z * Z)) (x : Z * Z) : Z * Z :=
  match cs with
  | [] => (0, 0)%Z
  | c :: rest =>
      let p := product_bounds x (horner bits rest x) in
      (fst c + Z.shiftr (fst p) (Zpos bits), snd c - Z.shiftr (- snd p) (Zpos bits))%Z
  end.

Definition unit_of (bits : positive) : Q := inject_Z (2 ^ Zpos bits).

Definition scaled (bits : positive) (q : Q) : Z * Z :=
  match Qden q with
  | 1%positive => let z := Z.shiftl (Qnum q) (Zpos bits) in (z, z)
  | _ => (Qfloor (q * unit_of bits), Qceiling (q * unit_of bits))
  end.

Fixpoint iterate_horner (bits : positive) (cs : list (Z * Z)) (t : nat) (x : Z * Z) : Z * Z :=
  match t with O => x | S t' => iterate_horner bits cs t' (horner bits cs x) end.

Fixpoint iterate_exactly (m : map_data) (t : nat) (x : Q) : Q := match t with O => x | S t' => iterate_exactly m t' (value_at_Q m x) end.

(** f^t (z): exactly for a piecewise linear map, between two numbers for a polynomial. *)
Definition enclosure_of (m : map_data) (bits : positive) (t : nat) (z : Q) : Q * Q :=
  match m with
  | Linear _ => let v := iterate_exactly m t z in (v, v)
  | Polynomial cs => let lh := iterate_horner bits (map (scaled bits) cs) t (scaled bits z) in ((fst lh # (2 ^ bits))%Q, (snd lh # (2 ^ bits))%Q)
  end.

Definition between_Z (x : Z * Z) (v : R) : Prop := IZR (fst x) <= v <= IZR (snd x).

(** Bounds of products are sound. *)
Lemma product_bounds_ok x p u v : between_Z x u -> between_Z p v -> between_Z (product_bounds x p) (u * v).
Proof.
  intros Hu Hv. unfold between_Z, product_bounds in *.
  destruct (Z.leb 0 (fst x)) eqn:E; cbn [fst snd].
  { apply Z.leb_le, IZR_le in E. rewrite !mult_IZR.
    destruct (Z.leb 0 (fst p)) eqn:E1; [apply Z.leb_le, IZR_le in E1 | apply Z.leb_gt, IZR_lt in E1];
      (destruct (Z.leb 0 (snd p)) eqn:E2; [apply Z.leb_le, IZR_le in E2 | apply Z.leb_gt, IZR_lt in E2]); split; nra. }
  assert (forall i j, IZR (Z.min i j) <= IZR i /\ IZR (Z.min i j) <= IZR j) as Hmin by (intros; split; apply IZR_le; lia).
  assert (forall i j, IZR i <= IZR (Z.max i j) /\ IZR j <= IZR (Z.max i j)) as Hmax by (intros; split; apply IZR_le; lia).
  set (a := (fst x * fst p)%Z) in *. set (b := (fst x * snd p)%Z) in *. set (c := (snd x * fst p)%Z) in *. set (d := (snd x * snd p)%Z) in *.
  pose proof (Hmin (Z.min a b) (Z.min c d)). pose proof (Hmin a b). pose proof (Hmin c d).
  pose proof (Hmax (Z.max a b) (Z.max c d)). pose proof (Hmax a b). pose proof (Hmax c d).
  apply times_between with (u := IZR (fst x)) (v := IZR (snd x)) (l := IZR (fst p)) (h := IZR (snd p)); try assumption; rewrite <- mult_IZR;
    fold a; fold b; fold c; fold d; lra.
Qed.

(** 2^bits is positive. *)
Lemma unit_positive bits : 0 < Q2R (unit_of bits).
Proof. unfold unit_of. rewrite Q2R_integer. apply IZR_lt. apply Z.pow_pos_nonneg; lia. Qed.

(** A rational lies between its two neighbours. *)
Lemma scaled_ok bits q : between_Z (scaled bits q) (Q2R q * Q2R (unit_of bits)).
Proof.
  assert (between_Z (Qfloor (q * unit_of bits), Qceiling (q * unit_of bits)) (Q2R q * Q2R (unit_of bits))) as H.
  { unfold between_Z. cbn [fst snd]. rewrite <- Q2R_mult, <- !Q2R_integer. split; apply Qle_Rle; [apply Qfloor_le | apply Qle_ceiling]. }
  unfold scaled. destruct q as [n [d | d |]]; [exact H | exact H |]. unfold between_Z, unit_of. cbn [fst snd Qnum Qden].
  rewrite Q2R_integer, Z.shiftl_mul_pow2, mult_IZR by lia. unfold Q2R. cbn [Qnum Qden]. lra.
Qed.

(** Shifting rounds down. *)
Lemma shiftr_ok bits a v : IZR a <= v * Q2R (unit_of bits) -> IZR (Z.shiftr a (Zpos bits)) <= v.
Proof.
  intros H. rewrite Z.shiftr_div_pow2 by lia. pose proof (unit_positive bits) as Hu. unfold unit_of in *. rewrite Q2R_integer in *.
  apply Rmult_le_reg_r with (r := IZR (2 ^ Zpos bits)); [exact Hu|]. eapply Rle_trans; [|exact H]. rewrite <- mult_IZR. apply IZR_le.
  pose proof (Z.mul_div_le a (2 ^ Zpos bits) ltac:(apply lt_IZR; exact Hu)). lia.
Qed.

(** Horner's scheme is sound. *)
Lemma horner_ok bits cs x v :
  between_Z x (v * Q2R (unit_of bits)) -> between_Z (horner bits (map (scaled bits) cs) x) (polynomial cs v * Q2R (unit_of bits)).
Proof.
  intros Hx. set (U := Q2R (unit_of bits)) in *. induction cs as [| c cs IH]; cbn [map horner polynomial].
  - unfold between_Z. cbn [fst snd]. lra.
  - pose proof (product_bounds_ok _ _ _ _ Hx IH) as [P1 P2]. pose proof (scaled_ok bits c) as [C1 C2]. fold U in C1, C2.
    set (p := product_bounds x (horner bits (map (scaled bits) cs) x)) in *.
    pose proof (shiftr_ok bits (fst p) (v * polynomial cs v * U) ltac:(fold U; lra)).
    pose proof (shiftr_ok bits (- snd p) (- (v * polynomial cs v * U)) ltac:(fold U; rewrite opp_IZR; lra)).
    unfold between_Z. cbn [fst snd]. rewrite plus_IZR, minus_IZR. lra.
Qed.

(** So are its iterates. *)
Lemma iterate_horner_ok bits cs t x v :
  between_Z x (v * Q2R (unit_of bits)) -> between_Z (iterate_horner bits (map (scaled bits) cs) t x) (iterate t (polynomial cs) v * Q2R (unit_of bits)).
Proof. revert x v. induction t as [| t IH]; intros x v H; cbn [iterate_horner iterate]; [exact H | apply IH, horner_ok, H]. Qed.

(** Exact iterates are iterates. *)
Lemma iterate_exactly_ok m t x : well_formed m = true -> iterate t (function_of m) (Q2R x) = Q2R (iterate_exactly m t x).
Proof. intros Hm. revert x. induction t as [| t IH]; intros x; cbn [iterate iterate_exactly]; [reflexivity | rewrite function_at by exact Hm; apply IH]. Qed.

(** f^t (z) lies in its enclosure. *)
Lemma enclosure_of_ok m bits t z :
  well_formed m = true -> Q2R (fst (enclosure_of m bits t z)) <= iterate t (function_of m) (Q2R z) <= Q2R (snd (enclosure_of m bits t z)).
Proof.
  intros Hm. unfold enclosure_of. destruct m as [vs | cs].
  - cbn [fst snd]. rewrite (iterate_exactly_ok (Linear vs) t z Hm). lra.
  - pose proof (iterate_horner_ok bits cs t (scaled bits z) (Q2R z) (scaled_ok bits z)) as [H1 H2]. cbn [fst snd function_of].
    pose proof (unit_positive bits) as Hu.
    assert (forall k, Q2R (k # (2 ^ bits)) * Q2R (unit_of bits) = IZR k) as E.
    { intros k. unfold unit_of in *. rewrite Q2R_integer in *. unfold Q2R. cbn [Qnum Qden]. rewrite Pos2Z.inj_pow. field. lra. }
    split; apply Rmult_le_reg_r with (r := Q2R (unit_of bits)); try exact Hu; rewrite E; assumption.
Qed.
