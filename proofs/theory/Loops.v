(** T5: intervals that cover each other in a loop contain a cycle; T6e: and the cycle forces crossings. With a checker. *)

From Coq Require Import Reals QArith Qreals List ZArith Lra Lia.
From Exactsep Require Import Networks Chains Hits Covering Maps SupNorm Teeth Cycles.
Import ListNotations.
Open Scope R_scope.

(** The values of f at the ends of E lie on both sides of D. *)
Definition straddles (f : R -> R) (E D : R * R) : Prop :=
  fst E <= snd E /\ (f (fst E) <= fst D /\ snd D <= f (snd E) \/ snd D <= f (fst E) /\ f (snd E) <= fst D).

Fixpoint path (f : R -> R) (E : R * R) (Es : list (R * R)) (D : R * R) : Prop :=
  match Es with [] => straddles f E D | E' :: rest => straddles f E E' /\ path f E' rest D end.

(** A stretch of E that f takes to a given stretch of D, ends to ends. *)
Lemma stretch_onto f E D c d :
  continuity f -> straddles f E D -> fst D <= c -> c <= d -> d <= snd D ->
  exists u v, fst E <= u /\ u <= v /\ v <= snd E /\ (f u = c /\ f v = d \/ f u = d /\ f v = c) /\ forall z, u <= z <= v -> c <= f z <= d.
Proof.
  intros Hf [HE [[H1 H2] | [H1 H2]]] Hc Hcd Hd.
  - destruct (stretch f (fst E) (snd E) c d Hf HE ltac:(lra) Hcd ltac:(lra)) as [u [v [A [B [C [E1 [E2 Hin]]]]]]].
    exists u, v. repeat split; try assumption; try (apply Hin; assumption). left. split; assumption.
  - destruct (stretch (fun z => - f z) (fst E) (snd E) (- d) (- c) (continuity_opp f Hf) HE ltac:(lra) ltac:(lra) ltac:(lra)) as [u [v [A [B [C [E1 [E2 Hin]]]]]]].
    exists u, v. repeat split; try assumption; try (specialize (Hin z H); lra). right. split; lra.
Qed.

Definition within (E : R * R) (z : R) : Prop := fst E <= z <= snd E.

(** Along a path: a stretch of the first interval that stays with the path, and goes to the ends of the last one. *)
Lemma along_path f Es E D :
  continuity f -> path f E Es D -> fst D <= snd D ->
  exists u v, fst E <= u /\ u <= v /\ v <= snd E /\
    (iterate (S (length Es)) f u = fst D /\ iterate (S (length Es)) f v = snd D \/ iterate (S (length Es)) f u = snd D /\ iterate (S (length Es)) f v = fst D) /\
    forall z, u <= z <= v -> forall k E', nth_error (E :: Es) k = Some E' -> within E' (iterate k f z).
