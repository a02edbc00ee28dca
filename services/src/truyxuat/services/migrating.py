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
from truyxuat.traceability.errors import Conflict


def migrate(database: Database) -> None:
    """Make or upgrade every table; safe to call again.

    Raises:
        Conflict: the record is of a newer program.
    """
    config = configuration()
    script = ScriptDirectory.from_config(config)
    newest = script.get_current_head()
    with database.writing() as session:
        connection = session.connection()
        found = MigrationContext.configure(connection).get_current_revision()
        if found != newest:
            _require_known(script, found)
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
        create_tables(session)


def _require_known(script: ScriptDirectory, found: str | None) -> None:
    known = {each.revision for each in script.walk_revisions()}
    if found is not None and found not in known:
        raise Conflict(
            f"The record is at migration {found}, and this program knows none after "
            f"{script.get_current_head()}: a newer version has upgraded it. Start that "
            "version, or restore the record to an instant before the upgrade; nothing was "
            "changed."
        )


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
