(** T14 over a number field: how steep a map is on an interval, by its slopes, which are elements. The rest is [PathTeeth] and [PathBounds]. *)

From Coq Require Import Reals QArith Qreals List ZArith Lra Lia.
From Exactsep Require Import Networks Maps Coverings Integral Teeth Slopes PathTeeth Fields FieldMaps FieldRealization FieldCylinders FieldConstants.
Import ListNotations.

Section Checker.
Variable F : number_field.
Notation el := (element F).
Notation leq := (less_equal F).

(** All segments that meet the inside of [u, v] are at most K steep. *)
Fixpoint segments_not_steeper (x0 : el) (vs : list (el * el)) (ss : list el) (u v : el) (K : Q) : bool :=
  match vs, ss with
  | [], _ => true
  | (x1, _) :: rest, s :: ss' =>
      (leq x1 u || leq v x0 || leq s [K] && leq [(- K)%Q] s) && segments_not_steeper x1 rest ss' u v K
  | _, [] => false
  end.

Definition field_not_steeper (m : field_map F) (u v : el) (K : Q) : bool :=
  match m with FieldMap ((x0, _) :: rest) ss => Qle_bool 0 K && segments_not_steeper x0 rest ss u v K | FieldMap [] _ => false end.
End Checker.

#[global] Instance field_measuring (F : number_field) : measuring (element F) (field_map F) :=
  Measuring (element F) (field_map F) (fun w x y => less_equal F [w] (difference y x)) (field_not_steeper F).

Open Scope R_scope.

Section Sound.
Variable F : number_field.
Hypothesis isolated : isolates F = true.
Variable a : R.
Hypothesis root : root_of F a.
Notation "<< x >>" := (at_root a x).

(** A rational number as an element *)
Lemma rational_at q : <<[q]>> = Q2R q.
Proof. unfold at_root. cbn. ring. Qed.

(** What rises along the segments is not steeper than those that meet (u, v). *)
Lemma rises_R_short x0 y0 vs ss u v K p q :
  good_segments F x0 y0 vs ss = true -> segments_not_steeper F x0 vs ss u v K = true -> 0 <= Q2R K -> <<u>> <= p -> p <= q -> q <= <<v>> ->
  Rabs (rises_R <<x0>> <<y0>> (vertices_at a vs) q - rises_R <<x0>> <<y0>> (vertices_at a vs) p) <= Q2R K * (Rmax q <<x0>> - Rmax p <<x0>>).
