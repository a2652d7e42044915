(** T10: real number fields Q(a), a the only root of a polynomial in an interval. Elements are lists of coefficients, from the constant
    one upwards; their sums and products, and a test for <= by enclosures of a. *)

From Coq Require Import Reals QArith Qreals List Lra Lia.
From Exactsep Require Import Networks Chains Hits Maps.
Import ListNotations.
Open Scope Q_scope.

(** The polynomial and the interval are those of the statement. The inner interval holds the root and may be as narrow as one likes; it
    is halved at most [steps] times where a sign is not known. *)
Record number_field := NumberField {
  minpoly : list Q;
  lower : Q;
  upper : Q;
  inner_lower : Q;
  inner_upper : Q;
  steps : nat
}.

(** ** Sums and products *)

Fixpoint sum_of (x y : list Q) : list Q :=
  match x, y with [], _ => y | _, [] => x | c :: x', d :: y' => Qred (c + d) :: sum_of x' y' end.

Definition multiple (k : Q) (x : list Q) : list Q := map (fun c => Qred (k * c)) x.

Definition difference (x y : list Q) : list Q := sum_of x (multiple (-1) y).

(** Without zeros at the end *)
Fixpoint trimmed (x : list Q) : list Q :=
  match x with [] => [] | c :: rest => match trimmed rest with [] => if Qeq_bool c 0 then [] else [c] | r => c :: r end end.

(** a times an element: what is as long as p is reduced by a multiple of p. *)
Definition times_root (p x : list Q) : list Q :=
  let z := 0 :: x in
  if Nat.ltb (length z) (length p) then z else trimmed (sum_of z (multiple (- (last z 0 / last p 0)) p)).

Fixpoint product (p x y : list Q) : list Q :=
  match x with [] => [] | c :: rest => sum_of (multiple c y) (times_root p (product p rest y)) end.

(** ** Enclosures *)

Definition least (x y : Q) : Q := if Qle_bool x y then x else y.
Definition greatest (x y : Q) : Q := if Qle_bool x y then y else x.

Definition sum_within (I J : Q * Q) : Q * Q := (fst I + fst J, snd I + snd J).

Definition product_within (I J : Q * Q) : Q * Q :=
  let a := fst I * fst J in let b := fst I * snd J in let c := snd I * fst J in let d := snd I * snd J in
  (least (least a b) (least c d), greatest (greatest a b) (greatest c d)).

