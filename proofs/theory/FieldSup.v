(** Theorems over number fields, in the form in which exported files use them: at one iterate (T12, T3w) and at every iterate (T4w).
    What stands in the data is compared with the statement by equations. *)

From Coq Require Import Reals QArith Qreals List ZArith NArith Lra Lia.
From Exactsep Require Import Networks Chains Hits Covering Rounding Maps SupNorm Counts Growth Fields FieldMaps.
Import ListNotations.
Open Scope R_scope.

Notation field_certificate F := (certificate_over (element F) (field_map F)).
Notation field_growth F := (growth_over (element F) (field_map F)).

(** ** The statement and the data *)

(** A root, as a reader would say it. *)
Lemma root_stated F a lo hi v :
  lo = Q2R (lower F) -> hi = Q2R (upper F) -> v = at_root a (minpoly F) -> lo <= a <= hi -> v = 0 -> root_of F a.
Proof. intros -> -> -> Ha H0. split; assumption. Qed.

(** Vertices are compared one by one. *)
Lemma next_vertex a x y vs cx cy rest :
  x = at_root a cx -> y = at_root a cy -> vs = vertices_at a rest -> (x, y) :: vs = vertices_at a ((cx, cy) :: rest).
Proof. intros -> -> ->. reflexivity. Qed.

(** An expression in a is the element of the data. *)
Ltac element :=
  match goal with |- _ = at_root _ ?x => let l := eval vm_compute in x in change x with l end;
  cbv [at_root polynomial Q2R Qnum Qden]; field.

(** The vertices of the statement are those of the data. *)
Ltac same_vertices := repeat (apply next_vertex; [element | element |]); reflexivity.

(** ** Soundness *)

(** An accepted file has a field whose root is the only one. *)
Lemma covering_isolates F (c : field_certificate F) : check_covering c = true -> isolates F = true.
Proof.
  unfold check_covering. intros H. apply andb_prop in H. destruct H as [H _]. apply andb_prop in H. destruct H as [H _]. cbn in H.
  destruct (map_of c) as [[| [x y] vs]]; [discriminate|]. cbn in H. apply andb_prop in H. apply H.
Qed.

(** So the file can be read. *)
Lemma covering_reads F (c : field_certificate F) a : check_covering c = true -> root_of F a -> reads (number := element F) (at_root a) (map_at (F := F) a).
Proof. intros H. apply field_reads. eapply covering_isolates, H. Qed.

Section Sup.
Variables (F : number_field) (c : field_certificate F) (vs : list (element F * element F)) (a : R) (f : R -> R) (points : list (R * R)).
Variables (t : N) (M : Z) (l r e : R).
Hypotheses (accepted : check c = true) (Hvs : map_of c = FieldMap vs) (root : root_of F a)
  (Hf : f = piecewise_linear_R points) (Hpoints : points = vertices_at a vs) (Ht : t = iterations c) (HM : M = at_most c)
  (Hl : l = at_root a (left c)) (Hr : r = at_root a (right c)) (He : e = at_root a (error c)).

(** The reading of an accepted file. *)
Lemma sup_reads : reads (number := element F) (at_root a) (map_at (F := F) a).
Proof.
  pose proof accepted as H. unfold check in H. apply andb_prop in H. destruct H as [H _]. apply andb_prop in H. destruct H as [H _].
  exact (covering_reads F c a H root).
Qed.

(** The function is that of the data. *)
Lemma sup_function : f = map_at a (map_of c).
Proof. rewrite Hvs. cbn [map_at]. rewrite Hf, Hpoints. reflexivity. Qed.

(** What has few pieces is far away. *)
Theorem field_sup : forall g m, pieces g l r m -> (m <= M)%Z -> exists z, l <= z <= r /\ Rabs (iterate (N.to_nat t) f z - g z) >= e.
Proof. exact (soundness_over (at_root a) (map_at a) sup_reads c f t M l r e accepted sup_function Ht HM Hl Hr He). Qed.

