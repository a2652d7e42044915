(** T15x: a checker for lower bounds of the integral of |f^t - g|, level by level, over any numbers, and its soundness. *)

From Coq Require Import Reals QArith Qreals List ZArith Lra Lia.
From Exactsep Require Import Networks Chains Maps Integral Teeth L1 FieldMaps Laps LapRows Labels Bands Runs Switches.
Import ListNotations.
Local Open Scope lazy_bool_scope.

(** A piece in integers over 2^bits: between which bounds the values at its ends lie, how wide it is at least for each unit of the value, and
    how wide it is at least. *)
Record lap := Lap { lap_up : bool; bottom : Z * Z; top : Z * Z; lap_pace : Z; lap_width : Z }.

(** Two levels and what is done about switches at each of them. *)
Record level_pair := LevelPair { lower_level : Z; upper_level : Z; lower_mode : mode; upper_mode : mode }.

Record levels_over {number : Type} := LevelsCertificate {
  l_vertices : list (number * number);
  l_slopes : list number;
  l_paces : list number;
  l_left : number;
  l_right : number;
  l_iterate : nat;
  l_bits : positive;
  l_pairs : list level_pair; (* from low to high *)
  l_few : Z;
  l_error : number
}.
Arguments levels_over : clear implicits.
Arguments LevelsCertificate {number} _ _ _ _%Q_scope _%Q_scope _%nat_scope _%positive_scope _ _%Z_scope _%Q_scope.
Arguments LevelPair _%Z_scope _%Z_scope _ _.

(** What a piece is between two levels: below them, above them, or between. *)
Inductive place := Below | Above | Between (up : bool).
Definition at_lower (k : place) : bool := match k with Below => false | _ => true end.
Definition at_upper (k : place) : bool := match k with Above => true | _ => false end.

Definition places (b : positive) (L U : Z) (p : lap) : list (place * Z) :=
  if Z.leb (snd (bottom p)) L && Z.leb U (fst (top p)) then
    let low := Z.shiftr ((L - snd (bottom p)) * lap_pace p) (Zpos b) in
    let inner := Z.shiftr ((U - L) * lap_pace p) (Zpos b) in
    let high := Z.shiftr ((fst (top p) - U) * lap_pace p) (Zpos b) in
    if lap_up p then [(Below, low); (Between true, inner); (Above, high)] else [(Above, high); (Between false, inner); (Below, low)]
  else if Z.leb (snd (top p)) L then [(Below, lap_width p)]
  else if Z.leb U (fst (bottom p)) then [(Above, lap_width p)] else [].

(** What has to be paid at one level: its runs, from right to left. *)
Definition pay_all (md : mode) (bit_of : place -> bool) (few : Z) (es : list (place * Z)) : state :=
  fold_right (fun e s => pay md (fst e) (snd e) s) (at_end md few) (runs_of (map (fun e => (bit_of (fst e), snd e)) es)).

(** Twice the trapezoid, in units of 2^(-2 bits). *)
Definition pair_bound (b : positive) (few : Z) (row : list lap) (k : level_pair) : Z :=
  let es := flat_map (places b (lower_level k) (upper_level k)) row in
  (upper_level k - lower_level k)
  * (to_pay (pay_all (lower_mode k) at_lower few es) + to_pay (pay_all (upper_mode k) at_upper few es)
     - few * (price_of (lower_mode k) + price_of (upper_mode k))).

