(** T1: a network has few affine pieces on an interval. *)

From Coq Require Import Reals List ZArith Lra Lia.
From Exactsep Require Import Networks.
Import ListNotations.
Open Scope R_scope.

(** [chain P a b n]: the interval from a to b is a row of n intervals with the property P, ends included. *)
Inductive chain (P : R -> R -> Prop) : R -> R -> Z -> Prop :=
| chain_nil : forall a, chain P a a 0
| chain_cons : forall a m b n, a <= m -> P a m -> chain P m b n -> chain P a b (n + 1).

Definition affine_on (g : R -> R) (a b : R) : Prop := exists m c, forall x, a <= x <= b -> g x = m * x + c.

(** g is made of n affine pieces on [a, b]. *)
Definition pieces (g : R -> R) := chain (affine_on g).

Definition monotone_in_intervals (P : R -> R -> Prop) : Prop :=
  forall a b c d, a <= c -> c <= d -> d <= b -> P a b -> P c d.

Lemma chain_ordered P a b n : chain P a b n -> a <= b /\ (0 <= n)%Z.
Proof. induction 1; [split; [lra | lia] | split; [lra | lia]]. Qed.

Lemma chain_app P a b c n m : chain P a b n -> chain P b c m -> chain P a c (n + m).
Proof.
  induction 1 as [a | a p b n Hap HP _ IH]; intros H; [exact H|].
  replace (n + 1 + m)%Z with (n + m + 1)%Z by lia. econstructor; eauto.
Qed.

Lemma chain_weaken (P Q : R -> R -> Prop) a b n : (forall u v, P u v -> Q u v) -> chain P a b n -> chain Q a b n.
Proof. intros H. induction 1; econstructor; eauto. Qed.

Lemma chain_with_order P a b n : chain P a b n -> chain (fun u v => u <= v /\ P u v) a b n.
Proof. induction 1; econstructor; eauto. Qed.

(** Each part is cut into at most k parts with the property Q. *)
Lemma chain_refine (P Q : R -> R -> Prop) (k : Z) a b n :
  (0 <= k)%Z ->
  (forall u v, u <= v -> P u v -> exists j, (j <= k)%Z /\ chain Q u v j) ->
  chain P a b n -> exists j, (j <= n * k)%Z /\ chain Q a b j.
Proof.
  intros Hk H. induction 1 as [a | a m b n Ham HP _ [j [Hj HQ]]].
  - exists 0%Z. split; [lia | constructor].
  - destruct (H a m Ham HP) as [i [Hi HR]]. exists (i + j)%Z. split; [nia | eapply chain_app; eauto].
Qed.

(** Cut at one more point. *)
Definition not_inside (z u v : R) : Prop := z <= u \/ v <= z.

Lemma chain_cut P z a b n :
  monotone_in_intervals P -> chain P a b n ->
  exists j, (j <= n + 1)%Z /\ chain (fun u v => P u v /\ not_inside z u v) a b j.
