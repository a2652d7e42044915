(** What has a bend at many places has many pieces; with a checker for iterates of piecewise linear maps. *)

From Coq Require Import Reals QArith Qreals List ZArith Lra Lia.
From Exactsep Require Import Networks Chains Maps SupNorm Slopes Swings.
Import ListNotations.
Open Scope R_scope.

(** The points of h above p, w and q are not on a line. *)
Definition bend (h : R -> R) (p w q : R) : Prop := (h w - h p) * (q - w) <> (h q - h w) * (w - p).

(** From p to b there are n bends in a row. *)
Inductive bends (h : R -> R) (b : R) : R -> Z -> Prop :=
| bends_end : forall p, p <= b -> bends h b p 0
| bends_more : forall p w q n, p <= w -> w <= q -> bend h p w q -> bends h b q n -> bends h b p (n + 1).

(** Bends go from left to right. *)
Lemma bends_ordered h b p n : bends h b p n -> p <= b /\ (0 <= n)%Z.
Proof. induction 1 as [p H | p w q n Hpw Hwq Hb H IH]; split; try lra; try lia; destruct IH; try lra; lia. Qed.

(** Equal functions have the same bends. *)
Lemma bends_ext h h' a b p n : a <= p -> (forall x, a <= x <= b -> h x = h' x) -> bends h b p n -> bends h' b p n.
Proof.
  intros Ha HE H. revert Ha. induction H as [p H | p w q n Hpw Hwq Hb H IH]; intros Ha; [constructor; exact H|].
  pose proof (bends_ordered _ _ _ _ H) as [Hqb _]. apply bends_more with (w := w) (q := q); [exact Hpw | exact Hwq | | apply IH; lra].
  unfold bend in *. rewrite <- !HE by lra. exact Hb.
Qed.

(** What has m pieces has fewer than m bends. *)
Theorem few_bends g a b m : pieces g a b m -> forall p n, a <= p -> bends g b p n -> (n = 0 \/ n + 1 <= m)%Z.
Proof.
  induction 1 as [a | a d b m Had [k [c Hg]] Hc IH]; intros p n Hp H.
  - destruct H as [p H | p w q n Hpw Hwq Hb H]; [lia | exfalso]. pose proof (bends_ordered _ _ _ _ H) as [Hqb _].
    unfold bend in Hb. replace w with q in Hb by lra. replace p with q in Hb by lra. apply Hb. ring.
  - pose proof (chain_ordered _ _ _ _ Hc) as [Hdb Hm].
    destruct (Rle_dec d p) as [Hdp | Hdp]; [specialize (IH p n Hdp H); lia|].
    destruct H as [p H | p w q n Hpw Hwq Hb H]; [lia|].
    destruct (Rle_dec q d) as [Hqd | Hqd].
    { exfalso. unfold bend in Hb. rewrite (Hg p), (Hg w), (Hg q) in Hb by lra. apply Hb. ring. }
    pose proof (bends_ordered _ _ _ _ H) as [Hqb _]. specialize (IH q n ltac:(lra) H).
    assert (m <> 0)%Z as Hm0; [|lia]. intros E. subst m. clear IH.
    inversion Hc as [x | x y z j Hxy Haff Hrest E1 E2 E3]; [lra|]. pose proof (chain_ordered _ _ _ _ Hrest). lia.
Qed.

(** So what has n bends has n + 1 pieces. *)
Lemma pieces_of_bends g a b k count n : a < b -> pieces g a b k -> bends g b a n -> (count <= n + 1)%Z -> (count <= k)%Z.
Proof.
  intros Hab Hg H Hn. pose proof (few_bends g a b k Hg a n (Rle_refl _) H) as [E | E]; [|lia].
  assert (k <> 0)%Z as Hk; [|pose proof (chain_ordered _ _ _ _ Hg); lia]. intros K. subst k.
  inversion Hg as [x E1 E2 | x y z j Hxy Haff Hrest E1 E2 E3]; [lra|]. pose proof (chain_ordered _ _ _ _ Hrest). lia.
Qed.

(** ** A checker: places w, each with a point q behind it; the first place has the left end before it *)

Fixpoint all_bends (p v : Q) (value_of : Q -> Q) (zs : list (Q * Q)) (b : Q) : bool :=
  match zs with
  | [] => Qle_bool p b
  | (w, q) :: rest =>
      let vw := value_of w in
      let vq := value_of q in
      Qle_bool p w && Qle_bool w q && negb (Qeq_bool ((vw - v) * (q - w)) ((vq - vw) * (w - p))) && all_bends q vq value_of rest b
  end.

Definition check_exact (m : map_data) (t : nat) (a b : Q) (zs : list (Q * Q)) (count : Z) : bool :=
  well_formed m && negb (Qle_bool b a) && Z.leb count (Z.of_nat (length zs) + 1) && all_bends a (iterate_exactly m t a) (iterate_exactly m t) zs b.

(** What the test says is true. *)
Lemma all_bends_ok m t zs b : well_formed m = true -> forall p,
  all_bends p (iterate_exactly m t p) (iterate_exactly m t) zs b = true -> bends (iterate t (function_of m)) (Q2R b) (Q2R p) (Z.of_nat (length zs)).
Proof.
  intros Hm. induction zs as [| [w q] zs IH]; intros p H; cbn [all_bends length] in H; [constructor; apply Qle_bool_R, H|].
  apply andb_prop in H. destruct H as [H H4]. apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2].
  cbn [length]. replace (Z.of_nat (S (length zs))) with (Z.of_nat (length zs) + 1)%Z by lia.
  apply bends_more with (w := Q2R w) (q := Q2R q); [apply Qle_bool_R, H1 | apply Qle_bool_R, H2 | | apply IH, H4].
  unfold bend. rewrite !(iterate_exactly_ok m t) by exact Hm. intros E. apply negb_true_iff in H3.
  rewrite <- !Q2R_minus, <- !Q2R_mult in E. apply eqR_Qeq, Qeq_bool_iff in E. congruence.
Qed.

(** What equals f^t on [a, b] has at least [count] pieces. *)
Theorem bends_exact m t f n a b zs count qa qb :
  check_exact m t qa qb zs count = true -> f = function_of m -> n = t -> a = Q2R qa -> b = Q2R qb ->
  forall g k, pieces g a b k -> (forall x, a <= x <= b -> g x = iterate n f x) -> (count <= k)%Z.
Proof.
  intros H -> -> -> -> g k Hg HE. unfold check_exact in H.
  apply andb_prop in H. destruct H as [H H4]. apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2].
  apply Z.leb_le in H3. apply Qlt_bool_real in H2. apply (all_bends_ok m t zs qb H1) in H4.
  apply bends_ext with (h' := g) (a := Q2R qa) in H4; [| lra | intros x Hx; symmetry; apply HE, Hx].
  exact (pieces_of_bends g _ _ k count _ H2 Hg H4 H3).
Qed.
