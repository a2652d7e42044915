(** T16: what the checker of Blocks.v accepts is equal to the iterate. *)

From Coq Require Import Reals QArith Qreals List Lra Lia.
From Exactsep Require Import Networks Maps SelfMap Vectors Straight Blocks.
Import ListNotations.
Open Scope R_scope.

(** What [ends_of] accepts is affine, with the values that it gives. *)
Lemma ends_of_ok vs r u v y z :
  well_formed (Linear vs) = true -> ends_of vs r u v = Some (y, z) ->
  straight (iterate r (piecewise_linear vs)) (Q2R u) (Q2R v)
  /\ iterate r (piecewise_linear vs) (Q2R u) = Q2R y /\ iterate r (piecewise_linear vs) (Q2R v) = Q2R z.
Proof.
  intros W. revert u v. induction r as [| r IH]; intros u v H; cbn [ends_of iterate] in *.
  - injection H as -> ->. split; [intros s Hs; reflexivity | split; reflexivity].
  - destruct (forallb _ vs) eqn:H1 in H; [|discriminate]. rewrite !piecewise_linear_at by exact W. destruct (IH _ _ H) as [A B]. split; [|exact B].
    apply (straight_compose (piecewise_linear vs) (iterate r (piecewise_linear vs))).
    + apply straight_piecewise_linear, Forall_forall. intros p Hp. rewrite forallb_forall in H1. apply beside_ok, H1, Hp.
    + rewrite !piecewise_linear_at by exact W. exact A.
Qed.

(** ** Blocks *)

(** The sum of the w_j relu (x + b_j). *)
Fixpoint relu_sum (bs ws : list Q) (x : R) : R :=
  match bs, ws with b :: bs', w :: ws' => Q2R w * relu (x + Q2R b) + relu_sum bs' ws' x | _, _ => 0 end.

(** The block as a function. *)
Definition block_value (B : block) (x : R) : R := relu_sum (offsets B) (weights_of B) x + Q2R (shift B).

(** 0 is 0. *)
Lemma Q2R_zero : Q2R 0 = 0.
Proof. unfold Q2R. cbn. lra. Qed.

(** Terms that are not yet active. *)
Lemma relu_sum_zero bs ws x : Forall (fun b => x + Q2R b <= 0) bs -> relu_sum bs ws x = 0.
Proof.
  intros H. revert ws. induction H as [| b bs Hb _ IH]; intros [| w ws]; cbn [relu_sum]; try reflexivity.
  rewrite IH. unfold relu. rewrite Rmax_left by exact Hb. lra.
Qed.

(** If the first of decreasing offsets is not active, none is. *)
Lemma decreasing_ok b bs x : decreasing (b :: bs) = true -> x + Q2R b <= 0 -> Forall (fun c => x + Q2R c <= 0) (b :: bs).
Proof.
  revert b. induction bs as [| c bs IH]; intros b H Hx; (constructor; [exact Hx|]); [constructor|].
  cbn [decreasing] in H. apply andb_prop in H. destruct H as [H1 H2]. apply Qle_bool_iff, Qle_Rle in H1. apply IH; [exact H2 | lra].
Qed.

(** Putting terms together changes nothing to the right of u, *)
Lemma put_together_ok u bs ws m c x :
  Q2R u <= x -> let L := put_together u bs ws m c in
  Q2R m * x + Q2R c + relu_sum bs ws x = Q2R (line_slope L) * x + Q2R (line_value L) + relu_sum (bs_left L) (ws_left L) x.
Proof.
  intros Hx. revert ws m c. induction bs as [| b bs IH]; intros [| w ws] m c; cbn [put_together]; try reflexivity.
  destruct (Qle_bool 0 (u + b)) eqn:E; [|reflexivity]. apply Qle_bool_iff, Qle_Rle in E. rewrite Q2R_plus, Q2R_zero in E.
  cbv zeta in IH |- *. rewrite <- IH. cbn [relu_sum]. unfold relu at 1. rewrite Rmax_right by lra.
  rewrite !Q2R_Qred, !Q2R_plus, Q2R_mult. ring.
Qed.

(** and the offsets that are left still decrease. *)
Lemma put_together_decreasing u bs ws m c : decreasing bs = true -> decreasing (bs_left (put_together u bs ws m c)) = true.
Proof.
  revert ws m c. induction bs as [| b bs IH]; intros [| w ws] m c H; cbn [put_together]; try exact H.
  destruct (Qle_bool 0 (u + b)); [|exact H]. apply IH. cbn [decreasing] in H. apply andb_prop in H. apply H.
Qed.

