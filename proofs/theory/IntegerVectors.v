(** Vectors of integers, for T4w; what is not given is 0. *)

From Coq Require Import List ZArith Lia.
Import ListNotations.

Fixpoint dotZ (u v : list Z) : Z := match u, v with x :: u', y :: v' => (x * y + dotZ u' v')%Z | _, _ => 0%Z end.

Fixpoint plusZ (u v : list Z) : list Z :=
  match u, v with [], _ => v | _, [] => u | x :: u', y :: v' => (x + y)%Z :: plusZ u' v' end.

Definition timesZ (k : Z) (v : list Z) : list Z := map (Z.mul k) v.

Definition sumZ (v : list Z) : Z := fold_right Z.add 0%Z v.

(** Is u at least v, entry by entry? *)
Fixpoint at_least (u v : list Z) : bool :=
  match u, v with
  | [], _ => forallb (fun y => Z.leb y 0) v
  | _, [] => forallb (Z.leb 0) u
  | x :: u', y :: v' => Z.leb y x && at_least u' v'
  end.

(** ** Soundness *)

Open Scope Z_scope.

Definition nonnegative (v : list Z) : Prop := Forall (fun x => 0 <= x) v.

(** The product of a sum of vectors. *)
Lemma dot_plus u v c : dotZ (plusZ u v) c = dotZ u c + dotZ v c.
Proof.
  revert v c. induction u as [| x u IH]; intros v c; [reflexivity|].
  destruct v as [| y v]; [cbn [plusZ dotZ]; lia|]. destruct c as [| z c]; cbn [plusZ dotZ]; [reflexivity|]. rewrite IH. ring.
Qed.

(** The product of a multiple. *)
Lemma dot_times k v c : dotZ (timesZ k v) c = k * dotZ v c.
Proof. revert c. induction v as [| x v IH]; intros [| z c]; cbn [timesZ map dotZ]; try ring. unfold timesZ in IH. rewrite IH. ring. Qed.

(** A vector without positive entries has products <= 0 with counts. *)
Lemma dot_nonpositive v c : forallb (fun y => Z.leb y 0) v = true -> nonnegative c -> dotZ v c <= 0.
Proof.
  revert c. induction v as [| x v IH]; intros c H Hc; [reflexivity|]. destruct Hc as [| z c Hz Hc]; [reflexivity|].
  cbn in *. apply andb_prop in H. destruct H as [H1 H2]. apply Z.leb_le in H1. specialize (IH c H2 Hc). nia.
Qed.

(** A vector without negative entries has products >= 0 with counts. *)
Lemma dot_nonnegative v c : nonnegative v -> nonnegative c -> 0 <= dotZ v c.
Proof.
  intros Hv. revert c. induction Hv as [| x v Hx Hv IH]; intros c Hc; [reflexivity|]. destruct Hc as [| z c Hz Hc]; [reflexivity|].
  cbn. specialize (IH c Hc). nia.
Qed.

(** The boolean test says what it should. *)
Lemma all_nonnegative v : forallb (Z.leb 0) v = true -> nonnegative v.
Proof. intros H. apply Forall_forall. intros x Hx. apply Z.leb_le. eapply forallb_forall in H; eauto. Qed.

(** A vector that is at least another has the larger product with counts. *)
Lemma at_least_ok u v c : at_least u v = true -> nonnegative c -> dotZ v c <= dotZ u c.
Proof.
  revert v c. induction u as [| x u IH]; intros v c H Hc; [cbn [at_least] in H; apply dot_nonpositive; assumption|].
  destruct v as [| y v]; [apply (dot_nonnegative (x :: u) c); [apply all_nonnegative, H | exact Hc]|].
  cbn [at_least] in H. apply andb_prop in H. destruct H as [H1 H2]. apply Z.leb_le in H1.
  destruct Hc as [| z c Hz Hc]; cbn [dotZ]; [reflexivity|]. specialize (IH v c H2 Hc). nia.
Qed.

(** Sums of non-negative vectors are non-negative. *)
Lemma nonnegative_plus u v : nonnegative u -> nonnegative v -> nonnegative (plusZ u v).
Proof.
  intros Hu. revert v. induction Hu as [| x u Hx Hu IH]; intros v Hv; [exact Hv|].
  destruct Hv as [| y v Hy Hv]; [constructor; assumption|]. cbn [plusZ]. constructor; [lia | apply IH, Hv].
Qed.
