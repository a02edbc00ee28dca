"""`truyxuat codes import | check`: what sources told of codes, and whether a code is lawful."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, TypeAlias

import typer
from rich.markup import escape
from rich.table import Table

from truyxuat.barcode.legality import Standing, Told
from truyxuat.services.api.code_answers import LegalityAnswer, answer_of
from truyxuat.services.code_facts.keeping import keep
from truyxuat.services.code_facts.knowing import legality_of, organisation_of
from truyxuat.services.code_facts.listing import Listing, read_csv, read_json
from truyxuat.services.commands.asking import instant_of
from truyxuat.services.commands.opening import opened
from truyxuat.services.commands.terminal import results
from truyxuat.services.settings import Settings, read_settings
from truyxuat.traceability.errors import TooLarge, UnsupportedMediaType

Reader: TypeAlias = "Callable[[bytes, Told, Sequence[str]], Listing]"
READERS: Mapping[str, Reader] = {".csv": read_csv, ".json": read_json}

app = typer.Typer(help="Whose a code is, and who said so.", no_args_is_help=True)

FileArgument = Annotated[
    Path, typer.Argument(exists=True, dir_okay=False, help="CSV or JSON, UTF-8.")
]


@app.command("import")
def import_facts(
    file: FileArgument,
    source: Annotated[str, typer.Option(help="Who told it, as it is shown to readers.")],
    retrieved_at: Annotated[
        str, typer.Option("--retrieved-at", help="When it was taken from there.")
    ],
    standing: Annotated[
        Standing, typer.Option(help="Only official facts settle anything.")
    ] = Standing.SECONDHAND,
    complete_for: Annotated[
        list[str] | None,
        typer.Option(
            "--complete-for",
            help="Numbers about which the file tells everything: 893, or licence:893.",
        ),
    ] = None,
) -> None:
    """Record licences, declarations, authorisations, internal codes and claims from a file.

    All of it or nothing: every bad row is told with its line, what was expected and got.
    """
    settings = read_settings()
    when = instant_of(retrieved_at, "--retrieved-at")
    assert when is not None, "the option is required"
    told = Told(source, standing, when)
    listing = _reader(file)(_body(file, settings), told, complete_for or [])
    with opened(settings) as database, database.writing() as session:
        kept = keep(session, listing, now=datetime.now(UTC))
    said = "recorded before, nothing was changed" if kept.again else "recorded"
    results.print(f"{escape(str(file))}: list {kept.id}, {kept.rows:,} rows, {said}")


@app.command("check")
def check(
    code: Annotated[str, typer.Argument(help="In any spelling, or a firm's own code.")],
    used_by: Annotated[
        str | None, typer.Option("--used-by", help="Tax code, or GLN of a known party.")
    ] = None,
    at: Annotated[str | None, typer.Option(help="As it was known then.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The answer as JSON.")] = False,  # noqa: FBT002  # a flag
) -> None:
    """Say whether a code may be used so: lawful, unlawful, or unknown and what would settle it."""
    with opened(read_settings()) as database, database.reading() as session:
        user = None if used_by is None else organisation_of(session, used_by)
        when = instant_of(at, "--at") or datetime.now(UTC)
        answer = answer_of(legality_of(session, code, user, when), user)
    if as_json:
        results.print_json(answer.model_dump_json(by_alias=True))
        return
    _print(answer)


def _reader(file: Path) -> Reader:
    reader = READERS.get(file.suffix.lower())
    if reader is None:
        raise UnsupportedMediaType(f"{file}: expected a file .csv or .json.")
    return reader


def _body(file: Path, settings: Settings) -> bytes:
    size = file.stat().st_size
    if size > settings.body_bytes_max:
        raise TooLarge(
            f"{file}: {size:,} bytes; body_bytes_max is {settings.body_bytes_max:,}."
        )
    return file.read_bytes()


def _print(answer: LegalityAnswer) -> None:
    finding = f" ({answer.finding})" if answer.finding else ""
    results.print(f"{escape(answer.code)}: [bold]{answer.verdict}[/]{finding}")
    results.print(escape(answer.message_vi), soft_wrap=True)
    results.print(escape(answer.message_en), soft_wrap=True)
    for reason in answer.reasons:
        results.print(f"  {reason.weight}: {escape(reason.en)}", soft_wrap=True)
    for one in answer.settle:
        results.print(f"  to settle it: {escape(one.en)}", soft_wrap=True)
    if answer.facts:
        results.print(_sources(answer))


def _sources(answer: LegalityAnswer) -> Table:
    table = Table(title="Sources looked at")
    for name in ("source", "standing", "about", "says", "taken", "age"):
        table.add_column(name, overflow="fold")
    for fact in answer.facts:
        says = f"complete for {fact.complete_for}" if fact.complete_for else ""
        if fact.organisation is not None:
            says = fact.organisation.name + (f", {fact.state}" if fact.state else "")
        age = f"{fact.age_days} days" + (" STALE" if fact.stale else "")
        row = (fact.source, fact.standing, fact.kind, says, fact.retrieved_at, age)
        table.add_row(*(escape(cell) for cell in row))
    return table
