(** Points that are followed along an iterate of a piecewise linear map in integers: with the segments over 2^bits, and with what the values
    are wrong at most. *)

From Coq Require Import Reals List ZArith Lra Lia.
From Exactsep Require Import Networks Maps Windows FieldMaps Lines.
Import ListNotations.

(** A point over 2^bits, and how far it is from that at most. *)
Definition trace : Type := Z * Z.

(** A line of the map, over 2^bits: where it is that line for sure; its left end and the value there, rounded down; the slope over 2^bits scale,
    rounded down; what a value is less by at most for that; and a bound of 16 |slope|. If it is flat, its value and the images of that under the
    iterates of the map, or some of them. The scale is a denominator of slopes, if there is a small one. *)
Record strip := Strip { from : Z; upto : Z; left_end : Z; height : Z; steep : Z; slack : Z; steep_above : Z; images : list trace }.

Definition inside (s : strip) (p : trace) : bool := Z.leb (from s) (fst p - snd p) && Z.leb (fst p + snd p) (upto s).

Definition over_scale (N : positive) (z : Z) : Z := match N with 1%positive => z | _ => (z / Zpos N)%Z end.

Definition image (b N : positive) (s : strip) (p : trace) : trace :=
  let z := (steep s * (fst p - left_end s))%Z in let v := over_scale N (Z.shiftr z (Zpos b)) in
  (v + height s, (if Z.eqb (snd p) 0 then 0 else Z.shiftr (steep_above s * snd p) 4 + 1) + slack s + (if Z.eqb (Z.shiftl (Zpos N * v) (Zpos b)) z then 0 else 1))%Z.

Fixpoint strip_with (ss : list strip) (p q : trace) : option strip :=
  match ss with [] => None | s :: rest => if (if inside s p then inside s q else false) then Some s else strip_with rest p q end.

(** The values of f^t at two points between which it is affine. *)
Fixpoint traced (b N : positive) (ss : list strip) (t : nat) (p q : trace) : option (trace * trace) :=
  match t with
  | O => Some (p, q)
  | S t' =>
      match strip_with ss p q with
      | Some s => match nth_error (images s) t' with Some o => Some (o, o) | None => traced b N ss t' (image b N s p) (image b N s q) end
      | None => None
      end
  end.

Section Computed.
Context {number : Type} {Ca : calculus number}.

(** The slack comes from the enclosures of the slope and of the left vertex. *)
Definition strip_of (b N : positive) (os : list trace) (q : segment number) : strip :=
  let X := c_enclosed b (x_left q) in let Y := c_enclosed b (y_left q) in let last := fst (c_enclosed b (x_right q)) in
  let A := c_enclosed b (c_times (c_integer (Zpos N)) (slope q)) in let M := (Z.shiftr (16 * Z.max (snd A) (- fst A)) (Zpos b) + 1)%Z in
  Strip (snd X) last (fst X) (fst Y) (fst A)
    ((snd Y - fst Y) + (if Z.eqb (fst X) (snd X) then 0 else Z.shiftr (M * (snd X - fst X)) 4 + 1)
     + (if Z.eqb (fst A) (snd A) then 0 else Z.shiftr ((snd A - fst A) * (last - fst X)) (Zpos b) + 1)) M os.

(** The images of a value, exactly, as far as they are found. *)
Fixpoint images_of (b : positive) (qs : list (segment number)) (t : nat) (y : number) : list trace :=
  let E := c_enclosed b y in
  (fst E, (snd E - fst E)%Z) :: match t with
                                | O => []
                                | S t' => match segment_with qs y y with Some s => images_of b qs t' (along s y) | None => [] end
                                end.

(** The strips of a map that is iterated so often; those of another function have no images. *)
Definition strips_of (b N : positive) (t : nat) (vs : list (number * number)) (ss : list number) : list strip :=
  let qs := segments_of vs ss in
  map (fun q => strip_of b N (if c_equal (slope q) (c_integer 0) then images_of b qs t (y_left q) else []) q) qs.
Definition plain_strips (b N : positive) (vs : list (number * number)) (ss : list number) : list strip := map (strip_of b N []) (segments_of vs ss).
End Computed.

(** ** Soundness *)

Open Scope R_scope.

Section Unit.
Variables b N : positive.
Notation U := (IZR (2 ^ Zpos b)).

Lemma unit_pos : 0 < U.
Proof. apply IZR_lt. apply Z.pow_pos_nonneg; lia. Qed.

