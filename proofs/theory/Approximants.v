(** Upper bounds of the integral of |f^t - g| over any numbers: g is given by its vertices, and between them there are points such that f^t
    is affine from each to the next, with the place where both functions cross, as a share of the stretch. *)

From Coq Require Import Reals QArith Qreals List ZArith Lra Lia.
From Exactsep Require Import Networks Chains Hits Covering Maps SupNorm Distance Integral Windows Upper Fields FieldMaps Laps LapRows Levels LevelLaps LevelBounds.
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
  g_points : list (list (Z * number));  (* shares, over 2^48, and ends of the stretches of each line *)
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

(** The same for a number between x and y, the share of y being z / K: in units of 2^-bits / K. *)
Definition shares : Z := 2 ^ 48.
Definition between_above (b : positive) (x y : number) (z : Z) : Z :=
  let D := c_enclosed b x in let E := c_enclosed b y in
  Z.max ((shares - z) * snd D + z * snd E) (- ((shares - z) * fst D + z * fst E)).

(** A stretch of this length, from the distances at its ends and the share: the sum, in units of 2^(-2 bits - 1) / K^2. *)
Definition parts_sum (b : positive) (x y : number) (z : Z) (d : number) : Z :=
  let m := between_above b x y z in ((size_above b x * shares + m) * z + (m + size_above b y * shares) * (shares - z)) * size_above b d.

(** From p to q: the sum of the distances at the ends, times the length, on both sides of the crossing. *)
Definition stretch_sum (b : positive) (qs : list (segment number)) (t : nat) (g : segment number) (p : number) (z : Z) (q : number) : option Z :=
  if c_lt p q then if Z.leb 0 z then if Z.ltb z shares then
    match followed qs t p q with
    | Some (u, v) =>
        Some (parts_sum b (c_minus u (along g p)) (c_minus v (along g q)) z (c_minus q p))
    | None => None
    end
  else None else None else None.

Fixpoint line_sum (b : positive) (qs : list (segment number)) (t : nat) (g : segment number) (p : number) (points : list (Z * number)) : option Z :=
  match points with
  | [] => if c_equal p (x_right g) then Some 0%Z else None
  | (z, q) :: rest => if c_le q (x_right g) then plus_if (stretch_sum b qs t g p z q) (line_sum b qs t g q rest) else None
  end.

Fixpoint lines_sum (b : positive) (qs : list (segment number)) (t : nat) (gs : list (segment number)) (points : list (list (Z * number))) : option Z :=
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
     | Some z => Z.leb z (Z.shiftl (fst (c_enclosed (a_bits c) (a_upper c))) (Zpos (a_bits c) + 97))
     | None => false
     end.
End Check.

(** ** Soundness *)

Open Scope R_scope.

Lemma shares_positive : 0 < IZR shares.
Proof. apply IZR_lt. reflexivity. Qed.

Lemma shares_squared : (2 ^ 97 = 2 * (shares * shares))%Z.
Proof. reflexivity. Qed.

Opaque shares.

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

Lemma between_above_ok x y z : (0 <= z <= shares)%Z ->
  Rabs ((1 - IZR z / IZR shares) * val x + IZR z / IZR shares * val y) * (U * IZR shares) <= IZR (between_above b x y z).
Proof.
  intros [Z0 Z1]. unfold between_above. cbv zeta. pose proof (c_enclosed_ok b x) as [D1 D2]. pose proof (c_enclosed_ok b y) as [E1 E2]. pose proof (unit_pos b) as HU.
  set (D := c_enclosed b x) in *. set (E := c_enclosed b y) in *. pose proof shares_positive as HK. apply IZR_le in Z0, Z1.
  set (K := IZR shares) in *. set (w := (1 - IZR z / K) * val x + IZR z / K * val y).
  assert (w * (U * K) = (K - IZR z) * (val x * U) + IZR z * (val y * U)) as Ew by (unfold w; field; lra).
  apply Rle_trans with (Rmax ((K - IZR z) * IZR (snd D) + IZR z * IZR (snd E)) (- ((K - IZR z) * IZR (fst D) + IZR z * IZR (fst E)))).
  - unfold Rabs. destruct (Rcase_abs w); [apply Rle_trans with (2 := Rmax_r _ _) | apply Rle_trans with (2 := Rmax_l _ _)]; nra.
  - unfold K. rewrite <- !minus_IZR, <- !mult_IZR, <- !plus_IZR, <- opp_IZR. apply Rmax_lub; apply IZR_le; lia.
Qed.

Variables (t : nat) (g : R -> R).
Hypothesis Hg : continuity g.
Notation F := (iterate t f).
Notation K := (IZR shares).

(** In units *)
Definition spent (z : Z) : R := IZR z / (2 * (U * U) * (K * K)).

Lemma spent_plus x y : spent (x + y) = spent x + spent y.
Proof. unfold spent. rewrite plus_IZR. unfold Rdiv. ring. Qed.