Proof.
  intros Hf. revert E. induction Es as [| E1 Es IH]; intros E Hp HD; cbn [path] in Hp.
  - destruct (stretch_onto f E D (fst D) (snd D) Hf Hp ltac:(lra) HD ltac:(lra)) as [u [v [A [B [C [Hends Hin]]]]]].
    exists u, v. repeat split; try assumption; destruct k as [| k]; cbn in H0; try (injection H0 as <-; cbn; lra); destruct k; discriminate.
  - destruct Hp as [HE Hp]. destruct (IH E1 Hp HD) as [u1 [v1 [A1 [B1 [C1 [Hends1 Hin1]]]]]].
    destruct (stretch_onto f E E1 u1 v1 Hf HE A1 B1 C1) as [u [v [A [B [C [Hends Hin]]]]]].
    exists u, v. split; [exact A|]. split; [exact B|]. split; [exact C|]. split.
    + cbn [length]. change (iterate (S (S (length Es))) f u) with (iterate (S (length Es)) f (f u)). change (iterate (S (S (length Es))) f v) with (iterate (S (length Es)) f (f v)).
      destruct Hends as [[-> ->] | [-> ->]]; tauto.
    + intros z Hz k E' Hk. destruct k as [| k]; cbn in Hk; [injection Hk as <-; split; cbn; lra|].
      cbn [iterate]. apply (Hin1 (f z) (Hin z Hz) k E' Hk).
Qed.

(** T5 *)
Theorem T5 f E Es :
  continuity f -> path f E Es E -> fst E <= snd E ->
  exists p, iterate (S (length Es)) f p = p /\ forall k E', nth_error (E :: Es) k = Some E' -> within E' (iterate k f p).
Proof.
  intros Hf Hp HE. destruct (along_path f Es E E Hf Hp HE) as [u [v [A [B [C [Hends Hin]]]]]].
  set (F := iterate (S (length Es)) f) in *.
  assert (continuity F) as HF by (unfold F; generalize (S (length Es)); intros n; induction n as [| n IH]; [apply continuity_fun_id | exact (continuity_comp f (iterate n f) Hf IH)]).
  destruct (between (fun z => F z - z) u v 0) as [p [Hp0 E0]]; [apply (continuity_minus F); [exact HF | apply continuity_fun_id] | exact B | lra |].
  exists p. split; [lra | apply Hin, Hp0].
Qed.

(** T5, the least period: if the loop is not a repetition of a shorter one (no rotation leaves it as it is), and its intervals are equal or
    disjoint, no smaller iterate returns to p. *)
Theorem T5_least f E Es : continuity f -> path f E Es E -> fst E <= snd E ->
  let n := length (E :: Es) in let K := fun k => nth k (E :: Es) E in
  (forall i j, (i < n)%nat -> (j < n)%nat -> K i = K j \/ forall x, within (K i) x -> ~ within (K j) x) ->
  (forall d, (0 < d < n)%nat -> exists k, (k < n)%nat /\ K k <> K ((k + d) mod n)%nat) ->
  exists p, iterate n f p = p /\ (forall k, (k < n)%nat -> within (K k) (iterate k f p)) /\ forall d, (0 < d < n)%nat -> iterate d f p <> p.
Proof.
  intros Hf Hpath HE n K Hdisjoint Hrotated. destruct (T5 f E Es Hf Hpath HE) as [p [Hp Hin]]. change (S (length Es)) with n in Hp.
  assert (forall k, (k < n)%nat -> within (K k) (iterate k f p)) as Hin' by (intros k Hk; apply Hin, nth_error_nth', Hk).
  exists p. split; [exact Hp|]. split; [exact Hin'|]. intros d Hd E0. destruct (Hrotated d Hd) as [k [Hk Hne]].
  assert (forall i j x, iterate (i + j) f x = iterate j f (iterate i f x)) as Hplus by (intros i; induction i as [| i IH]; intros j x; [reflexivity | exact (IH j (f x))]).
  assert ((k + d) mod n < n)%nat as Hj by (apply Nat.mod_upper_bound; lia).
  assert (iterate ((k + d) mod n) f p = iterate k f p) as Ej.
  { transitivity (iterate (d + k) f p); [|rewrite Hplus, E0; reflexivity]. destruct (Nat.lt_ge_cases (k + d) n) as [L | L].
    - rewrite Nat.mod_small by exact L. rewrite (Nat.add_comm d k). reflexivity.
    - rewrite <- (Nat.mod_unique (k + d) n 1 (k + d - n)) by lia.
      replace (d + k)%nat with (n + (k + d - n))%nat by lia. rewrite Hplus, Hp. reflexivity. }
  destruct (Hdisjoint k _ Hk Hj) as [C | C]; [exact (Hne C)|]. apply (C (iterate k f p)); [apply Hin', Hk | rewrite <- Ej; apply Hin', Hj].
Qed.

(** ** A checker *)

Record cycle_over {number data : Type} := Cycle {
  cycle_map : data;
  enclosures : list (number * number);
  pattern : list nat   (* the numbers of the images, from 0 *)
}.
Arguments cycle_over : clear implicits.
Arguments Cycle {number data}.

Notation cycle_certificate := (cycle_over Q map_data).

Section Tests.
Context {number data : Type} {Ar : arithmetic number} {Ev : evaluation number data}.
Notation certificate := (cycle_over number data).

Definition image (c : certificate) (i : nat) : nat := nth i (pattern c) 0%nat.

Definition enclosed (c : certificate) (i : nat) : number * number := nth i (enclosures c) (zero, zero).

Definition straddles_over (m : data) (E D : number * number) : bool :=
  le (fst E) (snd E)
  && (value_below m (fst E) (fst D) && value_above m (snd E) (snd D) || value_above m (fst E) (snd D) && value_below m (snd E) (fst D)).

(** The next k indices, from i on. *)
Fixpoint orbit (c : certificate) (i k : nat) : list nat := match k with O => [] | S k' => i :: orbit c (image c i) k' end.

Fixpoint disjoint_from (e : number) (Es : list (number * number)) : bool :=
  match Es with [] => true | (l, r) :: rest => lt e l && le l r && disjoint_from r rest end.

Definition size (c : certificate) : nat := length (enclosures c).

(** The index of the k-th point of an orbit. *)
Fixpoint image_often (c : certificate) (k i : nat) : nat := match k with O => i | S k' => image_often c k' (image c i) end.

(** The enclosures are disjoint and in order, and the pattern is one cycle. *)
Definition check_shape (c : certificate) : bool :=
  good (cycle_map c)
  && match enclosures c with [] => false | (l, r) :: rest => le l r && disjoint_from r rest end
  && forallb (fun i => Nat.ltb (image c i) (size c)) (seq 0 (size c))
  && forallb (fun i => existsb (Nat.eqb i) (orbit c 0 (size c))) (seq 0 (size c))
  && Nat.eqb (image_often c (size c) 0) 0.

Definition check_cycle (c : certificate) : bool :=
  check_shape c && forallb (fun i => straddles_over (cycle_map c) (enclosed c i) (enclosed c (image c i))) (seq 0 (size c)).

Context {Rd : reading number data}.

Definition real_enclosed (c : certificate) (i : nat) : R * R := real_pair (enclosed c i).

(** The k-th index of an orbit. *)
Lemma orbit_nth c i n k : (k < n)%nat -> nth_error (orbit c i n) k = Some (image_often c k i).
Proof.
  revert i k. induction n as [| n IH]; intros i k Hk; [lia|]. destruct k as [| k]; cbn; [reflexivity | apply IH; lia].
Qed.

(** An orbit has as many indices as asked for. *)
Lemma orbit_length c i n : length (orbit c i n) = n.
Proof. revert i. induction n as [| n IH]; intros i; cbn; [reflexivity | rewrite IH; reflexivity]. Qed.

(** One step more, at the end. *)
Lemma image_often_last c k i : image_often c (S k) i = image c (image_often c k i).
Proof. revert i. induction k as [| k IH]; intros i; [reflexivity | apply (IH (image c i))]. Qed.

(** The first place of an index in a list. *)
Fixpoint position (i : nat) (l : list nat) : nat := match l with [] => 0 | j :: rest => if Nat.eqb j i then 0 else S (position i rest) end.

(** The first place of an index is a place of it. *)
Lemma position_ok i l : In i l -> (position i l < length l)%nat /\ nth_error l (position i l) = Some i.
Proof.
  induction l as [| j l IH]; intros H; [destruct H|]. cbn [position length]. destruct (Nat.eqb j i) eqn:E.
  - apply Nat.eqb_eq in E. subst j. cbn. split; [lia | reflexivity].
  - destruct H as [H | H]; [subst; rewrite Nat.eqb_refl in E; discriminate|]. destruct (IH H). cbn. split; [lia | assumption].
Qed.

(** What the test says is true. *)
Lemma straddles_ok m J D : good m = true -> straddles_over m J D = true -> straddles (function m) (real_pair J) (real_pair D).
Proof.
  intros Hm H. unfold straddles_over in H. apply andb_prop in H. destruct H as [H1 H2]. split; [apply reads_le, H1|].
  apply orb_prop in H2. destruct H2 as [H2 | H2]; apply andb_prop in H2; destruct H2; [left | right]; split; (apply reads_below || apply reads_above); assumption.
Qed.

(** Later enclosures lie to the right of e, *)
Lemma disjoint_later e Es i :
  disjoint_from e Es = true -> (i < length Es)%nat -> eval e < eval (fst (nth i Es (zero, zero))) <= eval (snd (nth i Es (zero, zero))).
Proof.
  revert e i. induction Es as [| [l r] Es IH]; intros e i H Hi; cbn in Hi; [lia|].
  cbn in H. apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2].
  apply reads_lt in H1. apply reads_le in H2. destruct i as [| i]; cbn; [lra|]. specialize (IH r i H3 ltac:(lia)). lra.
