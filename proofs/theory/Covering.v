(** T3w: a covering makes words of hits, for every iterate. *)

From Coq Require Import Reals List ZArith Lra Lia.
From Exactsep Require Import Networks Chains Hits.
Import ListNotations.
Open Scope R_scope.

Section Covering.
Variables low high : R -> Prop.
Variable f : R -> R.
Hypothesis f_continuous : continuity f.

(** A branch from u to v: up or down, over the intervals with the numbers first .. first + more. *)
Record branch (number : Type) := Branch { from : number; upto : number; up : bool; first : nat; more : nat }.
Arguments Branch {number}. Arguments from {number}. Arguments upto {number}. Arguments up {number}. Arguments first {number}. Arguments more {number}.

Definition slice {A} (first more : nat) (l : list A) : list A := firstn (S more) (skipn first l).

Definition joined (ws : list summary) : summary := fold_right join None ws.

Lemma iterate_last t x : iterate t f (f x) = f (iterate t f x).
Proof. revert x. induction t as [| t IH]; intros x; cbn; [reflexivity | apply IH]. Qed.

Lemma hits_ext h h' l r s : (forall x, h x = h' x) -> hits low high h l r s -> hits low high h' l r s.
Proof.
  intros E. induction 1 as [l r Hlr | l z r p Hz Hp | l m r s s' H1 IH1 H2 IH2].
  - constructor. exact Hlr.
  - apply hits_one with (z := z); [exact Hz|]. unfold hit in *. rewrite <- E. exact Hp.
  - apply hits_join with (m := m); assumption.
Qed.

(** The intervals of a row, in order: each is [fst, snd]. *)
Inductive in_order : R -> list (R * R) -> R -> Prop :=
| in_order_nil : forall a b, a <= b -> in_order a [] b
| in_order_cons : forall a l r Js b, a <= l -> l <= r -> in_order r Js b -> in_order a ((l, r) :: Js) b.

Lemma in_order_le a Js b : in_order a Js b -> a <= b.
Proof. induction 1; lra. Qed.

Lemma in_order_widen a a' Js b : a' <= a -> in_order a Js b -> in_order a' Js b.
Proof. intros Ha. destruct 1; constructor; auto; lra. Qed.

Lemma hits_row h a Js b ws :
  in_order a Js b -> Forall2 (fun J s => hits low high h (fst J) (snd J) s) Js ws -> hits low high h a b (joined ws).
Proof.
  intros Ho. revert ws. induction Ho as [a b Hab | a l r Js b Hal Hlr Ho IH]; intros ws H.
  - inversion H; subst. constructor. exact Hab.
  - inversion H as [| J s Js' ws' H1 H2 E1 E2]; subst. cbn [joined fold_right].
    apply hits_join with (m := r); [|apply IH; exact H2].
    eapply hits_widen; [exact H1 | cbn; lra | cbn; lra].
Qed.

Lemma in_order_skip n a Js b : in_order a Js b -> exists a', a <= a' /\ in_order a' (skipn n Js) b.
Proof.
  revert a Js. induction n as [| n IH]; intros a Js H; [exists a; split; [lra | exact H]|].
  destruct H as [a b Hab | a l r Js b Hal Hlr H]; cbn [skipn].
  - exists a. split; [lra | constructor; exact Hab].
  - destruct (IH r Js H) as [a' [Ha' H']]. exists a'. split; [lra | exact H'].
Qed.

Lemma in_order_first n a Js b : in_order a Js b -> in_order a (firstn n Js) b.
Proof.
  revert a Js. induction n as [| n IH]; intros a Js H; cbn [firstn].
  - constructor. exact (in_order_le _ _ _ H).
  - destruct H as [a b Hab | a l r Js b Hal Hlr H]; constructor; auto.
Qed.

(** The ends of a slice. *)
Definition left_end (Js : list (R * R)) (j : nat) : R := fst (nth j Js (0, 0)).
Definition right_end (Js : list (R * R)) (j : nat) : R := snd (nth j Js (0, 0)).

Lemma in_order_slice j k a Js b :
  in_order a Js b -> (j + k < length Js)%nat -> in_order (left_end Js j) (slice j k Js) (right_end Js (j + k)).
Proof.
  revert j a. induction Js as [| [l r] Js IH]; intros j a H Hlen; [cbn in Hlen; lia|].
  inversion H as [| a' l' r' Js' b' Hal Hlr H' E1 E2]; subst.
  destruct j as [| j].
  - unfold slice. cbn [skipn firstn]. unfold left_end. cbn [nth fst]. constructor; [lra | exact Hlr |].
    clear IH H. cbn [plus] in *. destruct k as [| k].
    + cbn [firstn]. unfold right_end. cbn. constructor. lra.
    + clear Hal. revert l Js r Hlr H' Hlen. clear. induction k as [| k IH]; intros l Js r Hlr H' Hlen.
      * destruct Js as [| [l2 r2] Js]; [cbn in Hlen; lia|]. inversion H'; subst. unfold right_end. cbn. constructor; [assumption.. | constructor; lra].
      * destruct Js as [| [l2 r2] Js]; [cbn in Hlen; lia|]. inversion H' as [| a' l' r' Js' b' A B C]; subst. cbn [firstn].
        constructor; [assumption | assumption |]. apply (IH l2 Js r2 B C). cbn in *. lia.
  - unfold slice, left_end, right_end in *. cbn [skipn nth plus]. apply (IH j r H'). cbn in Hlen. lia.
Qed.

Lemma Forall2_skip {A B} (P : A -> B -> Prop) n l l' : Forall2 P l l' -> Forall2 P (skipn n l) (skipn n l').
Proof. revert l l'. induction n; intros l l' H; [exact H|]. destruct H; cbn; [constructor | auto]. Qed.

Lemma Forall2_first {A B} (P : A -> B -> Prop) n l l' : Forall2 P l l' -> Forall2 P (firstn n l) (firstn n l').
Proof. revert l l'. induction n; intros l l' H; [constructor|]. destruct H; cbn; [constructor | constructor; auto]. Qed.

Lemma Forall2_weaken {A B} (P Q : A -> B -> Prop) l l' : (forall x y, P x y -> Q x y) -> Forall2 P l l' -> Forall2 Q l l'.
Proof. intros H. induction 1; constructor; auto. Qed.

(** What makes a branch of the interval [l, r] a branch. *)
Definition covers (Js : list (R * R)) (K : branch R) : Prop :=
  (first K + more K < length Js)%nat /\ from K <= upto K /\
  if up K then f (from K) <= left_end Js (first K) /\ right_end Js (first K + more K) <= f (upto K)
  else right_end Js (first K + more K) <= f (from K) /\ f (upto K) <= left_end Js (first K).

Inductive branches_of (Js : list (R * R)) : R -> list (branch R) -> R -> Prop :=
| branches_nil : forall a b, a <= b -> branches_of Js a [] b
| branches_cons : forall a K Ks b, a <= from K -> covers Js K -> branches_of Js (upto K) Ks b -> branches_of Js a (K :: Ks) b.

Definition covering (a : R) (Js : list (R * R)) (b : R) (Bs : list (list (branch R))) : Prop :=
  in_order a Js b /\ Forall2 (fun J Ks => branches_of Js (fst J) Ks (snd J)) Js Bs.

(** One step: the word of an interval from the words of the intervals that its branches cover. *)
Definition branch_word {number} (ws : list summary) (K : branch number) : summary :=
  let s := joined (slice (first K) (more K) ws) in if up K then s else flip s.

Definition next_words {number} (Bs : list (list (branch number))) (ws : list summary) : list summary :=
  map (fun Ks => joined (map (branch_word ws) Ks)) Bs.

Lemma one_step h a Js b Bs ws :
  covering a Js b Bs -> Forall2 (fun J s => hits low high h (fst J) (snd J) s) Js ws ->
  Forall2 (fun J s => hits low high (fun x => h (f x)) (fst J) (snd J) s) Js (next_words Bs ws).
Proof.
  intros [Ho HB] Hw. unfold next_words.
  assert (forall K, covers Js K -> hits low high (fun x => h (f x)) (from K) (upto K) (branch_word ws K)) as HK.
  { intros K [Hlen [Hle HK]]. unfold branch_word.
    pose proof (in_order_slice (first K) (more K) a Js b Ho Hlen) as Hs.
    assert (hits low high h (left_end Js (first K)) (right_end Js (first K + more K)) (joined (slice (first K) (more K) ws))) as Hh.
    { eapply hits_row; [exact Hs|]. apply Forall2_first, Forall2_skip, Hw. }
    destruct (up K); [eapply hits_up | eapply hits_down]; eauto; tauto. }
  assert (forall l Ks r, branches_of Js l Ks r -> hits low high (fun x => h (f x)) l r (joined (map (branch_word ws) Ks))) as Hrow.
  { induction 1 as [l r Hlr | l K Ks r Hl Hc Hb IH]; cbn [map joined fold_right]; [constructor; exact Hlr|].
    apply hits_join with (m := upto K); [|exact IH]. eapply hits_widen; [apply HK, Hc | exact Hl | lra]. }
  clear Hw Ho HK. induction HB as [| J Ks Js' Bs' HJ HB IH]; cbn [map]; constructor; [apply Hrow, HJ | exact IH].
Qed.

Fixpoint words {number} (Bs : list (list (branch number))) (t : nat) (ws : list summary) : list summary :=
  match t with O => ws | S t' => words Bs t' (next_words Bs ws) end.

(** T3w *)
Theorem T3w a Js b Bs ws t :
  covering a Js b Bs -> Forall2 (fun J s => hits low high (fun x => x) (fst J) (snd J) s) Js ws ->
  hits low high (iterate t f) a b (joined (words Bs t ws)).
Proof.
  intros HB Hw. eapply hits_row; [exact (proj1 HB)|].
  assert (forall s h ws, Forall2 (fun J w => hits low high h (fst J) (snd J) w) Js ws ->
    Forall2 (fun J w => hits low high (fun x => h (iterate s f x)) (fst J) (snd J) w) Js (words Bs s ws)) as H.
  { induction s as [| s IH]; intros h vs Hv; [exact Hv|]. cbn [words iterate].
    eapply Forall2_weaken; [|apply (IH (fun x => h (f x)) (next_words Bs vs)), (one_step h a Js b Bs vs HB Hv)].
    intros J w. apply hits_ext. intros x. rewrite iterate_last. reflexivity. }
  exact (H t (fun x => x) ws Hw).
Qed.
End Covering.
