(** T2, T3w, T12: coverings make hits, hits alternate, and what alternates more often than it has pieces is far away. *)

From Coq Require Import Reals List ZArith Lra Lia.
From Exactsep Require Import Networks Chains.
Import ListNotations.
Open Scope R_scope.

(** A letter: [true] is high, [false] is low. *)
Definition hit (low high : R -> Prop) (h : R -> R) (z : R) (p : bool) : Prop := if p then high (h z) else low (h z).

(** The summary of a word of letters: first letter, last letter, number of alternations; [None] for the empty word. *)
Definition summary := option (bool * bool * Z).

Definition join (s s' : summary) : summary :=
  match s, s' with
  | None, _ => s'
  | _, None => s
  | Some (p, q, n), Some (p', q', n') => Some (p, q', n + n' + (if Bool.eqb q p' then 0 else 1))%Z
  end.

Definition flip (s : summary) : summary := match s with None => None | Some (p, q, n) => Some (q, p, n) end.

Definition alternations (s : summary) : Z := match s with None => 0 | Some (_, _, n) => n end.

Lemma flip_join s s' : flip (join s s') = join (flip s') (flip s).
Proof.
  destruct s as [[[p q] n] |], s' as [[[p' q'] n'] |]; cbn; try reflexivity.
  replace (Bool.eqb p' q) with (Bool.eqb q p') by (destruct p', q; reflexivity). do 2 f_equal. lia.
Qed.

(** Intermediate values. *)
Lemma between f a b y : continuity f -> a <= b -> f a <= y <= f b \/ f b <= y <= f a -> exists z, a <= z <= b /\ f z = y.
Proof.
  intros Hf Hab Hy.
  assert (forall g, continuity g -> g a <= 0 <= g b -> exists z, a <= z <= b /\ g z = 0) as IV.
  { intros g Hg Hz. destruct (IVT_cor g a b Hg Hab) as [z [Hz1 Hz2]]; [nra | exists z; split; assumption]. }
  assert (continuity (fun _ : R => y)) as Hy' by (apply continuity_const; intros u v; reflexivity).
  destruct Hy as [Hy | Hy].
  - destruct (IV (fun x => f x - y)) as [z [Hz E]]; [exact (continuity_minus _ _ Hf Hy') | lra | exists z; split; [exact Hz | lra]].
  - destruct (IV (fun x => y - f x)) as [z [Hz E]]; [exact (continuity_minus _ _ Hy' Hf) | lra | exists z; split; [exact Hz | lra]].
Qed.

Section Words.
Variables low high : R -> Prop.

(** [hits h a b s]: from a to b there is a row of points whose letters spell a word with the summary s. *)
Inductive hits (h : R -> R) : R -> R -> summary -> Prop :=
| hits_none : forall a b, a <= b -> hits h a b None
| hits_one : forall a z b p, a <= z <= b -> hit low high h z p -> hits h a b (Some (p, p, 0%Z))
| hits_join : forall a m b s s', hits h a m s -> hits h m b s' -> hits h a b (join s s').

Lemma hits_ordered h a b s : hits h a b s -> a <= b.
Proof. induction 1; lra. Qed.

(** T3w, one branch: what f maps across [l, r] contains the hits of h o f, in the same order or reversed. *)
Lemma hits_up f h l r s : continuity f -> hits h l r s -> forall a b, a <= b -> f a <= l -> r <= f b -> hits (fun x => h (f x)) a b s.
Proof.
  intros Hf. induction 1 as [l r Hlr | l z r p Hz Hp | l m r s s' H1 IH1 H2 IH2]; intros a b Hab Ha Hb.
  - constructor. exact Hab.
  - destruct (between f a b z Hf Hab) as [x [Hx E]]; [lra|]. apply hits_one with (z := x); [exact Hx|].
    unfold hit in *. rewrite E. exact Hp.
  - pose proof (hits_ordered _ _ _ _ H1). pose proof (hits_ordered _ _ _ _ H2).
    destruct (between f a b m Hf Hab) as [x [Hx E]]; [lra|].
    apply hits_join with (m := x); [apply IH1 | apply IH2]; lra.
Qed.

Lemma hits_down f h l r s : continuity f -> hits h l r s -> forall a b, a <= b -> r <= f a -> f b <= l -> hits (fun x => h (f x)) a b (flip s).
Proof.
  intros Hf. induction 1 as [l r Hlr | l z r p Hz Hp | l m r s s' H1 IH1 H2 IH2]; intros a b Hab Ha Hb.
  - constructor. exact Hab.
  - destruct (between f a b z Hf Hab) as [x [Hx E]]; [lra|]. apply hits_one with (z := x); [exact Hx|].
    unfold hit in *. rewrite E. exact Hp.
  - pose proof (hits_ordered _ _ _ _ H1). pose proof (hits_ordered _ _ _ _ H2).
    destruct (between f a b m Hf Hab) as [x [Hx E]]; [lra|]. rewrite flip_join.
    apply hits_join with (m := x); [apply IH2 | apply IH1]; lra.
Qed.

Lemma hits_widen h a b s : hits h a b s -> forall a' b', a' <= a -> b <= b' -> hits h a' b' s.
Proof.
  induction 1 as [a b Hab | a z b p Hz Hp | a m b s s' H1 IH1 H2 IH2]; intros a' b' Ha Hb.
  - constructor. lra.
  - apply hits_one with (z := z); [lra | exact Hp].
  - apply hits_join with (m := m); [apply IH1; lra | apply IH2; lra].
Qed.

(** Alternating points from a to b: first letter p, last letter q, n changes. *)
Inductive alternating (h : R -> R) (b : R) : R -> bool -> bool -> Z -> Prop :=
| alternating_one : forall a z p, a <= z <= b -> hit low high h z p -> alternating h b a p p 0
| alternating_more : forall a z p q n,
    a <= z -> hit low high h z p -> alternating h b z (negb p) q n -> alternating h b a p q (n + 1).

Lemma alternating_from h b a a' p q n : a' <= a -> alternating h b a p q n -> alternating h b a' p q n.
Proof.
  intros Ha. destruct 1 as [a z p Hz Hp | a z p q n Haz Hp H].
  - apply alternating_one with (z := z); [lra | exact Hp].
  - apply alternating_more with (z := z); [lra | exact Hp | exact H].
Qed.

Lemma alternating_to h b b' a p q n : b <= b' -> alternating h b a p q n -> alternating h b' a p q n.
Proof.
  intros Hb. induction 1 as [a z p Hz Hp | a z p q n Haz Hp H IH].
  - apply alternating_one with (z := z); [lra | exact Hp].
  - apply alternating_more with (z := z); [lra | exact Hp | exact IH].
Qed.

Lemma alternating_ordered h b a p q n : alternating h b a p q n -> a <= b /\ (0 <= n)%Z.
Proof. induction 1 as [a z p Hz Hp | a z p q n Haz Hp H IH]; split; try lra; try lia; destruct IH; try lra; lia. Qed.

Lemma alternating_join h m b a p q n p' q' n' :
  alternating h m a p q n -> alternating h b m p' q' n' ->
  alternating h b a p q' (n + n' + (if Bool.eqb q p' then 0 else 1)).
Proof.
  intros H H'. pose proof (alternating_ordered _ _ _ _ _ _ H') as [Hmb _].
  induction H as [a z p Hz Hp | a z p q n Haz Hp H IH].
  - destruct (Bool.eqb p p') eqn:E.
    + apply Bool.eqb_prop in E. subst p'. replace (0 + n' + 0)%Z with n' by lia. eapply alternating_from; [|exact H']. lra.
    + replace (0 + n' + 1)%Z with (n' + 1)%Z by lia. apply alternating_more with (z := z); [lra | exact Hp |].
      replace (negb p) with p' by (destruct p, p'; discriminate || reflexivity). eapply alternating_from; [|exact H']. lra.
  - replace (n + 1 + n' + (if Bool.eqb q p' then 0 else 1))%Z with (n + n' + (if Bool.eqb q p' then 0 else 1) + 1)%Z by lia.
    apply alternating_more with (z := z); [exact Haz | exact Hp | exact IH].
Qed.

Lemma hits_alternate h a b s : hits h a b s -> match s with None => True | Some (p, q, n) => alternating h b a p q n end.
Proof.
  induction 1 as [a b Hab | a z b p Hz Hp | a m b s s' H1 IH1 H2 IH2].
  - exact I.
  - apply alternating_one with (z := z); assumption.
  - pose proof (hits_ordered _ _ _ _ H1). pose proof (hits_ordered _ _ _ _ H2).
    destruct s as [[[p q] n] |], s' as [[[p' q'] n'] |]; cbn; try exact I.
    + eapply alternating_join; eassumption.
    + eapply alternating_to; [|exact IH1]. assumption.
    + eapply alternating_from; [|exact IH2]. assumption.
Qed.
End Words.

(** T2: what alternates around a level n times has at least n pieces. *)
Section Level.
Variables (g : R -> R) (c : R).

Definition below (y : R) : Prop := y < c.
Definition above (y : R) : Prop := y > c.
Notation hit_c := (hit below above g).
Notation alternating_c := (alternating below above g).

Lemma opposite z p : hit_c z p -> hit_c z (negb p) -> False.
Proof. unfold hit, below, above. destruct p; cbn; lra. Qed.

(** From a change onwards an affine function stays on its side. *)
Lemma affine_side a b z z' w p :
  affine_on g a b -> a <= z -> z <= z' -> z' <= w -> w <= b -> hit_c z (negb p) -> hit_c z' p -> hit_c w p.
Proof.
  intros [m [k H]] Ha Hz Hw Hb H1 H2.
  unfold hit, below, above in *. rewrite (H z), (H z'), (H w) in * by lra.
  destruct p; cbn in *.
  - assert (0 < m * (z' - z)) by lra. assert (0 < m) by nra. assert (0 <= m * (w - z')) by (apply Rmult_le_pos; lra). lra.
  - assert (0 < - m * (z' - z)) by lra. assert (0 < - m) by nra. assert (0 <= - m * (w - z')) by (apply Rmult_le_pos; lra). lra.
Qed.

(** Behind an affine piece at most one alternation is lost. *)
Lemma behind_a_piece a m b p q n :
  affine_on g a m -> a <= m -> m <= b -> alternating_c b a p q n ->
  (n <= 1)%Z \/ (exists p', alternating_c b m p' q (n - 1)) \/ (exists p', alternating_c b m p' q n).
Proof.
  intros Hm Ham Hmb H. destruct H as [a z p Hz Hp | a z p q n Haz Hp H]; [left; lia|].
  destruct (Rle_dec m z) as [Hmz | Hmz].
  { right. right. exists p. apply alternating_more with (z := z); assumption. }
  remember (negb p) as p' eqn:E. assert (p = negb p') as -> by (subst p'; symmetry; apply Bool.negb_involutive). clear E.
  destruct H as [z z2 p' Hz2 Hp2 | z z2 p' q n Hz2 Hp2 H]; [left; lia|].
  right. left. exists p'. replace (n + 1 + 1 - 1)%Z with (n + 1)%Z by lia.
  destruct (Rle_dec m z2) as [Hmz2 | Hmz2]; [apply alternating_more with (z := z2); assumption|].
  assert (forall w, z2 <= w -> w <= m -> hit_c w p') as Hside by (intros w Hw Hw'; apply (affine_side a m z z2 w); lra || assumption).
  apply alternating_more with (z := m); [lra | apply Hside; lra |].
  remember (negb p') as p eqn:E. assert (p' = negb p) as -> by (subst p; symmetry; apply Bool.negb_involutive). clear E.
  destruct H as [z2 z3 p Hz3 Hp3 | z2 z3 p q n Hz3 Hp3 H].
  all: destruct (Rle_dec m z3) as [H3 | H3]; [|exfalso; apply (opposite z3 p); [exact Hp3 | apply Hside; lra]].
  - apply alternating_one with (z := z3); [lra | exact Hp3].
  - apply alternating_more with (z := z3); [lra | exact Hp3 | exact H].
Qed.

Lemma alternating_at_a_point a b p q n : b <= a -> alternating_c b a p q n -> n = 0%Z.
Proof.
  intros Hba H. destruct H as [a z p Hz Hp | a z p q n Haz Hp H]; [reflexivity|]. exfalso.
  pose proof (alternating_ordered _ _ _ _ _ _ _ _ H) as [Hzb _]. assert (z = a) by lra. subst z.
  remember (negb p) as p' eqn:E. destruct H as [a z p' Hz Hp' | a z p' q n Hz Hp' H].
  2: pose proof (alternating_ordered _ _ _ _ _ _ _ _ H) as [Hzb' _].
  all: assert (z = a) by lra; subst; exact (opposite a p Hp Hp').
Qed.

(** T2 *)
Theorem T2 a b m n p q : pieces g a b m -> alternating_c b a p q n -> (n <= m)%Z.
Proof.
  intros H. revert p q n. induction H as [a | a d b m Had Hg Hc IH]; intros p q n Ha.
  - apply alternating_at_a_point in Ha; [lia | lra].
  - pose proof (chain_ordered _ _ _ _ Hc) as [Hdb Hm].
    destruct (behind_a_piece a d b p q n Hg Had Hdb Ha) as [Hn | [[p' H'] | [p' H']]]; [lia | apply IH in H'; lia | apply IH in H'; lia].
Qed.
End Level.

(** T12: a function that alternates between <= x and >= y more often than g has pieces is at least (y - x) / 2 away from g, somewhere. *)
Definition low_at (x : R) (v : R) : Prop := v <= x.
Definition high_at (y : R) (v : R) : Prop := v >= y.

Lemma near_or_alternating F g x y a b p q n :
  alternating (low_at x) (high_at y) F b a p q n ->
  (exists z, a <= z <= b /\ Rabs (F z - g z) >= (y - x) / 2) \/
  alternating (below ((x + y) / 2)) (above ((x + y) / 2)) g b a p q n.
Proof.
  assert (forall z p, hit (low_at x) (high_at y) F z p ->
    Rabs (F z - g z) >= (y - x) / 2 \/ hit (below ((x + y) / 2)) (above ((x + y) / 2)) g z p) as One.
  { intros z r Hr. destruct (Rge_dec (Rabs (F z - g z)) ((y - x) / 2)) as [H | H]; [left; exact H | right].
    assert (Rabs (F z - g z) < (y - x) / 2) as H' by lra. apply Rabs_def2 in H'.
    unfold hit, low_at, high_at, below, above in *. destruct r; lra. }
  induction 1 as [a z p Hz Hp | a z p q n Haz Hp H IH].
  - destruct (One z p Hp) as [Hfar | Hg]; [left; exists z; split; [lra | exact Hfar]|].
    right. apply alternating_one with (z := z); assumption.
  - pose proof (alternating_ordered _ _ _ _ _ _ _ _ H) as [Hzb _].
    destruct (One z p Hp) as [Hfar | Hg]; [left; exists z; split; [lra | exact Hfar]|].
    destruct IH as [[w [Hw Hfar]] | IH]; [left; exists w; split; [lra | exact Hfar]|].
    right. apply alternating_more with (z := z); assumption.
Qed.

Theorem T12 F g x y a b s m :
  hits (low_at x) (high_at y) F a b s -> pieces g a b m -> (m < alternations s)%Z ->
  exists z, a <= z <= b /\ Rabs (F z - g z) >= (y - x) / 2.
Proof.
  intros HF Hg Hm. apply hits_alternate in HF. destruct s as [[[p q] n] |]; cbn in *.
  - destruct (near_or_alternating F g x y a b p q n HF) as [H | H]; [exact H|].
    pose proof (T2 _ _ _ _ _ _ _ _ Hg H). lia.
  - pose proof (chain_ordered _ _ _ _ Hg). lia.
Qed.