Definition target_of_pair (b : positive) (k : level_pair) : target := Target (lower_level k # 2 ^ b) (upper_level k # 2 ^ b) 0.

Definition good_pair (k : level_pair) : bool := Z.leb 0 (price_of (lower_mode k)) && Z.leb 0 (price_of (upper_mode k)).

Section Check.
Context {number : Type} {Ca : calculus number}.

Definition lap_of (b : positive) (p : piece number) : lap :=
  match p with
  | Sloped up lo hi k =>
      let B := c_enclosed b lo in let T := c_enclosed b hi in let K := Z.max 0 (fst (c_enclosed b k)) in
      Lap up B T K (Z.max 0 (Z.shiftr ((fst T - snd B) * K) (Zpos b)))
  | Flat y w => let Y := c_enclosed b y in Lap true Y Y 0 (Z.max 0 (fst (c_enclosed b w)))
  end.

Definition good_segments_of (vs : list (number * number)) (ss ps : list number) : bool :=
  let qs := segments_of vs ss ps in forallb good_segment qs && Nat.eqb (S (length qs)) (length vs).

Definition check_levels (c : levels_over number) : bool :=
  let b := l_bits c in
  good_segments_of (l_vertices c) (l_slopes c) (l_paces c) && c_lt (l_left c) (l_right c)
  && targets_ordered (map (target_of_pair b) (l_pairs c)) && forallb good_pair (l_pairs c)
  &&& (let row := map (lap_of b) (laps (segments_of (l_vertices c) (l_slopes c) (l_paces c)) (l_iterate c) (whole_interval (l_left c) (l_right c))) in
      Z.leb (Z.shiftl (snd (c_enclosed b (l_error c))) (Zpos b + 1)) (fold_right (fun k s => (pair_bound b (l_few c) row k + s)%Z) 0%Z (l_pairs c))).
End Check.

(** ** Soundness *)

Open Scope R_scope.

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
Context {number : Type} {Ca : calculus number} {Re : calculus_reading number}.
Variable b : positive.
Notation U := (IZR (2 ^ Zpos b)).

Lemma unit_pos : 0 < U.
Proof. apply IZR_lt. apply Z.pow_pos_nonneg; lia. Qed.

Lemma shift_down p w : IZR p <= w * U -> IZR (Z.shiftr p (Zpos b)) <= w.
Proof.
  intros H. rewrite Z.shiftr_div_pow2 by lia. pose proof unit_pos as Hu. apply Rmult_le_reg_r with U; [exact Hu|]. eapply Rle_trans; [|exact H].
  rewrite <- mult_IZR. apply IZR_le. pose proof (Z.mul_div_le p (2 ^ Zpos b) ltac:(apply lt_IZR; exact Hu)). lia.
Qed.

Variables (few : Z) (k : level_pair).
Hypotheses (levels : (lower_level k < upper_level k)%Z) (prices : good_pair k = true).

Notation m := (Z.to_nat few).
Notation x := (IZR (lower_level k) / U).
Notation y := (IZR (upper_level k) / U).
Notation p0 := (IZR (price_of (lower_mode k)) / U).
Notation p1 := (IZR (price_of (upper_mode k)) / U).

Lemma prices_ok : (0 <= price_of (lower_mode k))%Z /\ (0 <= price_of (upper_mode k))%Z.
Proof. unfold good_pair in prices. apply andb_prop in prices. destruct prices as [A B]. split; apply Z.leb_le; assumption. Qed.

(** What lies below, above or between the levels. *)
Definition lies (h : R -> R) (u v : R) (e : place * Z) : Prop :=
  u <= v /\ 0 <= IZR (snd e) / U <= v - u /\
  match fst e with Below => plateau x y h false u v | Above => plateau x y h true u v | Between up => crossing_between x y h up u v end.

(** Several in a row *)
Inductive lie (h : R -> R) : R -> R -> list (place * Z) -> Prop :=
| lie_none : forall u v, u <= v -> lie h u v []
| lie_more : forall u w v e es, lies h u w e -> lie h w v es -> lie h u v (e :: es)
| lie_skip : forall u w v es, u <= w -> lie h w v es -> lie h u v es.

Lemma lie_ordered h u v es : lie h u v es -> u <= v.
Proof. induction 1 as [| u w v e es [He _] | ]; lra. Qed.

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
  due_over p0 m (over U (bits_at at_lower es)) B B' -> due_over p1 m (over U (bits_at at_upper es)) C C' -> both_paid x y p0 p1 m h u v (B, C) (B', C').
Proof.
  induction 1 as [u v Huv | u w v e es He H IH | u w v es Huw H IH]; intros B B' C C' HB HC.
  - inversion HB; inversion HC; subst. constructor; assumption.
  - inversion HB as [| bit wd T B0 B1 B0' H0 HcB HleB HT E1 E2 E3]; subst. inversion HC as [| bit' wd' T' C0 C1 C0' H0' HcC HleC HT' E1' E2' E3']; subst.
    apply both_join with (c := w) (D1 := (B1, C1)); [|apply IH; assumption]. apply due_closed in HT, HT'. destruct He as [Huw [Hw He]].
    destruct e as [[| | up] z]; cbn [fst snd at_lower at_upper] in *.
    + apply (both_plateau x y p0 p1 m h u w false (IZR z / U)); tauto.
    + apply (both_plateau x y p0 p1 m h u w true (IZR z / U)); tauto.
    + apply (both_crossing x y p0 p1 m h u w up (IZR z / U)); tauto.
  - apply both_join with (c := w) (D1 := (B, C)); [|apply IH; assumption]. apply due_closed in HB, HC. constructor; tauto.
Qed.

(** What is paid by integers is due. *)
Lemma due_paid md T : (0 <= price_of md)%Z -> Forall (fun e => (0 <= snd e)%Z) T ->
  let s := fold_right (fun e s => pay md (fst e) (snd e) s) (at_end md few) T in
  proper md m s /\ due_over (IZR (price_of md) / U) m (over U T) (future_of U md s) (future_of U md (at_end md few)).
Proof.
  intros HP HT. destruct (at_end_ok U (unit_pos) md few HP) as [A [C _]]. induction HT as [| [bit w] T Hw HT [IH1 IH2]]; cbn [fold_right over map fst snd].
  - split; [exact A | constructor; exact C].
  - destruct (pay_ok U unit_pos md m bit w _ HP IH1) as [A' [C' D']]. split; [exact A'|]. apply due_more with (2 := C') (3 := D'); [|exact IH2].
    cbn [snd] in Hw. apply IZR_le in Hw. unfold Rdiv. apply Rmult_le_pos; [exact Hw | left; apply Rinv_0_lt_compat, unit_pos].
Qed.

Lemma runs_positive T : Forall (fun e => (0 <= snd e)%Z) T -> Forall (fun e => (0 <= snd e)%Z) (runs_of T).
Proof.
  intros HT. destruct T as [| [bit w] T]; [exact HT|]. inversion_clear HT as [| e T' Hw HT']. cbn [runs_of snd] in *. revert bit w Hw.
  induction HT' as [| [bit' w'] T Hw' HT IH]; intros bit w Hw; cbn [compact snd] in *; [constructor; [exact Hw | constructor]|].
  destruct (Bool.eqb bit' bit); [apply IH; lia | constructor; [exact Hw | apply IH, Hw']].
