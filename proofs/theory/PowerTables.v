(** T14 with steepness as products of powers of a few bases: tables are keyed by exponents, so that paths with the same numbers of each kind
    of branch are one entry; the powers are taken at the end, in units of 2^-places, rounded. *)

From Coq Require Import Reals QArith Qreals Qround List ZArith Lra Lia.
From Exactsep Require Import Networks Chains Hits Maps Integral Teeth Slopes.
Import ListNotations.

(** Exponents, one for each base. *)
Definition key := list Z.

Fixpoint key_plus (k l : key) : key :=
  match k, l with [], _ => l | _, [] => k | a :: k', b :: l' => (a + b)%Z :: key_plus k' l' end.

Fixpoint key_compare (k l : key) : comparison :=
  match k, l with
  | [], [] => Eq
  | [], _ => Lt
  | _, [] => Gt
  | a :: k', b :: l' => match (a ?= b)%Z with Eq => key_compare k' l' | c => c end
  end.

(** How many paths there are with which exponents: a number for each target. *)
Definition key_table := list (key * list Z).

Fixpoint sums (m n : list Z) : list Z := match m, n with [], _ => n | _, [] => m | a :: m', b :: n' => (a + b)%Z :: sums m' n' end.

Definition further (k : key) (T : key_table) : key_table := map (fun p => (key_plus k (fst p), snd p)) T.

