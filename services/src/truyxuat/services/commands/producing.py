"""`truyxuat produce FILE…` and `truyxuat kafka-topics`: an enterprise's side of Kafka."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from truyxuat.services.commands.terminal import messages, progress, results
from truyxuat.services.kafka.connecting import producing
from truyxuat.services.kafka.outgoing import messages_of
from truyxuat.services.kafka.partner_message import checked_company
from truyxuat.services.kafka.sending import Sending
from truyxuat.services.kafka.topics import create_topics, topic_facts
from truyxuat.services.observing.hands import traced
from truyxuat.services.settings import read_settings
from truyxuat.traceability.errors import InvalidInput, TooLarge, TruyxuatError


def produce(
    files: Annotated[
        list[Path],
        typer.Argument(
            exists=True, dir_okay=False, help="EPCIS 2.0 documents, JSON-LD or XML."
        ),
    ],
    company: Annotated[
        str | None, typer.Option(help="Who sends: a GLN or a GS1 company prefix.")
    ] = None,
    *,
    by_event: Annotated[
        bool, typer.Option("--by-event", help="Each event is a message of its own.")
    ] = False,
) -> None:
    """Send EPCIS documents to the partner topic. Exits with 1 when a file was not sent."""
    settings = read_settings()
    if company is not None:
        checked_company(company, "--company")
    topic_facts(settings, settings.kafka_partner_topic)
    refused: dict[Path, TruyxuatError] = {}
    with (
        producing(settings) as producer,
        traced(settings, "produce"),
        progress("files") as bar,
    ):
        sending = Sending(producer, settings.kafka_partner_topic)
        task = bar.add_task("produce", total=len(files))
        for file in files:
            try:
                outgoing = messages_of(file, settings, company=company, by_event=by_event)
            except (InvalidInput, TooLarge) as error:
                refused[file] = error
                outgoing = []
            for number, message in enumerate(outgoing, 1):
                sending.send(message)
                bar.update(task, description=f"{file.name} {number:,}/{len(outgoing):,}")
            bar.advance(task)
        sending.finish()
    results.print(
        f"{sending.acknowledged:,} messages sent to {settings.kafka_partner_topic}."
    )
    for file, why in refused.items():
        messages.print(f"[red]{escape(str(file))}[/] not sent: {escape(str(why))}")
        for problem in why.problems:
            messages.print(f"  {escape(problem.place or '/')}: {escape(problem.message)}")
    if refused:
        raise typer.Exit(1)


def kafka_topics(
    partitions: Annotated[
        int, typer.Option(min=1, help="Of the partner topic: workers share them.")
    ] = 12,
    replication: Annotated[
        int, typer.Option(min=1, help="Copies of each message; 3 in production.")
    ] = 1,
) -> None:
    """Make the topics of the platform; those that exist stay as they are."""
    settings = read_settings()
    made = create_topics(settings, partitions=partitions, replication=replication)
    table = Table("topic", "partitions", "")
    for topic in made:
        table.add_row(
            topic.name, str(topic.partitions), "made" if topic.made else "was there"
        )
    results.print(table)
