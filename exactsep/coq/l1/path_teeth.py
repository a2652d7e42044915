"""Rule T14 at one iterate with paths counted by exponents, over any numbers: theory PathTeeth, PathBounds and FieldTeeth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import Any

from exactsep.coq.elements import Elements
from exactsep.coq.l1.coverings import small_exponents
from exactsep.coq.l1.paths import STEPS, Branch, Key, Paths, Powers
from exactsep.coq.l1.teeth import Priced, Target, best_targets
from exactsep.coq.problem import Problem
from exactsep.coq.terms import exact, listed, natural, number, rational

ROUNDINGS = (64, 256, 1024)  # bits of the bases: the first with which the bound is what is claimed
PLACES = 20_000  # bits of all powers
TOO_STEEP = f"paths that are steeper than 2^{PLACES} have no Coq form"
GUARD = 20  # bits that exponents up to EXPONENT, and all roundings, may cost
MODULES = "L1 Integrals EveryShares PowerTables PathTeeth PathBounds"
FIELD_MODULES = f"Straight FieldBlocks FieldRealization {MODULES} FieldCylinders FieldConstants FieldTeeth"
Kinds = dict[Target, Counter[Key]]  # of paths, over each target

DATA = """\
(* What shows it: a covering, bases, and for each branch how steep the map is there at most, and with which exponents the bases give as
   much; pairs of levels, how far they are apart at least, and the price of a piece between them. *)
Definition l1_data : path_teeth {numbers} {maps} := PathTeeth {data} {left} {right}
  {intervals}{scope}
  {bases}%Q
  {branches}
  {targets}
  {places} {later} few {error}.

