"""The connect-the-dots map of a pattern, its closed walks and its cycles (T9), in integer arithmetic.

The map of a pattern theta of period n lives on [1, n] and is affine between the points 1..n, so that it has an integer slope
s_i != 0 on J_i = [i, i+1]. Its cycles:

* Theta itself is the one cycle through a point of 1..n. Every other cycle stays between these points, and has a unique
  itinerary: a closed walk of its Markov graph.
* Along a closed walk of length m the composed map is x -> a x + b, a the product of the slopes, defined on an interval
  that it maps onto the whole first J. If a != 1 it has exactly one fixed point b / (1 - a), whose least period is m if the
  walk is no repetition of a shorter one and the point is none of 1..n.
* If |a| = 1, all slopes of the walk are +-1, so J -> ... -> J is onto, end to end, and the walk has no choice at any step;
  it passes through each of its intervals once. For a = 1, f^m then fixes both ends, so n divides m < n: impossible. For
  a = -1, f^m exchanges them and n = 2m: the two ends of the m intervals are all of 1..n. All points of J but the fixed one
  have least period n there, and by continuity the pattern theta. This is the case of (1 2) and (1 3 2 4).

So the cycles that are not of pattern theta are among the fixed points of the primitive closed walks with a != 1.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator
from itertools import pairwise

from exactsep.patterns.pattern import Pattern

MAX_WALKS = 20_000_000
MAX_PLACEMENTS = 1_000_000
Images = tuple[int, ...]


class Dots:
    """The connect-the-dots map of a pattern on [1, n]: x -> slope[i] x + shift[i] on J_i, whose image covers exactly the
    J_j with low[i] <= j < high[i]. Entry 0 of the lists is not used.
    """

    def __init__(self, images: Images):
        self.n = len(images)
        self.slope, self.shift, self.low, self.high = [0], [0], [0], [0]
        for i, (y0, y1) in enumerate(pairwise(images), start=1):
            self.slope.append(y1 - y0)
            self.shift.append(y0 - (y1 - y0) * i)
            self.low.append(min(y0, y1))
            self.high.append(max(y0, y1))

    def count_walks(self, upto: int) -> int:
        """The number of walks of at most `upto` vertices in the Markov graph. Raises ValueError if they are too many."""
        counts, total = [1] * (self.n - 1), 0
        for length in range(1, upto + 1):
            total += sum(counts)
            if total > MAX_WALKS:
                raise ValueError(
                    f"the Markov graph has {total} walks of at most {length} vertices, over the limit {MAX_WALKS} of this search"
                )
            sums = [0]
            for count in counts:
                sums.append(sums[-1] + count)
            counts = [sums[high - 1] - sums[low - 1] for low, high in zip(self.low[1:], self.high[1:], strict=True)]
        return total

    def solution(self, walk: tuple[int, ...], a: int, b: int) -> tuple[list[int], int] | None:
        """The cycle along a closed walk with composed map x -> a x + b: numerators of p, f(p), ... and their common
        denominator > 0; None if it is the cycle 1..n, which includes all walks with a = 1.
        """
        numerator, denominator = (b, 1 - a) if a < 1 else (-b, a - 1)
        if denominator == 0 or numerator % denominator == 0:
            return None
        orbit = [numerator]
        for i in walk[:-1]:
            orbit.append(self.slope[i] * orbit[-1] + self.shift[i] * denominator)
        return orbit, denominator

    def patterns(self, upto: int, least: int = 1, most: int = MAX_WALKS) -> Iterator[Images]:
        """The patterns of the cycles of `least` <= period <= upto, repeatedly; without the cycle 1..n itself. Raises ValueError
        as `walks` does.
        """
        for walk, a, b in self.walks(upto, least, most):
            solution = self.solution(walk, a, b)
            if solution is not None:
                yield order_type(solution[0])

    def walks(self, upto: int, least: int = 1, most: int = MAX_WALKS) -> Iterator[tuple[tuple[int, ...], int, int]]:
        """The primitive closed walks of `least` <= length <= upto up to rotation, with the composed map x -> a x + b.

        They are listed as Lyndon words, the least of all their rotations, by the algorithm of Fredricksen, Kessler and
        Maiorana: w_1..w_t can begin one only if w_{t+1} >= w_{t+1-p}, p the length of the longest Lyndon word that begins it.
        Raises ValueError when over `most` such beginnings have been followed.
        """
        slope, shift, low, high = self.slope, self.shift, self.low, self.high
        stack: list[tuple[tuple[int, ...], int, int, int]] = [((i,), 1, slope[i], shift[i]) for i in range(self.n - 1, 0, -1)]
        for _ in range(most):
            if not stack:
                return
            walk, p, a, b = stack.pop()
            t, last = len(walk), walk[-1]
            if p == t >= least and low[last] <= walk[0] < high[last]:
                yield walk, a, b
            if t < upto:
                repeated = walk[t - p]
                for j in range(max(low[last], repeated), high[last]):
                    stack.append(((*walk, j), p if j == repeated else t + 1, slope[j] * a, slope[j] * b + shift[j]))
        raise ValueError(f"over {most} walks of at most {upto} vertices were followed, the limit of this search")


def order_type(orbit: list[int]) -> Images:
    """The images of the pattern of p, f(p), f(f(p)), ..., all different."""
    order = sorted(range(len(orbit)), key=orbit.__getitem__)
    rank = [0] * len(orbit)
    for place, step in enumerate(order, start=1):
        rank[step] = place
    return tuple(rank[step + 1 - len(orbit)] for step in order)


# -- cycles of a given pattern ----------------------------------------------------------------------


def placements(dots: Dots, eta: Pattern) -> Iterator[tuple[int, ...]]:
    """The closed walks that a cycle of pattern eta may have, from its first point on: the places of the points are in
    increasing order, and two points in one J_i keep their order iff its slope is positive.
    """
    orbit, m, tried = eta.orbit(), eta.period, 0
    place = [0] * (m + 1)
    placed: list[int] = []
    t, last = 0, [dots.n - 1] * m
    while t >= 0:
        point = orbit[t]
        place[point] += 1
        if place[point] > last[t]:
            t -= 1
            if placed:
                placed.pop(bisect_left(placed, orbit[t]))
            continue
        tried += 1
        if tried > MAX_PLACEMENTS:
            raise ValueError(f"over {MAX_PLACEMENTS} ways to place points of {_short(eta)} were tried, the limit of this search")
        if not _in_order(dots, eta.images, place, placed, point):
            continue
        if t < m - 1:
            insort(placed, point)
            t += 1
            first, last[t] = _range(dots, place, placed, point, orbit[t])
            place[orbit[t]] = first - 1
        elif dots.low[place[point]] <= place[1] < dots.high[place[point]]:
            tried += m
            yield tuple(place[k] for k in orbit)


def _in_order(dots: Dots, eta: Images, place: list[int], placed: list[int], point: int) -> bool:
    """Whether a new point and its placed neighbours, as far as they are in one J_i, are mapped in the order of its slope."""
    i, at = place[point], bisect_left(placed, point)
    rising = dots.slope[i] > 0
    if at and place[placed[at - 1]] == i and (eta[point - 1] > eta[placed[at - 1] - 1]) != rising:
        return False
    return at == len(placed) or place[placed[at]] != i or (eta[placed[at] - 1] > eta[point - 1]) == rising


def _range(dots: Dots, place: list[int], placed: list[int], before: int, point: int) -> tuple[int, int]:
    """The first and last J_i for a point: the interval of the point `before` it covers them, and the order of the points
    allows them.
    """
    first, last, at = dots.low[place[before]], dots.high[place[before]] - 1, bisect_left(placed, point)
    left = place[placed[at - 1]] if at else first
    right = place[placed[at]] if at < len(placed) else last
    return max(first, left), min(last, right)


def _short(pattern: Pattern) -> str:
    return str(pattern) if pattern.period <= 12 else f"a pattern of period {pattern.period}"
