"""The engines under the platform, started and killed by the scripts in ``deploy/local``.

They are separate processes with throw-away data; what is killed comes up again with the data
and on the port it had.
"""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from truyxuat.traceability.errors import Unavailable

START_SECONDS_MAX = 180


@dataclass(frozen=True, slots=True)
class Servers:
    """Real Kafka, Neo4j and PostgreSQL with their data in one folder."""

    scripts: Path
    """``deploy/local`` of a checkout."""
    home: Path

    def start(self, *names: str) -> None:
        """Start these servers, all when none is named, and wait until they answer.

        Raises:
            Unavailable: one did not, with what it said.
        """
        self._run("start", *names)

    def kill(self, name: str) -> None:
        """End a server at once, as a fall of its machine would."""
        self._run("stop", "--kill", name)

    def stop(self) -> None:
        """Stop all of them in good order."""
        self._run("stop")

    def settings(self) -> Mapping[str, str]:
        """The TRUYXUAT_ variables under which the platform finds them."""
        lines = (self.home / "env").read_text(encoding="utf-8").splitlines()
        pairs = (line.removeprefix("export ").partition("=") for line in lines)
        return {name: value.strip("'\"") for name, sign, value in pairs if sign}

    def _run(self, verb: str, *arguments: str) -> None:
        command = ["sh", str(self.scripts / verb), "--home", str(self.home), *arguments]
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=START_SECONDS_MAX,
            check=False,
        )
        if done.returncode:
            raise Unavailable(f"{' '.join(command)}: {done.stdout}{done.stderr}".strip())
