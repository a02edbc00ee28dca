"""A process that is killed leaves what it acknowledged, and nothing of what it had begun."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

from sqlalchemy import select

from truyxuat.services.database import open_database
from truyxuat.services.linking import graph_of
from truyxuat.services.migrating import migrate
from truyxuat.services.record import last_position
from truyxuat.services.settings import Settings
from truyxuat.services.tables import CaptureJob

KILLED_WHILE_CAPTURING = """
import os, signal, sys
from datetime import UTC, datetime
from tests.services.documents import body, event
from truyxuat.services.capturing import capture
from truyxuat.services.database import open_database
from truyxuat.services.migrating import migrate
from truyxuat.services.settings import Settings
from truyxuat.traceability.epcis.reading import read_json

database = open_database(Settings(database_url=sys.argv[1]))
migrate(database)
now = datetime.now(UTC)
with database.writing() as session:
    capture(session, read_json(body(event(1))), now=now, events_max=9)
with database.writing() as session:
    capture(session, read_json(body(event(2), event(3))), now=now, events_max=9)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_was_acknowledged_is_there_and_nothing_is_half_kept(
    settings: Settings,
) -> None:
    killed = subprocess.run(
        [sys.executable, "-c", KILLED_WHILE_CAPTURING, settings.database_url],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
    )

    database = open_database(settings)
    migrate(database)
    with database.reading() as session:
        jobs = session.execute(select(CaptureJob)).scalars().all()
        assert [job.recorded for job in jobs] == [1]
        assert last_position(session) == 1
        assert graph_of(session).position() == 1
    database.close()
    assert killed.returncode == -signal.SIGKILL, killed.stderr
