"""The units of a single host: understood by systemd, fenced in, run by commands that exist."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.deploy.agreed import COMMANDS, VARIABLES, variables_in

SYSTEMD = Path(__file__).resolve().parents[2] / "deploy" / "systemd"
SERVICES = sorted(path.name for path in SYSTEMD.glob("*.service"))
PLATFORM = [name for name in SERVICES if "backup" not in name]
LASTING = [name for name in PLATFORM if "migrate" not in name]
EXPOSURE_MAX = 20
"""Tenths of systemd's own measure of exposure, from 0 to 100; a unit without any fence has 96."""


def values(name: str, key: str) -> list[str]:
    """What a unit says for a key, in order."""
    text = (SYSTEMD / name).read_text(encoding="utf-8")
    return re.findall(rf"^{key}=(.*)$", text, re.MULTILINE)


def analyze(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """What systemd says; it need not be running."""
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.fail(
            "systemd-analyze: expected on PATH, found nowhere; install Debian's systemd"
        )
    command = [program, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """The units as installed, but for programs that only the host has."""
    for path in SYSTEMD.iterdir():
        if path.suffix in {".service", ".target", ".timer"}:
            text = re.sub(
                r"/opt/truyxuat/current/bin/truyxuat", "/bin/true", path.read_text()
            )
            name = path.name.replace("intake@.", "intake@1.")
            (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_systemd_understands_every_unit(installed: Path) -> None:
    checked = analyze("verify", *sorted(installed.iterdir()))

    assert (checked.returncode, checked.stdout + checked.stderr) == (0, "")


def test_a_key_that_systemd_does_not_know_would_be_told(installed: Path) -> None:
    unit = installed / "truyxuat-api.service"
    unit.write_text(
        unit.read_text().replace("ProtectHome=", "ProtectHouse="), encoding="utf-8"
    )

    assert "ProtectHouse" in analyze("verify", unit).stderr


@pytest.mark.parametrize("name", [name.replace("@.", "@1.") for name in PLATFORM])
def test_a_process_is_fenced_in(installed: Path, name: str) -> None:
    judged = analyze(
        "security", "--offline=true", f"--threshold={EXPOSURE_MAX}", installed / name
    )

    assert judged.returncode == 0, judged.stdout[-200:]


@pytest.mark.parametrize("name", PLATFORM)
def test_a_unit_runs_a_command_that_exists(name: str) -> None:
    [started] = values(name, "ExecStart")
    program, command = started.split(" ")

    assert program == "/opt/truyxuat/current/bin/truyxuat"
    assert command in COMMANDS
    assert values(name, "User") == ["truyxuat"]


@pytest.mark.parametrize("name", PLATFORM)
def test_secrets_reach_a_process_as_files_only(name: str) -> None:
    handed = {value.split(":")[0] for value in values(name, "LoadCredential")}

    assert handed == {"truyxuat_database_url", "truyxuat_graph_password"}
    assert "TRUYXUAT_SECRETS_DIR=%d" in values(name, "Environment")
    assert "PASSWORD" not in " ".join(values(name, "Environment"))


@pytest.mark.parametrize("name", LASTING)
def test_a_process_is_started_again_however_long_an_engine_is_away(name: str) -> None:
    assert values(name, "Restart") == ["always"]
    assert values(name, "StartLimitIntervalSec") == ["0"]
    assert values(name, "PartOf") == values(name, "WantedBy") == ["truyxuat.target"]


def test_every_variable_of_the_platform_exists() -> None:
    texts = [path.read_text(encoding="utf-8") for path in SYSTEMD.iterdir()]

    assert variables_in(" ".join(texts)) <= VARIABLES


def test_no_two_processes_answer_on_one_port() -> None:
    ports = [
        value.removeprefix("TRUYXUAT_METRICS_PORT=").replace("%i", instance)
        for name in LASTING
        for value in values(name, "Environment")
        if value.startswith("TRUYXUAT_METRICS_PORT=")
        for instance in ("123456789" if "@" in name else "1")
    ]

    assert len(ports) == 9 + 2
    assert len(set(ports)) == len(ports)


def test_the_nightly_backup_is_taken_then_old_ones_go_then_all_is_checked() -> None:
    ran = [value.split("/")[-1] for value in values("truyxuat-backup.service", "ExecStart")]

    assert [command.split()[0] for command in ran] == ["take-base", "prune", "check"]
    for command in ran:
        assert (SYSTEMD.parent / "backup" / command.split()[0]).exists()


def test_the_install_page_names_every_unit() -> None:
    page = (SYSTEMD / "README.md").read_text(encoding="utf-8")

    for name in SERVICES:
        assert re.sub(r"@?\.service", "", name) in page, name
