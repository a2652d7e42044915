(** T18 and T19: two networks are equal on a box, or everywhere, because their outputs are the same forms in the same atoms. The checker. *)

From Coq Require Import Reals QArith Qreals List ZArith Lra Lia.
From Exactsep Require Import Networks Vectors.
Import ListNotations.
Open Scope Z_scope.

(** The box with these sides, or all of R^d. *)
Inductive domain := Box (sides : list (Q * Q)) | Everywhere (inputs : nat).

Definition inside (X : domain) (x : list R) : Prop :=
  match X with
  | Box sides => Forall2 (fun side v => Q2R (fst side) <= v <= Q2R (snd side))%R sides x
  | Everywhere d => length x = d
  end.

(** A constant and integer multiples of atoms, in increasing order of the atoms; a form is such a sum over a denominator. *)
Definition sum : Set := (Z * list (positive * Z))%type.

Record form := Form { numerator : sum; denominator : positive }.

(** The form 0. *)
Definition zero : form := Form (0, []) 1.

(** k times the atom a, before the others; nothing if k = 0. *)
Definition term (a : positive) (k : Z) (rest : list (positive * Z)) : list (positive * Z) := match k with 0 => rest | _ => (a, k) :: rest end.

(** u * l *)
Definition scale (u : Z) (l : list (positive * Z)) : list (positive * Z) := fold_right (fun p rest => term (fst p) (u * snd p) rest) [] l.

