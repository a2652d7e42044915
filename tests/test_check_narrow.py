"""The checker on narrow networks: its rules for exact ones (T18, T19, T20) one by one, the evidence for tapes (T21), and mutants."""

from __future__ import annotations

import json
import random
from fractions import Fraction
from typing import Any

import pytest

import mutation
import oracle_narrow
import oracle_networks
from checking import CASES, check, encode, is_accepted, reason
from exactsep.networks.narrow.everywhere import narrow_everywhere
from exactsep.networks.narrow.exact import narrow_on_box
from exactsep.networks.narrow.maxima import narrow_by_maxima
from exactsep.networks.narrow.tape import tape_network
from exactsep.networks.relu import ReLUNet
from narrow_networks import TARGET, UNIT, VARIANTS, certificate, claim_of, random_target

# Mutants of exact networks


@pytest.mark.parametrize("seed", range(10))
def test_mutants_are_rejected_or_equal(seed: int) -> None:
    """One entry of the narrow network is changed; an independent exact method decides for one input."""
    rng = random.Random(seed)
    net = ReLUNet([([[rng.choice((1, -1, 2))] for _ in range(3)], [rng.choice((0, 1, -1)) for _ in range(3)]), *_upper(rng)])
    for made in (narrow_on_box(net, [("-2", "3")]), narrow_everywhere(net), narrow_by_maxima(net, [("-2", "3")])):
        whole = certificate(made)
        verdicts = []
        for what, mutant in mutation.mutants({"layers": whole["claim"]["narrow"]["layers"]}, 80, seed):
            changed = {**whole, "claim": {**whole["claim"], "narrow": {"kind": "relu-network", "layers": mutant["layers"]}}}
            accepted = not reason(json.dumps(changed).encode())
            verdicts.append(accepted)
            assert not accepted or oracle_networks.decide_narrow_exact(changed["claim"]) is True, what
        assert not all(verdicts)


def _upper(rng: random.Random) -> list[Any]:
    return [([[rng.choice((1, -1, "1/2", 0)) for _ in range(3)] for _ in range(2)], [1, "-1/2"]), ([[1, -2]], ["1/3"])]


def test_the_oracle_refutes() -> None:
    """Equal on the box and not beyond; different at one end only; different slopes at infinity."""
    made = narrow_on_box(TARGET, [UNIT])
    assert oracle_networks.decide_narrow_exact(made.claim()) is True
    assert oracle_networks.decide_narrow_exact(made.claim() | {"box": [["-1", "1"]]}) is False
    assert oracle_networks.decide_narrow_exact(made.claim() | {"box": None}) is False
    assert oracle_networks.decide_narrow_exact(made.claim() | {"depth": 2}) is False
    assert oracle_networks.decide_narrow_exact(narrow_everywhere(TARGET).claim()) is True
    other = ReLUNet([([[1], [-1], [2]], ["-1/4", "1/2", "-4000"]), ([[1, -2, "1/2"]], ["1/8"])])
    assert oracle_networks.decide_narrow_exact(narrow_everywhere(TARGET).claim() | {"target": other.data()}) is False


# The checker's rules, one by one


def single(weight: Any, bias: Any, output: Any, shift: Any = 0) -> ReLUNet:
    return ReLUNet([([[weight]], [bias]), ([[output]], [shift])])


@pytest.mark.parametrize(
    ("target", "narrow", "box", "accepted"),
    [
        (single(1, 0, 2), single(2, 0, 1), [["-1", "1"]], True),  # a ray, scaled
        (single(1, 0, 2), single(-2, 0, 1), [["-1", "1"]], False),  # the opposite ray
        (single(1, 0, 2), single(-2, 0, -1), None, False),  # on R^d it is known, and another atom
        (single(-3, 0, 2), single(-1, 0, 6), None, True),
        (single(1, 2, 2), single(2, 3, 1, 1), [["-1", "1"]], True),  # both are >= 0 on the box
        (single(1, 2, 2), single(2, 3, 1, 1), [["-2", "1"]], False),
        (single(1, -2, 2), single(5, -9, 1), [["-1", "1"]], True),  # both are <= 0
        (single(1, 2, 0, 1), single(0, 0, 0, 1), [["-1", "1"]], True),  # constants
        (single(1, "1/2", 1), single(1, "1/2", 1, "1/1000"), [["-1", "1"]], False),
        (single(0, 3, 1), single(0, 1, 3), None, True),
    ],
)
def test_rules(target: ReLUNet, narrow: ReLUNet, box: Any, accepted: bool) -> None:
    assert (claim_of(target, narrow, box) == "") is accepted
    if accepted:
        assert all(target(x) == narrow(x) for x in (-1, "-1/2", 0, "1/3", 1))


