"""What the pages of instructions tell people to run and to open is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.deploy.agreed import COMMANDS, VARIABLES, variables_in
from tests.deploy.test_compose import COMPOSE, SERVICES

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
PAGES = [DEPLOY / "README.md", DEPLOY / "systemd" / "README.md"]
TEXT = " ".join(page.read_text(encoding="utf-8") for page in PAGES)

INSTALLED = {"/opt/truyxuat/backup": DEPLOY / "backup", "/opt/backup": DEPLOY / "backup"}


def test_every_script_that_is_named_exists() -> None:
    named = set(re.findall(r"\bsh ((?:/opt|deploy|make)[\w/.-]*)", TEXT))
    missing = []
    for name in named:
        path = ROOT / name if name.startswith("deploy/") else DEPLOY / name
        for folder, ours in INSTALLED.items():
            if name.startswith(f"{folder}/"):
                path = ours / name.removeprefix(f"{folder}/")
        if not path.exists():
            missing.append(name)

    assert named
    assert missing == []


def test_every_file_that_is_named_exists() -> None:
    named = set(
        re.findall(
            r"(?<![\w/])(?:deploy/)?((?:kubernetes|monitoring|proxy|systemd|backup)/[\w./-]+)",
            TEXT,
        )
    )
    files = {name.rstrip("./") for name in named}

    assert [name for name in files if not (DEPLOY / name).exists()] == []


def test_every_command_of_the_platform_that_is_named_exists() -> None:
    named = set(re.findall(r"`truyxuat ([a-z-]+)", TEXT))

    assert named <= COMMANDS
    assert variables_in(TEXT) <= VARIABLES


def test_every_service_that_compose_is_told_to_run_exists() -> None:
    told = [
        line.split("#")[0].split()
        for line in re.findall(r"docker compose (?:up|run|exec|stop) ([^`|\n]*)", TEXT)
    ]
    first = [
        next((word for word in words if not word.startswith("-") and "=" not in word), None)
        for words in told
    ]

    assert {"postgresql", "linker", "topics", "migrations", "relay", "api"} <= set(first)
    assert {word for word in first if word} <= set(SERVICES) | {"sh"}


@pytest.mark.parametrize("secret", sorted(COMPOSE["secrets"]))
def test_whoever_writes_a_secret_is_named(secret: str) -> None:
    written = (DEPLOY / "make-secrets").read_text(encoding="utf-8")

    assert secret in written
