"""What a recall may be asked, as JSON, and the question of the pure rules that it becomes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from sqlmodel import Session

from truyxuat.services.event_filters import identifier
from truyxuat.services.instants import in_utc
from truyxuat.services.linking import graph_of
from truyxuat.services.recalling import shared_places
from truyxuat.services.settings import Settings
from truyxuat.traceability.errors import InvalidQuery
from truyxuat.traceability.recalling import (
    CommonSources,
    PlaceWindow,
    RecallQuestion,
    ScopeName,
    born_within,
    serials_between,
)
from truyxuat.traceability.recalling.vocabulary import CLOSING_STEPS
from truyxuat.traceability.recalling.windows import SourceKind
from truyxuat.traceability.tracing.query import Mode

Code = Annotated[str, Field(min_length=1, max_length=2_048)]


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class BornWindow(_Asked):
    """All lots, and numbered units without a lot, of a product born in a window."""

    product: Code
    from_: AwareDatetime = Field(alias="from")
    to: AwareDatetime


class SerialRange(_Asked):
    """All recorded units of a product with serials of one length from first to last."""

    product: Code
    first: Code
    last: Code


class AtPlace(_Asked):
    """Everything that was at a place, or in a place within it, in a window."""

    place: Code
    from_: AwareDatetime = Field(alias="from")
    to: AwareDatetime


class RecallRequest(_Asked):
    """A finding to start from, what may have caused it, and how far to look."""

    seeds: list[Code] = Field(
        [], description="What was found: lots, units, containers or products, any spelling"
    )
    born: list[BornWindow] = []
    serials: list[SerialRange] = []
    window: AtPlace | None = Field(
        None, description="Instead of things: a place and the time it was unsafe"
    )
    causes: list[Code] = Field(
        [],
        description="What the evidence points to; the genealogical scope is all its "
        "descendants. Left out: the finding itself, or what several findings share",
    )
    at: AwareDatetime | None = Field(
        None, description="Instant of states and amounts; default the latest known"
    )
    as_of: AwareDatetime | None = Field(None, description="Knowledge time; default now")
    mode: Mode = Mode.POSSIBLE
    equipment: list[Code] | None = Field(
        None,
        description="Places where lots touch what the last one left. Left out: the tanks, "
        "lines, presses, furnaces and mills of the master data",
    )
    storage: list[Code] = Field(
        [], description="Places where lots may have spoiled each other by lying together"
    )
    closing_steps: list[Code] = Field(
        [], description="Further bizStep URIs that clean or change over equipment"
    )
    lookback_hours: Annotated[int, Field(ge=0, le=8_760)] = Field(
        24, description="How far a window without a known start looks back"
    )
    reason: Annotated[str, Field(max_length=500)] = ""


class Announcement(BaseModel):
    """Which scope is made public."""

    model_config = ConfigDict(extra="forbid")

    scope: ScopeName


def question_of(
    session: Session, asked: RecallRequest, settings: Settings
) -> RecallQuestion:
    """The question in the words of the recall rules.

    Raises:
        InvalidQuery: a broken identifier, nothing selected, more than `trace_seeds_max`.
    """
    window = asked.window
    as_of = _utc("as_of", asked.as_of)
    return RecallQuestion(
        seeds=_seeds(session, asked, settings),
        window=PlaceWindow(
            place=identifier("window.place", window.place),
            from_=in_utc("window.from", window.from_),
            to=in_utc("window.to", window.to),
        )
        if window
        else None,
        causes=_keys("causes", asked.causes),
        at=_utc("at", asked.at),
        as_of=as_of,
        mode=asked.mode,
        sources=CommonSources(
            places=_places(session, asked),
            closing_steps=CLOSING_STEPS | set(asked.closing_steps),
            lookback=timedelta(hours=asked.lookback_hours),
        ),
    )


def _seeds(session: Session, asked: RecallRequest, settings: Settings) -> tuple[str, ...]:
    graph = graph_of(session)
    keys = dict.fromkeys(_keys("seeds", asked.seeds))
    for born in asked.born:
        product = identifier("born.product", born.product)
        found = born_within(
            graph, product, born.from_, born.to, as_of=_utc("as_of", asked.as_of)
        )
        keys |= dict.fromkeys(_selected(found, f"born: no goods of {born.product!r}"))
    for span in asked.serials:
        product = identifier("serials.product", span.product)
        found = serials_between(
            graph, product, span.first, span.last, as_of=_utc("as_of", asked.as_of)
        )
        keys |= dict.fromkeys(_selected(found, f"serials: no units of {span.product!r}"))
    if len(keys) > settings.trace_seeds_max:
        raise InvalidQuery(
            f"The recall starts from {len(keys)} things; trace_seeds_max is "
            f"{settings.trace_seeds_max}."
        )
    return tuple(keys)


def _selected(found: tuple[str, ...], otherwise: str) -> tuple[str, ...]:
    if not found:
        raise InvalidQuery(f"{otherwise} are recorded in that range.")
    return found


def _places(session: Session, asked: RecallRequest) -> dict[str, SourceKind]:
    places: dict[str, SourceKind] = {}
    if asked.equipment is None:
        places |= shared_places(session)
    else:
        places |= dict.fromkeys(_keys("equipment", asked.equipment), "equipment")
    return places | dict.fromkeys(_keys("storage", asked.storage), "storage")


def _keys(name: str, texts: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(identifier(name, text) for text in texts))


def _utc(name: str, instant: datetime | None) -> datetime | None:
    return None if instant is None else in_utc(name, instant)
