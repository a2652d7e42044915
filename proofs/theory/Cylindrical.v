(** T15 with a tail: what the checker of CylinderTables.v accepts is true. *)

From Coq Require Import Reals QArith Qreals List ZArith Lra Lia FunctionalExtensionality.
From Exactsep Require Import Networks Chains Hits Covering Maps SupNorm Integral Teeth Slopes Windows Distance L1 Upper Constants Cylinders CylinderCosts AffineRows Integrals Evidence.
From Exactsep Require Export CylinderTables.
Import ListNotations.
Open Scope R_scope.

Section Soundness.
Variable c : cylinders_certificate.
Hypothesis accepted : check_cylinders c = true.

Notation vs := (c_vertices c).
Notation f := (piecewise_linear (c_vertices c)).
Notation Js := (c_intervals c).
Notation Bs := (c_branches c).

(** What the checker has verified, one by one. *)
Lemma c_facts : well_formed (Linear vs) = true /\ ordered (c_left c) Js (c_right c) = true /\ affine_rows_ok vs Js Js Bs = true /\
  targets_ordered (map target_of_step (steps c)) = true /\ forallb (fun k => Qle_bool 0 (low_price k) && Qle_bool 0 (high_price k)) (steps c) = true /\
  Q2R (c_error c) <= Q2R (fold_right (fun k s => Qred (step_bound c (fold_right merge_kinds [] (kinds_after Js Bs (order c) (first_kinds (length Js)))) k + s)) 0%Q (steps c)).
Proof.
  pose proof accepted as H. unfold check_cylinders in H. cbv zeta in H. rewrite <- andb_lazy_alt in H.
  apply andb_prop in H. destruct H as [H H6]. apply andb_prop in H. destruct H as [H H5]. apply andb_prop in H. destruct H as [H H4].
  apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2]. apply Qle_bool_real in H6. repeat split; assumption.
Qed.

(** All intervals have a length. *)
Lemma long_intervals : Forall (fun J => Q2R (fst J) < Q2R (snd J)) Js.
Proof.
  destruct c_facts as [_ [_ [H _]]]. revert H. generalize Js at 1. intros all. generalize Bs. induction Js as [| [l r] rest IH]; intros [| row rows] H; cbn [affine_rows_ok] in H; try discriminate; constructor.
  - apply andb_prop in H. destruct H as [H _]. apply andb_prop in H. destruct H as [H _]. apply Qlt_bool_real, H.
  - apply andb_prop in H. destruct H as [_ H]. apply (IH _ H).
Qed.

Section Step.
Variables x y : Q.
Hypothesis levels : Q2R x < Q2R y.

Notation ms := (tail_amounts Js Bs (tail c) (map (identity_amounts x y) Js)).

(** The amounts of the tail are true. *)
Lemma tail_ok : Forall2 (fun J m => has (Q2R x) (Q2R y) (iterate (tail c) f) (Q2R (fst J)) (Q2R (snd J)) (real_amounts m)) Js ms.
Proof.
  destruct c_facts as [H1 [H2 [H3 _]]].
  apply (passed_often vs Js H1 amountsQ (fun h l r m => has (Q2R x) (Q2R y) h l r (real_amounts m)) nothing plusQ timesQ) with (h := fun z => z) (Bs := Bs)
    (steps_ := fun n l => tail_amounts Js Bs n l); try reflexivity; try assumption.
  - intros. rewrite real_nothing. apply has_none; assumption.
  - intros. rewrite real_plus. eapply has_join; eassumption.
  - intros. eapply has_widen; eassumption.
  - intros h u v l r k A Hh Huv Hlr Hs Hends Hk HA. rewrite real_times, Hk. apply has_through; try assumption. apply continuity_piecewise_linear.
  - apply continuity_fun_id.
  - pose proof long_intervals as Hl. clear - Hl levels. induction Hl as [| J rest HJ Hl IH]; cbn [map]; [constructor|]. constructor; [apply identity_amounts_ok; [exact levels | lra] | exact IH].
