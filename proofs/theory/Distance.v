(** Iterates and networks are continuous, so that the integral of their distance exists. *)

From Coq Require Import Reals List ZArith Lra Lia.
From Exactsep Require Import Networks Chains Maps.
Import ListNotations.
Open Scope R_scope.

(** Iterates are continuous. *)
Lemma continuity_iterate f t : continuity f -> continuity (iterate t f).
Proof.
  intros Hf. induction t as [| t IH]; cbn [iterate]; [apply continuity_fun_id | exact (continuity_comp f (iterate t f) Hf IH)].
Qed.

(** Activations are continuous. *)
Lemma continuity_activate h g : continuity g -> continuity (fun z => activate h (g z)).
Proof.
  intros Hg. unfold activate. induction (turns h) as [| p ts IH]; cbn [fold_right].
  - apply (continuity_plus (fun z => slope h * g z)); [|apply continuity_fun_const].
    apply (continuity_mult (fun _ => slope h)); [apply continuity_fun_const | exact Hg].
  - apply (continuity_plus (fun z => fst p * relu (g z - snd p))); [|exact IH].
    apply (continuity_mult (fun _ => fst p)); [apply continuity_fun_const|].
    apply continuity_ext with (f := fun z => (0 + (g z - snd p) + Rabs (0 - (g z - snd p))) * / 2); [intros z; unfold relu; rewrite Rmax_formula; field|].
    apply (continuity_mult (fun z => 0 + (g z - snd p) + Rabs (0 - (g z - snd p)))); [|apply continuity_fun_const].
    assert (continuity (fun z => g z - snd p)) as Hd by (apply (continuity_minus g); [exact Hg | apply continuity_fun_const]).
    apply (continuity_plus (fun z => 0 + (g z - snd p))); [apply (continuity_plus (fun _ => 0)); [apply continuity_fun_const | exact Hd]|].
    apply continuity_abs, (continuity_minus (fun _ => 0)); [apply continuity_fun_const | exact Hd].
Qed.

(** Affine combinations are continuous. *)
Lemma continuity_dot ws vs : Forall continuity vs -> continuity (fun z => dot ws (map (fun v => v z) vs)).
Proof.
  intros H. revert ws. induction H as [| v vs Hv H IH]; intros [| w ws]; cbn [map dot]; try apply continuity_fun_const.
  apply (continuity_plus (fun z => w * v z)); [|apply IH]. apply (continuity_mult (fun _ => w)); [apply continuity_fun_const | exact Hv].
Qed.

(** All units are continuous functions of the input. *)
Lemma continuity_run layers vs : Forall continuity vs -> Forall continuity (run_functions layers vs).
Proof.
  revert vs. induction layers as [| layer rest IH]; intros vs H; cbn [run_functions]; [exact H|].
  apply IH, Forall_app. split; [exact H|]. apply Forall_forall. intros h Hh. apply in_map_iff in Hh. destruct Hh as [u [<- _]].
  unfold unit_value. apply (continuity_activate (act u) (fun z => dot (weights u) (map (fun v => v z) vs) + bias u)).
  apply (continuity_plus (fun z => dot (weights u) (map (fun v => v z) vs))); [apply continuity_dot, H | apply continuity_fun_const].
Qed.

(** A network is a continuous function. *)
Theorem continuity_network (N : network) : continuity (value N).
Proof.
  apply continuity_ext with (f := fun z => dot (out_weights N) (map (fun v => v z) (run_functions (hidden N) [fun z => z])) + out_bias N).
  { intros z. rewrite run_functions_at. reflexivity. }
  apply (continuity_plus (fun z => dot (out_weights N) (map (fun v => v z) (run_functions (hidden N) [fun z => z])))); [|apply continuity_fun_const].
  apply continuity_dot, continuity_run. constructor; [apply continuity_fun_id | constructor].
Qed.

(** Bounds for the sizes of a network. *)
Lemma small_enough (N : network) (w l : nat) (M : Z) :
  (width N <= w)%nat -> (depth N <= l)%nat -> ((Z.of_nat w + 1) ^ Z.of_nat l <= M)%Z -> ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N) <= M)%Z.
Proof.
  intros Hw Hl HM. eapply Z.le_trans; [|exact HM]. eapply Z.le_trans; [apply Z.pow_le_mono_l with (b := (Z.of_nat w + 1)%Z); lia | apply Z.pow_le_mono_r; lia].
Qed.

(** So the integral exists, *)
Theorem distance_integrable m t (N : network) a b : a <= b -> Riemann_integrable (fun z => Rabs (iterate t (function_of m) z - value N z)) a b.
Proof.
  intros Hab. apply continuity_implies_RiemannInt; [exact Hab|]. intros z _. revert z.
  apply continuity_abs, (continuity_minus (iterate t (function_of m))); [apply continuity_iterate, continuity_function | apply continuity_network].
Qed.
