(** T10: the model of constant slope. Lengths v with A v = rho v, A the matrix of a pattern, make a piecewise affine map that follows the
    pattern with slopes rho and - rho: its Lipschitz constant is rho, the rate of the pattern. *)

From Coq Require Import Reals QArith List ZArith Lra Lia.
From Exactsep Require Import Networks Chains Hits Covering Maps Cycles FieldMaps Onto Rates.
Import ListNotations.
Open Scope R_scope.

(** ** Sums *)

Lemma sum_R_last m g : sum_R (S m) g = sum_R m g + g m.
Proof.
  unfold sum_R. rewrite seq_S, map_app. cbn [map plus]. induction (map g (seq 0 m)) as [| c cs IH]; cbn [app fold_right]; [ring | rewrite IH; ring].
Qed.

Lemma sum_R_positive m g : (0 < m)%nat -> (forall k, (k < m)%nat -> 0 < g k) -> 0 < sum_R m g.
Proof.
  intros Hm Hg. destruct m as [| m]; [lia|]. rewrite sum_R_last. pose proof (Hg m ltac:(lia)).
  assert (sum_R m (fun _ => 0 * 0) <= sum_R m g) as H' by (apply sum_R_le; intros k Hk; pose proof (Hg k ltac:(lia)); lra).
  rewrite sum_R_times in H'. lra.
Qed.

(** Finitely many positive numbers have positive bounds. *)
Lemma positive_bounds n (v : nat -> R) : (forall k, (k < n)%nat -> 0 < v k) -> exists lo hi, 0 < lo /\ 0 < hi /\ forall k, (k < n)%nat -> lo <= v k <= hi.
Proof.
  induction n as [| n IH]; intros Hv; [exists 1, 1; repeat split; try lra; lia|].
  destruct (IH (fun k Hk => Hv k ltac:(lia))) as [lo [hi [H1 [H2 H3]]]]. pose proof (Hv n ltac:(lia)).
  exists (Rmin lo (v n)), (Rmax hi (v n)). split; [apply Rmin_glb_lt; assumption|]. split; [eapply Rlt_le_trans; [exact H2 | apply Rmax_l]|].
  intros k Hk. pose proof (Rmin_l lo (v n)). pose proof (Rmin_r lo (v n)). pose proof (Rmax_l hi (v n)). pose proof (Rmax_r hi (v n)).
  destruct (Nat.eq_dec k n) as [-> | Hkn]; [lra | specialize (H3 k ltac:(lia)); lra].
Qed.

(** A v = rho v gives A^t v = rho^t v. *)
Lemma powers_of_eigenvector A n rho v t i :
  (forall k, (k < n)%nat -> sum_R n (fun j => INR (A k j) * v j) = rho * v k) -> (i < n)%nat ->
  sum_R n (fun j => INR (matrix_power A n t i j) * v j) = rho ^ t * v i.
Proof.
  intros Hv. revert i. induction t as [| t IH]; intros i Hi; cbn [pow matrix_power].
  - rewrite (sum_R_ext n _ (fun j => if Nat.eqb j i then v j else 0)) by (intros j _; rewrite (Nat.eqb_sym i j); destruct (Nat.eqb j i); cbn [INR]; ring).
    rewrite sum_R_single by exact Hi. ring.
  - rewrite (sum_R_ext n _ (fun j => sum_R n (fun k => INR (A i k) * (INR (matrix_power A n t k j) * v j)))).
    2: { intros j _. rewrite sum_below_INR, Rmult_comm, <- sum_R_times. apply sum_R_ext. intros k _. rewrite mult_INR. ring. }
    rewrite sum_R_swap, (sum_R_ext n _ (fun k => rho ^ t * (INR (A i k) * v k))); [rewrite sum_R_times, Hv by exact Hi; ring|].
    intros k Hk. rewrite sum_R_times, IH by exact Hk. ring.
Qed.

(** So rho is the rate at which the powers of A grow. *)
Lemma rate_of_eigenvector A n rho v :
  (0 < n)%nat -> 0 < rho -> (forall k, (k < n)%nat -> 0 < v k) -> (forall k, (k < n)%nat -> sum_R n (fun j => INR (A k j) * v j) = rho * v k) ->
  exists c C, 0 < c /\ 0 < C /\ forall t, c * rho ^ t <= sum_R n (fun i => sum_R n (fun j => INR (matrix_power A n t i j))) <= C * rho ^ t.