Qed.

Definition kind (j : nat) : amounts := real_amounts (nth j ms nothing).

(** The tables are true. *)
Lemma kinds_ok :
  cylinders (Q2R x) (Q2R y) kind (iterate (order c + tail c) f) (Q2R (c_left c)) (Q2R (c_right c))
    (real_kinds (fold_right merge_kinds [] (kinds_after Js Bs (order c) (first_kinds (length Js))))).
Proof.
  destruct c_facts as [H1 [H2 [H3 _]]].
  assert (Forall2 (fun J T => cylinders (Q2R x) (Q2R y) kind (fun z => iterate (tail c) f (iterate (order c) f z)) (Q2R (fst J)) (Q2R (snd J)) (real_kinds T))
    Js (kinds_after Js Bs (order c) (first_kinds (length Js)))) as Hall.
  { apply (passed_often vs Js H1 (list kindQ) (fun h l r T => cylinders (Q2R x) (Q2R y) kind h l r (real_kinds T)) [] merge_kinds shrunkQ) with (h := iterate (tail c) f) (Bs := Bs)
      (steps_ := fun n l => kinds_after Js Bs n l); try reflexivity; try assumption.
    - intros h l r Hlr. constructor. exact Hlr.
    - intros h l d r A B HA HB. apply cylinders_same with (T := real_kinds A ++ real_kinds B); [eapply cylinders_join; eassumption|].
      intros phi. rewrite sum_app, sum_merge. reflexivity.
    - intros. eapply cylinders_widen; eassumption.
    - intros h u v l r k A Hh Huv Hlr Hs Hends Hk HA. apply cylinders_same with (T := shrunk (Q2R k) (real_kinds A)); [|intros phi; rewrite sum_shrunkQ; reflexivity].
      eapply cylinders_through; try eassumption. apply continuity_piecewise_linear.
    - apply continuity_iterate, continuity_piecewise_linear.
    - pose proof tail_ok as Ht. pose proof long_intervals as Hl. unfold first_kinds.
      assert (forall n Js' ms', Forall2 (fun J m => has (Q2R x) (Q2R y) (iterate (tail c) f) (Q2R (fst J)) (Q2R (snd J)) (real_amounts m)) Js' ms' -> Forall (fun J => Q2R (fst J) < Q2R (snd J)) Js' ->
        (forall i, nth i ms' nothing = nth (n + i) ms nothing) ->
        Forall2 (fun J T => cylinders (Q2R x) (Q2R y) kind (iterate (tail c) f) (Q2R (fst J)) (Q2R (snd J)) (real_kinds T)) Js' (map (fun j => [(j, 1%Q, 1%Z)]) (seq n (length Js')))) as H.
      { clear - levels. intros n Js' ms' Ht. revert n. induction Ht as [| J m Js' ms' HJ Ht IH]; intros n Hl Hn; cbn [length seq map]; constructor.
        - inversion Hl; subst. cbn [real_kinds map fst snd]. apply cylinders_one with (u := Q2R (fst J)) (v := Q2R (snd J)); [lra | lra | assumption |].
          replace (times (Q2R 1) (kind n)) with (real_amounts m); [exact HJ|]. unfold kind. specialize (Hn 0%nat). cbn [nth] in Hn. rewrite Nat.add_0_r in Hn. rewrite <- Hn.
          replace (Q2R 1) with 1 by (unfold Q2R; cbn; lra). destruct m as [[[p q] r] s]. unfold times. cbn. f_equal; ring.
        - inversion Hl; subst. apply IH; [assumption|]. intros i. specialize (Hn (S i)). cbn [nth] in Hn. rewrite Hn. f_equal. lia. }
      apply (H 0%nat Js ms Ht Hl). intros i. reflexivity. }
  assert ((fun z => iterate (tail c) f (iterate (order c) f z)) = iterate (order c + tail c) f) as E.
  { apply functional_extensionality. clear. generalize (order c). intros n. induction n as [| n IH]; intros z; [reflexivity|]. cbn [iterate plus]. apply IH. }
  rewrite E in Hall. clear E. pose proof (ordered_ok _ _ _ H2) as Ho. revert Ho Hall. generalize (Q2R (c_left c)). generalize (kinds_after Js Bs (order c) (first_kinds (length Js))).
  clear. generalize (iterate (order c + tail c) f). intros F Ts. generalize Js. intros rest l Ho H. revert l Ho. induction H as [| J T rest Ts HJ H IH]; intros l Ho; cbn [map fold_right] in *.
  - inversion Ho; subst. constructor. assumption.
  - inversion Ho as [| a0 l0 r0 Js0 b0 A B C]; subst. destruct J as [jl jr]. cbn [real fst snd] in *.
    apply cylinders_same with (T := real_kinds T ++ real_kinds (fold_right merge_kinds [] Ts)); [|intros phi; rewrite sum_app, sum_merge; reflexivity].
    apply cylinders_join with (m := Q2R jr); [eapply cylinders_widen; [exact HJ | exact A | lra] | apply IH, C].
