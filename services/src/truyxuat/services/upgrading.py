"""Alembic's part of migrating: which migrations there are, and the way from one to the newest."""

from __future__ import annotations

from importlib import resources

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from truyxuat.traceability.errors import Conflict


def upgrade(connection: Connection, found: str | None) -> None:
    """Bring the tables from the migration found, None before the first, to the newest one.

    Raises:
        Conflict: the record is of a newer program.
    """
    config = configuration()
    _require_known(ScriptDirectory.from_config(config), found)
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _require_known(script: ScriptDirectory, found: str | None) -> None:
    known = {each.revision for each in script.walk_revisions()}
    if found is not None and found not in known:
        raise Conflict(
            f"The record is at migration {found}, and this program knows none after "
            f"{script.get_current_head()}: a newer version has upgraded it. Start that "
            "version, or restore the record to an instant before the upgrade; nothing was "
            "changed."
        )


def configuration() -> Config:
    """Alembic's configuration: the migrations are part of the installed package."""
    config = Config()
    folder = resources.files("truyxuat.services") / "migrations"
    config.set_main_option("script_location", str(folder))
    return config
