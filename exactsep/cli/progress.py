"""Saying what is going on when it takes longer than a second: one line on stderr, on a terminal only, that goes away again."""

from __future__ import annotations

import sys
import threading
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

DELAY = 1.0


class Activity:
    """A context manager; call it with what is being done now, or `count(done, total)`. Silent for the first second.

    A timer thread draws the line, so that nothing is imported for a command that is done sooner.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.done: int | None = None
        self.total: int | None = None
        self._lock = threading.Lock()
        self._over = False
        self._shown: tuple[Progress, TaskID] | None = None
        self._timer = threading.Timer(DELAY, self._show)
        self._timer.daemon = True

    def __enter__(self) -> Activity:
        if sys.stderr is not None and sys.stderr.isatty():
            self._timer.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._timer.cancel()
        with self._lock:
            self._over = True
            if self._shown is not None:
                self._shown[0].stop()

    def __call__(self, text: str) -> None:
        self.text, self.done, self.total = text, None, None
        self._update()

    def count(self, done: int, total: int) -> None:
        """Progress in steps."""
        self.done, self.total = done, total
        self._update()

    def _show(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        columns = TextColumn("{task.description}", markup=False), BarColumn(bar_width=24), TimeElapsedColumn()
        with self._lock:
            if not self._over:
                progress = Progress(*columns, console=Console(file=sys.stderr), transient=True)
                self._shown = progress, progress.add_task(self.text, total=self.total)
                progress.start()

    def _update(self) -> None:
        if self._shown is not None:
            progress, task = self._shown
            progress.update(task, description=self.text, completed=self.done or 0, total=self.total)
