(** T20 in any dimension, the narrow network: each unit is an affine function plus a maximum of affine functions. *)

From Coq Require Import Reals QArith Qreals List Lra Lia.
From Exactsep Require Import Networks Maps Vectors Symbolic Forms Enclosures Simplices.
Import ListNotations.
Open Scope Q_scope.

(** ** Affine functions and maxima *)

(** A constant, and the coefficients of the inputs. *)
Definition affine : Set := (Q * list Q)%type.

(** w a + b *)
Fixpoint add_lists (w : Q) (a b : list Q) : list Q :=
  match a, b with [], _ => b | _, [] => map (fun q => Qred (w * q)) a | q :: a', p :: b' => Qred (w * q + p) :: add_lists w a' b' end.

Definition add_affine (w : Q) (a b : affine) : affine := (Qred (w * fst a + fst b), add_lists w (snd a) (snd b)).

(** An affine function, plus multiples of maxima of 0 and of affine functions. *)
Definition running : Set := (affine * list (Q * list affine))%type.

Definition nothing : running := ((0, []), []).

(** w r + s *)
Definition add_running (w : Q) (r s : running) : running :=
  if Qeq_bool w 0 then s else (add_affine w (fst r) (fst s), map (fun p => (Qred (w * fst p), snd p)) (snd r) ++ snd s).

(** The preactivation of a neuron. *)
Definition neuron_running (rs : list running) (u : neuron) : running :=
  fold_right (fun t rest => add_running (snd t) (nth (fst t) rs nothing) rest) ((constant u, []), []) (reads u).

(** A lower bound on the box. *)
Fixpoint lowest_part (sides : list (Q * Q)) (a : list Q) : Q :=
  match sides, a with s :: sides', w :: a' => Qred (fst (scaled w s) + lowest_part sides' a') | _, _ => 0 end.

Definition lowest_on (sides : list (Q * Q)) (a : affine) : Q := fst a + lowest_part sides (snd a).

(** The same coefficients. *)
Fixpoint same_list (a b : list Q) : bool :=
  match a, b with [], [] => true | q :: a', p :: b' => Qeq_bool q p && same_list a' b' | _, _ => false end.

Definition same_affine (a b : affine) : bool := Qeq_bool (fst a) (fst b) && same_list (snd a) (snd b).

