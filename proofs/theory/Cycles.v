(** T6: points that a map sends among themselves force crossings of all iterates, by their pattern alone; and a cycle of three points
    forces the golden ratio. *)

From Coq Require Import Reals List ZArith Lra Lia.
From Exactsep Require Import Networks Chains Hits Covering.
Import ListNotations.
Open Scope R_scope.

(** There are n + 1 points p 0 < ... < p n, and f (p i) = p (pi i). The gap k is [p k, p (k+1)]; it covers all gaps between the images of
    its ends. *)
Definition gap_branches {A} (p : nat -> A) (pi : nat -> nat) (k : nat) : list (branch A) :=
  match Nat.compare (pi k) (pi (S k)) with
  | Lt => [Branch A (p k) (p (S k)) true (pi k) (pi (S k) - 1 - pi k)]
  | Eq => []
  | Gt => [Branch A (p k) (p (S k)) false (pi (S k)) (pi k - 1 - pi (S k))]
  end.

(** For the levels at the two ends of the gap j: the word of the gap k. *)
Definition gap_word (j k : nat) : summary :=
  match Nat.compare k j with Lt => Some (false, false, 0%Z) | Eq => Some (false, true, 1%Z) | Gt => Some (true, true, 0%Z) end.

(** The words for f^t, and how often f^t crosses the gap j for sure: computed from the pattern alone. *)
Definition pattern_words (pi : nat -> nat) (n j t : nat) : list summary :=
  words (map (gap_branches (fun _ => tt) pi) (seq 0 n)) t (map (gap_word j) (seq 0 n)).

Definition pattern_count (pi : nat -> nat) (n j t : nat) : Z := alternations (joined (pattern_words pi n j t)).

