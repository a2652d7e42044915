"""Certificates of narrow networks as Coq files, by T20 and T21: what Coq accepts, and that it rejects what is altered."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from checking import encode, is_accepted
from exactsep.coq.export import coq_file
from exactsep.networks.narrow.tape import tape_network
from test_coq import altered, at, coq, needs_coq
from test_narrow_maxima import by_lists, random_target

PLANE, TAPE = "plane-narrow-width-4", "three-units-tape"


def compiled(made: Any) -> set[str]:
    certificate = {"claim": made.claim(), "evidence": made.evidence}
    return coq.compile_file(coq_file(certificate), coq.expected(certificate))


@needs_coq
@pytest.mark.slow
@pytest.mark.parametrize(("sizes", "seed"), [([1, 3, 2, 1], 1), ([2, 4, 1], 2), ([2, 4, 4, 1], 4), ([2, 3, 3, 3, 1], 5), ([3, 3, 2, 1], 6)])
def test_maxima_of_random_targets(sizes: list[int], seed: int) -> None:
    assert compiled(by_lists(random_target(sizes, seed), [(-1, 2)] * sizes[0]))


@needs_coq
@pytest.mark.slow
@pytest.mark.parametrize("cells", [True, False])
@pytest.mark.parametrize(("sizes", "bits", "kept"), [([1, 3, 3, 1], 3, 4), ([2, 3, 2, 1], 2, 3), ([3, 3, 1], 1, None)])
def test_tapes_of_random_targets(sizes: list[int], bits: int, kept: int | None, cells: bool) -> None:
    assert compiled(tape_network(random_target(sizes, 11), bits, bits + 5, keep=kept, cells=cells))


def layer(k: int, *keys: Any) -> Callable[[dict[str, Any]], None]:
    """Another number in a layer of the narrow network."""
    return at("claim", "narrow", "layers", k, *keys)


ALTERED: list[tuple[str, Callable[[dict[str, Any]], None]]] = [
    (PLANE, layer(9, "bias", ["-2"])),
    (TAPE, layer(6, "bias", ["0", "1/2"])),
    (PLANE, layer(2, "weights", 2, ["7", "-7", "1"])),
    (PLANE, layer(9, "weights", [["4", "-2", "1", "1"]])),
    (PLANE, at("claim", "target", "layers", 0, "bias", ["0", "1", "-2"])),
    (PLANE, at("claim", "box", [["-1", "2"], ["-1", "1"]])),
    (PLANE, at("claim", "box", [["-2", "1"], ["-1", "1"]])),
    (PLANE, at("claim", "depth", 8)),
    (PLANE, at("claim", "width", 3)),
    (TAPE, layer(38, "bias", ["5/4"])),
    (TAPE, at("claim", "error", "1/16")),
    (TAPE, at("claim", "bad", "1/9")),
    (TAPE, at("claim", "bits", 2)),
    (TAPE, at("claim", "separation", 7)),
    (TAPE, at("claim", "range", ["-7/8", "5/4"])),
    (TAPE, at("claim", "range", ["-3/4", "11/8"])),
    (TAPE, at("claim", "l1", "1/2")),
    (TAPE, at("claim", "depth", 38)),
    (TAPE, at("claim", "width", 4)),
]


@needs_coq
@pytest.mark.parametrize(
    ("name", "change"), [case if k < 2 else pytest.param(*case, marks=pytest.mark.slow) for k, case in enumerate(ALTERED)]
)
def test_coq_rejects_what_is_altered(name: str, change: Callable[[dict[str, Any]], None]) -> None:
    certificate = altered(change, name)
    text = coq_file(certificate)
    with pytest.raises(coq.Rejected, match=r"accepted|computed|true"):
        coq.compile_file(text, coq.expected(certificate))


@needs_coq
@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (TAPE, "<= 1 / 4)", "<= 1 / 5)"),
        (TAPE, "good_but_for (1 / 8) 1 3 6", "good_but_for (1 / 9) 1 3 6"),
        (TAPE, "Forall (good 3 6) x", "Forall (good 3 7) x"),
        (TAPE, "RiemannInt integral <= 17 / 32", "RiemannInt integral <= 1 / 2"),
        (TAPE, "in_cube 1 x", "length x = 1%nat"),
        (PLANE, "inside X x ->", "length x = 2%nat ->"),
    ],
)
def test_coq_rejects_other_theorems(name: str, old: str, new: str) -> None:
    certificate = altered(lambda _: None, name)
    text = coq_file(certificate)
    assert old in text
    with pytest.raises(coq.Rejected, match=r"line \d+"):
        coq.compile_file(text.replace(old, new), coq.expected(certificate))


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        (PLANE, at("claim", "box", None), "T20 has a Coq form for a box with at most 3 sides"),
        (PLANE, at("evidence", "rule", "T22"), "evidence.rule is 'T22' and not one of T18, T20, N"),
        (TAPE, at("claim", "bits", 16), r"go through 2\^16 cells"),
        (TAPE, at("claim", "bits", 10**9), r"go through 2\^1000000000 cells"),
        (TAPE, at("claim", "separation", 3), "so large that the strips do not cover all"),
        (TAPE, at("claim", "separation", 10**9), "at most 4096"),
        (TAPE, at("claim", "error", "0.25"), "a rational number is needed"),
        (TAPE, at("evidence", "error", "true) T. Admitted. ("), "evidence.error is .* and not one of layers, cells"),
    ],
)
def test_what_cannot_be_exported_is_said(name: str, change: Callable[[dict[str, Any]], None], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        coq_file(altered(change, name))


def test_integrals_that_are_not_stated_are_compared() -> None:
    """For two inputs the file does not say what the integral is at most, so that Coq would not reject a number that is too small."""
    made = tape_network(random_target([2, 3, 1], 11), 2, 7)
    data: dict[str, Any] = {"format": "exactsep-certificate/1", "claim": made.claim(), "evidence": made.evidence}
    low, high = map(Fraction, data["claim"]["range"])
    least = Fraction(data["claim"]["error"]) + Fraction(data["claim"]["bad"]) * (high - low)
    for l1, fine in ((least, True), (least - Fraction(1, 10**9), False)):
        data["claim"]["l1"] = str(l1)
        assert is_accepted(encode(data)) == fine
    with pytest.raises(ValueError, match=r"claim\.l1: .* is less than error \+ bad \(high - low\) = "):
        coq_file(data)
    data["claim"]["l1"] = str(least)
    assert "This file does not state it" in coq_file(data)
