"""The proxy's configuration: understood by Caddy, and open exactly where the public may go."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

from tests.deploy.checkers import judged
from truyxuat.services.pages.product import OTHER_KEYS

CADDYFILE = Path(__file__).resolve().parents[2] / "deploy" / "proxy" / "Caddyfile"
GIVEN = {
    "SITE_ADDRESS": "trace.example.vn",
    "HTTP_PORT": "80",
    "HTTPS_PORT": "443",
    "HEALTH_ADDRESS": "127.0.0.1",
    "HEALTH_PORT": "8081",
    "TRUSTED_PROXIES": "127.0.0.1/32",
    "API_ADDRESS": "api:8080",
    "TRUYXUAT_BODY_BYTES_MAX": "50000000",
}
HASH = "$2a$14$vuczmnB4JPwtY0ZfKA.rnefV4RRfEKsXphtMk.JzZCe24vaWYlIDC"


def adapted(tmp_path: Path) -> tuple[int, str, str]:
    """Exit code, JSON and messages of Caddy about its configuration."""
    (tmp_path / "users").write_text(f"officer {HASH}\n")
    environment = {**os.environ, **GIVEN, "PROXY_USERS": str(tmp_path / "users")}
    read = judged(
        "caddy", "adapt", "--config", CADDYFILE, "--validate", environment=environment
    )
    return read.returncode, read.stdout, read.stderr


def test_caddy_understands_the_file(tmp_path: Path) -> None:
    code, read, said = adapted(tmp_path)

    assert code == 0, said
    assert "not formatted" not in said
    assert json.loads(read)["admin"] == {"disabled": True}


def test_the_limits_are_in_force(tmp_path: Path) -> None:
    config = json.loads(adapted(tmp_path)[1])

    [server] = [
        s for s in config["apps"]["http"]["servers"].values() if ":443" in s["listen"]
    ]
    assert server["read_header_timeout"] == 10_000_000_000
    assert server["read_timeout"] == 300_000_000_000
    assert '"max_size": 50000000' in json.dumps(server)
    assert "max-age=31536000" in json.dumps(server)


def test_the_public_may_go_where_packs_and_scanners_lead_and_nowhere_else() -> None:
    text = CADDYFILE.read_text(encoding="utf-8")
    listed = re.search(r"@known not path (.*)", text)

    assert listed
    assert set(listed[1].split()) == {
        *("/", "/scan", "/lookup", "/static/*", "/docs", "/openapi.json", "/01/*"),
        *(f"/{key}/*" for key in OTHER_KEYS),
    }
