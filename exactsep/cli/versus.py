"""`exactsep versus`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from exactsep.cli.arguments import Command, given_map, json_option, map_argument, read_function, whole_option
from exactsep.cli.output import facts, fraction_and_decimal, print_json, proved, say, theorem
from exactsep.cli.progress import Activity
from exactsep.wording import counted

if TYPE_CHECKING:
    from exactsep.maps.distance import Distance
    from exactsep.maps.piecewise import PLMap


@click.command("versus", cls=Command)
@map_argument()
@whole_option("--iterate", "-t", metavar="T", required=True, help="Compare with the T-th iterate f^T.")
@click.option("--pl", metavar="G", required=True, help='Your g: a map file, points "x,y x,y ...", or a name.')
@json_option
def command(map_: str | None, points: str | None, iterate: int, pl: str, as_json: bool) -> None:
    """Measure your own g against an iterate and the certified bound.

    Prints the exact distances sup |f^T - g| and integral |f^T - g|, a point where the first is attained, and the error
    that is certified for every g with so many pieces. If nothing can be certified for so many, the bound is null.

    g is piecewise linear. It need not map the interval into itself, but it must live on the same interval.

    \b
    Examples:
      exactsep versus tent --iterate 12 --pl g.json
      exactsep versus tent --iterate 3 --pl "0,1/2 1,1/2" --json
    """
    from exactsep.maps.distance import distance, expanded, require_same_domain
    from exactsep.maps.piecewise import PLMap

    f, g = given_map(map_, points), read_function(pl, "--pl")
    if not isinstance(f, PLMap):
        raise ValueError(f"versus needs a piecewise-linear map, not {f.describe()}")
    require_same_domain(f.require_self_map(), g)
    with Activity(f"expanding iterate {iterate}") as activity:
        power = expanded(f, iterate)
        activity("the distance")
        found = distance(power, g)
        claim, verdict, reason = certified(f, iterate, g.pieces, activity)
    if as_json:
        print_json({**as_data(found, g), "bound": None if claim is None else claim["error"], "claim": claim, "reason": reason})
    else:
        show(found, power, g, iterate)
        show_bound(claim, verdict, reason)


def certified(f: PLMap, t: int, pieces: int, activity: Activity) -> tuple[dict[str, Any] | None, dict[str, Any] | None, str | None]:
    """The claim for a budget of pieces and the checker's verdict, or the reason why there is none."""
    from exactsep.certificates.certify import certify

    try:
        certificate = certify(f, iterate=t, pieces=pieces, progress=activity)
    except ValueError as error:
        return None, None, str(error)
    return certificate.claims[0], proved(certificate), None


def as_data(found: Distance, g: PLMap) -> dict[str, Any]:
    """The distances for programs, all digits."""
    from exactsep.certificates.claims import shown

    return {"sup": shown(found.sup), "argmax": shown(found.argmax), "l1": shown(found.l1), "pieces": g.pieces}


def show(found: Distance, power: PLMap, g: PLMap, t: int) -> None:
    """The distances for people."""
    say(f"f^{t} has {counted(power.pieces, 'piece')}, g has {g.pieces}.")
    say()
    facts(
        [
            (f"sup |f^{t} - g|", fraction_and_decimal(found.sup)),
            ("attained at x", fraction_and_decimal(found.argmax)),
            (f"integral |f^{t} - g|", fraction_and_decimal(found.l1)),
        ]
    )
    say()


def show_bound(claim: dict[str, Any] | None, verdict: dict[str, Any] | None, reason: str | None) -> None:
    """What is certified for so many pieces."""
    if claim is None or verdict is None:
        say(f"No bound is certified for so many pieces: {reason}.")
        return
    say(f"Certified, accepted by the independent checker (rule {claim['rule']}):")
    for line in theorem(verdict):
        say(line, style="bold")
