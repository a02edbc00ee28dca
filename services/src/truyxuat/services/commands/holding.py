"""`truyxuat hold add | list | release`: what may not leave the record, and why."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from truyxuat.services.commands.opening import opened
from truyxuat.services.commands.terminal import results
from truyxuat.services.holds import (
    LegalHold,
    hold_identifier,
    hold_positions,
    legal_holds,
    release,
)
from truyxuat.services.instants import instant
from truyxuat.services.settings import read_settings
from truyxuat.traceability.errors import InvalidInput
from truyxuat.traceability.identifiers import canonical

app = typer.Typer(help="What may not be archived, however old.", no_args_is_help=True)

ReasonOption = Annotated[
    str, typer.Option("--reason", help="For whoever asks later: file number, authority.")
]


@app.command("add")
def add(
    reason: ReasonOption,
    identifier: Annotated[
        str | None, typer.Argument(metavar="ID", help="Any GS1 spelling.")
    ] = None,
    positions: Annotated[
        str | None, typer.Option(metavar="FIRST-LAST", help="Places in the record.")
    ] = None,
) -> None:
    """Keep every event that names an identifier, or a run of positions."""
    if (identifier is None) == (positions is None):
        raise InvalidInput("hold add: give an identifier, or --positions FIRST-LAST.")
    now = datetime.now(UTC)
    with opened(read_settings()) as database, database.writing() as session:
        if identifier is not None:
            key = canonical(identifier)
            hold = hold_identifier(session, key, reason=reason, now=now)
        else:
            first, last = _span(positions or "")
            hold = hold_positions(session, first, last, reason=reason, now=now)
    results.print(f"Legal hold {hold.id} keeps {escape(hold.what)}.", soft_wrap=True)


@app.command("list")
def list_holds(
    *,
    everything: Annotated[
        bool, typer.Option("--all", help="Those released since, too.")
    ] = False,
) -> None:
    """List the holds, the oldest first."""
    with opened(read_settings()) as database, database.reading() as session:
        found = legal_holds(session, released=everything)
    table = Table("number", "keeps", "reason", "since (UTC)", "")
    for hold in found:
        table.add_row(
            str(hold.id),
            escape(hold.what),
            escape(hold.reason),
            f"{instant(hold.placed_at):%Y-%m-%d}",
            escape(_released(hold)),
        )
    results.print(table)


@app.command("release")
def release_hold(
    number: Annotated[int, typer.Argument(help="From `hold list`.")], reason: ReasonOption
) -> None:
    """Let go of what a hold keeps; the hold stays listed under --all."""
    with opened(read_settings()) as database, database.writing() as session:
        hold = release(session, number, because=reason, now=datetime.now(UTC))
    results.print(f"Legal hold {number} keeps {escape(hold.what)} no more.", soft_wrap=True)


def _span(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"([0-9]{1,18})-([0-9]{1,18})", text)
    if found is None:
        raise InvalidInput(f"--positions: expected FIRST-LAST such as 1-500, got {text!r}.")
    return int(found[1]), int(found[2])


def _released(hold: LegalHold) -> str:
    if hold.released_at is None:
        return ""
    return f"released {instant(hold.released_at):%Y-%m-%d}: {hold.released_because}"
