(** Points given by weights of vertices; a box is covered by simplices, and a simplex by parts on which a quantity does not change its sign. *)

From Coq Require Import Reals QArith Qreals List Lra Lia.
From Exactsep Require Import Networks Maps Vectors Symbolic Enclosures.
Import ListNotations.
Open Scope Q_scope.

(** A quantity is given by its values at the n vertices, a simplex by its coordinates and by more quantities that are affine on it. *)
Definition column : Set := list Q.

Definition simplex : Set := (list column * list column)%type.

(** w c + r *)
Fixpoint add_column (w : Q) (c r : column) : column :=
  match c, r with q :: c', p :: r' => Qred (w * q + p) :: add_column w c' r' | _, _ => [] end.

(** The preactivation of a neuron at n vertices. *)
Definition neuron_column (n : nat) (cols : list column) (u : neuron) : column :=
  fold_right (fun t rest => add_column (snd t) (nth (fst t) cols (repeat 0 n)) rest) (repeat (constant u) n) (reads u).

(** The entry with the index i is replaced. *)
Fixpoint set_at {A} (i : nat) (a : A) (l : list A) : list A :=
  match l, i with [], _ => [] | _ :: l', O => a :: l' | b :: l', S i' => b :: set_at i' a l' end.

(** Vertex i moves towards vertex j. *)
Definition cut_column (i j : nat) (t : Q) (c : column) : column := set_at i (Qred ((1 - t) * nth i c 0 + t * nth j c 0)) c.

Definition cut (i j : nat) (t : Q) (s : simplex) : simplex := (map (cut_column i j t) (fst s), map (cut_column i j t) (snd s)).

(** The first entry of a column with a property. *)
Fixpoint index_of (test : Q -> bool) (c : column) : nat := match c with [] => O | q :: c' => if test q then O else S (index_of test c') end.

Definition is_negative (q : Q) : bool := negb (Qle_bool 0 q).

Definition is_positive (q : Q) : bool := negb (Qle_bool q 0).

(** Cut at a zero of the neuron between two vertices, as long as it changes its sign. *)
Fixpoint halves (fuel n : nat) (u : neuron) (s : simplex) : list simplex :=
  match fuel with
  | O => [s]
  | S fuel' =>
    let c := neuron_column n (snd s) u in
    let i := index_of is_negative c in
    let j := index_of is_positive c in
    let t := Qred (nth i c 0 / (nth i c 0 - nth j c 0)) in
    if Nat.ltb i n && Nat.ltb j n && is_positive t && is_positive (1 - t) && negb (Nat.eqb i j)
    then halves fuel' n u (cut i j t s) ++ halves fuel' n u (cut j i (Qred (1 - t)) s)
    else [s]
  end.

(** The same for all neurons of a layer. *)
Definition parts (n : nat) (l : layer) (s : simplex) : list simplex := fold_left (fun found u => flat_map (halves n n u) found) l [s].

(** The simplices of a box with d sides, each with d + 1 vertices: those of the last d - 1 sides, from the bottom to the top at one vertex. *)
Fixpoint twice {A} (i : nat) (l : list A) : list A :=
  match l, i with [], _ => [] | a :: l', O => a :: a :: l' | a :: l', S i' => a :: twice i' l' end.

Definition steps (lo hi : Q) (i n : nat) : column := repeat lo (S i) ++ repeat hi (n - i).

Fixpoint simplices (sides : list (Q * Q)) : list (list column) :=
  match sides with
  | [] => [[]]
  | (lo, hi) :: rest =>
    let n := S (length rest) in flat_map (fun cols => map (fun i => steps lo hi i n :: map (twice i) cols) (seq 0 n)) (simplices rest)
  end.

(** ** Weights *)

Open Scope R_scope.

Fixpoint total (ws : list R) : R := match ws with [] => 0 | w :: ws' => w + total ws' end.

Fixpoint mix (ws : list R) (c : column) : R := match ws, c with w :: ws', q :: c' => w * Q2R q + mix ws' c' | _, _ => 0 end.

Definition are_weights (n : nat) (ws : list R) : Prop := length ws = n /\ Forall (fun w => 0 <= w) ws /\ total ws = 1.

Definition of_length (n : nat) (cols : list column) : Prop := Forall (fun c => length c = n) cols.

