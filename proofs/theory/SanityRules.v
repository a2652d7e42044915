(** What the rules T3, T14w and T15w say of the tent map: they are not empty. *)

From Coq Require Import Reals QArith Qreals List ZArith Lra Lia.
From Exactsep Require Import Numbers Networks Chains Hits Covering Maps Integral Growth Windows Sanity Onto Rates WindowForms CylinderRows CylinderWindows.
Import ListNotations.
Open Scope R_scope.

Lemma tent_continuous : continuity tent.
Proof. apply continuity_piecewise_linear. Qed.

(** ** T3: f^t maps 2^t intervals onto [0, 1] *)

Definition whole_interval : list (R * R) := [(0, 1)].
Definition two_branches : list (list (branch R)) := [[Branch R 0 (1 / 2) true 0 0; Branch R (1 / 2) 1 false 0 0]].

Lemma tent_covers : covering tent 0 whole_interval 1 two_branches.
Proof.
  split; [repeat constructor; lra|]. constructor; [|constructor]. cbn [fst snd].
  constructor; [cbn; lra | | constructor; [cbn; lra | | constructor; cbn; lra]]; unfold covers, left_end, right_end; cbn [from upto up first more length whole_interval nth plus fst snd].
  - rewrite !tent_left by lra. repeat split; lia || lra.
  - rewrite !tent_right by lra. repeat split; lia || lra.
Qed.

Theorem tent_laps t : exists Ls, in_order 0 Ls 1 /\ length Ls = (2 ^ t)%nat /\ Forall (fun L => fst L < snd L /\ maps_onto (iterate t tent) L (0, 1)) Ls.
Proof.
  destruct (T3 tent 0 whole_interval 1 two_branches t 0 0 tent_continuous tent_covers ltac:(cbn; lia) ltac:(cbn; lia)) as [Ls [H1 [H2 [H3 H4]]]].
  exists Ls. split; [exact H1|]. split.
  - rewrite H2. clear. induction t as [| t IH]; [reflexivity|]. cbn [matrix_power whole_interval length] in *. unfold sum_below. cbn [seq map list_sum fold_right].
    change (matrix two_branches 0 0) with 2%nat. rewrite IH. cbn [Nat.pow]. lia.
  - specialize (H4 ltac:(unfold left_end, right_end; cbn; lra)). rewrite Forall_forall in *. intros L HL. split; [apply H4, HL | exact (H3 L HL)].
Qed.

(** ** T14w: on one window of two crossings f is 1/16 away from all affine functions, in the mean *)

Lemma tent_short p q : 0 <= p <= 1 -> 0 <= q <= 1 -> Rabs (tent p - tent q) <= 2 * Rabs (p - q).
Proof.
  intros Hp Hq. destruct (Rle_dec p (1 / 2)), (Rle_dec q (1 / 2)); rewrite ?(tent_left p), ?(tent_left q), ?(tent_right p), ?(tent_right q) by lra;
    unfold Rabs; repeat destruct (Rcase_abs _); lra.
Qed.

Theorem tent_far_from_one_piece g : continuity g -> pieces g 0 1 1 ->
  exists integral : Riemann_integrable (fun z => Rabs (iterate 1 tent z - g z)) 0 1, RiemannInt integral >= 1 / 16.
Proof.
  intros Hg Hp. destruct (T14w tent 1 g 0 1 0 1 2 [(0, 1 / 2); (1 / 2, 1)] 1 tent_continuous Hg) as [integral H]; try lra; try assumption.
  - repeat constructor; lra.
  - constructor; [left | constructor; [right | constructor]]; cbn [fst snd iterate]; rewrite (tent_left (1 / 2)), ?(tent_left 0), ?(tent_right 1) by lra; split; lra.
  - constructor; [|constructor]. exact tent_short.
  - exists integral. eapply Rge_trans; [exact H|]. change (Nat.div (length [(0, 1 / 2); (1 / 2, 1)]) 2) with 1%nat. cbn [INR pow]. lra.
Qed.

(** ** T15w: f^(r+1) is about 1/4 away from all that has few pieces *)

Definition affine_halves : list (list numbered) := [[((0, 1 / 2), 0%nat); ((1 / 2, 1), 0%nat)]].

