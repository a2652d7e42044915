"""What the commands have in common on the command line: MAP and --points, --json, -o, and whole numbers of any length."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from exactsep.maps.mapfile import Map
    from exactsep.maps.piecewise import PLMap
    from exactsep.patterns.pattern import Pattern

MAX_MATRIX = 400  # intervals, up to which a matrix is printed
MAX_RANGE = 1_000  # numbers in a list with ranges
MAX_DIGITS = 4_000  # below Python's own limit of 4,300, whose message would help nobody
Decorator = Callable[[Any], Any]


class Group(click.Group):
    """A group that knows the nearest name of a command."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        known = self.list_commands(ctx)
        if args[0] not in known and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], known, n=1)
            advice = f"; did you mean {near[0]!r}?" if near else ""
            raise click.UsageError(f"no command is called {args[0][:40]!r}{advice}", ctx)
        return super().resolve_command(ctx, args)


class Command(click.Command):
    """A command that does not choose between two values of one option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        _, _, order = self.make_parser(ctx).parse_args(args=list(args))
        for option in order:
            if isinstance(option, click.Option) and not option.is_flag and order.count(option) > 1:
                raise click.UsageError(f"{option.opts[0]} is given {order.count(option)} times, and once is enough", ctx)
        return super().parse_args(ctx, args)


def whole(text: str, name: str) -> int:
    """The integer that a text spells. Raises ValueError, naming the option, for anything else."""
    if not re.fullmatch(r"[+-]?[0-9]+", text.strip()):
        raise ValueError(f"{name} needs a whole number, not {text[:40]!r}")
    if len(text) > MAX_DIGITS:
        raise ValueError(f"{name}: a number of {len(text)} digits, over the limit of {MAX_DIGITS}")
    return int(text)


def positive_tolerance(text: str) -> Any:
    """The tolerance. Raises ValueError unless it is a rational number > 0."""
    from exactsep.numbers.literals import positive_rational

    return positive_rational("--tolerance", text)


# -- options ---------------------------------------------------------------------------------


def whole_option(*names: str, metavar: str, help: str, default: str | None = None, required: bool = False) -> Decorator:
    """An option that takes a whole number, of at most 4,000 digits; whether it makes sense is for the library to say."""

    def convert(_ctx: click.Context, param: click.Parameter, value: str | None) -> int | None:
        return None if value is None else whole(value, max(param.opts, key=len))

    more: dict[str, Any] = {"required": True} if required else {}
    if default is not None:
        more |= {"default": default, "show_default": True}
    return click.option(*names, type=str, callback=convert, metavar=metavar, help=help, **more)


def wholes_option(name: str, metavar: str, help: str, required: bool = False, default: str | None = None) -> Decorator:
    """An option that takes whole numbers, separated by commas or spaces."""

    def convert(_ctx: click.Context, param: click.Parameter, value: str | None) -> list[int] | None:
        if value is None:
            return None
        parts = re.split(r"\s*,\s*|\s+", value.strip())
        if not all(parts):
            raise ValueError(f"{name} needs whole numbers separated by commas, such as 10,20,10, not {value[:40]!r}")
        return [whole(part, name) for part in parts]

    more: dict[str, Any] = {"required": True} if required else {}
    if default is not None:
        more |= {"default": default, "show_default": True}
    return click.option(name, type=str, callback=convert, metavar=metavar, help=help, **more)


def ranges_option(name: str, metavar: str, default: str, help: str) -> Decorator:
    """An option that takes whole numbers and ranges of them, such as 1..6 or 1,2,8..10: at most 1,000 numbers."""

    def convert(_ctx: click.Context, _param: click.Parameter, value: str) -> list[int]:
        numbers: list[int] = []
        for part in re.split(r"\s*,\s*|\s+", value.strip()):
            if not part:
                raise ValueError(f"{name} needs whole numbers or ranges separated by commas, such as 1,2,5..8, not {value[:40]!r}")
            first, dots, last = part.partition("..")
            if not first or (dots and not last):
                raise ValueError(f"{name}: a range has both ends, such as 5..8, unlike {part[:40]!r}")
            low = whole(first, name)
            high = whole(last, name) if dots else low
            if high < low or high - low >= MAX_RANGE - len(numbers):
                raise ValueError(f"{name}: the range {part[:40]} is {'empty' if high < low else f'over the limit of {MAX_RANGE} numbers'}")
            numbers += range(low, high + 1)
        return numbers

    return click.option(name, type=str, callback=convert, metavar=metavar, default=default, show_default=True, help=help)


def map_argument(metavar: str = "[MAP]") -> Decorator:
    """MAP, or instead of it --points."""

    def decorate(function: Any) -> Any:
        points = click.option("--points", metavar='"X,Y X,Y ..."', help="The map through these points, instead of MAP.")
        return click.argument("map_", metavar=metavar, required=False)(points(function))

    return decorate


def json_option(function: Any) -> Any:
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")(function)


def output_option(what: str) -> Decorator:
    return file_option("-o", "--output", help=f"Write {what} to FILE.")


def file_option(*names: str, help: str) -> Decorator:
    """An option that takes the name of a file to write."""
    return click.option(*names, metavar="FILE", callback=_writable, help=help)


def _writable(_ctx: click.Context, param: click.Parameter, path: str | None) -> str | None:
    """The path of a file that can probably be written: better to hear it before a long computation than after."""
    if path is None:
        return None
    folder = os.path.dirname(os.path.abspath(path))
    if path in ("", "-") or os.path.isdir(path):
        raise ValueError(f"{param.opts[0]} needs the name of a file, not {path!r}")
    if os.path.exists(path) and not os.path.isfile(path):
        raise ValueError(f"cannot write {path}: it is not an ordinary file")
    if not os.path.isdir(folder):
        raise ValueError(f"cannot write {path}: there is no directory {folder}")
    if not os.access(folder, os.W_OK):
        raise ValueError(f"cannot write {path}: no permission to write in {folder}")
    return path


def require_other_file(output: str | None, *inputs: str | None, what: str = "map", option: str = "-o") -> None:
    """Raises ValueError if the output of this option would overwrite a file that is read."""
    for path in inputs:
        if output is not None and path is not None and os.path.exists(output) and os.path.exists(path) and os.path.samefile(output, path):
            raise ValueError(f"{option} {output} would overwrite the file that the {what} is read from")


def require_different_files(*outputs: str | None) -> None:
    """Raises ValueError if two outputs are one file."""
    paths = [os.path.realpath(path) for path in outputs if path is not None]
    for path in paths:
        if paths.count(path) > 1:
            raise ValueError(f"two outputs would be written to the same file, {path}")


# -- maps -----------------------------------------------------------------------------------------


def given_map(spelling: str | None, points: str | None) -> Map:
    """The map that MAP or --points describes. Raises ValueError unless exactly one of them is given, and right."""
    from exactsep.families import as_map
    from exactsep.maps.mapfile import points_map

    if spelling is not None and points is not None:
        raise ValueError("the map is given twice, by MAP and by --points")
    if points is not None:
        return points_map(points)
    if spelling is None:
        raise ValueError('which map? Give a name (see exactsep maps), a map file, or --points "0,0 1/2,1 1,0"')
    try:
        return as_map(read_map(spelling))
    except ValueError as error:
        raise ValueError(f"{spelling}: {error}" if str(error).startswith("not a map") else str(error)) from None


def given_map_or_pattern(spelling: str | None, points: str | None) -> Map | Pattern:
    """The same, or a pattern in cycle notation such as "(1 3 2 4)", or as its images "[3, 4, 2, 1]"."""
    if spelling is not None and spelling.strip().startswith(("(", "[")) and points is None:
        from exactsep.patterns.pattern import Pattern

        return Pattern.parse(spelling)
    return given_map(spelling, points)


def read_map(spelling: str) -> Map:
    """The map of a name or of a file."""
    from exactsep.families import resolve

    if os.path.isdir(spelling):
        raise ValueError(f"{spelling} is a directory, not a map file")
    return resolve(spelling)


def read_function(text: str, option: str) -> PLMap:
    """The piecewise affine function that an option gives: points "x,y x,y ...", a file, or a name."""
    from exactsep.maps.mapfile import points_map
    from exactsep.maps.piecewise import PLMap

    try:
        g = points_map(text) if looks_like_points(text) else read_map(text)
    except ValueError as error:
        raise ValueError(str(error).replace("--points", option)) from None
    if not isinstance(g, PLMap):
        raise ValueError(f"{option} needs a piecewise-linear function, not {g.describe()}")
    return g


def looks_like_points(text: str) -> bool:
    return "," in text and not os.path.exists(text) and not text.endswith(".json")
