(** Points that are followed along an iterate of a piecewise linear map in integers: with the segments over 2^bits, and with what the values
    are wrong at most. *)

From Coq Require Import Reals List ZArith Lra Lia.
From Exactsep Require Import Networks Maps Windows FieldMaps Lines.
Import ListNotations.

(** A point over 2^bits, and how far it is from that at most. *)
Definition trace : Type := Z * Z.

(** A line x -> slope x + height of the map, over 2^bits: where it is that line for sure, the slope and the height (rounded down, which makes a
    value less by at most [slack]), and a bound of 16 |slope|; if it is flat, its value and the images of that under the iterates of the map,
    or some of them. *)
Record strip := Strip { from : Z; upto : Z; steep : Z; height : Z; steep_above : Z; slack : Z; images : list trace }.

Definition inside (s : strip) (p : trace) : bool := Z.leb (from s) (fst p - snd p) && Z.leb (fst p + snd p) (upto s).

Definition image (b : positive) (s : strip) (p : trace) : trace :=
  let z := (steep s * fst p)%Z in let v := Z.shiftr z (Zpos b) in
  (v + height s, (if Z.eqb (snd p) 0 then 0 else Z.shiftr (steep_above s * snd p) 4 + 1) + slack s + (if Z.eqb (Z.shiftl v (Zpos b)) z then 0 else 1))%Z.

Fixpoint strip_with (ss : list strip) (p q : trace) : option strip :=
  match ss with [] => None | s :: rest => if (if inside s p then inside s q else false) then Some s else strip_with rest p q end.

(** The values of f^t at two points between which it is affine. *)
Fixpoint traced (b : positive) (ss : list strip) (t : nat) (p q : trace) : option (trace * trace) :=
  match t with
  | O => Some (p, q)
  | S t' =>
      match strip_with ss p q with
      | Some s => match nth_error (images s) t' with Some o => Some (o, o) | None => traced b ss t' (image b s p) (image b s q) end
      | None => None
      end
  end.

Section Computed.
Context {number : Type} {Ca : calculus number}.

(** The slack comes from the enclosures of slope and height. *)
Definition strip_of (b : positive) (os : list trace) (q : segment number) : strip :=
  let X0 := snd (c_enclosed b (x_left q)) in let X1 := fst (c_enclosed b (x_right q)) in
  let A := c_enclosed b (slope q) in let C := c_enclosed b (c_minus (y_left q) (c_times (slope q) (x_left q))) in
  Strip X0 X1 (fst A) (fst C) (Z.shiftr (16 * Z.max (snd A) (- fst A)) (Zpos b) + 1)
    ((if Z.eqb (fst A) (snd A) then 0 else Z.shiftr ((snd A - fst A) * Z.max (Z.abs X0) (Z.abs X1)) (Zpos b) + 1) + (snd C - fst C)) os.

(** The images of a value, exactly, as far as they are found. *)
Fixpoint images_of (b : positive) (qs : list (segment number)) (t : nat) (y : number) : list trace :=
  let E := c_enclosed b y in
  (fst E, (snd E - fst E)%Z) :: match t with
                                | O => []
                                | S t' => match segment_with qs y y with Some s => images_of b qs t' (along s y) | None => [] end
                                end.

(** The strips of a map that is iterated so often; those of another function have no images. *)
Definition strips_of (b : positive) (t : nat) (vs : list (number * number)) (ss : list number) : list strip :=
  let qs := segments_of vs ss in
  map (fun q => strip_of b (if c_equal (slope q) (c_integer 0) then images_of b qs t (y_left q) else []) q) qs.
Definition plain_strips (b : positive) (vs : list (number * number)) (ss : list number) : list strip := map (strip_of b []) (segments_of vs ss).
End Computed.

(** ** Soundness *)

Open Scope R_scope.

