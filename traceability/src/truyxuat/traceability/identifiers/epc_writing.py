"""Write an identifier as the EPC URN that partners with EPCIS 1.x systems expect.

EPC Tag Data Standard 2.0, section 7: the correspondence of GS1 keys and EPCs. What has no
serial is written as the class-level pattern of CBV 2.0, section 8.3.
"""

from __future__ import annotations

import re

from truyxuat.traceability.errors import InvalidIdentifier
from truyxuat.traceability.identifiers.company_prefix import company_prefix
from truyxuat.traceability.identifiers.epc_urn import FORMS, PREFIX_LENGTHS, Form
from truyxuat.traceability.identifiers.identifier import Identifier
from truyxuat.traceability.identifiers.reading import parse
from truyxuat.traceability.identifiers.rules import Scheme

_EPC_OF: dict[Scheme, str] = {
    Scheme.GTIN: "sgtin",
    Scheme.GLN: "sgln",
    Scheme.GCN: "sgcn",
    Scheme.CPID: "cpi",
    **{Scheme(name): name for name in FORMS if name != "cpi"},
}
_KIND_OF = {"instance": "id", "lot": "class", "class": "idpat"}
_TO_ESCAPE = re.compile(r"[^!'()*+,\-.0-9:;=A-Z_a-z]")


def to_epc_urn(identifier: Identifier | str, prefix_length: int | None = None) -> str:
    """The EPC URN of an identifier, or of a text in any spelling.

    `prefix_length` is the number of digits of the company prefix; None = as the length table
    has it. What the EPC does not tell apart (the lot of a serialised item) is left out.

    >>> to_epc_urn("(01)80614141123458(21)6789")
    'urn:epc:id:sgtin:0614141.812345.6789'
    >>> to_epc_urn("https://example.vn/01/09521234001010/10/L%2F1", 7)
    'urn:epc:class:lgtin:9521234.000101.L%2F1'
    >>> to_epc_urn("https://id.gs1.org/414/4012345000054")
    'urn:epc:id:sgln:4012345.00005.0'

    Raises:
        InvalidIdentifier: no GS1 identifier, none that EPC knows, or an unknown prefix.
    """
    known = parse(identifier) if isinstance(identifier, str) else identifier
    name = _EPC_OF.get(known.scheme, "")
    kind = _KIND_OF[known.level]
    if not name or kind not in FORMS[name].kinds:
        raise InvalidIdentifier(
            f"{known.key}: EPC has no URN for a {known.level} of this key."
        )
    form = FORMS[name]
    length = _prefix_length(known, prefix_length)
    return f"urn:epc:{kind}:{name}:" + ".".join(
        [*_numbers(known, form, length), *_last(known, form, kind)]
    )


def _prefix_length(known: Identifier, given: int | None) -> int:
    if given is None:
        prefix = company_prefix(known)
        if prefix is None:
            raise InvalidIdentifier(
                f"{known.key}: the length of its company prefix is not known; give it."
            )
        return len(prefix)
    if given not in PREFIX_LENGTHS:
        raise InvalidIdentifier(
            f"{known.key}: a company prefix of {PREFIX_LENGTHS[0]} to {PREFIX_LENGTHS[-1]} "
            f"digits expected, got {given}."
        )
    return given


def _numbers(known: Identifier, form: Form, length: int) -> list[str]:
    """Company prefix and reference, and what an ITIP has besides."""
    if not form.digits:
        prefix, reference = known.value[:length], known.value[length:]
        if not (prefix.isdigit() and reference):
            raise InvalidIdentifier(
                f"{known.key}: no company prefix of {length} digits and a reference in it."
            )
        return [prefix, _escaped(reference)]
    body = known.value[len(form.filler) :][: form.digits]
    indicator, rest = (body[:1], body[1:]) if form.indicator_first else ("", body)
    numbers = [rest[:length], indicator + rest[length:]]
    if known.scheme is Scheme.ITIP:
        numbers += [known.value[14:16], known.value[16:18]]
    return numbers


def _last(known: Identifier, form: Form, kind: str) -> list[str]:
    if not form.last:
        return []
    if kind == "idpat":
        return ["*"]
    if form.last == "+":
        return [_escaped(known.serial or "")]
    # Only an SGLN may lack it at this level: 0 says that there is no extension.
    return [_escaped(known.qualifier(form.last) or "0")]


def _escaped(value: str) -> str:
    return _TO_ESCAPE.sub(lambda found: f"%{ord(found[0]):02X}", value)
