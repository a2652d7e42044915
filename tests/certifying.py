"""Certificates for tests: accepted by the checker or refused in words, their widths, and crossings counted by expansion."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import brute
from exactsep.certificates.certificate import Certificate
from exactsep.certificates.certify import certify
from exactsep.maps.piecewise import PLMap

MAPS = ["tent", "full:3", "skew:2/3", "stefan:5", "plateau", "trimodal", "logistic:15/4"]
NOTHING = "nothing to certify"


def accepted(certificate: Certificate) -> dict[str, Any]:
    """The verdict, which must be positive."""
    verdict = certificate.check()
    assert verdict["accepted"], verdict["reason"]
    return dict(verdict)


def attempt(*arguments: Any, **options: Any) -> Certificate | str:
    """The certificate, or the message of the refusal."""
    try:
        return certify(*arguments, **options)
    except ValueError as error:
        return str(error)


def widths(certificate: Certificate) -> dict[int, int | None]:
    return {row.depth: row.width for row in certificate.table}


def crossings_of(f: PLMap, t: int, texts: list[str]) -> int:
    """C_{x,y}(f^t) for levels as they stand in a claim."""
    values = [y for _, y in brute.vertices_of(f.iterate(t))]
    return brute.longest_alternation(values, Fraction(texts[0]), Fraction(texts[1]))