(** Rounding down to units *)
Lemma shift_near p d : (0 <= d)%Z -> IZR (Z.shiftr p d) * IZR (2 ^ d) <= IZR p < (IZR (Z.shiftr p d) + 1) * IZR (2 ^ d).
Proof.
  intros Hd. assert (0 < 2 ^ d)%Z as H by (apply Z.pow_pos_nonneg; lia). rewrite Z.shiftr_div_pow2 by exact Hd.
  pose proof (Z.mul_div_le p (2 ^ d) H) as A. pose proof (Z.mul_succ_div_gt p (2 ^ d) H) as B. apply IZR_le in A. apply IZR_lt in B.
  rewrite mult_IZR in A, B. rewrite succ_IZR in B. lra.
Qed.

(** A point that is read so. *)
Definition at_trace (x : R) (p : trace) : Prop := Rabs (x * U - IZR (fst p)) <= IZR (snd p).

Lemma at_trace_between x p : at_trace x p -> IZR (fst p - snd p) <= x * U <= IZR (fst p + snd p).
Proof. unfold at_trace. intros H. rewrite minus_IZR, plus_IZR. unfold Rabs in H. destruct (Rcase_abs _); lra. Qed.

(** A strip shows a function: it is affine there, and its values are near those that are computed. *)
Definition shows (f : R -> R) (s : strip) : Prop :=
  exists m c, (forall x, IZR (from s) <= x * U <= IZR (upto s) -> f x = m * x + c) /\
    (forall x p, IZR (from s) <= IZR (fst p) <= IZR (upto s) -> at_trace x p -> at_trace (m * x + c) (image b N s p)) /\
    forall j o, nth_error (images s) j = Some o -> m = 0 /\ at_trace (iterate j f c) o.

Lemma inside_ok s x p : inside s p = true -> at_trace x p -> (IZR (from s) <= x * U <= IZR (upto s)) /\ IZR (from s) <= IZR (fst p) <= IZR (upto s).
Proof.
  intros H Hx. apply andb_prop in H. destruct H as [A B]. apply Z.leb_le, IZR_le in A, B. pose proof (at_trace_between x p Hx).
  assert (0 <= IZR (snd p)) as H0 by (unfold at_trace in Hx; pose proof (Rabs_pos (x * U - IZR (fst p))); lra).
  rewrite minus_IZR in *. rewrite plus_IZR in *. lra.
Qed.

