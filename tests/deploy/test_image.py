"""The container image: small, pinned, without root, and alive only while its process is."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatch
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.deploy.dockerfile import exec_form, stages_of
from tests.running_server import free_port

ROOT = Path(__file__).resolve().parents[2]
BUILDER, FINAL = stages_of(ROOT / "deploy" / "Dockerfile")
INSTALLING = (ROOT / "deploy" / "install-platform").read_text(encoding="utf-8")


def test_both_stages_start_from_the_same_named_version() -> None:
    assert BUILDER.image == FINAL.image
    assert re.fullmatch(r"python:3\.\d+\.\d+-slim-[a-z]+", FINAL.image)
    assert FINAL.labels()["org.opencontainers.image.base.name"].endswith(FINAL.image)


def test_everything_installed_was_checked_against_the_lock() -> None:
    [run] = BUILDER.all("RUN")

    assert run.startswith("sh deploy/install-platform /opt/truyxuat")
    assert "--require-hashes" in INSTALLING
    fetching = [
        line for line in INSTALLING.splitlines() if re.match(r"\$pip .*install|wheel", line)
    ]
    assert fetching, "the script was not understood"
    assert all("--no-index" in line for line in fetching)


def test_the_final_image_has_no_build_tools() -> None:
    [run] = FINAL.all("RUN")
    packages = re.search(r"apt-get install (.*?) &&", run)

    assert packages, run
    assert packages[1].split() == ["-y", "--no-install-recommends", "libzbar0"]
    assert "rm -rf /var/lib/apt/lists/*" in run
    assert "rm -rf /usr/local/bin/pip*" in run


def test_nothing_runs_as_root() -> None:
    user, _, group = FINAL.last("USER").partition(":")

    assert int(user) > 0
    assert int(group) > 0
    order = [keyword for keyword, _ in FINAL.instructions]
    assert order.index("USER") > order.index("RUN")


def test_one_image_runs_every_process() -> None:
    assert exec_form(FINAL.last("ENTRYPOINT")) == ["truyxuat"]
    assert exec_form(FINAL.last("CMD")) == ["serve"]


def test_the_image_says_what_it_is() -> None:
    labels = FINAL.labels()

    assert {name.removeprefix("org.opencontainers.image.") for name in labels} == {
        *("title", "description", "licenses", "version", "revision", "base.name"),
    }
    assert labels["org.opencontainers.image.licenses"] == "Apache-2.0"


def test_the_image_holds_no_secret_and_fetches_nothing_unchecked() -> None:
    said = [*FINAL.instructions, *BUILDER.instructions]

    assert [text for keyword, text in said if keyword == "ADD"] == []
    assert [text for _, text in said if re.search(r"curl|wget|\| *sh\b", text)] == []
    named = [text for keyword, text in said if keyword in {"ENV", "ARG"}]
    assert [text for text in named if re.search(r"PASSWORD|SECRET|TOKEN|://", text)] == []


def test_what_is_copied_exists_and_is_let_through_by_dockerignore() -> None:
    copies = [*BUILDER.all("COPY"), *FINAL.all("COPY")]
    sources = [
        word for text in copies if "--from" not in text for word in text.split()[:-1]
    ]

    assert [name for name in sources if not (ROOT / name).exists()] == []
    assert [name for name in sources if _ignored(name)] == []


@pytest.mark.parametrize(
    "name",
    [
        ".git/config",
        ".venv/bin/python",
        "deploy/.env",
        "deploy/secrets/truyxuat_database_url",
        "deploy/compose.yaml",
        "record.db",
        "tests/conftest.py",
    ],
)
def test_what_the_image_does_not_need_never_reaches_the_builder(name: str) -> None:
    assert _ignored(name)


def _ignored(name: str) -> bool:
    """Docker's rule for files and folders by name: the last line that matches decides."""
    ignored = False
    for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines():
        pattern = line.strip()
        if not pattern or pattern.startswith("#"):
            continue
        keeps = pattern.startswith("!")
        if any(fnmatch(part, pattern.lstrip("!")) for part in _parents(name)):
            ignored = not keeps
    return ignored


def _parents(name: str) -> list[str]:
    """`a/b/c` is meant by patterns for `a`, `a/b` and `a/b/c`; a `*` of Docker's stops at `/`."""
    parts = name.split("/")
    joined = ["/".join(parts[:count]) for count in range(1, len(parts) + 1)]
    return [part for part in joined if "/" not in part or part.startswith("deploy/")]


def test_the_image_asks_its_process_whether_it_is_alive() -> None:
    text = FINAL.last("HEALTHCHECK")
    options, _, command = text.partition("CMD ")

    assert exec_form(command) == ["python", "/opt/healthcheck.py"]
    assert "deploy/healthcheck.py /opt/healthcheck.py" in FINAL.all("COPY")
    assert "--timeout=5s" in options


@pytest.mark.parametrize("variable", ["TRUYXUAT_PORT", "TRUYXUAT_METRICS_PORT"])
def test_a_process_that_answers_is_healthy(variable: str) -> None:
    with answering(200) as port:
        checked = healthcheck(**{variable: str(port)})

    assert (checked.returncode, checked.stderr) == (0, "")


def test_a_worker_is_asked_on_its_own_port_even_when_an_api_port_is_set() -> None:
    with answering(200) as port:
        checked = healthcheck(
            TRUYXUAT_PORT=str(free_port()), TRUYXUAT_METRICS_PORT=str(port)
        )

    assert checked.returncode == 0


def test_a_process_that_says_it_is_not_alive_is_not_healthy() -> None:
    with answering(503) as port:
        checked = healthcheck(TRUYXUAT_PORT=str(port))

    assert checked.returncode == 1
    assert checked.stderr.startswith(f"/health/live on port {port}: HTTP Error 503")


def test_a_process_that_does_not_answer_is_not_healthy() -> None:
    port = free_port()

    checked = healthcheck(TRUYXUAT_PORT=str(port))

    assert checked.returncode == 1
    assert "Connection refused" in checked.stderr


def healthcheck(**variables: str) -> subprocess.CompletedProcess[str]:
    """What the HEALTHCHECK of a container with these variables does."""
    others = {k: v for k, v in os.environ.items() if not k.startswith("TRUYXUAT_")}
    return subprocess.run(
        [sys.executable, str(ROOT / "deploy" / "healthcheck.py")],
        env={**others, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


@contextmanager
def answering(status: int) -> Iterator[int]:
    """A process that answers /health/live with this status; yields its port."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # the name http.server calls
            self.send_response(status if self.path == "/health/live" else 404)
            self.end_headers()

        def log_message(self, *_said: object) -> None:
            """Say nothing in the test's output."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
