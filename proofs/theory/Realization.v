(** T16: a network made of blocks equals an iterate of a piecewise linear map on its interval; by comparison at finitely many points. *)

From Coq Require Import Reals QArith Qreals List Lra Lia.
From Exactsep Require Import Networks Maps Vectors.
Import ListNotations.
Open Scope Q_scope.

(** The block h + sum of w_j relu (x + b_j), for f^r: r, the b_j, the w_j and h. *)
Record block := Block { iterates : nat; offsets : list Q; weights_of : list Q; shift : Q }.

Definition no_block : block := Block 0 [] [] 0.

(** ** The network of a sequence of blocks: each layer computes the output of the block before, once for each of its units *)

Definition first_layer (B : block) : layer := map (fun b => Neuron [(0%nat, 1)] b) (offsets B).

Definition next_layer (B C : block) : layer := map (fun b => Neuron (numbered 0 (weights_of B)) (shift B + b)) (offsets C).

Fixpoint layers_after (B : block) (rest : list block) : list layer :=
  match rest with [] => [] | C :: rest' => next_layer B C :: layers_after C rest' end.

Fixpoint final (B : block) (rest : list block) : block := match rest with [] => B | C :: rest' => final C rest' end.

Definition network_of_blocks (B : block) (rest : list block) : plain_network :=
  let D := final B rest in Plain (first_layer B :: layers_after B rest) [Neuron (numbered 0 (weights_of D)) (shift D)].

(** The same network, weight by weight. *)
Fixpoint same_reads (l m : list (nat * Q)) : bool :=
  match l, m with
  | [], [] => true
  | (i, w) :: l', (j, v) :: m' => Nat.eqb i j && Qeq_bool w v && same_reads l' m'
  | _, _ => false
  end.

Definition same_neuron (u v : neuron) : bool := same_reads (reads u) (reads v) && Qeq_bool (constant u) (constant v).

Fixpoint all_same {A : Type} (same : A -> A -> bool) (l m : list A) : bool :=
  match l, m with
  | [], [] => true
  | x :: l', y :: m' => same x y && all_same same l' m'
  | _, _ => false
  end.

Definition same_network (N M : plain_network) : bool :=
  all_same (all_same same_neuron) (hidden_layers N) (hidden_layers M) && all_same same_neuron (output_layer N) (output_layer M).

(** ** A block and an iterate agree at points between which both are affine *)

(** p is not strictly between u and v. *)
Definition beside (u v p : Q) : bool := Qle_bool p u && Qle_bool p v || Qle_bool u p && Qle_bool v p.

(** The values of f^r at u and v, if f, f^2, ..., f^r are affine between u and v. *)
Fixpoint ends_of (vs : list (Q * Q)) (r : nat) (u v : Q) : option (Q * Q) :=
  match r with
  | O => Some (u, v)
  | S r' => if forallb (fun p => beside u v (fst p)) vs then ends_of vs r' (piecewise_linear_Q vs u) (piecewise_linear_Q vs v) else None
  end.

Fixpoint decreasing (bs : list Q) : bool :=
  match bs with [] => true | b :: rest => match rest with [] => true | c :: _ => Qle_bool c b end && decreasing rest end.

(** What is left of the sum of w relu (x + b) when the terms that are active from u on are put together as m x + c. *)
Record line_and_rest := Line { bs_left : list Q; ws_left : list Q; line_slope : Q; line_value : Q }.

Fixpoint put_together (u : Q) (bs ws : list Q) (m c : Q) : line_and_rest :=
  match bs, ws with
  | b :: bs', w :: ws' => if Qle_bool 0 (u + b) then put_together u bs' ws' (Qred (m + w)) (Qred (c + w * b)) else Line bs ws m c
  | _, _ => Line bs ws m c
  end.

(** From point to point: no term begins to be active in between, f^r is affine, and both are equal at the two points. *)
Fixpoint same_between (vs : list (Q * Q)) (r : nat) (bs ws : list Q) (m c u : Q) (points : list Q) : bool :=
  match points with
  | [] => true
  | v :: rest =>
    let L := put_together u bs ws m c in
    Qle_bool u v && match bs_left L with [] => true | b :: _ => Qle_bool (v + b) 0 end
    && match ends_of vs r u v with
       | None => false
       | Some (y, z) => Qeq_bool (line_slope L * u + line_value L) y && Qeq_bool (line_slope L * v + line_value L) z
       end
    && same_between vs r (bs_left L) (ws_left L) (line_slope L) (line_value L) v rest
  end.

