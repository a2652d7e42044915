(** T15v over a number field: cuts and places are elements, dual functions have rational values. A checker and its soundness. *)

From Coq Require Import Reals QArith Qreals List ZArith Lra Lia.
From Exactsep Require Import Networks Chains Hits Covering Maps Integral Slopes Windows FewPieces Distance L1 Upper Constants Evidence Integrals.
From Exactsep Require Import Fields FieldMaps FieldBlocks FieldRealization FieldCylinders FieldConstants Lines Calculi.
Import ListNotations.

(** A window that begins at a cut: how many cuts it passes over before the one at its end, the denominators of places and values, and its
    parts: until where, and with which value of the dual function, as multiples of 1/grid and 1/scale. Sums of integers are fast. *)
Record field_window (F : number_field) : Type := FieldWindow { passes_over : nat; grid_of : positive; scale_of : positive; parts_of : list (element F * Z) }.
Arguments FieldWindow {F} _%nat_scope _%positive_scope _%positive_scope _.
Arguments passes_over {F}. Arguments grid_of {F}. Arguments scale_of {F}. Arguments parts_of {F}.

Record field_windows (F : number_field) : Type := FieldWindows {
  fw_vertices : list (element F * element F);
  fw_slopes : list (element F);
  fw_iterate : nat;
  fw_cuts : list (element F * list (field_window F));
  fw_at_most : nat;
  fw_error : Q
}.
Arguments FieldWindows {F} _ _ _%nat_scope _ _%nat_scope _%Q_scope.
Arguments fw_vertices {F}. Arguments fw_slopes {F}. Arguments fw_iterate {F}. Arguments fw_cuts {F}. Arguments fw_at_most {F}. Arguments fw_error {F}.

Section Checker.
Variable F : number_field.
Notation el := (element F).
Notation "x * y" := (product (minpoly F) x y).

Section Map.
Variables (qs : list (segment el)) (t : nat).

(** The integral of the dual function v/e times f^t from x to y, in units of 2^-100, rounded down; p and q are the values of f^t there. *)
Definition part_below (e : positive) (v : Z) (x y p q : el) : Z :=
  let E := @c_enclosed _ (field_calculus F) 140 (sum_of p q * difference y x) in
  ((if Z.leb 0 v then v * fst E else v * snd E) / (Zpos e * 2 ^ 41))%Z.

