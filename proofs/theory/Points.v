(** Points as evidence (rule P), over any numbers: at such points f^t alternates between two levels (T12), or swings up and down (T12i). *)

From Coq Require Import Reals QArith Qreals List ZArith Lra Lia.
From Exactsep Require Import Networks Chains Hits Covering Maps SupNorm Swings.
Import ListNotations.

(** Two numbers between which f^t (z) lies, by calculations with so many bits. *)
Class enclosing (number data : Type) := Enclosing { enclosure : data -> positive -> nat -> number -> option (number * number) }.

(** The data: a map, the interval, the iterate, the bits of the rounding, and the points in increasing order. *)
Record points_over {number data : Type} :=
  Points { p_map : data; p_left : number; p_right : number; p_iterations : nat; p_bits : positive; p_points : list number }.
Arguments points_over : clear implicits.
Arguments Points {number data} _ _%Q_scope _%Q_scope _%nat_scope _%positive_scope _.

Section Tests.
Context {number data : Type} {Ar : arithmetic number} {Ev : evaluation number data} {En : enclosing number data}.
Notation certificate := (points_over number data).

Definition enclosure_at (c : certificate) (z : number) : option (number * number) := enclosure (p_map c) (p_bits c) (p_iterations c) z.

Fixpoint points_ordered (a : number) (zs : list number) (b : number) : bool :=
  match zs with [] => le a b | z :: rest => le a z && points_ordered z rest b end.

(** Crossings of two levels *)
Definition point_letter (c : certificate) (low high z : number) : summary :=
  match enclosure_at c z with
  | None => None
  | Some (l, h) => if le h low then Some (false, false, 0%Z) else if le high l then Some (true, true, 0%Z) else None
  end.

Definition check_points (c : certificate) (low high : number) (count : Z) : bool :=
  good (p_map c) && points_ordered (p_left c) (p_points c) (p_right c)
  && Z.leb count (alternations (joined (map (point_letter c low high) (p_points c)))).

(** Swings: from an enclosure to the one of the next point, up (p) or down, by at least 2 delta *)
Definition swing_ok (delta : number) (p : bool) (lh lh' : number * number) : bool :=
  if p then le (plus (snd lh) (plus delta delta)) (fst lh') else le (plus (snd lh') (plus delta delta)) (fst lh).

Fixpoint all_swings (c : certificate) (delta : number) (p : bool) (z : number) (lh : number * number) (zs : list number) : bool :=
  match zs with
  | [] => true
  | z' :: rest =>
      match enclosure_at c z' with
      | None => false
      | Some lh' => le z z' && swing_ok delta p lh lh' && all_swings c delta (negb p) z' lh' rest
      end
  end.

(** [first_up]: is the first swing up? *)
Definition check_swings (c : certificate) (first_up : bool) (delta : number) : bool :=
  good (p_map c) && points_ordered (p_left c) (p_points c) (p_right c)
  && match p_points c with
     | [] => false
     | z :: rest => match enclosure_at c z with None => false | Some lh => all_swings c delta first_up z lh rest end
     end.
End Tests.

(** ** Soundness *)

Open Scope R_scope.

Class encloses (number data : Type) {Ar : arithmetic number} {Ev : evaluation number data} {En : enclosing number data} {Rd : reading number data} : Prop :=
  enclosure_ok : forall m bits t z l h,
    good m = true -> enclosure m bits t z = Some (l, h) -> eval l <= iterate t (function m) (eval z) <= eval h.

Section Sound.
Context {number data : Type} {Ar : arithmetic number} {Ev : evaluation number data} {En : enclosing number data} {Rd : reading number data}.
Context {Es : encloses number data}.

Local Notation "'F_of' c" := (iterate (p_iterations c) (function (p_map c))) (at level 10).

(** The points go from left to right. *)
Lemma points_ordered_ok a zs b : points_ordered a zs b = true -> eval a <= eval b.
Proof.
  revert a. induction zs as [| z zs IH]; intros a H; cbn [points_ordered] in H; [apply reads_le, H|].
  apply andb_prop in H. destruct H as [A B]. apply reads_le in A. specialize (IH z B). lra.
Qed.

(** P, for T12 *)
Theorem points_hit c low high count :
  check_points c low high count = true ->
  exists s, hits (low_at (eval low)) (high_at (eval high)) (F_of c) (eval (p_left c)) (eval (p_right c)) s /\ (count <= alternations s)%Z.
