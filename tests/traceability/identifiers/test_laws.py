"""What holds for every identifier, tried with thousands that nobody thought of."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from truyxuat.traceability.errors import InvalidIdentifier
from truyxuat.traceability.identifiers import (
    Identifier,
    Scheme,
    all_spelled,
    canonical,
    check_digit,
    facts,
    parse,
    parse_scanned,
    spelled,
    to_epc_urn,
)
from truyxuat.traceability.identifiers.canonical_keys import canonical_key
from truyxuat.traceability.identifiers.digital_link import read_digital_link
from truyxuat.traceability.identifiers.epc_urn import plain_item, read_epc_urn

SET_82 = (
    "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
)
SET_39 = "#-/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
PLAIN = "-._0123456789ABCXYZabcxyz"
few = settings(max_examples=60)


def numbers(length: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=length, max_size=length)


def texts(longest: int, characters: str = SET_82) -> st.SearchStrategy[str]:
    return st.text(characters, min_size=1, max_size=longest)


def checked(length: int) -> st.SearchStrategy[str]:
    return numbers(length - 1).map(lambda digits: digits + check_digit(digits))


def qualified(
    ai: str, values: st.SearchStrategy[str], **of: int
) -> st.SearchStrategy[Identifier]:
    """Identifiers of one key, each with any of the qualifiers, named q10=20 for lengths."""
    single = st.fixed_dictionaries(
        {},
        optional={name.removeprefix("q"): texts(longest) for name, longest in of.items()},
    )
    return st.builds(
        lambda value, qualifiers: Identifier(ai, value, tuple(qualifiers.items())),
        values,
        single,
    )


pieces = st.integers(1, 99).flatmap(
    lambda total: st.integers(1, total).map(lambda piece: f"{piece:02}{total:02}")
)
serials = st.integers(0, 10**12 - 1).map(str)

IDENTIFIERS = st.one_of(
    qualified("00", checked(18)),
    qualified("01", checked(14), q22=20, q10=20, q21=20),
    qualified("01", checked(14), q10=20, q235=28),
    qualified("253", st.tuples(checked(13), st.just("") | texts(17)).map("".join)),
    qualified(
        "255", st.tuples(checked(13), st.just("") | texts(12, "0123456789")).map("".join)
    ),
    qualified("401", st.tuples(numbers(12), texts(18)).map("".join)),
    qualified("402", checked(17)),
    qualified("414", checked(13), q254=20),
    qualified("417", checked(13)),
    qualified(
        "8003",
        st.tuples(checked(13).map("0".__add__), st.just("") | texts(16)).map("".join),
    ),
    qualified("8004", st.tuples(numbers(12), texts(18)).map("".join)),
    qualified("8006", st.tuples(checked(14), pieces).map("".join), q22=20, q21=20),
    st.builds(
        lambda prefix, part, serial: Identifier("8010", prefix + part, (("8011", serial),)),
        numbers(12),
        texts(18, SET_39),
        serials,
    ),
    qualified("8010", st.tuples(numbers(12), texts(18, SET_39)).map("".join)),
    qualified("8017", checked(18)),
    qualified("8018", checked(18)),
)

ITEM_URNS = st.integers(6, 12).flatmap(
    lambda length: st.builds(
        "urn:epc:id:sgtin:{}.{}.{}".format,
        numbers(length),
        numbers(13 - length),
        texts(20, PLAIN),
    )
)


@few
@given(IDENTIFIERS, st.integers(6, 12))
def test_a_key_survives_the_way_to_an_epc_urn_and_back(
    identifier: Identifier, prefix_length: int
) -> None:
    urn = to_epc_urn(identifier, prefix_length)

    assert parse(urn).key == identifier.key
    assert to_epc_urn(urn, prefix_length) == urn


@few
@given(IDENTIFIERS)
def test_a_key_is_its_own_canonical_spelling(identifier: Identifier) -> None:
    assert canonical(identifier.key) == identifier.key
    assert re.fullmatch(
        r"https://id\.gs1\.org(/([A-Za-z0-9._~-]|%[0-9A-F]{2})+)+", identifier.key
    )


@few
@given(IDENTIFIERS)
def test_facts_of_a_key_are_those_of_its_identifier(identifier: Identifier) -> None:
    known = facts(identifier.key)

    assert (known.scheme, known.level) == (identifier.scheme, identifier.level)
    assert known.class_key == identifier.class_key


@settings(max_examples=300)
@given(IDENTIFIERS, st.data())
def test_what_a_key_tells_at_a_glance_is_what_taking_it_apart_tells(
    identifier: Identifier, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(identifier.key)))
    sign = data.draw(st.sampled_from(["", "0", "7", "A", "-", "/", "%2F", "é"]))
    for text in (
        identifier.key,
        identifier.key[:place] + sign + identifier.key[place + 1 :],
    ):
        told = canonical_key(text)
        if told is None:
            continue
        found = read_digital_link(text)
        assert found is not None
        assert found.key == text
        assert told == (found.scheme, found.level, found.class_key, found.lot_key)


@settings(max_examples=300)
@given(ITEM_URNS, st.data())
def test_what_an_item_tells_at_a_glance_is_what_taking_its_urn_apart_tells(
    urn: str, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(urn)))
    sign = data.draw(st.sampled_from(["", "0", "7", "A", "-", ".", "%2F", "é", "\n"]))
    for text in (
        urn,
        urn[:place] + sign + urn[place:],
        urn[:place] + sign + urn[place + 1 :],
    ):
        told = plain_item(text)
        if told is None:
            continue
        found = read_epc_urn(text)
        assert found is not None
        assert found.key == f"{told[0]}/21/{told[1]}"
        assert (found.scheme, found.level) == (Scheme.SGTIN, "instance")
        assert (found.class_key, found.lot_key) == (told[0], None)


def test_an_item_without_escapes_is_told_at_a_glance() -> None:
    assert plain_item("urn:epc:id:sgtin:9521234.000101.A-7_b") is not None
    assert plain_item("urn:epc:id:sgtin:9521234.000101.A%2F7") is None
    assert plain_item("urn:epc:id:sgtin:952123.000101.7") is None


@few
@given(st.lists(ITEM_URNS | IDENTIFIERS.map(lambda one: one.key) | st.text(max_size=300)))
def test_many_texts_tell_what_each_of_them_tells(texts: list[str]) -> None:
    assert all_spelled(texts) == [spelled(text) for text in texts]


def test_common_keys_are_told_at_a_glance() -> None:
    for key in (
        "https://id.gs1.org/00/395212340000000014",
        "https://id.gs1.org/01/09521234001010/10/L-1",
        "https://id.gs1.org/01/09521234001010/21/7",
        "https://id.gs1.org/414/9521234000013",
    ):
        assert canonical_key(key) is not None


@few
@given(IDENTIFIERS)
def test_an_element_string_tells_everything_the_identifier_holds(
    identifier: Identifier,
) -> None:
    assert parse(identifier.element_string()) == identifier
    assert parse_scanned(identifier.element_string()).identifiers[0] == identifier


@few
@given(
    IDENTIFIERS,
    st.sampled_from(["https://a.vn", "http://[::1]:8080/p/q", "HTTPS://B.vn/01/01"]),
)
def test_a_digital_link_of_any_domain_has_the_same_key(
    identifier: Identifier, stem: str
) -> None:
    read = parse(identifier.digital_link(stem))

    assert read.key == identifier.key
    if {"10", "235"} <= {ai for ai, _ in identifier.qualifiers}:
        assert read.lot is None
    else:
        assert read == identifier


@few
@given(IDENTIFIERS)
def test_joined_elements_tell_what_bracketed_ones_do(identifier: Identifier) -> None:
    pairs = ((identifier.ai, identifier.value), *identifier.qualifiers)

    sent = "]d2" + "".join(f"{ai}{value}\x1d" for ai, value in pairs)

    assert parse(sent) == identifier


@settings(max_examples=200)
@given(
    st.text()
    | st.text("urn:epcidsgtal.0123456789*%/")
    | st.from_regex(
        r"urn:epc:(id|class|idpat):[a-z]{3,5}:[0-9.*%A-F]{0,24}", fullmatch=True
    )
    | st.from_regex(r"https?://[a-z.]{1,8}(/[0-9a-z%]{0,14}){0,6}", fullmatch=True)
    | st.from_regex(r"(\([0-9]{2,4}\)[^(]{0,14}){1,4}", fullmatch=True)
)
def test_any_text_has_a_stable_key_or_is_refused(text: str) -> None:
    try:
        key = canonical(text)
    except InvalidIdentifier:
        return

    assert canonical(key) == key


@few
@given(checked(14), st.data())
def test_a_product_number_with_one_digit_wrong_is_never_held(
    gtin: str, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, 13))
    wrong = data.draw(
        st.sampled_from([digit for digit in "0123456789" if digit != gtin[place]])
    )

    try:
        Identifier("01", gtin[:place] + wrong + gtin[place + 1 :])
    except InvalidIdentifier:
        return
    raise AssertionError("a GTIN with a wrong digit was held")
