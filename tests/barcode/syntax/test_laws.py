"""Laws of reading and writing: what was written is read as it was, and nothing breaks a reader."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.barcode.syntax.sound_data import links, messages
from truyxuat.barcode import (
    Element,
    ElementString,
    build_digital_link,
    compress_digital_link,
    decompress_digital_link,
    lint,
    normalise_digital_link,
    parse_bracketed,
    parse_digital_link,
    parse_fnc1,
    parse_symbol,
    understand,
)
from truyxuat.barcode.syntax.linting import checks
from truyxuat.traceability.errors import InvalidBarcode, Problem
from truyxuat.traceability.identifiers import parse_scanned

BARCODE_SIGNS = st.text(
    st.sampled_from("0123456789()\\|^]\x1d/?&=#%+-: .httpsACEQdeJX<GS>{}_~\u0661é"),
    max_size=60,
)


@given(messages())
def test_what_is_written_in_brackets_is_read_as_it_was(message: list[Element]) -> None:
    assert list(parse_bracketed(ElementString(message).bracketed())) == message


@given(messages(), st.data())
def test_a_composite_symbol_keeps_its_two_parts(
    message: list[Element], data: st.DataObject
) -> None:
    linear = data.draw(st.integers(1, len(message)))

    read = parse_bracketed(ElementString(message, linear).bracketed())

    assert [list(part) for part in read.parts] == [
        part for part in (message[:linear], message[linear:]) if part
    ]


@given(messages())
def test_what_a_scanner_sends_is_read_as_it_was(message: list[Element]) -> None:
    assert list(parse_fnc1(ElementString(message).fnc1())) == message


@given(links())
def test_a_digital_link_says_what_it_was_built_of(message: list[Element]) -> None:
    uri = build_digital_link(message, "https://a.vn/q")

    assert list(parse_digital_link(uri)) == message
    assert build_digital_link(parse_digital_link(uri), "https://a.vn/q") == uri


@given(links())
def test_a_normal_digital_link_stays_as_it_is(message: list[Element]) -> None:
    normal = normalise_digital_link(build_digital_link(message, "http://b.example/x"))

    assert normalise_digital_link(normal) == normal


@given(links(), st.booleans(), st.booleans())
def test_a_compressed_digital_link_opens_to_the_same_elements(
    message: list[Element],
    optimised: bool,  # noqa: FBT001 # hypothesis gives arguments by position
    keep_key: bool,  # noqa: FBT001 # hypothesis gives arguments by position
) -> None:
    uri = build_digital_link(message, "https://a.vn/q") + "#top"

    short = compress_digital_link(uri, optimised=optimised, keep_key=keep_key)
    opened = decompress_digital_link(short)

    assert set(parse_digital_link(opened)) == set(message)
    assert parse_digital_link(opened)[0] == message[0]
    assert opened.startswith("https://a.vn/q/")
    assert opened.endswith("#top")


READERS: dict[str, Callable[[str], object]] = {
    "parse_bracketed": parse_bracketed,
    "parse_fnc1": parse_fnc1,
    "parse_digital_link": parse_digital_link,
    "decompress_digital_link": decompress_digital_link,
    "normalise_digital_link": normalise_digital_link,
    "compress_digital_link": compress_digital_link,
}


@pytest.mark.parametrize("reader", READERS.values(), ids=list(READERS))
@given(st.one_of(st.text(), BARCODE_SIGNS, BARCODE_SIGNS.map("https://a/01/".__add__)))
def test_a_reader_refuses_noise_with_problems_and_nothing_else(
    reader: Callable[[str], object], noise: str
) -> None:
    problems: tuple[Problem, ...] = ()
    try:
        reader(noise)
    except InvalidBarcode as refused:
        problems = refused.problems

    assert all(problem.code and problem.message for problem in problems)


@given(
    st.one_of(st.text(), BARCODE_SIGNS, BARCODE_SIGNS.map("]C1".__add__)),
    st.sampled_from(
        ["", "]E0", "]Q1", "(01)", "https://id.gs1.org/", "urn:epc:id:", "a.vn/"]
    ),
)
@example("\x1d", "")
@example("00", "urn:epc:")
def test_every_text_is_answered_and_every_problem_has_a_place_in_it(
    noise: str, begin: str
) -> None:
    text = begin + noise
    for found in (understand(text), parse_symbol(text)):
        places = [one.place for one in found.problems] + [
            one.place for one in found.details
        ]
        for place in places:
            start, _, end = place.partition(":")
            assert 0 <= int(start) <= int(end) <= len(text)


@pytest.mark.parametrize("name", sorted(checks()))
@given(st.one_of(st.text(max_size=100), st.text("0123456789", max_size=200)))
@settings(max_examples=30)
def test_a_check_answers_or_refuses(name: str, text: str) -> None:
    try:
        lint(name, text)
    except InvalidBarcode as refused:
        (problem,) = refused.problems
        start, _, end = problem.place.partition(":")
        assert 0 <= int(start) <= int(end) <= max(len(text), 1)


@given(st.one_of(messages(), links()))
def test_understood_elements_have_the_key_that_traces_use(message: list[Element]) -> None:
    for text in (ElementString(message).bracketed(), "]C1" + ElementString(message).fnc1()):
        found = understand(text)
        if found.identifier is not None and not found.faults:
            assert parse_scanned(text).key == found.key


@given(links())
def test_an_understood_digital_link_has_the_key_that_traces_use(
    message: list[Element],
) -> None:
    uri = build_digital_link(message, "https://a.vn")

    found = understand(uri)

    if not found.faults:
        assert parse_scanned(uri).key == found.key


LONG = {
    "digits": "0",
    "brackets": "(10)A",
    "open brackets": "(",
    "backslashes": "(10)" + "\\",
    "elements": "10A\x1d",
    "separators": "\x1d",
    "segments": "https://a/01/",
    "slashes": "/",
    "parameters": "https://a/01/12312312312333?99=A&",
    "escapes": "%41",
    "hosts": "a.",
    "gaps": "0 -",
    "stand-ins": "<GS>",
    "spaces": " ",
    "compressed": "A",
}


@pytest.mark.parametrize("unit", LONG.values(), ids=list(LONG))
def test_ten_times_the_text_costs_no_more_than_thirty_times_the_time(unit: str) -> None:
    def cost(size: int) -> float:
        texts = [
            unit + unit * (size // len(unit)),
            "https://a.vn/" + unit * (size // len(unit)),
        ]
        best = 60.0
        for _ in range(5):
            begin = time.thread_time()  # of this thread: a busy machine measures the same
            for text in texts:
                understand(text)
                parse_symbol("]C1" + text)
            best = min(best, time.thread_time() - begin)
        return best

    cost(100)

    assert cost(8_000) < 30 * max(cost(800), 0.0005)
