"""`truyxuat archive` and `truyxuat restore-archive`: old events into a file, and back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from truyxuat.services.archiving import archive_oldest, restore
from truyxuat.services.commands.opening import opened
from truyxuat.services.commands.terminal import results
from truyxuat.services.event_blocks import told
from truyxuat.services.settings import read_settings

FolderArgument = Annotated[
    Path, typer.Argument(exists=True, file_okay=False, help="Where the file is written.")
]
FileArgument = Annotated[
    Path, typer.Argument(exists=True, dir_okay=False, help="What `truyxuat archive` wrote.")
]


def archive(folder: FolderArgument) -> None:
    """Move the oldest block of events to a file, if nobody wants it in the record any more."""
    settings = read_settings()
    relayed = settings.kafka_recorded_topic if settings.kafka_servers else None
    with opened(settings) as database:
        block = archive_oldest(database, folder, now=datetime.now(UTC), relayed=relayed)
    results.print(f"Now {told(block)}")
    results.print(
        f"SHA-256 {block.digest}. Copy the file to a second place, then drop the table: "
        f"DROP TABLE {block.partition};",
        soft_wrap=True,
    )


def restore_archive(file: FileArgument) -> None:
    """Put the events that were archived last back into the record."""
    with opened(read_settings()) as database:
        block = restore(database, file)
    results.print(f"Positions {block.first:,} to {block.last:,} are in the record again.")
