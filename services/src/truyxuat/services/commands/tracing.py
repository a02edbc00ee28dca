"""`truyxuat trace ID`: where something went, or what it came from, on the terminal."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import msgspec
import typer
from rich.markup import escape
from rich.table import Table

from truyxuat.services.commands.asking import instant_of
from truyxuat.services.commands.opening import opened
from truyxuat.services.commands.terminal import results
from truyxuat.services.settings import read_settings
from truyxuat.services.traces import trace_recorded
from truyxuat.traceability.identifiers import canonical
from truyxuat.traceability.tracing import answer_json
from truyxuat.traceability.tracing.answer import Affected, Answer, Held
from truyxuat.traceability.tracing.query import (
    DEFAULT_FOLLOW,
    Direction,
    Follow,
    Mode,
    Query,
)

ROWS_MAX = 200
"""Rows of one table on the terminal; ``--json`` gives every one."""


def trace_command(  # noqa: PLR0913  # one parameter is one option of the command
    identifier: Annotated[str, typer.Argument(metavar="ID", help="Any GS1 spelling.")],
    direction: Annotated[Direction, typer.Option()] = Direction.FORWARD,
    as_of: Annotated[str | None, typer.Option("--as-of", help="Knowledge time.")] = None,
    mode: Annotated[Mode, typer.Option()] = Mode.POSSIBLE,
    from_: Annotated[str | None, typer.Option("--from", help="Earliest instant.")] = None,
    to: Annotated[str | None, typer.Option("--to", help="Latest instant.")] = None,
    follow: Annotated[list[Follow] | None, typer.Option(help="Repeat for several.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The answer as JSON.")] = False,  # noqa: FBT002  # a flag
) -> None:
    """Trace forward (where did it go) or back (what was it made of)."""
    settings = read_settings()
    query = Query(
        seeds=(canonical(identifier),),
        direction=direction,
        from_=instant_of(from_, "--from"),
        to=instant_of(to, "--to"),
        as_of=instant_of(as_of, "--as-of"),
        mode=mode,
        follow=frozenset(follow) if follow else DEFAULT_FOLLOW,
    )
    with opened(settings) as database, database.reading() as session:
        answer = trace_recorded(session, query, now=datetime.now(UTC), settings=settings)
    if as_json:
        results.print_json(msgspec.json.encode(answer_json(answer)).decode())
        return
    _print(answer)


def _print(answer: Answer) -> None:
    question = answer.query
    verb = "went into" if question.direction is Direction.FORWARD else "was made of"
    whole = "complete" if answer.complete else f"NOT COMPLETE: {answer.truncated_by}"
    results.print(
        f"{escape(question.seeds[0])} {verb} {len(answer.affected):,} objects"
        f" ({question.mode}, {whole})"
    )
    results.print(_affected_table(answer))
    if answer.gaps:
        results.print(_gap_table(answer))


def _affected_table(answer: Answer) -> Table:
    title = "Where did it go" if answer.query.direction is Direction.FORWARD else "Made of"
    table = Table(title=title)
    table.add_column("object", overflow="fold", min_width=20)
    table.add_column("since (UTC)", overflow="fold")
    table.add_column("how", overflow="fold")
    table.add_column("held", overflow="fold", min_width=22)
    things = (*answer.seeds, *answer.affected)
    for thing in things[:ROWS_MAX]:
        since = f"{thing.since:%Y-%m-%d\n%H:%M}" if thing.since else ""
        how = f"{thing.via}\n{thing.certainty}\n{thing.life}"
        table.add_row(escape(_short(thing.id)), since, how, escape("\n".join(_held(thing))))
    if len(things) > ROWS_MAX:
        table.caption = f"{len(things) - ROWS_MAX:,} more; --json gives every one"
    return table


def _held(thing: Affected) -> list[str]:
    return [
        f"{_bounds(held)} {held.state} {_short(held.place or held.party or '?')}"
        for held in thing.held
    ]


def _short(key: str) -> str:
    return key.removeprefix("https://id.gs1.org")


def _bounds(held: Held) -> str:
    lower = "?" if held.lower is None else f"{held.lower:f}"
    upper = "?" if held.upper is None else f"{held.upper:f}"
    unit = f" {held.unit}" if held.unit else ""
    return (lower if lower == upper else f"{lower}-{upper}") + unit


def _gap_table(answer: Answer) -> Table:
    table = Table(title="What the record does not know")
    for name in ("gap", "object", "since (UTC)", "reason"):
        table.add_column(name, overflow="fold")
    for gap in answer.gaps[:ROWS_MAX]:
        since = f"{gap.since:%Y-%m-%d\n%H:%M}" if gap.since else ""
        thing = escape(_short(gap.object or ""))
        table.add_row(gap.kind.replace("_", " "), thing, since, escape(gap.reason))
    if len(answer.gaps) > ROWS_MAX:
        table.caption = f"{len(answer.gaps) - ROWS_MAX:,} more; --json gives every one"
    return table
