"""Where a walk goes through steps, machines and lots, forward and back (rules 1 to 4)."""

from __future__ import annotations

from tests.traceability.tracing.telling import (
    CASE,
    GTIN,
    MACHINE,
    ONE,
    THREE,
    TWO,
    A,
    B,
    C,
    D,
    L,
    M,
    P,
    about,
    at,
    back,
    fitted,
    forward,
    ids,
    made,
    of_lot,
    packed,
    seen,
    some,
    turned,
    unpacked,
)
from truyxuat.traceability.tracing.query import Follow, Mode

POSSIBLE = Mode.POSSIBLE


def test_an_input_goes_into_every_output_and_on() -> None:
    events = turned("08:00", [A, B], [C]), turned("09:00", [C], [D])

    assert ids(forward(*events, seed=A)) == {C, D}
    assert ids(back(*events, seed=D)) == {C, A, B}


def test_what_was_used_before_it_was_affected_passes_nothing_on() -> None:
    events = turned("08:00", [C], [D]), turned("09:00", [A], [C])

    assert ids(forward(*events, seed=A)) == {C}
    assert ids(back(*events, seed=D)) == {C}


def test_a_step_outside_the_window_links_nothing() -> None:
    events = turned("08:00", [A], [B]), turned("10:00", [B], [C])

    assert ids(forward(*events, seed=A, to=at("09:00"))) == {B}
    assert ids(forward(*events, seed=A, from_=at("08:01"))) == set()
    assert ids(back(*events, seed=C, from_=at("09:00"))) == {B}


def test_events_of_one_transformation_are_one_step() -> None:
    events = (
        turned("08:00", [A], [], transformation="urn:x:t"),
        turned("10:00", [B], [], transformation="urn:x:t"),
        turned("09:00", [], [C], transformation="urn:x:t"),
        turned("09:30", [C], [D]),
        turned("10:30", [C], [L]),
    )

    assert ids(forward(*events, seed=B)) == set()
    answer = forward(*events, seed=B, mode=POSSIBLE)
    assert {each.id: each.anticausal for each in answer.affected} == {
        C: True,
        D: True,
        L: False,
    }
    assert {each.certainty for each in answer.affected} == {"possible"}
    assert about(forward(*events, seed=A, mode=POSSIBLE), C).certainty == "certain"


def test_back_what_came_in_after_the_output_is_anticausal_and_so_is_its_origin() -> None:
    events = (
        turned("08:00", [A], [M]),
        turned("09:30", [B], [M]),
        turned("10:00", [M], [], transformation="urn:x:t"),
        turned("09:00", [], [C], transformation="urn:x:t"),
    )

    answer = back(*events, seed=C, mode=POSSIBLE)

    assert {each.id: each.anticausal for each in answer.affected} == {
        M: True,
        B: True,
        A: False,
    }
    assert ids(back(*events, seed=C)) == set()


def test_an_arrival_that_sinks_is_followed_again() -> None:
    events = (
        turned("08:00", [A], [B]),
        turned("11:00", [B], [], transformation="urn:x:t"),
        turned("09:00", [], [C], transformation="urn:x:t"),
        turned("10:00", [A], [C]),
        turned("09:30", [C], [D]),
    )

    assert ids(forward(*events, seed=A)) == {B, C}
    assert ids(forward(*events, seed=A, mode=POSSIBLE)) == {B, C, D}


def test_the_best_evidence_for_one_instant_is_kept() -> None:
    events = (
        made("06:00", C),
        turned("08:00", [A], [B]),
        turned("08:00", [A], [C]),
        turned("09:00", [C], [D]),
        turned("09:00", [B], [D]),
    )

    assert about(forward(*events, seed=A), D).certainty == "certain"


def test_rework_ends_and_is_flagged_on_the_seed() -> None:
    events = turned("08:00", [A], [B]), turned("09:00", [B], [A, B])

    answer = forward(*events, seed=A)

    assert ids(answer) == {B}
    assert about(answer, B).since == at("08:00")
    assert answer.seeds[0].flags == ("rework",)


def test_a_machine_is_not_made_of_what_it_makes() -> None:
    events = (
        turned("08:00", [A, MACHINE], [B, MACHINE]),
        turned("09:00", [C, MACHINE], [D, MACHINE]),
    )

    assert ids(forward(*events, seed=A)) == {B}
    assert ids(forward(*events, seed=MACHINE)) == set()
    assert ids(back(*events, seed=D)) == {C}
    assert ids(back(*events, seed=MACHINE)) == set()


def test_contact_reports_apart_what_went_through_the_machine_after() -> None:
    events = (
        turned("08:00", [A, MACHINE], [B, MACHINE]),
        turned("09:00", [C, MACHINE], [D, MACHINE]),
    )

    ahead = forward(*events, seed=A, also=Follow.CONTACT)
    behind = back(*events, seed=D, also=Follow.CONTACT)

    assert ids(ahead) == {B}
    assert {each.id: each.via for each in ahead.contact} == {
        MACHINE: "contact",
        D: "composition",
    }
    assert {each.id for each in behind.contact} == {MACHINE, A}


