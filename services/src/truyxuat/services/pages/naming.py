"""What things are called on a desk page: objects, places and parties by their master data.

A key without master data keeps its code, so nothing is ever shown as if it were known. Places
belong to a party; the chain is drawn in lanes of parties, or of the place where nobody knows
whose it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from truyxuat.services.pages.codes import class_key, elements, short, written
from truyxuat.services.pages.wording import Words


@dataclass(frozen=True, slots=True)
class Known:
    """What the master data says of a place or party."""

    name: str
    where: str = ""
    region: str = ""
    party: str | None = None
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Naming:
    """Names for the keys of one answer, in the language of the page."""

    words: Words
    products: Mapping[str, str] = field(default_factory=dict)
    assets: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, Known] = field(default_factory=dict)
    parties: Mapping[str, Known] = field(default_factory=dict)

    def object(self, key: str) -> tuple[str, str]:
        """A short name of an object, and what it is.

        >>> names = Naming(Words(), {"https://id.gs1.org/01/09521234001010": "Ngọn su su"})
        >>> names.object("https://id.gs1.org/01/09521234001010/10/L1")
        ('Lô L1', 'Ngọn su su')
        """
        if key in self.assets:
            return self.assets[key], ""
        pairs = elements(key)
        kinds = [ai for ai, _ in pairs]
        product = self.products.get(class_key(key), "")
        if kinds[:1] == ["01"] and len(pairs) == 1:
            return product or written(key), ""
        family = kinds[-1] if pairs else ""
        name = self.words.term("kind", "x" + family) if pairs else ""
        if pairs and name != "x" + family:
            return f"{name} {short(key)}", product
        return short(key), product or (written(key) if pairs else "")

    def place(self, key: str | None) -> str:
        """A place by name and commune, or its code."""
        if key is None:
            return self.words("unit.unknown")
        known = self.places.get(key) or self.parties.get(key)
        if known is None:
            return written(key)
        return f"{known.name}, {known.where}" if known.where else known.name

    def place_name(self, key: str) -> str:
        """A place by its name alone."""
        known = self.places.get(key) or self.parties.get(key)
        return known.name if known else written(key)

    def lane_of(self, place: str) -> str:
        """The lane something at this place (or with this party) is drawn in."""
        known = self.places.get(place)
        return known.party if known and known.party else place

    def lane(self, key: str) -> tuple[str, str]:
        """The name of a lane and where it is."""
        if not key:
            return self.words("trace.lane_unknown"), ""
        if key.startswith("region:"):
            region = key.removeprefix("region:")
            return self.words(
                "trace.lane_region", region=region or self.words("unit.unknown")
            ), ""
        known = self.parties.get(key) or self.places.get(key)
        if known is None:
            return written(key), ""
        return known.name, known.where

    def region_of(self, lane: str) -> str:
        """The province a lane lies in, empty where nobody knows."""
        known = self.parties.get(lane) or self.places.get(lane)
        return known.region if known else ""
