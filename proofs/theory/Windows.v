(** T15v: windows on which f^t is far from every affine function, by dual functions; what has few pieces cannot be affine on few of them.
    A checker and its soundness. *)

From Coq Require Import Reals QArith Qreals Qround List ZArith Lra Lia.
From Exactsep Require Import Networks Chains Hits Maps Integral Slopes.
Import ListNotations.

(** One part of a window: from x to [until], with the value of the dual function. f^t has to be affine on it. *)
Definition part := (Q * Q)%type.   (* (until, value) *)

(** A window that begins at a cut: how many cuts it passes over before the one at its end, and its parts. *)
Record window := Window { passes : nat; parts : list part }.

Record windows_certificate := Windows {
  w_vertices : list (Q * Q);
  w_iterations : nat;
  w_cuts : list (Q * list window);   (* each with the windows that begin there *)
  w_at_most : nat;                   (* pieces of g *)
  w_error : Q
}.

Definition w_map (c : windows_certificate) : map_data := Linear (w_vertices c).

(** Is f^t affine between p and q? *)
Definition no_vertex_between (vs : list (Q * Q)) (p q : Q) : bool :=
  forallb (fun v => (Qle_bool (fst v) p && Qle_bool (fst v) q) || (Qle_bool p (fst v) && Qle_bool q (fst v))) vs.

Fixpoint straight_run (vs : list (Q * Q)) (t : nat) (p q : Q) : bool :=
  match t with
  | O => true
  | S t' => no_vertex_between vs p q && straight_run vs t' (piecewise_linear_Q vs p) (piecewise_linear_Q vs q)
  end.

Fixpoint iterate_Q (vs : list (Q * Q)) (t : nat) (p : Q) : Q := match t with O => p | S t' => iterate_Q vs t' (piecewise_linear_Q vs p) end.

