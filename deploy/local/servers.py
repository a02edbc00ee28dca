"""One server in one home: its ports are chosen once, its data outlives a stop or a kill."""

from __future__ import annotations

import json
import logging
import random
import shutil
import signal
import socket
import time
import uuid
from dataclasses import asdict
from pathlib import Path

from deploy.local.engines import ENGINES, Place
from deploy.local.finding import ServerTrouble
from deploy.local.processes import Process, spawn, tail

logger = logging.getLogger(__name__)

START_SECONDS_MAX = 180
STOP_SECONDS_MAX = 60
# Below the range outgoing connections take theirs from (32768 and up): a client that keeps
# calling a killed server could otherwise get the very port, and the restart would find it taken.
PORTS = range(20_000, 32_000)


class Server:
    """Kafka, Neo4j or PostgreSQL in a home directory."""

    def __init__(self, home: Path, name: str) -> None:
        self.name = name
        self.engine = ENGINES[name]
        self.directory = home / name
        self.log = self.directory / "log"
        self._chosen = self.directory / "chosen.json"
        self._process = self.directory / "process.json"

    def place(self) -> Place | None:
        """What was chosen for this home; None before its first start."""
        if not self._chosen.exists():
            return None
        kept = json.loads(self._chosen.read_text(encoding="utf-8"))
        return Place(self.directory, Path(kept["data"]), kept["ports"], kept["version"])

    def process(self) -> Process | None:
        """Its process, if it runs."""
        if not self._process.exists():
            return None
        process = Process(**json.loads(self._process.read_text(encoding="utf-8")))
        return process if process.alive() else None

    def prepare(self) -> Place:
        """Programs, jars, ports, configuration and empty data; nothing that is there is touched."""
        version = self.engine.version()
        place = self.place()
        if place is None:
            place = self._lay_out(version)
        elif place.version != version:
            raise ServerTrouble(
                f"{self.name}: the data in {self.directory} is of version {place.version},"
                f" asked for is {version}; take another --home or remove this directory."
            )
        archive = self.engine.class_archive(place)
        if archive and not archive.exists() and not self.process():
            self._archive_classes(place, archive)
        return place

    def start(self, place: Place) -> float | None:
        """Seconds until it answered; None when it ran already."""
        process = self.process()
        began = time.monotonic()
        if process is not None:
            self._wait(process, place)
            return None
        self._wait(self._spawn(self.engine.command(place)), place)
        return time.monotonic() - began

    def stop(self, *, kill: bool) -> bool:
        """End it, by SIGKILL if so wished; False when it did not run."""
        process = self.process()
        if process is None:
            return False
        how = signal.SIGKILL if kill else self.engine.stop_signal
        if not process.end(how, STOP_SECONDS_MAX) and not process.end(
            signal.SIGKILL, STOP_SECONDS_MAX
        ):
            raise ServerTrouble(f"{self.name}: process {process.number} cannot be ended.")
        return True

    def _archive_classes(self, place: Place, archive: Path) -> None:
        """Run once for Java to write down what it loads: later starts take half the time."""
        logger.info("%s %s: a first run to ready its classes", self.name, place.version)
        passing = archive.with_name(f"{archive.name}-{uuid.uuid4().hex}")
        program, *rest = self.engine.command(place)
        process = self._spawn([program, f"-XX:ArchiveClassesAtExit={passing}", *rest])
        self._wait(process, place)
        if process.end(self.engine.stop_signal, START_SECONDS_MAX) and passing.exists():
            passing.rename(archive)
        else:  # an empty archive is none to Java, and keeps the next start from trying again
            passing.unlink(missing_ok=True)
            archive.touch()

    def _spawn(self, command: list[str]) -> Process:
        place = self.place()
        assert place is not None
        taken = [str(port) for port in place.ports.values() if not _free(port)]
        if taken:
            raise ServerTrouble(
                f"{self.name}: port {', '.join(taken)} on 127.0.0.1 expected to be free, is taken;"
                f" to get other ports remove {self.directory}."
            )
        process = spawn(command, self.log, self.engine.owner())
        self._process.write_text(json.dumps(asdict(process)), encoding="utf-8")
        return process

    def _wait(self, process: Process, place: Place) -> None:
        began = time.monotonic()
        while not self.engine.answers(place):
            waited = time.monotonic() - began
            if not process.alive() or waited > START_SECONDS_MAX:
                ended = "ended" if not process.alive() else "does not answer"
                process.end(signal.SIGKILL, STOP_SECONDS_MAX)
                raise ServerTrouble(
                    f"{self.name} {ended} after {waited:.0f} s.{self._said()}"
                )
            time.sleep(0.1)

    def _lay_out(self, version: str) -> Place:
        shutil.rmtree(self.directory, ignore_errors=True)  # left by a start that broke off
        self.directory.mkdir(parents=True)
        ports = dict(zip(self.engine.port_names, _free_ports(), strict=False))
        place = Place(self.directory, self.engine.data(self.directory), ports, version)
        self.engine.lay_out(place)
        kept = {"data": str(place.data), "ports": ports, "version": version}
        self._chosen.write_text(json.dumps(kept, indent=1), encoding="utf-8")
        return place

    def _said(self) -> str:
        logs = [self.log, *self.engine.logs(self.directory)]
        texts = {
            log: log.read_text(encoding="utf-8", errors="replace").strip()
            for log in logs
            if log.exists()
        }
        return "".join(
            f"\n  {log} says:\n{tail(text)}" for log, text in texts.items() if text
        )


def write_settings(home: Path) -> Path:
    """`HOME/env`, to be read by sh or by anybody: the addresses of all servers of this home."""
    places = {name: Server(home, name).place() for name in ENGINES}
    settings = dict(ENGINES[name].setting(place) for name, place in places.items() if place)
    lines = [f"{name}={value}\n" for name, value in settings.items()]
    if settings:
        lines.append(f"export {' '.join(settings)}\n")
    written = home / "env"
    written.write_text("".join(lines), encoding="utf-8")
    return written


def _free_ports() -> list[int]:
    """Two ports that are free now and were drawn by lot, so that homes do not get the same."""
    ports: list[int] = []
    while len(ports) < 2:
        port = random.choice(PORTS)
        if port not in ports and _free(port):
            ports.append(port)
    return ports


def _free(port: int) -> bool:
    with socket.socket() as probe:
        # As the servers do themselves: connections still closing do not hold a port.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
