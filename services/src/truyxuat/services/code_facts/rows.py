"""Rows of a list of code facts, checked: what each column may hold, every fault with its place.

A file and a request have the same columns. A row says its kind; a column of another kind must
be empty, since a value in it would be lost.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from truyxuat.barcode.legality import (
    Claim,
    CodeAuthorisation,
    Fact,
    GtinDeclaration,
    InternalCode,
    Kind,
    LicenceState,
    Organisation,
    PrefixLicence,
    Told,
    fault_of,
)
from truyxuat.traceability.errors import InvalidIdentifier, Problem
from truyxuat.traceability.identifiers import parse

TEXT_SIGNS_MAX = 500
PREFIX = re.compile(r"[0-9]{4,12}")
TAX_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{3,19}")
GTIN_DIGITS = (8, 12, 13, 14)

Row = Mapping[str, str]
Place = Callable[[str], str]
"""Where a column of this row stands, in the words of the file or the request."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What a value must be; `checked` gives it as it is kept, None where it is wrong."""

    code: str
    expected: str
    checked: Callable[[str], str | None]


def gtin_of(text: str) -> str | None:
    """The 14 digits of a GTIN in 8, 12, 13 or 14; None where it is none."""
    if not (text.isascii() and text.isdigit() and len(text) in GTIN_DIGITS):
        return None
    try:
        return parse(text).gtin
    except InvalidIdentifier:
        return None


def _gln(text: str) -> str | None:
    try:
        return parse(f"https://id.gs1.org/417/{text}").value
    except InvalidIdentifier:
        return None


def _scope(text: str) -> str | None:
    return text if PREFIX.fullmatch(text) else gtin_of(text)


def _day(text: str) -> str | None:
    try:
        return (
            date.fromisoformat(text).isoformat() if len(text) == len("2026-01-01") else None
        )
    except ValueError:
        return None


def _matching(pattern: re.Pattern[str]) -> Callable[[str], str | None]:
    return lambda text: text if pattern.fullmatch(text) else None


def _internal(text: str) -> str | None:
    return None if fault_of(text) else text


_SCOPE = Rule("not_a_prefix", "4 to 12 digits, or a whole GTIN", _scope)
_GTIN = Rule("not_a_gtin", "a GTIN with its check digit", gtin_of)
_DAY = Rule("not_a_day", "a day such as 2026-01-31", _day)
_STATE = Rule(
    "unknown_state",
    ", ".join(LicenceState),
    lambda text: text if text in set(LicenceState) else None,
)
_TAX = Rule(
    "not_a_tax_code", "a tax code of 4 to 20 digits or letters", _matching(TAX_CODE)
)
_GLN = Rule("not_a_gln", "13 digits with their check digit", _gln)
_CODE = Rule("collides_with_gs1", "a code that nobody can take for a GS1 code", _internal)

RULES: dict[str, Rule] = {
    "prefix": _SCOPE,
    "scope": _SCOPE,
    "gtin": _GTIN,
    "state": _STATE,
    "valid_from": _DAY,
    "valid_to": _DAY,
    "code": _CODE,
    **{
        f"{firm}_tax_code": _TAX
        for firm in ("holder", "partner", "company", "owner", "claimant")
    },
    **{
        f"{firm}_gln": _GLN
        for firm in ("holder", "partner", "company", "owner", "claimant")
    },
}


def _firm(name: str) -> tuple[str, ...]:
    return (name, f"{name}_tax_code", f"{name}_gln")


COLUMNS: dict[Kind, tuple[str, ...]] = {
    Kind.LICENCE: ("prefix", *_firm("holder"), "state", "issuer", "valid_from", "valid_to"),
    Kind.DECLARATION: (
        "gtin",
        *_firm("company"),
        "name_and_brand",
        "description",
        "product_group",
        "target_market",
        "image",
    ),
    Kind.AUTHORISATION: (
        "scope",
        *_firm("holder"),
        *_firm("partner"),
        "document",
        "valid_from",
        "valid_to",
    ),
    Kind.INTERNAL: ("code", *_firm("owner")),
    Kind.CLAIM: ("gtin", *_firm("claimant")),
}
NEEDED: dict[Kind, tuple[str, ...]] = {
    Kind.LICENCE: ("prefix", "holder", "state"),
    Kind.DECLARATION: ("gtin",),
    Kind.AUTHORISATION: ("scope", "holder", "partner", "document"),
    Kind.INTERNAL: ("code", "owner"),
    Kind.CLAIM: ("gtin", "claimant"),
}
KNOWN_COLUMNS = frozenset({"kind"}).union(*COLUMNS.values())


