"""The real proxy before the real platform: what the world may do, and what it may not."""

from __future__ import annotations

import os
import ssl
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.deploy.checkers import checker, judged
from tests.running_server import free_port, serving
from tests.services.documents import MILK, body, lot_event

pytestmark = pytest.mark.live

CADDYFILE = Path(__file__).resolve().parents[2] / "deploy" / "proxy" / "Caddyfile"
BODY_BYTES_MAX = 100_000
START_SECONDS_MAX = 30
OFFICER = ("officer", "a long password")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client outside; it trusts the proxy's own authority and asks by the public name."""
    folder = tmp_path_factory.mktemp("proxy")
    hashed = judged("caddy", "hash-password", "--plaintext", OFFICER[1]).stdout.strip()
    (folder / "users").write_text(f"{OFFICER[0]} {hashed}\n")
    port = free_port()
    with serving(folder / "record.db", body_bytes_max=str(BODY_BYTES_MAX)) as api:
        environment = {
            **os.environ,
            "SITE_ADDRESS": f"https://localhost:{port}",
            "HTTP_PORT": str(free_port()),
            "HTTPS_PORT": str(port),
            "HEALTH_ADDRESS": "127.0.0.1",
            "HEALTH_PORT": str(free_port()),
            "TRUSTED_PROXIES": "127.0.0.1/32",
            "API_ADDRESS": api.removeprefix("http://"),
            "PROXY_USERS": str(folder / "users"),
            "TRUYXUAT_BODY_BYTES_MAX": str(BODY_BYTES_MAX),
            "XDG_DATA_HOME": str(folder / "data"),
            "XDG_CONFIG_HOME": str(folder / "config"),
        }
        with (folder / "proxy.log").open("wb") as log:
            proxy = subprocess.Popen(
                [checker("caddy"), "run", "--config", str(CADDYFILE)],
                env=environment,
                stdout=log,
                stderr=log,
            )
        try:
            yield from _clients(f"https://localhost:{port}", folder, proxy)
        finally:
            proxy.terminate()
            proxy.wait(timeout=20)


def _clients(
    base: str, folder: Path, proxy: subprocess.Popen[bytes]
) -> Iterator[httpx.Client]:
    authority = folder / "data" / "caddy" / "pki" / "authorities" / "local" / "root.crt"
    deadline = time.monotonic() + START_SECONDS_MAX
    while time.monotonic() < deadline and proxy.poll() is None:
        if authority.exists():
            trust = ssl.create_default_context(cafile=str(authority))
            with httpx.Client(base_url=base, verify=trust, trust_env=False) as client:
                try:
                    client.get("/lookup", params={"code": "0"})
                except httpx.TransportError:
                    time.sleep(0.1)
                    continue
                yield client
                return
        time.sleep(0.1)
    pytest.fail(f"the proxy did not start:\n{(folder / 'proxy.log').read_text()}")


@pytest.mark.parametrize("path", ["/", "/01/09521234001010", "/lookup?code=09521234001010"])
def test_a_consumer_asks_without_a_password(world: httpx.Client, path: str) -> None:
    answer = world.get(path, headers={"Accept": "text/html, application/json"})

    assert answer.status_code in {200, 404}
    assert "www-authenticate" not in answer.headers
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "server" not in answer.headers


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/events"),
        ("GET", "/regulator"),
        ("GET", "//regulator"),
        ("GET", "/static/../regulator"),
        ("GET", "/static/%2e%2e/regulator"),
        ("GET", f"/trace/{MILK}"),
        ("POST", "/capture"),
        ("POST", "/recalls"),
        ("POST", "/regulator/recalls"),
    ],
)
def test_whoever_writes_or_looks_into_the_record_is_asked_who_it_is(
    world: httpx.Client, method: str, path: str
) -> None:
    base = str(world.base_url)
    request = world.build_request(method, base)
    request.url = request.url.copy_with(raw_path=path.encode())

    answer = world.send(request)

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Basic")


def test_a_wrong_password_is_refused(world: httpx.Client) -> None:
    assert world.get("/events", auth=(OFFICER[0], "guessed")).status_code == 401


def test_an_enterprise_with_its_password_captures_and_an_officer_traces(
    world: httpx.Client,
) -> None:
    document = body(lot_event(1, MILK, 100, action="ADD", bizStep="commissioning"))

    captured = world.post(
        "/capture",
        content=document,
        headers={"Content-Type": "application/json"},
        auth=OFFICER,
    )
    traced = world.get(f"/trace/{MILK}", auth=OFFICER)

    assert captured.status_code == 202
    assert traced.status_code == 200
    assert traced.json()["complete"] is True


def test_a_body_over_the_limit_is_refused_and_one_at_the_limit_is_read(
    world: httpx.Client,
) -> None:
    json = {"Content-Type": "application/json"}

    longer = world.post(
        "/capture", content=b" " * (BODY_BYTES_MAX + 1), headers=json, auth=OFFICER
    )
    longest = world.post(
        "/capture", content=b" " * BODY_BYTES_MAX, headers=json, auth=OFFICER
    )

    assert longer.status_code == 413
    assert longest.status_code == 400


@pytest.mark.parametrize("path", ["/metrics", "/health/ready", "/health/live"])
def test_figures_and_health_are_not_the_worlds(world: httpx.Client, path: str) -> None:
    assert world.get(path, auth=OFFICER).status_code == 404