Proof.
  intros Hn Hrho Hpos Hv. destruct (positive_bounds n v Hpos) as [lo [hi [Hlo [Hhi Hb]]]]. pose proof (sum_R_positive n v Hn Hpos) as Hs.
  exists (sum_R n v / hi), (sum_R n v / lo). split; [apply Rdiv_lt_0_compat; lra|]. split; [apply Rdiv_lt_0_compat; lra|]. intros t.
  set (total := sum_R n (fun i => sum_R n (fun j => INR (matrix_power A n t i j)))).
  assert (sum_R n (fun i => sum_R n (fun j => INR (matrix_power A n t i j) * v j)) = rho ^ t * sum_R n v) as E.
  { rewrite <- sum_R_times. apply sum_R_ext. intros i Hi. apply powers_of_eigenvector; assumption. }
  assert (lo * total <= rho ^ t * sum_R n v <= hi * total) as [H1 H2].
  { rewrite <- E. unfold total. rewrite <- !sum_R_times.
    split; apply sum_R_le; intros i _; rewrite <- sum_R_times; apply sum_R_le; intros j Hj; specialize (Hb j Hj); pose proof (pos_INR (matrix_power A n t i j)); nra. }
  split; [apply Rmult_le_reg_l with hi | apply Rmult_le_reg_l with lo]; try assumption; unfold Rdiv; field_simplify; lra.
Qed.

(** ** The map *)

Section Model.
Variables (n : nat) (pi : nat -> nat) (rho : R) (v : nat -> R).
Hypothesis some : (0 < n)%nat.
Hypothesis rho_positive : 0 < rho.
Hypothesis pi_within : forall k, (k <= n)%nat -> (pi k <= n)%nat.
Hypothesis v_positive : forall k, (k < n)%nat -> 0 < v k.
Hypothesis eigenvector : forall k, (k < n)%nat -> sum_R n (fun j => INR (pattern_matrix pi k j) * v j) = rho * v k.

(** The points, from 0 on, and the vertices from the point s on. *)
Definition point_at (k : nat) : R := sum_R k v.
Definition vertices_from (s m : nat) : list (R * R) := map (fun k => (point_at k, point_at (pi k))) (seq s m).
Definition model : R -> R := piecewise_linear_R (vertices_from 0 (S n)).

Lemma point_next k : point_at (S k) = point_at k + v k.
Proof. apply sum_R_last. Qed.

Lemma points_increase k : (k < n)%nat -> point_at k < point_at (S k).
Proof. intros Hk. rewrite point_next. pose proof (v_positive k Hk). lra. Qed.

(** The distance of two points is the sum of the lengths between them. *)
Lemma point_distance i j : (i <= j)%nat -> (j <= n)%nat ->
  sum_R n (fun l => INR (if (Nat.leb i l && Nat.ltb l j)%bool then 1 else 0) * v l) = point_at j - point_at i.
Proof.
  intros Hij. induction Hij as [| j Hij IH]; intros Hj.
  - rewrite (sum_R_ext n _ (fun l => 0 * v l)), sum_R_times; [ring|]. intros l _. destruct (Nat.leb_spec i l), (Nat.ltb_spec l i); cbn [andb INR]; lia || ring.
  - rewrite point_next, <- (sum_R_single n j v) by lia. replace (point_at j + sum_R n (fun k => if Nat.eqb k j then v k else 0) - point_at i)
      with ((point_at j - point_at i) + sum_R n (fun k => if Nat.eqb k j then v k else 0)) by ring.
    rewrite <- IH, <- sum_R_plus by lia. apply sum_R_ext. intros l _.
    destruct (Nat.leb_spec i l), (Nat.ltb_spec l j), (Nat.ltb_spec l (S j)), (Nat.eqb_spec l j); cbn [andb INR]; try lia; ring.
Qed.

(** The images of neighbours are rho times as far apart. *)
Lemma image_distance k : (k < n)%nat -> exists s, (s = rho \/ s = - rho) /\ point_at (pi (S k)) - point_at (pi k) = s * v k.
Proof.
  intros Hk. pose proof (eigenvector k Hk) as E. unfold pattern_matrix in E. pose proof (pi_within k ltac:(lia)). pose proof (pi_within (S k) ltac:(lia)).
  destruct (le_lt_dec (pi k) (pi (S k))) as [H' | H'].
  - exists rho. split; [left; reflexivity|]. rewrite Nat.min_l, Nat.max_r, point_distance in E by lia. exact E.
  - exists (- rho). split; [right; reflexivity|]. rewrite Nat.min_r, Nat.max_l, point_distance in E by lia. lra.
