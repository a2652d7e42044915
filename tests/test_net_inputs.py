"""What a user gives to the network half in Python: numbers of all kinds, arrays, names of maps; and one line for each wrong input."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import gmpy2
import numpy as np
import pytest

import exactsep
from exactsep import (
    PLMap,
    ReLUNet,
    crosscheck,
    distance_from_iterate,
    distance_of_networks,
    load_network,
    load_reported,
    named_map,
    net_versus,
    on_segment,
    realized,
    save_network,
)
from exactsep.numbers.literals import decimal_literal, dyadic
from exactsep.wording import counted, shown

NET = ReLUNet([([[1], [1]], [0, "-1/2"]), ([[2, -4]], [0])])  # the tent on [0, 1]
FLAT = ReLUNet([([[1, 2], [3, 4]], [0, 0]), ([[1, 1]], [0])])
HUGE = 10**5000
TENTH32 = Fraction(13421773, 2**27)  # the float32 nearest to 1/10, by hand: its significand has 24 bits


class Tensor:
    """What the package uses of a tensor of PyTorch that it is not asked to import."""

    dtype = "torch.float32"

    def __init__(self, values: Any):
        self.values, self.ndim = values, np.ndim(values)

    def tolist(self) -> Any:
        return self.values

    def __iter__(self) -> Any:
        return iter(map(Tensor, self.values))

    item = tolist


# -- numbers ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.1, Fraction(0.1)),
        (np.float64(0.1), Fraction(0.1)),
        (np.float32(0.1), TENTH32),
        (np.float16(0.1), Fraction(1638, 2**14)),
        (np.longdouble("0.5"), Fraction(1, 2)),
        (np.array(0.1, dtype="float32"), TENTH32),
        (np.int8(-7), -7),
        (np.uint64(2**64 - 1), 2**64 - 1),
        (gmpy2.mpfr("0.5"), Fraction(1, 2)),
        (Tensor(0.25), Fraction(1, 4)),
        (Decimal("0.1"), Fraction(1, 10)),
        (Fraction(1, 3), Fraction(1, 3)),
        ("0.1", Fraction(1, 10)),
        ("1e-3", Fraction(1, 1000)),
        ("-2.5E+2", -250),
    ],
)
def test_numbers_are_what_they_are(value: Any, expected: Any) -> None:
    """As weights, as biases, as inputs and as points, the same."""
    assert dyadic(value) == expected
    net = ReLUNet([([[value]], [value])])
    assert net(0) == expected
    assert net(value) == expected * expected + expected
    assert on_segment(NET, value, 2000).start == (expected,)
    assert on_segment(NET, [value], [2000]).start == (expected,)


@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")  # np.matrix
@pytest.mark.parametrize("kind", ["float16", "float32", "float64", "int8", "int64"])
def test_arrays(kind: str) -> None:
    weights = np.array([[0.1, 2], [3, -4.5]]).astype(kind)
    bias = np.array([0.7, 8]).astype(kind)
    net = ReLUNet([(weights, bias)])
    assert net.layers[0].matrix() == [[Fraction(float(w)) for w in row] for row in weights]
    assert net.layers[0].bias == tuple(Fraction(float(b)) for b in bias)
    assert exactsep.from_state_dict({"W0": np.matrix(weights), "b0": bias}) == net
    assert net == ReLUNet([(list(weights), list(bias))]) == ReLUNet([(weights.tolist(), tuple(bias))])


def test_tensors_without_torch() -> None:
    assert ReLUNet([(Tensor([[0.5, 1.0]]), Tensor([0.25]))]) == ReLUNet([([["1/2", 1]], ["1/4"])])
    assert on_segment(FLAT, Tensor([0.5, 1.0]), [0, 0]).start == (Fraction(1, 2), 1)


@pytest.mark.parametrize("text", ["1e4001", "1e-4001", f"1e{10**30}", "e3", "1e", "0x10", "1/2e3", "inf", "-nan", ""])
def test_wrong_literals(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a number of moderate size|not a rational number|not finite"):
        decimal_literal(text)


def test_claims_refuse_floats() -> None:
    """What a theorem is about is exact."""
    message = 'is a float; write an exact number, such as "0.1" or "1/10"'
    found: list[Callable[[], Any]] = [
        lambda: on_segment(NET).crossings(0.1, 1),
        lambda: named_map("tent").crossings(0.1, 1),  # type: ignore[union-attr]
        lambda: PLMap([(0, 0.1), (1, 1)]),
        lambda: exactsep.excluded("tent", iterate=3, error=0.1),
    ]
    for call in found:
        with pytest.raises(ValueError, match=message):
            call()
    assert exactsep.excluded("tent", iterate=3, error="1e-1").error == Fraction(1, 10)


# -- maps by name ------------------------------------------------------------------------------------


def test_names_of_maps(tmp_path: Path) -> None:
    """The door is that of `certify`: a map, a name, a map file as text or as a path."""
    path = tmp_path / "tent.json"
    path.write_text('{"vertices": [[0, 0], ["1/2", 1], [1, 0]]}')
    tent = named_map("tent")
    expected = distance_from_iterate(NET, tent, 3)
    assert (expected.sup, expected.l1) == (1, Fraction(1, 3))
    for given in ("tent", path, str(path)):
        assert distance_from_iterate(NET, given, 3) == expected
        assert net_versus(NET, given, 3).distance == expected
        (entry,) = crosscheck(NET, {"sup_error": 1}, f=given, iterate=3)
        assert (entry.exact, entry.agrees) == (1, True)


# -- wrong inputs ---------------------------------------------------------------------------------------

MAPS = (
    ("tnet", "no map or file is called 'tnet'; did you mean 'tent'?"),
    (5, "a map is a PLMap, a PolynomialMap, a name or a map file, not int"),
    ("logistic:4", "networks are compared with iterates of piecewise-linear maps, not of the polynomial map"),
    ("golden", "networks are compared over the rationals, and this map lives over Q(a)"),
    (PLMap([(0, 0), (1, 2)]), "not a map of [0, 1] into itself"),
)


@pytest.mark.parametrize(("given", "message"), MAPS)
def test_wrong_maps(given: Any, message: str) -> None:
    found: list[Callable[[], Any]] = [
        lambda: distance_from_iterate(NET, given, 2),
        lambda: net_versus(NET, given, 2),
        lambda: crosscheck(NET, {"sup_error": 1}, f=given, iterate=2),
    ]
    for call in found:
        with pytest.raises(ValueError) as caught:
            call()
        assert message in str(caught.value)


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        (5, "layers must be a list of pairs (weights, bias), not 5"),
        (None, "layers must be a list of pairs (weights, bias), not None"),
        ("net", "layers must be a list of pairs (weights, bias), not 'net'"),
        ({"0.weight": [[1]]}, "layers must be a list of pairs (weights, bias); from_state_dict reads arrays by name"),
        ([1, 2], "layers[0] must be a pair (weights, bias), not an int"),
        (([[5]], 5), "layers[0] must be a pair (weights, bias), not a list of 1 entry"),
        ([([[5]],)], "layers[0] must be a pair (weights, bias), not a tuple of 1 entry"),
        ([([[5]], [0]), np.eye(2)], "layers[1] must be a pair (weights, bias), not a ndarray"),
        ([([1], [0])], "layers[0].weights[0]: a row of weights must be a list of numbers, not 1"),
        ([(["12"], [0])], "layers[0].weights[0]: a row of weights must be a list of numbers, not '12'"),
        ([("12", [0])], "layers[0]: the weights must be a list of rows, one for each unit, not '12'"),
        ([(7, [0])], "layers[0]: the weights must be a list of rows, one for each unit, not 7"),
        ([([["1"]], "0")], "layers[0]: the bias must be a list of numbers, one for each unit, not '0'"),
        ([([[1]], None)], "layers[0]: the bias must be a list of numbers, one for each unit, not None"),
        ([([[1]], {0})], "layers[0]: the bias must be a list of numbers, one for each unit, not {0}"),
        ([([[1, 2], [3, np.float32("inf")]], [0, 0])], "layers[0].weights[1][1]: inf is not finite"),
        ([(np.array([[np.nan]], dtype="float16"), [0])], "layers[0].weights[0][0]: nan is not finite"),
        ([([[1]], [float("-inf")])], "layers[0].bias[0]: -inf is not finite"),
        ([([[True]], [0])], "layers[0].weights[0][0]: True is not a rational number: write an integer or a string p/q"),
        ([([[1j]], [0])], "layers[0].weights[0][0]: 1j is not a rational number: write an integer or a string p/q"),
        ([([[1], [2]], [0])], "layers[0]: 2 rows of weights, but 1 bias"),
        ([([[1]], [])], "layers[0]: 1 row of weights, but 0 biases"),
    ],
)
def test_wrong_layers(layers: Any, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        ReLUNet(layers)
    assert str(caught.value) == message


WRONG: list[tuple[Callable[[], Any], str]] = [
    (lambda: ReLUNet([([[1]], [0])], field=3), "field: a network is over Q or a NumberField, not 3"),  # type: ignore[arg-type]
    (lambda: NET(1, 2), "this network has 1 input, not 2"),
    (lambda: NET([0.5]), "this network has 1 input, not one list: write net(*x) for a list x of inputs"),
    (lambda: FLAT(np.array([1, 2])), "this network has 2 inputs, not one list: write net(*x) for a list x of inputs"),
    (lambda: FLAT(1, "x"), "input 1: 'x' is not a rational number: write p/q, an integer or an exact decimal"),
    (lambda: NET(float("nan")), "input 0: nan is not finite"),
    (lambda: on_segment(NET, b"1", 2), "the start of the segment must be a list of numbers, not b'1'"),
    (lambda: on_segment(NET).output(HUGE), "no output 100000000000... (5001 digits)"),
    (
        lambda: distance_of_networks(NET, NET),
        "distance_of_networks takes networks on a segment: write on_segment(net, start, end), not a network",
    ),  # type: ignore[arg-type]
    (lambda: distance_of_networks(on_segment(NET), 5), "write on_segment(net, start, end), not an int"),  # type: ignore[arg-type]
    (lambda: distance_from_iterate(FLAT, "tent", 2), "unlike this one: 2 inputs and 1 output"),
    (lambda: distance_from_iterate("net.json", "tent", 2), "a network is a ReLUNet, not a str; load_network reads a file"),  # type: ignore[arg-type]
    (lambda: distance_from_iterate(NET, "tent", HUGE), "f^100000000000... (5001 digits) has more than 600000 pieces"),
    (lambda: distance_from_iterate(NET, "tent", -HUGE), "the iterate must be an integer t >= 0, not -100000000000... (5001 digits)"),
    (lambda: net_versus(NET, "tent", HUGE), "the iterate 100000000000... (5001 digits) is over the limit 100000"),
    (lambda: net_versus("tent", NET, 2), "a map is a PLMap, a PolynomialMap, a name or a map file, not ReLUNet"),  # type: ignore[arg-type]
    (lambda: crosscheck(NET, {"pieces": 2}, segment=5), "a segment must be a pair of points (start, end), not 5"),  # type: ignore[arg-type]
    (lambda: crosscheck(NET, {"pieces": 2}, segment="0;1"), "a segment must be a pair of points (start, end), not '0;1'"),
    (lambda: crosscheck(NET, {"pieces": 2}, tolerance=-HUGE), "tolerance must be a number >= 0, not -1000000000"),
    (lambda: crosscheck(None, {"pieces": 2}), "a network is a ReLUNet, not None"),  # type: ignore[arg-type]
    (lambda: crosscheck(NET, None), "claims are an object with keys such as pieces, not None"),  # type: ignore[arg-type]
    (lambda: save_network(None, "x.json"), "a network is a ReLUNet, not None"),  # type: ignore[arg-type]
    (lambda: save_network(named_map("tent"), "x.json"), "a network is a ReLUNet, not a PLMap"),  # type: ignore[arg-type]
    (lambda: save_network(NET, None), "a network file is given by its path, not by None"),  # type: ignore[arg-type]
    (lambda: save_network(realized("tent", 2)[0], "x.json"), "a network is a ReLUNet, not a Realization: its network is .network"),  # type: ignore[arg-type]
    (lambda: on_segment(on_segment(NET)), "a network is a ReLUNet, not an OnSegment: its network is .net"),  # type: ignore[arg-type]
    (lambda: save_network(NET, ""), "a network file is given by its path, not by ''"),
    (lambda: save_network(NET, "x\0.json"), "a network file is given by its path, not by 'x\\x00.json'"),
    (lambda: load_network(b"net.json"), "a network file is given by its path, not by b'net.json'"),  # type: ignore[arg-type]
    (lambda: exactsep.load_map(""), "a map file is given by its path, not by ''"),
    (lambda: crosscheck(NET, "claims.json"), "not a str; load_reported reads a file of them"),  # type: ignore[arg-type]
    (lambda: crosscheck(NET, {"pieces": 2}, f="tent", iterate="3"), "the iterate must be an integer t >= 0, not '3'"),
    (lambda: exactsep.distance("tent", PLMap([(0, 0), (1, 1)])), "not a str; named_map and load_map make them of names and files"),  # type: ignore[arg-type]
    (lambda: net_versus(NET, "tent", 2).bound("L1"), "the norm must be one of sup, l1, sign, not 'L1'"),
    (lambda: exactsep.from_state_dict({"W0": np.ma.masked_array([[1, 2]], mask=[[0, 1]])}), "W0 has masked entries, which are no numbers"),
    (lambda: load_network(None), "a network file is given by its path, not by None"),  # type: ignore[arg-type]
    (lambda: load_network(5), "a network file is given by its path, not by 5"),  # type: ignore[arg-type]
    (lambda: load_reported(None), "a file of claims is given by its path, not by None"),  # type: ignore[arg-type]
    (lambda: exactsep.from_state_dict(None), "a state_dict is a mapping from names to arrays, not None"),  # type: ignore[arg-type]
    (lambda: exactsep.from_state_dict([np.eye(2)]), "a state_dict is a mapping from names to arrays, not a list"),  # type: ignore[arg-type]
]


@pytest.mark.parametrize("number", range(len(WRONG)))
def test_wrong_inputs(number: int) -> None:
    call, message = WRONG[number]
    with pytest.raises(ValueError) as caught:
        call()
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_long_counts_can_be_printed() -> None:
    (entry,) = crosscheck(NET, {"pieces": HUGE})
    assert (entry.claimed, entry.difference, entry.agrees) == (HUGE, HUGE - 2, False)
    assert repr(entry) == "Compared(pieces, claimed 100000000000... (5001 digits), exact 2, wrong)"


def test_wording() -> None:
    assert [counted(n, "bias", "biases") for n in (0, 1, 2)] == ["0 biases", "1 bias", "2 biases"]
    assert counted(10**40, "piece") == "100000000000... (41 digits) pieces"
    assert [shown(x) for x in (None, True, np.int64(-3), "a", (1, 2))] == ["None", "True", "-3", "'a'", "(1, 2)"]
    assert [shown(x) for x in (-HUGE, [HUGE], "a" * 50, object())] == ["-100000000000... (5001 digits)", "a list", "a str", "an object"]


def test_a_module_instead_of_its_state() -> None:
    class Module:
        state_dict = dict

    with pytest.raises(ValueError, match=r"not a Module; write from_state_dict\(model.state_dict\(\)\)"):
        exactsep.from_state_dict(Module())  # type: ignore[arg-type]
