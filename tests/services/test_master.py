"""Master data: who, where and what, with the source of each row; lots dated by their events."""

from __future__ import annotations

from datetime import date

from fastapi.testclient import TestClient
from sqlmodel import Session

from tests.services.documents import declared_wrong, document, event
from tests.services.recall_record import PLACES, database_of
from truyxuat.services import master
from truyxuat.services.database import Database
from truyxuat.services.master import Lot, Party, Place, Product, Source

LOT = "https://id.gs1.org/01/09521234001010/10/L1"
BAG = "https://id.gs1.org/01/09521234001010/21/1"
JARS = "https://id.gs1.org/01/09521234004011"


def with_province(session: Session) -> None:
    master.register(session, PLACES.rows())


def test_a_party_is_found_by_either_spelling_of_its_number(database: Database) -> None:
    with database.writing() as session:
        with_province(session)

        by_party = master.party(session, "https://id.gs1.org/417/9521234000303")
        by_place = master.party(session, "https://id.gs1.org/414/9521234000303")

    assert by_party == by_place
    assert by_party is not None
    assert by_party.name_en == "Binh Xuyen Xanh Distribution *"


def test_nobody_is_found_for_what_is_no_number_of_a_party(database: Database) -> None:
    with database.writing() as session:
        with_province(session)

        assert master.party(session, "https://id.gs1.org/417/9529999000006") is None
        assert master.party(session, LOT) is None
        assert master.place(session, LOT) is None


def test_a_place_within_a_numbered_place_is_that_place(database: Database) -> None:
    with database.writing() as session:
        with_province(session)

        found = master.place(session, f"{PLACES.place('PACK')}/254/TABLE-2")

    assert found is not None
    assert found.key == PLACES.place("PACK")


def test_who_runs_a_tank_is_who_runs_its_plant(database: Database) -> None:
    plant = Place(
        key="https://id.gs1.org/414/9529999000013",
        gln="9529999000013",
        name_vi="Nhà máy",
        name_en="Plant",
        party_key=PLACES.party("HTX"),
        kind="plant",
        commune="xã Tam Đảo",
        province="Phú Thọ",
    )
    tank = Place(
        key="https://id.gs1.org/414/9529999000020",
        gln="9529999000020",
        name_vi="Bể",
        name_en="Tank",
        parent_key=plant.key,
        kind="tank",
        commune="xã Tam Đảo",
        province="Phú Thọ",
    )
    with database.writing() as session:
        with_province(session)
        master.register(session, [plant, tank])

        found = master.party_at(session, tank.key)
        nobody = master.party_at(session, "https://id.gs1.org/414/9529999000006")

    assert found is not None
    assert found.key == PLACES.party("HTX")
    assert nobody is None


def test_places_in_a_circle_are_run_by_nobody(database: Database) -> None:
    one, two = (
        "https://id.gs1.org/414/9529999000013",
        "https://id.gs1.org/414/9529999000020",
    )
    with database.writing() as session:
        for key, parent in ((one, two), (two, one)):
            row = Place(
                key=key,
                gln=key[-13:],
                name_vi="?",
                name_en="?",
                parent_key=parent,
                kind="site",
                commune="?",
                province="?",
            )
            master.register(session, [row])

        assert master.party_at(session, one) is None


def test_the_product_of_a_lot_and_of_a_serial(database: Database) -> None:
    with database.writing() as session:
        with_province(session)

        of_lot, of_bag = master.product_of(session, LOT), master.product_of(session, BAG)
        of_place = master.product_of(session, PLACES.place("PACK"))

    assert of_lot == of_bag
    assert of_lot is not None
    assert of_lot.origin_vi == "Sản xuất tại Việt Nam (xã Tam Đảo, tỉnh Phú Thọ)"
    assert of_place is None


def test_a_row_declared_again_takes_the_place_of_the_old_one(database: Database) -> None:
    key = "https://id.gs1.org/01/09521234001010"
    old = Product(key=key, gtin="09521234001010", name_vi="Ngọn", name_en="Tips")
    confirmed = Product(
        key=key,
        gtin="09521234001010",
        name_vi="Ngọn su su",
        name_en="Chayote tips",
        source=Source.CONFIRMED,
        confirmed_by="Sở Khoa học và Công nghệ",
        confirmed_on=date(2026, 9, 1),
    )

    for row in (old, confirmed):
        with database.writing() as session:
            master.register(session, [row])

    with database.reading() as session:
        found = session.get(Product, key)
        assert found is not None
        assert (found.name_vi, found.source) == ("Ngọn su su", "confirmed")
        assert found.confirmed_on == date(2026, 9, 1)


