(** T18 and T19: forms have values, and the rules of Symbolic.v are right about them. *)

From Coq Require Import Reals QArith Qreals List ZArith Lra Lia.
From Exactsep Require Import Networks Vectors Symbolic.
Import ListNotations.
Open Scope R_scope.

(** ** Forms have values *)

Definition value_terms (rho : positive -> R) (l : list (positive * Z)) : R := fold_right (fun p rest => IZR (snd p) * rho (fst p) + rest) 0 l.

Definition value_sum (rho : positive -> R) (s : sum) : R := IZR (fst s) + value_terms rho (snd s).

Definition value_form (rho : positive -> R) (F : form) : R := value_sum rho (numerator F) / IZR (Zpos (denominator F)).

(** Denominators are positive. *)
Lemma positive_R p : 0 < IZR (Zpos p).
Proof. apply IZR_lt. reflexivity. Qed.

(** The value of a sum with one more term. *)
Lemma value_term rho a k rest : value_terms rho (term a k rest) = IZR k * rho a + value_terms rho rest.
Proof. destruct k; [cbn [term]; lra | reflexivity | reflexivity]. Qed.

(** The value of a multiple. *)
Lemma value_scale rho u l : value_terms rho (scale u l) = IZR u * value_terms rho l.
Proof.
  induction l as [| [a i] l IH]; cbn [scale fold_right fst snd]; [cbn; lra|].
  rewrite value_term. fold (scale u l). rewrite IH, mult_IZR. cbn [value_terms fold_right fst snd]. fold (value_terms rho l). lra.
Qed.

(** One step of [merge]. *)
Lemma merge_cons u a i l v b j m :
  merge u ((a, i) :: l) v ((b, j) :: m) =
  match Pos.compare a b with
  | Eq => term a (u * i + v * j) (merge u l v m)
  | Lt => term a (u * i) (merge u l v ((b, j) :: m))
  | Gt => term b (v * j) (merge u ((a, i) :: l) v m)
  end%Z.
Proof. reflexivity. Qed.

(** The value of a sum of two multiples. *)
Lemma value_merge rho u l v m : value_terms rho (merge u l v m) = IZR u * value_terms rho l + IZR v * value_terms rho m.
Proof.
  revert m. induction l as [| [a i] l IH]; intros m.
  - cbn [merge]. rewrite value_scale. cbn. lra.
  - induction m as [| [b j] m IHm].
    + cbn [merge]. rewrite value_scale. cbn [value_terms fold_right]. lra.
    + rewrite merge_cons. destruct (Pos.compare_spec a b) as [E | E | E]; rewrite value_term, ?IH, ?IHm, ?plus_IZR, ?mult_IZR;
        cbn [value_terms fold_right fst snd]; fold (value_terms rho l); fold (value_terms rho m); subst; lra.
Qed.

(** The form 0 has the value 0. *)
Lemma value_zero rho : value_form rho zero = 0.
Proof. unfold value_form, value_sum, zero. cbn. lra. Qed.

