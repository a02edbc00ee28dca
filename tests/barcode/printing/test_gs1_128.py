"""GS1-128 says exactly its data, in no more characters than needed, FNC1 where it belongs."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from truyxuat.barcode.printing.gs1_128 import characters
from truyxuat.traceability.identifiers.element_string import FNC1

FNC1_VALUE, TO_C, TO_B, START_B, START_C, STOP = 102, 99, 100, 104, 105, 106

TEXTS = st.text(alphabet="0123456789" * 3 + "AZaz-_!" + FNC1, min_size=1, max_size=48)


def said(values: tuple[int, ...]) -> str:
    """What a reader makes of the characters, by the tables of ISO/IEC 15417."""
    code_set = {START_B: "B", START_C: "C"}[values[0]]
    text = ""
    for value in values[1:-2]:
        if value == FNC1_VALUE:
            text += FNC1
        elif code_set == "C" and value == TO_B:
            code_set = "B"
        elif code_set == "B" and value == TO_C:
            code_set = "C"
        else:
            text += f"{value:02d}" if code_set == "C" else chr(value + 32)
    return text


def shortest_by_trying(text: str) -> int:
    """The fewest characters, by walking every choice of code set breadth first."""
    reached = {(0, "B"), (0, "C")}
    for count in itertools.count(1):
        after = set()
        for place, code_set in reached:
            if place == len(text):
                return count + 2
            after.add((place, "C" if code_set == "B" else "B"))
            pair = text[place : place + 2]
            if text[place] == FNC1 or code_set == "B":
                after.add((place + 1, code_set))
            elif len(pair) == 2 and pair.isdigit():
                after.add((place + 2, code_set))
        reached = after
    raise AssertionError


def test_a_pallet_label_is_digits_in_pairs_behind_start_c_and_fnc1() -> None:
    values = characters("00395212340000000014")

    assert values[:4] == (START_C, FNC1_VALUE, 0, 39)
    assert len(values) == 14


def test_the_check_character_is_the_one_of_the_standards_example() -> None:
    values = characters("A")

    weighed = START_B + 1 * FNC1_VALUE + 2 * (ord("A") - 32)
    assert values == (START_B, FNC1_VALUE, 33, weighed % 103, STOP)


@given(TEXTS)
def test_what_is_printed_is_what_was_given_behind_fnc1(text: str) -> None:
    assert said(characters(text)) == FNC1 + text


@given(TEXTS)
def test_no_other_way_is_shorter(text: str) -> None:
    assert len(characters(text)) == shortest_by_trying(FNC1 + text)


@given(TEXTS)
def test_the_check_character_is_the_weighed_sum(text: str) -> None:
    *head, check, stop = characters(text)

    assert check == (head[0] + sum(n * v for n, v in enumerate(head))) % 103
    assert stop == STOP
