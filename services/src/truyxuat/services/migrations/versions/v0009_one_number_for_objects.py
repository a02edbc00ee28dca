"""One number for an object, in the record and in its links.

The graph's tables are no part of the versions and take the numbers over by themselves
(`truyxuat.graph.sql_older`). This version keeps programs away that look for numbers of the
graph's own.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change nothing here."""


def downgrade() -> None:
    """Drop the links, which an older program makes anew from the record."""
    connection = op.get_bind()
    for name in sa.inspect(connection).get_table_names():
        if name.startswith("graph_"):
            op.drop_table(name)
