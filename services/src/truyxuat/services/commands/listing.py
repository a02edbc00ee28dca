"""Every command of `truyxuat` by name and help; the module of one is imported when it is run.

A command's module brings along what it needs, up to a web framework or two databases' drivers,
and a shell pays for each import at every start. So the list stands here in words, and `--help`,
completion and "did you mean" read it without importing any of it. Typer has no lazy groups of
its own; this is the way that Click's documentation shows, with the import one step later: a
group also asks for every command when it only lists them.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from truyxuat.services.commands.terminal import answering


class Place(NamedTuple):
    """Where a command stands: a function, or the `typer.Typer` of a group."""

    module: str
    """In this package."""
    name: str
    help: str
    """The first paragraph of the command's own help."""


COMMANDS: Mapping[str, Place] = {
    "serve": Place(
        "serving",
        "serve",
        "Serve the API and the pages. The record is TRUYXUAT_DATABASE_URL.",
    ),
    "migrate": Place(
        "migrating",
        "migrate",
        "Make or upgrade the tables of the record; changes nothing when run again.",
    ),
    "demo": Place(
        "demo",
        "demo",
        "Load the sample province (fictional, marked so on every page) and serve it.",
    ),
    "sample": Place(
        "sampling",
        "sample",
        "Write the stories of the sample province (fictional), one EPCIS document each.",
    ),
    "capture": Place(
        "capturing",
        "capture",
        "Capture EPCIS documents. Exits with 1 when a file was refused or an event parked.",
    ),
    "trace": Place(
        "tracing",
        "trace_command",
        "Trace forward (where did it go) or back (what was it made of).",
    ),
    "recall": Place(
        "recalling",
        "recall",
        "Draft a recall: narrow, genealogical and precautionary scope side by side.",
    ),
    "check-trace": Place(
        "checking",
        "check_trace",
        "Compare traces with what physically happened in simulated worlds; exit 1 if any "
        "differs.",
    ),
    "check-faults": Place(
        "faults",
        "check_faults_command",
        "Kill workers and engines while a stream runs; exit 1 if anything is lost or differs.",
    ),
    "rebuild-graph": Place(
        "rebuilding",
        "rebuild_graph",
        "Read every recorded event again and link it; traces go on from the old graph "
        "meanwhile.",
    ),
    "check-graph": Place(
        "comparing",
        "check_graph",
        "Compare every graph with the record; exit 1 if one differs, naming where.",
    ),
    "link": Place(
        "linking",
        "link",
        "Follow the record into Neo4j. SIGTERM finishes the batch that is being added.",
    ),
    "kafka-topics": Place(
        "producing",
        "kafka_topics",
        "Make the topics of the platform; those that exist stay as they are.",
    ),
    "produce": Place(
        "producing",
        "produce",
        "Send EPCIS documents to the partner topic. Exits with 1 when a file was not sent.",
    ),
    "intake": Place(
        "taking_in",
        "intake",
        "Take partners' events in from Kafka. SIGTERM finishes the batch and leaves the "
        "group.",
    ),
    "relay": Place(
        "relaying",
        "relay",
        "Send recorded events to Kafka in order. One relay works, any other waits for its "
        "place.",
    ),
    "archive": Place(
        "archiving",
        "archive",
        "Move the oldest block of events to a file, if nobody wants it in the record any "
        "more.",
    ),
    "restore-archive": Place(
        "archiving",
        "restore_archive",
        "Put the events that were archived last back into the record.",
    ),
    "parked": Place("parked", "app", "Messages that could not be taken in."),
    "codes": Place("codes", "app", "Whose a code is, and who said so."),
    "barcode": Place(
        "barcodes",
        "app",
        "Read, understand and print barcodes; needs no server and no record.",
    ),
    "hold": Place("holding", "app", "What may not be archived, however old."),
}
"""In the order in which they are listed."""


class Listed(TyperCommand):
    """A command as a list shows it; `loaded` is the one that runs."""

    def __init__(self, name: str, place: Place) -> None:
        super().__init__(name, help=place.help)
        self._place = place

    def loaded(self) -> TyperCommand | TyperGroup:
        """The command itself; imports its module."""
        module = import_module(f"{__package__}.{self._place.module}")
        found = getattr(module, self._place.name)
        holder = typer.Typer(add_completion=False, callback=_nothing)
        if isinstance(found, typer.Typer):
            holder.add_typer(found, name=self.name)
        else:
            holder.command(self.name)(found)
        group = get_command(holder)
        assert isinstance(group, TyperGroup), group
        command = group.commands[self.name or ""]
        assert isinstance(command, TyperCommand | TyperGroup), command
        return command


def _nothing() -> None:
    """Without it, Typer makes no group of a single command."""


class CommandLine(TyperGroup):
    """Every listed command; bad input is told in words, whichever of them it meets."""

    def __init__(self, **given: Any) -> None:  # noqa: ANN401  # what Typer hands a group
        super().__init__(**given)
        for name, place in COMMANDS.items():
            self.add_command(Listed(name, place))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401  # classes private to typer
        """The command that is meant, ready to run or to complete, and what is left for it."""
        name, command, left = super().resolve_command(ctx, args)
        return name, command.loaded() if isinstance(command, Listed) else command, left

    def invoke(self, ctx: Any) -> object:  # noqa: ANN401  # a class private to typer
        """Run the command that was asked for."""
        with answering():
            return super().invoke(ctx)
