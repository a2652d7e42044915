(** T18 and T19: what the checker of Symbolic.v accepts is equal. *)

From Coq Require Import Reals QArith Qreals List ZArith Lra Lia.
From Exactsep Require Import Networks Vectors Symbolic.
Import ListNotations.
Open Scope R_scope.

(** ** Forms have values *)

Definition value_terms (rho : positive -> R) (l : list (positive * Z)) : R := fold_right (fun p rest => IZR (snd p) * rho (fst p) + rest) 0 l.

Definition value_sum (rho : positive -> R) (s : sum) : R := IZR (fst s) + value_terms rho (snd s).

Definition value_form (rho : positive -> R) (F : form) : R := value_sum rho (numerator F) / IZR (Zpos (denominator F)).

Lemma positive_R p : 0 < IZR (Zpos p).
Proof. apply IZR_lt. reflexivity. Qed.

Lemma value_term rho a k rest : value_terms rho (term a k rest) = IZR k * rho a + value_terms rho rest.
Proof. destruct k; [cbn [term]; lra | reflexivity | reflexivity]. Qed.

Lemma value_scale rho u l : value_terms rho (scale u l) = IZR u * value_terms rho l.
Proof.
  induction l as [| [a i] l IH]; cbn [scale fold_right fst snd]; [cbn; lra|].
  rewrite value_term. fold (scale u l). rewrite IH, mult_IZR. cbn [value_terms fold_right fst snd]. fold (value_terms rho l). lra.
Qed.

Lemma merge_cons u a i l v b j m :
  merge u ((a, i) :: l) v ((b, j) :: m) =
  match Pos.compare a b with
  | Eq => term a (u * i + v * j) (merge u l v m)
  | Lt => term a (u * i) (merge u l v ((b, j) :: m))
  | Gt => term b (v * j) (merge u ((a, i) :: l) v m)
  end%Z.
Proof. reflexivity. Qed.

Lemma value_merge rho u l v m : value_terms rho (merge u l v m) = IZR u * value_terms rho l + IZR v * value_terms rho m.
Proof.
  revert m. induction l as [| [a i] l IH]; intros m.
  - cbn [merge]. rewrite value_scale. cbn. lra.
  - induction m as [| [b j] m IHm].
    + cbn [merge]. rewrite value_scale. cbn [value_terms fold_right]. lra.
    + rewrite merge_cons. destruct (Pos.compare_spec a b) as [E | E | E]; rewrite value_term, ?IH, ?IHm, ?plus_IZR, ?mult_IZR;
        cbn [value_terms fold_right fst snd]; fold (value_terms rho l); fold (value_terms rho m); subst; lra.
Qed.

Lemma value_zero rho : value_form rho zero = 0.
Proof. unfold value_form, value_sum, zero. cbn. lra. Qed.

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

Lemma negatives_positives l : (negatives l <= 0 <= positives l)%Z.
Proof. induction l as [| [a [| p | p]] l IH]; cbn [negatives positives]; lia. Qed.

Lemma bounds_on_box rho l : (forall a, 0 <= rho a <= 1) -> IZR (negatives l) <= value_terms rho l <= IZR (positives l).
Proof.
  intros H. induction l as [| [a k] l IH]; cbn [negatives positives value_terms fold_right fst snd]; [lra|].
  fold (value_terms rho l). specialize (H a). destruct k as [| p | p].
  - lra.
  - rewrite plus_IZR. pose proof (positive_R p). nra.
  - rewrite plus_IZR. change (IZR (Zneg p)) with (- IZR (Zpos p)). pose proof (positive_R p). nra.
Qed.

Lemma signs_everywhere rho l : (forall a, 0 <= rho a) ->
  ((0 <= negatives l)%Z -> 0 <= value_terms rho l) /\ ((positives l <= 0)%Z -> value_terms rho l <= 0).
