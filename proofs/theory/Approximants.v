(** Upper bounds of the integral of |f^t - g| over any numbers: g is given by its vertices. Between points that are followed in integers both
    are affine; what lies between is short, and there the distance is at most the largest values together. *)

From Coq Require Import Reals QArith Qreals List Bool ZArith Lra Lia.
From Exactsep Require Import Networks Chains Maps SupNorm Distance Integral Windows Upper Fields FieldMaps Lines Traces.
Import ListNotations.
Local Open Scope lazy_bool_scope.

Record approximant_over {number : Type} := Approximant {
  map_vertices : list (number * number);
  map_slopes : list number;
  a_left : number;
  a_right : number;
  a_iterate : nat;
  a_bits : positive;
  a_scale : positive;
  a_margin : Z;
  a_breaks : list Z; (* between neighbouring ones, without the margin at both ends, f^t and g are affine *)
  g_vertices : list (number * number);
  g_slopes : list number;
  a_upper : number
}.
Arguments approximant_over : clear implicits.
Arguments Approximant {number} _ _ _%Q_scope _%Q_scope _%nat_scope _%positive_scope _%positive_scope _%Z_scope _%Z_scope _ _ _%Q_scope.

(** Bounds of the difference of two values, and of its modulus. *)
Definition difference_of (v w : trace) : Z * Z := (fst v - fst w - (snd v + snd w), fst v - fst w + (snd v + snd w))%Z.
Definition size_above (D : Z * Z) : Z := Z.max (snd D) (- fst D).

(** The same for a number between two others, the share of the second being z / shares: in units of 2^-bits / shares. *)
Definition shares : Z := 2 ^ 48.
Definition between_above (D E : Z * Z) (z : Z) : Z := Z.max ((shares - z) * snd D + z * snd E) (- ((shares - z) * fst D + z * fst E)).

(** A stretch of this length, from the differences at its ends and a share: in units of 2^(-2 bits - 1) / shares^2. *)
Definition parts_sum (D E : Z * Z) (z d : Z) : Z :=
  let m := between_above D E z in (d * (z * (shares * size_above D + m) + (shares - z) * (m + shares * size_above E)))%Z.

(** Where differences cross 0, roughly. *)
Definition crossing_share (D E : Z * Z) : Z :=
  let x := (fst D + snd D)%Z in let y := (fst E + snd E)%Z in
  if Z.ltb x 0 && Z.ltb 0 y || Z.ltb 0 x && Z.ltb y 0 then let z := (Z.abs x * shares / (Z.abs x + Z.abs y))%Z in if Z.leb 0 z && Z.ltb z shares then z else 0%Z else 0%Z.

Definition stretch_sum (b N : positive) (ss gs : list strip) (t : nat) (p q : Z) : option Z :=
  match strip_with gs (p, 0%Z) (q, 0%Z), traced b N ss t (p, 0%Z) (q, 0%Z) with
  | Some s, Some (v, w) =>
      let D := difference_of v (image b N s (p, 0%Z)) in let E := difference_of w (image b N s (q, 0%Z)) in Some (parts_sum D E (crossing_share D E) (q - p)%Z)
  | _, _ => None
  end.

(** What lies between [now] (between two bounds) and a point, at the cost [most]. *)
Definition short_sum (most low p : Z) : Z := (2 * (shares * (shares * (most * (p - low)))))%Z.

Fixpoint sum_along (b N : positive) (ss gs : list strip) (t : nat) (most margin last above low high : Z) (breaks : list Z) : Z :=
  match breaks with
  | v :: ((w :: _) as rest) =>
      let p := (v + margin)%Z in let q := (w - margin)%Z in
      if Z.leb high p &&& Z.ltb p q &&& Z.leb q last then
        match stretch_sum b N ss gs t p q with
        | Some z => (short_sum most low p + z + sum_along b N ss gs t most margin last above q q rest)%Z
        | None => sum_along b N ss gs t most margin last above low high rest
        end
      else sum_along b N ss gs t most margin last above low high rest
  | _ => short_sum most low above
  end.

Section Check.
Context {number : Type} {Ca : calculus number}.

(** The largest modulus of a value. *)
Definition farthest (b : positive) (vs : list (number * number)) : Z := fold_right (fun v s => Z.max (size_above (c_enclosed b (snd v))) s) 0%Z vs.

Fixpoint end_of (x : number) (qs : list (segment number)) : number := match qs with [] => x | q :: rest => end_of (x_right q) rest end.

