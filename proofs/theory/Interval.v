(** Maps that are given and continuous on an interval only: extended by constants they are continuous everywhere, and on the interval
    nothing changes. *)

From Coq Require Import Reals List ZArith Lra Lia.
From Exactsep Require Import Networks Chains Hits Covering Maps Growth Sign Cycles.
Import ListNotations.
Open Scope R_scope.

(** f is continuous on [a, b], one-sided at the ends. *)
Definition continuous_on (f : R -> R) (a b : R) : Prop := forall x, a <= x <= b -> continue_in f (fun z => a <= z <= b) x.

Definition maps_into (f : R -> R) (a b : R) : Prop := forall x, a <= x <= b -> a <= f x <= b.

Definition extended (a b : R) (f : R -> R) (x : R) : R := f (clamp a b x).

(** A clamped number lies in the interval. *)
Lemma clamp_inside a b x : a <= b -> a <= clamp a b x <= b.
Proof. intros Hab. unfold clamp. split; [apply Rmin_glb; [apply Rmax_r | exact Hab] | apply Rmin_r]. Qed.

(** A number of the interval stays where it is. *)
Lemma clamp_id a b x : a <= x <= b -> clamp a b x = x.
Proof. intros H. unfold clamp. rewrite Rmax_left, Rmin_left by (try rewrite Rmax_left; lra). reflexivity. Qed.

(** Clamping brings numbers closer. *)
Lemma clamp_distance a b c d : a <= b -> Rabs (clamp a b c - clamp a b d) <= Rabs (c - d).
Proof. intros Hab. unfold clamp, Rmin, Rmax, Rabs. repeat destruct (Rle_dec _ _); repeat destruct (Rcase_abs _); lra. Qed.

(** The extension is continuous. *)
Theorem continuity_extended f a b : a <= b -> continuous_on f a b -> continuity (extended a b f).
Proof.
  intros Hab Hf x eps Heps. destruct (Hf (clamp a b x) (clamp_inside a b x Hab) eps Heps) as [d [Hd H]].
  exists d. split; [exact Hd|]. intros y [_ Hy]. cbn in *. unfold R_dist, extended in *.
  destruct (Req_dec (clamp a b y) (clamp a b x)) as [E | E].
  - rewrite E, Rminus_diag_eq, Rabs_R0 by reflexivity. exact Heps.
  - apply H. split; [split; [apply clamp_inside, Hab | intros C; apply E; symmetry; exact C]|].
    eapply Rle_lt_trans; [apply clamp_distance, Hab | exact Hy].
Qed.

(** On the interval it has the same iterates. *)
Theorem iterate_extended f a b t x : maps_into f a b -> a <= x <= b -> iterate t (extended a b f) x = iterate t f x.
Proof.
  intros Hf. revert x. induction t as [| t IH]; intros x Hx; cbn [iterate]; [reflexivity|].
  assert (extended a b f x = f x) as -> by (unfold extended; rewrite clamp_id by exact Hx; reflexivity). apply IH, Hf, Hx.
Qed.

(** T6 for a map of the interval: f permutes p 0 < ... < p n (or sends them among themselves) as pi says; then f^t is far from every
    network with fewer pieces than the pattern counts, for every gap j. *)
Theorem pattern_forces_on f a b n p pi j t (N : network) :
  continuous_on f a b -> maps_into f a b ->
  (forall k, (k < n)%nat -> p k < p (S k)) -> a <= p 0%nat -> p n <= b ->
  (forall k, (k <= n)%nat -> (pi k <= n)%nat) -> (forall k, (k <= n)%nat -> f (p k) = p (pi k)) ->
  (j < n)%nat -> relu_network N -> ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N) < pattern_count pi n j t)%Z ->
  exists z, a <= z <= b /\ Rabs (iterate t f z - value N z) >= (p (S j) - p j) / 2.
Proof.
  intros Hf Hmap Hp Ha Hb Hpi Himg Hj HN Hsize.
  assert (forall k, (k <= n)%nat -> a <= p k <= b) as Hin.
  { intros k Hk. pose proof (p_monotone n p Hp 0 k ltac:(lia) Hk). pose proof (p_monotone n p Hp k n Hk (le_n n)). lra. }
  assert (a <= b) as Hab by (pose proof (Hin 0%nat ltac:(lia)); lra).
  destruct (pattern_forces (extended a b f) n p pi (continuity_extended f a b Hab Hf) Hp Hpi) with (j := j) (t := t) (N := N) as [z [Hz Hd]].
  - intros k Hk. unfold extended. rewrite clamp_id by (apply Hin, Hk). apply Himg, Hk.
  - exact Hj.
  - exact HN.
  - exact Hsize.
  - pose proof (Hin 0%nat ltac:(lia)). pose proof (Hin n (le_n n)). exists z. split; [lra|].
    rewrite iterate_extended in Hd by (assumption || lra). exact Hd.
Qed.

(** Period three, for a map of the interval. *)
Theorem period_three_on f a b p q r t (N : network) :
  continuous_on f a b -> maps_into f a b -> a <= p -> p < q -> q < r -> r <= b ->
  (f p = q /\ f q = r /\ f r = p) \/ (f p = r /\ f r = q /\ f q = p) ->
  relu_network N -> IZR ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N)) < golden ^ t ->
  exists z, a <= z <= b /\ Rabs (iterate t f z - value N z) >= Rmin (q - p) (r - q) / 2.
Proof.
  intros Hf Hmap Ha Hpq Hqr Hb Hcycle HN Hsize.
  destruct (period_three (extended a b f) p q r t N (continuity_extended f a b ltac:(lra) Hf) Hpq Hqr) as [z [Hz Hd]].
  - unfold extended. rewrite !clamp_id by lra. exact Hcycle.
  - exact HN.
  - exact Hsize.
  - exists z. split; [lra|]. rewrite iterate_extended in Hd by (assumption || lra). exact Hd.
Qed.

(** T11 for a map of the interval: if crossings grow like lam^t, its Lipschitz constant there is at least lam. *)
Theorem T11_on f L lam constant x y a b :
  0 < L -> a <= b -> maps_into f a b -> (forall u v, a <= u <= b -> a <= v <= b -> Rabs (f u - f v) <= L * Rabs (u - v)) -> x < y -> 0 < constant ->
  (forall t, exists n, constant * lam ^ t <= IZR n /\ crossings x y (iterate t f) a b n) -> lam <= L.
Proof.
  intros HL Hab Hmap Hf Hxy Hk Hgrow. apply (T11 (extended a b f) L lam constant x y a b HL); [| exact Hxy | exact Hk |].
  - intros u v. eapply Rle_trans; [apply Hf; apply clamp_inside, Hab | apply Rmult_le_compat_l; [lra | apply clamp_distance, Hab]].
  - intros t. destruct (Hgrow t) as [n [Hn [_ [u [v [Hu [Huv [Hv Hc]]]]]]]]. exists n. split; [exact Hn|]. split; [exact Hxy|].
    exists u, v. repeat (split; [assumption|]). clear Hn Huv. induction Hc as [u | u m v n Hum Hc H IH]; [constructor|].
    pose proof (chain_ordered _ _ _ _ H) as [Hmv _]. apply chain_cons with (m := m); [exact Hum | | apply IH; lra].
    unfold crossing in *. rewrite !iterate_extended by (assumption || lra). exact Hc.
Qed.
