"""What a business step does to custody: the CBV 2.0 vocabulary as a table.

Steps not listed (packing, storing, inspecting …) change nobody's stock. A URI outside the CBV
counts as the word after its last ``/``, ``:`` or ``#``: companies mint ``…/consuming`` and
``…:exporting`` for what the standard has no word for.
"""

from __future__ import annotations

from enum import StrEnum


class Effect(StrEnum):
    """What happens to the goods an event with this step names."""

    SHIP = "ship"
    VOID_SHIP = "void_ship"
    """The shipping did not take place (CBV ``void_shipping``)."""
    RECEIVE = "receive"
    ACCEPT = "accept"
    """Possession or ownership changes; the goods may have come before."""
    COUNT = "count"
    SELL = "sell"
    CONSUME = "consume"
    DESTROY = "destroy"
    SAMPLE = "sample"
    EXPORT = "export"
    RETURN = "return"


EFFECTS: dict[str, Effect] = {
    "shipping": Effect.SHIP,
    "consigning": Effect.SHIP,
    "void_shipping": Effect.VOID_SHIP,
    "receiving": Effect.RECEIVE,
    "accepting": Effect.ACCEPT,
    "cycle_counting": Effect.COUNT,
    "stock_taking": Effect.COUNT,
    "retail_selling": Effect.SELL,
    "dispensing": Effect.SELL,
    "selling": Effect.SELL,
    "consuming": Effect.CONSUME,
    "destroying": Effect.DESTROY,
    "decommissioning": Effect.DESTROY,
    "sampling": Effect.SAMPLE,
    "exporting": Effect.EXPORT,
    "returning": Effect.RETURN,
}

DEPARTING = frozenset({"shipping", "consigning", "departing", "transporting"})
"""Steps after which a thing is no longer where it was (T21)."""


def effect_of(step: str | None) -> Effect | None:
    """The effect of a step, None where it has none on custody.

    >>> effect_of("https://example.org/steps/consuming")
    <Effect.CONSUME: 'consume'>
    """
    return EFFECTS.get(word_of(step)) if step else None


def word_of(step: str) -> str:
    """The bare word of a step: itself in the CBV, else the last word of its URI."""
    return step.replace("#", "/").replace(":", "/").rstrip("/").rpartition("/")[2]


_EARLY = frozenset({Effect.VOID_SHIP, Effect.SHIP})


def rank(step: str | None) -> int:
    """The place of a step among events of one instant: what leaves does so before it comes.

    Counting, selling and using come last: they speak of what has come.
    """
    effect = effect_of(step)
    if effect in _EARLY:
        return 0
    if effect in (Effect.RECEIVE, Effect.ACCEPT):
        return 1
    return 2 if effect is not None else 0