Qed.

(** and are in order among themselves. *)
Lemma disjoint_order e Es i j :
  disjoint_from e Es = true -> (i < j)%nat -> (j < length Es)%nat -> eval (snd (nth i Es (zero, zero))) < eval (fst (nth j Es (zero, zero))).
Proof.
  revert e i j. induction Es as [| [l r] Es IH]; intros e i j H Hij Hj; cbn in Hj; [lia|].
  cbn in H. apply andb_prop in H. destruct H as [H H3]. destruct j as [| j]; [lia|].
  destruct i as [| i]; cbn; [apply (disjoint_later r Es j H3); lia | apply (IH r i j H3); lia].
Qed.

(** The map has a cycle as the certificate says: P i is its only point in the enclosure i, and its least period is their number. *)
Definition has_cycle (c : certificate) : Prop :=
  (0 < size c)%nat /\
  exists P : nat -> R,
    (forall i, (i < size c)%nat -> within (real_enclosed c i) (P i) /\ (image c i < size c)%nat /\ function (cycle_map c) (P i) = P (image c i)) /\
    (forall i j, (i < j)%nat -> (j < size c)%nat -> P i < P j /\ ~ within (real_enclosed c i) (P j) /\ ~ within (real_enclosed c j) (P i)) /\
    iterate (size c) (function (cycle_map c)) (P 0%nat) = P 0%nat /\
    (forall k, (0 < k < size c)%nat -> iterate k (function (cycle_map c)) (P 0%nat) <> P 0%nat).

