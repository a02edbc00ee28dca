"""Make the answer about one code: what it says in words, whether it is right, and why not.

The verdict says only what the text itself tells. Whose code it is stands apart from it, with
its source; whether the goods are known or recalled, on the pages that the code leads on to.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from truyxuat.barcode.syntax import Understood
from truyxuat.services.pages.check_view import (
    CodeView,
    ElementRow,
    Fact,
    Onward,
    ProblemRow,
    State,
    Stretch,
)
from truyxuat.services.pages.codes import GS1_HOME
from truyxuat.services.pages.meaning_words import meaning_words
from truyxuat.services.pages.opening import path_of
from truyxuat.services.pages.problem_words import (
    element_name,
    expectation,
    readable,
    sentence,
)
from truyxuat.services.pages.wording import Language, Words
from truyxuat.traceability.errors import Problem

STATE_OF: dict[str, State] = {
    "sound": "sound",
    "incomplete": "caution",
    "broken": "caution",
    "no_code": "unknown",
}
LABEL_FIELDS = {"01": "gtin", "10": "lot", "11": "made", "15": "best", "17": "expires"}
"""Elements that the page for labels takes over, by the name its form gives them."""


def code_view(found: Understood, words: Words, today: date) -> CodeView:
    """The answer about what a text or a symbol says."""
    problems = tuple(_problems(found, words))
    verdict = verdict_of(found)
    return CodeView(
        state=STATE_OF[verdict],
        verdict=verdict,
        heading=_heading(found, verdict, words),
        text=words(f"check.{verdict}_text"),
        given=found.text,
        stretches=tuple(_stretches(readable(found.text), problems)),
        facts=tuple(_facts(found, words)),
        elements=tuple(_elements(found, problems, words, today)),
        problems=problems,
        onward=tuple(_onward(found, words, today)),
        symbology=found.symbology_name,
    )


def verdict_of(found: Understood) -> str:
    """Sound, broken, incomplete (only companions are missing), or no code of GS1's at all."""
    if found.faults:
        return "broken"
    if found.associations:
        return "incomplete"
    return "no_code" if found.kind in ("text", "address") else "sound"


def _heading(found: Understood, verdict: str, words: Words) -> str:
    kind = words(f"check.kind_{found.kind}")
    if verdict == "broken":
        count = len(found.problems)
        if count == 1:
            return words("check.broken_one")
        return words("check.broken", count=words.number(count))
    if verdict == "sound":
        return words("check.sound", kind=kind)
    return words(f"check.{verdict}")


def _problems(found: Understood, words: Words) -> Iterator[ProblemRow]:
    for number, problem in enumerate(found.problems, start=1):
        start, end = span_of(problem)
        yield ProblemRow(
            number=number,
            code=problem.code,
            sentence=sentence(problem, words),
            element=_element_at(found, start, words),
            first=start + 1,
            last=max(end, start + 1),
            expected=expectation(problem.expected, words),
            got=readable(problem.got),
        )


def span_of(problem: Problem) -> tuple[int, int]:
    """The characters of the text that a problem names; the first one where it names none."""
    start, _, end = problem.place.partition(":")
    if not (start.isdigit() and end.isdigit()):
        return 0, 0
    return int(start), int(end)


def _element_at(found: Understood, place: int, words: Words) -> str:
    for one in found.details:
        start, _, end = one.place.partition(":")
        if int(start) <= place <= int(end):
            return f"({one.element.ai}) {element_name(one.element.ai, words)}"
    return ""


def _stretches(text: str, problems: tuple[ProblemRow, ...]) -> Iterator[Stretch]:
    """The text cut where problems begin and end; one that has no signs gets an empty stretch."""
    spans = {}
    for one in problems:
        empty = one.first > len(text)
        spans[one.number] = (one.first - 1, one.first - 1 if empty else one.last)
    cuts = sorted({0, len(text), *(cut for span in spans.values() for cut in span)})
    for start, end in pairwise(cuts):
        concerned = [n for n, (a, b) in spans.items() if a <= start and end <= b]
        yield Stretch(text=text[start:end], problems=tuple(concerned))
    missing = [n for n, (a, b) in spans.items() if a == b]
    if missing:
        yield Stretch(text="", problems=tuple(missing))


def _elements(
    found: Understood, problems: tuple[ProblemRow, ...], words: Words, today: date
) -> Iterator[ElementRow]:
    for one in found.details:
        start, _, end = one.place.partition(":")
        concerned = [
            p.number
            for p in problems
            if int(start) < p.first <= max(int(end), int(start) + 1)
        ]
        vietnamese = words.language is Language.VI
        official = one.title.official if vietnamese else bool(one.title.english)
        yield ElementRow(
            ai=one.element.ai,
            name=element_name(one.element.ai, words),
            official=official,
            other_name=one.title.data_title,
            value=readable(one.element.value),
            meaning=meaning_words(one.meaning(today), words),
            problems=tuple(concerned),
        )


def _facts(found: Understood, words: Words) -> Iterator[Fact]:
    yield Fact(label=words("check.kind"), value=words(f"check.kind_{found.kind}"))
    name = expectation(found.symbology_name, words)
    if name:
        shown = f"{name} ({found.symbology})" if found.symbology else name
        yield Fact(label=words("check.symbology"), value=shown)
    if found.elements and found.kind != "number":
        bracketed = found.elements.bracketed()
        yield Fact(label=words("check.bracketed"), value=readable(bracketed), is_code=True)
    if found.elements and (link := found.digital_link):
        yield Fact(label=words("check.link"), value=link, is_code=True)
    for other in found.alternatives:
        name = f"({other.ai}) {element_name(other.ai, words)}"
        yield Fact(label=words("check.alternative"), value=name)


def _onward(found: Understood, words: Words, today: date) -> Iterator[Onward]:
    """The pages that know more of it, where what is identified is beyond doubt."""
    identifier = found.identifier
    if identifier is None or not identifier.key.startswith(GS1_HOME):
        return
    path = path_of(identifier)
    printed = found.elements.value("17")
    product = path.startswith("/01/")
    yield Onward(
        path=path,
        query=(("17", printed),) if product and printed else (),
        text=words("check.to_product" if product else "check.to_key"),
    )
    yield Onward(
        path="/regulator/trace",
        query=(("id", identifier.lot_key or identifier.key),),
        text=words("check.to_trace"),
    )
    if product:
        yield Onward(
            path="/labels",
            query=tuple(_label_query(found, today)),
            text=words("check.to_labels"),
        )


def _label_query(found: Understood, today: date) -> Iterator[tuple[str, str]]:
    for ai, name in LABEL_FIELDS.items():
        for one in found.details:
            if one.element.ai == ai:
                yield name, one.meaning(today).value
