(** T21 with one input: the integral of the distance between the narrow network and its target. *)

From Coq Require Import Reals QArith Qreals List Lra Lia.
From Exactsep Require Import Networks Maps Vectors Symbolic Forms Enclosures Tapes Distance.
Import ListNotations.
Open Scope R_scope.

(** The claim about the integral. *)
Definition check_integral (c p : nat) (E bad lo hi L : Q) : bool :=
  Nat.leb c p && Qle_bool 0 E && Qle_bool 0 (hi - lo) && Qle_bool (two_to c / two_to p) bad && Qle_bool (E + bad * (hi - lo)) L.

(** A function that is at most k on an interval. *)
Lemma integral_at_most h a b k (pr : Riemann_integrable h a b) : a <= b -> (forall x, a < x < b -> h x <= k) -> RiemannInt pr <= k * (b - a).
Proof.
  intros Hab H. rewrite <- (RiemannInt_P15 (RiemannInt_P14 a b k)). apply RiemannInt_P19; [exact Hab|]. intros x Hx. unfold fct_cte. apply H, Hx.
Qed.

(** The first q intervals of the grid. *)
Lemma integral_of_grid h c p e m :
  continuity h -> (c <= p)%nat -> (forall x, 0 <= x <= 1 -> good c p x -> h x <= e) -> (forall x, 0 <= x <= 1 -> h x <= m) ->
  forall q, (q <= 2 ^ c)%nat -> forall pr : Riemann_integrable h 0 (INR q / 2 ^ c),
  RiemannInt pr <= INR q * (e * (1 / 2 ^ c - 1 / 2 ^ p) + m * (1 / 2 ^ p)).
