"""What processes cost: time on the clock, of the processor, and the most memory they held.

All of it is read from ``/proc``, so it covers processes that are not ours: the servers.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Taken:
    """What a piece of work took: seconds, and kibibytes."""

    seconds: float
    worked: float
    """Of the processor, by the processes that were watched."""
    served: float
    """Of the processor, by PostgreSQL."""
    memory: int
    """The most that one of the watched processes ever held."""

    def per(self, amount: int) -> Taken:
        """The same for one of so many."""
        return Taken(
            self.seconds / amount, self.worked / amount, self.served / amount, self.memory
        )


class Clock:
    """Starts when it is made."""

    def __init__(self, watched: Sequence[int]) -> None:
        self._watched = watched
        self._worked, self._served = _worked(watched), _worked(_postgresql())
        self._began = time.perf_counter()

    def read(self) -> Taken:
        """Since it was made."""
        return Taken(
            time.perf_counter() - self._began,
            _worked(self._watched) - self._worked,
            _worked(_postgresql()) - self._served,
            max(memory_max(process) for process in self._watched),
        )


def memory_max(process: int) -> int:
    """The most memory that a process ever held, in kibibytes (``VmHWM``)."""
    lines = (PROC / str(process) / "status").read_text(encoding="utf-8").splitlines()
    [peak] = [line for line in lines if line.startswith("VmHWM")]
    return int(peak.split()[1])


def memory_added(process: int) -> int:
    """What a process holds now, of what it shares its part, in kibibytes (``Pss``)."""
    try:
        told = (PROC / str(process) / "smaps_rollup").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return 0
    lines = told.splitlines()
    [held] = [line for line in lines if line.startswith("Pss:")]
    return int(held.split()[1])


def command_of(process: int) -> str:
    """How a process was started."""
    return (PROC / str(process) / "cmdline").read_text(encoding="utf-8").replace("\0", " ")


def named(name: str) -> list[int]:
    """The processes of this name."""
    return [number for number in _numbers() if _stat(number)[0] == name]


def _postgresql() -> list[int]:
    """Server and sessions; what a session used counts when it has ended too."""
    return named("postgres")


def _worked(processes: Iterable[int]) -> float:
    """Processor seconds, of the children that ended as well."""
    return sum(
        sum(map(int, fields[11:15])) / TICKS_PER_SECOND
        for _, fields in map(_stat, processes)
        if fields
    )


def _numbers() -> list[int]:
    return [int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit()]


def _stat(process: int) -> tuple[str, list[str]]:
    """Name and figures of a process; nothing of one that has gone."""
    try:
        told = (PROC / str(process) / "stat").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return "", []
    head, _, figures = told.rpartition(")")
    return head.partition("(")[2], figures.split()
