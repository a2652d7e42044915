(** T15x: what a labelling of runs with few switches costs at least, by integers: the number of switches is counted, or each has a price. *)

From Coq Require Import Reals List ZArith Lra Lia.
From Exactsep Require Import Networks Labels.
Import ListNotations.
Open Scope Z_scope.

Inductive mode := Exactly | Priced (p : Z).
Arguments Priced _%Z_scope.

(** What has to be paid, under the labels below and above, for 0, 1, ... switches that are left; only once if switches have a price. *)
Definition state := list (Z * Z).

Definition raised (bit : bool) (w : Z) (c : Z * Z) : Z * Z := if bit then (fst c + w, snd c) else (fst c, snd c + w).

Definition lesser (c before : Z * Z) : Z * Z := (Z.min (Z.min (fst c) (fst before)) (snd before), Z.min (Z.min (snd c) (snd before)) (fst before)).

Fixpoint cascade (before : Z * Z) (s : state) : state :=
  match s with [] => [] | c :: rest => let c' := lesser c before in c' :: cascade c' rest end.

Definition settled (md : mode) (s : state) : state :=
  match md, s with
  | Priced p, _ => map (fun c => (Z.min (fst c) (snd c + p), Z.min (snd c) (fst c + p))) s
  | Exactly, [] => []
  | Exactly, c :: rest => c :: cascade c rest
  end.

(** A plateau of this width. *)
Definition pay (md : mode) (bit : bool) (w : Z) (s : state) : state := settled md (map (raised bit w) s).

Definition at_end (md : mode) (few : Z) : state := match md with Exactly => repeat (0, 0) (S (Z.to_nat few)) | Priced _ => [(0, 0)] end.
Definition to_pay (s : state) : Z := let c := last s (0, 0) in Z.min (fst c) (snd c).
Definition price_of (md : mode) : Z := match md with Exactly => 0 | Priced p => p end.

(** ** Soundness *)

Open Scope R_scope.

Definition proper (md : mode) (m : nat) (s : state) : Prop := length s = match md with Exactly => S m | Priced _ => 1%nat end.

Section Unit.
Variable U : R.
Hypothesis unit : 0 < U.

Definition future_of (md : mode) (s : state) : future :=
  fun l r => let c := nth (match md with Exactly => r | Priced _ => 0%nat end) s (0, 0)%Z in IZR (if l then snd c else fst c) / U.

Lemma over_unit p q : (p <= q)%Z -> IZR p / U <= IZR q / U.
Proof. intros H. apply IZR_le in H. unfold Rdiv. apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat, unit | exact H]. Qed.

Lemma plus_over_unit p q : IZR p / U + IZR q / U = IZR (p + q) / U.
Proof. rewrite plus_IZR. unfold Rdiv. ring. Qed.

Lemma cascade_length c s : length (cascade c s) = length s.
Proof. revert c. induction s as [| d s IH]; intros c; [reflexivity|]. cbn [cascade length]. rewrite IH. reflexivity. Qed.

Lemma cascade_steps s c r : (r < length s)%nat -> let t := c :: cascade c s in
  (fst (nth (S r) t (0, 0)) <= fst (nth r t (0, 0)) /\ fst (nth (S r) t (0, 0)) <= snd (nth r t (0, 0)) /\
   snd (nth (S r) t (0, 0)) <= snd (nth r t (0, 0)) /\ snd (nth (S r) t (0, 0)) <= fst (nth r t (0, 0)))%Z.
Proof.
  revert c r. induction s as [| d s IH]; intros c r Hr; [cbn in Hr; lia|]. destruct r as [| r].
  - cbn [cascade nth lesser fst snd]. lia.
  - cbn [cascade]. exact (IH (lesser d c) r ltac:(cbn in Hr; lia)).
Qed.

Lemma cascade_below s c r : (fst (nth r (cascade c s) (0, 0)) <= fst (nth r s (0, 0)) /\ snd (nth r (cascade c s) (0, 0)) <= snd (nth r s (0, 0)))%Z.
Proof.
  revert c r. induction s as [| d s IH]; intros c r; [cbn [cascade]; lia|]. destruct r as [| r]; cbn [cascade nth]; [unfold lesser; cbn [fst snd]; lia | apply IH].
Qed.

