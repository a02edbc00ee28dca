"""A PostgreSQL set up as deploy/ says, backed up by deploy/backup, in a folder that goes away.

It runs under the configuration that containers and hosts use; only what depends on the place is
given beside it: sockets instead of a network, little memory.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.local.engines import PostgreSQL
from deploy.local.finding import postgresql

ROOT = Path(__file__).resolve().parents[2]
PLACE = {
    "listen_addresses": "",
    "shared_buffers": "32MB",
    "max_wal_size": "64MB",
    "max_connections": "20",
}


class Host:
    """A folder that PostgreSQL's user owns: backups, scripts, and as many servers as needed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.backups = folder / "backup"
        self.scripts = folder / "scripts"
        self._owner = PostgreSQL().owner()
        self._started: list[Path] = []
        self._environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("PG")},
            "PATH": f"{postgresql()}:{os.environ['PATH']}",
            "BACKUP_DIR": str(self.backups),
            "BACKUP_SCRIPTS": str(self.scripts),
            "PGHOST": str(folder),
        }

    def lay_out(self) -> None:
        """Scripts and configuration where PostgreSQL's user may read them, whoever we are."""
        shutil.copytree(ROOT / "deploy" / "backup", self.scripts)
        shutil.copy(ROOT / "deploy" / "postgresql.conf", self.folder)
        for name in ("wal", "base"):
            (self.backups / name).mkdir(parents=True)
        if self._owner:
            for path in [self.folder, *self.folder.rglob("*")]:
                shutil.chown(path, self._owner)

    def run(
        self, *command: str | Path, port: str = "5432"
    ) -> subprocess.CompletedProcess[str]:
        """A command as PostgreSQL's user; its exit code is for the caller to look at."""
        words = [str(word) for word in command]
        if self._owner:
            words = ["runuser", "-u", self._owner, "--", *words]
        return subprocess.run(
            words,
            cwd=self.folder,
            env={**self._environment, "PGPORT": port},
            capture_output=True,
            text=True,
            check=False,
        )

    def done(self, *command: str | Path, port: str = "5432") -> str:
        """What a command said, which must succeed."""
        ran = self.run(*command, port=port)
        assert ran.returncode == 0, f"{command}:\n{ran.stdout}{ran.stderr}"
        return ran.stdout.strip()

    def script(self, name: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """One of deploy/backup, about the server on the usual port."""
        return self.run("sh", self.scripts / name, *arguments)

    def initialise(self, data: Path) -> None:
        """An empty cluster."""
        self.done("initdb", "--no-sync", "--auth=trust", "--locale=C.UTF-8", "-D", data)

    def start(self, data: Path, *, port: str = "5432") -> None:
        """Start a server on a data directory; wait until it takes connections or has given up."""
        given = {**PLACE, "port": port, "unix_socket_directories": str(self.folder)}
        options = [f"-c {name}='{value}'" for name, value in given.items()]
        options.append(f"-c config_file={self.folder / 'postgresql.conf'}")
        log = self.folder / f"{data.name}.log"
        self._started.append(data)
        self.run("pg_ctl", "start", "-w", "-D", data, "-l", log, "-o", " ".join(options))

    def stop_all(self) -> None:
        """Stop every server that was started."""
        for data in self._started:
            self.run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", data)

    def sql(self, question: str, *, port: str = "5432") -> str:
        """What psql answers, one row a line."""
        return self.done(
            "psql", "-X", "-A", "-t", "-d", "postgres", "-c", question, port=port
        )


@contextmanager
def a_host() -> Iterator[Host]:
    """A host with nothing on it yet; its servers are stopped and its folder removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="truyxuat-backup-", dir="/tmp"))
    host = Host(folder)
    try:
        host.lay_out()
        yield host
    finally:
        host.stop_all()
        shutil.rmtree(folder)
