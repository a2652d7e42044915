"""What takes Coq longer: large certificates, and the whole theory a second time by the independent kernel `coqchk`."""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction

import pytest

from exactsep import PLMap, certify
from exactsep.coq.export import coq_file
from test_coq import coq, needs_coq


def stefan_images(n: int) -> list[int]:
    """The pattern of Stefan's cycle of the odd period n, which turns around its middle: images, counted from 0."""
    middle = n // 2
    orbit = [middle, *(place for k in range(1, middle + 1) for place in (middle + k, middle - k))]
    images = dict(zip(orbit, [*orbit[1:], orbit[0]], strict=True))
    return [images[place] for place in range(n)]


def denominators(kind: str, bits: int, r: random.Random) -> Iterator[int]:
    """Denominators of so many bits: always the same, two by turns (coprime), or each its own."""
    while True:
        if kind == "own":
            yield 2 ** (bits - 1) + 2 * r.randrange(2 ** (bits - 2)) + 1
        else:
            yield from (2**bits - 1, 2**bits - 3) if kind == "two" else (2**bits - 1,)


def stefan_on_random_points(n: int, bits: int, kind: str) -> PLMap:
    """The map that connects the dots of Stefan's n-cycle on random points of [0, 1]."""
    r = random.Random(n)
    inner = sorted(r.sample(range(1, 2**40), n - 2))
    between = [
        Fraction((x << bits - 40 | r.randrange(2 ** (bits - 40))) * d >> bits, d)
        for x, d in zip(inner, denominators(kind, bits, r), strict=False)
    ]
    points = [Fraction(0), *between, Fraction(1)]
    return PLMap([(x, points[image]) for x, image in zip(points, stefan_images(n), strict=True)])


@needs_coq
@pytest.mark.slow
@pytest.mark.parametrize(
    ("states", "bits", "iterate", "kind"),
    [(50, 64, 300, "common"), (100, 512, 100, "common"), (100, 512, 100, "two"), (100, 512, 100, "own")],
)
def test_coq_accepts_large_certificates(states: int, bits: int, iterate: int, kind: str) -> None:
    certificate = certify(stefan_on_random_points(states + 1, bits, kind), iterate=iterate)
    assert certificate is not None
    data = certificate.data
    assert coq.compile_file(coq_file(data), coq.expected(data)) <= coq.AXIOMS


@needs_coq
@pytest.mark.slow
def test_coqchk_accepts_the_theory() -> None:
    coq.compile_theory()
    assert coq.recheck_theory() == coq.AXIOMS | coq.CLASSICAL


GOOD = """\
CONTEXT SUMMARY
===============

* Theory: Set is predicative

* Axioms:
    Coq.Reals.ClassicalDedekindReals.sig_not_dec
    Coq.Logic.Classical_Prop.classic

* Constants/Inductives relying on type-in-type: <none>

* Constants/Inductives relying on unsafe (co)fixpoints: <none>

* Inductives whose positivity is assumed: <none>
"""


def test_the_summary_of_coqchk_is_read() -> None:
    assert coq.axioms_of_summary(GOOD) == {"ClassicalDedekindReals.sig_not_dec", "Classical_Prop.classic"}
    closed = GOOD[: GOOD.index("Axioms:")] + "Axioms: <none>\n" + GOOD[GOOD.index("* Constants") :]
    assert coq.axioms_of_summary(closed) == set()


@pytest.mark.parametrize(
    "text",
    [
        "",
        GOOD.replace("type-in-type: <none>", "type-in-type:\n    Exactsep.Maps.f"),
        GOOD.replace("positivity is assumed: <none>", "positivity is assumed: Exactsep.Maps.t"),
        GOOD.replace("Set is predicative", "Set is impredicative"),
        GOOD[: GOOD.index("* Inductives")],
    ],
)
def test_a_summary_with_anything_else_is_refused(text: str) -> None:
    with pytest.raises(coq.Rejected, match="coqchk does not say"):
        coq.axioms_of_summary(text)
