"""EPC URNs, the spelling of EPCIS 1.x: ``urn:epc:id:``, ``urn:epc:class:``, ``urn:epc:idpat:``.

EPC Tag Data Standard 2.0, section 6.3 (pure identities), 6.4 (lots), 8 (patterns; of these
only the class-level ones of CBV 2.0, section 8.3, that end in ``.*``). A URN splits the number
after the company prefix and leaves the check digit out, so writing one needs the length of the
prefix.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from truyxuat.traceability.errors import InvalidIdentifier
from truyxuat.traceability.identifiers.check_digits import sum_digit
from truyxuat.traceability.identifiers.identifier import (
    VALUES_REMEMBERED,
    Identifier,
    checked_root,
)
from truyxuat.traceability.identifiers.other_epcs import OTHER_SCHEMES
from truyxuat.traceability.identifiers.spelling import unescaped

PREFIX_LENGTHS = range(6, 13)
"""Digits of a company prefix in an EPC URN (Tag Data Standard, table 14-2 ff.)."""

URN_MAX = 256
"""Characters of an EPC URN; the longest of a GS1 key has some 150, all escaped."""

_GS3A3 = r"(?:[!'()*+,\-.0-9:;=A-Z_a-z]|%[0-9A-Fa-f]{2})+"


@dataclass(frozen=True, slots=True)
class Form:
    """How one EPC scheme spells its key.

    `digits` counts company prefix and reference together (0: the reference is text, by
    `reference`); `indicator_first` moves the reference's first digit before the prefix; `last`
    is the qualifier that the last component is, ``+`` where it continues the value itself, or
    empty where there is none.
    """

    ai: str
    digits: int
    last: str = ""
    components: int = 3
    indicator_first: bool = False
    filler: str = ""
    reference: str = ""
    kinds: tuple[str, ...] = ("id",)


_ID_AND_CLASS = ("id", "idpat")

FORMS: dict[str, Form] = {
    "sgtin": Form("01", 13, last="21", indicator_first=True, kinds=_ID_AND_CLASS),
    "lgtin": Form("01", 13, last="10", indicator_first=True, kinds=("class",)),
    "upui": Form("01", 13, last="235", indicator_first=True, kinds=_ID_AND_CLASS),
    "itip": Form("8006", 13, "21", 5, indicator_first=True, kinds=_ID_AND_CLASS),
    "sscc": Form("00", 17, components=2, indicator_first=True),
    "sgln": Form("414", 12, last="254"),
    "pgln": Form("417", 12, components=2),
    "grai": Form("8003", 12, last="+", filler="0", kinds=_ID_AND_CLASS),
    "gdti": Form("253", 12, last="+", kinds=_ID_AND_CLASS),
    "sgcn": Form("255", 12, last="+", kinds=_ID_AND_CLASS),
    "gsrn": Form("8018", 17, components=2),
    "gsrnp": Form("8017", 17, components=2),
    "gsin": Form("402", 16, components=2),
    "giai": Form("8004", 0, components=2, reference=_GS3A3),
    "ginc": Form("401", 0, components=2, reference=_GS3A3),
    "cpi": Form(
        "8010", 0, "8011", reference=r"(?:[0-9A-Z\-]|%2[Ff]|%23)+", kinds=_ID_AND_CLASS
    ),
}
"""The EPC schemes of GS1 keys."""

_URN = re.compile(r"(?i:urn:epc):([a-z]+):([a-z]+):(.*)", re.DOTALL)
_COMPONENT = re.compile(_GS3A3)


_PLAIN_ITEM = re.compile(r"urn:epc:id:sgtin:([0-9]+)\.([0-9]+)\.([0-9A-Za-z._\-]{1,20})")


def plain_item(text: str) -> tuple[str, str] | None:
    """Class key and serial of a sound SGTIN without escapes; None for any other text.

    Of all that is read for the first time most are such: every item has a URN of its own.

    >>> plain_item("urn:epc:id:sgtin:0614141.812345.6789")
    ('https://id.gs1.org/01/80614141123458', '6789')
    """
    found = _PLAIN_ITEM.fullmatch(text)
    if found is None:
        return None
    prefix, reference, serial = found.groups()
    try:
        return checked_root("01", _value("sgtin", prefix, reference)), serial
    except InvalidIdentifier:
        return None


def is_epc_urn(text: str) -> bool:
    """Whether a text claims to be an EPC URN.

    >>> is_epc_urn("URN:EPC:id:sscc:0614141.1234567890")
    True
    """
    return text[:8].lower() == "urn:epc:"


def read_epc_urn(text: str) -> Identifier | None:
    """The identifier that an EPC URN names; None for an EPC scheme of no GS1 key.

    >>> read_epc_urn("urn:epc:id:sgtin:0614141.812345.6789").key
    'https://id.gs1.org/01/80614141123458/21/6789'
    >>> read_epc_urn("urn:epc:idpat:sgtin:0614141.812345.*").key
    'https://id.gs1.org/01/80614141123458'

    Raises:
        InvalidIdentifier: no EPC URN of a form that names one thing, lot or class.
    """
    kind, scheme, form, parts = _taken_apart(text)
    if form is None:
        return None
    if len(parts) != form.components:
        raise InvalidIdentifier(
            f"{text!r}: {form.components} components expected, got {len(parts)}."
        )
    last = _last_component(text, kind, form, parts)
    try:
        value = _value(scheme, *parts[: form.components - bool(form.last)])
        if form.last == "+":
            return Identifier(form.ai, value + last)
        return Identifier(form.ai, value, ((form.last, last),) if last else ())
    except InvalidIdentifier as error:
        raise InvalidIdentifier(f"{text!r}: {error}") from error


def _taken_apart(text: str) -> tuple[str, str, Form | None, list[str]]:
    if len(text) > URN_MAX:
        raise InvalidIdentifier(
            f"{text[:40]!r}…: an EPC URN has at most {URN_MAX} characters, got {len(text)}."
        )
    found = _URN.fullmatch(text)
    if found is None:
        raise InvalidIdentifier(
            f"{text!r}: an EPC URN starts with urn:epc:id:, urn:epc:class: or urn:epc:idpat: "
            "and a scheme in small letters."
        )
    kind, scheme, rest = found.groups()
    form = FORMS.get(scheme)
    if form is None:
        if kind == "id" and scheme in OTHER_SCHEMES:
            if fault := OTHER_SCHEMES[scheme].fault(rest):
                raise InvalidIdentifier(f"{text!r}: {fault}.")
            return kind, scheme, None, []
        raise InvalidIdentifier(
            f"{text!r}: {scheme!r} is no EPC scheme of urn:epc:{kind}:."
        )
    if kind not in form.kinds:
        expected = " or ".join(f"urn:epc:{one}:{scheme}:" for one in form.kinds)
        raise InvalidIdentifier(f"{text!r}: {expected} expected.")
    return kind, scheme, form, rest.split(".", form.components - 1)


def _last_component(text: str, kind: str, form: Form, parts: list[str]) -> str:
    """What the last component says, unescaped; empty where it says that there is nothing."""
    if not form.last:
        return ""
    last = parts[-1]
    if kind == "idpat":
        if last != "*":
            raise InvalidIdentifier(f"{text!r}: a class-level pattern ends in '.*'.")
        return ""
    value = unescaped(last) if _COMPONENT.fullmatch(last) else None
    if not value:
        raise InvalidIdentifier(
            f"{text!r}: {last!r} is no component of an EPC URN"
            + (" (a character in it must be escaped)." if last else ": it is empty.")
        )
    return value


@lru_cache(VALUES_REMEMBERED)
def _value(scheme: str, prefix: str, reference: str, *numbers: str) -> str:
    """The key's value from company prefix and reference, check digit added."""
    form = FORMS[scheme]
    if not _are_digits(prefix) or len(prefix) not in PREFIX_LENGTHS:
        raise InvalidIdentifier(
            f"company prefix {prefix!r}: {PREFIX_LENGTHS[0]} to {PREFIX_LENGTHS[-1]} digits "
            "expected."
        )
    if not form.digits:
        text = unescaped(reference) if re.fullmatch(form.reference, reference) else None
        if text is None:
            raise InvalidIdentifier(
                f"reference {reference!r} has a character it cannot have."
            )
        return prefix + text
    if reference and not _are_digits(reference):
        raise InvalidIdentifier(f"reference {reference!r}: only digits expected.")
    if len(prefix) + len(reference) != form.digits:
        raise InvalidIdentifier(
            f"{form.digits} digits of company prefix and reference expected, "
            f"got {len(prefix) + len(reference)}."
        )
    for number in numbers:
        if not _are_digits(number) or len(number) != 2:
            raise InvalidIdentifier(f"piece or total {number!r}: two digits expected.")
    if form.indicator_first:
        prefix, reference = reference[0] + prefix, reference[1:]
    digits = form.filler + prefix + reference
    return digits + sum_digit(digits) + "".join(numbers)


def _are_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