(** The value of w F + G. *)
Lemma value_add_multiple rho w F G : value_form rho (add_multiple w F G) = Q2R w * value_form rho F + value_form rho G.
Proof.
  unfold add_multiple. destruct w as [k q]. cbn [Qnum Qden].
  pose proof (Pos.ggcd_correct_divisors (denominator G) (denominator F * q)) as D.
  destruct (Pos.ggcd (denominator G) (denominator F * q)) as [g [mine other]]. destruct D as [D1 D2].
  assert (IZR (Zpos (denominator G)) = IZR (Zpos g) * IZR (Zpos mine)) as E1 by (rewrite D1, Pos2Z.inj_mul, mult_IZR; reflexivity).
  assert (IZR (Zpos (denominator F)) * IZR (Zpos q) = IZR (Zpos g) * IZR (Zpos other)) as E2 by (rewrite <- !mult_IZR, <- !Pos2Z.inj_mul, D2; reflexivity).
  assert (forall v, v = (Zpos mine * k)%Z ->
    value_form rho (Form ((Zpos other * fst (numerator G) + v * fst (numerator F))%Z, merge (Zpos other) (snd (numerator G)) v (snd (numerator F)))
      (mine * (denominator F * q))) = Q2R (k # q) * value_form rho F + value_form rho G) as H.
  { intros v ->. unfold value_form, value_sum, Q2R. cbn [numerator denominator fst snd Qnum Qden].
    rewrite value_merge, plus_IZR, !Pos2Z.inj_mul, !mult_IZR.
    pose proof (positive_R g). pose proof (positive_R mine). pose proof (positive_R other). pose proof (positive_R q). pose proof (positive_R (denominator F)).
    rewrite E2, E1.
    replace (IZR (Zpos (denominator F))) with (IZR (Zpos g) * IZR (Zpos other) / IZR (Zpos q)) by (rewrite <- E2; field; lra).
    field. lra. }
  destruct k as [| k | k]; [unfold Q2R; cbn [Qnum]; lra | apply H; reflexivity | apply H; reflexivity].
Qed.

(** The preactivation has the value that the neuron has before its ReLU. *)
Lemma value_preactivation rho Fs n : value_form rho (preactivation Fs n) = neuron_value (map (value_form rho) Fs) n.
Proof.
  unfold preactivation, neuron_value. induction (reads n) as [| [j w] terms IH]; cbn [fold_right fst snd].
  - unfold value_form, value_sum, Q2R. cbn. lra.
  - rewrite value_add_multiple, IH. f_equal. f_equal. rewrite <- (value_zero rho). symmetry. apply map_nth.
Qed.

(** ** Bounds *)

(** Where an atom may be. *)
Definition range (X : domain) (v : R) : Prop := 0 <= v /\ match X with Box _ => v <= 1 | Everywhere _ => True end.

(** The signs of the two sums. *)
Lemma negatives_positives l : (negatives l <= 0 <= positives l)%Z.
Proof. induction l as [| [a [| p | p]] l IH]; cbn [negatives positives]; lia. Qed.

(** Where all atoms are between 0 and 1 a sum is between these bounds. *)
Lemma bounds_on_box rho l : (forall a, 0 <= rho a <= 1) -> IZR (negatives l) <= value_terms rho l <= IZR (positives l).
Proof.
  intros H. induction l as [| [a k] l IH]; cbn [negatives positives value_terms fold_right fst snd]; [lra|].
  fold (value_terms rho l). specialize (H a). destruct k as [| p | p].
  - lra.
  - rewrite plus_IZR. pose proof (positive_R p). nra.
  - rewrite plus_IZR. change (IZR (Zneg p)) with (- IZR (Zpos p)). pose proof (positive_R p). nra.
Qed.

(** Where all atoms are at least 0 a sum with coefficients of one sign has this sign. *)
Lemma signs_everywhere rho l : (forall a, 0 <= rho a) ->
  ((0 <= negatives l)%Z -> 0 <= value_terms rho l) /\ ((positives l <= 0)%Z -> value_terms rho l <= 0).
Proof.
  intros H. induction l as [| [a k] l [IH1 IH2]]; cbn [negatives positives value_terms fold_right fst snd]; [split; intros; lra|].
  fold (value_terms rho l). specialize (H a). pose proof (negatives_positives l). destruct k as [| p | p].
  - split; intros E; [specialize (IH1 E) | specialize (IH2 E)]; lra.
  - pose proof (positive_R p). split; intros E; [specialize (IH1 E); nra | lia].
  - change (IZR (Zneg p)) with (- IZR (Zpos p)). pose proof (positive_R p). split; intros E; [lia | specialize (IH2 E); nra].
Qed.

(** A lower bound that is not negative. *)
Lemma low_ok X rho s : (forall a, range X (rho a)) -> (0 <= low X s)%Z -> 0 <= value_sum rho s.
Proof.
  intros H L. unfold value_sum. destruct X; cbn [low range] in *.
  - pose proof (bounds_on_box rho (snd s) H). apply IZR_le in L. rewrite plus_IZR in L. lra.
  - assert (0 <= fst s)%Z as A by lia. apply IZR_le in A.
    pose proof (proj1 (signs_everywhere rho (snd s) (fun a => proj1 (H a))) ltac:(lia)). lra.
Qed.

(** An upper bound that is not positive. *)
Lemma high_ok X rho s : (forall a, range X (rho a)) -> (high X s <= 0)%Z -> value_sum rho s <= 0.
Proof.
  intros H L. unfold value_sum. destruct X; cbn [high range] in *.
  - pose proof (bounds_on_box rho (snd s) H). apply IZR_le in L. rewrite plus_IZR in L. lra.
  - assert (fst s <= 0)%Z as A by lia. apply IZR_le in A.
    pose proof (proj2 (signs_everywhere rho (snd s) (fun a => proj1 (H a))) ltac:(lia)). lra.
Qed.

(** ** Rays *)

(** Division by a divisor leaves no rest. *)
Lemma exact_quotient g k : (g | k)%Z -> (g * (k / g) = k)%Z.
Proof.
  intros [m ->]. destruct (Z.eq_dec g 0) as [-> | E]; [rewrite Z.mul_0_r; reflexivity|]. rewrite Z.div_mul by exact E. apply Z.mul_comm.
Qed.

(** The common factor divides everything, *)
Lemma content_divides s : (content s | fst s)%Z /\ Forall (fun p => (content s | snd p)%Z) (snd s).
Proof.
  unfold content. induction (snd s) as [| [a k] l [IH1 IH2]]; cbn [fold_right fst snd].
  - split; [apply Z.divide_abs_l, Z.divide_refl | constructor].
  - split; [eapply Z.divide_trans; [apply Z.gcd_divide_r | exact IH1] |]. constructor; [apply Z.gcd_divide_l|].
    eapply Forall_impl; [|exact IH2]. intros p Hp. eapply Z.divide_trans; [apply Z.gcd_divide_r | exact Hp].
Qed.

(** and is not negative. *)
Lemma content_nonneg s : (0 <= content s)%Z.
Proof. unfold content. destruct (snd s) as [| p l]; cbn [fold_right]; [apply Z.abs_nonneg | apply Z.gcd_nonneg]. Qed.

(** A sum is its common factor times its ray. *)
Lemma value_ray rho s : value_sum rho s = IZR (content s) * value_sum rho (ray s).
Proof.
  destruct (content_divides s) as [H1 H2]. unfold ray, value_sum. cbn [fst snd]. set (g := content s) in *. clearbody g.
  rewrite Rmult_plus_distr_l. rewrite <- mult_IZR, (exact_quotient _ _ H1). f_equal.
  induction H2 as [| [a k] l Hk Hl IH]; cbn [map value_terms fold_right fst snd] in *; [lra|].
  unfold value_terms in IH. rewrite Rmult_plus_distr_l, <- IH, <- Rmult_assoc, <- mult_IZR, (exact_quotient _ _ Hk). reflexivity.
Qed.

(** The comparison of sums is right. *)
Lemma same_sum_ok r s : same_sum r s = true -> r = s.
Proof.
  destruct r as [c l], s as [d m]. unfold same_sum. cbn [fst snd]. intros H. apply andb_prop in H. destruct H as [H1 H2].
  apply Z.eqb_eq in H1. subst d. f_equal. revert m H2. induction l as [| [a i] l IH]; intros [| [b j] m] H2; cbn in H2; try discriminate; [reflexivity|].
  apply andb_prop in H2. destruct H2 as [H2 H3]. apply andb_prop in H2. destruct H2 as [H1 H2].
  apply Z.eqb_eq in H1. apply Pos.eqb_eq in H2. subst. f_equal. apply IH, H3.
Qed.

(** The atom stands for the ReLU of the ray. *)
Definition atom_of_ray (X : domain) (rho : positive -> R) (p : sum * positive) : Prop :=
  IZR (size X (fst p)) * rho (snd p) = relu (value_sum rho (fst p)).

(** What is found has the properties of the known rays. *)
Lemma find_ok (P : sum * positive -> Prop) r known a : Forall P known -> find r known = Some a -> P (r, a).
Proof.
  induction 1 as [| [s b] known Hp _ IH]; cbn [find]; [discriminate|].
  destruct (same_sum r s) eqn:E; [|exact IH]. intros [= ->]. apply same_sum_ok in E. subst s. exact Hp.
Qed.

(** relu x = x for x >= 0, *)
Lemma relu_nonneg x : 0 <= x -> relu x = x.
Proof. intros H. apply Rmax_right, H. Qed.

(** relu x = 0 for x <= 0, *)
Lemma relu_nonpos x : x <= 0 -> relu x = 0.
Proof. intros H. apply Rmax_left, H. Qed.

(** and positive factors may be taken out. *)
Lemma relu_scale u x : 0 <= u -> relu (u * x) = u * relu x.
Proof. intros H. unfold relu. replace 0 with (u * 0) at 1 by lra. apply RmaxRmult, H. Qed.

(** The value of a multiple of one atom. *)
Lemma value_multiple rho a q : value_form rho (Form (0%Z, [(a, Qnum q)]) (Qden q)) = Q2R q * rho a.
Proof. unfold value_form, value_sum, Q2R. cbn [numerator denominator fst snd value_terms fold_right]. unfold Rdiv. ring. Qed.

(** Rules 1, 2 and 3. *)
Lemma relu_form_ok X known rho F G :
  (forall a, range X (rho a)) -> Forall (atom_of_ray X rho) known -> relu_form X known F = Some G -> value_form rho G = relu (value_form rho F).
Proof.
  intros Hr Hk. unfold relu_form.
  assert (0 < / IZR (Zpos (denominator F))) as Hd by apply Rinv_0_lt_compat, positive_R.
  assert (relu (value_form rho F) = / IZR (Zpos (denominator F)) * relu (value_sum rho (numerator F))) as E.
  { unfold value_form, Rdiv. rewrite Rmult_comm. apply relu_scale. lra. }
  destruct (Z.leb_spec 0 (low X (numerator F))) as [L | _].
  { intros [= <-]. pose proof (low_ok X rho _ Hr L) as A. rewrite E, relu_nonneg by exact A. unfold value_form, Rdiv. apply Rmult_comm. }
  destruct (Z.leb_spec (high X (numerator F)) 0) as [L | _].
  { intros [= <-]. pose proof (high_ok X rho _ Hr L) as A. rewrite E, relu_nonpos by exact A. rewrite value_zero. lra. }
  destruct (find (ray (numerator F)) known) as [a|] eqn:Ea; [|discriminate].
  pose proof (Qeq_eqR _ _ (Qred_correct (content (numerator F) * size X (ray (numerator F)) # denominator F))) as Eq.
  set (q := Qred _) in *. clearbody q. cbv zeta. intros [= <-].
  pose proof (find_ok _ _ _ _ Hk Ea) as A. unfold atom_of_ray in A. cbn [fst snd] in A.
  rewrite E, value_ray, relu_scale by (apply IZR_le, content_nonneg). rewrite <- A.
  rewrite value_multiple, Eq. unfold Q2R. cbn [Qnum Qden]. rewrite mult_IZR. ring.
Qed.