Qed.
End Step.

(** T15 *)
Theorem cylinders_soundness : forall g m, continuity g -> pieces g (Q2R (c_left c)) (Q2R (c_right c)) m -> (m <= c_at_most c)%Z ->
  forall pr : Riemann_integrable (fun z => Rabs (iterate (order c + tail c) f z - g z)) (Q2R (c_left c)) (Q2R (c_right c)),
  RiemannInt pr >= Q2R (c_error c).
Proof.
  intros g m Hg Hp Hm. destruct c_facts as [H1 [H2 [H3 [H4 [H5 H6]]]]].
  pose (F := iterate (order c + tail c) f). change (costs (fun z => Rabs (F z - g z)) (Q2R (c_left c)) (Q2R (c_right c)) (Q2R (c_error c))).
  eapply costs_less; [|exact H6].
  apply (steps_cost F g _ _ m (c_at_most c) _ (fun k => tail_amounts Js Bs (tail c) (map (identity_amounts (step_low k) (step_high k)) Js)));
    try assumption; [apply continuity_iterate, continuity_piecewise_linear | intros k Hk _; exact (kinds_ok _ _ Hk)].
Qed.
End Soundness.

(** ** In the form in which exported files use it *)

Section Statement.
Variables (c : cylinders_certificate) (f : R -> R) (n : nat) (M : Z) (a b e : R).
Hypotheses (accepted : check_cylinders c = true) (Hf : f = piecewise_linear (c_vertices c)) (Hn : n = (order c + tail c)%nat)
  (HM : M = c_at_most c) (Ha : a = Q2R (c_left c)) (Hb : b = Q2R (c_right c)) (He : e = Q2R (c_error c)).

(** For what has few pieces *)
Theorem cylinders_few_pieces : forall g m, continuity g -> pieces g a b m -> (m <= M)%Z -> distance_at_least (iterate n f) g a b e.
Proof.
  intros g m Hg Hp Hm. pose proof (chain_ordered _ _ _ _ Hp) as [Hab _]. subst.
  apply (distance_exists (Linear (c_vertices c))); [exact Hab | exact Hg | apply (cylinders_soundness c accepted g m Hg Hp Hm)].
Qed.

(** and for networks. *)
Theorem cylinders_networks : forall N : network, relu_network N -> ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N) <= M)%Z ->
  distance_at_least (iterate n f) (value N) a b e.
Proof.
  intros N HN Hsize. assert (a <= b) as Hab.
  { subst. destruct (c_facts c accepted) as [_ [H _]]. exact (in_order_le _ _ _ (ordered_ok _ _ _ H)). }
  destruct (network_pieces N a b HN Hab) as [m [Hp Hle]]. apply (cylinders_few_pieces (value N) m); [apply continuity_network | exact Hp | lia].
Qed.
End Statement.
