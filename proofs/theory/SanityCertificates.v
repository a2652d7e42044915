(** The checkers that exported files use say no where they should, and what the statements about crossings, strips and cycles say is not empty. *)

From Coq Require Import Reals QArith Qreals List ZArith Lra Lia.
From Exactsep Require Import Numbers Networks Chains Hits Covering Maps SupNorm Counts Growth Loops Sign Points Evidence CycleClaims Symbolic Tapes Sanity.
Import ListNotations.
Open Scope R_scope.

Definition vertices : list (Q * Q) := [(0, 0); (1 # 2, 1); (1, 0)]%Q.

(** ** sup: one piece is too few for the tent map, two are not *)

Definition levels : setting := Setting (Linear vertices) 0%Q 1%Q 0%Q 1%Q.

Definition halves : source := by_covering [(0, 1 # 2); (1 # 2, 1)]%Q [[Span 0 (1 # 2) 0 1]; [Span (1 # 2) 1 0 1]] 64.

Theorem one_piece_is_far : forall (g : R -> R) (m : Z), pieces g 0 1 m -> (m <= 1)%Z -> exists z, 0 <= z <= 1 /\ Rabs (iterate 1 tent z - g z) >= 1 / 2.
Proof. apply (sup_few_pieces levels 1%N (1 # 2)%Q halves 1); [computed | same_map | reflexivity | number ..]. Qed.

Theorem other_claims_are_refused :
  check_sup levels 1 2 (1 # 2)%Q halves = false /\ check_sup levels 1 1 (501 # 1000)%Q halves = false /\ check_sup levels 2 4 (1 # 2)%Q halves = false.
Proof. repeat split; computed. Qed.

(** ** crossings: the tent map goes from 0 to 1 and back, and not a third time *)

Ltac clamped := intros; unfold clamp, Rmax, Rmin;
  repeat match goal with |- context [Rle_dec ?p ?q] => lazymatch constr:((p, q)) with context [Rle_dec] => fail | _ => destruct (Rle_dec p q) end end; lra.

Lemma clamp_rises a b u v : a <= b -> u <= v -> 0 <= clamp a b v - clamp a b u <= v - u.
Proof. clamped. Qed.

Lemma halves_of_clamp x : clamp 0 (1 / 2) x + clamp (1 / 2) 1 x = clamp 0 1 x + 1 / 2.
Proof. clamped. Qed.

Lemma tent_is_steep u v : Rabs (tent u - tent v) <= 2 * Rabs (u - v).
Proof.
  assert (forall x, tent x = 2 * clamp 0 (1 / 2) x - 2 * (clamp (1 / 2) 1 x - 1 / 2)) as E.
  { intros x. unfold tent. cbn [piecewise_linear rises]. replace (Q2R 0) with 0 by (unfold Q2R; cbn; lra). replace (Q2R 1) with 1 by (unfold Q2R; cbn; lra).
    replace (Q2R (1 # 2)) with (1 / 2) by (unfold Q2R; cbn; lra). field. }
  assert (forall u v, u <= v -> Rabs (tent u - tent v) <= 2 * Rabs (u - v)) as H.
  { clear u v. intros u v Huv. rewrite !E, (Rabs_left1 (u - v)) by lra. pose proof (clamp_rises 0 (1 / 2) u v ltac:(lra) Huv).
    pose proof (clamp_rises (1 / 2) 1 u v ltac:(lra) Huv). pose proof (clamp_rises 0 1 u v ltac:(lra) Huv).
    pose proof (halves_of_clamp u). pose proof (halves_of_clamp v). apply Rabs_le. lra. }
  destruct (Rle_dec u v) as [L | L]; [apply H, L | rewrite Rabs_minus_sym, (Rabs_minus_sym u); apply H; lra].
Qed.

Theorem tent_crosses_twice : crossings 0 1 tent 0 1 2 /\ ~ crossings 0 1 tent 0 1 3.
Proof.
  split.
  - split; [lra|]. exists 0, 1. repeat (split; [lra|]). replace 2%Z with (0 + 1 + 1)%Z by reflexivity.
    apply chain_cons with (m := 1 / 2); [lra | left; rewrite !tent_left by lra; lra |].
    apply chain_cons with (m := 1); [lra | right; rewrite tent_left, tent_right by lra; lra | constructor].
  - intros [H01 [u [v [Hu [Huv [Hv Hc]]]]]]. pose proof (crossings_need_room _ _ _ _ _ _ _ H01 tent_is_steep Hc). lra.
Qed.

(** Between equal levels nothing counts as a crossing. *)
Theorem no_crossings_of_one_level x h a b n : ~ crossings x x h a b n.
Proof. intros [H _]. lra. Qed.

(** ** strips: their breadth is not negative, *)

Lemma breadths strips : Forall (fun s : strip => (fst s < 1)%nat /\ Q2R (fst (snd s)) <= Q2R (snd (snd s))) strips ->
  0 <= total_breadth strips /\ Forall (fun s => Q2R (snd (snd s)) - Q2R (fst (snd s)) <= total_breadth strips) strips.
Proof.
  induction 1 as [| s rest [_ Hs] _ [H0 IH]]; [split; [unfold total_breadth; cbn; lra | constructor]|].
  change (total_breadth (s :: rest)) with (Q2R (snd (snd s)) - Q2R (fst (snd s)) + total_breadth rest).
  split; [lra|]. constructor; [lra|]. eapply Forall_impl; [|exact IH]. intros s' Hs'. cbn beta in *. lra.
Qed.

Lemma not_among (ys : list R) u v : u < v -> exists x, u < x < v /\ ~ In x ys.
Proof.
  revert u v. induction ys as [| y ys IH]; intros u v H; [exists ((u + v) / 2); split; [lra | intros []]|].
  destruct (Rle_dec y ((u + v) / 2)) as [L | L].
  - destruct (IH ((u + v) / 2) v ltac:(lra)) as [x [Hx Hys]]. exists x. split; [lra | intros [E | E]; [lra | exact (Hys E)]].
  - destruct (IH u ((u + v) / 2) ltac:(lra)) as [x [Hx Hys]]. exists x. split; [lra | intros [E | E]; [lra | exact (Hys E)]].
Qed.

(** and they cover what is not good: here all numbers between 1/4 and 1/2, which is more than some points. *)
Theorem strips_are_needed b : good_but_for b 1 1 2 -> 0 < b.
Proof.
  intros [strips [Hs [Hb Hcover]]]. destruct (breadths strips Hs) as [H0 Hthin]. destruct (Rle_dec b 0) as [Hle | Hlt]; [exfalso | lra].
  destruct (not_among (map (fun s : strip => Q2R (fst (snd s))) strips) (1 / 4) (1 / 2) ltac:(lra)) as [x [Hx Hnot]].
  destruct (Hcover [x] ltac:(split; [reflexivity | constructor; [lra | constructor]])) as [Hgood | Hin].
  - inversion_clear Hgood as [| v vs [q [Hq Hv]] _]. destruct q as [| [| q]]; [| | cbn in Hq; lia]; cbn in Hv; lra.
  - apply Exists_exists in Hin. destruct Hin as [s [Hin Hstrip]]. apply Hnot. apply in_map_iff. exists s. split; [|exact Hin].
    rewrite Forall_forall in Hs, Hthin. destruct (Hs s Hin) as [Hi _]. specialize (Hthin s Hin). unfold in_strip in Hstrip.
    replace (fst s) with 0%nat in Hstrip by lia. cbn [nth] in Hstrip. lra.
Qed.

(** ** cycles *)

Theorem tent_cycle : has_cycle_in tent (fun i => real_pair (nth i [(2 # 5, 2 # 5); (4 # 5, 4 # 5)]%Q (0, 0)%Q)) [1; 0]%nat 2 0 1.
Proof. refine (cycle_stated (Linear vertices) _ _ Expanding 2 0%Q 1%Q tent 0 1 _ eq_refl _ _); [computed | number | number]. Qed.

(** Neither a smaller interval for the map, nor enclosures that meet, nor another pattern *)
Theorem other_cycles_are_refused :
  check_claim (Linear vertices) [(2 # 5, 2 # 5); (4 # 5, 4 # 5)]%Q [1; 0]%nat Expanding 2 (1 # 2)%Q 1%Q = false /\
  check_claim (Linear vertices) [(1 # 5, 1 # 2); (1 # 2, 1)]%Q [1; 0]%nat Expanding 2 0%Q 1%Q = false /\
  check_claim (Linear vertices) [(2 # 5, 2 # 5); (4 # 5, 4 # 5)]%Q [0; 1]%nat Expanding 2 0%Q 1%Q = false.
Proof. repeat split; computed. Qed.
