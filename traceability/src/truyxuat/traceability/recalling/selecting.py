"""Name the start of a recall by a rule: a product's goods of some days, or a range of serials.

Both give exact keys, which a recall then takes as its seeds; nothing is guessed from how a lot
number looks (trace definition D3 and case T19).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from urllib.parse import unquote

from truyxuat.traceability.errors import InvalidQuery
from truyxuat.traceability.graph import Graph
from truyxuat.traceability.identifiers import facts as key_facts
from truyxuat.traceability.links import OBJECT_ROLES, Link
from truyxuat.traceability.tracing.history import History
from truyxuat.traceability.tracing.lives import Lives
from truyxuat.traceability.tracing.query import Budget


def born_within(
    graph: Graph,
    product: str,
    from_: datetime,
    to: datetime,
    *,
    as_of: datetime | None = None,
) -> tuple[str, ...]:
    """The lots, and the instances without a lot, of a product that were born in a window.

    Birth is the first event that names the thing; both ends of the window count.
    """
    history, lives, keys = _goods_of(graph, product, as_of)
    in_lots = {key for key in keys if _lots(history, key)}
    found = []
    for key in keys - in_lots:
        birth = lives.birth(key)
        if birth is not None and from_ <= birth <= to:
            found.append(key)
    return tuple(sorted(found))


def serials_between(
    graph: Graph, product: str, first: str, last: str, *, as_of: datetime | None = None
) -> tuple[str, ...]:
    """The recorded instances of a product with a serial from first to last, both included.

    Serials are compared sign by sign, as they are written, and only those as long as the two
    ends: a range of numbers is written with leading zeros or with one length.

    Raises:
        InvalidQuery: the two ends differ in length, or the last comes before the first.
    """
    if len(first) != len(last) or last < first:
        raise InvalidQuery(
            f"serials: expected two of one length in ascending order, got {first!r} to {last!r}."
        )
    _, _, keys = _goods_of(graph, product, as_of)
    found = []
    for key in keys:
        serial = _serial(key)
        if serial is not None and len(serial) == len(first) and first <= serial <= last:
            found.append(key)
    return tuple(sorted(found))


def _goods_of(
    graph: Graph, product: str, as_of: datetime | None
) -> tuple[History, Lives, set[str]]:
    """Every lot and instance of a product that an effective event names."""
    history = History(graph, to=None, as_of=as_of, events_max=Budget().events_max)
    history.load([product])
    keys = {
        key
        for named in history.of(product)
        for key in _objects(named.fact.event.links)
        if key_facts(key).class_key == product and key_facts(key).level != "class"
    }
    history.load(keys)
    return history, Lives(history), keys


def _objects(links: Iterable[Link]) -> Iterator[str]:
    for link in links:
        if link.role in OBJECT_ROLES:
            yield link.key
        if link.lot is not None:
            yield link.lot


def _lots(history: History, key: str) -> bool:
    """Whether a loaded instance belongs to a lot."""
    if key_facts(key).level != "instance":
        return False
    return any(named.link.lot is not None for named in history.objects(key))


def _serial(key: str) -> str | None:
    _, found, serial = key.partition("/21/")
    return unquote(serial) if found else None