def test_a_trace_is_told_of_sensors_places_within_places_and_contacts(
    database: Database,
) -> None:
    with database.writing() as session:
        with_province(session)

        known = master.master_data(session)

    assert PLACES.asset("COLD_LOGGER") in known.sensors
    assert PLACES.asset("DIE_TOOL_3") not in known.sensors
    assert known.parent_place[PLACES.place("TANK_W1")] == PLACES.place("PACK")
    assert known.party_of[PLACES.place("HN1")] == PLACES.party("HNDC")
    assert known.contacts[PLACES.party("DIST")]["phone"] == "0211 000 0030"
    assert known.contacts["https://id.gs1.org/414/9521234000303"]["province"] == "Phú Thọ"
    assert "email" not in known.contacts[PLACES.party("STALL")]


def test_a_contact_leaves_out_what_is_not_known() -> None:
    party = Party(
        key="https://id.gs1.org/417/9529999000006",
        gln="9529999000006",
        name_vi="Hộ",
        name_en="Household",
        kind="household",
        address_vi="",
        province="Phú Thọ",
    )

    assert master.contact(party) == {
        "name": "Hộ",
        "name_en": "Household",
        "province": "Phú Thọ",
    }


MADE_LOT = {
    "epcList": None,
    "quantityList": [{"epcClass": "https://id.gs1.org/01/09521234001010/10/L1"}],
    "action": "ADD",
    "bizStep": "commissioning",
}


def dated(**facts: str) -> dict[str, object]:
    return {"ilmd": {f"cbvmda:{name}": value for name, value in facts.items()}}


def lot_of(platform: TestClient, key: str) -> Lot | None:
    with database_of(platform).reading() as session:
        return master.lot(session, key)


def test_a_lot_nobody_declared_has_the_dates_of_the_event_that_made_it(
    platform: TestClient,
) -> None:
    facts = dated(itemExpirationDate="2026-09-22", bestBeforeDate="2026-09-20T00:00:00Z")
    platform.post("/capture", json=document(event(1, **MADE_LOT, **facts)))

    found = lot_of(platform, LOT)

    assert found is not None
    assert (found.expires_on, found.best_before) == (date(2026, 9, 22), date(2026, 9, 20))
    assert (found.produced_on, found.source) == (date(2026, 9, 14), "events")


def test_a_jar_knows_its_lot_by_the_event_that_made_it(platform: TestClient) -> None:
    facts = dated(lotNumber="HB1", itemExpirationDate="2028-09-01")
    jar = f"{JARS}/21/H7K2-9QXM"
    made = {"epcList": [jar], "action": "ADD", "bizStep": "commissioning", **facts}
    platform.post("/capture", json=document(event(1, **made)))

    found = lot_of(platform, jar)

    assert found is not None
    assert (found.key, found.expires_on) == (f"{JARS}/10/HB1", date(2028, 9, 1))


def test_what_the_maker_declared_of_a_lot_goes_before_its_events(
    platform: TestClient,
) -> None:
    facts = dated(lotNumber="HB1", itemExpirationDate="2028-09-01")
    jar = f"{JARS}/21/1"
    made = {"epcList": [jar], "action": "ADD", "bizStep": "commissioning", **facts}
    platform.post("/capture", json=document(event(1, **made)))
    with database_of(platform).writing() as session:
        declared = Lot(key=f"{JARS}/10/HB1", expires_on=date(2028, 8, 15))
        master.register(session, [declared])

    by_jar, by_lot = lot_of(platform, jar), lot_of(platform, f"{JARS}/10/HB1")

    assert by_jar == by_lot
    assert by_jar is not None
    assert (by_jar.expires_on, by_jar.source) == (date(2028, 8, 15), "declared")


def test_an_event_declared_wrong_dates_nothing(platform: TestClient) -> None:
    made = event(1, **MADE_LOT, **dated(itemExpirationDate="2026-09-22"))
    platform.post("/capture", json=document(made))
    platform.post("/capture", json=document(declared_wrong(made)))

    assert lot_of(platform, LOT) is None


def test_a_date_that_is_none_is_not_guessed(platform: TestClient) -> None:
    facts = dated(itemExpirationDate="soon")
    platform.post("/capture", json=document(event(1, **MADE_LOT, **facts)))

    found = lot_of(platform, LOT)

    assert found is not None
    assert found.expires_on is None


def test_a_unit_without_a_lot_has_none(platform: TestClient) -> None:
    made = {"epcList": [BAG], "action": "ADD", "bizStep": "commissioning"}
    platform.post("/capture", json=document(event(1, **made)))

    assert lot_of(platform, BAG) is None
    assert lot_of(platform, f"{JARS}/21/NEVER") is None
