"""The fictional firms, places, products and equipment of the sample, read from its data files.

Everything carries the GS1 demonstration prefix 952, which belongs to no one, and the sign * in
its name, so that no page, file or printout of the sample can be taken for real (R-176). Data
files give a reference number; the key and its check digit are made here.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from importlib import resources
from typing import TypeAlias
from urllib.parse import quote

from sqlmodel import SQLModel

from truyxuat.services.master import Asset, Party, Place, Product
from truyxuat.traceability.epcis.events import QuantityElement

PREFIX = "9521234"
HOME = "https://id.gs1.org"
MARK = " *"
"""Stands behind every name of the sample: fictional."""

Row: TypeAlias = "dict[str, str]"


def check_digit(digits: str) -> str:
    """The GS1 check digit of a key without one (General Specifications 7.9).

    >>> check_digit("0952123400101")
    '0'
    """
    weighted = (
        int(digit) * (3 if place % 2 == 0 else 1)
        for place, digit in enumerate(reversed(digits))
    )
    return str(-sum(weighted) % 10)


def complete(digits: str) -> str:
    """Digits with their check digit behind."""
    return digits + check_digit(digits)


@dataclass(frozen=True, slots=True)
class Province:
    """Who and what the sample knows, by short codes."""

    parties: Mapping[str, Row]
    places: Mapping[str, Row]
    products: Mapping[str, Row]
    assets: Mapping[str, Row]

    def party(self, code: str) -> str:
        """The PGLN of a party."""
        return f"{HOME}/417/{_gln(self.parties[code])}"

    def place(self, code: str) -> str:
        """The GLN of a place."""
        return f"{HOME}/414/{_gln(self.places[code])}"

    def party_at(self, place: str) -> str:
        """The PGLN of who runs a place."""
        return self.party(self.places[place]["party"])

    def gtin(self, code: str) -> str:
        """The GTIN-14 of a product."""
        return complete(f"0{PREFIX}{self.products[code]['item']}")

    def product(self, code: str) -> str:
        """The class key of a product."""
        return f"{HOME}/01/{self.gtin(code)}"

    def lot(self, code: str, number: str) -> str:
        """The key of a lot."""
        return f"{self.product(code)}/10/{quote(number, safe='')}"

    def unit(self, code: str, serial: str) -> str:
        """The key of one numbered unit."""
        return f"{self.product(code)}/21/{quote(serial, safe='')}"

    def asset(self, code: str) -> str:
        """The GIAI of a piece of equipment."""
        return f"{HOME}/8004/{PREFIX}{self.assets[code]['ref']}"

    def some(self, code: str, number: str, amount: int | str | Decimal) -> QuantityElement:
        """So much of a lot, in its product's unit."""
        unit = self.products[code].get("unit")
        return QuantityElement(self.lot(code, number), Decimal(amount), unit)

    def rows(self) -> Iterator[SQLModel]:
        """The master data as rows of the platform's tables."""
        for code, row in self.parties.items():
            yield self._party_row(code, row)
        for code, row in self.places.items():
            yield self._place_row(code, row)
        for code, row in self.products.items():
            yield self._product_row(code, row)
        for code, row in self.assets.items():
            yield Asset(
                key=self.asset(code),
                name_vi=row["name_vi"] + MARK,
                name_en=row["name_en"] + MARK,
                kind=row["kind"],
                place_key=self.place(row["place"]),
                owner_key=self.party_at(row["place"]),
            )

    def _party_row(self, code: str, row: Row) -> Party:
        return Party(
            key=self.party(code),
            gln=_gln(row),
            name_vi=row["name_vi"] + MARK,
            name_en=row["name_en"] + MARK,
            kind=row["kind"],
            address_vi=row["address_vi"],
            province=row["province"],
            phone=f"0211 000 {row['ref'][-4:]}",
            email=f"{row['mail']}@truyxuat.example" if "mail" in row else None,
            tax_code=row.get("tax_code"),
            fictional=True,
        )

    def _place_row(self, code: str, row: Row) -> Place:
        return Place(
            key=self.place(code),
            gln=_gln(row),
            name_vi=row["name_vi"] + MARK,
            name_en=row["name_en"] + MARK,
            party_key=self.party(row["party"]),
            parent_key=self.place(row["in"]) if "in" in row else None,
            kind=row["kind"],
            commune=row["commune"],
            province=row.get("province", "Phú Thọ"),
            fictional=True,
        )

    def _product_row(self, code: str, row: Row) -> Product:
        return Product(
            key=self.product(code),
            gtin=self.gtin(code),
            name_vi=row["name_vi"] + MARK,
            name_en=row["name_en"] + MARK,
            brand=row.get("brand"),
            description_vi=row.get("description_vi", ""),
            description_en=row.get("description_en", ""),
            image=f"products/{row['image']}.svg" if "image" in row else None,
            maker_key=self.party(row["maker"]),
            origin_vi=row.get("origin_vi", ""),
            origin_en=row.get("origin_en", ""),
            standards=row.get("standards", ""),
            hs_code=row.get("hs_code"),
            shelf_life_days=int(row["shelf_life_days"])
            if "shelf_life_days" in row
            else None,
            risk_level=row.get("risk_level", "unknown"),
            lead_authority=row.get("lead_authority", ""),
            unit_weight_g=int(row["unit_weight_g"]) if "unit_weight_g" in row else None,
            fictional=True,
        )


def sscc(number: int) -> str:
    """The key of a logistic unit of the sample, extension digit 3.

    >>> sscc(1)
    'https://id.gs1.org/00/395212340000000014'
    """
    return f"{HOME}/00/{complete(f'3{PREFIX}{number:09d}')}"


def cylinder(serial: int) -> str:
    """The GRAI of an LPG cylinder.

    >>> cylinder(451)
    'https://id.gs1.org/8003/09521234000129000451'
    """
    return f"{HOME}/8003/0{complete(f'{PREFIX}00012')}{serial:06d}"


@functools.cache
def province() -> Province:
    """The sample's master data; read once, a missing field fails here."""
    return Province(
        parties=_table("parties"),
        places=_table("places"),
        products=_table("products"),
        assets=_table("assets"),
    )


def _gln(row: Row) -> str:
    return complete(f"{PREFIX}{row['ref']}")


def _table(name: str) -> Mapping[str, Row]:
    text = resources.files(__package__).joinpath("data", f"{name}.toml").read_text("utf-8")
    return {
        code: {field: str(value) for field, value in row.items()}
        for code, row in tomllib.loads(text).items()
    }
