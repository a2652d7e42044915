(** T10: real number fields Q(a), a the only root of a polynomial in an interval. Elements are lists of coefficients, from the constant
    one upwards (see [Elements]); the root exists, and a test for <= by enclosures of it. *)

From Coq Require Import Reals QArith Qreals List ZArith Lra Lia.
From Exactsep Require Import Networks Chains Hits Maps Swings.
From Exactsep Require Export Elements.
Import ListNotations.
Open Scope Q_scope.

(** The polynomial and the interval are those of the statement. The inner interval holds the root and may be as narrow as one likes; it
    is halved at most [steps] times where a sign is not known. Its ends are integers over 2^precision, and so are all enclosures; as these
    are rounded, the inner interval should not be narrower than some 2^(precision/2) units. *)
Record number_field := NumberField {
  minpoly : list Q;
  lower : Q;
  upper : Q;
  inner : Z * Z;
  precision : positive;
  steps : nat
}.

(** ** Enclosures *)

Definition prepared (b : positive) (cs : list Q) : list (Z * Z) := map (scaled b) cs.

(** Slopes of a polynomial between two points of an interval: c + x r(x) has the slope r(y) + x s, where s is a slope of r. *)
Fixpoint slopes (b : positive) (cs : list (Z * Z)) (I : Z * Z) : Z * Z :=
  match cs with
  | [] => (0, 0)%Z
  | _ :: rest =>
      let v := horner b rest I in
      let p := product_bounds I (slopes b rest I) in
      (fst v + Z.shiftr (fst p) (Zpos b), snd v - Z.shiftr (- snd p) (Zpos b))%Z
  end.

Definition middle (I : Z * Z) : Z := Z.div2 (fst I + snd I).

(** The polynomial has no zero on the interval. *)
Fixpoint no_zero (b : positive) (n : nat) (cs : list (Z * Z)) (I : Z * Z) : bool :=
  let V := horner b cs I in
  if Z.ltb 0 (fst V) || Z.ltb (snd V) 0 then true
  else match n with O => false | S n' => no_zero b n' cs (fst I, middle I) && no_zero b n' cs (middle I, snd I) end.

(** A polynomial that rises through its zero: halve the interval until the values of [cs] there are known to pass the test, or known to
    be negative. *)
Fixpoint passes (test : Z -> bool) (b : positive) (n : nat) (rising cs : list (Z * Z)) (I : Z * Z) : bool :=
  let V := horner b cs I in
  if test (fst V) then true
  else if Z.ltb (snd V) 0 then false
  else match n with
    | O => false
    | S n' =>
        let m := middle I in
        let W := horner b rising (m, m) in
        if Z.ltb 0 (fst W) then passes test b n' rising cs (fst I, m)
        else if Z.ltb (snd W) 0 then passes test b n' rising cs (m, snd I) else false
    end.

Definition value_within (F : number_field) (cs : list Q) (z : Z) : Z * Z := horner (precision F) (prepared (precision F) cs) (z, z).

Definition rising (F : number_field) : list Q :=
  if Z.ltb 0 (fst (value_within F (minpoly F) (snd (inner F)))) then minpoly F else map Qopp (minpoly F).

(** All zeros in the interval of the statement lie in the inner one, where the polynomial rises or falls. *)
Definition isolates (F : number_field) : bool :=
  let b := precision F in
  let p := prepared b (minpoly F) in
  no_zero b (steps F) p (fst (scaled b (lower F)), fst (inner F)) && no_zero b (steps F) p (snd (inner F), snd (scaled b (upper F)))
  && Z.ltb 0 (fst (slopes b (prepared b (rising F)) (inner F))).

(** There is one. *)
Definition has_root (F : number_field) : bool :=
  let b := precision F in
  Z.leb (snd (scaled b (lower F))) (fst (inner F)) && Z.leb (fst (inner F)) (snd (inner F)) && Z.leb (snd (inner F)) (fst (scaled b (upper F)))
  && Z.leb (snd (value_within F (rising F) (fst (inner F)))) 0 && Z.leb 0 (fst (value_within F (rising F) (snd (inner F)))).

