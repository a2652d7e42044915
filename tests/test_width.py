"""From pieces to widths: integer roots and budgets by counting up, and networks by listing all of them."""

from __future__ import annotations

from math import prod
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import brute
from exactsep.bounds.width import MAX_DEPTH, MAX_WIDTH, Row, most_neurons, pieces_of, pieces_of_neurons, pieces_of_shape, table, widest


def widest_by_counting(pieces: int, depth: int, k: int) -> int | None:
    width = 0
    while (k * (width + 1) + 1) ** depth <= pieces:
        width += 1
    return width or None


def most_pieces(neurons: int, depth: int, k: int) -> int:
    """Over all ways to put that many units into that many layers, none empty."""
    return max(prod(k * n + 1 for n in widths) for widths in brute.compositions(neurons, depth))


# -- widths --------------------------------------------------------------------------------------------


@settings(max_examples=50)
@given(st.integers(0, 3000), st.integers(1, 14), st.integers(1, 4))
def test_widest(pieces: int, depth: int, k: int) -> None:
    assert widest(pieces, depth, k) == widest_by_counting(pieces, depth, k)


@pytest.mark.parametrize("root", [2, 3, 10, 1023, 10**9 + 7])
@pytest.mark.parametrize("depth", [1, 2, 3, 7, 20])
def test_widths_around_perfect_powers(root: int, depth: int) -> None:
    assert widest(root**depth, depth) == root - 1
    assert widest(root**depth - 1, depth) == (root - 2 or None)


def test_known_widths() -> None:
    """2^20 - 1 pieces exclude width 1022 at depth 2; 17711 - 1 pieces exclude width 132 (133^2 = 17689)."""
    assert widest(2**20 - 1, 2) == 1022
    assert widest(17710, 2) == 132
    assert widest(17710, 1) == 17709
    assert widest(7, 3) is None
    assert widest(8, 3) == 1
    assert widest(1, 1) is None
    assert widest(2**100_000, 1000) == 2**100 - 1


def test_more_breakpoints() -> None:
    assert widest(25, 2, breakpoints=2) == 2
    assert widest(24, 2, breakpoints=2) == 1
    assert widest(8, 2, breakpoints=2) is None


# -- numbers of units -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("k", [1, 2, 3])
@pytest.mark.parametrize("depth", [1, 2, 3, 4])
def test_units_at_one_depth(depth: int, k: int) -> None:
    for neurons in range(depth, 11):
        assert pieces_of_neurons(neurons, depth, k) == most_pieces(neurons, depth, k)


@pytest.mark.parametrize("k", [1, 2])
def test_units_at_any_depth(k: int) -> None:
    for neurons in range(1, 10):
        assert (
            pieces_of_neurons(neurons, None, k)
            == max(most_pieces(neurons, depth, k) for depth in range(1, neurons + 1))
            == (k + 1) ** neurons
        )


@settings(max_examples=50)
@given(st.integers(1, 400), st.integers(1, 4), st.integers(1, 3))
def test_most_neurons(pieces: int, depth: int, k: int) -> None:
    """The largest n such that no network of that depth with n units has more pieces than allowed."""
    allowed = [n for n in range(depth, depth + 400) if pieces_of_neurons(n, depth, k) <= pieces]
    assert most_neurons(pieces, depth, k) == (max(allowed) if allowed else None)


def test_fewer_units_than_layers_fill_no_layer_twice() -> None:
    assert pieces_of_neurons(3, 10) == 2**3


def test_units_of_deep_networks() -> None:
    """Depth 20000 and 2^40000 - 1 pieces: width 2 fits, 3 does not, and all layers but one may have a third unit. Not by 20000 tries."""
    assert most_neurons(2**40_000 - 1, 20_000) == 3 * 20_000 - 1


# -- budgets ---------------------------------------------------------------------------------------------------


def test_pieces_of_architectures() -> None:
    assert pieces_of([10, 20, 10]) == 11 * 21 * 11
    assert pieces_of([3], breakpoints=4) == 13
    assert pieces_of_shape(3, 20) == 21**3
    assert pieces_of_shape(2, 5, breakpoints=2) == 121
    assert type(pieces_of_shape(2, 5)) is int


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: pieces_of([]), "widths: at least one hidden layer is needed"),
        (lambda: pieces_of([3, 0]), f"width must be an integer from 1 to {MAX_WIDTH}, not 0"),
        (lambda: pieces_of([3, 2.0]), f"width must be an integer from 1 to {MAX_WIDTH}, not 2.0"),
        (lambda: pieces_of([True]), f"width must be an integer from 1 to {MAX_WIDTH}, not True"),
        (lambda: pieces_of([3], 0), "breakpoints must be an integer from 1 to 1000000, not 0"),
        (lambda: pieces_of_shape(0, 3), f"depth must be an integer from 1 to {MAX_DEPTH}, not 0"),
        (lambda: pieces_of_shape(MAX_DEPTH + 1, 3), f"depth must be an integer from 1 to {MAX_DEPTH}, not {MAX_DEPTH + 1}"),
        (lambda: pieces_of_shape(3, -1), f"width must be an integer from 1 to {MAX_WIDTH}, not -1"),
        (lambda: pieces_of_shape(3, 3, -1), "breakpoints must be an integer from 1 to 1000000, not -1"),
        (
            lambda: pieces_of_shape(100_000, 15),
            "a network of depth 100000 and width 15 may have over 2^400000 pieces: too many to bound here",
        ),
        (lambda: pieces_of_neurons(0), "neurons must be an integer from 1 to 200000, not 0"),
        (lambda: pieces_of_neurons(200_001), "neurons must be an integer from 1 to 200000, not 200001"),
        (lambda: pieces_of_neurons(5, 0), f"depth must be an integer from 1 to {MAX_DEPTH}, not 0"),
        (lambda: pieces_of_neurons(5, 2, 0), "breakpoints must be an integer from 1 to 1000000, not 0"),
    ],
)
def test_bad_budgets(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=brute.exactly(message)):
        call()


# -- tables ------------------------------------------------------------------------------------------------------


def test_table() -> None:
    rows = table(2**20 - 1, [40, 3])
    assert [row.depth for row in rows] == [*range(1, 11), 40]
    assert [row.width for row in rows[:5]] == [2**20 - 2, 1022, 100, 30, 14]
    assert rows[-1] == Row(40, None, None)
    assert [(row.width, row.neurons) for row in table(8)][:4] == [(7, 7), (1, 3), (1, 3), (None, None)]
    assert table(None, [12]) == [Row(depth, None, None) for depth in (*range(1, 11), 12)]


@settings(max_examples=50)
@given(st.integers(1, 500))
def test_rows_say_what_networks_cannot_do(pieces: int) -> None:
    for row in table(pieces)[:4]:
        if row.width is not None and row.neurons is not None:
            assert (row.width + 1) ** row.depth <= pieces < (row.width + 2) ** row.depth
            assert row.neurons >= row.depth * row.width
            assert pieces_of_neurons(row.neurons, row.depth) <= pieces < pieces_of_neurons(row.neurons + 1, row.depth)
        else:
            assert 2**row.depth > pieces
