(** T15x: the pieces of an iterate from points that are followed in integers. *)

From Coq Require Import Reals List Bool ZArith Lra Lia.
From Exactsep Require Import Networks Windows Laps Traces Levels LevelLaps.
Import ListNotations.
Open Scope R_scope.
Local Open Scope lazy_bool_scope.

Section Rows.
Variables b N : positive.
Notation U := (IZR (2 ^ Zpos b)).

(** What is straight goes up, or down, or is flat. *)
Lemma straight_up h u v : u < v -> straight h u v -> h u < h v -> piece_on h u v (Sloped true (h u) (h v) ((v - u) / (h v - h u))).
Proof.
  intros Huv [s Hs] Hlt. assert (h v = h u + s * (v - u)) as Ev by (apply Hs; left; lra). assert (0 < s) as Hs0 by nra.
  assert ((v - u) / (h v - h u) = / s) as -> by (rewrite Ev; field; split; nra). assert (0 < / s) as Hi by (apply Rinv_0_lt_compat, Hs0). assert (/ s * s = 1) as E by (apply Rinv_l; lra).
  split; [exact Hi|]. split; [exact Hlt|]. split; [rewrite Ev; field; lra|]. intros c Hc. rewrite Hs; [field; lra|]. left.
  assert (v = u + / s * (h v - h u)) as Ev' by (rewrite Ev; field; lra). split; nra.
Qed.

Lemma straight_down h u v : u < v -> straight h u v -> h v < h u -> piece_on h u v (Sloped false (h v) (h u) ((v - u) / (h u - h v))).
Proof.
  intros Huv [s Hs] Hlt. assert (h v = h u + s * (v - u)) as Ev by (apply Hs; left; lra). assert (s < 0) as Hs0 by nra. set (r := - s). assert (s = - r) as Er by (unfold r; lra).
  assert (0 < r) as Hr0 by lra. assert ((v - u) / (h u - h v) = / r) as -> by (rewrite Ev, Er; field; split; nra). assert (0 < / r) as Hi by (apply Rinv_0_lt_compat, Hr0).
  assert (/ r * r = 1) as E by (apply Rinv_l; lra).
  split; [exact Hi|]. split; [exact Hlt|]. split; [rewrite Ev, Er; field; lra|]. intros c Hc. rewrite Hs; [rewrite Er; field; lra|]. left.
  assert (v = u + / r * (h u - h v)) as Ev' by (rewrite Ev, Er; field; lra). split; nra.
Qed.

Lemma straight_flat h u v : u < v -> straight h u v -> h u = h v -> piece_on h u v (Flat (h u) (v - u)).
Proof.
  intros Huv [s Hs] He. assert (h v = h u + s * (v - u)) as Ev by (apply Hs; left; lra). assert (s = 0) as -> by nra.
  split; [lra|]. split; [reflexivity|]. intros z Hz. rewrite Hs by (left; lra). ring.
Qed.

(** A pace, rounded down *)
Lemma pace_below d r e : (0 < d)%Z -> 0 < e -> e * U <= IZR r ->
  0 <= IZR (Zpos N * Z.shiftl d (Zpos b) / r) <= IZR d / U / e * U * IZR (Zpos N).
Proof.
  intros Hd He Hr. pose proof (unit_pos b) as HU. assert (0 < r)%Z as Hr0 by (apply lt_IZR; nra). pose proof (IZR_lt _ _ Hr0) as Hr1. pose proof (IZR_lt _ _ Hd) as Hd1.
  assert (0 < IZR (Zpos N)) as HN by (apply IZR_lt; reflexivity).
  rewrite Z.shiftl_mul_pow2 by lia. assert (0 <= Zpos N * (d * 2 ^ Zpos b))%Z as H0 by (repeat apply Z.mul_nonneg_nonneg; try lia; apply Z.pow_nonneg; lia).
  split; [apply IZR_le, Z.div_pos; assumption|]. pose proof (Z.mul_div_le (Zpos N * (d * 2 ^ Zpos b)) r Hr0) as D. apply IZR_le in D. rewrite !mult_IZR in D.
  set (k := IZR (Zpos N * (d * 2 ^ Zpos b) / r)) in *. assert (0 <= k) as Hk by (apply IZR_le, Z.div_pos; assumption).
  replace (IZR d / U / e * U * IZR (Zpos N)) with (IZR (Zpos N) * IZR d / e) by (field; lra).
  apply Rmult_le_reg_r with e; [exact He|]. replace (IZR (Zpos N) * IZR d / e * e) with (IZR (Zpos N) * IZR d) by (field; lra).
  apply Rmult_le_reg_r with U; [exact HU|]. assert (k * (e * U) <= k * IZR r) by (apply Rmult_le_compat_l; assumption). lra.
