"""Start the real platform, as an operator does, for tests that talk to it over HTTP."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

START_SECONDS_MAX = 60


def free_port() -> int:
    """A loopback port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(database: Path, **settings: str) -> Iterator[str]:
    """`truyxuat serve` on an own database file; yields its base address, stops it after."""
    port = free_port()
    environment = {
        **os.environ,
        "TRUYXUAT_DATABASE_URL": f"sqlite:///{database}",
        **{f"TRUYXUAT_{name.upper()}": value for name, value in settings.items()},
    }
    log = database.with_suffix(".log").open("wb")
    command = [sys.executable, "-m", "truyxuat.services", "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    base = f"http://127.0.0.1:{port}"
    try:
        _wait(base, process, Path(log.name))
        yield base
    finally:
        process.terminate()
        process.wait(timeout=20)
        log.close()


def _wait(base: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS_MAX
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{base}/openapi.json", timeout=5):
                return
        except urllib.error.URLError:
            time.sleep(0.1)
    raise AssertionError(f"the server did not start:\n{log.read_text(errors='replace')}")
