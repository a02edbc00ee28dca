"""Kafka, Neo4j and PostgreSQL: how each is laid out, started, and known to answer.

All three listen on 127.0.0.1 only and let anybody in, because their data is thrown away.
Nothing is made faster at the cost of durability: fault tests kill these servers and count.
"""

from __future__ import annotations

import base64
import os
import pwd
import signal
import socket
import struct
import tempfile
import urllib.error
import urllib.request
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from deploy.local.finding import (
    ServerTrouble,
    cached,
    jars,
    java,
    java_release,
    pinned,
    postgresql,
    unpacked_postgresql,
)
from deploy.local.processes import run

ANSWER_SECONDS_MAX = 5
ANSWER_BYTES_MAX = 65_536
POSTGRESQL_PROTOCOL = 3 << 16
POSTGRESQL_END = struct.pack(">ci", b"X", 4)


@dataclass(frozen=True, slots=True)
class Place:
    """Where one server lives: its files, and the ports it keeps for good."""

    directory: Path
    data: Path
    ports: dict[str, int]
    version: str


class Engine(Protocol):
    """What starting and stopping needs to know of a server."""

    name: str
    port_names: tuple[str, ...]
    stop_signal: signal.Signals

    def version(self) -> str:
        """The version a new home gets; its jars or programs are here once this returns."""

    def owner(self) -> str | None:
        """The user who must run it, where the caller must not."""

    def data(self, directory: Path) -> Path:
        """Where the data of a new home goes."""

    def lay_out(self, place: Place) -> None:
        """Write configuration and empty data, once."""

    def command(self, place: Place) -> list[str]:
        """The process to run."""

    def class_archive(self, place: Place) -> Path | None:
        """Where Java keeps the classes of this server ready to use; None where it is not Java."""

    def answers(self, place: Place) -> bool:
        """Does it serve clients by now?"""

    def logs(self, directory: Path) -> list[Path]:
        """What to read when it does not, beside all it said on its output."""

    def setting(self, place: Place) -> tuple[str, str]:
        """The platform's setting that names this server."""


class Kafka:
    """A broker and controller in one process (KRaft)."""

    name: str = "kafka"
    port_names: tuple[str, ...] = ("broker", "controller")
    stop_signal: signal.Signals = signal.SIGTERM
    javas = (17, 21, 25)

    def version(self) -> str:
        """Kafka's pinned version."""
        version = pinned("kafka")
        jars("kafka", version)
        return version

    def owner(self) -> str | None:
        """Anybody."""
        return None

    def data(self, directory: Path) -> Path:
        """Beside its configuration."""
        return directory / "data"

    def lay_out(self, place: Place) -> None:
        """One node that is its whole cluster; topics exist only when somebody makes them."""
        broker, controller = (f"127.0.0.1:{place.ports[name]}" for name in self.port_names)
        settings = {
            "process.roles": "broker,controller",
            "node.id": "1",
            "controller.quorum.voters": f"1@{controller}",
            "listeners": f"PLAINTEXT://{broker},CONTROLLER://{controller}",
            "advertised.listeners": f"PLAINTEXT://{broker}",
            "controller.listener.names": "CONTROLLER",
            "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
            "log.dirs": str(place.data),
            "offsets.topic.replication.factor": "1",
            "transaction.state.log.replication.factor": "1",
            "transaction.state.log.min.isr": "1",
            "share.coordinator.state.topic.replication.factor": "1",
            "share.coordinator.state.topic.min.isr": "1",
            "group.initial.rebalance.delay.ms": "0",
            "auto.create.topics.enable": "false",
            # After a kill the broker is taken back when its former self has timed out: 9 s.
            "broker.session.timeout.ms": "3000",
            "broker.heartbeat.interval.ms": "500",
        }
        _write(self._properties(place), settings)
        # A cluster id is 16 bytes in URL-safe base 64; a leading "-" would read as an option.
        cluster = "t" + base64.urlsafe_b64encode(uuid.uuid4().bytes).decode()[1:22]
        tool = ["kafka.tools.StorageTool", "format", "-t", cluster]
        _run([*self._java(place), *tool, "-c", str(self._properties(place))])

    def command(self, place: Place) -> list[str]:
        """As kafka-server-start.sh runs it, in 512 MB."""
        options = [
            "-Xmx512m",
            "-Dlog4j2.level=INFO",
            *_java_options(self.class_archive(place)),
        ]
        return [*self._java(place, *options), "kafka.Kafka", str(self._properties(place))]

    def class_archive(self, place: Place) -> Path:
        """Beside its jars."""
        return _class_archive("kafka", place, java(self.javas))

    def answers(self, place: Place) -> bool:
        """Does a metadata answer list the broker? Until then no topic can be made."""
        # Metadata, version 1, correlation id 7, no client id, about no topics
        question = struct.pack(">hhihi", 3, 1, 7, -1, 0)
        try:
            with socket.create_connection(
                ("127.0.0.1", place.ports["broker"]), ANSWER_SECONDS_MAX
            ) as connection:
                connection.sendall(struct.pack(">i", len(question)) + question)
                answer = _read(connection, 12)
        except OSError:
            return False
        if len(answer) < 12:
            return False
        _, correlation, brokers = struct.unpack(">iii", answer)
        return bool(correlation == 7 and brokers == 1)

    def logs(self, directory: Path) -> list[Path]:
        """All is said on the output."""
        return []

    def setting(self, place: Place) -> tuple[str, str]:
        """The bootstrap address."""
        return "TRUYXUAT_KAFKA_SERVERS", f"127.0.0.1:{place.ports['broker']}"

    def _properties(self, place: Place) -> Path:
        return place.directory / "kraft.properties"

    def _java(self, place: Place, *options: str) -> list[str]:
        libs = jars("kafka", place.version)
        return [str(java(self.javas)), *options, "-cp", f"{libs}/*"]