(** Both tables in one, in increasing order if both were. *)
Fixpoint together (T : key_table) : key_table -> key_table :=
  match T with
  | [] => fun T' => T'
  | (k, n) :: rest =>
      fix with_first (T' : key_table) : key_table :=
        match T' with
        | [] => T
        | (k', n') :: rest' =>
            match key_compare k k' with
            | Lt => (k, n) :: together rest T'
            | Eq => (k, sums n n') :: together rest rest'
            | Gt => (k', n') :: with_first rest'
            end
        end
  end.

Definition all_together (Ts : list key_table) : key_table := fold_right together [] Ts.

(** ** Powers from below, in units of 2^-places *)

Section Powers.
Variable places : positive.

Definition one : Z := (2 ^ Zpos places)%Z.

Definition times_below (v w : Z) : Z := Z.shiftr (v * w) (Zpos places).

Fixpoint power_below (v : Z) (n : positive) : Z :=
  match n with
  | xH => v
  | xO n' => let w := power_below v n' in times_below w w
  | xI n' => let w := power_below v n' in times_below (times_below w w) v
  end.

(** A base from below, and its inverse. *)
Definition factors (b : Q) : Z * Z := (Qfloor (b * inject_Z one), Qfloor (/ b * inject_Z one)).

Definition power_of (f : Z * Z) (e : Z) : Z :=
  match e with Z0 => one | Zpos n => power_below (fst f) n | Zneg n => power_below (snd f) n end.

(** A product of powers, from below. *)
Fixpoint level_below (fs : list (Z * Z)) (k : key) : Z :=
  match fs, k with
  | f :: fs', e :: k' => match e with Z0 => level_below fs' k' | _ => times_below (power_of f e) (level_below fs' k') end
  | _, _ => one
  end.

Definition opposite (k : key) : key := map Z.opp k.

(** 1/L from below, each from the one before; in place of the exponents. *)
Fixpoint inverse_levels (fs : list (Z * Z)) (k0 : key) (v0 : Z) (T : key_table) : list (Z * list Z) :=
  match T with
  | [] => []
  | (k, n) :: rest => let v := times_below v0 (level_below fs (key_plus k0 (opposite k))) in (v, n) :: inverse_levels fs k v rest
  end.

(** The sum of n min(1/L, price) for the target j, from below *)
Definition shares_from_below (j : nat) (price : Q) (vs : list (Z * list Z)) : Q :=
  let most := Qfloor (price * inject_Z one) in fold_right (fun p s => (nth j (snd p) 0 * Z.min (fst p) most + s)%Z) 0%Z vs # (2 ^ places).

(** ** Soundness *)

Open Scope R_scope.

(** v units are at most the number x >= 0. *)
Definition below (v : Z) (x : R) : Prop := 0 <= IZR v <= x * IZR one.

Lemma one_positive : 0 < IZR one.
Proof. apply IZR_lt. unfold one. apply Z.pow_pos_nonneg; lia. Qed.

Lemma below_one : below one 1.
Proof. unfold below. pose proof one_positive. lra. Qed.

Lemma times_below_ok v w x y : below v x -> below w y -> below (times_below v w) (x * y).
Proof.
  intros [V0 V] [W0 W]. pose proof one_positive as H1. unfold times_below. rewrite Z.shiftr_div_pow2 by lia. fold one.
  apply le_IZR in V0, W0.
  assert (0 < one)%Z as Ho by (apply lt_IZR, H1).
  pose proof (Z.div_pos (v * w) one ltac:(lia) Ho) as D0. pose proof (Z.mul_div_le (v * w) one Ho) as D.
  apply IZR_le in D0, D, V0, W0. rewrite !mult_IZR in D. split; [exact D0|].
  apply Rmult_le_reg_l with (IZR one); [exact H1|]. eapply Rle_trans; [exact D|].
  assert (IZR v * IZR w <= (x * IZR one) * (y * IZR one)) by (apply Rmult_le_compat; assumption). lra.
Qed.

Lemma power_below_ok v x n : below v x -> below (power_below v n) (x ^ Pos.to_nat n).
Proof.
  intros H. induction n as [n IH | n IH |]; cbn [power_below]; cbv zeta.
  - rewrite Pos2Nat.inj_xI. replace (x ^ S (2 * Pos.to_nat n)) with (x ^ Pos.to_nat n * x ^ Pos.to_nat n * x)
      by (cbn [pow]; rewrite <- pow_add; replace (2 * Pos.to_nat n)%nat with (Pos.to_nat n + Pos.to_nat n)%nat by lia; ring).
    apply times_below_ok; [apply times_below_ok|]; assumption.
  - rewrite Pos2Nat.inj_xO. replace (x ^ (2 * Pos.to_nat n)) with (x ^ Pos.to_nat n * x ^ Pos.to_nat n)
      by (rewrite <- pow_add; f_equal; lia). apply times_below_ok; assumption.
  - change (Pos.to_nat 1) with 1%nat. rewrite pow_1. exact H.
Qed.

Lemma floor_below q : 0 <= Q2R q -> below (Qfloor (q * inject_Z one)) (Q2R q).
Proof.
  intros Hq. pose proof one_positive as H1. pose proof (Qfloor_le (q * inject_Z one)) as H. apply Qle_Rle in H.
  rewrite Q2R_integer, Q2R_mult, Q2R_integer in H. split; [|exact H]. apply IZR_le. pose proof (Qlt_floor (q * inject_Z one)) as Hl. apply Qlt_Rlt in Hl.
  rewrite Q2R_integer, Q2R_mult, Q2R_integer in Hl. assert (0 < IZR (Qfloor (q * inject_Z one) + 1)) as Hp by nra. apply lt_IZR in Hp. lia.
Qed.

(** ** What the exponents stand for *)

Definition positive_bases (bs : list Q) : bool := forallb (fun b => negb (Qle_bool b 0)) bs.

Fixpoint log_of (bs : list Q) (k : key) : R :=
  match bs, k with b :: bs', e :: k' => IZR e * ln (Q2R b) + log_of bs' k' | _, _ => 0 end.

Definition level (bs : list Q) (k : key) : R := exp (log_of bs k).

Lemma level_positive bs k : 0 < level bs k.
Proof. apply exp_pos. Qed.

Lemma level_plus bs k l : level bs (key_plus k l) = level bs k * level bs l.
Proof.
  unfold level. rewrite <- exp_plus. f_equal. revert k l. induction bs as [| b bs IH]; intros k l; [cbn; ring|].
  destruct k as [| e k]; [cbn [key_plus log_of]; ring|]. destruct l as [| d l]; [cbn [key_plus log_of]; ring|].
  cbn [key_plus log_of]. rewrite IH, plus_IZR. ring.
Qed.

Lemma level_opposite bs k : level bs (opposite k) = / level bs k.
Proof.
  unfold level. rewrite <- exp_Ropp. f_equal. revert k. induction bs as [| b bs IH]; intros k; [cbn; ring|].
  destruct k as [| e k]; cbn [opposite map log_of]; [ring|]. unfold opposite in IH. rewrite IH, opp_IZR. ring.
Qed.

Lemma exp_times n x : 0 < x -> exp (INR n * ln x) = x ^ n.
Proof. intros Hx. rewrite <- (Rpower_pow n x Hx). reflexivity. Qed.

Lemma power_of_ok b e : 0 < Q2R b -> below (power_of (factors b) e) (exp (IZR e * ln (Q2R b))).
Proof.
  intros Hb. destruct e as [| n | n]; cbn [power_of factors fst snd].
  - rewrite Rmult_0_l, exp_0. apply below_one.
  - rewrite <- positive_nat_Z, <- INR_IZR_INZ, exp_times by exact Hb. apply power_below_ok, floor_below. lra.
  - assert (~ b == 0)%Q as Hb0 by (intros C; apply Qeq_eqR in C; rewrite Q2R_zero in C; lra).
    assert (0 < / Q2R b) as Hi by (apply Rinv_0_lt_compat, Hb).
    replace (IZR (Zneg n) * ln (Q2R b)) with (INR (Pos.to_nat n) * ln (/ Q2R b)).
    + rewrite exp_times by exact Hi. apply power_below_ok. rewrite <- (Q2R_inv b Hb0) in *. apply floor_below. lra.
    + rewrite (ln_Rinv _ Hb), INR_IZR_INZ, positive_nat_Z, <- Pos2Z.opp_pos, opp_IZR. ring.
Qed.

(** Products of powers are at least what is computed. *)
Lemma level_below_ok bs k : positive_bases bs = true -> below (level_below (map factors bs) k) (level bs k).
Proof.
  unfold level. revert k. induction bs as [| b bs IH]; intros k H; cbn [map level_below log_of]; [rewrite exp_0; apply below_one|].
  destruct k as [| e k]; [rewrite exp_0; apply below_one|]. cbn [positive_bases forallb] in H. apply andb_prop in H. destruct H as [Hb H].
  apply Qlt_bool_real in Hb. rewrite Q2R_zero in Hb. rewrite exp_plus. specialize (IH k H).
  assert (forall v, below v (exp (IZR e * ln (Q2R b))) -> below (times_below v (level_below (map factors bs) k)) (exp (IZR e * ln (Q2R b)) * exp (log_of bs k)))
    as Hstep by (intros v Hv; apply times_below_ok; assumption).
  destruct e; [rewrite Rmult_0_l, exp_0, Rmult_1_l; exact IH | apply Hstep, power_of_ok, Hb ..].
Qed.

Lemma nth_sums j m n : nth j (sums m n) 0%Z = (nth j m 0 + nth j n 0)%Z.
Proof.
  revert m n. induction j as [| j IH]; intros [| a m] [| b n]; cbn [sums nth]; try lia. apply IH.
Qed.

(** The table of one target *)
Definition real_counts (bs : list Q) (j : nat) (T : key_table) : table := map (fun p => (level bs (fst p), nth j (snd p) 0%Z)) T.

Lemma key_compare_same k l : key_compare k l = Eq -> k = l.
Proof.
  revert l. induction k as [| a k IH]; intros [| b l] H; try discriminate; [reflexivity|]. cbn [key_compare] in H.
  destruct (a ?= b)%Z eqn:E; try discriminate. apply Z.compare_eq in E. rewrite E, (IH l H). reflexivity.
Qed.

Lemma total_counts phi bs j p T :
  total phi (real_counts bs j (p :: T)) = IZR (nth j (snd p) 0%Z) * phi (level bs (fst p)) + total phi (real_counts bs j T).
Proof. reflexivity. Qed.

Lemma total_of_none phi bs j : total phi (real_counts bs j []) = 0.
Proof. reflexivity. Qed.

Lemma total_together phi bs j T T' :
  total phi (real_counts bs j (together T T')) = total phi (real_counts bs j T) + total phi (real_counts bs j T').
Proof.
  revert T'. induction T as [| [k n] T IH]; intros T'; [rewrite total_of_none; cbn [together]; ring|].
  induction T' as [| [k' n'] T' IH']; [rewrite total_of_none; cbn [together]; ring|].
  cbn [together]. destruct (key_compare k k') eqn:E.
  - apply key_compare_same in E. subst k'. rewrite !total_counts, IH. cbn [fst snd]. rewrite nth_sums, plus_IZR. ring.
  - rewrite total_counts, IH, !total_counts. cbn [fst snd]. ring.
  - rewrite (total_counts phi bs j (k', n')). cbn [together] in IH'. rewrite IH', !total_counts. cbn [fst snd]. ring.
Qed.

(** A longer path is steeper by one factor. *)
Lemma counts_further bs j k T : real_counts bs j (further k T) = steeper (level bs k) (real_counts bs j T).
Proof. unfold real_counts, further, steeper. rewrite !map_map. apply map_ext. intros p. cbn [fst snd]. rewrite level_plus. reflexivity. Qed.

(** Inverses from below *)
Lemma inverse_levels_ok bs T : positive_bases bs = true -> forall k0 v0, below v0 (/ level bs k0) ->
  Forall2 (fun p q => below (fst q) (/ level bs (fst p)) /\ snd q = snd p) T (inverse_levels (map factors bs) k0 v0 T).
Proof.
  intros Hbs. induction T as [| [k n] T IH]; intros k0 v0 H0; cbn [inverse_levels]; cbv zeta; constructor.
  - split; [|reflexivity]. cbn [fst].
    replace (/ level bs k) with (/ level bs k0 * level bs (key_plus k0 (opposite k))) by (rewrite level_plus, level_opposite; field; split; apply Rgt_not_eq, level_positive).
    apply times_below_ok; [exact H0 | apply level_below_ok, Hbs].
  - apply IH. replace (/ level bs k) with (/ level bs k0 * level bs (key_plus k0 (opposite k))) by (rewrite level_plus, level_opposite; field; split; apply Rgt_not_eq, level_positive).
    apply times_below_ok; [exact H0 | apply level_below_ok, Hbs].
Qed.

(** Shares from below *)
Lemma shares_from_below_ok bs j p T :
  positive_bases bs = true -> 0 <= Q2R p -> let vs := inverse_levels (map factors bs) [] one T in
  forallb (fun q => Z.leb 0 (nth j (snd q) 0%Z)) vs = true -> Q2R (shares_from_below j p vs) <= total (share (Q2R p)) (real_counts bs j T).
Proof.
  intros Hbs Hp vs. pose proof one_positive as H1. pose proof (floor_below p Hp) as [_ Hmost]. unfold shares_from_below. cbv zeta.
  set (most := Qfloor _) in *. unfold Q2R at 1. cbn [Qnum Qden]. rewrite Pos2Z.inj_pow. fold one. intros H.
  apply Rmult_le_reg_r with (IZR one); [exact H1|]. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
  assert (below one (/ level bs [])) as Hfirst by (unfold level; destruct bs; cbn [log_of]; rewrite exp_0, Rinv_1; apply below_one).
  pose proof (inverse_levels_ok bs T Hbs [] one Hfirst) as Hvs. fold vs in Hvs. clearbody vs.
  induction Hvs as [| [k n] [v n'] T vs [Hv En] Hvs IH]; cbn [fold_right]; [cbn; lra|]. cbn [fst snd] in *. subst n'.
  cbn [forallb snd] in H. apply andb_prop in H. destruct H as [Hn H]. apply Z.leb_le, IZR_le in Hn. specialize (IH H).
  destruct Hv as [_ Hv]. rewrite total_counts, plus_IZR, mult_IZR. cbn [fst snd].
  assert (IZR (Z.min v most) <= share (Q2R p) (level bs k) * IZR one) as Hs.
  { pose proof (Z.le_min_l v most) as A. pose proof (Z.le_min_r v most) as B. apply IZR_le in A, B. unfold share, Rmin. destruct (Rle_dec _ _); lra. }
  nra.
Qed.

(** A product of powers is at least so large. *)
Lemma level_at_least bs k K :
  positive_bases bs = true -> Qle_bool K (level_below (map factors bs) k # 2 ^ places) = true -> Q2R K <= level bs k.
Proof.
  intros Hbs H. apply Qle_bool_real in H. eapply Rle_trans; [exact H|]. pose proof (level_below_ok bs k Hbs) as [_ Hl]. pose proof one_positive as H1.
  unfold Q2R. cbn [Qnum Qden]. rewrite Pos2Z.inj_pow. fold one. apply Rmult_le_reg_r with (IZR one); [exact H1|]. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra. exact Hl.
Qed.
End Powers.
