"""The public journey of a product: what a buyer may know of its chain, and no more.

Only steps that make, pack or bring the goods are told, by commune, province and day. Who bought
from whom, sampling, counting and sales stay out: they are the firms' business or an officer's
(ND37 article 23.7; R-054). Places that received goods are told by province only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from truyxuat.services.pages.naming import Naming
from truyxuat.services.pages.product_view import JourneyStep
from truyxuat.services.pages.wording import VIETNAM
from truyxuat.traceability.tracing.answer import AnswerEvent

STEPS_TOLD_MAX = 14

PRIVATE = frozenset(
    {
        "sampling", "inspecting", "cycle_counting", "stock_taking", "retail_selling", "shipping",
        "departing", "arriving", "consigning", "staging_outbound", "picking", "loading",
        "unloading", "holding", "reserving", "encoding", "killing", "sensor_reporting", "other",
        "dispensing", "accepting", "collecting", "stocking", "storing", "transporting",
        "unpacking", "void_shipping", "entering_exiting", "consuming", "decommissioning",
        "destroying",
    }
)  # fmt: skip
"""Steps that are not told; a step we have no word for is told as it is named."""

BY_PROVINCE = frozenset({"receiving"})


def journey_of(
    events: Iterable[AnswerEvent], naming: Naming
) -> tuple[tuple[JourneyStep, ...], bool]:
    """The steps in order of time, and whether some were left out for length."""
    firsts: dict[tuple[str, str], datetime] = {}
    places: dict[tuple[str, str], set[str]] = defaultdict(set)
    for event in sorted(events, key=lambda one: one.time):
        step = (event.step or "").rstrip("/").rsplit("/", 1)[-1]
        if not step or step in PRIVATE or event.place is None:
            continue
        where = _where(event.place, naming, by_province=step in BY_PROVINCE)
        if not where:
            continue
        firsts.setdefault((event.step or "", where), event.time)
        places[event.step or "", where].add(event.place)
    told = [
        JourneyStep(
            what=_what(step, len(places[step, where]), naming),
            day=time.astimezone(VIETNAM).date(),
            where=where,
        )
        for (step, where), time in firsts.items()
    ]
    return tuple(told[-STEPS_TOLD_MAX:]), len(told) > STEPS_TOLD_MAX


def _what(step: str, count: int, naming: Naming) -> str:
    name = naming.words.term("step", step)
    if count > 1 and step in BY_PROVINCE:
        return naming.words("product.journey_many", step=name, count=count)
    return name


def _where(place: str, naming: Naming, *, by_province: bool) -> str:
    known = naming.places.get(place) or naming.parties.get(place)
    if known is None:
        return ""
    return known.region if by_province else (known.where or known.region)