Proof.
  intros H. induction l as [| [a k] l [IH1 IH2]]; cbn [negatives positives value_terms fold_right fst snd]; [split; intros; lra|].
  fold (value_terms rho l). specialize (H a). pose proof (negatives_positives l). destruct k as [| p | p].
  - split; intros E; [specialize (IH1 E) | specialize (IH2 E)]; lra.
  - pose proof (positive_R p). split; intros E; [specialize (IH1 E); nra | lia].
  - change (IZR (Zneg p)) with (- IZR (Zpos p)). pose proof (positive_R p). split; intros E; [lia | specialize (IH2 E); nra].
Qed.

Lemma low_ok X rho s : (forall a, range X (rho a)) -> (0 <= low X s)%Z -> 0 <= value_sum rho s.
Proof.
  intros H L. unfold value_sum. destruct X; cbn [low range] in *.
  - pose proof (bounds_on_box rho (snd s) H). apply IZR_le in L. rewrite plus_IZR in L. lra.
  - assert (0 <= fst s)%Z as A by lia. apply IZR_le in A.
    pose proof (proj1 (signs_everywhere rho (snd s) (fun a => proj1 (H a))) ltac:(lia)). lra.
Qed.

Lemma high_ok X rho s : (forall a, range X (rho a)) -> (high X s <= 0)%Z -> value_sum rho s <= 0.
Proof.
  intros H L. unfold value_sum. destruct X; cbn [high range] in *.
  - pose proof (bounds_on_box rho (snd s) H). apply IZR_le in L. rewrite plus_IZR in L. lra.
  - assert (fst s <= 0)%Z as A by lia. apply IZR_le in A.
    pose proof (proj2 (signs_everywhere rho (snd s) (fun a => proj1 (H a))) ltac:(lia)). lra.
Qed.

(** ** Rays *)

Lemma exact_quotient g k : (g | k)%Z -> (g * (k / g) = k)%Z.
Proof.
  intros [m ->]. destruct (Z.eq_dec g 0) as [-> | E]; [rewrite Z.mul_0_r; reflexivity|]. rewrite Z.div_mul by exact E. apply Z.mul_comm.
Qed.

Lemma content_divides s : (content s | fst s)%Z /\ Forall (fun p => (content s | snd p)%Z) (snd s).
Proof.
  unfold content. induction (snd s) as [| [a k] l [IH1 IH2]]; cbn [fold_right fst snd].
  - split; [apply Z.divide_abs_l, Z.divide_refl | constructor].
  - split; [eapply Z.divide_trans; [apply Z.gcd_divide_r | exact IH1] |]. constructor; [apply Z.gcd_divide_l|].
    eapply Forall_impl; [|exact IH2]. intros p Hp. eapply Z.divide_trans; [apply Z.gcd_divide_r | exact Hp].
Qed.

Lemma content_nonneg s : (0 <= content s)%Z.
Proof. unfold content. destruct (snd s) as [| p l]; cbn [fold_right]; [apply Z.abs_nonneg | apply Z.gcd_nonneg]. Qed.

Lemma value_ray rho s : value_sum rho s = IZR (content s) * value_sum rho (ray s).
Proof.
  destruct (content_divides s) as [H1 H2]. unfold ray, value_sum. cbn [fst snd]. set (g := content s) in *. clearbody g.
  rewrite Rmult_plus_distr_l. rewrite <- mult_IZR, (exact_quotient _ _ H1). f_equal.
  induction H2 as [| [a k] l Hk Hl IH]; cbn [map value_terms fold_right fst snd] in *; [lra|].
  unfold value_terms in IH. rewrite Rmult_plus_distr_l, <- IH, <- Rmult_assoc, <- mult_IZR, (exact_quotient _ _ Hk). reflexivity.
Qed.

Lemma same_sum_ok r s : same_sum r s = true -> r = s.
Proof.
  destruct r as [c l], s as [d m]. unfold same_sum. cbn [fst snd]. intros H. apply andb_prop in H. destruct H as [H1 H2].
  apply Z.eqb_eq in H1. subst d. f_equal. revert m H2. induction l as [| [a i] l IH]; intros [| [b j] m] H2; cbn in H2; try discriminate; [reflexivity|].
  apply andb_prop in H2. destruct H2 as [H2 H3]. apply andb_prop in H2. destruct H2 as [H1 H2].
  apply Z.eqb_eq in H1. apply Pos.eqb_eq in H2. subst. f_equal. apply IH, H3.
