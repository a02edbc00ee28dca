"""Sixty kills over one stream: nothing lost, nothing doubled, the graph as the record says."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live_servers import DEPLOY
from truyxuat.services.faults.checking import check_faults
from truyxuat.services.faults.plan import Part
from truyxuat.services.faults.servers import Servers

pytestmark = pytest.mark.live

POINTS = 60


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder that PostgreSQL's own user may enter."""
    folder = Path(tempfile.mkdtemp(prefix="truyxuat-faults-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def test_nothing_is_lost_or_doubled_whatever_is_killed(home: Path) -> None:
    servers = Servers(DEPLOY, home / "servers")
    try:
        verdict = check_faults(
            servers, home / "logs", points=POINTS, seed=1, report=lambda done: None
        )
    finally:
        servers.stop()

    found = verdict.reckoning
    assert (found.lost, found.doubled, found.differing) == ((), (), ())
    assert found.sent == found.stored + found.duplicate + found.parked
    assert found.stored == 5_804
    assert set(verdict.kills) == set(Part)
    assert sum(verdict.kills.values()) == POINTS
