"""The states of a thing, kept as one chain in time, whatever order they become known in.

A thing has a state at every instant at which something flows into it or out of it. `NEXT` leads
from each to the one after, so that with the flows every stored relationship goes forward in
time. An event that becomes known late puts states between older ones: the chain is cut there
and joined anew, in the transaction that adds the event, so no reader finds it open.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple


class StateAt(NamedTuple):
    """What names a state: the key of its thing, and microseconds since 1970 UTC."""

    key: str
    at: int


@dataclass(frozen=True, slots=True)
class Span:
    """The instants at which a thing is touched, first and last."""

    key: str
    first: int
    last: int


@dataclass(slots=True)
class Chains:
    """What is to be written so that every touched chain is whole again."""

    new: list[StateAt] = field(default_factory=list)
    cuts: list[StateAt] = field(default_factory=list)
    """Stored states that are no longer followed by the state they were followed by."""
    joins: list[tuple[StateAt, StateAt]] = field(default_factory=list)


def spans(touched: Iterable[StateAt]) -> list[Span]:
    """For each thing, where its stored states matter: in its span and next to it."""
    return [Span(key, times[0], times[-1]) for key, times in _by_key(touched).items()]


def chains(touched: Iterable[StateAt], stored: Mapping[str, Sequence[int]]) -> Chains:
    """Put the touched states among the stored ones.

    ``stored`` are instants of states that exist, in order: all within the thing's span, the
    last before it and the first after it.

    >>> late = chains([StateAt("milk", 5)], {"milk": [1, 9]})
    >>> [state.at for state in late.cuts], [(a.at, b.at) for a, b in late.joins]
    ([1], [(1, 5), (5, 9)])
    """
    found = Chains()
    for key, times in _by_key(touched).items():
        before = stored.get(key, ())
        known = set(before)
        fresh = [at for at in times if at not in known]
        found.new += (StateAt(key, at) for at in fresh)
        if not fresh:
            continue
        kept = set(itertools.pairwise(before))
        whole = sorted(known.union(fresh))
        pairs = list(itertools.pairwise(whole))
        found.joins += (
            (StateAt(key, one), StateAt(key, other))
            for one, other in pairs
            if (one, other) not in kept
        )
        found.cuts += (StateAt(key, one) for one, _ in sorted(kept.difference(pairs)))
    return found


def _by_key(touched: Iterable[StateAt]) -> dict[str, list[int]]:
    by_key: dict[str, set[int]] = {}
    for key, at in touched:
        by_key.setdefault(key, set()).add(at)
    return {key: sorted(times) for key, times in by_key.items()}
