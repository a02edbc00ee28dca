"""What pages show of a code's legality, as values: one sentence, then sources with their age."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

LegalityState = Literal["sound", "caution", "unknown"]
"""Never "stop": that is kept for "do not use it", and a number does no harm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """One source that was looked at."""

    source: str
    standing: str
    about: str
    says: str
    taken: datetime
    age: str
    stale: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalityView:
    """Whose the code is, as far as known, and how the platform knows."""

    verdict: str
    finding: str | None
    state: LegalityState
    word: str
    sentence: str
    age: str
    notes: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    settle: tuple[str, ...] = ()
    sources: tuple[SourceRow, ...] = ()
    conflicts: tuple[tuple[str, ...], ...] = ()

    def as_data(self) -> dict[str, object]:
        """The sentence for a program, under fixed English names."""
        return {
            "verdict": self.verdict,
            "finding": self.finding,
            "sentence": self.sentence,
            "age": self.age,
        }
