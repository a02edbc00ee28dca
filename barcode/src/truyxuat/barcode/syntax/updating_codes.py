"""Rewrite the tables of countries and currencies from ISO's lists as others publish them.

    python -m truyxuat.barcode.syntax.updating_codes --countries iso3166-1.json \
        --currencies table.xml --retrieved 2026-11-27

The countries are `iso3166-1.json` of Debian's iso-codes (also in the package pycountry), the
currencies the XML table of ISO 4217's maintenance agency (also in the package iso4217). Only the
codes are taken, which are facts. Package and media types have no such file: GS1 publishes them at
https://navigator.gs1.org/edi/codelist-details?name=PackageTypeCode and in its General
Specifications, and `tables/package_types.tsv` and `tables/media_types.tsv` are edited by hand.
"""

from __future__ import annotations

import argparse
import json
import re
from datetime import date
from pathlib import Path

TABLES = Path(__file__).parent / "tables"

STILL_ON_GOODS = {"975": "BGN"}
"""Currencies that ISO withdrew lately; what was priced in them before is still scanned."""

_CURRENCY = re.compile(r"<Ccy>([A-Z]{3})</Ccy>\s*<CcyNbr>([0-9]{3})</CcyNbr>")
_EDITION = re.compile(r'Pblshd="([^"]+)"')


def countries(iso_codes: str, retrieved: date) -> str:
    """The table of countries: three digits and two letters each."""
    entries = json.loads(iso_codes)["3166-1"]
    rows = sorted(f"{entry['numeric']}\t{entry['alpha_2']}" for entry in entries)
    return _table("ISO 3166-1 countries", "Debian iso-codes", "", retrieved, rows)


def currencies(published: str, retrieved: date) -> str:
    """The table of currencies: three digits and three letters each."""
    edition = _EDITION.search(published)
    found = {digits: letters for letters, digits in _CURRENCY.findall(published)}
    rows = sorted(
        f"{digits}\t{letters}" for digits, letters in (STILL_ON_GOODS | found).items()
    )
    return _table(
        "ISO 4217 currencies",
        "ISO 4217 maintenance agency",
        f"{edition[1]}, and {', '.join(STILL_ON_GOODS.values())}" if edition else "",
        retrieved,
        rows,
    )


def _table(name: str, source: str, edition: str, retrieved: date, rows: list[str]) -> str:
    head = [
        f"# {name}: digits, letters",
        f"# source: {source}",
        f"# edition: {edition or 'as retrieved'}",
        f"# retrieved: {retrieved.isoformat()}",
        "# licence: none needed, code elements are facts",
        "# rewrite: python -m truyxuat.barcode.syntax.updating_codes",
    ]
    return "\n".join([*head, *rows]) + "\n"


def main() -> None:
    """Read the lists named on the command line and replace the tables."""
    reader = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    reader.add_argument("--countries", type=Path, required=True)
    reader.add_argument("--currencies", type=Path, required=True)
    reader.add_argument("--retrieved", type=date.fromisoformat, required=True)
    given = reader.parse_args()
    for name, write, source in (
        ("countries", countries, given.countries),
        ("currencies", currencies, given.currencies),
    ):
        table = write(source.read_text(encoding="utf-8"), given.retrieved)
        (TABLES / f"{name}.tsv").write_text(table, encoding="utf-8")


if __name__ == "__main__":
    main()