Section Unit.
Variable b : positive.
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
    (forall x p, IZR (from s) <= IZR (fst p) <= IZR (upto s) -> at_trace x p -> at_trace (m * x + c) (image b s p)) /\
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
  traced b ss t p q = Some (p', q') ->
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
  apply (IH (fun z => f (h z)) (image b s p) (image b s q) p' q');
    [| rewrite (Hf (h P) Jp); apply Hnear; assumption | rewrite (Hf (h Q) Jq); apply Hnear; assumption | exact H].
  destruct Hs as [k Hk]. exists (m * k). intros z Hz. assert (P <= z <= Q) as Hz' by (unfold between_points in Hz; lra).
  rewrite (Hf _ (Iz z Hz')), (Hf (h P) Jp), (Hk z Hz). ring.
Qed.

Context {number : Type} {Ca : calculus number} {Re : calculus_reading number}.

(** The segments of a map are such strips. *)
Lemma strip_of_shows f (q : segment number) os : on_line_of f q ->
  (forall j o, nth_error os j = Some o -> val (slope q) = 0 /\ at_trace (iterate j f (val (y_left q))) o) -> shows f (strip_of b os q).
Proof.
  intros [Hlr Hf] Hos. pose proof unit_pos as HU. exists (val (slope q)), (val (y_left q) - val (slope q) * val (x_left q)).
  unfold strip_of. cbv zeta. cbn [from upto]. pose proof (c_enclosed_ok b (x_left q)) as [_ X0]. pose proof (c_enclosed_ok b (x_right q)) as [X1 _].
  pose proof (c_enclosed_ok b (slope q)) as [A1 A2]. pose proof (c_enclosed_ok b (c_minus (y_left q) (c_times (slope q) (x_left q)))) as [C1 C2].
  rewrite c_minus_ok, c_times_ok in C1, C2. set (S := c_enclosed b (slope q)) in *. set (C := c_enclosed b (c_minus _ _)) in *.
  set (L := snd (c_enclosed b (x_left q))) in *. set (H := fst (c_enclosed b (x_right q))) in *. set (m := val (slope q)) in *.
  set (c := val (y_left q) - m * val (x_left q)) in *. split; [|split].
  - intros x [B1 B2]. rewrite Hf; [unfold c; ring|]. split; apply Rmult_le_reg_r with U; lra.
  - intros x [P e] [B1 B2] Hx. unfold at_trace in *. unfold image. cbn [fst snd steep height steep_above slack] in *.
    set (d := x * U - IZR P) in *. assert (0 <= IZR e) as He by (pose proof (Rabs_pos d); lra).
    set (M := Z.max (snd S) (- fst S)) in *. set (N := (Z.shiftr (16 * M) (Zpos b) + 1)%Z) in *. set (B := Z.max (Z.abs L) (Z.abs H)) in *.
    set (v := Z.shiftr (fst S * P) (Zpos b)) in *. rewrite !plus_IZR, minus_IZR.
    set (grown := (if Z.eqb e 0 then 0 else Z.shiftr (N * e) 4 + 1)%Z). set (wide := (if Z.eqb (fst S) (snd S) then 0 else Z.shiftr ((snd S - fst S) * B) (Zpos b) + 1)%Z).
    set (off := (if Z.eqb (Z.shiftl v (Zpos b)) (fst S * P) then 0 else 1)%Z).
    assert (Rabs m * 16 <= IZR N) as HN.
    { apply Rmult_le_reg_r with U; [exact HU|]. destruct (shift_near (16 * M) (Zpos b) ltac:(lia)) as [_ M2]. unfold N. rewrite plus_IZR. apply Rle_trans with (IZR (16 * M)); [|lra]. rewrite mult_IZR.
      assert (Rabs m * U <= IZR M) as Hm; [|lra]. unfold Rabs. destruct (Rcase_abs m).
      - apply Rle_trans with (IZR (- fst S)); [rewrite opp_IZR; lra | apply IZR_le; unfold M; lia].
      - apply Rle_trans with (IZR (snd S)); [lra | apply IZR_le; unfold M; lia]. }
    assert (Rabs (m * d) <= IZR grown) as E1.
    { rewrite Rabs_mult. pose proof (Rabs_pos m). pose proof (Rabs_pos d). unfold grown. destruct (Z.eqb_spec e 0) as [-> | _]; [assert (Rabs d = 0) as -> by lra; lra|].
      destruct (shift_near (N * e) 4 ltac:(lia)) as [_ N2]. rewrite mult_IZR in N2. rewrite plus_IZR. change (2 ^ 4)%Z with 16%Z in N2.
      assert (Rabs m * 16 * Rabs d <= IZR N * IZR e) by (apply Rmult_le_compat; lra). lra. }
    assert (Rabs (IZR P) <= IZR B) as HP by (rewrite <- abs_IZR; apply IZR_le; apply le_IZR in B1, B2; unfold B; lia).
    assert (Rabs ((m * U - IZR (fst S)) * IZR P / U) <= IZR wide) as E3.
    { unfold wide. destruct (Z.eqb_spec (fst S) (snd S)) as [E | _]; [rewrite <- E in A2; replace (m * U - IZR (fst S)) with 0 by lra; unfold Rdiv; rewrite !Rmult_0_l, Rabs_R0; lra|].
      destruct (shift_near ((snd S - fst S) * B) (Zpos b) ltac:(lia)) as [_ K2]. rewrite mult_IZR, minus_IZR in K2. rewrite plus_IZR.
      unfold Rdiv. rewrite Rabs_mult, (Rabs_pos_eq (/ U)), Rabs_mult, (Rabs_pos_eq (m * U - IZR (fst S))) by (lra || (left; apply Rinv_0_lt_compat, HU)).
      apply Rmult_le_reg_r with U; [exact HU|]. rewrite Rmult_assoc, Rinv_l by lra. pose proof (Rabs_pos (IZR P)).
      assert ((m * U - IZR (fst S)) * Rabs (IZR P) <= (IZR (snd S) - IZR (fst S)) * IZR B) by (apply Rmult_le_compat; lra). lra. }
    assert (0 <= IZR (fst S) * IZR P / U - IZR v <= IZR off) as E4.
    { assert (IZR (fst S) * IZR P / U * U = IZR (fst S) * IZR P) as E by (field; lra). unfold off. destruct (Z.eqb_spec (Z.shiftl v (Zpos b)) (fst S * P)) as [Ev | _].
      - rewrite Z.shiftl_mul_pow2 in Ev by lia. assert (IZR v * U = IZR (fst S) * IZR P) by (rewrite <- !mult_IZR, Ev; reflexivity). split; apply Rmult_le_reg_r with U; lra.
      - destruct (shift_near (fst S * P) (Zpos b) ltac:(lia)) as [P1 P2]. rewrite mult_IZR in P1, P2. fold v in P1, P2. split; apply Rmult_le_reg_r with U; lra. }
    replace ((m * x + c) * U - (IZR v + IZR (fst C))) with (m * d + ((m * U - IZR (fst S)) * IZR P / U + (IZR (fst S) * IZR P / U - IZR v)) + (c * U - IZR (fst C))) by (unfold d; field; lra).
    apply Rabs_le. unfold Rabs in E1, E3. destruct (Rcase_abs (m * d)); destruct (Rcase_abs ((m * U - IZR (fst S)) * IZR P / U)); lra.
  - cbn [images]. intros j o Ho. destruct (Hos j o Ho) as [E Hat]. split; [exact E|]. unfold c. rewrite E, Rmult_0_l, Rminus_0_r. exact Hat.
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

Lemma strips_of_show f vs ss t : f = piecewise_linear_R (points_of vs) -> good_lines vs ss = true -> Forall (shows f) (strips_of b t vs ss).
Proof.
  intros -> H. pose proof (lines_of_map vs ss H) as HF. unfold strips_of. apply Forall_map. eapply Forall_impl; [|exact HF]. intros q Hq. apply (strip_of_shows _ q _ Hq).
  intros j o Ho. destruct (c_equal (slope q) (c_integer 0)) eqn:E; [|destruct j; discriminate]. apply c_equal_ok in E. rewrite c_integer_ok in E.
  split; [exact E | apply (images_of_ok _ _ t _ HF _ _ Ho)].
Qed.

Lemma plain_strips_show g vs ss : g = piecewise_linear_R (points_of vs) -> good_lines vs ss = true -> Forall (shows g) (plain_strips b vs ss).
Proof.
  intros -> H. unfold plain_strips. apply Forall_map. eapply Forall_impl; [|exact (lines_of_map vs ss H)]. intros q Hq. apply (strip_of_shows _ q _ Hq).
  intros [| j] o; discriminate.
Qed.
End Unit.