(** Sums of columns. *)
Lemma mix_add ws w c r : length c = length r -> mix ws (add_column w c r) = Q2R w * mix ws c + mix ws r.
Proof.
  revert c r. induction ws as [| v ws IH]; intros [| q c] [| p r] E; cbn [mix add_column length] in *; try lra; try discriminate.
  rewrite IH, Q2R_Qred, Q2R_plus, Q2R_mult by lia. lra.
Qed.

Lemma length_add w c r : length c = length r -> length (add_column w c r) = length r.
Proof. revert r. induction c as [| q c IH]; intros [| p r] E; cbn [add_column length] in *; try discriminate; [reflexivity|]. rewrite IH; lia. Qed.

(** Constant columns. *)
Lemma mix_repeat ws q : mix ws (repeat q (length ws)) = Q2R q * total ws.
Proof. induction ws as [| w ws IH]; cbn [length repeat mix total]; [lra | rewrite IH; lra]. Qed.

Lemma mix_constant n ws q : are_weights n ws -> mix ws (repeat q n) = Q2R q.
Proof. intros [<- [_ H]]. rewrite mix_repeat, H. lra. Qed.

(** Preactivations of affine quantities are affine. *)
Lemma neuron_column_length n cols u : of_length n cols -> length (neuron_column n cols u) = n.
Proof.
  intros H. unfold neuron_column. induction (reads u) as [| t terms IH]; cbn [fold_right]; [apply repeat_length|].
  rewrite length_add; [exact IH|]. rewrite IH. destruct (nth_in_or_default (fst t) cols (repeat 0%Q n)) as [A | ->]; [|apply repeat_length].
  exact (proj1 (Forall_forall _ _) H _ A).
Qed.

Lemma mix_neuron n ws cols u : are_weights n ws -> of_length n cols -> mix ws (neuron_column n cols u) = neuron_value (map (mix ws) cols) u.
Proof.
  intros Hw H. unfold neuron_value. destruct u as [terms b]. cbn [reads constant]. induction terms as [| [j w] terms IH].
  - unfold neuron_column. cbn [reads constant fold_right]. apply mix_constant, Hw.
  - cbn [fold_right fst snd]. rewrite <- IH. change (neuron_column n cols (Neuron ((j, w) :: terms) b))
      with (add_column w (nth j cols (repeat 0%Q n)) (neuron_column n cols (Neuron terms b))).
    rewrite mix_add.
    + f_equal. f_equal. rewrite <- (map_nth (mix ws) cols), (mix_constant n ws 0%Q Hw), Q2R_zero. reflexivity.
    + rewrite (neuron_column_length n cols _ H). destruct (nth_in_or_default j cols (repeat 0%Q n)) as [A | ->]; [|apply repeat_length].
      exact (proj1 (Forall_forall _ _) H _ A).
Qed.

(** ** Cutting *)

(** What is replaced. *)
Lemma length_set {A} i (a : A) l : length (set_at i a l) = length l.
Proof. revert i. induction l as [| b l IH]; intros [| i]; cbn [set_at length]; [reflexivity | reflexivity | reflexivity | rewrite IH; reflexivity]. Qed.

Lemma nth_set_same {A} i (a d : A) l : (i < length l)%nat -> nth i (set_at i a l) d = a.
Proof. revert i. induction l as [| b l IH]; intros [| i] H; cbn [set_at nth length] in *; try lia; [reflexivity | apply IH; lia]. Qed.

Lemma nth_set_other {A} i j (a d : A) l : i <> j -> nth j (set_at i a l) d = nth j l d.
Proof. revert i j. induction l as [| b l IH]; intros [| i] [| j] H; cbn [set_at nth]; try reflexivity; try congruence. apply IH. lia. Qed.

Lemma nonneg_set i a ws : 0 <= a -> Forall (fun w => 0 <= w) ws -> Forall (fun w => 0 <= w) (set_at i a ws).
Proof. intros Ha H. revert i. induction H as [| w ws Hw H IH]; intros [| i]; cbn [set_at]; constructor; auto. Qed.

Lemma total_set i a ws : (i < length ws)%nat -> total (set_at i a ws) = total ws + a - nth i ws 0.
Proof. revert i. induction ws as [| w ws IH]; intros [| i] H; cbn [set_at total nth length] in *; try lia; [lra | rewrite IH by lia; lra]. Qed.

