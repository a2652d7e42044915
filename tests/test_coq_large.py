"""What takes Coq longer: large certificates, and the whole theory a second time by the independent kernel `coqchk`."""

from __future__ import annotations

import pytest

from exactsep.coq.export import coq_file
from large_certificates import SIZES, stefan_certificate
from test_coq import coq, needs_coq


@needs_coq
@pytest.mark.slow
@pytest.mark.parametrize(("states", "bits", "iterate", "denominators"), SIZES)
def test_coq_accepts_large_certificates(states: int, bits: int, iterate: int, denominators: str) -> None:
    data = stefan_certificate(states, bits, iterate, denominators).data
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
