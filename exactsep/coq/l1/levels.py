"""Rule T15x: the pieces of an expanded iterate at levels with equal distances, and at each level the price of a switch, or their number."""

from __future__ import annotations

from bisect import bisect_left
from itertools import accumulate, chain, pairwise
from math import floor
from typing import Any, NamedTuple

from exactsep.coq.expansion import MOST_FOLLOWED, expanded, straight
from exactsep.coq.l1.traces import FIELD_SLACK, Stretch, ceiling, follower, growth_bits, odd_denominator
from exactsep.coq.problem import Problem, Vertex
from exactsep.coq.reading import integer as checked
from exactsep.coq.terms import integer, listed, natural, number

FEW_BITS, BITS, MANY_BITS = 44, 8, 124  # of lengths and levels, at first; more and more, up to those of the certificate and a step more
MOST_BITS = 10_000
MORE_BITS = 64  # for claims that leave little room
WORK = 20_000_000  # steps of paying for plateaus

LEVELS = """\
(* What shows it: the slopes of the map; points in units of 2^-{bits}, such that the iterate is affine from {margin} behind one to {margin}
   before the next; and gaps between neighbouring values, each with the lowest level and the distance of the levels, in the same units, and
   for each level the price of a switch, in units of 2^-{price_bits}{over_scale}, or the order to count switches exactly. *)
Definition l1_data : levels_over {numbers} := LevelsCertificate vertices
  {slopes}
  {interval} {iterate} {bits} {scale} {margin}
  {breaks}%Z
  {gaps}
  few {error}.

Lemma l1_accepted : check_levels l1_data = true.
Proof. computed. Qed.
"""

State = list[tuple[int, int]]  # what has to be paid under the labels below and above, for 0, 1, ... switches
Plateau = tuple[bool, int, int]  # above a level? how wide at the lowest level of a run, and how much more at the next


class Lap(NamedTuple):
    """A piece, in units of 2^-bits: bounds of its lowest and its highest value, and its width for each unit of the value, over
    the scale; its width in units of 2^(-2 bits) over the scale."""

    up: bool
    bottom: tuple[int, int]
    top: tuple[int, int]
    pace: int
    width: int


class Ends(NamedTuple):
    """Twice the values at ends of pieces, in order; and the highest bound up to each of them, and the lowest from each of them on."""

    middles: list[int]
    highest: list[int]
    lowest: list[int]


class Run(NamedTuple):
    """Levels with equal distances, from the lowest to the highest, and the price of a switch at each; None: switches are counted."""

    low: Any
    high: Any
    prices: list[int | None]


class Data(NamedTuple):
    """With what precision the iterate is followed, between which breaks, and the gaps that give something."""

    bits: int
    scale: int  # a denominator of slopes and widths
    margin: int
    breaks: list[int]
    gaps: list[str]


def levels_data(problem: Problem, claim: dict[str, Any], lower: dict[str, Any]) -> str:
    """The data of rule T15x. Raises ValueError if it gives less than is claimed."""
    given = checked(lower["bits"], "evidence.lower.bits", 0, MOST_BITS)
    few, vertices = number(claim["pieces"]), expanded(problem, claim["iterate"], MOST_FOLLOWED)
    runs = runs_of_levels(vertices, lower["prices"])
    if len(vertices) * sum(few + 1 if price is None else 1 for run in runs for price in run.prices) > WORK:
        raise ValueError(f"levels that cost more than {WORK:,} steps have no Coq form yet".replace(",", " "))
    data = sharp_data(problem, claim, vertices, runs, given)
    problem.numbers.need_bits(data.bits)
    names = {"numbers": problem.numbers.type_of_numbers, "interval": problem.names["interval"], "error": problem.scoped(claim["error"])}
    names |= {"bits": str(data.bits), "price_bits": str(2 * data.bits), "scale": str(data.scale), "margin": str(data.margin)}
    names["over_scale"] = f" / {data.scale}" if data.scale > 1 else ""
    breaks, gaps = listed(map(integer, data.breaks)), listed(data.gaps)
    return LEVELS.format(slopes=problem.slope_terms(), iterate=natural(claim["iterate"]), breaks=breaks, gaps=gaps, **names)


