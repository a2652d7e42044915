(** Upper bounds of the integral of |f^t - g| over any numbers: g is given by its vertices, and between them there are points such that f^t
    is affine from each to the next. *)

From Coq Require Import Reals QArith Qreals List ZArith Lra Lia.
From Exactsep Require Import Networks Chains Hits Covering Maps SupNorm Distance Integral Windows Upper Fields FieldMaps Laps LapRows Levels LevelBounds.
Import ListNotations.

Record approximant_over {number : Type} := Approximant {
  map_vertices : list (number * number);
  map_slopes : list number;
  map_paces : list number;
  a_left : number;
  a_right : number;
  a_iterate : nat;
  a_bits : positive;
  g_vertices : list (number * number);
  g_slopes : list number;
  g_points : list (list number);
  a_upper : number
}.
Arguments approximant_over : clear implicits.
Arguments Approximant {number} _ _ _ _ _ _%nat_scope _%positive_scope _ _ _ _.

Section Check.
Context {number : Type} {Ca : calculus number}.

(** A segment of the map that holds two points. *)
Fixpoint segment_with (qs : list (segment number)) (p q : number) : option (segment number) :=
  match qs with
  | [] => None
  | s :: rest => if (if c_le q (x_right s) then if c_le p (x_right s) then if c_le (x_left s) p then c_le (x_left s) q else false else false else false) then Some s else segment_with rest p q
  end.

(** The values of f^t at two points between which it is affine. *)
Fixpoint followed (qs : list (segment number)) (t : nat) (p q : number) : option (number * number) :=
  match t with
  | O => Some (p, q)
  | S t' => match segment_with qs p q with Some s => followed qs t' (along s p) (along s q) | None => None end
  end.

(** The modulus, in units of 2^-bits, rounded up. *)
Definition size_above (b : positive) (x : number) : Z := let E := c_enclosed b x in Z.max (snd E) (- fst E).

(** From p to q, twice, in units of 2^(-2 bits): the sum of the distances at the ends, times the length. *)
Definition stretch_sum (b : positive) (qs : list (segment number)) (t : nat) (g : segment number) (p q : number) : option Z :=
  if c_lt p q then
    match followed qs t p q with
    | Some (u, v) => Some ((size_above b (c_minus u (along g p)) + size_above b (c_minus v (along g q))) * size_above b (c_minus q p))%Z
    | None => None
    end
  else None.

Fixpoint line_sum (b : positive) (qs : list (segment number)) (t : nat) (g : segment number) (p : number) (points : list number) : option Z :=
  match points with
  | [] => stretch_sum b qs t g p (x_right g)
  | z :: rest => plus_if (stretch_sum b qs t g p z) (line_sum b qs t g z rest)
  end.

Fixpoint lines_sum (b : positive) (qs : list (segment number)) (t : nat) (gs : list (segment number)) (points : list (list number)) : option Z :=
  match gs, points with
  | [], _ => Some 0%Z
  | g :: rest, zs :: others => plus_if (line_sum b qs t g (x_left g) zs) (lines_sum b qs t rest others)
  | _, _ => None
  end.

Fixpoint end_of (x : number) (qs : list (segment number)) : number := match qs with [] => x | q :: rest => end_of (x_right q) rest end.

Definition g_lines (c : approximant_over number) : list (segment number) := segments_of (g_vertices c) (g_slopes c) (g_slopes c).

Definition check_approximant (c : approximant_over number) : bool :=
  let qs := segments_of (map_vertices c) (map_slopes c) (map_paces c) in
  good_segments_of (map_vertices c) (map_slopes c) (map_paces c)
  && forallb good_line (g_lines c) && Nat.eqb (S (length (g_lines c))) (length (g_vertices c))
  && match g_vertices c with (x0, _) :: _ => c_equal x0 (a_left c) && c_equal (end_of x0 (g_lines c)) (a_right c) | [] => false end
  && match lines_sum (a_bits c) qs (a_iterate c) (g_lines c) (g_points c) with
     | Some z => Z.leb z (Z.shiftl (fst (c_enclosed (a_bits c) (a_upper c))) (Zpos (a_bits c) + 1))
     | None => false
     end.
