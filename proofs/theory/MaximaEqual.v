(** T20 in any dimension: a narrow network whose units are affine functions plus maxima of affine functions equals a target on a box,
    because both are affine, and equal, on each simplex of a cover on which no neuron of the target changes its sign. *)

From Coq Require Import Reals QArith Qreals List Lra Lia.
From Exactsep Require Import Networks Maps Vectors Symbolic Forms Enclosures Simplices Maxima.
Import ListNotations.
Open Scope Q_scope.

(** ** On a simplex *)

(** An affine function at the vertices, from the coordinates. *)
Fixpoint linear_column (n : nat) (a : list Q) (xs : list column) (start : column) : column :=
  match a, xs with w :: a', c :: xs' => add_column w c (linear_column n a' xs' start) | _, _ => start end.

Definition affine_column (n : nat) (a : affine) (xs : list column) : column := linear_column n (snd a) xs (repeat (fst a) n).

(** The larger entries. *)
Fixpoint larger (c r : column) : column := match c, r with q :: c', p :: r' => (if Qle_bool q p then p else q) :: larger c' r' | _, _ => [] end.

(** The maximum of 0 and the functions, if one of them is the largest one at all vertices. *)
Definition top_column (n : nat) (ls : list affine) (xs : list column) : option column :=
  let cols := map (fun l => affine_column n l xs) ls in
  let top := fold_right larger (repeat 0 n) cols in
  if existsb (same_list top) (repeat 0 n :: cols) then Some top else None.

(** A unit of the narrow network at the vertices, if it is affine on the simplex. *)
Fixpoint running_column (n : nat) (tops : list (Q * list affine)) (xs : list column) (start : column) : option column :=
  match tops with
  | [] => Some start
  | (s, ls) :: rest =>
    match top_column n ls xs, running_column n rest xs start with Some c, Some r => Some (add_column s c r) | _, _ => None end
  end.

(** The outputs of both networks are the same at the vertices. *)
Fixpoint same_outputs (n : nat) (xs : list column) (rs : list running) (cols : list column) : bool :=
  match rs, cols with
  | [], [] => true
  | r :: rs', c :: cols' =>
    match running_column n (snd r) xs (affine_column n (fst r) xs) with Some c' => same_list c' c | None => false end && same_outputs n xs rs' cols'
  | _, _ => false
  end.

(** The ReLU of a quantity that does not change its sign. *)
Definition relu_column (n : nat) (c : column) : option column :=
  if forallb (Qle_bool 0) c then Some c else if forallb (fun q => Qle_bool q 0) c then Some (repeat 0 n) else None.

(** The same for all neurons of a layer. *)
Fixpoint relu_columns (n : nat) (cols : list column) : option (list column) :=
  match cols with
  | [] => Some []
  | c :: rest => match relu_column n c with None => None | Some r => match relu_columns n rest with None => None | Some rs => Some (r :: rs) end end
  end.