Lemma l1_accepted : check_path_teeth l1_data = true.
Proof. computed. Qed.
"""
PROOF = " apply (path_teeth_{what} l1_data); [exact l1_accepted | same_map | reflexivity | computed | number ..]. "


@dataclass(frozen=True)
class Rounded:
    """The bases with so many bits, and one more, a little above 1, that each branch has once: it makes up for what is lost by rounding."""

    paths: Paths
    powers: Powers
    bits: int

    def steep(self, branch: Branch) -> Fraction:
        """Between the slope of the map and what the bases give."""
        places = self.bits + 2 * GUARD
        return Fraction(self.powers.level(branch.key) >> self.powers.places - places, 1 << places)

    def width(self, target: Target) -> Fraction:
        """At most how far the levels are apart."""
        gap = target[1] - target[0]
        return gap if isinstance(gap, Fraction) else Fraction(floor(gap * 2 ** (self.bits + GUARD)), 2 ** (self.bits + GUARD))

    def inverses(self, kinds: Kinds, targets: Iterable[Target]) -> dict[Key, int]:
        """1 divided by the steepness of each kind of path over these targets, as Coq rounds it."""
        return self.powers.inverses({key for target in targets for key in kinds[target]})

    def bound(self, target: Target, shares: list[tuple[int, int]], price: int, pieces: int) -> Fraction:
        """What rule T14 gives for shares, each so often, if a piece has this price."""
        rest = sum(n * min(share, price) for share, n in shares) - price * pieces
        return self.width(target) ** 2 / 4 * max(Fraction(rest, self.powers.one), Fraction(0))

    def best(self, kinds: Kinds, pieces: int) -> Priced:
        """The best of the targets, with the best prices; what they give is rounded as Coq rounds it, for these targets alone."""
        all_of_them = self.inverses(kinds, kinds)
        _, chosen = best_targets(lambda target: self.best_price(target, shares_of(kinds[target], all_of_them), pieces), list(kinds))
        own = self.inverses(kinds, [target for target, _ in chosen])
        prices = [(target, floor(price * self.powers.one)) for target, price in chosen]
        return sum((self.bound(target, shares_of(kinds[target], own), price, pieces) for target, price in prices), Fraction(0)), chosen

    def best_price(self, target: Target, shares: list[tuple[int, int]], pieces: int) -> tuple[Fraction, Fraction]:
        """The price of a piece for which rule T14 gives most, the share of the last tooth that the pieces can afford; and what it gives."""
        seen, price = 0, 0
        for share, n in sorted(shares, reverse=True):
            if seen < pieces <= seen + n:
                price = share
            seen += n
        return Fraction(price, self.powers.one), self.bound(target, shares, price, pieces)


def shares_of(counts: Counter[Key], inverses: dict[Key, int]) -> list[tuple[int, int]]:
    return [(inverses[key], n) for key, n in counts.items()]


def given_paths(problem: Problem, lower: dict[str, Any]) -> Paths:
    """The covering of the evidence; each branch has the last base once."""
    covering = lower["covering"]
    rows: list[list[Branch]] = [[] for _ in covering["intervals"]]
    for (i, u, v, j1, j2), powers in zip(covering["branches"], small_exponents(lower), strict=True):
        rows[i].append(Branch(problem.exact(u), problem.exact(v), j1, j2, (*powers, 1)))
    return Paths(problem, [(problem.exact(l), problem.exact(r)) for l, r in covering["intervals"]], rows)


def rounded(paths: Paths, given: list[Any], bits: int, t: int) -> Rounded:
    """All numbers with so many bits."""
    bases = [short(base, bits + GUARD) for base in given] + [1 + Fraction(1, 1 << bits)]
    branches = [branch for row in paths.branches for branch in row]
    if max(power_bits(bases, branch.key) for branch in branches) > PLACES:
        raise ValueError(TOO_STEEP)
    rough = Powers(bases, bits + GUARD)
    steepest = max(rough.level(branch.key) for branch in branches)
    places = bits + 2 * GUARD + t * max(0, steepest.bit_length() - rough.places)
    if places > PLACES:
        raise ValueError(TOO_STEEP)
    return Rounded(paths, Powers(bases, places), bits)


def power_bits(bases: list[Fraction], key: Key) -> int:
    """About as many bits as the powers of the bases have at most, before the point or behind it."""
    return sum(abs(e) * max(floor(base).bit_length(), floor(1 / base).bit_length()) for base, e in zip(bases, key, strict=True))


def short(base: Any, bits: int) -> Fraction:
    """The base with so many bits, or as it is if it is short already."""
    if isinstance(base, Fraction) and max(base.numerator, base.denominator).bit_length() <= bits:
        return base
    scale = 2 ** (bits + max(0, floor(1 / base).bit_length()))
    return Fraction(floor(base * scale), scale)


def path_teeth_data(problem: Problem, claim: dict[str, Any], lower: dict[str, Any]) -> str:
    """The data of rule T14, with the best prices. Raises ValueError if it gives less than is claimed."""
    t, error, pieces = claim["iterate"], exact(claim["error"]), number(claim["pieces"])
    paths = given_paths(problem, lower)
    targets = [(paths.intervals[p][0], paths.intervals[q][1]) for p, q in lower["targets"]]
    bases = [problem.exact(base) for base in lower["bases"]]
    rounded(paths, bases, ROUNDINGS[0], t)  # too steep paths are refused before they are counted
    kinds = {target: paths.counts(t, target, STEPS // len(targets)) for target in targets}
    for bits in ROUNDINGS:
        found = rounded(paths, bases, bits, t)
        bound, chosen = found.best(kinds, pieces)
        if bound >= error:
            return data_terms(problem, claim, found, chosen)
    raise ValueError("claim.error: rule T14 gives less than is claimed")


def data_terms(problem: Problem, claim: dict[str, Any], found: Rounded, chosen: list[tuple[Target, Fraction]]) -> str:
    """The data as Coq terms."""
    if isinstance(problem.numbers, Elements):
        problem.numbers.need(found.bits + 3 * GUARD)
        problem.numbers.need_bits(found.bits + 3 * GUARD)  # slopes and steepness differ by so little
    kinds = {"numbers": problem.numbers.type_of_numbers, "maps": "(field_map F)" if problem.over_field else "map_data"}
    return DATA.format(
        **problem.names | kinds,
        left=problem.scoped(problem.left),
        right=problem.scoped(problem.right),
        intervals=listed(map(problem.pair, found.paths.intervals)),
        bases=listed(map(rational, found.powers.bases)),
        branches=listed(listed(branch_term(problem, found, branch) for branch in row) for row in found.paths.branches),
        targets=listed(
            f"PathTarget {problem.scoped(p)} {problem.scoped(q)} {rational(found.width((p, q)))} {rational(price)}"
            for (p, q), price in chosen
        ),
        places=found.powers.places,
        later=natural(claim["iterate"] - 1),
        error=rational(claim["error"]),
    )


def branch_term(problem: Problem, found: Rounded, branch: Branch) -> str:
    """A branch, its steepness and its exponents."""
    up = "true" if problem.value(branch.u) <= problem.value(branch.v) else "false"
    ends = f"{problem.scoped(branch.u)} {problem.scoped(branch.v)}"
    span = f"Branch {problem.numbers.type_of_numbers} {ends} {up} {natural(branch.first)} {natural(branch.last - branch.first)}"
    return f"PathBranch ({span}) {rational(found.steep(branch))} [{'; '.join(map(str, branch.key))}]%Z"
