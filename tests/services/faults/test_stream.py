"""The stream of the fault check holds all that goes wrong with messages, counted beforehand."""

from __future__ import annotations

from collections import Counter

import pytest

from truyxuat.services.faults.stream import Kind, Stream, joined, stream_of, years_later
from truyxuat.services.naming import named
from truyxuat.services.sample.loading import stories
from truyxuat.traceability.epcis.events import Event
from truyxuat.traceability.epcis.reading import read_json
from truyxuat.traceability.errors import TruyxuatError


@pytest.fixture(scope="module")
def events() -> list[Event]:
    return [told.event for story in stories()[:4] for told in story.told]


@pytest.fixture(scope="module")
def stream(events: list[Event]) -> Stream:
    return stream_of(events, seed=7)


def test_one_seed_gives_one_stream(events: list[Event], stream: Stream) -> None:
    assert stream_of(events, seed=7) == stream
    assert stream_of(events, seed=8).messages != stream.messages


def test_three_in_ten_come_again_and_one_in_a_hundred_cannot_be_read(
    events: list[Event], stream: Stream
) -> None:
    kinds = Counter(message.kind for message in stream.messages)

    assert kinds[Kind.EVENT] == len(events) == 1_113
    assert 0.25 < kinds[Kind.AGAIN] / kinds[Kind.EVENT] < 0.35
    assert kinds[Kind.POISON] == stream.poison == 15
    assert 0.009 < kinds[Kind.POISON] / len(stream.messages) < 0.011


def test_what_can_be_read_is_every_event_and_nothing_else(stream: Stream) -> None:
    read: set[bytes] = set()
    refused = 0
    for message in stream.messages:
        try:
            document = read_json(message.value).document
        except TruyxuatError:
            refused += 1
            assert message.kind is Kind.POISON
            continue
        read |= {each.content_key for each in named(document.events)}

    assert read == stream.contents
    assert refused == stream.poison


def test_everything_is_shuffled_but_one_day_comes_last(stream: Stream) -> None:
    days = [
        read_json(message.value).document.events[0].event_time.date()
        for message in stream.messages
        if message.kind is not Kind.POISON
    ]

    late = days[-1]
    first = days.index(late)
    assert set(days[first:]) == {late}
    assert late not in days[:first]
    assert days[:first] != sorted(days[:first])


def test_later_years_bring_new_events_of_the_same_things(
    events: list[Event], stream: Stream
) -> None:
    later = stream_of([years_later(event, 3) for event in events], seed=8)

    whole = joined([stream, later])

    assert len(whole.messages) == len(stream.messages) + len(later.messages)
    assert len(whole.contents) == len(stream.contents) + len(later.contents)
    assert whole.poison == stream.poison + later.poison


def test_a_declaration_of_later_years_names_the_events_of_those_years() -> None:
    declared = [
        told.event
        for story in stories()
        for told in story.told
        if told.event.error_declaration is not None
    ]
    assert declared, "the province corrects itself somewhere"

    for event in declared:
        later = years_later(event, 1)
        assert later.event_id != event.event_id or event.event_id is None
        assert later.error_declaration is not None
        assert event.error_declaration is not None
        before = event.error_declaration.corrective_event_ids
        assert len(later.error_declaration.corrective_event_ids) == len(before)
        assert not set(later.error_declaration.corrective_event_ids) & set(before)
