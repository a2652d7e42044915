"""Networks for tests of crosschecks, and the right claims about one of them."""

from __future__ import annotations

from exactsep.maps.piecewise import PLMap
from exactsep.networks.realize import realize
from exactsep.networks.relu import ReLUNet

TENT = PLMap([(0, 0), ("1/2", 1), (1, 0)])
CUBED = realize(TENT, 3).network
EIGHTHS = [f"{k}/8" for k in range(1, 8)]
RIGHT = {"breakpoints": EIGHTHS, "pieces": 8, "regions": 8, "maximum": 1, "minimum": 0, "lipschitz": 8, "l1_error": 0, "sup_error": 0}
TWO = ReLUNet([([[1, 0], [0, 1]], [0, "-1/2"]), ([[1, 1], [1, -1]], [0, 0])])