(** Cut the simplex, layer by layer, until no neuron of the target changes its sign, and compare the outputs. *)
Fixpoint same_on (n : nat) (rs : list running) (layers : list layer) (last : layer) (s : simplex) : bool :=
  match layers with
  | [] => same_outputs n (fst s) rs (map (neuron_column n (snd s)) last)
  | l :: rest =>
    forallb (fun s' => match relu_columns n (map (neuron_column n (snd s')) l) with Some cols => same_on n rs rest last (fst s', cols) | None => false end)
      (parts n l s)
  end.

(** T is the target, N the narrow network. *)
Definition check_maxima (sides : list (Q * Q)) (T N : plain_network) : bool :=
  match output_runnings sides N with
  | None => false
  | Some rs => forallb (fun xs => same_on (S (length sides)) rs (hidden_layers T) (output_layer T) (xs, xs)) (simplices sides)
  end.

(** The claim of a certificate: also with at most l hidden layers of at most w neurons. *)
Definition check_narrow_maxima (sides : list (Q * Q)) (T N : plain_network) (l w : nat) : bool :=
  proper (Box sides) && Nat.eqb (depth_of N) l && Nat.leb (width_of N) w && check_maxima sides T N.

(** ** Soundness *)

Open Scope R_scope.

(** The same entries. *)
Lemma mix_same ws c r : same_list c r = true -> mix ws c = mix ws r.
Proof.
  revert c r. induction ws as [| w ws IH]; intros [| q c] [| p r] H; cbn [same_list] in H; try discriminate; [reflexivity | reflexivity | reflexivity|].
  apply andb_prop in H. destruct H as [H1 H2]. apply Qeq_bool_iff, Qeq_eqR in H1. cbn [mix]. rewrite H1, (IH c r H2). reflexivity.
Qed.

(** Affine functions of the coordinates. *)
Lemma affine_column_length n a xs : of_length n xs -> length (affine_column n a xs) = n.
Proof.
  intros H. unfold affine_column. destruct a as [b l]. cbn [fst snd]. revert l. induction H as [| c xs Hc _ IH]; intros [| w l]; cbn [linear_column];
    try apply repeat_length. rewrite length_add; rewrite IH; [reflexivity | exact Hc].
Qed.

Lemma mix_affine n ws a xs : are_weights n ws -> of_length n xs -> mix ws (affine_column n a xs) = affine_value a (map (mix ws) xs).
Proof.
  intros Hw H. destruct a as [b l]. unfold affine_value. cbn [fst snd]. revert l. induction H as [| c xs Hc H IH]; intros [| w l].
  - unfold affine_column. cbn [fst snd linear_column map linear]. rewrite (mix_constant n ws b Hw). lra.
  - unfold affine_column. cbn [fst snd linear_column map linear]. rewrite (mix_constant n ws b Hw). lra.
  - unfold affine_column. cbn [fst snd linear_column map linear]. rewrite (mix_constant n ws b Hw). lra.
  - cbn [map linear]. change (affine_column n (b, w :: l) (c :: xs)) with (add_column w c (affine_column n (b, l) xs)).
    rewrite mix_add, (IH l); [lra|]. rewrite (affine_column_length n (b, l) xs H). exact Hc.
Qed.

(** The larger entries are larger. *)
Lemma larger_length c r : length c = length r -> length (larger c r) = length r.
Proof. revert r. induction c as [| q c IH]; intros [| p r] E; cbn [larger length] in *; try discriminate; [reflexivity|]. rewrite IH; lia. Qed.

Lemma larger_ok ws c r : Forall (fun w => 0 <= w) ws -> length c = length r -> mix ws c <= mix ws (larger c r) /\ mix ws r <= mix ws (larger c r).
Proof.
  intros H. revert c r. induction H as [| w ws Hw _ IH]; intros [| q c] [| p r] E; cbn [mix larger length] in *; try discriminate; try lra.
  destruct (IH c r ltac:(lia)) as [A B]. destruct (Qle_bool q p) eqn:L.
  - apply Qle_bool_iff, Qle_Rle in L. split; nra.
  - assert (Q2R p < Q2R q) by (apply Qlt_Rlt, Qnot_le_lt; intros F; apply Qle_bool_iff in F; congruence). split; nra.
Qed.

(** The maximum at the vertices. *)
Lemma top_column_ok n ws ls xs c :
  are_weights n ws -> of_length n xs -> top_column n ls xs = Some c -> length c = n /\ mix ws c = top ls (map (mix ws) xs).
Proof.
  intros Hw H. unfold top_column. set (x := map (mix ws) xs). pose proof (proj1 (proj2 Hw)) as Hp.
  assert (length (fold_right larger (repeat 0%Q n) (map (fun l => affine_column n l xs) ls)) = n
    /\ top ls x <= mix ws (fold_right larger (repeat 0%Q n) (map (fun l => affine_column n l xs) ls))) as [A B].
  { induction ls as [| l ls [A B]]; cbn [map fold_right top].
    - split; [apply repeat_length|]. rewrite (mix_constant n ws 0%Q Hw), Q2R_zero. lra.
    - pose proof (affine_column_length n l xs H) as L.
      destruct (larger_ok ws (affine_column n l xs) _ Hp (eq_trans L (eq_sym A))) as [C D].
      split; [rewrite larger_length; [exact A | rewrite A; exact L]|]. rewrite (mix_affine n ws l xs Hw H) in C.
      fold x in C. fold (top ls x). apply Rmax_lub; lra. }
  set (t := fold_right _ _ _) in *. clearbody t. destruct (existsb (same_list t) _) eqn:E; [|discriminate]. intros [= <-].
  split; [exact A|]. apply Rle_antisym; [|exact B]. apply existsb_exists in E. destruct E as [r [Hr E]]. rewrite (mix_same ws t r E).
  destruct Hr as [<- | Hr].
  - rewrite (mix_constant n ws 0%Q Hw), Q2R_zero. clear. induction ls as [| l ls IH]; cbn [top fold_right]; [lra|].
    eapply Rle_trans; [exact IH | apply Rmax_r].
  - apply in_map_iff in Hr. destruct Hr as [l [<- Hr]]. rewrite (mix_affine n ws l xs Hw H). fold x. clear - Hr.
    induction ls as [| l' ls IH]; [contradiction|]. cbn [top fold_right]. destruct Hr as [-> | Hr]; [apply Rmax_l|].
    eapply Rle_trans; [exact (IH Hr) | apply Rmax_r].
Qed.

(** A unit of the narrow network. *)
Lemma running_column_ok n ws tops xs start c :
  are_weights n ws -> of_length n xs -> length start = n -> running_column n tops xs start = Some c ->
  length c = n /\ mix ws c = mix ws start + tops_value tops (map (mix ws) xs).
Proof.
  intros Hw H Hs. revert c. induction tops as [| [s ls] tops IH]; intros c; cbn [running_column].
  - intros [= <-]. change (tops_value [] _) with 0. split; [exact Hs | lra].
  - destruct (top_column n ls xs) as [t|] eqn:E; [|discriminate]. destruct (running_column n tops xs start) as [r|]; [|discriminate].
    intros [= <-]. destruct (IH r eq_refl) as [L M]. destruct (top_column_ok n ws ls xs t Hw H E) as [L' M'].
    split; [rewrite length_add; congruence|]. rewrite mix_add by congruence. rewrite M, M'.
    change (tops_value ((s, ls) :: tops) (map (mix ws) xs)) with (Q2R s * top ls (map (mix ws) xs) + tops_value tops (map (mix ws) xs)). lra.
Qed.

(** The outputs. *)
Lemma same_outputs_ok n ws xs rs cols :
  are_weights n ws -> of_length n xs -> same_outputs n xs rs cols = true -> map (running_value (map (mix ws) xs)) rs = map (mix ws) cols.
Proof.
  intros Hw H. revert cols. induction rs as [| r rs IH]; intros [| c cols] E; cbn [same_outputs] in E; try discriminate; [reflexivity|].
  apply andb_prop in E. destruct E as [E E']. destruct (running_column n (snd r) xs (affine_column n (fst r) xs)) as [c'|] eqn:C; [|discriminate].
  cbn [map]. rewrite (IH cols E'). f_equal. rewrite <- (mix_same ws c' c E).
  destruct (running_column_ok n ws _ xs _ c' Hw H (affine_column_length n (fst r) xs H) C) as [_ ->].
  rewrite (mix_affine n ws _ xs Hw H). reflexivity.
Qed.

(** Mixtures of numbers of one sign have this sign. *)
Lemma mix_sign ws c : Forall (fun w => 0 <= w) ws ->
  (forallb (Qle_bool 0) c = true -> 0 <= mix ws c) /\ (forallb (fun q => Qle_bool q 0) c = true -> mix ws c <= 0).
Proof.
  intros H. revert c. induction H as [| w ws Hw _ IH]; intros [| q c]; cbn [forallb mix]; try (split; intros; lra).
  destruct (IH c) as [A B]. split; intros E; apply andb_prop in E; destruct E as [E1 E2]; apply Qle_bool_iff, Qle_Rle in E1; rewrite Q2R_zero in E1.
  - specialize (A E2). nra.
  - specialize (B E2). nra.
Qed.

Lemma relu_column_ok n ws c r : are_weights n ws -> length c = n -> relu_column n c = Some r -> length r = n /\ mix ws r = relu (mix ws c).
Proof.
  intros Hw Hc. unfold relu_column. pose proof (mix_sign ws c (proj1 (proj2 Hw))) as [A B].
  destruct (forallb (Qle_bool 0) c); [intros [= <-]; rewrite relu_nonneg by auto; auto|].
  destruct (forallb _ c); [|discriminate]. intros [= <-]. rewrite relu_nonpos by auto.
  split; [apply repeat_length|]. rewrite (mix_constant n ws 0%Q Hw). apply Q2R_zero.
Qed.

Lemma relu_columns_ok n ws cols rs :
  are_weights n ws -> of_length n cols -> relu_columns n cols = Some rs -> of_length n rs /\ map (mix ws) rs = map relu (map (mix ws) cols).
Proof.
  intros Hw H. revert rs. induction H as [| c cols Hc _ IH]; intros rs; cbn [relu_columns]; [intros [= <-]; split; [constructor | reflexivity]|].
  destruct (relu_column n c) as [r|] eqn:E; [|discriminate]. destruct (relu_columns n cols) as [rs'|]; [|discriminate]. intros [= <-].
  destruct (IH rs' eq_refl) as [A B]. destruct (relu_column_ok n ws c r Hw Hc E) as [C D]. cbn [map]. rewrite B, D.
  split; [constructor; assumption | reflexivity].
Qed.

(** A layer of the target. *)
Lemma layer_columns_ok n ws cols l :
  are_weights n ws -> of_length n cols ->
  of_length n (map (neuron_column n cols) l) /\ map (mix ws) (map (neuron_column n cols) l) = layer_value l (map (mix ws) cols).
Proof.
  intros Hw H. split.
  - apply Forall_forall. intros c Hc. apply in_map_iff in Hc. destruct Hc as [u [<- _]]. apply neuron_column_length, H.
  - unfold layer_value. rewrite map_map. apply map_ext. intros u. apply mix_neuron; assumption.
Qed.

(** All layers. *)
Lemma same_on_ok n rs layers last s x v :
  same_on n rs layers last s = true -> at_weights n s x v -> map (running_value x) rs = layer_value last (hidden_values layers v).
Proof.
  revert s v. induction layers as [| l layers IH]; intros s v E H; cbn [same_on hidden_values] in *.
  - destruct H as [H1 [H2 [ws [Hw [<- <-]]]]]. rewrite (same_outputs_ok n ws _ _ _ Hw H1 E). apply layer_columns_ok; assumption.
  - apply (parts_ok n l), Exists_exists in H. destruct H as [s' [Hs H]]. pose proof (proj1 (forallb_forall _ _) E s' Hs) as E'. cbn beta in E'.
    destruct H as [H1 [H2 [ws [Hw [Hx Hv]]]]]. destruct (layer_columns_ok n ws (snd s') l Hw H2) as [L M].
    destruct (relu_columns n _) as [cols|] eqn:C; [|discriminate]. destruct (relu_columns_ok n ws _ cols Hw L C) as [L' M'].
    apply (IH (fst s', cols)); [exact E'|]. split; [exact H1 | split; [exact L'|]]. exists ws. cbn [fst snd].
    split; [exact Hw | split; [exact Hx|]]. rewrite M', M, Hv. reflexivity.
Qed.

(** T20: networks that the checker accepts are equal on the box. *)
Theorem T20 sides T N : check_maxima sides T N = true -> forall x, inside (Box sides) x -> evaluate N x = evaluate T x.
Proof.
  unfold check_maxima. intros H x Hx. destruct (output_runnings sides N) as [rs|] eqn:E; [|discriminate].
  rewrite <- (output_runnings_ok sides N rs x Hx E). destruct (simplices_ok sides x Hx) as [cols [Hc [L [ws [Hw Ex]]]]].
  pose proof (proj1 (forallb_forall _ _) H cols Hc) as A. apply (same_on_ok _ rs _ _ (cols, cols) x x A).
  split; [exact L | split; [exact L|]]. exists ws. cbn [fst snd]. auto.
Qed.

(** The theorem of a certificate. *)
Theorem T20_narrow sides T N l w :
  check_narrow_maxima sides T N l w = true ->
  depth_of N = l /\ (width_of N <= w)%nat /\ forall x, inside (Box sides) x -> evaluate N x = evaluate T x.
Proof.
  unfold check_narrow_maxima. intros H. apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H H2].
  apply andb_prop in H. destruct H as [_ H1]. split; [apply Nat.eqb_eq, H1 | split; [apply Nat.leb_le, H2 | apply T20, H3]].
Qed.
