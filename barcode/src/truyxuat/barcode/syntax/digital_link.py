"""GS1 Digital Link URIs, read into elements and built from them.

GS1 Digital Link Standard: URI Syntax, release 1.2 and later. A primary key and its qualifiers
stand in the path, in the order that the key prescribes, everything else in the query. Decisions:

- **Any stem.** The domain and what stands before the key are not looked at; the key is the last
  in the path that is one.
- **No short names, no short GTINs.** Release 1.2 took ``/gtin/`` and GTINs of fewer than 14
  digits out: refused here. `understand` reads what old carriers hold.
- **Other query parameters** (``linkType=all``) are left alone, but a parameter of digits only is
  an application identifier, and one that the path should hold is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from truyxuat.barcode.syntax.elements import (
    ELEMENTS_MAX,
    TEXT_MAX,
    Element,
    ElementString,
    Placed,
    Reading,
    value_problems,
)
from truyxuat.barcode.syntax.faults import Fault, problem
from truyxuat.barcode.syntax.rules import Group, Rule, table
from truyxuat.barcode.syntax.uri_parts import (
    UriParts,
    path_escaped,
    path_unescaped,
    query_escaped,
    query_unescaped,
    take_apart,
)
from truyxuat.traceability.errors import InvalidBarcode, Problem

GS1_STEM = "https://id.gs1.org"
"""Where canonical Digital Links live."""


def parse_digital_link(uri: str) -> ElementString:
    """Read the elements of a Digital Link, those of the path first.

    >>> parse_digital_link("https://a.vn/p/01/09521234001010/10/L1?17=271231").bracketed()
    '(01)09521234001010(10)L1(17)271231'

    Raises:
        InvalidBarcode: all problems, each with its place in the URI.
    """
    reading = read_digital_link(uri)
    if reading.problems:
        raise InvalidBarcode(tuple(reading.problems))
    return reading.elements


def read_digital_link(uri: str) -> Reading:
    """The elements of a Digital Link with all problems in them."""
    if len(uri) > TEXT_MAX:
        return _refused(uri, "message_too_long", f"at most {TEXT_MAX} characters")
    parts = take_apart(uri)
    if parts is None:
        return _refused(uri, "not_a_web_address", "https://domain/path")
    path = list(_path_pairs(parts))
    if not path:
        return _refused(uri, "no_digital_link_key", "/primary key/value in the path")
    problems: list[Problem] = []
    placed = [_read(segment, at, problems, in_path=True) for segment, at in path]
    in_path = tuple(one.element.ai for one in placed)
    if not allowed_path(in_path):
        where = f"{placed[0].start}:{placed[-1].end}"
        order = Fault("qualifier_order", 0, 0, _orders(in_path[0]))
        problems.append(problem(order, "", subject=f"Path of ({in_path[0]})", where=where))
    for pair, at in _query_pairs(parts):
        if len(placed) == ELEMENTS_MAX:
            fault = Fault("too_many_elements", 0, 0, f"at most {ELEMENTS_MAX} elements")
            problems.append(problem(fault, "", subject="URI", where=f"{at}:{len(uri)}"))
            break
        one = _read(pair, at, problems, in_path=False)
        if misplaced := _misplaced(one.element.ai, in_path, placed):
            where = f"{one.start}:{one.end}"
            subject = f"({one.element.ai}) in the query"
            problems.append(
                problem(misplaced, one.element.ai, subject=subject, where=where)
            )
        placed.append(one)
    return Reading(placed, problems, len(placed))


def _refused(uri: str, code: str, expected: str) -> Reading:
    fault = Fault(code, 0, 0, expected)
    where = f"0:{len(uri)}"
    return Reading([], [problem(fault, "", subject="Digital Link", where=where)], 0)


Pair = tuple[str, str]


def _path_pairs(parts: UriParts) -> Iterator[tuple[Pair, int]]:
    """Identifiers and values of the path from the last primary key on, and where values begin."""
    segments = parts.path.split("/")
    rules = table().rules
    key = len(segments) - 2
    while key >= 1 and (rule := rules.get(segments[key])) is not None and not rule.is_key:
        key -= 2
    if key < 1 or segments[key] not in rules:
        return
    at = parts.path_start + sum(len(segment) + 1 for segment in segments[:key])
    for place in range(key, len(segments), 2):
        ai, value = segments[place], segments[place + 1]
        at += len(ai) + 1
        yield (ai, value), at
        at += len(value) + 1


def _query_pairs(parts: UriParts) -> Iterator[tuple[Pair, int]]:
    """The query parameters that are named as application identifiers are."""
    at = parts.query_start
    for parameter in parts.query.split("&"):
        name, equals, value = parameter.partition("=")
        if equals and not name.strip("0123456789"):
            yield (name, value), at + len(name) + 1
        at += len(parameter) + 1


def _read(pair: Pair, at: int, problems: list[Problem], *, in_path: bool) -> Placed:
    ai, spelled = pair
    value = path_unescaped(spelled) if in_path else query_unescaped(spelled)
    rule = table().rules.get(ai)
    end = at + len(spelled)
    if rule is None:
        fault = Fault("unknown_ai", 0, len(ai), "an application identifier")
        where = f"{at - len(ai) - 1}:{at - 1}"
        problems.append(problem(fault, ai, subject="Query parameter", where=where))
    elif not rule.sound(value):
        whole = f"{at}:{end}" if len(value) != len(spelled) else ""
        problems += value_problems(rule, value, at, whole)
    return Placed(Element(ai, value), at, end)


def _misplaced(ai: str, in_path: Group, before: Sequence[Placed]) -> Fault | None:
    """Why an application identifier must not stand in the query."""
    rule = table().rules.get(ai)
    if rule is None:
        return None
    if any(one.element.ai == ai for one in before):
        return Fault("duplicate_ai", 0, len(ai), "each identifier once")
    if not rule.attribute:
        return Fault("not_a_data_attribute", 0, len(ai), "a data attribute")
    for place in range(1, len(in_path) + 1):
        if allowed_path((*in_path[:place], ai, *in_path[place:])):
            return Fault("belongs_in_path", 0, len(ai), f"/{ai}/value in the path")
    return None


def allowed_path(ais: Sequence[str]) -> bool:
    """Whether a key may stand with these qualifiers in this order.

    >>> allowed_path(["01", "22", "21"]), allowed_path(["01", "21", "22"])
    (True, False)
    """
    rule = table().rules.get(ais[0]) if ais else None
    if rule is None or not rule.is_key:
        return False
    wanted = tuple(ais[1:])
    return not wanted or any(
        tuple(ai for ai in path if ai in wanted) == wanted for path in rule.paths
    )


def _orders(key: str) -> str:
    paths = table().rules[key].paths
    return " or ".join("/".join((key, *path)) for path in paths) or f"{key} alone"


def build_digital_link(elements: Sequence[Element], stem: str = GS1_STEM) -> str:
    """The Digital Link of elements that hold a primary key; the first such is taken.

    Attributes of predefined length come first in the query, as on a barcode; an element given
    twice is written once.

    >>> build_digital_link([Element("10", "L/1"), Element("01", "09521234001010")])
    'https://id.gs1.org/01/09521234001010/10/L%2F1'

    Raises:
        InvalidBarcode: no key, a stem that is no web address, or an element that a Digital Link
            cannot hold.
    """
    if take_apart(f"{stem.rstrip('/')}/") is None or "?" in stem or "#" in stem:
        raise _unbuilt("not_a_web_address", stem, "https://domain")
    rules = table().rules
    values: dict[str, str] = {}
    for one in elements:
        values.setdefault(one.ai, one.value)
    key = next((ai for ai in values if ai in rules and rules[ai].is_key), None)
    if key is None:
        raise _unbuilt("no_digital_link_key", "", "a primary key")
    path = (key, *_qualifiers(rules[key], values))
    attributes = [ai for ai in values if ai not in path]
    for ai in attributes:
        if ai not in rules or not rules[ai].attribute:
            raise _unbuilt("not_a_data_attribute", ai, "a data attribute")
    attributes.sort(key=lambda ai: not rules[ai].predefined)
    uri = stem.removesuffix("/") + "".join(
        f"/{ai}/{path_escaped(values[ai])}" for ai in path
    )
    query = "&".join(f"{ai}={query_escaped(values[ai])}" for ai in attributes)
    return f"{uri}?{query}" if query else uri


def _qualifiers(rule: Rule, values: dict[str, str]) -> Group:
    """The alternative of a key that leaves only attributes, and takes up most; else the first."""
    rules = table().rules
    only_in_paths = {ai for path in rule.paths for ai in path if not rules[ai].attribute}
    found = [tuple(ai for ai in path if ai in values) for path in rule.paths]
    return max(
        found,
        key=lambda path: (not (only_in_paths & values.keys() - set(path)), len(path)),
        default=(),
    )


def _unbuilt(code: str, got: str, expected: str) -> InvalidBarcode:
    fault = Fault(code, 0, len(got), expected)
    return InvalidBarcode((problem(fault, got, subject="Digital Link"),))


def normalise_digital_link(uri: str, stem: str = GS1_STEM) -> str:
    """One spelling for all that say the same: one stem, the query sorted, nothing beside it.

    >>> normalise_digital_link("HTTPS://a.vn/x/01/09521234001010?17=271231&11=261231&utm=1#top")
    'https://id.gs1.org/01/09521234001010?11=261231&17=271231'

    Raises:
        InvalidBarcode: not a sound Digital Link.
    """
    key, *others = parse_digital_link(uri)
    return build_digital_link([key, *sorted(others, key=lambda one: one.ai)], stem)
