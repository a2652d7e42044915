(** Long counts, rounded down: words whose alternations are known to be at least n * 2^e. *)

From Coq Require Import Reals List ZArith NArith Lra Lia.
From Exactsep Require Import Networks Chains Hits Covering.
Import ListNotations.

(** Once counts are rounded (e > 0), single alternations where two words meet are left out. *)
Definition join_at (e : Z) (s s' : summary) : summary :=
  match s, s' with
  | None, _ => s'
  | _, None => s
  | Some (p, q, n), Some (p', q', n') => Some (p, q', n + n' + (if (e =? 0)%Z then if Bool.eqb q p' then 0 else 1 else 0))%Z
  end.

Definition joined_at (e : Z) (ws : list summary) : summary := fold_right (join_at e) None ws.

Definition shifted (k : Z) (s : summary) : summary := match s with None => None | Some (p, q, n) => Some (p, q, Z.shiftr n k) end.

Definition long (bound : Z) (s : summary) : bool := (bound <=? alternations s)%Z.

Section Steps.
Context {number : Type}.
Variable bits : Z.
Variable Bs : list (list (branch number)).

Definition branch_word_at (e : Z) (ws : list summary) (K : branch number) : summary :=
  let s := joined_at e (slice (first _ K) (more _ K) ws) in if up _ K then s else flip s.

(** The exponent, and the words of the intervals. *)
Definition step_at (bound : Z) (st : Z * list summary) : Z * list summary :=
  let (e, ws) := st in
  let next := map (fun Ks => joined_at e (map (branch_word_at e ws) Ks)) Bs in
  if existsb (long bound) next then (e + bits / 8, map (shifted (bits / 8)) next)%Z else (e, next).

Definition words_at (t : N) (ws : list summary) : Z * list summary := let bound := (2 ^ bits)%Z in N.iter t (step_at bound) (0%Z, ws).

Definition count_at (st : Z * list summary) : Z := (alternations (joined_at (fst st) (snd st)) * 2 ^ fst st)%Z.
End Steps.

Open Scope R_scope.

Section Sound.
Variables low high : R -> Prop.