(** The two functions that are compared are equal from the first point to the last. *)
Lemma same_between_ok vs r bs ws m c u points x :
  well_formed (Linear vs) = true -> decreasing bs = true -> same_between vs r bs ws m c u points = true -> points <> [] ->
  Q2R u <= x <= Q2R (last_of u points) ->
  Q2R m * x + Q2R c + relu_sum bs ws x = iterate r (piecewise_linear vs) x.
Proof.
  intros W. revert bs ws m c u. induction points as [| v points IH]; intros bs ws m c u D H Hne Hx; [contradiction Hne; reflexivity|].
  cbn [same_between last_of] in *. rewrite (put_together_ok u bs ws m c x (proj1 Hx)). apply (put_together_decreasing u bs ws m c) in D.
  set (L := put_together u bs ws m c) in *. clearbody L.
  apply andb_prop in H. destruct H as [H Hrest]. apply andb_prop in H. destruct H as [H Hends]. apply andb_prop in H. destruct H as [Huv Hleft].
  destruct (Rle_dec x (Q2R v)) as [Hle | Hle].
  - rewrite relu_sum_zero.
    + destruct (ends_of vs r u v) as [[y z]|] eqn:E; [|discriminate]. destruct (ends_of_ok vs r u v y z W E) as [A [Ay Az]].
      apply andb_prop in Hends. destruct Hends as [Ey Ez]. apply Qeq_bool_iff, Qeq_eqR in Ey. apply Qeq_bool_iff, Qeq_eqR in Ez.
      rewrite Q2R_plus, Q2R_mult in Ey, Ez.
      apply (straight_equal (fun x => Q2R (line_slope L) * x + Q2R (line_value L) + 0) (iterate r (piecewise_linear vs)) (Q2R u) (Q2R v));
        [lra | intros s Hs; ring | exact A | rewrite Ay; lra | rewrite Az; lra].
    + destruct (bs_left L) as [| b rest]; [constructor|]. apply decreasing_ok; [exact D|].
      apply Qle_bool_iff, Qle_Rle in Hleft. rewrite Q2R_plus, Q2R_zero in Hleft. lra.
  - apply (IH _ _ _ _ v D Hrest); [|lra]. intros ->. cbn [last_of] in Hx. lra.
Qed.

(** Blocks that are accepted are iterates of the map. *)
Lemma realizes_ok vs B x :
  well_formed (Linear vs) = true -> realizes vs B = true -> Q2R (first_x vs) <= x <= Q2R (last_x vs) ->
  block_value B x = iterate (iterates B) (piecewise_linear vs) x.
Proof.
  intros W. unfold realizes. destruct (points_of vs B) as [| u [| v rest]]; [discriminate | discriminate|]. intros H Hx.
  apply andb_prop in H. destruct H as [H H4]. apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2].
  apply Qeq_bool_iff, Qeq_eqR in H1. apply Qeq_bool_iff, Qeq_eqR in H2.
  rewrite <- (same_between_ok vs (iterates B) _ _ 0 (shift B) u (v :: rest) x W H3 H4); [unfold block_value; rewrite Q2R_zero; lra | discriminate|].
  cbn [last_of]. lra.
Qed.

(** ** The map takes its interval into itself *)

(** The map has all its values in its interval, *)
Lemma invariant_ok vs x :
  well_formed (Linear vs) = true -> invariant vs = true -> Q2R (first_x vs) <= piecewise_linear vs x <= Q2R (last_x vs).
Proof. apply heights_between_ok. Qed.

(** and so have its iterates. *)
Lemma iterate_stays vs r x :
  well_formed (Linear vs) = true -> invariant vs = true -> Q2R (first_x vs) <= x <= Q2R (last_x vs) ->
  Q2R (first_x vs) <= iterate r (piecewise_linear vs) x <= Q2R (last_x vs).
Proof.
  intros W H. revert x. induction r as [| r IH]; intros x Hx; cbn [iterate]; [exact Hx|]. apply IH, invariant_ok; assumption.
Qed.

(** r iterates and then t. *)
Lemma iterate_add r t f x : iterate (r + t) f x = iterate t f (iterate r f x).
Proof. revert x. induction r as [| r IH]; intros x; cbn [Nat.add iterate]; [reflexivity | apply IH]. Qed.

(** ** The network of the blocks *)

(** The values of the layer of a block. *)
Definition units (B : block) (x : R) : list R := map (fun b => relu (x + Q2R b)) (offsets B).

