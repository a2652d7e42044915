(** T15v, continued: with few pieces a function is affine on all but few of the cells between the cuts; soundness of the checker. *)

From Coq Require Import Reals QArith Qreals List ZArith Lra Lia.
From Exactsep Require Import Networks Chains Hits Maps Integral Slopes Windows.
Import ListNotations.
Open Scope R_scope.

(** ** Rows *)

Section Rows.
Context {cut win : Type} (at_cut : cut -> R) (nowhere : cut) (passed : win -> nat) (value : cut -> cut -> win -> Z) (F : R -> R).
Hypothesis value_ok : forall z z' w, at_cut z <= at_cut z' -> far_from_affine F (at_cut z) (at_cut z') (Q2R (units (value z z' w))).

Fixpoint in_line (zs : list cut) : Prop := match zs with z :: (z' :: _) as rest => at_cut z <= at_cut z' /\ in_line rest | _ => True end.

Definition far_cuts (z z' : cut) (a : Z) : Prop := far_from_affine F (at_cut z) (at_cut z') (Q2R (units a)).

Fixpoint rows_good (zs : list cut) (rows : list (list Z)) : Prop :=
  match zs, rows with
  | z :: zs', row :: rows' => Forall2 (far_cuts z) (z :: zs') row /\ rows_good zs' rows'
  | [], [] => True
  | _, _ => False
  end.

(** Later cuts lie to the right. *)
Lemma cuts_later z zs : in_line (z :: zs) -> in_line zs /\ Forall (fun z' => at_cut z <= at_cut z') zs.
Proof.
  revert z. induction zs as [| z1 zs IH]; intros z H; [split; [exact I | constructor]|].
  destruct H as [H1 H2]. split; [exact H2|].
  destruct (IH z1 H2) as [_ H3]. constructor; [exact H1|].
  eapply Forall_impl; [|exact H3]. cbn. intros z' Hz'. lra.
Qed.

(** The larger one of two bounds is a bound. *)
Lemma larger_ok (P : cut -> Z -> Prop) zs us ws :
  Forall2 P zs us -> (forall n z a, nth_error zs n = Some z -> nth_error ws n = Some a -> P z a) -> Forall2 P zs (larger us ws).
Proof.
  intros H. revert ws. induction H as [| z u zs us Hu H IH]; intros ws Hws; cbn [larger]; [constructor|].
  destruct ws as [| w ws]; [constructor; assumption|]. constructor.
  - destruct (Z.leb u w); [apply (Hws 0%nat); reflexivity | exact Hu].
  - apply IH. intros n z' a Hz Ha. apply (Hws (S n)); assumption.
Qed.

(** The row of a later cut. *)
Lemma rows_nth p zs rows zp : rows_good zs rows -> nth_error zs p = Some zp -> Forall2 (far_cuts zp) (skipn p zs) (nth p rows []).
Proof.
  revert zs rows. induction p as [| p IH]; intros [| z zs] [| row rows] H Hp; cbn in *; try discriminate; try contradiction.
  - injection Hp as <-. apply H.
  - apply IH; [apply H | exact Hp].
Qed.

(** Entries at the same place of two lists in a relation. *)
Lemma Forall2_nth {A B} (P : A -> B -> Prop) l l' n x y : Forall2 P l l' -> nth_error l n = Some x -> nth_error l' n = Some y -> P x y.
Proof.
  intros H. revert n. induction H as [| a b l l' Hab H IH]; intros [| n] Hx Hy; cbn in *; try discriminate; [|eapply IH; eassumption].
  injection Hx as <-. injection Hy as <-. exact Hab.
Qed.

(** Entries of a list without its first ones. *)
Lemma nth_error_skip {A} n k (l : list A) : nth_error (skipn k l) n = nth_error l (k + n).
Proof. revert l. induction k as [| k IH]; intros l; [reflexivity|]. destruct l; [destruct n; reflexivity | apply IH]. Qed.

(** What one window adds is true. *)
Lemma window_row_ok z zs rows w n z' a :
  in_line (z :: zs) -> rows_good zs rows -> nth_error zs n = Some z' -> nth_error (window_row passed value z zs rows w) n = Some a -> far_cuts z z' a.
Proof.
  intros Ho Hrows Hz Ha. destruct (cuts_later z zs Ho) as [_ Hlater]. rewrite Forall_forall in Hlater.
  pose proof (Hlater z' (nth_error_In _ _ Hz)) as Hzz. unfold window_row in Ha. 
  destruct (le_lt_dec (passed w) n) as [Hn | Hn].
  - rewrite nth_error_app2 in Ha by (rewrite repeat_length; exact Hn). rewrite repeat_length in Ha.
    rewrite nth_error_map in Ha. destruct (nth_error (nth (passed w) rows []) (n - passed w)) as [a' |] eqn:Ea; [|discriminate].
    cbn [option_map] in Ha. assert (a = (value z (nth (passed w) zs z) w + a')%Z) as -> by congruence. clear Ha.
    destruct (nth_error zs (passed w)) as [zp |] eqn:Ep.
    + pose proof (rows_nth _ _ _ _ Hrows Ep) as Hrow. pose proof (Hlater zp (nth_error_In _ _ Ep)) as Hzp.
      rewrite (nth_error_nth _ _ z Ep). unfold far_cuts. rewrite units_plus. apply far_join with (m := at_cut zp).
      * apply value_ok; exact Hzp.
      * apply (Forall2_nth _ _ _ (n - passed w)%nat _ _ Hrow); [|exact Ea].
        rewrite nth_error_skip. replace (passed w + (n - passed w))%nat with n by lia. exact Hz.
    + apply nth_error_None in Ep. assert (n < length zs)%nat by (apply nth_error_Some; rewrite Hz; discriminate). lia.
  - rewrite nth_error_app1 in Ha by (rewrite repeat_length; exact Hn). apply nth_error_In, repeat_spec in Ha. subst a.
    unfold far_cuts. rewrite units_zero. apply far_nothing, Hzz.
Qed.

(** All rows are true. *)
Lemma rows_by_ok cuts : in_line (map fst cuts) -> rows_good (map fst cuts) (rows_by passed value cuts).
Proof.
  induction cuts as [| [z ws] cuts IH]; intros Ho; [exact I|]. cbn [map fst rows_by] in *.
  destruct (cuts_later _ _ Ho) as [Ho' Hlater]. specialize (IH Ho'). split; [|exact IH].
  constructor; [unfold far_cuts; rewrite units_zero; apply far_nothing; lra|].
  induction ws as [| w ws IHw]; cbn [fold_right].
  - destruct (map fst cuts) as [| z1 zs] eqn:E; destruct (rows_by passed value cuts) as [| row rows] eqn:E'; try contradiction; [constructor|].
    cbn [nth]. destruct IH as [Hrow _]. inversion Hlater as [| z2 zs' Hz _]; subst.
    clear -Hrow Hz. induction Hrow as [| z' a zs' as' Ha Hr IH]; constructor; [|exact IH].
    unfold far_cuts in *. replace (Q2R (units a)) with (0 + Q2R (units a)) by ring. apply far_join with (m := at_cut z1); [apply far_nothing, Hz | exact Ha].
  - apply larger_ok; [exact IHw|]. intros n z' a Hz Ha. eapply window_row_ok; eassumption.
Qed.

(** ** Few pieces *)

(** What has one piece is affine. *)
Lemma one_piece g a b m : pieces g a b m -> (m <= 1)%Z -> affine_on g a b.
Proof.
  intros H Hm. destruct H as [a | a d b m Had Hg Hc].
  - exists 0, (g a). intros z Hz. replace z with a by lra. ring.
  - destruct Hc as [d | d e b n Hde Hg' Hc]; [exact Hg|]. pose proof (chain_ordered _ _ _ _ Hc). lia.
Qed.

(** The first piece, and the rest. *)
Lemma first_piece g a b m : pieces g a b m -> exists d, a <= d <= b /\ affine_on g a d /\ exists k, (k <= Z.max 0 (m - 1))%Z /\ pieces g d b k.
Proof.
  intros H. destruct H as [a | a d b m Had Hg Hc].
  - exists a. split; [lra|]. split; [exists 0, (g a); intros z Hz; replace z with a by lra; ring|]. exists 0%Z. split; [lia | constructor].
  - pose proof (chain_ordered _ _ _ _ Hc). exists d. split; [lra|]. split; [exact Hg|]. exists m. split; [lia | exact Hc].
Qed.

(** Further to the right there are no more pieces. *)
Lemma pieces_from g a b m c : pieces g a b m -> a <= c <= b -> exists k, (k <= m)%Z /\ pieces g c b k.
Proof.
  intros H. revert c. induction H as [a | a d b m Had Hg Hc IH]; intros c Hc'.
  - exists 0%Z. split; [lia|]. replace c with a by lra. constructor.
  - destruct (Rle_dec d c) as [Hdc | Hdc].
    + destruct (IH c ltac:(lra)) as [k [Hk Hp]]. exists k. split; [lia | exact Hp].
    + exists (m + 1)%Z. split; [lia|]. apply chain_cons with (m := d); [lra | apply (affine_sub g a d); lra || exact Hg | exact Hc].
Qed.

Section End.
Variable b : cut.

(** The integral from the cut z on is at least v for everything with at most 1 + k pieces. *)
Definition costs_good (k : nat) (z : cut) (v : Z) : Prop :=
  forall g m, pieces g (at_cut z) (at_cut b) m -> (m <= Z.of_nat (S k))%Z -> costs (fun x => Rabs (F x - g x)) (at_cut z) (at_cut b) (Q2R (units v)).

(** If the first piece reaches from the cut z to d, the least of all sums is a lower bound. *)
Lemma least_ok k g z d zj zs row next m :
  Forall2 (far_cuts z) (zj :: zs) row -> Forall2 (costs_good k) zs next -> in_line (zj :: zs) -> last (zj :: zs) nowhere = b ->
  at_cut z <= at_cut zj -> affine_on g (at_cut z) d -> at_cut zj <= d <= at_cut b -> pieces g d (at_cut b) m -> (m <= Z.of_nat (S k))%Z ->
  costs (fun x => Rabs (F x - g x)) (at_cut z) (at_cut b) (Q2R (units (least row next))).
Proof.
  intros Hrow Hnext. revert zj row Hrow. induction Hnext as [| z1 v zs next Hv Hnext IH]; intros zj row Hrow Ho Hlast Hz Hg Hd Hp Hm.
  - inversion Hrow as [| zj' a zs' row' Ha Hr]; subst. inversion Hr; subst. cbn [least last] in *.
    apply (proj2 Ha). apply (affine_sub g (at_cut z) d); lra || exact Hg.
  - inversion Hrow as [| zj' a zs' row' Ha Hr]; subst. destruct (cuts_later _ _ Ho) as [Ho1 Hlater]. inversion Hlater as [| z2 zs2 Hz1 _]; subst.
    assert (least (a :: row') (v :: next) = (if Z.leb (a + v) (least row' next) then (a + v)%Z else least row' next)) as -> by (inversion Hr; reflexivity).
    change (last (zj :: z1 :: zs) nowhere) with (last (z1 :: zs) nowhere) in *.
    destruct (Rle_dec (at_cut z1) d) as [H1 | H1].
    + assert (costs (fun x => Rabs (F x - g x)) (at_cut z) (at_cut b) (Q2R (units (least row' next)))) as Hl.
      { apply (IH z1 row' Hr Ho1 Hlast); assumption || lra. }
      destruct (Z.leb_spec (a + v) (least row' next)) as [E | E]; [eapply costs_less; [exact Hl | apply units_le, E] | exact Hl].
    + assert (costs (fun x => Rabs (F x - g x)) (at_cut z) (at_cut b) (Q2R (units (a + v)))) as Hs.
      { assert (at_cut z1 <= at_cut b) as Hzb.
        { rewrite <- Hlast. destruct (cuts_later _ _ Ho1) as [_ Hl1]. rewrite Forall_forall in Hl1. destruct zs as [| z2 zs]; [cbn; lra|].
          apply Hl1. clear. revert z2. induction zs as [| z3 zs IH]; intros z2; [left; reflexivity | right; apply (IH z3)]. }
        rewrite units_plus. eapply costs_less; [apply costs_join with (m := at_cut zj) (e := Q2R (units a)) (e' := 0 + Q2R (units v))|lra]; [lra | lra | |].
        - apply (proj2 Ha). apply (affine_sub g (at_cut z) d); lra || exact Hg.
        - apply costs_join with (m := at_cut z1); [lra | exact Hzb | apply costs_nothing; [lra | intros; apply Rabs_pos] |].
          destruct (pieces_from g d _ m (at_cut z1) Hp ltac:(lra)) as [k' [Hk' Hp']]. apply (Hv g k' Hp'). lia. }
      destruct (Z.leb_spec (a + v) (least row' next)) as [E | E]; [exact Hs|]. eapply costs_less; [exact Hs | apply units_le; lia].
Qed.

(** The last entry of a row belongs to the last cut. *)
Lemma last_row z zs row d n : Forall2 (far_cuts z) zs row -> zs <> [] -> far_cuts z (last zs d) (last row n).
Proof.
  induction 1 as [| z' a zs row Ha H IH]; intros Hne; [congruence|]. destruct H as [| z2 a2 zs row H2 H]; [exact Ha | apply IH; discriminate].
Qed.

(** The least costs with at most 1 + k pieces are lower bounds. *)
Lemma costs_from_ok k zs rows :
  rows_good zs rows -> in_line zs -> (zs <> [] -> last zs nowhere = b) -> Forall2 (costs_good k) zs (costs_from rows k).
Proof.
  revert zs rows. induction k as [| k IHk]; intros zs rows Hrows Ho Hlast; cbn [costs_from].
  - revert zs Hrows Ho Hlast. induction rows as [| row rows IH]; intros [| z zs] Hrows Ho Hlast; cbn [rows_good map] in *; try contradiction; constructor.
    + intros g m Hp Hm. destruct Hrows as [Hrow _]. pose proof (last_row _ _ _ nowhere 0%Z Hrow ltac:(discriminate)) as Hl. rewrite Hlast in Hl by discriminate.
      apply (proj2 Hl). eapply one_piece; [exact Hp | lia].
    + destruct Hrows as [_ Hrows]. destruct (cuts_later _ _ Ho) as [Ho' _]. apply IH; [exact Hrows | exact Ho' |].
      intros Hne. specialize (Hlast ltac:(discriminate)). destruct zs; [congruence | exact Hlast].
  - assert (Forall2 (costs_good k) zs (costs_from rows k)) as Hk by (apply IHk; assumption). clear IHk. revert Hk. generalize (costs_from rows k). intros next.
    revert zs next Hrows Ho Hlast. induction rows as [| row rows IH]; intros [| z zs] next Hrows Ho Hlast Hk; cbn [rows_good] in *; try contradiction.
    + inversion Hk; subst. constructor.
    + inversion Hk as [| z' v zs' next' Hv Hk']; subst. cbn [all_least]. destruct Hrows as [Hrow Hrows]. destruct (cuts_later _ _ Ho) as [Ho' _]. constructor.
      * intros g m Hp Hm. destruct (first_piece g _ _ _ Hp) as [d [Hd [Hg [k' [Hk2 Hp2]]]]].
        apply (least_ok k g z d z zs row next' k'); try assumption; try lra; [apply Hlast; discriminate | lia].
      * apply IH; [exact Hrows | exact Ho' | | exact Hk']. intros Hne. specialize (Hlast ltac:(discriminate)). destruct zs; [congruence | exact Hlast].
Qed.
End End.
End Rows.

Lemma cuts_in_line zs : cuts_ordered zs = true -> in_line Q2R zs.
Proof.
  induction zs as [| z [| z' zs] IH]; intros H; try exact I. cbn [cuts_ordered] in H. apply andb_prop in H. destruct H as [H1 H2].
  split; [apply Qle_bool_real, H1 | exact (IH H2)].
Qed.

Definition w_left (c : windows_certificate) : Q := nth 0 (map fst (w_cuts c)) 0%Q.
Definition w_right (c : windows_certificate) : Q := last (map fst (w_cuts c)) 0%Q.

(** T15v *)
Theorem windows_soundness c :
  check_windows c = true ->
  forall g m, pieces g (Q2R (w_left c)) (Q2R (w_right c)) m -> (m <= Z.of_nat (w_at_most c))%Z ->
  forall pr : Riemann_integrable (fun z => Rabs (iterate (w_iterations c) (function_of (w_map c)) z - g z)) (Q2R (w_left c)) (Q2R (w_right c)),
  RiemannInt pr >= Q2R (w_error c).
Proof.
  unfold check_windows. intros H g m Hp Hm.
  apply andb_prop in H. destruct H as [H H4]. apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2].
  apply Nat.leb_le in H3.
  apply cuts_in_line in H2.
  pose proof (costs_from_ok Q2R 0%Q (iterate (w_iterations c) (piecewise_linear (w_vertices c))) (w_right c) (w_at_most c - 1) _ _
    (rows_by_ok Q2R passes _ _ (fun z z' w => window_ok (w_vertices c) (w_iterations c) z z' w H1) _ H2) H2 (fun _ => eq_refl)) as Hall.
  change (costs (fun z => Rabs (iterate (w_iterations c) (piecewise_linear (w_vertices c)) z - g z)) (Q2R (w_left c)) (Q2R (w_right c)) (Q2R (w_error c))).
  unfold w_left in *. destruct (map fst (w_cuts c)) as [| z zs] eqn:E; destruct (costs_from _ _) as [| v costs_]; try discriminate; inversion Hall as [| z' v' zs' vs' Hv _]; subst.
  cbn [nth] in *. eapply costs_less; [apply (Hv g m Hp); lia | apply Qle_bool_real, H4].
Qed.

(** In terms of networks *)
Theorem windows_soundness_for_networks c :
  check_windows c = true -> Q2R (w_left c) <= Q2R (w_right c) ->
  forall N : network, relu_network N -> ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N) <= Z.of_nat (w_at_most c))%Z ->
  forall pr : Riemann_integrable (fun z => Rabs (iterate (w_iterations c) (function_of (w_map c)) z - value N z)) (Q2R (w_left c)) (Q2R (w_right c)),
  RiemannInt pr >= Q2R (w_error c).
Proof.
  intros H Hlr N HN Hsize. destruct (T1 N _ _ Hlr) as [m [Hm Hp]]. apply (windows_soundness c H (value N) m Hp).
  pose proof (piece_bound_of_sizes N 1 (width N) (depth N) (relu_networks_have_one_breakpoint N HN) (le_n _) (le_n _)) as Hb.
  rewrite Z.mul_1_l in Hb. lia.
Qed.
