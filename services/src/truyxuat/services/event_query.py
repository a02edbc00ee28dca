"""The simple event query over the REST bindings: parameters in, one page of events out.

A page token says where the last page ended (a key, not a row number) and how far the record
went when the first page was asked for, so all pages together are one state of the record:
events captured meanwhile neither shift a page nor appear in the middle of it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import ColumnElement, UnaryExpression, and_, func, or_, select, true
from sqlmodel import Session, col

from truyxuat.services.event_filters import PAGING, Condition, condition
from truyxuat.services.instants import microseconds
from truyxuat.services.record import last_position
from truyxuat.services.recorded import EventQuestion, StoredEvent, fetch, stored_events
from truyxuat.services.settings import Settings
from truyxuat.services.tables import RecordedEvent
from truyxuat.traceability.errors import InvalidQuery, TooLarge

ORDERS = {
    "eventTime": col(RecordedEvent.event_time),
    "recordTime": col(RecordedEvent.record_time),
}
DIRECTIONS = ("ASC", "DESC")


class PageToken(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    """Where a page ended. ``key`` is the time ordered by, 0 in the order of the record."""

    question: str
    """Digest of the parameters: a token continues its own query only."""
    record_to: int
    """The last position the query sees."""
    position: int
    key: int
    left: int | None
    """What eventCountLimit leaves for the pages to come."""

    def text(self) -> str:
        """The token as it stands in an address."""
        return base64.urlsafe_b64encode(msgspec.msgpack.encode(self)).decode().rstrip("=")

    @classmethod
    def parse(cls, text: str) -> PageToken:
        """Read a token back.

        Raises:
            InvalidQuery: not a token this platform made.
        """
        try:
            data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
            return msgspec.msgpack.decode(data, type=cls)
        except (binascii.Error, ValueError, msgspec.MsgspecError) as error:
            raise InvalidQuery(
                f"nextPageToken: expected one from a Link header, got {text[:80]!r}."
            ) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class EventQuery:
    """A checked event query: what must hold, in which order, how many at once."""

    conditions: tuple[Condition, ...]
    question: str
    order: str | None = None
    """One of `ORDERS`; None is the order of the record."""
    descending: bool = False
    per_page: int
    count_limit: int | None = None
    count_max: int | None = None
    token: PageToken | None = None


@dataclass(frozen=True, slots=True)
class EventPage:
    """Events in order, and the token of the next page where there is one."""

    events: tuple[StoredEvent, ...]
    next_token: str | None


def parse_query(
    pairs: Sequence[tuple[str, str]],
    settings: Settings,
    *,
    fixed: tuple[Condition, ...] = (),
) -> EventQuery:
    """Check the parameters of a query; ``fixed`` conditions come from the path.

    Raises:
        InvalidQuery: an unknown parameter or a value it cannot have, by name.
    """
    given = _gathered(pairs, settings.query_values_max)
    paging = {name: given.pop(name) for name in PAGING if name in given}
    single = {name: _only(name, values) for name, values in paging.items()}
    order = single.get("orderBy")
    _one_of("orderBy", order, tuple(ORDERS))
    direction = single.get("orderDirection")
    _one_of("orderDirection", direction, DIRECTIONS)
    question = _digest([*given.items(), ("order", [order or "", direction or ""])])
    token = PageToken.parse(single["nextPageToken"]) if "nextPageToken" in single else None
    if token is not None and token.question != question:
        raise InvalidQuery("nextPageToken: belongs to a query with other parameters.")
    limit, most = _count(single, "eventCountLimit"), _count(single, "maxEventCount")
    if limit is not None and most is not None:
        raise InvalidQuery("eventCountLimit and maxEventCount cannot be used together.")
    if limit is not None and order is None:
        raise InvalidQuery("eventCountLimit: needs orderBy, which says which are first.")
    return EventQuery(
        conditions=(*fixed, *(condition(name, given[name]) for name in given)),
        question=question,
        order=order or _bounded_by(given),
        descending=order is not None and direction != "ASC",
        per_page=min(_count(single, "perPage") or settings.page_default, settings.page_max),
        count_limit=limit if token is None else token.left,
        count_max=most,
        token=token,
    )


def run(session: Session, query: EventQuery) -> EventPage:
    """Answer one page.

    Raises:
        TooLarge: more events than maxEventCount allows (QueryTooLargeException).
    """
    record_to = query.token.record_to if query.token else last_position(session)
    if query.count_max is not None and query.token is None:
        _check_count(session, _where(query, record_to), query.count_max)
    left = query.count_limit
    size = query.per_page if left is None else min(query.per_page, left)
    events = fetch(session, page_question(query, record_to=record_to, size=size + 1))
    page, more = events[:size], len(events) > size
    if left is not None:
        left -= len(page)
        more = more and left > 0
    if not more:
        return EventPage(tuple(page), None)
    last = page[-1]
    token = PageToken(
        question=query.question,
        record_to=record_to,
        position=last.position,
        key=_key(query, last),
        left=left,
    )
    return EventPage(tuple(page), token.text())


def page_question(query: EventQuery, *, record_to: int, size: int) -> EventQuestion:
    """The SQL of one page."""
    found = stored_events().where(_where(query, record_to), _behind(query))
    return found.order_by(*_order(query)).limit(size)


def _where(query: EventQuery, record_to: int) -> ColumnElement[bool]:
    return and_(col(RecordedEvent.position) <= record_to, *query.conditions)


def _gathered(pairs: Sequence[tuple[str, str]], most: int) -> dict[str, list[str]]:
    """Values by name; alternatives are separated by a bar or given one by one."""
    given: dict[str, list[str]] = {}
    for name, text in pairs:
        values = text.split("|") if name not in PAGING else [text]
        given.setdefault(name, []).extend(values)
    for name, values in given.items():
        if not all(values):
            raise InvalidQuery(f"{name}: expected a value, got nothing.")
        if len(values) > most:
            raise InvalidQuery(f"{name}: {len(values)} values; query_values_max is {most}.")
    return given


def _only(name: str, values: Sequence[str]) -> str:
    if len(values) != 1:
        raise InvalidQuery(f"{name}: expected one value, got {len(values)}.")
    return values[0]


def _one_of(name: str, value: str | None, allowed: Sequence[str]) -> None:
    if value is not None and value not in allowed:
        raise InvalidQuery(f"{name}: expected {' or '.join(allowed)}, got {value!r}.")


def _count(single: dict[str, str], name: str) -> int | None:
    text = single.get(name)
    if text is None:
        return None
    # isascii() matters: int() reads digits of every script.
    if not (len(text) < 10 and text.isascii() and text.isdigit() and int(text) > 0):
        raise InvalidQuery(f"{name}: expected a whole number from 1, got {text!r}.")
    return int(text)


def _digest(given: Sequence[tuple[str, list[str]]]) -> str:
    spelled = msgspec.json.encode(sorted((name, sorted(values)) for name, values in given))
    return hashlib.sha256(spelled).hexdigest()[:16]


def _check_count(session: Session, where: ColumnElement[bool], most: int) -> None:
    some = select(col(RecordedEvent.position)).where(where).limit(most + 1).subquery()
    if (session.execute(select(func.count()).select_from(some)).scalar() or 0) > most:
        raise TooLarge(f"The query finds more events than maxEventCount, {most}.")


def _bounded_by(given: Iterable[str]) -> str | None:
    """The time that a query bounds but does not order by.

    The standard leaves its order open, and along that time the answer needs no search.
    """
    names = {name.partition("_")[2] for name in given}
    return next((order for order in ORDERS if order in names), None)


def _key(query: EventQuery, event: StoredEvent) -> int:
    times = {"eventTime": event.time, "recordTime": event.recorded}
    return microseconds(times[query.order]) if query.order else 0


def _order(query: EventQuery) -> list[UnaryExpression[int]]:
    columns = [ORDERS[query.order]] if query.order else []
    columns.append(col(RecordedEvent.position))
    return [column.desc() if query.descending else column.asc() for column in columns]


def _behind(query: EventQuery) -> ColumnElement[bool]:
    """What comes after the place where the token's page ended."""
    token = query.token
    if token is None:
        return true()
    position = col(RecordedEvent.position)
    beyond = position < token.position if query.descending else position > token.position
    if query.order is None:
        return beyond
    time = ORDERS[query.order]
    # The first condition says nothing new, but an index can begin there.
    if query.descending:
        return and_(time <= token.key, or_(time < token.key, beyond))
    return and_(time >= token.key, or_(time > token.key, beyond))
