"""What counts as having happened at a knowledge time (definition D4)."""

from __future__ import annotations

from collections.abc import Collection

from msgspec.structs import replace

from tests.traceability.tracing.telling import (
    ONE,
    A,
    at,
    forward,
    graph_of,
    made,
    seen,
    some,
)
from truyxuat.traceability.links import Link, LinkedEvent, Role
from truyxuat.traceability.memory_graph import MemoryGraph
from truyxuat.traceability.tracing.history import History


def known(
    *events: LinkedEvent, as_of: str | None = None, to: str | None = None
) -> list[str]:
    """The ids of the effective events that name ONE."""
    history = History(
        graph_of(*events),
        to=at(to) if to else None,
        as_of=at(as_of) if as_of else None,
        events_max=100,
    )
    history.load([ONE])
    return [named.fact.id for named in history.of(ONE)]


def wrong(event: LinkedEvent, recorded: str, declared: str, **more: object) -> LinkedEvent:
    told = replace(event, declares_wrong=True, recorded=at(recorded), declared=at(declared))
    return replace(told, **more)


EVENT = made("08:00", ONE, id="e", recorded=at("09:00"))


def test_an_event_is_known_from_when_it_was_recorded() -> None:
    assert known(EVENT, as_of="08:59") == []
    assert known(EVENT, as_of="09:00") == ["e"]


def test_of_an_event_recorded_again_the_first_time_counts() -> None:
    again = replace(EVENT, recorded=at("12:00"))

    assert known(again, EVENT, as_of="10:00") == ["e"]
    assert known(again, EVENT) == ["e"]


def test_an_error_declaration_takes_effect_when_declared_and_recorded() -> None:
    declaration = wrong(EVENT, recorded="10:00", declared="11:00")

    assert known(EVENT, declaration, as_of="10:30") == ["e"]
    assert known(EVENT, declaration, as_of="11:00") == []
    assert known(
        EVENT, wrong(EVENT, recorded="12:00", declared="08:30"), as_of="11:00"
    ) == ["e"]


def test_a_declaration_of_another_id_nullifies_by_equal_content() -> None:
    declaration = wrong(EVENT, recorded="10:00", declared="10:00", event_id="other")

    assert known(EVENT, declaration) == []


def test_a_declaration_whose_own_event_is_known_leaves_its_twin_alone() -> None:
    twin = replace(EVENT, event_id="other", recorded=at("12:00"))
    declaration = wrong(EVENT, recorded="10:00", declared="10:00", event_id="other")

    assert known(EVENT, twin, declaration, as_of="11:00") == []
    assert known(EVENT, twin, declaration, as_of="12:00") == ["e"]


def test_a_declaration_without_an_id_nullifies_every_event_of_its_content() -> None:
    unnamed = made("08:00", ONE, recorded=at("09:00"))
    declaration = wrong(unnamed, recorded="10:00", declared="10:00")

    assert known(EVENT, unnamed, declaration) == []


def test_an_event_without_an_id_is_the_one_of_its_content_that_has_one() -> None:
    unnamed = made("08:00", ONE, recorded=at("08:30"))

    assert known(unnamed, EVENT, as_of="08:45") == [unnamed.content]
    assert known(unnamed, EVENT) == ["e"]


def test_twins_are_one_fact_with_both_ids() -> None:
    twin = replace(EVENT, event_id="a-twin")

    history = History(graph_of(EVENT, twin), to=None, as_of=None, events_max=100)
    history.load([ONE])

    [named] = history.of(ONE)
    assert named.fact.ids == ("a-twin", "e")
    assert named.fact.twins == 2


def test_both_twins_are_reported() -> None:
    twin = replace(EVENT, event_id="a-twin")

    answer = forward(EVENT, twin, seed=ONE)

    assert [each.id for each in answer.events] == ["a-twin", "e"]


def test_what_happens_after_the_window_links_nothing() -> None:
    later = seen("10:00", ONE, id="later")

    assert known(EVENT, later, to="09:59") == ["e"]
    assert known(EVENT, later, to="10:00") == ["e", "later"]


def test_a_sensor_is_known_though_it_reports_after_the_window() -> None:
    report = seen("10:00", A)
    report = replace(report, links=(*report.links, Link(ONE, Role.SENSOR)))
    history = History(graph_of(EVENT, report), to=at("09:00"), as_of=None, events_max=9)

    history.load([ONE])

    assert history.is_sensor(ONE)
    assert [fact.time for fact in history.later(ONE)] == [at("10:00")]


class AskedGraph(MemoryGraph):
    """A graph that remembers what it was asked."""

    asked: list[set[str]]

    def around(self, keys: Collection[str]) -> list[LinkedEvent]:
        self.asked = [*getattr(self, "asked", []), set(keys)]
        return super().around(keys)


def test_a_key_is_asked_for_once() -> None:
    graph = AskedGraph()
    history = History(graph, to=None, as_of=None, events_max=9)

    history.load([ONE, A])
    history.load([A])

    assert graph.asked == [{ONE, A}]


def test_a_uri_that_is_no_gs1_key_is_a_lot_where_it_has_an_amount() -> None:
    fish = "urn:gdst:example.org:product:lot:class:1.2.2026"
    history = History(
        graph_of(made("08:00", some(fish, 5, "KGM")), made("08:00", "urn:x:one")),
        to=None,
        as_of=None,
        events_max=9,
    )

    history.load([fish, "urn:x:one"])

    assert history.level(fish) == "lot"
    assert history.level("urn:x:one") == "instance"
