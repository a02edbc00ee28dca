"""GS1's list of prefixes is whole, sorted, dated, and can be written anew."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from truyxuat.barcode.legality import PrefixKind, prefix_list
from truyxuat.barcode.legality.prefixes import read_prefix_list
from truyxuat.barcode.legality.rewriting import kind_of, rewritten
from truyxuat.traceability.errors import InvalidInput


@pytest.mark.parametrize(
    ("number", "kind", "use"),
    [
        ("8931234567890", PrefixKind.MEMBER, "GS1 Vietnam"),
        ("0012345678905", PrefixKind.MEMBER, "GS1 US"),
        ("6901234567892", PrefixKind.MEMBER, "GS1 China"),
        ("0000001234567", PrefixKind.UNUSED, "Unused to avoid collision with GTIN-8"),
        ("9521234001010", PrefixKind.DEMONSTRATION, None),
        ("1999999999999", PrefixKind.UNASSIGNED, ""),
        ("8920000000000", PrefixKind.UNASSIGNED, ""),
        ("9801234567891", PrefixKind.REFUND, None),
    ],
)
def test_a_number_says_who_hands_it_out(
    number: str, kind: PrefixKind, use: str | None
) -> None:
    found = prefix_list().range_of(number)

    assert found.kind is kind
    assert use is None or found.use == use


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("00012348", PrefixKind.RESTRICTED_COMPANY),
        ("29912345", PrefixKind.RESTRICTED_COMPANY),
        ("89312346", PrefixKind.MEMBER),
        ("99912345", PrefixKind.RESERVED),
    ],
)
def test_a_gtin_8_has_ranges_of_its_own(number: str, kind: PrefixKind) -> None:
    assert prefix_list().range_of(number, "gtin_8").kind is kind


def test_the_list_states_its_source_edition_and_age() -> None:
    listed = prefix_list()

    assert listed.source == "GS1 prefix list (gs1.org), as carried by biip"
    assert listed.edition
    assert listed.as_of >= date(2026, 10, 1)
    assert listed.licence


def test_the_list_carried_is_the_list_that_rewriting_gives() -> None:
    listed = prefix_list()

    anew = read_prefix_list(rewritten(listed.as_of, datetime(2026, 11, 27, tzinfo=UTC)))

    assert anew.ranges == listed.ranges


def test_a_use_nobody_has_sorted_stops_the_rewriting() -> None:
    with pytest.raises(InvalidInput) as refused:
        kind_of("Lunar colony")

    assert str(refused.value) == (
        "Use of a prefix: expected one sorted in KIND_BY_WORDS, got 'Lunar colony'."
    )
