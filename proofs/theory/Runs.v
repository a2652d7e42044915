(** T15x: plateaus of the same kind in a row are one run. *)

From Coq Require Import Reals List ZArith Lra Lia.
From Exactsep Require Import Networks Maps Labels Bands.
Import ListNotations.
Open Scope R_scope.

(** What has to be paid at one level: B before the plateaus, B' behind them. *)
Inductive due_over (p : R) (m : nat) : list (bool * R) -> future -> future -> Prop :=
| due_nothing : forall B, closed p m B -> due_over p m [] B B
| due_more : forall bit w T B B1 B', 0 <= w -> closed p m B -> (forall l r, (r <= m)%nat -> B l r <= wrong bit l w + B1 l r) ->
    due_over p m T B1 B' -> due_over p m ((bit, w) :: T) B B'.

Lemma due_closed p m T B B' : due_over p m T B B' -> closed p m B /\ closed p m B'.
Proof. induction 1 as [| bit w T B B1 B' Hw HB Hle H [_ IH]]; split; assumption. Qed.

(** Two plateaus instead of one *)
Lemma due_split p m bit w w' T B B' : 0 <= w -> 0 <= w' -> due_over p m ((bit, w + w') :: T) B B' -> due_over p m ((bit, w) :: (bit, w') :: T) B B'.
Proof.
  intros Hw Hw' H. inversion H as [| bit0 w0 T0 B0 B1 B0' H0 HB Hle HT E1 E2 E3]; subst. pose proof (due_closed _ _ _ _ _ HT) as [HB1 _].
  assert (exists s, 0 <= s <= 1 /\ s * (w + w') = w) as [s [Hs Es]].
  { destruct (Req_dec (w + w') 0) as [E | E]; [exists 0; split; lra|]. exists (w / (w + w')). assert (w / (w + w') * (w + w') = w) as Es by (field; exact E). split; [split; nra | exact Es]. }
  assert (closed p m (mixed (1 - s) s B B1)) as Hc by (replace p with ((1 - s) * p + s * p) by ring; apply closed_mixed; assumption || lra).
  apply due_more with (B1 := mixed (1 - s) s B B1); [exact Hw | exact HB | | apply due_more with (B1 := B1); [exact Hw' | exact Hc | | exact HT]];
    intros l r Hr; specialize (Hle l r Hr); unfold mixed, wrong in *; destruct (Bool.eqb bit l); nra.
Qed.

(** Plateaus are put together while they are of the same kind. *)
Fixpoint compact (bit : bool) (w : Z) (T : list (bool * Z)) : list (bool * Z) :=
  match T with
  | [] => [(bit, w)]
  | (bit', w') :: rest => if Bool.eqb bit' bit then compact bit (w + w') rest else (bit, w) :: compact bit' w' rest
  end.

Definition runs_of (T : list (bool * Z)) : list (bool * Z) := match T with [] => [] | (bit, w) :: rest => compact bit w rest end.

Definition over (U : R) (T : list (bool * Z)) : list (bool * R) := map (fun e => (fst e, IZR (snd e) / U)) T.

Lemma due_over_runs U p m T B B' : 0 < U -> Forall (fun e => (0 <= snd e)%Z) T -> due_over p m (over U (runs_of T)) B B' -> due_over p m (over U T) B B'.
Proof.
  intros HU HT. destruct T as [| [bit w] T]; [auto|]. cbn [runs_of]. inversion_clear HT as [| e T' Hw HT']. cbn [snd] in Hw.
  assert (forall z, (0 <= z)%Z -> 0 <= IZR z / U) as Hpos.
  { intros z Hz. apply IZR_le in Hz. unfold Rdiv. apply Rmult_le_pos; [exact Hz | left; apply Rinv_0_lt_compat, HU]. }
  revert bit w Hw B. induction HT' as [| [bit' w'] T Hw' HT IH]; intros bit w Hw B H; [exact H|]. cbn [snd compact] in *.
  destruct (Bool.eqb bit' bit) eqn:E.
  - apply Bool.eqb_prop in E. subst bit'. cbn [over map fst snd]. apply due_split; [apply Hpos, Hw | apply Hpos, Hw'|].
    replace (IZR w / U + IZR w' / U) with (IZR (w + w') / U) by (rewrite plus_IZR; field; lra). apply (IH bit (w + w')%Z); [lia | exact H].
  - cbn [over map fst snd] in *. inversion H as [| bit0 w0 T0 B0 B1 B0' H0 HB Hle HT0 E1 E2 E3]; subst.
    apply due_more with (B1 := B1); try assumption. apply (IH bit' w' Hw' B1 HT0).
Qed.