(** What a neuron reads from that layer. *)
Lemma neuron_of_block bs ws c x : neuron_value (map (fun b => relu (x + Q2R b)) bs) (Neuron (numbered 0 ws) c) = relu_sum bs ws x + Q2R c.
Proof.
  unfold neuron_value. cbn [reads constant].
  assert (forall before, fold_right (fun p rest => Q2R (snd p) * nth (fst p) (before ++ map (fun b => relu (x + Q2R b)) bs) 0 + rest) (Q2R c)
    (numbered (length before) ws) = relu_sum bs ws x + Q2R c) as H; [|exact (H [])].
  revert bs. induction ws as [| w ws IH]; intros bs before; cbn [numbered fold_right fst snd]; [destruct bs; cbn; lra|].
  destruct bs as [| b bs].
  - specialize (IH [] (before ++ [0])). rewrite app_length, Nat.add_1_r in IH. cbn [map] in *. rewrite app_nil_r in *.
    rewrite nth_overflow by lia.
    replace (relu_sum [] (w :: ws) x) with (relu_sum [] ws x) by (destruct ws; reflexivity). rewrite <- IH, Rmult_0_r, Rplus_0_l.
    clear IH. generalize (numbered (S (length before)) ws). intros l. induction l as [| [j v] l IHl]; cbn [fold_right fst snd]; [reflexivity|].
    rewrite IHl. f_equal. f_equal. destruct (Nat.lt_ge_cases j (length before)) as [L | L].
    + rewrite app_nth1 by exact L. reflexivity.
    + rewrite nth_overflow, app_nth2 by exact L. destruct (j - length before)%nat as [| [|]]; reflexivity.
  - specialize (IH bs (before ++ [relu (x + Q2R b)])). rewrite app_length, Nat.add_1_r, <- app_assoc in IH. cbn [map app] in *. rewrite IH.
    rewrite app_nth2, Nat.sub_diag by lia. cbn [nth relu_sum]. lra.
Qed.

(** The first layer has the values of the first block, *)
Lemma first_layer_value B x : map relu (layer_value (first_layer B) [x]) = units B x.
Proof.
  unfold layer_value, first_layer, units. rewrite !map_map. apply map_ext. intros b. f_equal. unfold neuron_value. cbn. unfold Q2R at 1. cbn. lra.
Qed.

(** and each next layer those of its block, at the output of the block before. *)
Lemma next_layer_value B C x : map relu (layer_value (next_layer B C) (units B x)) = units C (block_value B x).
Proof.
  unfold layer_value, next_layer, units. rewrite !map_map. apply map_ext. intros b. f_equal.
  rewrite neuron_of_block, Q2R_plus. unfold block_value. lra.
Qed.

(** What the last block reads. *)
Fixpoint through (B : block) (rest : list block) (x : R) : R := match rest with [] => x | C :: rest' => through C rest' (block_value B x) end.

(** All layers. *)
Lemma layers_after_value B rest x : hidden_values (layers_after B rest) (units B x) = units (final B rest) (through B rest x).
Proof.
  revert B x. induction rest as [| C rest IH]; intros B x; cbn [layers_after hidden_values final through]; [reflexivity|].
  rewrite next_layer_value. apply IH.
Qed.

(** The network is the composition of its blocks. *)
Lemma network_of_blocks_value B rest x : evaluate (network_of_blocks B rest) [x] = [block_value (final B rest) (through B rest x)].
Proof.
  unfold evaluate, network_of_blocks. cbn [hidden_layers output_layer hidden_values]. rewrite first_layer_value, layers_after_value.
  cbn [layer_value map]. unfold units. rewrite neuron_of_block. reflexivity.
Qed.

(** The composition of blocks that are iterates is an iterate. *)
Lemma blocks_iterate vs B rest x :
  well_formed (Linear vs) = true -> invariant vs = true -> Forall (fun C => realizes vs C = true) (B :: rest) ->
  Q2R (first_x vs) <= x <= Q2R (last_x vs) ->
  block_value (final B rest) (through B rest x)
  = iterate (fold_right (fun C n => (iterates C + n)%nat) 0%nat (B :: rest)) (piecewise_linear vs) x.
Proof.
  intros W Hv. revert B x. induction rest as [| C rest IH]; intros B x H Hx; inversion_clear H as [| B0 r0 HB Hrest];
    cbn [final through fold_right]; rewrite iterate_add; rewrite <- (realizes_ok vs B x W HB Hx); [reflexivity|].
  apply IH; [exact Hrest|]. rewrite (realizes_ok vs B x W HB Hx). apply iterate_stays; assumption.
Qed.

(** ** The same network *)

