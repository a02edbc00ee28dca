"""The tables of a record are what the program says, however old the record is."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect
from sqlmodel import SQLModel

from truyxuat.services import app  # noqa: F401  # its tables
from truyxuat.services.database import Database, open_database
from truyxuat.services.migrating import configuration, migrate
from truyxuat.services.settings import Settings


def test_the_migrations_make_exactly_the_tables_of_the_program(database: Database) -> None:
    assert "recall" in SQLModel.metadata.tables, "importing the app imports every table"

    with database.reading() as session:
        context = MigrationContext.configure(session.connection())
        differences = [
            difference
            for difference in compare_metadata(context, SQLModel.metadata)
            if not _of_the_graph(difference)
        ]

    assert differences == []


def _of_the_graph(difference: object) -> bool:
    """Whether it is one of the graph's tables, which rebuilds make and drop."""
    return isinstance(difference, tuple) and any(
        str(getattr(part, "name", "")).startswith("graph_")
        or str(getattr(getattr(part, "table", None), "name", "")).startswith("graph_")
        for part in difference
    )


def test_migrating_again_changes_nothing(database: Database) -> None:
    before = inspect(database.engine).get_table_names()

    migrate(database)

    assert inspect(database.engine).get_table_names() == before


def test_every_migration_can_be_taken_back(database: Database) -> None:
    config = configuration()

    with database.writing() as session:
        config.attributes["connection"] = session.connection()
        command.downgrade(config, "base")

    left = set(inspect(database.engine).get_table_names())
    assert {name for name in left if not name.startswith("graph_")} == {"alembic_version"}


def test_processes_that_start_at_once_make_one_record(tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'new.db'}")

    def start(_: int) -> list[str]:
        database = open_database(settings)
        migrate(database)
        names = inspect(database.engine).get_table_names()
        database.close()
        return names

    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(start, range(4)))

    assert made == [made[0]] * 4
    assert "event" in made[0]