Section Shape.
Variable c : certificate.
Hypothesis shape : check_shape c = true.

Notation n := (size c).
Notation f := (function (cycle_map c)).

(** What the test of the shape says, one by one. *)
Lemma shape_facts :
  good (cycle_map c) = true /\ (0 < n)%nat /\ (forall i, (i < n)%nat -> (image c i < n)%nat) /\
  (forall i, (i < n)%nat -> In i (orbit c 0 n)) /\ image_often c n 0 = 0%nat /\
  (forall i j, (i < j)%nat -> (j < n)%nat -> snd (real_enclosed c i) < fst (real_enclosed c j)).
Proof.
  pose proof shape as H. unfold check_shape in H.
  apply andb_prop in H. destruct H as [H H5]. apply andb_prop in H. destruct H as [H H4]. apply andb_prop in H. destruct H as [H H3].
  apply andb_prop in H. destruct H as [H1 H2]. apply Nat.eqb_eq in H5. split; [exact H1|]. split; [|split; [|split; [|split]]].
  - unfold size. destruct (enclosures c); [discriminate | cbn; lia].
  - intros i Hi. rewrite forallb_forall in H3. apply Nat.ltb_lt, H3, in_seq. lia.
  - intros i Hi. rewrite forallb_forall in H4. specialize (H4 i ltac:(apply in_seq; lia)). apply existsb_exists in H4.
    destruct H4 as [j [Hj E]]. apply Nat.eqb_eq in E. subst j. exact Hj.
  - exact H5.
  - intros i j Hij Hj. unfold real_enclosed, enclosed, real_pair, size in *. cbn [fst snd].
    destruct (enclosures c) as [| [l r] Es]; [discriminate|]. apply andb_prop in H2. destruct H2 as [_ H2]. cbn [length] in Hj.
    destruct j as [| j]; [lia|]. destruct i as [| i]; cbn [nth]; [apply (disjoint_later r Es j H2); lia | apply (disjoint_order r Es i j H2); lia].
Qed.

(** Images of indices are indices. *)
Lemma often_within k i : (i < n)%nat -> (image_often c k i < n)%nat.
Proof. revert i. induction k as [| k IH]; intros i Hi; [exact Hi | apply IH, shape_facts, Hi]. Qed.

(** An orbit takes no index twice. *)
Lemma orbit_injective j k : (j < n)%nat -> (k < n)%nat -> image_often c j 0 = image_often c k 0 -> j = k.
Proof.
  destruct shape_facts as [_ [_ [_ [Hin _]]]]. intros Hj Hk E.
  assert (NoDup (orbit c 0 n)) as Hdup.
  { apply NoDup_incl_NoDup with (l := seq 0 n); [apply seq_NoDup | rewrite orbit_length, seq_length; lia |].
    intros i Hi. apply in_seq in Hi. apply Hin. lia. }
  rewrite NoDup_nth_error in Hdup. apply Hdup; [rewrite orbit_length; exact Hj|]. rewrite !orbit_nth by assumption. f_equal. exact E.
Qed.

(** A periodic point that visits the enclosures in order makes a cycle. *)
Lemma cycle_from_point p :
  iterate n f p = p -> (forall k, (k < n)%nat -> within (real_enclosed c (image_often c k 0)) (iterate k f p)) -> has_cycle c.