(** Words do not depend on where branches are. *)
Lemma gap_word_same {A B} (p : nat -> A) (p' : nat -> B) pi ws k :
  map (branch_word ws) (gap_branches p pi k) = map (branch_word ws) (gap_branches p' pi k).
Proof. unfold gap_branches. destruct (Nat.compare (pi k) (pi (S k))); reflexivity. Qed.

(** So words do not, for all iterates. *)
Lemma words_same {A B} (p : nat -> A) (p' : nat -> B) pi ks t ws :
  words (map (gap_branches p pi) ks) t ws = words (map (gap_branches p' pi) ks) t ws.
Proof.
  revert ws. induction t as [| t IH]; intros ws; cbn [words]; [reflexivity|]. rewrite IH. f_equal.
  unfold next_words. rewrite !map_map. apply map_ext. intros k. f_equal. apply gap_word_same.
Qed.

(** Entries of a list that is given by a function. *)
Lemma nth_seq {A} (g : nat -> A) d s n j : (j < n)%nat -> nth j (map g (seq s n)) d = g (s + j)%nat.
Proof.
  revert s j. induction n as [| n IH]; intros s j Hj; [lia|]. destruct j as [| j]; cbn [seq map nth].
  - f_equal. lia.
  - rewrite IH by lia. f_equal. lia.
Qed.

Section Points.
Variables (f : R -> R) (n : nat) (p : nat -> R) (pi : nat -> nat).
Hypothesis f_continuous : continuity f.
Hypothesis p_increasing : forall k, (k < n)%nat -> p k < p (S k).
Hypothesis pi_within : forall k, (k <= n)%nat -> (pi k <= n)%nat.
Hypothesis pi_images : forall k, (k <= n)%nat -> f (p k) = p (pi k).

Definition gap (k : nat) : R * R := (p k, p (S k)).

(** The points are in order. *)
Lemma p_monotone i j : (i <= j)%nat -> (j <= n)%nat -> p i <= p j.
Proof.
  intros Hij. induction Hij as [| j Hij IH]; intros Hj; [lra|]. specialize (IH ltac:(lia)). pose proof (p_increasing j ltac:(lia)). lra.
Qed.

(** So are the gaps. *)
Lemma gaps_in_order s m : (s + m <= n)%nat -> in_order (p s) (map gap (seq s m)) (p (s + m)%nat).
Proof.
  revert s. induction m as [| m IH]; intros s Hs; cbn [seq map].
  - constructor. rewrite Nat.add_0_r. lra.
  - constructor; [lra | left; apply p_increasing; lia |]. replace (s + S m)%nat with (S s + m)%nat by lia. apply IH. lia.
Qed.

(** A row of points with their pattern is a covering. *)
Lemma gaps_cover : covering f (p 0%nat) (map gap (seq 0 n)) (p n) (map (gap_branches p pi) (seq 0 n)).
Proof.
  split; [apply (gaps_in_order 0 n); lia|].
  assert (forall j, (j < n)%nat -> left_end (map gap (seq 0 n)) j = p j) as Hl by (intros j Hj; unfold left_end; rewrite nth_seq by exact Hj; reflexivity).
  assert (forall j, (j < n)%nat -> right_end (map gap (seq 0 n)) j = p (S j)) as Hr by (intros j Hj; unfold right_end; rewrite nth_seq by exact Hj; reflexivity).
  assert (forall k, (k < n)%nat -> branches_of f (map gap (seq 0 n)) (p k) (gap_branches p pi k) (p (S k))) as Hk.
  { intros k Hk. pose proof (p_increasing k Hk) as Hp. pose proof (pi_within k ltac:(lia)). pose proof (pi_within (S k) ltac:(lia)).
    unfold gap_branches. destruct (Nat.compare_spec (pi k) (pi (S k))) as [E | E | E].
    - constructor. lra.
    - constructor; [cbn; lra | | constructor; cbn; lra]. unfold covers. cbn [first more from upto up].
      rewrite map_length, seq_length, Hl, Hr, !pi_images by lia. split; [lia|]. split; [lra|].
      replace (S (pi k + (pi (S k) - 1 - pi k))) with (pi (S k)) by lia. split; lra.
    - constructor; [cbn; lra | | constructor; cbn; lra]. unfold covers. cbn [first more from upto up].
      rewrite map_length, seq_length, Hl, Hr, !pi_images by lia. split; [lia|]. split; [lra|].
      replace (S (pi (S k) + (pi k - 1 - pi (S k)))) with (pi k) by lia. split; lra. }
  assert (forall m s, (s + m <= n)%nat -> Forall2 (fun J Ks => branches_of f (map gap (seq 0 n)) (fst J) Ks (snd J)) (map gap (seq s m)) (map (gap_branches p pi) (seq s m))) as H.
  { induction m as [| m IH]; intros s Hs; cbn [seq map]; constructor; [apply Hk; lia | apply IH; lia]. }
  apply H. lia.
Qed.

(** The words of the gaps for the iterate 0. *)
Lemma gap_words_ok j : (j < n)%nat ->
  Forall2 (fun J s => hits (low_at (p j)) (high_at (p (S j))) (fun x => x) (fst J) (snd J) s) (map gap (seq 0 n)) (map (gap_word j) (seq 0 n)).
Proof.
  intros Hj.
  assert (forall m s, (s + m <= n)%nat -> Forall2 (fun J w => hits (low_at (p j)) (high_at (p (S j))) (fun x => x) (fst J) (snd J) w)
    (map gap (seq s m)) (map (gap_word j) (seq s m))) as H.
  { induction m as [| m IH]; intros s Hs; cbn [seq map]; constructor; [|apply IH; lia]. cbn [gap fst snd].
    pose proof (p_increasing s ltac:(lia)). unfold gap_word. destruct (Nat.compare_spec s j) as [-> | E | E].
    - apply (hits_join _ _ _ (p j) (p j) (p (S j)) (Some (false, false, 0%Z)) (Some (true, true, 0%Z))).
      + apply hits_one with (z := p j); [lra | cbn; unfold low_at; lra].
      + apply hits_one with (z := p (S j)); [lra | cbn; unfold high_at; lra].
    - apply hits_one with (z := p s); [lra | cbn; unfold low_at; apply p_monotone; lia].
    - apply hits_one with (z := p s); [lra | cbn; unfold high_at; apply Rle_ge, p_monotone; lia]. }
  apply H. lia.
Qed.

(** With any letters of the points. *)
Theorem T6_words low high ws t :
  Forall2 (fun J s => hits low high (fun x => x) (fst J) (snd J) s) (map gap (seq 0 n)) ws ->
  hits low high (iterate t f) (p 0%nat) (p n) (joined (words (map (gap_branches (fun _ => tt) pi) (seq 0 n)) t ws)).
Proof. rewrite (words_same _ p). apply (T3w _ _ _ f_continuous), gaps_cover. Qed.

(** T6 *)
Theorem T6 j t : (j < n)%nat -> hits (low_at (p j)) (high_at (p (S j))) (iterate t f) (p 0%nat) (p n) (joined (pattern_words pi n j t)).
Proof. intros Hj. apply T6_words, gap_words_ok, Hj. Qed.

(** A network with fewer pieces than the pattern counts crossings is far from f^t. *)
Theorem pattern_forces j t (N : network) :
  (j < n)%nat -> relu_network N -> ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N) < pattern_count pi n j t)%Z ->
  exists z, p 0%nat <= z <= p n /\ Rabs (iterate t f z - value N z) >= (p (S j) - p j) / 2.
Proof.
  intros Hj HN Hsize. destruct (T1 N (p 0%nat) (p n) (p_monotone 0 n ltac:(lia) ltac:(lia))) as [m [Hm Hp]].
  eapply T12; [apply (T6 j t Hj) | exact Hp |].
  pose proof (piece_bound_of_sizes N 1 (width N) (depth N) (relu_networks_have_one_breakpoint N HN) (le_n _) (le_n _)) as Hb.
  rewrite Z.mul_1_l in Hb. unfold pattern_count in Hsize. lia.
Qed.
End Points.

(** ** Period three *)

Definition golden : R := (1 + sqrt 5) / 2.

(** The golden ratio is a root of x^2 = x + 1, *)
Lemma golden_square : golden * golden = golden + 1.
Proof. unfold golden. assert (sqrt 5 * sqrt 5 = 5) by (apply sqrt_sqrt; lra). lra. Qed.

(** between 1 and 2. *)
Lemma golden_range : 1 < golden < 2.
Proof.
  unfold golden. pose proof (sqrt_lt_1 1 5 ltac:(lra) ltac:(lra) ltac:(lra)) as H. rewrite sqrt_1 in H.
  pose proof (sqrt_lt_1 5 9 ltac:(lra) ltac:(lra) ltac:(lra)) as H'. replace 9 with (3 * 3) in H' by lra. rewrite sqrt_square in H' by lra. lra.
Qed.

(** Counts (c, d) that become at least (d, c + d) in each step grow like Fibonacci numbers. *)
Fixpoint fibonacci (t : nat) (c d : Z) : Z * Z := match t with O => (c, d) | S t' => fibonacci t' d (c + d)%Z end.

(** The combination that grows by exactly the golden ratio. *)
Lemma fibonacci_grows t c d : IZR (fst (fibonacci t c d)) + golden * IZR (snd (fibonacci t c d)) = golden ^ t * (IZR c + golden * IZR d).
Proof.
  revert c d. induction t as [| t IH]; intros c d; cbn [fibonacci pow fst snd]; [ring|].
  rewrite IH, plus_IZR. replace (golden * golden ^ t * (IZR c + golden * IZR d)) with (golden ^ t * (golden * IZR c + golden * golden * IZR d)) by ring.
  rewrite golden_square. ring.
Qed.

(** The second count stays the larger one. *)
Lemma fibonacci_ordered t c d : (0 <= c <= d)%Z -> (0 <= fst (fibonacci t c d) <= snd (fibonacci t c d))%Z.
Proof. revert c d. induction t as [| t IH]; intros c d H; cbn [fibonacci]; [exact H | apply IH; lia]. Qed.

(** Larger counts stay larger. *)
Lemma fibonacci_mono t c d c' d' : (c <= c')%Z -> (d <= d')%Z ->
  (fst (fibonacci t c d) <= fst (fibonacci t c' d'))%Z /\ (snd (fibonacci t c d) <= snd (fibonacci t c' d'))%Z.
Proof. revert c d c' d'. induction t as [| t IH]; intros c d c' d' Hc Hd; cbn [fibonacci]; [split; assumption | apply IH; lia]. Qed.

(** Joining words loses no alternations. *)
Lemma count_of_join s s' : (alternations s + alternations s' <= alternations (join s s'))%Z.
Proof. destruct s as [[[p q] k] |], s' as [[[p' q'] k'] |]; cbn; try lia. destruct (Bool.eqb q p'); lia. Qed.

(** Reading a word backwards changes no count. *)
Lemma count_of_flip s : alternations (flip s) = alternations s.
Proof. destruct s as [[[p q] k] |]; reflexivity. Qed.

(** The two patterns of a cycle of three points: 0 -> 1 -> 2 -> 0 and 0 -> 2 -> 1 -> 0. *)
Definition three_up (k : nat) : nat := nth k [1; 2; 0]%nat 0%nat.
Definition three_down (k : nat) : nat := nth k [2; 0; 1]%nat 0%nat.

(** The words of the pattern 0 -> 1 -> 2 -> 0 have at least Fibonacci counts. *)
Lemma three_up_words t w w' :
  exists v v', words (map (gap_branches (fun _ => tt) three_up) (seq 0 2)) t [w; w'] = [v; v'] /\
    (fst (fibonacci t (alternations w) (alternations w')) <= alternations v)%Z /\ (snd (fibonacci t (alternations w) (alternations w')) <= alternations v')%Z.
Proof.
  revert w w'. induction t as [| t IH]; intros w w'; [exists w, w'; cbn; repeat split; lia|].
  cbn [words fibonacci]. unfold next_words. cbn [seq map gap_branches three_up nth Nat.compare first more up branch_word slice skipn firstn joined fold_right Nat.sub].
  destruct (IH (join (join w' None) None) (join (flip (join w (join w' None))) None)) as [v [v' [E [H1 H2]]]].
  exists v, v'. split; [exact E|].
  assert (forall s, join s None = s) as Hn by (intros [[[a b] k] |]; reflexivity). rewrite !Hn in H1, H2.
  pose proof (count_of_join w w') as Hj. rewrite <- (count_of_flip (join w w')) in Hj.
  pose proof (fibonacci_mono t (alternations w') (alternations w + alternations w') (alternations w') (alternations (flip (join w w'))) ltac:(lia) Hj). lia.