(** The same neurons have the same values, *)
Lemma same_neuron_ok u v vs : same_neuron u v = true -> neuron_value vs u = neuron_value vs v.
Proof.
  unfold same_neuron, neuron_value. intros H. apply andb_prop in H. destruct H as [H1 H2]. apply Qeq_bool_iff, Qeq_eqR in H2. rewrite H2. clear H2.
  revert H1. generalize (reads v). induction (reads u) as [| [i w] l IH]; intros [| [j z] m] H; cbn [same_reads] in H; try discriminate; [reflexivity|].
  apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2]. apply Nat.eqb_eq in H1. apply Qeq_bool_iff, Qeq_eqR in H2.
  cbn [fold_right fst snd]. rewrite (IH m H3), H1, H2. reflexivity.
Qed.

(** and so have the same layers *)
Lemma same_layer_ok l m vs : all_same same_neuron l m = true -> layer_value l vs = layer_value m vs.
Proof.
  revert m. induction l as [| u l IH]; intros [| v m] H; cbn [all_same] in H; try discriminate; [reflexivity|].
  apply andb_prop in H. destruct H as [H1 H2]. unfold layer_value in *. cbn [map]. rewrite (same_neuron_ok u v vs H1), (IH m H2). reflexivity.
Qed.

(** and networks. *)
Lemma same_network_ok N M x : same_network N M = true -> evaluate N x = evaluate M x.
Proof.
  unfold same_network, evaluate. intros H. apply andb_prop in H. destruct H as [H1 H2]. rewrite (same_layer_ok _ _ _ H2). f_equal. clear H2.
  revert x H1. generalize (hidden_layers M). induction (hidden_layers N) as [| l layers IH]; intros [| m ms] x H; cbn [all_same] in H; try discriminate; [reflexivity|].
  apply andb_prop in H. destruct H as [H1 H2]. cbn [hidden_values]. rewrite (same_layer_ok l m x H1). apply IH, H2.
Qed.

(** T16 *)
Theorem T16 vs N t blocks sequence :
  check_realization vs N t blocks sequence = true ->
  forall x, Q2R (first_x vs) <= x <= Q2R (last_x vs) -> evaluate N [x] = [iterate t (piecewise_linear vs) x].
Proof.
  unfold check_realization. intros H x Hx. destruct (map (fun k => nth k blocks no_block) sequence) as [| B rest] eqn:E; [discriminate|].
  apply andb_prop in H. destruct H as [H Hnet]. apply andb_prop in H. destruct H as [H Ht]. apply andb_prop in H. destruct H as [H Hseq].
  apply andb_prop in H. destruct H as [H Hblocks]. apply andb_prop in H. destruct H as [W Hinv]. apply Nat.eqb_eq in Ht. subst t.
  rewrite (same_network_ok _ _ _ Hnet), network_of_blocks_value, (blocks_iterate vs B rest x W Hinv); [reflexivity | | exact Hx].
  rewrite <- E. apply Forall_forall. intros C HC. apply in_map_iff in HC. destruct HC as [k [<- Hk]].
  rewrite forallb_forall in Hblocks, Hseq. apply Hblocks, nth_In, Nat.ltb_lt, Hseq, Hk.
Qed.

(** The same with the ends of the interval as a reader writes them. *)
Theorem realized vs N t blocks sequence a b :
  a = Q2R (first_x vs) -> b = Q2R (last_x vs) -> check_realization vs N t blocks sequence = true ->
  forall x, a <= x <= b -> evaluate N [x] = [iterate t (piecewise_linear vs) x].
Proof. intros -> -> H. exact (T16 vs N t blocks sequence H). Qed.

(** T16 for the networks of Networks.v, which the lower bounds are about. *)
Corollary T16_value vs N t blocks sequence :
  check_realization vs N t blocks sequence = true ->
  relu_network (network_of N) /\ depth (network_of N) = depth_of N /\ width (network_of N) = width_of N
  /\ forall x, Q2R (first_x vs) <= x <= Q2R (last_x vs) -> value (network_of N) x = iterate t (piecewise_linear vs) x.
Proof.
  intros H. split; [apply plain_is_relu_network | split; [apply depth_of_plain | split; [apply width_of_plain|]]]. intros x Hx.
  pose proof (T16 vs N t blocks sequence H x Hx) as E. unfold evaluate, layer_value in E.
  destruct (output_layer N) as [| u [| v l]] eqn:O; [discriminate | | discriminate].
  pose proof (value_of_plain N u x O) as V. unfold evaluate, layer_value in V. rewrite O in V. rewrite E in V. injection V as V. symmetry. exact V.
Qed.
