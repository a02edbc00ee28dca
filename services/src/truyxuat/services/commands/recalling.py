"""`truyxuat recall`: draft a recall from what was found, and print its three scopes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from truyxuat.services import recalling
from truyxuat.services.commands.asking import instant_of
from truyxuat.services.commands.opening import opened
from truyxuat.services.commands.terminal import results
from truyxuat.services.settings import read_settings
from truyxuat.traceability.errors import InvalidQuery
from truyxuat.traceability.identifiers import canonical
from truyxuat.traceability.recalling import RecallAnswer, RecallQuestion
from truyxuat.traceability.recalling.amounts import Amount, Share, decimal_text
from truyxuat.traceability.recalling.answer import Scope
from truyxuat.traceability.recalling.question import PlaceWindow
from truyxuat.traceability.recalling.windows import CommonSources
from truyxuat.traceability.tracing.answer import Holding
from truyxuat.traceability.tracing.query import Budget, Mode


def recall(  # noqa: PLR0913  # one parameter is one option of the command
    seeds: Annotated[
        list[str] | None, typer.Argument(help="What was found: lots, items, containers.")
    ] = None,
    place: Annotated[str | None, typer.Option(help="Or: what was at this place …")] = None,
    from_: Annotated[
        str | None, typer.Option("--from", help="… from this instant …")
    ] = None,
    to: Annotated[str | None, typer.Option("--to", help="… to this instant.")] = None,
    cause: Annotated[list[str] | None, typer.Option(help="Suspect inputs.")] = None,
    at: Annotated[str | None, typer.Option(help="Instant of the amounts.")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help="Knowledge time.")] = None,
    mode: Annotated[Mode, typer.Option()] = Mode.POSSIBLE,
    reason: Annotated[str, typer.Option(help="Why it is drafted.")] = "",
) -> None:
    """Draft a recall: narrow, genealogical and precautionary scope side by side."""
    settings = read_settings()
    with opened(settings) as database, database.writing() as session:
        question = RecallQuestion(
            seeds=tuple(canonical(seed) for seed in seeds or ()),
            window=_window(place, from_, to),
            causes=tuple(canonical(one) for one in cause or ()),
            at=instant_of(at, "--at"),
            as_of=instant_of(as_of, "--as-of"),
            mode=mode,
            sources=CommonSources(places=recalling.shared_places(session)),
        )
        budget = Budget(settings.trace_objects_max, settings.trace_events_max)
        kept = recalling.draft(
            session, question, reason=reason, now=datetime.now(UTC), budget=budget
        )
        answer = kept.values()
    results.print(_scopes_table(answer))
    results.print(_holders_table(answer))
    for gap in answer.gaps:
        results.print(f"[yellow]gap[/] {gap.kind}: {escape(gap.reason)}")
    whole = "complete" if answer.complete else f"NOT COMPLETE: {answer.truncated_by}"
    results.print(f"Draft {kept.id} ({whole}); its page is /regulator/recalls/{kept.id}")


def _window(place: str | None, from_: str | None, to: str | None) -> PlaceWindow | None:
    if place is None:
        return None
    start, end = instant_of(from_, "--from"), instant_of(to, "--to")
    if start is None or end is None:
        raise InvalidQuery("--place needs --from and --to: when were the goods there?")
    return PlaceWindow(place=canonical(place), from_=start, to=end)


STATES = (
    Holding.ON_HAND,
    Holding.IN_TRANSIT,
    Holding.SOLD,
    Holding.CONSUMED,
    Holding.RETURNED,
    Holding.DESTROYED,
    Holding.SAMPLED,
    Holding.EXPORTED,
    Holding.UNEXPLAINED,
)


def _scopes_table(answer: RecallAnswer) -> Table:
    """Three scopes side by side, a column for each unit, a row for each part of the balance."""
    table = Table("", title="How far the recall reaches")
    columns = [(scope, balance) for scope in answer.scopes for balance in scope.totals]
    for scope, balance in columns:
        table.add_column(f"{scope.name}\n{balance.unit or 'pieces'}", justify="right")
    table.add_row("goods", *(f"{len(scope.goods):,}" for scope, _ in columns))
    table.add_row("produced", *(_amount(balance.produced) for _, balance in columns))
    for state in STATES:
        name = state.replace("_", " ")
        table.add_row(name, *(_amount(balance.states[state]) for _, balance in columns))
    table.add_row("reconciled", *(_share(balance.reconciled) for _, balance in columns))
    table.add_row("recoverable", *(_share(balance.recoverable) for _, balance in columns))
    return table


def _holders_table(answer: RecallAnswer) -> Table:
    widest: Scope = answer.scopes[-1]
    title = f"Who has it now ({widest.name} scope)"
    table = Table("place", "party", "unit", "on hand", "in transit", title=title)
    for holder in widest.holders:
        standing = [
            holder.states.get(state) for state in (Holding.ON_HAND, Holding.IN_TRANSIT)
        ]
        if all(amount is None or amount.nothing for amount in standing):
            continue
        table.add_row(
            escape((holder.place or "").removeprefix("https://id.gs1.org")),
            escape((holder.party or "").removeprefix("https://id.gs1.org")),
            holder.unit or "pieces",
            *("" if amount is None else _amount(amount) for amount in standing),
        )
    return table


def _amount(amount: Amount) -> str:
    if amount.unknown:
        return "?"
    lower = "0" if amount.lower is None else decimal_text(amount.lower)
    upper = "?" if amount.upper is None else decimal_text(amount.upper)
    return lower if lower == upper else f"{lower}-{upper}"


def _share(share: Share) -> str:
    if share.lower is None and share.upper is None:
        return "?"
    lower = "0" if share.lower is None else f"{share.lower}"
    upper = "?" if share.upper is None else f"{share.upper}"
    return f"{lower} %" if lower == upper else f"{lower}-{upper} %"
