"""The platform installed as the image and a host do it: from the lock, apart from this checkout."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
INSTALL = ROOT / "deploy" / "install-platform"

pytestmark = pytest.mark.live


def test_what_is_installed_runs_and_holds_nothing_that_only_tests_need(
    tmp_path: Path,
) -> None:
    target = tmp_path / "truyxuat"

    # Bytecode is the slow half of an installation, and nothing here depends on it.
    subprocess.run(
        ["sh", str(INSTALL), str(target), sys.executable],
        env={**os.environ, "PIP_NO_COMPILE": "1"},
        check=True,
    )

    migrated = subprocess.run(
        [str(target / "bin" / "truyxuat"), "migrate"],
        cwd=tmp_path,
        env={"TRUYXUAT_DATABASE_URL": "sqlite:///new.db"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert migrated.stdout.startswith("The record's tables are of version ")
    [packages] = target.glob("lib/python3*/site-packages")
    installed = {path.name for path in packages.iterdir()}
    assert {"fastapi", "kafka", "neo4j", "psycopg", "truyxuat"} <= installed
    assert {"pip", "pytest", "mypy", "playwright", "hypothesis"} & installed == set()


def test_a_version_is_never_installed_over_another(tmp_path: Path) -> None:
    refused = subprocess.run(
        ["sh", str(INSTALL), str(tmp_path)], capture_output=True, text=True, check=False
    )

    assert refused.returncode == 1
    assert refused.stderr == (
        f"deploy/install-platform: {tmp_path} is there already; install a version beside it.\n"
    )
