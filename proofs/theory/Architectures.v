(** The architecture of a network: how many inputs, units in each hidden layer, and outputs it has. The functions of Vectors.v, General.v and
    RealNetworks.v read 0 where a list of values ends; a network that has an architecture reads nothing that is not there. *)

From Coq Require Import Reals QArith List Arith Bool.
From Exactsep Require Import Networks Vectors General RealNetworks.
Import ListNotations.

(** The numbers of inputs, of the units of each hidden layer, and of outputs: each layer reads the one before. *)
Fixpoint stacked {L : Type} (size : L -> nat) (reads_only : nat -> L -> Prop) (layers : list L) (sizes : list nat) : Prop :=
  match layers, sizes with
  | [], [_] => True
  | l :: rest, n :: (m :: _) as more => size l = m /\ reads_only n l /\ stacked size reads_only rest more
  | _, _ => False
  end.

(** All neurons of a layer read only the first n values; *)
Definition reads_first (n : nat) (l : layer) : Prop := Forall (fun u => Forall (fun p => (fst p < n)%nat) (reads u)) l.

Definition architecture (N : plain_network) (sizes : list nat) : Prop :=
  stacked (@length neuron) reads_first (hidden_layers N ++ [output_layer N]) sizes.

(** real weights stand in lists as long as those that they are multiplied with; *)
Definition architecture_R (N : real_network) (sizes : list nat) : Prop :=
  stacked (@length (list R * R)) (fun n l => Forall (fun u => length (fst u) = n) l) (hidden_R N ++ [output_R N]) sizes.

(** and with skip connections a layer reads the inputs and all layers before, [total] values. *)
Fixpoint piled (total : nat) (layers : list general_layer) (sizes : list nat) : Prop :=
  match layers, sizes with
  | [], [] => True
  | l :: rest, m :: more => length (neurons l) = m /\ reads_first total (neurons l) /\ piled (total + m) rest more
  | _, _ => False
  end.

Definition general_architecture (N : general_network) (sizes : list nat) : Prop :=
  match sizes with [] => False | n :: more => piled n (inner_layers N ++ [last_layer N]) more end.

(** ** What an architecture is good for *)

(** The values after the first n do not matter. *)
Lemma layer_reads_first n l vs : reads_first n l -> layer_value l (firstn n vs) = layer_value l vs.
Proof.
  intros H. apply map_ext_in. intros u Hu. pose proof (proj1 (Forall_forall _ _) H u Hu) as Hr. unfold neuron_value.
  induction Hr as [| p rest Hp _ IH]; cbn [fold_right]; [reflexivity|]. rewrite IH. f_equal. f_equal. clear - Hp.
  revert vs Hp. generalize (fst p). induction n as [| n IH]; intros j vs Hj; [inversion Hj|].
  destruct vs as [| v vs]; [reflexivity|]. destruct j as [| j]; [reflexivity|]. cbn. apply IH, Nat.succ_lt_mono, Hj.
Qed.

(** A network has as many outputs as its architecture says, and reads as many inputs. *)
Theorem architecture_outputs N n sizes x :
  architecture N (n :: sizes) -> length (evaluate N x) = last sizes 0%nat /\ evaluate N (firstn n x) = evaluate N x.
Proof.
  unfold architecture, evaluate. revert n sizes x. induction (hidden_layers N) as [| l rest IH]; intros n sizes x; cbn [app stacked hidden_values].
  - destruct sizes as [| m [| k more]]; [tauto | | tauto]. intros [Hm [Hr _]]. split; [| apply layer_reads_first, Hr].
    unfold layer_value. rewrite map_length. exact Hm.
  - destruct sizes as [| m more]; [tauto|]. intros [Hm [Hr H]]. rewrite layer_reads_first by exact Hr.
    destruct (IH m more (map relu (layer_value l x)) H) as [H1 _]. destruct more as [| k more']; [destruct rest; cbn in H; tauto|].
    split; [exact H1 | reflexivity].
Qed.

(** ** Checked by computation *)

Fixpoint stacked_b {L : Type} (size : L -> nat) (reads_only : nat -> L -> bool) (layers : list L) (sizes : list nat) : bool :=
  match layers, sizes with
  | [], [_] => true
  | l :: rest, n :: (m :: _) as more => (size l =? m)%nat && reads_only n l && stacked_b size reads_only rest more
  | _, _ => false
  end.

Definition reads_first_b (n : nat) (l : layer) : bool := forallb (fun u => forallb (fun p => (fst p <? n)%nat) (reads u)) l.

Fixpoint piled_b (total : nat) (layers : list general_layer) (sizes : list nat) : bool :=
  match layers, sizes with
  | [], [] => true
  | l :: rest, m :: more => (length (neurons l) =? m)%nat && reads_first_b total (neurons l) && piled_b (total + m) rest more
  | _, _ => false
  end.

Definition general_architecture_b (N : general_network) (sizes : list nat) : bool :=
  match sizes with [] => false | n :: more => piled_b n (inner_layers N ++ [last_layer N]) more end.

Lemma stacked_ok {L} (size : L -> nat) (reads_only : nat -> L -> Prop) reads_only_b layers sizes :
  (forall n l, reads_only_b n l = true -> reads_only n l) -> stacked_b size reads_only_b layers sizes = true -> stacked size reads_only layers sizes.
Proof.
  intros Hok. revert sizes. induction layers as [| l rest IH]; intros [| n [| m more]]; cbn [stacked_b stacked]; try discriminate; [tauto|].
  intros H. apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2].
  split; [apply Nat.eqb_eq, H1 | split; [apply Hok, H2 | apply IH, H3]].
Qed.

Lemma reads_first_ok n l : reads_first_b n l = true -> reads_first n l.
Proof.
  intros H. apply Forall_forall. intros u Hu. apply Forall_forall. intros p Hp.
  exact (proj1 (Nat.ltb_lt _ _) (proj1 (forallb_forall _ _) (proj1 (forallb_forall _ _) H u Hu) p Hp)).
Qed.

Theorem architecture_ok N sizes : stacked_b (@length neuron) reads_first_b (hidden_layers N ++ [output_layer N]) sizes = true -> architecture N sizes.
Proof. apply stacked_ok, reads_first_ok. Qed.

Theorem architecture_R_ok N sizes :
  stacked_b (@length (list R * R)) (fun n l => forallb (fun u => length (fst u) =? n)%nat l) (hidden_R N ++ [output_R N]) sizes = true ->
  architecture_R N sizes.
Proof.
  apply stacked_ok. intros n l H. apply Forall_forall. intros u Hu. exact (proj1 (Nat.eqb_eq _ _) (proj1 (forallb_forall _ _) H u Hu)).
Qed.

Theorem general_architecture_ok N sizes : general_architecture_b N sizes = true -> general_architecture N sizes.
Proof.
  destruct sizes as [| n sizes]; [discriminate|]. cbn [general_architecture general_architecture_b]. revert n sizes.
  induction (inner_layers N ++ [last_layer N]) as [| l rest IH]; intros n [| m more]; cbn [piled_b piled]; try discriminate; [tauto|].
  intros H. apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2].
  split; [apply Nat.eqb_eq, H1 | split; [apply reads_first_ok, H2 | apply IH, H3]].
Qed.
