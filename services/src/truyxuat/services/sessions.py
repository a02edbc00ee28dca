"""One transaction of the record around each request, for the API and the pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Request
from sqlmodel import Session

from truyxuat.services.database import Database

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
"""Methods that ask and change nothing (RFC 9110 section 9.2.1)."""


def open_session(request: Request) -> Iterator[Session]:
    """One transaction around one request; a writer's unless the method is a safe one."""
    database: Database = request.app.state.database
    reads = request.method in SAFE_METHODS
    with database.reading() if reads else database.writing() as session:
        yield session


SessionDep = Annotated[Session, Depends(open_session, scope="function")]
"""The request's session. It commits before the answer leaves, so a failed commit is a 500."""
