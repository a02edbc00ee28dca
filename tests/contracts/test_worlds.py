"""Traces over every store are held to what really happened in small physical worlds."""

from __future__ import annotations

from collections.abc import Callable

from tests.contracts.stores import Opening
from truyxuat.traceability.worlds import check_worlds

WORLDS = 25
"""On each store; the reference alone is held to five hundred (`tests/traceability/worlds`)."""


def test_every_answer_about_a_world_is_what_was_so_whatever_store_holds_it(
    new_graphs: Callable[[], Opening],
) -> None:
    verdict = check_worlds(
        WORLDS, first_seed=900, graph=lambda: new_graphs()(), report=lambda _done: None
    )

    assert verdict.worlds == WORLDS
    assert verdict.mismatches == []
    assert verdict.missed == 0