Lemma mix_set_weight i a ws c : (i < length ws)%nat -> length c = length ws -> mix (set_at i a ws) c = mix ws c + (a - nth i ws 0) * Q2R (nth i c 0%Q).
Proof.
  revert i c. induction ws as [| w ws IH]; intros [| i] [| q c] H E; cbn [set_at mix nth length] in *; try lia; [lra | rewrite IH by lia; lra].
Qed.

Lemma mix_set_column i z ws c : (i < length ws)%nat -> length c = length ws -> mix ws (set_at i z c) = mix ws c + nth i ws 0 * (Q2R z - Q2R (nth i c 0%Q)).
Proof.
  revert i c. induction ws as [| w ws IH]; intros [| i] [| q c] H E; cbn [set_at mix nth length] in *; try lia; [lra | rewrite IH by lia; lra].
Qed.

(** Weights for the part where vertex i has moved. *)
Lemma cut_weights n i j t ws :
  are_weights n ws -> (i < n)%nat -> (j < n)%nat -> i <> j -> 0 < Q2R t < 1 -> nth i ws 0 * Q2R t <= nth j ws 0 * (1 - Q2R t) ->
  exists ws', are_weights n ws' /\ forall c, length c = n -> mix ws' (cut_column i j t c) = mix ws c.
Proof.
  intros [Hl [Hp Ht]] Hi Hj Hij Hq H. set (a := nth i ws 0 / (1 - Q2R t)). set (b := nth j ws 0 - a * Q2R t).
  assert (0 <= nth i ws 0) as Pi by (apply (proj1 (Forall_forall _ _) Hp), nth_In; lia).
  assert (a * (1 - Q2R t) = nth i ws 0) as Ea by (unfold a; field; lra).
  assert (0 <= a) as Pa by (apply Rle_mult_inv_pos; lra).
  assert (0 <= b) as Pb by (unfold b; nra). clearbody a.
  exists (set_at j b (set_at i a ws)). split.
  - split; [rewrite !length_set; exact Hl|]. split; [apply nonneg_set, nonneg_set; assumption|].
    rewrite !total_set, nth_set_other by (rewrite ?length_set; lia || exact Hij). unfold b. lra.
  - intros c Hc. unfold cut_column. rewrite mix_set_weight by (rewrite ?length_set; lia). rewrite mix_set_column by (rewrite ?length_set; lia).
    rewrite mix_set_weight by lia. rewrite !(nth_set_other i j) by exact Hij. rewrite (nth_set_same i) by lia. rewrite Q2R_Qred, Q2R_plus, !Q2R_mult, Q2R_minus. replace (Q2R 1) with 1 by (unfold Q2R; cbn; lra).
    unfold b. replace (nth i ws 0) with (a * (1 - Q2R t)) by exact Ea. ring.
Qed.

(** The quantities of a simplex with the weights ws. *)
Definition at_weights (n : nat) (s : simplex) (x v : list R) : Prop :=
  of_length n (fst s) /\ of_length n (snd s) /\ exists ws, are_weights n ws /\ map (mix ws) (fst s) = x /\ map (mix ws) (snd s) = v.

(** A point of the part where vertex i has moved. *)
Lemma at_cut n i j t s x v ws :
  of_length n (fst s) -> of_length n (snd s) -> are_weights n ws -> map (mix ws) (fst s) = x -> map (mix ws) (snd s) = v ->
  (i < n)%nat -> (j < n)%nat -> i <> j -> 0 < Q2R t < 1 -> nth i ws 0 * Q2R t <= nth j ws 0 * (1 - Q2R t) -> at_weights n (cut i j t s) x v.