def sharp_data(problem: Problem, claim: dict[str, Any], vertices: list[Vertex], runs: list[Run], given: int) -> Data:
    """With few bits, and with as many as are needed for the error. Raises ValueError if even the most are too few."""
    error, few, more = problem.exact(claim["error"]), number(claim["pieces"]), growth_bits(problem, claim["iterate"])
    *fewer, most = [bits + more for bits in precisions(given)]

    def enough(bits: int, scale: int = 1) -> Data | None:
        total, data = all_gaps(problem, claim["iterate"], vertices, runs, few, given, bits, scale)
        slack = FIELD_SLACK if problem.over_field else 0
        return data if total >= scale * (ceiling(error, bits) + slack) << 2 * bits + 1 else None

    if fewer and (found := enough(fewer[0])) is not None:
        return found
    scale = common_scale(problem, vertices)
    last = enough(most) or enough(most, scale) or enough(most + MORE_BITS) or enough(most + MORE_BITS, scale)
    if last is None:
        raise ValueError("claim.error: rule T15x gives less than is claimed (it is computed over powers of 2)")
    return last if last.scale > 1 or last.bits > most else next(filter(None, map(enough, fewer[1:])), last)


def common_scale(problem: Problem, vertices: list[Vertex]) -> int:
    """A denominator of the slopes of the map, and of the widths of all pieces of the iterate for each unit of the value; 1 over fields."""
    if problem.over_field:
        return 1
    slopes = ((y1 - y0) / (x1 - x0) for (x0, y0), (x1, y1) in pairwise(problem.vertices))
    return odd_denominator(chain(slopes, ((x1 - x0) / (y1 - y0) for (x0, y0), (x1, y1) in pairwise(vertices) if y0 != y1)))


def precisions(given: int) -> list[int]:
    """Numbers of bits: a few at first, at last some more than are given."""
    found = [FEW_BITS]
    while found[-1] < given:
        found.append(found[-1] + (BITS if found[-1] < MANY_BITS else found[-1]))
    return [*found[:-1], given + BITS]


def all_gaps(
    problem: Problem, t: int, vertices: list[Vertex], runs: list[Run], few: int, given: int, bits: int, scale: int = 1
) -> tuple[int, Data]:
    """Twice the bound in units of 2^(-3 bits) / scale, and what gives it; prices are given in units of 2^-given."""
    follow, breaks = follower(problem, t, bits, scale, vertices)
    laps = [lap_between(stretch, bits, scale) for stretch in filter(None, follow.stretches(breaks))]
    ends, gaps, total = ends_of(laps), list[str](), 0
    for run in runs:
        steps = len(run.prices) - 1
        lowest, distance = inner_levels(ends, run, bits)
        if distance > 0:
            plateaus = joined(laps, lowest, lowest + steps * distance, distance)
            prices = [price if price is None else (scale * price << 2 * bits) >> given for price in run.prices]
            gains = [max(0, gain(plateaus, k, price, few)) for k, price in enumerate(prices)]
            if any(gains):
                total += distance * sum(one + two for one, two in pairwise(gains))
                modes = [mode(price, one) for price, one in zip(prices, gains, strict=True)]
                gaps.append(f"Gap {integer(lowest)} {integer(distance)} {listed(modes)}")
    return total, Data(bits, scale, follow.margin, breaks, gaps)


def mode(price: int | None, gain: int) -> str:
    """What is done about switches at a level."""
    return "Priced 0" if gain <= 0 else "Exactly" if price is None else f"Priced {price}"