End Check.

(** ** Soundness *)

Open Scope R_scope.

Section Sound.
Context {number : Type} {Ca : calculus number} {Re : calculus_reading number}.
Variables (f : R -> R) (qs : list (segment number)) (b : positive).
Hypothesis lines : Forall (on_line_of f) qs.
Hypothesis Hf : continuity f.
Notation U := (IZR (2 ^ Zpos b)).

Lemma segment_with_ok p q s : segment_with qs p q = Some s ->
  on_line_of f s /\ val (x_left s) <= val p <= val (x_right s) /\ val (x_left s) <= val q <= val (x_right s).
Proof.
  induction lines as [| s' rest Hs Hrest IH]; cbn [segment_with]; [discriminate|].
  destruct (c_le q (x_right s')) eqn:E1; [|exact (IH Hrest)]. destruct (c_le p (x_right s')) eqn:E2; [|exact (IH Hrest)].
  destruct (c_le (x_left s') p) eqn:E3; [|exact (IH Hrest)]. destruct (c_le (x_left s') q) eqn:E4; [|exact (IH Hrest)].
  intros H. injection H as <-. apply c_le_ok in E1, E2, E3, E4. split; [exact Hs | split; split; assumption].
Qed.

(** Affine, and with the values that are computed. *)
Lemma followed_ok t P Q : P < Q -> forall h p q u v, straight h P Q -> h P = val p -> h Q = val q -> followed qs t p q = Some (u, v) ->
  straight (fun z => iterate t f (h z)) P Q /\ iterate t f (h P) = val u /\ iterate t f (h Q) = val v.
Proof.
  intros HPQ. induction t as [| t IH]; intros h p q u v Hs Hp Hq H; cbn [followed iterate] in *; [injection H as <- <-; tauto|].
  destruct (segment_with qs p q) as [s |] eqn:E; [|discriminate]. destruct (segment_with_ok p q s E) as [[_ Hl] [Ip Iq]].
  apply (IH (fun z => f (h z)) (along s p) (along s q) u v); [| rewrite Hp, along_ok; apply Hl, Ip | rewrite Hq, along_ok; apply Hl, Iq | exact H].
  destruct Hs as [k Hk]. exists (val (slope s) * k). intros z Hz.
  assert (P <= z <= Q) as Hz' by (unfold between_points in Hz; lra). assert (h Q = h P + k * (Q - P)) as EQ by (apply Hk; left; lra).
  assert (val (x_left s) <= h z <= val (x_right s)) as Iz.
  { rewrite (Hk z Hz). pose (w := (z - P) / (Q - P)). assert (w * (Q - P) = z - P) as Ew by (unfold w; field; lra). assert (0 <= w <= 1) as Hw by (split; nra).
    replace (h P + k * (z - P)) with ((1 - w) * h P + w * h Q) by (rewrite EQ, <- Ew; ring). rewrite Hp, Hq. split; nra. }
  rewrite (Hl _ Iz). rewrite (Hl (h P)) by (rewrite Hp; exact Ip). rewrite (Hk z Hz). ring.
Qed.

Lemma size_above_ok x : Rabs (val x) * U <= IZR (size_above b x).
Proof.
  unfold size_above. cbv zeta. pose proof (c_enclosed_ok b x) as [H1 H2]. pose proof (unit_pos b) as HU. set (E := c_enclosed b x) in *.
  apply Rle_trans with (Rmax (IZR (snd E)) (- IZR (fst E))).
  - unfold Rabs. destruct (Rcase_abs (val x)); [apply Rle_trans with (2 := Rmax_r _ _) | apply Rle_trans with (2 := Rmax_l _ _)]; lra.
  - rewrite <- opp_IZR. apply Rmax_lub; apply IZR_le; lia.
Qed.

Variables (t : nat) (g : R -> R).
Hypothesis Hg : continuity g.
Notation F := (iterate t f).

(** In units *)
Definition spent (z : Z) : R := IZR z / (2 * (U * U)).

Lemma spent_plus x y : spent (x + y) = spent x + spent y.
Proof. unfold spent. rewrite plus_IZR. unfold Rdiv. ring. Qed.

(** Between two points *)
Lemma stretch_sum_ok s p q z : on_line_of g s -> val (x_left s) <= val p -> val q <= val (x_right s) -> stretch_sum b qs t s p q = Some z ->
  val p < val q /\ spends (fun x => Rabs (F x - g x)) (val p) (val q) (spent z).
Proof.
  intros [_ Hs] Hp Hq H. unfold stretch_sum in H. destruct (c_lt p q) eqn:E; [|discriminate]. apply c_lt_ok in E. split; [exact E|].
  destruct (followed qs t p q) as [[u v] |] eqn:Ef; [|discriminate]. injection H as <-.
  destruct (followed_ok t (val p) (val q) E (fun x => x) p q u v) as [HF [Hu Hv]]; [exists 1; intros; ring | reflexivity | reflexivity | exact Ef |].
  assert (straight g (val p) (val q)) as Hstr.
  { exists (val (slope s)). intros x Hx. unfold between_points in Hx. rewrite !Hs by lra. ring. }
  eapply spends_more; [apply (spends_straight F g (val p) (val q) E HF Hstr)|].
  rewrite Hu, Hv, !Hs by lra. rewrite <- !along_ok, <- !c_minus_ok. pose proof (unit_pos b) as HU.
  pose proof (size_above_ok (c_minus u (along s p))) as A. pose proof (size_above_ok (c_minus v (along s q))) as B. pose proof (size_above_ok (c_minus q p)) as C.
  rewrite (Rabs_pos_eq (val (c_minus q p))) in C by (rewrite c_minus_ok; lra). unfold spent. rewrite mult_IZR, plus_IZR.
  set (d := val (c_minus q p)) in *. set (x := Rabs (val (c_minus u (along s p)))) in *. set (y := Rabs (val (c_minus v (along s q)))) in *.
  assert (0 <= x /\ 0 <= y /\ 0 <= d) as [X [Y D]] by (unfold x, y; repeat split; try apply Rabs_pos; unfold d; rewrite c_minus_ok; lra).
  apply Rmult_le_reg_r with (2 * (U * U)); [nra|]. replace ((x + y) * d / 2 * (2 * (U * U))) with ((x * U + y * U) * (d * U)) by field.
  set (A' := IZR (size_above b (c_minus u (along s p)))) in *. set (B' := IZR (size_above b (c_minus v (along s q)))) in *. set (C' := IZR (size_above b (c_minus q p))) in *.
  replace ((A' + B') * C' / (2 * (U * U)) * (2 * (U * U))) with ((A' + B') * C') by (field; lra). apply Rmult_le_compat; nra.
Qed.

(** On one line *)
Lemma line_sum_ok s points p z : on_line_of g s -> val (x_left s) <= val p -> line_sum b qs t s p points = Some z ->
  val p < val (x_right s) /\ spends (fun x => Rabs (F x - g x)) (val p) (val (x_right s)) (spent z).
Proof.
  intros Hs. revert p z. induction points as [| w points IH]; intros p z Hp H; cbn [line_sum] in H; [apply (stretch_sum_ok s p (x_right s) z Hs Hp (Rle_refl _) H)|].
  destruct (stretch_sum b qs t s p w) as [z1 |] eqn:E1; [|discriminate]. destruct (line_sum b qs t s w points) as [z2 |] eqn:E2; [|discriminate]. injection H as <-.
  assert (val p < val w) as Hpw by (unfold stretch_sum in E1; destruct (c_lt p w) eqn:E; [apply c_lt_ok, E | discriminate]).
  destruct (IH w z2 ltac:(lra) E2) as [Hw S2]. destruct (stretch_sum_ok s p w z1 Hs Hp ltac:(lra) E1) as [_ S1].
  split; [lra|]. rewrite spent_plus. apply spends_join with (m := val w); lra || assumption.
Qed.

(** On all of them *)
Lemma lines_sum_ok gs points x0 z : Forall (on_line_of g) gs -> linked (val x0) gs -> lines_sum b qs t gs points = Some z ->
  val x0 <= val (end_of x0 gs) /\ spends (fun x => Rabs (F x - g x)) (val x0) (val (end_of x0 gs)) (spent z).
Proof.
  intros HG. revert points x0 z. induction HG as [| s gs Hs HG IH]; intros points x0 z Hl H; cbn [lines_sum end_of] in *.
  - injection H as <-. split; [lra|]. unfold spent. replace (0 / (2 * (U * U))) with 0 by (unfold Rdiv; ring). apply spends_nothing.
  - destruct points as [| zs points]; [discriminate|]. destruct Hl as [E Hl].
    destruct (line_sum b qs t s (x_left s) zs) as [z1 |] eqn:E1; [|discriminate]. destruct (lines_sum b qs t gs points) as [z2 |] eqn:E2; [|discriminate]. injection H as <-.
    destruct (line_sum_ok s zs (x_left s) z1 Hs (Rle_refl _) E1) as [L1 S1]. destruct (IH points (x_right s) z2 Hl E2) as [L2 S2].
    rewrite E. split; [lra|]. rewrite spent_plus. apply spends_join with (m := val (x_right s)); lra || assumption.
Qed.

Lemma lines_pieces gs x0 : Forall (on_line_of g) gs -> linked (val x0) gs -> pieces g (val x0) (val (end_of x0 gs)) (Z.of_nat (length gs)).
Proof.
  intros HG. revert x0. induction HG as [| s gs [Hlt Hs] HG IH]; intros x0 Hl; cbn [end_of length linked] in *; [constructor|].
  destruct Hl as [E Hl]. rewrite Nat2Z.inj_succ. unfold Z.succ. apply chain_cons with (m := val (x_right s)); [lra | | apply IH, Hl].
  exists (val (slope s)), (val (y_left s) - val (slope s) * val (x_left s)). intros x Hx. rewrite Hs by lra. ring.
Qed.
End Sound.

Section Statement.
Context {number : Type} {Ca : calculus number} {Re : calculus_reading number}.
Variables (c : approximant_over number) (f g : R -> R) (n : nat) (a b e : R) (few : Z).
Hypotheses (accepted : check_approximant c = true) (Hf : f = piecewise_linear_R (points_of (map_vertices c)))
  (Hg : g = piecewise_linear_R (points_of (g_vertices c))) (Hn : n = a_iterate c)
  (Ha : a = val (a_left c)) (Hb : b = val (a_right c)) (He : e = val (a_upper c)) (Hfew : (Z.of_nat (length (g_vertices c)) - 1 <=? few)%Z = true).

(** g is continuous, has few pieces, and is so close. *)
Theorem approximant_close :
  continuity g /\ (exists m, pieces g a b m /\ (m <= few)%Z) /\
  exists pr : Riemann_integrable (fun x => Rabs (iterate n f x - g x)) a b, RiemannInt pr <= e.
Proof.
  pose proof accepted as H. unfold check_approximant in H. cbv zeta in H. apply andb_prop in H. destruct H as [H H5]. apply andb_prop in H. destruct H as [H H4].
  apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2]. apply Nat.eqb_eq in H3.
  assert (continuity f) as Cf by (rewrite Hf; apply continuity_piecewise_linear_R). assert (continuity g) as Cg by (rewrite Hg; apply continuity_piecewise_linear_R).
  assert (Forall (on_line_of f) (segments_of (map_vertices c) (map_slopes c) (map_paces c))) as Lf.
  { unfold good_segments_of in H1. cbv zeta in H1. apply andb_prop in H1. destruct H1 as [H1 Hl]. apply Nat.eqb_eq in Hl. rewrite Hf.
    destruct (map_vertices c) as [| [x0 y0] vs]; [discriminate|]. cbn [segments_of length points_of map fst snd] in *.
    destruct (segments_follow x0 y0 vs _ _ H1 ltac:(lia)) as [_ HF]. eapply Forall_impl; [|exact HF]. intros q [_ Hq]. exact Hq. }
  unfold g_lines in *. destruct (g_vertices c) as [| [x0 y0] vs] eqn:Ev; [discriminate|]. cbn [segments_of length] in *.
  destruct (lines_follow x0 y0 vs (g_slopes c) (g_slopes c) H2 ltac:(lia)) as [_ [Hlink HG]]. set (gs := segments_from x0 y0 vs (g_slopes c) (g_slopes c)) in *.
  assert (Forall (on_line_of g) gs) as Lg by (rewrite Hg; eapply Forall_impl; [|exact HG]; intros q [_ Hq]; exact Hq).
  apply andb_prop in H4. destruct H4 as [E1 E2]. apply c_equal_ok in E1, E2. rewrite <- E1 in Ha. rewrite <- E2 in Hb. subst a b n e.
  destruct (lines_sum _ _ _ gs _) as [z |] eqn:Ez; [|discriminate]. apply Z.leb_le, IZR_le in H5.
  destruct (lines_sum_ok f _ (a_bits c) Lf (a_iterate c) g gs _ x0 z Lg Hlink Ez) as [Hle HS].
  split; [exact Cg|]. split.
  - exists (Z.of_nat (length gs)). split; [apply lines_pieces; assumption|]. apply Z.leb_le in Hfew. lia.
  - assert (Riemann_integrable (fun x => Rabs (iterate (a_iterate c) f x - g x)) (val x0) (val (end_of x0 gs))) as pr.
    { apply continuity_implies_RiemannInt; [exact Hle|]. intros x _. revert x. apply continuity_abs, (continuity_minus (iterate (a_iterate c) f)); [apply continuity_iterate, Cf | exact Cg]. }
    exists pr. eapply Rle_trans; [apply HS|]. unfold spent. pose proof (unit_pos (a_bits c)) as HU. set (U := IZR (2 ^ Zpos (a_bits c))) in *.
    rewrite Z.shiftl_mul_pow2, mult_IZR, Z.pow_add_r, mult_IZR in H5 by lia. fold U in H5. change (IZR (2 ^ 1)) with 2 in H5.
    pose proof (c_enclosed_ok (a_bits c) (a_upper c)) as [H6 _]. fold U in H6.
    apply Rmult_le_reg_r with (2 * (U * U)); [nra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by nra. nra.
Qed.
End Statement.

(** Over a number field *)
Section Field.
Variables (F : number_field) (isolated : isolates F = true) (a : R) (root : root_of F a).
Variables (c : approximant_over (element F)) (points g_points : list (R * R)) (n : nat) (l r e : R) (few : Z).
Hypotheses (accepted : check_approximant c = true) (Hf : points = vertices_at a (map_vertices c)) (Hg : g_points = vertices_at a (g_vertices c))
  (Hn : n = a_iterate c) (Hl : l = at_root a (a_left c)) (Hr : r = at_root a (a_right c)) (He : e = at_root a (a_upper c))
  (Hfew : (Z.of_nat (length (g_vertices c)) - 1 <=? few)%Z = true).

Theorem field_approximant_close :
  continuity (piecewise_linear_R g_points) /\ (exists m, pieces (piecewise_linear_R g_points) l r m /\ (m <= few)%Z) /\
  exists pr : Riemann_integrable (fun x => Rabs (iterate n (piecewise_linear_R points) x - piecewise_linear_R g_points x)) l r, RiemannInt pr <= e.
Proof. apply (approximant_close (Re := field_calculus_reading F isolated a root) c); try assumption; [rewrite Hf | rewrite Hg]; reflexivity. Qed.
End Field.
