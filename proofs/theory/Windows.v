(** T15v: windows on which f^t is far from every affine function, by dual functions; what has few pieces cannot be affine on few of them.
    A checker and its soundness. *)

From Coq Require Import Reals QArith Qreals Qround List ZArith Lra Lia.
From Exactsep Require Import Networks Chains Hits Maps Integral Slopes.
Import ListNotations.

(** One part of a window: until where, and with which value of the dual function, in integers over common denominators. f^t has to be affine
    on it. *)
Definition part := (Z * Z)%type.   (* (until, value) *)

(** A window that begins at a cut: how many cuts it passes over before the one at its end, the denominators, and its parts. *)
Record window := Window { passes : nat; grid : positive; scale : positive; parts : list part }.

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

(** The values of f^t at p and q, if f^t is affine between them. *)
Fixpoint follow (vs : list (Q * Q)) (t : nat) (p q : Q) : option (Q * Q) :=
  match t with
  | O => Some (p, q)
  | S t' => if no_vertex_between vs p q then follow vs t' (piecewise_linear_Q vs p) (piecewise_linear_Q vs q) else None
  end.

(** Values are multiples of 2^-100, rounded down; sums of integers are faster than sums of fractions. *)
Definition units (z : Z) : Q := z # (2 ^ 100).
Definition rounded (q : Q) : Z := Qfloor (q * inject_Z (2 ^ 100)).

