(** T15w: the window form of T15. On each cylinder of order r, f^(r+s) is as far from affine functions as f^s is on its image, times the share
    of the cylinder; a function with few pieces is affine on all but few of them. *)

From Coq Require Import Reals List ZArith Lra Lia.
From Exactsep Require Import Networks Chains Hits Covering Maps Integral Windows Distance Attracting Cylinders Sizes Onto Rates WindowForms CylinderRows.
Import ListNotations.
Open Scope R_scope.

(** G o F is as far from affine functions on K as G is on the image, times the share. *)
Lemma far_through F G K J e :
  continuity F -> continuity G -> affinely_onto F K J -> far_from_affine G (fst J) (snd J) e ->
  far_from_affine (fun x => G (F x)) (fst K) (snd K) (e * share K J).
Proof.
  intros HF HG [HK [HJ [Hstr Hends]]] [_ Hfar]. split; [lra|]. intros g [p [c Hg]]. pose proof Hstr as [s Hs].
  assert (F (snd K) = F (fst K) + s * (snd K - fst K)) as E by (apply Hs; left; lra). assert (s <> 0) as Hs0 by (intros ->; lra).
  pose (h := fun y => p * (fst K + (y - F (fst K)) / s) + c). assert (continuity h) as Hh.
  { apply continuity_ext with (f := fun y => p / s * y + (p * fst K - p * F (fst K) / s + c)); [intros y; unfold h; field; exact Hs0|].
    apply (continuity_plus (fun y => p / s * y)); [apply (continuity_mult (fun _ => p / s)); [apply continuity_fun_const | apply continuity_fun_id] | apply continuity_fun_const]. }
  assert (continuity (fun y => Rabs (G y - h y))) as Hd by (apply continuity_abs, (continuity_minus G); assumption).
  assert (affine_on h (fst J) (snd J)) as Ha by (exists (p / s), (p * fst K - p * F (fst K) / s + c); intros y _; unfold h; field; exact Hs0).
  assert (forall x, fst K <= x <= snd K -> h (F x) = g x) as Ehg by (intros x Hx; rewrite Hg, (Hs x) by (assumption || left; lra); unfold h; field; exact Hs0).
  apply (costs_le _ (fun x => Rabs (G (F x) - h (F x)))); [lra | intros x Hx; rewrite Ehg by lra; lra | | exact (costs_through _ F _ _ _ _ e HK HJ Hd HF Hstr Hends (Hfar h Ha))].
  apply continuity_implies_RiemannInt; [lra|]. intros x _. exact (continuity_comp F (fun y => Rabs (G y - h y)) HF Hd x).
Qed.

(** T15w: Ks are the cylinders of order r; e_j is at most the distance of f^s from affine functions on J_j. *)
Theorem T15w f a Js b Bs r s (e : nat -> R) :
  continuity f -> affine_branches f a Js b Bs ->
  (forall j, (j < length Js)%nat -> 0 <= e j /\ far_from_affine (iterate s f) (left_end Js j) (right_end Js j) (e j)) ->
  exists Ks, in_order a (map fst Ks) b /\ Forall (goes_to (iterate r f) Js) Ks /\
    (forall j, shares_to Js Ks j = column_sum (share_matrix Js Bs) (length Js) r j) /\
    Forall (fun K => share_of Js K <= column_largest Js Bs r (snd K)) Ks /\
    forall g m, continuity g -> pieces g a b m -> (1 <= m)%Z ->
    exists integral : Riemann_integrable (fun x => Rabs (iterate (r + s) f x - g x)) a b,
      RiemannInt integral >= all_but (Z.to_nat (m - 1)) (map (fun K => share_of Js K * e (snd K)) Ks) /\
      all_but (Z.to_nat (m - 1)) (map (fun K => share_of Js K * e (snd K)) Ks) >=
        sum_R (length Js) (fun j => column_sum (share_matrix Js Bs) (length Js) r j * e j)
        - (IZR m - 1) * largest (map (fun j => column_largest Js Bs r j * e j) (seq 0 (length Js))).
