(** T16: a network made of blocks equals an iterate of a piecewise linear map on its interval; by comparison at finitely many points. The checker. *)

From Coq Require Import Reals QArith Qreals List Lra Lia.
From Exactsep Require Import Networks Maps SelfMap Vectors Straight.
Import ListNotations.
Open Scope Q_scope.

(** The block h + sum of w_j relu (x + b_j), for f^r: r, the b_j, the w_j and h. *)
Record block := Block { iterates : nat; offsets : list Q; weights_of : list Q; shift : Q }.

(** What a number that is no index of a block stands for. *)
Definition no_block : block := Block 0 [] [] 0.

(** ** The network of a sequence of blocks: each layer computes the output of the block before, once for each of its units *)

(** The first layer reads the input. *)
Definition first_layer (B : block) : layer := map (fun b => Neuron [(0%nat, 1)] b) (offsets B).

(** A layer reads the output of the block B. *)
Definition next_layer (B C : block) : layer := map (fun b => Neuron (numbered 0 (weights_of B)) (shift B + b)) (offsets C).

(** The layers after the one of B. *)
Fixpoint layers_after (B : block) (rest : list block) : list layer :=
  match rest with [] => [] | C :: rest' => next_layer B C :: layers_after C rest' end.

(** The last block. *)
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

(** The same weights and bias. *)
Definition same_neuron (u v : neuron) : bool := same_reads (reads u) (reads v) && Qeq_bool (constant u) (constant v).

(** Lists are the same, one by one. *)
Fixpoint all_same {A : Type} (same : A -> A -> bool) (l m : list A) : bool :=
  match l, m with
  | [], [] => true
  | x :: l', y :: m' => same x y && all_same same l' m'
  | _, _ => false
  end.

Definition same_network (N M : plain_network) : bool :=
  all_same (all_same same_neuron) (hidden_layers N) (hidden_layers M) && all_same same_neuron (output_layer N) (output_layer M).

(** ** A block and an iterate agree at points between which both are affine *)

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

(** The same points for r more iterates: the ends of the pieces, with the values there. *)
Fixpoint pieces_of (vs : list (Q * Q)) (r : nat) (ps : list (Q * Q)) : list (Q * Q) :=
  match r, ps with
  | S r', p0 :: rest => pieces_of vs r' (map (fun p => (fst p, piecewise_linear_Q vs (snd p))) (preimages p0 rest (map fst vs)))
  | _, _ => ps
  end.

(** Two increasing lists as one, without repetitions. *)
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

(** The left end of the interval, *)
Definition first_x (vs : list (Q * Q)) : Q := fst (hd (0, 0) vs).

(** and the right one. *)
Definition last_x (vs : list (Q * Q)) : Q := fst (last vs (0, 0)).

Definition points_of (vs : list (Q * Q)) (B : block) : list Q :=
  let a := first_x vs in
  let b := last_x vs in
  let inner := filter (fun z => negb (Qle_bool z a) && negb (Qle_bool b z)) (map (fun c => Qred (- c)) (offsets B)) in
  merged inner (map fst (pieces_of vs (iterates B) [(a, a); (b, b)])).

(** The last point. *)
Fixpoint last_of (u : Q) (points : list Q) : Q := match points with [] => u | v :: rest => last_of v rest end.

(** The block is f^r on the interval. *)
Definition realizes (vs : list (Q * Q)) (B : block) : bool :=
  match points_of vs B with
  | u :: v :: rest =>
    Qeq_bool u (first_x vs) && Qeq_bool (last_of v rest) (last_x vs) && decreasing (offsets B)
    && same_between vs (iterates B) (offsets B) (weights_of B) 0 (shift B) u (v :: rest)
  | _ => false
  end.

(** The map takes its interval into itself. *)
Definition invariant (vs : list (Q * Q)) : bool := heights_between (first_x vs) (last_x vs) vs.

(** The network is that of the blocks in this order, and these give f^t. *)
Definition check_realization (vs : list (Q * Q)) (N : plain_network) (t : nat) (blocks : list block) (sequence : list nat) : bool :=
  match map (fun k => nth k blocks no_block) sequence with
  | [] => false
  | B :: rest =>
    well_formed (Linear vs) && invariant vs && forallb (realizes vs) blocks
    && forallb (fun k => Nat.ltb k (length blocks)) sequence
    && Nat.eqb (fold_right (fun C n => (iterates C + n)%nat) 0%nat (B :: rest)) t
    && same_network N (network_of_blocks B rest)
  end.