Qed.

Lemma vertices_increase s m : (s + m <= n)%nat -> increasing_R (point_at s) (vertices_from (S s) m).
Proof. revert s. induction m as [| m IH]; intros s H; [exact I|]. split; [apply points_increase; lia | apply IH; lia]. Qed.

(** On each gap the map is a line. *)
Lemma model_on_gap m s k x : (s + m <= n)%nat -> (s <= k < s + m)%nat -> point_at k <= x <= point_at (S k) ->
  point_at (pi s) + rises_R (point_at s) (point_at (pi s)) (vertices_from (S s) m) x
  = point_at (pi k) + (point_at (pi (S k)) - point_at (pi k)) / (point_at (S k) - point_at k) * (x - point_at k).
Proof.
  revert s. induction m as [| m IH]; intros s Hs Hk Hx; [lia|]. pose proof (vertices_increase s (S m) Hs) as Hi.
  destruct (Nat.eq_dec k s) as [-> | Hne].
  - apply (first_segment _ _ _ _ (vertices_from (S (S s)) m)); assumption.
  - pose proof (p_monotone n point_at points_increase (S s) k ltac:(lia) ltac:(lia)).
    rewrite <- (IH (S s) ltac:(lia) ltac:(lia) Hx). apply (later_segments _ _ _ _ (vertices_from (S (S s)) m)); [apply points_increase; lia | lra].
Qed.

Lemma model_line k : (k < n)%nat ->
  exists s, (s = rho \/ s = - rho) /\ point_at (pi (S k)) - point_at (pi k) = s * v k /\
    forall x, point_at k <= x <= point_at (S k) -> model x = point_at (pi k) + s * (x - point_at k).
Proof.
  intros Hk. destruct (image_distance k Hk) as [s [Hs E]]. exists s. split; [exact Hs|]. split; [exact E|]. intros x Hx.
  unfold model. change (vertices_from 0 (S n)) with ((point_at 0, point_at (pi 0%nat)) :: vertices_from 1 n). cbn [piecewise_linear_R].
  rewrite (model_on_gap n 0 k x) by (lia || assumption). rewrite E, point_next. pose proof (v_positive k Hk). field. lra.
Qed.

