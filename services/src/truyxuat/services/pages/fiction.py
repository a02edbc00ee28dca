"""Whether this platform holds fictional data; then every page says so (R-176).

One fictional row is enough: a page cannot know which of its facts a reader takes along.
"""

from __future__ import annotations

from sqlmodel import Session, col, select

from truyxuat.services.master import Party, Place, Product


def is_fictional(session: Session) -> bool:
    """Whether any party, product or place of the master data is marked fictional."""
    for table in (Party, Product, Place):
        if session.exec(select(table.key).where(col(table.fictional)).limit(1)).first():
            return True
    return False
