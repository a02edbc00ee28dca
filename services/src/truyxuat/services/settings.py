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
from typing import Annotated, Literal, Self

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from truyxuat.barcode.serial_keys import SECRET_BYTES_MIN, SIGNS, SerialKey
from truyxuat.traceability.errors import InvalidInput

PREFIX = "TRUYXUAT_"
SECRETS_DIR = "TRUYXUAT_SECRETS_DIR"

RECORD_SCHEMES = ("sqlite:", "postgresql:", "postgresql+psycopg:")
GRAPH_SCHEMES = tuple(
    f"{scheme}{security}://"
    for scheme in ("bolt", "neo4j")
    for security in ("", "+s", "+ssc")
)
_PASSWORD = re.compile(r"(://[^:/@\s]*:)[^/\s]*(?=@)")

Positive = Annotated[int, Field(gt=0)]
Port = Annotated[int, Field(ge=0, le=65_535)]
LogFormat = Literal["auto", "console", "json"]
Topic = Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,249}$")]
"""A name that Kafka takes for a topic or a consumer group."""
KafkaSecurity = Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"]


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

    graph_url: str = ""
    """Neo4j that takes the load of traces: bolt://HOST:PORT or neo4j://HOST:PORT, with +s for
    TLS (+ssc: of a certificate nobody vouches for); empty: the record answers by itself."""
    graph_user: str = ""
    """Empty: Neo4j asks for none."""
    graph_password: SecretStr = SecretStr("")
    graph_cafile: str = ""
    """PEM file of the authorities that may vouch for a Neo4j at a +s address; empty: the
    system's."""
    graph_database: str = "neo4j"
    graph_answer_seconds_max: Annotated[float, Field(gt=0)] = 5.0
    """How long one question of a trace waits for Neo4j before the record answers instead."""
    graph_log: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")] = "default"
    """Name of this record among those that share the database."""
    link_log: Literal["record", "kafka"] = "record"
    """Where the linker reads recorded events: the event table, or the topic of the relay."""
    link_batch_events_max: Positive = 2_000
    """Events that the linker adds in one transaction of Neo4j."""
    link_answer_seconds_max: Annotated[float, Field(gt=0)] = 60.0
    """How long the linker waits for Neo4j to take one batch before it tries again."""
    link_wait_seconds: Annotated[float, Field(gt=0)] = 0.5
    """Pause of the linker where the log holds nothing new."""
    link_retry_seconds_max: Annotated[float, Field(gt=0)] = 30.0
    """Longest pause between two attempts while Neo4j or the log does not answer."""

    serial_key: SecretStr = SecretStr("")
    """Secret that unguessable serials are made with, 32 characters or more of chance (`openssl
    rand -hex 32`); empty: none are made. Whoever learns it can forge the form of serials."""
    serial_key_id: Annotated[str, Field(pattern=f"^[{SIGNS}]$")] = "2"
    """The sign that serials made with this key begin with; another key takes another one."""
    sheet_drawings_at_once_max: Positive = 100
    """Differing labels that are checked before a sheet is answered; more are in the background."""
    sheets_waiting_max: Positive = 100
    """Sheets that may wait to be checked; one more is answered 503."""

    kafka_servers: str = ""
    """Brokers to begin with, `host:port` with commas between; empty: there is no Kafka."""
    kafka_security_protocol: KafkaSecurity = "PLAINTEXT"
    """SSL encrypts, SASL says who we are; SASL_PLAINTEXT sends passwords that can be read."""
    kafka_sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = "PLAIN"
    kafka_sasl_username: str = ""
    kafka_sasl_password: SecretStr = SecretStr("")
    kafka_ssl_cafile: str = ""
    """PEM file of the authorities that may vouch for a broker; empty: the system's."""
    kafka_ssl_certfile: str = ""
    """PEM file of our own certificate and its chain, where brokers ask for one."""
    kafka_ssl_keyfile: str = ""
    kafka_ssl_password: SecretStr = SecretStr("")
    """Password of the key file, where it has one."""
    kafka_start_seconds_max: Positive = 30
    """How long to look for a broker at the start before it is an error."""

    kafka_partner_topic: Topic = "truyxuat.partner-events"
    """Where enterprises send events; `truyxuat intake` reads it."""
    kafka_recorded_topic: Topic = "truyxuat.recorded-events"
    """Where `truyxuat relay` sends recorded events, in the order of the record."""
    kafka_parked_topic: Topic = "truyxuat.parked-messages"
    """Where messages go that cannot be taken in, each with its reason."""
    kafka_group: Topic = "truyxuat-intake"
    """The consumer group of the intake. Another name reads the partner topic from its start."""
    kafka_session_seconds_max: Annotated[int, Field(ge=6)] = 30
    """How long a worker of the intake may be silent before its partitions go to others."""
    kafka_message_bytes_max: Positive = 10_000_000
    """The longest message sent, and the longest taken in; a longer one is parked."""
    kafka_compression: Literal["none", "gzip", "snappy", "lz4", "zstd"] = "zstd"
    """How batches of messages are packed for the way."""

    intake_batch_messages_max: Positive = 2_000
    """Messages of the partner topic in one transaction of the record."""
    intake_batch_bytes_max: Positive = 8_000_000
    """Bytes of messages in one transaction; also what is fetched ahead of it."""
    intake_batch_events_max: Positive = 2_000
    """Events in one transaction, unless a single message holds more."""
    intake_retry_seconds_max: Positive = 30
    """Longest pause between two attempts while the record does not answer."""
    relay_batch_events_max: Positive = 2_000
    """Events that the relay sends before it waits for the brokers and notes its position."""
    relay_wait_seconds: Annotated[float, Field(gt=0)] = 0.5
    """Pause of the relay where the record holds nothing new."""

    @field_validator("log_level", "log_format", mode="before")
    @classmethod
    def _in_small_letters(cls, word: object) -> object:
        return word.lower() if isinstance(word, str) else word

    @property
    def key_of_serials(self) -> SerialKey | None:
        """The key that unguessable serials are made with; None where none is set."""
        secret = self.serial_key.get_secret_value()
        return SerialKey(self.serial_key_id, secret.encode()) if secret else None

    @field_validator("serial_key")
    @classmethod
    def _long_secret(cls, key: SecretStr) -> SecretStr:
        length = len(key.get_secret_value().encode())
        if 0 < length < SECRET_BYTES_MIN:
            raise ValueError(
                f"expected {SECRET_BYTES_MIN} characters of chance or more, got {length}"
            )
        return key

    @field_validator("graph_url")
    @classmethod
    def _bolt_address(cls, url: str) -> str:
        if url and not url.startswith(GRAPH_SCHEMES):
            raise ValueError(f"expected bolt://HOST:PORT or neo4j+s://…, got {url!r}")
        return url

    @model_validator(mode="after")
    def _authorities_of_an_encrypted_address(self) -> Self:
        if self.graph_cafile and "+s://" not in self.graph_url:
            raise ValueError("graph_cafile needs a graph_url that begins with bolt+s://")
        return self

    @field_validator("otlp_endpoint")
    @classmethod
    def _http_address(cls, address: str) -> str:
        if address and not address.startswith(("http://", "https://")):
            raise ValueError(f"expected http://HOST:PORT or https://…, got {address!r}")
        return address

    @model_validator(mode="after")
    def _kafka_credentials(self) -> Self:
        named = bool(
            self.kafka_sasl_username and self.kafka_sasl_password.get_secret_value()
        )
        if self.kafka_security_protocol.startswith("SASL") and not named:
            raise ValueError(
                f"kafka_security_protocol {self.kafka_security_protocol} needs "
                "kafka_sasl_username and kafka_sasl_password"
            )
        return self

    @field_validator("database_url")
    @classmethod
    def _known_engine(cls, url: str) -> str:
        if not url.startswith(RECORD_SCHEMES):
            engine = url.partition(":")[0]
            raise ValueError(
                f"the record is kept in sqlite:///FILE or postgresql://…; got engine {engine!r}"
            )
        # Imported here: the commands that only read and draw barcodes have no record, and
        # SQLAlchemy is a quarter of their start.
        from sqlalchemy import make_url
        from sqlalchemy.exc import ArgumentError

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
        raise InvalidInput(" ".join(map(_said, error.errors()))) from error


def _said(error: ErrorDetails) -> str:
    """What is wrong with one variable; a secret, and a rule about several, without values."""
    if not error["loc"]:
        return f"{PREFIX}*: {error['msg']}."
    name = "_".join(map(str, error["loc"])).upper()
    if Settings.model_fields[str(error["loc"][0])].annotation is SecretStr:
        return f"{PREFIX}{name}: {error['msg']}."
    return f"{PREFIX}{name}: {error['msg']}, got {without_password(repr(error['input']))}."
