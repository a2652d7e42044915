(** Rule N for regions: the intervals on which no preactivation of a network, or no other quantity, changes its sign along a segment. *)

From Coq Require Import Reals QArith Qreals List ZArith Lra Lia.
From Exactsep Require Import Networks Chains Vectors Symbolic Slopes Parts Curves Maximal.
Import ListNotations.
Open Scope R_scope.

(** No entry changes its sign between u and v. For the preactivations of a network: each ReLU is one affine function there. *)
Definition steady (F : R -> list R) (u v : R) : Prop := forall j, (forall s, u <= s <= v -> 0 <= nth j (F s) 0) \/ (forall s, u <= s <= v -> nth j (F s) 0 <= 0).

(** ** The checker *)

Open Scope Q_scope.

(** Does a quantity with these values at both ends keep its sign? *)
Definition one_sign (p : Q * Q) : bool := Qle_bool 0 (fst p) && Qle_bool 0 (snd p) || Qle_bool (fst p) 0 && Qle_bool (snd p) 0.

(** The regions between neighbouring points. *)
Fixpoint regions_of (N : by_parts) (segment : list (Q * Q)) (s : Q) (points : list Q) : option (list affine_part) :=
  match points with
  | [] => Some []
  | t :: rest =>
    if Qle_bool t s then None
    else match quantity_pairs N (part s t segment), regions_of N segment t rest with Some rs, Some l => Some ((t, rs) :: l) | _, _ => None end
  end.

(** A quantity passes 0 where two regions meet. *)
Definition passes_zero (_ _ : Q) (p : (Q * Q) * (Q * Q)) : bool :=
  let (r, q) := p in
  Qeq_bool (snd r) 0 && Qeq_bool (fst q) 0
  && (negb (Qle_bool 0 (fst r)) && negb (Qle_bool (snd q) 0) || negb (Qle_bool (fst r) 0) && negb (Qle_bool 0 (snd q))).

Definition check_regions (N : by_parts) (segment : list (Q * Q)) (count : Z) : bool :=
  match cuts_along N segment 0 1 with
  | [] => false
  | s :: points =>
    match regions_of N segment s points with
    | None => false
    | Some l =>
      Qeq_bool s 0 && Qeq_bool (end_of_parts s l) 1 && forallb (fun p => forallb one_sign (snd p)) l && kinks passes_zero s l && Z.eqb (Z.of_nat (length l)) count
    end
  end.

(** ** Soundness *)

Open Scope R_scope.

