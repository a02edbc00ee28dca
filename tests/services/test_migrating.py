"""The tables of a record are what the program says, however old the record is."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, inspect, text
from sqlmodel import SQLModel
from typer.testing import CliRunner

from tests.services.conftest import ENGINES
from truyxuat.graph import object_table
from truyxuat.services import app, holds  # noqa: F401  # their tables
from truyxuat.services.__main__ import app as program
from truyxuat.services.database import Database, open_database
from truyxuat.services.kafka import tables as kafka_tables  # noqa: F401  # its tables
from truyxuat.services.migrating import migrate, newest_version, version_of
from truyxuat.services.settings import Settings
from truyxuat.services.upgrading import configuration
from truyxuat.traceability.errors import Conflict


def test_the_migrations_make_exactly_the_tables_of_the_program(database: Database) -> None:
    assert "recall" in SQLModel.metadata.tables, "importing the app imports every table"
    described = MetaData()
    for table in (*SQLModel.metadata.sorted_tables, object_table):
        table.to_metadata(described)

    with database.reading() as session:
        context = MigrationContext.configure(session.connection())
        differences = [
            difference
            for difference in compare_metadata(context, described)
            if not _made_while_running(difference)
        ]

    assert differences == []


def _made_while_running(difference: object) -> bool:
    """Whether it is a table of the graph or a block of events, made as they are needed."""
    return isinstance(difference, tuple) and any(
        str(getattr(part, "name", "")).startswith(MADE_WHILE_RUNNING)
        or str(getattr(getattr(part, "table", None), "name", "")).startswith(
            MADE_WHILE_RUNNING
        )
        for part in difference
    )


MADE_WHILE_RUNNING = ("graph_", "event_from_")


def test_migrating_again_changes_nothing(database: Database) -> None:
    before = inspect(database.engine).get_table_names()

    migrate(database)

    assert inspect(database.engine).get_table_names() == before


def test_the_newest_file_of_migrations_is_the_one_that_alembic_goes_to() -> None:
    script = ScriptDirectory.from_config(configuration())

    assert newest_version() == script.get_current_head()


def test_every_migration_can_be_taken_back(database: Database) -> None:
    config = configuration()

    with database.writing() as session:
        config.attributes["connection"] = session.connection()
        command.downgrade(config, "base")

    left = set(inspect(database.engine).get_table_names())
    assert {name for name in left if not name.startswith("graph_")} == {"alembic_version"}


@pytest.fixture(params=ENGINES)
def nothing_yet(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Where a record could be, and nothing is."""
    if request.param == "sqlite":
        return Settings(database_url=f"sqlite:///{tmp_path / 'new.db'}")
    return Settings(database_url=request.getfixturevalue("fresh_postgresql"))


def test_processes_that_start_at_once_make_one_record(nothing_yet: Settings) -> None:

    def start(_: int) -> list[str]:
        database = open_database(nothing_yet)
        migrate(database)
        names = inspect(database.engine).get_table_names()
        database.close()
        return names

    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(start, range(4)))

    assert made == [made[0]] * 4
    assert "event" in made[0]


NEWER = (
    "The record is at migration 9999, and this program knows none after {newest}: a newer "
    "version has upgraded it. Start that version, or restore the record to an instant before "
    "the upgrade; nothing was changed."
)


@pytest.fixture
def newer(nothing_yet: Settings) -> Settings:
    """A record that a version of the future has upgraded."""
    opened = open_database(nothing_yet)
    migrate(opened)
    with opened.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    opened.close()
    return nothing_yet


def test_a_program_older_than_the_record_stops_and_names_both(newer: Settings) -> None:
    newest = ScriptDirectory.from_config(configuration()).get_current_head()
    opened = open_database(newer)

    with pytest.raises(Conflict) as refused:
        migrate(opened)

    assert str(refused.value) == NEWER.format(newest=newest)
    assert version_of(opened) == "9999"
    opened.close()


@pytest.mark.parametrize(
    "command", [["migrate"], ["serve"], ["trace", "(01)09521234003014"], ["hold", "list"]]
)
def test_every_command_of_an_older_program_says_so_in_words(
    newer: Settings, command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRUYXUAT_DATABASE_URL", newer.database_url)

    ran = CliRunner().invoke(program, command)

    assert ran.exit_code == 2
    assert "The record is at migration 9999" in " ".join(ran.output.split())
    assert "Traceback" not in ran.output