def read_row(row: Row, told: Told, place: Place) -> tuple[Fact | None, list[Problem]]:
    """The fact that a row tells, or everything that is wrong with the row."""
    if row.get("kind", "") not in set(Kind):
        expected = ", ".join(Kind)
        got = row.get("kind", "")
        return None, [_problem(place("kind"), "unknown_kind", expected, got)]
    kind = Kind(row["kind"])
    problems = list(_misplaced(kind, row, place))
    values: dict[str, str] = {}
    for column in COLUMNS[kind]:
        text = row.get(column, "").strip()
        kept, problem = _value(column, text, place, needed=column in NEEDED[kind])
        values[column] = kept
        if problem is not None:
            problems.append(problem)
    begins, ends = values.get("valid_from", ""), values.get("valid_to", "")
    if begins and ends and not problems and ends < begins:
        expected = f"a day from {begins} on"
        problems.append(
            _problem(place("valid_to"), "ends_before_it_begins", expected, ends)
        )
    return (None if problems else MADE[kind](told, values)), problems


def _misplaced(kind: Kind, row: Row, place: Place) -> Iterable[Problem]:
    for column, text in row.items():
        if column == "kind" or column in COLUMNS[kind] or not text.strip():
            continue
        code = "other_kinds_column" if column in KNOWN_COLUMNS else "unknown_column"
        yield _problem(place(column), code, f"nothing in a row of kind {kind}", text)


def _value(
    column: str, text: str, place: Place, *, needed: bool
) -> tuple[str, Problem | None]:
    if not text:
        missing = _problem(place(column), "missing", f"a {column}", "") if needed else None
        return "", missing
    if len(text) > TEXT_SIGNS_MAX:
        expected = f"at most {TEXT_SIGNS_MAX} signs"
        return "", _problem(place(column), "too_long", expected, f"{len(text)} signs")
    if column not in RULES:
        return text, None
    rule = RULES[column]
    kept = rule.checked(text)
    if kept is None:
        return "", _problem(place(column), rule.code, rule.expected, text)
    return kept, None


def _problem(place: str, code: str, expected: str, got: str) -> Problem:
    message = f"expected {expected}, got {got[:80]!r}."
    return Problem(place, code, message, expected, got[:80])


def _organisation(values: Row, name: str) -> Organisation:
    return Organisation(values[name], values[f"{name}_tax_code"], values[f"{name}_gln"])


def _dates(values: Row) -> tuple[date | None, date | None]:
    begins, ends = values["valid_from"], values["valid_to"]
    return (
        date.fromisoformat(begins) if begins else None,
        date.fromisoformat(ends) if ends else None,
    )


def _licence(told: Told, values: Row) -> PrefixLicence:
    holder, state = _organisation(values, "holder"), LicenceState(values["state"])
    return PrefixLicence(
        told, values["prefix"], holder, state, values["issuer"], *_dates(values)
    )


def _declaration(told: Told, values: Row) -> GtinDeclaration:
    return GtinDeclaration(
        told,
        values["gtin"],
        _organisation(values, "company"),
        name_and_brand=values["name_and_brand"],
        description=values["description"],
        product_group=values["product_group"],
        target_market=values["target_market"],
        image=values["image"],
    )


def _authorisation(told: Told, values: Row) -> CodeAuthorisation:
    holder, partner = _organisation(values, "holder"), _organisation(values, "partner")
    scope, document = values["scope"], values["document"]
    return CodeAuthorisation(told, scope, holder, partner, document, *_dates(values))


MADE: dict[Kind, Callable[[Told, Row], Fact]] = {
    Kind.LICENCE: _licence,
    Kind.DECLARATION: _declaration,
    Kind.AUTHORISATION: _authorisation,
    Kind.INTERNAL: lambda told, values: InternalCode(
        told, values["code"], _organisation(values, "owner")
    ),
    Kind.CLAIM: lambda told, values: Claim(
        told, values["gtin"], _organisation(values, "claimant")
    ),
}
"""How the checked values of a row become a fact."""
