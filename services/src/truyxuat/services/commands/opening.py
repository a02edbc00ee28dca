"""The record that a command works on, opened for as long as the command runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from truyxuat.services.database import Database, open_database
from truyxuat.services.migrating import migrate
from truyxuat.services.settings import Settings


@contextmanager
def opened(settings: Settings) -> Iterator[Database]:
    """The record that the settings name, its tables up to date; closed at the end."""
    database = open_database(settings)
    try:
        migrate(database)
        yield database
    finally:
        database.close()
