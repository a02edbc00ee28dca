"""Who contradicts whom about a code: shown, whoever is right (R-010)."""

from __future__ import annotations

from collections.abc import Iterator

from truyxuat.barcode.legality.answers import Conflict, Side
from truyxuat.barcode.legality.cases import Case
from truyxuat.barcode.legality.facts import Kind, Organisation
from truyxuat.barcode.legality.judging import state_on


def conflicts_of(case: Case) -> tuple[Conflict, ...]:
    """Licences that differ in holder or state; organisations that claim one GTIN."""
    return tuple(
        Conflict(about, sides)
        for about, sides in (
            (Kind.LICENCE, _apart(_licence_sides(case))),
            (Kind.CLAIM, _apart(_claim_sides(case))),
        )
        if len(sides) > 1
    )


def _licence_sides(case: Case) -> Iterator[Side]:
    for one in case.licences:
        state = state_on(one.fact, case.weighed.day)
        yield Side(one.fact.holder, state, one.told)


def _claim_sides(case: Case) -> Iterator[Side]:
    for declared in case.declarations:
        yield Side(declared.fact.company, Kind.DECLARATION, declared.told)
    for claimed in case.claims:
        yield Side(claimed.fact.claimant, Kind.CLAIM, claimed.told)


def _apart(sides: Iterator[Side]) -> tuple[Side, ...]:
    """One side of each opinion, the newest word first; firms that may be one are one."""
    kept: list[Side] = []
    for side in sides:
        if not any(_agree(side, other) for other in kept):
            kept.append(side)
    return tuple(kept)


def _agree(one: Side, other: Side) -> bool:
    claims = {Kind.DECLARATION.value, Kind.CLAIM.value}
    said_alike = one.said == other.said or {one.said, other.said} <= claims
    return said_alike and _perhaps_one_firm(one.organisation, other.organisation)


def _perhaps_one_firm(one: Organisation, other: Organisation) -> bool:
    same = one.same_as(other)
    return one.name == other.name if same is None else same