def test_accumulators_that_several_units_read_are_not_changed() -> None:
    """Two units read one sum with weight 1, and add different numbers to it."""
    two = ReLUNet([([[1], [1]], [1, 2]), ([[1, 1]], [0]), ([[1], [1]], [1, 5]), ([[1, 1]], [0])])
    flat = ReLUNet([([[0]], [0]), ([[0]], [0])])
    assert claim_of(two, two, [["0", "1"]]) == ""
    assert claim_of(two, ReLUNet([([[4]], [12]), ([[1]], [0])]), [["0", "1"]]) == ""
    assert claim_of(two, ReLUNet([([[4]], [8]), ([[1]], [0])]), [["0", "1"]]) != ""
    assert claim_of(two, flat, [["0", "1"]]) != ""


def test_sums_that_cancel() -> None:
    """A term that becomes 0 is no term any more."""
    net = ReLUNet([([[1], [1], [1]], [0, 0, 1]), ([[1, -1, 1]], [0]), ([[1]], [0])])
    assert claim_of(net, single(1, 1, 1), [["-1", "1"]]) == ""
    assert claim_of(net, single(1, 1, 1), None) == ""


def test_hashes_of_rays_cannot_be_chosen() -> None:
    """Rays that Python's hash, modulo 2^61 - 1, does not tell apart; also such that sums with fixed powers agree."""
    p = 2**61 - 1
    layers = [{"weights": [[str(3 + 2 * k * p)] for k in range(500)], "bias": [str(-1 - k * p) for k in range(500)]}]
    net = check.Net({"kind": "relu-network", "layers": [*layers, {"weights": [["1"] * 500], "bias": ["0"]}]}, "net")
    atoms = check.Atoms(1, [((0, 1), (1, 1))])
    atoms.run(net, "net", True)
    assert len({hash(ray) for _, ray in atoms.known}) == 1
    assert len({hash(key) for key in atoms.known}) == 500
    assert len({check.salted(k * p, -3 * k * p, 1) for k in range(500)}) == 500


# Tapes


@pytest.mark.parametrize("parameters", VARIANTS[::2], ids=str)
@pytest.mark.parametrize("seed", [1, 2])
def test_mutants(seed: int, parameters: dict[str, Any]) -> None:
    """With one number changed, a certificate is rejected, or its claim is true as far as points tell."""
    net = tape_network(random_target([2, 2, 2, 1], seed, grid=4), 1, 3, keep=3, **parameters)
    verdicts = []
    for what, mutant in mutation.mutants(certificate(net), 60, seed):
        accepted = is_accepted(encode(mutant))
        assert not accepted or oracle_narrow.decide_narrow(mutant["claim"]), what
        verdicts.append(accepted)
    assert not all(verdicts)


def test_every_weight_mutated_by_little() -> None:
    """A tiny change of one weight or bias of a narrow network: rejected, or the same on the good set."""
    net = tape_network(ReLUNet([([[1], [-2]], ["-1/3", 1]), ([[1, 1]], [0])]), 2, 4, variant="C")
    whole = certificate(net)
    rejected = 0
    for path, value in mutation.leaves(whole["claim"]["narrow"]):
        if isinstance(value, str):
            mutant = mutation.replace(whole, ("claim", "narrow", *path), str(Fraction(value) + Fraction(1, 10**6)))
            accepted = is_accepted(encode(mutant))
            assert not accepted or oracle_narrow.decide_narrow(mutant["claim"]), path
            rejected += not accepted
    assert rejected > 150


def test_named_neurons_may_be_computed_twice_and_all_must_be_named() -> None:
    whole = json.loads((CASES / "accept" / "narrow-stacks.json").read_text())
    assert reason(encode(whole)) == ""
    names = whole["evidence"]["neurons"]
    for k in range(len(names)):
        whole["evidence"]["neurons"] = names[:k] + names[k + 1 :]
        constant = names[k][2:] == [0, 2]  # a constant is known without its name
        assert (reason(encode(whole)) == "") == constant


def test_bounds_of_groups_come_last() -> None:
    """Used too early they change the halves of a gadget; used too late, the clip at the end."""
    early = tape_network(ReLUNet([([[2], [0]], ["3/2", -2]), ([[-1, -1]], [0])]), 2, 4)
    late = tape_network(ReLUNet([([[1]], ["5/8"]), ([[1]], [0])]), 2, 4, keep=2)
    for net, clip in ((early, 0), (late, 10**6)):
        whole = certificate(net)
        assert reason(encode(whole)) == ""
        whole["evidence"]["clip"] = clip
        assert reason(encode(whole)).startswith("claim.narrow")


def test_statement() -> None:
    theorem = check.check_bytes((CASES / "accept" / "narrow-queues.json").read_bytes())
    assert theorem.words.splitlines()[1] == (
        "Theorem: let N be the target of the claim, a ReLU network with 1 input, 1 output and 1 hidden layer of at most 3 units, and g its "
        "narrow network, with 1 input, 1 output and 39 hidden layers of at most 5 units; let G be the set of the x in [0, 1]^1 such that for "
        "each coordinate x_i some integer q < 2^3 has q/2^3 <= x_i <= (q+1)/2^3 - 1/2^6; then G is all of [0, 1]^1 but a set of measure at "
        "most 1/8, and |N - g| <= 1/4 on G; N on [0, 1]^1 and g on R^1 have all values in [-7/8, 11/8]; and int |N - g| <= 17/32 over [0, 1]^1."
    )
