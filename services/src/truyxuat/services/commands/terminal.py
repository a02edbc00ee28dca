"""What the commands share of the terminal: where results go, where progress goes, bad input.

Results are written to standard output, so that they can be piped; progress bars and errors go
to standard error. A question that cannot be answered ends with exit code 2 and says why.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from truyxuat.traceability.errors import TruyxuatError

results = Console(highlight=False)
messages = Console(stderr=True, highlight=False)


@contextmanager
def answering() -> Iterator[None]:
    """Say what is wrong with what was asked, problem by problem, and exit with 2."""
    try:
        yield
    except TruyxuatError as error:
        messages.print(f"[bold red]{escape(error.title)}:[/] {escape(str(error))}")
        for problem in error.problems:
            place = problem.place or "/"
            messages.print(f"  {escape(place)}: {escape(problem.message)}")
        raise typer.Exit(2) from error


def progress(unit: str) -> Progress:
    """A progress bar that counts such units; gone when the work is done."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn(unit),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=messages,
        transient=True,
    )