Proof.
  intros Hp Hwithin. destruct shape_facts as [H1 [Hn [Himage [Hin [H5 Horder]]]]].
  pose (place := fun i => position i (orbit c 0 n)).
  assert (forall i, (i < n)%nat -> (place i < n)%nat /\ image_often c (place i) 0 = i) as Hplace.
  { intros i Hi. destruct (position_ok i _ (Hin i Hi)) as [A B]. rewrite orbit_length in A. fold (place i) in A, B.
    rewrite orbit_nth in B by exact A. split; [exact A | congruence]. }
  assert (place 0%nat = 0%nat) as Hplace0 by (apply orbit_injective; [apply Hplace, Hn | exact Hn | apply Hplace, Hn]).
  assert (forall i, (i < n)%nat -> within (real_enclosed c i) (iterate (place i) f p)) as Hin_i.
  { intros i Hi. destruct (Hplace i Hi) as [A B]. specialize (Hwithin (place i) A). rewrite B in Hwithin. exact Hwithin. }
  split; [exact Hn|]. exists (fun i => iterate (place i) f p). split; [|split; [|split]].
  - intros i Hi. split; [apply Hin_i, Hi | split; [apply Himage, Hi|]].
    destruct (Hplace i Hi) as [A B]. destruct (Hplace (image c i) (Himage i Hi)) as [A' B'].
    rewrite <- iterate_last. change (iterate (place i) f (f p)) with (iterate (S (place i)) f p).
    destruct (Nat.eq_dec (S (place i)) n) as [E | E].
    + rewrite E, Hp. replace (place (image c i)) with 0%nat; [reflexivity|].
      apply orbit_injective; [exact Hn | exact A' |]. rewrite B'. rewrite <- B, <- image_often_last, E, H5. reflexivity.
    + f_equal. apply orbit_injective; [lia | exact A' |]. rewrite B', image_often_last, B. reflexivity.
  - intros i j Hij Hj. pose proof (Hin_i i ltac:(lia)) as W. pose proof (Hin_i j Hj) as W'. specialize (Horder i j Hij Hj). unfold within in *. lra.
  - rewrite Hplace0. cbn [iterate]. exact Hp.
  - intros k Hk E. rewrite Hplace0 in E. cbn [iterate] in E.
    pose proof (Hwithin k ltac:(lia)) as W. pose proof (Hwithin 0%nat Hn) as W0. rewrite E in W. cbn [iterate image_often] in W0.
    assert (image_often c k 0 <> 0)%nat as Hne by (intros C; pose proof (orbit_injective k 0%nat ltac:(lia) Hn C); lia).
    specialize (Horder 0%nat (image_often c k 0) ltac:(lia) (often_within k 0%nat Hn)). unfold within in *. lra.
Qed.
End Shape.

(** T5: an accepted certificate shows a cycle. *)
Theorem cycle_soundness c : check_cycle c = true -> has_cycle c.
Proof.
  intros H. apply andb_prop in H. destruct H as [Hshape H]. destruct (shape_facts c Hshape) as [H1 [Hn [Himage [Hin [H5 Horder]]]]].
  set (f := function (cycle_map c)).
  assert (forall i, (i < size c)%nat -> straddles f (real_enclosed c i) (real_enclosed c (image c i))) as Hs.
  { intros i Hi. rewrite forallb_forall in H. apply straddles_ok; [exact H1 | apply H, in_seq; lia]. }
  assert (forall k i, (i < size c)%nat -> path f (real_enclosed c i) (map (real_enclosed c) (orbit c (image c i) k)) (real_enclosed c (image_often c (S k) i))) as Hpath.
  { induction k as [| k IH]; intros i Hi; [apply Hs, Hi|]. cbn [orbit map path]. split; [apply Hs, Hi | apply IH, Himage, Hi]. }
  specialize (Hpath (size c - 1)%nat 0%nat Hn). replace (S (size c - 1)) with (size c) in Hpath by lia. rewrite H5 in Hpath.
  destruct (T5 f _ _ (reads_continuous (cycle_map c)) Hpath) as [p [Hp Hstay]].
  { apply (Hs 0%nat Hn). }
  rewrite map_length, orbit_length in Hp. replace (S (size c - 1)) with (size c) in Hp by lia.
  apply (cycle_from_point c Hshape p Hp). intros k Hk. apply Hstay.
  change (real_enclosed c 0%nat :: map (real_enclosed c) (orbit c (image c 0) (size c - 1))) with (map (real_enclosed c) (orbit c 0 (S (size c - 1)))).
  apply map_nth_error, orbit_nth. lia.
Qed.
End Tests.