class Neo4j:
    """Neo4j Community, a process beside ours; no password, for throw-away data only."""

    name: str = "neo4j"
    port_names: tuple[str, ...] = ("bolt", "http")
    stop_signal: signal.Signals = signal.SIGTERM

    def version(self) -> str:
        """The pinned long-term release, unless TRUYXUAT_NEO4J_VERSION asks for another."""
        version = os.environ.get("TRUYXUAT_NEO4J_VERSION") or pinned("neo4j")
        jars("neo4j", version)
        return version

    def owner(self) -> str | None:
        """Anybody."""
        return None

    def data(self, directory: Path) -> Path:
        """Where Neo4j puts it under its home."""
        return directory / "data"

    def lay_out(self, place: Place) -> None:
        """A heap of 1 GB, Bolt and HTTP on loopback."""
        bolt, http = (f"127.0.0.1:{place.ports[name]}" for name in self.port_names)
        settings = {
            "server.default_listen_address": "127.0.0.1",
            "server.bolt.listen_address": bolt,
            "server.bolt.advertised_address": bolt,
            "server.http.listen_address": http,
            "server.http.advertised_address": http,
            "server.memory.heap.initial_size": "1g",
            "server.memory.heap.max_size": "1g",
            "server.memory.pagecache.size": "512m",
            "db.tx_log.preallocate": "false",  # else 512 MB of nothing for each home
            "dbms.security.auth_enabled": "false",
            "dbms.usage_report.enabled": "false",
        }
        _write(place.directory / "conf" / "neo4j.conf", settings)

    def command(self, place: Place) -> list[str]:
        """As the issuer's own start script runs it, without the script."""
        packages = ("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent")
        opened = [f"--add-opens=java.base/{name}=ALL-UNNAMED" for name in packages]
        options = ["-XX:+UseG1GC", "-Dlog4j2.disable.jmx=true", "-Xms1g", "-Xmx1g"]
        options += _java_options(self.class_archive(place))
        entry = (
            "CommunityEntryPoint" if place.version.startswith("5.") else "Neo4jCommunity"
        )
        return [
            *(str(self._java(place.version)), *opened, *options),
            *("-cp", f"{jars('neo4j', place.version)}/*", f"org.neo4j.server.{entry}"),
            *(f"--home-dir={place.directory}", f"--config-dir={place.directory / 'conf'}"),
        ]

    def class_archive(self, place: Place) -> Path:
        """Beside its jars."""
        return _class_archive("neo4j", place, self._java(place.version))

    def answers(self, place: Place) -> bool:
        """Does Bolt agree on a version, and does HTTP answer?"""
        offer = bytes.fromhex("6060b017 00080805 00000404 00000000 00000000")
        try:
            with socket.create_connection(
                ("127.0.0.1", place.ports["bolt"]), ANSWER_SECONDS_MAX
            ) as connection:
                connection.sendall(offer)
                agreed = _read(connection, 4)
            with urllib.request.urlopen(
                f"http://127.0.0.1:{place.ports['http']}/", timeout=ANSWER_SECONDS_MAX
            ) as answer:
                return bool(any(agreed) and answer.status == 200)
        except (OSError, urllib.error.URLError):
            return False

    def logs(self, directory: Path) -> list[Path]:
        """Without a terminal Neo4j is silent on its output."""
        return [directory / "logs" / "neo4j.log"]

    def setting(self, place: Place) -> tuple[str, str]:
        """The Bolt address."""
        return "TRUYXUAT_GRAPH_URL", f"bolt://127.0.0.1:{place.ports['bolt']}"

    def _java(self, version: str) -> Path:
        return java((17, 21) if version.startswith("5.") else (25,))