(** The regions are parts of the quantities. *)
Lemma regions_of_ok N segment s points l : regions_of N segment s points = Some l -> parts_of (along segment (quantities N)) s l.
Proof.
  revert s l. induction points as [| t points IH]; intros s l; cbn [regions_of]; [intros [= <-]; exact I|].
  destruct (Qle_bool t s) eqn:Hst; [discriminate|]. destruct (quantity_pairs N (part s t segment)) as [rs|] eqn:E; [|discriminate].
  destruct (regions_of N segment t points) as [l'|] eqn:E'; [|discriminate]. intros [= <-]. cbn [parts_of].
  split; [apply Qlt_bool_real; rewrite Hst; reflexivity|]. split; [|exact (IH t l' E')].
  intros u Hu. rewrite (quantities_ok N u _ _ Hu E), part_ok. reflexivity.
Qed.

(** A quantity that keeps its sign at both ends keeps it in between. *)
Lemma one_sign_ok p : one_sign p = true -> (forall u, 0 <= u <= 1 -> 0 <= mix u p) \/ (forall u, 0 <= u <= 1 -> mix u p <= 0).
Proof.
  unfold one_sign, mix. intros H. apply orb_prop in H. destruct H as [H | H]; apply andb_prop in H; destruct H as [H1 H2];
    apply Qle_bool_real in H1, H2; rewrite Q2R_zero in H1, H2; [left | right]; intros u Hu; nra.
Qed.

(** Within a region all quantities keep their sign. *)
Lemma steady_within segment N a b rs u v :
  Q2R a < Q2R b -> Q2R a <= u -> v <= Q2R b -> forallb one_sign rs = true -> (forall x, 0 <= x <= 1 -> along segment (quantities N) (from_to a b x) = map (mix x) rs) ->
  steady (along segment (quantities N)) u v.
Proof.
  intros Hab Hu Hv HG HL j.
  assert (forall s, u <= s <= v -> exists x, 0 <= x <= 1 /\ nth j (along segment (quantities N) s) 0 = mix x (nth j rs (0%Q, 0%Q))) as H.
  { intros s Hs. destruct (strictly_inside a b s Hab ltac:(lra)) as [Hx E]. eexists. split; [exact Hx|]. rewrite <- E at 1.
    apply (entry_of_part _ a b rs j _ HL eq_refl), Hx. }
  assert (one_sign (nth j rs (0%Q, 0%Q)) = true) as Hone.
  { destruct (Nat.lt_ge_cases j (length rs)) as [L | L]; [|rewrite nth_overflow by exact L; reflexivity].
    rewrite forallb_forall in HG. apply HG, nth_In, L. }
  destruct (one_sign_ok _ Hone) as [A | A]; [left | right]; intros s Hs; destruct (H s Hs) as [x [Hx ->]]; apply A, Hx.
Qed.

(** Where one passes 0 they do not. *)
Lemma not_steady segment N b u v : u < Q2R b < v -> kink_at (along segment (quantities N)) passes_zero b -> ~ steady (along segment (quantities N)) u v.
Proof.
  intros Hb [a [c [j [r [q [Habc [Ht [Hr Hq]]]]]]]] Hs. unfold passes_zero in Ht.
  apply andb_prop in Ht. destruct Ht as [Ht Hsign]. apply andb_prop in Ht. destruct Ht as [Hr0 Hq0].
  apply Qeq_bool_iff, Qeq_eqR in Hr0. apply Qeq_bool_iff, Qeq_eqR in Hq0. rewrite Q2R_zero in Hr0, Hq0.
  pose (x := Rmax u (Q2R a)). pose (y := Rmin v (Q2R c)).
  assert (Q2R a <= x < Q2R b /\ u <= x) as [Hx Hux] by (unfold x, Rmax; destruct (Rle_dec _ _); lra).
  assert (Q2R b < y <= Q2R c /\ y <= v) as [Hy Hyv] by (unfold y, Rmin; destruct (Rle_dec _ _); lra).
  destruct (strictly_inside a b x ltac:(lra) ltac:(lra)) as [Hi Ei]. destruct (strictly_inside b c y ltac:(lra) ltac:(lra)) as [Hk Ek].
  pose proof (Hr _ Hi) as Gx. pose proof (Hq _ Hk) as Gy. rewrite Ei in Gx. rewrite Ek in Gy.
  set (i := (x - Q2R a) / (Q2R b - Q2R a)) in *. set (k := (y - Q2R b) / (Q2R c - Q2R b)) in *.
  assert (i < 1) as Hi1.
  { unfold i. apply Rmult_lt_reg_l with (Q2R b - Q2R a); [lra|]. field_simplify; lra. }
  assert (0 < k) as Hk0 by (unfold k; apply Rdiv_lt_0_compat; lra).
  unfold mix in Gx, Gy. rewrite Hr0 in Gx. rewrite Hq0 in Gy.
  apply orb_prop in Hsign. destruct Hsign as [H | H]; apply andb_prop in H; destruct H as [H1 H2]; apply Qlt_bool_real in H1, H2; rewrite Q2R_zero in H1, H2;
    destruct (Hs j) as [A | A]; pose proof (A x ltac:(lra)) as Ax; pose proof (A y ltac:(lra)) as Ay; rewrite ?Gx, ?Gy in *; nra.
Qed.

(** Rule N: the regions. *)
Theorem N_regions N segment count :
  check_regions N segment count = true -> exists cuts, Z.of_nat (length cuts) = (count + 1)%Z /\ maximal (steady (along segment (quantities N))) cuts
    /\ chain (steady (along segment (quantities N))) 0 1 count /\ forall m, chain (steady (along segment (quantities N))) 0 1 m -> (count <= m)%Z.
Proof.
  unfold check_regions. destruct (cuts_along N segment 0 1) as [| s points]; [discriminate|].
  destruct (regions_of N segment s points) as [l|] eqn:E; [|discriminate]. intros H.
  apply andb_prop in H. destruct H as [H Hlen]. apply andb_prop in H. destruct H as [H HK]. apply andb_prop in H. destruct H as [H HG].
  apply andb_prop in H. destruct H as [H0 H1]. apply Qeq_bool_iff, Qeq_eqR in H0. apply Qeq_bool_iff, Qeq_eqR in H1. apply Z.eqb_eq in Hlen.
  assert (Q2R 1 = 1) as One by (unfold Q2R; cbn; lra). rewrite Q2R_zero in H0. rewrite One in H1.
  pose proof (regions_of_ok N segment s points l E) as HP. exists (cuts_from s l).
  assert (maximal (steady (along segment (quantities N))) (cuts_from s l)) as HM.
  { apply (parts_maximal (along segment (quantities N)) passes_zero one_sign); try assumption.
    - intros a b rs u v Hab Ha Huv Hb Hgood HL. exact (steady_within segment N a b rs u v Hab Ha Hb Hgood HL).
    - intros b u v. apply not_steady. }
  destruct (maximal_count _ s (map fst l) HM (parts_rising _ s l HP) H0 H1) as [A B].
  assert (Z.of_nat (length (map fst l)) = count) as Hcount by (rewrite map_length; exact Hlen). rewrite Hcount in A, B.
  split; [unfold cuts_from; cbn [length]; rewrite Nat2Z.inj_succ, Hcount; lia|]. split; [exact HM|]. split; [exact A | exact B].
Qed.

