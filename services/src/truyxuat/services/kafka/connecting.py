"""From settings to clients of the brokers, and from the clients' errors to ours.

Every consumer, producer and admin client of the platform is made here, so a broker is reached in
one way by all of them, and a wrong setting or a silent broker is told in the same words.
"""

from __future__ import annotations

import logging
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer
from kafka.errors import KafkaError, KafkaTimeoutError
from kafka.net.compat import KafkaNetClient

from truyxuat.services.kafka.checksum import require_c_checksum
from truyxuat.services.settings import Settings
from truyxuat.traceability.errors import InvalidInput, Unavailable

Client = Any  # kafka-python ships no types
"""A consumer, producer or admin client of kafka-python."""

CLIENT_ID = "truyxuat"
LINGER_MS = 5
"""How long a message waits for others to share its way."""
BATCH_BYTES = 256 * 1024
DELIVERY_SECONDS_MAX = 30
"""How long a message may be under way before it counts as not sent."""
RECORD_OVERHEAD_BYTES = 64 * 1024
"""Room for key, headers and framing beside the longest body."""
CLOSE_SECONDS_MAX = 10
REASONED = "Bootstrap connection"
"""How the client begins to tell why it cannot reach a broker."""
SILENT_MS_MAX = 10_000
"""How long a request may go unanswered before it is asked again."""

RECONNECT_MS_MAX = 3_000
"""Longest pause between two attempts to reach a broker that fell."""


def client_arguments(settings: Settings) -> dict[str, object]:
    """What every client is told: where the brokers are, and how to speak to them.

    Raises:
        InvalidInput: no brokers are named, or a certificate file cannot be used.
    """
    servers = [each.strip() for each in settings.kafka_servers.split(",") if each.strip()]
    if not servers:
        raise InvalidInput(
            "TRUYXUAT_KAFKA_SERVERS names no broker; expected host:port, with commas between."
        )
    arguments: dict[str, object] = {
        "bootstrap_servers": servers,
        "bootstrap_timeout_ms": settings.kafka_start_seconds_max * 1000,
        "client_id": CLIENT_ID,
        "request_timeout_ms": SILENT_MS_MAX,
        "reconnect_backoff_max_ms": RECONNECT_MS_MAX,
        "security_protocol": settings.kafka_security_protocol,
    }
    if settings.kafka_security_protocol.endswith("SSL"):
        arguments["ssl_context"] = _ssl_context(settings)
    if settings.kafka_security_protocol.startswith("SASL"):
        arguments |= {
            "sasl_mechanism": settings.kafka_sasl_mechanism,
            "sasl_plain_username": settings.kafka_sasl_username,
            "sasl_plain_password": settings.kafka_sasl_password.get_secret_value(),
        }
    return arguments


@contextmanager
def consuming(settings: Settings, **more: object) -> Iterator[Client]:
    """A consumer that commits nothing by itself; it leaves its group at the end."""
    consumer = _opened(
        settings,
        KafkaConsumer,
        enable_auto_commit=False,
        allow_auto_create_topics=False,
        **more,
    )
    try:
        yield consumer
    finally:
        consumer.close(timeout_ms=CLOSE_SECONDS_MAX * 1000)


@contextmanager
def producing(settings: Settings, **more: object) -> Iterator[Client]:
    """A producer whose messages every in-sync replica holds, each once and in order.

    Where the block ends with an error, what it has not sent by then is never sent.
    """
    packed = settings.kafka_compression
    producer = _opened(
        settings,
        KafkaProducer,
        enable_idempotence=True,
        acks="all",
        delivery_timeout_ms=DELIVERY_SECONDS_MAX * 1000,
        linger_ms=LINGER_MS,
        batch_size=BATCH_BYTES,
        compression_type=None if packed == "none" else packed,
        max_request_size=settings.kafka_message_bytes_max + RECORD_OVERHEAD_BYTES,
        max_block_ms=settings.kafka_start_seconds_max * 1000,
        allow_auto_create_topics=False,
        **more,
    )
    sent = False
    try:
        yield producer
        with broker_errors("Messages are not acknowledged"):
            producer.flush(CLOSE_SECONDS_MAX)
        sent = True
    finally:
        if not sent:
            _abandon(producer)
        producer.close(timeout=CLOSE_SECONDS_MAX)


def _abandon(producer: Client) -> None:
    """Let a producer drop what it has not sent: nobody waits for it, and it would come late."""
    # `close` waits for the brokers, and leaves a producer that goes on trying when they are down.
    producer._sender.force_close()
    producer._sender.join(CLOSE_SECONDS_MAX)


@contextmanager
def administering(settings: Settings, **more: object) -> Iterator[Client]:
    """An admin client, for topics."""
    admin = _opened(settings, KafkaAdminClient, **more)
    try:
        yield admin
    finally:
        admin.close()


@contextmanager
def broker_errors(doing: str) -> Iterator[None]:
    """Tell an error of the brokers in our words: what could not be done, and why."""
    try:
        yield
    except KafkaError as error:
        raise Unavailable(f"{doing}: {said(error)}") from error


def said(error: BaseException) -> str:
    """What an error of kafka-python says, which is sometimes only its name."""
    name = type(error).__name__
    text = str(error).removeprefix(name).strip(" :")
    return f"{name}: {text}" if text else name


def _opened(settings: Settings, client: Any, **more: object) -> Client:  # noqa: ANN401  # untyped
    require_c_checksum()
    arguments = client_arguments(settings) | more
    made: list[Client] = []

    def network(**configuration: object) -> Client:
        made.append(KafkaNetClient(**configuration))
        return made[-1]

    with _last_words() as words:
        try:
            return client(**arguments, kafka_client=network)
        except KafkaError as error:
            for each in made:
                each.close()  # a client that fails to start leaves its sockets open
            raise Unavailable(_not_reached(settings, error, words)) from error


def _not_reached(settings: Settings, error: KafkaError, words: list[str]) -> str:
    if not isinstance(error, KafkaTimeoutError):
        return f"No client of {settings.kafka_servers}: {said(error)}"
    why = f" Last said: {words[-1]}" if words else ""
    return (
        f"No Kafka broker answered at {settings.kafka_servers} within "
        f"{settings.kafka_start_seconds_max} s.{why}"
    )


def _ssl_context(settings: Settings) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=settings.kafka_ssl_cafile or None)
        if settings.kafka_ssl_certfile:
            context.load_cert_chain(
                settings.kafka_ssl_certfile,
                settings.kafka_ssl_keyfile or None,
                settings.kafka_ssl_password.get_secret_value(),
            )
    except (OSError, ssl.SSLError) as error:
        raise InvalidInput(
            "TRUYXUAT_KAFKA_SSL_CAFILE, _CERTFILE, _KEYFILE or _PASSWORD cannot be used: "
            f"{error}."
        ) from error
    return context


@contextmanager
def _last_words() -> Iterator[list[str]]:
    """What the client logs while it looks for a broker: the reason is told nowhere else."""
    words: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.getMessage().startswith(REASONED):
                words.append(record.getMessage())

    listener = Listener(logging.WARNING)
    log = logging.getLogger("kafka.net")
    log.addHandler(listener)
    try:
        yield words
    finally:
        log.removeHandler(listener)
