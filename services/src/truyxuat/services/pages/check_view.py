"""What the check page shows of a code: what it is, every element, every problem and its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from truyxuat.services.pages.legality_view import LegalityView

State = Literal["sound", "caution", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A piece of the text as it was given; `problems` are the numbers of those it has part in."""

    text: str
    problems: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemRow:
    """One thing wrong: a sentence, where it stands (counted from 1), what was needed and found."""

    number: int
    code: str
    sentence: str
    element: str
    first: int
    last: int
    expected: str
    got: str

    @property
    def place(self) -> str:
        """The signs concerned, counted from 1; one number for a single sign."""
        return f"{self.first}" if self.last <= self.first else f"{self.first}–{self.last}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementRow:
    """One element: its application identifier, name, data and meaning."""

    ai: str
    name: str
    official: bool
    other_name: str
    value: str
    meaning: str
    problems: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing the code is, with its label."""

    label: str
    value: str
    is_code: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Onward:
    """Where to go from here with this code."""

    path: str
    query: tuple[tuple[str, str], ...]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeView:
    """One code: the verdict first, then the text with its wrong signs, problems and elements."""

    state: State
    verdict: str
    heading: str
    text: str
    given: str
    stretches: tuple[Stretch, ...]
    facts: tuple[Fact, ...]
    elements: tuple[ElementRow, ...]
    problems: tuple[ProblemRow, ...]
    onward: tuple[Onward, ...]
    legality: LegalityView | None = None
    used_by: str = ""
    """Who uses the code, as it was typed: a tax code or a GLN."""
    symbology: str = ""
    used_because: str = ""
    """Why this one of several symbols is looked up first; empty for the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckView:
    """The form with what was given, and an answer for each code."""

    code: str = ""
    code_problem: str = ""
    picture_problem: str = ""
    advice: tuple[str, ...] = ()
    detail: str = ""
    codes: tuple[CodeView, ...] = ()
    of_picture: bool = False
    incomplete: bool = False


def as_data(view: CheckView) -> dict[str, object]:
    """The page for a program: the same answers under fixed English names."""
    return {
        "problem": view.code_problem or view.picture_problem or None,
        "advice": list(view.advice),
        "codes": [_code_as_data(code) for code in view.codes],
    }


def _code_as_data(code: CodeView) -> dict[str, object]:
    return {
        "text": code.given,
        "verdict": code.verdict,
        "sentence": code.heading,
        "symbology": code.symbology or None,
        "used_because": code.used_because or None,
        "elements": [
            {"ai": one.ai, "name": one.name, "value": one.value, "meaning": one.meaning}
            for one in code.elements
        ],
        "problems": [
            {
                "code": one.code,
                "sentence": one.sentence,
                "first": one.first,
                "last": one.last,
                "expected": one.expected,
                "got": one.got,
            }
            for one in code.problems
        ],
        "legality": None if code.legality is None else code.legality.as_data(),
        "open": [one.path for one in code.onward],
    }