(** A proposal for the points: the ends of the pieces of f^r, and the ends of the pieces of the block. *)
Fixpoint preimages (p0 : Q * Q) (ps : list (Q * Q)) (levels : list Q) : list (Q * Q) :=
  match ps with
  | [] => [p0]
  | p1 :: rest =>
    let (x0, y0) := p0 in
    let (x1, y1) := p1 in
    let up := Qle_bool y0 y1 in
    let hit := filter (fun c => if up then negb (Qle_bool c y0) && negb (Qle_bool y1 c) else negb (Qle_bool c y1) && negb (Qle_bool y0 c)) levels in
    p0 :: map (fun c => (Qred (x0 + (c - y0) / (y1 - y0) * (x1 - x0)), c)) (if up then hit else rev hit) ++ preimages p1 rest levels
  end.

Fixpoint pieces_of (vs : list (Q * Q)) (r : nat) (ps : list (Q * Q)) : list (Q * Q) :=
  match r, ps with
  | S r', p0 :: rest => pieces_of vs r' (map (fun p => (fst p, piecewise_linear_Q vs (snd p))) (preimages p0 rest (map fst vs)))
  | _, _ => ps
  end.

Fixpoint merged (l : list Q) : list Q -> list Q :=
  match l with
  | [] => fun m => m
  | x :: l' =>
    fix inner (m : list Q) : list Q :=
      match m with
      | [] => l
      | y :: m' => match Qcompare x y with Eq => merged l' m | Lt => x :: merged l' m | Gt => y :: inner m' end
      end
  end.

Definition first_x (vs : list (Q * Q)) : Q := fst (hd (0, 0) vs).

Definition last_x (vs : list (Q * Q)) : Q := fst (last vs (0, 0)).

Definition points_of (vs : list (Q * Q)) (B : block) : list Q :=
  let a := first_x vs in
  let b := last_x vs in
  let inner := filter (fun z => negb (Qle_bool z a) && negb (Qle_bool b z)) (map (fun c => Qred (- c)) (offsets B)) in
  merged inner (map fst (pieces_of vs (iterates B) [(a, a); (b, b)])).

Fixpoint last_of (u : Q) (points : list Q) : Q := match points with [] => u | v :: rest => last_of v rest end.

Definition realizes (vs : list (Q * Q)) (B : block) : bool :=
  match points_of vs B with
  | u :: v :: rest =>
    Qeq_bool u (first_x vs) && Qeq_bool (last_of v rest) (last_x vs) && decreasing (offsets B)
    && same_between vs (iterates B) (offsets B) (weights_of B) 0 (shift B) u (v :: rest)
  | _ => false
  end.

(** The map takes its interval into itself. *)
Definition invariant (vs : list (Q * Q)) : bool := forallb (fun p => Qle_bool (first_x vs) (snd p) && Qle_bool (snd p) (last_x vs)) vs.

Definition check_realization (vs : list (Q * Q)) (N : plain_network) (t : nat) (blocks : list block) (sequence : list nat) : bool :=
  match map (fun k => nth k blocks no_block) sequence with
  | [] => false
  | B :: rest =>
    well_formed (Linear vs) && invariant vs && forallb (realizes vs) blocks
    && forallb (fun k => Nat.ltb k (length blocks)) sequence
    && Nat.eqb (fold_right (fun C n => (iterates C + n)%nat) 0%nat (B :: rest)) t
    && same_network N (network_of_blocks B rest)
  end.

(** ** Soundness: straight functions *)

Open Scope R_scope.

(** F is affine between u and v. *)
Definition straight (F : R -> R) (u v : R) : Prop := forall s, 0 <= s <= 1 -> F (u + s * (v - u)) = F u + s * (F v - F u).

Definition beside_R (u v p : R) : Prop := (p <= u /\ p <= v) \/ (u <= p /\ v <= p).

Lemma beside_ok u v p : beside u v p = true -> beside_R (Q2R u) (Q2R v) (Q2R p).
Proof.
  unfold beside. intros H. apply orb_prop in H. destruct H as [H | H]; apply andb_prop in H; destruct H as [H1 H2];
    apply Qle_bool_iff, Qle_Rle in H1; apply Qle_bool_iff, Qle_Rle in H2; [left | right]; split; assumption.
