"""A command starts with what it needs: whoever asks for help waits for no database's driver."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from tests.services.documents import MILK, body, lot_event
from truyxuat.services.__main__ import app
from truyxuat.services.commands.listing import COMMANDS, Listed
from truyxuat.services.database import open_database
from truyxuat.services.migrating import migrate
from truyxuat.services.settings import Settings

RUN = """
import atexit, json, sys
atexit.register(lambda: print(json.dumps(sorted(sys.modules)), file=sys.__stderr__))
from truyxuat.services.__main__ import main
sys.argv[0] = "truyxuat"
main()
"""

PICTURES = {"PIL", "zxingcpp", "pyzbar", "pypdfium2", "pi_heif"}
SYMBOLS = {"barcode", "segno", "zint", "fontTools"}
WEB = {"fastapi", "starlette", "uvicorn", "jinja2"}
RECORD = {"sqlalchemy", "sqlmodel", "psycopg", "alembic"}
ELSEWHERE = {"kafka", "neo4j", "opentelemetry.sdk", "opentelemetry.exporter"}
FILES = {"lxml", "xlsxwriter", "httpx"}

NEEDLESS = {
    "--help": PICTURES | SYMBOLS | WEB | RECORD | ELSEWHERE | FILES | {"pydantic"},
    "barcode parse 04006381333931": WEB | RECORD | ELSEWHERE | FILES,
    "check-trace --worlds 1": PICTURES | SYMBOLS | WEB | RECORD | ELSEWHERE | FILES,
    "capture {file}": PICTURES | SYMBOLS | WEB | ELSEWHERE | {"alembic", "xlsxwriter"},
    "intake --help": PICTURES | SYMBOLS | WEB | {"alembic", "neo4j", "xlsxwriter"},
    "serve --help": {"alembic", "neo4j", "opentelemetry.sdk"},
}
"""What no command may bring along for another one's sake."""


@pytest.fixture
def record(tmp_path: Path) -> str:
    """A record whose tables are up to date, as at every start but the first."""
    address = f"sqlite:///{tmp_path / 'record.db'}"
    database = open_database(Settings(database_url=address))
    migrate(database)
    database.close()
    return address


@pytest.mark.parametrize("command", NEEDLESS)
def test_a_command_waits_for_no_library_that_it_does_not_need(
    command: str, record: str, tmp_path: Path
) -> None:
    file = tmp_path / "milk.json"
    file.write_bytes(body(lot_event(1, MILK, 100)))

    ran = subprocess.run(
        [sys.executable, "-c", RUN, *command.format(file=file).split()],
        env={**os.environ, "TRUYXUAT_DATABASE_URL": record},
        capture_output=True,
        text=True,
        check=True,
    )

    loaded = set(json.loads(ran.stderr.splitlines()[-1]))
    assert loaded & NEEDLESS[command] == set()


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_says_of_a_command_what_the_command_says_of_itself(name: str) -> None:
    listed = Listed(name, COMMANDS[name])

    own = listed.loaded()

    assert own.name == name
    assert " ".join((own.help or "").split("\n\n")[0].split()) == listed.help


def test_completion_offers_commands_with_their_help() -> None:
    program = get_command(app)
    assert isinstance(program, TyperGroup)

    offered = program.shell_complete(program.make_context("truyxuat", ["re"]), "re")

    assert [each.value for each in offered] == [
        "recall",
        "rebuild-graph",
        "relay",
        "restore-archive",
    ]
    assert all(each.help for each in offered)
