"""Digital Links short enough for a small barcode: compressed, and opened again.

GS1 Digital Link Standard, compression: all elements, or all after the primary key, become one
path segment of the URL-safe base64 alphabet. Decisions:

- Elements are written in the order of their identifiers, as the reference implementation of the
  standard writes them, except that of several keys the one of the path comes first. Other query
  parameters stay readable in the query.
- Opening is strict: what is opened must be a sound Digital Link, because many a path segment of
  an ordinary web address is spelled in the same alphabet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from truyxuat.barcode.syntax.compressed_values import (
    COMBINATIONS,
    SAFE_64,
    Bits,
    Truncated,
    read_text,
    read_value,
    write_ai,
    write_value,
)
from truyxuat.barcode.syntax.digital_link import (
    build_digital_link,
    parse_digital_link,
    read_digital_link,
)
from truyxuat.barcode.syntax.elements import TEXT_MAX, Element, Placed, Reading
from truyxuat.barcode.syntax.faults import Fault, place, problem
from truyxuat.barcode.syntax.rules import table
from truyxuat.barcode.syntax.uri_parts import (
    UriParts,
    path_escaped,
    path_unescaped,
    query_escaped,
    take_apart,
)
from truyxuat.traceability.errors import InvalidBarcode

SEGMENT_MIN = 4
"""Characters of the shortest compressed segment: an identifier and a value."""

_SEGMENT = re.compile(rf"/([A-Za-z0-9_-]{{{SEGMENT_MIN},}})/?")
_OTHER_PAIR = "F"
_OTHER_NAME_BITS = 7
_PADDING_MAX = 8


def compress_digital_link(
    uri: str, *, optimised: bool = True, keep_key: bool = False
) -> str:
    """A Digital Link with its elements compressed.

    `optimised` uses the codes for identifiers that often stand together; `keep_key` leaves the
    primary key readable.

    >>> compress_digital_link("https://id.gs1.org/01/05412345000013/10/ABC123", optimised=False)
    'https://id.gs1.org/AQnYUc1gmiCNV4JG'

    Raises:
        InvalidBarcode: not a sound Digital Link.
    """
    reading, parts = read_digital_link(uri), take_apart(uri)
    if reading.problems or parts is None:
        raise InvalidBarcode(tuple(reading.problems))
    elements = reading.elements
    stem = uri[: reading.placed[0].start - len(elements[0].ai) - 2]
    others = [pair for pair in parts.query.split("&") if pair and not _is_element(pair)]
    tail = parts._replace(query="&".join(others)).tail
    values = {one.ai: one.value for one in elements}
    kept = ""
    if keep_key:
        kept = f"/{elements[0].ai}/{path_escaped(values.pop(elements[0].ai))}"
    segment = f"/{_segment(values, optimised=optimised)}" if values else ""
    return f"{stem}{kept}{segment}{tail}"


def _is_element(pair: str) -> bool:
    name, equals, _ = pair.partition("=")
    return bool(equals) and not name.strip("0123456789")


def _segment(values: dict[str, str], *, optimised: bool) -> str:
    row = []
    left = dict(values)
    first = next(iter(left))
    if sum(table().rules[ai].is_key for ai in left) > 1 and table().rules[first].is_key:
        # The opened link takes the first key as its own.
        row.append(write_ai(first) + write_value(first, left.pop(first)))
    for code, ais in _by_gain() if optimised else ():
        if all(ai in left for ai in ais):
            row.append(write_ai(code))
            row += [write_value(ai, left.pop(ai)) for ai in ais]
    for ai in sorted(left):
        row.append(write_ai(ai) + write_value(ai, left[ai]))
    bits = "".join(row)
    bits += "0" * (-len(bits) % 6)
    return "".join(SAFE_64[int(bits[at : at + 6], 2)] for at in range(0, len(bits), 6))


def _by_gain() -> Iterable[tuple[str, tuple[str, ...]]]:
    """The codes that save most come first."""
    return sorted(COMBINATIONS.items(), key=lambda item: -sum(map(len, item[1])))


def decompress_digital_link(uri: str) -> str:
    """The Digital Link that a compressed one stands for; one that is not compressed, as it is.

    >>> decompress_digital_link("https://id.gs1.org/AQnYUc1gmiCNV4JGLo3DY")
    'https://id.gs1.org/01/05412345000013/10/ABC123?17=290331'

    Raises:
        InvalidBarcode: neither a compressed nor a readable Digital Link.
    """
    if not read_digital_link(uri).problems:
        return uri
    opened = _opened(uri)
    reading = read_digital_link(opened)
    if reading.problems:
        raise _not_compressed(uri, reading.problems[0].message)
    return opened


def looks_compressed(uri: str) -> bool:
    """Whether the last segment of a web address could be a compressed one."""
    parts = take_apart(uri) if len(uri) <= TEXT_MAX else None
    return parts is not None and _last_segment(parts) is not None


def read_compressed(uri: str) -> Reading:
    """The elements of a compressed Digital Link; all of them stand at its segment."""
    try:
        elements = parse_digital_link(decompress_digital_link(uri))
    except InvalidBarcode as error:
        return Reading([], list(error.problems), 0)
    parts = take_apart(uri)
    found = _last_segment(parts) if parts else None
    start = parts.path_start + found.start(1) if parts and found else 0
    end = start + len(found[1]) if found else len(uri)
    return Reading([Placed(one, start, end) for one in elements], [], len(elements))


def _last_segment(parts: UriParts) -> re.Match[str] | None:
    slash = parts.path.rstrip("/").rfind("/")
    return _SEGMENT.fullmatch(parts.path, slash) if slash >= 0 else None


def _opened(uri: str) -> str:
    parts = take_apart(uri) if len(uri) <= TEXT_MAX else None
    found = _last_segment(parts) if parts else None
    if parts is None or found is None:
        raise _not_compressed(uri, "its path does not end in a segment of A-Z a-z 0-9 - _")
    before, kept = parts.path[: found.start()], []
    segments = before.split("/")
    if len(segments) > 2 and (rule := table().rules.get(segments[-2])) and rule.is_key:
        kept = [Element(segments[-2], path_unescaped(segments[-1]))]
        before = "/".join(segments[:-2])
    row = "".join(format(SAFE_64.index(sign), "06b") for sign in found[1])
    try:
        elements, others = _read(Bits(row))
    except Truncated as error:
        raise _not_compressed(uri, str(error)) from error
    elements = [*kept, *elements]
    if len({one.ai for one in elements}) < len(elements):
        raise _not_compressed(uri, "it gives an identifier twice")
    built = build_digital_link(elements, parts.stem + before)
    pairs = [f"{path_escaped(name)}={query_escaped(value)}" for name, value in others]
    pairs += [pair for pair in (parts.query,) if pair]
    mark = "&" if "?" in built else "?"
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    return built + (mark + "&".join(pairs) if pairs else "") + fragment


def _read(bits: Bits) -> tuple[list[Element], list[tuple[str, str]]]:
    elements: list[Element] = []
    others: list[tuple[str, str]] = []
    while bits.left > _PADDING_MAX:
        code = f"{bits.number(4):X}{bits.number(4):X}"
        if code.startswith(_OTHER_PAIR):
            bits.at -= 4
            size = bits.number(_OTHER_NAME_BITS)
            name = "".join(SAFE_64[bits.number(6)] for _ in range(size))
            others.append((name, read_text(bits, _OTHER_NAME_BITS)))
        else:
            elements += [
                Element(ai, read_value(ai, bits)) for ai in _identifiers(code, bits)
            ]
    if bits.number(bits.left):
        raise Truncated("it ends in more than padding")
    return elements, others


def _identifiers(code: str, bits: Bits) -> tuple[str, ...]:
    """What two hexadecimal digits stand for: a combination, or how an identifier begins."""
    if not code.isdigit():
        found = COMBINATIONS.get(code, ())
    else:
        more = table().lengths.get(code, 2) - 2
        found = (code + "".join(f"{bits.number(4):X}" for _ in range(more)),)
    if not found or any(ai not in table().rules for ai in found):
        raise Truncated(f"no identifier is {''.join(found) or code}")
    return found


def _not_compressed(uri: str, why: str) -> InvalidBarcode:
    fault = Fault("not_compressed", 0, 0, f"a compressed Digital Link ({why})")
    return InvalidBarcode((problem(fault, "", subject="URI", where=place(0, len(uri))),))
