"""`truyxuat migrate`: the record's tables brought to this version, then nothing more.

Every process migrates when it opens the record, so a single host needs no such step. Where many
start at once, an upgrade runs this first and alone: it fails before anything new is running, and
nobody waits behind a long change of a large table.
"""

from __future__ import annotations

from truyxuat.services.commands.opening import opened
from truyxuat.services.commands.terminal import results
from truyxuat.services.migrating import version_of
from truyxuat.services.settings import read_settings


def migrate() -> None:
    """Make or upgrade the tables of the record; changes nothing when run again."""
    with opened(read_settings()) as database:
        version = version_of(database)
    results.print(f"The record's tables are of version {version}.")