(** The integral of the dual function times f^t, from x/d to y/d, where the dual function is v/e. *)
Definition part_value (d e : positive) (x y v : Z) (at_x at_y : Q) : Z := rounded ((v # e) * (at_x + at_y) * (1 # 2) * (y - x # d)).

(** The sums over the parts from x/d to b: of the dual function and of it times x, as multiples of 1/(d e) and of 1/(2 d d e), and of it
    times f^t. *)
Fixpoint part_sums (vs : list (Q * Q)) (t : nat) (d e : positive) (x : Z) (ps : list part) (b : Q) : option (Z * Z * Z) :=
  match ps with
  | [] => if Qeq_bool (x # d) b then Some (0, 0, 0)%Z else None
  | (y, v) :: rest =>
      if Z.ltb x y && Z.leb (Z.abs v) (Zpos e)
      then match follow vs t (x # d) (y # d), part_sums vs t d e y rest b with
        | Some (p, q), Some (s, s1, s2) => Some (v * (y - x) + s, v * (y * y - x * x) + s1, part_value d e x y v p q + s2)%Z
        | _, _ => None
        end
      else None
  end.

(** The value of a window from a to b; 0 if something is wrong. *)
Definition window_value (vs : list (Q * Q)) (t : nat) (a b : Q) (w : window) : Z :=
  let x := (Qnum a * Zpos (grid w) / Zpos (Qden a))%Z in
  if Qeq_bool (x # grid w) a
  then match part_sums vs t (grid w) (scale w) x (parts w) b with Some (0, 0, z)%Z => z | _ => 0%Z end
  else 0%Z.

Fixpoint larger (us vs : list Z) : list Z :=
  match us, vs with u :: us', v :: vs' => (if Z.leb u v then v else u) :: larger us' vs' | _, _ => us end.

(** The same over any numbers: of a window from one cut to another, how many it passes over, and its value. *)
Section Rows.
Context {cut win : Type} (passed : win -> nat) (value : cut -> cut -> win -> Z).

(** What one window adds, for all ends: [zs] are the later cuts, [rows] what is known from each of them on. *)
Definition window_row (z : cut) (zs : list cut) (rows : list (list Z)) (w : win) : list Z :=
  repeat 0%Z (passed w) ++ map (Z.add (value z (nth (passed w) zs z) w)) (nth (passed w) rows []).

(** For each cut: lower bounds of the distance of f^t from affine functions, from this cut to each later one. *)
Fixpoint rows_by (cuts : list (cut * list win)) : list (list Z) :=
  match cuts with
  | [] => []
  | (z, ws) :: rest =>
      let rows := rows_by rest in
      (0%Z :: fold_right (fun w row => larger row (window_row z (map fst rest) rows w)) (nth 0 rows []) ws) :: rows
  end.
End Rows.

Definition rows_of (vs : list (Q * Q)) (t : nat) : list (Q * list window) -> list (list Z) := rows_by passes (window_value vs t).

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

(** What the walk along an iterate says is true. *)
Lemma follow_ok vs t p q u v :
  follow vs t p q = Some (u, v) -> straight_run vs t p q = true /\ u = iterate_Q vs t p /\ v = iterate_Q vs t q.
Proof.
  revert p q. induction t as [| t IH]; intros p q H; cbn [follow straight_run iterate_Q] in *; [injection H as <- <-; auto|].
  destruct (no_vertex_between vs p q); [|discriminate]. destruct (IH _ _ H) as [H1 H2]. split; [exact H1 | exact H2].
Qed.

Lemma Q2R_over z d : Q2R (z # d) = IZR z / IZR (Zpos d).
Proof. reflexivity. Qed.

(** The parts of a window. *)
Lemma parts_cost vs t d e g k c b : well_formed (Linear vs) = true -> forall ps x s s1 s2,
  part_sums vs t d e x ps b = Some (s, s1, s2) -> (forall z, Q2R (x # d) <= z <= Q2R b -> g z = k * z + c) ->
  costs (fun z => Rabs (iterate t (piecewise_linear vs) z - g z)) (Q2R (x # d)) (Q2R b)
    (Q2R (units s2) - k * (IZR s1 / (IZR (Zpos d) * IZR (Zpos d) * IZR (Zpos e) * 2)) - c * (IZR s / (IZR (Zpos d) * IZR (Zpos e)))) /\ Q2R (x # d) <= Q2R b.
Proof.
  intros Hm. assert (0 < IZR (Zpos d)) as Hd by (apply IZR_lt; reflexivity). assert (0 < IZR (Zpos e)) as He by (apply IZR_lt; reflexivity).
  induction ps as [| [y v] ps IH]; intros x s s1 s2 H Hg; cbn [part_sums] in H.
  - destruct (Qeq_bool (x # d) b) eqn:E; [|discriminate]. injection H as <- <- <-. apply Qeq_bool_eq, Qeq_eqR in E. split; [|lra].
    eapply costs_less; [apply costs_nothing; [lra | intros; apply Rabs_pos]|]. rewrite units_zero. right. field. lra.
  - destruct (Z.ltb x y && Z.leb (Z.abs v) (Zpos e))%bool eqn:E; [|discriminate]. apply andb_prop in E. destruct E as [E1 E2].
    apply Z.ltb_lt, IZR_lt in E1. apply Z.leb_le in E2.
    destruct (follow vs t (x # d) (y # d)) as [[p q] |] eqn:Ef; [|discriminate]. destruct (part_sums vs t d e y ps b) as [[[r r1] r2] |] eqn:Er; [|discriminate].
    assert (s = v * (y - x) + r /\ s1 = v * (y * y - x * x) + r1 /\ s2 = part_value d e x y v p q + r2)%Z as [-> [-> ->]] by (repeat split; congruence). clear H.
    destruct (follow_ok _ _ _ _ _ _ Ef) as [Hs [-> ->]].
    assert (Q2R (x # d) < Q2R (y # d)) as Hxy.
    { rewrite !Q2R_over. unfold Rdiv. apply Rmult_lt_compat_r; [apply Rinv_0_lt_compat, Hd | exact E1]. }
    assert (-1 <= Q2R (v # e) <= 1) as Hv.
    { rewrite Q2R_over. assert (IZR v / IZR (Zpos e) * IZR (Zpos e) = IZR v) as Ev by (field; lra).
      assert (- IZR (Zpos e) <= IZR v <= IZR (Zpos e)) as Hb by (rewrite <- opp_IZR; split; apply IZR_le; lia). split; nra. }
    destruct (IH y r r1 r2 Er) as [H Hyb]; [intros z Hz; apply Hg; lra|]. split; [|lra].
    eapply costs_less; [apply (costs_join _ _ (Q2R (y # d))); [lra | lra | | exact H]|].
    + apply (part_costs _ (Q2R (x # d)) (Q2R (y # d)) (Q2R (v # e)) k c g); [exact Hxy | apply straight_run_ok; assumption | exact Hv | intros z Hz; apply Hg; lra].
    + rewrite units_plus. pose proof (rounded_below ((v # e) * (iterate_Q vs t (x # d) + iterate_Q vs t (y # d)) * (1 # 2) * (y - x # d))) as Hr.
      fold (part_value d e x y v (iterate_Q vs t (x # d)) (iterate_Q vs t (y # d))) in Hr.
      rewrite !Q2R_mult, Q2R_plus in Hr. replace (Q2R (1 # 2)) with (/ 2) in Hr by (unfold Q2R; cbn; lra). rewrite !iterate_Q_ok by exact Hm.
      assert (Q2R (y - x # d) = Q2R (y # d) - Q2R (x # d)) as E by (rewrite !Q2R_over, minus_IZR; field; lra). rewrite E in Hr.
      rewrite !plus_IZR, !mult_IZR, !minus_IZR, !mult_IZR.
      replace (IZR v * (IZR y - IZR x)) with (Q2R (v # e) * (Q2R (y # d) - Q2R (x # d)) * (IZR (Zpos d) * IZR (Zpos e))) by (rewrite !Q2R_over; field; lra).
      replace (IZR v * (IZR y * IZR y - IZR x * IZR x)) with (Q2R (v # e) * (Q2R (y # d) * Q2R (y # d) - Q2R (x # d) * Q2R (x # d)) * (IZR (Zpos d) * IZR (Zpos d) * IZR (Zpos e)))
        by (rewrite !Q2R_over; field; lra).
      match goal with |- ?L <= ?R => assert (R - L = Q2R (v # e) * (Q2R (iterate_Q vs t (x # d)) + Q2R (iterate_Q vs t (y # d))) * / 2 * (Q2R (y # d) - Q2R (x # d)) - Q2R (units (part_value d e x y v (iterate_Q vs t (x # d)) (iterate_Q vs t (y # d))))) as ED by (field; lra) end.
      lra.
Qed.

(** f^t is as far from affine functions on a window as its value says. *)
Lemma window_ok vs t a b w :
  well_formed (Linear vs) = true -> Q2R a <= Q2R b -> far_from_affine (iterate t (piecewise_linear vs)) (Q2R a) (Q2R b) (Q2R (units (window_value vs t a b w))).
Proof.
  intros Hm Hab. unfold window_value. cbv zeta. set (x := (_ / _)%Z). destruct (Qeq_bool (x # grid w) a) eqn:E; [|rewrite units_zero; apply far_nothing, Hab].
  apply Qeq_bool_eq, Qeq_eqR in E. destruct (part_sums _ _ _ _ x _ b) as [[[s s1] s2] |] eqn:Es; [|rewrite units_zero; apply far_nothing, Hab].
  destruct s; [|rewrite units_zero; apply far_nothing, Hab ..]. destruct s1; [|rewrite units_zero; apply far_nothing, Hab ..].
  split; [exact Hab|]. intros g [k [c Hg]]. rewrite <- E in *.
  destruct (parts_cost vs t _ _ g k c b Hm _ _ _ _ _ Es Hg) as [H _]. eapply costs_less; [exact H|]. right. unfold Rdiv. ring.
Qed.