Proof.
  intros HM. induction 1 as [a | a m b n Ham HP Hc IH].
  - exists 0%Z. split; [lia | constructor].
  - destruct (Rle_dec z a) as [Hz | Hz].
    { exists (n + 1)%Z. split; [lia|]. econstructor; [exact Ham | split; [exact HP | left; exact Hz] |].
      clear IH. assert (z <= m) as Hm by lra. clear HP Ham Hz. revert Hm.
      induction Hc as [m | m p b n Hmp HP Hc IH]; intros Hm; [constructor|].
      econstructor; [exact Hmp | split; [exact HP | left; lra] | apply IH; lra]. }
    destruct (Rle_dec m z) as [Hz' | Hz'].
    { destruct IH as [j [Hj Hc']]. exists (j + 1)%Z. split; [lia|].
      econstructor; [exact Ham | split; [exact HP | right; exact Hz'] | exact Hc']. }
    exists (n + 1 + 1)%Z. split; [lia|].
    apply chain_cons with (m := z); [lra | split; [apply (HM a m a z); lra || exact HP | right; lra] |].
    apply chain_cons with (m := m); [lra | split; [apply (HM a m z m); lra || exact HP | left; lra] |].
    clear IH. assert (z <= m) as Hm by lra. clear HP Ham Hz Hz'. revert Hm.
    induction Hc as [m | m p b n Hmp HP Hc IH]; intros Hm; [constructor|].
    econstructor; [exact Hmp | split; [exact HP | left; lra] | apply IH; lra].
Qed.

Lemma chain_cuts P zs a b n :
  monotone_in_intervals P -> chain P a b n ->
  exists j, (j <= n + Z.of_nat (length zs))%Z /\ chain (fun u v => P u v /\ Forall (fun z => not_inside z u v) zs) a b j.
Proof.
  intros HM Hc. induction zs as [| z zs IH].
  - exists n. split; [cbn; lia|]. revert Hc. apply chain_weaken. intros; split; [assumption | constructor].
  - destruct IH as [j [Hj HQ]].
    apply (chain_cut _ z) in HQ.
    + destruct HQ as [i [Hi HQ]]. exists i. split; [cbn [length]; lia|]. revert HQ. apply chain_weaken.
      intros u v [[HP HF] Hz]. split; [exact HP | constructor; assumption].
    + intros p q u v Hpu Huv Hvq [HP HF]. split; [eapply HM; eauto|].
      eapply Forall_impl; [|exact HF]. unfold not_inside. intros w [Hw | Hw]; [left; lra | right; lra].
Qed.

(** Functions that are affine together. *)
Definition all_affine (vs : list (R -> R)) (a b : R) : Prop := Forall (fun v => affine_on v a b) vs.

Lemma affine_sub g : monotone_in_intervals (affine_on g).
Proof. intros a b c d Hac Hcd Hdb [m [k H]]. exists m, k. intros x Hx. apply H. lra. Qed.

Lemma all_affine_sub vs : monotone_in_intervals (all_affine vs).
Proof. intros a b c d Hac Hcd Hdb H. eapply Forall_impl; [|exact H]. intros v Hv. eapply affine_sub; eauto. Qed.

Lemma affine_dot ws vs k a b : all_affine vs a b -> affine_on (fun x => dot ws (map (fun v => v x) vs) + k) a b.
Proof.
  revert ws. induction vs as [| v vs IH]; intros [| w ws] H; cbn.
  1-3: exists 0, k; intros; lra.
  inversion_clear H as [| v0 vs0 [m [c Hv]] Hr]. destruct (IH ws Hr) as [m' [c' Hd]].
  exists (w * m + m'), (w * c + c'). intros x Hx. specialize (Hd x Hx). rewrite (Hv x Hx).
  replace (w * (m * x + c) + dot ws (map (fun f => f x) vs) + k) with (w * (m * x + c) + (dot ws (map (fun f => f x) vs) + k)) by ring.
  rewrite Hd. ring.
Qed.

(** Where an affine function z is not in the way, relu (g - c) is affine. *)
Definition cut_of (m k place : R) : R := (place - k) / m.

Lemma affine_relu (g : R -> R) m k place u v :
  u <= v -> (forall x, u <= x <= v -> g x = m * x + k) -> (m <> 0 -> not_inside (cut_of m k place) u v) ->
  affine_on (fun x => relu (g x - place)) u v.
Proof.
  intros Huv Hg Hc.
  assert ((forall x, u <= x <= v -> 0 <= m * x + k - place) \/ (forall x, u <= x <= v -> m * x + k - place <= 0)) as [H | H].
  { destruct (Req_dec m 0) as [-> | Hm].
    - destruct (Rle_dec 0 (k - place)); [left | right]; intros; lra.
    - assert (forall x, m * x + k - place = m * (x - cut_of m k place)) as E by (intros; unfold cut_of; field; exact Hm).
      destruct (Hc Hm) as [Hz | Hz]; destruct (Rlt_dec 0 m) as [Hp | Hp]; [left | right | right | left];
        intros x Hx; rewrite E; nra. }
  - exists m, (k - place). intros x Hx. rewrite Hg by assumption. unfold relu. rewrite Rmax_right; [lra | specialize (H x Hx); lra].
  - exists 0, 0. intros x Hx. rewrite Hg by assumption. unfold relu. rewrite Rmax_left; [lra | specialize (H x Hx); lra].
Qed.

Lemma affine_activate (h : activation) (g : R -> R) m k u v :
  u <= v -> (forall x, u <= x <= v -> g x = m * x + k) ->
  Forall (fun z => not_inside z u v) (map (fun p => cut_of m k (snd p)) (turns h)) ->
  affine_on (fun x => activate h (g x)) u v.
Proof.
  intros Huv Hg. unfold activate. induction (turns h) as [| [t p] ts IH]; cbn; intros HF.
  - exists (slope h * m), (slope h * k + value_at_0 h). intros x Hx. rewrite Hg by assumption. ring.
  - inversion_clear HF as [| z0 zs0 Hz Hr]. destruct (IH Hr) as [m1 [c1 H1]].
    destruct (affine_relu g m k p u v Huv Hg (fun _ => Hz)) as [m2 [c2 H2]].
    exists (t * m2 + m1), (t * c2 + c1). intros x Hx. rewrite (H1 x Hx), (H2 x Hx). ring.
Qed.

(** The values of all units, as functions of the input. *)
Fixpoint run_functions (layers : list (list unit)) (vs : list (R -> R)) : list (R -> R) :=
  match layers with
  | [] => vs
  | layer :: rest => run_functions rest (vs ++ map (fun u x => unit_value (map (fun v => v x) vs) u) layer)
  end.

Lemma run_functions_at layers vs x : map (fun v => v x) (run_functions layers vs) = run layers (map (fun v => v x) vs).
Proof.
  revert vs. induction layers as [| layer rest IH]; intros vs; cbn; [reflexivity|].
  rewrite IH, map_app, map_map. reflexivity.
Qed.

Definition layer_breakpoints (layer : list unit) : Z := fold_right (fun u s => (Z.of_nat (length (turns (act u))) + s)%Z) 0%Z layer.

Fixpoint piece_bound (layers : list (list unit)) : Z :=
  match layers with
  | [] => 1
  | layer :: rest => ((layer_breakpoints layer + 1) * piece_bound rest)%Z
  end.

Lemma layer_breakpoints_nonneg layer : (0 <= layer_breakpoints layer)%Z.
Proof. induction layer; unfold layer_breakpoints in *; cbn [fold_right]; lia. Qed.

Lemma piece_bound_positive layers : (1 <= piece_bound layers)%Z.
Proof. induction layers as [| l r IH]; cbn [piece_bound]; [lia | pose proof (layer_breakpoints_nonneg l); nia]. Qed.

(** One layer on an interval where everything before it is affine. *)
Lemma layer_pieces layer vs u v :
  u <= v -> all_affine vs u v ->
  exists j, (j <= layer_breakpoints layer + 1)%Z /\
    chain (all_affine (vs ++ map (fun n x => unit_value (map (fun f => f x) vs) n) layer)) u v j.
Proof.
  intros Huv Hvs.
  assert (exists zs, Z.of_nat (length zs) = layer_breakpoints layer /\
    forall p q, u <= p -> p <= q -> q <= v -> Forall (fun z => not_inside z p q) zs ->
      all_affine (map (fun n x => unit_value (map (fun f => f x) vs) n) layer) p q) as [zs [Hlen Hzs]].
  { induction layer as [| n layer [zs [Hl Hz]]].
    - exists []. split; [reflexivity | intros; constructor].
    - destruct (affine_dot (weights n) vs (bias n) u v Hvs) as [m [k Hmk]].
      exists (map (fun p => cut_of m k (snd p)) (turns (act n)) ++ zs). split.
      + rewrite app_length, map_length. unfold layer_breakpoints in *. cbn [fold_right]. lia.
      + intros p q Hup Hpq Hqv HF. apply Forall_app in HF. destruct HF as [H1 H2]. cbn [map]. constructor; [|apply Hz; assumption].
        unfold unit_value. apply (affine_activate (act n) (fun x => dot (weights n) (map (fun f => f x) vs) + bias n) m k); [assumption | | assumption].
        intros x Hx. apply Hmk. lra. }
  assert (chain (fun p q => all_affine vs p q /\ u <= p /\ q <= v) u v 1) as H1.
  { replace 1%Z with (0 + 1)%Z by lia. apply chain_cons with (m := v); [assumption | repeat split; (assumption || lra) | constructor]. }
  apply (chain_cuts _ zs) in H1.
  - destruct H1 as [j [Hj Hc]]. exists j. split; [lia|].
    assert (chain (fun p q => p <= q /\ ((all_affine vs p q /\ u <= p /\ q <= v) /\ Forall (fun z => not_inside z p q) zs)) u v j) as Hc'.
    { apply chain_with_order, Hc. }
    revert Hc'. apply chain_weaken. intros p q [Hpq [[Ha [Hup Hqv]] HF]]. apply Forall_app. split; [assumption | apply Hzs; assumption].
  - intros p q p' q' A B C [D [E F]]. repeat split; [eapply all_affine_sub; eauto | lra | lra].
Qed.

Lemma run_pieces layers vs a b n :
  chain (all_affine vs) a b n -> exists j, (j <= n * piece_bound layers)%Z /\ chain (all_affine (run_functions layers vs)) a b j.
Proof.
  revert vs n. induction layers as [| layer rest IH]; intros vs n H; cbn [run_functions piece_bound].
  - exists n. split; [lia | exact H].
  - pose proof (layer_breakpoints_nonneg layer). pose proof (piece_bound_positive rest).
    apply (chain_refine _ (all_affine (vs ++ map (fun n x => unit_value (map (fun f => f x) vs) n) layer)) (layer_breakpoints layer + 1)) in H;
      [|lia | intros u v Huv Hvs; apply layer_pieces; assumption].
    destruct H as [j [Hj Hc]]. apply IH in Hc. destruct Hc as [i [Hi Hc]]. exists i. split; [nia | exact Hc].
Qed.

(** T1 *)
Theorem T1 (N : network) a b : a <= b -> exists m, (m <= piece_bound (hidden N))%Z /\ pieces (value N) a b m.
Proof.
  intros Hab. assert (chain (all_affine [fun x => x]) a b 1) as H.
  { replace 1%Z with (0 + 1)%Z by lia. apply chain_cons with (m := b); [exact Hab | | constructor].
    constructor; [exists 1, 0; intros; lra | constructor]. }
  apply (run_pieces (hidden N)) in H. destruct H as [j [Hj Hc]]. exists j. split; [lia|].
  revert Hc. apply chain_weaken. intros u v H.
  destruct (affine_dot (out_weights N) _ (out_bias N) u v H) as [m [c Hv]].
  exists m, c. intros x Hx. unfold value. rewrite <- (Hv x Hx), run_functions_at. reflexivity.
Qed.

(** T1 in terms of depth and width. *)
Lemma piece_bound_of_sizes (N : network) (k w l : nat) :
  breakpoints_at_most k N -> (width N <= w)%nat -> (depth N <= l)%nat ->
  (piece_bound (hidden N) <= (Z.of_nat k * Z.of_nat w + 1) ^ Z.of_nat l)%Z.
Proof.
  unfold breakpoints_at_most, width, depth. revert l. induction (hidden N) as [| layer rest IH]; intros l Hk Hw Hl; cbn [piece_bound].
  - assert (0 < (Z.of_nat k * Z.of_nat w + 1) ^ Z.of_nat l)%Z by (apply Z.pow_pos_nonneg; nia). lia.
  - inversion_clear Hk as [| l0 ls0 Hlayer Hrest]. cbn [fold_right length] in *.
    destruct l as [| l]; [lia|]. rewrite Nat2Z.inj_succ, Z.pow_succ_r by lia.
    assert (layer_breakpoints layer <= Z.of_nat k * Z.of_nat w)%Z as Hb.
    { assert (layer_breakpoints layer <= Z.of_nat k * Z.of_nat (length layer))%Z as H.
      { clear -Hlayer. unfold layer_breakpoints. induction Hlayer; cbn [fold_right length]; lia. }
      assert (length layer <= w)%nat by lia. nia. }
    specialize (IH l Hrest ltac:(lia) ltac:(lia)). pose proof (layer_breakpoints_nonneg layer). pose proof (piece_bound_positive rest). nia.
Qed.

Lemma relu_networks_have_one_breakpoint N : relu_network N -> breakpoints_at_most 1 N.
Proof.
  unfold relu_network, breakpoints_at_most. intros H. eapply Forall_impl; [|exact H]. intros layer Hl.
  eapply Forall_impl; [|exact Hl]. intros u ->. cbn. lia.
Qed.