Definition check_approximant (c : approximant_over number) : bool :=
  let b := a_bits c in let A := c_enclosed b (a_left c) in let B := c_enclosed b (a_right c) in
  good_lines (map_vertices c) (map_slopes c) && good_lines (g_vertices c) (g_slopes c) && Nat.leb 1 (a_iterate c)
  && match g_vertices c with (x0, _) :: _ => c_equal x0 (a_left c) && c_equal (end_of x0 (segments_of (g_vertices c) (g_slopes c))) (a_right c) | [] => false end
  &&& Z.leb (sum_along b (a_scale c) (strips_of b (a_scale c) (a_iterate c) (map_vertices c) (map_slopes c)) (plain_strips b (a_scale c) (g_vertices c) (g_slopes c)) (a_iterate c)
               (farthest b (map_vertices c) + farthest b (g_vertices c)) (a_margin c) (fst B) (snd B) (fst A) (snd A) (a_breaks c))
            (Z.shiftl (fst (c_enclosed b (a_upper c))) (Zpos b + 97)).
End Check.

(** ** Soundness *)

Open Scope R_scope.

Lemma shares_positive : 0 < IZR shares.
Proof. apply IZR_lt. reflexivity. Qed.

Lemma shares_squared : (2 ^ 97 = 2 * (shares * shares))%Z.
Proof. reflexivity. Qed.

Lemma crossing_share_ok D E : (0 <= crossing_share D E < shares)%Z.
Proof.
  unfold crossing_share. cbv zeta. assert (0 < shares)%Z by reflexivity.
  destruct (Z.ltb (fst D + snd D) 0 && Z.ltb 0 (fst E + snd E) || Z.ltb 0 (fst D + snd D) && Z.ltb (fst E + snd E) 0)%bool; [|lia].
  destruct (Z.leb _ _ && Z.ltb _ _)%bool eqn:H'; [|lia]. apply andb_prop in H'. destruct H' as [A B]. apply Z.leb_le in A. apply Z.ltb_lt in B. lia.
Qed.

Opaque shares.

Section Sound.
Variables b N : positive.
Notation U := (IZR (2 ^ Zpos b)).
Notation K := (IZR shares).

Definition encloses (D : Z * Z) (x : R) : Prop := IZR (fst D) <= x * U <= IZR (snd D).

Lemma difference_ok x y v w : at_trace b x v -> at_trace b y w -> encloses (difference_of v w) (x - y).
Proof.
  intros Hv Hw. apply at_trace_between in Hv, Hw. unfold encloses, difference_of. cbn [fst snd]. rewrite !minus_IZR, !plus_IZR, !minus_IZR in *. lra.
Qed.

Lemma size_above_ok D x : encloses D x -> Rabs x * U <= IZR (size_above D).
Proof.
  intros [H1 H2]. unfold size_above. pose proof (unit_pos b) as HU. apply Rle_trans with (Rmax (IZR (snd D)) (- IZR (fst D))).
  - unfold Rabs. destruct (Rcase_abs x); [apply Rle_trans with (2 := Rmax_r _ _) | apply Rle_trans with (2 := Rmax_l _ _)]; lra.
  - rewrite <- opp_IZR. apply Rmax_lub; apply IZR_le; lia.
Qed.

Lemma between_above_ok D E x y z : encloses D x -> encloses E y -> (0 <= z <= shares)%Z ->
  Rabs ((1 - IZR z / K) * x + IZR z / K * y) * (U * K) <= IZR (between_above D E z).
Proof.
  intros [D1 D2] [E1 E2] [Z0 Z1]. unfold between_above. pose proof (unit_pos b) as HU. pose proof shares_positive as HK. apply IZR_le in Z0, Z1.
  set (w := (1 - IZR z / K) * x + IZR z / K * y).
  assert (w * (U * K) = (K - IZR z) * (x * U) + IZR z * (y * U)) as Ew by (unfold w; field; lra).
  apply Rle_trans with (Rmax ((K - IZR z) * IZR (snd D) + IZR z * IZR (snd E)) (- ((K - IZR z) * IZR (fst D) + IZR z * IZR (fst E)))).
  - unfold Rabs. destruct (Rcase_abs w); [apply Rle_trans with (2 := Rmax_r _ _) | apply Rle_trans with (2 := Rmax_l _ _)]; nra.
  - rewrite <- !minus_IZR, <- !mult_IZR, <- !plus_IZR, <- opp_IZR. apply Rmax_lub; apply IZR_le; lia.
Qed.

Variables (f g : R -> R) (t : nat) (ss gs : list strip).
Hypotheses (Hf : continuity f) (Hg : continuity g) (Hss : Forall (shows b N f) ss) (Hgs : Forall (shows b N g) gs).
Notation F := (iterate t f).

(** In units *)
Definition spent (z : Z) : R := IZR z / (2 * (U * U) * (K * K)).

Lemma spent_plus x y : spent (x + y) = spent x + spent y.
Proof. unfold spent. rewrite plus_IZR. unfold Rdiv. ring. Qed.

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