Qed.

Lemma straight_compose F G u v : straight F u v -> straight G (F u) (F v) -> straight (fun x => G (F x)) u v.
Proof. intros HF HG s Hs. rewrite (HF s Hs). apply HG, Hs. Qed.

Lemma straight_max u v p : beside_R u v p -> straight (fun x => Rmax x p) u v.
Proof.
  intros [[H1 H2] | [H1 H2]] s Hs.
  - rewrite !Rmax_left by nra. lra.
  - rewrite !Rmax_right by nra. lra.
Qed.

Lemma straight_min u v p : beside_R u v p -> straight (fun x => Rmin x p) u v.
Proof.
  intros [[H1 H2] | [H1 H2]] s Hs.
  - rewrite !Rmin_right by nra. lra.
  - rewrite !Rmin_left by nra. lra.
Qed.

Lemma straight_clamp a b u v : beside_R u v a -> beside_R u v b -> straight (clamp a b) u v.
Proof.
  intros Ha Hb. apply (straight_compose (fun x => Rmax x a) (fun x => Rmin x b)); [apply straight_max, Ha|]. apply straight_min.
  destruct Hb as [[H1 H2] | [H1 H2]]; [left; split; [apply Rle_trans with u | apply Rle_trans with v]; (assumption || apply Rmax_l)|].
  destruct (Rle_dec a b); [right; split; apply Rmax_lub; assumption | left; split; apply Rle_trans with a; (apply Rmax_r || lra)].
Qed.

Lemma straight_rises x0 y0 vs u v :
  beside_R u v (Q2R x0) -> Forall (fun p => beside_R u v (Q2R (fst p))) vs -> straight (rises x0 y0 vs) u v.
Proof.
  intros H0 H. revert x0 y0 H0. induction H as [| [x1 y1] vs H1 _ IH]; intros x0 y0 H0 s Hs; cbn [rises]; [lra|].
  cbn [fst] in H1. rewrite (IH x1 y1 H1 s Hs), (straight_clamp _ _ u v H0 H1 s Hs). ring.
Qed.

Lemma straight_piecewise_linear vs u v : Forall (fun p => beside_R u v (Q2R (fst p))) vs -> straight (piecewise_linear vs) u v.
Proof.
  intros H. destruct H as [| [x0 y0] vs H0 H]; intros s Hs; cbn [piecewise_linear]; [lra|].
  rewrite (straight_rises x0 y0 vs u v H0 H s Hs). ring.
Qed.

Lemma piecewise_linear_at vs x : well_formed (Linear vs) = true -> piecewise_linear vs (Q2R x) = Q2R (piecewise_linear_Q vs x).
Proof. exact (function_at (Linear vs) x). Qed.

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

(** Two functions that are affine between u and v and agree there agree between them. *)
Lemma straight_equal F G u v x : u <= x <= v -> straight F u v -> straight G u v -> F u = G u -> F v = G v -> F x = G x.
Proof.
  intros Hx HF HG E1 E2. destruct (Req_dec u v) as [E | E]; [replace x with u by lra; exact E1|].
  assert (0 <= (x - u) / (v - u) <= 1) as Hs.
  { split; [apply Rle_mult_inv_pos; lra|]. apply Rmult_le_reg_l with (v - u); [lra|]. field_simplify; lra. }
  replace x with (u + (x - u) / (v - u) * (v - u)) by (field; lra). rewrite (HF _ Hs), (HG _ Hs), E1, E2. reflexivity.
Qed.

(** ** Blocks *)

Fixpoint relu_sum (bs ws : list Q) (x : R) : R :=
  match bs, ws with b :: bs', w :: ws' => Q2R w * relu (x + Q2R b) + relu_sum bs' ws' x | _, _ => 0 end.

Definition block_value (B : block) (x : R) : R := relu_sum (offsets B) (weights_of B) x + Q2R (shift B).

Lemma Q2R_zero : Q2R 0 = 0.
Proof. unfold Q2R. cbn. lra. Qed.

(** Terms that are not yet active. *)
Lemma relu_sum_zero bs ws x : Forall (fun b => x + Q2R b <= 0) bs -> relu_sum bs ws x = 0.
Proof.
  intros H. revert ws. induction H as [| b bs Hb _ IH]; intros [| w ws]; cbn [relu_sum]; try reflexivity.
  rewrite IH. unfold relu. rewrite Rmax_left by exact Hb. lra.
