(** T15x: the plateaus of a piece of an iterate at two levels, and how wide they are. *)

From Coq Require Import Reals List ZArith Lra Lia.
From Exactsep Require Import Networks Chains Integral Windows Laps Traces Labels Bands Runs Switches Levels.
Import ListNotations.
Open Scope R_scope.

(** What a piece is between two levels: below them, above them, or between. *)
Inductive place := Below | Above | Between (up : bool).
Definition at_lower (k : place) : bool := match k with Below => false | _ => true end.
Definition at_upper (k : place) : bool := match k with Above => true | _ => false end.

(** The value at a place between two levels, from below and from above. *)
Lemma upwards u q lo c x y : 0 < q -> x < y -> c = x + (y - x) * ((u + q * (c - lo) - (u + q * (x - lo))) / (u + q * (y - lo) - (u + q * (x - lo)))).
Proof.
  intros Hq Hxy. replace (u + q * (c - lo) - (u + q * (x - lo))) with (q * (c - x)) by ring.
  replace (u + q * (y - lo) - (u + q * (x - lo))) with (q * (y - x)) by ring. field. split; lra.
Qed.

Lemma downwards u q hi c x y : 0 < q -> x < y -> c = y - (y - x) * ((u + q * (hi - c) - (u + q * (hi - y))) / (u + q * (hi - x) - (u + q * (hi - y)))).
Proof.
  intros Hq Hxy. replace (u + q * (hi - c) - (u + q * (hi - y))) with (q * (y - c)) by ring.
  replace (u + q * (hi - x) - (u + q * (hi - y))) with (q * (y - x)) by ring. field. split; lra.
Qed.

Section Sound.
Variables b N : positive.
Notation U := (IZR (2 ^ Zpos b)).
Notation V := (U * U * IZR (Zpos N)).

Lemma square_pos : 0 < V.
Proof. pose proof (unit_pos b). repeat apply Rmult_lt_0_compat; try assumption. apply IZR_lt. reflexivity. Qed.

(** A piece, read in integers. *)
Definition reads (p : piece) (l : lap) : Prop :=
  (0 <= lap_width l)%Z /\
  match p with
  | Sloped up lo hi k => (lap_up l = up \/ (fst (top l) <= snd (bottom l))%Z) /\ (IZR (fst (bottom l)) <= lo * U <= IZR (snd (bottom l))) /\ (IZR (fst (top l)) <= hi * U <= IZR (snd (top l))) /\
      0 <= IZR (lap_pace l) <= k * U * IZR (Zpos N) /\ IZR (lap_width l) <= k * (hi - lo) * V
  | Flat y w => y * U <= IZR (snd (bottom l)) /\ IZR (fst (bottom l)) <= y * U /\ y * U <= IZR (snd (top l)) /\ IZR (fst (top l)) <= y * U /\
      IZR (lap_width l) <= w * V
  end.

