(** T16 over a number field: what the checker of FieldBlocks.v accepts is equal to the iterate. *)

From Coq Require Import Reals QArith Qreals List Lra Lia.
From Exactsep Require Import Networks Straight Fields FieldMaps FieldEvidence SelfMap RealNetworks FieldBlocks.
Import ListNotations.
Open Scope R_scope.

(** A piecewise linear map is affine beside its vertices. *)
Lemma straight_rises_R x0 y0 vs u v : beside_R u v x0 -> Forall (fun p => beside_R u v (fst p)) vs -> straight (rises_R x0 y0 vs) u v.
Proof.
  intros H0 H. revert x0 y0 H0. induction H as [| [x1 y1] vs H1 _ IH]; intros x0 y0 H0 s Hs; cbn [rises_R]; [lra|].
  cbn [fst] in H1. rewrite (IH x1 y1 H1 s Hs), (straight_clamp _ _ u v H0 H1 s Hs). ring.
Qed.

Lemma straight_piecewise_linear_R vs u v : Forall (fun p => beside_R u v (fst p)) vs -> straight (piecewise_linear_R vs) u v.
Proof.
  intros H. destruct H as [| [x0 y0] vs H0 H]; intros s Hs; cbn [piecewise_linear_R]; [lra|]. rewrite (straight_rises_R x0 y0 vs u v H0 H s Hs). ring.
Qed.

Section Sound.
Variable F : number_field.
Hypothesis isolated : isolates F = true.
Variable a : R.
Hypothesis root : root_of F a.
Notation "<< x >>" := (at_root a x).

(** Comparisons. *)
Lemma leq_ok x y : less_equal F x y = true -> <<x>> <= <<y>>.
Proof. intros H. exact (less_equal_ok F isolated a x y root H). Qed.

Lemma beside_el_ok u v p : beside_el F u v p = true -> beside_R <<u>> <<v>> <<p>>.
Proof.
  unfold beside_el. intros H. apply orb_prop in H. destruct H as [H | H]; apply andb_prop in H; destruct H as [H1 H2]; apply leq_ok in H1, H2; [left | right]; split; assumption.
Qed.

Lemma same_ok x y : same_element F x y = true -> <<x>> = <<y>>.
Proof. exact (same_element_ok F a x y). Qed.

Lemma sum_ok x y : <<sum_of x y>> = <<x>> + <<y>>.
Proof. exact (polynomial_sum x y a). Qed.

Lemma product_ok x y : <<product (minpoly F) x y>> = <<x>> * <<y>>.
Proof. apply (polynomial_product (minpoly F) x y a), root. Qed.

Lemma multiple_ok k x : <<multiple k x>> = Q2R k * <<x>>.
Proof. exact (polynomial_multiple k x a). Qed.

(** The ReLU, *)
Lemma relu_el_ok z r : relu_el F z = Some r -> relu <<z>> = <<r>>.
Proof.
  unfold relu_el, relu. destruct (less_equal F (zero_el F) z) eqn:E; [intros [= <-]; apply leq_ok in E; cbn in E; rewrite Rmax_right by exact E; reflexivity|].
  destruct (less_equal F z (zero_el F)) eqn:E'; [|discriminate]. intros [= <-]. apply leq_ok in E'. cbn in *. rewrite Rmax_left by exact E'. reflexivity.
Qed.

(** sums of ReLUs, *)
Lemma relu_sum_el_ok bs ws u s :
  relu_sum_el F bs ws u = Some s -> dot (map (at_root a) ws) (map (fun b => relu (<<u>> + b)) (map (at_root a) bs)) = <<s>>.
