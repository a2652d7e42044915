(** Tables over Q: how many teeth there are of which steepness. *)

From Coq Require Import Reals QArith Qreals List ZArith Lra Lia.
From Exactsep Require Import Networks Chains Hits Maps Integral Teeth Slopes.
Import ListNotations.

(** Tables over Q: steepness and number of teeth. *)
Definition tableQ := list (Q * Z).

Definition steeperQ (K : Q) (T : tableQ) : tableQ := map (fun p => (Qred (K * fst p), snd p)) T.

(** Both tables in one, in increasing order if both were. *)
Fixpoint merge (T : tableQ) : tableQ -> tableQ :=
  match T with
  | [] => fun T' => T'
  | (L, n) :: rest =>
      fix with_first (T' : tableQ) : tableQ :=
        match T' with
        | [] => T
        | (L', n') :: rest' =>
            match (L ?= L')%Q with
            | Lt => (L, n) :: merge rest T'
            | Eq => (L, (n + n')%Z) :: merge rest rest'
            | Gt => (L', n') :: with_first rest'
            end
        end
  end.

Definition merged (Ts : list tableQ) : tableQ := fold_right merge [] Ts.

Open Scope R_scope.

Definition real_table (T : tableQ) : table := map (fun p => (Q2R (fst p), snd p)) T.

(** The total of a table, entry by entry. *)
Lemma total_real phi p T : total phi (real_table (p :: T)) = IZR (snd p) * phi (Q2R (fst p)) + total phi (real_table T).
Proof. reflexivity. Qed.

(** The empty table. *)
Lemma total_nil phi : total phi (real_table []) = 0.
Proof. reflexivity. Qed.

(** Merging keeps the total. *)
Lemma total_merge phi T T' : total phi (real_table (merge T T')) = total phi (real_table T) + total phi (real_table T').
Proof.
  revert T'. induction T as [| [L n] T IH]; intros T'; [rewrite total_nil; cbn [merge]; ring|].
  induction T' as [| [L' n'] T' IH']; [rewrite total_nil; cbn [merge]; ring|].
  cbn [merge]. destruct (L ?= L')%Q eqn:E.
  - apply Qeq_alt, Qeq_eqR in E. rewrite !total_real, IH. cbn [fst snd]. rewrite E, plus_IZR. ring.
  - rewrite total_real, IH, !total_real. cbn [fst snd]. ring.
  - rewrite (total_real phi (L', n')). cbn [merge] in IH'. rewrite IH', !total_real. cbn [fst snd]. ring.
Qed.

(** Steeper teeth over Q are steeper teeth over R. *)
Lemma total_steeperQ phi K T : total phi (real_table (steeperQ K T)) = total phi (steeper (Q2R K) (real_table T)).
Proof.
  induction T as [| [L n] T IH]; [reflexivity|].
  cbn [steeperQ map real_table steeper fst snd]. unfold total in *. cbn [fold_right fst snd]. rewrite Q2R_Qred, Q2R_mult. f_equal. exact IH.
Qed.
