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
