"""What the sample's fictional registers say of its codes: each finding, and unknown, once.

Rows go in by the same reading as anybody's. Lists have ages, not days: a demonstration in a
year's time still shows which of them are fresh.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from importlib import resources

from sqlmodel import Session

from truyxuat.barcode.legality import Kind, Standing, Told
from truyxuat.services.code_facts.keeping import keep
from truyxuat.services.code_facts.listing import Listing, read_rows
from truyxuat.services.code_facts.rows import Row
from truyxuat.services.sample.province import MARK, PREFIX, Province, complete
from truyxuat.services.sample.telling import clock

FACTS_AS_OF = clock("2026-10-25 08:00")
"""When the lists are taken to be loaded, unless somebody loads them to be looked at today."""

HOME_ISSUER = "GS1 Vietnam"
KEY_COLUMNS: dict[Kind, str] = {
    Kind.LICENCE: "prefix",
    Kind.DECLARATION: "gtin",
    Kind.AUTHORISATION: "scope",
    Kind.CLAIM: "gtin",
}
"""Which column the digits or the product of a row are for."""

NEVER_ISSUED = complete("0952123900001")
"""A code that the fictional register says was never issued to anybody."""


def load_code_facts(session: Session, here: Province, *, as_of: datetime) -> None:
    """Keep the lists, each as old as its age says on that day."""
    for listing in listings(here, as_of=as_of):
        keep(session, listing, now=as_of)


def listings(here: Province, *, as_of: datetime) -> Iterator[Listing]:
    """The lists, checked as any list is."""
    text = resources.files(__package__).joinpath("data", "codes.toml").read_text("utf-8")
    for one in tomllib.loads(text)["list"]:
        retrieved_at = as_of - timedelta(days=one["days"])
        told = Told(one["source"], Standing(one["standing"]), retrieved_at)
        rows = [_row(here, row) for row in one["rows"]]
        yield read_rows(_placed(rows), told, one.get("complete_for", ()))


def _placed(rows: Sequence[Row]) -> Iterator[tuple[Row, _Place]]:
    return ((row, _Place(index)) for index, row in enumerate(rows))


class _Place:
    """Where a column of a row stands, should the data file be wrong."""

    def __init__(self, index: int) -> None:
        self._index = index

    def __call__(self, column: str) -> str:
        return f"codes.toml, row {self._index}, {column}"


def _row(here: Province, row: Mapping[str, str]) -> Row:
    kind = Kind(row["kind"])
    made: dict[str, str] = {"issuer": HOME_ISSUER} if kind is Kind.LICENCE else {}
    for name, value in row.items():
        if name == "digits":
            made[KEY_COLUMNS[kind]] = PREFIX + value
        elif name == "product":
            made[KEY_COLUMNS[kind]] = here.gtin(value)
        elif value.startswith("@"):
            made |= _party(here, name, value[1:])
        else:
            made[name] = value
    return made


def _party(here: Province, column: str, code: str) -> dict[str, str]:
    row = here.parties[code]
    return {
        column: row["name_vi"] + MARK,
        f"{column}_tax_code": row.get("tax_code", ""),
        f"{column}_gln": here.party(code).rpartition("/")[2],
    }
