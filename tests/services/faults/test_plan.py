"""Blows are drawn from a seed, along the stream, and spare no part."""

from __future__ import annotations

from truyxuat.services.faults.plan import Part, plan


def test_one_seed_gives_one_plan_in_the_order_of_the_stream() -> None:
    blows = plan(60, messages=7_602, seed=1)

    assert blows == plan(60, messages=7_602, seed=1)
    assert blows != plan(60, messages=7_602, seed=2)
    assert [blow.sent for blow in blows] == sorted(blow.sent for blow in blows)
    assert len(blows) == 60


def test_every_part_is_killed_in_any_plan_that_has_room() -> None:
    for seed in range(20):
        assert {blow.part for blow in plan(len(Part), messages=100, seed=seed)} == set(Part)
