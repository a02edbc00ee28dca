"""`truyxuat capture FILE…`: EPCIS documents from files into the record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from truyxuat.services.capturing import capture as capture_document
from truyxuat.services.commands.opening import opened
from truyxuat.services.commands.terminal import messages, progress, results
from truyxuat.services.database import Database
from truyxuat.services.observing.record_parts import record_part
from truyxuat.services.observing.workers import CommandReport, worker
from truyxuat.services.settings import Settings, read_settings
from truyxuat.traceability.epcis.reading import Reading, read_json, read_xml
from truyxuat.traceability.errors import TooLarge, TruyxuatError

XML_SUFFIXES = frozenset({".xml"})

FilesArgument = Annotated[
    list[Path],
    typer.Argument(
        exists=True, dir_okay=False, help="EPCIS 2.0 documents, JSON-LD or XML."
    ),
]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file; ``error`` is set when nothing of it was kept."""

    file: Path
    events: int = 0
    recorded: int = 0
    duplicates: int = 0
    conflicts: int = 0
    error: TruyxuatError | None = None


def capture(files: FilesArgument) -> None:
    """Capture EPCIS documents. Exits with 1 when a file was refused or an event parked."""
    settings = read_settings()
    outcomes: list[Outcome] = []
    with (
        opened(settings) as database,
        worker(settings, "capture", [record_part(database)], port_needed=False) as process,
        progress("files") as bar,
    ):
        report = CommandReport(process)
        task = bar.add_task("capture", total=len(files))
        for file in files:
            outcomes.append(_captured(database, settings, file, report))
            bar.advance(task)
    results.print(_table(outcomes))
    for outcome in outcomes:
        _explain(outcome)
    if any(outcome.error or outcome.conflicts for outcome in outcomes):
        raise typer.Exit(1)


def _captured(
    database: Database, settings: Settings, file: Path, report: CommandReport
) -> Outcome:
    try:
        with report.file():
            reading = _read(file, settings)
            with database.writing() as session:
                job = capture_document(
                    session,
                    reading,
                    now=datetime.now(UTC),
                    events_max=settings.document_events_max,
                ).job
        return Outcome(file, job.events, job.recorded, job.duplicates, job.conflicts)
    except TruyxuatError as error:
        return Outcome(file, error=error)


def _read(file: Path, settings: Settings) -> Reading:
    size = file.stat().st_size
    if size > settings.body_bytes_max:
        raise TooLarge(
            f"{file}: {size:,} bytes; body_bytes_max is {settings.body_bytes_max:,}."
        )
    body = file.read_bytes()
    return read_xml(body) if file.suffix.lower() in XML_SUFFIXES else read_json(body)


def _table(outcomes: list[Outcome]) -> Table:
    table = Table("file", title="Captured")
    for name in ("events", "recorded", "duplicates", "parked"):
        table.add_column(name, justify="right")
    table.add_column("")
    for outcome in outcomes:
        counts = (outcome.events, outcome.recorded, outcome.duplicates, outcome.conflicts)
        verdict = "[red]refused[/]" if outcome.error else "[green]ok[/]"
        if outcome.conflicts:
            verdict = "[yellow]conflicts parked[/]"
        table.add_row(
            escape(str(outcome.file)), *(f"{count:,}" for count in counts), verdict
        )
    return table


def _explain(outcome: Outcome) -> None:
    if outcome.error is None:
        return
    messages.print(f"[red]{escape(str(outcome.file))}[/]: {escape(str(outcome.error))}")
    for problem in outcome.error.problems:
        messages.print(f"  {escape(problem.place or '/')}: {escape(problem.message)}")
