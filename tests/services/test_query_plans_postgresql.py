"""A query reads what it finds on PostgreSQL too, whichever blocks the events stand in."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.dialects import postgresql

from tests.live_servers import new_database
from tests.services.test_query_plans import QUESTIONS
from truyxuat.services.database import Database, open_database
from truyxuat.services.event_blocks import open_block
from truyxuat.services.event_query import page_question, parse_query
from truyxuat.services.migrating import migrate
from truyxuat.services.settings import Settings

pytestmark = pytest.mark.live

# Empty tables are read whole whatever is asked: the planner weighs what is in them.
FILLED = """
INSERT INTO capture_job (capture_id, created_at, success, behaviour, events, recorded,
    duplicates, conflicts, errors, warnings)
VALUES ('1', 0, true, 'proceed', 1, 1, 0, 0, '[]', '[]');
INSERT INTO event SELECT n, 1, 0, 'urn:uuid:' || n, true, 'ni:' || n,
    sha256(n::text::bytea), 'ObjectEvent', 'OBSERVE', 'step' || n % 40, 'state' || n % 40,
    1789000000000000 + n * 1000000, 1789000000000000 + n * 1000000,
    CASE WHEN n % 1000 = 0 THEN 1789000000000000 + n * 1000000 END, repeat('x', 400), '[]'
FROM generate_series(1, 20000::bigint) n;
INSERT INTO event_name SELECT content_key, position, event_id, content,
    declared IS NOT NULL FROM event;
INSERT INTO object (key) SELECT 'https://id.gs1.org/01/09521234001010/21/' || n
FROM generate_series(1, 20000) n;
INSERT INTO event_object SELECT n, 1, n FROM generate_series(1, 20000) n;
INSERT INTO event_object SELECT 1 + n % 500, 8, n FROM generate_series(1, 20000) n;
INSERT INTO event_value SELECT 'bizTransaction_po', 'urn:x:' || n, n
FROM generate_series(1, 20000) n;
INSERT INTO event_value SELECT 'errorDeclaration', 'true', n
FROM generate_series(1000, 20000, 1000) n;
ANALYZE
"""
WHOLE_RECORD = (
    re.compile(r"Seq Scan on (event|object)"),
    re.compile(r'Index Cond: \("position" <= 1000000000\)$'),
)


@pytest.fixture(scope="module")
def filled(postgresql_url: str) -> Iterator[Database]:
    """A record of twenty thousand events in four blocks."""
    with new_database(postgresql_url) as url:
        database = open_database(Settings(database_url=url))
        migrate(database)
        with database.writing() as session:
            for _ in range(4):
                open_block(session, events=5_000)
            for statement in FILLED.replace(":", r"\:").split(";\n"):
                session.execute(text(statement))
        yield database
        database.close()


@pytest.mark.parametrize(("name", "value"), QUESTIONS)
def test_a_query_is_answered_by_an_index(filled: Database, name: str, value: str) -> None:
    query = parse_query([(name, value)], Settings())

    question = page_question(query, record_to=10**9, size=30)

    dialect = postgresql.dialect(paramstyle="named")  # type: ignore[no-untyped-call]  # SQLAlchemy's
    compiled = question.compile(dialect=dialect, compile_kwargs={"literal_binds": True})
    with filled.reading() as session:
        explained = session.execute(text("EXPLAIN " + str(compiled).replace(":", r"\:")))
        plan = list(explained.scalars())
    whole = [step for step in plan if any(each.search(step) for each in WHOLE_RECORD)]
    assert whole == [], "\n".join(plan)
