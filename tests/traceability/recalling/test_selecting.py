"""A recall by a product's days of birth, or by a range of serials, gives exact keys (T19)."""

from __future__ import annotations

import pytest

from tests.stories.trade import (
    CHEESE,
    MILK,
    at,
    declared_wrong,
    item,
    known,
    lot,
    made,
    pieces,
    recorded,
    seen,
    turned,
)
from truyxuat.traceability.errors import InvalidQuery
from truyxuat.traceability.recalling import born_within, serials_between

A, B = lot("A"), lot("B")


def test_lots_and_loose_items_born_in_the_window_are_named_and_items_of_lots_are_not() -> (
    None
):
    graph = recorded(
        made("06:00", A),
        made("07:00", B),
        made("07:10", item("1"), lot_number="B"),
        made("08:00", item("2")),
        made("09:00", item("3")),
        made("07:30", lot("K", CHEESE)),
    )

    assert born_within(graph, MILK, at("07:00"), at("08:00")) == (B, item("2"))


def test_birth_is_the_first_event_that_names_it() -> None:
    graph = recorded(seen("06:00", pieces(A, 5)), made("08:00", pieces(A, 5)))

    assert born_within(graph, MILK, at("05:00"), at("07:00")) == (A,)
    assert born_within(graph, MILK, at("07:30"), at("09:00")) == ()


def test_only_what_was_known_and_not_wrong_is_named() -> None:
    late, wrong = known("12:00", made("06:00", A)), made("06:10", B)
    graph = recorded(late, wrong, declared_wrong("10:00", wrong))

    assert born_within(graph, MILK, at("05:00"), at("07:00"), as_of=at("08:00")) == (B,)
    assert born_within(graph, MILK, at("05:00"), at("07:00")) == (A,)


def test_serials_of_one_length_from_first_to_last() -> None:
    jars = [item(serial) for serial in ("008", "009", "010", "9", "A%2FB", "A10")]
    graph = recorded(made("06:00", *jars), turned("07:00", [item("009")], [pieces(A, 1)]))

    assert serials_between(graph, MILK, "009", "010") == (item("009"), item("010"))
    assert serials_between(graph, MILK, "A/A", "A/C") == (item("A%2FB"),)
    assert serials_between(graph, CHEESE, "000", "999") == ()


@pytest.mark.parametrize(("first", "last"), [("9", "10"), ("20", "10")])
def test_a_range_that_cannot_be_is_refused(first: str, last: str) -> None:
    with pytest.raises(InvalidQuery) as refused:
        serials_between(recorded(), MILK, first, last)

    assert str(refused.value) == (
        "serials: expected two of one length in ascending order, "
        f"got {first!r} to {last!r}."
    )
