"""T15v: L1 bounds for short iterates and few pieces, from windows on which g is affine.

Cut I into cells. A g with at most M pieces has a breakpoint inside of at most M - 1 cells, and is affine on every run of cells between
these, up to breakpoints at cuts. On a run the distance is at least A = the largest sum of lower bounds for disjoint windows inside of the
run, a window being an interval between two cuts with a dual function (see `duals`). Hence

    int_I |F - g| >= min over sets S of at most M - 1 cells of the sum of A(run) over the runs of cells between those of S.

For S take the cells with a breakpoint inside and, for each breakpoint at a cut, the cell after it: at most M - 1 in all, and g is affine on
the runs between them. Unlike the levels this uses that g is affine, not only monotone: with one piece and one window it gives the distance
from the best affine function.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import Any

from gmpy2 import mpq

from exactsep.bounds.l1.duals import Dual, Integral, Window, dual
from exactsep.bounds.l1.fitting import Floats
from exactsep.bounds.l1.results import LowerBound
from exactsep.bounds.l1.rounding import scaled_down, short_below
from exactsep.bounds.width import require_pieces
from exactsep.maps.piecewise import PLMap

MAX_PIECES = 64
MAX_BUDGET = 16
CELLS = 64
MAX_INSIDE = 12
SMALLEST_GROUP = 4
SHARE = 0.002
BITS = 200

Table = list[list[Any]]


@lru_cache(maxsize=256)
def window_bound(F: PLMap, iterate: int, pieces: Any) -> LowerBound | None:
    """T15v for F = f^iterate against g with at most `pieces` pieces; None if it proves nothing, or beyond 64 pieces of F or 16 of g.

    Evidence: {"cuts": [z_0, ..., z_n], "windows": [(i, j, points, values), ...]}: the dual function of the window [z_i, z_j] has the value
    values[k] on [points[k], points[k+1]], |values[k]| <= 1; the points begin with z_i and end with z_j. Raises ValueError unless
    pieces >= 1.
    """
    most = require_pieces(pieces)
    if not most < F.pieces <= MAX_PIECES or most > MAX_BUDGET:
        return None
    search = _search(F)
    if search is None:
        return None
    cuts = search.cuts
    windows: list[tuple[int, int, Dual]] = []
    values: dict[tuple[int, int], Any] = {}
    for i, j in _thinned(search.useful, len(cuts) - 1, most):
        sigma, value = search.proved(i, j)
        if sigma is not None and value > 0:
            windows.append((i, j, sigma))
            values[i, j] = value
    error = short_below(least_total(run_bounds(len(cuts) - 1, values, mpq(0)), most))
    if error == 0:
        return None
    listed = [(i, j, list(sigma.points), list(sigma.values)) for i, j, sigma in windows]
    return LowerBound("T15v", iterate, most, error, {"cuts": cuts, "windows": listed})


class Search:
    """What does not depend on the number of pieces of g: the cuts, the windows that may be of use, their dual functions."""

    def __init__(self, F: PLMap):
        self.F, self.floats, self.integral = F, Floats(F), Integral(F)
        self.cuts = grid(F)
        self.useful = _useful(self.floats, [float(z) for z in self.cuts])
        self._proved: dict[tuple[int, int], tuple[Dual | None, Any]] = {}

    def proved(self, i: int, j: int) -> tuple[Dual | None, Any]:
        """A dual function for the window from cut i to cut j, and what it proves."""
        if (i, j) not in self._proved:
            u, v = self.cuts[i], self.cuts[j]
            sigma = dual(self.F, Window(self.floats, float(u), float(v)), u, v)
            value = mpq(0) if sigma is None else mpq(scaled_down(self.integral.against(sigma), BITS), 1 << BITS)
            self._proved[i, j] = sigma, value
        return self._proved[i, j]


@lru_cache(maxsize=8)
def _search(F: PLMap) -> Search | None:
    """Kept for the next number of pieces; None where floats do not tell the vertices of F apart."""
    return Search(F) if Floats(F).clear else None


def grid(F: PLMap) -> list[Any]:
    """The vertices of F, and as many equidistant points inside of each piece: at most 64 cells for F with at most 64 pieces."""
    parts = max(1, CELLS // F.pieces)
    inner = [x0 + (x1 - x0) * mpq(k, parts) for x0, x1 in pairwise(F.xs) for k in range(parts)]
    return [*inner, F.xs[-1]]


def run_bounds(n: int, values: dict[tuple[int, int], Any], zero: Any) -> Table:
    """A[i][j] for 0 <= i <= j <= n: the largest sum over disjoint windows (pairs with a value) inside [z_i, z_j]."""
    table = [[zero] * (n + 1) for _ in range(n + 1)]
    ending: list[list[tuple[int, Any]]] = [[] for _ in range(n + 1)]
    for (i, j), value in values.items():
        ending[j].append((i, value))
    for i in range(n + 1):
        row = table[i]
        for j in range(i + 1, n + 1):
            row[j] = max([row[j - 1], *(row[start] + value for start, value in ending[j] if start >= i)])
    return table


def least_total(runs: Table, most: int) -> Any:
    """The minimum of the sum of A(run) over all sets of at most most - 1 cells that are left out."""
    n = len(runs) - 1
    best = list(runs[0])  # best[j]: cells before j, none left out yet, the last run ends at j
    for _ in range(min(most, n + 1) - 1):
        best = [min([best[j], *(best[k] + runs[k + 1][j] for k in range(j))]) for j in range(n + 1)]
    return best[n]


def _useful(floats: Floats, cuts: list[float]) -> dict[tuple[int, int], float]:
    """The windows that say more than the windows inside of them, by a share of 0.002, with their distances; shorter ones first.

    Windows with over 12 vertices of F are left out, but for the whole of I.
    """
    n = len(cuts) - 1
    table = [[0.0] * (n + 1) for _ in range(n + 1)]
    found = {}
    for width in range(1, n + 1):
        for i in range(n + 1 - width):
            j = i + width
            inside = max([table[i + 1][j], table[i][j - 1], *(table[i][k] + table[k][j] for k in range(i + 1, j))])
            value = _distance(Window(floats, cuts[i], cuts[j]), width == n)
            if value > inside * (1 + SHARE):
                found[i, j] = value
            table[i][j] = max(inside, value)
    return found


def _distance(window: Window, whole: bool) -> float:
    """The distance of F from affine functions, about; 0 if it is not worth while."""
    if not 2 < len(window.xs) <= MAX_INSIDE + 2 and not whole:
        return 0.0
    value = window.best(SHARE / 4)[0]
    return value if value > 1e-9 * window.height * window.half else 0.0


def _thinned(values: dict[tuple[int, int], float], n: int, most: int) -> list[tuple[int, int]]:
    """Fewer windows that prove almost the same: whole groups of them are dropped, and smaller and smaller ones."""
    kept = list(values.items())
    target = _total_in_floats(n, kept, most) * (1 - SHARE)
    size = len(kept) // 2
    while size >= SMALLEST_GROUP:
        for start in range(len(kept) - size, -size, -size):
            fewer = kept[: max(0, start)] + kept[start + size :]
            if _total_in_floats(n, fewer, most) >= target:
                kept = fewer
        size //= 2
    return [window for window, _ in kept]


def _total_in_floats(n: int, windows: list[tuple[tuple[int, int], float]], most: int) -> float:
    """`least_total` of `run_bounds`, quickly: column j of A for all starts at once."""
    import numpy as np

    table = np.zeros((n + 1, n + 1))
    windows = sorted(windows, key=lambda window: window[0][1])
    k = 0
    for j in range(1, n + 1):
        table[:j, j] = table[:j, j - 1]
        while k < len(windows) and windows[k][0][1] == j:
            (start, _), value = windows[k]
            np.maximum(table[: start + 1, j], table[: start + 1, start] + value, out=table[: start + 1, j])
            k += 1
    best = table[0]
    later = np.full((n + 1, n + 1), np.inf)
    later[:-1] = np.where(np.arange(n + 1) > np.arange(n)[:, None], table[1:], np.inf)
    for _ in range(min(most, n + 1) - 1):
        best = np.minimum(best, (best[:, None] + later).min(axis=0))
    return float(best[n])
