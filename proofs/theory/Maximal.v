(** Functions with values in lists that are affine on each of some stretches: what holds within the stretches and on no longer interval. *)

From Coq Require Import Reals QArith Qreals List ZArith Lra Lia.
From Exactsep Require Import Networks Chains Slopes Windows Parts Curves.
Import ListNotations.
Open Scope R_scope.

(** The interval from u to v lies between two neighbours. *)
Fixpoint within (cuts : list Q) (u v : R) : Prop :=
  match cuts with p :: ((q :: _) as rest) => (Q2R p <= u /\ v <= Q2R q) \/ within rest u v | _ => False end.

(** P holds on the intervals in [0, 1] that lie between neighbours, and on no others. *)
Definition maximal (P : R -> R -> Prop) (cuts : list Q) : Prop := forall u v, 0 <= u -> u < v -> v <= 1 -> (P u v <-> within cuts u v).

(** A part goes from the end of the one before to [fst]; the values at both ends are in [snd]. *)
Definition affine_part : Type := Q * list (Q * Q).

Fixpoint parts_of (G : R -> list R) (s : Q) (l : list affine_part) : Prop :=
  match l with
  | [] => True
  | (t, rs) :: rest => Q2R s < Q2R t /\ (forall u, 0 <= u <= 1 -> G (from_to s t u) = map (mix u) rs) /\ parts_of G t rest
  end.

Definition cuts_from (s : Q) (l : list affine_part) : list Q := s :: map fst l.

(** Where two parts meet, some entry passes the test; the lengths of both parts are given to it, and the values at their ends. *)
Fixpoint kinks (test : Q -> Q -> (Q * Q) * (Q * Q) -> bool) (s : Q) (l : list affine_part) : bool :=
  match l with
  | (t, rs) :: (((w, qs) :: _) as rest) =>
    Nat.eqb (length rs) (length qs) && existsb (test (t - s)%Q (w - t)%Q) (combine rs qs) && kinks test t rest
  | _ => true
  end.

Definition end_of_parts (s : Q) (l : list affine_part) : Q := last_of s (map fst l).

(** Parts go from left to right. *)
Lemma parts_ordered G s l : parts_of G s l -> Q2R s <= Q2R (end_of_parts s l).
Proof.
  revert s. induction l as [| [t rs] l IH]; intros s; cbn [parts_of]; unfold end_of_parts; cbn [map fst last_of]; [lra|].
  intros [H [_ Hl]]. specialize (IH t Hl). unfold end_of_parts in IH. lra.
Qed.

(** One entry of a part. *)
Lemma entry_of_part (G : R -> list R) s t rs j r :
  (forall u, 0 <= u <= 1 -> G (from_to s t u) = map (mix u) rs) -> nth j rs (0%Q, 0%Q) = r ->
  forall u, 0 <= u <= 1 -> nth j (G (from_to s t u)) 0 = mix u r.
Proof. intros H <- u Hu. rewrite (H u Hu), <- (mix_zero u). apply map_nth. Qed.

(** A point of a part. *)
Lemma strictly_inside a b x : Q2R a < Q2R b -> Q2R a <= x <= Q2R b -> 0 <= (x - Q2R a) / (Q2R b - Q2R a) <= 1 /\ from_to a b ((x - Q2R a) / (Q2R b - Q2R a)) = x.
Proof.
  intros Hab Hx. split; [|unfold from_to; field; lra].
  split; [apply Rle_mult_inv_pos; lra|]. apply Rmult_le_reg_l with (Q2R b - Q2R a); [lra|]. field_simplify; lra.
Qed.

(** What is known where two parts meet. *)
Definition kink_at (G : R -> list R) (test : Q -> Q -> (Q * Q) * (Q * Q) -> bool) (b : Q) : Prop :=
  exists a c j r q, Q2R a < Q2R b < Q2R c /\ test (b - a)%Q (c - b)%Q (r, q) = true
    /\ (forall x, 0 <= x <= 1 -> nth j (G (from_to a b x)) 0 = mix x r) /\ (forall x, 0 <= x <= 1 -> nth j (G (from_to b c x)) 0 = mix x q).

(** An interval lies in a part, or there is a kink inside of it. *)
Lemma within_or_kink G test s l u v :
  parts_of G s l -> kinks test s l = true -> Q2R s <= u -> u < v -> v <= Q2R (end_of_parts s l) ->
  within (cuts_from s l) u v \/ exists b, u < Q2R b < v /\ kink_at G test b.