Qed.

(** The same for the pattern 0 -> 2 -> 1 -> 0. *)
Lemma three_down_words t w w' :
  exists v v', words (map (gap_branches (fun _ => tt) three_down) (seq 0 2)) t [w'; w] = [v'; v] /\
    (fst (fibonacci t (alternations w) (alternations w')) <= alternations v)%Z /\ (snd (fibonacci t (alternations w) (alternations w')) <= alternations v')%Z.
Proof.
  revert w w'. induction t as [| t IH]; intros w w'; [exists w, w'; cbn; repeat split; lia|].
  cbn [words fibonacci]. unfold next_words. cbn [seq map gap_branches three_down nth Nat.compare first more up branch_word slice skipn firstn joined fold_right Nat.sub].
  destruct (IH (join (join w' None) None) (join (flip (join w' (join w None))) None)) as [v [v' [E [H1 H2]]]].
  exists v, v'. split; [exact E|].
  assert (forall s, join s None = s) as Hn by (intros [[[a b] k] |]; reflexivity). rewrite !Hn in H1, H2.
  pose proof (count_of_join w' w) as Hj. rewrite <- (count_of_flip (join w' w)) in Hj.
  pose proof (fibonacci_mono t (alternations w') (alternations w + alternations w') (alternations w') (alternations (flip (join w' w))) ltac:(lia) ltac:(lia)). lia.
Qed.

(** Fibonacci counts are at least powers of the golden ratio. *)
Lemma golden_count t : golden ^ t <= IZR (fst (fibonacci t 0 1) + snd (fibonacci t 0 1)).
Proof.
  pose proof (fibonacci_grows t 0 1) as H. pose proof (fibonacci_ordered t 0 1 ltac:(lia)) as [H1 H2]. apply IZR_le in H1, H2.
  pose proof golden_range. pose proof golden_square. rewrite plus_IZR.
  set (c := IZR (fst (fibonacci t 0 1))) in *. set (d := IZR (snd (fibonacci t 0 1))) in *.
  assert (golden * golden ^ t = c + golden * d) as E by (rewrite H; ring).
  apply Rmult_le_reg_l with (r := golden); [lra|]. rewrite E. nra.
Qed.

(** A cycle of three points: from it alone, every iterate of f is far from every network with fewer pieces than a power of the golden ratio. *)
Theorem period_three f p q r t (N : network) :
  continuity f -> p < q -> q < r -> (f p = q /\ f q = r /\ f r = p) \/ (f p = r /\ f r = q /\ f q = p) ->
  relu_network N -> IZR ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N)) < golden ^ t ->
  exists z, p <= z <= r /\ Rabs (iterate t f z - value N z) >= Rmin (q - p) (r - q) / 2.
