(** Certificates of the kind cycle: there is a cycle as they say, with exactly one of its points in each enclosure. *)

From Coq Require Import Reals QArith Qreals List ZArith Lra Lia.
From Exactsep Require Import Networks Hits Covering Maps SupNorm Coverings Loops CycleGrowth Points Evidence.
Import ListNotations.
Open Scope R_scope.

(** f has a cycle of n points, its least period, in increasing order: p i is the only one in the enclosure i, all lie in [a, b], and the pattern
    says which point f takes to which. *)
Definition has_cycle_in (f : R -> R) (E : nat -> R * R) (pi : list nat) (n : nat) (a b : R) : Prop :=
  exists p : nat -> R,
    (forall i, (i < n)%nat -> fst (E i) <= p i <= snd (E i) /\ f (p i) = p (nth i pi 0%nat)) /\
    (forall i j, (i < n)%nat -> (j < n)%nat -> fst (E i) <= p j <= snd (E i) -> j = i) /\
    (forall i j, (i < j)%nat -> (j < n)%nat -> p i < p j) /\ (forall i, (i < n)%nat -> a <= p i <= b) /\
    iterate n f (p 0%nat) = p 0%nat /\ forall k, (0 < k < n)%nat -> iterate k f (p 0%nat) <> p 0%nat.

Section Sound.
Context {number data : Type} {Ar : arithmetic number} {Ev : evaluation number data} {En : enclosing number data} {At : attractive number data}.
Context {Rd : reading number data} {As : attracts number data}.

Definition check_claim (m : data) (Js : list (number * number)) (pi : list nat) (why : reason) (n : nat) (a b : number) : bool :=
  check_reason (Cycle m Js pi) why && Nat.eqb n (length Js) && Nat.eqb n (length pi) && cycle_inside (Cycle m Js pi) a b.

Section Claim.
Variables (m : data) (Js : list (number * number)) (pi : list nat) (why : reason) (n : nat) (left right : number) (f : R -> R) (a b : R).
Hypotheses (accepted : check_claim m Js pi why n left right = true) (Hf : f = function m) (Ha : a = eval left) (Hb : b = eval right).

Theorem cycle_stated : has_cycle_in f (fun i => real_pair (nth i Js (zero, zero))) pi n a b.
Proof.
  subst f a b. pose proof accepted as H. apply andb_prop in H. destruct H as [H Hin]. apply andb_prop in H. destruct H as [H _].
  apply andb_prop in H. destruct H as [H Hn]. apply Nat.eqb_eq in Hn.
  rewrite Hn. apply andb_prop in Hin. destruct Hin as [Hleft Hright]. apply reads_le in Hleft, Hright.
  destruct (reason_ok _ _ H) as [Hsize [p [Hp [Hi [Hc Hk]]]]].
  change (size (Cycle m Js pi)) with (length Js) in *. change (last_enclosed (Cycle m Js pi)) with (nth (length Js - 1) Js (zero, zero)) in Hright.
  change (enclosed (Cycle m Js pi) 0) with (nth 0 Js (zero, zero)) in Hleft.
  assert (forall i, (i < length Js)%nat -> eval (fst (nth i Js (zero, zero))) <= p i <= eval (snd (nth i Js (zero, zero)))) as Hw
    by (intros i Hil; exact (proj1 (Hp i Hil))).
  exists p. split; [|split; [|split; [|split; [|split; [exact Hc | exact Hk]]]]].
  - intros i Hil. destruct (Hp i Hil) as [W [_ E]]. split; [exact W | exact E].
  - intros i j Hil Hjl W. destruct (Nat.lt_trichotomy i j) as [L | [L | L]]; [| symmetry; exact L |]; exfalso.
    + destruct (Hi i j L Hjl) as [_ [N _]]. exact (N W).
    + destruct (Hi j i L Hil) as [_ [_ N]]. exact (N W).
  - intros i j L Hjl. apply Hi; assumption.
  - intros i Hil. pose proof (Hw 0%nat Hsize) as [W0 _]. pose proof (Hw (length Js - 1)%nat ltac:(lia)) as [_ W1].
    assert (p 0%nat <= p i) by (destruct i as [| i]; [lra | left; apply (Hi 0%nat (S i)); lia]).
    assert (p i <= p (length Js - 1)%nat) by (destruct (Nat.eq_dec i (length Js - 1)) as [-> | Hne]; [lra | left; apply (Hi i (length Js - 1)%nat); lia]).
    lra.
Qed.

(** The same with intervals of real numbers. *)
Theorem cycle_in_reals Es : Es = map real_pair Js -> has_cycle_in f (fun i => nth i Es (0, 0)) pi n a b.
Proof.
  intros ->. destruct cycle_stated as [p [Hp [Hone Hrest]]]. exists p. pose proof accepted as H. do 2 (apply andb_prop in H; destruct H as [H _]).
  apply andb_prop in H. destruct H as [_ H]. apply Nat.eqb_eq in H. split; [|split; [|exact Hrest]].
  - intros i Hi. rewrite (nth_reads Js i (zero, zero)) by lia. exact (Hp i Hi).
  - intros i j Hi Hj. rewrite (nth_reads Js i (zero, zero)) by lia. exact (Hone i j Hi Hj).
Qed.
End Claim.
End Sound.