Qed.

Definition atom_of_ray (X : domain) (rho : positive -> R) (p : sum * positive) : Prop :=
  IZR (size X (fst p)) * rho (snd p) = relu (value_sum rho (fst p)).

Lemma find_ok (P : sum * positive -> Prop) r known a : Forall P known -> find r known = Some a -> P (r, a).
Proof.
  induction 1 as [| [s b] known Hp _ IH]; cbn [find]; [discriminate|].
  destruct (same_sum r s) eqn:E; [|exact IH]. intros [= ->]. apply same_sum_ok in E. subst s. exact Hp.
Qed.

Lemma relu_nonneg x : 0 <= x -> relu x = x.
Proof. intros H. apply Rmax_right, H. Qed.

Lemma relu_nonpos x : x <= 0 -> relu x = 0.
Proof. intros H. apply Rmax_left, H. Qed.

Lemma relu_scale u x : 0 <= u -> relu (u * x) = u * relu x.
Proof. intros H. unfold relu. replace 0 with (u * 0) at 1 by lra. apply RmaxRmult, H. Qed.

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

(** ** Networks *)

Lemma relu_forms_ok X known rho Fs Gs :
  (forall a, range X (rho a)) -> Forall (atom_of_ray X rho) known -> relu_forms X known Fs = Some Gs ->
  map (value_form rho) Gs = map relu (map (value_form rho) Fs).