Qed.

Lemma lap_between_reads h p q v w : (p < q)%Z -> straight h (IZR p / U) (IZR q / U) -> at_trace b (h (IZR p / U)) v -> at_trace b (h (IZR q / U)) w ->
  exists pc, piece_on h (IZR p / U) (IZR q / U) pc /\ reads b N pc (lap_between b N p q v w).
Proof.
  intros Hpq Hs Hv Hw. pose proof (unit_pos b) as HU. pose proof (IZR_lt _ _ Hpq) as Hpq'. set (P := IZR p / U) in *. set (Q := IZR q / U) in *.
  assert (Q - P = IZR (q - p) / U) as EPQ by (unfold P, Q; rewrite minus_IZR; field; lra).
  assert (0 < IZR (q - p)) as Hd by (apply IZR_lt; lia). assert (P < Q) as HPQ by (assert (0 < IZR (q - p) / U) by (unfold Rdiv; apply Rmult_lt_0_compat; [exact Hd | apply Rinv_0_lt_compat, HU]); lra).
  apply at_trace_between in Hv, Hw. assert (0 <= Zpos N * Z.shiftl (q - p) (Zpos b))%Z as HD by (apply Z.mul_nonneg_nonneg; [lia | apply Z.shiftl_nonneg; lia]).
  assert (0 < IZR (Zpos N)) as HN by (apply IZR_lt; reflexivity).
  assert (forall e, e <> 0 -> (Q - P) / e * e * (U * U * IZR (Zpos N)) = IZR (Zpos N * Z.shiftl (q - p) (Zpos b))) as Hwidth.
  { intros e He. rewrite Z.shiftl_mul_pow2, !mult_IZR, EPQ by lia. field. split; lra. }
  unfold lap_between. cbv zeta. cbn [fst snd].
  destruct (Z.ltb_spec (fst v + snd v) (fst w - snd w)) as [L | L]; [|destruct (Z.ltb_spec (fst w + snd w) (fst v - snd v)) as [L' | L']].
  - apply IZR_lt in L. assert (h P < h Q) as Hlt by nra. exists (Sloped true (h P) (h Q) ((Q - P) / (h Q - h P))). split; [apply straight_up; assumption|].
    split; [exact HD|]. cbn [lap_up bottom top lap_pace lap_width fst snd]. split; [left; reflexivity|]. split; [exact Hv|]. split; [exact Hw|].
    split; [rewrite EPQ; apply pace_below; [lia | lra | rewrite minus_IZR; lra] | right; symmetry; apply Hwidth; lra].
  - apply IZR_lt in L'. assert (h Q < h P) as Hlt by nra. exists (Sloped false (h Q) (h P) ((Q - P) / (h P - h Q))). split; [apply straight_down; assumption|].
    split; [exact HD|]. cbn [lap_up bottom top lap_pace lap_width fst snd]. split; [left; reflexivity|]. split; [exact Hw|]. split; [exact Hv|].
    split; [rewrite EPQ; apply pace_below; [lia | lra | rewrite minus_IZR; lra] | right; symmetry; apply Hwidth; lra].
  - set (lo := Z.min (fst v - snd v) (fst w - snd w)). set (hi := Z.max (fst v + snd v) (fst w + snd w)).
    assert (IZR lo <= IZR (fst v - snd v) /\ IZR lo <= IZR (fst w - snd w)) as [A1 A2] by (split; apply IZR_le; lia).
    assert (IZR (fst v + snd v) <= IZR hi /\ IZR (fst w + snd w) <= IZR hi) as [B1 B2] by (split; apply IZR_le; lia).
    assert (lo <= hi)%Z as Hlh by (apply le_IZR; lra).
    destruct (Rtotal_order (h P) (h Q)) as [Hlt | [Heq | Hlt]].
    + exists (Sloped true (h P) (h Q) ((Q - P) / (h Q - h P))). split; [apply straight_up; assumption|]. split; [exact HD|]. cbn [lap_up bottom top lap_pace lap_width fst snd].
      split; [right; exact Hlh|]. split; [lra|]. split; [lra|]. split; [|right; symmetry; apply Hwidth; lra].
      split; [lra|]. apply Rmult_le_pos; [|lra]. apply Rmult_le_pos; [|lra]. unfold Rdiv. apply Rmult_le_pos; [lra | left; apply Rinv_0_lt_compat; lra].
    + exists (Flat (h P) (Q - P)). split; [apply straight_flat; assumption|]. split; [exact HD|]. cbn [lap_up bottom top lap_pace lap_width fst snd].
      repeat (split; [lra|]). rewrite Z.shiftl_mul_pow2, !mult_IZR, EPQ by lia. right. field. lra.
    + exists (Sloped false (h Q) (h P) ((Q - P) / (h P - h Q))). split; [apply straight_down; assumption|]. split; [exact HD|]. cbn [lap_up bottom top lap_pace lap_width fst snd].
      split; [right; exact Hlh|]. split; [lra|]. split; [lra|]. split; [|right; symmetry; apply Hwidth; lra].
      split; [lra|]. apply Rmult_le_pos; [|lra]. apply Rmult_le_pos; [|lra]. unfold Rdiv. apply Rmult_le_pos; [lra | left; apply Rinv_0_lt_compat; lra].