Proof.
  intros H1 H2 Hw Hx Hv Hi Hj Hij Ht H. destruct (cut_weights n i j t ws Hw Hi Hj Hij Ht H) as [ws' [Hw' E]].
  assert (forall cols, of_length n cols -> of_length n (map (cut_column i j t) cols)) as L.
  { intros cols A. unfold of_length in *. induction A as [| c cols A _ IH]; cbn [map]; constructor; [|exact IH]. unfold cut_column. rewrite length_set. exact A. }
  assert (forall cols, of_length n cols -> map (mix ws') (map (cut_column i j t) cols) = map (mix ws) cols) as M.
  { intros cols A. induction A as [| c cols A _ IH]; cbn [map]; [reflexivity|]. rewrite (E c A), IH. reflexivity. }
  unfold at_weights, cut. cbn [fst snd]. split; [apply L, H1 | split; [apply L, H2|]]. exists ws'. rewrite !M by assumption. auto.
Qed.

(** Positive rationals. *)
Lemma is_positive_ok q : is_positive q = true -> 0 < Q2R q.
Proof.
  unfold is_positive. intros H. rewrite <- Q2R_zero. apply Qlt_Rlt, Qnot_le_lt. intros A. apply Qle_bool_iff in A. rewrite A in H. discriminate.
Qed.

(** Every point of a simplex is in one of its parts. *)
Lemma halves_ok fuel n u s x v : at_weights n s x v -> Exists (fun s' => at_weights n s' x v) (halves fuel n u s).
Proof.
  revert s. induction fuel as [| fuel IH]; intros s H; cbn [halves]; [constructor; exact H|].
  set (i := index_of _ _). set (j := index_of _ _). set (t := Qred _). clearbody i j t.
  destruct (Nat.ltb i n && Nat.ltb j n && is_positive t && is_positive (1 - t) && negb (Nat.eqb i j)) eqn:E; [|constructor; exact H].
  repeat (apply andb_prop in E; destruct E as [E ?E]). apply Nat.ltb_lt in E. apply Nat.ltb_lt in E3. apply is_positive_ok in E1, E2.
  rewrite Q2R_minus in E1. replace (Q2R 1) with 1 in E1 by (unfold Q2R; cbn; lra).
  assert (i <> j) as Hij by (intros ->; rewrite Nat.eqb_refl in E0; discriminate).
  destruct H as [H1 [H2 [ws [Hw [Hx Hv]]]]]. apply Exists_app.
  destruct (Rle_dec (nth i ws 0 * Q2R t) (nth j ws 0 * (1 - Q2R t))) as [L | L].
  - left. apply IH. apply (at_cut n i j t s x v ws); auto; lra.
  - right. apply IH. assert (Q2R (Qred (1 - t)) = 1 - Q2R t) as Et by (rewrite Q2R_Qred, Q2R_minus; replace (Q2R 1) with 1 by (unfold Q2R; cbn; lra); reflexivity).
    apply (at_cut n j i (Qred (1 - t)) s x v ws); auto; rewrite ?Et; lra.
Qed.

Lemma parts_ok n l s x v : at_weights n s x v -> Exists (fun s' => at_weights n s' x v) (parts n l s).
Proof.
  intros H. unfold parts. assert (Exists (fun s' => at_weights n s' x v) [s]) as A by (constructor; exact H). revert A. generalize [s].
  induction l as [| u l IH]; intros found A; cbn [fold_left]; [exact A|]. apply IH. apply Exists_exists in A. destruct A as [s' [Hs A]].
  apply Exists_flat_map. apply Exists_exists. exists s'. split; [exact Hs | apply halves_ok, A].
Qed.

(** ** The simplices of a box *)

Lemma length_twice {A} i (l : list A) : (i < length l)%nat -> length (twice i l) = S (length l).
Proof. revert i. induction l as [| a l IH]; intros [| i] H; cbn [twice length] in *; try lia. rewrite IH; lia. Qed.

(** Weights ws, of which so much as tau goes to the top: all after some vertex i, none before it. *)
Lemma stairs ws tau :
  Forall (fun w => 0 <= w) ws -> 0 <= tau <= total ws -> ws <> [] ->
  exists i ws', (i < length ws)%nat /\ length ws' = S (length ws) /\ Forall (fun w => 0 <= w) ws' /\ total ws' = total ws
    /\ (forall c, length c = length ws -> mix ws' (twice i c) = mix ws c)
    /\ forall lo hi, mix ws' (steps lo hi i (length ws)) = Q2R lo * (total ws - tau) + Q2R hi * tau.
Proof.
  intros H. revert tau. induction H as [| w ws Hw H IH]; intros tau Ht Hne; [congruence|]. cbn [total] in Ht.
  destruct (Rle_dec (total ws) tau) as [L | L].
  - exists 0%nat, (w + total ws - tau :: tau - total ws :: ws). cbn [length total]. split; [lia|]. split; [reflexivity|].
    split; [constructor; [lra | constructor; [lra | exact H]]|]. split; [lra|]. split.
    + intros [| q c] E; [discriminate|]. cbn [twice mix]. lra.
    + intros lo hi. unfold steps. replace (S (length ws) - 0)%nat with (S (length ws)) by lia. cbn [repeat app mix]. rewrite mix_repeat. lra.
  - destruct (IH tau ltac:(lra)) as [i [ws' [Hi [Hl [Hp [Hs [H1 H2]]]]]]]; [intros ->; cbn [total] in L; lra|].
    exists (S i), (w :: ws'). cbn [length total]. split; [lia|]. split; [lia|]. split; [constructor; assumption|]. split; [lra|]. split.
    + intros [| q c] E; [discriminate|]. cbn [twice mix length] in *. rewrite H1 by lia. reflexivity.
    + intros lo hi. specialize (H2 lo hi). unfold steps in *. replace (S (length ws) - S i)%nat with (length ws - i)%nat by lia.
      change (repeat lo (S (S i))) with (lo :: repeat lo (S i)). cbn [app mix]. cbn [app mix] in H2. rewrite H2. lra.
Qed.

(** The vertices of a box. *)
Lemma simplices_length sides : Forall (of_length (S (length sides))) (simplices sides).
Proof.
  induction sides as [| [lo hi] rest IH]; cbn [simplices length]; [repeat constructor|].
  apply Forall_forall. intros cols H. apply in_flat_map in H. destruct H as [smaller [Hs H]]. apply in_map_iff in H. destruct H as [i [<- Hi]].
  apply in_seq in Hi. pose proof (proj1 (Forall_forall _ _) IH smaller Hs) as A. constructor.
  - unfold steps. rewrite app_length, !repeat_length. lia.
  - apply Forall_forall. intros c Hc. apply in_map_iff in Hc. destruct Hc as [c' [<- Hc]]. pose proof (proj1 (Forall_forall _ _) A c' Hc) as E.
    cbn beta in E. rewrite length_twice; lia.
Qed.

(** Every point of a box is in one of its simplices. *)
Lemma simplices_ok sides x :
  inside (Box sides) x -> exists cols, In cols (simplices sides) /\ of_length (S (length sides)) cols
    /\ exists ws, are_weights (S (length sides)) ws /\ map (mix ws) cols = x.
Proof.
  intros H. assert (exists cols, In cols (simplices sides) /\ exists ws, are_weights (S (length sides)) ws /\ map (mix ws) cols = x) as [cols [A B]].
  2:{ exists cols. split; [exact A | split; [exact (proj1 (Forall_forall _ _) (simplices_length sides) cols A) | exact B]]. }
  cbn [inside] in H. induction H as [| [lo hi] v sides x Hv _ [cols [Hc [ws [[Hl [Hp Ht]] Hx]]]]].
  - exists []. split; [left; reflexivity|]. exists [1]. split; [|reflexivity]. split; [reflexivity|]. split; [constructor; [lra | constructor] | cbn; lra].
  - cbn [fst snd] in Hv. assert (exists tau, 0 <= tau <= 1 /\ v = Q2R lo * (1 - tau) + Q2R hi * tau) as [tau [Htau ->]].
    { destruct (Req_dec (Q2R lo) (Q2R hi)) as [E | E]; [exists 0; split; lra|].
      exists ((v - Q2R lo) / (Q2R hi - Q2R lo)). split; [|field; lra]. split.
      - apply Rle_mult_inv_pos; lra.
      - apply Rmult_le_reg_l with (Q2R hi - Q2R lo); [lra|]. field_simplify; lra. }
    destruct (stairs ws tau Hp ltac:(lra)) as [i [ws' [Hi [Hl' [Hp' [Ht' [H1 H2]]]]]]]; [intros ->; discriminate|]. rewrite Hl in *.
    exists (steps lo hi i (S (length sides)) :: map (twice i) cols). split.
    + cbn [simplices]. apply in_flat_map. exists cols. split; [exact Hc|]. apply in_map_iff. exists i. split; [reflexivity | apply in_seq; lia].
    + exists ws'. cbn [length]. split; [split; [exact Hl' | split; [exact Hp' | lra]]|]. cbn [map]. rewrite H2, Ht. f_equal.
      rewrite map_map, <- Hx. apply map_ext_in. intros c A. apply H1.
      exact (proj1 (Forall_forall _ _) (proj1 (Forall_forall _ _) (simplices_length sides) cols Hc) c A).
Qed.
