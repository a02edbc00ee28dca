"""Positions follow commits on every engine: whoever reads on from the last event misses none.

Two processes write at once, with documents of different lengths, while a reader polls as a
linker does, from the last position it has seen. A position handed out early and committed late
would be passed over by it for good.
"""

from __future__ import annotations

import itertools
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.conftest import ENGINES
from truyxuat.services.database import Database, open_database
from truyxuat.services.linking import graph_of
from truyxuat.services.migrating import migrate
from truyxuat.services.record import last_position
from truyxuat.services.recorded import read_after
from truyxuat.services.settings import Settings

ROUNDS = 40
DOCUMENTS = (1, 7, 2, 19)
"""Events in one document after the other, so that short and long transactions meet."""

WRITER = f"""
import sys
import time
from datetime import UTC, datetime
from tests.services.documents import body, event
from truyxuat.services.capturing import capture
from truyxuat.services.database import open_database
from truyxuat.services.settings import Settings
from truyxuat.traceability.epcis.reading import read_json

database = open_database(Settings(database_url=sys.argv[1]))
first = number = int(sys.argv[2])
print("ready", flush=True)
sys.stdin.readline()
for turn in range({ROUNDS}):
    events = []
    for _ in range({DOCUMENTS}[(turn + first) % {len(DOCUMENTS)}]):
        number += 1
        serial = f"urn:epc:id:sgtin:9521234.000101.{{number}}"
        events.append(event(turn, eventID=f"urn:x:{{number}}", epcList=[serial]))
    reading = read_json(body(*events))
    with database.writing() as session:
        capture(session, reading, now=datetime.now(UTC), events_max=100)
    time.sleep(0.002)  # the other one waits for its turn by looking now and then
database.close()
"""


@pytest.fixture(params=ENGINES)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty record."""
    url = f"sqlite:///{tmp_path / 'record.db'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("fresh_postgresql")
    opened = open_database(Settings(database_url=url))
    migrate(opened)
    yield opened
    opened.close()


def test_who_reads_on_from_the_last_event_misses_none(database: Database) -> None:
    url = database.engine.url.render_as_string(hide_password=False)
    writers = [writer_from(url, first) for first in (0, 1_000_001)]
    seen: list[str] = []
    polls = 0

    begin_together(writers)
    while None in [writer.poll() for writer in writers]:
        with database.reading() as session:
            events = read_after(session, len(seen), limit=1_000)
        assert [event.position for event in events] == [
            len(seen) + 1 + place for place in range(len(events))
        ]
        seen += [event.event_id for event in events]
        polls += bool(events)
        time.sleep(0.001)

    for writer in writers:
        writer.communicate()
    assert [writer.returncode for writer in writers] == [0, 0]
    with database.reading() as session:
        seen += [event.event_id for event in read_after(session, len(seen), limit=10_000)]
        assert last_position(session) == graph_of(session).position() == len(seen)
    assert len(set(seen)) == len(seen) == 2 * ROUNDS * sum(DOCUMENTS) // len(DOCUMENTS)
    assert polls > ROUNDS // 2, "the reader came in between, many times"
    assert both_wrote_in_turn(seen)


def writer_from(url: str, first: int) -> subprocess.Popen[str]:
    """A process that writes events numbered from here on, once it is told to begin."""
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, url, str(first)],
        cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def begin_together(writers: list[subprocess.Popen[str]]) -> None:
    """Wait until all have started up, however long that takes, and let them go at once."""
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()


def both_wrote_in_turn(names: list[str]) -> bool:
    """Whether the two really met: the record changed hands and back."""
    hands = [len(name) > len("urn:x:100000") for name in names]
    return sum(one != other for one, other in itertools.pairwise(hands)) >= 2
