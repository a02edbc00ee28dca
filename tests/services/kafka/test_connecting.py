"""Clients are made from settings, and what is wrong with those is told before a broker is."""

from __future__ import annotations

import os
import ssl
import subprocess
import sys
from pathlib import Path

import pytest
from kafka.errors import KafkaTimeoutError, TopicAuthorizationFailedError
from kafka.record import util

from truyxuat.services.kafka.checksum import require_c_checksum
from truyxuat.services.kafka.connecting import (
    broker_errors,
    client_arguments,
    said,
)
from truyxuat.services.settings import Settings, read_settings
from truyxuat.traceability.errors import InvalidInput, Unavailable


def test_brokers_are_named_with_commas_between() -> None:
    arguments = client_arguments(Settings(kafka_servers="a:9092, b:9092,"))

    assert arguments["bootstrap_servers"] == ["a:9092", "b:9092"]
    assert arguments["security_protocol"] == "PLAINTEXT"
    assert "ssl_context" not in arguments
    assert "sasl_mechanism" not in arguments


def test_without_brokers_nothing_is_tried() -> None:
    with pytest.raises(InvalidInput) as refused:
        client_arguments(Settings())

    assert str(refused.value).startswith("TRUYXUAT_KAFKA_SERVERS names no broker")


def test_a_name_and_a_password_go_to_the_brokers_and_nowhere_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TRUYXUAT_KAFKA_SERVERS", "a:9092")
    monkeypatch.setenv("TRUYXUAT_KAFKA_SECURITY_PROTOCOL", "SASL_SSL")
    monkeypatch.setenv("TRUYXUAT_KAFKA_SASL_MECHANISM", "SCRAM-SHA-512")
    monkeypatch.setenv("TRUYXUAT_KAFKA_SASL_USERNAME", "hop-tac-xa")
    monkeypatch.setenv("TRUYXUAT_KAFKA_SASL_PASSWORD", "mat-khau")

    settings = read_settings()

    arguments = client_arguments(settings)
    assert arguments["sasl_mechanism"] == "SCRAM-SHA-512"
    assert arguments["sasl_plain_username"] == "hop-tac-xa"
    assert arguments["sasl_plain_password"] == "mat-khau"
    assert "mat-khau" not in repr(settings)


def test_a_protocol_that_names_who_we_are_needs_a_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TRUYXUAT_KAFKA_SECURITY_PROTOCOL", "SASL_SSL")
    monkeypatch.setenv("TRUYXUAT_KAFKA_SASL_PASSWORD", "mat-khau")

    with pytest.raises(InvalidInput) as refused:
        read_settings()

    assert str(refused.value) == (
        "TRUYXUAT_*: Value error, kafka_security_protocol SASL_SSL needs "
        "kafka_sasl_username and kafka_sasl_password."
    )


def test_brokers_are_checked_by_their_certificate_and_their_name() -> None:
    settings = Settings(kafka_servers="a:9093", kafka_security_protocol="SSL")

    context = client_arguments(settings)["ssl_context"]

    assert isinstance(context, ssl.SSLContext)
    assert context.check_hostname
    assert context.verify_mode is ssl.CERT_REQUIRED


@pytest.mark.parametrize("name", ["kafka_ssl_cafile", "kafka_ssl_certfile"])
def test_a_certificate_that_cannot_be_used_is_told_at_once(
    name: str, tmp_path: Path
) -> None:
    file = tmp_path / "broken.pem"
    file.write_text("no certificate")
    settings = Settings(kafka_servers="a:9093", kafka_security_protocol="SSL").model_copy(
        update={name: str(file)}
    )

    with pytest.raises(InvalidInput, match="TRUYXUAT_KAFKA_SSL_CAFILE, _CERTFILE, "):
        client_arguments(settings)


def test_a_silent_broker_is_told_with_its_address() -> None:
    # A process of its own: sockets that kafka-python failed to connect are never closed.
    environment = {
        **os.environ,
        "TRUYXUAT_KAFKA_SERVERS": "127.0.0.1:1",
        "TRUYXUAT_KAFKA_START_SECONDS_MAX": "1",
        "COLUMNS": "1000",
    }

    ran = subprocess.run(
        [sys.executable, "-m", "truyxuat.services", "kafka-topics"],
        env=environment,
        capture_output=True,
        text=True,
    )

    assert ran.returncode == 2
    assert ran.stderr.startswith(
        "Temporarily unavailable: No Kafka broker answered at 127.0.0.1:1 within 1 s. "
        "Last said: Bootstrap connection to "
    )


def test_an_error_of_the_brokers_is_told_in_our_words() -> None:
    with pytest.raises(Unavailable) as refused, broker_errors("Sending failed"):
        raise TopicAuthorizationFailedError({"truyxuat.partner-events"})

    assert str(refused.value).startswith("Sending failed: ")
    assert "TopicAuthorizationFailedError" in str(refused.value)
    assert said(KafkaTimeoutError()) == "KafkaTimeoutError"


def test_the_c_checksum_is_there_and_in_use() -> None:
    require_c_checksum()


def test_nothing_starts_without_the_c_checksum(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("truyxuat.services.kafka.checksum.find_spec", lambda _: None)

    with pytest.raises(Unavailable) as refused:
        require_c_checksum()

    assert str(refused.value) == "The package crc32c is missing: pip install crc32c."


def test_nothing_starts_with_the_slow_checksum(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(util, "_crc32c", util.crc32c_py)

    with pytest.raises(Unavailable, match="kafka-python uses its Python checksum"):
        require_c_checksum()
