"""How much of a thing was ever made, and whether anything of it can still be taken back."""

from __future__ import annotations

from collections.abc import Iterable

from truyxuat.traceability.epcis.events import Action, EventType
from truyxuat.traceability.identifiers import facts as key_facts
from truyxuat.traceability.links import Role as LinkRole
from truyxuat.traceability.recalling.amounts import UNKNOWN, Amount, exactly, total
from truyxuat.traceability.recalling.answer import Role
from truyxuat.traceability.tracing.answer import Affected, Holding
from truyxuat.traceability.tracing.history import History, Named
from truyxuat.traceability.tracing.units import converted


def produced(history: History, key: str) -> tuple[Amount, str | None]:
    """What was made of a loaded key, and in which unit it is counted.

    An instance is one piece. Of a lot it is the sum over the events that made it; one of them
    without an amount leaves the upper bound open. A lot that no event made is unknown.
    """
    if history.level(key) == "instance":
        return exactly(1), None
    named = history.objects(key)
    makings = [each for each in named if each.makes]
    counted = [*makings, *named]
    unit = next(
        (each.link.unit for each in counted if each.link.quantity is not None), None
    )
    if not makings:
        return UNKNOWN, unit
    return total(_made(each, unit) for each in makings), unit


def role_of(history: History, affected: Affected, *, found: bool, cause: bool) -> Role:
    """What part a loaded object plays in a recall: ``found`` unsafe itself, or as a cause."""
    if affected.level == "class":
        return "class"
    known = key_facts(affected.id)
    if (known.is_container or known.is_asset) and not (found or cause):
        return "container"
    if not _went_into_something(history, affected.id):
        return "goods"
    if _used_up(affected):
        return "intermediate"
    return "source" if cause and not found else "goods"


def lots_of(history: History, key: str) -> Iterable[str]:
    """The lots that a loaded instance belongs to, by any event's spelling or ILMD."""
    for named in history.objects(key):
        if named.link.lot is not None:
            yield named.link.lot


def fitted_in(history: History, key: str) -> str | None:
    """The assembly that a loaded instance is a part of, by its last association event."""
    if history.level(key) != "instance":
        return None
    for named in reversed(history.objects(key)):
        event = named.fact.event
        if event.type is EventType.ASSOCIATION and named.link.role is LinkRole.CHILD:
            parent = named.fact.parent if event.action is Action.ADD else None
            return None if parent is None or key_facts(parent).is_container else parent
    return None


def _made(named: Named, unit: str | None) -> Amount:
    quantity = converted(named.link.quantity, named.link.unit, unit)
    if quantity is None:
        return UNKNOWN
    return Amount(quantity, quantity * named.fact.twins)


def _used_up(affected: Affected) -> bool:
    """Whether all that is known to be left of it went into something else."""
    left = [row for row in affected.held if row.state is not Holding.CONSUMED]
    if affected.held:
        return all(row.upper == 0 for row in left)
    return affected.life == "consumed"


def _went_into_something(history: History, key: str) -> bool:
    return any(named.link.role is LinkRole.INPUT for named in history.objects(key))