(** From X/d to b: the sums of the dual function and of twice it times x, as multiples of 1/(d e) and of 1/(d d e), and of it times f^t. *)
Fixpoint part_sums_el (d e : positive) (X : el) (ps : list (el * Z)) (b : el) : option (el * el * Z) :=
  let x := multiple (1 # d) X in
  match ps with
  | [] => if same_element F x b then Some ([], [], 0%Z) else None
  | (Y, v) :: rest =>
      let y := multiple (1 # d) Y in
      if less F x y && Z.leb (Z.abs v) (Zpos e)
      then match @followed _ (field_calculus F) qs t x y, part_sums_el d e Y rest b with
        | Some (p, q), Some (s, s1, z) =>
            let W := multiple (inject_Z v) (difference Y X) in
            Some (sum_of W s, sum_of (W * sum_of Y X) s1, (part_below e v x y p q + z)%Z)
        | _, _ => None
        end
      else None
  end.

(** The value of a window from a to b; 0 if something is wrong. *)
Definition window_value_el (a b : el) (w : field_window F) : Z :=
  let X := multiple (inject_Z (Zpos (grid_of w))) a in
  match part_sums_el (grid_of w) (scale_of w) X (parts_of w) b with
  | Some (s, s1, z) => if same_element F s [] && same_element F s1 [] then z else 0%Z
  | None => 0%Z
  end.
End Map.

Fixpoint cuts_in_order (zs : list el) : bool := match zs with z :: (z' :: _) as rest => less_equal F z z' && cuts_in_order rest | _ => true end.

Definition fw_left (c : field_windows F) : el := nth 0 (map fst (fw_cuts c)) [].
Definition fw_right (c : field_windows F) : el := last (map fst (fw_cuts c)) [].

(** The segments of the map *)
Definition lines_of (c : field_windows F) : list (segment el) :=
  segments_of (fw_vertices c) (fw_slopes c).

Definition check_field_windows (c : field_windows F) : bool :=
  let qs := lines_of c in
  @good_lines _ (field_calculus F) (fw_vertices c) (fw_slopes c) && cuts_in_order (map fst (fw_cuts c)) && less_equal F (fw_left c) (fw_right c) && Nat.leb 1 (fw_at_most c)
  && match costs_from (rows_by passes_over (window_value_el qs (fw_iterate c)) (fw_cuts c)) (fw_at_most c - 1) with
     | [] => false
     | v :: _ => Qle_bool (fw_error c) (units v)
     end.
End Checker.

(** ** Soundness *)

Open Scope R_scope.

Section Sound.
Variable F : number_field.
Hypothesis isolated : isolates F = true.
Variable a : R.
Hypothesis root : root_of F a.
Notation "<< x >>" := (at_root a x).

(** Rounding makes smaller. *)
Lemma part_below_ok e v x y p q : Q2R (units (part_below F e v x y p q)) <= IZR v / IZR (Zpos e) * (<<p>> + <<q>>) / 2 * (<<y>> - <<x>>).
Proof.
  unfold part_below. cbv zeta. pose proof (@c_enclosed_ok _ (field_calculus F) (field_calculus_reading F isolated a root) 140
    (product (minpoly F) (sum_of p q) (difference y x))) as [H1 H2]. set (E := c_enclosed _ _) in *.
  change (val _) with <<product (minpoly F) (sum_of p q) (difference y x)>> in H1, H2. rewrite (times_el F a root), plus_el, minus_el in H1, H2.
  set (w := (<<p>> + <<q>>) * (<<y>> - <<x>>)) in *. set (n := (if Z.leb 0 v then v * fst E else v * snd E)%Z).
  assert (0 < IZR (Zpos e)) as He by (apply IZR_lt; reflexivity). assert (0 < IZR (2 ^ 41)) as H41 by (apply IZR_lt; reflexivity). assert (0 < IZR (2 ^ 99)) as H99 by (apply IZR_lt; reflexivity).
  assert (IZR n <= IZR v * (w * (IZR (2 ^ 41) * IZR (2 ^ 99)))) as Hn.
  { change (2 ^ Zpos 140)%Z with (2 ^ 41 * 2 ^ 99)%Z in H1, H2. rewrite mult_IZR in H1, H2.
    unfold n. destruct (Z.leb_spec 0 v) as [Hv | Hv]; [apply IZR_le in Hv | apply IZR_lt in Hv]; rewrite mult_IZR; nra. }
  assert (IZR (n / (Zpos e * 2 ^ 41)) * (IZR (Zpos e) * IZR (2 ^ 41)) <= IZR n) as Hfloor.
  { rewrite <- !mult_IZR. apply IZR_le. rewrite Z.mul_comm. apply Z.mul_div_le. reflexivity. }
  set (z := (n / (Zpos e * 2 ^ 41))%Z) in *. unfold units. rewrite Q2R_over. change (IZR (Zpos (2 ^ 100))) with (IZR (2 * 2 ^ 99)). rewrite mult_IZR.
  apply Rmult_le_reg_r with (2 * IZR (2 ^ 99)); [lra|]. unfold Rdiv at 1. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
  apply Rmult_le_reg_r with (IZR (Zpos e) * IZR (2 ^ 41)); [nra|]. eapply Rle_trans; [exact Hfloor|]. eapply Rle_trans; [exact Hn|]. right. unfold w. field. lra.
Qed.

Section Map.
Variables (qs : list (segment (element F))) (t : nat) (f : R -> R).
Hypothesis lines : Forall (@on_line_of _ _ (field_calculus_reading F isolated a root) f) qs.

Lemma over_el d X : <<multiple (1 # d) X>> = <<X>> / IZR (Zpos d).
Proof. rewrite (multiple_ok a), Q2R_over. field. apply IZR_neq. discriminate. Qed.

Lemma whole_el z X : <<multiple (inject_Z z) X>> = IZR z * <<X>>.
Proof. rewrite (multiple_ok a), Q2R_integer. reflexivity. Qed.

(** The parts of a window. *)
Lemma parts_el_cost d e g k c b : forall ps X s s1 z, part_sums_el F qs t d e X ps b = Some (s, s1, z) ->
  (forall w, <<multiple (1 # d) X>> <= w <= <<b>> -> g w = k * w + c) ->
  costs (fun w => Rabs (iterate t f w - g w)) <<multiple (1 # d) X>> <<b>>
    (Q2R (units z) - k * (<<s1>> / (IZR (Zpos d) * IZR (Zpos d) * IZR (Zpos e) * 2)) - c * (<<s>> / (IZR (Zpos d) * IZR (Zpos e)))) /\ <<multiple (1 # d) X>> <= <<b>>.
Proof.
  assert (0 < IZR (Zpos d)) as Hd by (apply IZR_lt; reflexivity). assert (0 < IZR (Zpos e)) as He by (apply IZR_lt; reflexivity).
  induction ps as [| [Y v] ps IH]; intros X s s1 z H Hg; cbn [part_sums_el] in H; cbv zeta in H.
  - destruct (same_element F _ b) eqn:E; [|discriminate]. injection H as <- <- <-. apply (same_ok F a) in E. split; [|lra].
    eapply costs_less; [apply costs_nothing; [lra | intros; apply Rabs_pos]|]. rewrite units_zero. change <<[]>> with 0. right. field. lra.
  - destruct (less F _ _ && Z.leb (Z.abs v) (Zpos e))%bool eqn:E; [|discriminate]. apply andb_prop in E. destruct E as [E1 E2].
    apply (less_el_ok F isolated a root) in E1. apply Z.leb_le in E2.
    assert (-1 <= IZR v / IZR (Zpos e) <= 1) as Hv.
    { assert (IZR v / IZR (Zpos e) * IZR (Zpos e) = IZR v) as Ev by (field; lra).
      assert (- IZR (Zpos e) <= IZR v <= IZR (Zpos e)) as Hb by (rewrite <- opp_IZR; split; apply IZR_le; lia). split; nra. }
    destruct (followed qs t _ _) as [[p q] |] eqn:Ef; [|discriminate]. destruct (part_sums_el F qs t d e Y ps b) as [[[r r1] z'] |] eqn:Er; [|discriminate].
    injection H as <- <- <-.
    destruct (@followed_ok _ _ (field_calculus_reading F isolated a root) f qs lines t <<multiple (1 # d) X>> <<multiple (1 # d) Y>> E1 (fun z => z) (multiple (1 # d) X) (multiple (1 # d) Y) p q) as [Hs [Ep Eq]];
      [exists 1; intros; ring | reflexivity | reflexivity | exact Ef |].
    change (val p) with <<p>> in Ep. change (val q) with <<q>> in Eq.
    destruct (IH Y r r1 z' Er) as [H Hyb]; [intros w Hw; apply Hg; lra|]. split; [|lra].
    eapply costs_less; [apply (costs_join _ _ <<multiple (1 # d) Y>>); [lra | lra | | exact H]|].
    + apply (part_costs _ <<multiple (1 # d) X>> <<multiple (1 # d) Y>> (IZR v / IZR (Zpos e)) k c g); [exact E1 | exact Hs | exact Hv | intros w Hw; apply Hg; lra].
    + rewrite units_plus. pose proof (part_below_ok e v (multiple (1 # d) X) (multiple (1 # d) Y) p q) as Hr. rewrite Ep, Eq.
      rewrite !plus_el, (times_el F a root), plus_el, !whole_el, !minus_el, !over_el in *.
      match type of Hr with ?A <= ?B => match goal with |- ?L <= ?R => assert (R - L = B - A) as ED by (field; lra) end end. lra.
Qed.

(** f^t is as far from affine functions on a window as its value says. *)
Lemma window_el_ok u v w : <<u>> <= <<v>> -> far_from_affine (iterate t f) <<u>> <<v>> (Q2R (units (window_value_el F qs t u v w))).
Proof.
  intros Huv. unfold window_value_el. cbv zeta. destruct (part_sums_el _ _ _ _ _ _ _ _) as [[[s s1] z] |] eqn:Es; [|rewrite units_zero; apply far_nothing, Huv].
  destruct (same_element F s [] && same_element F s1 [])%bool eqn:E; [|rewrite units_zero; apply far_nothing, Huv].
  apply andb_prop in E. destruct E as [E0 E1]. apply (same_ok F a) in E0, E1. change <<[]>> with 0 in E0, E1.
  assert (<<multiple (1 # grid_of w) (multiple (inject_Z (Zpos (grid_of w))) u)>> = <<u>>) as Eu by (rewrite over_el, whole_el; field; apply IZR_neq; discriminate).
  split; [exact Huv|]. intros g [k [c Hg]]. rewrite <- Eu in *. destruct (parts_el_cost _ _ g k c v _ _ _ _ _ Es Hg) as [H _].
  eapply costs_less; [exact H|]. rewrite E0, E1. right. unfold Rdiv. ring.
Qed.
End Map.

Lemma cuts_in_order_ok zs : cuts_in_order F zs = true -> in_line (at_root a) zs.
Proof.
  induction zs as [| z [| z' zs] IH]; intros H; try exact I. cbn [cuts_in_order] in H. apply andb_prop in H. destruct H as [H1 H2].
  split; [apply (leq_ok F isolated a root), H1 | exact (IH H2)].
Qed.

(** T15v *)
Theorem field_windows_sound c : check_field_windows F c = true -> <<fw_left F c>> <= <<fw_right F c>> /\
  forall g m, pieces g <<fw_left F c>> <<fw_right F c>> m -> (m <= Z.of_nat (fw_at_most c))%Z ->
  costs (fun z => Rabs (iterate (fw_iterate c) (piecewise_linear_R (vertices_at a (fw_vertices c))) z - g z)) <<fw_left F c>> <<fw_right F c>> (Q2R (fw_error c)).
Proof.
  unfold check_field_windows. cbv zeta. intros H. apply andb_prop in H. destruct H as [H H5]. apply andb_prop in H. destruct H as [H H4].
  apply andb_prop in H. destruct H as [H H3]. apply andb_prop in H. destruct H as [H0 H2].
  pose proof (@lines_of_map _ _ (field_calculus_reading F isolated a root) _ _ H0) as Hlines. apply Nat.leb_le in H4. apply (leq_ok F isolated a root) in H3.
  split; [exact H3|]. intros g m Hp Hm. apply cuts_in_order_ok in H2.
  pose proof (costs_from_ok (at_root a) [] (iterate (fw_iterate c) (piecewise_linear_R (vertices_at a (fw_vertices c)))) (fw_right F c) (fw_at_most c - 1) _ _
    (rows_by_ok (at_root a) passes_over _ _ (window_el_ok (lines_of F c) (fw_iterate c) _ Hlines) _ H2) H2 (fun _ => eq_refl)) as Hall.
  destruct (costs_from _ _) as [| v costs_]; [discriminate|]. inversion Hall as [| z v' zs vs' Hv _ Ez Ev]. subst v' vs'.
  assert (fw_left F c = z) as E by (unfold fw_left; transitivity (nth 0 (z :: zs) []); [rewrite Ez |]; reflexivity). rewrite E in *.
  eapply costs_less; [apply (Hv g m Hp); lia | apply Qle_bool_real, H5].
Qed.

(** ** In the form in which exported files use it *)

Variables (c : field_windows F) (points : list (R * R)) (n : nat) (M : Z) (u v e : R).
Hypotheses (accepted : check_field_windows F c = true) (Hpoints : points = vertices_at a (fw_vertices c)) (Hn : n = fw_iterate c)
  (HM : M = Z.of_nat (fw_at_most c)) (Hu : u = <<fw_left F c>>) (Hv : v = <<fw_right F c>>) (He : e = Q2R (fw_error c)).

(** For what has few pieces *)
Theorem field_windows_few_pieces : forall g m, continuity g -> pieces g u v m -> (m <= M)%Z -> distance_at_least (iterate n (piecewise_linear_R points)) g u v e.
Proof.
  intros g m Hg Hp Hm. destruct (field_windows_sound c accepted) as [Hab H]. subst points n M u v e.
  assert (Riemann_integrable (fun z => Rabs (iterate (fw_iterate c) (piecewise_linear_R (vertices_at a (fw_vertices c))) z - g z)) <<fw_left F c>> <<fw_right F c>>) as pr.
  { apply continuity_implies_RiemannInt; [exact Hab|]. intros z _. revert z.
    apply continuity_abs, (continuity_minus (iterate _ _)); [apply continuity_iterate, continuity_piecewise_linear_R | exact Hg]. }
  exists pr. exact (H g m Hp Hm pr).
Qed.

(** and for networks. *)
Theorem field_windows_networks : forall N : network, relu_network N -> ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N) <= M)%Z ->
  distance_at_least (iterate n (piecewise_linear_R points)) (value N) u v e.
Proof.
  intros N HN Hsize. destruct (field_windows_sound c accepted) as [Hab _].
  destruct (network_pieces N u v HN ltac:(subst; exact Hab)) as [m [Hp Hle]]. apply (field_windows_few_pieces (value N) m); [apply continuity_network | exact Hp | lia].
Qed.
End Sound.