Proof.
  intros Hf Hpq Hqr Hcycle HN Hsize. pose proof (golden_count t) as Hg.
  assert ((Z.of_nat (width N) + 1) ^ Z.of_nat (depth N) < fst (fibonacci t 0 1) + snd (fibonacci t 0 1))%Z as Hlt by (apply lt_IZR; lra).
  pose (P := fun k => nth k [p; q; r] r).
  assert (forall k, (k < 2)%nat -> P k < P (S k)) as Hinc by (intros [| [| k]] Hk; [exact Hpq | exact Hqr | lia]).
  destruct Hcycle as [[E1 [E2 E3]] | [E1 [E2 E3]]].
  - destruct (pattern_forces f 2 P three_up Hf Hinc) with (j := 1%nat) (t := t) (N := N) as [z [Hz Hd]].
    + intros [| [| [| k]]] Hk; cbn; lia.
    + intros [| [| [| k]]] Hk; cbn; assumption || lia.
    + lia.
    + exact HN.
    + unfold pattern_count, pattern_words. change (map (gap_word 1) (seq 0 2)) with (@cons summary (Some (false, false, 0%Z)) (@cons summary (Some (false, true, 1%Z)) [])).
      destruct (three_up_words t (Some (false, false, 0%Z)) (Some (false, true, 1%Z))) as [v [v' [-> [H1 H2]]]]. cbn [alternations] in H1, H2.
      cbn [joined fold_right]. pose proof (count_of_join v (join v' None)). pose proof (count_of_join v' None) as H3. cbn [alternations] in H3. lia.
    + exists z. split; [exact Hz|]. cbn in Hd. pose proof (Rmin_r (q - p) (r - q)). lra.
  - destruct (pattern_forces f 2 P three_down Hf Hinc) with (j := 0%nat) (t := t) (N := N) as [z [Hz Hd]].
    + intros [| [| [| k]]] Hk; cbn; lia.
    + intros [| [| [| k]]] Hk; cbn; assumption || lia.
    + lia.
    + exact HN.
    + unfold pattern_count, pattern_words. change (map (gap_word 0) (seq 0 2)) with (@cons summary (Some (false, true, 1%Z)) (@cons summary (Some (true, true, 0%Z)) [])).
      destruct (three_down_words t (Some (true, true, 0%Z)) (Some (false, true, 1%Z))) as [v [v' [-> [H1 H2]]]]. cbn [alternations] in H1, H2.
      cbn [joined fold_right]. pose proof (count_of_join v' (join v None)). pose proof (count_of_join v None) as H3. cbn [alternations] in H3. lia.
    + exists z. split; [exact Hz|]. cbn in Hd. pose proof (Rmin_l (q - p) (r - q)). lra.
Qed.