Lemma spent_nothing : spent 0 = 0.
Proof. unfold spent, Rdiv. ring. Qed.

(** Between two points, by a point between them *)
Lemma spends_parts P Q s : P < Q -> 0 <= s < 1 -> straight F P Q -> straight g P Q ->
  let x := F P - g P in let y := F Q - g Q in let m := Rabs ((1 - s) * x + s * y) in
  spends (fun z => Rabs (F z - g z)) P Q (((Rabs x + m) * s + (m + Rabs y) * (1 - s)) * (Q - P) / 2).
Proof.
  intros HPQ Hs HF HG x y m. pose (w := P + s * (Q - P)). assert (P <= w < Q) as Hw by (unfold w; split; nra).
  assert (F w - g w = (1 - s) * x + s * y) as Ew.
  { destruct HF as [c Hc], HG as [d Hd]. unfold x, y. rewrite (Hc w), (Hd w), (Hc Q), (Hd Q) by (left; lra). unfold w. ring. }
  assert (forall u v, P <= u -> v <= Q -> straight F u v /\ straight g u v \/ v <= u) as Hsub.
  { intros u v Hu Hv. destruct (Rle_dec v u) as [L | L]; [right; exact L | left]. destruct HF as [c Hc], HG as [d Hd].
    split; [exists c | exists d]; intros z Hz; unfold between_points in Hz; [rewrite (Hc z), (Hc u) by (left; lra) | rewrite (Hd z), (Hd u) by (left; lra)]; ring. }
  replace (((Rabs x + m) * s + (m + Rabs y) * (1 - s)) * (Q - P) / 2) with ((Rabs x + m) * (w - P) / 2 + (m + Rabs y) * (Q - w) / 2) by (unfold w; field).
  apply spends_join with (m := w); [lra | lra | |].
  - destruct (Req_dec w P) as [E | E]; [rewrite E; replace ((Rabs x + m) * (P - P) / 2) with 0 by field; apply spends_nothing|].
    destruct (Hsub P w ltac:(lra) ltac:(lra)) as [[A B] | C]; [|lra]. unfold m. rewrite <- Ew. unfold x. apply spends_straight; [lra | exact A | exact B].
  - destruct (Hsub w Q ltac:(lra) ltac:(lra)) as [[A B] | C]; [|lra]. unfold m. rewrite <- Ew. unfold y. apply spends_straight; [lra | exact A | exact B].
Qed.

Lemma stretch_sum_ok s p r q z : on_line_of g s -> val (x_left s) <= val p -> val q <= val (x_right s) -> stretch_sum b qs t s p r q = Some z ->
  val p < val q /\ spends (fun x => Rabs (F x - g x)) (val p) (val q) (spent z).
