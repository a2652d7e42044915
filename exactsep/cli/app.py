"""The click group. Each command is a module of this package with a `command`, imported when it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

import click

from exactsep.cli.arguments import Group
from exactsep.cli.overview import COMMANDS, OVERVIEW


class Commands(Group):
    """The commands of `overview`, loaded by name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"exactsep.cli.{cmd_name}").command
        return command

    def get_help(self, ctx: click.Context) -> str:
        return OVERVIEW


@click.group(cls=Commands, no_args_is_help=False, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--version", is_flag=True, help="Show the version and exit.")
@click.pass_context
def exactsep(ctx: click.Context, version: bool) -> None:
    """Depth-versus-width theorems about ReLU networks, in exact arithmetic."""
    if version:
        from exactsep import __version__

        click.echo(f"exactsep {__version__}")
        ctx.exit()
    if ctx.invoked_subcommand is None:
        click.echo(OVERVIEW)


def run(arguments: Sequence[str]) -> int:
    """Parse and run a command line; the exit code. What click finds wrong becomes a ValueError, in one line.

    Instead of `exactsep.main`, which exits with code 1 when a pipe is closed.
    """
    try:
        with exactsep.make_context("exactsep", list(arguments)) as context:
            code = exactsep.invoke(context)
    except click.exceptions.Exit as done:
        code = done.exit_code
    except click.Abort:
        raise KeyboardInterrupt from None
    except click.UsageError as error:
        where = "exactsep" if error.ctx is None else error.ctx.command_path
        raise ValueError(f"{error.format_message()} (see {where} --help)") from None
    except click.ClickException as error:
        raise ValueError(error.format_message()) from None
    return code if isinstance(code, int) else 0
