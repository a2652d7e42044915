"""What tape networks do if nothing is said: as many bits, and bounds on each cell, as the checker can afford."""

from __future__ import annotations

import itertools
import random
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from exactsep import narrow, narrow_certificate, save_network
from exactsep.networks.narrow.effort import Style
from exactsep.networks.narrow.grid import grid_machine
from exactsep.networks.narrow.tape import TapeNet
from exactsep.networks.relu import ReLUNet
from test_cli_support import Runner

TARGET = ReLUNet([([[1], [-1], [2]], ["-1/4", "1/2", -1]), ([[1, -2, "1/2"]], ["1/8"])])


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runner:
    monkeypatch.chdir(tmp_path)
    return Runner(capfd)


def floats_network(widths: list[int]) -> ReLUNet:
    r = random.Random(len(widths))
    return ReLUNet(
        [
            ([[r.gauss(0, (2 / a) ** 0.5) for _ in range(a)] for _ in range(b)], [r.gauss(0, 0.3) for _ in range(b)])
            for a, b in itertools.pairwise(widths)
        ]
    )


@pytest.mark.parametrize(("widths", "variant"), [([2, 8, 8, 1], "A"), ([1, 10, 10, 1], "C"), ([2, 10, 10, 1], "B")])
def test_tapes_of_float_weights_keep_nearly_all_that_matters(widths: list[int], variant: str) -> None:
    made: Any = narrow(floats_network(widths), "tape", bits=4, variant=variant)
    exact: Any = grid_machine(made.target, 4)
    assert 1 < made.machine.most_kept < 60
    assert exact.error < made.machine.error < 2 * exact.error
    assert made.error < exact.error  # from bounds on each cell
    assert narrow_certificate(made).check()["accepted"]


@pytest.mark.parametrize(
    ("widths", "variant", "bits"),
    [([2, 24, 5, 1], "A", 10), ([2, 32, 5, 2, 1], "A", 6), ([2, 48, 8, 1], "A", 5), ([1, 3, 48, 1], "C", 3), ([1, 24, 8, 1], "B", 6)],
)
def test_the_checker_takes_what_is_made_by_default(widths: list[int], variant: str, bits: int) -> None:
    """Networks near the limit: long tapes, many bits of neurons that are not kept, chains."""
    made = narrow(floats_network(widths), "tape", bits=bits, variant=variant)
    assert narrow_certificate(made).check()["accepted"]


def test_the_estimate_of_the_depth() -> None:
    """Nearly the depth of the network that is written: in variant A but for the two layers of the end and one for each neuron. With a bound next to 2,
    and beta = 2.01, the gap of a tape is small and each bit takes a chain."""
    for widths, bound in itertools.product([[2, 5, 3, 1], [1, 4, 4, 1]], [None, 3, Fraction(201, 100)]):
        for variant in "ABC" if bound is None else "BC":
            made: Any = narrow(floats_network(widths), "tape", keep=7, variant=variant, weights_at_most=bound, cells=False)
            beta = Fraction(2) if variant == "A" else min(Fraction(3), bound or Fraction(3))
            style = Style(variant, beta, 4 if variant == "B" and bound is None else bound)
            found = style.layers(made.machine, made.separation)
            assert 0.9 * made.depth < found < 1.25 * made.depth
            assert style.weights(made.machine, made.separation) > 0.9 * made.nonzero
            if variant == "A":
                assert found == made.depth - 2 - sum(len(layer.live) for layer in made.machine.layers[:-1])


def test_bounds_on_cells_fit_beside_the_rest() -> None:
    """Asked for, they leave fewer bits; left out, they are left out; with too many bits that are asked for, the default is without them."""
    net = floats_network([1, 24, 24, 1])
    by_default, without, many = (narrow(net, "tape", **options) for options in ({}, {"cells": False}, {"keep": 9}))
    assert isinstance(by_default, TapeNet)
    assert isinstance(without, TapeNet)
    assert isinstance(many, TapeNet)
    assert by_default.error < by_default.machine.error
    assert without.error == without.machine.error
    assert by_default.machine.most_kept <= without.machine.most_kept
    plane = narrow(floats_network([2, 10, 10, 1]), "tape", cells=True, variant="B")
    assert isinstance(plane, TapeNet)
    for made in (by_default, plane):
        assert made.cell_error is not None
        assert narrow_certificate(made).check()["accepted"]


def test_a_constant_has_no_error() -> None:
    """Two units that are dead on the cube, and two that cancel each other."""
    for layer in (([[1], [2]], [-2, -3]), ([[1], [2]], [0, 0])):
        made = narrow(ReLUNet([layer, ([[2, -1]], ["1/2"])]), "tape")
        assert made.error == 0
        assert made.network("1/3") == Fraction(1, 2)
        assert narrow_certificate(made).check()["accepted"]


def test_small_integers_are_kept_whole() -> None:
    made: Any = narrow(TARGET, "tape", bits=3)
    assert made.machine.dropped == (0,)


@pytest.mark.parametrize(
    ("widths", "message"),
    [
        ([4, 150, 150, 1], "the neurons of the grid machine have over 20000 bits in all, the limit"),
        (
            [400, 300, 1],
            r"tape: the target has 12\d{4} weights and biases that are not 0, and the checker would take about \d+ steps for them",
        ),
        ([60, 60, 1], "with one bit of each neuron the narrow network would take about"),
    ],
)
def test_a_target_that_is_too_large_is_refused_before_anything_is_built(
    widths: list[int], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("exactsep.networks.narrow.tape._Writer", None)
    with pytest.raises(ValueError, match=message):
        narrow(floats_network(widths), "tape")


def test_why_so_many_bits_are_kept(run: Runner) -> None:
    save_network(floats_network([2, 8, 8, 1]), "eight.json")
    save_network(floats_network([2, 64, 64, 1]), "large.json")
    assert "with these E, layer by layer, is at most a tenth larger" in " ".join(
        run("net", "narrow", "eight.json", "--method", "tape").out.split()
    )
    shown = " ".join(run("net", "narrow", "large.json", "--method", "tape").out.split())
    assert "as many as the checker can afford; with fewer --bits it could be more" in shown
    assert "A constant is as close." in shown
    few = " ".join(run("net", "narrow", "eight.json", "--method", "tape", "--keep", 5).out.split())
    assert "at most 5 of a neuron sup on" in few


def long_network(widths: list[int], seed: int) -> ReLUNet:
    """Small weights over coprime denominators of ten digits: the integers of the grid machine have hundreds of bits."""
    r = random.Random(seed)

    def number() -> Fraction:
        return Fraction(r.randint(-9, 9), 10**9 + r.randint(0, 99))

    return ReLUNet(
        [([[number() for _ in range(a)] for _ in range(b)], [number() for _ in range(b)]) for a, b in itertools.pairwise(widths)]
    )


@pytest.mark.parametrize(
    ("widths", "options"),
    [
        ([3, 4, 4, 3, 2, 1], {"variant": "A", "bits": 6}),
        ([2, 6, 6, 1], {"variant": "B", "bits": 8}),
        ([4, 4, 12, 1, 1], {"variant": "B", "bits": 10, "weights_at_most": 1000}),
        ([3, 4, 1], {"variant": "C", "bits": 10, "weights_at_most": "201/100"}),
    ],
)
def test_the_checker_takes_what_is_made_of_long_weights(widths: list[int], options: dict[str, Any]) -> None:
    """With the estimate for short numbers alone all of these are over the limit of the checker."""
    made = narrow(long_network(widths, 1), "tape", **options)
    assert narrow_certificate(made).check()["accepted"]