Proof.
  intros Hr Hk. revert Gs. induction Fs as [| F Fs IH]; intros Gs; cbn [relu_forms].
  - intros [= <-]. reflexivity.
  - destruct (relu_form X known F) as [G|] eqn:EG; [|discriminate]. destruct (relu_forms X known Fs) as [Gs'|] eqn:EGs; [|discriminate].
    intros [= <-]. cbn [map]. rewrite (IH Gs' eq_refl), (relu_form_ok X known rho F G Hr Hk EG). reflexivity.
Qed.

Lemma layer_forms_ok rho Fs l : map (value_form rho) (map (preactivation Fs) l) = layer_value l (map (value_form rho) Fs).
Proof. unfold layer_value. rewrite map_map. apply map_ext. intros n. apply value_preactivation. Qed.

Lemma hidden_forms_ok X known rho layers Fs Gs :
  (forall a, range X (rho a)) -> Forall (atom_of_ray X rho) known -> hidden_forms X known layers Fs = Some Gs ->
  map (value_form rho) Gs = hidden_values layers (map (value_form rho) Fs).
Proof.
  intros Hr Hk. revert Fs. induction layers as [| l layers IH]; intros Fs; cbn [hidden_forms hidden_values].
  - intros [= <-]. reflexivity.
  - destruct (relu_forms X known (map (preactivation Fs) l)) as [Hs|] eqn:E; [|discriminate]. intros H.
    rewrite (IH Hs H), (relu_forms_ok X known rho _ _ Hr Hk E), layer_forms_ok. reflexivity.
Qed.

(** The output forms have the values of the network, wherever the atoms are what they stand for. *)
Lemma output_forms_ok X known rho N Fs :
  (forall a, range X (rho a)) -> Forall (atom_of_ray X rho) known -> output_forms X known N = Some Fs ->
  map (value_form rho) Fs = evaluate N (map (value_form rho) (input_forms X)).
Proof.
  intros Hr Hk. unfold output_forms, evaluate. destruct (hidden_forms X known (hidden_layers N) (input_forms X)) as [Gs|] eqn:E; [|discriminate].
  intros [= <-]. rewrite layer_forms_ok, (hidden_forms_ok X known rho _ _ _ Hr Hk E). reflexivity.
Qed.

Lemma same_forms_ok rho Fs Gs : same_forms Fs Gs = true -> map (value_form rho) Fs = map (value_form rho) Gs.
Proof.
  revert Gs. induction Fs as [| F Fs IH]; intros [| G Gs] H; cbn [same_forms] in H; try discriminate; [reflexivity|].
  apply andb_prop in H. destruct H as [H1 H2]. cbn [map]. f_equal; [|apply IH, H2].
  pose proof (value_add_multiple rho (-1 # 1) F G) as E. unfold is_zero in H1. unfold value_form at 1, value_sum in E.
  destruct (numerator (add_multiple (-1 # 1) F G)) as [[| |] [|]]; try discriminate. unfold Q2R in E. cbn in E. lra.
Qed.

(** ** The atoms exist *)

Definition agree (a : positive) (rho rho' : positive -> R) : Prop := forall b, (b < a)%positive -> rho' b = rho b.

Definition set (rho : positive -> R) (a : positive) (v : R) : positive -> R := fun b => if Pos.eqb b a then v else rho b.

Lemma set_same rho a v : set rho a v a = v.
Proof. unfold set. rewrite Pos.eqb_refl. reflexivity. Qed.

Lemma set_other rho a v b : (b < a)%positive -> set rho a v b = rho b.
Proof. intros H. unfold set. destruct (Pos.eqb_spec b a); [lia | reflexivity]. Qed.

Lemma set_range X rho a v : range X v -> (forall b, range X (rho b)) -> forall b, range X (set rho a v b).
Proof. intros Hv H b. unfold set. destruct (Pos.eqb b a); [exact Hv | apply H]. Qed.

Lemma value_terms_agree a rho rho' l : agree a rho rho' -> forallb (fun p => Pos.ltb (fst p) a) l = true -> value_terms rho' l = value_terms rho l.
Proof.
  intros H. induction l as [| [b k] l IH]; cbn [forallb value_terms fold_right fst snd]; intros E; [reflexivity|].
  apply andb_prop in E. destruct E as [E1 E2]. apply Pos.ltb_lt in E1. rewrite (H b E1). f_equal. apply IH, E2.
Qed.

Lemma agree_less a b rho rho' : (a <= b)%positive -> agree b rho rho' -> agree a rho rho'.
Proof. intros L H c Hc. apply H. lia. Qed.

Lemma agree_trans a rho rho' rho'' : agree a rho rho' -> agree a rho' rho'' -> agree a rho rho''.
Proof. intros H H' b Hb. rewrite (H' b Hb). apply H, Hb. Qed.

Lemma agree_set a rho v : agree a rho (set rho a v).
Proof. intros b Hb. apply set_other, Hb. Qed.

(** Rule 4, for all rays in their order. *)
Lemma new_atoms X next new rho :
  well_numbered X next new = true -> (forall a, range X (rho a)) ->
  exists rho', agree next rho rho' /\ (forall a, range X (rho' a)) /\ Forall (atom_of_ray X rho') new.
Proof.
  revert next rho. induction new as [| [s a] new IH]; intros next rho H Hr; cbn [well_numbered] in H.
  - exists rho. split; [intros b _; reflexivity | split; [exact Hr | constructor]].
  - apply andb_prop in H. destruct H as [H H4]. apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2].
    apply Pos.eqb_eq in H1. subst a. apply Z.ltb_lt in H3.
    assert (0 < IZR (size X s)) as Hs by (apply IZR_lt, H3).
    set (v := relu (value_sum rho s) / IZR (size X s)).
    assert (range X v) as Hv.
    { assert (0 <= relu (value_sum rho s)) as P by apply Rmax_l.
      assert (IZR (size X s) * v = relu (value_sum rho s)) as E by (unfold v; field; lra).
      split; [unfold v; apply Rle_mult_inv_pos; assumption|]. destruct X; [|exact I].
      pose proof (bounds_on_box rho (snd s) Hr) as B. cbn [size high] in *. rewrite plus_IZR in *. unfold value_sum in *.
      assert (relu (IZR (fst s) + value_terms rho (snd s)) <= IZR (fst s) + IZR (positives (snd s))) as L by (apply Rmax_lub; lra).
      apply Rmult_le_reg_l with (IZR (fst s) + IZR (positives (snd s))); lra. }
    destruct (IH (Pos.succ next) (set rho next v) H4 (set_range X rho next v Hv Hr)) as [rho' [A [B C]]].
    exists rho'. split; [|split; [exact B|]].
    + eapply agree_trans; [apply agree_set|]. eapply agree_less; [|exact A]. lia.
    + constructor; [|exact C]. unfold atom_of_ray. cbn [fst snd]. rewrite (A next) by lia. rewrite set_same.
      unfold value_sum. rewrite (value_terms_agree next rho rho' (snd s)); [unfold v, value_sum; field; lra | | exact H2].
      eapply agree_trans; [apply agree_set|]. eapply agree_less; [|exact A]. lia.
Qed.

Lemma after_le a n : (a <= after a n)%positive.
Proof. revert a. induction n as [| n IH]; intros a; cbn [after]; [lia|]. specialize (IH (Pos.succ a)). lia. Qed.

(** The atoms of the inputs. *)
Lemma box_atoms sides x a rho :
  Forall2 (fun side v => Q2R (fst side) <= v <= Q2R (snd side)) sides x -> (forall b, 0 <= rho b <= 1) ->
  exists rho', agree a rho rho' /\ (forall b, 0 <= rho' b <= 1)
    /\ forall rho'', agree (after a (length sides)) rho' rho'' -> map (value_form rho'') (box_inputs a sides) = x.
Proof.
  intros H. revert a rho. induction H as [| [lo hi] v sides x Hv _ IH]; intros a rho Hr.
  - exists rho. split; [intros b _; reflexivity | split; [exact Hr | reflexivity]].
  - cbn [fst snd] in Hv.
    assert (exists t, 0 <= t <= 1 /\ v = Q2R lo + (Q2R hi - Q2R lo) * t) as [t [Ht Et]].
    { destruct (Req_dec (Q2R lo) (Q2R hi)) as [E | E]; [exists 0; split; lra|].
      exists ((v - Q2R lo) / (Q2R hi - Q2R lo)). split; [|field; lra]. split.
      - apply Rle_mult_inv_pos; lra.
      - apply Rmult_le_reg_l with (Q2R hi - Q2R lo); [lra|]. field_simplify; lra. }
    destruct (IH (Pos.succ a) (set rho a t)) as [rho' [A [B C]]].
    { intros b. unfold set. destruct (Pos.eqb b a); [exact Ht | apply Hr]. }
    exists rho'. split; [eapply agree_trans; [apply agree_set | eapply agree_less; [|exact A]; lia] | split; [exact B|]].
    intros rho'' D. cbn [length after] in D. cbn [box_inputs map]. f_equal; [|apply C, D].
    pose proof (after_le (Pos.succ a) (length sides)). rewrite Et.
    unfold value_form, value_sum. cbn [numerator denominator fst snd value_terms fold_right].
    rewrite (D a), (A a), set_same by lia. destruct lo as [p q], hi as [r s]. unfold Q2R. cbn [Qnum Qden].
    rewrite minus_IZR, Pos2Z.inj_mul, !mult_IZR. pose proof (positive_R q). pose proof (positive_R s). field. lra.
Qed.

Lemma relu_parts x : relu x - relu (- x) = x.
Proof. unfold relu, Rmax. destruct (Rle_dec 0 x), (Rle_dec 0 (- x)); lra. Qed.

Lemma signed_atoms x a rho :
  (forall b, 0 <= rho b) ->
  exists rho', agree a rho rho' /\ (forall b, 0 <= rho' b)
    /\ forall rho'', agree (after a (2 * length x)) rho' rho'' ->
       map (value_form rho'') (signed_inputs a (length x)) = x
       /\ Forall (fun p => rho'' (snd p) = relu (value_sum rho'' (fst p))) (signed_rays a (length x)).
Proof.
  revert a rho. induction x as [| v x IH]; intros a rho Hr.
  - exists rho. split; [intros b _; reflexivity | split; [exact Hr | split; [reflexivity | constructor]]].
  - destruct (IH (Pos.succ (Pos.succ a)) (set (set rho a (relu v)) (Pos.succ a) (relu (- v)))) as [rho' [A [B C]]].
    { intros b. unfold set, relu. destruct (Pos.eqb b (Pos.succ a)); [apply Rmax_l|]. destruct (Pos.eqb b a); [apply Rmax_l | apply Hr]. }
    exists rho'. split; [|split; [exact B|]].
    + eapply agree_trans; [apply (agree_set a)|]. eapply agree_trans; [eapply agree_less; [|apply (agree_set (Pos.succ a))]; lia|].
      eapply agree_less; [|exact A]. lia.
    + intros rho'' D. replace (2 * length (v :: x))%nat with (S (S (2 * length x))) in D by (cbn [length]; lia). cbn [after] in D.
      pose proof (after_le (Pos.succ (Pos.succ a)) (2 * length x)).
      assert (rho'' a = relu v) as E1 by (rewrite (D a), (A a), set_other, set_same by lia; reflexivity).
      assert (rho'' (Pos.succ a) = relu (- v)) as E2 by (rewrite (D (Pos.succ a)), (A (Pos.succ a)), set_same by lia; reflexivity).
      destruct (C rho'' D) as [C1 C2]. pose proof (relu_parts v) as P. cbn [length signed_inputs signed_rays map]. split.
      * f_equal; [|exact C1]. unfold value_form, value_sum. cbn [numerator denominator fst snd value_terms fold_right]. rewrite E1, E2. lra.
      * constructor; [|constructor; [|exact C2]]; unfold value_sum; cbn [fst snd value_terms fold_right]; rewrite E1, E2; f_equal; lra.
Qed.

(** The values of the atoms at a point x. *)
Lemma atoms_at X x :
  inside X x -> exists rho, (forall a, range X (rho a)) /\ forall rho', agree (first_new X) rho rho' ->
    map (value_form rho') (input_forms X) = x /\ Forall (atom_of_ray X rho') (input_rays X).
Proof.
  destruct X as [sides | d]; cbn [inside input_forms input_rays first_new range]; intros H.
  - destruct (box_atoms sides x 1 (fun _ => 0) H ltac:(intros; lra)) as [rho [_ [A B]]].
    exists rho. split; [exact A|]. intros rho' D. split; [exact (B rho' D) | constructor].
  - subst d. destruct (signed_atoms x 1 (fun _ => 0) ltac:(intros; lra)) as [rho [_ [A B]]].
    exists rho. split; [intros a; split; [apply A | exact I]|]. intros rho' D. destruct (B rho' D) as [B1 B2]. split; [exact B1|].
    eapply Forall_impl; [|exact B2]. intros p Hp. unfold atom_of_ray. cbn [size]. rewrite Hp. lra.
Qed.

(** T18, T19: networks that the checker accepts are equal at every point of the domain. *)
Theorem T18 X T N : check_equal X T N = true -> forall x, inside X x -> evaluate N x = evaluate T x.
Proof.
  unfold check_equal. intros H x Hx. apply andb_prop in H. destruct H as [H1 H2]. set (new := learn X T) in *. clearbody new.
  destruct (output_forms X (new ++ input_rays X) T) as [Fs|] eqn:ET; [|discriminate].
  destruct (output_forms X (new ++ input_rays X) N) as [Gs|] eqn:EN; [|discriminate].
  destruct (atoms_at X x Hx) as [rho [Hr Hin]]. destruct (new_atoms X _ new rho H1 Hr) as [rho' [A [Hr' Hnew]]].
  destruct (Hin rho' A) as [E Hbase].
  assert (Forall (atom_of_ray X rho') (new ++ input_rays X)) as Hk by (apply Forall_app; split; assumption).
  pose proof (output_forms_ok X _ rho' T Fs Hr' Hk ET) as VT. pose proof (output_forms_ok X _ rho' N Gs Hr' Hk EN) as VN.
  rewrite E in VT, VN. rewrite <- VT, <- VN. symmetry. apply same_forms_ok, H2.
Qed.

(** The theorem of a certificate. *)
Theorem T18_narrow X T N l w :
  check_narrow X T N l w = true -> (depth_of N <= l)%nat /\ (width_of N <= w)%nat /\ forall x, inside X x -> evaluate N x = evaluate T x.
Proof.
  unfold check_narrow. intros H. apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2].
  split; [apply Nat.leb_le, H1 | split; [apply Nat.leb_le, H2 | apply T18, H3]].
Qed.
