"""What a picture or a text says, in the language of whoever asks: for the API, pages and shell.

The barcode member answers in codes and values; here they become words, and the symbols of a
picture are each understood. Nothing of this needs a record, a network or a clock: `seen` is the
day on which somebody looks, for years of two digits.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from truyxuat.barcode import (
    Meaning,
    Understood,
    hri_lines,
    understand,
    understand_symbol,
)
from truyxuat.barcode.reading import DEFAULT_LIMITS, PictureLimits, Reading, reading_of
from truyxuat.barcode.symbol import Symbol
from truyxuat.services.barcode_words import (
    advice_words,
    choice_words,
    kind_words,
    problem_words,
    says,
)
from truyxuat.services.pages.wording import Language
from truyxuat.traceability.errors import Problem

GS1_KINDS = frozenset({"element_string", "digital_link", "number", "epc"})


@dataclass(frozen=True, slots=True)
class SaidElement:
    """One element with its names and what its data means."""

    ai: str
    value: str
    place: str
    data_title: str
    title_vi: str
    title_en: str
    title_official: bool
    meaning: Meaning


@dataclass(frozen=True, slots=True)
class SaidProblem:
    """One thing wrong; `message` is in the language asked for.

    `about` is data, or association where only what stands beside it on the item is wrong.
    """

    about: str
    code: str
    place: str
    message: str
    expected: str
    got: str


@dataclass(frozen=True, slots=True)
class Said:
    """All that a text says, in words; places count characters of `text` from 0."""

    text: str
    kind: str
    summary: str
    valid: bool | None
    """None where the text holds no GS1 data that could be valid or not."""
    symbology_identifier: str
    symbology: str
    key: str
    bracketed: str
    digital_link: str
    hri: tuple[str, ...]
    elements: tuple[SaidElement, ...]
    alternatives: tuple[str, ...]
    problems: tuple[SaidProblem, ...]


@dataclass(frozen=True, slots=True)
class SaidSymbol:
    """One symbol of a picture and what it says."""

    symbol: Symbol
    says: Said


@dataclass(frozen=True, slots=True)
class SaidChoice:
    """The symbol that a lookup uses, by its place in the list, and why that one."""

    index: int
    reason: str
    words: str


@dataclass(frozen=True, slots=True)
class SaidAdvice:
    """One thing to try when nothing was seen."""

    code: str
    words: str


@dataclass(frozen=True, slots=True)
class SaidPicture:
    """All that was seen on a picture, and how hard it was looked for."""

    summary: str
    symbols: tuple[SaidSymbol, ...]
    choice: SaidChoice | None
    reading: Reading
    advice: tuple[SaidAdvice, ...]


def text_said(text: str, language: Language, *, seen: date) -> Said:
    """What any text says; always answers, with everything that is wrong."""
    return _said(understand(text), language, seen)


def picture_said(
    data: bytes,
    language: Language,
    *,
    seen: date,
    limits: PictureLimits = DEFAULT_LIMITS,
) -> SaidPicture:
    """What the symbols of a picture file say, best first for a lookup by `choice`.

    Raises:
        UnsupportedMediaType: not a picture that is read here.
        InvalidInput: empty, damaged or cut off.
        TooLarge: over one of the limits.
    """
    reading = reading_of(data, limits=limits)
    symbols = tuple(
        SaidSymbol(one, _said(understand_symbol(one), language, seen))
        for one in reading.symbols
    )
    return SaidPicture(
        summary=_summary(reading, language),
        symbols=symbols,
        choice=_choice(reading, language),
        reading=reading,
        advice=tuple(
            SaidAdvice(code, advice_words(code, language)) for code in reading.advice
        ),
    )


def problem_said(
    problem: Problem, language: Language, *, about: str = "data"
) -> SaidProblem:
    """A problem with its words in a language."""
    return SaidProblem(
        about=about,
        code=problem.code,
        place=problem.place,
        message=problem_words(problem, language),
        expected=problem.expected,
        got=problem.got,
    )


def _said(found: Understood, language: Language, seen: date) -> Said:
    elements = found.elements
    return Said(
        text=found.text,
        kind=found.kind,
        summary=_in_short(found, language),
        valid=found.sound if found.kind in GS1_KINDS or found.problems else None,
        symbology_identifier=found.symbology,
        symbology=found.symbology_name,
        key=found.key,
        bracketed=elements.bracketed() if elements else "",
        digital_link=found.digital_link,
        hri=tuple(hri_lines(elements)),
        elements=_elements(found, seen),
        alternatives=tuple(one.key for one in found.alternatives),
        problems=(
            *(problem_said(one, language) for one in found.faults),
            *(
                problem_said(one, language, about="association")
                for one in found.associations
            ),
        ),
    )


def _elements(found: Understood, seen: date) -> tuple[SaidElement, ...]:
    return tuple(
        SaidElement(
            ai=one.element.ai,
            value=one.element.value,
            place=one.place,
            data_title=one.title.data_title,
            title_vi=one.title.vietnamese,
            title_en=one.title.english,
            title_official=one.title.official,
            meaning=one.meaning(seen),
        )
        for one in found.details
    )


def _in_short(found: Understood, language: Language) -> str:
    kind = kind_words(found.kind, language)
    if found.problems:
        return says("say", "unsound", language, kind=kind, count=len(found.problems))
    word = "sound" if found.kind in GS1_KINDS else "no_data"
    return says("say", word, language, kind=kind)


def _summary(reading: Reading, language: Language) -> str:
    if reading.symbols:
        return says("say", "found", language, count=len(reading.symbols))
    return says("say", "nothing", language, looks=reading.looks, pages=reading.pages)


def _choice(reading: Reading, language: Language) -> SaidChoice | None:
    choice = reading.choice
    if choice is None:
        return None
    index = next(
        number for number, one in enumerate(reading.symbols) if one is choice.symbol
    )
    return SaidChoice(index, choice.reason, choice_words(choice.reason, language))
