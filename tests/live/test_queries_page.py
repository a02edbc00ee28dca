"""The questions of graph/QUERIES.md are answered by the sample province as the page says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.live.neo4j_trade import followed, neo4j_of, settings_of
from truyxuat.graph import Neo4j
from truyxuat.services.database import open_database
from truyxuat.services.migrating import migrate
from truyxuat.services.sample import load_sample
from truyxuat.services.settings import Settings

pytestmark = pytest.mark.live

PAGE = Path(__file__).resolve().parents[2] / "graph" / "QUERIES.md"
CYPHER = re.compile(r"^## (.+?)\n\n```cypher\n(.+?)```\n\n((?:\|[^\n]*\n)+)", re.M | re.S)


@dataclass(frozen=True)
class Asked:
    """A question of the page with the table below it."""

    caption: str
    cypher: str
    table: str

    @property
    def rows(self) -> list[list[str]]:
        """The cells below the head, as written."""
        lines = self.table.strip().splitlines()[2:]
        return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


QUESTIONS = [Asked(*found) for found in CYPHER.findall(PAGE.read_text(encoding="utf-8"))]


@pytest.fixture(scope="module")
def province(
    neo4j_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Neo4j, Settings]]:
    """The sample province, linked into a log of its own."""
    settings = settings_of(tmp_path_factory.mktemp("province"), neo4j_url)
    database = open_database(settings)
    with neo4j_of(settings) as neo4j:
        migrate(database)
        load_sample(database)
        followed(database, neo4j, settings, most=2_000_000)
        yield neo4j, settings
    database.close()


def test_the_page_has_its_questions() -> None:
    assert len(QUESTIONS) == PAGE.read_text(encoding="utf-8").count("```cypher") == 11


@pytest.mark.parametrize("asked", QUESTIONS, ids=lambda asked: asked.caption[:40])
def test_a_question_of_the_page_is_answered_as_it_says(
    province: tuple[Neo4j, Settings], asked: Asked
) -> None:
    neo4j, settings = province
    named = {"log": settings.graph_log, "graph": f"{settings.graph_log}.1"}

    with neo4j.session() as session:
        rows = [
            ["" if value is None else str(value) for value in row.values()]
            for row in session.run(asked.cypher, named)
        ]

    assert rows == asked.rows
    assert rows != []