(** At least n * 2^e alternations, with these first and last letters. *)
Definition many (h : R -> R) (a b : R) (e : Z) (s : summary) : Prop :=
  match s with
  | None => a <= b
  | Some (p, q, n) => exists n', (n * 2 ^ e <= n')%Z /\ hits low high h a b (Some (p, q, n'))
  end.

Lemma many_ordered h a b e s : many h a b e s -> a <= b.
Proof. destruct s as [[[p q] n] |]; [intros [n' [_ H]]; exact (hits_ordered _ _ _ _ _ _ H) | intros H; exact H]. Qed.

Lemma many_of_hits h a b s : hits low high h a b s -> many h a b 0 s.
Proof.
  intros H. destruct s as [[[p q] n] |]; [exists n; split; [lia | exact H] | exact (hits_ordered _ _ _ _ _ _ H)].
Qed.

Lemma many_join h a m b e s s' : (0 <= e)%Z -> many h a m e s -> many h m b e s' -> many h a b e (join_at e s s').
Proof.
  intros He H H'. pose proof (many_ordered _ _ _ _ _ H). pose proof (many_ordered _ _ _ _ _ H').
  destruct s as [[[p q] n] |], s' as [[[p' q'] n'] |]; cbn [join_at many] in *.
  - destruct H as [k [Hk H]], H' as [k' [Hk' H']].
    exists (k + k' + (if Bool.eqb q p' then 0 else 1))%Z. split.
    + destruct (e =? 0)%Z eqn:E; [apply Z.eqb_eq in E; subst; cbn in *; destruct (Bool.eqb q p'); lia | destruct (Bool.eqb q p'); lia].
    + change (hits low high h a b (join (Some (p, q, k)) (Some (p', q', k')))). eapply hits_join; eassumption.
  - destruct H as [k [Hk H]]. exists k. split; [exact Hk|]. eapply hits_widen; [exact H | lra | assumption].
  - destruct H' as [k [Hk H']]. exists k. split; [exact Hk|]. eapply hits_widen; [exact H' | assumption | lra].
  - lra.
Qed.

Lemma many_widen h a b a' b' e s : a' <= a -> b <= b' -> many h a b e s -> many h a' b' e s.
Proof.
  intros Ha Hb H. destruct s as [[[p q] n] |]; cbn in *; [|lra].
  destruct H as [k [Hk H]]. exists k. split; [exact Hk | eapply hits_widen; eassumption].
Qed.

Lemma many_shifted h a b e k s : (0 <= e)%Z -> (0 <= k)%Z -> many h a b e s -> many h a b (e + k) (shifted k s).
Proof.
  intros He Hk H. destruct s as [[[p q] n] |]; cbn in *; [|exact H].
  destruct H as [n' [Hn H]]. exists n'. split; [|exact H].
  rewrite Z.shiftr_div_pow2 by exact Hk. rewrite Z.add_comm, Z.pow_add_r by assumption.
  pose proof (Z.mul_div_le n (2 ^ k) ltac:(apply Z.pow_pos_nonneg; lia)). pose proof (Z.pow_nonneg 2 e ltac:(lia)). nia.
Qed.

Lemma many_row h a Js b e ws :
  (0 <= e)%Z -> in_order a Js b -> Forall2 (fun J s => many h (fst J) (snd J) e s) Js ws -> many h a b e (joined_at e ws).
Proof.
  intros He Ho. revert ws. induction Ho as [a b Hab | a l r Js b Hal Hlr Ho IH]; intros ws H.
  - inversion H; subst. exact Hab.
  - inversion H as [| J s Js' ws' H1 H2 E1 E2]; subst. cbn [joined_at fold_right].
    apply many_join with (m := r); [exact He | | apply IH; exact H2].
    eapply many_widen; [| | exact H1]; cbn; lra.
Qed.

Variable f : R -> R.
Hypothesis f_continuous : continuity f.

Lemma many_branch h a Js b e ws K :
  (0 <= e)%Z -> in_order a Js b -> Forall2 (fun J s => many h (fst J) (snd J) e s) Js ws -> covers f Js K ->
  many (fun x => h (f x)) (from _ K) (upto _ K) e (branch_word_at e ws K).
Proof.
  intros He Ho Hw [Hlen [Hle HK]]. unfold branch_word_at.
  pose proof (in_order_slice (first _ K) (more _ K) a Js b Ho Hlen) as Hs.
  assert (many h (left_end Js (first _ K)) (right_end Js (first _ K + more _ K)) e (joined_at e (slice (first _ K) (more _ K) ws))) as Hh.
  { eapply many_row; [exact He | exact Hs|]. apply Forall2_first, Forall2_skip, Hw. }
  destruct (joined_at e (slice (first _ K) (more _ K) ws)) as [[[p q] n] |]; [|destruct (up _ K); exact Hle].
  destruct Hh as [n' [Hn Hh]]. destruct (up _ K); exists n'; (split; [exact Hn|]).
  - eapply hits_up; eauto; tauto.
  - change (hits low high (fun x => h (f x)) (from _ K) (upto _ K) (flip (Some (p, q, n')))). eapply hits_down; eauto; tauto.
Qed.

Lemma many_step bits bound h a Js b Bs e ws :
  (0 <= bits)%Z -> (0 <= e)%Z -> covering f a Js b Bs -> Forall2 (fun J s => many h (fst J) (snd J) e s) Js ws ->
  let (e', ws') := step_at bits Bs bound (e, ws) in
  (0 <= e')%Z /\ Forall2 (fun J s => many (fun x => h (f x)) (fst J) (snd J) e' s) Js ws'.
Proof.
  intros Hbits He [Ho HB] Hw. unfold step_at.
  assert (forall l Ks r, branches_of f Js l Ks r -> many (fun x => h (f x)) l r e (joined_at e (map (branch_word_at e ws) Ks))) as Hrow.
  { induction 1 as [l r Hlr | l K Ks r Hl Hc Hb IH]; cbn [map joined_at fold_right]; [exact Hlr|].
    apply many_join with (m := upto _ K); [exact He | | exact IH].
    eapply many_widen; [exact Hl | apply Rle_refl | eapply many_branch; eassumption]. }
  assert (Forall2 (fun J s => many (fun x => h (f x)) (fst J) (snd J) e s) Js (map (fun Ks => joined_at e (map (branch_word_at e ws) Ks)) Bs)) as Hnext.
  { clear Hw Ho. induction HB as [| J Ks Js' Bs' HJ HB IH]; cbn [map]; constructor; [apply Hrow, HJ | exact IH]. }
  destruct (existsb _ _); [|split; assumption].
  assert (0 <= bits / 8)%Z by (apply Z.div_pos; lia). split; [lia|].
  clear -Hnext He H. induction Hnext; cbn [map]; constructor; [apply many_shifted; assumption | assumption].
Qed.

Theorem T3w_rounded bits a Js b Bs ws t :
  (0 <= bits)%Z -> covering f a Js b Bs -> Forall2 (fun J s => hits low high (fun x => x) (fst J) (snd J) s) Js ws ->
  let (e, ws') := words_at bits Bs t ws in (0 <= e)%Z /\ many (iterate (N.to_nat t) f) a b e (joined_at e ws').
Proof.
  intros Hbits HB Hw. unfold words_at. cbv zeta.
  assert (let (e, ws') := N.iter t (step_at bits Bs (2 ^ bits)) (0%Z, ws) in
    (0 <= e)%Z /\ Forall2 (fun J s => many (iterate (N.to_nat t) f) (fst J) (snd J) e s) Js ws') as H.
  { induction t as [| t IH] using N.peano_ind.
    - cbn. split; [lia|]. eapply Forall2_weaken; [|exact Hw]. intros J s. apply many_of_hits.
    - rewrite N.iter_succ. destruct (N.iter t (step_at bits Bs (2 ^ bits)) (0%Z, ws)) as [e ws']. destruct IH as [He IH].
      pose proof (many_step bits (2 ^ bits) _ a Js b Bs e ws' Hbits He HB IH) as Hs. destruct (step_at bits Bs (2 ^ bits) (e, ws')) as [e2 ws2].
      destruct Hs as [He2 Hs]. split; [exact He2|]. rewrite N2Nat.inj_succ. cbn [iterate].
      eapply Forall2_weaken; [|exact Hs]. intros J s. destruct s as [[[p q] n] |]; cbn; [|intros H; exact H].
      intros [n' [Hn H]]. exists n'. split; [exact Hn|]. exact H. }
  destruct (N.iter t (step_at bits Bs (2 ^ bits)) (0%Z, ws)) as [e ws']. destruct H as [He H]. split; [exact He|].
  eapply many_row; [exact He | exact (proj1 HB) | exact H].
Qed.

End Sound.
