"""Sixty kills over one stream: nothing lost, nothing doubled, the graph as the record says."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.live_servers import DEPLOY
from truyxuat.services.faults.plan import Part

pytestmark = pytest.mark.live

POINTS = 60


def test_nothing_is_lost_or_doubled_whatever_is_killed() -> None:
    # A process of its own: kafka-python leaves sockets open that found no broker.
    command = [sys.executable, "-m", "truyxuat.services", "check-faults", "--seed", "1"]
    ran = subprocess.run(
        [*command, "--points", str(POINTS), "--servers", str(DEPLOY)],
        env={**os.environ, "COLUMNS": "200"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stdout + ran.stderr
    table = counts(ran.stdout)
    assert (table["lost"], table["doubled"], table["differing"]) == (0, 0, 0)
    outcomes = table["= stored"], table["+ duplicate"], table["+ parked"]
    assert table["messages sent"] == sum(outcomes)
    assert table["= stored"] == 5_804
    [killed] = [name for name in table if name.startswith("killed: ")]
    assert table[killed] == POINTS
    assert all(part.value in killed for part in Part)


def counts(printed: str) -> dict[str, int]:
    """The rows of the table that the command prints."""
    rows = [
        [cell.strip() for cell in line.strip("│").split("│")]
        for line in printed.splitlines()
        if line.startswith("│")
    ]
    return {name: int(count.replace(",", "")) for name, count in rows}
