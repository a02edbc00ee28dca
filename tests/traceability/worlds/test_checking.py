"""Every answer about five hundred small worlds is what was so in them."""

from __future__ import annotations

from collections.abc import Collection

import pytest

from truyxuat.traceability.links import LinkedEvent, Role
from truyxuat.traceability.memory_graph import MemoryGraph
from truyxuat.traceability.worlds import Verdict, check_worlds

WORLDS = 500


class Forgetful(MemoryGraph):
    """A graph that never hears of what went into a step."""

    def around(self, keys: Collection[str]) -> list[LinkedEvent]:
        return [
            event
            for event in super().around(keys)
            if all(link.role is not Role.OUTPUT for link in event.links)
        ]


def ignore(done: int) -> None:
    assert done > 0


@pytest.fixture(scope="module")
def verdict() -> Verdict:
    return check_worlds(WORLDS, graph=MemoryGraph, report=ignore)


def test_every_answer_is_what_was_so(verdict: Verdict) -> None:
    assert verdict.worlds == WORLDS
    assert verdict.objects > 3_000
    assert verdict.mismatches == []


def test_nothing_that_holds_matter_of_a_recalled_thing_is_missed(verdict: Verdict) -> None:
    assert verdict.missed == 0


def test_far_fewer_units_are_recalled_than_by_a_walk_without_time(verdict: Verdict) -> None:
    assert 0 < verdict.units_exact < verdict.units_time_blind
    assert verdict.reduction > 50
    assert "none missed" in str(verdict)


def test_a_store_that_loses_events_is_found_out_with_the_smallest_world() -> None:
    verdict = check_worlds(40, first_seed=100, graph=Forgetful, report=ignore)

    assert verdict.missed > 0
    assert verdict.mismatches != []
    assert all(mismatch.notes for mismatch in verdict.mismatches)
    assert f"{verdict.missed} missed" in str(verdict)


def test_the_same_seeds_give_the_same_verdict_and_report_each_world() -> None:
    heard: list[int] = []

    once = check_worlds(5, first_seed=60, graph=MemoryGraph, report=heard.append)
    again = check_worlds(5, first_seed=60, graph=MemoryGraph, report=ignore)

    assert heard == [1, 2, 3, 4, 5]
    assert once == again


def test_no_worlds_are_no_reduction() -> None:
    assert check_worlds(0, graph=MemoryGraph, report=ignore).reduction == 0.0
