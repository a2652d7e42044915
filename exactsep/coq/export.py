"""A certificate as a Coq file. The file is read as JSON and written as terms: whether it proves anything is up to Coq."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from exactsep.certificates.claims import FORMAT
from exactsep.coq.crossings.growth import every_file, growth_file
from exactsep.coq.crossings.oscillation import crossings_file, cycle_file, exact_file, sign_file
from exactsep.coq.crossings.sup import sup_file
from exactsep.coq.files import with_axioms
from exactsep.coq.grammar import require_grammar
from exactsep.coq.l1.every import every_l1_file
from exactsep.coq.l1.iterate import l1_file
from exactsep.coq.networks.distances import distance_file
from exactsep.coq.networks.equality import equal_file, narrow_file, realization_file
from exactsep.coq.networks.pieces import pieces_file
from exactsep.coq.networks.tapes import tape_file
from exactsep.coq.reading import require_iterate
from exactsep.coq.separation import separation_file
from exactsep.coq.substance import require_more_than_nothing
from exactsep.jsonfile import Refused, strict_json, text_of_file

MAX_BYTES = 16 << 20

KINDS: dict[str, Callable[[dict[str, Any]], str]] = {
    "sup": lambda given: (every_file if given["claim"]["iterate"] == "every" else sup_file)(given),
    "growth": growth_file,
    "crossings": crossings_file,
    "exact": exact_file,
    "sign": sign_file,
    "cycle": cycle_file,
    "l1": lambda given: (every_l1_file if given["claim"]["iterate"] == "every" else l1_file)(given),
    "separation": separation_file,
    "realization": realization_file,
    "narrow-exact": narrow_file,
    "narrow-approximate": tape_file,
    "network-equal": equal_file,
    "network-distance": distance_file,
    "network-pieces": pieces_file,
}

REASONS = {  # what Python's own messages mean here
    "Exceeds the limit": "a number of more than 4,300 digits has no Coq form",
    "max() arg": "this is no certificate: the vertices of its map are not in increasing order, or a list is empty",
}


def coq_file(certificate: dict[str, Any]) -> str:
    """The Coq file of a certificate. Raises ValueError for a certificate that has no Coq form, or that is none."""
    try:
        kind = kind_of(certificate)
        require_grammar(certificate)
        require_iterate(certificate["claim"])
        require_more_than_nothing(certificate)
        return with_axioms(KINDS[kind](certificate))
    except (KeyError, IndexError, StopIteration):
        raise ValueError("this is no certificate: an index in it is too large, or a list too short") from None
    except ZeroDivisionError:
        raise ValueError(
            "this is no certificate: a number in it by which others are divided is 0, such as the length of an interval"
        ) from None
    except (TypeError, AttributeError, OverflowError):
        raise ValueError("this is no certificate: something in it is of the wrong kind, or too large") from None
    except ValueError as error:
        raise ValueError(next((reason for start, reason in REASONS.items() if str(error).startswith(start)), str(error))) from None


def kind_of(certificate: dict[str, Any]) -> str:
    """The kind of the claim. Raises ValueError for what has no Coq form."""
    claim = certificate.get("claim")
    if not isinstance(claim, dict) or "kind" not in claim:
        raise ValueError("this is no certificate: it has no claim of any kind")
    if claim["kind"] not in [*KINDS]:
        raise ValueError(f"a certificate of the kind {str(claim['kind'])[:40]!r} has no Coq form yet; these have one: {', '.join(KINDS)}")
    return str(claim["kind"])


def load_certificate(path: str | os.PathLike[str]) -> dict[str, Any]:
    """A certificate file as JSON data. Raises ValueError, with the path, for what is no JSON object, or holds floats."""
    refused: list[Refused] = []
    try:
        data = strict_json(text_of_file(path, MAX_BYTES, "certificate"), refused)
        if refused:
            raise ValueError(refused[0].reason)
        if not isinstance(data, dict) or "claim" not in data:
            raise ValueError("this is not a certificate: it has no claim")
        if data.get("format") != FORMAT:
            raise ValueError(f"the format is {str(data.get('format'))[:40]!r} and not {FORMAT!r}")
    except ValueError as error:
        raise ValueError(f"{os.fspath(path)}: {error}") from None
    return data