Proof.
  intros Hf HB He. destruct (all_cylinders f a b Js Bs HB r) as [Ks [H1 [H2 [H3 H4]]]]. exists Ks. split; [exact H1|]. split; [exact H2|]. split; [exact H3|]. split; [exact H4|].
  intros g m Hg Hp Hm. set (costs_of := map (fun K => share_of Js K * e (snd K)) Ks).
  assert (Forall2 (far_on (iterate (r + s) f)) (map fst Ks) costs_of) as Hfar.
  { unfold costs_of. clear H1 H3 H4. induction H2 as [| K Ks [Hj HK] H IH]; cbn [map]; constructor; [|exact IH]. destruct (He (snd K) Hj) as [_ [_ Hfar]].
    pose proof (far_through (iterate r f) (iterate s f) (fst K) _ (e (snd K)) (continuity_iterate f r Hf) (continuity_iterate f s Hf) HK) as [Hle Hthrough].
    { destruct HK as [_ [HJ _]]. split; [left; exact HJ | exact Hfar]. }
    split; [exact Hle|]. intros g' Hg'. unfold share_of. rewrite Rmult_comm. specialize (Hthrough g' Hg').
    intros pr. assert (forall x, Rabs (iterate (r + s) f x - g' x) = Rabs (iterate s f (iterate r f x) - g' x)) as E by (intros x; rewrite iterate_plus; reflexivity).
    assert (Riemann_integrable (fun x => Rabs (iterate s f (iterate r f x) - g' x)) (fst (fst K)) (snd (fst K))) as pr'
      by (apply Riemann_integrable_ext with (f := fun x => Rabs (iterate (r + s) f x - g' x)); [intros x _; apply E | exact pr]).
    rewrite (RiemannInt_P18 pr pr'); [exact (Hthrough pr') | exact Hle | intros x _; apply E]. }
  destruct (costs_integral (iterate (r + s) f) g a b _ (in_order_le _ _ _ H1) (continuity_iterate f (r + s) Hf) Hg (windows_of_pieces _ g a b m Hp Hm _ _ H1 Hfar)) as [integral Hint].
  exists integral. split; [exact Hint|]. apply Rle_ge.
  set (top := largest (map (fun j => column_largest Js Bs r j * e j) (seq 0 (length Js)))).
  assert (Forall (fun c => c <= top) costs_of) as Htop.
  { apply Forall_forall. intros c Hc. apply in_map_iff in Hc. destruct Hc as [K [<- HK]]. rewrite Forall_forall in H2. destruct (H2 K HK) as [Hj _].
    apply Rle_trans with (column_largest Js Bs r (snd K) * e (snd K)).
    - apply Rmult_le_compat_r; [apply He, Hj|]. rewrite Forall_forall in H4. exact (H4 K HK).
    - apply largest_ge, (in_map (fun j => column_largest Js Bs r j * e j)), in_seq. lia. }
  pose proof (all_but_at_least (Z.to_nat (m - 1)) costs_of top (largest_nonneg _) Htop) as H.
  rewrite (INR_IZR_INZ (Z.to_nat (m - 1))), Z2Nat.id, minus_IZR in H by lia.
  assert (sum_of_list costs_of = sum_R (length Js) (fun j => column_sum (share_matrix Js Bs) (length Js) r j * e j)) as Esum; [|lra].
  unfold costs_of. rewrite (sum_of_branches Js Ks e (length Js)).
  - apply sum_R_ext. intros j _. rewrite H3. reflexivity.
  - eapply Forall_impl; [|exact H2]. intros K HK. apply HK.
Qed.

(** For networks. *)
Theorem T15w_for_networks f a Js b Bs r s (e : nat -> R) (N : network) :
  continuity f -> a < b -> affine_branches f a Js b Bs ->
  (forall j, (j < length Js)%nat -> 0 <= e j /\ far_from_affine (iterate s f) (left_end Js j) (right_end Js j) (e j)) -> relu_network N ->
  exists integral : Riemann_integrable (fun x => Rabs (iterate (r + s) f x - value N x)) a b,
    RiemannInt integral >= sum_R (length Js) (fun j => column_sum (share_matrix Js Bs) (length Js) r j * e j)
      - (IZR ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N)) - 1) * largest (map (fun j => column_largest Js Bs r j * e j) (seq 0 (length Js))).
Proof.
  intros Hf Hab HB He HN. destruct (network_pieces N a b HN ltac:(lra)) as [m [Hp Hm]]. destruct (T15w f a Js b Bs r s e Hf HB He) as [Ks [_ [_ [_ [_ H]]]]].
  destruct (H (value N) m (continuity_network N) Hp) as [integral [H1 H2]].
  { pose proof (chain_ordered _ _ _ _ Hp). destruct (Z.eq_dec m 0) as [E | E]; [pose proof (no_pieces _ _ _ _ Hp E); lra | lia]. }
  exists integral. apply IZR_le in Hm. pose proof (largest_nonneg (map (fun j => column_largest Js Bs r j * e j) (seq 0 (length Js)))). nra.
Qed.
