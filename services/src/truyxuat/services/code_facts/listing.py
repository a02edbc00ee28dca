"""A whole list of code facts from a file or a request: all of it, or what is wrong with it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from truyxuat.barcode.legality import Complete, Fact, Kind, Told
from truyxuat.services.code_facts.rows import KNOWN_COLUMNS, Place, Row, read_row
from truyxuat.traceability.epcis.findings import Findings, json_pointer
from truyxuat.traceability.epcis.json_text import load
from truyxuat.traceability.errors import InvalidBody, Problem, TooLarge

ROWS_MAX = 200_000
"""Rows of one list; a register of more is sent range by range."""

SOURCE_SIGNS_MAX = 200


@dataclass(frozen=True, slots=True)
class Listing:
    """What a source told at one instant, all of it sound."""

    told: Told
    facts: tuple[Fact, ...]
    complete: tuple[Complete, ...]


def read_csv(body: bytes, told: Told, complete_for: Sequence[str]) -> Listing:
    """A list in CSV: UTF-8, commas, a first line of column names.

    Raises:
        InvalidBody: everything that is wrong, each with its line and column.
    """
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        got = f"byte {error.object[error.start]:#04x} at {error.start}"
        raise _refused("", "not_utf_8", "UTF-8", got) from error
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    unknown = sorted(set(reader.fieldnames or ()) - KNOWN_COLUMNS)
    if unknown or "kind" not in (reader.fieldnames or ()):
        expected = "kind, and of " + ", ".join(sorted(KNOWN_COLUMNS - {"kind"}))
        raise _refused(
            "line 1", "unknown_column", expected, ", ".join(unknown) or "no kind"
        )
    return read_rows(_csv_rows(reader), told, complete_for)


def _csv_rows(reader: csv.DictReader[str]) -> Iterator[tuple[Row, Place]]:
    try:
        for row in reader:
            line = reader.line_num
            # DictReader keeps surplus cells under None, and gives None for missing ones.
            surplus = [text for name, text in row.items() if name is None]
            if surplus or None in row.values():
                got = f"{len(surplus[0])} more" if surplus else "fewer"
                raise _refused(f"line {line}", "other_length", "a cell per column", got)
            yield row, _line(line)
    except csv.Error as error:
        place = f"line {reader.line_num}"
        raise _refused(place, "not_csv", "comma-separated values", str(error)) from error


def _line(line: int) -> Place:
    return lambda column: f"line {line}, {column}"


def read_json(body: bytes, told: Told, complete_for: Sequence[str]) -> Listing:
    """A list in JSON: an array of objects, or an object with the array ``facts``.

    Raises:
        InvalidBody: everything that is wrong, each with its JSON pointer.
    """
    findings = Findings(json_pointer)
    value = load(body, findings)
    findings.raise_if_any()
    inside = "" if isinstance(value, list) else "/facts"
    rows = value.get("facts") if isinstance(value, dict) else value
    if not isinstance(rows, list):
        raise _refused(inside, "not_a_list", "an array of facts", type(rows).__name__)
    return read_rows(json_rows(rows, inside), told, complete_for)


def json_rows(rows: Sequence[object], inside: str) -> Iterator[tuple[Row, Place]]:
    """Rows of an array of objects whose members are texts; null is an empty one."""
    for index, row in enumerate(rows):
        place = f"{inside}/{index}"
        if not isinstance(row, dict):
            raise _refused(place, "not_an_object", "an object", type(row).__name__)
        texts = {name: "" if text is None else text for name, text in row.items()}
        for name, text in texts.items():
            if not isinstance(text, str):
                raise _refused(f"{place}/{name}", "not_text", "a text", type(text).__name__)
        yield texts, _pointer(place)


def _pointer(place: str) -> Place:
    return lambda column: f"{place}/{column}"


def read_rows(
    rows: Iterable[tuple[Row, Place]], told: Told, complete_for: Sequence[str]
) -> Listing:
    """The list that sound rows make; one bad row refuses all of it."""
    facts: list[Fact] = []
    kinds: set[Kind] = set()
    problems: list[Problem] = _of_the_source(told)
    for row, place in rows:
        if len(facts) >= ROWS_MAX:
            raise TooLarge(
                f"A list of code facts: rows_max is {ROWS_MAX:,}; send less at once."
            )
        fact, found = read_row(row, told, place)
        problems += found
        if fact is not None:
            facts.append(fact)
            kinds.add(Kind(row["kind"]))
    complete, found = _complete(complete_for, kinds, told)
    problems += found
    if not facts and not complete and not problems:
        problems.append(Problem("", "empty", "expected at least one row, got none."))
    if problems:
        raise InvalidBody(tuple(problems))
    return Listing(told, tuple(facts), complete)


def _of_the_source(told: Told) -> list[Problem]:
    name = told.source.strip()
    if name and len(name) <= SOURCE_SIGNS_MAX:
        return []
    expected = f"the name of the source, at most {SOURCE_SIGNS_MAX} signs"
    return [
        Problem("source", "missing", f"expected {expected}, got {name[:40]!r}.", expected)
    ]


def _complete(
    asked: Sequence[str], kinds: set[Kind], told: Told
) -> tuple[tuple[Complete, ...], list[Problem]]:
    """``893`` is said of the kinds that the list holds, ``licence:893`` of that kind."""
    found: list[Complete] = []
    problems: list[Problem] = []
    for text in asked:
        name, colon, prefix = text.rpartition(":")
        digits = prefix.isascii() and prefix.isdigit() and len(prefix) <= 12
        if not digits or (colon and name not in set(Kind)):
            expected = "digits such as 893, or a kind with them such as licence:893"
            message = f"expected {expected}, got {text!r}."
            problems.append(Problem("complete_for", "not_a_range", message, expected, text))
            continue
        said = {Kind(name)} if colon else kinds
        found += [Complete(told, kind, prefix) for kind in sorted(said)]
        if not said:
            message = (
                f"{text}: the list is empty; say of which kind, as in licence:{prefix}."
            )
            problems.append(Problem("complete_for", "of_no_kind", message))
    return tuple(dict.fromkeys(found)), problems


def _refused(place: str, code: str, expected: str, got: str) -> InvalidBody:
    message = f"expected {expected}, got {got}."
    return InvalidBody((Problem(place, code, message, expected, got),))