Proof.
  intros [_ Hs] Hp Hq H. unfold stretch_sum in H. destruct (c_lt p q) eqn:E; [|discriminate]. apply c_lt_ok in E. split; [exact E|].
  destruct (Z.leb_spec 0 r) as [R0 | R0]; [|discriminate]. destruct (Z.ltb_spec r shares) as [R1 | R1]; [|discriminate].
  destruct (followed qs t p q) as [[u v] |] eqn:Ef; [|discriminate]. cbv zeta in H. injection H as <-.
  destruct (followed_ok t (val p) (val q) E (fun x => x) p q u v) as [HF [Hu Hv]]; [exists 1; intros; ring | reflexivity | reflexivity | exact Ef |].
  assert (straight g (val p) (val q)) as Hstr.
  { exists (val (slope s)). intros x Hx. unfold between_points in Hx. rewrite !Hs by lra. ring. }
  pose proof shares_positive as HK. pose proof (IZR_le _ _ R0) as S0. pose proof (IZR_lt _ _ R1) as S1. pose proof (unit_pos b) as HU.
  set (e := IZR r / K). assert (e * K = IZR r) as Ee by (unfold e; field; lra). assert (0 <= e < 1) as He by (split; nra).
  eapply spends_more; [apply (spends_parts (val p) (val q) e E He HF Hstr)|].
  rewrite Hu, Hv, !Hs by lra. rewrite <- !along_ok, <- !c_minus_ok.
  pose proof (size_above_ok (c_minus u (along s p))) as A. pose proof (size_above_ok (c_minus v (along s q))) as B. pose proof (size_above_ok (c_minus q p)) as C.
  pose proof (between_above_ok (c_minus u (along s p)) (c_minus v (along s q)) r ltac:(lia)) as D. fold e in D.
  rewrite (Rabs_pos_eq (val (c_minus q p))) in C by (rewrite c_minus_ok; lra). unfold spent, parts_sum. cbv zeta. rewrite mult_IZR, plus_IZR, !mult_IZR, !plus_IZR, !mult_IZR, minus_IZR, <- Ee.
  assert (0 <= val (c_minus q p)) as Hd by (rewrite c_minus_ok; lra).
  set (d := val (c_minus q p)) in *. set (X := val (c_minus u (along s p))) in *. set (Y := val (c_minus v (along s q))) in *.
  pose proof (Rabs_pos X) as X0. pose proof (Rabs_pos Y) as Y0. pose proof (Rabs_pos ((1 - e) * X + e * Y)) as M0.
  set (x := Rabs X) in *. set (y := Rabs Y) in *. set (m := Rabs ((1 - e) * X + e * Y)) in *.
  set (A' := IZR (size_above b _)) in A |- *. set (B' := IZR (size_above b _)) in B |- *. set (C' := IZR (size_above b _)) in C |- *. set (D' := IZR (between_above b _ _ r)) in *.
  apply Rle_trans with (((x * U * K + m * (U * K)) * (e * K) + (m * (U * K) + y * U * K) * (K - e * K)) * (d * U) / (2 * (U * U) * (K * K))); [right; field; lra|].
  unfold Rdiv. apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat; assert (0 < U * U) by nra; assert (0 < K * K) by nra; nra|].
  assert (0 <= e * K) as eK by nra. assert (0 <= K - e * K) as eK' by nra. assert (x * U * K <= A' * K) as A1 by nra. assert (y * U * K <= B' * K) as B1 by nra.
  assert (0 <= x * U * K /\ 0 <= y * U * K /\ 0 <= m * (U * K) /\ 0 <= d * U) as [N1 [N2 [N3 N4]]] by (repeat split; repeat apply Rmult_le_pos; lra).
  apply Rmult_le_compat; [apply Rplus_le_le_0_compat; apply Rmult_le_pos; lra | exact N4 | | exact C].
  apply Rplus_le_compat; apply Rmult_le_compat_r; lra.
Qed.

(** On one line *)
Lemma line_sum_ok s points p z : on_line_of g s -> val (x_left s) <= val p <= val (x_right s) -> line_sum b qs t s p points = Some z ->
  spends (fun x => Rabs (F x - g x)) (val p) (val (x_right s)) (spent z).
Proof.
  intros Hs. revert p z. induction points as [| [r w] points IH]; intros p z Hp H; cbn [line_sum] in H.
  - destruct (c_equal p (x_right s)) eqn:E; [|discriminate]. apply c_equal_ok in E. injection H as <-. rewrite E, spent_nothing. apply spends_nothing.
  - destruct (c_le w (x_right s)) eqn:Ew; [|discriminate]. apply c_le_ok in Ew.
    destruct (stretch_sum b qs t s p r w) as [z1 |] eqn:E1; [|discriminate]. destruct (line_sum b qs t s w points) as [z2 |] eqn:E2; [|discriminate]. injection H as <-.
    destruct (stretch_sum_ok s p r w z1 Hs ltac:(lra) Ew E1) as [Hpw S1]. pose proof (IH w z2 ltac:(lra) E2) as S2.
    rewrite spent_plus. apply spends_join with (m := val w); lra || assumption.
Qed.

(** On all of them *)
Lemma lines_sum_ok gs points x0 z : Forall (on_line_of g) gs -> linked (val x0) gs -> lines_sum b qs t gs points = Some z ->
  val x0 <= val (end_of x0 gs) /\ spends (fun x => Rabs (F x - g x)) (val x0) (val (end_of x0 gs)) (spent z).
Proof.
  intros HG. revert points x0 z. induction HG as [| s gs Hs HG IH]; intros points x0 z Hl H; cbn [lines_sum end_of] in *.
  - injection H as <-. split; [lra|]. rewrite spent_nothing. apply spends_nothing.
  - destruct points as [| zs points]; [discriminate|]. destruct Hl as [E Hl]. pose proof (proj1 Hs) as Hlt.
    destruct (line_sum b qs t s (x_left s) zs) as [z1 |] eqn:E1; [|discriminate]. destruct (lines_sum b qs t gs points) as [z2 |] eqn:E2; [|discriminate]. injection H as <-.
    pose proof (line_sum_ok s zs (x_left s) z1 Hs ltac:(lra) E1) as S1. destruct (IH points (x_right s) z2 Hl E2) as [L2 S2].
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
    rewrite Z.shiftl_mul_pow2, mult_IZR, Z.pow_add_r, mult_IZR in H5 by lia. fold U in H5. rewrite shares_squared in H5. rewrite !mult_IZR in H5.
    pose proof (c_enclosed_ok (a_bits c) (a_upper c)) as [H6 _]. fold U in H6. pose proof shares_positive as HK. set (K := IZR shares) in *.
    assert (0 < 2 * (U * U) * (K * K)) as HD by (repeat apply Rmult_lt_0_compat; lra).
    apply Rmult_le_reg_r with (2 * (U * U) * (K * K)); [exact HD|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra. eapply Rle_trans; [exact H5|].
    replace (val (a_upper c) * (2 * (U * U) * (K * K))) with (val (a_upper c) * U * (U * (2 * (K * K)))) by ring. apply Rmult_le_compat_r; [|exact H6].
    repeat apply Rmult_le_pos; lra.
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
