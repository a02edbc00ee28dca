"""The answer of a recall as values: three scopes side by side over one list of objects.

Every object stands once, with the narrowest scope that holds it and the reasons it is there;
narrow lies within genealogical, genealogical within precautionary. So no scope can disagree
with another about an amount, and a reader sees at once what each widening adds and why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from truyxuat.traceability.recalling.amounts import Amount
from truyxuat.traceability.recalling.balance import Balance
from truyxuat.traceability.recalling.question import RecallQuestion
from truyxuat.traceability.recalling.windows import Window
from truyxuat.traceability.tracing.answer import (
    FROM_RECORD,
    Affected,
    AnsweredFrom,
    AnswerEvent,
    Carrier,
    Consignee,
    Gap,
    Holding,
)

Role = Literal["goods", "source", "intermediate", "container", "class"]
"""``goods`` can be taken back. A ``source`` is a cause or shared input that went into goods and
of which more may be left: it is stopped where it lies, and not counted with them. An
``intermediate`` was wholly used up in making something; a ``container`` carries goods and is
none; a ``class`` is a product reached without its lot."""


class ScopeName(StrEnum):
    """How far a recall reaches (requirements A4, scope definitions)."""

    NARROW = "narrow"
    """The lots that the finding names."""
    GENEALOGICAL = "genealogical"
    """All descendants of the causes."""
    PRECAUTIONARY = "precautionary"
    """What shares an input lot, equipment or store with the causes or their descendants."""


SCOPES = tuple(ScopeName)

ReasonKind = Literal["named", "cause", "descendant", "input_lot", "equipment", "storage"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why an object is in the recall.

    ``source`` is the cause, the shared input lot, or the shared place; ``event`` what put the
    neighbour there; ``from_`` and ``to`` the window they shared.
    """

    kind: ReasonKind
    source: str
    event: str | None = None
    from_: datetime | None = None
    to: datetime | None = None
    start_known: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """A place at which the record has seen an object, from its first event there to its last."""

    place: str
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallObject:
    """One thing in the recall, with what became of it."""

    affected: Affected
    scope: ScopeName
    role: Role
    reasons: tuple[Reason, ...]
    balance: Balance
    stays: tuple[Stay, ...]
    lot: str | None = None
    """The lot of an instance, where one is in the recall too."""
    fitted_in: str | None = None
    """The thing in the recall that this one is a part of; where that is, this is."""

    @property
    def id(self) -> str:
        """Its canonical key."""
        return self.affected.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """What one holder has or had of the goods of a scope, in one unit."""

    party: str | None
    place: str | None
    unit: str | None
    objects: tuple[str, ...]
    states: Mapping[Holding, Amount]
    first: datetime | None = None
    last: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """One of the three reaches of a recall, counted."""

    name: ScopeName
    objects: tuple[str, ...]
    """Everything in it, in order of time."""
    goods: tuple[str, ...]
    """Those that can be taken back."""
    totals: tuple[Balance, ...]
    """One for each unit."""
    holders: tuple[Holder, ...]
    consignees: tuple[Consignee, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Something the finding was made from: a candidate for the cause of it all."""

    id: str
    seeds: tuple[str, ...]
    """The findings that come from it."""
    time: datetime | None
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallAnswer:
    """Everything a recall found, and whether that is everything there is."""

    question: RecallQuestion
    causes: tuple[str, ...]
    """What the genealogical scope descends from."""
    causes_inferred: bool
    """Whether nobody named them and they follow from the finding alone."""
    candidates: tuple[Cause, ...]
    scopes: tuple[Scope, Scope, Scope]
    objects: tuple[RecallObject, ...]
    windows: tuple[Window, ...]
    carriers: tuple[Carrier, ...]
    events: tuple[AnswerEvent, ...]
    gaps: tuple[Gap, ...]
    complete: bool
    truncated_by: str | None
    linked_to: int
    recorded_to: int
    answered: AnsweredFrom = FROM_RECORD

    def scope(self, name: ScopeName) -> Scope:
        """One scope by its name."""
        return self.scopes[SCOPES.index(name)]