(** The inner interval in integers over 2^64: these shorter numbers decide most comparisons. *)
Definition shortened (F : number_field) : Z * Z :=
  let k := Zpos (precision F - 64) in (Z.shiftr (fst (inner F)) k, - Z.shiftr (- snd (inner F)) k)%Z.

(** x < y and x <= y *)
Definition compare_closely (test : Z -> bool) (F : number_field) (d : list Q) : bool :=
  let b := precision F in
  let cs := prepared b d in
  let V := horner b cs (inner F) in
  if test (fst V) then true else if Z.ltb (snd V) 0 then false else passes test b (steps F) (prepared b (rising F)) cs (inner F).

Definition compare_by (test : Z -> bool) (F : number_field) (d : list Q) : bool :=
  if Pos.leb (precision F) 64 then compare_closely test F d
  else
    let V := horner 64 (prepared 64 d) (shortened F) in
    if test (fst V) then true else if Z.ltb (snd V) 0 then false else compare_closely test F d.

Definition less (F : number_field) (x y : list Q) : bool := compare_by (Z.ltb 0) F (difference y x).

Definition less_equal (F : number_field) (x y : list Q) : bool :=
  let d := difference y x in if forallb (fun c => Qeq_bool c 0) d then true else compare_by (Z.leb 0) F d.

(** ** Soundness *)

Open Scope R_scope.

(** a is a root in the interval. *)
Definition root_of (F : number_field) (a : R) : Prop := Q2R (lower F) <= a <= Q2R (upper F) /\ polynomial (minpoly F) a = 0.

(** ** Enclosures *)

Section Precision.
Variable b : positive.
Notation U := (Q2R (unit_of b)).

(** x lies in an interval of integers over 2^b. *)
Definition within (I : Z * Z) (x : R) : Prop := between_Z I (x * U).