Proof.
  revert x0 y0 ss. induction vs as [| [x1 y1] vs IH]; intros x0 y0 ss Hg H HK Hp Hpq Hq; cbn [vertices_at map fst snd rises_R].
  - rewrite Rminus_diag_eq, Rabs_R0 by reflexivity.
    assert (Rmax p <<x0>> <= Rmax q <<x0>>) by (apply Rle_max_compat_r; lra). nra.
  - destruct ss as [| t ss]; [discriminate|]. cbn [good_segments segments_not_steeper] in Hg, H.
    apply andb_prop in Hg. destruct Hg as [Hg Hg3]. apply andb_prop in Hg. destruct Hg as [H01 Hline]. apply andb_prop in H. destruct H as [H Hrest].
    apply (less_el_ok F isolated a root) in H01. apply (same_element_ok F a) in Hline. rewrite (on_line_ok F a root) in Hline.
    specialize (IH x1 y1 ss Hg3 Hrest HK Hp Hpq Hq). fold (vertices_at a vs).
    set (X0 := <<x0>>) in *. set (X1 := <<x1>>) in *. set (s := (<<y1>> - <<y0>>) / (X1 - X0)).
    assert (s = <<t>>) as Es by (unfold s; rewrite <- Hline; field; lra).
    set (cq := clamp X0 X1 q). set (cp := clamp X0 X1 p).
    assert (cq - cp + (Rmax q X1 - Rmax p X1) = Rmax q X0 - Rmax p X0) as E.
    { unfold cq, cp, clamp, Rmin, Rmax. repeat destruct (Rle_dec _ _); lra. }
    assert (0 <= cq - cp) as Hc by (unfold cq, cp, clamp, Rmin, Rmax; repeat destruct (Rle_dec _ _); lra).
    assert (Rabs (s * (cq - cp)) <= Q2R K * (cq - cp)) as Hs.
    { apply orb_prop in H. destruct H as [H | H]; [apply orb_prop in H; destruct H as [H | H]; apply (leq_ok F isolated a root) in H|].
      - fold X1 in H. assert (cq - cp = 0) as -> by (unfold cq, cp, clamp, Rmin, Rmax; repeat destruct (Rle_dec _ _); lra). rewrite !Rmult_0_r, Rabs_R0. lra.
      - fold X0 in H. assert (cq - cp = 0) as -> by (unfold cq, cp, clamp, Rmin, Rmax; repeat destruct (Rle_dec _ _); lra). rewrite !Rmult_0_r, Rabs_R0. lra.
      - apply andb_prop in H. destruct H as [H1 H2]. apply (leq_ok F isolated a root) in H1, H2. rewrite rational_at in H1, H2. rewrite Q2R_opp in H2.
        rewrite Es, Rabs_mult, (Rabs_pos_eq (cq - cp)) by exact Hc. apply Rmult_le_compat_r; [exact Hc | apply Rabs_le; lra]. }
    replace (s * (cq - X0) + rises_R X1 <<y1>> (vertices_at a vs) q - (s * (cp - X0) + rises_R X1 <<y1>> (vertices_at a vs) p))
      with (s * (cq - cp) + (rises_R X1 <<y1>> (vertices_at a vs) q - rises_R X1 <<y1>> (vertices_at a vs) p)) by ring.
    pose proof (Rabs_triang (s * (cq - cp)) (rises_R X1 <<y1>> (vertices_at a vs) q - rises_R X1 <<y1>> (vertices_at a vs) p)). rewrite <- E. lra.
Qed.

(** What the test says is true. *)
Theorem field_not_steeper_ok m u v K :
  good_map F m = true -> field_not_steeper F m u v K = true -> short_on (map_at a m) (Q2R K) <<u>> <<v>>.
Proof.
  destruct m as [[| [x0 y0] vs] ss]; intros Hg H; [discriminate|]. cbn [field_not_steeper good_map] in *. apply andb_prop in H. destruct H as [HK H].
  apply Qle_bool_real in HK. rewrite Q2R_zero in HK. cbn [map_at vertices_at map fst snd piecewise_linear_R]. fold (vertices_at a vs).
  assert (forall p q, <<u>> <= p -> p <= q -> q <= <<v>> ->
    Rabs (rises_R <<x0>> <<y0>> (vertices_at a vs) q - rises_R <<x0>> <<y0>> (vertices_at a vs) p) <= Q2R K * (q - p)) as H'.
  { intros p q Hp Hpq Hq. eapply Rle_trans; [apply (rises_R_short x0 y0 vs ss u v K); assumption|].
    apply Rmult_le_compat_l; [exact HK|]. unfold Rmax. repeat destruct (Rle_dec _ _); lra. }
  intros p q Hp Hq. cbn [piecewise_linear_R].
  replace (<<y0>> + rises_R <<x0>> <<y0>> (vertices_at a vs) p - (<<y0>> + rises_R <<x0>> <<y0>> (vertices_at a vs) q))
    with (rises_R <<x0>> <<y0>> (vertices_at a vs) p - rises_R <<x0>> <<y0>> (vertices_at a vs) q) by ring.
  destruct (Rle_dec p q) as [Hpq | Hpq].
  - rewrite Rabs_minus_sym, (Rabs_minus_sym p q), (Rabs_pos_eq (q - p)) by lra. apply H'; lra.
  - rewrite (Rabs_pos_eq (p - q)) by lra. apply H'; lra.
Qed.

#[global] Instance field_measures : measures (element F) (field_map F) (Rd := field_reading F isolated a root).
Proof.
  constructor.
  - intros w x y H. apply (leq_ok F isolated a root) in H. rewrite rational_at, minus_el in H. exact H.
  - intros m u v K Hm H. exact (field_not_steeper_ok m u v K Hm H).
Qed.
End Sound.
