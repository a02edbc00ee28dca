"""Many values reach PostgreSQL as one array and are the same ones there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import DataError

from truyxuat.graph.sql_arrays import array_of

pytestmark = pytest.mark.live


@pytest.fixture
def connection(fresh_postgresql: str) -> Iterator[Connection]:
    engine = create_engine(fresh_postgresql.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as opened:
        yield opened
    engine.dispose()


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["Sữa chua", "", "a,b", "{}", '"', "NULL", "\\", "𝄞"], "text[]"),
        ([b"", b"\0", b"\xff{}", bytes(range(256))], "bytea[]"),
        ([0, -1, 2**63 - 1, -(2**63)], "bigint[]"),
        (["once"], "text[]"),
    ],
)
def test_values_arrive_as_they_are(
    connection: Connection,
    values: Sequence[str] | Sequence[bytes] | Sequence[int],
    kind: str,
) -> None:
    asked = "SELECT given, pg_typeof(given)::text FROM (SELECT %s AS given) AS sent"

    given, known_as = connection.exec_driver_sql(asked, (array_of(values),)).one()

    assert (list(given), known_as) == (list(values), kind)


def test_a_text_with_a_nul_is_refused_as_everywhere(connection: Connection) -> None:
    with pytest.raises(DataError, match="cannot contain NUL"):
        connection.exec_driver_sql("SELECT %s", (array_of(["a", "b\0"]),))