def lap_between(stretch: Stretch, bits: int, scale: int) -> Lap:
    """The piece of a stretch."""
    (v, d), (w, e) = stretch.first, stretch.last
    width = scale * (stretch.stop - stretch.start) << bits
    first, last = (v - d, v + d), (w - e, w + e)
    if first[1] < last[0]:
        return Lap(True, first, last, width // (last[1] - first[0]), width)
    if last[1] < first[0]:
        return Lap(False, last, first, width // (first[1] - last[0]), width)
    both = min(first[0], last[0]), max(first[1], last[1])
    return Lap(True, both, both, 0, width)


def ends_of(laps: list[Lap]) -> Ends:
    """The values at the ends of all pieces, in order."""
    found = sorted((low + high, low, high) for one in laps for low, high in (one.bottom, one.top))
    highest = list(accumulate((high for _, _, high in found), max))
    lowest = list(accumulate((low for _, low, _ in reversed(found)), min))[::-1]
    return Ends([middle for middle, _, _ in found], highest, lowest)


def inner_levels(ends: Ends, run: Run, bits: int) -> tuple[int, int]:
    """The lowest level of a run and the distance of its levels, such that all values at ends of pieces are below them or above."""
    low, high = ceiling(run.low, bits), floor(run.high * 2**bits)
    k = bisect_left(ends.middles, low + high)
    lowest = max([low, *ends.highest[k - 1 : k]])
    return lowest, (min([high, *ends.lowest[k : k + 1]]) - lowest) // (len(run.prices) - 1)


def runs_of_levels(vertices: list[Vertex], prices: list[list[int | None]]) -> list[Run]:
    """The levels of the certificate and the values at all vertices, in runs with equal distances. Raises ValueError if the gaps are not
    those."""
    bent = vertices[:1]
    for here, after in pairwise(vertices[1:]):
        if not straight(bent[-1], here, after):
            bent.append(here)
    heights = sorted({y for _, y in [*bent, vertices[-1]]})
    values = sorted({y for _, y in vertices})
    if len(prices) != len(heights) - 1:
        raise ValueError(f"the certificate has prices for {len(prices)} gaps, and the iterate has {len(heights) - 1}")
    result: list[Run] = []
    for (low, high), row in zip(pairwise(heights), prices, strict=True):
        if any(price is not None and (type(price) is not int or price < 0) for price in row):
            raise ValueError("evidence.lower.prices: null or integers >= 0 are needed")
        if len(row) > 1:
            inner = [y for y in values if low < y < high]
            result += cut(Run(low, high, row), inner) if inner else [Run(low, high, row)]
    return result


def cut(run: Run, inner: list[Any]) -> list[Run]:
    """A run of levels, cut where a piece ends on a straight line."""
    steps = len(run.prices) - 1
    levels = [run.low + (run.high - run.low) * k / steps for k in range(steps + 1)]
    found: list[Run] = []
    for low, high in pairwise([run.low, *inner, run.high]):
        within = [(level, price) for level, price in zip(levels, run.prices, strict=True) if low <= level <= high]
        before = max((k for k, level in enumerate(levels) if level <= low), default=0)
        ends = [(low, run.prices[before]), *within, (high, within[-1][1] if within else run.prices[before])]
        for (x, p), (y, q) in (ends[:2], ends[-2:]) if within else [ends]:
            found += [Run(x, y, [p, q])] if x < y else []
        found += [Run(within[0][0], within[-1][0], [price for _, price in within])] if len(within) > 1 else []
    return sorted(found, key=lambda run: run.low)


def plateaus_of(lap: Lap, low: int, high: int, distance: int) -> list[Plateau]:
    """What the piece is at the levels from low to high, as the checker has it."""
    if lap.bottom[1] <= low and high <= lap.top[0]:
        more = lap.pace * distance
        found = [(False, lap.pace * (low - lap.bottom[1]), more), (True, lap.pace * (lap.top[0] - low), -more)]
        return found if lap.up else found[::-1]
    if lap.top[1] <= low:
        return [(False, lap.width, 0)]
    return [(True, lap.width, 0)] if high <= lap.bottom[0] else []


def joined(laps: list[Lap], low: int, high: int, distance: int) -> list[Plateau]:
    """The plateaus of all pieces, those of the same kind in a row as one."""
    found: list[Plateau] = []
    for one in laps:
        for bit, width, more in plateaus_of(one, low, high, distance):
            if found and found[-1][0] == bit:
                found[-1] = (bit, found[-1][1] + width, found[-1][2] + more)
            else:
                found.append((bit, width, more))
    return found


def gain(plateaus: list[Plateau], k: int, price: int | None, few: int) -> int:
    """What every labelling costs at the level k of a run, without what the switches cost."""
    return cost([(bit, width + k * more) for bit, width, more in plateaus], price, few) - (price or 0) * few


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