Proof.
  intros Hc Hcp He Hm. pose proof (pow2_positive c) as P. pose proof (pow2_positive p) as P'.
  assert (INR (2 ^ c) = 2 ^ c) as EP by (rewrite pow_INR; reflexivity).
  assert (0 < 1 / 2 ^ p) as Hp by (apply Rdiv_lt_0_compat; lra).
  assert (1 / 2 ^ p <= 1 / 2 ^ c) as Hs.
  { unfold Rdiv. apply Rmult_le_compat_l; [lra|]. apply Rinv_le_contravar; [exact P | apply Rle_pow; [lra | exact Hcp]]. }
  assert (forall a b, a <= b -> Riemann_integrable h a b) as Hi by (intros a b Hab; apply continuity_implies_RiemannInt; [exact Hab | intros x _; apply Hc]).
  induction q as [| q IH]; intros Hq pr.
  - cbn [INR] in *. assert (RiemannInt pr <= m * (0 / 2 ^ c - 0)) by (apply integral_at_most; [lra | intros x Hx; lra]). lra.
  - set (a := INR q / 2 ^ c) in *. assert (INR (S q) / 2 ^ c = a + 1 / 2 ^ c) as Eb by (unfold a; rewrite S_INR; field; lra).
    assert (0 <= a) as Ha by (apply Rle_mult_inv_pos; [apply pos_INR | exact P]).
    assert (a + 1 / 2 ^ c <= 1) as Hb.
    { rewrite <- Eb. apply Rmult_le_reg_r with (2 ^ c); [exact P|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra.
      apply le_INR in Hq. rewrite EP in Hq. lra. }
    set (z := a + 1 / 2 ^ c - 1 / 2 ^ p).
    assert (Riemann_integrable h 0 a) as p1 by (apply Hi, Ha). assert (Riemann_integrable h a z) as p2 by (apply Hi; unfold z; lra).
    assert (Riemann_integrable h z (INR (S q) / 2 ^ c)) as p3 by (apply Hi; unfold z; lra).
    assert (Riemann_integrable h 0 z) as p4 by (apply Hi; unfold z; lra).
    pose proof (RiemannInt_P26 p1 p2 p4) as C1. pose proof (RiemannInt_P26 p4 p3 pr) as C2.
    pose proof (IH ltac:(lia) p1) as B1.
    pose proof (integral_at_most h a z e p2 ltac:(unfold z; lra)) as B2. pose proof (integral_at_most h z _ m p3 ltac:(unfold z; lra)) as B3.
    assert (RiemannInt p2 <= e * (z - a)) as D2.
    { apply B2. intros x Hx. apply He; [unfold z in Hx; lra|]. exists q. split; [lia|]. fold a.
      replace ((INR q + 1) / 2 ^ c) with (a + 1 / 2 ^ c) by (unfold a; field; lra). fold z. lra. }
    assert (RiemannInt p3 <= m * (INR (S q) / 2 ^ c - z)) as D3 by (apply B3; intros x Hx; apply Hm; unfold z in Hx; lra).
    replace (INR (S q) / 2 ^ c - z) with (1 / 2 ^ p) in D3 by (rewrite Eb; unfold z; lra).
    replace (z - a) with (1 / 2 ^ c - 1 / 2 ^ p) in D2 by (unfold z; lra).
    apply Rle_trans with ((INR q + 1) * (e * (1 / 2 ^ c - 1 / 2 ^ p) + m * (1 / 2 ^ p))); [lra | apply Req_le; f_equal; symmetry; apply S_INR].
Qed.

(** The output of a network with one input and one output. *)
Lemma continuity_plain N u : output_layer N = [u] -> continuity (fun x => hd 0 (evaluate N [x])).
Proof.
  intros H. apply continuity_ext with (f := value (network_of N)); [|apply continuity_network].
  intros x. rewrite (value_of_plain N u x H). reflexivity.
Qed.

Lemma one_output N x y : evaluate N x = [y] -> exists u, output_layer N = [u].
Proof. unfold evaluate, layer_value. destruct (output_layer N) as [| u [| v l]]; cbn [map]; intros H; try discriminate. exists u. reflexivity. Qed.

(** T21, the integral. *)
Theorem T21_integral keep T N c p l w E bad lo hi L i :
  check_tape keep T N 1 c p l w E bad lo hi && check_integral c p E bad lo hi L = true -> i = Q2R L ->
  exists integral : Riemann_integrable (fun x => Rabs (hd 0 (evaluate T [x]) - hd 0 (evaluate N [x]))) 0 1, RiemannInt integral <= i.
Proof.
  intros H ->. apply andb_prop in H. destruct H as [H1 H]. unfold check_integral in H. repeat (apply andb_prop in H; destruct H as [H ?H]).
  destruct (T21 keep T N 1 c p l w E bad lo hi _ _ _ _ H1 eq_refl eq_refl eq_refl eq_refl) as [_ [_ [HG [_ [HT HN]]]]].
  apply Nat.leb_le in H. apply Qle_bool_iff, Qle_Rle in H0, H2, H3, H4.
  rewrite Q2R_plus, Q2R_mult, Q2R_minus in H0. rewrite Q2R_minus, Q2R_zero in H3. rewrite Q2R_zero in H4.
  rewrite Q2R_div, !two_to_ok in H2 by apply two_to_nonzero.
  assert (forall x, 0 <= x <= 1 -> in_cube 1 [x]) as Hx by (intros x A; split; [reflexivity | constructor; [exact A | constructor]]).
  destruct (HT [0] (Hx 0 ltac:(lra))) as [y0 [E0 _]]. destruct (HN [0] eq_refl) as [z0 [F0 _]].
  destruct (one_output T _ _ E0) as [u Hu]. destruct (one_output N _ _ F0) as [v Hv].
  set (h := fun x => Rabs (hd 0 (evaluate T [x]) - hd 0 (evaluate N [x]))).
  assert (continuity h) as Hh.
  { apply continuity_abs, (continuity_minus (fun x => hd 0 (evaluate T [x]))); [exact (continuity_plain T u Hu) | exact (continuity_plain N v Hv)]. }
  assert (Riemann_integrable h 0 1) as pr by (apply continuity_implies_RiemannInt; [lra | intros x _; apply Hh]). exists pr.
  pose proof (pow2_positive c) as P. pose proof (pow2_positive p) as P'.
  assert (INR (2 ^ c) = 2 ^ c) as EP by (rewrite pow_INR; reflexivity).
  assert (INR (2 ^ c) / 2 ^ c = 1) as E1 by (rewrite EP; field; lra).
  pose proof (integral_of_grid h c p (Q2R E) (Q2R hi - Q2R lo) Hh H) as A.
  assert (forall x, 0 <= x <= 1 -> good c p x -> h x <= Q2R E) as B1.
  { intros x _ A1. destruct (HG [x] eq_refl) as [y [z [Ey [Ez D]]]]; [constructor; [exact A1 | constructor]|]. unfold h. rewrite Ey, Ez. exact D. }
  assert (forall x, 0 <= x <= 1 -> h x <= Q2R hi - Q2R lo) as B2.
  { intros x A1. destruct (HT [x] (Hx x A1)) as [y [Ey Dy]]. destruct (HN [x] eq_refl) as [z [Ez Dz]]. unfold h. rewrite Ey, Ez. cbn [hd].
    apply Rabs_le. lra. }
  specialize (A B1 B2 (2 ^ c)%nat (le_n _)). rewrite E1 in A. specialize (A pr). rewrite EP in A.
  replace (2 ^ c * (Q2R E * (1 / 2 ^ c - 1 / 2 ^ p) + (Q2R hi - Q2R lo) * (1 / 2 ^ p)))
    with (Q2R E * (1 - 2 ^ c / 2 ^ p) + (Q2R hi - Q2R lo) * (2 ^ c / 2 ^ p)) in A by (field; lra).
  assert (0 <= 2 ^ c / 2 ^ p) by (apply Rle_mult_inv_pos; lra). nra.
Qed.
