"""The states of a thing, kept as one chain in time, whatever order they become known in.

A thing has a state at every instant at which something flows into it or out of it. `NEXT` leads
from each to the one after, so that with the flows every stored relationship goes forward in
time. An event that becomes known late puts states between older ones: the chain is cut there
and joined anew, in the transaction that adds the event, so no reader finds it open.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

StateAt: TypeAlias = "tuple[str, int]"
"""What names a state: the key of its thing, and microseconds since 1970 UTC."""


@dataclass(slots=True)
class Chains:
    """What is to be written so that every touched chain is whole again."""

    new: list[StateAt] = field(default_factory=list)
    cuts: list[StateAt] = field(default_factory=list)
    """Stored states that are no longer followed by the state they were followed by."""
    joins: list[tuple[StateAt, StateAt]] = field(default_factory=list)


def by_key(states: Iterable[StateAt]) -> dict[str, list[int]]:
    """The instants of each thing's states, in order, each once."""
    found: dict[str, list[int]] = {}
    for key, at in states:
        found.setdefault(key, []).append(at)
    return {key: sorted(set(times)) if times[1:] else times for key, times in found.items()}


def chains(touched: Mapping[str, list[int]], stored: Mapping[str, list[int]]) -> Chains:
    """Put the touched states among the stored ones; all instants in order.

    ``stored`` are those states that exist already within what is touched of a thing, the last
    one before it and the first one after it.

    >>> late = chains({"milk": [5]}, {"milk": [1, 9]})
    >>> late.new, late.cuts, late.joins
    ([('milk', 5)], [('milk', 1)], [(('milk', 1), ('milk', 5)), (('milk', 5), ('milk', 9))])
    """
    found = Chains()
    for key, times in touched.items():
        before = stored.get(key)
        if before is None:
            found.new += [(key, at) for at in times]
            if times[1:]:
                found.joins += _pairs(key, times)
            continue
        fresh = [at for at in times if at not in before]
        kept = set(_pairs(key, before))
        whole = _pairs(key, sorted({*before, *fresh}))
        found.new += [(key, at) for at in fresh]
        found.joins += [pair for pair in whole if pair not in kept]
        found.cuts += [one for one, _ in sorted(kept.difference(whole))]
    return found


def _pairs(key: str, times: list[int]) -> list[tuple[StateAt, StateAt]]:
    return [((key, one), (key, other)) for one, other in itertools.pairwise(times)]