Lemma at_point z : at_trace b (IZR z / U) (z, 0%Z).
Proof. pose proof (unit_pos b) as HU. unfold at_trace. cbn [fst snd]. replace (IZR z / U * U - IZR z) with 0 by (field; lra). rewrite Rabs_R0. lra. Qed.

Lemma stretch_sum_ok p q z : (p < q)%Z -> stretch_sum b N ss gs t p q = Some z -> spends (fun x => Rabs (F x - g x)) (IZR p / U) (IZR q / U) (spent z).
Proof.
  intros Hpq H. pose proof (unit_pos b) as HU. pose proof shares_positive as HK. unfold stretch_sum in H. destruct (strip_with gs (p, 0%Z) (q, 0%Z)) as [s |] eqn:Es; [|discriminate].
  destruct (traced b N ss t (p, 0%Z) (q, 0%Z)) as [[v w] |] eqn:Et; [|discriminate]. cbv zeta in H. injection H as <-.
  set (P := IZR p / U). set (Q := IZR q / U). assert ((Q - P) * U = IZR (q - p)) as EPQ by (unfold P, Q; rewrite minus_IZR; field; lra).
  assert (0 < IZR (q - p)) as Hd by (apply IZR_lt; lia). assert (P < Q) as HPQ by nra.
  destruct (traced_ok b N f ss t P Q Hss HPQ (fun x => x) (p, 0%Z) (q, 0%Z) v w) as [HF [Hv Hw]]; [exists 1; intros; ring | apply at_point | apply at_point | exact Et |].
  destruct (strip_with_ok b N g gs _ _ s Hgs Es) as [[m [c [Hline [Hnear _]]]] [Ip Iq]].
  destruct (inside_ok b s P _ Ip (at_point p)) as [Jp Kp]. destruct (inside_ok b s Q _ Iq (at_point q)) as [Jq Kq].
  assert (straight g P Q) as HG.
  { exists m. intros x Hx. unfold between_points in Hx. rewrite (Hline P Jp), Hline; [ring|]. split; nra. }
  pose proof (Hnear P (p, 0%Z) Kp (at_point p)) as Gp. pose proof (Hnear Q (q, 0%Z) Kq (at_point q)) as Gq. rewrite <- (Hline P Jp) in Gp. rewrite <- (Hline Q Jq) in Gq.
  pose proof (difference_ok _ _ _ _ Hv Gp) as HD. pose proof (difference_ok _ _ _ _ Hw Gq) as HE. set (D := difference_of v _) in *. set (E := difference_of w _) in *.
  pose proof (crossing_share_ok D E) as [R0 R1]. set (r := crossing_share D E) in *. pose proof (IZR_le _ _ R0) as S0. pose proof (IZR_lt _ _ R1) as S1.
  set (e := IZR r / K). assert (e * K = IZR r) as Ee by (unfold e; field; lra). assert (0 <= e < 1) as He by (split; nra).
  eapply spends_more; [apply (spends_parts P Q e HPQ He HF HG)|]. cbv zeta.
  pose proof (size_above_ok _ _ HD) as A. pose proof (size_above_ok _ _ HE) as B. pose proof (between_above_ok D E _ _ r HD HE ltac:(lia)) as M. fold e in M.
  unfold spent, parts_sum. cbv zeta. rewrite !mult_IZR, plus_IZR, !mult_IZR, !plus_IZR, !mult_IZR, (minus_IZR shares r), <- Ee, <- EPQ.
  set (X := F P - g P) in *. set (Y := F Q - g Q) in *. pose proof (Rabs_pos X) as X0. pose proof (Rabs_pos Y) as Y0. pose proof (Rabs_pos ((1 - e) * X + e * Y)) as M0.
  set (x := Rabs X) in *. set (y := Rabs Y) in *. set (m' := Rabs ((1 - e) * X + e * Y)) in *. set (d := Q - P) in *. assert (0 <= d) as Hd0 by (unfold d; lra).
  set (A' := IZR (size_above D)) in *. set (B' := IZR (size_above E)) in *. set (M' := IZR (between_above D E r)) in *.
  apply Rle_trans with (d * U * (e * K * (K * (x * U) + m' * (U * K)) + (K - e * K) * (m' * (U * K) + K * (y * U))) / (2 * (U * U) * (K * K))); [right; field; lra|].
  unfold Rdiv. apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat; assert (0 < U * U) by nra; assert (0 < K * K) by nra; nra|].
  apply Rmult_le_compat_l; [nra|]. apply Rplus_le_compat; apply Rmult_le_compat_l; [nra | | nra |]; apply Rplus_le_compat; nra.
Qed.

Variable most : Z.
Hypothesis far : forall x, Rabs (F x - g x) * U <= IZR most.

(** Where nothing else is known *)
Lemma short_sum_ok x low p : x <= IZR p / U -> IZR low <= x * U -> spends (fun x => Rabs (F x - g x)) x (IZR p / U) (spent (short_sum most low p)).
Proof.
  intros Hx Hl. pose proof (unit_pos b) as HU. pose proof shares_positive as HK. eapply spends_more; [apply (spends_affine _ x (IZR p / U) (IZR most / U) 0 Hx)|].
  - intros z _. rewrite Rmult_0_l, Rplus_0_r. apply Rmult_le_reg_r with U; [exact HU|]. replace (IZR most / U * U) with (IZR most) by (field; lra). apply far.
  - unfold spent, short_sum. rewrite !mult_IZR, minus_IZR. rewrite Rmult_0_l, Rplus_0_r. change (IZR 2) with 2.
    replace (2 * (K * (K * (IZR most * (IZR p - IZR low)))) / (2 * (U * U) * (K * K))) with (IZR most / U * (IZR p / U - IZR low / U)) by (field; lra).
    assert (0 <= IZR most / U) as Hm.
    { unfold Rdiv. apply Rmult_le_pos; [|left; apply Rinv_0_lt_compat, HU]. specialize (far 0). pose proof (Rabs_pos (F 0 - g 0)). nra. }
    apply Rmult_le_compat_l; [exact Hm|]. assert (IZR low / U <= x); [|lra]. apply Rmult_le_reg_r with U; [exact HU|]. replace (IZR low / U * U) with (IZR low) by (field; lra). exact Hl.
Qed.

Lemma sum_along_ok margin last above e breaks : IZR last <= e * U <= IZR above -> forall low high x, x <= e -> IZR low <= x * U <= IZR high ->
  spends (fun x => Rabs (F x - g x)) x e (spent (sum_along b N ss gs t most margin last above low high breaks)).
Proof.
  intros He. pose proof (unit_pos b) as HU.
  assert (continuity (fun x => Rabs (F x - g x))) as Hc by (apply continuity_abs, (continuity_minus F); [apply continuity_iterate, Hf | exact Hg]).
  assert (forall low x, x <= e -> IZR low <= x * U -> spends (fun x => Rabs (F x - g x)) x e (spent (short_sum most low above))) as Hend.
  { intros low x Hx Hlow. assert (e <= IZR above / U) as Hea by (apply Rmult_le_reg_r with U; [exact HU|]; replace (IZR above / U * U) with (IZR above) by (field; lra); lra).
    intros pr. assert (Riemann_integrable (fun x => Rabs (F x - g x)) e (IZR above / U)) as pr' by (apply continuity_implies_RiemannInt; [exact Hea | intros; apply Hc]).
    pose proof (short_sum_ok x low above ltac:(lra) Hlow (RiemannInt_P24 pr pr')) as H. rewrite <- (RiemannInt_P26 pr pr') in H.
    enough (0 <= RiemannInt pr') by lra.
    pose proof (RiemannInt_P19 (RiemannInt_P14 e (IZR above / U) 0) pr' Hea (fun z _ => Rabs_pos (F z - g z))) as H0. rewrite RiemannInt_P15 in H0. lra. }
  induction breaks as [| v breaks IH]; intros low high x Hx Hlh; [apply Hend; tauto|].
  destruct breaks as [| w rest]; [apply Hend; tauto|]. cbn [sum_along] in *. set (p := (v + margin)%Z) in *. set (q := (w - margin)%Z) in *. rewrite <- !andb_lazy_alt.
  destruct (Z.leb high p && Z.ltb p q && Z.leb q last)%bool eqn:E; [|apply IH; assumption]. destruct (stretch_sum b N ss gs t p q) as [z |] eqn:Ez; [|apply IH; assumption].
  apply andb_prop in E. destruct E as [E E3]. apply andb_prop in E. destruct E as [E1 E2]. apply Z.leb_le, IZR_le in E1, E3. apply Z.ltb_lt in E2.
  assert (IZR p / U * U = IZR p /\ IZR q / U * U = IZR q) as [Ep Eq] by (split; field; lra). pose proof (IZR_lt _ _ E2) as E2'.
  assert (x <= IZR p / U /\ IZR p / U < IZR q / U /\ IZR q / U <= e) as [O1 [O2 O3]] by (repeat split; [apply Rmult_le_reg_r with U | apply Rmult_lt_reg_r with U | apply Rmult_le_reg_r with U]; lra).
  rewrite !spent_plus. rewrite Rplus_assoc. apply spends_join with (m := IZR p / U); [exact O1 | lra | apply short_sum_ok; [exact O1 | lra]|].
  apply spends_join with (m := IZR q / U); [lra | exact O3 | apply stretch_sum_ok; assumption | apply IH; [exact O3 | lra]].
Qed.
End Sound.
