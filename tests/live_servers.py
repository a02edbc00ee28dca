"""Real Kafka, Neo4j and PostgreSQL for tests: started on first use, gone after the run.

A server that does not start fails the test that asked for it, and the failure shows the
server's own log. With TRUYXUAT_TEST_SERVERS_HOME set, the servers of that home are used
(and started if they do not run) and are left running, so that a second run begins at once.
Without it a run sets it to a new home, by which its worker processes share the servers too.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
import pytest
from deploy.local.finding import pinned
from deploy.local.servers import Server
from psycopg import sql

HOME_NAME = "TRUYXUAT_TEST_SERVERS_HOME"
DEPLOY = Path(__file__).resolve().parents[1] / "deploy" / "local"
# Java's first compiler only: tests start and kill servers often and ask little of each. It is
# set for the whole run, since tests and commands also start servers of their own. What is
# measured is measured on servers that deploy/local/start started by itself.
QUICK_START = ("TRUYXUAT_LOCAL_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1")
VIETNAMESE = "LOCALE_PROVIDER icu ICU_LOCALE 'vi-VN' LOCALE 'C.UTF-8'"
URL_NAMES = {
    "kafka": "TRUYXUAT_KAFKA_SERVERS",
    "neo4j": "TRUYXUAT_GRAPH_URL",
    "postgresql": "TRUYXUAT_DATABASE_URL",
}


class LocalServers:
    """The servers of one home; a server keeps its port and its data whatever happens to it."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def start(self, *names: str) -> None:
        """Start these (all, if none is named) and wait until they answer; twice is once."""
        self._run("start", *names)

    def stop(self, *names: str) -> None:
        """Ask these (all, if none is named) to end, and wait until they have."""
        self._run("stop", *names)

    def kill(self, *names: str) -> None:
        """SIGKILL to these (all, if none is named), with every process they started."""
        self._run("stop", "--kill", *names)

    def restart(self, *names: str) -> None:
        """Stop these properly, then start them again."""
        self.stop(*names)
        self.start(*names)

    @contextmanager
    def frozen(self, name: str) -> Iterator[None]:
        """A server that takes connections and what is sent, and answers nothing (SIGSTOP)."""
        process = Server(self.home, name).process()
        assert process is not None, f"{name} does not run"
        family = process.family()
        for member in family:
            os.kill(member.number, signal.SIGSTOP)
        try:
            yield
        finally:
            for member in family:
                os.kill(member.number, signal.SIGCONT)

    def url(self, name: str) -> str:
        """Where a server that was started once is found, whether it runs or not."""
        lines = (self.home / "env").read_text(encoding="utf-8").splitlines()
        settings = dict(line.split("=", 1) for line in lines if "=" in line)
        return settings[URL_NAMES[name]]

    def started(self, name: str) -> str:
        """Start a server unless it runs; its address."""
        self.start(name)
        return self.url(name)

    def _run(self, verb: str, *arguments: str) -> None:
        ran = subprocess.run(
            ["sh", str(DEPLOY / verb), "--home", str(self.home), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if ran.returncode != 0:
            pytest.fail(f"deploy/local/{verb} {' '.join(arguments)}:\n{ran.stdout}")


@contextmanager
def servers_in_a_new_home() -> Iterator[LocalServers]:
    """Servers with empty data, killed and removed at the end; nothing runs until started."""
    home = Path(tempfile.mkdtemp(prefix="truyxuat-servers-"))
    home.chmod(0o755)  # PostgreSQL has a user of its own when root runs the tests
    servers = LocalServers(home)
    try:
        yield servers
    finally:
        if (home / "env").exists():
            servers.stop("postgresql")  # a killed one would leave shared memory behind
            servers.kill()
        shutil.rmtree(home)


@contextmanager
def shipped_postgresql() -> Iterator[str]:
    """A server of the version that containers run; the others are Debian's."""
    with servers_in_a_new_home() as servers:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("TRUYXUAT_POSTGRESQL_VERSION", pinned("postgresql"))
            server = servers.started("postgresql")
        yield server


@contextmanager
def new_database(server: str) -> Iterator[str]:
    """An empty database of a new name on a PostgreSQL server; dropped at the end.

    Its texts sort as Vietnamese does, as an operator's may: nothing may depend on that.
    """
    name = f"test_{uuid.uuid4().hex}"
    making = sql.SQL("CREATE DATABASE {} TEMPLATE template0 " + VIETNAMESE)
    with psycopg.connect(psycopg_url(server), autocommit=True) as connection:
        connection.execute(making.format(sql.Identifier(name)))
    yield f"{server.rpartition('/')[0]}/{name}"
    with psycopg.connect(psycopg_url(server), autocommit=True) as connection:
        dropping = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
        connection.execute(dropping)


def psycopg_url(url: str) -> str:
    """The address as psycopg itself wants it; SQLAlchemy's also names the driver."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def pytest_configure(config: pytest.Config) -> None:
    """Give the run a home for its servers, unless the developer or the run's parent did."""
    os.environ.setdefault(*QUICK_START)
    if HOME_NAME in os.environ:
        return
    ending = ExitStack()
    os.environ[HOME_NAME] = str(ending.enter_context(servers_in_a_new_home()).home)
    ending.callback(os.environ.pop, HOME_NAME)
    config.add_cleanup(ending.close)


@pytest.fixture(scope="session")
def local_servers() -> LocalServers:
    """The servers all tests share; none runs before a test asks for it."""
    return LocalServers(Path(os.environ[HOME_NAME]).absolute())


@pytest.fixture(scope="session")
def postgresql_url(local_servers: LocalServers) -> str:
    """The shared PostgreSQL, for SQLAlchemy; a test that writes takes `fresh_postgresql`."""
    return local_servers.started("postgresql")


@pytest.fixture
def fresh_postgresql(postgresql_url: str) -> Iterator[str]:
    """An empty database of one's own, for SQLAlchemy."""
    with new_database(postgresql_url) as url:
        yield url


@pytest.fixture(scope="session")
def neo4j_url(local_servers: LocalServers) -> str:
    """The shared Neo4j, without password; a test that writes clears what it needs empty."""
    return local_servers.started("neo4j")


@pytest.fixture(scope="session")
def kafka_servers(local_servers: LocalServers) -> str:
    """The shared Kafka; a test makes topics of its own names, none appears by itself."""
    return local_servers.started("kafka")


@pytest.fixture
def own_servers() -> Iterator[LocalServers]:
    """A home of one's own, for tests that kill servers."""
    with servers_in_a_new_home() as servers:
        yield servers
