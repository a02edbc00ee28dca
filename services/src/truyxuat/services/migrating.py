"""Bring the tables of a record to the version this program knows.

Runs when the platform opens its record, in one writer's transaction: two processes that start
at once take turns, and a migration that fails leaves the record as it was. The graph's tables
are no part of the versions, since a rebuild makes and drops them.
"""

from __future__ import annotations

from importlib import resources

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from truyxuat.graph import create_tables
from truyxuat.services.database import Database


def migrate(database: Database) -> None:
    """Make or upgrade every table; safe to call again."""
    config = configuration()
    newest = ScriptDirectory.from_config(config).get_current_head()
    with database.writing() as session:
        connection = session.connection()
        if MigrationContext.configure(connection).get_current_revision() != newest:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
        create_tables(session)


def version_of(database: Database) -> str | None:
    """The migration that the tables stand at; None before the first."""
    with database.reading() as session:
        return MigrationContext.configure(session.connection()).get_current_revision()


def configuration() -> Config:
    """Alembic's configuration: the migrations are part of the installed package."""
    config = Config()
    folder = resources.files("truyxuat.services") / "migrations"
    config.set_main_option("script_location", str(folder))
    return config