Qed.

Lemma decreasing_ok b bs x : decreasing (b :: bs) = true -> x + Q2R b <= 0 -> Forall (fun c => x + Q2R c <= 0) (b :: bs).
Proof.
  revert b. induction bs as [| c bs IH]; intros b H Hx; (constructor; [exact Hx|]); [constructor|].
  cbn [decreasing] in H. apply andb_prop in H. destruct H as [H1 H2]. apply Qle_bool_iff, Qle_Rle in H1. apply IH; [exact H2 | lra].
Qed.

Lemma put_together_ok u bs ws m c x :
  Q2R u <= x -> let L := put_together u bs ws m c in
  Q2R m * x + Q2R c + relu_sum bs ws x = Q2R (line_slope L) * x + Q2R (line_value L) + relu_sum (bs_left L) (ws_left L) x.
Proof.
  intros Hx. revert ws m c. induction bs as [| b bs IH]; intros [| w ws] m c; cbn [put_together]; try reflexivity.
  destruct (Qle_bool 0 (u + b)) eqn:E; [|reflexivity]. apply Qle_bool_iff, Qle_Rle in E. rewrite Q2R_plus, Q2R_zero in E.
  cbv zeta in IH |- *. rewrite <- IH. cbn [relu_sum]. unfold relu at 1. rewrite Rmax_right by lra.
  rewrite !Q2R_Qred, !Q2R_plus, Q2R_mult. ring.
Qed.

Lemma put_together_decreasing u bs ws m c : decreasing bs = true -> decreasing (bs_left (put_together u bs ws m c)) = true.
Proof.
  revert ws m c. induction bs as [| b bs IH]; intros [| w ws] m c H; cbn [put_together]; try exact H.
  destruct (Qle_bool 0 (u + b)); [|exact H]. apply IH. cbn [decreasing] in H. apply andb_prop in H. apply H.
Qed.

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

Lemma values_between lo hi x0 y0 vs x :
  increasing x0 vs -> lo <= Q2R y0 <= hi -> Forall (fun p => lo <= Q2R (snd p) <= hi) vs -> lo <= Q2R y0 + rises x0 y0 vs x <= hi.
Proof.
  intros Hi H0 H. revert x0 y0 Hi H0. induction H as [| [x1 y1] vs H1 _ IH]; intros x0 y0 Hi H0; cbn [rises]; [lra|].
  cbn [snd] in H1. destruct Hi as [L Hi]. apply Qlt_Rlt in L. destruct (Rle_dec x (Q2R x1)) as [E | E].
  - rewrite (rises_before x1 y1 vs x Hi E). set (s := (clamp (Q2R x0) (Q2R x1) x - Q2R x0) / (Q2R x1 - Q2R x0)).
    assert (0 <= s <= 1) as Hs.
    { assert (Q2R x0 <= clamp (Q2R x0) (Q2R x1) x <= Q2R x1) as C.
      { unfold clamp. split; [apply Rmin_glb; [apply Rmax_r | lra] | apply Rmin_r]. }
      unfold s. split; [apply Rle_mult_inv_pos; lra|]. apply Rmult_le_reg_l with (Q2R x1 - Q2R x0); [lra|]. field_simplify; lra. }
    replace ((Q2R y1 - Q2R y0) / (Q2R x1 - Q2R x0) * (clamp (Q2R x0) (Q2R x1) x - Q2R x0)) with ((Q2R y1 - Q2R y0) * s) by (unfold s; field; lra).
    nra.
  - assert (clamp (Q2R x0) (Q2R x1) x = Q2R x1) as C by (unfold clamp; rewrite Rmax_left, Rmin_right by lra; reflexivity).
    rewrite C. replace ((Q2R y1 - Q2R y0) / (Q2R x1 - Q2R x0) * (Q2R x1 - Q2R x0)) with (Q2R y1 - Q2R y0) by (field; lra).
    specialize (IH x1 y1 Hi H1). lra.
Qed.

Lemma invariant_ok vs x :
  well_formed (Linear vs) = true -> invariant vs = true -> Q2R (first_x vs) <= piecewise_linear vs x <= Q2R (last_x vs).
