"""Fetch the names that an answer's keys go by: one question per table, whatever the size."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from sqlalchemy import inspect
from sqlmodel import Session, SQLModel, col, select

from truyxuat.graph.sql_rows import KEYS_PER_QUESTION, chunks
from truyxuat.services.master import Asset, Party, Place, Product, contact, gln_of
from truyxuat.services.pages.codes import class_key
from truyxuat.services.pages.naming import Known, Naming
from truyxuat.services.pages.wording import Language, Words
from truyxuat.services.vocabulary import captured_names

Row = TypeVar("Row", bound=SQLModel)


def naming_of(session: Session, keys: Iterable[str], words: Words) -> Naming:
    """The names of all products, places and parties among the keys, and of who runs a place."""
    wanted = sorted(set(keys))
    english = words.language is Language.EN
    products = _rows(session, Product, sorted({class_key(key) for key in wanted}))
    places = _places(session, wanted)
    numbers = {number for key in wanted if (number := gln_of(key))}
    owner_of = {key: _owner(session, place) for key, place in places.items()}
    owners = sorted({owner for owner in owner_of.values() if owner})
    parties = _parties(session, owners, sorted(numbers))
    by_number = {party.gln: party for party in parties}
    known_parties = {party.key: _known_party(party, english=english) for party in parties}
    for key in wanted:
        number = gln_of(key)
        if number in by_number and key not in places:
            known_parties.setdefault(key, known_parties[by_number[number].key])
    assets = _rows(session, Asset, wanted)
    told = captured_names(session, [key for key in wanted if "/414/" in key])
    return Naming(
        words=words,
        assets={one.key: one.name_en if english else one.name_vi for one in assets},
        products={one.key: one.name_en if english else one.name_vi for one in products},
        places={
            **{key: Known(name=name) for key, name in told.items()},
            **{
                key: _known_place(place, owner_of[key], by_number, english=english)
                for key, place in places.items()
            },
        },
        parties=known_parties,
    )


def _places(session: Session, wanted: Sequence[str]) -> dict[str, Place]:
    """Places by the key asked for; an extension without a row of its own is its GLN's place."""
    whole = {key: f"https://id.gs1.org/414/{gln_of(key)}" for key in wanted if gln_of(key)}
    rows = {
        place.key: place for place in _rows(session, Place, [*wanted, *set(whole.values())])
    }
    found = {key: rows[key] for key in wanted if key in rows}
    for key, base in whole.items():
        if key not in found and base in rows and "/414/" in key:
            found[key] = rows[base]
    return found


def _owner(session: Session, place: Place) -> str | None:
    """The party that runs a place: its own, else that of the place it is in."""
    seen = {place.key}
    here = place
    while here.party_key is None and here.parent_key and here.parent_key not in seen:
        seen.add(here.parent_key)
        above = session.get(Place, here.parent_key)
        if above is None:
            return None
        here = above
    return here.party_key


def _parties(session: Session, keys: Sequence[str], numbers: Sequence[str]) -> list[Party]:
    found = {party.key: party for party in _rows(session, Party, keys)}
    for some in chunks(numbers, KEYS_PER_QUESTION):
        for party in session.exec(select(Party).where(col(Party.gln).in_(some))):
            found[party.key] = party
    return list(found.values())


def _known_party(party: Party, *, english: bool) -> Known:
    reach = contact(party)
    return Known(
        name=party.name_en if english else party.name_vi,
        where=party.province,
        region=party.province,
        party=party.key,
        contact=" · ".join(reach[one] for one in ("phone", "email") if one in reach),
    )


def _known_place(
    place: Place, owner: str | None, by_number: dict[str, Party], *, english: bool
) -> Known:
    own = by_number.get(place.gln)
    return Known(
        name=place.name_en if english else place.name_vi,
        where=", ".join(part for part in (place.commune, place.province) if part),
        region=place.province,
        party=owner or (own.key if own else None),
    )


def _rows(session: Session, table: type[Row], keys: Sequence[str]) -> list[Row]:
    key_column = col(inspect(table).primary_key[0])
    found: list[Row] = []
    for some in chunks(keys, KEYS_PER_QUESTION):
        found += session.exec(select(table).where(key_column.in_(some)))
    return found
