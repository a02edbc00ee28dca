"""A message of the partner topic: what enterprises send, and how it is read.

    value    an EPCIS 2.0 document or one bare event, JSON-LD or XML
    key      the top object of its first event, or the company: what shares a key keeps its order
    headers, all optional:
      content-type        application/ld+json, application/json, application/xml or text/xml;
                          without it a body that begins with `<` is XML, any other JSON
      gs1-epcis-version   2.0
      company             who sends: a GLN (13 digits) or a GS1 company prefix (4 to 12)
      traceparent         W3C Trace Context: the sender's trace, which goes on in ours

Names of headers count in any case; of a repeated one the last counts; others are kept with a
parked message and otherwise left alone. Reading is pure: no record, no clock.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable
from dataclasses import dataclass, replace

from truyxuat.services.capturing import NamedDocument, prepared
from truyxuat.services.epcis_bodies import (
    JSON_TYPES,
    READERS,
    SPOKEN,
    XML_TYPES,
    version_of,
)
from truyxuat.services.settings import Settings
from truyxuat.traceability.epcis.reading import Reading
from truyxuat.traceability.errors import (
    InvalidIdentifier,
    InvalidInput,
    TooLarge,
    TruyxuatError,
    UnsupportedMediaType,
)
from truyxuat.traceability.identifiers import check_digit

CONTENT_TYPE = "content-type"
EPCIS_VERSION = "gs1-epcis-version"
COMPANY = "company"

GLN_DIGITS = 13
PREFIX_DIGITS = range(4, 13)
SHOWN_SIGNS = 100

Header = tuple[str, bytes | None]

FAULTS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What a fault of our own raises on a body that it did not foresee."""


@dataclass(frozen=True, slots=True)
class PartnerMessage:
    """One message as it lies in the partner topic."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    headers: tuple[Header, ...]
    body: bytes
    timestamp: int | None = None
    """Milliseconds since 1970 UTC, as its producer or broker said."""

    def header(self, name: str) -> str | None:
        """The text of a header; None where there is none.

        Raises:
            InvalidInput: it is not UTF-8.
        """
        found = [value for key, value in self.headers if key.lower() == name]
        if not found or found[-1] is None:
            return None
        try:
            return found[-1].decode().strip()
        except UnicodeDecodeError as error:
            raise InvalidInput(
                f"Header {name}: expected UTF-8, got {found[-1][:SHOWN_SIGNS]!r}."
            ) from error


@dataclass(frozen=True, slots=True)
class Sound:
    """A message that can be recorded."""

    message: PartnerMessage
    company: str | None
    document: NamedDocument


@dataclass(frozen=True, slots=True)
class Poison:
    """A message that cannot be taken in, and why."""

    message: PartnerMessage
    company: str | None
    error: TruyxuatError


class ReadingFault(TruyxuatError):
    """This platform failed on the message; it can be replayed when the fault is mended."""

    title = "Failed to read a message"


def read_message(message: PartnerMessage, settings: Settings) -> Sound | Poison:
    """Read a message; whatever is wrong with it stays with it and stops no other."""
    company = None
    try:
        company = company_of(message)
        document = _document(message, settings)
    except TruyxuatError as error:
        return Poison(message, company, error)
    except FAULTS as fault:
        return Poison(message, company, fault_of(fault))
    return Sound(message, company, document)


def fault_of(fault: Exception) -> ReadingFault:
    """A fault of our own as the reason that a message is parked."""
    return ReadingFault(f"{type(fault).__name__}: {fault}")


def company_of(message: PartnerMessage) -> str | None:
    """Who sent it, as its header says; None where there is no such header.

    Raises:
        InvalidIdentifier: neither a GLN nor a company prefix.
    """
    company = message.header(COMPANY)
    return None if company is None else checked_company(company, f"Header {COMPANY}")


def checked_company(company: str, name: str) -> str:
    """A GLN or a GS1 company prefix that someone gave under this name.

    >>> checked_company("9521234000006", "--company"), checked_company("9521234", "--company")
    ('9521234000006', '9521234')

    Raises:
        InvalidIdentifier: it is neither.
    """
    digits = company.isascii() and company.isdigit()
    if digits and len(company) in PREFIX_DIGITS:
        return company
    if not digits or len(company) != GLN_DIGITS:
        raise InvalidIdentifier(
            f"{name}: expected a GLN of {GLN_DIGITS} digits or a company prefix of "
            f"{PREFIX_DIGITS.start} to {PREFIX_DIGITS.stop - 1}, got {company[:SHOWN_SIGNS]!r}."
        )
    expected = check_digit(company[:-1])
    if company[-1] != expected:
        raise InvalidIdentifier(
            f"{name}: GLN {company}: check digit should be {expected}, is {company[-1]}."
        )
    return company


def _document(message: PartnerMessage, settings: Settings) -> NamedDocument:
    size = len(message.body)
    if size > settings.kafka_message_bytes_max:
        raise TooLarge(
            f"The message is {size:,} bytes long; kafka_message_bytes_max is "
            f"{settings.kafka_message_bytes_max:,}: send its events in parts."
        )
    version = message.header(EPCIS_VERSION)
    if version is not None and version_of(version) != SPOKEN:
        raise UnsupportedMediaType(
            f"Header {EPCIS_VERSION}: this platform speaks 2.0, got {version[:40]!r}."
        )
    reading = _reader(message)(message.body)
    document = prepared(reading, events_max=settings.document_events_max)
    return replace(document, headers=message.headers)


def _reader(message: PartnerMessage) -> Callable[[bytes], Reading]:
    """The reader that the header names, or that the first sign of the body speaks for."""
    sent = message.header(CONTENT_TYPE)
    if sent is None:
        first = message.body.removeprefix(codecs.BOM_UTF8).lstrip()[:1]
        return READERS[XML_TYPES[0] if first == b"<" else JSON_TYPES[0]]
    reader = READERS.get(sent.partition(";")[0].strip().lower())
    if reader is None:
        raise UnsupportedMediaType(
            f"Header {CONTENT_TYPE}: expected {' or '.join(READERS)}, "
            f"got {sent[:SHOWN_SIGNS]!r}."
        )
    return reader