(** Horner's scheme encloses the values. *)
Lemma horner_within cs I x : within I x -> within (horner b (prepared b cs) I) (polynomial cs x).
Proof. apply horner_ok. Qed.

(** The slopes of a polynomial are enclosed. *)
Lemma slopes_within cs I x y :
  within I x -> within I y -> exists s, within (slopes b (prepared b cs) I) s /\ polynomial cs y - polynomial cs x = (y - x) * s.
Proof.
  intros Hx Hy. induction cs as [| c cs [s [Hs E]]]; cbn [prepared map slopes polynomial].
  - exists 0. split; [unfold within, between_Z; cbn [fst snd]; lra | ring].
  - exists (polynomial cs y + x * s). split.
    + pose proof (horner_within cs I y Hy) as [V1 V2]. pose proof (product_bounds_ok _ _ _ _ Hx Hs) as [P1 P2]. fold (prepared b cs).
      set (p := product_bounds I (slopes b (prepared b cs) I)) in *.
      pose proof (shiftr_ok b (fst p) (x * s * U) ltac:(lra)).
      pose proof (shiftr_ok b (- snd p) (- (x * s * U)) ltac:(rewrite opp_IZR; lra)).
      unfold within, between_Z. cbn [fst snd]. rewrite plus_IZR, minus_IZR. lra.
    + replace (polynomial cs y) with (polynomial cs x + (y - x) * s) by lra. ring.
Qed.

(** A sign of an enclosure is that of the number. *)
Lemma sign_within I x : within I x -> (Z.ltb 0 (fst I) = true -> 0 < x) /\ (Z.leb 0 (fst I) = true -> 0 <= x) /\
  (Z.ltb (snd I) 0 = true -> x < 0) /\ (Z.leb (snd I) 0 = true -> x <= 0).
Proof.
  intros [H1 H2]. pose proof (unit_positive b) as Hu.
  repeat split; intros H; (apply Z.ltb_lt, IZR_lt in H || apply Z.leb_le, IZR_le in H); nra.
Qed.

(** A polynomial that rises. *)
Lemma rising_ok cs I x y :
  Z.ltb 0 (fst (slopes b (prepared b cs) I)) = true -> within I x -> within I y -> x < y -> polynomial cs x < polynomial cs y.
Proof. intros H Hx Hy Hxy. destruct (slopes_within cs I x y Hx Hy) as [s [Hs E]]. apply (sign_within _ _ Hs) in H. nra. Qed.

(** A number is on one side of the middle. *)
Lemma middle_within I x : within I x -> within (fst I, middle I) x \/ within (middle I, snd I) x.
Proof. intros [H1 H2]. unfold within, between_Z. cbn [fst snd]. destruct (Rle_dec (x * U) (IZR (middle I))); [left | right]; lra. Qed.

(** The test for zeros is right. *)
Lemma no_zero_ok n cs I x : no_zero b n (prepared b cs) I = true -> within I x -> polynomial cs x <> 0.
Proof.
  revert I. induction n as [| n IH]; intros I H Hx; cbn [no_zero] in H; pose proof (sign_within _ _ (horner_within cs I x Hx)) as [V1 [_ [V2 _]]];
    (destruct (Z.ltb 0 _ || Z.ltb _ 0) eqn:E; [apply orb_prop in E; destruct E as [E | E]; [apply V1 in E | apply V2 in E]; lra|]); [discriminate|].
  apply andb_prop in H. destruct H as [H1 H2]. destruct (middle_within I x Hx) as [Hm | Hm]; [apply (IH _ H1 Hm) | apply (IH _ H2 Hm)].
Qed.

(** The middle, as a number. *)
Lemma middle_point I : (fst I <= snd I)%Z -> within I (IZR (middle I) / U) /\ within (middle I, middle I) (IZR (middle I) / U).
Proof.
  intros H. pose proof (unit_positive b) as Hu. assert (IZR (middle I) / U * U = IZR (middle I)) as E by (field; lra).
  unfold within, between_Z. rewrite E. cbn [fst snd]. unfold middle. rewrite Z.div2_div.
  assert (fst I <= (fst I + snd I) / 2 <= snd I)%Z as [H1 H2].
  { split; [apply Z.div_le_lower_bound; lia | apply Z.div_le_upper_bound; lia]. }
  apply IZR_le in H1, H2. lra.
Qed.

(** What passes: the root stays in the interval while it is halved. *)
Lemma passes_ok test n q cs I a (P : R -> Prop) :
  (forall J x, within J x -> test (fst J) = true -> P x) -> (forall x y, within I x -> within I y -> x < y -> polynomial q x < polynomial q y) ->
  within I a -> polynomial q a = 0 -> passes test b n (prepared b q) (prepared b cs) I = true -> P (polynomial cs a).
Proof.
  intros HP. revert I. induction n as [| n IH]; intros I Hup Ha H0 H; cbn [passes] in H; pose proof (horner_within cs I a Ha) as V;
    (destruct (test (fst (horner b (prepared b cs) I))) eqn:E; [exact (HP _ _ V E)|]); (destruct (Z.ltb (snd _) 0); [discriminate|]); [discriminate|].
  cbv zeta in H. assert (fst I <= snd I)%Z as HI by (destruct Ha as [A1 A2]; apply le_IZR; lra).
  destruct (middle_point I HI) as [Hin Hm]. set (m := IZR (middle I) / U) in *. pose proof (sign_within _ _ (horner_within q _ m Hm)) as [W1 [_ [W2 _]]].
  assert (forall J, (forall x, within J x -> within I x) -> forall x y, within J x -> within J y -> x < y -> polynomial q x < polynomial q y) as Hsub
    by (intros J HJ x y Hx Hy; apply Hup; apply HJ; assumption).
  pose proof (unit_positive b) as Hu. destruct Ha as [A1 A2], Hin as [M1 M2], Hm as [N1 N2]. cbn [fst snd] in N1, N2.
  destruct (Z.ltb 0 _) eqn:E1; [|destruct (Z.ltb _ 0) eqn:E2; [|discriminate]].
  - apply (IH (fst I, middle I)); [apply Hsub; intros x [X1 X2]; split; cbn [fst snd] in *; lra | | exact H0 | exact H].
    split; cbn [fst snd]; [exact A1|]. destruct (Rle_dec a m) as [L | L]; [nra | exfalso].
    specialize (Hup m a (conj M1 M2) (conj A1 A2) ltac:(lra)). specialize (W1 eq_refl). lra.
  - apply (IH (middle I, snd I)); [apply Hsub; intros x [X1 X2]; split; cbn [fst snd] in *; lra | | exact H0 | exact H].
    split; cbn [fst snd]; [|exact A2]. destruct (Rle_dec m a) as [L | L]; [nra | exfalso].
    specialize (Hup a m (conj A1 A2) (conj M1 M2) ltac:(lra)). specialize (W2 eq_refl). lra.
Qed.

(** A number at least as large as a rational, *)
Lemma at_least_scaled q x z : Q2R q <= x -> x * U <= IZR z -> within (fst (scaled b q), z) x.
Proof. intros H1 H2. pose proof (unit_positive b). destruct (scaled_ok b q) as [S1 S2]. split; cbn [fst snd]; nra. Qed.

(** or at most. *)
Lemma at_most_scaled q x z : x <= Q2R q -> IZR z <= x * U -> within (z, snd (scaled b q)) x.
Proof. intros H1 H2. pose proof (unit_positive b). destruct (scaled_ok b q) as [S1 S2]. split; cbn [fst snd]; nra. Qed.
End Precision.

(** ** The root *)

Section Root.
Variable F : number_field.
Notation U := (Q2R (unit_of (precision F))).

(** The polynomial that rises has the same zeros. *)
Lemma rising_zero a : polynomial (minpoly F) a = 0 <-> polynomial (rising F) a = 0.
Proof. unfold rising. destruct (Z.ltb 0 _); [tauto|]. rewrite polynomial_opposite. lra. Qed.

(** There is a root, if the polynomial changes its sign. *)
Theorem root_exists : has_root F = true -> exists a, root_of F a.
Proof.
  unfold has_root. cbv zeta. intros H. apply andb_prop in H. destruct H as [H H5]. apply andb_prop in H. destruct H as [H H4].
  apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2]. apply Z.leb_le, IZR_le in H1, H2, H3.
  pose proof (unit_positive (precision F)) as Hu.
  assert (forall z, within (precision F) (z, z) (IZR z / U)) as Hz.
  { intros z. assert (IZR z / U * U = IZR z) as E by (field; lra). unfold within, between_Z. cbn [fst snd]. lra. }
  apply (sign_within _ _ _ (horner_within _ (rising F) _ _ (Hz _))) in H4. apply (sign_within _ _ _ (horner_within _ (rising F) _ _ (Hz _))) in H5.
  pose proof (scaled_ok (precision F) (lower F)) as [_ S1]. pose proof (scaled_ok (precision F) (upper F)) as [S2 _].
  set (u := IZR (fst (inner F)) / U) in *. set (v := IZR (snd (inner F)) / U) in *.
  assert (u * U = IZR (fst (inner F))) as Eu by (unfold u; field; lra). assert (v * U = IZR (snd (inner F))) as Ev by (unfold v; field; lra).
  destruct (between _ u v 0 (continuity_polynomial (rising F))) as [a [Ha E]]; [nra | lra|].
  exists a. split; [split; nra | apply rising_zero, E].
