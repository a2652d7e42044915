(** T21, cell by cell: a narrow network is close to its target on the good part of each cell of a grid, where it is affine. *)

From Coq Require Import Reals QArith Qreals List ZArith Lra Lia.
From Exactsep Require Import Networks Maps Vectors Symbolic Forms Equality Enclosures.
Import ListNotations.
Open Scope R_scope.

(** ** The good set *)

(** The points of [0, 1]^d. *)
Definition in_cube (d : nat) (x : list R) : Prop := length x = d /\ Forall (fun v => 0 <= v <= 1) x.

(** The intervals [q / 2^c, (q + 1) / 2^c] fill [0, 1]. A number is good if it is in one of them, but not in the last 2^-p of it. *)
Definition good (c p : nat) (v : R) : Prop := exists q : nat, (q < 2 ^ c)%nat /\ INR q / 2 ^ c <= v <= (INR q + 1) / 2 ^ c - 1 / 2 ^ p.

(** A strip: the points whose coordinate i, from 0, is between lo and hi, lo <= hi. The part of a cube [0, 1]^d in it has measure hi - lo at most. *)
Definition strip : Set := (nat * (Q * Q))%type.

Definition in_strip (s : strip) (x : list R) : Prop := Q2R (fst (snd s)) <= nth (fst s) x 0 <= Q2R (snd (snd s)).

Definition total_breadth (strips : list strip) : R := fold_right (fun s rest => Q2R (snd (snd s)) - Q2R (fst (snd s)) + rest) 0 strips.

(** All points of the cube but those in some strips, of this total breadth, have good coordinates only. *)
Definition good_but_for (b : R) (d c p : nat) : Prop :=
  exists strips, Forall (fun s => (fst s < d)%nat /\ Q2R (fst (snd s)) <= Q2R (snd (snd s))) strips /\ total_breadth strips <= b /\
    forall x, in_cube d x -> Forall (good c p) x \/ Exists (fun s => in_strip s x) strips.

(** ** The checker *)

Open Scope Q_scope.

Definition two_to (n : nat) : Q := inject_Z (2 ^ Z.of_nat n).

(** The good part of the interval q, and the bad one. *)
Definition good_side (c p q : nat) : Q * Q :=
  (Qred (inject_Z (Z.of_nat q) / two_to c), Qred ((inject_Z (Z.of_nat q) + 1) / two_to c - 1 / two_to p)).

Definition bad_side (c p q : nat) : Q * Q := (snd (good_side c p q), Qred ((inject_Z (Z.of_nat q) + 1) / two_to c)).

(** All boxes with such sides. *)
Fixpoint boxes (d : nat) (sides : list (Q * Q)) : list (list (Q * Q)) :=
  match d with O => [[]] | S d' => let smaller := boxes d' sides in flat_map (fun s => map (cons s) smaller) sides end.

(** On one box: the narrow network has a form, and the target is within E of it. *)
Definition check_cell (keep : bool) (E : Q) (T N : plain_network) (box : list (Q * Q)) : bool :=
  match output_forms (Box box) [] N, output_enclosures keep T (input_forms (Box box)) with
  | Some [G], [e] => near E e G
  | _, _ => false
  end.

Definition check_cells (keep : bool) (E : Q) (T N : plain_network) (d c p : nat) : bool :=
  forallb (check_cell keep E T N) (boxes d (map (good_side c p) (seq 0 (2 ^ c)))).

(** The bad strips. *)
Definition bad_strips (d c p : nat) : list strip := flat_map (fun i => map (fun q => (i, bad_side c p q)) (seq 0 (2 ^ c))) (seq 0 d).

Definition breadth (strips : list strip) : Q := fold_right (fun s rest => Qred (snd (snd s) - fst (snd s) + rest)) 0 strips.