(** u * l + v * m *)
Fixpoint merge (u : Z) (l : list (positive * Z)) (v : Z) : list (positive * Z) -> list (positive * Z) :=
  match l with
  | [] => scale v
  | (a, i) :: l' =>
    fix inner (m : list (positive * Z)) : list (positive * Z) :=
      match m with
      | [] => scale u l
      | (b, j) :: m' =>
        match Pos.compare a b with
        | Eq => term a (u * i + v * j) (merge u l' v m')
        | Lt => term a (u * i) (merge u l' v m)
        | Gt => term b (v * j) (inner m')
        end
      end
  end.

(** w F + G, over a common denominator. *)
Definition add_multiple (w : Q) (F G : form) : form :=
  match Qnum w with
  | 0 => G
  | k =>
    let '(g, (mine, other)) := Pos.ggcd (denominator G) (denominator F * Qden w) in
    let u := Zpos other in
    let v := Zpos mine * k in
    Form (u * fst (numerator G) + v * fst (numerator F), merge u (snd (numerator G)) v (snd (numerator F))) (mine * (denominator F * Qden w))
  end.

(** The preactivation of a neuron. *)
Definition preactivation (Fs : list form) (n : neuron) : form :=
  fold_right (fun p G => add_multiple (snd p) (nth (fst p) Fs zero) G) (Form (Qnum (constant n), []) (Qden (constant n))) (reads n).

(** The sum of the negative coefficients. *)
Fixpoint negatives (l : list (positive * Z)) : Z :=
  match l with [] => 0 | (_, Zneg p) :: rest => Zneg p + negatives rest | _ :: rest => negatives rest end.

(** The sum of the positive coefficients. *)
Fixpoint positives (l : list (positive * Z)) : Z :=
  match l with [] => 0 | (_, Zpos p) :: rest => Zpos p + positives rest | _ :: rest => positives rest end.

(** Bounds of a sum: on a box all atoms are between 0 and 1, everywhere they are at least 0 (and only the signs of the bounds count). *)
Definition low (X : domain) (s : sum) : Z := match X with Box _ => fst s + negatives (snd s) | Everywhere _ => Z.min (fst s) (negatives (snd s)) end.

Definition high (X : domain) (s : sum) : Z := match X with Box _ => fst s + positives (snd s) | Everywhere _ => Z.max (fst s) (positives (snd s)) end.

(** A ray: the sum without its common factor. The atom of a known ray r is relu r / size r. *)
Definition content (s : sum) : Z := fold_right (fun p g => Z.gcd (snd p) g) (Z.abs (fst s)) (snd s).

(** The sum without its common factor. *)
Definition ray (s : sum) : sum := let g := content s in (fst s / g, map (fun p => (fst p, snd p / g)) (snd s)).

(** What the atom of a ray is divided by: its upper bound on a box. *)
Definition size (X : domain) (r : sum) : Z := match X with Box _ => high X r | Everywhere _ => 1 end.

(** The same atoms with the same coefficients. *)
Fixpoint same_terms (l m : list (positive * Z)) : bool :=
  match l, m with
  | [], [] => true
  | (a, i) :: l', (b, j) :: m' => Z.eqb i j && Pos.eqb a b && same_terms l' m'
  | _, _ => false
  end.

Definition same_sum (r s : sum) : bool := Z.eqb (fst r) (fst s) && same_terms (snd r) (snd s).

(** Known rays, each with its atom. *)
Definition rays := list (sum * positive).

(** The atom of a ray. *)
Fixpoint find (r : sum) (known : rays) : option positive :=
  match known with [] => None | (s, a) :: rest => if same_sum r s then Some a else find r rest end.

(** The form of relu F, if F has a sign by its bounds or a known ray. *)
Definition relu_form (X : domain) (known : rays) (F : form) : option form :=
  let s := numerator F in
  if 0 <=? low X s then Some F
  else if high X s <=? 0 then Some zero
  else
    let r := ray s in
    match find r known with
    | Some a => let q := Qred (content s * size X r # denominator F) in Some (Form (0, [(a, Qnum q)]) (Qden q))
    | None => None
    end.

(** The same for all neurons of a layer; None if one of them has no form. *)
Fixpoint relu_forms (X : domain) (known : rays) (Fs : list form) : option (list form) :=
  match Fs with
  | [] => Some []
  | F :: rest =>
    match relu_form X known F with
    | None => None
    | Some G => match relu_forms X known rest with None => None | Some Gs => Some (G :: Gs) end
    end
  end.

(** The forms after all hidden layers. *)
Fixpoint hidden_forms (X : domain) (known : rays) (layers : list layer) (Fs : list form) : option (list form) :=
  match layers with
  | [] => Some Fs
  | l :: rest => match relu_forms X known (map (preactivation Fs) l) with None => None | Some Gs => hidden_forms X known rest Gs end
  end.

(** The inputs, as forms in the first atoms, from a on: x = lo + (hi - lo) t on a box, and x = relu x - relu (- x) everywhere. *)
Fixpoint box_inputs (a : positive) (sides : list (Q * Q)) : list form :=
  match sides with
  | [] => []
  | (lo, hi) :: rest =>
    Form (Qnum lo * QDen hi, [(a, Qnum hi * QDen lo - Qnum lo * QDen hi)]) (Qden lo * Qden hi) :: box_inputs (Pos.succ a) rest
  end.

Fixpoint signed_inputs (a : positive) (d : nat) : list form :=
  match d with O => [] | S d' => Form (0, [(a, 1); (Pos.succ a, -1)]) 1 :: signed_inputs (Pos.succ (Pos.succ a)) d' end.

(** Everywhere the rays of x and of - x are known from the start. *)
Fixpoint signed_rays (a : positive) (d : nat) : rays :=
  match d with
  | O => []
  | S d' => ((0, [(a, 1); (Pos.succ a, -1)]), a) :: ((0, [(a, -1); (Pos.succ a, 1)]), Pos.succ a) :: signed_rays (Pos.succ (Pos.succ a)) d'
  end.

(** The n-th atom after a. *)
Fixpoint after (a : positive) (n : nat) : positive := match n with O => a | S n' => after (Pos.succ a) n' end.

(** The inputs, as forms. *)
Definition input_forms (X : domain) : list form := match X with Box sides => box_inputs 1 sides | Everywhere d => signed_inputs 1 d end.

(** The rays that are known from the start. *)
Definition input_rays (X : domain) : rays := match X with Box _ => [] | Everywhere d => signed_rays 1 d end.

(** The first atom for a ray of the target. *)
Definition first_new (X : domain) : positive := match X with Box sides => after 1 (length sides) | Everywhere d => after 1 (2 * d) end.

(** The outputs, as forms. *)
Definition output_forms (X : domain) (known : rays) (N : plain_network) : option (list form) :=
  match hidden_forms X known (hidden_layers N) (input_forms X) with None => None | Some Fs => Some (map (preactivation Fs) (output_layer N)) end.

(** The rays of the target that are neither known nor of one sign, each with a new atom: a proposal, checked by [well_numbered]. *)
Definition state : Set := (rays * positive)%type.

Definition learn_relu (X : domain) (st : state) (F : form) : state * form :=
  match relu_form X (fst st ++ input_rays X) F with
  | Some G => (st, G)
  | None =>
    let new := (ray (numerator F), snd st) in
    ((new :: fst st, Pos.succ (snd st)), match relu_form X [new] F with Some G => G | None => zero end)
  end.

Fixpoint learn_relus (X : domain) (st : state) (Fs : list form) : state * list form :=
  match Fs with
  | [] => (st, [])
  | F :: rest => let (st1, G) := learn_relu X st F in let (st2, Gs) := learn_relus X st1 rest in (st2, G :: Gs)
  end.

Fixpoint learn_layers (X : domain) (st : state) (layers : list layer) (Fs : list form) : state :=
  match layers with
  | [] => st
  | l :: rest => let (st1, Gs) := learn_relus X st (map (preactivation Fs) l) in learn_layers X st1 rest Gs
  end.

Definition learn (X : domain) (N : plain_network) : rays := rev (fst (learn_layers X ([], first_new X) (hidden_layers N) (input_forms X))).

(** Each ray reads earlier atoms only, and its size is positive. *)
Fixpoint well_numbered (X : domain) (next : positive) (new : rays) : bool :=
  match new with
  | [] => true
  | (s, a) :: rest =>
    Pos.eqb a next && forallb (fun p => Pos.ltb (fst p) next) (snd s) && (0 <? size X s) && well_numbered X (Pos.succ next) rest
  end.

(** The form is 0, coefficient by coefficient. *)
Definition is_zero (F : form) : bool := match numerator F with (0, []) => true | _ => false end.

(** The forms are equal, one by one. *)
Fixpoint same_forms (Fs Gs : list form) : bool :=
  match Fs, Gs with
  | [], [] => true
  | F :: Fs', G :: Gs' => is_zero (add_multiple (-1 # 1) F G) && same_forms Fs' Gs'
  | _, _ => false
  end.

(** T is the target, N the narrow network. *)
Definition check_equal (X : domain) (T N : plain_network) : bool :=
  let new := learn X T in
  let known := new ++ input_rays X in
  well_numbered X (first_new X) new
  && match output_forms X known T, output_forms X known N with Some Fs, Some Gs => same_forms Fs Gs | _, _ => false end.

(** A box has no side that is empty or a point. *)
Definition proper (X : domain) : bool :=
  match X with Box sides => forallb (fun s => negb (Qle_bool (snd s) (fst s))) sides | Everywhere _ => true end.

(** As a certificate states it: also with [l] hidden layers of at most [w] neurons. *)
Definition check_narrow (X : domain) (T N : plain_network) (l w : nat) : bool :=
  proper X && Nat.eqb (depth_of N) l && Nat.leb (width_of N) w && check_equal X T N.