Lemma strip_with_ok f ss p q s : Forall (shows f) ss -> strip_with ss p q = Some s -> shows f s /\ inside s p = true /\ inside s q = true.
Proof.
  induction 1 as [| s' ss Hs HF IH]; cbn [strip_with]; [discriminate|]. destruct (inside s' p) eqn:E1; [|exact IH]. destruct (inside s' q) eqn:E2; [|exact IH].
  intros E. injection E as <-. tauto.
Qed.

(** Affine, and with values near those that are computed. *)
Lemma traced_ok f ss t P Q : Forall (shows f) ss -> P < Q -> forall h p q p' q', straight h P Q -> at_trace (h P) p -> at_trace (h Q) q ->
  traced b N ss t p q = Some (p', q') ->
  straight (fun z => iterate t f (h z)) P Q /\ at_trace (iterate t f (h P)) p' /\ at_trace (iterate t f (h Q)) q'.
Proof.
  intros HF HPQ. induction t as [| t IH]; intros h p q p' q' Hs Hp Hq H; cbn [traced iterate] in *; [injection H as <- <-; tauto|].
  destruct (strip_with ss p q) as [s |] eqn:E; [|discriminate]. destruct (strip_with_ok f ss p q s HF E) as [[m [c [Hf [Hnear Himages]]]] [Ip Iq]].
  destruct (inside_ok s _ _ Ip Hp) as [Jp Kp]. destruct (inside_ok s _ _ Iq Hq) as [Jq Kq].
  assert (forall z, P <= z <= Q -> IZR (from s) <= h z * U <= IZR (upto s)) as Iz.
  { intros z Hz. destruct Hs as [k Hk]. assert (h Q = h P + k * (Q - P)) as EQ by (apply Hk; left; lra). rewrite (Hk z) by (left; lra).
    pose (w := (z - P) / (Q - P)). assert (w * (Q - P) = z - P) as Ew by (unfold w; field; lra). assert (0 <= w <= 1) as Hw by (split; nra).
    replace ((h P + k * (z - P)) * U) with ((1 - w) * (h P * U) + w * (h Q * U)) by (rewrite EQ, <- Ew; ring). split; nra. }
  destruct (nth_error (images s) t) as [o |] eqn:Eo.
  { destruct (Himages t o Eo) as [-> Ho]. injection H as <- <-.
    assert (forall z, P <= z <= Q -> iterate t f (f (h z)) = iterate t f c) as Ec by (intros z Hz; rewrite (Hf _ (Iz z Hz)); f_equal; ring).
    rewrite !Ec by lra. split; [|split; exact Ho]. exists 0. intros z Hz. unfold between_points in Hz. rewrite !Ec by lra. ring. }
  apply (IH (fun z => f (h z)) (image b N s p) (image b N s q) p' q');
    [| rewrite (Hf (h P) Jp); apply Hnear; assumption | rewrite (Hf (h Q) Jq); apply Hnear; assumption | exact H].
  destruct Hs as [k Hk]. exists (m * k). intros z Hz. assert (P <= z <= Q) as Hz' by (unfold between_points in Hz; lra).
  rewrite (Hf _ (Iz z Hz')), (Hf (h P) Jp), (Hk z Hz). ring.
Qed.

Context {number : Type} {Ca : calculus number} {Re : calculus_reading number}.

(** The segments of a map are such strips. *)
Lemma over_scale_ok z : over_scale N z = (z / Zpos N)%Z.
Proof. unfold over_scale. destruct N; try reflexivity. symmetry. apply Z.div_1_r. Qed.

(** Rounding down to the unit of slopes *)
Lemma scale_near z : let v := over_scale N (Z.shiftr z (Zpos b)) in IZR v * (U * IZR (Zpos N)) <= IZR z < (IZR v + 1) * (U * IZR (Zpos N)).
Proof.
  cbv zeta. rewrite over_scale_ok, Z.shiftr_div_pow2, Z.div_div by (try lia; apply Z.pow_nonzero; lia). set (D := (2 ^ Zpos b * Zpos N)%Z).
  assert (0 < D)%Z as H by (apply Z.mul_pos_pos; [apply Z.pow_pos_nonneg; lia | lia]). rewrite <- mult_IZR. fold D.
  pose proof (Z.mul_div_le z D H) as A. pose proof (Z.mul_succ_div_gt z D H) as B. apply IZR_le in A. apply IZR_lt in B.
  rewrite mult_IZR in A, B. rewrite succ_IZR in B. lra.
Qed.

Lemma grown_ok m d M e : Rabs m * 16 <= IZR M -> Rabs d <= IZR e -> Rabs (m * d) <= IZR (if Z.eqb e 0 then 0 else Z.shiftr (M * e) 4 + 1).
Proof.
  intros Hm Hd. rewrite Rabs_mult. pose proof (Rabs_pos m). pose proof (Rabs_pos d). destruct (Z.eqb_spec e 0) as [-> | _]; [assert (Rabs d = 0) as -> by lra; lra|].
  destruct (shift_near (M * e) 4 ltac:(lia)) as [_ N2]. rewrite mult_IZR in N2. rewrite plus_IZR. change (2 ^ 4)%Z with 16%Z in N2.
  assert (Rabs m * 16 * Rabs d <= IZR M * IZR e) by (apply Rmult_le_compat; lra). lra.
Qed.

(** The segments of a map are such strips. *)
Lemma strip_of_shows f (q : segment number) os : on_line_of f q ->
  (forall j o, nth_error os j = Some o -> val (slope q) = 0 /\ at_trace (iterate j f (val (y_left q))) o) -> shows f (strip_of b N os q).
Proof.
  intros [Hlr Hf] Hos. pose proof unit_pos as HU. exists (val (slope q)), (val (y_left q) - val (slope q) * val (x_left q)).
  unfold strip_of. cbv zeta. cbn [from upto]. pose proof (c_enclosed_ok b (x_left q)) as [X1 X2]. pose proof (c_enclosed_ok b (x_right q)) as [R1 _].
  pose proof (c_enclosed_ok b (y_left q)) as [Y1 Y2]. pose proof (c_enclosed_ok b (c_times (c_integer (Zpos N)) (slope q))) as [A1 A2].
  rewrite c_times_ok, c_integer_ok in A1, A2. set (X := c_enclosed b (x_left q)) in *. set (Y := c_enclosed b (y_left q)) in *.
  set (last := fst (c_enclosed b (x_right q))) in *. set (A := c_enclosed b (c_times _ _)) in *. set (m := val (slope q)) in *.
  set (M := (Z.shiftr (16 * Z.max (snd A) (- fst A)) (Zpos b) + 1)%Z). assert (1 <= IZR (Zpos N)) as HN by (apply IZR_le; lia).
  split; [|split].
  - intros x [B1 B2]. rewrite Hf; [ring|]. split; apply Rmult_le_reg_r with U; lra.
  - intros x [P e] [B1 B2] Hx. unfold at_trace in *. unfold image. cbv zeta. cbn [fst snd steep height steep_above slack left_end] in *.
    set (z := (fst A * (P - fst X))%Z). set (v := over_scale N (Z.shiftr z (Zpos b))). set (K := IZR (Zpos N)) in *.
    set (d := x * U - IZR P) in *. set (dx := val (x_left q) * U - IZR (fst X)). set (dy := val (y_left q) * U - IZR (fst Y)).
    assert (Rabs m * 16 <= IZR M) as HM.
    { apply Rmult_le_reg_r with U; [exact HU|]. destruct (shift_near (16 * Z.max (snd A) (- fst A)) (Zpos b) ltac:(lia)) as [_ M2]. unfold M. rewrite plus_IZR.
      apply Rle_trans with (IZR (16 * Z.max (snd A) (- fst A))); [|lra]. rewrite mult_IZR. assert (Rabs m * U <= IZR (Z.max (snd A) (- fst A))) as Hm; [|lra].
      apply Rle_trans with (Rabs m * U * K); [pose proof (Rabs_pos m); rewrite <- (Rmult_1_r (Rabs m * U)) at 1; apply Rmult_le_compat_l; [nra | exact HN]|].
      unfold Rabs. destruct (Rcase_abs m).
      - apply Rle_trans with (IZR (- fst A)); [rewrite opp_IZR; lra | apply IZR_le; lia].
      - apply Rle_trans with (IZR (snd A)); [lra | apply IZR_le; lia]. }
    pose proof (grown_ok m d M e HM Hx) as E1.
    assert (Rabs (m * dx) <= IZR (if Z.eqb (fst X) (snd X) then 0 else Z.shiftr (M * (snd X - fst X)) 4 + 1)) as E2.
    { assert (Rabs dx <= IZR (snd X - fst X)) as Hdx by (rewrite minus_IZR; apply Rabs_le; unfold dx; lra). pose proof (grown_ok m dx M _ HM Hdx) as G.
      destruct (Z.eqb_spec (fst X) (snd X)) as [E | E]; [rewrite E, Z.sub_diag in G; exact G | destruct (Z.eqb_spec (snd X - fst X) 0) as [E' | _]; [lia | exact G]]. }
    assert (0 <= IZR P - IZR (fst X) <= IZR last - IZR (fst X)) as HP by lra.
    assert (0 <= (m * U * K - IZR (fst A)) * (IZR P - IZR (fst X)) / (U * K) <=
      IZR (if Z.eqb (fst A) (snd A) then 0 else Z.shiftr ((snd A - fst A) * (last - fst X)) (Zpos b) + 1)) as E3.
    { assert (0 < U * K) as HUK by nra. assert ((m * U * K - IZR (fst A)) * (IZR P - IZR (fst X)) / (U * K) * (U * K) = (m * U * K - IZR (fst A)) * (IZR P - IZR (fst X))) as E by (field; lra).
      set (w := (m * U * K - IZR (fst A)) * (IZR P - IZR (fst X)) / (U * K)) in *. assert (0 <= m * U * K - IZR (fst A) <= IZR (snd A) - IZR (fst A)) as HA by lra.
      split; [apply Rmult_le_reg_r with (U * K); [exact HUK|]; rewrite E, Rmult_0_l; apply Rmult_le_pos; lra|].
      destruct (Z.eqb_spec (fst A) (snd A)) as [EA | _]; [rewrite <- EA in HA; apply Rmult_le_reg_r with (U * K); [exact HUK|]; rewrite E; nra|].
      destruct (shift_near ((snd A - fst A) * (last - fst X)) (Zpos b) ltac:(lia)) as [_ K2]. rewrite mult_IZR, !minus_IZR in K2. rewrite plus_IZR.
      set (c := IZR (Z.shiftr _ _) + 1) in *. assert ((m * U * K - IZR (fst A)) * (IZR P - IZR (fst X)) <= (IZR (snd A) - IZR (fst A)) * (IZR last - IZR (fst X))) by (apply Rmult_le_compat; lra).
      assert (0 <= c * U) by nra. assert (c * U <= c * U * K) by (rewrite <- (Rmult_1_r (c * U)) at 1; apply Rmult_le_compat_l; assumption).
      apply Rmult_le_reg_r with (U * K); [exact HUK|]. rewrite E. lra. }
    assert (0 <= IZR (fst A) * (IZR P - IZR (fst X)) / (U * K) - IZR v <= IZR (if Z.eqb (Z.shiftl (Zpos N * v) (Zpos b)) z then 0 else 1)) as E4.
    { assert (0 < U * K) as HUK by nra. assert (IZR z = IZR (fst A) * (IZR P - IZR (fst X))) as Ez by (unfold z; rewrite mult_IZR, minus_IZR; reflexivity).
      assert (IZR (fst A) * (IZR P - IZR (fst X)) / (U * K) * (U * K) = IZR z) as E by (rewrite Ez; field; lra). destruct (scale_near z) as [V1 V2]. fold v in V1, V2. fold K in V1, V2.
      destruct (Z.eqb_spec (Z.shiftl (Zpos N * v) (Zpos b)) z) as [Ev | _]; [|split; apply Rmult_le_reg_r with (U * K); lra].
      rewrite Z.shiftl_mul_pow2 in Ev by lia. assert (IZR v * (U * K) = IZR z) by (rewrite <- Ev, !mult_IZR; unfold K; ring). split; apply Rmult_le_reg_r with (U * K); lra. }
    rewrite !plus_IZR, minus_IZR.
    replace ((m * x + (val (y_left q) - m * val (x_left q))) * U - (IZR v + IZR (fst Y)))
      with (m * d - m * dx + (m * U * K - IZR (fst A)) * (IZR P - IZR (fst X)) / (U * K) + (IZR (fst A) * (IZR P - IZR (fst X)) / (U * K) - IZR v) + dy) by (unfold d, dx, dy; field; lra).
    assert (0 <= dy <= IZR (snd Y) - IZR (fst Y)) as E5 by (unfold dy; lra).
    set (u := m * d) in *. set (u' := m * dx) in *. apply Rabs_le. unfold Rabs in E1, E2. destruct (Rcase_abs u); destruct (Rcase_abs u'); lra.
  - cbn [images]. intros j o Ho. destruct (Hos j o Ho) as [E Hat]. split; [exact E|]. rewrite E, Rmult_0_l, Rminus_0_r. exact Hat.
Qed.

Lemma images_of_ok f (qs : list (segment number)) t y : Forall (on_line_of f) qs -> forall j o, nth_error (images_of b qs t y) j = Some o -> at_trace (iterate j f (val y)) o.
Proof.
  intros HF. assert (forall y, at_trace (val y) (fst (c_enclosed b y), (snd (c_enclosed b y) - fst (c_enclosed b y))%Z)) as Hy.
  { intros z. unfold at_trace. cbn [fst snd]. pose proof (c_enclosed_ok b z). rewrite minus_IZR. apply Rabs_le. lra. }
  revert y. induction t as [| t IH]; intros y [| j] o; cbn [images_of nth_error]; intros H.
  - injection H as <-. apply Hy.
  - destruct j; discriminate.
  - injection H as <-. apply Hy.
  - destruct (segment_with qs y y) as [s |] eqn:E; [|destruct j; discriminate]. destruct (segment_with_ok f qs HF y y s E) as [[_ Hl] [Iy _]].
    cbn [iterate]. rewrite (Hl _ Iy), <- along_ok. apply (IH _ _ _ H).
Qed.

Lemma strips_of_show f vs ss t : f = piecewise_linear_R (points_of vs) -> good_lines vs ss = true -> Forall (shows f) (strips_of b N t vs ss).
Proof.
  intros -> H. pose proof (lines_of_map vs ss H) as HF. unfold strips_of. apply Forall_map. eapply Forall_impl; [|exact HF]. intros q Hq. apply (strip_of_shows _ q _ Hq).
  intros j o Ho. destruct (c_equal (slope q) (c_integer 0)) eqn:E; [|destruct j; discriminate]. apply c_equal_ok in E. rewrite c_integer_ok in E.
  split; [exact E | apply (images_of_ok _ _ t _ HF _ _ Ho)].
Qed.

Lemma plain_strips_show g vs ss : g = piecewise_linear_R (points_of vs) -> good_lines vs ss = true -> Forall (shows g) (plain_strips b N vs ss).
Proof.
  intros -> H. unfold plain_strips. apply Forall_map. eapply Forall_impl; [|exact (lines_of_map vs ss H)]. intros q Hq. apply (strip_of_shows _ q _ Hq).
  intros [| j] o; discriminate.
Qed.
End Unit.
