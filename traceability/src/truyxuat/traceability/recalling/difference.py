"""What changed between two answers to one question: late events, corrections, more sales.

Asked at two knowledge times, it tells who must be told now and was not before, and who was told
for nothing (R-086). Nothing is compared that both answers say alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from truyxuat.traceability.recalling.amounts import Amount
from truyxuat.traceability.recalling.answer import RecallAnswer, Scope, ScopeName
from truyxuat.traceability.tracing.answer import Holding


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One amount that is not what it was; None where there was or is no such row."""

    object: str
    party: str | None
    place: str | None
    state: Holding
    before: Amount | None
    after: Amount | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeDifference:
    """What came into a scope and what left it. Holders are (party, place)."""

    name: ScopeName
    added: tuple[str, ...]
    removed: tuple[str, ...]
    holders_added: tuple[tuple[str | None, str | None], ...]
    holders_removed: tuple[tuple[str | None, str | None], ...]
    parties_added: tuple[str, ...]
    parties_removed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallDifference:
    """Two answers compared, scope by scope and amount by amount."""

    scopes: tuple[ScopeDifference, ...]
    changes: tuple[Change, ...]

    @property
    def nothing(self) -> bool:
        """Whether both answers say the same."""
        return not self.changes and not any(
            scope.added
            or scope.removed
            or scope.holders_added
            or scope.holders_removed
            or scope.parties_added
            or scope.parties_removed
            for scope in self.scopes
        )


def difference(before: RecallAnswer, after: RecallAnswer) -> RecallDifference:
    """What the second answer says that the first did not, and the other way round."""
    return RecallDifference(
        scopes=tuple(
            _scope_difference(old, new)
            for old, new in zip(before.scopes, after.scopes, strict=True)
        ),
        changes=_changes(_amounts(before), _amounts(after)),
    )


_Key = tuple[str, str | None, str | None, Holding]


def _amounts(answer: RecallAnswer) -> Mapping[_Key, Amount]:
    return {
        (thing.id, held.party, held.place, held.state): Amount(held.lower, held.upper)
        for thing in answer.objects
        for held in thing.affected.held
    }


def _changes(
    before: Mapping[_Key, Amount], after: Mapping[_Key, Amount]
) -> tuple[Change, ...]:
    keys = sorted(before.keys() | after.keys(), key=_in_words)
    return tuple(
        Change(
            object=key[0],
            party=key[1],
            place=key[2],
            state=key[3],
            before=before.get(key),
            after=after.get(key),
        )
        for key in keys
        if before.get(key) != after.get(key)
    )


def _in_words(key: _Key) -> tuple[str, str, str, str]:
    return key[0], key[1] or "", key[2] or "", key[3]


def _scope_difference(before: Scope, after: Scope) -> ScopeDifference:
    told_before = {one.party for one in before.consignees}
    told_after = {one.party for one in after.consignees}
    held_before = {(one.party, one.place) for one in before.holders}
    held_after = {(one.party, one.place) for one in after.holders}
    return ScopeDifference(
        name=after.name,
        added=_in_order(set(after.objects) - set(before.objects)),
        removed=_in_order(set(before.objects) - set(after.objects)),
        holders_added=_by_name(held_after - held_before),
        holders_removed=_by_name(held_before - held_after),
        parties_added=_in_order(told_after - told_before),
        parties_removed=_in_order(told_before - told_after),
    )


def _in_order(keys: set[str]) -> tuple[str, ...]:
    return tuple(sorted(keys))


def _by_name(
    holders: set[tuple[str | None, str | None]],
) -> tuple[tuple[str | None, str | None], ...]:
    return tuple(sorted(holders, key=lambda holder: (holder[0] or "", holder[1] or "")))