(** It follows the pattern. *)
Lemma model_at k : (k <= n)%nat -> model (point_at k) = point_at (pi k).
Proof.
  intros Hk. destruct k as [| k].
  - pose proof (points_increase 0 some). destruct (model_line 0 some) as [s [_ [_ H']]]. rewrite H' by lra. ring.
  - pose proof (points_increase k ltac:(lia)). destruct (model_line k ltac:(lia)) as [s [_ [E H']]]. rewrite H', point_next by lra. lra.
Qed.

(** No function made of such segments is steeper. *)
Lemma clamp_and_max x0 x1 x : x0 <= x1 -> Rmax x0 x = clamp x0 x1 x + Rmax x1 x - x1.
Proof. intros H. unfold clamp, Rmax, Rmin. repeat destruct (Rle_dec _ _); lra. Qed.

Lemma rises_lipschitz m s x y : (s + m <= n)%nat -> x <= y ->
  Rabs (rises_R (point_at s) (point_at (pi s)) (vertices_from (S s) m) x - rises_R (point_at s) (point_at (pi s)) (vertices_from (S s) m) y)
  <= rho * (Rmax (point_at s) y - Rmax (point_at s) x).
Proof.
  intros Hs Hxy. revert s Hs. induction m as [| m IH]; intros s Hs; cbn [vertices_from seq map rises_R].
  - rewrite Rminus_diag_eq, Rabs_R0 by reflexivity. apply Rmult_le_pos; [lra|]. unfold Rmax. repeat destruct (Rle_dec _ _); lra.
  - specialize (IH (S s) ltac:(lia)). fold (vertices_from (S (S s)) m). set (r := rises_R (point_at (S s)) (point_at (pi (S s))) (vertices_from (S (S s)) m)) in *.
    pose proof (points_increase s ltac:(lia)) as Hlt. pose proof (v_positive s ltac:(lia)).
    rewrite !(clamp_and_max (point_at s) (point_at (S s))) by lra. set (cx := clamp (point_at s) (point_at (S s)) x). set (cy := clamp (point_at s) (point_at (S s)) y).
    assert (cx <= cy) as Hc by (unfold cx, cy, clamp, Rmax, Rmin; repeat destruct (Rle_dec _ _); lra).
    destruct (image_distance s ltac:(lia)) as [d [Hd ->]]. replace (d * v s / (point_at (S s) - point_at s)) with d by (rewrite point_next; field; lra).
    replace (d * (cx - point_at s) + r x - (d * (cy - point_at s) + r y)) with (d * (cx - cy) + (r x - r y)) by ring.
    eapply Rle_trans; [apply Rabs_triang|]. assert (Rabs (d * (cx - cy)) <= rho * (cy - cx)); [|lra].
    apply Rabs_le. destruct Hd as [-> | ->]; split; nra.
Qed.

Lemma model_lipschitz x y : Rabs (model x - model y) <= rho * Rabs (x - y).
Proof.
  assert (forall x y, x <= y -> Rabs (model x - model y) <= rho * (y - x)) as H.
  { clear x y. intros x y Hxy. unfold model. change (vertices_from 0 (S n)) with ((point_at 0, point_at (pi 0%nat)) :: vertices_from 1 n). cbn [piecewise_linear_R].
    match goal with |- Rabs (?c + ?p - (?c + ?q)) <= _ => replace (c + p - (c + q)) with (p - q) by ring end.
    eapply Rle_trans; [apply (rises_lipschitz n 0 x y); [lia | exact Hxy]|]. apply Rmult_le_compat_l; [lra|]. unfold Rmax. repeat destruct (Rle_dec _ _); lra. }
  destruct (Rle_dec x y) as [Hxy | Hxy].
  - rewrite (Rabs_minus_sym x y), (Rabs_pos_eq (y - x)) by lra. apply H, Hxy.
  - rewrite (Rabs_minus_sym (model x)), (Rabs_pos_eq (x - y)) by lra. apply H. lra.
Qed.

(** It takes the interval into itself. *)
Lemma in_some_gap m x : (m <= n)%nat -> (0 < m)%nat -> point_at 0 <= x <= point_at m -> exists k, (k < m)%nat /\ point_at k <= x <= point_at (S k).
Proof.
  intros Hm H0 Hx. induction m as [| m IH]; [lia|]. destruct (Rle_dec (point_at m) x) as [H | H]; [exists m; split; [lia | lra]|].
  destruct m as [| m]; [lra|]. destruct (IH ltac:(lia) ltac:(lia) ltac:(lra)) as [k [Hk Hkx]]. exists k. split; [lia | exact Hkx].
Qed.

Lemma model_into x : point_at 0 <= x <= point_at n -> point_at 0 <= model x <= point_at n.
Proof.
  intros Hx. destruct (in_some_gap n x (le_n _) some Hx) as [k [Hk Hkx]]. destruct (model_line k Hk) as [s [_ [E H']]]. rewrite (H' x Hkx). rewrite point_next in Hkx.
  assert (forall j, (j <= n)%nat -> point_at 0 <= point_at j <= point_at n) as Hin by (intros j Hj; split; apply (p_monotone n point_at points_increase); lia).
  pose proof (Hin _ (pi_within k ltac:(lia))). pose proof (Hin _ (pi_within (S k) ltac:(lia))).
  destruct (Rle_dec 0 s); split; nra.
Qed.
End Model.

(** T10: points with the distances v, and a map that sends them among themselves as pi says, with slopes rho and - rho between them. *)
Theorem T10 n pi rho (v : nat -> R) :
  (0 < n)%nat -> 0 < rho -> (forall k, (k <= n)%nat -> (pi k <= n)%nat) -> (forall k, (k < n)%nat -> 0 < v k) ->
  (forall k, (k < n)%nat -> sum_R n (fun j => INR (pattern_matrix pi k j) * v j) = rho * v k) ->
  exists (p : nat -> R) (f : R -> R),
    (forall k, (k < n)%nat -> p (S k) = p k + v k) /\ (forall k, (k <= n)%nat -> f (p k) = p (pi k)) /\
    (forall k, (k < n)%nat -> exists s, (s = rho \/ s = - rho) /\ forall x, p k <= x <= p (S k) -> f x = p (pi k) + s * (x - p k)) /\
    continuity f /\ (forall x, p 0%nat <= x <= p n -> p 0%nat <= f x <= p n) /\
    (* rho is the least Lipschitz constant of f, *)
    (forall x y, Rabs (f x - f y) <= rho * Rabs (x - y)) /\
    (forall L, (forall x y, p 0%nat <= x <= p n -> p 0%nat <= y <= p n -> Rabs (f x - f y) <= L * Rabs (x - y)) -> rho <= L) /\
    (* and the rate of the pattern. *)
    exists c C, 0 < c /\ 0 < C /\ forall t, c * rho ^ t <= sum_R n (fun i => sum_R n (fun j => INR (matrix_power (pattern_matrix pi) n t i j))) <= C * rho ^ t.
Proof.
  intros Hn Hrho Hpi Hv HA. exists (point_at v), (model n pi v).
  split; [intros k _; apply point_next|]. split; [intros k Hk; apply (model_at n pi rho v); assumption|]. split; [|split; [|split; [|split; [|split]]]].
  - intros k Hk. destruct (model_line n pi rho v Hn Hpi Hv HA k Hk) as [s [Hs [_ H]]]. exists s. split; assumption.
  - apply continuity_piecewise_linear_R.
  - intros x. apply (model_into n pi rho v); assumption.
  - intros x y. apply (model_lipschitz n pi rho v); assumption.
  - intros L HL. destruct (model_line n pi rho v Hn Hpi Hv HA 0%nat Hn) as [s [Hs [_ H]]].
    pose proof (points_increase n v Hv 0 Hn) as Hlt. pose proof (p_monotone n (point_at v) (points_increase n v Hv) 1 n ltac:(lia) (le_n n)) as Hle.
    specialize (HL (point_at v 1) (point_at v 0) ltac:(lra) ltac:(lra)). rewrite !H in HL by lra.
    replace (point_at v (pi 0%nat) + s * (point_at v 1 - point_at v 0) - (point_at v (pi 0%nat) + s * (point_at v 0 - point_at v 0)))
      with (s * (point_at v 1 - point_at v 0)) in HL by ring.
    rewrite Rabs_mult in HL. assert (Rabs s = rho) as Es by (destruct Hs as [-> | ->]; [|rewrite Rabs_Ropp]; apply Rabs_pos_eq; lra).
    rewrite Es in HL. apply Rmult_le_reg_r with (r := Rabs (point_at v 1 - point_at v 0)); [|exact HL]. rewrite Rabs_pos_eq; lra.
  - apply (rate_of_eigenvector (pattern_matrix pi) n rho v); assumption.
Qed.

(** The cycle of three points 0 -> 2 -> 1 -> 0 has a model with the slopes of the golden ratio: the map of [CNP20]. *)
Theorem T10_golden : exists (f : R -> R) (p q r : R), p < q /\ q < r /\ f p = r /\ f r = q /\ f q = p /\ continuity f /\
  (forall x y, Rabs (f x - f y) <= golden * Rabs (x - y)) /\
  (forall L, (forall x y, p <= x <= r -> p <= y <= r -> Rabs (f x - f y) <= L * Rabs (x - y)) -> golden <= L).
Proof.
  pose proof golden_range as Hg. pose (v := fun k : nat => match k with O => golden | _ => 1 end).
  destruct (T10 2 three_down golden v) as [p [f [Hp [Hf [_ [Hc [_ [HL [Hleast _]]]]]]]]].
  - lia.
  - lra.
  - intros [| [| [| k]]] Hk; cbn; lia.
  - intros k _. destruct k; cbn; lra.
  - pose proof golden_square. intros [| [| k]] Hk; [| | lia]; unfold sum_R, pattern_matrix; cbn; lra.
  - exists f, (p 0%nat), (p 1%nat), (p 2%nat). pose proof (Hp 0%nat ltac:(lia)) as E0. pose proof (Hp 1%nat ltac:(lia)) as E1. cbn in E0, E1.
    rewrite (Hf 0%nat), (Hf 1%nat), (Hf 2%nat) by lia. repeat split; try lra; assumption.
Qed.
