"""What may go wrong, and the exit code and the one line on stderr that it leads to. No traceback but for a bug.

0: done. 1: a certificate was rejected, or another program's claim is wrong. 2: the input, or what it asks for, is not possible.
130: interrupted (Ctrl-C). 141: nobody reads the output any more (a closed pipe).
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # as type checkers read it
if TYPE_CHECKING:
    from collections.abc import Callable

OK, REJECTED, BAD_INPUT, INTERRUPTED, CLOSED_PIPE = 0, 1, 2, 130, 141


class NotProved(Exception):
    """The checker rejects a certificate that was made here: a fault of this program, not of the input."""


def guarded(run: Callable[[], int]) -> int:
    """The exit code of `run()`, or of the way in which it failed, after saying so."""
    try:
        code = run()
        if sys.stdout is not None:
            sys.stdout.flush()
        return code
    except NotProved as fault:
        return fail(REJECTED, f"internal error: {fault}; nothing was written, please report this")
    except KeyboardInterrupt:
        return fail(INTERRUPTED, "interrupted")
    except BrokenPipeError:
        return _give_up_output()
    except ValueError as error:
        return fail(BAD_INPUT, f"error: {error}")
    except OSError as error:
        _give_up_output()
        return fail(BAD_INPUT, f"error: {f'{error.filename}: ' if error.filename else ''}{error.strerror or error}")
    except MemoryError:
        return fail(BAD_INPUT, "error: out of memory: this is too large for this machine")
    except RecursionError:
        return fail(BAD_INPUT, "error: the input is nested too deeply")


def fail(code: int, message: str) -> int:
    """Say what is wrong, in one line on stderr; the code."""
    if sys.stderr is not None:
        print(f"exactsep: {one_line(message)}", file=sys.stderr)
    return code


def one_line(message: str) -> str:
    """The message on one line, without control characters, long numbers shortened, and not longer than a screen."""
    import re

    line = re.sub(r"\d{61,}", lambda m: f"{m[0][:12]}...({len(m[0])} digits)", " ".join(message.split()))
    line = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in line)
    return line if len(line) <= 1000 else f"{line[:900]} ... ({len(line)} characters)"


def _give_up_output() -> int:
    """Stdout cannot be written: point it elsewhere, so that Python does not complain again when it exits."""
    from contextlib import suppress

    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return CLOSED_PIPE