Proof.
  revert ws s. induction bs as [| b bs IH]; intros [| w ws] s; cbn [relu_sum_el map dot]; try (intros [= <-]; reflexivity).
  destruct (relu_el F (sum_of u b)) as [z|] eqn:Ez; [|discriminate]. destruct (relu_sum_el F bs ws u) as [s'|] eqn:Es; [|discriminate]. intros [= <-].
  rewrite (IH ws s' Es), sum_ok. apply relu_el_ok in Ez. rewrite sum_ok in Ez. rewrite Ez, product_ok. reflexivity.
Qed.

(** and blocks have these values. *)
Lemma block_at_ok B u y : block_at F B u y = true -> block_value_R (block_at_root a B) <<u>> = <<y>>.
Proof.
  unfold block_at. destruct (relu_sum_el F (offsets_of B) (weights_at B) u) as [s|] eqn:E; [|discriminate]. intros H. apply same_ok in H. rewrite sum_ok in H.
  unfold block_value_R, units_R, block_at_root. cbn [offsets_R weights_R shift_R]. rewrite (relu_sum_el_ok _ _ u s E). exact H.
Qed.

(** What [ends_el] accepts is affine, with the values that it gives. *)
Lemma ends_el_ok vs ss r u v y z :
  good_map F (FieldMap vs ss) = true -> ends_el F (FieldMap vs ss) vs r u v = Some (y, z) ->
  let f := piecewise_linear_R (vertices_at a vs) in straight (iterate r f) <<u>> <<v>> /\ iterate r f <<u>> = <<y>> /\ iterate r f <<v>> = <<z>>.
Proof.
  intros G. cbv zeta. revert u v. induction r as [| r IH]; intros u v H; cbn [ends_el iterate] in *.
  - injection H as -> ->. split; [intros s Hs; reflexivity | split; reflexivity].
  - destruct (forallb _ vs) eqn:H1 in H; [|discriminate]. destruct (field_value F _ u) as [u'|] eqn:Eu; [|discriminate].
    destruct (field_value F _ v) as [v'|] eqn:Ev; [|discriminate].
    pose proof (field_value_ok F isolated a root _ _ _ G Eu) as Fu. pose proof (field_value_ok F isolated a root _ _ _ G Ev) as Fv. cbn [map_at] in Fu, Fv.
    rewrite Fu, Fv. destruct (IH _ _ H) as [A B]. split; [|exact B].
    apply (straight_compose (piecewise_linear_R (vertices_at a vs)) (iterate r (piecewise_linear_R (vertices_at a vs)))); [|rewrite Fu, Fv; exact A].
    apply straight_piecewise_linear_R, Forall_forall. intros p Hp. unfold vertices_at in Hp. apply in_map_iff in Hp. destruct Hp as [q [<- Hq]].
    rewrite forallb_forall in H1. cbn [fst]. apply beside_el_ok, H1, Hq.
Qed.

(** The block and the iterate are equal from the first point to the last. *)
Lemma same_from_ok vs ss B u points x :
  good_map F (FieldMap vs ss) = true -> same_from F (FieldMap vs ss) vs B u points = true -> points <> [] -> <<u>> <= x <= <<last_point F u points>> ->
  block_value_R (block_at_root a B) x = iterate (iterates_of B) (piecewise_linear_R (vertices_at a vs)) x.
Proof.
  intros G. revert u. induction points as [| v points IH]; intros u H Hne Hx; [contradiction Hne; reflexivity|]. cbn [same_from last_point] in *.
  apply andb_prop in H. destruct H as [H Hrest]. apply andb_prop in H. destruct H as [H Hends]. apply andb_prop in H. destruct H as [Huv Hbeside].
  destruct (Rle_dec x <<v>>) as [Hle | Hle]; [|apply (IH v Hrest); [intros ->; cbn [last_point] in Hx; lra | lra]].
  destruct (ends_el F (FieldMap vs ss) vs (iterates_of B) u v) as [[y z]|] eqn:E; [|discriminate]. destruct (ends_el_ok vs ss _ u v y z G E) as [A [Ay Az]].
  apply andb_prop in Hends. destruct Hends as [Ey Ez]. apply block_at_ok in Ey, Ez.
  apply (straight_equal _ _ <<u>> <<v>> x); [lra | | exact A | lra | lra].
  apply straight_block, Forall_forall. intros b Hb. cbn [block_at_root offsets_R] in Hb. apply in_map_iff in Hb. destruct Hb as [c [<- Hc]].
  rewrite forallb_forall in Hbeside. specialize (Hbeside c Hc). apply beside_el_ok in Hbeside.
  rewrite multiple_ok in Hbeside. replace (- <<c>>) with (Q2R (-1) * <<c>>); [exact Hbeside|]. unfold Q2R. cbn. lra.
Qed.

(** Blocks that are accepted are iterates of the map. *)
Lemma realizes_el_ok vs ss lo hi B x :
  good_map F (FieldMap vs ss) = true -> realizes_el F (FieldMap vs ss) vs lo hi B = true -> <<lo>> <= x <= <<hi>> ->
  block_value_R (block_at_root a B) x = iterate (iterates_of B) (piecewise_linear_R (vertices_at a vs)) x.
Proof.
  intros G. unfold realizes_el. destruct (cuts_of B) as [| u [| v rest]]; [discriminate | discriminate|]. intros H Hx.
  apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2]. apply same_ok in H1, H2.
  apply (same_from_ok vs ss B u (v :: rest) x G H3); [discriminate|]. cbn [last_point]. rewrite H1, H2. exact Hx.
Qed.

(** r iterates and then t. *)
Lemma iterate_after r t f x : iterate (r + t) f x = iterate t f (iterate r f x).
Proof. revert x. induction r as [| r IH]; intros x; cbn [Nat.add iterate]; [reflexivity | apply IH]. Qed.

(** The composition of blocks that are iterates is an iterate. *)
Lemma blocks_iterate_el vs ss lo hi B rest x :
  check_field_heights F vs ss lo hi = true -> Forall (fun C => realizes_el F (FieldMap vs ss) vs lo hi C = true) (B :: rest) -> <<lo>> <= x <= <<hi>> ->
  block_value_R (final_R (block_at_root a B) (map (block_at_root a) rest)) (through_R (block_at_root a B) (map (block_at_root a) rest) x)
  = iterate (fold_right (fun C n => (iterates_of C + n)%nat) 0%nat (B :: rest)) (piecewise_linear_R (vertices_at a vs)) x.
Proof.
  intros Hh. assert (good_map F (FieldMap vs ss) = true) as G by (apply andb_prop in Hh; apply Hh).
  assert (forall y, <<lo>> <= y <= <<hi>> -> <<lo>> <= piecewise_linear_R (vertices_at a vs) y <= <<hi>>) as Hself
    by (apply (field_self_map_stated F a vs ss lo hi); try reflexivity; assumption).
  revert B x. induction rest as [| C rest IH]; intros B x H Hx; inversion_clear H as [| B0 r0 HB Hrest];
    cbn [map final_R through_R fold_right]; rewrite iterate_after; rewrite <- (realizes_el_ok vs ss lo hi B x G HB Hx); [reflexivity|].
  apply IH; [exact Hrest|]. rewrite (realizes_el_ok vs ss lo hi B x G HB Hx). clear - Hself Hx.
  revert x Hx. induction (iterates_of B) as [| r IHr]; intros x Hx; cbn [iterate]; [exact Hx|]. apply IHr, Hself, Hx.
Qed.

(** ** The same network *)

Lemma all_alike_ok {A B : Type} (same : A -> A -> bool) (g : A -> B) l m :
  (forall x y, same x y = true -> g x = g y) -> all_alike same l m = true -> map g l = map g m.
Proof.
  intros H. revert m. induction l as [| x l IH]; intros [| y m] E; cbn [all_alike] in E; try discriminate; [reflexivity|].
  apply andb_prop in E. destruct E as [E1 E2]. cbn [map]. rewrite (H x y E1), (IH m E2). reflexivity.
Qed.

Lemma same_layer_el_ok l m : all_alike (same_unit F) l m = true -> layer_at a l = layer_at a m.
Proof.
  apply all_alike_ok. intros [ws b] [ws' b'] E. apply andb_prop in E. destruct E as [E1 E2]. cbn [fst snd] in *. f_equal; [|apply same_ok, E2].
  exact (all_alike_ok _ _ ws ws' same_ok E1).
Qed.

Lemma same_network_el_ok N M : same_network_el F N M = true -> network_at a N = network_at a M.
Proof.
  intros H. apply andb_prop in H. destruct H as [H1 H2]. unfold network_at. f_equal; [exact (all_alike_ok _ _ _ _ same_layer_el_ok H1) | exact (same_layer_el_ok _ _ H2)].
Qed.

(** The network of blocks over the field is that over the real numbers. *)
Lemma network_of_blocks_at B rest : network_at a (network_of_blocks_el F B rest) = network_of_blocks_R (block_at_root a B) (map (block_at_root a) rest).
Proof.
  unfold network_at, network_of_blocks_el, network_of_blocks_R. cbn [field_hidden field_output map].
  assert (final_R (block_at_root a B) (map (block_at_root a) rest) = block_at_root a (final_el F B rest)) as E.
  { revert B. induction rest as [| C rest IH]; intros B; cbn [map final_R final_el]; [reflexivity | apply IH]. }
  rewrite E. f_equal. f_equal.
  - unfold layer_at, first_layer_R. cbn [block_at_root offsets_R]. rewrite !map_map. apply map_ext. intros b. cbn [fst snd map]. f_equal. f_equal.
    unfold one_el, at_root. cbn. unfold Q2R. cbn. lra.
  - clear E. revert B. induction rest as [| C rest IH]; intros B; cbn [map layers_after_el layers_after_R]; [reflexivity|]. rewrite IH. f_equal.
    unfold layer_at, next_layer_el, next_layer_R. cbn [block_at_root offsets_R weights_R shift_R]. rewrite !map_map. apply map_ext. intros b. cbn [fst snd].
    rewrite sum_ok. reflexivity.
Qed.
End Sound.

(** T16 over a number field, for a network and a map as a reader writes them. *)
Theorem field_realized F a vs ss lo hi N t blocks sequence deep points u v :
  isolates F = true -> root_of F a -> check_field_realization F vs ss lo hi N t blocks sequence = true ->
  points = vertices_at a vs -> deep = network_at a N -> u = at_root a lo -> v = at_root a hi ->
  forall x, u <= x <= v -> evaluate_R deep [x] = [iterate t (piecewise_linear_R points) x].
Proof.
  intros Hi Ha H -> -> -> -> x Hx. unfold check_field_realization in H.
  destruct (map (fun k => nth k blocks (no_block_el F)) sequence) as [| B rest] eqn:E; [discriminate|].
  apply andb_prop in H. destruct H as [H Hnet]. apply andb_prop in H. destruct H as [H Ht]. apply andb_prop in H. destruct H as [H Hseq].
  apply andb_prop in H. destruct H as [Hh Hblocks]. apply Nat.eqb_eq in Ht. subst t.
  rewrite (same_network_el_ok F a _ _ Hnet), network_of_blocks_at, network_of_blocks_value_R, (blocks_iterate_el F Hi a Ha vs ss lo hi B rest x Hh); [reflexivity | | exact Hx].
  rewrite <- E. apply Forall_forall. intros C HC. apply in_map_iff in HC. destruct HC as [k [<- Hk]].
  rewrite forallb_forall in Hblocks, Hseq. apply Hblocks, nth_In, Nat.ltb_lt, Hseq, Hk.
Qed.

(** ** The statement and the data: layers are compared number by number *)

Lemma next_number a w ws c cs : w = at_root a c -> ws = map (at_root a) cs -> w :: ws = map (at_root a) (c :: cs).
Proof. intros -> ->. reflexivity. Qed.

Lemma next_unit {F} a ws b l cws cb (rest : field_layer F) :
  ws = map (at_root a) cws -> b = at_root a cb -> l = layer_at a rest -> (ws, b) :: l = layer_at (F := F) a ((cws, cb) :: rest).
Proof. intros -> -> ->. reflexivity. Qed.

Ltac same_layer := repeat (apply next_unit; [repeat (apply next_number; [element |]); reflexivity | element |]); reflexivity.
