(** T15x: a checker for lower bounds of the integral of |f^t - g|, level by level, over any numbers. Between two neighbouring values of f^t at
    its vertices there are levels with equal distances; there each piece of f^t costs an amount that is affine in the level. *)

From Coq Require Import Reals QArith Qreals List ZArith Lra Lia.
From Exactsep Require Import Networks Chains Maps Integral Teeth L1 Lines Traces Labels Bands Runs Switches.
Import ListNotations.
Local Open Scope lazy_bool_scope.

(** A piece in integers: over 2^bits, between which bounds the values at its ends lie; over 2^bits scale, how wide it is at least for each unit
    of the value; and over 2^(2 bits) scale, how wide it is at least. The scale is a denominator of slopes
    and widths, if there is a small one. *)
Record lap := Lap { lap_up : bool; bottom : Z * Z; top : Z * Z; lap_pace : Z; lap_width : Z }.

(** Levels with equal distances, from the lowest, and what is done about switches at each of them. *)
Record gap := Gap { lowest : Z; distance : Z; modes : list mode }.
Arguments Gap _%Z_scope _%Z_scope _.
Definition highest (g : gap) : Z := lowest g + Z.of_nat (pred (length (modes g))) * distance g.

Record levels_over {number : Type} := LevelsCertificate {
  l_vertices : list (number * number);
  l_slopes : list number;
  l_left : number;
  l_right : number;
  l_iterate : nat;
  l_bits : positive;
  l_scale : positive;
  l_margin : Z;
  l_breaks : list Z; (* between neighbouring ones, without the margin at both ends, f^t is affine *)
  l_gaps : list gap; (* from low to high *)
  l_few : Z;
  l_error : number
}.
Arguments levels_over : clear implicits.
Arguments LevelsCertificate {number} _ _ _%Q_scope _%Q_scope _%nat_scope _%positive_scope _%positive_scope _%Z_scope _%Z_scope _ _%Z_scope _%Q_scope.

(** A plateau below a level (false) or above it (true): how wide at the lowest level of a gap, and how much more at each next one. *)
Definition plateaus := list (bool * (Z * Z)).

(** What a piece is at the levels from A up to B. *)
Definition plateaus_of (A B d : Z) (p : lap) : plateaus :=
  if Z.leb (snd (bottom p)) A &&& Z.leb B (fst (top p)) then
    let more := (lap_pace p * d)%Z in
    let low := (false, (lap_pace p * (A - snd (bottom p)), more)%Z) in
    let high := (true, (lap_pace p * (fst (top p) - A), - more)%Z) in
    if lap_up p then [low; high] else [high; low]
  else if Z.leb (snd (top p)) A then [(false, (lap_width p, 0%Z))]
  else if Z.leb B (fst (bottom p)) then [(true, (lap_width p, 0%Z))] else [].

(** Plateaus of the same kind in a row are one. *)
Fixpoint joined (bit : bool) (w : Z * Z) (T : plateaus) : plateaus :=
  match T with
  | [] => [(bit, w)]
  | (bit', w') :: rest =>
      if Bool.eqb bit' bit then joined bit (fst w + fst w', snd w + snd w')%Z rest else (bit, w) :: joined bit' w' rest
  end.
Definition all_joined (T : plateaus) : plateaus := match T with [] => [] | (bit, w) :: rest => joined bit w rest end.

(** One level higher. *)
Definition raise (e : bool * (Z * Z)) : bool * (Z * Z) := (fst e, (fst (snd e) + snd (snd e), snd (snd e)))%Z.

(** What has to be paid at one level, from right to left, without what the switches cost. *)
Definition gain (few : Z) (T : plateaus) (md : mode) : Z :=
  (to_pay (fold_right (fun e s => pay md (fst e) (fst (snd e)) s) (at_end md few) T) - few * price_of md)%Z.

(** Twice the sum of the means of neighbouring levels. *)
Fixpoint trapezoids (few : Z) (T : plateaus) (low : Z) (mds : list mode) : Z :=
  match mds with
  | [] => 0%Z
  | md :: rest => let T' := map raise T in let high := gain few T' md in (low + high + trapezoids few T' high rest)%Z
  end.

Definition gap_bound (few : Z) (row : list lap) (g : gap) : Z :=
  match modes g with
  | [] => 0%Z
  | md :: rest =>
      let T := all_joined (flat_map (plateaus_of (lowest g) (highest g) (distance g)) row) in
      (distance g * trapezoids few T (gain few T md) rest)%Z
  end.

(** The levels, two and two. *)
Definition level_target (b : positive) (low high : Z) : target := Target (low # 2 ^ b) (high # 2 ^ b) 0.
Fixpoint targets_from (b : positive) (A d : Z) (mds : list mode) : list target :=
  match mds with [] => [] | _ :: rest => level_target b A (A + d) :: targets_from b (A + d) d rest end.
Definition gap_targets (b : positive) (g : gap) : list target := targets_from b (lowest g) (distance g) (tl (modes g)).

(** A piece between two points, from the values there. *)
Definition lap_between (b N : positive) (p q : Z) (v w : trace) : lap :=
  let V := (fst v - snd v, fst v + snd v)%Z in let W := (fst w - snd w, fst w + snd w)%Z in let D := (Zpos N * Z.shiftl (q - p) (Zpos b))%Z in
  if Z.ltb (snd V) (fst W) then Lap true V W (D / (snd W - fst V)) D
  else if Z.ltb (snd W) (fst V) then Lap false W V (D / (snd V - fst W)) D
  else let Y := (Z.min (fst V) (fst W), Z.max (snd V) (snd W)) in Lap true Y Y 0 D.

(** The pieces between the points, from [now] on and up to [last]; those that can't be followed are left out. *)
Fixpoint laps_along (b N : positive) (ss : list strip) (t : nat) (margin last now : Z) (breaks : list Z) : list lap :=
  match breaks with
  | v :: ((w :: _) as rest) =>
      let p := (v + margin)%Z in let q := (w - margin)%Z in
      if Z.leb now p &&& Z.ltb p q &&& Z.leb q last then
        match traced b N ss t (p, 0%Z) (q, 0%Z) with
        | Some (v', w') => lap_between b N p q v' w' :: laps_along b N ss t margin last q rest
        | None => laps_along b N ss t margin last now rest
        end
      else laps_along b N ss t margin last now rest
  | _ => []
  end.

Section Check.
Context {number : Type} {Ca : calculus number}.

Definition check_levels (c : levels_over number) : bool :=
  let b := l_bits c in
  good_lines (l_vertices c) (l_slopes c) && c_lt (l_left c) (l_right c)
  && targets_ordered (flat_map (gap_targets b) (l_gaps c)) && forallb (fun g => forallb (fun md => Z.leb 0 (price_of md)) (modes g)) (l_gaps c)
  &&& (let row := laps_along b (l_scale c) (strips_of b (l_scale c) (l_iterate c) (l_vertices c) (l_slopes c)) (l_iterate c) (l_margin c)
                    (fst (c_enclosed b (l_right c))) (snd (c_enclosed b (l_left c))) (l_breaks c) in
      Z.leb (Zpos (l_scale c) * Z.shiftl (snd (c_enclosed b (l_error c))) (2 * Zpos b + 1)) (fold_right (fun g s => (gap_bound (l_few c) row g + s)%Z) 0%Z (l_gaps c))).
End Check.
