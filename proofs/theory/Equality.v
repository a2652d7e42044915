(** T18 and T19: what the checker of Symbolic.v accepts is equal. *)

From Coq Require Import Reals QArith Qreals List ZArith Lra Lia.
From Exactsep Require Import Networks Vectors Symbolic Forms.
Import ListNotations.
Open Scope R_scope.

(** ** Networks *)

(** The forms of a layer have the values of its neurons. *)
Lemma relu_forms_ok X known rho Fs Gs :
  (forall a, range X (rho a)) -> Forall (atom_of_ray X rho) known -> relu_forms X known Fs = Some Gs ->
  map (value_form rho) Gs = map relu (map (value_form rho) Fs).
Proof.
  intros Hr Hk. revert Gs. induction Fs as [| F Fs IH]; intros Gs; cbn [relu_forms].
  - intros [= <-]. reflexivity.
  - destruct (relu_form X known F) as [G|] eqn:EG; [|discriminate]. destruct (relu_forms X known Fs) as [Gs'|] eqn:EGs; [|discriminate].
    intros [= <-]. cbn [map]. rewrite (IH Gs' eq_refl), (relu_form_ok X known rho F G Hr Hk EG). reflexivity.
Qed.

(** So have the forms before the ReLU, *)
Lemma layer_forms_ok rho Fs l : map (value_form rho) (map (preactivation Fs) l) = layer_value l (map (value_form rho) Fs).
Proof. unfold layer_value. rewrite map_map. apply map_ext. intros n. apply value_preactivation. Qed.

(** and the forms after all hidden layers. *)
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

(** Equal forms have equal values. *)
Lemma same_forms_ok rho Fs Gs : same_forms Fs Gs = true -> map (value_form rho) Fs = map (value_form rho) Gs.
Proof.
  revert Gs. induction Fs as [| F Fs IH]; intros [| G Gs] H; cbn [same_forms] in H; try discriminate; [reflexivity|].
  apply andb_prop in H. destruct H as [H1 H2]. cbn [map]. f_equal; [|apply IH, H2].
  pose proof (value_add_multiple rho (-1 # 1) F G) as E. unfold is_zero in H1. unfold value_form at 1, value_sum in E.
  destruct (numerator (add_multiple (-1 # 1) F G)) as [[| |] [|]]; try discriminate. unfold Q2R in E. cbn in E. lra.
Qed.

(** ** The atoms exist *)

(** Both give the same values to the atoms before a. *)
Definition agree (a : positive) (rho rho' : positive -> R) : Prop := forall b, (b < a)%positive -> rho' b = rho b.

(** The value v for the atom a, and else rho. *)
Definition set (rho : positive -> R) (a : positive) (v : R) : positive -> R := fun b => if Pos.eqb b a then v else rho b.

(** It is v at a, *)
Lemma set_same rho a v : set rho a v a = v.
Proof. unfold set. rewrite Pos.eqb_refl. reflexivity. Qed.

(** and rho at all atoms before. *)
Lemma set_other rho a v b : (b < a)%positive -> set rho a v b = rho b.
Proof. intros H. unfold set. destruct (Pos.eqb_spec b a); [lia | reflexivity]. Qed.

(** The values stay in their range. *)
Lemma set_range X rho a v : range X v -> (forall b, range X (rho b)) -> forall b, range X (set rho a v b).
Proof. intros Hv H b. unfold set. destruct (Pos.eqb b a); [exact Hv | apply H]. Qed.

(** A sum of atoms before a does not see the others. *)
Lemma value_terms_agree a rho rho' l : agree a rho rho' -> forallb (fun p => Pos.ltb (fst p) a) l = true -> value_terms rho' l = value_terms rho l.
Proof.
  intros H. induction l as [| [b k] l IH]; cbn [forallb value_terms fold_right fst snd]; intros E; [reflexivity|].
  apply andb_prop in E. destruct E as [E1 E2]. apply Pos.ltb_lt in E1. rewrite (H b E1). f_equal. apply IH, E2.
Qed.

(** Agreeing before b, both agree before a <= b. *)
Lemma agree_less a b rho rho' : (a <= b)%positive -> agree b rho rho' -> agree a rho rho'.
Proof. intros L H c Hc. apply H. lia. Qed.

(** Agreement is transitive. *)
Lemma agree_trans a rho rho' rho'' : agree a rho rho' -> agree a rho' rho'' -> agree a rho rho''.
Proof. intros H H' b Hb. rewrite (H' b Hb). apply H, Hb. Qed.

(** A new value at a changes nothing before a. *)
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

(** Later atoms have larger numbers. *)
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

(** A number is its positive part minus that of its negative. *)
Lemma relu_parts x : relu x - relu (- x) = x.
Proof. unfold relu, Rmax. destruct (Rle_dec 0 x), (Rle_dec 0 (- x)); lra. Qed.

(** The atoms of the inputs everywhere. *)
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

(** T18: networks that the checker accepts are equal at every point of the domain. *)
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
  check_narrow X T N l w = true -> depth_of N = l /\ (width_of N <= w)%nat /\ forall x, inside X x -> evaluate N x = evaluate T x.
Proof.
  unfold check_narrow. intros H. apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H H2].
  apply andb_prop in H. destruct H as [_ H1]. split; [apply Nat.eqb_eq, H1 | split; [apply Nat.leb_le, H2 | apply T18, H3]].
Qed.

(** T19: without a box they are equal on all of R^d. *)
Theorem T19 d T N l w :
  check_narrow (Everywhere d) T N l w = true ->
  depth_of N = l /\ (width_of N <= w)%nat /\ forall x : list R, length x = d -> evaluate N x = evaluate T x.
Proof. exact (T18_narrow (Everywhere d) T N l w). Qed.
