"""A password may come as a file, as containers, Kubernetes and systemd hand secrets over."""

from __future__ import annotations

from pathlib import Path

import pytest

from truyxuat.services.settings import read_settings
from truyxuat.traceability.errors import InvalidInput


@pytest.fixture
def secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TRUYXUAT_SECRETS_DIR", str(tmp_path))
    monkeypatch.delenv("TRUYXUAT_DATABASE_URL", raising=False)
    return tmp_path


def test_a_file_called_like_a_variable_stands_for_it(secrets: Path) -> None:
    (secrets / "truyxuat_database_url").write_text("sqlite:///kept/apart.db\n")

    assert read_settings().database_url == "sqlite:///kept/apart.db"


def test_the_environment_goes_before_a_file(
    secrets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (secrets / "truyxuat_port").write_text("9001")
    monkeypatch.setenv("TRUYXUAT_PORT", "9002")

    assert read_settings().port == 9_002


def test_a_secret_of_another_program_in_the_folder_is_left_alone(secrets: Path) -> None:
    (secrets / "grafana_password").write_text("not ours")

    assert read_settings().database_url == "sqlite:///truyxuat.db"


def test_a_folder_of_secrets_that_is_missing_is_not_passed_over(
    secrets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRUYXUAT_SECRETS_DIR", "/none/such")

    with pytest.raises(InvalidInput) as refused:
        read_settings()

    assert (
        str(refused.value) == "TRUYXUAT_SECRETS_DIR: expected a folder, got '/none/such'."
    )


def test_no_secrets_folder_is_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUYXUAT_SECRETS_DIR", "")
    monkeypatch.setenv("TRUYXUAT_PORT", "9003")

    assert read_settings().port == 9_003
