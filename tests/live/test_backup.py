"""A record that was lost or spoilt comes back as it was at an instant of the operator's choice."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.live.postgresql_cluster import Host, a_host

pytestmark = pytest.mark.live

ARCHIVED_SECONDS_MAX = 20
ENDED_SECONDS_MAX = 20
RESTORED = "5433"


@dataclass(frozen=True, slots=True)
class Morning:
    """What happened on a host: a base backup between two deliveries, a mistake after `target`."""

    host: Host
    base: Path
    target: str


@pytest.fixture(scope="module")
def morning() -> Iterator[Morning]:
    """Milk came before the base backup, curd after it, and at the end somebody made a mistake."""
    with a_host() as host:
        host.initialise(host.folder / "living")
        host.start(host.folder / "living")
        host.sql("CREATE TABLE lots (name text)")
        host.sql("INSERT INTO lots VALUES ('milk')")
        taken = host.script("take-base")
        assert taken.returncode == 0, taken.stderr
        host.sql("INSERT INTO lots VALUES ('curd')")
        target = host.sql("SELECT clock_timestamp()")
        host.sql("INSERT INTO lots VALUES ('mistake')")
        archive(host)
        yield Morning(host, Path(taken.stdout.strip()), target)


def archive(host: Host) -> None:
    """Wait until all that was committed so far is in the archive; a minute's wait, cut short."""
    piece = host.sql("SELECT pg_walfile_name(pg_switch_wal())")
    deadline = time.monotonic() + ARCHIVED_SECONDS_MAX
    while not (host.backups / "wal" / f"{piece}.gz").exists():
        assert time.monotonic() < deadline, f"{piece} was not archived"
        time.sleep(0.05)


def archived(host: Host) -> list[str]:
    """The pieces of the log that are kept."""
    return sorted(path.name for path in (host.backups / "wal").iterdir())


def restored(host: Host, instant: str, name: str) -> list[str]:
    """The lots of a server that was restored to an instant; it is stopped again."""
    data = host.folder / name
    laid_out = host.script("restore", instant, data)
    assert laid_out.returncode == 0, laid_out.stderr
    host.start(data, port=RESTORED)
    while host.sql("SELECT pg_is_in_recovery()", port=RESTORED) == "t":
        time.sleep(0.05)
    lots = host.sql("SELECT name FROM lots", port=RESTORED).splitlines()
    host.done("pg_ctl", "stop", "-w", "-m", "fast", "-D", data)
    return lots


@dataclass(frozen=True, slots=True)
class Drill:
    """What a restore to the target brought back, and the archive's files before and after it."""

    lots: list[str]
    archive: tuple[list[str], list[str]]


@pytest.fixture(scope="module")
def drill(morning: Morning) -> Drill:
    before = archived(morning.host)
    lots = restored(morning.host, morning.target, "at-the-instant")
    return Drill(lots, (before, archived(morning.host)))


def test_what_came_before_the_instant_is_there_and_what_came_after_is_gone(
    drill: Drill,
) -> None:
    assert drill.lots == ["milk", "curd"]


def test_a_drill_leaves_no_trace_in_the_archive_of_the_living_server(drill: Drill) -> None:
    before, after = drill.archive

    assert after == before


def test_after_the_loss_of_the_disk_everything_archived_is_there(morning: Morning) -> None:
    assert restored(morning.host, "latest", "latest") == ["milk", "curd", "mistake"]


def test_an_instant_before_the_first_backup_cannot_be_restored(morning: Morning) -> None:
    early = morning.host.script("restore", "2020-01-01 00:00:00Z", "early")

    assert early.returncode == 1
    assert early.stderr == (
        "restore: no base backup was complete at 2020-01-01 00:00:00Z; "
        f"there are: {morning.base.name}.\n"
    )
    assert not (morning.host.folder / "early").exists()


def test_an_instant_that_nobody_has_reached_is_not_taken_for_the_end(
    morning: Morning,
) -> None:
    data = morning.host.folder / "future"
    log = morning.host.folder / "future.log"
    morning.host.script("restore", "2999-01-01 00:00:00Z", data)

    morning.host.start(data, port=RESTORED)

    deadline = time.monotonic() + ENDED_SECONDS_MAX
    while morning.host.run("pg_ctl", "status", "-D", data).returncode == 0:
        assert time.monotonic() < deadline, "the server went on"
        time.sleep(0.05)
    said = log.read_text(encoding="utf-8")
    assert "recovery ended before configured recovery target was reached" in said


def test_an_instant_without_its_zone_is_refused(morning: Morning) -> None:
    refused = morning.host.script("restore", "2026-09-17 14:00:00", "no-zone")

    assert refused.returncode == 2
    assert refused.stderr == (
        "restore: expected an instant with its zone, got '2026-09-17 14:00:00'.\n"
    )


def test_a_data_directory_that_exists_is_never_overwritten(morning: Morning) -> None:
    refused = morning.host.script("restore", "latest", morning.host.folder / "living")

    assert refused.returncode == 2
    assert "living is there already" in refused.stderr


def test_a_piece_of_the_log_is_kept_once_and_never_replaced(morning: Morning) -> None:
    piece = morning.host.folder / "piece"
    piece.write_text("first")
    kept = morning.host.script("archive-wal", piece, "0000000A")
    again = morning.host.script("archive-wal", piece, "0000000A")
    piece.write_text("second")
    other = morning.host.script("archive-wal", piece, "0000000A")

    assert (kept.returncode, again.returncode, other.returncode) == (0, 0, 1)
    assert "0000000A.gz is there with other content" in other.stderr
    (morning.host.backups / "wal" / "0000000A.gz").unlink()


def test_a_backup_that_works_is_told_from_one_that_stopped(morning: Morning) -> None:
    host = morning.host
    sound = host.script("check", "26")
    (host.backups / "wal").chmod(0o500)
    (host.backups / "wal").rename(host.backups / "unmounted")
    host.sql("SELECT pg_switch_wal()")
    host.sql("INSERT INTO lots VALUES ('whey')")
    host.sql("SELECT pg_switch_wal()")

    deadline = time.monotonic() + ARCHIVED_SECONDS_MAX
    while (stopped := host.script("check", "26")).returncode == 0:
        assert time.monotonic() < deadline, "the check never noticed"
        time.sleep(0.1)
    (host.backups / "unmounted").rename(host.backups / "wal")
    (host.backups / "wal").chmod(0o700)

    assert (sound.returncode, sound.stderr) == (0, "")
    assert stopped.stderr.startswith("check: the log is not archived: 0000")


def test_old_backups_go_with_the_log_that_only_they_need(morning: Morning) -> None:
    host = morning.host
    newer = Path(host.done("sh", host.scripts / "take-base"))
    archive(host)
    lots = host.sql("SELECT name FROM lots").splitlines()

    pruned = host.script("prune", "1")

    assert pruned.returncode == 0, pruned.stderr
    assert [path.name for path in (host.backups / "base").iterdir()] == [newer.name]
    assert restored(host, "latest", "from-the-newer") == lots
    refused = host.script("restore", morning.target, "too-early")
    assert refused.returncode == 1
