"""The platform's own processes as an operator would run them, killed and started again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

STOP_SECONDS_MAX = 20


@dataclass(slots=True)
class Processes:
    """Named runs of ``truyxuat``; what each says goes to a file of its own."""

    environment: Mapping[str, str]
    logs: Path
    fallen: int = 0
    """How often one ended by itself and was started again."""
    _running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    _arguments: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _since: dict[str, float] = field(default_factory=dict)

    def start(self, name: str, *arguments: str) -> None:
        """Start ``truyxuat ARGUMENTS`` under this name."""
        self.logs.mkdir(parents=True, exist_ok=True)
        self._arguments[name] = arguments
        self._since[name] = time.monotonic()
        with (self.logs / f"{name}.log").open("ab") as log:
            self._running[name] = subprocess.Popen(
                [sys.executable, "-m", "truyxuat.services", *arguments],
                env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def kill(self, name: str) -> None:
        """End it at once (SIGKILL)."""
        process = self._running.pop(name)
        process.kill()
        process.wait()

    def await_age(self, name: str, seconds: float) -> None:
        """Wait until it has run for so long."""
        time.sleep(max(0.0, self._since[name] + seconds - time.monotonic()))

    def revive(self) -> None:
        """Start again whatever ended by itself, as systemd or Kubernetes would do."""
        for name, process in list(self._running.items()):
            if process.poll() is not None:
                self.fallen += 1
                self.start(name, *self._arguments[name])

    def said(self, name: str) -> str:
        """What a process wrote."""
        return (self.logs / f"{name}.log").read_text(encoding="utf-8", errors="replace")

    def stop(self) -> None:
        """Ask all of them to end, and wait."""
        for process in self._running.values():
            process.send_signal(signal.SIGTERM)
        for process in self._running.values():
            try:
                process.wait(STOP_SECONDS_MAX)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._running.clear()