(** The claim of a certificate, but for its integral. *)
Definition check_tape (keep : bool) (T N : plain_network) (d c p l w : nat) (E bad lo hi : Q) : bool :=
  Nat.eqb (depth_of N) l && Nat.leb (width_of N) w && check_cells keep E T N d c p && Qle_bool (breadth (bad_strips d c p)) bad
  && output_between T (repeat (Some 0, Some 1) d) lo hi && output_between N (repeat (None, None) d) lo hi.

(** ** Soundness *)

Open Scope R_scope.

(** Powers of 2. *)
Lemma two_to_ok n : Q2R (two_to n) = 2 ^ n.
Proof. unfold two_to, Q2R, inject_Z. cbn [Qnum Qden]. rewrite <- pow_IZR. lra. Qed.

(** They are not 0, in R, *)
Lemma pow2_positive n : 0 < 2 ^ n.
Proof. apply pow_lt. lra. Qed.

(** and in Q. *)
Lemma two_to_nonzero n : ~ (two_to n == 0)%Q.
Proof. intros A. apply Qeq_eqR in A. rewrite two_to_ok, Q2R_zero in A. pose proof (pow2_positive n). lra. Qed.

(** A natural number. *)
Lemma Q2R_nat q : Q2R (inject_Z (Z.of_nat q)) = INR q.
Proof. unfold Q2R, inject_Z. cbn [Qnum Qden]. rewrite INR_IZR_INZ. lra. Qed.

(** The ends of the sides. *)
Lemma good_side_ok c p q :
  Q2R (fst (good_side c p q)) = INR q / 2 ^ c /\ Q2R (snd (good_side c p q)) = (INR q + 1) / 2 ^ c - 1 / 2 ^ p.
Proof.
  unfold good_side. cbn [fst snd]. rewrite !Q2R_Qred, Q2R_minus, !Q2R_div, Q2R_plus, !two_to_ok, Q2R_nat by apply two_to_nonzero.
  replace (Q2R 1) with 1 by (unfold Q2R; cbn; lra). split; reflexivity.
Qed.

Lemma bad_side_ok c p q :
  Q2R (fst (bad_side c p q)) = (INR q + 1) / 2 ^ c - 1 / 2 ^ p /\ Q2R (snd (bad_side c p q)) = (INR q + 1) / 2 ^ c.
Proof.
  unfold bad_side. cbn [fst snd]. rewrite (proj2 (good_side_ok c p q)). split; [reflexivity|].
  rewrite !Q2R_Qred, !Q2R_div, Q2R_plus, two_to_ok, Q2R_nat by apply two_to_nonzero. replace (Q2R 1) with 1 by (unfold Q2R; cbn; lra). reflexivity.
Qed.

(** Points with coordinates in sides are in one of the boxes. *)
Lemma boxes_ok sides x :
  Forall (fun v => exists s, In s sides /\ Q2R (fst s) <= v <= Q2R (snd s)) x -> exists box, In box (boxes (length x) sides) /\ inside (Box box) x.
Proof.
  induction 1 as [| v x [s [Hs Hv]] _ [box [Hb Hi]]]; [exists []; split; [left; reflexivity | constructor]|].
  exists (s :: box). split; [|constructor; assumption]. cbn [length boxes]. apply in_flat_map. exists s. split; [exact Hs|]. apply in_map, Hb.
Qed.

(** One cell. *)
Lemma check_cell_ok keep E T N box x :
  check_cell keep E T N box = true -> inside (Box box) x -> exists y z, evaluate T x = [y] /\ evaluate N x = [z] /\ Rabs (y - z) <= Q2R E.