(** relu (a + s m) = a + s max (m, - a / s), which is a + s m if - a / s is one of the functions of m. *)
Definition relu_running (sides : list (Q * Q)) (r : running) : option running :=
  match snd r with
  | [] => if Qle_bool 0 (lowest_on sides (fst r)) then Some r else Some (fst r, [(1, [add_affine (-1 # 1) (fst r) (0, [])])])
  | [(s, ls)] =>
    if is_positive s
    then
      let l := add_affine (- / s) (fst r) (0, []) in
      Some (match ls with first :: _ => if same_affine l first then r else (fst r, [(s, l :: ls)]) | [] => (fst r, [(s, [l])]) end)
    else None
  | _ => None
  end.

(** The same for all neurons of a layer. *)
Fixpoint relu_runnings (sides : list (Q * Q)) (rs : list running) : option (list running) :=
  match rs with
  | [] => Some []
  | r :: rest =>
    match relu_running sides r with
    | None => None
    | Some s => match relu_runnings sides rest with None => None | Some ss => Some (s :: ss) end
    end
  end.

(** All hidden layers. *)
Fixpoint hidden_runnings (sides : list (Q * Q)) (layers : list layer) (rs : list running) : option (list running) :=
  match layers with
  | [] => Some rs
  | l :: rest => match relu_runnings sides (map (neuron_running rs) l) with None => None | Some ss => hidden_runnings sides rest ss end
  end.

(** The inputs. *)
Definition input_runnings (d : nat) : list running := map (fun i => ((0, repeat 0 i ++ [1]), [])) (seq 0 d).

Definition output_runnings (sides : list (Q * Q)) (N : plain_network) : option (list running) :=
  match hidden_runnings sides (hidden_layers N) (input_runnings (length sides)) with
  | None => None
  | Some rs => Some (map (neuron_running rs) (output_layer N))
  end.

(** ** Soundness *)

Open Scope R_scope.

Fixpoint linear (a : list Q) (x : list R) : R := match a, x with w :: a', v :: x' => Q2R w * v + linear a' x' | _, _ => 0 end.

Definition affine_value (a : affine) (x : list R) : R := Q2R (fst a) + linear (snd a) x.

Definition top (ls : list affine) (x : list R) : R := fold_right (fun l m => Rmax (affine_value l x) m) 0 ls.

Definition tops_value (tops : list (Q * list affine)) (x : list R) : R := fold_right (fun p rest => Q2R (fst p) * top (snd p) x + rest) 0 tops.

Definition running_value (x : list R) (r : running) : R := affine_value (fst r) x + tops_value (snd r) x.

(** Multiples and sums of affine functions. *)
Lemma linear_multiple w a x : linear (map (fun q => Qred (w * q)) a) x = Q2R w * linear a x.
Proof.
  revert x. induction a as [| q a IH]; intros [| v x]; cbn [map linear]; rewrite ?IH, ?Q2R_Qred, ?Q2R_mult; lra.
Qed.

Lemma linear_add w a b x : linear (add_lists w a b) x = Q2R w * linear a x + linear b x.
Proof.
  revert b x. induction a as [| q a IH]; intros b x; [cbn [add_lists linear]; lra|]. destruct b as [| p b].
  - change (add_lists w (q :: a) []) with (map (fun q => Qred (w * q)) (q :: a)). rewrite linear_multiple. cbn [linear]. lra.
  - destruct x as [| v x]; cbn [add_lists linear]; [lra|]. rewrite IH, Q2R_Qred, Q2R_plus, Q2R_mult. lra.
Qed.

Lemma affine_add w a b x : affine_value (add_affine w a b) x = Q2R w * affine_value a x + affine_value b x.
Proof. unfold affine_value, add_affine. cbn [fst snd]. rewrite linear_add, Q2R_Qred, Q2R_plus, Q2R_mult. lra. Qed.

(** w r + s *)
Lemma tops_add w t u x : tops_value (map (fun p => (Qred (w * fst p), snd p)) t ++ u) x = Q2R w * tops_value t x + tops_value u x.
Proof.
  induction t as [| p t IH]; [change (tops_value [] x) with 0; cbn [map app]; lra|]. cbn [map app]. unfold tops_value in *. cbn [fold_right fst snd]. rewrite IH, Q2R_Qred, Q2R_mult. lra.
Qed.

Lemma running_add w r s x : running_value x (add_running w r s) = Q2R w * running_value x r + running_value x s.
Proof.
  unfold add_running. destruct (Qeq_bool w 0) eqn:E.
  { apply Qeq_bool_iff, Qeq_eqR in E. rewrite E, Q2R_zero. lra. }
  unfold running_value. cbn [fst snd]. rewrite affine_add, tops_add. lra.
Qed.

(** The preactivation of a neuron. *)
Lemma neuron_running_ok x rs u : running_value x (neuron_running rs u) = neuron_value (map (running_value x) rs) u.
Proof.
  assert (running_value x nothing = 0) as Z by (unfold running_value, affine_value; cbn; rewrite Q2R_zero; lra).
  unfold neuron_running, neuron_value. induction (reads u) as [| [j w] terms IH]; cbn [fold_right fst snd].
  - unfold running_value, affine_value. cbn. lra.
  - rewrite running_add, IH. f_equal. f_equal. rewrite <- Z. symmetry. apply map_nth.
Qed.

(** The lower bound. *)
Lemma lowest_on_ok sides a x : inside (Box sides) x -> Q2R (lowest_on sides a) <= affine_value a x.
Proof.
  intros H. unfold lowest_on, affine_value. rewrite Q2R_plus. apply Rplus_le_compat_l. generalize (snd a). clear a. cbn [inside] in H.
  induction H as [| s v sides x Hv _ IH]; intros [| w a]; cbn [lowest_part linear]; rewrite ?Q2R_zero; try lra.
  rewrite Q2R_Qred, Q2R_plus. pose proof (scaled_ok w s v Hv). specialize (IH a). lra.
Qed.

(** The same coefficients, the same function. *)
Lemma same_affine_ok a b x : same_affine a b = true -> affine_value a x = affine_value b x.
Proof.
  unfold same_affine, affine_value. intros H. apply andb_prop in H. destruct H as [H1 H2]. apply Qeq_bool_iff, Qeq_eqR in H1. rewrite H1. f_equal.
  revert x H2. generalize (snd b). induction (snd a) as [| q l IH]; intros [| p m] x H; cbn [same_list] in H; try discriminate; [reflexivity|].
  apply andb_prop in H. destruct H as [H H']. apply Qeq_bool_iff, Qeq_eqR in H. destruct x as [| v x]; cbn [linear]; [reflexivity|].
  rewrite H, (IH m x H'). reflexivity.
Qed.

(** The ReLU. *)
Lemma relu_running_ok sides x r r' : inside (Box sides) x -> relu_running sides r = Some r' -> running_value x r' = relu (running_value x r).
Proof.
  intros Hx. destruct r as [a tops]. unfold relu_running. cbn [fst snd]. destruct tops as [| [s ls] [|]]; [| |discriminate].
  - destruct (Qle_bool 0 (lowest_on sides a)) eqn:E; intros [= <-]; unfold running_value; cbn [fst snd tops_value fold_right top].
    + apply Qle_bool_iff, Qle_Rle in E. rewrite Q2R_zero in E. pose proof (lowest_on_ok sides a x Hx). rewrite relu_nonneg; lra.
    + rewrite affine_add. unfold affine_value at 3. cbn [fst snd linear]. rewrite Q2R_zero. replace (Q2R 1) with 1 by (unfold Q2R; cbn; lra).
      replace (Q2R (-1 # 1)) with (-1) by (unfold Q2R; cbn; lra). unfold relu, Rmax. destruct (Rle_dec _ 0), (Rle_dec 0 _); lra.
  - destruct (is_positive s) eqn:E; [|discriminate]. apply is_positive_ok in E. set (l := add_affine (- / s) a (0%Q, [])).
    assert (Q2R s * affine_value l x = - affine_value a x) as El.
    { unfold l. rewrite affine_add. unfold affine_value at 2. cbn [fst snd linear]. rewrite Q2R_zero, Q2R_opp, Q2R_inv; [field; lra|].
      intros A. apply Qeq_eqR in A. rewrite Q2R_zero in A. lra. }
    clearbody l. intros [= <-].
    assert (affine_value a x + Q2R s * Rmax (affine_value l x) (top ls x) = relu (affine_value a x + Q2R s * top ls x)) as M.
    { unfold relu, Rmax. destruct (Rle_dec (affine_value l x) (top ls x)), (Rle_dec 0 _); nra. }
    unfold running_value. destruct ls as [| first ls]; [|destruct (same_affine l first) eqn:S]; cbn [fst snd tops_value fold_right];
      rewrite !Rplus_0_r.
    + exact M.
    + apply (same_affine_ok l first x) in S. change (top (first :: ls) x) with (Rmax (affine_value first x) (top ls x)).
      rewrite relu_nonneg; [reflexivity|]. pose proof (Rmax_l (affine_value first x) (top ls x)). rewrite S in El. nra.
    + exact M.
Qed.

(** All hidden layers. *)
Lemma relu_runnings_ok sides x rs ss :
  inside (Box sides) x -> relu_runnings sides rs = Some ss -> map (running_value x) ss = map relu (map (running_value x) rs).
Proof.
  intros Hx. revert ss. induction rs as [| r rs IH]; intros ss; cbn [relu_runnings]; [intros [= <-]; reflexivity|].
  destruct (relu_running sides r) as [s|] eqn:E; [|discriminate]. destruct (relu_runnings sides rs) as [ss'|]; [|discriminate].
  intros [= <-]. cbn [map]. rewrite (relu_running_ok sides x r s Hx E), (IH ss' eq_refl). reflexivity.
Qed.

Lemma layer_runnings_ok x rs l : map (running_value x) (map (neuron_running rs) l) = layer_value l (map (running_value x) rs).
Proof. unfold layer_value. rewrite map_map. apply map_ext. intros u. apply neuron_running_ok. Qed.

(** The inputs. *)
Lemma input_runnings_ok x : map (running_value x) (input_runnings (length x)) = x.
Proof.
  unfold input_runnings. rewrite map_map. transitivity (map (fun i => nth i x 0) (seq 0 (length x))).
  - apply map_ext. intros i. unfold running_value, affine_value. cbn [fst snd tops_value fold_right]. rewrite Q2R_zero.
    assert (linear (repeat 0%Q i ++ [1%Q]) x = nth i x 0) as ->; [|lra].
    revert x. induction i as [| i IH]; intros [| v x]; cbn [repeat app linear nth]; try reflexivity; [unfold Q2R; cbn; lra | rewrite IH, Q2R_zero; lra].
  - induction x as [| v x IH]; cbn [length seq map nth]; [reflexivity|]. f_equal. rewrite <- seq_shift, map_map. exact IH.
Qed.

(** The outputs of the narrow network. *)
Lemma output_runnings_ok sides N rs x : inside (Box sides) x -> output_runnings sides N = Some rs -> map (running_value x) rs = evaluate N x.
Proof.
  intros Hx. unfold output_runnings, evaluate.
  assert (length sides = length x) as -> by (cbn [inside] in Hx; clear - Hx; induction Hx; cbn [length]; congruence).
  assert (forall layers rs0 ss, hidden_runnings sides layers rs0 = Some ss -> map (running_value x) ss = hidden_values layers (map (running_value x) rs0)) as Hh.
  { induction layers as [| l layers IH]; intros rs0 ss; cbn [hidden_runnings hidden_values]; [intros [= <-]; reflexivity|].
    destruct (relu_runnings sides (map (neuron_running rs0) l)) as [ts|] eqn:E; [|discriminate]. intros H.
    rewrite (IH _ _ H), (relu_runnings_ok sides x _ _ Hx E), layer_runnings_ok. reflexivity. }
  destruct (hidden_runnings sides _ _) as [ss|] eqn:E; [|discriminate]. intros [= <-].
  rewrite layer_runnings_ok, (Hh _ _ _ E), input_runnings_ok. reflexivity.
Qed.