Proof.
  intros H. apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2]. apply Z.leb_le in H3.
  eexists. split; [|exact H3]. clear H3. revert H2. generalize (p_left c). induction (p_points c) as [| z zs IH]; intros a H; cbn [points_ordered map joined fold_right] in *.
  - constructor. apply reads_le, H.
  - apply andb_prop in H. destruct H as [H H']. apply reads_le in H.
    apply hits_join with (m := eval z); [|apply IH, H']. unfold point_letter.
    destruct (enclosure_at c z) as [[l h] |] eqn:Hz; [|constructor; exact H]. apply (enclosure_ok _ _ _ _ _ _ H1) in Hz.
    destruct (le h low) eqn:E1; [|destruct (le high l) eqn:E2]; [| |constructor; exact H].
    + apply reads_le in E1. apply hits_one with (z := eval z); [lra | cbn; unfold low_at; lra].
    + apply reads_le in E2. apply hits_one with (z := eval z); [lra | cbn; unfold high_at; lra].
Qed.

(** So what has fewer pieces than the points have alternations is far from f^t. *)
Theorem points_sup c low high count :
  check_points c low high count = true ->
  forall g m, pieces g (eval (p_left c)) (eval (p_right c)) m -> (m < count)%Z ->
  exists z, eval (p_left c) <= z <= eval (p_right c) /\ Rabs (F_of c z - g z) >= (eval high - eval low) / 2.
Proof. intros H g m Hg Hm. destruct (points_hit c low high count H) as [s [Hs Hc]]. eapply T12; [exact Hs | exact Hg | lia]. Qed.

(** What the test of the swings says is true. *)
Lemma all_swings_ok c delta zs b : good (p_map c) = true -> forall p z lh,
  enclosure_at c z = Some lh -> points_ordered z zs b = true -> all_swings c delta p z lh zs = true ->
  swings (lower_by (2 * eval delta)) (F_of c) (eval b) (eval z) p (Z.of_nat (length zs)).
Proof.
  intros Hm. induction zs as [| z' zs IH]; intros p z [l h] Hz Ho H; cbn [all_swings points_ordered length] in *.
  - constructor. apply reads_le, Ho.
  - destruct (enclosure_at c z') as [[l' h'] |] eqn:Hz'; [|discriminate].
    apply andb_prop in Ho. destruct Ho as [_ Ho]. apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2].
    replace (Z.of_nat (S (length zs))) with (Z.of_nat (length zs) + 1)%Z by lia.
    apply swings_more with (z := eval z'); [apply reads_le, H1 | | exact (IH _ _ _ Hz' Ho H3)].
    apply (enclosure_ok _ _ _ _ _ _ Hm) in Hz, Hz'.
    unfold swing_ok, lower_by in *. cbn [fst snd] in H2. destruct p; apply reads_le in H2; rewrite !reads_plus in H2; lra.
Qed.

(** T12i, by points *)
Theorem swings_sup c first_up delta :
  check_swings c first_up delta = true ->
  forall g m, pieces g (eval (p_left c)) (eval (p_right c)) m -> (m < Z.of_nat (length (p_points c)) - 1)%Z ->
  exists z, eval (p_left c) <= z <= eval (p_right c) /\ Rabs (F_of c z - g z) >= eval delta.
Proof.
  intros H g m Hg Hm. apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H1 H2].
  destruct (p_points c) as [| z zs]; [discriminate|]. destruct (enclosure_at c z) as [lh |] eqn:Ez; [|discriminate].
  cbn [points_ordered] in H2. apply andb_prop in H2. destruct H2 as [Hz Ho].
  eapply T12i; [exact Hg | apply reads_le, Hz | exact (all_swings_ok c delta zs _ H1 _ _ _ Ez Ho H3) | cbn [length] in Hm; lia].
Qed.

(** In terms of networks. *)
Theorem swings_sup_for_networks c first_up delta :
  check_swings c first_up delta = true ->
  forall N : network, relu_network N -> ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N) < Z.of_nat (length (p_points c)) - 1)%Z ->
  exists z, eval (p_left c) <= z <= eval (p_right c) /\ Rabs (F_of c z - value N z) >= eval delta.
Proof.
  intros H N HN Hsize.
  assert (eval (p_left c) <= eval (p_right c)) as Hlr.
  { apply andb_prop in H. destruct H as [H _]. apply andb_prop in H. destruct H as [_ H]. exact (points_ordered_ok _ _ _ H). }
  destruct (T1 N _ _ Hlr) as [m [Hm Hp]]. apply (swings_sup c first_up delta H (value N) m Hp).
  pose proof (piece_bound_of_sizes N 1 (width N) (depth N) (relu_networks_have_one_breakpoint N HN) (le_n _) (le_n _)) as Hb.
  rewrite Z.mul_1_l in Hb. lia.
Qed.
End Sound.

(** ** Over Q *)

Notation points_certificate := (points_over Q map_data).

#[global] Instance rational_enclosing : enclosing Q map_data := Enclosing Q map_data (fun m bits t z => Some (enclosure_of m bits t z)).

#[global] Instance rational_encloses : encloses Q map_data.
Proof. intros m bits t z l h Hm H. injection H as H. pose proof (enclosure_of_ok m bits t z Hm) as Hz. rewrite H in Hz. exact Hz. Qed.
