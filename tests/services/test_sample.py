"""The sample province: fictional, whole, the same on every load, and true to its stories."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest
from sqlmodel import col, select

from tests.stories.chayote import expected
from truyxuat.services import recalling
from truyxuat.services.database import Database, open_database
from truyxuat.services.linking import graph_of
from truyxuat.services.master import Party, Place, Product, master_data
from truyxuat.services.migrating import migrate
from truyxuat.services.pages.static_files import static_folder
from truyxuat.services.recalling import Recall
from truyxuat.services.sample import load_sample
from truyxuat.services.sample.levers import EXPORTED, OWNERS
from truyxuat.services.sample.loading import stories, uploads
from truyxuat.services.sample.province import cylinder, province
from truyxuat.services.sample.telling import clock
from truyxuat.services.settings import Settings
from truyxuat.services.tables import CaptureJob, RecordedEvent
from truyxuat.traceability.epcis.events import EventType
from truyxuat.traceability.recalling import CommonSources, RecallQuestion, ScopeName
from truyxuat.traceability.recalling.amounts import exactly
from truyxuat.traceability.tracing import trace
from truyxuat.traceability.tracing.answer import Answer, Holding
from truyxuat.traceability.tracing.query import Budget, Direction, Query

PLACES = province()


@dataclass
class Loaded:
    """The loaded province, and what was told while it was loaded."""

    database: Database
    events: int
    reports: list[tuple[int, int]]


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    database = made(tmp_path_factory.mktemp("province"))
    reports: list[tuple[int, int]] = []
    events = load_sample(database, report=lambda done, goal: reports.append((done, goal)))
    yield Loaded(database, events, reports)
    database.close()


def made(folder: Path) -> Database:
    database = open_database(Settings(database_url=f"sqlite:///{folder / 'record.db'}"))
    migrate(database)
    return database


def answer(loaded: Loaded, query: Query) -> Answer:
    with loaded.database.reading() as session:
        return trace(graph_of(session), query, master=master_data(session))


def recall_of(loaded: Loaded, word: str) -> Recall:
    with loaded.database.reading() as session:
        question = select(Recall).where(col(Recall.reason).contains(word))
        return session.exec(question).one()


def test_the_province_is_loaded_and_every_event_is_kept(loaded: Loaded) -> None:
    with loaded.database.reading() as session:
        jobs = session.exec(select(CaptureJob)).all()

    assert loaded.events >= 5_000
    assert loaded.reports[-1] == (loaded.events, loaded.events)
    assert sum(job.recorded for job in jobs) == loaded.events + 3  # the announcements
    assert [job.capture_id for job in jobs if job.duplicates or job.conflicts] == []
    assert [job.warnings for job in jobs if job.warnings != "[]"] == []


def test_two_loads_give_the_same_record(loaded: Loaded, tmp_path: Path) -> None:
    again = made(tmp_path)
    load_sample(again)

    assert fingerprint(again) == fingerprint(loaded.database)
    again.close()


def fingerprint(database: Database) -> list[tuple[int, str, int]]:
    with database.reading() as session:
        question = select(
            RecordedEvent.position, RecordedEvent.content, RecordedEvent.record_time
        ).order_by(col(RecordedEvent.position))
        return [(place, content, time) for place, content, time in session.exec(question)]


def test_everything_in_it_is_marked_fictional() -> None:
    for row in PLACES.rows():
        if isinstance(row, Party | Place | Product):
            assert row.fictional
            assert row.name_vi.endswith(" *")
            assert row.name_en.endswith(" *")
            assert "9521234" in row.key


def test_every_product_of_a_shop_has_its_facts_and_a_picture() -> None:
    products = [row for row in PLACES.rows() if isinstance(row, Product) and row.image]

    assert len(products) == 16
    for product in products:
        assert product.image is not None
        assert (static_folder() / product.image).exists()
        assert product.brand or product.gtin == PLACES.gtin("RON95")
        assert product.origin_vi
        assert product.origin_en
        assert product.standards
        assert product.lead_authority
        assert product.risk_level in ("high", "medium", "low")


def test_numbers_of_places_products_and_equipment_are_each_given_once() -> None:
    for table, name in (
        (PLACES.parties, "ref"),
        (PLACES.places, "ref"),
        (PLACES.products, "item"),
        (PLACES.assets, "ref"),
    ):
        numbers = [row[name] for row in table.values()]
        assert sorted(set(numbers)) == sorted(numbers)


def test_every_kind_of_event_and_of_trouble_is_there() -> None:
    events = [told for story in stories() for told in story.told]

    kinds = {told.event.type for told in events}
    late = [told for told in events if (told.recorded - told.event.event_time).days >= 3]
    assert kinds == set(EventType) - {EventType.TRANSACTION}
    assert [told for told in events if told.event.error_declaration is not None]
    assert [told for told in events if told.event.sensor_elements]
    assert [told for told in events if told.event.certification_info]
    assert {told.event.disposition for told in events} >= {"returned", "in_transit"}
    assert len(late) >= 3


def test_the_platform_comes_to_know_events_in_order() -> None:
    known = [upload.recorded for upload in uploads()]

    assert known == sorted(known)


def test_the_first_recall_did_not_yet_know_of_the_second_wash(loaded: Loaded) -> None:
    recall = recall_of(loaded, "L1")

    with loaded.database.reading() as session:
        other, change = recalling.compare(
            session,
            recall,
            clock("2026-09-18 09:00"),
            budget=Budget(),
        )

    assert recall.scope == ScopeName.GENEALOGICAL
    assert recall.complete
    before, after = recall.values().scopes[2], other.scopes[2]
    assert [balance.produced for balance in before.totals] == [exactly(1700)]
    assert [balance.on_hand for balance in after.totals] == [
        exactly(expected()["scope_totals"]["precautionary_tank"]["on_hand"])
    ]
    assert PLACES.lot("BAG500", "L3") in change.scopes[2].added


def test_an_announced_lot_is_recalled_from_then_on_and_not_before(loaded: Loaded) -> None:
    lot = PLACES.lot("TRAY300", "L2")

    before, after = (
        answer(loaded, Query(seeds=(lot,), as_of=clock(f"2026-09-17 {hour}:00"))).seeds[0]
        for hour in ("14", "15")
    )

    assert before.persistent_dispositions == ()
    assert after.persistent_dispositions == ("recalled",)


def test_the_levers_of_the_broken_heat_are_all_told_of(loaded: Loaded) -> None:
    found = recall_of(loaded, "C-771").values()

    [balance] = found.scope(ScopeName.NARROW).totals
    assert balance.produced == exactly(2_000)
    assert balance.states[Holding.DESTROYED] == exactly(150)
    assert balance.states[Holding.SAMPLED] == exactly(50)
    assert balance.states[Holding.EXPORTED] == exactly(EXPORTED)
    assert balance.closed
    levers = {thing.id for thing in found.objects if thing.scope is ScopeName.PRECAUTIONARY}
    heats = {key.rsplit("/", 1)[1][:3] for key in levers if "/21/" in key}
    assert heats == {"770"}


def test_by_november_841_motorcycles_have_an_owner(loaded: Loaded) -> None:
    heat = PLACES.lot("MELT", "C-771")

    found = answer(loaded, Query(seeds=(heat,)))

    bikes = [one for one in found.affected if "/01/09521234008217/21/" in one.id]
    states = [held.state for bike in bikes for held in bike.held]
    assert len(bikes) == 1_200
    assert states.count(Holding.SOLD) == OWNERS
    assert states.count(Holding.EXPORTED) == EXPORTED
    assert states.count(Holding.ON_HAND) == 59


def test_a_cylinder_filled_again_carries_another_lot(loaded: Loaded) -> None:
    first = answer(
        loaded,
        Query(
            seeds=(cylinder(451),),
            direction=Direction.BACK,
            to=clock("2026-08-10 12:00"),
        ),
    )
    third = answer(
        loaded,
        Query(
            seeds=(cylinder(451),),
            direction=Direction.BACK,
            to=clock("2026-10-02 12:00"),
        ),
    )

    assert PLACES.lot("LPG_FILL", "F1") in {one.id for one in first.affected}
    assert PLACES.lot("LPG_FILL", "F3") not in {one.id for one in first.affected}
    assert PLACES.lot("LPG_FILL", "F3") in {one.id for one in third.affected}


def test_one_farms_milk_is_in_every_pack_of_its_day_and_of_no_other(
    loaded: Loaded,
) -> None:
    found = recall_of(loaded, "kháng sinh").values()

    [lot] = found.scope(ScopeName.GENEALOGICAL).goods
    [balance] = found.scope(ScopeName.GENEALOGICAL).totals
    assert lot == PLACES.lot("YOGHURT", "Y1021") or lot == PLACES.lot("MILK180", "M1021")
    assert balance.produced == exactly(288)
    assert balance.on_hand == exactly(288)
    assert all(window.start_known for window in found.windows)


def test_the_wrong_helmet_lot_never_left(loaded: Loaded) -> None:
    wrong, right = (
        answer(loaded, Query(seeds=(PLACES.lot("HELMET", lot),))).seeds[0]
        for lot in ("MB2", "MB1")
    )

    shop = PLACES.place("HN1")
    assert shop not in {held.place for held in wrong.held}
    [there] = [held for held in right.held if held.place == shop]
    assert (there.state, there.lower) == (Holding.ON_HAND, Decimal(40))


def test_the_mill_shares_its_rolls_between_two_owners(loaded: Loaded) -> None:
    bought, own = PLACES.lot("MILLED", "XX1"), PLACES.lot("RICE5", "RG2")
    with loaded.database.writing() as session:
        question = RecallQuestion(
            seeds=(bought,),
            sources=CommonSources(
                places=recalling.shared_places(session),
            ),
        )
        kept = recalling.draft(
            session,
            question,
            reason="gạo lẫn",
            now=clock("2026-11-24 09:00"),
            budget=Budget(),
        )
        found = kept.values()
        session.rollback()

    assert own in found.scope(ScopeName.PRECAUTIONARY).goods
    assert PLACES.lot("RICE5", "RG1") not in found.scope(ScopeName.PRECAUTIONARY).goods


def test_petrol_is_made_of_every_delivery_before_it(loaded: Loaded) -> None:
    tank = PLACES.lot("RON95", "B12")

    found = answer(loaded, Query(seeds=(tank,), direction=Direction.BACK))

    made_of = {one.id for one in found.affected}
    assert {PLACES.lot("RON95", f"X{number:02d}") for number in range(1, 13)} <= made_of


@pytest.mark.parametrize(
    ("code", "lot", "made"),
    [
        ("YOGHURT", "Y1006", 288),
        ("MILK180", "M1008", 288),
        ("FISH500", "CT1", 255),
        ("LPG_FILL", "F2", 1_200),
        ("LAMP", "LD1", 400),
        ("HELMET", "MB1", 300),
        ("RICE5", "RG1", 404),
    ],
)
def test_no_story_contradicts_itself(
    loaded: Loaded, code: str, lot: str, made: int
) -> None:
    [seed] = answer(loaded, Query(seeds=(PLACES.lot(code, lot),))).seeds

    assert sum(held.lower or 0 for held in seed.held) == made
    assert sum(held.upper or 0 for held in seed.held) == made
