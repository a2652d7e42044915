"""Rule T15x: the pieces of an expanded iterate between neighbouring levels, and at each level the price of a switch, or their number."""

from __future__ import annotations

from itertools import pairwise
from math import floor
from typing import Any, NamedTuple

from exactsep.coq.expansion import expanded, straight
from exactsep.coq.problem import Problem, Vertex
from exactsep.coq.reading import integer as checked
from exactsep.coq.terms import listed, natural, number

FEW_BITS, BITS, MANY_BITS = 44, 8, 124  # of lengths and levels, at first; more and more, up to those of the certificate and a step more
MOST_BITS = 10_000
WORK = 20_000_000  # steps of paying for plateaus

LEVELS = """\
(* What shows it: for the map, 1/|slope| of each of its pieces; and pairs of levels, in units of 2^-{bits}, with the price of a switch at
   both, or the order to count switches exactly. *)
Definition l1_data : levels_over {numbers} := LevelsCertificate vertices
  {slopes}
  {paces}
  {interval} {iterate} {bits}
  {pairs}
  few {error}.

Lemma l1_accepted : check_levels l1_data = true.
Proof. computed. Qed.
"""

State = list[tuple[int, int]]  # what has to be paid under the labels below and above, for 0, 1, ... switches
Place = tuple[bool, bool, int]  # above the lower level? above the upper one? how wide


class Lap(NamedTuple):
    """A piece, in units of 2^-bits: bounds of its lowest and its highest value, and of its width, also for each unit of the value."""

    up: bool
    bottom: tuple[int, int]
    top: tuple[int, int]
    pace: int
    width: int


class Level(NamedTuple):
    value: Any
    price: int | None  # None: switches are counted


def levels_data(problem: Problem, claim: dict[str, Any], lower: dict[str, Any]) -> str:
    """The data of rule T15x. Raises ValueError if it gives less than is claimed."""
    given = checked(lower["bits"], "evidence.lower.bits", 0, MOST_BITS)
    few, error, vertices = number(claim["pieces"]), problem.exact(claim["error"]), expanded(problem, claim["iterate"])
    levels = neighbours(vertices, lower["prices"])
    if len(vertices) * sum(few + 1 if level.price is None else 1 for pair in levels for level in pair) > WORK:
        raise ValueError(f"levels that cost more than {WORK:,} steps have no Coq form yet".replace(",", " "))
    bits, pairs = sharp_pairs(vertices, levels, few, given, error)
    slopes, paces = problem.segment_terms()
    problem.numbers.need_bits(bits)
    names = {"numbers": problem.numbers.type_of_numbers, "interval": problem.names["interval"], "error": problem.scoped(error)}
    return LEVELS.format(slopes=slopes, paces=paces, iterate=natural(claim["iterate"]), bits=bits, pairs=listed(pairs), **names)


def sharp_pairs(vertices: list[Vertex], levels: list[tuple[Level, Level]], few: int, given: int, error: Any) -> tuple[int, list[str]]:
    """The pairs of levels with few bits, and with as many as are needed for the error. Raises ValueError if even the most are too few."""
    *fewer, most = precisions(given)

    def enough(bits: int) -> list[str] | None:
        total, pairs = level_pairs(vertices, levels, few, given, bits)
        return pairs if total >= ceiling(error, bits) << bits + 1 else None

    if fewer and (found := enough(fewer[0])) is not None:
        return fewer[0], found
    last = enough(most)
    if last is None:
        raise ValueError("rule T15x gives less than is claimed")
    sharper = ((bits, enough(bits)) for bits in fewer[1:])
    return next(((bits, found) for bits, found in sharper if found is not None), (most, last))


def precisions(given: int) -> list[int]:
    """Numbers of bits: a few at first, at last some more than are given."""
    found = [FEW_BITS]
    while found[-1] < given:
        found.append(found[-1] + (BITS if found[-1] < MANY_BITS else found[-1]))
    return [*found[:-1], given + BITS]


def level_pairs(vertices: list[Vertex], levels: list[tuple[Level, Level]], few: int, given: int, bits: int) -> tuple[int, list[str]]:
    """Twice the bound in units of 2^(-2 bits), and the pairs of levels that give something; prices are given in units of 2^-given."""
    laps = [lap(one, two, bits) for one, two in pairwise(vertices)]
    pairs, total = [], 0
    for low, high in levels:
        ends = ceiling(low.value, bits), floor(high.value * 2**bits)
        if ends[0] < ends[1]:
            gains, modes = paid(
                laps, ends, [price if price is None else (price << bits) >> given for price in (low.price, high.price)], few, bits
            )
            if gains:
                total += (ends[1] - ends[0]) * gains
                pairs.append("LevelPair {} {} {} {}".format(*map(integer, ends), *modes))
    return total, pairs


