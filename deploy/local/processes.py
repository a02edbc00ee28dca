"""Server processes of their own session: started, found again, and ended for certain.

A process is known by its number and the instant it was born, because numbers are used again.
What Linux tells under /proc is enough, so nothing has to stay running to watch.
"""

from __future__ import annotations

import os
import pwd
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

TAIL_LINES = 40


@dataclass(frozen=True, slots=True)
class Process:
    """One process, and no later one that has got the same number."""

    number: int
    born: int

    @classmethod
    def numbered(cls, number: int) -> Process | None:
        """The process that has this number now, unless it is already dead."""
        fields = _stat(number)
        if fields is None or fields[0] in ("Z", "X"):
            return None
        return cls(number, int(fields[19]))

    def alive(self) -> bool:
        """Is it still there? A zombie is not."""
        return Process.numbered(self.number) == self

    def family(self) -> list[Process]:
        """Itself first, then its children and theirs."""
        family = [self]
        everybody = [int(path.name) for path in Path("/proc").glob("[0-9]*")]
        parents = {number: fields[1] for number in everybody if (fields := _stat(number))}
        for member in family:
            numbers = [n for n, parent in parents.items() if parent == str(member.number)]
            family += [child for n in numbers if (child := Process.numbered(n))]
        return family

    def end(self, how: signal.Signals, seconds_max: float) -> bool:
        """Signal it and wait until nobody of its family is left; False when time was up.

        SIGKILL goes to the whole family: PostgreSQL's sessions would otherwise outlive it for
        a moment and keep its memory, and the next start would be refused.
        """
        family = self.family()
        for member in family if how == signal.SIGKILL else [self]:
            with suppress(ProcessLookupError):
                os.kill(member.number, how)
        deadline = time.monotonic() + seconds_max
        while any(member.alive() for member in family) or self._unburied():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        return True

    def _unburied(self) -> bool:
        """Dead, but its number not yet free: PostgreSQL would still take it for running."""
        fields = _stat(self.number)
        return fields is not None and fields[19] == str(self.born)


def spawn(command: list[str], log: Path, owner: str | None) -> Process:
    """Run a command in the background, in a session of its own, all it says in the log.

    Its parent is a shell that does nothing but wait for it: where the first process of the
    machine is not a real init, as in many containers, nobody else would bury it.
    """
    script = '"$@" >&2 & echo $!; exec >&-; wait'
    with log.open("ab") as said:
        shell = subprocess.Popen(
            ["sh", "-c", script, "sh", *command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=said,
            cwd="/",
            start_new_session=True,
            user=owner,
            group=_group(owner),
            extra_groups=[] if owner else None,
        )
    assert shell.stdout is not None
    number = int(shell.stdout.read())
    return Process.numbered(number) or Process(number, 0)


def run(command: list[str], owner: str | None = None) -> tuple[bool, str]:
    """Run a command to its end: did it succeed, and the end of what it said."""
    ran = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        cwd="/",
        check=False,
        user=owner,
        group=_group(owner),
        extra_groups=[] if owner else None,
    )
    return ran.returncode == 0, tail(ran.stdout)


def tail(text: str) -> str:
    """The last lines, indented to stand under a message."""
    return "\n".join(f"    {line}" for line in text.splitlines()[-TAIL_LINES:])


def _group(owner: str | None) -> int | None:
    return pwd.getpwnam(owner).pw_gid if owner else None


def _stat(number: int) -> list[str] | None:
    """What /proc tells after the name, which may hold blanks: state, parent, …, birth at 19."""
    try:
        text = Path(f"/proc/{number}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    return text.rpartition(")")[2].split()
