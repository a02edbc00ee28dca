"""Rewrite the table of application identifiers from a newer GS1 Barcode Syntax Dictionary.

    python -m truyxuat.barcode.syntax.updating DICTIONARY --retrieved 2026-11-27

DICTIONARY is `gs1-syntax-dictionary.txt` of https://github.com/gs1/gs1-syntax-dictionary
(Apache-2.0). Each of its lines becomes one row of `tables/application_identifiers.tsv`; nothing is
added and nothing interpreted, so a difference between two editions is a difference of rows.
"""

from __future__ import annotations

import argparse
import re
from datetime import date
from pathlib import Path

TABLE = Path(__file__).parent / "tables" / "application_identifiers.tsv"
COLUMNS = ("ai", "predefined", "attribute", "data", "requires", "excludes", "key", "title")

NO_QUALIFIERS = "-"
"""Stands for a Digital Link key that takes no qualifiers."""

_ENTRY = re.compile(
    r"(?P<ai>[0-9]{2,4}(?:-[0-9]{2,4})?)\s+(?:(?P<flags>[*?]+)\s+)?(?P<rest>[^#]+)(?:#(?P<title>.*))?"
)
_COMPONENT = re.compile(r"\[?[NXYZ](?:\.\.)?[0-9]+\]?(?:,[a-z0-9]+)*")
_ATTRIBUTE = re.compile(r"(req|ex|dlpkey)(?:=(\S+))?")


def rewritten(dictionary: str, retrieved: date) -> str:
    """The table that a dictionary says, with its edition in the head."""
    release = re.search(r"^# Release: (\S+)", dictionary, re.MULTILINE)
    years = re.search(r"^# Copyright \(c\) (\S+) GS1 AISBL", dictionary, re.MULTILINE)
    head = [
        "# GS1 application identifiers: their components, checks and companions",
        "# source: GS1 Barcode Syntax Dictionary, https://github.com/gs1/gs1-syntax-dictionary",
        f"# edition: release {release[1] if release else 'UNSET'},"
        f" copyright {years[1] if years else 'unknown'} GS1 AISBL",
        f"# retrieved: {retrieved.isoformat()}",
        "# licence: Apache-2.0; rewritten as a table, no entry changed",
        "# rewrite: python -m truyxuat.barcode.syntax.updating DICTIONARY --retrieved DATE",
        "# " + "\t".join(COLUMNS),
    ]
    rows = [
        _row(line)
        for line in dictionary.splitlines()
        if line.strip() and not line.startswith("#")
    ]
    return "\n".join([*head, *rows]) + "\n"


def _row(line: str) -> str:
    entry = _ENTRY.fullmatch(line.rstrip())
    if entry is None:
        raise SystemExit(f"{line!r}: an entry of the syntax dictionary expected.")
    flags, data = entry["flags"] or "", []
    given: dict[str, list[str]] = {"req": [], "ex": [], "dlpkey": []}
    for word in entry["rest"].split():
        if _COMPONENT.fullmatch(word):
            data.append(word)
        elif found := _ATTRIBUTE.fullmatch(word):
            given[found[1]].append(found[2] or NO_QUALIFIERS)
        else:
            raise SystemExit(f"{line!r}: {word!r} is neither component nor attribute.")
    cells = (
        entry["ai"],
        "*" if "*" in flags else "",
        "?" if "?" in flags else "",
        " ".join(data),
        " ".join(given["req"]),
        ",".join(given["ex"]),
        "|".join(given["dlpkey"]),
        (entry["title"] or "").strip(),
    )
    return "\t".join(cells)


def main() -> None:
    """Read the dictionary named on the command line and replace the table."""
    reader = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    reader.add_argument("dictionary", type=Path)
    reader.add_argument("--retrieved", type=date.fromisoformat, required=True)
    given = reader.parse_args()
    table = rewritten(given.dictionary.read_text(encoding="utf-8"), given.retrieved)
    TABLE.write_text(table, encoding="utf-8")


if __name__ == "__main__":
    main()
