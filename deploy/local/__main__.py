"""The command line behind deploy/local/start and deploy/local/stop; standard library only."""

from __future__ import annotations

import argparse
import fcntl
import logging
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from deploy.local.engines import ENGINES
from deploy.local.finding import ROOT, ServerTrouble
from deploy.local.servers import Server, write_settings


def main(arguments: list[str]) -> int:
    """0 when all that was asked for runs, or is stopped."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    asked = _parser().parse_intermixed_args(arguments)
    home = asked.home.absolute()
    servers = [Server(home, name) for name in asked.names or ENGINES]
    if asked.verb == "stop" and not home.exists():
        return 0
    home.mkdir(parents=True, exist_ok=True)
    with _alone(home):
        return (
            start(home, servers)
            if asked.verb == "start"
            else stop(servers, kill=asked.kill)
        )


def start(home: Path, servers: list[Server]) -> int:
    """Prepare one after the other, since they may install and fetch; start all at once."""
    troubles = 0
    prepared = []
    for server in servers:
        try:
            prepared.append((server, server.prepare()))
        except ServerTrouble as trouble:
            troubles += 1
            print(trouble, file=sys.stderr)
    with ThreadPoolExecutor(len(servers)) as together:
        starts = [
            (server, place, together.submit(server.start, place))
            for server, place in prepared
        ]
        for server, place, started in starts:
            try:
                seconds = started.result()
            except ServerTrouble as trouble:
                troubles += 1
                print(trouble, file=sys.stderr)
                continue
            since = "runs already" if seconds is None else f"answers after {seconds:.1f} s"
            name, address = server.engine.setting(place)
            print(f"{server.name} {place.version} {since}: {name}={address}")
    print(f"settings: . {write_settings(home)}")
    return 1 if troubles else 0


def stop(servers: list[Server], *, kill: bool) -> int:
    """End them all at once; a server that does not run is none to stop."""
    with ThreadPoolExecutor(len(servers)) as together:
        ends = [(server, together.submit(server.stop, kill=kill)) for server in servers]
        for server, ended in ends:
            if ended.result():
                print(f"{server.name} {'killed' if kill else 'stopped'}")
    return 0


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Two starts of one home take turns."""
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _server_name(text: str) -> str:
    if text not in ENGINES:
        raise argparse.ArgumentTypeError(f"{text!r}: expected one of {', '.join(ENGINES)}")
    return text


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="deploy/local", description=__doc__)
    parser.add_argument("verb", choices=["start", "stop"])
    parser.add_argument(
        "names", nargs="*", type=_server_name, metavar="kafka|neo4j|postgresql"
    )
    parser.add_argument(
        "--home", type=Path, default=ROOT / ".local", help="default .local/"
    )
    parser.add_argument("--kill", action="store_true", help="stop: by SIGKILL")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
