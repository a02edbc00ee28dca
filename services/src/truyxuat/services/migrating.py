"""Bring the tables of a record to the version this program knows.

Runs when the platform opens its record, in one writer's transaction: two processes that start
at once take turns, and a migration that fails leaves the record as it was. The graph's tables
are no part of the versions, since a rebuild makes and drops them.
"""

from __future__ import annotations

import re
from importlib import resources

from sqlalchemy import Connection, inspect, text

from truyxuat.graph import create_tables
from truyxuat.services.database import Database

_MIGRATION = re.compile(r"v([0-9]{4})_\w+\.py")
"""A file of `migrations/versions`; its number is its revision."""


def migrate(database: Database) -> None:
    """Make or upgrade every table; safe to call again.

    Raises:
        Conflict: the record is of a newer program.
    """
    newest = newest_version()
    with database.writing() as session:
        connection = session.connection()
        found = _version(connection)
        if found != newest:
            # Imported here: Alembic takes a fifth of a command's start, and a start at which
            # the tables have to change is one in thousands.
            from truyxuat.services.upgrading import upgrade

            upgrade(connection, found)
        create_tables(session)


def version_of(database: Database) -> str | None:
    """The migration that the tables stand at; None before the first."""
    with database.reading() as session:
        return _version(session.connection())


def newest_version() -> str:
    """The newest migration of this program, told from the names of their files."""
    versions = resources.files("truyxuat.services") / "migrations" / "versions"
    named = (_MIGRATION.fullmatch(file.name) for file in versions.iterdir())
    return max(found[1] for found in named if found is not None)


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found
