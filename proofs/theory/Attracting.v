(** T5s: cycles that need not expand: intervals that a polynomial map sends into one another, and one sign change of f^n(x) - x. *)

From Coq Require Import Reals QArith Qreals List ZArith Lra Lia.
From Exactsep Require Import Networks Chains Hits Covering Maps SupNorm Swings Distance Cycles Loops.
Import ListNotations.

(** Is the image of the enclosure i inside the next one? By Horner's scheme, for a polynomial. *)
Definition image_inside (c : cycle_certificate) (bits : positive) (i : nat) : bool :=
  match cycle_map c with
  | Linear _ => false
  | Polynomial cs =>
      let E := enclosed c i in
      let D := enclosed c (image c i) in
      let r := horner bits (map (scaled bits) cs) (fst (scaled bits (fst E)), snd (scaled bits (snd E))) in
      Qle_bool (fst D) (fst r # (2 ^ bits)) && Qle_bool (snd r # (2 ^ bits)) (snd D)
  end.

(** f^n(x) - x has different signs at the ends of the enclosure s. *)
Definition sign_changes (c : cycle_certificate) (bits : positive) (s : nat) : bool :=
  let E := enclosed c s in
  let u := enclosure_of (cycle_map c) bits (size c) (fst E) in
  let v := enclosure_of (cycle_map c) bits (size c) (snd E) in
  Qle_bool (fst E) (snd E)
  && ((Qle_bool (snd u) (fst E) && Qle_bool (snd E) (fst v)) || (Qle_bool (fst E) (fst u) && Qle_bool (snd v) (snd E))).

Definition check_attracting (c : cycle_certificate) (s : nat) (bits : positive) : bool :=
  check_shape c && Nat.ltb s (size c)
  && forallb (fun i => Nat.eqb (image c i) s || image_inside c bits i) (seq 0 (size c)) && sign_changes c bits s.

Open Scope R_scope.

(** j steps and then k steps. *)
Lemma iterate_plus f j k x : iterate (j + k) f x = iterate k f (iterate j f x).
Proof. revert x. induction j as [| j IH]; intros x; [reflexivity | apply (IH (f x))]. Qed.

(** The same for indices. *)
Lemma often_plus (c : cycle_certificate) j k i : image_often c (j + k) i = image_often c k (image_often c j i).
Proof. revert i. induction j as [| j IH]; intros i; [reflexivity | apply (IH (image c i))]. Qed.

(** An integer over 2^bits. *)
Lemma over_unit bits k : Q2R (k # (2 ^ bits)) * Q2R (unit_of bits) = IZR k.
Proof.
  pose proof (unit_positive bits) as Hu. unfold unit_of in *. rewrite Slopes.Q2R_integer in *. unfold Q2R. cbn [Qnum Qden]. rewrite Pos2Z.inj_pow. field. lra.
Qed.

(** What the test of an image says is true. *)
Lemma image_inside_ok c bits i z :
  image_inside c bits i = true -> within (real_enclosed c i) z -> within (real_enclosed c (image c i)) (function_of (cycle_map c) z).
Proof.
  unfold image_inside. destruct (cycle_map c) as [vs | cs]; [discriminate|]. intros H [Hz1 Hz2].
  apply andb_prop in H. destruct H as [H1 H2]. apply Qle_bool_R in H1, H2.
  unfold real_enclosed, real_pair, within in *. cbn [fst snd function_of eval rational_reading] in *. pose proof (unit_positive bits) as Hu.
  set (r := horner bits (map (scaled bits) cs) (fst (scaled bits (fst (enclosed c i))), snd (scaled bits (snd (enclosed c i))))) in *.
  assert (between_Z r (polynomial cs z * Q2R (unit_of bits))) as [Hr1 Hr2].
  { apply horner_ok. pose proof (scaled_ok bits (fst (enclosed c i))) as [A _]. pose proof (scaled_ok bits (snd (enclosed c i))) as [_ B].
    unfold between_Z. cbn [fst snd]. split; [eapply Rle_trans; [exact A|] | eapply Rle_trans; [|exact B]]; apply Rmult_le_compat_r; lra. }
  rewrite <- (over_unit bits (fst r)) in Hr1. rewrite <- (over_unit bits (snd r)) in Hr2.
  apply Rmult_le_reg_r in Hr1; [|exact Hu]. apply Rmult_le_reg_r in Hr2; [|exact Hu]. lra.
Qed.

(** T5s *)
Theorem T5s c s bits : check_attracting c s bits = true -> has_cycle c.
Proof.
  unfold check_attracting. intros H.
  apply andb_prop in H. destruct H as [H H4]. apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [Hshape H2].
  apply Nat.ltb_lt in H2. destruct (shape_facts c Hshape) as [H1 [Hn [Himage [Hin [H5 _]]]]].
  set (n := size c) in *. set (f := function_of (cycle_map c)).
  destruct (position_ok s _ (Hin s H2)) as [Ha Es]. rewrite orbit_length in Ha. fold n in Ha. set (a := position s (orbit c 0 n)) in *.
  rewrite orbit_nth in Es by exact Ha. assert (image_often c a 0 = s) as Ea by congruence. clear Es.
  assert (exists p, within (real_enclosed c s) p /\ iterate n f p = p) as [p [Hp0 Hp]].
  { unfold sign_changes in H4. fold n in H4. apply andb_prop in H4. destruct H4 as [Hle H4]. apply Qle_bool_R in Hle.
    pose proof (enclosure_of_ok (cycle_map c) bits n (fst (enclosed c s)) H1) as Hu. pose proof (enclosure_of_ok (cycle_map c) bits n (snd (enclosed c s)) H1) as Hv.
    fold f in Hu, Hv.
    destruct (between (fun z => iterate n f z - z) (Q2R (fst (enclosed c s))) (Q2R (snd (enclosed c s))) 0) as [p [Hp E]].
    - apply (continuity_minus (iterate n f)); [apply continuity_iterate, continuity_function | apply continuity_fun_id].
    - exact Hle.
    - apply orb_prop in H4. destruct H4 as [H4 | H4]; apply andb_prop in H4; destruct H4 as [A B]; apply Qle_bool_R in A, B; lra.
    - exists p. split; [exact Hp | lra]. }
  assert (forall k, (0 < k < n)%nat -> image_often c k s <> s) as Hnot.
  { intros k Hk E. rewrite <- Ea in E at 1. rewrite <- often_plus in E. rewrite <- Ea in E.
    destruct (le_lt_dec n (a + k)) as [Hak | Hak].
    - replace (a + k)%nat with (n + (a + k - n))%nat in E by lia. rewrite often_plus, H5 in E.
      pose proof (orbit_injective c Hshape (a + k - n) a ltac:(fold n; lia) Ha E). lia.
    - pose proof (orbit_injective c Hshape (a + k) a Hak Ha E). lia. }
  assert (forall k, (k < n)%nat -> within (real_enclosed c (image_often c k s)) (iterate k f p)) as Hstay.
  { induction k as [| k IH]; intros Hk; [exact Hp0|]. specialize (IH ltac:(lia)).
    rewrite image_often_last. replace (iterate (S k) f p) with (f (iterate k f p)) by (cbn [iterate]; rewrite iterate_last; reflexivity).
    apply (image_inside_ok c bits); [|exact IH].
    rewrite forallb_forall in H3. specialize (H3 (image_often c k s) ltac:(apply in_seq; pose proof (often_within c Hshape k s H2); lia)).
    apply orb_prop in H3. destruct H3 as [H3 | H3]; [|exact H3]. apply Nat.eqb_eq in H3. rewrite <- image_often_last in H3.
    exfalso. apply (Hnot (S k) ltac:(lia) H3). }
  apply (cycle_from_point c Hshape (iterate (n - a) f p)); fold n f.
  - rewrite <- iterate_plus, Nat.add_comm, iterate_plus, Hp. reflexivity.
  - intros k Hk. rewrite <- iterate_plus. destruct (le_lt_dec a k) as [Hak | Hak].
    + replace (n - a + k)%nat with (n + (k - a))%nat by lia. rewrite iterate_plus, Hp.
      replace (image_often c k 0) with (image_often c (k - a) s); [apply Hstay; lia|].
      rewrite <- Ea, <- often_plus. f_equal. lia.
    + replace (image_often c k 0) with (image_often c (n - a + k) s); [apply Hstay; lia|].
      rewrite <- Ea, <- often_plus. replace (a + (n - a + k))%nat with (n + k)%nat by lia. rewrite often_plus, H5. reflexivity.
Qed.
