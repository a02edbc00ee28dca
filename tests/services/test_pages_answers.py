"""What an answer does not know is said on its page: cut short, behind, unknown, too much."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from sqlmodel import Session

from tests.services.drawn_goods import DAIRY, MILK, SPLIT, answer
from truyxuat.services import master
from truyxuat.services.database import Database
from truyxuat.services.master import Asset, Party, Place
from truyxuat.services.pages.balance_bar import balance_bar, state_rows
from truyxuat.services.pages.master_names import naming_of
from truyxuat.services.pages.naming import Known, Naming
from truyxuat.services.pages.trace_page import Asked, trace_view
from truyxuat.services.pages.trace_rows import LINES_PER_PLACE_MAX, holder_rows
from truyxuat.services.pages.trace_view import TraceView
from truyxuat.services.pages.wording import Language, Words
from truyxuat.traceability.recalling.amounts import UNKNOWN, Amount, exactly
from truyxuat.traceability.recalling.balance import Balance
from truyxuat.traceability.tracing.answer import Answer, Consignee, Held, Holding

NOW = datetime(2026, 9, 17, 7, tzinfo=UTC)
ASKED = Asked(as_of=NOW, compare=None, took_seconds=0.25)
NOTHING_HELD = dict.fromkeys(Holding, Amount())


def page(of: Answer) -> TraceView:
    of = replace(of, query=replace(of.query, as_of=NOW))
    return trace_view(of, SPLIT, Naming(Words()), asked=ASKED)


def held(state: Holding, lower: int | None, upper: int | None, **where: str) -> Held:
    bounds = [None if one is None else Decimal(one) for one in (lower, upper)]
    return Held(
        party=where.get("party"),
        place=where.get("place"),
        state=state,
        lower=bounds[0],
        upper=bounds[1],
    )


def test_an_answer_that_was_cut_short_can_not_be_taken_for_a_whole_one() -> None:
    cut = replace(answer(MILK, [], SPLIT), complete=False, truncated_by="objects_max")

    complete = page(cut).complete

    assert (complete.state, complete.word) == ("stop", "CHƯA đầy đủ")
    assert complete.text == (
        "Đã dừng vì đạt giới hạn số đối tượng. Còn hàng liên quan chưa được liệt kê."
    )


def test_an_answer_from_a_graph_that_is_behind_says_by_how_much() -> None:
    behind = replace(answer(MILK, [], SPLIT), linked_to=40, recorded_to=66)

    complete = page(behind).complete

    assert (complete.state, complete.word) == ("caution", "Còn sự kiện chưa nối")
    assert complete.text.startswith("26 sự kiện đã ghi chưa được nối vào chuỗi")


def test_a_whole_answer_says_as_of_when_and_in_which_mode() -> None:
    complete = page(answer(MILK, [], SPLIT)).complete

    assert (complete.state, complete.word) == ("sound", "Đầy đủ")
    assert complete.text == (
        "Theo những gì đã ghi đến 17/09/2026 14:00; chế độ: có thể liên quan."
    )


def test_the_page_leads_to_the_same_question_asked_of_the_api() -> None:
    assert page(answer(MILK, [], SPLIT)).data_path == (
        "/trace/https%3A%2F%2Fid.gs1.org%2F01%2F09521234003014%2F10%2FM1"
        "?direction=forward&mode=possible&as_of=2026-09-17T07%3A00%3A00Z"
    )


def test_unknown_amounts_are_said_and_what_is_missing_stands_at_the_head() -> None:
    found = answer(MILK, [], SPLIT)
    seed = replace(
        found.seeds[0],
        held=(
            held(Holding.ON_HAND, None, None, place=DAIRY),
            held(Holding.UNEXPLAINED, 5, 5, place=DAIRY),
        ),
    )

    view = page(replace(found, seeds=(seed,)))

    assert view.holder_states == ("còn giữ", "chưa giải thích được")
    assert view.holders[0].lines[0].amounts == ("không rõ", "5 sản phẩm")
    assert view.numbers[2].value == "5 sản phẩm"


def test_nothing_recorded_is_a_sentence_and_no_empty_picture() -> None:
    view = page(replace(answer(MILK, [], []), events=()))

    assert view.sentence == "Chưa có sự kiện nào nói về Lô M1 ở thời điểm này."
    assert view.drawing is None


def test_many_objects_at_one_place_are_told_by_product_and_never_lost() -> None:
    items = [f"https://id.gs1.org/01/09521234003014/21/{n}" for n in range(12)]
    found = answer(MILK, items, SPLIT)
    assert len(items) > LINES_PER_PLACE_MAX
    one_each = tuple(
        replace(one, held=(held(Holding.ON_HAND, 1, 1, place=DAIRY),))
        for one in found.affected
    )

    rows = holder_rows(replace(found, affected=one_each), Naming(Words()))

    assert [line.amounts for line in rows[0].lines] == [("12 sản phẩm",)]


def test_whom_to_tell_is_reached_by_what_the_answer_itself_knows() -> None:
    told = Consignee(
        party="https://id.gs1.org/417/9521234000303",
        wave=2,
        objects=(MILK,),
        received=NOW,
        contact={"phone": "0211 000 030"},
    )

    [row] = holder_rows(
        replace(answer(MILK, [], SPLIT), consignees=(told,)), Naming(Words())
    )

    assert (row.wave, row.name, row.contact) == ("2", "(417)9521234000303", "0211 000 030")


def test_a_tank_belongs_to_whoever_runs_the_plant_around_it(database: Database) -> None:
    with database.writing() as session:
        keep_plant(session)
        tank = "https://id.gs1.org/414/9521234000143/254/T1"

        naming = naming_of(
            session, [tank, "https://id.gs1.org/8004/X1"], Words(Language.EN)
        )

    assert naming.place(tank) == "Tank one, Xã Một, Phú Thọ"
    assert naming.lane(naming.lane_of(tank)) == ("Dairy", "Phú Thọ")
    assert naming.region_of(naming.lane_of(tank)) == "Phú Thọ"
    assert naming.object("https://id.gs1.org/8004/X1") == ("Truck one", "")


def place(
    key: str, name: str, *, party_key: str | None = None, parent_key: str | None = None
) -> Place:
    return Place(
        key=key,
        gln="9521234000143",
        name_vi=name,
        name_en=name,
        kind="plant",
        commune="Xã Một",
        province="Phú Thọ",
        party_key=party_key,
        parent_key=parent_key,
    )


def keep_plant(session: Session) -> None:
    plant, tank = (f"https://id.gs1.org/414/9521234000143{one}" for one in ("", "/254/T1"))
    party = "https://id.gs1.org/417/9521234000105"
    master.register(
        session,
        [
            Party(
                key=party,
                gln="9521234000105",
                name_vi="Sữa",
                name_en="Dairy",
                kind="enterprise",
                address_vi="",
                province="Phú Thọ",
            ),
            place(plant, "Plant", party_key=party),
            place(tank, "Tank one", parent_key=plant),
            Asset(
                key="https://id.gs1.org/8004/X1",
                name_vi="Xe",
                name_en="Truck one",
                kind="truck",
            ),
        ],
    )


def test_a_key_without_master_data_is_shown_as_its_code_and_no_place_as_unknown() -> None:
    naming = Naming(Words(), parties={"p": Known("Hợp tác xã")})

    assert naming.place("https://id.gs1.org/414/9521234000143") == "(414)9521234000143"
    assert naming.place("p") == "Hợp tác xã"
    assert naming.place(None) == "không rõ"
    assert naming.lane("") == ("Không rõ nơi", "")
    assert naming.lane("region:Hà Nội") == ("Các nơi nhận ở Hà Nội", "")
    assert naming.object("urn:example:tank:7") == ("7", "")


def balance(produced: Amount, surplus: int = 0, **states: Amount) -> Balance:
    known = {Holding(name): amount for name, amount in states.items()}
    return Balance(
        unit="KGM",
        produced=produced,
        states={**NOTHING_HELD, **known},
        surplus=Decimal(surplus),
    )


def test_a_bar_is_as_wide_as_the_shares_of_what_was_made() -> None:
    bar = balance_bar(
        balance(exactly(400), on_hand=exactly(100), sold=exactly(300)), Words(), label="Hẹp"
    )

    assert [(part.state, part.x, part.width) for part in bar.parts] == [
        ("on_hand", 0, 250),
        ("sold", 250, 750),
    ]
    assert (bar.reconciled, bar.recoverable) == ("100 %", "25 %")


def test_the_smallest_share_is_still_seen() -> None:
    bar = balance_bar(
        balance(exactly(100_000), on_hand=exactly(99_999), unexplained=exactly(1)),
        Words(),
        label="Hẹp",
    )

    assert bar.parts[-1].width == 4


def test_no_bar_is_drawn_of_a_whole_that_nobody_knows() -> None:
    bar = balance_bar(balance(UNKNOWN, on_hand=exactly(5)), Words(), label="Hẹp")

    assert not bar.drawn
    assert bar.produced == "không rõ"
    assert bar.parts[0].amount == "5 kg"
    assert bar.reconciled == "không rõ"


def test_more_than_was_made_is_said_as_a_surplus() -> None:
    bar = balance_bar(
        balance(exactly(10), surplus=2, on_hand=exactly(12)), Words(), label="Hẹp"
    )

    assert bar.surplus == "2 kg"


@pytest.mark.parametrize("language", list(Language))
def test_the_table_twin_has_a_row_for_each_state_in_any_bar(language: Language) -> None:
    words = Words(language)
    rows = state_rows(
        {
            "narrow": balance(exactly(10), on_hand=exactly(10)),
            "wide": balance(exactly(10), sold=Amount(Decimal(4), Decimal(10))),
            "none": None,
        },
        words,
    )

    assert [name for name, _ in rows] == [words("held.on_hand"), words("held.sold")]
    assert rows[1][1][1] == "4–10 kg"
