"""`truyxuat parked list | show | replay`: messages that could not be taken in, and a second try."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated

import msgspec
import typer
from rich.markup import escape
from rich.table import Table

from truyxuat.services.commands.opening import opened
from truyxuat.services.commands.terminal import messages, progress, results
from truyxuat.services.database import Database
from truyxuat.services.instants import instant, written
from truyxuat.services.kafka.parking import (
    ParkedWhole,
    parked_message,
    parked_messages,
    replay,
)
from truyxuat.services.kafka.tables import Outcome
from truyxuat.services.settings import read_settings
from truyxuat.traceability.errors import InvalidQuery

AT_ONCE_MAX = 100

app = typer.Typer(help="Messages that could not be taken in.", no_args_is_help=True)


@app.command("list")
def list_parked(
    limit: Annotated[int, typer.Option(min=1, help="How many, the oldest first.")] = 50,
    after: Annotated[int, typer.Option(help="Behind this number.")] = 0,
    *,
    everything: Annotated[
        bool, typer.Option("--all", help="Those replayed since, too.")
    ] = False,
) -> None:
    """List parked messages with their reasons."""
    with opened(read_settings()) as database, database.reading() as session:
        found = parked_messages(session, replayed=everything, after=after, limit=limit)
    table = Table("number", "where", "company", "parked (UTC)", "reason", "")
    for each in found:
        row, message = each.row, each.message
        table.add_row(
            str(row.id),
            f"{message.topic}/{message.partition}/{message.offset}",
            row.company or "",
            f"{instant(row.parked_at):%Y-%m-%d %H:%M}",
            escape(str(msgspec.json.decode(row.reason)["detail"])),
            "" if row.replayed_as is None else f"replayed: {row.replayed_as}",
        )
    results.print(table)
    if len(found) == limit:
        results.print(f"There may be more: --after {found[-1].row.id}")


@app.command("show")
def show(
    number: Annotated[int, typer.Argument(help="From `parked list`.")],
    *,
    body: Annotated[
        bool, typer.Option("--body", help="Only the message, byte for byte.")
    ] = False,
) -> None:
    """Show one parked message: where it came from, its headers, every problem, its body."""
    with opened(read_settings()) as database, database.reading() as session:
        whole = parked_message(session, number)
    if body:
        sys.stdout.buffer.write(whole.message.body)
        return
    results.print_json(msgspec.json.encode(_shown(whole)).decode())


@app.command("replay")
def replay_parked(
    numbers: Annotated[list[int] | None, typer.Argument(help="From `parked list`.")] = None,
    *,
    everything: Annotated[
        bool, typer.Option("--all", help="Every message that is still parked.")
    ] = False,
) -> None:
    """Read parked messages again and take in what can be. Exits with 1 when some stay parked."""
    if bool(numbers) == everything:
        raise InvalidQuery("parked replay: give numbers, or --all.")
    settings = read_settings()
    counts = dict.fromkeys(Outcome, 0)
    with opened(settings) as database, progress("messages") as bar:
        task = bar.add_task("replay", total=len(numbers) if numbers else None)
        for number in numbers or _still_parked(database):
            counts[replay(database, number, settings, now=datetime.now(UTC))] += 1
            bar.advance(task)
    results.print(
        ", ".join(f"{count:,} {outcome.value}" for outcome, count in counts.items())
    )
    if counts[Outcome.PARKED]:
        messages.print("`truyxuat parked show NUMBER` says why.")
        raise typer.Exit(1)


def _still_parked(database: Database) -> Iterator[int]:
    after = 0
    while True:
        with database.reading() as session:
            found = parked_messages(session, replayed=False, after=after, limit=AT_ONCE_MAX)
        if not found:
            return
        for each in found:
            assert each.row.id is not None, "a stored row has its number"
            after = each.row.id
            yield after


def _shown(whole: ParkedWhole) -> dict[str, object]:
    row, message = whole.row, whole.message
    instants = {
        name: None if at is None else written(instant(at))
        for name, at in (
            ("sent", row.sent_at),
            ("parked", row.parked_at),
            ("published", row.published_at),
            ("tried", row.tried_at),
            ("replayed", row.replayed_at),
        )
    }
    return {
        "number": row.id,
        "topic": message.topic,
        "partition": message.partition,
        "offset": message.offset,
        "key": _text(message.key),
        "headers": [[name, _text(value)] for name, value in message.headers],
        "company": row.company,
        **instants,
        "replayed_as": row.replayed_as,
        "reason": msgspec.Raw(row.reason.encode()),
        "body": _text(message.body),
    }


def _text(value: bytes | None) -> str | None:
    return None if value is None else value.decode(errors="backslashreplace")
