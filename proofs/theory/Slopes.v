(** How steep a map is on an interval, by a boolean test over Q. *)

From Coq Require Import Reals QArith Qreals List ZArith Lra Lia.
From Exactsep Require Import Networks Chains Hits Maps Integral Teeth.
Import ListNotations.

(** ** Polynomials *)

(** Horner's scheme for intervals: the values of a polynomial on [u, v]. *)
Definition interval_times (u v l h : Q) : Q * Q :=
  let a := (u * l)%Q in let b := (u * h)%Q in let c := (v * l)%Q in let d := (v * h)%Q in
  (Qminmax.Qmin (Qminmax.Qmin a b) (Qminmax.Qmin c d), Qminmax.Qmax (Qminmax.Qmax a b) (Qminmax.Qmax c d)).

Fixpoint enclosure (cs : list Q) (u v : Q) : Q * Q :=
  match cs with
  | [] => (0%Q, 0%Q)
  | c :: rest => let lh := enclosure rest u v in let p := interval_times u v (fst lh) (snd lh) in (c + fst p, c + snd p)%Q
  end.

Fixpoint derived_from (n : Z) (cs : list Q) : list Q :=
  match cs with [] => [] | c :: rest => (inject_Z n * c)%Q :: derived_from (n + 1) rest end.

Definition derived (cs : list Q) : list Q := match cs with [] => [] | _ :: rest => derived_from 1 rest end.

(** ** The test *)

Definition small_slope (x0 y0 x1 y1 K : Q) : bool := Qle_bool (y1 - y0) (K * (x1 - x0)) && Qle_bool (y0 - y1) (K * (x1 - x0)).

Fixpoint segments_short (x0 y0 : Q) (vs : list (Q * Q)) (u v K : Q) : bool :=
  match vs with
  | [] => true
  | (x1, y1) :: rest => (Qle_bool x1 u || Qle_bool v x0 || small_slope x0 y0 x1 y1 K) && segments_short x1 y1 rest u v K
  end.

(** Is the map at most K steep on [u, v]? *)
Definition is_short (m : map_data) (u v K : Q) : bool :=
  negb (Qle_bool K 0) &&
  match m with
  | Linear [] => false
  | Linear ((x0, y0) :: rest) => segments_short x0 y0 rest u v K
  | Polynomial cs => let lh := enclosure (derived cs) u v in Qle_bool (- K) (fst lh) && Qle_bool (snd lh) K
  end.

Open Scope R_scope.

(** The boolean <= over Q is <= over R. *)
Lemma Qle_bool_real p q : Qle_bool p q = true -> Q2R p <= Q2R q.
Proof. intros H. apply Qle_Rle, Qle_bool_iff, H. Qed.

(** The boolean < over Q is < over R. *)
Lemma Qlt_bool_real p q : negb (Qle_bool q p) = true -> Q2R p < Q2R q.
Proof.
  intros H. apply Qlt_Rlt, Qnot_le_lt. intros C. apply Qle_bool_iff in C. rewrite C in H. discriminate.
Qed.

(** 0 is 0. *)
Lemma Q2R_zero : Q2R 0 = 0.
Proof. unfold Q2R. cbn. lra. Qed.

(** ** Soundness for polynomials *)

(** The minimum over Q is that over R. *)
Lemma Q2R_min p q : Q2R (Qminmax.Qmin p q) = Rmin (Q2R p) (Q2R q).
Proof.
  destruct (Qminmax.Q.min_spec p q) as [[H E] | [H E]]; rewrite (Qeq_eqR _ _ E).
  - apply Qlt_Rlt in H. rewrite Rmin_left; lra.
  - apply Qle_Rle in H. rewrite Rmin_right; lra.
Qed.

(** The maximum over Q is that over R. *)
Lemma Q2R_max p q : Q2R (Qminmax.Qmax p q) = Rmax (Q2R p) (Q2R q).
Proof.
  destruct (Qminmax.Q.max_spec p q) as [[H E] | [H E]]; rewrite (Qeq_eqR _ _ E).
  - apply Qlt_Rlt in H. rewrite Rmax_right; lra.
  - apply Qle_Rle in H. rewrite Rmax_left; lra.
Qed.

(** A product of two numbers between bounds lies between the products of the bounds. *)
Lemma times_between x u v z l h m M :
  u <= x <= v -> l <= z <= h -> m <= u * l -> m <= u * h -> m <= v * l -> m <= v * h -> u * l <= M -> u * h <= M -> v * l <= M -> v * h <= M -> m <= x * z <= M.
Proof.
  intros.
  assert (m <= u * z <= M) by (destruct (Rle_dec 0 u); split; nra).
  assert (m <= v * z <= M) by (destruct (Rle_dec 0 v); split; nra).
  destruct (Rle_dec 0 z); split; nra.
Qed.

(** Products of intervals are sound. *)
Lemma interval_times_ok u v l h x z :
  Q2R u <= x <= Q2R v -> Q2R l <= z <= Q2R h -> Q2R (fst (interval_times u v l h)) <= x * z <= Q2R (snd (interval_times u v l h)).
Proof.
  intros Hx Hz. unfold interval_times. cbn [fst snd]. rewrite !Q2R_min, !Q2R_max, !Q2R_mult.
  apply times_between with (u := Q2R u) (v := Q2R v) (l := Q2R l) (h := Q2R h); try assumption; unfold Rmin, Rmax; repeat destruct (Rle_dec _ _); lra.
Qed.

(** Horner's scheme for intervals is sound. *)
Lemma enclosure_ok cs u v x : Q2R u <= x <= Q2R v -> Q2R (fst (enclosure cs u v)) <= polynomial cs x <= Q2R (snd (enclosure cs u v)).
Proof.
  intros Hx. induction cs as [| c cs IH]; cbn [enclosure polynomial fst snd]; [rewrite Q2R_zero; lra|].
  rewrite !Q2R_plus. pose proof (interval_times_ok u v _ _ x _ Hx IH). lra.
Qed.

(** An integer as a rational is the integer. *)
Lemma Q2R_integer n : Q2R (inject_Z n) = IZR n.
Proof. unfold Q2R, inject_Z. cbn. lra. Qed.

(** The coefficients n c, (n+1) d, ... make one more of the polynomial c, d, ... for n + 1. *)
Lemma derived_from_one n cs x : polynomial (derived_from (n + 1) cs) x = polynomial (derived_from n cs) x + polynomial cs x.
Proof.
  revert n. induction cs as [| c cs IH]; intros n; cbn [derived_from polynomial]; [ring|].
  rewrite IH, !Q2R_mult, !Q2R_integer, plus_IZR. ring.
Qed.

(** The derivative of a polynomial is the one with the derived coefficients. *)
Lemma polynomial_derivative cs x : derivable_pt_lim (polynomial cs) x (polynomial (derived cs) x).
Proof.
  induction cs as [| c cs IH]; cbn [derived polynomial]; [apply (derivable_pt_lim_const 0)|].
  replace (polynomial (derived_from 1 cs) x) with (0 + (1 * polynomial cs x + x * polynomial (derived cs) x)).
  - apply (derivable_pt_lim_plus (fun _ => Q2R c)); [apply derivable_pt_lim_const|].
    apply (derivable_pt_lim_mult (fun z => z)); [apply derivable_pt_lim_id | exact IH].
  - destruct cs as [| d cs]; cbn [derived derived_from polynomial]; [ring|].
    rewrite (derived_from_one 1), Q2R_mult, Q2R_integer. ring.
Qed.

(** By the mean value theorem a polynomial is not steeper than its derivative is large. *)
Lemma polynomial_short cs u v K :
  - K <= Q2R (fst (enclosure (derived cs) u v)) -> Q2R (snd (enclosure (derived cs) u v)) <= K -> 0 <= K ->
  short_on (polynomial cs) K (Q2R u) (Q2R v).
Proof.
  intros Hl Hh HK.
  assert (forall p q, Q2R u <= p -> p < q -> q <= Q2R v -> Rabs (polynomial cs q - polynomial cs p) <= K * (q - p)) as H.
  { intros p q Hp Hpq Hq.
    destruct (MVT_cor2 (polynomial cs) (polynomial (derived cs)) p q Hpq (fun z _ => polynomial_derivative cs z)) as [z [E Hz]].
    rewrite E, Rabs_mult, (Rabs_pos_eq (q - p)) by lra. apply Rmult_le_compat_r; [lra|].
    pose proof (enclosure_ok (derived cs) u v z ltac:(lra)). apply Rabs_le. lra. }
  intros p q Hp Hq. destruct (Rtotal_order p q) as [Hpq | [-> | Hpq]].
  - rewrite Rabs_minus_sym, (Rabs_minus_sym p q), (Rabs_pos_eq (q - p)) by lra. apply H; lra.
  - rewrite !Rminus_diag_eq, Rabs_R0 by reflexivity. lra.
  - rewrite (Rabs_pos_eq (p - q)) by lra. apply H; lra.
Qed.

(** ** Soundness for piecewise linear maps *)

(** The slope of one segment. *)
Lemma small_slope_ok x0 y0 x1 y1 K :
  Q2R x0 < Q2R x1 -> small_slope x0 y0 x1 y1 K = true ->
  - Q2R K <= (Q2R y1 - Q2R y0) / (Q2R x1 - Q2R x0) <= Q2R K.
Proof.
  intros Hx H. apply andb_prop in H. destruct H as [H1 H2]. apply Qle_bool_real in H1, H2. rewrite Q2R_mult, !Q2R_minus in H1, H2.
  set (s := (Q2R y1 - Q2R y0) / (Q2R x1 - Q2R x0)).
  assert (s * (Q2R x1 - Q2R x0) = Q2R y1 - Q2R y0) as E by (unfold s; field; lra). split; nra.
Qed.

(** A piecewise linear function is not steeper on [u, v] than its segments that meet (u, v). *)
Lemma rises_short x0 y0 vs u v K p q :
  increasing x0 vs -> segments_short x0 y0 vs u v K = true -> 0 <= Q2R K -> Q2R u <= p -> p <= q -> q <= Q2R v ->
  Rabs (rises x0 y0 vs q - rises x0 y0 vs p) <= Q2R K * (Rmax q (Q2R x0) - Rmax p (Q2R x0)).
Proof.
  revert x0 y0. induction vs as [| [x1 y1] vs IH]; intros x0 y0 Hi H HK Hp Hpq Hq; cbn [rises segments_short] in *.
  - rewrite Rminus_diag_eq, Rabs_R0 by reflexivity.
    assert (Rmax p (Q2R x0) <= Rmax q (Q2R x0)) by (apply Rle_max_compat_r; lra). nra.
  - destruct Hi as [H01 Hi]. apply Qlt_Rlt in H01. apply andb_prop in H. destruct H as [H Hrest].
    specialize (IH x1 y1 Hi Hrest HK Hp Hpq Hq).
    set (s := (Q2R y1 - Q2R y0) / (Q2R x1 - Q2R x0)).
    set (cq := clamp (Q2R x0) (Q2R x1) q). set (cp := clamp (Q2R x0) (Q2R x1) p).
    assert (cq - cp + (Rmax q (Q2R x1) - Rmax p (Q2R x1)) = Rmax q (Q2R x0) - Rmax p (Q2R x0)) as E.
    { unfold cq, cp, clamp, Rmin, Rmax. repeat destruct (Rle_dec _ _); lra. }
    assert (0 <= cq - cp) as Hc.
    { unfold cq, cp, clamp, Rmin, Rmax. repeat destruct (Rle_dec _ _); lra. }
    assert (Rabs (s * (cq - cp)) <= Q2R K * (cq - cp)) as Hs.
    { apply orb_prop in H. destruct H as [H | H]; [apply orb_prop in H; destruct H as [H | H]; apply Qle_bool_real in H|].
      1-2: assert (cq - cp = 0) as -> by (unfold cq, cp, clamp, Rmin, Rmax; repeat destruct (Rle_dec _ _); lra); rewrite !Rmult_0_r, Rabs_R0; lra.
      apply small_slope_ok in H; [fold s in H | exact H01]. rewrite Rabs_mult, (Rabs_pos_eq (cq - cp)) by exact Hc.
      apply Rmult_le_compat_r; [exact Hc | apply Rabs_le; exact H]. }
    replace (s * (cq - Q2R x0) + rises x1 y1 vs q - (s * (cp - Q2R x0) + rises x1 y1 vs p)) with (s * (cq - cp) + (rises x1 y1 vs q - rises x1 y1 vs p)) by ring.
    pose proof (Rabs_triang (s * (cq - cp)) (rises x1 y1 vs q - rises x1 y1 vs p)). rewrite <- E. lra.
Qed.

(** The same, for the whole map. *)
Lemma linear_short x0 y0 vs u v K :
  increasing x0 vs -> segments_short x0 y0 vs u v K = true -> 0 <= Q2R K -> short_on (piecewise_linear ((x0, y0) :: vs)) (Q2R K) (Q2R u) (Q2R v).
Proof.
  intros Hi H HK.
  assert (forall p q, Q2R u <= p -> p <= q -> q <= Q2R v -> Rabs (rises x0 y0 vs q - rises x0 y0 vs p) <= Q2R K * (q - p)) as H'.
  { intros p q Hp Hpq Hq. eapply Rle_trans; [apply (rises_short x0 y0 vs u v K); assumption|].
    apply Rmult_le_compat_l; [exact HK|]. unfold Rmax. repeat destruct (Rle_dec _ _); lra. }
  intros p q Hp Hq. cbn [piecewise_linear].
  replace (Q2R y0 + rises x0 y0 vs p - (Q2R y0 + rises x0 y0 vs q)) with (rises x0 y0 vs p - rises x0 y0 vs q) by ring.
  destruct (Rle_dec p q) as [Hpq | Hpq].
  - rewrite Rabs_minus_sym, (Rabs_minus_sym p q), (Rabs_pos_eq (q - p)) by lra. apply H'; lra.
  - rewrite (Rabs_pos_eq (p - q)) by lra. apply H'; lra.
Qed.

(** What the test says is true. *)
Theorem is_short_ok m u v K :
  well_formed m = true -> is_short m u v K = true -> 0 < Q2R K /\ short_on (function_of m) (Q2R K) (Q2R u) (Q2R v).
Proof.
  intros Hm H. apply andb_prop in H. destruct H as [HK H]. apply Qlt_bool_real in HK. rewrite Q2R_zero in HK. split; [exact HK|].
  destruct m as [[| [x0 y0] vs] | cs]; cbn [well_formed function_of] in *; [discriminate | |].
  - apply linear_short; [apply increasing_Q_ok, Hm | exact H | lra].
  - apply andb_prop in H. destruct H as [H1 H2]. apply Qle_bool_real in H1, H2. rewrite Q2R_opp in H1. apply polynomial_short; lra.
Qed.
