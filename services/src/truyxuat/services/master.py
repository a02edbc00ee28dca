"""Who, where and what: the parties, places, products and lots that events only name.

An event carries keys; people read names, addresses and dates. These tables hold what firms
declare before goods circulate (ND37 articles 23.5 and 28.1c) and every row says where it comes
from, because a reader takes a declaration for proof unless told otherwise (R-093). A party may
be written as a PGLN or as a GLN: it is looked up by the number, so both find the same row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum

from sqlmodel import Field, Session, SQLModel, col, select

from truyxuat.graph.sql_rows import KEYS_PER_QUESTION, KeyString, chunks
from truyxuat.services.made_facts import made_facts
from truyxuat.services.vocabulary import captured_names
from truyxuat.traceability.identifiers import facts
from truyxuat.traceability.tracing.query import MasterData

GLN_KEY = re.compile(r"^https://id\.gs1\.org/41[47]/(\d{13})(?:/|$)")


class Source(StrEnum):
    """Where a row of master data comes from (R-093)."""

    DECLARED = "declared"
    """By the producer or trader."""
    CONFIRMED = "confirmed"
    """By an authority: `confirmed_by`, on `confirmed_on`."""
    COMPUTED = "computed"
    """By this platform, from what was declared."""
    EVENTS = "events"
    """Read from the instance/lot master data (ILMD) of a captured event."""


class Sourced(SQLModel):
    """What every row says of itself. ``source`` is a `Source` value."""

    source: str = Source.DECLARED
    confirmed_by: str | None = None
    """Name of the authority."""
    confirmed_on: date | None = None


class Party(Sourced, table=True):
    """A firm, cooperative, household business, school or agency.

    ``kind``: enterprise, cooperative, household, cooperative_group, school, laboratory, agency.
    """

    key: str = Field(primary_key=True, sa_type=KeyString)
    """Canonical PGLN, https://id.gs1.org/417/…"""
    gln: str = Field(index=True)
    name_vi: str
    name_en: str
    kind: str
    address_vi: str
    province: str
    phone: str | None = None
    email: str | None = None
    tax_code: str | None = None
    fictional: bool = False


class Place(Sourced, table=True):
    """Where goods are: down to the plot, tank and line (R-011).

    ``kind``: farm, plot, pond, barn, hive, tank, plant, line, warehouse, shop, market_stall,
    school, truck, station, laboratory, site.
    """

    key: str = Field(primary_key=True, sa_type=KeyString)
    """Canonical GLN or SGLN, https://id.gs1.org/414/…[/254/…]"""
    gln: str = Field(index=True)
    name_vi: str
    name_en: str
    party_key: str | None = Field(default=None, index=True)
    parent_key: str | None = Field(default=None, index=True)
    """The place this one is in: the plant of a tank."""
    kind: str
    commune: str
    province: str
    latitude: float | None = None
    longitude: float | None = None
    fictional: bool = False


class Product(Sourced, table=True):
    """A trade item: the nine data of ND37 article 23.5, as far as declared.

    ``risk_level``: high, medium, low, unknown (article 5); ``lead_authority`` is the one
    agency that leads for it (article 94.1); origin in the wording of article 47.
    """

    key: str = Field(primary_key=True, sa_type=KeyString)
    """Canonical class key, https://id.gs1.org/01/…"""
    gtin: str = Field(index=True)
    name_vi: str
    name_en: str
    brand: str | None = None
    description_vi: str = ""
    description_en: str = ""
    image: str | None = None
    """A file under the pages' static folder."""
    maker_key: str | None = Field(default=None, index=True)
    origin_vi: str = ""
    origin_en: str = ""
    standards: str = ""
    """TCVN, QCVN, international and in-house standards, separated by ``; ``."""
    hs_code: str | None = None
    shelf_life_days: int | None = None
    risk_level: str = "unknown"
    lead_authority: str = ""
    unit_weight_g: int | None = None
    """Net weight of one unit; None where the item has no fixed weight."""
    fictional: bool = False


class Lot(Sourced, table=True):
    """A lot as its maker declared it. Use-by and best-before mean different things (R-023)."""

    key: str = Field(primary_key=True, sa_type=KeyString)
    """Canonical lot key, https://id.gs1.org/01/…/10/…"""
    produced_on: date | None = None
    expires_on: date | None = None
    best_before: date | None = None
    maker_key: str | None = Field(default=None, index=True)


class Asset(Sourced, table=True):
    """A thing that is used, not sold: a sensor, die, cylinder, truck or crate.

    ``kind``: sensor, die, furnace, cylinder, truck, crate, pump.
    """

    key: str = Field(primary_key=True, sa_type=KeyString)
    """Canonical GIAI or GRAI key."""
    name_vi: str
    name_en: str
    kind: str = Field(index=True)
    owner_key: str | None = None
    place_key: str | None = None