Lemma tent_affine_branches : affine_branches tent 0 whole_interval 1 affine_halves.
Proof.
  split; [repeat constructor; lra|]. split; [repeat constructor; cbn; lra|]. constructor; [|constructor]. split; [repeat constructor; cbn; lra|].
  constructor; [|constructor; [|constructor]]; (split; [cbn; lia|]); unfold affinely_onto; cbn [fst snd whole_interval nth]; (split; [lra|]); (split; [lra|]); split.
  - exists 2. intros z [Hz | Hz]; rewrite !tent_left by lra; lra.
  - left. rewrite !tent_left by lra. lra.
  - exists (-2). intros z [Hz | Hz]; rewrite !tent_right by lra; lra.
  - right. rewrite !tent_right by lra. lra.
Qed.

(** f is 1/4 away from affine functions, by the dual function -1, 1, -1. *)
Lemma tent_far_from_affine : far_from_affine (iterate 1 tent) 0 1 (1 / 4).
Proof.
  pose proof (window_ok [(0, 0); (1 # 2, 1); (1, 0)]%Q 1 0%Q 1%Q (Window 0 4 1 [(1, -1); (2, 1); (3, 1); (4, -1)]%Z) eq_refl) as H.
  assert (window_value [(0, 0); (1 # 2, 1); (1, 0)]%Q 1 0%Q 1%Q (Window 0 4 1 [(1, -1); (2, 1); (3, 1); (4, -1)]%Z) = 2 ^ 98)%Z as E by computed.
  rewrite E in H. replace (Q2R 0) with 0 in H by (unfold Q2R; cbn; lra). replace (Q2R 1) with 1 in H by (unfold Q2R; cbn; lra).
  replace (1 / 4) with (Q2R (units (2 ^ 98))) by (rewrite (Qeq_eqR _ (1 # 4)) by reflexivity; unfold Q2R; cbn; lra).
  apply H. lra.
Qed.

Lemma tent_shares r : column_sum (share_matrix whole_interval affine_halves) 1 r 0 = 1.
Proof.
  unfold column_sum, sum_R. cbn [seq map fold_right]. rewrite Rplus_0_r. induction r as [| r IH]; [reflexivity|]. cbn [real_power]. unfold sum_R. cbn [seq map fold_right].
  rewrite IH. unfold share_matrix, shares_to, share_of, share. cbn. field.
Qed.

Lemma tent_largest r : column_largest whole_interval affine_halves r 0 = (1 / 2) ^ r.
Proof.
  assert (largest_power whole_interval affine_halves r 0 0 = (1 / 2) ^ r) as H.
  { induction r as [| r IH]; [reflexivity|]. cbn [largest_power whole_interval length seq map pow]. fold whole_interval. rewrite IH.
    assert (largest_to whole_interval (nth 0 affine_halves []) 0 = 1 / 2) as ->.
    { unfold largest_to, share_of, share. cbn. rewrite !Rmax_left; lra || (rewrite ?Rmax_left; lra). }
    unfold largest. cbn [fold_right]. apply Rmax_left. apply Rmult_le_pos; [lra | apply pow_le; lra]. }
  unfold column_largest, largest. cbn [whole_interval length seq map fold_right]. fold whole_interval. rewrite H. apply Rmax_left, pow_le. lra.
Qed.

Theorem tent_far_on_average r g m : continuity g -> pieces g 0 1 m -> (1 <= m)%Z ->
  exists integral : Riemann_integrable (fun x => Rabs (iterate (r + 1) tent x - g x)) 0 1, RiemannInt integral >= 1 / 4 - (IZR m - 1) * (1 / 4) * (1 / 2) ^ r.
Proof.
  intros Hg Hp Hm. destruct (T15w tent 0 whole_interval 1 affine_halves r 1 (fun _ => 1 / 4) tent_continuous tent_affine_branches) as [Ks [_ [_ [_ [_ H]]]]].
  - intros [| j] Hj; [|cbn in Hj; lia]. split; [lra | exact tent_far_from_affine].
  - destruct (H g m Hg Hp Hm) as [integral [H1 H2]]. exists integral. eapply Rge_trans; [exact H1|]. eapply Rge_trans; [exact H2|]. right.
    cbn [whole_interval length seq map]. fold whole_interval. unfold sum_R. cbn [seq map fold_right]. rewrite tent_shares, tent_largest.
    unfold largest. cbn [fold_right]. rewrite Rmax_left; [field | apply Rmult_le_pos; [apply pow_le; lra | lra]].
Qed.