def test_contact_reports_apart_who_shared_the_container() -> None:
    events = (
        packed("07:00", P, THREE),
        unpacked("07:30", P, THREE),
        packed("08:00", P, ONE, TWO),
        turned("09:00", [TWO], [A]),
    )

    ahead = forward(*events, seed=ONE, also=Follow.CONTACT)
    behind = back(*events, seed=ONE, also=Follow.CONTACT)
    early = back(*events, seed=ONE, also=Follow.CONTACT, to=at("07:59"))

    assert ids(ahead) == set()
    assert {each.id for each in ahead.contact} == {TWO, A}
    assert {each.id for each in behind.contact} == {P, TWO}
    assert early.contact == ()


def test_contact_reports_apart_the_rest_of_an_assembly() -> None:
    events = fitted("08:00", ONE, TWO, THREE), packed("08:30", ONE, A)

    answer = forward(*events, seed=TWO, also=Follow.CONTACT)

    assert ids(answer) == {ONE}
    assert {each.id for each in answer.contact} == {THREE, A}


def test_what_is_in_a_container_goes_into_the_step_with_it() -> None:
    events = packed("08:00", P, CASE), packed("08:10", CASE, ONE), turned("09:00", [P], [A])

    assert ids(forward(*events, seed=ONE)) == {A}
    assert ids(back(*events, seed=A)) == {P, CASE, ONE}
    follow = frozenset({Follow.COMPOSITION})
    assert ids(forward(*events, seed=ONE, follow=follow)) == set()
    assert ids(back(*events, seed=A, follow=follow)) == {P}


def test_a_lot_leads_to_the_instances_commissioned_in_it_from_then_on() -> None:
    events = (
        made("07:00", of_lot(ONE, L)),
        turned("08:00", [A], [some(L, 10)]),
        made("09:00", of_lot(TWO, L)),
    )

    assert ids(forward(*events, seed=A)) == {L, TWO}
    assert ids(forward(*events, seed=L)) == {ONE, TWO}
    assert ids(back(*events, seed=TWO)) == {L, A}
    assert ids(back(*events, seed=ONE)) == {L}


def test_an_instance_known_to_be_of_a_lot_only_later_was_of_it_from_birth() -> None:
    events = made("07:00", ONE), seen("09:00", of_lot(ONE, L))

    assert ids(forward(*events, seed=L)) == {ONE}
    assert about(forward(*events, seed=L), ONE).since == at("07:00")
    assert ids(back(*events, seed=ONE)) == {L}


def test_a_seed_class_leads_to_its_lots_and_to_what_belongs_to_none() -> None:
    events = made("07:00", some(L, 5)), made("08:00", ONE), made("09:00", of_lot(TWO, M))

    assert ids(forward(*events, seed=GTIN)) == {L, ONE, M, TWO}
    assert ids(forward(*events, seed=GTIN, from_=at("07:30"))) == {ONE, M, TWO}
    assert ids(back(*events, seed=GTIN)) == {L, ONE, M}


def test_a_reached_class_is_a_gap_and_passes_on_only_what_is_possible() -> None:
    events = (
        turned("08:00", [A], [some(GTIN, 10)]),
        turned("09:00", [some(GTIN, 5)], [D]),
        made("10:00", ONE),
    )

    certain, possible = forward(*events, seed=A), forward(*events, seed=A, mode=POSSIBLE)
    behind = back(*events, seed=D), back(*events, seed=D, mode=POSSIBLE)

    assert ids(certain) == {GTIN}
    assert {gap.object for gap in certain.gaps if gap.kind == "class_reached"} == {GTIN}
    assert {each.id: each.certainty for each in possible.affected} == {
        GTIN: "certain",
        D: "same_class",
    }
    assert [ids(each) for each in behind] == [{GTIN}, {GTIN, A}]


def test_widening_goes_from_an_instance_to_its_whole_lot() -> None:
    events = made("07:00", of_lot(ONE, L)), made("08:00", of_lot(TWO, L))

    assert ids(forward(*events, seed=TWO)) == set()
    assert ids(forward(*events, seed=TWO, also=Follow.WIDEN)) == {L, ONE}
    assert ids(back(*events, seed=L, also=Follow.WIDEN)) == {ONE, TWO}


def test_everything_in_an_affected_container_is_affected() -> None:
    events = packed("08:00", CASE, ONE), packed("08:10", P, CASE), packed("09:00", P, TWO)

    answer = forward(*events, seed=P)

    assert {each.id: each.since for each in answer.affected} == {
        CASE: at("08:10"),
        ONE: at("08:10"),
        TWO: at("09:00"),
    }
    assert ids(forward(*events, seed=P, follow=frozenset({Follow.COMPOSITION}))) == set()


def test_a_carrier_and_what_shared_it_are_not_affected() -> None:
    events = packed("08:00", P, ONE, TWO), turned("07:00", [A], [ONE])

    answer = forward(*events, seed=A)

    assert ids(answer) == {ONE}
    assert [carrier.id for carrier in answer.carriers] == [P]