Qed.

(** All pieces that are followed *)
Lemma laps_along_rows f ss t margin last breaks e : Forall (shows b N f) ss -> IZR last <= e * U -> forall now x, x <= e -> x * U <= IZR now ->
  exists T, rows (iterate t f) x e T /\ Forall2 (reads b N) T (laps_along b N ss t margin last now breaks).
Proof.
  intros HF He. pose proof (unit_pos b) as HU. induction breaks as [| v breaks IH]; intros now x Hx Hnow.
  - exists []. split; [constructor; exact Hx | constructor].
  - destruct breaks as [| w rest]; [exists []; split; [constructor; exact Hx | constructor]|]. cbn [laps_along] in *.
    set (p := (v + margin)%Z) in *. set (q := (w - margin)%Z) in *. rewrite <- !andb_lazy_alt. destruct (Z.leb now p && Z.ltb p q && Z.leb q last)%bool eqn:E; [|apply IH; assumption].
    destruct (traced b N ss t (p, 0%Z) (q, 0%Z)) as [[v' w'] |] eqn:Et; [|apply IH; assumption].
    apply andb_prop in E. destruct E as [E E3]. apply andb_prop in E. destruct E as [E1 E2]. apply Z.leb_le, IZR_le in E1, E3. apply Z.ltb_lt in E2.
    assert (IZR p / U * U = IZR p /\ IZR q / U * U = IZR q) as [Ep Eq] by (split; field; lra). pose proof (IZR_lt _ _ E2) as E2'.
    assert (IZR p / U < IZR q / U) as Hpq by (apply Rmult_lt_reg_r with U; lra).
    assert (forall z, at_trace b (IZR z / U) (z, 0%Z)) as Hat by (intros z; unfold at_trace; cbn [fst snd]; replace (IZR z / U * U - IZR z) with 0 by (field; lra); rewrite Rabs_R0; lra).
    destruct (traced_ok b N f ss t (IZR p / U) (IZR q / U) HF Hpq (fun z => z) (p, 0%Z) (q, 0%Z) v' w') as [Hs [Hv Hw]]; [exists 1; intros; ring | apply Hat | apply Hat | exact Et |].
    destruct (lap_between_reads (iterate t f) p q v' w' E2 Hs Hv Hw) as [pc [Hpc Hreads]].
    destruct (IH q (IZR q / U) ltac:(apply Rmult_le_reg_r with U; lra) ltac:(lra)) as [T [HT HR]].
    exists ([pc] ++ T). split; [|constructor; assumption]. apply rows_join with (c := IZR q / U); [|exact HT].
    apply rows_one with (u := IZR p / U) (v := IZR q / U); [apply Rmult_le_reg_r with U; lra | lra | exact Hpc].
Qed.
End Rows.
