"""Everything an operator may choose, by environment variables that start with TRUYXUAT_.

Every limit of the platform that an operator may want to move has its name here, so that an
answer that reaches one can name it. Nothing is read on import: `read_settings()` reads.

A value may also be the content of a file: where TRUYXUAT_SECRETS_DIR names a folder, a file in it
that is called like a variable (`truyxuat_database_url`) stands for the variable, unless that is
set. Containers, Kubernetes and systemd all hand over secrets as such files, and a password in a
file is not shown by `inspect`, `describe` or /proc.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from truyxuat.traceability.errors import InvalidInput

PREFIX = "TRUYXUAT_"
SECRETS_DIR = "TRUYXUAT_SECRETS_DIR"

RECORD_SCHEMES = ("sqlite:", "postgresql:", "postgresql+psycopg:")
_PASSWORD = re.compile(r"(://[^:/@\s]*:)[^/\s]*(?=@)")

Positive = Annotated[int, Field(gt=0)]
Port = Annotated[int, Field(ge=0, le=65_535)]
LogFormat = Literal["auto", "console", "json"]


class Settings(BaseSettings):
    """What the platform was told: where it keeps its record, where it listens, its limits."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True)

    database_url: str = "sqlite:///truyxuat.db"
    """Where the record is: sqlite:///FILE (relative to the working directory) or
    postgresql://USER:PASSWORD@HOST/DATABASE; what is left out, libpq takes from PGPASSWORD, a
    password file, and so on."""
    busy_seconds_max: Positive = 30
    """How long a writer waits for another one before it answers 503."""

    host: str = "127.0.0.1"
    port: Port = 8_080

    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: LogFormat = "auto"
    """json: one object a line; console: columns; auto: console on a terminal, else json."""
    metrics_port: Port = 0
    """Where a worker answers /metrics and /health, on the address `host`; 0: nowhere."""
    otlp_endpoint: str = ""
    """OpenTelemetry collector that takes spans over HTTP (http://host:4318); empty: no spans."""
    behind_seconds_max: Positive = 60
    """How old the oldest event that a part has not got may be before it is told as degraded."""

    body_bytes_max: Positive = 50_000_000
    """GS1-EPCIS-Capture-File-Size-Limit: the longest request body that is read."""
    document_events_max: Positive = 100_000
    """GS1-EPCIS-Capture-Limit: events in one capture document."""
    job_duplicates_max: Positive = 1_000
    """Duplicates listed in the answer about one capture job; all are counted."""

    page_default: Positive = 30
    """perPage when a query names none (the default of the EPCIS REST bindings)."""
    page_max: Positive = 1_000
    query_values_max: Positive = 500
    """Values of one query parameter."""

    trace_seeds_max: Positive = 1_000
    trace_objects_max: Positive = 1_000_000
    trace_events_max: Positive = 2_000_000

    @field_validator("log_level", "log_format", mode="before")
    @classmethod
    def _in_small_letters(cls, word: object) -> object:
        return word.lower() if isinstance(word, str) else word

    @field_validator("otlp_endpoint")
    @classmethod
    def _http_address(cls, address: str) -> str:
        if address and not address.startswith(("http://", "https://")):
            raise ValueError(f"expected http://HOST:PORT or https://…, got {address!r}")
        return address

    @field_validator("database_url")
    @classmethod
    def _known_engine(cls, url: str) -> str:
        if not url.startswith(RECORD_SCHEMES):
            engine = url.partition(":")[0]
            raise ValueError(
                f"the record is kept in sqlite:///FILE or postgresql://…; got engine {engine!r}"
            )
        try:
            make_url(url)
        except (ArgumentError, ValueError) as error:
            raise ValueError(
                "not an address such as postgresql://USER@HOST:PORT/DB"
            ) from error
        return url


def without_password(url: str) -> str:
    """An address to show: what stands between a user's colon and the host is hidden.

    >>> without_password("postgresql://trace:s3cret@db.example/record")
    'postgresql://trace:***@db.example/record'
    """
    return _PASSWORD.sub(r"\1***", url)


def read_settings() -> Settings:
    """What the environment says, and the files of TRUYXUAT_SECRETS_DIR beside it.

    Raises:
        InvalidInput: a variable that cannot be right, each by its name.
    """
    folder = os.environ.get(SECRETS_DIR) or None
    if folder is not None and not Path(folder).is_dir():
        raise InvalidInput(f"{SECRETS_DIR}: expected a folder, got {folder!r}.")
    try:
        return Settings(_secrets_dir=folder)
    except ValidationError as error:
        wrong = [
            f"{PREFIX}{'_'.join(map(str, each['loc'])).upper()}: {each['msg']}, "
            f"got {without_password(repr(each['input']))}."
            for each in error.errors()
        ]
        raise InvalidInput(" ".join(wrong)) from error
