"""What the commands share of the terminal: where results go, where progress goes, bad input.

Results are written to standard output, so that they can be piped; progress bars and errors go
to standard error. A question that cannot be answered ends with exit code 2 and says why.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

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
from typer.core import TyperGroup

from truyxuat.services.database import Database, open_database
from truyxuat.services.instants import in_utc
from truyxuat.services.migrating import migrate
from truyxuat.services.settings import Settings
from truyxuat.traceability.errors import InvalidQuery, TruyxuatError

results = Console(highlight=False)
messages = Console(stderr=True, highlight=False)


@contextmanager
def opened(settings: Settings) -> Iterator[Database]:
    """The record that the settings name, its tables up to date; closed at the end."""
    database = open_database(settings)
    try:
        migrate(database)
        yield database
    finally:
        database.close()


class AnsweringGroup(TyperGroup):
    """Commands whose bad input is told in words, whichever of them it meets."""

    def invoke(self, ctx: Any) -> object:  # noqa: ANN401  # a class private to typer
        """Run the command that was asked for."""
        with answering():
            return super().invoke(ctx)


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


def instant_of(text: str | None, option: str) -> datetime | None:
    """An instant as an option gives it; a date alone or a time without zone is refused."""
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise InvalidQuery(_not_an_instant(option, text)) from error
    if found.tzinfo is None:
        raise InvalidQuery(_not_an_instant(option, text))
    return in_utc(option, found)


def _not_an_instant(option: str, text: str) -> str:
    return f"{option}: expected an instant such as 2026-09-17T14:00:00+07:00, got {text!r}."