(** Horner's scheme: the values of a polynomial on an interval, *)
Fixpoint values_within (cs : list Q) (I : Q * Q) : Q * Q :=
  match cs with [] => (0, 0) | c :: rest => sum_within (c, c) (product_within I (values_within rest I)) end.

(** and its slopes between two points there: c + x r(x) has the slope r(y) + x s, where s is a slope of r. *)
Fixpoint slopes_within (cs : list Q) (I : Q * Q) : Q * Q :=
  match cs with [] => (0, 0) | _ :: rest => sum_within (values_within rest I) (product_within I (slopes_within rest I)) end.

Definition middle (I : Q * Q) : Q := Qred ((fst I + snd I) * (1 # 2)).

Definition is_positive (q : Q) : bool := negb (Qle_bool q 0).

(** The polynomial has no zero on the interval. *)
Fixpoint no_zero (n : nat) (cs : list Q) (I : Q * Q) : bool :=
  let V := values_within cs I in
  if is_positive (fst V) || is_positive (- snd V) then true
  else match n with O => false | S n' => no_zero n' cs (fst I, middle I) && no_zero n' cs (middle I, snd I) end.

(** A polynomial that rises through its zero: halve the interval until the values of [cs] there pass the test, or all of them are negative. *)
Fixpoint passes (test : Q -> bool) (n : nat) (rising cs : list Q) (I : Q * Q) : bool :=
  let V := values_within cs I in
  if test (fst V) then true
  else if is_positive (- snd V) then false
  else match n with
    | O => false
    | S n' => let m := middle I in passes test n' rising cs (if is_positive (polynomial_Q rising m) then (fst I, m) else (m, snd I))
    end.

Definition inner (F : number_field) : Q * Q := (inner_lower F, inner_upper F).

Definition rising (F : number_field) : list Q := if is_positive (polynomial_Q (minpoly F) (inner_upper F)) then minpoly F else map Qopp (minpoly F).

(** All zeros in the interval of the statement lie in the inner one, where the polynomial rises or falls. *)
Definition isolates (F : number_field) : bool :=
  no_zero (steps F) (minpoly F) (lower F, inner_lower F) && no_zero (steps F) (minpoly F) (inner_upper F, upper F)
  && is_positive (fst (slopes_within (rising F) (inner F))).

(** There is one. *)
Definition has_root (F : number_field) : bool :=
  Qle_bool (lower F) (inner_lower F) && Qle_bool (inner_lower F) (inner_upper F) && Qle_bool (inner_upper F) (upper F)
  && Qle_bool (polynomial_Q (rising F) (inner_lower F)) 0 && Qle_bool 0 (polynomial_Q (rising F) (inner_upper F)).

(** x < y and x <= y *)
Definition less (F : number_field) (x y : list Q) : bool := passes is_positive (steps F) (rising F) (difference y x) (inner F).

Definition less_equal (F : number_field) (x y : list Q) : bool :=
  let d := difference y x in forallb (fun c => Qeq_bool c 0) d || passes (Qle_bool 0) (steps F) (rising F) d (inner F).

(** ** Soundness *)

Open Scope R_scope.

(** a is a root in the interval. *)
Definition root_of (F : number_field) (a : R) : Prop := Q2R (lower F) <= a <= Q2R (upper F) /\ polynomial (minpoly F) a = 0.

Lemma Q2R_0 : Q2R 0 = 0.
Proof. unfold Q2R. cbn. lra. Qed.

Lemma is_positive_ok q : is_positive q = true -> 0 < Q2R q.
Proof.
  unfold is_positive. intros H. rewrite <- Q2R_0. apply Qlt_Rlt, Qnot_le_lt. intros C. apply Qle_bool_iff in C. rewrite C in H. discriminate.
Qed.

Lemma is_not_positive_ok q : is_positive q = false -> Q2R q <= 0.
Proof. unfold is_positive. intros H. rewrite <- Q2R_0. apply Qle_Rle, Qle_bool_iff, negb_false_iff, H. Qed.

(** Sums, *)
Lemma polynomial_sum x y a : polynomial (sum_of x y) a = polynomial x a + polynomial y a.
Proof.
  revert y. induction x as [| c x IH]; intros y; [cbn; lra|]. destruct y as [| d y]; cbn [sum_of polynomial]; [lra|].
  rewrite Q2R_Qred, Q2R_plus, IH. ring.
Qed.

(** multiples, *)
Lemma polynomial_multiple k x a : polynomial (multiple k x) a = Q2R k * polynomial x a.
Proof. induction x as [| c x IH]; cbn [multiple map polynomial] in *; [ring|]. unfold multiple in IH. rewrite IH, Q2R_Qred, Q2R_mult. ring. Qed.

(** differences, *)
Lemma polynomial_difference x y a : polynomial (difference x y) a = polynomial x a - polynomial y a.
Proof. unfold difference. rewrite polynomial_sum, polynomial_multiple. unfold Q2R at 1. cbn. lra. Qed.

Lemma polynomial_opposite x a : polynomial (map Qopp x) a = - polynomial x a.
Proof. induction x as [| c x IH]; cbn [map polynomial]; [ring|]. rewrite IH, Q2R_opp. ring. Qed.

(** zeros at the end, *)
Lemma polynomial_trimmed x a : polynomial (trimmed x) a = polynomial x a.
Proof.
  induction x as [| c x IH]; cbn [trimmed polynomial]; [reflexivity|]. rewrite <- IH.
  destruct (trimmed x) as [| d r]; [|reflexivity]. destruct (Qeq_bool c 0) eqn:E; cbn [polynomial]; [|reflexivity].
  apply Qeq_bool_iff, Qeq_eqR in E. rewrite Q2R_0 in E. lra.
Qed.

(** and products are what they should be, at a root. *)
Lemma polynomial_times_root p x a : polynomial p a = 0 -> polynomial (times_root p x) a = a * polynomial x a.
Proof.
  intros H. unfold times_root. cbv zeta. assert (polynomial (0%Q :: x) a = a * polynomial x a) as E by (cbn [polynomial]; rewrite Q2R_0; ring).
  destruct (Nat.ltb _ _); [exact E|]. rewrite polynomial_trimmed, polynomial_sum, polynomial_multiple, H, E. ring.
Qed.

Lemma polynomial_product p x y a : polynomial p a = 0 -> polynomial (product p x y) a = polynomial x a * polynomial y a.
Proof.
  intros H. induction x as [| c x IH]; cbn [product polynomial]; [ring|]. rewrite polynomial_sum, polynomial_multiple, polynomial_times_root, IH by exact H. ring.
Qed.

Lemma polynomial_zero x a : forallb (fun c => Qeq_bool c 0) x = true -> polynomial x a = 0.
Proof.
  induction x as [| c x IH]; cbn [forallb polynomial]; intros H; [reflexivity|]. apply andb_prop in H. destruct H as [H1 H2].
  apply Qeq_bool_iff, Qeq_eqR in H1. rewrite (IH H2), H1, Q2R_0. ring.
Qed.

(** ** Enclosures *)

Definition within (I : Q * Q) (x : R) : Prop := Q2R (fst I) <= x <= Q2R (snd I).

Lemma least_ok x y : Q2R (least x y) <= Q2R x /\ Q2R (least x y) <= Q2R y.
Proof.
  unfold least. destruct (Qle_bool x y) eqn:E; [apply Qle_bool_iff, Qle_Rle in E; lra|].
  assert (y <= x)%Q as H by (apply Qnot_lt_le; intros C; apply Qlt_le_weak, Qle_bool_iff in C; congruence). apply Qle_Rle in H. lra.
Qed.

Lemma greatest_ok x y : Q2R x <= Q2R (greatest x y) /\ Q2R y <= Q2R (greatest x y).
Proof.
  unfold greatest. destruct (Qle_bool x y) eqn:E; [apply Qle_bool_iff, Qle_Rle in E; lra|].
  assert (y <= x)%Q as H by (apply Qnot_lt_le; intros C; apply Qlt_le_weak, Qle_bool_iff in C; congruence). apply Qle_Rle in H. lra.
Qed.

Lemma sum_within_ok I J x y : within I x -> within J y -> within (sum_within I J) (x + y).
Proof. unfold within, sum_within. cbn [fst snd]. rewrite !Q2R_plus. lra. Qed.

(** A product lies between the smallest and the largest product of ends. *)
Lemma product_within_ok I J x y : within I x -> within J y -> within (product_within I J) (x * y).
Proof.
  destruct I as [a b], J as [c d]. unfold within, product_within. cbn [fst snd]. intros Hx Hy.
  destruct (least_ok (least (a * c) (a * d)) (least (b * c) (b * d))). destruct (least_ok (a * c) (a * d)). destruct (least_ok (b * c) (b * d)).
  destruct (greatest_ok (greatest (a * c) (a * d)) (greatest (b * c) (b * d))). destruct (greatest_ok (a * c) (a * d)). destruct (greatest_ok (b * c) (b * d)).
  rewrite !Q2R_mult in *. set (lo := Q2R (least _ _)) in *. set (hi := Q2R (greatest _ _)) in *.
  assert (forall u v w k, u <= v <= w -> u * k <= v * k <= w * k \/ w * k <= v * k <= u * k) as M.
  { intros u v w k Hv. destruct (Rle_dec 0 k); [left | right]; split; nra. }
  destruct (M _ _ _ y Hx) as [Hm | Hm], (M _ _ _ (Q2R a) Hy) as [Ha | Ha], (M _ _ _ (Q2R b) Hy) as [Hb | Hb]; lra.
Qed.

Lemma values_within_ok cs I x : within I x -> within (values_within cs I) (polynomial cs x).
Proof.
  intros Hx. induction cs as [| c cs IH]; cbn [values_within polynomial].
  - unfold within. cbn [fst snd]. rewrite Q2R_0. lra.
  - apply sum_within_ok; [split; apply Rle_refl | apply product_within_ok; assumption].
Qed.

(** The slopes of a polynomial are enclosed. *)
Lemma slopes_within_ok cs I x y :
  within I x -> within I y -> exists s, within (slopes_within cs I) s /\ polynomial cs y - polynomial cs x = (y - x) * s.
Proof.
  intros Hx Hy. induction cs as [| c cs [s [Hs E]]]; cbn [slopes_within polynomial].
  - exists 0. split; [unfold within; cbn [fst snd]; rewrite Q2R_0; lra | ring].
  - exists (polynomial cs y + x * s). split; [apply sum_within_ok; [apply values_within_ok, Hy | apply product_within_ok; assumption]|].
    replace (polynomial cs y) with (polynomial cs x + (y - x) * s) by lra. ring.
Qed.

(** A polynomial that rises. *)
Lemma rising_ok cs I x y : is_positive (fst (slopes_within cs I)) = true -> within I x -> within I y -> x < y -> polynomial cs x < polynomial cs y.
Proof.
  intros H Hx Hy Hxy. destruct (slopes_within_ok cs I x y Hx Hy) as [s [[Hs _] E]]. apply is_positive_ok in H. nra.
Qed.

Lemma middle_ok I : Q2R (middle I) = (Q2R (fst I) + Q2R (snd I)) / 2.
Proof. unfold middle. rewrite Q2R_Qred, Q2R_mult, Q2R_plus. unfold Q2R at 3. cbn. lra. Qed.

Lemma no_zero_ok n cs I x : no_zero n cs I = true -> within I x -> polynomial cs x <> 0.
Proof.
  revert I. induction n as [| n IH]; intros I H Hx; cbn [no_zero] in H; pose proof (values_within_ok cs I x Hx) as [V1 V2];
    (destruct (is_positive (fst (values_within cs I)) || is_positive (- snd (values_within cs I))) eqn:E;
    [apply orb_prop in E; destruct E as [E | E]; apply is_positive_ok in E; try rewrite Q2R_opp in E; lra|]); [discriminate|].
  apply andb_prop in H. destruct H as [H1 H2]. destruct Hx as [X1 X2].
  destruct (Rle_dec x (Q2R (middle I))) as [Hm | Hm]; [apply (IH _ H1) | apply (IH _ H2)]; split; cbn [fst snd]; lra.
Qed.

(** What passes: the root stays in the interval while it is halved. *)
Lemma passes_ok test n q cs I a (P : R -> Prop) :
  (forall v x, test v = true -> Q2R v <= x -> P x) -> (forall x y, within I x -> within I y -> x < y -> polynomial q x < polynomial q y) ->
  within I a -> polynomial q a = 0 -> passes test n q cs I = true -> P (polynomial cs a).
Proof.
  intros HP. revert I. induction n as [| n IH]; intros I Hup Ha H0 H; cbn [passes] in H; pose proof (values_within_ok cs I a Ha) as [V1 V2];
    (destruct (test (fst (values_within cs I))) eqn:E; [exact (HP _ _ E V1)|]); (destruct (is_positive (- snd _)); [discriminate|]); [discriminate|].
  cbv zeta in H. pose proof (middle_ok I) as Hm. destruct Ha as [A1 A2].
  assert (within I (Q2R (middle I))) as Hin by (split; lra).
  destruct (is_positive (polynomial_Q q (middle I))) eqn:Ep; (eapply IH; [| | exact H0 | exact H]).
  1, 3: intros x y [X1 X2] [Y1 Y2] Hxy; cbn [fst snd] in *; apply Hup; (assumption || split; lra).
  - apply is_positive_ok in Ep. rewrite <- polynomial_at in Ep. split; cbn [fst snd]; [lra|].
    destruct (Rle_dec a (Q2R (middle I))) as [L | L]; [exact L | exfalso].
    specialize (Hup _ a Hin (conj A1 A2) ltac:(lra)). lra.
  - apply is_not_positive_ok in Ep. rewrite <- polynomial_at in Ep. split; cbn [fst snd]; [|lra].
    destruct (Rle_dec (Q2R (middle I)) a) as [L | L]; [exact L | exfalso].
    specialize (Hup a _ (conj A1 A2) Hin ltac:(lra)). lra.
Qed.

(** ** The root *)

Section Root.
Variable F : number_field.
Hypothesis isolated : isolates F = true.

Lemma rising_zero a : polynomial (minpoly F) a = 0 <-> polynomial (rising F) a = 0.
Proof. unfold rising. destruct (is_positive _); [tauto|]. rewrite polynomial_opposite. lra. Qed.

(** A root lies in the inner interval, *)
Lemma root_inside a : root_of F a -> within (inner F) a.
Proof.
  intros [Ha H0]. pose proof isolated as H. unfold isolates in H. apply andb_prop in H. destruct H as [H _]. apply andb_prop in H. destruct H as [H1 H2].
  split; cbn [inner fst snd].
  - destruct (Rle_dec (Q2R (inner_lower F)) a) as [L | L]; [exact L | exfalso]. apply (no_zero_ok _ _ _ a H1); [split; cbn [fst snd]; lra | exact H0].
  - destruct (Rle_dec a (Q2R (inner_upper F))) as [L | L]; [exact L | exfalso]. apply (no_zero_ok _ _ _ a H2); [split; cbn [fst snd]; lra | exact H0].
Qed.

Lemma rises_inside x y : within (inner F) x -> within (inner F) y -> x < y -> polynomial (rising F) x < polynomial (rising F) y.
Proof. apply rising_ok. apply andb_prop in isolated. apply isolated. Qed.

(** there is at most one, *)
Theorem root_unique a b : root_of F a -> root_of F b -> a = b.
Proof.
  intros Ha Hb. pose proof (root_inside a Ha) as Ia. pose proof (root_inside b Hb) as Ib.
  destruct Ha as [_ Ha], Hb as [_ Hb]. apply rising_zero in Ha. apply rising_zero in Hb.
  destruct (Rtotal_order a b) as [L | [L | L]]; [pose proof (rises_inside a b Ia Ib L); lra | exact L | pose proof (rises_inside b a Ib Ia L); lra].
Qed.

(** and the tests are right. *)
Theorem less_ok a x y : root_of F a -> less F x y = true -> polynomial x a < polynomial y a.
Proof.
  intros Ha H. enough (0 < polynomial (difference y x) a) by (rewrite polynomial_difference in *; lra). pose proof (proj1 (rising_zero a) (proj2 Ha)) as H0.
  eapply passes_ok with (P := fun v => 0 < v); [| exact rises_inside | apply root_inside, Ha | exact H0 | exact H].
  intros v z Hv Hz. apply is_positive_ok in Hv. lra.
Qed.

Theorem less_equal_ok a x y : root_of F a -> less_equal F x y = true -> polynomial x a <= polynomial y a.
Proof.
  intros Ha H. enough (0 <= polynomial (difference y x) a) by (rewrite polynomial_difference in *; lra). pose proof (proj1 (rising_zero a) (proj2 Ha)) as H0.
  unfold less_equal in H. cbv zeta in H. apply orb_prop in H. destruct H as [H | H]; [rewrite polynomial_zero by exact H; lra|].
  eapply passes_ok with (P := fun v => 0 <= v); [| exact rises_inside | apply root_inside, Ha | exact H0 | exact H].
  intros v z Hv Hz. apply Qle_bool_iff, Qle_Rle in Hv. rewrite Q2R_0 in Hv. lra.
Qed.
End Root.

(** There is a root, if the polynomial changes its sign. *)
Theorem root_exists F : has_root F = true -> exists a, root_of F a.
Proof.
  unfold has_root. intros H. apply andb_prop in H. destruct H as [H H5]. apply andb_prop in H. destruct H as [H H4]. apply andb_prop in H. destruct H as [H H3].
  apply andb_prop in H. destruct H as [H1 H2]. apply Qle_bool_iff, Qle_Rle in H1, H2, H3, H4, H5. rewrite <- polynomial_at, Q2R_0 in H4, H5.
  destruct (between _ _ _ 0 (continuity_polynomial (rising F)) H2) as [a [Ha E]]; [lra|].
  exists a. split; [lra | apply rising_zero, E].
Qed.
