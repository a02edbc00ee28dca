"""What else went over the same tank or lay in the same store, between two cleanings."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.stories.trade import (
    CHEESE,
    DAIRY,
    DAIRYMEN,
    DEPOT,
    GROCERS,
    SHOP,
    YOGHURT,
    at,
    crate,
    declared_wrong,
    kg,
    lot,
    machine,
    made,
    packed,
    pallet,
    pieces,
    received,
    recorded,
    seen,
    shipped,
    turned,
    unpacked,
)
from tests.traceability.recalling.asking import (
    GENEALOGICAL,
    PRECAUTIONARY,
    goods,
    recalled,
    thing,
    why,
)
from truyxuat.traceability.epcis.events import Event, Location
from truyxuat.traceability.memory_graph import MemoryGraph
from truyxuat.traceability.recalling import gathering
from truyxuat.traceability.recalling.vocabulary import (
    CHANGEOVER,
    CLEANING_IN_PLACE,
    WASHING,
)
from truyxuat.traceability.tracing.answer import GapKind

TANK = "https://id.gs1.org/414/9521234000068"
ROOM = "https://id.gs1.org/414/9521234000075"
A, B, C, D = lot("A"), lot("B"), lot("C"), lot("D")
RAW_A, RAW_B, RAW_C, RAW_D = (lot(f"R{letter}") for letter in "ABCD")


def washed(time: str, raw: str, clean: str) -> Event:
    return turned(time, [kg(raw, 10)], [kg(clean, 9)], biz_step=WASHING, biz_location=TANK)


def cleaned(time: str, step: str = CLEANING_IN_PLACE) -> Event:
    return seen(time, machine("TANK"), biz_step=step, biz_location=TANK)


def four_washes(*cleanings: Event) -> MemoryGraph:
    return recorded(
        washed("06:00", RAW_A, A),
        washed("07:00", RAW_B, B),
        washed("08:00", RAW_C, C),
        washed("09:00", RAW_D, D),
        *cleanings,
    )


def test_lots_of_one_water_are_neighbours_on_both_sides() -> None:
    graph = four_washes(cleaned("06:30"), cleaned("08:30"))

    answer = recalled(graph, B, equipment=[TANK])

    assert goods(answer, PRECAUTIONARY) == {B, C}
    assert goods(answer, GENEALOGICAL) == {B}
    assert why(answer, C) == [("equipment", TANK)]
    [window] = answer.windows
    assert (window.from_, window.to) == (at("06:30"), at("08:30"))
    assert window.start_known
    assert [gap for gap in answer.gaps if gap.kind is GapKind.WINDOW_START_UNKNOWN] == []


def test_a_neighbours_reason_names_the_event_and_the_window() -> None:
    graph = four_washes(cleaned("06:30"), cleaned("08:30", CHANGEOVER))

    [reason] = thing(recalled(graph, B, equipment=[TANK]), C).reasons

    event = graph.around([C])[0].event_id
    assert (reason.event, reason.from_, reason.to) == (event, at("06:30"), at("08:30"))


def test_at_one_instant_the_cleaning_comes_first() -> None:
    graph = four_washes(cleaned("07:00"), cleaned("08:00"))

    answer = recalled(graph, B, equipment=[TANK])

    assert goods(answer, PRECAUTIONARY) == {B}


def test_without_a_cleaning_before_the_start_is_a_gap_and_a_day_is_looked_back() -> None:
    graph = recorded(
        turned("09-12 05:00", [kg(RAW_D, 10)], [kg(D, 9)], biz_location=TANK),
        washed("06:00", RAW_A, A),
        washed("07:00", RAW_B, B),
    )

    answer = recalled(graph, B, equipment=[TANK])

    assert goods(answer, PRECAUTIONARY) == {A, B}
    [gap] = [gap for gap in answer.gaps if gap.kind is GapKind.WINDOW_START_UNKNOWN]
    assert (gap.object, gap.since) == (TANK, at("07:00"))
    assert gap.reason == (
        f"No cleaning or changeover is recorded at {TANK} before 2026-09-14T07:00:00Z; "
        "goods there up to 24 h earlier are listed, older ones are not."
    )
    assert [reason.start_known for reason in thing(answer, A).reasons] == [False]


def test_how_far_an_open_window_looks_back_can_be_asked() -> None:
    graph = four_washes()

    answer = recalled(graph, C, equipment=[TANK], lookback=timedelta(hours=1))

    assert goods(answer, PRECAUTIONARY) == {B, C, D}


def test_a_window_nobody_closed_goes_on_until_the_instant_asked_about() -> None:
    graph = four_washes(cleaned("06:30"))

    answer = recalled(graph, B, equipment=[TANK], to="08:30")

    assert goods(answer, PRECAUTIONARY) == {B, C}
    [window] = answer.windows
    assert window.to is None


def test_a_cleaning_declared_wrong_closes_nothing() -> None:
    wrong = cleaned("07:30")
    graph = four_washes(cleaned("06:30"), wrong, declared_wrong("10:00", wrong))

    before = recalled(graph, B, equipment=[TANK], as_of="09:30")
    after = recalled(graph, B, equipment=[TANK])

    assert C not in goods(before, PRECAUTIONARY)
    assert goods(after, PRECAUTIONARY) == {B, C, D}


def test_two_uses_in_two_windows_are_two_windows() -> None:
    again = turned("11:00", [kg(B, 9)], [kg(lot("B2"), 8)], biz_location=TANK)
    graph = four_washes(cleaned("06:30"), cleaned("07:30"), cleaned("10:00"), again)

    answer = recalled(graph, B, equipment=[TANK])

    assert [(window.from_, window.to) for window in answer.windows] == [
        (at("06:30"), at("07:30")),
        (at("10:00"), None),
    ]


def test_the_tank_itself_is_no_neighbour() -> None:
    graph = four_washes(cleaned("06:30"), seen("07:10", machine("TANK"), biz_location=TANK))

    answer = recalled(graph, B, equipment=[TANK])

    assert machine("TANK") not in {one.id for one in answer.objects}


@pytest.mark.parametrize("box", [pallet(1), crate("7")])
def test_what_is_in_a_box_that_goes_through_is_a_neighbour_and_no_more(box: str) -> None:
    graph = recorded(
        cleaned("05:00"),
        made("04:00", pieces(A, 10), pieces(C, 10), biz_location=DAIRY),
        packed("05:30", box, pieces(A, 5), biz_location=DAIRY),
        seen("06:00", box, biz_location=TANK),
        washed("07:00", RAW_B, B),
        unpacked("08:00", box, biz_location=DAIRY),
        packed("09:00", box, pieces(C, 5), biz_location=DAIRY),
    )

    answer = recalled(graph, B, equipment=[TANK])

    assert goods(answer, PRECAUTIONARY) == {A, B}


def test_goods_known_by_product_only_are_a_gap() -> None:
    graph = recorded(
        cleaned("05:00"),
        washed("07:00", RAW_B, B),
        seen("07:30", kg(CHEESE, 3), biz_location=TANK),
    )

    answer = recalled(graph, B, equipment=[TANK])

    [gap] = [gap for gap in answer.gaps if gap.kind is GapKind.CLASS_REACHED]
    assert gap.object == CHEESE
    assert gap.reason == (
        f"Goods known only by product, without lot or serial, shared {TANK}."
    )
    assert CHEESE not in {one.id for one in answer.objects}


def test_a_place_seen_as_an_object_is_no_goods() -> None:
    graph = recorded(
        cleaned("05:00"),
        washed("07:00", RAW_B, B),
        seen("07:10", SHOP, biz_location=TANK),
    )

    answer = recalled(graph, B, equipment=[TANK])

    assert SHOP not in {one.id for one in answer.objects}


def test_a_neighbour_is_followed_to_all_it_went_into_but_its_neighbours_are_not() -> None:
    line = "https://id.gs1.org/414/9521234000082"
    graph = four_washes(
        cleaned("06:30"),
        cleaned("08:30"),
        turned("10:00", [kg(C, 9)], [pieces(lot("P", YOGHURT), 9)], biz_location=line),
        turned("10:30", [kg(D, 9)], [pieces(lot("Q", YOGHURT), 9)], biz_location=line),
    )

    answer = recalled(graph, B, equipment=[TANK, line])

    assert goods(answer, PRECAUTIONARY) == {B, lot("P", YOGHURT)}


def test_goods_that_lay_in_one_store_at_the_same_time_are_neighbours() -> None:
    graph = recorded(
        made("04:00", pieces(A, 10), biz_location=DAIRY),
        made("04:00", pieces(B, 10), biz_location=DAIRY),
        made("04:00", pieces(C, 10), biz_location=DAIRY),
        packed("04:10", pallet(1), pieces(A, 10), biz_location=DAIRY),
        seen("05:00", pallet(1), biz_location=ROOM),
        seen("05:30", machine("R"), biz_step=CLEANING_IN_PLACE, biz_location=ROOM),
        seen("06:00", pieces(B, 10), biz_location=ROOM),
        seen("07:00", pallet(1), biz_location=DEPOT),
        seen("08:00", pieces(C, 10), biz_location=ROOM),
    )

    stored = recalled(graph, B, storage=[ROOM], to="07:30")
    handled = recalled(graph, B, equipment=[ROOM], to="07:30")

    assert goods(stored, PRECAUTIONARY) == {A, B}
    assert why(stored, A) == [("storage", ROOM)]
    assert goods(handled, PRECAUTIONARY) == {B}


def test_neighbours_of_very_many_instants_are_still_all_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(gathering, "STARTS_MAX", 2)
    inside = [made("05:00", lot(f"K{number}"), biz_location=DAIRY) for number in range(5)]
    carried = [
        packed(f"06:0{number}", pallet(9), pieces(lot(f"K{number}"), 1), biz_location=ROOM)
        for number in range(5)
    ]
    graph = recorded(*inside, *carried)

    answer = recalled(graph, window=(ROOM, "06:00", "07:00"))

    found = {one.id for one in answer.objects}
    assert {lot(f"K{number}") for number in range(5)} <= found


def test_shipping_from_a_place_is_a_use_of_it_too() -> None:
    graph = recorded(
        made("05:00", pieces(A, 10), biz_location=DAIRY),
        made("05:00", pieces(B, 10), biz_location=DAIRY),
        shipped("06:00", pieces(A, 5), by=DAIRYMEN, to=GROCERS, read_point=Location(ROOM)),
        shipped("06:10", pieces(B, 5), by=DAIRYMEN, to=GROCERS, read_point=Location(ROOM)),
        received("07:00", pieces(A, 5), by=GROCERS, of=DAIRYMEN, where=SHOP),
    )

    answer = recalled(graph, A, equipment=[ROOM])

    assert goods(answer, PRECAUTIONARY) == {A, B}
