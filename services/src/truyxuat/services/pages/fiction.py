"""Whether this platform holds fictional data; then every page says so (R-176).

One fictional row is enough: a page cannot know which of its facts a reader takes along.
"""

from __future__ import annotations

from fastapi import Request
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, select

from truyxuat.services.database import Database
from truyxuat.services.master import Party, Place, Product
from truyxuat.traceability.errors import Unavailable


def is_fictional(session: Session) -> bool:
    """Whether any party, product or place of the master data is marked fictional."""
    for table in (Party, Product, Place):
        if session.exec(select(table.key).where(col(table.fictional)).limit(1)).first():
            return True
    return False


def perhaps_fictional(request: Request) -> bool:
    """The same for the page of an error; a record that does not answer gives no mark."""
    database: Database = request.app.state.database
    try:
        with database.reading() as session:
            return is_fictional(session)
    except (SQLAlchemyError, Unavailable):
        return False
