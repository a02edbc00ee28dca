"""`truyxuat check-trace`: the trace against the oracle of small physical worlds."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from truyxuat.services.commands.terminal import progress, results
from truyxuat.traceability.memory_graph import MemoryGraph
from truyxuat.traceability.worlds import check_worlds

MISMATCHES_SHOWN = 20


def check_trace(
    worlds: Annotated[int, typer.Option(min=1, help="How many worlds.")] = 1_000,
    first_seed: Annotated[int, typer.Option(help="Seed of the first world.")] = 1,
) -> None:
    """Compare traces with what physically happened in simulated worlds; exit 1 if any differs."""
    with progress("worlds") as bar:
        task = bar.add_task("check-trace", total=worlds)
        verdict = check_worlds(
            worlds,
            first_seed=first_seed,
            graph=MemoryGraph,
            report=lambda done: bar.update(task, completed=done),
        )
    for mismatch in verdict.mismatches[:MISMATCHES_SHOWN]:
        results.print(f"[red]differs[/] {escape(str(mismatch))}")
    results.print(
        f"{verdict.worlds:,} worlds, {verdict.objects:,} objects traced: "
        f"{len(verdict.mismatches):,} differ from what happened, {verdict.missed:,} missed."
    )
    results.print(
        f"A time-blind walk recalls {verdict.units_time_blind:,} units, this trace "
        f"{verdict.units_exact:,}: {verdict.reduction:.1f} % fewer units recalled, "
        + ("none missed." if verdict.missed == 0 else f"{verdict.missed:,} missed.")
    )
    if verdict.mismatches or verdict.missed:
        raise typer.Exit(1)
