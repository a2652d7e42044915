(** Upper bounds of the integral of |f^t - g|, for a piecewise linear g that is given by its vertices: a checker and its soundness. *)

From Coq Require Import Reals QArith Qreals Qabs Qround List ZArith Lra Lia.
From Exactsep Require Import Networks Chains Hits Maps Integral Slopes Windows Distance.
Import ListNotations.

(** A multiple of 2^-128 that is not smaller. *)
Definition unit_of (z : Z) : Q := z # (2 ^ 128).
Definition up_to_unit (q : Q) : Z := Qceiling (q * inject_Z (2 ^ 128)).

Definition plus_if (u v : option Z) : option Z := match u, v with Some x, Some y => Some (x + y)%Z | _, _ => None end.

(** From p to q, where g is h: half the sum of the distances at the ends, times the length. *)
Definition interval_sum (vs : list (Q * Q)) (t : nat) (h : Q -> Q) (p q : Q) : option Z :=
  if Qle_bool q p then None
  else match follow vs t p q with
  | Some (u, v) => Some (up_to_unit ((Qabs (u - h p) + Qabs (v - h q)) * (q - p) * (1 # 2)))
  | None => None
  end.

(** From p over the points to q. *)
Fixpoint segment_sum (vs : list (Q * Q)) (t : nat) (h : Q -> Q) (p : Q) (points : list Q) (q : Q) : option Z :=
  match points with
  | [] => interval_sum vs t h p q
  | z :: rest => plus_if (interval_sum vs t h p z) (segment_sum vs t h z rest q)
  end.

Definition line (x0 y0 x1 y1 x : Q) : Q := Qred (y0 + (y1 - y0) / (x1 - x0) * (x - x0)).

(** Over all segments of g; between their ends there are points such that f^t is affine from each to the next. *)
Fixpoint total_sum (vs : list (Q * Q)) (t : nat) (x0 y0 : Q) (segments : list (Q * Q)) (inner : list (list Q)) : option Z :=
  match segments, inner with
  | [], _ => Some 0%Z
  | (x1, y1) :: rest, points :: others =>
      plus_if (segment_sum vs t (line x0 y0 x1 y1) x0 points x1) (total_sum vs t x1 y1 rest others)
  | _, _ => None
  end.

Definition first_vertex (vs : list (Q * Q)) : Q * Q := hd (0, 0)%Q vs.

(** Is the integral of |f^t - g| at most [upper]? *)
Definition check_upper (vs : list (Q * Q)) (t : nat) (gs : list (Q * Q)) (inner : list (list Q)) (upper : Q) : bool :=
  well_formed (Linear vs) && well_formed (Linear gs)
  && match total_sum vs t (fst (first_vertex gs)) (snd (first_vertex gs)) (tl gs) inner with Some z => Qle_bool (unit_of z) upper | None => false end.

(** ** Soundness *)

Open Scope R_scope.

(** Whenever h is integrable, its integral from a to b is at most e. *)
Definition spends (h : R -> R) (a b e : R) : Prop := forall pr : Riemann_integrable h a b, RiemannInt pr <= e.

(** A larger bound. *)
Lemma spends_more h a b e e' : spends h a b e -> e <= e' -> spends h a b e'.
Proof. intros H He pr. specialize (H pr). lra. Qed.

(** What is smaller spends less. *)
Lemma spends_le h k a b e : a <= b -> (forall x, a < x < b -> h x <= k x) -> Riemann_integrable k a b -> spends k a b e -> spends h a b e.
Proof. intros Hab Hhk pk Hk pr. specialize (Hk pk). pose proof (RiemannInt_P19 pr pk Hab Hhk). lra. Qed.

(** Equal functions spend the same. *)
Lemma spends_ext h k a b e : a <= b -> (forall x, a <= x <= b -> h x = k x) -> Riemann_integrable k a b -> spends k a b e -> spends h a b e.
Proof. intros Hab E. apply spends_le; [exact Hab|]. intros x Hx. rewrite E by lra. apply Rle_refl. Qed.

(** Neighbouring intervals: the bounds add up. *)
Lemma spends_join h a m b e e' : a <= m -> m <= b -> spends h a m e -> spends h m b e' -> spends h a b (e + e').
Proof.
  intros Ham Hmb H H' pr.
  pose proof (RiemannInt_P22 pr (conj Ham Hmb)) as p1. pose proof (RiemannInt_P23 pr (conj Ham Hmb)) as p2.
  rewrite <- (RiemannInt_P26 p1 p2 pr). specialize (H p1). specialize (H' p2). lra.
Qed.

(** An interval without length. *)
Lemma spends_nothing h a : spends h a a 0.
Proof. intros pr. rewrite RiemannInt_P9. lra. Qed.

(** A function below a line spends at most the integral of the line. *)
Lemma spends_affine h a b c d :
  a <= b -> (forall x, a < x < b -> h x <= c + d * x) -> spends h a b (c * (b - a) + d * (b * b / 2 - a * a / 2)).
Proof.
  intros Hab Hh.
  assert (Riemann_integrable (fun x => x) a b) as p by (apply continuity_implies_RiemannInt; [exact Hab | intros; apply continuity_fun_id]).
  apply (spends_le h (fun x => fct_cte c x + d * x)); [exact Hab | exact Hh | apply RiemannInt_P10; [apply RiemannInt_P14 | exact p] |].
  intros pr. rewrite (RiemannInt_P13 (RiemannInt_P14 a b c) p pr), RiemannInt_P15, integral_of_id. lra.
Qed.

(** The modulus of an affine function is below the line between its values at the ends. *)
Lemma spends_straight (F g : R -> R) p q :
  p < q -> straight F p q -> straight g p q -> spends (fun x => Rabs (F x - g x)) p q ((Rabs (F p - g p) + Rabs (F q - g q)) * (q - p) / 2).
Proof.
  intros Hpq [s Hs] [k Hk]. set (A := Rabs (F p - g p)). set (B := Rabs (F q - g q)).
  apply spends_more with (e := (A - (B - A) / (q - p) * p) * (q - p) + (B - A) / (q - p) * (q * q / 2 - p * p / 2)); [|right; field; lra].
  apply spends_affine; [lra|]. intros x Hx.
  pose (w := (x - p) / (q - p)). assert (w * (q - p) = x - p) as Hw by (unfold w; field; lra). assert (0 <= w <= 1) by (split; nra).
  replace (A - (B - A) / (q - p) * p + (B - A) / (q - p) * x) with ((1 - w) * A + w * B) by (unfold w; field; lra).
  rewrite (Hs x), (Hk x) by (left; lra). unfold A, B. rewrite (Hs q), (Hk q) by (left; lra).
  replace (F p + s * (x - p) - (g p + k * (x - p))) with ((1 - w) * (F p - g p) + w * (F p + s * (q - p) - (g p + k * (q - p)))) by (rewrite <- Hw; ring).
  eapply Rle_trans; [apply Rabs_triang|]. rewrite !Rabs_mult, (Rabs_pos_eq (1 - w)), (Rabs_pos_eq w) by lra. apply Rle_refl.
Qed.

(** The modulus over Q is that over R. *)
Lemma Q2R_abs q : Q2R (Qabs q) = Rabs (Q2R q).
Proof.
  destruct (Qlt_le_dec q 0) as [H | H].
  - rewrite (Qeq_eqR _ _ (Qabs_neg q (Qlt_le_weak _ _ H))), Q2R_opp. apply Qlt_Rlt in H. rewrite Q2R_zero in H. rewrite Rabs_left; lra.
  - rewrite (Qeq_eqR _ _ (Qabs_pos q H)). apply Qle_Rle in H. rewrite Q2R_zero in H. rewrite Rabs_pos_eq; lra.
Qed.

(** Rounding makes larger. *)
Lemma unit_above q : Q2R q <= Q2R (unit_of (up_to_unit q)).
Proof.
  apply Qle_Rle. unfold unit_of, up_to_unit. pose proof (Qle_ceiling (q * inject_Z (2 ^ 128))) as H.
  unfold Qle in *. cbn [Qnum Qden Qmult inject_Z] in *. rewrite Pos.mul_1_r in H. change (Zpos (2 ^ 128)) with (2 ^ 128)%Z. lia.
Qed.

(** Sums of units. *)
Lemma unit_plus x y : Q2R (unit_of (x + y)) = Q2R (unit_of x) + Q2R (unit_of y).
Proof. unfold unit_of, Q2R. cbn [Qnum Qden]. rewrite plus_IZR. ring. Qed.

(** g from one of its vertices on. *)
Definition from_vertex (x0 y0 : Q) (vs : list (Q * Q)) (x : R) : R := Q2R y0 + rises x0 y0 vs x.

(** On its first segment it is a line, *)
Lemma on_first_segment x0 y0 x1 y1 vs x :
  increasing x0 ((x1, y1) :: vs) -> Q2R x0 <= x <= Q2R x1 ->
  from_vertex x0 y0 ((x1, y1) :: vs) x = Q2R y0 + (Q2R y1 - Q2R y0) / (Q2R x1 - Q2R x0) * (x - Q2R x0).
Proof.
  intros Hi Hx. destruct Hi as [H1 H2]. apply Qlt_Rlt in H1. unfold from_vertex. cbn [rises]. rewrite (rises_before x1 y1 vs x H2) by lra.
  unfold clamp. rewrite Rmax_left, Rmin_left by lra. ring.
Qed.

(** whose values are known, *)
Lemma line_ok x0 y0 x1 y1 vs x :
  increasing x0 ((x1, y1) :: vs) -> Q2R x0 <= Q2R x <= Q2R x1 -> from_vertex x0 y0 ((x1, y1) :: vs) (Q2R x) = Q2R (line x0 y0 x1 y1 x).
Proof.
  intros Hi Hx. rewrite on_first_segment by assumption. destruct Hi as [H1 _]. unfold line.
  rewrite Q2R_Qred, Q2R_plus, Q2R_mult, Q2R_div, !Q2R_minus; [reflexivity|].
  intros C. apply Qlt_Rlt in H1. apply Qeq_eqR in C. rewrite Q2R_minus, Q2R_zero in C. lra.
Qed.

Lemma first_segment_affine x0 y0 x1 y1 vs :
  increasing x0 ((x1, y1) :: vs) -> affine_on (from_vertex x0 y0 ((x1, y1) :: vs)) (Q2R x0) (Q2R x1).
Proof.
  intros Hi. exists ((Q2R y1 - Q2R y0) / (Q2R x1 - Q2R x0)), (Q2R y0 - (Q2R y1 - Q2R y0) / (Q2R x1 - Q2R x0) * Q2R x0).
  intros x Hx. rewrite on_first_segment by assumption. ring.
Qed.

(** and behind it, it begins at the next vertex. *)
Lemma behind_first_segment x0 y0 x1 y1 vs x :
  increasing x0 ((x1, y1) :: vs) -> Q2R x1 <= x -> from_vertex x0 y0 ((x1, y1) :: vs) x = from_vertex x1 y1 vs x.
Proof.
  intros [H1 _] Hx. apply Qlt_Rlt in H1. unfold from_vertex. cbn [rises]. unfold clamp at 1. rewrite Rmax_left, Rmin_right by lra. field. lra.
Qed.

(** It is continuous. *)
Lemma continuity_from_vertex x0 y0 vs : continuity (from_vertex x0 y0 vs).
Proof. apply (continuity_plus (fun _ => Q2R y0)); [apply continuity_fun_const | apply continuity_rises]. Qed.

(** Equal functions have the same pieces. *)
Lemma pieces_ext g g' a b m : (forall x, a <= x <= b -> g x = g' x) -> pieces g a b m -> pieces g' a b m.
Proof.
  intros E H. induction H as [a | a d b m Had [k [c Hg]] Hc IH]; [constructor|]. pose proof (chain_ordered _ _ _ _ Hc) as [Hdb _].
  apply chain_cons with (m := d); [exact Had | | apply IH; intros; apply E; lra].
  exists k, c. intros x Hx. rewrite <- E by lra. apply Hg, Hx.
Qed.

(** The last vertex is also that of the rest. *)
Lemma last_vertex (p q : Q * Q) vs : last (q :: vs) p = last vs q.
Proof. revert p q. induction vs as [| r vs IH]; intros p q; [reflexivity|]. change (last (q :: r :: vs) p) with (last (r :: vs) p). rewrite !IH. reflexivity. Qed.

(** As many pieces as segments. *)
Lemma pieces_from_vertex x0 y0 vs :
  increasing x0 vs -> pieces (from_vertex x0 y0 vs) (Q2R x0) (Q2R (fst (last vs (x0, y0)))) (Z.of_nat (length vs)).
Proof.
  revert x0 y0. induction vs as [| [x1 y1] vs IH]; intros x0 y0 Hi; [constructor|].
  rewrite last_vertex.
  pose proof Hi as [H1 H2]. specialize (IH x1 y1 H2). apply Qlt_Rlt in H1. pose proof (chain_ordered _ _ _ _ IH) as [Hle _].
  cbn [length]. rewrite Nat2Z.inj_succ. unfold Z.succ. apply chain_cons with (m := Q2R x1); [lra | |].
  - apply first_segment_affine, Hi.
  - apply (pieces_ext (from_vertex x1 y1 vs)); [|exact IH]. intros x Hx. symmetry. apply behind_first_segment; [exact Hi | lra].
Qed.

(** Affine between the ends *)
Lemma affine_straight g p q : p <= q -> affine_on g p q -> straight g p q.
Proof. intros Hpq [m [c H]]. exists m. intros x Hx. unfold between_points in Hx. rewrite !H by lra. ring. Qed.

Section Sum.
Variables (vs : list (Q * Q)) (t : nat).
Hypothesis vs_ok : well_formed (Linear vs) = true.

Notation F := (iterate t (piecewise_linear vs)).

(** From left to right *)
Lemma interval_sum_lt h p q z : interval_sum vs t h p q = Some z -> Q2R p < Q2R q.
Proof. unfold interval_sum. destruct (Qle_bool q p) eqn:E; [discriminate|]. intros _. apply Qlt_bool_real. rewrite E. reflexivity. Qed.

Lemma segment_sum_lt h p points q z : segment_sum vs t h p points q = Some z -> Q2R p < Q2R q.
Proof.
  revert p z. induction points as [| w points IH]; intros p z H; cbn [segment_sum] in H; [exact (interval_sum_lt _ _ _ _ H)|].
  destruct (interval_sum vs t h p w) as [z1 |] eqn:E1; [|discriminate]. destruct (segment_sum vs t h w points q) as [z2 |] eqn:E2; [|discriminate].
  apply interval_sum_lt in E1. apply IH in E2. lra.
Qed.

(** Between two points *)
Lemma interval_sum_ok h g p q z :
  interval_sum vs t h p q = Some z -> straight g (Q2R p) (Q2R q) -> g (Q2R p) = Q2R (h p) -> g (Q2R q) = Q2R (h q) ->
  spends (fun x => Rabs (F x - g x)) (Q2R p) (Q2R q) (Q2R (unit_of z)).
Proof.
  intros H Hg Hp Hq. pose proof (interval_sum_lt _ _ _ _ H) as Hpq. unfold interval_sum in H. destruct (Qle_bool q p); [discriminate|].
  destruct (follow vs t p q) as [[u v] |] eqn:Ef; [|discriminate].
  assert (z = up_to_unit ((Qabs (u - h p) + Qabs (v - h q)) * (q - p) * (1 # 2))) as -> by congruence. clear H. destruct (follow_ok _ _ _ _ _ _ Ef) as [Hs [-> ->]].
  eapply spends_more; [apply spends_straight; [exact Hpq | apply straight_run_ok; assumption | exact Hg]|].
  eapply Rle_trans; [|apply unit_above]. right. rewrite Hp, Hq, !iterate_Q_ok by exact vs_ok.
  rewrite !Q2R_mult, !Q2R_plus, !Q2R_abs, !Q2R_minus. replace (Q2R (1 # 2)) with (/ 2) by (unfold Q2R; cbn; lra). reflexivity.
Qed.

(** From one vertex of g to the next *)
Lemma segment_sum_ok h g points q p z :
  segment_sum vs t h p points q = Some z -> affine_on g (Q2R p) (Q2R q) -> (forall x, Q2R p <= Q2R x <= Q2R q -> g (Q2R x) = Q2R (h x)) ->
  spends (fun x => Rabs (F x - g x)) (Q2R p) (Q2R q) (Q2R (unit_of z)).
Proof.
  revert p z. induction points as [| w points IH]; intros p z H Hg Hh; cbn [segment_sum] in H.
  - pose proof (interval_sum_lt _ _ _ _ H) as Hpq.
    apply (interval_sum_ok h g p q z H); [apply affine_straight; lra || exact Hg | apply Hh; lra | apply Hh; lra].
  - destruct (interval_sum vs t h p w) as [z1 |] eqn:E1; [|discriminate]. destruct (segment_sum vs t h w points q) as [z2 |] eqn:E2; [|discriminate].
    injection H as <-. pose proof (interval_sum_lt _ _ _ _ E1) as Hpw. pose proof (segment_sum_lt _ _ _ _ _ E2) as Hwq.
    rewrite unit_plus. apply spends_join with (m := Q2R w); [lra | lra | |].
    + apply (interval_sum_ok h g p w z1 E1); [apply affine_straight; [lra | apply (affine_sub g (Q2R p) (Q2R q)); lra || exact Hg] | apply Hh; lra | apply Hh; lra].
    + apply (IH w z2 E2); [apply (affine_sub g (Q2R p) (Q2R q)); lra || exact Hg | intros x Hx; apply Hh; lra].
Qed.

(** Over all of g *)
Lemma total_sum_ok x0 y0 gs inner z :
  total_sum vs t x0 y0 gs inner = Some z -> increasing x0 gs ->
  spends (fun x => Rabs (F x - from_vertex x0 y0 gs x)) (Q2R x0) (Q2R (fst (last gs (x0, y0)))) (Q2R (unit_of z)).
Proof.
  revert x0 y0 inner z. induction gs as [| [x1 y1] gs IH]; intros x0 y0 inner z H Hi.
  - cbn in H. injection H as <-. cbn [last fst]. replace (Q2R (unit_of 0)) with 0 by (unfold Q2R, unit_of; cbn [Qnum Qden]; ring). apply spends_nothing.
  - cbn [total_sum] in H. destruct inner as [| points inner]; [discriminate|].
    destruct (segment_sum vs t (line x0 y0 x1 y1) x0 points x1) as [z1 |] eqn:E1; [|discriminate].
    destruct (total_sum vs t x1 y1 gs inner) as [z2 |] eqn:E2; [|discriminate]. injection H as <-.
    rewrite last_vertex. pose proof (pieces_from_vertex x0 y0 _ Hi) as Hp. rewrite last_vertex in Hp.
    pose proof (proj2 Hi) as Hi'. pose proof (proj1 (chain_ordered _ _ _ _ (pieces_from_vertex x1 y1 gs Hi'))) as Hle.
    pose proof (Qlt_Rlt _ _ (proj1 Hi)) as Hlt. rewrite unit_plus. apply spends_join with (m := Q2R x1); [lra | exact Hle | |].
    + apply (segment_sum_ok (line x0 y0 x1 y1) _ points x1 x0 z1 E1); [|intros x Hx; apply line_ok; assumption].
      apply first_segment_affine, Hi.
    + apply (spends_ext _ (fun x => Rabs (F x - from_vertex x1 y1 gs x))); [exact Hle | | | apply (IH x1 y1 inner z2 E2 Hi')].
      * intros x Hx. rewrite behind_first_segment; [reflexivity | exact Hi | lra].
      * apply continuity_implies_RiemannInt; [exact Hle|]. intros x _. revert x. apply continuity_abs, (continuity_minus F); [|apply continuity_from_vertex].
        apply continuity_iterate, continuity_piecewise_linear.
Qed.
End Sum.

(** The theorem *)
Section Statement.
Variables (vs gs : list (Q * Q)) (t : nat) (inner : list (list Q)) (upper : Q) (f g : R -> R) (a b e : R) (few : Z).
Hypotheses (accepted : check_upper vs t gs inner upper = true) (Hf : f = piecewise_linear vs) (Hg : g = piecewise_linear gs)
  (Ha : a = Q2R (fst (first_vertex gs))) (Hb : b = Q2R (fst (last gs (0, 0)%Q))) (He : e = Q2R upper) (Hfew : (Z.of_nat (length gs) - 1 <=? few)%Z = true).

(** g is continuous, has few pieces, and is so close. *)
Theorem close_on_average :
  continuity g /\ (exists m, pieces g a b m /\ (m <= few)%Z) /\
  exists pr : Riemann_integrable (fun x => Rabs (iterate t f x - g x)) a b, RiemannInt pr <= e.
Proof.
  subst. apply andb_prop in accepted. destruct accepted as [H H3]. apply andb_prop in H. destruct H as [H1 H2].
  destruct gs as [| [x0 y0] rest]; [discriminate|]. apply increasing_Q_ok in H2. cbn [first_vertex hd fst snd tl] in *.
  destruct (total_sum vs t x0 y0 rest inner) as [z |] eqn:E; [|discriminate]. apply Qle_bool_real in H3.
  rewrite last_vertex. pose proof (pieces_from_vertex x0 y0 rest H2) as Hp. pose proof (proj1 (chain_ordered _ _ _ _ Hp)) as Hle.
  split; [apply continuity_piecewise_linear|]. split.
  - exists (Z.of_nat (length rest)). split; [exact Hp|]. apply Z.leb_le in Hfew. cbn [length] in Hfew. lia.
  - assert (Riemann_integrable (fun x => Rabs (iterate t (piecewise_linear vs) x - from_vertex x0 y0 rest x)) (Q2R x0) (Q2R (fst (last rest (x0, y0))))) as pr.
    { apply continuity_implies_RiemannInt; [exact Hle|]. intros x _. revert x. apply continuity_abs, (continuity_minus (iterate t (piecewise_linear vs)));
        [apply continuity_iterate, continuity_piecewise_linear | apply continuity_from_vertex]. }
    exists pr. eapply Rle_trans; [apply (total_sum_ok vs t H1 x0 y0 rest inner z E H2) | exact H3].
Qed.
End Statement.
