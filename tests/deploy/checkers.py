"""The programs that judge other programs' files; without them a test fails, it does not pass."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def checker(name: str) -> str:
    """Where promtool, prometheus or caddy is."""
    unpacked = ROOT / ".tools" / "bin" / name
    found = str(unpacked) if unpacked.exists() else shutil.which(name)
    if found is None:
        pytest.fail(
            f"{name}: expected in .tools/bin, found nowhere; run: sh deploy/checkers"
        )
    return found


def judged(
    name: str, *arguments: str | Path, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """What a checker says; its exit code is for the caller to look at."""
    return subprocess.run(
        [checker(name), *map(str, arguments)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