def gln_of(key: str) -> str | None:
    """The 13 digits of a party's or place's key.

    >>> gln_of("https://id.gs1.org/414/9521234000143/254/W1")
    '9521234000143'
    """
    found = GLN_KEY.match(key)
    return found.group(1) if found else None


def product_of(session: Session, key: str) -> Product | None:
    """The product of a class, lot or instance key."""
    class_key = facts(key).class_key
    return session.get(Product, class_key) if class_key else None


def party(session: Session, key: str) -> Party | None:
    """The party of a PGLN or GLN key; two spellings of one number are one party."""
    found = session.get(Party, key)
    if found is not None:
        return found
    gln = gln_of(key)
    if gln is None:
        return None
    return session.exec(select(Party).where(Party.gln == gln).order_by(Party.key)).first()


def place(session: Session, key: str) -> Place | None:
    """The place of a GLN key, or of the GLN it is an extension of."""
    found = session.get(Place, key)
    if found is not None:
        return found
    gln = gln_of(key)
    return session.get(Place, f"https://id.gs1.org/414/{gln}") if gln else None


def party_at(session: Session, place_key: str) -> Party | None:
    """Who runs a place: its own party, else that of the place it is in, else by its GLN."""
    seen: set[str] = set()
    here = place(session, place_key)
    while here is not None and here.key not in seen:
        seen.add(here.key)
        if here.party_key is not None:
            return party(session, here.party_key)
        here = session.get(Place, here.parent_key) if here.parent_key else None
    return party(session, place_key)


def lot(session: Session, key: str) -> Lot | None:
    """The lot of a lot or instance: as declared, else as the event that made it says.

    What comes from an event is no row of the table, and its source says so.
    """
    lot_key = facts(key).lot_key
    declared = session.get(Lot, lot_key) if lot_key else None
    if declared is not None:
        return declared
    made = made_facts(session, key)
    if made is None or made.lot is None:
        return None
    declared = session.get(Lot, made.lot)
    return declared or Lot(
        key=made.lot,
        produced_on=made.produced_on,
        expires_on=made.expires_on,
        best_before=made.best_before,
        source=Source.EVENTS,
    )


def labels(session: Session, keys: Iterable[str]) -> dict[str, str]:
    """The Vietnamese names of parties, places, products and what belongs to products.

    What these tables do not know goes by the name that a captured document gave it.
    """
    wanted = set(keys)
    classes = {key: facts(key).class_key or key for key in wanted}
    glns = {key: gln_of(key) for key in wanted}
    products = _names(session, Product.key, Product.name_vi, set(classes.values()))
    places = _names(session, Place.key, Place.name_vi, wanted)
    parties = _names(
        session, Party.gln, Party.name_vi, {gln for gln in glns.values() if gln}
    )
    found: dict[str, str] = {}
    for key in wanted:
        gln = glns[key]
        name = places.get(key) or products.get(classes[key])
        name = name or (parties.get(gln) if gln else None)
        if name is not None:
            found[key] = name
    return {**captured_names(session, wanted - set(found)), **found}


def register(session: Session, rows: Iterable[SQLModel]) -> None:
    """Keep rows of master data; a row with a key already known takes its place."""
    for row in rows:
        session.merge(row)


def master_data(session: Session) -> MasterData:
    """What a trace may know beside events: sensors, places within places, contacts."""
    sensors = session.exec(select(Asset.key).where(Asset.kind == "sensor"))
    ties = select(Place.key, Place.parent_key, Place.party_key)
    places = {key: (inside, runs) for key, inside, runs in session.exec(ties)}
    contacts: dict[str, Mapping[str, str]] = {}
    for each in session.exec(select(Party)):
        facts_of_party = contact(each)
        contacts[each.key] = facts_of_party
        contacts[f"https://id.gs1.org/414/{each.gln}"] = facts_of_party
    return MasterData(
        sensors=frozenset(sensors),
        parent_place={key: inside for key, (inside, _) in places.items() if inside},
        contacts=contacts,
        party_of={key: runs for key, (_, runs) in places.items() if runs},
    )


def _names(session: Session, key: str, name: str, wanted: set[str]) -> dict[str, str]:
    """One column by another, for many keys, in questions of a size every engine takes."""
    found: dict[str, str] = {}
    for some in chunks(sorted(wanted), KEYS_PER_QUESTION):
        found.update(session.exec(select(key, name).where(col(key).in_(some))).all())
    return found


def contact(of: Party) -> Mapping[str, str]:
    """How to reach a party; what is not known is left out."""
    known = {
        "name": of.name_vi,
        "name_en": of.name_en,
        "address": of.address_vi,
        "province": of.province,
        "phone": of.phone,
        "email": of.email,
    }
    return {name: value for name, value in known.items() if value}
