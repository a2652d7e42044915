"""In a notebook every result is one short line, however much it holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from exactsep import (
    ReLUNet,
    crosscheck,
    excluded,
    least_width,
    named_map,
    narrow,
    net_versus,
    on_segment,
    period_table,
    realized,
    region,
    tradeoff,
)

TENT = named_map("tent")
FIFTH = ReLUNet([([[1], [1]], [0, "-1/2"]), *[([[2, -4], [2, -4]], [0, "-1/2"])] * 4, ([[2, -4]], [0])])
SMALL = ReLUNet([([[1], [1]], [0, "-1/2"]), ([[2, -4]], [0])])

RESULTS: dict[str, tuple[Callable[[], Any], str]] = {
    "versus": (lambda: net_versus(SMALL, TENT, 4), "NetVersus(f^4, 2 of at most 3 pieces, sup 1, certified: sup 0.5, l1 0.20"),
    "tradeoff": (lambda: tradeoff(TENT, 5), "Tradeoff(Region(f^5, 12 depths, 31 pieces excluded), 5 networks)"),
    "region": (lambda: region(TENT, 5), "Region(f^5, 10 depths, 31 pieces excluded)"),
    "least": (lambda: least_width(TENT, 5, depth=2), "Least(width 5, by Certificate(sup, t = 5, at most 31 pieces, error 1/2))"),
    "excluded": (lambda: excluded(TENT, 5), "Excluded(norm='sup', iterate=5"),
    "crosscheck": (
        lambda: crosscheck(FIFTH, {"breakpoints": [f"{k}/32" for k in range(31)]})[0],
        "Compared(breakpoints, claimed 30 points, exact 31 points, wrong: 1 missing)",
    ),
    "segment": (lambda: on_segment(FIFTH), "OnSegment(32 regions, 32 pieces, ReLUNet("),
    "narrow": (lambda: narrow(FIFTH), "Narrow(ReLUNet("),
    "tape": (lambda: narrow(SMALL, "tape", bits=3), "TapeNet(ReLUNet("),
    "realized": (lambda: realized(TENT, 5), "(Realization(f^5, depth 5, width 2), Certificate("),
    "periods": (lambda: period_table([3])[0], "PeriodRow(RateFloor(period 3: 1.618"),
}


@pytest.mark.parametrize("name", RESULTS)
def test_results_are_one_short_line(name: str) -> None:
    made, start = RESULTS[name]
    text = repr(made())
    assert text.startswith(start)
    assert len(text) < 250
    assert "\n" not in text