(** The sums over the parts: of the dual function, of it times x, and of it times f^t. *)
Fixpoint part_sums (vs : list (Q * Q)) (t : nat) (x : Q) (ps : list part) : Q * Q * Q :=
  match ps with
  | [] => (0, 0, 0)%Q
  | (y, v) :: rest =>
      let s := part_sums vs t y rest in
      (Qred (v * (y - x) + fst (fst s)), Qred (v * (y * y - x * x) * (1 # 2) + snd (fst s)), Qred (v * (iterate_Q vs t x + iterate_Q vs t y) * (1 # 2) * (y - x) + snd s))%Q
  end.

Fixpoint parts_ok (vs : list (Q * Q)) (t : nat) (x : Q) (ps : list part) (b : Q) : bool :=
  match ps with
  | [] => Qeq_bool x b
  | (y, v) :: rest => negb (Qle_bool y x) && Qle_bool v 1 && Qle_bool (- (1)) v && straight_run vs t x y && parts_ok vs t y rest b
  end.

(** Values are multiples of 2^-100, rounded down; sums of integers are faster than sums of fractions. *)
Definition units (z : Z) : Q := z # (2 ^ 100).
Definition rounded (q : Q) : Z := Qfloor (q * inject_Z (2 ^ 100)).

(** The value of a window from a to b; 0 if something is wrong. *)
Definition window_value (vs : list (Q * Q)) (t : nat) (a b : Q) (ps : list part) : Z :=
  let s := part_sums vs t a ps in
  if parts_ok vs t a ps b && Qeq_bool (fst (fst s)) 0 && Qeq_bool (snd (fst s)) 0 then rounded (snd s) else 0%Z.

Fixpoint larger (us vs : list Z) : list Z :=
  match us, vs with u :: us', v :: vs' => (if Z.leb u v then v else u) :: larger us' vs' | _, _ => us end.

(** What one window adds, for all ends: [zs] are the later cuts, [rows] what is known from each of them on. *)
Definition window_row (vs : list (Q * Q)) (t : nat) (z : Q) (zs : list Q) (rows : list (list Z)) (w : window) : list Z :=
  let value := window_value vs t z (nth (passes w) zs z) (parts w) in
  repeat 0%Z (passes w) ++ map (Z.add value) (nth (passes w) rows []).

(** For each cut: lower bounds of the distance of f^t from affine functions, from this cut to each later one. *)
Fixpoint rows_of (vs : list (Q * Q)) (t : nat) (cuts : list (Q * list window)) : list (list Z) :=
  match cuts with
  | [] => []
  | (z, ws) :: rest =>
      let rows := rows_of vs t rest in
      (0%Z :: fold_right (fun w row => larger row (window_row vs t z (map fst rest) rows w)) (nth 0 rows []) ws) :: rows
  end.

(** The least cost from a cut on: [row] up to each later cut, [next] from the later cuts on with one piece less. *)
Fixpoint least (row next : list Z) : Z :=
  match row, next with
  | [a], _ => a
  | a :: row', v :: next' => let s := (a + v)%Z in let l := least row' next' in if Z.leb s l then s else l
  | _, _ => 0%Z
  end.

Fixpoint all_least (rows : list (list Z)) (next : list Z) : list Z :=
  match rows, next with row :: rows', _ :: next' => least row next' :: all_least rows' next' | _, _ => [] end.

(** With at most 1 + k pieces. *)
Fixpoint costs_from (rows : list (list Z)) (k : nat) : list Z :=
  match k with O => map (fun row => last row 0%Z) rows | S k' => all_least rows (costs_from rows k') end.

Fixpoint cuts_ordered (zs : list Q) : bool := match zs with z :: (z' :: _) as rest => Qle_bool z z' && cuts_ordered rest | _ => true end.

Definition check_windows (c : windows_certificate) : bool :=
  well_formed (w_map c) && cuts_ordered (map fst (w_cuts c)) && Nat.leb 1 (w_at_most c)
  && match costs_from (rows_of (w_vertices c) (w_iterations c) (w_cuts c)) (w_at_most c - 1) with [] => false | v :: _ => Qle_bool (w_error c) (units v) end.

(** ** Soundness *)

Open Scope R_scope.

Definition between_points (p q z : R) : Prop := p <= z <= q \/ q <= z <= p.

(** F is affine between p and q. *)
Definition straight (F : R -> R) (p q : R) : Prop := exists s, forall z, between_points p q z -> F z = F p + s * (z - p).

(** A composition of affine functions is affine. *)
Lemma straight_iterate f t p q : straight f p q -> straight (iterate t f) (f p) (f q) -> straight (iterate (S t) f) p q.
Proof.
  intros [s Hs] [s' Hs']. exists (s' * s). intros z Hz. cbn [iterate].
  assert (f q = f p + s * (q - p)) as Eq by (apply Hs; unfold between_points in *; lra).
  rewrite (Hs z Hz). rewrite Hs'; [ring|]. rewrite Eq. unfold between_points in *. destruct (Rle_dec 0 s), Hz; nra.
Qed.

Definition outside (x p q : R) : Prop := (x <= p /\ x <= q) \/ (p <= x /\ q <= x).

(** A piecewise linear function is affine where there is no vertex inside. *)
Lemma straight_rises x0 y0 vs p q :
  increasing x0 vs -> outside (Q2R x0) p q -> Forall (fun v => outside (Q2R (fst v)) p q) vs -> straight (rises x0 y0 vs) p q.
Proof.
  revert x0 y0. induction vs as [| [x1 y1] vs IH]; intros x0 y0 Hi H0 HF; cbn [rises]; [exists 0; intros; lra|].
  destruct Hi as [H01 Hi]. apply Qlt_Rlt in H01. inversion HF as [| v vs' H1 Hr]; subst. cbn [fst] in H1.
  destruct (IH x1 y1 Hi H1 Hr) as [s Hs]. set (k := (Q2R y1 - Q2R y0) / (Q2R x1 - Q2R x0)).
  assert (exists d, forall z, between_points p q z -> clamp (Q2R x0) (Q2R x1) z - clamp (Q2R x0) (Q2R x1) p = d * (z - p)) as [d Hd].
  { unfold outside, between_points, clamp in *.
    destruct (Rle_dec p (Q2R x0)) as [A | A]; [destruct (Rle_dec q (Q2R x0)) as [B | B]|].
    - exists 0. intros z Hz. rewrite !Rmax_right, !Rmin_left by lra. lra.
    - exists 1. intros z Hz. assert (p = Q2R x0) by lra. assert (q <= Q2R x1) by lra. rewrite !Rmax_left, !Rmin_left by lra. lra.
    - destruct (Rle_dec (Q2R x1) p) as [B | B].
      + destruct (Rle_dec (Q2R x1) q) as [C | C].
        * exists 0. intros z Hz. rewrite !Rmax_left, !Rmin_right by lra. lra.
        * exists 1. intros z Hz. rewrite !Rmax_left, !Rmin_left by lra. lra.
      + exists 1. intros z Hz. rewrite !Rmax_left, !Rmin_left by lra. lra. }
  exists (k * d + s). intros z Hz. rewrite (Hs z Hz). specialize (Hd z Hz).
  replace (clamp (Q2R x0) (Q2R x1) z) with (clamp (Q2R x0) (Q2R x1) p + d * (z - p)) by lra. ring.
Qed.

(** What the test says is true. *)
Lemma straight_run_ok vs t p q :
  well_formed (Linear vs) = true -> straight_run vs t p q = true -> straight (iterate t (piecewise_linear vs)) (Q2R p) (Q2R q).
Proof.
  intros Hm. revert p q. induction t as [| t IH]; intros p q H; cbn [straight_run] in H; [exists 1; intros; cbn; ring|].
  apply andb_prop in H. destruct H as [H1 H2]. apply straight_iterate.
  - destruct vs as [| [x0 y0] vs]; [discriminate|]. unfold no_vertex_between in H1.
    assert (Forall (fun v => outside (Q2R (fst v)) (Q2R p) (Q2R q)) ((x0, y0) :: vs)) as HF.
    { apply Forall_forall. intros v Hv. rewrite forallb_forall in H1. specialize (H1 v Hv). apply orb_prop in H1.
      destruct H1 as [H1 | H1]; apply andb_prop in H1; destruct H1 as [A B]; apply Qle_bool_real in A, B; [left | right]; split; assumption. }
    inversion HF as [| v vs' A B]; subst. destruct (straight_rises x0 y0 vs _ _ (increasing_Q_ok _ _ Hm) A B) as [s Hs].
    exists s. intros z Hz. cbn [piecewise_linear]. rewrite (Hs z Hz). ring.
  - change (piecewise_linear vs) with (function_of (Linear vs)) at 2 3. rewrite !function_at by exact Hm. apply IH, H2.
Qed.

(** Iterates over Q are those over R. *)
Lemma iterate_Q_ok vs t p : well_formed (Linear vs) = true -> iterate t (piecewise_linear vs) (Q2R p) = Q2R (iterate_Q vs t p).
Proof.
  intros Hm. revert p. induction t as [| t IH]; intros p; cbn [iterate iterate_Q]; [reflexivity|].
  change (piecewise_linear vs (Q2R p)) with (function_of (Linear vs) (Q2R p)). rewrite function_at by exact Hm. apply IH.
Qed.

(** F is at least e away from every affine function on [a, b]. *)
Definition far_from_affine (F : R -> R) (a b e : R) : Prop := a <= b /\ forall g, affine_on g a b -> costs (fun z => Rabs (F z - g z)) a b e.

(** Every distance is at least 0. *)
Lemma far_nothing F a b : a <= b -> far_from_affine F a b 0.
Proof. intros H. split; [exact H|]. intros g _. apply costs_nothing; [exact H | intros; apply Rabs_pos]. Qed.

(** Neighbouring windows: the distances add up. *)
Lemma far_join F a m b e e' : far_from_affine F a m e -> far_from_affine F m b e' -> far_from_affine F a b (e + e').
Proof.
  intros [H1 H2] [H3 H4]. split; [lra|]. intros g Hg. apply costs_join with (m := m); [exact H1 | exact H3 | apply H2 | apply H4];
    apply (affine_sub g a b); lra || exact Hg.
Qed.

(** One part of a window. *)
Lemma part_costs F p q v k c g :
  p < q -> straight F p q -> -1 <= v <= 1 -> (forall z, p <= z <= q -> g z = k * z + c) ->
  costs (fun z => Rabs (F z - g z)) p q (v * (F p + F q) / 2 * (q - p) - k * (v * (q * q - p * p) / 2) - c * (v * (q - p))).
Proof.
  intros Hpq [s Hs] Hv Hg.
  assert (F q = F p + s * (q - p)) as Eq by (apply Hs; left; lra).
  apply costs_less with (e := (v * (F p - s * p - c)) * (q - p) + (v * (s - k)) * (q * q / 2 - p * p / 2)).
  - apply costs_affine; [lra|]. intros z Hz. rewrite (Hs z) by (left; lra). rewrite Hg by lra.
    replace (v * (F p - s * p - c) + v * (s - k) * z) with (v * (F p + s * (z - p) - (k * z + c))) by ring.
    set (D := F p + s * (z - p) - (k * z + c)). unfold Rabs. destruct (Rcase_abs D); nra.
  - rewrite Eq. right. field.
Qed.

(** Rounding makes smaller. *)
Lemma rounded_below q : Q2R (units (rounded q)) <= Q2R q.
Proof.
  apply Qle_Rle. unfold units, rounded. pose proof (Qfloor_le (q * inject_Z (2 ^ 100))) as H.
  unfold Qle in *. cbn [Qnum Qden Qmult inject_Z] in *. rewrite Pos.mul_1_r in H. change (Zpos (2 ^ 100)) with (2 ^ 100)%Z. lia.
Qed.

(** Sums and order of units. *)
Lemma units_plus y z : Q2R (units (y + z)) = Q2R (units y) + Q2R (units z).
Proof. unfold units, Q2R. cbn [Qnum Qden]. rewrite plus_IZR. ring. Qed.

Lemma units_zero : Q2R (units 0) = 0.
Proof. unfold units, Q2R. cbn [Qnum Qden]. ring. Qed.

Lemma units_le y z : (y <= z)%Z -> Q2R (units y) <= Q2R (units z).
Proof.
  intros H. apply IZR_le in H. unfold units, Q2R. cbn [Qnum Qden]. apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat, IZR_lt; reflexivity | exact H].
Qed.

(** f^t is as far from affine functions on a window as its value says. *)
Lemma window_ok vs t a b ps :
  well_formed (Linear vs) = true -> Q2R a <= Q2R b -> far_from_affine (iterate t (piecewise_linear vs)) (Q2R a) (Q2R b) (Q2R (units (window_value vs t a b ps))).
Proof.
  intros Hm Hab. unfold window_value. cbv zeta. destruct (_ && _) eqn:E; [|rewrite units_zero; apply far_nothing, Hab].
  apply andb_prop in E. destruct E as [E E2]. apply andb_prop in E. destruct E as [E E1]. apply Qeq_bool_eq, Qeq_eqR in E1, E2. rewrite Q2R_zero in E1, E2.
  split; [exact Hab|]. intros g [k [c Hg]].
  set (F := iterate t (piecewise_linear vs)).
  assert (costs (fun z => Rabs (F z - g z)) (Q2R a) (Q2R b) (Q2R (snd (part_sums vs t a ps)) - k * Q2R (snd (fst (part_sums vs t a ps))) - c * Q2R (fst (fst (part_sums vs t a ps))))
    /\ Q2R a <= Q2R b) as [H _].
  2: eapply costs_less; [exact H | rewrite E1, E2; pose proof (rounded_below (snd (part_sums vs t a ps))); lra].
  clear E1 E2 Hab. revert a E Hg. induction ps as [| [y v] ps IH]; intros x E Hg; cbn [parts_ok part_sums] in *.
  - apply Qeq_bool_eq, Qeq_eqR in E. cbn [fst snd]. rewrite Q2R_zero, <- E. split; [|lra].
    eapply costs_less; [apply costs_nothing; [lra | intros; apply Rabs_pos] | lra].
  - apply andb_prop in E. destruct E as [E E5]. apply andb_prop in E. destruct E as [E E4]. apply andb_prop in E. destruct E as [E E3].
    apply andb_prop in E. destruct E as [E1 E2]. apply Qlt_bool_real in E1. apply Qle_bool_real in E2, E3.
    rewrite Q2R_opp in E3. replace (Q2R 1) with 1 in E2, E3 by (unfold Q2R; cbn; lra).
    destruct (IH y E5) as [H Hyb]; [intros z Hz; apply Hg; lra|]. split; [|lra].
    eapply costs_less; [apply (costs_join _ _ (Q2R y)); [lra | lra | | exact H]|].
    + apply (part_costs F (Q2R x) (Q2R y) (Q2R v) k c g); [exact E1 | apply straight_run_ok; assumption | lra | intros z Hz; apply Hg; lra].
    + cbn [fst snd]. rewrite !Q2R_Qred, !Q2R_plus, !Q2R_mult, !Q2R_minus, !Q2R_plus, !Q2R_mult. replace (Q2R (1 # 2)) with (/ 2) by (unfold Q2R; cbn; lra).
      unfold F. rewrite !iterate_Q_ok by exact Hm. right. field.
Qed.
