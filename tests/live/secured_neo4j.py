"""A real Neo4j that asks for a password, and speaks TLS as it is told to."""

from __future__ import annotations

import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import neo4j
from deploy.local.engines import Neo4j, Place
from deploy.local.servers import Server

Tls = Literal["DISABLED", "OPTIONAL", "REQUIRED"]
USER, PASSWORD, FIRST_PASSWORD = "neo4j", "right-password", "neo4j"


@dataclass(frozen=True, slots=True)
class Secured:
    """Where it listens, and the certificate that vouches for it."""

    port: int
    authority: Path

    def url(self, scheme: str) -> str:
        return f"{scheme}://localhost:{self.port}"


class SecuredNeo4j(Neo4j):
    """Neo4j as the local servers run it, with a door."""

    def __init__(self, tls: Tls) -> None:
        self._tls = tls

    def lay_out(self, place: Place) -> None:
        super().lay_out(place)
        settings = place.directory / "conf" / "neo4j.conf"
        text = settings.read_text().replace("auth_enabled=false", "auth_enabled=true")
        if self._tls != "DISABLED":
            folder = place.directory / "certificates" / "bolt"
            folder.mkdir(parents=True)
            certify(folder / "public.crt", folder / "private.key")
            policy = "dbms.ssl.policy.bolt"
            text += (
                f"{policy}.enabled=true\n{policy}.base_directory=certificates/bolt\n"
                f"{policy}.client_auth=NONE\nserver.bolt.tls_level={self._tls}\n"
            )
        settings.write_text(text)

    def answers(self, place: Place) -> bool:
        # Bolt may want TLS before it says a word; HTTP opens after it.
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{place.ports['http']}/"
            ) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


def certify(certificate: Path, key: Path) -> None:
    """A certificate for this host that nobody else vouches for, and its key."""
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    files = ["-out", str(certificate), "-keyout", str(key)]
    asked = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    subprocess.run([*asked, *subject, *files], check=True, capture_output=True)


@contextmanager
def secured_neo4j(
    home: Path, tls: Tls, *, first_password: bool = False
) -> Iterator[Secured]:
    """It runs and has its password, or still the one it was born with."""
    # In a process of its own, which ends: it is the server's shell that waits for the server.
    subprocess.run([sys.executable, "-m", __name__, str(home), tls], check=True)
    server = Server(home, "neo4j")
    place = server.place()
    assert place is not None, "it was laid out"
    certificate = place.directory / "certificates" / "bolt" / "public.crt"
    secured = Secured(place.ports["bolt"], certificate)
    try:
        if not first_password:
            _set_password(secured.url("bolt" if tls == "DISABLED" else "bolt+ssc"))
        yield secured
    finally:
        server.stop(kill=True)


def _set_password(url: str) -> None:
    change = f"ALTER CURRENT USER SET PASSWORD FROM '{FIRST_PASSWORD}' TO '{PASSWORD}'"
    with neo4j.GraphDatabase.driver(url, auth=(USER, FIRST_PASSWORD)) as driver:
        driver.execute_query(change, database_="system")


def _start(home: str, tls: Tls) -> None:
    server = Server(Path(home), "neo4j")
    server.engine = SecuredNeo4j(tls)
    server.start(server.prepare())


if __name__ == "__main__":
    _start(*sys.argv[1:])  # type: ignore[arg-type]  # two words, given above