Qed.

Hypothesis isolated : isolates F = true.

(** A root lies in the inner interval, *)
Lemma root_inside a : root_of F a -> within (precision F) (inner F) a.
Proof.
  intros [Ha H0]. pose proof isolated as H. unfold isolates in H. cbv zeta in H. apply andb_prop in H. destruct H as [H _].
  apply andb_prop in H. destruct H as [H1 H2]. split.
  - destruct (Rle_dec (IZR (fst (inner F))) (a * U)) as [L | L]; [exact L | exfalso].
    apply (no_zero_ok _ _ _ _ a H1); [apply at_least_scaled; lra | exact H0].
  - destruct (Rle_dec (a * U) (IZR (snd (inner F)))) as [L | L]; [exact L | exfalso].
    apply (no_zero_ok _ _ _ _ a H2); [apply at_most_scaled; lra | exact H0].
Qed.

(** where the polynomial rises, *)
Lemma rises_inside x y : within (precision F) (inner F) x -> within (precision F) (inner F) y -> x < y -> polynomial (rising F) x < polynomial (rising F) y.
Proof. apply rising_ok. apply andb_prop in isolated. apply isolated. Qed.

(** there is at most one, *)
Theorem root_unique a b : root_of F a -> root_of F b -> a = b.
Proof.
  intros Ha Hb. pose proof (root_inside a Ha) as Ia. pose proof (root_inside b Hb) as Ib.
  destruct Ha as [_ Ha], Hb as [_ Hb]. apply rising_zero in Ha. apply rising_zero in Hb.
  destruct (Rtotal_order a b) as [L | [L | L]]; [pose proof (rises_inside a b Ia Ib L); lra | exact L | pose proof (rises_inside b a Ib Ia L); lra].
