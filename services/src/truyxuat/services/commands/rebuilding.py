"""`truyxuat rebuild-graph`: the graph made anew from the record, then swapped in."""

from __future__ import annotations

from truyxuat.services.commands.terminal import opened, progress, results
from truyxuat.services.linking import rebuild
from truyxuat.services.settings import read_settings


def rebuild_graph() -> None:
    """Read every recorded event again and link it; traces go on from the old graph meanwhile."""
    with opened(read_settings()) as database, progress("events") as bar:
        task = bar.add_task("rebuild-graph", total=None)
        reached = rebuild(
            database, lambda done, goal: bar.update(task, completed=done, total=goal)
        )
    results.print(f"The graph is linked to position {reached:,} of the record.")