Qed.

Lemma due_all md bit_of es : (0 <= price_of md)%Z -> Forall (fun e => (0 <= snd e)%Z) es ->
  proper md m (pay_all md bit_of few es) /\
  due_over (IZR (price_of md) / U) m (over U (bits_at bit_of es)) (future_of U md (pay_all md bit_of few es)) (future_of U md (at_end md few)).
Proof.
  intros HP He. assert (Forall (fun e => (0 <= snd e)%Z) (bits_at bit_of es)) as HT by (unfold bits_at; apply Forall_map; exact He).
  destruct (due_paid md _ HP (runs_positive _ HT)) as [A B]. split; [exact A | apply due_over_runs; [apply unit_pos | exact HT | exact B]].
Qed.

Lemma lie_positive h u v es : lie h u v es -> Forall (fun e => (0 <= snd e)%Z) es.
Proof.
  induction 1 as [| u w v e es [_ [[He _] _]] H IH | ]; [constructor | constructor; [|exact IH] | assumption].
  apply le_IZR. pose proof unit_pos as HU. apply Rmult_le_reg_r with (/ U); [apply Rinv_0_lt_compat, HU | unfold Rdiv in He; lra].
Qed.

(** A piece lies as its integers say. *)
Lemma places_lie h u v p : piece_on h u v p -> lie h u v (places b (lower_level k) (upper_level k) (lap_of b p)).
Proof.
  pose proof unit_pos as HU. pose proof (IZR_lt _ _ levels) as HL. intros H.
  assert (forall z c, IZR z <= c * U -> IZR z / U <= c) as Hdiv by (intros z c Hz; apply Rmult_le_reg_r with U; [exact HU | unfold Rdiv; rewrite Rmult_assoc, Rinv_l by lra; lra]).
  assert (forall z c, c * U <= IZR z -> c <= IZR z / U) as Hdiv' by (intros z c Hz; apply Rmult_le_reg_r with U; [exact HU | unfold Rdiv; rewrite Rmult_assoc, Rinv_l by lra; lra]).
  assert (forall z c, (0 <= z)%Z -> IZR z <= c * U -> 0 <= IZR z / U <= c) as Hwidth.
  { intros z c Hz Hc. split; [apply IZR_le in Hz; apply Hdiv'; lra | apply Hdiv, Hc]. }
  destruct p as [up lo hi q | c w]; cbn [lap_of]; unfold places; cbn [bottom top lap_pace lap_width lap_up].
  - destruct H as [Hq [Hlh [Hw Hh]]]. pose proof (c_enclosed_ok b lo) as [B1 B2]. pose proof (c_enclosed_ok b hi) as [T1 T2]. pose proof (c_enclosed_ok b q) as [K1 _].
    set (B := c_enclosed b lo) in *. set (T := c_enclosed b hi) in *. set (K := Z.max 0 (fst (c_enclosed b q))).
    assert (0 <= IZR K <= val q * U) as HK.
    { unfold K. destruct (Z.max_spec 0 (fst (c_enclosed b q))) as [[E ->] | [E ->]]; [apply Z.lt_le_incl, IZR_le in E; lra | split; [lra | nra]]. }
    assert (forall z c, IZR z <= c * U -> (0 <= z)%Z -> IZR (Z.shiftr (z * K) (Zpos b)) <= val q * c * U /\ (0 <= Z.shiftr (z * K) (Zpos b))%Z) as Hpart.
    { intros z c Hz Hz0. apply IZR_le in Hz0. assert (0 <= z * K)%Z by (apply le_IZR; rewrite mult_IZR; nra). split; [|apply Z.shiftr_nonneg; assumption].
      apply shift_down. rewrite mult_IZR. nra. }
    assert (forall z, u <= z <= v -> exists c, val lo <= c <= val hi /\ h z = c /\ z = if up then u + val q * (c - val lo) else u + val q * (val hi - c)) as Hz.
    { intros z Hz. assert ((z - u) / val q * val q = z - u) as E by (field; lra). set (d := (z - u) / val q) in *. assert (0 <= d <= val hi - val lo) as Hd by (split; nra).
      destruct up; [exists (val lo + d) | exists (val hi - d)].
      - assert (z = u + val q * (val lo + d - val lo)) as Ez by lra. split; [lra|]. split; [rewrite Ez; apply Hh; lra | exact Ez].
      - assert (z = u + val q * (val hi - (val hi - d))) as Ez by lra. split; [lra|]. split; [rewrite Ez; apply Hh; lra | exact Ez]. }
    assert (u <= v) as Huv by nra.
    assert (IZR ((fst T - snd B) * K) <= (v - u) * U * U) as Hflat.
    { rewrite mult_IZR, minus_IZR. apply Rle_trans with ((val hi - val lo) * U * IZR K); [apply Rmult_le_compat_r; lra|].
      apply Rle_trans with ((val hi - val lo) * U * (val q * U)); [apply Rmult_le_compat_l; [nra | lra] | rewrite Hw; right; ring]. }
    destruct (Z.leb (snd B) (lower_level k) && Z.leb (upper_level k) (fst T)) eqn:E; [|destruct (Z.leb (snd T) (lower_level k)) eqn:E1; [|destruct (Z.leb (upper_level k) (fst B)) eqn:E2]].
    + apply andb_prop in E. destruct E as [E1 E2]. apply Z.leb_le in E1, E2. pose proof (IZR_le _ _ E1) as R1. pose proof (IZR_le _ _ E2) as R2.
      assert (val lo <= x) as Hx by (apply Hdiv'; lra). assert (y <= val hi) as Hy by (apply Hdiv; lra).
      assert (x < y) as Hxy by (unfold Rdiv; apply Rmult_lt_compat_r; [apply Rinv_0_lt_compat, HU | exact HL]).
      assert (x * U = IZR (lower_level k)) as Ex by (field; lra). assert (y * U = IZR (upper_level k)) as Ey by (field; lra).
      destruct (Hpart (lower_level k - snd B)%Z (x - val lo)) as [W1 W1']; [rewrite minus_IZR; lra | lia |].
      destruct (Hpart (upper_level k - lower_level k)%Z (y - x)) as [W2 W2']; [rewrite minus_IZR; lra | lia |].
      destruct (Hpart (fst T - upper_level k)%Z (val hi - y)) as [W3 W3']; [rewrite minus_IZR; lra | lia |].
      destruct up.
      * pose (r := u + val q * (x - val lo)). pose (r' := u + val q * (y - val lo)). assert (u <= r /\ r < r' /\ r' <= v) as [O1 [O2 O3]] by (unfold r, r'; split; [nra | split; nra]).
        apply lie_more with (w := r); [|apply lie_more with (w := r'); [|apply lie_more with (w := v); [|constructor; lra]]].
        -- split; [exact O1|]. split; [apply Hwidth; [exact W1' | unfold r; cbn [snd]; eapply Rle_trans; [exact W1 | right; first [ring | replace v with (u + val q * (val hi - val lo)) by lra; ring]]]|]. intros z Hz'. destruct (Hz z ltac:(lra)) as [c [Hc [-> Ec]]]. change (c <= x). unfold r in Hz'. apply Rmult_le_reg_l with (val q); lra.
        -- split; [lra|]. split; [apply Hwidth; [exact W2' | unfold r, r'; cbn [snd]; eapply Rle_trans; [exact W2 | right; first [ring | replace v with (u + val q * (val hi - val lo)) by lra; ring]]]|]. split; [exact O2|]. intros z Hz'. destruct (Hz z ltac:(lra)) as [c [Hc [-> Ec]]].
           rewrite Ec. apply upwards; assumption.
        -- split; [exact O3|]. split; [apply Hwidth; [exact W3' | unfold r'; cbn [snd]; eapply Rle_trans; [exact W3 | right; first [ring | replace v with (u + val q * (val hi - val lo)) by lra; ring]]]|]. intros z Hz'. destruct (Hz z ltac:(lra)) as [c [Hc [-> Ec]]]. change (y <= c). unfold r' in Hz'. apply Rmult_le_reg_l with (val q); lra.
      * pose (r := u + val q * (val hi - y)). pose (r' := u + val q * (val hi - x)). assert (u <= r /\ r < r' /\ r' <= v) as [O1 [O2 O3]] by (unfold r, r'; split; [nra | split; nra]).
        apply lie_more with (w := r); [|apply lie_more with (w := r'); [|apply lie_more with (w := v); [|constructor; lra]]].
        -- split; [exact O1|]. split; [apply Hwidth; [exact W3' | unfold r; cbn [snd]; eapply Rle_trans; [exact W3 | right; first [ring | replace v with (u + val q * (val hi - val lo)) by lra; ring]]]|]. intros z Hz'. destruct (Hz z ltac:(lra)) as [c [Hc [-> Ec]]]. change (y <= c). unfold r in Hz'. apply Rmult_le_reg_l with (val q); lra.
        -- split; [lra|]. split; [apply Hwidth; [exact W2' | unfold r, r'; cbn [snd]; eapply Rle_trans; [exact W2 | right; first [ring | replace v with (u + val q * (val hi - val lo)) by lra; ring]]]|]. split; [exact O2|]. intros z Hz'. destruct (Hz z ltac:(lra)) as [c [Hc [-> Ec]]].
           rewrite Ec. apply downwards; assumption.
        -- split; [exact O3|]. split; [apply Hwidth; [exact W1' | unfold r'; cbn [snd]; eapply Rle_trans; [exact W1 | right; first [ring | replace v with (u + val q * (val hi - val lo)) by lra; ring]]]|]. intros z Hz'. destruct (Hz z ltac:(lra)) as [c [Hc [-> Ec]]]. change (c <= x). unfold r' in Hz'. apply Rmult_le_reg_l with (val q); lra.
    + apply Z.leb_le, IZR_le in E1. apply lie_more with (w := v); [|constructor; lra]. split; [exact Huv|]. split.
      * cbn [snd]. apply Hwidth; [lia|]. destruct (Z.max_spec 0 (Z.shiftr ((fst T - snd B) * K) (Zpos b))) as [[Es ->] | [_ ->]]; [|nra].
        apply shift_down, Hflat.
      * intros z Hz'. destruct (Hz z Hz') as [c [Hc [-> _]]]. change (c <= x). apply Rle_trans with (val hi); [lra | apply Hdiv'; lra].
    + apply Z.leb_le, IZR_le in E2. apply lie_more with (w := v); [|constructor; lra]. split; [exact Huv|]. split.
      * cbn [snd]. apply Hwidth; [lia|]. destruct (Z.max_spec 0 (Z.shiftr ((fst T - snd B) * K) (Zpos b))) as [[Es ->] | [_ ->]]; [|nra].
        apply shift_down, Hflat.
      * intros z Hz'. destruct (Hz z Hz') as [c [Hc [-> _]]]. change (y <= c). apply Rle_trans with (val lo); [apply Hdiv; lra | lra].
    + constructor. exact Huv.
  - destruct H as [Huv [Hw Hh]]. pose proof (c_enclosed_ok b c) as [B1 B2]. pose proof (c_enclosed_ok b w) as [W1 _]. set (Y := c_enclosed b c) in *.
    assert (0 <= IZR (Z.max 0 (fst (c_enclosed b w))) / U <= v - u) as Hwd.
    { apply Hwidth; [lia|]. rewrite Hw. destruct (Z.max_spec 0 (fst (c_enclosed b w))) as [[_ ->] | [_ ->]]; [exact W1 | nra]. }
    destruct (Z.leb (snd Y) (lower_level k) && Z.leb (upper_level k) (fst Y)) eqn:E; [|destruct (Z.leb (snd Y) (lower_level k)) eqn:E1; [|destruct (Z.leb (upper_level k) (fst Y)) eqn:E2]].
    + exfalso. apply andb_prop in E. destruct E as [E1 E2]. apply Z.leb_le, IZR_le in E1, E2. lra.
    + apply Z.leb_le, IZR_le in E1. apply lie_more with (w := v); [|constructor; lra]. split; [exact Huv|]. split; [exact Hwd|]. intros z Hz. change (h z <= x). rewrite (Hh z Hz). apply Hdiv'. lra.
    + apply Z.leb_le, IZR_le in E2. apply lie_more with (w := v); [|constructor; lra]. split; [exact Huv|]. split; [exact Hwd|]. intros z Hz. change (y <= h z). rewrite (Hh z Hz). apply Hdiv. lra.
    + constructor. exact Huv.
Qed.

(** So do all of them. *)
Lemma laps_lie h l r T : rows h l r T -> lie h l r (flat_map (places b (lower_level k) (upper_level k)) (map (lap_of b) T)).
Proof.
  induction 1 as [l r Hlr | l u v r p Hl Hr Hp | l c r T T' H1 IH1 H2 IH2].
  - constructor. exact Hlr.
  - cbn [map flat_map]. apply lie_skip with (w := u); [exact Hl|]. apply lie_app with (w := v); [apply places_lie, Hp | constructor; exact Hr].
  - rewrite map_app, flat_map_app. apply lie_app with (w := c); assumption.
Qed.

(** Between two levels *)
Lemma pair_costs h g l r T n : continuity h -> continuity g -> pieces g l r n -> (n <= few)%Z -> rows h l r T ->
  costs (fun z => Rabs (clamp x y (h z) - clamp x y (g z))) l r (IZR (pair_bound b few (map (lap_of b) T) k) / (2 * (U * U))).
Proof.
  intros Hh Hg Hp Hn HT. pose proof unit_pos as HU. pose proof (IZR_lt _ _ levels) as HL. destruct prices_ok as [P0 P1]. pose proof (chain_ordered _ _ _ _ Hp) as [_ Hn0].
  assert (x < y) as Hxy by (unfold Rdiv; apply Rmult_lt_compat_r; [apply Rinv_0_lt_compat, HU | exact HL]).
  assert (0 <= p0 /\ 0 <= p1) as [Q0 Q1].
  { apply IZR_le in P0, P1. split; unfold Rdiv; apply Rmult_le_pos; try assumption; left; apply Rinv_0_lt_compat, HU. }
  pose proof (laps_lie h l r T HT) as HL'. set (es := flat_map _ _) in *. pose proof (lie_positive _ _ _ _ HL') as Hpos.
  destruct (due_all (lower_mode k) at_lower es P0 Hpos) as [S0 D0]. destruct (due_all (upper_mode k) at_upper es P1 Hpos) as [S1 D1].
  set (s0 := pay_all (lower_mode k) at_lower few es) in *. set (s1 := pay_all (upper_mode k) at_upper few es) in *.
  eapply costs_less; [apply (T15x_between x y p0 p1 m Hxy Q0 Q1 h g l r n _ _ (IZR (to_pay s0) / U) (IZR (to_pay s1) / U) Hh Hg Hp ltac:(lia) (both_due _ _ _ _ HL' _ _ _ _ D0 D1))|].
  - intros e. apply to_pay_ok; assumption.
  - intros e. apply to_pay_ok; assumption.
  - intros e. cbn [fst]. destruct (at_end_ok U HU (lower_mode k) few P0) as [_ [_ Z0]]. rewrite Z0. lra.
  - intros e. cbn [snd]. destruct (at_end_ok U HU (upper_mode k) few P1) as [_ [_ Z1]]. rewrite Z1. lra.
  - unfold pair_bound. cbv zeta. fold es. fold s0 s1. rewrite mult_IZR, !minus_IZR, mult_IZR, !plus_IZR. apply IZR_le in Hn, P0, P1.
    set (q0 := IZR (price_of (lower_mode k))) in *. set (q1 := IZR (price_of (upper_mode k))) in *. set (d0 := IZR (to_pay s0)). set (d1 := IZR (to_pay s1)).
    replace ((y - x) * (d0 / U - IZR n * (q0 / U) + (d1 / U - IZR n * (q1 / U))) / 2)
      with ((IZR (upper_level k) - IZR (lower_level k)) * (d0 + d1 - IZR n * (q0 + q1)) / (2 * (U * U))) by (field; lra).
    unfold Rdiv. apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat; nra|]. apply Rmult_le_compat_l; [lra|]. nra.
Qed.
End Sound.