Qed.

(** also if that is written in shorter numbers, *)
Lemma root_shortened a : root_of F a -> Pos.leb (precision F) 64 = false -> within 64 (shortened F) a.
Proof.
  intros Ha H. apply Pos.leb_gt in H. destruct (root_inside a Ha) as [A1 A2]. unfold shortened. set (k := (precision F - 64)%positive).
  assert (U = Q2R (unit_of k) * Q2R (unit_of 64)) as E.
  { rewrite <- Q2R_mult. apply Qeq_eqR. unfold unit_of. rewrite <- inject_Z_mult, <- Z.pow_add_r by lia. unfold k. rewrite <- Pos2Z.inj_add, Pos.sub_add by lia. reflexivity. }
  rewrite E in A1, A2. split; cbn [fst snd].
  - pose proof (shiftr_ok k (fst (inner F)) (a * Q2R (unit_of 64)) ltac:(lra)). lra.
  - pose proof (shiftr_ok k (- snd (inner F)) (- (a * Q2R (unit_of 64))) ltac:(rewrite opp_IZR; lra)). rewrite opp_IZR. lra.
Qed.

(** and a comparison says what its test says. *)
Lemma compare_ok test (P : R -> Prop) a d :
  (forall b J x, within b J x -> test (fst J) = true -> P x) -> root_of F a -> compare_by test F d = true -> P (polynomial d a).
Proof.
  intros HP Ha H.
  assert (compare_closely test F d = true -> P (polynomial d a)) as Hclose.
  { clear H. intros H. unfold compare_closely in H. cbv zeta in H. pose proof (horner_within _ d _ a (root_inside a Ha)) as V.
    destruct (test _) eqn:E; [exact (HP _ _ _ V E)|]. destruct (Z.ltb _ 0); [discriminate|].
    exact (passes_ok (precision F) test _ (rising F) d (inner F) a P (HP _) rises_inside (root_inside a Ha) (proj1 (rising_zero a) (proj2 Ha)) H). }
  unfold compare_by in H. destruct (Pos.leb (precision F) 64) eqn:Eb; [exact (Hclose H)|]. cbv zeta in H.
  pose proof (horner_within _ d _ a (root_shortened a Ha Eb)) as V.
  destruct (test _) eqn:E; [exact (HP _ _ _ V E)|]. destruct (Z.ltb _ 0); [discriminate | exact (Hclose H)].
Qed.

(** So x < y *)
Theorem less_ok a x y : root_of F a -> less F x y = true -> polynomial x a < polynomial y a.
Proof.
  intros Ha H. enough (0 < polynomial (difference y x) a) by (rewrite polynomial_difference in *; lra).
  apply (compare_ok (Z.ltb 0) (fun v => 0 < v) a); [intros b J z HJ; apply (sign_within _ _ _ HJ) | exact Ha | exact H].
Qed.

(** and x <= y are what the tests say. *)
Theorem less_equal_ok a x y : root_of F a -> less_equal F x y = true -> polynomial x a <= polynomial y a.
Proof.
  intros Ha H. enough (0 <= polynomial (difference y x) a) by (rewrite polynomial_difference in *; lra).
  unfold less_equal in H. cbv zeta in H. destruct (forallb _ _) eqn:E in H; [rewrite polynomial_zero by exact E; lra|].
  apply (compare_ok (Z.leb 0) (fun v => 0 <= v) a); [intros b J z HJ; apply (sign_within _ _ _ HJ) | exact Ha | exact H].
Qed.
End Root.
