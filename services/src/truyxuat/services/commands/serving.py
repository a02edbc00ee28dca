"""`truyxuat serve`: the platform on its record, over HTTP."""

from __future__ import annotations

from typing import Annotated

import typer
import uvicorn

from truyxuat.services.app import create_app
from truyxuat.services.observing.logs import log_to_stderr, logger_of
from truyxuat.services.settings import Settings, read_settings, without_password

HostOption = Annotated[str | None, typer.Option(help="Address to listen on.")]
PortOption = Annotated[
    int | None, typer.Option(min=0, max=65_535, help="Port to listen on.")
]

_log = logger_of(__name__)


def serve(host: HostOption = None, port: PortOption = None) -> None:
    """Serve the API and the pages. The record is TRUYXUAT_DATABASE_URL."""
    settings = read_settings()
    listen(settings, host or settings.host, settings.port if port is None else port)


def listen(settings: Settings, host: str, port: int) -> None:
    """Serve until interrupted."""
    log_to_stderr(settings)
    app = create_app(settings)
    record = without_password(settings.database_url)
    _log.info("serving", address=f"http://{host}:{port}", record=record)
    uvicorn.run(
        app, host=host, port=port, log_config=None, log_level="warning", access_log=False
    )