Proof.
  unfold check_cell. intros H Hx. destruct (output_forms (Box box) [] N) as [[| G [|]]|] eqn:EN; try discriminate.
  pose proof (fun rho Hr => output_enclosures_ok keep rho T (input_forms (Box box)) Hr) as HT.
  destruct (output_enclosures keep T (input_forms (Box box))) as [| e [|]]; try discriminate.
  destruct (atoms_at (Box box) x Hx) as [rho [Hr Hin]]. destruct (Hin rho (fun a _ => eq_refl)) as [Ex _].
  pose proof (output_forms_ok (Box box) [] rho N _ Hr (Forall_nil _) EN) as VN. specialize (HT rho Hr). rewrite Ex in VN, HT.
  inversion HT as [| e' y es ys He Hes E1 E2]. inversion Hes. subst. exists y, (value_form rho G).
  split; [reflexivity | split; [symmetry; exact VN | exact (near_ok E e G rho y Hr He H)]].
Qed.

(** The network is close to the target on the good set. *)
Lemma check_cells_ok keep E T N d c p x :
  check_cells keep E T N d c p = true -> length x = d -> Forall (good c p) x ->
  exists y z, evaluate T x = [y] /\ evaluate N x = [z] /\ Rabs (y - z) <= Q2R E.
Proof.
  intros H <- Hx. destruct (boxes_ok (map (good_side c p) (seq 0 (2 ^ c))) x) as [box [Hb Hi]].
  - eapply Forall_impl; [|exact Hx]. intros v [q [Hq Hv]]. exists (good_side c p q). split.
    + apply in_map, in_seq. lia.
    + destruct (good_side_ok c p q) as [-> ->]. exact Hv.
  - apply (check_cell_ok keep E T N box x); [|exact Hi]. exact (proj1 (forallb_forall _ _) H box Hb).
Qed.

(** A number from 0 to n is between neighbouring integers. *)
Lemma between_integers n v : (0 < n)%nat -> 0 <= v <= INR n -> exists q, (q < n)%nat /\ INR q <= v <= INR q + 1.
Proof.
  induction n as [| [| n] IH]; intros Hn Hv; [lia | exists 0%nat; cbn in *; split; [lia | lra]|].
  destruct (Rle_dec v (INR (S n))) as [L | L].
  - destruct (IH ltac:(lia) ltac:(lra)) as [q [A B]]. exists q. split; [lia | exact B].
  - exists (S n). rewrite S_INR in Hv. split; [lia | lra].
Qed.

(** A number from 0 to 1 is good, or in a bad side. *)
Lemma good_or_bad c p v :
  0 <= v <= 1 -> good c p v \/ exists q, (q < 2 ^ c)%nat /\ Q2R (fst (bad_side c p q)) <= v <= Q2R (snd (bad_side c p q)).
Proof.
  intros Hv. pose proof (pow2_positive c) as P.
  assert (INR (2 ^ c) = 2 ^ c) as E by (rewrite pow_INR; reflexivity).
  assert (0 < 2 ^ c)%nat as Hc by (apply Nat.neq_0_lt_0, Nat.pow_nonzero; lia).
  destruct (between_integers (2 ^ c) (v * 2 ^ c) Hc) as [q [Hq B]]; [rewrite E; nra|].
  assert (INR q / 2 ^ c <= v <= (INR q + 1) / 2 ^ c) as C.
  { split; apply Rmult_le_reg_r with (2 ^ c); try exact P; unfold Rdiv; rewrite Rmult_assoc, Rinv_l by lra; lra. }
  destruct (Rle_dec v ((INR q + 1) / 2 ^ c - 1 / 2 ^ p)) as [L | L].
  - left. exists q. split; [exact Hq | lra].
  - right. exists q. split; [exact Hq|]. destruct (bad_side_ok c p q) as [-> ->]. lra.
Qed.

(** The total breadth of strips, in Q and in R. *)
Lemma breadth_ok strips : Q2R (breadth strips) = total_breadth strips.
Proof.
  induction strips as [| s strips IH]; cbn [breadth total_breadth fold_right]; [apply Q2R_zero|].
  rewrite Q2R_Qred, Q2R_plus, Q2R_minus. fold (breadth strips). fold (total_breadth strips). rewrite IH. reflexivity.
Qed.

(** The strips cover what is not good. *)
Lemma bad_strips_ok d c p x : in_cube d x -> Forall (good c p) x \/ Exists (fun s => in_strip s x) (bad_strips d c p).
Proof.
  intros [<- H]. assert (Forall (good c p) x \/ exists i q, (i < length x)%nat /\ (q < 2 ^ c)%nat /\ in_strip (i, bad_side c p q) x) as [A | [i [q [Hi [Hq A]]]]].
  - induction H as [| v x Hv _ IH]; [left; constructor|]. destruct (good_or_bad c p v Hv) as [G | [q [Hq B]]].
    + destruct IH as [A | [i [q [Hi [Hq A]]]]]; [left; constructor; assumption | right; exists (S i), q].
      cbn [length]. split; [lia | split; [exact Hq | exact A]].
    + right. exists 0%nat, q. cbn [length]. split; [lia | split; [exact Hq | exact B]].
  - left. exact A.
  - right. apply Exists_exists. exists (i, bad_side c p q). split; [|exact A]. apply in_flat_map. exists i. split; [apply in_seq; lia|].
    apply in_map_iff. exists q. split; [reflexivity | apply in_seq; lia].
Qed.

(** All strips are about coordinates that are there, and go from left to right. *)
Lemma bad_strips_proper d c p : Forall (fun s => (fst s < d)%nat /\ Q2R (fst (snd s)) <= Q2R (snd (snd s))) (bad_strips d c p).
Proof.
  apply Forall_forall. intros s H. apply in_flat_map in H. destruct H as [i [Hi H]]. apply in_map_iff in H. destruct H as [q [<- _]].
  apply in_seq in Hi. cbn [fst snd]. split; [lia|]. destruct (bad_side_ok c p q) as [-> ->].
  pose proof (Rinv_0_lt_compat _ (pow2_positive p)). unfold Rdiv. lra.
Qed.

(** T21, but for the integral: e, b, r and s are the numbers of the claim. *)
Theorem T21 keep T N d c p l w E bad lo hi e b r s :
  check_tape keep T N d c p l w E bad lo hi = true -> e = Q2R E -> b = Q2R bad -> r = Q2R lo -> s = Q2R hi ->
  depth_of N = l /\ (width_of N <= w)%nat /\
  (forall x : list R, length x = d -> Forall (good c p) x -> exists y z, evaluate T x = [y] /\ evaluate N x = [z] /\ Rabs (y - z) <= e) /\
  good_but_for b d c p /\
  (forall x : list R, in_cube d x -> exists y, evaluate T x = [y] /\ r <= y <= s) /\
  (forall x : list R, length x = d -> exists z, evaluate N x = [z] /\ r <= z <= s).
Proof.
  unfold check_tape. intros H -> -> -> ->. repeat (apply andb_prop in H; destruct H as [H ?H]).
  split; [apply Nat.eqb_eq, H|]. split; [apply Nat.leb_le; assumption|].
  split; [intros x Hd Hx; apply (check_cells_ok keep E T N d c p x); assumption|]. split; [|split].
  - exists (bad_strips d c p). split; [apply bad_strips_proper|]. split; [|apply bad_strips_ok].
    rewrite <- breadth_ok. apply Qle_Rle, Qle_bool_iff. assumption.
  - intros x [<- Hx]. apply (output_between_ok T (repeat (Some 0%Q, Some 1%Q) (length x)) lo hi x); [assumption|].
    clear - Hx. induction Hx as [| v x Hv _ IH]; cbn [length repeat]; constructor; [|exact IH].
    unfold between. cbn [fst snd]. rewrite Q2R_zero. replace (Q2R 1) with 1 by (unfold Q2R; cbn; lra). exact Hv.
  - intros x <-. apply (output_between_ok N (repeat (None, None) (length x)) lo hi x); [assumption|].
    clear. induction x as [| v x IH]; cbn [length repeat]; constructor; [split; exact I | exact IH].
Qed.
