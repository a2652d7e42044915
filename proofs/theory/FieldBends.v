(** Exact representation over a number field: an iterate that has a bend at many places has many pieces. *)

From Coq Require Import Reals QArith Qreals List ZArith Lra Lia.
From Exactsep Require Import Networks Chains Fields FieldMaps Bends.
Import ListNotations.

Section Checker.
Variable F : number_field.
Notation el := (element F).
Notation times := (product (minpoly F)).

(** f^t (x) *)
Fixpoint iterate_el (m : field_map F) (t : nat) (x : el) : option el :=
  match t with O => Some x | S t' => match field_value F m x with Some y => iterate_el m t' y | None => None end end.

(** The points above p, w and q are not on a line. *)
Definition bend_el (p u w v q z : el) : bool :=
  let one := times (difference v u) (difference q w) in
  let other := times (difference z v) (difference w p) in
  less F one other || less F other one.

(** Places w, each with a point q behind it. *)
Fixpoint all_bends_el (m : field_map F) (t : nat) (p u : el) (zs : list (el * el)) (b : el) : bool :=
  match zs with
  | [] => less_equal F p b
  | (w, q) :: rest =>
    match iterate_el m t w, iterate_el m t q with
    | Some v, Some z => less_equal F p w && less_equal F w q && bend_el p u w v q z && all_bends_el m t q z rest b
    | _, _ => false
    end
  end.

Definition check_field_exact (m : field_map F) (t : nat) (a b : el) (zs : list (el * el)) (count : Z) : bool :=
  good_map F m && less F a b && Z.leb count (Z.of_nat (length zs) + 1)
  && match iterate_el m t a with Some u => all_bends_el m t a u zs b | None => false end.
End Checker.

Open Scope R_scope.

Section Sound.
Variable F : number_field.
Hypothesis isolated : isolates F = true.
Variable a : R.
Hypothesis root : root_of F a.
Notation "<< x >>" := (at_root a x).

(** The iterate has this value. *)
Lemma iterate_el_ok m t x y : good_map F m = true -> iterate_el F m t x = Some y -> iterate t (map_at a m) <<x>> = <<y>>.
Proof.
  intros G. revert x. induction t as [| t IH]; intros x H; cbn [iterate_el iterate] in *; [injection H as ->; reflexivity|].
  destruct (field_value F m x) as [z|] eqn:E; [|discriminate]. rewrite (field_value_ok F isolated a root m x z G E). apply IH, H.
Qed.

(** Products of differences *)
Lemma product_of_differences x y z w : <<product (minpoly F) (difference x y) (difference z w)>> = (<<x>> - <<y>>) * (<<z>> - <<w>>).
Proof. unfold at_root. rewrite polynomial_product, !polynomial_difference by apply root. reflexivity. Qed.

(** show a bend. *)
Lemma bend_el_ok (h : R -> R) p u w v q z :
  h <<p>> = <<u>> -> h <<w>> = <<v>> -> h <<q>> = <<z>> -> bend_el F p u w v q z = true -> bend h <<p>> <<w>> <<q>>.
Proof.
  intros Hp Hw Hq H. unfold bend. rewrite Hp, Hw, Hq. unfold bend_el in H. cbv zeta in H.
  apply orb_prop in H. destruct H as [H | H]; apply (less_ok F isolated a _ _ root) in H;
    fold (at_root a (product (minpoly F) (difference v u) (difference q w))) in H;
    fold (at_root a (product (minpoly F) (difference z v) (difference w p))) in H; rewrite !product_of_differences in H; lra.
Qed.

(** The test says what is true. *)
Lemma all_bends_el_ok m t zs b : good_map F m = true -> forall p u,
  iterate t (map_at a m) <<p>> = <<u>> -> all_bends_el F m t p u zs b = true -> bends (iterate t (map_at a m)) <<b>> <<p>> (Z.of_nat (length zs)).
Proof.
  intros G. induction zs as [| [w q] zs IH]; intros p u Hu H; cbn [all_bends_el] in H; [constructor; exact (less_equal_ok F isolated a _ _ root H)|].
  destruct (iterate_el F m t w) as [v|] eqn:Ew; [|discriminate]. destruct (iterate_el F m t q) as [z|] eqn:Eq; [|discriminate].
  apply (iterate_el_ok m t _ _ G) in Ew, Eq. apply andb_prop in H. destruct H as [H H4]. apply andb_prop in H. destruct H as [H H3].
  apply andb_prop in H. destruct H as [H1 H2]. apply (less_equal_ok F isolated a _ _ root) in H1, H2.
  cbn [length]. replace (Z.of_nat (S (length zs))) with (Z.of_nat (length zs) + 1)%Z by lia.
  apply bends_more with (w := <<w>>) (q := <<q>>); [exact H1 | exact H2 | exact (bend_el_ok _ p u w v q z Hu Ew Eq H3) | exact (IH q z Eq H4)].
Qed.
End Sound.

(** What equals f^t on [u, v] has at least [count] pieces. *)
Theorem field_bends_exact F a m t f n lo hi zs count u v :
  isolates F = true -> root_of F a -> check_field_exact F m t lo hi zs count = true -> f = map_at a m -> n = t -> u = at_root a lo -> v = at_root a hi ->
  forall g k, pieces g u v k -> (forall x, u <= x <= v -> g x = iterate n f x) -> (count <= k)%Z.
Proof.
  intros Hi Ha H -> -> -> -> g k Hg HE. unfold check_field_exact in H.
  apply andb_prop in H. destruct H as [H H4]. apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [G H2].
  apply Z.leb_le in H3. apply (less_ok F Hi a _ _ Ha) in H2. fold (at_root a lo) (at_root a hi) in H2.
  destruct (iterate_el F m t lo) as [y|] eqn:E; [|discriminate]. apply (iterate_el_ok F Hi a Ha m t _ _ G) in E.
  apply (all_bends_el_ok F Hi a Ha m t zs hi G lo y E) in H4.
  apply bends_ext with (h' := g) (a := at_root a lo) in H4; [| lra | intros x Hx; symmetry; apply HE, Hx].
  exact (pieces_of_bends g _ _ k count _ H2 Hg H4 H3).
Qed.
