"""What may share the cause: other lots from its input lots, and goods in the same windows.

This is the step from the genealogical to the precautionary scope (requirements A4). It goes
exactly one step beyond the descendants: neighbours are followed to all that was made of them,
but what they touched in their turn is not suspected.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from truyxuat.traceability.identifiers import facts as key_facts
from truyxuat.traceability.recalling.answer import Reason, ScopeName
from truyxuat.traceability.recalling.gathering import Gathering, Start
from truyxuat.traceability.recalling.windows import (
    CommonSources,
    Use,
    Window,
    facts_at,
    handled,
    windows_of,
)
from truyxuat.traceability.tracing import present_at
from truyxuat.traceability.tracing.answer import Gap, GapKind
from truyxuat.traceability.tracing.history import FOREVER


def add_shared_inputs(
    gathering: Gathering, causes: Iterable[str], history: Iterable[str]
) -> list[str]:
    """Add the direct inputs of the causes, the ``history`` of the findings, and their lots.

    Returns the inputs whose other lots were looked for.
    """
    inside = set(gathering.within(ScopeName.GENEALOGICAL))
    direct = [key for cause in causes for key in _inputs_of(gathering, cause)]
    shared = [key for key in dict.fromkeys([*direct, *history]) if key not in inside]
    for key in shared:
        reason = Reason(kind="input_lot", source=key)
        for answer in gathering.forward([Start(key)]):
            gathering.keep(
                (*answer.seeds, *answer.affected), ScopeName.PRECAUTIONARY, reason
            )
    return shared


def add_window_neighbours(
    gathering: Gathering, sources: CommonSources, history: Iterable[str]
) -> tuple[tuple[Window, ...], tuple[Gap, ...]]:
    """Add what shared a window with suspect goods, or with what they were made from.

    Returns the windows, and what they leave open.
    """
    suspects = {*gathering.within(ScopeName.GENEALOGICAL), *history}
    windows: list[Window] = []
    gaps: dict[Gap, None] = {}
    for place, uses in sorted(_uses(gathering, suspects, sources).items()):
        found = windows_of(
            facts_at(gathering.history, place), uses, place=place, sources=sources
        )
        for window in found:
            gap = window.gap(sources.lookback)
            gaps |= dict.fromkeys([gap] if gap else [])
            gaps |= dict.fromkeys(_follow(gathering, window, suspects))
        windows += found
    return tuple(windows), tuple(gaps)


def _inputs_of(gathering: Gathering, cause: str) -> list[str]:
    gathering.lives.load([cause])
    inputs = {
        link.key
        for making in gathering.lives.makings(cause)
        for part in gathering.lives.parts(making.fact)
        for link in part.inputs
        if not gathering.lives.keeps(part, link.key)
    }
    return sorted(inputs)


def _uses(
    gathering: Gathering, suspects: set[str], sources: CommonSources
) -> dict[str, list[Use]]:
    """Every event at a common source that names a suspect thing from when it is suspect."""
    uses: dict[str, list[Use]] = {}
    gathering.history.load(suspects)
    for key in suspects:
        since = _suspect_since(gathering, key)
        for named in gathering.history.objects(key):
            if since is not None and named.time < since:
                continue
            event = named.fact.event
            for place in {event.place, event.read_point} & set(sources.places):
                assert place is not None, "no place is not among the sources"
                uses.setdefault(place, []).append(
                    Use(object=key, event=named.fact.id, time=named.time)
                )
    asked = gathering.question.window
    if asked is not None:
        uses.setdefault(asked.place, []).extend(
            Use(object=asked.place, event=None, time=time)
            for time in (asked.from_, asked.to)
        )
    return uses


def _suspect_since(gathering: Gathering, key: str) -> datetime | None:
    """From when an object is suspect; what the findings were made from, always."""
    found = gathering.found.get(key)
    if found is None or found.scope is ScopeName.PRECAUTIONARY:
        return None
    return found.affected.since


def _follow(gathering: Gathering, window: Window, suspects: set[str]) -> list[Gap]:
    """Follow a window's neighbours; goods known by product only are a gap."""
    neighbours: dict[str, tuple[datetime, str | None]] = {}
    gaps = []
    for start, event in _there(gathering, window):
        if start.key in suspects:
            continue
        assert start.since is not None, "a neighbour is followed from when it was there"
        if gathering.history.level(start.key) == "class":
            gaps.append(_unnamed(start.key, start.since, event, window.place))
            continue
        known = neighbours.get(start.key)
        if known is None or start.since < known[0]:
            neighbours[start.key] = (start.since, event)
    for (since, event), keys in _together(neighbours).items():
        reason = Reason(
            kind=window.kind,
            source=window.place,
            event=event,
            from_=window.from_,
            to=window.to,
            start_known=window.start_known,
        )
        for answer in gathering.forward([Start(key, since) for key in keys]):
            gathering.keep(
                (*answer.seeds, *answer.affected), ScopeName.PRECAUTIONARY, reason
            )
    return gaps


def _there(gathering: Gathering, window: Window) -> Iterator[tuple[Start, str | None]]:
    """What was there: handled by the equipment, or staying in the store; contents opened."""
    if window.kind == "storage":
        end = window.to or gathering.question.at or FOREVER
        assert window.from_ is not None, "a window begins at a cleaning or by the lookback"
        stayed = present_at(
            gathering.graph,
            window.place,
            window.from_,
            end,
            mode=gathering.question.mode,
            as_of=gathering.question.as_of,
            master=gathering.master,
        )
        for key, since in stayed:
            if window.holds(since) and not _carries(key):
                yield Start(key, since), None
        return
    facts = facts_at(gathering.history, window.place)
    for fact, link in handled(window, facts, gathering.question.sources):
        if _carries(link.key):
            for inside in gathering.contents(link.key, fact.time):
                yield inside, fact.id
        else:
            yield Start(link.key, fact.time), fact.id


def _carries(key: str) -> bool:
    known = key_facts(key)
    return known.is_container or known.is_asset


def _together(
    neighbours: dict[str, tuple[datetime, str | None]],
) -> dict[tuple[datetime, str | None], list[str]]:
    """The neighbours by what put them there: one event, one trace, one reason."""
    grouped: dict[tuple[datetime, str | None], list[str]] = {}
    for key, put in sorted(neighbours.items()):
        grouped.setdefault(put, []).append(key)
    return grouped


def _unnamed(key: str, since: datetime, event: str | None, place: str) -> Gap:
    return Gap(
        kind=GapKind.CLASS_REACHED,
        object=key,
        event=event,
        since=since,
        reason=f"Goods known only by product, without lot or serial, shared {place}.",
    )