def ceiling(value: Any, bits: int) -> int:
    return int(-floor(-value * 2**bits))


def integer(value: int) -> str:
    return str(value) if value >= 0 else f"({value})"


def lap(one: Vertex, two: Vertex, bits: int) -> Lap:
    """The piece between two vertices."""
    (x0, y0), (x1, y1) = one, two
    low, high = min(y0, y1), max(y0, y1)
    bottom, top = ((floor(y * 2**bits), ceiling(y, bits)) for y in (low, high))
    if y0 == y1:
        return Lap(True, bottom, top, 0, max(0, floor((x1 - x0) * 2**bits)))
    pace = max(0, floor((x1 - x0) / (high - low) * 2**bits))
    return Lap(y0 < y1, bottom, top, pace, max(0, (top[0] - bottom[1]) * pace >> bits))


def neighbours(vertices: list[Vertex], prices: list[list[int | None]]) -> list[tuple[Level, Level]]:
    """The levels of the certificate and the values at all vertices, two and two. Raises ValueError if the gaps are not those."""
    bent = vertices[:1]
    for here, after in pairwise(vertices[1:]):
        if not straight(bent[-1], here, after):
            bent.append(here)
    heights = sorted({y for _, y in [*bent, vertices[-1]]})
    values = sorted({y for _, y in vertices})
    if len(prices) != len(heights) - 1:
        raise ValueError(f"the certificate has prices for {len(prices)} gaps, and the iterate has {len(heights) - 1}")
    result: list[tuple[Level, Level]] = []
    for (low, high), row in zip(pairwise(heights), prices, strict=True):
        if any(price is not None and (type(price) is not int or price < 0) for price in row):
            raise ValueError("evidence.lower.prices: null or integers >= 0 are needed")
        if row:
            levels = [Level(low + (high - low) * k / (len(row) - 1), price) for k, price in enumerate(row)]
            for one, two in pairwise(levels):
                inner = [Level(y, one.price) for y in values if one.value < y < two.value]
                result += pairwise([one, *inner, two])
    return result


def places(lap: Lap, low: int, high: int, bits: int) -> list[Place]:
    """What the piece is between two levels: below, between and above."""
    if lap.bottom[1] <= low and high <= lap.top[0]:
        widths = [width * lap.pace >> bits for width in (low - lap.bottom[1], high - low, lap.top[0] - high)]
        found = [(False, False, widths[0]), (True, False, widths[1]), (True, True, widths[2])]
        return found if lap.up else found[::-1]
    if lap.top[1] <= low:
        return [(False, False, lap.width)]
    return [(True, True, lap.width)] if high <= lap.bottom[0] else []


def paid(laps: list[Lap], ends: tuple[int, int], prices: list[int | None], few: int, bits: int) -> tuple[int, list[str]]:
    """What every labelling costs at both levels together, and how that is shown."""
    found = [place for one in laps for place in places(one, *ends, bits)]
    gains, modes = 0, []
    for end, price in enumerate(prices):
        gain = cost([(high if end else low, width) for low, high, width in found], price, few) - (price or 0) * few
        gains += max(0, gain)
        modes.append("(Priced 0)" if gain <= 0 else "Exactly" if price is None else f"(Priced {price})")
    return gains, modes


def cost(plateaus: list[tuple[bool, int]], price: int | None, few: int) -> int:
    """The least cost of a labelling, with at most so many switches, or with a price for each of them."""
    if price is not None:
        below = above = 0
        for bit, width in reversed(plateaus):
            below, above = (below + width, above) if bit else (below, above + width)
            below, above = min(below, above + price), min(above, below + price)
        return min(below, above)
    state: State = [(0, 0)] * (few + 1)
    for bit, width in reversed(plateaus):
        state = settled([(below + width, above) if bit else (below, above + width) for below, above in state])
    return min(state[-1])


def settled(state: State) -> State:
    """With one switch more one may switch, or not."""
    found = state[:1]
    for below, above in state[1:]:
        before = found[-1]
        found.append((min(below, *before), min(above, *before)))
    return found
