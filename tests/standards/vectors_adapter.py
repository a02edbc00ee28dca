"""Our functions under the names that the runner of the shared vectors asks for.

A function raises where the vector is to be refused. Neighbours are imported when they are
needed, so that a part can run while another is under repair.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from truyxuat.traceability.identifiers import (
    Identifier,
    canonical,
    check_digit,
    parse,
    to_epc_urn,
)

if TYPE_CHECKING:
    from truyxuat.barcode import ElementString

_CHECKED = {"00": 18, "01": 14, "253": 13, "255": 13, "402": 17, "414": 13, "417": 13}
_CHECKED |= {"8003": 14, "8006": 14, "8017": 18, "8018": 18}
_KEY_IN_PATH = re.compile(rf"/({'|'.join(_CHECKED)})/([0-9]+)")


def epc_to_dl(urn: str) -> str:
    """The canonical key of an EPC URN, which is to be no other spelling."""
    if not urn.lower().startswith("urn:epc:"):
        raise ValueError(f"{urn!r} is no EPC URN")
    return parse(urn).key


def dl_to_epc(uri: str, gcp_length: int | None = None) -> str:
    """The EPC URN of a GS1 Digital Link URI."""
    return to_epc_urn(uri, gcp_length)


def epc_validate(
    identifier: str,
    gcp_length: int | None = None,
    checked: bool = True,  # noqa: FBT001, FBT002 # the runner passes all three by position
) -> None:
    """Refuse what is no identifier; without `checked`, any check digit will do.

    An EPC of no GS1 key is its own canonical spelling. The prefix length concerns the key alone,
    so qualifiers that no EPC tells apart do not stand in its way.
    """
    text = identifier if checked else _with_right_check_digit(identifier)
    if text.startswith("urn:epc:") and canonical(text) == text:
        return
    known = parse(text)
    if gcp_length is not None:
        to_epc_urn(Identifier(known.ai, known.value), gcp_length)


def _with_right_check_digit(uri: str) -> str:
    def mended(found: re.Match[str]) -> str:
        ai, digits = found.groups()
        place = _CHECKED[ai] - 1
        if len(digits) <= place:
            return found[0]
        return f"/{ai}/{digits[:place]}{check_digit(digits[:place])}{digits[place + 1 :]}"

    return _KEY_IN_PATH.sub(mended, uri, count=1)


def lint(name: str, text: str) -> None:
    """Run one check; `linter` is the stub with which the reference tests its own test macros."""
    from truyxuat.barcode import lint as run

    if name != "linter":
        run(name, text)


def ai_from_bracketed(text: str) -> str:
    """Bracketed elements as joined ones, a caret for FNC1."""
    from truyxuat.barcode import parse_bracketed

    return _carets(parse_bracketed(text))


def ai_from_fnc1(text: str) -> ElementString:
    """Elements joined with carets, of a composite symbol as well."""
    from truyxuat.barcode import ElementString, parse_fnc1

    linear, mark, component = text.partition("|")
    if linear[:1] != "^" or (mark and component[:1] != "^"):
        raise ValueError(f"{text!r} has no FNC1 in first position")
    parts = [
        parse_fnc1(part[1:].replace("^", "\x1d")) for part in (linear, component) if part
    ]
    return ElementString((one for part in parts for one in part), len(parts[0]))


def bracketed_from_caret(text: str) -> str:
    """Elements joined with carets, or a Digital Link, as bracketed ones."""
    from truyxuat.barcode import parse_digital_link

    if text.lower().startswith("http"):
        return parse_digital_link(text).bracketed()
    return ai_from_fnc1(text).bracketed()


def dl_parse(uri: str) -> str:
    """The elements of a Digital Link, joined with carets."""
    from truyxuat.barcode import parse_digital_link

    return _carets(parse_digital_link(uri))


def dl_generate(stem: str | None, bracketed: str) -> str:
    """The Digital Link of bracketed elements; the canonical one where no stem is given."""
    from truyxuat.barcode import build_digital_link, parse_bracketed

    elements = parse_bracketed(bracketed)
    return build_digital_link(elements, stem) if stem else build_digital_link(elements)


def hri(kind: str, text: str) -> list[str]:
    """The lines below a barcode."""
    from truyxuat.barcode import hri_lines, parse_bracketed, parse_digital_link

    readers = {
        "bracketed": parse_bracketed,
        "dl": parse_digital_link,
        "fnc1_caret": ai_from_fnc1,
    }
    return hri_lines(readers[kind](text))


def associations(bracketed: str) -> None:
    """Refuse elements that cannot stand together, whatever data they hold."""
    from truyxuat.barcode import require_associations
    from truyxuat.barcode.syntax.elements import read_bracketed

    require_associations(read_bracketed(bracketed).elements)


def scan_parse(text: str) -> str:
    """What the reference makes of a scanner's message: elements with carets, or the text.

    Where plain text begins with a caret, a backslash before it tells it from FNC1; a web address
    has to be a Digital Link.
    """
    from truyxuat.barcode import parse_symbol

    found = parse_symbol(text)
    if found.faults:
        raise ValueError(found.faults[0].message)
    if found.kind == "address":
        raise ValueError(f"{text!r} is no Digital Link")
    if found.symbology in {"]E0", "]E4"}:
        number, mark, _ = found.plain.partition("|")
        return number + (f"|{_carets(found.elements.parts[1])}" if mark else "")
    if found.kind == "element_string":
        return _carets(found.elements)
    return re.sub(r"^(?=\\*\^)", r"\\", found.plain)


def _carets(elements: ElementString) -> str:
    return "|".join(f"^{part.fnc1()}" for part in elements.parts).replace("\x1d", "^")


def event_hashes(path: str) -> list[str]:
    """The CBV event hash of each event of a document, in its order."""
    from truyxuat.traceability.epcis.hashing import event_hash
    from truyxuat.traceability.epcis.reading import read_json, read_xml

    body = Path(path).read_bytes()
    read = read_xml if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") else read_json
    return [event_hash(event) for event in read(body).document.events]


def decode(image_path: str) -> list[str]:
    """The texts of all symbols on a picture, in reading order."""
    from truyxuat.barcode.reading import read_picture

    return [symbol.text for symbol in read_picture(Path(image_path).read_bytes())]
