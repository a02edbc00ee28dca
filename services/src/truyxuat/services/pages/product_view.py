"""What the consumer page shows, as values: the verdict first, then facts with their source.

The same values make the page and its JSON, so a program and a person read the same thing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from markupsafe import Markup

from truyxuat.services.pages.legality_view import LegalityView

Verdict = Literal[
    "declared",
    "recalled",
    "some_lots_recalled",
    "expired",
    "past_best_before",
    "part_not_found",
    "undeclared",
    "not_found",
    "invalid",
    "other_code",
]
State = Literal["sound", "caution", "stop", "unknown"]

STATE_OF: dict[Verdict, State] = {
    "declared": "sound",
    "recalled": "stop",
    "some_lots_recalled": "caution",
    "expired": "caution",
    "past_best_before": "caution",
    "part_not_found": "unknown",
    "undeclared": "caution",
    "not_found": "unknown",
    "invalid": "caution",
    "other_code": "unknown",
}
"""How each verdict looks; red is kept for "do not use it"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictBand:
    """The first thing seen: one sentence, and what it means."""

    verdict: Verdict
    heading: str
    text: str = ""

    @property
    def state(self) -> State:
        """Shape and colour."""
        return STATE_OF[self.verdict]


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a fact comes from (R-093). ``kind`` is also the name of its sign."""

    kind: Literal["declared", "confirmed", "computed", "printed", "unknown"]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One of the seven public facts (ND37 article 23.7), with its source."""

    name: str
    label: str
    lines: tuple[str, ...]
    provenance: Provenance
    language: str | None = None
    """Of the lines, where it is not the page's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Something that was looked at for a code with no good answer."""

    label: str
    value: str
    is_code: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyStep:
    """One public step: what, on which day, in which commune and province."""

    what: str
    day: date
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LotLink:
    """Another lot's page."""

    path: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnSymbol:
    """A code of this page, drawn."""

    kind: Literal["qr", "ean"]
    svg: Markup
    caption: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductView:
    """Everything the consumer page shows."""

    code: str
    verdict: VerdictBand
    name: str = ""
    other_name: str = ""
    picture: str | None = None
    code_lines: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    facts: tuple[Fact, ...] = ()
    what_to_do: tuple[str, ...] = ()
    recalled_lots: tuple[LotLink, ...] = ()
    lot_form: str | None = None
    journey: tuple[JourneyStep, ...] = ()
    journey_partial: bool = False
    symbols: tuple[DrawnSymbol, ...] = ()
    data_until: datetime | None = None
    trace_id: str | None = None
    code_line: LegalityView | None = None
    """Whose the code is (ND37 article 28); None where no product code was asked about."""


def as_data(view: ProductView) -> dict[str, object]:
    """The page for a program: the same facts under fixed English names."""
    return {
        "code": view.code,
        "verdict": view.verdict.verdict,
        "sentence": view.verdict.heading,
        "explanation": view.verdict.text,
        "name": view.name or None,
        "facts": {
            fact.name: {
                "value": list(fact.lines),
                "source": fact.provenance.kind,
                "source_text": fact.provenance.text,
            }
            for fact in view.facts
        },
        "what_to_do": list(view.what_to_do),
        "recalled_lots": [lot.path for lot in view.recalled_lots],
        "journey": [
            {"step": step.what, "day": step.day.isoformat(), "where": step.where}
            for step in view.journey
        ],
        "journey_complete": not view.journey_partial,
        "code_legality": view.code_line.as_data() if view.code_line else None,
        "checked": {check.label: check.value for check in view.checks},
        "data_until": view.data_until.isoformat() if view.data_until else None,
    }
