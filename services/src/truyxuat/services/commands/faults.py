"""`truyxuat check-faults`: kill every part at random points, then count what came of it."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from truyxuat.services.commands.terminal import progress, results
from truyxuat.services.faults.checking import Verdict, check_faults
from truyxuat.services.faults.servers import Servers

SCRIPTS = Path("deploy/local")
SHOWN_MAX = 20


def check_faults_command(
    points: Annotated[int, typer.Option(min=1, help="How many kills.")] = 60,
    seed: Annotated[int, typer.Option(help="Draws the stream and the points.")] = 1,
    servers: Annotated[
        Path,
        typer.Option(exists=True, file_okay=False, help="The scripts that start servers."),
    ] = SCRIPTS,
) -> None:
    """Kill workers and engines while a stream runs; exit 1 if anything is lost or differs.

    Starts Kafka, PostgreSQL and Neo4j of its own, with data that is thrown away at the end.
    """
    home = Path(tempfile.mkdtemp(prefix="truyxuat-faults-"))
    home.chmod(0o755)  # PostgreSQL runs as a user of its own when root starts it
    own = Servers(servers, home / "servers")
    try:
        with progress("points") as bar:
            task = bar.add_task("check-faults", total=points)
            verdict = check_faults(
                own,
                home / "logs",
                points=points,
                seed=seed,
                report=lambda done: bar.update(task, completed=done),
            )
    finally:
        own.stop()
        shutil.rmtree(home, ignore_errors=True)
    results.print(_table(verdict))
    found = verdict.reckoning
    for wrong in (*found.lost, *found.doubled, *found.differing)[:SHOWN_MAX]:
        results.print(f"[red]wrong[/] {escape(wrong)}")
    if not found.sound:
        raise typer.Exit(1)


def _table(verdict: Verdict) -> Table:
    found = verdict.reckoning
    table = Table(title=f"{verdict.points:,} kills over one stream")
    table.add_column("")
    table.add_column("count", justify="right")
    kills = ", ".join(f"{part.value} {count}" for part, count in verdict.kills.items())
    rows = {
        f"killed: {kills}": verdict.points,
        "messages sent": found.sent,
        "= stored": found.stored,
        "+ duplicate": found.duplicate,
        "+ parked": found.parked,
        "lost": len(found.lost),
        "doubled": len(found.doubled),
        "differing": len(found.differing),
        "workers that ended by themselves": verdict.fallen,
    }
    for name, count in rows.items():
        table.add_row(name, f"{count:,}")
    return table
