"""`exactsep forces`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from exactsep.cli.arguments import Command, json_option, output_option, whole, whole_option
from exactsep.cli.diagrams import FORMS, drawn_poset, print_or_save
from exactsep.cli.forcing_facts import pattern_data, pattern_facts, period_data, period_facts
from exactsep.cli.output import facts, print_json, say, short, table
from exactsep.cli.progress import Activity
from exactsep.wording import counted

if TYPE_CHECKING:
    from exactsep.patterns.forcing import Forcing
    from exactsep.patterns.pattern import Pattern

    Subject = int | Pattern

UPTO_PERIODS, UPTO_PATTERNS = 12, 5
MAX_SHOWN = 200


@click.command("forces", cls=Command)
@click.argument("subjects", metavar="[PERIOD|PATTERN [PERIOD|PATTERN]]", nargs=-1)
@whole_option("--upto", metavar="N", help="Largest period; 12 for a period, 5 for patterns if not given.")
@click.option("--poset", is_flag=True, help="All patterns of period at most N, and which forces which.")
@click.option("--dot", is_flag=True, help="Print the Hasse diagram in the language of Graphviz.")
@click.option("--graphml", is_flag=True, help="Print the Hasse diagram as GraphML.")
@click.option("--svg", is_flag=True, help="Draw it as SVG; needs Graphviz or matplotlib.")
@click.option("--png", is_flag=True, help="Draw it as PNG, with -o; needs Graphviz or matplotlib.")
@output_option("the Hasse diagram")
@json_option
def command(subjects: tuple[str, ...], upto: int | None, poset: bool, output: str | None, as_json: bool, **forms: bool) -> None:
    """List what a period or a pattern forces, or compare two.

    A period n forces m if every continuous map of an interval with a point of least period n has one of least period m
    (Sharkovsky's order, T7). A pattern forces another if every map with a cycle of the first pattern has one of the
    second; this is decided by the map that is affine between the points of the first (T9). Both force themselves.

    A PATTERN is a cycle in parentheses, "(1 3 2 4)" for 1 -> 3 -> 2 -> 4 -> 1, or the list of its images in brackets,
    "[3, 4, 2, 1]". That something is not forced is an answer, too (exit code 0). The witness of a "yes" is a cycle of
    the second pattern, its points exact and counted from 1 to n like those of the first.

    \b
    Examples:
      exactsep forces 3 --upto 12
      exactsep forces 6 10
      exactsep forces "(1 2 3)" --upto 5
      exactsep forces "(1 3 2 4)" "(1 2 3)" --json
      exactsep forces --poset --upto 4 --dot
    """
    form = one_form([form for form in FORMS if forms[form]], as_json)
    require_consistent(subjects, upto, poset, form, output)
    given = [subject(text) for text in subjects]
    if form is not None:
        with Activity("the Hasse diagram") as activity:
            drawing = drawn_poset(given[0] if given else None, bound(given, upto), form, activity)
        print_or_save(drawing, output)
    elif not given:
        show_poset(bound(given, upto), as_json)
    elif len(given) == 2:
        compare(given[0], given[1], as_json)
    elif isinstance(given[0], int):
        show_period(given[0], bound(given, upto), as_json)
    else:
        show_pattern(given[0], bound(given, upto), as_json)


def one_form(forms: Sequence[str], as_json: bool) -> str | None:
    """The form in which the diagram is asked for, if any. Raises ValueError for two of them, and for one and --json."""
    asked = [*forms, *["json"] * as_json]
    if len(asked) > 1:
        raise ValueError(f"--{asked[0]} and --{asked[1]} exclude each other")
    return forms[0] if forms else None


def require_consistent(subjects: Sequence[str], upto: int | None, poset: bool, form: str | None, output: str | None) -> None:
    """Raises ValueError for arguments and options that do not go together."""
    if poset and subjects:
        raise ValueError("--poset is about all patterns: give it no period or pattern, or leave it out")
    if not poset and not subjects:
        raise ValueError('what forces? Give a period such as 3, a pattern such as "(1 3 2 4)", or --poset for all patterns')
    if len(subjects) > 2:
        raise ValueError(f"forces takes one or two periods or patterns, not {len(subjects)}; a pattern needs quotation marks")
    if len(subjects) == 2 and (upto is not None or form is not None):
        raise ValueError("of two periods or patterns the question is whether one forces the other: --upto and drawings are for one")
    if output is not None and form is None:
        raise ValueError(f"-o is for the Hasse diagram: give one of {', '.join(f'--{name}' for name in FORMS)} as well")
    if form == "png" and output is None:
        raise ValueError("--png needs -o FILE")


def subject(text: str) -> Subject:
    """A period or a pattern. Raises ValueError unless the text spells one."""
    from exactsep.patterns.pattern import Pattern

    if text.strip().startswith(("(", "[")):
        return Pattern.parse(text)
    try:
        period = whole(text, "PERIOD")
    except ValueError as error:
        message = str(error) if "digits" in str(error) else f"{text[:40]!r} is neither a period such as 3 nor a pattern such as (1 3 2 4)"
        raise ValueError(message) from None
    if period < 1:
        raise ValueError(f"a period must be an integer >= 1, not {short(period)}")
    return period


def bound(given: list[Subject], upto: int | None) -> int:
    """The largest period to list. Raises ValueError unless it is at least 1; limits are the library's."""
    if upto is None:
        return UPTO_PERIODS if given and isinstance(given[0], int) else UPTO_PATTERNS
    if upto < 1:
        raise ValueError(f"--upto must be at least 1, not {short(upto)}")
    return upto


# -- two of them ---------------------------------------------------------------------------


def compare(first: Subject, second: Subject, as_json: bool) -> None:
    """Whether the first forces the second."""
    from exactsep.patterns.forcing import forces
    from exactsep.patterns.sharkovsky import period_forces

    if isinstance(first, int) and isinstance(second, int):
        answer = period_forces(first, second)
        if as_json:
            print_json({"first": first, "second": second, "forces": answer})
        else:
            say(f"Period {short(first)} {'forces' if answer else 'does not force'} period {short(second)}.", style="bold")
    elif isinstance(first, int) or isinstance(second, int):
        raise ValueError("a period and a pattern are not compared: give two periods or two patterns")
    else:
        with Activity("the cycles of this pattern"):
            found = forces(first, second)
        print_json(forcing_data(found)) if as_json else show_forcing(found)


def forcing_data(found: Forcing) -> dict[str, Any]:
    """The answer for programs: the witness is a cycle of the map through `vertices`, its points from left to right."""
    return {
        "first": list(found.theta.images),
        "second": list(found.eta.images),
        "forces": bool(found),
        "witness": None if found.witness is None else [str(x) for x in found.witness],
        "vertices": [[str(i), str(image)] for i, image in enumerate(found.theta.images, start=1)],
    }


def show_forcing(found: Forcing) -> None:
    """The answer for people."""
    say(f"{found.theta} {'forces' if found else 'does not force'} {found.eta}.", style="bold")
    where = f"The map that is affine between the points 1, ..., {found.theta.period} and permutes them by {found.theta}"
    if found.witness is None:
        say(f"{where} has no cycle of pattern {found.eta}.")
        return
    say(f"{where} has this cycle of pattern {found.eta}:")
    say("  ".join(short(x) for x in found.witness), indent="  ")


# -- one of them -----------------------------------------------------------------------------


def show_period(period: int, upto: int, as_json: bool) -> None:
    """The periods that a period forces, and its rate floor."""
    from exactsep.patterns.sharkovsky import forced_periods

    forced = forced_periods(period, upto)
    if as_json:
        print_json({"period": period, "upto": upto, "forced": list(forced), **period_data(period, forced)})
        return
    listed = ", ".join(map(str, forced[:MAX_SHOWN])) + (", ..." if len(forced) > MAX_SHOWN else "")
    say(f"Of the periods up to {upto}, period {short(period)} forces {len(forced)}: {listed}.", style="bold")
    say()
    facts(period_facts(period, forced))


def show_pattern(pattern: Pattern, upto: int, as_json: bool) -> None:
    """The patterns that a pattern forces, and what kind of pattern it is."""
    from exactsep.patterns.forcing import forced_patterns

    with Activity("the forced patterns") as activity:
        forced = forced_patterns(pattern, upto)
        activity("the rate")
        data = pattern_data(pattern)
    if as_json:
        images = [list(other.images) for other in forced]
        print_json({"pattern": list(pattern.images), "period": pattern.period, "upto": upto, "forced": images, **data})
        return
    say(f"{pattern} forces {counted(len(forced), 'pattern')} of period at most {upto}.", style="bold")
    say()
    table("By period:", ("period", "number", "patterns"), pattern_rows(forced), left=("patterns",))
    if len(forced) > MAX_SHOWN:
        say(f"Only the first {MAX_SHOWN} are shown; --json has all of them.")
    facts(pattern_facts(pattern, data))


def pattern_rows(forced: tuple[Pattern, ...]) -> list[tuple[str, str, str]]:
    """The patterns by period."""
    rows: dict[int, list[str]] = {}
    for k, pattern in enumerate(forced):
        rows.setdefault(pattern.period, []).append(str(pattern) if k < MAX_SHOWN else "")
    return [(str(n), str(len(row)), ", ".join(filter(None, row)) or "...") for n, row in rows.items()]


# -- all patterns ------------------------------------------------------------------------------


def show_poset(upto: int, as_json: bool) -> None:
    """All patterns of period at most `upto`: pairs and Hasse diagram for programs, numbers for people."""
    from exactsep.patterns.forcing import forcing_poset, hasse_diagram

    with Activity("the forcing relation") as activity:
        poset = forcing_poset(upto)
        activity("its Hasse diagram")
        diagram = hasse_diagram(poset)
    if as_json:
        place = {images: k for k, images in enumerate(poset)}
        pairs, arrows = ([[place[a], place[b]] for a, b in graph.edges] for graph in (poset, diagram))
        print_json({"upto": upto, "patterns": [list(images) for images in poset], "pairs": sorted(pairs), "hasse": sorted(arrows)})
        return
    say(f"There are {counted(len(poset), 'pattern')} of period at most {upto}.", style="bold")
    say()
    facts(
        [
            ("pairs", f"{poset.size()} in which one pattern forces another one"),
            ("Hasse diagram", f"{counted(diagram.size(), 'arrow')}; --dot, --graphml, --svg or --png prints or draws it"),
        ]
    )