(** In terms of networks. *)
Theorem field_sup_networks : forall N : network, relu_network N -> ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N) <= M)%Z ->
  exists z, l <= z <= r /\ Rabs (iterate (N.to_nat t) f z - value N z) >= e.
Proof. exact (soundness_for_networks_over (at_root a) (map_at a) sup_reads c f t M l r e accepted sup_function Ht HM Hl Hr He). Qed.
End Sup.

Section Every.
Variables (F : number_field) (c : field_growth F) (vs : list (element F * element F)) (a : R) (f : R -> R) (points : list (R * R)).
Variables (n0 : nat) (lam kappa l r x y : R).
Hypotheses (accepted : check_growth c = true) (Hvs : map_of (base c) = FieldMap vs) (root : root_of F a)
  (Hf : f = piecewise_linear_R points) (Hpoints : points = vertices_at a vs)
  (Hn : n0 = since (numbers c)) (Hlam : lam = Q2R (rate (numbers c))) (Hkappa : kappa = Q2R (constant (numbers c)))
  (Hl : l = at_root a (left (base c))) (Hr : r = at_root a (right (base c)))
  (Hx : x = at_root a (low_level (base c))) (Hy : y = at_root a (high_level (base c))).

(** The reading of an accepted file. *)
Lemma growth_reads : reads (number := element F) (at_root a) (map_at (F := F) a).
Proof. pose proof accepted as H. apply andb_prop in H. destruct H as [H _]. exact (covering_reads F (base c) a H root). Qed.

(** The function is that of the data. *)
Lemma growth_function : f = map_at a (map_of (base c)).
Proof. rewrite Hvs. cbn [map_at]. rewrite Hf, Hpoints. reflexivity. Qed.

(** Crossings grow by the rate. *)
Theorem field_crossings : forall t, (n0 <= t)%nat -> exists n, kappa * lam ^ t <= IZR n /\ crossings x y (iterate t f) l r n.
Proof.
  exact (growth_over_stated (at_root a) (map_at a) growth_reads c accepted f n0 lam kappa l r x y growth_function Hn Hlam Hkappa Hl Hr Hx Hy).
Qed.

(** Twice the error fits between the levels. *)
Lemma growth_fits error e :
  less_equal F (sum_of (low_level (base c)) (sum_of error error)) (high_level (base c)) = true -> e = at_root a error -> e <= (y - x) / 2.
Proof.
  intros H He. pose proof (reads_le _ _ growth_reads _ _ H) as Hle. unfold at_root in *. rewrite !polynomial_sum in Hle. subst. lra.
Qed.

(** What has fewer pieces is far away, *)
Theorem field_every error e :
  less_equal F (sum_of (low_level (base c)) (sum_of error error)) (high_level (base c)) = true -> e = at_root a error ->
  forall t, (n0 <= t)%nat -> forall g m, pieces g l r m -> IZR m < kappa * lam ^ t ->
  exists z, l <= z <= r /\ Rabs (iterate t f z - g z) >= e.
Proof.
  intros Hfit He.
  exact (every_over (at_root a) (map_at a) growth_reads c accepted f n0 lam kappa l r x y growth_function Hn Hlam Hkappa Hl Hr Hx Hy e
    (growth_fits error e Hfit He)).
Qed.

(** also in terms of networks. *)
Theorem field_every_networks error e :
  less_equal F (sum_of (low_level (base c)) (sum_of error error)) (high_level (base c)) = true -> e = at_root a error ->
  forall t, (n0 <= t)%nat -> forall N : network, relu_network N ->
  IZR ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N)) < kappa * lam ^ t ->
  exists z, l <= z <= r /\ Rabs (iterate t f z - value N z) >= e.
Proof.
  intros Hfit He.
  exact (every_networks_over (at_root a) (map_at a) growth_reads c accepted f n0 lam kappa l r x y growth_function Hn Hlam Hkappa Hl Hr Hx Hy e
    (growth_fits error e Hfit He)).
Qed.
End Every.