Proof.
  unfold invariant. generalize (first_x vs) (last_x vs). intros lo hi. destruct vs as [| [x0 y0] vs]; cbn [well_formed]; [discriminate|].
  intros W H. cbn [piecewise_linear].
  assert (Forall (fun p => Q2R lo <= Q2R (snd p) <= Q2R hi) ((x0, y0) :: vs)) as F.
  { apply Forall_forall. intros p Hp. rewrite forallb_forall in H. specialize (H p Hp). apply andb_prop in H. destruct H as [H1 H2].
    apply Qle_bool_iff, Qle_Rle in H1. apply Qle_bool_iff, Qle_Rle in H2. split; assumption. }
  inversion_clear F as [| p ps F0 Fs]. apply values_between; [apply increasing_Q_ok, W | exact F0 | exact Fs].
Qed.

Lemma iterate_stays vs r x :
  well_formed (Linear vs) = true -> invariant vs = true -> Q2R (first_x vs) <= x <= Q2R (last_x vs) ->
  Q2R (first_x vs) <= iterate r (piecewise_linear vs) x <= Q2R (last_x vs).
Proof.
  intros W H. revert x. induction r as [| r IH]; intros x Hx; cbn [iterate]; [exact Hx|]. apply IH, invariant_ok; assumption.
Qed.

Lemma iterate_add r t f x : iterate (r + t) f x = iterate t f (iterate r f x).
Proof. revert x. induction r as [| r IH]; intros x; cbn [Nat.add iterate]; [reflexivity | apply IH]. Qed.

(** ** The network of the blocks *)

Definition units (B : block) (x : R) : list R := map (fun b => relu (x + Q2R b)) (offsets B).

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

Lemma first_layer_value B x : map relu (layer_value (first_layer B) [x]) = units B x.
Proof.
  unfold layer_value, first_layer, units. rewrite !map_map. apply map_ext. intros b. f_equal. unfold neuron_value. cbn. unfold Q2R at 1. cbn. lra.
Qed.

Lemma next_layer_value B C x : map relu (layer_value (next_layer B C) (units B x)) = units C (block_value B x).
Proof.
  unfold layer_value, next_layer, units. rewrite !map_map. apply map_ext. intros b. f_equal.
  rewrite neuron_of_block, Q2R_plus. unfold block_value. lra.
Qed.

(** What the last block reads. *)
Fixpoint through (B : block) (rest : list block) (x : R) : R := match rest with [] => x | C :: rest' => through C rest' (block_value B x) end.

Lemma layers_after_value B rest x : hidden_values (layers_after B rest) (units B x) = units (final B rest) (through B rest x).
Proof.
  revert B x. induction rest as [| C rest IH]; intros B x; cbn [layers_after hidden_values final through]; [reflexivity|].
  rewrite next_layer_value. apply IH.
Qed.

Lemma network_of_blocks_value B rest x : evaluate (network_of_blocks B rest) [x] = [block_value (final B rest) (through B rest x)].
Proof.
  unfold evaluate, network_of_blocks. cbn [hidden_layers output_layer hidden_values]. rewrite first_layer_value, layers_after_value.
  cbn [layer_value map]. unfold units. rewrite neuron_of_block. reflexivity.
Qed.

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

Lemma same_neuron_ok u v vs : same_neuron u v = true -> neuron_value vs u = neuron_value vs v.
Proof.
  unfold same_neuron, neuron_value. intros H. apply andb_prop in H. destruct H as [H1 H2]. apply Qeq_bool_iff, Qeq_eqR in H2. rewrite H2. clear H2.
  revert H1. generalize (reads v). induction (reads u) as [| [i w] l IH]; intros [| [j z] m] H; cbn [same_reads] in H; try discriminate; [reflexivity|].
  apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2]. apply Nat.eqb_eq in H1. apply Qeq_bool_iff, Qeq_eqR in H2.
  cbn [fold_right fst snd]. rewrite (IH m H3), H1, H2. reflexivity.
Qed.

Lemma same_layer_ok l m vs : all_same same_neuron l m = true -> layer_value l vs = layer_value m vs.
Proof.
  revert m. induction l as [| u l IH]; intros [| v m] H; cbn [all_same] in H; try discriminate; [reflexivity|].
  apply andb_prop in H. destruct H as [H1 H2]. unfold layer_value in *. cbn [map]. rewrite (same_neuron_ok u v vs H1), (IH m H2). reflexivity.
Qed.

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