class PostgreSQL:
    """PostgreSQL with an own data directory; the system's own clusters are left alone."""

    name: str = "postgresql"
    port_names: tuple[str, ...] = ("postgresql",)
    stop_signal = (
        signal.SIGINT
    )  # "fast": open sessions are ended, what is committed is written

    def version(self) -> str:
        """Debian's, by its major version, unless TRUYXUAT_POSTGRESQL_VERSION asks for another."""
        version = os.environ.get("TRUYXUAT_POSTGRESQL_VERSION")
        programs = unpacked_postgresql(version) if version else postgresql()
        return version or programs.parent.name

    def owner(self) -> str | None:
        """For root the `postgres` user: the server refuses to be root."""
        if os.geteuid() != 0:
            return None
        known = {user.pw_name for user in pwd.getpwall()}
        return "postgres" if "postgres" in known else "nobody"

    def data(self, directory: Path) -> Path:
        """Beside the rest, or under /tmp where its user may not enter the home."""
        owner = self.owner()
        if owner is None or run(["test", "-x", str(directory)], owner)[0]:
            return directory / "data"
        return Path(tempfile.mkdtemp(prefix="truyxuat-postgresql-"))

    def lay_out(self, place: Place) -> None:
        """An empty cluster with UTF-8 in byte order, and a superuser `truyxuat`."""
        place.data.mkdir(mode=0o700, exist_ok=True)
        owner = self.owner()
        if owner:
            os.chown(place.data, pwd.getpwnam(owner).pw_uid, pwd.getpwnam(owner).pw_gid)
        options = ["--username=truyxuat", "--auth=trust", "--encoding=UTF8"]
        # Only this first layout may skip fsync; the server itself never does.
        options += ["--locale=C.UTF-8", "--no-sync"]
        initdb = _programs(place.version) / "initdb"
        _run([str(initdb), "-D", str(place.data), *options], owner)

    def command(self, place: Place) -> list[str]:
        """Loopback only, no socket files; fsync and synchronous_commit stay on."""
        settings = {
            "port": str(place.ports["postgresql"]),
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "shared_buffers": "128MB",
            "max_connections": "100",
        }
        given = [
            part for name, value in settings.items() for part in ("-c", f"{name}={value}")
        ]
        return [str(_programs(place.version) / "postgres"), "-D", str(place.data), *given]

    def class_archive(self, place: Place) -> None:
        """Not Java."""

    def answers(self, place: Place) -> bool:
        """Does it begin a session, and end it? Not every set of programs has pg_isready."""
        asked = b"user\0truyxuat\0database\0postgres\0\0"
        start = struct.pack(">ii", 8 + len(asked), POSTGRESQL_PROTOCOL) + asked
        try:
            with socket.create_connection(
                ("127.0.0.1", place.ports["postgresql"]), ANSWER_SECONDS_MAX
            ) as connection:
                connection.sendall(start + POSTGRESQL_END)
                return _read(connection, ANSWER_BYTES_MAX).startswith(b"R")  # E: an error
        except OSError:
            return False

    def logs(self, directory: Path) -> list[Path]:
        """All is said on the output."""
        return []

    def setting(self, place: Place) -> tuple[str, str]:
        """The address of the database every cluster has."""
        address = f"truyxuat@127.0.0.1:{place.ports['postgresql']}/postgres"
        return "TRUYXUAT_DATABASE_URL", f"postgresql+psycopg://{address}"


ENGINES: dict[str, Engine] = {
    "kafka": Kafka(),
    "neo4j": Neo4j(),
    "postgresql": PostgreSQL(),
}


def _programs(version: str) -> Path:
    """Debian's are known by a major version, all others by a full one."""
    return unpacked_postgresql(version) if "." in version else postgresql()


def _write(path: Path, settings: dict[str, str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [f"{name}={value}\n" for name, value in settings.items()]
    path.write_text("".join(lines), encoding="utf-8")


def _java_options(class_archive: Path) -> list[str]:
    """Options for this run alone, and the archive of classes, if it was made by now."""
    options = os.environ.get("TRUYXUAT_LOCAL_JAVA_OPTIONS", "").split()
    if class_archive.exists():
        options.append(f"-XX:SharedArchiveFile={class_archive}")
    return options


def _class_archive(name: str, place: Place, program: Path) -> Path:
    """One for each Java: another one could not read it."""
    return cached(f"{name}-{place.version}-java-{java_release(program)}.jsa")


def _run(command: list[str], owner: str | None = None) -> None:
    succeeded, said = run(command, owner)
    if not succeeded:
        raise ServerTrouble(f"{' '.join(command)} failed:\n{said}")


def _read(connection: socket.socket, size: int) -> bytes:
    read = b""
    while len(read) < size and (more := connection.recv(size - len(read))):
        read += more
    return read
