"""Every trace goes on through the hands of intake, relay and linker, message by message."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from opentelemetry.trace import StatusCode

from tests.services.documents import body, event
from tests.services.observed import (
    SPAN,
    TRACE,
    TRACEPARENT,
    SpansInMemory,
    id_of,
    parent_of,
    trace_of,
)
from tests.services.unlinked import record_unlinked
from truyxuat.services.capturing import Captured, capture
from truyxuat.services.database import Database
from truyxuat.services.event_log import TableEventLog
from truyxuat.services.kafka.outgoing import messages_of
from truyxuat.services.linking import follow
from truyxuat.services.observing import hands
from truyxuat.services.observing.capture_names import capture_name, captures_between
from truyxuat.services.observing.spans import Spans
from truyxuat.services.observing.work import Work, stage, watching
from truyxuat.services.observing.workers import (
    IntakeReport,
    LinkReport,
    RelayReport,
    Worker,
)
from truyxuat.services.settings import Settings
from truyxuat.traceability.epcis.reading import read_json
from truyxuat.traceability.memory_graph import MemoryGraph

NOW = datetime(2026, 9, 14, 8, 0, tzinfo=UTC)


@pytest.fixture
def spans() -> SpansInMemory:
    return SpansInMemory()


def opened(settings: Settings, name: str, spans: Spans | None = None) -> Worker:
    return Worker(settings, name, [], spans or Spans())


def taken_in(database: Database, message: bytes) -> Captured:
    with database.writing() as session:
        return capture(session, read_json(message), now=NOW, events_max=100)


def test_one_trace_goes_from_the_partner_through_every_hand_to_the_link(
    settings: Settings, database: Database, spans: SpansInMemory
) -> None:
    intake = IntakeReport(opened(settings, "intake", spans.of("intake")))
    relay = RelayReport(opened(settings, "relay", spans.of("relay")))
    linker = LinkReport(opened(settings, "link", spans.of("link")))

    with intake.batch():
        name = hands.capture_name_for([("traceparent", TRACEPARENT.encode())])
        record_unlinked(database, 1, 2, recorded=NOW, capture_id=name)
    with relay.batch(), database.reading() as session:
        names = captures_between(session, 1, 2)
        messages = [hands.headers_after(names[position]) for position in (1, 2)]
    with linker.batch():
        hands.continue_messages(messages)

    chain = [spans.named(name) for name in ("capture", "relay", "link")]
    assert {trace_of(each) for each in chain} == {TRACE}
    assert [parent_of(each) for each in chain] == [SPAN, *map(id_of, chain[:-1])]
    services = [each.resource.attributes["service.name"] for each in chain]
    assert services == ["truyxuat-intake", "truyxuat-relay", "truyxuat-link"]


def test_a_linker_that_reads_the_table_goes_on_with_the_captures_traces(
    settings: Settings, database: Database, spans: SpansInMemory
) -> None:
    intake = IntakeReport(opened(settings, "intake", spans.of("intake")))
    linker = LinkReport(opened(settings, "link", spans.of("link")))
    taken_in(database, body(event(1)))
    with intake.batch():
        for number in (2, 3):
            taken_in(database, body(event(number), event(number + 10)))

    with linker.batch(), database.reading() as session:
        reached = follow(TableEventLog(session), MemoryGraph(), limit=100)
        hands.continue_captures(captures_between(session, 1, reached).values())

    links = [each for each in spans.ended() if each.name == "link"]
    captures = [each for each in spans.ended() if each.name == "capture"]
    assert reached == 5
    assert [parent_of(each) for each in links] == [id_of(each) for each in captures]
    assert len({trace_of(each) for each in links}) == 2


def test_messages_of_one_trace_or_none_are_captured_under_names_of_their_own(
    file_settings: Settings, spans: SpansInMemory
) -> None:
    intake = IntakeReport(opened(file_settings, "intake", spans.of("intake")))
    sent: list[list[tuple[str, bytes | None]]] = [
        [("traceparent", TRACEPARENT.encode())],
        [("traceparent", None)],
        [],
    ]

    with intake.batch():
        names = [hands.capture_name_for(headers) for headers in (*sent, *sent)]

    assert len(set(names)) == 6
    assert [name[:32] == TRACE for name in names] == [True, False, False] * 2
    assert {len(name) for name in names} == {48}


def test_two_captures_in_one_span_have_two_names(
    file_settings: Settings, spans: SpansInMemory
) -> None:
    process = opened(file_settings, "intake", spans.of("intake"))

    with IntakeReport(process).batch(), stage("capture"):
        names = [capture_name(), capture_name()]

    assert [len(name) for name in names] == [48, 32]


def test_spans_of_a_batch_that_failed_say_so(
    file_settings: Settings, spans: SpansInMemory
) -> None:
    linker = LinkReport(opened(file_settings, "link", spans.of("link")))

    def cut_off() -> None:
        with linker.batch():
            hands.continue_messages([[("traceparent", TRACEPARENT.encode())]])
            raise ConnectionError

    with pytest.raises(ConnectionError):
        cut_off()
    assert spans.named("link").status.status_code is StatusCode.ERROR


def test_without_spans_no_headers_are_made(settings: Settings, database: Database) -> None:
    relay = RelayReport(opened(settings, "relay"))
    captured = taken_in(database, body(event(1)))

    with relay.batch():
        assert hands.headers_after(captured.job.capture_id) == []
        assert not hands.follows_traces()
        assert len(hands.capture_name_for([("traceparent", b"00-x")])) == 32


def test_what_an_enterprise_sends_carries_its_own_trace(
    file_settings: Settings, tmp_path: Path, spans: SpansInMemory
) -> None:
    file = tmp_path / "harvest.json"
    file.write_bytes(body(event(1), event(2)))

    def sent() -> list[str]:
        made = messages_of(file, file_settings, company=None, by_event=True)
        return [dict(each.headers).get("traceparent", b"").decode() for each in made]

    with watching(Work(tracer=spans.of("produce").tracer)), stage("produce"):
        traced = sent()
    untraced = sent()

    produced = spans.named("produce")
    places = [each.rpartition("-")[0] for each in traced]
    assert places == [f"00-{trace_of(produced)}-{id_of(produced)}"] * 2
    assert untraced == ["", ""]
