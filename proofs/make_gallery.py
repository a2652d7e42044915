"""Regenerate proofs/certificates/: `make gallery`, or python proofs/make_gallery.py [FOLDER]."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from exactsep.certificates.certificate import Certificate
from exactsep.certificates.certify import certify
from exactsep.certificates.networks import (
    distance_certificate,
    equal_certificate,
    iterate_distance_certificate,
    narrow_certificate,
    pieces_certificate,
)
from exactsep.certificates.separation import realized, separate
from exactsep.families import named_map
from exactsep.maps.mapfile import points_map
from exactsep.maps.piecewise import PLMap
from exactsep.networks.activation import IDENTITY, clip, leaky
from exactsep.networks.layer import layer
from exactsep.networks.narrow.methods import narrow
from exactsep.networks.relu import ReLUNet
from exactsep.networks.segments.distances import distance_from_iterate, distance_of_networks
from exactsep.networks.segments.on_segment import on_segment
from exactsep.numbers.field import Q

ONE_SEVENTH = points_map("0,1/7 2/5,1 1,0")

GALLERY: dict[str, tuple[Any, dict[str, Any]]] = {
    "tent-20": ("tent", {"iterate": 20}),
    "tent-20-three-cycle": ("tent", {"iterate": 20, "period": 3}),
    "tent-12-widths": ("tent", {"iterate": 12, "widths": [10, 20, 10]}),
    "tent-every": ("tent", {"for_all_t": True}),
    "tent-seven-cycle": ("tent", {"norm": "cycle", "period": 7}),
    "full-3-8-exact": ("full:3", {"iterate": 8, "norm": "exact"}),
    "skew-100-thousand-pieces": ("skew:2/3", {"iterate": 100, "pieces": 1000}),
    "stefan-5-40-sign": ("stefan:5", {"iterate": 40, "norm": "sign"}),
    "stefan-5-100000": ("stefan:5", {"iterate": 100_000}),
    "stefan-5-growth": ("stefan:5", {"norm": "crossings", "for_all_t": True}),
    "plateau-30": ("plateau", {"iterate": 30}),
    "trimodal-4-drifting-levels": ("trimodal", {"iterate": 4, "pieces": 21}),
    "trimodal-8-crossings": ("trimodal", {"iterate": 8, "norm": "crossings"}),
    "trimodal-8-budget": ("trimodal", {"iterate": 8, "pieces": 300}),
    "trimodal-90-exact": ("trimodal", {"iterate": 90, "norm": "exact"}),
    "trimodal-every": ("trimodal", {"for_all_t": True}),
    "one-seventh-every": (ONE_SEVENTH, {"for_all_t": True}),
    "logistic-4-30": ("logistic:4", {"iterate": 30}),
    "logistic-15-4-30": ("logistic:15/4", {"iterate": 30}),
    "logistic-383-100-8-extremes": ("logistic:383/100", {"iterate": 8, "pieces": 60}),
    "logistic-383-100-6-drifting-levels": ("logistic:383/100", {"iterate": 6, "pieces": 30}),
    "logistic-15-4-five-cycle": ("logistic:15/4", {"norm": "cycle", "period": 5}),
    "logistic-15-4-five-cycle-every": ("logistic:15/4", {"for_all_t": True, "period": 5}),
    "logistic-7-2-attracting-cycle": ("logistic:7/2", {"norm": "cycle", "period": 4}),
    "golden-12": ("golden", {"iterate": 12}),
    "golden-wide-every": ("golden-wide", {"for_all_t": True}),
    "slope-9-cycle-40": ("slope:(1 5 6 4 7 3 8 2 9)", {"iterate": 40}),
    "slope-6-cycle-every": ("slope:(1 4 2 5 3 6)", {"for_all_t": True}),
    "tent-8-l1": ("tent", {"iterate": 8, "norm": "l1", "pieces": 20}),
    "golden-12-l1": ("golden", {"iterate": 12, "norm": "l1", "pieces": 16}),
    "skew-30-l1": ("skew:2/3", {"iterate": 30, "norm": "l1", "pieces": 2**20}),
    "skew-every-l1": ("skew:2/3", {"norm": "l1", "for_all_t": True}),
    "trimodal-2-l1-windows": ("trimodal", {"iterate": 2, "norm": "l1", "pieces": 2}),
    "logistic-4-12-l1": ("logistic:4", {"iterate": 12, "norm": "l1", "pieces": 100}),
}

REALIZED: dict[str, tuple[Any, dict[str, Any]]] = {
    "trimodal-6-network": ("trimodal", {"iterate": 6, "block": 2}),
    "golden-12-network": ("golden", {"iterate": 12}),
}

SEPARATED: dict[str, tuple[Any, dict[str, Any]]] = {
    "tent-20-separation": ("tent", {"iterate": 20, "depth": 2, "width": 50}),
    "golden-30-separation": ("golden", {"iterate": 30, "depth": 3, "width": 20, "block": 3}),
}

# Networks: three units in one layer, and two inputs in three layers with small integers.
THREE = ReLUNet([([[1], [-1], [2]], ["-1/4", "1/2", -1]), ([[1, -2, "1/2"]], ["1/8"])])
PLANE = ReLUNet([([[1, 2], [-2, 1], [1, -1]], [0, 1, -1]), ([[1, -1, 2], [-1, 2, 1]], [1, -1]), ([[2, -1]], [0])])


# Hard tanh, leaky ReLU, and skip connections: the second layer and the output read the inputs too. And a ReLU network that equals
# min(max(2x - 1, -1), 1) + x/2 for x >= 0.
SKIPS = ReLUNet(
    [
        layer([[1, 2], [-2, 1], [1, -1]], [0, 1, -1], clip(-1, 1), [0], Q),
        layer([[1, -1, 2, 1, 0], [-1, 2, 1, 0, 1]], [1, -1], leaky("1/10"), [1, 0], Q),
        layer([[1, -1, 2, -1], [0, 1, 1, 1]], [0, "1/2"], IDENTITY, [0, 2], Q),
    ]
)
TANH = ReLUNet([layer([[2]], [-1], clip(-1, 1), [0], Q), layer([["1/2", 1]], [0], IDENTITY, [0, 1], Q)])
TANH_BY_RELU = ReLUNet([([[2], [2], [1]], [0, -2, 0]), ([[1, -1, "1/2"]], [-1])])


def plane_on_segment() -> Certificate:
    return pieces_certificate(on_segment(PLANE, [-1, 1], [1, "1/2"]))


def skips_on_segment() -> Certificate:
    return pieces_certificate(on_segment(SKIPS, [-1, 1], [1, "1/2"]))


def tanh_equals_relu() -> Certificate:
    return equal_certificate(on_segment(TANH, 0, 2), on_segment(TANH_BY_RELU, 0, 2))


def narrow_equals_wide() -> Certificate:
    made = narrow(THREE, "dplus2", box=[(0, 1)])
    return equal_certificate(on_segment(THREE, 0, 1), on_segment(made.network, 0, 1))


def distance_of_two() -> Certificate:
    made = narrow(THREE, "tape", bits=2, separation=4)
    one, two = on_segment(THREE, 0, "3/16"), on_segment(made.network, 0, "3/16")
    return distance_certificate(one, two, distance_of_networks(one, two), 0)


def distance_from_tent() -> Certificate:
    f = named_map("tent")
    assert isinstance(f, PLMap)
    return iterate_distance_certificate(THREE, f, 4, distance_from_iterate(THREE, f, 4))


def narrowed(net: ReLUNet, method: str, **options: Any) -> Certificate:
    return narrow_certificate(narrow(net, method, **options))


NETWORKS: dict[str, Callable[[], Certificate]] = {
    "plane-pieces": plane_on_segment,
    "skips-pieces": skips_on_segment,
    "hard-tanh-equal": tanh_equals_relu,
    "three-units-equal": narrow_equals_wide,
    "three-units-distance": distance_of_two,
    "three-units-tent-4": distance_from_tent,
    "plane-narrow": lambda: narrowed(PLANE, "exact", box=[(-1, 1), (-1, 1)]),
    "plane-narrow-everywhere": lambda: narrowed(PLANE, "global"),
    "plane-narrow-width-4": lambda: narrowed(PLANE, "dplus2", box=[(-1, 1), (-1, 1)]),
    "three-units-tape": lambda: narrowed(THREE, "tape", bits=3, separation=6, cells=False),
    "plane-tape-weights-4": lambda: narrowed(PLANE, "tape", bits=3, keep=6, weights_at_most=4, cells=False),
}

NAMES = (*GALLERY, *REALIZED, *SEPARATED, *NETWORKS)


def make(name: str) -> Certificate:
    """The certificate of one entry of the gallery."""
    if name in NETWORKS:
        return NETWORKS[name]()
    if name in REALIZED:
        f, options = REALIZED[name]
        return realized(f, **options)[1]
    if name in SEPARATED:
        f, options = SEPARATED[name]
        return separate(f, **options)
    f, options = GALLERY[name]
    return certify(f, **options)


def main(folder: Path) -> None:
    """Write the whole gallery into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in NAMES:
        make(name).save(folder / f"{name}.json")
        print(name)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "certificates")
