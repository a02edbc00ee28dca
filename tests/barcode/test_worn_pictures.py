"""Blurred, turned, pale and scratched symbols are read; stripes and leaves are not."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from PIL import Image

from tests.barcode.degrading import FAULTS, Fault, several
from tests.barcode.material import KINDS, all_drawn, drawn
from tests.barcode.patterns import PATTERNS, Pattern
from truyxuat.barcode.reading.looking import Looking, look_at

UNBOUND_SECONDS = 60.0
"""So that a busy machine measures the same."""

PICTURES = 2
"""Of each pattern; the benchmark of reading looks at more."""

READ_AT_LEAST = {
    "blurred": 17,
    "shaken": 21,
    "noisy": 22,
    "turned": 21,
    "slanted": 20,
    "pale": 23,
    "unevenly_lit": 20,
    "light_on_dark": 23,
    "squeezed": 23,
    "small": 20,
    "glaring": 20,
    "cropped": 14,
    "bent": 21,
    "scratched": 17,
    "crowded": 23,
}
"""Of 24 symbols, one of every kind; each a little under what was measured."""


def texts_on(picture: Image.Image) -> set[str]:
    looking = Looking(UNBOUND_SECONDS)
    look_at(picture, looking)
    return {symbol.text for symbol in looking.symbols}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_fault_of_the_picture_seldom_hides_a_symbol_and_never_makes_another(
    fault: Fault,
) -> None:
    name = fault.__name__
    read = 0

    for kind, clean in all_drawn():
        found = texts_on(fault(clean, random.Random(f"{name} {kind.writer} {kind.name}")))
        assert found <= {kind.text}, f"{name} {kind.writer}"
        read += found == {kind.text}

    assert read >= READ_AT_LEAST[name]


def test_two_or_three_faults_at_once_still_leave_more_than_half() -> None:
    chance = random.Random("several")

    outcomes = Counter(
        texts_on(several(drawn(kind), chance)) == {kind.text} for kind in KINDS
    )

    assert outcomes[True] > outcomes[False]


@pytest.mark.parametrize("pattern", PATTERNS.values(), ids=PATTERNS)
def test_no_symbol_is_seen_in_what_only_looks_like_one(pattern: Pattern) -> None:
    pictures = [pattern(random.Random(f"{pattern.__name__} {n}")) for n in range(PICTURES)]

    assert [texts_on(picture) for picture in pictures] == [set()] * PICTURES


def test_a_large_picture_with_nothing_on_it_is_given_up_in_time() -> None:
    noise = Image.frombytes("L", (4000, 3000), random.Random(1).randbytes(12_000_000))
    looking = Looking(1.5)

    look_at(noise, looking)

    assert looking.symbols == ()
    assert not looking.complete
    assert looking.cpu_seconds < 2.5