Section Pair.
Variables (few : Z) (L L' : Z) (P0 P1 : Z).
Hypotheses (levels : (L < L')%Z).

Notation m := (Z.to_nat few).
Notation x := (IZR L / U).
Notation y := (IZR L' / U).
Notation p0 := (IZR P0 / V).
Notation p1 := (IZR P1 / V).

(** What lies below, above or between the levels. *)
Definition lies (h : R -> R) (u v : R) (e : place * Z) : Prop :=
  u <= v /\ 0 <= IZR (snd e) / V <= v - u /\
  match fst e with Below => plateau x y h false u v | Above => plateau x y h true u v | Between up => crossing_between x y h up u v end.

(** Several in a row *)
Inductive lie (h : R -> R) : R -> R -> list (place * Z) -> Prop :=
| lie_none : forall u v, u <= v -> lie h u v []
| lie_more : forall u w v e es, lies h u w e -> lie h w v es -> lie h u v (e :: es)
| lie_skip : forall u w v es, u <= w -> lie h w v es -> lie h u v es.

Lemma lie_app h u w v es es' : lie h u w es -> lie h w v es' -> lie h u v (es ++ es').
Proof.
  intros H H'. induction H as [u w Huw | u z w e es He H IH | u z w es Huz H IH]; cbn [app].
  - apply lie_skip with (w := w); assumption.
  - apply lie_more with (w := z); [exact He | apply IH, H'].
  - apply lie_skip with (w := z); [exact Huz | apply IH, H'].
Qed.

(** What is due at both levels. *)
Definition bits_at (bit_of : place -> bool) (es : list (place * Z)) : list (bool * Z) := map (fun e => (bit_of (fst e), snd e)) es.

Lemma both_due h u v es : lie h u v es -> forall B B' C C',
  due_over p0 m (over V (bits_at at_lower es)) B B' -> due_over p1 m (over V (bits_at at_upper es)) C C' -> both_paid x y p0 p1 m h u v (B, C) (B', C').
Proof.
  induction 1 as [u v Huv | u w v e es He H IH | u w v es Huw H IH]; intros B B' C C' HB HC.
  - inversion HB; inversion HC; subst. constructor; assumption.
  - inversion HB as [| bit wd T B0 B1 B0' H0 HcB HleB HT E1 E2 E3]; subst. inversion HC as [| bit' wd' T' C0 C1 C0' H0' HcC HleC HT' E1' E2' E3']; subst.
    apply both_join with (c := w) (D1 := (B1, C1)); [|apply IH; assumption]. apply due_closed in HT, HT'. destruct He as [Huw [Hw He]].
    destruct e as [[| | up] z]; cbn [fst snd at_lower at_upper] in *.
    + apply (both_plateau x y p0 p1 m h u w false (IZR z / V)); tauto.
    + apply (both_plateau x y p0 p1 m h u w true (IZR z / V)); tauto.
    + apply (both_crossing x y p0 p1 m h u w up (IZR z / V)); tauto.
  - apply both_join with (c := w) (D1 := (B, C)); [|apply IH; assumption]. apply due_closed in HB, HC. constructor; tauto.
Qed.

(** The places of a piece at both levels, which are among those of a gap. *)
Definition places (A B : Z) (l : lap) : list (place * Z) :=
  if (Z.leb (snd (bottom l)) A && Z.leb B (fst (top l)))%bool then
    let low := (Below, lap_pace l * (L - snd (bottom l)))%Z in
    let inner := (Between (lap_up l), lap_pace l * (L' - L))%Z in
    let high := (Above, lap_pace l * (fst (top l) - L'))%Z in
    if lap_up l then [low; inner; high] else [high; inner; low]
  else if Z.leb (snd (top l)) A then [(Below, lap_width l)]
  else if Z.leb B (fst (bottom l)) then [(Above, lap_width l)] else [].

Variables A B : Z.
Hypotheses (from_lowest : (A <= L)%Z) (to_highest : (L' <= B)%Z).

Lemma divided z c : IZR z <= c * U -> IZR z / U <= c.
Proof. intros Hz. pose proof (unit_pos b) as HU. apply Rmult_le_reg_r with U; [exact HU | unfold Rdiv; rewrite Rmult_assoc, Rinv_l by lra; lra]. Qed.

Lemma divided' z c : c * U <= IZR z -> c <= IZR z / U.
Proof. intros Hz. pose proof (unit_pos b) as HU. apply Rmult_le_reg_r with U; [exact HU | unfold Rdiv; rewrite Rmult_assoc, Rinv_l by lra; lra]. Qed.

Lemma width_over z c : (0 <= z)%Z -> IZR z <= c * V -> 0 <= IZR z / V <= c.
Proof.
  intros Hz Hc. pose proof square_pos as HV. apply IZR_le in Hz. split; [unfold Rdiv; apply Rmult_le_pos; [exact Hz | left; apply Rinv_0_lt_compat, HV]|].
  apply Rmult_le_reg_r with V; [exact HV | unfold Rdiv; rewrite Rmult_assoc, Rinv_l by lra; lra].
Qed.

(** Where a piece takes which value *)
Lemma sloped_at h u v up lo hi q : piece_on h u v (Sloped up lo hi q) ->
  forall z, u <= z <= v -> exists c, lo <= c <= hi /\ h z = c /\ z = if up then u + q * (c - lo) else u + q * (hi - c).
Proof.
  intros [Hq [Hlh [Hw Hh]]] z Hz. assert ((z - u) / q * q = z - u) as E by (field; lra).
  set (d := (z - u) / q) in *. assert (0 <= d <= hi - lo) as Hd by (split; nra).
  destruct up; [exists (lo + d) | exists (hi - d)].
  - assert (z = u + q * (lo + d - lo)) as Ez by lra. split; [lra|]. split; [rewrite Ez; apply Hh; lra | exact Ez].
  - assert (z = u + q * (hi - (hi - d))) as Ez by lra. split; [lra|]. split; [rewrite Ez; apply Hh; lra | exact Ez].
Qed.

Lemma sloped_over h u v up lo hi q l : piece_on h u v (Sloped up lo hi q) -> reads (Sloped up lo hi q) l ->
  (snd (bottom l) <= A)%Z -> (B <= fst (top l))%Z -> lie h u v (places A B l).
Proof.
  pose proof (unit_pos b) as HU. pose proof (IZR_lt _ _ levels) as HL. intros Hp [_ [Hup [[_ B2] [[T1 _] [[K0 K1] _]]]]] E1 E2. assert (lap_up l = up) as <- by (destruct Hup; [assumption | lia]).
  pose proof (sloped_at _ _ _ _ _ _ _ Hp) as Hz.
  destruct Hp as [Hq [Hlh [Hw _]]]. unfold places. rewrite (proj2 (Z.leb_le _ _) E1), (proj2 (Z.leb_le _ _) E2). cbn [andb].
  pose proof (IZR_le _ _ E1) as R1. pose proof (IZR_le _ _ E2) as R2. pose proof (IZR_le _ _ from_lowest) as R3. pose proof (IZR_le _ _ to_highest) as R4.
  assert (lo <= x) as Hx by (apply divided'; lra). assert (y <= hi) as Hy by (apply divided; lra).
  assert (x < y) as Hxy by (unfold Rdiv; apply Rmult_lt_compat_r; [apply Rinv_0_lt_compat, HU | exact HL]).
  assert (x * U = IZR L) as Ex by (field; lra). assert (y * U = IZR L') as Ey by (field; lra).
  assert (forall z c, (0 <= z)%Z -> IZR z <= c * U -> 0 <= IZR (lap_pace l * z) / V <= q * c) as Hpart.
  { intros z c Hz0 Hc. apply le_IZR in K0. apply width_over; [lia|]. apply IZR_le in Hz0. rewrite mult_IZR. replace (q * c * V) with ((q * U * IZR (Zpos N)) * (c * U)) by ring.
    apply IZR_le in K0. apply Rle_trans with (IZR (lap_pace l) * (c * U)); [apply Rmult_le_compat_l; lra | apply Rmult_le_compat_r; lra]. }
  assert (0 <= IZR (lap_pace l * (L - snd (bottom l))) / V <= q * (x - lo)) as W1 by (apply Hpart; [lia | rewrite minus_IZR; lra]).
  assert (0 <= IZR (lap_pace l * (L' - L)) / V <= q * (y - x)) as W2 by (apply Hpart; [lia | rewrite minus_IZR; lra]).
  assert (0 <= IZR (lap_pace l * (fst (top l) - L')) / V <= q * (hi - y)) as W3 by (apply Hpart; [lia | rewrite minus_IZR; lra]).
  destruct (lap_up l).
  - pose (r := u + q * (x - lo)). pose (r' := u + q * (y - lo)). assert (u <= r /\ r < r' /\ r' <= v) as [O1 [O2 O3]] by (unfold r, r'; split; [nra | split; nra]).
    apply lie_more with (w := r); [|apply lie_more with (w := r'); [|apply lie_more with (w := v); [|constructor; lra]]]; (split; [lra|]); cbn [fst snd].
    + split; [unfold r; lra|]. intros z Hz'. destruct (Hz z ltac:(lra)) as [c [Hc [-> Ec]]]. change (c <= x). unfold r in Hz'. apply Rmult_le_reg_l with (q); lra.
    + split; [unfold r, r'; lra|]. split; [exact O2|]. intros z Hz'. destruct (Hz z ltac:(lra)) as [c [Hc [-> Ec]]]. rewrite Ec. apply upwards; assumption.
    + split; [unfold r'; lra|]. intros z Hz'. destruct (Hz z ltac:(lra)) as [c [Hc [-> Ec]]]. change (y <= c). unfold r' in Hz'. apply Rmult_le_reg_l with (q); lra.
  - pose (r := u + q * (hi - y)). pose (r' := u + q * (hi - x)). assert (u <= r /\ r < r' /\ r' <= v) as [O1 [O2 O3]] by (unfold r, r'; split; [nra | split; nra]).
    apply lie_more with (w := r); [|apply lie_more with (w := r'); [|apply lie_more with (w := v); [|constructor; lra]]]; (split; [lra|]); cbn [fst snd].
    + split; [unfold r; lra|]. intros z Hz'. destruct (Hz z ltac:(lra)) as [c [Hc [-> Ec]]]. change (y <= c). unfold r in Hz'. apply Rmult_le_reg_l with (q); lra.
    + split; [unfold r, r'; lra|]. split; [exact O2|]. intros z Hz'. destruct (Hz z ltac:(lra)) as [c [Hc [-> Ec]]]. rewrite Ec. apply downwards; assumption.
    + split; [unfold r'; lra|]. intros z Hz'. destruct (Hz z ltac:(lra)) as [c [Hc [-> Ec]]]. change (c <= x). unfold r' in Hz'. apply Rmult_le_reg_l with (q); lra.
Qed.

(** A piece lies as its integers say. *)
Lemma places_lie h u v p l : piece_on h u v p -> reads p l -> lie h u v (places A B l).
Proof.
  pose proof (unit_pos b) as HU. pose proof (IZR_lt _ _ levels) as HL. intros Hp Hl. pose proof (IZR_le _ _ from_lowest) as R3. pose proof (IZR_le _ _ to_highest) as R4.
  destruct (Z.leb (snd (bottom l)) A && Z.leb B (fst (top l)))%bool eqn:E.
  - apply andb_prop in E. destruct E as [E1 E2]. apply Z.leb_le in E1, E2. destruct p as [up lo hi q | c w]; [exact (sloped_over h u v up lo hi q l Hp Hl E1 E2)|].
    exfalso. destruct Hl as [_ [Y1 [_ [_ [Y2 _]]]]]. apply IZR_le in E1, E2. lra.
  - assert (u <= v) as Huv by (apply piece_on_ordered in Hp; exact Hp). unfold places. rewrite E. destruct Hl as [Hw0 Hl].
    assert (0 <= IZR (lap_width l) / V <= v - u) as Hwidth.
    { apply width_over; [exact Hw0|]. destruct p as [up lo hi q | c w]; [destruct Hp as [_ [_ [-> _]]] | destruct Hp as [_ [-> _]]]; apply Hl. }
    assert (forall z, u <= z <= v -> IZR (fst (bottom l)) <= h z * U <= IZR (snd (top l))) as Hz.
    { intros z Hz. destruct p as [up lo hi q | c w].
      - destruct (sloped_at _ _ _ _ _ _ _ Hp z Hz) as [c [Hc [-> _]]]. destruct Hl as [_ [Hb [Ht _]]]. split; nra.
      - destruct Hp as [_ [_ ->]]; [|exact Hz]. destruct Hl as [Hb [Hb' [Ht [Ht' _]]]]. lra. }
    destruct (Z.leb (snd (top l)) A) eqn:E1; [|destruct (Z.leb B (fst (bottom l))) eqn:E2; [|constructor; exact Huv]].
    + apply Z.leb_le, IZR_le in E1. apply lie_more with (w := v); [|constructor; lra]. split; [exact Huv|]. split; [exact Hwidth|].
      intros z Hz'. change (h z <= x). specialize (Hz z Hz'). apply divided'. lra.
    + apply Z.leb_le, IZR_le in E2. apply lie_more with (w := v); [|constructor; lra]. split; [exact Huv|]. split; [exact Hwidth|].
      intros z Hz'. change (y <= h z). specialize (Hz z Hz'). apply divided. lra.
Qed.

(** So do all of them. *)
Lemma laps_lie h l r T row : rows h l r T -> Forall2 reads T row -> lie h l r (flat_map (places A B) row).
Proof.
  intros HT. revert row. induction HT as [l r Hlr | l u v r p Hl Hr Hp | l c r T T' H1 IH1 H2 IH2]; intros row HR.
  - inversion_clear HR. constructor. exact Hlr.
  - inversion HR as [| p' k Tn row' Hpk Hrow E1 E2]; subst. inversion_clear Hrow. cbn [flat_map]. apply lie_skip with (w := u); [exact Hl|].
    apply lie_app with (w := v); [apply (places_lie h u v p); assumption | constructor; exact Hr].
  - apply Forall2_app_inv_l in HR. destruct HR as [row1 [row2 [HR1 [HR2 ->]]]]. rewrite flat_map_app. apply lie_app with (w := c); [apply IH1, HR1 | apply IH2, HR2].
Qed.
End Pair.
End Sound.
