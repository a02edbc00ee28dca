"""Which facts count: known by then, the newest of each source, fresh, official, still listed.

A fact is dropped only when the same source said something newer about the same thing. It is
*stale* over the limit of age and *unlisted* when a newer complete list of the same source no
longer holds it; both are kept and shown, and neither proves anything.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Generic, TypeVar

from truyxuat.barcode.legality.answers import Used
from truyxuat.barcode.legality.facts import Complete, Fact, Kind, Standing, Told

VIETNAM = timezone(timedelta(hours=7))
"""Days of licences and documents are Vietnam's; the country has no summer time."""

HOME_MEMBER = "GS1 Vietnam"
"""As the prefix list names it; whoever it is that ND37 article 29 speaks of."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The law and the limits a check goes by; another law is another value."""

    law: str = "ND37"
    in_force_from: date = date(2026, 1, 23)
    home: str = HOME_MEMBER
    home_prefix_lengths: frozenset[int] = frozenset({7, 8, 9, 10, 12})
    """ND37 articles 29 to 31, form 5; the three digits 893 are counted in."""
    fact_age_max: timedelta = timedelta(days=92)
    """One quarter: registers are brought up to date quarterly (ND37 articles 6.2a and 10)."""
    prefix_list_age_max: timedelta = timedelta(days=366)
    """GS1 adds a few prefixes a year and takes none back."""


DECREE_37 = Rules()

F = TypeVar("F", bound=Fact)


@dataclass(frozen=True, slots=True)
class Heard(Generic[F]):
    """A fact with what its time makes of it."""

    fact: F
    age: timedelta
    stale: bool
    unlisted: bool

    @property
    def told(self) -> Told:
        """Source and retrieval time."""
        return self.fact.told

    @property
    def counts(self) -> bool:
        """Whether something may be concluded from it."""
        official = self.told.standing is Standing.OFFICIAL
        return official and not self.stale and not self.unlisted

    @property
    def used(self) -> Used:
        """As an answer shows it."""
        return Used(self.fact, self.age, self.stale or self.unlisted)


@dataclass(frozen=True, slots=True)
class Weighed:
    """How facts are weighed at an instant, by which rules, against which complete lists."""

    now: datetime
    rules: Rules
    complete: tuple[Complete, ...]

    @property
    def day(self) -> date:
        """The day in Vietnam."""
        return self.now.astimezone(VIETNAM).date()

    def heard(
        self, kind: Kind, facts: Iterable[F], subject: Callable[[F], tuple[str, Hashable]]
    ) -> tuple[Heard[F], ...]:
        """The newest of each source about each subject, the newest first.

        A subject is the digits it is listed under, and what else tells it apart.
        """
        newest: dict[Hashable, datetime] = {}
        known = [fact for fact in facts if fact.told.retrieved_at <= self.now]
        for fact in known:
            about = (fact.told.source, fact.told.standing, subject(fact))
            newest[about] = max(
                newest.get(about, fact.told.retrieved_at), fact.told.retrieved_at
            )
        kept = [
            self._heard(kind, fact, subject(fact)[0])
            for fact in known
            if fact.told.retrieved_at
            == newest[(fact.told.source, fact.told.standing, subject(fact))]
        ]
        return tuple(sorted(kept, key=lambda one: (one.age, one.told.source)))

    def _heard(self, kind: Kind, fact: F, digits: str) -> Heard[F]:
        age = self.now - fact.told.retrieved_at
        unlisted = any(
            one.told.source == fact.told.source
            and one.told.standing is fact.told.standing
            and fact.told.retrieved_at < one.told.retrieved_at <= self.now
            for one in self.complete
            if one.kind is kind and digits.startswith(one.prefix)
        )
        return Heard(fact, age, age > self.rules.fact_age_max, unlisted)

    def told_all(self, kind: Kind, number: str) -> Used | None:
        """The newest official and fresh word that all of a kind about a number was told."""
        found = [
            Used(one, self.now - one.told.retrieved_at, stale=False)
            for one in self.complete
            if one.kind is kind
            and number.startswith(one.prefix)
            and one.told.standing is Standing.OFFICIAL
            and timedelta(0) <= self.now - one.told.retrieved_at <= self.rules.fact_age_max
        ]
        return min(found, key=lambda one: one.age, default=None)
