"""Barcode texts read per second, beside biip on the same messages in one run.

Both read the same sound messages of the trade: a product, a lot with dates, a weighed piece, a
pallet, a serialised pack. Ours checks every rule of the GS1 Barcode Syntax Dictionary and says
all faults with their places; `understand` also guesses the form, names every element and finds
the key. biip checks patterns, check digits and dates, and looks company prefixes up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import biip
from biip.gs1_digital_link_uris import GS1DigitalLinkURI
from biip.gs1_messages import GS1Message

from tests.benchmarks.rounds import interleaved, table
from truyxuat.barcode import (
    parse_bracketed,
    parse_digital_link,
    parse_fnc1,
    understand,
)

REPEATS = 400

BRACKETED = (
    "(01)09521234001010",
    "(01)09521234001010(10)L1(17)271231",
    "(01)09521234001010(3103)000195(15)271231(10)LO-2026/11",
    "(00)395212340000000014",
    "(02)09521234001010(37)24(400)PO-77",
    "(01)09521234001010(21)2B7K3M9QX4TR8CDFGH5J(17)280229",
)


def run() -> str:
    """Tables by form of the text; each reads the same messages so many times."""
    elements = [parse_bracketed(text) for text in BRACKETED]
    scanned = [each.fnc1() for each in elements]
    links = [
        "https://vn.example/01/09521234001010",
        "https://vn.example/01/09521234001010/10/L1?17=271231",
        "https://vn.example/00/395212340000000014",
        "https://vn.example/01/09521234001010/21/2B7K3M9QX4TR8CDFGH5J?17=280229",
    ]
    return "\n".join(
        (
            _compared(
                "joined by FNC1",
                [text.removeprefix("\x1d") for text in scanned],
                {
                    "parse_fnc1": parse_fnc1,
                    "understand": understand,
                    "biip GS1Message.parse": GS1Message.parse,
                    "biip.parse": biip.parse,
                },
            ),
            _compared(
                "in brackets",
                BRACKETED,
                {
                    "parse_bracketed": parse_bracketed,
                    "understand": understand,
                    "biip GS1Message.parse_hri": GS1Message.parse_hri,
                },
            ),
            _compared(
                "GS1 Digital Link",
                links,
                {
                    "parse_digital_link": parse_digital_link,
                    "understand": understand,
                    "biip GS1DigitalLinkURI.parse": GS1DigitalLinkURI.parse,
                },
            ),
        )
    )


def _compared(
    form: str, texts: Sequence[str], ways: dict[str, Callable[[str], object]]
) -> str:
    def often(read: Callable[[str], object]) -> Callable[[], None]:
        def all_of_them() -> None:
            for _ in range(REPEATS):
                for text in texts:
                    read(text)

        return all_of_them

    timings = interleaved({name: often(read) for name, read in ways.items()})
    amount = REPEATS * len(texts)
    return table(f"{amount} texts, {form}", timings, amount=amount, unit="texts")
