"""Put the running platform together from its settings: record, API, pages, errors.

Nothing is open before `create_app` is called and nothing stays open after its lifespan ends, so
a test or a command can have as many platforms as it likes side by side.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import ExitStack, asynccontextmanager

from fastapi import Depends, FastAPI, Request, Response

from truyxuat.services import problem_details
from truyxuat.services.api import (
    barcodes,
    capture,
    codes,
    description,
    events,
    health,
    lookup,
    recalls,
    sheets,
    symbols,
    trace,
)
from truyxuat.services.database import Database, open_database
from truyxuat.services.http_limits import BodyLimit, HeadAsGet, NoGuessing, no_nul
from truyxuat.services.kafka.parking import waiting
from truyxuat.services.kafka.standing import kafka_part
from truyxuat.services.label_checking import SheetChecking
from truyxuat.services.linking import catch_up, links_of_record
from truyxuat.services.migrating import migrate
from truyxuat.services.observing.process import Process
from truyxuat.services.observing.record_parts import (
    beside_parts,
    graph_part,
    record_part,
)
from truyxuat.services.observing.spans import Spans
from truyxuat.services.observing.standing import Part
from truyxuat.services.openapi import Platform
from truyxuat.services.pages import routes as pages
from truyxuat.services.settings import Settings

PARTS = (
    capture,
    events,
    trace,
    recalls,
    lookup,
    codes,
    barcodes,
    symbols,
    sheets,
    health,
    description,
    pages,
)
"""What answers, in the order in which addresses are looked for."""


def create_app(settings: Settings, *, spans: Spans | None = None) -> FastAPI:
    """The whole platform on the record that the settings name.

    ``spans`` None: as the settings say; given, they are closed with the platform.
    """
    database = _ready_database(settings)
    checking = SheetChecking(database)
    process = Process(settings, "api", _parts(settings, database), spans)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        checking.take_up()
        yield
        checking.close()
        process.close()
        database.close()

    app = Platform(lifespan=lifespan, process=process)
    app.state.database = database
    app.state.process = process
    app.state.sheets = checking
    app.state.settings = settings
    app.add_middleware(BodyLimit, body_bytes_max=settings.body_bytes_max)
    app.add_middleware(HeadAsGet)
    app.add_middleware(NoGuessing)
    problem_details.install(app, _page_of_a_problem)
    for part in PARTS:
        app.include_router(part.router, dependencies=[Depends(no_nul)])
    app.mount("/static", pages.static_app())
    return app


def _ready_database(settings: Settings) -> Database:
    """The record with its tables up to date and its links whole; closed if it cannot be."""
    with ExitStack() as closing:
        database = open_database(settings)
        closing.callback(database.close)
        migrate(database)
        with database.writing() as session:
            catch_up(session, links_of_record(session))
        closing.pop_all()
        return database


def _parts(settings: Settings, database: Database) -> list[Part]:
    """What the platform stands on, and what follows its record."""
    parts = [graph_part(database), *beside_parts(database)]
    if not settings.kafka_servers:
        return [record_part(database), *parts]
    kafka = kafka_part(settings, topics=[settings.kafka_partner_topic], needed=False)
    return [record_part(database, parked_messages=waiting), *parts, kafka]


def _page_of_a_problem(
    request: Request, status: int, problem: Mapping[str, object]
) -> Response | None:
    if not pages.prefers_html(request):
        return None
    return pages.error_page(request, status, problem)