Lemma raised_at bit w s r : (r < length s)%nat -> nth r (map (raised bit w) s) (0, 0)%Z = raised bit w (nth r s (0, 0)%Z).
Proof. intros H. rewrite nth_indep with (d' := raised bit w (0, 0)%Z) by (rewrite map_length; exact H). apply map_nth. Qed.

(** Settled states are closed. *)
Lemma settled_ok md m s : (0 <= price_of md)%Z -> proper md m s ->
  proper md m (settled md s) /\ closed (IZR (price_of md) / U) m (future_of md (settled md s)) /\
  forall l r, (r <= m)%nat -> future_of md (settled md s) l r <= future_of md s l r.
Proof.
  intros Hp H. destruct md as [| p]; cbn [settled price_of proper] in *.
  - destruct s as [| c s]; [discriminate|]. unfold proper in H. cbn [length] in H. split; [unfold proper; cbn [length]; rewrite cascade_length; exact H|]. split.
    + intros l r Hr. destruct (cascade_steps s c r ltac:(lia)) as [A [B [C D]]]. unfold future_of. rewrite plus_over_unit. destruct l; cbn [negb]; split; apply over_unit; lia.
    + intros l r Hr. unfold future_of. apply over_unit. destruct r as [| r]; cbn [nth]; [lia|]. destruct (cascade_below s c r). destruct l; assumption.
  - destruct s as [| c [| d s]]; try discriminate. split; [reflexivity|]. split.
    + intros l r _. unfold future_of. cbn [map nth]. rewrite plus_over_unit. destruct l; cbn [negb fst snd]; split; apply over_unit; lia.
    + intros l r _. unfold future_of. cbn [map nth]. apply over_unit. destruct l; cbn [fst snd]; lia.
Qed.

(** What is paid for a plateau. *)
Lemma pay_ok md m bit w s : (0 <= price_of md)%Z -> proper md m s ->
  proper md m (pay md bit w s) /\ closed (IZR (price_of md) / U) m (future_of md (pay md bit w s)) /\
  forall l r, (r <= m)%nat -> future_of md (pay md bit w s) l r <= wrong bit l (IZR w / U) + future_of md s l r.
Proof.
  intros Hp H. unfold pay. assert (proper md m (map (raised bit w) s)) as H' by (unfold proper in *; rewrite map_length; exact H).
  destruct (settled_ok md m _ Hp H') as [A [B C]]. split; [exact A|]. split; [exact B|]. intros l r Hr. eapply Rle_trans; [apply C, Hr|].
  unfold future_of. rewrite raised_at by (rewrite H; destruct md; lia). unfold raised, wrong.
  destruct bit, l; cbn [Bool.eqb fst snd]; rewrite ?Rplus_0_l, ?plus_over_unit; apply over_unit; lia.
Qed.

(** At the end nothing is left to pay. *)
Lemma at_end_ok md few : (0 <= price_of md)%Z ->
  proper md (Z.to_nat few) (at_end md few) /\ closed (IZR (price_of md) / U) (Z.to_nat few) (future_of md (at_end md few)) /\
  forall l r, future_of md (at_end md few) l r = 0.
Proof.
  intros Hp. assert (forall l r, future_of md (at_end md few) l r = 0) as H0.
  { intros l r. unfold future_of. destruct md as [| p]; cbn [at_end].
    - rewrite nth_repeat. destruct l; cbn [fst snd]; unfold Rdiv; ring.
    - destruct l; cbn [nth fst snd]; unfold Rdiv; ring. }
  split; [unfold proper; destruct md; cbn [at_end]; [apply repeat_length | reflexivity]|]. split; [|exact H0].
  intros l r _. rewrite !H0. pose proof (over_unit 0 _ Hp) as H. unfold Rdiv at 1 in H. lra.
Qed.

(** What is due at the left end. *)
Lemma to_pay_ok md m s l : proper md m s -> IZR (to_pay s) / U <= future_of md s l m.
Proof.
  intros H. unfold future_of. apply over_unit. unfold to_pay.
  assert (last s (0, 0)%Z = nth (match md with Exactly => m | Priced _ => 0%nat end) s (0, 0)%Z) as ->; [|destruct l; lia].
  unfold proper in H. destruct md; [|destruct s as [| c [| d s]]; [discriminate | reflexivity | discriminate]].
  revert m H. induction s as [| c s IH]; intros m H; [discriminate|]. cbn [length] in H. destruct s as [| d s]; [cbn in H; replace m with 0%nat by lia; reflexivity|].
  destruct m as [| m]; [cbn in H; lia|]. change (last (c :: d :: s) (0, 0)%Z) with (last (d :: s) (0, 0)%Z). cbn [nth]. apply IH. lia.
Qed.
End Unit.