Proof.
  revert s. induction l as [| [t rs] l IH]; intros s HP HK Hu Huv Hv; [unfold end_of_parts in Hv; cbn in Hv; lra|].
  cbn [parts_of] in HP. destruct HP as [Hst [Hrs HP]].
  destruct (Rle_dec v (Q2R t)) as [L | L]; [left; cbn [cuts_from map fst within]; left; split; assumption|].
  destruct l as [| [w qs] l]; [unfold end_of_parts in Hv; cbn in Hv; lra|].
  cbn [kinks] in HK. apply andb_prop in HK. destruct HK as [HK HK']. apply andb_prop in HK. destruct HK as [Hlen Hex]. apply Nat.eqb_eq in Hlen.
  destruct (Rle_dec (Q2R t) u) as [L' | L'].
  - destruct (IH t HP HK' L' Huv Hv) as [H | H]; [left; right; exact H | right; exact H].
  - right. exists t. split; [lra|]. apply existsb_exists in Hex. destruct Hex as [[r q] [Hin Htest]].
    destruct (In_nth (combine rs qs) (r, q) ((0%Q, 0%Q), (0%Q, 0%Q)) Hin) as [j [_ Hj]]. rewrite combine_nth in Hj by exact Hlen.
    injection Hj as Hr Hq. cbn [parts_of] in HP. destruct HP as [Htw [Hqs _]].
    exists s, w, j, r, q. split; [lra|]. split; [exact Htest|]. split; [exact (entry_of_part G s t rs j r Hrs Hr) | exact (entry_of_part G t w qs j q Hqs Hq)].
Qed.

(** A part around an interval. *)
Lemma within_part G good s l u v :
  parts_of G s l -> forallb (fun p => forallb good (snd p)) l = true -> within (cuts_from s l) u v ->
  exists a b rs, Q2R a < Q2R b /\ Q2R a <= u /\ v <= Q2R b /\ forallb good rs = true /\ forall x, 0 <= x <= 1 -> G (from_to a b x) = map (mix x) rs.
Proof.
  revert s. induction l as [| [t rs] l IH]; intros s HP HG Hw; [contradiction|].
  cbn [parts_of] in HP. destruct HP as [Hst [Hrs HP]]. cbn [forallb snd] in HG. apply andb_prop in HG. destruct HG as [HG HG'].
  destruct Hw as [[H1 H2] | Hw]; [|exact (IH t HP HG' Hw)]. exists s, t, rs. repeat split; assumption.
Qed.

(** So a property that holds within parts, and not across kinks, holds on these intervals only. *)
Theorem parts_maximal G test good (P : R -> R -> Prop) s l :
  parts_of G s l -> kinks test s l = true -> forallb (fun p => forallb good (snd p)) l = true -> Q2R s = 0 -> Q2R (end_of_parts s l) = 1 ->
  (forall a b rs u v, Q2R a < Q2R b -> Q2R a <= u -> u < v -> v <= Q2R b -> forallb good rs = true ->
    (forall x, 0 <= x <= 1 -> G (from_to a b x) = map (mix x) rs) -> P u v) ->
  (forall b u v, u < Q2R b < v -> kink_at G test b -> ~ P u v) ->
  maximal P (cuts_from s l).
Proof.
  intros HP HK HG H0 H1 Hin Hout u v Hu Huv Hv. split; intros H.
  - destruct (within_or_kink G test s l u v HP HK ltac:(lra) Huv ltac:(lra)) as [W | [b [Hb Hk]]]; [exact W|].
    destruct (Hout b u v Hb Hk H).
  - destruct (within_part G good s l u v HP HG H) as [a [b [rs [Hab [Ha [Hb [Hgood HL]]]]]]]. exact (Hin a b rs u v Hab Ha Huv Hb Hgood HL).
Qed.

(** ** How many intervals there are *)

Fixpoint rising (s : Q) (cuts : list Q) : Prop := match cuts with [] => True | t :: rest => Q2R s < Q2R t /\ rising t rest end.

(** The cuts of parts rise. *)
Lemma parts_rising G s l : parts_of G s l -> rising s (map fst l).
Proof. revert s. induction l as [| [t rs] l IH]; intros s; cbn [parts_of map fst rising]; [tauto|]. intros [H [_ Hl]]. split; [exact H | exact (IH t Hl)]. Qed.

(** The last one is the largest. *)
Lemma rising_last s cuts : rising s cuts -> Q2R s <= Q2R (last_of s cuts).
Proof. revert s. induction cuts as [| t cuts IH]; intros s; cbn [rising last_of]; [lra|]. intros [H1 H2]. specialize (IH t H2). lra. Qed.

(** Cuts behind u. *)
Definition behind (u : R) (cuts : list Q) : nat := length (filter (fun c => if Rlt_dec u (Q2R c) then true else false) cuts).

(** One cut more. *)
Lemma behind_cons u c cuts : behind u (c :: cuts) = ((if Rlt_dec u (Q2R c) then 1 else 0) + behind u cuts)%nat.
Proof. unfold behind. cbn [filter]. destruct (Rlt_dec u (Q2R c)); reflexivity. Qed.

(** Not more than there are. *)
Lemma behind_most u cuts : (behind u cuts <= length cuts)%nat.
Proof. induction cuts as [| c cuts IH]; [reflexivity|]. rewrite behind_cons. cbn [length]. destruct (Rlt_dec u (Q2R c)); lia. Qed.

(** All of them. *)
Lemma behind_all s cuts u : rising s cuts -> u <= Q2R s -> behind u cuts = length cuts.
Proof.
  revert s. induction cuts as [| c cuts IH]; intros s H Hu; [reflexivity|]. destruct H as [H1 H2]. rewrite behind_cons, (IH c H2 ltac:(lra)).
  destruct (Rlt_dec u (Q2R c)); [reflexivity | lra].
Qed.

(** None. *)
Lemma behind_none s cuts u : rising s cuts -> Q2R (last_of s cuts) <= u -> behind u cuts = 0%nat.
Proof.
  revert s. induction cuts as [| c cuts IH]; intros s H Hu; [reflexivity|]. destruct H as [H1 H2]. cbn [last_of] in Hu.
  rewrite behind_cons, (IH c H2 Hu).
  pose proof (rising_last c cuts H2). destruct (Rlt_dec u (Q2R c)); [lra | reflexivity].
Qed.

(** An interval between neighbours passes at most one. *)
Lemma behind_step s cuts u v : rising s cuts -> within (s :: cuts) u v -> (behind u cuts <= 1 + behind v cuts)%nat.
Proof.
  revert s. induction cuts as [| c cuts IH]; intros s H Hw; [contradiction|]. destruct H as [H1 H2]. rewrite !behind_cons.
  destruct Hw as [[Hu Hv] | Hw].
  - assert (behind v cuts = length cuts) as -> by (apply (behind_all c); assumption).
    pose proof (behind_most u cuts).
    destruct (Rlt_dec u (Q2R c)), (Rlt_dec v (Q2R c)); lia.
  - specialize (IH c H2 Hw). destruct (Rlt_dec u (Q2R c)) as [L | L]; [|destruct (Rlt_dec v (Q2R c)); lia]. exfalso.
    clear IH. revert c H1 H2 L Hw. induction cuts as [| d cuts IH]; intros c H1 H2 L Hw; [contradiction|].
    destruct H2 as [H2 H3]. destruct Hw as [[Hu _] | Hw]; [lra|]. apply (IH d ltac:(lra) H3 ltac:(lra) Hw).
Qed.

(** [0, 1] is a row of as many intervals with the property, and of no fewer. *)
Theorem maximal_count P s cuts :
  maximal P (s :: cuts) -> rising s cuts -> Q2R s = 0 -> Q2R (last_of s cuts) = 1 ->
  chain P 0 1 (Z.of_nat (length cuts)) /\ forall m, chain P 0 1 m -> (Z.of_nat (length cuts) <= m)%Z.
Proof.
  intros HM HR H0 H1. split.
  - assert (forall before c rest, maximal P (before ++ c :: rest) -> rising c rest -> 0 <= Q2R c -> Q2R (last_of c rest) = 1 ->
      chain P (Q2R c) 1 (Z.of_nat (length rest))) as H.
    { clear. intros before c rest. revert before c. induction rest as [| d rest IH]; intros before c HM HR Hc Hlast; cbn [last_of length rising] in *.
      - rewrite Hlast. constructor.
      - destruct HR as [Hcd HR]. replace (Z.of_nat (S (length rest))) with (Z.of_nat (length rest) + 1)%Z by lia.
        pose proof (rising_last d rest HR) as Hd.
        apply chain_cons with (m := Q2R d); [lra | |].
        + apply HM; [lra | lra | lra|]. clear -Hcd. induction before as [| e before IH]; cbn [app within]; [left; lra|].
          destruct before as [| e' before]; cbn [app] in *; right; exact IH.
        + apply (IH (before ++ [c])); [rewrite <- app_assoc; exact HM | exact HR | lra | exact Hlast]. }
    rewrite <- H0 at 1. apply (H [] s cuts); [exact HM | exact HR | lra | exact H1].
  - assert (forall a b m, chain P a b m -> 0 <= a -> b = 1 -> (Z.of_nat (behind a cuts) <= m)%Z) as H.
    { intros a b m Hc. induction Hc as [a | a d b m Had HPd Hc IH]; intros Ha Hb.
      - rewrite (behind_none s cuts a HR) by lra. lia.
      - pose proof (chain_ordered _ _ _ _ Hc) as [Hdb _]. specialize (IH ltac:(lra) Hb).
        destruct (Req_dec a d) as [-> | Hne]; [lia|].
        assert (within (s :: cuts) a d) as W by (apply HM; try lra; exact HPd).
        pose proof (behind_step s cuts a d HR W). lia. }
    intros m Hc. rewrite <- (behind_all s cuts 0 HR ltac:(lra)). apply (H 0 1 m Hc); lra.
Qed.
